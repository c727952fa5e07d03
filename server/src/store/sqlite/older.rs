//! How the schemas before today's came to be, one step a version: what brings an older database
//! to schema 4, from where `step5` goes on. Nothing here is ever changed.

/// The steps. The first is what an empty file began with.
pub const STEPS: &[&str] = &[
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
