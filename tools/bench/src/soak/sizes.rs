//! What the server takes up, and whether that stays the same.

use std::path::Path;

use anyhow::{Result, ensure};
use rusqlite::{Connection, OpenFlags};

use crate::figures::median;
use crate::process::Server;

/// What a server took up at one check.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    /// How many tickets there were.
    pub tickets: usize,
    /// Its resident memory.
    pub resident_kib: f64,
    /// Its threads.
    pub threads: usize,
    /// Its open files and sockets.
    pub open_files: usize,
    /// The pages of the database that are in use. The file's size says less: it follows when the log
    /// is written back, and keeps pages that are free.
    pub database_bytes: i64,
    /// The database's log.
    pub log_bytes: u64,
    /// All backups.
    pub backups: usize,
}

/// By how much the second half's memory may exceed the first's: the allocator's moods, and what the
/// server rightly keeps of the visitors of recent months, which here all come in minutes.
const MEMORY_SHARE: f64 = 1.25;
/// The most that a ticket may add to it, for the same.
const MEMORY_TICKET_BYTES: f64 = 256.0;
/// By how much the bytes that a ticket adds to the database may grow.
const TICKET_SHARE: f64 = 1.1;
/// Threads and files that come and go: workers that wait, a backup under way.
const SPARE: f64 = 8.0;
/// The largest log: a checkpoint's worth of pages several times over.
const LOG_BYTES: u64 = 64 << 20;

impl Sizes {
    /// Reads them.
    pub fn of(server: &Server, directory: &Path, tickets: usize) -> Result<Self> {
        let size = |name: &str| std::fs::metadata(directory.join(name)).map_or(0, |it| it.len());
        let backups = std::fs::read_dir(directory.join("backups"));
        let is_backup = |name: &Path| name.extension().is_some_and(|end| end == "db");
        Ok(Self {
            tickets,
            resident_kib: server.resident_kib()?,
            threads: server.count("task")?,
            open_files: server.count("fd")?,
            database_bytes: database_bytes(&directory.join("walkup.db"))?,
            log_bytes: size("walkup.db-wal"),
            backups: backups.map_or(0, |entries| {
                entries.flatten().filter(|entry| is_backup(&entry.path())).count()
            }),
        })
    }
}

/// How large the pages are that a database uses, those included that only its log has.
fn database_bytes(path: &Path) -> rusqlite::Result<i64> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags)?;
    db.query_row(
        "SELECT (page_count - freelist_count) * page_size
         FROM pragma_page_count, pragma_freelist_count, pragma_page_size",
        (),
        |row| row.get(0),
    )
}

/// Holds the second half against the first; answers with a line a figure.
pub fn flat(sizes: &[Sizes]) -> Result<Vec<(&'static str, [f64; 3])>> {
    ensure!(sizes.len() >= 4, "too few checks to compare");
    let (first, second) = sizes.split_at(sizes.len() / 2);
    let middle =
        |half: &[Sizes], of: fn(&Sizes) -> f64| median(&half.iter().map(of).collect::<Vec<f64>>());
    let more = middle(second, |it| it.tickets as f64) - middle(first, |it| it.tickets as f64);
    let a_ticket = |half: &[Sizes]| {
        let (from, to) = (half[0], half[half.len() - 1]);
        let bytes = to.database_bytes as f64 - from.database_bytes as f64;
        bytes / (to.tickets as f64 - from.tickets as f64).max(1.0)
    };
    let memory = middle(first, |it| it.resident_kib);
    let rows = [
        (
            "memory, MiB",
            memory / 1024.0,
            middle(second, |it| it.resident_kib) / 1024.0,
            (memory * MEMORY_SHARE + more * MEMORY_TICKET_BYTES / 1024.0) / 1024.0,
        ),
        (
            "bytes a ticket adds to the database",
            a_ticket(first),
            a_ticket(second),
            a_ticket(first) * TICKET_SHARE,
        ),
        (
            "the log, MiB",
            first.iter().map(|it| it.log_bytes).max().unwrap_or(0) as f64 / 1048576.0,
            second.iter().map(|it| it.log_bytes).max().unwrap_or(0) as f64 / 1048576.0,
            LOG_BYTES as f64 / 1048576.0,
        ),
        (
            "threads",
            middle(first, |it| it.threads as f64),
            middle(second, |it| it.threads as f64),
            middle(first, |it| it.threads as f64) + SPARE,
        ),
        (
            "open files",
            middle(first, |it| it.open_files as f64),
            middle(second, |it| it.open_files as f64),
            middle(first, |it| it.open_files as f64) + SPARE,
        ),
        (
            "backups",
            middle(first, |it| it.backups as f64),
            middle(second, |it| it.backups as f64),
            middle(first, |it| it.backups as f64) + 1.0,
        ),
    ];
    let mut told = Vec::new();
    for (what, before, after, most) in rows {
        ensure!(after <= most, "{what}: {before:.1}, then {after:.1}, which is over {most:.1}");
        told.push((what, [before, after, most]));
    }
    Ok(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn growing(check: usize) -> Sizes {
        Sizes {
            tickets: check * 1000,
            resident_kib: 50_000.0,
            threads: 6,
            open_files: 40,
            database_bytes: check as i64 * 300_000,
            log_bytes: 4 << 20,
            backups: 1,
        }
    }

    fn complaint(change: impl Fn(usize, &mut Sizes)) -> Option<String> {
        let sizes: Vec<Sizes> = (1..=10)
            .map(|check| {
                let mut sizes = growing(check);
                change(check, &mut sizes);
                sizes
            })
            .collect();
        flat(&sizes).err().map(|error| error.to_string())
    }

    #[test]
    fn what_stays_the_same_is_flat_and_a_database_grows_by_its_tickets() {
        assert_eq!(complaint(|_, _| {}), None);
    }

    #[test]
    fn each_leak_is_noticed() {
        let memory = complaint(|check, sizes| sizes.resident_kib *= check as f64);
        assert!(memory.unwrap().starts_with("memory"));
        let tickets = complaint(|check, sizes| sizes.database_bytes *= check as i64);
        assert!(tickets.unwrap().starts_with("bytes a ticket"));
        let log = complaint(|check, sizes| sizes.log_bytes <<= check / 2);
        assert!(log.unwrap().starts_with("the log"));
        let threads = complaint(|check, sizes| sizes.threads += check * 3);
        assert!(threads.unwrap().starts_with("threads"));
        let files = complaint(|check, sizes| sizes.open_files += check * 3);
        assert!(files.unwrap().starts_with("open files"));
        assert!(complaint(|check, sizes| sizes.backups += check).unwrap().starts_with("backups"));
        assert!(flat(&[growing(1)]).is_err());
    }
}
