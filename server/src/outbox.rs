//! One client's way out: filled by the clerk, and written by whoever comes first.
//!
//! The clerk and its [`crate::post`] write to the socket themselves as long as that takes what it
//! is given, so that an answer needs no other thread to wake up. What the socket does not take stays
//! in the queue, and the connection writes it when there is room. All write under the same lock,
//! whole frames in the order in which they were queued.

use std::collections::VecDeque;
use std::io::{self, IoSlice};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use bytes::{Buf as _, BufMut, Bytes, BytesMut};
use tokio::sync::Notify;

use crate::connection::transport::Sender;

/// The most bytes of events that may wait for one client. At some 200 bytes an event this is
/// over a thousand events behind; such a client is faster served by a fresh start.
pub const QUEUE_BYTES: usize = 256 * 1024;

/// How many frames go out in one write. Enough for a burst; the system takes up to 1,024.
const FRAMES_A_WRITE: usize = 64;

/// For how many frames an empty queue keeps room, so that an event to hundreds of clients does not
/// ask the allocator hundreds of times.
const KEPT: usize = 4;

/// One client's queue. Whoever fills it never waits: when it is full the client is cut off, and
/// its reconnect brings it the state as it stands.
#[derive(Debug)]
pub struct Outbox {
    queue: Mutex<Queue>,
    /// Wakes the connection.
    woken: Notify,
}

#[derive(Debug)]
struct Queue {
    /// Where it goes; none once the connection has ended, and in tests that read the queue.
    socket: Option<Sender>,
    /// Frames, of which the first may be written in part.
    frames: VecDeque<Bytes>,
    /// How many bytes those are.
    bytes: usize,
    /// How many of them do not count against the bound.
    free_bytes: usize,
    closing: Option<u16>,
    is_gone: bool,
    /// Whether encryption still holds bytes that the socket has not taken.
    is_held: bool,
    /// When the client last took a byte, or when there was nothing for it to take.
    wrote: Instant,
    /// How many commands the clerk has answered (wraps around).
    answered: u32,
    /// Whether the connection reads no more before the next answer.
    is_awaited: bool,
}

/// What the clerk has for a client.
#[derive(Debug, Default)]
pub struct Parcel {
    /// Whole frames.
    pub frames: Vec<Bytes>,
    /// Whether they hold a snapshot, which does not count against the bound.
    pub has_state: bool,
    /// How many of the client's commands are answered by them.
    pub answered: u32,
}

/// How a client's queue stands.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    /// Bytes that the socket has not taken yet.
    pub unwritten: usize,
    /// When the client last took a byte, or when there was nothing for it to take.
    pub wrote: Instant,
    /// The close code with which to end the connection; all before it is written.
    pub closing: Option<u16>,
    /// Whether the socket is gone.
    pub is_gone: bool,
    /// How many commands were answered so far (wraps around).
    pub answered: u32,
}

impl Outbox {
    /// An empty queue before a socket. Without one the queue only fills, which is for tests.
    pub fn new(socket: Option<Sender>) -> Self {
        let queue = Queue {
            socket,
            frames: VecDeque::new(),
            bytes: 0,
            free_bytes: 0,
            closing: None,
            is_gone: false,
            is_held: false,
            wrote: Instant::now(),
            answered: 0,
            is_awaited: false,
        };
        Self { queue: Mutex::new(queue), woken: Notify::new() }
    }

    /// Hands over what the clerk has, and empties it. Returns whether somebody has to
    /// [`Outbox::write_out`]; otherwise the connection is at it already.
    pub fn fill(&self, parcel: &mut Parcel) -> bool {
        let mut queue = self.lock();
        let was_empty = queue.frames.is_empty();
        queue.answered = queue.answered.wrapping_add(std::mem::take(&mut parcel.answered));
        queue.fill(&mut parcel.frames, std::mem::take(&mut parcel.has_state));
        parcel.frames.shrink_to(KEPT);
        let is_over = queue.closing.is_some() || queue.is_gone;
        was_empty || is_over || queue.is_awaited
    }

    /// Writes what the socket takes, and wakes the connection if it has to go on from there.
    pub fn write_out(&self) {
        let mut queue = self.lock();
        queue.write();
        let is_left = !queue.frames.is_empty() || queue.is_held;
        let is_over = queue.closing.is_some() || queue.is_gone;
        if is_left || is_over || std::mem::take(&mut queue.is_awaited) {
            drop(queue);
            self.woken.notify_one();
        }
    }

    /// Ends the connection with a close code once what is queued has been written.
    pub fn close(&self, code: u16) {
        self.lock().closing.get_or_insert(code);
        self.woken.notify_one();
    }

    /// Queues a frame of the connection's own, which its bound on reading bounds too.
    pub fn push_own(&self, frame: Bytes) {
        let mut queue = self.lock();
        queue.bytes += frame.len();
        queue.frames.push_back(frame);
    }

    /// The connection itself has answered a command.
    pub fn answer_own(&self) {
        let mut queue = self.lock();
        queue.answered = queue.answered.wrapping_add(1);
    }

    /// Writes what the socket takes, and says how things stand.
    pub fn flush(&self) -> Standing {
        let mut queue = self.lock();
        queue.write();
        queue.standing()
    }

    /// How things stand, for a connection that would read a command after `sent` others. When
    /// it must wait for an answer before that, the next answer wakes it.
    pub fn standing(&self, sent: u32, in_flight: u32) -> Standing {
        let mut queue = self.lock();
        queue.is_awaited = sent.wrapping_sub(queue.answered) >= in_flight;
        queue.standing()
    }

    /// Takes the last frame and no more; returns how things stand.
    pub fn seal(&self, last: Option<Bytes>) {
        let mut queue = self.lock();
        if let Some(last) = last {
            queue.bytes += last.len();
            queue.frames.push_back(last);
        }
        queue.closing.get_or_insert(1000);
    }

    /// Forgets what is queued and ends our side of the socket.
    pub fn end(&self) {
        let mut queue = self.lock();
        if let Some(socket) = &queue.socket {
            socket.finish();
        }
        queue.is_gone = true;
        queue.clear();
        queue.socket = None;
    }

    /// Takes all that is queued, as a socket without end would.
    pub fn take(&self, out: &mut BytesMut) {
        let mut queue = self.lock();
        for frame in &queue.frames {
            out.extend_from_slice(frame);
        }
        queue.clear();
    }

    /// Returns once there may be something to do.
    pub async fn woken(&self) {
        self.woken.notified().await;
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queue {
    fn fill(&mut self, frames: &mut Vec<Bytes>, is_state: bool) {
        if self.closing.is_some() || self.is_gone {
            frames.clear();
            return;
        }
        let bytes = frames.iter().map(Bytes::len).sum::<usize>();
        if is_state {
            self.free_bytes += bytes;
        }
        if self.bytes + bytes > self.free_bytes + QUEUE_BYTES {
            // 1013, "try again later": the client is too slow for what it asked to hear. A frame
            // that is out in part must end before the goodbye.
            self.frames.truncate(1);
            self.bytes = self.frames.iter().map(Bytes::len).sum();
            self.closing = Some(1013);
            frames.clear();
            return;
        }
        self.bytes += bytes;
        self.frames.extend(frames.drain(..));
    }

    fn write(&mut self) {
        let Some(socket) = &self.socket else { return };
        while !self.frames.is_empty() {
            let written = if let (1, Some(frame)) = (self.frames.len(), self.frames.front()) {
                socket.try_write(&[IoSlice::new(frame)])
            } else {
                let mut slices = [IoSlice::new(&[]); FRAMES_A_WRITE];
                let count = self.frames.len().min(FRAMES_A_WRITE);
                for (slice, frame) in slices.iter_mut().zip(&self.frames) {
                    *slice = IoSlice::new(frame);
                }
                socket.try_write(&slices[..count])
            };
            match written {
                Ok(count) => {
                    self.wrote = Instant::now();
                    self.bytes -= count;
                    let mut left = count;
                    while let Some(frame) = self.frames.front_mut()
                        && left > 0
                    {
                        let taken = left.min(frame.len());
                        frame.advance(taken);
                        left -= taken;
                        if frame.is_empty() {
                            self.frames.pop_front();
                        }
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                Err(_) => {
                    self.is_gone = true;
                    self.clear();
                    return;
                }
            }
        }
        match socket.try_drain() {
            Ok(is_drained) => {
                self.is_held = !is_drained;
                if is_drained {
                    self.wrote = Instant::now();
                }
            }
            Err(_) => self.is_gone = true,
        }
        self.clear();
    }

    /// Empty, and with little of the memory that it took: most clients hear nothing most of the
    /// time, and then an event or two.
    fn clear(&mut self) {
        self.frames.clear();
        self.frames.shrink_to(KEPT);
        self.bytes = 0;
        self.free_bytes = 0;
    }

    fn standing(&self) -> Standing {
        Standing {
            unwritten: self.bytes + usize::from(self.is_held),
            wrote: self.wrote,
            closing: self.closing.filter(|_| self.frames.is_empty() && !self.is_held),
            is_gone: self.is_gone,
            answered: self.answered,
        }
    }
}

/// A text as a WebSocket frame from a server: final, unmasked (RFC 6455 section 5.2).
pub fn text_frame(text: &str) -> Bytes {
    frame(0x81, text.as_bytes())
}

/// A close frame with a code.
pub fn close_frame(code: u16) -> Bytes {
    frame(0x88, &code.to_be_bytes())
}

/// A ping without payload.
pub fn ping_frame() -> Bytes {
    frame(0x89, &[])
}

fn frame(first: u8, payload: &[u8]) -> Bytes {
    let mut frame = BytesMut::with_capacity(payload.len() + 10);
    frame.put_u8(first);
    match payload.len() {
        length @ 0..=125 => frame.put_u8(length as u8),
        length @ 126..=65_535 => {
            frame.put_u8(126);
            frame.put_u16(length as u16);
        }
        length => {
            frame.put_u8(127);
            frame.put_u64(length as u64);
        }
    }
    frame.extend_from_slice(payload);
    frame.freeze()
}
