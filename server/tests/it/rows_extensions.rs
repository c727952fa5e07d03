//! A row for each verb and each message of the extensions.

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
        s< me {"user":"ada","name":"Ada L","admin":true}
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
        s< me {"user":"ada","name":"Ada L","admin":true}
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
        v< about 0 {"source":"kiosk","rank":<n:rank>,"calls":1<*>}
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
        a< about 0 {"source":"kiosk","rank":<n:rank>,"calls":1<*>}
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

#[test]
fn free() {
    check(
        r#"
        == somebody else's table
        given kiosk: new ann@a.b Ann
        given ada@0: accept 0
        seat bob@1
        a = ada@0 -taken
        av = ada@0 v2 -taken
        b = bob@1
        v = cyd v2
        w = display
        b: free 0
        b< success free 0
        w< unpick 0
        v<? at 0
        v<? taken 1
        av<? at 0
        av<? seat
        a: complete 0
        a< error complete you are not assigned to any table
        b: release 0
        b< success release 0
        a< new [0 ann -]
        v<* new [0 ann -]
        av<* new [0 ann -]

        == the sender in v2
        seat ada@0
        b = bob@1 v2
        b: free 0
        b< at 0
        b< success free 0

        == every refusal
        s = staff -taken
        s: free 0
        s< error free you are not signed in
        b = bob@1
        b: free 0
        b< error free nobody is at that table
        b: free 99
        b< error free nobody is at that table
        b: free x
        b< error free nobody is at that table
        b: free
        b< error free nobody is at that table
        b: free 1
        b< error free that is your own table
        "#,
    );
}

#[test]
fn new_and_query_by_staff() {
    check(
        r#"
        == signed in
        b = bob
        b: new ann@a.b Ann
        b< success new [0 ann -]
        b: query ann@a.b
        b< success query Ann
        b: query ben@a.b
        b< error query visitor email does not exist
        b: new x
        b< error new email address is not valid
        b: new x@y
        b< error new name is missing

        == not signed in
        s = staff
        s: new ann@a.b Ann
        s< error new you are not signed in
        s: query ann@a.b
        s< error query you are not signed in
        s: request {"key":"k","email":"ann@a.b","name":"Ann"}
        s< error request you are not signed in
        "#,
    );
}

#[test]
fn request() {
    check(
        r#"
        == the same key gives the same ticket
        k = kiosk
        k: request {"key":"k1","email":"ann@a.b","name":"Ann"}
        k< success new [0 ann -]
        k: request {"key":"k1","email":"ann@a.b","name":"Ann"}
        k< success new [0 ann -]
        k: request {"key":"k1","email":"other@a.b","name":"Other"}
        k< success new [0 ann -]

        == also once it is claimed or has ended
        a = ada@0
        k = kiosk
        k: request {"key":"k1","email":"ann@a.b","name":"Ann"}
        k< success new [0 ann -]
        a< new [0 ann -]
        a: accept 0
        a< success claimed 0
        k: request {"key":"k1","email":"ann@a.b","name":"Ann"}
        k< success new [0 ann ada]
        a: complete 0
        a< success complete 0
        k: request {"key":"k1","email":"ann@a.b","name":"Ann"}
        k< success new [0 ann ada ended]

        == also after a restart
        k = kiosk
        k: request {"key":"k1","email":"ann@a.b","name":"Ann"}
        k< success new [0 ann -]
        k x
        kill
        start
        k = kiosk
        k: request {"key":"k1","email":"ann@a.b","name":"Ann"}
        k< success new [0 ann -]

        == an address with a ticket waiting gets that one
        k = kiosk
        a = ada
        k: new ann@a.b Ann
        k< success new [0 ann -]
        a< new [0 ann -]
        k: request {"key":"k2","email":"ANN@a.b","name":"Anna"}
        k< success new [0 ann -]
        k: request {"key":"k3","email":"ann@a.b","name":"Ann","again":false}
        k< success new [0 ann -]
        k: request {"key":"k4","email":"ann@a.b","name":"Ann","again":true}
        k< success new [1 ann -]
        a< new [1 ann -]
        k: request {"key":"k2","email":"ann@a.b","name":"Ann"}
        k< success new [0 ann -]

        == one that is claimed is not waiting
        given kiosk: new ann@a.b Ann
        given ada@0: accept 0
        k = kiosk
        k: request {"key":"k2","email":"ann@a.b","name":"Ann"}
        k< success new [1 ann -]

        == unknown keys in it are ignored, whatever is optional is
        settings [[reasons]]
        settings id = "badge"
        settings text = { en = "Badge" }
        k = kiosk
        v = bob v2
        k: request {"key":"k1","email":"ann@a.b","name":"Ann","reason":"badge","lang":"de","color":[1]}
        k< success new [0 ann -]
        v< about 0 {"reason":"badge","lang":"de","source":"kiosk","rank":<n:r>}
        v< new [0 ann -]
        k: request {"key":"k2","email":"ben@a.b","name":"Ben","reason":"","lang":""}
        k< success new [1 ben -]
        v< about 1 {"source":"kiosk","rank":<n:r1>}
        v< new [1 ben -]
        k: request {"key":"k3","email":"cat@a.b","name":"Cat","reason":"nose"}
        k< error request unknown reason

        == a kiosk of v2 is told its place
        given kiosk: new ann@a.b Ann
        k = kiosk v2
        k: request {"key":"k1","email":"ben@a.b","name":"Ben"}
        k< about 1 {"ahead":1,"wait":null}
        k< success new [1 ben -]

        == errors as new, with its own verb
        k = kiosk
        k: request {"key":"k","email":"ann","name":"Ann"}
        k< error request email address is not valid
        k: request {"key":"k"}
        k< error request email address is not valid
        k: request {"key":"k","email":"ann@a.b","name":" "}
        k< error request name is missing
        k: request {"key":"k","email":"ann@a.b"}
        k< error request name is missing
        k: request {"key":"k","email":"ann@a.b","name":"Ann","reason":"x"}
        k< error request unknown reason
        k: request
        k< error request the request cannot be read
        k: request x
        k< error request the request cannot be read
        k: request {"key":"k","email":"ann@a.b","name":"Ann"
        k< error request the request cannot be read
        k: request {"email":"ann@a.b","name":"Ann"}
        k< error request key is not valid
        k: request {"key":"","email":"ann@a.b","name":"Ann"}
        k< error request key is not valid
        k: request {"key":"a b","email":"ann@a.b","name":"Ann"}
        k< error request key is not valid
        k: request {"key":"0123456789012345678901234567890123456789012345678901234567890123","email":"ann@a.b","name":"Ann"}
        k< success new [0 ann -]
        k: request {"key":"01234567890123456789012345678901234567890123456789012345678901234","email":"ann@a.b","name":"Ann"}
        k< error request key is not valid

        == a refused one may be sent again under its key
        k = kiosk
        k: request {"key":"k","email":"ann@a.b","name":""}
        k< error request name is missing
        k: request {"key":"k","email":"ann@a.b","name":"Ann"}
        k< success new [0 ann -]

        == by staff
        b = bob
        v = cyd v2
        b: request {"key":"s1","email":"ann@a.b","name":"Ann"}
        b< success new [0 ann -]
        v< about 0 {"source":"staff","rank":<n:r>}
        v< new [0 ann -]
        b: request {"key":"s1","email":"ann@a.b","name":"Ann"}
        b< success new [0 ann -]
        "#,
    );
}

#[test]
fn withdraw_by_kiosk() {
    check(
        r#"
        == its own request, then its key is barred
        k = kiosk
        k: request {"key":"k1","email":"ann@a.b","name":"Ann"}
        k< success new [0 ann -]
        k: withdraw k1
        k< success withdraw k1
        k: request {"key":"k1","email":"ann@a.b","name":"Ann"}
        k< error request this request was withdrawn

        == a request that is still on its way
        a = ada
        k = kiosk
        k: withdraw k1
        k< success withdraw k1
        k: request {"key":"k1","email":"ann@a.b","name":"Ann"}
        k< error request this request was withdrawn
        k: request {"key":"k2","email":"ann@a.b","name":"Ann"}
        k< success new [0 ann -]
        a< new [0 ann -]

        == also after a restart
        given kiosk: withdraw k1
        kill
        start
        k = kiosk
        k: request {"key":"k1","email":"ann@a.b","name":"Ann"}
        k< error request this request was withdrawn

        == bad keys
        k = kiosk
        k: withdraw
        k< error withdraw key is not valid
        k: withdraw a b
        k< error withdraw key is not valid
        k: withdraw 01234567890123456789012345678901234567890123456789012345678901234
        k< error withdraw key is not valid
        "#,
    );
}

#[test]
fn close_and_open() {
    check(
        r#"
        == closed to kiosks, not to staff
        given kiosk: request {"key":"k1","email":"ann@a.b","name":"Ann"}
        b = bob
        v = bob v2
        k = kiosk
        kv = kiosk v2
        w = display
        wv = display v2
        s = staff
        sv = staff v2
        b: close Back  at 14:00
        b< success close
        v< desk closed Back at 14:00
        kv< desk closed Back at 14:00
        wv< desk closed Back at 14:00
        sv< desk closed Back at 14:00
        k: new ben@a.b Ben
        k< error new the desk is closed
        k: request {"key":"k2","email":"ben@a.b","name":"Ben"}
        k< error request the desk is closed
        k: request {"key":"k1","email":"ann@a.b","name":"Ann"}
        k< success new [0 ann -]
        k: query ann@a.b
        k< success query Ann
        b: new ben@a.b Ben
        b< success new [1 ben -]
        v<* new [1 ben -]
        v: open
        v<? desk open
        v<? success open
        kv< desk open
        wv< desk open
        sv< desk open
        k: new cat@a.b Cat
        k< success new [2 cat -]
        b< new [2 cat -]
        v<* new [2 cat -]

        == it is stored and told at connect
        given bob: close Lunch
        kill
        start
        k = kiosk v2
        k^ desk closed Lunch
        s = staff v2
        s^ desk closed Lunch
        k: new ann@a.b Ann
        k< error new the desk is closed
        given bob: open
        k< desk open
        s< desk open

        == the text may be empty
        kv = kiosk v2
        kv^ desk open
        b = bob
        b: close
        b< success close
        kv< desk closed

        == not signed in
        s = staff
        s: close x
        s< error close you are not signed in
        s: open
        s< error open you are not signed in
        k = kiosk
        k: close x
        k< error unknown command
        "#,
    );
}

#[test]
fn announce() {
    check(
        r#"
        == an admin's, stored, above the setting
        settings notice = "From the settings"
        k = kiosk v2
        k^ notice From the settings
        a = ada
        av = ada v2
        w = display v2
        s = staff v2
        c = display
        a: announce The lift  is broken
        a< success announce
        av< notice The lift is broken
        k< notice The lift is broken
        w< notice The lift is broken
        s< notice The lift is broken
        c-
        kill
        start
        k = kiosk v2
        k^ notice The lift is broken
        a = ada v2
        a: announce
        a<? notice<*>
        a<? success announce
        k< notice<*>
        av x
        w x
        s x
        c x

        == without a setting, empty takes it down
        given ada: announce hello
        k = kiosk v2
        k^ notice hello
        given ada: announce
        k< notice

        == not for everybody
        b = bob
        b: announce x
        b< error announce this needs an admin account
        s = staff
        s: announce x
        s< error announce you are not signed in
        "#,
    );
}

#[test]
fn devices_by_an_admin() {
    check(
        r#"
        == nobody else's business
        b = bob
        b: approve ABCDEF
        b< error approve this needs an admin account
        b: devices
        b< error devices this needs an admin account
        b: revoke Hall
        b< error revoke this needs an admin account
        s = staff
        s: approve ABCDEF
        s< error approve you are not signed in
        s: devices
        s< error devices you are not signed in
        s: revoke Hall
        s< error revoke you are not signed in

        == what nobody shows, and what there is none of
        a = ada
        a: approve ABCDEF Hall
        a< error approve no device shows that code now
        a: approve
        a< error approve no device shows that code now
        a: devices
        a< success devices []
        a: devices now
        a< error unknown command
        a: revoke Hall
        a< error revoke there is no device of that name
        a: revoke
        a< error revoke there is no device of that name
        "#,
    );
}

#[test]
fn what_goes_to_all_at_connect() {
    check(
        r#"
        == to each role what is its own
        settings tables = 4
        settings organisation = "Example University"
        settings notice = "Welcome"
        settings table_names = { 0 = "Window A", 3 = "Room 2" }
        settings [[reasons]]
        settings id = "badge"
        settings text = { en = "Badge", ar = "شارة" }
        k = kiosk v2
        s = staff v2
        k^ tables 4
        k^ name 0 Window A
        k^ name 3 Room 2
        k^ organisation Example University
        k^ notice Welcome
        k^ desk open
        s^ tables 4
        s^ name 0 Window A
        s^ name 3 Room 2
        s^ organisation Example University
        s^ notice Welcome
        s^ desk open
        s^ taken
        k^ reasons [{"id":"badge","text":{<*>"ar":"شارة"<*>}}]
        k^ reasons [{"id":"badge","text":{<*>"en":"Badge"<*>}}]
        s^ reasons [{"id":"badge","text":{<*>"en":"Badge"<*>}}]

        == no reasons
        k = kiosk v2
        k^ reasons []
        k^ tables 10

        == classic hears none of it
        settings notice = "Welcome"
        k = kiosk raw
        k-
        w = display raw
        w-
        s = staff raw
        s< taken
        s-
        "#,
    );
}

#[test]
fn a_display_names_visitors_as_the_desk_allows() {
    check(
        r#"
        == the first name
        settings display_label = "first"
        given kiosk: new ann@a.b Ann Lee
        a = ada@0
        w = display v2
        a: accept 0
        a< success claimed 0
        w< about 0 {"label":"Ann","calls":1}
        w< claimed 0 0
        x = display v2 raw
        x<* pick 0
        x< about 0 {"label":"Ann","calls":1}
        x< claimed 0 0
        x< ready

        == first name and initial
        settings display_label = "initial"
        given kiosk: new ann@a.b Ann Lee
        given kiosk: new cher@a.b Cher
        a = ada@0
        w = display v2
        a: accept 0
        a< success claimed 0
        a: accept 1
        a< success claimed 1
        w< about 0 {"label":"Ann L<*>","calls":1}
        w< claimed 0 0
        w< about 1 {"label":"Cher","calls":1}
        w< claimed 1 0

        == nothing
        settings display_label = "none"
        given kiosk: new ann@a.b Ann Lee
        a = ada@0
        w = display v2
        a: accept 0
        a< success claimed 0
        w< about 0 {"calls":1}
        w< claimed 0 0
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

#[test]
fn export_over_the_wire() {
    check(
        r#"
        == an admin's
        given kiosk: new ann@a.b Ann
        given kiosk: new ben@a.b Ben
        given ada@0: accept 0
        given ada@0: complete 0
        a = ada
        a: export 2020-01-01 2099-12-31
        a< row id,number,email,name,staff,table,reason,source,start,first_claimed,claimed,end,outcome,note
        a< row 0,000,ann@a.b,Ann,Ada L,0,,kiosk,<t:start0>,<t:c0>,<t:c0>,<t:e0>,completed,
        a< row 1,001,ben@a.b,Ben,<*>,,,kiosk,<t:start1>,<*>
        a< success export 2
        a: export 2020-01-01 2020-12-31
        a< row id,number,email,name,staff,table,reason,source,start,first_claimed,claimed,end,outcome,note
        a< success export 0

        == every refusal
        b = bob
        b: export 2020-01-01 2099-12-31
        b< error export this needs an admin account
        s = staff
        s: export 2020-01-01 2099-12-31
        s< error export you are not signed in
        a = ada
        a: export
        a< error export the dates cannot be read
        a: export 2020-01-01
        a< error export the dates cannot be read
        a: export 1 2
        a< error export the dates cannot be read
        a: export 2020-02-30 2020-03-01
        a< error export the dates cannot be read
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
