//! What must hold of boards, by what each was told on each of its connections and when.

use super::history::{Answer, Call, Op, Takeover, Watch};
use super::linear::Moment;

/// For how long a board shows as new what it was told last.
const SHOWN_AS_NEW: Moment = 5_000_000;

/// How long what was said may be on its way.
const ON_ITS_WAY: Moment = 1_000_000;

/// No board shows as new what has been old for more than five seconds. It shows what it has as new
/// until five seconds after it was told anything; so one that is told anything later than a call
/// was answered has to know of that call.
pub fn old(desk: &str, ops: &[&Op], watches: &[&Watch]) -> Vec<String> {
    let mut faults = Vec::new();
    for op in ops {
        let (Call::Accept(ticket), Some((answered, Answer::Done))) = (&op.call, &op.answer) else {
            continue;
        };
        let until = answered + SHOWN_AS_NEW;
        for watch in watches {
            let knows = watch.called.iter().any(|(at, it)| it == ticket && *at <= until);
            let was_there = watch.began < op.sent && watch.last > answered + ON_ITS_WAY;
            if was_there && !knows {
                faults.push(format!(
                    "desk {desk}: a board showed as new, at {} ms, that nobody had called ticket {ticket}",
                    until / 1000
                ));
            }
            // It came when that ticket was the last thing that was done by whoever called it.
            let has_come = *answered < watch.asked && watch.began < Moment::MAX;
            let is_last = || {
                let mut others = ops.iter().filter(|it| it.who == op.who && it.sent > op.sent);
                others.all(|it| it.sent > watch.began)
            };
            let at_first =
                || watch.called.iter().any(|(at, it)| it == ticket && *at <= watch.began);
            if has_come && is_last() && !at_first() {
                faults.push(format!(
                    "desk {desk}: a board that came at {} ms was not told of ticket {ticket}, called at {} ms",
                    watch.asked / 1000,
                    answered / 1000
                ));
            }
        }
    }
    faults
}

/// Nobody tells boards anything after the end of the time for which they may lead, which is over
/// when another takes the desk: the time that servers tell least of all.
pub fn after_takeovers(desk: &str, watches: &[&Watch], takeovers: &[Takeover]) -> Vec<String> {
    let mut faults = Vec::new();
    for takeover in takeovers.iter().filter(|it| it.desk == desk) {
        for watch in watches {
            if watch.began < takeover.before && watch.last > takeover.after + ON_ITS_WAY {
                faults.push(format!(
                    "desk {desk}: a board was told something at {} ms by who led until {} ms",
                    watch.last / 1000,
                    takeover.after / 1000
                ));
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accept(who: &str, ticket: i64, sent: Moment) -> Op {
        let (who, answer) = (who.to_owned(), Some((sent + 5, Answer::Done)));
        Op { desk: 0, who, call: Call::Accept(ticket), sent, answer }
    }

    fn watch(asked: Moment, last: Moment, called: &[(Moment, i64)]) -> Watch {
        Watch { desk: 0, asked, began: asked + 5, last, called: called.to_vec() }
    }

    fn is_found(faults: &[String], text: &str) {
        assert!(faults.iter().any(|it| it.contains(text)), "{text:?} is not in {faults:?}");
    }

    #[test]
    fn a_board_that_goes_on_with_what_is_old_is_found() {
        let op = accept("ada", 0, 30);
        let late = 35 + SHOWN_AS_NEW;
        let faults = |watch: Watch| old("main", &[&op], &[&watch]);
        assert_eq!(faults(watch(0, late + 1, &[(50, 0)])), Vec::<String>::new());
        // It was told nothing any more, and is dimmed.
        assert_eq!(faults(watch(0, 35 + ON_ITS_WAY, &[])), Vec::<String>::new());
        is_found(&faults(watch(0, 36 + ON_ITS_WAY, &[])), "nobody had called ticket 0");
        is_found(&faults(watch(0, late + 2, &[(late + 1, 0)])), "nobody had called ticket 0");
    }

    #[test]
    fn a_board_that_comes_and_is_not_told_of_a_call_is_found() {
        let (first, other) = (accept("ada", 0, 30), accept("bob", 1, 70));
        let faults = |watch: Watch| old("main", &[&first, &other], &[&watch]);
        assert_eq!(faults(watch(60, 66, &[(64, 0)])), Vec::<String>::new());
        is_found(&faults(watch(60, 66, &[])), "came at 0 ms was not told of ticket 0");
        // Who called it has done something since.
        let next = accept("ada", 2, 50);
        let faults = old("main", &[&first, &next], &[&watch(60, 66, &[(64, 2)])]);
        assert_eq!(faults, Vec::<String>::new());
    }

    #[test]
    fn a_board_that_hears_of_a_leader_after_another_took_over_is_found() {
        let takeovers = |after| [Takeover { desk: "main".to_owned(), before: 100, after }];
        let late = 400 + ON_ITS_WAY;
        let faults =
            |asked, last| after_takeovers("main", &[&watch(asked, last, &[])], &takeovers(400));
        assert_eq!(faults(10, late), Vec::<String>::new());
        is_found(&faults(10, late + 1), "by who led until 0 ms");
        // It may be the new leader's.
        assert_eq!(faults(200, late + 1), Vec::<String>::new());
        let elsewhere = after_takeovers("other", &[&watch(10, late + 1, &[])], &takeovers(400));
        assert_eq!(elsewhere, Vec::<String>::new());
    }
}
