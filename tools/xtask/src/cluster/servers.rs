//! Three servers on this machine, set up by the files in `deploy`, each a process of its own.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::postgres::{PORTS, replaced};

/// What each is set to.
const SETTINGS: [&str; 3] = [
    include_str!("../../../../deploy/server1.toml"),
    include_str!("../../../../deploy/server2.toml"),
    include_str!("../../../../deploy/server3.toml"),
];

/// How many servers there are.
pub const COUNT: usize = SETTINGS.len();

/// How servers know each other.
const AUTHORITY: &str = "cluster-authority.pem";

/// How long a server may take to say where it listens.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where a server is, and where what it needs is, as it is told.
#[derive(Debug, Clone, Copy)]
pub struct Ports {
    /// Where windows connect.
    pub listen: u16,
    /// Where other servers come in.
    pub cluster: u16,
    /// Where others are told that they come in.
    pub told: u16,
    /// Where it looks for the databases.
    pub databases: [u16; 2],
}

/// The three of them; they end with this.
pub struct Servers {
    program: PathBuf,
    dir: PathBuf,
    ports: [Ports; COUNT],
    variables: [Mutex<Vec<(String, String)>>; COUNT],
    others: [Mutex<Option<PathBuf>>; COUNT],
    running: [Mutex<Option<Child>>; COUNT],
}

/// The ports of the example.
pub fn usual_ports() -> [Ports; COUNT] {
    std::array::from_fn(|server| {
        let server = server as u16;
        Ports {
            listen: 7421 + server,
            cluster: 7431 + server,
            told: 7431 + server,
            databases: PORTS,
        }
    })
}

/// Where one is, of those below a folder.
pub fn folder(dir: &Path, server: usize) -> PathBuf {
    dir.join(format!("server{}", server + 1))
}

impl Servers {
    /// Makes their folders below one, with the authority by which they know each other.
    pub fn make(program: PathBuf, dir: &Path, ports: [Ports; COUNT]) -> Result<Self> {
        let servers = Self {
            program,
            dir: dir.to_owned(),
            ports,
            variables: Default::default(),
            others: Default::default(),
            running: Default::default(),
        };
        for (server, (text, usual)) in SETTINGS.iter().zip(usual_ports()).enumerate() {
            let folder = servers.folder(server);
            fs::create_dir_all(&folder).context("failed to make a folder")?;
            let own = ports[server];
            let at = |port: u16| format!("127.0.0.1:{port}");
            let line = |key: &str, port: u16| format!("\n{key} = \"{}\"\n", at(port));
            let mut text = (*text).to_owned();
            for (key, usual, ours) in [
                ("listen", usual.listen, own.listen),
                ("cluster_listen", usual.cluster, own.cluster),
                ("cluster_address", usual.told, own.told),
            ] {
                text = replaced(&text, &line(key, usual), &line(key, ours))?;
            }
            for (usual, ours) in PORTS.iter().zip(own.databases) {
                text = replaced(&text, &at(*usual), &at(ours))?;
            }
            fs::write(folder.join("walkup.toml"), text)?;
        }
        servers.command(0, &["cluster", "init"])?;
        for server in 1..COUNT {
            fs::copy(servers.folder(0).join(AUTHORITY), servers.folder(server).join(AUTHORITY))
                .context("failed to copy the authority")?;
        }
        Ok(servers)
    }

    /// Where clients connect to one.
    pub fn url(&self, server: usize) -> String {
        format!("ws://127.0.0.1:{}", self.ports[server].listen)
    }

    /// The log of one.
    pub fn log(&self, server: usize) -> PathBuf {
        self.folder(server).join("log.txt")
    }

    /// Has one start with these variables from now on.
    pub fn set_variables(&self, server: usize, variables: Vec<(String, String)>) {
        *self.variables(server) = variables;
    }

    /// Has one run another program than the rest from now on, or the same again.
    pub fn set_program(&self, server: usize, other: Option<PathBuf>) {
        *self.others[server].lock().unwrap_or_else(PoisonError::into_inner) = other;
    }

    fn folder(&self, server: usize) -> PathBuf {
        folder(&self.dir, server)
    }

    fn variables(&self, server: usize) -> MutexGuard<'_, Vec<(String, String)>> {
        self.variables[server].lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn running(&self, server: usize) -> MutexGuard<'_, Option<Child>> {
        self.running[server].lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn process(&self, server: usize, arguments: &[&str]) -> Command {
        let other = self.others[server].lock().unwrap_or_else(PoisonError::into_inner);
        let mut command = Command::new(other.as_ref().unwrap_or(&self.program));
        // Nobody's own settings are to change what happens here.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("WALKUP_") {
                command.env_remove(name);
            }
        }
        command.args(arguments).arg("--data-dir").arg(self.folder(server));
        command.envs(self.variables(server).iter().cloned());
        // What is typed to end this ends the servers by way of whoever started them.
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        command
    }

    /// Starts one, and waits until clients can connect.
    pub fn start(&self, server: usize) -> Result<()> {
        let log = fs::OpenOptions::new().create(true).append(true).open(self.log(server))?;
        let mut command = self.process(server, &["run"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let child = command.spawn().context("walkup-server could not be started")?;
        *self.running(server) = Some(child);
        let until = Instant::now() + PATIENCE;
        let at = ("127.0.0.1", self.ports[server].listen);
        while std::net::TcpStream::connect(at).is_err() {
            let ended = self.running(server).as_mut().map(Child::try_wait).transpose()?.flatten();
            let log = || fs::read_to_string(self.log(server)).unwrap_or_default();
            ensure!(ended.is_none(), "server {} ended at once:\n{}", server + 1, log());
            ensure!(Instant::now() < until, "server {} does not listen:\n{}", server + 1, log());
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// Sends a signal to one that runs.
    pub fn signal(&self, server: usize, signal: Signal) -> Result<()> {
        let running = self.running(server);
        let child = running.as_ref().context("it does not run")?;
        Ok(kill(Pid::from_raw(i32::try_from(child.id())?), signal)?)
    }

    /// Ends one as a loss of power would.
    pub fn kill(&self, server: usize) -> Result<()> {
        if let Some(mut child) = self.running(server).take() {
            child.kill()?;
            child.wait()?;
        }
        Ok(())
    }

    /// Tells one to stop, and waits until it has.
    pub fn stop(&self, server: usize) -> Result<()> {
        self.signal(server, Signal::SIGTERM)?;
        let Some(mut child) = self.running(server).take() else { return Ok(()) };
        let status = child.wait()?;
        ensure!(status.success(), "server {} stopped with {status}", server + 1);
        Ok(())
    }

    /// Runs one of the server's commands by the settings of one; gives what it says.
    pub fn command(&self, server: usize, arguments: &[&str]) -> Result<String> {
        self.command_with(server, arguments, "")
    }

    /// The same, with something on its standard input.
    pub fn command_with(&self, server: usize, arguments: &[&str], input: &str) -> Result<String> {
        let Output { status, stdout, stderr } = self.try_command(server, arguments, input)?;
        let said = String::from_utf8_lossy(&stderr);
        ensure!(status.success(), "walkup-server {} said: {said}", arguments.join(" "));
        Ok(String::from_utf8(stdout)?)
    }

    fn try_command(&self, server: usize, arguments: &[&str], input: &str) -> Result<Output> {
        let mut command = self.process(server, arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().context("walkup-server could not be started")?;
        if let Some(mut stdin) = process.stdin.take() {
            // A command that asks for nothing may be gone before it is written.
            stdin.write_all(input.as_bytes()).ok();
        }
        Ok(process.wait_with_output()?)
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        for server in 0..COUNT {
            if let Err(error) = self.kill(server) {
                eprintln!("server {} may go on: {error:#}", server + 1);
            }
        }
    }
}
