//! Backups that make themselves, putting one back, a full disk, and a clock that goes back.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use server::World;

use crate::support::{Desk, eventually};
use crate::world::{DAY, Hosted};

fn watchful() -> World {
    let mut world = World::default();
    world.limits.upkeep_every = Duration::from_millis(20);
    world
}

/// The backups of a desk, the oldest first.
pub fn backups(desk: &Desk) -> Result<Vec<PathBuf>> {
    let Ok(entries) = fs::read_dir(desk.dir().join("backups")) else { return Ok(Vec::new()) };
    let mut found: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    found.retain(|path| path.extension().is_some_and(|end| end == "db"));
    found.sort();
    Ok(found)
}

fn health(server: &Hosted) -> Result<String> {
    let mut raw = server.raw()?;
    raw.send(b"GET /health HTTP/1.1\r\nHost: desk\r\n\r\n")?;
    raw.head()?;
    raw.rest()
}

/// Health says it, and so does what a staff window hears when it connects.
fn says(server: &Hosted, desk: &Desk, warning: &str) -> Result<()> {
    eventually("health says it", || Ok(health(server)?.contains(warning)))?;
    let mut staff = server.v2("/staff")?;
    staff.send(&format!("resume {}", desk.token("ada")))?;
    staff.wait_for_start(&format!("warning {warning}")).map(drop)
}

#[test]
fn each_day_has_a_backup_and_the_oldest_go() -> Result<()> {
    let desk = Desk::with_settings("backups = 2\nday_ends = \"off\"\n")?;
    let world = watchful();
    let clock = world.clock.clone();
    let server = Hosted::run(&desk, world)?;
    let mut kiosk = server.classic("/kiosk")?;
    kiosk.answer("new a@b.c Ann")?;
    let mut seen = std::collections::BTreeSet::new();
    for day in 1..=3 {
        eventually("the day has its backup", || {
            let before = seen.len();
            seen.extend(backups(&desk)?);
            Ok(seen.len() > before || seen.len() == day)
        })?;
        assert_eq!(seen.len(), day);
        // The clerk must have seen that time went on like the clock before it may be doubted.
        clock.pass(DAY);
    }
    eventually("two are left", || Ok(backups(&desk)?.len() == 2))?;
    let newest = backups(&desk)?.pop().context("two")?;
    let copy = rusqlite::Connection::open(newest)?;
    let whole: String = copy.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    assert_eq!(whole, "ok");
    let count: i64 = copy.query_row("SELECT count(*) FROM ticket", [], |row| row.get(0))?;
    assert_eq!(count, 1);
    Ok(())
}

/// A database that takes long to copy and to check.
pub fn make_large(desk: &Desk) -> Result<()> {
    let database = rusqlite::Connection::open(desk.database()?)?;
    database.execute_batch(
        "CREATE TABLE filler (data BLOB) STRICT;
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
         INSERT INTO filler SELECT zeroblob(1000000) FROM n;
         PRAGMA wal_checkpoint(TRUNCATE);",
    )?;
    Ok(())
}

#[test]
fn a_stop_does_not_wait_for_the_backup_that_is_under_way() -> Result<()> {
    let desk = Desk::new()?;
    make_large(&desk)?;
    let folder = desk.dir().join("backups");
    let files = || -> Result<usize> {
        Ok(fs::read_dir(&folder).map_or(0, |entries| entries.flatten().count()))
    };
    let server = Hosted::run(&desk, watchful())?;
    eventually("the backup has begun", || Ok(files()? > 0))?;
    ensure!(backups(&desk)?.is_empty(), "it was made before it could be stopped");
    drop(server);
    // Had the stop waited for it, it would be there.
    assert_eq!(files()?, 0, "nothing is left of it");
    // It is made at the next start, and what a kill leaves behind goes with it.
    fs::write(folder.join(".walkup-2026-01-01.db.abc.part"), "")?;
    let server = Hosted::run(&desk, watchful())?;
    eventually("the backup is made", || Ok(backups(&desk)?.len() == 1))?;
    drop(server);
    assert_eq!(files()?, 1);
    Ok(())
}

#[test]
fn while_the_clock_is_in_doubt_no_backup_is_made_or_removed() -> Result<()> {
    let desk = Desk::with_settings("backups = 1\n")?;
    let world = watchful();
    let clock = world.clock.clone();
    let server = Hosted::run(&desk, world)?;
    eventually("today has its backup", || Ok(backups(&desk)?.len() == 1))?;
    let todays = backups(&desk)?;
    clock.jump(30 * 24 * 60 * 60 * 1000);
    says(&server, &desk, "The clock has jumped")?;
    let mut display = server.v2("/display")?;
    display.ignore_nothing();
    // By five ticks the backups were looked at again.
    for _ in 0..5 {
        display.wait_for_start("tick")?;
    }
    assert_eq!(backups(&desk)?, todays);
    Ok(())
}

#[test]
fn a_backup_that_fails_and_a_disk_nearly_full_are_said() -> Result<()> {
    let desk = Desk::new()?;
    let blocker = desk.dir().join("blocker");
    fs::write(&blocker, "")?;
    desk.set(&format!("backup_dir = {:?}\n", blocker.join("inside")))?;
    {
        let server = Hosted::run(&desk, watchful())?;
        says(&server, &desk, "The last backup failed")?;
        fs::remove_file(&blocker)?;
        eventually("it is over", || Ok(!health(&server)?.contains("backup failed")))?;
    }
    desk.set("disk_warning_mb = 4000000000\n")?;
    let server = Hosted::run(&desk, watchful())?;
    says(&server, &desk, "The disk is nearly full")
}

#[test]
fn a_restored_backup_is_the_desk_as_it_was_and_what_it_replaces_is_kept() -> Result<()> {
    let desk = Desk::new()?;
    let copies = tempfile::tempdir()?;
    let copy = copies.path().join("copy.db");
    let server = desk.run()?;
    server.classic("/kiosk")?.answer("new a@b.c Ann")?;
    desk.ok(&["backup", &copy.to_string_lossy()])?;
    server.classic("/kiosk")?.answer("new b@b.c Ben")?;

    let restore = ["restore", &*copy.to_string_lossy()];
    let output = desk.cli(&restore)?;
    assert_eq!(output.status.code(), Some(1));
    ensure!(String::from_utf8_lossy(&output.stderr).contains("stop it first"));
    // A server that was killed leaves its last tickets in the write-ahead log.
    server.kill()?;
    let said = desk.ok(&restore)?;
    ensure!(said.contains("replaced-1.db"), "{said}");
    assert_eq!(desk.exported()?.len(), 1);
    assert_eq!(desk.ok(&["check"])?, "ok\n");
    ensure!(desk.ok(&["audit"])?.contains("administrator\trestored"));
    let server = desk.run()?;
    // Every session has ended: a token of before may have been taken away since the backup.
    let mut ada = server.classic("/staff")?;
    ada.expect("taken")?;
    let unknown = "error pick the provided token does not belong to any staff member";
    ada.ask(&format!("pick 0 {}", desk.token("ada")), unknown)?;
    let token = desk.ok(&["staff", "token", "ada"])?;
    ada.ask(&format!("pick 0 {}", token.trim_end()), "success pick 0")?;
    ada.wait_for_start("new ")?;
    ada.ask("accept 0", "success claimed 0")?;
    drop(server);

    let replaced = desk.dir().join("replaced-1.db");
    let said = desk.ok(&["restore", &replaced.to_string_lossy()])?;
    ensure!(said.contains("replaced-2.db"), "{said}");
    assert_eq!(desk.exported()?.len(), 2, "nothing of what was replaced is lost");
    Ok(())
}

/// Ids that people have seen never come again, whatever is left to tell how far they had gone; nobody
/// stays signed in, and a device that had been revoked is named.
#[test]
fn a_restore_gives_no_id_again_and_says_which_devices_are_back() -> Result<()> {
    let desk = Desk::new()?;
    let copies = tempfile::tempdir()?;
    let copy = copies.path().join("copy.db");
    let lost = desk.ok(&["device", "add", "kiosk", "Lost"])?;
    desk.ok(&["device", "add", "kiosk", "Door"])?;
    let server = desk.run()?;
    let mut kiosk = server.classic("/kiosk")?;
    kiosk.answer("new a@b.c Ann")?;
    desk.ok(&["backup", &copy.to_string_lossy()])?;
    for _ in 0..3 {
        kiosk.answer("new b@b.c Ben")?;
    }
    desk.ok(&["device", "revoke", "Lost"])?;
    server.kill()?;

    let restore = ["restore", &*copy.to_string_lossy()];
    let said = desk.ok(&restore)?;
    ensure!(said.contains("these devices may connect again: Lost\n"), "{said}");
    let next_id = || -> Result<i64> {
        let server = desk.run()?;
        let answer = server.classic("/kiosk")?.answer("new c@b.c Cat")?;
        let ticket = answer.strip_prefix("success new ").with_context(|| answer.clone())?;
        let id = ticket.parse::<shared::ticket::Ticket>()?.id.get();
        let mut staff = server.classic("/staff")?;
        let answer = staff.answer(&format!("resume {}", desk.token("ada")))?;
        ensure!(answer == "error resume please relogin", "{answer}");
        server.kill()?;
        Ok(id)
    };
    let mut highest = 3;
    let mut expect_above = |what: &str, least: i64| -> Result<()> {
        let id = next_id()?;
        ensure!(id > highest && id >= least, "{what}: {id} after {highest}");
        highest = id;
        Ok(())
    };
    expect_above("all is readable", 0)?;
    // Again, with less and less that is left to tell.
    let database = desk.database()?;
    fs::write(&database, "rubbish")?;
    fs::remove_file(desk.wal()?).ok();
    desk.ok(&restore)?;
    expect_above("no old database", 0)?;
    fs::remove_file(desk.dir().join("ids.high"))?;
    desk.ok(&restore)?;
    expect_above("no ids.high", 0)?;
    fs::write(&database, "rubbish")?;
    fs::remove_file(format!("{}-wal", database.display())).ok();
    fs::remove_file(desk.dir().join("ids.high"))?;
    let said = desk.ok(&restore)?;
    ensure!(said.contains("10000 above"), "{said}");
    let id = next_id()?;
    ensure!(id >= 10_001, "{id}");
    ensure!(!said.contains(lost.trim()), "a key is nobody's business");
    Ok(())
}

/// A large table is checked as well as the small ones.
#[test]
fn a_backup_of_a_damaged_history_is_none() -> Result<()> {
    let desk = Desk::new()?;
    crate::forgetting::with_past_tickets(&desk, 100, 1, "Ann")?;
    let database = desk.database()?;
    let db = rusqlite::Connection::open(&database)?;
    let sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'ticket_end'";
    let page: i64 = db.query_row(sql, [], |row| row.get(0))?;
    let place = usize::try_from((page - 1) * 4096)?;
    drop(db);
    let mut bytes = fs::read(&database)?;
    // A time in the index is another one than in its ticket.
    bytes[place + 4095] ^= 1;
    fs::write(&database, bytes)?;
    let copies = tempfile::tempdir()?;
    let copy = copies.path().join("copy.db");
    let said = crate::cli::fails(&desk, &["backup", &copy.to_string_lossy()], 1)?;
    ensure!(said.contains("damaged"), "{said}");
    assert_eq!(fs::read_dir(copies.path())?.count(), 0, "it is left there");
    crate::cli::fails(&desk, &["restore", &database.to_string_lossy()], 1)?;
    Ok(())
}

#[test]
fn what_is_no_backup_replaces_nothing() -> Result<()> {
    let desk = Desk::new()?;
    let copies = tempfile::tempdir()?;
    let bad = copies.path().join("bad.db");
    let before = desk.exported()?;
    let mut bytes = fs::read(desk.database()?)?;
    for at in (4096..bytes.len()).step_by(7) {
        bytes[at] ^= 0x5a;
    }
    for content in [b"not a database at all, but long enough to look at".to_vec(), bytes] {
        fs::write(&bad, content)?;
        let output = desk.cli(&["restore", &bad.to_string_lossy()])?;
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(!said.contains("panicked"), "{said}");
    }
    assert_eq!(desk.cli(&["restore", "/nowhere.db"])?.status.code(), Some(1));
    assert_eq!(desk.exported()?, before);
    assert_eq!(desk.ok(&["check"])?, "ok\n");
    ensure!(!desk.dir().join("replaced-1.db").exists());
    Ok(())
}

#[test]
fn a_clock_that_goes_back_turns_no_ticket_round() -> Result<()> {
    let desk = Desk::with_settings("day_ends = \"off\"\n")?;
    let world = World::default();
    let clock = world.clock.clone();
    {
        let server = Hosted::run(&desk, world)?;
        let mut kiosk = server.classic("/kiosk")?;
        let mut ada = server.staff(&desk, "ada")?;
        ada.ignore("tick");
        ada.ignore("waiting");
        ada.ignore("about");
        ada.ignore("at");
        ada.ignore("new");
        ada.ignore("claimed");
        ada.ignore("complete");
        ada.send(&format!("pick 0 {}", desk.token("ada")))?;
        ada.wait_for("success pick 0")?;
        for ticket in 0..3 {
            kiosk.answer(&format!("new v{ticket}@a.b Visitor"))?;
            clock.jump(-60 * 60 * 1000);
            ada.ask(&format!("accept {ticket}"), &format!("success claimed {ticket}"))?;
            clock.jump(-3 * 60 * 60 * 1000);
            ada.ask(&format!("complete {ticket}"), &format!("success complete {ticket}"))?;
        }
    }
    for row in desk.exported()? {
        let (start, first, claimed, end) = (&row[8], &row[9], &row[10], &row[11]);
        ensure!(start <= first && first <= claimed && claimed <= end, "{row:?}");
    }
    assert_eq!(desk.ok(&["check"])?, "ok\n");
    Ok(())
}
