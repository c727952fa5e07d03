//! Reading beside the clerk: backups, checks, exports, the audit log.

use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use rusqlite::{Connection, OpenFlags};

use super::{FILE, TICKET, TICKET_COLUMNS, quick_check, rows, ticket};
use crate::desk::{Millis, Ticket};

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
