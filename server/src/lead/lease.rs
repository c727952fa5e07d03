//! For how long a server may say that it leads its desks.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use super::SETTLED;
use super::trial::{Safeguard, is_off};
use crate::clock::Clock;

/// How long a lease is in the database.
pub const LEASE: Duration = Duration::from_millis(1500);

/// How much earlier its holder stops trusting it.
const MARGIN: Duration = Duration::from_millis(200);

/// How long is waited at most before the clock is looked at again: what waits stands still while
/// the machine sleeps, and the lease goes on.
const LOOK: Duration = Duration::from_millis(100);

/// A lease. It is trusted from the moment that its renewal was sent, by a clock that nobody sets
/// and that goes on while the machine sleeps: however long the answer took, whoever takes it for
/// ended began to count later.
#[derive(Debug)]
pub struct Lease {
    clock: Clock,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Clone, Copy)]
struct State {
    until: Duration,
    /// Since when it was held without a break.
    since: Duration,
    /// Whether it was taken away, or given back.
    is_over: bool,
}

/// How a lease stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is held.
    Held,
    /// It has run out. If nobody has taken what it stood for, it may be renewed.
    Lapsed,
    /// It will never be held again.
    Over,
}

impl Lease {
    /// A lease that nobody holds yet.
    pub fn new(clock: Clock) -> Self {
        let state = State { until: Duration::ZERO, since: Duration::ZERO, is_over: false };
        Self { clock, state: Mutex::new(state), changed: Condvar::new() }
    }

    /// The time that it goes by.
    pub fn now(&self) -> Duration {
        self.clock.run()
    }

    /// It was renewed by what was sent at a moment.
    pub fn extend(&self, sent: Duration) {
        let mut state = self.lock();
        if sent >= state.until {
            state.since = sent;
        }
        state.until = state.until.max(sent + LEASE - MARGIN);
        drop(state);
        self.changed.notify_all();
    }

    /// The database's clock was found to be another by what was sent at a moment. Until everybody's
    /// lease that was renewed before that has run out, whoever holds this cannot tell whose has.
    pub fn unsettle(&self, sent: Duration) {
        let mut state = self.lock();
        state.since = state.since.max(sent + LEASE - SETTLED);
    }

    /// It is over.
    pub fn end(&self) {
        self.lock().is_over = true;
        self.changed.notify_all();
    }

    /// How it stands now.
    pub fn standing(&self) -> Standing {
        self.lock().standing(self.now())
    }

    /// Whether it is held now.
    pub fn is_held(&self) -> bool {
        self.standing() == Standing::Held
    }

    /// For how long it was held without a break; none: it is not held, or not counted yet.
    pub fn held_for(&self) -> Option<Duration> {
        let (state, now) = (*self.lock(), self.now());
        (state.standing(now) == Standing::Held).then(|| now.checked_sub(state.since)).flatten()
    }

    /// Waits until it stands otherwise than it did.
    pub fn wait_for_change(&self, before: Standing) -> Standing {
        let mut state = self.lock();
        loop {
            let now = self.now();
            let standing = state.standing(now);
            if standing != before {
                return standing;
            }
            let wait = match standing {
                Standing::Held => state.until.saturating_sub(now).min(LOOK),
                Standing::Lapsed | Standing::Over => LOOK,
            };
            let waited = self.changed.wait_timeout(state, wait);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn standing(self, now: Duration) -> Standing {
        match self {
            Self { .. } if is_off(Safeguard::Deadline) => Standing::Held,
            Self { is_over: true, .. } => Standing::Over,
            Self { until, .. } if now < until => Standing::Held,
            Self { .. } => Standing::Lapsed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    #[test]
    fn it_is_trusted_from_when_it_was_asked_for() {
        let clock = Clock::default();
        let lease = Lease::new(clock.clone());
        assert_eq!(lease.standing(), Standing::Lapsed);
        clock.pass(ms(60_000));
        let sent = lease.now();
        // The answer comes late.
        clock.pass(ms(1000));
        lease.extend(sent);
        assert!(lease.is_held());
        clock.pass(ms(400));
        assert_eq!(lease.standing(), Standing::Lapsed);
        // One that comes too late helps nobody.
        lease.extend(sent + ms(1));
        assert_eq!(lease.standing(), Standing::Lapsed);
        lease.extend(lease.now());
        assert!(lease.is_held());
        lease.end();
        lease.extend(lease.now());
        assert_eq!(lease.standing(), Standing::Over);
    }

    #[test]
    fn an_older_answer_does_not_shorten_it() {
        let clock = Clock::default();
        let lease = Lease::new(clock.clone());
        let first = lease.now();
        clock.pass(ms(500));
        lease.extend(lease.now());
        lease.extend(first);
        clock.pass(ms(1200));
        assert!(lease.is_held());
    }

    #[test]
    fn how_long_it_was_held_begins_anew_after_a_break() {
        let clock = Clock::default();
        let lease = Lease::new(clock.clone());
        assert_eq!(lease.held_for(), None);
        clock.pass(ms(10_000));
        for _ in 0..4 {
            lease.extend(lease.now());
            clock.pass(ms(1000));
        }
        assert!(lease.held_for().is_some_and(|time| time >= ms(4000)));
        clock.pass(ms(1000));
        assert_eq!(lease.held_for(), None);
        lease.extend(lease.now());
        assert!(lease.held_for().is_some_and(|time| time < ms(1000)));
    }

    #[test]
    fn whoever_has_seen_the_clock_set_waits_until_older_leases_have_run_out() {
        let clock = Clock::default();
        let lease = Lease::new(clock.clone());
        let is_settled = || lease.held_for().is_some_and(|time| time >= SETTLED);
        clock.pass(ms(5000));
        lease.extend(lease.now());
        clock.pass(ms(1000));
        assert!(is_settled());
        lease.extend(lease.now());
        lease.unsettle(lease.now());
        let set = lease.now();
        while lease.now() - set < LEASE - ms(200) {
            assert!(lease.is_held() && !is_settled());
            clock.pass(ms(100));
            lease.extend(lease.now());
        }
        clock.pass(ms(200));
        assert!(is_settled());
    }

    #[test]
    fn whoever_waits_hears_of_its_end() {
        let clock = Clock::default();
        let lease = Lease::new(clock.clone());
        lease.extend(lease.now());
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| lease.wait_for_change(Standing::Held));
            clock.pass(ms(2000));
            assert_eq!(waiting.join().unwrap(), Standing::Lapsed);
            let waiting = scope.spawn(|| lease.wait_for_change(Standing::Lapsed));
            lease.extend(lease.now());
            assert_eq!(waiting.join().unwrap(), Standing::Held);
        });
    }
}
