//! How fast tickets are issued, each of them on disk before it is acknowledged: by one kiosk, and
//! how that grows from 1 to 256. What 64 do for longer is [`super::load`]'s.

use std::time::Duration;

use anyhow::Result;
use rusqlite::Connection;
use tempfile::TempDir;

use super::{Bench, section};
use crate::client::{Crowd, Door};
use crate::dialect::Dialect;
use crate::figures::{median, ms, percentile};
use crate::process::Server;
use crate::report::{Bound, Line, Plot, Role, Section, Shape, Table, Verdict};
use crate::{floor, peers};

/// How many kiosks there are, from a small office to more than any.
const GROWTH: [usize; 4] = [4, 16, 64, 256];
/// How many tickets a turn has at most, so that the queue of an unusual machine stays one that a
/// desk could have.
const MOST: usize = 30_000;
/// How many tickets one kiosk asks for in a turn: few, and many turns, because the disk of a shared
/// machine is slow for seconds at a time, and that must not hit one side alone.
const ALONE: usize = 40;

/// Whoever answers kiosks.
struct Side {
    name: &'static str,
    role: Role,
    server: Server,
    dialect: Dialect,
    /// Tickets a second, a figure a turn, for each number of kiosks.
    rates: Vec<Vec<f64>>,
    alone: Vec<f64>,
    _folder: TempDir,
}

/// Measures it.
pub fn run(bench: &Bench) -> Result<Section> {
    let mut section = section(
        "tickets",
        "Durable tickets",
        "Kiosks that each ask for a ticket, wait until it is saved and acknowledged, and ask again; \
         the sides take turns, and Walkup has its tables level before another has its turn. The \
         floors save one bare row a message, in a table without an index: one commit a message, or \
         up to 256 in one. Walkup saves ticket, visitor and audit entry.",
    );
    let mut sides = sides(bench, &mut section)?;
    alone(bench, &mut sides, &mut section)?;
    for (at, &kiosks) in GROWTH.iter().enumerate() {
        let (turns, turn) = (bench.pick(5, 1), Duration::from_millis(bench.pick(700, 300)));
        let mut crowds = Vec::new();
        for side in &sides {
            crowds.push(Crowd::connect(&side.door(), kiosks)?);
        }
        for number in 0..turns {
            for step in 0..sides.len() {
                // Nobody is always the one who comes after the same.
                let turn_of = (number + step) % sides.len();
                let name = format!("g{kiosks}-{number}");
                sides[turn_of].take_turn(&mut crowds[turn_of], at, turn, &name)?;
            }
        }
    }
    tell(&sides, &mut section);
    Ok(section)
}

/// One kiosk alone.
pub fn one(bench: &Bench) -> Result<Section> {
    let mut section = section("tickets", "One kiosk", "");
    let mut sides = sides(bench, &mut section)?;
    alone(bench, &mut sides, &mut section)?;
    Ok(section)
}

/// Everybody who is installed.
fn sides(bench: &Bench, section: &mut Section) -> Result<Vec<Side>> {
    let folder = bench.folder()?;
    let walkup = bench.start(folder.path())?;
    let mut sides = vec![Side::new("Walkup", Role::Ours, walkup, folder)];
    for (name, kind) in [
        ("echo, group commits", floor::GROUP_COMMIT),
        ("echo, one commit a message", floor::COMMIT),
    ] {
        let folder = bench.folder()?;
        let server = Server::floor(kind, folder.path())?;
        sides.push(Side::new(name, Role::Floor, server, folder));
    }
    let folder = bench.folder()?;
    match peers::careful_redis(folder.path())? {
        Some(redis) => {
            let side = Side::new("Redis, appendfsync always", Role::Peer, redis, folder);
            sides.push(Side { dialect: Dialect::RedisSet, ..side });
        }
        None => section.notes.push("Redis is not installed.".to_owned()),
    }
    Ok(sides)
}

impl Side {
    fn new(name: &'static str, role: Role, server: Server, folder: TempDir) -> Self {
        let (rates, alone) = (vec![Vec::new(); GROWTH.len()], Vec::new());
        let dialect = Dialect::WebSocket;
        Self { name, role, server, dialect, rates, alone, _folder: folder }
    }

    fn door(&self) -> Door {
        let door = Door::web(self.server.address, "/kiosk");
        Door { dialect: self.dialect, is_subscriber: false, ..door }
    }

    fn take_turn(
        &mut self,
        crowd: &mut Crowd,
        at: usize,
        turn: Duration,
        name: &str,
    ) -> Result<()> {
        // Pings that came while others had their turn.
        crowd.settle(Duration::from_millis(5))?;
        let asked = crowd.ask(turn, MOST, |kiosk, count| question(name, kiosk, count))?;
        self.rates[at].push(asked.latencies.len() as f64 / asked.took.as_secs_f64());
        if self.role == Role::Ours {
            self.server.quiet()?;
        }
        Ok(())
    }
}

/// What a kiosk says; the address is new each time.
fn question(turn: &str, kiosk: usize, count: usize) -> String {
    format!("new {turn}-{kiosk}-{count}@example.org Example Name")
}

/// One kiosk, against one bare commit and one bare echo.
fn alone(bench: &Bench, sides: &mut [Side], section: &mut Section) -> Result<()> {
    let folder = bench.folder()?;
    let echo = Server::floor(floor::ECHO, folder.path())?;
    let database = floor::database(&folder.path().join("bare.db"))?;
    // A new log grows at first, which costs more than writing over what is there.
    bare_commits(&database, 1500, Duration::from_secs(4), "warm")?;
    let doors: Vec<Door> = sides.iter().map(Side::door).collect();
    let doors = doors.into_iter().chain([Door::web(echo.address, "/kiosk")]);
    let mut crowds: Vec<Crowd> =
        doors.map(|door| Crowd::connect(&door, 1)).collect::<Result<_>>()?;
    // The servers' logs grow at first too.
    for crowd in &mut crowds {
        let warm = Duration::from_millis(bench.pick(1000, 500));
        crowd.ask(warm, 1500, |_, count| question("warm", 0, count))?;
    }
    let (count, most) = (crowds.len(), Duration::from_secs(1));
    let (mut echoes, mut commits) = (Vec::new(), Vec::new());
    for turn in 0..bench.pick(35, 10) {
        let name = format!("a{turn}");
        for step in 0..=count {
            let at = (turn + step) % (count + 1);
            let Some(crowd) = crowds.get_mut(at) else {
                commits.extend(bare_commits(&database, ALONE, most, &name)?);
                continue;
            };
            crowd.settle(Duration::ZERO)?;
            let asked = crowd.ask(most, ALONE, |kiosk, count| question(&name, kiosk, count))?;
            sides.get_mut(at).map_or(&mut echoes, |side| &mut side.alone).extend(asked.latencies);
        }
    }
    let mut table = Table::new("One kiosk", &["side", "p50 ms", "p99 ms"]);
    let rows = sides.iter().map(|side| (side.name, &side.alone));
    for (name, values) in rows.chain([("WebSocket echo", &echoes), ("bare commit", &commits)]) {
        table.row(name, &[median(values), percentile(values, 0.99)]);
    }
    section.tables.push(table);
    let (ours, echo, commit) = (median(&sides[0].alone), median(&echoes), median(&commits));
    if ours < commit {
        // Everything saved costs at least one commit, so the floor was disturbed and we were not.
        section
            .notes
            .push("The bare commits were disturbed: they took longer than tickets.".into());
    }
    section.verdicts.push(Verdict::new(
        "one kiosk, median, against bare commit + echo",
        ours / (commit + echo),
        "×",
        Bound::AtMost(1.3),
    ));
    Ok(())
}

fn bare_commits(
    database: &Connection,
    most: usize,
    time: Duration,
    name: &str,
) -> Result<Vec<f64>> {
    let began = std::time::Instant::now();
    let mut latencies = Vec::new();
    while latencies.len() < most && began.elapsed() < time {
        let text = question(name, 0, latencies.len());
        let asked = std::time::Instant::now();
        floor::commit(database, [text.as_str()])?;
        latencies.push(ms(asked.elapsed()));
    }
    Ok(latencies)
}

fn tell(sides: &[Side], section: &mut Section) {
    let numbers: Vec<usize> = [1].into_iter().chain(GROWTH).collect();
    let heads: Vec<String> = numbers.iter().map(|kiosks| format!("{kiosks}")).collect();
    let heads: Vec<&str> = ["side"].into_iter().chain(heads.iter().map(String::as_str)).collect();
    let mut growth = Table::new("Tickets a second, by kiosks", &heads);
    let mut lines = Vec::new();
    for side in sides {
        // One in flight: the rate is the mean's inverse.
        let sum: f64 = side.alone.iter().sum();
        let first = side.alone.len() as f64 * 1000.0 / sum;
        let rates: Vec<f64> =
            [first].into_iter().chain(side.rates.iter().map(|rates| median(rates))).collect();
        growth.row(side.name, &rates);
        let points = numbers.iter().map(|&kiosks| kiosks as f64).zip(rates).collect();
        lines.push(Line { name: side.name.to_owned(), role: side.role, points });
    }
    section.tables.push(growth);
    section.plots.push(Plot {
        file: "tickets".to_owned(),
        title: "Durable tickets a second".to_owned(),
        x: "kiosks asking at once".to_owned(),
        unit: "/s".to_owned(),
        shape: Shape::Lines(lines),
    });
}
