//! Local days: which date it is at a desk, when a date begins, and when a day ends.
//!
//! A local time that does not exist, because the clocks were put forward over it, is the first
//! moment after the gap; one that exists twice is the first of the two.

use std::iter;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::GapInfo;

use super::time::Millis;
use super::zone::Zone;

/// Ends of days that are less far apart than this are the same one at another time of day.
const SAME_END_MS: Millis = 12 * 60 * 60 * 1000;

/// An end of a day that lies further ahead than this was written by a clock that was wrong: no
/// change of zone moves it so far.
const WRONG_AHEAD_MS: Millis = 3 * 24 * 60 * 60 * 1000;

/// The longest time that local clocks leave out in one change: Samoa left out a whole day.
const LONGEST_GAP_MINS: i64 = 26 * 60;

/// The last year of which dates are told apart; a later date is its last day.
const LAST_YEAR: i32 = 9999;

/// An end of a day that has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayEnd {
    /// The local date that ended. A boundary before noon ends the date before it, so that work
    /// after midnight belongs to the evening; one from noon on ends the date on which it lies.
    pub date: NaiveDate,
    /// The moment at which it ended: what was before it belongs to the day that ended.
    pub boundary: Millis,
}

/// The last end of a day at or before `now`, where days end at the local time `at`. `None` only at
/// the ends of the calendar.
#[must_use]
pub fn last_day_end(now: Millis, at: NaiveTime, zone: impl Into<Zone>) -> Option<DayEnd> {
    let zone = zone.into();
    let today = civil_date(now, zone)?;
    // Where clocks are put back over midnight, the end of tomorrow may have come; where a date was
    // left out, and today's end has not come yet, the last one is two dates back.
    let latest = today.succ_opt().unwrap_or(today);
    iter::once(latest)
        .chain(dates_before(latest).take(4))
        .filter_map(|date| Some((date, resolve(date.and_time(at), zone)?)))
        .find(|(date, boundary)| *boundary <= now && exists(*date, zone))
        .and_then(|(date, boundary)| {
            let noon = NaiveTime::from_hms_opt(12, 0, 0)?;
            let ended = if at < noon {
                dates_before(date).take(3).find(|date| exists(*date, zone))?
            } else {
                date
            };
            Some(DayEnd { date: ended, boundary })
        })
}

/// The first end of a day after `now`, where days end at the local time `at`.
#[must_use]
pub fn next_day_end(now: Millis, at: NaiveTime, zone: impl Into<Zone>) -> Option<Millis> {
    let zone = zone.into();
    let today = civil_date(now, zone)?;
    (0..4)
        .filter_map(|days| today.checked_add_days(Days::new(days)))
        .filter(|date| exists(*date, zone))
        .filter_map(|date| resolve(date.and_time(at), zone))
        .find(|end| *end > now)
}

/// Whether a day is to be ended at `end`. `last` is the date that was ended last and its boundary;
/// older versions stored the boundary alone. No date is ended twice, even if the zone or the time
/// at which days end is changed in mid-day.
#[must_use]
pub fn is_due(last: Option<(Option<NaiveDate>, Millis)>, end: &DayEnd) -> bool {
    let Some((date, boundary)) = last else { return true };
    if boundary.saturating_sub(end.boundary) > WRONG_AHEAD_MS {
        return true;
    }
    match date {
        Some(date) => date < end.date && boundary < end.boundary,
        None => end.boundary.saturating_sub(boundary) > SAME_END_MS,
    }
}

/// When a local date begins. A date after 9999-12-31 begins where that one ends, so that it can
/// be the end of any span of dates; a date that was left out begins where the next one does. `None`
/// only for dates before anything can be reckoned.
#[must_use]
pub fn midnight(date: NaiveDate, zone: impl Into<Zone>) -> Option<Millis> {
    let first_too_late = last_date().succ_opt().unwrap_or(NaiveDate::MAX);
    resolve(date.min(first_too_late).and_time(NaiveTime::MIN), zone.into())
}

fn last_date() -> NaiveDate {
    NaiveDate::from_ymd_opt(LAST_YEAR, 12, 31).unwrap_or(NaiveDate::MAX)
}

/// The date that a calendar on the wall shows; none where there is no calendar any more.
pub fn civil_date(now: Millis, zone: impl Into<Zone>) -> Option<NaiveDate> {
    let utc = DateTime::from_timestamp_millis(now)?;
    // Nearer to the ends of the calendar a local time may not be representable.
    let is_far = utc.year().unsigned_abs() > NaiveDate::MAX.year().unsigned_abs() - 2;
    if is_far { None } else { Some(utc.with_timezone(&zone.into()).date_naive()) }
}

fn dates_before(date: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    (1..).map_while(move |days| date.checked_sub_days(Days::new(days)))
}

/// Whether the zone has this date at all: one that moves over the date line leaves one out.
pub fn exists(date: NaiveDate, zone: Zone) -> bool {
    midnight(date, zone).and_then(|begins| civil_date(begins, zone)) == Some(date)
}

/// The moment at which the zone's clocks show this time.
pub fn resolve(local: NaiveDateTime, zone: Zone) -> Option<Millis> {
    if let Some(moment) = zone.from_local_datetime(&local).earliest() {
        return Some(moment.timestamp_millis());
    }
    if let Zone::Named(zone) = zone {
        return Some(GapInfo::new(&local, &zone)?.end?.timestamp_millis());
    }
    // Rules without a name do not say where their gap ends; they change on whole minutes.
    (1..=LONGEST_GAP_MINS)
        .filter_map(|minutes| local.checked_add_signed(TimeDelta::minutes(minutes)))
        .find_map(|later| zone.from_local_datetime(&later).earliest())
        .map(|moment| moment.timestamp_millis())
}

#[cfg(test)]
mod tests {
    use chrono_tz::America::{New_York, Sao_Paulo};
    use chrono_tz::Australia::Lord_Howe;
    use chrono_tz::Europe::Berlin;
    use chrono_tz::Pacific::{Apia, Auckland, Honolulu, Kiritimati};

    use chrono_tz::Tz;

    use super::*;

    const MINUTE: Millis = 60 * 1000;
    const HOUR: Millis = 60 * MINUTE;

    fn utc(text: &str) -> Millis {
        DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis()
    }

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn time(text: &str) -> NaiveTime {
        NaiveTime::parse_from_str(text, "%H:%M").unwrap()
    }

    /// The last end at `now` is the one at `boundary` and ended the date, the moment before it is
    /// the one before.
    #[track_caller]
    fn check(zone: Tz, at: &str, boundary: &str, ended: &str) {
        let at = time(at);
        let end = DayEnd { date: date(ended), boundary: utc(boundary) };
        assert_eq!(last_day_end(end.boundary, at, zone), Some(end));
        assert_eq!(last_day_end(end.boundary + 22 * HOUR, at, zone), Some(end));
        let before = last_day_end(end.boundary - 1, at, zone).unwrap();
        assert!(before.date < end.date && before.boundary < end.boundary, "{before:?}");
        assert!(end.boundary - before.boundary <= 26 * HOUR, "{before:?}");
    }

    #[test]
    fn a_day_ends_over_both_changes_of_the_clock() {
        check(Berlin, "04:00", "2026-11-27T03:00:00Z", "2026-11-26");
        check(Berlin, "23:00", "2026-11-27T22:00:00Z", "2026-11-27");
        check(Berlin, "00:00", "2026-11-27T23:00:00Z", "2026-11-27");
        // On 29 March there is no 02:30, on 25 October there are two.
        check(Berlin, "02:30", "2026-03-28T01:30:00Z", "2026-03-27");
        check(Berlin, "02:30", "2026-03-29T01:00:00Z", "2026-03-28");
        check(Berlin, "02:30", "2026-10-25T00:30:00Z", "2026-10-24");
        check(Berlin, "02:30", "2026-10-26T01:30:00Z", "2026-10-25");
        check(Berlin, "04:00", "2026-03-29T02:00:00Z", "2026-03-28");
        check(Berlin, "04:00", "2026-10-25T03:00:00Z", "2026-10-24");

        check(New_York, "02:30", "2026-03-08T07:00:00Z", "2026-03-07");
        check(New_York, "01:30", "2026-11-01T05:30:00Z", "2026-10-31");
        check(New_York, "04:00", "2026-11-01T09:00:00Z", "2026-10-31");

        // Half an hour: no 02:15 on 4 October, two of 01:45 on 5 April.
        check(Lord_Howe, "02:15", "2026-10-03T15:30:00Z", "2026-10-03");
        check(Lord_Howe, "01:45", "2026-04-04T14:45:00Z", "2026-04-04");
        check(Lord_Howe, "04:00", "2026-04-04T17:30:00Z", "2026-04-04");
    }

    #[test]
    fn clocks_that_change_at_midnight() {
        // No midnight on 4 November 2018; on 17 February 2018 the hour before it came twice.
        check(Sao_Paulo, "00:00", "2018-11-04T03:00:00Z", "2018-11-03");
        check(Sao_Paulo, "23:30", "2018-02-18T01:30:00Z", "2018-02-17");
        check(Sao_Paulo, "00:00", "2018-02-18T03:00:00Z", "2018-02-17");
        assert_eq!(midnight(date("2018-11-04"), Sao_Paulo), Some(utc("2018-11-04T03:00:00Z")));
    }

    #[test]
    fn a_date_that_was_left_out_neither_ends_nor_ends_another() {
        // In Samoa 29 December 2011 was followed by the 31st.
        check(Apia, "04:00", "2011-12-29T14:00:00Z", "2011-12-28");
        check(Apia, "04:00", "2011-12-30T14:00:00Z", "2011-12-29");
        check(Apia, "04:00", "2011-12-31T14:00:00Z", "2011-12-31");
        check(Apia, "23:00", "2011-12-30T09:00:00Z", "2011-12-29");
        check(Apia, "23:00", "2011-12-31T09:00:00Z", "2011-12-31");
        assert_eq!(civil_date(utc("2011-12-30T09:59:59Z"), Apia), Some(date("2011-12-29")));
        assert_eq!(civil_date(utc("2011-12-30T10:00:00Z"), Apia), Some(date("2011-12-31")));
        for skipped in ["2011-12-30", "2011-12-31"] {
            assert_eq!(midnight(date(skipped), Apia), Some(utc("2011-12-30T10:00:00Z")));
        }
    }

    #[test]
    fn every_half_hour_of_a_year_of_changes_has_its_end() {
        for (zone, begin) in [
            (Berlin, "2026-01-01T00:00:00Z"),
            (New_York, "2026-01-01T00:00:00Z"),
            (Lord_Howe, "2026-01-01T00:00:00Z"),
            (Apia, "2011-06-01T00:00:00Z"),
            (Sao_Paulo, "2018-01-01T00:00:00Z"),
        ] {
            for at in ["00:00", "02:30", "04:00", "23:30"].map(time) {
                let mut last = last_day_end(utc(begin), at, zone).unwrap();
                let mut ends = 0;
                for half_hour in 1..365 * 24 * 2 {
                    let now = utc(begin) + half_hour * 30 * MINUTE;
                    let end = last_day_end(now, at, zone).unwrap();
                    assert!(end.boundary <= now && now - end.boundary < 26 * HOUR, "{end:?}");
                    if is_due(Some((Some(last.date), last.boundary)), &end) {
                        assert_eq!(end.boundary, now, "noticed at once");
                        (last, ends) = (end, ends + 1);
                    }
                    assert_eq!(end, last);
                }
                assert_eq!(ends, 365 - i32::from(end_falls_at_begin(begin, at, zone)));
            }
        }
    }

    /// Whether one of the 365 ends lies at the very beginning.
    fn end_falls_at_begin(begin: &str, at: NaiveTime, zone: Tz) -> bool {
        last_day_end(utc(begin), at, zone).unwrap().boundary == utc(begin)
    }

    #[test]
    fn a_zone_changed_in_mid_day_ends_no_day_twice() {
        let four = time("04:00");
        let ended = |end: DayEnd| Some((Some(end.date), end.boundary));
        for (from, to) in [
            (Berlin, New_York),
            (New_York, Berlin),
            (Berlin, Auckland),
            (Auckland, Berlin),
            (Honolulu, Kiritimati),
            (Kiritimati, Honolulu),
        ] {
            for hours in 0..48 {
                let changed = utc("2026-11-27T00:00:00Z") + hours * HOUR;
                let mut last = last_day_end(changed, four, from).unwrap();
                let mut dates = vec![last.date];
                for hour in 0..96 {
                    let end = last_day_end(changed + hour * HOUR, four, to).unwrap();
                    if is_due(ended(last), &end) {
                        last = end;
                        dates.push(end.date);
                    }
                }
                assert!(dates.is_sorted_by(|one, next| one < next), "{from} {to} {dates:?}");
                assert!(dates.len() >= 3, "{from} {to} {dates:?}");
            }
        }
    }

    #[test]
    fn what_older_versions_stored_is_understood() {
        let end = last_day_end(utc("2026-11-27T12:00:00Z"), time("04:00"), Berlin).unwrap();
        assert!(is_due(None, &end));
        assert!(!is_due(Some((None, end.boundary)), &end));
        assert!(!is_due(Some((None, end.boundary - 6 * HOUR)), &end), "another zone until now");
        assert!(is_due(Some((None, end.boundary - 23 * HOUR)), &end));
        assert!(!is_due(Some((None, end.boundary + 6 * HOUR)), &end));
    }

    #[test]
    fn a_day_ended_by_a_wrong_clock_does_not_stop_the_next_years() {
        let at = |now: &str| last_day_end(utc(now), time("04:00"), Berlin).unwrap();
        let (now, wrong) = (at("2026-11-27T12:00:00Z"), at("2036-11-27T12:00:00Z"));
        assert!(is_due(Some((Some(wrong.date), wrong.boundary)), &now));
        assert!(is_due(Some((None, wrong.boundary)), &now));
    }

    #[test]
    fn the_end_of_the_calendar() {
        let last = date("9999-12-31");
        let begins = midnight(last, Berlin).unwrap();
        assert_eq!(begins, utc("9999-12-30T23:00:00Z"));
        let ends = midnight(last.succ_opt().unwrap(), Berlin).unwrap();
        assert_eq!(ends - begins, 24 * HOUR);
        assert_eq!(midnight(NaiveDate::MAX, Berlin), Some(ends));
        assert_eq!(civil_date(ends - 1, Berlin), Some(last));
        for zone in [Apia, Kiritimati, Honolulu] {
            for now in [Millis::MIN, -8_334_601_228_800_000, 8_210_266_876_799_999, Millis::MAX] {
                // Whatever the clock says, nothing panics.
                let end = last_day_end(now, time("04:00"), zone);
                assert!(end.is_none_or(|end| end.boundary <= now));
            }
            assert!(midnight(NaiveDate::MIN, zone).is_none_or(|begins| begins < 0));
        }
    }
}
