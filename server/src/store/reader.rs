//! Reading beside the clerk: backups, checks, exports, the audit log.

use std::fs::OpenOptions;
use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use rusqlite::backup::StepResult;
use rusqlite::{Connection, OpenFlags};

use super::{FILE, TICKET, TICKET_COLUMNS, rows, ticket};
use crate::desk::{Millis, Ticket};
use crate::files::create_private;
use crate::jobs::{Cancel, Cancelled};

/// How many pages of 4 KiB are copied between two looks at whether to go on: 4 MiB.
const COPY_PAGES: i32 = 1024;

/// After how many steps the copy is synced. All of it at the end could take a slow disk longer than
/// a stop may last, and would hold up the server's own commits.
const STEPS_TO_SYNC: u32 = 8;

/// How many of SQLite's operations a check does between two looks at whether to go on. Reading a
/// page counts as one, which takes some 10 ms on a slow disk.
const CHECK_OPS: i32 = 50;

/// How long a copy waits when the database is locked.
const BUSY_PAUSE: Duration = Duration::from_millis(20);

/// How often in a row it does so: 10 s in all.
const BUSY_PAUSES: u32 = 500;

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

    /// Copies the database as it stands at one moment to a file that does not exist yet; the
    /// server may go on writing. All of the copy is checked.
    pub fn backup(&self, to: &Path) -> anyhow::Result<()> {
        anyhow::ensure!(!to.exists(), "{} exists already", to.display());
        let cancel = Cancel::default();
        create_private(to)
            .with_context(|| format!("failed to write the backup {}", to.display()))?;
        self.copy_to(to, &cancel)?;
        let damage = Self::open_file(to)?.check_until(&cancel)?;
        anyhow::ensure!(damage.is_empty(), "the backup is damaged: {}", damage.join("; "));
        Ok(())
    }

    /// Copies the database as it stands at one moment into an empty file, unless it is cancelled;
    /// the server may go on writing.
    pub fn copy_to(&self, to: &Path, cancel: &Cancel) -> anyhow::Result<()> {
        self.copy_in_steps(to, || cancel.check())
    }

    /// As [`Reader::copy_to`]: asks before each step whether to go on.
    fn copy_in_steps(
        &self,
        to: &Path,
        mut go_on: impl FnMut() -> Result<(), Cancelled>,
    ) -> anyhow::Result<()> {
        let say = || format!("failed to write the backup {}", to.display());
        let mut copy = Connection::open(to).with_context(say)?;
        // The caller syncs the file. A rollback journal would guard a file that is thrown away
        // when anything fails.
        copy.pragma_update(None, "synchronous", "OFF").with_context(say)?;
        copy.pragma_update_and_check(None, "journal_mode", "OFF", |_| Ok(())).with_context(say)?;
        // While this transaction is open all steps see one moment. Without it every commit of the
        // server would make the copy begin again.
        let moment = self.db.unchecked_transaction().with_context(say)?;
        moment.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).with_context(say)?;
        let backup = rusqlite::backup::Backup::new(&moment, &mut copy).with_context(say)?;
        let file = OpenOptions::new().write(true).open(to).with_context(say)?;
        let (mut steps, mut pauses) = (0u32, 0);
        loop {
            go_on()?;
            match backup.step(COPY_PAGES).with_context(say)? {
                StepResult::Done => return Ok(()),
                StepResult::More => {
                    pauses = 0;
                    steps = steps.wrapping_add(1);
                    if steps.is_multiple_of(STEPS_TO_SYNC) {
                        file.sync_data().with_context(say)?;
                    }
                }
                _ => {
                    anyhow::ensure!(pauses < BUSY_PAUSES, "the database stays locked");
                    pauses += 1;
                    std::thread::sleep(BUSY_PAUSE);
                }
            }
        }
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

    /// As [`Reader::check`], unless it is cancelled.
    pub fn check_until(mut self, cancel: &Cancel) -> anyhow::Result<Vec<String>> {
        cancel.check()?;
        let wanted = cancel.clone();
        self.db.progress_handler(CHECK_OPS, Some(move || wanted.is_cancelled()))?;
        let found = self.check();
        // What SQLite says of it is that it was interrupted.
        cancel.check()?;
        found
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    /// A database of some megabytes, so that a copy takes several steps.
    fn large() -> (tempfile::TempDir, Reader) {
        let dir = tempfile::tempdir().unwrap();
        drop(Store::open(dir.path()).unwrap());
        let reader = Reader::open(dir.path()).unwrap();
        reader
            .db
            .execute_batch(
                "CREATE TABLE filler (data BLOB);
                 WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)
                 INSERT INTO filler SELECT randomblob(4000) FROM n;",
            )
            .unwrap();
        (dir, reader)
    }

    #[test]
    fn a_copy_is_of_one_moment_although_the_server_writes_between_its_steps() {
        let (dir, reader) = large();
        let to = dir.path().join("copy.db");
        let writer = Connection::open(dir.path().join(FILE)).unwrap();
        let mut steps = 0;
        reader
            .copy_in_steps(&to, || {
                steps += 1;
                writer.execute("INSERT INTO filler VALUES ('late')", []).unwrap();
                Ok(())
            })
            .unwrap();
        assert!(steps >= 3, "{steps} steps");
        let copy = Reader::open_file(&to).unwrap();
        assert_eq!(copy.check().unwrap(), Vec::<String>::new());
        let count = |db: &Connection| -> i64 {
            db.query_row("SELECT count(*) FROM filler WHERE data = 'late'", [], |row| row.get(0))
                .unwrap()
        };
        // The first of them came before the copy's transaction was opened or after: no matter.
        assert!(count(&copy.db) <= 1 && count(&reader.db) == steps);
    }

    #[test]
    fn a_copy_and_its_check_end_at_the_next_step_once_cancelled() {
        let (dir, reader) = large();
        let to = dir.path().join("copy.db");
        let cancel = Cancel::default();
        let mut steps = 0;
        let error = reader
            .copy_in_steps(&to, || {
                steps += 1;
                if steps == 2 {
                    cancel.cancel();
                }
                cancel.check()
            })
            .unwrap_err();
        assert!(error.is::<Cancelled>() && steps == 2, "{error:#}");

        // SQLite asks once every some operations, also within the check of one table.
        let cancel = Cancel::default();
        let (stop, mut asked) = (cancel.clone(), 0);
        let mut reader = Reader::open(dir.path()).unwrap();
        let ask = move || {
            asked += 1;
            if asked == 2 {
                stop.cancel();
            }
            stop.is_cancelled()
        };
        reader.db.progress_handler(CHECK_OPS, Some(ask)).unwrap();
        assert!(reader.check().is_err());
        assert!(cancel.is_cancelled());
        let error = Reader::open(dir.path()).unwrap().check_until(&cancel).unwrap_err();
        assert!(error.is::<Cancelled>(), "{error:#}");
    }
}
