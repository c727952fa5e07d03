//! Two PostgreSQL on this machine, set up by the files in `deploy/postgresql`: one that takes
//! changes, and a standby that has each of them before it counts.

// The path is said since the bench has this file, too.
#[path = "postgres/failover.rs"]
mod failover;

use std::ffi::OsStr;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

/// Where Debian keeps the programs, a folder a version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// What both are set to.
const BOTH: &str = include_str!("../../../../deploy/postgresql/both.conf");

/// What is each one's own.
const OWN: [&str; 2] = [
    include_str!("../../../../deploy/postgresql/db1.conf"),
    include_str!("../../../../deploy/postgresql/db2.conf"),
];

/// Who may connect.
const RULES: &str = include_str!("../../../../deploy/postgresql/pg_hba.conf");

/// What is done once on the first.
const SET_UP: &str = include_str!("../../../../deploy/postgresql/set-up.sql");

/// What makes commits wait for the second.
const SYNCHRONOUS: &str = include_str!("../../../../deploy/postgresql/synchronous.sql");

/// The ports in those files.
pub const PORTS: [u16; 2] = [5441, 5442];

/// What they are called in those files.
pub const NAMES: [&str; 2] = ["db1", "db2"];

/// What makes both small and quick to start, and recycles the log soon. They are reached by their
/// ports alone: the file that locks a socket would outlive whoever is killed.
const SMALL: &str = "
unix_socket_directories = ''
shared_buffers = 64MB
min_wal_size = 32MB
max_wal_size = 32MB
wal_keep_size = 0
";

/// Who may connect besides: tests make databases of their own, and administer them. One has to
/// show a password, and has none to show.
const MORE_RULES: [&str; 2] =
    ["host all stranger 127.0.0.1/32 scram-sha-256", "host all,replication all 127.0.0.1/32 trust"];

/// How long a step may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Both of them; they end with this.
pub struct Pair {
    programs: PathBuf,
    dir: PathBuf,
    ports: [u16; 2],
    /// What PostgreSQL's own program wrote into postgresql.conf.
    defaults: String,
    /// Which of them takes changes.
    primary: AtomicUsize,
    setting: Setting,
}

/// What they are set to besides, and started with.
#[derive(Default)]
pub struct Setting {
    /// Lines for the file of both.
    pub lines: &'static str,
    /// Variables for each.
    pub variables: [Vec<(String, String)>; 2],
}

impl Pair {
    /// Makes and starts them in an empty folder, which PostgreSQL's user must be able to reach.
    /// Where it is not `synchronous`, a commit waits for the first one's disk alone.
    pub fn start(dir: &Path, ports: [u16; 2], is_synchronous: bool) -> Result<Self> {
        Self::start_with(dir, ports, is_synchronous, Setting::default())
    }

    /// The same, set to something besides.
    pub fn start_with(
        dir: &Path,
        ports: [u16; 2],
        is_synchronous: bool,
        setting: Setting,
    ) -> Result<Self> {
        let programs = find_programs()?;
        let mut pair = Self {
            programs,
            dir: dir.to_owned(),
            ports,
            defaults: String::new(),
            primary: AtomicUsize::new(0),
            setting,
        };
        pair.make(is_synchronous).context("PostgreSQL could not be set up")?;
        Ok(pair)
    }

    /// Where the database is that Walkup uses, for a user, while the first takes changes.
    pub fn address(&self, user: &str) -> String {
        format!("postgres://{user}@127.0.0.1:{}/walkup", self.ports[0])
    }

    /// Which of them takes changes.
    pub fn primary(&self) -> usize {
        self.primary.load(Ordering::SeqCst)
    }

    /// The port of that one.
    pub fn primary_port(&self) -> u16 {
        self.ports[self.primary()]
    }

    fn make(&mut self, is_synchronous: bool) -> Result<()> {
        if is_root() {
            // It does not run as root.
            run(Command::new("chown").arg("postgres").arg(&self.dir))?;
        }
        let first = self.folder(0);
        self.run("initdb", |it| {
            it.arg("-D").arg(&first);
            it.args(["-U", "postgres", "--auth=trust", "-E", "UTF8", "--no-locale", "-N"]);
        })?;
        self.defaults = fs::read_to_string(first.join("postgresql.conf"))?;
        self.write_settings(0)?;
        self.start_one(0)?;
        self.sql("CREATE ROLE stranger LOGIN PASSWORD 'unknown'")?;
        for statement in statements(SET_UP) {
            self.sql(&statement)?;
        }
        self.copy(1)?;
        if is_synchronous {
            self.make_synchronous()?;
        }
        Ok(())
    }

    fn copy(&self, node: usize) -> Result<()> {
        let (folder, port) = (self.folder(node), self.primary_port().to_string());
        self.run("pg_basebackup", |it| {
            it.args(["-h", "127.0.0.1", "-p", &port, "-U", "replicator"]);
            it.args(["-X", "stream", "-S", NAMES[node], "-c", "fast", "-N", "-D"]).arg(&folder);
        })?;
        self.write_settings(node)?;
        self.own(&folder.join("standby.signal"), "")?;
        self.start_one(node)?;
        self.wait_for_standby("streaming", "state")
    }

    /// Has commits wait for the standby from now on.
    pub fn make_synchronous(&self) -> Result<()> {
        // The file is about the second.
        let standby = NAMES[1 - self.primary()];
        let text = replaced(SYNCHRONOUS, &format!("'{}'", NAMES[1]), &format!("'{standby}'"))?;
        for statement in statements(&text) {
            self.sql(&statement)?;
        }
        self.wait_for_standby("sync", "sync_state")
    }

    /// Takes the standby away while more of the log is written than is kept without a slot, and
    /// has it back. Commits wait for it, and then go on.
    pub fn away_and_back(&self) -> Result<()> {
        let standby = 1 - self.primary();
        self.stop_one(standby, "fast")?;
        for _ in 0..8 {
            // 16 MB of log each, without a commit that waits for the standby.
            self.sql(
                "SELECT pg_logical_emit_message(false, '', repeat('x', 1000)), pg_switch_wal()",
            )?;
        }
        self.sql("CHECKPOINT")?;
        self.start_one(standby)?;
        self.wait_for_standby("sync", "sync_state")
            .context("the standby that was away did not come back")?;
        self.sql("SELECT pg_logical_emit_message(true, '', '')").map(drop)
    }

    fn wait_for_standby(&self, state: &str, column: &str) -> Result<()> {
        let until = Instant::now() + PATIENCE;
        // While a copy is made there is a connection for that, too.
        let sql = format!(
            "SELECT {column} FROM pg_stat_replication WHERE application_name = '{}'",
            NAMES[1 - self.primary()]
        );
        while self.sql(&sql)?.trim() != state {
            ensure!(Instant::now() < until, "no standby has connected");
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    fn folder(&self, node: usize) -> PathBuf {
        self.dir.join(NAMES[node])
    }

    /// Puts the example's files into a folder, with these ports, and nothing of what was copied.
    fn write_settings(&self, node: usize) -> Result<()> {
        let folder = self.folder(node);
        let mut own = OWN[node].to_owned();
        for (usual, ours) in PORTS.iter().zip(self.ports) {
            own = replaced(&own, &usual.to_string(), &ours.to_string())?;
        }
        let text = format!("{}\n{BOTH}\n{own}", self.defaults);
        self.own(&folder.join("postgresql.conf"), &text)?;
        let small = format!("{SMALL}{}", self.setting.lines);
        self.own(&folder.join("postgresql.auto.conf"), &small)?;
        let [stranger, everybody] = MORE_RULES;
        self.own(&folder.join("pg_hba.conf"), &format!("{stranger}\n{RULES}\n{everybody}\n"))
    }

    /// Writes a file that belongs to whom PostgreSQL runs as.
    fn own(&self, file: &Path, text: &str) -> Result<()> {
        fs::write(file, text).with_context(|| format!("failed to write {}", file.display()))?;
        if is_root() {
            run(Command::new("chown").arg("postgres").arg(file))?;
        }
        Ok(())
    }

    /// Starts one of them.
    pub fn start_one(&self, node: usize) -> Result<()> {
        let folder = self.folder(node);
        let log = folder.with_extension("log");
        self.run("pg_ctl", |it| {
            it.args(["-w", "-D"]).arg(&folder).arg("-l").arg(&log).arg("start");
            it.envs(self.setting.variables[node].iter().cloned());
        })
        .map_err(|error| match fs::read_to_string(&log) {
            Ok(text) => error.context(text),
            Err(_) => error,
        })
    }

    /// Stops one of them, `fast` or `immediate`.
    pub fn stop_one(&self, node: usize, how: &str) -> Result<()> {
        let folder = self.folder(node);
        self.run("pg_ctl", |it| {
            it.args(["-w", "-m", how, "-D"]).arg(&folder).arg("stop");
        })
    }

    /// Asks the one that takes changes, as who administers it.
    pub fn sql(&self, sql: &str) -> Result<String> {
        self.sql_in("postgres", sql)
    }

    /// The same in the database that Walkup uses.
    pub fn sql_in(&self, database: &str, sql: &str) -> Result<String> {
        let port = self.primary_port().to_string();
        let mut psql = self.program("psql");
        psql.args(["-h", "127.0.0.1", "-p", &port, "-U", "postgres", "-d", database]);
        psql.args(["-XAtqc", sql]).stdin(Stdio::null());
        let output = psql.output().context("psql could not be started")?;
        ensure!(output.status.success(), "{sql}: {}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    fn run(&self, program: &str, arguments: impl FnOnce(&mut Command)) -> Result<()> {
        let mut command = self.program(program);
        arguments(&mut command);
        run(&mut command)
    }

    /// One of PostgreSQL's programs, as somebody else than root.
    pub fn program(&self, program: &str) -> Command {
        let path = self.programs.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args([OsStr::new("-u"), OsStr::new("postgres"), OsStr::new("--")]).arg(path);
            command
        } else {
            Command::new(path)
        };
        command.current_dir(&self.dir);
        command
    }
}

impl Drop for Pair {
    fn drop(&mut self) {
        for node in [1, 0] {
            let folder = self.folder(node);
            if folder.join("postmaster.pid").exists()
                && let Err(error) = self.stop_one(node, "immediate")
            {
                eprintln!("the database in {} may go on: {error:#}", folder.display());
            }
        }
    }
}

/// What stands in a file of the example, changed; it must stand there.
pub fn replaced(text: &str, from: &str, to: &str) -> Result<String> {
    ensure!(text.contains(from), "the example in deploy/ does not say {from} any more");
    Ok(text.replace(from, to))
}

/// The statements of a file, each to be carried out by itself.
fn statements(text: &str) -> Vec<String> {
    let lines = text.lines().filter(|line| !line.starts_with("--"));
    let text = lines.collect::<Vec<_>>().join("\n");
    text.split(';').map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect()
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

/// A port that nobody has at this moment.
pub fn free_port() -> Result<u16> {
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
