//! Forgetting leaves no byte, and no VACUUM is needed for that.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use rustc_hash::FxHashSet;
use shared::ids::{TableNo, TicketId};
use shared::person::Role;
use shared::ticket::{Outcome, Source};

use crate::core::accounts::{Person, PersonId};
use crate::core::change::{Batch, By, Change, Entry, Forget};
use crate::core::estimate::Sample;
use crate::core::ticket::Ticket;
use crate::store::contract::desk::{Desk, key};
use crate::store::contract::{Bench as _, OnDisk};
use crate::store::model::Model;
use crate::store::{FILE, Names, Reader, Scrubbed, Store, open, scrub};

const TICKETS: i64 = 20_000;

/// What every personal text is made of, so that it is found wherever it is.
const SIGN: &[u8] = b"zq";

/// A desk with many tickets, whose texts are words that stand nowhere else.
struct Crowd {
    store: Store,
    model: Model,
    batch: Vec<Entry>,
    seed: u64,
    at: i64,
    /// Which words belong to each ticket.
    words: BTreeMap<TicketId, Vec<String>>,
    ended: Vec<TicketId>,
    emails: BTreeMap<TicketId, String>,
}

impl Crowd {
    fn random(&mut self, below: i64) -> i64 {
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 7;
        self.seed ^= self.seed << 17;
        i64::try_from(self.seed >> 2).unwrap() % below
    }

    /// A word that stands nowhere else, said some times so that a part of it is found too.
    fn text(&mut self, id: TicketId, between: &str) -> String {
        let word = format!("zq{:014x}", self.random(1 << 56));
        self.words.entry(id).or_default().push(word.clone());
        let times = usize::try_from(1 + self.random(8)).unwrap();
        vec![word; times].join(between)
    }

    fn happen(&mut self, change: Change) {
        self.at += 1;
        let entry = Entry { by: By::Server, at: self.at, change };
        let ended = self.model.apply(&entry);
        self.ended.extend(ended.as_ref().map(|ticket| ticket.id));
        self.store.note(&entry, ended.as_ref());
        self.batch.push(entry);
    }

    fn append(&mut self) {
        self.store.append(Batch::new(std::mem::take(&mut self.batch))).unwrap();
    }

    fn create(&mut self) {
        let id = TicketId::new(self.model.next_ticket).unwrap();
        let email = format!("{}@a.b", self.text(id, "."));
        let name = self.text(id, " ");
        self.emails.insert(id, email.clone());
        let contact = (id.get() % 3 == 0).then(|| self.text(id, "-"));
        let ticket =
            Ticket { email, name, contact, ..Ticket::new(id, self.at, id.get(), Source::Kiosk) };
        self.happen(Change::Created { ticket, key: None, made: None });
    }

    fn act(&mut self) {
        let place = usize::try_from(self.random(50)).unwrap();
        let Some(ticket) = self.model.open.keys().nth(place).copied() else { return };
        let at = self.at;
        match self.random(4) {
            0 => {
                let number = self.model.samples.last().map_or(0, |(_, last)| last.number + 1);
                let sample = Sample { number, ..Sample::default() };
                let (person, table, first_claimed) = (PersonId(1), TableNo(1), at);
                let (called, calls) = (self.model.next_call, 1);
                self.happen(Change::Claimed {
                    ticket,
                    person,
                    table,
                    called,
                    calls,
                    first_claimed,
                    service: None,
                    sample,
                    at,
                });
            }
            1 | 2 => {
                let text = Some(self.text(ticket, ", "));
                self.happen(Change::Noted { ticket, text, at });
            }
            _ => {
                let (outcome, by) = (Outcome::Completed, None);
                self.happen(Change::Ended { ticket, outcome, by, at });
            }
        }
    }

    fn level(&mut self, budget: Duration) -> bool {
        self.store.level(&self.model, budget).unwrap()
    }
}

#[test]
fn no_byte_of_the_forgotten_stays() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path()).unwrap();
    let model = Model::new(store.load().unwrap().state);
    let (batch, words, ended, emails) = Default::default();
    let mut crowd = Crowd { store, model, batch, seed: 99, at: 1, words, ended, emails };
    let (user, name) = ("ada".to_owned(), "Ada".to_owned());
    let person = Person::new(PersonId(1), user, name, Role::Admin, None);
    crowd.happen(Change::PersonAdded { person });
    while crowd.model.next_ticket < TICKETS {
        for _ in 0..=crowd.random(60) {
            crowd.create();
            crowd.act();
            crowd.act();
        }
        crowd.append();
        if crowd.random(3) > 0 {
            let budget = Duration::from_micros(u64::try_from(crowd.random(4000)).unwrap());
            crowd.level(budget);
        }
    }
    while !crowd.level(Duration::from_millis(50)) {}
    let ended = std::mem::take(&mut crowd.ended);
    let (forgotten, kept): (Vec<_>, Vec<_>) = ended.into_iter().partition(|_| crowd.random(3) == 0);
    assert!(forgotten.len() > 2000 && kept.len() > 2000, "{}", forgotten.len());
    let (tickets, cause) = (forgotten.clone(), Forget::Retention);
    crowd.happen(Change::Forgotten { tickets, cause });
    crowd.append();
    while !crowd.level(Duration::from_millis(2)) {}
    assert_eq!(scrub(dir.path(), &|| false).unwrap(), Scrubbed::Done);

    let mut gone: FxHashSet<Vec<u8>> = FxHashSet::default();
    for id in &forgotten {
        gone.extend(crowd.words[id].iter().map(|word| word.clone().into_bytes()));
    }
    let mut seen: FxHashSet<Vec<u8>> = FxHashSet::default();
    for name in [FILE.to_owned(), format!("{FILE}-wal")] {
        let bytes = fs::read(dir.path().join(&name)).unwrap();
        for window in bytes.windows(16).filter(|window| window.starts_with(SIGN)) {
            assert!(!gone.contains(window), "{} in {name}", String::from_utf8_lossy(window));
            seen.insert(window.to_vec());
        }
    }
    for id in &kept {
        // The address and the name: notes may have been replaced.
        for word in &crowd.words[id][..2] {
            assert!(seen.contains(word.as_bytes()), "{word} of {id} is lost");
        }
    }

    // Nobody finds them by name, and whoever is kept is found.
    let mut name = |email: &str| {
        let visitor = Some(shared::visitor::address_key(email));
        let names = Names { visitor, ..Names::default() };
        crowd.store.look_up(&names).unwrap().name
    };
    assert_eq!(name(&crowd.emails[&forgotten[0]]), None);
    assert!(name(&crowd.emails[&kept[0]]).is_some());
    let reader = Reader::open(dir.path()).unwrap();
    assert_eq!(reader.check(&|| false).unwrap(), [""; 0]);
}

#[test]
fn a_reader_finds_who_is_to_be_forgotten() {
    let mut desk = Desk::new(OnDisk::new(), 21);
    let ann = desk.create("Ann@a.b".to_owned(), "Ann".to_owned(), None);
    let ben = desk.create("ben@a.b".to_owned(), "Ben".to_owned(), Some(key(3)));
    let again = desk.create("ann@A.B".to_owned(), "Anna".to_owned(), None);
    let end = |desk: &mut Desk<OnDisk>, ticket, at| {
        let (outcome, by) = (Outcome::Left, None);
        desk.happen(By::Server, Change::Ended { ticket, outcome, by, at });
    };
    end(&mut desk, ann, 2_000_000);
    end(&mut desk, ben, 2_000_001);
    desk.append().unwrap();
    desk.level_all();
    let reader = Reader::open(desk.bench.dir.path()).unwrap();
    assert_eq!(reader.tickets_of("ann@a.b").unwrap(), [ann, again]);
    assert_eq!(reader.tickets_of("nobody@a.b").unwrap(), []);
    assert_eq!(reader.tickets_ended_before(2_000_001).unwrap(), [ann]);
    assert_eq!(reader.tickets_ended_before(i64::MAX).unwrap(), [ann, ben]);
    let (tickets, cause) = (vec![ann], Forget::Erased);
    desk.happen(By::Administrator, Change::Forgotten { tickets, cause });
    desk.append().unwrap();
    desk.level_all();
    assert_eq!(reader.tickets_of("ann@a.b").unwrap(), [again]);
    assert_eq!(reader.tickets_ended_before(i64::MAX).unwrap(), [ben]);
    desk.compare();
}

#[test]
fn a_scrub_says_when_a_reader_holds_old_pages() {
    let mut desk = Desk::new(OnDisk::new(), 22);
    desk.create("ann@a.b".to_owned(), "Ann".to_owned(), None);
    desk.append().unwrap();
    let dir = desk.bench.dir.path().to_owned();
    let log = dir.join(format!("{FILE}-wal"));
    let reader = desk.bench.db();
    reader.execute_batch("BEGIN").unwrap();
    assert_eq!(reader.query_row("SELECT count(*) FROM journal", [], |row| row.get(0)), Ok(1));
    desk.create("ben@a.b".to_owned(), "Ben".to_owned(), None);
    desk.append().unwrap();
    let looks = std::cell::Cell::new(0);
    let stop_after_two = || {
        looks.set(looks.get() + 1);
        looks.get() > 2
    };
    assert_eq!(scrub(&dir, &stop_after_two).unwrap(), Scrubbed::Held);
    assert_eq!(looks.get(), 3);
    assert!(fs::metadata(&log).unwrap().len() > 0);
    // Whoever writes goes on meanwhile and afterwards.
    desk.create("cat@a.b".to_owned(), "Cat".to_owned(), None);
    desk.append().unwrap();
    reader.execute_batch("COMMIT").unwrap();
    assert_eq!(scrub(&dir, &|| false).unwrap(), Scrubbed::Done);
    assert_eq!(fs::metadata(&log).unwrap().len(), 0);
    desk.compare();
    assert_eq!(desk.bench.journal(), 3);
}

#[test]
fn request_keys_are_forgotten_in_time() {
    const HOUR: i64 = 3_600_000;
    let mut desk = Desk::new(OnDisk::new(), 23);
    for number in 0..3 {
        let at = 1_000_000 + i64::try_from(number).unwrap() * HOUR;
        let (key, ticket, is_own) = (key(number), None, false);
        desk.happen(By::Kiosk, Change::KeyBarred { key, ticket, is_own, at });
    }
    desk.append().unwrap();
    desk.level_all();
    let mut known = |now| {
        desk.store.tidy(now).unwrap();
        let known = |number: &usize| desk.look_up(None, Some(key(*number)), None, 0).key.is_some();
        let known: Vec<usize> = (0..3).filter(known).collect();
        // The next time there is something to do again.
        for _ in 0..100 {
            desk.happen(By::Server, Change::Opened);
            desk.append().unwrap();
        }
        desk.level_all();
        known
    };
    assert_eq!(known(None), [0, 1, 2]);
    assert_eq!(known(Some(1_000_000 + 48 * HOUR)), [0, 1, 2]);
    assert_eq!(known(Some(1_000_001 + 50 * HOUR)), [2]);
    // A clock in doubt forgets nothing.
    assert_eq!(known(None), [2]);
}
