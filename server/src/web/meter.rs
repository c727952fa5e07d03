//! How much somebody has had of something lately, and how much more they may have. Nothing of it is kept
//! longer than it counts, and it takes no more room however many ask.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::time::{Duration, Instant};

use crate::address::{network, site};

/// How many times as much as one network all those of one IPv6 site may have: a company or a mobile
/// provider has many telephones there, and one attacker 65,536 networks.
pub(super) const SITE: u32 = 4;

/// The most that is counted by itself of each kind; see [`Meter`].
const COUNTED: usize = 10_000;

/// How much may be had: so much at once, and one more each time that `each` has passed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rate {
    at_once: u32,
    each: Duration,
}

impl Rate {
    pub(super) const fn new(at_once: u32, each: Duration) -> Self {
        Self { at_once, each }
    }

    /// That of a whole site, unless it has no more than a network.
    fn of_site(self) -> Self {
        Self { at_once: self.at_once * SITE, each: self.each / SITE }
    }
}

/// What each of many has had lately.
///
/// Of whoever has had something stands here until when all of it is there again, so what lies in the
/// past says nothing. There are two halves: what is counted goes into the newer one, which becomes the
/// older once it is full or as long as anything counts, and then the one before is dropped whole. So
/// nothing is searched for, and a flood from ever other networks costs no more room than this.
#[derive(Debug)]
pub(super) struct Meter<K> {
    rate: Rate,
    newer: HashMap<K, Instant>,
    older: HashMap<K, Instant>,
    /// When the newer half was begun.
    since: Option<Instant>,
}

impl<K: Eq + Hash> Meter<K> {
    pub(super) fn new(rate: Rate) -> Self {
        Self { rate, newer: HashMap::new(), older: HashMap::new(), since: None }
    }

    /// Whether one more may be had, or in how long.
    pub(super) fn check(&self, whose: &K, now: Instant) -> Result<(), Duration> {
        let full_at = self.newer.get(whose).or_else(|| self.older.get(whose));
        let ahead = full_at.map_or(Duration::ZERO, |at| at.saturating_duration_since(now));
        let wait = (ahead + self.rate.each).saturating_sub(self.rate.each * self.rate.at_once);
        if wait.is_zero() { Ok(()) } else { Err(wait) }
    }

    /// One more was had.
    pub(super) fn count(&mut self, whose: K, now: Instant) {
        let counts_for = self.rate.each * self.rate.at_once;
        let since = *self.since.get_or_insert(now);
        if self.newer.len() >= COUNTED / 2 || now.duration_since(since) >= counts_for {
            self.older = std::mem::take(&mut self.newer);
            self.since = Some(now);
        }
        let full_at = self.newer.get(&whose).or_else(|| self.older.get(&whose)).copied();
        let full_at = full_at.map_or(now, |at| at.max(now)) + self.rate.each;
        self.newer.insert(whose, full_at);
    }

    /// What was counted last was not had.
    pub(super) fn give_back(&mut self, whose: &K) {
        let half = if self.newer.contains_key(whose) { &mut self.newer } else { &mut self.older };
        if let Some(full_at) = half.get_mut(whose) {
            *full_at = full_at.checked_sub(self.rate.each).unwrap_or(*full_at);
        }
    }

    /// Whether one more may be had; then it is counted.
    pub(super) fn take(&mut self, whose: K, now: Instant) -> bool {
        let may = self.check(&whose, now).is_ok();
        if may {
            self.count(whose, now);
        }
        may
    }
}

/// What networks have had lately, and IPv6 sites, each of which is many networks.
#[derive(Debug)]
pub(super) struct ByNetwork {
    networks: Meter<IpAddr>,
    sites: Meter<IpAddr>,
}

impl ByNetwork {
    pub(super) fn new(rate: Rate) -> Self {
        Self { networks: Meter::new(rate), sites: Meter::new(rate.of_site()) }
    }

    /// Where a whole site has no more than one network.
    pub(super) fn alike(rate: Rate) -> Self {
        Self { networks: Meter::new(rate), sites: Meter::new(rate) }
    }

    pub(super) fn check(&self, from: IpAddr, now: Instant) -> Result<(), Duration> {
        self.networks.check(&network(from), now)?;
        site(from).map_or(Ok(()), |site| self.sites.check(&site, now))
    }

    pub(super) fn count(&mut self, from: IpAddr, now: Instant) {
        self.networks.count(network(from), now);
        if let Some(site) = site(from) {
            self.sites.count(site, now);
        }
    }

    pub(super) fn take(&mut self, from: IpAddr, now: Instant) -> bool {
        let may = self.check(from, now).is_ok();
        if may {
            self.count(from, now);
        }
        may
    }

    pub(super) fn give_back(&mut self, from: IpAddr) {
        self.networks.give_back(&network(from));
        if let Some(site) = site(from) {
            self.sites.give_back(&site);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A network of a site of its own.
    fn at(site: u128) -> IpAddr {
        std::net::Ipv6Addr::from_bits(0x3fff << 112 | site << 80).into()
    }

    fn size<K>(meter: &Meter<K>) -> usize {
        meter.newer.len() + meter.older.len()
    }

    #[test]
    fn more_networks_than_are_counted_cost_no_more_room_and_what_counts_is_kept() {
        let now = Instant::now();
        let mut tickets = ByNetwork::new(Rate::new(30, Duration::from_secs(20)));
        assert_eq!((0..100).filter(|_| tickets.take(at(0), now)).count(), 30);
        for other in 1..=(COUNTED as u128 / 2 - 1) {
            assert!(tickets.take(at(other), now));
        }
        assert!(!tickets.take(at(0), now), "as many others as there is room for");
        for other in 0..(3 * COUNTED as u128) {
            tickets.take(at(other), now);
        }
        assert!(size(&tickets.networks) <= COUNTED && size(&tickets.sites) <= COUNTED);
    }

    #[test]
    fn what_no_longer_counts_is_dropped_in_time() {
        let now = Instant::now();
        let mut tickets = ByNetwork::new(Rate::new(30, Duration::from_secs(20)));
        for (times, site) in [(0, 0), (1, 1), (2, 2)] {
            assert!(tickets.take(at(site), now + Duration::from_secs(600) * times));
        }
        assert!(tickets.check(at(0), now).is_ok());
        assert_eq!(size(&tickets.networks), 2);
    }
}
