//! One client's queue of frames: filled by the clerk, and written by whoever comes first.
//!
//! The clerk and its [`super::fanout`] write to the socket themselves as long as that takes what it
//! is given, so that an answer needs no other thread to wake up. What the socket does not take stays
//! in the queue, and the connection writes it when there is room. All write under the same lock,
//! whole frames in the order in which they were queued.

use std::collections::VecDeque;
use std::fmt;
use std::io::{self, IoSlice};
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use bytes::{Buf as _, Bytes, BytesMut};

use super::sync::{Mutex, MutexGuard, Notify};

/// The most bytes of events and answers that may wait for one client. At some 200 bytes an event
/// this is over a thousand events behind; such a client is faster served by a fresh start.
pub const QUEUE_BYTES: usize = 256 * 1024;

/// How many frames go out in one write. Enough for a burst; the system takes up to 1,024.
const FRAMES_A_WRITE: usize = 64;

/// For how many frames an empty queue keeps room, so that an event to hundreds of clients does not
/// ask the allocator hundreds of times.
const KEPT: usize = 4;

/// The writing half of a socket.
pub trait Socket: fmt::Debug + Send {
    /// Takes bytes as far as there is room, and says how many.
    fn try_write(&self, slices: &[IoSlice<'_>]) -> io::Result<usize>;

    /// Writes what the socket itself still holds (encryption does); true when nothing is left.
    fn try_drain(&self) -> io::Result<bool>;

    /// Tells the client that nothing more comes.
    fn finish(&self);
}

/// One whole WebSocket frame for a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The frame as it is written.
    pub bytes: Bytes,
    /// Whether it is part of a state: the snapshot after a sign-in, or that of a display at its
    /// connect. A newer state removes the frames of an older one that are not begun, and a state
    /// does not count against [`QUEUE_BYTES`]. What a client is told once, at its connect, is no
    /// state: nothing may remove it.
    pub is_state: bool,
}

/// What one batch of the clerk has for a client.
#[derive(Debug, Default)]
pub struct Outgoing {
    /// Whole frames, in order.
    pub frames: Vec<Frame>,
    /// How many of the client's commands are answered by them.
    pub answered: u32,
}

impl Outgoing {
    /// Adds an event or an answer.
    pub fn push(&mut self, bytes: Bytes) {
        self.frames.push(Frame { bytes, is_state: false });
    }

    /// Adds a state, which takes the place of an older one of the same batch.
    pub fn push_state(&mut self, frames: impl IntoIterator<Item = Bytes>) {
        self.frames.retain(|frame| !frame.is_state);
        self.frames.extend(frames.into_iter().map(|bytes| Frame { bytes, is_state: true }));
    }
}

/// One client's queue. Whoever fills it never waits: when it is full the client is cut off, and
/// its reconnect brings it the state as it stands.
#[derive(Debug)]
pub struct Outbox {
    queue: Mutex<Queue>,
    /// Wakes the connection.
    woken: Notify,
    /// Whether the client is a signed-in admin, who may send longer messages.
    is_admin: AtomicBool,
}

#[derive(Debug)]
struct Queue {
    /// Where it goes; none once the connection has ended, and in tests that read the queue.
    socket: Option<Box<dyn Socket>>,
    frames: VecDeque<Queued>,
    /// Whether the first frame is written in part.
    is_begun: bool,
    /// How many bytes wait.
    bytes: usize,
    /// How many of them count against the bound.
    counted_bytes: usize,
    /// Whether nothing was queued yet. What a client is sent at its connect depends on the settings
    /// alone and does not count against the bound.
    is_fresh: bool,
    closing: Option<u16>,
    is_gone: bool,
    /// Whether encryption still holds bytes that the socket has not taken.
    is_held: bool,
    /// When the client last took a byte, or when there was nothing for it to take.
    wrote: Instant,
    /// How many commands the clerk has answered (wraps around).
    answered: u32,
    /// Whether the connection waits for the next answer.
    is_awaited: bool,
}

/// A frame in the queue, or the rest of one.
#[derive(Debug)]
struct Queued {
    bytes: Bytes,
    is_state: bool,
    is_counted: bool,
}

/// How a client's queue is doing.
#[derive(Debug, Clone, Copy)]
pub struct QueueState {
    /// Bytes that the socket has not taken yet.
    pub unwritten: usize,
    /// When the client last took a byte, or when there was nothing for it to take.
    pub wrote: Instant,
    /// The close code with which to end the connection. What is queued may still be unwritten.
    pub closing: Option<u16>,
    /// Whether the socket is gone.
    pub is_gone: bool,
    /// How many commands were answered so far (wraps around).
    pub answered: u32,
}

impl Outbox {
    /// An empty queue before a socket. Without one the queue only fills, which is for tests.
    pub fn new(socket: Option<Box<dyn Socket>>) -> Self {
        let queue = Queue {
            socket,
            frames: VecDeque::new(),
            is_begun: false,
            bytes: 0,
            counted_bytes: 0,
            is_fresh: true,
            closing: None,
            is_gone: false,
            is_held: false,
            wrote: Instant::now(),
            answered: 0,
            is_awaited: false,
        };
        Self { queue: Mutex::new(queue), woken: Notify::new(), is_admin: AtomicBool::new(false) }
    }

    /// Queues what the clerk has, and empties it. Returns whether somebody has to
    /// [`Outbox::write_out`]; otherwise the connection is writing already.
    pub fn fill(&self, out: &mut Outgoing) -> bool {
        let mut queue = self.lock();
        let was_empty = queue.frames.is_empty();
        queue.answered = queue.answered.wrapping_add(std::mem::take(&mut out.answered));
        queue.fill(&mut out.frames);
        out.frames.shrink_to(KEPT);
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

    /// Ends the connection with a close code. What is queued is still written, as far as the client
    /// takes it within the time of a goodbye.
    pub fn close(&self, code: u16) {
        self.lock().closing.get_or_insert(code);
        self.woken.notify_one();
    }

    /// Says whether the client is a signed-in admin.
    pub fn set_admin(&self, is_admin: bool) {
        self.is_admin.store(is_admin, Ordering::Relaxed);
    }

    /// Whether the client is a signed-in admin.
    pub fn is_admin(&self) -> bool {
        self.is_admin.load(Ordering::Relaxed)
    }

    /// Whether the connection is being ended by the server. Commands that still come from it must
    /// not be carried out.
    pub fn is_closing(&self) -> bool {
        self.lock().closing.is_some()
    }

    /// Queues a frame of the connection's own, which its bound on reading bounds too.
    pub fn push_own(&self, frame: Bytes) {
        self.lock().push(frame, false, true);
    }

    /// Queues a frame that was asked for and may be larger than all that else may wait.
    pub fn push_uncounted(&self, frame: Bytes) {
        self.lock().push(frame, false, false);
    }

    /// The connection itself has answered a command.
    pub fn answer_own(&self) {
        let mut queue = self.lock();
        queue.answered = queue.answered.wrapping_add(1);
    }

    /// How many commands were answered so far (wraps around).
    pub fn answered(&self) -> u32 {
        self.lock().answered
    }

    /// Writes what the socket takes, and says how the queue is doing.
    pub fn flush(&self) -> QueueState {
        let mut queue = self.lock();
        queue.write();
        queue.state()
    }

    /// How the queue is doing, for a connection that sent `sent` commands and lets fewer than
    /// `in_flight` be unanswered. When that many are, the next answer wakes it.
    pub fn state(&self, sent: u32, in_flight: u32) -> QueueState {
        let mut queue = self.lock();
        queue.is_awaited = sent.wrapping_sub(queue.answered) >= in_flight;
        queue.state()
    }

    /// Takes the last frame, if there is one, and nothing more from the clerk.
    pub fn seal(&self, last: Option<Bytes>) {
        let mut queue = self.lock();
        if let Some(last) = last {
            queue.push(last, false, true);
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
            out.extend_from_slice(&frame.bytes);
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
    fn fill(&mut self, frames: &mut Vec<Frame>) {
        if frames.is_empty() {
            return;
        }
        if self.closing.is_some() || self.is_gone {
            frames.clear();
            return;
        }
        keep_newest_state(frames);
        if frames.iter().any(|frame| frame.is_state) {
            self.remove_state();
        }
        let is_counted = !std::mem::take(&mut self.is_fresh);
        let counted = frames.iter().filter(|frame| !frame.is_state).map(|frame| frame.bytes.len());
        if is_counted && self.counted_bytes + counted.sum::<usize>() > QUEUE_BYTES {
            // 1013, "try again later": the client is too slow for what it asked to hear. A frame
            // that is out in part must end before the goodbye.
            self.truncate(usize::from(self.is_begun));
            self.closing = Some(1013);
            frames.clear();
            return;
        }
        for Frame { bytes, is_state } in frames.drain(..) {
            self.push(bytes, is_state, is_counted && !is_state);
        }
    }

    fn push(&mut self, bytes: Bytes, is_state: bool, is_counted: bool) {
        if self.is_gone {
            return;
        }
        self.bytes += bytes.len();
        if is_counted {
            self.counted_bytes += bytes.len();
        }
        self.frames.push_back(Queued { bytes, is_state, is_counted });
    }

    /// Removes the frames of a state that are not begun.
    fn remove_state(&mut self) {
        let mut is_begun = self.is_begun;
        self.frames.retain(|frame| std::mem::take(&mut is_begun) || !frame.is_state);
        self.bytes = self.frames.iter().map(|frame| frame.bytes.len()).sum();
    }

    fn truncate(&mut self, count: usize) {
        self.frames.truncate(count);
        let counted = self.frames.iter().filter(|frame| frame.is_counted);
        self.counted_bytes = counted.map(|frame| frame.bytes.len()).sum();
        self.bytes = self.frames.iter().map(|frame| frame.bytes.len()).sum();
    }

    fn write(&mut self) {
        let Some(socket) = &self.socket else { return };
        while !self.frames.is_empty() {
            let written = if let (1, Some(frame)) = (self.frames.len(), self.frames.front()) {
                socket.try_write(&[IoSlice::new(&frame.bytes)])
            } else {
                let mut slices = [IoSlice::new(&[]); FRAMES_A_WRITE];
                let count = self.frames.len().min(FRAMES_A_WRITE);
                for (slice, frame) in slices.iter_mut().zip(&self.frames) {
                    *slice = IoSlice::new(&frame.bytes);
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
                        let taken = left.min(frame.bytes.len());
                        frame.bytes.advance(taken);
                        left -= taken;
                        if frame.is_counted {
                            self.counted_bytes -= taken;
                        }
                        self.is_begun = !frame.bytes.is_empty();
                        if !self.is_begun {
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
        self.truncate(0);
        self.frames.shrink_to(KEPT);
        self.is_begun = false;
    }

    fn state(&self) -> QueueState {
        QueueState {
            unwritten: self.bytes + usize::from(self.is_held),
            wrote: self.wrote,
            closing: self.closing,
            is_gone: self.is_gone,
            answered: self.answered,
        }
    }
}

/// Removes the states of a batch but for the last one. Between two states there is always an answer.
fn keep_newest_state(frames: &mut Vec<Frame>) {
    let Some(last) = frames.iter().rposition(|frame| frame.is_state) else { return };
    let before = frames[..last].iter().rposition(|frame| !frame.is_state);
    let mut older = before.unwrap_or_default();
    frames.retain(|frame| {
        let is_older = older > 0;
        older = older.saturating_sub(1);
        !(is_older && frame.is_state)
    });
}
