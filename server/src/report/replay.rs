//! What would have become of the same visitors with another number of tables.
//!
//! Each day is played by itself, beginning with nobody waiting. Visitors are called in the order in
//! which they came into a queue, whatever it is for; each keeps a table for as long as they did in
//! truth, if they were served or did not come, else for the median of the service times of that
//! hour, else of that day, else of the last day before that has one. With more tables nobody waits
//! longer, so once all are in time they stay so.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use shared::report::{ENOUGH_IN_TIME, Staffing};

use super::Stop;
use super::tally::{Seconds, ratio};
use super::unit::Unit;
use crate::core::time::Millis;

/// The most tables that a desk can have.
const MOST_TABLES: usize = 1000;

/// How many more tables are told than are enough.
const A_FEW_MORE: usize = 3;

/// A visitor who needs a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Job {
    came: Millis,
    /// How long they kept one, where that is known.
    busy_s: Option<u32>,
    /// The service time, where there is one.
    service_s: Option<u32>,
    target_s: u32,
    hour: usize,
}

impl Job {
    pub(super) fn of(leg: &Unit<'_>, hour: usize, target_s: u32) -> Self {
        Self { came: leg.entered, busy_s: leg.busy_s(), service_s: leg.service_s(), target_s, hour }
    }
}

/// The days so far.
#[derive(Debug)]
pub(super) struct Replays<'p> {
    stop: Stop<'p>,
    days: BTreeMap<i32, Vec<Job>>,
    /// How many were in time with one table, with two, and so on.
    in_time: Vec<u64>,
    all: u64,
    /// The median of the last day that had one.
    usual_s: u32,
}

impl<'p> Replays<'p> {
    pub(super) fn new(stop: Stop<'p>) -> Self {
        Self { stop, days: BTreeMap::new(), in_time: Vec::new(), all: 0, usual_s: 0 }
    }

    pub(super) fn add(&mut self, day: i32, job: Job) {
        self.days.entry(day).or_default().push(job);
    }

    /// No more visitors come of days before this one.
    pub(super) fn finish_before(&mut self, day: i32) {
        while let Some(first) = self.days.first_entry().filter(|first| *first.key() < day) {
            let jobs = first.remove();
            self.play(jobs);
        }
    }

    fn play(&mut self, mut jobs: Vec<Job>) {
        jobs.sort_by_key(|job| job.came);
        let mut of_day = Seconds::default();
        let mut of_hours: [Seconds; 24] = Default::default();
        for job in &jobs {
            if let Some(seconds) = job.service_s {
                of_day.add(seconds);
                of_hours[job.hour].add(seconds);
            }
        }
        let whole = |seconds: u64| u32::try_from(seconds).unwrap_or(u32::MAX);
        self.usual_s = of_day.median().map_or(self.usual_s, whole);
        let of_hours = of_hours.map(|hour| hour.median().map_or(self.usual_s, whole));
        let visits: Vec<Visit> = jobs
            .iter()
            .map(|job| Visit {
                came: job.came,
                busy_ms: Millis::from(job.busy_s.unwrap_or(of_hours[job.hour])) * 1000,
                // In time is by whole seconds.
                latest: job.came.saturating_add(Millis::from(job.target_s) * 1000 + 999),
            })
            .collect();
        let all = visits.len() as u64;
        let mut free = BinaryHeap::new();
        for tables in 1..=MOST_TABLES {
            let in_time = play_with(tables, &visits, &mut free);
            if self.in_time.len() < tables {
                // All of the days before were in time with so many.
                self.in_time.push(self.all);
            }
            self.in_time[tables - 1] += in_time;
            if in_time == all || (self.stop.0)() {
                for more in &mut self.in_time[tables..] {
                    *more += all;
                }
                break;
            }
        }
        self.all += all;
    }

    /// With one table, with two, up to a few more than are enough, and as many as there were.
    pub(super) fn finish(mut self, most_staffed: u32) -> Vec<Staffing> {
        self.finish_before(i32::MAX);
        let share = |tables: usize| {
            let in_time = self.in_time.get(tables - 1).copied().unwrap_or(self.all);
            ratio(in_time, self.all).unwrap_or_default()
        };
        if self.all == 0 {
            return Vec::new();
        }
        let enough = (1..=MOST_TABLES).find(|tables| share(*tables) >= ENOUGH_IN_TIME);
        let most_staffed = usize::try_from(most_staffed).unwrap_or(MOST_TABLES);
        let last = enough.map_or(MOST_TABLES, |enough| enough + A_FEW_MORE).max(most_staffed);
        let told = (1..).zip(1..=last.min(MOST_TABLES));
        told.map(|(n, tables)| Staffing { n, in_time: share(tables) }).collect()
    }
}

/// A visitor, how long they need a table, and until when they would be called in time.
#[derive(Debug, Clone, Copy)]
struct Visit {
    came: Millis,
    busy_ms: Millis,
    latest: Millis,
}

/// How many are called in time with so many tables.
fn play_with(tables: usize, visits: &[Visit], free: &mut BinaryHeap<Reverse<Millis>>) -> u64 {
    free.clear();
    let mut in_time = 0;
    for visit in visits {
        let called = if free.len() < tables {
            visit.came
        } else {
            free.peek().map_or(visit.came, |Reverse(free)| (*free).max(visit.came))
        };
        in_time += u64::from(called <= visit.latest);
        let until = called.saturating_add(visit.busy_ms);
        if free.len() < tables {
            free.push(Reverse(until));
        } else if let Some(mut first) = free.peek_mut() {
            *first = Reverse(until);
        }
    }
    in_time
}
