//! A desk in a temporary directory, a server process that runs on it, and clients that speak to it.

mod client;
#[cfg(target_os = "linux")]
mod disk;
mod raw;
mod server;
mod web;
mod wire;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};

pub use self::client::{Client, Dialect};
#[cfg(target_os = "linux")]
pub use self::disk::{FailingDisk, starts_and_is_killed};
pub use self::raw::{Frame, Length, Raw, frame, handshake};
pub use self::server::Server;
pub use self::web::{Browser, free_address, state_of};
pub use self::wire::{Wire, encrypted, tcp};

/// How long anything may take before a test calls it missing. Generous: it is only waited for
/// when a test is about to fail.
pub const PATIENCE: Duration = Duration::from_secs(15);

/// The accounts of every test desk: user, display name, admin.
pub const ACCOUNTS: [(&str, &str, bool); 4] = [
    ("ada", "Ada L", true),
    ("bob", "Bob M", false),
    ("cyd", "Cyd N", false),
    ("dee", "Dee O", false),
];

/// The password of an account of every test desk.
pub fn password(user: &str) -> String {
    format!("correct horse {user}")
}

/// A desk: its data directory, with the accounts of [`ACCOUNTS`] and a token for each.
pub struct Desk {
    dir: tempfile::TempDir,
    tokens: BTreeMap<String, String>,
}

/// What a fresh desk's data directory holds, made once and copied for each test: hashing
/// passwords is slow by design.
struct Template {
    files: Vec<(PathBuf, Vec<u8>)>,
    tokens: BTreeMap<String, String>,
}

impl Desk {
    /// A fresh desk with all accounts.
    pub fn new() -> Result<Self> {
        let template = template();
        let desk = Self { dir: tempfile::tempdir()?, tokens: template.tokens.clone() };
        for (path, bytes) in &template.files {
            fs::write(desk.dir().join(path), bytes)?;
        }
        Ok(desk)
    }

    /// A data directory in which nothing has ever run.
    pub fn empty() -> Result<Self> {
        Ok(Self { dir: tempfile::tempdir()?, tokens: BTreeMap::new() })
    }

    /// A fresh desk with these lines as its settings file.
    pub fn with_settings(toml: &str) -> Result<Self> {
        let desk = Self::new()?;
        desk.set(toml)?;
        Ok(desk)
    }

    /// Writes the settings file.
    pub fn set(&self, toml: &str) -> Result<()> {
        Ok(fs::write(self.dir().join("walkup.toml"), toml)?)
    }

    /// The data directory.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// The token that the account got when the desk was made.
    pub fn token(&self, user: &str) -> &str {
        &self.tokens[user]
    }

    /// The server binary with these arguments, on this desk, in a clean environment.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.args(arguments).arg("--data-dir").arg(self.dir());
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("WALKUP_") {
                command.env_remove(name);
            }
        }
        command.env("TZ", "UTC").stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub fn cli(&self, arguments: &[&str]) -> Result<Output> {
        self.command(arguments).output().context("the binary does not start")
    }

    /// Runs a command that must succeed, and returns what it printed.
    pub fn ok(&self, arguments: &[&str]) -> Result<String> {
        let output = self.cli(arguments)?;
        ensure!(
            output.status.success(),
            "{arguments:?}: {}\n{}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Runs a command with a line on its standard input.
    pub fn cli_with_input(&self, arguments: &[&str], input: &str) -> Result<Output> {
        with_input(self.command(arguments), input)
    }

    /// Starts the server.
    pub fn run(&self) -> Result<Server> {
        self.run_with(|_| {})
    }

    /// Starts the server, its command changed before.
    pub fn run_with(&self, change: impl FnOnce(&mut Command)) -> Result<Server> {
        let mut command = self.command(&["run", "--listen", "127.0.0.1:0"]);
        change(&mut command);
        let log = self.dir().join("test-stderr.log");
        Server::start(command, log)
    }

    /// Starts the server on another address than usual, with more flags.
    pub fn run_on(&self, listen: &str, more: &[&str]) -> Result<Server> {
        let mut command = self.command(&["run", "--listen", listen]);
        // A test is nobody's business on the network.
        command.args(more).env("WALKUP_ANNOUNCE", "false");
        Server::start(command, self.dir().join("test-stderr.log"))
    }

    /// The database file, found by what every SQLite file begins with.
    pub fn database(&self) -> Result<PathBuf> {
        for entry in fs::read_dir(self.dir())? {
            let path = entry?.path();
            if path.is_file() && starts_as_database(&path) {
                return Ok(path);
            }
        }
        bail!("no database in {}", self.dir().display())
    }

    /// The write-ahead log beside the database.
    pub fn wal(&self) -> Result<PathBuf> {
        let mut name = self.database()?.into_os_string();
        name.push("-wal");
        Ok(name.into())
    }

    /// SQLite's own verdict on the database: `ok`.
    pub fn integrity(&self) -> Result<String> {
        let connection = rusqlite::Connection::open(self.database()?)?;
        Ok(connection.query_row("PRAGMA integrity_check", [], |row| row.get(0))?)
    }

    /// Every ticket as the export has it: rows of fields, without the header.
    pub fn exported(&self) -> Result<Vec<Vec<String>>> {
        let file = self.dir().join("test-export.csv");
        self.ok(&["export", &file.to_string_lossy()])?;
        let text = fs::read_to_string(&file)?;
        fs::remove_file(&file)?;
        Ok(text
            .split_terminator("\r\n")
            .skip(1)
            .map(|line| line.split(',').map(str::to_owned).collect())
            .collect())
    }
}

/// The program under test. `TEST_SERVER` names another one, such as an older version, to see that a
/// test finds what is wrong with it.
fn program() -> OsString {
    std::env::var_os("TEST_SERVER").unwrap_or_else(|| env!("CARGO_BIN_EXE_walkup-server").into())
}

/// Runs a command with a text on its standard input.
pub fn with_input(mut command: Command, input: &str) -> Result<Output> {
    let mut process =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    // A command that refuses at once may not read its input.
    process.stdin.take().context("no standard input")?.write_all(input.as_bytes()).ok();
    Ok(process.wait_with_output()?)
}

/// Polls until something holds.
pub fn eventually(what: &str, mut holds: impl FnMut() -> Result<bool>) -> Result<()> {
    let end = Instant::now() + PATIENCE;
    while !holds()? {
        ensure!(Instant::now() < end, "never: {what}");
        thread::sleep(Duration::from_millis(10));
    }
    Ok(())
}

/// Whether a read gave up because of its time limit.
pub fn is_timeout(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

fn starts_as_database(path: &Path) -> bool {
    let mut start = [0; 16];
    fs::File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok()
        && &start == b"SQLite format 3\0"
}

fn template() -> &'static Template {
    static TEMPLATE: OnceLock<Template> = OnceLock::new();
    TEMPLATE.get_or_init(|| make_template().expect("a desk with accounts can be made"))
}

fn make_template() -> Result<Template> {
    let mut desk = Desk::empty()?;
    for (user, name, admin) in ACCOUNTS {
        let mut arguments = vec!["staff", "add", user, "--name", name, "--password-stdin"];
        if admin {
            arguments.push("--admin");
        }
        let output = desk.cli_with_input(&arguments, &format!("{}\n", password(user)))?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let token = desk.ok(&["staff", "token", user])?.trim_end().to_owned();
        desk.tokens.insert(user.to_owned(), token);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(desk.dir())? {
        let path = entry?.path();
        if path.is_file() {
            let name = path.file_name().context("every file has a name")?;
            files.push((name.into(), fs::read(&path)?));
        }
    }
    Ok(Template { files, tokens: desk.tokens })
}
