//! What counts as a visitor's e-mail address and name.

use std::fmt;
use std::str::FromStr;

use crate::text::clean;

/// The most bytes that an address may have: the limit that follows from RFC 5321's path length.
pub const ADDRESS_BYTES: usize = 254;
/// The most bytes before the `@`, from RFC 5321 section 4.5.3.1.1.
pub const LOCAL_PART_BYTES: usize = 64;
/// The most characters (Unicode scalar values) that a name may have.
pub const NAME_CHARS: usize = 100;
/// The most characters (Unicode scalar values) of a note, and of the texts staff may set.
pub const NOTE_CHARS: usize = 500;

/// An e-mail address that a browser's e-mail field would accept, with letters beyond ASCII
/// allowed: the rule of the WHATWG HTML standard, "valid e-mail address". `x@y` is usable.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(String);

/// A visitor's name, cleaned, neither empty nor too long.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

/// Why a text is not an address or a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// Not an e-mail address.
    #[error("email address is not valid")]
    Address,
    /// Nothing is left of the name once it is cleaned.
    #[error("name is missing")]
    NoName,
    /// An address over [`ADDRESS_BYTES`] or a name over [`NAME_CHARS`].
    #[error("name is too long")]
    TooLong,
}

impl Unusable {
    /// Every reason there is.
    pub const ALL: &[Self] = &[Self::Address, Self::NoName, Self::TooLong];
}

impl Address {
    /// The address as it was typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form under which addresses are compared: without regard to case.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

impl FromStr for Address {
    type Err = Unusable;

    fn from_str(text: &str) -> Result<Self, Unusable> {
        let (local, domain) = text.split_once('@').ok_or(Unusable::Address)?;
        let usable = !local.is_empty()
            && local.len() <= LOCAL_PART_BYTES
            && local.chars().all(is_local_character)
            && domain.split('.').all(is_domain_label);
        if !usable {
            Err(Unusable::Address)
        } else if text.len() > ADDRESS_BYTES {
            Err(Unusable::TooLong)
        } else {
            Ok(Self(text.to_owned()))
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Name {
    /// The name, cleaned.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = Unusable;

    fn from_str(text: &str) -> Result<Self, Unusable> {
        let name = clean(text);
        if name.is_empty() {
            Err(Unusable::NoName)
        } else if name.chars().count() > NAME_CHARS {
            Err(Unusable::TooLong)
        } else {
            Ok(Self(name))
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Both of a new ticket's parts, checked in the order in which they are answered: an unusable
/// address first, then a missing name, then what is too long.
pub fn visitor(email: &str, name: &str) -> Result<(Address, Name), Unusable> {
    let address = email.parse::<Address>();
    let name = name.parse::<Name>();
    match (address, name) {
        (Ok(address), Ok(name)) => Ok((address, name)),
        (Err(Unusable::Address), _) => Err(Unusable::Address),
        (_, Err(Unusable::NoName)) => Err(Unusable::NoName),
        (Err(reason), _) | (_, Err(reason)) => Err(reason),
    }
}

fn is_local_character(character: char) -> bool {
    is_letter_or_digit(character) || ".!#$%&'*+/=?^_`{|}~-".contains(character)
}

fn is_domain_label(label: &str) -> bool {
    (1..=63).contains(&label.chars().count())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.chars().all(|character| is_letter_or_digit(character) || character == '-')
}

fn is_letter_or_digit(character: char) -> bool {
    character.is_ascii_alphanumeric() || (!character.is_ascii() && character.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let long_local = format!("{}@example.com", "a".repeat(65));
        let long = format!("a@{}", vec!["b".repeat(63); 4].join("."));
        let rows = [
            ("x@y", Ok(())),
            ("example@example.com", Ok(())),
            ("Ünal@bücher.example", Ok(())),
            ("用户@例子.广告", Ok(())),
            ("o'brien+desk@example.co.uk", Ok(())),
            (".a.@b", Ok(())),
            ("", Err(Unusable::Address)),
            ("no-at", Err(Unusable::Address)),
            ("@b", Err(Unusable::Address)),
            ("a@", Err(Unusable::Address)),
            ("a@@b", Err(Unusable::Address)),
            ("a@b@c", Err(Unusable::Address)),
            ("a@b..c", Err(Unusable::Address)),
            ("a@-b", Err(Unusable::Address)),
            ("a@b-", Err(Unusable::Address)),
            ("a@b_c", Err(Unusable::Address)),
            ("\"a b\"@c", Err(Unusable::Address)),
            ("a@b\r\nBcc:x", Err(Unusable::Address)),
            ("a\u{202e}@b", Err(Unusable::Address)),
            (long_local.as_str(), Err(Unusable::Address)),
            (long.as_str(), Err(Unusable::TooLong)),
        ];
        for (text, expected) in rows {
            assert_eq!(text.parse::<Address>().map(|_| ()), expected, "{text:?}");
        }
    }

    #[test]
    fn lengths_are_counted_as_the_design_says() {
        let email = |bytes: usize| {
            let tail = format!(".{}.{}.{}", "b".repeat(63), "b".repeat(63), "b".repeat(63));
            format!("a@{}{tail}", "b".repeat(bytes - 2 - tail.len()))
        };
        assert!(visitor(&email(254), "Ada").is_ok());
        assert_eq!(visitor(&email(255), "Ada"), Err(Unusable::TooLong));
        assert_eq!(visitor(&email(255), ""), Err(Unusable::NoName));
        assert!(visitor("a@b", &"é".repeat(100)).is_ok());
        assert_eq!(visitor("a@b", &"é".repeat(101)), Err(Unusable::TooLong));
        assert_eq!(visitor("a", ""), Err(Unusable::Address));
    }
}
