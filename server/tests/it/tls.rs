//! Encryption: when it is spoken, which certificate is shown, and that nothing else changes.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Result, ensure};

use crate::support::{Client, Desk, Dialect, Server, encrypted, eventually, handshake};

/// Every address of this machine, which is no loopback address.
fn everywhere(desk: &Desk, more: &[&str]) -> Result<Server> {
    desk.run_on("0.0.0.0:0", more)
}

/// A certificate with its key in files of their own, and what it is recognised by.
fn certificate(desk: &Desk, name: &str) -> Result<(PathBuf, PathBuf, String)> {
    let made = rcgen::generate_simple_self_signed([name.to_owned()])?;
    let (certificate, key) = (desk.dir().join("site.crt"), desk.dir().join("site.key"));
    // The key first: a pair that does not fit is tried again with the next change.
    fs::write(&key, made.signing_key.serialize_pem())?;
    fs::write(&certificate, made.cert.pem())?;
    Ok((certificate, key, server::net::tls::fingerprint(made.cert.der())))
}

fn with_certificate(desk: &Desk, certificate: &PathBuf, key: &PathBuf) -> Result<()> {
    desk.set(&format!("tls_cert = {certificate:?}\ntls_key = {key:?}\n"))
}

fn shown(server: &Server) -> Result<String> {
    Ok(encrypted(server.address)?.1)
}

#[test]
fn off_loopback_everything_is_encrypted_with_a_certificate_that_stays() -> Result<()> {
    let desk = Desk::new()?;
    let server = everywhere(&desk, &[])?;
    ensure!(server.is_encrypted, "0.0.0.0 was served in plain text");
    let fingerprint = shown(&server)?;
    assert_eq!(desk.ok(&["tls", "fingerprint"])?.trim(), fingerprint);
    ensure!(server.log()?.contains(&fingerprint), "the log does not say it");

    // One ticket from kiosk to display.
    let mut display = server.classic("/display")?;
    let mut kiosk = server.classic("/kiosk")?;
    let mut ada = server.staff_at(&desk, "ada", 3)?;
    ensure!(kiosk.answer("new a@b.c Ann")?.starts_with("success new "));
    ada.wait_for_start("new ")?;
    ada.ask("accept 0", "success claimed 0")?;
    display.wait_for("claimed 0 3")?;

    // In plain text nobody gets in, and nothing is said.
    let mut raw = server.raw()?;
    raw.send(handshake("/kiosk", "").as_bytes())?;
    ensure!(raw.head().map_or(true, |head| !head.starts_with("HTTP")), "plain text was answered");

    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(desk.dir().join("tls.pem"))?.permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "others may read the key");
    }
    drop((display, kiosk, ada));
    server.stop()?;
    assert_eq!(shown(&everywhere(&desk, &[])?)?, fingerprint, "a restart made another certificate");
    Ok(())
}

#[test]
fn plain_text_off_loopback_needs_the_flag_which_warns_at_every_start() -> Result<()> {
    let desk = Desk::new()?;
    for start in 1..=2 {
        let server = everywhere(&desk, &["--insecure-no-tls"])?;
        ensure!(!server.is_encrypted);
        let _display = server.classic("/display")?;
        assert_eq!(server.log()?.matches("nothing is encrypted").count(), start);
        server.stop()?;
    }
    Ok(())
}

#[test]
fn a_given_certificate_is_shown_and_a_renewed_one_taken_up_while_it_runs() -> Result<()> {
    let desk = Desk::new()?;
    let (certificate_path, key_path, first) = certificate(&desk, "desk.example")?;
    with_certificate(&desk, &certificate_path, &key_path)?;
    let server = desk.run()?;
    ensure!(server.is_encrypted, "a certificate is given, on loopback too");
    assert_eq!(shown(&server)?, first);
    let mut kiosk = server.classic("/kiosk")?;

    fs::write(&certificate_path, "not a certificate")?;
    eventually("the broken one is noticed", || {
        Ok(server.log()?.contains("replaced and cannot be used"))
    })?;
    assert_eq!(shown(&server)?, first, "the last good one is shown on");

    let (.., second) = certificate(&desk, "desk.example")?;
    eventually("the renewed one is shown", || Ok(shown(&server)? == second))?;
    kiosk.ask("query a@b", "error query visitor email does not exist")?;
    ensure!(!desk.dir().join("tls.pem").exists(), "one of its own was made for nothing");
    Ok(())
}

/// What was in the way of reading a certificate may go without a change of its file's time.
#[test]
fn a_certificate_that_could_not_be_read_is_tried_again() -> Result<()> {
    const LENGTH: usize = 4096;
    let desk = Desk::new()?;
    let (certificate_path, key_path, _) = certificate(&desk, "desk.example")?;
    with_certificate(&desk, &certificate_path, &key_path)?;
    let server = desk.run()?;
    let made = rcgen::generate_simple_self_signed(["desk.example".to_owned()])?;
    let second = server::net::tls::fingerprint(made.cert.der());
    let time = std::time::SystemTime::now() + std::time::Duration::from_secs(5);
    // Of one length and one time, whatever is in it.
    let put = |path: &PathBuf, text: &str| -> Result<()> {
        let beside = desk.dir().join("beside");
        fs::write(&beside, format!("{text:<LENGTH$}"))?;
        fs::File::options().write(true).open(&beside)?.set_modified(time)?;
        Ok(fs::rename(&beside, path)?)
    };
    put(&certificate_path, "not to be read yet")?;
    let warnings =
        || -> Result<usize> { Ok(server.log()?.matches("replaced and cannot be used").count()) };
    eventually("that it cannot be read is noticed", || Ok(warnings()? == 1))?;
    put(&key_path, &made.signing_key.serialize_pem())?;
    eventually("that it is no better is noticed", || Ok(warnings()? == 2))?;
    // It is tried again every two seconds, and said once. Nothing shows a try that changes nothing.
    std::thread::sleep(std::time::Duration::from_secs(5));
    assert_eq!(warnings()?, 2);
    put(&certificate_path, &made.cert.pem())?;
    eventually("it is shown", || Ok(shown(&server)? == second))?;
    assert_eq!(warnings()?, 2);
    Ok(())
}

#[test]
fn unusable_certificates_are_a_clear_end() -> Result<()> {
    let desk = Desk::new()?;
    let (certificate_path, key_path, _) = certificate(&desk, "desk.example")?;
    desk.set(&format!("tls_cert = {certificate_path:?}\n"))?;
    let output = desk.cli(&["run", "--listen", "127.0.0.1:0"])?;
    assert_eq!(output.status.code(), Some(2));
    ensure!(String::from_utf8_lossy(&output.stderr).contains("go together"));

    let other = rcgen::generate_simple_self_signed(["other".to_owned()])?;
    fs::write(&key_path, other.signing_key.serialize_pem())?;
    with_certificate(&desk, &certificate_path, &key_path)?;
    let output = desk.cli(&["run", "--listen", "127.0.0.1:0"])?;
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(said.contains("does not fit") && !said.contains("panicked"), "{said}");
    Ok(())
}

/// More than fits into a record, into the socket's buffers, and into one read: all of it comes, in
/// order, and whoever reads late gets it too.
#[test]
fn much_at_once_comes_whole_and_in_order() -> Result<()> {
    const TICKETS: usize = 1500;
    let desk = Desk::new()?;
    let (certificate_path, key_path, _) = certificate(&desk, "desk.example")?;
    with_certificate(&desk, &certificate_path, &key_path)?;
    let server = desk.run()?;
    let mut kiosk = server.classic("/kiosk")?;
    for visit in 0..TICKETS {
        kiosk.queue(&format!("new v{visit}@a.b Visitor"))?;
        if visit % 100 == 99 {
            kiosk.flush()?;
            for _ in 0..100 {
                kiosk.next()?;
            }
        }
    }
    let mut late = server.classic("/staff")?;
    late.send(&format!("pick 0 {}", desk.token("ada")))?;
    // The whole state is on its way while this one reads nothing, and others go on.
    let mut other = server.staff_at(&desk, "bob", 1)?;
    other.ask("accept 0", "success claimed 0")?;
    late.wait_for("success pick 0")?;
    let mut ids = Vec::new();
    while ids.len() < TICKETS {
        let text = late.next()?;
        if let Some(json) = text.strip_prefix("new ").or_else(|| text.strip_prefix("claimed ")) {
            let ticket: serde_json::Value = serde_json::from_str(json)?;
            ids.push(ticket["id"].as_u64());
        }
    }
    ensure!(ids.iter().enumerate().all(|(at, id)| *id == Some(at as u64)), "{ids:?}");
    // An orderly end is heard as one.
    server.ask_to_stop()?;
    assert_eq!(late.closed()?, Some(1001));
    Ok(())
}

/// What is no encryption at all, or breaks off, is dropped without a word in the log.
#[test]
fn rubbish_instead_of_a_handshake_ends_only_itself() -> Result<()> {
    let desk = Desk::new()?;
    let (certificate_path, key_path, _) = certificate(&desk, "desk.example")?;
    with_certificate(&desk, &certificate_path, &key_path)?;
    let server = desk.run()?;
    let (mut kiosk, _) = Client::connect_encrypted(server.address, "/kiosk", Dialect::Classic)?;
    for rubbish in [&b"\x16\x03\x01\xff\xff"[..], &[0; 600], b"GET / HTTP/1.1\r\n\r\n", b""] {
        let mut raw = server.raw()?;
        raw.send(rubbish)?;
        drop(raw);
    }
    // Rubbish within the encryption ends the connection.
    let (mut stream, _) = encrypted(server.address)?;
    stream.write_all(handshake("/kiosk", "").as_bytes())?;
    stream.sock.write_all(&[0x17, 3, 3, 0, 32])?;
    stream.sock.write_all(&[7; 32])?;
    let mut rest = Vec::new();
    let ended = std::io::Read::read_to_end(&mut stream, &mut rest);
    ensure!(ended.is_ok() || !crate::support::is_timeout(&ended.unwrap_err()), "it stays open");
    kiosk.ask("query a@b", "error query visitor email does not exist")?;
    let lines = server.log()?.lines().count();
    ensure!(lines < 6, "{lines} lines in the log");
    Ok(())
}
