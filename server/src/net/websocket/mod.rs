//! One client's conversation: a task that moves its commands to the clerk and its outbox to the
//! wire.
//!
//! Frames are parsed by the WebSocket library, fed from memory so that this loop alone reads from
//! the socket; writing is the outbox's, so that everything queued goes out in one write.
//!
//! What was read before the connection ends is carried out and answered, however it ends: the
//! input first stops being read (`Input::Ending`), then all that had arrived is taken in
//! (`Input::Ended`), and once all of it is answered the connection ends. Only when the server
//! itself ends the connection nothing more is carried out.

mod aside;
mod commands;
mod guard;
mod reports;

use std::cell::RefCell;
use std::io::{self, Read, Write};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use bytes::{Buf as _, Bytes, BytesMut};
use tokio::io::Interest;
use tokio::sync::mpsc;
use tungstenite::protocol::{Role as Side, WebSocketConfig, WebSocketContext};
use tungstenite::{Error, Message};

use self::aside::{Rows, next_row};
use self::commands::{Work, until_done};
pub use self::guard::{ADMIN_MESSAGE_BYTES, FrameGuard, MESSAGE_BYTES, Refused};
use self::reports::{Waiting, news};
use super::census::Allowance;
use super::proxy::Source;
use super::transport::{Received, Receiver, Stream};
use super::{GOODBYE, drain};
use crate::address::network;
use crate::admission::DeviceId;
use crate::core::ConnId;
use crate::health::Health;
use crate::hub::frame::{LATER, close_frame, close_frame_because, ping_frame};
use crate::hub::outbox::{Outbox, QueueState};
use crate::hub::{Dialect, Newcomer, Request, Role};
use crate::limits::Limits;
use crate::rooms::Room;

/// The most commands of one client that are unanswered: it may send ahead, the socket's own
/// buffers hold the rest.
pub const IN_FLIGHT: u32 = 128;

/// The most unwritten bytes of one client before nothing more is read from it.
const UNWRITTEN: usize = 64 * 1024;

/// The buffer that every read on a thread goes through: none is kept a connection.
const SCRATCH: usize = 16 * 1024;

thread_local! {
    static SCRATCH_BUFFER: RefCell<Vec<u8>> = RefCell::new(vec![0; SCRATCH]);
}

/// Who came through the handshake.
#[derive(Debug)]
pub struct Client {
    /// Which path it came by.
    pub role: Role,
    /// Which messages it is sent.
    pub dialect: Dialect,
    /// The device that it is, if it showed a key.
    pub device: Option<DeviceId>,
    /// Whose connection it is.
    pub source: Source,
    /// The first bytes of its frames, which came with the handshake.
    pub ahead: BytesMut,
}

/// Tells the clerk that the client is gone and lets go of the socket, however the connection ends.
struct Leaving {
    conn: ConnId,
    role: Role,
    health: Arc<Health>,
    outbox: Arc<Outbox>,
    requests: mpsc::Sender<Request>,
}

impl Drop for Leaving {
    fn drop(&mut self) {
        self.health.client_went(self.role);
        self.outbox.end();
        let request = Request::Disconnect(self.conn);
        if let Err(mpsc::error::TrySendError::Full(request)) = self.requests.try_send(request) {
            let requests = self.requests.clone();
            tokio::spawn(async move { requests.send(request).await.ok() });
        }
    }
}

/// Serves one client until its connection ends.
pub async fn serve(stream: Stream, client: Client, room: Arc<Room>) {
    // What only the beginning needs takes no room afterwards.
    let Some((mut connection, _leaving)) = Box::pin(begin(stream, client, room)).await else {
        return;
    };
    let end = connection.run().await;
    connection.say_goodbye(end).await;
}

/// Tells the clerk of a new connection; none: the server stops.
async fn begin(stream: Stream, client: Client, room: Arc<Room>) -> Option<(Connection, Leaving)> {
    let conn = ConnId(room.machine.next_connection.fetch_add(1, Ordering::Relaxed));
    let (stream, write_half) = stream.into_halves();
    let outbox = Arc::new(Outbox::new(Some(Box::new(write_half))));
    if let Some(gate) = &room.gate {
        gate.enter(&outbox);
    }
    let Client { role, dialect, device, source, ahead } = client;
    let is_limited = !source.is_trusted;
    let name = device.as_ref().map(|device| device.name.clone());
    let limited = is_limited.then(|| name.unwrap_or_else(|| network(source.address).to_string()));
    let newcomer = Newcomer {
        role,
        dialect,
        device: device.map(|device| device.key),
        address: source.address,
        limited,
        outbox: Arc::clone(&outbox),
    };
    room.requests.send(Request::Connect(conn, newcomer)).await.ok()?;
    let requests = room.requests.clone();
    let health = Arc::clone(&room.health);
    health.client_came(role);
    let leaving = Leaving { conn, role, health, outbox: Arc::clone(&outbox), requests };
    let allowance =
        is_limited.then(|| Allowance::new(room.settings.messages_per_second, Instant::now()));
    // The guard looks at each frame before; this is only the most that anybody may send.
    let most = if role == Role::Staff { ADMIN_MESSAGE_BYTES } else { MESSAGE_BYTES };
    let config = WebSocketConfig::default()
        .max_message_size(Some(most))
        .max_frame_size(Some(most))
        .read_buffer_size(512)
        .write_buffer_size(0);
    let mut connection = Connection {
        conn,
        role,
        source,
        room,
        outbox,
        stream,
        frames: WebSocketContext::new(Side::Server, Some(config)),
        guard: FrameGuard::default(),
        pipe: Pipe::default(),
        input: Input::Open,
        // That it has connected is answered like a command.
        sent: 1,
        own: Vec::new(),
        heard: Instant::now(),
        pinged: Instant::now(),
        work: None,
        rows: None,
        reports: None,
        allowance,
    };
    connection.take_in_ahead(&ahead);
    Some((connection, leaving))
}

/// How a conversation ends.
#[derive(Debug, Clone)]
enum End {
    /// The socket is gone or the client does not answer.
    Gone,
    /// We close with this code.
    Close(u16),
    /// The client has ended it: with a close frame, whose reply this is, or without one.
    ByClient(Option<Bytes>),
}

/// How far the client's commands are read.
#[derive(Debug)]
enum Input {
    /// More may come.
    Open,
    /// Nothing more is read from the socket; what has arrived is still to be taken in.
    Ending(End),
    /// All is taken in.
    Ended(End),
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

/// One client's conversation.
struct Connection {
    conn: ConnId,
    role: Role,
    source: Source,
    room: Arc<Room>,
    outbox: Arc<Outbox>,
    stream: Receiver,
    frames: WebSocketContext,
    guard: FrameGuard,
    pipe: Pipe,
    input: Input,
    /// How many commands were read (wraps around).
    sent: u32,
    /// Commands that were read and not handed on yet.
    own: Vec<Request>,
    heard: Instant,
    pinged: Instant,
    /// What must be done before the next command is read.
    work: Option<Work>,
    rows: Option<Rows>,
    /// The reports that it waits for; few ever do.
    reports: Option<Box<Waiting>>,
    /// How much it may still say; none: as much as it likes.
    allowance: Option<Allowance>,
}

impl Connection {
    async fn run(&mut self) -> End {
        loop {
            let state = self.outbox.flush();
            if let Some(code) = state.closing {
                return End::Close(code);
            }
            if state.is_gone {
                self.end_input(End::Gone);
                if self.rows.take().is_some() {
                    // Nobody reads them any more.
                    self.outbox.answer_own();
                }
            }
            let state = self.outbox.state(self.sent, IN_FLIGHT);
            let mut is_drained = false;
            if self.may_read(&state, self.opens_at()) {
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
            if let Some(end) = self.finished() {
                return end;
            }
            if let Err(end) = self.wait(is_drained).await {
                return end;
            }
        }
    }

    /// How the connection ends, once all that was read is answered.
    fn finished(&self) -> Option<End> {
        let Input::Ended(end) = &self.input else { return None };
        let is_answered = self.work.is_none()
            && self.rows.is_none()
            && self.own.is_empty()
            && self.outbox.answered() == self.sent;
        is_answered.then(|| end.clone())
    }

    /// Reads nothing more from the socket. The first reason stands.
    fn end_input(&mut self, end: End) {
        if matches!(self.input, Input::Open) {
            self.input = Input::Ending(end);
        }
    }

    /// Whether the next command may be taken from what has arrived.
    fn may_read(&self, state: &QueueState, opens_at: Option<Instant>) -> bool {
        self.work.is_none()
            && self.rows.is_none()
            && !matches!(self.input, Input::Ended(_))
            && self.sent.wrapping_sub(state.answered) < IN_FLIGHT
            && state.unwritten < UNWRITTEN
            && opens_at.is_none()
    }

    fn opens_at(&self) -> Option<Instant> {
        self.allowance.as_ref().and_then(|allowance| allowance.opens_at(Instant::now()))
    }

    /// Waits for whatever comes first, and takes it in. `is_drained` is whether all that has
    /// arrived was taken in: if not, and more may be by now, there is nothing to wait for.
    async fn wait(&mut self, is_drained: bool) -> Result<(), End> {
        let is_ended = matches!(self.input, Input::Ended(_));
        // The last answer must wake us, too, once nothing else would.
        let most_unanswered = if is_ended { 1 } else { IN_FLIGHT };
        let state = self.outbox.state(self.sent, most_unanswered);
        // Asked once: by the next time it may have opened, and nobody would wake us for that.
        let opens_at = self.opens_at();
        let may_read = self.may_read(&state, opens_at);
        if may_read && !is_drained || self.finished().is_some() {
            return Ok(());
        }
        let is_open = matches!(self.input, Input::Open);
        let is_unwritten = state.unwritten > 0;
        let wants_rows = self.rows.is_some() && state.unwritten < UNWRITTEN;
        let wants_news = self.reports.is_some() && state.unwritten < UNWRITTEN;
        let Limits { ping_every, silence, .. } = self.room.machine.limits;
        let now = Instant::now();
        if !may_read {
            // While nothing is read, nothing can be heard.
            self.heard = now;
            self.guard.forgive(now);
        }
        let ping_at = self.pinged.max(self.heard) + ping_every;
        let mut wake_at = ping_at.min(self.heard + silence);
        if is_unwritten {
            wake_at = wake_at.min(state.wrote + silence);
        }
        if let Some(deadline) = self.guard.deadline() {
            wake_at = wake_at.min(deadline);
        }
        if !is_open {
            // Only a client that takes nothing is given up; what it sends is not waited for.
            wake_at = if is_unwritten { state.wrote + silence } else { now + silence };
        }
        if let Some(opens_at) = opens_at {
            wake_at = wake_at.min(opens_at);
        }
        tokio::select! {
            () = self.outbox.woken() => {}
            ready = self.stream.half().readable(), if may_read && is_open => {
                match ready {
                    Ok(()) => self.read(),
                    Err(_) => self.end_input(End::Gone),
                }
            }
            ready = self.stream.half().ready(Interest::WRITABLE), if is_unwritten => {
                if ready.is_err() {
                    self.end_input(End::Gone);
                }
            }
            request = until_done(&mut self.work), if self.work.is_some() => {
                self.work = None;
                self.send(request).await?;
            }
            row = next_row(&mut self.rows), if wants_rows => self.take_row(row).await,
            () = news(&self.reports), if wants_news => self.tell_reports(),
            () = tokio::time::sleep_until(wake_at.into()) => {
                let now = now.max(Instant::now());
                // The clerk may have written meanwhile.
                let state = self.outbox.flush();
                let is_silent = is_open && self.heard + silence <= now;
                let is_stuck = state.unwritten > 0 && state.wrote + silence <= now;
                if is_silent || is_stuck {
                    tracing::info!("a client went silent and is dropped");
                    return Err(End::Gone);
                }
                if is_open && self.guard.deadline().is_some_and(|deadline| deadline <= now) {
                    self.end_input(End::Close(1008));
                } else if is_open && ping_at <= now {
                    self.pinged = now;
                    self.outbox.push_own(ping_frame());
                }
            }
        }
        Ok(())
    }

    fn read(&mut self) {
        let Self { stream, guard, outbox, pipe, .. } = self;
        let count = SCRATCH_BUFFER.with_borrow_mut(|scratch| {
            stream.try_read(scratch, |bytes| pipe.take_in(bytes, guard, outbox))
        });
        match count {
            Ok(Ok(0)) => self.end_input(End::ByClient(None)),
            Ok(Ok(_)) => self.heard = Instant::now(),
            Ok(Err(refused)) => self.end_input(End::Close(refused.code)),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(_) => self.end_input(End::Gone),
        }
    }

    /// Takes in what came together with the handshakes.
    fn take_in_ahead(&mut self, ahead: &[u8]) {
        let Self { stream, guard, outbox, pipe, .. } = self;
        let taken = match pipe.take_in(ahead, guard, outbox) {
            Ok(()) => stream.leftover(|bytes| pipe.take_in(bytes, guard, outbox)),
            Err(refused) => Ok(Err(refused)),
        };
        match taken {
            Ok(Ok(Received::SoFar)) => {}
            Ok(Ok(Received::All)) => self.end_input(End::ByClient(None)),
            Ok(Err(refused)) => self.end_input(End::Close(refused.code)),
            Err(_) => self.end_input(End::Gone),
        }
    }

    /// Takes the next message from what has arrived; false when there is none.
    async fn next_command(&mut self) -> Result<bool, End> {
        let read = self.frames.read(&mut self.pipe);
        // Pongs and the reply to a close frame.
        self.frames.flush(&mut self.pipe).ok();
        let reply = std::mem::take(&mut self.pipe.output).freeze();
        let reply = Some(reply).filter(|reply| !reply.is_empty());
        if let (Ok(_), Some(allowance)) = (&read, &mut self.allowance) {
            allowance.spend(Instant::now());
        }
        let end = match read {
            Ok(Message::Text(text)) => {
                self.reply(reply);
                self.command(text.as_str()).await?;
                return Ok(true);
            }
            Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_)) => {
                self.reply(reply);
                return Ok(true);
            }
            Err(Error::Io(error)) if error.kind() == io::ErrorKind::WouldBlock => {
                self.reply(reply);
                if let Input::Ending(end) = &self.input {
                    self.input = Input::Ended(end.clone());
                }
                return Ok(false);
            }
            // The reply is the last that it is sent: the answers to what came before go first.
            Ok(Message::Close(_)) => End::ByClient(reply),
            Ok(Message::Binary(_)) => End::Close(1003),
            Err(Error::Capacity(_)) => End::Close(1009),
            Err(Error::Utf8(_)) => End::Close(1007),
            Err(Error::Protocol(_)) => End::Close(1002),
            Err(_) => End::ByClient(reply),
        };
        self.input = Input::Ended(end);
        Ok(false)
    }

    fn reply(&self, reply: Option<Bytes>) {
        if let Some(reply) = reply {
            self.outbox.push_own(reply);
        }
    }

    async fn say_goodbye(&mut self, end: End) {
        let last: Option<Bytes> = match end {
            End::Gone => return,
            End::Close(LATER) if self.room.gate.as_ref().is_some_and(|gate| gate.is_shut()) => {
                Some(close_frame_because(LATER, shared::NOTHING_SAVED))
            }
            End::Close(code) => Some(close_frame(code)),
            End::ByClient(reply) => reply,
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

impl Pipe {
    /// Takes in bytes up to the first frame that is refused.
    fn take_in(
        &mut self,
        bytes: &[u8],
        guard: &mut FrameGuard,
        outbox: &Outbox,
    ) -> Result<(), Refused> {
        let most = if outbox.is_admin() { ADMIN_MESSAGE_BYTES } else { MESSAGE_BYTES };
        let checked = guard.check(bytes, most, Instant::now());
        let good = checked.map_or_else(|refused| refused.good, |()| bytes.len());
        self.input.extend_from_slice(&bytes[..good]);
        checked
    }
}
