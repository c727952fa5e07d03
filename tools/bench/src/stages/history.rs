//! Whether a desk with years behind it is as fast as a new one: start, `query` and `accept` with
//! 1,000 to 10,000,000 stored tickets.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use rusqlite::{Connection, params};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use super::{Bench, DATABASE, now_ms, section};
use crate::client::{Client, Door};
use crate::figures::{median, median_ratio, ms};
use crate::process::{Server, account};
use crate::report::{Bound, Line, Plot, Role, Section, Shape, Table, Verdict};

/// How many tickets have ended.
const SIZES: [i64; 5] = [1_000, 10_000, 100_000, 1_000_000, 10_000_000];
/// How many visits a visitor has made.
const VISITS: i64 = 5;
/// The last ticket ended this long ago: not today, so that no end of day comes in between.
const SINCE_LAST_MS: i64 = 2 * 24 * 3600 * 1000;
/// How far apart the tickets were: some four years for a million.
const APART_MS: i64 = 120_000;
/// What a ticket takes on the disk, with its audit entries and its visitor, generously.
const BYTES: u64 = 600;
/// If a million took longer than this to fill in, ten would take too long.
const PATIENCE: Duration = Duration::from_secs(25);

/// A desk of one size.
struct Desk {
    tickets: i64,
    folder: TempDir,
    token: String,
    starts: Vec<f64>,
    queries: Vec<f64>,
    accepts: Vec<f64>,
}

/// Measures it.
pub fn run(bench: &Bench) -> Result<Section> {
    let mut section = section(
        "history",
        "With years behind it",
        "Databases that the server made are filled behind its back with ended tickets, three audit \
         entries each, one visitor for every five of them. The file is in the system's cache, as after an \
         update of the program. Desks of all sizes take turns.",
    );
    let mut desks: Vec<Desk> = Vec::new();
    let sizes = bench.pick(SIZES.len(), 3);
    for &tickets in &SIZES[..sizes] {
        let began = Instant::now();
        let room = nix::sys::statvfs::statvfs(&bench.scratch)?;
        let free = room.blocks_available() as u64 * room.fragment_size() as u64;
        if free / 2 < tickets as u64 * BYTES {
            let free = free >> 30;
            section.notes.push(format!("{tickets} tickets are left out: {free} GiB are free."));
            break;
        }
        let folder = bench.folder()?;
        let (token, filled) = match desks.last() {
            // The next size holds all of this one.
            Some(smaller) => {
                let file = smaller.folder.path().join(DATABASE);
                std::fs::copy(file, folder.path().join(DATABASE))?;
                (smaller.token.clone(), smaller.tickets)
            }
            None => {
                let token = account(&bench.walkup, folder.path(), "bench")?;
                // Stopped, so that its tables have all.
                bench.start(folder.path())?.stop()?;
                (token, 0)
            }
        };
        fill(folder.path(), filled, tickets)?;
        println!("  {tickets} tickets in {:.1} s", began.elapsed().as_secs_f64());
        let (starts, queries, accepts) = (Vec::new(), Vec::new(), Vec::new());
        desks.push(Desk { tickets, folder, token, starts, queries, accepts });
        if tickets == 1_000_000 && began.elapsed() > PATIENCE && sizes == SIZES.len() {
            let took = began.elapsed().as_secs_f64();
            let note = format!("10,000,000 are left out: filling in 1,000,000 took {took:.0} s.");
            section.notes.push(note);
            break;
        }
    }
    if bench.is_quick {
        section.notes.push("A quick run stops at 100,000 tickets.".to_owned());
    }
    let count = desks.len();
    for turn in 0..bench.pick(7, 3) {
        for step in 0..count {
            let desk = &mut desks[(turn + step) % count];
            desk.starts.push(ms(bench.start(desk.folder.path())?.start));
        }
    }
    let mut servers = Vec::new();
    for desk in &desks {
        let server = bench.start(desk.folder.path())?;
        let (kiosk, staff) = sit_down(&server, &desk.token)?;
        servers.push((server, kiosk, staff));
    }
    let (turns, each) = bench.pick((9, 60), (3, 20));
    for turn in 0..turns {
        for step in 0..count {
            let at = (turn + step) % count;
            let (_, kiosk, staff) = &mut servers[at];
            let desk = &mut desks[at];
            desk.queries.push(median(&queries(kiosk, desk.tickets, turn as i64, each)?));
            desk.accepts.push(median(&accepts(kiosk, staff, each)?));
        }
    }
    tell(&desks, &mut section);
    Ok(section)
}

fn tell(desks: &[Desk], section: &mut Section) {
    let columns = ["stored tickets", "start p50 ms", "query p50 ms", "accept p50 ms"];
    let mut table = Table::new("", &columns);
    let mut points = [Vec::new(), Vec::new(), Vec::new()];
    for desk in desks {
        let figures = [&desk.starts, &desk.queries, &desk.accepts].map(|values| median(values));
        table.row(desk.tickets.to_string(), &figures);
        for (points, figure) in points.iter_mut().zip(figures) {
            points.push((desk.tickets as f64, figure));
        }
    }
    section.tables.push(table);
    let names = ["start", "query", "accept"];
    let line =
        |(name, points): (&str, Vec<_>)| Line { name: name.into(), role: Role::Ours, points };
    let mut lines: Vec<Line> = names.into_iter().zip(points).map(line).collect();
    // One colour each: they are three measures of one server.
    for line in &mut lines[..2] {
        line.role = Role::Floor;
    }
    section.plots.push(Plot {
        file: "history".to_owned(),
        title: "A desk with years behind it".to_owned(),
        x: "stored tickets".to_owned(),
        unit: "ms".to_owned(),
        shape: Shape::Lines(lines),
    });
    let (Some(first), Some(last)) = (desks.first(), desks.last()) else { return };
    let size = crate::figures::round(last.tickets as f64);
    let mut verdict = |what: &str, ratio| {
        let what = format!("{what}, {size} stored tickets against 1,000");
        let bound = Bound::AtMost(1.5);
        let is_whole = last.tickets == SIZES[SIZES.len() - 1];
        section.verdicts.push(Verdict::new(what, ratio, "×", bound));
        if !is_whole {
            let what = "the same with 10,000,000 stored tickets";
            section.verdicts.push(Verdict::unmeasured(what, "×", bound));
        }
    };
    verdict("start", median_ratio(&last.starts, &first.starts));
    verdict("query", median_ratio(&last.queries, &first.queries));
    verdict("accept", median_ratio(&last.accepts, &first.accepts));
}

/// A kiosk and a staff member at table 0.
pub fn sit_down(server: &Server, token: &str) -> Result<(Client, Client)> {
    let kiosk = Client::connect(&Door::web(server.address, "/kiosk"))?;
    let door = Door { protocol: super::V2, ..Door::web(server.address, "/staff") };
    let mut staff = Client::connect(&door)?;
    staff.say(&[format!("pick 0 {token}")])?;
    // The state comes after the answer and may be long.
    staff.hear(1, |text| text == b"ready")?;
    Ok((kiosk, staff))
}

/// Asks for the names of visitors all over the table.
fn queries(kiosk: &mut Client, tickets: i64, turn: i64, count: usize) -> Result<Vec<f64>> {
    let known = tickets / VISITS;
    let mut visitor = turn * 31;
    let mut took = Vec::new();
    for _ in 0..count {
        // A stride without a common factor visits everybody before anybody twice.
        visitor = (visitor + 77_773) % known;
        let asked = Instant::now();
        let answer = kiosk.ask(&format!("query visitor{visitor}@example.org"))?;
        took.push(ms(asked.elapsed()));
        ensure!(answer == format!("success query Visitor {visitor}"), "a kiosk reads: {answer}");
    }
    Ok(took)
}

/// Makes a ticket, accepts it, which is measured, and completes it.
pub fn accepts(kiosk: &mut Client, staff: &mut Client, count: usize) -> Result<Vec<f64>> {
    let mut took = Vec::new();
    for _ in 0..count {
        let answer = kiosk.ask("new visitor0@example.org Visitor 0")?;
        let id =
            answer.strip_prefix("success new {\"id\":").and_then(|rest| rest.split(',').next());
        let id = id.with_context(|| format!("a kiosk was told: {answer}"))?;
        let asked = Instant::now();
        let accepted = staff.ask(&format!("accept {id}"))?;
        took.push(ms(asked.elapsed()));
        ensure!(accepted.starts_with("success"), "staff were told: {accepted}");
        let completed = staff.ask(&format!("complete {id}"))?;
        ensure!(completed.starts_with("success"), "staff were told: {completed}");
    }
    Ok(took)
}

/// Fills a database from one number of tickets up to another, while no server has it.
fn fill(folder: &Path, from: i64, to: i64) -> Result<()> {
    let mut database = Connection::open(folder.join(DATABASE))?;
    // Nothing here need outlive the bench, and a log would be written twice.
    database.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000",
    )?;
    let lacking: i64 = database.query_row("SELECT count(*) FROM journal", [], |row| row.get(0))?;
    ensure!(lacking == 0, "its server has not brought the tables up to date");
    let secret: Vec<u8> = database.query_row("SELECT bytes FROM secret", [], |row| row.get(0))?;
    let end = now_ms()? - SINCE_LAST_MS;
    let transaction = database.transaction()?;
    // Made at the end, in one go.
    let indexes: Vec<(String, String)> = transaction
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (name, _) in &indexes {
        transaction.execute_batch(&format!("DROP INDEX {name}"))?;
    }
    let mut seq: i64 = transaction.query_row("SELECT seq FROM mark", [], |row| row.get(0))?;
    {
        let mut ticket = transaction.prepare(
            "INSERT INTO ticket (id, owner, table_no, start, first_claimed, claimed, end, outcome, \
             ended_by, rank, calls, called, acted, source) \
             VALUES (?1, 1, ?2, ?3, ?4, ?4, ?5, 'completed', 1, ?3, 1, ?1 + 1, ?5, 'kiosk')",
        )?;
        let mut text = transaction.prepare(
            "INSERT INTO ticket_text (id, address_key, email, name) VALUES (?1, ?2, ?3, ?4)",
        )?;
        let mut audit = transaction.prepare(
            "INSERT INTO audit (seq, n, at, who, what, ticket, table_no) \
             VALUES (?1, 0, ?2, ?3, ?4, ?5, ?6)",
        )?;
        let (mut email, mut name, mut key) = (String::new(), String::new(), 0);
        for id in from..to {
            if id % VISITS == 0 {
                let number = id / VISITS;
                email = format!("visitor{number}@example.org");
                name = format!("Visitor {number}");
                key = address_hash(&secret, &email);
            }
            // So that the last one of the largest desk was two days ago.
            let (start, table) = (end - (SIZES[SIZES.len() - 1] - id) * APART_MS / 10, id % 10);
            let (claimed, ended) = (start + 300_000, start + 600_000);
            ticket.execute(params![id, table, start, claimed, ended])?;
            text.execute(params![id, key, email, name])?;
            for (at, who, what, table) in [
                (start, "kiosk", "new", None),
                (claimed, "staff 1", "accept", Some(table)),
                (ended, "staff 1", "completed", None),
            ] {
                seq += 1;
                audit.execute(params![seq, at, who, what, id, table])?;
            }
        }
        transaction.execute(
            "UPDATE mark SET seq = ?1, next_ticket = ?2, next_call = ?2 + 1, last_rank = \
             max(last_rank, (SELECT rank FROM ticket WHERE id = ?2 - 1))",
            params![seq, to],
        )?;
    }
    for (_, sql) in &indexes {
        transaction.execute_batch(sql)?;
    }
    transaction.commit()?;
    let count: i64 = database.query_row("SELECT count(*) FROM ticket", [], |row| row.get(0))?;
    ensure!(count == to, "{count} tickets were filled in, and not {to}");
    database.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    Ok(())
}

/// An address as the server's index has it: 63 bits of an HMAC-SHA-256 under the desk's secret.
/// The addresses here are their own keys.
fn address_hash(secret: &[u8], address: &str) -> i64 {
    let pad = |with: u8| {
        let mut block = [with; 64];
        for (byte, secret) in block.iter_mut().zip(secret) {
            *byte ^= secret;
        }
        block
    };
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(address).finalize();
    let outer = Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize();
    let mut first = [0; 8];
    first.copy_from_slice(&outer[..8]);
    (i64::from_be_bytes(first) & i64::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The value that the server's own test has; it was computed with Python's `hmac`.
    #[test]
    fn addresses_are_hashed_as_the_server_does() {
        assert_eq!(address_hash(&[7; 32], "ann@a.b"), 2_712_499_124_300_528_123);
    }
}
