//! Commands where no server runs: one that looks writes nothing, one that changes something changes
//! what it says and nothing else, whatever its clock shows and whichever settings it is given.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context as _, Result, ensure};
use rusqlite::Connection;

use crate::support::{Desk, eventually};

const LOOKS: [&[&str]; 4] = [
    &["staff", "list"],
    &["table", "list"],
    &["device", "list"],
    &["report", "--from", "2020-01-01", "--to", "2035-01-01"],
];
const CHANGES: [&[&str]; 3] =
    [&["staff", "token", "bob"], &["staff", "disable", "dee"], &["device", "add", "kiosk", "Hall"]];

/// Every row of a table, as text.
fn rows(desk: &Desk, table: &str) -> Result<Vec<String>> {
    let database = Connection::open(desk.database()?)?;
    let mut query = database.prepare(&format!("SELECT * FROM {table} ORDER BY 1"))?;
    let columns = query.column_count();
    let rows = query.query_map([], |row| {
        (0..columns).map(|at| Ok(format!("{:?}", row.get_ref(at)?))).collect::<Result<Vec<_>, _>>()
    })?;
    Ok(rows.map(|row| Ok(row?.join(" "))).collect::<Result<_, rusqlite::Error>>()?)
}

/// What stands in the data directory, but for what whoever looks must make: the lock, and the index
/// of an empty log.
fn files(desk: &Desk) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(desk.dir())? {
        let path = entry?.path();
        let name = path.file_name().context("a name")?.to_string_lossy().into_owned();
        let bytes = if path.is_file() { fs::read(&path)? } else { Vec::new() };
        if !bytes.is_empty() && name != "lock" && !name.ends_with("-shm") {
            files.insert(name, bytes);
        }
    }
    Ok(files)
}

fn unchanged(desk: &Desk, before: &BTreeMap<String, Vec<u8>>) -> Result<()> {
    let after = files(desk)?;
    for name in before.keys().chain(after.keys()) {
        let lengths = (before.get(name).map(Vec::len), after.get(name).map(Vec::len));
        ensure!(before.get(name) == after.get(name), "{name} was changed: {lengths:?} bytes");
    }
    Ok(())
}

/// A desk that does not run: ticket 0 was served, 1 waits and 2 is claimed, and all of that is of so
/// many days ago, the time that the server noted last as well.
fn of_days_ago(settings: &str, days: i64) -> Result<Desk> {
    let desk = Desk::with_settings(settings)?;
    let server = desk.run()?;
    let mut kiosk = server.classic("/kiosk")?;
    for name in ["Ann", "Ben", "Cat"] {
        kiosk.answer(&format!("new {name}@a.b {name}"))?;
    }
    let mut ada = server.staff_at(&desk, "ada", 7)?;
    for said in ["accept 0", "complete 0", "accept 2"] {
        ensure!(ada.answer(said)?.starts_with("success "), "{said}");
    }
    server.stop()?;
    let database = Connection::open(desk.database()?)?;
    let ago = days * 24 * 60 * 60 * 1000;
    database.execute_batch(&format!(
        "UPDATE ticket SET start = start - {ago}, first_claimed = first_claimed - {ago},
             claimed = claimed - {ago}, end = end - {ago}, acted = acted - {ago};
         UPDATE fact SET value = CAST(value AS INTEGER) - {ago} WHERE name = 'time';
         DELETE FROM fact WHERE name IN ('day_ended', 'purged');
         PRAGMA wal_checkpoint(TRUNCATE);"
    ))?;
    Ok(desk)
}

/// A start after 400 days is one with a wrong clock: it is doubted, and nothing is touched. A command
/// that runs before it neither does what the server would not do, nor makes it believe its clock.
#[test]
fn a_clock_far_ahead_ends_and_forgets_nothing() -> Result<()> {
    let desk = of_days_ago("retention_days = 30\n", 400)?;
    let before = files(&desk)?;
    for command in LOOKS {
        desk.ok(command)?;
        unchanged(&desk, &before).with_context(|| format!("{command:?}"))?;
    }
    let kept = |desk: &Desk| -> Result<_> {
        Ok([rows(desk, "ticket")?, rows(desk, "fact")?, rows(desk, "seat")?])
    };
    let before = kept(&desk)?;
    ensure!(before[0].len() == 3 && before[2].len() == 1);
    for command in CHANGES {
        desk.ok(command)?;
        assert_eq!(kept(&desk)?, before, "{command:?}");
    }
    let server = desk.run()?;
    let (_, health) = server.http("GET /health HTTP/1.1\r\nHost: desk\r\n\r\n")?;
    ensure!(health.contains("The clock has jumped"), "{health}");
    server.classic("/kiosk")?.ask("query ann@a.b", "success query Ann")?;
    let mut bob = server.classic("/staff")?;
    let token = desk.ok(&["staff", "token", "bob"])?;
    bob.send(&format!("pick 1 {}", token.trim_end()))?;
    bob.wait_for("success pick 1")?;
    bob.fence()?;
    bob.ask("accept 1", "success claimed 1")?;
    // What it would have been without the doubt.
    desk.ok(&["clock", "confirm"])?;
    eventually("the day has ended for ticket 2", || Ok(desk.exported()?[2][12] == "expired"))
}

/// An administrator knows better, and says so before the server runs.
#[test]
fn a_clock_that_was_confirmed_before_the_start_is_believed() -> Result<()> {
    let desk = of_days_ago("", 400)?;
    desk.ok(&["clock", "confirm"])?;
    ensure!(desk.run()?.classic("/display")?.fence()? == ["pick 7"], "the day has ended");
    ensure!(desk.exported()?[2][12] == "expired");
    Ok(())
}

/// The server has settings of its own, which a command need not know.
#[test]
fn settings_that_a_command_does_not_know_change_nothing() -> Result<()> {
    let servers = "tables = 8\nday_ends = \"off\"\n";
    let desk = of_days_ago(servers, 3)?;
    let elsewhere = tempfile::tempdir()?;
    let config = elsewhere.path().join("server.toml");
    fs::write(&config, servers)?;
    // What the command finds: fewer tables, and days that end.
    desk.set("tables = 3\n")?;
    let before = files(&desk)?;
    for command in LOOKS {
        desk.ok(command)?;
        unchanged(&desk, &before).with_context(|| format!("{command:?}"))?;
    }
    ensure!(desk.ok(&["table", "list"])?.contains("7\tAda L\t2"), "{}", desk.ok(LOOKS[1])?);
    let kept = |desk: &Desk| -> Result<_> { Ok([rows(desk, "ticket")?, rows(desk, "seat")?]) };
    let before = kept(&desk)?;
    for command in CHANGES {
        desk.ok(command)?;
        assert_eq!(kept(&desk)?, before, "{command:?}");
    }
    let server = desk.run_with(|command| {
        command.arg("--config").arg(&config);
    })?;
    let mut display = server.classic("/display")?;
    display.expect("pick 7")?;
    display.expect("claimed 2 7")?;
    server.staff_at(&desk, "cyd", 1)?.ask("accept 1", "success claimed 1")?;
    server.stop()?;
    // A server with those settings does act by them. What the file had said of the end of the day
    // was taken over, so leaving it out would keep it.
    desk.set("tables = 3\nday_ends = \"04:00\"\n")?;
    let server = desk.run()?;
    assert_eq!(server.classic("/display")?.fence()?, ["pick 1", "claimed 1 1"]);
    ensure!(desk.exported()?[2][12] == "expired");
    Ok(())
}
