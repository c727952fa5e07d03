//! The clients of a server that leads: all of them are closed at the deadline of its lease, by
//! whoever watches that and waits for nothing else, and none is let in until it is held again.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use crate::hub::frame::LATER;
use crate::hub::outbox::Outbox;

/// Who is connected.
#[derive(Debug, Default)]
pub struct Gate {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    is_open: bool,
    clients: Vec<Weak<Outbox>>,
    /// From how many on those that are gone are looked for.
    full: usize,
}

impl Gate {
    /// Notes a client; one that comes while nobody may be told anything is closed.
    pub fn enter(&self, outbox: &Arc<Outbox>) {
        let mut state = self.lock();
        if !state.is_open {
            drop(state);
            // Another server may lead by then, or this one again.
            outbox.close(LATER);
            return;
        }
        if state.clients.len() >= state.full {
            state.clients.retain(|client| client.strong_count() > 0);
            state.full = (state.clients.len() * 2).max(64);
        }
        state.clients.push(Arc::downgrade(outbox));
    }

    /// Lets clients in.
    pub fn open(&self) {
        self.lock().is_open = true;
    }

    /// Whether nobody is let in.
    pub fn is_shut(&self) -> bool {
        !self.lock().is_open
    }

    /// Closes all clients, and lets none in.
    pub fn shut(&self) {
        let mut state = self.lock();
        state.is_open = false;
        let clients = std::mem::take(&mut state.clients);
        drop(state);
        for client in clients {
            if let Some(outbox) = client.upgrade() {
                // Another server may lead by then, or this one again.
                outbox.close(LATER);
            }
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_stays_and_nobody_comes_in_while_it_is_shut() {
        let gate = Gate::default();
        let client = || Arc::new(Outbox::new(None));
        let (early, first, second, late, again) =
            (client(), client(), client(), client(), client());
        gate.enter(&early);
        assert!(early.is_closing());
        gate.open();
        gate.enter(&first);
        gate.enter(&second);
        assert!(!first.is_closing() && !second.is_closing());
        gate.shut();
        gate.enter(&late);
        assert!(first.is_closing() && second.is_closing() && late.is_closing());
        gate.open();
        gate.enter(&again);
        assert!(!again.is_closing());
    }

    #[test]
    fn those_that_are_gone_take_no_room() {
        let gate = Gate::default();
        gate.open();
        let stays = Arc::new(Outbox::new(None));
        gate.enter(&stays);
        for _ in 0..10_000 {
            gate.enter(&Arc::new(Outbox::new(None)));
        }
        assert!(gate.lock().clients.len() <= 64);
        gate.shut();
        assert!(stays.is_closing());
    }
}
