//! What staff do with tickets beyond the protocol document.

use anyhow::Result;

use crate::scenario::check;
use crate::support::Desk;

#[test]
fn next() {
    check(
        r#"
        == without a table
        s = staff
        s: next
        s< error next you do not have a table chosen
        a = ada
        a: next
        a< error next you do not have a table chosen

        == nobody waits
        a = ada@0
        a: next
        a< error next nobody is waiting

        == in order, then a released one at its old place
        given kiosk: new ann@a.b Ann
        given kiosk: new ben@a.b Ben
        given kiosk: new cat@a.b Cat
        a = ada@0
        b = bob@1
        a: next
        a< success next 0
        b< claimed [0 ann ada]
        b: next
        b< success next 1
        a< claimed [1 ben bob]
        a: release 0
        a< success release 0
        b< new [0 ann -]
        b: next
        b< success next 0
        a< claimed [0 ann bob]
        a: next
        a< success next 2
        b< claimed [2 cat ada]
        a: next
        a< error next nobody is waiting

        == in v2 the event comes before, and displays hear it
        given kiosk: new ann@a.b Ann
        a = ada@0 v2
        w = display
        a: next
        a< about 0 {"source":"kiosk","rank":<n:rank>,"calls":1,"claimed":<n:claimed>,"table":0}
        a< claimed [0 ann ada]
        a< success next 0
        w< claimed 0 0

        == something after it makes it no command
        a = ada@0
        a: next 0
        a< error unknown command
        "#,
    );
}

/// The verbs about my claimed ticket refuse as `complete` does.
#[test]
fn verbs_about_my_claimed_ticket_refuse_as_complete_does() {
    for verb in ["release", "noshow", "recall", "transfer"] {
        let more = if verb == "transfer" { " 1" } else { "" };
        check(
            &"
            == every refusal of VERB
            given kiosk: new ann@a.b Ann
            given kiosk: new ben@a.b Ben
            given kiosk: new cat@a.b Cat
            given ada@0: accept 1
            given ada@0: accept 2
            given ada@0: complete 2
            s = staff
            s: VERB 0MORE
            s< error VERB you are not assigned to any table
            n = cyd
            n: VERB xMORE
            n< error VERB you are not assigned to any table
            a = ada@0
            b = bob@1
            a: VERB 3MORE
            a< error VERB ticket id does not exist
            a: VERB xMORE
            a< error VERB ticket id does not exist
            a: VERB
            a< error VERB ticket id does not exist
            a: VERB 0MORE
            a< error VERB you do not own this ticket
            b: VERB 1MORE
            b< error VERB you do not own this ticket
            b: VERB 2MORE
            b< error VERB you do not own this ticket
            a: VERB 2MORE
            a< error VERB the ticket has already been completed or cancelled
            "
            .replace("VERB", verb)
            .replace("MORE", more)
            // Two got their tables after others had connected.
            .replace("n = cyd\n", "n = cyd -taken\n")
            .replace("s = staff\n", "s = staff -taken\n"),
        );
    }
}

#[test]
fn release() {
    check(
        r#"
        == mine
        given kiosk: new ann@a.b Ann
        given ada@0: accept 0
        seat bob@1
        a = ada@0
        b = bob@1
        v = cyd v2
        w = display
        x = display v2
        a: release 0
        a< success release 0
        b< new [0 ann -]
        v< about 0 {"source":"kiosk","rank":<n:rank>,"calls":1,"table":0}
        v< new [0 ann -]
        w< <w:end> 0
        x< <w:end> 0
        a: complete 0
        a< error complete you do not own this ticket

        == in v2
        given kiosk: new ann@a.b Ann
        given ada@0: accept 0
        a = ada@0 v2
        a: release 0
        a< about 0 {"source":"kiosk","rank":<n:rank>,"calls":1,"table":0}
        a< new [0 ann -]
        a< success release 0

        == a colleague's, while the colleague sits at no table
        given kiosk: new ann@a.b Ann
        given ada@0: accept 0
        b = bob@1
        b: release 0
        b< error release you do not own this ticket
        given ada@0: unpick
        b: release 0
        b< success release 0
        b: accept 0
        b< success claimed 0
        "#,
    );
}

#[test]
fn reopen() {
    check(
        r#"
        == what I ended, in any way
        given kiosk: new ann@a.b Ann
        seat bob@1
        a = ada@0
        b = bob@1
        v = cyd v2 -at -taken
        w = display
        x = display v2
        a: accept 0
        a< success claimed 0
        a: complete 0
        a< success complete 0
        a: reopen 0
        a< success reopen 0
        b< claimed [0 ann ada]
        b< claimed [0 ann ada]
        v<* complete [0 ann ada ended]
        v< about 0 {"source":"kiosk","rank":<n:rank>,"calls":1,"claimed":<n:c>,"table":0}
        v< claimed [0 ann ada]
        w< claimed 0 0
        w< complete 0
        w< claimed 0 0
        x<* complete 0
        x< about 0 {"calls":1}
        x< claimed 0 0
        a: noshow 0
        a< success noshow 0
        a: reopen 0
        a< success reopen 0
        a: cancel 0
        a< success cancel 0
        a: reopen 0
        a< success reopen 0
        a: complete 0
        a< success complete 0
        v<* complete [0 ann ada again]
        b<* claimed [0 ann ada]
        b< claimed [0 ann ada]
        w<* complete 0
        x<* complete 0

        == in v2 the event comes before
        given kiosk: new ann@a.b Ann
        given ada@0: accept 0
        given ada@0: cancel 0
        a = ada@0 v2
        a: reopen 0
        a< about 0 {"source":"kiosk","rank":<n:rank>,"calls":1,"claimed":<n:c>,"table":0}
        a< claimed [0 ann ada]
        a< success reopen 0

        == every refusal
        given kiosk: new ann@a.b Ann
        given kiosk: new ben@a.b Ben
        given ada@0: accept 0
        given ada@0: complete 0
        given ada@0: accept 1
        s = staff -taken
        s: reopen 0
        s< error reopen you are not assigned to any table
        a = ada@0
        a: reopen 2
        a< error reopen ticket id does not exist
        a: reopen
        a< error reopen ticket id does not exist
        a: reopen 1
        a< error reopen the ticket has not ended
        b = bob@1
        b: reopen 0
        b< error reopen you do not own this ticket
        "#,
    );
}

#[test]
fn noshow() {
    check(
        r#"
        == events as cancel, the outcome kept apart
        given kiosk: new ann@a.b Ann
        given ada@0: accept 0
        a = ada@0
        v = cyd v2
        w = display
        x = display v2
        a: noshow 0
        a< success noshow 0
        v< about 0 {"source":"kiosk","rank":<n:rank>,"calls":1,"claimed":<n:c>,"table":0,"outcome":"no-show"}
        v< cancel [0 ann ada ended]
        w< cancel 0
        x< cancel 0
        "#,
    );
}

#[test]
fn withdraw_by_staff() {
    check(
        r#"
        == every refusal
        given kiosk: new ann@a.b Ann
        given kiosk: new ben@a.b Ben
        given ada@0: accept 0
        given ada@0: accept 1
        given ada@0: complete 1
        s = staff
        s: withdraw 0
        s< error withdraw you are not signed in
        a = ada@0
        a: withdraw 7
        a< error withdraw ticket id does not exist
        a: withdraw x
        a< error withdraw ticket id does not exist
        a: withdraw 0
        a< error withdraw the ticket is not waiting
        a: withdraw 1
        a< error withdraw the ticket is not waiting

        == it ends without being called
        given kiosk: new ann@a.b Ann
        a = ada@0
        a: withdraw 0
        a< success withdraw 0
        a: accept 0
        a< error accept the ticket has already been completed or cancelled
        "#,
    );
}

#[test]
fn recall() {
    check(
        r#"
        == it is called again
        given kiosk: new ann@a.b Ann
        given ada@0: accept 0
        seat bob@1
        a = ada@0
        b = bob@1
        v = bob@1 v2
        w = display
        x = display v2
        a: recall 0
        a< success recall 0
        v< about 0 {"source":"kiosk","rank":<n:rank>,"calls":2,"claimed":<n:c>,"table":0}
        w< claimed 0 0
        x< about 0 {"calls":2}
        x< claimed 0 0

        == in v2
        given kiosk: new ann@a.b Ann
        given ada@0: accept 0
        a = ada@0 v2
        a: recall 0
        a< about 0 {"source":"kiosk","rank":<n:rank>,"calls":2,"claimed":<n:c>,"table":0}
        a< success recall 0

        == of several at a table it becomes the one shown
        given kiosk: new ann@a.b Ann
        given kiosk: new ben@a.b Ben
        given ada@0: accept 0
        given ada@0: accept 1
        a = ada@0
        w = display
        a: recall 0
        a< success recall 0
        w< claimed 0 0
        a: complete 0
        a< success complete 0
        w< complete 0
        w< claimed 1 0
        "#,
    );
}

#[test]
fn transfer() {
    check(
        r#"
        == to a colleague's table
        given kiosk: new ann@a.b Ann
        given ada@0: accept 0
        seat bob@1
        a = ada@0
        b = bob@1
        v = cyd v2
        w = display
        x = display v2
        a: transfer 0 1
        a< success transfer 0
        b< claimed [0 ann bob]
        v< about 0 {"source":"kiosk","rank":<n:rank>,"calls":2,"claimed":<n:c>,"table":1}
        v< claimed [0 ann bob]
        w< <w:end> 0
        w< claimed 0 1
        x< <w:end> 0
        x< about 0 {"calls":2}
        x< claimed 0 1
        a: complete 0
        a< error complete you do not own this ticket
        b: complete 0
        b< success complete 0
        v<* complete [0 ann bob ended]
        w< complete 1
        x< complete 1

        == in v2 the event comes before
        given kiosk: new ann@a.b Ann
        given ada@0: accept 0
        seat bob@1
        a = ada@0 v2
        a: transfer 0 1
        a< about 0 {"source":"kiosk","rank":<n:rank>,"calls":2,"claimed":<n:c>,"table":1}
        a< claimed [0 ann bob]
        a< success transfer 0

        == the old table shows what was called before, then the new one calls
        given kiosk: new ann@a.b Ann
        given kiosk: new ben@a.b Ben
        given ada@0: accept 0
        given ada@0: accept 1
        seat bob@1
        a = ada@0
        w = display
        a: transfer 1 1
        a< success transfer 1
        w< <w:end> 0
        w< claimed 0 0
        w< claimed 1 1

        == one that is not shown leaves without a word
        given kiosk: new ann@a.b Ann
        given kiosk: new ben@a.b Ben
        given ada@0: accept 0
        given ada@0: accept 1
        seat bob@1
        a = ada@0
        w = display
        a: transfer 0 1
        a< success transfer 0
        w< claimed 0 1

        == to my own table: success, no event
        given kiosk: new ann@a.b Ann
        given ada@0: accept 0
        a = ada@0
        v = ada@0 v2
        w = display
        a: transfer 0 0
        a< success transfer 0

        == nobody is there
        given kiosk: new ann@a.b Ann
        given ada@0: accept 0
        a = ada@0
        a: transfer 0 1
        a< error transfer nobody is at that table
        a: transfer 0 99
        a< error transfer nobody is at that table
        a: transfer 0 x
        a< error transfer nobody is at that table
        a: transfer 0
        a< error transfer nobody is at that table
        a: complete 0
        a< success complete 0
        "#,
    );
}

#[test]
fn note() {
    check(
        r#"
        == staff get about, also in v2 the sender
        given kiosk: new ann@a.b Ann
        a = bob
        b = ada
        v = cyd v2
        w = display v2
        a: note 0 Needs  a chair
        a< success note 0
        v< about 0 {"note":"Needs a chair","source":"kiosk","rank":<n:rank>}
        v: note 0
        v< about 0 {"source":"kiosk","rank":<n:rank>}
        v< success note 0

        == it stays with the ticket
        given kiosk: new ann@a.b Ann
        given bob: note 0 hello
        v = cyd v2
        a = ada@0
        v< at 0 Ada L
        v< taken 0
        a: accept 0
        a< success claimed 0
        v< about 0 {"note":"hello","source":"kiosk","rank":<n:rank>,"calls":1,"claimed":<n:c>,"table":0}
        v< claimed [0 ann ada]

        == every refusal
        given kiosk: new ann@a.b Ann
        given ada@0: accept 0
        given ada@0: complete 0
        s = staff
        s: note 0 x
        s< error note you are not signed in
        b = bob
        b: note 1 x
        b< error note ticket id does not exist
        b: note
        b< error note ticket id does not exist
        b: note 0 x
        b< error note the ticket has already been completed or cancelled
        "#,
    );
}

#[test]
fn note_and_texts_have_a_length() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut kiosk = server.classic("/kiosk")?;
    kiosk.answer("new ann@a.b Ann")?;
    let mut ada = server.staff_at(&desk, "ada", 0)?;
    let fits = "é".repeat(500);
    let long = "é".repeat(501);
    ada.ask(&format!("note 0 {fits}"), "success note 0")?;
    ada.ask(&format!("note 0 {long}"), "error note the note is too long")?;
    ada.ask(&format!("close {fits}"), "success close")?;
    ada.ask(&format!("close {long}"), "error close the text is too long")?;
    ada.ask(&format!("announce {fits}"), "success announce")?;
    ada.ask(&format!("announce {long}"), "error announce the text is too long")?;
    Ok(())
}
