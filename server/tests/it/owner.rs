//! What whoever runs a desk asks from a window: the audit log, one visitor, an erasure, a backup,
//! how the server is.

use std::fs;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use server::World;

use crate::support::{Client, Desk, Server};
use crate::world::Hosted;

fn admin(server: &Server, desk: &Desk) -> Result<Client> {
    let mut admin = server.v2("/staff")?;
    admin.answer(&format!("resume {}", desk.token("ada")))?;
    admin.wait_for("ready")?;
    Ok(admin)
}

/// What a command is answered with: its rows, and the success.
fn rows(client: &mut Client, said: &str) -> Result<(Vec<String>, String)> {
    client.send(said)?;
    let mut rows = Vec::new();
    loop {
        let text = client.next()?;
        match text.strip_prefix("row ") {
            Some(row) => rows.push(row.to_owned()),
            None if text.starts_with("success ") || text.starts_with("error ") => {
                return Ok((rows, text));
            }
            None => {}
        }
    }
}

/// A backup that is asked for while nobody knows the day takes none of the others away.
#[test]
fn a_backup_removes_none_while_the_clock_is_doubted() -> Result<()> {
    let desk = Desk::with_settings("backups = 1\nsession_hours = 10000\n")?;
    let world = World::default();
    let clock = world.clock.clone();
    let server = Hosted::run(&desk, world)?;
    let mut ada = server.v2("/staff")?;
    ada.answer(&format!("resume {}", desk.token("ada")))?;
    ada.wait_for("ready")?;
    ada.send("backup")?;
    ada.wait_for_start("success backup ")?;
    let folder = desk.dir().join("backups");
    let before = folder.join("walkup-2020-01-01.db");
    let now = fs::read_dir(&folder)?.next().context("no backup")??.path();
    fs::copy(&now, &before)?;
    clock.jump(30 * 24 * 60 * 60 * 1000);
    ada.wait_for_start("warning The clock has jumped")?;
    ada.send("backup")?;
    ada.wait_for_start("success backup ")?;
    ensure!(before.exists(), "the older backup is gone");
    Ok(())
}

#[test]
fn one_visitor_is_shown_and_forgotten() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut kiosk = server.classic("/kiosk")?;
    for visitor in ["ann", "ben", "ann"] {
        let request = format!("new {visitor}@a.b Name of {visitor}");
        ensure!(kiosk.answer(&request)?.starts_with("success "));
    }
    let mut ada = admin(&server, &desk)?;
    let (found, answer) = rows(&mut ada, "visitor ANN@a.b")?;
    ensure!(answer == "success visitor 2", "{answer}");
    ensure!(found.len() == 3 && found[0].starts_with("id,number,email"), "{found:?}");
    ensure!(found[1..].iter().all(|row| row.contains("ann@a.b")), "{found:?}");
    let (found, answer) = rows(&mut ada, "visitor nobody@a.b")?;
    ensure!((found.len(), answer.as_str()) == (1, "success visitor 0"), "{found:?}");

    ada.send("erase ann@a.b")?;
    ada.wait_for("error erase that visitor has an open ticket: end it first")?;
    for ticket in [0, 2] {
        ada.send(&format!("withdraw {ticket}"))?;
        ada.wait_for(&format!("success withdraw {ticket}"))?;
    }
    let answer = rows(&mut ada, "erase ann@a.b")?.1;
    ensure!(answer.starts_with("success erase erased 2 tickets"), "{answer}");
    let (_, answer) = rows(&mut ada, "visitor ann@a.b")?;
    ensure!(answer == "success visitor 0", "{answer}");
    ensure!(rows(&mut ada, "visitor ben@a.b")?.1 == "success visitor 1");

    // Who did it stands in the log, and not whom it was about.
    let today = chrono::Local::now().date_naive();
    let (acts, answer) = rows(&mut ada, &format!("audit {today} {today}"))?;
    ensure!(answer == format!("success audit {}", acts.len() - 1), "{answer}");
    ensure!(acts[0] == "at,who,what,ticket,table", "{}", acts[0]);
    for act in ["staff ada,visitor shown", "staff ada,visitor erased"] {
        ensure!(acts.iter().any(|row| row.contains(act)), "{act}: {acts:?}");
    }
    ensure!(!acts.iter().any(|row| row.contains("ann")), "{acts:?}");
    Ok(())
}

#[test]
fn settings_that_were_set_are_in_the_log_with_what_held_before() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut ada = admin(&server, &desk)?;
    ada.send(r#"set {"version":0,"values":{"tables":12}}"#)?;
    ada.wait_for("success set 1")?;
    ada.send(r#"person {"user":"bob","role":"lead"}"#)?;
    ada.wait_for_start("success person")?;
    let (acts, _) = rows(&mut ada, "audit 2026-01-01 2099-01-01")?;
    ensure!(acts.iter().any(|row| row.contains("staff ada,set tables from 10 to 12")), "{acts:?}");
    ensure!(acts.iter().any(|row| row.contains("staff ada,account changed: 2 lead")), "{acts:?}");
    let (acts, answer) = rows(&mut ada, "audit 2020-01-01 2020-01-02")?;
    ensure!((acts.len(), answer.as_str()) == (1, "success audit 0"), "{acts:?}");
    let answer = rows(&mut ada, "audit 2026-01-02 2026-01-01")?.1;
    ensure!(answer == "error audit the dates cannot be read", "{answer}");
    Ok(())
}

#[test]
fn a_backup_of_now_and_how_the_server_is() -> Result<()> {
    let desk = Desk::with_settings("backups = 3\n")?;
    let server = desk.run()?;
    let mut kiosk = server.classic("/kiosk")?;
    kiosk.answer("new ann@a.b Ann")?;
    let mut ada = admin(&server, &desk)?;
    let answer = rows(&mut ada, "backup")?.1;
    let name = answer.strip_prefix("success backup ").context("no backup")?.to_owned();
    let file = desk.dir().join("backups").join(&name);
    let first = fs::metadata(&file)?.len();
    ensure!(first > 0);
    // A second one the same day takes its place.
    kiosk.answer("new ben@a.b Ben")?;
    ensure!(rows(&mut ada, "backup")?.1 == answer);
    let copy = rusqlite::Connection::open(&file)?;
    let tickets: i64 = copy.query_row("SELECT count(*) FROM ticket", [], |row| row.get(0))?;
    ensure!(tickets == 2, "{tickets}");

    let answer = rows(&mut ada, "health")?.1;
    let health: Value =
        serde_json::from_str(answer.strip_prefix("success health ").context("no health")?)?;
    ensure!(health["staff"] == 1 && health["kiosks"] == 1 && health["displays"] == 0, "{health}");
    ensure!(health["backups"][0]["name"] == name.as_str(), "{health}");
    ensure!(health["this_computer_only"] == true && health["backups_kept"] == 3, "{health}");
    ensure!(health["disk_free"].as_u64().is_some(), "{health}");
    // Leads may ask how it is.
    desk.ok(&["staff", "role", "bob", "lead"])?;
    let mut bob = server.v2("/staff")?;
    bob.answer(&format!("resume {}", desk.token("bob")))?;
    bob.wait_for("ready")?;
    ensure!(rows(&mut bob, "health")?.1.starts_with("success health "));
    ensure!(rows(&mut bob, "backup")?.1 == "error backup this needs an admin account");
    Ok(())
}

#[test]
fn how_many_a_shorter_time_would_take() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    crate::forgetting::with_past_tickets(&desk, 100, 5, "Ann")?;
    let mut ada = admin(&server, &desk)?;
    ensure!(rows(&mut ada, "retention 30")?.1 == "success retention 0");
    ensure!(rows(&mut ada, "retention 3")?.1 == "success retention 100");
    for days in ["0", "36501", "x", ""] {
        let answer = rows(&mut ada, &format!("retention {days}"))?.1;
        ensure!(answer == "error retention the number of days cannot be read", "{answer}");
    }
    Ok(())
}

/// Answers come in the order of the commands, whatever takes long.
#[test]
fn what_takes_long_keeps_its_place_among_the_answers() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut ada = admin(&server, &desk)?;
    for said in
        ["people", "health", "next", r#"person {"user":"eve","name":"Eve"}"#, "backup", "unpick"]
    {
        ada.queue(said)?;
    }
    ada.flush()?;
    let mut answered = Vec::new();
    while answered.len() < 6 {
        let text = ada.next()?;
        if text.starts_with("success ") || text.starts_with("error ") {
            answered.extend(text.split(' ').nth(1).map(str::to_owned));
        }
    }
    ensure!(answered == ["people", "health", "next", "person", "backup", "unpick"], "{answered:?}");
    Ok(())
}
