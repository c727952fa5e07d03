//! What counts as a visitor's e-mail address and name, how addresses compare, and how a visitor may
//! be called where everybody reads it.

use std::fmt;
use std::str::FromStr;

use unicode_joining_type::{JoiningType, get_joining_type};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

pub use self::given::{given_name, with_initial};
use crate::text::{clean, fold, is_ignorable, is_visible};

mod given;

/// The most bytes that an address may have: the limit that follows from RFC 5321's path length.
pub const ADDRESS_BYTES: usize = 254;
/// The most bytes before the `@`, from RFC 5321 section 4.5.3.1.1.
pub const LOCAL_PART_BYTES: usize = 64;
/// The most characters (Unicode scalar values) that a name may have.
pub const NAME_CHARS: usize = 100;
/// The most characters (Unicode scalar values) of a note, and of the texts staff may set.
pub const NOTE_CHARS: usize = 500;

/// An e-mail address that a browser's e-mail field would accept, with letters beyond ASCII
/// allowed, their marks and joiners with them: the rule of the WHATWG HTML standard, "valid e-mail
/// address". `x@y` is usable. It is kept as typed; lengths and characters are those of its composed
/// form (NFC), so that it is usable however a keyboard puts its accents.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(String);

/// A visitor's name, cleaned, with something to see and not too long.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

/// Why a text is not an address or a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// Not an e-mail address.
    #[error("email address is not valid")]
    Address,
    /// Nothing that can be seen is left of the name once it is cleaned.
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

    /// The form under which addresses are compared, see [`address_key`].
    pub fn key(&self) -> String {
        address_key(&self.0)
    }
}

/// The form under which addresses are compared and found: folded as [`fold`] does, the domain in
/// the ASCII form that the network uses (IDNA). What is no address, or has a domain that IDNA does
/// not know, is folded.
///
/// ```
/// use shared::visitor::address_key;
/// assert_eq!(address_key("Jo@BÜCHER.example"), "jo@xn--bcher-kva.example");
/// assert_eq!(address_key("jo@xn--bcher-kva.example"), "jo@xn--bcher-kva.example");
/// ```
pub fn address_key(address: &str) -> String {
    let Some((local, domain)) = address.rsplit_once('@') else { return fold(address) };
    let domain = idna::domain_to_ascii(domain).unwrap_or_else(|_| fold(domain));
    format!("{}@{domain}", fold(local))
}

impl FromStr for Address {
    type Err = Unusable;

    fn from_str(text: &str) -> Result<Self, Unusable> {
        let composed: String = text.nfc().collect();
        let (local, domain) = composed.split_once('@').ok_or(Unusable::Address)?;
        let usable = !local.is_empty()
            && local.len() <= LOCAL_PART_BYTES
            && is_made_of_letters_and(".!#$%&'*+/=?^_`{|}~-", local)
            && domain.split('.').all(is_domain_label);
        if !usable {
            Err(Unusable::Address)
        } else if composed.len() > ADDRESS_BYTES {
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
        if !is_visible(&name) {
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

fn is_domain_label(label: &str) -> bool {
    (1..=63).contains(&label.chars().count())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && is_made_of_letters_and("-", label)
}

/// Whether a text has nothing but letters, digits, these ASCII signs, and the marks and joiners that
/// belong to a letter before them.
fn is_made_of_letters_and(signs: &str, text: &str) -> bool {
    text.char_indices().all(|(at, character)| {
        if character.is_ascii() {
            return character.is_ascii_alphanumeric() || signs.contains(character);
        }
        if is_joiner(character) {
            return is_joiner_needed(text, at);
        }
        if is_ignorable(character) {
            return false;
        }
        if is_mark(character) {
            let before = text.get(..at).and_then(|before| before.chars().next_back());
            return before.is_some_and(|c| c.is_alphabetic() || is_mark(c));
        }
        character.is_alphanumeric()
    })
}

fn is_mark(character: char) -> bool {
    matches!(
        character.general_category(),
        GeneralCategory::NonspacingMark | GeneralCategory::SpacingMark
    )
}

const NON_JOINER: char = '\u{200c}';
const JOINER: char = '\u{200d}';
/// The combining class of the sign that takes a consonant's vowel away (virama).
const VIRAMA: u8 = 9;

fn is_joiner(character: char) -> bool {
    matches!(character, NON_JOINER | JOINER)
}

/// Whether the joiner at this place changes how its script is written: after a virama, or a
/// non-joiner between two letters that would join without it. RFC 5892, appendices A.1 and A.2.
fn is_joiner_needed(text: &str, at: usize) -> bool {
    let (before, rest) = text.split_at(at);
    let mut rest = rest.chars();
    let joiner = rest.next();
    if before.chars().next_back().is_some_and(|c| canonical_combining_class(c) == VIRAMA) {
        return true;
    }
    let opaque = |c: &char| get_joining_type(*c) != JoiningType::Transparent;
    let joins = |c: Option<char>, side: JoiningType| {
        c.map(get_joining_type).is_some_and(|t| t == side || t == JoiningType::DualJoining)
    };
    joiner == Some(NON_JOINER)
        && joins(before.chars().rev().find(opaque), JoiningType::LeftJoining)
        && joins(rest.find(opaque), JoiningType::RightJoining)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Letters of several scripts, with marks, and much that no address has.
    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            "[a-zA-Zäöüßéñçłøåẞſıα-ωа-яא-ת٠-٩क-ह\u{300}-\u{30f}\u{93e}-\u{94d}\u{200c}\u{200d}.-]{1,12}@[a-zäöüßéσςक-ह\u{93e}-\u{94d}\u{301}\u{308}.-]{1,12}",
            "\\PC{0,20}",
            ".{0,20}@.{0,20}",
        ]
    }

    proptest! {
        #[test]
        fn a_key_is_its_own_key(text in text()) {
            let folded = fold(&text);
            prop_assert_eq!(fold(&folded), &folded[..]);
            if let Ok(address) = text.parse::<Address>() {
                prop_assert_eq!(address_key(&address.key()), address.key());
            }
        }

        #[test]
        fn composed_or_taken_apart_it_is_one_address(text in text()) {
            let composed: String = text.nfc().collect();
            let apart: String = text.nfd().collect();
            prop_assert_eq!(fold(&composed), fold(&apart));
            prop_assert_eq!(address_key(&composed), address_key(&apart));
            let usable = |text: &str| text.parse::<Address>().map(|_| ());
            prop_assert_eq!(usable(&composed), usable(&text));
            prop_assert_eq!(usable(&apart), usable(&text));
        }

        #[test]
        fn case_makes_no_other_address(text in "[a-zß-öø-ÿα-ωа-яա-ֆ]{1,12}@[a-zà-öа-я]{1,9}") {
            prop_assert_eq!(address_key(&text.to_uppercase()), address_key(&text));
        }

        #[test]
        fn what_the_board_shows_is_a_word_of_the_name(name in "[A-Za-zÀ-ž' .,-]{0,30}|\\PC{0,30}") {
            if let Some(given) = given_name(&name) {
                prop_assert!(clean(&name).split(' ').any(|word| word == given));
                let longer = with_initial(&name);
                prop_assert!(longer.is_some_and(|longer| longer.starts_with(&given)));
            }
        }
    }

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
            ("संपर्क@डाटामेल.भारत", Ok(())),
            ("zoe\u{308}@bu\u{308}cher.example", Ok(())),
            ("ag\u{303}a@x", Ok(())),
            // Persian for "book house", Sinhala and Malayalam with the joiners they are spelt with.
            ("کتاب\u{200c}خانه@نامه\u{200c}ای.example", Ok(())),
            ("ශ\u{dca}\u{200d}රී@x", Ok(())),
            ("അവന\u{d4d}\u{200d}@x", Ok(())),
            ("אבג@דהו.קום", Ok(())),
            ("\u{301}a@x", Err(Unusable::Address)),
            ("a.\u{301}@x", Err(Unusable::Address)),
            ("a@\u{93e}x", Err(Unusable::Address)),
            ("a\u{200d}b@x", Err(Unusable::Address)),
            ("a\u{200c}b@x", Err(Unusable::Address)),
            ("ab@x\u{200c}", Err(Unusable::Address)),
            ("क\u{200d}ष@x", Err(Unusable::Address)),
            ("کتاب\u{200d}خانه@x", Err(Unusable::Address)),
            ("a\u{fe0f}@x", Err(Unusable::Address)),
            ("a\u{3164}@x", Err(Unusable::Address)),
            ("a@b\u{ad}c", Err(Unusable::Address)),
            ("👩\u{200d}👧@x", Err(Unusable::Address)),
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
    fn addresses_that_reach_one_mailbox_have_one_key() {
        let same = [
            ("jo@bücher.example", "jo@xn--bcher-kva.example"),
            ("jo@bücher.example", "JO@BU\u{308}CHER.Example"),
            ("jo@bücher.example", "jo@XN--BCHER-KVA.EXAMPLE"),
            ("Zoë@x", "zoe\u{308}@X"),
            ("STRASSE@x", "straße@x"),
            ("用户@例子.广告", "用户@xn--fsqu00a.xn--4rr70v"),
            ("संपर्क@डाटामेल.भारत", "संपर्क@xn--c2bd4bq1db8d.xn--h2brj9c"),
            ("a@ｅxample.com", "a@example.com"),
        ];
        for (one, other) in same {
            let key = |text: &str| text.parse::<Address>().unwrap().key();
            assert_eq!(key(one), key(other), "{one} {other}");
            assert_eq!(address_key(one), key(one));
        }
        for (one, other) in [
            ("jo@bücher.example", "jo@bucher.example"),
            // Two domains, since IDNA 2008.
            ("jo@straße.example", "jo@strasse.example"),
            ("zoë@x", "zoe@x"),
        ] {
            assert_ne!(address_key(one), address_key(other));
        }
        // What an older version let in, or somebody typed at a command line.
        assert_eq!(address_key("Ada"), "ada");
        assert_eq!(address_key("A@B@ZOE\u{308}"), address_key("a@b@zoë"));
        assert_eq!(address_key("A@-b..xn--\u{e9}"), address_key("a@-B..xn--e\u{301}"));
    }

    #[test]
    fn what_was_typed_is_what_is_shown() {
        for text in ["Jo@BÜCHER.example", "zoe\u{308}@x"] {
            assert_eq!(text.parse::<Address>().unwrap().as_str(), text);
        }
    }

    #[test]
    fn a_name_that_nobody_can_see_is_missing() {
        for name in ["", " ", "\u{3164}", "\u{115f}\u{2800}\u{200d}", "\u{feff}"] {
            assert_eq!(visitor("a@b", name), Err(Unusable::NoName), "{name:?}");
        }
        assert!(visitor("a@b", "王").is_ok());
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
        // An accent counts the same whichever way it was typed.
        let local = "e\u{301}".repeat(32) + "@b";
        assert!(visitor(&local, "Ada").is_ok());
        assert_eq!(visitor(&("a".to_owned() + &local), "Ada"), Err(Unusable::Address));
        assert!(visitor("a@b", &"é".repeat(100)).is_ok());
        assert_eq!(visitor("a@b", &"é".repeat(101)), Err(Unusable::TooLong));
        assert_eq!(visitor("a", ""), Err(Unusable::Address));
    }
}
