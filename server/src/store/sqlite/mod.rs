//! The engine of a desk on one machine: SQLite in this process, whose calls complete at once.
//!
//! `schema` has the tables, `older`, `step5` and `step8` how older databases come to them, `rows` what is
//! written to them and read from them, `ids` and `secret` what stands beside. The rest works on
//! connections of its own, off the clerk: `reader`, `arrivals`, `scrub`, `restore`, `moving`.

pub mod arrivals;
mod ids;
pub mod moving;
mod older;
pub mod reader;
pub mod restore;
mod rows;
mod schema;
pub mod scrub;
mod step5;
mod step8;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use rusqlite::backup::Backup;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, ffi, params};
use rustc_hash::FxHashSet;
use shared::ids::TicketId;

use self::ids::IdsFile;
use super::engine::{Engine, JournalRow, ReadError, Started, Step, Stored, WriteError};
use super::names::{Found, Names};
use super::secret::Secret;
use crate::core::time::Millis;

/// The database's name in the data directory.
pub const FILE: &str = "walkup.db";

/// The name of the file that remembers how far ticket ids have gone.
pub const IDS_FILE: &str = "ids.high";

/// After how many commits an idle desk moves the log into the database.
const COMMITS: u32 = 100;

/// How long a connection waits for another.
const PATIENCE: Duration = Duration::from_secs(5);

/// How many of the oldest request keys are looked at each time that keys are forgotten.
const KEYS_AT_A_TIME: i64 = 512;

/// The connection of a desk's owner.
#[derive(Debug)]
pub struct Sqlite {
    db: Connection,
    secret: Secret,
    /// None where nothing is written.
    ids: Option<IdsFile>,
    /// Commits since the log was moved into the database last.
    commits: u32,
    /// Whether there are commits that were not synced.
    is_unsynced: bool,
    /// Whether a sync has failed that may have lost parts of those. What comes after them in the
    /// log would be lost with them, so the log is begun anew before anything is appended.
    is_torn: bool,
}

impl Sqlite {
    /// Opens or makes the database of a data directory and brings it to the newest schema.
    pub fn open(dir: &Path) -> anyhow::Result<Self> {
        let path = dir.join(FILE);
        let say = || format!("failed to open the database {}", path.display());
        // SQLite would make it readable by others. Its log is made with the same rights.
        ids::private().open(&path).with_context(say)?;
        let mut db = Connection::open(&path).with_context(say)?;
        schema::configure(&db).with_context(say)?;
        let ids_path = dir.join(IDS_FILE);
        let first_ticket = ids::high(&ids_path).map_or(0, |high| high.saturating_add(1));
        let is_changed = schema::migrate(&mut db, first_ticket).with_context(say)?;
        let damage = schema::quick_check(&db).with_context(say)?;
        anyhow::ensure!(
            damage.is_empty(),
            "the database {} is damaged ({}): restore a backup; the file was left as it is",
            path.display(),
            damage.join("; ")
        );
        moving::must_be_here(&db, &path)?;
        if is_changed {
            // What the tables of an older version held is overwritten, in the log's copy too.
            checkpoint(&db, "TRUNCATE", PATIENCE).with_context(say)?;
        }
        let secret = rows::secret(&db).with_context(say)?;
        let mut ids = IdsFile::open(&ids_path)
            .with_context(|| format!("failed to open {}", ids_path.display()))?;
        let next = rows::next_ticket(&db).with_context(say)?;
        ids.allow(next.saturating_sub(1))
            .with_context(|| format!("failed to write {}", ids_path.display()))?;
        Ok(Self {
            db,
            secret,
            ids: Some(ids),
            commits: COMMITS,
            is_unsynced: false,
            is_torn: false,
        })
    }

    /// Opens the database of a data directory to look at it; none where there is none. Where it
    /// is of an older version, a copy in memory is brought to the newest schema.
    pub fn open_to_read(dir: &Path) -> anyhow::Result<Option<Self>> {
        let path = dir.join(FILE);
        if !path.exists() {
            return Ok(None);
        }
        let say = || format!("failed to open the database {}", path.display());
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(&path, flags).with_context(say)?;
        db.busy_timeout(PATIENCE).with_context(say)?;
        db.execute_batch("PRAGMA query_only = ON").with_context(say)?;
        // The last connection that closes would move a killed server's log into the database.
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).with_context(say)?;
        let db = if schema::version(&db).with_context(say)? == schema::NEWEST {
            db
        } else {
            let mut copy = Connection::open_in_memory()?;
            Backup::new(&db, &mut copy)?.step(-1).with_context(say)?;
            schema::migrate(&mut copy, 0).with_context(say)?;
            copy
        };
        let secret = rows::secret(&db).with_context(say)?;
        Ok(Some(Self { db, secret, ids: None, commits: 0, is_unsynced: false, is_torn: false }))
    }

    fn append_row(&mut self, sql: &str, row: &JournalRow) -> Result<(), WriteError> {
        self.commits = self.commits.saturating_add(1);
        self.mend_log()?;
        if let (Some(id), Some(ids)) = (row.highest_ticket, &mut self.ids) {
            ids.allow(id.get())
                .map_err(|error| WriteError::NotWritten(format!("{IDS_FILE}: {error}")))?;
        }
        let written = self
            .db
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute(params![row.seq, row.body]).map(|_| ()));
        self.roll_back();
        match written {
            Ok(()) => {
                self.is_unsynced = false;
                Ok(())
            }
            // A whole transaction may stand in the log, which a crash would bring back.
            Err(error) if is_sync_failure(&error) => {
                self.is_torn |= self.is_unsynced;
                Err(WriteError::Unsure(error.to_string()))
            }
            Err(error) => Err(WriteError::NotWritten(error.to_string())),
        }
    }

    /// Begins a log anew that may be torn: what it holds is moved into the database first.
    fn mend_log(&mut self) -> Result<(), WriteError> {
        if !self.is_torn {
            return Ok(());
        }
        match checkpoint(&self.db, "TRUNCATE", Duration::ZERO) {
            Ok(true) => {
                (self.is_torn, self.is_unsynced) = (false, false);
                Ok(())
            }
            Ok(false) => {
                Err(WriteError::NotWritten("a reader holds a log that may be torn".into()))
            }
            Err(error) => Err(WriteError::NotWritten(error.to_string())),
        }
    }

    /// As when a sync fails.
    #[cfg(test)]
    pub fn lose_a_sync(&mut self) {
        self.is_torn |= self.is_unsynced;
    }

    /// Lets the database have so many pages at most, as a full disk does.
    #[cfg(test)]
    pub fn allow_pages(&self, count: Option<u32>) {
        let count = count.unwrap_or(u32::MAX - 1);
        self.db.pragma_update_and_check(None, "max_page_count", count, |_| Ok(())).unwrap();
    }

    /// Undoes what is open, if SQLite has not done that already.
    fn roll_back(&self) {
        if !self.db.is_autocommit() {
            self.db.execute_batch("ROLLBACK").ok();
        }
    }

    /// Runs a transaction that need not be durable before the next append is.
    fn unsynced(
        &mut self,
        work: impl FnOnce(&Connection, &Secret) -> rusqlite::Result<()>,
    ) -> Result<(), WriteError> {
        let run = |sql: &str| self.db.prepare_cached(sql)?.raw_execute().map(|_| ());
        // Nor is the log moved into the database here: SQLite says nothing of a sync that fails
        // while it does that on its own.
        let written = self
            .db
            .execute_batch("PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0")
            .and_then(|()| run("BEGIN IMMEDIATE"))
            .and_then(|()| work(&self.db, &self.secret))
            .and_then(|()| run("COMMIT"));
        self.roll_back();
        self.commits = self.commits.saturating_add(1);
        self.is_unsynced |= written.is_ok();
        // Every append relies on this.
        let restored = self.db.execute_batch(schema::SYNCED);
        written.and(restored).map_err(|error| WriteError::NotWritten(error.to_string()))
    }
}

impl Engine for Sqlite {
    fn load(&mut self) -> Started<Stored, ReadError> {
        Started::Done(rows::load(&self.db).map_err(|error| read_error(&error)))
    }

    fn append(&mut self, row: JournalRow) -> Started<(), WriteError> {
        Started::Done(self.append_row("INSERT INTO journal VALUES (?1, ?2)", &row))
    }

    fn mend(&mut self) -> Started<(), WriteError> {
        Started::Done(self.mend_log())
    }

    fn settle(&mut self, row: JournalRow) -> Started<(), WriteError> {
        // A row that was rolled back is overwritten where it stands in the log: the next commit
        // is written at the same place there.
        Started::Done(self.append_row("INSERT OR REPLACE INTO journal VALUES (?1, ?2)", &row))
    }

    fn look_up(
        &mut self,
        names: &Names,
        forgotten: &FxHashSet<TicketId>,
    ) -> Started<Found, ReadError> {
        let found = rows::look_up(&self.db, &self.secret, names, forgotten);
        Started::Done(found.map_err(|error| read_error(&error)))
    }

    fn write(&mut self, step: Step) -> Started<(), WriteError> {
        Started::Done(self.unsynced(|db, secret| rows::write(db, secret, &step)))
    }

    fn tidy(&mut self, keys_before: Option<Millis>) -> Started<(), WriteError> {
        if self.commits < COMMITS {
            return Started::Done(Ok(()));
        }
        let forgotten = match keys_before {
            Some(before) => self.unsynced(|db, _| rows::forget_keys(db, before, KEYS_AT_A_TIME)),
            None => Ok(()),
        };
        self.commits = 0;
        let moved = checkpoint(&self.db, "PASSIVE", Duration::ZERO).map_err(|error| {
            // The system says so once: a later sync would seem to succeed.
            self.is_torn |= self.is_unsynced && is_sync_failure(&error);
            WriteError::NotWritten(error.to_string())
        });
        Started::Done(forgotten.and(moved.map(|_| ())))
    }

    fn close(&mut self) -> Started<(), WriteError> {
        let closed = checkpoint(&self.db, "TRUNCATE", PATIENCE / 10);
        Started::Done(closed.map(|_| ()).map_err(|error| WriteError::NotWritten(error.to_string())))
    }
}

/// Moves the log into the database; waits for readers at most so long. Returns whether all of it
/// could be moved.
fn checkpoint(db: &Connection, how: &str, patience: Duration) -> rusqlite::Result<bool> {
    db.busy_timeout(patience)?;
    let done = db.query_row(&format!("PRAGMA wal_checkpoint({how})"), [], |row| {
        Ok(row.get::<_, i64>(0)? == 0)
    });
    db.busy_timeout(PATIENCE)?;
    match done {
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => Ok(false),
        done => done,
    }
}

fn read_error(error: &rusqlite::Error) -> ReadError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            ReadError::Failed(format!("it is damaged ({error}): restore a backup"))
        }
        _ => ReadError::Failed(error.to_string()),
    }
}

fn is_sync_failure(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|error| {
        matches!(error.extended_code, ffi::SQLITE_IOERR_FSYNC | ffi::SQLITE_IOERR_DIR_FSYNC)
    })
}
