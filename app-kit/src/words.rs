//! Times and places as people say them, in English: the staff window and the board's fixed parts.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::{DateTime, Local, NaiveDateTime, TimeZone};
use shared::ids::TableNo;
use shared::message::Waiting;
use shared::ticket::WireTime;

pub use crate::text::bidi::{in_visual_order, is_read_leftwards};

/// The time of day of a moment, as `14:32`, in the zone of this machine.
pub fn clock(ms: i64) -> String {
    clock_in(ms, &Local)
}

/// What calendar and clock show at a moment in the zone of this machine.
pub fn local(ms: i64) -> NaiveDateTime {
    in_zone(ms, &Local)
}

fn clock_in(ms: i64, zone: &impl TimeZone) -> String {
    in_zone(ms, zone).format("%H:%M").to_string()
}

fn in_zone(ms: i64, zone: &impl TimeZone) -> NaiveDateTime {
    // Years of four digits, so that no offset leads out of the calendar, whatever a server says.
    let second = WireTime::from_millis(ms).as_second();
    DateTime::from_timestamp_secs(second).unwrap_or_default().with_timezone(zone).naive_local()
}

/// A running time, as `04:40` or `1:02:03`. Never negative.
pub fn timer(ms: i64) -> String {
    let secs = ms.max(0) / 1000;
    let (hours, mins, secs) = (secs / 3600, secs / 60 % 60, secs % 60);
    if hours > 0 { format!("{hours}:{mins:02}:{secs:02}") } else { format!("{mins:02}:{secs:02}") }
}

/// A length of time to the minute, as `under a minute`, `6 min` or `1 h 5 min`.
pub fn length(ms: i64) -> String {
    let mins = ms.max(0) / 60_000;
    match (mins / 60, mins % 60) {
        (0, 0) => "under a minute".to_owned(),
        (0, mins) => format!("{mins} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, mins) => format!("{hours} h {mins} min"),
    }
}

/// How long ago, as `just now` or `2 min ago`.
pub fn ago(ms: i64) -> String {
    if ms < 60_000 { "just now".to_owned() } else { format!("{} ago", length(ms)) }
}

/// How long a newcomer may expect to wait, as `about 10–20 min`; none while nobody can know.
pub fn estimate(waiting: &Waiting) -> Option<String> {
    let (low, high) = waiting.wait?;
    let (low, high) = (low / 60, high.div_ceil(60));
    Some(match (low, high) {
        (_, 0) => "no wait".to_owned(),
        (0, high) => format!("up to {high} min"),
        (low, high) if low == high => format!("about {low} min"),
        (low, high) => format!("about {low}–{high} min"),
    })
}

/// What a table is called: its own name where it has one, else `Table 3`.
pub fn table(table: TableNo, names: &BTreeMap<TableNo, String>) -> Cow<'_, str> {
    match names.get(&table) {
        Some(name) => Cow::Borrowed(name.as_str()),
        None => Cow::Owned(format!("Table {table}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_as_people_say_them() {
        assert_eq!(clock_in(0, &chrono::Utc), "00:00");
        assert_eq!(clock_in(52_320_000, &chrono::Utc), "14:32");
        for (ms, said) in [(-5, "00:00"), (280_999, "04:40"), (3_723_000, "1:02:03")] {
            assert_eq!(timer(ms), said);
        }
        for (ms, said) in [
            (59_999, "under a minute"),
            (360_000, "6 min"),
            (3_600_000, "1 h"),
            (3_900_000, "1 h 5 min"),
        ] {
            assert_eq!(length(ms), said);
        }
        assert_eq!(ago(-9), "just now");
        assert_eq!(ago(120_000), "2 min ago");
    }

    #[test]
    fn the_clock_on_the_wall_is_told_over_both_of_its_changes() {
        let at = |text: &str, zone: chrono_tz::Tz| {
            let moment = DateTime::parse_from_rfc3339(text).unwrap();
            clock_in(moment.timestamp_millis(), &zone)
        };
        let (berlin, new_york) = (chrono_tz::Europe::Berlin, chrono_tz::America::New_York);
        for (moment, zone, said) in [
            // Forward: the hour from 2 to 3 is left out.
            ("2026-03-29T00:59:59Z", berlin, "01:59"),
            ("2026-03-29T01:00:00Z", berlin, "03:00"),
            // Back: the hour from 2 to 3 comes twice.
            ("2026-10-25T00:30:00Z", berlin, "02:30"),
            ("2026-10-25T01:30:00Z", berlin, "02:30"),
            ("2026-10-25T02:00:00Z", berlin, "03:00"),
            // Another day and another change of the clock.
            ("2026-03-08T06:59:59Z", new_york, "01:59"),
            ("2026-03-08T07:00:00Z", new_york, "03:00"),
            ("2026-11-01T06:30:00Z", new_york, "01:30"),
            // Not by whole hours.
            ("2026-06-01T18:30:00Z", chrono_tz::Asia::Kathmandu, "00:15"),
        ] {
            assert_eq!(at(moment, zone), said, "{moment} in {zone}");
        }
        let date = |text: &str, zone: chrono_tz::Tz| {
            let moment = DateTime::parse_from_rfc3339(text).unwrap();
            in_zone(moment.timestamp_millis(), &zone).date().to_string()
        };
        assert_eq!(date("2026-10-24T22:00:00Z", berlin), "2026-10-25");
        assert_eq!(date("2026-10-25T22:59:59Z", berlin), "2026-10-25");
        assert_eq!(date("2026-10-25T23:00:00Z", berlin), "2026-10-26");
    }

    #[test]
    fn no_moment_is_outside_the_calendar() {
        for ms in [i64::MIN, i64::MAX] {
            for zone in [chrono_tz::Pacific::Kiritimati, chrono_tz::Pacific::Niue] {
                assert_eq!(clock_in(ms, &zone).len(), 5);
            }
            assert_eq!(clock(ms).len(), 5);
        }
    }

    #[test]
    fn an_estimate_is_a_range_in_minutes_that_holds_the_seconds() {
        let said = |wait| estimate(&Waiting { count: 0, wait });
        assert_eq!(said(None), None);
        for (range, words) in [
            ((600, 1200), "about 10–20 min"),
            ((601, 1141), "about 10–20 min"),
            ((0, 290), "up to 5 min"),
            ((300, 300), "about 5 min"),
            ((0, 0), "no wait"),
        ] {
            assert_eq!(said(Some(range)).as_deref(), Some(words));
        }
    }
}
