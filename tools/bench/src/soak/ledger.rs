//! What the server has promised: every answer that was heard, to be found in the database later.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use rusqlite::{Connection, OptionalExtension};
use shared::ids::TicketId;

/// Promises of one client.
#[derive(Debug, Default)]
pub struct Ledger {
    /// Which ticket each key was given.
    keys: BTreeMap<String, TicketId>,
    /// The keys that were withdrawn.
    withdrawn: Vec<String>,
    /// How each ticket ended that this client was told it had ended; none: it is open again.
    ends: BTreeMap<TicketId, Option<&'static str>>,
}

impl Ledger {
    /// A request was answered. The same key must always get the same ticket.
    pub fn got(&mut self, key: &str, ticket: TicketId) -> Result<()> {
        let before = *self.keys.entry(key.to_owned()).or_insert(ticket);
        ensure!(before == ticket, "the key {key} was given ticket {before}, then {ticket}");
        Ok(())
    }

    /// A withdrawal was answered.
    pub fn withdrew(&mut self, key: &str) {
        self.withdrawn.push(key.to_owned());
    }

    /// An end was answered, or that it was taken back.
    pub fn ended(&mut self, ticket: TicketId, outcome: Option<&'static str>) {
        self.ends.insert(ticket, outcome);
    }

    /// Something was asked about a ticket and the answer never came: nothing is promised any more.
    pub fn unsure(&mut self, ticket: TicketId) {
        self.ends.remove(&ticket);
    }

    /// How many promises there are.
    pub fn len(&self) -> usize {
        self.keys.len() + self.withdrawn.len() + self.ends.len()
    }

    /// Looks each of them up in the database.
    pub fn check(&self, db: &Connection) -> Result<()> {
        let mut of_key = db.prepare_cached(
            "SELECT ticket.id FROM request_key JOIN ticket ON ticket.id = request_key.ticket
             WHERE key = ?",
        )?;
        for (key, ticket) in &self.keys {
            let kept: Option<i64> = of_key.query_row([key], |row| row.get(0)).optional()?;
            ensure!(
                kept == Some(ticket.get()),
                "{key} was given ticket {ticket}, now it is {kept:?}"
            );
        }
        let mut barred = db.prepare_cached("SELECT barred FROM request_key WHERE key = ?")?;
        for key in &self.withdrawn {
            let kept: Option<bool> = barred.query_row([key], |row| row.get(0)).optional()?;
            ensure!(kept == Some(true), "{key} was withdrawn, and is not");
        }
        let mut outcome = db.prepare_cached("SELECT outcome FROM ticket WHERE id = ?")?;
        for (ticket, said) in &self.ends {
            let kept: Option<String> = outcome.query_row([ticket.get()], |row| row.get(0))?;
            // One that was opened again may have been ended by whoever had it next.
            let is_kept = said.is_none() || kept.as_deref() == *said;
            ensure!(is_kept, "the end of {ticket} was {said:?}, now it is {kept:?}");
        }
        Ok(())
    }
}

/// That no key has two tickets and no ticket two keys; answers with how many tickets there are.
pub fn unique(db: &Connection) -> Result<usize> {
    let count = |sql: &str| -> Result<usize> {
        let count: i64 = db.query_row(sql, [], |row| row.get(0))?;
        Ok(usize::try_from(count)?)
    };
    let tickets = count("SELECT count(*) FROM ticket")?;
    // Every ticket here comes of a keyed request, and the keys are kept longer than this runs.
    let keys = count("SELECT count(*) FROM request_key WHERE own AND ticket IS NOT NULL")?;
    let keyed = count("SELECT count(DISTINCT ticket) FROM request_key WHERE own")?;
    ensure!(
        tickets == keys && keys == keyed,
        "{tickets} tickets, {keys} keys that made one, {keyed} tickets that were made by a key"
    );
    Ok(tickets)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(count: i64) -> TicketId {
        TicketId::new(count).unwrap()
    }

    fn database() -> Connection {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(
            "CREATE TABLE ticket (id INTEGER PRIMARY KEY, outcome TEXT);
             CREATE TABLE request_key (key TEXT, ticket INTEGER, own INTEGER, barred INTEGER);
             INSERT INTO ticket VALUES (0, 'completed'), (1, NULL);
             INSERT INTO request_key VALUES ('a', 0, 1, 0), ('b', 1, 1, 0), ('c', 1, 0, 1);",
        )
        .unwrap();
        db
    }

    #[test]
    fn what_was_kept_is_found() {
        let mut ledger = Ledger::default();
        ledger.got("a", id(0)).unwrap();
        ledger.got("a", id(0)).unwrap();
        ledger.withdrew("c");
        ledger.ended(id(0), Some("completed"));
        ledger.check(&database()).unwrap();
        assert_eq!((unique(&database()).unwrap(), ledger.len()), (2, 3));
    }

    #[test]
    fn what_was_lost_is_noticed() {
        let broken = |promise: &dyn Fn(&mut Ledger)| {
            let mut ledger = Ledger::default();
            promise(&mut ledger);
            ledger.check(&database()).unwrap_err().to_string()
        };
        let other = broken(&|ledger| ledger.got("b", id(0)).unwrap());
        assert_eq!(other, "b was given ticket 0, now it is Some(1)");
        let gone = broken(&|ledger| ledger.got("z", id(0)).unwrap());
        assert_eq!(gone, "z was given ticket 0, now it is None");
        assert_eq!(broken(&|ledger| ledger.withdrew("a")), "a was withdrawn, and is not");
        let open = broken(&|ledger| ledger.ended(id(1), Some("no-show")));
        assert_eq!(open, "the end of 1 was Some(\"no-show\"), now it is None");
        let mut ledger = Ledger::default();
        ledger.got("a", id(0)).unwrap();
        assert!(ledger.got("a", id(1)).is_err());
        ledger.ended(id(1), Some("no-show"));
        ledger.unsure(id(1));
        ledger.check(&database()).unwrap();
    }

    #[test]
    fn a_second_ticket_for_a_key_is_noticed() {
        let db = database();
        db.execute_batch("INSERT INTO ticket VALUES (2, NULL)").unwrap();
        assert!(unique(&db).is_err());
        db.execute_batch("INSERT INTO request_key VALUES ('d', 1, 1, 0)").unwrap();
        assert!(unique(&db).is_err());
    }
}
