//! Reports: from tickets, their legs and seatings to what a manager keeps.
//!
//! ```text
//! Plan ──> Making: ticket(row) …, seating(row) … ──finish(at)──> shared::report::Report
//! ```
//!
//! Pure: no clock, no SQL. It takes rows as they are read and keeps counts of whole seconds, so
//! what it needs does not grow with the number of tickets, and every median is exact. A day is
//! finished as soon as no row can belong to it any more.
//!
//! Reading order: [`plan`] (what is reported), [`calendar`] (local hours and days), [`tally`] (the
//! figures of some tickets), [`unit`] (what counts once: a ticket, or a leg of one), [`groups`],
//! [`staffed`] (tables where somebody sat), [`replay`] (other numbers of tables). Here they come
//! together. How rows are read is the store's to know, when it is done that of `jobs::report`.

pub mod calendar;
mod groups;
pub mod plan;
mod replay;
mod staffed;
mod tally;
#[cfg(test)]
mod tests;
mod unit;

use std::collections::BTreeMap;
use std::fmt;

use shared::report::{Figures, Grouping, Heat, Report};
use shared::service::ServiceId;

use self::calendar::{Calendar, Place};
use self::groups::{Days, Named, Tables};
pub use self::plan::Plan;
use self::replay::{Job, Replays};
use self::staffed::Staffed;
use self::tally::{Measured, Tally};
pub use self::unit::TicketRow;
use self::unit::Unit;
use crate::core::desk::Seating;
use crate::core::time::Millis;

/// How many hours a week has.
const CELLS: usize = 7 * 24;

/// Whether nobody wants the report any more.
#[derive(Clone, Copy)]
struct Stop<'p>(&'p dyn Fn() -> bool);

impl fmt::Debug for Stop<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stop")
    }
}

/// A report on its way.
#[derive(Debug)]
pub struct Making<'p> {
    plan: &'p Plan,
    calendar: Calendar,
    /// By the hour of the week, from Monday: what all, the hours and the days of the week add up to.
    cells: Vec<Tally>,
    days: Days,
    services: Named,
    reasons: Named,
    people: BTreeMap<Option<i64>, Tally>,
    tables: Tables,
    replays: Replays<'p>,
    staffed: Staffed,
}

impl<'p> Making<'p> {
    /// Begins the report that is planned. What takes long ends early once `is_unwanted` says so;
    /// what comes of it is good for nothing then.
    pub fn new(plan: &'p Plan, is_unwanted: &'p dyn Fn() -> bool) -> Self {
        Self {
            plan,
            calendar: Calendar::new(plan.zone),
            cells: (0..CELLS).map(|_| Tally::default()).collect(),
            days: Days::default(),
            services: Named::default(),
            reasons: Named::default(),
            people: BTreeMap::new(),
            tables: Tables::default(),
            replays: Replays::new(Stop(is_unwanted)),
            staffed: Staffed::new(plan),
        }
    }

    /// Takes in a ticket; one that was made outside the period counts nowhere. They come by id.
    pub fn ticket(&mut self, row: &TicketRow<'_>) {
        if !self.plan.has(row.start) {
            return;
        }
        let plan = self.plan;
        let only = plan.query.service.as_ref().map(ServiceId::as_str);
        let place = self.calendar.place(row.start);
        // A ticket that was never referred is one with its only leg.
        let is_whole = only.is_none() && !row.legs.is_empty();
        if is_whole {
            let whole = Unit::whole(row);
            self.count(&whole, place, &whole.measure(plan.target_s(whole.service)));
        }
        for leg in Unit::legs(row) {
            if only.is_some() && leg.service != only {
                continue;
            }
            let target_s = plan.target_s(leg.service);
            let measured = leg.measure(target_s);
            if plan.is_by(Grouping::Service) {
                self.services.of(leg.service).add(&measured);
            }
            self.replays.add(place.day, Job::of(&leg, place.hour, target_s));
            if !is_whole {
                self.count(&leg, place, &measured);
            }
        }
    }

    /// Counts a unit in every group but that of its service.
    fn count(&mut self, unit: &Unit<'_>, place: Place, measured: &Measured) {
        let plan = self.plan;
        self.cells[place.weekday * 24 + place.hour].add(measured);
        if plan.is_by(Grouping::Day) {
            self.days.of(place.day).add(measured);
        }
        if plan.is_by(Grouping::Reason) {
            self.reasons.of(unit.reason).add(measured);
        }
        if plan.is_by(Grouping::Person) {
            self.people.entry(unit.person).or_default().add(measured);
        }
        if plan.is_by(Grouping::Table) {
            self.tables.add(unit.table, unit.person, measured);
        }
    }

    /// Says that every ticket which is still to come was made at this moment or later.
    pub fn none_before(&mut self, moment: Millis) {
        // Where clocks are put back at midnight, or a zone moves over the date line, a date can
        // come again; a day later none can.
        let over = self.calendar.place(moment).day.saturating_sub(1);
        self.days.finish_before(over);
        self.replays.finish_before(over);
    }

    /// Takes in that somebody sat at a table. All that began before the period's end are wanted,
    /// by their beginning, however early: the first one tells since when it is known.
    pub fn seating(&mut self, seating: &Seating) {
        self.staffed.add(seating);
    }

    /// The report, of rows that were read at a moment. `user` is the name of an account.
    pub fn finish(mut self, at: Millis, user: impl Fn(i64) -> Option<String>) -> Report {
        let plan = self.plan;
        let mut total = Tally::default();
        let mut hours: Vec<Tally> = (0..24).map(|_| Tally::default()).collect();
        let mut weekdays: Vec<Tally> = (0..7).map(|_| Tally::default()).collect();
        let mut heat = Heat::default();
        for (at, cell) in self.cells.iter_mut().enumerate() {
            let (weekday, hour) = (at / 24, at % 24);
            total.merge(cell);
            hours[hour].merge(cell);
            weekdays[weekday].merge(cell);
            let Figures { arrived, called, wait_median_s, .. } = cell.figures();
            heat.arrived[weekday][hour] = arrived;
            heat.called[weekday][hour] = called;
            heat.wait_median_s[weekday][hour] = wait_median_s;
        }
        let (staffed, most_staffed) = self.staffed.finish(&mut self.calendar, at);
        heat.tables = staffed;
        let mut groups = BTreeMap::new();
        for grouping in &plan.by {
            let found = match grouping {
                Grouping::Hour => groups::numbered(&mut hours, 0),
                Grouping::Weekday => groups::numbered(&mut weekdays, 1),
                Grouping::Day => std::mem::take(&mut self.days).finish(plan.zone),
                Grouping::Service => std::mem::take(&mut self.services)
                    .finish(plan.services.iter().map(|it| it.id.as_str())),
                Grouping::Reason => std::mem::take(&mut self.reasons)
                    .finish(plan.reasons.iter().map(String::as_str)),
                Grouping::Table => std::mem::take(&mut self.tables).finish(plan.is_of_people),
                Grouping::Person => groups::people(&mut self.people, &user),
            };
            groups.insert(*grouping, found);
        }
        Report {
            zone: calendar::name(plan.zone),
            from: plan.query.from,
            to: plan.query.to,
            service: plan.query.service.clone(),
            at,
            total: total.figures(),
            groups,
            heat,
            tables: self.replays.finish(most_staffed),
        }
    }
}
