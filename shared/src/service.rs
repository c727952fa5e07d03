//! Services: the queues of one desk, what each asks of its visitors, and how a ticket is called.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::ids::{Number, TicketId};
use crate::text::{clean, words};
use crate::ticket::write_json;
use crate::visitor::{Name, Unusable, visitor};

/// How many minutes a visitor may wait for a service unless it says otherwise.
pub const TARGET_MINS: u32 = 20;

/// How many digits a telephone number has: three for the shortest that are dialled, and at most
/// those that ITU-T E.164 allows.
pub const PHONE_DIGITS: (u32, u32) = (3, 15);

/// How many signs a number may have.
pub const NUMBER_SIGNS: (u32, u32) = (1, 32);

/// Which service: a word of at most 40 bytes without white space or control characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ServiceId(String);

/// A text that is not the id of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a word of 1 to 40 bytes")]
pub struct NotAService;

/// The letter before the numbers of a service: A to Z, without I, O and Q, which are taken for
/// digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "char")]
pub struct Prefix(char);

/// A text that is not such a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a letter from A to Z without I, O and Q")]
pub struct NotAPrefix;

/// How people call a ticket: the letter of the service that it was made in, if that had one, and
/// its number.
///
/// ```
/// use shared::service::Label;
/// let label = Label { prefix: "B".parse().ok(), number: "48213".parse::<shared::ids::TicketId>()?.number() };
/// assert_eq!(label.to_string(), "B213");
/// # Ok::<(), shared::ids::NotANumber>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label {
    /// The letter.
    pub prefix: Option<Prefix>,
    /// The number.
    pub number: Number,
}

words! {
    /// What a service asks a visitor for.
    pub enum IdentityKind {
        /// An e-mail address and a name, as the protocol does.
        Email = "email",
        /// A name alone.
        Name = "name",
        /// A telephone number, compared by its digits.
        Phone = "phone",
        /// A number that the organisation gives, such as a student's or a case's.
        Number = "number",
        /// Nothing.
        None = "none",
    }
}

words! {
    /// Whether a service takes tickets from kiosks now.
    pub enum Takes {
        /// It does.
        Yes = "yes",
        /// As many wait as may.
        Full = "full",
        /// No more today: so many came as may in a day.
        Today = "today",
    }
}

words! {
    /// Whether a visitor goes first.
    pub enum Priority {
        /// As if they had come earlier.
        High = "high",
        /// In the order of arrival.
        Normal = "normal",
    }
}

/// What a service asks a visitor for, and what may be given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// What it is.
    #[serde(default = "email")]
    pub kind: IdentityKind,
    /// What a number is called, by language tag.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub text: BTreeMap<String, String>,
    /// The fewest digits of a telephone number, or signs of a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u32>,
    /// The most of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
    /// Whether a number may have letters, too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub letters: bool,
    /// Whether a visitor may leave it out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
}

/// A queue of its own at the same desk, as an admin sets it up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// Which service.
    pub id: ServiceId,
    /// What people read, by language tag.
    #[serde(default)]
    pub text: BTreeMap<String, String>,
    /// The letter before its numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<Prefix>,
    /// After how many minutes a visitor should have been called.
    #[serde(default = "target", skip_serializing_if = "is_usual_target")]
    pub target_mins: u32,
    /// What it asks a visitor for.
    #[serde(default, skip_serializing_if = "Identity::is_usual")]
    pub identity: Identity,
    /// Which of the desk's reasons it asks for; none: all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasons: Option<Vec<String>>,
    /// Whether it takes tickets at all.
    #[serde(default = "yes", skip_serializing_if = "Clone::clone")]
    pub open: bool,
    /// How many may wait before kiosks take no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_waiting: Option<u32>,
    /// How many may come in a day before kiosks take no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub daily_quota: Option<u32>,
    /// Whether visitors may join by their own telephone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_phone: bool,
}

/// A service as it is told: displays hear `id`, `text` and `prefix` alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// The service.
    #[serde(flatten)]
    pub service: Service,
    /// Whether it takes tickets from kiosks now; displays are not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub takes: Option<Takes>,
}

/// The services of a desk, in the order in which they are shown. None: the desk has one queue
/// without a name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Offers(pub Vec<Offer>);

/// Services by their ids: the words of a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServiceIds(pub Vec<ServiceId>);

/// Whom a ticket is for, once checked against what its service asks. What was not asked is empty.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Given {
    /// The address as typed.
    pub email: String,
    /// The name, cleaned.
    pub name: String,
    /// The telephone number or number, cleaned.
    pub contact: Option<String>,
}

/// Why what a visitor gave cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotUsable {
    /// The address or the name.
    Visitor(Unusable),
    /// The telephone number.
    Phone,
    /// The number.
    Number,
}

fn email() -> IdentityKind {
    IdentityKind::Email
}

fn target() -> u32 {
    TARGET_MINS
}

fn is_usual_target(mins: &u32) -> bool {
    *mins == TARGET_MINS
}

fn yes() -> bool {
    true
}

impl Default for Identity {
    fn default() -> Self {
        Self {
            kind: IdentityKind::Email,
            text: BTreeMap::new(),
            min: None,
            max: None,
            letters: false,
            optional: false,
        }
    }
}

impl Identity {
    fn is_usual(&self) -> bool {
        *self == Self::default()
    }

    /// How many digits or signs a telephone number or number may have, the fewest and the most.
    pub fn length(&self) -> (u32, u32) {
        let (fewest, most) = match self.kind {
            IdentityKind::Phone => PHONE_DIGITS,
            _ => NUMBER_SIGNS,
        };
        (self.min.unwrap_or(fewest), self.max.unwrap_or(most))
    }

    /// Checks what a visitor gave. What is not asked is left out.
    ///
    /// # Errors
    ///
    /// What is asked is missing and may not be left out, or cannot be used.
    pub fn check(&self, email: &str, name: &str, contact: &str) -> Result<Given, NotUsable> {
        let is_left_out = |text: &str| self.optional && clean(text).is_empty();
        match self.kind {
            IdentityKind::Email if is_left_out(email) && is_left_out(name) => Ok(Given::default()),
            IdentityKind::Email => {
                let (email, name) = visitor(email, name).map_err(NotUsable::Visitor)?;
                let (email, name) = (email.as_str().to_owned(), name.as_str().to_owned());
                Ok(Given { email, name, contact: None })
            }
            IdentityKind::Name if is_left_out(name) => Ok(Given::default()),
            IdentityKind::Name => {
                let name: Name = name.parse().map_err(NotUsable::Visitor)?;
                Ok(Given { name: name.as_str().to_owned(), ..Given::default() })
            }
            IdentityKind::Phone | IdentityKind::Number if is_left_out(contact) => {
                Ok(Given::default())
            }
            IdentityKind::Phone => self.contact(contact, is_of_phone).ok_or(NotUsable::Phone),
            IdentityKind::Number if self.letters => {
                let is_sign = |sign: char| {
                    let is_letter = sign.is_alphabetic() || is_combining_mark(sign);
                    is_letter || sign.is_ascii_digit() || is_between(sign)
                };
                self.contact(contact, is_sign).ok_or(NotUsable::Number)
            }
            IdentityKind::Number => {
                let is_sign = |sign: char| sign.is_ascii_digit() || is_between(sign);
                self.contact(contact, is_sign).ok_or(NotUsable::Number)
            }
            IdentityKind::None => Ok(Given::default()),
        }
    }

    fn contact(&self, text: &str, is_allowed: impl Fn(char) -> bool) -> Option<Given> {
        let text: String = clean(text).nfc().collect();
        let (fewest, most) = self.length();
        let count = u32::try_from(contact_key(&text).chars().count()).ok()?;
        let is_usable = text.chars().all(is_allowed)
            && (fewest..=most).contains(&count)
            && text.chars().count() <= 64;
        is_usable.then(|| Given { contact: Some(text), ..Given::default() })
    }
}

/// What stands between the digits of a telephone number.
fn is_of_phone(sign: char) -> bool {
    sign.is_ascii_digit() || "+()".contains(sign) || is_between(sign)
}

fn is_between(sign: char) -> bool {
    " -./".contains(sign)
}

/// The form under which telephone numbers and numbers are compared: their letters, small, and
/// digits.
pub fn contact_key(contact: &str) -> String {
    contact.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl Service {
    /// A service that has nothing but its id.
    pub fn new(id: ServiceId) -> Self {
        Self {
            id,
            text: BTreeMap::new(),
            prefix: None,
            target_mins: TARGET_MINS,
            identity: Identity::default(),
            reasons: None,
            open: true,
            max_waiting: None,
            daily_quota: None,
            by_phone: false,
        }
    }

    /// What displays are told of it.
    #[must_use]
    pub fn on_display(&self) -> Self {
        Self { text: self.text.clone(), prefix: self.prefix, ..Self::new(self.id.clone()) }
    }

    /// Whether it asks for this reason of the desk's.
    pub fn asks_for(&self, reason: &str) -> bool {
        self.reasons.as_ref().is_none_or(|reasons| reasons.iter().any(|one| one == reason))
    }
}

impl Label {
    /// The label of a ticket that was made in a service with this letter.
    pub fn new(prefix: Option<Prefix>, ticket: TicketId) -> Self {
        Self { prefix, number: ticket.number() }
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.prefix {
            Some(prefix) => write!(f, "{prefix}{}", self.number),
            None => self.number.fmt(f),
        }
    }
}

impl ServiceId {
    /// The most bytes that an id may have.
    pub const MAX_BYTES: usize = 40;

    /// The id as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ServiceId {
    type Err = NotAService;

    fn from_str(text: &str) -> Result<Self, NotAService> {
        let fits = (1..=Self::MAX_BYTES).contains(&text.len());
        let is_word = !text.contains(|c: char| c.is_whitespace() || c.is_control());
        if fits && is_word { Ok(Self(text.to_owned())) } else { Err(NotAService) }
    }
}

impl<'de> Deserialize<'de> for ServiceId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for ServiceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Prefix> for char {
    fn from(prefix: Prefix) -> Self {
        prefix.0
    }
}

impl Prefix {
    /// Every letter that a service may have.
    pub fn all() -> impl Iterator<Item = Self> {
        ('A'..='Z').filter(|letter| !"IOQ".contains(*letter)).map(Self)
    }
}

impl FromStr for Prefix {
    type Err = NotAPrefix;

    fn from_str(text: &str) -> Result<Self, NotAPrefix> {
        Self::all().find(|prefix| text.chars().eq([prefix.0])).ok_or(NotAPrefix)
    }
}

impl<'de> Deserialize<'de> for Prefix {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl FromStr for ServiceIds {
    type Err = NotAService;

    fn from_str(text: &str) -> Result<Self, NotAService> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        text.split(' ').map(str::parse).collect::<Result<_, _>>().map(Self)
    }
}

impl fmt::Display for ServiceIds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, id) in self.0.iter().enumerate() {
            let space = if place > 0 { " " } else { "" };
            write!(f, "{space}{id}")?;
        }
        Ok(())
    }
}

impl FromStr for Offers {
    type Err = serde_json::Error;

    fn from_str(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }
}

impl fmt::Display for Offers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_json(f, self)
    }
}

// A visitor's data stays out of logs.
impl fmt::Debug for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Given(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(json: &str) -> Identity {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_prefix_is_a_letter_that_nobody_takes_for_a_digit() {
        assert_eq!(Prefix::all().count(), 23);
        for text in ["I", "O", "Q", "b", "", "AB", "Ä", "1"] {
            assert_eq!(text.parse::<Prefix>(), Err(NotAPrefix), "{text:?}");
        }
        let label = Label::new("B".parse().ok(), "17".parse().unwrap());
        assert_eq!(label.to_string(), "B017");
    }

    #[test]
    fn a_service_is_as_short_as_it_can_be_and_reads_back() {
        let short = Service::new("badges".parse().unwrap());
        assert_eq!(serde_json::to_string(&short).unwrap(), r#"{"id":"badges","text":{}}"#);
        let text = r#"{"id":"b","text":{"en":"B"},"prefix":"B","target_mins":5,"identity":{"kind":"number","text":{"en":"Case"},"min":6,"max":8,"letters":true,"optional":true},"reasons":["a"],"open":false,"max_waiting":3,"daily_quota":9,"by_phone":true}"#;
        let service: Service = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&service).unwrap(), text);
        assert_eq!(service.on_display(), {
            let text = r#"{"id":"b","text":{"en":"B"},"prefix":"B"}"#;
            serde_json::from_str(text).unwrap()
        });
        let offer = Offer { service: short, takes: Some(Takes::Full) };
        let text = r#"{"id":"badges","text":{},"takes":"full"}"#;
        assert_eq!(serde_json::to_string(&offer).unwrap(), text);
        assert_eq!(serde_json::from_str::<Offer>(text).unwrap(), offer);
    }

    #[test]
    fn what_a_visitor_gives_is_checked_against_what_is_asked() {
        let email = identity("{}");
        assert_eq!(email.check("", "", ""), Err(NotUsable::Visitor(Unusable::Address)));
        assert_eq!(email.check("a@b", "", ""), Err(NotUsable::Visitor(Unusable::NoName)));
        assert_eq!(email.check("a@b", " A ", "1").unwrap().name, "A");
        let optional = identity(r#"{"optional":true}"#);
        assert_eq!(optional.check("", " ", ""), Ok(Given::default()));
        assert!(optional.check("a@b", "", "").is_err(), "half an answer is none");
        let name = identity(r#"{"kind":"name"}"#);
        let given = name.check("a@b", "Ada", "1").unwrap();
        assert_eq!((given.email.as_str(), given.name.as_str(), given.contact), ("", "Ada", None));
        let phone = identity(r#"{"kind":"phone"}"#);
        let contact = |text: &str| phone.check("", "", text).map(|given| given.contact.unwrap());
        assert_eq!(contact(" +49 (30) 1234-567 "), Ok("+49 (30) 1234-567".to_owned()));
        for text in ["", "12", "1234567890123456", "12345x", "٠١٢٣٤٥"] {
            assert_eq!(contact(text), Err(NotUsable::Phone), "{text:?}");
        }
        let number = identity(r#"{"kind":"number","min":4,"max":6}"#);
        assert!(number.check("", "", "12-34").is_ok());
        for text in ["123", "1234567", "12a4", ""] {
            assert_eq!(number.check("", "", text), Err(NotUsable::Number), "{text:?}");
        }
        let letters = identity(r#"{"kind":"number","letters":true,"optional":true}"#);
        for text in ["S-1234", "हिन्दी", "e\u{301}1"] {
            assert!(letters.check("", "", text).is_ok(), "{text}");
        }
        assert!(letters.check("", "", "½²").is_err());
        assert_eq!(letters.check("", "", " "), Ok(Given::default()));
        let none = identity(r#"{"kind":"none"}"#);
        assert_eq!(none.check("a@b", "A", "1"), Ok(Given::default()));
    }

    #[test]
    fn numbers_are_compared_without_what_stands_between() {
        assert_eq!(contact_key("+49 (30) 12-34"), contact_key("+493012/34"));
        assert_eq!(contact_key("S-12 b"), "s12b");
    }

    #[test]
    fn ids_are_words_of_a_line() {
        let ids: ServiceIds = "a b".parse().unwrap();
        assert_eq!(ids.to_string(), "a b");
        assert_eq!("".parse(), Ok(ServiceIds::default()));
        for text in ["a  b", " ", "a\u{a0}b", &"x".repeat(41)] {
            assert!(text.parse::<ServiceIds>().is_err(), "{text:?}");
        }
    }
}
