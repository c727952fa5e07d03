//! How many connections there are, in all and from one address, and how much one client may say.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::address::{network, site};

/// Counts the connections that limits bind.
#[derive(Debug)]
pub struct Census {
    all: usize,
    per_address: usize,
    /// What an address is counted by.
    of: fn(IpAddr) -> IpAddr,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    all: usize,
    by_network: HashMap<IpAddr, usize>,
}

/// A connection's place, free again once this is dropped.
#[derive(Debug)]
pub struct Place {
    census: Arc<Census>,
    /// The network that it is counted for; none: for none.
    network: Option<IpAddr>,
}

impl Place {
    /// Whether this place is counted for whoever is there.
    pub fn is_for(&self, address: IpAddr) -> bool {
        self.network == Some((self.census.of)(address))
    }
}

impl Census {
    /// Room for so many.
    pub fn new(all: usize, per_address: usize) -> Arc<Self> {
        Arc::new(Self { all, per_address, of: network, open: Mutex::default() })
    }

    /// Room for so many, and for so many of one IPv6 site.
    pub fn of_sites(all: usize, per_site: usize) -> Arc<Self> {
        let of = |peer| site(peer).unwrap_or(peer);
        Arc::new(Self { all, per_address: per_site, of, open: Mutex::default() })
    }

    /// A place for a client from there; none: it must go.
    pub fn enter(self: &Arc<Self>, peer: IpAddr) -> Option<Place> {
        let network = (self.of)(peer);
        let mut open = self.lock();
        let from_there = open.by_network.get(&network).copied().unwrap_or_default();
        if open.all >= self.all || from_there >= self.per_address {
            return None;
        }
        open.all += 1;
        open.by_network.insert(network, from_there + 1);
        Some(Place { census: Arc::clone(self), network: Some(network) })
    }

    /// A place of all that counts for no network; none: there are none left.
    pub fn enter_unbound(self: &Arc<Self>) -> Option<Place> {
        let mut open = self.lock();
        let has_room = open.all < self.all;
        open.all += usize::from(has_room);
        has_room.then(|| Place { census: Arc::clone(self), network: None })
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.census.lock();
        open.all -= 1;
        let Some(network) = self.network else { return };
        if let Some(count) = open.by_network.get_mut(&network) {
            *count -= 1;
            if *count == 0 {
                open.by_network.remove(&network);
            }
        }
    }
}

/// How much one client may still say: so many messages a second, and twice that at once. Who
/// says more is not listened to for a while; nothing is lost, since the rest waits in its socket.
#[derive(Debug)]
pub struct Allowance {
    /// How much a message takes.
    each: Duration,
    burst: Duration,
    /// Until when what was said so far is paid for; may lie ahead by `burst`.
    paid: Instant,
}

impl Allowance {
    /// So many messages a second.
    pub fn new(a_second: u32, now: Instant) -> Self {
        let each = Duration::from_secs(1) / a_second.max(1);
        Self { each, burst: Duration::from_secs(2), paid: now }
    }

    /// A message was said.
    pub fn spend(&mut self, now: Instant) {
        self.paid = self.paid.max(now) + self.each;
    }

    /// From when on the client is listened to; none: now.
    pub fn opens_at(&self, now: Instant) -> Option<Instant> {
        let ahead = self.paid.saturating_duration_since(now);
        (ahead > self.burst).then(|| self.paid - self.burst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_bounded_and_come_free() {
        let census = Census::new(3, 2);
        let here = IpAddr::from([10, 0, 0, 1]);
        let first = census.enter(here).unwrap();
        let _second = census.enter(here).unwrap();
        assert!(census.enter(here).is_none(), "two from one address");
        let _other = census.enter(IpAddr::from([10, 0, 0, 2])).unwrap();
        assert!(census.enter(IpAddr::from([10, 0, 0, 3])).is_none(), "three in all");
        drop(first);
        assert!(census.enter(here).is_some());
    }

    #[test]
    fn who_says_too_much_waits_until_it_is_paid_for() {
        let start = Instant::now();
        let mut allowance = Allowance::new(10, start);
        for _ in 0..20 {
            assert_eq!(allowance.opens_at(start), None);
            allowance.spend(start);
        }
        allowance.spend(start);
        assert_eq!(allowance.opens_at(start), Some(start + Duration::from_millis(100)));
        assert_eq!(allowance.opens_at(start + Duration::from_millis(100)), None);
        // An hour of silence buys no more than a burst.
        let later = start + Duration::from_secs(3600);
        for _ in 0..21 {
            allowance.spend(later);
        }
        assert!(allowance.opens_at(later).is_some());
    }
}
