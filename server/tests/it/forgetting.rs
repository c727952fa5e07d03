//! Forgetting visitors: the answer is true whatever stands in its way, the desk goes on serving, and
//! what could not be done at once is made up for.

use std::process::{Child, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use rusqlite::Connection;

use crate::support::{Client, Desk, Server, eventually};
use crate::world::{Hosted, with_limits};

const SECRET: &str = "very-secret";
const ADDRESS: &str = "very-secret@forget.example";
const UNKNOWN: &str = "error query visitor email does not exist";

/// Whether a text stands in the database or its log, byte for byte.
fn is_on_disk(desk: &Desk, text: &str) -> Result<bool> {
    let mut bytes = std::fs::read(desk.database()?)?;
    bytes.extend(std::fs::read(desk.wal()?).unwrap_or_default());
    Ok(bytes.windows(text.len()).any(|window| window == text.as_bytes()))
}

/// A visitor comes and goes, and all of that is in the tables.
fn visit(desk: &Desk, kiosk: &mut Client, staff: &mut Client) -> Result<()> {
    kiosk.answer(&format!("new {ADDRESS} Secretive Person"))?;
    let taken = staff.answer("next")?;
    let id = taken.strip_prefix("success next ").with_context(|| taken.clone())?;
    ensure!(staff.answer(&format!("complete {id}"))?.starts_with("success complete"));
    desk.ok(&["audit"])?;
    ensure!(is_on_disk(desk, SECRET)?);
    Ok(())
}

/// A reader that holds the pages of this moment until it is dropped.
fn reader(desk: &Desk) -> Result<Connection> {
    let reader = Connection::open(desk.database()?)?;
    reader.execute_batch("BEGIN; SELECT count(*) FROM ticket;")?;
    Ok(reader)
}

fn begin(desk: &Desk, arguments: &[&str]) -> Result<Child> {
    let mut command = desk.command(arguments);
    Ok(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?)
}

fn said(process: Child) -> Result<String> {
    let output = process.wait_with_output()?;
    ensure!(output.status.success(), "{output:?}");
    Ok(String::from_utf8(output.stdout)?)
}

const HELD: &str = "a reader still holds old pages";

#[test]
fn while_a_reader_holds_old_pages_an_erase_says_so_and_the_desk_goes_on() -> Result<()> {
    let desk = Desk::with_settings("backups = 0\n")?;
    let world = with_limits(|limits| limits.upkeep_every = Duration::from_millis(50));
    let server = Hosted::run(&desk, world)?;
    let mut kiosk = server.classic("/kiosk")?;
    let mut ada = server.staff(&desk, "ada")?;
    ada.answer(&format!("pick 0 {}", desk.token("ada")))?;
    visit(&desk, &mut kiosk, &mut ada)?;

    let reader = reader(&desk)?;
    let mut erasing = begin(&desk, &["person", "erase", ADDRESS])?;
    eventually("the desk has forgotten", || {
        Ok(kiosk.answer(&format!("query {ADDRESS}"))? == UNKNOWN)
    })?;
    // It has decided that, and serves on while the bytes are waited for.
    ensure!(kiosk.answer("new other@a.b Other")?.starts_with("success new "));
    ensure!(ada.answer("next")?.starts_with("success next "));
    ensure!(erasing.try_wait()?.is_none(), "it said that it was done before it was");
    let said = said(erasing)?;
    ensure!(said.starts_with("erased 1 ticket; ") && said.contains(HELD), "{said}");
    ensure!(is_on_disk(&desk, SECRET)?, "the reader holds nothing, so this test shows nothing");

    drop(reader);
    eventually("it is made up for", || Ok(!is_on_disk(&desk, SECRET)?))?;
    kiosk.ask("query other@a.b", "success query Other")
}

#[test]
fn an_erase_that_was_held_up_can_be_done_again_and_is_owed_over_a_crash() -> Result<()> {
    let desk = Desk::with_settings("backups = 0\n")?;
    let server = desk.run()?;
    let mut kiosk = server.classic("/kiosk")?;
    let mut ada = server.staff_at(&desk, "ada", 0)?;
    let erase = ["person", "erase", ADDRESS];
    let held_up = |kiosk: &mut Client, ada: &mut Client| -> Result<Connection> {
        visit(&desk, kiosk, ada)?;
        let reader = reader(&desk)?;
        let said = desk.ok(&erase)?;
        ensure!(said.starts_with("erased 1 ticket; ") && said.contains(HELD), "{said}");
        ensure!(is_on_disk(&desk, SECRET)?);
        Ok(reader)
    };
    drop(held_up(&mut kiosk, &mut ada)?);
    assert_eq!(desk.ok(&erase)?, "erased 0 tickets\n");
    ensure!(!is_on_disk(&desk, SECRET)?, "the second time it did nothing");

    let reader = held_up(&mut kiosk, &mut ada)?;
    server.kill()?;
    let world = with_limits(|limits| limits.upkeep_every = Duration::from_millis(50));
    let _server = Hosted::run(&desk, world)?;
    drop(reader);
    eventually("what was owed is made up for", || Ok(!is_on_disk(&desk, SECRET)?))
}

#[test]
fn a_stop_does_not_wait_for_a_reader_that_holds_up_an_erase() -> Result<()> {
    let desk = Desk::with_settings("backups = 0\n")?;
    let mut server = desk.run()?;
    let mut kiosk = server.classic("/kiosk")?;
    let mut ada = server.staff_at(&desk, "ada", 0)?;
    visit(&desk, &mut kiosk, &mut ada)?;
    let reader = reader(&desk)?;
    let erasing = begin(&desk, &["person", "erase", ADDRESS])?;
    eventually("the desk has forgotten", || {
        Ok(kiosk.answer(&format!("query {ADDRESS}"))? == UNKNOWN)
    })?;
    server.ask_to_stop()?;
    // What a service manager is promised; it has more patience than that.
    let status = server.wait(Duration::from_secs(3))?;
    ensure!(status.success(), "{status}");
    erasing.wait_with_output()?;
    drop(reader);
    assert_eq!(desk.ok(&["person", "erase", ADDRESS])?, "erased 0 tickets\n");
    ensure!(!is_on_disk(&desk, SECRET)?);
    Ok(())
}

/// A desk with so many tickets that ended so many days ago, each of a visitor with this name.
pub fn with_past_tickets(desk: &Desk, count: i64, days: i64, name: &str) -> Result<()> {
    let database = Connection::open(desk.database()?)?;
    let at = chrono::Utc::now().timestamp_millis() - days * 24 * 60 * 60 * 1000;
    database.execute_batch(&format!(
        // As the server does, or pages would keep copies that it knows nothing of.
        "PRAGMA secure_delete = ON;
         CREATE TEMP TABLE n AS WITH RECURSIVE n(id) AS
             (SELECT 0 UNION ALL SELECT id + 1 FROM n WHERE id < {count} - 1) SELECT id FROM n;
         BEGIN;
         INSERT INTO ticket (id, start, end, outcome, rank, calls, called, acted, source)
             SELECT id, {at}, {at}, 'left', id, 0, 0, {at}, 'kiosk' FROM n;
         INSERT INTO ticket_text (id, address_key, email, name)
             SELECT id, id, 'v' || id || '@past.example', '{name}' FROM n;
         INSERT OR REPLACE INTO arrivals
             SELECT id / 1024, min(start), max(start) FROM ticket GROUP BY id / 1024;
         UPDATE mark SET next_ticket = {count};
         COMMIT;
         PRAGMA wal_checkpoint(TRUNCATE);"
    ))?;
    Ok(())
}

/// Told by the order of what happens: kiosks get tickets after the purge has begun and before it has
/// come to its end.
#[test]
fn kiosks_are_served_while_a_purge_of_many_tickets_runs() -> Result<()> {
    const TICKETS: i64 = 30_000;
    let desk = Desk::with_settings("retention_days = 30\nbackups = 0\n")?;
    with_past_tickets(&desk, TICKETS, 100, "Old Visitor")?;
    let server = desk.run()?;
    let mut kiosk = server.classic("/kiosk")?;
    let database = Connection::open(desk.database()?)?;
    let left = || -> Result<i64> {
        let sql = "SELECT count(*) FROM ticket_text WHERE email LIKE '%@past.example'";
        Ok(database.query_row(sql, [], |row| row.get(0))?)
    };
    ensure!(left()? == TICKETS);
    let mut purging = begin(&desk, &["purge"])?;
    let mut meanwhile = 0;
    while purging.try_wait()?.is_none() {
        let has_begun = left()? < TICKETS;
        ensure!(kiosk.answer("new a@b.c Ann")?.starts_with("success new "));
        meanwhile += usize::from(has_begun && left()? > 0);
    }
    assert_eq!(said(purging)?, format!("purged {TICKETS} tickets\n"));
    ensure!(meanwhile > 0, "nobody was served between its beginning and its end");
    assert_eq!(left()?, 0);
    assert!(!is_on_disk(&desk, "@past.example")?);
    drop(server);
    Ok(())
}

/// On a disk that fails.
#[cfg(target_os = "linux")]
mod failing_disk {
    use super::*;
    use crate::cli::{age_first_ticket, fails};
    use crate::support::FailingDisk;

    /// A desk whose only visitor came long ago.
    fn long_ago() -> Result<Desk> {
        let desk = Desk::with_settings("retention_days = 30\nday_ends = \"off\"\nbackups = 0\n")?;
        let server = desk.run()?;
        let mut kiosk = server.classic("/kiosk")?;
        let mut ada = server.staff_at(&desk, "ada", 0)?;
        visit(&desk, &mut kiosk, &mut ada)?;
        server.stop()?;
        age_first_ticket(&desk, 40)?;
        Ok(desk)
    }

    fn is_known(server: &Server) -> Result<bool> {
        Ok(server.classic("/kiosk")?.answer(&format!("query {ADDRESS}"))? != UNKNOWN)
    }

    #[test]
    fn what_could_not_be_saved_is_not_said_to_be_done() -> Result<()> {
        for (command, done) in [
            (&["person", "erase", ADDRESS][..], "erased 1 ticket\n"),
            (&["purge"], "purged 1 ticket\n"),
        ] {
            let Some(bench) = FailingDisk::under(long_ago()?)? else { return Ok(()) };
            bench.disk("full")?;
            let said = fails(&bench.desk, command, 1)?;
            ensure!(said.contains("the server could not save this"), "{command:?}: {said}");
            ensure!(is_known(bench.server())?, "{command:?}: it was done all the same");
            bench.disk("")?;
            assert_eq!(bench.desk.ok(command)?, done);
            ensure!(!is_known(bench.server())? && !is_on_disk(&bench.desk, SECRET)?);
        }
        Ok(())
    }

    /// The change is saved and the bytes cannot be taken out of the file: that is said, and the next
    /// time they are.
    #[test]
    fn bytes_that_could_not_be_taken_out_for_lack_of_room_are_taken_out_later() -> Result<()> {
        let Some(bench) = FailingDisk::under(long_ago()?)? else { return Ok(()) };
        bench.disk("full-database")?;
        let erase = ["person", "erase", ADDRESS];
        fails(&bench.desk, &erase, 1)?;
        ensure!(!is_known(bench.server())?, "the desk has forgotten");
        ensure!(is_on_disk(&bench.desk, SECRET)?, "the disk was not full");
        bench.disk("")?;
        assert_eq!(bench.desk.ok(&erase)?, "erased 0 tickets\n");
        ensure!(!is_on_disk(&bench.desk, SECRET)?);
        Ok(())
    }
}
