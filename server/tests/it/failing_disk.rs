//! A disk that fails: each answer is true, nothing that was not saved is heard of, and the server goes
//! on as soon as the disk does.
#![cfg(target_os = "linux")]

use std::fs;

use anyhow::{Context as _, Result, bail, ensure};

use crate::durability::ticket_id;
use crate::support::{FailingDisk, eventually};

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
