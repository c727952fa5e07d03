//! What keeps a desk in order: backups while it runs, and forgetting visitors for good.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use anyhow::{Context as _, Result, ensure};

use crate::support::{Desk, Server, eventually};

/// The addresses of those who were promised a ticket so far.
type Promised = Arc<Mutex<BTreeSet<String>>>;

/// Kiosks that ask without pause until the server is gone.
fn load(server: &Server, promised: &Promised) -> Result<Vec<JoinHandle<()>>> {
    (0..4)
        .map(|kiosk| {
            let mut client = server.classic("/kiosk")?;
            let promised = Arc::clone(promised);
            Ok(std::thread::spawn(move || {
                for visit in 0.. {
                    let email = format!("v{kiosk}.{visit}@a.b");
                    match client.answer(&format!("new {email} Visitor")) {
                        Ok(answer) if answer.starts_with("success new ") => {
                            promised.lock().expect("no holder panics").insert(email);
                        }
                        _ => break,
                    }
                }
            }))
        })
        .collect()
}

/// It has everybody who was promised a ticket before it was asked for.
#[test]
fn a_backup_of_a_running_desk_is_whole() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let told = Promised::default();
    let promised = || told.lock().expect("no holder panics").clone();
    let kiosks = load(&server, &told)?;
    eventually("some have a ticket", || Ok(promised().len() >= 50))?;
    let restored = Desk::empty()?;
    let copy = restored.dir().join(desk.database()?.file_name().context("it has a name")?);
    let before = promised();
    desk.ok(&["backup", &copy.to_string_lossy()])?;
    ensure!(promised().len() > before.len(), "nobody came meanwhile");
    drop(server);
    for kiosk in kiosks {
        kiosk.join().expect("a kiosk does not panic");
    }
    assert_eq!(restored.integrity()?, "ok");
    assert_eq!(restored.ok(&["check"])?, "ok\n");
    let kept: BTreeSet<String> =
        restored.exported()?.into_iter().map(|row| row[2].clone()).collect();
    let missing: Vec<&String> = before.difference(&kept).collect();
    ensure!(missing.is_empty(), "{missing:?} of {} are not in it", before.len());
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
        ensure!(!found, "{} still has an address", file.display());
    }
    server.stop()?;
    assert_eq!(desk.exported()?.iter().filter(|row| row[2].is_empty()).count(), 300);
    Ok(())
}
