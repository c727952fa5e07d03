//! The tables, who sits there, and tickets whose owner sits nowhere.

use std::collections::{BTreeMap, BTreeSet};

use app_kit::link::Dialect;
use shared::ids::TableNo;
use shared::mirror::{Held, TicketState};

use super::Model;

/// A table as the window shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat<'a> {
    /// Which.
    pub table: TableNo,
    /// Who sits there.
    pub name: Option<&'a str>,
    /// Whether that is me.
    pub is_mine: bool,
    /// Whether it cannot be picked, as a server says that does not say who sits there.
    pub is_taken: bool,
    /// What is served there, the latest call last.
    pub serves: Vec<&'a Held>,
}

impl Seat<'_> {
    /// Whether one can sit down there.
    pub fn is_free(&self) -> bool {
        self.name.is_none() && !self.is_taken
    }
}

impl Model {
    /// Every table, with who sits there and what is served.
    pub fn seats(&self) -> Vec<Seat<'_>> {
        let mut serves: BTreeMap<&str, Vec<&Held>> = BTreeMap::new();
        for held in self.mirror.tickets.values() {
            if let (true, Some(name)) =
                (held.state != TicketState::Waiting, held.ticket.staff.as_deref())
            {
                serves.entry(name).or_default().push(held);
            }
        }
        for tickets in serves.values_mut() {
            tickets.sort_by_key(|held| (held.about.claimed, held.ticket.id));
        }
        let highest = self.mirror.taken.iter().chain(self.mirror.at.keys()).max();
        let known = highest.map_or(0, |table| table.0 + 1);
        // A server that does not say how many tables there are has at least the usual ten.
        let count = self.mirror.facts.tables.unwrap_or_else(|| known.max(10));
        (0..count)
            .map(TableNo)
            .map(|table| {
                let name = self.mirror.at.get(&table).map(String::as_str);
                let is_mine = self.mirror.seat == Some(table);
                let who = name.or(self.my_name().filter(|_| is_mine));
                Seat {
                    table,
                    name: who,
                    is_mine,
                    is_taken: self.mirror.taken.contains(&table),
                    serves: who.and_then(|who| serves.get(who).cloned()).unwrap_or_default(),
                }
            })
            .collect()
    }

    /// Claimed tickets whose owner sits at no table: anybody may return them to the queue.
    pub fn left_behind(&self) -> Vec<&Held> {
        if self.dialect == Dialect::Classic {
            // Nobody is told there who sits where.
            return Vec::new();
        }
        let seated: BTreeSet<&str> = self.mirror.at.values().map(String::as_str).collect();
        let me = self.my_name();
        self.mirror
            .tickets
            .values()
            .filter(|held| held.state == TicketState::Claimed)
            .filter(|held| {
                let owner = held.ticket.staff.as_deref();
                owner != me && owner.is_some_and(|owner| !seated.contains(owner))
            })
            .collect()
    }

    /// Where somebody sits.
    pub(super) fn table_of(&self, name: &str) -> Option<TableNo> {
        self.mirror.at.iter().find(|(_, who)| *who == name).map(|(table, _)| *table)
    }
}
