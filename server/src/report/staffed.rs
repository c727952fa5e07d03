//! At how many tables somebody sat, by the hour of the week.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use shared::report::Week;

use super::CELLS;
use super::calendar::{Calendar, Place};
use super::plan::Plan;
use super::tally::ratio;
use crate::core::desk::Seating;
use crate::core::time::Millis;

/// What is known of it so far.
#[derive(Debug)]
pub(super) struct Staffed {
    from: Millis,
    to: Millis,
    /// When anybody sat down for the first time that is known.
    known_since: Option<Millis>,
    /// Those that lie in the period at least in part.
    seatings: Vec<(Millis, Option<Millis>)>,
}

impl Staffed {
    pub(super) fn new(plan: &Plan) -> Self {
        Self { from: plan.from, to: plan.to, known_since: None, seatings: Vec::new() }
    }

    pub(super) fn add(&mut self, seating: &Seating) {
        let Seating { from, to, .. } = *seating;
        self.known_since = Some(self.known_since.map_or(from, |since| since.min(from)));
        if from < self.to && to.is_none_or(|to| to > self.from) {
            self.seatings.push((from, to));
        }
    }

    /// The mean number of tables in each hour of the week, and the most at any moment. What comes
    /// after `at` is not known yet.
    pub(super) fn finish(&self, calendar: &mut Calendar, at: Millis) -> (Week<Option<f64>>, u32) {
        let Some(since) = self.known_since else { return Default::default() };
        let (from, to) = (self.from.max(since), self.to.min(at));
        let mut lasted = [0_u64; CELLS];
        each_hour(calendar, from, to, |cell, ms| lasted[cell] += ms);
        let mut seated = [0_u64; CELLS];
        let mut parts: Vec<(Millis, Millis)> = Vec::with_capacity(self.seatings.len());
        for (begun, ended) in &self.seatings {
            let part = ((*begun).max(from), ended.unwrap_or(Millis::MAX).min(to));
            each_hour(calendar, part.0, part.1, |cell, ms| seated[cell] += ms);
            if part.0 < part.1 {
                parts.push(part);
            }
        }
        let mut week = Week::default();
        for (cell, (seated, lasted)) in seated.into_iter().zip(lasted).enumerate() {
            week[cell / 24][cell % 24] = ratio(seated, lasted);
        }
        (week, most_at_once(parts))
    }
}

/// Hands the parts of a time that lie in one local hour each to `take`.
fn each_hour(calendar: &mut Calendar, from: Millis, to: Millis, mut take: impl FnMut(usize, u64)) {
    let mut moment = from;
    while moment < to {
        let (Place { weekday, hour, .. }, end) = calendar.hour(moment);
        let end = end.min(to);
        take(weekday * 24 + hour, u64::try_from(end - moment).unwrap_or_default());
        moment = end;
    }
}

fn most_at_once(mut parts: Vec<(Millis, Millis)>) -> u32 {
    parts.sort_unstable();
    let mut ends = BinaryHeap::new();
    let mut most = 0;
    for (begun, ended) in parts {
        while ends.peek().is_some_and(|Reverse(end)| *end <= begun) {
            ends.pop();
        }
        ends.push(Reverse(ended));
        most = most.max(ends.len());
    }
    u32::try_from(most).unwrap_or(u32::MAX)
}
