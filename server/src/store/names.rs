//! What commands name that the core does not hold, and what is known of it.

use shared::command::Key;
use shared::ids::TicketId;

use crate::core::change::KeyUse;
use crate::core::ticket::Ticket;

/// What a command names that the core does not hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// A ticket that is not open.
    pub ticket: Option<TicketId>,
    /// A request key.
    pub key: Option<Key>,
    /// An address, in the form that `shared::visitor::address_key` gives.
    pub visitor: Option<String>,
    /// How many of the tickets that ended last.
    pub ended_last: usize,
}

/// What is known of what a command names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The ticket, if there is one and it has ended.
    pub ticket: Option<Ticket>,
    /// What became of the key, if it is known.
    pub key: Option<KeyUse>,
    /// The name last given for the address.
    pub name: Option<String>,
    /// The tickets that ended last, the latest at the end.
    pub ended: Vec<Ticket>,
}

impl Names {
    /// Whether nothing is named.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
