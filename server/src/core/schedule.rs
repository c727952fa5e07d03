//! The hours of a desk: those of each day of the week, and the days that differ.
//!
//! [`open_at`] is pure: hours, days and zone give whether the desk is open at a moment and when
//! that changes.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::{Datelike as _, Days, NaiveDate, NaiveTime, Weekday};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use shared::fault::Fault;
use shared::opening::DAYS;

use super::hours::{civil_date, exists, midnight, resolve};
use super::texts::Texts;
use super::time::Millis;
use super::zone::Zone;

/// How many days are looked ahead for the next change.
const DAYS_AHEAD: u64 = 400;

/// The most days that differ, and the most spans of one day.
pub(super) const MOST: usize = 1000;

/// A time on the clock in minutes since midnight, up to 24:00.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClockTime(u16);

/// From when to when on one day, the first before the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Span(pub ClockTime, pub ClockTime);

/// The usual hours by day of the week; a day that is not there is closed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WeekHours([Vec<Span>; 7]);

/// Days whose hours differ from the usual ones, both ends included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Exception {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// What people call these days.
    pub name: Texts,
    /// From when to when the desk is open on each of them.
    pub hours: Vec<Span>,
}

/// Days that differ, in order; no two of them are on the same day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Exceptions(pub(super) Vec<Exception>);

/// Whether a desk is open by its hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByHours {
    /// Whether it is.
    pub is_open: bool,
    /// When that changes; none: nobody knows of a change within a year.
    pub changes: Option<Millis>,
}

impl FromStr for ClockTime {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let unusable = || Fault::NotATime(text.to_owned()).to_string();
        if text == "24:00" {
            return Ok(Self(24 * 60));
        }
        let time = NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| unusable())?;
        let minutes = chrono::Timelike::num_seconds_from_midnight(&time) / 60;
        u16::try_from(minutes).map(Self).map_err(|_| unusable())
    }
}

impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl Serialize for ClockTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ClockTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// Spans in order, each after the one before it.
fn spans(given: Vec<(ClockTime, ClockTime)>) -> Result<Vec<Span>, String> {
    let mut spans: Vec<Span> = given.into_iter().map(|(from, to)| Span(from, to)).collect();
    spans.sort_by_key(|span| span.0);
    for Span(from, to) in &spans {
        if from >= to {
            return Err(format!("{from} is not before {to}"));
        }
    }
    for pair in spans.windows(2) {
        let [one, next] = [pair[0], pair[1]];
        if next.0 < one.1 {
            return Err(format!("{}-{} and {}-{} overlap", one.0, one.1, next.0, next.1));
        }
    }
    Ok(spans)
}

impl WeekHours {
    fn of(&self, day: Weekday) -> &[Span] {
        &self.0[day.num_days_from_monday() as usize]
    }
}

impl Serialize for WeekHours {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let days = DAYS.iter().zip(&self.0).filter(|(_, spans)| !spans.is_empty());
        serializer.collect_map(days)
    }
}

impl<'de> Deserialize<'de> for WeekHours {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let given = BTreeMap::<String, Vec<(ClockTime, ClockTime)>>::deserialize(deserializer)?;
        let mut week = Self::default();
        for (name, times) in given {
            let day = DAYS.iter().position(|day| *day == name);
            let day = day.ok_or_else(|| {
                de::Error::custom(format!("`{name}` is none of {}", DAYS.join(", ")))
            })?;
            let times = spans(times).map_err(|why| de::Error::custom(format!("{name}: {why}")))?;
            week.0[day] = times;
        }
        Ok(week)
    }
}

/// A day as people write it.
struct GivenDay(NaiveDate);

impl<'de> Deserialize<'de> for GivenDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let day = text.parse().map_err(|_| de::Error::custom(Fault::NotADay(text)))?;
        Ok(Self(day))
    }
}

impl<'de> Deserialize<'de> for Exceptions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Given {
            from: GivenDay,
            to: Option<GivenDay>,
            #[serde(default)]
            name: Texts,
            #[serde(default)]
            hours: Vec<(ClockTime, ClockTime)>,
        }
        let given = Vec::<Given>::deserialize(deserializer)?;
        if given.len() > MOST {
            return Err(de::Error::custom(Fault::TooMany(MOST)));
        }
        let mut all = Vec::new();
        for Given { from: GivenDay(from), to, name, hours } in given {
            let to = to.map_or(from, |GivenDay(to)| to);
            if to < from {
                return Err(de::Error::custom(format!("{to} is before {from}")));
            }
            let hours = spans(hours).map_err(|why| de::Error::custom(format!("{from}: {why}")))?;
            all.push(Exception { from, to, name, hours });
        }
        all.sort_by_key(|exception| exception.from);
        for pair in all.windows(2) {
            if pair[1].from <= pair[0].to {
                let why = format!("two of them are on {}", pair[1].from);
                return Err(de::Error::custom(why));
            }
        }
        Ok(Self(all))
    }
}

impl Exceptions {
    /// What is different on a day, if anything.
    pub fn on(&self, date: NaiveDate) -> Option<&Exception> {
        let after = self.0.partition_point(|exception| exception.from <= date);
        self.0[..after].last().filter(|exception| date <= exception.to)
    }

    fn last_day(&self) -> Option<NaiveDate> {
        self.0.last().map(|exception| exception.to)
    }
}

const WHOLE_DAY: &[Span] = &[Span(ClockTime(0), ClockTime(24 * 60))];

/// From when to when the desk is open on a day.
pub(super) fn spans_on<'a>(
    hours: Option<&'a WeekHours>,
    exceptions: &'a Exceptions,
    date: NaiveDate,
) -> &'a [Span] {
    match (exceptions.on(date), hours) {
        (Some(exception), _) => &exception.hours,
        (None, Some(week)) => week.of(date.weekday()),
        (None, None) => WHOLE_DAY,
    }
}

/// The moment at which the clocks of a day show a time.
fn moment(date: NaiveDate, time: ClockTime, zone: Zone) -> Option<Millis> {
    let minutes = u32::from(time.0);
    match NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0) {
        Some(time) => resolve(date.and_time(time), zone),
        None => midnight(date.succ_opt()?, zone),
    }
}

/// The spans as moments, in order, from the day before `date` on.
fn moments<'a>(
    hours: Option<&'a WeekHours>,
    exceptions: &'a Exceptions,
    zone: Zone,
    date: NaiveDate,
) -> impl Iterator<Item = (Millis, Millis)> + 'a {
    let first = date.checked_sub_days(Days::new(1)).unwrap_or(date);
    (0..=DAYS_AHEAD)
        .map_while(move |days| first.checked_add_days(Days::new(days)))
        .filter(move |date| exists(*date, zone))
        .flat_map(move |date| {
            spans_on(hours, exceptions, date).iter().filter_map(move |Span(from, to)| {
                Some((moment(date, *from, zone)?, moment(date, *to, zone)?))
            })
        })
        // What lies wholly in an hour that the clocks leave out is no time at all.
        .filter(|(from, to)| from < to)
}

/// Whether a desk is open at a moment, and when that changes. `hours` none: always, but for the
/// days that differ. Spans that touch are one, over midnight too.
#[must_use]
pub fn open_at(
    hours: Option<&WeekHours>,
    exceptions: &Exceptions,
    zone: impl Into<Zone>,
    now: Millis,
) -> ByHours {
    let zone = zone.into();
    let always = ByHours { is_open: true, changes: None };
    // Most desks have neither, and each ticket asks.
    if hours.is_none() && exceptions.0.is_empty() {
        return always;
    }
    let Some(today) = civil_date(now, zone) else { return always };
    if hours.is_none() && exceptions.last_day().is_none_or(|last| last < today) {
        return always;
    }
    let mut open_until: Option<Millis> = None;
    for (from, to) in moments(hours, exceptions, zone, today) {
        match open_until {
            Some(until) if from <= until => open_until = Some(until.max(to)),
            Some(until) => return ByHours { is_open: true, changes: Some(until) },
            None if to <= now => {}
            None if from <= now => open_until = Some(to),
            None => return ByHours { is_open: false, changes: Some(from) },
        }
    }
    let end = today.checked_add_days(Days::new(DAYS_AHEAD - 1));
    let end = end.and_then(|date| midnight(date, zone));
    // Open as far as anybody looked.
    let changes = open_until.filter(|until| end.is_none_or(|end| *until < end));
    ByHours { is_open: open_until.is_some(), changes }
}

/// The first moment from `from` on at which a desk that was closed opens.
pub(super) fn opens_from(
    hours: Option<&WeekHours>,
    exceptions: &Exceptions,
    zone: Zone,
    from: Millis,
) -> Option<Millis> {
    let before = open_at(hours, exceptions, zone, from.saturating_sub(1));
    let closes = if before.is_open { before.changes? } else { return before.changes };
    open_at(hours, exceptions, zone, closes).changes
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use chrono_tz::America::New_York;
    use chrono_tz::Europe::Berlin;
    use chrono_tz::Pacific::Apia;
    use chrono_tz::Tz;
    use serde_json::json;

    use super::*;

    fn utc(text: &str) -> Millis {
        DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis()
    }

    fn week(value: serde_json::Value) -> WeekHours {
        serde_json::from_value(value).unwrap()
    }

    fn days(value: serde_json::Value) -> Exceptions {
        serde_json::from_value(value).unwrap()
    }

    fn office() -> WeekHours {
        let day = json!([["09:00", "12:00"], ["13:00", "17:00"]]);
        week(json!({"mon": day, "tue": day, "wed": day, "thu": day, "fri": [["09:00", "12:00"]]}))
    }

    #[track_caller]
    fn check(
        hours: &WeekHours,
        other: &Exceptions,
        zone: Tz,
        now: &str,
        is_open: bool,
        next: &str,
    ) {
        let changes = (!next.is_empty()).then(|| utc(next));
        let found = open_at(Some(hours), other, zone, utc(now));
        assert_eq!(found, ByHours { is_open, changes }, "{now}");
    }

    #[test]
    fn a_week_in_an_office() {
        let none = Exceptions::default();
        // Monday, 23 November 2026; Berlin is an hour ahead of UTC.
        for (now, is_open, next) in [
            ("2026-11-23T07:59:59Z", false, "2026-11-23T08:00:00Z"),
            ("2026-11-23T08:00:00Z", true, "2026-11-23T11:00:00Z"),
            ("2026-11-23T10:59:59Z", true, "2026-11-23T11:00:00Z"),
            ("2026-11-23T11:00:00Z", false, "2026-11-23T12:00:00Z"),
            ("2026-11-23T12:00:00Z", true, "2026-11-23T16:00:00Z"),
            ("2026-11-23T16:00:00Z", false, "2026-11-24T08:00:00Z"),
            ("2026-11-27T11:00:00Z", false, "2026-11-30T08:00:00Z"),
            ("2026-11-28T03:00:00Z", false, "2026-11-30T08:00:00Z"),
        ] {
            check(&office(), &none, Berlin, now, is_open, next);
        }
    }

    #[test]
    fn both_changes_of_the_clock() {
        let night = json!([["01:30", "02:30"]]);
        let hours = week(json!({"sat": night, "sun": night}));
        let none = Exceptions::default();
        // On 29 March 2026 there is no time from 02:00 to 03:00.
        check(&hours, &none, Berlin, "2026-03-29T00:29:59Z", false, "2026-03-29T00:30:00Z");
        check(&hours, &none, Berlin, "2026-03-29T00:30:00Z", true, "2026-03-29T01:00:00Z");
        check(&hours, &none, Berlin, "2026-03-29T01:00:00Z", false, "2026-04-03T23:30:00Z");
        // On 25 October the hour from 02:00 to 03:00 comes twice: the first counts.
        check(&hours, &none, Berlin, "2026-10-24T23:30:00Z", true, "2026-10-25T00:30:00Z");
        check(&hours, &none, Berlin, "2026-10-25T01:15:00Z", false, "2026-10-31T00:30:00Z");
        // What lies wholly in the hour that is left out is no time at all.
        let gap = week(json!({"sun": [["02:10", "02:50"]]}));
        check(&gap, &none, Berlin, "2026-03-29T00:59:00Z", false, "2026-04-05T00:10:00Z");
        // A day of 23 hours and one of 25 are open as long as they are.
        let sundays = week(json!({"sun": [["00:00", "24:00"]]}));
        check(&sundays, &none, Berlin, "2026-03-28T23:00:00Z", true, "2026-03-29T22:00:00Z");
        check(&sundays, &none, Berlin, "2026-10-24T22:00:00Z", true, "2026-10-25T23:00:00Z");
        check(&sundays, &none, New_York, "2026-11-01T04:00:00Z", true, "2026-11-02T05:00:00Z");
    }

    #[test]
    fn spans_that_touch_over_midnight_are_one() {
        let bar = week(json!({"fri": [["20:00", "24:00"]], "sat": [["00:00", "02:00"]]}));
        let none = Exceptions::default();
        check(&bar, &none, Berlin, "2026-11-27T20:00:00Z", true, "2026-11-28T01:00:00Z");
        check(&bar, &none, Berlin, "2026-11-28T00:59:59Z", true, "2026-11-28T01:00:00Z");
        check(&bar, &none, Berlin, "2026-11-28T01:00:00Z", false, "2026-12-04T19:00:00Z");
    }

    #[test]
    fn days_that_differ() {
        let other = days(json!([
            {"from": "2026-12-24", "to": "2026-12-26", "name": "Holidays", "hours": []},
            {"from": "2026-12-28", "name": {"de": "Inventur"}, "hours": [["10:00", "11:00"]]},
        ]));
        check(&office(), &other, Berlin, "2026-12-23T16:00:00Z", false, "2026-12-28T09:00:00Z");
        check(&office(), &other, Berlin, "2026-12-28T09:30:00Z", true, "2026-12-28T10:00:00Z");
        check(&office(), &other, Berlin, "2026-12-28T10:00:00Z", false, "2026-12-29T08:00:00Z");
        // A desk that is always open but on these.
        let found = open_at(None, &other, Berlin, utc("2026-12-20T10:00:00Z"));
        assert_eq!(found, ByHours { is_open: true, changes: Some(utc("2026-12-23T23:00:00Z")) });
        let found = open_at(None, &other, Berlin, utc("2026-12-24T10:00:00Z"));
        assert_eq!(found, ByHours { is_open: false, changes: Some(utc("2026-12-26T23:00:00Z")) });
        let found = open_at(None, &other, Berlin, utc("2027-01-24T10:00:00Z"));
        assert_eq!(found, ByHours { is_open: true, changes: None });
    }

    #[test]
    fn a_desk_that_never_opens_and_one_that_never_closes() {
        let none = Exceptions::default();
        check(&WeekHours::default(), &none, Berlin, "2026-11-23T08:00:00Z", false, "");
        let day = json!([["00:00", "24:00"]]);
        let all: serde_json::Map<_, _> =
            DAYS.iter().map(|name| ((*name).to_owned(), day.clone())).collect();
        check(&week(all.into()), &none, Berlin, "2026-11-23T08:00:00Z", true, "");
        // In Samoa 29 December 2011 was followed by the 31st.
        check(&office(), &none, Apia, "2011-12-30T03:00:00Z", false, "2012-01-01T19:00:00Z");
    }

    /// Whatever the hours and the moment, the answer holds until the change that it names.
    #[test]
    fn nothing_changes_before_it_is_said_to() {
        let other = days(json!([{"from": "2026-03-28", "to": "2026-03-30", "hours":
            [["01:00", "03:30"], ["22:00", "24:00"]]}]));
        for zone in [Berlin, New_York, chrono_tz::Australia::Lord_Howe] {
            let mut now = utc("2026-03-20T00:00:00Z");
            let end = utc("2026-04-10T00:00:00Z");
            while now < end {
                let ByHours { is_open, changes } = open_at(Some(&office()), &other, zone, now);
                let changes = changes.unwrap();
                assert!(changes > now);
                let just_before = open_at(Some(&office()), &other, zone, changes - 1);
                assert_eq!((just_before.is_open, just_before.changes), (is_open, Some(changes)));
                assert_eq!(open_at(Some(&office()), &other, zone, changes).is_open, !is_open);
                now += 37 * 60 * 1000;
            }
        }
    }

    #[test]
    fn what_cannot_be_is_said() {
        let hours = |value| serde_json::from_value::<WeekHours>(value).unwrap_err().to_string();
        for (value, why) in [
            (json!({"mon": [["12:00", "09:00"]]}), "mon: 12:00 is not before 09:00"),
            (json!({"mon": [["09:00", "09:00"]]}), "mon: 09:00 is not before 09:00"),
            (
                json!({"mon": [["09:00", "12:00"], ["11:00", "13:00"]]}),
                "mon: 09:00-12:00 and 11:00-13:00 overlap",
            ),
            (json!({"mon": [["9 to", "12:00"]]}), "`9 to` is not a time such as 09:00"),
            (json!({"mon": [["09:00", "24:01"]]}), "`24:01` is not a time such as 09:00"),
            (json!({"day": []}), "`day` is none of mon, tue, wed, thu, fri, sat, sun"),
        ] {
            assert_eq!(hours(value), why);
        }
        let days = |value| serde_json::from_value::<Exceptions>(value).unwrap_err().to_string();
        for (value, why) in [
            (
                json!([{"from": "2026-12-26", "to": "2026-12-24"}]),
                "2026-12-24 is before 2026-12-26",
            ),
            (
                json!([{"from": "2026-12-24", "to": "2026-12-26"}, {"from": "2026-12-26"}]),
                "two of them are on 2026-12-26",
            ),
            (
                json!([{"from": "2026-12-24", "hours": [["10:00", "09:00"]]}]),
                "2026-12-24: 10:00 is not before 09:00",
            ),
            (
                json!([{"from": "2026-12-24", "name": 5}]),
                "it is neither a text nor texts by language",
            ),
        ] {
            assert_eq!(days(value), why);
        }
        assert!(serde_json::from_value::<Exceptions>(json!([{"from": "24 December"}])).is_err());
        let texts = |value| serde_json::from_value::<Texts>(value).unwrap_err().to_string();
        assert_eq!(texts(json!({"": "x"})), "`` is not a language tag");
        assert_eq!(texts(json!("x".repeat(501))), "it has more than 500 characters");
    }

    #[test]
    fn what_is_read_is_written_in_the_same_form() {
        let hours = json!({"fri": [["09:00", "12:00"]], "sun": [["22:00", "24:00"]]});
        assert_eq!(serde_json::to_value(week(hours.clone())).unwrap(), hours);
        let other = json!([
            {"from": "2026-12-24", "to": "2026-12-26", "name": "Holidays", "hours": []},
            {"from": "2026-12-28", "to": "2026-12-28", "name": {"de": "Inventur", "en": "Audit"},
             "hours": [["10:00", "11:00"]]},
        ]);
        assert_eq!(serde_json::to_value(days(other.clone())).unwrap(), other);
    }
}
