//! Paper tickets: who prints what, what staff hear of printers, and what may not be printed.

use anyhow::{Context as _, Result, ensure};

use crate::pages::{desk_with_pages, path_of, staff};
use crate::scenario::check;
use crate::support::{Browser, Client, Desk, Dialect, Server, Wire, tcp};

#[test]
fn a_ticket_is_printed_where_it_was_made() {
    check(
        r#"
        == what stands on the paper, and who hears of printers
        settings organisation = "Town hall"
        settings services = [{ id = "b", prefix = "B", text = { en = "Badges", de = "Ausweise" } }]
        a = ada@0 v2 -lane -about -new -waiting -services
        k = kiosk v2 -lane -about -waiting -services
        k: device {"version":"1","paper":"ok"}
        k< success device
        a< printers [{"kiosk":"kiosk","paper":"ok"}]
        k: request {"key":"1","email":"ann@a.b","name":"Ann","lang":"de"}
        k< success new <*>
        k: request {"key":"2","email":"bo@a.b","name":"Bo"}
        k< success new <*>
        a: print 1
        a< success print 1
        k< print {"id":1,"number":"B001","service":{"de":"Ausweise","en":"Badges"},"ahead":1,"at":<n:t>,"organisation":"Town hall"}
        a: print 0 kiosk
        a< success print 0
        a: health
        a< success health {<*>"sheets":{"waiting":2,"since":<n:s>}}
        k< print {"id":0,"number":"B000","lang":"de","service":{"de":"Ausweise","en":"Badges"},"ahead":0,"at":<n:u>,"organisation":"Town hall"}

        == one that is called has nobody before it
        a = ada@0 v2 -lane -about -new -waiting -claimed -printers
        k = kiosk v2 -lane -about -waiting
        k: device {"version":"1","paper":"low"}
        k< success device
        k: request {"key":"1","email":"ann@a.b","name":"Ann"}
        k< success new <*>
        a: accept 0
        a< success claimed 0
        a: print 0
        a< success print 0
        k< print {"id":0,"number":"000","at":<n:t>}

        == what is refused
        a = ada@0 v2 -about -new -waiting -claimed -complete -printers -warnings
        k = kiosk v2 -about -waiting
        b = staff v2
        b: print 0
        b< error print you are not signed in
        a: print 0
        a< error print ticket id does not exist
        a: print
        a< error print ticket id does not exist
        k: request {"key":"1","email":"ann@a.b","name":"Ann"}
        k< success new <*>
        a: print 0
        a< error print choose a kiosk that has a printer
        a: print 0 Hall
        a< error print there is no device of that name
        k: device {"version":"1","paper":"none"}
        k< success device
        a: print 0
        a< error print choose a kiosk that has a printer
        k: device {"version":"1","paper":"out"}
        k< success device
        a: print 0
        a< error print that kiosk cannot print now
        a: accept 0
        a< success claimed 0
        a: complete 0
        a< success complete 0
        a: print 0
        a< error print the ticket has already been completed or cancelled
        k: print 0
        k< error unknown command
        "#,
    );
}

#[test]
fn staff_hear_of_a_printer_and_of_what_may_not_be_printed() {
    check(
        r#"
        == while it cannot print
        a = ada@0 v2
        k = kiosk v2
        k: device {"version":"1","paper":"open"}
        k< success device
        a< warnings [{"kind":"printer","args":{"kiosk":"kiosk","paper":"open"},"since":<n:s>}]
        a< printers [{"kiosk":"kiosk","paper":"open"}]
        k: device {"version":"1","paper":"low"}
        k< success device
        a< warnings []
        a< printers [{"kiosk":"kiosk","paper":"low"}]

        == while its kiosk is there
        k = kiosk v2
        k: device {"version":"1","paper":"error"}
        k< success device
        a = ada@0 v2
        a^ warnings [{"kind":"printer","args":{"kiosk":"kiosk","paper":"error"},"since":<n:s>}]
        a^ printers [{"kiosk":"kiosk","paper":"error"}]
        k x
        a< warnings []
        a< printers []

        == a ticket that may not be printed, until a kiosk says that it is
        a = ada@0 v2 -about -new -waiting -printers
        k = kiosk v2 -about -waiting
        k: device {"version":"1","paper":"ok"}
        k< success device
        k: request {"key":"1","email":"ann@a.b","name":"Ann"}
        k< success new <*>
        k: unprinted 0
        k< success unprinted 0
        a< warnings [{"kind":"unprinted","args":{"id":0,"number":"000","kiosk":"kiosk"},"since":<n:s>}]
        k: unprinted 0
        k< success unprinted 0
        a: print 0
        a< success print 0
        k< print <*>
        k: unprinted 0
        k< success unprinted 0
        a: print 0
        a< success print 0
        k< print <*>
        k: printed 0
        k< success printed 0
        a< warnings []
        k: printed 0
        k< success printed 0

        == its kiosk dies while it prints, or before
        a = ada@0 v2 -about -new -waiting -printers
        k = kiosk v2 -about -waiting
        k: device {"version":"1","paper":"ok"}
        k< success device
        k: request {"key":"1","email":"ann@a.b","name":"Ann"}
        k< success new <*>
        k: unprinted 0
        k< success unprinted 0
        a< warnings [{"kind":"unprinted","args":{"id":0,"number":"000","kiosk":"kiosk"},"since":<n:s>}]
        a: print 0
        a< success print 0
        k x
        k = kiosk v2 -about -waiting
        k: device {"version":"1","paper":"ok"}
        k< success device
        a: print 0
        a< success print 0
        k< print <*>
        k: printed 0
        k< success printed 0
        a< warnings []
        a: print 0
        a< success print 0
        k x
        a< warnings [{"kind":"unprinted","args":{"id":0,"number":"000","kiosk":"kiosk"},"since":<n:u>}]

        == a kiosk whose disk takes nothing
        a = ada@0 v2
        k = kiosk v2
        k: device {"version":"1","disk_failing":true}
        k< success device
        a< warnings [{"kind":"disk","args":{"kiosk":"kiosk"},"since":<n:s>}]
        k: device {"version":"1","paper":"ok","disk_failing":true}
        k< success device
        a< printers [{"kiosk":"kiosk","paper":"ok"}]
        k: device {"version":"1","paper":"ok"}
        k< success device
        a< warnings []

        == two kiosks without a key
        a = ada@0 v2 -about -new -waiting
        k = kiosk v2 -about -waiting
        l = kiosk v2 -about -waiting
        k: device {"version":"1","paper":"ok"}
        k< success device
        a< printers [{"kiosk":"kiosk","paper":"ok"}]
        l: device {"version":"1","paper":"low"}
        l< success device
        a< printers [{"kiosk":"kiosk","paper":"low"},{"kiosk":"kiosk","paper":"ok"}]
        l: device {"version":"1","paper":"out"}
        l< success device
        a< warnings [{"kind":"printer","args":{"kiosk":"kiosk","paper":"out"},"since":<n:s>}]
        a< printers [{"kiosk":"kiosk","paper":"ok"},{"kiosk":"kiosk","paper":"out"}]
        k: request {"key":"1","email":"ann@a.b","name":"Ann"}
        k< success new <*>
        a: print 0
        a< success print 0
        k< print <*>
        l x
        a< warnings []
        a< printers [{"kiosk":"kiosk","paper":"ok"}]

        == or until it ends, over a server that was killed
        a = ada@0 v2 -about -new -waiting -printers
        k = kiosk v2 -about -waiting
        k: request {"key":"1","email":"ann@a.b","name":"Ann"}
        k< success new <*>
        k: unprinted 0
        k< success unprinted 0
        a< warnings <*>
        k x
        a x
        kill
        start
        a = bob@1 v2 -cancel -waiting -printers
        a^ about 0 <*>
        a^ warnings [{"kind":"unprinted","args":{"id":0,"number":"000","kiosk":"kiosk"},"since":<n:s>}]
        k = kiosk v2 -about
        a: withdraw 0
        a<* warnings []
        a< success withdraw 0
        k: unprinted 0
        k< success unprinted 0
        k: printed 0
        k< success printed 0
        k: unprinted 7
        k< error unprinted ticket id does not exist
        k: printed 7
        k< error printed ticket id does not exist
        k: unprinted x
        k< error unprinted ticket id does not exist
        a: unprinted 0
        a< error unknown command
        a: printed 0
        a< error unknown command
        "#,
    );
}

#[test]
fn a_ticket_that_is_open_again_may_still_not_be_printed() -> Result<()> {
    let (desk, address) = desk_with_pages("")?;
    let server = desk.run()?;
    let mut ada = staff(&server, &desk, "ada", 0)?;
    let mut kiosk = server.v2("/kiosk")?;
    let page = path_of(&mut kiosk, r#"{"key":"1","email":"ann@a.b","name":"Ann"}"#)?;
    kiosk.send("unprinted 0")?;
    let unprinted = r#"warnings [{"kind":"unprinted","args":{"id":0,"#;
    ada.wait_for_start(unprinted)?;
    let mut browser = Browser::new(address);
    browser.post(&format!("{page}/leave"), "")?;
    ada.wait_for("warnings []")?;
    browser.post(&format!("{page}/return"), "")?;
    ada.wait_for_start(unprinted)?;
    ada.send("withdraw 0")?;
    ada.wait_for("warnings []")?;
    // Over a server that was killed meanwhile, too.
    server.kill()?;
    let server = desk.run()?;
    let mut ada = staff(&server, &desk, "ada", 0)?;
    ada.send("reopen 0")?;
    ada.wait_for_start(unprinted)?;
    Ok(())
}

#[test]
fn what_is_said_or_not_of_a_ticket_that_had_ended_counts_once_it_is_open_again() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut ada = staff(&server, &desk, "ada", 0)?;
    let [(mut hall, _), (mut door, _)] = hall_and_door(&desk, &server)?;
    // It ends while it is being printed, and its kiosk never says how that ended.
    print(&mut ada, "Hall", &mut hall)?;
    end(&mut ada, "withdraw")?;
    drop(hall);
    ada.send("reopen 0")?;
    ada.wait_for_start(&unprinted_at("Hall"))?;
    door.ask("printed 0", "success printed 0")?;
    ada.wait_for("warnings []")?;
    // One that says so in time is believed.
    print(&mut ada, "Door", &mut door)?;
    end(&mut ada, "cancel")?;
    door.ask("printed 0", "success printed 0")?;
    let answer = ada.answer("reopen 0")?;
    ensure!(answer.starts_with("success reopen 0"), "{answer}");
    // One that cannot tell says so while it is over.
    end(&mut ada, "cancel")?;
    door.ask("unprinted 0", "success unprinted 0")?;
    ada.send("reopen 0")?;
    let heard = ada.wait_for_start("warnings ")?;
    ensure!(heard.starts_with(&unprinted_at("Door")), "{heard}");
    Ok(())
}

fn end(ada: &mut Client, verb: &str) -> Result<()> {
    let answer = ada.answer(&format!("{verb} 0"))?;
    ensure!(answer == format!("success {verb} 0"), "{answer}");
    Ok(())
}

/// The key of a kiosk that is let in.
fn let_in(desk: &Desk, name: &str) -> Result<String> {
    Ok(desk.ok(&["device", "add", "kiosk", name])?.trim().to_owned())
}

/// A kiosk with this key, whose printer can print.
fn kiosk(server: &Server, key: &str) -> Result<Client> {
    let mut kiosk = come(server, key)?;
    kiosk.ask(r#"device {"version":"1","paper":"ok"}"#, "success device")?;
    Ok(kiosk)
}

/// Two kiosks with printers, Hall and Door, of which the first has made ticket 0; and their keys.
fn hall_and_door(desk: &Desk, server: &Server) -> Result<[(Client, String); 2]> {
    let (hall_key, door_key) = (let_in(desk, "Hall")?, let_in(desk, "Door")?);
    let (mut hall, door) = (kiosk(server, &hall_key)?, kiosk(server, &door_key)?);
    let request = r#"request {"key":"1","email":"ann@a.b","name":"Ann"}"#;
    ensure!(hall.answer(request)?.starts_with("success new "));
    Ok([(hall, hall_key), (door, door_key)])
}

/// Staff have ticket 0 printed, and its kiosk hears so.
fn print(ada: &mut Client, name: &str, kiosk: &mut Client) -> Result<()> {
    ada.send(&format!("print 0 {name}"))?;
    ada.wait_for("success print 0")?;
    kiosk.wait_for_start("print ")?;
    Ok(())
}

/// How the warning begins that ticket 0 may not be printed.
fn unprinted_at(kiosk: &str) -> String {
    let args = format!(r#"{{"id":0,"number":"000","kiosk":"{kiosk}"}}"#);
    format!(r#"warnings [{{"kind":"unprinted","args":{args}"#)
}

fn come(server: &Server, key: &str) -> Result<Client> {
    let wire = Wire::Plain(tcp(server.address)?);
    let more = [("Authorization", &*format!("Bearer {key}"))];
    let mut kiosk = Client::over(wire, "/kiosk", Dialect::V2, &more)?;
    for word in ["about", "waiting"] {
        kiosk.ignore(word);
    }
    kiosk.fence()?;
    Ok(kiosk)
}

#[test]
fn of_several_kiosks_the_one_that_made_it_prints_or_the_chosen_one() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let [(mut hall, _), (mut door, _)] = hall_and_door(&desk, &server)?;
    // One that staff made, for which there is no kiosk to guess.
    let mut ada = server.staff_at(&desk, "ada", 0)?;
    ada.send("new bo@a.b Bo")?;
    ada.wait_for_start("success new ")?;
    ada.send("print 0")?;
    ada.wait_for("success print 0")?;
    hall.wait_for_start(r#"print {"id":0,"#)?;
    ada.send("print 0 DOOR")?;
    ada.wait_for("success print 0")?;
    door.wait_for_start(r#"print {"id":0,"#)?;
    ada.ask("print 1", "error print choose a kiosk that has a printer")?;
    ada.send("print 1 Hall")?;
    ada.wait_for("success print 1")?;
    hall.wait_for_start(r#"print {"id":1,"#)?;
    // It says no more of what another kiosk prints.
    door.silent()?;

    // Which one made it is known after the server was killed, in the middle of a request too: the
    // same key gets the same ticket.
    hall.send(r#"request {"key":"2","email":"cy@a.b","name":"Cy"}"#)?;
    server.kill()?;
    let server = desk.run()?;
    let (mut again, mut ada) = (server.v2("/kiosk")?, server.staff_at(&desk, "ada", 0)?);
    again.ignore("about");
    again.fence()?;
    let first = again.answer(r#"request {"key":"2","email":"cy@a.b","name":"Cy"}"#)?;
    let second = again.answer(r#"request {"key":"2","email":"cy@a.b","name":"Cy"}"#)?;
    ensure!(first == second && first.starts_with("success new "), "{first} {second}");
    again.ask(r#"device {"version":"1","paper":"ok"}"#, "success device")?;
    let mut told = server.v2("/staff")?;
    told.send(&format!("resume {}", desk.token("ada")))?;
    let about = told.wait_for_start("about 0 ")?;
    ensure!(about.contains(r#""kiosk":"Hall""#), "{about}");
    // Its kiosk is not there, but another is, and it is the only one.
    ada.send("print 0")?;
    ada.wait_for("success print 0")?;
    again.wait_for_start(r#"print {"id":0,"#)?;
    ada.ask("print 0 Hall", "error print that kiosk has no printer now")?;
    Ok(())
}

#[test]
fn each_print_that_a_kiosk_leaves_open_is_heard_of() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let [(mut hall, _), (mut door, _)] = hall_and_door(&desk, &server)?;
    let mut ada = staff(&server, &desk, "ada", 0)?;
    // At two kiosks, of which the first dies.
    print(&mut ada, "Hall", &mut hall)?;
    print(&mut ada, "Door", &mut door)?;
    drop(hall);
    ada.wait_for_start(&unprinted_at("Hall"))?;
    door.ask("printed 0", "success printed 0")?;
    ada.wait_for("warnings []")?;
    // Twice at one, which dies in the second.
    let mut hall = kiosk(&server, &let_in(&desk, "Hall 2")?)?;
    for _ in 0..2 {
        print(&mut ada, "Hall 2", &mut hall)?;
    }
    hall.ask("printed 0", "success printed 0")?;
    drop(hall);
    ada.wait_for_start(&unprinted_at("Hall 2"))?;
    Ok(())
}

#[test]
fn a_print_that_was_open_when_the_server_was_killed_is_heard_of() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let [(mut hall, hall_key), (_, door_key)] = hall_and_door(&desk, &server)?;
    let mut ada = staff(&server, &desk, "ada", 0)?;
    print(&mut ada, "Hall", &mut hall)?;
    let (server, mut ada) = killed(server, &desk)?;
    ada.wait_for_start(&unprinted_at("Hall"))?;
    ensure!(!ada.answer("health")?.contains("sheets"), "it is known by now");
    // Its kiosk comes back with the paper out.
    let mut hall = kiosk(&server, &hall_key)?;
    hall.ask("printed 0", "success printed 0")?;
    ada.wait_for("warnings []")?;

    // At two kiosks, of which one has said how it ended.
    let mut door_again = kiosk(&server, &door_key)?;
    print(&mut ada, "Hall", &mut hall)?;
    print(&mut ada, "Door", &mut door_again)?;
    hall.ask("printed 0", "success printed 0")?;
    let (server, mut ada) = killed(server, &desk)?;
    ada.wait_for_start(&unprinted_at("Door"))?;
    let mut door = kiosk(&server, &door_key)?;
    door.ask("printed 0", "success printed 0")?;
    ada.wait_for("warnings []")?;

    // Twice at one, which has said so of the first.
    for _ in 0..2 {
        print(&mut ada, "Door", &mut door)?;
    }
    door.ask("printed 0", "success printed 0")?;
    let (server, mut ada) = killed(server, &desk)?;
    ada.wait_for_start(&unprinted_at("Door"))?;

    // It is told once: what is known when the server is killed again does not begin anew.
    let (server, mut ada) = killed(server, &desk)?;
    ada.wait_for_start(&unprinted_at("Door"))?;
    let mut door = kiosk(&server, &door_key)?;
    door.ask("printed 0", "success printed 0")?;
    ada.wait_for("warnings []")?;
    Ok(())
}

#[test]
fn a_print_that_had_ended_when_the_server_was_killed_is_not_missed() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let [(mut hall, hall_key), _] = hall_and_door(&desk, &server)?;
    let mut ada = staff(&server, &desk, "ada", 0)?;
    // It came out, twice.
    for _ in 0..2 {
        print(&mut ada, "Hall", &mut hall)?;
    }
    for _ in 0..2 {
        hall.ask("printed 0", "success printed 0")?;
    }
    let (server, mut ada) = killed(server, &desk)?;
    no_warning(&mut ada)?;
    // Its ticket ended, and is open again.
    let mut hall = kiosk(&server, &hall_key)?;
    print(&mut ada, "Hall", &mut hall)?;
    ada.send("withdraw 0")?;
    ada.wait_for("success withdraw 0")?;
    ensure!(!ada.answer("health")?.contains("sheets"), "it has ended");
    let (_server, mut ada) = killed(server, &desk)?;
    ada.send("reopen 0")?;
    ada.wait_for_start("success reopen 0")?;
    no_warning(&mut ada)
}

/// The server is killed and starts again, and staff are back.
fn killed(server: Server, desk: &Desk) -> Result<(Server, Client)> {
    server.kill()?;
    let server = desk.run()?;
    let mut ada = server.v2("/staff")?;
    ada.send(&format!("resume {}", desk.token("ada")))?;
    Ok((server, ada))
}

/// Staff have heard of nothing to look after.
fn no_warning(ada: &mut Client) -> Result<()> {
    let heard = ada.fence()?;
    let warnings: Vec<_> = heard.iter().filter(|it| it.starts_with("warnings ")).collect();
    ensure!(warnings.is_empty(), "{warnings:?}");
    Ok(())
}

#[test]
fn of_two_connections_of_a_kiosk_one_prints() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let key = let_in(&desk, "Hall")?;
    let (mut old, mut new) = (kiosk(&server, &key)?, kiosk(&server, &key)?);
    let request = r#"request {"key":"1","email":"ann@a.b","name":"Ann"}"#;
    ensure!(new.answer(request)?.starts_with("success new "));
    let mut ada = server.staff_at(&desk, "ada", 0)?;
    ada.send("print 0")?;
    ada.wait_for("success print 0")?;
    new.wait_for_start("print ")?;
    old.silent()?;
    Ok(())
}

#[test]
fn what_kiosks_share_of_printing_is_told_and_what_cannot_be_is_refused() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut kiosk = server.v2("/kiosk")?;
    let mut ada = server.staff_at(&desk, "ada", 0)?;
    ada.send(r#"set {"version":9,"values":{"print":{"printer":"tcp://printer","width":384,"when":"ask"}}}"#)?;
    ada.wait_for_start("success set ")?;
    let shared = kiosk
        .wait_for(r#"shared {"print":{"printer":"tcp://printer:9100","width":384,"when":"ask"}}"#);
    shared.context("nobody told the kiosk")?;
    for (print, why) in [
        (r#"{"printer":"lp0"}"#, "`lp0` is not a printer such as tcp://192.168.1.20"),
        (r#"{"width":400}"#, "400 is not a width in dots: 576"),
        (r#"{"when":"sometimes"}"#, "sometimes"),
        (r#"{"paper":1}"#, "paper"),
        ("[]", "a table of `printer`, `width` and `when`"),
        ("7", "a table of `printer`, `width` and `when`"),
        (r#"{"printer":"/etc/passwd"}"#, "`/etc/passwd` is a file"),
        (r#"{"printer":"\\\\front\\tickets"}"#, "is a file"),
    ] {
        let answer = ada.answer(&format!(r#"set {{"version":9,"values":{{"print":{print}}}}}"#))?;
        ensure!(answer.starts_with("error set print: ") && answer.contains(why), "{answer}");
    }
    Ok(())
}
