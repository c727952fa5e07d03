//! Reading beside the clerk: backups, checks, exports, the audit log, and who is to be forgotten.
//!
//! In WAL mode a reader sees one moment and keeps nobody waiting. It sees what is in the tables;
//! what only the journal has, the desk's owner brings there first.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::Context as _;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use shared::ids::TicketId;

use super::rows::{self, FROM_TICKET, TICKET, TICKET_COLUMNS};
use super::schema::{self, NEWEST};
use super::{FILE, ids};
use crate::core::ticket::{keys_meant, visitor_key};
use crate::core::time::Millis;
use crate::store::reader::{Act, Cancelled, Exported};

/// How many pages a backup copies between two looks at whether it is to stop: 4 MiB.
const PAGES: i32 = 1024;

/// How often a long check looks whether it is to stop.
const LOOK: Duration = Duration::from_millis(20);

/// A connection that only reads.
#[derive(Debug)]
pub struct Reader {
    pub(super) db: Connection,
    version: i64,
}

impl Reader {
    /// Opens the database of a data directory for reading.
    pub fn open(dir: &Path) -> anyhow::Result<Self> {
        Self::open_file(&dir.join(FILE))
    }

    /// Opens a database wherever it is, such as a backup. One of an older version can be copied
    /// and checked; the rest reads today's tables.
    pub fn open_file(path: &Path) -> anyhow::Result<Self> {
        anyhow::ensure!(path.exists(), "there is no database at {}", path.display());
        let say = || format!("failed to open the database {}", path.display());
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags).with_context(say)?;
        db.busy_timeout(Duration::from_secs(10))?;
        let version = schema::version(&db).with_context(say)?;
        anyhow::ensure!(
            version <= NEWEST,
            "{} was written by a newer version of Walkup (schema {version}, known up to {NEWEST})",
            path.display()
        );
        Ok(Self { db, version })
    }

    /// As [`Reader::open`], where no server may run: a look writes nothing then, and leaves the log
    /// of one that was killed as it is.
    pub fn open_to_look(dir: &Path) -> anyhow::Result<Self> {
        let reader = Self::open(dir)?;
        reader.db.execute_batch("PRAGMA query_only = ON")?;
        reader.db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        Ok(reader)
    }

    /// Copies the database as it stands at one moment to a new or empty file that others may not read; the
    /// server may go on writing. When it fails or is stopped ([`Cancelled`]), nothing is left.
    pub fn backup(&self, to: &Path, cancel: &dyn Fn() -> bool) -> anyhow::Result<()> {
        let say = || format!("failed to write the backup {}", to.display());
        let file = ids::private().open(to).with_context(say)?;
        let is_new = file.metadata().with_context(say)?.len() == 0;
        anyhow::ensure!(is_new, "{} exists already", to.display());
        drop(file);
        let copied = self.copy(to, cancel).with_context(say);
        if copied.is_err() {
            for end in ["", "-journal", "-wal", "-shm"] {
                let mut name = to.as_os_str().to_owned();
                name.push(end);
                // What is not there need not be removed.
                fs::remove_file(name).ok();
            }
        }
        copied
    }

    fn copy(&self, to: &Path, cancel: &dyn Fn() -> bool) -> anyhow::Result<()> {
        let mut copy = Connection::open(to)?;
        // One moment for all steps: what the server writes meanwhile does not begin it anew.
        let moment = self.db.unchecked_transaction()?;
        schema::version(&self.db)?;
        let backup = Backup::new(&self.db, &mut copy)?;
        loop {
            if cancel() {
                return Err(Cancelled.into());
            }
            match backup.step(PAGES)? {
                StepResult::Done => break,
                StepResult::More => {}
                _ => thread::sleep(LOOK),
            }
        }
        drop(backup);
        moment.commit()?;
        Ok(())
    }

    /// What is wrong with the database: SQLite's own check, then the desk's rules, then whether
    /// the journal can be read. When it is stopped the error is [`Cancelled`].
    pub fn check(&self, cancel: &(dyn Fn() -> bool + Sync)) -> anyhow::Result<Vec<String>> {
        if cancel() {
            return Err(Cancelled.into());
        }
        let is_done = AtomicBool::new(false);
        let interrupt = self.db.get_interrupt_handle();
        thread::scope(|scope| {
            let watch = scope.spawn(|| {
                while !is_done.load(Ordering::Relaxed) {
                    if cancel() {
                        interrupt.interrupt();
                    }
                    thread::park_timeout(LOOK);
                }
            });
            let problems = self.problems();
            is_done.store(true, Ordering::Relaxed);
            watch.thread().unpark();
            problems.map_err(|error| match error.downcast_ref::<rusqlite::Error>() {
                Some(sql) if sql.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) => {
                    Cancelled.into()
                }
                _ => error,
            })
        })
    }

    fn problems(&self) -> anyhow::Result<Vec<String>> {
        let mut problems: Vec<String> =
            rows::list(&self.db, "PRAGMA integrity_check", [], |row| row.get::<_, String>(0))?
                .into_iter()
                .filter(|line| line != "ok")
                .collect();
        if !problems.is_empty() {
            return Ok(problems);
        }
        let has_journal = self.version >= 5;
        let is_level = !has_journal || self.is_journal_empty()?;
        let newer: &[Rule] = if has_journal { &RULES_OF_5 } else { &[] };
        let newest: &[Rule] = if self.version >= 8 { &RULES_OF_8 } else { &[] };
        let rules = RULES
            .iter()
            .chain(newer)
            .chain(newest)
            .filter(|rule| is_level || !rule.is_between_rows);
        for rule in rules {
            let count: i64 = self.db.query_row(rule.sql, [], |row| row.get(0))?;
            if count > 0 {
                problems.push(format!("{} ({count})", rule.text));
            }
        }
        if has_journal {
            let mut statement = self.db.prepare("SELECT seq, body FROM journal ORDER BY seq")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                if let Err(error) = crate::store::read(row.get(0)?, row.get_ref(1)?.as_str()?) {
                    problems.push(error.to_string());
                }
            }
        }
        Ok(problems)
    }

    /// Whether the tables have everything. Where they have not, only the desk's owner can bring
    /// what is missing there.
    pub fn is_level(&self) -> anyhow::Result<bool> {
        self.must_be_newest()?;
        self.is_journal_empty()
    }

    fn is_journal_empty(&self) -> anyhow::Result<bool> {
        let sql = "SELECT NOT EXISTS (SELECT 1 FROM journal)";
        Ok(self.db.query_row(sql, [], |row| row.get(0))?)
    }

    pub(super) fn must_be_newest(&self) -> anyhow::Result<()> {
        anyhow::ensure!(
            self.version == NEWEST,
            "the database is of an older version (schema {}, today's is {NEWEST}): starting the \
             server brings it forward",
            self.version
        );
        Ok(())
    }

    /// Hands every row of the audit log in `from..to` to `take`, the oldest first, until that says
    /// false.
    pub fn each_act(
        &self,
        from: Millis,
        to: Millis,
        mut take: impl FnMut(Act) -> anyhow::Result<bool>,
    ) -> anyhow::Result<()> {
        self.must_be_newest()?;
        let mut statement = self.db.prepare(
            "SELECT at, coalesce('staff ' || staff.user, who), what, ticket, table_no FROM audit
             LEFT JOIN staff ON who = 'staff ' || staff.id WHERE at >= ?1 AND at < ?2
             ORDER BY seq, n",
        )?;
        let mut found = statement.query([from, to])?;
        while let Some(row) = found.next()? {
            let goes_on = take(Act {
                at: row.get(0)?,
                who: row.get(1)?,
                what: row.get(2)?,
                ticket: row.get(3)?,
                table: row.get(4)?,
            })?;
            if !goes_on {
                break;
            }
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
        self.must_be_newest()?;
        let mut statement = self.db.prepare(&format!(
            "SELECT {TICKET}, (SELECT staff.name FROM staff WHERE staff.id = ticket.owner)
             {FROM_TICKET} WHERE ticket.start >= ?1 AND ticket.start < ?2 ORDER BY ticket.id"
        ))?;
        let mut found = statement.query([from, to])?;
        while let Some(row) = found.next()? {
            let staff = row.get(TICKET_COLUMNS)?;
            if !take(Exported { ticket: rows::ticket(row)?, staff })? {
                break;
            }
        }
        Ok(())
    }

    /// Whether any ticket was ever in a service.
    pub fn has_services(&self) -> anyhow::Result<bool> {
        self.must_be_newest()?;
        let sql = "SELECT EXISTS (SELECT 1 FROM ticket WHERE service IS NOT NULL)";
        Ok(self.db.query_row(sql, [], |row| row.get(0))?)
    }

    /// One ticket, if it is there.
    pub fn ticket(&self, id: TicketId) -> anyhow::Result<Option<Exported>> {
        self.must_be_newest()?;
        let mut statement = self.db.prepare_cached(&format!(
            "SELECT {TICKET}, (SELECT staff.name FROM staff WHERE staff.id = ticket.owner)
             {FROM_TICKET} WHERE ticket.id = ?1"
        ))?;
        let mut found = statement.query([id.get()])?;
        let Some(row) = found.next()? else { return Ok(None) };
        let staff = row.get(TICKET_COLUMNS)?;
        Ok(Some(Exported { ticket: rows::ticket(row)?, staff }))
    }

    /// The tickets of which something is left to forget and whose visitor gave this address,
    /// telephone number or number, or gave this name and nothing else, by id; open ones too.
    pub fn tickets_of(&self, visitor: &str) -> anyhow::Result<Vec<TicketId>> {
        self.must_be_newest()?;
        let secret = rows::secret(&self.db)?;
        let mut statement = self
            .db
            .prepare("SELECT id, email, name, contact FROM ticket_text WHERE address_key = ?1")?;
        let mut tickets = Vec::new();
        for key in keys_meant(visitor) {
            let mut found = statement.query([secret.of_address(&key)])?;
            while let Some(row) = found.next()? {
                let text = |at: usize| row.get_ref(at)?.as_str().map_err(rusqlite::Error::from);
                // Somebody else may have the same hash.
                if visitor_key(text(1)?, text(2)?, Some(text(3)?)).as_ref() == Some(&key) {
                    tickets.extend(TicketId::new(row.get(0)?));
                }
            }
        }
        tickets.sort_unstable();
        Ok(tickets)
    }

    /// The tickets, by id, that ended before a moment and of which something is left to forget.
    pub fn tickets_ended_before(&self, moment: Millis) -> anyhow::Result<Vec<TicketId>> {
        self.must_be_newest()?;
        let ids: Vec<i64> = rows::list(
            &self.db,
            "SELECT ticket.id FROM (
                 SELECT id FROM ticket_text WHERE address_key IS NOT NULL
                 UNION SELECT ticket FROM note WHERE text <> ''
             ) AS text JOIN ticket ON ticket.id = text.id
             WHERE ticket.end < ?1 ORDER BY ticket.id",
            [moment],
            |row| row.get(0),
        )?;
        Ok(ids.into_iter().filter_map(TicketId::new).collect())
    }
}

/// Something that is to hold in the tables.
struct Rule {
    /// What is wrong where it does not.
    text: &'static str,
    /// Counts the rows that break it.
    sql: &'static str,
    /// Whether it speaks of several rows. Some may be newer than others while the journal holds
    /// changes, so it need not hold then.
    is_between_rows: bool,
}

/// What is to hold in the tables of schema 4 and later.
const RULES: [Rule; 6] = [
    Rule {
        text: "a ticket belongs to an account that does not exist",
        sql: "SELECT count(*) FROM ticket
              WHERE owner IS NOT NULL AND owner NOT IN (SELECT id FROM staff)",
        is_between_rows: true,
    },
    Rule {
        text: "a table belongs to an account that does not exist or is disabled",
        sql: "SELECT count(*) FROM seat WHERE person NOT IN (SELECT id FROM staff WHERE enabled)",
        is_between_rows: true,
    },
    Rule {
        text: "an ended ticket has no outcome, or an open one has",
        sql: "SELECT count(*) FROM ticket WHERE (end IS NULL) <> (outcome IS NULL)",
        is_between_rows: false,
    },
    Rule {
        text: "a ticket's times run backwards",
        sql: "SELECT count(*) FROM ticket WHERE first_claimed < start OR claimed < start
              OR end < start OR end < first_claimed",
        is_between_rows: false,
    },
    Rule {
        text: "a claimed ticket has no time of claim",
        sql: "SELECT count(*) FROM ticket
              WHERE end IS NULL AND (owner IS NULL) <> (claimed IS NULL)",
        is_between_rows: false,
    },
    Rule {
        text: "two open tickets were called at the same moment",
        sql: "SELECT count(*) - count(DISTINCT called) FROM ticket
              WHERE end IS NULL AND owner IS NOT NULL",
        is_between_rows: true,
    },
];

/// What is to hold besides in those of schema 5 and later.
const RULES_OF_5: [Rule; 5] = [
    Rule {
        text: "there is not one watermark",
        sql: "SELECT count(*) <> 1 FROM mark",
        is_between_rows: false,
    },
    Rule {
        text: "there is not one secret",
        sql: "SELECT count(*) <> 1 FROM secret",
        is_between_rows: false,
    },
    Rule {
        text: "a ticket has no row for its text, or a text no ticket",
        sql: "SELECT (SELECT count(*) FROM ticket WHERE id NOT IN (SELECT id FROM ticket_text))
                   + (SELECT count(*) FROM ticket_text WHERE id NOT IN (SELECT id FROM ticket))",
        is_between_rows: false,
    },
    Rule {
        text: "a ticket has two notes",
        sql: "SELECT count(*) - count(DISTINCT ticket) FROM note WHERE text <> ''",
        is_between_rows: false,
    },
    Rule {
        text: "somebody has two tables",
        sql: "SELECT count(*) - count(DISTINCT person) FROM seat",
        is_between_rows: true,
    },
];

/// What is to hold besides in those of schema 8 and later.
const RULES_OF_8: [Rule; 2] = [
    Rule {
        text: "a ticket was made outside the times of its block",
        sql: "SELECT count(*) FROM ticket LEFT JOIN arrivals ON block = id / 1024
              WHERE block IS NULL OR start NOT BETWEEN first AND last",
        is_between_rows: false,
    },
    Rule {
        text: "somebody left a table before they sat down there",
        sql: "SELECT count(*) FROM seating WHERE ended < began",
        is_between_rows: false,
    },
];
