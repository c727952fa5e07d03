//! What nobody may have too much of: codes that are guessed at, tickets, connections; and what is said
//! to whoever asks for nothing that there is.

use std::io::Write as _;
use std::net::TcpStream;
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
fn a_code_that_was_guessed_at_too_often_is_void_and_another_is_shown() -> Result<()> {
    let (desk, address) = desk_with_pages(&format!("{PROXY}{ONE}"))?;
    let server = desk.run()?;
    let mut display = server.v2("/display")?;
    let first = code_on(&mut display)?;
    let mut early = with_pass(address, &first)?;
    // Each from a site of its own, so that no network is told to wait.
    let from =
        |site: u32| Browser::new(address).with("X-Forwarded-For", &format!("3fff:1:{site:x}::1"));
    let mut guesses = 0;
    while from(guesses).post("/join", "code=AAAAAA")?.status == 403 {
        guesses += 1;
        ensure!(guesses < 2000, "there is no end to it");
    }
    ensure!(guesses > 100, "after {guesses}");
    let next = code_on(&mut display)?;
    ensure!(next != first, "it is still shown");
    // For a while none is tried, wherever from.
    for code in [&first, &next] {
        let waits = from(5000).post("/join", &format!("code={code}"))?;
        ensure!(waits.status == 429 && !waits.header("retry-after").is_empty(), "{waits:?}");
    }
    // Whoever has a pass goes on.
    assert_eq!(early.post("/join", "service=quick")?.status, 303);
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
