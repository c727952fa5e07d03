//! Servers as processes of their own, and what they cost as the kernel counts it.

use std::io::{BufRead, BufReader, Write as _};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

/// The server under test, built with the same profile as the benchmark.
const WALKUP: &str = env!("CARGO_BIN_EXE_walkup-server");

/// The password of the benchmark's one account.
const PASSWORD: &str = "benchmark password\n";

/// How many clock ticks the kernel counts a second of processor time in; it has shown 100 to
/// programs on every Linux for decades.
const TICKS: f64 = 100.0;

/// A running server; ends with this.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    /// How long it took from being started to listening.
    pub start: Duration,
    process: Child,
    _stdout: BufReader<ChildStdout>,
}

impl Server {
    /// Starts Walkup on a data directory.
    pub fn walkup(directory: &Path) -> Result<Self> {
        // By way of this program, see `floor::LEASHED`. One that does not ask `floor::served`
        // first would start itself without end.
        ensure!(
            std::env::args_os().all(|argument| argument != super::floor::ARGUMENT),
            "the benchmark does not ask what it is to be"
        );
        let mut command = Command::new(std::env::current_exe()?);
        command.args([super::floor::ARGUMENT, super::floor::LEASHED]).arg(directory);
        Self::start(command.stdin(Stdio::null())).context("failed to start walkup-server")
    }

    /// Starts one of the plain servers of [`super::floor`] out of the benchmark's own program.
    pub fn floor(kind: &str, directory: &Path) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        // The pipe is its leash: it ends when the pipe does.
        command.args([super::floor::ARGUMENT, kind]).arg(directory).stdin(Stdio::piped());
        Self::start(&mut command).with_context(|| format!("failed to start the floor {kind}"))
    }

    fn start(command: &mut Command) -> Result<Self> {
        let began = Instant::now();
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let stdout = process.stdout.take().context("no standard output")?;
        let mut stdout = BufReader::new(stdout);
        let mut line = String::new();
        stdout.read_line(&mut line)?;
        let start = began.elapsed();
        let address = line.trim_end().strip_prefix("listening on ws://").map(str::parse);
        let Some(Ok(address)) = address else {
            process.kill().ok();
            process.wait().ok();
            anyhow::bail!("it says {line:?} and not where it listens");
        };
        Ok(Self { address, start, process, _stdout: stdout })
    }

    /// The processor time that it has used so far, all threads together.
    pub fn cpu(&self) -> Result<Duration> {
        cpu(&self.process.id().to_string())
    }

    /// Its resident memory in KiB.
    pub fn resident_kib(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let size = line.and_then(|line| line.trim().strip_suffix(" kB")).context("no VmRSS")?;
        Ok(size.trim().parse()?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may be gone already, and then there is nothing to end.
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// The processor time that the benchmark's own process has used so far.
pub fn own_cpu() -> Result<Duration> {
    cpu("self")
}

fn cpu(process: &str) -> Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The second field is a name in brackets, which may hold spaces.
    let (_, fields) = stat.rsplit_once(')').context("odd stat")?;
    let ticks = |at: usize| -> Result<f64> {
        Ok(fields.split_whitespace().nth(at).context("short stat")?.parse()?)
    };
    Ok(Duration::from_secs_f64((ticks(11)? + ticks(12)?) / TICKS))
}

/// Makes the account `bench` on a desk and answers with a token of it.
pub fn account(directory: &Path) -> Result<String> {
    tool(directory, &["staff", "add", "bench", "--name", "Bench", "--password-stdin"])?;
    Ok(tool(directory, &["staff", "token", "bench"])?.trim().to_owned())
}

/// Runs one of Walkup's commands on a data directory and answers with what it printed.
fn tool(directory: &Path, arguments: &[&str]) -> Result<String> {
    let mut command = walkup(directory, arguments);
    let streams = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = streams.spawn().context("failed to start walkup-server")?;
    if let Some(mut stdin) = process.stdin.take() {
        // A command that asks for no password may be gone before it is written.
        stdin.write_all(PASSWORD.as_bytes()).ok();
    }
    let output = process.wait_with_output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "walkup-server {} said: {said}", arguments.join(" "));
    Ok(String::from_utf8(output.stdout)?)
}

/// Becomes Walkup on a data directory, which is killed when the benchmark's process dies.
#[cfg(target_os = "linux")]
pub fn become_walkup(directory: &Path) -> Result<std::convert::Infallible> {
    use std::os::unix::process::CommandExt as _;

    nix::sys::prctl::set_pdeathsig(nix::sys::signal::Signal::SIGKILL)?;
    // The parent may have died before that; then nobody reads what we print.
    let error = walkup(directory, &["run", "--listen", "127.0.0.1:0"]).exec();
    Err(error).context("failed to become walkup-server")
}

/// The benchmarks read `/proc`, so they run nowhere else.
#[cfg(not(target_os = "linux"))]
pub fn become_walkup(_: &Path) -> Result<std::convert::Infallible> {
    anyhow::bail!("the benchmarks need Linux")
}

fn walkup(directory: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(WALKUP);
    command.args(arguments).arg("--data-dir").arg(directory);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("WALKUP_") {
            command.env_remove(name);
        }
    }
    command
}
