//! What is open and who sits where: tickets, tables and calls, with every index over them.
//!
//! Only [`crate::core::Core::apply`] changes anything here.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;
use shared::ids::{TableNo, TicketId};
use shared::service::ServiceId;
use shared::visitor::address_key;

use super::accounts::PersonId;
use super::ticket::Ticket;
use super::time::Millis;

/// Somebody at a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seat {
    /// Who.
    pub person: PersonId,
    /// Since when, where that is known.
    pub since: Option<Millis>,
}

/// That somebody sat at a table, or does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seating {
    /// Who.
    pub person: PersonId,
    /// Where.
    pub table: TableNo,
    /// From when on.
    pub from: Millis,
    /// Up to when; none: they sit there.
    pub to: Option<Millis>,
}

impl Seating {
    /// One that is over at a moment, or at its beginning where a clock was set back meanwhile.
    pub fn over(person: PersonId, table: TableNo, from: Millis, at: Millis) -> Self {
        Self { person, table, from, to: Some(at.max(from)) }
    }
}

/// What is open and who sits where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    seats: BTreeMap<TableNo, Seat>,
    tables: BTreeMap<PersonId, TableNo>,
    open: BTreeMap<TicketId, Ticket>,
    /// Those who wait without a service: all of a desk that has none.
    plain: Lane,
    /// Those who wait, by service; none of these lanes is empty.
    lanes: BTreeMap<ServiceId, Lane>,
    /// How many wait in all.
    waiting: usize,
    /// Each person's claimed tickets in the order called: the last one is shown.
    claimed: BTreeMap<PersonId, BTreeSet<(i64, TicketId)>>,
    next_ticket: TicketId,
    next_call: i64,
}

/// Those who wait for one service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Lane {
    /// In the order in which they are served.
    queue: BTreeSet<(i64, TicketId)>,
    /// The tickets of each address, for the request that finds one.
    by_address: FxHashMap<String, BTreeSet<TicketId>>,
}

impl Lane {
    /// Puts a ticket in; whether it was not there.
    fn insert(&mut self, ticket: &Ticket) -> bool {
        if !ticket.email.is_empty() {
            let address = address_key(&ticket.email);
            self.by_address.entry(address).or_default().insert(ticket.id);
        }
        self.queue.insert((ticket.rank, ticket.id))
    }

    /// Takes a ticket out; whether it was there.
    fn remove(&mut self, ticket: &Ticket) -> bool {
        let address = address_key(&ticket.email);
        if let Some(waiting) = self.by_address.get_mut(&address) {
            waiting.remove(&ticket.id);
            if waiting.is_empty() {
                self.by_address.remove(&address);
            }
        }
        self.queue.remove(&(ticket.rank, ticket.id))
    }
}

impl Desk {
    /// A desk with these seats and open tickets, whose next ticket and call are not below those
    /// that are given.
    pub fn new(
        seats: &[(TableNo, Seat)],
        open: Vec<Ticket>,
        next_ticket: TicketId,
        next_call: i64,
    ) -> Self {
        let mut desk = Self {
            seats: seats.iter().copied().collect(),
            tables: seats.iter().map(|&(table, seat)| (seat.person, table)).collect(),
            open: BTreeMap::new(),
            plain: Lane::default(),
            lanes: BTreeMap::new(),
            waiting: 0,
            claimed: BTreeMap::new(),
            next_ticket,
            next_call: next_call.max(1),
        };
        for ticket in open {
            desk.insert(ticket);
        }
        desk
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
        self.waiting
    }

    /// The waiting tickets.
    #[cfg(test)]
    pub fn waiting(&self) -> impl Iterator<Item = TicketId> {
        self.each_lane().flat_map(|(_, lane)| lane.queue.iter().map(|&(_, ticket_id)| ticket_id))
    }

    /// How many tickets wait for a service.
    pub fn waiting_for(&self, service: Option<&ServiceId>) -> usize {
        self.lane(service).map_or(0, |lane| lane.queue.len())
    }

    /// The ticket of a service that is next.
    pub fn first_of(&self, service: Option<&ServiceId>) -> Option<&Ticket> {
        let (_, first) = self.lane(service)?.queue.first()?;
        self.open.get(first)
    }

    /// The waiting ticket that is next among the services that are taken.
    pub fn next_among(&self, takes: impl Fn(Option<&ServiceId>) -> bool) -> Option<&Ticket> {
        let lanes = self.each_lane().filter(|(service, _)| takes(*service));
        let (_, first) = lanes.filter_map(|(_, lane)| lane.queue.first()).min()?;
        self.open.get(first)
    }

    /// The latest place in the queue of those who wait for a service without priority.
    pub fn latest_of(&self, service: Option<&ServiceId>) -> Option<i64> {
        let mut from_the_back = self.lane(service)?.queue.iter().rev();
        let is_usual = |(_, id): &&(i64, TicketId)| {
            self.open.get(id).is_some_and(|ticket| !ticket.has_priority())
        };
        from_the_back.find(is_usual).map(|(rank, _)| *rank)
    }

    /// The waiting ticket of an address in a service that was made last.
    pub fn waiting_of(&self, service: Option<&ServiceId>, address: &str) -> Option<&Ticket> {
        let newest = self.lane(service)?.by_address.get(&address_key(address))?.last()?;
        self.open.get(newest)
    }

    /// How many tickets of its service wait before this one; none is before one that does not wait.
    pub fn ahead_of(&self, ticket: &Ticket) -> usize {
        let place = (ticket.rank, ticket.id);
        let Some(lane) = self.lane(ticket.service.as_ref()).filter(|_| ticket.is_waiting()) else {
            return 0;
        };
        // A new ticket is nearly always last, or will be, so counting is rarely needed.
        match lane.queue.last().cmp(&Some(&place)) {
            Ordering::Less => lane.queue.len(),
            Ordering::Equal => lane.queue.len() - 1,
            Ordering::Greater => lane.queue.range(..place).count(),
        }
    }

    fn lane(&self, service: Option<&ServiceId>) -> Option<&Lane> {
        match service {
            None => Some(&self.plain),
            Some(service) => self.lanes.get(service),
        }
    }

    fn each_lane(&self) -> impl Iterator<Item = (Option<&ServiceId>, &Lane)> {
        let lanes = self.lanes.iter().map(|(service, lane)| (Some(service), lane));
        std::iter::once((None, &self.plain)).chain(lanes)
    }

    /// The ticket that displays show at this table: the one called there last.
    pub fn shown_at(&self, table: TableNo) -> Option<&Ticket> {
        let person = self.person_at(table)?;
        let (_, ticket_id) = self.claimed.get(&person)?.last()?;
        self.open.get(ticket_id)
    }

    /// The table at which displays show this ticket, if one does.
    pub fn shows(&self, ticket_id: TicketId) -> Option<TableNo> {
        let table = self.table_of(self.open.get(&ticket_id)?.owner?)?;
        (self.shown_at(table)?.id == ticket_id).then_some(table)
    }

    /// A person's claimed tickets in the order called.
    pub fn claimed_by(&self, person: PersonId) -> impl Iterator<Item = &Ticket> {
        let claimed = self.claimed.get(&person).into_iter().flatten();
        claimed.filter_map(|(_, ticket_id)| self.open.get(ticket_id))
    }

    /// Who sits where, by table.
    pub fn seats(&self) -> impl Iterator<Item = (TableNo, PersonId)> {
        self.seats.iter().map(|(table, seat)| (*table, seat.person))
    }

    /// The table of a person.
    pub fn table_of(&self, person: PersonId) -> Option<TableNo> {
        self.tables.get(&person).copied()
    }

    /// Who sits at a table.
    pub fn person_at(&self, table: TableNo) -> Option<PersonId> {
        self.seats.get(&table).map(|seat| seat.person)
    }

    /// Since when a person sits at their table, where that is known.
    pub fn seated_since(&self, person: PersonId) -> Option<Millis> {
        self.seats.get(&self.table_of(person)?)?.since
    }

    /// Who sits where since when, by table.
    pub fn seats_since(&self) -> impl Iterator<Item = (TableNo, Seat)> {
        self.seats.iter().map(|(table, seat)| (*table, *seat))
    }

    /// The id of the next ticket.
    pub fn next_ticket(&self) -> TicketId {
        self.next_ticket
    }

    /// The place of the next call in the order of calls.
    pub fn next_call(&self) -> i64 {
        self.next_call
    }

    /// Who sits at a table, each with the ticket called there last.
    pub fn tables(&self) -> impl Iterator<Item = (PersonId, Option<&Ticket>)> {
        self.seats.values().map(|seat| {
            let shown = self.claimed.get(&seat.person).and_then(|claimed| claimed.last());
            (seat.person, shown.and_then(|(_, ticket_id)| self.open.get(ticket_id)))
        })
    }

    pub(super) fn insert(&mut self, ticket: Ticket) {
        match ticket.owner {
            None => {
                let lane = match &ticket.service {
                    None => &mut self.plain,
                    Some(service) => self.lanes.entry(service.clone()).or_default(),
                };
                self.waiting += usize::from(lane.insert(&ticket));
            }
            Some(owner) => {
                self.claimed.entry(owner).or_default().insert((ticket.called, ticket.id));
            }
        }
        self.next_call = self.next_call.max(ticket.called.saturating_add(1));
        self.next_ticket = self.next_ticket.max(ticket.id.next());
        self.open.insert(ticket.id, ticket);
    }

    pub(super) fn remove(&mut self, ticket_id: TicketId) -> Option<Ticket> {
        let ticket = self.open.remove(&ticket_id)?;
        match ticket.owner {
            None => {
                let Some(service) = &ticket.service else {
                    self.waiting -= usize::from(self.plain.remove(&ticket));
                    return Some(ticket);
                };
                if let Some(lane) = self.lanes.get_mut(service) {
                    self.waiting -= usize::from(lane.remove(&ticket));
                    if lane.queue.is_empty() {
                        self.lanes.remove(service);
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

    /// Changes an open ticket; taking it out and putting it back keeps every index right. A
    /// ticket that is not open stays as it is: the tables have it as it ended.
    pub(super) fn change(&mut self, ticket_id: TicketId, change: impl FnOnce(&mut Ticket)) {
        if let Some(mut ticket) = self.remove(ticket_id) {
            change(&mut ticket);
            self.insert(ticket);
        }
    }

    pub(super) fn sit(&mut self, person: PersonId, table: TableNo, at: Millis) {
        self.stand_up(person);
        let seat = Seat { person, since: Some(at) };
        if let Some(other) = self.seats.insert(table, seat) {
            self.tables.remove(&other.person);
        }
        self.tables.insert(person, table);
    }

    pub(super) fn stand_up(&mut self, person: PersonId) {
        self.tables.remove(&person);
        // At more than one table only in what a crash left: the rows of two tables between which
        // somebody moved, of which one is newer than the other.
        self.seats.retain(|_, seat| seat.person != person);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_moved_sits_at_one_table_though_the_stored_rows_say_two() {
        let (ann, bob) = (PersonId(1), PersonId(2));
        let id = TicketId::new(0).unwrap();
        for rows in [[TableNo(0), TableNo(2)], [TableNo(2), TableNo(0)]] {
            let seats = [(rows[0], bob), (rows[1], bob), (TableNo(1), ann)]
                .map(|(table, person)| (table, Seat { person, since: Some(1) }));
            let mut desk = Desk::new(&seats, Vec::new(), id, 1);
            desk.sit(bob, TableNo(0), 2);
            assert_eq!(desk.seated_since(bob), Some(2));
            assert_eq!(desk.seats().collect::<Vec<_>>(), [(TableNo(0), bob), (TableNo(1), ann)]);
            desk.stand_up(bob);
            assert_eq!(desk.seats().collect::<Vec<_>>(), [(TableNo(1), ann)]);
        }
    }
}
