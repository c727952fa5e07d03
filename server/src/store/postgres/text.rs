//! Texts as PostgreSQL keeps them: it has none with U+0000 in it, and Walkup knows of no reason to
//! refuse one that came from somewhere.

use std::borrow::Cow;

use serde::{Serialize, Serializer};

/// What begins a pair of signs that stands for one: no text of people's has it, and one that does
/// comes back whole too.
const ESCAPE: char = '\u{10FFFF}';

/// A text as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Text<'a>(pub &'a str);

impl Serialize for Text<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&stored(self.0))
    }
}

/// A text as it is stored.
pub fn stored(text: &str) -> Cow<'_, str> {
    if !text.contains(['\0', ESCAPE]) {
        return Cow::Borrowed(text);
    }
    let mut stored = String::with_capacity(text.len() + 8);
    for sign in text.chars() {
        match sign {
            '\0' => stored.extend([ESCAPE, '0']),
            ESCAPE => stored.extend([ESCAPE, ESCAPE]),
            sign => stored.push(sign),
        }
    }
    Cow::Owned(stored)
}

/// A text as it was before it was stored.
pub fn read(stored: String) -> String {
    if !stored.contains(ESCAPE) {
        return stored;
    }
    let mut text = String::with_capacity(stored.len());
    let mut signs = stored.chars();
    while let Some(sign) = signs.next() {
        match sign {
            ESCAPE => text.extend(signs.next().map(|it| if it == '0' { '\0' } else { it })),
            sign => text.push(sign),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_comes_back() {
        let texts = ["", "Ann", "a\0b", "\0\0", "\u{10FFFF}", "\u{10FFFF}0", "\0\u{10FFFF}\0"];
        for text in texts {
            let kept = stored(text);
            assert!(!kept.contains('\0'), "{text:?}");
            assert_eq!(read(kept.into_owned()), text);
        }
        assert!(matches!(stored("Ann"), Cow::Borrowed(_)));
    }
}
