//! Opening hours: a desk that opens and closes itself, what everybody hears of that, and what is
//! done by hand.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use server::World;
use server::clock::Clock;

use crate::support::{Client, Desk};
use crate::world::{DAY, Hosted};

const HOUR: Duration = Duration::from_secs(60 * 60);
const MINUTE: Duration = Duration::from_secs(60);
const SETTINGS: &str = "time_zone = \"UTC\"\nsession_hours = 1000\n";

/// An office from Monday to Friday that is closed on the Wednesday of which `other` speaks.
const HOURS: &str = r#"{"mon":[["09:00","12:00"],["13:00","17:00"]],"tue":[["09:00","12:00"]],"wed":[["09:00","12:00"]],"thu":[["09:00","12:00"]],"fri":[["09:00","12:00"]]}"#;

/// Lets time pass until the next Monday at this hour and minute; gives the moment at which that
/// Monday began, in milliseconds.
fn until_monday(clock: &Clock, hour: u32, minute: u32) -> i64 {
    const DAY_MS: i64 = 24 * 60 * 60 * 1000;
    // 1970 began on a Thursday.
    let monday = 4 * DAY_MS;
    let since = (clock.wall_ms() - monday).rem_euclid(7 * DAY_MS);
    let begins = clock.wall_ms() - since + 7 * DAY_MS;
    let at = begins + i64::from(hour * 60 + minute) * 60_000 + 500;
    clock.pass(Duration::from_millis((at - clock.wall_ms()).unsigned_abs()));
    begins
}

/// Lets time pass until so long after a moment.
fn until(clock: &Clock, begins: i64, after: Duration) {
    let at = begins + i64::try_from(after.as_millis()).expect("a few days") + 500;
    clock.pass(Duration::from_millis((at - clock.wall_ms()).unsigned_abs()));
}

/// A desk on a clock that moves, with its server.
fn hosted() -> Result<(Desk, Clock, Hosted)> {
    let desk = Desk::with_settings(SETTINGS)?;
    let world = World::default();
    let clock = world.clock.clone();
    let server = Hosted::run(&desk, world)?;
    Ok((desk, clock, server))
}

fn admin(server: &Hosted, desk: &Desk) -> Result<Client> {
    let mut admin = server.v2("/staff")?;
    admin.answer(&format!("resume {}", desk.token("ada")))?;
    admin.wait_for("ready")?;
    Ok(admin)
}

fn set(admin: &mut Client, values: &str) -> Result<()> {
    admin.send(&format!(r#"set {{"version":999,"values":{values}}}"#))?;
    admin.wait_for_start("success set ").map(drop)
}

fn hours(client: &mut Client) -> Result<Value> {
    let text = client.wait_for_start("hours ")?;
    Ok(serde_json::from_str(text.strip_prefix("hours ").context("no JSON")?)?)
}

/// A client of the extended dialect that hears everything but the clock and the estimate.
fn listener(server: &Hosted, path: &str) -> Result<Client> {
    let mut client = server.v2(path)?;
    client.hear_hours();
    Ok(client)
}

/// Waits until the server has looked at the time at least twice.
fn ticks(server: &Hosted) -> Result<()> {
    let mut client = server.v2("/display")?;
    client.ignore_nothing();
    for _ in 0..3 {
        client.wait_for_start("tick ")?;
    }
    Ok(())
}

#[test]
fn a_desk_opens_and_closes_itself() -> Result<()> {
    let (desk, clock, server) = hosted()?;
    let monday = until_monday(&clock, 8, 0);
    let mut kiosk = listener(&server, "/kiosk")?;
    let at_connect = hours(&mut kiosk)?;
    ensure!(at_connect["state"] == "open" && at_connect["closes"].is_null(), "{at_connect}");
    let mut board = listener(&server, "/display")?;
    hours(&mut board)?;
    let mut ada = admin(&server, &desk)?;
    set(&mut ada, &format!(r#"{{"hours":{HOURS},"last_check_in_mins":15}}"#))?;

    // At eight it is closed, and everybody hears until when.
    for client in [&mut kiosk, &mut board] {
        client.wait_for_start("desk closed The desk is closed. It opens again at 09:00.")?;
        let told = hours(client)?;
        ensure!(told["state"] == "closed", "{told}");
        let opens = told["opens"].as_str().context("no time")?;
        ensure!(opens.ends_with("T09:00:00+00:00"), "{opens}");
    }
    kiosk.ask("new ann@a.b Ann", "error new the desk is closed")?;
    // Staff may go on.
    ada.send("new ann@a.b Ann")?;
    ada.wait_for_start("success new ")?;

    until(&clock, monday, 9 * HOUR);
    for client in [&mut kiosk, &mut board] {
        client.wait_for("desk open")?;
        let told = hours(client)?;
        ensure!(told["state"] == "open" && told["opens"].is_null(), "{told}");
        ensure!(told["closes"].as_str().is_some_and(|it| it.contains("T12:00:00")), "{told}");
    }
    ensure!(kiosk.answer("new ben@a.b Ben")?.starts_with("success new "));

    // Last check-in: kiosks are closed, nobody else is.
    until(&clock, monday, 11 * HOUR + 45 * MINUTE);
    kiosk.wait_for(
        "desk closed The desk closes at 12:00 and takes no more tickets. It opens again at 13:00.",
    )?;
    ensure!(hours(&mut kiosk)?["state"] == "last");
    kiosk.ask("new cat@a.b Cat", "error new the desk is closed")?;
    let heard = board.wait_for_start("hours ")?;
    ensure!(heard.contains(r#""state":"last""#), "{heard}");
    board.fence()?;

    until(&clock, monday, 16 * HOUR + 50 * MINUTE);
    kiosk.wait_for(
        "desk closed The desk closes at 17:00 and takes no more tickets today. It opens again on Tuesday at 09:00.",
    )?;

    // Closing is not the end of the day: who waits goes on being served.
    until(&clock, monday, 17 * HOUR);
    board.wait_for("desk closed The desk is closed. It opens again on Tuesday at 09:00.")?;
    ada.send(&format!("pick 0 {}", desk.token("ada")))?;
    ada.wait_for("success pick 0")?;
    ada.send("next")?;
    ada.wait_for("success next 0")?;
    Ok(())
}

#[test]
fn closed_by_hand_until_a_later_day_opens() -> Result<()> {
    let (desk, clock, server) = hosted()?;
    let monday = until_monday(&clock, 10, 0);
    let mut ada = admin(&server, &desk)?;
    set(&mut ada, &format!(r#"{{"hours":{HOURS}}}"#))?;
    ada.send("close The heating is broken")?;
    ada.wait_for("success close")?;
    let mut kiosk = listener(&server, "/kiosk")?;
    kiosk.wait_for("desk closed The heating is broken")?;
    let told = hours(&mut kiosk)?;
    ensure!(told["by_hand"] == true && told["state"] == "closed", "{told}");
    ensure!(told["opens"].as_str().is_some_and(|it| it.contains("T09:00:00")), "{told}");

    // The same day's second opening does not open it.
    until(&clock, monday, 13 * HOUR + 5 * MINUTE);
    kiosk.fence()?;
    kiosk.ask("new ann@a.b Ann", "error new the desk is closed")?;
    until(&clock, monday, DAY + 9 * HOUR);
    kiosk.wait_for("desk open")?;
    ensure!(kiosk.answer("new ann@a.b Ann")?.starts_with("success new "));
    Ok(())
}

#[test]
fn open_by_hand_ends_by_itself() -> Result<()> {
    let (desk, clock, server) = hosted()?;
    let monday = until_monday(&clock, 18, 0);
    let mut ada = admin(&server, &desk)?;
    set(&mut ada, &format!(r#"{{"hours":{HOURS}}}"#))?;
    let mut kiosk = listener(&server, "/kiosk")?;
    ensure!(hours(&mut kiosk)?["state"] == "closed");
    ada.send("open")?;
    ada.wait_for("success open")?;
    kiosk.wait_for("desk open")?;
    let told = hours(&mut kiosk)?;
    ensure!(told["by_hand"] == true && told["state"] == "open", "{told}");
    ensure!(told["closes"].as_str().is_some_and(|it| it.contains("T19:00:00")), "{told}");
    until(&clock, monday, 19 * HOUR);
    kiosk.wait_for_start("desk closed ")?;
    ensure!(hours(&mut kiosk)?["by_hand"].is_null());

    // At most until the day ends.
    ada.send("open 1440")?;
    ada.wait_for("success open")?;
    let told = hours(&mut kiosk)?;
    ensure!(told["closes"].as_str().is_some_and(|it| it.contains("T04:00:00")), "{told}");
    // Closing by hand ends that.
    ada.send("close")?;
    ada.wait_for("success close")?;
    ensure!(hours(&mut kiosk)?["state"] == "closed");
    ada.send("open 0")?;
    ada.wait_for("error open the request cannot be read")?;
    Ok(())
}

#[test]
fn a_doubted_clock_changes_nothing() -> Result<()> {
    let (desk, clock, server) = hosted()?;
    until_monday(&clock, 10, 0);
    let mut ada = admin(&server, &desk)?;
    set(&mut ada, &format!(r#"{{"hours":{HOURS}}}"#))?;
    let mut kiosk = listener(&server, "/kiosk")?;
    ensure!(hours(&mut kiosk)?["state"] == "open");
    // By the clock it is Monday night, 14 hours later in a moment.
    clock.jump(14 * 60 * 60 * 1000);
    ada.wait_for_start("warning The clock has jumped")?;
    ensure!(kiosk.answer("new ann@a.b Ann")?.starts_with("success new "));
    Ok(())
}

#[test]
fn the_next_days_as_they_will_be() -> Result<()> {
    let desk = Desk::with_settings("")?;
    let server = desk.run()?;
    let mut ada = server.v2("/staff")?;
    ada.answer(&format!("resume {}", desk.token("ada")))?;
    ada.wait_for("ready")?;
    set(
        &mut ada,
        &format!(
            r#"{{"hours":{HOURS},"exceptions":[{{"from":"2026-12-24","to":"2026-12-26","name":"Holidays","hours":[]}}]}}"#
        ),
    )?;
    ada.send("hours 2026-12-21")?;
    let answer = ada.wait_for_start("success hours ")?;
    let days: Value =
        serde_json::from_str(answer.strip_prefix("success hours ").context("no days")?)?;
    let days = days.as_array().context("no list")?;
    ensure!(days.len() == 14, "{days:?}");
    ensure!(days[0]["date"] == "2026-12-21" && days[13]["date"] == "2027-01-03");
    ensure!(days[0]["hours"] == serde_json::json!([["09:00", "12:00"], ["13:00", "17:00"]]));
    ensure!(days[3]["hours"] == serde_json::json!([]), "{}", days[3]);
    ensure!(days[3]["name"] == serde_json::json!({"und": "Holidays"}), "{}", days[3]);
    ada.ask("hours", "error hours the dates cannot be read")?;
    ada.ask("hours tomorrow", "error hours the dates cannot be read")
}

#[test]
fn what_cannot_be_is_refused_whole() -> Result<()> {
    let desk = Desk::with_settings("")?;
    let server = desk.run()?;
    let mut ada = server.v2("/staff")?;
    ada.answer(&format!("resume {}", desk.token("ada")))?;
    ada.wait_for("ready")?;
    for (values, why) in [
        (
            r#"{"tables":3,"hours":{"mon":[["12:00","09:00"]]}}"#,
            "hours: mon: 12:00 is not before 09:00",
        ),
        (
            r#"{"tables":3,"exceptions":[{"from":"2026-12-24","to":"2026-12-26"},{"from":"2026-12-25"}]}"#,
            "exceptions: two of them are on 2026-12-25",
        ),
        (r#"{"tables":1001}"#, "tables: 1001 is not between 1 and 1000"),
        (r#"{"time_zone":"Europe/Nowhere"}"#, "time_zone: "),
        (r#"{"closed_text":{"en":5}}"#, "closed_text: it is neither a text nor texts by language"),
        (r#"{"last_check_in_mins":-1}"#, "last_check_in_mins: -1 is not between 0 and 1440"),
    ] {
        let answer = ada.answer(&format!(r#"set {{"version":9,"values":{values}}}"#))?;
        ensure!(answer.starts_with(&format!("error set {why}")), "{answer}");
    }
    let state = ada.answer("settings")?;
    ensure!(state.contains(r#""tables":10"#) && state.contains(r#""version":0"#), "{state}");
    Ok(())
}

#[test]
fn hours_on_the_command_line() -> Result<()> {
    let desk = Desk::with_settings("")?;
    let shown = desk.ok(&["hours", "show", "2026-12-21"])?;
    ensure!(shown.lines().count() == 14 && shown.starts_with("2026-12-21\t00:00-24:00"), "{shown}");
    desk.ok(&["desk", "set", "hours", HOURS])?;
    let soon = chrono::Local::now().date_naive() + chrono::Days::new(40);
    let day = |days: u64| (soon + chrono::Days::new(days)).format("%Y%m%d").to_string();
    let event = |lines: &str| format!("BEGIN:VEVENT\r\n{lines}\r\nEND:VEVENT\r\n");
    let calendar = format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}{}{}{}END:VCALENDAR\r\n",
        event(&format!(
            "SUMMARY:Long weekend\r\nDTSTART;VALUE=DATE:{}\r\nDTEND;VALUE=DATE:{}",
            day(0),
            day(3)
        )),
        event(&format!("SUMMARY:Weekly\r\nRRULE:FREQ=WEEKLY\r\nDTSTART;VALUE=DATE:{}", day(9))),
        event(&format!("SUMMARY:Lunch\r\nDTSTART:{}T120000Z", day(9))),
        event(&format!("SUMMARY:The same day\r\nDTSTART;VALUE=DATE:{}", day(2))),
    );
    let file = desk.dir().join("holidays.ics");
    std::fs::write(&file, calendar)?;
    let path = file.to_str().context("a path")?;
    let listed = desk.ok(&["hours", "import", path, "--dry-run"])?;
    ensure!(
        listed.contains("Long weekend") && listed.contains("left out: 1 that repeat"),
        "{listed}"
    );
    ensure!(listed.contains("left out: 1 that have a time of day"), "{listed}");
    ensure!(!desk.ok(&["desk", "show"])?.contains("Long weekend"));
    // Of two on one day the first stands; a second import adds nothing.
    let server = desk.run()?;
    ensure!(desk.ok(&["hours", "import", path])?.ends_with("added 1\n"));
    ensure!(desk.ok(&["hours", "import", path])?.ends_with("added 0\n"));
    let shown = desk.ok(&["hours", "show", &soon.to_string()])?;
    let closed = shown.lines().filter(|line| line.ends_with("closed\tLong weekend")).count();
    ensure!(closed == 3, "{shown}");
    drop(server);
    std::fs::write(&file, "no calendar")?;
    let output = desk.cli(&["hours", "import", path])?;
    ensure!(String::from_utf8_lossy(&output.stderr).contains("is no calendar"));
    std::fs::write(&file, vec![b'x'; 5 * 1024 * 1024])?;
    let output = desk.cli(&["hours", "import", path])?;
    ensure!(String::from_utf8_lossy(&output.stderr).contains("is too large"));
    Ok(())
}

#[test]
fn open_by_hand_runs_over_into_the_hours() -> Result<()> {
    let (desk, clock, server) = hosted()?;
    until_monday(&clock, 8, 30);
    let mut ada = admin(&server, &desk)?;
    set(&mut ada, &format!(r#"{{"hours":{HOURS}}}"#))?;
    let mut board = listener(&server, "/display")?;
    ensure!(hours(&mut board)?["state"] == "closed");
    // Until half past nine by hand; by then the hours have begun, which end at twelve.
    ada.send("open")?;
    ada.wait_for("success open")?;
    let told = hours(&mut board)?;
    ensure!(told["state"] == "open" && told["by_hand"] == true, "{told}");
    ensure!(told["closes"].as_str().is_some_and(|it| it.contains("T12:00:00")), "{told}");
    Ok(())
}

#[test]
fn a_desk_can_be_opened_by_hand_while_the_clock_is_doubted() -> Result<()> {
    let (desk, clock, server) = hosted()?;
    until_monday(&clock, 20, 0);
    let mut ada = admin(&server, &desk)?;
    set(&mut ada, &format!(r#"{{"hours":{HOURS}}}"#))?;
    let mut kiosk = listener(&server, "/kiosk")?;
    ensure!(hours(&mut kiosk)?["state"] == "closed");
    ticks(&server)?;
    // By the clock it is three weeks later.
    const THREE_WEEKS_MS: i64 = 21 * 24 * 60 * 60 * 1000;
    clock.jump(THREE_WEEKS_MS);
    ada.wait_for_start("warning The clock has jumped")?;
    kiosk.fence()?;
    kiosk.ask("new ann@a.b Ann", "error new the desk is closed")?;
    ada.send("open")?;
    ada.wait_for("success open")?;
    kiosk.wait_for("desk open")?;
    hours(&mut kiosk)?;
    ensure!(kiosk.answer("new ann@a.b Ann")?.starts_with("success new "));
    // Set right again, it is not open for three weeks.
    clock.jump(-THREE_WEEKS_MS);
    ticks(&server)?;
    desk.ok(&["clock", "confirm"])?;
    ada.wait_for("warning")?;
    kiosk.wait_for_start("desk closed ")?;
    Ok(())
}

#[test]
fn hours_that_are_set_do_not_open_what_was_closed_by_hand() -> Result<()> {
    let (desk, clock, server) = hosted()?;
    let monday = until_monday(&clock, 10, 0);
    let mut ada = admin(&server, &desk)?;
    ada.send("close The heating is broken")?;
    ada.wait_for("success close")?;
    let mut kiosk = listener(&server, "/kiosk")?;
    kiosk.wait_for("desk closed The heating is broken")?;
    until(&clock, monday, 2 * DAY + 8 * HOUR);
    set(&mut ada, &format!(r#"{{"hours":{HOURS}}}"#))?;
    let told = hours(&mut kiosk)?;
    ensure!(told["opens"].is_null(), "{told}");
    let told = hours(&mut kiosk)?;
    ensure!(told["state"] == "closed", "{told}");
    until(&clock, monday, 2 * DAY + 10 * HOUR);
    ticks(&server)?;
    kiosk.fence()?;
    kiosk.ask("new ann@a.b Ann", "error new the desk is closed")?;
    until(&clock, monday, 3 * DAY + 9 * HOUR);
    kiosk.wait_for("desk open")?;
    Ok(())
}
