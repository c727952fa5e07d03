//! The link's own thread: connect, serve until the connection ends, wait, again.

use std::sync::{Arc, PoisonError, mpsc};
use std::time::Duration;

use backon::BackoffBuilder;
use futures_util::{SinkExt, StreamExt};
use tokio::sync::mpsc as wire;
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tokio_tungstenite::tungstenite::protocol::Message;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use super::dial::{Dialer, Failure, Socket};
use super::pairing::{self, Outcome};
use super::{Dialect, Event, Order, Refusal, Shared, State, Timing};
use crate::address::ServerAddress;
use crate::role::{Meaning, Role, Staff};

pub(super) struct Worker<R: Role> {
    dialer: Dialer,
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
    /// The server, which can save nothing at the moment.
    NothingSaved,
    /// The window is gone.
    Dropped,
}

/// How long a server that can save nothing is left in peace at most: it is back as soon as it can.
const SAVES_AGAIN: Duration = Duration::from_secs(1);

/// How long the first word of such a server is waited for before it is believed to be back.
const FIRST_WORD: Duration = Duration::from_secs(1);

impl<R: Role> Worker<R> {
    pub(super) fn new(
        address: ServerAddress,
        timing: Timing,
        shared: Arc<Shared>,
        orders: wire::UnboundedReceiver<Order<R>>,
        events: mpsc::Sender<Event<R>>,
        wake: Box<dyn Fn() + Send>,
    ) -> Self {
        let dialer = Dialer::new(address, timing, Arc::clone(&shared));
        Self { dialer, timing, shared, orders, events, wake, connection: 0 }
    }

    pub(super) async fn run(mut self) {
        let mut delays = self.delays();
        // Whether it could save nothing when it was heard last.
        let mut saved_nothing = false;
        loop {
            self.tell(Event::State(State::Connecting));
            let mut ahead = None;
            let mut opened = self.connect().await;
            if let Ok((socket, _)) = &mut opened
                && saved_nothing
            {
                ahead =
                    timeout(FIRST_WORD, socket.next()).await.ok().flatten().and_then(Result::ok);
            }
            let refusal = match opened {
                Ok(_) if ahead.as_ref().is_some_and(saves_nothing) => Some(Refusal::NothingSaved),
                Ok((socket, dialect)) => match self.serve(socket, dialect, ahead).await {
                    Ended::Dropped => return,
                    Ended::NothingSaved => {
                        self.tell(Event::Closed);
                        Some(Refusal::NothingSaved)
                    }
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
                Err(Failure::OtherDialect) => Some(Refusal::NotWalkup),
                Err(Failure::NoKey) if R::PATH == Staff::PATH => Some(Refusal::NotAllowed),
                Err(Failure::NoKey) => match self.be_let_in().await {
                    Outcome::LetIn => continue,
                    Outcome::Refused => Some(Refusal::NotAllowed),
                    Outcome::Lost => None,
                    Outcome::Dropped => return,
                },
            };
            // Full jitter: a thousand windows that lost one server do not come back as one.
            let mut longest = delays.next().unwrap_or(self.timing.last_retry);
            saved_nothing = refusal == Some(Refusal::NothingSaved);
            if saved_nothing {
                longest = longest.min(SAVES_AGAIN);
            }
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

    /// Shows codes until somebody at the server lets this device in by one.
    async fn be_let_in(&mut self) -> Outcome {
        let (events, wake, shared) = (&self.events, &self.wake, &self.shared);
        let show = |code| {
            events.send(Event::State(State::Refused(Refusal::Pairing(code)))).ok();
            wake();
        };
        let orders = &mut self.orders;
        // There is no connection to say anything on, and the code is on the screen.
        let until_dropped = async move { while orders.recv().await.is_some() {} };
        let outcome = tokio::select! {
            outcome = pairing::pair(&self.dialer, R::PATH, show) => outcome,
            () = until_dropped => return Outcome::Dropped,
        };
        match outcome {
            Err(outcome) => outcome,
            Ok(key) => {
                shared.keep_device_key(key.clone());
                self.tell(Event::DeviceKey(key));
                Outcome::LetIn
            }
        }
    }

    async fn connect(&self) -> Result<(Socket, Dialect), Failure> {
        match self.dialer.open(R::PATH, Dialect::Extended).await {
            Ok(socket) => Ok((socket, Dialect::Extended)),
            Err(Failure::OtherDialect) => {
                Ok((self.dialer.open(R::PATH, Dialect::Classic).await?, Dialect::Classic))
            }
            Err(failure) => Err(failure),
        }
    }

    /// Serves until the connection ends; `ahead` came on it already.
    async fn serve(
        &mut self,
        mut socket: Socket,
        dialect: Dialect,
        mut ahead: Option<Message>,
    ) -> Ended {
        self.connection += 1;
        let first = match dialect {
            Dialect::Extended => self.introduction(),
            Dialect::Classic => None,
        };
        self.post(Event::Opened { dialect, introduced: first.is_some() });
        let mut state = State::Online;
        self.tell(Event::State(State::Online));
        if let Some(command) = first
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
                frame = async {
                    match ahead.take() {
                        Some(frame) => Some(Ok(frame)),
                        None => socket.next().await,
                    }
                } => {
                    let Some(Ok(frame)) = frame else {
                        return Ended::Lost { was_heard };
                    };
                    if saves_nothing(&frame) {
                        return Ended::NothingSaved;
                    }
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

    /// What is said first on a connection: whose it is, or what device it is.
    fn introduction(&self) -> Option<R::Command> {
        let resume = self.shared.token().and_then(|token| R::resume(&token));
        let report = || {
            let report = self.shared.report.lock().unwrap_or_else(PoisonError::into_inner);
            R::report(report.as_ref()?)
        };
        resume.or_else(report)
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

    pub(super) fn tell(&self, event: Event<R>) {
        self.post(event);
        (self.wake)();
    }
}

/// Whether the server says with this that it lets nobody in, since it can save nothing.
fn saves_nothing(frame: &Message) -> bool {
    let Message::Close(Some(close)) = frame else { return false };
    close.code == CloseCode::Again && close.reason.as_str() == shared::NOTHING_SAVED
}
