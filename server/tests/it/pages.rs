//! Visitors' own pages: what they show, who may see them, and that a desk that fell silent is not
//! shown as if it spoke.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use server::World;

use crate::support::{Browser, Client, Desk, Server, eventually, free_address, state_of};
use crate::world::{DAY, Hosted};

const LANGUAGES: [&str; 5] = ["en", "de", "es", "fr", "ar"];

/// A desk with pages at an address that nothing listens on yet.
pub fn desk_with_pages(more: &str) -> Result<(Desk, SocketAddr)> {
    let address = free_address()?;
    let settings =
        format!("web_listen = \"{address}\"\npublic_url = \"https://desk.example/\"\n{more}\n");
    Ok((Desk::with_settings(&settings)?, address))
}

/// The path of a ticket's page, as the kiosk that asked for it was told.
pub fn path_of(kiosk: &mut Client, request: &str) -> Result<String> {
    kiosk.send(&format!("request {request}"))?;
    let about = kiosk.wait_for_start("about ")?;
    let link = link_in(&about).with_context(|| format!("no link in {about}"))?;
    Ok(link.strip_prefix("https://desk.example").context("another address")?.to_owned())
}

fn link_in(about: &str) -> Option<String> {
    let json: serde_json::Value = serde_json::from_str(about.splitn(3, ' ').nth(2)?).ok()?;
    Some(json.get("link")?.as_str()?.to_owned())
}

fn visitor(name: &str) -> String {
    format!(r#"{{"key":"k-{name}","email":"{name}@a.b","name":"{name} Surname"}}"#)
}

/// Somebody of the staff who sits at a table.
pub fn staff(server: &Server, desk: &Desk, user: &str, table: u32) -> Result<Client> {
    let mut staff = server.v2("/staff")?;
    staff.send(&format!("pick {table} {}", desk.token(user)))?;
    staff.wait_for(&format!("success pick {table}"))?;
    Ok(staff)
}

fn does(staff: &mut Client, command: &str) -> Result<()> {
    let answer = staff.answer(command)?;
    ensure!(answer.starts_with("success "), "{command}: {answer}");
    Ok(())
}

// ---- links ----

#[test]
fn a_link_is_for_the_kiosk_whose_request_made_the_ticket_and_for_nobody_who_found_it() -> Result<()>
{
    let (desk, _) = desk_with_pages("")?;
    let server = desk.run()?;
    let mut kiosk = server.v2("/kiosk")?;
    let path = path_of(&mut kiosk, &visitor("ann"))?;
    ensure!(path.starts_with("/q/0-") && path.len() == "/q/0-".len() + 26, "{path}");
    // The same request again is the same visitor's.
    assert_eq!(path_of(&mut kiosk, &visitor("ann"))?, path);
    // Whoever only knows the address is told of the ticket, as before, and not of its page.
    kiosk.send(r#"request {"key":"other","email":"ANN@a.b","name":"Mallory"}"#)?;
    let about = kiosk.wait_for_start("about ")?;
    ensure!(about.starts_with("about 0 ") && link_in(&about).is_none(), "{about}");
    for _ in 0..2 {
        kiosk.send(r#"request {"key":"other","email":"ann@a.b","name":"Mallory"}"#)?;
        assert_eq!(link_in(&kiosk.wait_for_start("about ")?), None, "asked again");
    }
    kiosk.send("new ben@a.b Ben")?;
    ensure!(link_in(&kiosk.wait_for_start("about 1 ")?).is_some(), "the protocol's own command");
    Ok(())
}

#[test]
fn a_code_that_is_read_at_a_kiosk_shows_its_ticket_and_may_end_it() -> Result<()> {
    let (desk, _) = desk_with_pages("")?;
    let server = desk.run()?;
    let mut kiosk = server.v2("/kiosk")?;
    let token = |path: String| path.trim_start_matches("/q/").to_owned();
    let ann = token(path_of(&mut kiosk, &visitor("ann"))?);
    let ben = token(path_of(&mut kiosk, &visitor("ben"))?);
    let cat = token(path_of(&mut kiosk, &visitor("cat"))?);
    let mut look = |token: &str| -> Result<String> {
        kiosk.fence()?;
        kiosk.answer(&format!("look {token}"))
    };
    let second = r#"success look {"id":1,"ahead":1,"wait":null,"state":"waiting"}"#;
    assert_eq!(look(&ben)?, second);
    let mut bob = staff(&server, &desk, "bob", 1)?;
    does(&mut bob, "next")?;
    let called = r#"success look {"id":0,"ahead":0,"wait":null,"state":"called","table":1}"#;
    assert_eq!(look(&ann)?, called);
    for nothing in ["nonsense", "0-aaaaaaaaaaaaaaaaaaaaaaaaaa", &ann[1..], ""] {
        assert_eq!(look(nothing)?, "error look this code is no longer good", "{nothing}");
    }
    kiosk.ask(&format!("leave {ann}"), "error leave the ticket is not waiting")?;
    kiosk.ask("leave nonsense", "error leave this code is no longer good")?;
    bob.fence()?;
    for _ in 0..2 {
        // Said again it is still so.
        kiosk.fence()?;
        kiosk.ask(&format!("leave {cat}"), "success leave")?;
    }
    let ended = bob.wait_for_start("cancel ")?;
    ensure!(ended.contains(r#""id":2,"#), "{ended}");
    kiosk.fence()?;
    let left = r#"success look {"id":2,"ahead":0,"wait":null,"state":"ended","outcome":"left"}"#;
    kiosk.ask(&format!("look {cat}"), left)?;
    // Whoever sits at a table has other words for it, and displays none.
    bob.fence()?;
    bob.ask(&format!("look {ben}"), "error unknown command")?;
    server.v2("/display")?.fence()?;
    let audit = desk.ok(&["audit"])?;
    let line = audit.lines().find(|line| line.contains("\tleft\t")).context("nobody left")?;
    ensure!(line.contains("kiosk") && !audit.contains(&cat), "{audit}");
    Ok(())
}

#[test]
fn where_there_is_no_link_health_says_why() -> Result<()> {
    let free = free_address()?;
    let url = "public_url = \"https://desk.example\"\n";
    let listen = format!("web_listen = \"{free}\"\n");
    let open = listen.replace("127.0.0.1", "0.0.0.0");
    for (settings, expected) in [
        (String::new(), "off"),
        (url.to_owned(), "off"),
        (listen.clone(), "no-address"),
        (listen.clone() + url, "given"),
        (listen.clone() + "public_url = \"http://192.0.2.7:8080\"\n", "not-encrypted"),
        (open.clone() + url, "no-certificate"),
        (format!("{open}{url}trusted_proxies = [\"192.0.2.1\"]\n"), "given"),
    ] {
        let desk = Desk::with_settings(&settings)?;
        let server = desk.run()?;
        let mut staff = staff(&server, &desk, "ada", 0)?;
        let health = staff.answer("health")?;
        ensure!(health.contains(&format!(r#""links":"{expected}""#)), "{settings}: {health}");
        let mut kiosk = server.v2("/kiosk")?;
        kiosk.send(&format!("request {}", visitor("ann")))?;
        let about = kiosk.wait_for_start("about ")?;
        assert_eq!(link_in(&about).is_some(), expected == "given", "{settings}: {about}");
        let is_warned = server.log()?.contains("public_url begins with http");
        assert_eq!(is_warned, expected == "not-encrypted", "{settings}");
    }
    Ok(())
}

#[test]
fn who_wants_nothing_encrypted_has_plain_links_and_is_warned() -> Result<()> {
    let listen = free_address()?.to_string().replace("127.0.0.1", "0.0.0.0");
    let settings = format!("web_listen = \"{listen}\"\npublic_url = \"http://192.0.2.7:8080\"\n");
    let desk = Desk::with_settings(&settings)?;
    let server = desk.run_on("127.0.0.1:0", &["--insecure-no-tls"])?;
    let mut kiosk = server.v2("/kiosk")?;
    kiosk.send(&format!("request {}", visitor("ann")))?;
    let link = link_in(&kiosk.wait_for_start("about ")?).context("a link")?;
    ensure!(link.starts_with("http://192.0.2.7:8080/q/0-"), "{link}");
    let log = server.log()?;
    ensure!(log.contains(&format!("pages on {listen} are not encrypted")), "{log}");
    Ok(())
}

#[test]
fn the_address_of_the_pages_is_set_while_the_server_runs() -> Result<()> {
    let desk = Desk::with_settings(&format!("web_listen = \"{}\"\n", free_address()?))?;
    let server = desk.run()?;
    let mut staff = staff(&server, &desk, "ada", 0)?;
    let refused = staff.answer(r#"set {"version":0,"values":{"public_url":"desk.example"}}"#)?;
    assert_eq!(
        refused,
        "error set public_url: `desk.example` is not an address such as https://desk.example"
    );
    does(&mut staff, r#"set {"version":0,"values":{"public_url":"https://desk.example/"}}"#)?;
    let mut kiosk = server.v2("/kiosk")?;
    path_of(&mut kiosk, &visitor("ann"))?;
    Ok(())
}

#[test]
fn a_token_is_for_one_ticket_of_one_desk_and_nothing_else_leads_anywhere() -> Result<()> {
    let (desk, address) = desk_with_pages("")?;
    let server = desk.run()?;
    let path = path_of(&mut server.v2("/kiosk")?, &visitor("ann"))?;
    let (other_desk, other_address) = desk_with_pages("")?;
    let other = other_desk.run()?;
    let other_path = path_of(&mut other.v2("/kiosk")?, &visitor("ann"))?;
    assert_ne!(path, other_path);

    let mut browser = Browser::new(address);
    assert_eq!(browser.get(&path)?.status, 200);
    let nonsense = browser.get("/q/nonsense")?;
    assert_eq!((nonsense.status, nonsense.state()), (404, ""));
    ensure!(nonsense.body.contains("no longer here"), "{}", nonsense.body);
    let token = path.trim_start_matches("/q/");
    let mark = &token[2..];
    let longer = format!("/q/{token}a");
    let next = format!("/q/1-{mark}");
    let upper = path.to_uppercase().replace("/Q/", "/q/");
    for wrong in [
        other_path.as_str(),
        &path[..path.len() - 1],
        &longer,
        &next,
        &upper,
        "/q/0",
        "/q/0-",
        "/q/-1-a",
        "/q/%00",
        "/",
        "/health",
        "/metrics",
        "/favicon.ico",
        "/q/",
    ] {
        let answer = browser.get(wrong)?;
        assert_eq!((answer.status, &answer.body), (404, &nonsense.body), "{wrong}");
    }
    for path in ["/q/nonsense/leave", "/q/nonsense/return", &format!("{other_path}/leave")] {
        let answer = browser.post(path, "")?;
        assert_eq!((answer.status, &answer.body), (404, &nonsense.body), "{path}");
    }
    assert_eq!(browser.live("/q/nonsense/live")?.status, 404);
    assert_eq!(Browser::new(other_address).get(&path)?.status, 404);
    ensure!(!server.log()?.contains(mark), "the token stands in the log");
    Ok(())
}

#[test]
fn a_link_is_good_until_its_day_ends() -> Result<()> {
    let (desk, address) = desk_with_pages("time_zone = \"UTC\"\nday_ends = \"04:00\"")?;
    let world = World::default();
    let clock = world.clock.clone();
    let server = Hosted::run(&desk, world)?;
    let path = path_of(&mut server.v2("/kiosk")?, &visitor("ann"))?;
    let mut browser = Browser::new(address);
    let mut live = browser.live(&format!("{path}/live"))?;
    live.wait_for("next")?;
    clock.pass(DAY);
    live.wait_for("gone")?;
    assert_eq!(live.next()?, None, "an open page is told, and hears nothing more");
    assert_eq!(browser.get(&path)?.status, 404);
    let today = path_of(&mut server.v2("/kiosk")?, &visitor("ben"))?;
    assert_eq!(browser.get(&today)?.status, 200);
    Ok(())
}

#[test]
fn where_days_do_not_end_a_link_is_good_for_a_day_at_least() -> Result<()> {
    let (desk, address) = desk_with_pages("day_ends = \"off\"")?;
    let world = World::default();
    let clock = world.clock.clone();
    let server = Hosted::run(&desk, world)?;
    let mut browser = Browser::new(address);
    clock.pass(DAY - Duration::from_secs(60));
    let path = path_of(&mut server.v2("/kiosk")?, &visitor("ann"))?;
    clock.pass(DAY - Duration::from_secs(60));
    let mut kiosk = server.v2("/kiosk")?;
    eventually("links are made anew", || Ok(path_of(&mut kiosk, &visitor("ann"))? != path))?;
    assert_eq!(browser.get(&path)?.status, 200);
    clock.pass(DAY + Duration::from_secs(60));
    eventually("the link is void", || Ok(browser.get(&path)?.status == 404))
}

// ---- what a page shows ----

#[test]
fn a_page_shows_how_it_stands_with_its_ticket_and_hears_of_each_change() -> Result<()> {
    let (desk, address) = desk_with_pages("table_names = { 5 = \"Window\" }")?;
    let server = desk.run()?;
    let mut kiosk = server.v2("/kiosk")?;
    let [ann, ben, cat, dan, eve] =
        ["ann", "ben", "cat", "dan", "eve"].map(|name| path_of(&mut kiosk, &visitor(name)));
    let (ann, ben, cat, dan, eve) = (ann?, ben?, cat?, dan?, eve?);
    let mut ada = staff(&server, &desk, "ada", 3)?;
    let mut bob = staff(&server, &desk, "bob", 5)?;
    let mut browser = Browser::new(address);
    let page = browser.get(&cat)?;
    assert_eq!((page.status, page.state()), (200, "waiting"));
    ensure!(page.body.contains("<bdi>002</bdi>"), "{}", page.body);
    ensure!(page.body.contains("\u{2068}2\u{2069} people are before you"), "{}", page.body);
    ensure!(page.body.contains("As it was at"), "{}", page.body);
    assert_eq!(browser.get(&ann)?.state(), "next");

    let mut of_ann = browser.live(&format!("{ann}/live"))?;
    let mut of_cat = browser.live(&format!("{cat}/live"))?;
    of_ann.wait_for("next")?;
    of_cat.wait_for("waiting")?;
    does(&mut ada, "next")?;
    let called = of_ann.wait_for("called")?;
    ensure!(called.contains("Table \u{2068}3\u{2069}"), "{called}");
    ensure!(called.contains("data-call=\"1\""), "{called}");
    let event = of_cat.wait_for("waiting")?;
    ensure!(event.contains("One person is before you"), "{event}");
    // Called again, it is to ring again.
    does(&mut ada, "recall 0")?;
    let again = of_ann.wait_for("called")?;
    ensure!(again.contains("data-call=\"2\""), "{again}");
    does(&mut ada, "transfer 0 5")?;
    let moved = of_ann.wait_for("moved")?;
    ensure!(moved.contains("Window") && moved.contains("not to the one before"), "{moved}");
    shown(&mut browser, &ann, "moved")?;
    does(&mut bob, "complete 0")?;
    of_ann.wait_for("ended")?;

    does(&mut ada, "next")?;
    does(&mut ada, "noshow 1")?;
    assert_eq!(shown(&mut browser, &ben, "missed")?, "We called you and did not see you");
    of_cat.wait_for("next")?;
    does(&mut ada, "next")?;
    of_cat.wait_for("called")?;
    // Whoever called sits nowhere: nobody is sent to an empty table.
    does(&mut ada, "unpick")?;
    let somewhere = of_cat.wait_for("called")?;
    ensure!(somewhere.contains("It is your turn"), "{somewhere}");
    does(&mut ada, &format!("pick 4 {}", desk.token("ada")))?;
    ensure!(of_cat.wait_for("called")?.contains("Table \u{2068}4\u{2069}"));
    does(&mut ada, "release 2")?;
    of_cat.wait_for("next")?;
    does(&mut ada, "accept 2")?;
    does(&mut ada, "cancel 2")?;
    of_cat.wait_for("cancelled")?;

    // Whom staff take out of the queue has not left.
    does(&mut ada, "withdraw 3")?;
    assert_eq!(shown(&mut browser, &dan, "cancelled")?, "The desk has ended your ticket");
    let taken_out = browser.get(&dan)?;
    ensure!(!taken_out.body.contains("<form"), "it is not for its visitor to take back");

    let mut of_eve = browser.live(&format!("{eve}/live"))?;
    of_eve.wait_for("next")?;
    does(&mut ada, "close Back tomorrow")?;
    let closed = of_eve.wait_for("next")?;
    ensure!(closed.contains("The desk is closed just now"), "{closed}");
    does(&mut ada, "open")?;
    ensure!(!of_eve.wait_for("next")?.contains("closed just now"));
    Ok(())
}

/// The sentence that a page shows once it shows this state.
fn shown(browser: &mut Browser, path: &str, state: &str) -> Result<String> {
    let mut sentence = String::new();
    eventually(state, || {
        let page = browser.get(path)?;
        let text =
            page.body.split("<p class=\"p\">").nth(1).and_then(|rest| rest.split('<').next());
        sentence = text.unwrap_or_default().to_owned();
        Ok(page.state() == state)
    })?;
    Ok(sentence)
}

#[test]
fn a_ticket_that_was_referred_waits_in_its_new_queue_and_the_page_says_which() -> Result<()> {
    let (desk, address) = desk_with_pages(
        r#"services = [{ id = "a", text = { en = "Advice" } }, { id = "b", prefix = "B", text = { en = "Badges", de = "Ausweise" }, identity = { kind = "none" } }]"#,
    )?;
    let server = desk.run()?;
    let mut kiosk = server.v2("/kiosk")?;
    let path = path_of(&mut kiosk, r#"{"key":"1","service":"b"}"#)?;
    let mut staff = staff(&server, &desk, "ada", 0)?;
    let mut browser = Browser::new(address).with("Accept-Language", "de-CH, en;q=0.5");
    let page = browser.get(&path)?;
    ensure!(page.body.contains("<bdi>B000</bdi>") && page.body.contains("Ausweise"));
    ensure!(page.body.contains("<html lang=\"de\" dir=\"ltr\">"), "{}", page.body);
    let mut live = browser.live(&format!("{path}/live?lang=en"))?;
    ensure!(live.wait_for("next")?.contains("Badges"));
    does(&mut staff, "accept 0")?;
    live.wait_for("called")?;
    does(&mut staff, "refer 0 a")?;
    ensure!(live.wait_for("next")?.contains("Advice"));
    Ok(())
}

#[test]
fn a_page_is_right_again_after_the_server_was_killed() -> Result<()> {
    let (desk, address) = desk_with_pages("")?;
    let server = desk.run()?;
    let mut kiosk = server.v2("/kiosk")?;
    let ann = path_of(&mut kiosk, &visitor("ann"))?;
    let ben = path_of(&mut kiosk, &visitor("ben"))?;
    let gone = path_of(&mut kiosk, &visitor("cat"))?;
    let mut ada = staff(&server, &desk, "ada", 1)?;
    does(&mut ada, "withdraw 2")?;
    let mut browser = Browser::new(address);
    let mut live = browser.live(&format!("{ben}/live"))?;
    live.wait_for("waiting")?;
    does(&mut ada, "next")?;
    live.wait_for("next")?;
    server.kill()?;
    ensure!(matches!(live.next(), Ok(None) | Err(_)), "a page of a dead server hears nothing");
    let server = desk.run()?;
    // The same links, and how it stands by now.
    assert_eq!(browser.get(&ann)?.state(), "called");
    assert_eq!(browser.get(&gone)?.state(), "cancelled", "of what ended before, too");
    let mut live = browser.live(&format!("{ben}/live"))?;
    live.wait_for("next")?;
    let mut ada = staff(&server, &desk, "ada", 1)?;
    does(&mut ada, "accept 1")?;
    live.wait_for("called")?;
    Ok(())
}

#[test]
fn a_page_hears_that_the_desk_is_alive_only_while_it_is() -> Result<()> {
    let (desk, address) = desk_with_pages("")?;
    let server = desk.run()?;
    let path = path_of(&mut server.v2("/kiosk")?, &visitor("ann"))?;
    let mut live = Browser::new(address).live(&format!("{path}/live"))?;
    live.wait_for("next")?;
    // It is the desk's own tick that is passed on.
    let beat = live.next()?.context("it goes on")?;
    ensure!(beat.starts_with("event: beat\n"), "{beat}");
    Ok(())
}

// ---- leaving ----

#[test]
fn leaving_is_asked_once_and_can_be_taken_back() -> Result<()> {
    let (desk, address) = desk_with_pages("")?;
    let server = desk.run()?;
    let mut kiosk = server.v2("/kiosk")?;
    let ann = path_of(&mut kiosk, &visitor("ann"))?;
    let ben = path_of(&mut kiosk, &visitor("ben"))?;
    let mut ada = staff(&server, &desk, "ada", 0)?;
    let mut browser = Browser::new(address);
    let page = browser.get(&ann)?;
    let leave = format!("{ann}/leave");
    ensure!(page.body.contains(&format!("href=\"{}/leave?lang=en\"", &ann[3..])), "{}", page.body);
    let question = browser.get(&leave)?;
    ensure!(
        question.body.contains("Leave the queue?") && question.body.contains("method=\"post\"")
    );
    for method in ["GET", "HEAD"] {
        for path in [&ann, &leave, &format!("{ann}/return")] {
            browser.ask(method, path, None)?;
        }
    }
    assert_eq!(browser.get(&ann)?.state(), "next", "looking changes nothing");

    let mut of_ben = browser.live(&format!("{ben}/live"))?;
    of_ben.wait_for("waiting")?;
    for _ in 0..2 {
        let left = browser.post(&leave, "")?;
        assert_eq!(
            (left.status, left.header("location")),
            (303, format!("../{}?lang=en", &ann[3..]).as_str())
        );
    }
    of_ben.wait_for("next")?;
    let page = browser.get(&ann)?;
    assert_eq!(page.state(), "left");
    ensure!(page.body.contains("Take my place back"), "{}", page.body);
    let told = ada.wait_for_start("cancel {")?;
    ensure!(told.contains(r#""id":0"#), "{told}");
    // Who taps many times has used up nothing.
    for _ in 0..8 {
        assert_eq!(browser.post(&format!("{ann}/return"), "")?.status, 303);
        assert_eq!(browser.get(&ann)?.state(), "next", "in the old place");
    }
    of_ben.wait_for("waiting")?;
    ensure!(ada.wait_for_start("new {")?.contains(r#""id":0"#));
    does(&mut ada, "next")?;
    shown(&mut browser, &ann, "called")?;
    // Too late: the page says how it stands.
    assert_eq!(browser.post(&leave, "")?.status, 303);
    assert_eq!(browser.get(&leave)?.status, 303, "there is nothing to ask");
    assert_eq!(browser.get(&ann)?.state(), "called");
    does(&mut ada, "complete 0")?;
    browser.post(&format!("{ann}/return"), "")?;
    assert_eq!(shown(&mut browser, &ann, "ended")?, "Your visit is over");
    // The log says who it was, and not which link.
    let today = chrono::Utc::now().date_naive();
    ada.send(&format!("audit {today} {today}"))?;
    let mut rows = Vec::new();
    loop {
        let message = ada.next()?;
        if message.starts_with("success audit") {
            break;
        }
        rows.push(message);
    }
    let log = rows.join("\n");
    for said in [",visitor,left,", ",visitor,reopen,"] {
        ensure!(log.contains(said), "{said}: {log}");
    }
    ensure!(!log.contains(&ann[5..]), "the token stands in the log");
    Ok(())
}

#[test]
fn two_minutes_after_leaving_the_place_is_gone() -> Result<()> {
    let (desk, address) = desk_with_pages("")?;
    let world = World::default();
    let clock = world.clock.clone();
    let server = Hosted::run(&desk, world)?;
    let path = path_of(&mut server.v2("/kiosk")?, &visitor("ann"))?;
    let mut browser = Browser::new(address);
    browser.post(&format!("{path}/leave"), "")?;
    let mut live = browser.live(&format!("{path}/live"))?;
    ensure!(live.wait_for("left")?.contains("<form"));
    clock.pass(Duration::from_secs(121));
    ensure!(!live.wait_for("left")?.contains("<form"), "an open page offers it no more");
    browser.post(&format!("{path}/return"), "")?;
    assert_eq!(browser.get(&path)?.state(), "left");
    Ok(())
}

// ---- what browsers are told, and what nobody is ----

#[test]
fn every_page_is_small_asks_for_nothing_and_names_nobody() -> Result<()> {
    let (desk, address) = desk_with_pages("organisation = \"Town hall\"")?;
    let server = desk.run()?;
    let mut kiosk = server.v2("/kiosk")?;
    let mut ada = staff(&server, &desk, "ada", 3)?;
    let mut browser = Browser::new(address);
    let mut pages = Vec::new();
    let states = ["waiting", "called", "missed", "ended", "cancelled", "left", "leave", "gone"];
    for state in states {
        let name = format!("hedwig{state}");
        let path = path_of(&mut kiosk, &visitor(&name))?;
        let id = path[3..].split('-').next().context("an id")?.to_owned();
        if ["called", "missed", "ended", "cancelled"].contains(&state) {
            does(&mut ada, &format!("accept {id}"))?;
        }
        match state {
            "missed" => does(&mut ada, &format!("noshow {id}"))?,
            "ended" => does(&mut ada, &format!("complete {id}"))?,
            "cancelled" => does(&mut ada, &format!("cancel {id}"))?,
            "left" => drop(browser.post(&format!("{path}/leave"), "")?),
            _ => {}
        }
        pages.push(match state {
            "leave" => format!("{path}/leave"),
            "gone" => "/q/gone".to_owned(),
            _ => path,
        });
    }
    for path in &pages {
        for language in LANGUAGES {
            let page = browser.get(&format!("{path}?lang={language}"))?;
            ensure!(page.bytes < 20 * 1024, "{path} {language} has {} bytes", page.bytes);
            let direction = if language == "ar" { "rtl" } else { "ltr" };
            ensure!(page.body.contains(&format!("<html lang=\"{language}\" dir=\"{direction}\">")));
            assert_eq!(page.header("content-language"), language);
            for nobody in ["hedwig", "Surname", "a.b", "@a"] {
                ensure!(!page.body.contains(nobody), "{nobody} in {path}");
            }
            for outside in ["http:", "https:", "src=", "@import", "url(", "<link", "<img"] {
                ensure!(!page.body.contains(outside), "{outside} in {path}");
            }
            ensure!(!page.body.contains(" style="), "a style of its own, which the policy forbids");
            ensure!(!page.body.contains(" onclick"), "{path}");
            ensure!(page.body.contains("Town hall") && page.body.contains("<h1"), "{path}");
        }
    }
    // In what an open page hears, too.
    for path in &pages[..6] {
        let event = browser.live(&format!("{path}/live"))?.next()?.context("a state")?;
        ensure!(!event.contains("hedwig") && !event.contains("Surname"), "{event}");
    }
    Ok(())
}

#[test]
fn every_answer_says_what_a_browser_may_do() -> Result<()> {
    let (desk, address) = desk_with_pages("")?;
    let server = desk.run()?;
    let path = path_of(&mut server.v2("/kiosk")?, &visitor("ann"))?;
    let mut browser = Browser::new(address);
    let answers = [
        browser.get(&path)?,
        browser.get("/q/gone")?,
        browser.get("/join")?,
        browser.ask("PUT", &path, None)?,
        browser.post(&format!("{path}/leave"), "")?,
        browser.ask("OPTIONS", "/", None)?,
    ];
    for answer in answers {
        let policy = answer.header("content-security-policy");
        for part in [
            "default-src 'none'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ] {
            ensure!(policy.split("; ").any(|found| found == part), "{part}: {policy}");
        }
        ensure!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("server"), "");
    }
    let live = browser.live(&format!("{path}/live"))?;
    for header in [("content-type", "text/event-stream"), ("cache-control", "no-store")] {
        ensure!(
            live.headers.iter().any(|(name, value)| (&**name, &**value) == header),
            "{header:?}"
        );
    }
    let head = browser.ask("HEAD", &path, None)?;
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    Ok(())
}

#[test]
fn no_verb_of_the_desk_is_reachable() -> Result<()> {
    let (desk, address) = desk_with_pages("")?;
    let server = desk.run()?;
    let mut browser = Browser::new(address)
        .with("Upgrade", "websocket")
        .with("Sec-WebSocket-Version", "13")
        .with("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
    for path in ["/staff", "/kiosk", "/display", "/pair/kiosk", "/pair/display", "/metrics"] {
        for method in ["GET", "POST", "CONNECT"] {
            let answer = browser.ask(method, path, None)?;
            ensure!([400, 404].contains(&answer.status), "{method} {path}: {}", answer.status);
        }
    }
    // And the desk's own port has no pages.
    let path = path_of(&mut server.v2("/kiosk")?, &visitor("ann"))?;
    assert_eq!(server.http(&format!("GET {path} HTTP/1.1\r\nHost: desk\r\n\r\n"))?.0, 404);
    Ok(())
}

#[test]
fn a_flood_from_one_network_is_turned_away_and_others_are_answered() -> Result<()> {
    let (desk, address) =
        desk_with_pages("trusted_proxies = [\"127.0.0.1\"]\nmax_connections_per_address = 3")?;
    let server = desk.run()?;
    let path = path_of(&mut server.v2("/kiosk")?, &visitor("ann"))?;
    let from = |address_of: &str| Browser::new(address).with("X-Forwarded-For", address_of);
    let mut flood = from("2001:db8::1");
    let mut turned_away = 0;
    for _ in 0..2000 {
        let status = flood.get("/q/guess")?.status;
        turned_away += usize::from(status == 429);
        if turned_away > 20 {
            break;
        }
    }
    ensure!(turned_away > 0, "all of 2000 were answered");
    assert_eq!(from("2001:db8:0:1::1").get(&path)?.status, 200);
    assert_eq!(from("198.51.100.7, 198.51.100.8").get(&path)?.status, 200);
    // Open pages are counted by network.
    let live = format!("{path}/live");
    let held: Vec<_> = (0..3).map(|_| from("198.51.100.9").live(&live)).collect::<Result<_>>()?;
    assert!(held.iter().all(|events| events.status == 200));
    assert_eq!(from("198.51.100.9").live(&live)?.status, 429);
    assert_eq!(from("198.51.100.10").live(&live)?.status, 200);
    drop(held);
    eventually("their places are free", || Ok(from("198.51.100.9").live(&live)?.status == 200))
}

#[test]
fn what_a_client_says_of_itself_is_believed_from_proxies_alone() -> Result<()> {
    let (desk, address) = desk_with_pages("limit_loopback = true")?;
    let server = desk.run()?;
    drop(server.v2("/staff")?);
    for host in 0..2000 {
        let mut browser = Browser::new(address)
            .with("X-Forwarded-For", &format!("198.51.{}.{}", host / 200, host % 200));
        if browser.get("/q/guess")?.status == 429 {
            return Ok(());
        }
    }
    anyhow::bail!("another address each time, and nobody counted");
}

#[test]
fn bad_requests_end_nothing() -> Result<()> {
    use std::io::{Read as _, Write as _};
    let (desk, address) = desk_with_pages("")?;
    let server = desk.run()?;
    let path = path_of(&mut server.v2("/kiosk")?, &visitor("ann"))?;
    let long = format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(20_000));
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "X: y\r\n".repeat(500));
    let body = format!(
        "POST /join HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n{}",
        "a".repeat(9000)
    );
    for bytes in [
        &b"\x16\x03\x01"[..],
        b"\0\0\0",
        b"GET\r\n\r\n",
        long.as_bytes(),
        many.as_bytes(),
        body.as_bytes(),
    ] {
        let mut stream = std::net::TcpStream::connect(address)?;
        stream.set_read_timeout(Some(crate::support::PATIENCE))?;
        // It may hang up before all is sent.
        stream.write_all(bytes).ok();
        stream.shutdown(std::net::Shutdown::Write).ok();
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).ok();
        ensure!(!rest.starts_with(b"HTTP/1.1 2"), "{}", String::from_utf8_lossy(&rest));
    }
    assert_eq!(Browser::new(address).get(&path)?.status, 200);
    ensure!(state_of("").is_empty());
    Ok(())
}
