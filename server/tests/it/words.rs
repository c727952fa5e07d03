//! Names and addresses in the world's scripts: what is taken, what is the same, and what the public
//! board shows of them.

use anyhow::{Context as _, Result, ensure};

use crate::scenario::check;
use crate::support::Desk;

#[test]
fn addresses_may_have_the_marks_and_joiners_of_their_scripts() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut kiosk = server.classic("/kiosk")?;
    for (id, email) in [
        "संपर्क@डाटामेल.भारत",
        "ติดต่อ@ตัวอย่าง.ไทย",
        "تماس@نامه\u{200c}ای.com",
        "zoe\u{308}@bu\u{308}cher.example",
    ]
    .into_iter()
    .enumerate()
    {
        let answer = kiosk.answer(&format!("new {email} Ada"))?;
        // What was typed is what is shown.
        let start = format!(r#"success new {{"id":{id},"email":"{email}","name":"Ada","#);
        ensure!(answer.starts_with(&start), "{email}: {answer}");
        kiosk.ask(&format!("query {email}"), "success query Ada")?;
    }
    for email in ["\u{94d}@a.b", "a@\u{94d}.b", "a\u{200d}b@c.d", "a@b\u{200c}c.d"] {
        kiosk.ask(&format!("new {email} Ada"), "error new email address is not valid")?;
    }
    Ok(())
}

/// Whichever of the ways to write one address is typed, it is one visitor: at the kiosk, in what is
/// shown of a person, and in what is erased.
#[test]
fn one_address_is_one_however_it_is_written() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut kiosk = server.classic("/kiosk")?;
    let mut ada = server.staff_at(&desk, "ada", 0)?;
    for (round, ways) in [
        ["jo@b\u{fc}cher.example", "jo@xn--bcher-kva.example", "JO@BU\u{308}CHER.example"],
        ["zo\u{eb}@a.b", "zoe\u{308}@A.b", "ZO\u{cb}@a.b"],
        ["stra\u{df}e@a.b", "STRASSE@a.b", "strasse@A.B"],
    ]
    .iter()
    .enumerate()
    {
        let mut ids = Vec::new();
        for (at, email) in ways.iter().enumerate() {
            let request =
                format!(r#"request {{"key":"k{round}-{at}","email":"{email}","name":"Jo {at}"}}"#);
            let answer = kiosk.answer(&request)?;
            let ticket = answer.strip_prefix("success new ").with_context(|| answer.clone())?;
            ids.push(ticket.parse::<shared::ticket::Ticket>()?.id.get());
        }
        ensure!(ids.iter().all(|id| *id == ids[0]), "{ways:?} have the tickets {ids:?}");
        // One each, however it was written.
        let mut tickets = vec![ids[0]];
        for email in &ways[1..] {
            let answer = kiosk.answer(&format!("new {email} Jo"))?;
            let ticket = answer.strip_prefix("success new ").with_context(|| answer.clone())?;
            tickets.push(ticket.parse::<shared::ticket::Ticket>()?.id.get());
        }
        for email in ways {
            kiosk.ask(&format!("query {email}"), "success query Jo")?;
            let shown = desk.ok(&["person", "show", email])?;
            ensure!(shown.lines().count() == 4, "{email}: {shown}");
        }
        for id in tickets {
            for said in [format!("accept {id}"), format!("complete {id}")] {
                ensure!(ada.answer(&said)?.starts_with("success "), "{said}");
            }
        }
        assert_eq!(desk.ok(&["person", "erase", ways[1]])?, "erased 3 tickets\n");
        for email in ways {
            kiosk.ask(&format!("query {email}"), "error query visitor email does not exist")?;
            ensure!(desk.cli(&["person", "show", email])?.status.code() == Some(1), "{email}");
        }
    }
    Ok(())
}

#[test]
fn a_name_of_anything_can_be_seen() -> Result<()> {
    for invisible in ["\u{3164}", "\u{ad}", "\u{200d}\u{2060}", "\u{fe0f}", "\u{feff}"] {
        let desk = Desk::new()?;
        let server = desk.run()?;
        let mut kiosk = server.classic("/kiosk")?;
        kiosk.ask(&format!("new n@example.org {invisible}"), "error new name is missing")?;
        let request =
            format!(r#"request {{"key":"k","email":"n@example.org","name":"{invisible}"}}"#);
        kiosk.ask(&request, "error request name is missing")?;
        let mut device = server.classic("/pair/kiosk")?;
        let said = device.next()?;
        let code = said.strip_prefix("code ").context("no code")?;
        for command in [
            &["staff", "add", "eve", "--name", invisible][..],
            &["device", "add", "kiosk", invisible],
            &["device", "approve", code, "--name", invisible],
        ] {
            let output = desk.cli(command)?;
            ensure!(output.status.code() == Some(1), "{command:?}: {output:?}");
        }
        server.stop()?;
        desk.set(&format!("table_names = {{ 1 = \"{invisible}\" }}\n"))?;
        let shown = desk.ok(&["config", "show"])?;
        ensure!(shown.contains("\ntable_names = {}"), "{invisible:?}: {shown}");
    }
    Ok(())
}

#[test]
fn an_accounts_name_is_one_however_it_is_written() -> Result<()> {
    let desk = Desk::new()?;
    let add = |user: &str, name: &str| {
        let arguments = ["staff", "add", user, "--name", name, "--password-stdin"];
        desk.cli_with_input(&arguments, "a good password\n")
    };
    ensure!(add("zo\u{eb}", "Zoe")?.status.success());
    for twin in ["zoe\u{308}", "ZO\u{cb}", "ZOE\u{308}"] {
        let output = add(twin, "Another")?;
        ensure!(output.status.code() == Some(1), "{twin}: {output:?}");
    }
    let server = desk.run()?;
    for typed in ["zo\u{eb}", "zoe\u{308}", "Zoe\u{308}"] {
        let answer = server.classic("/staff")?.answer(&format!("login {typed} a good password"))?;
        ensure!(answer.starts_with("success login "), "{typed}: {answer}");
    }
    desk.ok(&["staff", "disable", "ZOE\u{308}"])?;
    let answer = server.classic("/staff")?.answer("login zo\u{eb} a good password")?;
    assert_eq!(answer, "error login name or password is wrong");
    Ok(())
}

/// The number always stands there; a first name only where it can be told for sure.
#[test]
fn a_board_shows_a_first_name_only_where_it_can_be_told() {
    let mut text = String::new();
    for (label, name, shown) in [
        ("first", "王小明", ""),
        ("first", "Lovelace, Ada", ""),
        ("first", "Dr. Ada Byron", "Ada"),
        ("first", "LOVELACE Ada", ""),
        ("first", "Mrs. Lovelace", ""),
        ("first", "Ann & Ben", ""),
        ("first", "Nguyễn Thị Minh Khai", ""),
        ("first", "Ünal", "Ünal"),
        ("initial", "Dr. Ada Byron", "Ada B."),
        ("initial", "王小明", ""),
        ("initial", "Lovelace, Ada", ""),
    ] {
        let about = match shown {
            "" => r#"{"calls":1}"#.to_owned(),
            shown => format!(r#"{{"label":"{shown}","calls":1}}"#),
        };
        text += &format!(
            "== {label}: {name}
             settings display_label = \"{label}\"
             given kiosk: new ann@a.b {name}
             a = ada@0
             w = display v2
             a: accept 0
             a< success claimed 0
             w< about 0 {about}
             w< claimed 0 0
            "
        );
    }
    check(&text);
}
