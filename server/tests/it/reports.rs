//! Reports over real sockets and on the command line: who may, what they say, how they end.

use std::fs;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use rusqlite::Connection;
use shared::report::{Figures, Grouping, OTHER_TABLES, Report};

use crate::forgetting::with_past_tickets;
use crate::support::{Client, Desk};
use crate::world::{DAY, Hosted};

const WIDE: &str = r#"{"from":"2020-01-01","to":"2035-01-01"}"#;

/// So many that a report of them is not made before a client has said a few things more.
const MANY: i64 = 150_000;

/// The report under a key, once it is made; what is told of it before are percents.
fn made(client: &mut Client, key: u64) -> Result<Report> {
    let start = format!("report {key} ");
    loop {
        let text = client.wait_for_start(&start)?;
        let news = text.strip_prefix(&start).context("it begins so")?;
        match news.parse::<u8>() {
            Ok(percent) => ensure!(percent <= 100, "{text}"),
            Err(_) => return news.parse().with_context(|| text.clone()),
        }
    }
}

fn lead(client: &mut Client, desk: &Desk) -> Result<()> {
    client.send(&format!("resume {}", desk.token("ada")))?;
    client.fence().map(drop)
}

fn key_of(answer: &str) -> Result<u64> {
    let key = answer.strip_prefix("success report ").with_context(|| answer.to_owned())?;
    Ok(key.parse()?)
}

fn ask(client: &mut Client, query: &str) -> Result<Report> {
    let key = key_of(&client.answer(&format!("report {query}"))?)?;
    made(client, key)
}

/// Some visitors of two services, in whichever dialect the lead speaks: what became of them is what
/// the report says.
#[test]
fn a_report_says_what_happened() -> Result<()> {
    let desk = Desk::with_settings(
        "time_zone = \"UTC\"\nservices = [{ id = \"a\", text = { en = \"A\" }, target_mins = 5 }, { id = \"b\", text = { en = \"B\" } }]\nreasons = [{ id = \"badge\", text = { en = \"Badge\" } }]\n",
    )?;
    let server = desk.run()?;
    let mut kiosk = server.v2("/kiosk")?;
    for (key, service) in [(0, "a"), (1, "a"), (2, "b"), (3, "b"), (4, "a")] {
        let reason = if key < 2 { r#","reason":"badge""# } else { "" };
        let asked = format!(
            r#"request {{"key":"k{key}","email":"v{key}@a.b","name":"V","service":"{service}"{reason}}}"#
        );
        ensure!(kiosk.answer(&asked)?.starts_with("success new "));
    }
    kiosk.send("withdraw k4")?;
    kiosk.wait_for("success withdraw k4")?;
    let mut bob = server.staff_at(&desk, "bob", 2)?;
    let mut ada = server.staff_at(&desk, "ada", 1)?;
    for said in [
        "accept 0",
        "arrived 0",
        "complete 0",
        "accept 1",
        "noshow 1",
        "accept 2",
        "refer 2 a",
        "accept 2",
    ] {
        ensure!(ada.answer(said)?.starts_with("success "), "{said}");
    }
    ensure!(bob.answer("accept 2")?.starts_with("error "));
    bob.ask(&format!("report {WIDE}"), "error report this needs a lead account")?;
    let mut v2 = server.v2("/staff")?;
    lead(&mut v2, &desk)?;
    for client in [&mut ada, &mut v2] {
        let report = ask(client, WIDE)?;
        assert_eq!(report.zone, "UTC");
        let Figures { arrived, called, completed, no_show, left, left_over, open, .. } =
            report.total;
        assert_eq!([arrived, called, completed, no_show, left, left_over], [5, 3, 1, 1, 1, 0]);
        assert_eq!((open, report.total.way_of, report.total.service_of), (2, 1, 1));
        assert_eq!(report.total.in_time, Some(1.0), "nobody waited for five minutes");
        let groups: Vec<Grouping> = report.groups.keys().copied().collect();
        assert_eq!(groups, Grouping::ALL[..6], "nothing is told of people");
        let counts = |grouping| -> Vec<(&str, u64, u64)> {
            let groups = report.groups[&grouping].iter();
            groups.map(|it| (it.key.as_str(), it.figures.arrived, it.figures.completed)).collect()
        };
        assert_eq!(counts(Grouping::Service), [("a", 4, 1), ("b", 2, 1)], "legs count");
        assert_eq!(counts(Grouping::Reason), [("badge", 2, 1), ("", 3, 0)]);
        // Of fewer than three people, so all together.
        assert_eq!(counts(Grouping::Table), [(OTHER_TABLES, 3, 1), ("", 2, 0)]);
        assert_eq!(
            report.groups[&Grouping::Day].iter().map(|it| it.figures.arrived).sum::<u64>(),
            5
        );
        let staffed: Vec<f64> = report.heat.tables.iter().flatten().flatten().copied().collect();
        ensure!(!staffed.is_empty() && staffed.iter().all(|tables| *tables <= 2.0), "{staffed:?}");
        ensure!(report.tables.len() >= 2, "{:?}", report.tables);
        let one =
            ask(client, r#"{"from":"2020-01-01","to":"2035-01-01","by":["hour"],"service":"b"}"#)?;
        assert_eq!((one.total.arrived, one.total.completed, one.total.open), (2, 1, 1));
        assert_eq!(one.groups.len(), 1);
        // Of a period in which nobody came there is a report, too.
        let none = ask(client, r#"{"from":"2020-01-01","to":"2020-01-02T10:00"}"#)?;
        assert_eq!(none.total, Figures::default());
    }
    let read = |text: &str| -> Result<Vec<String>> {
        let text = text.strip_prefix('\u{feff}').context("no byte order mark")?;
        Ok(text
            .lines()
            .filter(|line| line.starts_with("total,") || line.starts_with("service,"))
            .map(str::to_owned)
            .collect())
    };
    let file = desk.dir().join("report.csv");
    let path = file.to_string_lossy().into_owned();
    let command = ["report", "--from", "2020-01-01", "--to", "2035-01-01", "--csv", &path];
    desk.ok(&command)?;
    let running = read(&fs::read_to_string(&file)?)?;
    // The first columns: arrived, called, completed, no_show, left, left_over.
    ensure!(running[0].starts_with("total,,5,3,1,1,1,0,"), "{running:#?}");
    ensure!(running[1].starts_with("service,a,4,"), "{running:#?}");
    // Nothing is replaced unasked.
    ensure!(!desk.cli(&command)?.status.success());
    let shown =
        desk.ok(&["report", "--from", "2020-01-01", "--to", "2035-01-01", "--by", "hour,service"])?;
    ensure!(
        shown.contains("By service") && shown.contains("\nA  ") && !shown.contains("By day"),
        "{shown}"
    );
    for flag in ["--xlsx", "--html"] {
        let file = desk.dir().join(flag.trim_start_matches('-'));
        desk.ok(&[
            "report",
            "--from",
            "2020-01-01",
            "--to",
            "2035-01-01",
            flag,
            &file.to_string_lossy(),
        ])?;
        ensure!(fs::metadata(&file)?.len() > 2_000);
    }
    let people =
        desk.cli(&["report", "--from", "2020-01-01", "--to", "2035-01-01", "--by", "person"])?;
    let said = String::from_utf8_lossy(&people.stderr).into_owned();
    ensure!(said.contains("this desk makes no reports of people"), "{said}");
    server.stop()?;
    fs::remove_file(&file)?;
    desk.ok(&command)?;
    ensure!(
        read(&fs::read_to_string(&file)?)? == running,
        "without a server it says something else"
    );
    Ok(())
}

#[test]
fn what_cannot_be_reported_is_refused_before_it_begins() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut nobody = server.v2("/staff")?;
    nobody.send(&format!("report {WIDE}"))?;
    nobody.wait_for("error report you are not signed in")?;
    let mut ada = server.classic("/staff")?;
    lead(&mut ada, &desk)?;
    for (asked, refusal) in [
        ("", "the request cannot be read"),
        ("stop", "the request cannot be read"),
        ("{}", "the request cannot be read"),
        (r#"{"from":"2026-11-01","to":"2026-11-02","by":["moon"]}"#, "the request cannot be read"),
        (r#"{"from":"2026-11-31","to":"2026-12-01"}"#, "the dates cannot be read"),
        (r#"{"from":"2026-11-01","to":5}"#, "the dates cannot be read"),
        (r#"{"from":"2026-11-02","to":"2026-11-01"}"#, "the period ends before it begins"),
        (r#"{"from":"1826-11-02","to":"2026-11-01"}"#, "a report covers at most 20 years"),
        (r#"{"from":"0001-01-01","to":"9999-12-31"}"#, "a report covers at most 20 years"),
        (
            r#"{"from":"2026-11-01","to":"2026-11-02","by":["hour","person"]}"#,
            "this desk makes no reports of people",
        ),
    ] {
        ada.ask(&format!("report {asked}"), &format!("error report {refusal}"))?;
    }
    // Nobody knows a service without looking.
    let answer =
        ada.answer(r#"report {"from":"2026-11-01","to":"2026-11-02","service":"moon"}"#)?;
    let failed = format!("report {} error there is no such service", key_of(&answer)?);
    ada.wait_for(&failed)?;
    let far = ask(&mut ada, r#"{"from":"9999-01-01","to":"9999-12-31"}"#)?;
    assert_eq!(far.total, Figures::default());
    Ok(())
}

#[test]
fn a_desk_may_report_of_people() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    server.classic("/kiosk")?.answer("new ann@a.b Ann")?;
    let mut bob = server.staff_at(&desk, "bob", 3)?;
    bob.ask("accept 0", "success claimed 0")?;
    let mut ada = server.v2("/staff")?;
    ada.send(&format!("resume {}", desk.token("ada")))?;
    ada.wait_for("ready")?;
    let answer = ada.answer(r#"set {"version":9,"values":{"report_people":true}}"#)?;
    ensure!(answer.starts_with("success set "), "{answer}");
    let report = ask(&mut ada, WIDE)?;
    let people: Vec<(&str, u64)> = report.groups[&Grouping::Person]
        .iter()
        .map(|it| (it.key.as_str(), it.figures.arrived))
        .collect();
    assert_eq!(people, [("bob", 1)]);
    assert_eq!(report.groups[&Grouping::Table][0].key, "3");
    ensure!(desk.ok(&["audit"])?.contains("set report_people from false to true"));
    Ok(())
}

fn many() -> Result<Desk> {
    let desk = Desk::with_settings("backups = 0\n")?;
    with_past_tickets(&desk, MANY, 3, "Visitor")?;
    Ok(desk)
}

#[test]
fn a_connection_and_its_colleagues_go_on_while_its_reports_are_made() -> Result<()> {
    let desk = many()?;
    let server = desk.run()?;
    let mut kiosk = server.classic("/kiosk")?;
    let mut bob = server.staff_at(&desk, "bob", 1)?;
    let mut ada = server.v2("/staff")?;
    lead(&mut ada, &desk)?;
    ada.send(&format!("pick 2 {}", desk.token("ada")))?;
    ada.wait_for("success pick 2")?;
    ada.fence()?;
    ada.ignore_only_ticks();
    ada.ask(&format!("report {WIDE}"), "success report 1")?;
    kiosk.answer("new ann@a.b Ann")?;
    ensure!(bob.answer("next")?.starts_with("success next "));
    kiosk.answer("new ben@a.b Ben")?;
    // The answer comes although it was asked for later, and the report after it.
    ada.send("next")?;
    let before = ada.wait_for_start("success next ")?;
    ensure!(before.starts_with("success next "));
    let report = made(&mut ada, 1)?;
    // It has those that had come when it was read.
    let arrived = i64::try_from(report.total.arrived)?;
    ensure!((MANY..=MANY + 2).contains(&arrived), "{arrived}");
    Ok(())
}

/// The first of a server, and as many as one connection may wait for.
fn ask_for_four(client: &mut Client) -> Result<()> {
    for key in 1..=4 {
        client.send(&format!("report {WIDE}"))?;
        client.wait_for(&format!("success report {key}"))?;
    }
    Ok(())
}

#[test]
fn reports_wait_in_line_and_can_be_stopped() -> Result<()> {
    let desk = many()?;
    let server = desk.run()?;
    let mut ada = server.classic("/staff")?;
    lead(&mut ada, &desk)?;
    ask_for_four(&mut ada)?;
    ada.send(&format!("report {WIDE}"))?;
    ada.wait_for("error report too many reports at once")?;
    // Somebody else's do not count.
    let mut again = server.classic("/staff")?;
    lead(&mut again, &desk)?;
    again.ask(&format!("report {WIDE}"), "success report 5")?;
    again.expect("report 5 0")?;
    for key in [1, 2, 3] {
        ada.send(&format!("report stop {key}"))?;
        ada.wait_for(&format!("success report {key}"))?;
    }
    ada.send(r#"report {"from":"2020-01-01","to":"2020-01-01"}"#)?;
    ada.wait_for("success report 6")?;
    // In the order in which they were asked for, and nothing more of those that were stopped.
    ada.fence()?;
    let mut heard = Vec::new();
    while !heard.iter().any(|text: &String| text.starts_with("report 6 {")) {
        heard.push(ada.next()?);
    }
    let results: Vec<&str> =
        heard.iter().filter(|text| text.contains('{')).map(|text| &text[..9]).collect();
    assert_eq!(results, ["report 4 ", "report 6 "]);
    ensure!(!heard.iter().any(|text| text.starts_with("report 1 ")), "{heard:?}");
    made(&mut again, 5)?;
    Ok(())
}

#[test]
fn a_report_ends_with_the_role_the_account_the_connection_and_the_server() -> Result<()> {
    let desk = many()?;
    desk.ok(&["staff", "role", "dee", "lead"])?;
    let server = desk.run()?;
    let mut gone = server.classic("/staff")?;
    lead(&mut gone, &desk)?;
    ask_for_four(&mut gone)?;
    let mut dee = server.classic("/staff")?;
    dee.send(&format!("resume {}", desk.token("dee")))?;
    dee.fence()?;
    dee.ask(&format!("report {WIDE}"), "success report 5")?;
    desk.ok(&["staff", "role", "dee", "staff"])?;
    // While it waits in line.
    dee.wait_for("report 5 error this needs a lead account")?;
    gone.cut();
    desk.ok(&["staff", "role", "dee", "lead"])?;
    dee.ask(&format!("report {WIDE}"), "success report 6")?;
    // Those of the connection that is gone are made no longer, so this one's turn comes.
    ensure!(dee.wait_for_start("report 6 ")?.starts_with("report 6 "));
    desk.ok(&["staff", "disable", "dee"])?;
    dee.wait_for("report 6 error your session token was found to be invalid. please relogin")?;
    let mut ada = server.classic("/staff")?;
    lead(&mut ada, &desk)?;
    ada.ask(&format!("report {WIDE}"), "success report 7")?;
    // A stop waits for no report.
    server.stop()
}

#[test]
fn a_report_of_people_ends_when_the_desk_tells_nothing_of_people_any_more() -> Result<()> {
    let desk = many()?;
    desk.ok(&["desk", "set", "report_people", "true"])?;
    let server = desk.run()?;
    let mut ada = server.classic("/staff")?;
    lead(&mut ada, &desk)?;
    ask_for_four(&mut ada)?;
    desk.ok(&["desk", "set", "report_people", "false"])?;
    // While it waits in line.
    ada.wait_for("report 4 error this desk makes no reports of people")?;
    // And whatever is asked for from now on has none.
    let report = ask(&mut ada, WIDE)?;
    ensure!(!report.groups.contains_key(&Grouping::Person));
    Ok(())
}

/// Only times are left of who was erased, and of times a report is made.
#[test]
fn who_is_erased_changes_no_figure() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    crate::cli::some_tickets(&desk, &server)?;
    server.classic("/kiosk")?.answer("new gone@a.b Gone")?;
    let mut ada = server.staff_at(&desk, "ada", 1)?;
    ada.ask("accept 7", "success claimed 7")?;
    ada.ask("complete 7", "success complete 7")?;
    let query = r#"{"from":"2020-01-01","to":"2035-01-01","by":["hour","day","table","reason"]}"#;
    let before = ask(&mut ada, query)?;
    ensure!(desk.ok(&["person", "erase", "gone@a.b"])?.contains("erased"));
    let after = ask(&mut ada, query)?;
    assert_eq!(after.total, before.total);
    assert_eq!(after.groups, before.groups);
    assert_eq!(after.tables, before.tables);
    assert_eq!(after.total.arrived, 8);
    Ok(())
}

/// Ids run on when the clock is set back: whoever is then made earlier is found on the earlier day.
#[test]
fn a_clock_set_back_loses_nobody() -> Result<()> {
    let desk = Desk::with_settings("time_zone = \"UTC\"\nday_ends = \"off\"\n")?;
    let world = server::World::default();
    let clock = world.clock.clone();
    let server = Hosted::run(&desk, world)?;
    let mut kiosk = server.classic("/kiosk")?;
    let mut ada = server.classic("/staff")?;
    lead(&mut ada, &desk)?;
    kiosk.answer("new now@a.b Now")?;
    let days = i64::try_from(DAY.as_millis())?;
    clock.jump(-3 * days);
    let then = chrono::Utc::now() - Duration::from_secs(3 * 24 * 60 * 60);
    kiosk.answer("new then@a.b Then")?;
    clock.jump(3 * days);
    kiosk.answer("new again@a.b Again")?;
    // Midnight may pass meanwhile.
    let (from, to) = (then.date_naive(), (then + Duration::from_secs(60 * 60)).date_naive());
    let report = ask(&mut ada, &format!(r#"{{"from":"{from}","to":"{to}","by":[]}}"#))?;
    assert_eq!(report.total.arrived, 1);
    assert_eq!(ask(&mut ada, WIDE)?.total.arrived, 3);
    let index: Vec<(i64, bool)> = {
        let database = Connection::open(desk.database()?)?;
        let mut rows = database.prepare("SELECT block, last - first > 86400000 FROM arrivals")?;
        rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?
    };
    assert_eq!(index, [(0, true)]);
    Ok(())
}

/// What a kiosk shows is what is kept of it.
#[test]
fn a_promise_is_what_the_visitor_was_shown() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut kiosk = server.v2("/kiosk")?;
    let mut ada = server.staff_at(&desk, "ada", 1)?;
    // Some are served, so that there is something to go by.
    for number in 0..12 {
        kiosk.answer(&format!("new v{number}@a.b V"))?;
        ensure!(ada.answer("next")?.starts_with("success next "));
        ensure!(ada.answer(&format!("complete {number}"))?.starts_with("success "));
    }
    kiosk.ignore_only_ticks();
    let mut shown = Vec::new();
    for number in 12..20 {
        kiosk.send(&format!("new v{number}@a.b V"))?;
        let about = kiosk.wait_for_start("about ")?;
        let wait = about.split_once(r#""wait":"#).map(|(_, rest)| rest.split_once(']'));
        let wait = wait.flatten().map(|(wait, _)| format!("{wait}]"));
        kiosk.wait_for_start("success new ")?;
        shown.push(wait);
    }
    ensure!(shown.iter().any(Option::is_some), "nothing was promised: {shown:?}");
    ada.answer("new by@a.b Staff")?;
    server.stop()?;
    let database = Connection::open(desk.database()?)?;
    let mut rows = database.prepare(
        "SELECT '[' || promised_low || ',' || promised_high || ']' FROM ticket WHERE id >= 12 ORDER BY id",
    )?;
    let stored: Vec<Option<String>> =
        rows.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    shown.push(None);
    assert_eq!(stored, shown);
    Ok(())
}
