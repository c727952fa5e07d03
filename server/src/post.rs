//! A second pair of hands for writing to many clients at once.
//!
//! A write to a socket takes some microseconds, so an event that hundreds hear would keep the
//! clerk, and the last of them, for milliseconds. A round is written by whoever of the two comes
//! next, each client by one of them; whose queue was not empty before is not in a round, since
//! somebody is at it already. So a round never waits for a slow reader, and rounds do not pile up.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Sender};

use crate::outbox::Outbox;

/// How many clients a round has at least before it is shared: below that another thread takes
/// longer to wake up than the round to write.
const SHARED: usize = 16;

/// Writes rounds of outboxes, with a thread of its own to help.
#[derive(Debug)]
pub struct Post {
    helper: Sender<Arc<Round>>,
}

/// Outboxes with something to write.
#[derive(Debug)]
struct Round {
    outboxes: Vec<Arc<Outbox>>,
    next: AtomicUsize,
}

impl Post {
    /// Starts the thread, which ends with what is returned.
    pub fn open() -> io::Result<Self> {
        let (helper, rounds) = mpsc::channel::<Arc<Round>>();
        std::thread::Builder::new().name("post".to_owned()).spawn(move || {
            for round in rounds {
                round.write();
            }
        })?;
        Ok(Self { helper })
    }

    /// Writes what the sockets of a round take. With `has_time` it is done on return but for what
    /// the helper is at; without it a large round is left to the helper.
    pub fn deliver(&self, outboxes: Vec<Arc<Outbox>>, has_time: bool) {
        let is_large = outboxes.len() >= SHARED;
        let round = Arc::new(Round { outboxes, next: AtomicUsize::new(0) });
        let is_helped = is_large && self.helper.send(Arc::clone(&round)).is_ok();
        if has_time || !is_helped {
            round.write();
        }
    }
}

impl Round {
    fn write(&self) {
        while let Some(outbox) = self.outboxes.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            outbox.write_out();
        }
    }
}
