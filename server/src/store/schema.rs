//! The schema, how it came to be, and how the database is set up.

use std::time::Duration;

use rusqlite::Connection;

/// Pages in the write-ahead log at which a commit moves them into the database, which makes it
/// a slow one: 16 MiB. A desk moves them when it is idle, long before.
const WAL_PAGES: u32 = 4000;

/// What brings an empty file to the newest schema, one step a version; steps are only ever added.
const MIGRATIONS: &[&str] = &[
    "
    -- Staff accounts. Names are compared by their key, which knows no case.
    CREATE TABLE staff (
        id INTEGER PRIMARY KEY,
        user TEXT NOT NULL,
        user_key TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        name_key TEXT NOT NULL UNIQUE,
        admin INTEGER NOT NULL,
        enabled INTEGER NOT NULL,
        password TEXT,
        lost_table INTEGER
    ) STRICT;
    -- Tokens, hashed: a copy of this file lets nobody in.
    CREATE TABLE session (
        token BLOB PRIMARY KEY,
        person INTEGER NOT NULL REFERENCES staff(id),
        used INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    -- Who sits where.
    CREATE TABLE seat (
        table_no INTEGER PRIMARY KEY,
        person INTEGER NOT NULL UNIQUE REFERENCES staff(id)
    ) STRICT;
    -- Every ticket there ever was. Times in milliseconds since 1970.
    CREATE TABLE ticket (
        id INTEGER PRIMARY KEY,
        email TEXT NOT NULL,
        name TEXT NOT NULL,
        owner INTEGER REFERENCES staff(id),
        table_no INTEGER,
        start INTEGER NOT NULL,
        first_claimed INTEGER,
        claimed INTEGER,
        end INTEGER,
        outcome TEXT,
        ended_by INTEGER,
        rank INTEGER NOT NULL,
        calls INTEGER NOT NULL,
        called INTEGER NOT NULL,
        acted INTEGER NOT NULL,
        reason TEXT,
        lang TEXT,
        source TEXT NOT NULL,
        note TEXT,
        queue INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    -- What a start loads, and what a sign-in shows as ended last.
    CREATE INDEX ticket_open ON ticket(id) WHERE end IS NULL;
    CREATE INDEX ticket_end ON ticket(end) WHERE end IS NOT NULL;
    -- The name last given for each address.
    CREATE TABLE visitor (
        address TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        seen INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    -- What became of each request, for 48 hours.
    CREATE TABLE request_key (
        key TEXT PRIMARY KEY,
        ticket INTEGER,
        own INTEGER NOT NULL,
        barred INTEGER NOT NULL,
        at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    -- What was learnt about waits, the last takes.
    CREATE TABLE sample (
        seq INTEGER PRIMARY KEY,
        taken INTEGER NOT NULL,
        serving INTEGER NOT NULL,
        blocked INTEGER NOT NULL,
        reaction INTEGER NOT NULL
    ) STRICT;
    -- Single values of the desk and the server: closed, notice, day_ended, purged, time, suspect.
    CREATE TABLE fact (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    -- Who did what when: ids only, never a visitor's data. Rows are only ever added.
    CREATE TABLE audit (
        seq INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        who TEXT NOT NULL,
        what TEXT NOT NULL,
        ticket INTEGER,
        table_no INTEGER
    ) STRICT;
",
    "
    -- The first ticket whose visitor is not in the table yet, which had all of them so far.
    INSERT INTO fact SELECT 'visitors_through', coalesce(max(id) + 1, 0) FROM ticket;
    -- What a start loads, instead of an index that every ticket changes twice: all that is open
    -- is in here or began later than the fact open_through says. What is in here may have ended.
    CREATE TABLE open_ticket (id INTEGER PRIMARY KEY) STRICT;
    INSERT INTO open_ticket SELECT id FROM ticket WHERE end IS NULL;
    INSERT INTO fact SELECT 'open_through', coalesce(max(id) + 1, 0) FROM ticket;
    DROP INDEX ticket_open;
",
    "
    -- Kiosks and displays that may connect from other machines; their keys hashed.
    CREATE TABLE device (
        name TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        key BLOB NOT NULL UNIQUE,
        added INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
",
    "
    -- When it was connected last.
    ALTER TABLE device ADD COLUMN used INTEGER;
",
];

/// Sets up the clerk's connection.
pub(super) fn configure(db: &Connection) -> rusqlite::Result<()> {
    db.busy_timeout(Duration::from_secs(5))?;
    db.set_prepared_statement_cache_capacity(64);
    db.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    // FULL: a commit is on disk when it returns. Deleted content is overwritten, so that what
    // was purged is gone. The WAL is left at its size and overwritten, which syncs faster than
    // growing it anew.
    db.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON;",
    )?;
    db.pragma_update_and_check(None, "wal_autocheckpoint", WAL_PAGES, |_| Ok(()))
}

/// Brings a database to the newest schema.
pub(super) fn migrate(db: &mut Connection) -> anyhow::Result<()> {
    let version: i64 = db.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let newest = i64::try_from(MIGRATIONS.len())?;
    anyhow::ensure!(
        version <= newest,
        "it was written by a newer version of Walkup (schema {version}, known up to {newest})"
    );
    if version < newest {
        let transaction = db.transaction()?;
        for step in MIGRATIONS.iter().skip(usize::try_from(version)?) {
            transaction.execute_batch(step)?;
        }
        transaction.pragma_update(None, "user_version", newest)?;
        transaction.commit()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{FILE, Store, rows};

    #[test]
    fn an_old_database_is_brought_up_to_date_once() {
        let dir = tempfile::tempdir().unwrap();
        let db = Connection::open(dir.path().join(FILE)).unwrap();
        db.execute_batch(MIGRATIONS[0]).unwrap();
        db.execute_batch(
            "INSERT INTO ticket (id, email, name, start, end, outcome, rank, calls, called, acted, source)
             VALUES (0, 'a@x', 'Ann', 1, NULL, NULL, 1, 0, 0, 1, 'kiosk'),
                    (1, 'b@x', 'Ben', 2, 5, 'left', 2, 0, 0, 5, 'kiosk');
             INSERT INTO visitor VALUES ('a@x', 'Ann', 1), ('b@x', 'Ben', 2);
             PRAGMA user_version = 1;",
        )
        .unwrap();
        drop(db);
        for _ in 0..2 {
            let store = Store::open(dir.path()).unwrap();
            let open: Vec<i64> =
                store.load().unwrap().open.iter().map(|ticket| ticket.id.get()).collect();
            assert_eq!(open, [0]);
            assert_eq!(store.unwritten_visitors(), 0);
            assert_eq!(store.visitor("B@x").unwrap().as_deref(), Some("Ben"));
            let version: i64 =
                store.db.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
            assert_eq!(version, 4);
        }
    }

    /// A step that fails, or a crash in the middle, leaves the file as it was.
    #[test]
    fn a_migration_is_done_whole_or_not_at_all() {
        let dir = tempfile::tempdir().unwrap();
        let db = Connection::open(dir.path().join(FILE)).unwrap();
        db.execute_batch(MIGRATIONS[0]).unwrap();
        // The third step will find its name taken; the second is done by then.
        db.execute_batch("CREATE TABLE device (x); PRAGMA user_version = 1;").unwrap();
        let schema = |db: &Connection| -> Vec<String> {
            rows(db, "SELECT name FROM sqlite_schema ORDER BY name", [], |row| row.get(0)).unwrap()
        };
        let before = schema(&db);
        assert!(Store::open(dir.path()).is_err());
        assert_eq!(schema(&db), before);
        let version: i64 = db.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
        assert_eq!(version, 1);
        db.execute_batch("DROP TABLE device").unwrap();
        assert!(Store::open(dir.path()).is_ok());
    }
}
