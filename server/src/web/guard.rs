//! What one network may ask of the pages: how often, how many of them at a time, how many wrong codes,
//! how many tickets; and how many wrong codes of one length there may be from all of them together.
//! Nothing of it is kept longer than it counts.
//!
//! # What guessing at codes comes to
//!
//! Codes have 6 letters and digits, which are 30 bits, and two of them are good at a time. (Where days do
//! not end it is four, and all odds below are twice as large.) A network that types wrong ones is slowed
//! down, and a stranger has many networks; so what all of them together may guess at is bounded, too.
//! Past that bound codes are not void, which would shut out everybody, but have 8 signs for an hour, and
//! past the next 10. Those are shown at once. So whoever guesses brings about that visitors type two or
//! four signs more, and nothing else. Short codes are good again an hour later, when those that were
//! guessed at are long dead.
//!
//! | who guesses | as fast as they may | codes at the end | guesses a day | odds of one right in a day |
//! |---|---|---|---|---|
//! | one address, or one IPv6 site of 65,536 networks | 0.3 a second | 6 signs | 27,000 | 1 in 20,000 |
//! | anybody who stays just below the bound | 0.5 a second | 6 signs | 43,000 | 1 in 12,000 |
//! | 5 addresses, or 5 sites | 20 a second | 8 signs | 1,750,000 | 1 in 300,000 |
//! | 10,000 addresses, or a /32 of 65,536 sites | what one thread answers, say 50,000 a second | 10 signs | 4.3 billion | 1 in 130,000 |
//!
//! The first hundred guesses of each hour, before codes are longer, add 1 in 220,000 a day to the last two.
//! Longer codes are good where short ones are, too, so whoever guesses at all three lengths at once adds the
//! rows up: 1 in 10,000 a day, which is the most that anybody has. Whoever is lucky once takes one ticket.
//!
//! A network that waits may try a few more, since one visitor who mistypes must not keep all others of a
//! hall away. Where a stranger there uses those up as well, codes are longer as soon as somebody is turned
//! away whose code was right: of longer ones a network may try more, and of the longest all.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use shared::ids::TicketId;

use super::meter::{ByNetwork, Meter, Rate, SITE};
use crate::address::site;
use crate::core::CodeLength;
use crate::net::census::{Census, Place};

/// How many requests one network may send at once, and how soon each may be sent again: 100 a second.
/// A hall full of telephones behind one address comes back within seconds after a restart.
const REQUESTS: Rate = Rate::new(200, Duration::from_millis(10));

/// How many wrong codes one network may type at once; after that it waits for a minute for each more.
const CODES: Rate = Rate::new(5, Duration::from_secs(60));

/// What may be guessed at while codes are short.
const SHORT: Guessing = Guessing {
    tries: Rate::new(2, Duration::from_secs(4)),
    all: Rate::new(100, Duration::from_secs(2)),
};

/// What may be guessed at while they are longer: a thousand times as many codes, so many more tries.
const LONGER: Guessing = Guessing {
    tries: Rate::new(20, Duration::from_millis(250)),
    all: Rate::new(1000, Duration::from_millis(40)),
};

/// How many tickets one network takes: 30 in ten minutes.
const TICKETS: Rate = Rate::new(30, Duration::from_secs(20));

/// A pass counts once for its network, however often it is shown: for as long as it lives.
const USED: Rate = Rate::new(1, Duration::from_secs(600));

/// How often a visitor takes the place back: three times in ten minutes. Each time, and each time that
/// they leave before it, is written down for good, and everybody at a table hears of it.
const RETURNS: Rate = Rate::new(3, Duration::from_secs(200));

/// How many addresses that wait already may be typed with one pass: whoever mistypes once may go on,
/// and nobody finds out who waits. A pass does not live long enough for more.
const FOUND: Rate = Rate::new(3, Duration::from_secs(600));

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
    short: Guesses,
    longer: Guesses,
    tickets: ByNetwork,
    /// The passes that were counted among the tickets.
    used: Meter<u64>,
    /// The requests for a ticket that are not decided yet, by the pass that they show.
    under_way: HashMap<u64, UnderWay>,
    returns: Meter<TicketId>,
    found: Meter<u64>,
}

/// How much may be guessed at codes of one length. What one network, or one site, has of it is well below
/// what all have: nobody alone makes codes longer.
#[derive(Debug, Clone, Copy)]
struct Guessing {
    /// How many codes a network may try, and a whole site, that waits after wrong ones.
    tries: Rate,
    /// How many wrong codes there may be from all together.
    all: Rate,
}

/// What was guessed at codes of one length lately.
#[derive(Debug)]
struct Guesses {
    tries: ByNetwork,
    all: Meter<()>,
}

impl Guesses {
    fn new(Guessing { tries, all }: Guessing) -> Self {
        Self { tries: ByNetwork::alike(tries), all: Meter::new(all) }
    }
}

impl Counted {
    /// What was guessed at codes of this length; none: it has no bound.
    fn guesses(&mut self, length: CodeLength) -> Option<&mut Guesses> {
        match length {
            CodeLength::Short => Some(&mut self.short),
            CodeLength::Longer => Some(&mut self.longer),
            CodeLength::Longest => None,
        }
    }
}

/// What is said of a code that somebody typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Try {
    /// It is to be compared.
    Now,
    /// It is to be compared, and only a right one counts: a wrong one is told to wait so many seconds.
    OnlyRight(u64),
    /// It does not count: there were too many wrong ones from its network. In so many seconds it does.
    Wait(u64),
    /// It does not count: there were too many wrong ones of its length. They must be longer.
    Void,
}

/// The requests for a ticket with one pass that are not decided yet.
#[derive(Debug)]
struct UnderWay {
    requests: usize,
    /// For whom the pass was counted when the first of them came; none: for a ticket before, or one
    /// of them has taken a ticket.
    counted_for: Option<IpAddr>,
}

/// A ticket that is being taken. It counts for its network once this is dropped, unless it was refused:
/// what became of a request that nobody waited for is not known.
#[derive(Debug)]
pub struct Taking<'a> {
    guard: &'a Guard,
    pass: u64,
    is_refused: bool,
}

impl Taking<'_> {
    /// The ticket was refused. Its pass counts for nothing, if no other request has taken one with it.
    pub fn refused(mut self) {
        self.is_refused = true;
    }
}

impl Drop for Taking<'_> {
    fn drop(&mut self) {
        self.guard.decided(self.pass, self.is_refused);
    }
}

impl Guard {
    /// One for so many live pages in all, and so many of one network.
    pub fn new(all: usize, per_network: usize) -> Self {
        Self {
            pages: Crowd::new(all, per_network),
            counted: Mutex::new(Counted {
                requests: ByNetwork::new(REQUESTS),
                codes: ByNetwork::new(CODES),
                short: Guesses::new(SHORT),
                longer: Guesses::new(LONGER),
                tickets: ByNetwork::new(TICKETS),
                used: Meter::new(USED),
                under_way: HashMap::new(),
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

    /// Whether a code may be tried, where codes have that length.
    pub fn try_code(&self, from: IpAddr, length: CodeLength, now: Instant) -> Try {
        let mut counted = self.lock();
        let wait = counted.codes.check(from, now).err().map(secs);
        let Some(guesses) = counted.guesses(length) else {
            return wait.map_or(Try::Now, Try::OnlyRight);
        };
        match wait {
            _ if guesses.all.check(&(), now).is_err() => Try::Void,
            None => Try::Now,
            Some(wait) if guesses.tries.take(from, now) => Try::OnlyRight(wait),
            Some(wait) => Try::Wait(wait),
        }
    }

    /// A code was wrong, where codes have that length. A right one does not make up for it: whoever
    /// stands before the screen would try others for nothing.
    pub fn wrong_code(&self, from: IpAddr, length: CodeLength, now: Instant) {
        let mut counted = self.lock();
        // Whoever waits does not wait longer.
        counted.codes.take(from, now);
        if let Some(guesses) = counted.guesses(length) {
            guesses.all.count((), now);
        }
    }

    /// Whether a visitor may take the place back once more; then it is counted.
    pub fn may_return(&self, ticket: TicketId, now: Instant) -> bool {
        self.lock().returns.take(ticket, now)
    }

    /// The place was not taken back that was counted.
    pub fn not_returned(&self, ticket: TicketId) {
        self.lock().returns.give_back(&ticket);
    }

    /// Whether a network has tickets left, so that a pass is worth something.
    pub fn has_tickets(&self, from: IpAddr, now: Instant) -> bool {
        self.lock().tickets.check(from, now).is_ok()
    }

    /// A ticket that is to be taken with the pass of this number; none: the network has no more. The
    /// pass is counted for the network, unless it was before. Passes that were only given are counted
    /// nowhere, or else one telephone that asks for many would use up a hall's.
    pub fn take_ticket(&self, from: IpAddr, pass: u64, now: Instant) -> Option<Taking<'_>> {
        let mut counted = self.lock();
        let is_first =
            !counted.under_way.contains_key(&pass) && counted.used.check(&pass, now).is_ok();
        if is_first {
            if !counted.tickets.take(from, now) {
                return None;
            }
            counted.used.count(pass, now);
        }
        let new = UnderWay { requests: 0, counted_for: is_first.then_some(from) };
        counted.under_way.entry(pass).or_insert(new).requests += 1;
        Some(Taking { guard: self, pass, is_refused: false })
    }

    /// A request for a ticket with this pass is decided. Once all of them are and none has taken one,
    /// the pass was not used.
    fn decided(&self, pass: u64, is_refused: bool) {
        let mut counted = self.lock();
        let Some(under_way) = counted.under_way.get_mut(&pass) else { return };
        under_way.requests -= 1;
        under_way.counted_for = under_way.counted_for.filter(|_| is_refused);
        let UnderWay { requests, counted_for } = *under_way;
        if requests > 0 {
            return;
        }
        counted.under_way.remove(&pass);
        if let Some(from) = counted_for {
            counted.used.give_back(&pass);
            counted.tickets.give_back(from);
        }
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
        let takes = |(pass, from)| guard.take_ticket(from, pass, now).is_some();
        assert_eq!((0..).zip(of(0)).filter(|it| takes(*it)).count(), 120);
        let held: Vec<_> = of(0).filter_map(|from| guard.open_page(Some(from))).collect();
        assert_eq!(held.len(), 8);
        let mut tried = 0;
        for from in of(0) {
            if !matches!(guard.try_code(from, CodeLength::Short, now), Try::Wait(_)) {
                guard.wrong_code(from, CodeLength::Short, now);
                tried += 1;
            }
        }
        assert_eq!(tried, 20 + 2, "and what one network may try that waits");
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
    fn wrong_codes_slow_down_their_network_alone() {
        let (guard, start) = (Guard::new(2, 2), Instant::now());
        let mut now = start;
        for _ in 0..1000 {
            while guard.try_code(at(0, 0, 1), CodeLength::Short, now) != Try::Now {
                now += Duration::from_secs(1);
            }
            guard.wrong_code(at(0, 0, 1), CodeLength::Short, now);
        }
        assert!(now - start > Duration::from_secs(15 * 3600), "a thousand took {:?}", now - start);
        assert_eq!(guard.try_code(at(0, 1, 0), CodeLength::Short, now), Try::Now);
    }

    #[test]
    fn who_waits_may_still_try_a_code_now_and_then_and_more_where_codes_are_longer() {
        let (guard, now) = (Guard::new(2, 2), Instant::now());
        let tries = |length, now| guard.try_code(at(0, 0, 1), length, now);
        for _ in 0..5 {
            assert_eq!(tries(CodeLength::Short, now), Try::Now);
            guard.wrong_code(at(0, 0, 1), CodeLength::Short, now);
        }
        let said: Vec<_> = (0..4).map(|_| tries(CodeLength::Short, now)).collect();
        assert_eq!(said, [Try::OnlyRight(60), Try::OnlyRight(60), Try::Wait(60), Try::Wait(60)]);
        let soon = tries(CodeLength::Short, now + Duration::from_secs(4));
        assert_eq!(soon, Try::OnlyRight(56));
        for (length, looked_at) in [(CodeLength::Longer, 20), (CodeLength::Longest, 100)] {
            let said = (0..100).map(|_| tries(length, now));
            assert_eq!(said.filter(|said| *said == Try::OnlyRight(60)).count(), looked_at);
        }
    }

    /// Strangers from so many made-up sites guess for an hour as fast as they are let, a site 20 times a
    /// second, and codes are longer where they must be: how many guesses of each length were looked at.
    fn guess_for_an_hour(sites: u128) -> [u32; 3] {
        let (guard, start) = (Guard::new(2, 2), Instant::now());
        let (mut length, mut guesses) = (CodeLength::Short, [0; 3]);
        for twentieth in 0..72_000 {
            let now = start + Duration::from_millis(50) * twentieth;
            for site in 0..sites {
                let from = at(site, u128::from(twentieth) % 100, 0);
                match guard.try_code(from, length, now) {
                    Try::Void => length = length.next(),
                    Try::Wait(_) => {}
                    Try::Now | Try::OnlyRight(_) => {
                        guard.wrong_code(from, length, now);
                        guesses[length as usize] += 1;
                    }
                }
            }
        }
        guesses
    }

    #[test]
    fn a_site_alone_makes_no_code_longer_and_several_bring_about_no_more_than_two_signs() {
        let [short, longer, longest] = guess_for_an_hour(1);
        assert!((1_000..1_200).contains(&short), "{short} guesses in an hour");
        assert_eq!((longer, longest), (0, 0));
        let [short, longer, longest] = guess_for_an_hour(5);
        assert!((100..200).contains(&short), "{short} short ones");
        assert!((65_000..75_000).contains(&longer), "{longer} longer ones");
        assert_eq!(longest, 0);
    }

    #[test]
    fn however_many_guess_few_guesses_are_at_short_codes_and_nobody_is_shut_out() {
        let [short, longer, longest] = guess_for_an_hour(30);
        assert!(short <= 101 && longer <= 1_200, "{short} short ones, {longer} longer ones");
        assert!(longest > 1_000_000, "whose odds are none: {longest}");
        // Whatever the world does, codes of some length are looked at.
        let (guard, now) = (Guard::new(2, 2), Instant::now());
        for length in [CodeLength::Short, CodeLength::Longer, CodeLength::Longest] {
            for site in 0..2000 {
                guard.wrong_code(at(site, 0, 0), length, now);
            }
        }
        let tries = |length| guard.try_code(at(9999, 0, 0), length, now);
        assert_eq!(tries(CodeLength::Short), Try::Void);
        assert_eq!(tries(CodeLength::Longer), Try::Void);
        assert_eq!(tries(CodeLength::Longest), Try::Now);
    }

    #[test]
    fn a_network_takes_so_many_tickets_in_ten_minutes_and_each_pass_counts_once() {
        let (guard, now) = (Guard::new(2, 2), Instant::now());
        for _ in 0..100 {
            assert!(guard.take_ticket(at(0, 0, 0), 7, now).is_some(), "the same pass");
        }
        let taken = (8..100).filter(|pass| guard.take_ticket(at(0, 0, 1), *pass, now).is_some());
        assert_eq!(taken.count(), 29);
        assert!(!guard.has_tickets(at(0, 0, 2), now) && guard.has_tickets(at(0, 1, 0), now));
        assert!(guard.take_ticket(at(0, 1, 0), 101, now).is_some());
        let later = now + Duration::from_secs(20);
        assert!(guard.take_ticket(at(0, 0, 1), 102, later).is_some());
    }

    #[test]
    fn a_ticket_that_was_refused_counts_for_nothing_and_one_that_was_taken_stays() {
        let (guard, now) = (Guard::new(2, 2), Instant::now());
        let from = at(0, 0, 0);
        for pass in 0..100 {
            guard.take_ticket(from, pass, now).unwrap().refused();
        }
        assert!(guard.take_ticket(from, 100, now).is_some());
        // The same pass again, which is refused then.
        guard.take_ticket(from, 100, now).unwrap().refused();
        let more = (101..200).filter(|pass| guard.take_ticket(from, *pass, now).is_some());
        assert_eq!(more.count(), 29);
    }

    #[test]
    fn of_two_requests_with_one_pass_at_once_the_refused_one_gives_back_nothing_of_the_other() {
        let now = Instant::now();
        for is_first_refused in [true, false] {
            let (guard, from) = (Guard::new(2, 2), at(0, 0, 0));
            let taken = (0..100).filter(|pass| {
                let Some(first) = guard.take_ticket(from, *pass, now) else { return false };
                let second = guard.take_ticket(from, *pass, now).unwrap();
                let (refused, good) =
                    if is_first_refused { (first, second) } else { (second, first) };
                refused.refused();
                drop(good);
                true
            });
            assert_eq!(taken.count(), 30);
        }
        // Where both are refused, and from wherever the second came, the first one's network has it back.
        let guard = Guard::new(2, 2);
        for pass in 0..100 {
            let first = guard.take_ticket(at(0, 0, 0), pass, now).unwrap();
            let second = guard.take_ticket(at(0, 1, 0), pass, now).unwrap();
            first.refused();
            second.refused();
        }
        assert!(guard.lock().under_way.is_empty());
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
