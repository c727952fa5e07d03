//! What must hold of boards, by what each was told on each of its connections and when.

use super::history::{Answer, Call, Op, Takeover, Watch};
use super::linear::Moment;

/// For how long a board shows as new what it was told last.
const SHOWN_AS_NEW: Moment = 5_000_000;

/// How long a leader may lead without hearing of its lease.
const LEASE: Moment = 1_500_000;

/// How long what was said may be on its way.
const ON_ITS_WAY: Moment = 1_000_000;

/// No board shows as new what has been old for more than five seconds. It shows what it has as new
/// until five seconds after it was told anything; so one that is told anything later than a call
/// was answered has to know of that call. What comes all at once, as after a server stood still, is not
/// known at the first word of it.
pub fn old(desk: &str, ops: &[&Op], watches: &[&Watch]) -> Vec<String> {
    let mut faults = Vec::new();
    for op in ops {
        let (Call::Accept(ticket), Some((answered, Answer::Done))) = (&op.call, &op.answer) else {
            continue;
        };
        let until = answered + SHOWN_AS_NEW;
        for watch in watches {
            let told = watch.called.iter().find(|(_, it)| it == ticket).map(|(at, _)| *at);
            let knows_by = |moment| told.is_some_and(|told| told <= moment);
            let is_old_at = |heard: &Moment| {
                *heard > answered + ON_ITS_WAY && !knows_by(until.max(heard + ON_ITS_WAY))
            };
            if watch.began < op.sent && watch.heard.iter().any(is_old_at) {
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
            if watch.began < takeover.before && watch.last() > takeover.after + ON_ITS_WAY {
                faults.push(format!(
                    "desk {desk}: a board was told something at {} ms by who led until {} ms",
                    watch.last() / 1000,
                    takeover.after / 1000
                ));
            }
        }
    }
    faults
}

/// How long before another acknowledged anything new the last board was closed of those that a
/// leader served that was cut off; less than nothing: after it. None where nobody took the desk from
/// it.
pub fn closed_before(
    desk: &str,
    ops: &[&Op],
    watches: &[&Watch],
    takeovers: &[Takeover],
    cut_off: &str,
) -> Option<i64> {
    let takeover = takeovers.iter().find(|it| it.desk == desk && it.from == cut_off)?;
    let is_done = |op: &Op| matches!(op.answer, Some((_, Answer::Done | Answer::Ticket(_))));
    let answered = |op: &Op| op.answer.as_ref().map_or(Moment::MAX, |(at, _)| *at);
    // What had an answer before has the same one from memory.
    let is_new = |op: &Op| {
        let mut same = ops.iter().filter(|it| it.who == op.who && it.call == op.call);
        same.all(|it| answered(it) >= answered(op))
    };
    let others = ops.iter().filter(|op| is_done(op) && answered(op) > takeover.before);
    let first = others.filter(|op| is_new(op)).map(|op| answered(op)).min()?;
    let end = |watch: &Watch| watch.closed.unwrap_or(watch.last());
    let of_old =
        watches.iter().filter(|it| it.began < takeover.before && end(it) + LEASE > takeover.before);
    let closed = of_old.map(|it| it.closed.unwrap_or(Moment::MAX)).max()?;
    let signed = |moment| i64::try_from(moment).unwrap_or(i64::MAX);
    Some(signed(first) - signed(closed))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accept(who: &str, ticket: i64, sent: Moment) -> Op {
        let (who, answer) = (who.to_owned(), Some((sent + 5, Answer::Done)));
        Op { desk: 0, who, call: Call::Accept(ticket), sent, answer }
    }

    fn watch(asked: Moment, last: Moment, called: &[(Moment, i64)]) -> Watch {
        let (began, called) = (asked + 5, called.to_vec());
        Watch { desk: 0, asked, began, heard: vec![last], closed: None, called }
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
        // It hears on, and of the call too late.
        let heard = vec![36 + ON_ITS_WAY, late + 1];
        let behind = Watch { heard, ..watch(0, 0, &[(late + 1, 0)]) };
        is_found(&faults(behind), "nobody had called ticket 0");
        // It stood still, and everything came at once then.
        let heard = vec![20, late + 1, late + 2];
        let at_once = Watch { heard, ..watch(0, 0, &[(late + 2, 0)]) };
        assert_eq!(faults(at_once), Vec::<String>::new());
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
        let takeovers = |after| {
            let (desk, from) = ("main".to_owned(), "one".to_owned());
            [Takeover { desk, from, before: 100, after }]
        };
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

    #[test]
    fn how_long_boards_were_closed_before_another_acknowledged_anything_is_counted() {
        let (desk, from) = ("main".to_owned(), "one".to_owned());
        let takeovers = [Takeover { desk, from, before: 1400, after: 1500 }];
        let closed = |at| Watch { closed: Some(at), ..watch(0, 1200, &[]) };
        // The call that was answered before the cut is answered again, out of memory.
        let calls = [(0, 900), (0, 1405), (1, 1600), (2, 1700)];
        let ops: Vec<Op> = calls.map(|(ticket, sent)| accept("ada", ticket, sent)).into();
        let ops: Vec<&Op> = ops.iter().collect();
        let new = watch(1550, 2000, &[]);
        let distance =
            |old: &Watch, who| closed_before("main", &ops, &[old, &new], &takeovers, who);
        assert_eq!(distance(&closed(1300), "one"), Some(305));
        assert_eq!(distance(&closed(1650), "one"), Some(-45));
        // It was not closed at all.
        assert!(distance(&watch(0, 1200, &[]), "one").is_some_and(|it| it < -1_000_000));
        assert_eq!(distance(&closed(1300), "two"), None);
    }
}
