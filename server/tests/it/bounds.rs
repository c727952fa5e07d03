//! The limits that are settings, on a desk that treats this machine like any other; and metrics.

use anyhow::{Context as _, Result, ensure};

use crate::support::{Client, Desk, Dialect, Server, Wire, eventually, handshake, tcp};

const NOT_FOUND: &str = "error query visitor email does not exist";

fn strict(settings: &str) -> Result<Desk> {
    Desk::with_settings(&format!("limit_loopback = true\n{settings}"))
}

/// A kiosk with a key of its own.
fn kiosk(desk: &Desk, server: &Server, name: &str) -> Result<Client> {
    let key = desk.ok(&["device", "add", "kiosk", name])?;
    let authorization = format!("Bearer {}", key.trim());
    let wire = Wire::Plain(tcp(server.address)?);
    Client::over(wire, "/kiosk", Dialect::Classic, &[("Authorization", &authorization)])
}

fn metrics(server: &Server) -> Result<String> {
    let (status, body) = server.http("GET /metrics HTTP/1.1\r\nHost: desk\r\n\r\n")?;
    ensure!(status == 200, "{status}");
    Ok(body)
}

fn figure(server: &Server, name: &str) -> Result<f64> {
    let text = metrics(server)?;
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    Ok(line.with_context(|| format!("no {name} in {text}"))?.parse()?)
}

/// Whether the server closes a new connection before anything was said.
fn is_turned_away(server: &Server) -> Result<bool> {
    let mut raw = server.raw()?;
    // It may be closed before this is out.
    raw.send(handshake("/staff", "").as_bytes()).ok();
    Ok(raw.head().map_or(true, |head| head.is_empty()))
}

#[test]
fn connections_from_one_address_are_bounded() -> Result<()> {
    let desk = strict("max_connections_per_address = 5\n")?;
    let server = desk.run()?;
    let mut held: Vec<_> = (0..5).map(|_| server.classic("/staff")).collect::<Result<_>>()?;
    ensure!(is_turned_away(&server)?, "a sixth got in");
    held[0].send(&format!("pick 0 {}", desk.token("ada")))?;
    held[0].wait_for("success pick 0")?;
    held.pop().context("five")?.cut();
    eventually("a place is free again", || Ok(!is_turned_away(&server)?))
}

#[test]
fn connections_in_all_are_bounded_and_those_on_this_machine_are_trusted() -> Result<()> {
    let desk = strict("max_connections = 3\n")?;
    let server = desk.run()?;
    let held: Vec<_> = (0..3).map(|_| server.classic("/staff")).collect::<Result<_>>()?;
    ensure!(is_turned_away(&server)?, "a fourth got in");
    drop((held, server));

    desk.set("max_connections = 3\n")?;
    let server = desk.run()?;
    let _held: Vec<_> = (0..10).map(|_| server.classic("/staff")).collect::<Result<_>>()?;
    Ok(())
}

#[test]
fn handshakes_in_progress_are_a_setting() -> Result<()> {
    let desk = strict("max_handshakes = 2\n")?;
    let server = desk.run()?;
    let silent = [server.raw()?, server.raw()?];
    let mut honest = server.raw()?;
    honest.send(handshake("/staff", "").as_bytes())?;
    honest.stream().set_read_timeout(Some(std::time::Duration::from_millis(200)))?;
    ensure!(honest.head().is_err(), "answered although two hold their sockets open");
    drop(silent);
    honest.stream().set_read_timeout(Some(crate::support::PATIENCE))?;
    ensure!(honest.head()?.starts_with("HTTP/1.1 101 "), "waited in vain");
    Ok(())
}

/// Who says too much is listened to slowly and loses nothing; another is not slowed.
/// Whoever has said too much is heard again without having to say more: at the very moment at which
/// it may, as well as a moment later. Many of them, since that moment is short.
#[test]
fn what_was_said_too_fast_is_answered_to_the_last() -> Result<()> {
    const CLIENTS: usize = 20;
    const MESSAGES: usize = 3000;
    let desk = strict("messages_per_second = 1000\n")?;
    let server = desk.run()?;
    let mut clients: Vec<Client> =
        (0..CLIENTS).map(|_| server.classic("/staff")).collect::<Result<_>>()?;
    for client in &mut clients {
        client.expect("taken")?;
        for _ in 0..MESSAGES {
            client.queue("accept 1")?;
        }
        client.flush()?;
    }
    for client in &mut clients {
        for _ in 0..MESSAGES {
            client.expect("error accept you do not have a table chosen")?;
        }
    }
    Ok(())
}

#[test]
fn who_says_too_much_is_slowed_alone() -> Result<()> {
    let desk = strict("messages_per_second = 20\n")?;
    let server = desk.run()?;
    let (mut flood, mut honest) = (kiosk(&desk, &server, "A")?, kiosk(&desk, &server, "B")?);
    for _ in 0..100 {
        flood.queue("query a@b")?;
    }
    flood.flush()?;
    // 40 at once, 60 more take three seconds; the honest one is done long before.
    for _ in 0..20 {
        honest.ask("query a@b", NOT_FOUND)?;
    }
    let answered = figure(&server, "walkup_refusals_total")?;
    ensure!(answered < 120.0, "the flood was answered as fast: {answered}");
    for _ in 0..100 {
        flood.expect(NOT_FOUND)?;
    }
    Ok(())
}

#[test]
fn completing_names_is_no_directory() -> Result<()> {
    let desk = strict("unknown_queries_per_hour = 5\n")?;
    let server = desk.run()?;
    let (mut curious, mut honest) = (kiosk(&desk, &server, "A")?, kiosk(&desk, &server, "B")?);
    curious.answer("new ann@a.b Ann")?;
    for guess in 0..4 {
        curious.ask(&format!("query guess{guess}@a.b"), NOT_FOUND)?;
    }
    curious.ask("query ann@a.b", "success query Ann")?;
    curious.ask("query guess5@a.b", NOT_FOUND)?;
    curious.ask("query ann@a.b", NOT_FOUND)?;
    ensure!(curious.answer("new ann@a.b Ann")?.starts_with("success new "), "tickets go on");
    honest.ask("query ann@a.b", "success query Ann")?;
    // Staff are not a kiosk.
    let mut ada = server.staff_at(&desk, "ada", 0)?;
    for guess in 0..10 {
        ada.ask(&format!("query guess{guess}@a.b"), NOT_FOUND)?;
    }
    ada.ask("query ann@a.b", "success query Ann")
}

#[test]
fn metrics_count_what_happens_and_name_nobody() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut kiosk = server.classic("/kiosk")?;
    let mut ada = server.staff_at(&desk, "ada", 0)?;
    let _display = server.classic("/display")?;
    kiosk.answer("new secret@a.b Secretname")?;
    kiosk.answer("new secret@a.b Secretname")?;
    kiosk.ask("query nobody@a.b", NOT_FOUND)?;
    ada.wait_for_start("new ")?;
    ada.answer("accept 0")?;
    for (name, value) in [
        ("walkup_connections{kind=\"kiosk\"}", 1.0),
        ("walkup_connections{kind=\"staff\"}", 1.0),
        ("walkup_connections{kind=\"display\"}", 1.0),
        ("walkup_waiting", 1.0),
        ("walkup_refusals_total", 1.0),
        ("walkup_wait_seconds_count", 1.0),
        ("walkup_failed_commits_total", 0.0),
    ] {
        assert_eq!(figure(&server, name)?, value, "{name}");
    }
    ensure!(figure(&server, "walkup_commits_total")? >= 3.0);
    ensure!(figure(&server, "walkup_batch_seconds_count")? >= 3.0);
    ensure!(!metrics(&server)?.contains("ecret"), "metrics name a visitor");
    drop(kiosk);
    eventually("the kiosk is gone", || {
        Ok(figure(&server, "walkup_connections{kind=\"kiosk\"}")? == 0.0)
    })
}

#[test]
fn metrics_have_an_address_of_their_own_where_there_is_nothing_else() -> Result<()> {
    let free = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let desk = Desk::with_settings(&format!("metrics_listen = \"{free}\"\n"))?;
    let server = desk.run_on("0.0.0.0:0", &[])?;
    let status = |path: &str| -> Result<u16> {
        let mut raw = crate::support::Raw::connect(free)?;
        raw.send(handshake(path, "").as_bytes())?;
        let head = raw.head()?;
        Ok(head.split(' ').nth(1).context("no status")?.parse()?)
    };
    eventually("it listens", || Ok(status("/metrics").is_ok_and(|status| status == 200)))?;
    assert_eq!(status("/health")?, 200);
    for path in ["/staff", "/kiosk", "/pair/kiosk", "/"] {
        assert_eq!(status(path)?, 404, "{path}");
    }
    drop(server);
    Ok(())
}
