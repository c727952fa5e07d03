//! Everything hostile at once, over encryption and with limits that bind this machine too, while
//! healthy clients go on.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use crate::support::{Client, Desk, Dialect, Server, Wire, encrypted, handshake};

const NOT_FOUND: &str = "error query visitor email does not exist";

/// A desk that is encrypted and trusts nobody on this machine; `more` are further settings.
fn fortress(more: &str) -> Result<Desk> {
    let desk = Desk::new()?;
    let made = rcgen::generate_simple_self_signed(["desk".to_owned()])?;
    let (certificate, key) = (desk.dir().join("site.crt"), desk.dir().join("site.key"));
    std::fs::write(&certificate, made.cert.pem())?;
    std::fs::write(&key, made.signing_key.serialize_pem())?;
    let files = format!("tls_cert = {certificate:?}\ntls_key = {key:?}\n");
    desk.set(&format!("limit_loopback = true\n{files}{more}"))?;
    Ok(desk)
}

fn device(server: &Server, path: &str, key: &str) -> Result<Client> {
    let (stream, _) = encrypted(server.address)?;
    let authorization = format!("Bearer {key}");
    let headers = [("Authorization", &*authorization)];
    Client::over(Wire::Tls(Box::new(stream)), path, Dialect::Classic, &headers)
}

/// One ticket from kiosk to its end.
fn round(kiosk: &mut Client, staff: &mut Client) -> Result<()> {
    let made = kiosk.answer("new a@b.c Ann")?;
    let json = made.strip_prefix("success new ").with_context(|| made.clone())?;
    let ticket: serde_json::Value = serde_json::from_str(json)?;
    let id = ticket["id"].as_u64().context("no id")?;
    staff.wait_for_start(&format!("new {{\"id\":{id},"))?;
    staff.ask(&format!("accept {id}"), &format!("success claimed {id}"))?;
    staff.ask(&format!("complete {id}"), &format!("success complete {id}"))
}

#[test]
fn healthy_clients_go_on_through_all_of_it() -> Result<()> {
    let settings = "max_connections_per_address = 2000\nmessages_per_second = 1000\n";
    let desk = fortress(settings)?;
    let (hall, lost) = (
        desk.ok(&["device", "add", "kiosk", "Hall"])?,
        desk.ok(&["device", "add", "kiosk", "Lost"])?,
    );
    let (hall, lost) = (hall.trim(), lost.trim());
    let revoked = desk.ok(&["staff", "token", "dee"])?;
    let server = desk.run()?;
    let mut kiosk = device(&server, "/kiosk", hall)?;
    let mut ada = server.staff_at(&desk, "ada", 0)?;
    round(&mut kiosk, &mut ada)?;

    // Silent ones, before the encryption, within it, and after it.
    let mut silent = Vec::new();
    for _ in 0..1500 {
        silent.push(server.raw()?);
    }
    let mut half = Vec::new();
    for _ in 0..20 {
        let mut raw = server.raw()?;
        raw.send(b"\x16\x03\x01\x02\x00\x01\x00")?;
        half.push(raw);
    }
    let mut mute = Vec::new();
    for _ in 0..20 {
        mute.push(encrypted(server.address)?.0);
    }
    round(&mut kiosk, &mut ada)?;

    // Keys that are another's, revoked, or of another path.
    desk.ok(&["device", "revoke", "Lost"])?;
    desk.ok(&["staff", "disable", "dee"])?;
    ensure!(device(&server, "/kiosk", lost).is_err(), "a revoked key got in");
    ensure!(device(&server, "/display", hall).is_err(), "a kiosk's key opened a display");
    ensure!(server.classic("/kiosk").is_err(), "no key was needed");
    let mut replayed = server.classic("/staff")?;
    replayed.expect("taken 0")?;
    let refusal = "error pick the provided token does not belong to any staff member";
    replayed.ask(&format!("pick 5 {}", revoked.trim()), refusal)?;

    // A flood of messages, and one of connections that break off.
    let mut flood = server.classic("/staff")?;
    for _ in 0..2000 {
        flood.queue("accept 1")?;
    }
    flood.flush()?;
    for _ in 0..200 {
        drop(server.raw()?);
    }
    for _ in 0..10 {
        round(&mut kiosk, &mut ada)?;
    }
    drop((silent, half, mute, flood));
    round(&mut kiosk, &mut ada)?;
    kiosk.ask("query nobody@b.c", NOT_FOUND)?;
    let log = server.log()?;
    for secret in [hall, lost, revoked.trim()] {
        ensure!(!log.contains(secret), "the log holds a secret");
    }
    Ok(())
}

/// Handshakes that are nearly right, for two seconds: each is answered or closed, and the server
/// goes on.
#[test]
fn handshakes_with_something_wrong_in_them() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let end = Instant::now() + Duration::from_secs(2);
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move |below: usize| {
        // xorshift: the same bytes in each run.
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % below as u64).unwrap_or_default()
    };
    let paths = ["/staff", "/kiosk", "/pair/kiosk", "/metrics", "/health", "/../staff", "*"];
    while Instant::now() < end {
        let more = "Authorization: Bearer x\r\nOrigin: null\r\n";
        let path = paths[next(paths.len())];
        let mut bytes = handshake(path, if next(2) == 0 { more } else { "" }).into_bytes();
        for _ in 0..=next(4) {
            if bytes.is_empty() {
                break;
            }
            let at = next(bytes.len());
            match next(4) {
                0 => bytes[at] = u8::try_from(next(256))?,
                1 => drop(bytes.remove(at)),
                2 => bytes.insert(at, u8::try_from(next(256))?),
                _ => bytes.truncate(at.max(1)),
            }
        }
        let mut raw = server.raw()?;
        raw.send(&bytes)?;
        // Half a request is waited for, so our side ends.
        raw.stream().shutdown(std::net::Shutdown::Write)?;
        raw.rest().ok();
    }
    server.classic("/kiosk")?.ask("query a@b", NOT_FOUND)?;
    ensure!(!server.log()?.contains("panicked"), "something panicked");
    Ok(())
}
