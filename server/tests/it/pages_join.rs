//! Taking a ticket with one's own telephone: only who sees the screen's code does, once, and no
//! stranger takes anybody's place.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use server::World;

use crate::pages::{desk_with_pages, path_of};
use crate::support::{Browser, Client, Desk, Dialect, Server, eventually, free_address};
use crate::world::Hosted;

/// One service by telephone that asks nothing, one that asks for an address, and one without.
const SERVICES: &str = r#"services = [
    { id = "quick", prefix = "K", text = { en = "Quick", ar = "سريع" }, identity = { kind = "none" }, by_phone = true },
    { id = "mail", text = { en = "Mail" }, by_phone = true },
    { id = "here", text = { en = "Here only" } },
]"#;

/// One service by telephone that asks nothing.
pub const ONE: &str = r#"services = [{ id = "quick", text = { en = "Quick" }, identity = { kind = "none" }, by_phone = true }]"#;

/// The code that a board shows.
pub fn code_on(display: &mut Client) -> Result<String> {
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

pub fn code(server: &Server) -> Result<String> {
    code_on(&mut server.v2("/display")?)
}

/// A browser that has typed the code.
pub fn with_pass(address: SocketAddr, code: &str) -> Result<Browser> {
    let mut browser = Browser::new(address);
    let answer = browser.post("/join", &format!("code={code}"))?;
    ensure!(answer.status == 303 && answer.header("location") == "join?lang=en", "{answer:?}");
    let cookie = answer.header("set-cookie");
    for part in ["HttpOnly", "SameSite=Strict", "Secure", "Max-Age=600"] {
        ensure!(cookie.split("; ").any(|found| found == part), "{part}: {cookie}");
    }
    Ok(browser)
}

pub fn waiting(desk: &Desk) -> Result<usize> {
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
fn whoever_knows_an_address_does_not_see_its_page_and_whoever_mistyped_goes_on() -> Result<()> {
    let (desk, address) = desk_with_pages(SERVICES)?;
    let server = desk.run()?;
    let mut kiosk = server.v2("/kiosk")?;
    kiosk.send(r#"request {"key":"1","email":"ann@a.b","name":"Ann","service":"mail"}"#)?;
    kiosk.wait_for_start("success new")?;
    let code = code(&server)?;
    let mut mistyped = with_pass(address, &code)?;
    let answer = mistyped.post("/join", "service=mail&email=ann%40a.b&name=Mallory")?;
    assert_eq!(answer.status, 409);
    ensure!(answer.body.contains("waits for this address already"), "{}", answer.body);
    ensure!(answer.body.contains("value=\"ann@a.b\""), "it can be written again");
    ensure!(!answer.body.contains("/q/") && !answer.body.contains("000"), "{}", answer.body);
    ensure!(!mistyped.cookies.contains_key("walkup_ticket"));
    let taken = mistyped.post("/join", "service=mail&email=anne%40a.b&name=Anne")?;
    ensure!(taken.header("location").starts_with("q/1-"), "the pass is still good: {taken:?}");
    // Nobody finds out so who waits.
    let mut stranger = with_pass(address, &code)?;
    let pass = stranger.cookies["walkup_pass"].clone();
    for _ in 0..3 {
        let answer = stranger.post("/join", "service=mail&email=ann%40a.b&name=Mallory")?;
        assert_eq!(answer.status, 409);
    }
    ensure!(!stranger.cookies.contains_key("walkup_pass"));
    stranger.cookies.insert("walkup_pass".to_owned(), pass);
    for email in ["ann%40a.b", "mallory%40a.b"] {
        let over = stranger.post("/join", &format!("service=mail&email={email}&name=Mallory"))?;
        assert_eq!(over.status, 403, "{email}");
    }
    assert_eq!(waiting(&desk)?, 2);
    Ok(())
}

// ---- one open ticket a browser, one a waiting address ----

/// How many tickets are open.
fn open_count(desk: &Desk) -> Result<usize> {
    Ok(desk.exported()?.iter().filter(|ticket| ticket[END].is_empty()).count())
}

/// The column of an export that says when a ticket ended.
const END: usize = 11;

/// A desk whose visitors join without telling anything, and the code of the moment.
fn desk_to_join() -> Result<(Desk, SocketAddr, Server, String)> {
    let (desk, address) = desk_with_pages(ONE)?;
    let server = desk.run()?;
    let code = code(&server)?;
    Ok((desk, address, server, code))
}

/// What two requests of one browser are answered that come at once, in order of their numbers.
fn at_once(browser: &mut Browser, posts: [(&Browser, &str, &str); 2]) -> Result<[u16; 2]> {
    let mut sent = Vec::new();
    for (as_it_was, path, form) in posts {
        sent.push(as_it_was.send("POST", path, Some(form))?);
    }
    let mut statuses = [0; 2];
    for (status, sent) in statuses.iter_mut().zip(sent) {
        *status = browser.receive(sent)?.status;
    }
    statuses.sort_unstable();
    Ok(statuses)
}

/// Leaves the queue on a ticket's page.
fn leave(browser: &mut Browser, page: &str) -> Result<()> {
    assert_eq!(browser.post(&format!("/{page}/leave"), "")?.status, 303);
    assert_eq!(browser.get(&format!("/{page}"))?.state(), "left");
    Ok(())
}

/// Takes a ticket with a code: its page.
fn joins(browser: &mut Browser, code: &str) -> Result<String> {
    assert_eq!(browser.post("/join", &format!("code={code}"))?.status, 303);
    let taken = browser.post("/join", "service=quick")?;
    let page = taken.header("location").split('?').next().unwrap_or_default();
    ensure!(page.starts_with("q/"), "{taken:?}");
    Ok(page.to_owned())
}

#[test]
fn taking_a_place_back_counts_like_taking_a_ticket() -> Result<()> {
    let (_desk, address, _server, code) = desk_to_join()?;
    let mut browser = Browser::new(address);
    let first = joins(&mut browser, &code)?;
    leave(&mut browser, &first)?;
    let second = joins(&mut browser, &code)?;
    let back = browser.post(&format!("/{first}/return"), "")?;
    ensure!(back.status == 409 && back.body.contains("Another ticket is open"), "{back:?}");
    ensure!(back.body.contains(&format!("href=\"../{}?lang=en\"", &second[2..])), "{back:?}");
    assert_eq!(browser.get(&format!("/{first}"))?.state(), "left");
    // Once the other is over it is taken back, and then it is the one that is open.
    leave(&mut browser, &second)?;
    assert_eq!(browser.post(&format!("/{first}/return"), "")?.status, 303);
    assert_eq!(browser.get(&format!("/{first}"))?.state(), "next");
    let form = browser.get("/join")?;
    assert_eq!((form.status, form.header("location")), (303, format!("{first}?lang=en").as_str()));
    Ok(())
}

#[test]
fn a_ticket_that_was_read_at_a_kiosk_counts_like_one_that_was_taken_in_the_browser() -> Result<()> {
    let (desk, address) = desk_with_pages(ONE)?;
    let server = desk.run()?;
    let code = code(&server)?;
    let mut kiosk = server.v2("/kiosk")?;
    let mut browser = Browser::new(address);
    let own = joins(&mut browser, &code)?;
    leave(&mut browser, &own)?;
    let read = path_of(&mut kiosk, r#"{"key":"1","service":"quick"}"#)?;
    let page = browser.get(&read)?;
    let cookie = page.header("set-cookie");
    // It is for the form and for the other pages, too, and links in mails bring it along.
    for part in ["Path=/", "SameSite=Lax", "HttpOnly", "Secure"] {
        ensure!(cookie.split("; ").any(|found| found == part), "{part}: {cookie}");
    }
    ensure!(browser.get(&read)?.header("set-cookie").is_empty(), "it is known by now");
    // Neither taken back nor joined beside it.
    let back = browser.post(&format!("/{own}/return"), "")?;
    ensure!(back.status == 409 && back.body.contains("Another ticket is open"), "{back:?}");
    ensure!(back.body.contains(&format!("href=\"..{}?lang=en\"", &read[2..])), "{back:?}");
    assert_eq!(browser.get(&format!("/{own}"))?.state(), "left");
    let form = browser.get("/join")?;
    assert_eq!(
        (form.status, form.header("location")),
        (303, format!("{}?lang=en", &read[1..]).as_str())
    );
    // Nor the other way round: it left, another was taken, and the kiosk's is taken back.
    leave(&mut browser, &read[1..])?;
    joins(&mut browser, &code)?;
    assert_eq!(browser.post(&format!("{read}/return"), "")?.status, 409);
    assert_eq!(browser.get(&read)?.state(), "left");
    assert_eq!(open_count(&desk)?, 1);
    Ok(())
}

#[test]
fn of_two_places_taken_back_in_one_browser_at_once_one_is() -> Result<()> {
    let (desk, address, _server, code) = desk_to_join()?;
    let mut browser = Browser::new(address);
    let first = joins(&mut browser, &code)?;
    leave(&mut browser, &first)?;
    let second = joins(&mut browser, &code)?;
    for _ in 0..3 {
        for page in [&first, &second] {
            browser.post(&format!("/{page}/leave"), "")?;
        }
        let [one, other] = [&first, &second].map(|page| format!("/{page}/return"));
        let now = browser.clone();
        let posts = [(&now, &*one, ""), (&now, &*other, "")];
        assert_eq!(at_once(&mut browser, posts)?, [303, 409]);
        assert_eq!(open_count(&desk)?, 1);
    }
    Ok(())
}

#[test]
fn of_a_ticket_taken_and_a_place_taken_back_in_one_browser_at_once_one_is() -> Result<()> {
    let (desk, address, _server, code) = desk_to_join()?;
    for round in 0..6 {
        let mut browser = Browser::new(address);
        let first = joins(&mut browser, &code)?;
        leave(&mut browser, &first)?;
        assert_eq!(browser.post("/join", &format!("code={code}"))?.status, 303);
        let (now, back) = (browser.clone(), format!("/{first}/return"));
        let mut posts = [(&now, "/join", "service=quick"), (&now, &*back, "")];
        // Each of them is first, now and then.
        posts.rotate_left(round % 2);
        at_once(&mut browser, posts)?;
        assert_eq!(open_count(&desk)?, round + 1);
    }
    Ok(())
}

#[test]
fn who_types_the_code_twice_has_one_pass_and_takes_one_ticket() -> Result<()> {
    let (desk, address, _server, code) = desk_to_join()?;
    let mut browser = with_pass(address, &code)?;
    let before = browser.clone();
    assert_eq!(browser.post("/join", &format!("code={code}"))?.status, 303);
    let now = browser.clone();
    let posts = [(&before, "/join", "service=quick"), (&now, "/join", "service=quick")];
    assert_eq!(at_once(&mut browser, posts)?, [303, 303]);
    assert_eq!(open_count(&desk)?, 1);
    // Nor one after the other, where the first answer was lost.
    let mut again = now.clone();
    assert_eq!(again.post("/join", "service=quick")?.status, 303);
    assert_eq!(open_count(&desk)?, 1);
    Ok(())
}

#[test]
fn the_open_ticket_is_remembered_however_many_others_were_looked_at() -> Result<()> {
    let (desk, address) = desk_with_pages(ONE)?;
    let server = desk.run()?;
    let code = code(&server)?;
    let mut browser = Browser::new(address);
    let own = joins(&mut browser, &code)?;
    for _ in 0..9 {
        let mut other = Browser::new(address);
        let page = joins(&mut other, &code)?;
        leave(&mut other, &page)?;
        assert_eq!(browser.get(&format!("/{page}"))?.state(), "left");
    }
    let form = browser.get("/join")?;
    assert_eq!((form.status, form.header("location")), (303, format!("{own}?lang=en").as_str()));
    Ok(())
}

#[test]
fn an_address_that_waits_is_not_taken_back_a_second_time() -> Result<()> {
    let (desk, address) = desk_with_pages("")?;
    let server = desk.run()?;
    let mut kiosk = server.v2("/kiosk")?;
    let ask = |key: &str| format!(r#"{{"key":"{key}","email":"ann@a.b","name":"Ann"}}"#);
    let first = path_of(&mut kiosk, &ask("1"))?;
    let mut browser = Browser::new(address);
    leave(&mut browser, &first[1..])?;
    path_of(&mut kiosk, &ask("2"))?;
    let back = browser.post(&format!("{first}/return"), "")?;
    assert_eq!(back.status, 409);
    ensure!(back.body.contains("waits for this address already"), "{}", back.body);
    assert_eq!(browser.get(&first)?.state(), "left");
    Ok(())
}

#[test]
fn who_was_forgotten_takes_no_place_back() -> Result<()> {
    let (desk, address) = desk_with_pages("")?;
    let server = desk.run()?;
    let page = path_of(&mut server.v2("/kiosk")?, r#"{"key":"1","email":"ann@a.b","name":"Ann"}"#)?;
    let mut browser = Browser::new(address);
    leave(&mut browser, &page[1..])?;
    ensure!(browser.get(&page)?.body.contains("Take my place back"));
    desk.ok(&["person", "erase", "ann@a.b"])?;
    eventually("it is offered no more", || {
        Ok(!browser.get(&page)?.body.contains("Take my place back"))
    })?;
    assert_eq!(browser.post(&format!("{page}/return"), "")?.status, 303);
    assert_eq!(browser.get(&page)?.state(), "left");
    // As the tables have it, too.
    server.kill()?;
    let _server = desk.run()?;
    assert_eq!(browser.post(&format!("{page}/return"), "")?.status, 303);
    let left = browser.get(&page)?;
    ensure!(left.state() == "left" && !left.body.contains("<form"), "{}", left.body);
    Ok(())
}

// ---- what can be taken now ----

/// A service that asks nothing and takes so many, one that asks for a telephone number, one that is
/// stopped.
fn offers(most: u32) -> String {
    format!(
        r#"services = [
    {{ id = "quick", text = {{ en = "Quick" }}, identity = {{ kind = "none" }}, by_phone = true, max_waiting = {most} }},
    {{ id = "call", text = {{ en = "Call" }}, identity = {{ kind = "phone" }}, by_phone = true, daily_quota = 1 }},
    {{ id = "later", text = {{ en = "Later" }}, by_phone = true, open = false }},
]"#
    )
}

#[test]
fn only_what_can_be_taken_now_is_offered_and_the_rest_says_why_not() -> Result<()> {
    let (desk, address) = desk_with_pages(&offers(1))?;
    let server = desk.run()?;
    let mut display = server.v2("/display")?;
    let code = code_on(&mut display)?;
    let mut late = with_pass(address, &code)?;
    let page = late.get("/join")?.body;
    for (name, is_offered) in [("quick", true), ("call", true), ("later", false)] {
        assert_eq!(page.contains(&format!("service={name}&")), is_offered, "{name}: {page}");
    }
    ensure!(page.contains("<bdi>Later</bdi><br>The desk takes no tickets just now"), "{page}");
    let stopped = late.get("/join?service=later")?.body;
    ensure!(!stopped.contains("<form") && stopped.contains("<bdi>Later</bdi>"), "{stopped}");
    // What is no telephone number is none, as a plus alone.
    for contact in ["%2B", "+", "%2B+-", "12"] {
        let refused = late.post("/join", &format!("service=call&contact={contact}"))?;
        assert_eq!(refused.status, 422, "{contact}");
    }

    let mut first = with_pass(address, &code)?;
    let first_page = first.post("/join", "service=quick")?.header("location").to_owned();
    eventually("one is full", || {
        let page = late.get("/join")?.body;
        Ok(page.contains("<bdi>Quick</bdi><br>Just now as many wait as may"))
    })?;
    let mut second = with_pass(address, &code)?;
    assert_eq!(second.post("/join", "service=call&contact=0301234")?.status, 303);
    // Nobody may join: no screen shows a code, and none is asked for.
    display.wait_for("join")?;
    let mut visitor = Browser::new(address);
    eventually("none is asked for", || Ok(!visitor.get("/join")?.body.contains("name=\"code\"")))?;
    let why = visitor.get("/join")?.body;
    ensure!(why.contains("as many wait as may") && !why.contains("<form"), "{why}");
    let refused = visitor.post("/join", &format!("code={code}"))?;
    assert_eq!(refused.status, 409);
    ensure!(!visitor.cookies.contains_key("walkup_pass") && !refused.body.contains("<form"));

    let page = first_page.split('?').next().context("a path")?;
    leave(&mut first, page)?;
    code_on(&mut display)?;
    eventually("a code is asked for again", || {
        Ok(visitor.get("/join")?.body.contains("name=\"code\""))
    })?;
    Ok(())
}

#[test]
fn no_code_is_shown_while_the_desk_is_closed_by_hand() -> Result<()> {
    let (desk, address) = desk_with_pages(ONE)?;
    let server = desk.run()?;
    let mut display = server.v2("/display")?;
    let code = code_on(&mut display)?;
    let mut staff = server.staff_at(&desk, "ada", 0)?;
    staff.ask("close Back at two", "success close")?;
    display.wait_for("join")?;
    ensure!(!server.v2("/display")?.fence()?.iter().any(|line| line.starts_with("join ")));
    let mut visitor = Browser::new(address);
    eventually("it says so", || {
        let page = visitor.get("/join")?.body;
        Ok(page.contains("takes no tickets just now") && !page.contains("<form"))
    })?;
    assert_eq!(visitor.post("/join", &format!("code={code}"))?.status, 409);
    staff.ask("open", "success open")?;
    code_on(&mut display)?;
    Ok(())
}

#[test]
fn where_no_screen_tells_of_it_there_is_nothing_to_join() -> Result<()> {
    let address = free_address()?;
    let desk = Desk::with_settings(&format!("web_listen = \"{address}\"\n{ONE}\n"))?;
    let _server = desk.run()?;
    let answer = Browser::new(address).get("/join")?;
    ensure!(answer.status == 404 && answer.body.contains("No tickets by phone"), "{answer:?}");
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
