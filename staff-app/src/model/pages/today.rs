//! The desk as it is now, for who looks after it: who waits for what, and how long.

use shared::message::Trouble;
use shared::mirror::{Held, TicketState};
use shared::service::ServiceId;

use crate::model::Model;

/// Who waits in one queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneNow<'a> {
    /// Which service; none: the desk's one queue.
    pub service: Option<&'a ServiceId>,
    /// What it is called; empty: it has no name.
    pub name: &'a str,
    /// How many wait.
    pub count: u64,
    /// Who waits longest.
    pub longest: Option<&'a Held>,
    /// Whether visitors wait and nobody takes them.
    pub is_untaken: bool,
}

impl Model {
    /// Every queue as it is now, in the order in which the desk has its services, and who waits
    /// for none of them. A service that an admin has stopped is there as long as somebody waits.
    pub fn lanes_now(&self) -> Vec<LaneNow<'_>> {
        let offers = &self.mirror.facts.services.0;
        let seats = self.mirror.at.len() + usize::from(self.mirror.seat.is_some());
        let untaken = |id: &ServiceId| {
            self.mirror.warnings.0.iter().any(|warning| {
                matches!(&warning.trouble, Trouble::Untaken { service, .. } if service == id)
            })
        };
        let lanes = offers.iter().map(|offer| {
            let service = &offer.service;
            let (count, longest) = self.waiting_in(|id| id == Some(&service.id));
            LaneNow {
                service: Some(&service.id),
                name: self.service_words(service),
                count,
                longest,
                is_untaken: count > 0 && (seats == 0 || untaken(&service.id)),
            }
        });
        let is_open = |id: Option<&ServiceId>| {
            offers.iter().any(|offer| Some(&offer.service.id) == id && offer.service.open)
        };
        let is_none =
            |id: Option<&ServiceId>| !offers.iter().any(|offer| Some(&offer.service.id) == id);
        let (count, longest) = self.waiting_in(is_none);
        let is_untaken = count > 0 && seats == 0;
        let rest = LaneNow { service: None, name: "", count, longest, is_untaken };
        let lanes = lanes.filter(|lane| lane.count > 0 || is_open(lane.service));
        lanes.chain((count > 0).then_some(rest)).collect()
    }

    /// How many wait in a queue, and who of them longest.
    fn waiting_in(&self, is_it: impl Fn(Option<&ServiceId>) -> bool) -> (u64, Option<&Held>) {
        let tickets = self.mirror.tickets.values();
        let waiting = tickets.filter(|held| {
            held.state == TicketState::Waiting && is_it(held.about.service.as_ref())
        });
        waiting.fold((0, None), |(count, longest), held| {
            let is_longer =
                longest.is_none_or(|longest| self.wait_ms(held) > self.wait_ms(longest));
            (count + 1, if is_longer { Some(held) } else { longest })
        })
    }
}
