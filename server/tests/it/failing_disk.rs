//! A disk that fails: each answer is true, nothing that was not saved is heard of, and the server goes
//! on as soon as the disk does.
#![cfg(target_os = "linux")]

use std::fs;

use anyhow::{Context as _, Result, bail, ensure};

use crate::durability::ticket_id;
use crate::support::{Client, Desk, FailingDisk, eventually, starts_and_is_killed};

const NOT_SAVED: &str = "the server could not save this";

#[test]
fn the_disk_answers_first() -> Result<()> {
    let Some(bench) = FailingDisk::new()? else { return Ok(()) };
    let mut kiosk = bench.server().classic("/kiosk")?;
    let mut display = bench.server().classic("/display")?;
    let mut staff = bench.server().staff_at(&bench.desk, "ada", 0)?;
    staff.ignore("new");
    display.expect("pick 0")?;
    fs::write(bench.log(), "")?;
    for id in 0..30 {
        kiosk.answer(&format!("new v{id}@a.b V"))?;
        staff.fence()?;
        staff.ask(&format!("accept {id}"), &format!("success claimed {id}"))?;
        display.expect(&format!("claimed {id} 0"))?;
    }
    let log = fs::read_to_string(bench.log())?;
    // Of one change after another: nothing is said until what was written has been synced,
    // and there is something new on disk for each thing said but an event's second copy.
    let mut written = 0;
    let mut synced = 0;
    let mut said = 0;
    for (number, line) in log.lines().enumerate() {
        match line {
            "wal" => written += 1,
            "sync" => synced = written,
            "said" => {
                let place = format!("line {number} of\n{log}");
                ensure!(synced == written, "said before it was synced: {place}");
                said += 1;
            }
            "moved" => {}
            other => bail!("{other:?} in the log"),
        }
    }
    ensure!(said >= 60, "said {said} times");
    let syncs = log.lines().filter(|line| *line == "sync").count();
    ensure!(syncs >= 60, "{syncs} syncs for 60 changes");
    Ok(())
}

#[test]
fn a_sync_fails_once() -> Result<()> {
    let Some(mut bench) = FailingDisk::new()? else { return Ok(()) };
    let mut kiosk = bench.server().classic("/kiosk")?;
    let mut staff = bench.server().staff_at(&bench.desk, "ada", 0)?;
    let mut display = bench.server().classic("/display")?;
    display.expect("pick 0")?;
    kiosk.answer("new ann@a.b Ann")?;
    staff.fence()?;
    // The first idle moment after a start moves the log into the database, which syncs too; the
    // next is a hundred changes away.
    bench.until("moved")?;

    bench.disk("sync-once")?;
    kiosk.ask("new ben@a.b Ben", &format!("error new {NOT_SAVED}"))?;
    staff.silent()?;
    bench.disk("sync-once")?;
    staff.ask("accept 0", &format!("error accept {NOT_SAVED}"))?;
    display.silent()?;
    // It goes on, with nothing changed.
    staff.ask("accept 0", "success claimed 0")?;
    display.expect("claimed 0 0")?;
    kiosk.ask("query ben@a.b", "error query visitor email does not exist")?;
    kiosk.answer("new cat@a.b Cat")?;

    // What was refused does not come back with a crash right after.
    bench.disk("sync-once")?;
    let said = r#"request {"key":"k","email":"dan@a.b","name":"Dan"}"#;
    kiosk.ask(said, &format!("error request {NOT_SAVED}"))?;
    bench.kill()?;
    ensure!(bench.desk.integrity()? == "ok");
    let names: Vec<String> = bench.desk.exported()?.into_iter().map(|row| row[3].clone()).collect();
    ensure!(names == ["Ann", "Cat"], "{names:?}");
    let server = bench.desk.run()?;
    let answer = server.classic("/kiosk")?.answer(said)?;
    ensure!(answer.contains(r#""name":"Dan""#), "{answer}");
    bench.desk.ok(&["check"])?;
    Ok(())
}

#[test]
fn every_sync_fails() -> Result<()> {
    let Some(bench) = FailingDisk::new()? else { return Ok(()) };
    let server = bench.server();
    let mut kiosk = server.classic("/kiosk")?;
    let mut staff = server.v2("/staff")?;
    staff.send(&format!("resume {}", bench.desk.token("ada")))?;
    staff.wait_for("ready")?;
    let (_, healthy) = server.http("GET /health HTTP/1.1\r\nHost: desk\r\n\r\n")?;

    bench.disk("sync-always")?;
    // Neither saved nor undone: no answer would be true, so there is none. Unless a change
    // of the server's own came first: then it is known already that the disk takes nothing.
    let said = r#"request {"key":"k","email":"ann@a.b","name":"Ann"}"#;
    kiosk.send(said)?;
    match kiosk.next() {
        Ok(answer) => ensure!(answer == format!("error request {NOT_SAVED}"), "{answer}"),
        Err(_) => _ = kiosk.closed()?,
    }
    let mut kiosk = server.classic("/kiosk")?;
    kiosk.ask("new ben@a.b Ben", &format!("error new {NOT_SAVED}"))?;
    kiosk.ask("query ben@a.b", "error query visitor email does not exist")?;
    let warning = staff.next()?;
    ensure!(warning.starts_with("warning ") && warning.len() > 10, "{warning}");
    let (_, sick) = server.http("GET /health HTTP/1.1\r\nHost: desk\r\n\r\n")?;
    ensure!(sick != healthy, "{sick}");

    bench.disk("")?;
    eventually("changes are taken again", || Ok(ticket_id(&kiosk.answer(said)?).is_ok()))?;
    staff.wait_for("warning").context("it is over")?;
    let (_, well) = server.http("GET /health HTTP/1.1\r\nHost: desk\r\n\r\n")?;
    ensure!(!well.contains(&warning["warning ".len()..]), "{well}");
    let tickets = bench.desk.exported()?;
    ensure!(tickets.len() == 1, "{tickets:?}");
    bench.desk.ok(&["check"])?;
    Ok(())
}

#[test]
fn the_disk_is_full() -> Result<()> {
    let Some(mut bench) = FailingDisk::new()? else { return Ok(()) };
    let server = bench.server();
    let mut kiosk = server.classic("/kiosk")?;
    let mut staff = server.staff_at(&bench.desk, "ada", 0)?;
    let mut display = server.classic("/display")?;
    display.expect("pick 0")?;
    kiosk.answer("new ann@a.b Ann")?;
    staff.fence()?;

    bench.disk("full")?;
    kiosk.ask("new ben@a.b Ben", &format!("error new {NOT_SAVED}"))?;
    let said = r#"request {"key":"k","email":"ben@a.b","name":"Ben"}"#;
    kiosk.ask(said, &format!("error request {NOT_SAVED}"))?;
    staff.ask("accept 0", &format!("error accept {NOT_SAVED}"))?;
    staff.ask("unpick", &format!("error unpick {NOT_SAVED}"))?;
    // Reading goes on, and what would be refused anyway is refused as always.
    kiosk.ask("query ann@a.b", "success query Ann")?;
    kiosk.ask("new x", "error new email address is not valid")?;
    staff.ask("accept 7", "error accept ticket id does not exist")?;
    server.classic("/display")?.expect("pick 0")?;
    // Nothing was broadcast.
    display.silent()?;
    staff.silent()?;

    // With room again it goes on without a restart.
    bench.disk("")?;
    ensure!(ticket_id(&kiosk.answer(said)?)? == 1);
    staff.wait_for_start("new ")?;
    staff.ask("accept 0", "success claimed 0")?;
    display.expect("claimed 0 0")?;
    bench.kill()?;
    let rows = bench.desk.exported()?;
    ensure!(rows.len() == 2 && !rows[0][10].is_empty(), "{rows:?}");
    Ok(())
}

/// Of a batch in which the disk was full for some, each got a true answer.
#[test]
fn a_burst_in_which_the_disk_fails() -> Result<()> {
    let Some(bench) = FailingDisk::new()? else { return Ok(()) };
    let mut kiosk = bench.server().classic("/kiosk")?;
    let mut saved = Vec::new();
    for burst in 0..20 {
        for one in 0..32 {
            kiosk.queue(&format!("new v{burst}-{one}@a.b V"))?;
        }
        if burst % 2 == 0 {
            bench.disk(if burst % 4 == 0 { "full" } else { "sync-once" })?;
        }
        kiosk.flush()?;
        for one in 0..32 {
            match kiosk.next()? {
                answer if answer == format!("error new {NOT_SAVED}") => {}
                answer => {
                    ticket_id(&answer)?;
                    saved.push(format!("v{burst}-{one}@a.b"));
                }
            }
        }
        bench.disk("")?;
    }
    let kept: Vec<String> = bench.desk.exported()?.into_iter().map(|row| row[2].clone()).collect();
    ensure!(kept == saved, "kept {} of {}", kept.len(), saved.len());
    ensure!(saved.len() >= 320 && saved.len() < 640, "{}", saved.len());
    Ok(())
}

/// Bringing a database to today's form is killed at the first, second, fourth, … write and at every sync:
/// it is as it was or wholly new, and the next start ends it.
#[test]
fn killed_while_a_database_is_brought_up_to_date() -> Result<()> {
    const TICKETS: i64 = 3000;
    const NEWEST: i64 = 10;
    let desk = Desk::empty()?;
    let elsewhere = tempfile::tempdir()?;
    let old = elsewhere.path().join("as-it-was.db");
    // A database of the version before, with enough in it that many pages are written.
    fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/v4.db"), &old)?;
    let database = rusqlite::Connection::open(&old)?;
    let first: i64 = database.query_row("SELECT max(id) + 1 FROM ticket", [], |row| row.get(0))?;
    database.execute_batch(&format!(
        "WITH RECURSIVE n(id) AS
             (SELECT {first} UNION ALL SELECT id + 1 FROM n WHERE id < {TICKETS} - 1)
         INSERT INTO ticket (id, email, name, start, rank, calls, called, acted, source)
         SELECT id, 'v' || id || '@a.b', 'Ann', 1, id, 0, 0, 1, 'kiosk' FROM n;
         PRAGMA wal_checkpoint(TRUNCATE);"
    ))?;
    database.close().map_err(|(_, error)| error)?;
    let place = desk.dir().join("walkup.db");
    let mut held = 0;
    let mut done = 0;
    for (call, numbers) in [
        ("write", (0..20).map(|power| 1 << power).collect::<Vec<_>>()),
        ("sync", (1..20).collect()),
    ] {
        for number in numbers {
            for end in ["", "-wal", "-shm"] {
                fs::remove_file(format!("{}{end}", place.display())).ok();
            }
            fs::copy(&old, &place)?;
            let Some(is_held) = starts_and_is_killed(&desk, &format!("{call} {number}"))? else {
                return Ok(());
            };
            let database = rusqlite::Connection::open(&place)?;
            let tables = |names: &str| -> Result<i64> {
                let sql = format!("SELECT count(*) FROM sqlite_schema WHERE name IN ({names})");
                Ok(database.query_row(&sql, [], |row| row.get(0))?)
            };
            let found = (
                database.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0))?,
                tables("'visitor', 'open_ticket'")?,
                tables("'journal', 'ticket_text'")?,
            );
            let what = format!("{call} {number}: (version, old tables, new tables) = {found:?}");
            ensure!(found == (4, 2, 0) || found == (NEWEST, 0, 2), "{what}");
            ensure!(is_held || found.0 == NEWEST, "up, and not brought forward: {what}");
            drop(database);
            if !is_held {
                break;
            }
            held += 1;
            done += i32::from(found.0 == NEWEST);
            desk.run()?.stop()?;
            ensure!(desk.ok(&["check"])? == "ok\n", "{what}");
            let database = rusqlite::Connection::open(&place)?;
            let tickets: i64 =
                database.query_row("SELECT count(*) FROM ticket", [], |row| row.get(0))?;
            ensure!(tickets == TICKETS, "{tickets} tickets: {what}");
        }
    }
    ensure!(done > 0 && held > done + 3, "held {held} times, {done} of which it was done");
    Ok(())
}

/// Whoever was told that nothing was saved has no more rights than before.
#[test]
fn a_set_up_that_was_not_saved_leaves_nothing() -> Result<()> {
    let desk = Desk::empty()?;
    let code = desk.ok(&["setup-code"])?.trim().to_owned();
    let Some(bench) = FailingDisk::under(desk)? else { return Ok(()) };
    let setup = format!(
        r#"setup {{"code":"{code}","organisation":"Town hall","tables":4,"user":"ann","name":"Ann","password":"a horse of my own"}}"#
    );
    let mut window = bench.server().v2("/staff")?;
    window.fence()?;
    let mut board = bench.server().v2("/display")?;
    board.wait_for("ready")?;
    bench.disk("full")?;
    window.ask(&setup, &format!("error setup {NOT_SAVED}"))?;
    window.ask("people", "error people you are not signed in")?;
    board.silent()?;
    // Long messages are for admins.
    window.send(&format!("announce {}", "x".repeat(5000)))?;
    ensure!(window.closed()? == Some(1009));
    bench.disk("")?;
    let mut window = bench.server().v2("/staff")?;
    window.wait_for("setup")?;
    window.send(&setup)?;
    window.wait_for_start("success setup ")?;
    window.wait_for("ready")?;
    window.ask(&format!("announce {}", "x".repeat(5000)), "error announce the text is too long")?;
    Ok(())
}

/// Trouble that is over, and services that are gone, are told though a write failed just before.
#[test]
fn what_ended_is_told_after_a_write_that_failed() -> Result<()> {
    let Some(bench) = FailingDisk::new()? else { return Ok(()) };
    let server = bench.server();
    let mut lead = server.v2("/staff")?;
    lead.send(&format!("pick 0 {}", bench.desk.token("ada")))?;
    lead.wait_for("ready")?;
    let mut kiosk = server.v2("/kiosk")?;
    let mut display = server.v2("/display")?;
    let set = |services: &str| format!(r#"set {{"version":9,"values":{{"services":{services}}}}}"#);
    let fails = |lead: &mut Client| -> Result<()> {
        bench.disk("full")?;
        let answer = lead.answer("announce Hello")?;
        ensure!(answer == format!("error announce {NOT_SAVED}"), "{answer}");
        bench.disk("")
    };

    // A kiosk asks for help, and somebody goes.
    kiosk.send("help")?;
    lead.wait_for_start(r#"warnings [{"kind":"help""#)?;
    fails(&mut lead)?;
    lead.send("helped kiosk")?;
    let heard = lead.wait_for("success helped kiosk")?;
    ensure!(heard.iter().any(|text| text == "warnings []"), "{heard:?}");

    // Somebody waits for a service that nobody takes, until somebody does.
    lead.send(&set(r#"[{"id":"x","text":{"en":"X"}},{"id":"y","text":{"en":"Y"}}]"#))?;
    lead.wait_for_start("success set ")?;
    lead.send("serve x")?;
    lead.wait_for("success serve x")?;
    kiosk.send(r#"request {"key":"1","service":"y","email":"ann@a.b","name":"Ann"}"#)?;
    kiosk.wait_for_start("success new ")?;
    lead.wait_for_start(r#"warnings [{"kind":"untaken""#)?;
    fails(&mut lead)?;
    lead.send("serve")?;
    let heard = lead.wait_for("success serve")?;
    ensure!(heard.iter().any(|text| text == "warnings []"), "{heard:?}");

    // The services are taken away.
    lead.send("withdraw 0")?;
    lead.wait_for("success withdraw 0")?;
    for client in [&mut lead, &mut kiosk, &mut display] {
        client.fence()?;
    }
    fails(&mut lead)?;
    lead.send(&set("[]"))?;
    let mut heard = Vec::new();
    while !heard.last().is_some_and(|text: &String| text.starts_with("success set ")) {
        heard.push(lead.next()?);
    }
    for (who, heard) in [("staff", heard), ("kiosk", kiosk.fence()?), ("display", display.fence()?)]
    {
        ensure!(heard.iter().any(|text| text == "services []"), "{who}: {heard:?}");
    }
    Ok(())
}

/// One touch whose ticket was not saved gave none, so the next may come at once.
#[test]
fn a_touch_that_was_not_saved_does_not_count() -> Result<()> {
    let desk = Desk::with_settings(
        r#"services = [{ id = "x", text = { en = "X" }, identity = { kind = "none" } }]"#,
    )?;
    let Some(bench) = FailingDisk::under(desk)? else { return Ok(()) };
    let mut kiosk = bench.server().classic("/kiosk")?;
    // More often than a kiosk may give tickets in a minute.
    bench.disk("full")?;
    for _ in 0..13 {
        kiosk.ask(r#"request {"key":"1"}"#, &format!("error request {NOT_SAVED}"))?;
    }
    bench.disk("")?;
    ensure!(ticket_id(&kiosk.answer(r#"request {"key":"1"}"#)?)? == 0);
    // What was saved counts.
    kiosk.ask(r#"request {"key":"2"}"#, "error request wait a moment")?;
    Ok(())
}
