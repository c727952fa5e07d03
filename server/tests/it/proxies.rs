//! Behind a proxy: nobody is taken for this machine, and everybody counts for themselves.

use anyhow::{Context as _, Result, ensure};

use crate::support::{Client, Desk, Dialect, Server, Wire, eventually, handshake, tcp};

/// The status that a request is answered with.
fn status(server: &Server, request: &str) -> Result<u16> {
    let mut raw = server.raw()?;
    raw.send(request.as_bytes())?;
    let head = raw.head()?;
    Ok(head.split(' ').nth(1).context("no status")?.parse()?)
}

/// A client as a proxy passes it on.
fn client(server: &Server, path: &str, address: &str) -> Result<Client> {
    let wire = Wire::Plain(tcp(server.address)?);
    Client::over(wire, path, Dialect::Classic, &[("X-Forwarded-For", address)])
}

#[test]
fn who_was_passed_on_is_not_on_this_machine() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    for header in [
        "X-Forwarded-For: 127.0.0.1\r\n",
        "x-forwarded-for: 198.51.100.7\r\n",
        "Forwarded: for=127.0.0.1\r\n",
        "X-Real-IP: 127.0.0.1\r\n",
        "X-Forwarded-For:\r\n",
    ] {
        for (path, expected) in [("/kiosk", 401), ("/display", 401), ("/staff", 101)] {
            assert_eq!(status(&server, &handshake(path, header))?, expected, "{path}: {header}");
        }
        let get = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: desk\r\n{header}\r\n");
        assert_eq!(status(&server, &get("/metrics"))?, 404, "{header}");
        assert_eq!(status(&server, &get("/health"))?, 200, "{header}");
    }
    assert_eq!(status(&server, &handshake("/kiosk", "Via: 1.1 relay\r\n"))?, 101);
    // With a key a device may come that way.
    let key = desk.ok(&["device", "add", "kiosk", "Hall"])?;
    let headers = format!("X-Forwarded-For: 198.51.100.7\r\nAuthorization: Bearer {key}\r\n");
    assert_eq!(status(&server, &handshake("/kiosk", &headers.replace("\n\r", "\r")))?, 101);
    Ok(())
}

#[test]
fn connections_through_a_trusted_proxy_count_for_their_clients() -> Result<()> {
    let desk = Desk::with_settings(
        "trusted_proxies = [\"127.0.0.1\"]\nmax_connections_per_address = 2\n",
    )?;
    let server = desk.run()?;
    let mut held = Vec::new();
    for address in ["198.51.100.1", "198.51.100.2", "2001:db8::1", "2001:db8::2"] {
        held.push(client(&server, "/staff", address)?);
    }
    held.push(client(&server, "/staff", "198.51.100.1")?);
    let forwarded = |address: &str| {
        let header = format!("X-Forwarded-For: {address}\r\n");
        status(&server, &handshake("/staff", &header))
    };
    assert_eq!(forwarded("198.51.100.1")?, 503, "a third from one address");
    assert_eq!(forwarded("10.9.9.9, 198.51.100.1")?, 503, "what the client wrote is not believed");
    assert_eq!(forwarded("2001:db8::3")?, 503, "a third from one network");
    assert_eq!(forwarded("198.51.100.2")?, 101);
    held.pop().context("five")?.cut();
    eventually("its place is free", || Ok(forwarded("198.51.100.1")? == 101))?;
    // This machine's own are still trusted, and not counted.
    let _own: Vec<_> = (0..5).map(|_| server.classic("/kiosk")).collect::<Result<_>>()?;

    // Whoever is not trusted cannot say who it is.
    let desk = Desk::with_settings("max_connections_per_address = 2\n")?;
    let server = desk.run()?;
    let _held = [client(&server, "/staff", "198.51.100.1")?, client(&server, "/staff", "1.1.1.1")?];
    let header = "X-Forwarded-For: 198.51.100.3\r\n";
    assert_eq!(status(&server, &handshake("/staff", header))?, 503);
    Ok(())
}

#[test]
fn guessing_and_pairing_are_counted_by_the_true_network() -> Result<()> {
    let desk = Desk::with_settings("trusted_proxies = [\"127.0.0.0/8\"]\n")?;
    let server = desk.run()?;
    let try_from = |address: &str, password: &str| -> Result<String> {
        client(&server, "/staff", address)?.answer(&format!("login ada {password}"))
    };
    for host in 1..=5 {
        let answer = try_from(&format!("2001:db8::{host}"), "guess")?;
        assert_eq!(answer, "error login name or password is wrong");
    }
    let answer = try_from("2001:db8::6", "guess")?;
    ensure!(answer.starts_with("error login too many attempts"), "{answer}");
    let right = crate::support::password("ada");
    let answer = try_from("2001:db8:0:1::1", &right)?;
    ensure!(answer.starts_with("success login "), "a colleague elsewhere is slowed: {answer}");

    let mut waiting = Vec::new();
    for host in 1..=4 {
        let mut device = client(&server, "/pair/kiosk", &format!("2001:db8::{host}"))?;
        ensure!(device.next()?.starts_with("code "));
        waiting.push(device);
    }
    let pair = |address: &str| {
        let header = format!("X-Forwarded-For: {address}\r\n");
        status(&server, &handshake("/pair/kiosk", &header))
    };
    assert_eq!(pair("2001:db8::5")?, 429);
    assert_eq!(pair("2001:db8:0:1::5")?, 101);
    Ok(())
}

#[test]
fn head_is_answered_as_get_without_a_body() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    for (path, says_length) in [("/health", true), ("/metrics", false)] {
        let ask = |method: &str| -> Result<(String, String)> {
            let mut raw = server.raw()?;
            raw.send(format!("{method} {path} HTTP/1.1\r\nHost: desk\r\n\r\n").as_bytes())?;
            Ok((raw.head()?, raw.rest()?))
        };
        let ((head, body), (get_head, get_body)) = (ask("HEAD")?, ask("GET")?);
        ensure!(head.starts_with("HTTP/1.1 200 "), "{path}: {head}");
        assert_eq!(body, "", "{path}");
        ensure!(!get_body.is_empty() && head.contains("Content-Type: "));
        // Counts go on between the two requests.
        if says_length {
            assert_eq!(head, get_head);
            ensure!(head.contains(&format!("Content-Length: {}\r\n", get_body.len())), "{head}");
        }
    }
    for path in ["/staff", "/kiosk"] {
        let request = format!("HEAD {path} HTTP/1.1\r\nHost: desk\r\n\r\n");
        assert_eq!(status(&server, &request)?, 405, "{path}");
    }
    Ok(())
}
