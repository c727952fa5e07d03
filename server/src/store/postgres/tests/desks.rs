//! Several servers that share many desks out among them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use rustc_hash::FxHashSet;
use shared::desk::DeskName;
use shared::ids::TicketId;
use shared::ticket::Source;

use super::super::database::unpoisoned;
use super::super::registry;
use super::super::{Leader, Lines, Patience, Postgres, Prepared};
use super::traps::STANDBY;
use super::{Cluster, variable};
use crate::clock::Clock;
use crate::core::change::{Batch, By, Change, Entry, Fact, KeyUse, VERSION};
use crate::core::ticket::Ticket;
use crate::lead::Membership;
use crate::store::engine::{Engine, JournalRow, Started, Step, Write};
use crate::store::names::{Names, Wanted};
use crate::store::{AppendError, Store};

/// How long something may take that comes by itself.
const PATIENCE: Duration = Duration::from_secs(20);

/// A database of its own, gone with this.
struct Alone {
    name: String,
}

impl Alone {
    fn new(desks: usize) -> Self {
        let name = format!("alone_{}", Cluster::new_name().as_str().replace('-', "_"));
        let user = variable("WALKUP_TEST_POSTGRES");
        let user = user.split_once("://").unwrap().1.split_once('@').unwrap().0.to_owned();
        Cluster::administer().run(&format!("CREATE DATABASE {name} OWNER {user}"));
        let alone = Self { name };
        let cluster = alone.cluster();
        registry::add_main(&cluster.database).unwrap();
        for desk in 1..desks {
            let name = format!("desk-{desk}").parse().unwrap();
            registry::add(&cluster.database, &name, None, 0).unwrap();
        }
        alone
    }

    /// With connections of its own.
    fn cluster(&self) -> Cluster {
        let address = variable("WALKUP_TEST_POSTGRES");
        let (server, _) = address.rsplit_once('/').unwrap();
        Cluster::open_at(&format!("{server}/{}", self.name), Patience::Endless)
    }

    fn server(&self, name: &str) -> Server {
        let database = self.cluster().database;
        let member = Membership::join(&database, name, Clock::default()).unwrap();
        Server { name: name.to_owned(), member, stores: BTreeMap::new(), given_up: 0 }
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        Cluster::administer().run(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}

/// A server that serves its desks as far as their stores go.
struct Server {
    name: String,
    member: Membership,
    stores: BTreeMap<DeskName, Store>,
    given_up: usize,
}

impl Server {
    /// Takes and gives up what it is to.
    fn step(&mut self) {
        let wanted = self.member.wanted();
        for desk in wanted.take {
            if let Some(mut store) = self.member.open(&desk) {
                reload(&mut store);
                assert!(self.stores.insert(desk, store).is_none(), "it is served twice");
            }
        }
        for desk in wanted.hand_over {
            if let Some(mut store) = self.stores.remove(&desk) {
                store.close().unwrap();
                self.given_up += 1;
            }
        }
    }

    /// Appends something to each desk, which only its leader can.
    fn write(&mut self) {
        for store in self.stores.values_mut() {
            append(store).unwrap();
        }
    }
}

fn append(store: &mut Store) -> Result<(), AppendError> {
    append_change(store, Change::Opened)
}

fn append_change(store: &mut Store, change: Change) -> Result<(), AppendError> {
    let entry = Entry { by: By::Server, at: 1, change };
    store.note(&entry, None);
    store.append(Batch::new(vec![entry]))
}

/// Has servers work until all is as expected.
fn until(servers: &mut [&mut Server], what: &str, is_so: impl Fn(&[&mut Server]) -> bool) {
    let end = Instant::now() + PATIENCE;
    loop {
        for server in servers.iter_mut() {
            server.step();
        }
        if is_so(servers) {
            return;
        }
        assert!(Instant::now() < end, "{what}: {:?}", counts(servers));
        thread::sleep(Duration::from_millis(10));
    }
}

fn counts(servers: &[&mut Server]) -> Vec<(String, usize)> {
    servers.iter().map(|it| (it.name.clone(), it.stores.len())).collect()
}

fn all(servers: &[&mut Server]) -> BTreeSet<DeskName> {
    servers.iter().flat_map(|it| it.stores.keys().cloned()).collect()
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn desks_are_shared_out_among_the_servers_that_live() {
    const DESKS: usize = 60;
    let _alone = unpoisoned(&STANDBY);
    let alone = Alone::new(DESKS);
    let mut first = alone.server("first");
    until(&mut [&mut first], "one takes all", |it| it[0].stores.len() == DESKS);
    first.write();
    // One that joins gets its share, a desk at a time, and none is led by both.
    let mut second = alone.server("second");
    until(&mut [&mut first, &mut second], "both lead", |it| {
        it[0].given_up == it[1].stores.len() && it[1].stores.len() > DESKS / 5
    });
    let end = Instant::now() + Duration::from_secs(2);
    while Instant::now() < end {
        first.step();
        second.step();
        thread::sleep(Duration::from_millis(10));
    }
    let share = second.stores.len();
    assert!((DESKS / 5..DESKS * 4 / 5).contains(&share), "{share}");
    until(&mut [&mut first, &mut second], "all are led", |it| all(it).len() == DESKS);
    first.write();
    second.write();
    // A desk that is added, renamed, retired and brought back.
    let database = alone.cluster().database;
    let name = |text: &str| -> DeskName { text.parse().unwrap() };
    registry::add(&database, &name("late"), Some("Late"), 5).unwrap();
    until(&mut [&mut first, &mut second], "it is led", |it| all(it).contains(&name("late")));
    registry::rename(&database, &name("late"), &name("later")).unwrap();
    until(&mut [&mut first, &mut second], "by its new name", |it| {
        all(it).contains(&name("later")) && !all(it).contains(&name("late"))
    });
    registry::retire(&database, &name("later")).unwrap();
    until(&mut [&mut first, &mut second], "by nobody", |it| !all(it).contains(&name("later")));
    registry::bring_back(&database, &name("later")).unwrap();
    until(&mut [&mut first, &mut second], "it is back", |it| all(it).contains(&name("later")));
    registry::retire(&database, &name("later")).unwrap();
    until(&mut [&mut first, &mut second], "by nobody", |it| !all(it).contains(&name("later")));
    // One that cannot serve a desk leaves it to the other.
    let desk = first.stores.keys().next().unwrap().clone();
    drop(first.stores.remove(&desk));
    first.member.give_back(&desk, Duration::from_secs(600)).unwrap();
    until(&mut [&mut first, &mut second], "the other has it", |it| {
        it[1].stores.contains_key(&desk)
    });
    // One that stops hands all of its own over, each once the other is ready.
    second.member.stop_serving();
    until(&mut [&mut first, &mut second], "all but that", |it| {
        it[1].stores.len() <= 1 && all(it).len() >= DESKS - 1
    });
    first.write();
    drop(second);
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn what_an_older_server_could_not_read_is_not_written_while_it_lives() {
    let _alone = unpoisoned(&STANDBY);
    let alone = Alone::new(1);
    let mut server = alone.server("new");
    until(&mut [&mut server], "it leads", |it| it[0].stores.len() == 1);
    let (of, hall) = (ticket(0).id, "Hall");
    let printed = || Change::Printed { ticket: of, kiosk: hall.to_owned(), prints: Vec::new() };
    let store = server.stores.values_mut().next().unwrap();
    append_change(store, printed()).unwrap();
    let older = alone.server("older");
    let cluster = alone.cluster();
    let reads = |server: &Server, form| {
        let id = server.member.id();
        cluster.run(&format!("UPDATE walkup.member SET reads = {form} WHERE id = '{id}'"));
    };
    reads(&older, 6);
    let eventually = |store: &mut Store, what, is_so: fn(&Result<(), AppendError>) -> bool| {
        let end = Instant::now() + PATIENCE;
        loop {
            let appended = append_change(store, printed());
            if appended.is_err() {
                reload(store);
            }
            if is_so(&appended) {
                return;
            }
            assert!(Instant::now() < end, "{what}: {appended:?}");
            thread::sleep(Duration::from_millis(10));
        }
    };
    eventually(store, "it is held back", |it| matches!(it, Err(AppendError::NotSaved(_))));
    // What the older one knows goes on.
    append(store).unwrap();
    reads(&older, VERSION);
    eventually(store, "it is written", Result::is_ok);
}

fn reload(store: &mut Store) {
    for entry in store.load().unwrap().replay.iter().flat_map(|it| &it.entries) {
        store.note(entry, None);
    }
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn whoever_is_gone_is_replaced_for_all_desks_at_once() {
    const DESKS: usize = 40;
    let _alone = unpoisoned(&STANDBY);
    let alone = Alone::new(DESKS);
    let (mut first, mut second) = (alone.server("first"), alone.server("second"));
    until(&mut [&mut first, &mut second], "both lead", |it| {
        all(it).len() == DESKS && it.iter().all(|it| !it.stores.is_empty())
    });
    // It says nothing any more, and leaves nothing in order.
    first.member.lease().end();
    let gone = std::mem::take(&mut first.stores);
    until(&mut [&mut second], "the other leads all", |it| it[0].stores.len() == DESKS);
    for mut store in gone.into_values() {
        assert!(append(&mut store).is_err());
    }
    second.write();
}

fn ticket(id: i64) -> Ticket {
    let id = TicketId::new(id).unwrap();
    let email = format!("visitor-{}@example.org", id.get());
    Ticket { email, name: "Ada".to_owned(), ..Ticket::new(id, 5, id.get(), Source::Kiosk) }
}

/// What was read while another led a desk, and what came since, is what there is.
#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn a_desk_that_was_read_beforehand_is_as_one_that_was_not() {
    let cluster = Cluster::open();
    let desk = cluster.new_desk();
    let mut old = cluster.take(&desk);
    let row = |seq: i64| {
        let entry = Entry {
            by: By::Server,
            at: seq,
            change: Change::Created { ticket: ticket(seq), key: None, made: None },
        };
        let body = serde_json::to_string(&Batch::new(vec![entry])).unwrap();
        JournalRow { seq, body, highest_ticket: None }
    };
    let level = |engine: &mut Postgres, seq: i64| {
        let fact = Write::Fact(Fact::Notice, Some(format!("after {seq}")));
        let writes = vec![Write::Ticket(Box::new(ticket(seq))), fact];
        engine.write(Step { writes, watermark: seq, last: seq }).wait().unwrap();
    };
    // More than come at a time.
    let many = (1000..10_000).map(|id| Write::Ticket(Box::new(ticket(id)))).collect();
    old.write(Step { writes: many, watermark: 0, last: 0 }).wait().unwrap();
    for seq in 1..=3 {
        old.append(row(seq)).wait().unwrap();
    }
    level(&mut old, 1);
    let prepared = cluster.prepare(&desk);
    for seq in 4..=6 {
        old.append(row(seq)).wait().unwrap();
    }
    let mut new = cluster.take(&desk).prepared(Some(prepared));
    let stored = new.load().wait().unwrap();
    let seqs: Vec<i64> = stored.journal.iter().map(|(seq, _)| *seq).collect();
    assert_eq!((seqs, stored.last), (vec![2, 3, 4, 5, 6], 6));
    assert_eq!(stored.state.open.len(), 9001);
    assert_eq!(stored.state, new.load().wait().unwrap().state);
    // Where the journal lacks something by then, all of it is read.
    let prepared = cluster.prepare(&desk);
    new.append(row(7)).wait().unwrap();
    new.append(row(8)).wait().unwrap();
    level(&mut new, 7);
    let mut newest = cluster.take(&desk).prepared(Some(prepared));
    let stored = newest.load().wait().unwrap();
    let seqs: Vec<i64> = stored.journal.iter().map(|(seq, _)| *seq).collect();
    assert_eq!((seqs, stored.last), (vec![8], 8));
    assert_eq!(stored.state.fact(Fact::Notice), Some("after 7"));
    // While somebody wants it, nothing leaves the journal but what is forgotten.
    let other = cluster.member("somebody");
    other.wants(&desk);
    level(&mut newest, 8);
    assert_eq!(cluster.journal(&desk).len(), 1);
    let writes = vec![Write::ForgetTicket(TicketId::new(8).unwrap())];
    newest.write(Step { writes, watermark: 8, last: 8 }).wait().unwrap();
    assert_eq!(cluster.journal(&desk).len(), 0);
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn every_open_ticket_is_found_however_far_apart_they_are() {
    let cluster = Cluster::open();
    for apart in [1, 3, 40] {
        let desk = cluster.new_desk();
        let mut engine = cluster.take(&desk);
        // One in seven has ended, and those between are other days'.
        let ended = |n: i64| n % 7 == 0;
        let all = (0..9000).map(|n| {
            let end = ended(n).then_some(9);
            Write::Ticket(Box::new(Ticket { end, ..ticket(n * apart) }))
        });
        engine.write(Step { writes: all.collect(), watermark: 0, last: 0 }).wait().unwrap();
        let found = engine.load().wait().unwrap().state.open;
        let open: Vec<Ticket> =
            (0..9000).filter(|n| !ended(*n)).map(|n| ticket(n * apart)).collect();
        assert!(found == open, "{} of {} where 1 in {apart} is", found.len(), open.len());
    }
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn a_key_that_the_tables_do_not_have_is_asked_for_nowhere() {
    let cluster = Cluster::open();
    let desk = cluster.new_desk();
    let mut engine = cluster.take(&desk);
    let used = |at| KeyUse { ticket: None, is_own: true, is_barred: false, at };
    let write = |engine: &mut Postgres, key: &str, at| {
        let writes = vec![Write::Key(key.parse().unwrap(), used(at))];
        engine.write(Step { writes, watermark: 0, last: 0 }).wait().unwrap();
    };
    // What is found, and whether the database was asked.
    let look_up = |engine: &mut Postgres, key: &str| {
        let names = Names { key: Some(key.parse().unwrap()), ..Names::default() };
        let found = engine.look_up(&names, &FxHashSet::default());
        let is_asked = matches!(found, Started::Later(_));
        let mut wanted = Wanted::default();
        wanted.add(names);
        let gathered = engine.gather(wanted, &FxHashSet::default());
        assert_eq!(matches!(gathered, Started::Later(_)), is_asked);
        let of_one = found.wait().unwrap().key;
        assert_eq!(gathered.wait().unwrap().keys.get(&key.parse().unwrap()), Some(&of_one));
        (of_one, is_asked)
    };
    assert_eq!(look_up(&mut engine, "a"), (None, true), "nothing was read yet");
    engine.load().wait().unwrap();
    assert_eq!(look_up(&mut engine, "a"), (None, false));
    write(&mut engine, "a", 5);
    assert_eq!(look_up(&mut engine, "a"), (Some(used(5)), true));
    let prepared = cluster.prepare(&desk);
    for prepared in [None, Some(prepared)] {
        let mut next = cluster.take(&desk).prepared(prepared);
        next.load().wait().unwrap();
        assert_eq!(look_up(&mut next, "a"), (Some(used(5)), true));
        assert_eq!(look_up(&mut next, "b"), (None, false));
    }
    let mut last = cluster.take(&desk);
    last.load().wait().unwrap();
    write(&mut last, "c", 9);
    last.tidy(Some(6)).wait().unwrap();
    assert_eq!(look_up(&mut last, "a"), (None, false), "it was forgotten");
    assert_eq!(look_up(&mut last, "c"), (Some(used(9)), true));
}

/// A member that only says what it wants.
pub struct Wishing {
    cluster: Cluster,
    me: Leader,
}

impl Cluster {
    /// What whoever is to lead a desk next reads of it.
    fn prepare(&self, desk: &registry::DeskKey) -> Prepared {
        let desk = desk.clone();
        let read =
            |lines: Arc<Lines>| async move { Ok(Postgres::prepare_desk(&lines, &desk).await?) };
        self.database.block_on(read).unwrap()
    }

    fn member(&self, name: &str) -> Wishing {
        let me = Leader { server: Self::new_name().to_string(), incarnation: 0 };
        let (leader, address) = (me.clone(), name.to_owned());
        self.database
            .block_on(|lines| async move {
                super::super::member::join(&lines, &leader, &address, Duration::from_secs(60)).await
            })
            .unwrap();
        Wishing { cluster: self.clone(), me }
    }
}

impl Wishing {
    fn wants(&self, desk: &registry::DeskKey) {
        let (me, desk) = (self.me.clone(), desk.clone());
        self.cluster
            .database
            .block_on(|lines| async move {
                Ok(super::super::roster::tell(&lines, &me, false, &[desk], &[]).await?)
            })
            .unwrap();
    }
}

/// The time is noted for all desks of a server at once, and is theirs when they are led again.
#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn the_time_of_all_desks_is_noted_at_once() {
    let cluster = Cluster::open();
    let desks = [cluster.new_desk(), cluster.new_desk(), cluster.new_desk()];
    let me = Leader { server: Cluster::new_name().to_string(), incarnation: 0 };
    let take = |desk| Postgres::take(&cluster.database, desk, me.clone()).unwrap();
    let mut engines: Vec<Postgres> = desks[..2].iter().map(take).collect();
    let mut other = cluster.take(&desks[2]);
    let set = vec![Write::Fact(Fact::Time, Some("7000".to_owned()))];
    engines[1].write(Step { writes: set, watermark: 0, last: 0 }).wait().unwrap();
    for (noted, expected) in [(5000, ["5000", "7000"]), (9000, ["9000", "9000"])] {
        let leader = me.clone();
        cluster
            .database
            .block_on(|lines| async move {
                Ok(super::super::roster::note_time(&lines, &leader, noted).await?)
            })
            .unwrap();
        for (engine, expected) in engines.iter_mut().zip(expected) {
            let state = engine.load().wait().unwrap().state;
            assert_eq!(state.fact(Fact::Time), Some(expected));
        }
        assert_eq!(other.load().wait().unwrap().state.fact(Fact::Time), None);
    }
}
