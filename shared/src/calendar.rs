//! Holidays from a calendar file, as `.ics` files hold them (RFC 5545).
//!
//! Only whole days count. An event that repeats or has a time of day is left out and counted: what
//! a desk is closed for is to be read in a list before it holds.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::text::clean;
use crate::visitor::NAME_CHARS;
use chrono::{Days, NaiveDate};
use icalendar::parser::{Component, Property, read_components, unfold};
use serde_json::{Value, json};

/// The most bytes of a file: the holidays of a country for ten years have a hundredth of it.
pub const MOST_BYTES: usize = 1024 * 1024;

/// The most holidays that are offered.
const MOST_HOLIDAYS: usize = 500;

/// How deep parts of an event may lie in one another; an alarm lies one deep.
const MOST_DEPTH: usize = 4;

/// The longest holiday, in days; what is longer is no holiday of a desk.
const MOST_DAYS: i64 = 366;

/// Whole days of a calendar, both included.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Holiday {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// What it is called; may be empty.
    pub name: String,
}

/// What a calendar file holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    /// The holidays from today on, in order.
    pub holidays: Vec<Holiday>,
    /// How many events repeat, and so are left out.
    pub repeating: usize,
    /// How many events have a time of day, and so are left out.
    pub timed: usize,
    /// How many events are over.
    pub past: usize,
    /// How many events cannot be read.
    pub unreadable: usize,
}

/// Why a file is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotCalendar {
    /// It has more bytes than [`MOST_BYTES`].
    TooLarge,
    /// There is no calendar in it.
    NoCalendar,
}

/// What one event is.
enum Event {
    Holiday(Holiday),
    Repeating,
    Timed,
    Cancelled,
    Unreadable,
}

impl Calendar {
    /// Reads a file; what ended before `today` is left out.
    ///
    /// # Errors
    ///
    /// It is too large, or no calendar.
    pub fn read(bytes: &[u8], today: NaiveDate) -> Result<Self, NotCalendar> {
        if bytes.len() > MOST_BYTES {
            return Err(NotCalendar::TooLarge);
        }
        let text = text_of(bytes);
        let text = text.trim_start_matches('\u{feff}').trim_start();
        if !text.get(..15).is_some_and(|start| start.eq_ignore_ascii_case("BEGIN:VCALENDAR")) {
            return Err(NotCalendar::NoCalendar);
        }
        let mut calendar = Self::default();
        // One that cannot be read does not cost the others.
        for event in events(&unfold(text)) {
            match read_event(&event) {
                Event::Holiday(holiday) if holiday.to < today => calendar.past += 1,
                Event::Holiday(holiday) => calendar.holidays.push(holiday),
                Event::Repeating => calendar.repeating += 1,
                Event::Timed => calendar.timed += 1,
                Event::Cancelled => {}
                Event::Unreadable => calendar.unreadable += 1,
            }
        }
        calendar.holidays.sort();
        calendar.holidays.dedup();
        calendar.holidays.truncate(MOST_HOLIDAYS);
        Ok(calendar)
    }
}

impl Holiday {
    /// As the profile writes days on which a desk is closed.
    pub fn exception(&self) -> Value {
        json!({
            "from": self.from.to_string(),
            "to": self.to.to_string(),
            "name": self.name,
            "hours": [],
        })
    }
}

/// The days of an exception as the profile writes it, both included.
pub fn days_of(exception: &Value) -> Option<(NaiveDate, NaiveDate)> {
    let day = |name: &str| exception.get(name)?.as_str()?.parse().ok();
    let from: NaiveDate = day("from")?;
    Some((from, day("to").unwrap_or(from)))
}

/// Calendars are UTF-8; some programs still write Latin-1.
fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect()),
    }
}

/// Each event of a file, with its first and last line.
fn events(text: &str) -> Vec<String> {
    let mut events = Vec::new();
    let mut event: Option<String> = None;
    for line in text.lines() {
        let is = |wanted: &str| line.trim_end().eq_ignore_ascii_case(wanted);
        if is("BEGIN:VEVENT") {
            event = Some(String::new());
        }
        if let Some(event) = &mut event {
            event.push_str(line.trim_end_matches('\r'));
            event.push_str("\r\n");
        }
        if is("END:VEVENT") {
            events.extend(event.take());
        }
    }
    events
}

fn read_event(text: &str) -> Event {
    let mut depth = 0_usize;
    for line in text.lines() {
        let begins =
            |word: &str| line.get(..word.len()).is_some_and(|at| at.eq_ignore_ascii_case(word));
        depth = if begins("BEGIN:") { depth + 1 } else { depth };
        if depth > MOST_DEPTH {
            return Event::Unreadable;
        }
        depth = if begins("END:") { depth.saturating_sub(1) } else { depth };
    }
    let Ok(read) = read_components(text) else { return Event::Unreadable };
    let Some(event) = read.first() else { return Event::Unreadable };
    let properties = by_name(event);
    let value = |name: &str| properties.get(name).map(|property| property.val.as_str().trim());
    if value("STATUS").is_some_and(|status| status.eq_ignore_ascii_case("CANCELLED")) {
        return Event::Cancelled;
    }
    if value("RRULE").or(value("RDATE")).is_some() {
        return Event::Repeating;
    }
    let Some(begin) = value("DTSTART") else { return Event::Unreadable };
    if begin.contains(['T', 't']) {
        return Event::Timed;
    }
    let Some(from) = day(begin) else { return Event::Unreadable };
    let to = match (value("DTEND"), value("DURATION")) {
        // The end is the first day that is none of them; some programs repeat the first day.
        (Some(end), _) => day(end).and_then(|end| end.checked_sub_days(Days::new(1))),
        (None, Some(length)) => {
            days(length).and_then(|days| from.checked_add_days(Days::new(days.saturating_sub(1))))
        }
        (None, None) => Some(from),
    };
    let Some(to) = to.map(|to| to.max(from)) else { return Event::Unreadable };
    if (to - from).num_days() >= MOST_DAYS {
        return Event::Unreadable;
    }
    let name: String = clean(&unescaped(value("SUMMARY").unwrap_or_default()));
    let name = name.chars().take(NAME_CHARS).collect();
    Event::Holiday(Holiday { from, to, name })
}

/// The properties of an event, the first of each name.
fn by_name<'a, 'b>(event: &'a Component<'b>) -> BTreeMap<String, &'a Property<'b>> {
    let mut properties = BTreeMap::new();
    for property in &event.properties {
        let name = property.name.as_str().to_ascii_uppercase();
        properties.entry(name).or_insert(property);
    }
    properties
}

/// A date as `20261224`.
fn day(text: &str) -> Option<NaiveDate> {
    let is_date = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_date.then(|| NaiveDate::parse_from_str(text, "%Y%m%d").ok())?
}

/// A length in whole days or weeks, as `P1D` or `P2W`.
fn days(text: &str) -> Option<u64> {
    let length = text.strip_prefix('P')?;
    match (length.strip_suffix('D'), length.strip_suffix('W')) {
        (Some(days), _) => days.parse().ok(),
        (_, Some(weeks)) => weeks.parse::<u64>().ok()?.checked_mul(7),
        _ => None,
    }
}

/// A text without the backslashes that stand before some signs.
fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n' | 'N') => plain.push(' '),
                Some(escaped) => plain.push(escaped),
                None => {}
            },
            letter => plain.push(letter),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn file(events: &str) -> String {
        let lines = format!("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{events}END:VCALENDAR\n");
        lines.replace('\n', "\r\n")
    }

    fn event(lines: &str) -> String {
        format!("BEGIN:VEVENT\nUID:1\nDTSTAMP:20260101T000000Z\n{lines}\nEND:VEVENT\n")
    }

    fn read(events: &str) -> Calendar {
        Calendar::read(file(events).as_bytes(), date("2026-11-28")).unwrap()
    }

    fn holiday(lines: &str) -> Option<(String, String, String)> {
        let mut holidays = read(&event(lines)).holidays;
        let holiday = holidays.pop()?;
        Some((holiday.from.to_string(), holiday.to.to_string(), holiday.name))
    }

    #[test]
    fn whole_days_are_read_with_their_end_left_out() {
        for (lines, wanted) in [
            (
                "DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261227\nSUMMARY:Christmas",
                ("2026-12-25", "2026-12-26", "Christmas"),
            ),
            (
                "DTSTART;VALUE=DATE:20270101\nSUMMARY:New Year",
                ("2027-01-01", "2027-01-01", "New Year"),
            ),
            (
                "DTSTART;VALUE=DATE:20270101\nDTEND;VALUE=DATE:20270101\nSUMMARY:Same day",
                ("2027-01-01", "2027-01-01", "Same day"),
            ),
            ("DTSTART:20270101\nDURATION:P3D\nSUMMARY:Long", ("2027-01-01", "2027-01-03", "Long")),
            (
                "DTSTART;VALUE=DATE:20270101\nDURATION:P1W\nSUMMARY:Week",
                ("2027-01-01", "2027-01-07", "Week"),
            ),
            (
                "SUMMARY;LANGUAGE=de:Tag der Deutschen Einheit\\, frei\nDTSTART;VALUE=DATE:20271003",
                ("2027-10-03", "2027-10-03", "Tag der Deutschen Einheit, frei"),
            ),
            (
                "DTSTART;VALUE=DATE:20270501\nSUMMARY:A name that is\n  folded",
                ("2027-05-01", "2027-05-01", "A name that is folded"),
            ),
            (
                "DTSTART;VALUE=DATE:20270501\nBEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-P1D\nEND:VALARM\nSUMMARY:Alarm",
                ("2027-05-01", "2027-05-01", "Alarm"),
            ),
            ("DTSTART;VALUE=DATE:20270501", ("2027-05-01", "2027-05-01", "")),
        ] {
            let (from, to, name) = holiday(lines).unwrap_or_else(|| panic!("{lines}"));
            assert_eq!((from.as_str(), to.as_str(), name.as_str()), wanted, "{lines}");
        }
    }

    #[test]
    fn what_is_left_out_is_counted() {
        let day = "DTSTART;VALUE=DATE:20261225\nSUMMARY:Christmas";
        let events = [
            event(day),
            event(day),
            event(&format!("{day}\nRRULE:FREQ=YEARLY")),
            event(&format!("{day}\nRDATE;VALUE=DATE:20271225")),
            event("DTSTART:20261225T090000Z\nDTEND:20261225T100000Z\nSUMMARY:Meeting"),
            event("DTSTART;TZID=Europe/Berlin:20261225T090000\nSUMMARY:Meeting"),
            event("DTSTART;VALUE=DATE:20261127\nSUMMARY:Yesterday"),
            event(&format!("{day}\nSTATUS:CANCELLED")),
            event("DTSTART;VALUE=DATE:20261340\nSUMMARY:No such day"),
            event("DTSTART;VALUE=DATE:20260101\nDTEND;VALUE=DATE:20990101\nSUMMARY:For ever"),
            event("SUMMARY:Never"),
        ];
        let calendar = read(&events.concat());
        assert_eq!(calendar.holidays.len(), 1, "the same twice is once");
        let Calendar { repeating, timed, past, unreadable, .. } = calendar;
        assert_eq!((repeating, timed, past, unreadable), (2, 2, 1, 3));
    }

    #[test]
    fn what_is_no_calendar_is_refused_and_one_that_is_odd_is_read() {
        let today = date("2026-11-28");
        let refused = |bytes: &[u8]| Calendar::read(bytes, today).unwrap_err();
        assert_eq!(refused(b""), NotCalendar::NoCalendar);
        assert_eq!(refused(b"<html>"), NotCalendar::NoCalendar);
        assert_eq!(refused(&[0xff, 0xfe, 0]), NotCalendar::NoCalendar);
        let large = file(&event("SUMMARY:x").repeat(100_000));
        assert!(large.len() > 5 * 1024 * 1024);
        assert_eq!(refused(large.as_bytes()), NotCalendar::TooLarge);
        let latin = file(&event("DTSTART;VALUE=DATE:20270101\nSUMMARY:N\u{fc}rnberg"));
        let latin: Vec<u8> =
            latin.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect();
        let marked = format!("\u{feff}{}", file(&event("DTSTART:20270101")));
        assert_eq!(Calendar::read(&latin, today).unwrap().holidays[0].name, "Nürnberg");
        assert_eq!(Calendar::read(marked.as_bytes(), today).unwrap().holidays.len(), 1);
    }

    #[test]
    fn parts_that_lie_deep_in_one_another_do_no_harm() {
        let deep = "BEGIN:X\n".repeat(50_000);
        let calendar = read(&event(&format!("DTSTART:20270101\n{deep}")));
        assert_eq!((calendar.holidays.len(), calendar.unreadable), (0, 1));
    }

    #[test]
    fn a_holiday_is_a_closed_exception() {
        let holiday = Holiday {
            from: date("2026-12-24"),
            to: date("2026-12-26"),
            name: "Holidays".to_owned(),
        };
        let exception = holiday.exception();
        assert_eq!(days_of(&exception), Some((holiday.from, holiday.to)));
        assert_eq!(exception["hours"], json!([]));
        assert_eq!(
            days_of(&json!({"from": "2026-12-24"})),
            Some((date("2026-12-24"), date("2026-12-24")))
        );
        assert_eq!(days_of(&json!({})), None);
    }
}
