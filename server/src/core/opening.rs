//! When a desk is open: its hours, and over them what was done by hand and that a doubted clock
//! changes nothing.

use chrono::{Days, NaiveDate, TimeZone as _};
use serde_json::Value;
use shared::opening::{DayHours, Hours, OpenFor, Opening};
use shared::profile::{ProfileChange, ProfileKey};
use shared::refusal::Refusal;

use super::change::Change;
use super::hours::{civil_date, midnight, next_day_end};
use super::profile::Profiles;
use super::schedule::{ByHours, Exception, Exceptions, MOST, Span, open_at, opens_from, spans_on};
use super::time::{Millis, Now};
use super::{Core, Reply};

/// How many days `hours DATE` lists.
const LISTED: u64 = 14;

const MINUTE_MS: Millis = 60 * 1000;

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
