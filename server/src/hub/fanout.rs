//! Writing to many clients at once, on two threads.
//!
//! A write to a socket takes some microseconds, so an event that hundreds hear would keep the
//! clerk, and the last of them, for milliseconds. The clerk and a helper thread share the outboxes
//! of a round: each outbox is written by whichever of the two comes to it first. A client whose
//! queue was not empty before is not in a round, since its connection is writing already. So a
//! round never waits for a slow reader, and rounds do not pile up.

use std::sync::OnceLock;

use super::outbox::Outbox;
use super::sync::{Arc, AtomicUsize, Builder, Ordering, mpsc};

/// How many clients a round has at least before it is shared: below that another thread takes
/// longer to wake up than the round to write.
pub(super) const SHARED: usize = 16;

/// Writes rounds of outboxes, with a helper thread of its own from the first large one on: most desks
/// among many never have one.
#[derive(Debug, Default)]
pub struct Fanout {
    /// None: it could not be started.
    helper: OnceLock<Option<mpsc::Sender<Arc<Round>>>>,
}

/// Outboxes with something to write.
#[derive(Debug)]
struct Round {
    outboxes: Vec<Arc<Outbox>>,
    next: AtomicUsize,
}

impl Fanout {
    /// Writes what the sockets of a round take. With `has_time` the round is written on return,
    /// except for the outbox that the helper is writing. Without it a large round is left to the
    /// helper.
    pub fn deliver(&self, outboxes: Vec<Arc<Outbox>>, has_time: bool) {
        let is_large = outboxes.len() >= SHARED;
        let round = Arc::new(Round { outboxes, next: AtomicUsize::new(0) });
        let is_helped =
            is_large && self.helper().is_some_and(|it| it.send(Arc::clone(&round)).is_ok());
        if has_time || !is_helped {
            round.write();
        }
    }
}

impl Fanout {
    /// The helper thread, which ends once this is dropped.
    fn helper(&self) -> Option<&mpsc::Sender<Arc<Round>>> {
        let start = || {
            let (helper, rounds) = mpsc::channel::<Arc<Round>>();
            let started = Builder::new().name("fanout".to_owned()).spawn(move || {
                for round in rounds {
                    round.write();
                }
            });
            started.ok().map(|_| helper)
        };
        self.helper.get_or_init(start).as_ref()
    }
}

impl Round {
    fn write(&self) {
        while let Some(outbox) = self.outboxes.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            outbox.write_out();
        }
    }
}
