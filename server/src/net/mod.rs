//! Sockets: from an accepted connection to one that speaks the protocol, and everything else that
//! the server does on the network.
//!
//! [`transport`] and [`tls`]: bytes, plain or encrypted. [`proxy`] and [`census`]: whose connection
//! it is, and how many there may be. [`handshake`]: what it is for. [`websocket`]: one client's
//! conversation. [`door`] and [`authority`]: clients of desks that other servers lead. [`admission`] and `pairing`: which devices may
//! connect, and letting one in. [`discovery`]: where the server is, said
//! on the local network. [`control`]: administration on this machine.

pub mod authority;
pub mod census;
pub mod control;
pub mod discovery;
pub mod door;
pub mod handshake;
mod pairing;
pub mod proxy;
pub mod tls;
pub mod transport;
pub mod websocket;

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::BytesMut;
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

use self::census::{Census, Place};
use self::door::Doors;
use self::handshake::{Accepted, HANDSHAKE_TIME, Listener, PassedOn, Purpose, Shaken, Who, shake};
use self::proxy::{Source, is_proxy};
use self::transport::Stream;
use crate::rooms::{Machine, Room, Rooms};

/// How long the last bytes of a connection may take to go out, and how long it is read on after.
const GOODBYE: Duration = Duration::from_millis(500);

/// What all connections share.
#[derive(Debug)]
pub struct Shared {
    /// What all desks share.
    pub machine: Arc<Machine>,
    /// The desks that are led here.
    pub rooms: Arc<Rooms>,
    /// The other servers, where there may be any.
    pub cluster: Option<Arc<Cluster>>,
    /// Becomes true when the server stops.
    stopping: watch::Receiver<bool>,
    /// How connections are encrypted; none: not at all.
    tls: Option<Arc<ServerConfig>>,
    handshakes: Arc<Semaphore>,
    census: Arc<Census>,
}

/// The other servers of a cluster, as this one reaches them.
#[derive(Debug)]
pub struct Cluster {
    /// The way to them.
    pub doors: Doors,
    /// Who this server is among them, in this life.
    id: Mutex<String>,
}

impl Cluster {
    /// The way to other servers, for one that is no member yet.
    pub fn new(doors: Doors) -> Self {
        Self { doors, id: Mutex::default() }
    }

    /// Who this server is among them.
    pub fn id(&self) -> String {
        self.id.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// This server has joined as somebody else.
    pub fn set_id(&self, id: &str) {
        id.clone_into(&mut self.id.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Shared {
    /// What connections need to reach their rooms; `stopping` becomes true when the server stops.
    pub fn new(
        machine: Arc<Machine>,
        rooms: Arc<Rooms>,
        cluster: Option<Arc<Cluster>>,
        tls: Option<Arc<ServerConfig>>,
        stopping: watch::Receiver<bool>,
    ) -> Self {
        let size = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let settings = &machine.settings;
        let handshakes = machine.limits.handshakes.min(size(settings.max_handshakes));
        let per_address = size(settings.max_connections_per_address);
        let census = Census::new(size(settings.max_connections), per_address);
        let handshakes = Arc::new(Semaphore::new(handshakes));
        Self { machine, rooms, cluster, stopping, tls, handshakes, census }
    }

    /// Which desks there are, as one line of JSON; none: that is not known at the moment.
    async fn list_of_desks(&self) -> Option<String> {
        let desks: Vec<(String, String)> = match &self.cluster {
            Some(cluster) => cluster.doors.directory().desks().await?,
            None => {
                let told =
                    |room: &Arc<Room>| (room.desk.to_string(), room.health.desk().organisation);
                self.rooms.all().iter().map(told).collect()
            }
        };
        let told = |(name, title)| serde_json::json!({ "name": name, "title": title });
        let desks: Vec<_> = desks.into_iter().map(told).collect();
        Some(serde_json::json!({ "desks": desks }).to_string())
    }
}

/// Accepts clients until the server stops.
pub async fn accept_loop(
    listener: TcpListener,
    shared: Arc<Shared>,
    mut shutdown: watch::Receiver<bool>,
) {
    let mut is_starved = false;
    loop {
        let next = async {
            // When too many are shaking hands, newcomers wait with the system: each of those
            // before them is done or given up within the time of a handshake.
            let permit = Arc::clone(&shared.handshakes).acquire_owned().await;
            (permit, listener.accept().await)
        };
        let (permit, accepted) = tokio::select! {
            next = next => next,
            _ = shutdown.changed() => return,
        };
        match accepted {
            Ok((stream, peer)) => {
                is_starved = false;
                let peer = peer.ip();
                let settings = &shared.machine.settings;
                let source = Source::of_peer(peer, settings);
                // A proxy's connections are counted for its clients, once it says for whom.
                let is_counted = !source.is_trusted && !is_proxy(source.address, settings);
                let place = is_counted.then(|| shared.census.enter(source.address));
                if let Some(None) = place {
                    // Closed at once and without a word: there are too many to talk to.
                    shared.machine.metrics.turned_away.count();
                    continue;
                }
                let shared = Arc::clone(&shared);
                tokio::spawn(async move {
                    stream.set_nodelay(true).ok();
                    // On the heap each: neither pays for the room that the other needs.
                    let shaken = Box::pin(meet(stream, peer, place.flatten(), &shared));
                    let shaken = tokio::time::timeout(HANDSHAKE_TIME, shaken).await;
                    drop(permit);
                    let Ok(Some((stream, accepted))) = shaken else {
                        shared.machine.metrics.failed_handshakes.count();
                        return;
                    };
                    match accepted {
                        Shaken::Here(accepted) => {
                            drop(shared);
                            serve(stream, *accepted).await;
                        }
                        Shaken::There(passed_on) => pass_on(stream, *passed_on, &shared).await,
                    }
                });
            }
            Err(error) => {
                // Out of file descriptors, most likely: trying on at once would only burn time.
                if !is_starved {
                    tracing::warn!("failed to accept a connection: {error}");
                }
                is_starved = true;
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// Serves a client until its connection ends.
async fn serve(stream: Stream, accepted: Accepted) {
    let Accepted { room, purpose, dialect, source, place, ahead } = accepted;
    let _place = place;
    match purpose {
        Purpose::Talk { role, device } => {
            let client = websocket::Client { role, dialect, device, source, ahead };
            Box::pin(websocket::serve(stream, client, room)).await;
        }
        Purpose::Pair(pairing, enrolling) => {
            Box::pin(pairing::serve(stream, pairing, enrolling, &room)).await;
        }
    }
}

/// How many connections may wait to be accepted: many come at once when a server starts again.
pub const BACKLOG: u32 = 4096;

/// Listens where as many may wait as at the desk's own listener; the library asks for few, which holds
/// where the system is not Unix.
///
/// # Errors
///
/// The address cannot be listened on.
pub fn listen(address: SocketAddr) -> io::Result<std::net::TcpListener> {
    let listener = std::net::TcpListener::bind(address)?;
    #[cfg(unix)]
    {
        let backlog = i32::try_from(BACKLOG).unwrap_or(i32::MAX);
        nix::sys::socket::listen(&listener, nix::sys::socket::Backlog::new(backlog)?)?;
    }
    Ok(listener)
}

/// Passes a client on to the leader of its desk until its connection ends.
async fn pass_on(stream: Stream, passed_on: PassedOn, shared: &Shared) {
    let PassedOn { passage, said, place } = passed_on;
    let _place = place;
    let Some(cluster) = &shared.cluster else { return };
    let gone = cluster.doors.directory().gone(&passage.leader);
    let stopping = shared.stopping.clone();
    shared.machine.metrics.passed_on(1);
    Box::pin(door::pass(stream, &said, passage, gone, stopping)).await;
    shared.machine.metrics.passed_on(-1);
}

/// Answers `/metrics` and `/health` on a listener of their own, in plain text, until the server
/// stops. One at a time: who asks is a program that asks every few seconds.
pub async fn metrics_loop(
    listener: TcpListener,
    shared: Arc<Shared>,
    mut shutdown: watch::Receiver<bool>,
) {
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = shutdown.changed() => return,
        };
        match accepted {
            Ok((stream, peer)) => {
                let mut stream = Stream::Plain(stream);
                let who = Who::Peer(peer.ip(), None);
                let answered = shake(&mut stream, BytesMut::new(), who, Listener::Metrics, &shared);
                // Who is too slow goes unanswered.
                tokio::time::timeout(Duration::from_secs(2), answered).await.ok();
            }
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
}

/// Both handshakes: that of the encryption, if there is any, and that of the WebSocket.
async fn meet(
    stream: TcpStream,
    peer: IpAddr,
    place: Option<Place>,
    shared: &Shared,
) -> Option<(Stream, Shaken)> {
    let mut stream = match &shared.tls {
        None => Stream::Plain(stream),
        Some(config) => {
            let acceptor = tokio_rustls::TlsAcceptor::from(Arc::clone(config));
            // On the heap: it is large, and gone before the connection is served.
            Stream::Tls(Box::new(Box::pin(acceptor.accept(stream)).await.ok()?))
        }
    };
    let who = Who::Peer(peer, place);
    let shaken = shake(&mut stream, BytesMut::new(), who, Listener::Clients, shared).await?;
    Some((stream, shaken))
}

/// Ends our side and reads on for a moment.
async fn hang_up(stream: &mut Stream) {
    stream.shutdown().await.ok();
    drain(stream).await;
}

/// Reads what still comes, for a moment: closing a socket with unread bytes would take back what
/// was just written.
async fn drain(stream: &mut (impl AsyncRead + Unpin)) {
    let drain = async {
        let mut rest = [0; 512];
        while stream.read(&mut rest).await.is_ok_and(|count| count > 0) {}
    };
    tokio::time::timeout(GOODBYE, drain).await.ok();
}
