//! Files that are bad, backups that are stopped, and files that are nobody else's business.

use std::cell::Cell;
use std::fs;

use rusqlite::Connection;

use crate::store::contract::OnDisk;
use crate::store::contract::desk::Desk;
use crate::store::engine::{Engine as _, JournalRow, Step};
use crate::store::sqlite::{Sqlite, schema};
use crate::store::{Cancelled, FILE, ReadError, Reader, open};

/// A desk with some tickets; everything is in the one file.
fn desk() -> tempfile::TempDir {
    let mut desk = Desk::new(OnDisk::new(), 41);
    for _ in 0..200 {
        desk.anything();
    }
    desk.employ_everybody();
    desk.append().unwrap();
    desk.level_all();
    desk.store.close().unwrap();
    desk.bench.dir
}

fn db(dir: &tempfile::TempDir) -> Connection {
    Connection::open(dir.path().join(FILE)).unwrap()
}

#[test]
fn a_newer_schema_is_refused_and_left_alone() {
    let dir = desk();
    db(&dir).pragma_update(None, "user_version", schema::NEWEST + 1).unwrap();
    let before = fs::read(dir.path().join(FILE)).unwrap();
    let refused = format!("{:#}", open(dir.path()).unwrap_err());
    assert!(refused.contains("newer"), "{refused}");
    assert!(Reader::open(dir.path()).is_err());
    assert_eq!(fs::read(dir.path().join(FILE)).unwrap(), before);
}

#[test]
fn a_journal_that_cannot_be_read_is_an_error() {
    for (body, expected) in [
        (r#"{"v":99,"later":[]}"#, "newer"),
        (r#"{"v":99,"entries":[]}"#, "newer"),
        (r#"{"v":1,"entries":[{"#, "damaged"),
        ("", "damaged"),
        (r#"{"v":1,"entries":[{"by":"server","at":1,"change":"sung"}]}"#, "damaged"),
    ] {
        let dir = desk();
        let seq: i64 = 7_000;
        db(&dir).execute("INSERT INTO journal VALUES (?1, ?2)", (seq, body)).unwrap();
        let error = open(dir.path()).unwrap().load().unwrap_err();
        match (&error, expected) {
            (ReadError::Newer { seq, form, .. }, "newer") => assert_eq!((*seq, *form), (7000, 99)),
            (ReadError::Damaged { seq, .. }, "damaged") => assert_eq!(*seq, 7000),
            _ => panic!("{body}: {error}"),
        }
        let problems = Reader::open(dir.path()).unwrap().check(&|| false).unwrap();
        assert_eq!(problems, [error.to_string()]);
    }
}

/// Every page of a table that a start relies on, filled with junk: an error, never a fresh start.
#[test]
fn a_damaged_page_of_a_small_table_is_noticed() {
    for table in schema::SMALL_TABLES {
        let dir = desk();
        let path = dir.path().join(FILE);
        let database = db(&dir);
        let page: usize = database
            .query_row("SELECT rootpage FROM sqlite_schema WHERE name = ?1", [table], |row| {
                row.get::<_, i64>(0)
            })
            .map(|page| usize::try_from(page).unwrap())
            .unwrap();
        drop(database);
        let mut bytes = fs::read(&path).unwrap();
        bytes[(page - 1) * 4096..page * 4096].fill(0xa5);
        fs::write(&path, &bytes).unwrap();
        let error = format!("{:#}", open(dir.path()).unwrap_err());
        assert!(error.contains("damaged") || error.contains("malformed"), "{table}: {error}");
    }
}

#[test]
fn a_damaged_page_of_open_tickets_is_noticed_when_they_are_loaded() {
    for index in ["ticket", "ticket_text", "ticket_open"] {
        let dir = desk();
        let path = dir.path().join(FILE);
        let page: i64 = db(&dir)
            .query_row("SELECT rootpage FROM sqlite_schema WHERE name = ?1", [index], |row| {
                row.get(0)
            })
            .unwrap();
        let page = usize::try_from(page).unwrap();
        let mut bytes = fs::read(&path).unwrap();
        bytes[(page - 1) * 4096..page * 4096].fill(0xa5);
        fs::write(&path, &bytes).unwrap();
        let error = match open(dir.path()) {
            Ok(mut store) => store.load().unwrap_err().to_string(),
            Err(error) => format!("{error:#}"),
        };
        assert!(error.contains("damaged") || error.contains("malformed"), "{index}: {error}");
    }
}

#[test]
fn a_backup_that_is_stopped_leaves_nothing() {
    let dir = desk();
    let reader = Reader::open(dir.path()).unwrap();
    let to = dir.path().join("copy.db");
    let error = reader.backup(&to, &|| true).unwrap_err();
    assert!(error.downcast_ref::<Cancelled>().is_some(), "{error:#}");
    assert!(!to.exists());
    let error = reader.check(&|| true).unwrap_err();
    assert!(error.downcast_ref::<Cancelled>().is_some(), "{error:#}");
    assert_eq!(reader.check(&|| false).unwrap(), [""; 0]);
    reader.backup(&to, &|| false).unwrap();
    assert!(reader.backup(&to, &|| false).is_err(), "it is never overwritten");
    assert_eq!(Reader::open_file(&to).unwrap().check(&|| false).unwrap(), [""; 0]);
}

/// A backup is of one moment, whatever is written between its steps.
#[test]
fn a_backup_is_of_one_moment() {
    let dir = tempfile::tempdir().unwrap();
    drop(open(dir.path()).unwrap());
    let writer = db(&dir);
    let fill = "INSERT INTO note (ticket, text) VALUES (1, hex(randomblob(5000)))";
    for _ in 0..1200 {
        writer.execute(fill, []).unwrap();
    }
    let steps = Cell::new(0);
    let write_between = || {
        steps.set(steps.get() + 1);
        writer.execute(fill, []).unwrap();
        false
    };
    let to = dir.path().join("copy.db");
    Reader::open(dir.path()).unwrap().backup(&to, &write_between).unwrap();
    assert!(steps.get() > 2, "{} steps", steps.get());
    let copy = Connection::open(&to).unwrap();
    let count: i64 = copy.query_row("SELECT count(*) FROM note", [], |row| row.get(0)).unwrap();
    // The first look comes before the first page.
    assert_eq!(count, 1200);
}

#[cfg(unix)]
#[test]
fn files_are_nobody_elses_business() {
    use std::os::unix::fs::PermissionsExt as _;

    let mut desk = Desk::new(OnDisk::new(), 42);
    desk.anything();
    desk.append().unwrap();
    let dir = desk.bench.dir.path();
    Reader::open(dir).unwrap().backup(&dir.join("copy.db"), &|| false).unwrap();
    crate::store::restore(dir, &dir.join("copy.db")).unwrap();
    let mut seen = 0;
    for entry in fs::read_dir(dir).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{:?}", entry.file_name());
        seen += 1;
    }
    assert!(seen >= 4, "{seen} files");
}

/// A log in which commits that were never synced may have holes is begun anew before anything is
/// appended to it, however long a reader keeps it.
#[test]
fn nothing_is_appended_to_a_log_that_a_failed_sync_may_have_torn() {
    let dir = tempfile::tempdir().unwrap();
    let mut engine = Sqlite::open(dir.path()).unwrap();
    let log = dir.path().join(format!("{FILE}-wal"));
    engine.write(Step { writes: Vec::new(), watermark: 0, last: 0 }).wait().unwrap();
    let reader = db(&dir);
    let moment = reader.unchecked_transaction().unwrap();
    schema::version(&reader).unwrap();
    engine.lose_a_sync();
    let row = |seq| JournalRow { seq, body: "{}".to_owned(), highest_ticket: None };
    for _ in 0..3 {
        engine.settle(row(1)).wait().unwrap_err();
        engine.append(row(1)).wait().unwrap_err();
    }
    drop(moment);
    engine.settle(row(1)).wait().unwrap();
    // One page for the row and its root, and no frame from before.
    assert!(fs::metadata(&log).unwrap().len() < 3 * 4200, "the log was begun anew");
    engine.append(row(2)).wait().unwrap();
}
