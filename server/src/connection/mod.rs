//! Sockets: one task a client, which moves its commands to the clerk and its outbox to the wire.
//!
//! Reading is the WebSocket library's, fed from memory so that this loop alone reads from the
//! socket; writing is the outbox's, so that everything queued goes out in one write.

mod census;
mod guard;
pub mod handshake;
mod pairing;
pub mod transport;

use std::cell::RefCell;
use std::future::Future;
use std::io::{self, Read, Write};
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bytes::{Buf as _, Bytes, BytesMut};
use rustls::ServerConfig;
use shared::command::{KioskCommand, StaffCommand};
use shared::message::{StaffMessage, StaffSuccess};
use shared::text::Arg;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _, Interest};
use tokio::net::{TcpListener, TcpStream};

use tokio::sync::{Semaphore, mpsc, oneshot, watch};
use tungstenite::protocol::{Role as Side, WebSocketConfig, WebSocketContext};
use tungstenite::{Error, Message};

use self::census::{Allowance, Census};
use self::guard::{Guard, MESSAGE_BYTES};
use self::handshake::{Door, HANDSHAKE_TIME, Purpose, Welcome, shake};
use self::transport::{Receiver, Stream};
use crate::auth::Gate;
use crate::clerk::{Clerk, Request};
use crate::devices::Devices;
use crate::health::Health;
use crate::limits::Limits;
use crate::outbox::{Outbox, Standing, close_frame, ping_frame, text_frame};
use crate::session::{Dialect, Role};
use crate::settings::Settings;

/// The most commands of one client that are unanswered: it may send ahead, the socket's own
/// buffers hold the rest.
pub const IN_FLIGHT: u32 = 128;

/// The most unwritten bytes of one client before nothing more is read from it.
const UNWRITTEN: usize = 64 * 1024;

/// How long a goodbye may take.
const GOODBYE: Duration = Duration::from_millis(500);

/// The buffer that every read on a thread goes through: none is kept a connection.
const SCRATCH: usize = 16 * 1024;

thread_local! {
    static SCRATCH_BUFFER: RefCell<Vec<u8>> = RefCell::new(vec![0; SCRATCH]);
}

/// What all connections share.
#[derive(Debug)]
pub struct Shared {
    requests: mpsc::Sender<Request>,
    clerk: Arc<Mutex<Clerk>>,
    gate: Arc<Gate>,
    settings: Arc<Settings>,
    health: Arc<Health>,
    limits: Limits,
    devices: Arc<Devices>,
    stopping: watch::Receiver<bool>,
    tls: Option<Arc<ServerConfig>>,
    next: AtomicU64,
    handshakes: Arc<Semaphore>,
    census: Arc<Census>,
}

/// What of the server connections look at.
#[derive(Debug)]
pub struct Around {
    /// What the desk is set to.
    pub settings: Arc<Settings>,
    /// How it is doing.
    pub health: Arc<Health>,
    /// What it bears.
    pub limits: Limits,
    /// Who may connect from elsewhere.
    pub devices: Arc<Devices>,
    /// How connections are encrypted; none: not at all.
    pub tls: Option<Arc<ServerConfig>>,
}

impl Shared {
    /// What connections need to reach the clerk and to look at the server; `stopping` becomes
    /// true when it stops.
    pub fn new(
        requests: mpsc::Sender<Request>,
        clerk: Arc<Mutex<Clerk>>,
        around: Around,
        stopping: watch::Receiver<bool>,
    ) -> io::Result<Self> {
        let Around { settings, health, limits, devices, tls } = around;
        let size = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let handshakes = limits.handshakes.min(size(settings.max_handshakes));
        let per_address = size(settings.max_connections_per_address);
        let census = Census::new(size(settings.max_connections), per_address);
        Ok(Self {
            requests,
            clerk,
            gate: Arc::new(Gate::open()?),
            settings,
            health,
            limits,
            devices,
            stopping,
            tls,
            next: AtomicU64::new(0),
            handshakes: Arc::new(Semaphore::new(handshakes)),
            census,
        })
    }
}

/// Accepts clients until the server stops.
pub async fn accept_loop(
    listener: TcpListener,
    shared: Arc<Shared>,
    mut shutdown: watch::Receiver<bool>,
) {
    let mut is_starved = false;
    loop {
        let next = async {
            // When too many are shaking hands, newcomers wait with the system: each of those
            // before them is done or given up within the time of a handshake.
            let permit = Arc::clone(&shared.handshakes).acquire_owned().await;
            (permit, listener.accept().await)
        };
        let (permit, accepted) = tokio::select! {
            next = next => next,
            _ = shutdown.changed() => return,
        };
        match accepted {
            Ok((stream, peer)) => {
                is_starved = false;
                let place = match shared.settings.binds(peer.ip()) {
                    false => None,
                    true => match shared.census.enter(peer.ip()) {
                        Some(place) => Some(place),
                        // At once and without a word: there are too many to talk to.
                        None => {
                            shared.health.metrics.turned_away.count();
                            continue;
                        }
                    },
                };
                let shared = Arc::clone(&shared);
                tokio::spawn(async move {
                    let _place = place;
                    stream.set_nodelay(true).ok();
                    let shaken =
                        tokio::time::timeout(HANDSHAKE_TIME, meet(stream, peer.ip(), &shared))
                            .await;
                    drop(permit);
                    let Ok(Some((stream, welcome))) = shaken else {
                        shared.health.metrics.failed_handshakes.count();
                        return;
                    };
                    let Welcome { purpose, dialect, ahead } = welcome;
                    // On the heap, so that those who only shake hands do not pay for it.
                    match purpose {
                        Purpose::Talk { role, device } => {
                            let guest = Guest { role, dialect, device, address: peer.ip(), ahead };
                            let shared = Arc::clone(&shared);
                            Box::pin(serve(stream, guest, shared)).await;
                        }
                        Purpose::Pair(pairing) => {
                            Box::pin(pairing::serve(stream, pairing, &shared)).await;
                        }
                    }
                });
            }
            Err(error) => {
                // Out of file descriptors, most likely: trying on at once would only burn time.
                if !is_starved {
                    tracing::warn!("failed to accept a connection: {error}");
                }
                is_starved = true;
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// Answers `/metrics` and `/health` on a listener of their own, in plain text, until the server
/// stops. One at a time: who asks is a program that asks every few seconds.
pub async fn metrics_loop(
    listener: TcpListener,
    shared: Arc<Shared>,
    mut shutdown: watch::Receiver<bool>,
) {
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = shutdown.changed() => return,
        };
        match accepted {
            Ok((stream, peer)) => {
                let mut stream = Stream::Plain(stream);
                let answered = shake(&mut stream, peer.ip(), Door::Metrics, &shared);
                // Who is too slow goes unanswered.
                tokio::time::timeout(Duration::from_secs(2), answered).await.ok();
            }
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
}

/// Says goodbye to the clerk and lets go of the socket, however the connection ends.
struct Leaving {
    conn: u64,
    role: Role,
    health: Arc<Health>,
    outbox: Arc<Outbox>,
    requests: mpsc::Sender<Request>,
}

impl Drop for Leaving {
    fn drop(&mut self) {
        self.health.metrics.connection(self.role, -1);
        self.outbox.end();
        let request = Request::Disconnect { conn: self.conn };
        if let Err(mpsc::error::TrySendError::Full(request)) = self.requests.try_send(request) {
            let requests = self.requests.clone();
            tokio::spawn(async move { requests.send(request).await.ok() });
        }
    }
}

/// Both handshakes: that of the encryption, if there is any, and that of the WebSocket.
async fn meet(stream: TcpStream, peer: IpAddr, shared: &Shared) -> Option<(Stream, Welcome<'_>)> {
    let mut stream = match &shared.tls {
        None => Stream::Plain(stream),
        Some(config) => {
            let acceptor = tokio_rustls::TlsAcceptor::from(Arc::clone(config));
            // On the heap: it is large, and gone before the connection is served.
            Stream::Tls(Box::new(Box::pin(acceptor.accept(stream)).await.ok()?))
        }
    };
    let welcome = shake(&mut stream, peer, Door::Clients, shared).await?;
    Some((stream, welcome))
}

/// Who came through the handshake.
struct Guest {
    role: Role,
    dialect: Dialect,
    device: Option<String>,
    address: IpAddr,
    ahead: BytesMut,
}

async fn serve(stream: Stream, guest: Guest, shared: Arc<Shared>) {
    let conn = shared.next.fetch_add(1, Ordering::Relaxed);
    let (stream, write_half) = stream.into_halves();
    let outbox = Arc::new(Outbox::new(Some(write_half)));
    let Guest { role, dialect, device, address, ahead } = guest;
    let limited = shared
        .settings
        .binds(address)
        .then(|| device.clone().unwrap_or_else(|| address.to_canonical().to_string()));
    let outbox_there = Arc::clone(&outbox);
    let hello = Request::Connect { conn, role, dialect, device, limited, outbox: outbox_there };
    if shared.requests.send(hello).await.is_err() {
        return;
    }
    let requests = shared.requests.clone();
    let health = Arc::clone(&shared.health);
    health.metrics.connection(role, 1);
    let _leaving = Leaving { conn, role, health, outbox: Arc::clone(&outbox), requests };
    let allowance = shared
        .settings
        .binds(address)
        .then(|| Allowance::new(shared.settings.messages_per_second, Instant::now()));
    let config = WebSocketConfig::default()
        .max_message_size(Some(MESSAGE_BYTES))
        .max_frame_size(Some(MESSAGE_BYTES))
        .read_buffer_size(512)
        .write_buffer_size(0);
    let mut talk = Talk {
        conn,
        role,
        address,
        shared,
        outbox,
        stream,
        frames: WebSocketContext::new(Side::Server, Some(config)),
        guard: Guard::default(),
        pipe: Pipe::default(),
        // That it has connected is answered like a command.
        sent: 1,
        own: Vec::new(),
        heard: Instant::now(),
        pinged: Instant::now(),
        work: None,
        rows: None,
        allowance,
    };
    let end = match talk.take_in_ahead(&ahead) {
        Ok(()) => {
            drop(ahead);
            talk.run().await
        }
        Err(code) => End::Close(code),
    };
    talk.say_goodbye(end).await;
}

/// How a conversation ends.
enum End {
    /// The socket is gone or the client does not answer.
    Gone,
    /// We close with this code.
    Close(u16),
    /// The client closed; what is unwritten holds the answer.
    Closed,
}

/// What the WebSocket library reads from and writes to.
#[derive(Debug, Default)]
struct Pipe {
    input: BytesMut,
    output: BytesMut,
}

impl Read for Pipe {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.input.is_empty() {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        let count = self.input.len().min(buffer.len());
        self.input.copy_to_slice(&mut buffer[..count]);
        if self.input.is_empty() {
            self.input = BytesMut::new();
        }
        Ok(count)
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.output.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

type Work = Pin<Box<dyn Future<Output = Request> + Send>>;

/// The rows of an export on their way out.
struct Rows {
    lines: mpsc::Receiver<String>,
    count: tokio::task::JoinHandle<anyhow::Result<u64>>,
}

/// One client's conversation.
struct Talk {
    conn: u64,
    role: Role,
    address: IpAddr,
    shared: Arc<Shared>,
    outbox: Arc<Outbox>,
    stream: Receiver,
    frames: WebSocketContext,
    guard: Guard,
    pipe: Pipe,
    /// How many commands were handed on (wraps around).
    sent: u32,
    /// Commands that were read and not handed on yet.
    own: Vec<Request>,
    heard: Instant,
    pinged: Instant,
    /// What must be done before the next command is read.
    work: Option<Work>,
    rows: Option<Rows>,
    /// How much it may still say; none: as much as it likes.
    allowance: Option<Allowance>,
}

impl Talk {
    async fn run(&mut self) -> End {
        loop {
            let standing = self.outbox.flush();
            if standing.is_gone {
                return End::Gone;
            }
            if let Some(code) = standing.closing {
                return End::Close(code);
            }
            let mut is_drained = false;
            let standing = self.outbox.standing(self.sent, IN_FLIGHT);
            if self.may_read(&standing, self.opens_at()) {
                match self.next_command().await {
                    Ok(true) => continue,
                    Ok(false) => is_drained = true,
                    Err(end) => return end,
                }
            }
            if !self.own.is_empty() {
                if !self.has_carried_out()
                    && let Err(end) = self.hand_on().await
                {
                    return end;
                }
                continue;
            }
            if let Err(end) = self.wait(is_drained).await {
                return end;
            }
        }
    }

    /// Whether the clerk has carried out what was read, here and now. Only when nobody else waits
    /// for it, and when nothing of this client's is still on its way there.
    fn has_carried_out(&mut self) -> bool {
        let requests = &self.shared.requests;
        let own = u32::try_from(self.own.len()).unwrap_or(u32::MAX);
        let handed_on = self.sent.wrapping_sub(own);
        if requests.capacity() < requests.max_capacity()
            || self.outbox.standing(self.sent, IN_FLIGHT).answered != handed_on
        {
            return false;
        }
        let Ok(mut clerk) = self.shared.clerk.try_lock() else { return false };
        if clerk.is_crowded() {
            return false;
        }
        // The disk may take its time: other connections go on elsewhere meanwhile.
        tokio::task::block_in_place(|| clerk.carry_out(&mut self.own));
        self.own.is_empty()
    }

    async fn hand_on(&mut self) -> Result<(), End> {
        for request in std::mem::take(&mut self.own) {
            self.send(request).await?;
        }
        Ok(())
    }

    fn may_read(&self, standing: &Standing, opens_at: Option<Instant>) -> bool {
        self.work.is_none()
            && self.rows.is_none()
            && self.sent.wrapping_sub(standing.answered) < IN_FLIGHT
            && standing.unwritten < UNWRITTEN
            && opens_at.is_none()
    }

    fn opens_at(&self) -> Option<Instant> {
        self.allowance.as_ref().and_then(|allowance| allowance.opens_at(Instant::now()))
    }

    /// Waits for whatever comes first, and takes it in. `is_drained` is whether all that has
    /// arrived was read: if not, and it may be read by now, the client has no need to say more.
    async fn wait(&mut self, is_drained: bool) -> Result<(), End> {
        let standing = self.outbox.standing(self.sent, IN_FLIGHT);
        // Asked once: by the next time it may have opened, and nobody would wake us for that.
        let opens_at = self.opens_at();
        let may_read = self.may_read(&standing, opens_at);
        if may_read && !is_drained {
            return Ok(());
        }
        let is_unwritten = standing.unwritten > 0;
        let wants_rows = self.rows.is_some() && standing.unwritten < UNWRITTEN;
        let Limits { ping_every, silence, .. } = self.shared.limits;
        let now = Instant::now();
        if !may_read {
            // While nothing is read, nothing can be heard.
            self.heard = now;
            self.guard.forgive(now);
        }
        let ping_at = self.pinged.max(self.heard) + ping_every;
        let mut wake_at = ping_at.min(self.heard + silence);
        if is_unwritten {
            wake_at = wake_at.min(standing.wrote + silence);
        }
        if let Some(deadline) = self.guard.deadline() {
            wake_at = wake_at.min(deadline);
        }
        if let Some(opens_at) = opens_at {
            wake_at = wake_at.min(opens_at);
        }
        tokio::select! {
            () = self.outbox.woken() => {}
            ready = self.stream.half().readable(), if may_read => {
                ready.map_err(|_| End::Gone)?;
                self.read()?;
            }
            ready = self.stream.half().ready(Interest::WRITABLE), if is_unwritten => {
                ready.map_err(|_| End::Gone)?;
            }
            request = until_done(&mut self.work), if self.work.is_some() => {
                self.work = None;
                self.send(request).await?;
            }
            line = next_line(&mut self.rows), if wants_rows => self.take_row(line).await,
            () = tokio::time::sleep_until(wake_at.into()) => {
                let now = now.max(Instant::now());
                if self.guard.deadline().is_some_and(|deadline| deadline <= now) {
                    return Err(End::Close(1008));
                }
                // The clerk may have written meanwhile.
                let standing = self.outbox.flush();
                let is_silent = self.heard + silence <= now;
                let is_stuck = standing.unwritten > 0 && standing.wrote + silence <= now;
                if is_silent || is_stuck {
                    tracing::info!("a client went silent and is dropped");
                    return Err(End::Gone);
                }
                if ping_at <= now {
                    self.pinged = now;
                    self.outbox.push_own(ping_frame());
                }
            }
        }
        Ok(())
    }

    fn read(&mut self) -> Result<(), End> {
        let Self { stream, guard, pipe, .. } = self;
        let count = SCRATCH_BUFFER.with_borrow_mut(|scratch| {
            stream.try_read(scratch, |bytes| {
                pipe.input.extend_from_slice(bytes);
                guard.check(bytes, Instant::now())
            })
        });
        match count {
            Ok(Ok(0)) => Err(End::Gone),
            Ok(Ok(_)) => {
                self.heard = Instant::now();
                Ok(())
            }
            Ok(Err(code)) => Err(End::Close(code)),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(()),
            Err(_) => Err(End::Gone),
        }
    }

    /// Takes in what came together with the handshakes.
    fn take_in_ahead(&mut self, ahead: &[u8]) -> Result<(), u16> {
        let Self { stream, guard, pipe, .. } = self;
        let mut take = |bytes: &[u8]| {
            pipe.input.extend_from_slice(bytes);
            guard.check(bytes, Instant::now())
        };
        take(ahead)?;
        // A broken encryption shows at the next read too.
        stream.leftover(take).unwrap_or(Ok(()))
    }

    /// Reads one message from what has arrived; false when there is none yet.
    async fn next_command(&mut self) -> Result<bool, End> {
        let read = self.frames.read(&mut self.pipe);
        // Pongs and the answer to a close.
        self.frames.flush(&mut self.pipe).ok();
        if !self.pipe.output.is_empty() {
            self.outbox.push_own(std::mem::take(&mut self.pipe.output).freeze());
        }
        if let (Ok(_), Some(allowance)) = (&read, &mut self.allowance) {
            allowance.spend(Instant::now());
        }
        match read {
            Ok(Message::Text(text)) => {
                self.command(text.as_str()).await?;
                Ok(true)
            }
            Ok(Message::Binary(_)) => Err(End::Close(1003)),
            Ok(Message::Close(_)) => Err(End::Closed),
            Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_)) => Ok(true),
            Err(Error::Io(error)) if error.kind() == io::ErrorKind::WouldBlock => Ok(false),
            Err(Error::Capacity(_)) => Err(End::Close(1009)),
            Err(Error::Utf8(_)) => Err(End::Close(1007)),
            Err(Error::Protocol(_)) => Err(End::Close(1002)),
            Err(_) => Err(End::Closed),
        }
    }

    async fn command(&mut self, text: &str) -> Result<(), End> {
        let conn = self.conn;
        self.sent = self.sent.wrapping_add(1);
        let request = match self.role {
            Role::Staff => match text.parse() {
                Ok(command) => return self.staff_command(command).await,
                Err(_) => Request::Unknown { conn },
            },
            Role::Kiosk => match text.parse::<KioskCommand>() {
                Ok(command) => Request::Kiosk { conn, command },
                Err(_) => Request::Unknown { conn },
            },
            Role::Display => Request::Unknown { conn },
        };
        self.own.push(request);
        Ok(())
    }

    async fn staff_command(&mut self, command: StaffCommand) -> Result<(), End> {
        let conn = self.conn;
        let address = self.address;
        if matches!(
            command,
            StaffCommand::Login { .. } | StaffCommand::Password(_) | StaffCommand::Export { .. }
        ) {
            // These go on with an answer from the clerk, who must have had what came before.
            self.hand_on().await?;
        }
        match command {
            StaffCommand::Login { user, password } => {
                if let Err(refusal) = self.shared.gate.is_open(&user, address) {
                    let verdict = Err(refusal);
                    self.own.push(Request::SignIn { conn, account: None, verdict });
                    return Ok(());
                }
                let credentials = self.credentials(Some(user.clone())).await?;
                let gate = Arc::clone(&self.shared.gate);
                self.work = Some(Box::pin(async move {
                    let found = credentials.await.ok().flatten();
                    let account = found.as_ref().map(|(person, _)| *person);
                    let verdict = gate.sign_in(&user, address, password, found).await;
                    Request::SignIn { conn, account, verdict }
                }));
                Ok(())
            }
            StaffCommand::Password(Arg::Good(change)) => {
                let credentials = self.credentials(None).await?;
                let gate = Arc::clone(&self.shared.gate);
                self.work = Some(Box::pin(async move {
                    let Some((person, current)) = credentials.await.ok().flatten() else {
                        // Nobody is signed in here; the clerk says so.
                        let command = StaffCommand::Password(Arg::Good(change));
                        return Request::Staff { conn, command };
                    };
                    let account = format!("#{}", person.0);
                    let verdict = gate.change(&account, address, change, current).await;
                    Request::SetPassword { conn, verdict }
                }));
                Ok(())
            }
            StaffCommand::Export { from, to } => {
                let (reply, allowed) = oneshot::channel();
                self.send(Request::Export { conn, from, to, reply }).await?;
                // Refused, the clerk has answered; gone, there is nobody left to answer.
                if let Ok(Some((from, to))) = allowed.await {
                    let (sink, lines) = mpsc::channel(64);
                    let data_dir = self.shared.settings.data_dir.clone();
                    let zone = self.shared.settings.zone();
                    let count = tokio::task::spawn_blocking(move || {
                        crate::export::lines(data_dir, from, to, zone, sink)
                    });
                    self.rows = Some(Rows { lines, count });
                }
                Ok(())
            }
            command => {
                self.own.push(Request::Staff { conn, command });
                Ok(())
            }
        }
    }

    async fn credentials(
        &mut self,
        user: Option<String>,
    ) -> Result<
        oneshot::Receiver<Option<(crate::desk::PersonId, Option<crate::auth::PasswordHash>)>>,
        End,
    > {
        let (reply, found) = oneshot::channel();
        self.send(Request::Credentials { conn: self.conn, user, reply }).await?;
        Ok(found)
    }

    async fn send(&mut self, request: Request) -> Result<(), End> {
        self.shared.requests.send(request).await.map_err(|_| End::Close(1001))
    }

    async fn take_row(&mut self, line: Option<String>) {
        if let Some(line) = line {
            let row = StaffMessage::Row(line).to_string();
            self.outbox.push_own(text_frame(&row));
            return;
        }
        let Some(rows) = self.rows.take() else { return };
        let answer = match rows.count.await {
            Ok(Ok(count)) => StaffMessage::Success(StaffSuccess::Export(count)),
            Ok(Err(_)) | Err(_) => StaffMessage::Error(shared::message::Sentence::new(
                shared::command::Verb::Export,
                "the server could not read this",
            )),
        };
        self.outbox.push_own(text_frame(&answer.to_string()));
        self.outbox.answer_own();
    }

    async fn say_goodbye(mut self, end: End) {
        let last: Option<Bytes> = match end {
            End::Gone => return,
            End::Close(code) => Some(close_frame(code)),
            End::Closed => None,
        };
        self.outbox.seal(last);
        let goodbye = async {
            while self.outbox.flush().unwritten > 0 {
                if self.stream.half().ready(Interest::WRITABLE).await.is_err() {
                    break;
                }
            }
            // Lets go of our half of the socket, which tells the client that this is all.
            self.outbox.end();
            drain(self.stream.half_mut()).await;
        };
        tokio::time::timeout(GOODBYE * 2, goodbye).await.ok();
    }
}

async fn until_done(work: &mut Option<Work>) -> Request {
    match work {
        Some(work) => work.await,
        None => std::future::pending().await,
    }
}

async fn next_line(rows: &mut Option<Rows>) -> Option<String> {
    match rows {
        Some(rows) => rows.lines.recv().await,
        None => std::future::pending().await,
    }
}

/// Ends our side and reads on for a moment.
async fn hang_up(stream: &mut Stream) {
    stream.shutdown().await.ok();
    drain(stream).await;
}

/// Reads what still comes, for a moment: closing a socket with unread bytes would take back what
/// was just written.
async fn drain(stream: &mut (impl AsyncRead + Unpin)) {
    let drain = async {
        let mut rest = [0; 512];
        while stream.read(&mut rest).await.is_ok_and(|count| count > 0) {}
    };
    tokio::time::timeout(GOODBYE, drain).await.ok();
}
