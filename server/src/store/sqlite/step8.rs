//! What schema 8 has of the history before it: which tickets were made when, and who sat where.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};
use shared::log::{Logged, LoggedBy};

use crate::store::ARRIVALS;

/// Fills the tables that are new, in an open transaction.
pub fn run(db: &Connection) -> anyhow::Result<()> {
    db.execute(
        "INSERT INTO arrivals SELECT id / ?1, min(start), max(start) FROM ticket GROUP BY id / ?1",
        [ARRIVALS],
    )?;
    let seats = sat_down(db)?;
    let mut stored = db.prepare("SELECT table_no, person FROM seat")?;
    let mut stored = stored.query([])?;
    let mut insert = db.prepare("INSERT OR IGNORE INTO seating VALUES (?1, ?2, ?3, NULL)")?;
    while let Some(row) = stored.next()? {
        let (table, person): (i64, i64) = (row.get(0)?, row.get(1)?);
        // A seat of which the log says nothing has no beginning.
        if let Some((began, _)) = seats.get(&table).filter(|(_, by)| *by == person) {
            insert.execute(params![began, table, person])?;
        }
    }
    Ok(())
}

/// Who sits where since when by the audit log, which names who sat down and which table was left.
/// What is over is written.
fn sat_down(db: &Connection) -> anyhow::Result<BTreeMap<i64, (i64, i64)>> {
    let mut write = db.prepare("INSERT OR REPLACE INTO seating VALUES (?1, ?2, ?3, ?4)")?;
    let mut over = |table: i64, (began, person): (i64, i64), at: i64| {
        write.execute(params![began, table, person, at.max(began)]).map(|_| ())
    };
    let words: Vec<String> = [
        Logged::Seated,
        Logged::UnseatedLeft,
        Logged::UnseatedSignedOut,
        Logged::UnseatedAway,
        Logged::UnseatedFreed,
        Logged::UnseatedDisabled,
        Logged::UnseatedGone,
    ]
    .map(|what| format!("'{what}'"))
    .into();
    let mut read = db.prepare(&format!(
        "SELECT at, who, what, table_no FROM audit
         WHERE what IN ({}) AND table_no IS NOT NULL ORDER BY seq, n",
        words.join(", ")
    ))?;
    let mut rows = read.query([])?;
    let mut seats: BTreeMap<i64, (i64, i64)> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let (at, table): (i64, i64) = (row.get(0)?, row.get(3)?);
        if let Some(before) = seats.remove(&table) {
            over(table, before, at)?;
        }
        if row.get_ref(2)?.as_str()? != Logged::Seated.as_str() {
            continue;
        }
        let who = row.get_ref(1)?.as_str()?;
        let Some(person) = who.strip_prefix("staff ").and_then(|id| id.parse().ok()) else {
            debug_assert!(who.parse::<LoggedBy>().is_ok(), "{who}");
            continue;
        };
        // Whoever sat elsewhere has moved.
        let moved = seats.iter().find(|(_, (_, by))| *by == person).map(|(table, _)| *table);
        if let Some((from, before)) = moved.and_then(|from| Some((from, seats.remove(&from)?))) {
            over(from, before, at)?;
        }
        seats.insert(table, (at, person));
    }
    Ok(seats)
}
