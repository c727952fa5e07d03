//! Exports: what stands in the file, which days it covers, and that the wire says the same.

use std::fs;

use anyhow::{Context as _, Result, ensure};

use crate::cli::{fails, some_tickets};
use crate::forgetting::with_past_tickets;
use crate::support::Desk;

#[test]
fn export() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    some_tickets(&desk, &server)?;
    let file = desk.dir().join("out.csv");
    let path = file.to_string_lossy().into_owned();
    let check = || -> Result<()> {
        let text = fs::read_to_string(&file)?;
        let text = text.strip_prefix('\u{feff}').context("no byte order mark")?;
        let rows: Vec<&str> = text.split_terminator("\r\n").collect();
        ensure!(!text.replace("\r\n", "").contains(['\r', '\n']), "{text:?}");
        ensure!(rows.len() == 8, "{text}");
        ensure!(
            rows[0]
                == "id,number,email,name,staff,table,reason,source,start,first_claimed,claimed,end,outcome,note"
        );
        let is_like = |row: &str, start: &str, end: &str| {
            ensure!(row.starts_with(start) && row.ends_with(end), "{row}");
            Ok(())
        };
        is_like(
            rows[1],
            "0,000,v@a.b,\"Ann \"\"A\"\" Lee\",Ada L,1,,kiosk,20",
            ",completed,'=cmd|' /C calc'!A0",
        )?;
        is_like(rows[2], "1,001,v@a.b,\"Ben, the second\",Ada L,1,,kiosk,20", ",no-show,")?;
        is_like(rows[3], "2,002,v@a.b,'=1+1,", ",,,,,")?;
        is_like(rows[4], "3,003,v@a.b,'+2,Ada L,1,,kiosk,20", "Z,,,")?;
        is_like(rows[5], "4,004,v@a.b,'-3,", ",,,,,")?;
        is_like(rows[6], "5,005,v@a.b,'@sum,", ",,,,,")?;
        is_like(rows[7], "6,006,v@a.b,Ünal,", ",left,")
    };
    desk.ok(&["export", &path])?;
    check().context("with a server")?;
    server.stop()?;
    desk.ok(&["export", &path, "--force"])?;
    check().context("without a server")?;
    desk.ok(&["export", &path, "--force", "--from", "2020-01-01", "--to", "9999-12-31"])?;
    check().context("between two days")?;
    // Midnight may pass meanwhile, so yesterday is today's as well then.
    let today = chrono::Utc::now().date_naive();
    desk.ok(&[
        "export",
        &path,
        "--force",
        "--from",
        &days_before(today, 1),
        "--to",
        &today.to_string(),
    ])?;
    check().context("today, both included")?;
    desk.ok(&["export", &path, "--force", "--to", "2020-01-01"])?;
    ensure!(fs::read_to_string(&file)?.lines().count() == 1);
    desk.ok(&["export", &path, "--force", "--no-bom", "--to", "2020-01-01"])?;
    ensure!(fs::read_to_string(&file)?.starts_with("id,"));
    fails(&desk, &["export", "/nowhere/out.csv"], 1)?;
    let backwards = ["export", &*path, "--force", "--from", "2020-01-02", "--to", "2020-01-01"];
    let said = fails(&desk, &backwards, 2)?;
    ensure!(said.contains("2020-01-02, is after the last, 2020-01-01"), "{said}");
    Ok(())
}

fn days_before(day: chrono::NaiveDate, days: u64) -> String {
    day.checked_sub_days(chrono::Days::new(days)).unwrap_or(day).to_string()
}

/// A day is one of the zone that is set, whatever zone the machine is in.
#[test]
fn days_are_those_of_the_zone_that_is_set() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    some_tickets(&desk, &server)?;
    server.stop()?;
    // Half past eleven in the evening by UTC is the next day in Berlin, and still the same in
    // New York.
    let database = rusqlite::Connection::open(desk.database()?)?;
    let late = chrono::DateTime::parse_from_rfc3339("2026-07-10T23:30:00Z")?.timestamp_millis();
    database.execute("UPDATE ticket SET start = ?1 WHERE id = 0", [late])?;
    drop(database);
    let file = desk.dir().join("out.csv");
    for (zone, day) in [("UTC", 10), ("Europe/Berlin", 11), ("America/New_York", 10)] {
        desk.set(&format!("time_zone = \"{zone}\"\n"))?;
        for other in [9, 10, 11] {
            let date = format!("2026-07-{other:02}");
            let path = file.to_string_lossy();
            desk.ok(&["export", &path, "--force", "--from", &date, "--to", &date])?;
            let count = fs::read_to_string(&file)?.lines().count() - 1;
            ensure!(count == usize::from(other == day), "{count} on {date} in {zone}");
        }
    }
    Ok(())
}

/// The exported lines over the wire are those of the file.
#[test]
fn export_over_the_wire_equals_the_file() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    some_tickets(&desk, &server)?;
    let file = desk.dir().join("out.csv");
    desk.ok(&["export", &file.to_string_lossy()])?;
    let mut staff = server.classic("/staff")?;
    staff.send(&format!("resume {}", desk.token("ada")))?;
    staff.fence()?;
    staff.send("export 2020-01-01 2099-01-01")?;
    let rows = staff.wait_for("success export 7")?;
    let rows: Vec<&str> = rows.iter().filter_map(|row| row.strip_prefix("row ")).collect();
    let mark = "\u{feff}";
    ensure!(
        mark.to_owned() + &rows.join("\r\n") + "\r\n" == fs::read_to_string(&file)?,
        "{rows:#?}"
    );
    Ok(())
}

/// A spreadsheet skips what nobody sees, and takes full-width signs for signs.
#[test]
fn formulas_behind_what_nobody_sees_are_disarmed_too() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut kiosk = server.classic("/kiosk")?;
    let names =
        ["\u{ff1d}1+1", "\u{feff}=1+1", "\u{ff0b}1", "\u{fe62}1", "\u{ff20}sum", "\u{ad}-1"];
    for name in names {
        kiosk.answer(&format!("new v@a.b {name}"))?;
    }
    let rows = desk.exported()?;
    assert_eq!(rows.len(), names.len());
    for (row, name) in rows.iter().zip(names) {
        assert_eq!(row[3], format!("'{name}"));
    }
    Ok(())
}

/// Whoever may not read any more gets no more rows, however many are on their way.
#[test]
fn an_export_ends_when_its_account_is_disabled() -> Result<()> {
    const TICKETS: i64 = 30_000;
    let desk = Desk::with_settings("backups = 0\n")?;
    // More than every buffer between the two ends holds.
    with_past_tickets(&desk, TICKETS, 1, &"🎫".repeat(100))?;
    let server = desk.run()?;
    let mut ada = server.classic("/staff")?;
    ada.send(&format!("resume {}", desk.token("ada")))?;
    ada.fence()?;
    ada.send("export 2020-01-01 2099-01-01")?;
    ada.expect("row id,number,email,name,staff,table,reason,source,start,first_claimed,claimed,end,outcome,note")?;
    desk.ok(&["staff", "disable", "ada"])?;
    let mut rows = 0;
    let answer = loop {
        let text = ada.next()?;
        if !text.starts_with("row ") {
            break text;
        }
        rows += 1;
    };
    let sentence = "error export your session token was found to be invalid. please relogin";
    assert_eq!(answer, sentence, "after {rows} rows");
    ensure!(rows < TICKETS, "all of them");
    ada.ask("accept 0", "error accept your session token was found to be invalid. please relogin")
}

/// Who is no admin any more is still signed in, and is told the truth.
#[test]
fn an_export_ends_when_its_admin_is_one_no_more() -> Result<()> {
    const TICKETS: i64 = 30_000;
    let desk = Desk::with_settings("backups = 0\n")?;
    with_past_tickets(&desk, TICKETS, 1, &"🎫".repeat(100))?;
    let server = desk.run()?;
    let mut ada = server.classic("/staff")?;
    ada.send(&format!("resume {}", desk.token("ada")))?;
    ada.fence()?;
    ada.send("export 2020-01-01 2099-01-01")?;
    ada.next()?;
    desk.ok(&["staff", "role", "ada", "lead"])?;
    let answer = loop {
        let text = ada.next()?;
        if !text.starts_with("row ") {
            break text;
        }
    };
    assert_eq!(answer, "error export this needs an admin account");
    ada.ask("accept 0", "error accept you do not have a table chosen")
}

/// Rows leave only after the audit log says so, over the wire too.
#[cfg(target_os = "linux")]
#[test]
fn an_export_that_cannot_be_noted_has_no_row() -> Result<()> {
    let Some(bench) = crate::support::FailingDisk::new()? else { return Ok(()) };
    let server = bench.server();
    server.classic("/kiosk")?.answer("new ann@a.b Ann")?;
    let mut ada = server.classic("/staff")?;
    ada.send(&format!("resume {}", bench.desk.token("ada")))?;
    ada.fence()?;
    bench.disk("full")?;
    let ask = "export 2020-01-01 2099-01-01";
    ada.ask(ask, "error export the server could not save this")?;
    ada.silent()?;
    bench.disk("")?;
    ada.send(ask)?;
    let rows = ada.wait_for("success export 1")?;
    assert_eq!(rows.len(), 2, "{rows:?}");
    let log = bench.desk.ok(&["audit"])?;
    assert_eq!(log.matches("staff ada\texport\t").count(), 1, "{log}");
    Ok(())
}
