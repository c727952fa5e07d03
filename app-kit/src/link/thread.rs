//! The link's own thread: connect, serve until the connection ends, wait, again.

use std::sync::{Arc, mpsc};
use std::time::Duration;

use backon::BackoffBuilder;
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc as wire;
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::error::{Error, ProtocolError};
use tokio_tungstenite::tungstenite::http::{HeaderValue, StatusCode, header};
use tokio_tungstenite::tungstenite::protocol::{Message, WebSocketConfig};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use super::{Dialect, Event, Order, Refusal, Shared, State, Timing};
use crate::address::ServerAddress;
use crate::role::{Meaning, Role};

const SUBPROTOCOL: &str = "walkup.v2";

/// A server's message is a line; what is longer than this is not one of ours.
const MAX_MESSAGE: usize = 64 * 1024;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

pub(super) struct Worker<R: Role> {
    address: ServerAddress,
    timing: Timing,
    shared: Arc<Shared>,
    orders: wire::UnboundedReceiver<Order<R>>,
    events: mpsc::Sender<Event<R>>,
    wake: Box<dyn Fn() + Send>,
    connection: u64,
}

/// Why a connection ended.
enum Ended {
    /// The server or the network.
    Lost {
        /// Whether anything at all was heard on it.
        was_heard: bool,
    },
    /// The window is gone.
    Dropped,
}

enum Failure {
    Unreachable,
    Refused(Refusal),
}

impl<R: Role> Worker<R> {
    pub(super) fn new(
        address: ServerAddress,
        timing: Timing,
        shared: Arc<Shared>,
        orders: wire::UnboundedReceiver<Order<R>>,
        events: mpsc::Sender<Event<R>>,
        wake: Box<dyn Fn() + Send>,
    ) -> Self {
        Self { address, timing, shared, orders, events, wake, connection: 0 }
    }

    pub(super) async fn run(mut self) {
        let mut delays = self.delays();
        loop {
            self.tell(Event::State(State::Connecting));
            let refusal = match self.connect().await {
                Ok((socket, dialect)) => match self.serve(socket, dialect).await {
                    Ended::Dropped => return,
                    Ended::Lost { was_heard } => {
                        // A server that takes connections and drops them unheard is not back.
                        if was_heard {
                            delays = self.delays();
                        }
                        self.tell(Event::Closed);
                        None
                    }
                },
                Err(Failure::Unreachable) => None,
                Err(Failure::Refused(refusal)) => Some(refusal),
            };
            // Full jitter: a thousand windows that lost one server do not come back as one.
            let longest = delays.next().unwrap_or(self.timing.last_retry);
            let retry_in = longest.mul_f64(fastrand::f64());
            self.tell(Event::State(match refusal {
                Some(refusal) => State::Refused(refusal),
                None => State::Offline { retry_in },
            }));
            if self.wait(retry_in).await.is_err() {
                return;
            }
        }
    }

    pub(super) fn delays(&self) -> impl Iterator<Item = Duration> + use<R> {
        backon::ExponentialBuilder::new()
            .with_min_delay(self.timing.first_retry)
            .with_max_delay(self.timing.last_retry)
            .with_factor(2.0)
            .without_max_times()
            .build()
    }

    /// Waits for the next try. What is said meanwhile belongs to no connection and is dropped.
    async fn wait(&mut self, delay: Duration) -> Result<(), ()> {
        let pause = sleep(delay);
        tokio::pin!(pause);
        loop {
            tokio::select! {
                () = &mut pause => return Ok(()),
                order = self.orders.recv() => match order {
                    None => return Err(()),
                    Some(Order::RetryNow) => return Ok(()),
                    Some(Order::Say { .. }) => {}
                },
            }
        }
    }

    async fn connect(&self) -> Result<(Socket, Dialect), Failure> {
        match self.open(Dialect::Extended).await {
            Ok(socket) => Ok((socket, Dialect::Extended)),
            Err(Error::Protocol(ProtocolError::SecWebSocketSubProtocolError(_))) => {
                match self.open(Dialect::Classic).await {
                    Ok(socket) => Ok((socket, Dialect::Classic)),
                    Err(error) => Err(failure(&error)),
                }
            }
            Err(error) => Err(failure(&error)),
        }
    }

    async fn open(&self, dialect: Dialect) -> Result<Socket, Error> {
        let mut request = format!("{}{}", self.address, R::PATH).into_client_request()?;
        if dialect == Dialect::Extended {
            request
                .headers_mut()
                .insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(SUBPROTOCOL));
        }
        let config = WebSocketConfig::default()
            .max_message_size(Some(MAX_MESSAGE))
            .max_frame_size(Some(MAX_MESSAGE))
            .read_buffer_size(4096);
        let connecting = tokio_tungstenite::connect_async_with_config(request, Some(config), true);
        match timeout(self.timing.patience, connecting).await {
            Ok(Ok((socket, _response))) => Ok(socket),
            Ok(Err(error)) => Err(error),
            Err(_elapsed) => Err(Error::Io(std::io::ErrorKind::TimedOut.into())),
        }
    }

    async fn serve(&mut self, mut socket: Socket, dialect: Dialect) -> Ended {
        self.connection += 1;
        let resume = match (dialect, self.shared.token()) {
            (Dialect::Extended, Some(token)) => R::resume(&token),
            _ => None,
        };
        self.post(Event::Opened { dialect, resuming: resume.is_some() });
        let mut state = State::Online;
        self.tell(Event::State(State::Online));
        if let Some(command) = resume
            && self.write(&mut socket, Message::text(command.to_string())).await.is_err()
        {
            return Ended::Lost { was_heard: false };
        }

        let mut state_under_way: Option<Vec<R::Message>> = None;
        let mut was_heard = false;
        let mut has_asked = false;
        let mut heard_at = Instant::now();
        loop {
            let due = heard_at
                + match (&state, has_asked) {
                    (State::Online, false) => self.timing.ping_after,
                    (State::Online, true) => self.timing.stale_after,
                    _ => self.timing.dead_after,
                };
            tokio::select! {
                frame = socket.next() => {
                    let Some(Ok(frame)) = frame else {
                        return Ended::Lost { was_heard };
                    };
                    (was_heard, has_asked, heard_at) = (true, false, Instant::now());
                    if state == State::Stale {
                        state = State::Online;
                        self.tell(Event::State(State::Online));
                    }
                    // What cannot be read is a newer server's; it means nothing to us.
                    if let Message::Text(text) = frame
                        && let Ok(message) = text.parse::<R::Message>()
                    {
                        self.hear(message, &mut state_under_way);
                    }
                }
                order = self.orders.recv() => match order {
                    None => {
                        // The window is gone; whether the farewell arrives does not matter.
                        timeout(Duration::from_millis(200), socket.close(None)).await.ok();
                        return Ended::Dropped;
                    }
                    Some(Order::Say { connection, command }) if connection == self.connection => {
                        if self.write(&mut socket, Message::text(command.to_string())).await.is_err() {
                            return Ended::Lost { was_heard };
                        }
                    }
                    // Meant for a connection that has ended.
                    Some(Order::Say { .. } | Order::RetryNow) => {}
                },
                () = sleep_until(due) => match (&state, has_asked) {
                    (State::Online, false) => {
                        has_asked = true;
                        if self.write(&mut socket, Message::Ping(Default::default())).await.is_err() {
                            return Ended::Lost { was_heard };
                        }
                    }
                    (State::Online, true) => {
                        state = State::Stale;
                        self.tell(Event::State(State::Stale));
                    }
                    _ => return Ended::Lost { was_heard },
                },
            }
        }
    }

    async fn write(&self, socket: &mut Socket, message: Message) -> Result<(), ()> {
        match timeout(self.timing.patience, socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(()),
        }
    }

    /// Hands a message on. A state that is under way is handed on whole, so that no window ever
    /// draws half of it.
    fn hear(&self, message: R::Message, under_way: &mut Option<Vec<R::Message>>) {
        match (R::meaning(&message), under_way.as_mut()) {
            (Meaning::Tick(ms), _) => self.shared.keep_clock(ms),
            (Meaning::Reset, _) => *under_way = Some(vec![message]),
            (Meaning::Ready, _) => {
                for held in under_way.take().into_iter().flatten() {
                    self.post(Event::Message(held));
                }
                self.tell(Event::Message(message));
            }
            (Meaning::Ahead | Meaning::Other, Some(held)) => held.push(message),
            (Meaning::Ahead, None) => self.post(Event::Message(message)),
            (Meaning::Other, None) => self.tell(Event::Message(message)),
        }
    }

    fn post(&self, event: Event<R>) {
        // A window that is gone wants nothing; the closed order channel ends the thread.
        self.events.send(event).ok();
    }

    fn tell(&self, event: Event<R>) {
        self.post(event);
        (self.wake)();
    }
}

fn failure(error: &Error) -> Failure {
    match error {
        Error::Http(response) => Failure::Refused(match response.status() {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Refusal::NotAllowed,
            // A server that is starting, stopping or full.
            status if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
                return Failure::Unreachable;
            }
            _ => Refusal::NotWalkup,
        }),
        Error::Protocol(_) | Error::Url(_) | Error::HttpFormat(_) => {
            Failure::Refused(Refusal::NotWalkup)
        }
        _ => Failure::Unreachable,
    }
}
