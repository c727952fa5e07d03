//! What a change leaves behind: its line of the audit log, the rows of the tables that differ, and
//! what look-ups find afterwards.

use std::borrow::Cow;

use shared::command::Key;
use shared::ids::{TableNo, TicketId};
use shared::log::Logged;
use shared::profile::ProfileKey;

use super::{Act, Change, Forget, KeyUse, SessionEnd, SetValue, Unseat};
use crate::core::accounts::PersonId;
use crate::core::credential::TokenHash;
use crate::core::desk::Seating;
use crate::core::ticket::Ticket;
use crate::core::time::Millis;

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
    /// What visitors' links are made with, as JSON.
    LinkKey,
    /// The open tickets that may not be printed, as JSON.
    Unprinted,
    /// The prints that staff asked for and of which nobody knows how they ended, as JSON.
    OpenPrints,
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
    /// Who sat where, and since when or how long, as it is from then on.
    pub seatings: Vec<Seating>,
    /// What look-ups find afterwards.
    pub finds: Vec<Find<'a>>,
}

impl Fact {
    /// Every value there is.
    pub const ALL: [Self; 18] = [
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
        Self::LinkKey,
        Self::Unprinted,
        Self::OpenPrints,
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
            Self::LinkKey => "link_key",
            Self::Unprinted => "unprinted",
            Self::OpenPrints => "open_prints",
        }
    }
}

impl Change {
    /// What the audit log, the tables and look-ups have of it, which happened at a moment.
    pub fn record(&self, at: Millis) -> Record<'_> {
        let ticket_act = |what: Logged, ticket: TicketId, table: Option<TableNo>| Record {
            what: Some(what.as_str().into()),
            ticket: Some(ticket),
            table,
            rows: vec![Row::Ticket(ticket)],
            seatings: Vec::new(),
            finds: Vec::new(),
        };
        let act = |what: Logged, rows: Vec<Row>| Record {
            what: Some(what.as_str().into()),
            ticket: None,
            table: None,
            rows,
            seatings: Vec::new(),
            finds: Vec::new(),
        };
        let silent = |rows: Vec<Row>| Record {
            what: None,
            ticket: None,
            table: None,
            rows,
            seatings: Vec::new(),
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
                let mut record = ticket_act(Logged::ended(*outcome), *ticket, None);
                record.rows.extend(of_paper());
                record
            }
            // The log says who wanted it; that it came out is nobody's act.
            Self::PrintAsked { ticket, .. } => {
                let rows = vec![Row::Fact(Fact::OpenPrints)];
                Record { rows, ..ticket_act(Logged::Printed, *ticket, None) }
            }
            Self::Printed { .. } => silent(of_paper()),
            Self::Unprinted { ticket, .. } => {
                Record { rows: of_paper(), ..ticket_act(Logged::Unprinted, *ticket, None) }
            }
            Self::Reopened { ticket } => Record {
                rows: vec![Row::Ticket(ticket.id), Row::Fact(Fact::Unprinted)],
                finds: vec![Find::Reopened(ticket.id)],
                ..ticket_act(Logged::Reopened, ticket.id, ticket.table)
            },
            Self::Noted { ticket, .. } => ticket_act(Logged::Noted, *ticket, None),
            Self::Seated { person, table, from, from_since, calls } => {
                let mut rows = vec![Row::Seat(*table), Row::Person(*person)];
                rows.extend(from.map(Row::Seat));
                rows.extend(calls.iter().map(|call| Row::Ticket(call.ticket)));
                let before = from.zip(*from_since);
                let before = before.map(|(from, since)| Seating::over(*person, from, since, at));
                let now = Seating { person: *person, table: *table, from: at, to: None };
                let seatings = before.into_iter().chain([now]).collect();
                Record { table: Some(*table), seatings, ..act(Logged::Seated, rows) }
            }
            Self::Unseated { person, table, since, cause } => {
                let what = match cause {
                    Unseat::Left => Logged::UnseatedLeft,
                    Unseat::LoggedOut => Logged::UnseatedSignedOut,
                    Unseat::Grace => Logged::UnseatedAway,
                    Unseat::Freed => Logged::UnseatedFreed,
                    Unseat::Disabled => Logged::UnseatedDisabled,
                    Unseat::Gone => Logged::UnseatedGone,
                };
                let rows = vec![Row::Seat(*table), Row::Person(*person)];
                let over = since.map(|since| Seating::over(*person, *table, since, at));
                let seatings = over.into_iter().collect();
                Record { table: Some(*table), seatings, ..act(what, rows) }
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
            Self::SeatsResumed { last, seats } => {
                let rows = seats.iter().map(|(_, table, _)| Row::Seat(*table)).collect();
                let seatings = seats.iter().flat_map(|(person, table, since)| {
                    let now = Seating { person: *person, table: *table, from: at, to: None };
                    [Seating::over(*person, *table, *since, *last), now]
                });
                Record { seatings: seatings.collect(), ..silent(rows) }
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
            Self::LinkKeySet { .. } => silent(vec![Row::Fact(Fact::LinkKey)]),
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
                seatings: Vec::new(),
                finds: Vec::new(),
            },
        }
    }
}

/// The rows of what is closed or open by hand.
fn by_hand() -> Vec<Row> {
    [Fact::Closed, Fact::ClosedAt, Fact::OpenUntil].map(Row::Fact).into()
}

/// The rows of what is printed and may not be.
fn of_paper() -> Vec<Row> {
    [Fact::Unprinted, Fact::OpenPrints].map(Row::Fact).into()
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
