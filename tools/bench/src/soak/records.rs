//! What the database holds, and whether everybody's mirror says the same.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use rusqlite::{Connection, OptionalExtension};
use shared::ids::{TableNo, TicketId};
use shared::mirror::{DisplayMirror, Facts, StaffMirror, TicketState};

/// The desk as the database holds it.
#[derive(Debug, Default)]
pub struct Records {
    open: BTreeMap<TicketId, Open>,
    seats: BTreeMap<TableNo, String>,
    /// What a board is to show, for each table where somebody sits.
    shown: BTreeMap<TableNo, Option<TicketId>>,
}

/// A ticket that has not ended.
#[derive(Debug, PartialEq, Eq)]
struct Open {
    email: String,
    owner: Option<String>,
    rank: i64,
    calls: u32,
    reason: Option<String>,
    note: Option<String>,
}

impl Records {
    /// Reads them.
    pub fn read(db: &Connection) -> Result<Self> {
        let mut records = Self::default();
        let mut query = db.prepare_cached(
            "SELECT table_no, name FROM seat JOIN staff ON staff.id = seat.person",
        )?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            records.seats.insert(TableNo(row.get(0)?), row.get(1)?);
        }
        for table in records.seats.keys() {
            records.shown.insert(*table, None);
        }
        // In the order called, so that the last one called at a table is the one that stays.
        let mut query = db.prepare_cached(
            "SELECT ticket.id, email, staff.name, rank, calls, reason, note.text, seat.table_no
             FROM ticket JOIN ticket_text ON ticket_text.id = ticket.id
             LEFT JOIN note ON note.ticket = ticket.id AND note.text <> ''
             LEFT JOIN staff ON staff.id = owner LEFT JOIN seat ON person = owner
             WHERE end IS NULL ORDER BY called",
        )?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let id = TicketId::new(row.get(0)?).context("a ticket below zero")?;
            let open = Open {
                email: row.get(1)?,
                owner: row.get(2)?,
                rank: row.get(3)?,
                calls: row.get(4)?,
                reason: row.get(5)?,
                note: row.get(6)?,
            };
            if let Some(table) = row.get(7)? {
                records.shown.insert(TableNo(table), Some(id));
            }
            records.open.insert(id, open);
        }
        Ok(records)
    }

    /// What everybody is told.
    pub fn agree(&self, facts: &Facts) -> Result<()> {
        let waiting = self.open.values().filter(|ticket| ticket.owner.is_none()).count();
        let told = facts.waiting.count;
        ensure!(told == waiting as u64, "{told} wait, it is told; in truth {waiting}");
        Ok(())
    }

    /// A staff window.
    pub fn agree_staff(&self, name: &str, mirror: &StaffMirror, db: &Connection) -> Result<()> {
        self.agree(&mirror.facts)?;
        ensure!(mirror.at == self.seats, "who sits where: {:?}, {:?}", mirror.at, self.seats);
        let held: Vec<_> = mirror.tickets.keys().collect();
        ensure!(
            held.iter().copied().eq(self.open.keys()),
            "open: {held:?}, {:?}",
            self.open.keys()
        );
        for (id, held) in &mirror.tickets {
            let told = Open {
                email: held.ticket.email.clone(),
                owner: held.ticket.staff.clone(),
                rank: held.about.rank.context("no rank")?,
                calls: held.about.calls.unwrap_or(0),
                reason: held.about.reason.clone(),
                note: held.about.note.clone(),
            };
            let kept = &self.open[id];
            // Who had a ticket last stays in it when it waits again.
            ensure!(told == *kept, "ticket {id}: {told:?}, in truth {kept:?}");
            let state = match kept.owner.as_deref() {
                None => TicketState::Waiting,
                Some(owner) if owner == name => TicketState::Mine,
                Some(_) => TicketState::Claimed,
            };
            ensure!(held.state == state, "ticket {id} is {:?} to {name}", held.state);
        }
        let mut outcome = db.prepare_cached("SELECT outcome FROM ticket WHERE id = ?")?;
        for held in &mirror.ended {
            let id = held.ticket.id;
            let told = held.about.outcome.map(|outcome| outcome.to_string());
            let kept: Option<String> =
                outcome.query_row([id.get()], |row| row.get(0)).optional()?.flatten();
            ensure!(told.is_some() && told == kept, "{id} ended: {told:?}, in truth {kept:?}");
        }
        Ok(())
    }

    /// A board.
    pub fn agree_board(&self, mirror: &DisplayMirror) -> Result<()> {
        self.agree(&mirror.facts)?;
        ensure!(mirror.tables == self.shown, "shown: {:?}, {:?}", mirror.tables, self.shown);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ada has 0 and 1 at table 3, called in the other order; 2 waits; 3 has ended.
    fn database() -> Connection {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(
            "CREATE TABLE staff (id INTEGER PRIMARY KEY, name TEXT);
             CREATE TABLE seat (table_no INTEGER, person INTEGER);
             CREATE TABLE ticket (id INTEGER PRIMARY KEY, owner INTEGER, rank INTEGER,
                 calls INTEGER, called INTEGER, reason TEXT, end INTEGER, outcome TEXT);
             CREATE TABLE ticket_text (id INTEGER PRIMARY KEY, email TEXT, name TEXT);
             CREATE TABLE note (ticket INTEGER, text TEXT);
             INSERT INTO staff VALUES (1, 'Ada'), (2, 'Bo');
             INSERT INTO seat VALUES (3, 1), (4, 2);
             INSERT INTO ticket VALUES (0, 1, 0, 2, 9, NULL, NULL, NULL),
                 (1, 1, 1, 1, 8, 'badge', NULL, NULL), (2, NULL, 2, 0, 0, NULL, NULL, NULL),
                 (3, 1, 3, 1, 1, NULL, 7, 'completed');
             INSERT INTO ticket_text VALUES (0, 'a@b.c', 'A'), (1, 'b@b.c', 'A'),
                 (2, 'c@b.c', 'A'), (3, 'd@b.c', 'A');
             INSERT INTO note VALUES (1, ''), (1, 'late');",
        )
        .unwrap();
        db
    }

    fn board(lines: &[&str]) -> DisplayMirror {
        let mut mirror = DisplayMirror::default();
        for line in ["pick 3", "pick 4", "claimed 0 3", "waiting 1 - -"].iter().chain(lines) {
            mirror.apply(&line.parse().unwrap());
        }
        mirror
    }

    fn staff(lines: &[&str]) -> StaffMirror {
        let ticket = |id: u32, visitor: &str, staff: &str, end: &str| {
            format!(
                r#"{{"id":{id},"email":"{visitor}@b.c","name":"A","staff":"{staff}","start":"2019-10-01T04:12:19Z","end":"{end}"}}"#
            )
        };
        let (open, ended) = ("1970-01-01T00:00:00Z", "2019-10-01T05:00:00Z");
        let told = [
            r#"me {"user":"ada","name":"Ada","admin":false}"#.to_owned(),
            "at 3 Ada".to_owned(),
            "at 4 Bo".to_owned(),
            "waiting 1 - -".to_owned(),
            r#"about 0 {"rank":0,"calls":2}"#.to_owned(),
            format!("claimed {}", ticket(0, "a", "Ada", open)),
            r#"about 1 {"rank":1,"calls":1,"reason":"badge","note":"late"}"#.to_owned(),
            format!("claimed {}", ticket(1, "b", "Ada", open)),
            r#"about 2 {"rank":2,"calls":0}"#.to_owned(),
            format!("new {}", ticket(2, "c", "{}", open)),
            r#"about 3 {"rank":3,"calls":1,"outcome":"completed"}"#.to_owned(),
            format!("complete {}", ticket(3, "d", "Ada", ended)),
        ];
        let mut mirror = StaffMirror::default();
        for line in told.iter().map(String::as_str).chain(lines.iter().copied()) {
            mirror.apply(&line.parse().unwrap());
        }
        mirror
    }

    #[test]
    fn mirrors_that_are_right_agree() {
        let db = database();
        let records = Records::read(&db).unwrap();
        records.agree_board(&board(&[])).unwrap();
        records.agree_staff("Ada", &staff(&[]), &db).unwrap();
    }

    #[test]
    fn whatever_a_mirror_has_wrong_is_noticed() {
        let db = database();
        let records = Records::read(&db).unwrap();
        for line in ["claimed 1 3", "complete 3", "unpick 4", "pick 5", "waiting 2 - -"] {
            assert!(records.agree_board(&board(&[line])).is_err(), "{line}");
        }
        let other = |id: u32, visitor: &str| {
            format!(
                r#"{{"id":{id},"email":"{visitor}@b.c","name":"A","staff":"{{}}","start":"2019-10-01T04:12:19Z","end":"1970-01-01T00:00:00Z"}}"#
            )
        };
        let lines = [
            "at 4".to_owned(),
            format!("new {}", other(4, "e")),
            format!("new {}", other(2, "z")),
            format!("new {}", other(0, "a")),
            format!("cancel {}", other(2, "c")),
            r#"about 2 {"rank":7,"calls":0}"#.to_owned(),
            r#"about 1 {"rank":1,"calls":1,"reason":"badge"}"#.to_owned(),
            "success claimed 2".to_owned(),
        ];
        for line in &lines {
            assert!(records.agree_staff("Ada", &staff(&[line]), &db).is_err(), "{line}");
        }
        assert!(records.agree_staff("Bo", &staff(&[]), &db).is_err());
        db.execute_batch("UPDATE ticket SET outcome = 'no-show' WHERE id = 3").unwrap();
        assert!(records.agree_staff("Ada", &staff(&[]), &db).is_err());
    }
}
