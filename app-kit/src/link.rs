//! The connection to the server: it lives on a thread of its own and comes back by itself.
//!
//! ```text
//!  window ──send(command)──> thread ──frames──> server
//!     ^                        │
//!     └──poll()── Event <──────┘   and `wake` is called after each that is worth a repaint
//! ```
//!
//! The link never keeps a command for later: what cannot go out now is refused at once, and what
//! was on its way when a connection ended is dropped with it. It asks for the extended dialect,
//! and speaks classic where the server does not know it. With a token it resumes that sign-in on
//! each connection, and never picks a table: that is a person's choice. A device says what it is.

mod desks;
mod dial;
mod pairing;
mod thread;
mod trust;

#[cfg(test)]
mod tests;

pub use self::desks::{Desk, Desks, look_for_desks};
pub use self::pairing::PairingCode;
pub use self::trust::{Fingerprint, NotAFingerprint};

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

use shared::device::DeviceReport;
use shared::text::Secret;
use tokio::sync::mpsc as wire;

use crate::address::ServerAddress;
use crate::role::Role;
use crate::settings::Kept;

/// A connection that comes back by itself. Dropping it closes the connection.
#[derive(Debug)]
pub struct Link<R: Role> {
    orders: wire::UnboundedSender<Order<R>>,
    events: mpsc::Receiver<Event<R>>,
    shared: Arc<Shared>,
    state: State,
    connection: u64,
}

/// What happened on the link, in order.
#[derive(Debug)]
pub enum Event<R: Role> {
    /// The link is in another state now.
    State(State),
    /// A connection was opened: forget nothing yet, what comes next is its state.
    Opened {
        /// What the server speaks on it.
        dialect: Dialect,
        /// Whether the link has said who it is as the first command, by `resume` or `device`, so
        /// that its answer comes before all others.
        introduced: bool,
    },
    /// The server has let this device in, by this key: keep it, for [`Known::device_key`].
    DeviceKey(Secret),
    /// The connection is gone, and with it every answer that had not come.
    Closed,
    /// The server said something. What comes between `reset` and `ready` arrives at once.
    Message(R::Message),
}

/// Whether the server can be heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// On the way to it.
    Connecting,
    /// It answers.
    Online,
    /// Connected, but nothing was heard for [`Timing::stale_after`].
    Stale,
    /// Not connected; the next try is due after this long.
    Offline {
        /// How long until the next try, counted from the event.
        retry_in: Duration,
    },
    /// Something answers there, but not as a server that would have us. It is tried again all
    /// the same, since that may change.
    Refused(Refusal),
}

/// Why a connection was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The server does not let this device in.
    NotAllowed,
    /// The server lets this device in once somebody there approves the code: show it.
    Pairing(PairingCode),
    /// What answers is not a Walkup server.
    NotWalkup,
    /// The server lets nobody in, since it can save nothing at the moment.
    NothingSaved,
    /// There is nothing at the address's path: the server has no desk of that name, or none any more.
    NoDesk,
    /// Nobody vouches for the certificate that the server shows: a person should compare its
    /// fingerprint with what the server prints, and then [`Link::trust`] it.
    UnknownCertificate(Fingerprint),
    /// The server shows another certificate than the one that was trusted, and nobody vouches
    /// for it: somebody else may be answering.
    CertificateChanged(Fingerprint),
}

/// What a server speaks on a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// The protocol document alone.
    Classic,
    /// `walkup.v2`.
    Extended,
}

/// A command was not sent, since the server cannot be heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the server cannot be heard")]
pub struct NotOnline;

/// How long the link waits for what.
#[derive(Debug, Clone, Copy)]
pub struct Timing {
    /// Silence after which the link asks whether anybody is there.
    pub ping_after: Duration,
    /// Silence after which what is shown may be old.
    pub stale_after: Duration,
    /// Silence after which the connection is given up and made anew.
    pub dead_after: Duration,
    /// How long a handshake, or one write, may take.
    pub patience: Duration,
    /// The longest first delay before another try; it doubles from there.
    pub first_retry: Duration,
    /// The longest delay before another try.
    pub last_retry: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            ping_after: Duration::from_secs(2),
            stale_after: Duration::from_secs(5),
            dead_after: Duration::from_secs(10),
            patience: Duration::from_secs(5),
            first_retry: Duration::from_millis(250),
            last_retry: Duration::from_secs(5),
        }
    }
}

/// What a window knows from before.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The token to resume by.
    pub token: Option<Secret>,
    /// The fingerprint of the server's self-made certificate, if a person has accepted it.
    pub pinned: Option<Fingerprint>,
    /// The key by which the server knows this device, if it was let in before.
    pub device_key: Option<Secret>,
    /// What it shows to be let in by itself, if somebody gave it that.
    pub lets_itself_in: Option<LetsItselfIn>,
    /// What it says of itself on each connection, if it is a device.
    pub report: Option<DeviceReport>,
}

/// What a device shows to be let in by itself.
#[derive(Debug, Clone)]
pub struct LetsItselfIn {
    /// The word that whoever runs the desk has made for it and others.
    pub token: Secret,
    /// What it calls itself.
    pub name: String,
}

impl Known {
    /// What a kiosk or a board has in its settings. A certificate that cannot be read is none, and
    /// is asked about again.
    pub fn of_device(certificate: Option<&str>, device_key: Option<&Kept>) -> Self {
        Self {
            pinned: certificate.and_then(|text| text.parse().ok()),
            device_key: device_key.map(|key| Secret::new(key.0.clone())),
            ..Self::default()
        }
    }
}

enum Order<R: Role> {
    Say { connection: u64, command: R::Command },
    RetryNow,
}

/// What both threads look at besides their channels.
#[derive(Debug)]
struct Shared {
    started: Instant,
    token: Mutex<Option<Secret>>,
    pinned: Mutex<Option<Fingerprint>>,
    device_key: Mutex<Option<Secret>>,
    lets_itself_in: Option<LetsItselfIn>,
    report: Mutex<Option<DeviceReport>>,
    /// The server's clock less the time since `started`, in milliseconds.
    clock_offset: AtomicI64,
}

const NO_CLOCK: i64 = i64::MIN;

impl<R: Role> Link<R> {
    /// Starts connecting. `wake` is called from the link's thread whenever [`Link::poll`] has
    /// something that is worth a repaint.
    ///
    /// # Errors
    ///
    /// The operating system gives no thread or no event loop.
    pub fn start(
        address: ServerAddress,
        token: Option<Secret>,
        timing: Timing,
        wake: impl Fn() + Send + 'static,
    ) -> std::io::Result<Self> {
        Self::start_known(address, Known { token, ..Known::default() }, timing, wake)
    }

    /// As [`Link::start`], with all that the window knows from before.
    ///
    /// # Errors
    ///
    /// As [`Link::start`].
    pub fn start_known(
        address: ServerAddress,
        known: Known,
        timing: Timing,
        wake: impl Fn() + Send + 'static,
    ) -> std::io::Result<Self> {
        let Known { token, pinned, device_key, lets_itself_in, report } = known;
        let (orders, orders_rx) = wire::unbounded_channel();
        let (events_tx, events) = mpsc::channel();
        let shared = Arc::new(Shared {
            started: Instant::now(),
            token: Mutex::new(token),
            pinned: Mutex::new(pinned),
            device_key: Mutex::new(device_key),
            lets_itself_in,
            report: Mutex::new(report),
            clock_offset: AtomicI64::new(NO_CLOCK),
        });
        let worker = thread::Worker::<R>::new(
            address,
            timing,
            Arc::clone(&shared),
            orders_rx,
            events_tx,
            Box::new(wake),
        );
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        std::thread::Builder::new()
            .name("link".to_owned())
            .spawn(move || runtime.block_on(worker.run()))?;
        Ok(Self { orders, events, shared, state: State::Connecting, connection: 0 })
    }

    /// What happened since the last call, in order.
    pub fn poll(&mut self) -> Vec<Event<R>> {
        let events: Vec<Event<R>> = self.events.try_iter().collect();
        for event in &events {
            match event {
                Event::State(state) => self.state = state.clone(),
                Event::Opened { .. } => self.connection += 1,
                Event::Closed | Event::DeviceKey(_) | Event::Message(_) => {}
            }
        }
        events
    }

    /// Says something now, on the connection that [`Link::poll`] told of last.
    ///
    /// # Errors
    ///
    /// [`NotOnline`] while the server cannot be heard; the command is dropped, never kept.
    pub fn send(&self, command: R::Command) -> Result<(), NotOnline> {
        if self.state != State::Online {
            return Err(NotOnline);
        }
        self.orders.send(Order::Say { connection: self.connection, command }).map_err(|_| NotOnline)
    }

    /// Tries at once instead of waiting for the next try.
    pub fn retry_now(&self) {
        // A link whose thread is gone has nothing to try.
        self.orders.send(Order::RetryNow).ok();
    }

    /// What later connections say of this device; the one that is open is told by whoever calls.
    pub fn set_report(&self, report: DeviceReport) {
        *self.shared.report.lock().unwrap_or_else(PoisonError::into_inner) = Some(report);
    }

    /// The token with which later connections resume; none: they do not.
    pub fn set_token(&self, token: Option<Secret>) {
        *self.shared.token.lock().unwrap_or_else(PoisonError::into_inner) = token;
    }

    /// Believes the certificate with this fingerprint from now on, and no other that nobody vouches
    /// for; tries at once. The caller keeps it, for [`Known::pinned`].
    pub fn trust(&self, fingerprint: Fingerprint) {
        *self.shared.pinned.lock().unwrap_or_else(PoisonError::into_inner) = Some(fingerprint);
        self.retry_now();
    }

    /// The state as [`Link::poll`] told of it last.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The server's clock in milliseconds since 1970, run on since its last tick; none before
    /// the first.
    pub fn server_clock_ms(&self) -> Option<i64> {
        let offset = self.shared.clock_offset.load(Ordering::Relaxed);
        (offset != NO_CLOCK).then(|| offset.saturating_add(self.shared.elapsed_ms()))
    }
}

impl Shared {
    fn elapsed_ms(&self) -> i64 {
        i64::try_from(self.started.elapsed().as_millis()).unwrap_or(i64::MAX)
    }

    fn keep_clock(&self, server_ms: i64) {
        self.clock_offset.store(server_ms.saturating_sub(self.elapsed_ms()), Ordering::Relaxed);
    }

    fn device_key(&self) -> Option<Secret> {
        self.device_key.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep_device_key(&self, key: Secret) {
        *self.device_key.lock().unwrap_or_else(PoisonError::into_inner) = Some(key);
    }

    fn pinned(&self) -> Option<Fingerprint> {
        *self.pinned.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn token(&self) -> Option<Secret> {
        self.token.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
