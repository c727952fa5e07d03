//! The end of the day: what it ends, and when it comes.

use std::time::Duration;

use anyhow::{Result, ensure};
use server::World;

use crate::support::{Client, Desk, eventually};
use crate::world::Hosted;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
const HOUR_MS: i64 = 60 * 60 * 1000;
const SETTINGS: &str = "time_zone = \"UTC\"\nday_ends = \"04:00\"\nsession_hours = 48\n";

/// How long it is from a moment until a second past the next four o'clock.
fn until_past_four(wall_ms: i64) -> Duration {
    let ms = DAY_MS - (wall_ms - 4 * HOUR_MS).rem_euclid(DAY_MS) + 1000;
    Duration::from_millis(ms.unsigned_abs())
}

fn at_table(server: &Hosted, desk: &Desk, user: &str, table: u32) -> Result<Client> {
    let mut client = server.classic("/staff")?;
    client.send(&format!("pick {table} {}", desk.token(user)))?;
    client.wait_for(&format!("success pick {table}"))?;
    client.fence()?;
    Ok(client)
}

#[test]
fn the_day_ends_for_those_who_wait_and_for_those_whom_nobody_saw_to() -> Result<()> {
    let desk = Desk::with_settings(SETTINGS)?;
    let world = World::default();
    let clock = world.clock.clone();
    let server = Hosted::run(&desk, world)?;
    let mut kiosk = server.classic("/kiosk")?;
    for visitor in ["ann", "ben", "cat"] {
        ensure!(kiosk.answer(&format!("new {visitor}@a.b {visitor}"))?.starts_with("success"));
    }
    let mut classic = at_table(&server, &desk, "ada", 0)?;
    classic.ask("accept 0", "success claimed 0")?;
    let mut v2 = server.v2("/staff")?;
    v2.answer(&format!("resume {}", desk.token("bob")))?;
    v2.wait_for("ready")?;
    let mut display = server.classic("/display")?;
    assert_eq!(display.fence()?, ["pick 0", "claimed 0 0"]);

    clock.pass(until_past_four(clock.wall_ms()));
    display.expect("cancel 0")?;
    // The waiting ones leave the list; of a claimed one the classic dialect says nothing.
    for id in [1, 2] {
        let event = classic.next()?;
        ensure!(event.starts_with(&format!(r#"claimed {{"id":{id},"#)), "{event}");
        ensure!(event.contains(r#""staff":"{}""#) && !event.contains("1970"), "{event}");
    }
    classic.silent()?;
    for id in 0..3 {
        let (about, cancel) = (v2.next()?, v2.next()?);
        ensure!(about.starts_with(&format!("about {id} {{")), "{about}");
        ensure!(about.contains(r#""outcome":"expired""#), "{about}");
        ensure!(cancel.starts_with(&format!(r#"cancel {{"id":{id},"#)), "{cancel}");
        ensure!(!cancel.contains("1970"), "{cancel}");
    }
    v2.silent()?;
    let sentence = "error complete the ticket has already been completed or cancelled";
    classic.ask("complete 0", sentence)?;
    // Whoever comes now has come on the new day.
    kiosk.answer("new dan@a.b Dan")?;
    classic.wait_for_start("new ")?;
    classic.ask("accept 3", "success claimed 3")
}

/// What the running server does at the moment, it makes up for at its start.
#[test]
fn a_day_that_ended_while_the_server_was_down_is_made_up_for() -> Result<()> {
    let desk = Desk::with_settings(SETTINGS)?;
    let server = Hosted::run(&desk, World::default())?;
    ensure!(server.classic("/kiosk")?.answer("new ann@a.b Ann")?.starts_with("success"));
    drop(server);

    let world = World::default();
    let wait = until_past_four(world.clock.wall_ms());
    world.clock.jump(i64::try_from(wait.as_millis())?);
    let server = Hosted::run(&desk, world)?;
    let mut staff = server.classic("/staff")?;
    staff.wait_for("taken")?;
    staff.ask(&format!("pick 0 {}", desk.token("ada")), "success pick 0")?;
    staff.silent()?;
    staff.ask("accept 0", "error accept the ticket has already been completed or cancelled")
}

/// The name of the zone that is so many hours east of Greenwich.
fn zone(hours_east: i64) -> String {
    match hours_east {
        0 => "Etc/UTC".to_owned(),
        east => format!("Etc/GMT{}{}", if east > 0 { '-' } else { '+' }, east.abs()),
    }
}

/// In the new zone it is just past four of the same date, whose day has ended already.
#[test]
fn another_time_zone_in_the_middle_of_the_day_does_not_end_it_again() -> Result<()> {
    let desk = Desk::new()?;
    let hour = (chrono::Utc::now().timestamp() / 3600).rem_euclid(24);
    // Where it is past four o'clock now, and where it is past seven on the same date.
    let four = if hour <= 16 { 4 - hour } else { 28 - hour };
    let set =
        |east: i64| desk.set(&format!("day_ends = \"04:00\"\ntime_zone = {:?}\n", zone(east)));
    set(four + 3)?;
    let server = desk.run()?;
    server.classic("/kiosk")?.answer("new ann@a.b Ann")?;
    server.classic("/kiosk")?.answer("new ben@a.b Ben")?;
    server.stop()?;
    let database = rusqlite::Connection::open(desk.database()?)?;
    let ended: i64 =
        database.query_row("SELECT count(*) FROM fact WHERE name = 'day_ended'", [], |row| {
            row.get(0)
        })?;
    ensure!(ended == 1, "the day has not ended where it is past seven");
    // She came at half past five there, which is before four here.
    let ago = HOUR_MS * 3 / 2;
    database
        .execute("UPDATE ticket SET start = start - ?1, acted = acted - ?1 WHERE id = 0", [ago])?;
    drop(database);
    set(four)?;
    let server = desk.run()?;
    let mut display = server.v2("/display")?;
    display.ignore_only_ticks();
    let waiting = display.wait_for_start("waiting ")?;
    ensure!(waiting.starts_with("waiting 2 "), "{waiting}");
    server.stop()?;
    let outcome = || -> Result<String> { Ok(desk.exported()?[0][12].clone()) };
    assert_eq!(outcome()?, "");
    // The next date's day ends as ever.
    let world = World::default();
    world.clock.jump(2 * DAY_MS);
    let _server = Hosted::run(&desk, world)?;
    eventually("the day after ends", || Ok(outcome()? == "expired"))
}

/// The clock that tells whether the wall clock can be believed goes on in suspend. One that stands
/// still then would make a jump of each night, and the day would not end again.
#[cfg(target_os = "linux")]
#[test]
fn the_days_end_on_a_machine_that_sleeps() -> Result<()> {
    let desk = Desk::with_settings("day_ends = \"04:00\"\n")?;
    let Some(bench) = crate::support::FailingDisk::under(desk)? else { return Ok(()) };
    let mut kiosk = bench.server().classic("/kiosk")?;
    for night in 0..3 {
        kiosk.answer("new ann@a.b Ann")?;
        // A whole day, so that four o'clock is in it whenever this runs.
        bench.sleep((night + 1) * 24 * 60 * 60)?;
        eventually("the day ends", || {
            let rows = bench.desk.exported()?;
            Ok(rows.last().is_some_and(|row| row[12] == "expired"))
        })?;
        let (_, health) = bench.server().http("GET /health HTTP/1.1\r\nHost: desk\r\n\r\n")?;
        ensure!(!health.contains("jumped"), "{health}");
    }
    Ok(())
}
