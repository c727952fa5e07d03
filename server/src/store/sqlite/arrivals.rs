//! What reports read: the tickets of a period without anything of their visitors, and who sat
//! where.

use rusqlite::Row;
use rusqlite::types::ValueRef;
use shared::ids::TableNo;
use shared::service::ServiceId;

use super::reader::Reader;
use super::rows;
use crate::core::accounts::PersonId;
use crate::core::desk::Seating;
use crate::core::ticket::Leg;
use crate::core::time::Millis;
use crate::report::TicketRow;
use crate::store::ARRIVALS;
use crate::store::reader::{Read, earliest};

/// How many tickets of the past are looked at between two looks at whether that is to end.
const STRIDE: u64 = 4096;

/// A block of ids, and when the first and the last ticket of it was made.
struct Block {
    number: i64,
    first: Millis,
}

/// What is read of a ticket, in this order.
const COLUMNS: &str = "id, owner, table_no, start, first_claimed, claimed, end, outcome, reason,
    service, entered, first_call, last_call, arrived, legs, promised_low, promised_high";

impl Reader {
    /// Does something that reads more than once, at one moment.
    pub fn at_one_moment<T>(&self, work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
        self.must_be_newest()?;
        let moment = self.db.unchecked_transaction()?;
        // The moment is that of the first reading.
        self.db.query_row("SELECT seq FROM mark", [], |_| Ok(()))?;
        let done = work();
        moment.commit()?;
        done
    }

    /// Hands the tickets that were made in `from..to` to `take`, and tells how far it is; an error
    /// of `take` ends it.
    pub fn each_arrival(
        &self,
        from: Millis,
        to: Millis,
        mut take: impl FnMut(Read<'_>) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let blocks: Vec<Block> = rows::list(
            &self.db,
            "SELECT block, first FROM arrivals WHERE last >= ?1 AND first < ?2 ORDER BY block",
            [from, to],
            |row| Ok(Block { number: row.get(0)?, first: row.get(1)? }),
        )?;
        let earliest = earliest(blocks.iter().map(|block| block.first));
        let all = blocks.len() as u64;
        let mut statement = self.db.prepare(&format!(
            "SELECT {COLUMNS} FROM ticket WHERE id >= ?1 AND id < ?2 AND start >= ?3 AND start < ?4
             ORDER BY id"
        ))?;
        for (place, block) in blocks.iter().enumerate() {
            let done = place as u64;
            take(Read::Passed { none_before: earliest[place], done, all })?;
            let ids = (block.number * ARRIVALS, (block.number + 1) * ARRIVALS);
            let mut found = statement.query([ids.0, ids.1, from, to])?;
            while let Some(row) = found.next()? {
                let mut legs = Vec::new();
                take(Read::Ticket(ticket(row, &mut legs)?))?;
            }
        }
        take(Read::Passed { none_before: to, done: all, all })
    }

    /// Hands every seating that began before a moment to `take`, by its beginning.
    pub fn each_seating(
        &self,
        before: Millis,
        mut take: impl FnMut(&Seating) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let mut statement = self.db.prepare(
            "SELECT began, table_no, person, ended FROM seating WHERE began < ?1
             ORDER BY began, table_no, person",
        )?;
        let mut found = statement.query([before])?;
        while let Some(row) = found.next()? {
            take(&Seating {
                from: row.get(0)?,
                table: TableNo(row.get(1)?),
                person: PersonId(row.get(2)?),
                to: row.get(3)?,
            })?;
        }
        Ok(())
    }

    /// The name of every account.
    pub fn users(&self) -> anyhow::Result<Vec<(i64, String)>> {
        let sql = "SELECT id, user FROM staff ORDER BY id";
        Ok(rows::list(&self.db, sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    /// Whether any ticket was ever in a service. `check` is asked now and then; its error ends it.
    pub fn knew_service(
        &self,
        service: &ServiceId,
        mut check: impl FnMut() -> anyhow::Result<()>,
    ) -> anyhow::Result<bool> {
        let mut statement = self.db.prepare("SELECT service, legs FROM ticket")?;
        let mut found = statement.query([])?;
        let mut count = 0_u64;
        while let Some(row) = found.next()? {
            if text(row, 0)? == Some(service.as_str()) {
                return Ok(true);
            }
            let legs = read_legs(row, 1)?;
            if legs.iter().any(|leg| leg.service.as_ref() == Some(service)) {
                return Ok(true);
            }
            count += 1;
            if count.is_multiple_of(STRIDE) {
                check()?;
            }
        }
        Ok(false)
    }
}

fn ticket<'a>(row: &'a Row<'_>, legs: &'a mut Vec<Leg>) -> rusqlite::Result<TicketRow<'a>> {
    let entered: Option<Millis> = row.get(10)?;
    // Only who was referred has come into a queue later, and has legs; asking costs time.
    if entered.is_some() {
        *legs = read_legs(row, 14)?;
    }
    let low: Option<u32> = row.get(15)?;
    let high: Option<u32> = if low.is_some() { row.get(16)? } else { None };
    Ok(TicketRow {
        owner: row.get(1)?,
        table: row.get(2)?,
        start: row.get(3)?,
        first_claimed: row.get(4)?,
        claimed: row.get(5)?,
        end: row.get(6)?,
        outcome: text(row, 7)?.and_then(|word| word.parse().ok()),
        reason: text(row, 8)?,
        service: text(row, 9)?,
        entered,
        first_call: row.get(11)?,
        last_call: row.get(12)?,
        arrived: row.get(13)?,
        legs,
        promised: low.zip(high),
    })
}

fn text<'a>(row: &'a Row<'_>, column: usize) -> rusqlite::Result<Option<&'a str>> {
    match row.get_ref(column)? {
        ValueRef::Null => Ok(None),
        value => Ok(Some(value.as_str()?)),
    }
}

fn read_legs(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<Leg>> {
    let legs = text(row, column)?.map(|legs| serde_json::from_str(legs).unwrap_or_default());
    Ok(legs.unwrap_or_default())
}
