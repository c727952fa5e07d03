//! The stages of a run. Each is bounded in count and time, has its sides take turns, and answers
//! with a [`Section`].

mod cluster;
mod disk;
mod fanout;
mod frames;
mod history;
mod idle;
mod journal;
mod load;
mod pages;
mod press;
mod reports;
mod server;
mod tickets;
mod trouble;
mod waiting;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;

use crate::process::Server;
use crate::report::Section;

/// How long a server may take to bring its tables up to date.
const LEVEL: Duration = Duration::from_secs(180);

/// What every stage is given.
pub struct Bench {
    /// Where everything is built.
    pub target: PathBuf,
    /// The server under test.
    pub walkup: PathBuf,
    /// A folder on the disk that the project is on: a temporary one may be in memory, where saving
    /// costs nothing.
    pub scratch: PathBuf,
    /// Whether fewer and shorter turns do.
    pub is_quick: bool,
    /// How often each side of a long measurement has its turn.
    pub rounds: usize,
}

impl Bench {
    /// A folder of one's own.
    pub fn folder(&self) -> Result<TempDir> {
        tempfile::tempdir_in(&self.scratch).context("failed to make a directory")
    }

    /// One of two numbers: for a whole run, and for a quick one.
    pub fn pick<T>(&self, whole: T, quick: T) -> T {
        if self.is_quick { quick } else { whole }
    }

    /// The server under test on a folder.
    pub fn start(&self, folder: &Path) -> Result<Server> {
        Server::walkup(&self.walkup, folder)
    }
}

/// A stage: its name, and what it does.
pub type Stage = (&'static str, fn(&Bench) -> Result<Section>);

/// The stage that is made of others.
const SERVER: &str = "server";

/// The stage that needs PostgreSQL.
const CLUSTER: &str = "cluster";

/// The stages that are run only when they are named.
pub const NAMED: [&str; 2] = [SERVER, CLUSTER];

/// All of them, in the order of the page.
pub const STAGES: &[Stage] = &[
    (SERVER, server::run),
    ("load", load::run),
    ("tickets", tickets::run),
    ("fanout", fanout::run),
    ("fanout-growth", fanout::growth),
    ("idle", idle::run),
    ("pages", pages::run),
    ("trouble", trouble::run),
    ("journal", journal::run),
    ("history", history::run),
    ("waiting", waiting::run),
    ("reports", reports::run),
    ("frames", frames::run),
    ("press", press::run),
    ("disk", disk::run),
    (CLUSTER, cluster::run),
    ("soak", crate::soak::run),
];

/// The subprotocol of Walkup's own clients.
const V2: Option<&str> = Some("walkup.v2");

/// The database's name in a data directory.
pub const DATABASE: &str = "walkup.db";

/// How many batches the tables of a server on this folder lack.
pub fn journal_rows(folder: &Path) -> Result<i64> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let database = Connection::open_with_flags(folder.join(DATABASE), flags)?;
    Ok(database.query_row("SELECT count(*) FROM journal", [], |row| row.get(0))?)
}

/// Waits until a server is quiet and its tables have all that the journal held; answers how long
/// that took.
pub fn level(server: &Server, folder: &Path) -> Result<Duration> {
    let began = Instant::now();
    loop {
        let took = server.quiet()?;
        if journal_rows(folder)? == 0 {
            return Ok(took);
        }
        // Something that the server notes once a minute may just have come in.
        ensure!(began.elapsed() < LEVEL, "the tables are not level after {LEVEL:?}");
    }
}

/// The time as the server stores it.
pub fn now_ms() -> Result<i64> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).context("before 1970")?;
    Ok(i64::try_from(now.as_millis())?)
}

/// A section without figures yet.
pub fn section(name: &str, title: &str, about: &str) -> Section {
    Section {
        name: name.to_owned(),
        title: title.to_owned(),
        about: about.to_owned(),
        measured: String::new(),
        is_quick: false,
        tables: Vec::new(),
        plots: Vec::new(),
        verdicts: Vec::new(),
        notes: Vec::new(),
    }
}
