//! What one network may ask of the pages: how often, how many of them at a time, how many wrong codes,
//! how many passes. Nothing of it is kept longer than it counts.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::address::network;
use crate::auth::Throttle;
use crate::net::census::{Allowance, Census, Place};

/// How many requests a second one network may send, twice that at once. A hall full of telephones
/// behind one address comes back within seconds after a restart.
const REQUESTS: u32 = 100;

/// For how long a network's requests are remembered where there are too many networks.
const BURST: Duration = Duration::from_secs(2);

/// The most connections, and the most live pages.
const CONNECTIONS: usize = 20_000;

/// How many passes to the form one network gets in [`PASSES_EVERY`].
const PASSES: u32 = 30;

/// For how long passes are counted.
const PASSES_EVERY: Duration = Duration::from_secs(10 * 60);

/// The most networks that are counted by themselves.
const NETWORKS: usize = 10_000;

/// What wrong codes are counted under.
const CODES: &str = "join";

/// Counts what networks ask for.
#[derive(Debug)]
pub struct Guard {
    connections: Arc<Census>,
    pages: Arc<Census>,
    begun: Instant,
    counted: Mutex<Counted>,
}

#[derive(Debug, Default)]
struct Counted {
    requests: HashMap<IpAddr, (Allowance, Instant)>,
    codes: Throttle,
    passes: HashMap<IpAddr, (Instant, u32)>,
}

impl Guard {
    /// One that lets so many connections and live pages come from one network.
    pub fn new(per_network: usize) -> Self {
        Self {
            connections: Census::new(CONNECTIONS, per_network),
            pages: Census::new(CONNECTIONS, per_network),
            begun: Instant::now(),
            counted: Mutex::default(),
        }
    }

    /// A place for a connection; none: there are too many.
    pub fn connect(&self, from: IpAddr) -> Option<Place> {
        self.connections.enter(from)
    }

    /// A place for a live page; none: there are too many.
    pub fn open_page(&self, from: IpAddr) -> Option<Place> {
        self.pages.enter(from)
    }

    /// Whether a request may be answered.
    pub fn may_ask(&self, from: IpAddr, now: Instant) -> bool {
        let mut counted = self.lock();
        let requests = &mut counted.requests;
        if requests.len() >= NETWORKS {
            // Whoever was quiet for a burst's time has all of it again; in a flood from so many networks
            // that nobody was, all begin anew. To look for the oldest each time would be the flood's.
            requests.retain(|_, (_, last)| now.duration_since(*last) < BURST);
            if requests.len() >= NETWORKS {
                requests.clear();
            }
        }
        let (allowance, last) =
            requests.entry(network(from)).or_insert_with(|| (Allowance::new(REQUESTS, now), now));
        *last = now;
        let may = allowance.opens_at(now).is_none();
        if may {
            allowance.spend(now);
        }
        may
    }

    /// Whether a code may be tried, or in how many seconds.
    pub fn may_try_code(&self, from: IpAddr, now: Instant) -> Result<(), u64> {
        self.lock().codes.check(CODES, from, now.duration_since(self.begun))
    }

    /// A code was wrong. A right one does not make up for it: whoever stands before the screen would
    /// try others for nothing.
    pub fn wrong_code(&self, from: IpAddr, now: Instant) {
        self.lock().codes.failed(CODES, from, now.duration_since(self.begun));
    }

    /// Whether a network gets one more pass; then it is counted.
    pub fn may_have_pass(&self, from: IpAddr, now: Instant) -> bool {
        let mut counted = self.lock();
        let passes = &mut counted.passes;
        if passes.len() >= NETWORKS
            && let Some(oldest) = passes.iter().min_by_key(|(_, it)| it.0).map(|(at, _)| *at)
        {
            passes.remove(&oldest);
        }
        let (since, count) = counted.passes.entry(network(from)).or_insert((now, 0));
        if now.duration_since(*since) >= PASSES_EVERY {
            (*since, *count) = (now, 0);
        }
        let may = *count < PASSES;
        *count += u32::from(may);
        may
    }

    fn lock(&self) -> MutexGuard<'_, Counted> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(host: u128) -> IpAddr {
        std::net::Ipv6Addr::from_bits(0x2001_0db8 << 96 | host).into()
    }

    #[test]
    fn a_flood_from_one_network_costs_the_others_nothing() {
        let (guard, now) = (Guard::new(2), Instant::now());
        let answered = (0..10_000).filter(|host| guard.may_ask(from(*host), now)).count();
        assert!((200..=202).contains(&answered), "{answered}");
        assert!(guard.may_ask(from(1 << 64), now), "another network of 64 bits");
        assert!(guard.may_ask(from(1), now + Duration::from_secs(1)));
        let held = [guard.open_page(from(1)), guard.open_page(from(2))];
        assert!(held.iter().all(Option::is_some));
        assert!(guard.open_page(from(3)).is_none());
        drop(held);
        assert!(guard.open_page(from(3)).is_some());
    }

    #[test]
    fn more_networks_than_are_counted_cost_no_more_room() {
        let (guard, now) = (Guard::new(2), Instant::now());
        for place in 0..(NETWORKS as u128 + 50) {
            assert!(guard.may_ask(from(place << 64), now));
            assert!(guard.may_have_pass(from(place << 64), now));
        }
        let counted = guard.lock();
        assert!(counted.requests.len() <= NETWORKS);
        assert_eq!(counted.passes.len(), NETWORKS);
    }

    #[test]
    fn wrong_codes_slow_down_their_network_alone() {
        let (guard, start) = (Guard::new(2), Instant::now());
        let mut now = start;
        for _ in 0..1000 {
            if let Err(wait) = guard.may_try_code(from(1), now) {
                now += Duration::from_secs(wait);
            }
            assert_eq!(guard.may_try_code(from(1), now), Ok(()));
            guard.wrong_code(from(1), now);
        }
        assert!(now - start > Duration::from_secs(15 * 3600), "a thousand took {:?}", now - start);
        assert_eq!(guard.may_try_code(from(1 << 64), now), Ok(()));
    }

    #[test]
    fn a_network_gets_so_many_passes_in_ten_minutes() {
        let (guard, now) = (Guard::new(2), Instant::now());
        let given = (0..100).filter(|host| guard.may_have_pass(from(*host), now)).count();
        assert_eq!(given, 30);
        assert!(guard.may_have_pass(from(1 << 64), now));
        assert!(guard.may_have_pass(from(1), now + PASSES_EVERY));
    }
}
