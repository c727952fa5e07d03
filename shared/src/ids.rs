//! Ticket ids, table numbers, and the three-digit number that people read.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Which ticket: counts from 0 and is never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TicketId(i64);

/// Which table: this desk has tables 0 to N-1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TableNo(pub u32);

/// The number on a visitor's ticket and on the board: always three digits, like a paper roll.
///
/// Two tickets a thousand apart share a number, so this is for people to read and never for
/// telling tickets apart in code.
///
/// ```
/// use shared::ids::TicketId;
/// let ticket_id: TicketId = "48213".parse()?;
/// assert_eq!(ticket_id.number().to_string(), "213");
/// # Ok::<(), shared::ids::NotANumber>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(u16);

/// A text that is not a plain decimal number in range. Signs, leading zeros, other digits than
/// 0 to 9 and surrounding space are all refused, so that every id has one spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a plain decimal number in range")]
pub struct NotANumber;

impl TicketId {
    /// The id of the ticket after `count` others; none below zero.
    pub fn new(count: i64) -> Option<Self> {
        (count >= 0).then_some(Self(count))
    }

    /// The id as the count it is; never negative.
    pub fn get(self) -> i64 {
        self.0
    }

    /// The id after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// What people read.
    pub fn number(self) -> Number {
        Number(u16::try_from(self.0 % 1000).unwrap_or(0))
    }

    /// What people read where the server says how the ticket is called: that, with the letter of
    /// its service; else the number.
    pub fn label(self, said: Option<&str>) -> String {
        let said = said.filter(|said| !said.is_empty());
        said.map_or_else(|| self.number().to_string(), str::to_owned)
    }
}

impl fmt::Display for TicketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for TicketId {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Self, NotANumber> {
        plain_decimal(text)?.parse().map(Self).map_err(|_| NotANumber)
    }
}

impl fmt::Display for TableNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for TableNo {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Self, NotANumber> {
        plain_decimal(text)?.parse().map(Self).map_err(|_| NotANumber)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03}", self.0)
    }
}

fn plain_decimal(text: &str) -> Result<&str, NotANumber> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let one_spelling = text == "0" || !text.starts_with('0');
    if digits && one_spelling { Ok(text) } else { Err(NotANumber) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_spelling_of_an_id_is_read() {
        for text in
            ["", "-1", "+0", "00", "0x0", " 1", "1 ", "٣", "9223372036854775808", "1.0", "a"]
        {
            assert_eq!(text.parse::<TicketId>(), Err(NotANumber), "{text:?}");
        }
        assert_eq!("9223372036854775807".parse::<TicketId>().map(TicketId::get), Ok(i64::MAX));
        assert_eq!("4294967296".parse::<TableNo>(), Err(NotANumber));
    }

    #[test]
    fn the_number_has_three_digits_and_starts_again_after_999() {
        for (count, number) in [(0, "000"), (7, "007"), (999, "999"), (1000, "000"), (48213, "213")]
        {
            assert_eq!(TicketId::new(count).unwrap().number().to_string(), number);
        }
    }
}
