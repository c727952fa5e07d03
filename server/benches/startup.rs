//! How long a server with years of history takes to listen, and whether it then answers as fast
//! as one without any.
//!
//! A desk of 1,000,000 ended tickets and 200,000 visitors against an empty one. The file is
//! warm, as after an update of the program. Run with `cargo bench -p server --bench startup`.

mod support;

use std::path::Path;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use rusqlite::{Connection, params};
use shared::ids::TicketId;

use support::process::Server;
use support::wire::Wire;
use support::{Bound, generate, head, median, median_ratio, milliseconds, percentile, row};

/// How many tickets have ended.
const TICKETS: i64 = 1_000_000;
/// How many visitors there were.
const VISITORS: i64 = 200_000;
/// How often each server is started.
const STARTS: usize = 5;
/// How often both servers are asked in turn.
const TURNS: usize = 7;
/// How many questions a turn has.
const QUERIES: usize = 400;
/// How long a turn may take.
const TURN: Duration = Duration::from_millis(1500);
/// The last ticket ended this long ago: not today, so that no end of day comes in between.
const SINCE_LAST_MS: i64 = 2 * 24 * 3600 * 1000;
/// How far apart the tickets were: some four years for all of them.
const APART_MS: i64 = 120_000;

fn main() -> Result<()> {
    if support::floor::served()? {
        return Ok(());
    }
    let (empty, full) = (support::scratch()?, support::scratch()?);
    let began = Instant::now();
    fill(empty.path(), 0)?;
    fill(full.path(), TICKETS)?;
    println!("  filled in {:.1} s", began.elapsed().as_secs_f64());

    let mut starts: [Vec<Duration>; 2] = Default::default();
    let mut resident: [Vec<f64>; 2] = Default::default();
    for turn in 0..STARTS {
        let mut sides = [(0, &empty), (1, &full)];
        // Who goes second finds the program warmer.
        sides.rotate_left(turn % 2);
        for (side, directory) in sides {
            let server = Server::walkup(directory.path())?;
            starts[side].push(server.start);
            resident[side].push(server.resident_kib()? / 1024.0);
        }
    }
    head(&format!("from start to listening, {STARTS} times"), &["p50 ms", "slowest ms", "MiB"]);
    let names = ["empty desk", "1,000,000 tickets, 200,000 visitors"];
    let starts = starts.map(|durations| milliseconds(&durations));
    for ((name, starts), resident) in names.iter().zip(&starts).zip(&resident) {
        let figures = [median(starts), percentile(starts, 1.0), median(resident)];
        row(name, &figures.map(|figure| format!("{figure:.1}")));
    }
    support::target("listening", median(&starts[1]), " ms", Bound::AtMost(300.0));

    let servers = [Server::walkup(empty.path())?, Server::walkup(full.path())?];
    let mut medians: [Vec<f64>; 2] = Default::default();
    let mut tails: [Vec<f64>; 2] = Default::default();
    for turn in 0..TURNS {
        for (side, server) in servers.iter().enumerate() {
            let known = if side == 0 { 1 } else { VISITORS };
            let latencies = milliseconds(&generate(queries(server, known, turn as i64))?);
            medians[side].push(median(&latencies));
            tails[side].push(percentile(&latencies, 0.99));
        }
    }
    head(&format!("query, {TURNS} turns of {QUERIES}"), &["p50 ms", "p99 ms"]);
    for (name, (medians, tails)) in names.iter().zip(medians.iter().zip(&tails)) {
        row(name, &[format!("{:.3}", median(medians)), format!("{:.3}", median(tails))]);
    }
    let ratio = median_ratio(&medians[1], &medians[0]);
    support::target("query, ratio", ratio, "", Bound::AtMost(1.5));
    Ok(())
}

/// Asks for the names of visitors all over the table, one after the other.
async fn queries(server: &Server, known: i64, turn: i64) -> Result<Vec<Duration>> {
    let mut wire = Wire::connect(server.address, "/kiosk", None).await?;
    let began = Instant::now();
    let mut latencies = Vec::new();
    let mut visitor = turn;
    while latencies.len() < QUERIES && began.elapsed() < TURN {
        // A stride without a common factor visits everybody before anybody twice.
        visitor = (visitor + 77_773) % known;
        let asked = Instant::now();
        wire.send(&[format!("query visitor{visitor}@example.org")]).await?;
        let answer = wire.answer().await?;
        latencies.push(asked.elapsed());
        ensure!(answer == format!("success query Visitor {visitor}"), "the kiosk reads: {answer}");
    }
    Ok(latencies)
}

/// Lets the server make its database, then fills it behind its back. The one visitor whom an
/// empty desk knows is there so that both sides answer the same question.
fn fill(directory: &Path, tickets: i64) -> Result<()> {
    support::process::account(directory)?;
    drop(Server::walkup(directory)?);
    let mut database = Connection::open(directory.join(server::store::FILE))?;
    database.execute_batch("PRAGMA synchronous = OFF")?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).context("before 1970")?;
    let first = i64::try_from(now.as_millis())? - SINCE_LAST_MS - tickets * APART_MS;
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
        for id in 0..tickets {
            let visitor = id % VISITORS;
            let id = TicketId::new(id).context("counted from zero")?.get();
            let (email, name) = (address(visitor), format!("Visitor {visitor}"));
            let (start, table) = (first + id * APART_MS, id % 10);
            let (claimed, end) = (start + 300_000, start + 600_000);
            ticket.execute(params![id, email, name, table, start, claimed, end])?;
            for (at, who, what) in
                [(start, "kiosk", "new"), (claimed, "bench", "accept"), (end, "bench", "complete")]
            {
                audit.execute(params![at, who, what, id, table])?;
            }
        }
        let mut visitor = transaction
            .prepare("INSERT OR REPLACE INTO visitor (address, name, seen) VALUES (?1, ?2, ?3)")?;
        for number in 0..VISITORS.min(tickets.max(1)) {
            let name = format!("Visitor {number}");
            visitor.execute(params![address(number), name, first])?;
        }
        for fact in ["visitors_through", "open_through"] {
            let set = "INSERT OR REPLACE INTO fact VALUES (?1, ?2)";
            transaction.execute(set, [fact, &tickets.to_string()])?;
        }
    }
    transaction.commit()?;
    let count = |table: &str| {
        let count = format!("SELECT count(*) FROM {table}");
        database.query_row(&count, [], |row| row.get::<_, i64>(0))
    };
    let visitors = VISITORS.min(tickets.max(1));
    ensure!(count("ticket")? == tickets && count("visitor")? == visitors, "rows are missing");
    // The next start is to find the file as a stopped server leaves it.
    database.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    database.execute_batch("PRAGMA optimize").ok();
    Ok(())
}

fn address(visitor: i64) -> String {
    format!("visitor{visitor}@example.org")
}
