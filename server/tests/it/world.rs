//! What needs a clock that moves or limits within reach: the server from its library, in this
//! process, with real sockets and a real disk all the same.

use std::fs::File;
use std::net::SocketAddr;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use server::World;
use server::limits::Limits;
use server::settings::{Flags, load};
use tokio::sync::oneshot;

use crate::support::{Client, Desk, Dialect, Raw, eventually, frame, handshake};

const TEXT: u8 = 1;
const PING: u8 = 9;
const PONG: u8 = 10;

const HOUR: Duration = Duration::from_secs(60 * 60);
pub const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn ms(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).expect("a time that a person lives to see")
}

/// A server in this process; stops when dropped.
pub struct Hosted {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    running: Option<JoinHandle<Result<()>>>,
    // Held as long as the server runs, as the program does: so commands come to its clerk.
    _lock: File,
}

/// The lock of a desk whose server has just stopped. A program that another test starts at that
/// moment holds what this process has open until it has begun.
fn lock_of(desk: &Desk) -> Result<File> {
    for _ in 0..500 {
        if let Some(lock) = server::lock::acquire(desk.dir())? {
            return Ok(lock);
        }
        thread::sleep(Duration::from_millis(10));
    }
    anyhow::bail!("another server runs")
}

impl Hosted {
    pub fn run(desk: &Desk, world: World) -> Result<Self> {
        Self::run_on(desk, world, "tokio-rt-worker")
    }

    /// As [`Hosted::run`], on threads of this name.
    pub fn run_on(desk: &Desk, world: World, threads: &str) -> Result<Self> {
        let lock = lock_of(desk)?;
        let flags = Flags { data_dir: Some(desk.dir().to_owned()), ..Flags::default() };
        let (settings, _) = load(&flags)?;
        let server = server::Server::open_in(world, settings)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .thread_name(threads)
            .build()?;
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))?;
        let address = listener.local_addr()?;
        let (stop, stopped) = oneshot::channel();
        let running = thread::spawn(move || {
            runtime.block_on(server.run(listener, async { drop(stopped.await) }))
        });
        Ok(Self { address, stop: Some(stop), running: Some(running), _lock: lock })
    }

    /// Waits until the server ends by itself; why it did.
    pub fn ended(mut self) -> Result<anyhow::Error> {
        let running = self.running.take().context("it runs")?;
        eventually("the server ends", || Ok(running.is_finished()))?;
        running.join().expect("it does not panic").err().context("it ended in good order")
    }

    pub fn classic(&self, path: &str) -> Result<Client> {
        Client::connect(self.address, path, Dialect::Classic)
    }

    pub fn v2(&self, path: &str) -> Result<Client> {
        Client::connect(self.address, path, Dialect::V2)
    }

    pub fn raw(&self) -> Result<Raw> {
        Raw::connect(self.address)
    }

    pub fn raw_on(&self, path: &str) -> Result<Raw> {
        let mut raw = self.raw()?;
        raw.send(handshake(path, "").as_bytes())?;
        ensure!(raw.head()?.starts_with("HTTP/1.1 101 "), "refused");
        Ok(raw)
    }

    /// A staff client of the extended dialect that has taken in all it is told at sign-in.
    pub fn staff(&self, desk: &Desk, user: &str) -> Result<Client> {
        let mut staff = self.v2("/staff")?;
        staff.send(&format!("resume {}", desk.token(user)))?;
        staff.wait_for("ready")?;
        // The clock is what these tests go by.
        staff.ignore_nothing();
        Ok(staff)
    }
}

impl Drop for Hosted {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(running) = self.running.take() {
            let ended = running.join();
            assert!(thread::panicking() || matches!(ended, Ok(Ok(_))), "{ended:?}");
        }
    }
}

pub fn with_limits(change: impl FnOnce(&mut Limits)) -> World {
    let mut world = World::default();
    change(&mut world.limits);
    world
}

// ---- limits ----

#[test]
fn newcomers_wait_while_too_many_shake_hands() -> Result<()> {
    let desk = Desk::new()?;
    let server = Hosted::run(&desk, with_limits(|limits| limits.handshakes = 2))?;
    let silent = (server.raw()?, server.raw()?);
    let mut honest = server.raw()?;
    honest.send(handshake("/kiosk", "").as_bytes())?;
    honest.stream().set_read_timeout(Some(Duration::from_millis(200)))?;
    ensure!(honest.head().is_err(), "answered although two hold their sockets open");
    drop(silent);
    honest.stream().set_read_timeout(Some(crate::support::PATIENCE))?;
    ensure!(honest.head()?.starts_with("HTTP/1.1 101 "), "waited in vain");
    Ok(())
}

#[test]
fn staff_connections_that_do_not_sign_in_are_bounded() -> Result<()> {
    let desk = Desk::new()?;
    let server = Hosted::run(&desk, with_limits(|limits| limits.not_signed_in = 2))?;
    let mut first = server.classic("/staff")?;
    first.expect("taken")?;
    let mut second = server.classic("/staff")?;
    second.expect("taken")?;
    assert_eq!(server.classic("/staff")?.closed()?, Some(1013));
    // Others are not counted, nor is who has signed in, nor who has left.
    let _display = server.v2("/display")?;
    let _kiosk = server.v2("/kiosk")?;
    first.send(&format!("pick 0 {}", desk.token("ada")))?;
    first.wait_for("success pick 0")?;
    let mut third = server.classic("/staff")?;
    third.expect("taken 0")?;
    assert_eq!(server.classic("/staff")?.closed()?, Some(1013));
    second.cut();
    eventually("the place of who has left is free", || {
        let mut client = server.classic("/staff")?;
        Ok(client.next().is_ok())
    })
}

#[test]
fn who_answers_no_ping_is_dropped_and_who_does_stays() -> Result<()> {
    let desk = Desk::new()?;
    let world = with_limits(|limits| {
        limits.ping_every = Duration::from_millis(50);
        limits.silence = Duration::from_millis(1500);
    });
    let clock = world.clock.clone();
    let server = Hosted::run(&desk, world)?;
    let mut kiosk = server.raw_on("/kiosk")?;
    let alive = thread::spawn(move || -> Result<String> {
        // More pings than fit into the time in which the other is given up.
        for _ in 0..40 {
            ensure!(kiosk.next()?.0 == PING, "something other than a ping");
            kiosk.frame(&frame(PONG, b""))?;
        }
        kiosk.frame(&frame(TEXT, b"query a@a.b"))?;
        loop {
            // A ping may have come before the answer.
            match kiosk.next()? {
                (TEXT, text) => return Ok(String::from_utf8(text)?),
                _ => kiosk.frame(&frame(PONG, b""))?,
            }
        }
    });
    // The cable of this one is cut: it neither answers nor says goodbye.
    let mut dead = server.raw_on("/staff")?;
    dead.frame(&frame(TEXT, format!("pick 3 {}", desk.token("bob")).as_bytes()))?;
    let mut pings = 0;
    while let Ok((opcode, payload)) = dead.next() {
        if opcode == PING {
            assert!(payload.is_empty());
            pings += 1;
        }
    }
    assert!(pings >= 2, "asked {pings} times before it was given up");
    let answer = alive.join().expect("it does not panic")?;
    assert_eq!(answer, "error query visitor email does not exist");
    // The dead one's table is free once its time of grace is over.
    eventually("the table is free", || {
        clock.pass(Duration::from_secs(121));
        Ok(desk.ok(&["table", "list"])?.lines().nth(3).is_some_and(|line| line.contains("\t-\t")))
    })
}

// ---- time ----

#[test]
fn a_token_slides_while_it_is_used_and_ends_when_it_is_not() -> Result<()> {
    let desk = Desk::with_settings("session_hours = 12\n")?;
    let world = World::default();
    let clock = world.clock.clone();
    let server = Hosted::run(&desk, world)?;
    let mut staff = server.staff(&desk, "bob")?;
    for _ in 0..3 {
        clock.pass(11 * HOUR);
        staff.send("unpick")?;
        staff.wait_for("error unpick you do not have a table assigned")?;
    }
    clock.pass(13 * HOUR);
    staff.wait_for("out")?;
    staff.send("unpick")?;
    staff.wait_for("error unpick your session token was found to be invalid. please relogin")?;
    staff.send(&format!("resume {}", desk.token("bob")))?;
    staff.wait_for("error resume please relogin")?;
    staff.send(&format!("pick 1 {}", desk.token("bob")))?;
    let sentence = "error pick the provided token does not belong to any staff member";
    staff.wait_for(sentence)?;
    Ok(())
}

#[test]
fn a_token_lasts_while_its_person_sits_at_a_table() -> Result<()> {
    let desk = Desk::with_settings("session_hours = 12\nday_ends = \"off\"\n")?;
    let world = World::default();
    let clock = world.clock.clone();
    let server = Hosted::run(&desk, world)?;
    let mut staff = server.staff(&desk, "bob")?;
    staff.send(&format!("pick 2 {}", desk.token("bob")))?;
    staff.wait_for("success pick 2")?;
    clock.pass(30 * HOUR);
    staff.wait_for_start("tick ")?;
    staff.wait_for_start("tick ")?;
    staff.send("unpick")?;
    staff.wait_for("success unpick")?;
    // It counts from when the table was left.
    clock.pass(11 * HOUR);
    staff.send("unpick")?;
    staff.wait_for("error unpick you do not have a table assigned")?;
    clock.pass(13 * HOUR);
    staff.wait_for("out")?;
    Ok(())
}

#[test]
fn a_request_key_is_kept_for_48_hours() -> Result<()> {
    let desk = Desk::with_settings("day_ends = \"off\"\n")?;
    let world = World::default();
    let clock = world.clock.clone();
    let server = Hosted::run(&desk, world)?;
    let mut kiosk = server.classic("/kiosk")?;
    let request = r#"request {"key":"k1","email":"a@a.b","name":"Ann","again":true}"#;
    let mut ticket = || -> Result<bool> {
        let answer = kiosk.answer(request)?;
        ensure!(answer.starts_with("success new {\"id\":"), "{answer}");
        Ok(answer.starts_with("success new {\"id\":0,"))
    };
    ensure!(ticket()?, "the first");
    let mut staff = server.staff(&desk, "ada")?;
    clock.pass(47 * HOUR);
    for _ in 0..3 {
        staff.wait_for_start("tick ")?;
    }
    ensure!(ticket()?, "the key is known after 47 hours");
    clock.pass(2 * HOUR);
    eventually("the key is forgotten", || Ok(!ticket()?))
}

#[test]
fn reopening_is_possible_for_ten_minutes() -> Result<()> {
    let desk = Desk::new()?;
    let world = World::default();
    let clock = world.clock.clone();
    let server = Hosted::run(&desk, world)?;
    let mut kiosk = server.classic("/kiosk")?;
    kiosk.answer("new a@a.b Ann")?;
    let mut staff = server.classic("/staff")?;
    staff.send(&format!("pick 0 {}", desk.token("ada")))?;
    staff.wait_for("success pick 0")?;
    staff.fence()?;
    staff.ask("accept 0", "success claimed 0")?;
    staff.ask("complete 0", "success complete 0")?;
    clock.pass(Duration::from_secs(9 * 60));
    staff.ask("reopen 0", "success reopen 0")?;
    staff.ask("complete 0", "success complete 0")?;
    clock.pass(Duration::from_secs(10 * 60));
    staff.ask("reopen 0", "error reopen it is too late")
}

const JUMPED: &str = "warning The clock has jumped.";
const WELL: &str = "warning";

#[test]
fn a_jump_ahead_ends_nothing_until_an_administrator_confirms_it() -> Result<()> {
    let desk = Desk::with_settings("retention_days = 7\n")?;
    let world = World::default();
    let clock = world.clock.clone();
    let server = Hosted::run(&desk, world)?;
    let mut kiosk = server.classic("/kiosk")?;
    kiosk.answer("new a@a.b Ann")?;
    let mut staff = server.staff(&desk, "ada")?;
    clock.jump(ms(30 * DAY));
    staff.wait_for_start(JUMPED)?;
    staff.wait_for_start("tick ")?;
    // Neither is the day over, nor is the visitor forgotten.
    kiosk.ask("query a@a.b", "success query Ann")?;
    assert!(desk.exported()?[0][11].is_empty(), "the ticket has ended");
    desk.ok(&["clock", "confirm"])?;
    staff.wait_for(WELL)?;
    eventually("the day has ended", || Ok(desk.exported()?[0][12] == "expired"))
}

#[test]
fn a_jump_back_is_doubted_for_a_day_and_times_never_run_backwards() -> Result<()> {
    let desk = Desk::new()?;
    let world = World::default();
    let clock = world.clock.clone();
    let server = Hosted::run(&desk, world)?;
    let mut kiosk = server.classic("/kiosk")?;
    kiosk.answer("new a@a.b Ann")?;
    let mut staff = server.staff(&desk, "ada")?;
    clock.jump(-ms(2 * DAY));
    staff.wait_for_start(JUMPED)?;
    staff.send(&format!("pick 0 {}", desk.token("ada")))?;
    staff.send("accept 0")?;
    staff.wait_for("success claimed 0")?;
    staff.send("complete 0")?;
    staff.wait_for("success complete 0")?;
    let row = desk.exported()?.swap_remove(0);
    let [start, claimed, end] = [8, 10, 11].map(|at: usize| row[at].as_str());
    assert!(start <= claimed && claimed <= end, "{row:?}");
    assert!(!desk.ok(&["check"])?.contains("backwards"));
    clock.pass(25 * HOUR);
    staff.wait_for(WELL)?;
    Ok(())
}

/// Nobody who comes later is served before those who wait already.
#[test]
fn a_clock_set_back_lets_nobody_overtake() -> Result<()> {
    const VISITORS: usize = 6;
    let desk = Desk::with_settings("day_ends = \"off\"\n")?;
    let world = World::default();
    let clock = world.clock.clone();
    let server = Hosted::run(&desk, world)?;
    let mut kiosk = server.classic("/kiosk")?;
    for visitor in 0..VISITORS {
        kiosk.answer(&format!("new v{visitor}@a.b Visitor"))?;
        clock.jump(-ms(HOUR));
    }
    drop((kiosk, server));
    // Nor over a restart.
    let world = World::default();
    world.clock.jump(-ms(2 * HOUR));
    let server = Hosted::run(&desk, world)?;
    server.classic("/kiosk")?.answer("new last@a.b Last")?;
    let mut staff = server.staff(&desk, "ada")?;
    staff.answer(&format!("pick 0 {}", desk.token("ada")))?;
    for id in 0..=VISITORS {
        assert_eq!(staff.answer("next")?, format!("success next {id}"));
    }
    Ok(())
}

#[test]
fn a_weekend_without_the_server_is_no_jump_and_a_year_is() -> Result<()> {
    for (pause, is_jump) in [(3 * DAY, false), (365 * DAY, true)] {
        let desk = Desk::new()?;
        let server = Hosted::run(&desk, World::default())?;
        server.classic("/kiosk")?.answer("new a@a.b Ann")?;
        drop(server);
        let world = World::default();
        world.clock.jump(ms(pause));
        let server = Hosted::run(&desk, world)?;
        let health = {
            let mut raw = server.raw()?;
            raw.send(b"GET /health HTTP/1.1\r\nHost: desk\r\n\r\n")?;
            raw.rest()?
        };
        assert_eq!(health.contains("The clock has jumped"), is_jump, "{health}");
        let outcome = desk.exported()?[0][12].clone();
        assert_eq!(outcome, if is_jump { "" } else { "expired" }, "after {pause:?}");
    }
    Ok(())
}

/// Daily, by itself, and whether the visitor's row was written by then or not.
#[test]
fn a_visitor_is_forgotten_after_the_days_that_the_desk_keeps_them() -> Result<()> {
    let desk = Desk::with_settings("retention_days = 1\n")?;
    let world = World::default();
    let clock = world.clock.clone();
    let server = Hosted::run(&desk, world)?;
    let mut kiosk = server.classic("/kiosk")?;
    kiosk.answer("new very-secret@purge.example Secretive Person")?;
    kiosk.ask("query very-secret@purge.example", "success query Secretive Person")?;
    eventually("the visitor is forgotten", || {
        clock.pass(25 * HOUR);
        let answer = kiosk.answer("query very-secret@purge.example")?;
        Ok(answer == "error query visitor email does not exist")
    })?;
    let bytes_are_gone = || -> Result<bool> {
        let mut bytes = std::fs::read(desk.database()?)?;
        bytes.extend(std::fs::read(desk.wal()?).unwrap_or_default());
        Ok(!bytes.windows(11).any(|window| window == b"very-secret"))
    };
    // The ticket is purged a day after the evening that ended it, at the latest.
    eventually("every byte is gone", || {
        clock.pass(25 * HOUR);
        bytes_are_gone()
    })
}
