//! What desks are called where there are many.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The name of the desk that is there from the beginning, whose paths are the plain ones too.
pub const MAIN: &str = "main";

/// How many signs a name may have.
const SIGNS: usize = 40;

/// What stands at the beginning of a path, or would, and so is the name of no desk.
const RESERVED: [&str; 9] =
    ["pair", "health", "metrics", "desks", "staff", "kiosk", "display", "q", "join"];

/// What a desk is called: one to forty of a to z, 0 to 9 and dash, and no word that paths begin
/// with.
///
/// ```
/// use shared::desk::DeskName;
/// let name: DeskName = "town-hall-2".parse()?;
/// assert_eq!(name.to_string(), "town-hall-2");
/// assert!("Town hall".parse::<DeskName>().is_err());
/// assert!("kiosk".parse::<DeskName>().is_err());
/// # Ok::<(), shared::desk::NotADesk>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct DeskName(String);

/// A text that is not the name of a desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotADesk {
    /// It has other signs, or too many, or none.
    #[error("a desk's name has 1 to 40 of a to z, 0 to 9 and -")]
    Signs,
    /// Paths begin with it.
    #[error(
        "a desk cannot be called pair, health, metrics, desks, staff, kiosk, display, q or join: \
         paths begin with those words"
    )]
    Reserved,
}

impl DeskName {
    /// The desk that is there from the beginning.
    pub fn main() -> Self {
        Self(MAIN.to_owned())
    }

    /// Whether it is that desk.
    pub fn is_main(&self) -> bool {
        self.0 == MAIN
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DeskName {
    type Err = NotADesk;

    fn from_str(text: &str) -> Result<Self, NotADesk> {
        let is_sign = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
        if !(1..=SIGNS).contains(&text.len()) || !text.bytes().all(is_sign) {
            return Err(NotADesk::Signs);
        }
        if RESERVED.contains(&text) {
            return Err(NotADesk::Reserved);
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for DeskName {
    type Error = NotADesk;

    fn try_from(text: String) -> Result<Self, NotADesk> {
        text.parse()
    }
}

impl From<DeskName> for String {
    fn from(name: DeskName) -> Self {
        name.0
    }
}

impl fmt::Display for DeskName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_paths_can_hold_and_no_word_of_theirs() {
        let longest = "a".repeat(40);
        for name in ["main", "a", "0", "town-hall-2", "-", "staff-2", &longest] {
            assert_eq!(name.parse::<DeskName>().map(|it| it.to_string()), Ok(name.to_owned()));
        }
        let long = "a".repeat(41);
        for name in ["", "Main", "town hall", "rué", "a/b", "a.b", "a_b", &long] {
            assert_eq!(name.parse::<DeskName>(), Err(NotADesk::Signs), "{name:?}");
        }
        for name in RESERVED {
            assert_eq!(name.parse::<DeskName>(), Err(NotADesk::Reserved), "{name}");
            // The sentence names each.
            assert!(NotADesk::Reserved.to_string().contains(name), "{name}");
        }
        assert!(DeskName::main().is_main() && MAIN.parse() == Ok(DeskName::main()));
    }
}
