//! The one thing that can happen: a change of what the desk must remember.
//!
//! Changes are what the journal holds, so their written form has a version ([`VERSION`]) and old
//! forms stay readable. Every value in them is the value that holds afterwards, never a
//! difference: carrying out a change a second time, or on a state that already has it, changes
//! nothing. The tables rely on that: a row may be newer than the watermark says, and replaying
//! the journal over it ends in the same state.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use shared::command::Key;
use shared::ids::{TableNo, TicketId};
use shared::person::Role;
use shared::service::ServiceId;
use shared::ticket::Outcome;

mod form;
mod record;

pub use self::record::{Fact, Find, Record, Row};
use super::accounts::{Person, PersonId};
use super::credential::{PasswordHash, TokenHash};
use super::devices::{Device, Enrolment, Reported};
use super::estimate::Sample;
use super::links::LinkKey;
use super::paper::PrintNo;
use super::ticket::{Leg, Ticket};
use super::time::Millis;

/// The version of the written form. A change that is added, or means something else than before, raises
/// it: so a server that does not know it refuses what it cannot read, in place of reading it wrongly.
///
/// 2: accounts have a role, and passwords that are good once.
/// 3: services; what people can do; kiosks ask for help.
/// 4: since when somebody sat where they leave; what a visitor was promised.
/// 5: visitors on their own telephones, and what their links are made with.
/// 6: a server that was off for a while.
/// 7: paper tickets; which kiosk made a ticket.
/// 8: a ticket that somebody wants printed, apart from one that came out.
/// 9: each such print is kept until it is known how it ended.
pub const VERSION: u32 = 9;

/// What becomes durable together: one row of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// The oldest version of the written form whose readers understand all of it.
    pub v: u32,
    /// What happened, in order.
    pub entries: Vec<Entry>,
}

/// A change, who made it and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Who.
    pub by: By,
    /// When.
    pub at: Millis,
    /// What.
    pub change: Change,
}

/// Who does something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// A signed-in staff member.
    Person(PersonId),
    /// A visitor at a kiosk.
    Kiosk,
    /// A visitor, on their own telephone.
    Visitor,
    /// Whoever administers the machine, on the command line.
    Administrator,
    /// The server itself, as time passes.
    Server,
    /// Somebody who is not known: a sign-in that failed.
    Nobody,
}

impl By {
    /// Whether visitors do it themselves, so that it depends on whether they may come now.
    pub fn is_visitor(self) -> bool {
        matches!(self, Self::Kiosk | Self::Visitor)
    }
}

/// What became of a request key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyUse {
    /// The ticket that it got.
    pub ticket: Option<TicketId>,
    /// Whether this key's request made that ticket, rather than finding it waiting.
    pub is_own: bool,
    /// Whether the visitor left: the key gets no ticket any more.
    pub is_barred: bool,
    /// When it was used last.
    pub at: Millis,
}

/// How many tickets of a service were made on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// When that day began.
    pub since: Millis,
    /// How many so far.
    pub count: u32,
}

/// A ticket called again because its owner sits at a table again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Which ticket.
    pub ticket: TicketId,
    /// Its new place in the order of calls.
    pub called: i64,
    /// How often it was called by now.
    pub calls: u32,
    /// Whether it is called at another table than last time, which counts as a call.
    pub counts: bool,
}

/// Why a table was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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

/// Why a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionEnd {
    /// Its owner signed out.
    LoggedOut,
    /// It was not used for too long.
    Expired,
    /// The password was changed or set anew.
    PasswordChanged,
    /// The account was disabled.
    Disabled,
}

/// Why visitors were forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Forget {
    /// Their time was over.
    Retention,
    /// An administrator asked for it.
    Erased,
}

/// What is worth a line of the audit log and changes nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// A sign-in with a wrong name or password.
    SignInRefused,
    /// A change of password with a wrong old one.
    PasswordRefused,
    /// A token that is not good.
    TokenRefused,
    /// So many more of those in the last minute.
    TokensRefused(u64),
    /// A session went on on a new connection.
    Resumed,
    /// Tickets were exported.
    Exported,
    /// What is stored of a visitor was shown.
    VisitorShown,
    /// A copy of the database was made.
    BackedUp,
    /// A backup took the database's place.
    Restored,
    /// Something could not be saved; the disk takes changes again.
    SaveFailed,
}

/// What happened. Matched without a wildcard wherever something must be done for each, so that a
/// new one does not compile until somebody has decided what it means there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// A ticket was made.
    Created {
        /// The ticket, waiting.
        ticket: Ticket,
        /// The key of the request that made it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<Key>,
        /// How many its service has had that day with it, where it has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        made: Option<Made>,
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
        /// The ticket that it had got.
        ticket: Option<TicketId>,
        /// Whether its request had made that ticket.
        is_own: bool,
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
        /// How often it was called by now.
        calls: u32,
        /// When it was claimed for the first time.
        first_claimed: Millis,
        /// The service that it waited for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        service: Option<ServiceId>,
        /// What this teaches about waits there.
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
        /// How often it was called by now.
        calls: u32,
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
        /// How often it was called by now.
        calls: u32,
        /// When.
        at: Millis,
    },
    /// A claimed ticket went into the queue of another service.
    Referred {
        /// Which ticket.
        ticket: TicketId,
        /// Where it waits from now on.
        service: ServiceId,
        /// The services that it has been in before, all of them.
        legs: Vec<Leg>,
        /// When its visitor came, by the time that orders those who wait.
        arrival: i64,
        /// Its place in that queue.
        rank: i64,
        /// With priority: the place that it would have without.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        usual: Option<i64>,
        /// When.
        at: Millis,
    },
    /// A ticket goes first, or in turn again.
    Prioritised {
        /// Which ticket.
        ticket: TicketId,
        /// When its visitor came, by the time that orders those who wait.
        arrival: i64,
        /// Its place in the queue.
        rank: i64,
        /// If it goes first: the place that it would have otherwise.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        usual: Option<i64>,
        /// When.
        at: Millis,
    },
    /// The visitor of a claimed ticket came to the table.
    Arrived {
        /// Which ticket.
        ticket: TicketId,
        /// When.
        at: Millis,
    },
    /// Open tickets whose service is no longer there, or that had none, are in this one.
    Adopted {
        /// The tickets.
        tickets: Vec<TicketId>,
        /// Their service; none: the desk has none any more.
        service: Option<ServiceId>,
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
        /// Since when they sat there, where that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from_since: Option<Millis>,
        /// Their claimed tickets in the order called.
        calls: Vec<Call>,
    },
    /// A table was left.
    Unseated {
        /// Who sat there.
        person: PersonId,
        /// Which table.
        table: TableNo,
        /// Since when they sat there, where that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<Millis>,
        /// Why.
        cause: Unseat,
    },
    /// Kiosks take no tickets and show this text.
    Closed {
        /// What they show.
        text: String,
    },
    /// Kiosks take tickets again.
    Opened,
    /// The desk was opened by hand outside its hours, or that is over.
    OpenedUntil {
        /// Until when; none: it is over.
        until: Option<Millis>,
    },
    /// The notice was set or taken down.
    Announced {
        /// What it says; none: the setting's applies again.
        text: Option<String>,
    },
    /// Settings of the desk were set.
    ProfileSet {
        /// The version of the profile from now on.
        version: u64,
        /// What was set.
        values: Vec<SetValue>,
    },
    /// An account was made.
    PersonAdded {
        /// The account.
        person: Person,
    },
    /// A password was set.
    PasswordSet {
        /// Whose.
        person: PersonId,
        /// The new one.
        password: PasswordHash,
        /// When it was made, if it is only good to choose another.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        one_time: Option<Millis>,
    },
    /// An account was changed.
    PersonChanged {
        /// Whose.
        person: PersonId,
        /// What others read from now on.
        name: String,
        /// What the person may do from now on.
        role: Role,
        /// The services that the person can do; none: all of them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        services: Option<Vec<ServiceId>>,
    },
    /// Somebody takes these of their services from now on; none: all of them.
    Serves {
        /// Who.
        person: PersonId,
        /// Which.
        services: Option<Vec<ServiceId>>,
    },
    /// Somebody at a kiosk asks for help.
    HelpAsked {
        /// What the kiosk is called.
        kiosk: String,
    },
    /// Somebody went to a kiosk that asked for help.
    Helped {
        /// What the kiosk is called.
        kiosk: String,
    },
    /// Somebody wants an open ticket printed.
    PrintAsked {
        /// Which ticket.
        ticket: TicketId,
        /// What the kiosk is called that is to print it.
        kiosk: String,
        /// Which print this is; none: of an older version, which kept none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        print: Option<PrintNo>,
    },
    /// An open ticket that somebody wanted came out of a printer.
    Printed {
        /// Which ticket.
        ticket: TicketId,
        /// What the kiosk is called that printed it.
        kiosk: String,
        /// The prints that staff asked for and that have ended with this.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        prints: Vec<PrintNo>,
    },
    /// An open ticket may not be printed.
    Unprinted {
        /// Which ticket.
        ticket: TicketId,
        /// What the kiosk is called that should have printed it.
        kiosk: String,
        /// The prints that staff asked for and that have ended with this.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        prints: Vec<PrintNo>,
    },
    /// The desk has no account, and whoever shows this code may make the first.
    SetUpOffered {
        /// The code.
        code: String,
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
    SessionOpened {
        /// The token, hashed.
        token: TokenHash,
        /// Whose it is.
        person: PersonId,
        /// When.
        at: Millis,
        /// Whether a password opened it that is only good to choose another.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        is_one_time: bool,
    },
    /// A token was used. Noted once a minute at most.
    SessionUsed {
        /// The token, hashed.
        token: TokenHash,
        /// When.
        at: Millis,
    },
    /// A token is no longer good.
    SessionEnded {
        /// The token, hashed.
        token: TokenHash,
        /// Why.
        cause: SessionEnd,
    },
    /// Devices may let themselves in, or no more.
    EnrolmentSet {
        /// How.
        enrolment: Option<Enrolment>,
    },
    /// A device was let in.
    DeviceAdded {
        /// Which.
        device: Device,
    },
    /// A device may connect no more.
    DeviceRevoked {
        /// Its key, hashed: names can be given again, keys cannot.
        key: TokenHash,
    },
    /// A device said something else of itself than before.
    DeviceReported {
        /// Its key, hashed.
        key: TokenHash,
        /// What it said, and from where.
        reported: Reported,
    },
    /// Devices were connected. Noted once a minute at most.
    DevicesUsed {
        /// Their keys, hashed, and when each was connected last.
        used: Vec<(TokenHash, Millis)>,
    },
    /// The end of a day was carried out.
    DayEnded {
        /// Which local day ended.
        date: NaiveDate,
        /// When: what started before it has expired.
        boundary: Millis,
    },
    /// The time that the server's clock shows. Noted once a minute at most, and when doubt
    /// about it begins or ends.
    TimeNoted {
        /// Since when the clock is in doubt.
        doubted_since: Option<Millis>,
    },
    /// The server was off for longer than the grace time: whoever has a table sits there from now
    /// on again, and did not meanwhile.
    SeatsResumed {
        /// When it was known last that the server ran.
        last: Millis,
        /// Who had which table, and since when.
        seats: Vec<(PersonId, TableNo, Millis)>,
    },
    /// An administrator says that the time that the clock shows is right.
    ClockConfirmed,
    /// Visitors were forgotten: of their tickets only the times stay.
    Forgotten {
        /// Their tickets, which have ended.
        tickets: Vec<TicketId>,
        /// Why.
        cause: Forget,
    },
    /// No byte of those that were forgotten is left in the files.
    Scrubbed,
    /// Visitors' links are made with this from now on.
    LinkKeySet {
        /// That.
        key: LinkKey,
    },
    /// Something worth a line of the audit log and nothing else.
    Acted {
        /// What.
        act: Act,
    },
}

/// A setting that was set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetValue {
    /// Its name; a newer version may have had others.
    pub key: String,
    /// What held before.
    pub old: serde_json::Value,
    /// What holds; null: the default.
    pub new: serde_json::Value,
}
