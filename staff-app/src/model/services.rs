//! The queues of a desk that has several: how its tickets are called, which of the services I take,
//! when a ticket is due, and which queue the window shows.

use shared::ids::TicketId;
use shared::mirror::Held;
use shared::service::{Service, ServiceId};

use super::{Model, WaitLevel};
use crate::words::Say;

/// So long before it is due a ticket is due soon.
pub const DUE_SOON_MS: i64 = 3 * 60 * 1000;

impl Model {
    /// How people call a ticket.
    pub fn label(&self, ticket: TicketId) -> String {
        let open = self.mirror.tickets.get(&ticket);
        let ended = || self.mirror.ended.iter().find(|held| held.ticket.id == ticket);
        let held = open.or_else(ended);
        held.map_or_else(|| ticket.number().to_string(), Held::label)
    }

    /// Whom a ticket is for, as one line: the name, or what else the visitor told; empty: nothing.
    pub fn visitor_of<'a>(&self, held: &'a Held) -> &'a str {
        held.name().or(held.about.contact.as_deref()).unwrap_or_default()
    }

    /// Whether the desk has services.
    pub fn has_services(&self) -> bool {
        !self.mirror.facts.services.0.is_empty()
    }

    /// A service in this window's language.
    pub fn service_words<'a>(&self, service: &'a Service) -> &'a str {
        self.speech.pick(&service.text).unwrap_or_else(|| service.id.as_str())
    }

    /// The service of a ticket in this window's language, where there is more than one.
    pub fn service_of<'a>(&'a self, held: &Held) -> Option<&'a str> {
        let services = &self.mirror.facts.services.0;
        let id = held.about.service.as_ref().filter(|_| services.len() > 1)?;
        let offer = services.iter().find(|offer| offer.service.id == *id)?;
        Some(self.service_words(&offer.service))
    }

    /// Whether I can do a service.
    pub fn can_serve(&self, service: &ServiceId) -> bool {
        let me = self.mirror.me.as_ref();
        let services = me.and_then(|me| me.services.as_ref());
        services.is_none_or(|services| services.contains(service))
    }

    /// Whether I take visitors of a service now, as the server reckons it.
    pub fn takes(&self, service: Option<&ServiceId>) -> bool {
        let Some(service) = service else { return true };
        let is_there = |id: &ServiceId| {
            let offers = &self.mirror.facts.services.0;
            self.can_serve(id) && offers.iter().any(|offer| offer.service.id == *id)
        };
        let me = self.mirror.me.as_ref();
        let chosen = me.and_then(|me| me.serve.as_ref());
        let chosen = chosen.filter(|ids| ids.iter().any(is_there));
        self.can_serve(service) && chosen.is_none_or(|ids| ids.contains(service))
    }

    /// By how much a ticket is over due, in milliseconds; negative: it is not due yet. None: the
    /// desk has no services.
    fn over_due_ms(&self, held: &Held) -> Option<i64> {
        held.about.due.map(|due| self.now.ms - due)
    }

    /// The one service whose visitors the queue shows; none: all of them.
    pub fn lane(&self) -> Option<&ServiceId> {
        let offers = &self.mirror.facts.services.0;
        let ids = offers.iter().map(|offer| &offer.service.id);
        let wanted = Some(self.settings.lane.as_str()).filter(|_| offers.len() > 1)?;
        ids.into_iter().find(|id| id.as_str() == wanted)
    }

    /// How many wait for a service.
    pub fn waiting_for(&self, service: &ServiceId) -> u64 {
        self.mirror.facts.lanes.get(service).map_or(0, |waiting| waiting.count)
    }

    /// How it stands with a ticket's wait: by when it is due, where the desk has services.
    pub fn level_of(&self, held: &Held) -> WaitLevel {
        match self.over_due_ms(held) {
            None => self.wait_level(self.wait_ms(held)),
            Some(over) if over >= 0 => WaitLevel::TooLong,
            Some(over) if over >= -DUE_SOON_MS => WaitLevel::Long,
            Some(_) => WaitLevel::Short,
        }
    }

    /// Why a ticket stands where it does: when it is due, and by how much it is over.
    pub fn due_words(&self, held: &Held) -> Option<String> {
        let (due, over) = (held.about.due?, self.over_due_ms(held)?);
        let time = self.speech.clock(due);
        Some(if over >= 60_000 {
            let length = self.speech.length(over);
            self.speech.say(Say::DueOver { time: &time, length: &length })
        } else {
            self.speech.say(Say::DueAt { time: &time })
        })
    }

    /// What a visitor comes for: the service, where there is more than one, and the reason.
    pub fn about_words(&self, held: &Held) -> Option<String> {
        let first = held.about.priority.map(|_| self.speech.say(Say::GoesFirst));
        let service = self.service_of(held).map(str::to_owned);
        let reason = self.reason_words(held).map(str::to_owned);
        let words: Vec<String> = first.into_iter().chain(service).chain(reason).collect();
        (!words.is_empty()).then(|| words.join(" · "))
    }
}
