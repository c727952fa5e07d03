//! What the database's clock shows, by which the ends of leases are written down. It may be set at
//! any time, and the standby that takes over has another. All leases look ended then, or endless,
//! until they are renewed; and whoever holds one does not know of it before that.

use std::time::Duration;

use tokio::time::Instant;

/// How far two readings of one clock may differ that nobody has set. It is well below what is left of
/// a lease when its holder renews it.
const TOLERANCE: Duration = Duration::from_millis(100);

/// A reading that took longer says little.
const QUICK: Duration = Duration::from_millis(300);

/// What it shows, in microseconds since 1970, as far as is known.
#[derive(Debug, Default)]
pub struct Wall {
    reading: Option<Reading>,
}

#[derive(Debug, Clone, Copy)]
struct Reading {
    shown: i64,
    sent: Instant,
    received: Instant,
}

impl Wall {
    /// Notes what it showed at a moment between two; says whether it was set since the last reading,
    /// or is another clock.
    pub fn note(&mut self, shown: i64, sent: Instant, received: Instant) -> bool {
        let was_set = self.reading.is_some_and(|before| {
            let (earliest, latest) = before.bounds(sent, received);
            !(earliest..=latest).contains(&shown)
        });
        let is_quick = received.saturating_duration_since(sent) <= QUICK;
        if was_set || is_quick || self.reading.is_none() {
            self.reading = Some(Reading { shown, sent, received });
        }
        was_set
    }

    /// What it shows at the earliest and the latest between now and so much later, if nobody sets it;
    /// none: nothing is known.
    pub fn bounds(&self, now: Instant, within: Duration) -> Option<(i64, i64)> {
        self.reading.map(|reading| reading.bounds(now, now + within))
    }
}

impl Reading {
    fn bounds(&self, from: Instant, to: Instant) -> (i64, i64) {
        let us = |time: Duration| i64::try_from(time.as_micros()).unwrap_or(i64::MAX);
        let least = us(from.saturating_duration_since(self.received)) - us(TOLERANCE);
        let most = us(to.saturating_duration_since(self.sent)) + us(TOLERANCE);
        (self.shown.saturating_add(least), self.shown.saturating_add(most))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_set_is_noticed() {
        let begun = Instant::now();
        let at = |ms| begun + Duration::from_millis(ms);
        let (hour, second) = (3_600_000_000, 1_000_000);
        let mut wall = Wall::default();
        assert_eq!(wall.bounds(at(0), QUICK), None);
        assert!(!wall.note(hour, at(0), at(10)));
        assert!(!wall.note(hour + 400_000, at(400), at(402)));
        // An answer that took long says when it was asked for at the earliest.
        assert!(!wall.note(hour + 900_000, at(800), at(3800)));
        assert!(!wall.note(hour + 4 * second, at(4000), at(4001)));
        assert!(wall.note(hour + 34 * second, at(4400), at(4401)));
        assert!(!wall.note(hour + 34 * second + 400_000, at(4800), at(4801)));
        assert!(wall.note(hour + 5 * second, at(5200), at(5201)));
        assert!(wall.note(hour + 5 * second + 700_000, at(5600), at(5601)));
    }

    #[test]
    fn what_it_shows_is_known_within_bounds() {
        let begun = Instant::now();
        let at = |ms| begun + Duration::from_millis(ms);
        let mut wall = Wall::default();
        wall.note(7_000_000, at(0), at(100));
        let tolerance = 100_000;
        assert_eq!(
            wall.bounds(at(1000), Duration::from_millis(500)),
            Some((7_900_000 - tolerance, 8_500_000 + tolerance))
        );
        // What took long does not make it vaguer.
        wall.note(7_400_000, at(400), at(2400));
        assert_eq!(
            wall.bounds(at(3000), Duration::ZERO),
            Some((9_900_000 - tolerance, 10_000_000 + tolerance))
        );
    }
}
