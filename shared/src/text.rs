//! Text as it is cleaned at the edge, arguments that may be unusable, and secrets.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Cleans a name or a free text: control characters, line separators, zero-width space and the
/// characters that override text direction go; it is trimmed, and runs of white space become one
/// space. Joiners, combining marks and everything else stay.
///
/// ```
/// assert_eq!(shared::text::clean("  Ada \u{202e} \n Lovelace "), "Ada Lovelace");
/// ```
pub fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    for character in text.chars().filter(|character| !is_dropped(*character)) {
        if !character.is_whitespace() {
            cleaned.push(character);
        } else if !cleaned.is_empty() && !cleaned.ends_with(' ') {
            cleaned.push(' ');
        }
    }
    if cleaned.ends_with(' ') {
        cleaned.pop();
    }
    cleaned
}

fn is_dropped(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{2028}' | '\u{2029}' | '\u{200b}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// An argument of a command: read, or kept as it was sent because it could not be read.
///
/// A command with an unusable argument is still that command: which sentence answers it depends
/// on checks that come before the argument is looked at.
#[derive(Clone, PartialEq, Eq)]
pub enum Arg<T> {
    /// What was sent, read.
    Good(T),
    /// What was sent, which is not a `T`.
    Bad(String),
}

impl<T: FromStr> Arg<T> {
    /// Reads an argument; what cannot be read is kept.
    pub fn parse(text: &str) -> Self {
        text.parse().map_or_else(|_| Self::Bad(text.to_owned()), Self::Good)
    }
}

impl<T> Arg<T> {
    /// The argument, if it could be read.
    pub fn good(&self) -> Option<&T> {
        match self {
            Self::Good(value) => Some(value),
            Self::Bad(_) => None,
        }
    }
}

impl<T> From<T> for Arg<T> {
    fn from(value: T) -> Self {
        Self::Good(value)
    }
}

impl<T: fmt::Display> fmt::Display for Arg<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Good(value) => value.fmt(f),
            Self::Bad(text) => text.fmt(f),
        }
    }
}

// What could not be read may hold a password or an address, so it stays out of logs.
impl<T: fmt::Debug> fmt::Debug for Arg<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Good(value) => value.fmt(f),
            Self::Bad(text) => write!(f, "Bad({} bytes)", text.len()),
        }
    }
}

/// A password or a token: taken exactly as it stands, and never shown by `Debug`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret itself: for checking it, and for the wire.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl FromStr for Secret {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self::new(text))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Declares an enum of fixed words with `as_str`, `Display`, `FromStr` and serde side by side.
macro_rules! words {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        $vis enum $name { $($(#[$variant_meta])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// Every word there is, in the order of declaration.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word on the wire.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::text::UnknownWord;

            fn from_str(text: &str) -> Result<Self, $crate::text::UnknownWord> {
                match text { $($word => Ok(Self::$variant),)+ _ => Err($crate::text::UnknownWord) }
            }
        }
    };
}
pub(crate) use words;

/// A word that is none of those expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a word of the protocol")]
pub struct UnknownWord;

/// Splits a message at its first space; the rest is empty when there is none.
pub(crate) fn first_word(text: &str) -> (&str, &str) {
    text.split_once(' ').unwrap_or((text, ""))
}

/// Writes a verb and the rest of its line; a verb with nothing after it stands alone.
pub(crate) fn write_line(f: &mut fmt::Formatter<'_>, verb: &str, rest: &str) -> fmt::Result {
    if rest.is_empty() { f.write_str(verb) } else { write!(f, "{verb} {rest}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleaning_drops_what_could_mislead_and_keeps_what_people_write() {
        let rows = [
            ("A\nB", "AB"),
            ("A\tB", "AB"),
            (" Ada  B ", "Ada B"),
            ("a\u{a0}\u{3000}b", "a b"),
            ("x\u{200b}y\u{2028}z", "xyz"),
            ("\u{2067}abc\u{2069}", "abc"),
            ("👩\u{200d}👧", "👩\u{200d}👧"),
            ("e\u{301}", "e\u{301}"),
            ("\u{0}\u{1b}[31m", "[31m"),
            (" \u{202e} ", ""),
        ];
        for (sent, kept) in rows {
            assert_eq!(clean(sent), kept, "{sent:?}");
            assert_eq!(clean(kept), kept, "cleaning twice changes nothing");
        }
    }

    #[test]
    fn secrets_stay_out_of_debug() {
        let secret = Secret::new("hunter2hunter2");
        assert!(!format!("{secret:?}").contains("hunter"));
        assert!(!format!("{:?}", Arg::<u32>::Bad("hunter2".into())).contains("hunter"));
    }
}
