//! What the server says: one enum a path, read with `FromStr` and written with `Display`.
//!
//! A client ignores what it cannot read here: a newer server may say more.

mod joining;
mod waiting;
mod warnings;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::command::Verb;
use crate::device::DisplayShared;
use crate::ids::{TableNo, TicketId};
use crate::opening::Hours;
use crate::person::Role;
use crate::print::Printers;
use crate::refusal::Refusal;
use crate::report::{ReportKey, ReportNews};
use crate::service::{Offers, ServiceId};
use crate::text::{first_word, write_line};
use crate::ticket::{DisplayAbout, StaffAbout, Ticket, write_json};
pub use crate::verb::{DisplaySuccess, KioskMessage, StaffSuccess};
pub use joining::Joining;
pub use waiting::Waiting;
pub use warnings::{StandingWarning, Trouble, Warnings};

/// What a staff connection hears.
#[derive(Debug, Clone, PartialEq)]
pub enum StaffMessage {
    /// What goes to everybody.
    Common(Common),
    /// `reset`: forget what you hold, all of it follows.
    Reset,
    /// `ready`: that was all of it.
    Ready,
    /// `out`: this connection's token turned invalid.
    Out,
    /// `me {json}`: who is signed in here.
    Me(Me),
    /// `seat T` or `seat`: the table you have.
    Seat(Option<TableNo>),
    /// `at T NAME` or `at T`: who sits at a table.
    At {
        /// Which table.
        table: TableNo,
        /// The display name of who sits there.
        name: Option<String>,
    },
    /// `about ID {json}`: what belongs to the message that follows about this ticket.
    About {
        /// Which ticket.
        ticket: TicketId,
        /// The whole of it.
        about: StaffAbout,
    },
    /// `new {json}`: a ticket waits.
    New(Ticket),
    /// `claimed {json}`: somebody has it. With its end set: it stopped waiting by ending.
    Claimed(Ticket),
    /// `complete {json}`: it ended, served.
    Complete(Ticket),
    /// `cancel {json}`: it ended in another way.
    Cancel(Ticket),
    /// `taken T …`: the tables that cannot be picked.
    Taken(Vec<TableNo>),
    /// `reasons {json}`
    Reasons(Reasons),
    /// `warning TEXT`: the server's own trouble; empty when over.
    Warning(String),
    /// `warnings [json]`: what staff should look after now, each by its kind.
    Warnings(Warnings),
    /// `printers [json]`: the kiosks that have a printer.
    Printers(Printers),
    /// `setup`: the desk has no account yet, and a window may make the first; `setup done`: it has.
    SetUp {
        /// Whether there is one now.
        is_done: bool,
    },
    /// `profile N`: the desk's settings have this version now.
    Profile(u64),
    /// `row LINE`: a line of an export.
    Row(String),
    /// `report KEY PERCENT`, `report KEY {json}`, `report KEY error TEXT`: how it stands with a report.
    Report {
        /// Which report.
        key: ReportKey,
        /// How it stands.
        news: ReportNews,
    },
    /// `success …`
    Success(StaffSuccess),
    /// `error …`
    Error(Sentence),
}

/// What a display hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DisplayMessage {
    /// What goes to everybody.
    Common(Common),
    /// `reset`: forget what you hold, all of it follows.
    Reset,
    /// `ready`: that was all of it.
    Ready,
    /// `pick T`: a table is online.
    Pick(TableNo),
    /// `unpick T`: a table is offline.
    Unpick(TableNo),
    /// `claimed ID T`: the ticket called at a table.
    Claimed {
        /// Which ticket.
        ticket: TicketId,
        /// Where.
        table: TableNo,
    },
    /// `complete T`: the ticket shown there is done.
    Complete(TableNo),
    /// `cancel T`: the ticket shown there is no longer called.
    Cancel(TableNo),
    /// `about ID {json}`: what belongs to the call that follows.
    About {
        /// Which ticket.
        ticket: TicketId,
        /// The whole of it.
        about: DisplayAbout,
    },
    /// `shared {json}`: what all displays share.
    Shared(DisplayShared),
    /// `success …`
    Success(DisplaySuccess),
    /// `error …`
    Error(Sentence),
}

/// What goes to every connection that speaks the extended dialect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Common {
    /// `tick TIME`: the server's clock in milliseconds since 1970.
    Tick(i64),
    /// `waiting COUNT LOW HIGH`
    Waiting(Waiting),
    /// `tables N`: there are tables 0 to N-1.
    Tables(u32),
    /// `name T TEXT`: a table has a name of its own.
    Name {
        /// Which table.
        table: TableNo,
        /// Its name.
        text: String,
    },
    /// `desk open` or `desk closed TEXT`
    Desk(DeskState),
    /// `organisation TEXT`: whose desk this is.
    Organisation(String),
    /// `notice TEXT`: an announcement to show; empty takes it down.
    Notice(String),
    /// `hours {json}`: how it stands with the desk's hours.
    Hours(Hours),
    /// `services [json]`: the desk's services; none: it has one queue without a name.
    Services(Offers),
    /// `lane ID COUNT LOW HIGH`: how many wait for a service, where there is more than one.
    Lane {
        /// Which service.
        service: ServiceId,
        /// How many wait for it, and how long.
        waiting: Waiting,
    },
    /// `join CODE UNTIL ADDRESS` or `join`: how visitors may take a ticket with their own telephone,
    /// said to kiosks and displays.
    Join(Option<Joining>),
}

/// Whether kiosks take tickets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum DeskState {
    /// They do.
    #[default]
    Open,
    /// They show this text instead.
    Closed(String),
}

/// Who is signed in on a connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// The account's name.
    pub user: String,
    /// The display name.
    pub name: String,
    /// Whether this is an admin account.
    pub admin: bool,
    /// What the person may do; none: an older server, which knows admins and others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Whether the person must choose a password before anything else.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub must_change: bool,
    /// The services that the person can do; none: all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub services: Option<Vec<ServiceId>>,
    /// Which of those the person takes now; none: all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serve: Option<Vec<ServiceId>>,
}

impl Me {
    /// What the person may do.
    pub fn role(&self) -> Role {
        self.role.unwrap_or(if self.admin { Role::Admin } else { Role::Staff })
    }
}

/// The reasons that the desk asks for; empty: none is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Reasons(pub Vec<Reason>);

impl Reasons {
    /// Whether the desk has a reason of this id.
    pub fn has(&self, id: &str) -> bool {
        self.0.iter().any(|reason| reason.id == id)
    }
}

/// One reason for coming.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// What tickets store.
    pub id: String,
    /// What people read, by language tag.
    pub text: std::collections::BTreeMap<String, String>,
}

/// `error VERB TEXT`, or `error TEXT` for the two sentences that name no verb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// The command that is answered, where the sentence names one.
    pub verb: Option<Verb>,
    /// What went wrong.
    pub text: String,
}

/// A message that this version does not know, or whose arguments it cannot read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown message")]
pub struct UnknownMessage;

impl Sentence {
    /// A sentence that answers `verb`.
    pub fn new(verb: Verb, text: impl Into<String>) -> Self {
        Self { verb: Some(verb), text: text.into() }
    }

    /// A sentence that names no verb.
    pub fn bare(text: impl Into<String>) -> Self {
        Self { verb: None, text: text.into() }
    }

    /// Why the command was not carried out, if this version knows the sentence; a newer server may
    /// have sentences that it does not, and those are shown as they are.
    pub fn refusal(&self) -> Option<Refusal> {
        self.text.parse().ok()
    }

    pub(crate) fn parse(rest: &str) -> Self {
        let (verb, text) = first_word(rest);
        match verb.parse() {
            Ok(verb) => Self::new(verb, text),
            Err(_) => Self::bare(rest),
        }
    }
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.verb {
            Some(verb) => write!(f, "error {verb} {}", self.text),
            None => write!(f, "error {}", self.text),
        }
    }
}

impl Common {
    /// Reads a common message; `Ok(None)` when the verb is not one of them.
    pub(crate) fn parse(verb: &str, rest: &str) -> Result<Option<Self>, UnknownMessage> {
        Ok(Some(match verb {
            "tick" => Self::Tick(read(rest)?),
            "waiting" => Self::Waiting(read(rest)?),
            "tables" => Self::Tables(read(rest)?),
            "name" => {
                let (table, text) = first_word(rest);
                Self::Name { table: read(table)?, text: text.to_owned() }
            }
            "desk" => match first_word(rest) {
                ("open", "") => Self::Desk(DeskState::Open),
                ("closed", text) => Self::Desk(DeskState::Closed(text.to_owned())),
                _ => return Err(UnknownMessage),
            },
            "organisation" => Self::Organisation(rest.to_owned()),
            "notice" => Self::Notice(rest.to_owned()),
            "hours" => Self::Hours(read(rest)?),
            "services" => Self::Services(read(rest)?),
            "lane" => {
                let (service, waiting) = first_word(rest);
                Self::Lane { service: read(service)?, waiting: read(waiting)? }
            }
            "join" if rest.is_empty() => Self::Join(None),
            "join" => Self::Join(Some(read(rest)?)),
            _ => return Ok(None),
        }))
    }
}

impl fmt::Display for Common {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tick(ms) => write!(f, "tick {ms}"),
            Self::Waiting(waiting) => write!(f, "waiting {waiting}"),
            Self::Tables(count) => write!(f, "tables {count}"),
            Self::Name { table, text } => {
                f.write_str("name ")?;
                write_line(f, &table.to_string(), text)
            }
            Self::Desk(DeskState::Open) => f.write_str("desk open"),
            Self::Desk(DeskState::Closed(text)) => write_line(f, "desk closed", text),
            Self::Organisation(text) => write_line(f, "organisation", text),
            Self::Notice(text) => write_line(f, "notice", text),
            Self::Hours(hours) => write!(f, "hours {hours}"),
            Self::Services(offers) => write!(f, "services {offers}"),
            Self::Lane { service, waiting } => write!(f, "lane {service} {waiting}"),
            Self::Join(None) => f.write_str("join"),
            Self::Join(Some(joining)) => write!(f, "join {joining}"),
        }
    }
}

impl FromStr for StaffMessage {
    type Err = UnknownMessage;

    fn from_str(text: &str) -> Result<Self, UnknownMessage> {
        let (verb, rest) = first_word(text);
        if let Some(common) = Common::parse(verb, rest)? {
            return Ok(Self::Common(common));
        }
        let (first, second) = first_word(rest);
        Ok(match verb {
            "reset" => Self::Reset,
            "ready" => Self::Ready,
            "out" => Self::Out,
            "me" => Self::Me(read_json(rest)?),
            "seat" => Self::Seat(if rest.is_empty() { None } else { Some(read(rest)?) }),
            "at" => Self::At {
                table: read(first)?,
                name: (!second.is_empty()).then(|| second.to_owned()),
            },
            "about" => Self::About { ticket: read(first)?, about: read_json(second)? },
            "new" => Self::New(read(rest)?),
            "claimed" => Self::Claimed(read(rest)?),
            "complete" => Self::Complete(read(rest)?),
            "cancel" => Self::Cancel(read(rest)?),
            "taken" if rest.is_empty() => Self::Taken(Vec::new()),
            "taken" => Self::Taken(rest.split(' ').map(read).collect::<Result<_, _>>()?),
            "reasons" => Self::Reasons(read_json(rest)?),
            "warning" => Self::Warning(rest.to_owned()),
            "warnings" => Self::Warnings(read_json(rest)?),
            "printers" => Self::Printers(read_json(rest)?),
            "setup" if rest.is_empty() => Self::SetUp { is_done: false },
            "setup" if rest == "done" => Self::SetUp { is_done: true },
            "profile" => Self::Profile(read(rest)?),
            "row" => Self::Row(rest.to_owned()),
            "report" => Self::Report { key: read(first)?, news: read(second)? },
            "success" => Self::Success(StaffSuccess::parse(rest)?),
            "error" => Self::Error(Sentence::parse(rest)),
            _ => return Err(UnknownMessage),
        })
    }
}

impl fmt::Display for StaffMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Common(common) => common.fmt(f),
            Self::Reset => f.write_str("reset"),
            Self::Ready => f.write_str("ready"),
            Self::Out => f.write_str("out"),
            Self::Me(me) => {
                f.write_str("me ")?;
                write_json(f, me)
            }
            Self::Seat(None) => f.write_str("seat"),
            Self::Seat(Some(table)) => write!(f, "seat {table}"),
            Self::At { table, name: None } => write!(f, "at {table}"),
            Self::At { table, name: Some(name) } => write!(f, "at {table} {name}"),
            Self::About { ticket, about } => {
                write!(f, "about {ticket} ")?;
                write_json(f, about)
            }
            Self::New(ticket) => write!(f, "new {ticket}"),
            Self::Claimed(ticket) => write!(f, "claimed {ticket}"),
            Self::Complete(ticket) => write!(f, "complete {ticket}"),
            Self::Cancel(ticket) => write!(f, "cancel {ticket}"),
            Self::Taken(tables) => {
                f.write_str("taken")?;
                tables.iter().try_for_each(|table| write!(f, " {table}"))
            }
            Self::Reasons(reasons) => {
                f.write_str("reasons ")?;
                write_json(f, reasons)
            }
            Self::Warning(text) => write_line(f, "warning", text),
            Self::Warnings(warnings) => {
                f.write_str("warnings ")?;
                write_json(f, warnings)
            }
            Self::Printers(printers) => {
                f.write_str("printers ")?;
                write_json(f, printers)
            }
            Self::SetUp { is_done: false } => f.write_str("setup"),
            Self::SetUp { is_done: true } => f.write_str("setup done"),
            Self::Profile(version) => write!(f, "profile {version}"),
            Self::Row(line) => write_line(f, "row", line),
            Self::Report { key, news } => write!(f, "report {key} {news}"),
            Self::Success(success) => success.fmt(f),
            Self::Error(sentence) => sentence.fmt(f),
        }
    }
}

/// What a kiosk hears: the fixed messages below, and a success for each of its verbs that has one.
macro_rules! kiosk_message {
    ($($success:ident = $word:expr, $doc:literal $(, ($payload:ty))?;)+) => {
        /// What a kiosk hears.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum KioskMessage {
            /// What goes to everybody.
            Common($crate::message::Common),
            /// `reasons {json}`
            Reasons($crate::message::Reasons),
            /// `privacy {json}`: why visitors are asked and how long it is kept, by language.
            Privacy(std::collections::BTreeMap<String, String>),
            /// `shared {json}`: what all kiosks share.
            Shared($crate::device::KioskShared),
            /// `about ID {json}`: what belongs to the ticket that follows.
            About {
                /// Which ticket.
                ticket: $crate::ids::TicketId,
                /// The whole of it.
                about: $crate::ticket::KioskAbout,
            },
            /// `print {json}`: staff want this to be printed.
            Print($crate::print::Sheet),
            /// `error …`
            Error($crate::message::Sentence),
            $(
                #[doc = concat!("The answer `success ", $word, "` to this:", $doc)]
                $success $(($payload))?,
            )+
        }

        impl KioskMessage {
            fn parse_success(rest: &str) -> Result<Self, $crate::message::UnknownMessage> {
                let (word, rest) = $crate::text::first_word(rest);
                $(if word == $word {
                    return Ok(Self::$success
                        $(($crate::verb::declare::payload::<$payload>(rest)?))?);
                })+
                Err($crate::message::UnknownMessage)
            }
        }

        impl std::str::FromStr for KioskMessage {
            type Err = $crate::message::UnknownMessage;

            fn from_str(text: &str) -> Result<Self, $crate::message::UnknownMessage> {
                let (verb, rest) = $crate::text::first_word(text);
                if let Some(common) = $crate::message::Common::parse(verb, rest)? {
                    return Ok(Self::Common(common));
                }
                let (first, second) = $crate::text::first_word(rest);
                Ok(match verb {
                    "reasons" => Self::Reasons($crate::message::read_json(rest)?),
                    "privacy" => Self::Privacy($crate::message::read_json(rest)?),
                    "shared" => Self::Shared($crate::message::read_json(rest)?),
                    "about" => Self::About {
                        ticket: $crate::message::read(first)?,
                        about: $crate::message::read_json(second)?,
                    },
                    "print" => Self::Print($crate::message::read(rest)?),
                    "success" => return Self::parse_success(rest),
                    "error" => Self::Error($crate::message::Sentence::parse(rest)),
                    _ => return Err($crate::message::UnknownMessage),
                })
            }
        }

        impl std::fmt::Display for KioskMessage {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    Self::Common(common) => return common.fmt(f),
                    Self::Reasons(reasons) => {
                        f.write_str("reasons ")?;
                        $crate::ticket::write_json(f, reasons)?;
                    }
                    Self::Privacy(texts) => {
                        f.write_str("privacy ")?;
                        $crate::ticket::write_json(f, texts)?;
                    }
                    Self::Shared(shared) => {
                        f.write_str("shared ")?;
                        $crate::ticket::write_json(f, shared)?;
                    }
                    Self::About { ticket, about } => {
                        write!(f, "about {ticket} ")?;
                        $crate::ticket::write_json(f, about)?;
                    }
                    Self::Print(sheet) => write!(f, "print {sheet}")?,
                    Self::Error(sentence) => return sentence.fmt(f),
                    $(
                        Self::$success
                            $(($crate::verb::declare::name_of!(carried, $payload)))? =>
                        {
                            f.write_str(concat!("success ", $word))?;
                            $($crate::verb::declare::write_payload::<$payload>(f, carried)?;)?
                        }
                    )+
                }
                Ok(())
            }
        }
    };
}
pub(crate) use kiosk_message;

impl FromStr for DisplayMessage {
    type Err = UnknownMessage;

    fn from_str(text: &str) -> Result<Self, UnknownMessage> {
        let (verb, rest) = first_word(text);
        if let Some(common) = Common::parse(verb, rest)? {
            return Ok(Self::Common(common));
        }
        let (first, second) = first_word(rest);
        Ok(match verb {
            "reset" => Self::Reset,
            "ready" => Self::Ready,
            "pick" => Self::Pick(read(rest)?),
            "unpick" => Self::Unpick(read(rest)?),
            "claimed" => Self::Claimed { ticket: read(first)?, table: read(second)? },
            "complete" => Self::Complete(read(rest)?),
            "cancel" => Self::Cancel(read(rest)?),
            "about" => Self::About { ticket: read(first)?, about: read_json(second)? },
            "shared" => Self::Shared(read_json(rest)?),
            "success" => Self::Success(DisplaySuccess::parse(rest)?),
            "error" => Self::Error(Sentence::parse(rest)),
            _ => return Err(UnknownMessage),
        })
    }
}

impl fmt::Display for DisplayMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Common(common) => common.fmt(f),
            Self::Reset => f.write_str("reset"),
            Self::Ready => f.write_str("ready"),
            Self::Pick(table) => write!(f, "pick {table}"),
            Self::Unpick(table) => write!(f, "unpick {table}"),
            Self::Claimed { ticket, table } => write!(f, "claimed {ticket} {table}"),
            Self::Complete(table) => write!(f, "complete {table}"),
            Self::Cancel(table) => write!(f, "cancel {table}"),
            Self::About { ticket, about } => {
                write!(f, "about {ticket} ")?;
                write_json(f, about)
            }
            Self::Shared(shared) => {
                f.write_str("shared ")?;
                write_json(f, shared)
            }
            Self::Success(success) => success.fmt(f),
            Self::Error(sentence) => sentence.fmt(f),
        }
    }
}

pub(crate) fn read<T: FromStr>(text: &str) -> Result<T, UnknownMessage> {
    text.parse().map_err(|_| UnknownMessage)
}

pub(crate) fn read_json<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, UnknownMessage> {
    serde_json::from_str(text).map_err(|_| UnknownMessage)
}
