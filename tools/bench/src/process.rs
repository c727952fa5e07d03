//! Servers as processes of their own, and what they cost as the kernel counts it.

use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// The argument that turns this program into whatever follows it on the command line. The system
/// kills that when the bench dies, however it dies, so that no server outlives its bench.
const LEASH: &str = "on-a-leash";

/// The password of the bench's accounts.
pub const PASSWORD: &str = "the bench's own words";

/// How long a server may take to say where it listens, and to answer there.
const LATE: Duration = Duration::from_secs(10);

/// How long a server must do next to nothing to count as quiet: longer than from tick to tick.
const QUIET: Duration = Duration::from_millis(1500);

/// Next to nothing is this part of a processor: one in so many.
const QUIET_SHARE: u32 = 50;

/// How long a server may go on with what it put off.
const NEVER_QUIET: Duration = Duration::from_secs(180);

/// With which priority the bench and the servers that it starts run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Priority {
    /// As programs are started.
    Ordinary,
    /// Before everything that has none, as by `chrt -r 10`: a busy neighbour adds no wait.
    RealTime,
}

impl Priority {
    /// Runs the calling thread, and all that it starts from now on, with this priority; answers
    /// whether that is permitted.
    pub fn take(self) -> bool {
        let (policy, level) = match self {
            Self::Ordinary => ("--other", "0"),
            Self::RealTime => ("--rr", "10"),
        };
        let this = std::process::id().to_string();
        let mut command = Command::new("chrt");
        command.args([policy, "--pid", level, &this]).stdin(Stdio::null());
        let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
        status.is_ok_and(|status| status.success())
    }
}

/// A running server; ends with this.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    /// How long it took from being started to listening.
    pub start: Duration,
    process: Child,
    _stdout: Option<BufReader<ChildStdout>>,
}

impl Server {
    /// Starts Walkup on a data directory, on a free port.
    pub fn walkup(program: &Path, directory: &Path) -> Result<Self> {
        Self::walkup_at(program, directory, "127.0.0.1:0")
    }

    /// Starts Walkup where clients look for it already.
    pub fn walkup_at(program: &Path, directory: &Path, listen: &str) -> Result<Self> {
        let arguments = ["run", "--listen", listen, "--data-dir"].map(OsStr::new);
        let arguments = arguments.into_iter().chain([directory.as_os_str()]);
        Self::telling(program, arguments).context("failed to start walkup-server")
    }

    /// Starts one of the plain servers of [`crate::floor`] out of this program.
    pub fn floor(kind: &str, directory: &Path) -> Result<Self> {
        let arguments =
            [OsStr::new(crate::floor::ARGUMENT), OsStr::new(kind), directory.as_os_str()];
        Self::telling(&std::env::current_exe()?, arguments)
            .with_context(|| format!("failed to start the floor {kind}"))
    }

    /// A server that says where it listens in its first line.
    fn telling<'a>(program: &Path, arguments: impl IntoIterator<Item = &'a OsStr>) -> Result<Self> {
        let began = Instant::now();
        let mut command = leashed(program, arguments)?;
        let mut process = command.stdout(Stdio::piped()).spawn()?;
        let stdout = process.stdout.take().context("no standard output")?;
        let mut stdout = BufReader::new(stdout);
        let mut line = String::new();
        stdout.read_line(&mut line)?;
        let start = began.elapsed();
        let address = line.trim_end().strip_prefix("listening on ws://").map(str::parse);
        let Some(Ok(address)) = address else {
            process.kill().ok();
            process.wait().ok();
            bail!("it says {line:?} and not where it listens");
        };
        Ok(Self { address, start, process, _stdout: Some(stdout) })
    }

    /// A server that is told where to listen and says nothing.
    pub fn peer<'a>(
        program: &Path,
        arguments: impl IntoIterator<Item = &'a OsStr>,
        address: SocketAddr,
    ) -> Result<Self> {
        let began = Instant::now();
        let mut command = leashed(program, arguments)?;
        let process = command.stdout(Stdio::null()).spawn()?;
        let mut server = Self { address, start: Duration::ZERO, process, _stdout: None };
        while TcpStream::connect(address).is_err() {
            if let Some(status) = server.process.try_wait()? {
                bail!("{} ended with {status}", program.display());
            }
            ensure!(began.elapsed() < LATE, "{} does not listen", program.display());
            std::thread::sleep(Duration::from_millis(20));
        }
        server.start = began.elapsed();
        Ok(server)
    }

    /// The processor time that it has used so far, all threads together.
    pub fn cpu(&self) -> Result<Duration> {
        cpu(&self.process.id().to_string())
    }

    /// Waits until it does nothing but tick, and answers how long that took. What it put off while
    /// it was busy is done then.
    pub fn quiet(&self) -> Result<Duration> {
        let began = Instant::now();
        loop {
            let before = self.cpu()?;
            std::thread::sleep(QUIET);
            let used = self.cpu()?.saturating_sub(before);
            if used < QUIET / QUIET_SHARE {
                return Ok(began.elapsed().saturating_sub(QUIET));
            }
            ensure!(began.elapsed() < NEVER_QUIET, "it is still busy after {NEVER_QUIET:?}");
        }
    }

    /// Asks it to stop, and waits until it has.
    pub fn stop(mut self) -> Result<()> {
        kill(Pid::from_raw(i32::try_from(self.process.id())?), Signal::SIGTERM)?;
        let status = self.process.wait()?;
        ensure!(status.success(), "it stopped with {status}");
        Ok(())
    }

    /// How many entries the kernel has of it in `/proc`, such as `fd` or `task`.
    pub fn count(&self, what: &str) -> Result<usize> {
        Ok(std::fs::read_dir(format!("/proc/{}/{what}", self.process.id()))?.count())
    }

    /// Its resident memory in KiB.
    pub fn resident_kib(&self) -> Result<f64> {
        self.memory("VmRSS:")
    }

    /// The most that it ever was.
    pub fn most_resident_kib(&self) -> Result<f64> {
        self.memory("VmHWM:")
    }

    fn memory(&self, which: &str) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix(which));
        let size = line.and_then(|line| line.trim().strip_suffix(" kB"));
        Ok(size.with_context(|| format!("no {which}"))?.trim().parse()?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may be gone already, and then there is nothing to end.
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// A port that nobody has at this moment, for a server that must be told one.
pub fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

/// The processor time that the bench's own process has used so far.
pub fn own_cpu() -> Result<Duration> {
    cpu("self")
}

fn cpu(process: &str) -> Result<Duration> {
    // Thread by thread, since the kernel counts these to the nanosecond and a whole process only
    // in hundredths of a second. None of the servers ends a thread while it is measured.
    let mut nanoseconds = 0;
    for thread in std::fs::read_dir(format!("/proc/{process}/task"))? {
        let text = std::fs::read_to_string(thread?.path().join("schedstat"));
        // A thread that ended since the folder was listed.
        let Ok(text) = text else { continue };
        let used = text.split_whitespace().next().context("short schedstat")?;
        nanoseconds += used.parse::<u64>()?;
    }
    Ok(Duration::from_nanos(nanoseconds))
}

/// Becomes another program, if the arguments ask for it.
pub fn leash() -> Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().is_none_or(|argument| argument != LEASH) {
        return Ok(());
    }
    let program = arguments.next().context("which program?")?;
    nix::sys::prctl::set_pdeathsig(Signal::SIGKILL)?;
    let error = Command::new(program).args(arguments).exec();
    Err(error).context("failed to become what it should be")
}

fn leashed<'a>(program: &Path, arguments: impl IntoIterator<Item = &'a OsStr>) -> Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(LEASH).arg(program).args(arguments.into_iter().map(OsString::from));
    command.stdin(Stdio::null()).stderr(Stdio::null());
    without_settings(&mut command);
    Ok(command)
}

/// Makes an account on a desk and answers with a token of it.
pub fn account(program: &Path, directory: &Path, user: &str) -> Result<String> {
    tool(program, directory, &["staff", "add", user, "--name", user, "--password-stdin"])?;
    token(program, directory, user)
}

/// A token of somebody.
pub fn token(program: &Path, directory: &Path, user: &str) -> Result<String> {
    Ok(tool(program, directory, &["staff", "token", user])?.trim().to_owned())
}

/// Lets somebody ask for what a lead may.
pub fn make_lead(program: &Path, directory: &Path, user: &str) -> Result<()> {
    tool(program, directory, &["staff", "role", user, "lead"]).map(drop)
}

/// Has Walkup look its own database through.
pub fn check(program: &Path, directory: &Path) -> Result<()> {
    let said = tool(program, directory, &["check"])?;
    ensure!(said == "ok\n", "walkup-server check said: {said}");
    Ok(())
}

/// Runs one of Walkup's commands on a data directory and answers with what it printed.
fn tool(program: &Path, directory: &Path, arguments: &[&str]) -> Result<String> {
    let mut command = Command::new(program);
    command.args(arguments).arg("--data-dir").arg(directory);
    without_settings(&mut command);
    let streams = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = streams.spawn().context("failed to start walkup-server")?;
    if let Some(mut stdin) = process.stdin.take() {
        // A command that asks for no password may be gone before it is written.
        stdin.write_all(format!("{PASSWORD}\n").as_bytes()).ok();
    }
    let output = process.wait_with_output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "walkup-server {} said: {said}", arguments.join(" "));
    Ok(String::from_utf8(output.stdout)?)
}

/// Nobody's own settings are to change what is measured.
fn without_settings(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("WALKUP_") {
            command.env_remove(name);
        }
    }
}
