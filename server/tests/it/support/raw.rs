//! Bytes and frames that no client would send.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

use anyhow::{Context as _, Result, bail, ensure};

use super::{PATIENCE, Wire, encrypted, is_timeout, tcp};

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
