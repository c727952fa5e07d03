//! Whether a desk with years behind it is as fast as a new one: start, `query` and `accept` with
//! 1,000 to 10,000,000 stored tickets.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use rusqlite::{Connection, params};
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
         entries each, and a visitor for every five. The file is in the system's cache, as after an \
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
                drop(bench.start(folder.path())?);
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
    let end = now_ms()? - SINCE_LAST_MS;
    let transaction = database.transaction()?;
    {
        let mut ticket = transaction.prepare(
            "INSERT INTO ticket (id, email, name, owner, table_no, start, first_claimed, claimed, \
             end, outcome, ended_by, rank, calls, called, acted, source) \
             VALUES (?1, ?2, ?3, 1, ?4, ?5, ?6, ?6, ?7, 'completed', 1, ?5, 1, ?6, ?7, 'kiosk')",
        )?;
        let mut audit = transaction.prepare(
            "INSERT INTO audit (at, who, what, ticket, table_no) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        let mut visitor = transaction
            .prepare("INSERT OR REPLACE INTO visitor (address, name, seen) VALUES (?1, ?2, ?3)")?;
        for id in from..to {
            let number = id / VISITS;
            let (email, name) =
                (format!("visitor{number}@example.org"), format!("Visitor {number}"));
            // So that the last one of the largest desk was two days ago.
            let (start, table) = (end - (SIZES[SIZES.len() - 1] - id) * APART_MS / 10, id % 10);
            let (claimed, ended) = (start + 300_000, start + 600_000);
            ticket.execute(params![id, email, name, table, start, claimed, ended])?;
            for (at, who, what) in [
                (start, "kiosk", "new"),
                (claimed, "bench", "accept"),
                (ended, "bench", "complete"),
            ] {
                audit.execute(params![at, who, what, id, table])?;
            }
            if id % VISITS == 0 {
                visitor.execute(params![email, name, start])?;
            }
        }
        for fact in ["visitors_through", "open_through"] {
            let set = "INSERT OR REPLACE INTO fact VALUES (?1, ?2)";
            transaction.execute(set, [fact, &to.to_string()])?;
        }
    }
    transaction.commit()?;
    let count: i64 = database.query_row("SELECT count(*) FROM ticket", [], |row| row.get(0))?;
    ensure!(count == to, "{count} tickets were filled in, and not {to}");
    database.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    Ok(())
}
