//! What counts once: a ticket as a whole, or the time that it spent in one service.

use shared::service::ServiceId;
use shared::ticket::Outcome;
use shared::wait::Estimate;

use super::tally::Measured;
use crate::core::ticket::Leg;
use crate::core::time::Millis;

/// What a report needs of a ticket, and so nothing of its visitor.
#[derive(Debug, Clone, Copy, Default)]
pub struct TicketRow<'a> {
    /// Who has it, or had it last.
    pub owner: Option<i64>,
    /// The table where it was called last.
    pub table: Option<u32>,
    /// When it was made.
    pub start: Millis,
    /// When it was claimed for the first time.
    pub first_claimed: Option<Millis>,
    /// When its owner took it.
    pub claimed: Option<Millis>,
    /// When it ended.
    pub end: Option<Millis>,
    /// How.
    pub outcome: Option<Outcome>,
    /// The reason given.
    pub reason: Option<&'a str>,
    /// The service where it is.
    pub service: Option<&'a str>,
    /// When it came there; none: when it was made.
    pub entered: Option<Millis>,
    /// When it was called first there.
    pub first_call: Option<Millis>,
    /// When it was called last there.
    pub last_call: Option<Millis>,
    /// When its visitor came to the table.
    pub arrived: Option<Millis>,
    /// Where it was before.
    pub legs: &'a [Leg],
    /// Between how many seconds its visitor was told to expect to wait.
    pub promised: Option<(u32, u32)>,
}

/// How a unit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Open,
    Ended(Option<Outcome>),
    /// It went on to another service: that one's work with it is done.
    Referred,
}

/// What counts once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit<'a> {
    /// When it came into the queue.
    pub(super) entered: Millis,
    first_call: Option<Millis>,
    last_call: Option<Millis>,
    arrived: Option<Millis>,
    end: Option<Millis>,
    stage: Stage,
    promised: Option<(u32, u32)>,
    pub(super) service: Option<&'a str>,
    pub(super) reason: Option<&'a str>,
    pub(super) table: Option<u32>,
    pub(super) person: Option<i64>,
}

impl<'a> Unit<'a> {
    /// The ticket as a whole: it waited from when it was made until it was called first, wherever
    /// that was, and is judged by the target of the service that it came for.
    pub(super) fn whole(row: &TicketRow<'a>) -> Self {
        let first = row.legs.first();
        let came_for = |leg: &'a Leg| leg.service.as_ref().map(ServiceId::as_str);
        Self {
            entered: row.start,
            first_call: row.first_call.filter(|_| row.legs.is_empty()).or(row.first_claimed),
            service: first.map_or(row.service, came_for),
            promised: row.promised,
            ..Self::last(row)
        }
    }

    /// The time in each of its services, in order; of most tickets that is one.
    pub(super) fn legs(row: &TicketRow<'a>) -> impl Iterator<Item = Self> {
        let row = *row;
        let before = row.legs.iter().enumerate().map(move |(place, leg)| Self {
            entered: leg.entered,
            first_call: leg.first_call,
            last_call: leg.last_call,
            arrived: leg.arrived,
            end: Some(leg.left),
            stage: Stage::Referred,
            promised: row.promised.filter(|_| place == 0),
            service: leg.service.as_ref().map(ServiceId::as_str),
            reason: row.reason,
            table: leg.table.map(|table| table.0),
            person: leg.owner.map(|person| person.0),
        });
        before.chain([Self::last(&row)])
    }

    fn last(row: &TicketRow<'a>) -> Self {
        let is_first = row.legs.is_empty();
        Self {
            entered: row.entered.unwrap_or(row.start),
            // Versions before services knew one queue and noted when it was left first.
            first_call: row.first_call.or_else(|| row.first_claimed.filter(|_| is_first)),
            last_call: row.last_call.or(row.claimed),
            arrived: row.arrived,
            end: row.end,
            stage: if row.end.is_some() { Stage::Ended(row.outcome) } else { Stage::Open },
            promised: row.promised.filter(|_| is_first),
            service: row.service,
            reason: row.reason,
            table: row.table,
            person: row.owner,
        }
    }

    /// What is counted of it, where visitors of its service are to be called within so long.
    pub(super) fn measure(&self, target_s: u32) -> Measured {
        let wait_s = self.first_call.map(|call| seconds(self.entered, call));
        let is_called = wait_s.is_some();
        let ended = |outcome| self.stage == Stage::Ended(Some(outcome));
        let has_left = ended(Outcome::Left) && !is_called;
        let is_left_over = ended(Outcome::Expired) && !is_called;
        let waited_in_vain =
            self.end.filter(|_| has_left || is_left_over).map(|end| seconds(self.entered, end));
        // Called once more although they are there: of the way nothing is known any more.
        let way = self.arrived.zip(self.last_call).filter(|(arrived, call)| arrived >= call);
        Measured {
            is_called,
            is_completed: self.is_completed(),
            is_no_show: ended(Outcome::NoShow),
            has_left,
            is_left_over,
            is_open: self.stage == Stage::Open,
            wait_s,
            way_s: way.map(|(arrived, call)| seconds(call, arrived)),
            service_s: self.table_s().filter(|_| self.is_completed()),
            is_in_time: match (wait_s, waited_in_vain) {
                (Some(wait), _) => Some(wait <= target_s),
                // Whoever gave up sooner might have been called in time.
                (None, Some(waited)) => (waited > target_s).then_some(false),
                (None, None) => None,
            },
            is_promise_kept: wait_s
                .zip(self.promised)
                .map(|(wait, told)| Estimate::of_seconds(told).holds(wait, told)),
        }
    }

    fn is_completed(&self) -> bool {
        matches!(self.stage, Stage::Referred | Stage::Ended(Some(Outcome::Completed)))
    }

    /// How long it kept a table busy, where that is known: of those that were completed or did not
    /// come. What the end of a day took may have been forgotten at the table.
    pub(super) fn busy_s(&self) -> Option<u32> {
        let did_not_come = self.stage == Stage::Ended(Some(Outcome::NoShow));
        self.table_s().filter(|_| self.is_completed() || did_not_come)
    }

    /// The service time, where it is one that was completed.
    pub(super) fn service_s(&self) -> Option<u32> {
        self.table_s().filter(|_| self.is_completed())
    }

    fn table_s(&self) -> Option<u32> {
        let from = self.arrived.or(self.last_call)?;
        Some(seconds(from, self.end?))
    }
}

/// The whole seconds between two moments; none where a clock ran back between them.
fn seconds(from: Millis, to: Millis) -> u32 {
    u32::try_from(to.saturating_sub(from).max(0) / 1000).unwrap_or(u32::MAX)
}
