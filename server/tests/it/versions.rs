//! Databases that versions before have made: nothing of them is lost.

use anyhow::{Result, ensure};

use crate::support::Desk;

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
    let server = desk.run()?;
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

/// A database of the version before, in which a desk had one queue: nothing of it is lost, and
/// services can be set up over those who wait.
#[test]
fn a_desk_of_the_version_before_services() -> Result<()> {
    let desk = Desk::empty()?;
    let there = desk.dir().join("walkup.db");
    std::fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/v6.db"), there)?;
    let server = desk.run()?;
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
