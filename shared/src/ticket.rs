//! The ticket as it travels, and what is said about it beside.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDateTime};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::ids::{Number, TableNo, TicketId};
use crate::service::{Priority, ServiceId};
use crate::text::words;

/// What stands in `staff` while nobody has the ticket. No display name may be this.
pub const NOBODY: &str = "{}";

/// A ticket as the protocol shows it. Its JSON has these keys in this order, compact.
///
/// ```
/// let text = r#"{"id":0,"email":"a@b.c","name":"A","staff":"{}","start":"2019-10-01T04:12:19Z","end":"1970-01-01T00:00:00Z"}"#;
/// let ticket: shared::ticket::Ticket = text.parse()?;
/// assert!(ticket.staff.is_none() && ticket.end.is_none());
/// assert_eq!(ticket.to_string(), text);
/// # Ok::<(), shared::ticket::NotATicket>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Which ticket.
    pub id: TicketId,
    /// The visitor's address as typed; empty once purged.
    pub email: String,
    /// The visitor's name; empty once purged.
    pub name: String,
    /// The display name of the staff member who has it, or had it last.
    #[serde(serialize_with = "staff_out", deserialize_with = "staff_in")]
    pub staff: Option<String>,
    /// When the visitor asked for it.
    pub start: WireTime,
    /// When it ended; on the wire 1970 while it is open.
    #[serde(serialize_with = "end_out", deserialize_with = "end_in")]
    pub end: Option<WireTime>,
}

/// A moment as the wire tells it: UTC, whole seconds, `Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WireTime(i64);

/// A text that is not a ticket's JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a ticket")]
pub struct NotATicket;

/// A text that is not a moment in UTC with whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a time")]
pub struct NotATime;

words! {
    /// How a ticket ended.
    pub enum Outcome {
        /// The visitor was served.
        Completed = "completed",
        /// A staff member cancelled it.
        Cancelled = "cancelled",
        /// The visitor was called and did not come.
        NoShow = "no-show",
        /// The visitor left before being called.
        Left = "left",
        /// The day ended first.
        Expired = "expired",
    }
}

words! {
    /// Where a ticket was made.
    pub enum Source {
        /// By the visitor.
        Kiosk = "kiosk",
        /// By a staff member on the visitor's behalf.
        Staff = "staff",
        /// By the visitor's own telephone.
        Phone = "phone",
    }
}

/// What the ticket's JSON has no room for, as staff hear it: the whole each time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StaffAbout {
    /// The id of the reason given, if one was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The language the visitor chose, as a BCP 47 tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// What colleagues wrote about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Where it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// Its place in the queue: lower goes first, then the lower id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rank: Option<i64>,
    /// How often it was called; never goes back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calls: Option<u32>,
    /// When its owner took it, in milliseconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claimed: Option<i64>,
    /// The table where it was called last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<TableNo>,
    /// How it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// What people read: the letter of its service and its number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Which service it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceId>,
    /// When its visitor should be called, in milliseconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<i64>,
    /// Whether its visitor goes first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// When its visitor came to the table that called, in milliseconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arrived: Option<i64>,
    /// The visitor's telephone number or number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// The kiosk that made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kiosk: Option<String>,
}

/// What a display may know about a ticket.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DisplayAbout {
    /// How the desk's settings allow to name the visitor; usually nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// How often the ticket was called.
    pub calls: u32,
    /// What people read, where that is more than the number: the letter of its service before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
}

/// What the kiosk that asked is told with its ticket.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KioskAbout {
    /// How many wait before this ticket.
    pub ahead: u64,
    /// Between how many seconds the wait may be expected; none while there is nothing to go by.
    pub wait: Option<(u32, u32)>,
    /// What people read: the letter of its service and its number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Which service it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceId>,
    /// The visitor's own page about this ticket; none where the desk has no such pages, and for a
    /// ticket that was there before it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// How it stands with a ticket, for whoever shows its code at a kiosk: nothing of the visitor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundTicket {
    /// Which ticket.
    pub id: TicketId,
    /// Its number and service; while it waits how many are before it and how long that may take.
    #[serde(flatten)]
    pub about: KioskAbout,
    /// Where it is.
    #[serde(flatten)]
    pub state: FoundState,
}

/// Where a ticket is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum FoundState {
    /// In the queue.
    Waiting,
    /// Called.
    Called {
        /// To which table; none: whoever called sits nowhere just now.
        #[serde(skip_serializing_if = "Option::is_none")]
        table: Option<TableNo>,
    },
    /// It has ended.
    Ended {
        /// How.
        outcome: Outcome,
    },
}

impl Ticket {
    /// What people read.
    pub fn number(&self) -> Number {
        self.id.number()
    }
}

impl fmt::Display for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_json(f, self)
    }
}

impl FromStr for Ticket {
    type Err = NotATicket;

    fn from_str(text: &str) -> Result<Self, NotATicket> {
        serde_json::from_str(text).map_err(|_| NotATicket)
    }
}

impl WireTime {
    /// The first second of the year 0 and the last of the year 9999: between them the wire's form
    /// has four digits for a year.
    const RANGE: (i64, i64) = (-62_167_219_200, 253_402_300_799);

    /// The moment `ms` milliseconds after the start of 1970, cut to whole seconds. What four digits
    /// of a year cannot say is held at their edge.
    pub fn from_millis(ms: i64) -> Self {
        let (first, last) = Self::RANGE;
        Self(ms.div_euclid(1000).clamp(first, last))
    }

    /// Seconds since the start of 1970.
    pub fn as_second(self) -> i64 {
        self.0
    }
}

impl fmt::Display for WireTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let moment = DateTime::from_timestamp_secs(self.0).unwrap_or_default();
        write!(f, "{}T{}Z", moment.date_naive(), moment.time())
    }
}

impl FromStr for WireTime {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Self, NotATime> {
        let moment = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%SZ");
        let moment = moment.map_err(|_| NotATime)?;
        let time = Self::from_millis(moment.and_utc().timestamp_millis());
        if time.to_string() == text { Ok(time) } else { Err(NotATime) }
    }
}

impl Serialize for WireTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for WireTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Writes a value's compact JSON; what is written here has no way to fail but the formatter's.
pub(crate) fn write_json(f: &mut fmt::Formatter<'_>, value: &impl Serialize) -> fmt::Result {
    f.write_str(&serde_json::to_string(value).map_err(|_| fmt::Error)?)
}

/// What is written as its compact JSON and read from it.
macro_rules! as_json {
    ($($type:ty),+ $(,)?) => {$(
        impl std::str::FromStr for $type {
            type Err = serde_json::Error;

            fn from_str(text: &str) -> Result<Self, serde_json::Error> {
                serde_json::from_str(text)
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::ticket::write_json(f, self)
            }
        }
    )+};
}
pub(crate) use as_json;

as_json!(FoundTicket);

fn staff_out<S: Serializer>(staff: &Option<String>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(staff.as_deref().unwrap_or(NOBODY))
}

fn staff_in<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let staff = String::deserialize(deserializer)?;
    Ok((staff != NOBODY).then_some(staff))
}

fn end_out<S: Serializer>(end: &Option<WireTime>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&end.unwrap_or(WireTime(0)))
}

fn end_in<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<WireTime>, D::Error> {
    let end = WireTime::deserialize(deserializer)?;
    Ok((end.0 != 0).then_some(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_one_spelling() {
        for (ms, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
            (1_569_903_139_999, "2019-10-01T04:12:19Z"),
            // The day of a leap year, and the last second before a change of the clock.
            (951_782_400_000, "2000-02-29T00:00:00Z"),
            (1_774_745_999_000, "2026-03-29T00:59:59Z"),
            (i64::MAX, "9999-12-31T23:59:59Z"),
            (i64::MIN, "0000-01-01T00:00:00Z"),
        ] {
            let time = WireTime::from_millis(ms);
            assert_eq!(time.to_string(), text);
            assert_eq!(text.parse(), Ok(time));
        }
        for text in [
            "",
            "2019-10-01",
            "2019-10-01T04:12:19",
            "2019-10-01T04:12:19z",
            "2019-10-01t04:12:19Z",
            "2019-10-01 04:12:19Z",
            "2019-10-01T04:12:19+00:00",
            "2019-10-01T04:12:19.5Z",
            "2019-10-01T4:12:19Z",
            "2019-10-01T04:12:60Z",
            "2019-02-29T04:12:19Z",
            "+12019-10-01T04:12:19Z",
            " 2019-10-01T04:12:19Z",
        ] {
            assert_eq!(text.parse::<WireTime>(), Err(NotATime), "{text:?}");
        }
    }
}
