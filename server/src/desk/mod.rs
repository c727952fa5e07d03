//! The rules of the desk: who may do what to which ticket, and what follows.
//!
//! Sans-IO: no clock, no disk, no socket. [`Desk::decide`] may refuse and changes nothing;
//! [`Desk::apply`] cannot fail. The desk holds what is open. What a command names and the desk
//! does not hold (an ended ticket, a request key) comes with the command as [`Known`].

mod command;
mod decide;
mod event;
mod refusal;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;
use shared::ids::{TableNo, TicketId};

pub use self::command::{Action, By, Command, Known, NewTicket};
pub use self::event::{Event, KeyUse, Millis, Person, PersonId, Recalled, Ticket, Unseat};
pub use self::refusal::Refusal;
use crate::estimate::{Estimator, Range, Sample};

/// How long an ended ticket may be taken back by who ended it.
pub const REOPEN_MS: Millis = 10 * 60 * 1000;

/// What is open, who sits where, and who may sit.
#[derive(Debug, Clone)]
pub struct Desk {
    rules: Rules,
    people: BTreeMap<PersonId, Person>,
    seats: BTreeMap<TableNo, PersonId>,
    tables: BTreeMap<PersonId, TableNo>,
    open: BTreeMap<TicketId, Ticket>,
    /// The waiting tickets in the order in which they are served.
    queue: BTreeSet<(i64, TicketId)>,
    /// Each person's claimed tickets in the order called: the last one is shown.
    claimed: BTreeMap<PersonId, BTreeSet<(i64, TicketId)>>,
    /// The waiting tickets of each address, for the request that finds one.
    waiting_of: FxHashMap<String, BTreeSet<TicketId>>,
    next_ticket: TicketId,
    next_call: i64,
    next_person: PersonId,
    closed: Option<String>,
    notice: Option<String>,
    pace: Estimator,
}

/// What of the settings the rules depend on.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// This desk has tables 0 to N-1.
    pub tables: u32,
    /// The ids of the reasons that a request may give.
    pub reasons: BTreeSet<String>,
}

/// All that a desk needs at the start; what the store loads.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// Every account.
    pub people: Vec<Person>,
    /// Who sits where.
    pub seats: Vec<(TableNo, PersonId)>,
    /// The tickets that have not ended.
    pub open: Vec<Ticket>,
    /// The id of the next ticket.
    pub next_ticket: TicketId,
    /// What kiosks show, if the desk is closed.
    pub closed: Option<String>,
    /// The notice that was announced, if one was.
    pub notice: Option<String>,
    /// What was learnt about waits, oldest first.
    pub samples: Vec<Sample>,
}

impl Desk {
    /// The desk as it was stored, at a moment.
    pub fn new(rules: Rules, loaded: Loaded, now: Millis) -> Self {
        let mut desk = Self {
            rules,
            next_person: PersonId(
                loaded.people.iter().map(|person| person.id.0 + 1).max().unwrap_or(1),
            ),
            people: loaded.people.into_iter().map(|person| (person.id, person)).collect(),
            seats: loaded.seats.iter().copied().collect(),
            tables: loaded.seats.iter().map(|&(table, person)| (person, table)).collect(),
            open: BTreeMap::new(),
            queue: BTreeSet::new(),
            claimed: BTreeMap::new(),
            waiting_of: FxHashMap::default(),
            next_ticket: loaded.next_ticket,
            next_call: 1,
            closed: loaded.closed,
            notice: loaded.notice,
            pace: Estimator::default(),
        };
        for ticket in loaded.open {
            desk.insert(ticket);
        }
        for sample in &loaded.samples {
            desk.pace.learn(sample);
        }
        desk.observe(now);
        desk
    }

    /// Makes an event part of the state. Only events that [`Desk::decide`] gave may come here.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::Created { ticket, key: _ } => {
                self.next_ticket = self.next_ticket.max(ticket.id.next());
                self.insert(ticket.clone());
                self.observe(ticket.start);
            }
            Event::Claimed { ticket, person, table, called, sample, at } => {
                self.change(*ticket, |ticket| {
                    let at = ticket.not_before(*at);
                    ticket.owner = Some(*person);
                    ticket.table = Some(*table);
                    ticket.first_claimed = ticket.first_claimed.or(Some(at));
                    ticket.claimed = Some(at);
                    ticket.call(*called, true);
                    ticket.acted = at;
                });
                self.pace.learn(sample);
                self.observe(*at);
            }
            Event::Recalled { ticket, called, at } => self.change(*ticket, |ticket| {
                ticket.call(*called, true);
                ticket.acted = ticket.not_before(*at);
            }),
            Event::Released { ticket, at } => {
                self.change(*ticket, |ticket| {
                    ticket.owner = None;
                    ticket.claimed = None;
                    ticket.acted = ticket.not_before(*at);
                });
                self.observe(*at);
            }
            Event::Transferred { ticket, person, table, called, at } => {
                self.change(*ticket, |ticket| {
                    ticket.owner = Some(*person);
                    ticket.table = Some(*table);
                    ticket.claimed = Some(ticket.not_before(*at));
                    ticket.call(*called, true);
                    ticket.acted = ticket.not_before(*at);
                });
                self.observe(*at);
            }
            Event::Ended { ticket, at, .. } => {
                self.remove(*ticket);
                self.observe(*at);
            }
            Event::Reopened { ticket } => {
                self.insert(ticket.clone());
                self.observe(ticket.acted);
            }
            Event::Noted { ticket, text, at } => self.change(*ticket, |ticket| {
                ticket.note.clone_from(text);
                ticket.acted = ticket.not_before(*at);
            }),
            Event::Seated { person, table, from, calls, at } => {
                if let Some(from) = from {
                    self.seats.remove(from);
                }
                self.seats.insert(*table, *person);
                self.tables.insert(*person, *table);
                if let Some(person) = self.people.get_mut(person) {
                    person.lost_table = None;
                }
                for recalled in calls {
                    self.change(recalled.ticket, |ticket| {
                        ticket.table = Some(*table);
                        ticket.call(recalled.called, recalled.counts);
                    });
                }
                self.observe(*at);
            }
            Event::Unseated { person, table, cause, at } => {
                self.seats.remove(table);
                self.tables.remove(person);
                if let Some(person) = self.people.get_mut(person) {
                    person.lost_table = (*cause == Unseat::Grace).then_some(*table);
                }
                self.observe(*at);
            }
            Event::Closed { text } => self.closed = Some(text.clone()),
            Event::Opened => self.closed = None,
            Event::Announced { text } => self.notice.clone_from(text),
            Event::PersonAdded { person, password: _ } => {
                self.next_person = PersonId(self.next_person.0.max(person.id.0 + 1));
                self.people.insert(person.id, person.clone());
            }
            Event::PersonDisabled { person } => self.enable(*person, false),
            Event::PersonEnabled { person } => self.enable(*person, true),
            Event::KeyFound { .. }
            | Event::KeyBarred { .. }
            | Event::PasswordSet { .. }
            | Event::TokenIssued { .. }
            | Event::TokenUsed { .. }
            | Event::TokenRevoked { .. }
            | Event::DayEnded { .. } => {}
        }
    }

    /// The open ticket with this id.
    pub fn ticket(&self, ticket_id: TicketId) -> Option<&Ticket> {
        self.open.get(&ticket_id)
    }

    /// Every open ticket, by id.
    pub fn open_tickets(&self) -> impl Iterator<Item = &Ticket> {
        self.open.values()
    }

    /// How many tickets wait.
    pub fn waiting_count(&self) -> usize {
        self.queue.len()
    }

    /// The waiting tickets in the order in which they are served.
    pub fn waiting(&self) -> impl Iterator<Item = TicketId> {
        self.queue.iter().map(|&(_, ticket_id)| ticket_id)
    }

    /// Between how many seconds a visitor with `ahead` others before them may expect to wait.
    pub fn expected_wait(&self, ahead: usize, now: Millis) -> Option<Range> {
        self.pace.expect(now, ahead)
    }

    /// How many tickets wait before this one.
    pub fn ahead_of(&self, ticket: &Ticket) -> usize {
        let place = (ticket.rank, ticket.id);
        // A new ticket is nearly always last, so counting is rarely needed.
        if self.queue.last() == Some(&place) {
            self.queue.len() - 1
        } else {
            self.queue.range(..place).count()
        }
    }

    /// The ticket that displays show at this table: the one called there last.
    pub fn shown_at(&self, table: TableNo) -> Option<&Ticket> {
        let person = self.seats.get(&table)?;
        let (_, ticket_id) = self.claimed.get(person)?.last()?;
        self.open.get(ticket_id)
    }

    /// A person's claimed tickets in the order called.
    pub fn claimed_by(&self, person: PersonId) -> impl Iterator<Item = TicketId> + '_ {
        self.claimed.get(&person).into_iter().flatten().map(|&(_, ticket_id)| ticket_id)
    }

    /// Who sits where, by table.
    pub fn seats(&self) -> impl Iterator<Item = (TableNo, &Person)> {
        self.seats.iter().filter_map(|(table, person)| Some((*table, self.people.get(person)?)))
    }

    /// The table of a person.
    pub fn table_of(&self, person: PersonId) -> Option<TableNo> {
        self.tables.get(&person).copied()
    }

    /// Who sits at a table.
    pub fn person_at(&self, table: TableNo) -> Option<PersonId> {
        self.seats.get(&table).copied()
    }

    /// An account.
    pub fn person(&self, person: PersonId) -> Option<&Person> {
        self.people.get(&person)
    }

    /// Every account, by id.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        self.people.values()
    }

    /// The account with this user name, without regard to case.
    pub fn person_named(&self, user: &str) -> Option<&Person> {
        let user = user.to_lowercase();
        self.people.values().find(|person| person.user.to_lowercase() == user)
    }

    /// What kiosks show, if the desk is closed.
    pub fn closed(&self) -> Option<&str> {
        self.closed.as_deref()
    }

    /// The notice that was announced, if one was.
    pub fn notice(&self) -> Option<&str> {
        self.notice.as_deref()
    }

    /// How many tables this desk has.
    pub fn table_count(&self) -> u32 {
        self.rules.tables
    }

    fn insert(&mut self, ticket: Ticket) {
        match ticket.owner {
            None => {
                self.queue.insert((ticket.rank, ticket.id));
                self.waiting_of.entry(ticket.email.to_lowercase()).or_default().insert(ticket.id);
            }
            Some(owner) => {
                self.claimed.entry(owner).or_default().insert((ticket.called, ticket.id));
            }
        }
        self.next_call = self.next_call.max(ticket.called + 1);
        self.open.insert(ticket.id, ticket);
    }

    fn remove(&mut self, ticket_id: TicketId) -> Option<Ticket> {
        let ticket = self.open.remove(&ticket_id)?;
        match ticket.owner {
            None => {
                self.queue.remove(&(ticket.rank, ticket.id));
                let address = ticket.email.to_lowercase();
                if let Some(waiting) = self.waiting_of.get_mut(&address) {
                    waiting.remove(&ticket.id);
                    if waiting.is_empty() {
                        self.waiting_of.remove(&address);
                    }
                }
            }
            Some(owner) => {
                if let Some(claimed) = self.claimed.get_mut(&owner) {
                    claimed.remove(&(ticket.called, ticket.id));
                    if claimed.is_empty() {
                        self.claimed.remove(&owner);
                    }
                }
            }
        }
        Some(ticket)
    }

    /// Changes an open ticket; taking it out and putting it back keeps every index right.
    fn change(&mut self, ticket_id: TicketId, change: impl FnOnce(&mut Ticket)) {
        if let Some(mut ticket) = self.remove(ticket_id) {
            change(&mut ticket);
            self.insert(ticket);
        }
    }

    fn enable(&mut self, person: PersonId, is_enabled: bool) {
        if let Some(person) = self.people.get_mut(&person) {
            person.is_enabled = is_enabled;
            person.lost_table = None;
        }
    }

    fn observe(&mut self, at: Millis) {
        let serving =
            self.seats.values().filter(|person| self.claimed.contains_key(person)).count();
        self.pace.observe(at, self.queue.len(), self.seats.len(), serving);
    }
}

impl Ticket {
    /// Whether nobody has it.
    pub fn is_waiting(&self) -> bool {
        self.end.is_none() && self.owner.is_none()
    }

    /// The ticket as it stands once it has ended.
    #[must_use]
    pub fn ended(
        &self,
        outcome: shared::ticket::Outcome,
        by: Option<PersonId>,
        at: Millis,
    ) -> Self {
        let at = self.not_before(at);
        Self { end: Some(at), outcome: Some(outcome), ended_by: by, acted: at, ..self.clone() }
    }

    /// A moment, but never before what already happened to this ticket: a clock set back must
    /// not turn its times around.
    pub fn not_before(&self, at: Millis) -> Millis {
        at.max(self.acted).max(self.start)
    }

    fn call(&mut self, called: i64, counts: bool) {
        self.called = called;
        self.calls = self.calls.saturating_add(u32::from(counts));
    }
}
