//! What a desk needs at the start: all that the tables hold of it but its history.

use shared::ids::{TableNo, TicketId};
use shared::service::ServiceId;

use super::accounts::{Person, Session};
use super::change::Fact;
use super::credential::TokenHash;
use super::desk::Seat;
use super::devices::Device;
use super::estimate::Sample;
use super::ticket::Ticket;

/// What the tables hold of a desk, but for its history.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// Every account.
    pub people: Vec<Person>,
    /// Every session.
    pub sessions: Vec<(TokenHash, Session)>,
    /// Who sits where.
    pub seats: Vec<(TableNo, Seat)>,
    /// Every device.
    pub devices: Vec<Device>,
    /// The tickets that have not ended.
    pub open: Vec<Ticket>,
    /// The least id that the next ticket may have.
    pub next_ticket: i64,
    /// The least place in the order of calls that the next call may have.
    pub next_call: i64,
    /// The least place in the queue that the next ticket may have.
    pub last_rank: i64,
    /// Single values, as text.
    pub facts: Vec<(Fact, String)>,
    /// What was learnt about waits, by service, oldest first.
    pub samples: Vec<(Option<ServiceId>, Sample)>,
}

impl State {
    /// A single value.
    pub fn fact(&self, fact: Fact) -> Option<&str> {
        self.facts.iter().find(|(name, _)| *name == fact).map(|(_, value)| value.as_str())
    }

    /// The id of the next ticket as such; what is stored is never negative.
    pub fn next_id(&self) -> TicketId {
        TicketId::new(self.next_ticket).unwrap_or_else(|| TicketId::new(0).expect("0 is an id"))
    }
}
