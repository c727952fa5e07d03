//! What nobody may have too much of: codes that are guessed at, tickets, connections; and what is said
//! to whoever asks for nothing that there is.

use std::io::Write as _;
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Result, ensure};
use server::World;
use server::limits::Limits;

use crate::pages::{desk_with_pages, path_of};
use crate::pages_join::{ONE, code, code_on, waiting, with_pass};
use crate::support::{Browser, Desk, eventually};
use crate::world::Hosted;

const PROXY: &str = "trusted_proxies = [\"127.0.0.1\"]\n";

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
    // Others are not slowed.
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

/// A browser behind the proxy, in a site of its own.
fn at_site(address: SocketAddr, site: usize) -> Browser {
    Browser::new(address).with("X-Forwarded-For", &format!("3fff:1:{site:x}::1"))
}

/// What is said to whoever types a code that is void.
fn longer(signs: usize) -> String {
    format!("so codes have \u{2068}{signs}\u{2069} letters and digits now")
}

/// Types wrong codes, each from a site of its own so that no network is told to wait, until codes have so
/// many signs.
fn guess_until(address: SocketAddr, wrong: &str, signs: usize) -> Result<()> {
    let said = longer(signs);
    for site in 0..3000 {
        let answer = at_site(address, site).post("/join", &format!("code={wrong}"))?;
        ensure!(answer.status == 403, "{answer:?}");
        if answer.body.contains(&said) {
            ensure!(site >= 100, "after {site} guesses");
            return Ok(());
        }
    }
    anyhow::bail!("there is no end to it")
}

#[test]
fn who_guesses_from_many_networks_makes_codes_longer_and_shuts_out_nobody() -> Result<()> {
    let (desk, address) = desk_with_pages(&format!("{PROXY}{ONE}"))?;
    let world = World::default();
    let clock = world.clock.clone();
    let server = Hosted::run(&desk, world)?;
    let mut display = server.v2("/display")?;
    let mut codes = vec![code_on(&mut display)?];
    let mut early = with_pass(address, &codes[0])?;
    for (wrong, signs) in [("AAAAAA", 8), ("AAAAAAAA", 10)] {
        guess_until(address, wrong, signs)?;
        codes.push(code_on(&mut display)?);
        assert_eq!(codes.last().map(String::len), Some(signs));
        // Whoever has read one that was shown before is told so, and types the other at once.
        let mut honest = at_site(address, 5000 + signs);
        eventually("the pages have heard of it", || {
            let answer = honest.post("/join", &format!("code={}", codes[0]))?;
            Ok(answer.body.contains(&longer(signs)))
        })?;
        for (place, code) in codes.iter().enumerate() {
            let answer = honest.post("/join", &format!("code={code}"))?;
            let is_last = place + 1 == codes.len();
            assert_eq!(answer.status, if is_last { 303 } else { 403 }, "{code}");
            let says = answer.body.contains(&longer(signs));
            ensure!(says != is_last && answer.body.contains("name=\"code\"") == says, "{answer:?}");
        }
        assert_eq!(honest.post("/join", "service=quick")?.status, 303);
    }
    // However many guess on, the longest are good.
    for site in 0..300 {
        assert_eq!(at_site(address, site).post("/join", "code=AAAAAAAAAA")?.status, 403);
    }
    let answer = at_site(address, 6000).post("/join", &format!("code={}", codes[2]))?;
    assert_eq!(answer.status, 303);
    // Whoever had a pass goes on, and after an hour codes are short again.
    assert_eq!(early.post("/join", "service=quick")?.status, 303);
    clock.pass(Duration::from_secs(3601));
    let said = display.wait_for_start("join ")?;
    assert_eq!(said.split(' ').nth(1).map(str::len), Some(6), "{said}");
    Ok(())
}

#[test]
fn who_keeps_others_of_the_same_network_away_makes_codes_longer_for_them() -> Result<()> {
    let (desk, address) = desk_with_pages(&format!("{PROXY}{ONE}"))?;
    let server = desk.run()?;
    let mut display = server.v2("/display")?;
    let short = code_on(&mut display)?;
    let hall = || Browser::new(address).with("X-Forwarded-For", "198.51.100.7");
    for _ in 0..200 {
        hall().post("/join", "code=AAAAAA")?;
    }
    ensure!(code(&server)?.len() == 6, "one network alone makes no code longer");
    // It is turned away though it is right, and the next one counts.
    let mut honest = hall();
    let answer = honest.post("/join", &format!("code={short}"))?;
    ensure!(answer.status == 403 && answer.body.contains(&longer(8)), "{answer:?}");
    let longer = code_on(&mut display)?;
    assert_eq!(honest.post("/join", &format!("code={longer}"))?.status, 303);
    assert_eq!(honest.post("/join", "service=quick")?.status, 303);
    Ok(())
}

#[test]
fn who_asks_for_passes_without_end_uses_up_nobodys_tickets() -> Result<()> {
    let (desk, address) = desk_with_pages(&format!("{PROXY}{ONE}"))?;
    let server = desk.run()?;
    let code = code(&server)?;
    let hall = || Browser::new(address).with("X-Forwarded-For", "198.51.100.7");
    let mut greedy = hall();
    for _ in 0..100 {
        assert_eq!(greedy.post("/join", &format!("code={code}"))?.status, 303);
    }
    // Nor does a ticket that is asked for again and again.
    let pass = greedy.cookies["walkup_pass"].clone();
    for _ in 0..100 {
        let mut again = hall();
        again.cookies.insert("walkup_pass".to_owned(), pass.clone());
        let taken = again.post("/join", "service=quick")?;
        ensure!(taken.header("location").starts_with("q/0-"), "{taken:?}");
    }
    let mut honest = hall();
    assert_eq!(honest.post("/join", &format!("code={code}"))?.status, 303);
    assert_eq!(honest.post("/join", "service=quick")?.status, 303);
    assert_eq!(waiting(&desk)?, 2);
    Ok(())
}

// ---- connections ----

#[test]
fn whoever_reads_no_answer_loses_the_connection() -> Result<()> {
    let (desk, address) =
        desk_with_pages("limit_loopback = true\nmax_connections_per_address = 1")?;
    let limits = Limits { silence: Duration::from_millis(200), ..Limits::default() };
    let _server = Hosted::run(&desk, World { limits, ..World::default() })?;
    let mut greedy = TcpStream::connect(address)?;
    greedy.set_write_timeout(Some(Duration::from_millis(100)))?;
    let request = "GET /q/none HTTP/1.1\r\nHost: desk\r\n\r\n".repeat(100);
    // Until nothing more is taken, or it is closed.
    while greedy.write_all(request.as_bytes()).is_ok() {}
    // The one place of this network is free again, though the other end is still there.
    eventually("somebody else is answered", || {
        Ok(Browser::new(address).get("/q/none").is_ok_and(|answer| answer.status == 404))
    })?;
    drop(greedy);
    Ok(())
}

#[cfg(unix)]
#[test]
fn pages_leave_the_desk_the_files_that_it_needs() -> Result<()> {
    let (desk, address) = desk_with_pages("")?;
    let server = desk.run_with(|command| {
        let arguments: Vec<_> = command.get_args().map(ToOwned::to_owned).collect();
        let program = command.get_program().to_owned();
        let mut limited = std::process::Command::new("sh");
        limited.args(["-c", "ulimit -n 160; exec \"$0\" \"$@\""]).arg(program).args(arguments);
        limited.env("TZ", "UTC");
        *command = limited;
    })?;
    eventually("it says how many", || Ok(server.log()?.contains("take 40 connections at a time")))?;
    // However many come to the pages, kiosks are let in.
    let _held: Vec<TcpStream> =
        (0..300).map(|_| TcpStream::connect(address)).collect::<Result<_, _>>()?;
    let mut kiosk = server.v2("/kiosk")?;
    path_of(&mut kiosk, r#"{"key":"1","email":"ann@a.b","name":"Ann"}"#)?;
    Ok(())
}

#[test]
fn where_the_pages_cannot_be_served_nobody_is_told_that_the_server_listens() -> Result<()> {
    for setting in ["web_listen", "metrics_listen"] {
        let taken = std::net::TcpListener::bind("127.0.0.1:0")?;
        let address = taken.local_addr()?;
        let desk = Desk::with_settings(&format!("{setting} = \"{address}\"\n"))?;
        let output = desk.cli(&["run", "--listen", "127.0.0.1:0"])?;
        let [said, log] = [output.stdout, output.stderr].map(String::from_utf8);
        ensure!(!output.status.success() && said?.is_empty(), "{setting}");
        let log = log?;
        ensure!(log.contains(&format!("cannot listen on {address} for")), "{log}");
    }
    Ok(())
}

// ---- what cannot be read ----

#[test]
fn what_cannot_be_read_is_answered_in_the_visitors_language() -> Result<()> {
    let (desk, address) = desk_with_pages(ONE)?;
    let server = desk.run()?;
    let path = path_of(&mut server.v2("/kiosk")?, r#"{"key":"1","service":"quick"}"#)?;
    let mut browser = Browser::new(address).with("Accept-Language", "de");
    let long = format!("service=quick&name={}", "a".repeat(5000));
    for (answer, status) in [
        (browser.ask("PUT", &path, None)?, 405),
        (browser.ask("DELETE", "/join", None)?, 405),
        (browser.get("/q/%FF")?, 400),
        (browser.post("/join", &long)?, 413),
    ] {
        assert_eq!(answer.status, status);
        ensure!(answer.body.contains("Das konnte die Seite nicht lesen"), "{answer:?}");
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(answer.header("allow").is_empty(), status != 405, "{answer:?}");
    }
    Ok(())
}

#[test]
fn what_an_admin_wrote_is_cleaned_and_no_words_are_glued() -> Result<()> {
    let (desk, address) = desk_with_pages(
        "organisation = \"Town\\u202e hall\"\nclosed_text = { en = \"Ring the\\nbell\" }",
    )?;
    let server = desk.run()?;
    let path = path_of(&mut server.v2("/kiosk")?, r#"{"key":"1","email":"ann@a.b","name":"Ann"}"#)?;
    let mut staff = server.staff_at(&desk, "ada", 0)?;
    staff.ask("close", "success close")?;
    let mut browser = Browser::new(address);
    eventually("it is closed", || Ok(browser.get(&path)?.body.contains("Ring the bell")))?;
    let page = browser.get(&path)?.body;
    ensure!(page.contains("Town hall") && !page.contains('\u{202e}'), "{page}");
    Ok(())
}
