//! When a desk is open: its hours, the days that differ, and what was done by hand.
//!
//! [`open_at`] is pure and knows neither hands nor doubts: hours, days and zone give whether the
//! desk is open at a moment and when that changes. [`Core::opening`] lays over it that somebody
//! closed or opened the desk, and that a doubted clock changes nothing.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::{Datelike as _, Days, NaiveDate, NaiveTime, TimeZone as _, Weekday};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::Value;
use shared::opening::{DayHours, Hours, OpenFor, Opening};
use shared::profile::{ProfileChange, ProfileKey};
use shared::refusal::Refusal;
use shared::text::clean;
use shared::visitor::NOTE_CHARS;

use super::change::Change;
use super::hours::{civil_date, exists, midnight, next_day_end, resolve};
use super::profile::Profiles;
use super::time::{Millis, Now};
use super::zone::Zone;
use super::{Core, Reply};

/// How many days are looked ahead for the next change.
const DAYS_AHEAD: u64 = 400;

/// How many days `hours DATE` lists.
const LISTED: u64 = 14;

/// The most days that differ, and the most spans of one day.
const MOST: usize = 1000;

const MINUTE_MS: Millis = 60 * 1000;

/// A time on the clock in minutes since midnight, up to 24:00.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClockTime(u16);

/// From when to when on one day, the first before the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Span(ClockTime, ClockTime);

/// The usual hours by day of the week; a day that is not there is closed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WeekHours([Vec<Span>; 7]);

/// Texts by language tag; one that has no language has the tag `und`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts(pub BTreeMap<String, String>);

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
pub struct Exceptions(Vec<Exception>);

/// Whether a desk is open by its hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByHours {
    /// Whether it is.
    pub is_open: bool,
    /// When that changes; none: nobody knows of a change within a year.
    pub changes: Option<Millis>,
}

/// The language of a text of which nobody said the language (BCP 47).
const UNDETERMINED: &str = "und";

const DAY_NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

impl FromStr for ClockTime {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let unusable = || format!("`{text}` is not a time such as 09:00");
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
        let days = DAY_NAMES.iter().zip(&self.0).filter(|(_, spans)| !spans.is_empty());
        serializer.collect_map(days)
    }
}

impl<'de> Deserialize<'de> for WeekHours {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let given = BTreeMap::<String, Vec<(ClockTime, ClockTime)>>::deserialize(deserializer)?;
        let mut week = Self::default();
        for (name, times) in given {
            let day = DAY_NAMES.iter().position(|day| *day == name);
            let day = day.ok_or_else(|| {
                de::Error::custom(format!("`{name}` is none of {}", DAY_NAMES.join(", ")))
            })?;
            let times = spans(times).map_err(|why| de::Error::custom(format!("{name}: {why}")))?;
            week.0[day] = times;
        }
        Ok(week)
    }
}

impl Texts {
    /// The English text, or else the first there is.
    fn english(&self) -> Option<&str> {
        self.0.get("en").or_else(|| self.0.values().next()).map(String::as_str)
    }
}

impl Serialize for Texts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.get(UNDETERMINED) {
            Some(text) if self.0.len() == 1 => serializer.serialize_str(text),
            _ => self.0.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Given {
            One(String),
            Each(BTreeMap<String, String>),
        }
        let given = Given::deserialize(deserializer)
            .map_err(|_| de::Error::custom("it is neither a text nor texts by language"))?;
        let given = match given {
            Given::One(text) => BTreeMap::from([(UNDETERMINED.to_owned(), text)]),
            Given::Each(texts) => texts,
        };
        let mut texts = BTreeMap::new();
        for (language, text) in given {
            let is_tag = !language.is_empty()
                && language.len() <= 35
                && language.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
            if !is_tag {
                return Err(de::Error::custom(format!("`{language}` is not a language tag")));
            }
            let text = clean(&text);
            if text.chars().count() > NOTE_CHARS {
                let why = format!("it has more than {NOTE_CHARS} characters");
                return Err(de::Error::custom(why));
            }
            if !text.is_empty() {
                texts.insert(language, text);
            }
        }
        Ok(Self(texts))
    }
}

impl<'de> Deserialize<'de> for Exceptions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Given {
            from: NaiveDate,
            to: Option<NaiveDate>,
            #[serde(default)]
            name: Texts,
            #[serde(default)]
            hours: Vec<(ClockTime, ClockTime)>,
        }
        let given = Vec::<Given>::deserialize(deserializer)?;
        if given.len() > MOST {
            return Err(de::Error::custom(format!("there are more than {MOST}")));
        }
        let mut all = Vec::new();
        for Given { from, to, name, hours } in given {
            let to = to.unwrap_or(from);
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
fn spans_on<'a>(
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
fn opens_from(
    hours: Option<&WeekHours>,
    exceptions: &Exceptions,
    zone: Zone,
    from: Millis,
) -> Option<Millis> {
    let before = open_at(hours, exceptions, zone, from.saturating_sub(1));
    let closes = if before.is_open { before.changes? } else { return before.changes };
    open_at(hours, exceptions, zone, closes).changes
}

/// How it stands with a desk at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Whether visitors may come.
    pub state: Opening,
    /// When it closes next, as far as is known.
    pub closes: Option<Millis>,
    /// When it opens next, as far as is known.
    pub opens: Option<Millis>,
    /// Whether somebody closed or opened it by hand.
    pub by_hand: bool,
}

/// Whether a desk that was opened by hand until a moment is still open. Nobody opens it for more
/// than a day: one that says so was opened while the clock was ahead.
fn lasts_until(until: Millis, now: Now) -> bool {
    let longest = Millis::from(OpenFor::MOST) * MINUTE_MS;
    (1..=longest).contains(&until.saturating_sub(now.wall))
}

impl Core {
    fn by_hours(&self, now: Millis) -> ByHours {
        let profile = self.profile();
        open_at(profile.hours.as_ref(), &profile.exceptions, self.zone(), now)
    }

    /// Takes in how it stands with the hours, for a clock that is doubted later.
    pub(super) fn note_hours(&mut self, now: Now) {
        if !self.doubts_clock(now) {
            let by_hours = self.by_hours(now.wall);
            self.hours_believed = Some(by_hours);
            self.hours_known = Some((now.wall, by_hours));
        }
    }

    /// Whether the desk is open by its hours, as far as the clock can be believed.
    fn believed(&self, now: Now) -> ByHours {
        if self.doubts_clock(now) {
            self.hours_believed.unwrap_or(ByHours { is_open: true, changes: None })
        } else {
            // To look a year ahead for each ticket would cost more than the ticket.
            let known = self.hours_known.filter(|(since, by_hours)| {
                let until = by_hours.changes.unwrap_or(since.saturating_add(MINUTE_MS));
                (*since..until).contains(&now.wall)
            });
            known.map_or_else(|| self.by_hours(now.wall), |(_, by_hours)| by_hours)
        }
    }

    /// How it stands with the desk. While the clock is in doubt the hours change nothing.
    pub fn opening(&self, now: Now) -> Standing {
        let by_hours = self.believed(now);
        if self.closed.is_some() {
            let opens = self.reopens();
            return Standing { state: Opening::Closed, closes: None, opens, by_hand: true };
        }
        let ByHours { is_open, changes } = by_hours;
        if let Some(until) = self.open_until.filter(|until| lasts_until(*until, now)) {
            // By then the hours may have begun.
            let then = Some(self.by_hours(until)).filter(|_| !self.doubts_clock(now));
            let closes = match then {
                Some(ByHours { is_open: true, changes }) => changes,
                _ => Some(until),
            };
            return Standing { state: Opening::Open, closes, opens: None, by_hand: true };
        }
        if !is_open {
            return Standing {
                state: Opening::Closed,
                closes: None,
                opens: changes,
                by_hand: false,
            };
        }
        if self.closes_soon(by_hours, now) {
            let opens = changes.and_then(|closes| self.by_hours(closes).changes);
            return Standing { state: Opening::Last, closes: changes, opens, by_hand: false };
        }
        Standing { state: Opening::Open, closes: changes, opens: None, by_hand: false }
    }

    /// Whether a desk that is open is about to close, so that kiosks take no more tickets. A clock in
    /// doubt does not say so.
    fn closes_soon(&self, by_hours: ByHours, now: Now) -> bool {
        let last = Millis::from(self.profile().last_check_in_mins) * MINUTE_MS;
        let is_near = |closes: Millis| now.wall >= closes.saturating_sub(last);
        last > 0 && by_hours.changes.is_some_and(is_near) && !self.doubts_clock(now)
    }

    /// When a desk that was closed by hand opens by itself: at the first opening of a later day.
    fn reopens(&self) -> Option<Millis> {
        self.reopens_by(&self.profiles)
    }

    fn reopens_by(&self, profiles: &Profiles) -> Option<Millis> {
        let closed_at = self.closed_at?;
        let (profile, zone) = (profiles.now(), profiles.zone());
        profile.hours.as_ref()?;
        let later = midnight(civil_date(closed_at, zone)?.succ_opt()?, zone)?;
        opens_from(profile.hours.as_ref(), &profile.exceptions, zone, later)
    }

    /// Hours that are set open nothing that was closed by hand: an opening that was over before
    /// they were set does not count, so it is as if the desk had been closed just now.
    pub(super) fn stays_closed(&self, profiles: &Profiles, now: Now) -> Option<Change> {
        let text = self.closed.clone()?;
        let opens = self.reopens_by(profiles)?;
        (opens <= now.wall).then_some(Change::Closed { text })
    }

    /// What was done by hand and is over.
    pub(super) fn hands_off(&self, now: Now) -> Vec<Change> {
        if self.doubts_clock(now) {
            return Vec::new();
        }
        let mut changes = Vec::new();
        if self.closed.is_some() && self.reopens().is_some_and(|opens| opens <= now.wall) {
            changes.push(Change::Opened);
        }
        if self.open_until.is_some_and(|until| !lasts_until(until, now)) {
            changes.push(Change::OpenedUntil { until: None });
        }
        changes
    }

    /// `open [MINUTES]`: what was closed by hand is open again; outside the hours, or where minutes
    /// are given, the desk is open for those, at most until the day ends.
    pub(super) fn open_by_hand(&self, minutes: Option<u32>, now: Now) -> Vec<Change> {
        let mut changes: Vec<Change> = self.closed.iter().map(|_| Change::Opened).collect();
        let by_hours = self.believed(now);
        if by_hours.is_open && !self.closes_soon(by_hours, now) && minutes.is_none() {
            return changes;
        }
        let until = now.wall + Millis::from(minutes.unwrap_or(60)) * MINUTE_MS;
        let profile = self.profile();
        let day_end = profile.day_ends.and_then(|at| next_day_end(now.wall, at, self.zone()));
        let until = day_end.map_or(until, |end| until.min(end));
        changes.push(Change::OpenedUntil { until: Some(until) });
        changes
    }

    /// The message `hours`.
    pub fn hours(&self, standing: Standing, now: Now) -> Hours {
        let Standing { state, closes, opens, by_hand } = standing;
        let local = |at: Millis| self.zone().timestamp_millis_opt(at).single();
        let text = |at: Option<Millis>| {
            at.and_then(local).map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, false))
        };
        let profile = self.profile();
        let today = civil_date(now.wall, self.zone());
        let exception = today.and_then(|today| profile.exceptions.on(today));
        Hours {
            state,
            closes: text(closes),
            opens: text(opens),
            text: profile.closed_text.0.clone(),
            name: exception.map(|exception| exception.name.0.clone()).unwrap_or_default(),
            by_hand,
        }
    }

    /// What kiosks show that know no hours: English, since nobody knows who reads it.
    pub fn closed_words(&self, standing: Standing, now: Now) -> Option<String> {
        let Standing { state, closes, opens, .. } = standing;
        let is_today = |at: Millis| {
            let [then, today] = [at, now.wall].map(|at| civil_date(at, self.zone()));
            then == today
        };
        let today = if opens.is_some_and(is_today) { "" } else { " today" };
        let opens = opens.map(|at| format!(" It opens again {}.", self.when(at, now)));
        let opens = opens.unwrap_or_default();
        match state {
            Opening::Open => None,
            Opening::Last => {
                let closes = closes.map(|at| format!(" {}", self.when(at, now)));
                let closes = closes.unwrap_or_default();
                let now = format!("The desk closes{closes} and takes no more tickets{today}.");
                Some(now + &opens)
            }
            Opening::Closed if self.closed.is_some() => self.closed.clone(),
            Opening::Closed => Some(match self.profile().closed_text.english() {
                Some(text) => text.to_owned(),
                None => format!("The desk is closed.{opens}"),
            }),
        }
    }

    /// A moment as people say it: `at 17:00`, `on Monday at 09:00`, `on 4 January at 09:00`.
    fn when(&self, at: Millis, now: Now) -> String {
        let Some(local) = self.zone().timestamp_millis_opt(at).single() else {
            return "later".to_owned();
        };
        let days = civil_date(now.wall, self.zone())
            .map(|today| local.date_naive().signed_duration_since(today).num_days());
        let format = match days {
            Some(0) => "at %H:%M",
            Some(1..=6) => "on %A at %H:%M",
            _ => "on %-d %B at %H:%M",
        };
        local.format(format).to_string()
    }

    /// Adds days that differ to those there are. Where one of them is on a day that differs already,
    /// what stands there is left as it is.
    pub(super) fn add_days(
        &self,
        days: Vec<Value>,
        now: Now,
    ) -> Result<(Vec<Change>, Reply), Refusal> {
        let profile = self.profile();
        let mut all = profile.exceptions.0.clone();
        let mut added = 0;
        for day in days {
            let Ok(Exceptions(new)) = serde_json::from_value(Value::Array(vec![day])) else {
                continue;
            };
            let is_free = |new: &Exception| {
                all.iter().all(|there| new.to < there.from || there.to < new.from)
            };
            if all.len() + new.len() <= MOST && new.iter().all(is_free) {
                added += new.len();
                all.extend(new);
            }
        }
        let all = serde_json::to_value(Exceptions(all)).unwrap_or_default();
        let key = ProfileKey::Exceptions.to_string();
        let change = ProfileChange { version: u64::MAX, values: [(key, all)].into() };
        let changes = if added > 0 { self.set_profile(change, now)?.0 } else { Vec::new() };
        Ok((changes, Reply::Lines(vec![format!("added {added}")])))
    }

    /// The answer to `hours DATE`.
    pub(super) fn list_hours(&self, from: NaiveDate) -> Vec<DayHours> {
        let profile = self.profile();
        let days = (0..LISTED).map_while(|days| from.checked_add_days(Days::new(days)));
        days.map(|date| {
            let spans = spans_on(profile.hours.as_ref(), &profile.exceptions, date);
            let exception = profile.exceptions.on(date);
            DayHours {
                date: date.to_string(),
                hours: spans
                    .iter()
                    .map(|Span(from, to)| (from.to_string(), to.to_string()))
                    .collect(),
                name: exception.map(|exception| exception.name.0.clone()).unwrap_or_default(),
            }
        })
        .collect()
    }
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
            DAY_NAMES.iter().map(|name| ((*name).to_owned(), day.clone())).collect();
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
                now += 37 * MINUTE_MS;
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
