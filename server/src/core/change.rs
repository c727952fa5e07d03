//! The one thing that can happen: a change of what the desk must remember.
//!
//! Changes are what the journal holds, so their written form has a version ([`VERSION`]) and old
//! forms stay readable. Every value in them is the value that holds afterwards, never a
//! difference: carrying out a change a second time, or on a state that already has it, changes
//! nothing. The tables rely on that: a row may be newer than the watermark says, and replaying
//! the journal over it ends in the same state.

use std::borrow::Cow;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use shared::command::Key;
use shared::ids::{TableNo, TicketId};
use shared::log::Logged;
use shared::person::Role;
use shared::profile::ProfileKey;
use shared::service::ServiceId;
use shared::ticket::Outcome;

use super::accounts::{Person, PersonId};
use super::credential::{PasswordHash, TokenHash};
use super::devices::{Device, Enrolment, Reported};
use super::estimate::Sample;
use super::ticket::{Leg, Ticket};
use super::time::Millis;

/// The version of the written form.
///
/// 2: accounts have a role, and passwords that are good once.
/// 3: services; what people can do; kiosks ask for help.
pub const VERSION: u32 = 3;

/// What becomes durable together: one row of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// The version of the written form.
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
    /// Whoever administers the machine, on the command line.
    Administrator,
    /// The server itself, as time passes.
    Server,
    /// Somebody who is not known: a sign-in that failed.
    Nobody,
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
        /// Their claimed tickets in the order called.
        calls: Vec<Call>,
    },
    /// A table was left.
    Unseated {
        /// Who sat there.
        person: PersonId,
        /// Which table.
        table: TableNo,
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

/// A row of a table, by the name of what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Row {
    /// A ticket.
    Ticket(TicketId),
    /// A ticket of which only the times stay.
    ForgottenTicket(TicketId),
    /// A request key.
    Key(Key),
    /// An account.
    Person(PersonId),
    /// A session.
    Session(TokenHash),
    /// Who sits at a table.
    Seat(TableNo),
    /// A device.
    Device(TokenHash),
    /// A single value.
    Fact(Fact),
    /// What was learnt about waits.
    Samples,
}

/// A single value that the desk remembers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fact {
    /// What kiosks show while the desk is closed by hand.
    Closed,
    /// When it was closed by hand, in milliseconds.
    ClosedAt,
    /// Until when it is open by hand, in milliseconds.
    OpenUntil,
    /// The notice that was announced.
    Notice,
    /// The end of day that was carried out last: its boundary in milliseconds, a space, its date.
    /// An older version wrote the boundary alone.
    DayEnded,
    /// The wall clock when it was noted last, in milliseconds.
    Time,
    /// Since when the clock is in doubt, in milliseconds.
    DoubtedSince,
    /// When visitors were forgotten last because their time was over, in milliseconds.
    Purged,
    /// That bytes of forgotten visitors may be left in the files: `owed`.
    Scrub,
    /// What was set of the desk's profile, as JSON.
    Profile,
    /// The code by which the first account may be made.
    SetUpCode,
    /// How devices may let themselves in, as JSON.
    Enrolment,
    /// What each device last said of itself, as JSON.
    DeviceReports,
    /// How many tickets each service had on the day of its last one, as JSON.
    Made,
    /// The kiosks that ask for help and since when, as JSON.
    Help,
}

/// What a look-up must find after a change, before the tables have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Find<'a> {
    /// A visitor, by the ticket's address.
    Visitor(&'a Ticket),
    /// What became of a request key.
    Key(&'a Key, KeyUse),
    /// An ended ticket is open again.
    Reopened(TicketId),
    /// A ticket's visitor is forgotten.
    Forgotten(TicketId),
}

/// What the audit log, the tables and look-ups have of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record<'a> {
    /// What the audit log says; none: it is nobody's act.
    pub what: Option<Cow<'static, str>>,
    /// The ticket that it names.
    pub ticket: Option<TicketId>,
    /// The table that it names.
    pub table: Option<TableNo>,
    /// The rows that differ afterwards.
    pub rows: Vec<Row>,
    /// What look-ups find afterwards.
    pub finds: Vec<Find<'a>>,
}

impl Fact {
    /// Every value there is.
    pub const ALL: [Self; 15] = [
        Self::Closed,
        Self::ClosedAt,
        Self::OpenUntil,
        Self::Notice,
        Self::DayEnded,
        Self::Time,
        Self::DoubtedSince,
        Self::Purged,
        Self::Scrub,
        Self::Profile,
        Self::SetUpCode,
        Self::Enrolment,
        Self::DeviceReports,
        Self::Made,
        Self::Help,
    ];

    /// What it is called in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::ClosedAt => "closed_at",
            Self::OpenUntil => "open_until",
            Self::Notice => "notice",
            Self::DayEnded => "day_ended",
            Self::Time => "time",
            Self::DoubtedSince => "suspect",
            Self::Purged => "purged",
            Self::Scrub => "scrub",
            Self::Profile => "profile",
            Self::SetUpCode => "setup_code",
            Self::Enrolment => "enrolment",
            Self::DeviceReports => "device_reports",
            Self::Made => "made",
            Self::Help => "help",
        }
    }
}

impl Batch {
    /// A batch in today's form.
    pub fn new(entries: Vec<Entry>) -> Self {
        Self { v: VERSION, entries }
    }
}

impl Change {
    /// What the audit log, the tables and look-ups have of it.
    pub fn record(&self) -> Record<'_> {
        let ticket_act = |what: Logged, ticket: TicketId, table: Option<TableNo>| Record {
            what: Some(what.as_str().into()),
            ticket: Some(ticket),
            table,
            rows: vec![Row::Ticket(ticket)],
            finds: Vec::new(),
        };
        let act = |what: Logged, rows: Vec<Row>| Record {
            what: Some(what.as_str().into()),
            ticket: None,
            table: None,
            rows,
            finds: Vec::new(),
        };
        let silent = |rows: Vec<Row>| Record {
            what: None,
            ticket: None,
            table: None,
            rows,
            finds: Vec::new(),
        };
        match self {
            Self::Created { ticket, key, made } => {
                let mut record = ticket_act(Logged::Created, ticket.id, None);
                record.rows.extend(made.map(|_| Row::Fact(Fact::Made)));
                record.finds.push(Find::Visitor(ticket));
                if let Some(key) = key {
                    let (of, at) = (Some(ticket.id), ticket.start);
                    let used = KeyUse { ticket: of, is_own: true, is_barred: false, at };
                    record.rows.push(Row::Key(key.clone()));
                    record.finds.push(Find::Key(key, used));
                }
                record
            }
            Self::KeyFound { key, ticket, at } => {
                let (of, at) = (Some(*ticket), *at);
                let used = KeyUse { ticket: of, is_own: false, is_barred: false, at };
                Record {
                    rows: vec![Row::Key(key.clone())],
                    finds: vec![Find::Key(key, used)],
                    ..ticket_act(Logged::Found, *ticket, None)
                }
            }
            Self::KeyBarred { key, ticket, is_own, at } => {
                let (ticket, is_own, at) = (*ticket, *is_own, *at);
                let used = KeyUse { ticket, is_own, is_barred: true, at };
                let finds = vec![Find::Key(key, used)];
                Record { finds, ..act(Logged::KeyWithdrawn, vec![Row::Key(key.clone())]) }
            }
            Self::Claimed { ticket, table, .. } => {
                let mut record = ticket_act(Logged::Accepted, *ticket, Some(*table));
                record.rows.push(Row::Samples);
                record
            }
            Self::Recalled { ticket, .. } => ticket_act(Logged::Recalled, *ticket, None),
            Self::Released { ticket, .. } => ticket_act(Logged::Released, *ticket, None),
            Self::Transferred { ticket, table, .. } => {
                ticket_act(Logged::Transferred, *ticket, Some(*table))
            }
            Self::Referred { ticket, service, .. } => Record {
                what: Some(format!("{} {service}", Logged::Referred).into()),
                ..ticket_act(Logged::Referred, *ticket, None)
            },
            Self::Prioritised { ticket, usual, .. } => {
                let what =
                    if usual.is_some() { Logged::PriorityHigh } else { Logged::PriorityNormal };
                ticket_act(what, *ticket, None)
            }
            Self::Arrived { ticket, .. } => ticket_act(Logged::Arrived, *ticket, None),
            Self::Adopted { tickets, .. } => {
                act(Logged::ServiceChanged, tickets.iter().copied().map(Row::Ticket).collect())
            }
            Self::Ended { ticket, outcome, .. } => {
                ticket_act(Logged::ended(*outcome), *ticket, None)
            }
            Self::Reopened { ticket } => Record {
                finds: vec![Find::Reopened(ticket.id)],
                ..ticket_act(Logged::Reopened, ticket.id, ticket.table)
            },
            Self::Noted { ticket, .. } => ticket_act(Logged::Noted, *ticket, None),
            Self::Seated { person, table, from, calls } => {
                let mut rows = vec![Row::Seat(*table), Row::Person(*person)];
                rows.extend(from.map(Row::Seat));
                rows.extend(calls.iter().map(|call| Row::Ticket(call.ticket)));
                Record { table: Some(*table), ..act(Logged::Seated, rows) }
            }
            Self::Unseated { person, table, cause } => {
                let what = match cause {
                    Unseat::Left => Logged::UnseatedLeft,
                    Unseat::LoggedOut => Logged::UnseatedSignedOut,
                    Unseat::Grace => Logged::UnseatedAway,
                    Unseat::Freed => Logged::UnseatedFreed,
                    Unseat::Disabled => Logged::UnseatedDisabled,
                    Unseat::Gone => Logged::UnseatedGone,
                };
                let rows = vec![Row::Seat(*table), Row::Person(*person)];
                Record { table: Some(*table), ..act(what, rows) }
            }
            Self::Closed { .. } => act(Logged::Closed, by_hand()),
            Self::Opened => act(Logged::Opened, by_hand()),
            Self::OpenedUntil { until: Some(_) } => act(Logged::OpenedOutside, by_hand()),
            Self::OpenedUntil { until: None } => act(Logged::OpenedOutsideOver, by_hand()),
            Self::Announced { .. } => act(Logged::Announced, vec![Row::Fact(Fact::Notice)]),
            Self::ProfileSet { values, .. } => {
                let rows = vec![Row::Fact(Fact::Profile), Row::Fact(Fact::Notice), Row::Samples];
                Record { what: Some(set_words(values).into()), ..act(Logged::Set, rows) }
            }
            Self::PersonAdded { person } => {
                act(Logged::AccountAdded, vec![Row::Person(person.id), Row::Fact(Fact::SetUpCode)])
            }
            Self::PersonChanged { person, role, .. } => Record {
                what: Some(format!("{}: {} {role}", Logged::AccountChanged, person.0).into()),
                ..act(Logged::AccountChanged, vec![Row::Person(*person)])
            },
            Self::Serves { person, .. } => silent(vec![Row::Person(*person)]),
            Self::HelpAsked { .. } => act(Logged::HelpAsked, vec![Row::Fact(Fact::Help)]),
            Self::Helped { .. } => act(Logged::Helped, vec![Row::Fact(Fact::Help)]),
            Self::SetUpOffered { .. } => silent(vec![Row::Fact(Fact::SetUpCode)]),
            Self::PasswordSet { person, .. } => {
                act(Logged::PasswordSet, vec![Row::Person(*person)])
            }
            Self::PersonDisabled { person } => {
                act(Logged::AccountDisabled, vec![Row::Person(*person)])
            }
            Self::PersonEnabled { person } => {
                act(Logged::AccountEnabled, vec![Row::Person(*person)])
            }
            Self::SessionOpened { token, person, .. } => {
                act(Logged::SignedIn, vec![Row::Session(*token), Row::Person(*person)])
            }
            Self::SessionUsed { token, .. } => silent(vec![Row::Session(*token)]),
            Self::SessionEnded { token, cause } => {
                let what = match cause {
                    SessionEnd::LoggedOut => Logged::SignedOut,
                    SessionEnd::Expired => Logged::SignedOutExpired,
                    SessionEnd::PasswordChanged => Logged::SignedOutPassword,
                    SessionEnd::Disabled => Logged::SignedOutDisabled,
                };
                act(what, vec![Row::Session(*token)])
            }
            Self::EnrolmentSet { enrolment } => {
                let what = if enrolment.is_some() {
                    Logged::DevicesMayEnrol
                } else {
                    Logged::EnrolmentOver
                };
                act(what, vec![Row::Fact(Fact::Enrolment)])
            }
            Self::DeviceAdded { device } => act(Logged::DeviceAdded, vec![Row::Device(device.key)]),
            Self::DeviceRevoked { key } => {
                act(Logged::DeviceRevoked, vec![Row::Device(*key), Row::Fact(Fact::DeviceReports)])
            }
            Self::DeviceReported { .. } => silent(vec![Row::Fact(Fact::DeviceReports)]),
            Self::DevicesUsed { used } => {
                silent(used.iter().map(|(key, _)| Row::Device(*key)).collect())
            }
            Self::DayEnded { .. } => act(Logged::DayEnded, vec![Row::Fact(Fact::DayEnded)]),
            Self::TimeNoted { .. } => {
                silent(vec![Row::Fact(Fact::Time), Row::Fact(Fact::DoubtedSince)])
            }
            Self::ClockConfirmed => {
                let rows = vec![Row::Fact(Fact::Time), Row::Fact(Fact::DoubtedSince)];
                act(Logged::ClockConfirmed, rows)
            }
            Self::Forgotten { tickets, cause } => {
                let (what, fact) = match cause {
                    Forget::Retention => (Logged::Purged, Some(Fact::Purged)),
                    Forget::Erased => (Logged::VisitorErased, None),
                };
                let mut rows: Vec<Row> =
                    tickets.iter().copied().map(Row::ForgottenTicket).collect();
                rows.extend(fact.into_iter().chain([Fact::Scrub]).map(Row::Fact));
                let finds = tickets.iter().copied().map(Find::Forgotten).collect();
                Record { finds, ..act(what, rows) }
            }
            Self::Scrubbed => silent(vec![Row::Fact(Fact::Scrub)]),
            Self::Acted { act: done } => Record {
                what: Some(match done {
                    Act::SignInRefused => Logged::SignInRefused.as_str().into(),
                    Act::PasswordRefused => Logged::PasswordRefused.as_str().into(),
                    Act::TokenRefused => Logged::TokenRefused.as_str().into(),
                    Act::TokensRefused(more) => {
                        format!("{}, {more} more", Logged::TokenRefused).into()
                    }
                    Act::Resumed => Logged::Resumed.as_str().into(),
                    Act::Exported => Logged::Exported.as_str().into(),
                    Act::VisitorShown => Logged::VisitorShown.as_str().into(),
                    Act::BackedUp => Logged::BackedUp.as_str().into(),
                    Act::Restored => Logged::Restored.as_str().into(),
                    Act::SaveFailed => Logged::SaveFailed.as_str().into(),
                }),
                ticket: None,
                table: None,
                rows: Vec::new(),
                finds: Vec::new(),
            },
        }
    }
}

/// The rows of what is closed or open by hand.
fn by_hand() -> Vec<Row> {
    [Fact::Closed, Fact::ClosedAt, Fact::OpenUntil].map(Row::Fact).into()
}

/// What the audit log says of settings that were set.
fn set_words(values: &[SetValue]) -> String {
    /// So much of a value is kept, in bytes.
    const MOST: usize = 1024;
    let short = |value: &serde_json::Value| {
        let mut text = value.to_string();
        if text.len() > MOST {
            let end = (0..=MOST).rfind(|at| text.is_char_boundary(*at)).unwrap_or_default();
            text.truncate(end);
            text.push('…');
        }
        text
    };
    let each = values.iter().map(|SetValue { key, old, new }| {
        let is_secret = key.parse().is_ok_and(ProfileKey::is_secret);
        let told = |value: &serde_json::Value| match value {
            value if is_secret && !value.is_null() => "another".to_owned(),
            value => short(value),
        };
        format!("{} {key} from {} to {}", Logged::Set, told(old), told(new))
    });
    each.collect::<Vec<_>>().join("; ")
}
