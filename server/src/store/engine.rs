//! The seam between the store and what keeps its bytes.
//!
//! Every call is started and may complete later: an engine in this process completes at once, on
//! the caller's thread, so that a lone command costs no switch; one on another machine hands back
//! a receiver. No type of a particular database stands here.

use std::borrow::Cow;
use std::fmt;
use std::sync::mpsc::Receiver;

use rustc_hash::FxHashSet;
use shared::command::Key;
use shared::ids::{TableNo, TicketId};
use shared::log::LoggedBy;
use shared::service::ServiceId;

use super::names::{Found, Gathered, Names, Wanted};
use crate::core::accounts::{Person, PersonId, Session};
use crate::core::change::{By, Fact, KeyUse, VERSION};
use crate::core::credential::TokenHash;
use crate::core::desk::Seating;
use crate::core::devices::Device;
use crate::core::estimate::Sample;
use crate::core::state::State;
use crate::core::ticket::Ticket;
use crate::core::time::Millis;

/// The number of a batch in the journal. The first has 1; it never restarts.
pub type Seq = i64;

/// What keeps the journal and the tables. Whatever order its calls complete in, each sees what
/// the calls before it did.
pub trait Engine: fmt::Debug + Send {
    /// Reads the tables and what the journal still holds.
    fn load(&mut self) -> Started<Stored, ReadError>;

    /// Makes a journal row durable. When this fails with [`WriteError::NotWritten`], no crash
    /// will bring the row back.
    fn append(&mut self, row: JournalRow) -> Started<(), WriteError>;

    /// Mends what keeps every row from being appended, if anything does.
    fn mend(&mut self) -> Started<(), WriteError> {
        Started::Done(Ok(()))
    }

    /// Puts a row where one whose fate is not known may stand, and makes that durable.
    fn settle(&mut self, row: JournalRow) -> Started<(), WriteError>;

    /// Looks in the tables for what a command names. The visitors of `forgotten` tickets gave no
    /// names.
    fn look_up(
        &mut self,
        names: &Names,
        forgotten: &FxHashSet<TicketId>,
    ) -> Started<Found, ReadError>;

    /// Looks up together what a batch names. Where the tables are far away that is done before the
    /// batch is decided; whatever is left out is looked up when it is needed.
    fn gather(
        &mut self,
        _wanted: Wanted,
        _forgotten: &FxHashSet<TicketId>,
    ) -> Started<Gathered, ReadError> {
        Started::Done(Ok(Gathered::default()))
    }

    /// Writes rows of the tables and moves the watermark, all or nothing. It need not be durable
    /// before the next append is, but it is never durable in part.
    fn write(&mut self, step: Step) -> Started<(), WriteError>;

    /// Does what can wait until the desk is idle: forgets request keys that were used last before
    /// `keys_before`, makes the next writes cheap.
    fn tidy(&mut self, keys_before: Option<Millis>) -> Started<(), WriteError>;

    /// Leaves everything in a state that the next start finds quickest.
    fn close(&mut self) -> Started<(), WriteError>;

    /// Whether anybody may be told anything now: no other server can have taken the desk.
    fn may_answer(&self) -> bool {
        true
    }

    /// The newest written form of a change that everybody reads who may have to take over.
    fn form(&self) -> u32 {
        VERSION
    }

    /// Whether an append takes longer than to wake a thread.
    fn is_far(&self) -> bool {
        false
    }

    /// What the time is by somebody else's clock, in milliseconds since 1970; none: nobody else is known.
    fn time_elsewhere(&self) -> Option<Millis> {
        None
    }
}

/// A call that has been started.
#[derive(Debug)]
pub enum Started<T, E> {
    /// It is complete.
    Done(Result<T, E>),
    /// It will complete; the result comes here.
    Later(Receiver<Result<T, E>>),
}

impl<T, E: From<Gone>> Started<T, E> {
    /// Waits until the call is complete.
    pub fn wait(self) -> Result<T, E> {
        match self {
            Self::Done(result) => result,
            Self::Later(receiver) => receiver.recv().unwrap_or_else(|_| Err(Gone.into())),
        }
    }
}

/// The engine ended before it answered.
#[derive(Debug, Clone, Copy)]
pub struct Gone;

/// Why something could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The engine could not read.
    #[error("failed to read the database: {0}")]
    Failed(String),
    /// A journal row makes no sense.
    #[error("the journal is damaged: batch {seq} cannot be read ({why}): restore a backup")]
    Damaged {
        /// Which batch.
        seq: Seq,
        /// What is wrong with it.
        why: String,
    },
    /// A journal row was written by a program that knows more.
    #[error(
        "the journal was written by a newer version of Walkup (batch {seq} has form {form}, known up to {known})"
    )]
    Newer {
        /// Which batch.
        seq: Seq,
        /// Its written form.
        form: u32,
        /// The newest form that this program reads.
        known: u32,
    },
}

/// Why something was not written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// It is certainly not there, and nothing was changed.
    #[error("not written: {0}")]
    NotWritten(String),
    /// It may be there, or may come back after a crash.
    #[error("it is not known whether this was written: {0}")]
    Unsure(String),
    /// The desk is led by another server now, or what was saved is gone: nothing can be written
    /// here any more.
    #[error("{0}")]
    Lost(String),
}

impl From<Gone> for ReadError {
    fn from(_: Gone) -> Self {
        Self::Failed("the engine has ended".to_owned())
    }
}

impl From<Gone> for WriteError {
    fn from(_: Gone) -> Self {
        Self::Unsure("the engine has ended".to_owned())
    }
}

/// All that is stored but for the desk's history.
#[derive(Debug, Default)]
pub struct Stored {
    /// What the tables hold.
    pub state: State,
    /// The rows of the journal, in order.
    pub journal: Vec<(Seq, String)>,
    /// The highest number that a batch ever had.
    pub last: Seq,
}

/// A row of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalRow {
    /// Its number.
    pub seq: Seq,
    /// The batch as JSON.
    pub body: String,
    /// The highest ticket that it makes, which must be noted as given before this is durable.
    pub highest_ticket: Option<TicketId>,
}

/// Rows of the tables that are written together.
#[derive(Debug, Clone)]
pub struct Step {
    /// The rows as they stand now, in the order in which they are written.
    pub writes: Vec<Write>,
    /// Up to and including which batch the tables are complete afterwards: those leave the journal.
    pub watermark: Seq,
    /// The batch that was appended last. Where it is the watermark, the journal is empty
    /// afterwards and no byte of it may stay.
    pub last: Seq,
}

/// A row of a table as it stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Write {
    /// A ticket. Its visitor's address and name are written the first time only.
    Ticket(Box<Ticket>),
    /// Of a ticket only the times stay.
    ForgetTicket(TicketId),
    /// What became of a request key.
    Key(Key, KeyUse),
    /// An account.
    Person(Person),
    /// A session, or that there is none.
    Session(TokenHash, Option<Session>),
    /// Who sits at a table, or that nobody does.
    Seat(TableNo, Option<PersonId>),
    /// That somebody sat at a table, or does.
    Seating(Seating),
    /// A device, or that it was taken out.
    Device(TokenHash, Option<Device>),
    /// A single value, or that there is none.
    Fact(Fact, Option<String>),
    /// All that is kept of what was learnt about waits, oldest first.
    Samples(Vec<(Option<ServiceId>, Sample)>),
    /// A row of the audit log. Written a second time it changes nothing.
    Audit(AuditRow),
}

/// A row of the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// The batch in which it was done.
    pub seq: Seq,
    /// The place in that batch, from 0.
    pub n: u32,
    /// When.
    pub at: Millis,
    /// Who.
    pub by: By,
    /// What.
    pub what: Cow<'static, str>,
    /// Which ticket.
    pub ticket: Option<TicketId>,
    /// Which table.
    pub table: Option<TableNo>,
}

impl AuditRow {
    /// Who, as the table has it.
    pub fn who(&self) -> Cow<'static, str> {
        match self.by {
            By::Person(person) => format!("staff {}", person.0).into(),
            By::Kiosk => LoggedBy::Kiosk.as_str().into(),
            By::Visitor => LoggedBy::Visitor.as_str().into(),
            By::Administrator => LoggedBy::Administrator.as_str().into(),
            By::Server => LoggedBy::Server.as_str().into(),
            By::Nobody => LoggedBy::Nobody.as_str().into(),
        }
    }
}
