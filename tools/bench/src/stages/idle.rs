//! Many connections: how fast all of them come, what each keeps of memory while nothing happens,
//! and how soon they are back and in step after the server died.

use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use nix::sys::resource::{Resource, getrlimit};
use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};

use super::{Bench, DATABASE, V2, now_ms, section};
use crate::client::{Client, Crowd, Door};
use crate::figures::{median, ms, percentile};
use crate::floor;
use crate::process::{Server, account};
use crate::report::{Bound, Line, Plot, Role, Section, Shape, Table, Verdict};

/// The desk that targets are set for.
const CONNECTIONS: usize = 5000;
/// How many come back after a restart.
const BACK: usize = 1000;
/// How many there are, as far as the machine lets us.
const GROWTH: [usize; 6] = [1, 10, 100, 1000, 10_000, 50_000];
/// As many as come at once: a listener's backlog holds 4,096.
const AT_ONCE: usize = 4000;
/// How many come from one address at most: a system has some 28,000 ports for each.
const FROM_ONE: usize = 20_000;
/// What a process needs of open files besides.
const SPARE: usize = 100;
/// How long connections stay before memory is read.
const SETTLE: Duration = Duration::from_millis(700);

/// A kind of connection.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Display,
    Staff,
    SignedIn,
    Plain,
}

const KINDS: [(Kind, &str, Role); 4] = [
    (Kind::Display, "Walkup, display", Role::Ours),
    (Kind::Staff, "Walkup, staff, signed out", Role::Ours),
    (Kind::SignedIn, "Walkup, staff, each with a session", Role::Ours),
    (Kind::Plain, "plain tokio-tungstenite", Role::Floor),
];

/// Measures it.
pub fn run(bench: &Bench) -> Result<Section> {
    let mut section = section(
        "idle",
        "Many connections",
        "All connect at once and each tries once: one that is turned away fails the run. Memory is \
         the growth of the server's resident set, divided by the connections.",
    );
    five_thousand_of_each(bench, &mut section)?;
    back(bench, &mut section)?;
    growth(bench, &mut section)?;
    Ok(section)
}

/// What 5,000 connections cost alone.
pub fn five(bench: &Bench) -> Result<Section> {
    let mut section = section("idle", "5,000 connections", "");
    five_thousand_of_each(bench, &mut section)?;
    Ok(section)
}

fn five_thousand_of_each(bench: &Bench, section: &mut Section) -> Result<()> {
    let mut connects = vec![Vec::new(); KINDS.len()];
    let mut memories = vec![Vec::new(); KINDS.len()];
    for _ in 0..bench.pick(5, 1) {
        for (at, (kind, name, _)) in KINDS.iter().enumerate() {
            let (connect, memory) =
                five_thousand(bench, *kind).with_context(|| format!("failed with {name}"))?;
            connects[at].push(connect);
            memories[at].push(memory);
        }
    }
    let columns = ["kind", "all connected, p50 ms", "slowest ms", "KiB each"];
    let mut table = Table::new("5,000 connections", &columns);
    for (at, (_, name, _)) in KINDS.iter().enumerate() {
        let slowest = percentile(&connects[at], 1.0);
        table.row(*name, &[median(&connects[at]), slowest, median(&memories[at])]);
    }
    section.tables.push(table);
    let most = |figures: &[Vec<f64>]| figures.iter().map(|kind| median(kind)).fold(0.0, f64::max);
    section.verdicts.push(Verdict::new(
        "5,000 connected, the slowest kind, median",
        most(&connects[..3]) / 1000.0,
        "s",
        Bound::AtMost(0.5),
    ));
    let memory = most(&memories[..3]);
    let what = "an idle connection, the largest kind, session and all";
    section.verdicts.push(Verdict::new(what, memory, "KiB", Bound::AtMost(7.0)));
    Ok(())
}

/// How long 5,000 take to connect, and what each costs.
fn five_thousand(bench: &Bench, kind: Kind) -> Result<(f64, f64)> {
    let folder = bench.folder()?;
    let server = match kind {
        Kind::Plain => Server::floor(floor::ECHO, folder.path())?,
        Kind::SignedIn => {
            account(&bench.walkup, folder.path(), "bench")?;
            sessions(folder.path())?;
            bench.start(folder.path())?
        }
        Kind::Display | Kind::Staff => bench.start(folder.path())?,
    };
    let path = if kind == Kind::Display { "/display" } else { "/staff" };
    let door = Door { protocol: V2, ..Door::web(server.address, path) };
    let door = if kind == Kind::Plain { Door { protocol: None, ..door } } else { door };
    // The first connections make what all use, such as the threads' stacks and arenas.
    drop(Crowd::storm(&door, 20, |_| Ipv4Addr::LOCALHOST)?);
    std::thread::sleep(SETTLE / 2);
    let before = server.resident_kib()?;
    let began = Instant::now();
    let mut crowd = Crowd::storm(&door, CONNECTIONS, |_| Ipv4Addr::LOCALHOST)?;
    let connect = ms(began.elapsed());
    if kind == Kind::SignedIn {
        crowd.settle(SETTLE / 2)?;
        crowd.each_says(|member| format!("resume {}", token(member)))?;
    }
    crowd.settle(SETTLE)?;
    let memory = (server.resident_kib()? - before) / CONNECTIONS as f64;
    Ok((connect, memory))
}

/// A token for each connection; the server made the table for them.
fn sessions(folder: &std::path::Path) -> Result<()> {
    let mut database = Connection::open(folder.join(DATABASE))?;
    let transaction = database.transaction()?;
    for member in 0..CONNECTIONS {
        let hash = Sha256::digest(token(member));
        let insert = "INSERT INTO session (token, person, used) VALUES (?1, 1, ?2)";
        transaction.execute(insert, params![hash.as_slice(), now_ms()?])?;
    }
    Ok(transaction.commit()?)
}

fn token(member: usize) -> String {
    format!("benchtokenbenchtokenbench{member:07}")
}

/// The server dies and comes again; everybody is back at once.
fn back(bench: &Bench, section: &mut Section) -> Result<()> {
    let folder = bench.folder()?;
    let token = account(&bench.walkup, folder.path(), "bench")?;
    let mut server = bench.start(folder.path())?;
    let listen = server.address.to_string();
    let mut kiosk = Client::connect(&Door::web(server.address, "/kiosk"))?;
    for visitor in 0..20 {
        kiosk.ask(&format!("new visitor{visitor}@example.org Example Name"))?;
    }
    let mut staff = Client::connect(&Door::web(server.address, "/staff"))?;
    for command in [&format!("pick 0 {token}"), "accept 0"] {
        let answer = staff.ask(command)?;
        anyhow::ensure!(answer.starts_with("success"), "staff were told: {answer}");
    }
    let door = Door::web(server.address, "/display");
    let door = Door { protocol: V2, until: Some("ready"), ..door };
    let mut took = Vec::new();
    for _ in 0..bench.pick(7, 3) {
        let crowd = Crowd::storm(&door, BACK, |_| Ipv4Addr::LOCALHOST)?;
        drop(server);
        let died = Instant::now();
        drop(crowd);
        server = Server::walkup_at(&bench.walkup, folder.path(), &listen)?;
        let crowd = Crowd::storm(&door, BACK, |_| Ipv4Addr::LOCALHOST)?;
        took.push(died.elapsed().as_secs_f64());
        drop(crowd);
    }
    let mut table =
        Table::new("1,000 displays after the server was killed", &["", "p50 s", "slowest s"]);
    let slowest = percentile(&took, 1.0);
    table.row(
        "from the kill until the last has heard all, start and all",
        &[median(&took), slowest],
    );
    section.tables.push(table);
    section.verdicts.push(Verdict::new(
        "1,000 clients back and in step after a restart, the slowest time",
        slowest,
        "s",
        Bound::AtMost(1.0),
    ));
    section.notes.push(
        "The clients come back at once, without the pauses of the real ones: all in one instant is \
         the worst case."
            .to_owned(),
    );
    Ok(())
}

/// One server, more and more connections.
fn growth(bench: &Bench, section: &mut Section) -> Result<()> {
    let folder = bench.folder()?;
    let server = bench.start(folder.path())?;
    let door = Door::web(server.address, "/display");
    drop(Crowd::storm(&door, 20, |_| Ipv4Addr::LOCALHOST)?);
    std::thread::sleep(SETTLE / 2);
    let before = server.resident_kib()?;
    let mut crowd = Crowd::new()?;
    let mut points = Vec::new();
    let mut table =
        Table::new("Displays of one server", &["connections", "resident MiB", "KiB each"]);
    let (allowed, _) = getrlimit(Resource::RLIMIT_NOFILE)?;
    let room = (allowed as usize).saturating_sub(SPARE);
    let last = bench.pick(GROWTH.len(), 5);
    let mut sizes: Vec<usize> = GROWTH[..last].to_vec();
    if sizes[last - 1] > room {
        sizes.retain(|&size| size < room);
        section.notes.push(format!(
            "{} connections need as many open files of one process, and this system allows \
             {allowed}: it stops at {room}.",
            GROWTH[last - 1]
        ));
        sizes.push(room);
    }
    'growth: for count in &sizes {
        while crowd.len() < *count {
            let more = (count - crowd.len()).min(AT_ONCE);
            let from = |member: usize| Ipv4Addr::new(127, 0, 0, 1 + (member / FROM_ONE) as u8);
            if let Err(error) = crowd.storm_more(&door, more, from) {
                let reached = crowd.len();
                let note =
                    format!("{count} connections were not reached, at {reached}: {error:#}.");
                section.notes.push(note);
                break 'growth;
            }
        }
        crowd.settle(SETTLE)?;
        let resident = server.resident_kib()?;
        // Of a few connections nothing can be seen in pages of 4 KiB.
        let each = if *count < 100 { f64::NAN } else { (resident - before) / *count as f64 };
        table.row(count.to_string(), &[resident / 1024.0, each]);
        points.push((*count as f64, resident / 1024.0));
    }
    if bench.is_quick {
        section.notes.push("A quick run stops at 10,000 connections.".to_owned());
    }
    section.tables.push(table);
    let lines = vec![Line { name: "Walkup".into(), role: Role::Ours, points }];
    section.plots.push(Plot {
        file: "idle".to_owned(),
        title: "Resident memory of the server".to_owned(),
        x: "connected displays".to_owned(),
        unit: "MiB".to_owned(),
        shape: Shape::Lines(lines),
    });
    Ok(())
}
