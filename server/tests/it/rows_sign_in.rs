//! Signing in and out, passwords, who may do what, and how guessing is slowed.

use anyhow::Result;

use crate::scenario::check;
use crate::support::{Desk, password};

#[test]
fn login_resume_logout() {
    check(
        r#"
        == login, classic: the answer, then the queue
        given kiosk: new ann@a.b Ann
        s = staff
        s: login ada correct horse ada
        s< success login <w:token>
        s< new [0 ann -]
        s: accept 0
        s< error accept you do not have a table chosen

        == login, v2: the answer, then the state
        given kiosk: new ann@a.b Ann
        seat bob@1
        s = staff v2
        s: login ada correct horse ada
        s< success login <w:token>
        s< reset
        s< me {"user":"ada","name":"Ada L","admin":true,"role":"admin"}
        s< seat
        s< at 1 Bob M
        s< about 0 {"source":"kiosk","rank":<n:rank>}
        s< new [0 ann -]
        s< ready
        t = staff
        t: resume ${token}
        t< success resume Ada L
        t< new [0 ann -]

        == login, wrong: the same for both
        s = staff
        s: login ada wrong horse ada
        s< error login name or password is wrong
        s: login eve correct horse ada
        s< error login name or password is wrong
        s: login
        s< error login name or password is wrong
        s: login ada
        s< error login name or password is wrong
        s: next
        s< error next you do not have a table chosen

        == a password is taken exactly as it stands
        s = staff
        s: login ada  correct horse ada
        s< error login name or password is wrong
        s: login ada correct horse ada␠
        s< error login name or password is wrong

        == resume
        given kiosk: new ann@a.b Ann
        s = staff
        s: resume $bob
        s< success resume Bob M
        s< new [0 ann -]
        s: resume nobodys
        s< error resume please relogin
        s: resume
        s< error resume please relogin

        == resume with the table one has
        seat ada@2
        s = staff v2
        s: resume $ada
        s< success resume Ada L
        s< reset
        s< me {"user":"ada","name":"Ada L","admin":true,"role":"admin"}
        s< seat 2
        s< at 2 Ada L
        s< ready
        s: unpick
        s< at 2
        s< success unpick
        s< taken

        == resume acts with the table in classic too
        given kiosk: new ann@a.b Ann
        seat ada@2
        s = staff
        s: resume $ada
        s< success resume Ada L
        s< new [0 ann -]
        s: accept 0
        s< success claimed 0

        == logout revokes the token and unpicks
        w = display
        s = ada@0
        w< pick 0
        s: logout
        s< success logout
        s< taken
        w< unpick 0
        s: pick 0 $ada
        s< error pick the provided token does not belong to any staff member
        s: resume $ada
        s< error resume please relogin
        s: accept 0
        s< error accept your session token was found to be invalid. please relogin
        s: logout
        s< error logout your session token was found to be invalid. please relogin

        == logout in v2
        w = display
        s = ada@0 v2
        w< pick 0
        s: logout
        s<* success logout
        w< unpick 0
        s: accept 0
        s<* error accept your session token was found to be invalid. please relogin

        == logout unpicks only when no other connection of the person is signed in
        t = staff -taken
        t: login ada correct horse ada
        t< success login <w:token>
        s = ada@0 -taken
        w = display
        s: logout
        s< success logout
        t: unpick
        t< success unpick
        w< unpick 0

        == a connection that had the same token is out
        s = ada@0 -taken
        t = ada v2 -taken -at
        s: logout
        s< success logout
        t<* out
        t: accept 0
        t< error accept your session token was found to be invalid. please relogin

        == not signed in
        s = staff
        s: logout
        s< error logout you are not signed in
        "#,
    );
}

#[test]
fn change_of_password() {
    check(
        r#"
        == my own, and every other session of mine ends
        a = ada@0 -taken
        b = staff -taken
        b: login ada correct horse ada
        b< success login <w:token>
        w = display
        a: password {"old":"correct horse ada","new":"a better password"}
        a< success password
        b: next
        b< error next your session token was found to be invalid. please relogin
        b: resume ${token}
        b< error resume please relogin
        a: next
        a< error next nobody is waiting
        b: login ada correct horse ada
        b< error login name or password is wrong
        b: login ada a better password
        b< success login <w:other>

        == a v2 connection of another session is told
        v = staff v2
        v: login ada correct horse ada
        v<* ready
        a = ada
        a: password {"old":"correct horse ada","new":"a better password"}
        a< success password
        v< out
        v: next
        v< error next your session token was found to be invalid. please relogin

        == every refusal
        s = staff
        s: password {"old":"correct horse ada","new":"a better password"}
        s< error password you are not signed in
        a = ada
        a: password {"old":"wrong","new":"a better password"}
        a< error password the old password is wrong
        a: password {"old":"correct horse ada","new":"too short"}
        a< error password the new password is too short
        a: password x
        a< error password the request cannot be read
        a: password {"old":"correct horse ada"}
        a< error password the request cannot be read
        t = staff
        t: login ada correct horse ada
        t< success login <w:token>
        "#,
    );
}

/// Who has no business with a verb is refused by it, and nobody hears of it.
#[test]
fn role_matrix() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut kiosk = server.classic("/kiosk")?;
    let mut display = server.classic("/display")?;
    let mut visitor = server.classic("/staff")?;
    visitor.ignore("taken");
    kiosk.answer("new ann@a.b Ann")?;
    let mut colleague = server.staff_at(&desk, "bob", 1)?;
    let mut display_v2 = server.v2("/display")?;
    display_v2.wait_for("ready")?;
    display.fence()?;
    let token = desk.token("ada");
    let staff_only = [
        "accept 0",
        "complete 0",
        "cancel 0",
        "unpick",
        "next",
        "release 0",
        "reopen 0",
        "noshow 0",
        "recall 0",
        "transfer 0 1",
        "note 0 x",
        "free 1",
        "close x",
        "open",
        "announce x",
        "password {}",
        "export 2020-01-01 2030-01-01",
        "approve ABCDEF",
        "devices",
        "revoke Hall",
        "logout",
    ];
    for verb in staff_only {
        let answer = visitor.answer(verb)?;
        assert!(answer.starts_with("error "), "{verb}: {answer}");
        kiosk.ask(verb, "error unknown command")?;
        display.ask(verb, "error unknown command")?;
        display_v2.ask(verb, "error unknown command")?;
    }
    let sign_in = [
        format!("pick 0 {token}"),
        format!("resume {token}"),
        format!("login ada {}", password("ada")),
    ];
    for verb in &sign_in {
        kiosk.ask(verb, "error unknown command")?;
        display.ask(verb, "error unknown command")?;
    }
    for verb in ["new x@y N", "query ann@a.b", "request {}", "withdraw 0"] {
        display.ask(verb, "error unknown command")?;
        let answer = visitor.answer(verb)?;
        assert!(answer.ends_with(" you are not signed in"), "{verb}: {answer}");
    }
    colleague.silent()?;
    display.silent()?;
    display_v2.silent()?;
    Ok(())
}

/// After five failures in a row for one account the next try has to wait, and only there.
#[test]
fn login_is_slowed_and_never_locked() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut staff = server.classic("/staff")?;
    staff.expect("taken")?;
    for _ in 0..5 {
        staff.ask("login ada wrong", "error login name or password is wrong")?;
    }
    // Even the right password, so that guessing learns nothing; also from another connection.
    let right = format!("login ada {}", password("ada"));
    staff.ask(&right, "error login too many attempts. wait 1 seconds")?;
    let mut other = server.classic("/staff")?;
    other.expect("taken")?;
    other.ask(&right, "error login too many attempts. wait 1 seconds")?;
    // A colleague is not slowed.
    let answer = other.answer(&format!("login bob {}", password("bob")))?;
    assert!(answer.starts_with("success login "), "{answer}");
    // The wait is over after a second.
    crate::support::eventually("the right password is taken again", || {
        Ok(staff.answer(&right)?.starts_with("success login "))
    })?;
    // A success starts the count anew.
    staff.ask("login ada wrong", "error login name or password is wrong")?;
    Ok(())
}

/// Guessing at many accounts from one address is slowed, though no account was tried twice.
#[test]
fn many_accounts_from_one_address_are_slowed() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut staff = server.classic("/staff")?;
    let mut failures = 0;
    loop {
        let answer = staff.answer(&format!("login nobody{failures} a long password"))?;
        if answer.starts_with("error login too many attempts. wait ") {
            break;
        }
        assert_eq!(answer, "error login name or password is wrong");
        failures += 1;
        // On a very slow machine the first wait is over before the next try.
        assert!(failures < 60, "never slowed");
    }
    assert!(failures >= 50, "slowed after {failures}");
    Ok(())
}
