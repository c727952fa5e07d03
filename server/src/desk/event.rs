//! What happened. Every change of state is one of these, and nothing else changes state.

use shared::command::Key;
use shared::ids::{TableNo, TicketId};
use shared::ticket::{Outcome, Source};

use crate::auth::{PasswordHash, TokenHash};
use crate::estimate::Sample;

/// Milliseconds since the start of 1970, UTC.
pub type Millis = i64;

/// Which staff member; a row number of the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(pub i64);

/// A ticket with everything the desk knows of it, open or ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// Which ticket.
    pub id: TicketId,
    /// The visitor's address as typed; empty once purged.
    pub email: String,
    /// The visitor's name; empty once purged.
    pub name: String,
    /// Who has it, or had it last.
    pub owner: Option<PersonId>,
    /// The table where it was called last.
    pub table: Option<TableNo>,
    /// When the visitor asked.
    pub start: Millis,
    /// When it was claimed for the first time.
    pub first_claimed: Option<Millis>,
    /// When its owner took it.
    pub claimed: Option<Millis>,
    /// When it ended.
    pub end: Option<Millis>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Who ended it.
    pub ended_by: Option<PersonId>,
    /// Its place in the queue: lower goes first, then the lower id.
    pub rank: i64,
    /// How often it was called; never goes back.
    pub calls: u32,
    /// When it was called last, as a count over all calls of the desk: what a display shows at
    /// a table is the ticket with the highest. 0 before the first call.
    pub called: i64,
    /// When somebody last acted on it.
    pub acted: Millis,
    /// The id of the reason given.
    pub reason: Option<String>,
    /// The language the visitor chose.
    pub lang: Option<String>,
    /// Where it was made.
    pub source: Source,
    /// What colleagues wrote.
    pub note: Option<String>,
}

/// What became of a request key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyUse {
    /// The ticket that it got.
    pub ticket: Option<TicketId>,
    /// Whether this key's request made that ticket, rather than finding it waiting.
    pub is_own: bool,
    /// Whether the visitor left: the key gets no ticket any more.
    pub is_barred: bool,
}

/// A staff account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Which staff member.
    pub id: PersonId,
    /// The name used to sign in.
    pub user: String,
    /// The name that others see.
    pub name: String,
    /// Whether this is an admin account.
    pub is_admin: bool,
    /// Whether the account may be used.
    pub is_enabled: bool,
    /// The table lost to the grace time, given back at the next `resume` if it is free.
    pub lost_table: Option<TableNo>,
}

/// Why a table was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unseat {
    /// `unpick`.
    Left,
    /// `logout` on the last connection.
    LoggedOut,
    /// No connection for longer than the grace time.
    Grace,
    /// A colleague or an administrator freed it.
    Freed,
    /// The account was disabled.
    Disabled,
    /// The desk has fewer tables now.
    Gone,
}

/// A ticket called again because its owner sits at a table again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recalled {
    /// Which ticket.
    pub ticket: TicketId,
    /// Its new place in the order of calls.
    pub called: i64,
    /// Whether it is called at another table than last time, which counts as a call.
    pub counts: bool,
}

/// What happened. Matched without a wildcard wherever it matters, so that a new kind of event
/// fails to compile exactly where somebody must decide what it means there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A ticket was made.
    Created {
        /// The ticket, waiting.
        ticket: Ticket,
        /// The key of the request that made it.
        key: Option<Key>,
    },
    /// A request found its visitor's ticket waiting.
    KeyFound {
        /// The key of the request.
        key: Key,
        /// The ticket that waits.
        ticket: TicketId,
        /// When.
        at: Millis,
    },
    /// A visitor left: the key gets no ticket.
    KeyBarred {
        /// The key of the request.
        key: Key,
        /// When.
        at: Millis,
    },
    /// A waiting ticket was taken.
    Claimed {
        /// Which ticket.
        ticket: TicketId,
        /// By whom.
        person: PersonId,
        /// Where.
        table: TableNo,
        /// Its place in the order of calls.
        called: i64,
        /// What this teaches about waits.
        sample: Sample,
        /// When.
        at: Millis,
    },
    /// A claimed ticket was called again.
    Recalled {
        /// Which ticket.
        ticket: TicketId,
        /// Its new place in the order of calls.
        called: i64,
        /// When.
        at: Millis,
    },
    /// A claimed ticket went back to its place in the queue.
    Released {
        /// Which ticket.
        ticket: TicketId,
        /// When.
        at: Millis,
    },
    /// A claimed ticket was handed to a colleague.
    Transferred {
        /// Which ticket.
        ticket: TicketId,
        /// To whom.
        person: PersonId,
        /// Where they sit.
        table: TableNo,
        /// Its new place in the order of calls.
        called: i64,
        /// When.
        at: Millis,
    },
    /// An open ticket ended.
    Ended {
        /// Which ticket.
        ticket: TicketId,
        /// How.
        outcome: Outcome,
        /// By whom, if a staff member did it.
        by: Option<PersonId>,
        /// When.
        at: Millis,
    },
    /// An ended ticket was taken back by who ended it.
    Reopened {
        /// The ticket as it stands from now on.
        ticket: Ticket,
    },
    /// A note was written or removed.
    Noted {
        /// Which ticket.
        ticket: TicketId,
        /// The note, or none.
        text: Option<String>,
        /// When.
        at: Millis,
    },
    /// Somebody sat down.
    Seated {
        /// Who.
        person: PersonId,
        /// Where.
        table: TableNo,
        /// The table they left for it.
        from: Option<TableNo>,
        /// Their claimed tickets in the order called.
        calls: Vec<Recalled>,
        /// When.
        at: Millis,
    },
    /// A table was left.
    Unseated {
        /// Who sat there.
        person: PersonId,
        /// Which table.
        table: TableNo,
        /// Why.
        cause: Unseat,
        /// When.
        at: Millis,
    },
    /// Kiosks take no tickets and show this text.
    Closed {
        /// What they show.
        text: String,
    },
    /// Kiosks take tickets again.
    Opened,
    /// The notice was set or taken down.
    Announced {
        /// What it says; none: the setting's applies again.
        text: Option<String>,
    },
    /// An account was made.
    PersonAdded {
        /// The account.
        person: Person,
        /// Its password, if it has one.
        password: Option<PasswordHash>,
    },
    /// A password was set.
    PasswordSet {
        /// Whose.
        person: PersonId,
        /// The new one.
        password: PasswordHash,
    },
    /// An account may no longer be used.
    PersonDisabled {
        /// Whose.
        person: PersonId,
    },
    /// An account may be used again.
    PersonEnabled {
        /// Whose.
        person: PersonId,
    },
    /// A token was issued.
    TokenIssued {
        /// The token, hashed.
        token: TokenHash,
        /// Whose it is.
        person: PersonId,
        /// When.
        at: Millis,
    },
    /// A token was used.
    TokenUsed {
        /// The token, hashed.
        token: TokenHash,
        /// When.
        at: Millis,
    },
    /// A token is no longer good.
    TokenRevoked {
        /// The token, hashed.
        token: TokenHash,
        /// Whose it was.
        person: PersonId,
    },
    /// The end of a day was carried out.
    DayEnded {
        /// Which day's end: what started before it has expired.
        boundary: Millis,
    },
}
