//! Passwords, the audit log, and what is stored of one visitor.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use server::World;

use crate::support::{Client, Desk, eventually, password};
use crate::world::Hosted;

#[test]
fn passwords_that_everybody_tries_are_refused_everywhere() -> Result<()> {
    let desk = Desk::new()?;
    for common in ["1234567890\n", "QwertyUiop\n"] {
        let arguments = ["staff", "add", "eve", "--name", "Eve", "--password-stdin"];
        let output = desk.cli_with_input(&arguments, common)?;
        assert_eq!(output.status.code(), Some(1));
        ensure!(String::from_utf8_lossy(&output.stderr).contains("everybody tries"));
    }
    let server = desk.run()?;
    let mut ada = server.staff_at(&desk, "ada", 0)?;
    let old = password("ada");
    ada.ask(
        &format!(r#"password {{"old":"{old}","new":"password123"}}"#),
        "error password the new password is too common",
    )?;
    ada.ask(&format!(r#"password {{"old":"{old}","new":"fine words 77"}}"#), "success password")
}

#[test]
fn every_sign_in_refusal_and_administration_act_is_in_the_audit_log() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut client = server.classic("/staff")?;
    client.expect("taken")?;
    client.ask("login ada wrong", "error login name or password is wrong")?;
    client.ask("login nobody wrong", "error login name or password is wrong")?;
    ensure!(client.answer(&format!("login ada {}", password("ada")))?.starts_with("success login"));
    client.answer(r#"password {"old":"not it","new":"fine words 77"}"#)?;
    client.answer("close Lunch")?;
    for arguments in [
        &["device", "add", "kiosk", "Hall"][..],
        &["device", "revoke", "Hall"],
        &["staff", "disable", "dee"],
        &["clock", "confirm"],
    ] {
        desk.ok(arguments)?;
    }
    let log = desk.ok(&["audit"])?;
    let mut lines = log.lines();
    for expected in [
        "staff ada\tsign-in refused",
        "nobody\tsign-in refused",
        "staff ada\tsign-in",
        "staff ada\tpassword refused",
        "staff ada\tclose",
        "administrator\tdevice added",
        "administrator\tdevice revoked",
        "administrator\taccount disabled",
        "administrator\tclock confirmed",
    ] {
        ensure!(
            lines.any(|line| line.contains(&format!("\t{expected}\t"))),
            "{expected} is missing, or not in its place: {log}"
        );
    }
    assert_eq!(desk.ok(&["audit", "--since", "2999-01-01"])?, "");
    assert_eq!(desk.ok(&["audit", "--since", "2020-01-01"])?.lines().count(), log.lines().count());
    Ok(())
}

#[test]
fn a_visitor_can_be_shown_and_forgotten_to_the_last_byte() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut kiosk = server.classic("/kiosk")?;
    let mut ada = server.staff_at(&desk, "ada", 0)?;
    kiosk.answer("new Zoë-very-secret@Erase.example Secretname")?;
    kiosk.answer("new other@a.b Other")?;
    ada.answer("accept 0")?;
    ada.fence()?;
    ada.answer("note 0 Secretnote")?;

    let shown = desk.ok(&["person", "show", "zoË-VERY-secret@erase.EXAMPLE"])?;
    ensure!(shown.lines().count() == 2 && shown.contains("Secretnote"), "{shown}");
    let output = desk.cli(&["person", "erase", "zoë-very-secret@erase.example"])?;
    assert_eq!(output.status.code(), Some(1));
    ensure!(String::from_utf8_lossy(&output.stderr).contains("open ticket"));

    ada.ask("complete 0", "success complete 0")?;
    assert_eq!(
        desk.ok(&["person", "erase", "zoË-very-secret@erase.example"])?,
        "erased 1 ticket\n"
    );
    for file in [desk.database()?, desk.wal()?] {
        let bytes = std::fs::read(&file).unwrap_or_default();
        for secret in ["very-secret", "Secretname", "Secretnote"] {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            ensure!(!found, "{} still has {secret}", file.display());
        }
    }
    kiosk.ask("query zoë-very-secret@erase.example", "error query visitor email does not exist")?;
    kiosk.ask("query other@a.b", "success query Other")?;
    assert_eq!(
        desk.cli(&["person", "show", "zoë-very-secret@erase.example"])?.status.code(),
        Some(1)
    );
    assert_eq!(desk.exported()?.len(), 2, "the tickets' times stay");
    let log = desk.ok(&["audit"])?;
    ensure!(log.contains("visitor shown") && log.contains("visitor erased"), "{log}");
    ensure!(!log.to_lowercase().contains("secret"), "{log}");
    Ok(())
}

#[test]
fn a_sign_in_taken_up_again_and_refused_tokens_are_in_the_audit_log_once_in_a_while() -> Result<()>
{
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut client = server.classic("/staff")?;
    client.ignore("taken");
    client.ask(&format!("resume {}", desk.token("ada")), "success resume Ada L")?;
    let mut flood = server.classic("/staff")?;
    flood.ignore("taken");
    let unknown = "error pick the provided token does not belong to any staff member";
    flood.ask("pick 0 made-up", unknown)?;
    for _ in 0..500 {
        flood.ask("resume made-up", "error resume please relogin")?;
    }
    let dir = tempfile::tempdir()?;
    let file = dir.path().join("copy");
    let file = file.to_str().unwrap_or_default();
    desk.ok(&["backup", &format!("{file}.db")])?;
    desk.ok(&["export", &format!("{file}.csv")])?;
    let log = desk.ok(&["audit"])?;
    for act in ["staff ada\tresume", "administrator\tbackup", "administrator\texport"] {
        ensure!(log.contains(act), "{act} is missing: {log}");
    }
    // The clock may turn over a minute on a slow machine, which writes two more rows.
    let refused = log.matches("nobody\ttoken refused").count();
    ensure!((1..=4).contains(&refused), "{refused} rows: {log}");
    ensure!(!log.contains("made-up"), "{log}");
    Ok(())
}

/// A sign-in with the old password that is on its way while another password is set: it is looked up
/// before that and decided after it, since many others wait to be hashed first.
#[test]
fn a_sign_in_with_the_old_password_is_worth_nothing_once_another_is_set() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let sign_in = |said: &str| -> Result<Client> {
        let mut client = server.classic("/staff")?;
        client.expect("taken")?;
        client.send(said)?;
        Ok(client)
    };
    let crowd: Vec<Client> = (0..30)
        .map(|guess| sign_in(&format!("login nobody{guess} made-up words")))
        .collect::<Result<_>>()?;
    let mut late = sign_in(&format!("login ada {}", password("ada")))?;
    let set = ["staff", "password", "ada", "--password-stdin"];
    ensure!(desk.cli_with_input(&set, "quite another password\n")?.status.success());
    let answer = late.answer("fence")?;
    // Whether it was decided before or after, nobody is signed in with the old one from here on.
    match answer.strip_prefix("success login ") {
        None => assert_eq!(answer, "error login name or password is wrong"),
        Some(token) => {
            let again = server.classic("/staff")?.answer(&format!("resume {token}"))?;
            assert_eq!(again, "error resume please relogin", "the old password let somebody in");
        }
    }
    drop(crowd);
    Ok(())
}

#[test]
fn who_ended_a_session_is_in_the_audit_log() -> Result<()> {
    let desk = Desk::with_settings("session_hours = 12\nday_ends = \"off\"\n")?;
    let world = World::default();
    let clock = world.clock.clone();
    let server = Hosted::run(&desk, world)?;
    let resumed = |user: &str| -> Result<Client> {
        let mut client = server.classic("/staff")?;
        let answer = client.answer(&format!("resume {}", desk.token(user)))?;
        ensure!(answer.starts_with("success resume "), "{answer}");
        Ok(client)
    };
    let ends = || -> Result<Vec<String>> {
        let log = desk.ok(&["audit"])?;
        let acts = log.lines().filter_map(|line| {
            let (_, act) = line.split_once('\t')?;
            Some(act.strip_suffix("\t-\t-").unwrap_or(act).replace('\t', ": "))
        });
        Ok(acts.filter(|act| act.contains("sign-out")).collect())
    };
    // Two of hers; the one on which she does it goes on.
    let mut cyd = server.classic("/staff")?;
    let answer = cyd.answer(&format!("login cyd {}", password("cyd")))?;
    ensure!(answer.starts_with("success login "), "{answer}");
    let change =
        format!(r#"password {{"old":"{}","new":"quite another password"}}"#, password("cyd"));
    ensure!(cyd.answer(&change)? == "success password");
    let (_dee, mut ada) = (resumed("dee")?, resumed("ada")?);
    desk.ok(&["staff", "disable", "dee"])?;
    let set = ["staff", "password", "bob", "--password-stdin"];
    ensure!(desk.cli_with_input(&set, "quite another password\n")?.status.success());
    ensure!(ada.answer("logout")? == "success logout");
    let expected = [
        "staff cyd: sign-out: password changed",
        "administrator: sign-out: account disabled",
        "administrator: sign-out: password changed",
        "staff ada: sign-out",
    ];
    assert_eq!(ends()?, expected);
    clock.pass(Duration::from_secs(13 * 60 * 60));
    eventually("what is left expires", || Ok(ends()?.len() > expected.len()))?;
    assert_eq!(ends()?.pop().context("one more")?, "server: sign-out: expired");
    Ok(())
}
