//! What the estimator learns and forgets. [`days`]: how well it does over simulated days.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a simulation may round"
)]

use super::*;

/// How it stands with a service that has all tables to itself.
fn tables(waiting: usize, online: usize, serving: usize) -> Tables {
    Tables { waiting, online, serving, own: serving }
}

use self::days::{Dice, HOUR, Kind, MEANS, SERVICES, START_MS, Services, day, play};

mod days;
mod shared;

/// Samples taken a minute apart up to `last_ms`, at a desk where a visitor costs two minutes.
fn learnt(count: i64, last_ms: i64) -> Estimator {
    let mut desk = Estimator::default();
    for i in (0..count).rev() {
        desk.learn(&Sample {
            number: desk.next_number(),
            taken_ms: last_ms - i * 60_000,
            serving_ms: 120_000,
            blocked_ms: 110_000,
            reaction_ms: 10_000,
        });
    }
    desk
}

#[test]
fn nothing_is_said_without_history_or_table() {
    let mut desk = learnt(4, START_MS);
    assert_eq!(desk.expect(START_MS, 3), None);
    desk.observe(START_MS, tables(3, 2, 2));
    assert_eq!(desk.expect(START_MS, 3), None);

    let mut desk = learnt(20, START_MS);
    assert_eq!(desk.expect(START_MS, 3), None);
    desk.observe(START_MS, tables(3, 2, 2));
    assert!(desk.expect(START_MS, 3).is_some());
    // Longer than a day, and after a long holiday.
    assert_eq!(desk.expect(START_MS, 100_000), None);
    assert_eq!(desk.expect(START_MS + 90 * 24 * HOUR * 1_000, 3), None);
    desk.observe(START_MS, tables(3, 0, 0));
    assert_eq!(desk.expect(START_MS, 3), None);
}

#[test]
fn bounds_are_readable_and_grow_with_the_queue() {
    let mut desk = learnt(50, START_MS);
    desk.observe(START_MS, tables(200, 3, 2));
    let mut before = Range { low_secs: 0, high_secs: 0 };
    for ahead in 0..200 {
        let range = desk.expect(START_MS, ahead).unwrap();
        assert!(range.low_secs < range.high_secs);
        assert!(range.low_secs >= before.low_secs && range.high_secs >= before.high_secs);
        for bound in [range.low_secs, range.high_secs] {
            let step = match bound {
                0..300 => 30,
                300..3_600 => 60,
                _ => 300,
            };
            assert_eq!(bound % step, 0);
        }
        before = range;
    }
    // A free table costs a reaction only.
    assert_eq!(desk.expect(START_MS, 0), Some(Range { low_secs: 0, high_secs: 30 }));
}

#[test]
fn old_samples_say_less_and_new_ones_take_over() {
    let mut desk = learnt(40, START_MS);
    desk.observe(START_MS, tables(20, 2, 2));
    let width = |r: Range| r.high_secs - r.low_secs;
    let fresh = desk.expect(START_MS, 20).unwrap();
    let morning_ms = START_MS + 15 * HOUR * 1_000;
    desk.observe(START_MS, tables(0, 0, 0));
    desk.observe(morning_ms, tables(0, 2, 2));
    let morning = desk.expect(morning_ms, 20).unwrap();
    assert!(width(morning) > width(fresh));

    // Today a visitor takes three times as long; after a few of them the range has moved.
    for i in 1..=10 {
        let sample = Sample {
            number: desk.next_number(),
            taken_ms: morning_ms + i * 180_000,
            serving_ms: 360_000,
            blocked_ms: 350_000,
            reaction_ms: 10_000,
        };
        desk.learn(&sample);
    }
    let now_ms = morning_ms + 1_800_000;
    desk.observe(now_ms, tables(20, 2, 2));
    let slow = desk.expect(now_ms, 20).unwrap();
    assert!(slow.low_secs > morning.low_secs && slow.high_secs > morning.high_secs);
}

#[test]
fn a_standstill_is_noticed() {
    let mut desk = learnt(10, START_MS);
    desk.observe(START_MS, tables(5, 1, 1));
    let before = desk.expect(START_MS, 5).unwrap();
    let later_ms = START_MS + 1_500_000;
    let after = desk.expect(later_ms, 5).unwrap();
    assert!(after.high_secs > before.high_secs);
}

#[test]
fn what_is_measured_is_the_time_between_takes() {
    let mut desk = Estimator::default();
    desk.observe(1_000, tables(0, 3, 2));
    desk.observe(11_000, tables(1, 3, 2));
    desk.observe(13_000, tables(2, 3, 3));
    let sample = desk.sample(20_000);
    let expected = Sample {
        number: 0,
        taken_ms: 20_000,
        serving_ms: 2 * 12_000 + 3 * 7_000,
        blocked_ms: 3 * 7_000,
        reaction_ms: 2_000,
    };
    assert_eq!(sample, expected);
    // Whether the new counts or the sample come first does not matter.
    let mut other = desk.clone();
    desk.learn(&sample);
    desk.observe(20_000, tables(1, 3, 3));
    other.observe(20_000, tables(1, 3, 3));
    other.learn(&sample);
    assert_eq!(desk.sample(25_000), other.sample(25_000));
    assert_eq!(desk.sample(25_000).serving_ms, 15_000);
}

/// A desk with one table, where visitors come one after the other.
#[derive(Clone)]
struct OneByOne {
    desk: Estimator,
    now_ms: i64,
    services: Services,
    /// The mean service in seconds.
    mean: f64,
    /// Whether the next visitor waits while the one before is served, or comes after that.
    is_busy: bool,
    dice: Dice,
}

impl OneByOne {
    fn observe(&mut self, waiting: usize, serving: usize) {
        self.desk.observe(self.now_ms, tables(waiting, 1, serving));
    }

    /// Lets time pass until the visitor at the table goes, and takes the next one.
    fn visit(&mut self, secs: i64) {
        self.observe(usize::from(self.is_busy), 1);
        self.now_ms += secs * 1_000;
        self.observe(1, 0);
        self.now_ms += self.dice.between(3, 30) * 1_000;
        let sample = self.desk.sample(self.now_ms);
        self.desk.learn(&sample);
        self.observe(0, 1);
    }

    /// This many ordinary visits.
    fn visits(&mut self, count: usize) {
        for _ in 0..count {
            let secs = self.services.draw(self.mean, &mut self.dice);
            self.visit(secs);
        }
    }

    fn range(&self, ahead: usize) -> Range {
        self.desk.expect(self.now_ms, ahead).unwrap()
    }
}

/// How many times as high the ranges of one desk are as those of another, or the other way round.
fn difference(one: &OneByOne, other: &OneByOne) -> f64 {
    let ratio = |one: u32, other: u32| {
        let (one, other) = (f64::from(one), f64::from(other));
        (one / other).max(other / one)
    };
    let ratios = (2..8).map(|ahead| {
        let (one, other) = (one.range(ahead), other.range(ahead));
        // The lower bound of a short wait is a step or two of its rounding.
        let leeway = 60;
        ratio(one.high_secs, other.high_secs)
            .max(ratio(one.low_secs + leeway, other.low_secs + leeway))
    });
    ratios.fold(0.0, f64::max)
}

/// Plays some ordinary visits at desks of every kind, and hands each desk over.
fn each_desk(mut check: impl FnMut(OneByOne)) {
    for services in SERVICES {
        for mean in MEANS {
            for is_busy in [false, true] {
                for (seed, ordinary) in (0..5).flat_map(|s| [6, 10, 20, 60, 160].map(|n| (s, n))) {
                    let mut one = OneByOne {
                        desk: Estimator::default(),
                        now_ms: START_MS,
                        services,
                        mean,
                        is_busy,
                        dice: Dice(seed),
                    };
                    one.visits(ordinary);
                    check(one);
                }
            }
        }
    }
}

/// The smallest value that at least this share of the values do not exceed.
fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    values[((values.len() - 1) as f64 * share).ceil() as usize]
}

#[test]
fn one_ticket_left_open_moves_the_range_little_and_not_for_long() {
    let (mut open, mut at_once, mut later) = (Vec::new(), Vec::new(), Vec::new());
    each_desk(|one| {
        // Five hours go by at two desks; at one of them a ticket stays open all the while.
        let mut without = one.clone();
        without.visits(1);
        without.observe(0, 0);
        let mut during = one.clone();
        during.observe(0, 1);
        let mut with = one;
        with.visit(5 * HOUR);
        without.now_ms = with.now_ms;
        without.observe(0, 1);
        during.now_ms = with.now_ms;
        if !with.is_busy {
            // Somebody who waits for five hours would be right to hear of it.
            open.push(difference(&during, &without));
        }
        at_once.push(difference(&with, &without));
        with.dice = without.dice.clone();
        with.visits(3);
        without.visits(3);
        later.push(difference(&with, &without));
    });
    // A desk that has had six visits of very different length may be further off, but not far.
    for (when, differences, common, worst) in [
        ("before it ends", &mut open, 1.5, 2.0),
        ("just after it", &mut at_once, 1.6, 2.5),
        ("three visits later", &mut later, 1.35, 1.5),
    ] {
        let (of_most, of_all) = (quantile(differences, 0.95), quantile(differences, 1.0));
        println!("{when}: {of_most:.2} times at 95 % of desks, {of_all:.2} times at all");
        assert!(of_most <= common, "{when}: {of_most}");
        assert!(of_all <= worst, "{when}: {of_all}");
    }
}

#[test]
fn a_desk_that_became_slow_is_noticed() {
    let (mut after_three, mut after_twelve) = (Vec::new(), Vec::new());
    each_desk(|one| {
        let before = f64::from(one.range(2).high_secs);
        let mut slow = one;
        slow.mean *= 5.0;
        slow.visits(3);
        after_three.push(f64::from(slow.range(2).high_secs) / before);
        slow.visits(9);
        after_twelve.push(f64::from(slow.range(2).high_secs) / before);
    });
    let (median, least) = (quantile(&mut after_three, 0.5), quantile(&mut after_three, 0.1));
    println!("after three visits {median:.2} times as long, {least:.2} at 90 % of desks");
    assert!(median >= 1.3 && least >= 1.0);
    let (median, least) = (quantile(&mut after_twelve, 0.5), quantile(&mut after_twelve, 0.1));
    println!("after twelve visits {median:.2} times as long, {least:.2} at 90 % of desks");
    assert!(median >= 3.0 && least >= 1.5);
}

#[test]
fn long_visits_in_a_row_are_believed_and_scattered_ones_are_not() {
    // A visitor costs two minutes at 100 visits; the visits at these places cost twenty.
    let pace = |long: &[u64]| {
        let mut desk = Estimator::default();
        for number in 0..100 {
            let minutes = if long.contains(&number) { 20 } else { 2 };
            desk.learn(&Sample {
                number,
                taken_ms: START_MS,
                serving_ms: minutes * 60_000,
                blocked_ms: minutes * 60_000,
                reaction_ms: 10_000,
            });
        }
        desk.observe(START_MS, tables(0, 1, 1));
        desk.pace(START_MS).unwrap().service
    };
    let mean = |long: f64| (60.0 * (2.0 * (100.0 - long) + 20.0 * long) / 100.0).round();
    for (long, believed) in [
        (&[][..], 0.0),
        (&[40], 0.0),
        (&[99], 0.0),
        (&[20, 50, 80], 0.0),
        (&[98, 99], 0.0),
        (&[97, 98, 99], 3.0),
        (&[94, 96, 97], 3.0),
    ] {
        assert_eq!(pace(long).round(), mean(believed), "{long:?}");
    }
}

#[test]
fn a_sample_is_learnt_once() {
    let mut desk = learnt(20, START_MS);
    let kept: Vec<Sample> = desk.samples().copied().collect();
    assert_eq!((kept.len(), desk.next_number()), (20, 20));
    // What has been measured since the last sample stays when old ones are replayed.
    desk.observe(START_MS, tables(1, 1, 1));
    let measured = desk.sample(START_MS + 30_000);
    assert_eq!((measured.number, measured.serving_ms), (20, 30_000));
    for sample in &kept {
        desk.learn(&Sample { serving_ms: 9_000_000, ..*sample });
    }
    assert!(desk.samples().eq(&kept));
    assert_eq!(desk.sample(START_MS + 30_000), measured);
    // One that is missing is no reason to stop.
    desk.learn(&Sample { number: 25, ..measured });
    assert_eq!((desk.samples().len(), desk.next_number()), (21, 26));
}

#[test]
fn stored_samples_say_the_same_again() {
    let mut dice = Dice(3);
    let mut desk = Estimator::default();
    let steady = day(Kind::Steady, Services::Lognormal(1.0), 120.0, &mut dice);
    play(&steady, START_MS, &mut dice, &mut desk, &mut Vec::new());
    assert!(desk.next_number() > desk.samples().len() as u64, "the oldest are forgotten");
    let mut again = Estimator::default();
    for sample in desk.samples() {
        let stored = serde_json::to_string(sample).unwrap();
        again.learn(&serde_json::from_str(&stored).unwrap());
    }
    let now_ms = START_MS + 24 * HOUR * 1_000;
    let next = desk.sample(now_ms);
    for desk in [&mut desk, &mut again] {
        desk.learn(&next);
        desk.observe(now_ms, tables(4, 2, 2));
    }
    assert_eq!(desk.sample(now_ms + 9), again.sample(now_ms + 9));
    assert!(desk.expect(now_ms, 4).is_some());
    assert!((0..50).all(|ahead| desk.expect(now_ms, ahead) == again.expect(now_ms, ahead)));
}

#[test]
fn absurd_input_neither_panics_nor_fills_memory() {
    let times = [i64::MIN, -1, 0, START_MS, i64::MAX];
    let counts = [0, 1, 100_000, usize::MAX];
    let mut dice = Dice(7);
    let mut desk = Estimator::default();
    for _ in 0..5_000 {
        let mut time = || times[dice.next() as usize % times.len()];
        let (a, b, c) = (time(), time(), time());
        let mut count = || counts[dice.next() as usize % counts.len()];
        desk.observe(a, tables(count(), count(), count()));
        if let Some(range) = desk.expect(b, count()) {
            assert!(range.low_secs < range.high_secs);
        }
        let sample = desk.sample(c);
        desk.learn(&sample);
        let number = if dice.next().is_multiple_of(1_000) { u64::MAX } else { desk.next_number() };
        desk.learn(&Sample { number, taken_ms: a, serving_ms: b, blocked_ms: c, reaction_ms: b });
        assert!(desk.samples.len() <= CAPACITY);
    }
}

#[test]
fn a_clock_set_back_teaches_nothing() {
    let mut desk = Estimator::default();
    desk.observe(START_MS, tables(1, 2, 2));
    desk.observe(START_MS - 50_000, tables(1, 2, 2));
    assert_eq!(desk.sample(START_MS - 60_000).serving_ms, 0);
    assert_eq!(desk.sample(START_MS - 40_000).serving_ms, 20_000);
}
