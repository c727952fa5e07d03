//! The edges of the wire: sizes, frames, handshakes, paths, origins, and what is sent ahead.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::support::{Desk, Frame, Length, Server, frame, handshake};

/// The most bytes of a message, whole or in fragments.
const MESSAGE: usize = 4096;

const TEXT: u8 = 1;
const BINARY: u8 = 2;
const CONTINUATION: u8 = 0;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

/// A `query` of so many bytes, whose answer is known.
fn query(bytes: usize) -> Vec<u8> {
    let mut text = b"query ".to_vec();
    text.resize(bytes, b'x');
    text
}

const NOT_FOUND: &str = "error query visitor email does not exist";

fn part(fin: bool, opcode: u8, payload: &[u8]) -> Frame<'_> {
    Frame { fin, ..frame(opcode, payload) }
}

/// Sends frames on a connection of its own, which must be closed with this code.
fn closes(server: &Server, what: &str, frames: &[Frame<'_>], code: u16) -> Result<()> {
    for path in ["/staff", "/kiosk", "/display"] {
        let mut raw = server.raw_on(path)?;
        for frame in frames {
            // The server may close before the last one is out.
            raw.frame(frame).ok();
        }
        let closed = raw.closed()?;
        ensure!(closed == Some(code), "{what} on {path}: {closed:?} instead of {code}");
    }
    Ok(())
}

#[test]
fn a_message_has_at_most_4096_bytes() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut raw = server.raw_on("/kiosk")?;
    raw.frame(&frame(TEXT, &query(MESSAGE)))?;
    assert_eq!(raw.text()?, NOT_FOUND);
    let text = query(MESSAGE);
    raw.frame(&part(false, TEXT, &text[..1000]))?;
    raw.frame(&part(false, CONTINUATION, &text[1000..1001]))?;
    raw.frame(&part(false, CONTINUATION, b""))?;
    raw.frame(&part(true, CONTINUATION, &text[1001..]))?;
    assert_eq!(raw.text()?, NOT_FOUND);

    closes(&server, "4097 bytes", &[frame(TEXT, &query(MESSAGE + 1))], 1009)?;
    closes(&server, "65536 bytes", &[frame(TEXT, &query(65536))], 1009)?;
    closes(&server, "a mebibyte", &[frame(TEXT, &query(1 << 20))], 1009)?;
    let halves = [part(false, TEXT, &text), part(true, CONTINUATION, b"x")];
    closes(&server, "4097 bytes in fragments", &halves, 1009)?;
    let endless = [part(false, TEXT, &text[..3000]), part(false, CONTINUATION, &text[..3000])];
    closes(&server, "fragments without an end", &endless, 1009)?;
    let giant = Frame { length: Length::Claimed(1 << 30), ..frame(TEXT, b"") };
    closes(&server, "a claimed gibibyte", &[giant], 1009)?;
    let giant = Frame { length: Length::Claimed(i64::MAX as u64), ..frame(TEXT, b"") };
    closes(&server, "the longest length", &[giant], 1009)
}

#[test]
fn a_breach_of_the_standard_closes_with_1002() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let ok = frame(TEXT, b"foo");
    let rows = [
        ("the top bit of a length", Frame { length: Length::Claimed(1 << 63), ..ok.clone() }),
        ("two bytes for a short length", Frame { length: Length::Two, ..ok.clone() }),
        ("eight bytes for a short length", Frame { length: Length::Eight, ..ok.clone() }),
        ("no mask", Frame { masked: false, ..ok.clone() }),
        ("RSV1", Frame { rsv: 4, ..ok.clone() }),
        ("RSV2", Frame { rsv: 2, ..ok.clone() }),
        ("RSV3", Frame { rsv: 1, ..ok.clone() }),
        ("a continuation of nothing", frame(CONTINUATION, b"foo")),
        ("a ping in fragments", part(false, PING, b"x")),
        ("a close in fragments", part(false, CLOSE, b"")),
        ("a ping of 126 bytes", frame(PING, &[b'x'; 126])),
        ("a pong of 126 bytes", frame(PONG, &[b'x'; 126])),
        ("a close of one byte", frame(CLOSE, &[3])),
    ];
    for (what, frame) in rows {
        closes(&server, what, &[frame], 1002)?;
    }
    for opcode in [3, 4, 5, 6, 7, 11, 12, 13, 14, 15] {
        closes(&server, &format!("opcode {opcode}"), &[frame(opcode, b"")], 1002)?;
    }
    let in_the_middle = [part(false, TEXT, b"fo"), frame(TEXT, b"foo")];
    closes(&server, "a message within another", &in_the_middle, 1002)?;
    for code in [0_u16, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535] {
        let payload = code.to_be_bytes();
        closes(&server, &format!("close code {code}"), &[frame(CLOSE, &payload)], 1002)?;
    }
    Ok(())
}

#[test]
fn what_is_not_text_closes_with_1003_or_1007() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    closes(&server, "binary", &[frame(BINARY, b"new a@b.c A")], 1003)?;
    closes(&server, "empty binary", &[frame(BINARY, b"")], 1003)?;
    let parts = [part(false, BINARY, b"new a@b.c"), part(true, CONTINUATION, b" A")];
    closes(&server, "binary in fragments", &parts, 1003)?;

    let wrong: [&[u8]; 6] =
        [b"\xff", b"new a@b.c \xc3", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"a\x80"];
    for bytes in wrong {
        closes(&server, &format!("{bytes:x?}"), &[frame(TEXT, bytes)], 1007)?;
    }
    let parts = [part(false, TEXT, b"a\xe2"), part(true, CONTINUATION, b"\x28\xa1")];
    closes(&server, "wrong across fragments", &parts, 1007)?;
    closes(&server, "a close reason", &[frame(CLOSE, b"\x03\xe8\xff")], 1007)?;

    // Right across fragments is right.
    let mut raw = server.raw_on("/kiosk")?;
    let text = "new é@a.b Zoë".as_bytes();
    raw.frame(&part(false, TEXT, &text[..5]))?;
    raw.frame(&part(true, CONTINUATION, &text[5..]))?;
    assert!(raw.text()?.contains(r#""email":"é@a.b","name":"Zoë""#));
    Ok(())
}

#[test]
fn pings_and_closes_are_answered() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut raw = server.raw_on("/kiosk")?;
    raw.frame(&frame(PING, b"hello"))?;
    assert_eq!(raw.next()?, (PONG, b"hello".to_vec()));
    raw.frame(&frame(PING, &[b'x'; 125]))?;
    assert_eq!(raw.next()?, (PONG, vec![b'x'; 125]));
    // Between the fragments of a message too.
    raw.frame(&part(false, TEXT, b"fo"))?;
    raw.frame(&frame(PING, b""))?;
    assert_eq!(raw.next()?, (PONG, Vec::new()));
    raw.frame(&part(true, CONTINUATION, b"o"))?;
    assert_eq!(raw.text()?, "error unknown command");
    raw.frame(&frame(PONG, b"nobody asked"))?;
    raw.frame(&frame(TEXT, b""))?;
    assert_eq!(raw.text()?, "error unknown command");
    raw.frame(&frame(TEXT, b" "))?;
    assert_eq!(raw.text()?, "error unknown command");
    raw.frame(&frame(TEXT, &[b' '; MESSAGE]))?;
    assert_eq!(raw.text()?, "error unknown command");
    raw.frame(&frame(CLOSE, b"\x03\xe8bye"))?;
    assert_eq!(raw.closed()?, Some(1000));

    let mut raw = server.raw_on("/kiosk")?;
    raw.frame(&frame(CLOSE, b""))?;
    assert!(matches!(raw.closed()?, None | Some(1000)));
    for code in [1001_u16, 1011, 3000, 4999] {
        let mut raw = server.raw_on("/staff")?;
        raw.frame(&frame(CLOSE, &code.to_be_bytes()))?;
        assert_eq!(raw.closed()?, Some(code));
    }
    Ok(())
}

/// Frames that come a byte at a time, or many in one packet, are the same frames.
#[test]
fn packets_are_not_frames() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut raw = server.raw_on("/kiosk")?;
    for byte in frame(TEXT, b"query a@b").bytes() {
        raw.send(&[byte])?;
    }
    assert_eq!(raw.text()?, NOT_FOUND);
    let mut many = Vec::new();
    for _ in 0..10 {
        many.extend(frame(TEXT, b"query a@b").bytes());
    }
    raw.send(&many)?;
    for _ in 0..10 {
        assert_eq!(raw.text()?, NOT_FOUND);
    }
    // In the very packet of the handshake.
    let mut raw = server.raw()?;
    let mut bytes = handshake("/kiosk", "").into_bytes();
    bytes.extend(frame(TEXT, b"query a@b").bytes());
    raw.send(&bytes)?;
    assert!(raw.head()?.starts_with("HTTP/1.1 101 "));
    assert_eq!(raw.text()?, NOT_FOUND);
    Ok(())
}

#[test]
fn paths_and_plain_http() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    for path in ["/", "/staff/", "/Staff", "/kiosks", "/displayx", "/../staff", "/healthy", "//"] {
        let (status, _) = server.http(&handshake(path, ""))?;
        assert_eq!(status, 404, "{path}");
        let (status, _) = server.http(&format!("GET {path} HTTP/1.1\r\nHost: desk\r\n\r\n"))?;
        assert_eq!(status, 404, "{path} without an upgrade");
    }
    for path in ["/staff", "/kiosk", "/display"] {
        let (status, _) = server.http(&format!("GET {path} HTTP/1.1\r\nHost: desk\r\n\r\n"))?;
        assert!((400..500).contains(&status) && status != 404, "{path}: {status}");
        let (status, _) = server.http(&handshake(path, "").replace("GET", "POST"))?;
        assert!((400..500).contains(&status), "POST {path}: {status}");
        let (status, _) = server.http(&handshake(path, "").replace(": 13", ": 12"))?;
        assert!((400..500).contains(&status), "version 12 on {path}: {status}");
        let (status, _) = server.http(&handshake(path, "").replace("-Key", "-Quay"))?;
        assert!((400..500).contains(&status), "no key on {path}: {status}");
    }
    let (status, body) = server.http("GET /health HTTP/1.1\r\nHost: desk\r\n\r\n")?;
    assert_eq!(status, 200);
    let line = body.strip_suffix('\n').unwrap_or(&body);
    assert!(!line.contains('\n'), "{body:?} is one line");
    let json: serde_json::Value = serde_json::from_str(line)?;
    assert!(json.is_object(), "{json}");
    assert!(!body.contains('@'));
    Ok(())
}

#[test]
fn what_is_no_http_is_refused() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let tls_hello = b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03 and so on\r\n\r\n";
    let junk: [&[u8]; 6] = [
        tls_hello,
        b"\0\0\0\0\r\n\r\n",
        b"\xff\xfe\xfd\r\n\r\n",
        b"EHLO desk\r\n\r\n",
        b"GET\r\n\r\n",
        b"\r\n\r\n\r\n\r\n",
    ];
    for bytes in junk {
        let mut raw = server.raw()?;
        raw.send(bytes)?;
        let answer = raw.rest()?;
        let refused = answer.is_empty() || answer.starts_with("HTTP/1.1 4");
        assert!(refused, "{bytes:?}: {answer}");
    }
    server.classic("/kiosk")?.ask("query a@b", NOT_FOUND)
}

#[test]
fn a_handshake_has_a_size() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let one_long = format!("X-Long: {}\r\n", "x".repeat(1 << 20));
    let many = "X-Many: x\r\n".repeat(10_000);
    let endless_line = format!("GET /{} HTTP/1.1", "x".repeat(1 << 20));
    for request in [handshake("/staff", &one_long), handshake("/staff", &many), endless_line] {
        let mut raw = server.raw()?;
        // The server may refuse before all is out.
        raw.send(request.as_bytes()).ok();
        let answer = raw.rest()?;
        let refused = ["HTTP/1.1 431 ", "HTTP/1.1 400 ", "HTTP/1.1 414 "];
        // A reset may overtake the answer when bytes are left unread.
        let is_refused = answer.is_empty() || refused.iter().any(|start| answer.starts_with(start));
        assert!(is_refused, "{}…: {answer}", &request[..40]);
    }
    // What browsers and proxies add is no trouble.
    let usual = "User-Agent: something long enough to be real\r\nX-Forwarded-For: 10.0.0.1\r\n";
    let mut raw = server.raw()?;
    raw.send(handshake("/staff", &usual.repeat(8)).as_bytes())?;
    assert!(raw.head()?.starts_with("HTTP/1.1 101 "));
    Ok(())
}

#[test]
fn a_handshake_is_done_within_ten_seconds() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let request = handshake("/staff", "");
    std::thread::scope(|scope| -> Result<()> {
        let wait = |sent: &'static str, drip: bool| {
            let server = &server;
            move || -> Result<Duration> {
                let mut raw = server.raw()?;
                let start = Instant::now();
                raw.send(sent.as_bytes())?;
                if drip {
                    // A byte a second must not buy time.
                    raw.stream().set_read_timeout(Some(Duration::from_secs(1)))?;
                    let mut bytes = 0;
                    while raw.rest().is_err() {
                        bytes += 1;
                        ensure!(bytes < 14, "still open after so many seconds");
                        raw.send(b"x").ok();
                    }
                } else {
                    raw.rest()?;
                }
                Ok(start.elapsed())
            }
        };
        let waits = [
            ("nothing sent", scope.spawn(wait("", false))),
            ("half a head", scope.spawn(wait("GET /staff HTTP/1.1\r\nHost: desk\r\n", false))),
            ("a byte a second", scope.spawn(wait("GET /staff HTTP/1.1\r\nX: ", true))),
        ];
        for (what, waiting) in waits {
            let took = waiting.join().expect("it does not panic")?;
            assert!(took > Duration::from_secs(9), "{what}: only {took:?}");
        }
        Ok(())
    })?;
    // One that was done in time stays.
    let mut raw = server.raw()?;
    raw.send(request.as_bytes())?;
    assert!(raw.head()?.starts_with("HTTP/1.1 101 "));
    Ok(())
}

#[test]
fn origins() -> Result<()> {
    let desk = Desk::with_settings("allowed_origins = [\"https://good.example\"]\n")?;
    let server = desk.run()?;
    let rows = [
        ("Origin: https://good.example\r\n", 101),
        ("", 101),
        ("Origin: https://evil.example\r\n", 403),
        ("Origin: null\r\n", 403),
        ("Origin: https://good.example.evil.example\r\n", 403),
        ("Origin: https://evil.example/https://good.example\r\n", 403),
        ("Origin: http://good.example\r\n", 403),
        ("Origin: https://good.example:444\r\n", 403),
        ("Origin:\r\n", 403),
        ("Origin: https://good.example\r\nOrigin: https://evil.example\r\n", 403),
    ];
    for (header, expected) in rows {
        for path in ["/staff", "/kiosk", "/display"] {
            let mut raw = server.raw()?;
            raw.send(handshake(path, header).as_bytes())?;
            let head = raw.head()?;
            assert!(head.starts_with(&format!("HTTP/1.1 {expected} ")), "{header:?}: {head}");
        }
    }
    // By default nothing is allowed, not even the server's own address.
    let desk = Desk::new()?;
    let server = desk.run()?;
    let own = format!("Origin: http://{}\r\n", server.address);
    let (status, _) = server.http(&handshake("/kiosk", &own))?;
    assert_eq!(status, 403);
    Ok(())
}

#[test]
fn subprotocols() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let rows = [
        ("", None),
        ("Sec-WebSocket-Protocol: walkup.v2\r\n", Some("walkup.v2")),
        ("Sec-WebSocket-Protocol: chat, walkup.v2\r\n", Some("walkup.v2")),
        (
            "Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Protocol: walkup.v2\r\n",
            Some("walkup.v2"),
        ),
        ("Sec-WebSocket-Protocol: chat\r\n", None),
        ("Sec-WebSocket-Protocol: walkup.v22\r\n", None),
    ];
    for (header, expected) in rows {
        let mut raw = server.raw()?;
        raw.send(handshake("/kiosk", header).as_bytes())?;
        let head = raw.head()?;
        assert!(head.starts_with("HTTP/1.1 101 "), "{header:?}: {head}");
        let chosen = head.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("sec-websocket-protocol").then_some(value)
        });
        assert_eq!(chosen, expected, "{header:?}");
        raw.frame(&frame(TEXT, b"fence"))?;
        let first = raw.text()?;
        assert_eq!(first == "error unknown command", expected.is_none(), "{header:?}: {first}");
    }
    Ok(())
}

#[test]
fn commands_sent_ahead_are_answered_in_order() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut kiosk = server.classic("/kiosk")?;
    let mut ada = server.staff_at(&desk, "ada", 0)?;
    // Answers that need the disk and answers that do not, in turns.
    for id in 0..32 {
        kiosk.queue(&format!("new v{id}@a.b V"))?;
        kiosk.queue(if id % 2 == 0 { "query nobody@a.b" } else { "foo" })?;
    }
    kiosk.flush()?;
    for id in 0..32 {
        let answer = kiosk.next()?;
        assert!(answer.starts_with(&format!(r#"success new {{"id":{id},"#)), "{answer}");
        kiosk.expect(if id % 2 == 0 { NOT_FOUND } else { "error unknown command" })?;
    }
    ada.fence()?;
    for id in 0..16 {
        for verb in ["accept", "recall", "release", "accept"] {
            ada.queue(&format!("{verb} {id}"))?;
        }
    }
    ada.flush()?;
    for id in 0..16 {
        for word in ["claimed", "recall", "release", "claimed"] {
            ada.expect(&format!("success {word} {id}"))?;
        }
    }
    // Each is done before the next is looked at: signing in, acting, and leaving in one go.
    let mut bob = server.classic("/staff")?;
    bob.ignore("taken");
    bob.ignore("new");
    bob.ignore("claimed");
    for said in [&format!("pick 1 {}", desk.token("bob")), "accept 20", "complete 20", "unpick"] {
        bob.queue(said)?;
    }
    bob.flush()?;
    for answer in ["success pick 1", "success claimed 20", "success complete 20", "success unpick"]
    {
        bob.expect(answer)?;
    }
    Ok(())
}
