//! Tickets put together: by name, by day, by table.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;
use shared::report::{FEWEST_PEOPLE, Figures, Group, NONE, OTHER_TABLES};

use super::calendar::date;
use super::tally::{Measured, Tally};
use crate::core::hours::exists;
use crate::core::zone::Zone;

fn group(key: impl Into<String>, tally: &mut Tally) -> Group {
    Group { key: key.into(), figures: tally.figures() }
}

/// A group for each place of a list, with its number in two digits, or one where none needs two.
pub(super) fn numbered(tallies: &mut [Tally], first: usize) -> Vec<Group> {
    let width = if tallies.len() > 9 { 2 } else { 1 };
    let numbers = (first..).map(|number| format!("{number:0width$}"));
    numbers.zip(tallies).map(|(key, tally)| group(key, tally)).collect()
}

/// People by the name of their account; those who are not known any more count as nobody.
pub(super) fn people(
    people: &mut BTreeMap<Option<i64>, Tally>,
    user: impl Fn(i64) -> Option<String>,
) -> Vec<Group> {
    let mut named: BTreeMap<String, Tally> = BTreeMap::new();
    let mut nobody = Tally::default();
    for (person, tally) in people {
        match person.and_then(&user) {
            Some(name) => named.entry(name).or_default().merge(tally),
            None => nobody.merge(tally),
        }
    }
    let found = named.into_iter().map(|(name, mut tally)| group(name, &mut tally));
    found.chain(none_of(&mut nobody)).collect()
}

/// The group of those that have none, if there are any.
fn none_of(tally: &mut Tally) -> Option<Group> {
    (tally.arrived() > 0).then(|| group(NONE, tally))
}

/// Groups by a name.
#[derive(Debug, Default)]
pub(super) struct Named {
    named: FxHashMap<String, Tally>,
    none: Tally,
}

impl Named {
    pub(super) fn of(&mut self, name: Option<&str>) -> &mut Tally {
        let Some(name) = name else { return &mut self.none };
        if !self.named.contains_key(name) {
            self.named.insert(name.to_owned(), Tally::default());
        }
        self.named.get_mut(name).unwrap_or(&mut self.none)
    }

    /// Those that the desk has in its order, then what it once had by name, then what has none.
    pub(super) fn finish<'a>(self, order: impl Iterator<Item = &'a str>) -> Vec<Group> {
        let Self { named, mut none } = self;
        let order: Vec<&str> = order.collect();
        let place = |name: &str| order.iter().position(|known| *known == name);
        let mut named: Vec<(String, Tally)> = named.into_iter().collect();
        named.sort_by(|(one, _), (other, _)| {
            let rank = |name: &str| place(name).unwrap_or(usize::MAX);
            rank(one).cmp(&rank(other)).then_with(|| one.cmp(other))
        });
        let found = named.into_iter().map(|(name, mut tally)| group(name, &mut tally));
        found.chain(none_of(&mut none)).collect()
    }
}

/// Groups by local day.
#[derive(Debug, Default)]
pub(super) struct Days {
    /// Those to which tickets may still belong.
    open: BTreeMap<i32, Tally>,
    finished: BTreeMap<i32, Figures>,
}

impl Days {
    pub(super) fn of(&mut self, day: i32) -> &mut Tally {
        self.open.entry(day).or_default()
    }

    /// No more tickets come of days before this one.
    pub(super) fn finish_before(&mut self, day: i32) {
        while let Some(first) = self.open.first_entry().filter(|first| *first.key() < day) {
            let (day, mut tally) = first.remove_entry();
            self.finished.insert(day, tally.figures());
        }
    }

    /// Every day from the first that has a ticket to the last; one that the zone left out is none.
    pub(super) fn finish(mut self, zone: Zone) -> Vec<Group> {
        self.finish_before(i32::MAX);
        let ends = self.finished.first_key_value().zip(self.finished.last_key_value());
        let Some(((first, _), (last, _))) = ends else { return Vec::new() };
        let group = |day: i32| {
            let figures = self.finished.get(&day);
            let date = date(day).filter(|date| figures.is_some() || exists(*date, zone))?;
            Some(Group { key: date.to_string(), figures: figures.cloned().unwrap_or_default() })
        };
        (*first..=*last).filter_map(group).collect()
    }
}

/// Groups by table, each with who had its tickets.
#[derive(Debug, Default)]
pub(super) struct Tables {
    tables: BTreeMap<u32, Table>,
    none: Tally,
}

#[derive(Debug, Default)]
struct Table {
    tally: Tally,
    people: BTreeSet<i64>,
}

impl Tables {
    pub(super) fn add(&mut self, table: Option<u32>, person: Option<i64>, measured: &Measured) {
        let Some(table) = table else { return self.none.add(measured) };
        let table = self.tables.entry(table).or_default();
        table.tally.add(measured);
        table.people.extend(person);
    }

    /// By number. Where nothing is reported of people, tables of too few of them are put together,
    /// and with them those of the fewest, until all that are put together are of enough: what is
    /// told of one or two tables must not tell of one or two people.
    pub(super) fn finish(self, is_of_people: bool) -> Vec<Group> {
        let Self { mut tables, mut none } = self;
        let mut by_people: Vec<(u32, &mut Table)> =
            tables.iter_mut().map(|(number, table)| (*number, table)).collect();
        by_people.sort_by_key(|(number, table)| (table.people.len(), *number));
        let mut merged = Table::default();
        let mut is_merged = BTreeSet::new();
        for (number, table) in by_people {
            let is_few = table.people.len() < FEWEST_PEOPLE;
            let needs_more = !is_merged.is_empty() && merged.people.len() < FEWEST_PEOPLE;
            if is_of_people || !is_few && !needs_more {
                break;
            }
            is_merged.insert(number);
            merged.tally.merge(&mut table.tally);
            merged.people.extend(&table.people);
        }
        tables.retain(|number, _| !is_merged.contains(number));
        let alone = tables.into_iter();
        let alone = alone.map(|(number, mut table)| group(number.to_string(), &mut table.tally));
        let other = (!is_merged.is_empty()).then(|| group(OTHER_TABLES, &mut merged.tally));
        alone.chain(other).chain(none_of(&mut none)).collect()
    }
}
