//! Where a desk is: the rules by which its local time follows from the moment.

use chrono::offset::MappedLocalTime;
use chrono::{FixedOffset, Local, NaiveDate, NaiveDateTime, Offset as _, TimeZone};
use chrono_tz::Tz;

/// The rules of a desk's local time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// A zone by its name, whatever the machine is set to.
    Named(Tz),
    /// The machine's own. The variable `TZ` may give rules that have no name.
    System,
    /// Always so far from UTC.
    Fixed(FixedOffset),
}

impl From<Tz> for Zone {
    fn from(zone: Tz) -> Self {
        Self::Named(zone)
    }
}

impl TimeZone for Zone {
    type Offset = FixedOffset;

    fn from_offset(offset: &FixedOffset) -> Self {
        Self::Fixed(*offset)
    }

    fn offset_from_local_date(&self, local: &NaiveDate) -> MappedLocalTime<FixedOffset> {
        self.offset_from_local_datetime(&local.and_time(chrono::NaiveTime::MIN))
    }

    fn offset_from_local_datetime(&self, local: &NaiveDateTime) -> MappedLocalTime<FixedOffset> {
        match self {
            Self::Named(zone) => zone.offset_from_local_datetime(local).map(|it| it.fix()),
            Self::System => Local.offset_from_local_datetime(local),
            Self::Fixed(offset) => MappedLocalTime::Single(*offset),
        }
    }

    fn offset_from_utc_date(&self, utc: &NaiveDate) -> FixedOffset {
        self.offset_from_utc_datetime(&utc.and_time(chrono::NaiveTime::MIN))
    }

    fn offset_from_utc_datetime(&self, utc: &NaiveDateTime) -> FixedOffset {
        match self {
            Self::Named(zone) => zone.offset_from_utc_datetime(utc).fix(),
            Self::System => Local.offset_from_utc_datetime(utc),
            Self::Fixed(offset) => *offset,
        }
    }
}
