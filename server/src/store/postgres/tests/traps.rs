//! What has gone wrong for others: each of these fails where the care is not taken.

use std::net::TcpListener;
use std::sync::Mutex;
use std::sync::mpsc::Receiver;
use std::thread;
use std::time::Duration;

use rustc_hash::FxHashSet;
use shared::command::Key;
use shared::ids::TicketId;
use shared::ticket::Source;
use shared::visitor::address_key;

use super::super::database::{Use, unpoisoned};
use super::super::{Address, Database, DeskKey, Patience, Postgres};
use super::wire::Wire;
use super::{Cluster, variable};
use crate::core::change::{Fact, KeyUse};
use crate::core::ticket::Ticket;
use crate::store::Store;
use crate::store::engine::{Engine, JournalRow, Started, Step, Write, WriteError};
use crate::store::names::{Found, Names};

/// Tests that take the standby away, break off what others do, or count on connections, run one
/// after the other.
pub static STANDBY: Mutex<()> = Mutex::new(());

const PATIENT: Patience = Patience::For(Duration::from_secs(30));

fn row(seq: i64, body: &str) -> JournalRow {
    JournalRow { seq, body: body.to_owned(), highest_ticket: None }
}

fn later(started: Started<(), WriteError>) -> Receiver<Result<(), WriteError>> {
    match started {
        Started::Later(receiver) => receiver,
        Started::Done(done) => panic!("{done:?} at once"),
    }
}

/// The port of the tests' database, and its address by way of another port.
fn address_by(port: u16) -> String {
    let address = variable("WALKUP_TEST_POSTGRES");
    let (there, name) = address.rsplit_once('/').unwrap();
    format!("{}:{port}/{name}", there.rsplit_once(':').unwrap().0)
}

fn port() -> u16 {
    let address = variable("WALKUP_TEST_POSTGRES");
    let there = address.rsplit_once('/').unwrap().0;
    there.rsplit_once(':').unwrap().1.parse().unwrap()
}

/// Both connections for commits are there; gives the number of the next row.
fn warm(engine: &mut Postgres, seq: i64) -> i64 {
    engine.append(row(seq, "before")).wait().unwrap();
    engine.append(row(seq + 1, "before")).wait().unwrap();
    seq + 2
}

/// Commits wait for a standby that is not there until this is dropped.
struct NoStandby {
    admin: Cluster,
    before: String,
    /// What was broken off, by its process and when it was begun.
    broken_off: FxHashSet<String>,
}

impl NoStandby {
    fn new() -> Self {
        let admin = Cluster::administer();
        let sql = "SELECT current_setting('synchronous_standby_names') || left($1, 0)";
        let before = admin.list(sql, "", |row| row.get(0)).remove(0);
        admin.run("ALTER SYSTEM SET synchronous_standby_names = 'nobody';SELECT pg_reload_conf()");
        Self { admin, before, broken_off: FxHashSet::default() }
    }

    /// Breaks off what waits for the standby, in one of two ways; returns how many statements it
    /// was so far.
    fn break_off(&mut self, how: &str) -> usize {
        let sql = "WITH waiting AS MATERIALIZED (
                       SELECT pid, pid || ' ' || query_start AS name FROM pg_stat_activity
                       WHERE wait_event = 'SyncRep' AND application_name = 'walkup')
                   SELECT name, CASE $1 WHEN 'cancel' THEN pg_cancel_backend(pid)
                       ELSE pg_terminate_backend(pid) END FROM waiting";
        self.broken_off.extend(self.admin.list(sql, how, |row| row.get::<_, String>(0)));
        self.broken_off.len()
    }
}

impl Drop for NoStandby {
    fn drop(&mut self) {
        let names = &self.before;
        // What waits is looked at when the standby reports, which it does when there is news.
        self.admin.run(&format!(
            "ALTER SYSTEM SET synchronous_standby_names = '{names}';SELECT pg_reload_conf();
             SELECT pg_sleep(0.1);SELECT pg_logical_emit_message(true, '', '')"
        ));
    }
}

/// Trap 1: the COMMIT of what has failed says that all is well. So nothing here is a transaction of
/// several messages.
#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn what_fails_in_the_middle_says_so_and_leaves_nothing() {
    let cluster = Cluster::open();
    let desk = cluster.new_desk();
    let mut engine = cluster.take(&desk);
    // A text with U+0000 is refused, in a statement that has moved the desk by then.
    let refused = engine.append(row(1, "a\0b")).wait();
    assert!(matches!(refused, Err(WriteError::NotWritten(_))), "{refused:?}");
    engine.append(row(1, "first")).wait().unwrap();
    assert_eq!(cluster.journal(&desk), [(1, "first".to_owned())]);
    let name = format!("x{}", desk.as_str());
    let made = name.clone();
    let whole = cluster.database.block_on(|lines| async move {
        let link = lines.link(Use::Work).await?;
        let statements = format!("CREATE TABLE walkup.{made} (a int); SELECT 1 / 0; SELECT 2");
        Ok(link.run_whole(&statements).await?)
    });
    assert!(whole.is_err());
    let there: Vec<bool> =
        cluster.list("SELECT to_regclass('walkup.' || $1) IS NULL", &name, |row| row.get(0));
    assert_eq!(there, [true]);
}

/// One desk's bad row is not another's trouble.
#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn a_row_that_is_refused_leaves_the_others_of_its_statement() {
    let _alone = unpoisoned(&STANDBY);
    let cluster = Cluster::open();
    let desks: Vec<DeskKey> = (0..6).map(|_| cluster.new_desk()).collect();
    let mut engines: Vec<Postgres> = desks.iter().map(|desk| cluster.take(desk)).collect();
    let gone = NoStandby::new();
    // The first two go out alone and wait; the others come together.
    let waiting: Vec<_> = engines
        .iter_mut()
        .enumerate()
        .map(|(place, engine)| {
            thread::sleep(Duration::from_millis(20));
            let body = if place == 4 { "a\0b" } else { "fine" };
            later(engine.append(row(1, body)))
        })
        .collect();
    drop(gone);
    let results: Vec<_> = waiting.into_iter().map(|it| it.recv().unwrap()).collect();
    for (place, result) in results.iter().enumerate() {
        match place {
            4 => assert!(matches!(result, Err(WriteError::NotWritten(_))), "{result:?}"),
            _ => assert_eq!(*result, Ok(()), "{place}"),
        }
        let rows = usize::from(place != 4);
        assert_eq!(cluster.journal(&desks[place]).len(), rows, "{place}");
    }
}

/// Desks that wait go into one statement, and one that is led elsewhere by now leaves it alone.
#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn one_that_is_fenced_leaves_the_others_of_its_statement() {
    let _alone = unpoisoned(&STANDBY);
    let (cluster, other) = (Cluster::open(), Cluster::open());
    let desks: Vec<DeskKey> = (0..5).map(|_| cluster.new_desk()).collect();
    let mut engines: Vec<Postgres> = desks.iter().map(|desk| cluster.take(desk)).collect();
    let mut new = other.take(&desks[3]);
    let gone = NoStandby::new();
    // The first two go out alone and wait; the others come together.
    let waiting: Vec<_> = engines
        .iter_mut()
        .map(|engine| {
            thread::sleep(Duration::from_millis(20));
            later(engine.append(row(1, "of the old")))
        })
        .collect();
    drop(gone);
    let results: Vec<_> = waiting.into_iter().map(|it| it.recv().unwrap()).collect();
    let sql = "SELECT xmin::text FROM walkup.journal WHERE desk = $1";
    let statement =
        |desk: &DeskKey| -> Vec<String> { cluster.list(sql, desk.as_str(), |row| row.get(0)) };
    assert_eq!(statement(&desks[2]), statement(&desks[4]), "they were not one statement");
    assert_ne!(statement(&desks[0]), statement(&desks[2]));
    for (place, result) in results.iter().enumerate() {
        match place {
            3 => assert!(matches!(result, Err(WriteError::Lost(_))), "{result:?}"),
            _ => assert_eq!(*result, Ok(()), "{place}"),
        }
        assert_eq!(cluster.journal(&desks[place]).len(), usize::from(place != 3), "{place}");
    }
    new.append(row(1, "of the new")).wait().unwrap();
}

/// Trap 2: a fence that only counts rows lets the insert through.
#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn whoever_led_a_desk_before_writes_nothing() {
    let cluster = Cluster::open();
    let desk = cluster.new_desk();
    let mut old = cluster.take(&desk);
    old.append(row(1, "of the old")).wait().unwrap();
    let other = Cluster::open();
    let mut new = other.take(&desk);
    let lost = |result: Result<(), WriteError>| {
        assert!(matches!(result, Err(WriteError::Lost(_))), "{result:?}");
    };
    lost(old.append(row(2, "of the old")).wait());
    lost(old.settle(row(2, "of the old")).wait());
    let audit = Write::Fact(Fact::Closed, Some("of the old".to_owned()));
    lost(old.write(Step { writes: vec![audit], watermark: 1, last: 1 }).wait());
    assert!(old.load().wait().is_err());
    assert_eq!(cluster.journal(&desk), [(1, "of the old".to_owned())]);
    let loaded = new.load().wait().unwrap();
    assert_eq!((loaded.last, loaded.state.facts.len()), (1, 0));
    new.append(row(2, "of the new")).wait().unwrap();
    lost(old.append(row(2, "of the old")).wait());
    assert_eq!(cluster.journal(&desk).len(), 2);
}

/// Trap 3: a commit whose wait for the standby is broken off looks like one that succeeded.
#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn nothing_counts_before_the_standby_has_it() {
    let _alone = unpoisoned(&STANDBY);
    let cluster = Cluster::open();
    let desk = cluster.new_desk();
    let mut engine = cluster.take(&desk);
    for how in ["cancel", "terminate"] {
        let seq = engine.load().wait().unwrap().last + 1;
        let mut gone = NoStandby::new();
        let waiting = later(engine.append(row(seq, how)));
        // The commit, and then what waits for it to be on two disks.
        while gone.break_off(how) < 5 {
            assert!(waiting.try_recv().is_err(), "{how}: it counts");
        }
        drop(gone);
        assert_eq!(waiting.recv().unwrap(), Ok(()));
        assert_eq!(cluster.journal(&desk).len(), usize::try_from(seq).unwrap());
    }
}

/// The same for who takes a desk: that is what what is loaded afterwards relies on.
#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn a_desk_is_not_taken_before_the_standby_knows() {
    let _alone = unpoisoned(&STANDBY);
    let cluster = Cluster::open();
    let desk = cluster.new_desk();
    let mut gone = NoStandby::new();
    let (there, name) = (cluster.clone(), desk.clone());
    let taking = thread::spawn(move || there.try_take(&name).map(drop));
    while gone.break_off("cancel") < 5 {
        assert!(!taking.is_finished(), "it is taken");
    }
    drop(gone);
    taking.join().unwrap().unwrap();
}

/// Trap 4: a leader that is stopped in the middle holds nobody up.
#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn a_frozen_leader_holds_nobody_up() {
    let _alone = unpoisoned(&STANDBY);
    let wire = Wire::to(port());
    let frozen = Cluster::open_at(&address_by(wire.port), Patience::Endless);
    let other = Cluster::open_at(&variable("WALKUP_TEST_POSTGRES"), PATIENT);
    for sends_all in [true, false] {
        let desk = other.new_desk();
        let mut old = frozen.take(&desk);
        let seq = warm(&mut old, 1);
        if sends_all {
            wire.hold_answers();
        } else {
            wire.hold_requests();
        }
        let waiting = later(old.append(row(seq, "of the frozen")));
        if sends_all {
            while other.journal(&desk).len() < 3 {
                thread::sleep(Duration::from_millis(2));
            }
        } else {
            wire.wait_for_request();
        }
        let mut new = other.try_take(&desk).expect("nobody is held up");
        let last = new.load().wait().unwrap().last;
        assert_eq!(last, if sends_all { seq } else { seq - 1 });
        new.append(row(last + 1, "of the new")).wait().unwrap();
        // It goes on, finds its connection cut, and learns that the desk is led elsewhere.
        wire.cut();
        let told = waiting.recv().unwrap();
        assert!(matches!(told, Err(WriteError::Lost(_))), "{told:?}");
        assert_eq!(other.journal(&desk).last().unwrap().1, "of the new");
    }
}

/// What became of a commit whose answer did not come is settled, never guessed.
#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn an_answer_that_did_not_come_is_asked_for() {
    let _alone = unpoisoned(&STANDBY);
    let wire = Wire::to(port());
    let cluster = Cluster::open_at(&address_by(wire.port), Patience::Endless);
    let other = Cluster::open();
    let desk = other.new_desk();
    let mut engine = cluster.take(&desk);
    let mut seq = 1;
    for was_carried_out in [true, false, true, false] {
        seq = warm(&mut engine, seq);
        if was_carried_out {
            wire.hold_answers();
        } else {
            wire.hold_requests();
        }
        let waiting = later(engine.append(row(seq, "in doubt")));
        if was_carried_out {
            while other.journal(&desk).last().unwrap().1 != "in doubt" {
                thread::sleep(Duration::from_millis(2));
            }
        } else {
            wire.wait_for_request();
        }
        wire.cut();
        assert_eq!(waiting.recv().unwrap(), Ok(()), "{seq}");
        let journal = other.journal(&desk);
        let seqs: Vec<i64> = journal.iter().map(|(seq, _)| *seq).collect();
        assert_eq!(seqs, (1..=seq).collect::<Vec<_>>());
        assert_eq!(journal.last().unwrap().1, "in doubt");
        seq += 1;
    }
}

/// What a batch names is looked up in one journey, before it is decided.
#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn what_was_looked_up_ahead_is_not_asked_for_again() {
    let _alone = unpoisoned(&STANDBY);
    let wire = Wire::to(port());
    let short = Patience::For(Duration::from_secs(5));
    let cluster = Cluster::open_at(&address_by(wire.port), short);
    let desk = cluster.new_desk();
    let mut store = Store::new(Box::new(cluster.take(&desk)));
    store.load().unwrap();
    let names: Vec<Names> = (0..20_i64)
        .map(|number| Names {
            ticket: TicketId::new(number),
            key: Some(format!("key-{number}").parse().unwrap()),
            visitor: Some(format!("v{number}@a.b")),
            ended_last: 0,
        })
        .collect();
    store.gather(names.clone()).unwrap();
    wire.hold_answers();
    for names in &names {
        assert_eq!(store.look_up(names).unwrap(), Found::default());
    }
    let other = Names { ticket: TicketId::new(99), ..Names::default() };
    assert!(store.look_up(&other).is_err(), "nothing is held up");
    wire.cut();
    assert_eq!(store.look_up(&other).unwrap(), Found::default());
}

/// PostgreSQL has no text with U+0000 in it; one that was moved here from a file may.
#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn any_text_comes_back_and_is_found() {
    let cluster = Cluster::open();
    let desk = cluster.new_desk();
    let mut engine = cluster.take(&desk);
    let odd = "a\0b\u{10FFFF}0 \\u0000 \u{1}é";
    let key: Key = "k\u{10FFFF}0".parse().unwrap();
    let id = TicketId::new(7).unwrap();
    let ticket = Ticket {
        email: format!("{odd}@a.b"),
        name: odd.to_owned(),
        contact: Some(odd.to_owned()),
        note: Some(odd.to_owned()),
        reason: Some(odd.to_owned()),
        ..Ticket::new(id, 5, 5, Source::Kiosk)
    };
    let found = KeyUse { ticket: Some(id), is_own: true, is_barred: false, at: 9 };
    let writes = vec![
        Write::Ticket(Box::new(ticket.clone())),
        Write::Key(key.clone(), found),
        Write::Fact(Fact::Closed, Some(odd.to_owned())),
    ];
    engine.write(Step { writes, watermark: 0, last: 0 }).wait().unwrap();
    let state = engine.load().wait().unwrap().state;
    assert_eq!(state.open, std::slice::from_ref(&ticket));
    assert_eq!(state.fact(Fact::Closed), Some(odd));
    let visitor = Some(address_key(&ticket.email));
    let names = Names { key: Some(key), visitor, ..Names::default() };
    let told = engine.look_up(&names, &FxHashSet::default()).wait().unwrap();
    assert_eq!((told.key, told.name.as_deref()), (Some(found), Some(odd)));
    let empty = engine.look_up(&Names::default(), &FxHashSet::default()).wait().unwrap();
    assert_eq!(empty, Found::default());
}

/// Trap 6: a server that was stopped accepts connections and says nothing.
#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn a_server_that_says_nothing_is_not_waited_for() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let silent_port = silent.local_addr().unwrap().port();
    let address = format!("postgres://nobody@127.0.0.1:{silent_port}/none");
    let database = Database::start(Address::read(&address, None, None).unwrap(), PATIENT).unwrap();
    let refused = Postgres::prepare(&database).unwrap_err();
    let said = format!("127.0.0.1:{silent_port} does not answer");
    assert!(format!("{refused:#}").contains(&said), "{refused:#}");
    // Beside one that answers it does not matter.
    let both = address_by(port()).replace('@', &format!("@127.0.0.1:{silent_port},"));
    let begun = std::time::Instant::now();
    let cluster = Cluster::open_at(&both, PATIENT);
    cluster.new_desk();
    assert!(begun.elapsed() < super::super::link::PATIENCE, "it was waited for");
}

/// The system counts in milliseconds; and trap 7: a server notices that somebody was cut off.
#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn both_ends_notice_that_the_other_is_gone() {
    let cluster = Cluster::open();
    let sql = "SELECT current_setting(name) FROM unnest(string_to_array($1, ' ')) AS name";
    let names = "tcp_keepalives_idle tcp_keepalives_interval tcp_keepalives_count tcp_user_timeout \
                 idle_in_transaction_session_timeout synchronous_commit";
    let set: Vec<String> = cluster.list(sql, names, |row| row.get(0));
    assert_eq!(set, ["1", "1", "2", "3000", "1s", "on"]);
}
