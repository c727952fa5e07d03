//! Databases of schema 4, made by the program that wrote them, are brought forward whole.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use shared::ids::{TableNo, TicketId};
use shared::person::Role;
use shared::ticket::Outcome;

use crate::core::accounts::PersonId;
use crate::core::change::Fact;
use crate::core::credential::TokenHash;
use crate::core::desk::Seating;
use crate::core::ticket::Ticket;
use crate::store::sqlite::{older, schema, step5};
use crate::store::{FILE, Found, Loaded, Names, Reader, Store, open};

/// A folder with a copy of a fixture.
fn fixture(name: &str) -> tempfile::TempDir {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let dir = tempfile::tempdir().unwrap();
    fs::copy(from.join(name), dir.path().join(FILE)).unwrap();
    let log = from.join(format!("{name}-wal"));
    if log.exists() {
        fs::copy(log, dir.path().join(format!("{FILE}-wal"))).unwrap();
    }
    dir
}

fn strings<const N: usize>(db: &Connection, sql: &str) -> Vec<[String; N]> {
    let mut statement = db.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| {
        let mut cells = std::array::from_fn(|_| String::new());
        for (place, cell) in cells.iter_mut().enumerate() {
            *cell = format!("{:?}", row.get_ref(place)?);
        }
        Ok(cells)
    });
    rows.unwrap().map(Result::unwrap).collect()
}

fn found(store: &mut Store, names: &Names) -> Found {
    store.look_up(names).unwrap()
}

fn ended(store: &mut Store, id: i64) -> Ticket {
    let names = Names { ticket: TicketId::new(id), ..Names::default() };
    found(store, &names).ticket.unwrap()
}

fn open_one(loaded: &Loaded, id: i64) -> Ticket {
    loaded.state.open.iter().find(|ticket| ticket.id.get() == id).unwrap().clone()
}

/// Every cell of the old tables stands in the new ones.
fn nothing_is_lost(name: &str) -> (tempfile::TempDir, Store, Loaded) {
    let dir = fixture(name);
    let path = dir.path().join(FILE);
    let db = Connection::open(&path).unwrap();
    let queries: [(&str, &str); 9] = [
        (
            "SELECT id, email, name, owner, table_no, start, first_claimed, claimed, end, outcome,
                    ended_by, rank, calls, called, acted, reason, lang, source, note
             FROM ticket ORDER BY id",
            "SELECT ticket.id, email, name, owner, table_no, start, first_claimed, claimed, end,
                    outcome, ended_by, rank, calls, called, acted, reason, lang, source, text
             FROM ticket JOIN ticket_text USING (id)
             LEFT JOIN note ON note.ticket = ticket.id AND text <> '' ORDER BY ticket.id",
        ),
        (
            "SELECT id, user, name, iif(admin, 'admin', 'staff'), enabled, password, lost_table,
                    NULL, NULL
             FROM staff ORDER BY id",
            "SELECT id, user, name, role, enabled, password, lost_table, one_time, signed_in
             FROM staff ORDER BY id",
        ),
        (
            "SELECT token, person, used FROM session ORDER BY token",
            "SELECT token, person, used FROM session ORDER BY token",
        ),
        (
            "SELECT table_no, person FROM seat ORDER BY table_no",
            "SELECT table_no, person FROM seat ORDER BY table_no",
        ),
        (
            "SELECT key, name, kind, added, used FROM device ORDER BY name",
            "SELECT key, name, kind, added, used FROM device ORDER BY name",
        ),
        (
            "SELECT key, ticket, own, barred, at FROM request_key ORDER BY key",
            "SELECT key, ticket, own, barred, at FROM request_key ORDER BY key",
        ),
        (
            "SELECT taken, serving, blocked, reaction FROM sample ORDER BY seq",
            "SELECT taken, serving, blocked, reaction FROM sample ORDER BY number",
        ),
        (
            "SELECT name, value FROM fact WHERE name NOT LIKE '%_through' ORDER BY name",
            "SELECT name, value FROM fact ORDER BY name",
        ),
        (
            "SELECT 0, seq, at, who, what, ticket, table_no FROM audit ORDER BY seq",
            "SELECT seq, n, at, who, what, ticket, table_no FROM audit ORDER BY n",
        ),
    ];
    let cells = |db: &Connection, sql: &str| -> Vec<Vec<String>> {
        let mut statement = db.prepare(sql).unwrap();
        let columns = statement.column_count();
        let rows = statement.query_map([], |row| {
            (0..columns).map(|place| Ok(format!("{:?}", row.get_ref(place)?))).collect()
        });
        rows.unwrap().map(Result::unwrap).collect()
    };
    // Values that the fixture's desk never had.
    db.execute_batch("INSERT INTO fact VALUES ('purged', '17'), ('suspect', '18')").unwrap();
    let before: Vec<_> = queries.iter().map(|(old, _)| cells(&db, old)).collect();
    assert!(before.iter().all(|rows| !rows.is_empty()));
    drop(db);
    // Until then it can be copied and checked, and nothing else.
    let reader = Reader::open(dir.path()).unwrap();
    assert_eq!(reader.check(&|| false).unwrap(), [""; 0]);
    let error = reader.each_act(0, 1, |_| Ok(true)).unwrap_err().to_string();
    assert!(error.contains("older version"), "{error}");
    drop(reader);
    let mut store = open(dir.path()).unwrap();
    let db = Connection::open(&path).unwrap();
    for ((_, new), rows) in queries.iter().zip(before) {
        assert_eq!(cells(&db, new), rows);
    }
    assert_eq!(schema::version(&db).unwrap(), schema::NEWEST);
    let old: Vec<[String; 1]> = strings(
        &db,
        "SELECT name FROM sqlite_schema WHERE name LIKE 'old%' OR name IN ('visitor', 'open_ticket')",
    );
    assert_eq!(old, Vec::<[String; 1]>::new());
    assert_eq!(Reader::open(dir.path()).unwrap().check(&|| false).unwrap(), [""; 0]);
    let loaded = store.load().unwrap();
    assert!(loaded.replay.is_empty());
    (dir, store, loaded)
}

#[test]
fn a_database_of_schema_4_is_brought_forward() {
    let (dir, mut store, loaded) = nothing_is_lost("v4.db");
    let state = &loaded.state;
    let ids: Vec<i64> = state.open.iter().map(|ticket| ticket.id.get()).collect();
    assert_eq!(ids, [176, 178, 179, 180, 181, 182, 183, 184, 186]);
    assert_eq!((state.next_ticket, state.next_call), (187, 183));
    assert_eq!(state.last_rank, 1_795_809_786_147);
    assert_eq!(state.samples.len(), 160);
    let numbers: Vec<u64> = state.samples.iter().map(|(_, sample)| sample.number).collect();
    assert_eq!(numbers, (0..160).collect::<Vec<u64>>());
    assert_eq!(state.samples[0].1.taken_ms, 1_795_809_784_571);

    let noted = open_one(&loaded, 176);
    assert_eq!(noted.email, "p5@example.org");
    assert_eq!(noted.name, "José Noted");
    assert_eq!(noted.note.as_deref(), Some("wheelchair, please"));
    assert_eq!((noted.reason.as_deref(), noted.lang.as_deref()), (Some("badge"), Some("ar")));
    assert!(noted.is_waiting());
    let transferred = open_one(&loaded, 178);
    assert_eq!(transferred.owner, Some(PersonId(2)));
    assert_eq!(transferred.table, Some(TableNo(1)));
    assert_eq!((transferred.calls, transferred.called), (2, 175));
    assert_eq!(transferred.first_claimed, Some(1_795_809_786_054));
    assert_eq!(transferred.claimed, Some(1_795_809_786_059));
    let outcomes = [
        (0, Outcome::Expired),
        (171, Outcome::Completed),
        (172, Outcome::Cancelled),
        (173, Outcome::NoShow),
        (174, Outcome::Left),
        (175, Outcome::Left),
    ];
    for (id, outcome) in outcomes {
        assert_eq!(ended(&mut store, id).outcome, Some(outcome), "{id}");
    }
    assert_eq!(ended(&mut store, 177).note.as_deref(), Some("came back twice"));
    let erased = ended(&mut store, 185);
    assert_eq!((erased.email.as_str(), erased.name.as_str(), erased.note), ("", "", None));

    // Keys still give their ticket.
    let keys = [
        ("key-0", Some(2), true, false),
        ("found-1", Some(182), false, false),
        ("own-4", Some(175), true, true),
        ("never-used", None, false, true),
    ];
    for (key, ticket, is_own, is_barred) in keys {
        let names = Names { key: Some(key.parse().unwrap()), ..Names::default() };
        let found = found(&mut store, &names).key.unwrap();
        assert_eq!(found.ticket.map(TicketId::get), ticket, "{key}");
        assert_eq!((found.is_own, found.is_barred), (is_own, is_barred), "{key}");
    }
    // The name last given is the newest ticket's.
    for (address, name) in [
        ("visitor7@example.org", Some("Visitor 127")),
        ("p11@example.org", Some("Waiting Twice")),
        ("p12@example.org", None),
    ] {
        let names = Names { visitor: Some(address.to_owned()), ..Names::default() };
        assert_eq!(found(&mut store, &names).name.as_deref(), name, "{address}");
    }

    // Sessions and devices still open.
    for (token, person) in [
        ("7akdwvtta6pcpshvgf5bbczqgf3ziqmf", 1),
        ("2l2seift7rzdr25jvjmw3wpvgi3ubnpy", 2),
        ("c7t6lfwhwi24ajpnxot3mklten6hnouo", 4),
    ] {
        let token = TokenHash::of(token);
        let session = state.sessions.iter().find(|(of, _)| *of == token).unwrap().1;
        assert_eq!(session.person, PersonId(person));
    }
    for (key, name, is_used) in [
        ("bklwtxmhwbiruldt2kvevyqa6b6ap3dv", "Hall", true),
        ("q2otgkeqbparqae6tgp3baxugoena23o", "Wall", true),
        ("ylcizi3lflafzutsbmpliwqglx25vi3l", "Unused", false),
    ] {
        let key = TokenHash::of(key);
        let device = state.devices.iter().find(|device| device.key == key).unwrap();
        assert_eq!((device.name.as_str(), device.used.is_some()), (name, is_used));
    }
    let dan = state.people.iter().find(|person| person.user == "dan").unwrap();
    assert_eq!(dan.lost_table, Some(TableNo(3)));
    let people: Vec<_> = state
        .people
        .iter()
        .map(|p| (p.user.as_str(), p.role == Role::Admin, p.is_enabled, p.password.is_some()))
        .collect();
    assert_eq!(
        people,
        [
            ("ada", true, true, true),
            ("ben", false, true, false),
            ("cat", false, false, true),
            ("dan", false, true, true)
        ]
    );
    let seats: Vec<_> = state.seats.iter().map(|(table, seat)| (*table, seat.person)).collect();
    assert_eq!(seats, [(TableNo(0), PersonId(1)), (TableNo(1), PersonId(2))]);
    // Who sat where is made up from the log, up to those who sit there.
    let db = rusqlite::Connection::open(dir.path().join(FILE)).unwrap();
    let mut seatings =
        db.prepare("SELECT table_no, person, began, ended FROM seating ORDER BY began").unwrap();
    let seatings = seatings.query_map([], |row| {
        let (table, person, from) = (TableNo(row.get(0)?), PersonId(row.get(1)?), row.get(2)?);
        Ok(Seating { person, table, from, to: row.get(3)? })
    });
    let seatings: Vec<Seating> = seatings.unwrap().map(Result::unwrap).collect();
    for (table, seat) in &state.seats {
        let there = seatings.iter().find(|it| it.table == *table && it.to.is_none());
        assert_eq!(there.map(|it| (it.person, Some(it.from))), Some((seat.person, seat.since)));
    }
    assert_eq!(seatings.iter().filter(|it| it.to.is_none()).count(), 2, "{seatings:?}");
    let dan = seatings.iter().find(|it| it.person == PersonId(4)).unwrap();
    assert_eq!((dan.table, dan.to.is_some()), (TableNo(3), true));
    assert_eq!(state.fact(Fact::Closed), Some("Back at two"));
    assert_eq!(state.fact(Fact::Notice), Some("Lift out of order"));
    assert_eq!(state.fact(Fact::DayEnded), Some("1795809780000"));
    assert_eq!(state.fact(Fact::Purged), Some("17"));
    assert_eq!(state.fact(Fact::DoubtedSince), Some("18"));

    // A second start finds nothing to do, and the same.
    drop(store);
    let again = open(dir.path()).unwrap().load().unwrap();
    assert_eq!(again.state, loaded.state);
    let high = fs::read_to_string(dir.path().join("ids.high")).unwrap();
    assert_eq!(high, "00000000000000001186\n");
}

#[test]
fn a_database_of_schema_4_that_crashed_is_brought_forward() {
    let (_dir, mut store, loaded) = nothing_is_lost("v4-crashed.db");
    assert_eq!(loaded.state.next_ticket, 190);
    assert_eq!(loaded.state.fact(Fact::Closed), None);
    let reopened = open_one(&loaded, 187);
    assert_eq!((reopened.owner, reopened.called), (Some(PersonId(1)), 185));
    assert_eq!(open_one(&loaded, 188).note.as_deref(), Some("written just before"));
    assert_eq!(ended(&mut store, 189).outcome, Some(Outcome::Completed));
}

/// A crash at any moment before the one commit finds the old database.
#[test]
fn a_crash_in_the_middle_leaves_it_wholly_old() {
    let dir = fixture("v4.db");
    let path = dir.path().join(FILE);
    let mut db = Connection::open(&path).unwrap();
    schema::configure(&db).unwrap();
    // Far too small, so that the log already has most of what is not committed.
    db.pragma_update(None, "cache_size", 5).unwrap();
    let transaction = db.transaction().unwrap();
    step5::run(&transaction).unwrap();
    let log = dir.path().join(format!("{FILE}-wal"));
    assert!(fs::metadata(&log).unwrap().len() > 100_000, "nothing was spilled");
    let crashed = tempfile::tempdir().unwrap();
    let to: PathBuf = crashed.path().join(FILE);
    fs::copy(&path, &to).unwrap();
    fs::copy(&log, crashed.path().join(format!("{FILE}-wal"))).unwrap();
    let found = Connection::open(&to).unwrap();
    assert_eq!(schema::version(&found).unwrap(), 4);
    let count: i64 = found.query_row("SELECT count(*) FROM visitor", [], |row| row.get(0)).unwrap();
    assert_eq!(count, 75);
    drop(found);
    assert_eq!(open(crashed.path()).unwrap().load().unwrap().state.next_ticket, 187);
}

/// A step that fails leaves the file as it was.
#[test]
fn it_is_done_whole_or_not_at_all() {
    let dir = fixture("v4.db");
    let db = Connection::open(dir.path().join(FILE)).unwrap();
    // The new table will find its name taken, after old ones were renamed.
    db.execute_batch("CREATE TABLE note (x)").unwrap();
    let names = "SELECT name, sql FROM sqlite_schema ORDER BY name";
    let before: Vec<[String; 2]> = strings(&db, names);
    assert!(open(dir.path()).is_err());
    assert_eq!(strings::<2>(&db, names), before);
    assert_eq!(schema::version(&db).unwrap(), 4);
    db.execute_batch("DROP TABLE note").unwrap();
    open(dir.path()).unwrap();
}

/// Schemas 1 to 3 come to schema 4 first.
#[test]
fn older_ones_still_are_brought_forward() {
    for version in 1..=older::STEPS.len() {
        let dir = tempfile::tempdir().unwrap();
        let db = Connection::open(dir.path().join(FILE)).unwrap();
        for step in &older::STEPS[..version] {
            db.execute_batch(step).unwrap();
        }
        db.execute_batch(
            "INSERT INTO ticket
                 (id, email, name, start, end, outcome, rank, calls, called, acted, source)
             VALUES (0, 'a@x', 'Ann', 1, NULL, NULL, 1, 0, 0, 1, 'kiosk'),
                    (1, 'b@x', 'Ben', 2, 5, 'left', 2, 0, 0, 5, 'kiosk');",
        )
        .unwrap();
        db.pragma_update(None, "user_version", i64::try_from(version).unwrap()).unwrap();
        drop(db);
        let mut store = open(dir.path()).unwrap();
        let open: Vec<i64> =
            store.load().unwrap().state.open.iter().map(|ticket| ticket.id.get()).collect();
        assert_eq!(open, [0], "schema {version}");
        let names = Names { visitor: Some("b@x".to_owned()), ..Names::default() };
        assert_eq!(found(&mut store, &names).name.as_deref(), Some("Ben"));
    }
}

/// What the old tables held is overwritten: whoever is forgotten afterwards is in no free page.
#[test]
fn the_old_tables_leave_nothing() {
    let (dir, mut store, _) = nothing_is_lost("v4.db");
    let ids = 0..187;
    let db = Connection::open(dir.path().join(FILE)).unwrap();
    db.execute_batch("PRAGMA secure_delete = ON").unwrap();
    for id in ids {
        let id = TicketId::new(id).unwrap();
        crate::store::sqlite::rows::forget_ticket(&db, id).unwrap();
    }
    drop(db);
    store.close().unwrap();
    let bytes = fs::read(dir.path().join(FILE)).unwrap();
    for text in ["@example.org", "Visitor 1", "wheelchair", "came back", "ohn@", "bücher"] {
        let is_there = bytes.windows(text.len()).any(|window| window == text.as_bytes());
        assert!(!is_there, "{text}");
    }
    assert!(bytes.windows(9).any(|window| window == b"Ada Byron"));
}
