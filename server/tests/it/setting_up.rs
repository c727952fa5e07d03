//! The first run: a desk without an account, and how it gets one from a window.

use anyhow::{Context as _, Result, ensure};

use shared::this_computer::ThisComputer;

use crate::support::{Client, Desk, eventually};

fn code(desk: &Desk) -> Result<String> {
    Ok(desk.ok(&["setup-code"])?.trim().to_owned())
}

fn setup(code: &str, more: &str) -> String {
    format!(
        r#"setup {{"code":"{code}","user":"ann","name":"Ann B","password":"a horse of my own"{more}}}"#
    )
}

/// What a client hears up to and including a message that begins with this.
fn until(client: &mut Client, start: &str) -> Result<Vec<String>> {
    let mut heard = Vec::new();
    loop {
        heard.push(client.next()?);
        if heard.last().is_some_and(|text| text.starts_with(start)) {
            return Ok(heard);
        }
    }
}

/// What a connection heard when it came.
fn greeting(client: &mut Client) -> Result<Vec<String>> {
    client.fence()
}

#[test]
fn a_desk_is_set_up_from_a_window() -> Result<()> {
    let desk = Desk::empty()?;
    let server = desk.run()?;
    let code = code(&desk)?;
    let is_readable = |c: char| c == '-' || "ABCDEFGHJKLMNPQRSTUVWXYZ23456789".contains(c);
    ensure!(code.len() == 9 && code.chars().all(is_readable), "{code}");
    eventually("the code stands in the log", || Ok(server.log()?.contains(&code)))?;

    let mut first = server.v2("/staff")?;
    ensure!(greeting(&mut first)?.contains(&"setup".to_owned()));
    let mut second = server.v2("/staff")?;
    ensure!(greeting(&mut second)?.contains(&"setup".to_owned()));
    let mut board = server.v2("/display")?;
    ensure!(!greeting(&mut board)?.contains(&"setup".to_owned()));

    first.ask(&setup("AAAA-AAAA", ""), "error setup the code is wrong")?;
    first.ask("setup", "error setup the request cannot be read")?;
    let weak = setup(&code, "").replace("a horse of my own", "short");
    first.ask(&weak, "error setup the new password is too short")?;
    first.ask(&setup(&code, r#","tables":1001"#), "error setup a desk has 1 to 1000 tables")?;
    let long = format!(r#","organisation":"{}""#, "x".repeat(501));
    first.ask(&setup(&code, &long), "error setup the name of the organisation is too long")?;
    // Nothing of a refused one stands.
    first.ask("login ann x", "error login name or password is wrong")?;

    // Case and dashes do not matter.
    let typed = code.to_lowercase().replace('-', "");
    let more = r#","organisation":"Town  hall","tables":4"#;
    first.send(&setup(&typed, more))?;
    let heard = until(&mut first, "success setup ")?;
    ensure!(heard.contains(&"tables 4".to_owned()), "{heard:?}");
    ensure!(heard.contains(&"organisation Town hall".to_owned()), "{heard:?}");
    ensure!(heard.contains(&"setup done".to_owned()), "{heard:?}");
    let token = heard.last().and_then(|text| text.strip_prefix("success setup "));
    let token = token.context("no token")?.to_owned();
    let state = until(&mut first, "ready")?;
    let me = r#"me {"user":"ann","name":"Ann B","admin":true,"role":"admin"}"#;
    ensure!(state.contains(&me.to_owned()), "{state:?}");
    second.wait_for("setup done")?;
    second.fence()?;
    board.wait_for("tables 4")?;

    second.ask(&setup(&code, ""), "error setup this desk is set up already")?;
    second.send(&format!("pick 3 {token}"))?;
    second.wait_for("success pick 3")?;
    let mut third = server.v2("/staff")?;
    ensure!(!greeting(&mut third)?.contains(&"setup".to_owned()));
    let output = desk.cli(&["setup-code"])?;
    ensure!(!output.status.success());
    ensure!(String::from_utf8_lossy(&output.stderr).contains("set up already"));
    Ok(())
}

#[test]
fn the_code_survives_a_restart_and_ends_with_an_account() -> Result<()> {
    let desk = Desk::empty()?;
    // A command alone makes it too, so that nobody must know which comes first.
    let before = code(&desk)?;
    let server = desk.run()?;
    ensure!(code(&desk)? == before);
    server.kill()?;
    let server = desk.run()?;
    ensure!(code(&desk)? == before);
    let mut waiting = server.v2("/staff")?;
    ensure!(greeting(&mut waiting)?.contains(&"setup".to_owned()));
    desk.ok(&["staff", "add", "ann", "--name", "Ann"])?;
    waiting.wait_for("setup done")?;
    waiting.ask(&setup(&before, ""), "error setup this desk is set up already")
}

#[test]
fn codes_are_tried_slowly() -> Result<()> {
    let desk = Desk::empty()?;
    let server = desk.run()?;
    let right = code(&desk)?;
    let mut client = server.v2("/staff")?;
    client.fence()?;
    for _ in 0..5 {
        client.ask(&setup("AAAA-AAAA", ""), "error setup the code is wrong")?;
    }
    let answer = client.answer(&setup(&right, ""))?;
    ensure!(answer.starts_with("error setup too many attempts. wait "), "{answer}");
    Ok(())
}

#[test]
fn two_who_set_it_up_at_once() -> Result<()> {
    let desk = Desk::empty()?;
    let server = desk.run()?;
    let code = code(&desk)?;
    let mut clients = [server.v2("/staff")?, server.v2("/staff")?];
    for (place, client) in clients.iter_mut().enumerate() {
        client.send(&setup(&code, "").replace("ann", &format!("ann{place}")))?;
    }
    let mut won = 0;
    for client in &mut clients {
        loop {
            let text = client.next()?;
            if text.starts_with("success setup ") {
                won += 1;
                break;
            }
            if text.starts_with("error setup ") {
                ensure!(text == "error setup this desk is set up already", "{text}");
                break;
            }
        }
    }
    ensure!(won == 1, "{won} were first");
    ensure!(desk.ok(&["staff", "list"])?.lines().count() == 1);
    Ok(())
}

/// Whoever may read the data of a server need not be asked for what stands there.
#[test]
fn a_window_of_this_computer_finds_the_server_and_its_code() -> Result<()> {
    let desk = Desk::empty()?;
    let file = desk.dir().join(shared::this_computer::FILE);
    let read = || -> Result<ThisComputer> { Ok(std::fs::read_to_string(&file)?.parse()?) };
    let server = desk.run()?;
    eventually("the file is there", || Ok(file.exists()))?;
    let this = read()?;
    assert_eq!(this.port, server.address.port());
    assert_eq!(this.code.as_deref(), Some(desk.ok(&["setup-code"])?.trim()));
    assert_eq!(this.certificate, None, "it does not encrypt");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&file)?.permissions().mode() & 0o777, 0o600);
    }
    desk.ok(&["staff", "add", "ann", "--name", "Ann", "--admin"])?;
    server.stop()?;
    let server = desk.run()?;
    eventually("nobody needs a code any more", || Ok(read()?.code.is_none()))?;
    server.stop()
}
