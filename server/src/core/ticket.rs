//! A ticket with everything the desk knows of it, open or ended.

use serde::{Deserialize, Serialize};
use shared::ids::{TableNo, TicketId};
use shared::ticket::{Outcome, Source};

use super::accounts::PersonId;
use super::time::Millis;

/// A ticket with everything the desk knows of it, open or ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Which ticket.
    pub id: TicketId,
    /// The visitor's address as typed; empty once forgotten.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub email: String,
    /// The visitor's name; empty once forgotten.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Who has it, or had it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<PersonId>,
    /// The table where it was called last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<TableNo>,
    /// When the visitor asked.
    pub start: Millis,
    /// When it was claimed for the first time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_claimed: Option<Millis>,
    /// When its owner took it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed: Option<Millis>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Millis>,
    /// How it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// Who ended it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<PersonId>,
    /// Its place in the queue: lower goes first, then the lower id.
    pub rank: i64,
    /// How often it was called; never goes back.
    #[serde(default)]
    pub calls: u32,
    /// When it was called last, as a count over all calls of the desk: what a display shows at
    /// a table is the ticket with the highest. 0 before the first call.
    #[serde(default)]
    pub called: i64,
    /// When somebody last acted on it.
    pub acted: Millis,
    /// The id of the reason given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The language the visitor chose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// Where it was made.
    pub source: Source,
    /// What colleagues wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Ticket {
    /// Whether nobody has it.
    pub fn is_waiting(&self) -> bool {
        self.end.is_none() && self.owner.is_none()
    }

    /// A moment, but never before what already happened to this ticket: a clock set back must
    /// not turn its times around.
    pub fn not_before(&self, at: Millis) -> Millis {
        at.max(self.acted).max(self.start)
    }

    /// Forgets the person; the times stay.
    pub fn forget(&mut self) {
        self.email.clear();
        self.name.clear();
        self.note = None;
    }
}
