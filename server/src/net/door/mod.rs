//! Any server is a door to every desk of its cluster: where another leads the desk that a client asked
//! for, the client's bytes are passed on to that one, and the answers back.
//!
//! ```text
//! client ──> handshake: head read ──> directory: who leads? ──> connect ──> preface, head, bytes
//!                                                                              │ (mutual TLS)
//!                             the leader's own listener <──────────────────────┘
//! ```
//!
//! [`preface`]: what a door says of its client. [`directory`]: who leads what. [`listen`]: the side of
//! the leader. `pass`: the bytes, and the end. `frames`: where the door may say something itself.

pub mod directory;
mod frames;
pub mod listen;
mod pass;
pub mod preface;

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustls::ClientConfig;
use shared::desk::DeskName;
use tokio::io::{
    AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _,
};
use tokio::net::TcpStream;

pub use self::directory::Directory;
pub use self::pass::pass;
use self::preface::{Answer, LONGEST, Preface, Purpose};
use super::authority::DOOR;
use crate::store::postgres::directory::{Led, LedBy};
use crate::store::postgres::registry::RegistryError;

/// How long it may take until a leader has said that it is one.
const PATIENCE: Duration = Duration::from_secs(2);

/// How soon again it is said that a server is none of this cluster.
const TOLD_AGAIN: Duration = Duration::from_secs(60);

/// A connection to another server.
pub trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Wire for T {}

/// A connection to the leader of a desk, which has said that it is.
pub struct Passage {
    /// What is said and heard.
    pub wire: Box<dyn Wire>,
    /// Who it is.
    pub leader: Arc<LedBy>,
}

impl std::fmt::Debug for Passage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Passage").field("leader", &self.leader.address).finish_non_exhaustive()
    }
}

/// Why a desk cannot be reached.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoPassage {
    /// Nobody is to lead it.
    #[error(transparent)]
    Nowhere(RegistryError),
    /// Nobody leads it, or whoever does cannot be reached.
    #[error("nobody leads the desk at the moment, or who does cannot be reached")]
    NotNow,
}

/// The way to other servers.
#[derive(Debug)]
pub struct Doors {
    directory: Directory,
    /// Where connections between servers are encrypted.
    keys: Option<Arc<ClientConfig>>,
    /// When it was said last that somebody who should be a server of this cluster is none.
    told: Mutex<Option<Instant>>,
}

impl Doors {
    /// The way to the servers that a directory knows; without keys the connections are plain.
    pub fn new(directory: Directory, keys: Option<Arc<ClientConfig>>) -> Self {
        Self { directory, keys, told: Mutex::default() }
    }

    /// Who leads what.
    pub fn directory(&self) -> &Directory {
        &self.directory
    }

    /// Connects to the leader of a desk. Where who was known to lead it does not any more, it is asked
    /// once who does.
    ///
    /// # Errors
    ///
    /// There is no such desk, or it cannot be reached now.
    pub async fn open(&self, desk: &DeskName, purpose: Purpose) -> Result<Passage, NoPassage> {
        for _ in 0..2 {
            let leader = match self.directory.find(desk).await {
                Some(Led::By(leader)) => leader,
                Some(Led::Nowhere(why)) => return Err(NoPassage::Nowhere(why)),
                Some(Led::ByNobody) | None => return Err(NoPassage::NotNow),
            };
            let preface = Preface { to: leader.server.clone(), desk: desk.clone(), purpose };
            let opened = tokio::time::timeout(PATIENCE, self.connect(&leader, &preface)).await;
            match opened {
                Ok(Ok(wire)) => return Ok(Passage { wire, leader: Arc::new(leader) }),
                Ok(Err(error)) => self.note(&leader, &error),
                Err(_) => tracing::debug!("the server at {} does not answer", leader.address),
            }
            self.directory.forget(desk, &leader);
        }
        Err(NoPassage::NotNow)
    }

    /// Notes why a leader could not be used. That it is gone is soon over; that it does not know this
    /// server, or this one it, is for somebody to look after.
    fn note(&self, leader: &LedBy, error: &io::Error) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let is_strange = error.kind() == io::ErrorKind::InvalidData;
        if is_strange && told.is_none_or(|told| told.elapsed() >= TOLD_AGAIN) {
            *told = Some(Instant::now());
            tracing::warn!(
                "the server at {} and this one do not know each other ({error}): is \
                 cluster-authority.pem the same in both data directories?",
                leader.address
            );
        } else {
            tracing::debug!("the server at {}: {error}", leader.address);
        }
    }

    async fn connect(&self, leader: &LedBy, preface: &Preface) -> io::Result<Box<dyn Wire>> {
        let stream = TcpStream::connect(&leader.address).await?;
        stream.set_nodelay(true)?;
        let mut wire: Box<dyn Wire> = match &self.keys {
            None => Box::new(stream),
            Some(keys) => {
                let connector = tokio_rustls::TlsConnector::from(Arc::clone(keys));
                let name = DOOR.try_into().map_err(io::Error::other)?;
                Box::new(connector.connect(name, stream).await?)
            }
        };
        wire.write_all(preface.line().as_bytes()).await?;
        wire.flush().await?;
        let mut answer = String::new();
        // Byte by byte: what follows is the client's.
        let mut one = tokio::io::BufReader::with_capacity(1, (&mut wire).take(LONGEST as u64));
        one.read_line(&mut answer).await?;
        match answer.parse() {
            Ok(Answer::Mine) => Ok(wire),
            Ok(Answer::NotMine) => Err(io::Error::other("it does not lead the desk")),
            Err(_) if answer.is_empty() => Err(io::ErrorKind::UnexpectedEof.into()),
            Err(_) => {
                Err(io::Error::new(io::ErrorKind::InvalidData, "it is no server of this cluster"))
            }
        }
    }
}
