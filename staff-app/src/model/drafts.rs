//! What is being typed: it outlives everything that the server or the network does.

use chrono::{Datelike, NaiveDate};
use shared::ids::{TableNo, TicketId};
use shared::message::Me;

pub use super::devices::DevicesDraft;

/// Everything with a cursor in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drafts {
    /// Signing in.
    pub sign_in: SignInDraft,
    /// What the queue is searched for.
    pub search: String,
    /// The sheet that is open.
    pub sheet: Option<Sheet>,
    /// Whose sheet that is.
    pub sheet_of: Option<Me>,
}

/// The fields of the sign-in screen.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SignInDraft {
    /// The server's address.
    pub server: String,
    /// The account's name.
    pub user: String,
    /// Exactly as typed; gone once it was used.
    pub password: String,
    /// For a server that knows no passwords.
    pub token: String,
}

impl std::fmt::Debug for SignInDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignInDraft").field("server", &self.server).finish_non_exhaustive()
    }
}

/// What lies over the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sheet {
    /// Every key.
    Keys,
    /// Queue a visitor on their behalf.
    Visitor(VisitorDraft),
    /// Which table gets my ticket.
    Transfer(TicketId),
    /// Whether a table is to be taken from who left it.
    Free(TableNo),
    /// A note on a ticket.
    Note {
        /// Which ticket.
        ticket: TicketId,
        /// The note.
        text: String,
    },
    /// Close the desk, with the words that kiosks show.
    Close(String),
    /// The notice that every screen shows.
    Notice(String),
    /// My own password.
    Password(PasswordDraft),
    /// The tickets of some days, as a file.
    Export(ExportDraft),
    /// Kiosks and displays.
    Devices(DevicesDraft),
    /// How this window looks and behaves.
    Settings,
}

/// A visitor who is queued by staff.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VisitorDraft {
    /// The address.
    pub email: String,
    /// The name.
    pub name: String,
    /// The id of the reason, where the desk asks for one.
    pub reason: Option<String>,
    /// The word that makes repeating safe; a new one for each ticket.
    pub key: String,
    /// The address whose name was asked for last.
    pub looked_up: String,
    /// What stands in the way.
    pub problem: Option<String>,
    /// The ticket that this address has already.
    pub waits_already: Option<TicketId>,
}

/// A new password.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PasswordDraft {
    /// The one up to now.
    pub old: String,
    /// The new one.
    pub new: String,
    /// The new one again.
    pub again: String,
    /// What stands in the way.
    pub problem: Option<String>,
}

impl std::fmt::Debug for PasswordDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PasswordDraft").finish_non_exhaustive()
    }
}

/// An export that is being chosen or written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportDraft {
    /// The first day, as typed.
    pub from: String,
    /// The last day, as typed.
    pub to: String,
    /// How far it is.
    pub stage: ExportStage,
}

/// How far an export is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportStage {
    /// The days are being chosen.
    Choosing {
        /// What stands in the way.
        problem: Option<String>,
    },
    /// The place for the file is being chosen.
    Placing,
    /// Lines arrive.
    Writing {
        /// How many so far.
        lines: u64,
    },
    /// It is written.
    Done {
        /// How many tickets it holds.
        tickets: u64,
        /// Where it is.
        place: String,
    },
}

impl ExportDraft {
    /// An export of the month up to `today`.
    pub fn new(today: NaiveDate) -> Self {
        Self {
            from: today.with_day(1).unwrap_or(today).to_string(),
            to: today.to_string(),
            stage: ExportStage::Choosing { problem: None },
        }
    }
}
