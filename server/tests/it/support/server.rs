//! A server process, killed when dropped.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};

use super::{Client, Desk, Dialect, PATIENCE, Raw, handshake};

/// A running server process; killed when dropped.
pub struct Server {
    process: Child,
    /// Where it listens, as a client of this machine reaches it.
    pub address: SocketAddr,
    /// Whether it speaks `wss`.
    pub is_encrypted: bool,
    log: PathBuf,
}

impl Server {
    pub(super) fn start(mut command: Command, log: PathBuf) -> Result<Self> {
        let mut process = command
            .stdout(Stdio::piped())
            .stderr(fs::OpenOptions::new().create(true).append(true).open(&log)?)
            .spawn()?;
        let stdout = process.stdout.take().context("no standard output")?;
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || {
            let mut lines = BufReader::new(stdout).lines();
            // The receiver is gone once the first line is there; the rest is read so that the
            // server never blocks on a full pipe.
            sender.send(lines.next()).ok();
            lines.for_each(drop);
        });
        let first = receiver.recv_timeout(PATIENCE);
        let said = first.ok().flatten().and_then(Result::ok).and_then(|line| {
            let (scheme, address) = line.strip_prefix("listening on ")?.split_once("://")?;
            let mut address: SocketAddr = address.parse().ok()?;
            if address.ip().is_unspecified() {
                address.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
            }
            Some((scheme == "wss", address))
        });
        let Some((is_encrypted, address)) = said else {
            process.kill().ok(); // It may have ended by itself.
            process.wait()?;
            bail!("the server did not start:\n{}", fs::read_to_string(&log)?);
        };
        Ok(Self { process, address, is_encrypted, log })
    }

    /// The process id.
    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// The memory that it has in use; 0 where the system does not say.
    pub fn resident_kib(&self) -> Result<u64> {
        self.memory("VmRSS:")
    }

    /// The most memory that it ever had in use; 0 where the system does not say.
    pub fn most_resident_kib(&self) -> Result<u64> {
        self.memory("VmHWM:")
    }

    fn memory(&self, name: &str) -> Result<u64> {
        let Ok(status) = fs::read_to_string(format!("/proc/{}/status", self.pid())) else {
            return Ok(0);
        };
        let line = status.lines().find(|line| line.starts_with(name)).context("no such line")?;
        Ok(line.split_whitespace().nth(1).context("no figure")?.parse()?)
    }

    /// Ends the process at once, as a power cut would.
    pub fn kill(mut self) -> Result<()> {
        self.process.kill()?;
        self.process.wait()?;
        Ok(())
    }

    /// Asks the server to stop.
    pub fn ask_to_stop(&self) -> Result<()> {
        let pid = nix::unistd::Pid::from_raw(i32::try_from(self.pid())?);
        Ok(nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGTERM)?)
    }

    /// Waits for the process to end.
    pub fn wait(&mut self, deadline: Duration) -> Result<ExitStatus> {
        let end = Instant::now() + deadline;
        loop {
            if let Some(status) = self.process.try_wait()? {
                return Ok(status);
            }
            ensure!(Instant::now() < end, "the server has not ended within {deadline:?}");
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Stops the server in good order.
    pub fn stop(mut self) -> Result<()> {
        self.ask_to_stop()?;
        let status = self.wait(PATIENCE)?;
        ensure!(status.success(), "stopped with {status}");
        Ok(())
    }

    /// What the server logged so far.
    pub fn log(&self) -> Result<String> {
        Ok(fs::read_to_string(&self.log)?)
    }

    /// A classic client on a path.
    pub fn classic(&self, path: &str) -> Result<Client> {
        self.client(path, Dialect::Classic)
    }

    /// A client of the extended dialect on a path.
    pub fn v2(&self, path: &str) -> Result<Client> {
        self.client(path, Dialect::V2)
    }

    fn client(&self, path: &str, dialect: Dialect) -> Result<Client> {
        if self.is_encrypted {
            return Ok(Client::connect_encrypted(self.address, path, dialect)?.0);
        }
        Client::connect(self.address, path, dialect)
    }

    /// A signed-in classic staff client at a table, its state read and dropped.
    pub fn staff_at(&self, desk: &Desk, user: &str, table: u32) -> Result<Client> {
        let mut client = self.classic("/staff")?;
        client.send(&format!("pick {table} {}", desk.token(user)))?;
        client.wait_for(&format!("success pick {table}"))?;
        client.fence()?;
        Ok(client)
    }

    /// A plain TCP connection, nothing sent.
    pub fn raw(&self) -> Result<Raw> {
        Raw::connect(self.address)
    }

    /// A raw connection on which the handshake for a path is done.
    pub fn raw_on(&self, path: &str) -> Result<Raw> {
        let mut raw = self.raw()?;
        raw.send(handshake(path, "").as_bytes())?;
        let head = raw.head()?;
        ensure!(head.starts_with("HTTP/1.1 101 "), "refused: {head}");
        Ok(raw)
    }

    /// The answer to an HTTP request that is no WebSocket's: its status and body.
    pub fn http(&self, request: &str) -> Result<(u16, String)> {
        let mut raw = self.raw()?;
        raw.send(request.as_bytes())?;
        let head = raw.head()?;
        let status = head.split(' ').nth(1).context("no status")?.parse()?;
        Ok((status, raw.rest()?))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; nothing is left to do then.
        self.process.kill().ok();
        self.process.wait().ok();
        if thread::panicking() {
            let log = fs::read_to_string(&self.log).unwrap_or_default();
            let tail: Vec<&str> = log.lines().rev().take(20).collect();
            for line in tail.iter().rev() {
                eprintln!("server: {line}");
            }
        }
    }
}
