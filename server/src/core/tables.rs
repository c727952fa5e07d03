//! The rules of tables: who may sit where, and what sitting down and leaving bring.

use shared::ids::TableNo;
use shared::refusal::Refusal;

use super::Core;
use super::accounts::PersonId;
use super::change::{By, Call, Change, Unseat};

/// A staff member who sits at a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seated {
    pub(super) person: PersonId,
    pub(super) table: TableNo,
}

impl Core {
    pub(super) fn seated(&self, person: PersonId) -> Option<Seated> {
        Some(Seated { person, table: self.desk.table_of(person)? })
    }

    /// `pick`: the table must be one of this desk's and nobody else's.
    pub(super) fn pick(
        &self,
        person: PersonId,
        table: Option<TableNo>,
    ) -> Result<(TableNo, Vec<Change>), Refusal> {
        let table = table
            .filter(|table| table.0 < self.profile().tables)
            .filter(|table| self.desk.person_at(*table).is_none_or(|sits| sits == person))
            .ok_or(Refusal::TableNotAvailable)?;
        let is_there = self.desk.table_of(person) == Some(table);
        Ok((table, if is_there { Vec::new() } else { vec![self.seat(person, table)] }))
    }

    /// The table lost to the grace time comes back if it is still free.
    pub(super) fn lost_table(&self, person: PersonId) -> Vec<Change> {
        let lost = self.accounts.person(person).and_then(|person| person.lost_table);
        lost.filter(|table| table.0 < self.profile().tables)
            .filter(|table| self.desk.person_at(*table).is_none())
            .filter(|_| self.desk.table_of(person).is_none())
            .map(|table| self.seat(person, table))
            .into_iter()
            .collect()
    }

    /// Sitting down calls one's claimed tickets at the new table, in the order called. One that
    /// was called at this very table before is shown again, which is not a call.
    fn seat(&self, person: PersonId, table: TableNo) -> Change {
        let calls = self
            .desk
            .claimed_by(person)
            .zip(self.desk.next_call()..)
            .map(|(ticket, called)| {
                let counts = ticket.table != Some(table);
                let calls = ticket.calls.saturating_add(u32::from(counts));
                Call { ticket: ticket.id, called, calls, counts }
            })
            .collect();
        let (from, from_since) = (self.desk.table_of(person), self.desk.seated_since(person));
        Change::Seated { person, table, from, from_since, calls }
    }

    pub(super) fn unseat(&self, person: PersonId, cause: Unseat) -> Vec<Change> {
        let table = self.desk.table_of(person);
        table.map(|table| self.leave(person, table, cause)).into_iter().collect()
    }

    fn leave(&self, person: PersonId, table: TableNo, cause: Unseat) -> Change {
        Change::Unseated { person, table, since: self.desk.seated_since(person), cause }
    }

    /// `free`: somebody else's table.
    pub(super) fn free(
        &self,
        by: By,
        table: Option<TableNo>,
    ) -> Result<(TableNo, Vec<Change>), Refusal> {
        let table = table.ok_or(Refusal::NobodyAtTable)?;
        let person = self.desk.person_at(table).ok_or(Refusal::NobodyAtTable)?;
        if by == By::Person(person) {
            return Err(Refusal::OwnTable);
        }
        Ok((table, vec![self.leave(person, table, Unseat::Freed)]))
    }

    /// Tables that this desk no longer has.
    pub(super) fn drop_tables(&self) -> Vec<Change> {
        let gone = self.desk.seats().filter(|(table, _)| table.0 >= self.profile().tables);
        gone.map(|(table, person)| self.leave(person, table, Unseat::Gone)).collect()
    }
}
