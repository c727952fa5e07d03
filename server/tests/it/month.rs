//! Five weeks of a desk with a clock that is moved: evenings, backups, purges, tokens and request
//! keys come and go as they would, the server is started anew each Monday, and what it keeps does not
//! grow but by the tickets. Takes a minute or two, since a day needs ticks that are real:
//! `cargo xtask soak` runs it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use rusqlite::Connection;
use server::World;
use shared::ids::{TableNo, TicketId};
use shared::mirror::{DisplayMirror, StaffMirror, TicketState};

use crate::backups::backups;
use crate::support::{Client, Desk, eventually, password};
use crate::world::{DAY, Hosted};

const DAYS: usize = 35;
const VISITORS: usize = 20;
const SERVED: usize = 15;
const BACKUPS: usize = 3;
const RETENTION_DAYS: i64 = 7;

/// What a day leaves behind.
#[derive(Debug)]
struct Kept {
    /// Rows by table, where they must stay few.
    rows: BTreeMap<&'static str, i64>,
    backups: usize,
    database_bytes: i64,
}

/// A window and a board on one server.
struct Screens {
    staff: Client,
    seen: StaffMirror,
    board: Client,
    shown: DisplayMirror,
}

impl Screens {
    fn open(server: &Hosted, desk: &Desk) -> Result<Self> {
        let mut staff = server.v2("/staff")?;
        let mut board = server.v2("/display")?;
        staff.ignore_nothing();
        board.ignore_nothing();
        staff.send(&format!("resume {}", desk.token("ada")))?;
        let (seen, shown) = Default::default();
        let mut screens = Self { staff, seen, board, shown };
        while !screens.seen.is_ready {
            screens.hear_staff()?;
        }
        if screens.seen.seat.is_none() {
            let pick = format!("pick 1 {}", desk.token("ada"));
            ensure!(screens.ask(&pick)? == "success pick 1", "a table of one's own");
        }
        Ok(screens)
    }

    fn hear_staff(&mut self) -> Result<String> {
        let text = self.staff.next()?;
        self.seen.apply(&text.parse().ok().with_context(|| text.clone())?);
        Ok(text)
    }

    fn ask(&mut self, text: &str) -> Result<String> {
        self.staff.send(text)?;
        loop {
            let heard = self.hear_staff()?;
            if heard.starts_with("success ") || heard.starts_with("error ") {
                return Ok(heard);
            }
        }
    }

    /// Both have heard all that happened until now: a tick comes after what it follows.
    fn settle(&mut self, clock: &server::clock::Clock) -> Result<()> {
        // What is counted is told in the second after it.
        let now = clock.wall_ms() + 1000;
        while self.seen.facts.clock_ms.is_none_or(|tick| tick < now) {
            self.hear_staff()?;
        }
        while self.shown.facts.clock_ms.is_none_or(|tick| tick < now) {
            let text = self.board.next()?;
            self.shown.apply(&text.parse().ok().with_context(|| text.clone())?);
        }
        Ok(())
    }

    /// Both show what the database holds.
    fn agree(&self, db: &Connection) -> Result<()> {
        let mut query = db.prepare("SELECT id, owner IS NOT NULL FROM ticket WHERE end IS NULL")?;
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let kept: BTreeMap<i64, bool> = rows.collect::<Result<_, _>>()?;
        let held = self.seen.tickets.iter();
        let held: BTreeMap<i64, bool> =
            held.map(|(id, held)| (id.get(), held.state != TicketState::Waiting)).collect();
        ensure!(held == kept, "open tickets: {held:?}, in truth {kept:?}");
        let waiting = kept.values().filter(|is_claimed| !**is_claimed).count() as u64;
        ensure!(self.seen.facts.waiting.count == waiting, "staff: {waiting} wait");
        ensure!(self.shown.facts.waiting.count == waiting, "board: {waiting} wait");
        let called: Option<i64> = db.query_row(
            "SELECT (SELECT id FROM ticket WHERE end IS NULL AND owner IS NOT NULL
                     ORDER BY called DESC LIMIT 1)",
            [],
            |row| row.get(0),
        )?;
        let table = TableNo(1);
        let shown = self.shown.tables.get(&table).context("the table is not on the board")?;
        ensure!(shown.map(TicketId::get) == called, "{shown:?} is shown, {called:?} was called");
        Ok(())
    }
}

/// The day's visitors, each of whom comes back every second week; half of them ask twice.
fn visit(kiosk: &mut Client, day: usize) -> Result<()> {
    for visitor in 0..VISITORS {
        let email = format!("v{}.{visitor}@month.example", day % 14);
        let request =
            format!(r#"request {{"key":"d{day}-{visitor}","email":"{email}","name":"Ann"}}"#);
        let first = kiosk.answer(&request)?;
        ensure!(first.starts_with("success new {\"id\":"), "{first}");
        if visitor % 2 == 0 {
            ensure!(kiosk.answer(&request)? == first, "a second ticket for {request}");
        }
    }
    Ok(())
}

/// Most of them are served; one keeps a staff member busy into the night, the others go home.
fn serve(screens: &mut Screens) -> Result<()> {
    for visitor in 0..=SERVED {
        let taken = screens.ask("next")?;
        let id = taken.strip_prefix("success next ").with_context(|| taken.clone())?;
        if visitor < SERVED {
            let verb = ["complete", "complete", "noshow"][visitor % 3];
            let done = screens.ask(&format!("{verb} {id}"))?;
            ensure!(done == format!("success {verb} {id}"), "{done}");
        }
    }
    Ok(())
}

fn kept(desk: &Desk, db: &Connection) -> Result<Kept> {
    let mut rows = BTreeMap::new();
    for table in ["journal", "request_key", "session", "sample", "seat", "fact"] {
        let count = db.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))?;
        rows.insert(table, count);
    }
    let named = "SELECT count(*) FROM ticket_text WHERE email <> ''";
    rows.insert("ticket with a name", db.query_row(named, [], |row| row.get(0))?);
    let pages: i64 = db.query_row("PRAGMA page_count", [], |row| row.get(0))?;
    Ok(Kept { rows, backups: backups(desk)?.len(), database_bytes: pages * 4096 })
}

#[test]
#[ignore = "takes a minute or two: cargo xtask soak"]
fn five_weeks_leave_nothing_behind_but_their_tickets() -> Result<()> {
    let mut settings = String::new();
    writeln!(settings, "backups = {BACKUPS}\nretention_days = {RETENTION_DAYS}")?;
    let desk = Desk::with_settings(&settings)?;
    let clock = server::clock::Clock::default();
    let world = || {
        let mut world = World { clock: clock.clone(), ..World::default() };
        world.limits.upkeep_every = Duration::from_millis(100);
        world
    };
    let db = Connection::open(desk.database()?)?;
    let count = |sql: &str| -> Result<i64> { Ok(db.query_row(sql, [], |row| row.get(0))?) };
    let mut weeks = Vec::new();
    let mut server = Hosted::run(&desk, world())?;
    let mut screens = Screens::open(&server, &desk)?;
    for day in 0..DAYS {
        // The others sign in each morning and forget to sign out.
        let mut other = server.v2("/staff")?;
        let entered = other.answer(&format!("login bob {}", password("bob")))?;
        ensure!(entered.starts_with("success login "), "{entered}");
        visit(&mut server.v2("/kiosk")?, day)?;
        serve(&mut screens)?;
        if day % 7 == 6 {
            screens.settle(&clock)?;
            screens.agree(&db).with_context(|| format!("day {day}"))?;
        }
        drop(other);

        clock.pass(DAY);
        eventually("the day ends", || {
            Ok(count("SELECT count(*) FROM ticket WHERE end IS NULL")? == 0)
        })?;
        screens.settle(&clock)?;
        screens.agree(&db).with_context(|| format!("after day {day}"))?;
        let expired = count("SELECT count(*) FROM ticket WHERE outcome = 'expired'")?;
        assert_eq!(expired, ((day + 1) * (VISITORS - SERVED)) as i64, "those who went home");
        if day % 7 == 6 {
            weeks.push(kept(&desk, &db)?);
            drop(screens);
            drop(server);
            server = Hosted::run(&desk, world())?;
            screens = Screens::open(&server, &desk)?;
        }
    }
    drop(screens);
    drop(server);

    let tickets = count("SELECT count(*) FROM ticket")?;
    assert_eq!(tickets, (DAYS * VISITORS) as i64);
    assert_eq!(count("SELECT count(*) FROM ticket WHERE claimed < start OR end < claimed")?, 0);
    let [_, second, .., last] = &weeks[..] else { anyhow::bail!("too few weeks") };
    // From the second week on as much goes as comes.
    for (table, rows) in &last.rows {
        assert!(*rows <= second.rows[table] + 1, "{table}: {second:?}, {last:?}");
    }
    let most = VISITORS as i64 * (RETENTION_DAYS + 2);
    assert!(last.rows["ticket with a name"] <= most, "{last:?}");
    assert!(last.rows["request_key"] <= 3 * VISITORS as i64, "{last:?}");
    assert!(
        (BACKUPS..=BACKUPS + 1).contains(&last.backups),
        "one more while one is made: {last:?}"
    );
    let grown = last.database_bytes - second.database_bytes;
    let new = (DAYS - 14) * VISITORS;
    assert!(grown <= new as i64 * 400, "{grown} bytes for {new} tickets: {second:?}, {last:?}");
    assert_eq!(desk.ok(&["check"])?, "ok\n");
    Ok(())
}
