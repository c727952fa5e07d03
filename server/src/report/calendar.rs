//! Local hours and days of many moments, without asking the zone's rules for each.

use chrono::{DateTime, Datelike as _, NaiveDate, Offset as _, TimeZone as _};

use crate::core::time::{DAY_MS, Millis};
use crate::core::zone::Zone;

/// An hour in milliseconds.
pub const HOUR_MS: Millis = 60 * 60 * 1000;

/// How far apart the rules are asked at most: clocks do not change twice within it.
const STEP_MS: Millis = HOUR_MS;

/// For how long at most one answer of them is looked ahead.
const AHEAD_MS: Millis = DAY_MS;

/// Where a moment lies by the clock on the wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The local date, in days since 1970.
    pub day: i32,
    /// The day of the week, from 0, Monday.
    pub weekday: usize,
    /// The hour.
    pub hour: usize,
}

/// The local time of moments; those that lie near the last one are found quickly.
#[derive(Debug)]
pub struct Calendar {
    zone: Zone,
    /// From when to when local time is how far from UTC.
    run: (Millis, Millis, Millis),
}

impl Calendar {
    /// The calendar of a zone.
    pub fn new(zone: Zone) -> Self {
        Self { zone, run: (0, 0, 0) }
    }

    /// Where a moment lies.
    pub fn place(&mut self, moment: Millis) -> Place {
        let local = moment.saturating_add(self.offset(moment));
        let day = local.div_euclid(DAY_MS);
        Place {
            day: i32::try_from(day).unwrap_or(if day < 0 { i32::MIN } else { i32::MAX }),
            // The first of January 1970 was a Thursday.
            weekday: usize::try_from((day + 3).rem_euclid(7)).unwrap_or_default(),
            hour: usize::try_from(local.rem_euclid(DAY_MS) / HOUR_MS).unwrap_or_default(),
        }
    }

    /// Where a moment lies, and when the local hour ends, or the clock changes within it.
    pub fn hour(&mut self, moment: Millis) -> (Place, Millis) {
        let place = self.place(moment);
        let (_, end, offset) = self.run;
        let over = HOUR_MS - moment.saturating_add(offset).rem_euclid(HOUR_MS);
        (place, moment.saturating_add(over).min(end))
    }

    fn offset(&mut self, moment: Millis) -> Millis {
        let (begin, end, offset) = self.run;
        if (begin..end).contains(&moment) {
            return offset;
        }
        let offset = offset_at(self.zone, moment);
        let (mut end, most) = (moment, moment.saturating_add(AHEAD_MS));
        while end < most {
            let next = end.saturating_add(STEP_MS);
            if offset_at(self.zone, next) == offset {
                end = next;
                continue;
            }
            // It changes between the two: where, to the millisecond.
            let (mut same, mut other) = (end, next);
            while other - same > 1 {
                let middle = same + (other - same) / 2;
                if offset_at(self.zone, middle) == offset {
                    same = middle;
                } else {
                    other = middle;
                }
            }
            end = other;
            break;
        }
        // At the end of the calendar it says at least what it is at this moment.
        self.run = (moment, end.max(moment.saturating_add(1)), offset);
        offset
    }
}

/// How far local time is from UTC, in milliseconds; where there is no calendar, not at all.
fn offset_at(zone: Zone, moment: Millis) -> Millis {
    let utc = DateTime::from_timestamp_millis(moment).map(|utc| utc.naive_utc());
    let utc = utc.filter(|utc| utc.year().unsigned_abs() < 200_000);
    let offset = utc.map(|utc| zone.offset_from_utc_datetime(&utc).fix().local_minus_utc());
    Millis::from(offset.unwrap_or_default()) * 1000
}

/// A date of which the days since 1970 are known.
pub fn date(day: i32) -> Option<NaiveDate> {
    NaiveDate::from_epoch_days(day)
}

/// What a zone is called.
pub fn name(zone: Zone) -> String {
    match zone {
        Zone::Named(zone) => zone.name().to_owned(),
        Zone::Fixed(offset) => offset.to_string(),
        // Rules that a variable gives have no name.
        Zone::System => iana_time_zone::get_timezone().unwrap_or_else(|_| "local".to_owned()),
    }
}
