//! Writing to many clients at once, on two threads.
//!
//! A write to a socket takes some microseconds, so an event that hundreds hear would keep the
//! clerk, and the last of them, for milliseconds. The clerk and a helper thread share the outboxes
//! of a round: each outbox is written by whichever of the two comes to it first. A client whose
//! queue was not empty before is not in a round, since its connection is writing already. So a
//! round never waits for a slow reader, and rounds do not pile up.

use std::io;

use super::outbox::Outbox;
use super::sync::{Arc, AtomicUsize, Builder, Ordering, mpsc};

/// How many clients a round has at least before it is shared: below that another thread takes
/// longer to wake up than the round to write.
pub(super) const SHARED: usize = 16;

/// Writes rounds of outboxes, with a helper thread of its own.
#[derive(Debug)]
pub struct Fanout {
    helper: mpsc::Sender<Arc<Round>>,
}

/// Outboxes with something to write.
#[derive(Debug)]
struct Round {
    outboxes: Vec<Arc<Outbox>>,
    next: AtomicUsize,
}

impl Fanout {
    /// Starts the helper thread, which ends once this is dropped.
    pub fn open() -> io::Result<Self> {
        let (helper, rounds) = mpsc::channel::<Arc<Round>>();
        Builder::new().name("fanout".to_owned()).spawn(move || {
            for round in rounds {
                round.write();
            }
        })?;
        Ok(Self { helper })
    }

    /// Writes what the sockets of a round take. With `has_time` the round is written on return,
    /// except for the outbox that the helper is writing. Without it a large round is left to the
    /// helper.
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
