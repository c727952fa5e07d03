//! The tables, and how a database is set up and brought to today's form.

use rusqlite::{Connection, Transaction};

use super::{PATIENCE, older, rows, step5, step8};
use crate::store::secret::Secret;

/// The newest schema.
pub const NEWEST: i64 = 10;

/// How a commit is durable when it returns. With 4,000 pages in the write-ahead log, 16 MiB, one
/// moves them into the database, which makes it a slow one: a desk moves them when it is idle,
/// long before.
pub const SYNCED: &str = "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000";

/// How much of the database is held in memory at most, as SQLite wants it said: 16 MB. Keys and
/// addresses are spread over their indexes; with the default of 2 MB a row costs half as much
/// again.
const CACHE: i32 = -16_000;

/// Today's tables. They hold absolute values and are written from the desk's state, in any order,
/// so no constraint between two rows stands here: the desk's rules keep those, and `check` looks.
///
/// What visitors told stands apart, in tables whose rows are appended in ascending order and later
/// only emptied, never made longer: so SQLite never moves a row, which would leave a copy in the
/// unused part of a page.
pub const TABLES: &str = "
    -- The batches of changes that the tables do not have yet. The truth.
    CREATE TABLE journal (
        seq INTEGER PRIMARY KEY,
        body TEXT NOT NULL
    ) STRICT;
    -- One row. seq: no batch so far had a higher number, but for those in the journal. And the
    -- least values that the next ticket and the next call may have, and the highest rank so far.
    CREATE TABLE mark (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        seq INTEGER NOT NULL,
        next_ticket INTEGER NOT NULL,
        next_call INTEGER NOT NULL,
        last_rank INTEGER NOT NULL
    ) STRICT;
    -- One row: random bytes under which addresses are hashed in ticket_text.
    CREATE TABLE secret (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        bytes BLOB NOT NULL
    ) STRICT;
    -- Staff accounts.
    CREATE TABLE staff (
        id INTEGER PRIMARY KEY,
        user TEXT NOT NULL,
        name TEXT NOT NULL,
        enabled INTEGER NOT NULL,
        password TEXT,
        lost_table INTEGER,
        role TEXT NOT NULL DEFAULT 'staff',
        -- When a password was made that is only good to choose another.
        one_time INTEGER,
        signed_in INTEGER,
        -- JSON: the services that the person can do, and those taken now; none: all.
        services TEXT,
        serves TEXT
    ) STRICT;
    -- Tokens, hashed: a copy of this file lets nobody in.
    CREATE TABLE session (
        token BLOB PRIMARY KEY,
        person INTEGER NOT NULL,
        used INTEGER NOT NULL,
        -- Whether such a password opened it.
        one_time INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;
    -- Who sits where.
    CREATE TABLE seat (
        table_no INTEGER PRIMARY KEY,
        person INTEGER NOT NULL
    ) STRICT;
    -- Who sat where and how long; not ended: sits there.
    CREATE TABLE seating (
        began INTEGER NOT NULL,
        table_no INTEGER NOT NULL,
        person INTEGER NOT NULL,
        ended INTEGER,
        PRIMARY KEY (began, table_no, person)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX seating_open ON seating(table_no) WHERE ended IS NULL;
    -- Kiosks and displays that may connect from other machines; their keys hashed.
    CREATE TABLE device (
        key BLOB PRIMARY KEY,
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        added INTEGER NOT NULL,
        used INTEGER
    ) STRICT, WITHOUT ROWID;
    -- Every ticket there ever was, without what the visitor told. Times in milliseconds since 1970.
    CREATE TABLE ticket (
        id INTEGER PRIMARY KEY,
        owner INTEGER,
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
        service TEXT,
        -- The letter before its number.
        prefix TEXT,
        -- When it came, by the time that orders those who wait, where that is not its rank.
        arrival INTEGER,
        -- With priority: the rank without.
        usual INTEGER,
        -- Of the service where it is: entered, called first and last, the visitor at the table.
        entered INTEGER,
        first_call INTEGER,
        last_call INTEGER,
        arrived INTEGER,
        -- JSON: the services that it has been in before.
        legs TEXT,
        -- Between how many seconds its visitor was told to expect to wait.
        promised_low INTEGER,
        promised_high INTEGER,
        -- What the kiosk is called that made it.
        kiosk TEXT
    ) STRICT;
    -- When the first and the last ticket of each block of 1,024 ids was made: ids nearly run with
    -- the time, so whoever reads a period reads few blocks, and all of it wherever a clock was set
    -- back. One row is written for the many tickets of a step, where an index takes 17 bytes a ticket.
    CREATE TABLE arrivals (
        block INTEGER PRIMARY KEY,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL
    ) STRICT;
    -- What a start loads, and what a sign-in shows as ended last.
    CREATE INDEX ticket_open ON ticket(id) WHERE end IS NULL;
    CREATE INDEX ticket_end ON ticket(end) WHERE end IS NOT NULL;
    -- What the visitor of a ticket told. address_key: a hash, under the desk's secret, of the
    -- address, or else of the contact, or else of the name; 0: an older version had no address;
    -- none where nothing was told or the visitor is forgotten.
    CREATE TABLE ticket_text (
        id INTEGER PRIMARY KEY,
        address_key INTEGER,
        email TEXT NOT NULL,
        name TEXT NOT NULL,
        -- A telephone number or number.
        contact TEXT NOT NULL DEFAULT ''
    ) STRICT;
    CREATE INDEX ticket_text_address ON ticket_text(address_key) WHERE address_key IS NOT NULL;
    -- What colleagues wrote. A new note is a new row, and the one before is emptied.
    CREATE TABLE note (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        ticket INTEGER NOT NULL,
        text TEXT NOT NULL
    ) STRICT;
    CREATE INDEX note_ticket ON note(ticket) WHERE text <> '';
    -- What became of each request, for 48 hours; id: about the order in which they came.
    CREATE TABLE request_key (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,
        ticket INTEGER,
        own INTEGER NOT NULL,
        barred INTEGER NOT NULL,
        at INTEGER NOT NULL
    ) STRICT;
    -- What was learnt about the waits of each service, the last takes, by their number; without a
    -- name: of a desk that has no services.
    CREATE TABLE sample (
        service TEXT NOT NULL,
        number INTEGER NOT NULL,
        taken INTEGER NOT NULL,
        serving INTEGER NOT NULL,
        blocked INTEGER NOT NULL,
        reaction INTEGER NOT NULL,
        PRIMARY KEY (service, number)
    ) STRICT, WITHOUT ROWID;
    -- At most one row: why the desk is not here. moved_to: where it is; none: not all of it has come
    -- here yet. moving: which move that is.
    CREATE TABLE place (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        moving TEXT NOT NULL,
        moved_to TEXT
    ) STRICT;
    -- Single values of the desk and the server; their names are in `core::change::Fact`.
    CREATE TABLE fact (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    -- Who did what when: ids only, never a visitor's data. Rows are only ever added. seq: the
    -- batch, n: the place in it; what older versions wrote has batch 0.
    CREATE TABLE audit (
        seq INTEGER NOT NULL,
        n INTEGER NOT NULL,
        at INTEGER NOT NULL,
        who TEXT NOT NULL,
        what TEXT NOT NULL,
        ticket INTEGER,
        table_no INTEGER,
        PRIMARY KEY (seq, n)
    ) STRICT, WITHOUT ROWID;
";

/// What brings schema 5 to 6.
const FROM_5: &str = "
    ALTER TABLE staff ADD COLUMN role TEXT NOT NULL DEFAULT 'staff';
    ALTER TABLE staff ADD COLUMN one_time INTEGER;
    ALTER TABLE staff ADD COLUMN signed_in INTEGER;
    UPDATE staff SET role = 'admin' WHERE admin;
    ALTER TABLE staff DROP COLUMN admin;
    ALTER TABLE session ADD COLUMN one_time INTEGER NOT NULL DEFAULT 0;
";

/// What brings schema 6 to 7.
const FROM_6: &str = "
    ALTER TABLE staff ADD COLUMN services TEXT;
    ALTER TABLE staff ADD COLUMN serves TEXT;
    ALTER TABLE ticket ADD COLUMN service TEXT;
    ALTER TABLE ticket ADD COLUMN prefix TEXT;
    ALTER TABLE ticket ADD COLUMN arrival INTEGER;
    ALTER TABLE ticket ADD COLUMN usual INTEGER;
    ALTER TABLE ticket ADD COLUMN entered INTEGER;
    ALTER TABLE ticket ADD COLUMN first_call INTEGER;
    ALTER TABLE ticket ADD COLUMN last_call INTEGER;
    ALTER TABLE ticket ADD COLUMN arrived INTEGER;
    ALTER TABLE ticket ADD COLUMN legs TEXT;
    ALTER TABLE ticket_text ADD COLUMN contact TEXT NOT NULL DEFAULT '';
    CREATE TABLE new_sample (
        service TEXT NOT NULL,
        number INTEGER NOT NULL,
        taken INTEGER NOT NULL,
        serving INTEGER NOT NULL,
        blocked INTEGER NOT NULL,
        reaction INTEGER NOT NULL,
        PRIMARY KEY (service, number)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO new_sample SELECT '', number, taken, serving, blocked, reaction FROM sample;
    DROP TABLE sample;
    ALTER TABLE new_sample RENAME TO sample;
";

/// What brings schema 7 to 8, but for what `step8` fills.
const FROM_7: &str = "
    ALTER TABLE ticket ADD COLUMN promised_low INTEGER;
    ALTER TABLE ticket ADD COLUMN promised_high INTEGER;
    CREATE TABLE arrivals (
        block INTEGER PRIMARY KEY,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE seating (
        began INTEGER NOT NULL,
        table_no INTEGER NOT NULL,
        person INTEGER NOT NULL,
        ended INTEGER,
        PRIMARY KEY (began, table_no, person)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX seating_open ON seating(table_no) WHERE ended IS NULL;
";

/// What brings schema 8 to 9.
const FROM_8: &str = "ALTER TABLE ticket ADD COLUMN kiosk TEXT;";

/// What brings schema 9 to today's. A program that does not know it would run a desk that is elsewhere.
const FROM_9: &str = "
    CREATE TABLE place (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        moving TEXT NOT NULL,
        moved_to TEXT
    ) STRICT;
";

/// What a start relies on, and is checked then. Reading the whole history would make a start slow;
/// `check` and backups do that.
pub const SMALL_TABLES: [&str; 10] =
    ["journal", "mark", "secret", "place", "staff", "session", "seat", "device", "sample", "fact"];

/// Sets up a connection that writes.
pub fn configure(db: &Connection) -> rusqlite::Result<()> {
    db.busy_timeout(PATIENCE)?;
    db.set_prepared_statement_cache_capacity(64);
    db.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    // The WAL is left at its size and overwritten, which syncs faster than growing it anew.
    db.execute_batch(SYNCED)?;
    // Deleted content is overwritten, so that what was forgotten is gone.
    db.execute_batch("PRAGMA secure_delete = ON")?;
    db.pragma_update(None, "cache_size", CACHE)
}

/// Which schema a database has; 0: none yet.
pub fn version(db: &Connection) -> rusqlite::Result<i64> {
    db.query_row("PRAGMA user_version", [], |row| row.get(0))
}

/// Brings a database to the newest schema, whole or not at all. `first_ticket` is the least id
/// that a ticket of a new database may have. Returns whether anything was to be done.
pub fn migrate(db: &mut Connection, first_ticket: i64) -> anyhow::Result<bool> {
    let version = version(db)?;
    anyhow::ensure!(
        version <= NEWEST,
        "it was written by a newer version of Walkup (schema {version}, known up to {NEWEST})"
    );
    if version == NEWEST {
        return Ok(false);
    }
    let transaction = db.transaction()?;
    if version == 0 {
        create(&transaction, first_ticket)?;
    } else if version >= 5 {
        for (from, step) in [(5, FROM_5), (6, FROM_6), (7, FROM_7), (8, FROM_8), (9, FROM_9)] {
            if version <= from {
                transaction.execute_batch(step)?;
            }
        }
    } else {
        for step in older::STEPS.iter().skip(usize::try_from(version)?) {
            transaction.execute_batch(step)?;
        }
        step5::run(&transaction)?;
    }
    if version < 8 {
        step8::run(&transaction)?;
    }
    transaction.pragma_update(None, "user_version", NEWEST)?;
    transaction.commit()?;
    Ok(true)
}

/// Makes a database in which no desk is yet: it counts as one that has not arrived from its first
/// moment.
pub fn make_room(db: &mut Connection, moving: &str) -> anyhow::Result<()> {
    let transaction = db.transaction()?;
    create(&transaction, 0)?;
    transaction.execute("INSERT INTO place VALUES (1, ?1, NULL)", [moving])?;
    transaction.pragma_update(None, "user_version", NEWEST)?;
    Ok(transaction.commit()?)
}

fn create(transaction: &Transaction<'_>, first_ticket: i64) -> anyhow::Result<()> {
    transaction.execute_batch(TABLES)?;
    transaction.execute("INSERT INTO mark VALUES (1, 0, ?1, 1, 0)", [first_ticket])?;
    rows::write_secret(transaction, &Secret::new()?)?;
    Ok(())
}

/// A check of the small tables.
pub fn quick_check(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut problems = Vec::new();
    for table in SMALL_TABLES {
        let mut statement = db.prepare(&format!("PRAGMA quick_check({table})"))?;
        let found = statement.query_map([], |row| row.get::<_, String>(0))?;
        for line in found {
            problems.extend(Some(line?).filter(|line| line != "ok"));
        }
    }
    Ok(problems)
}
