//! What visitors' pages hear: one audience that hears of each change once, however many look.
//!
//! Unlike clients the pages have no outbox: what they have not taken yet is replaced by what is newer,
//! so it is never more than the open tickets. Who looks at which page is theirs to know, on a thread
//! of their own, and nobody at a table waits for that.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use shared::ids::{TableNo, TicketId};
use shared::message::Reasons;
use shared::opening::Opening;
use shared::service::{Label, Offers, ServiceId};
use shared::ticket::Outcome;
use tokio::sync::Notify;

use crate::core::change::{Change, Forget, Row};
use crate::core::links::is_encrypted;
use crate::core::texts::Texts;
use crate::core::{CodeLength, Core, Effect, Entry, LinkKey, Millis, Now, Paces, Ticket, Zone};

/// How it stands with a ticket, as its visitor may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// How people call it.
    pub label: Label,
    /// Where it is.
    pub state: TicketState,
}

/// Where a ticket is, as its visitor may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TicketState {
    /// In a queue.
    Waiting {
        /// Of which service.
        service: Option<ServiceId>,
        /// Its place there.
        rank: i64,
    },
    /// Called.
    Called {
        /// To which table; none: whoever called sits nowhere just now.
        table: Option<TableNo>,
        /// How often it was called by now.
        calls: u32,
    },
    /// It has ended.
    Ended {
        /// How.
        outcome: Outcome,
        /// Whether a staff member ended it.
        is_by_staff: bool,
        /// Until when its visitor may take the place back; none: they may not.
        returns_until: Option<Millis>,
    },
}

/// What pages know of the desk.
#[derive(Debug, Clone)]
pub struct DeskView {
    /// Whose desk it is.
    pub organisation: String,
    /// Where it is.
    pub zone: Zone,
    /// The tables with a name of their own.
    pub table_names: BTreeMap<TableNo, String>,
    /// Its services and what each takes.
    pub services: Offers,
    /// The reasons that it asks for.
    pub reasons: Reasons,
    /// Why visitors are asked what they are asked.
    pub privacy: Texts,
    /// Whether visitors may come.
    pub opening: Opening,
    /// What they are told besides while it is closed by its hours.
    pub closed_text: Texts,
    /// Whether visitors reach the pages encrypted, as far as the desk knows.
    pub is_secure: bool,
    /// What their links are made with.
    pub key: Option<LinkKey>,
    /// How long codes to join with are.
    pub code_length: CodeLength,
    /// Whether visitors are told how they join by telephone, where somebody may.
    pub tells_joining: bool,
    /// What is learnt about the waits.
    pub paces: Paces,
}

/// What the pages have not taken yet.
#[derive(Debug, Default)]
pub struct News {
    /// Whether the tickets are all there are, so that what was known before is void.
    pub is_whole: bool,
    /// The tickets that changed.
    pub tickets: BTreeMap<TicketId, Standing>,
    /// The tickets whose visitors were forgotten.
    pub forgotten: BTreeSet<TicketId>,
    /// The desk, where it was looked at.
    pub desk: Option<Arc<DeskView>>,
    /// The desk's clock at its last tick: the sign that it is alive.
    pub tick: Option<Millis>,
}

/// Where the news are handed over.
#[derive(Debug, Default)]
pub struct Feed {
    news: Mutex<News>,
    there_is: Notify,
}

/// The hub's side: what is to be handed over once the batch is on disk.
#[derive(Debug)]
pub(super) struct Pages {
    feed: Arc<Feed>,
    pending: News,
}

impl Feed {
    /// Waits for news and takes them.
    pub async fn next(&self) -> News {
        loop {
            self.there_is.notified().await;
            let mut news = self.news.lock().unwrap_or_else(PoisonError::into_inner);
            if !news.is_empty() {
                return std::mem::take(&mut news);
            }
        }
    }

    fn add(&self, news: News) {
        self.news.lock().unwrap_or_else(PoisonError::into_inner).add(news);
        self.there_is.notify_one();
    }
}

impl News {
    fn is_empty(&self) -> bool {
        let Self { is_whole, tickets, forgotten, desk, tick } = self;
        let is_quiet = tickets.is_empty() && forgotten.is_empty();
        !is_whole && is_quiet && desk.is_none() && tick.is_none()
    }

    fn add(&mut self, newer: Self) {
        if newer.is_whole {
            self.tickets.clear();
            self.forgotten.clear();
            self.is_whole = true;
        }
        self.tickets.extend(newer.tickets);
        self.forgotten.extend(newer.forgotten);
        self.desk = newer.desk.or(self.desk.take());
        self.tick = newer.tick.or(self.tick);
    }
}

impl Pages {
    pub fn new(feed: Arc<Feed>) -> Self {
        Self { feed, pending: News::default() }
    }

    /// Takes in what a change did; `core` is as it stands after it.
    pub fn take_in(&mut self, core: &Core, entry: &Entry, effect: &Effect) {
        for ticket in touched(core, entry) {
            if let Some(ticket) = core.desk().ticket(ticket) {
                self.pending.tickets.insert(ticket.id, standing(core, ticket));
            }
        }
        if let Some(ended) = &effect.ended {
            self.pending.tickets.insert(ended.id, standing(core, ended));
        }
        // Those whose days are over ended long before anybody could still come back.
        if let Change::Forgotten { tickets, cause: Forget::Erased } = &entry.change {
            self.pending.forgotten.extend(tickets);
        }
    }

    /// Takes in how it stands with the desk.
    pub fn look(&mut self, core: &Core, now: Now) {
        self.pending.desk = Some(Arc::new(desk_view(core, now)));
    }

    /// The desk is alive at this moment.
    pub fn tick(&mut self, core: &Core, now: Now) {
        self.pending.tick = Some(now.wall);
        self.look(core, now);
    }

    /// All of it anew.
    pub fn start_over(&mut self, core: &Core, now: Now) {
        let tickets = core.desk().open_tickets();
        let tickets = tickets.map(|ticket| (ticket.id, standing(core, ticket))).collect();
        let desk = Some(Arc::new(desk_view(core, now)));
        let tick = Some(now.wall);
        self.pending = News { is_whole: true, tickets, desk, tick, ..News::default() };
    }

    /// The batch was not saved.
    pub fn forget(&mut self) {
        self.pending = News::default();
    }

    /// The batch is on disk.
    pub fn publish(&mut self) {
        if !self.pending.is_empty() {
            self.feed.add(std::mem::take(&mut self.pending));
        }
    }
}

/// How it stands with a ticket.
pub fn standing(core: &Core, ticket: &Ticket) -> Standing {
    let state = match (ticket.end, ticket.owner) {
        (Some(_), _) => TicketState::Ended {
            outcome: ticket.outcome.unwrap_or(Outcome::Completed),
            is_by_staff: ticket.ended_by.is_some(),
            returns_until: core.returns_until(ticket),
        },
        (None, Some(owner)) => {
            TicketState::Called { table: core.desk().table_of(owner), calls: ticket.calls }
        }
        (None, None) => TicketState::Waiting { service: ticket.service.clone(), rank: ticket.rank },
    };
    Standing { label: ticket.label(), state }
}

fn desk_view(core: &Core, now: Now) -> DeskView {
    let profile = core.profile();
    let is_secure = profile.public_url.as_deref().is_some_and(is_encrypted);
    DeskView {
        organisation: profile.organisation.clone(),
        zone: core.zone(),
        table_names: profile.table_names.clone(),
        services: core.offers(now),
        reasons: profile.reasons.clone(),
        privacy: profile.privacy_text.clone(),
        opening: core.opening(now).state,
        closed_text: profile.closed_text.clone(),
        is_secure,
        key: core.link_key().cloned(),
        code_length: core.code_length(now),
        tells_joining: core.tells_joining(),
        paces: core.paces().clone(),
    }
}

/// The tickets of which a change may say something that their visitors may know, from the rows that
/// it touches: a ticket's own, and those of who sits down somewhere. Those that it ended are in its
/// effect.
fn touched(core: &Core, entry: &Entry) -> BTreeSet<TicketId> {
    let mut touched = BTreeSet::new();
    for row in entry.change.record(entry.at).rows {
        match row {
            Row::Ticket(ticket) => {
                touched.insert(ticket);
            }
            Row::Person(person) => {
                touched.extend(core.desk().claimed_by(person).map(|ticket| ticket.id));
            }
            Row::ForgottenTicket(_)
            | Row::Key(_)
            | Row::Session(_)
            | Row::Seat(_)
            | Row::Device(_)
            | Row::Fact(_)
            | Row::Samples => {}
        }
    }
    touched
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(number: u32) -> Standing {
        let label = Label::new(None, TicketId::new(number.into()).unwrap());
        Standing { label, state: TicketState::Waiting { service: None, rank: number.into() } }
    }

    fn id(count: i64) -> TicketId {
        TicketId::new(count).unwrap()
    }

    #[tokio::test]
    async fn what_was_not_taken_is_replaced_by_what_is_newer() {
        let feed = Feed::default();
        let with = |ticket, number| News {
            tickets: [(id(ticket), standing(number))].into(),
            ..News::default()
        };
        feed.add(with(1, 1));
        feed.add(News { tick: Some(5), ..with(1, 2) });
        feed.add(with(2, 3));
        let news = feed.next().await;
        assert_eq!(news.tickets.len(), 2);
        assert_eq!(news.tickets[&id(1)], standing(2));
        assert_eq!((news.tick, news.is_whole), (Some(5), false));
        feed.add(with(1, 1));
        feed.add(News { is_whole: true, ..with(3, 3) });
        feed.add(with(4, 4));
        let news = feed.next().await;
        assert!(news.is_whole);
        assert_eq!(news.tickets.keys().copied().collect::<Vec<_>>(), [id(3), id(4)]);
    }
}
