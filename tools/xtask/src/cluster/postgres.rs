//! Two PostgreSQL on this machine: one that takes changes, and a standby that has each of them
//! before it counts.

use std::ffi::OsStr;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;

/// Where Debian keeps the programs, a folder a version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// What makes both small and quick to start. The slot keeps the log that the standby has not yet
/// read, however long it is away, up to a bound: without one it could never come back.
const SETTINGS: &str = "
listen_addresses = '127.0.0.1'
max_connections = 60
shared_buffers = 64MB
min_wal_size = 32MB
max_wal_size = 32MB
wal_keep_size = 0
max_slot_wal_keep_size = 1GB
synchronous_commit = on
";

/// How long a step may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Both of them; they end with this.
pub struct Pair {
    programs: PathBuf,
    dir: TempDir,
    primary: u16,
    standby: u16,
}

impl Pair {
    /// Makes and starts them.
    pub fn start() -> Result<Self> {
        let programs = find_programs()?;
        let dir = TempDir::with_prefix("walkup-cluster-").context("failed to make a folder")?;
        let (primary, standby) = (free_port()?, free_port()?);
        let pair = Self { programs, dir, primary, standby };
        pair.make().context("PostgreSQL could not be set up")?;
        Ok(pair)
    }

    /// Where the database is that Walkup uses, for a user.
    pub fn address(&self, user: &str) -> String {
        format!("postgres://{user}@127.0.0.1:{}/walkup", self.primary)
    }

    fn make(&self) -> Result<()> {
        if is_root() {
            // It does not run as root.
            run(Command::new("chown").arg("postgres").arg(self.dir.path()))?;
        }
        let (one, other) = (self.folder("primary"), self.folder("standby"));
        self.run("initdb", |it| {
            it.arg("-D").arg(&one);
            it.args(["-U", "postgres", "--auth=trust", "-E", "UTF8", "--no-locale", "-N"]);
        })?;
        self.set(&one, self.primary, "")?;
        // Somebody who has to show a password, and has none to show.
        let rules = one.join("pg_hba.conf");
        let before = fs::read_to_string(&rules)?;
        fs::write(&rules, format!("host all stranger 127.0.0.1/32 scram-sha-256\n{before}"))?;
        self.start_one(&one)?;
        self.sql("SELECT pg_create_physical_replication_slot('standby')")?;
        self.sql("CREATE ROLE walkup LOGIN")?;
        self.sql("CREATE ROLE stranger LOGIN PASSWORD 'unknown'")?;
        self.sql("CREATE DATABASE walkup OWNER walkup")?;
        self.run("pg_basebackup", |it| {
            it.args(["-h", "127.0.0.1", "-p", &self.primary.to_string(), "-U", "postgres"]);
            it.args(["-R", "-X", "stream", "-S", "standby", "-c", "fast", "-D"]).arg(&other);
        })?;
        let from = format!(
            "primary_conninfo = 'host=127.0.0.1 port={} user=postgres application_name=standby'\n",
            self.primary
        );
        self.set(&other, self.standby, &from)?;
        self.start_one(&other)?;
        self.sql("ALTER SYSTEM SET synchronous_standby_names = 'standby'")?;
        self.sql("SELECT pg_reload_conf()")?;
        self.wait_for_standby()
    }

    /// Takes the standby away while more of the log is written than is kept without a slot, and
    /// has it back. Commits wait for it, and then go on.
    pub fn away_and_back(&self) -> Result<()> {
        self.stop_one(&self.folder("standby"), "fast")?;
        for _ in 0..8 {
            // 16 MB of log each, without a commit that waits for the standby.
            self.sql(
                "SELECT pg_logical_emit_message(false, '', repeat('x', 1000)), pg_switch_wal()",
            )?;
        }
        self.sql("CHECKPOINT")?;
        self.start_one(&self.folder("standby"))?;
        self.wait_for_standby().context("the standby that was away did not come back")?;
        self.sql("SELECT pg_logical_emit_message(true, '', '')").map(drop)
    }

    fn wait_for_standby(&self) -> Result<()> {
        let until = Instant::now() + PATIENCE;
        while self.sql("SELECT sync_state FROM pg_stat_replication")?.trim() != "sync" {
            ensure!(Instant::now() < until, "no standby has connected");
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    fn folder(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn set(&self, folder: &Path, port: u16, more: &str) -> Result<()> {
        let file = folder.join("postgresql.auto.conf");
        let before = fs::read_to_string(&file).unwrap_or_default();
        // What comes last counts, and the file belongs to whom it did.
        let sockets = self.dir.path().display();
        let text = format!(
            "{before}{SETTINGS}port = {port}\nunix_socket_directories = '{sockets}'\n{more}"
        );
        fs::write(&file, text).with_context(|| format!("failed to write {}", file.display()))
    }

    fn start_one(&self, folder: &Path) -> Result<()> {
        let log = folder.with_extension("log");
        self.run("pg_ctl", |it| {
            it.args(["-w", "-D"]).arg(folder).arg("-l").arg(&log).arg("start");
        })
        .map_err(|error| match fs::read_to_string(&log) {
            Ok(text) => error.context(text),
            Err(_) => error,
        })
    }

    fn stop_one(&self, folder: &Path, how: &str) -> Result<()> {
        self.run("pg_ctl", |it| {
            it.args(["-w", "-m", how, "-D"]).arg(folder).arg("stop");
        })
    }

    /// Asks the one that takes changes.
    fn sql(&self, sql: &str) -> Result<String> {
        let port = self.primary.to_string();
        let mut psql = self.command("psql");
        psql.args(["-h", "127.0.0.1", "-p", &port, "-U", "postgres", "-XAtqc", sql]);
        let output = psql.output().context("psql could not be started")?;
        ensure!(output.status.success(), "{sql}: {}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    fn run(&self, program: &str, arguments: impl FnOnce(&mut Command)) -> Result<()> {
        let mut command = self.command(program);
        arguments(&mut command);
        run(&mut command)
    }

    /// One of PostgreSQL's programs, as somebody else than root.
    fn command(&self, program: &str) -> Command {
        let path = self.programs.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args([OsStr::new("-u"), OsStr::new("postgres"), OsStr::new("--")]).arg(path);
            command
        } else {
            Command::new(path)
        };
        command.current_dir(self.dir.path());
        command
    }
}

impl Drop for Pair {
    fn drop(&mut self) {
        for name in ["standby", "primary"] {
            let folder = self.folder(name);
            if folder.join("postmaster.pid").exists()
                && let Err(error) = self.stop_one(&folder, "immediate")
            {
                eprintln!("the database in {} goes on: {error:#}", folder.display());
            }
        }
    }
}

fn run(command: &mut Command) -> Result<()> {
    // What goes on in the background must not hold the pipe of whoever started this.
    command.stdin(Stdio::null()).stdout(Stdio::null());
    let name = format!("{command:?}");
    let status = command.status().with_context(|| format!("{name} could not be started"))?;
    ensure!(status.success(), "{name} failed");
    Ok(())
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|it| {
        use std::os::unix::fs::MetadataExt as _;
        it.uid() == 0
    })
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// The newest that is installed.
fn find_programs() -> Result<PathBuf> {
    let versions = fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            let programs = entry.path().join("bin");
            programs.join("initdb").exists().then_some((version, programs))
        })
        .collect();
    found.sort();
    match found.pop() {
        Some((_, programs)) => Ok(programs),
        None => bail!(
            "PostgreSQL is not installed; on Debian:\n\n  \
             apt-get install --no-install-recommends postgresql\n"
        ),
    }
}
