//! A desk in a temporary directory, a server process that runs on it, and clients that speak to it.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{OnceLock, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use tokio_tungstenite::tungstenite;
use tungstenite::client::IntoClientRequest as _;
use tungstenite::{Error as WsError, Message, WebSocket};

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

/// A running server process; killed when dropped.
pub struct Server {
    process: Child,
    /// Where it listens, as a client of this machine reaches it.
    pub address: SocketAddr,
    /// Whether it speaks `wss`.
    pub is_encrypted: bool,
    log: PathBuf,
}

/// What a client speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// No subprotocol: the messages of the protocol document alone.
    Classic,
    /// `walkup.v2`.
    V2,
}

/// A well-behaved client: blocking, one message at a time.
pub struct Client {
    socket: WebSocket<Wire>,
    dialect: Dialect,
    /// Messages that begin with one of these words are passed over.
    ignored: Vec<&'static str>,
    /// The code with which the server closed, once it has.
    code: Option<u16>,
    /// How long [`Client::next`] waits.
    pub patience: Duration,
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
        let mut command = Command::new(env!("CARGO_BIN_EXE_walkup-server"));
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

impl Server {
    fn start(mut command: Command, log: PathBuf) -> Result<Self> {
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

impl Client {
    /// Connects to a path.
    pub fn connect(address: SocketAddr, path: &str, dialect: Dialect) -> Result<Self> {
        Self::over(Wire::Plain(tcp(address)?), path, dialect, &[])
    }

    /// Connects to a path by `wss`, whoever answers; what it shows as its certificate besides.
    pub fn connect_encrypted(
        address: SocketAddr,
        path: &str,
        dialect: Dialect,
    ) -> Result<(Self, String)> {
        let (stream, fingerprint) = encrypted(address)?;
        Ok((Self::over(Wire::Tls(Box::new(stream)), path, dialect, &[])?, fingerprint))
    }

    /// Connects over a wire, with more headers.
    pub fn over(
        stream: Wire,
        path: &str,
        dialect: Dialect,
        more: &[(&'static str, &str)],
    ) -> Result<Self> {
        let mut request = format!("ws://desk{path}").into_client_request()?;
        let headers = request.headers_mut();
        if dialect == Dialect::V2 {
            headers.insert("Sec-WebSocket-Protocol", shared::SUBPROTOCOL.parse()?);
        }
        for (name, value) in more {
            headers.insert(*name, value.parse()?);
        }
        let (socket, _) = tungstenite::client(request, stream)
            .map_err(|error| anyhow::anyhow!("handshake on {path}: {error}"))?;
        Ok(Self {
            socket,
            dialect,
            code: None,
            // The clock and the estimate come when they like; tests of them listen themselves.
            ignored: vec!["tick", "waiting"],
            patience: PATIENCE,
        })
    }

    /// Passes over messages that begin with this word.
    pub fn ignore(&mut self, word: &'static str) {
        self.ignored.push(word);
    }

    /// Passes over nothing but the clock.
    pub fn ignore_only_ticks(&mut self) {
        self.ignored = vec!["tick"];
    }

    /// Passes over nothing at all.
    pub fn ignore_nothing(&mut self) {
        self.ignored.clear();
    }

    /// Sends a message.
    pub fn send(&mut self, text: &str) -> Result<()> {
        self.socket.send(Message::text(text)).with_context(|| format!("sending {text:?}"))
    }

    /// Queues a message; [`Client::flush`] sends what is queued.
    pub fn queue(&mut self, text: &str) -> Result<()> {
        Ok(self.socket.write(Message::text(text))?)
    }

    /// Sends what is queued.
    pub fn flush(&mut self) -> Result<()> {
        Ok(self.socket.flush()?)
    }

    /// Sends bytes as they are, which may be no whole frame.
    pub fn send_bytes(&mut self, bytes: &[u8]) -> Result<()> {
        let wire = self.socket.get_mut();
        wire.write_all(bytes)?;
        Ok(wire.flush()?)
    }

    /// The next message.
    pub fn next(&mut self) -> Result<String> {
        let deadline = Instant::now() + self.patience;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            ensure!(!left.is_zero(), "nothing came within {:?}", self.patience);
            self.socket.get_ref().tcp().set_read_timeout(Some(left))?;
            match self.socket.read() {
                Ok(Message::Text(text)) => {
                    let word = text.split(' ').next().unwrap_or_default();
                    if self.ignored.contains(&word) {
                        ensure!(
                            self.dialect == Dialect::V2 || word != "tick" && word != "waiting",
                            "{word} on a classic connection"
                        );
                        continue;
                    }
                    return Ok(text.as_str().to_owned());
                }
                Ok(Message::Close(frame)) => {
                    self.code = frame.as_ref().map(|frame| frame.code.into());
                    bail!("closed by the server: {frame:?}");
                }
                Ok(Message::Binary(_)) => bail!("a binary frame"),
                Ok(_) => {}
                // A timed read is not taken up again by the system after a signal.
                Err(WsError::Io(error)) if error.kind() == ErrorKind::Interrupted => {}
                Err(WsError::Io(error)) if is_timeout(&error) => {
                    bail!("nothing came within {:?}", self.patience)
                }
                Err(error) => return Err(error).context("reading"),
            }
        }
    }

    /// The next message must be this.
    pub fn expect(&mut self, expected: &str) -> Result<()> {
        let text = self.next().with_context(|| format!("expected {expected:?}"))?;
        ensure!(text == expected, "expected {expected:?}\n     got {text:?}");
        Ok(())
    }

    /// Sends a message whose answer must be this, with nothing before it.
    pub fn ask(&mut self, text: &str, expected: &str) -> Result<()> {
        self.send(text)?;
        self.expect(expected)
    }

    /// Sends a message and returns the answer, passing over events.
    pub fn answer(&mut self, text: &str) -> Result<String> {
        self.send(text)?;
        loop {
            let text = self.next()?;
            if text.starts_with("success ") || text.starts_with("error ") {
                return Ok(text);
            }
        }
    }

    /// Reads up to this message and returns what came before it.
    pub fn wait_for(&mut self, expected: &str) -> Result<Vec<String>> {
        let mut before = Vec::new();
        let end = Instant::now() + self.patience;
        loop {
            // Other messages may come for ever.
            ensure!(Instant::now() < end, "{expected:?} never came, but {before:?}");
            let text = self.next().with_context(|| format!("waiting for {expected:?}"))?;
            if text == expected {
                return Ok(before);
            }
            before.push(text);
        }
    }

    /// Reads up to a message that begins like this.
    pub fn wait_for_start(&mut self, start: &str) -> Result<String> {
        let end = Instant::now() + self.patience;
        loop {
            ensure!(Instant::now() < end, "{start:?} never came");
            let text = self.next().with_context(|| format!("waiting for {start:?}"))?;
            if text.starts_with(start) {
                return Ok(text);
            }
        }
    }

    /// Everything that has come so far. Answers come in order, so what had been sent when this
    /// was called stands before the answer to a verb that does not exist.
    pub fn fence(&mut self) -> Result<Vec<String>> {
        self.send("fence")?;
        self.wait_for("error unknown command")
    }

    /// Nothing has come.
    pub fn silent(&mut self) -> Result<()> {
        let came = self.fence()?;
        ensure!(came.is_empty(), "expected silence, got {came:#?}");
        Ok(())
    }

    /// Reads to the end; the close code, or none when the connection just broke.
    pub fn closed(&mut self) -> Result<Option<u16>> {
        self.socket.get_ref().tcp().set_read_timeout(Some(self.patience))?;
        loop {
            match self.socket.read() {
                Ok(Message::Close(frame)) => self.code = frame.map(|frame| frame.code.into()),
                Ok(_) => {}
                Err(WsError::Io(error)) if error.kind() == ErrorKind::Interrupted => {}
                Err(WsError::Io(error)) if is_timeout(&error) => bail!("still open"),
                Err(_) => return Ok(self.code),
            }
        }
    }

    /// Breaks the connection without a word.
    pub fn cut(self) {
        // It may be cut already.
        self.socket.get_ref().tcp().shutdown(Shutdown::Both).ok();
    }
}

/// A connection for bytes that no client would send.
pub struct Raw {
    wire: Wire,
    unread: Vec<u8>,
}

/// A frame as a client sends it; what each field is for stands in RFC 6455, section 5.2.
#[derive(Debug, Clone)]
pub struct Frame<'a> {
    /// Whether the message ends here.
    pub fin: bool,
    /// The three reserved bits, as a number from 0 to 7.
    pub rsv: u8,
    /// What it is.
    pub opcode: u8,
    /// Clients must.
    pub masked: bool,
    /// How the length is written.
    pub length: Length,
    /// What it carries.
    pub payload: &'a [u8],
}

/// How the length of a frame is written.
#[derive(Debug, Clone, Copy)]
pub enum Length {
    /// In the shortest way.
    Minimal,
    /// In two bytes, whether needed or not.
    Two,
    /// In eight bytes, whether needed or not.
    Eight,
    /// In eight bytes, and it is not true.
    Claimed(u64),
}

/// A frame with everything in order.
pub fn frame(opcode: u8, payload: &[u8]) -> Frame<'_> {
    Frame { fin: true, rsv: 0, opcode, masked: true, length: Length::Minimal, payload }
}

impl Frame<'_> {
    /// The frame on the wire.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = vec![u8::from(self.fin) << 7 | self.rsv << 4 | self.opcode];
        let mask_bit = u8::from(self.masked) << 7;
        let size = self.payload.len();
        let low_16 = u16::try_from(size).unwrap_or(u16::MAX).to_be_bytes();
        match self.length {
            Length::Minimal if size < 126 => {
                bytes.push(mask_bit | u8::try_from(size).expect("it is below 126"));
            }
            Length::Minimal if size <= usize::from(u16::MAX) => {
                bytes.push(mask_bit | 126);
                bytes.extend(low_16);
            }
            Length::Two => {
                bytes.push(mask_bit | 126);
                bytes.extend(low_16);
            }
            Length::Minimal | Length::Eight => {
                bytes.push(mask_bit | 127);
                bytes.extend((size as u64).to_be_bytes());
            }
            Length::Claimed(length) => {
                bytes.push(mask_bit | 127);
                bytes.extend(length.to_be_bytes());
            }
        }
        let mask = [0x11_u8, 0x22, 0x33, 0x44];
        if self.masked {
            bytes.extend(mask);
            bytes.extend(self.payload.iter().zip(mask.iter().cycle()).map(|(a, b)| a ^ b));
        } else {
            bytes.extend(self.payload);
        }
        bytes
    }
}

/// A WebSocket handshake for a path, with more header lines.
pub fn handshake(path: &str, more: &str) -> String {
    format!(
        "GET {path} HTTP/1.1\r\nHost: desk\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{more}\r\n"
    )
}

impl Raw {
    /// A connection to an address, nothing sent.
    pub fn connect(address: SocketAddr) -> Result<Self> {
        Self::over(Wire::Plain(tcp(address)?))
    }

    /// An encrypted connection to an address, nothing sent within the encryption.
    pub fn connect_encrypted(address: SocketAddr) -> Result<Self> {
        Self::over(Wire::Tls(Box::new(encrypted(address)?.0)))
    }

    fn over(wire: Wire) -> Result<Self> {
        wire.tcp().set_write_timeout(Some(PATIENCE))?;
        Ok(Self { wire, unread: Vec::new() })
    }

    /// Sends bytes.
    pub fn send(&mut self, bytes: &[u8]) -> Result<()> {
        self.wire.write_all(bytes)?;
        Ok(self.wire.flush()?)
    }

    /// Sends a frame.
    pub fn frame(&mut self, frame: &Frame<'_>) -> Result<()> {
        self.send(&frame.bytes())
    }

    /// The socket itself.
    pub fn stream(&self) -> &TcpStream {
        self.wire.tcp()
    }

    /// Whether the server has ended the connection by now; it must not have said a word.
    pub fn has_ended_in_silence(&mut self) -> Result<bool> {
        self.stream().set_nonblocking(true)?;
        let read = self.wire.read(&mut [0; 512]);
        self.stream().set_nonblocking(false)?;
        match read {
            Ok(0) => Ok(true),
            Ok(_) => bail!("it was answered"),
            Err(error) => Ok(!is_timeout(&error)),
        }
    }

    /// The head of an HTTP answer.
    pub fn head(&mut self) -> Result<String> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.extend(self.take(1).context("no answer")?);
        }
        Ok(String::from_utf8(head)?)
    }

    /// Everything up to the end of the connection.
    pub fn rest(&mut self) -> Result<String> {
        let mut bytes = std::mem::take(&mut self.unread);
        match self.wire.read_to_end(&mut bytes) {
            Ok(_) => {}
            Err(error) if is_timeout(&error) => bail!("still open"),
            Err(_) => {} // A reset is an end as well.
        }
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The next frame from the server: opcode and payload.
    pub fn next(&mut self) -> Result<(u8, Vec<u8>)> {
        let head = self.take(2)?;
        ensure!(head[0] & 0x70 == 0, "a reserved bit from the server");
        ensure!(head[1] & 0x80 == 0, "a masked frame from the server");
        let length = match head[1] {
            126 => usize::from(u16::from_be_bytes(self.take(2)?.try_into().expect("two bytes"))),
            127 => {
                let bytes: [u8; 8] = self.take(8)?.try_into().expect("eight bytes");
                usize::try_from(u64::from_be_bytes(bytes))?
            }
            short => usize::from(short),
        };
        Ok((head[0] & 0x0f, self.take(length)?))
    }

    /// The next text message, passing over pings and pongs.
    pub fn text(&mut self) -> Result<String> {
        loop {
            match self.next()? {
                (1, payload) => return Ok(String::from_utf8(payload)?),
                (9 | 10, _) => {}
                (8, payload) => bail!("closed: {payload:?}"),
                (opcode, _) => bail!("opcode {opcode}"),
            }
        }
    }

    /// Reads up to the server's close frame and through it to the end of the connection; its
    /// code, or none if the frame had none or never came.
    pub fn closed(&mut self) -> Result<Option<u16>> {
        loop {
            match self.next() {
                Ok((8, payload)) => {
                    self.rest()?;
                    return Ok(payload.first_chunk::<2>().map(|bytes| u16::from_be_bytes(*bytes)));
                }
                Ok(_) => {}
                Err(error) => match error.downcast_ref::<std::io::Error>() {
                    Some(io) if is_timeout(io) => bail!("still open"),
                    _ => return Ok(None),
                },
            }
        }
    }

    fn take(&mut self, count: usize) -> Result<Vec<u8>> {
        let mut buffer = [0; 4096];
        while self.unread.len() < count {
            let read = match self.wire.read(&mut buffer) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                read => read?,
            };
            if read == 0 {
                return Err(std::io::Error::from(ErrorKind::UnexpectedEof).into());
            }
            self.unread.extend(&buffer[..read]);
        }
        Ok(self.unread.drain(..count).collect())
    }
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

/// A client's way to the server.
pub enum Wire {
    Plain(TcpStream),
    Tls(Box<Encrypted>),
}

/// A socket with the encryption of its client.
pub type Encrypted = rustls::StreamOwned<rustls::ClientConnection, TcpStream>;

impl Wire {
    /// The socket itself.
    pub fn tcp(&self) -> &TcpStream {
        match self {
            Self::Plain(stream) => stream,
            Self::Tls(stream) => &stream.sock,
        }
    }
}

impl Read for Wire {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.read(buffer),
            Self::Tls(stream) => stream.read(buffer),
        }
    }
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.write(bytes),
            Self::Tls(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match self {
            Self::Plain(stream) => stream.flush(),
            Self::Tls(stream) => stream.flush(),
        }
    }
}

/// A plain connection that waits for nothing longer than a test.
pub fn tcp(address: SocketAddr) -> Result<TcpStream> {
    let stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// An encrypted connection to whoever answers, and the fingerprint of what it shows.
pub fn encrypted(address: SocketAddr) -> Result<(Encrypted, String)> {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(std::sync::Arc::new(Anybody(provider)))
        .with_no_client_auth();
    let name = rustls::pki_types::ServerName::from(address.ip());
    let mut state = rustls::ClientConnection::new(std::sync::Arc::new(config), name)?;
    let mut stream = tcp(address)?;
    while state.is_handshaking() {
        state.complete_io(&mut stream)?;
    }
    let shown = state.peer_certificates().and_then(<[_]>::first).context("no certificate")?;
    let fingerprint = server::tls::fingerprint(shown);
    Ok((rustls::StreamOwned::new(state, stream), fingerprint))
}

/// Believes every certificate whose key is there too: the tests compare fingerprints themselves.
#[derive(Debug)]
struct Anybody(std::sync::Arc<rustls::crypto::CryptoProvider>);

impl rustls::client::danger::ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _end: &rustls::pki_types::CertificateDer<'_>,
        _between: &[rustls::pki_types::CertificateDer<'_>],
        _name: &rustls::pki_types::ServerName<'_>,
        _ocsp: &[u8],
        _now: rustls::pki_types::UnixTime,
    ) -> Result<rustls::client::danger::ServerCertVerified, rustls::Error> {
        Ok(rustls::client::danger::ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &rustls::pki_types::CertificateDer<'_>,
        signature: &rustls::DigitallySignedStruct,
    ) -> Result<rustls::client::danger::HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &rustls::pki_types::CertificateDer<'_>,
        signature: &rustls::DigitallySignedStruct,
    ) -> Result<rustls::client::danger::HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<rustls::SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
