//! Sockets: from an accepted connection to one that speaks the protocol, and everything else that
//! the server does on the network.
//!
//! [`transport`] and [`tls`]: bytes, plain or encrypted. [`proxy`] and [`census`]: whose connection
//! it is, and how many there may be. [`handshake`]: what it is for. [`websocket`]: one client's
//! conversation. [`admission`] and `pairing`: which devices may
//! connect, and letting one in. [`discovery`]: where the server is, said
//! on the local network. [`control`]: administration on this machine.

pub mod census;
pub mod control;
pub mod discovery;
pub mod handshake;
mod pairing;
pub mod proxy;
pub mod tls;
pub mod transport;
pub mod websocket;

use std::io;
use std::net::IpAddr;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc, watch};

use self::census::{Census, Place};
use self::handshake::{Accepted, HANDSHAKE_TIME, Listener, Purpose, shake};
use self::proxy::{Source, is_proxy};
use self::transport::Stream;
use crate::admission::Admission;
use crate::auth::Gate;
use crate::clerk::Clerk;
use crate::health::Health;
use crate::hub::Request;
use crate::jobs::Cancel;
use crate::jobs::report::Reports;
use crate::lead;
use crate::limits::Limits;
use crate::settings::Settings;

/// How long the last bytes of a connection may take to go out, and how long it is read on after.
const GOODBYE: Duration = Duration::from_millis(500);

/// What all connections share.
#[derive(Debug)]
pub struct Shared {
    requests: mpsc::Sender<Request>,
    clerk: Arc<Mutex<Clerk>>,
    gate: Arc<Gate>,
    settings: Arc<Settings>,
    health: Arc<Health>,
    limits: Limits,
    admission: Arc<Admission>,
    stopping: watch::Receiver<bool>,
    tls: Option<Arc<ServerConfig>>,
    cancel: Cancel,
    reports: Arc<Reports>,
    lead: Option<Arc<lead::Gate>>,
    next_connection: AtomicU64,
    handshakes: Arc<Semaphore>,
    census: Arc<Census>,
}

/// The parts of the server that connections use.
#[derive(Debug)]
pub struct Context {
    /// What the desk is set to.
    pub settings: Arc<Settings>,
    /// How the server is doing.
    pub health: Arc<Health>,
    /// How much it takes from its clients.
    pub limits: Limits,
    /// The devices that may connect from other machines.
    pub admission: Arc<Admission>,
    /// How connections are encrypted; none: not at all.
    pub tls: Option<Arc<ServerConfig>>,
    /// Cancelled when the server stops.
    pub cancel: Cancel,
    /// Where reports are made.
    pub reports: Arc<Reports>,
    /// Where clients are closed when this server may not speak for the desk; none: it always may.
    pub gate: Option<Arc<lead::Gate>>,
}

impl Shared {
    /// What connections need to reach the clerk and the rest of the server; `stopping` becomes
    /// true when it stops.
    pub fn new(
        requests: mpsc::Sender<Request>,
        clerk: Arc<Mutex<Clerk>>,
        context: Context,
        stopping: watch::Receiver<bool>,
    ) -> io::Result<Self> {
        let Context { settings, health, limits, admission, tls, cancel, reports, gate } = context;
        let size = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let handshakes = limits.handshakes.min(size(settings.max_handshakes));
        let per_address = size(settings.max_connections_per_address);
        let census = Census::new(size(settings.max_connections), per_address);
        Ok(Self {
            requests,
            clerk,
            gate: Arc::new(Gate::open()?),
            settings,
            health,
            limits,
            admission,
            stopping,
            tls,
            cancel,
            reports,
            lead: gate,
            next_connection: AtomicU64::new(0),
            handshakes: Arc::new(Semaphore::new(handshakes)),
            census,
        })
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
                let source = Source::of_peer(peer, &shared.settings);
                // A proxy's connections are counted for its clients, once it says for whom.
                let is_counted = !source.is_trusted && !is_proxy(source.address, &shared.settings);
                let place = is_counted.then(|| shared.census.enter(source.address));
                if let Some(None) = place {
                    // Closed at once and without a word: there are too many to talk to.
                    shared.health.metrics.turned_away.count();
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
                        shared.health.metrics.failed_handshakes.count();
                        return;
                    };
                    let Accepted { purpose, dialect, source, place, ahead } = accepted;
                    let _place = place;
                    match purpose {
                        Purpose::Talk { role, device } => {
                            let client = websocket::Client { role, dialect, device, source, ahead };
                            let shared = Arc::clone(&shared);
                            Box::pin(websocket::serve(stream, client, shared)).await;
                        }
                        Purpose::Pair(pairing, enrolling) => {
                            Box::pin(pairing::serve(stream, pairing, enrolling, &shared)).await;
                        }
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
                let answered = shake(&mut stream, peer.ip(), None, Listener::Metrics, &shared);
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
) -> Option<(Stream, Accepted<'_>)> {
    let mut stream = match &shared.tls {
        None => Stream::Plain(stream),
        Some(config) => {
            let acceptor = tokio_rustls::TlsAcceptor::from(Arc::clone(config));
            // On the heap: it is large, and gone before the connection is served.
            Stream::Tls(Box::new(Box::pin(acceptor.accept(stream)).await.ok()?))
        }
    };
    let accepted = shake(&mut stream, peer, place, Listener::Clients, shared).await?;
    Some((stream, accepted))
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
