//! Text as it is cleaned at the edge, arguments that may be unusable, and secrets.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use caseless::Caseless;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

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

/// The key by which the names of accounts, people and devices compare: without regard to case (full
/// case folding, so that `ß` is `ss`) and to whether an accent is a character of its own.
///
/// The key is for comparing and storing; what people read stays as it was typed.
///
/// ```
/// use shared::text::fold;
/// assert_eq!(fold("ZOË"), fold("zoe\u{308}"));
/// assert_ne!(fold("zoë"), fold("zoe"));
/// ```
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // Folded between taking apart and composing: canonical caseless matching, Unicode 3.13, D145.
    text.nfd().default_case_fold().nfc().collect()
}

/// Whether at least one character of a text can be seen. White space, controls, joiners and what
/// only fills or steers (a Hangul filler, an empty Braille cell) cannot.
///
/// ```
/// assert!(shared::text::is_visible("王"));
/// assert!(!shared::text::is_visible("\u{3164} \u{200d}"));
/// ```
pub fn is_visible(text: &str) -> bool {
    text.chars().any(|c| !(c.is_whitespace() || c.is_control() || is_ignorable(c) || is_blank(c)))
}

/// The tag of a text of which nobody said the language (BCP 47).
pub const UNDETERMINED: &str = "und";

/// Of texts by language the one that a reader understands best: in the reader's own language, of
/// whatever region, else without a language, else in English, else any. Empty ones are none.
///
/// ```
/// use shared::text::in_language;
/// let texts = [("und", "Back soon"), ("de-AT", "Bis bald")];
/// let texts = texts.map(|(tag, text)| (tag.to_owned(), text.to_owned())).into();
/// assert_eq!(in_language(&texts, "de"), Some("Bis bald"));
/// assert_eq!(in_language(&texts, "fr-CA"), Some("Back soon"));
/// ```
pub fn in_language<'a>(texts: &'a BTreeMap<String, String>, tag: &str) -> Option<&'a str> {
    let language = |tag: &'a str| tag.split('-').next().unwrap_or(tag);
    let own = tag.split('-').next().unwrap_or(tag);
    let rank = |of: &'a str| {
        let is_wanted =
            [of == tag, of == own, language(of) == own, of == UNDETERMINED, language(of) == "en"];
        is_wanted.iter().position(|is| *is).unwrap_or(is_wanted.len())
    };
    let texts = texts.iter().filter(|(_, text)| !text.is_empty());
    texts.min_by_key(|(of, _)| rank(of)).map(|(_, text)| text.as_str())
}

/// Unicode's `Default_Ignorable_Code_Point`: drawn as nothing where it has no effect.
pub(crate) fn is_ignorable(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// What is drawn as an empty place although Unicode does not call it ignorable: the empty Braille
/// cell, the marks around annotations, a music head that is not drawn, the hieroglyphs' joiners.
fn is_blank(character: char) -> bool {
    matches!(character,
        '\u{2800}' | '\u{fff9}'..='\u{fffb}' | '\u{1d159}' | '\u{13430}'..='\u{13440}')
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
    fn names_that_read_the_same_have_one_key() {
        for (one, other) in [
            ("zoë", "zoe\u{308}"),
            ("ZOË", "zoë"),
            ("Straße", "STRASSE"),
            ("ΣΊΣΥΦΟΣ", "σίσυφος"),
            ("ᾼ", "αι"),
            ("\u{212b}ngstrom", "ångstrom"),
            ("q\u{307}\u{323}", "Q\u{323}\u{307}"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} {other}");
        }
        for (one, other) in [("zoë", "zoe"), ("ł", "l"), ("ı", "i"), ("A", "Á")] {
            assert_ne!(fold(one), fold(other), "{one} {other}");
        }
    }

    #[test]
    fn what_nobody_can_see_is_told() {
        for text in [
            "",
            " ",
            "\u{3000}",
            "\u{7}",
            "\u{3164}",
            "\u{115f}\u{1160}",
            "\u{ffa0}",
            "\u{2800}",
            "\u{200c}",
            "\u{200d}\u{200d}",
            "\u{feff}",
            "\u{fe0f}",
            "\u{e0041}",
            "\u{ad}",
            "\u{2062}",
            "\u{fffb}",
        ] {
            assert!(!is_visible(text), "{text:?}");
        }
        for text in ["a", ".", "{}", "王", "\u{3164}x", "👩\u{200d}👧", "\u{600}", "م", "\u{301}"]
        {
            assert!(is_visible(text), "{text:?}");
        }
    }

    #[test]
    fn a_reader_gets_the_text_that_they_understand_best() {
        let texts = |tags: &[&str]| -> BTreeMap<String, String> {
            tags.iter().map(|tag| ((*tag).to_owned(), format!("in {tag}"))).collect()
        };
        for (tags, reader, text) in [
            (&["ar", "de", "en", "und"][..], "de", "in de"),
            (&["ar", "de", "de-AT", "en"], "de-AT", "in de-AT"),
            (&["ar", "de", "en"], "de-AT", "in de"),
            (&["ar", "de-AT", "en", "und"], "de", "in de-AT"),
            (&["ar", "en", "und"], "de", "in und"),
            (&["ar", "en-GB", "es"], "de", "in en-GB"),
            (&["ar", "es"], "de", "in ar"),
        ] {
            assert_eq!(in_language(&texts(tags), reader), Some(text), "{tags:?} for {reader}");
        }
        let empty = BTreeMap::from([("de".to_owned(), String::new())]);
        assert_eq!(in_language(&empty, "de"), None);
    }

    #[test]
    fn secrets_stay_out_of_debug() {
        let secret = Secret::new("hunter2hunter2");
        assert!(!format!("{secret:?}").contains("hunter"));
        assert!(!format!("{:?}", Arg::<u32>::Bad("hunter2".into())).contains("hunter"));
    }
}
