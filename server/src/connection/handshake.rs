//! From an accepted socket to a WebSocket, or to an answer in plain HTTP.

use std::time::Duration;

use bytes::BytesMut;
use shared::device::DeviceKind;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tungstenite::handshake::derive_accept_key;

use std::net::IpAddr;

use super::Shared;
use super::transport::Stream;
use crate::devices::{Devices, Pairing, kind_of};
use crate::session::{Dialect, Role};
use crate::settings::Settings;

/// How long a client may take for its handshake, in all.
pub const HANDSHAKE_TIME: Duration = Duration::from_secs(10);

/// The most bytes of a request head; browsers stay well below.
pub const HEAD_BYTES: usize = 8192;

/// The most header lines of a request.
const HEADERS: usize = 64;

/// What a client asked for, and what it has sent beyond its request already.
#[derive(Debug)]
pub struct Welcome<'a> {
    /// What it wants.
    pub purpose: Purpose<'a>,
    /// Which messages it is sent.
    pub dialect: Dialect,
    /// The first bytes of its frames.
    pub ahead: BytesMut,
}

/// Which listener a connection came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// That of clients.
    Clients,
    /// That of metrics, where there is nothing else.
    Metrics,
}

/// What a connection is for.
#[derive(Debug)]
pub enum Purpose<'a> {
    /// To speak the protocol.
    Talk {
        /// Which path it came by.
        role: Role,
        /// The name of the device, if it showed a key.
        device: Option<String>,
    },
    /// To be let in.
    Pair(Pairing<'a>),
}

/// Reads the request and answers it. None: it was no WebSocket, or not a welcome one.
pub async fn shake<'a>(
    stream: &mut Stream,
    peer: IpAddr,
    door: Door,
    shared: &'a Shared,
) -> Option<Welcome<'a>> {
    let mut received = BytesMut::new();
    loop {
        match parse(&received, peer, door, &shared.settings, &shared.devices) {
            Parsed::Partial if received.len() > HEAD_BYTES => {
                answer(stream, "431 Request Header Fields Too Large", "", "").await;
                return None;
            }
            Parsed::Partial => {
                received.reserve(1024);
                if stream.read_buf(&mut received).await.ok()? == 0 {
                    return None;
                }
            }
            Parsed::Refused(status, headers) => {
                answer(stream, status, headers, "").await;
                return None;
            }
            Parsed::Metrics => {
                let queued = shared.requests.max_capacity() - shared.requests.capacity();
                let body = shared.health.metrics_text(queued);
                let kind = "Content-Type: text/plain; version=0.0.4\r\n";
                answer(stream, "200 OK", kind, &body).await;
                return None;
            }
            Parsed::Health => {
                let body = format!("{}\n", shared.health.json());
                answer(stream, "200 OK", "Content-Type: application/json\r\n", &body).await;
                return None;
            }
            Parsed::Upgrade { head, wish, dialect, accept } => {
                let purpose = match wish {
                    Wish::Talk { role, device } => Purpose::Talk { role, device },
                    Wish::Pair(kind) => match shared.devices.ask(kind, peer) {
                        Some(pairing) => Purpose::Pair(pairing),
                        None => {
                            answer(stream, "429 Too Many Requests", "Retry-After: 60\r\n", "")
                                .await;
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
                return Some(Welcome { purpose, dialect, ahead: received.split_off(head) });
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
    Health,
    /// A question for the metrics.
    Metrics,
    /// The wish to speak WebSocket.
    Upgrade {
        /// How many bytes the request has.
        head: usize,
        /// What for.
        wish: Wish,
        /// In which words.
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
        /// The name of the device, if it showed a key.
        device: Option<String>,
    },
    /// To be let in.
    Pair(DeviceKind),
}

/// Whether somebody may use a path: a device by its key, everybody else where none is needed.
fn admit(
    role: Role,
    peer: IpAddr,
    key: Option<&str>,
    settings: &Settings,
    devices: &Devices,
) -> Result<Option<String>, ()> {
    let Some(key) = key else {
        let is_known = !settings.binds(peer);
        return if is_known || role == Role::Staff { Ok(None) } else { Err(()) };
    };
    // A key that is shown must be good, and for this path, wherever it comes from.
    match devices.find(key) {
        Some((name, kind)) if kind_of(role) == Some(kind) => Ok(Some(name)),
        _ => Err(()),
    }
}

/// Reads a request from outside, however odd, and says what is to be done with it.
pub fn parse(
    received: &[u8],
    peer: IpAddr,
    door: Door,
    settings: &Settings,
    devices: &Devices,
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
    let target = match path {
        "/health" if is_get => return Parsed::Health,
        "/metrics" if is_get && (door == Door::Metrics || peer.to_canonical().is_loopback()) => {
            return Parsed::Metrics;
        }
        _ if door == Door::Metrics => return Parsed::Refused("404 Not Found", ""),
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
    let wish = match target {
        Err(kind) => Wish::Pair(kind),
        Ok(role) => {
            let shown = header("authorization").and_then(|value| value.split_once(' '));
            let key = shown
                .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
                .map(|(_, key)| key.trim());
            let Ok(device) = admit(role, peer, key, settings, devices) else {
                return Parsed::Refused("401 Unauthorized", "WWW-Authenticate: Bearer\r\n");
            };
            Wish::Talk { role, device }
        }
    };
    let is_v2 = lists("sec-websocket-protocol", shared::SUBPROTOCOL);
    let dialect = if is_v2 { Dialect::V2 } else { Dialect::Classic };
    Parsed::Upgrade { head, wish, dialect, accept: derive_accept_key(key.as_bytes()) }
}

async fn answer(stream: &mut Stream, status: &str, headers: &str, body: &str) {
    let text = format!(
        "HTTP/1.1 {status}\r\nConnection: close\r\n{headers}Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    // A client that does not wait for the answer does without.
    stream.write_all(text.as_bytes()).await.ok();
    super::hang_up(stream).await;
}
