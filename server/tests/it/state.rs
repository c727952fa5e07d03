//! What a client that connects or signs in is told, and what becomes of tables and tickets when
//! people move, leave, are disabled, or the server starts again.

use anyhow::{Context as _, Result};
use shared::mirror::StaffMirror;

use crate::reconnects::fold_staff;
use crate::scenario::check;
use crate::support::{Desk, eventually};

#[test]
fn at_connect_and_sign_in() {
    check(
        r#"
        == a display on an empty desk
        w = display raw
        w-
        v = display v2 raw
        v<* reset
        v< ready

        == a display: tables ascending, then what is shown at each
        given kiosk: new ann@a.b Ann
        given kiosk: new ben@a.b Ben
        given kiosk: new cat@a.b Cat
        given bob@2: accept 1
        given ada@0: accept 0
        given ada@0: accept 2
        seat cyd@1
        w = display raw
        w< pick 0
        w< pick 1
        w< pick 2
        w< claimed 2 0
        w< claimed 1 2
        v = display v2 raw
        v<* reset
        v< pick 0
        v< pick 1
        v< pick 2
        v< about 2 {"calls":1}
        v< claimed 2 0
        v< about 1 {"calls":1}
        v< claimed 1 2
        v< ready

        == classic staff: by id, waiting and claimed
        given kiosk: new ann@a.b Ann
        given kiosk: new ben@a.b Ben
        given kiosk: new cat@a.b Cat
        given kiosk: new dan@a.b Dan
        given bob@2: accept 1
        given ada@0: accept 3
        given ada@0: complete 3
        s = staff raw
        s< taken 0 2
        s: pick 0 $ada
        s< success pick 0
        s< new [0 ann -]
        s< claimed [1 ben bob]
        s< new [2 cat -]

        == v2 staff: me, seat, at, tickets, the ended ones too
        given kiosk: new ann@a.b Ann
        given kiosk: new ben@a.b Ben
        given bob@2: accept 0
        given bob@2: complete 0
        given bob@2: accept 1
        s = staff v2
        s: pick 0 $ada
        s< success pick 0
        s< reset
        s< me {"user":"ada","name":"Ada L","admin":true,"role":"admin"}
        s< seat 0
        s< at 0 Ada L
        s< at 2 Bob M
        s< about 0 {"source":"kiosk","rank":<n:r0>,"calls":1,"claimed":<n:c0>,"table":2,"outcome":"completed"}
        s< complete [0 ann bob ended]
        s< about 1 {"source":"kiosk","rank":<n:r1>,"calls":1,"claimed":<n:c1>,"table":2}
        s< claimed [1 ben bob]
        s< ready

        == another person's sign-in on a v2 connection is a new state
        s = bob@1 v2
        s: pick 2 $ada
        s<* success pick 2
        s< reset
        s< me {"user":"ada","name":"Ada L","admin":true,"role":"admin"}
        s< seat 2
        s< at 1 Bob M
        s< at 2 Ada L
        s< ready
        "#,
    );
}

/// Of the tickets that ended, v2 staff are told the last fifty.
#[test]
fn the_last_fifty_that_ended() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut kiosk = server.classic("/kiosk")?;
    let mut ada = server.staff_at(&desk, "ada", 0)?;
    ada.ignore("new");
    for id in 0..53 {
        kiosk.answer(&format!("new v{id}@a.b V"))?;
        ada.ask(&format!("accept {id}"), &format!("success claimed {id}"))?;
    }
    // Ended in another order than made: 0, 1 and 2 last.
    for id in (3..53).chain(0..3) {
        // Those that end within a millisecond are told in the order of their ids.
        std::thread::sleep(std::time::Duration::from_millis(if id == 0 { 2 } else { 0 }));
        let verb = if id % 2 == 0 { "complete" } else { "cancel" };
        ada.ask(&format!("{verb} {id}"), &format!("success {verb} {id}"))?;
    }
    let mut mirror = StaffMirror::default();
    let mut staff = server.v2("/staff")?;
    staff.send(&format!("resume {}", desk.token("bob")))?;
    fold_staff(&mut staff, &mut mirror)?;
    // In the order in which they ended.
    let ids: Vec<i64> = mirror.ended.iter().map(|held| held.ticket.id.get()).collect();
    assert_eq!(ids, (6..53).chain(0..3).collect::<Vec<_>>());
    assert!(mirror.tickets.is_empty() && mirror.is_ready);
    Ok(())
}

#[test]
fn tables_and_people() {
    check(
        r#"
        == moving takes the claimed tickets along, in the order called
        given kiosk: new ann@a.b Ann
        given kiosk: new ben@a.b Ben
        given ada@0: accept 1
        given ada@0: accept 0
        w = display
        wv = display v2
        v = bob v2 -taken
        a = ada@0
        a: pick 2 $ada
        a< success pick 2
        w< unpick 0
        w< pick 2
        w< claimed 1 2
        w< claimed 0 2
        wv< unpick 0
        wv< pick 2
        wv< about 1 {"calls":2}
        wv< claimed 1 2
        wv< about 0 {"calls":2}
        wv< claimed 0 2
        v< at 0
        v< at 2 Ada L
        v< about 1 {"source":"kiosk","rank":<n:r1>,"calls":2,"claimed":<n:c1>,"table":2}
        v< about 0 {"source":"kiosk","rank":<n:r0>,"calls":2,"claimed":<n:c0>,"table":2}

        == of several at a table the one called last is shown
        given kiosk: new ann@a.b Ann
        given kiosk: new ben@a.b Ben
        given kiosk: new cat@a.b Cat
        a = ada@0
        w = display
        a: accept 0
        a< success claimed 0
        w< claimed 0 0
        a: accept 1
        a< success claimed 1
        w< claimed 1 0
        a: accept 2
        a< success claimed 2
        w< claimed 2 0
        a: complete 1
        a< success complete 1
        w-
        a: cancel 2
        a< success cancel 2
        w< cancel 0
        w< claimed 0 0
        a: complete 0
        a< success complete 0
        w< complete 0

        == the one shown before is found in the order called, not by id
        given kiosk: new ann@a.b Ann
        given kiosk: new ben@a.b Ben
        given kiosk: new cat@a.b Cat
        a = ada@0
        w = display
        a: accept 2
        a< success claimed 2
        w< claimed 2 0
        a: accept 0
        a< success claimed 0
        w< claimed 0 0
        a: accept 1
        a< success claimed 1
        w< claimed 1 0
        a: recall 2
        a< success recall 2
        w< claimed 2 0
        a: complete 2
        a< success complete 2
        w< complete 0
        w< claimed 1 0
        a: complete 1
        a< success complete 1
        w< complete 0
        w< claimed 0 0

        == unpick with tickets claimed: displays hear of them again at the next table
        given kiosk: new ann@a.b Ann
        given ada@0: accept 0
        a = ada@0 -taken
        w = display
        a: unpick
        a< success unpick
        w< unpick 0
        x = display raw
        x-
        a: pick 1 $ada
        a< success pick 1
        w< pick 1
        w< claimed 0 1
        x< pick 1
        x< claimed 0 1

        == every connection of a person acts with the table
        given kiosk: new ann@a.b Ann
        a = ada@0
        s = ada
        s: accept 0
        s< success claimed 0
        a< claimed [0 ann ada]
        a: complete 0
        a< success complete 0

        == a table outlives its connection, a restart and a crash
        given kiosk: new ann@a.b Ann
        given ada@0: accept 0
        given bob@3: query ann@a.b
        stop
        start
        w = display raw
        w< pick 0
        w< pick 3
        w< claimed 0 0
        w x
        kill
        start
        w = display raw
        w< pick 0
        w< pick 3
        w< claimed 0 0
        a = ada@0
        a: complete 0
        a< success complete 0
        w< complete 0

        == a seat at a table that no longer exists is unpicked at start
        settings tables = 4
        given kiosk: new ann@a.b Ann
        given ada@3: accept 0
        stop
        set tables = 3
        start
        w = display raw
        w-
        a = ada
        a: complete 0
        a< error complete you are not assigned to any table
        a: pick 2 $ada
        a< success pick 2
        w< pick 2
        w< claimed 0 2
        "#,
    );
}

#[test]
fn the_grace_time() {
    check(
        r#"
        == the last connection gone: unpicked, the tickets stay
        settings table_grace_secs = 1
        given kiosk: new ann@a.b Ann
        a = ada@0
        a: accept 0
        a< success claimed 0
        s = staff
        v = bob v2 -about
        w = display
        a x
        v< at 0
        v< taken
        s< taken
        w< unpick 0
        a = ada -taken
        a: unpick
        a< success unpick
        v< at 0 Ada L
        v< taken 0
        v< at 0
        v< taken
        s< taken 0
        s< taken
        w< pick 0
        w< claimed 0 0
        w< unpick 0
        a: pick 1 $ada
        a< success pick 1
        a: complete 0
        a< success complete 0
        v<* complete [0 ann ada ended]
        s< taken 1
        w< pick 1
        w< claimed 0 1
        w< complete 1

        == one lost to it does not come back when it is taken
        settings table_grace_secs = 1
        a = ada@0
        w = display
        a x
        w< unpick 0
        b = bob@0
        w< pick 0
        a = staff
        a: resume $ada
        a< success resume Ada L
        a: next
        a< error next you do not have a table chosen

        == another connection of the person keeps it
        settings table_grace_secs = 1
        a = ada@0
        s = ada@0
        w = display
        s x
        b = bob@1
        w< pick 1
        b x
        w< unpick 1
        a: next
        a< error next nobody is waiting

        == coming back in time is nobody's business
        settings table_grace_secs = 5
        a = ada@0
        w = display
        s = staff
        a x
        a = ada@0
        b = bob@1
        w< pick 1
        s< taken 0 1
        b: unpick
        b< success unpick
        b< taken 0
        w< unpick 1
        s< taken 0

        == it also runs after a start, for those who do not come back
        settings table_grace_secs = 2
        seat ada@0
        a = bob@1
        a x
        kill
        start
        w = display raw
        w< pick 0
        w< pick 1
        b = bob@1
        w< unpick 0
        b: next
        b< error next nobody is waiting
        "#,
    );
}

#[test]
fn disabled_people() {
    check(
        r#"
        == the table is unpicked, the claimed tickets go back in the queue
        given kiosk: new ann@a.b Ann
        given kiosk: new ben@a.b Ben
        given ada@0: accept 0
        given ada@0: accept 1
        seat bob@1
        a = ada@0 -taken
        av = ada@0 v2 -taken -at -about
        b = bob@1
        v = bob@1 v2
        s = staff
        w = display
        $ staff disable ada
        w< unpick 0
        s< taken 1
        b< new [0 ann -]
        b< new [1 ben -]
        v< at 0
        v< about 0 {"source":"kiosk","rank":<n:r0>,"calls":1,"table":0}
        v< new [0 ann -]
        v< about 1 {"source":"kiosk","rank":<n:r1>,"calls":1,"table":0}
        v< new [1 ben -]
        av<* out
        a: next
        a< error next your session token was found to be invalid. please relogin
        av: next
        av< error next your session token was found to be invalid. please relogin
        a: login ada correct horse ada
        a< error login name or password is wrong
        $ staff enable ada
        a: login ada correct horse ada
        a< success login <w:token>
        a< new [0 ann -]
        a< new [1 ben -]

        "#,
    );
}

#[test]
fn what_the_command_line_changes_reaches_who_is_connected() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut ada = server.staff_at(&desk, "ada", 0)?;
    let mut display = server.classic("/display")?;
    display.expect("pick 0")?;
    let set = desk
        .cli_with_input(&["staff", "password", "ada", "--password-stdin"], "another password\n")?;
    assert!(set.status.success(), "{}", String::from_utf8_lossy(&set.stderr));
    eventually("the session has ended", || {
        let answer = ada.answer("next")?;
        Ok(answer == "error next your session token was found to be invalid. please relogin")
    })?;
    // Table and tickets stay as if the connections had gone.
    display.silent()?;
    let answer = ada.answer("login ada another password")?;
    let token = answer.strip_prefix("success login ").context("no token")?;
    ada.ask("next", "error next nobody is waiting")?;
    ada.ask(&format!("pick 0 {token}"), "success pick 0")?;
    desk.ok(&["table", "free", "0"])?;
    display.expect("unpick 0")?;
    Ok(())
}
