//! From an accepted socket to a WebSocket, or to an answer in plain HTTP.

use std::net::IpAddr;
use std::time::Duration;

use bytes::BytesMut;
use shared::device::DeviceKind;
use shared::text::Secret;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tungstenite::handshake::derive_accept_key;

use super::Shared;
use super::census::Place;
use super::proxy::{Source, is_forwarded};
use super::transport::Stream;
use crate::admission::{Admission, DeviceId, Pairing, kind_of};
use crate::hub::{Dialect, Role};
use crate::settings::Settings;

/// How long a client may take for its handshake, in all.
pub const HANDSHAKE_TIME: Duration = Duration::from_secs(10);

/// The most bytes of a request head; browsers stay well below.
pub const HEAD_BYTES: usize = 8192;

/// The most header lines of a request.
const HEADERS: usize = 64;

/// A connection whose handshake is done.
#[derive(Debug)]
pub struct Accepted<'a> {
    /// What the client wants.
    pub purpose: Purpose<'a>,
    /// Which messages it is sent.
    pub dialect: Dialect,
    /// Who it is.
    pub source: Source,
    /// Its place among those whom limits bind; held for as long as the connection lasts.
    pub place: Option<Place>,
    /// The first bytes of its frames, which came with the request.
    pub ahead: BytesMut,
}

/// Which listener a connection came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listener {
    /// That of clients.
    Clients,
    /// That of metrics, which answers nothing else.
    Metrics,
}

/// What a connection is for.
#[derive(Debug)]
pub enum Purpose<'a> {
    /// To speak the protocol.
    Talk {
        /// Which path it came by.
        role: Role,
        /// The device that it is, if it showed a key.
        device: Option<DeviceId>,
    },
    /// To be let in, by itself if it may.
    Pair(Pairing<'a>, Option<Enrolling>),
}

/// Reads the request and answers it. None: it was no WebSocket, or was refused. `place` is what the
/// connection was given when it was accepted.
pub async fn shake<'a>(
    stream: &mut Stream,
    peer: IpAddr,
    mut place: Option<Place>,
    listener: Listener,
    shared: &'a Shared,
) -> Option<Accepted<'a>> {
    let mut received = BytesMut::new();
    loop {
        match parse(&received, peer, listener, &shared.settings, &shared.admission) {
            Parsed::Partial if received.len() > HEAD_BYTES => {
                answer(stream, "431 Request Header Fields Too Large", "", Body::none()).await;
                return None;
            }
            Parsed::Partial => {
                received.reserve(1024);
                if stream.read_buf(&mut received).await.ok()? == 0 {
                    return None;
                }
            }
            Parsed::Refused(status, headers) => {
                answer(stream, status, headers, Body::none()).await;
                return None;
            }
            Parsed::Metrics { is_head } => {
                let queued = shared.requests.max_capacity() - shared.requests.capacity();
                let body = Body { text: shared.health.metrics_text(queued), is_head };
                let kind = "Content-Type: text/plain; version=0.0.4\r\n";
                answer(stream, "200 OK", kind, body).await;
                return None;
            }
            Parsed::Health { is_head } => {
                let body = Body { text: format!("{}\n", shared.health.json()), is_head };
                answer(stream, "200 OK", "Content-Type: application/json\r\n", body).await;
                return None;
            }
            Parsed::Upgrade { head, wish, source, dialect, accept } => {
                // Only now it is known whom the connection counts for.
                if source.is_trusted {
                    place = None;
                } else if !place.as_ref().is_some_and(|place| place.is_for(source.address)) {
                    // What it held so far is free again first.
                    drop(place);
                    place = shared.census.enter(source.address);
                    if place.is_none() {
                        shared.health.metrics.turned_away.count();
                        let busy = "503 Service Unavailable";
                        answer(stream, busy, "Retry-After: 10\r\n", Body::none()).await;
                        return None;
                    }
                }
                let purpose = match wish {
                    Wish::Talk { role, device } => Purpose::Talk { role, device },
                    Wish::Pair(kind, enrolling) => match shared.admission.ask(kind, source.address)
                    {
                        Some(pairing) => Purpose::Pair(pairing, enrolling),
                        None => {
                            let busy = "429 Too Many Requests";
                            answer(stream, busy, "Retry-After: 60\r\n", Body::none()).await;
                            return None;
                        }
                    },
                };
                let protocol = match dialect {
                    Dialect::Classic => String::new(),
                    Dialect::V2 => format!("Sec-WebSocket-Protocol: {}\r\n", shared::SUBPROTOCOL),
                };
                let answer = format!(
                    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
                     Sec-WebSocket-Accept: {accept}\r\n{protocol}\r\n"
                );
                stream.write_all(answer.as_bytes()).await.ok()?;
                stream.flush().await.ok()?;
                let ahead = received.split_off(head);
                return Some(Accepted { purpose, dialect, source, place, ahead });
            }
        }
    }
}

/// What the first bytes of a client mean.
#[derive(Debug, PartialEq, Eq)]
pub enum Parsed {
    /// Nothing yet: more is to come.
    Partial,
    /// A refusal: the status, and headers of its own.
    Refused(&'static str, &'static str),
    /// A question how the server is.
    Health {
        /// Whether the headers alone are asked for.
        is_head: bool,
    },
    /// A question for the metrics.
    Metrics {
        /// Whether the headers alone are asked for.
        is_head: bool,
    },
    /// The wish to speak WebSocket.
    Upgrade {
        /// How many bytes the request has.
        head: usize,
        /// What for.
        wish: Wish,
        /// From whom.
        source: Source,
        /// Which messages it is to be sent.
        dialect: Dialect,
        /// What proves that the request was understood.
        accept: String,
    },
}

/// What a WebSocket is wanted for.
#[derive(Debug, PartialEq, Eq)]
pub enum Wish {
    /// To speak the protocol.
    Talk {
        /// Which path it came by.
        role: Role,
        /// The device that it is, if it showed a key.
        device: Option<DeviceId>,
    },
    /// To be let in, by itself if it may.
    Pair(DeviceKind, Option<Enrolling>),
}

/// What a device shows that wants to let itself in.
#[derive(Debug, PartialEq, Eq)]
pub struct Enrolling {
    /// What it has read.
    pub token: Secret,
    /// What it calls itself.
    pub name: String,
}

/// Whether somebody may use a path: a device by its key, everybody else where none is needed.
fn admit(
    role: Role,
    source: Source,
    key: Option<&str>,
    admission: &Admission,
) -> Result<Option<DeviceId>, ()> {
    let Some(key) = key else {
        return if source.is_trusted || role == Role::Staff { Ok(None) } else { Err(()) };
    };
    // A key that is shown must be good, and for this path, wherever it comes from.
    match admission.find(key) {
        Some((device, kind)) if kind_of(role) == Some(kind) => Ok(Some(device)),
        _ => Err(()),
    }
}

/// Reads a request from outside, however odd, and says what is to be done with it.
pub fn parse(
    received: &[u8],
    peer: IpAddr,
    listener: Listener,
    settings: &Settings,
    admission: &Admission,
) -> Parsed {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    let head = match request.parse(received) {
        Ok(httparse::Status::Complete(head)) if head <= HEAD_BYTES => head,
        Ok(httparse::Status::Complete(_)) => {
            return Parsed::Refused("431 Request Header Fields Too Large", "");
        }
        Ok(httparse::Status::Partial) => return Parsed::Partial,
        Err(httparse::Error::TooManyHeaders) => {
            return Parsed::Refused("431 Request Header Fields Too Large", "");
        }
        Err(_) => return Parsed::Refused("400 Bad Request", ""),
    };
    let header = |name: &str| {
        request
            .headers
            .iter()
            .find(|header| header.name.eq_ignore_ascii_case(name))
            .and_then(|header| std::str::from_utf8(header.value).ok())
    };
    let lists = |name: &str, wanted: &str| {
        request
            .headers
            .iter()
            .filter(|header| header.name.eq_ignore_ascii_case(name))
            .filter_map(|header| std::str::from_utf8(header.value).ok())
            .flat_map(|value| value.split(','))
            .any(|word| word.trim().eq_ignore_ascii_case(wanted))
    };
    let path = request.path.unwrap_or_default().split('?').next().unwrap_or_default();
    let is_get = request.method == Some("GET");
    let is_head = request.method == Some("HEAD");
    let source = Source::of_request(peer, request.headers, settings);
    // The metrics are shown on this machine alone, even where its clients are limited like others.
    let is_near = peer.to_canonical().is_loopback() && !is_forwarded(request.headers);
    let shows_metrics = listener == Listener::Metrics || is_near;
    let target = match path {
        "/health" if is_get || is_head => return Parsed::Health { is_head },
        "/metrics" if (is_get || is_head) && shows_metrics => return Parsed::Metrics { is_head },
        _ if listener == Listener::Metrics => return Parsed::Refused("404 Not Found", ""),
        "/staff" => Ok(Role::Staff),
        "/kiosk" => Ok(Role::Kiosk),
        "/display" => Ok(Role::Display),
        "/pair/kiosk" => Err(DeviceKind::Kiosk),
        "/pair/display" => Err(DeviceKind::Display),
        _ => return Parsed::Refused("404 Not Found", ""),
    };
    let is_foreign = request.headers.iter().any(|header| {
        header.name.eq_ignore_ascii_case("origin")
            && !settings.allowed_origins.iter().any(|allowed| allowed.as_bytes() == header.value)
    });
    if is_foreign {
        return Parsed::Refused("403 Forbidden", "");
    }
    if !is_get {
        return Parsed::Refused("405 Method Not Allowed", "Allow: GET\r\n");
    }
    if !lists("upgrade", "websocket") || !lists("connection", "upgrade") {
        return Parsed::Refused("426 Upgrade Required", "Upgrade: websocket\r\n");
    }
    if header("sec-websocket-version") != Some("13") {
        return Parsed::Refused("426 Upgrade Required", "Sec-WebSocket-Version: 13\r\n");
    }
    // A key is 16 bytes in base64 (RFC 6455 section 4.1).
    let Some(key) = header("sec-websocket-key").filter(|key| key.len() == 24) else {
        return Parsed::Refused("400 Bad Request", "");
    };
    let shown = header("authorization").and_then(|value| value.split_once(' '));
    let key_shown = shown
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, key)| key.trim());
    let wish = match target {
        Err(kind) => {
            let name = header("walkup-device").unwrap_or_default().to_owned();
            let enrolling = key_shown.map(|key| Enrolling { token: Secret::new(key), name });
            Wish::Pair(kind, enrolling)
        }
        Ok(role) => {
            let key = key_shown;
            let Ok(device) = admit(role, source, key, admission) else {
                return Parsed::Refused("401 Unauthorized", "WWW-Authenticate: Bearer\r\n");
            };
            Wish::Talk { role, device }
        }
    };
    let is_v2 = lists("sec-websocket-protocol", shared::SUBPROTOCOL);
    let dialect = if is_v2 { Dialect::V2 } else { Dialect::Classic };
    Parsed::Upgrade { head, wish, source, dialect, accept: derive_accept_key(key.as_bytes()) }
}

/// What an answer carries.
struct Body {
    text: String,
    /// Whether only the headers were asked for: they are those of the answer with its text.
    is_head: bool,
}

impl Body {
    fn none() -> Self {
        Self { text: String::new(), is_head: false }
    }
}

async fn answer(stream: &mut Stream, status: &str, headers: &str, body: Body) {
    let Body { text, is_head } = body;
    let length = text.len();
    let text = if is_head { "" } else { &text };
    let text = format!(
        "HTTP/1.1 {status}\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n{text}"
    );
    // A client that does not wait for the answer does without.
    stream.write_all(text.as_bytes()).await.ok();
    super::hang_up(stream).await;
}
