//! Visitors' own pages, on a listener of their own: `GET /q/TOKEN`, what its visitor may do there, and
//! `/join`. Nothing of the desk's verbs is reachable here.
//!
//! In reading order: [`room`] (what the pages know of the desk and who looks at which), [`page`] (as
//! HTML), [`words`] (what people read), [`routes`] (what is asked and answered), [`join`] (taking a
//! ticket), [`live`] (what an open page hears), [`guard`] (how much one network may ask for).
//!
//! All of it runs on one thread of low priority, so that whatever comes from the internet, a table's
//! `next` and a kiosk's ticket come first.

mod guard;
mod join;
mod live;
pub mod page;
pub mod room;
mod routes;
pub mod words;

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use axum::body::Body;
use axum::http::Method;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tower_service::Service as _;

use self::guard::Guard;
use self::room::Room;
use crate::hub::{Feed, Requests};
use crate::jobs::make_way;
use crate::net::proxy::{Source, is_proxy};
use crate::settings::Settings;

/// How long a connection may take for its encryption, and for the head of each request.
const HEAD_TIME: Duration = Duration::from_secs(10);

/// How long anything that is sent may take with its answer, from its head on.
const SENT_TIME: Duration = Duration::from_secs(20);

/// The most bytes of a request head.
const HEAD_BYTES: usize = 8192;

/// What begins a connection that wants encryption: the type of a handshake's record.
const TLS_HANDSHAKE: u8 = 0x16;

/// What the pages need of the server.
#[derive(Debug)]
pub struct Context {
    /// What the desk is set to.
    pub settings: Arc<Settings>,
    /// Where visitors' wishes go.
    pub desk: Requests,
    /// What the desk tells the pages.
    pub feed: Arc<Feed>,
    /// How connections are encrypted; none: not at all.
    pub tls: Option<Arc<ServerConfig>>,
    /// Becomes true when the server stops.
    pub stopping: watch::Receiver<bool>,
}

/// What all requests share.
#[derive(Debug)]
struct Web {
    settings: Arc<Settings>,
    desk: Requests,
    room: Room,
    guard: Guard,
}

/// Who sent a request.
#[derive(Debug, Clone, Copy)]
struct Asker {
    source: Source,
    /// Whether the connection is encrypted.
    is_encrypted: bool,
}

/// Serves visitors' pages on a thread of their own until the server stops; what is returned ends when
/// that thread does.
///
/// # Errors
///
/// The address cannot be listened on, or the thread not be started.
pub fn start(
    address: SocketAddr,
    context: Context,
) -> anyhow::Result<tokio::sync::oneshot::Receiver<()>> {
    let listener = std::net::TcpListener::bind(address)
        .with_context(|| format!("cannot listen on {address} for visitors' pages"))?;
    listener.set_nonblocking(true).context("cannot wait for visitors")?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("cannot start the thread of visitors' pages")?;
    let scheme = if context.tls.is_some() { "https" } else { "http" };
    let address = listener.local_addr().context("cannot tell the address")?;
    tracing::info!("visitors' pages are on {scheme}://{address}");
    let (alive, gone) = tokio::sync::oneshot::channel();
    std::thread::Builder::new()
        .name("pages".to_owned())
        .spawn(move || {
            let _alive = alive;
            make_way();
            if let Err(error) = runtime.block_on(serve(listener, context)) {
                tracing::error!("visitors' pages ended: {error:#}");
            }
            // Pages that are open are closed with the runtime.
        })
        .context("failed to start the thread of visitors' pages")?;
    Ok(gone)
}

async fn serve(listener: std::net::TcpListener, context: Context) -> anyhow::Result<()> {
    let listener = TcpListener::from_std(listener).context("cannot wait for visitors")?;
    let Context { settings, desk, feed, tls, mut stopping } = context;
    let per_network = usize::try_from(settings.max_connections_per_address).unwrap_or(usize::MAX);
    let guard = Guard::new(per_network);
    let web = Arc::new(Web { settings, desk, room: Room::default(), guard });
    // Nobody is told that a page is not here before it is known what is.
    web.room.take_in(feed.next().await);
    let told = Arc::clone(&web);
    let hearing = tokio::spawn(async move {
        loop {
            let news = feed.next().await;
            told.room.take_in(news);
        }
    });
    let router = routes::router(Arc::clone(&web));
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
        // A proxy's connections count for nobody; what it asks for counts for its clients.
        let is_counted = web.settings.binds(peer) && !is_proxy(peer, &web.settings);
        let place = is_counted.then(|| web.guard.connect(peer));
        if let Some(None) = place {
            continue;
        }
        let (web, router, tls) = (Arc::clone(&web), router.clone(), tls.clone());
        tokio::spawn(async move {
            let _place = place;
            stream.set_nodelay(true).ok();
            Box::pin(meet(stream, peer, tls, router, web)).await;
        });
    }
    hearing.abort();
    Ok(())
}

/// Encrypts a connection where that is wanted, and answers on it. Whoever is neither on this machine
/// nor a proxy must encrypt, where the server can.
async fn meet(
    stream: TcpStream,
    peer: IpAddr,
    tls: Option<Arc<ServerConfig>>,
    router: Router,
    web: Arc<Web>,
) {
    let Some(tls) = tls else { return converse(stream, peer, false, router, web).await };
    let mut first = [0; 1];
    let peeked = tokio::time::timeout(HEAD_TIME, stream.peek(&mut first)).await;
    if !matches!(peeked, Ok(Ok(1))) {
        return;
    }
    if first == [TLS_HANDSHAKE] {
        let acceptor = tokio_rustls::TlsAcceptor::from(tls);
        // On the heap: it is large, and gone before the connection is served.
        let shaken = Box::pin(tokio::time::timeout(HEAD_TIME, acceptor.accept(stream))).await;
        if let Ok(Ok(stream)) = shaken {
            converse(stream, peer, true, router, web).await;
        }
    } else if peer.is_loopback() || is_proxy(peer, &web.settings) {
        converse(stream, peer, false, router, web).await;
    }
}

/// Answers what is asked on a connection, until it ends.
async fn converse(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    peer: IpAddr,
    is_encrypted: bool,
    router: Router,
    web: Arc<Web>,
) {
    let service = hyper::service::service_fn(move |mut request: hyper::Request<_>| {
        let headers: Vec<httparse::Header<'_>> = (request.headers().iter())
            .map(|(name, value)| httparse::Header { name: name.as_str(), value: value.as_bytes() })
            .collect();
        let source = Source::of_request(peer, &headers, &web.settings);
        request.extensions_mut().insert(Asker { source, is_encrypted });
        let mut router = router.clone();
        // Whoever looks sends nothing, and a live page has no end.
        let sends = request.method() == Method::POST;
        async move {
            let answer = router.call(request.map(Body::new));
            if !sends {
                return answer.await as Result<_, Infallible>;
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
    // A connection that breaks is no news: the visitor has gone.
    Box::pin(connection).await.ok();
}
