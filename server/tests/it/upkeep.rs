//! What keeps a desk in order: backups while it runs, and forgetting visitors for good.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::Result;

use crate::support::{Desk, Server};

/// Kiosks that ask without pause until the server is gone; what they were promised.
fn load(server: &Server) -> Result<Vec<std::thread::JoinHandle<BTreeSet<String>>>> {
    (0..4)
        .map(|kiosk| {
            let mut client = server.classic("/kiosk")?;
            Ok(std::thread::spawn(move || {
                let mut promised = BTreeSet::new();
                for visit in 0.. {
                    let email = format!("v{kiosk}.{visit}@a.b");
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

#[test]
fn a_backup_of_a_running_desk_is_whole() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let kiosks = load(&server)?;
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
        "UPDATE ticket SET start = start - {two_days}, end = start - {two_days}, outcome = 'left';"
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
