//! What one network may ask of the pages: how often, how many of them at a time, how many wrong codes,
//! how many passes; and how many wrong codes there may be from all of them together. Nothing of it is
//! kept longer than it counts.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use shared::ids::TicketId;

use crate::address::{network, site};
use crate::net::census::{Census, Place};

/// How many requests one network may send at once, and how soon each may be sent again: 100 a second.
/// A hall full of telephones behind one address comes back within seconds after a restart.
const REQUESTS: Rate = Rate::new(200, Duration::from_millis(10));

/// How many wrong codes one network may type at once; after that it waits for a minute for each more.
const CODES: Rate = Rate::new(5, Duration::from_secs(60));

/// How many codes a network may try that waits after wrong ones: a right one gets through, since one
/// visitor who mistypes must not keep all others of a hall away. So few that no network alone comes
/// near [`ALL_CODES`].
const TRIES: Rate = Rate::new(2, Duration::from_secs(4));

/// How many wrong codes there may be from all networks together. One more, and the code that the
/// screens show is void and another is shown.
const ALL_CODES: Rate = Rate::new(100, Duration::from_secs(1));

/// For how long no code is tried after one was made void. With [`ALL_CODES`] this bounds what the whole
/// world may guess at: some 145,000 codes a day, of which two in 2^30 are right.
const VOID_FOR: Duration = Duration::from_secs(60);

/// How many passes to the form one network gets: 30 in ten minutes.
const PASSES: Rate = Rate::new(30, Duration::from_secs(20));

/// How often a visitor takes the place back: three times in ten minutes. Each time, and each time that
/// they leave before it, is written down for good, and everybody at a table hears of it.
const RETURNS: Rate = Rate::new(3, Duration::from_secs(200));

/// How many addresses that wait already may be typed with one pass: whoever mistypes once may go on,
/// and nobody finds out who waits. A pass does not live long enough for more.
const FOUND: Rate = Rate::new(3, Duration::from_secs(600));

/// How many times as much as one network all those of one IPv6 site may have: a company or a mobile
/// provider has many telephones there, and one attacker 65,536 networks.
const SITE: u32 = 4;

/// The most that is counted by itself of each kind; see [`Meter`].
const COUNTED: usize = 10_000;

/// Counts what networks ask for.
#[derive(Debug)]
pub struct Guard {
    pages: Crowd,
    counted: Mutex<Counted>,
}

/// How many there are of something, of each network and each IPv6 site.
#[derive(Debug)]
pub struct Crowd {
    networks: Arc<Census>,
    sites: Arc<Census>,
}

/// The places of one of them: of its network and of its site.
pub type Places = [Option<Place>; 2];

impl Crowd {
    /// Room for so many, and for so many of one network.
    pub fn new(all: usize, per_network: usize) -> Self {
        let of_site = per_network.saturating_mul(SITE as usize);
        Self { networks: Census::new(all, per_network), sites: Census::of_sites(all, of_site) }
    }

    /// A place for one from there; none: there are too many. Whom no limit binds takes one of all
    /// places, and counts for no network.
    pub fn enter(&self, from: Option<IpAddr>) -> Option<Places> {
        let Some(from) = from else { return Some([Some(self.networks.enter_unbound()?), None]) };
        let of_site = match site(from) {
            Some(_) => Some(self.sites.enter(from)?),
            None => None,
        };
        Some([Some(self.networks.enter(from)?), of_site])
    }
}

#[derive(Debug)]
struct Counted {
    requests: ByNetwork,
    codes: ByNetwork,
    tries: ByNetwork,
    passes: ByNetwork,
    all_codes: Meter<()>,
    /// Until when no code is tried.
    void_until: Option<Instant>,
    returns: Meter<TicketId>,
    found: Meter<u64>,
}

/// How much may be had: so much at once, and one more each time that `each` has passed.
#[derive(Debug, Clone, Copy)]
struct Rate {
    at_once: u32,
    each: Duration,
}

impl Rate {
    const fn new(at_once: u32, each: Duration) -> Self {
        Self { at_once, each }
    }

    /// That of a whole site.
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
struct Meter<K> {
    rate: Rate,
    newer: HashMap<K, Instant>,
    older: HashMap<K, Instant>,
    /// When the newer half was begun.
    since: Option<Instant>,
}

impl<K: Eq + Hash> Meter<K> {
    fn new(rate: Rate) -> Self {
        Self { rate, newer: HashMap::new(), older: HashMap::new(), since: None }
    }

    /// Whether one more may be had, or in how long.
    fn check(&self, whose: &K, now: Instant) -> Result<(), Duration> {
        let full_at = self.newer.get(whose).or_else(|| self.older.get(whose));
        let ahead = full_at.map_or(Duration::ZERO, |at| at.saturating_duration_since(now));
        let wait = (ahead + self.rate.each).saturating_sub(self.rate.each * self.rate.at_once);
        if wait.is_zero() { Ok(()) } else { Err(wait) }
    }

    /// One more was had.
    fn count(&mut self, whose: K, now: Instant) {
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

    /// Whether one more may be had; then it is counted.
    fn take(&mut self, whose: K, now: Instant) -> bool {
        let may = self.check(&whose, now).is_ok();
        if may {
            self.count(whose, now);
        }
        may
    }
}

/// What networks have had lately, and IPv6 sites, each of which is many networks.
#[derive(Debug)]
struct ByNetwork {
    networks: Meter<IpAddr>,
    sites: Meter<IpAddr>,
}

impl ByNetwork {
    fn new(rate: Rate) -> Self {
        Self { networks: Meter::new(rate), sites: Meter::new(rate.of_site()) }
    }

    fn check(&self, from: IpAddr, now: Instant) -> Result<(), Duration> {
        self.networks.check(&network(from), now)?;
        site(from).map_or(Ok(()), |site| self.sites.check(&site, now))
    }

    fn count(&mut self, from: IpAddr, now: Instant) {
        self.networks.count(network(from), now);
        if let Some(site) = site(from) {
            self.sites.count(site, now);
        }
    }

    fn take(&mut self, from: IpAddr, now: Instant) -> bool {
        let may = self.check(from, now).is_ok();
        if may {
            self.count(from, now);
        }
        may
    }
}

/// What is said of a code that somebody typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Try {
    /// It is to be compared.
    Now,
    /// It is to be compared, and only a right one counts: a wrong one is told to wait so many seconds.
    OnlyRight(u64),
    /// It is not looked at: there were too many wrong ones. In so many seconds it is.
    Wait(u64),
}

impl Guard {
    /// One for so many live pages in all, and so many of one network.
    pub fn new(all: usize, per_network: usize) -> Self {
        Self {
            pages: Crowd::new(all, per_network),
            counted: Mutex::new(Counted {
                requests: ByNetwork::new(REQUESTS),
                codes: ByNetwork::new(CODES),
                tries: ByNetwork::new(TRIES),
                passes: ByNetwork::new(PASSES),
                all_codes: Meter::new(ALL_CODES),
                void_until: None,
                returns: Meter::new(RETURNS),
                found: Meter::new(FOUND),
            }),
        }
    }

    /// A place for a live page; none: there are too many.
    pub fn open_page(&self, from: Option<IpAddr>) -> Option<Places> {
        self.pages.enter(from)
    }

    /// Whether a request may be answered.
    pub fn may_ask(&self, from: IpAddr, now: Instant) -> bool {
        self.lock().requests.take(from, now)
    }

    /// Whether a code may be tried.
    pub fn try_code(&self, from: IpAddr, now: Instant) -> Try {
        let mut counted = self.lock();
        if let Some(until) = counted.void_until.filter(|until| *until > now) {
            return Try::Wait(secs(until - now));
        }
        match counted.codes.check(from, now) {
            Ok(()) => Try::Now,
            Err(wait) if counted.tries.take(from, now) => Try::OnlyRight(secs(wait)),
            Err(wait) => Try::Wait(secs(wait)),
        }
    }

    /// A code was wrong. A right one does not make up for it: whoever stands before the screen would
    /// try others for nothing. True: that was one too many from all networks together, so the code that
    /// the screens show must be void.
    pub fn wrong_code(&self, from: IpAddr, now: Instant) -> bool {
        let mut counted = self.lock();
        if counted.codes.check(from, now).is_ok() {
            counted.codes.count(from, now);
        }
        if counted.all_codes.take((), now) {
            return false;
        }
        counted.all_codes = Meter::new(ALL_CODES);
        counted.void_until = Some(now + VOID_FOR);
        true
    }

    /// Whether a visitor may take the place back once more; then it is counted.
    pub fn may_return(&self, ticket: TicketId, now: Instant) -> bool {
        self.lock().returns.take(ticket, now)
    }

    /// Whether a network gets one more pass; then it is counted.
    pub fn may_have_pass(&self, from: IpAddr, now: Instant) -> bool {
        self.lock().passes.take(from, now)
    }

    /// Whether the pass of this number may be used to ask for a ticket: not once it found too many
    /// that wait already.
    pub fn may_ask_with(&self, pass: u64, now: Instant) -> bool {
        self.lock().found.check(&pass, now).is_ok()
    }

    /// With the pass of this number a ticket was found that waits already.
    pub fn found(&self, pass: u64, now: Instant) {
        self.lock().found.count(pass, now);
    }

    fn lock(&self) -> MutexGuard<'_, Counted> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whole seconds, so many that it is over by then.
fn secs(wait: Duration) -> u64 {
    wait.as_millis().div_ceil(1000).try_into().unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An address of a made-up site, network and host.
    fn at(site: u128, network: u128, host: u128) -> IpAddr {
        std::net::Ipv6Addr::from_bits(0x3fff << 112 | site << 80 | network << 64 | host).into()
    }

    #[test]
    fn a_flood_from_one_network_costs_the_others_nothing() {
        let (guard, now) = (Guard::new(100, 2), Instant::now());
        let answered = (0..10_000).filter(|host| guard.may_ask(at(0, 0, *host), now)).count();
        assert_eq!(answered, 200);
        assert!(guard.may_ask(at(0, 1, 0), now), "another network of 64 bits");
        assert!(guard.may_ask(at(0, 0, 1), now + Duration::from_millis(10)));
        let held = [1, 2].map(|host| guard.open_page(Some(at(0, 0, host))));
        assert!(held.iter().all(Option::is_some));
        assert!(guard.open_page(Some(at(0, 0, 3))).is_none());
        drop(held);
        assert!(guard.open_page(Some(at(0, 0, 3))).is_some());
    }

    #[test]
    fn a_site_of_many_networks_has_what_four_of_them_have() {
        let (guard, now) = (Guard::new(1000, 2), Instant::now());
        let of = |site: u128| (0..10_000).map(move |network| at(site, network, 1));
        assert_eq!(of(0).filter(|from| guard.may_ask(*from, now)).count(), 800);
        assert_eq!(of(0).filter(|from| guard.may_have_pass(*from, now)).count(), 120);
        let held: Vec<_> = of(0).filter_map(|from| guard.open_page(Some(from))).collect();
        assert_eq!(held.len(), 8);
        let mut tried = 0;
        for from in of(0) {
            if guard.try_code(from, now) == Try::Now {
                guard.wrong_code(from, now);
                tried += 1;
            }
        }
        assert_eq!(tried, 20);
        assert!(guard.may_ask(at(1, 0, 1), now) && guard.open_page(Some(at(1, 0, 1))).is_some());
    }

    #[test]
    fn who_is_bound_by_no_limit_takes_a_place_of_all() {
        let guard = Guard::new(3, 1);
        let held: Vec<_> = (0..5).map_while(|_| guard.open_page(None)).collect();
        assert_eq!(held.len(), 3);
        assert!(guard.open_page(Some(at(0, 0, 0))).is_none());
        drop(held);
        assert!(guard.open_page(Some(at(0, 0, 0))).is_some());
    }

    #[test]
    fn more_networks_than_are_counted_cost_no_more_room_and_what_counts_is_kept() {
        let (guard, now) = (Guard::new(2, 2), Instant::now());
        assert_eq!((0..100).filter(|_| guard.may_have_pass(at(0, 0, 0), now)).count(), 30);
        for other in 1..=(COUNTED as u128 / 2 - 1) {
            assert!(guard.may_have_pass(at(other, 0, 0), now));
        }
        assert!(!guard.may_have_pass(at(0, 0, 0), now), "as many others as there is room for");
        for other in 0..(3 * COUNTED as u128) {
            guard.may_ask(at(other, 0, 0), now);
            guard.may_have_pass(at(other, 0, 0), now);
        }
        let counted = guard.lock();
        for meter in [&counted.requests.networks, &counted.passes.sites] {
            assert!(meter.newer.len() + meter.older.len() <= COUNTED);
        }
    }

    #[test]
    fn what_no_longer_counts_is_dropped_in_time() {
        let (guard, now) = (Guard::new(2, 2), Instant::now());
        let later = |times: u32| now + 10 * Duration::from_secs(60) * times;
        for (times, network) in [(0, 0), (1, 1), (2, 2)] {
            assert!(guard.may_have_pass(at(0, network, 0), later(times)));
        }
        let counted = guard.lock();
        assert!(counted.passes.networks.check(&network(at(0, 0, 0)), now).is_ok());
        assert_eq!(counted.passes.networks.newer.len() + counted.passes.networks.older.len(), 2);
    }

    #[test]
    fn wrong_codes_slow_down_their_network_alone() {
        let (guard, start) = (Guard::new(2, 2), Instant::now());
        let mut now = start;
        for _ in 0..1000 {
            while guard.try_code(at(0, 0, 1), now) != Try::Now {
                now += Duration::from_secs(1);
            }
            assert!(!guard.wrong_code(at(0, 0, 1), now));
        }
        assert!(now - start > Duration::from_secs(15 * 3600), "a thousand took {:?}", now - start);
        assert_eq!(guard.try_code(at(0, 1, 0), now), Try::Now);
    }

    #[test]
    fn who_waits_may_still_try_a_code_now_and_then() {
        let (guard, now) = (Guard::new(2, 2), Instant::now());
        for _ in 0..5 {
            assert_eq!(guard.try_code(at(0, 0, 1), now), Try::Now);
            guard.wrong_code(at(0, 0, 1), now);
        }
        let said: Vec<_> = (0..4).map(|_| guard.try_code(at(0, 0, 1), now)).collect();
        assert_eq!(said, [Try::OnlyRight(60), Try::OnlyRight(60), Try::Wait(60), Try::Wait(60)]);
        let soon = guard.try_code(at(0, 0, 1), now + Duration::from_secs(4));
        assert_eq!(soon, Try::OnlyRight(56));
    }

    #[test]
    fn all_networks_together_guess_at_no_more_than_so_many_codes_in_a_day() {
        let (guard, start) = (Guard::new(2, 2), Instant::now());
        let (mut guesses, mut voided, mut site) = (0, 0, 0);
        // As an attacker with a site for each guess would, as often as there is an answer.
        for tenth in 0..36_000u32 {
            let now = start + Duration::from_millis(100) * tenth;
            for _ in 0..20 {
                site += 1;
                if guard.try_code(at(site, 0, 0), now) == Try::Now {
                    guesses += 1;
                    voided += u32::from(guard.wrong_code(at(site, 0, 0), now));
                }
            }
        }
        assert!((50..=60).contains(&voided), "{voided} codes died in an hour");
        assert!(guesses <= 6_500, "{guesses} guesses in an hour");
    }

    #[test]
    fn one_network_alone_makes_no_code_void() {
        let (guard, start) = (Guard::new(2, 2), Instant::now());
        for second in 0..7200 {
            let now = start + Duration::from_secs(second);
            for host in 0..10 {
                if !matches!(guard.try_code(at(0, 0, host), now), Try::Wait(_)) {
                    assert!(!guard.wrong_code(at(0, 0, host), now), "after {second} s");
                }
            }
        }
    }

    #[test]
    fn a_network_gets_so_many_passes_in_ten_minutes() {
        let (guard, now) = (Guard::new(2, 2), Instant::now());
        let given = (0..100).filter(|host| guard.may_have_pass(at(0, 0, *host), now)).count();
        assert_eq!(given, 30);
        assert!(guard.may_have_pass(at(0, 1, 0), now));
        assert!(guard.may_have_pass(at(0, 0, 1), now + Duration::from_secs(20)));
    }

    #[test]
    fn a_place_is_taken_back_only_so_often() {
        let (guard, now) = (Guard::new(2, 2), Instant::now());
        let [one, other] = [1, 2].map(|id| TicketId::new(id).unwrap());
        assert_eq!((0..100).filter(|_| guard.may_return(one, now)).count(), 3);
        assert!(guard.may_return(other, now));
        assert!(guard.may_return(one, now + Duration::from_secs(600)));
    }
}
