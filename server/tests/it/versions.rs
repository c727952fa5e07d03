//! Databases that versions before have made: nothing of them is lost.

use anyhow::{Result, ensure};

use crate::support::Desk;
use crate::world::Hosted;
use server::World;

/// A server over a database at the moment, in milliseconds, at which that was made: what is in it
/// grows old.
fn run_at(desk: &Desk, moment: i64) -> Result<Hosted> {
    let world = World::default();
    world.clock.jump(moment - world.clock.wall_ms());
    Hosted::run(desk, world)
}

/// A database of the version before, in which there were admins and others: both stay what they
/// are, tokens and keys are good, passwords are the same.
#[test]
fn roles_of_the_version_before() -> Result<()> {
    let desk = Desk::empty()?;
    let there = desk.dir().join("walkup.db");
    std::fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/v5.db"), there)?;
    let before = desk.ok(&["staff", "list"])?;
    let lines: Vec<&str> = before.lines().collect();
    let expected = ["ada\tAda\tadmin\tenabled\t-", "bob\tBob\tstaff\tenabled\t-"];
    ensure!(lines[..2] == expected && lines[2].contains("disabled"), "{before}");
    let server = run_at(&desk, 1_795_842_400_000)?;
    ensure!(desk.ok(&["staff", "list"])? == before);
    let mut ada = server.v2("/staff")?;
    let answer = ada.answer("resume uwkmn5k2wtexz6hxssm3lnpiktqlvwf3")?;
    ensure!(answer == "success resume Ada", "{answer}");
    ada.wait_for("ready")?;
    ensure!(ada.answer("people")?.contains(r#""user":"cat""#));
    let mut bob = server.v2("/staff")?;
    ensure!(bob.answer("login bob correct horse bob")?.starts_with("success login "));
    bob.wait_for("ready")?;
    bob.ask("people", "error people this needs a lead account")?;
    ensure!(desk.ok(&["device", "list"])?.starts_with("Hall\tkiosk"));
    ensure!(desk.ok(&["check"])? == "ok\n");
    Ok(())
}

/// A database of the version before, whose server was killed: who sat where is known from its log
/// and from the journal, and a report has all that there is of it.
#[test]
fn a_desk_of_the_version_before_reports() -> Result<()> {
    let desk = Desk::empty()?;
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/");
    for end in ["", "-wal"] {
        let name = format!("walkup.db{end}");
        std::fs::copy(format!("{fixtures}v7.db{end}"), desk.dir().join(name))?;
    }
    // Alone it says the same, and leaves the old database as it is.
    let asked = ["report", "--from", "2026-11-28", "--to", "2026-11-28", "--by", "service,reason"];
    let alone = desk.ok(&asked)?;
    let version = |desk: &Desk| -> Result<i64> {
        let database = rusqlite::Connection::open(desk.database()?)?;
        Ok(database.query_row("PRAGMA user_version", [], |row| row.get(0))?)
    };
    ensure!(version(&desk)? == 7);
    let server = run_at(&desk, 1_795_871_480_000)?;
    ensure!(version(&desk)? == 10);
    let mut ada = server.v2("/staff")?;
    ada.send("resume vekwuhc4bnkhlotf23hqxxna5n56fivl")?;
    ada.wait_for("ready")?;
    ada.send(r#"report {"from":"2026-11-28","to":"2026-11-28"}"#)?;
    let told = loop {
        let text = ada.wait_for_start("report 1 ")?;
        if let Some(told) = text.strip_prefix("report 1 ").filter(|told| told.starts_with('{')) {
            break told.parse::<shared::report::Report>()?;
        }
    };
    let shared::report::Figures { arrived, called, completed, no_show, left, .. } = told.total;
    assert_eq!([arrived, called, completed, no_show, left], [13, 7, 4, 1, 1]);
    let services = &told.groups[&shared::report::Grouping::Service];
    let services: Vec<(&str, u64)> =
        services.iter().map(|it| (it.key.as_str(), it.figures.arrived)).collect();
    assert_eq!(services, [("badges", 9), ("help", 5)], "one was referred");
    // Their first line names the zone of each process.
    let beside = desk.ok(&asked)?;
    ensure!(beside.lines().skip(1).eq(alone.lines().skip(1)), "{alone}\n---\n{beside}");
    ensure!(told.tables.len() >= 3, "three sat at tables at once: {:?}", told.tables);
    ensure!(desk.ok(&["check"])? == "ok\n");
    drop(server);
    let database = rusqlite::Connection::open(desk.database()?)?;
    let mut rows = database.prepare(
        "SELECT person, table_no, began, ended FROM seating WHERE began < 1795871480000
         ORDER BY began, person",
    )?;
    let seatings: Vec<(i64, i64, i64, Option<i64>)> = rows
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
        .collect::<Result<_, _>>()?;
    let known: Vec<_> =
        seatings.iter().map(|(who, table, from, _)| (*who, *table, *from)).collect();
    assert_eq!(
        known,
        [
            (1, 0, 1_795_871_473_964),
            (2, 1, 1_795_871_473_986),
            (3, 2, 1_795_871_473_991),
            (3, 3, 1_795_871_474_239),
            (2, 4, 1_795_871_475_460),
            (2, 5, 1_795_871_476_303),
        ]
    );
    // Two in the log, two in the journal, which had said less.
    let over: Vec<_> = seatings[1..5].iter().map(|(.., to)| *to).collect();
    let ends = [1_795_871_475_451, 1_795_871_474_239, 1_795_871_476_299, 1_795_871_476_303];
    assert_eq!(over, ends.map(Some));
    Ok(())
}

/// A database of the version before, in which a desk had one queue: nothing of it is lost, and
/// services can be set up over those who wait.
#[test]
fn a_desk_of_the_version_before_services() -> Result<()> {
    let desk = Desk::empty()?;
    let there = desk.dir().join("walkup.db");
    std::fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/v6.db"), there)?;
    let server = run_at(&desk, 1_795_857_700_000)?;
    let mut ada = server.v2("/staff")?;
    ada.send("resume eimxpt2qqhdj33ymjilagkizckjhdwhe")?;
    let mut state = Vec::new();
    while state.last().is_none_or(|text| text != "ready") {
        state.push(ada.next()?);
    }
    let has = |text: &str| state.iter().any(|message| message.contains(text));
    for text in [
        r#"success resume Ada"#,
        "seat 0",
        "at 1 Bob",
        r#""note":"asks for Ben""#,
        r#"claimed {"id":7,"email":"v7@a.b","name":"Visitor 7","staff":"Bob""#,
        r#"claimed {"id":8,"email":"v8@a.b","name":"Visitor 8","staff":"Ada""#,
        r#"new {"id":9,"email":"v9@a.b","name":"Visitor 9","staff":"{}""#,
        r#"new {"id":10,"#,
        r#"cancel {"id":11,"#,
        r#"complete {"id":0,"#,
    ] {
        ensure!(has(text), "{text} is lost: {state:#?}");
    }
    let mut kiosk = server.v2("/kiosk")?;
    let again = kiosk.answer(r#"request {"key":"key-3","email":"x@y.z","name":"X"}"#)?;
    ensure!(again.contains(r#""id":3,"email":"v3@a.b""#), "{again}");
    let services = r#"{"version":9,"values":{"services":[{"id":"a","text":{"en":"A"}},{"id":"b","text":{"en":"B"}}]}}"#;
    ensure!(ada.answer(&format!("set {services}"))?.starts_with("success set "));
    ensure!(ada.answer("next")? == "success next 9");
    ensure!(ada.answer("refer 9 b")? == "success refer 9");
    ensure!(ada.answer("next")? == "success next 10");
    ensure!(desk.ok(&["check"])? == "ok\n");
    Ok(())
}

/// A database of the version before, which did not know where a ticket was made: all of it is there,
/// and what is made from now on is known.
#[test]
fn a_desk_of_the_version_before_paper() -> Result<()> {
    let desk = Desk::empty()?;
    let there = desk.dir().join("walkup.db");
    std::fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/v8.db"), there)?;
    let server = desk.run()?;
    let rows = desk.exported()?;
    let ids: Vec<&str> = rows.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(ids, ["0", "1", "2"]);
    let token = desk.ok(&["staff", "token", "ada"])?;
    let mut ada = server.v2("/staff")?;
    ada.send(&format!("resume {}", token.trim()))?;
    let state = ada.wait_for("ready")?;
    let abouts: Vec<&String> = state.iter().filter(|text| text.starts_with("about ")).collect();
    ensure!(abouts.len() == 3, "{state:#?}");
    ensure!(abouts.iter().all(|text| !text.contains("\"kiosk\":\"")), "{abouts:#?}");
    let mut kiosk = server.v2("/kiosk")?;
    kiosk.send("new new@a.b New")?;
    let about = ada.wait_for_start("about 3 ")?;
    ensure!(about.ends_with(r#""kiosk":"kiosk"}"#), "{about}");
    ensure!(desk.ok(&["check"])? == "ok\n");
    Ok(())
}
