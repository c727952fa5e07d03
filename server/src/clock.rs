//! The wall clock, and the guard that notices when it cannot be believed.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::desk::Millis;

/// How far the clock may be from what is expected before it is not believed.
const JUMP_MS: Millis = 12 * 60 * 60 * 1000;

/// How long a server may have been down before its clock is not believed at start. Long enough
/// for a weekend and for an office's holidays, short enough to notice a wrong month or year.
const LONGEST_PAUSE_MS: Millis = 21 * 24 * 60 * 60 * 1000;

/// How long a new time must hold before it is believed.
const HOLD_MS: Millis = 24 * 60 * 60 * 1000;

/// The time now, in milliseconds since 1970.
pub fn wall_ms() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// The clock that a server goes by: the system's, which a test can move. Clones are one clock.
#[derive(Debug, Clone)]
pub struct Clock {
    started: Instant,
    moved: Arc<Moved>,
}

/// By how many milliseconds a clock was moved.
#[derive(Debug, Default)]
struct Moved {
    wall: AtomicI64,
    run: AtomicU64,
}

impl Default for Clock {
    fn default() -> Self {
        Self { started: Instant::now(), moved: Arc::default() }
    }
}

impl Clock {
    /// The time now, in milliseconds since 1970.
    pub fn wall_ms(&self) -> Millis {
        wall_ms() + self.moved.wall.load(Ordering::SeqCst)
    }

    /// How long it has run, which nobody can set back.
    pub fn run(&self) -> Duration {
        self.started.elapsed() + Duration::from_millis(self.moved.run.load(Ordering::SeqCst))
    }

    /// Sets the time, as somebody may set a computer's: only what it shows changes.
    pub fn jump(&self, by: Millis) {
        self.moved.wall.fetch_add(by, Ordering::SeqCst);
    }

    /// Lets time go by.
    pub fn pass(&self, time: Duration) {
        let ms = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        self.moved.run.fetch_add(ms, Ordering::SeqCst);
        self.jump(i64::try_from(ms).unwrap_or(i64::MAX));
    }
}

/// Compares the wall clock with the last stored time plus the time run since. What deletes or
/// ends things by date pauses while the clock cannot be believed.
#[derive(Debug, Clone)]
pub struct Guard {
    wall: Millis,
    run: Duration,
    suspect_since: Option<Millis>,
}

impl Guard {
    /// Begins with what was stored: the last time, and since when it is in doubt. The server was
    /// down in between, nobody counted for how long: so a time that is later is believed, unless
    /// it is later than any pause. One that is earlier is a jump as always.
    pub fn new(stored: Option<Millis>, suspect_since: Option<Millis>, wall: Millis) -> Self {
        let pause = wall.saturating_sub(stored.unwrap_or(wall));
        let believed = if (0..=LONGEST_PAUSE_MS).contains(&pause) { pause } else { 0 };
        let mut guard = Self { wall: wall - pause + believed, run: Duration::ZERO, suspect_since };
        guard.check(wall, Duration::ZERO);
        guard
    }

    /// Takes in the time as the clock tells it, `run` after the start. True when the doubt
    /// began or ended with this.
    pub fn check(&mut self, wall: Millis, run: Duration) -> bool {
        let elapsed = run.saturating_sub(self.run).as_millis();
        let expected = self.wall.saturating_add(i64::try_from(elapsed).unwrap_or(i64::MAX));
        let before = self.suspect_since;
        if wall.saturating_sub(expected).saturating_abs() > JUMP_MS {
            self.suspect_since = Some(wall);
        } else if self.suspect_since.is_some_and(|since| wall.saturating_sub(since) >= HOLD_MS) {
            self.suspect_since = None;
        }
        self.wall = wall;
        self.run = run;
        before != self.suspect_since
    }

    /// An administrator says that the time is right.
    pub fn confirm(&mut self) {
        self.suspect_since = None;
    }

    /// Since when the clock is in doubt.
    pub fn suspect_since(&self) -> Option<Millis> {
        self.suspect_since
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Millis = 60 * 60 * 1000;

    fn run(hours: u64) -> Duration {
        Duration::from_secs(hours * 3600)
    }

    #[test]
    fn an_honest_clock_is_believed_for_ever() {
        let mut guard = Guard::new(Some(0), None, 2 * HOUR);
        for hour in 1..100 {
            guard.check(2 * HOUR + i64::from(hour) * HOUR, run(u64::try_from(hour).unwrap()));
            assert_eq!(guard.suspect_since(), None);
        }
    }

    #[test]
    fn a_jump_is_doubted_until_it_has_held_for_a_day() {
        let mut guard = Guard::new(Some(0), None, 0);
        assert!(guard.check(100 * HOUR, run(1)));
        assert!(!guard.check(123 * HOUR, run(24)));
        assert!(guard.suspect_since().is_some());
        assert!(guard.check(124 * HOUR, run(25)));
        assert_eq!(guard.suspect_since(), None);
    }

    #[test]
    fn a_pause_is_no_jump_unless_it_is_longer_than_any() {
        let days = |days: Millis| days * 24 * HOUR;
        for (pause, is_jump) in
            [(0, false), (days(3), false), (days(21), false), (days(22), true), (days(365), true)]
        {
            let guard = Guard::new(Some(1000 * HOUR), None, 1000 * HOUR + pause);
            assert_eq!(guard.suspect_since().is_some(), is_jump, "down for {pause} ms");
        }
        let doubted = Guard::new(Some(0), Some(0), 23 * HOUR);
        assert!(doubted.suspect_since().is_some(), "a pause ends no doubt by itself");
        let held = Guard::new(Some(0), Some(0), 24 * HOUR);
        assert_eq!(held.suspect_since(), None);
    }

    #[test]
    fn going_back_is_a_jump_too_and_confirming_ends_the_doubt() {
        let mut guard = Guard::new(Some(100 * HOUR), None, 80 * HOUR);
        assert!(guard.suspect_since().is_some());
        guard.confirm();
        assert_eq!(guard.suspect_since(), None);
    }
}
