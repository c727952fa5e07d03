//! Reports: which period, how it stands with the report that was asked for, what may be claimed.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use app_kit::field::Field;
use chrono::{Datelike as _, Days, Months, NaiveDate, NaiveDateTime};
use shared::command::StaffCommand;
use shared::refusal::Refusal;
use shared::report::{
    Bound, Group, Grouping, Report, ReportAsk, ReportKey, ReportNews, ReportQuery,
};
use shared::service::ServiceId;
use shared::text::Arg;

use super::{Asked, PageDrafts};
use crate::model::forms::days_between;
use crate::model::{Effect, Model};
use crate::words::{ReportSay, Say};

/// On so many tickets a figure has to stand before anything is claimed from it.
pub const ENOUGH: u64 = 30;

/// So many times as large as all others a figure has to be to be claimed as the largest.
pub const CLEARLY: f64 = 1.25;

/// Which period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Period {
    /// The day so far.
    Today,
    /// The day before.
    Yesterday,
    /// From Monday on.
    Week,
    /// From the first on.
    Month,
    /// Days of one's own.
    Own,
}

impl Period {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::Today, Self::Yesterday, Self::Week, Self::Month, Self::Own];

    /// Its first and last day; of one's own days nobody knows here.
    fn days(self, today: NaiveDate) -> Option<Range> {
        let since = match self {
            Self::Today => today,
            Self::Yesterday => {
                let yesterday = today.pred_opt()?;
                return Some(Range { first: yesterday, last: yesterday });
            }
            Self::Week => {
                today.checked_sub_days(Days::new(today.weekday().num_days_from_monday().into()))?
            }
            Self::Month => today.with_day(1)?,
            Self::Own => return None,
        };
        Some(Range { first: since, last: today })
    }
}

/// A range of days, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The first.
    pub first: NaiveDate,
    /// The last.
    pub last: NaiveDate,
}

/// What a report is wanted of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Which kind of period.
    pub period: Period,
    /// The days of it.
    pub days: Range,
    /// The one service that it is about; none: all of them.
    pub service: Option<ServiceId>,
}

/// A period that a report covers, as it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Covered {
    /// Where it begins.
    pub from: Bound,
    /// Where it ends.
    pub to: Bound,
}

impl Wanted {
    fn covered(&self) -> Covered {
        Covered { from: Bound::Day(self.days.first), to: Bound::Day(self.days.last) }
    }

    /// The period before. One that is not over yet is compared with what there was of the one
    /// before at the same point.
    pub fn before(&self, now: NaiveDateTime) -> Option<Covered> {
        let Range { first, last } = self.days;
        if self.period == Period::Month {
            let before = first.checked_sub_months(Months::new(1))?;
            // The day that a shorter month does not have is after its end.
            let same = before.checked_add_days(Days::new(u64::from(now.day0())))?;
            let to = if same < first {
                Bound::Minute(same.and_time(minute(now).time()))
            } else {
                Bound::Day(first.pred_opt()?)
            };
            return Some(Covered { from: Bound::Day(before), to });
        }
        let days = match self.period {
            Period::Week => 7,
            _ => u64::try_from((last - first).num_days()).ok()? + 1,
        };
        let from = Bound::Day(first.checked_sub_days(Days::new(days))?);
        let is_under_way = (first..=last).contains(&now.date());
        let to = if is_under_way {
            Bound::Minute(minute(now).checked_sub_days(Days::new(days))?)
        } else {
            Bound::Day(last.checked_sub_days(Days::new(days))?)
        };
        Some(Covered { from, to })
    }
}

/// Without its seconds.
fn minute(at: NaiveDateTime) -> NaiveDateTime {
    use chrono::Timelike as _;
    at.with_second(0).and_then(|at| at.with_nanosecond(0)).unwrap_or(at)
}

/// How it stands with a report.
#[derive(Debug, Default)]
pub enum Making {
    /// None was asked for.
    #[default]
    None,
    /// It was asked for.
    Asked,
    /// The server makes it, and so much of it is done, in percent.
    Running(ReportKey, u8),
    /// It is made.
    Made(Box<Report>),
    /// It was not made, and why.
    Failed(String),
    /// Nobody wants it any more.
    Stopped,
}

impl Making {
    /// The report, once it is made.
    pub fn report(&self) -> Option<&Report> {
        match self {
            Self::Made(report) => Some(report),
            _ => None,
        }
    }

    /// How much of it is done, in percent; none where nobody is at it.
    pub fn percent(&self) -> Option<u8> {
        match self {
            Self::Asked => Some(0),
            Self::Running(_, percent) => Some(*percent),
            _ => None,
        }
    }
}

/// Which of the two reports of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// That of the period.
    Period,
    /// That of the period before, beside which it stands.
    Before,
}

/// What is known of reports.
#[derive(Debug, Default)]
pub struct ReportsPart {
    /// How often one was asked for: what belongs to an earlier time is no longer wanted.
    round: u64,
    /// Whether what is wanted is to be asked for once what was asked before is answered.
    is_next_waiting: bool,
    /// What is wanted.
    pub wanted: Option<Wanted>,
    /// The report of the period.
    pub main: Making,
    /// That of the period before.
    pub before: Making,
    /// What stands in the way of the days that were typed.
    pub problem: Option<String>,
}

impl ReportsPart {
    fn making(&mut self, which: Which) -> &mut Making {
        match which {
            Which::Period => &mut self.main,
            Which::Before => &mut self.before,
        }
    }

    /// The connection ended: what was being made is made no longer.
    pub(in crate::model) fn lost(&mut self) {
        self.is_next_waiting = false;
        for making in [&mut self.main, &mut self.before] {
            if making.percent().is_some() {
                *making = Making::None;
            }
        }
    }

    fn keys(&self) -> Vec<ReportKey> {
        let key = |making: &Making| match making {
            Making::Running(key, _) => Some(*key),
            _ => None,
        };
        [&self.main, &self.before].into_iter().filter_map(key).collect()
    }
}

/// What is chosen and typed on the page.
#[derive(Debug)]
pub struct ReportsDraft {
    /// The first day of one's own, as typed.
    pub from: Field,
    /// The last day of one's own, as typed.
    pub to: Field,
    /// Whether the fields for days of one's own are shown.
    pub is_own: bool,
    /// The plots that are shown as tables.
    pub tables: BTreeSet<Plot>,
    /// What the picture of the week shows.
    pub heat: HeatKind,
}

/// A plot of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Plot {
    /// Who came when in the day.
    Arrivals,
    /// Who waited how long when in the day.
    Waits,
    /// The days of the week by hour.
    Week,
    /// One group beside the other.
    By(Grouping),
    /// With how many tables how many would have been called in time.
    Tables,
}

/// What the picture of the week shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum HeatKind {
    /// How long they waited.
    #[default]
    Waits,
    /// How many came.
    Arrivals,
    /// At how many tables somebody sat.
    Tables,
}

impl HeatKind {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Waits, Self::Arrivals, Self::Tables];
}

impl ReportsDraft {
    /// The days of the last weeks.
    pub fn new(today: NaiveDate) -> Self {
        let field = |day: NaiveDate| Field::of_chars(20).with_text(&day.to_string());
        Self {
            from: field(today.checked_sub_days(Days::new(27)).unwrap_or(today)),
            to: field(today),
            is_own: false,
            tables: BTreeSet::new(),
            heat: HeatKind::default(),
        }
    }
}

/// What the reader may be told of one of several figures: that it is the largest, where it stands
/// on enough tickets and is clearly above every other. `values` are each figure with the number of
/// tickets on which it stands.
pub fn largest(values: impl IntoIterator<Item = (f64, u64)>) -> Option<usize> {
    let values: Vec<(f64, u64)> = values.into_iter().collect();
    let by_value = |one: &&(usize, &(f64, u64)), other: &&(usize, &(f64, u64))| {
        one.1.0.partial_cmp(&other.1.0).unwrap_or(Ordering::Equal)
    };
    let all: Vec<(usize, &(f64, u64))> = values.iter().enumerate().collect();
    let (at, (value, count)) = all.iter().max_by(by_value)?;
    let others = all.iter().filter(|(other, _)| other != at);
    let next = others.map(|(_, (value, _))| *value).reduce(f64::max)?;
    (*count >= ENOUGH && *value > 0.0 && *value >= next * CLEARLY).then_some(*at)
}

impl Model {
    /// The page was opened, or the server can be heard again.
    pub(super) fn load_reports(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.pages.people.list.is_none() {
            // Groups by person have the names of accounts.
            effects.extend(self.ask_server(Asked::People, StaffCommand::People));
        }
        // The day may be another by now, and what was read before is old.
        effects.extend(self.make_reports_again());
        effects
    }

    pub(super) fn choose_period(&mut self, period: Period) -> Vec<Effect> {
        let days = match period.days(self.desk_today()) {
            Some(days) => days,
            None => match self.own_days() {
                Ok(days) => days,
                Err(problem) => {
                    self.pages.reports.problem = Some(problem);
                    return Vec::new();
                }
            },
        };
        let service = self.pages.reports.wanted.as_ref().and_then(|wanted| wanted.service.clone());
        self.want(Wanted { period, days, service })
    }

    pub(super) fn choose_report_service(&mut self, service: Option<ServiceId>) -> Vec<Effect> {
        let Some(wanted) = &self.pages.reports.wanted else { return Vec::new() };
        self.want(Wanted { service, ..wanted.clone() })
    }

    fn want(&mut self, wanted: Wanted) -> Vec<Effect> {
        let mut effects = self.stop_reports();
        self.pages.reports.problem = None;
        self.pages.reports.wanted = Some(wanted);
        effects.extend(self.begin_reports());
        effects
    }

    /// Asks for what is wanted, once the server has answered what was asked before: it makes only
    /// so many for one window, and one that is no longer wanted can be stopped by its key alone.
    fn begin_reports(&mut self) -> Vec<Effect> {
        if self.is_asked(|asked| matches!(asked, Asked::Report { .. } | Asked::StopReport(_))) {
            self.pages.reports.is_next_waiting = true;
            self.pages.reports.main = Making::Asked;
            self.pages.reports.before = Making::None;
            return Vec::new();
        }
        self.make_reports()
    }

    /// The server has answered something about reports: what waited for that is asked for now.
    pub(super) fn report_answered(&mut self) -> Vec<Effect> {
        if !self.pages.reports.is_next_waiting {
            return Vec::new();
        }
        self.pages.reports.is_next_waiting = false;
        self.begin_reports()
    }

    /// The same once more, with what happened since.
    pub(super) fn make_reports_again(&mut self) -> Vec<Effect> {
        let wanted = self.pages.reports.wanted.clone();
        match wanted.map(|wanted| wanted.period) {
            Some(Period::Own) => {
                let mut effects = self.stop_reports();
                effects.extend(self.begin_reports());
                effects
            }
            period => self.choose_period(period.unwrap_or(Period::Week)),
        }
    }

    fn own_days(&self) -> Result<Range, String> {
        let draft = self.drafts.pages.reports.as_ref().ok_or(Say::WriteDaysLikeThis);
        let days = draft.and_then(|draft| days_between(&draft.from, &draft.to));
        let (first, last) = days.map_err(|problem| self.speech.say(problem))?;
        Ok(Range { first: first.0, last: last.0 })
    }

    fn make_reports(&mut self) -> Vec<Effect> {
        let Some(wanted) = self.pages.reports.wanted.clone() else { return Vec::new() };
        if !self.is_live() {
            return Vec::new();
        }
        let reports = &mut self.pages.reports;
        reports.round += 1;
        let before = wanted.before(self.desk_time());
        let mut effects = Vec::new();
        for (which, covered, by) in [
            (Which::Period, Some(wanted.covered()), None),
            (Which::Before, before, Some(Vec::new())),
        ] {
            let Some(Covered { from, to }) = covered else {
                *self.pages.reports.making(which) = Making::None;
                continue;
            };
            *self.pages.reports.making(which) = Making::Asked;
            let query = ReportQuery { from, to, by, service: wanted.service.clone() };
            let command = StaffCommand::Report(Arg::Good(ReportAsk::Make(query)));
            let asked = Asked::Report { round: self.pages.reports.round, which };
            effects.extend(self.ask_server(asked, command));
        }
        effects
    }

    /// The server makes nothing for this page any more.
    pub(super) fn stop_reports(&mut self) -> Vec<Effect> {
        let keys = self.pages.reports.keys();
        let reports = &mut self.pages.reports;
        // What is answered from now on was asked before.
        reports.round += 1;
        reports.is_next_waiting = false;
        for making in [&mut reports.main, &mut reports.before] {
            if making.percent().is_some() {
                *making = Making::Stopped;
            }
        }
        keys.into_iter().flat_map(|key| self.stop_report(key)).collect()
    }

    fn stop_report(&mut self, key: ReportKey) -> Vec<Effect> {
        let command = StaffCommand::Report(Arg::Good(ReportAsk::Stop(key)));
        self.ask_server(Asked::StopReport(key), command)
    }

    /// The server begins a report.
    pub(super) fn report_begun(&mut self, round: u64, which: Which, key: ReportKey) -> Vec<Effect> {
        if round != self.pages.reports.round {
            let mut effects = self.stop_report(key);
            effects.extend(self.report_answered());
            return effects;
        }
        *self.pages.reports.making(which) = Making::Running(key, 0);
        Vec::new()
    }

    /// The server does not begin a report.
    pub(super) fn report_refused(
        &mut self,
        round: u64,
        which: Which,
        refusal: Option<&Refusal>,
        text: String,
    ) -> Vec<Effect> {
        if round != self.pages.reports.round {
            return self.report_answered();
        }
        let reports = &mut self.pages.reports;
        let is_of_days = matches!(
            refusal,
            Some(Refusal::PeriodTooLong | Refusal::PeriodBackwards | Refusal::DatesUnreadable)
        );
        if which == Which::Period && is_of_days {
            reports.problem = Some(text.clone());
        }
        *reports.making(which) = Making::Failed(text);
        Vec::new()
    }

    /// The server says how it stands with a report.
    pub(in crate::model) fn report_heard(&mut self, key: ReportKey, news: ReportNews) {
        let reports = &mut self.pages.reports;
        let making = [&mut reports.main, &mut reports.before]
            .into_iter()
            .find(|making| matches!(making, Making::Running(running, _) if *running == key));
        let Some(making) = making else { return };
        *making = match news {
            ReportNews::Percent(percent) => Making::Running(key, percent),
            ReportNews::Made(report) => Making::Made(report),
            ReportNews::Failed(sentence) => {
                let text = match sentence.parse::<Refusal>() {
                    Ok(refusal) => self.speech.refusal(&refusal, None),
                    Err(_) => self.speech.unknown_refusal(&sentence),
                };
                Making::Failed(text)
            }
        };
    }

    /// What a group of a report is called.
    pub fn group_name(&self, grouping: Grouping, group: &Group) -> String {
        let key = group.key.as_str();
        let none = || self.speech.say(ReportSay::KeyNone);
        match grouping {
            _ if key == shared::report::NONE => none(),
            Grouping::Hour => self.hours_words(key.parse().unwrap_or(0)),
            Grouping::Weekday => {
                let day = key.parse::<usize>().unwrap_or(1).clamp(1, 7) - 1;
                self.weekday(day)
            }
            Grouping::Day => {
                key.parse().map_or_else(|_| key.to_owned(), |day: NaiveDate| self.speech.date(day))
            }
            Grouping::Service => {
                let offers = &self.mirror.facts.services.0;
                let offer = offers.iter().find(|offer| offer.service.id.as_str() == key);
                offer.map_or_else(
                    || key.to_owned(),
                    |offer| self.service_words(&offer.service).to_owned(),
                )
            }
            Grouping::Reason => {
                let reason = self.mirror.reasons.0.iter().find(|reason| reason.id == key);
                reason.map_or(key, |reason| self.words_of_reason(reason)).to_owned()
            }
            Grouping::Table if key == shared::report::OTHER_TABLES => {
                self.speech.say(ReportSay::KeyOtherTables)
            }
            Grouping::Table => key.parse().map_or_else(
                |_| key.to_owned(),
                |table| self.table_name(shared::ids::TableNo(table)),
            ),
            Grouping::Person => {
                let mut people = self.pages.people.list.iter().flatten();
                let person = people.find(|person| person.user == key);
                person.map_or_else(|| key.to_owned(), |person| person.name.clone())
            }
        }
    }

    /// An hour of the day, as `09–10`.
    pub fn hours_words(&self, hour: u32) -> String {
        let at = |hour: u32| {
            let time = NaiveDate::default().and_hms_opt(hour % 24, 0, 0).unwrap_or_default();
            self.speech.time(time)
        };
        self.speech.say(ReportSay::Hours { from: &at(hour), to: &at(hour + 1) })
    }

    /// What is said about a problem with the days, and the page's own problems.
    pub fn report_problem(&self) -> Option<&str> {
        let reports = &self.pages.reports;
        let failed = match &reports.main {
            Making::Failed(problem) => Some(problem.as_str()),
            _ => None,
        };
        reports.problem.as_deref().or(failed)
    }

    /// Words of the page.
    pub fn report_words(&self, say: ReportSay<'_>) -> String {
        self.speech.say(say)
    }
}

impl PageDrafts {
    /// What is chosen on the page of reports.
    pub fn reports(&mut self, today: NaiveDate) -> &mut ReportsDraft {
        self.reports.get_or_insert_with(|| ReportsDraft::new(today))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    fn wanted(period: Period, now: &str) -> Wanted {
        let days = period.days(at(now).date()).unwrap();
        Wanted { period, days, service: None }
    }

    #[test]
    fn a_period_stands_beside_the_same_point_of_the_one_before() {
        for (period, now, days, before) in [
            (
                Period::Today,
                "2026-11-25T14:30:59",
                "2026-11-25 2026-11-25",
                "2026-11-24 2026-11-24T14:30",
            ),
            (
                Period::Yesterday,
                "2026-11-25T14:30:00",
                "2026-11-24 2026-11-24",
                "2026-11-23 2026-11-23",
            ),
            // A Wednesday.
            (
                Period::Week,
                "2026-11-25T14:30:00",
                "2026-11-23 2026-11-25",
                "2026-11-16 2026-11-18T14:30",
            ),
            (
                Period::Month,
                "2026-11-25T14:30:00",
                "2026-11-01 2026-11-25",
                "2026-10-01 2026-10-25T14:30",
            ),
            // The month before has no such day: all of it.
            (
                Period::Month,
                "2026-03-30T14:30:00",
                "2026-03-01 2026-03-30",
                "2026-02-01 2026-02-28",
            ),
            (
                Period::Month,
                "2026-01-01T00:00:00",
                "2026-01-01 2026-01-01",
                "2025-12-01 2025-12-01T00:00",
            ),
        ] {
            let wanted = wanted(period, now);
            let said = |covered: Covered| format!("{} {}", covered.from, covered.to);
            assert_eq!(said(wanted.covered()), days, "{period:?} {now}");
            assert_eq!(wanted.before(at(now)).map(said).as_deref(), Some(before), "{period:?}");
        }
    }

    #[test]
    fn days_of_ones_own_stand_beside_as_many_before_them() {
        let range = |first: &str, last: &str| Wanted {
            period: Period::Own,
            days: Range { first: first.parse().unwrap(), last: last.parse().unwrap() },
            service: None,
        };
        let before = |wanted: &Wanted, now: &str| {
            let covered = wanted.before(at(now)).unwrap();
            format!("{} {}", covered.from, covered.to)
        };
        let over = range("2026-11-02", "2026-11-06");
        assert_eq!(before(&over, "2026-11-25T14:30:00"), "2026-10-28 2026-11-01");
        let under_way = range("2026-11-16", "2026-11-29");
        assert_eq!(before(&under_way, "2026-11-25T14:30:00"), "2026-11-02 2026-11-11T14:30");
        let ancient = range("-262143-01-01", "-262143-01-02");
        assert_eq!(ancient.before(at("2026-11-25T14:30:00")), None);
    }

    #[test]
    fn only_what_stands_on_enough_and_is_clearly_above_the_rest_is_claimed() {
        for (values, claimed) in [
            (vec![(100.0, 30), (125.0, 30), (90.0, 500)], Some(1)),
            (vec![(100.0, 30), (124.0, 30)], None),
            (vec![(100.0, 30), (200.0, 29)], None),
            // One of a few tickets that is larger keeps the others from being called the largest.
            (vec![(100.0, 30), (200.0, 30), (190.0, 2)], None),
            (vec![(100.0, 300)], None),
            (vec![(0.0, 30), (0.0, 30)], None),
            (vec![], None),
        ] {
            assert_eq!(largest(values.clone()), claimed, "{values:?}");
        }
    }
}
