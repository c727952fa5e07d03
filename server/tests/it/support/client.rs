//! A well-behaved client.

use std::io::{ErrorKind, Write as _};
use std::net::{Shutdown, SocketAddr};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use tokio_tungstenite::tungstenite;
use tungstenite::client::IntoClientRequest as _;
use tungstenite::{Error as WsError, Message, WebSocket};

use super::{PATIENCE, Wire, encrypted, is_timeout, tcp};

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
    ignored: Vec<String>,
    /// The code with which the server closed, once it has.
    code: Option<u16>,
    /// How long [`Client::next`] waits.
    pub patience: Duration,
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
            ignored: ["tick", "waiting", "hours"].map(str::to_owned).into(),
            patience: PATIENCE,
        })
    }

    /// Passes over messages that begin with this word.
    pub fn ignore(&mut self, word: &str) {
        self.ignored.push(word.to_owned());
    }

    /// Passes over nothing but the clock.
    pub fn ignore_only_ticks(&mut self) {
        self.ignored = ["tick", "hours"].map(str::to_owned).into();
    }

    /// Hears when the desk is open, too.
    pub fn hear_hours(&mut self) {
        self.ignored.retain(|word| word != "hours");
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
                    if self.ignored.iter().any(|ignored| ignored == word) {
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

    /// Reads up to the answer to a ping, which may come in the middle of a message of ours.
    pub fn pong(&mut self) -> Result<()> {
        self.socket.get_ref().tcp().set_read_timeout(Some(self.patience))?;
        while !matches!(self.socket.read()?, Message::Pong(_)) {}
        Ok(())
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
