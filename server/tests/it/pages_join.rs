//! Taking a ticket with one's own telephone: only who sees the screen's code does, once, and no
//! stranger takes anybody's place.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use server::World;

use crate::pages::desk_with_pages;
use crate::support::{Browser, Client, Desk, Dialect, Server, eventually};
use crate::world::Hosted;

/// One service by telephone that asks nothing, one that asks for an address, and one without.
const SERVICES: &str = r#"services = [
    { id = "quick", prefix = "K", text = { en = "Quick", ar = "سريع" }, identity = { kind = "none" }, by_phone = true },
    { id = "mail", text = { en = "Mail" }, by_phone = true },
    { id = "here", text = { en = "Here only" } },
]"#;

/// One service by telephone that asks nothing.
const ONE: &str = r#"services = [{ id = "quick", text = { en = "Quick" }, identity = { kind = "none" }, by_phone = true }]"#;

/// The code that a board shows.
fn code_on(display: &mut Client) -> Result<String> {
    display.ignore_nothing();
    let said = display.wait_for_start("join ")?;
    let words: Vec<&str> = said.split(' ').collect();
    let ["join", code, until, "https://desk.example/join"] = words[..] else {
        anyhow::bail!("{said}")
    };
    let until: i64 = until.parse()?;
    let left = until - chrono::Utc::now().timestamp_millis();
    ensure!(left <= 181_000, "good for {left} ms");
    Ok(code.to_owned())
}

fn code(server: &Server) -> Result<String> {
    code_on(&mut server.v2("/display")?)
}

/// A browser that has typed the code.
fn with_pass(address: SocketAddr, code: &str) -> Result<Browser> {
    let mut browser = Browser::new(address);
    let answer = browser.post("/join", &format!("code={code}"))?;
    ensure!(answer.status == 303 && answer.header("location") == "join?lang=en", "{answer:?}");
    let cookie = answer.header("set-cookie");
    for part in ["HttpOnly", "SameSite=Strict", "Secure", "Max-Age=600"] {
        ensure!(cookie.split("; ").any(|found| found == part), "{part}: {cookie}");
    }
    Ok(browser)
}

fn waiting(desk: &Desk) -> Result<usize> {
    Ok(desk.exported()?.len())
}

#[test]
fn who_typed_the_code_takes_one_ticket_and_gets_its_page() -> Result<()> {
    let (desk, address) = desk_with_pages(SERVICES)?;
    let server = desk.run()?;
    let code = code(&server)?;
    let mut staff = server.v2("/staff")?;
    staff.send(&format!("resume {}", desk.token("ada")))?;
    staff.wait_for("ready")?;
    let mut browser = Browser::new(address);
    let page = browser.get("/join")?;
    ensure!(page.status == 200 && page.body.contains("name=\"code\""), "{}", page.body);
    // However it is typed.
    let typed = format!("+{}-{}", code[..3].to_lowercase(), &code[3..]);
    let mut browser = with_pass(address, &typed)?;
    let page = browser.get("/join")?;
    ensure!(page.body.contains("href=\"join?service=quick&amp;lang=en\""), "{}", page.body);
    ensure!(page.body.contains(">Mail<") && !page.body.contains("Here only"), "{}", page.body);
    let form = browser.get("/join?service=mail&lang=ar")?;
    ensure!(form.body.contains("name=\"email\"") && form.body.contains("dir=\"rtl\""));
    for (typed, said) in [
        ("service=mail&email=nobody&name=Ann", "cannot be used"),
        ("service=mail&email=ann%40a.b&name=", "type your name"),
    ] {
        let refused = browser.post("/join", typed)?;
        assert_eq!(refused.status, 422, "{typed}");
        ensure!(refused.body.contains(said) && refused.body.contains("role=\"alert\""), "{typed}");
    }
    let refused = browser.post("/join", "service=mail&email=%22%3E%3Cb%3E&name=Ann")?;
    ensure!(refused.body.contains("value=\"&quot;&gt;&lt;b&gt;\""), "{}", refused.body);
    assert_eq!(browser.post("/join", "service=here")?.status, 200, "it asks which, and takes none");
    assert_eq!(waiting(&desk)?, 0);

    let pass = browser.cookies["walkup_pass"].clone();
    let taken = browser.post("/join", "service=mail&email=ann%40a.b&name=Ann")?;
    let page = taken.header("location").to_owned();
    ensure!(taken.status == 303 && page.starts_with("q/0-"), "{taken:?}");
    assert_eq!(browser.get(&format!("/{page}"))?.state(), "next");
    let about = staff.wait_for_start("about 0 ")?;
    ensure!(about.contains(r#""source":"phone""#), "{about}");
    // The same browser again, and the same pass from another: one ticket.
    for answer in [browser.get("/join")?, browser.post("/join", "service=quick")?] {
        assert_eq!((answer.status, answer.header("location")), (303, page.as_str()));
    }
    let mut copy = Browser::new(address);
    copy.cookies.insert("walkup_pass".to_owned(), pass);
    let again = copy.post("/join", "service=quick")?;
    assert_eq!(again.header("location"), page, "sent twice, it is the same ticket");
    assert_eq!(waiting(&desk)?, 1);
    // Once it is over, another may be taken.
    browser.post(&format!("/{}/leave", page.split('?').next().context("a path")?), "")?;
    assert_eq!(browser.get("/join")?.status, 200);
    ensure!(!server.log()?.contains(&code), "the code stands in the log");
    Ok(())
}

#[test]
fn looking_takes_nothing() -> Result<()> {
    let (desk, address) = desk_with_pages(ONE)?;
    let server = desk.run()?;
    let mut browser = with_pass(address, &code(&server)?)?;
    for method in ["GET", "HEAD"] {
        for path in ["/join", "/join?service=quick", "/join?code=ABCDEF", "/join?lang=ar"] {
            assert_eq!(browser.ask(method, path, None)?.status, 200, "{method} {path}");
        }
    }
    assert_eq!(waiting(&desk)?, 0);
    let page = Browser::new(address).get("/join?code=%22abc")?;
    ensure!(page.body.contains("value=\"&quot;abc\""), "{}", page.body);
    Ok(())
}

#[test]
fn without_a_pass_nothing_is_taken_and_passes_cannot_be_made() -> Result<()> {
    let (desk, address) = desk_with_pages(ONE)?;
    let server = desk.run()?;
    let good = with_pass(address, &code(&server)?)?.cookies["walkup_pass"].clone();
    let later = good.replacen('1', "2", 1);
    for pass in ["", "x", "1-2-3", &good[..good.len() - 1], &later, &good.to_uppercase()] {
        let mut browser = Browser::new(address);
        browser.cookies.insert("walkup_pass".to_owned(), pass.to_owned());
        let answer = browser.post("/join", "service=quick")?;
        assert_eq!(answer.status, 403, "{pass}");
        ensure!(answer.body.contains("name=\"code\""), "{}", answer.body);
    }
    assert_eq!(Browser::new(address).post("/join", "service=quick")?.status, 403);
    assert_eq!(waiting(&desk)?, 0);
    Ok(())
}

#[test]
fn a_code_and_a_pass_die() -> Result<()> {
    let (desk, address) = desk_with_pages(ONE)?;
    let world = World::default();
    let clock = world.clock.clone();
    let server = Hosted::run(&desk, world)?;
    let mut display = server.v2("/display")?;
    display.ignore_nothing();
    let first = display.wait_for_start("join ")?;
    let first = first.split(' ').nth(1).context("a code")?.to_owned();
    let mut early = with_pass(address, &first)?;
    clock.pass(Duration::from_secs(181));
    let next = display.wait_for_start("join ")?;
    ensure!(!next.contains(&first), "another in time");
    // The pages hear of the time a moment later.
    let mut late = Browser::new(address);
    let mut refused = String::new();
    eventually("the code is dead", || {
        let answer = late.post("/join", &format!("code={first}"))?;
        refused = answer.body;
        Ok(answer.status == 403)
    })?;
    ensure!(refused.contains("not the code that the screen shows now"), "{refused}");
    // The pass lives longer.
    ensure!(early.get("/join")?.body.contains("Take my ticket"));
    clock.pass(Duration::from_secs(600));
    display.wait_for_start("join ")?;
    eventually("the pass is dead", || Ok(early.get("/join")?.body.contains("name=\"code\"")))?;
    let over = early.post("/join", "service=quick")?;
    assert_eq!(over.status, 403);
    ensure!(over.body.contains("That took too long"), "{}", over.body);
    assert_eq!(waiting(&desk)?, 0);
    Ok(())
}

#[test]
fn a_thousand_guesses_take_nobodys_place() -> Result<()> {
    let (desk, address) = desk_with_pages(&format!("trusted_proxies = [\"127.0.0.1\"]\n{ONE}"))?;
    let server = desk.run()?;
    let from = |of: &str| Browser::new(address).with("X-Forwarded-For", of);
    let mut answers = std::collections::BTreeMap::<u16, usize>::new();
    for guess in 0..1000 {
        let mut stranger = from("2001:db8::1");
        let answer = stranger.post("/join", &format!("code=AAA{guess:03}"))?;
        *answers.entry(answer.status).or_default() += 1;
        if answer.status == 429 && answer.body.contains("name=\"code\"") {
            ensure!(!answer.header("retry-after").is_empty() && answer.body.contains("wait"));
        }
        stranger.post("/join", "service=quick")?;
    }
    ensure!(answers[&403] < 20 && answers[&429] > 900, "{answers:?}");
    // While they wait not even the right code counts, and others are not slowed.
    let code = code(&server)?;
    let mut honest = from("198.51.100.7");
    assert_eq!(honest.post("/join", &format!("code={code}"))?.status, 303);
    assert_eq!(honest.post("/join", "service=quick")?.status, 303);
    assert_eq!(waiting(&desk)?, 1);
    Ok(())
}

#[test]
fn who_has_the_code_does_not_empty_the_roll() -> Result<()> {
    let (desk, address) = desk_with_pages(&format!("trusted_proxies = [\"127.0.0.1\"]\n{ONE}"))?;
    let server = desk.run()?;
    let code = code(&server)?;
    let mut taken = 0;
    let mut last = String::new();
    for host in 0..60 {
        let of = format!("2001:db8::{host:x}");
        let mut browser = Browser::new(address).with("X-Forwarded-For", &of);
        let answer = browser.post("/join", &format!("code={code}"))?;
        last = answer.body;
        if answer.status == 303 {
            taken += usize::from(browser.post("/join", "service=quick")?.status == 303);
        }
    }
    assert_eq!(taken, 30, "from one network");
    ensure!(last.contains("Many tickets were taken from your network"), "{last}");
    let mut other = Browser::new(address).with("X-Forwarded-For", "2001:db8:0:1::1");
    assert_eq!(other.post("/join", &format!("code={code}"))?.status, 303);
    Ok(())
}

#[test]
fn whoever_knows_an_address_does_not_see_its_page() -> Result<()> {
    let (desk, address) = desk_with_pages(SERVICES)?;
    let server = desk.run()?;
    let mut kiosk = server.v2("/kiosk")?;
    kiosk.send(r#"request {"key":"1","email":"ann@a.b","name":"Ann","service":"mail"}"#)?;
    kiosk.wait_for_start("success new")?;
    let mut stranger = with_pass(address, &code(&server)?)?;
    let answer = stranger.post("/join", "service=mail&email=ann%40a.b&name=Mallory")?;
    assert_eq!(answer.status, 200);
    ensure!(answer.body.contains("waits for this address already"), "{}", answer.body);
    ensure!(!answer.body.contains("/q/") && !answer.body.contains("000"), "{}", answer.body);
    ensure!(!stranger.cookies.contains_key("walkup_ticket"));
    assert_eq!(waiting(&desk)?, 1);
    Ok(())
}

#[test]
fn the_same_checks_bind_as_at_a_kiosk() -> Result<()> {
    let full = ONE.replace("by_phone = true", "by_phone = true, max_waiting = 1");
    let (desk, address) = desk_with_pages(&full)?;
    let server = desk.run()?;
    let code = code(&server)?;
    let mut first = with_pass(address, &code)?;
    let mut second = with_pass(address, &code)?;
    assert_eq!(first.post("/join", "service=quick")?.status, 303);
    let refused = second.post("/join", "service=quick")?;
    assert_eq!(refused.status, 409);
    ensure!(refused.body.contains("as many wait as may"), "{}", refused.body);
    let mut staff = server.staff_at(&desk, "ada", 0)?;
    staff.ask("close", "success close")?;
    let closed = second.post("/join", "service=quick")?;
    assert_eq!(closed.status, 409);
    ensure!(closed.body.contains("takes no tickets just now"), "{}", closed.body);
    Ok(())
}

#[test]
fn where_nobody_joins_by_telephone_there_is_nothing_to_join() -> Result<()> {
    for services in ["", r#"services = [{ id = "a", text = { en = "A" } }]"#] {
        let (desk, address) = desk_with_pages(services)?;
        let server = desk.run()?;
        let mut browser = Browser::new(address);
        for answer in [browser.get("/join")?, browser.post("/join", "code=ABCDEF")?] {
            assert_eq!(answer.status, 404);
            ensure!(answer.body.contains("No tickets by phone"), "{}", answer.body);
        }
        let mut display = server.v2("/display")?;
        let said = display.fence()?;
        ensure!(!said.iter().any(|line| line.starts_with("join")), "{said:?}");
    }
    Ok(())
}

#[test]
fn kiosks_and_boards_hear_the_code_and_when_it_is_over() -> Result<()> {
    let (desk, _) = desk_with_pages("")?;
    let server = desk.run()?;
    let mut kiosk = server.v2("/kiosk")?;
    let mut display = server.v2("/display")?;
    let mut classic = Client::connect(server.address, "/display", Dialect::Classic)?;
    let mut staff = server.v2("/staff")?;
    staff.send(&format!("resume {}", desk.token("ada")))?;
    staff.wait_for("ready")?;
    let service =
        r#"{"id":"quick","text":{"en":"Quick"},"identity":{"kind":"none"},"by_phone":true}"#;
    let answer =
        staff.answer(&format!(r#"set {{"version":0,"values":{{"services":[{service}]}}}}"#))?;
    assert_eq!(answer, "success set 2");
    let heard = [code_on(&mut kiosk)?, code_on(&mut display)?];
    assert_eq!(heard[0], heard[1]);
    let stopped = service.replace("\"by_phone\":true", "\"by_phone\":false");
    let answer =
        staff.answer(&format!(r#"set {{"version":2,"values":{{"services":[{stopped}]}}}}"#))?;
    assert_eq!(answer, "success set 3");
    for client in [&mut kiosk, &mut display] {
        client.wait_for("join")?;
    }
    ensure!(!staff.fence()?.iter().any(|line| line.starts_with("join")));
    classic.silent()
}
