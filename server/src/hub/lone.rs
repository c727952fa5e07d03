//! One client's commands, carried out on that client's own thread.
//!
//! When nobody else waits for the clerk, waking its thread takes longer than the command itself.
//! Then the connection locks the clerk and has its commands carried out at once. It must not
//! overtake commands that it handed on before, so it does so only when all of those are answered.

use super::outbox::Outbox;
use super::sync::{Mutex, block_in_place};

/// Whoever carries out commands: the clerk.
pub trait CarriesOut {
    /// What a command comes as.
    type Request;

    /// Whether so many ask at a time that a lone command should wait and share their commit.
    fn is_crowded(&self) -> bool;

    /// Carries out what is given and empties it, unless it carries out nothing any more.
    fn carry_out(&mut self, requests: &mut Vec<Self::Request>);
}

/// Carries out `own`, the last commands of one client, here and now. Returns false if they must be
/// handed on to the clerk's queue instead, and then none of them was carried out.
///
/// `sent` is how many commands the client sent, `own` included; `is_queue_empty` is whether nothing
/// waits in the clerk's queue.
pub fn carry_out_alone<C: CarriesOut>(
    clerk: &Mutex<C>,
    is_queue_empty: bool,
    outbox: &Outbox,
    sent: u32,
    own: &mut Vec<C::Request>,
) -> bool {
    let count = u32::try_from(own.len()).unwrap_or(u32::MAX);
    if !is_queue_empty || outbox.answered() != sent.wrapping_sub(count) {
        return false;
    }
    let Ok(mut clerk) = clerk.try_lock() else { return false };
    if clerk.is_crowded() {
        return false;
    }
    // The disk may take its time: other connections go on elsewhere meanwhile.
    block_in_place(|| clerk.carry_out(own));
    own.is_empty()
}
