//! The guard that notices when the wall clock cannot be believed.

use std::time::Duration;

use super::time::{Millis, Now};

/// How far the clock may be from what is expected before it is not believed.
const JUMP_MS: Millis = 12 * 60 * 60 * 1000;

/// How long a server may have been down before its clock is not believed at start. Long enough
/// for a weekend and for an office's holidays, short enough to notice a wrong month or year.
const LONGEST_PAUSE_MS: Millis = 21 * 24 * 60 * 60 * 1000;

/// How long a new time must hold before it is believed.
const HOLD_MS: Millis = 24 * 60 * 60 * 1000;

/// Compares the wall clock with the last stored time plus the time run since. What deletes or
/// ends things by date pauses while the clock cannot be believed.
#[derive(Debug, Clone)]
pub struct Guard {
    wall: Millis,
    run: Duration,
    doubted_since: Option<Millis>,
}

impl Guard {
    /// Begins with what was stored: the last time, and since when it is in doubt. The server was
    /// down in between, nobody counted for how long: so a time that is later is believed, unless
    /// it is later than any pause. One that is earlier is a jump as always.
    pub fn new(stored: Option<Millis>, doubted_since: Option<Millis>, now: Now) -> Self {
        let pause = now.wall.saturating_sub(stored.unwrap_or(now.wall));
        let believed = if (0..=LONGEST_PAUSE_MS).contains(&pause) { pause } else { 0 };
        let expected = now.wall.saturating_sub(pause).saturating_add(believed);
        let mut guard = Self { wall: expected, run: now.run, doubted_since };
        guard.check(now);
        guard
    }

    /// Takes in what the time is by another machine's clock. A server whose own is off by as much would
    /// take it for a pause that nobody made.
    pub fn compare(&mut self, elsewhere: Option<Millis>, now: Now) {
        if elsewhere.is_some_and(|it| now.wall.saturating_sub(it).saturating_abs() > JUMP_MS) {
            self.doubted_since = Some(now.wall);
        }
    }

    /// Takes in the time as the clocks tell it. True when the doubt began or ended with this.
    pub fn check(&mut self, now: Now) -> bool {
        let elapsed = now.run.saturating_sub(self.run).as_millis();
        let expected = self.wall.saturating_add(i64::try_from(elapsed).unwrap_or(i64::MAX));
        let before = self.doubted_since;
        if now.wall.saturating_sub(expected).saturating_abs() > JUMP_MS {
            self.doubted_since = Some(now.wall);
        } else if self.doubted_since.is_some_and(|since| now.wall.saturating_sub(since) >= HOLD_MS)
        {
            self.doubted_since = None;
        }
        self.wall = now.wall;
        self.run = now.run;
        before != self.doubted_since
    }

    /// Goes on from a moment that was noted, and from what was known of the doubt then.
    pub fn noted(&mut self, now: Now, doubted_since: Option<Millis>) {
        *self = Self { wall: now.wall, run: now.run, doubted_since };
    }

    /// The time run when it was last checked.
    pub fn checked(&self) -> Duration {
        self.run
    }

    /// Since when the clock is in doubt.
    pub fn doubted_since(&self) -> Option<Millis> {
        self.doubted_since
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveTime;
    use chrono_tz::Europe::Berlin;

    use super::super::hours::{is_due, last_day_end};
    use super::*;

    const MINUTE: Millis = 60 * 1000;
    const HOUR: Millis = 60 * MINUTE;

    fn at(wall_hours: Millis, run_hours: u64) -> Now {
        Now { wall: wall_hours * HOUR, run: Duration::from_secs(run_hours * 3600) }
    }

    #[test]
    fn an_honest_clock_is_believed_for_ever() {
        // A desk may be taken over long after the server's start.
        for started in [0, 1000] {
            let mut guard = Guard::new(Some(0), None, at(2, started));
            for hour in 1..100_u32 {
                guard.check(at(2 + i64::from(hour), started + u64::from(hour)));
                assert_eq!(guard.doubted_since(), None);
            }
        }
    }

    #[test]
    fn a_jump_is_doubted_until_it_has_held_for_a_day() {
        let mut guard = Guard::new(Some(0), None, at(0, 0));
        assert!(guard.check(at(100, 1)));
        assert!(!guard.check(at(123, 24)));
        assert!(guard.doubted_since().is_some());
        assert!(guard.check(at(124, 25)));
        assert_eq!(guard.doubted_since(), None);
    }

    #[test]
    fn a_pause_is_no_jump_unless_it_is_longer_than_any() {
        for (pause_days, is_jump) in [(0, false), (3, false), (21, false), (22, true), (365, true)]
        {
            let guard = Guard::new(Some(1000 * HOUR), None, at(1000 + pause_days * 24, 0));
            assert_eq!(guard.doubted_since().is_some(), is_jump, "down for {pause_days} days");
        }
        let doubted = Guard::new(Some(0), Some(0), at(23, 0));
        assert!(doubted.doubted_since().is_some(), "a pause ends no doubt by itself");
        let held = Guard::new(Some(0), Some(0), at(24, 0));
        assert_eq!(held.doubted_since(), None);
    }

    #[test]
    fn a_clock_that_is_far_from_anothers_is_doubted() {
        for (elsewhere, is_off) in
            [(None, false), (Some(77), false), (Some(75), true), (Some(101), true)]
        {
            let now = at(88, 0);
            let mut guard = Guard::new(Some(64 * HOUR), None, now);
            guard.compare(elsewhere.map(|hours: Millis| hours * HOUR), now);
            assert_eq!(guard.doubted_since().is_some(), is_off, "{elsewhere:?}");
        }
    }

    #[test]
    fn going_back_is_a_jump_too_and_confirming_ends_the_doubt() {
        let mut guard = Guard::new(Some(100 * HOUR), None, at(80, 0));
        assert!(guard.doubted_since().is_some());
        guard.noted(at(80, 0), None);
        guard.check(at(81, 1));
        assert_eq!(guard.doubted_since(), None);
    }

    /// A week of a laptop that is in use for ten hours a day and sleeps for fourteen. The time run
    /// goes on while it sleeps if `counts_sleep`. Returns how many days ended and how often doubt
    /// began.
    fn week(counts_sleep: bool) -> (usize, usize) {
        let four = NaiveTime::from_hms_opt(4, 0, 0).unwrap();
        // 2026-03-23 08:00 in Berlin; the clocks change on the Sunday of this week.
        let mut now = Now { wall: 1_774_249_200_000, run: Duration::ZERO };
        let mut guard = Guard::new(None, None, now);
        let mut ended = None;
        let (mut ends, mut doubts) = (0, 0);
        for _day in 0..7 {
            for _minute in 0..10 * 60 {
                if guard.check(now) && guard.doubted_since().is_some() {
                    doubts += 1;
                }
                let end = last_day_end(now.wall, four, Berlin).unwrap();
                if guard.doubted_since().is_none() && is_due(ended, &end) {
                    ended = Some((Some(end.date), end.boundary));
                    ends += 1;
                }
                now.wall += MINUTE;
                now.run += Duration::from_secs(60);
            }
            now.wall += 14 * HOUR;
            if counts_sleep {
                now.run += Duration::from_secs(14 * 3600);
            }
        }
        (ends, doubts)
    }

    #[test]
    fn a_laptop_that_sleeps_each_night_is_never_doubted_and_its_day_ends_each_day() {
        assert_eq!(week(true), (7, 0));
        // What the time run is for: with one that stands still while the machine sleeps, doubt
        // begins each morning, and only the first day ends.
        assert_eq!(week(false), (1, 6));
    }
}
