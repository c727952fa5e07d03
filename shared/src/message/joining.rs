//! Taking a ticket with one's own telephone.

use std::fmt;
use std::str::FromStr;

use super::{UnknownMessage, read};
use crate::text::first_word;

/// How visitors may take a ticket with their own telephone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joining {
    /// The code that they type.
    pub code: String,
    /// Until when it is good, in milliseconds since 1970. Another one is said before that.
    pub until: i64,
    /// The address that they open, such as `https://desk.example/join`.
    pub address: String,
}

impl Joining {
    /// What people type of the address: browsers add the rest.
    pub fn typed_address(&self) -> &str {
        self.address.trim_start_matches("https://")
    }

    /// The code as it is read at a glance: one of more than six signs in two halves, which stay on one
    /// line. Typed with the space it is the same.
    pub fn typed_code(&self) -> String {
        let signs = self.code.chars().count();
        let mut signs_left = self.code.chars();
        if signs <= 6 {
            return self.code.clone();
        }
        let first: String = signs_left.by_ref().take(signs / 2).collect();
        format!("{first}\u{a0}{}", signs_left.as_str())
    }
}

impl FromStr for Joining {
    type Err = UnknownMessage;

    fn from_str(text: &str) -> Result<Self, UnknownMessage> {
        let (code, rest) = first_word(text);
        let (until, address) = first_word(rest);
        if code.is_empty() || address.is_empty() {
            return Err(UnknownMessage);
        }
        Ok(Self { code: code.to_owned(), until: read(until)?, address: address.to_owned() })
    }
}

impl fmt::Display for Joining {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.code, self.until, self.address)
    }
}
