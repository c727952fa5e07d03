//! What a panic ends: one connection, or the whole server with an error, and never half of it.
//!
//! Nothing in the server panics on purpose, so these tests have the log do it: writing a certain
//! line panics, on whichever thread had something to say.

use std::io;
use std::sync::OnceLock;
use std::time::Duration;

use anyhow::{Result, ensure};
use server::World;

use crate::support::{Desk, eventually};
use crate::world::{Hosted, with_limits};

/// The threads of servers whose log panics; the clerk's own thread has a name of its own.
const FRAGILE: &str = "fragile";

/// The lines that panic: a client that went silent, a backup that was made, and a change that
/// could not be saved since the journal is missing, which only happens here.
const LINES: [(&str, &str); 4] = [
    (FRAGILE, "a client went silent"),
    (FRAGILE, "made the backup of"),
    (FRAGILE, "no such table"),
    ("clerk", "no such table"),
];

struct Log;

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        let thread = std::thread::current();
        for (name, line) in LINES {
            assert!(thread.name() != Some(name) || !text.contains(line), "provoked: {text}");
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn fragile(desk: &Desk, world: World) -> Result<Hosted> {
    static LOGGING: OnceLock<()> = OnceLock::new();
    LOGGING.get_or_init(|| tracing_subscriber::fmt().with_writer(|| Log).init());
    Hosted::run_on(desk, world, FRAGILE)
}

/// From now on nothing can be saved.
fn break_database(desk: &Desk) -> Result<()> {
    let db = rusqlite::Connection::open(desk.database()?)?;
    Ok(db.execute_batch("DROP TABLE journal")?)
}

const CLERK: &str = "the clerk stopped unexpectedly";

#[test]
fn a_connection_that_panics_ends_alone() -> Result<()> {
    let desk = Desk::new()?;
    let world = with_limits(|limits| limits.silence = Duration::from_millis(500));
    let server = fragile(&desk, world)?;
    let mut kiosk = server.classic("/kiosk")?;
    let connected = || -> Result<String> {
        let mut raw = server.raw()?;
        raw.send(b"GET /metrics HTTP/1.1\r\nHost: desk\r\n\r\n")?;
        let text = raw.rest()?;
        let lines = text.lines().filter(|line| line.starts_with("walkup_connections"));
        Ok(lines.collect::<Vec<_>>().join(", "))
    };
    let mut silent = server.raw_on("/staff")?;
    ensure!(silent.text()? == "taken");
    ensure!(connected()?.contains("\"staff\"} 1"), "{}", connected()?);
    eventually("the clerk hears that the silent one is gone", || {
        kiosk.ask("query a@b.c", "error query visitor email does not exist")?;
        Ok(connected()?.contains("\"staff\"} 0"))
    })?;
    ensure!(silent.closed()?.is_none(), "it had no time for a goodbye");
    // Another one takes its place.
    let mut staff = server.classic("/staff")?;
    staff.expect("taken")?;
    ensure!(kiosk.answer("new a@b.c Ann")?.starts_with("success new "));
    Ok(())
}

#[test]
fn a_clerk_that_panics_on_its_own_thread_ends_the_server_with_an_error() -> Result<()> {
    let desk = Desk::new()?;
    let server = fragile(&desk, World::default())?;
    let mut kiosk = server.classic("/kiosk")?;
    kiosk.answer("new a@b.c Ann")?;
    break_database(&desk)?;
    // What comes from the command line is always carried out there.
    ensure!(!desk.cli(&["staff", "token", "ada"])?.status.success(), "it was said to be done");
    ensure!(server.ended()?.to_string() == CLERK);
    kiosk.closed()?;
    Ok(())
}

/// The same when a connection had borrowed the clerk: with it goes more than itself.
#[test]
fn a_clerk_that_panics_on_a_connections_thread_ends_the_server_with_an_error() -> Result<()> {
    let desk = Desk::new()?;
    let server = fragile(&desk, World::default())?;
    let (mut kiosk, mut other) = (server.classic("/kiosk")?, server.classic("/kiosk")?);
    kiosk.answer("new a@b.c Ann")?;
    break_database(&desk)?;
    ensure!(kiosk.answer("new b@b.c Ben").is_err(), "it was answered");
    ensure!(server.ended()?.to_string() == CLERK);
    other.closed()?;
    Ok(())
}

/// A change that cannot be saved is taken back by reading the desk anew. Where that fails too, what is
/// in memory is on no disk, and nobody may hear of it: the server ends instead.
#[test]
fn a_desk_that_can_neither_be_saved_nor_read_back_ends_the_server() -> Result<()> {
    let desk = Desk::new()?;
    // On threads that do not panic.
    let server = Hosted::run(&desk, World::default())?;
    let mut kiosks = [server.classic("/kiosk")?, server.classic("/kiosk")?];
    kiosks[0].answer("new a@b.c Ann")?;
    break_database(&desk)?;
    kiosks[0].send("new b@b.c Ben")?;
    for kiosk in &mut kiosks {
        let heard = kiosk.next();
        ensure!(heard.is_err(), "{heard:?} was heard");
        kiosk.closed()?;
    }
    ensure!(server.ended()?.to_string() == CLERK);
    Ok(())
}

#[test]
fn a_server_without_one_of_its_loops_ends_with_an_error() -> Result<()> {
    let desk = Desk::new()?;
    let world = with_limits(|limits| limits.upkeep_every = Duration::from_millis(10));
    let server = fragile(&desk, world)?;
    ensure!(server.ended()?.to_string() == "backups stopped unexpectedly");
    Ok(())
}
