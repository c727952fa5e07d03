//! A server that dies, is stopped, or meets another: nothing acknowledged is lost.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::support::{Desk, Server};

/// Kiosks that ask without pause until the server is gone; what they were promised.
fn load(server: &Server, round: usize) -> Result<Vec<std::thread::JoinHandle<BTreeSet<String>>>> {
    (0..4)
        .map(|kiosk| {
            let mut client = server.classic("/kiosk")?;
            Ok(std::thread::spawn(move || {
                let mut promised = BTreeSet::new();
                for visit in 0.. {
                    let email = format!("v{round}.{kiosk}.{visit}@a.b");
                    match client.answer(&format!("new {email} Visitor")) {
                        Ok(answer) if answer.starts_with("success new ") => {
                            promised.insert(email);
                        }
                        _ => break,
                    }
                }
                promised
            }))
        })
        .collect()
}

fn exported(desk: &Desk) -> Result<BTreeSet<String>> {
    Ok(desk.exported()?.into_iter().filter_map(|row| row.get(2).cloned()).collect())
}

#[test]
fn killed_under_load_nothing_acknowledged_is_lost() -> Result<()> {
    let desk = Desk::new()?;
    let mut promised = BTreeSet::new();
    for round in 0..5 {
        let server = desk.run()?;
        let mut ada = server.staff_at(&desk, "ada", 3)?;
        let kiosks = load(&server, round)?;
        let until = Instant::now() + Duration::from_millis(150 + 40 * round as u64);
        ada.ignore("new");
        while Instant::now() < until {
            ada.answer("next")?;
        }
        server.kill()?;
        for kiosk in kiosks {
            promised.extend(kiosk.join().expect("a kiosk does not panic"));
        }
        assert_eq!(desk.integrity()?, "ok");
        desk.ok(&["check"])?;
        let stored = exported(&desk)?;
        let lost: Vec<_> = promised.difference(&stored).collect();
        ensure!(lost.is_empty(), "acknowledged and lost: {lost:?}");
        ensure!(desk.ok(&["table", "list"])?.contains("3\tAda"), "the table is kept");
    }
    assert!(promised.len() > 20, "the load was one");
    Ok(())
}

#[test]
fn stopped_in_a_burst_it_says_goodbye_and_leaves_one_file() -> Result<()> {
    let desk = Desk::new()?;
    let mut server = desk.run()?;
    let mut display = server.classic("/display")?;
    display.stream().set_read_timeout(Some(Duration::from_secs(5)))?;
    let kiosks = load(&server, 0)?;
    std::thread::sleep(Duration::from_millis(200));
    server.ask_to_stop()?;
    let status = server.wait(Duration::from_secs(3))?;
    assert_eq!(status.code(), Some(0));
    assert_eq!(display.closed()?, Some(1001));
    let wal = desk.wal()?;
    assert!(!wal.exists() || wal.metadata()?.len() == 0, "the write-ahead log is emptied");
    let stored = exported(&desk)?;
    for kiosk in kiosks {
        for email in kiosk.join().expect("a kiosk does not panic") {
            assert!(stored.contains(&email), "{email} was acknowledged");
        }
    }
    Ok(())
}

#[test]
fn two_servers_do_not_share_a_desk() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let second = desk.cli(&["run", "--listen", "127.0.0.1:0"])?;
    assert_eq!(second.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&second.stderr).contains("another server"));
    let mut kiosk = server.classic("/kiosk")?;
    assert!(kiosk.answer("new a@b.c Ann")?.starts_with("success new "));
    server.stop()
}

#[test]
fn a_damaged_or_newer_database_is_refused_and_left_alone() -> Result<()> {
    let desk = Desk::new()?;
    desk.run()?.stop()?;
    let file = desk.database()?;
    let good = std::fs::read(&file)?;
    let newer = {
        let mut bytes = good.clone();
        // The schema version stands at offset 60 (SQLite file format, section 1.3).
        bytes[60..64].copy_from_slice(&999u32.to_be_bytes());
        bytes
    };
    let damaged = {
        let mut bytes = good.clone();
        bytes[0..64].fill(0xaa);
        bytes
    };
    for (bytes, says) in [(newer, "newer version"), (damaged, "database")] {
        std::fs::write(&file, &bytes)?;
        let output = desk.cli(&["run", "--listen", "127.0.0.1:0"])?;
        assert_eq!(output.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&output.stderr).contains(says));
        assert!(std::fs::read(&file)? == bytes, "the file is left as it was");
    }
    Ok(())
}

#[test]
fn a_backup_of_a_running_desk_is_whole() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let kiosks = load(&server, 0)?;
    std::thread::sleep(Duration::from_millis(100));
    let copies = tempfile::tempdir()?;
    let copy = copies.path().join("copy.db");
    desk.ok(&["backup", &copy.to_string_lossy()])?;
    drop(server);
    for kiosk in kiosks {
        kiosk.join().expect("a kiosk does not panic");
    }
    let copy = rusqlite::Connection::open(copy)?;
    let whole: String = copy.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    assert_eq!(whole, "ok");
    Ok(())
}

#[test]
fn a_purge_leaves_no_byte_of_a_visitor() -> Result<()> {
    let desk = Desk::with_settings("retention_days = 1\n")?;
    let server = desk.run()?;
    let mut kiosk = server.classic("/kiosk")?;
    for visit in 0..300 {
        kiosk.queue(&format!("new very-secret-{visit}@purge.example Visitor"))?;
    }
    kiosk.flush()?;
    for _ in 0..300 {
        kiosk.next()?;
    }
    server.stop()?;
    // Two days go by, and the day has ended for everybody.
    let two_days = 2 * 24 * 60 * 60 * 1000i64;
    let database = rusqlite::Connection::open(desk.database()?)?;
    database.execute_batch(&format!(
        "UPDATE ticket SET start = start - {two_days}, end = start - {two_days}, outcome = 'left';
         UPDATE visitor SET seen = seen - {two_days};"
    ))?;
    drop(database);
    let server = desk.run()?;
    desk.ok(&["purge"])?;
    for file in [desk.database()?, desk.wal()?] {
        let bytes = std::fs::read(&file).unwrap_or_default();
        let found = bytes.windows(11).any(|window| window == b"very-secret");
        assert!(!found, "{} still has an address", file.display());
    }
    server.stop()?;
    assert_eq!(desk.exported()?.iter().filter(|row| row[2].is_empty()).count(), 300);
    Ok(())
}
