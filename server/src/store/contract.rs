//! What any engine must do, tried out on each of them: a desk at random, with steps, failures and
//! crashes in any order, compared with one that never had any.

pub mod desk;
mod moving;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustc_hash::FxHashSet;
use shared::desk::DeskName;
use shared::ids::{TableNo, TicketId};
use shared::service::ServiceId;
use shared::ticket::Outcome;
use shared::visitor::address_key;

use self::desk::{Desk, key};
use super::engine::{AuditRow, Engine, JournalRow, Started, Step, Stored};
use super::memory::{Disk, Fail, Memory};
use super::names::{Gathered, Wanted};
use super::postgres::registry::{self, DeskKey};
use super::postgres::tests::Cluster;
use super::sqlite::Sqlite;
use super::{AppendError, Found, Names, Read, ReadError, Reader, Store, WriteError};
use crate::core::accounts::PersonId;
use crate::core::change::{Act, By, Change, Fact};
use crate::core::desk::Seating;
use crate::core::ticket::Ticket;
use crate::core::time::Millis;

/// Where an engine keeps what outlives it.
pub trait Bench {
    /// Opens what is there.
    fn open(&mut self) -> Store;
    /// Takes what a crash at this moment leaves, and opens that. The old store is still there.
    fn open_after_crash(&mut self, is_power_lost: bool) -> Store;
    /// Every audit row in the tables.
    fn audit(&self) -> Vec<(i64, u32, String)>;
    /// Every seating in the tables.
    fn seatings(&self) -> Vec<Seating>;
    /// How many rows the journal has.
    fn journal(&self) -> usize;
    /// Makes the next appends fail, and on some engines the next steps.
    fn fail(&mut self, how: &[Fail]);
}

/// SQLite in a folder of its own.
#[derive(Debug)]
pub struct OnDisk {
    pub dir: tempfile::TempDir,
    fail: Arc<Mutex<VecDeque<Fail>>>,
}

/// An engine whose appends fail when told to.
#[derive(Debug)]
struct Failing<E> {
    engine: E,
    fail: Arc<Mutex<VecDeque<Fail>>>,
}

impl<E: Engine> Failing<E> {
    /// What becomes of a row that is to be made durable; none: it goes to the engine.
    fn fails(&mut self, row: Option<&JournalRow>) -> Option<Started<(), WriteError>> {
        let mut fail = self.fail.lock().unwrap();
        let error = match fail.pop_front()? {
            Fail::NotWritten => WriteError::NotWritten("told to".to_owned()),
            Fail::Lost => WriteError::Lost("told to".to_owned()),
            Fail::Unsure => {
                if let Some(row) = row.filter(|_| fail.is_empty()) {
                    // The row stands there although nobody was told so.
                    self.engine.append(row.clone()).wait().unwrap();
                }
                WriteError::Unsure("told to".to_owned())
            }
        };
        Some(Started::Done(Err(error)))
    }
}

impl<E: Engine> Engine for Failing<E> {
    fn load(&mut self) -> Started<Stored, ReadError> {
        self.engine.load()
    }

    fn append(&mut self, row: JournalRow) -> Started<(), WriteError> {
        match self.fails(Some(&row)) {
            Some(failed) => failed,
            None => self.engine.append(row),
        }
    }

    fn settle(&mut self, row: JournalRow) -> Started<(), WriteError> {
        match self.fails(None) {
            Some(failed) => failed,
            None => self.engine.settle(row),
        }
    }

    fn look_up(
        &mut self,
        names: &Names,
        forgotten: &FxHashSet<TicketId>,
    ) -> Started<Found, ReadError> {
        self.engine.look_up(names, forgotten)
    }

    fn gather(
        &mut self,
        wanted: Wanted,
        forgotten: &FxHashSet<TicketId>,
    ) -> Started<Gathered, ReadError> {
        self.engine.gather(wanted, forgotten)
    }

    fn write(&mut self, step: Step) -> Started<(), WriteError> {
        self.engine.write(step)
    }

    fn tidy(&mut self, keys_before: Option<Millis>) -> Started<(), WriteError> {
        self.engine.tidy(keys_before)
    }

    fn close(&mut self) -> Started<(), WriteError> {
        self.engine.close()
    }
}

/// The engine in memory.
#[derive(Debug, Default)]
pub struct InMemory {
    disk: Arc<Mutex<Disk>>,
}

/// A desk of its own on PostgreSQL.
#[derive(Debug)]
pub struct OnCluster {
    cluster: Cluster,
    name: DeskName,
    desk: DeskKey,
    fail: Arc<Mutex<VecDeque<Fail>>>,
}

impl OnCluster {
    pub fn new() -> Self {
        let cluster = Cluster::open();
        let name = Cluster::new_name();
        let desk = registry::add(&cluster.database, &name, None, 0).unwrap();
        Self { cluster, name, desk, fail: Arc::default() }
    }
}

impl Bench for OnCluster {
    fn open(&mut self) -> Store {
        let engine = self.cluster.take(&self.desk);
        Store::new(Box::new(Failing { engine, fail: Arc::clone(&self.fail) }))
    }

    // The old one is still there, and nothing of it is written any more.
    fn open_after_crash(&mut self, _: bool) -> Store {
        self.open()
    }

    fn audit(&self) -> Vec<(i64, u32, String)> {
        let sql = "SELECT seq, n, what FROM walkup.audit WHERE desk = $1 ORDER BY seq, n";
        self.cluster.list(sql, self.desk.as_str(), |row| {
            (row.get(0), u32::try_from(row.get::<_, i64>(1)).unwrap(), row.get(2))
        })
    }

    fn seatings(&self) -> Vec<Seating> {
        let sql = "SELECT began, table_no, person, ended FROM walkup.seating WHERE desk = $1
                   ORDER BY 1, 2, 3";
        self.cluster.list(sql, self.desk.as_str(), |row| {
            let table = TableNo(u32::try_from(row.get::<_, i64>(1)).unwrap());
            Seating { from: row.get(0), table, person: PersonId(row.get(2)), to: row.get(3) }
        })
    }

    fn journal(&self) -> usize {
        self.cluster
            .list("SELECT seq FROM walkup.journal WHERE desk = $1", self.desk.as_str(), |_| ())
            .len()
    }

    fn fail(&mut self, how: &[Fail]) {
        *self.fail.lock().unwrap() = how.iter().copied().collect();
    }
}

impl OnDisk {
    pub fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap(), fail: Arc::default() }
    }

    pub fn db(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.dir.path().join(super::FILE)).unwrap()
    }
}

impl Bench for OnDisk {
    fn open(&mut self) -> Store {
        let engine = Sqlite::open(self.dir.path()).unwrap();
        Store::new(Box::new(Failing { engine, fail: Arc::clone(&self.fail) }))
    }

    fn open_after_crash(&mut self, _: bool) -> Store {
        let copy = tempfile::tempdir().unwrap();
        for name in ["walkup.db", "walkup.db-wal", "ids.high"] {
            std::fs::copy(self.dir.path().join(name), copy.path().join(name)).unwrap();
        }
        self.dir = copy;
        self.open()
    }

    fn audit(&self) -> Vec<(i64, u32, String)> {
        let db = self.db();
        let mut rows = db.prepare("SELECT seq, n, what FROM audit ORDER BY seq, n").unwrap();
        let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
        rows.map(Result::unwrap).collect()
    }

    fn seatings(&self) -> Vec<Seating> {
        let db = self.db();
        let mut rows = db
            .prepare("SELECT began, table_no, person, ended FROM seating ORDER BY 1, 2, 3")
            .unwrap();
        let rows = rows.query_map([], |row| {
            let (from, table, person) = (row.get(0)?, TableNo(row.get(1)?), PersonId(row.get(2)?));
            Ok(Seating { from, table, person, to: row.get(3)? })
        });
        rows.unwrap().map(Result::unwrap).collect()
    }

    fn journal(&self) -> usize {
        let count: i64 =
            self.db().query_row("SELECT count(*) FROM journal", [], |row| row.get(0)).unwrap();
        usize::try_from(count).unwrap()
    }

    fn fail(&mut self, how: &[Fail]) {
        *self.fail.lock().unwrap() = how.iter().copied().collect();
    }
}

impl Bench for InMemory {
    fn open(&mut self) -> Store {
        Store::new(Box::new(Memory::open(&self.disk, false)))
    }

    fn open_after_crash(&mut self, is_power_lost: bool) -> Store {
        Store::new(Box::new(Memory::open(&self.disk, is_power_lost)))
    }

    fn audit(&self) -> Vec<(i64, u32, String)> {
        let disk = self.disk.lock().unwrap();
        let row = |(at, row): (&(i64, u32), &AuditRow)| (at.0, at.1, row.what.clone().into_owned());
        disk.now.audit.iter().map(row).collect()
    }

    fn seatings(&self) -> Vec<Seating> {
        self.disk.lock().unwrap().now.seatings.values().copied().collect()
    }

    fn journal(&self) -> usize {
        self.disk.lock().unwrap().now.journal.len()
    }

    fn fail(&mut self, how: &[Fail]) {
        self.disk.lock().unwrap().fail = how.iter().copied().collect();
    }
}

/// A desk in which everything happens, compared with what happened.
fn lives_through_anything<B: Bench>(bench: B, seed: u64, rounds: usize) {
    let mut desk = Desk::new(bench, seed);
    for _ in 0..rounds {
        match desk.random(12) {
            0 => desk.crash(false),
            1 => desk.crash(true),
            2..5 => {
                let steps = desk.random(4);
                desk.level(steps);
            }
            5 if desk.random(4) == 0 => desk.forget(),
            6 => desk.compare(),
            _ => {
                for _ in 0..=desk.random(6) {
                    desk.anything();
                }
                desk.compare_look_ups();
                fails_or_not(&mut desk);
            }
        }
    }
    desk.crash(false);
    desk.compare_audit();
    desk.crash(true);
}

/// Appends, with failures.
fn fails_or_not<B: Bench>(desk: &mut Desk<B>) {
    let how: &[Fail] = match desk.random(8) {
        0 => &[Fail::NotWritten],
        1 => &[Fail::Unsure],
        2 => &[Fail::Unsure, Fail::NotWritten],
        3 => &[Fail::Unsure, Fail::Unsure],
        _ => &[],
    };
    desk.bench.fail(how);
    let appended = desk.append();
    match how {
        [] => assert_eq!(appended, Ok(())),
        [_] => assert!(matches!(appended, Err(AppendError::NotSaved(_))), "{appended:?}"),
        _ => assert!(matches!(appended, Err(AppendError::Unknown(_))), "{appended:?}"),
    }
    if appended.is_ok() {
        return;
    }
    desk.bench.fail(&[]);
    if how == [Fail::Unsure] {
        // An empty batch stands where the failed one might have stood.
        desk.seq += 1;
    }
    desk.compare();
    if how.len() == 2 {
        match desk.random(2) {
            0 => assert_eq!(desk.store.settle(), Ok(())),
            // The next append settles it first.
            _ => {
                desk.seq += 1;
                desk.visitor();
                desk.append().unwrap();
                return;
            }
        }
        desk.seq += 1;
    }
}

#[test]
fn anything_in_memory() {
    for seed in 1..60 {
        lives_through_anything(InMemory::default(), seed, 120);
    }
}

#[test]
fn anything_on_disk() {
    for seed in 1..12 {
        lives_through_anything(OnDisk::new(), seed, 60);
    }
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn anything_on_postgres() {
    for seed in 1..8 {
        lives_through_anything(OnCluster::new(), seed, 60);
    }
}

/// A disk that is full: nothing is changed, reading goes on, and with room it goes on.
#[test]
fn a_full_disk_saves_nothing_and_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut engine = Sqlite::open(dir.path()).unwrap();
    let row = |seq, body: String| JournalRow { seq, body, highest_ticket: None };
    engine.append(row(1, "first".to_owned())).wait().unwrap();
    engine.allow_pages(Some(40));
    let full = engine.append(row(2, "x".repeat(1_000_000))).wait();
    assert!(matches!(&full, Err(WriteError::NotWritten(why)) if why.contains("full")), "{full:?}");
    let step = Step { writes: Vec::new(), watermark: 0, last: 1 };
    engine.write(step).wait().unwrap();
    let journal = engine.load().wait().unwrap().journal;
    assert_eq!(journal, [(1, "first".to_owned())]);
    engine.allow_pages(None);
    engine.append(row(2, "x".repeat(1_000_000))).wait().unwrap();
    drop(engine);
    let journal = Sqlite::open(dir.path()).unwrap().load().wait().unwrap().journal;
    assert_eq!(journal.len(), 2);
}

/// Nobody settles it, and the machine goes down: the batch in doubt is there, whole.
#[test]
fn an_unknown_outcome_may_come_back_after_a_crash() {
    let mut desk = Desk::new(InMemory::default(), 1);
    desk.create("v0@a.b".to_owned(), "Ann".to_owned(), None);
    desk.append().unwrap();
    desk.create("v1@a.b".to_owned(), "Ben".to_owned(), None);
    let with_ben = desk.model.clone();
    desk.bench.fail(&[Fail::Unsure, Fail::Unsure]);
    assert!(matches!(desk.append(), Err(AppendError::Unknown(_))));
    desk.compare();
    assert_eq!(desk.model.open.len(), 1);
    desk.store = desk.bench.open_after_crash(true);
    desk.reload();
    assert_eq!(desk.model, with_ben);
}

fn own_batch_is_seen<B: Bench>(bench: B) {
    let mut desk = Desk::new(bench, 3);
    let id = desk.create("Ann@a.b".to_owned(), "Ann".to_owned(), Some(key(1)));
    let found = desk.look_up(None, Some(key(1)), Some("ann@a.b"), 5);
    assert_eq!(found.key.unwrap().ticket, Some(id));
    assert_eq!(found.name.as_deref(), Some("Ann"));
    assert_eq!(found.ended, []);
    let (outcome, at) = (Outcome::Left, 2_000_000);
    desk.happen(By::Kiosk, Change::Ended { ticket: id, outcome, by: None, at });
    let found = desk.look_up(Some(id), None, None, 5);
    assert_eq!(found.ticket.as_ref().unwrap().end, Some(at));
    assert_eq!(found.ended, found.ticket.into_iter().collect::<Vec<_>>());
    desk.append().unwrap();
    desk.level_all();
    assert_eq!(desk.look_up(Some(id), None, None, 0).ticket.unwrap().end, Some(at));
    let mut ticket = desk.look_up(Some(id), None, None, 0).ticket.unwrap();
    (ticket.end, ticket.outcome) = (None, None);
    desk.happen(By::Kiosk, Change::Reopened { ticket });
    // The table still says that it ended.
    let found = desk.look_up(Some(id), None, None, 5);
    assert_eq!((found.ticket, found.ended), (None, Vec::new()));
}

#[test]
fn look_ups_see_their_own_batch() {
    own_batch_is_seen(OnDisk::new());
    own_batch_is_seen(InMemory::default());
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn look_ups_see_their_own_batch_on_postgres() {
    own_batch_is_seen(OnCluster::new());
}

/// A step that fails leaves everything to be written as it was.
#[test]
fn a_failed_step_is_made_up_for() {
    let mut desk = Desk::new(InMemory::default(), 5);
    for _ in 0..40 {
        desk.anything();
    }
    desk.append().unwrap();
    let behind = desk.store.behind();
    desk.bench.fail(&[Fail::NotWritten]);
    assert!(desk.store.level(&desk.model, Duration::ZERO).is_err());
    assert_eq!(desk.store.behind(), behind);
    desk.compare();
    desk.compare_audit();
    desk.crash(false);
}

fn numbers_never_restart<B: Bench>(bench: B) {
    let mut desk = Desk::new(bench, 7);
    for round in 0..3 {
        desk.happen(By::Server, Change::Acted { act: Act::BackedUp });
        desk.append().unwrap();
        desk.level_all();
        desk.crash(false);
        assert_eq!(desk.seq, round + 1);
    }
    desk.compare_audit();
}

#[test]
fn batches_are_numbered_on_however_often_the_journal_is_empty() {
    numbers_never_restart(OnDisk::new());
    numbers_never_restart(InMemory::default());
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn batches_are_numbered_on_on_postgres() {
    numbers_never_restart(OnCluster::new());
}

#[test]
fn a_backlog_is_counted_in_changes() {
    let mut desk = Desk::new(InMemory::default(), 9);
    for _ in 0..super::BACKLOG {
        desk.happen(By::Server, Change::Opened);
    }
    desk.append().unwrap();
    assert!(!desk.store.must_level());
    desk.happen(By::Server, Change::Opened);
    desk.append().unwrap();
    assert_eq!(desk.store.behind(), super::BACKLOG + 1);
    assert!(desk.store.must_level());
    while !desk.store.level(&desk.model, Duration::from_millis(2)).unwrap() {}
    assert_eq!(desk.store.behind(), 0);
    assert_eq!(desk.model.facts.get(&Fact::Closed), None);
}

#[test]
fn what_a_reader_is_told_is_what_happened() {
    told_what_happened(OnDisk::new(), |bench| Reader::open(bench.dir.path()).unwrap());
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn what_a_reader_of_postgres_is_told_is_what_happened() {
    told_what_happened(OnCluster::new(), |bench| {
        Reader::open_desk(&bench.cluster.database, &bench.name).unwrap()
    });
}

fn told_what_happened<B: Bench>(bench: B, open: impl FnOnce(&B) -> Reader) {
    let mut desk = Desk::new(bench, 11);
    desk.employ_everybody();
    for _ in 0..30 {
        for _ in 0..5 {
            desk.anything();
        }
        desk.append().unwrap();
    }
    let reader = open(&desk.bench);
    assert!(!reader.is_level().unwrap());
    desk.level_all();
    assert!(reader.is_level().unwrap());
    let mut acts = Vec::new();
    reader
        .each_act(0, i64::MAX, |act| {
            acts.push(act.what);
            Ok(true)
        })
        .unwrap();
    let expected: Vec<String> =
        desk.history.audit.iter().map(|(_, _, what)| what.clone()).collect();
    assert_eq!(acts, expected);
    let mut tickets = Vec::new();
    reader
        .each_ticket(i64::MIN, i64::MAX, |exported| {
            let owner = exported.ticket.owner.map(|owner| format!("Person {}", owner.0));
            assert_eq!(exported.staff, owner);
            tickets.push(exported.ticket);
            Ok(true)
        })
        .unwrap();
    let open = desk.model.open.values();
    let mut expected: Vec<Ticket> = open.chain(desk.history.ended.values()).cloned().collect();
    expected.sort_by_key(|ticket| ticket.id);
    assert_eq!(tickets, expected);
    assert_eq!(reader.has_services().unwrap(), expected.iter().any(|it| it.service.is_some()));
    assert_eq!(reader.users().unwrap().len(), 3);
    let first = &expected[0];
    let found = reader.ticket(first.id).unwrap().unwrap();
    assert_eq!(found.ticket, *first);
    let theirs: Vec<TicketId> = expected
        .iter()
        .filter(|ticket| address_key(&ticket.email) == address_key(&first.email))
        .map(|ticket| ticket.id)
        .collect();
    assert_eq!(reader.tickets_of(&first.email.to_uppercase()).unwrap(), theirs);
    let moment = desk.history.ended.values().filter_map(|ticket| ticket.end).max().unwrap();
    let ended: Vec<TicketId> = expected
        .iter()
        .filter(|ticket| ticket.end.is_some_and(|end| end < moment))
        .map(|ticket| ticket.id)
        .collect();
    assert_eq!(reader.tickets_ended_before(moment).unwrap(), ended);
    a_report_reads_one_moment(&mut desk, &reader, &expected);
}

/// Whatever is written meanwhile.
fn a_report_reads_one_moment<B: Bench>(desk: &mut Desk<B>, reader: &Reader, expected: &[Ticket]) {
    let seatings: Vec<Seating> = desk.history.seatings.values().copied().collect();
    let (mut seen, mut count) = (Vec::new(), 0);
    let read = reader.at_one_moment(|reader| {
        reader.each_seating(i64::MAX, |seating| {
            seen.push(*seating);
            Ok(())
        })?;
        for _ in 0..20 {
            desk.visitor();
        }
        desk.append().unwrap();
        desk.level_all();
        reader.each_arrival(i64::MIN, i64::MAX, |read| {
            if let Read::Ticket(row) = read {
                let ticket = &expected[count];
                assert_eq!((row.start, row.end), (ticket.start, ticket.end));
                assert_eq!(row.service, ticket.service.as_ref().map(ServiceId::as_str));
                assert_eq!((row.legs, row.promised), (ticket.legs.as_slice(), ticket.promised));
                count += 1;
            }
            Ok(())
        })?;
        let mut known = Vec::new();
        for id in ["a", "b", "nobody"] {
            known.push(reader.knew_service(&id.parse().unwrap(), || Ok(()))?);
        }
        Ok(known)
    });
    assert_eq!(read.unwrap(), [true, true, false]);
    assert_eq!((seen, count), (seatings, expected.len()));
}
