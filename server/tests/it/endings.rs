//! How connections end: what had arrived is carried out and answered first, unless the server itself
//! ends the connection.

use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use crate::support::{
    Client, Desk, Dialect, Frame, Length, Raw, Server, Wire, encrypted, eventually, frame,
    handshake, password, tcp,
};
use crate::world::{Hosted, with_limits};

const TEXT: u8 = 1;
const BINARY: u8 = 2;
const CLOSE: u8 = 8;

/// Commands of a kiosk, as frames in one piece.
fn commands(count: usize) -> Vec<u8> {
    let one = |visit| frame(TEXT, format!("new v{visit}@a.b Visitor").as_bytes()).bytes();
    (0..count).flat_map(one).collect()
}

/// Each of so many commands is answered, in order; `from` is the first ticket's id.
fn expect_tickets(raw: &mut Raw, from: usize, count: usize) -> Result<()> {
    for id in from..from + count {
        let answer = raw.text()?;
        ensure!(answer.starts_with(&format!(r#"success new {{"id":{id},"#)), "{answer}");
    }
    Ok(())
}

fn waiting(server: &Server) -> Result<u64> {
    let (_, body) = server.http("GET /health HTTP/1.1\r\nHost: desk\r\n\r\n")?;
    let json: serde_json::Value = serde_json::from_str(&body)?;
    json["waiting"].as_u64().context("no count")
}

#[test]
fn commands_before_a_close_frame_or_a_bad_frame_are_carried_out() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let ok = frame(TEXT, b"foo");
    let ends = [
        ("a close frame", frame(CLOSE, b"\x03\xe8"), 1000),
        ("no mask", Frame { masked: false, ..ok.clone() }, 1002),
        ("RSV1", Frame { rsv: 4, ..ok.clone() }, 1002),
        ("a reserved opcode", frame(11, b""), 1002),
        ("a length in too many bytes", Frame { length: Length::Two, ..ok.clone() }, 1002),
        ("a claimed gibibyte", Frame { length: Length::Claimed(1 << 30), ..ok.clone() }, 1009),
        ("bad UTF-8", frame(TEXT, b"\xff"), 1007),
        ("binary", frame(BINARY, b"foo"), 1003),
    ];
    let mut made = 0;
    for (what, end, code) in &ends {
        for is_ahead in [false, true] {
            let (mut raw, mut bytes) = match is_ahead {
                false => (server.raw_on("/kiosk")?, Vec::new()),
                true => (server.raw()?, handshake("/kiosk", "").into_bytes()),
            };
            bytes.extend(commands(3));
            bytes.extend(end.bytes());
            // Nothing is looked at after the end.
            bytes.extend(commands(1));
            raw.send(&bytes)?;
            if is_ahead {
                ensure!(raw.head()?.starts_with("HTTP/1.1 101 "), "refused");
            }
            expect_tickets(&mut raw, made, 3).with_context(|| format!("{what}, {is_ahead}"))?;
            ensure!(raw.closed()? == Some(*code), "{what}: not closed with {code}");
            made += 3;
        }
    }
    assert_eq!(waiting(&server)?, made as u64);
    assert_eq!(desk.exported()?.len(), made);
    Ok(())
}

/// More than may be unanswered, and a command that takes long.
#[test]
fn much_before_a_close_frame_is_answered_to_the_last() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let close = frame(CLOSE, b"\x03\xe8").bytes();
    let mut raw = server.raw_on("/kiosk")?;
    raw.send(&[commands(300), close.clone()].concat())?;
    expect_tickets(&mut raw, 0, 300)?;
    ensure!(raw.closed()? == Some(1000));

    let mut raw = server.raw_on("/staff")?;
    let login = frame(TEXT, format!("login ada {}", password("ada")).as_bytes()).bytes();
    let after = frame(TEXT, b"accept 0").bytes();
    raw.send(&[login, after, close].concat())?;
    ensure!(raw.text()? == "taken");
    ensure!(raw.text()?.starts_with("success login "));
    let mut last = String::new();
    while let Ok(text) = raw.text() {
        last = text;
    }
    assert_eq!(last, "error accept you do not have a table chosen");
    Ok(())
}

#[test]
fn commands_before_the_end_of_the_stream_are_carried_out() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    // One that still reads.
    let mut raw = server.raw_on("/kiosk")?;
    raw.send(&commands(3))?;
    raw.stream().shutdown(Shutdown::Write)?;
    expect_tickets(&mut raw, 0, 3)?;
    ensure!(raw.closed()?.is_none(), "an end without a close frame has no code");
    // One that is gone.
    for round in 1..=20 {
        let mut raw = server.raw_on("/kiosk")?;
        raw.send(&commands(200))?;
        drop(raw);
        let expected = 3 + round * 200;
        eventually("all of them are made", || Ok(waiting(&server)? == expected))?;
    }
    Ok(())
}

/// Also when they come in one segment with the end of the encryption.
#[test]
fn commands_before_an_encrypted_end_are_carried_out() -> Result<()> {
    let desk = Desk::new()?;
    let made = rcgen::generate_simple_self_signed(["desk".to_owned()])?;
    let (certificate, key) = (desk.dir().join("site.crt"), desk.dir().join("site.key"));
    std::fs::write(&certificate, made.cert.pem())?;
    std::fs::write(&key, made.signing_key.serialize_pem())?;
    desk.set(&format!("tls_cert = {certificate:?}\ntls_key = {key:?}\n"))?;
    let server = desk.run()?;
    let mut expected = 0;
    for (is_ahead, rubbish) in
        [(false, &b""[..]), (true, b""), (false, b"\x17\x03\x03\0\x20rubbish")]
    {
        let (mut stream, _) = encrypted(server.address)?;
        let hello = handshake("/kiosk", "");
        if !is_ahead {
            stream.write_all(hello.as_bytes())?;
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                stream.read_exact(&mut byte)?;
                head.extend(byte);
            }
        }
        let mut segment = Vec::new();
        if is_ahead {
            stream.conn.writer().write_all(hello.as_bytes())?;
        }
        stream.conn.writer().write_all(&commands(2))?;
        if rubbish.is_empty() {
            stream.conn.send_close_notify();
        }
        while stream.conn.wants_write() {
            stream.conn.write_tls(&mut segment)?;
        }
        segment.extend(rubbish);
        // Rubbish is as long as it says, so that its end is not waited for.
        segment.extend(vec![7; if rubbish.is_empty() { 0 } else { 32 }]);
        stream.sock.write_all(&segment)?;
        expected += 2;
        if rubbish.is_empty() {
            // It says so that nothing more comes, and that is the end of it.
            let mut rest = Vec::new();
            stream.read_to_end(&mut rest)?;
            let answers = rest.windows(11).filter(|word| *word == b"success new").count();
            assert_eq!(answers, 2, "{:?}", String::from_utf8_lossy(&rest));
        }
        let count = || -> Result<u64> {
            let mut display = server.v2("/display")?;
            display.ignore_only_ticks();
            let said = display.wait_for_start("waiting ")?;
            Ok(said.split(' ').nth(1).context("no count")?.parse()?)
        };
        eventually("both are made", || Ok(count()? == expected))?;
    }
    Ok(())
}

/// A device that was revoked and does not read is cut off at once, whatever it goes on to send.
#[test]
fn who_is_being_closed_and_does_not_read_is_cut_off() -> Result<()> {
    let desk = Desk::with_settings("limit_loopback = true\nmessages_per_second = 100000\n")?;
    let server = desk.run()?;
    let key = desk.ok(&["device", "add", "kiosk", "Hall"])?.trim().to_owned();
    let mut raw = server.raw()?;
    raw.send(handshake("/kiosk", &format!("Authorization: Bearer {key}\r\n")).as_bytes())?;
    ensure!(raw.head()?.starts_with("HTTP/1.1 101 "), "refused");
    let connections = || -> Result<bool> {
        let (_, text) = server.http("GET /metrics HTTP/1.1\r\nHost: desk\r\n\r\n")?;
        Ok(text.contains("walkup_connections{kind=\"kiosk\"} 1"))
    };
    ensure!(connections()?, "it is not counted");
    // Answers as long as they get, until neither side takes more.
    raw.stream().set_write_timeout(Some(Duration::from_millis(500)))?;
    let label = "b".repeat(63);
    let name = "🎫".repeat(100);
    let long = format!("new v@{label}.{label}.{label} {name}");
    let long = frame(TEXT, long.as_bytes()).bytes().repeat(50);
    let end = Instant::now() + Duration::from_secs(60);
    while raw.send(&long).is_ok() {
        ensure!(Instant::now() < end, "the server reads for ever");
    }
    thread::scope(|scope| -> Result<()> {
        // It does go on to say that it is there, wherever that still fits.
        let mut stream = raw.stream().try_clone()?;
        scope.spawn(move || {
            while stream.write_all(&frame(9, b"").bytes()).is_ok() {
                thread::sleep(Duration::from_millis(20));
            }
        });
        desk.ok(&["device", "revoke", "Hall"])?;
        let made = waiting(&server)?;
        eventually("it is cut off", || Ok(!connections()?))?;
        assert_eq!(waiting(&server)?, made, "it went on to make tickets");
        raw.stream().shutdown(Shutdown::Both).ok();
        Ok(())
    })
}

/// Too many have not signed in: one more is closed, and what it sent with its handshake is not done.
#[test]
fn who_is_refused_cannot_act() -> Result<()> {
    let desk = Desk::new()?;
    let server = Hosted::run(&desk, with_limits(|limits| limits.not_signed_in = 1))?;
    let mut first = server.classic("/staff")?;
    first.expect("taken")?;
    for table in 0..10 {
        let mut raw = server.raw()?;
        let mut bytes = handshake("/staff", "").into_bytes();
        let pick = format!("pick {table} {}", desk.token("ada"));
        bytes.extend(frame(TEXT, pick.as_bytes()).bytes());
        raw.send(&bytes)?;
        ensure!(raw.head()?.starts_with("HTTP/1.1 101 "), "refused before its time");
        assert_eq!(raw.closed()?, Some(1013));
    }
    first.silent()
}

/// A staff member who asks for the state again and again, and does not read, costs one state.
#[test]
fn states_that_were_not_read_are_replaced() -> Result<()> {
    const TICKETS: usize = 200;
    const TIMES: usize = 128;
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut kiosk = server.raw_on("/kiosk")?;
    kiosk.send(&commands(TICKETS))?;
    expect_tickets(&mut kiosk, 0, TICKETS)?;
    let wire = Wire::Plain(tcp(server.address)?);
    let mut staff = Client::over(wire, "/staff", Dialect::V2, &[])?;
    staff.ignore("about");
    for _ in 0..TIMES {
        staff.queue(&format!("resume {}", desk.token("ada")))?;
    }
    staff.queue("fence")?;
    staff.flush()?;
    let heard = staff.wait_for("error unknown command")?;
    let count = |text: &str| heard.iter().filter(|it| *it == text).count();
    assert_eq!(count("success resume Ada L"), TIMES, "each is answered");
    ensure!(count("reset") >= 1 && count("reset") < TIMES / 4, "{} states", count("reset"));
    assert_eq!(count("organisation"), 1, "what is said once at connect stays: {:?}", &heard[..8]);
    let last = heard.iter().rposition(|text| text == "reset").context("no state")?;
    let tickets = heard[last..].iter().filter(|text| text.starts_with("new ")).count();
    assert_eq!((tickets, count("ready") >= 1), (TICKETS, true), "the last state is whole");
    Ok(())
}
