//! Whether what many clients were told of one thing can be put into an order, each call at a moment
//! between its beginning and its answer, in which every answer is right. One that was never answered
//! may have taken effect at any later moment, or not at all.
//!
//! The search is Wing's and Gong's, with what Lowe added: a state that was reached once by the
//! same calls is not looked at again.

use std::collections::HashSet;
use std::fmt::Debug;
use std::hash::Hash;

/// A moment, in microseconds since the run began, by a clock that nobody sets.
pub type Moment = u64;

/// A thing that calls are made on.
pub trait Model {
    /// How it is.
    type State: Clone + Eq + Hash + Debug;
    /// What is done with it, and what was answered.
    type Call: Clone + Debug;

    /// How it is at first.
    fn first() -> Self::State;

    /// How it is after a call; none: the call cannot have been answered so, or, where it was not
    /// answered, changes nothing.
    fn step(state: &Self::State, call: &Self::Call) -> Option<Self::State>;
}

/// A call, and when it began and was answered; it was not: none.
#[derive(Debug, Clone)]
pub struct Timed<C> {
    /// What was called, and what was answered.
    pub call: C,
    /// When it was sent.
    pub sent: Moment,
    /// When the answer was there.
    pub answered: Option<Moment>,
}

/// Whether there is such an order.
pub fn is_linearizable<M: Model>(calls: &[Timed<M::Call>]) -> bool {
    let mut seen: HashSet<(Vec<u64>, M::State)> = HashSet::new();
    let done = vec![0; calls.len().div_ceil(64)];
    let mut open = vec![(done, M::first())];
    while let Some((done, state)) = open.pop() {
        let has = |place: usize| done[place / 64] & (1 << (place % 64)) != 0;
        let missing = || (0..calls.len()).filter(|place| !has(*place));
        let Some(first) = missing().filter_map(|place| calls[place].answered).min() else {
            // All that were answered are in order.
            return true;
        };
        // What began after somebody else had an answer comes after that.
        let mut next: Vec<usize> = missing().filter(|it| calls[*it].sent <= first).collect();
        // Those that were not answered are tried last, which means that they are laid down first.
        next.sort_by_key(|place| calls[*place].answered.is_some());
        for place in next {
            let Some(next) = M::step(&state, &calls[place].call) else { continue };
            if next == state && calls[place].answered.is_none() {
                // It may as well come later.
                continue;
            }
            let mut done = done.clone();
            done[place / 64] |= 1 << (place % 64);
            if seen.insert((done.clone(), next.clone())) {
                open.push((done, next));
            }
        }
    }
    false
}

/// How a ticket stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TicketState {
    /// There is none of this number yet.
    Absent,
    /// Nobody has it.
    Waiting,
    /// Somebody has it.
    With(String),
    /// It is over.
    Ended,
}

/// What is done with a ticket; `who` is one of the staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TicketCall {
    /// A request under its key.
    Request,
    /// `accept`, as it was answered; none: it was not.
    Accept(String, Option<TicketAnswer>),
    /// `complete` or `cancel`, as it was answered; none: it was not.
    End(String, Option<TicketAnswer>),
    /// It is so in the end.
    Found(TicketState),
}

/// What was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TicketAnswer {
    /// It was done.
    Done,
    /// Somebody else has it.
    Anothers,
    /// It is over.
    Over,
    /// There is no such ticket.
    NoSuch,
}

/// A ticket.
pub struct TicketModel;

impl Model for TicketModel {
    type State = TicketState;
    type Call = TicketCall;

    fn first() -> TicketState {
        TicketState::Absent
    }

    fn step(state: &TicketState, call: &TicketCall) -> Option<TicketState> {
        use TicketState::{Absent, Ended, Waiting, With};
        let same = |holds: bool| holds.then(|| state.clone());
        match call {
            TicketCall::Request if *state == Absent => Some(Waiting),
            TicketCall::Request => Some(state.clone()),
            TicketCall::Accept(who, None | Some(TicketAnswer::Done)) => match state {
                Waiting => Some(With(who.clone())),
                With(holder) => same(holder == who),
                Absent | Ended => None,
            },
            TicketCall::End(who, None | Some(TicketAnswer::Done)) => match state {
                With(holder) => (holder == who).then_some(Ended),
                Absent | Waiting | Ended => None,
            },
            TicketCall::Accept(who, Some(TicketAnswer::Anothers)) => {
                same(matches!(state, With(holder) if holder != who))
            }
            TicketCall::End(who, Some(TicketAnswer::Anothers)) => {
                same(matches!(state, With(holder) if holder != who) || *state == Waiting)
            }
            TicketCall::Accept(_, Some(TicketAnswer::Over))
            | TicketCall::End(_, Some(TicketAnswer::Over)) => same(*state == Ended),
            TicketCall::Accept(_, Some(TicketAnswer::NoSuch))
            | TicketCall::End(_, Some(TicketAnswer::NoSuch)) => same(*state == Absent),
            TicketCall::Found(found) => same(found == state),
        }
    }
}

/// What is done with a table; `who` is one of the staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableCall {
    /// `pick`: it was granted, or not; none: it was not answered.
    Pick(String, Option<bool>),
    /// `unpick`: it was answered that it was done, or, none, it was not answered.
    Unpick(String),
    /// `pick` of another table was granted, or not answered: whoever sat here does no longer.
    Elsewhere(String),
    /// Who sits there in the end.
    Found(Option<String>),
}

/// A table.
pub struct TableModel;

impl Model for TableModel {
    type State = Option<String>;
    type Call = TableCall;

    fn first() -> Self::State {
        None
    }

    fn step(state: &Self::State, call: &TableCall) -> Option<Self::State> {
        let is_free_for = |who: &String| state.as_ref().is_none_or(|holder| holder == who);
        match call {
            TableCall::Pick(who, None | Some(true)) => is_free_for(who).then(|| Some(who.clone())),
            TableCall::Pick(who, Some(false)) => (!is_free_for(who)).then(|| state.clone()),
            TableCall::Unpick(who) => (state.as_ref() == Some(who)).then_some(None),
            TableCall::Elsewhere(who) => Some(state.clone().filter(|holder| holder != who)),
            TableCall::Found(found) => (found == state).then(|| state.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at<C>(sent: Moment, answered: impl Into<Option<Moment>>, call: C) -> Timed<C> {
        Timed { call, sent, answered: answered.into() }
    }

    fn accept(who: &str, answer: impl Into<Option<TicketAnswer>>) -> TicketCall {
        TicketCall::Accept(who.to_owned(), answer.into())
    }

    fn end(who: &str, answer: impl Into<Option<TicketAnswer>>) -> TicketCall {
        TicketCall::End(who.to_owned(), answer.into())
    }

    fn ticket(calls: &[Timed<TicketCall>]) -> bool {
        is_linearizable::<TicketModel>(calls)
    }

    fn table(calls: &[Timed<TableCall>]) -> bool {
        is_linearizable::<TableModel>(calls)
    }

    fn pick(who: &str, granted: impl Into<Option<bool>>) -> TableCall {
        TableCall::Pick(who.to_owned(), granted.into())
    }

    use TicketAnswer::{Anothers, Done, NoSuch, Over};

    #[test]
    fn what_happens_one_after_the_other_is_in_order() {
        assert!(ticket(&[
            at(0, 1, TicketCall::Request),
            at(2, 3, accept("ada", Done)),
            at(4, 5, accept("bob", Anothers)),
            at(6, 7, end("ada", Done)),
            at(8, 9, accept("bob", Over)),
            at(10, 11, TicketCall::Found(TicketState::Ended)),
        ]));
    }

    #[test]
    fn calls_at_the_same_time_may_take_effect_in_any_order() {
        assert!(ticket(&[
            at(0, 9, TicketCall::Request),
            at(1, 8, accept("ada", Done)),
            at(2, 7, accept("bob", NoSuch)),
        ]));
        assert!(table(&[at(0, 9, pick("ada", false)), at(1, 8, pick("bob", true))]));
    }

    #[test]
    fn two_who_both_have_it_are_found() {
        assert!(!ticket(&[
            at(0, 1, TicketCall::Request),
            at(2, 9, accept("ada", Done)),
            at(3, 8, accept("bob", Done)),
        ]));
        assert!(!table(&[at(0, 9, pick("ada", true)), at(1, 8, pick("bob", true))]));
    }

    #[test]
    fn an_answer_that_was_forgotten_is_found() {
        let told = [at(0, 1, TicketCall::Request), at(2, 3, accept("ada", Done))];
        let found = |state| at(10, 11, TicketCall::Found(state));
        assert!(!ticket(&[told.to_vec(), vec![found(TicketState::Waiting)]].concat()));
        assert!(!ticket(&[told.to_vec(), vec![found(TicketState::Absent)]].concat()));
        assert!(!ticket(&[at(0, 1, end("ada", Done)), at(2, 3, accept("ada", Done))]));
    }

    #[test]
    fn an_old_state_that_is_told_late_is_found() {
        // Two leaders, of which one does not know that it is none.
        assert!(!ticket(&[
            at(0, 1, TicketCall::Request),
            at(2, 3, accept("ada", Done)),
            at(4, 5, end("ada", Done)),
            at(6, 7, accept("bob", Anothers)),
        ]));
        assert!(!table(&[
            at(0, 1, pick("ada", true)),
            at(2, 3, TableCall::Unpick("ada".into())),
            at(4, 5, pick("bob", false)),
        ]));
    }

    #[test]
    fn whoever_picks_another_table_leaves_this_one() {
        let first = at(0, 1, pick("ada", true));
        let other = at(2, 3, TableCall::Elsewhere("ada".into()));
        let next = at(4, 5, pick("bob", true));
        assert!(table(&[first.clone(), other, next.clone()]));
        assert!(!table(&[
            first.clone(),
            at(2, 3, TableCall::Elsewhere("cyd".into())),
            next.clone()
        ]));
        assert!(table(&[first, at(2, None, TableCall::Elsewhere("ada".into())), next]));
    }

    #[test]
    fn what_was_not_answered_may_come_late_or_never() {
        let unknown = at(2, None, accept("ada", None));
        let before = at(0, 1, TicketCall::Request);
        for found in [TicketState::Waiting, TicketState::With("ada".into())] {
            let found = at(10, 11, TicketCall::Found(found));
            assert!(ticket(&[before.clone(), unknown.clone(), found]));
        }
        // But not before it was sent.
        let early = at(1, 2, accept("bob", Anothers));
        let late = at(5, None, accept("ada", None));
        assert!(!ticket(&[before.clone(), early, late]));
        // And only once.
        let ended = [at(3, 4, end("ada", Done)), at(5, 6, TicketCall::Found(TicketState::Waiting))];
        assert!(!ticket(&[vec![before, unknown], ended.to_vec()].concat()));
    }

    #[test]
    fn a_long_history_is_gone_through_soon() {
        let calls: Vec<_> = (0..200)
            .flat_map(|round| {
                let (who, start) = (format!("staff-{}", round % 3), round * 10);
                let other = format!("staff-{}", (round + 1) % 3);
                [
                    at(start, start + 2, pick(&who, true)),
                    at(start + 3, start + 6, pick(&other, false)),
                    at(start + 4, None, pick(&other, None)),
                    at(start + 7, start + 9, TableCall::Unpick(who)),
                ]
            })
            .collect();
        assert!(table(&calls));
    }
}
