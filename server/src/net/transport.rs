//! A client's socket, plain or encrypted: whole for the handshake, then in two halves.
//!
//! The plain halves are the system's, nothing is added to them. The encrypted halves share the
//! state of their encryption behind a lock. Whoever writes already holds the outbox's lock, and
//! nobody takes the outbox's lock while holding this one.

use std::io::{self, IoSlice, Read as _, Write as _};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use rustls::ServerConnection;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio_rustls::server::TlsStream;

use super::websocket::Refused;
use crate::hub::outbox::Socket;

/// The most encrypted bytes that wait for a socket: one record, so that what a slow client has
/// not taken stands in its outbox, where it is counted.
const RECORD: usize = 16 * 1024;

/// A socket before and during the handshake.
#[derive(Debug)]
pub enum Stream {
    /// As it is.
    Plain(TcpStream),
    /// Encrypted.
    Tls(Box<TlsStream<TcpStream>>),
}

/// The half that is read from.
#[derive(Debug)]
pub struct Receiver {
    half: OwnedReadHalf,
    tls: Option<Arc<Mutex<ServerConnection>>>,
}

/// The half that is written to.
#[derive(Debug)]
pub struct Sender {
    half: OwnedWriteHalf,
    tls: Option<Arc<Mutex<ServerConnection>>>,
}

impl Stream {
    /// The two halves.
    pub fn into_halves(self) -> (Receiver, Sender) {
        let (stream, tls) = match self {
            Self::Plain(stream) => (stream, None),
            Self::Tls(stream) => {
                let (stream, mut state) = stream.into_inner();
                state.set_buffer_limit(Some(RECORD));
                (stream, Some(Arc::new(Mutex::new(state))))
            }
        };
        let (read, write) = stream.into_split();
        (Receiver { half: read, tls: tls.clone() }, Sender { half: write, tls })
    }
}

impl Receiver {
    /// The system's half, to wait for.
    pub fn half(&self) -> &OwnedReadHalf {
        &self.half
    }

    /// The system's half, to read and drop what still comes.
    pub fn half_mut(&mut self) -> &mut OwnedReadHalf {
        &mut self.half
    }

    /// Reads what has arrived through `scratch` and gives the client's bytes to `take`, which may
    /// refuse them. Returns the count of the socket's bytes; 0 at the end, of which `take` was given
    /// what came before it.
    pub fn try_read(
        &self,
        scratch: &mut [u8],
        mut take: impl FnMut(&[u8]) -> Result<(), Refused>,
    ) -> io::Result<Result<usize, Refused>> {
        let count = self.half.try_read(scratch)?;
        let Some(tls) = &self.tls else {
            return Ok(take(&scratch[..count]).map(|()| count));
        };
        let mut tls = lock(tls);
        let mut left = &scratch[..count];
        while !left.is_empty() {
            tls.read_tls(&mut left)?;
            let processed = tls.process_new_packets();
            // What was decrypted before an error stands.
            match decrypted(&mut tls, &mut take)? {
                Err(refused) => return Ok(Err(refused)),
                Ok(Received::All) => return Ok(Ok(0)),
                Ok(Received::SoFar) => {}
            }
            processed.map_err(io::Error::other)?;
        }
        Ok(Ok(count))
    }

    /// Gives `take` what arrived together with the encryption's handshake.
    pub fn leftover(
        &self,
        mut take: impl FnMut(&[u8]) -> Result<(), Refused>,
    ) -> io::Result<Result<Received, Refused>> {
        match &self.tls {
            None => Ok(Ok(Received::SoFar)),
            Some(tls) => decrypted(&mut lock(tls), &mut take),
        }
    }
}

/// How much of a client's bytes was received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    /// There may be more.
    SoFar,
    /// All: the client said that nothing more comes.
    All,
}

/// Gives `take` all that was decrypted.
fn decrypted(
    tls: &mut ServerConnection,
    take: &mut impl FnMut(&[u8]) -> Result<(), Refused>,
) -> io::Result<Result<Received, Refused>> {
    let mut buffer = [0; 4096];
    loop {
        match tls.reader().read(&mut buffer) {
            Ok(0) => return Ok(Ok(Received::All)),
            Ok(count) => {
                if let Err(refused) = take(&buffer[..count]) {
                    return Ok(Err(refused));
                }
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                return Ok(Ok(Received::SoFar));
            }
            // Cut off without a goodbye: what came before stands.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                return Ok(Ok(Received::All));
            }
            Err(error) => return Err(error),
        }
    }
}

impl Socket for Sender {
    fn try_write(&self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        let Some(tls) = &self.tls else {
            return match slices {
                [frame] => self.half.try_write(frame),
                frames => self.half.try_write_vectored(frames),
            };
        };
        let mut tls = lock(tls);
        self.drain(&mut tls)?;
        let count = tls.writer().write_vectored(slices)?;
        match self.drain(&mut tls) {
            Err(error) if error.kind() != io::ErrorKind::WouldBlock => Err(error),
            // Taken all the same: it waits for the next call.
            _ => Ok(count),
        }
    }

    fn try_drain(&self) -> io::Result<bool> {
        let Some(tls) = &self.tls else { return Ok(true) };
        match self.drain(&mut lock(tls)) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn finish(&self) {
        if let Some(tls) = &self.tls {
            let mut tls = lock(tls);
            tls.send_close_notify();
            // Whoever is gone needs no goodbye.
            self.drain(&mut tls).ok();
        }
    }
}

impl Sender {
    fn drain(&self, tls: &mut ServerConnection) -> io::Result<()> {
        while tls.wants_write() {
            tls.write_tls(&mut Raw(&self.half))?;
        }
        Ok(())
    }
}

/// The socket as encryption writes to it.
struct Raw<'a>(&'a OwnedWriteHalf);

impl io::Write for Raw<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.try_write(bytes)
    }

    fn write_vectored(&mut self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        self.0.try_write_vectored(slices)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn lock(tls: &Mutex<ServerConnection>) -> MutexGuard<'_, ServerConnection> {
    tls.lock().unwrap_or_else(PoisonError::into_inner)
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(cx, buffer),
            Self::Tls(stream) => Pin::new(stream.as_mut()).poll_read(cx, buffer),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(cx, bytes),
            Self::Tls(stream) => Pin::new(stream.as_mut()).poll_write(cx, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Self::Tls(stream) => Pin::new(stream.as_mut()).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Tls(stream) => Pin::new(stream.as_mut()).poll_shutdown(cx),
        }
    }
}
