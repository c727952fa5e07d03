//! Devices: which path a key opens, for how long, and how a device comes by one.

use anyhow::{Context as _, Result, ensure};

use crate::support::{Client, Desk, Dialect, Server, Wire, eventually, handshake, tcp};

/// A desk that treats this machine like any other.
fn strict() -> Result<Desk> {
    Desk::with_settings("limit_loopback = true\n")
}

/// What the handshake for a path is answered with a key, or without.
fn status(server: &Server, path: &str, key: Option<&str>) -> Result<u16> {
    let more = key.map(|key| format!("Authorization: Bearer {key}\r\n")).unwrap_or_default();
    let mut raw = server.raw()?;
    raw.send(handshake(path, &more).as_bytes())?;
    let head = raw.head()?;
    Ok(head.split(' ').nth(1).context("no status")?.parse()?)
}

fn connect(server: &Server, path: &str, key: &str) -> Result<Client> {
    let wire = Wire::Plain(tcp(server.address)?);
    let authorization = format!("Bearer {key}");
    Client::over(wire, path, Dialect::Classic, &[("Authorization", &authorization)])
}

fn add(desk: &Desk, kind: &str, name: &str) -> Result<String> {
    Ok(desk.ok(&["device", "add", kind, name])?.trim().to_owned())
}

#[test]
fn a_key_opens_its_own_path_alone() -> Result<()> {
    let desk = strict()?;
    let kiosk = add(&desk, "kiosk", "Hall")?;
    ensure!(kiosk.len() == 32, "{kiosk}");
    let server = desk.run()?;
    let display = add(&desk, "display", "Wall")?;
    let rows = [
        ("/kiosk", None, 401),
        ("/display", None, 401),
        ("/staff", None, 101),
        ("/kiosk", Some(&*kiosk), 101),
        ("/display", Some(&*kiosk), 401),
        ("/staff", Some(&*kiosk), 401),
        ("/display", Some(&*display), 101),
        ("/kiosk", Some(&*display), 401),
        ("/kiosk", Some(""), 401),
        ("/kiosk", Some("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), 401),
        ("/kiosk", Some(&kiosk[..31]), 401),
        ("/kiosk", Some(desk.token("ada")), 401),
        ("/elsewhere", Some(&*kiosk), 404),
    ];
    for (path, key, expected) in rows {
        assert_eq!(status(&server, path, key)?, expected, "{path} with {key:?}");
    }
    for file in [desk.database()?, desk.wal()?] {
        let bytes = std::fs::read(&file).unwrap_or_default();
        let found = bytes.windows(32).any(|window| window == kiosk.as_bytes());
        ensure!(!found, "{} holds a key", file.display());
    }
    ensure!(!server.log()?.contains(&kiosk), "the log holds a key");
    server.stop()?;
    let server = desk.run()?;
    assert_eq!(status(&server, "/kiosk", Some(&kiosk))?, 101, "it is kept");
    Ok(())
}

#[test]
fn on_this_machine_no_key_is_needed_but_one_that_is_shown_must_be_good() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    assert_eq!(status(&server, "/kiosk", None)?, 101);
    assert_eq!(status(&server, "/kiosk", Some("wrong"))?, 401);
    Ok(())
}

#[test]
fn a_revoked_device_is_dropped_at_once_and_others_go_on() -> Result<()> {
    let desk = strict()?;
    let server = desk.run()?;
    let (hall, door) = (add(&desk, "kiosk", "Hall")?, add(&desk, "kiosk", "Door")?);
    let mut dropped = [connect(&server, "/kiosk", &hall)?, connect(&server, "/kiosk", &hall)?];
    let mut other = connect(&server, "/kiosk", &door)?;
    let listed = desk.ok(&["device", "list"])?;
    assert_eq!(listed, "Door\tkiosk\tconnected\nHall\tkiosk\tconnected\n");

    desk.ok(&["device", "revoke", "hall"])?;
    for client in &mut dropped {
        assert_eq!(client.closed()?, Some(1008));
    }
    assert_eq!(status(&server, "/kiosk", Some(&hall))?, 401);
    other.ask("query a@b", "error query visitor email does not exist")?;
    let output = desk.cli(&["device", "revoke", "Hall"])?;
    assert_eq!(output.status.code(), Some(1));
    ensure!(String::from_utf8_lossy(&output.stderr).contains("no device of that name"));
    Ok(())
}

#[test]
fn names_are_unique_and_kinds_are_two() -> Result<()> {
    let desk = Desk::new()?;
    add(&desk, "kiosk", "Hall")?;
    let output = desk.cli(&["device", "add", "display", "HALL"])?;
    assert_eq!(output.status.code(), Some(1));
    ensure!(String::from_utf8_lossy(&output.stderr).contains("of that name already"));
    assert_eq!(desk.cli(&["device", "add", "staff", "Desk"])?.status.code(), Some(2));
    assert_eq!(desk.cli(&["device", "add", "kiosk", " \u{200b} "])?.status.code(), Some(1));
    Ok(())
}

#[test]
fn a_device_shows_a_code_and_gets_its_key_once_that_is_approved() -> Result<()> {
    let desk = strict()?;
    let server = desk.run()?;
    let mut device = server.classic("/pair/kiosk")?;
    let said = device.next()?;
    let code = said.strip_prefix("code ").context("no code")?.to_owned();
    ensure!(code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{code}");

    let output = desk.cli(&["device", "approve", "ZZZZZZ"])?;
    assert_eq!(output.status.code(), Some(1));
    ensure!(String::from_utf8_lossy(&output.stderr).contains("no device shows that code"));
    let done = desk.ok(&["device", "approve", &code.to_lowercase(), "--name", "Hall"])?;
    assert_eq!(done, "added kiosk Hall\n");
    let said = device.next()?;
    let key = said.strip_prefix("key ").context("no key")?;
    assert_eq!(device.closed()?, Some(1000));
    assert_eq!(status(&server, "/kiosk", Some(key))?, 101);
    assert_eq!(status(&server, "/display", Some(key))?, 401);
    assert_eq!(
        desk.cli(&["device", "approve", &code])?.status.code(),
        Some(1),
        "a code is good once"
    );

    // One that gave up is not let in.
    let mut gone = server.classic("/pair/display")?;
    let said = gone.next()?;
    let code = said.strip_prefix("code ").context("no code")?.to_owned();
    gone.cut();
    eventually("its code is good no more", || {
        Ok(desk.cli(&["device", "approve", &code])?.status.code() == Some(1))
    })?;
    assert_eq!(desk.ok(&["device", "list"])?.lines().count(), 1);
    Ok(())
}

#[test]
fn those_who_wait_to_be_let_in_are_bounded() -> Result<()> {
    let desk = strict()?;
    let server = desk.run()?;
    let mut waiting = Vec::new();
    for _ in 0..4 {
        let mut device = server.classic("/pair/display")?;
        device.next()?;
        waiting.push(device);
    }
    assert_eq!(status(&server, "/pair/display", None)?, 429);
    let mut staff = server.staff_at(&desk, "ada", 0)?;
    staff.ask("accept 9", "error accept ticket id does not exist")?;
    drop(waiting);
    eventually("a place is free", || Ok(status(&server, "/pair/display", None)? == 101))?;
    // They do not keep the server from stopping.
    let mut device = server.classic("/pair/display")?;
    device.next()?;
    server.ask_to_stop()?;
    assert_eq!(device.closed()?, Some(1001));
    Ok(())
}

#[test]
fn an_admin_lets_a_device_in_and_revokes_it_from_the_staff_window() -> Result<()> {
    let desk = strict()?;
    let server = desk.run()?;
    let mut ada = server.staff_at(&desk, "ada", 0)?;
    let shows = |device: &mut Client| -> Result<String> {
        Ok(device.next()?.strip_prefix("code ").context("no code")?.to_owned())
    };
    let mut first = server.classic("/pair/kiosk")?;
    let code = shows(&mut first)?;
    let typed = format!("{}-{}", &code[..3].to_lowercase(), &code[3..]);
    ada.ask(&format!("approve {typed} Hall \u{202e} A"), "success approve Hall A")?;
    let said = first.next()?;
    let key = said.strip_prefix("key ").context("no key")?;
    ada.ask(&format!("approve {code}"), "error approve no device shows that code now")?;

    let mut second = server.classic("/pair/display")?;
    let code = shows(&mut second)?;
    let taken = "error approve there is a device of that name already";
    ada.ask(&format!("approve {code} HALL a"), taken)?;
    let unusable = "error approve a device has a name of 1 to 60 characters";
    ada.ask(&format!("approve {code} {}", "x".repeat(61)), unusable)?;
    let named = format!("display-{}", code.to_lowercase());
    ada.ask(&format!("approve {code}"), &format!("success approve {named}"))?;
    ensure!(second.next()?.starts_with("key "), "it waited through the refusals");

    let fresh = format!(
        r#"success devices [{{"name":"Hall A","kind":"kiosk","last":null,"connected":false}},{{"name":"{named}","kind":"display","last":null,"connected":false}}]"#
    );
    ada.ask("devices", &fresh)?;
    let mut kiosk = connect(&server, "/kiosk", key)?;
    kiosk.ask("query a@b", "error query visitor email does not exist")?;
    let listed = ada.answer("devices")?;
    ensure!(listed.contains(r#""connected":true"#), "{listed}");

    ada.ask("revoke hall A", "success revoke Hall A")?;
    assert_eq!(kiosk.closed()?, Some(1008));
    assert_eq!(status(&server, "/kiosk", Some(key))?, 401);
    ada.ask("revoke Hall A", "error revoke there is no device of that name")?;
    let log = desk.ok(&["audit"])?;
    for act in ["staff ada\tdevice added", "staff ada\tdevice revoked"] {
        ensure!(log.contains(act), "{log}");
    }
    ensure!(!log.contains("Hall"), "names stay out of it: {log}");
    Ok(())
}

#[test]
fn when_a_device_was_connected_last_is_kept() -> Result<()> {
    let desk = strict()?;
    let key = add(&desk, "kiosk", "Hall")?;
    let server = desk.run()?;
    assert_eq!(desk.ok(&["device", "list"])?, "Hall\tkiosk\t-\n");
    connect(&server, "/kiosk", &key)?.fence()?;
    let used = || Ok(desk.ok(&["device", "list"])?.starts_with("Hall\tkiosk\t2"));
    eventually("its end is noticed", used)?;
    server.stop()?;
    ensure!(used()?, "it is on disk");
    Ok(())
}

/// The key counts, not the name: both in one segment, so that they are one batch.
#[test]
fn a_device_whose_name_is_given_anew_at_once_is_dropped_all_the_same() -> Result<()> {
    let desk = strict()?;
    let server = desk.run()?;
    let mut ada = server.staff_at(&desk, "ada", 0)?;
    let mut key = add(&desk, "kiosk", "Hall")?;
    for _ in 0..3 {
        let mut old = connect(&server, "/kiosk", &key)?;
        old.fence()?;
        let mut new = server.classic("/pair/kiosk")?;
        let said = new.next()?;
        let code = said.strip_prefix("code ").context("no code")?;
        ada.queue("revoke Hall")?;
        ada.queue(&format!("approve {code} Hall"))?;
        ada.flush()?;
        ada.expect("success revoke Hall")?;
        ada.expect("success approve Hall")?;
        assert_eq!(old.closed()?, Some(1008));
        assert_eq!(status(&server, "/kiosk", Some(&key))?, 401);
        let said = new.next()?;
        key = said.strip_prefix("key ").context("no key")?.to_owned();
        assert_eq!(status(&server, "/kiosk", Some(&key))?, 101);
    }
    Ok(())
}

#[test]
fn a_device_is_found_by_the_name_that_it_was_given() -> Result<()> {
    let desk = strict()?;
    let server = desk.run()?;
    let typed = "Front  Hall \u{202e} ";
    add(&desk, "kiosk", typed)?;
    assert_eq!(desk.ok(&["device", "revoke", typed])?, "revoked Front Hall\n");
    let mut device = server.classic("/pair/display")?;
    let said = device.next()?;
    let code = said.strip_prefix("code ").context("no code")?;
    let mut ada = server.staff_at(&desk, "ada", 0)?;
    ada.ask(&format!("approve {code} {typed}"), "success approve Front Hall")?;
    ada.ask(&format!("revoke {typed}"), "success revoke Front Hall")?;
    ada.ask("devices", "success devices []")
}

/// It hangs up between the look whether it is there and the moment at which it is let in: the disk
/// holds the change in between.
#[cfg(target_os = "linux")]
#[test]
fn a_device_that_hangs_up_while_it_is_let_in_leaves_no_name_behind() -> Result<()> {
    let Some(bench) = crate::support::FailingDisk::under(strict()?)? else { return Ok(()) };
    let (desk, server) = (&bench.desk, bench.server());
    let mut ada = server.staff_at(desk, "ada", 0)?;
    // With it all places of this address are taken, so that it shows when it has gone.
    let _others: Vec<Client> = (0..3)
        .map(|_| {
            let mut device = server.classic("/pair/kiosk")?;
            device.next().map(|_| device)
        })
        .collect::<Result<_>>()?;
    let mut device = server.classic("/pair/kiosk")?;
    let said = device.next()?;
    let code = said.strip_prefix("code ").context("no code")?.to_owned();
    assert_eq!(status(server, "/pair/kiosk", None)?, 429);
    std::fs::write(bench.log(), "")?;
    bench.disk("hold")?;
    ada.send(&format!("approve {code} Hall"))?;
    bench.until("held")?;
    device.cut();
    eventually("it is noticed that it has gone", || {
        Ok(status(server, "/pair/kiosk", None)? == 101)
    })?;
    bench.disk("")?;
    let answer = ada.next()?;
    ensure!(answer.contains(" approve "), "{answer}");
    ada.ask("devices", "success devices []")?;
    ada.ask("revoke Hall", "error revoke there is no device of that name")?;
    add(desk, "kiosk", "Hall").map(drop)
}

/// A device that shows what it has read, and its name.
fn enrolling(server: &Server, path: &str, token: &str, name: &str) -> Result<Client> {
    let wire = Wire::Plain(tcp(server.address)?);
    let shown = format!("Bearer {token}");
    let more = [("Authorization", shown.as_str()), ("Walkup-Device", name)];
    Client::over(wire, path, Dialect::Classic, &more)
}

/// The key that a device is sent.
fn key_of(device: &mut Client) -> Result<String> {
    device.wait_for_start("code ")?;
    let key = device.wait_for_start("key ")?;
    Ok(key.strip_prefix("key ").context("no key")?.to_owned())
}

#[test]
fn devices_let_themselves_in_once_each() -> Result<()> {
    let desk = strict()?;
    let server = desk.run()?;
    let file = desk.dir().join("enrol.toml");
    let path = file.to_str().context("a path")?;
    let said =
        desk.ok(&["device", "enrol", "--count", "3", "--until", "2099-01-01", "--file", path]);
    ensure!(said.is_err(), "further ahead than a year");
    ensure!(!file.exists());
    let soon = (chrono::Local::now().date_naive() + chrono::Days::new(30)).to_string();
    let enrol = ["device", "enrol", "--count", "3", "--until", &soon, "--file", path];
    desk.ok(&enrol)?;
    ensure!(desk.ok(&enrol).is_err(), "a file is never replaced unasked");
    let text = std::fs::read_to_string(&file)?;
    let table: toml::Table = text.parse()?;
    let server_url = table["server"].as_str().context("no server")?;
    ensure!(server_url.starts_with("ws://"), "{text}");
    let token = table["token"].as_str().context("no token")?;

    let mut first = enrolling(&server, "/pair/kiosk", token, "hall-pc")?;
    let key = key_of(&mut first)?;
    ensure!(status(&server, "/kiosk", Some(&key))? == 101);
    // The same name again has a number.
    key_of(&mut enrolling(&server, "/pair/display", token, "hall-pc")?)?;
    let mut wrong = enrolling(&server, "/pair/display", "abc", "other")?;
    wrong.wait_for_start("code ")?;
    // One that calls itself nothing is called by its kind.
    key_of(&mut enrolling(&server, "/pair/display", token, " ")?)?;
    let devices = desk.ok(&["device", "list"])?;
    let names: Vec<&str> = devices.lines().filter_map(|line| line.split('\t').next()).collect();
    assert_eq!(names, ["display", "hall-pc", "hall-pc-2"]);
    // That was the last: the next waits for somebody to let it in.
    let mut late = enrolling(&server, "/pair/kiosk", token, "late")?;
    let code = late.wait_for_start("code ")?;
    let code = code.strip_prefix("code ").context("no code")?;
    desk.ok(&["device", "approve", code, "--name", "Late"])?;
    late.wait_for_start("key ")?;
    ensure!(desk.ok(&["device", "list"])?.lines().count() == 4);
    Ok(())
}

#[test]
fn an_admin_makes_the_word_in_a_window_and_it_survives_a_kill() -> Result<()> {
    let desk = strict()?;
    let server = desk.run()?;
    let mut admin = server.v2("/staff")?;
    admin.answer(&format!("resume {}", desk.token("ada")))?;
    admin.wait_for("ready")?;
    let soon = chrono::Local::now().date_naive() + chrono::Days::new(1);
    for (count, until) in [(0, soon.to_string()), (1001, soon.to_string()), (1, "soon".to_owned())]
    {
        let said = format!(r#"enrol {{"count":{count},"until":"{until}"}}"#);
        let refusal = "error enrol 1 to 1000 devices can be let in, until a day within a year";
        let answer = admin.answer(&said)?;
        ensure!(answer == refusal, "{answer}");
    }
    let answer = admin.answer(&format!(r#"enrol {{"count":2,"until":"{soon}"}}"#))?;
    let token = answer.strip_prefix("success enrol ").context("no word")?.to_owned();
    key_of(&mut enrolling(&server, "/pair/kiosk", &token, "one")?)?;
    server.kill()?;
    let server = desk.run()?;
    key_of(&mut enrolling(&server, "/pair/kiosk", &token, "two")?)?;
    let mut third = enrolling(&server, "/pair/kiosk", &token, "three")?;
    third.wait_for_start("code ")?;
    ensure!(desk.ok(&["device", "list"])?.lines().count() == 2);
    Ok(())
}

#[test]
fn what_a_device_last_said_of_itself_is_told_after_it_went_and_after_a_restart() -> Result<()> {
    let desk = strict()?;
    let hall = add(&desk, "kiosk", "Hall")?;
    let wall = add(&desk, "display", "Wall")?;
    let server = desk.run()?;
    let mut ada = server.staff_at(&desk, "ada", 0)?;
    let mut kiosk = connect(&server, "/kiosk", &hall)?;
    let said = r#"device {"version":"1.2.0","paper":"low","own":["pin"," domains "],"more":1}"#;
    kiosk.ask(said, "success device")?;
    let mut display = connect(&server, "/display", &wall)?;
    let answer = display.answer(r#"device {"version":"1.1.0"}"#)?;
    assert_eq!(answer, "success device");
    let told = [
        r#""address":"127.0.0.1","version":"1.2.0","paper":"low","own":["pin","domains"]}"#,
        r#""address":"127.0.0.1","version":"1.1.0"}"#,
    ];
    let listed = ada.answer("devices")?;
    ensure!(told.iter().all(|told| listed.contains(told)), "{listed}");
    ensure!(listed.contains(r#""connected":true,"address""#), "{listed}");

    // What it says later takes the place of that; the same again writes nothing.
    kiosk.ask(r#"device {"version":"1.2.0","paper":"out"}"#, "success device")?;
    kiosk.ask(r#"device {"version":"1.2.0","paper":"out"}"#, "success device")?;
    let listed = ada.answer("devices")?;
    ensure!(listed.contains(r#""version":"1.2.0","paper":"out"}"#), "{listed}");
    for bad in ["device", "device {}", r#"device {"version":"1","paper":"plenty"}"#] {
        kiosk.ask(bad, "error device the request cannot be read")?;
        display.ask(bad, "error device the request cannot be read")?;
    }
    server.kill()?;
    let server = desk.run()?;
    let mut ada = server.staff_at(&desk, "ada", 0)?;
    let listed = ada.answer("devices")?;
    ensure!(listed.contains(r#""connected":false,"address":"127.0.0.1","version":"1.2.0""#));
    ensure!(listed.contains(told[1]), "{listed}");
    ada.ask("revoke Hall", "success revoke Hall")?;
    server.stop()?;
    let server = desk.run()?;
    let mut ada = server.staff_at(&desk, "ada", 0)?;
    let listed = ada.answer("devices")?;
    ensure!(!listed.contains("1.2.0") && listed.contains(told[1]), "{listed}");
    ensure!(!desk.ok(&["audit"])?.contains("127.0.0.1"), "addresses stay out of the log");
    Ok(())
}

#[test]
fn a_display_says_what_it_is_and_nothing_else() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut display = server.classic("/display")?;
    // On this machine it needs no key; of a device without one nothing is kept.
    display.ask(r#"device {"version":"1"}"#, "success device")?;
    for verb in ["query a@b", "devices", "next", "withdraw k", "request {}", "new a@b A"] {
        display.ask(verb, "error unknown command")?;
    }
    let mut ada = server.staff_at(&desk, "ada", 0)?;
    ada.ask(r#"device {"version":"1"}"#, "error unknown command")?;
    ada.ask("devices", "success devices []")
}
