//! What clients say: one enum a path, read with `FromStr` and written with `Display`.
//!
//! Reading is strict about the verb and lenient about what follows it: a known verb with an
//! argument that cannot be used is still that command (see [`crate::text::Arg`]), and the server
//! answers it with the sentence that fits. Only an unknown verb is no command at all.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::service::{Priority, ServiceId};
use crate::text::{Secret, first_word, write_line};
use crate::ticket::write_json;

pub use crate::verb::{DisplayCommand, KioskCommand, StaffCommand, Verb};

/// Who may say a verb on the staff path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Every connection: the verbs by which it signs in.
    Anyone,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever is signed in to a lead's or an admin's account.
    Lead,
    /// Whoever is signed in to an admin account.
    Admin,
    /// Nobody: it is a device's.
    Nobody,
}

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
    /// Which service the ticket is for; none: the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceId>,
    /// The visitor's telephone number or number, as sent, where the service asks for one.
    #[serde(default, skip_serializing_if = "is_no_text")]
    pub contact: Option<String>,
    /// Whether the visitor goes first: for leads alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
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
pub struct Day(pub chrono::NaiveDate);

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
        // One spelling a day, and years of four digits as in every file that names one.
        let is_plain = text.len() == "2026-11-24".len() && day.to_string() == text;
        if is_plain { Ok(day) } else { Err(NotADay) }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Request {
    /// A request of a visitor with an address and a name, and nothing else.
    pub fn new(key: Key, email: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            key,
            email: email.into(),
            name: name.into(),
            reason: None,
            lang: None,
            again: None,
            service: None,
            contact: None,
            priority: None,
        }
    }

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
    pub(crate) fn parse(rest: &str) -> Self {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_one_spelling() {
        for text in ["2026-11-24", "2024-02-29", "0001-01-01", "9999-12-31"] {
            assert_eq!(text.parse::<Day>().map(|day| day.to_string()).as_deref(), Ok(text));
        }
        for text in [
            "",
            "2026-11",
            "2026-02-29",
            "2026-1-2",
            "26-11-24",
            "+12026-11-24",
            "-0001-01-01",
            "2026-11-24 ",
            "2026- 11-24",
            "24.11.2026",
            "2026-11-24T00:00:00Z",
        ] {
            assert_eq!(text.parse::<Day>(), Err(NotADay), "{text:?}");
        }
    }
}
