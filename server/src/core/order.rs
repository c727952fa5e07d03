//! The time that orders those who wait. It never runs back, so that nobody who comes later is
//! ever put before those who wait already, whatever happens to the wall clock.

use std::time::Duration;

use super::time::{Millis, Now};

/// Tells the time that newcomers are ordered by:
/// - it is the wall clock's time while that goes on as it should;
/// - when the wall clock is set back, it goes on at half pace until that has caught up, which
///   takes twice the time by which it was set back;
/// - while the wall clock is in doubt, that does not move it forward: it goes on by the time run.
///
/// [`OrderClock::at`] reads it and [`OrderClock::advance`] notes what was given out. Only what was
/// noted is never gone back behind; to be called at least with every tick, too, so that little is
/// lost when the wall clock is set back after a quiet hour.
#[derive(Debug, Clone)]
pub struct OrderClock {
    /// The latest time that was given out.
    given: Millis,
    /// From when on, by the time run, it goes on from there.
    run: Duration,
}

impl OrderClock {
    /// Begins at `now`, after the highest time that was ever given out, where one is known.
    #[must_use]
    pub fn new(highest: Option<Millis>, now: Now) -> Self {
        Self { given: highest.unwrap_or(now.wall), run: now.run }
    }

    /// The time for somebody who comes now.
    #[must_use]
    pub fn at(&self, now: Now, is_doubted: bool) -> Millis {
        let elapsed = now.run.saturating_sub(self.run);
        let forward = if is_doubted {
            now.wall.min(self.given.saturating_add(whole_ms(elapsed)))
        } else {
            now.wall
        };
        forward.max(self.given.saturating_add(whole_ms(elapsed / 2)))
    }

    /// Notes that `given` was given out at `now`, or that it is read from storage. What is earlier
    /// than a time already noted changes nothing.
    pub fn advance(&mut self, given: Millis, now: Now) {
        let elapsed = now.run.saturating_sub(self.run);
        let ahead = given.saturating_sub(self.given);
        if ahead < 0 {
            return;
        }
        // Times are whole milliseconds; what was rounded off is kept, or many steps in a short
        // time would bring it to a standstill.
        let rest = if ahead == whole_ms(elapsed / 2) {
            elapsed.saturating_sub(ms(ahead).saturating_mul(2))
        } else if ahead == whole_ms(elapsed) {
            elapsed.saturating_sub(ms(ahead))
        } else {
            Duration::ZERO
        };
        self.given = given;
        self.run = now.run.saturating_sub(rest);
    }
}

fn whole_ms(time: Duration) -> Millis {
    Millis::try_from(time.as_millis()).unwrap_or(Millis::MAX)
}

fn ms(time: Millis) -> Duration {
    Duration::from_millis(time.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const START: Millis = 1_760_000_000_000;
    const HOUR: Millis = 3_600_000;

    /// Real time goes by in microseconds, and the wall clock is off by some milliseconds.
    #[derive(Debug, Clone, Copy, Default)]
    struct Machine {
        run_us: u64,
        off: Millis,
    }

    impl Machine {
        fn now(self) -> Now {
            let wall = START + i64::try_from(self.run_us / 1_000).unwrap() + self.off;
            Now { wall, run: Duration::from_micros(self.run_us) }
        }
    }

    /// Reads the time and notes it.
    fn give(clock: &mut OrderClock, machine: Machine, is_doubted: bool) -> Millis {
        let given = clock.at(machine.now(), is_doubted);
        clock.advance(given, machine.now());
        given
    }

    #[derive(Debug, Clone, Copy)]
    enum Step {
        Pass(u64),
        Set(Millis),
        Doubt(bool),
        Restart,
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (0_u64..100_000_000_000).prop_map(Step::Pass),
            (0_u64..5_000).prop_map(Step::Pass),
            (-100 * HOUR..100 * HOUR).prop_map(Step::Set),
            any::<bool>().prop_map(Step::Doubt),
            Just(Step::Restart),
        ]
    }

    proptest! {
        #[test]
        fn it_never_decreases(steps in proptest::collection::vec(step(), 1..60)) {
            let mut machine = Machine::default();
            let mut clock = OrderClock::new(None, machine.now());
            let (mut is_doubted, mut last) = (false, Millis::MIN);
            for step in steps {
                match step {
                    Step::Pass(us) => machine.run_us += us,
                    Step::Set(by) => machine.off += by,
                    Step::Doubt(begins) => is_doubted = begins,
                    Step::Restart => clock = OrderClock::new(Some(last.max(START)), machine.now()),
                }
                let given = give(&mut clock, machine, is_doubted);
                prop_assert!(given >= last, "{given} after {last} at {machine:?}");
                if !is_doubted {
                    prop_assert!(given >= machine.now().wall);
                }
                last = given;
            }
        }

        #[test]
        fn it_is_the_wall_clock_while_that_behaves(
            pauses in proptest::collection::vec(0_u64..10_000_000_000, 1..60),
            // A clock that is put right may go a little slower or faster for a while.
            slew in 0.6..1.5_f64,
        ) {
            let mut machine = Machine::default();
            let mut clock = OrderClock::new(Some(START), machine.now());
            for pause in pauses {
                let before = machine.now().wall;
                machine.run_us += pause;
                #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "small")]
                let drift = (pause as f64 * (slew - 1.0) / 1_000.0) as Millis;
                machine.off += drift;
                prop_assert!(machine.now().wall >= before);
                prop_assert_eq!(give(&mut clock, machine, false), machine.now().wall);
            }
        }

        #[test]
        fn a_clock_set_back_is_caught_up_with_in_twice_that_time(
            back in 1..100 * HOUR,
            pauses in proptest::collection::vec(1_u64..2_000_000_000, 1..300),
        ) {
            let mut machine = Machine { run_us: 5_000_000, off: 0 };
            let mut clock = OrderClock::new(None, machine.now());
            let begin = give(&mut clock, machine, false);
            machine.off -= back;
            for pause in pauses {
                machine.run_us += pause;
                let elapsed = i64::try_from((machine.run_us - 5_000_000) / 1_000).unwrap();
                let (given, wall) = (give(&mut clock, machine, false), machine.now().wall);
                if elapsed >= 2 * back {
                    prop_assert_eq!(given, wall);
                } else {
                    // At half pace, however often it is read.
                    prop_assert!((given - (begin + elapsed / 2)).abs() <= 2, "{}", elapsed);
                }
            }
            machine.run_us += 2_000 * back.unsigned_abs();
            prop_assert_eq!(give(&mut clock, machine, false), machine.now().wall);
        }

        #[test]
        fn a_doubted_clock_does_not_move_it_forward(
            by in 13 * HOUR..1_000 * HOUR,
            pauses in proptest::collection::vec(1_u64..2_000_000_000, 1..100),
        ) {
            let mut machine = Machine::default();
            let mut clock = OrderClock::new(None, machine.now());
            machine.off += by;
            let mut real = START;
            for pause in pauses {
                machine.run_us += pause;
                real = START + i64::try_from(machine.run_us / 1_000).unwrap();
                let given = give(&mut clock, machine, true);
                prop_assert!((real - 1..=real).contains(&given), "{} at {}", given, real);
            }
            // Set right again it goes on from there; believed, it is the wall clock.
            let right = Machine { off: 0, ..machine };
            prop_assert!((real - 1..=real).contains(&give(&mut clock.clone(), right, false)));
            prop_assert_eq!(give(&mut clock, machine, false), machine.now().wall);
        }
    }

    #[test]
    fn newcomers_after_a_restart_come_after_those_who_wait() {
        let waits = START + 3 * HOUR;
        let machine = Machine::default();
        let mut clock = OrderClock::new(Some(waits), machine.now());
        assert_eq!(give(&mut clock, machine, false), waits);
        let later = Machine { run_us: 1_000_000, off: 0 };
        assert_eq!(give(&mut clock, later, false), waits + 500);
        // What a journal still holds may be older or newer.
        clock.advance(START, later.now());
        assert_eq!(clock.at(later.now(), false), waits + 500);
        clock.advance(waits + HOUR, later.now());
        assert_eq!(clock.at(later.now(), false), waits + HOUR);
    }

    #[test]
    fn absurd_times_do_not_panic() {
        let times = [Millis::MIN, -1, 0, START, Millis::MAX];
        let runs = [Duration::ZERO, Duration::from_secs(1), Duration::MAX];
        for highest in times {
            for wall in times {
                for run in runs {
                    let now = Now { wall, run };
                    let mut clock = OrderClock::new(Some(highest), Now { wall, run: runs[0] });
                    for is_doubted in [false, true] {
                        assert!(clock.at(now, is_doubted) >= highest);
                        for given in times {
                            clock.advance(given, now);
                            assert!(clock.at(now, is_doubted) >= given.max(highest));
                        }
                    }
                }
            }
        }
    }
}
