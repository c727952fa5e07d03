//! What the tables lack: the rows that wait to be written, and by name what look-ups must see.

use std::collections::VecDeque;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use shared::command::Key;
use shared::ids::{TableNo, TicketId};
use shared::service::ServiceId;
use shared::visitor::address_key;

use super::engine::{AuditRow, Seq, Write};
use super::names::{Found, Names};
use crate::core::Core;
use crate::core::accounts::{Person, PersonId, Session};
use crate::core::change::{Entry, Fact, Find, KeyUse, Row};
use crate::core::credential::TokenHash;
use crate::core::desk::Seating;
use crate::core::devices::Device;
use crate::core::estimate::Sample;
use crate::core::ticket::Ticket;

/// The state that the rows of the tables are written from.
pub trait Rows {
    /// A ticket that has not ended.
    fn open_ticket(&self, id: TicketId) -> Option<&Ticket>;
    /// An account.
    fn person(&self, id: PersonId) -> Option<&Person>;
    /// A session.
    fn session(&self, token: &TokenHash) -> Option<Session>;
    /// Who sits at a table.
    fn person_at(&self, table: TableNo) -> Option<PersonId>;
    /// A device.
    fn device(&self, key: &TokenHash) -> Option<&Device>;
    /// A single value.
    fn fact(&self, fact: Fact) -> Option<String>;
    /// What was learnt about waits and is kept, oldest first.
    fn samples(&self) -> Vec<(Option<ServiceId>, Sample)>;
}

impl Rows for Core {
    fn open_ticket(&self, id: TicketId) -> Option<&Ticket> {
        self.desk().ticket(id)
    }

    fn person(&self, id: PersonId) -> Option<&Person> {
        self.accounts().person(id)
    }

    fn session(&self, token: &TokenHash) -> Option<Session> {
        self.accounts().session(token)
    }

    fn person_at(&self, table: TableNo) -> Option<PersonId> {
        self.desk().person_at(table)
    }

    fn device(&self, key: &TokenHash) -> Option<&Device> {
        self.devices().get(key)
    }

    fn fact(&self, fact: Fact) -> Option<String> {
        Core::fact(self, fact)
    }

    fn samples(&self) -> Vec<(Option<ServiceId>, Sample)> {
        Core::samples(self)
    }
}

/// Something that the tables lack.
#[derive(Debug)]
struct Waiting {
    /// The batch since which it waits.
    seq: Seq,
    item: Item,
}

#[derive(Debug)]
enum Item {
    Row(Row),
    Audit(AuditRow),
    Seating(Seating),
}

/// All that the tables lack.
#[derive(Debug, Default)]
pub struct Held {
    /// In the order in which each was first touched since it was written last.
    waiting: VecDeque<Waiting>,
    /// The rows among those.
    rows: FxHashSet<Row>,
    /// Tickets that ended; none: the table may say that it ended, but it is open again.
    ended: FxHashMap<TicketId, Option<Ticket>>,
    /// How many of those are open again.
    reopened: usize,
    keys: FxHashMap<Key, KeyUse>,
    /// Tickets of which the tables have more than the times.
    forgotten: FxHashSet<TicketId>,
    /// The name last given, and by which ticket, for the key of each address.
    names: FxHashMap<Arc<str>, (TicketId, String)>,
    /// Under which of those each ticket stands.
    named_by: FxHashMap<TicketId, Arc<str>>,
}

impl Held {
    /// Notes what an applied change leaves to be written. `ended` is the ticket that it ended.
    pub fn note(&mut self, seq: Seq, n: u32, entry: &Entry, ended: Option<&Ticket>) {
        let record = entry.change.record(entry.at);
        for find in record.finds {
            self.note_find(find);
        }
        if let Some(ticket) = ended {
            self.set_ended(ticket.id, Some(ticket.clone()));
        }
        for row in record.rows {
            if self.rows.insert(row.clone()) {
                self.waiting.push_back(Waiting { seq, item: Item::Row(row) });
            }
        }
        // Each as it stands, in order: two that begin at one moment are told apart by nothing else.
        let seatings = record.seatings.into_iter().map(Item::Seating);
        self.waiting.extend(seatings.map(|item| Waiting { seq, item }));
        if let Some(what) = record.what {
            let (by, at, ticket, table) = (entry.by, entry.at, record.ticket, record.table);
            let row = AuditRow { seq, n, at, by, what, ticket, table };
            self.waiting.push_back(Waiting { seq, item: Item::Audit(row) });
        }
    }

    fn note_find(&mut self, find: Find<'_>) {
        match find {
            Find::Visitor(ticket) => {
                if !ticket.email.is_empty() && !ticket.name.is_empty() {
                    let address: Arc<str> = address_key(&ticket.email).into();
                    self.named_by.insert(ticket.id, Arc::clone(&address));
                    self.names.insert(address, (ticket.id, ticket.name.clone()));
                }
            }
            Find::Key(key, used) => {
                self.keys.insert(key.clone(), used);
            }
            Find::Reopened(ticket) => self.set_ended(ticket, None),
            Find::Forgotten(ticket) => {
                self.forgotten.insert(ticket);
                self.drop_name(ticket);
                if let Some(Some(ticket)) = self.ended.get_mut(&ticket) {
                    ticket.forget();
                }
            }
        }
    }

    fn set_ended(&mut self, id: TicketId, ticket: Option<Ticket>) {
        self.reopened += usize::from(ticket.is_none());
        if self.ended.insert(id, ticket).is_some_and(|before| before.is_none()) {
            self.reopened -= 1;
        }
    }

    /// How many rows wait.
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// The batch since which a row waits, by its place among those that wait.
    pub fn seq(&self, place: usize) -> Option<Seq> {
        self.waiting.get(place).map(|waiting| waiting.seq)
    }

    /// The rows that wait longest, as they stand now.
    pub fn writes(&self, count: usize, rows: &impl Rows) -> Vec<Write> {
        self.waiting.iter().take(count).filter_map(|waiting| self.write(waiting, rows)).collect()
    }

    /// None where the table has the row already, which a replay over newer tables finds.
    fn write(&self, waiting: &Waiting, rows: &impl Rows) -> Option<Write> {
        let row = match &waiting.item {
            Item::Row(row) => row,
            Item::Audit(row) => return Some(Write::Audit(row.clone())),
            Item::Seating(seating) => return Some(Write::Seating(*seating)),
        };
        Some(match row {
            Row::Ticket(id) => {
                let ended = || self.ended.get(id).and_then(Option::as_ref);
                Write::Ticket(Box::new(rows.open_ticket(*id).or_else(ended)?.clone()))
            }
            Row::ForgottenTicket(id) => Write::ForgetTicket(*id),
            Row::Key(key) => Write::Key(key.clone(), *self.keys.get(key)?),
            Row::Person(id) => Write::Person(rows.person(*id)?.clone()),
            Row::Session(token) => Write::Session(*token, rows.session(token)),
            Row::Seat(table) => Write::Seat(*table, rows.person_at(*table)),
            Row::Device(key) => Write::Device(*key, rows.device(key).cloned()),
            Row::Fact(fact) => Write::Fact(*fact, rows.fact(*fact)),
            Row::Samples => Write::Samples(rows.samples()),
        })
    }

    /// Drops the rows that wait longest: the tables have them now.
    pub fn written(&mut self, count: usize) {
        for _ in 0..count {
            let Some(Waiting { item: Item::Row(row), .. }) = self.waiting.pop_front() else {
                continue;
            };
            self.rows.remove(&row);
            match row {
                Row::Ticket(id) => {
                    self.drop_name(id);
                    if self.ended.remove(&id).is_some_and(|ticket| ticket.is_none()) {
                        self.reopened -= 1;
                    }
                }
                Row::Key(key) => {
                    self.keys.remove(&key);
                }
                Row::ForgottenTicket(id) => {
                    self.forgotten.remove(&id);
                }
                Row::Person(_)
                | Row::Session(_)
                | Row::Seat(_)
                | Row::Device(_)
                | Row::Fact(_)
                | Row::Samples => {}
            }
        }
    }

    /// Drops the name that a ticket brought.
    fn drop_name(&mut self, ticket: TicketId) {
        let Some(address) = self.named_by.remove(&ticket) else { return };
        if self.names.get(&address).is_some_and(|(by, _)| *by == ticket) {
            self.names.remove(&address);
        }
    }

    /// Counts rows that wait since one batch as waiting since another: what was noted is appended
    /// under that number.
    pub fn renumber(&mut self, from: Seq, to: Seq) {
        for waiting in self.waiting.iter_mut().rev().take_while(|waiting| waiting.seq == from) {
            waiting.seq = to;
            if let Item::Audit(row) = &mut waiting.item {
                row.seq = to;
            }
        }
    }

    /// The tickets of which the tables have more than they should.
    pub fn forgotten(&self) -> &FxHashSet<TicketId> {
        &self.forgotten
    }

    /// What the tables must be asked for, since it is not held.
    pub fn left_over(&self, names: &Names) -> Names {
        Names {
            ticket: names.ticket.filter(|id| !self.ended.contains_key(id)),
            key: names.key.clone().filter(|key| !self.keys.contains_key(key)),
            visitor: names.visitor.clone().filter(|key| !self.names.contains_key(key.as_str())),
            // What the tables take for ended but is open again leaves a gap.
            ended_last: match names.ended_last {
                0 => 0,
                count => count + self.reopened,
            },
        }
    }

    /// Adds what is held to what the tables know.
    pub fn complete(&self, names: &Names, found: &mut Found) {
        if !self.forgotten.is_empty() {
            let tickets = found.ticket.iter_mut().chain(&mut found.ended);
            for ticket in tickets.filter(|ticket| self.forgotten.contains(&ticket.id)) {
                ticket.forget();
            }
        }
        if let Some(ticket) = names.ticket.and_then(|id| self.ended.get(&id)) {
            found.ticket.clone_from(ticket);
        }
        if let Some(key) = names.key.as_ref().and_then(|key| self.keys.get(key)) {
            found.key = Some(*key);
        }
        if let Some((_, name)) = names.visitor.as_ref().and_then(|key| self.names.get(key.as_str()))
        {
            found.name = Some(name.clone());
        }
        if names.ended_last > 0 {
            found.ended.retain(|ticket| !self.ended.contains_key(&ticket.id));
            let mut held: Vec<&Ticket> = self.ended.values().flatten().collect();
            held.sort_unstable_by_key(|ticket| (ticket.end, ticket.id));
            let from = held.len().saturating_sub(names.ended_last);
            found.ended.extend(held.split_off(from).into_iter().cloned());
            found.ended.sort_by_key(|ticket| (ticket.end, ticket.id));
            let surplus = found.ended.len().saturating_sub(names.ended_last);
            found.ended.drain(..surplus);
        }
    }
}
