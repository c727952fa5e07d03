//! Links to visitors' own pages: tokens that nobody can guess, and of which nothing is kept.
//!
//! A token is a ticket's id and 128 bits of its HMAC-SHA256 under the desk's secret of the day. A new
//! day has a new secret, so yesterday's links lead nowhere. The codes and passes with which visitors
//! join by telephone are made with the same secret, so they need no memory either.

use std::fmt;
use std::fmt::Write as _;
use std::net::IpAddr;
use std::time::Duration;

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use shared::health::Links;
use shared::ids::TicketId;
use shared::message::Joining;
use shared::text::Secret;
use subtle::ConstantTimeEq as _;

use super::change::Change;
use super::time::{DAY_MS, Millis, Now};
use super::visitors::may_join;
use super::{Core, Known};
use crate::auth::READABLE;

/// How often there is another code to join with. The one before stays good for as long again, so
/// that nobody's code dies while they type it.
const CODE_MS: Millis = 90 * 1000;

/// For how long codes are longer once somebody guessed at them: so much longer than a code lives that
/// none that was guessed at is ever good again.
pub const LONGER_FOR: Duration = Duration::from_secs(60 * 60);

/// How many letters and digits the codes to join with have, each of them 5 random bits. They are short
/// while nobody guesses at them. Once somebody does they are longer for a while instead of void: so
/// guessing shuts out nobody, and gets nowhere. How much guessing that takes, and what the odds are,
/// stands in `web/guard.rs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum CodeLength {
    /// Six.
    #[default]
    Short,
    /// Eight.
    Longer,
    /// Ten.
    Longest,
}

impl CodeLength {
    const ALL: [Self; 3] = [Self::Short, Self::Longer, Self::Longest];

    /// How many letters and digits.
    pub fn letters(self) -> usize {
        match self {
            Self::Short => 6,
            Self::Longer => 8,
            Self::Longest => 10,
        }
    }

    /// The one that follows where codes of this one are guessed at.
    pub fn next(self) -> Self {
        match self {
            Self::Short => Self::Longer,
            Self::Longer | Self::Longest => Self::Longest,
        }
    }
}

/// How long a pass to the form is good.
pub const PASS_MS: Millis = 10 * 60 * 1000;

/// Whether what is sent to an address of visitors' pages is encrypted.
pub fn is_encrypted(url: &str) -> bool {
    url.get(..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https:"))
}

/// Whether everybody between a visitor and an address of the pages can read along: it is not encrypted
/// and is not of this machine.
pub fn is_exposed(url: &str) -> bool {
    let host = url.split("//").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default();
    let (host, _) = match host.strip_prefix('[') {
        Some(rest) => rest.split_once(']').unwrap_or((rest, "")),
        None => host.split_once(':').unwrap_or((host, "")),
    };
    let is_local = match host.parse::<IpAddr>() {
        Ok(address) => address.to_canonical().is_loopback(),
        Err(_) => host.eq_ignore_ascii_case("localhost"),
    };
    !is_encrypted(url) && !is_local
}

/// What visitors' links, codes and passes are made with.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkKey {
    secret: Secret,
    /// Since when links are made with it.
    since: Millis,
    /// The one before, where no end of a day has ended its links.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<Secret>,
    /// The one before, where one has: its links are good for tickets that stayed open over it, since the
    /// end of a day may be noticed late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_day: Option<Secret>,
}

/// A code that somebody typed, however they did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedCode(String);

impl TypedCode {
    /// Reads what was typed: small letters are as good, and what is neither letter nor digit says
    /// nothing.
    pub fn read(typed: &str) -> Self {
        let signs = typed.chars().filter(char::is_ascii_alphanumeric);
        Self(signs.map(|sign| sign.to_ascii_uppercase()).collect())
    }

    /// At codes of which length it guesses, where those of this one are good and longer ones.
    pub fn guesses_at(&self, shortest: CodeLength) -> CodeLength {
        let of_this = CodeLength::ALL.into_iter().find(|length| length.letters() == self.0.len());
        of_this.filter(|length| *length > shortest).unwrap_or(shortest)
    }

    /// Whether it has fewer letters and digits than codes of that length, so that it is none of them.
    pub fn is_shorter_than(&self, length: CodeLength) -> bool {
        self.0.len() < length.letters()
    }
}

/// What something is made for: a token is no pass.
#[derive(Debug, Clone, Copy)]
enum Purpose {
    Ticket,
    Code,
    Pass,
}

impl LinkKey {
    /// A key with this secret.
    pub fn new(secret: Secret, since: Millis) -> Self {
        Self { secret, since, before: None, last_day: None }
    }

    /// Whether what was made with another key is good with this one, too.
    pub fn goes_on_from(&self, other: &Self) -> bool {
        self.before.as_ref() == Some(&other.secret)
    }

    /// Those with which something may have been made, as many in any case: so the time taken says
    /// nothing.
    fn secrets(&self) -> [&Secret; 2] {
        [&self.secret, self.before.as_ref().unwrap_or(&self.secret)]
    }

    /// The word of a ticket's page.
    pub fn token(&self, ticket: TicketId) -> String {
        format!("{ticket}-{}", mark(&self.secret, Purpose::Ticket, ticket.get()))
    }

    /// The ticket whose page this is; none: it is no token of this desk and day. One of the day before is
    /// good for tickets that `stayed` open over its end.
    pub fn ticket(&self, token: &str, stayed: impl FnOnce(TicketId) -> bool) -> Option<TicketId> {
        let (ticket, shown) = token.split_once('-')?;
        let ticket: TicketId = ticket.parse().ok()?;
        let is_of = |secret: &Secret| {
            mark(secret, Purpose::Ticket, ticket.get()).as_bytes().ct_eq(shown.as_bytes())
        };
        let [now, before] = self.secrets().map(is_of);
        let is_of_last_day = is_of(self.last_day.as_ref().unwrap_or(&self.secret));
        let is_good = bool::from(now | before) || (bool::from(is_of_last_day) && stayed(ticket));
        is_good.then_some(ticket)
    }

    /// The code to join with at a moment, and until when it is good.
    pub fn code(&self, now: Millis, length: CodeLength) -> (String, Millis) {
        let period = now.div_euclid(CODE_MS);
        (code_of(&self.secret, period, length), (period + 2) * CODE_MS)
    }

    /// Whether this is a code that is good now. It may be longer than codes must be by now: it was shown
    /// before they were short again.
    pub fn is_code(&self, typed: &TypedCode, now: Millis, length: CodeLength) -> bool {
        let length = typed.guesses_at(length);
        let period = now.div_euclid(CODE_MS);
        let is_of = |secret: &Secret| {
            let [this, last] = [period, period - 1].map(|period| code_of(secret, period, length));
            this.as_bytes().ct_eq(typed.0.as_bytes()) | last.as_bytes().ct_eq(typed.0.as_bytes())
        };
        let [now, before] = self.secrets().map(is_of);
        bool::from(now | before)
    }

    /// A pass to the form that was given at a moment; `number` tells it from all others.
    pub fn pass(&self, number: u64, now: Millis) -> String {
        let until = now.saturating_add(PASS_MS);
        let bytes = mac(&self.secret, Purpose::Pass, &format!("{until}-{number}"));
        format!("{until}-{number}-{}", base32(&bytes))
    }

    /// Whether a pass is good now.
    pub fn is_pass(&self, pass: &str, now: Millis) -> bool {
        let Some((named, shown)) = pass.rsplit_once('-') else { return false };
        let until = named.split_once('-').and_then(|(until, _)| until.parse::<Millis>().ok());
        let lasts = until.is_some_and(|until| (now..=now + PASS_MS).contains(&until));
        let is_of = |secret: &Secret| {
            base32(&mac(secret, Purpose::Pass, named)).as_bytes().ct_eq(shown.as_bytes())
        };
        let [now, before] = self.secrets().map(is_of);
        lasts & bool::from(now | before)
    }
}

/// The code of a period. Those of two lengths have nothing in common: whoever guessed at the short one
/// knows nothing of the longer.
fn code_of(secret: &Secret, period: i64, length: CodeLength) -> String {
    let letters = length.letters();
    let bytes = mac(secret, Purpose::Code, &format!("{period}-{letters}"));
    let letters = bytes.iter().take(letters);
    letters.map(|byte| char::from(READABLE[usize::from(byte % 32)])).collect()
}

fn mark(secret: &Secret, purpose: Purpose, number: i64) -> String {
    base32(&mac(secret, purpose, &number.to_string()))
}

/// The first 128 bits of what vouches for a text.
fn mac(secret: &Secret, purpose: Purpose, text: &str) -> [u8; 16] {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes())
        .expect("every length is a key's");
    let purpose: &[u8] = match purpose {
        Purpose::Ticket => b"ticket ",
        Purpose::Code => b"code ",
        Purpose::Pass => b"pass ",
    };
    mac.update(purpose);
    mac.update(text.as_bytes());
    let whole: [u8; 32] = mac.finalize().into_bytes().into();
    let mut first = [0; 16];
    first.copy_from_slice(&whole[..16]);
    first
}

/// 26 small letters and digits: they mean themselves in an address.
fn base32(bytes: &[u8; 16]) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let bits = u128::from_be_bytes(*bytes);
    let mut text = String::with_capacity(26);
    for place in 0..26 {
        // 26 times 5 bits: the last letter has three of them and two that are none.
        let five = if place < 25 { bits >> (123 - 5 * place) } else { bits << 2 } & 31;
        let letter = usize::try_from(five).map_or(b'a', |five| LETTERS[five]);
        // Writing to a text cannot fail.
        let _ = text.write_char(char::from(letter));
    }
    text
}

// It stays out of logs, with all that could be made with it.
impl fmt::Debug for LinkKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkKey(…)")
    }
}

impl Core {
    /// Whether there are pages of visitors.
    pub fn has_pages(&self) -> bool {
        self.profiles.has_pages()
    }

    /// Whether tickets come with links to their visitors' pages, or why not.
    pub fn links(&self) -> Links {
        self.profiles.links()
    }

    /// What visitors' links are made with.
    pub fn link_key(&self) -> Option<&LinkKey> {
        self.link_key.as_ref()
    }

    /// The address of a ticket's page, where visitors are told such.
    pub fn link_to(&self, ticket: TicketId) -> Option<String> {
        Some(format!("{}/q/{}", self.page_address()?, self.link_key.as_ref()?.token(ticket)))
    }

    /// How visitors join with their own telephone now, if any of them may.
    pub fn joining(&self, now: Now) -> Option<Joining> {
        let opening = self.opening(now).state;
        let address = format!("{}/join", self.page_address()?);
        if !self.offers(now).0.iter().any(|offer| may_join(opening, offer).is_ok()) {
            return None;
        }
        let (code, until) = self.link_key.as_ref()?.code(now.wall, self.code_length(now));
        Some(Joining { code, until, address })
    }

    /// Codes of that length were guessed at too often: for a while they are longer, and those that were
    /// shown before are void. False: they are longer already. It is forgotten with the process, as what
    /// was guessed at is.
    pub fn lengthen_codes(&mut self, guessed: CodeLength, now: Now) -> bool {
        let next = guessed.next();
        let is_news = next > self.code_length(now);
        if is_news {
            self.presence.longer_codes = Some((next, now.run + LONGER_FOR));
        }
        is_news
    }

    /// How long codes to join with are now.
    pub fn code_length(&self, now: Now) -> CodeLength {
        let longer = self.presence.longer_codes.filter(|(_, until)| now.run < *until);
        longer.map(|(length, _)| length).unwrap_or_default()
    }

    /// Whether visitors are told how they join by telephone, where somebody may.
    pub fn tells_joining(&self) -> bool {
        self.page_address().is_some() && self.link_key.is_some()
    }

    fn page_address(&self) -> Option<String> {
        self.profiles.page_address()
    }

    /// A new key, where the day of the one there is has ended. Where days do not end, links are good
    /// for a day at least: the key before is kept for one more. A clock in doubt ends none. `day` is the end
    /// of one that follows now.
    pub(super) fn new_link_key(
        &self,
        known: &Known,
        day: Option<Millis>,
        now: Now,
    ) -> Option<Change> {
        let secret = known.secret.clone().filter(|_| self.has_pages())?;
        let new = LinkKey::new(secret, now.wall);
        let Some(key) = &self.link_key else { return Some(Change::LinkKeySet { key: new }) };
        if self.doubts_clock(now) {
            return None;
        }
        let ended = day.or(self.day_ended.map(|(_, boundary)| boundary));
        let is_over = match self.profile().day_ends {
            Some(_) => ended.is_some_and(|boundary| boundary > key.since),
            None => now.wall.saturating_sub(key.since) >= DAY_MS,
        };
        let old = Some(key.secret.clone());
        let (before, last_day) =
            if self.profile().day_ends.is_some() { (None, old) } else { (old, None) };
        is_over.then_some(Change::LinkKeySet { key: LinkKey { before, last_day, ..new } })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(secret: &str) -> LinkKey {
        LinkKey::new(Secret::new(secret), 0)
    }

    fn id(count: i64) -> TicketId {
        TicketId::new(count).unwrap()
    }

    #[test]
    fn what_was_made_before_is_good_while_the_key_before_is() {
        let before = key("a");
        let next = LinkKey { before: Some(before.secret.clone()), ..key("b") };
        assert!(next.goes_on_from(&before) && !key("b").goes_on_from(&before));
        let [old, new] =
            [&before, &next].map(|key| TypedCode::read(&key.code(1_000, CodeLength::Short).0));
        let is_code = |key: &LinkKey, code| key.is_code(code, 1_000, CodeLength::Short);
        let pass = before.pass(7, 1_000);
        assert!(is_code(&next, &old) && next.is_pass(&pass, 1_000));
        assert!(!is_code(&key("b"), &old) && !key("b").is_pass(&pass, 1_000));
        assert!(is_code(&next, &new));
        let gone = |_| false;
        assert_eq!(next.ticket(&before.token(id(3)), gone), Some(id(3)));
        // Over the end of a day they are good for tickets that stay open.
        let next = LinkKey { last_day: Some(before.secret.clone()), ..key("b") };
        assert!(!next.goes_on_from(&before));
        assert!(!is_code(&next, &old) && !next.is_pass(&pass, 1_000));
        let stayed = |ticket| ticket == id(3);
        assert_eq!(next.ticket(&before.token(id(3)), stayed), Some(id(3)));
        assert_eq!(next.ticket(&before.token(id(4)), stayed), None);
        assert_eq!(next.ticket(&next.token(id(4)), stayed), Some(id(4)));
    }

    #[test]
    fn a_token_is_for_one_ticket_of_one_key() {
        let (key, other) = (key("a"), key("b"));
        let token = key.token(id(48_213));
        let stayed = |_| true;
        assert_eq!(key.ticket(&token, stayed), Some(id(48_213)));
        assert_eq!(other.ticket(&token, stayed), None);
        let (number, mark) = token.split_once('-').unwrap();
        assert_eq!((number, mark.len()), ("48213", 26));
        for place in 0..token.len() {
            let mut wrong = token.clone().into_bytes();
            wrong[place] = if wrong[place] == b'7' { b'6' } else { b'7' };
            let wrong = String::from_utf8(wrong).unwrap();
            // The last letter holds three bits of the mark alone, and has one spelling.
            assert_eq!(key.ticket(&wrong, stayed), None, "{wrong}");
        }
        for wrong in ["", "-", "48213", "48213-", &format!("048213-{mark}"), &format!("{token}a")] {
            assert_eq!(key.ticket(wrong, stayed), None, "{wrong}");
        }
        let again = LinkKey { before: Some(key.secret.clone()), ..other };
        assert_eq!(again.ticket(&token, stayed), Some(id(48_213)));
        let after = LinkKey::new(Secret::new("c"), 0);
        assert_eq!(after.ticket(&token, stayed), None);
    }

    #[test]
    fn no_bit_of_the_mark_is_lost() {
        assert_eq!(base32(&[0; 16]), "a".repeat(26));
        assert_eq!(base32(&[255; 16]), format!("{}4", "7".repeat(25)));
        let mut seen = std::collections::BTreeSet::new();
        for bit in 0..128 {
            seen.insert(base32(&(1u128 << bit).to_be_bytes()));
        }
        assert_eq!(seen.len(), 128);
    }

    #[test]
    fn a_code_is_good_for_three_minutes_at_most_and_a_minute_and_a_half_at_least() {
        let key = key("a");
        for length in CodeLength::ALL {
            let (code, until) = key.code(CODE_MS, length);
            assert_eq!((code.len(), until), (length.letters(), 3 * CODE_MS));
            let spelled =
                TypedCode::read(&format!(" {}-{} ", &code[..3].to_lowercase(), &code[3..]));
            assert_eq!(spelled, TypedCode::read(&code));
            for now in [CODE_MS, 2 * CODE_MS - 1, 2 * CODE_MS, until - 1] {
                assert!(key.is_code(&spelled, now, length), "{now}");
            }
            for now in [0, CODE_MS - 1, until, until + 100 * CODE_MS] {
                assert!(!key.is_code(&spelled, now, length), "{now}");
            }
            assert!(!key.is_code(&TypedCode::read(""), 0, length));
            assert!(!LinkKey::new(Secret::new("b"), 0).is_code(&spelled, CODE_MS, length));
        }
    }

    #[test]
    fn where_codes_are_longer_shorter_ones_are_void_and_longer_ones_outlive_that() {
        let key = key("a");
        let [short, longer, longest] = CodeLength::ALL;
        let codes = CodeLength::ALL.map(|length| TypedCode::read(&key.code(0, length).0));
        for (length, good) in [
            (short, [true, true, true]),
            (longer, [false, true, true]),
            (longest, [false, false, true]),
        ] {
            assert_eq!(codes.clone().map(|code| key.is_code(&code, 0, length)), good, "{length:?}");
        }
        // What is known of a short one says nothing of the longer.
        assert!(!codes[1].0.starts_with(&codes[0].0) && !codes[2].0.starts_with(&codes[1].0));
        assert!(codes[0].is_shorter_than(longer) && !codes[1].is_shorter_than(longer));
        assert_eq!((short.next(), longer.next(), longest.next()), (longer, longest, longest));
    }

    #[test]
    fn a_pass_is_good_for_ten_minutes_and_is_no_token() {
        let key = key("a");
        let pass = key.pass(7, 1000);
        assert!(key.is_pass(&pass, 1000) && key.is_pass(&pass, 1000 + PASS_MS));
        assert!(!key.is_pass(&pass, 1001 + PASS_MS));
        assert!(!key.is_pass(&pass, 999), "the clock was set back");
        assert_ne!(key.pass(8, 1000), pass);
        for wrong in ["", "-", "--", &pass.replacen('6', "9", 1), &key.token(id(7))] {
            assert!(!key.is_pass(wrong, 1000), "{wrong}");
        }
        assert!(!LinkKey::new(Secret::new("b"), 0).is_pass(&pass, 1000));
    }

    #[test]
    fn who_reads_along_is_seen_from_the_address() {
        for exposed in [
            "http://desk.example",
            "HTTP://192.0.2.7:8080/q",
            "http://[2001:db8::1]:80",
            "http://127.example",
        ] {
            assert!(is_exposed(exposed), "{exposed}");
        }
        for safe in [
            "https://desk.example",
            "HTTPS://desk.example",
            "http://localhost:7443/q",
            "http://127.0.0.1",
            "http://127.8.0.1:80/a",
            "http://[::1]:7443",
        ] {
            assert!(!is_exposed(safe), "{safe}");
        }
    }

    #[test]
    fn nothing_of_it_reaches_a_log() {
        assert_eq!(format!("{:?}", key("hunter2")), "LinkKey(…)");
    }
}
