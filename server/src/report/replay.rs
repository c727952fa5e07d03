//! What would have become of the same visitors with another number of tables.
//!
//! Each day is played by itself, beginning with nobody waiting. Visitors are called in the order in
//! which they came into a queue, whatever it is for; each keeps a table for as long as they did in
//! truth, if they were served or did not come, else for the median of the service times of that
//! hour, else of that day, else of the last day before that has one. All of it is in whole seconds. With more tables nobody waits
//! longer, so once all are in time they stay so.

use std::collections::BTreeMap;

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
    usual_s: Option<u32>,
}

impl<'p> Replays<'p> {
    pub(super) fn new(stop: Stop<'p>) -> Self {
        Self { stop, days: BTreeMap::new(), in_time: Vec::new(), all: 0, usual_s: None }
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
        self.usual_s = of_day.median().map(whole).or(self.usual_s);
        let of_hours = of_hours.map(|mut hour| hour.median().map(whole).or(self.usual_s));
        // Before anybody was served nobody knows how long somebody keeps a table.
        let is_known = |job: &Job| job.busy_s.or(of_hours[job.hour]).is_some();
        if !jobs.iter().all(is_known) {
            return;
        }
        let first = jobs.first().map_or(0, |job| job.came.div_euclid(1000));
        let visits: Vec<Visit> = jobs
            .iter()
            .map(|job| {
                let came = job.came.div_euclid(1000).saturating_sub(first).unsigned_abs();
                let busy = job.busy_s.or(of_hours[job.hour]).unwrap_or_default();
                let busy = u64::from(busy).min(LONGEST);
                Visit { came, busy, latest: came + u64::from(job.target_s) }
            })
            .collect();
        let all = visits.len() as u64;
        let longest = visits.iter().map(|visit| visit.busy).max().unwrap_or_default();
        let mut ring = Ring::new(longest);
        for tables in 1..=MOST_TABLES {
            let in_time = play_with(tables, &visits, &mut ring);
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

/// A visitor, how long they need a table, and until when they would be called in time: seconds of
/// the day that is played.
#[derive(Debug, Clone, Copy)]
struct Visit {
    came: u64,
    busy: u64,
    latest: u64,
}

/// When tables come free.
///
/// In the order in which visitors came nobody is called before who came before them. So no table
/// that is waited for comes free before the last one did, and all that are busy come free within
/// the longest time that anybody keeps one: a ring of seconds with a bit for each that has any finds
/// the next one at once, where a heap took most of a report's time.
#[derive(Debug)]
struct Ring {
    /// How many come free in each second, by its rest. Their number is a power of two.
    counts: Vec<u16>,
    /// Which of those have any.
    bits: Vec<u64>,
    /// The first second in which one comes free; the last of all where none is busy.
    next: u64,
    busy: usize,
}

/// The longest stay in seconds for which there is room; who stays longer, which is days, keeps a
/// table for so long.
const LONGEST: u64 = (1 << 18) - 1;

impl Ring {
    /// One in which anybody may stay for so long.
    fn new(longest: u64) -> Self {
        let room = usize::try_from(longest.min(LONGEST) + 1).unwrap_or(usize::MAX);
        let room = room.next_power_of_two().max(64);
        Self { counts: vec![0; room], bits: vec![0; room / 64], next: u64::MAX, busy: 0 }
    }

    fn clear(&mut self) {
        if self.busy > 0 {
            self.counts.fill(0);
            self.bits.fill(0);
        }
        (self.next, self.busy) = (u64::MAX, 0);
    }

    fn place(&self, second: u64) -> usize {
        usize::try_from(second).unwrap_or(usize::MAX) & (self.counts.len() - 1)
    }

    fn add(&mut self, second: u64) {
        let place = self.place(second);
        self.counts[place] += 1;
        self.bits[place / 64] |= 1 << (place % 64);
        self.busy += 1;
        self.next = self.next.min(second);
    }

    /// It is this second: those that came free by now are.
    fn reach(&mut self, second: u64) {
        while self.next <= second && self.busy > 0 {
            self.take();
        }
    }

    /// Takes the one that comes free next, and answers when that is. There is one.
    fn take(&mut self) -> u64 {
        let taken = self.next;
        let place = self.place(taken);
        self.counts[place] -= 1;
        self.busy -= 1;
        if self.counts[place] > 0 {
            return taken;
        }
        self.bits[place / 64] &= !(1 << (place % 64));
        self.next = if self.busy > 0 { taken + self.ahead(place) } else { u64::MAX };
        taken
    }

    /// How many seconds after this place the next one comes free, where one does.
    fn ahead(&self, start: usize) -> u64 {
        let last = self.bits.len() - 1;
        let mut at = start / 64;
        // The word of the start is looked at twice: its later part first, its earlier one last.
        let mut word = self.bits[at] & (!0 << (start % 64));
        for _ in 0..=last {
            if word != 0 {
                break;
            }
            at = (at + 1) & last;
            word = self.bits[at];
        }
        let place = at * 64 + word.trailing_zeros() as usize;
        (place.wrapping_sub(start) & (self.counts.len() - 1)) as u64
    }
}

/// How many are called in time with so many tables.
fn play_with(tables: usize, visits: &[Visit], ring: &mut Ring) -> u64 {
    ring.clear();
    let mut in_time = 0;
    for visit in visits {
        ring.reach(visit.came);
        let called = if ring.busy == tables { ring.take() } else { visit.came };
        in_time += u64::from(called <= visit.latest);
        ring.add(called + visit.busy);
    }
    in_time
}
