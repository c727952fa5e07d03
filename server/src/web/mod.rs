//! Visitors' own pages, on a listener of their own: `GET /q/TOKEN`, what its visitor may do there, and
//! `/join`. Nothing of the desk's verbs is reachable here.
//!
//! In reading order: [`room`] (what the pages know of the desk and who looks at which), [`page`] (as
//! HTML), [`words`] (what people read), [`routes`] (what is asked and answered), [`join`] (taking a
//! ticket), [`browser`] (what a browser keeps), [`live`] (what an open page hears), [`guard`] (how much
//! one network may ask for) by [`meter`], [`patience`] (how long an answer may take to be read).
//!
//! All of it runs on one thread of low priority, so that whatever comes from the internet, a table's
//! `next` and a kiosk's ticket come first.

mod browser;
mod elsewhere;
mod guard;
mod join;
mod live;
mod meter;
pub mod page;
mod patience;
pub mod room;
mod routes;
pub mod words;

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use axum::body::Body;
use axum::http::{Method, StatusCode};
use bytes::BytesMut;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use rustls::ServerConfig;
use shared::desk::DeskName;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::sync::{Notify, oneshot, watch};
use tokio::task::AbortHandle;
use tower_service::Service as _;

use self::guard::{Crowd, Guard};
use self::patience::Patient;
use self::room::Room;
use crate::health::{Health, Looking};
use crate::hub::{Feed, Requests};
use crate::jobs::make_way;
use crate::net::proxy::{Source, is_proxy};
use crate::net::transport::Stream;
use crate::net::{self, Cluster};
use crate::settings::Settings;

/// How long a connection may take for its encryption, and for the head of each request.
const HEAD_TIME: Duration = Duration::from_secs(10);

/// How long anything that is sent may take with its answer, from its head on.
const SENT_TIME: Duration = Duration::from_secs(20);

/// The most connections of all desks together, and the most live pages of one, where the system lets the
/// server have as many files.
const CONNECTIONS: usize = 20_000;

/// How many files the server needs besides connections: its store, backups, listeners and whoever asks
/// on this machine.
const OTHER_FILES: usize = 500;

/// The most bytes of a request head.
const HEAD_BYTES: usize = 8192;

/// What begins a connection that wants encryption: the type of a handshake's record.
const TLS_HANDSHAKE: u8 = 0x16;

/// Where the thread of the pages is told which desks there are.
#[derive(Debug, Clone)]
pub struct Pages(Arc<Desks>);

/// The desks whose pages are served here.
#[derive(Debug)]
struct Desks {
    settings: Arc<Settings>,
    open: RwLock<HashMap<DeskName, Site>>,
    /// The servers that lead other desks.
    cluster: Option<Arc<Cluster>>,
    /// How many connections there may be.
    all: usize,
    /// Of all desks together.
    connections: Crowd,
    /// How long a visitor may take nothing of an answer.
    silence: Duration,
    /// The thread of the pages.
    handle: Handle,
    /// Told when a desk was opened.
    opened: Notify,
}

/// The pages of one desk.
#[derive(Debug)]
struct Site {
    web: Arc<Web>,
    router: Router,
    /// Takes in what the desk tells.
    hearing: AbortHandle,
}

/// What all requests to one desk share.
#[derive(Debug)]
struct Web {
    desk: Requests,
    room: Room,
    guard: Guard,
    health: Arc<Health>,
}

impl Web {
    /// Somebody looks, for as long as what is returned is held. What the desk tells is new then: it may
    /// have idled.
    async fn look(&self) -> Looking {
        let looking = self.health.look();
        self.room.be_told().await;
        looking
    }
}

/// Whose requests come over a connection.
#[derive(Debug, Clone, Copy)]
enum Visitor {
    /// Those of whoever is at its other end, or is passed on by a proxy there.
    Peer(IpAddr),
    /// Those of a visitor of another server, which says whose they are.
    Told(Source),
}

/// Who sent a request.
#[derive(Debug, Clone, Copy)]
struct Asker {
    source: Source,
    /// Whether the connection is encrypted.
    is_encrypted: bool,
}

impl Pages {
    /// Serves the pages of a desk from now on. Nobody is told that a page is not here before it is
    /// known what is.
    pub fn open(&self, desk: DeskName, to: Requests, feed: Arc<Feed>, health: Arc<Health>) {
        let desks = Arc::clone(&self.0);
        let guard = Guard::new(desks.all, size(desks.settings.max_connections_per_address));
        self.0.handle.spawn(async move {
            let web = Arc::new(Web { desk: to, room: Room::default(), guard, health });
            web.room.take_in(feed.next().await);
            let told = Arc::clone(&web);
            let hearing = tokio::spawn(async move {
                loop {
                    told.room.take_in(feed.next().await);
                }
            });
            let router = routes::router(Arc::clone(&web));
            let site = Site { web, router, hearing: hearing.abort_handle() };
            desks.put(desk, Some(site));
            desks.opened.notify_one();
        });
    }

    /// Answers a visitor of another server, who has that address there and of whose requests some bytes
    /// were received.
    pub fn receive(&self, stream: Stream, received: BytesMut, source: Source, is_encrypted: bool) {
        let (from, to) = tokio::io::split(stream);
        let from = std::io::Cursor::new(received).chain(from);
        let stream = tokio::io::join(from, to);
        let desks = Arc::clone(&self.0);
        let visitor = Visitor::Told(source);
        self.0
            .handle
            .spawn(async move { drop(converse(stream, visitor, is_encrypted, desks).await) });
    }

    /// Serves the pages of a desk no more: those that are open end, and come back wherever it is then.
    pub fn close(&self, desk: DeskName) {
        let desks = Arc::clone(&self.0);
        // After whatever is still to be opened.
        self.0.handle.spawn(async move { desks.put(desk, None) });
    }
}

impl Desks {
    fn put(&self, desk: DeskName, site: Option<Site>) {
        let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
        let before = match site {
            Some(site) => open.insert(desk, site),
            None => open.remove(&desk),
        };
        drop(open);
        if let Some(Site { web, hearing, .. }) = before {
            hearing.abort();
            web.room.close();
        }
    }

    fn router(&self, desk: &DeskName) -> Option<Router> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        open.get(desk).map(|site| site.router.clone())
    }
}

/// Listens for visitors.
///
/// # Errors
///
/// The address cannot be listened on.
pub fn listen(address: SocketAddr) -> anyhow::Result<std::net::TcpListener> {
    net::listen(address).with_context(|| format!("cannot listen on {address} for visitors' pages"))
}

fn size(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// Serves visitors' pages on a thread of their own until the server stops; what is returned ends when
/// that thread does.
///
/// # Errors
///
/// The thread cannot be started.
pub fn start(
    listener: std::net::TcpListener,
    settings: &Arc<Settings>,
    cluster: Option<Arc<Cluster>>,
    silence: Duration,
    tls: Option<Arc<ServerConfig>>,
    stopping: watch::Receiver<bool>,
) -> anyhow::Result<(Pages, oneshot::Receiver<()>)> {
    listener.set_nonblocking(true).context("cannot wait for visitors")?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("cannot start the thread of visitors' pages")?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    let address = listener.local_addr().context("cannot tell the address")?;
    tracing::info!("visitors' pages are on {scheme}://{address}");
    let all = room_beside(files(), size(settings.max_connections));
    tracing::info!("visitors' pages take {all} connections at a time");
    let desks = Arc::new(Desks {
        settings: Arc::clone(settings),
        open: RwLock::default(),
        cluster,
        all,
        connections: Crowd::new(all, size(settings.max_connections_per_address)),
        silence,
        handle: runtime.handle().clone(),
        opened: Notify::new(),
    });
    let pages = Pages(Arc::clone(&desks));
    let (alive, gone) = oneshot::channel();
    std::thread::Builder::new()
        .name("pages".to_owned())
        .spawn(move || {
            let _alive = alive;
            make_way();
            if let Err(error) = runtime.block_on(serve(listener, desks, tls, stopping)) {
                tracing::error!("visitors' pages ended: {error:#}");
            }
            // Pages that are open are closed with the runtime.
        })
        .context("failed to start the thread of visitors' pages")?;
    Ok((pages, gone))
}

async fn serve(
    listener: std::net::TcpListener,
    desks: Arc<Desks>,
    tls: Option<Arc<ServerConfig>>,
    mut stopping: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    let listener = TcpListener::from_std(listener).context("cannot wait for visitors")?;
    // The one desk of a file is there in a moment.
    if desks.settings.database.is_none() {
        desks.opened.notified().await;
    }
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stopping.changed() => break,
        };
        let Ok((stream, peer)) = accepted else {
            // Out of file descriptors, most likely.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let peer = peer.ip().to_canonical();
        // A proxy's connections count for no network; what it asks for counts for its clients.
        let is_counted = desks.settings.binds(peer) && !is_proxy(peer, &desks.settings);
        let Some(places) = desks.connections.enter(is_counted.then_some(peer)) else { continue };
        let (desks, tls) = (Arc::clone(&desks), tls.clone());
        tokio::spawn(async move {
            let _places = places;
            stream.set_nodelay(true).ok();
            // What meeting takes is gone before the connection is served.
            if let Some(conversation) = Box::pin(meet(stream, peer, tls, desks)).await {
                // A connection that breaks is no news: the visitor has gone.
                conversation.await.ok();
            }
        });
    }
    Ok(())
}

/// How many connections visitors may have, where the server may open so many files: what is left beside
/// those that the desk's own clients need, which are three quarters of all at most.
fn room_beside(files: Option<usize>, of_desk: usize) -> usize {
    let Some(files) = files else { return CONNECTIONS };
    let for_desk = of_desk.saturating_add(OTHER_FILES).min(files / 4 * 3);
    CONNECTIONS.min(files - for_desk)
}

/// How many files the server may open, a connection being one; none: the system sets no such limit.
#[cfg(unix)]
fn files() -> Option<usize> {
    use nix::sys::resource::{Resource, getrlimit};

    let (allowed, _) = getrlimit(Resource::RLIMIT_NOFILE).ok()?;
    usize::try_from(allowed).ok()
}

#[cfg(not(unix))]
fn files() -> Option<usize> {
    None
}

/// Encrypts a connection where that is wanted, and says what to do then. Whoever is neither on this
/// machine nor a proxy must encrypt, where the server can.
async fn meet(
    stream: TcpStream,
    peer: IpAddr,
    tls: Option<Arc<ServerConfig>>,
    desks: Arc<Desks>,
) -> Option<Conversation> {
    let visitor = Visitor::Peer(peer);
    let Some(tls) = tls else { return Some(converse(stream, visitor, false, desks)) };
    let mut first = [0; 1];
    let peeked = tokio::time::timeout(HEAD_TIME, stream.peek(&mut first)).await;
    if !matches!(peeked, Ok(Ok(1))) {
        return None;
    }
    if first == [TLS_HANDSHAKE] {
        let acceptor = tokio_rustls::TlsAcceptor::from(tls);
        let shaken = tokio::time::timeout(HEAD_TIME, acceptor.accept(stream)).await;
        let stream = shaken.ok()?.ok()?;
        return Some(converse(stream, visitor, true, desks));
    }
    let may_be_plain = peer.is_loopback() || is_proxy(peer, &desks.settings);
    may_be_plain.then(|| converse(stream, visitor, false, desks))
}

/// Takes the name of the desk out of a request's path, so that its pages have the same paths at each.
fn take_desk<T>(request: &mut hyper::Request<T>) {
    let (_, rest) = DeskName::of_path(request.uri().path());
    if rest.len() < request.uri().path().len() {
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        if let Ok(uri) = format!("{rest}{query}").parse() {
            *request.uri_mut() = uri;
        }
    }
}

/// What is asked on a connection and answered, until it ends. It is on the heap from the beginning: an
/// async function would keep room for it a second time, for as long as a page is open.
type Conversation = Pin<Box<dyn Future<Output = Result<(), hyper::Error>> + Send>>;

/// Answers what is asked on a connection, until it ends.
fn converse(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    visitor: Visitor,
    is_encrypted: bool,
    desks: Arc<Desks>,
) -> Conversation {
    let stream = Patient::new(stream, desks.silence);
    let service = hyper::service::service_fn(move |mut request: hyper::Request<_>| {
        let headers: Vec<httparse::Header<'_>> = (request.headers().iter())
            .map(|(name, value)| httparse::Header { name: name.as_str(), value: value.as_bytes() })
            .collect();
        let source = match visitor {
            Visitor::Peer(peer) => Source::of_request(peer, &headers, &desks.settings),
            Visitor::Told(source) => source,
        };
        let asker = Asker { source, is_encrypted };
        let (desk, _) = DeskName::of_path(request.uri().path());
        let router = desks.router(&desk);
        // Who passes on what was passed on may do so without end.
        let is_first = matches!(visitor, Visitor::Peer(_));
        let cluster = desks.cluster.clone().filter(|_| is_first);
        // Whoever looks sends nothing, and a live page has no end.
        let sends = request.method() == Method::POST;
        async move {
            let answer = async {
                match (router, cluster) {
                    (Some(mut router), _) => {
                        take_desk(&mut request);
                        request.extensions_mut().insert(asker);
                        router.call(request.map(Body::new)).await as Result<_, Infallible>
                    }
                    (None, Some(cluster)) => {
                        Ok(elsewhere::pass_on(&cluster, &desk, asker, request).await)
                    }
                    (None, None) => Ok(routes::no_such_desk(StatusCode::NOT_FOUND)),
                }
            };
            if !sends {
                return answer.await;
            }
            let answered = tokio::time::timeout(SENT_TIME, answer).await;
            answered.unwrap_or_else(|_| Ok(routes::too_slow()))
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(HEAD_BYTES)
        .max_headers(64)
        .serve_connection(TokioIo::new(stream), service);
    Box::pin(connection)
}

#[cfg(test)]
mod tests {
    use super::room_beside;

    #[test]
    fn visitors_leave_the_desk_the_files_that_it_needs() {
        for (files, of_desk, room) in [
            (None, 10_000, 20_000),
            (Some(65_536), 10_000, 20_000),
            (Some(20_000), 10_000, 9_500),
            (Some(14_500), 10_000, 4_000),
            (Some(1024), 10_000, 256),
            (Some(1024), 100, 424),
            (Some(4), 1, 1),
        ] {
            assert_eq!(room_beside(files, of_desk), room, "{files:?} {of_desk}");
        }
    }
}
