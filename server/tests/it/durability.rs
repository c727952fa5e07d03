//! What was acknowledged is there: after `kill -9` and after SIGTERM. And what is no sound database
//! is refused and left alone. Of a disk that fails: [`crate::failing_disk`].

use std::collections::BTreeMap;
use std::fs;
use std::net::TcpStream;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};

use crate::support::{Client, Desk, PATIENCE, Server, eventually};

/// What clients of a server under load were told, by request key and by ticket id.
#[derive(Default)]
struct Told {
    /// The id that each key got.
    requested: Mutex<BTreeMap<String, usize>>,
    /// The last that was said of each ticket: `claimed` or `complete`.
    served: Mutex<BTreeMap<usize, &'static str>>,
    /// How many answers there were.
    answers: AtomicUsize,
    /// The codes with which connections were closed.
    closed: Mutex<Vec<Option<u16>>>,
}

/// Two kiosks that send ahead and a staff member who serves, until the server goes away.
fn load(
    desk: &Desk,
    server: &Server,
    round: usize,
    told: &Told,
    stop: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let mut kiosks = [server.classic("/kiosk")?, server.classic("/kiosk")?];
    let mut staff = server.staff_at(desk, "ada", 3)?;
    thread::scope(|scope| {
        for (number, kiosk) in kiosks.iter_mut().enumerate() {
            scope.spawn(move || {
                let ended = request_without_end(kiosk, &format!("r{round}-k{number}"), told);
                assert!(ended.is_err());
                let code = kiosk.closed().expect("the server is gone");
                told.closed.lock().expect("no holder panics").push(code);
            });
        }
        scope.spawn(|| {
            let ended = serve_without_end(&mut staff, told);
            assert!(ended.is_err());
        });
        eventually("enough is under way", || {
            Ok(told.answers.load(Ordering::Relaxed) >= (round + 1) * 120)
        })?;
        stop()
    })
}

fn request_without_end(kiosk: &mut Client, name: &str, told: &Told) -> Result<()> {
    for first in (0..).step_by(8) {
        for number in first..first + 8 {
            let key = format!("{name}-{number}");
            kiosk.queue(&format!(r#"request {{"key":"{key}","email":"{key}@a.b","name":"V"}}"#))?;
        }
        kiosk.flush()?;
        for number in first..first + 8 {
            let id = ticket_id(&kiosk.next()?)?;
            let key = format!("{name}-{number}");
            told.requested.lock().expect("no holder panics").insert(key, id);
            told.answers.fetch_add(1, Ordering::Relaxed);
        }
    }
    Ok(())
}

fn serve_without_end(staff: &mut Client, told: &Told) -> Result<()> {
    loop {
        let answer = staff.answer("next")?;
        let Some(id) = answer.strip_prefix("success next ") else { continue };
        let id: usize = id.parse()?;
        told.served.lock().expect("no holder panics").insert(id, "claimed");
        let done = format!("complete {id}");
        ensure!(staff.answer(&done)? == format!("success {done}"));
        told.served.lock().expect("no holder panics").insert(id, "complete");
    }
}

/// The id of the ticket that a kiosk was given.
pub fn ticket_id(answer: &str) -> Result<usize> {
    let ticket = answer.strip_prefix("success new ").with_context(|| answer.to_owned())?;
    let ticket: shared::ticket::Ticket = ticket.parse()?;
    Ok(usize::try_from(ticket.id.get())?)
}

/// Everything that was told is there, and nothing is half done.
fn nothing_is_lost(desk: &Desk, server: &Server, told: &Told) -> Result<()> {
    let mut kiosk = server.classic("/kiosk")?;
    for (key, id) in &*told.requested.lock().expect("no holder panics") {
        let said = format!(r#"request {{"key":"{key}","email":"{key}@a.b","name":"V"}}"#);
        let again = ticket_id(&kiosk.answer(&said)?)?;
        ensure!(again == *id, "{key} was {id} and is {again}");
    }
    server.classic("/display")?.expect("pick 3")?;
    let tickets = desk.exported()?;
    let ids: Vec<usize> = tickets.iter().map(|row| row[0].parse()).collect::<Result<_, _>>()?;
    ensure!(ids.iter().enumerate().all(|(at, id)| at == *id), "a gap or a double: {ids:?}");
    for (id, word) in &*told.served.lock().expect("no holder panics") {
        let row = &tickets[*id];
        let (claimed, outcome) = (&row[10], &row[12]);
        ensure!(!claimed.is_empty(), "{id} was claimed: {row:?}");
        ensure!(*word != "complete" || outcome == "completed", "{id} was completed: {row:?}");
    }
    for row in &tickets {
        let (end, outcome) = (&row[11], &row[12]);
        ensure!(end.is_empty() == outcome.is_empty(), "half done: {row:?}");
    }
    desk.ok(&["check"])?;
    Ok(())
}

#[test]
fn killed_under_load() -> Result<()> {
    let desk = Desk::new()?;
    let told = Told::default();
    for round in 0..6 {
        let server = desk.run()?;
        nothing_is_there_yet_or_all(&desk, &server, &told, round)?;
        let pid = i32::try_from(server.pid())?;
        load(&desk, &server, round, &told, || {
            let pid = nix::unistd::Pid::from_raw(pid);
            Ok(nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGKILL)?)
        })?;
        drop(server);
        ensure!(desk.integrity()? == "ok");
    }
    let server = desk.run()?;
    nothing_is_lost(&desk, &server, &told)
}

fn nothing_is_there_yet_or_all(
    desk: &Desk,
    server: &Server,
    told: &Told,
    round: usize,
) -> Result<()> {
    if round == 0 { Ok(()) } else { nothing_is_lost(desk, server, told) }
}

#[test]
fn asked_to_stop_in_a_burst() -> Result<()> {
    let desk = Desk::new()?;
    let told = Told::default();
    let mut server = desk.run()?;
    let mut display = server.v2("/display")?;
    let address = server.address;
    load(&desk, &server, 0, &told, || server.ask_to_stop())?;
    let status = server.wait(Duration::from_secs(3))?;
    ensure!(status.code() == Some(0), "{status}");
    ensure!(display.closed()? == Some(1001), "the display");
    let closed = told.closed.lock().expect("no holder panics").clone();
    ensure!(closed.iter().all(|code| *code == Some(1001)), "{closed:?}");
    ensure!(TcpStream::connect(address).is_err(), "nobody listens any more");
    let wal = desk.wal()?;
    let left = fs::metadata(&wal).map_or(0, |file| file.len());
    ensure!(left == 0, "{left} bytes in {}", wal.display());
    ensure!(desk.integrity()? == "ok");
    let server = desk.run()?;
    nothing_is_lost(&desk, &server, &told)
}

#[test]
fn a_client_that_sends_nothing_does_not_hold_up_the_stop() -> Result<()> {
    let desk = Desk::new()?;
    let mut server = desk.run()?;
    let silent = server.raw_on("/display")?;
    let no_handshake = server.raw()?;
    server.ask_to_stop()?;
    ensure!(server.wait(Duration::from_secs(3))?.success());
    drop((silent, no_handshake));
    Ok(())
}

/// The refusal of a server that must not start: exit code 1 and a sentence.
fn refusal(desk: &Desk) -> Result<String> {
    let mut process = desk
        .command(&["run", "--listen", "127.0.0.1:0"])
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::piped())
        .spawn()?;
    let end = Instant::now() + PATIENCE;
    while process.try_wait()?.is_none() {
        if Instant::now() > end {
            process.kill()?;
            bail!("it started");
        }
        thread::sleep(Duration::from_millis(5));
    }
    let output = process.wait_with_output()?;
    let said = String::from_utf8(output.stderr)?;
    ensure!(output.status.code() == Some(1), "{}: {said}", output.status);
    ensure!(!said.trim().is_empty() && !said.contains("panicked"), "{said:?}");
    Ok(said)
}

#[test]
fn a_second_server_refuses_and_the_first_goes_on() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut kiosk = server.classic("/kiosk")?;
    ensure!(ticket_id(&kiosk.answer("new a@a.b A")?)? == 0);
    let said = refusal(&desk)?;
    ensure!(said.contains("running"), "{said}");
    ensure!(ticket_id(&kiosk.answer("new a@a.b A")?)? == 1);
    // The lock dies with its process, however that dies.
    server.kill()?;
    let server = desk.run()?;
    ensure!(ticket_id(&server.classic("/kiosk")?.answer("new a@a.b A")?)? == 2);
    Ok(())
}

#[test]
fn a_newer_database_is_refused() -> Result<()> {
    let desk = Desk::new()?;
    let path = desk.database()?;
    let database = rusqlite::Connection::open(&path)?;
    let version: i64 = database.pragma_query_value(None, "user_version", |row| row.get(0))?;
    database.pragma_update(None, "user_version", version + 1)?;
    database.close().map_err(|(_, error)| error)?;
    let before = fs::read(&path)?;
    let said = refusal(&desk)?;
    ensure!(said.contains("newer") || said.contains("version"), "{said}");
    ensure!(fs::read(&path)? == before, "the file was touched");
    Ok(())
}

#[test]
fn what_is_no_database_is_refused_and_left_alone() -> Result<()> {
    let desk = Desk::new()?;
    let path = desk.database()?;
    let sound = fs::read(&path)?;
    let mut no_header = sound.clone();
    no_header[..16].copy_from_slice(b"this is no sql..");
    let mut bad_page_size = sound.clone();
    bad_page_size[16..18].copy_from_slice(&[0x12, 0x34]);
    let mut bad_schema = sound.clone();
    bad_schema[100..2000].fill(0xa5);
    let rows = [
        ("another header", no_header),
        ("another page size", bad_page_size),
        ("a schema of junk", bad_schema),
        ("cut in the middle", sound[..sound.len() / 2].to_vec()),
        ("cut after the header", sound[..150].to_vec()),
        ("all junk", vec![0x5a; 8192]),
    ];
    for (what, bytes) in rows {
        fs::write(&path, &bytes)?;
        refusal(&desk).context(what)?;
        ensure!(fs::read(&path)? == bytes, "{what}: the file was touched");
    }
    fs::write(&path, &sound)?;
    desk.run()?.stop()
}

/// Flipped bits are refused, or what is sound is served; never a panic, never a fresh start.
#[test]
fn flipped_bits() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut kiosk = server.classic("/kiosk")?;
    for visitor in 0..50 {
        kiosk.answer(&format!("new v{visitor}@a.b Visitor"))?;
    }
    server.stop()?;
    let path = desk.database()?;
    let sound = fs::read(&path)?;
    let mut at = 1_usize;
    for _ in 0..12 {
        at = at.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mut bytes = sound.clone();
        for flip in 0..20 {
            bytes[(at >> 20).wrapping_add(flip * 4099) % sound.len()] ^= 1 << (at % 8);
        }
        fs::write(&path, &bytes)?;
        let log = desk.dir().join("test-stderr.log");
        fs::remove_file(&log).ok();
        match desk.run() {
            Ok(server) => server.kill()?,
            Err(_) => ensure!(fs::read(&path)? == bytes, "refused and touched"),
        }
        let said = fs::read_to_string(&log)?;
        ensure!(!said.contains("panicked"), "{said}");
        for end in ["-wal", "-shm"] {
            let mut name = path.clone().into_os_string();
            name.push(end);
            fs::remove_file(name).ok();
        }
    }
    Ok(())
}

#[test]
fn a_log_of_junk_beside_the_database_does_no_harm() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    ensure!(ticket_id(&server.classic("/kiosk")?.answer("new a@a.b A")?)? == 0);
    server.stop()?;
    fs::write(desk.wal()?, vec![0x77; 10_000])?;
    let server = desk.run()?;
    ensure!(ticket_id(&server.classic("/kiosk")?.answer("new a@a.b A")?)? == 1);
    Ok(())
}

#[test]
fn a_data_directory_that_cannot_be_is_said() -> Result<()> {
    let desk = Desk::empty()?;
    let file = desk.dir().join("file");
    fs::write(&file, "")?;
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_walkup-server"))
        .args(["run", "--listen", "127.0.0.1:0", "--data-dir"])
        .arg(file.join("below"))
        .output()?;
    ensure!(output.status.code() == Some(1), "{output:?}");
    ensure!(!output.stderr.is_empty() && output.stdout.is_empty(), "{output:?}");
    Ok(())
}

#[cfg(unix)]
#[test]
fn a_data_directory_that_may_only_be_read_is_said() -> Result<()> {
    use std::os::unix::fs::{PermissionsExt as _, chown};

    let desk = Desk::new()?;
    let may = |mode: u32| fs::set_permissions(desk.dir(), fs::Permissions::from_mode(mode));
    if nix::unistd::geteuid().is_root() {
        // Root may write anywhere, but the server takes on the directory's owner.
        chown(desk.dir(), Some(65_534), Some(65_534))?;
    }
    may(0o555)?;
    let output = desk.cli(&["run", "--listen", "127.0.0.1:0"]);
    may(0o755)?;
    let output = output?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(output.status.code() == Some(1) && output.stdout.is_empty(), "{output:?}");
    ensure!(said.contains(&*desk.dir().to_string_lossy()), "it does not say where: {said}");
    ensure!(said.to_lowercase().contains("permission denied"), "it does not say why: {said}");
    Ok(())
}

/// The name last given is known after a crash too, whether its row was written by then or not.
#[test]
fn the_name_last_given_survives_a_crash() -> Result<()> {
    let desk = Desk::new()?;
    let mut expected = "Ann 0".to_owned();
    for round in 1..4 {
        let server = desk.run()?;
        let mut kiosk = server.classic("/kiosk")?;
        if round > 1 {
            kiosk.ask("query ann@a.b", &format!("success query {expected}"))?;
        }
        for visit in 0..round * 3 {
            expected = format!("Ann {round}-{visit}");
            kiosk.answer(&format!("new Ann@a.b {expected}"))?;
            kiosk.answer(&format!("new other{round}-{visit}@a.b Somebody"))?;
        }
        kiosk.ask("query ANN@a.b", &format!("success query {expected}"))?;
        server.kill()?;
    }
    Ok(())
}

/// A request that was sent again because its answer was lost is one ticket, not two.
#[test]
fn a_lost_answer_is_settled_by_the_key() -> Result<()> {
    let desk = Desk::new()?;
    let said = r#"request {"key":"k","email":"ann@a.b","name":"Ann"}"#;
    for _ in 0..3 {
        let server = desk.run()?;
        server.classic("/kiosk")?.send(said)?;
        server.kill()?;
    }
    let server = desk.run()?;
    let mut kiosk = server.classic("/kiosk")?;
    kiosk.answer(said)?;
    ensure!(desk.exported()?.len() == 1);
    Ok(())
}
