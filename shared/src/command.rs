//! What clients say: one enum a path, read with `FromStr` and written with `Display`.
//!
//! Reading is strict about the verb and lenient about what follows it: a known verb with an
//! argument that cannot be used is still that command (see [`Arg`]), and the server answers it
//! with the sentence that fits. Only an unknown verb is no command at all.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ids::{TableNo, TicketId};
use crate::text::{Arg, Secret, first_word, words, write_line};
use crate::ticket::write_json;

words! {
    /// Every verb that a client may say, and that an answer may therefore name.
    pub enum Verb {
        /// Take a waiting ticket.
        Accept = "accept",
        /// Put up a notice.
        Announce = "announce",
        /// Let in the device that shows a code.
        Approve = "approve",
        /// End my ticket: the visitor decided otherwise or did not come.
        Cancel = "cancel",
        /// Take no more tickets from kiosks.
        Close = "close",
        /// End my ticket: served.
        Complete = "complete",
        /// List the devices.
        Devices = "devices",
        /// Read the tickets between two days.
        Export = "export",
        /// Unpick somebody else's table.
        Free = "free",
        /// Sign in with name and password.
        Login = "login",
        /// Sign out.
        Logout = "logout",
        /// Ask for a ticket.
        New = "new",
        /// Take whoever is next.
        Next = "next",
        /// End my ticket: the visitor did not come.
        NoShow = "noshow",
        /// Write on a ticket.
        Note = "note",
        /// Take tickets again.
        Open = "open",
        /// Change my password.
        Password = "password",
        /// Sit down at a table.
        Pick = "pick",
        /// Ask for the name last given for an address.
        Query = "query",
        /// Call my ticket again.
        Recall = "recall",
        /// Put my ticket back in the queue.
        Release = "release",
        /// Take back a ticket that I ended.
        Reopen = "reopen",
        /// Ask for a ticket in a way that is safe to repeat.
        Request = "request",
        /// Sign in with a token.
        Resume = "resume",
        /// Take a device's key away.
        Revoke = "revoke",
        /// Hand my ticket to another table.
        Transfer = "transfer",
        /// Leave the table.
        Unpick = "unpick",
        /// End a waiting ticket whose visitor left.
        Withdraw = "withdraw",
    }
}

/// What a staff connection may say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StaffCommand {
    /// `pick T TOKEN`
    Pick {
        /// The table wanted.
        table: Arg<TableNo>,
        /// Who asks.
        token: Secret,
    },
    /// `unpick`
    Unpick,
    /// `accept ID`
    Accept(Arg<TicketId>),
    /// `complete ID`
    Complete(Arg<TicketId>),
    /// `cancel ID`
    Cancel(Arg<TicketId>),
    /// `login USER PASSWORD`
    Login {
        /// The account's name.
        user: String,
        /// Exactly as typed.
        password: Secret,
    },
    /// `resume TOKEN`
    Resume(Secret),
    /// `logout`
    Logout,
    /// `next`
    Next,
    /// `release ID`
    Release(Arg<TicketId>),
    /// `reopen ID`
    Reopen(Arg<TicketId>),
    /// `noshow ID`
    NoShow(Arg<TicketId>),
    /// `withdraw ID`
    Withdraw(Arg<TicketId>),
    /// `recall ID`
    Recall(Arg<TicketId>),
    /// `transfer ID T`
    Transfer {
        /// My ticket.
        ticket: Arg<TicketId>,
        /// Where its new owner sits.
        table: Arg<TableNo>,
    },
    /// `note ID TEXT`
    Note {
        /// An open ticket.
        ticket: Arg<TicketId>,
        /// The note, not yet cleaned; empty removes it.
        text: String,
    },
    /// `free T`
    Free(Arg<TableNo>),
    /// `new E N`
    New(NewTicket),
    /// `query E`
    Query(String),
    /// `request {json}`
    Request(Arg<Request>),
    /// `close TEXT`
    Close(String),
    /// `open`
    Open,
    /// `announce TEXT`
    Announce(String),
    /// `approve CODE [NAME]`
    Approve {
        /// What the device shows, as typed in one word.
        code: String,
        /// What it is to be called; empty: by its kind and code.
        name: String,
    },
    /// `devices`
    Devices,
    /// `revoke NAME`
    Revoke(String),
    /// `password {"old","new"}`
    Password(Arg<PasswordChange>),
    /// `export FROM TO`
    Export {
        /// The first local day wanted.
        from: Arg<Day>,
        /// The last local day wanted.
        to: Arg<Day>,
    },
}

/// What a kiosk may say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KioskCommand {
    /// `new E N`
    New(NewTicket),
    /// `query E`
    Query(String),
    /// `request {json}`
    Request(Arg<Request>),
    /// `withdraw KEY`
    Withdraw(Arg<Key>),
}

/// What a display may say: nothing yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisplayCommand {}

/// The arguments of `new`, as they were sent.
#[derive(Clone, PartialEq, Eq)]
pub struct NewTicket {
    /// The visitor's address.
    pub email: String,
    /// The visitor's name.
    pub name: String,
}

/// The arguments of `request`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The word that makes repeating safe.
    pub key: Key,
    /// The visitor's address, as sent.
    #[serde(default)]
    pub email: String,
    /// The visitor's name, as sent.
    #[serde(default)]
    pub name: String,
    /// The id of one of the desk's reasons.
    #[serde(default, skip_serializing_if = "is_no_text")]
    pub reason: Option<String>,
    /// The language the visitor chose, as a BCP 47 tag.
    #[serde(default, skip_serializing_if = "is_no_text")]
    pub lang: Option<String>,
    /// Whether a second ticket is wanted beside one that already waits.
    #[serde(default, skip_serializing_if = "is_not_wanted")]
    pub again: Option<bool>,
}

/// The arguments of `password`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordChange {
    /// The password up to now.
    pub old: Secret,
    /// The password from now on.
    pub new: Secret,
}

/// A random word of a client's own under which its request is known: 1 to 64 bytes without
/// white space or control characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Key(String);

/// A calendar day, as `2026-11-24`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub jiff::civil::Date);

/// A message whose verb is not known on its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown command")]
pub struct UnknownCommand;

/// A text that is not a usable key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a key of 1 to 64 bytes without spaces")]
pub struct NotAKey;

/// A text that is not a calendar day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a day such as 2026-11-24")]
pub struct NotADay;

/// A text that is not the JSON that a command takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the JSON that this command takes")]
pub struct NotReadable;

impl Key {
    /// The most bytes that a key may have.
    pub const MAX_BYTES: usize = 64;

    /// The key as it was sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Key {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let fits = (1..=Self::MAX_BYTES).contains(&text.len());
        let is_word = !text.contains(|c: char| c.is_whitespace() || c.is_control());
        if fits && is_word { Ok(Self(text.to_owned())) } else { Err(NotAKey) }
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Self, NotADay> {
        let day = Self(text.parse().map_err(|_| NotADay)?);
        if day.to_string() == text { Ok(day) } else { Err(NotADay) }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Request {
    /// The reason given; an empty one is none.
    pub fn reason(&self) -> Option<&str> {
        self.reason.as_deref().filter(|reason| !reason.is_empty())
    }

    /// The language given; an empty one is none.
    pub fn lang(&self) -> Option<&str> {
        self.lang.as_deref().filter(|lang| !lang.is_empty())
    }
}

fn is_no_text(text: &Option<String>) -> bool {
    text.as_deref().unwrap_or_default().is_empty()
}

fn is_not_wanted(again: &Option<bool>) -> bool {
    !again.unwrap_or_default()
}

/// Both JSON arguments read and print the same way.
macro_rules! json_argument {
    ($type:ty) => {
        impl FromStr for $type {
            type Err = NotReadable;

            fn from_str(text: &str) -> Result<Self, NotReadable> {
                serde_json::from_str(text).map_err(|_| NotReadable)
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write_json(f, self)
            }
        }
    };
}
json_argument!(Request);
json_argument!(PasswordChange);

impl NewTicket {
    fn parse(rest: &str) -> Self {
        let (email, name) = first_word(rest);
        Self { email: email.to_owned(), name: name.to_owned() }
    }
}

impl fmt::Display for NewTicket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_line(f, &self.email, &self.name)
    }
}

// A visitor's data stays out of logs.
impl fmt::Debug for NewTicket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewTicket(…)")
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("key", &self.key).finish_non_exhaustive()
    }
}

impl StaffCommand {
    /// The verb, under which the answer comes.
    pub fn verb(&self) -> Verb {
        match self {
            Self::Pick { .. } => Verb::Pick,
            Self::Unpick => Verb::Unpick,
            Self::Accept(_) => Verb::Accept,
            Self::Complete(_) => Verb::Complete,
            Self::Cancel(_) => Verb::Cancel,
            Self::Login { .. } => Verb::Login,
            Self::Resume(_) => Verb::Resume,
            Self::Logout => Verb::Logout,
            Self::Next => Verb::Next,
            Self::Release(_) => Verb::Release,
            Self::Reopen(_) => Verb::Reopen,
            Self::NoShow(_) => Verb::NoShow,
            Self::Withdraw(_) => Verb::Withdraw,
            Self::Recall(_) => Verb::Recall,
            Self::Transfer { .. } => Verb::Transfer,
            Self::Note { .. } => Verb::Note,
            Self::Free(_) => Verb::Free,
            Self::New(_) => Verb::New,
            Self::Query(_) => Verb::Query,
            Self::Request(_) => Verb::Request,
            Self::Close(_) => Verb::Close,
            Self::Open => Verb::Open,
            Self::Announce(_) => Verb::Announce,
            Self::Approve { .. } => Verb::Approve,
            Self::Devices => Verb::Devices,
            Self::Revoke(_) => Verb::Revoke,
            Self::Password(_) => Verb::Password,
            Self::Export { .. } => Verb::Export,
        }
    }
}

impl FromStr for StaffCommand {
    type Err = UnknownCommand;

    fn from_str(text: &str) -> Result<Self, UnknownCommand> {
        let (verb, rest) = first_word(text);
        let verb: Verb = verb.parse().map_err(|_| UnknownCommand)?;
        let (first, second) = first_word(rest);
        Ok(match verb {
            Verb::Pick => Self::Pick { table: Arg::parse(first), token: Secret::new(second) },
            Verb::Accept => Self::Accept(Arg::parse(rest)),
            Verb::Complete => Self::Complete(Arg::parse(rest)),
            Verb::Cancel => Self::Cancel(Arg::parse(rest)),
            Verb::Login => Self::Login { user: first.to_owned(), password: Secret::new(second) },
            Verb::Resume => Self::Resume(Secret::new(rest)),
            Verb::Release => Self::Release(Arg::parse(rest)),
            Verb::Reopen => Self::Reopen(Arg::parse(rest)),
            Verb::NoShow => Self::NoShow(Arg::parse(rest)),
            Verb::Withdraw => Self::Withdraw(Arg::parse(rest)),
            Verb::Recall => Self::Recall(Arg::parse(rest)),
            Verb::Transfer => {
                Self::Transfer { ticket: Arg::parse(first), table: Arg::parse(second) }
            }
            Verb::Note => Self::Note { ticket: Arg::parse(first), text: second.to_owned() },
            Verb::Free => Self::Free(Arg::parse(rest)),
            Verb::New => Self::New(NewTicket::parse(rest)),
            Verb::Query => Self::Query(rest.to_owned()),
            Verb::Request => Self::Request(Arg::parse(rest)),
            Verb::Close => Self::Close(rest.to_owned()),
            Verb::Announce => Self::Announce(rest.to_owned()),
            Verb::Approve => Self::Approve { code: first.to_owned(), name: second.to_owned() },
            Verb::Revoke => Self::Revoke(rest.to_owned()),
            Verb::Password => Self::Password(Arg::parse(rest)),
            Verb::Export => Self::Export { from: Arg::parse(first), to: Arg::parse(second) },
            // A verb that takes nothing, with something after it, is nobody's command: doing
            // it anyway could undo what the sender meant.
            Verb::Unpick | Verb::Logout | Verb::Next | Verb::Open | Verb::Devices
                if !rest.is_empty() =>
            {
                return Err(UnknownCommand);
            }
            Verb::Unpick => Self::Unpick,
            Verb::Logout => Self::Logout,
            Verb::Next => Self::Next,
            Verb::Open => Self::Open,
            Verb::Devices => Self::Devices,
        })
    }
}

impl fmt::Display for StaffCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = self.verb().as_str();
        match self {
            Self::Unpick | Self::Logout | Self::Next | Self::Open | Self::Devices => {
                f.write_str(verb)
            }
            Self::Pick { table, token } => {
                write!(f, "{verb} ")?;
                write_line(f, &table.to_string(), token.expose())
            }
            Self::Login { user, password } => {
                write!(f, "{verb} ")?;
                write_line(f, user, password.expose())
            }
            Self::Resume(token) => write_line(f, verb, token.expose()),
            Self::Accept(ticket)
            | Self::Complete(ticket)
            | Self::Cancel(ticket)
            | Self::Release(ticket)
            | Self::Reopen(ticket)
            | Self::NoShow(ticket)
            | Self::Withdraw(ticket)
            | Self::Recall(ticket) => write_line(f, verb, &ticket.to_string()),
            Self::Transfer { ticket, table } => {
                write!(f, "{verb} ")?;
                write_line(f, &ticket.to_string(), &table.to_string())
            }
            Self::Note { ticket, text } => {
                write!(f, "{verb} ")?;
                write_line(f, &ticket.to_string(), text)
            }
            Self::Free(table) => write_line(f, verb, &table.to_string()),
            Self::New(new) => write_line(f, verb, &new.to_string()),
            Self::Query(email) => write_line(f, verb, email),
            Self::Request(request) => write_line(f, verb, &request.to_string()),
            Self::Close(text) | Self::Announce(text) => write_line(f, verb, text),
            Self::Approve { code, name } => {
                write!(f, "{verb} ")?;
                write_line(f, code, name)
            }
            Self::Revoke(name) => write_line(f, verb, name),
            Self::Password(change) => write_line(f, verb, &change.to_string()),
            Self::Export { from, to } => {
                write!(f, "{verb} ")?;
                write_line(f, &from.to_string(), &to.to_string())
            }
        }
    }
}

impl KioskCommand {
    /// The verb, under which the answer comes.
    pub fn verb(&self) -> Verb {
        match self {
            Self::New(_) => Verb::New,
            Self::Query(_) => Verb::Query,
            Self::Request(_) => Verb::Request,
            Self::Withdraw(_) => Verb::Withdraw,
        }
    }
}

impl FromStr for KioskCommand {
    type Err = UnknownCommand;

    fn from_str(text: &str) -> Result<Self, UnknownCommand> {
        let (verb, rest) = first_word(text);
        Ok(match verb {
            "new" => Self::New(NewTicket::parse(rest)),
            "query" => Self::Query(rest.to_owned()),
            "request" => Self::Request(Arg::parse(rest)),
            "withdraw" => Self::Withdraw(Arg::parse(rest)),
            _ => return Err(UnknownCommand),
        })
    }
}

impl fmt::Display for DisplayCommand {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl fmt::Display for KioskCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = self.verb().as_str();
        match self {
            Self::New(new) => write_line(f, verb, &new.to_string()),
            Self::Query(email) => write_line(f, verb, email),
            Self::Request(request) => write_line(f, verb, &request.to_string()),
            Self::Withdraw(key) => write_line(f, verb, &key.to_string()),
        }
    }
}

impl FromStr for DisplayCommand {
    type Err = UnknownCommand;

    fn from_str(_text: &str) -> Result<Self, UnknownCommand> {
        Err(UnknownCommand)
    }
}
