//! The figures of some tickets, counted so that every median is exact and two can be added up.

use std::collections::BTreeMap;

use shared::report::Figures;

/// Seconds below this are counted each in a place of their own; longer ones are rare.
const NEAR: usize = 2 * 60 * 60;

/// What is counted and measured of one ticket or leg.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Measured {
    pub(super) is_called: bool,
    pub(super) is_completed: bool,
    pub(super) is_no_show: bool,
    pub(super) has_left: bool,
    pub(super) is_left_over: bool,
    pub(super) is_open: bool,
    pub(super) wait_s: Option<u32>,
    pub(super) way_s: Option<u32>,
    pub(super) service_s: Option<u32>,
    pub(super) is_in_time: Option<bool>,
    pub(super) is_promise_kept: Option<bool>,
}

/// So many new ones are put into their places together. A place is far from the last one of the same
/// figure in memory, and every figure of every group comes in turn: one by one, each would have to be
/// fetched anew.
const TOGETHER: usize = 256;

/// Whole seconds, each with how often it was measured.
#[derive(Debug, Clone, Default)]
pub(super) struct Seconds {
    /// Those that are not in their places yet.
    new: Vec<u32>,
    near: Vec<u32>,
    far: BTreeMap<u32, u32>,
    count: u64,
    sum: u64,
}

impl Seconds {
    pub(super) fn add(&mut self, seconds: u32) {
        self.count += 1;
        self.sum += u64::from(seconds);
        self.new.push(seconds);
        if self.new.len() >= TOGETHER {
            self.sort_in();
        }
    }

    fn sort_in(&mut self) {
        let mut new = std::mem::take(&mut self.new);
        for seconds in new.drain(..) {
            self.put(seconds, 1);
        }
        self.new = new;
    }

    fn put(&mut self, seconds: u32, times: u32) {
        let place = usize::try_from(seconds).unwrap_or(usize::MAX);
        if place >= NEAR {
            *self.far.entry(seconds).or_default() += times;
            return;
        }
        if place >= self.near.len() {
            let room = (place + 1).max(self.near.len() * 2).min(NEAR);
            self.near.resize(room, 0);
        }
        self.near[place] += times;
    }

    /// Each that was measured, with how often, from the least.
    fn each(&mut self) -> impl Iterator<Item = (u32, u32)> {
        self.sort_in();
        let near = (0..).zip(self.near.iter().copied()).filter(|(_, times)| *times > 0);
        near.chain(self.far.iter().map(|(seconds, times)| (*seconds, *times)))
    }

    fn merge(&mut self, other: &mut Self) {
        self.count += other.count;
        self.sum += other.sum;
        for (seconds, times) in other.each() {
            self.put(seconds, times);
        }
    }

    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// The least value that at least so many in a hundred do not exceed.
    pub(super) fn percentile(&mut self, percent: u64) -> Option<u64> {
        let rank = (self.count * percent).div_ceil(100).max(1);
        let mut passed = 0;
        let found = self.each().find(|(_, times)| {
            passed += u64::from(*times);
            passed >= rank
        });
        found.map(|(seconds, _)| u64::from(seconds))
    }

    pub(super) fn median(&mut self) -> Option<u64> {
        self.percentile(50)
    }

    /// To the nearest second; half a one goes up.
    fn mean(&self) -> Option<u64> {
        (self.count > 0).then(|| (self.sum + self.count / 2) / self.count)
    }

    fn max(&mut self) -> Option<u64> {
        self.sort_in();
        let far = self.far.keys().next_back().copied();
        let near = || self.near.iter().rposition(|times| *times > 0);
        far.map(u64::from).or_else(|| near().map(|place| place as u64))
    }
}

/// The figures of some tickets.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    arrived: u64,
    called: u64,
    completed: u64,
    no_show: u64,
    left: u64,
    left_over: u64,
    open: u64,
    wait: Seconds,
    way: Seconds,
    service: Seconds,
    in_time: Share,
    promise: Share,
}

/// How many of how many.
#[derive(Debug, Clone, Copy, Default)]
struct Share {
    yes: u64,
    of: u64,
}

impl Share {
    fn add(&mut self, is_so: Option<bool>) {
        let Some(is_so) = is_so else { return };
        self.yes += u64::from(is_so);
        self.of += 1;
    }

    fn merge(&mut self, other: Self) {
        self.yes += other.yes;
        self.of += other.of;
    }

    fn ratio(self) -> Option<f64> {
        ratio(self.yes, self.of)
    }
}

/// How many of how many, from 0 to 1; none of none is nothing.
#[expect(clippy::cast_precision_loss, reason = "nobody counts so far")]
pub(super) fn ratio(yes: u64, of: u64) -> Option<f64> {
    (of > 0).then(|| yes as f64 / of as f64)
}

impl Tally {
    pub(super) fn add(&mut self, one: &Measured) {
        self.arrived += 1;
        self.called += u64::from(one.is_called);
        self.completed += u64::from(one.is_completed);
        self.no_show += u64::from(one.is_no_show);
        self.left += u64::from(one.has_left);
        self.left_over += u64::from(one.is_left_over);
        self.open += u64::from(one.is_open);
        let measures = [
            (&mut self.wait, one.wait_s),
            (&mut self.way, one.way_s),
            (&mut self.service, one.service_s),
        ];
        for (all, seconds) in measures {
            if let Some(seconds) = seconds {
                all.add(seconds);
            }
        }
        self.in_time.add(one.is_in_time);
        self.promise.add(one.is_promise_kept);
    }

    pub(super) fn merge(&mut self, other: &mut Self) {
        self.arrived += other.arrived;
        self.called += other.called;
        self.completed += other.completed;
        self.no_show += other.no_show;
        self.left += other.left;
        self.left_over += other.left_over;
        self.open += other.open;
        self.wait.merge(&mut other.wait);
        self.way.merge(&mut other.way);
        self.service.merge(&mut other.service);
        self.in_time.merge(other.in_time);
        self.promise.merge(other.promise);
    }

    pub(super) fn arrived(&self) -> u64 {
        self.arrived
    }

    pub(super) fn figures(&mut self) -> Figures {
        Figures {
            arrived: self.arrived,
            called: self.called,
            completed: self.completed,
            no_show: self.no_show,
            left: self.left,
            left_over: self.left_over,
            wait_median_s: self.wait.median(),
            wait_p90_s: self.wait.percentile(90),
            wait_mean_s: self.wait.mean(),
            wait_max_s: self.wait.max(),
            way_median_s: self.way.median(),
            service_median_s: self.service.median(),
            service_mean_s: self.service.mean(),
            in_time: self.in_time.ratio(),
            promise_kept: self.promise.ratio(),
            open: self.open,
            way_of: self.way.count(),
            service_of: self.service.count(),
            in_time_of: self.in_time.of,
            promise_of: self.promise.of,
        }
    }
}
