//! The last step of forgetting: no byte of those who were forgotten stays in the log.

use std::path::Path;
use std::thread;
use std::time::Duration;

use anyhow::Context as _;
use rusqlite::{Connection, OpenFlags};

use super::{FILE, checkpoint};

/// How long a try may hold up whoever writes.
const AT_A_TIME: Duration = Duration::from_millis(50);

/// How long to wait between tries.
const BETWEEN: Duration = Duration::from_millis(100);

/// After how many tries to give up: what is left is made up for later.
const TRIES: u32 = 20;

/// What became of a scrub.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scrubbed {
    /// The log is empty: what was overwritten in the tables is overwritten on disk.
    Done,
    /// Somebody reads, and so holds old pages in the log, or the scrub was stopped. It must be
    /// made up for.
    Held,
}

/// Moves the log of a data directory's database into the database and empties it, on a connection
/// of its own, off the clerk. Gives up after some two seconds where readers hold old pages, or
/// when `cancel` says true; whoever writes meanwhile waits 50 ms at most at a time.
pub fn scrub(dir: &Path, cancel: &dyn Fn() -> bool) -> anyhow::Result<Scrubbed> {
    let path = dir.join(FILE);
    let say = || format!("failed to empty the log of {}", path.display());
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(&path, flags).with_context(say)?;
    for _ in 0..TRIES {
        if cancel() {
            break;
        }
        // The bulk is moved in a way that holds up nobody.
        checkpoint(&db, "PASSIVE", Duration::ZERO).with_context(say)?;
        if checkpoint(&db, "TRUNCATE", AT_A_TIME).with_context(say)? {
            return Ok(Scrubbed::Done);
        }
        thread::sleep(BETWEEN);
    }
    Ok(Scrubbed::Held)
}
