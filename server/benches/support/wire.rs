//! The load generator's WebSocket: no more than it takes to speak to a server, so that what is
//! measured is the server. A WebSocket library per subscriber would cost more than the sending.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Clients must mask what they send. The key is meant to be unpredictable to protect proxies,
/// of which there are none here.
const MASK: [u8; 4] = [0x5a, 0xc3, 0x3c, 0xa5];

/// The longest frame that is expected; more means that the generator has lost its place.
const LONGEST: usize = 1 << 20;

/// A client's end of a WebSocket.
pub struct Wire {
    stream: TcpStream,
    frames: Frames,
}

/// What has arrived and was not looked at yet.
#[derive(Default)]
pub struct Frames {
    bytes: Vec<u8>,
    seen: usize,
}

impl Wire {
    /// Connects to a path and asks for a subprotocol, or for none.
    pub async fn connect(address: SocketAddr, path: &str, protocol: Option<&str>) -> Result<Self> {
        let mut stream = TcpStream::connect(address).await.context("failed to connect")?;
        stream.set_nodelay(true)?;
        let protocol = protocol
            .map(|protocol| format!("Sec-WebSocket-Protocol: {protocol}\r\n"))
            .unwrap_or_default();
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\n\
             Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{protocol}\r\n"
        );
        stream.write_all(request.as_bytes()).await?;
        let mut bytes = Vec::new();
        let end = loop {
            let read = stream.read_buf(&mut bytes).await.context("failed to read the handshake")?;
            if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                break at + 4;
            }
            ensure!(read > 0 && bytes.len() < 4096, "the handshake was not answered");
        };
        ensure!(
            bytes.starts_with(b"HTTP/1.1 101"),
            "the handshake was refused: {}",
            String::from_utf8_lossy(&bytes[..end.min(200)])
        );
        bytes.drain(..end);
        // A connection that waits for nothing should cost the generator little.
        bytes.shrink_to_fit();
        Ok(Self { stream, frames: Frames { bytes, seen: 0 } })
    }

    /// Sends texts, a frame each, in one write.
    pub async fn send(&mut self, texts: &[impl AsRef<str>]) -> Result<()> {
        let mut bytes = Vec::new();
        for text in texts {
            frame(text.as_ref(), &mut bytes)?;
        }
        Ok(self.stream.write_all(&bytes).await?)
    }

    /// The next text.
    pub async fn text(&mut self) -> Result<String> {
        loop {
            match self.frames.next()? {
                Some((TEXT, payload)) => return Ok(String::from_utf8(payload.to_vec())?),
                Some((CLOSE, _)) => bail!("the server closed the connection"),
                Some((PING, _)) => self.pong().await?,
                Some(_) => {}
                None => self.read().await?,
            }
        }
    }

    /// The next answer: what is no answer is passed over.
    pub async fn answer(&mut self) -> Result<String> {
        loop {
            let text = self.text().await?;
            if text.starts_with("success") || text.starts_with("error") {
                return Ok(text);
            }
        }
    }

    /// Waits until more has arrived and answers with how many texts there are in it.
    pub async fn count(&mut self) -> Result<usize> {
        let mut count = 0;
        while count == 0 {
            self.read().await?;
            while let Some((opcode, _)) = self.frames.next()? {
                match opcode {
                    TEXT => count += 1,
                    CLOSE => bail!("the server closed the connection"),
                    PING => self.pong().await?,
                    _ => {}
                }
            }
        }
        Ok(count)
    }

    /// A sign of life. Nobody here puts anything in a ping, so nothing is sent back either.
    async fn pong(&mut self) -> Result<()> {
        let [a, b, c, d] = MASK;
        Ok(self.stream.write_all(&[0x80 | PONG, 0x80, a, b, c, d]).await?)
    }

    async fn read(&mut self) -> Result<()> {
        self.frames.forget_seen();
        let read = self.stream.read_buf(&mut self.frames.bytes).await?;
        ensure!(read > 0, "the server ended the connection");
        Ok(())
    }
}

const TEXT: u8 = 1;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

impl Frames {
    /// The next whole frame, if it has arrived: what kind it is and what it holds.
    fn next(&mut self) -> Result<Option<(u8, &[u8])>> {
        let rest = &self.bytes[self.seen..];
        let [kind, length, ..] = rest else { return Ok(None) };
        let (head, length) = match (length, rest) {
            (126, [_, _, a, b, ..]) => (4, usize::from(u16::from_be_bytes([*a, *b]))),
            (126, _) => return Ok(None),
            (0..126, _) => (2, usize::from(*length)),
            _ => bail!("a frame is masked or longer than anything expected"),
        };
        ensure!(kind & 0x80 != 0 && length <= LONGEST, "a frame in parts was not expected");
        let (from, to) = (self.seen + head, self.seen + head + length);
        if self.bytes.len() < to {
            return Ok(None);
        }
        let opcode = kind & 0x0f;
        self.seen = to;
        Ok(Some((opcode, &self.bytes[from..to])))
    }

    fn forget_seen(&mut self) {
        self.bytes.drain(..self.seen);
        self.seen = 0;
    }
}

fn frame(text: &str, bytes: &mut Vec<u8>) -> Result<()> {
    let length = u16::try_from(text.len()).context("a text of that length was not expected")?;
    bytes.push(0x81);
    match u8::try_from(length) {
        Ok(length @ 0..126) => bytes.push(0x80 | length),
        _ => {
            bytes.push(0x80 | 126);
            bytes.extend(length.to_be_bytes());
        }
    }
    bytes.extend(MASK);
    bytes.extend(text.bytes().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    Ok(())
}
