//! How long a newcomer may expect to wait, as a range, learnt from the desk's own history.
//!
//! The model in one paragraph: every ticket taken teaches two things, how much table-time was
//! spent serving since the ticket before it (on average that is what one visitor costs), and how
//! long free tables let visitors wait (how quickly staff react). A ticket with `ahead` tickets
//! before it needs `ahead + 1` tables; those that are free now cost only a reaction, and each
//! further one is a table finishing, which happens once per (service + reaction) / (tables
//! online). The first finish comes from services already under way and the others follow at that
//! pace, so the wait is a sum of random times whose mean and variance are known, and the range
//! runs between a low and a high quantile of the gamma distribution with that mean and variance.
//! What is not known widens it: the fewer and older the samples, the less sure the pace; the
//! longer the wait, the more likely that staff come or go meanwhile.
//!
//! Two habits would mislead it and are allowed for. A person who is away while the table counts
//! as online and free lets visitors wait, which counts as slow reaction and stretches the
//! estimate by just that much. A ticket left open while nobody waits looks like a long service;
//! so the cost of a visitor is capped at twice what tables were seen to cost while somebody waited
//! for them, a cap that honest services do not reach, because even when all services are alike
//! at least half of one is still to come, on average, when somebody starts to wait.
//!
//! Where tables take several services, each service has an estimator of its own that knows the
//! tables that take it. A table that serves somebody of another service is busy for this one too:
//! that time counts as cost while somebody of this service waits, and so the cost of a visitor
//! grows by what the others hold up.
//!
//! Nothing here reads a clock or does I/O; every time is handed in, and a clock that jumps
//! backwards or a count that makes no sense merely teaches nothing.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

/// How many samples are kept; the oldest makes room for the newest.
const CAPACITY: usize = 160;

/// The fewest samples from which a range is given.
const FEWEST: usize = 5;

/// The least total weight (a fresh sample weighs 1) from which a range is given, so that a handful
/// of samples from before a long holiday do not speak for today.
const LEAST_WEIGHT: f64 = 0.5;

/// The age in ms at which a sample weighs half as much as a fresh one. The weight falls as
/// `1 / (1 + age / this)`, slowly enough that yesterday's samples still say something together.
const HALF_WEIGHT_AGE_MS: f64 = 2.0 * 3_600_000.0;

/// How many takes make one block when the irregularity of services is estimated.
const BLOCK: usize = 8;

/// How many blocks the initial assumption of exponential services is worth against measured ones.
const ASSUMED_BLOCKS: f64 = 4.0;

/// A value of a sample that is above this many times what is usual (see [`usual`]) is an outlier,
/// unless samples near it say so too. An outlier counts as what is usual, so that one ticket left
/// open over lunch does not spoil the day.
const OUTLIER: i64 = 3;

/// What is usual is the value that one in so many samples exceeds.
const OUTLIERS_ONE_IN: usize = 10;

/// At least this many samples exceed what is usual, however few samples there are.
const FEWEST_OUTLIERS: usize = 2;

/// Two other samples must be within this many takes of an outlier to vouch for it, with values as
/// large. A desk that really became slow has them after three visits, so it is noticed then.
const NEAR: usize = 3;

/// What is going on while somebody waits counts for up to this many ms before it ends.
const LONGEST_OPEN_MS: i64 = 30 * 60_000;

/// A ticket that is claimed for longer than this many ms, and longer than so many times what
/// services take on average, was left open.
const LEFT_OPEN_MS: i64 = 60 * 60_000;
const LEFT_OPEN_TIMES: i64 = 8;

/// The pace of the next hour differs from that of the last by about this share, even when the
/// past is known exactly: other people, other questions.
const DRIFT: f64 = 0.12;

/// The number of tables online changes by about this share over an hour (and by less or more over
/// shorter or longer waits, with the square root of the time).
const STAFFING: f64 = 0.4;

/// The longest time in hours over which that change is taken to grow; without an end to it the
/// lower bound would fall again when a queue is very long.
const STAFFING_HOURS: f64 = 2.0;

/// How many standard normal deviations from the middle the range ends on either side: at the
/// quantiles of 14 % and 86 %. Rounding outward makes it cover more than the 73 % between them.
const DEVIATIONS: f64 = 1.1;

/// A wait beyond this many seconds (a day) cannot be meant, and no range is given.
const LONGEST_SECS: f64 = 86_400.0;

/// The wait a visitor may expect: most waits fall between the two bounds, which are rounded
/// outward to numbers people can read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The lower bound in seconds; zero means "at once".
    pub low_secs: u32,
    /// The upper bound in seconds, always above the lower one.
    pub high_secs: u32,
}

/// What is learnt from one ticket being taken from the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Sample {
    /// Which sample of this desk it is, counted from 0. An estimator learns each number once.
    pub number: u64,
    /// When the ticket was taken, in milliseconds since the Unix epoch.
    pub taken_ms: i64,
    /// The time tables spent serving since the ticket before was taken, summed over the tables,
    /// in table-milliseconds.
    pub serving_ms: i64,
    /// The part of `serving_ms` during which somebody waited and no table was free, in
    /// table-milliseconds.
    pub blocked_ms: i64,
    /// The time free tables and waiting visitors faced each other since the ticket before was
    /// taken, summed over such pairs, in table-milliseconds.
    pub reaction_ms: i64,
}

/// What holds at a desk for one service at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tables {
    /// How many wait for the service.
    pub waiting: usize,
    /// How many tables are online that take it.
    pub online: usize,
    /// How many of these have a ticket, of whichever service.
    pub serving: usize,
    /// How many of these have a ticket of this service.
    pub own: usize,
}

/// The counts as they were last observed, and when.
#[derive(Debug, Clone, Copy)]
struct Counts {
    at_ms: i64,
    waiting: usize,
    online: usize,
    serving: usize,
    own: usize,
}

impl Counts {
    fn free(&self) -> usize {
        self.online - self.serving
    }
}

/// What the samples say together, in seconds.
#[derive(Debug, Clone, Copy)]
struct Pace {
    /// Mean table-time one visitor costs.
    service: f64,
    /// Mean time a free table lets a visitor wait.
    reaction: f64,
    /// Squared coefficient of variation of the services: 0 always alike, 1 exponential.
    irregularity: f64,
    /// How many fresh samples the samples are worth.
    weight: f64,
}

/// Learns the desk's pace from samples and turns it into a range for a visitor. Holds a bounded
/// number of samples and the time measured since the last of them.
#[derive(Debug, Clone, Default)]
pub struct Estimator {
    /// As they were measured, the oldest first.
    samples: VecDeque<Sample>,
    /// The number of the next sample.
    next_number: u64,
    usual: Usual,
    counts: Option<Counts>,
    /// What has been measured since the last sample, up to the last observation.
    measured: Sample,
}

/// What is usual of each value that samples have, in table-milliseconds, see [`usual`].
#[derive(Debug, Clone, Copy, Default)]
struct Usual {
    serving: i64,
    blocked: i64,
    reaction: i64,
}

impl Estimator {
    /// Tells the estimator the counts that hold from `now_ms` (milliseconds since the Unix epoch)
    /// on. To be called after every change; further calls do no harm, and neither does the order
    /// of this call and [`Estimator::learn`] when a ticket is taken.
    pub fn observe(&mut self, now_ms: i64, tables: Tables) {
        let Tables { waiting, online, serving, own } = tables;
        let serving = serving.min(online);
        self.measured = self.sample(now_ms);
        self.counts =
            Some(Counts { at_ms: now_ms, waiting, online, serving, own: own.min(serving) });
    }

    /// What taking one waiting ticket at `now_ms` (milliseconds since the Unix epoch) teaches. To
    /// be called before the counts change, and handed to [`Estimator::learn`] when the ticket has
    /// been taken.
    #[must_use]
    pub fn sample(&self, now_ms: i64) -> Sample {
        let mut sample = Sample { number: self.next_number, taken_ms: now_ms, ..self.measured };
        if let Some(counts) = self.counts {
            let elapsed = now_ms.saturating_sub(counts.at_ms).max(0);
            let add = |to: &mut i64, tables: usize| {
                let tables = i64::try_from(tables).unwrap_or(i64::MAX);
                *to = to.saturating_add(elapsed.saturating_mul(tables));
            };
            // What tables do for another service costs a visitor of this one only while they wait.
            let serving = if counts.waiting > 0 { counts.serving } else { counts.own };
            add(&mut sample.serving_ms, serving);
            if counts.waiting > 0 && counts.free() == 0 {
                add(&mut sample.blocked_ms, counts.serving);
            }
            add(&mut sample.reaction_ms, counts.free().min(counts.waiting));
        }
        sample
    }

    /// The number that the next sample will have: a sample with a lower one was learnt before.
    #[must_use]
    pub fn next_number(&self) -> u64 {
        self.next_number
    }

    /// The samples that are kept, the oldest first. An estimator that learns them again says the
    /// same about the pace.
    pub fn samples(&self) -> impl ExactSizeIterator<Item = &Sample> {
        self.samples.iter()
    }

    /// Learns from a ticket that has just been taken, or from one taken long ago when stored
    /// samples are replayed (oldest first). The measuring for the next sample starts over. A sample
    /// that was learnt before, which its number tells, changes nothing.
    pub fn learn(&mut self, sample: &Sample) {
        if sample.number < self.next_number {
            return;
        }
        self.next_number = sample.number.saturating_add(1);
        self.measured = Sample::default();
        if let Some(counts) = &mut self.counts {
            counts.at_ms = counts.at_ms.max(sample.taken_ms);
        }
        if self.samples.len() >= CAPACITY {
            self.samples.pop_front();
        }
        self.samples.push_back(Sample {
            serving_ms: sample.serving_ms.max(0),
            blocked_ms: sample.blocked_ms.max(0),
            reaction_ms: sample.reaction_ms.max(0),
            ..*sample
        });
        self.usual = Usual {
            serving: usual(self.samples.iter().map(|s| s.serving_ms)),
            blocked: usual(self.samples.iter().map(|s| s.blocked_ms)),
            reaction: usual(self.samples.iter().map(|s| s.reaction_ms)),
        };
    }

    /// The wait at `now_ms` (milliseconds since the Unix epoch) of a ticket that has `ahead`
    /// tickets before it; for a newcomer that is every ticket waiting. `None` while there is too
    /// little to go by, while no table is online, or when the wait would exceed a day.
    #[must_use]
    pub fn expect(&self, now_ms: i64, ahead: usize) -> Option<Range> {
        let counts = self.counts?;
        if counts.online == 0 {
            return None;
        }
        let pace = self.pace(now_ms)?;

        // Every wait ends with a reaction; its spread is taken to be as large as its mean.
        let mut mean = pace.reaction;
        let mut variance = pace.reaction * pace.reaction;
        let finishes = real(ahead.saturating_add(1).saturating_sub(counts.free()));
        if finishes > 0.0 {
            let step = (pace.service + pace.reaction) / real(counts.online);
            // Someone who looks at a random moment sees half of an ever equal service still to
            // come, and all of an exponential one.
            let first = step * f64::midpoint(1.0, pace.irregularity);
            mean += first + (finishes - 1.0) * step;
            variance += first * first + (finishes - 1.0) * pace.irregularity * step * step;
        }

        let hours = (mean / 3_600.0).min(STAFFING_HOURS);
        let doubt = pace.irregularity / pace.weight + DRIFT * DRIFT + STAFFING * STAFFING * hours;
        variance += doubt * mean * mean;

        let low = gamma_quantile(mean, variance, -DEVIATIONS);
        let high = gamma_quantile(mean, variance, DEVIATIONS);
        round_outward(low, high)
    }

    /// What counts of the sample at `index`: its values, but those that are outliers and for which
    /// no samples near it vouch count as what is usual.
    fn counted(&self, index: usize) -> Sample {
        let sample = &self.samples[index];
        let without_outlier = |field: fn(&Sample) -> i64, usual: i64| {
            let value = field(sample);
            if value <= usual.saturating_mul(OUTLIER) {
                return value;
            }
            let near = index.saturating_sub(NEAR)..self.samples.len().min(index + NEAR + 1);
            let (mut largest, mut second) = (0, 0);
            for other in near.filter(|i| *i != index).map(|i| field(&self.samples[i])) {
                second = second.max(other.min(largest));
                largest = largest.max(other);
            }
            usual.max(value.min(second))
        };
        Sample {
            serving_ms: without_outlier(|s| s.serving_ms, self.usual.serving),
            blocked_ms: without_outlier(|s| s.blocked_ms, self.usual.blocked),
            reaction_ms: without_outlier(|s| s.reaction_ms, self.usual.reaction),
            ..*sample
        }
    }

    /// What counts of the time since the last sample. A ticket that stays open while nobody waits
    /// says nothing before it ends; somebody who waits says that the desk stands still.
    fn open(&self, now_ms: i64) -> Sample {
        let open = self.sample(now_ms);
        let blocked_ms = open.blocked_ms.min(LONGEST_OPEN_MS);
        let serving_ms = (open.serving_ms - open.blocked_ms).min(self.usual.serving);
        Sample {
            serving_ms: serving_ms.saturating_add(blocked_ms),
            blocked_ms,
            reaction_ms: open.reaction_ms.min(LONGEST_OPEN_MS),
            ..open
        }
    }

    /// For how many milliseconds a service may go on before it is taken for a ticket that was
    /// left open: an hour, and more where services are long.
    #[must_use]
    pub fn longest_service_ms(&self) -> i64 {
        let count = i64::try_from(self.samples.len()).unwrap_or(i64::MAX).max(1);
        let sum = self.samples.iter().fold(0_i64, |sum, it| sum.saturating_add(it.serving_ms));
        (sum / count).saturating_mul(LEFT_OPEN_TIMES).max(LEFT_OPEN_MS)
    }

    /// The weighted means of the samples as of `now_ms`, or `None` when they are too few or old.
    fn pace(&self, now_ms: i64) -> Option<Pace> {
        if self.samples.len() < FEWEST {
            return None;
        }
        let (mut weight, mut serving, mut reaction) = (0.0, 0.0, 0.0);
        let (mut blocked, mut blocked_weight) = (0.0, 0.0);
        for sample in (0..self.samples.len()).map(|index| self.counted(index)) {
            let age = ms(now_ms.saturating_sub(sample.taken_ms).max(0));
            let w = HALF_WEIGHT_AGE_MS / (HALF_WEIGHT_AGE_MS + age);
            weight += w;
            serving += w * ms(sample.serving_ms);
            reaction += w * ms(sample.reaction_ms);
            if sample.blocked_ms > 0 {
                blocked += w * ms(sample.blocked_ms);
                blocked_weight += w;
            }
        }
        if weight < LEAST_WEIGHT {
            return None;
        }
        // What has been going on since the last sample counts as soon as it is worse than the
        // average, or a desk at a standstill would keep its promises for ever.
        let open = self.open(now_ms);
        let mean =
            |sum: f64, open: i64| (sum / weight).max((sum + ms(open)) / (weight + 1.0)) / 1_000.0;
        let service = mean(serving, open.serving_ms);
        // The cap against tickets left open; one imagined wait for a whole service keeps a few
        // lucky waits from pulling it down.
        let blocked = (blocked + ms(open.blocked_ms)) / 1_000.0;
        let cap = 2.0 * (blocked + service) / (blocked_weight + 1.0);
        Some(Pace {
            service: service.min(cap),
            reaction: mean(reaction, open.reaction_ms),
            irregularity: self.irregularity(),
            weight,
        })
    }

    /// How irregular services are. Only sums over several takes tell (with several tables the
    /// time from one take to the next is irregular even when every service is alike), so this
    /// compares blocks of samples; until there are many it leans on the exponential's 1. Values
    /// count up to what is usual, since a few large ones would decide alone.
    fn irregularity(&self) -> f64 {
        let newest_first = self.samples.iter().rev();
        let (mut blocks, mut sum, mut squares) = (0.0, 0.0, 0.0);
        let (mut taken, mut block) = (0, 0.0);
        for sample in newest_first {
            block += ms(sample.serving_ms.min(self.usual.serving));
            taken += 1;
            if taken == BLOCK {
                blocks += 1.0;
                sum += block;
                squares += block * block;
                (taken, block) = (0, 0.0);
            }
        }
        if blocks < 2.0 || sum <= 0.0 {
            return 1.0;
        }
        let mean = sum / blocks;
        // The sum of squared deviations of the blocks, in units in which exponential services
        // give about 1 per degree of freedom.
        let deviations = (squares / (mean * mean) - blocks).max(0.0) * real(BLOCK);
        ((deviations + ASSUMED_BLOCKS) / (blocks - 1.0 + ASSUMED_BLOCKS)).min(3.0)
    }
}

/// The largest of the values above zero when those that may be outliers are taken away: the
/// quantile of about 90 %. Zero if all are zero.
fn usual(values: impl Iterator<Item = i64>) -> i64 {
    let mut values: Vec<i64> = values.filter(|value| *value > 0).collect();
    let outliers = (values.len() / OUTLIERS_ONE_IN).max(FEWEST_OUTLIERS);
    let Some(last) = values.len().checked_sub(1) else { return 0 };
    *values.select_nth_unstable(last.saturating_sub(outliers)).1
}

/// The quantile of the gamma distribution with this mean and variance that lies `z` standard
/// normal deviations from the middle, after Wilson and Hilferty (1931): the cube root of a gamma
/// variable is nearly normal.
fn gamma_quantile(mean: f64, variance: f64, z: f64) -> f64 {
    if mean <= 0.0 {
        return 0.0;
    }
    // Beyond a relative variance of 3 the approximation turns round; nothing is that vague.
    let ninth = (variance / (mean * mean)).min(3.0) / 9.0;
    let root = 1.0 - ninth + z * ninth.sqrt();
    mean * root.max(0.0).powi(3)
}

/// Rounds a range in seconds outward to steps that people can read; `None` if it is beyond a day.
fn round_outward(low: f64, high: f64) -> Option<Range> {
    if !(0.0..=LONGEST_SECS).contains(&high) {
        return None;
    }
    let step = |secs: f64| match secs {
        s if s < 300.0 => 30.0,
        s if s < 3_600.0 => 60.0,
        _ => 300.0,
    };
    let low = (low / step(low)).floor() * step(low);
    let high = (high / step(high)).ceil() * step(high);
    Some(Range { low_secs: whole(low), high_secs: whole(high.max(low + step(low))) })
}

/// A count as a real number.
#[expect(clippy::cast_precision_loss, reason = "counts beyond 2^53 are absurd")]
fn real(count: usize) -> f64 {
    count as f64
}

/// A time in ms as a real number.
#[expect(clippy::cast_precision_loss, reason = "the error is far below a ms")]
fn ms(time: i64) -> f64 {
    time as f64
}

/// Whole seconds; the cast saturates.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "rounded and between zero and a little over a day"
)]
fn whole(secs: f64) -> u32 {
    secs as u32
}

#[cfg(test)]
mod tests;
