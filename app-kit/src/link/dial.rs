//! One connection: to whichever server and address of it answers, encrypted, and asked for a path.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::error::{Error, ProtocolError};
use tokio_tungstenite::tungstenite::http::{HeaderValue, StatusCode, header};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

use super::trust::Judge;
use super::{Dialect, Refusal, Shared, Timing};
use crate::address::{Place, ServerAddress};

const SUBPROTOCOL: &str = "walkup.v2";

/// A server's message is a line. The longest is a report of 20 years by day, some 3 MiB; what is much
/// longer than that is not one of ours.
const MAX_MESSAGE: usize = 16 * 1024 * 1024;

/// How long an address is waited for before the next is tried beside it: RFC 8305, section 8.
const NEXT_ADDRESS_AFTER: Duration = Duration::from_millis(250);

/// What frames go over, encrypted or not.
pub(super) trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

pub(super) type Socket = WebSocketStream<Box<dyn Wire>>;

/// Opens connections to one server, or to one of several that serve the same.
pub(super) struct Dialer {
    address: ServerAddress,
    pub(super) timing: Timing,
    shared: Arc<Shared>,
    /// The addresses at which something takes connections and does not answer, the latest last.
    silent: RefCell<Vec<SocketAddr>>,
}

/// Where a connection may be made to: one of the server's places, and an address of it.
pub(super) type Target = (Place, SocketAddr);

/// Why there is no connection.
pub(super) enum Failure {
    /// Nobody answers.
    Unreachable,
    /// Something answers that will not have us.
    Refused(Refusal),
    /// The server does not know this device.
    NoKey,
    /// The server does not speak the dialect that was asked for.
    OtherDialect,
}

impl Dialer {
    pub(super) fn new(address: ServerAddress, timing: Timing, shared: Arc<Shared>) -> Self {
        Self { address, timing, shared, silent: RefCell::default() }
    }

    /// A connection to a path that speaks `dialect`.
    pub(super) async fn open(&self, path: &str, dialect: Dialect) -> Result<Socket, Failure> {
        self.shake(path, Some(dialect)).await
    }

    /// Connects to a path below the server's own; without a dialect to one that speaks neither, and shows no key there, but what lets it in by itself.
    pub(super) async fn shake(
        &self,
        path: &str,
        dialect: Option<Dialect>,
    ) -> Result<Socket, Failure> {
        // Where several servers serve the same, one that does not answer holds nobody up.
        let mut left = self.address.places().len();
        loop {
            let (stream, place, at) = self.reach().await?;
            let shaking = self.shake_over(stream, &place, path, dialect);
            let shaken = timeout(self.timing.patience, shaking).await;
            let shaken = shaken.unwrap_or(Err(Failure::Unreachable));
            let mut silent = self.silent.borrow_mut();
            silent.retain(|address| *address != at);
            left -= 1;
            let Err(Failure::Unreachable) = shaken else { return shaken };
            // Something takes connections there and does not answer: the others come first now.
            silent.push(at);
            if left == 0 {
                return shaken;
            }
        }
    }

    async fn shake_over(
        &self,
        stream: TcpStream,
        place: &Place,
        path: &str,
        dialect: Option<Dialect>,
    ) -> Result<Socket, Failure> {
        let wire = wire(&self.address, place, stream, Judge::new(self.shared.pinned())).await?;
        let scheme = if self.address.is_encrypted() { "wss" } else { "ws" };
        let mut request = format!("{scheme}://{place}{}{path}", self.address.path())
            .into_client_request()
            .map_err(|error| self.failure(&error))?;
        if let (Some(_), Some(key)) = (dialect, self.shared.device_key())
            && let Ok(mut shown) = HeaderValue::from_str(&format!("Bearer {}", key.expose()))
        {
            shown.set_sensitive(true);
            request.headers_mut().insert(header::AUTHORIZATION, shown);
        }
        if let (None, Some(shown)) = (dialect, &self.shared.lets_itself_in)
            && let Ok(mut token) =
                HeaderValue::from_str(&format!("Bearer {}", shown.token.expose()))
        {
            token.set_sensitive(true);
            request.headers_mut().insert(header::AUTHORIZATION, token);
            // A machine whose name is no header is called by its kind.
            if let Ok(name) = HeaderValue::from_str(&shown.name) {
                request.headers_mut().insert("walkup-device", name);
            }
        }
        if dialect == Some(Dialect::Extended) {
            request
                .headers_mut()
                .insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(SUBPROTOCOL));
        }
        let config = WebSocketConfig::default()
            .max_message_size(Some(MAX_MESSAGE))
            .max_frame_size(Some(MAX_MESSAGE))
            .read_buffer_size(4096);
        tokio_tungstenite::client_async_with_config(request, wire, Some(config))
            .await
            .map(|(socket, _response)| socket)
            .map_err(|error| self.failure(&error))
    }

    fn failure(&self, error: &Error) -> Failure {
        match error {
            Error::Protocol(ProtocolError::SecWebSocketSubProtocolError(_)) => {
                Failure::OtherDialect
            }
            Error::Http(response) if response.status() == StatusCode::UNAUTHORIZED => {
                Failure::NoKey
            }
            Error::Http(response) => Failure::Refused(match response.status() {
                StatusCode::FORBIDDEN => Refusal::NotAllowed,
                // A server that is starting, stopping or full.
                status if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
                    return Failure::Unreachable;
                }
                // A proxy without such a path says so too.
                StatusCode::NOT_FOUND if !self.address.path().is_empty() => Refusal::NoDesk,
                _ => Refusal::NotWalkup,
            }),
            Error::Protocol(_) | Error::Url(_) | Error::HttpFormat(_) => {
                Failure::Refused(Refusal::NotWalkup)
            }
            _ => Failure::Unreachable,
        }
    }

    /// Connects to whichever address of whichever server answers first.
    async fn reach(&self) -> Result<(TcpStream, Place, SocketAddr), Failure> {
        let found = look_up(self.address.places(), self.timing.patience).await;
        let targets = last_the_silent(found, &self.silent.borrow());
        let reached = first_to_answer(targets, self.timing.patience).await;
        let (stream, (place, at)) = reached.ok_or(Failure::Unreachable)?;
        Ok((stream, place, at))
    }
}

/// The addresses of each place, in the order in which they are tried. A name that is not found in
/// time is left out; once another was found it is waited for no longer than for an address.
pub(super) async fn look_up(places: &[Place], patience: Duration) -> Vec<Target> {
    let mut looking: FuturesUnordered<_> = (0..)
        .zip(places)
        .map(|(number, place)| async move {
            let host = (place.host().to_owned(), place.port());
            let found = timeout(patience, lookup_host(host)).await;
            let addresses = found.ok().and_then(Result::ok).map(in_turn).unwrap_or_default();
            (number, addresses)
        })
        .collect();
    let mut found: Vec<(usize, Vec<SocketAddr>)> = Vec::new();
    let late = sleep(patience);
    tokio::pin!(late);
    loop {
        tokio::select! {
            next = looking.next() => match next {
                Some((number, addresses)) => {
                    if found.is_empty() && !addresses.is_empty() {
                        late.as_mut().reset(Instant::now() + NEXT_ADDRESS_AFTER);
                    }
                    if !addresses.is_empty() {
                        found.push((number, addresses));
                    }
                }
                None => break,
            },
            () = &mut late => break,
        }
    }
    found.sort_by_key(|(number, _)| *number);
    let targets = found.into_iter().flat_map(|(number, addresses)| {
        addresses.into_iter().map(move |address| (places[number].clone(), address))
    });
    targets.collect()
}

/// The way to the server, encrypted if its address says so.
pub(super) async fn wire(
    address: &ServerAddress,
    place: &Place,
    stream: TcpStream,
    judge: Arc<Judge>,
) -> Result<Box<dyn Wire>, Failure> {
    // Without it answers are only slower.
    stream.set_nodelay(true).ok();
    if !address.is_encrypted() {
        return Ok(Box::new(stream));
    }
    let not_walkup = || Failure::Refused(Refusal::NotWalkup);
    let name = ServerName::try_from(place.host().to_owned()).map_err(|_| not_walkup())?;
    let config = judge.config().map_err(|_| not_walkup())?;
    let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
    match connector.connect(name, stream).await {
        Ok(stream) => Ok(Box::new(stream)),
        Err(error) => Err(match judge.verdict() {
            Some(refusal) => Failure::Refused(refusal),
            None if is_no_encryption(&error) => not_walkup(),
            None => Failure::Unreachable,
        }),
    }
}

/// The addresses of a host in the order in which they are tried: the families take turns, beginning
/// with the one that the system puts first.
fn in_turn(addresses: impl Iterator<Item = SocketAddr>) -> Vec<SocketAddr> {
    let mut addresses: Vec<SocketAddr> = addresses.collect();
    let begins_with = addresses.first().map(SocketAddr::is_ipv6);
    // Each address by its place in its own family; the sort keeps the first family in front.
    let mut counts = [0, 0];
    let mut ranked: Vec<(usize, bool, SocketAddr)> = Vec::with_capacity(addresses.len());
    for address in addresses.drain(..) {
        let is_second = Some(address.is_ipv6()) != begins_with;
        let count = &mut counts[usize::from(is_second)];
        ranked.push((*count, is_second, address));
        *count += 1;
    }
    ranked.sort_by_key(|(place, is_second, _)| (*place, *is_second));
    ranked.into_iter().map(|(_, _, address)| address).collect()
}

/// Those that are known to be silent come last, and the latest of those last of all.
fn last_the_silent(mut targets: Vec<Target>, silent: &[SocketAddr]) -> Vec<Target> {
    targets.sort_by_key(|(_, at)| silent.iter().rposition(|address| address == at));
    targets
}

/// Tries addresses beside each other, each begun a moment after the one before, or at once when that
/// has failed, and each with a time of its own.
pub(super) async fn first_to_answer(
    targets: Vec<Target>,
    patience: Duration,
) -> Option<(TcpStream, Target)> {
    let mut waiting = targets.into_iter();
    let mut attempts = FuturesUnordered::new();
    loop {
        if let Some(target) = waiting.next() {
            attempts.push(async move {
                let stream = timeout(patience, TcpStream::connect(target.1)).await.ok()?.ok()?;
                Some((stream, target))
            });
        }
        let has_more = waiting.len() > 0;
        tokio::select! {
            answered = attempts.next() => match answered {
                Some(Some(connected)) => return Some(connected),
                Some(None) if has_more || !attempts.is_empty() => {}
                _ => return None,
            },
            () = sleep(NEXT_ADDRESS_AFTER), if has_more => {}
        }
    }
}

/// Whether what answered does not speak encryption at all.
fn is_no_encryption(error: &std::io::Error) -> bool {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    matches!(inner, Some(rustls::Error::InvalidMessage(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(texts: &[&str]) -> Vec<SocketAddr> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn families_take_turns_and_silent_addresses_are_last() {
        let found = addresses(&["[fd00::1]:1", "[fd00::2]:1", "10.0.0.1:1", "10.0.0.2:1"]);
        let turns = addresses(&["[fd00::1]:1", "10.0.0.1:1", "[fd00::2]:1", "10.0.0.2:1"]);
        assert_eq!(in_turn(found.into_iter()), turns);
        assert_eq!(in_turn(std::iter::empty()), []);
        let order = |silent: &[&str]| {
            let targets = turns.iter().map(|at| (place("desk"), *at)).collect();
            let ordered = last_the_silent(targets, &addresses(silent));
            ordered.into_iter().map(|(_, at)| at.to_string()).collect::<Vec<_>>().join(" ")
        };
        let silent = ["10.0.0.1:1", "[fd00::1]:1"];
        assert_eq!(order(&silent), "[fd00::2]:1 10.0.0.2:1 10.0.0.1:1 [fd00::1]:1");
        assert_eq!(order(&[]), "[fd00::1]:1 10.0.0.1:1 [fd00::2]:1 10.0.0.2:1");
    }

    fn place(host: &str) -> Place {
        host.parse::<ServerAddress>().unwrap().places()[0].clone()
    }

    #[tokio::test]
    async fn servers_are_tried_in_their_order_and_one_without_an_address_is_left_out() {
        let address: ServerAddress = "b.invalid,127.0.0.2:9,127.0.0.1".parse().unwrap();
        let found = look_up(address.places(), Duration::from_secs(20)).await;
        let found: Vec<String> = found.into_iter().map(|(_, at)| at.to_string()).collect();
        assert_eq!(found, ["127.0.0.2:9", "127.0.0.1:7420"]);
    }

    #[tokio::test]
    async fn an_address_that_refuses_or_never_answers_does_not_hold_up_the_next() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let there = listener.local_addr().unwrap();
        // A port that was free a moment ago refuses; the block for documentation answers nothing.
        let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let silent = "192.0.2.1:9".parse().unwrap();
        let patience = Duration::from_secs(20);
        let targets = [silent, closed, there].map(|at| (place("desk"), at)).to_vec();
        let (_, (_, at)) = first_to_answer(targets, patience).await.unwrap();
        assert_eq!(at, there);
        assert!(first_to_answer(vec![(place("desk"), closed)], patience).await.is_none());
        assert!(first_to_answer(Vec::new(), patience).await.is_none());
    }
}
