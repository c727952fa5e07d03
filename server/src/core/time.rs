//! Points in time, as the core is told them.

use std::time::Duration;

/// A point in time: milliseconds since 1970, in UTC. Differences of times are in the same unit.
pub type Millis = i64;

/// A day of 24 hours in milliseconds.
pub const DAY_MS: Millis = 24 * 60 * 60 * 1000;

/// The moment so many days of 24 hours before another.
pub fn days_before(moment: Millis, days: u32) -> Millis {
    moment.saturating_sub(Millis::from(days) * DAY_MS)
}

/// One moment, told by two clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// What the wall clock shows. Somebody can set it, so it may jump either way.
    pub wall: Millis,
    /// How long the server has run, the time that the machine slept included. Nobody can set it,
    /// and it never goes back, so differences are real time.
    pub run: Duration,
}
