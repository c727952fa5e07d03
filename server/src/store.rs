//! All SQL. One type owns the connection; nothing outside this module knows of SQLite.
//!
//! The clerk writes events inside one transaction and commits them together. Readers (backup,
//! check, export) open connections of their own: in WAL mode they see one moment and keep
//! nobody waiting.
//!
//! This file opens the database, loads from it and commits; `schema` has the tables, `write` what
//! events leave in them, `reader` the readers.

mod devices;
mod reader;
mod recent;
mod schema;
mod write;

use std::path::Path;

use anyhow::Context;
use rusqlite::{Connection, OptionalExtension, Row, ffi, params};
use shared::command::Key;
use shared::ids::{TableNo, TicketId};
use shared::ticket::Source;

pub use self::reader::{Act, Exported, Reader};
use self::recent::Recent;
use self::schema::{configure, migrate};
use crate::auth::{PasswordHash, TokenHash};
use crate::desk::{KeyUse, Loaded, Millis, Person, PersonId, Ticket};
use crate::estimate::Sample;

/// The database's name in the data directory.
pub const FILE: &str = "walkup.db";

/// After how many commits an idle desk empties the log.
const COMMITS: u32 = 100;

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
                "SELECT row_number() OVER (ORDER BY seq) - 1, taken, serving, blocked, reaction
                 FROM sample ORDER BY seq",
                [],
                |row| {
                    Ok(Sample {
                        number: row.get::<_, i64>(0)?.unsigned_abs(),
                        taken_ms: row.get(1)?,
                        serving_ms: row.get(2)?,
                        blocked_ms: row.get(3)?,
                        reaction_ms: row.get(4)?,
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

    /// Sets or removes a single value, in the open transaction.
    pub fn set_fact(&self, name: &str, value: Option<&str>) -> rusqlite::Result<()> {
        match value {
            Some(value) => self.run("INSERT OR REPLACE INTO fact VALUES (?1, ?2)", [name, value]),
            None => self.run("DELETE FROM fact WHERE name = ?1", [name]),
        }
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

    fn run(&self, sql: &str, params: impl rusqlite::Params) -> rusqlite::Result<()> {
        self.db.prepare_cached(sql)?.execute(params).map(|_| ())
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
