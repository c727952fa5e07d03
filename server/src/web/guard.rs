//! What one network may ask of the pages: how often, how many of them at a time, how many wrong codes,
//! how many passes. Nothing of it is kept longer than it counts.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use shared::ids::TicketId;

use crate::address::network;
use crate::auth::Throttle;
use crate::net::census::{Allowance, Census, Place};

/// How many requests a second one network may send, twice that at once. A hall full of telephones
/// behind one address comes back within seconds after a restart.
const REQUESTS: u32 = 100;

/// For how long a network's requests are remembered where there are too many networks.
const BURST: Duration = Duration::from_secs(2);

/// The most live pages.
const PAGES: usize = 20_000;

/// How many passes to the form one network gets in [`PASSES_EVERY`].
const PASSES: u32 = 30;

/// For how long passes are counted, and places that are taken back.
const COUNTED_FOR: Duration = Duration::from_secs(10 * 60);

/// How often a visitor takes the place back in [`COUNTED_FOR`]. Each time, and each time that they
/// leave before it, is written down for good, and everybody at a table hears of it.
const RETURNS: u32 = 3;

/// How many codes a second a network may try that waits after wrong ones, twice that at once: a right
/// one gets through, since one visitor who mistypes must not keep all others of a hall away.
const TRIES: u32 = 1;

/// The most networks that are counted by themselves.
const NETWORKS: usize = 10_000;

/// What wrong codes are counted under.
const CODES: &str = "join";

/// Counts what networks ask for.
#[derive(Debug)]
pub struct Guard {
    pages: Arc<Census>,
    begun: Instant,
    counted: Mutex<Counted>,
}

#[derive(Debug, Default)]
struct Counted {
    requests: HashMap<IpAddr, (Allowance, Instant)>,
    codes: Throttle,
    tries: HashMap<IpAddr, (Allowance, Instant)>,
    passes: HashMap<IpAddr, (Instant, u32)>,
    returns: HashMap<TicketId, (Instant, u32)>,
}

impl Guard {
    /// One that lets so many live pages come from one network.
    pub fn new(per_network: usize) -> Self {
        Self {
            pages: Census::new(PAGES, per_network),
            begun: Instant::now(),
            counted: Mutex::default(),
        }
    }

    /// A place for a live page; none: there are too many.
    pub fn open_page(&self, from: IpAddr) -> Option<Place> {
        self.pages.enter(from)
    }

    /// Whether a request may be answered.
    pub fn may_ask(&self, from: IpAddr, now: Instant) -> bool {
        may_spend(&mut self.lock().requests, REQUESTS, from, now)
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

    /// Whether a network that waits may try a code all the same; then it is counted.
    pub fn may_try_all_the_same(&self, from: IpAddr, now: Instant) -> bool {
        may_spend(&mut self.lock().tries, TRIES, from, now)
    }

    /// Whether a visitor may take the place back once more; then it is counted.
    pub fn may_return(&self, ticket: TicketId, now: Instant) -> bool {
        is_one_of(&mut self.lock().returns, RETURNS, ticket, now)
    }

    /// Whether a network gets one more pass; then it is counted.
    pub fn may_have_pass(&self, from: IpAddr, now: Instant) -> bool {
        is_one_of(&mut self.lock().passes, PASSES, network(from), now)
    }

    fn lock(&self) -> MutexGuard<'_, Counted> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a network may do what it may do so often a second; then it is counted.
fn may_spend(
    known: &mut HashMap<IpAddr, (Allowance, Instant)>,
    a_second: u32,
    from: IpAddr,
    now: Instant,
) -> bool {
    if known.len() >= NETWORKS {
        // Whoever was quiet for a burst's time has all of it again; in a flood from so many networks
        // that nobody was, all begin anew. To look for the oldest each time would be the flood's.
        known.retain(|_, (_, last)| now.duration_since(*last) < BURST);
        if known.len() >= NETWORKS {
            known.clear();
        }
    }
    let (allowance, last) =
        known.entry(network(from)).or_insert_with(|| (Allowance::new(a_second, now), now));
    *last = now;
    let may = allowance.opens_at(now).is_none();
    if may {
        allowance.spend(now);
    }
    may
}

/// Whether this is one of so many within [`COUNTED_FOR`]; then it is counted.
fn is_one_of<T: Copy + Eq + Hash>(
    counted: &mut HashMap<T, (Instant, u32)>,
    most: u32,
    whose: T,
    now: Instant,
) -> bool {
    if counted.len() >= NETWORKS {
        counted.retain(|_, (since, _)| now.duration_since(*since) < COUNTED_FOR);
        if counted.len() >= NETWORKS
            && let Some(oldest) = counted.iter().min_by_key(|(_, it)| it.0).map(|(at, _)| *at)
        {
            counted.remove(&oldest);
        }
    }
    let (since, count) = counted.entry(whose).or_insert((now, 0));
    if now.duration_since(*since) >= COUNTED_FOR {
        (*since, *count) = (now, 0);
    }
    let may = *count < most;
    *count += u32::from(may);
    may
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
        assert!(guard.may_have_pass(from(1), now + COUNTED_FOR));
    }

    #[test]
    fn who_waits_may_still_try_a_code_now_and_then() {
        let (guard, now) = (Guard::new(2), Instant::now());
        let at_once = (0..100).filter(|host| guard.may_try_all_the_same(from(*host), now)).count();
        assert!((1..=3).contains(&at_once), "{at_once}");
        assert!(guard.may_try_all_the_same(from(1), now + Duration::from_secs(2)));
    }

    #[test]
    fn a_place_is_taken_back_only_so_often() {
        let (guard, now) = (Guard::new(2), Instant::now());
        let [one, other] = [1, 2].map(|id| TicketId::new(id).unwrap());
        assert_eq!((0..100).filter(|_| guard.may_return(one, now)).count(), 3);
        assert!(guard.may_return(other, now));
        assert!(guard.may_return(one, now + COUNTED_FOR));
    }
}
