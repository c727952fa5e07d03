//! Months of a desk in minutes: tickets by the ten thousand, clients that break off, and a server
//! that is stopped and killed. At each check everybody's mirror is held against the database, every
//! answer that was ever heard is looked up in it, and what the server takes up is written down.

mod desk;
mod ledger;
mod people;
mod records;
mod sizes;

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::Ordering;
use std::thread::{self, Scope};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use rusqlite::{Connection, OpenFlags};

use crate::figures::round;
use crate::process::{Server, account, check, free_address};
use crate::report::{Section, Table};
use crate::stages::{Bench, DATABASE, journal_rows, now_ms, section};
use desk::{Lap, PAUSE};
use people::{Board, Kiosk, Staff};
use records::Records;
use sizes::{Sizes, flat};

const KIOSKS: usize = 16;
const TABLES: u32 = 12;
const WATCHERS: u32 = 2;
const BOARDS: usize = 2;

/// The desk's settings: visitors say what they come for, and the day does not end by itself in the
/// middle of a check.
const SETTINGS: &str =
    "tables = 12\nday_ends = \"off\"\n[[reasons]]\nid = \"badge\"\ntext = { en = \"Badge\" }\n";

/// How long the server may take to bring its tables up to date.
const LEVEL: Duration = Duration::from_secs(30);

/// How long all may take to hear that it is quiet, beyond the tick that says so.
const SETTLED: i64 = 1500;

/// Everybody at the desk.
struct People {
    kiosks: Vec<Kiosk>,
    staff: Vec<(String, Staff)>,
    boards: Vec<Board>,
}

/// How one lap ends a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Killed,
    Stopped,
}

/// Goes through it all.
pub fn run(bench: &Bench) -> Result<Section> {
    let (laps, quota, cuts) = bench.pick((20, 5_000, 10), (8, 1_000, 4));
    let mut section = section(
        "soak",
        "A long time in a short one",
        "Sixteen kiosks, staff at twelve tables, two who only watch, and two boards, each on a \
         connection of its own, go through every verb at random: takes, calls, notes, transfers, ends and \
         second thoughts, requests said twice, withdrawals. In the first half of the laps the server \
         is killed once and stopped once a lap in the middle of it, in the second half one server \
         goes through all. After each lap every mirror must equal the database, and every answer \
         that anybody ever heard must be kept in it.",
    );
    let folder = bench.folder()?;
    std::fs::write(folder.path().join("walkup.toml"), SETTINGS)?;
    let mut people = People::new(bench, folder.path())?;
    let address = free_address()?;
    let listen = address.to_string();
    let start = || Server::walkup_at(&bench.walkup, folder.path(), &listen);
    let mut server = start()?;
    let (mut restarts, mut returns, mut answers) = (0, 0, 0);
    let mut sizes: Vec<Sizes> = Vec::new();
    for lap_no in 0..laps {
        let lap = Lap::new(address, quota, cuts);
        let endings: &[Ending] =
            if lap_no < laps / 2 { &[Ending::Killed, Ending::Stopped] } else { &[] };
        server = people.lap(&lap, || {
            for (done, ending) in endings.iter().enumerate() {
                lap.wait_until_begun(quota * (done + 1) / (endings.len() + 1))?;
                match ending {
                    Ending::Killed => drop(server),
                    Ending::Stopped => server.stop()?,
                }
                restarts += 1;
                server = start()?;
            }
            Ok(server)
        })?;
        let tickets = people.check(folder.path()).with_context(|| format!("after lap {lap_no}"))?;
        ensure!(lap.cuts.load(Ordering::SeqCst) == 0, "not all were cut off that should be");
        returns += lap.returns.load(Ordering::SeqCst);
        answers += lap.answers.load(Ordering::SeqCst);
        let taken = Sizes::of(&server, folder.path(), tickets)?;
        println!(
            "  lap {} of {laps}: {tickets} tickets, {restarts} ends of the server, {:.1} MiB",
            lap_no + 1,
            taken.resident_kib / 1024.0
        );
        sizes.push(taken);
    }
    let tickets = sizes.last().map_or(0, |it| it.tickets);
    server.stop()?;
    check(&bench.walkup, folder.path())?;

    let (restarted, lasting) = sizes.split_at(sizes.len() / 2);
    for (title, sizes) in
        [("While the server is ended twice a lap", restarted), ("One server", lasting)]
    {
        let columns = ["", "first half", "second half", "most allowed"];
        let mut table = Table::new(title, &columns);
        for (what, figures) in flat(sizes).with_context(|| format!("{sizes:#?}"))? {
            table.row(what, &figures);
        }
        section.tables.push(table);
    }
    let races: usize = people.staff.iter().map(|(_, staff)| staff.lost_races).sum();
    let promises: usize = people.ledgers().map(ledger::Ledger::len).sum();
    section.notes.push(format!(
        "{} tickets, {} answers, {} lost races; {} cut off on purpose, {returns} connections \
         broken in all; {restarts} ends of the server, every second a kill. {} checks of {} \
         mirrors and in the end {} promises: all kept. `walkup-server check` found nothing.",
        round(tickets as f64),
        round(answers as f64),
        round(races as f64),
        laps * cuts,
        laps,
        KIOSKS + TABLES as usize + WATCHERS as usize + BOARDS,
        round(promises as f64),
    ));
    Ok(section)
}

impl People {
    fn new(bench: &Bench, folder: &Path) -> Result<Self> {
        let mut staff = Vec::new();
        for at in 0..TABLES + WATCHERS {
            let user = format!("staff{at}");
            let token = account(&bench.walkup, folder, &user)?;
            let table = (at < TABLES).then_some(at);
            staff.push((user, Staff::new(token, table)));
        }
        let kiosks = (0..KIOSKS).map(Kiosk::new).collect();
        let boards = (0..BOARDS).map(|_| Board::new()).collect();
        Ok(Self { kiosks, staff, boards })
    }

    fn ledgers(&self) -> impl Iterator<Item = &ledger::Ledger> {
        let kiosks = self.kiosks.iter().map(|kiosk| &kiosk.ledger);
        kiosks.chain(self.staff.iter().map(|(_, staff)| &staff.ledger))
    }

    /// Has everybody do their part, and `trouble` done beside; ends when all is quiet.
    fn lap<T>(&mut self, lap: &Lap, trouble: impl FnOnce() -> Result<T>) -> Result<T> {
        let first = Mutex::new(None);
        let outcome = thread::scope(|scope| {
            // Who works is known before anybody looks.
            lap.making.store(self.kiosks.len(), Ordering::SeqCst);
            lap.working.store(self.kiosks.len() + TABLES as usize, Ordering::SeqCst);
            for kiosk in &mut self.kiosks {
                part(scope, lap, &first, || kiosk.lap(lap));
            }
            for (name, staff) in &mut self.staff {
                part(scope, lap, &first, || staff.lap(lap).with_context(|| name.clone()));
            }
            for board in &mut self.boards {
                part(scope, lap, &first, || board.lap(lap));
            }
            let outcome = trouble().and_then(|outcome| lap.wait_until_quiet().map(|()| outcome));
            match (&outcome, now_ms()) {
                (Ok(_), Ok(now)) => lap.quiet_ms.store(now + SETTLED, Ordering::SeqCst),
                _ => lap.is_over.store(true, Ordering::SeqCst),
            }
            outcome
        });
        match first.into_inner().ok().flatten() {
            Some(error) => Err(error),
            None => outcome,
        }
    }

    /// Holds everything against the database; answers with how many tickets there are.
    fn check(&self, folder: &Path) -> Result<usize> {
        let began = Instant::now();
        while journal_rows(folder)? > 0 {
            ensure!(began.elapsed() < LEVEL, "the tables are not level after {LEVEL:?}");
            thread::sleep(PAUSE);
        }
        let db = Connection::open_with_flags(
            folder.join(DATABASE),
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        let records = Records::read(&db)?;
        for kiosk in &self.kiosks {
            records.agree(&kiosk.mirror.facts).context("a kiosk")?;
        }
        for (name, staff) in &self.staff {
            records.agree_staff(name, &staff.mirror, &db).with_context(|| name.clone())?;
        }
        for board in &self.boards {
            records.agree_board(&board.mirror).context("a board")?;
        }
        for ledger in self.ledgers() {
            ledger.check(&db)?;
        }
        ledger::unique(&db)
    }
}

/// One person's part, on a thread of its own. The first that fails stops all.
fn part<'scope>(
    scope: &'scope Scope<'scope, '_>,
    lap: &'scope Lap,
    first: &'scope Mutex<Option<anyhow::Error>>,
    play: impl FnOnce() -> Result<()> + Send + 'scope,
) {
    scope.spawn(move || {
        let Err(error) = play() else { return };
        if let Ok(mut first) = first.lock()
            && !lap.is_over()
        {
            *first = Some(error);
        }
        lap.is_over.store(true, Ordering::SeqCst);
    });
}

impl Lap {
    /// Waits until that many tickets were begun.
    fn wait_until_begun(&self, count: usize) -> Result<()> {
        self.wait(|lap| lap.begun.load(Ordering::SeqCst) >= count)
    }

    /// Waits until nobody has work any more.
    fn wait_until_quiet(&self) -> Result<()> {
        self.wait(|lap| lap.working.load(Ordering::SeqCst) == 0)
    }

    fn wait(&self, is_there: impl Fn(&Self) -> bool) -> Result<()> {
        while !is_there(self) {
            self.goes_on()?;
            thread::sleep(PAUSE);
        }
        Ok(())
    }
}
