//! All SQL. One type owns the connection; nothing outside this file knows of SQLite.
//!
//! The clerk writes events inside one transaction and commits them together. Readers (backup,
//! check, export) open connections of their own: in WAL mode they see one moment and keep
//! nobody waiting.

mod devices;
mod recent;

use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, ffi, params};
use shared::command::Key;
use shared::ids::{TableNo, TicketId};
use shared::ticket::{Outcome, Source};

use self::recent::Recent;
use crate::auth::{PasswordHash, TokenHash};
use crate::desk::{By, Event, KeyUse, Loaded, Millis, Person, PersonId, Ticket, Unseat};
use crate::estimate::Sample;

/// The database's name in the data directory.
pub const FILE: &str = "walkup.db";

/// How many samples of waits are kept; the estimator holds no more.
const SAMPLES: i64 = 160;

/// The most tickets whose visitors are still to be written, and the most that a start looks
/// through for open ones. Reading so many takes some 50 ms of a start after a crash; a desk never
/// has so many, as all that is written when it is idle.
const RECENT: usize = 50_000;

/// How many of those are written at a time where there are too many: more than a batch brings.
const RECENT_STEP: usize = 512;

/// Pages in the write-ahead log at which a commit moves them into the database, which makes it
/// a slow one: 16 MiB. A desk moves them when it is idle, long before.
const WAL_PAGES: u32 = 4000;

/// After how many commits an idle desk empties the log.
const COMMITS: u32 = 100;

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

/// Why a batch is not on disk.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// It is certainly not there, and nothing was changed.
    #[error("not saved: {0}")]
    NotSaved(String),
    /// The disk did not confirm, and the transaction could not be overwritten: it may come back
    /// after a crash.
    #[error("neither saved nor undone: {0}")]
    Unsure(String),
}

/// The clerk's connection.
#[derive(Debug)]
pub struct Store {
    db: Connection,
    recent: Recent,
    /// Tickets made or ended since the open ones were noted.
    unnoted: usize,
    /// Commits since the log was emptied last.
    commits: u32,
}

/// A token as it is stored.
#[derive(Debug, Clone, Copy)]
pub struct StoredToken {
    /// The token, hashed.
    pub token: TokenHash,
    /// Whose it is.
    pub person: PersonId,
    /// When it was used last.
    pub used: Millis,
}

impl Store {
    /// Opens or makes the database of a data directory.
    pub fn open(dir: &Path) -> anyhow::Result<Self> {
        let path = dir.join(FILE);
        let say = || format!("failed to open the database {}", path.display());
        let mut db = Connection::open(&path).with_context(say)?;
        configure(&db).with_context(say)?;
        migrate(&mut db).with_context(say)?;
        let damage = quick_check(&db).with_context(say)?;
        anyhow::ensure!(
            damage.is_empty(),
            "the database {} is damaged ({}): restore a backup; the file was left as it is",
            path.display(),
            damage.join("; ")
        );
        let mut store = Self { db, recent: Recent::default(), unnoted: 1, commits: COMMITS };
        store.recall_visitors().with_context(say)?;
        Ok(store)
    }

    /// Reads the visitors back that have no row yet: at the start, and after a batch that was not
    /// saved.
    pub fn recall_visitors(&mut self) -> rusqlite::Result<()> {
        self.recent = Recent::default();
        let through = self.ticket_fact("visitors_through")?;
        let mut statement = self.db.prepare_cached(
            "SELECT id, email, name, start FROM ticket WHERE id >= ?1 AND email <> '' ORDER BY id",
        )?;
        let mut found = statement.query([through])?;
        while let Some(row) = found.next()? {
            let address = row.get_ref(1)?.as_str()?.to_lowercase();
            self.recent.add(row.get(0)?, address, row.get(2)?, row.get(3)?);
        }
        Ok(())
    }

    /// All that a desk needs at the start.
    pub fn load(&self) -> rusqlite::Result<Loaded> {
        let next = self.db.query_row("SELECT coalesce(max(id) + 1, 0) FROM ticket", [], |row| {
            row.get::<_, i64>(0)
        })?;
        Ok(Loaded {
            people: self.people()?,
            seats: rows(&self.db, "SELECT table_no, person FROM seat", [], |row| {
                Ok((TableNo(row.get(0)?), PersonId(row.get(1)?)))
            })?,
            open: rows(
                &self.db,
                &format!(
                    "SELECT {TICKET} FROM ticket WHERE id IN open_ticket AND end IS NULL AND id < ?1
                     UNION ALL SELECT {TICKET} FROM ticket WHERE id >= ?1 AND end IS NULL"
                ),
                [self.ticket_fact("open_through")?],
                ticket,
            )?,
            next_ticket: ticket_id(next)?,
            closed: self.fact("closed")?,
            notice: self.fact("notice")?,
            samples: rows(
                &self.db,
                "SELECT taken, serving, blocked, reaction FROM sample ORDER BY seq",
                [],
                |row| {
                    Ok(Sample {
                        taken_ms: row.get(0)?,
                        serving_ms: row.get(1)?,
                        blocked_ms: row.get(2)?,
                        reaction_ms: row.get(3)?,
                    })
                },
            )?,
        })
    }

    fn people(&self) -> rusqlite::Result<Vec<Person>> {
        rows(&self.db, "SELECT id, user, name, admin, enabled, lost_table FROM staff", [], |row| {
            Ok(Person {
                id: PersonId(row.get(0)?),
                user: row.get(1)?,
                name: row.get(2)?,
                is_admin: row.get(3)?,
                is_enabled: row.get(4)?,
                lost_table: row.get::<_, Option<u32>>(5)?.map(TableNo),
            })
        })
    }

    /// Every token that is stored.
    pub fn tokens(&self) -> rusqlite::Result<Vec<StoredToken>> {
        rows(&self.db, "SELECT token, person, used FROM session", [], |row| {
            Ok(StoredToken {
                token: TokenHash(row.get(0)?),
                person: PersonId(row.get(1)?),
                used: row.get(2)?,
            })
        })
    }

    /// The password of an account, if it has one.
    pub fn password(&self, person: PersonId) -> rusqlite::Result<Option<PasswordHash>> {
        self.db
            .query_row("SELECT password FROM staff WHERE id = ?1", [person.0], |row| row.get(0))
            .optional()
            .map(|password: Option<Option<String>>| password.flatten().map(PasswordHash))
    }

    /// A ticket, open or ended.
    pub fn ticket(&self, id: TicketId) -> rusqlite::Result<Option<Ticket>> {
        self.db
            .prepare_cached(&format!("SELECT {TICKET} FROM ticket WHERE id = ?1"))?
            .query_row([id.get()], ticket)
            .optional()
    }

    /// The tickets that ended last, the latest at the end.
    pub fn recently_ended(&self, count: usize) -> rusqlite::Result<Vec<Ticket>> {
        let mut tickets = rows(
            &self.db,
            &format!(
                "SELECT {TICKET} FROM ticket WHERE end IS NOT NULL ORDER BY end DESC, id DESC LIMIT ?1"
            ),
            [i64::try_from(count).unwrap_or(i64::MAX)],
            ticket,
        )?;
        tickets.reverse();
        Ok(tickets)
    }

    /// What became of a request key.
    pub fn key(&self, key: &Key) -> rusqlite::Result<Option<KeyUse>> {
        self.db
            .prepare_cached("SELECT ticket, own, barred FROM request_key WHERE key = ?1")?
            .query_row([key.as_str()], |row| {
                Ok(KeyUse {
                    ticket: row.get::<_, Option<i64>>(0)?.and_then(TicketId::new),
                    is_own: row.get(1)?,
                    is_barred: row.get(2)?,
                })
            })
            .optional()
    }

    /// The name last given for an address, which is compared without regard to case.
    pub fn visitor(&self, address: &str) -> rusqlite::Result<Option<String>> {
        let address = address.to_lowercase();
        if let Some(name) = self.recent.name(&address) {
            return Ok(Some(name.to_owned()));
        }
        self.db
            .prepare_cached("SELECT name FROM visitor WHERE address = ?1")?
            .query_row([address], |row| row.get(0))
            .optional()
    }

    /// Writes the rows of visitors, those of the `count` oldest tickets, in the open transaction.
    pub fn write_visitors(&mut self, count: usize) -> rusqlite::Result<()> {
        let (visitors, next) = self.recent.take(count);
        for (address, visitor) in visitors {
            self.run(
                "INSERT INTO visitor VALUES (?1, ?2, ?3) ON CONFLICT(address)
                 DO UPDATE SET name = excluded.name, seen = excluded.seen",
                params![&*address, visitor.name, visitor.seen],
            )?;
        }
        match next {
            Some(next) => self.set_fact("visitors_through", Some(&next.to_string())),
            None => Ok(()),
        }
    }

    /// How many tickets there are whose visitors have no row yet.
    pub fn unwritten_visitors(&self) -> usize {
        self.recent.len()
    }

    /// A single value.
    pub fn fact(&self, name: &str) -> rusqlite::Result<Option<String>> {
        self.db
            .prepare_cached("SELECT value FROM fact WHERE name = ?1")?
            .query_row([name], |row| row.get(0))
            .optional()
    }

    fn ticket_fact(&self, name: &str) -> rusqlite::Result<i64> {
        Ok(self.fact(name)?.and_then(|id| id.parse().ok()).unwrap_or_default())
    }

    /// Notes which tickets are open, in the open transaction, so that a start need not look for
    /// them among many.
    pub fn write_open(&mut self) -> rusqlite::Result<()> {
        self.run(
            "DELETE FROM open_ticket WHERE id IN (
                 SELECT open_ticket.id FROM open_ticket JOIN ticket USING (id) WHERE end IS NOT NULL)",
            [],
        )?;
        self.run(
            "INSERT OR IGNORE INTO open_ticket SELECT id FROM ticket WHERE id >= ?1 AND end IS NULL",
            [self.ticket_fact("open_through")?],
        )?;
        self.unnoted = 0;
        self.run(
            "INSERT OR REPLACE INTO fact
             SELECT 'open_through', coalesce(max(id) + 1, 0) FROM ticket",
            [],
        )
    }

    /// How many tickets were made or ended since the open ones were noted.
    pub fn unnoted(&self) -> usize {
        self.unnoted
    }

    /// Opens the transaction of a batch.
    pub fn begin(&self) -> rusqlite::Result<()> {
        self.db.prepare_cached("BEGIN IMMEDIATE")?.execute([]).map(|_| ())
    }

    /// Whether a transaction is open.
    pub fn is_in_batch(&self) -> bool {
        !self.db.is_autocommit()
    }

    /// Undoes the open transaction, if there is one.
    pub fn roll_back(&self) {
        if self.is_in_batch() {
            // SQLite has already undone it where this fails.
            self.db.execute_batch("ROLLBACK").ok();
        }
    }

    /// Makes the batch durable. When this fails nothing of it stays, unless it says so.
    pub fn commit(&mut self) -> Result<(), CommitError> {
        self.commits = self.commits.saturating_add(1);
        let Err(error) = self.db.prepare_cached("COMMIT").and_then(|mut s| s.execute([])) else {
            return Ok(());
        };
        self.roll_back();
        if !is_sync_failure(&error) {
            return Err(CommitError::NotSaved(error.to_string()));
        }
        // A whole transaction may stand in the WAL, which a crash would bring back. Committing
        // something else over it takes its place there.
        match self.probe() {
            Ok(()) => Err(CommitError::NotSaved(error.to_string())),
            Err(_) => Err(CommitError::Unsure(error.to_string())),
        }
    }

    /// Commits an audit row of its own: whether the disk takes writes, and an end to what a
    /// failed commit may have left behind.
    pub fn probe(&self) -> rusqlite::Result<()> {
        let result = self.begin().and_then(|()| {
            self.audit(crate::clock::wall_ms(), "server", "save failed", None, None)?;
            self.db.execute_batch("COMMIT")
        });
        self.roll_back();
        result
    }

    /// Commits an audit row of its own, where no batch is open.
    pub fn note(&self, who: &str, what: &str) -> rusqlite::Result<()> {
        self.begin()?;
        self.audit(crate::clock::wall_ms(), who, what, None, None)?;
        self.db.execute_batch("COMMIT")
    }

    /// Writes an event and its audit row into the open transaction.
    pub fn write(
        &mut self,
        by: By,
        event: &Event,
        stands: Option<&Ticket>,
        now: Millis,
    ) -> rusqlite::Result<()> {
        match event {
            Event::Created { ticket, key } => {
                self.insert_ticket(ticket)?;
                let (address, name) = (ticket.email.to_lowercase(), ticket.name.clone());
                self.recent.add(ticket.id.get(), address, name, ticket.start);
                if self.recent.len() > RECENT {
                    self.write_visitors(RECENT_STEP)?;
                }
                self.unnoted += 1;
                if self.unnoted > RECENT {
                    self.write_open()?;
                }
                if let Some(key) = key {
                    self.write_key(key, Some(ticket.id), true, false, ticket.start)?;
                }
            }
            Event::KeyFound { key, ticket, at } => {
                self.write_key(key, Some(*ticket), false, false, *at)?;
            }
            Event::KeyBarred { key, at } => self.run(
                "INSERT INTO request_key VALUES (?1, NULL, 0, 1, ?2)
                 ON CONFLICT(key) DO UPDATE SET barred = 1",
                params![key.as_str(), at],
            )?,
            Event::Claimed { sample, .. } => {
                self.update_ticket(stands)?;
                self.run(
                    "INSERT INTO sample (taken, serving, blocked, reaction) VALUES (?1, ?2, ?3, ?4)",
                    params![sample.taken_ms, sample.serving_ms, sample.blocked_ms, sample.reaction_ms],
                )?;
                let oldest = self.db.last_insert_rowid() - SAMPLES;
                self.run("DELETE FROM sample WHERE seq <= ?1", [oldest])?;
            }
            Event::Recalled { .. }
            | Event::Released { .. }
            | Event::Transferred { .. }
            | Event::Noted { .. } => self.update_ticket(stands)?,
            Event::Ended { .. } => {
                self.update_ticket(stands)?;
                self.unnoted += 1;
            }
            Event::Reopened { ticket } => {
                self.update_ticket(stands)?;
                self.run("INSERT OR IGNORE INTO open_ticket VALUES (?1)", [ticket.id.get()])?;
            }
            Event::Seated { person, table, from, calls, .. } => {
                if let Some(from) = from {
                    self.run("DELETE FROM seat WHERE table_no = ?1", [from.0])?;
                }
                self.run("INSERT INTO seat VALUES (?1, ?2)", params![table.0, person.0])?;
                self.run("UPDATE staff SET lost_table = NULL WHERE id = ?1", [person.0])?;
                for recalled in calls {
                    self.run(
                        "UPDATE ticket SET table_no = ?2, called = ?3, calls = calls + ?4 WHERE id = ?1",
                        params![recalled.ticket.get(), table.0, recalled.called, recalled.counts],
                    )?;
                }
            }
            Event::Unseated { person, table, cause, .. } => {
                self.run("DELETE FROM seat WHERE table_no = ?1", [table.0])?;
                let lost = (*cause == Unseat::Grace).then_some(table.0);
                self.run(
                    "UPDATE staff SET lost_table = ?2 WHERE id = ?1",
                    params![person.0, lost],
                )?;
            }
            Event::Closed { text } => self.set_fact("closed", Some(text))?,
            Event::Opened => self.set_fact("closed", None)?,
            Event::Announced { text } => self.set_fact("notice", text.as_deref())?,
            Event::PersonAdded { person, password } => self.run(
                "INSERT INTO staff VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, NULL)",
                params![
                    person.id.0,
                    person.user,
                    person.user.to_lowercase(),
                    person.name,
                    person.name.to_lowercase(),
                    person.is_admin,
                    person.is_enabled,
                    password.as_ref().map(|password| &password.0),
                ],
            )?,
            Event::PasswordSet { person, password } => self.run(
                "UPDATE staff SET password = ?2 WHERE id = ?1",
                params![person.0, password.0],
            )?,
            Event::PersonDisabled { person } => self
                .run("UPDATE staff SET enabled = 0, lost_table = NULL WHERE id = ?1", [person.0])?,
            Event::PersonEnabled { person } => {
                self.run("UPDATE staff SET enabled = 1 WHERE id = ?1", [person.0])?;
            }
            Event::TokenIssued { token, person, at } => {
                self.run(
                    "INSERT INTO session VALUES (?1, ?2, ?3)",
                    params![token.0, person.0, at],
                )?;
            }
            Event::TokenUsed { token, at } => {
                self.run("UPDATE session SET used = ?2 WHERE token = ?1", params![token.0, at])?;
            }
            Event::TokenRevoked { token, .. } => {
                self.run("DELETE FROM session WHERE token = ?1", [token.0])?;
            }
            Event::DayEnded { boundary } => {
                self.set_fact("day_ended", Some(&boundary.to_string()))?;
            }
        }
        let (what, ticket, table) = audited(event);
        let Some(what) = what else { return Ok(()) };
        self.audit_by(now, by, what, ticket, table)
    }

    /// Sets or removes a single value, in the open transaction.
    pub fn set_fact(&self, name: &str, value: Option<&str>) -> rusqlite::Result<()> {
        match value {
            Some(value) => self.run("INSERT OR REPLACE INTO fact VALUES (?1, ?2)", [name, value]),
            None => self.run("DELETE FROM fact WHERE name = ?1", [name]),
        }
    }

    /// Adds an audit row of who acts in the desk, in the open transaction.
    pub fn audit_by(
        &self,
        at: Millis,
        by: By,
        what: &str,
        ticket: Option<TicketId>,
        table: Option<TableNo>,
    ) -> rusqlite::Result<()> {
        let who = match by {
            By::Person(person) => format!("staff {}", person.0),
            By::Kiosk => "kiosk".to_owned(),
            By::Administrator => "administrator".to_owned(),
            By::Server => "server".to_owned(),
        };
        self.audit(at, &who, what, ticket, table)
    }

    /// Adds an audit row, in the open transaction.
    pub fn audit(
        &self,
        at: Millis,
        who: &str,
        what: &str,
        ticket: Option<TicketId>,
        table: Option<TableNo>,
    ) -> rusqlite::Result<()> {
        self.run(
            "INSERT INTO audit (at, who, what, ticket, table_no) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![at, who, what, ticket.map(TicketId::get), table.map(|table| table.0)],
        )
    }

    /// Forgets request keys from before a moment, in the open transaction.
    pub fn forget_keys(&self, before: Millis) -> rusqlite::Result<()> {
        self.run("DELETE FROM request_key WHERE at < ?1", [before])
    }

    /// Forgets the people of tickets that ended before a moment, in the open transaction; the
    /// times stay. Returns how many tickets and visitors were touched.
    pub fn purge(&mut self, before: Millis) -> rusqlite::Result<usize> {
        self.write_visitors(usize::MAX)?;
        let tickets = self.db.execute(
            "UPDATE ticket SET email = '', name = '', note = NULL
             WHERE end IS NOT NULL AND end < ?1 AND (email <> '' OR name <> '' OR note IS NOT NULL)",
            [before],
        )?;
        let visitors = self.db.execute("DELETE FROM visitor WHERE seen < ?1", [before])?;
        Ok(tickets + visitors)
    }

    /// Forgets one visitor, whose address is in lower case, in the open transaction; the times of
    /// their tickets stay. Returns how many rows were touched.
    pub fn erase(&mut self, address: &str) -> rusqlite::Result<usize> {
        self.write_visitors(usize::MAX)?;
        // SQLite's own lower case knows ASCII alone.
        let mut theirs = Vec::new();
        let mut statement = self.db.prepare("SELECT id, email FROM ticket WHERE email <> ''")?;
        let mut found = statement.query([])?;
        while let Some(row) = found.next()? {
            if row.get_ref(1)?.as_str()?.to_lowercase() == address {
                theirs.push(row.get::<_, i64>(0)?);
            }
        }
        for id in &theirs {
            self.run("UPDATE ticket SET email = '', name = '', note = NULL WHERE id = ?1", [id])?;
        }
        let visitors = self.db.execute("DELETE FROM visitor WHERE address = ?1", [address])?;
        Ok(theirs.len() + visitors)
    }

    /// Rewrites the file and empties the WAL, so that no byte of what was purged stays in free
    /// space. Outside any transaction; takes seconds on a large desk.
    pub fn scrub(&self) -> rusqlite::Result<()> {
        self.db.execute_batch("VACUUM")?;
        self.checkpoint()
    }

    /// Moves the WAL into the database if much has come together there, so that no commit has to.
    pub fn tidy(&mut self) -> rusqlite::Result<()> {
        if self.commits < COMMITS {
            return Ok(());
        }
        self.commits = 0;
        self.db.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
    }

    /// Moves the WAL into the database and empties it.
    pub fn checkpoint(&self) -> rusqlite::Result<()> {
        self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
    }

    fn write_key(
        &self,
        key: &Key,
        ticket: Option<TicketId>,
        is_own: bool,
        is_barred: bool,
        at: Millis,
    ) -> rusqlite::Result<()> {
        self.run(
            "INSERT INTO request_key VALUES (?1, ?2, ?3, ?4, ?5)",
            params![key.as_str(), ticket.map(TicketId::get), is_own, is_barred, at],
        )
    }

    fn insert_ticket(&self, ticket: &Ticket) -> rusqlite::Result<()> {
        self.run(
            "INSERT INTO ticket (id, email, name, start, rank, calls, called, acted, reason, lang, source)
             VALUES (?1, ?2, ?3, ?4, ?5, 0, 0, ?4, ?6, ?7, ?8)",
            params![
                ticket.id.get(),
                ticket.email,
                ticket.name,
                ticket.start,
                ticket.rank,
                ticket.reason,
                ticket.lang,
                ticket.source.as_str(),
            ],
        )
    }

    fn update_ticket(&self, ticket: Option<&Ticket>) -> rusqlite::Result<()> {
        let Some(ticket) = ticket else { return Ok(()) };
        self.run(
            "UPDATE ticket SET owner = ?2, table_no = ?3, first_claimed = ?4, claimed = ?5, end = ?6,
             outcome = ?7, ended_by = ?8, calls = ?9, called = ?10, acted = ?11, note = ?12
             WHERE id = ?1",
            params![
                ticket.id.get(),
                ticket.owner.map(|owner| owner.0),
                ticket.table.map(|table| table.0),
                ticket.first_claimed,
                ticket.claimed,
                ticket.end,
                ticket.outcome.map(Outcome::as_str),
                ticket.ended_by.map(|person| person.0),
                ticket.calls,
                ticket.called,
                ticket.acted,
                ticket.note,
            ],
        )
    }

    fn run(&self, sql: &str, params: impl rusqlite::Params) -> rusqlite::Result<()> {
        self.db.prepare_cached(sql)?.execute(params).map(|_| ())
    }
}

/// A connection that only reads, for backup, check and export.
#[derive(Debug)]
pub struct Reader {
    db: Connection,
}

/// A ticket with its owner's display name, as it is exported.
#[derive(Debug)]
pub struct Exported {
    /// The ticket.
    pub ticket: Ticket,
    /// The display name of its owner.
    pub staff: Option<String>,
}

/// A row of the audit log.
#[derive(Debug)]
pub struct Act {
    /// When, in milliseconds since 1970.
    pub at: Millis,
    /// Who: `staff` and the user name, `kiosk`, `administrator`, `server`, `nobody`.
    pub who: String,
    /// What.
    pub what: String,
    /// Which ticket.
    pub ticket: Option<i64>,
    /// Which table.
    pub table: Option<u32>,
}

impl Reader {
    /// Opens the database of a data directory for reading.
    pub fn open(dir: &Path) -> anyhow::Result<Self> {
        Self::open_file(&dir.join(FILE))
    }

    /// Opens a database wherever it is, such as a backup.
    pub fn open_file(path: &Path) -> anyhow::Result<Self> {
        anyhow::ensure!(path.exists(), "there is no database at {}", path.display());
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags)
            .with_context(|| format!("failed to open the database {}", path.display()))?;
        db.busy_timeout(Duration::from_secs(10))?;
        Ok(Self { db })
    }

    /// Copies the database as it stands at one moment; the server may go on writing.
    pub fn backup(&self, to: &Path) -> anyhow::Result<()> {
        anyhow::ensure!(!to.exists(), "{} exists already", to.display());
        let say = || format!("failed to write the backup {}", to.display());
        let mut copy = Connection::open(to).with_context(say)?;
        let backup = rusqlite::backup::Backup::new(&self.db, &mut copy).with_context(say)?;
        // All pages in one step: one moment, and no restart when the server writes meanwhile.
        backup.step(-1).with_context(say)?;
        drop(backup);
        let damage = quick_check(&copy).with_context(say)?;
        anyhow::ensure!(damage.is_empty(), "the backup is damaged: {}", damage.join("; "));
        Ok(())
    }

    /// What is wrong with the database: SQLite's own check, then the desk's invariants.
    pub fn check(&self) -> anyhow::Result<Vec<String>> {
        let mut problems: Vec<String> =
            rows(&self.db, "PRAGMA integrity_check", [], |row| row.get::<_, String>(0))?
                .into_iter()
                .filter(|line| line != "ok")
                .collect();
        let rules = [
            (
                "a ticket belongs to an account that does not exist",
                "SELECT count(*) FROM ticket WHERE owner IS NOT NULL AND owner NOT IN (SELECT id FROM staff)",
            ),
            (
                "a table belongs to an account that does not exist or is disabled",
                "SELECT count(*) FROM seat WHERE person NOT IN (SELECT id FROM staff WHERE enabled)",
            ),
            (
                "an ended ticket has no outcome, or an open one has",
                "SELECT count(*) FROM ticket WHERE (end IS NULL) <> (outcome IS NULL)",
            ),
            (
                "a ticket's times run backwards",
                "SELECT count(*) FROM ticket WHERE first_claimed < start OR claimed < start OR end < start OR end < first_claimed",
            ),
            (
                "a claimed ticket has no time of claim",
                "SELECT count(*) FROM ticket WHERE end IS NULL AND (owner IS NULL) <> (claimed IS NULL)",
            ),
            (
                "two open tickets were called at the same moment",
                "SELECT count(*) - count(DISTINCT called) FROM ticket WHERE end IS NULL AND owner IS NOT NULL",
            ),
        ];
        for (rule, sql) in rules {
            let count: i64 = self.db.query_row(sql, [], |row| row.get(0))?;
            if count > 0 {
                problems.push(format!("{rule} ({count})"));
            }
        }
        Ok(problems)
    }

    /// Hands every row of the audit log since a moment to `take`, the oldest first.
    pub fn each_act(
        &self,
        since: Millis,
        mut take: impl FnMut(Act) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let mut statement = self.db.prepare(
            "SELECT at, coalesce('staff ' || staff.user, who), what, ticket, table_no FROM audit
             LEFT JOIN staff ON who = 'staff ' || staff.id WHERE at >= ?1 ORDER BY seq",
        )?;
        let mut found = statement.query([since])?;
        while let Some(row) = found.next()? {
            take(Act {
                at: row.get(0)?,
                who: row.get(1)?,
                what: row.get(2)?,
                ticket: row.get(3)?,
                table: row.get(4)?,
            })?;
        }
        Ok(())
    }

    /// Hands every ticket that started in `from..to` to `take`, by id, until that says false.
    pub fn each_ticket(
        &self,
        from: Millis,
        to: Millis,
        mut take: impl FnMut(Exported) -> anyhow::Result<bool>,
    ) -> anyhow::Result<()> {
        let mut statement = self.db.prepare(&format!(
            "SELECT {TICKET}, (SELECT name FROM staff WHERE staff.id = owner) FROM ticket
             WHERE start >= ?1 AND start < ?2 ORDER BY id"
        ))?;
        let mut found = statement.query([from, to])?;
        while let Some(row) = found.next()? {
            let staff = row.get(TICKET_COLUMNS)?;
            if !take(Exported { ticket: ticket(row)?, staff })? {
                break;
            }
        }
        Ok(())
    }
}

const TICKET: &str =
    "ticket.id, email, ticket.name, owner, table_no, start, first_claimed, claimed, end,
    outcome, ended_by, rank, calls, called, acted, reason, lang, source, note";
const TICKET_COLUMNS: usize = 19;

fn ticket(row: &Row<'_>) -> rusqlite::Result<Ticket> {
    Ok(Ticket {
        id: ticket_id(row.get(0)?)?,
        email: row.get(1)?,
        name: row.get(2)?,
        owner: row.get::<_, Option<i64>>(3)?.map(PersonId),
        table: row.get::<_, Option<u32>>(4)?.map(TableNo),
        start: row.get(5)?,
        first_claimed: row.get(6)?,
        claimed: row.get(7)?,
        end: row.get(8)?,
        outcome: row.get::<_, Option<String>>(9)?.and_then(|word| word.parse().ok()),
        ended_by: row.get::<_, Option<i64>>(10)?.map(PersonId),
        rank: row.get(11)?,
        calls: row.get(12)?,
        called: row.get(13)?,
        acted: row.get(14)?,
        reason: row.get(15)?,
        lang: row.get(16)?,
        source: row.get::<_, String>(17)?.parse().unwrap_or(Source::Kiosk),
        note: row.get(18)?,
    })
}

fn ticket_id(id: i64) -> rusqlite::Result<TicketId> {
    TicketId::new(id).ok_or(rusqlite::Error::IntegralValueOutOfRange(0, id))
}

fn rows<T>(
    db: &Connection,
    sql: &str,
    params: impl rusqlite::Params,
    map: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    db.prepare_cached(sql)?.query_map(params, map)?.collect()
}

fn configure(db: &Connection) -> rusqlite::Result<()> {
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

fn migrate(db: &mut Connection) -> anyhow::Result<()> {
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

/// A check of the small tables and of every open ticket's page: what a start relies on. Reading
/// the whole history would make a start slow; `check` and `backup` do that.
fn quick_check(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut problems = Vec::new();
    for table in ["staff", "session", "seat", "device", "sample", "fact", "open_ticket"] {
        let found =
            rows(db, &format!("PRAGMA quick_check({table})"), [], |row| row.get::<_, String>(0))?;
        problems.extend(found.into_iter().filter(|line| line != "ok"));
    }
    Ok(problems)
}

fn is_sync_failure(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|error| {
        matches!(error.extended_code, ffi::SQLITE_IOERR_FSYNC | ffi::SQLITE_IOERR_DIR_FSYNC)
    })
}

/// What the audit log says of an event. A token's use is no act of anybody's.
fn audited(event: &Event) -> (Option<&'static str>, Option<TicketId>, Option<TableNo>) {
    match event {
        Event::Created { ticket, .. } => (Some("new"), Some(ticket.id), None),
        Event::KeyFound { ticket, .. } => (Some("found"), Some(*ticket), None),
        Event::KeyBarred { .. } => (Some("withdraw key"), None, None),
        Event::Claimed { ticket, table, .. } => (Some("accept"), Some(*ticket), Some(*table)),
        Event::Recalled { ticket, .. } => (Some("recall"), Some(*ticket), None),
        Event::Released { ticket, .. } => (Some("release"), Some(*ticket), None),
        Event::Transferred { ticket, table, .. } => (Some("transfer"), Some(*ticket), Some(*table)),
        Event::Ended { ticket, outcome, .. } => (Some(outcome.as_str()), Some(*ticket), None),
        Event::Reopened { ticket } => (Some("reopen"), Some(ticket.id), ticket.table),
        Event::Noted { ticket, .. } => (Some("note"), Some(*ticket), None),
        Event::Seated { table, .. } => (Some("pick"), None, Some(*table)),
        Event::Unseated { table, cause, .. } => {
            let what = match cause {
                Unseat::Left => "unpick",
                Unseat::LoggedOut => "unpick: signed out",
                Unseat::Grace => "unpick: connection gone",
                Unseat::Freed => "unpick: freed",
                Unseat::Disabled => "unpick: account disabled",
                Unseat::Gone => "unpick: table gone",
            };
            (Some(what), None, Some(*table))
        }
        Event::Closed { .. } => (Some("close"), None, None),
        Event::Opened => (Some("open"), None, None),
        Event::Announced { .. } => (Some("announce"), None, None),
        Event::PersonAdded { .. } => (Some("account added"), None, None),
        Event::PasswordSet { .. } => (Some("password set"), None, None),
        Event::PersonDisabled { .. } => (Some("account disabled"), None, None),
        Event::PersonEnabled { .. } => (Some("account enabled"), None, None),
        Event::TokenIssued { .. } => (Some("sign-in"), None, None),
        Event::TokenUsed { .. } => (None, None, None),
        Event::TokenRevoked { .. } => (Some("sign-out"), None, None),
        Event::DayEnded { .. } => (Some("day ended"), None, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
