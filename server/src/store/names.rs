//! What commands name that the core does not hold, and what is known of it.

use rustc_hash::FxHashMap;
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

/// What the commands of a batch name, to be looked up together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Tickets that are not open.
    pub tickets: Vec<TicketId>,
    /// Request keys, with the tickets that they got.
    pub keys: Vec<Key>,
    /// Addresses, by their keys.
    pub visitors: Vec<String>,
}

/// What the tables know of what a batch names, and of what they know nothing. Something that is not
/// here was not looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gathered {
    /// Tickets that have ended.
    pub tickets: FxHashMap<TicketId, Option<Ticket>>,
    /// Request keys.
    pub keys: FxHashMap<Key, Option<KeyUse>>,
    /// The names last given for addresses.
    pub names: FxHashMap<String, Option<String>>,
}

impl Wanted {
    /// Adds what a command names.
    pub fn add(&mut self, names: Names) {
        self.tickets.extend(names.ticket);
        self.keys.extend(names.key);
        self.visitors.extend(names.visitor);
    }

    /// Whether nothing is named.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Gathered {
    /// Takes out of `names` what is here, and puts what is known of it into `found`.
    pub fn give(&self, names: &mut Names, found: &mut Found) {
        if let Some(known) = names.ticket.and_then(|id| self.tickets.get(&id)) {
            found.ticket.clone_from(known);
            names.ticket = None;
        }
        if let Some(known) = names.key.as_ref().and_then(|key| self.keys.get(key)) {
            found.key = *known;
            names.key = None;
        }
        if let Some(known) = names.visitor.as_ref().and_then(|visitor| self.names.get(visitor)) {
            found.name.clone_from(known);
            names.visitor = None;
        }
    }
}

impl Names {
    /// Whether nothing is named.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
