//! How many wait, and for how long.

use std::fmt;
use std::str::FromStr;

use super::{UnknownMessage, read};

/// How many wait, and how long a newcomer may expect to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waiting {
    /// How many tickets wait.
    pub count: u64,
    /// Between how many seconds a newcomer may expect to wait; none while there is nothing to
    /// go by.
    pub wait: Option<(u32, u32)>,
}

impl FromStr for Waiting {
    type Err = UnknownMessage;

    fn from_str(text: &str) -> Result<Self, UnknownMessage> {
        let words: Vec<&str> = text.split(' ').collect();
        let [count, low, high] = words[..] else { return Err(UnknownMessage) };
        let wait = if (low, high) == ("-", "-") { None } else { Some((read(low)?, read(high)?)) };
        Ok(Self { count: read(count)?, wait })
    }
}

impl fmt::Display for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.wait {
            Some((low, high)) => write!(f, "{} {low} {high}", self.count),
            None => write!(f, "{} - -", self.count),
        }
    }
}
