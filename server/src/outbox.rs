//! One client's queue of frames on their way out: filled by the clerk, drained by the connection.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use bytes::{BufMut, Bytes, BytesMut};
use tokio::sync::Notify;

/// The most bytes of events that may wait for one client. At some 200 bytes an event this is
/// over a thousand events behind; such a client is faster served by a fresh start.
pub const QUEUE_BYTES: usize = 256 * 1024;

/// One client's queue. Whoever fills it never waits: when it is full the client is cut off, and
/// its reconnect brings it the state as it stands.
#[derive(Debug, Default)]
pub struct Outbox {
    queue: Mutex<Queue>,
    /// Wakes the connection.
    woken: Notify,
    /// How many commands the clerk has answered: lets the connection bound those in flight.
    answered: AtomicU32,
}

#[derive(Debug, Default)]
struct Queue {
    frames: VecDeque<Bytes>,
    bytes: usize,
    closing: Option<u16>,
}

/// What the connection finds in its outbox.
#[derive(Debug)]
pub struct Drained {
    /// Whether anything was taken.
    pub any: bool,
    /// The close code with which to end the connection once all is written.
    pub closing: Option<u16>,
}

impl Outbox {
    /// Queues frames. `state` frames (the snapshot at a sign-in) do not count against the bound.
    pub fn push(&self, frames: &mut Vec<Bytes>, is_state: bool) {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        if queue.closing.is_none() {
            if !is_state {
                queue.bytes += frames.iter().map(Bytes::len).sum::<usize>();
            }
            if queue.bytes > QUEUE_BYTES {
                // 1013, "try again later": the client is too slow for what it asked to hear.
                queue.frames.clear();
                queue.closing = Some(1013);
            } else {
                queue.frames.extend(frames.drain(..));
            }
        }
        frames.clear();
        drop(queue);
        self.woken.notify_one();
    }

    /// Ends the connection with a close code once what is queued has been written.
    pub fn close(&self, code: u16) {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.closing.get_or_insert(code);
        drop(queue);
        self.woken.notify_one();
    }

    /// Says that `count` more commands were answered.
    pub fn answer(&self, count: u32) {
        self.answered.fetch_add(count, Ordering::Release);
    }

    /// How many commands were answered so far (wraps around).
    pub fn answered(&self) -> u32 {
        self.answered.load(Ordering::Acquire)
    }

    /// Moves queued frames to `out` until that holds about `limit` bytes.
    pub fn drain(&self, out: &mut BytesMut, limit: usize) -> Drained {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let mut any = false;
        while out.len() < limit
            && let Some(frame) = queue.frames.pop_front()
        {
            queue.bytes = queue.bytes.saturating_sub(frame.len());
            out.extend_from_slice(&frame);
            any = true;
        }
        let closing = queue.closing.filter(|_| queue.frames.is_empty());
        Drained { any, closing }
    }

    /// Returns once there may be something to drain.
    pub async fn filled(&self) {
        self.woken.notified().await;
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
