//! How long a server takes to start after it was killed with much in its journal that its tables
//! do not have yet.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, params};
use serde_json::Value;
use tempfile::TempDir;

use super::{Bench, DATABASE, level, section};
use crate::client::{Client, Crowd, Door};
use crate::figures::{median, ms, percentile, round};
use crate::process::Server;
use crate::report::{Bound, Section, Table, Verdict};

/// How many changes the journal holds: more than a server lets it grow to.
const CHANGES: usize = 50_000;
/// How many changes a batch has, as with 64 kiosks.
const BATCH: usize = 64;
/// How many kiosks ask when a server is killed in the middle of it.
const KIOSKS: usize = 64;
/// What of a data directory a killed server leaves and the next one reads.
const FILES: [&str; 3] = [DATABASE, "walkup.db-wal", IDS_FILE];
/// How often a server may be quicker than the kill.
const TRIES: usize = 20;
/// The last batch that made a ticket.
const MAKES_ONE: &str = "(SELECT body FROM journal WHERE body LIKE '%\"created\"%' \
     ORDER BY seq DESC LIMIT 1)";
/// The file with the highest ticket id that may have been given.
const IDS_FILE: &str = "ids.high";

/// Measures it.
pub fn run(bench: &Bench) -> Result<Section> {
    let mut section = section(
        "journal",
        "A start after a kill",
        "Data directories as `kill -9` leaves them, a fresh copy for each start, in turns; from \
         being started to listening. One has 50,000 changes in its journal, all of them new \
         tickets, in batches of 64, which were written behind the server's back in its own form; \
         one has the same tickets in its tables; the others were killed while 64 kiosks asked. After \
         the first start all tickets must be there, and the tables must come level.",
    );
    let killed = bench.folder()?;
    let tickets = fill(bench, killed.path())?;
    let levelled = copy(bench, killed.path())?;
    let server = bench.start(levelled.path())?;
    ensure!(waiting(&server)? == tickets, "not all {tickets} tickets are there");
    level(&server, levelled.path())?;
    ensure!(waiting(&server)? == tickets, "not all {tickets} tickets are there");
    drop(server);

    let (mut full, mut level, mut busy) = (Vec::new(), Vec::new(), Vec::new());
    let mut left = Vec::new();
    for _ in 0..bench.pick(15, 3) {
        for (folder, starts) in [(&killed, &mut full), (&levelled, &mut level)] {
            let folder = copy(bench, folder.path())?;
            starts.push(ms(bench.start(folder.path())?.start));
        }
    }
    for _ in 0..bench.pick(5, 1) {
        let folder = bench.folder()?;
        left.push(kill_busy(bench, folder.path())? as f64);
        busy.push(ms(bench.start(folder.path())?.start));
    }
    let mut table = Table::new(
        format!("Start with {} tickets that wait", round(tickets as f64)),
        &["", "changes in the journal", "p50 ms", "slowest ms"],
    );
    let mut row = |name: &str, changes: f64, starts: &[f64]| {
        table.row(name, &[changes, median(starts), percentile(starts, 1.0)]);
    };
    row("Walkup, all in the journal", CHANGES as f64, &full);
    row("Walkup, all in the tables", 0.0, &level);
    row("Walkup, killed under load", median(&left), &busy);
    section.tables.push(table);
    section.verdicts.push(Verdict::new(
        "start after kill -9 with 50,000 changes in the journal, median",
        median(&full),
        "ms",
        Bound::AtMost(300.0),
    ));
    Ok(section)
}

/// A copy of what a killed server has left.
fn copy(bench: &Bench, from: &Path) -> Result<TempDir> {
    let folder = bench.folder()?;
    for file in FILES.iter().filter(|file| from.join(file).exists()) {
        std::fs::copy(from.join(file), folder.path().join(file))?;
    }
    Ok(folder)
}

/// How many wait, as a display is told.
fn waiting(server: &Server) -> Result<usize> {
    let door = Door { protocol: super::V2, ..Door::web(server.address, "/display") };
    let mut display = Client::connect(&door)?;
    let mut count = None;
    while count.is_none() {
        display.read(|text| {
            let text = std::str::from_utf8(text)?;
            if let Some(rest) = text.strip_prefix("waiting ") {
                count = rest.split(' ').next().map(str::parse).transpose()?;
            }
            Ok(())
        })?;
    }
    count.context("no count of those who wait")
}

/// A server that is killed while kiosks ask; answers with how many changes its tables lack.
fn kill_busy(bench: &Bench, folder: &Path) -> Result<usize> {
    let server = bench.start(folder)?;
    let mut crowd = Crowd::connect(&Door::web(server.address, "/kiosk"), KIOSKS)?;
    crowd.ask(Duration::from_secs(30), CHANGES, |kiosk, count| {
        format!("new visitor{kiosk}-{count}@example.org Example Name")
    })?;
    drop(server);
    changes(&open(folder)?)
}

/// Opens a database so that its log stays as a killed server leaves it.
fn open(folder: &Path) -> Result<Connection> {
    let database = Connection::open(folder.join(DATABASE))?;
    database.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    database.pragma_update(None, "wal_autocheckpoint", 0)?;
    Ok(database)
}

/// How many changes a journal holds.
fn changes(database: &Connection) -> Result<usize> {
    let sql = "SELECT coalesce(sum(json_array_length(body, '$.entries')), 0) FROM journal";
    Ok(usize::try_from(database.query_row(sql, [], |row| row.get::<_, i64>(0))?)?)
}

/// Makes a data directory whose journal holds [`CHANGES`]; answers with how many tickets there
/// are. A real server makes the first one, and the others are made after its form.
fn fill(bench: &Bench, folder: &Path) -> Result<usize> {
    let mut database = open_new(bench, folder)?;
    let (body, mut seq): (String, i64) = database.query_row(
        &format!("SELECT body, (SELECT max(seq) FROM journal) FROM {MAKES_ONE}"),
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let mut batch: Value = serde_json::from_str(&body)?;
    let entries = batch["entries"].as_array().context("a batch without entries")?;
    let made = entries.iter().find(|entry| entry.pointer("/change/created/ticket").is_some());
    let model = made.context("the last batch made no ticket")?.clone();
    let of_model = |field: &str| {
        let field = format!("/change/created/ticket/{field}");
        model.pointer(&field).and_then(Value::as_i64).with_context(|| format!("no {field}"))
    };
    let (first, rank) = (of_model("id")?, of_model("rank")?);
    let more = CHANGES - changes(&database)?;
    let transaction = database.transaction()?;
    let numbers: Vec<i64> = (1..=i64::try_from(more)?).collect();
    for numbers in numbers.chunks(BATCH) {
        let entry = |&number: &i64| {
            let mut entry = model.clone();
            let ticket = &mut entry["change"]["created"]["ticket"];
            ticket["id"] = (first + number).into();
            ticket["rank"] = (rank + number).into();
            ticket["email"] = format!("visitor{number}@example.org").into();
            ticket["name"] = format!("Visitor {number}").into();
            entry
        };
        batch["entries"] = numbers.iter().map(entry).collect();
        seq += 1;
        transaction
            .execute("INSERT INTO journal VALUES (?1, ?2)", params![seq, batch.to_string()])?;
    }
    transaction.commit()?;
    ensure!(changes(&database)? == CHANGES, "the journal has not {CHANGES} changes");
    // As the server writes it: always as many digits.
    std::fs::write(folder.join(IDS_FILE), format!("{:020}\n", CHANGES + 1000))?;
    Ok(usize::try_from(first)? + 1 + more)
}

/// Has a server make a ticket and kills it before it brings its tables up to date, which it does
/// within a second.
fn open_new(bench: &Bench, folder: &Path) -> Result<Connection> {
    for visitor in 0..TRIES {
        let server = bench.start(folder)?;
        let mut kiosk = Client::connect(&Door::web(server.address, "/kiosk"))?;
        let answer = kiosk.ask(&format!("new first{visitor}@example.org First"))?;
        ensure!(answer.starts_with("success new"), "a kiosk was told: {answer}");
        drop(server);
        let database = open(folder)?;
        let sql = format!("SELECT count(*) FROM {MAKES_ONE}");
        if database.query_row(&sql, [], |row| row.get::<_, i64>(0))? > 0 {
            return Ok(database);
        }
    }
    bail!("the server brought its tables up to date in each of {TRIES} tries")
}
