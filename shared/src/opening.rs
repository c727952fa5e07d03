//! When a desk is open, as everybody hears of it.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::text::words;

words! {
    /// Whether visitors may come.
    pub enum Opening {
        /// Kiosks take tickets.
        Open = "open",
        /// The desk closes soon: who waits is served, kiosks take no more tickets.
        Last = "last",
        /// The desk is closed.
        Closed = "closed",
    }
}

/// The days of the week as the setting `hours` names them, Monday first.
pub const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The message `hours`: how it stands with the desk's hours. Moments are local times of the desk
/// with their distance from UTC, as `2026-11-30T09:00:00+01:00`, so that a window shows the desk's
/// own time wherever it runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// Whether visitors may come.
    pub state: Opening,
    /// When the desk closes next; none while it is closed, or where it has no hours.
    #[serde(default)]
    pub closes: Option<String>,
    /// When it opens next; none while it is open, or where nobody knows.
    #[serde(default)]
    pub opens: Option<String>,
    /// What to tell visitors besides while it is closed, by language.
    #[serde(default)]
    pub text: BTreeMap<String, String>,
    /// What the day is called that differs from the usual hours, by language.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub name: BTreeMap<String, String>,
    /// Whether somebody closed or opened the desk by hand.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_hand: bool,
}

/// One day of the answer to `hours DATE`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayHours {
    /// The local date, as `2026-12-24`.
    pub date: String,
    /// From when to when the desk is open, as `[["09:00","12:00"]]`.
    pub hours: Vec<(String, String)>,
    /// What the day is called, if it differs from the usual hours, by language.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub name: BTreeMap<String, String>,
}

/// For how many minutes `open` opens a desk outside its hours; none: for an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenFor(pub Option<u32>);

/// A text that is no number of minutes from 1 to 1440.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a number of minutes from 1 to 1440")]
pub struct NotMinutes;

impl OpenFor {
    /// The most minutes: a day.
    pub const MOST: u32 = 24 * 60;
}

impl FromStr for OpenFor {
    type Err = NotMinutes;

    fn from_str(text: &str) -> Result<Self, NotMinutes> {
        if text.is_empty() {
            return Ok(Self(None));
        }
        let minutes = text.parse().map_err(|_| NotMinutes)?;
        let is_plain = u32::to_string(&minutes) == text;
        let fits = (1..=Self::MOST).contains(&minutes);
        if is_plain && fits { Ok(Self(Some(minutes))) } else { Err(NotMinutes) }
    }
}

impl fmt::Display for OpenFor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |minutes| minutes.fmt(f))
    }
}

crate::ticket::as_json!(Hours);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_have_one_spelling() {
        assert_eq!("".parse(), Ok(OpenFor(None)));
        assert_eq!("90".parse(), Ok(OpenFor(Some(90))));
        for text in ["0", "1441", "+5", "05", "-1", "an hour", " "] {
            assert_eq!(text.parse::<OpenFor>(), Err(NotMinutes), "{text:?}");
        }
    }
}
