//! Times, dates and lengths as each language says them.

use chrono::{DateTime, Datelike, Local, NaiveDate, NaiveDateTime, TimeZone, Timelike};
use shared::ticket::WireTime;
pub use shared::wait::Estimate;

use super::common::Common;
use super::region::Hours;
use super::sentences::Speech;

/// What calendar and clock show at a moment in the zone of this machine.
pub fn local(ms: i64) -> NaiveDateTime {
    in_zone(ms, &Local)
}

fn in_zone(ms: i64, zone: &impl TimeZone) -> NaiveDateTime {
    // Years of four digits, so that no offset leads out of the calendar, whatever a server says.
    let second = WireTime::from_millis(ms).as_second();
    DateTime::from_timestamp_secs(second).unwrap_or_default().with_timezone(zone).naive_local()
}

/// A running time, as `04:40` or `1:02:03`, the same in every language. Never negative.
pub fn timer(ms: i64) -> String {
    let secs = ms.max(0) / 1000;
    let (hours, mins, secs) = (secs / 3600, secs / 60 % 60, secs % 60);
    if hours > 0 { format!("{hours}:{mins:02}:{secs:02}") } else { format!("{mins:02}:{secs:02}") }
}

impl Speech {
    /// The time of day of a moment in the zone of this machine, as `14:32` or `2:32 PM`.
    pub fn clock(self, ms: i64) -> String {
        self.time(local(ms))
    }

    /// The time of day, as `14:32` or `2:32 PM`.
    pub fn time(self, at: NaiveDateTime) -> String {
        let minute = format!("{:02}", at.minute());
        match self.hours() {
            Hours::Of24 => {
                let hour = format!("{:02}", at.hour());
                self.say(Common::Time24 { hour: &hour, minute: &minute })
            }
            Hours::Of12 => {
                let (is_pm, hour) = at.hour12();
                let half = if is_pm { "pm" } else { "am" };
                self.say(Common::Time12 { hour: hour.into(), minute: &minute, half })
            }
        }
    }

    /// A day with its year, as `27 Nov 2026`.
    pub fn date(self, day: NaiveDate) -> String {
        let month = self.say(Common::MonthShort { month: day.month().into() });
        let year = day.year().to_string();
        let (day, order) = (day.day().into(), self.order());
        self.say(Common::Date { day, month: &month, year: &year, order })
    }

    /// A day of this year, as `Fri 27 Nov`.
    pub fn date_short(self, day: NaiveDate) -> String {
        let number = day.weekday().number_from_monday().into();
        let weekday = self.say(Common::WeekdayShort { day: number });
        let month = self.say(Common::MonthShort { month: day.month().into() });
        let (day, order) = (day.day().into(), self.order());
        self.say(Common::DateShort { weekday: &weekday, day, month: &month, order })
    }

    /// A day of this year in whole words, as `Friday 27 November`.
    pub fn date_long(self, day: NaiveDate) -> String {
        let number = day.weekday().number_from_monday().into();
        let weekday = self.say(Common::Weekday { day: number });
        let month = self.say(Common::Month { month: day.month().into() });
        let (day, order) = (day.day().into(), self.order());
        self.say(Common::DateLong { weekday: &weekday, day, month: &month, order })
    }

    fn order(self) -> &'static str {
        if self.is_month_first() { "month-first" } else { "day-first" }
    }

    /// A length of time to the minute, as `under a minute`, `6 min` or `1 h 5 min`.
    pub fn length(self, ms: i64) -> String {
        let minutes = u64::try_from(ms / 60_000).unwrap_or(0);
        self.say(match (minutes / 60, minutes % 60) {
            (0, 0) => Common::LengthUnderMinute,
            (0, minutes) => Common::LengthMinutes { minutes },
            (hours, 0) => Common::LengthHours { hours },
            (hours, minutes) => Common::LengthHoursMinutes { hours, minutes },
        })
    }

    /// How long ago, as `just now` or `2 min ago`.
    pub fn ago(self, ms: i64) -> String {
        if ms < 60_000 {
            return self.say(Common::AgoNow);
        }
        self.say(Common::Ago { length: &self.length(ms) })
    }

    /// How long a newcomer may expect to wait, as `about 10–20 min`, from a server's seconds; none
    /// while nobody can know.
    pub fn estimate(self, seconds: Option<(u32, u32)>) -> Option<String> {
        Some(self.say(match Estimate::of_seconds(seconds?) {
            Estimate::None => Common::EstimateNone,
            Estimate::UpTo(high) => Common::EstimateUpTo { high: high.into() },
            Estimate::About(high) => Common::EstimateAbout { high: high.into() },
            Estimate::Range(low, high) => {
                Common::EstimateRange { low: low.into(), high: high.into() }
            }
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Languages;

    fn speech(tag: &str) -> Speech {
        Languages::built_in().speech(tag)
    }

    #[test]
    fn a_clock_has_the_hours_of_its_region() {
        let at = |text: &str| text.parse::<NaiveDateTime>().unwrap();
        let (noon, night, midnight) =
            (at("2026-11-27T14:05:00"), at("2026-11-27T09:32:59"), at("2026-11-27T00:00:00"));
        for (tag, said) in [
            ("en", ["14:05", "09:32", "00:00"]),
            ("en-GB", ["14:05", "09:32", "00:00"]),
            ("en-US", ["2:05 PM", "9:32 AM", "12:00 AM"]),
            ("es-MX", ["2:05 p. m.", "9:32 a. m.", "12:00 a. m."]),
            ("ar-EG", ["2:05 م", "9:32 ص", "12:00 ص"]),
            ("ar-MA", ["14:05", "09:32", "00:00"]),
        ] {
            assert_eq!([noon, night, midnight].map(|at| speech(tag).time(at)), said, "{tag}");
        }
    }

    #[test]
    fn a_day_is_said_as_the_language_says_it() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 27).unwrap();
        for (tag, short, long, with_year) in [
            ("en-GB", "Fri 27 Nov", "Friday 27 November", "27 Nov 2026"),
            ("en-US", "Fri, Nov 27", "Friday, November 27", "Nov 27, 2026"),
            ("de", "Fr, 27. Nov.", "Freitag, 27. November", "27. Nov. 2026"),
            ("es", "vie, 27 nov", "viernes, 27 de noviembre", "27 nov 2026"),
            ("fr", "ven. 27 nov.", "vendredi 27 novembre", "27 nov. 2026"),
            ("ar", "الجمعة، 27 نوفمبر", "الجمعة، 27 نوفمبر", "27 نوفمبر 2026"),
        ] {
            assert_eq!(speech(tag).date_short(day), short);
            assert_eq!(speech(tag).date_long(day), long);
            assert_eq!(speech(tag).date(day), with_year);
        }
        let first = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
        assert_eq!(speech("fr").date_long(first), "dimanche 1er mars");
    }

    #[test]
    fn lengths_are_said_to_the_minute() {
        for (ms, english, german) in [
            (-5, "under a minute", "unter einer Minute"),
            (59_999, "under a minute", "unter einer Minute"),
            (360_000, "6 min", "6 Min."),
            (3_600_000, "1 h", "1 Std."),
            (3_900_000, "1 h 5 min", "1 Std. 5 Min."),
        ] {
            assert_eq!(speech("en").length(ms), english);
            assert_eq!(speech("de").length(ms), german);
        }
        assert_eq!(speech("en").ago(-9), "just now");
        assert_eq!(speech("en").ago(120_000), "2 min ago");
        assert_eq!(speech("fr").ago(120_000), "il y a 2 min");
        for (ms, said) in [(-5, "00:00"), (280_999, "04:40"), (3_723_000, "1:02:03")] {
            assert_eq!(timer(ms), said);
        }
    }

    #[test]
    fn an_estimate_is_rounded_outwards_to_steps() {
        for (seconds, estimate) in [
            ((0, 0), Estimate::None),
            ((0, 1), Estimate::UpTo(1)),
            ((59, 290), Estimate::UpTo(5)),
            ((300, 300), Estimate::About(5)),
            ((299, 301), Estimate::Range(3, 10)),
            ((601, 1141), Estimate::Range(10, 20)),
            ((1190, 2000), Estimate::Range(15, 45)),
            ((3600, 3600), Estimate::About(60)),
            ((5399, 5401), Estimate::Range(60, 120)),
            ((u32::MAX, 0), Estimate::None),
        ] {
            assert_eq!(Estimate::of_seconds(seconds), estimate, "{seconds:?}");
        }
        let last = u32::MAX;
        let Estimate::Range(low, high) = Estimate::of_seconds((last - 1, last)) else {
            panic!("not a range");
        };
        assert!(low <= last / 60 && high > last / 60);
        assert_eq!(speech("en").estimate(None), None);
        let said = |tag, seconds| speech(tag).estimate(Some(seconds)).unwrap();
        assert_eq!(said("en", (601, 1141)), "about 10–20 min");
        assert_eq!(said("en", (0, 290)), "up to 5 min");
        assert_eq!(said("en", (300, 300)), "about 5 min");
        assert_eq!(said("en", (0, 0)), "no wait");
        assert_eq!(said("de", (601, 1141)), "etwa 10–20 Min.");
    }

    #[test]
    fn the_clock_on_the_wall_is_told_over_both_of_its_changes() {
        let at = |text: &str, zone: chrono_tz::Tz| {
            let moment = DateTime::parse_from_rfc3339(text).unwrap();
            speech("en").time(in_zone(moment.timestamp_millis(), &zone))
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
    }

    #[test]
    fn no_moment_is_outside_the_calendar() {
        for ms in [i64::MIN, i64::MAX] {
            for zone in [chrono_tz::Pacific::Kiritimati, chrono_tz::Pacific::Niue] {
                assert_eq!(speech("en").time(in_zone(ms, &zone)).len(), 5);
            }
            assert_eq!(speech("en").clock(ms).len(), 5);
            assert!(!speech("ar").date(local(ms).date()).is_empty());
        }
    }
}
