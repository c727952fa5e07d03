//! The machine's clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::core::time::{Millis, Now};

/// The time now, in milliseconds since 1970.
pub fn wall_ms() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// The clock that a server goes by: the system's, which a test can move. Clones are one clock.
#[derive(Debug, Clone)]
pub struct Clock {
    started: steady::Time,
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
        Self { started: steady::now(), moved: Arc::default() }
    }
}

impl Clock {
    /// The time now, by both clocks.
    pub fn now(&self) -> Now {
        Now { wall: self.wall_ms(), run: self.run() }
    }

    /// The time now, in milliseconds since 1970.
    pub fn wall_ms(&self) -> Millis {
        wall_ms().saturating_add(self.moved.wall.load(Ordering::SeqCst))
    }

    /// How long it has run, the time that the machine slept included. Nobody can set it back.
    pub fn run(&self) -> Duration {
        let elapsed = steady::now().saturating_duration_since(self.started);
        elapsed.saturating_add(Duration::from_millis(self.moved.run.load(Ordering::SeqCst)))
    }

    /// Sets the time, as somebody may set a computer's: only what it shows changes.
    pub fn jump(&self, by: Millis) {
        self.moved.wall.fetch_add(by, Ordering::SeqCst);
    }

    /// Lets time go by, or the machine sleep for so long.
    pub fn pass(&self, time: Duration) {
        let ms = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        self.moved.run.fetch_add(ms, Ordering::SeqCst);
        self.jump(i64::try_from(ms).unwrap_or(i64::MAX));
    }
}

/// A clock that nobody can set and that goes on while the machine sleeps. The standard library's
/// [`Instant`](std::time::Instant) may not: on Linux it reads `CLOCK_MONOTONIC` and on macOS
/// `CLOCK_UPTIME_RAW`, and both stand still in suspend.
#[cfg(any(target_os = "linux", target_os = "macos"))]
mod steady {
    use std::time::Duration;

    use nix::time::{ClockId, clock_gettime};

    /// `CLOCK_BOOTTIME` is the one that goes on in suspend.
    #[cfg(target_os = "linux")]
    const CLOCK: ClockId = ClockId::CLOCK_BOOTTIME;

    /// There `CLOCK_MONOTONIC_RAW` goes on while the machine sleeps, and unlike `CLOCK_MONOTONIC`
    /// it does not follow corrections of the wall clock.
    #[cfg(target_os = "macos")]
    const CLOCK: ClockId = ClockId::from_raw(nix::libc::CLOCK_MONOTONIC_RAW);

    /// How long the machine has been up.
    #[derive(Debug, Clone, Copy)]
    pub struct Time(Duration);

    impl Time {
        /// When the machine started.
        #[cfg(all(test, target_os = "linux"))]
        pub const BOOT: Self = Self(Duration::ZERO);

        pub fn saturating_duration_since(self, earlier: Self) -> Duration {
            self.0.saturating_sub(earlier.0)
        }
    }

    pub fn now() -> Time {
        let time = clock_gettime(CLOCK).map(Duration::from);
        Time(time.expect("every kernel that the standard library runs on has this clock"))
    }
}

/// On Windows the standard library reads the performance counter, which goes on while the machine
/// sleeps. Elsewhere there is nothing better that is known to go on.
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
mod steady {
    pub use std::time::Instant as Time;

    pub fn now() -> Time {
        Time::now()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tests_move_is_what_clones_see() {
        let clock = Clock::default();
        let before = clock.clone().now();
        clock.pass(Duration::from_secs(14 * 3600));
        clock.jump(-60_000);
        let after = clock.clone().now();
        let (wall, run) = (after.wall - before.wall, after.run - before.run);
        assert!(run >= Duration::from_secs(14 * 3600));
        assert!((i64::try_from(run.as_millis()).unwrap() - wall - 60_000).abs() < 60_000);
    }

    /// The kernel tells how long the machine has been up, sleep included.
    #[cfg(target_os = "linux")]
    #[test]
    fn the_time_run_is_of_the_clock_that_counts_sleep() {
        let uptime = || -> Duration {
            let text = std::fs::read_to_string("/proc/uptime").unwrap();
            let secs: f64 = text.split_whitespace().next().unwrap().parse().unwrap();
            Duration::from_secs_f64(secs)
        };
        let boot = Clock { started: steady::Time::BOOT, moved: Arc::default() };
        let hundredth = Duration::from_millis(10);
        let (before, run, after) = (uptime(), boot.run(), uptime());
        assert!(before <= run && run <= after + hundredth, "{before:?} {run:?} {after:?}");
    }
}
