//! The link against servers of every temper, over real sockets.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::{SinkExt, StreamExt};
use shared::command::{KioskCommand, StaffCommand};
use shared::device::DeviceReport;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tungstenite::Message;
use tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tungstenite::http::{HeaderValue, StatusCode, header};
use tungstenite::protocol::CloseFrame;
use tungstenite::protocol::frame::coding::CloseCode;

use super::*;
use crate::role::{Board, Kiosk, Staff};

/// Fast enough for a test, and still in the order that matters.
const HASTE: Timing = Timing {
    ping_after: Duration::from_millis(40),
    stale_after: Duration::from_millis(120),
    dead_after: Duration::from_millis(240),
    patience: Duration::from_secs(5),
    first_retry: Duration::from_millis(10),
    last_retry: Duration::from_millis(40),
};

/// A desk's patience: nothing becomes stale while a test looks elsewhere.
const PATIENT: Timing = Timing {
    ping_after: Duration::from_secs(60),
    stale_after: Duration::from_secs(120),
    dead_after: Duration::from_secs(240),
    ..HASTE
};

struct Window {
    link: Link<Staff>,
    seen: Vec<Event<Staff>>,
    wakes: Arc<AtomicUsize>,
    woken: mpsc::Receiver<()>,
}

impl Window {
    fn open(address: SocketAddr, token: Option<&str>, timing: Timing) -> Self {
        let known = Known { token: token.map(Secret::new), ..Known::default() };
        Self::open_known(&address.to_string(), known, timing)
    }

    fn open_known(address: &str, known: Known, timing: Timing) -> Self {
        let wakes = Arc::new(AtomicUsize::new(0));
        let (wake, woken) = mpsc::channel();
        let count = Arc::clone(&wakes);
        let link = Link::start_known(address.parse().unwrap(), known, timing, move || {
            count.fetch_add(1, Ordering::Relaxed);
            wake.send(()).ok();
        })
        .unwrap();
        Self { link, seen: Vec::new(), wakes, woken }
    }

    /// Takes in events until one is `wanted`; those up to it are returned as short words.
    fn until(&mut self, wanted: &str) -> Vec<String> {
        let mut words = Vec::new();
        loop {
            self.seen.extend(self.link.poll());
            while !self.seen.is_empty() {
                let word = word(&self.seen.remove(0));
                words.push(word.clone());
                if word == wanted {
                    return words;
                }
            }
            self.woken
                .recv_timeout(Duration::from_secs(20))
                .unwrap_or_else(|_| panic!("{wanted} never came after {words:?}"));
        }
    }
}

fn word(event: &Event<Staff>) -> String {
    match event {
        Event::State(State::Connecting) => "connecting".to_owned(),
        Event::State(State::Online) => "online".to_owned(),
        Event::State(State::Stale) => "stale".to_owned(),
        Event::State(State::Offline { .. }) => "offline".to_owned(),
        Event::State(State::Refused(refusal)) => format!("{refusal:?}"),
        Event::Opened { dialect, introduced } => {
            format!("{dialect:?}{}", if *introduced { " introduced" } else { "" })
        }
        Event::DeviceKey(key) => format!("key {}", key.expose()),
        Event::Closed => "closed".to_owned(),
        Event::Message(message) => message.to_string(),
    }
}

type Peer = WebSocketStream<TcpStream>;

/// Runs a server's side on a thread of its own.
fn serve<F>(play: impl FnOnce(TcpListener) -> F + Send + 'static) -> SocketAddr
where
    F: Future<Output = ()>,
{
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    listener.set_nonblocking(true).unwrap();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async { play(TcpListener::from_std(listener).unwrap()).await });
    });
    address
}

#[expect(clippy::result_large_err, reason = "the callback's type is tungstenite's")]
fn speak_extended(request: &Request, mut response: Response) -> Result<Response, ErrorResponse> {
    assert_eq!(request.uri().path(), "/staff");
    assert_eq!(request.headers()[header::SEC_WEBSOCKET_PROTOCOL], "walkup.v2");
    response
        .headers_mut()
        .insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static("walkup.v2"));
    Ok(response)
}

async fn take_in(listener: &TcpListener) -> Peer {
    let (socket, _) = listener.accept().await.unwrap();
    tokio_tungstenite::accept_hdr_async(socket, speak_extended).await.unwrap()
}

/// Answers a handshake with this status.
async fn refuse(listener: &TcpListener, status: StatusCode) {
    let (socket, _) = listener.accept().await.unwrap();
    #[expect(clippy::result_large_err, reason = "the callback's type is tungstenite's")]
    let answer = move |_: &Request, _: Response| {
        let mut response = ErrorResponse::new(None);
        *response.status_mut() = status;
        Err(response)
    };
    tokio_tungstenite::accept_hdr_async(socket, answer).await.ok();
}

async fn say(peer: &mut Peer, line: &str) {
    peer.send(Message::text(line)).await.unwrap();
}

/// The next line that the window says.
async fn hear(peer: &mut Peer) -> Option<String> {
    loop {
        match peer.next().await {
            Some(Ok(Message::Text(text))) => return Some(text.to_string()),
            Some(Ok(_)) => {}
            Some(Err(_)) | None => return None,
        }
    }
}

async fn for_ever() {
    std::future::pending::<()>().await;
}

#[test]
fn it_asks_for_the_extended_dialect_and_resumes_by_token_before_anything_else() {
    let address = serve(async |listener| {
        let mut peer = take_in(&listener).await;
        assert_eq!(hear(&mut peer).await.as_deref(), Some("resume secret"));
        say(&mut peer, "success resume Ada").await;
        assert_eq!(hear(&mut peer).await.as_deref(), Some("next"));
        say(&mut peer, "success next 7").await;
        for_ever().await;
    });
    let mut window = Window::open(address, Some("secret"), PATIENT);
    assert_eq!(
        window.until("success resume Ada"),
        ["connecting", "Extended introduced", "online", "success resume Ada"]
    );
    window.link.send(StaffCommand::Next).unwrap();
    window.until("success next 7");
}

#[test]
fn it_speaks_classic_where_the_server_knows_no_other() {
    let address = serve(async |listener| {
        loop {
            let (socket, _) = listener.accept().await.unwrap();
            // A server that has never heard of subprotocols answers without one.
            let mut peer = tokio_tungstenite::accept_async(socket).await.unwrap();
            peer.send(Message::text("taken 3")).await.ok();
            while peer.next().await.is_some_and(|frame| frame.is_ok()) {}
        }
    });
    let mut window = Window::open(address, Some("secret"), PATIENT);
    assert_eq!(window.until("taken 3"), ["connecting", "Classic", "online", "taken 3"]);
}

#[test]
fn a_report_of_many_years_is_one_message() {
    // Longer than any that a server has.
    let long = || format!("row {}", "x".repeat(4 * 1024 * 1024));
    let address = serve(async move |listener| {
        let mut peer = take_in(&listener).await;
        say(&mut peer, &long()).await;
        for_ever().await;
    });
    let mut window = Window::open(address, None, PATIENT);
    window.until(&long());
}

#[test]
fn it_comes_back_by_itself_and_keeps_no_command_for_later() {
    let (told, heard) = mpsc::channel();
    let address = serve(async move |listener| {
        let mut peer = take_in(&listener).await;
        say(&mut peer, "taken").await;
        drop(peer);
        // Long enough away that the link notices a server that is gone.
        let mut peer = take_in(&listener).await;
        say(&mut peer, "taken 1").await;
        while let Some(line) = hear(&mut peer).await {
            told.send(line).unwrap();
        }
    });
    let mut window = Window::open(address, None, PATIENT);
    assert_eq!(window.link.send(StaffCommand::Next), Err(NotOnline), "not before it is online");
    window.until("taken");
    window.until("offline");
    assert_eq!(window.link.send(StaffCommand::Next), Err(NotOnline));
    window.until("taken 1");
    window.link.send(StaffCommand::Unpick).unwrap();
    assert_eq!(heard.recv().unwrap(), "unpick", "and nothing before it");
}

#[test]
fn what_was_meant_for_a_connection_that_ended_is_not_said_on_the_next() {
    let (told, heard) = mpsc::channel();
    let (go_on, wait) = tokio::sync::oneshot::channel::<()>();
    let address = serve(async move |listener| {
        let mut peer = take_in(&listener).await;
        say(&mut peer, "taken").await;
        wait.await.unwrap();
        drop(peer);
        let mut peer = take_in(&listener).await;
        say(&mut peer, "taken 1").await;
        while let Some(line) = hear(&mut peer).await {
            told.send(line).unwrap();
        }
    });
    let mut window = Window::open(address, None, PATIENT);
    window.until("taken");
    go_on.send(()).unwrap();
    // The window has not polled since: it still takes the old connection for the live one.
    loop {
        window.woken.recv_timeout(Duration::from_secs(20)).unwrap();
        let events = window.link.events.try_iter().collect::<Vec<_>>();
        if events.iter().any(|event| word(event) == "taken 1") {
            break;
        }
    }
    window.link.send(StaffCommand::Next).unwrap();
    window.link.connection += 1;
    window.link.send(StaffCommand::Unpick).unwrap();
    assert_eq!(heard.recv().unwrap(), "unpick");
}

#[test]
fn silence_is_stale_then_given_up_and_a_sound_brings_it_back() {
    let (speak, wait) = tokio::sync::oneshot::channel::<()>();
    let address = serve(async |listener| {
        // Reads nothing, so that pings stay unanswered.
        let mut peer = take_in(&listener).await;
        say(&mut peer, "taken").await;
        wait.await.unwrap();
        say(&mut peer, "taken 2").await;
        let _silent_again = take_in(&listener).await;
        for_ever().await;
    });
    let timing = Timing { dead_after: Duration::from_secs(60), ..HASTE };
    let mut window = Window::open(address, None, timing);
    window.until("taken");
    assert_eq!(window.until("stale"), ["stale"]);
    assert_eq!(window.link.send(StaffCommand::Next), Err(NotOnline), "stale is not online");
    speak.send(()).unwrap();
    assert_eq!(window.until("taken 2"), ["online", "taken 2"]);
    window.until("stale");

    let address = serve(async |listener| {
        let _silent = take_in(&listener).await;
        let mut peer = take_in(&listener).await;
        say(&mut peer, "taken 4").await;
        for_ever().await;
    });
    let mut window = Window::open(address, None, HASTE);
    let words = window.until("taken 4");
    assert_eq!(words[..5], ["connecting", "Extended", "online", "stale", "closed"]);
}

#[test]
fn answered_pings_keep_it_online() {
    let address = serve(async |listener| {
        let mut peer = take_in(&listener).await;
        let mut pings = 0;
        // Reading answers them.
        while let Some(Ok(frame)) = peer.next().await {
            if frame.is_ping() {
                pings += 1;
            }
            if pings == 8 {
                say(&mut peer, "taken 8").await;
            }
        }
    });
    // Eight pings take longer than it takes to become stale.
    let mut window = Window::open(address, None, HASTE);
    let words = window.until("taken 8");
    assert!(!words.contains(&"closed".to_owned()), "{words:?}");
}

#[test]
fn a_tick_keeps_the_clock_and_wakes_nobody() {
    let (tick, wait) = tokio::sync::oneshot::channel::<()>();
    let address = serve(async |listener| {
        let mut peer = take_in(&listener).await;
        say(&mut peer, "taken").await;
        wait.await.unwrap();
        for ms in 0..20 {
            say(&mut peer, &format!("tick {}", 1_790_000_000_000_i64 + ms)).await;
        }
        say(&mut peer, "taken 1").await;
        for_ever().await;
    });
    let mut window = Window::open(address, None, PATIENT);
    window.until("taken");
    assert_eq!(window.link.server_clock_ms(), None);
    let before = window.wakes.load(Ordering::Relaxed);
    tick.send(()).unwrap();
    assert_eq!(window.until("taken 1"), ["taken 1"], "ticks are no events");
    assert_eq!(window.wakes.load(Ordering::Relaxed), before + 1);
    let clock = window.link.server_clock_ms().unwrap();
    assert!((1_790_000_000_019..1_790_000_060_000).contains(&clock), "{clock}");
}

#[test]
fn a_state_arrives_whole() {
    let (finish, wait) = tokio::sync::oneshot::channel::<()>();
    let address = serve(async |listener| {
        let mut peer = take_in(&listener).await;
        for line in ["waiting 0 - -", "reset", "seat", "at 0 Bob"] {
            say(&mut peer, line).await;
        }
        wait.await.unwrap();
        say(&mut peer, "a line of a newer server").await;
        say(&mut peer, "ready").await;
        for_ever().await;
    });
    let mut window = Window::open(address, None, PATIENT);
    window.until("waiting 0 - -");
    assert!(window.link.poll().is_empty(), "half a state is no event");
    finish.send(()).unwrap();
    assert_eq!(window.until("ready"), ["reset", "seat", "at 0 Bob", "ready"]);
    assert_eq!(window.link.poll().len(), 0);
}

#[test]
fn who_is_refused_is_told_why_and_tries_again() {
    let address = serve(async |listener| {
        refuse(&listener, StatusCode::FORBIDDEN).await;
        loop {
            refuse(&listener, StatusCode::NOT_FOUND).await;
        }
    });
    let mut window = Window::open(address, None, PATIENT);
    window.until("NotAllowed");
    window.until("NotWalkup");
}

#[test]
fn nobody_there_is_offline_with_a_delay_within_bounds_and_retry_now_cuts_it() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let timing = Timing {
        first_retry: Duration::from_secs(900),
        last_retry: Duration::from_secs(900),
        ..PATIENT
    };
    let mut window = Window::open(address, None, timing);
    window.until("offline");
    let Some(State::Offline { retry_in }) = Some(window.link.state().clone()) else {
        panic!("{:?}", window.link.state());
    };
    assert!(retry_in <= timing.last_retry);
    window.link.retry_now();
    assert_eq!(window.until("offline"), ["connecting", "offline"]);
}

#[test]
fn delays_double_up_to_the_longest() {
    let timing = Timing::default();
    let (orders, orders_rx) = wire::unbounded_channel::<Order<Staff>>();
    drop(orders);
    let shared = Shared {
        started: Instant::now(),
        pinned: Mutex::new(None),
        device_key: Mutex::new(None),
        lets_itself_in: None,
        report: Mutex::new(None),
        token: Mutex::new(None),
        clock_offset: AtomicI64::new(NO_CLOCK),
    };
    let (events, _window) = mpsc::channel();
    let address = "desk".parse().unwrap();
    let worker =
        thread::Worker::new(address, timing, Arc::new(shared), orders_rx, events, Box::new(|| {}));
    let delays: Vec<u128> = worker.delays().take(7).map(|delay| delay.as_millis()).collect();
    assert_eq!(delays, [250, 500, 1000, 2000, 4000, 5000, 5000]);
}

#[test]
fn closing_the_window_closes_the_connection() {
    let (told, heard) = mpsc::channel();
    let address = serve(async move |listener| {
        let mut peer = take_in(&listener).await;
        say(&mut peer, "taken").await;
        assert_eq!(hear(&mut peer).await, None);
        told.send(()).unwrap();
    });
    let mut window = Window::open(address, None, PATIENT);
    window.until("taken");
    drop(window);
    heard.recv_timeout(Duration::from_secs(20)).unwrap();
}

// ---- encryption ----

/// A server that shows a certificate of its own making and says `ready` to everybody.
fn encrypted(made: &rcgen::CertifiedKey<rcgen::KeyPair>) -> SocketAddr {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let key = rustls::pki_types::PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    serve(async move |listener| {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                // Who does not believe the certificate breaks off here.
                let Ok(stream) = acceptor.accept(stream).await else { return };
                let accepted = tokio_tungstenite::accept_hdr_async(stream, speak_extended).await;
                let Ok(mut peer) = accepted else { return };
                peer.send(Message::text("ready")).await.ok();
                while let Some(Ok(_)) = peer.next().await {}
            });
        }
    })
}

fn certificate() -> (rcgen::CertifiedKey<rcgen::KeyPair>, Fingerprint) {
    let made = rcgen::generate_simple_self_signed(["desk".to_owned()]).unwrap();
    let fingerprint = Fingerprint::of(made.cert.der());
    (made, fingerprint)
}

#[test]
fn an_unknown_certificate_is_asked_about_and_once_trusted_believed() {
    let (made, shown) = certificate();
    let address = format!("wss://{}", encrypted(&made));
    // The next try is a minute away: trusting tries at once.
    let timing = Timing {
        first_retry: Duration::from_secs(60),
        last_retry: Duration::from_secs(60),
        ..PATIENT
    };
    let mut window = Window::open_known(&address, Known::default(), timing);
    window.until(&format!("{:?}", Refusal::UnknownCertificate(shown)));
    window.link.trust(shown);
    window.until("ready");
    drop(window);

    let known = Known { pinned: Some(shown), ..Known::default() };
    let words = Window::open_known(&address, known, timing).until("ready");
    assert!(!words.iter().any(|word| word.contains("Certificate")), "{words:?}");
}

/// Lets in whoever comes by `path`, in the extended dialect or only in the classic one; what it
/// says first.
fn hears_first(path: &'static str, is_extended: bool) -> (SocketAddr, mpsc::Receiver<String>) {
    let (told, heard) = mpsc::channel();
    let address = serve(async move |listener| {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            #[expect(clippy::result_large_err, reason = "the callback's type is tungstenite's")]
            let look = |request: &Request, mut response: Response| {
                assert_eq!(request.uri().path(), path);
                if is_extended {
                    let walkup = HeaderValue::from_static("walkup.v2");
                    response.headers_mut().insert(header::SEC_WEBSOCKET_PROTOCOL, walkup);
                }
                Ok(response)
            };
            let Ok(mut peer) = tokio_tungstenite::accept_hdr_async(stream, look).await else {
                continue;
            };
            say(&mut peer, "a greeting").await;
            while let Some(line) = hear(&mut peer).await {
                told.send(line).ok();
                say(&mut peer, "success device").await;
            }
        }
    });
    (address, heard)
}

#[test]
fn a_device_says_what_it_is_on_each_connection() {
    let (address, heard) = hears_first("/display", true);
    let report = DeviceReport { version: "1.2.0".to_owned(), ..DeviceReport::default() };
    let known = Known { report: Some(report), ..Known::default() };
    let link =
        Link::<Board>::start_known(address.to_string().parse().unwrap(), known, PATIENT, || {});
    let first = heard.recv_timeout(Duration::from_secs(20)).unwrap();
    assert_eq!(first, r#"device {"version":"1.2.0"}"#);
    drop(link);
}

#[test]
fn a_device_says_nothing_of_itself_in_the_classic_dialect() {
    let (address, heard) = hears_first("/kiosk", false);
    let known = Known { report: Some(DeviceReport::default()), ..Known::default() };
    let (wake, woken) = mpsc::channel();
    let wake = move || {
        wake.send(()).ok();
    };
    let address = address.to_string().parse().unwrap();
    let mut link = Link::<Kiosk>::start_known(address, known, PATIENT, wake).unwrap();
    while *link.state() != State::Online {
        woken.recv_timeout(Duration::from_secs(20)).unwrap();
        let events = link.poll();
        let is_introduced =
            |it: &Event<Kiosk>| matches!(it, Event::Opened { introduced: true, .. });
        assert!(!events.iter().any(is_introduced));
    }
    link.send(KioskCommand::Query("a@b".to_owned())).unwrap();
    assert_eq!(heard.recv_timeout(Duration::from_secs(20)).unwrap(), "query a@b");
}

#[test]
fn another_certificate_than_the_trusted_one_is_refused() {
    let (made, shown) = certificate();
    let address = format!("wss://{}", encrypted(&made));
    let known = Known { pinned: Some(certificate().1), ..Known::default() };
    let mut window = Window::open_known(&address, known, HASTE);
    for _ in 0..3 {
        let words = window.until(&format!("{:?}", Refusal::CertificateChanged(shown)));
        assert!(!words.contains(&"online".to_owned()), "{words:?}");
    }
}

#[test]
fn who_speaks_no_encryption_is_no_server_of_ours() {
    let address = serve(async |listener| {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let said = b"HTTP/1.1 400 Bad Request\r\n\r\n";
                tokio::io::AsyncWriteExt::write_all(&mut stream, said).await.ok();
                // Until the client hangs up: a reset would take back what was said.
                tokio::io::copy(&mut stream, &mut tokio::io::sink()).await.ok();
            });
        }
    });
    let mut window = Window::open_known(&format!("wss://{address}"), Known::default(), HASTE);
    window.until("NotWalkup");
}

// ---- being let in ----

/// A server that lets in who shows the key, and gives it to whoever asks.
fn lets_in() -> SocketAddr {
    serve(async |listener| {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let mut pairs = false;
                #[expect(clippy::result_large_err, reason = "the callback's type is tungstenite's")]
                let look = |request: &Request, mut response: Response| {
                    pairs = request.uri().path() == "/pair/display";
                    let key = request.headers().get(header::AUTHORIZATION);
                    if !pairs && key.is_none_or(|key| key != "Bearer abc") {
                        let mut refused = ErrorResponse::new(None);
                        *refused.status_mut() = StatusCode::UNAUTHORIZED;
                        return Err(refused);
                    }
                    if let Some(asked) = request.headers().get(header::SEC_WEBSOCKET_PROTOCOL) {
                        response
                            .headers_mut()
                            .insert(header::SEC_WEBSOCKET_PROTOCOL, asked.clone());
                    }
                    Ok(response)
                };
                let Ok(mut peer) = tokio_tungstenite::accept_hdr_async(stream, look).await else {
                    return;
                };
                if pairs {
                    peer.send(Message::text("code ABC234")).await.ok();
                    peer.send(Message::text("key abc")).await.ok();
                    peer.close(None).await.ok();
                } else {
                    peer.send(Message::text("ready")).await.ok();
                }
                while let Some(Ok(_)) = peer.next().await {}
            });
        }
    })
}

#[test]
fn a_device_without_a_key_shows_a_code_and_goes_on_with_what_it_is_given() {
    let address = lets_in();
    for stored in [None, Some("revoked"), Some("abc")] {
        let (wake, woken) = mpsc::channel();
        let known =
            Known { device_key: stored.map(|key| Secret::new(key.to_owned())), ..Known::default() };
        let address = address.to_string().parse().unwrap();
        let mut link =
            Link::<crate::role::Board>::start_known(address, known, PATIENT, move || {
                wake.send(()).ok();
            })
            .unwrap();
        let mut words = Vec::new();
        while !words.contains(&"ready".to_owned()) {
            woken.recv_timeout(Duration::from_secs(20)).unwrap();
            for event in link.poll() {
                words.push(match event {
                    Event::State(State::Refused(Refusal::Pairing(code))) => code.to_string(),
                    Event::DeviceKey(key) => key.expose().to_owned(),
                    Event::Message(message) => message.to_string(),
                    _ => continue,
                });
            }
        }
        let expected: &[&str] =
            if stored == Some("abc") { &["ready"] } else { &["ABC234", "abc", "ready"] };
        assert_eq!(words, expected, "with {stored:?}");
    }
}

/// A server below a path, as behind a proxy, that lets nobody in.
#[test]
fn a_server_may_stand_below_a_path() {
    let (told, asked) = mpsc::channel();
    let address = serve(async move |listener| {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let told = told.clone();
            #[expect(clippy::result_large_err, reason = "the callback's type is tungstenite's")]
            let look = move |request: &Request, _: Response| {
                told.send(request.uri().path().to_owned()).unwrap();
                let mut refused = ErrorResponse::new(None);
                *refused.status_mut() = StatusCode::FORBIDDEN;
                Err(refused)
            };
            tokio_tungstenite::accept_hdr_async(stream, look).await.err();
        }
    });
    let mut window = Window::open_known(&format!("{address}/desk"), Known::default(), PATIENT);
    window.until("NotAllowed");
    assert_eq!(asked.recv().unwrap(), "/desk/staff");
}

#[test]
fn the_code_of_a_server_that_is_gone_does_not_stay_on_the_screen() {
    let address = serve(async |listener| {
        let mut codes = ["code ABC234", "code DEF567"].into_iter();
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let mut pairs = false;
            #[expect(clippy::result_large_err, reason = "the callback's type is tungstenite's")]
            let look = |request: &Request, response: Response| {
                pairs = request.uri().path() == "/pair/display";
                if pairs {
                    return Ok(response);
                }
                let mut refused = ErrorResponse::new(None);
                *refused.status_mut() = StatusCode::UNAUTHORIZED;
                Err(refused)
            };
            let accepted = tokio_tungstenite::accept_hdr_async(stream, look).await;
            let (true, Ok(mut peer)) = (pairs, accepted) else { continue };
            let Some(code) = codes.next() else {
                for_ever().await;
                return;
            };
            say(&mut peer, code).await;
            // It answers one ping and falls silent, with the connection open.
            while !matches!(peer.next().await, Some(Ok(Message::Ping(_)))) {}
            peer.flush().await.unwrap();
            tokio::spawn(async move {
                let _open = peer;
                for_ever().await;
            });
        }
    });
    let (wake, woken) = mpsc::channel();
    let wake = move || wake.send(()).unwrap_or_default();
    let address = address.to_string().parse().unwrap();
    let mut link =
        Link::<crate::role::Board>::start_known(address, Known::default(), HASTE, wake).unwrap();
    let mut words = Vec::new();
    while !words.contains(&"DEF567".to_owned()) {
        woken.recv_timeout(Duration::from_secs(20)).unwrap_or_else(|_| panic!("{words:?}"));
        for event in link.poll() {
            words.push(match event {
                Event::State(State::Refused(Refusal::Pairing(code))) => code.to_string(),
                Event::State(State::Offline { .. }) => "offline".to_owned(),
                _ => continue,
            });
        }
    }
    assert_eq!(words, ["ABC234", "offline", "DEF567"]);
}

#[test]
fn a_device_that_was_given_a_word_shows_it_with_its_name_and_only_to_be_let_in() {
    let address = serve(async |listener| {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let mut key = None;
                #[expect(clippy::result_large_err, reason = "the callback's type is tungstenite's")]
                let look = |request: &Request, response: Response| {
                    let header = |name: &str| {
                        request.headers().get(name).map(|value| value.to_str().unwrap().to_owned())
                    };
                    let shown = (header("authorization"), header("walkup-device"));
                    if request.uri().path() == "/pair/display" {
                        key = Some(format!("{} {}", shown.0.unwrap(), shown.1.unwrap()));
                        return Ok(response);
                    }
                    let is_let_in = shown == (Some("Bearer Bearer word hall-pc".to_owned()), None);
                    if is_let_in {
                        return Ok(response);
                    }
                    let mut refused = ErrorResponse::new(None);
                    *refused.status_mut() = StatusCode::UNAUTHORIZED;
                    Err(refused)
                };
                let Ok(mut peer) = tokio_tungstenite::accept_hdr_async(stream, look).await else {
                    return;
                };
                match key {
                    Some(key) => {
                        peer.send(Message::text(format!("key {key}"))).await.ok();
                        peer.close(None).await.ok();
                    }
                    None => drop(peer.send(Message::text("pick 3")).await),
                }
                while let Some(Ok(_)) = peer.next().await {}
            });
        }
    });
    let (wake, woken) = mpsc::channel();
    let lets_itself_in =
        Some(LetsItselfIn { token: Secret::new("word"), name: "hall-pc".to_owned() });
    let known = Known { lets_itself_in, ..Known::default() };
    let address = address.to_string().parse().unwrap();
    let mut link = Link::<crate::role::Board>::start_known(address, known, PATIENT, move || {
        wake.send(()).ok();
    })
    .unwrap();
    let mut messages = Vec::new();
    while messages.is_empty() {
        woken.recv_timeout(Duration::from_secs(20)).unwrap();
        for event in link.poll() {
            if let Event::Message(message) = event {
                messages.push(message.to_string());
            }
        }
    }
    assert_eq!(messages, ["pick 3"]);
}

/// A server that answers each handshake with this status.
fn answers(status: StatusCode) -> SocketAddr {
    serve(async move |listener| {
        loop {
            refuse(&listener, status).await;
        }
    })
}

#[test]
fn of_several_servers_the_next_is_tried_without_a_pause() {
    let busy = [(); 2].map(|()| answers(StatusCode::SERVICE_UNAVAILABLE));
    let serving = serve(async |listener| {
        let _peer = take_in(&listener).await;
        for_ever().await;
    });
    let patient = Timing {
        first_retry: Duration::from_secs(900),
        last_retry: Duration::from_secs(900),
        ..PATIENT
    };
    let servers = format!("{},{},{serving}", busy[0], busy[1]);
    let mut window = Window::open_known(&servers, Known::default(), patient);
    assert_eq!(window.until("online"), ["connecting", "Extended", "online"]);

    // None of them has us: each was asked once before the pause.
    let servers = format!("{},{}", busy[0], busy[1]);
    let mut window = Window::open_known(&servers, Known::default(), patient);
    assert_eq!(window.until("offline"), ["connecting", "offline"]);
}

#[test]
fn a_desk_that_is_not_there_is_said_so() {
    let address = answers(StatusCode::NOT_FOUND);
    Window::open_known(&format!("{address}/north"), Known::default(), PATIENT).until("NoDesk");
    Window::open_known(&address.to_string(), Known::default(), PATIENT).until("NotWalkup");
}

#[test]
fn a_server_that_can_save_nothing_is_said_so_until_it_can() {
    let address = serve(async |listener| {
        for saves in [true, false, false, true] {
            let mut peer = take_in(&listener).await;
            if saves {
                say(&mut peer, "ready").await;
            }
            let (code, reason) = (CloseCode::Again, shared::NOTHING_SAVED.into());
            peer.close(Some(CloseFrame { code, reason })).await.ok();
        }
        for_ever().await;
    });
    let mut window = Window::open(address, None, PATIENT);
    window.until("ready");
    assert_eq!(window.until("NothingSaved"), ["closed", "NothingSaved"]);
    // Nobody is told in between that it is there.
    let words = window.until("ready");
    let (tries, back) = words.split_at(words.len() - 3);
    assert_eq!(back, ["Extended", "online", "ready"]);
    assert_eq!(tries.join(" "), "connecting NothingSaved connecting NothingSaved connecting");
    window.until("NothingSaved");
}
