//! From an accepted socket to a WebSocket, or to an answer in plain HTTP.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::BytesMut;
use shared::desk::DeskName;
use shared::device::DeviceKind;
use shared::text::Secret;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tungstenite::handshake::derive_accept_key;

use super::Shared;
use super::census::Place;
use super::door::preface::Purpose as Asked;
use super::door::{NoPassage, Passage};
use super::proxy::{Source, is_forwarded};
use super::transport::Stream;
use crate::admission::{Admission, DeviceId, Pairing, kind_of};
use crate::hub::{Dialect, Role};
use crate::rooms::Room;
use crate::settings::Settings;
use crate::store::postgres::registry::RegistryError;

/// How long a client may take for its handshake, in all.
pub const HANDSHAKE_TIME: Duration = Duration::from_secs(10);

/// The most bytes of a request head; browsers stay well below.
pub const HEAD_BYTES: usize = 8192;

/// The most header lines of a request.
const HEADERS: usize = 64;

const NOT_FOUND: &str = "404 Not Found";

const BUSY: &str = "503 Service Unavailable";

/// The whole answer where nobody leads a desk, or its leader has gone before it answered.
pub const NOT_NOW: &str = "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\
     Retry-After: 1\r\nContent-Length: 0\r\n\r\n";

const TOO_LONG: Parsed = Parsed::Refused("431 Request Header Fields Too Large", "");

/// The header of an answer in JSON.
const JSON: &str = "Content-Type: application/json\r\n";

/// A connection whose handshake is done.
#[derive(Debug)]
pub struct Accepted {
    /// The desk that it is for.
    pub room: Arc<Room>,
    /// What the client wants.
    pub purpose: Purpose,
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
pub enum Purpose {
    /// To speak the protocol.
    Talk {
        /// Which path it came by.
        role: Role,
        /// The device that it is, if it showed a key.
        device: Option<DeviceId>,
    },
    /// To be let in, by itself if it may.
    Pair(Pairing, Option<Enrolling>),
}

/// What became of a request that is still to be served.
#[derive(Debug)]
pub enum Shaken {
    /// The handshake is done.
    Here(Box<Accepted>),
    /// Another server leads the desk, which was reached: what the client said so far is for it.
    There(Box<PassedOn>),
}

/// A client of a desk that another server leads.
#[derive(Debug)]
pub struct PassedOn {
    /// The way there.
    pub passage: Passage,
    /// What the client said.
    pub said: BytesMut,
    /// Its place among those whom limits bind; held for as long as the connection lasts.
    pub place: Option<Place>,
}

/// From whom a request comes.
#[derive(Debug)]
pub enum Who {
    /// From the other end of a socket, which has been given a place or not.
    Peer(IpAddr, Option<Place>),
    /// From a client of another server, which says whose it is.
    Told(Source),
}

/// Reads a request and answers it; `received` is what of it is there. None: it was no WebSocket, or
/// was refused.
pub async fn shake(
    stream: &mut Stream,
    mut received: BytesMut,
    who: Who,
    listener: Listener,
    shared: &Shared,
) -> Option<Shaken> {
    // Of one who is told about, the socket says nothing.
    let peer = match &who {
        Who::Peer(peer, _) => *peer,
        Who::Told(source) => source.address,
    };
    let parsed = read_head(stream, &mut received, |bytes| {
        parse(bytes, peer, listener, &shared.machine.settings)
    });
    match parsed.await? {
        Parsed::Partial => None,
        Parsed::Refused(status, headers) => {
            answer(stream, status, headers, Body::none()).await;
            None
        }
        Parsed::Metrics { is_head } => {
            let body = Body { text: shared.rooms.metrics(&shared.machine.metrics), is_head };
            let kind = "Content-Type: text/plain; version=0.0.4\r\n";
            answer(stream, "200 OK", kind, body).await;
            None
        }
        Parsed::Health { is_head } => {
            let text = shared.rooms.health(shared.cluster.is_some());
            answer(stream, "200 OK", JSON, Body { text: format!("{text}\n"), is_head }).await;
            None
        }
        Parsed::Desks { is_head } => {
            match shared.list_of_desks().await {
                Some(text) => {
                    let body = Body { text: format!("{text}\n"), is_head };
                    answer(stream, "200 OK", JSON, body).await;
                }
                None => answer(stream, BUSY, "Retry-After: 1\r\n", Body::none()).await,
            }
            None
        }
        Parsed::OfDesk { head, desk, source, wish } => {
            let (source, place) = match who {
                Who::Peer(_, place) => (source, place),
                Who::Told(source) => (source, None),
            };
            let Ok(place) = find_place(source, place, shared) else {
                shared.machine.metrics.turned_away.count();
                answer(stream, BUSY, "Retry-After: 10\r\n", Body::none()).await;
                return None;
            };
            if let Some(room) = shared.rooms.get(&desk) {
                let ahead = received.split_off(head);
                let newcomer = Newcomer { source, place, ahead };
                let accepted = receive(stream, room, wish, newcomer, shared).await?;
                return Some(Shaken::Here(Box::new(accepted)));
            }
            let passage = match &shared.cluster {
                Some(cluster) => cluster.doors.open(&desk, Asked::client(source)).await,
                None => Err(NoPassage::Nowhere(RegistryError::Unknown(desk))),
            };
            match passage {
                Ok(passage) => {
                    let said = received;
                    Some(Shaken::There(Box::new(PassedOn { passage, said, place })))
                }
                Err(NoPassage::Nowhere(_)) => {
                    answer(stream, NOT_FOUND, "", Body::none()).await;
                    None
                }
                Err(NoPassage::NotNow) => {
                    stream.write_all(NOT_NOW.as_bytes()).await.ok();
                    super::hang_up(stream).await;
                    None
                }
            }
        }
    }
}

/// The place of whoever sent a request: only now it is known whom the connection counts for. An error:
/// there is none left.
fn find_place(source: Source, place: Option<Place>, shared: &Shared) -> Result<Option<Place>, ()> {
    if source.is_trusted {
        return Ok(None);
    }
    if place.as_ref().is_some_and(|place| place.is_for(source.address)) {
        return Ok(place);
    }
    // What it held so far is free again first.
    drop(place);
    shared.census.enter(source.address).map(Some).ok_or(())
}

/// Reads until what came is understood, or is too long; none: the client has gone.
async fn read_head(
    stream: &mut Stream,
    received: &mut BytesMut,
    parse: impl Fn(&[u8]) -> Parsed,
) -> Option<Parsed> {
    loop {
        match parse(received) {
            Parsed::Partial if received.len() > HEAD_BYTES => return Some(TOO_LONG),
            Parsed::Partial => {
                received.reserve(1024);
                if stream.read_buf(received).await.ok()? == 0 {
                    return None;
                }
            }
            parsed => return Some(parsed),
        }
    }
}

/// A client whose request was read.
struct Newcomer {
    source: Source,
    place: Option<Place>,
    ahead: BytesMut,
}

/// Answers a request for a desk that is led here. None: it was no WebSocket, or was refused.
async fn receive(
    stream: &mut Stream,
    room: Arc<Room>,
    wish: Wish,
    newcomer: Newcomer,
    shared: &Shared,
) -> Option<Accepted> {
    let Newcomer { source, place, ahead } = newcomer;
    let (to, dialect, accept) = match wish {
        Wish::Health { is_head } => {
            let text = format!("{}\n", room.health.json(&shared.rooms.trouble()));
            let body = Body { text, is_head };
            answer(stream, "200 OK", JSON, body).await;
            return None;
        }
        Wish::Upgrade { to, dialect, accept } => (to, dialect, accept),
    };
    let purpose = match to {
        To::Talk { role, key } => {
            let key = key.as_ref().map(Secret::expose);
            let Ok(device) = admit(role, source, key, &room.admission) else {
                let how = "WWW-Authenticate: Bearer\r\n";
                answer(stream, "401 Unauthorized", how, Body::none()).await;
                return None;
            };
            Purpose::Talk { role, device }
        }
        To::Pair(kind, enrolling) => match room.admission.ask(kind, source.address) {
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
    Some(Accepted { room, purpose, dialect, source, place, ahead })
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
    /// A question which desks there are.
    Desks {
        /// Whether the headers alone are asked for.
        is_head: bool,
    },
    /// Something that a desk is asked for.
    OfDesk {
        /// How many bytes the request has.
        head: usize,
        /// Which desk.
        desk: DeskName,
        /// From whom.
        source: Source,
        /// What.
        wish: Wish,
    },
}

/// What a desk is asked for.
#[derive(Debug, PartialEq, Eq)]
pub enum Wish {
    /// How it is.
    Health {
        /// Whether the headers alone are asked for.
        is_head: bool,
    },
    /// To speak WebSocket.
    Upgrade {
        /// What for.
        to: To,
        /// Which messages are to be sent.
        dialect: Dialect,
        /// What proves that the request was understood.
        accept: String,
    },
}

/// What a WebSocket is wanted for.
#[derive(Debug, PartialEq, Eq)]
pub enum To {
    /// To speak the protocol.
    Talk {
        /// Which path it came by.
        role: Role,
        /// The key that was shown.
        key: Option<Secret>,
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

/// A key is missing, unknown, or for another path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no key that is good for this path")]
pub struct NotAdmitted;

/// Whether somebody may use a path: a device by its key, everybody else where none is needed.
pub fn admit(
    role: Role,
    source: Source,
    key: Option<&str>,
    admission: &Admission,
) -> Result<Option<DeviceId>, NotAdmitted> {
    let Some(key) = key else {
        return if source.is_trusted || role == Role::Staff { Ok(None) } else { Err(NotAdmitted) };
    };
    // A key that is shown must be good, and for this path, wherever it comes from.
    match admission.find(key) {
        Some((device, kind)) if kind_of(role) == Some(kind) => Ok(Some(device)),
        _ => Err(NotAdmitted),
    }
}

/// Reads a request from outside, however odd, and says what is to be done with it.
pub fn parse(received: &[u8], peer: IpAddr, listener: Listener, settings: &Settings) -> Parsed {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    let head = match request.parse(received) {
        Ok(httparse::Status::Complete(head)) if head <= HEAD_BYTES => head,
        Ok(httparse::Status::Complete(_)) => {
            return TOO_LONG;
        }
        Ok(httparse::Status::Partial) => return Parsed::Partial,
        Err(httparse::Error::TooManyHeaders) => return TOO_LONG,
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
    match path {
        "/health" if is_get || is_head => return Parsed::Health { is_head },
        "/metrics" if (is_get || is_head) && shows_metrics => return Parsed::Metrics { is_head },
        _ if listener == Listener::Metrics => return Parsed::Refused(NOT_FOUND, ""),
        "/desks" if (is_get || is_head) && settings.list_desks => {
            return Parsed::Desks { is_head };
        }
        _ => {}
    }
    let (desk, path) = DeskName::of_path(path);
    let target = match path {
        "/health" if is_get || is_head => {
            return Parsed::OfDesk { head, desk, source, wish: Wish::Health { is_head } };
        }
        "/staff" => Ok(Role::Staff),
        "/kiosk" => Ok(Role::Kiosk),
        "/display" => Ok(Role::Display),
        "/pair/kiosk" => Err(DeviceKind::Kiosk),
        "/pair/display" => Err(DeviceKind::Display),
        _ => return Parsed::Refused(NOT_FOUND, ""),
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
    let to = match target {
        Err(kind) => {
            let name = header("walkup-device").unwrap_or_default().to_owned();
            let enrolling = key_shown.map(|key| Enrolling { token: Secret::new(key), name });
            To::Pair(kind, enrolling)
        }
        Ok(role) => To::Talk { role, key: key_shown.map(Secret::new) },
    };
    let is_v2 = lists("sec-websocket-protocol", shared::SUBPROTOCOL);
    let dialect = if is_v2 { Dialect::V2 } else { Dialect::Classic };
    let accept = derive_accept_key(key.as_bytes());
    Parsed::OfDesk { head, desk, source, wish: Wish::Upgrade { to, dialect, accept } }
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
