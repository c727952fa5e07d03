//! When the window asks to be looked at.

use shared::ids::TicketId;
use shared::ticket::Ticket;

use super::{Effect, Model, Page, WaitLevel};
use crate::words::Say;

/// The least time between two notifications.
const NOTIFY_PAUSE_MS: i64 = 2 * 60_000;

/// What was asked for already.
#[derive(Debug, Default)]
pub(super) struct Attention {
    was_empty: bool,
    told_late: Option<TicketId>,
    notified_at: Option<i64>,
}

impl Model {
    /// Asks for attention when the queue stops being empty, and when a wait gets too long; not
    /// while somebody is being served here.
    pub(super) fn alarm(&mut self) -> Vec<Effect> {
        let Some(count) = self.waited else { return Vec::new() };
        let is_first = std::mem::replace(&mut self.attention.was_empty, count == 0) && count > 0;
        let late = self
            .oldest
            .filter(|(_, start_ms)| self.wait_level(self.now.ms - start_ms) == WaitLevel::TooLong)
            .map(|(ticket, _)| ticket);
        let is_late =
            late.is_some() && late != std::mem::replace(&mut self.attention.told_late, late);
        let is_idle = self.is_live()
            && self.page() == Page::Desk
            && self.mirror.seat.is_some()
            && self.current.is_none();
        if !is_idle || !(is_first || is_late) {
            return Vec::new();
        }
        self.ask_for_attention(if is_first { Say::SomebodyWaits } else { Say::SomebodyWaitsLong })
    }

    /// A colleague has sent me a visitor.
    pub(super) fn notice_handover(&mut self, ticket: &Ticket) -> Vec<Effect> {
        if !self.is_live() || ticket.staff.as_deref() != self.my_name() {
            return Vec::new();
        }
        let number = self.label(ticket.id);
        let text = self.speech.say(Say::SentToYou { number: &number });
        self.say(text, Vec::new());
        self.ask_for_attention(Say::SomebodySent)
    }

    /// The notification names nobody: it may be read by whoever stands at the desk.
    fn ask_for_attention(&mut self, say: Say<'_>) -> Vec<Effect> {
        let mut effects = vec![Effect::AskForAttention];
        if self.settings.sound {
            effects.push(Effect::Chime);
        }
        let now = self.now.mono_ms;
        let is_soon =
            self.attention.notified_at.is_some_and(|before| now - before < NOTIFY_PAUSE_MS);
        if self.settings.notifications && !is_soon {
            effects.push(Effect::Notify(self.speech.say(say)));
        }
        effects
    }

    /// A notification was shown, which is not so while the window is in front.
    pub fn notified(&mut self) {
        self.attention.notified_at = Some(self.now.mono_ms);
    }
}
