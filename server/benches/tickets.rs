//! How fast tickets are issued, each of them on disk before it is acknowledged.
//!
//! By 64 kiosks at once, against a server that saves each message by itself; by one kiosk,
//! against one bare commit and one WebSocket echo. Run with
//! `cargo bench -p server --bench tickets`.

mod support;

use std::net::SocketAddr;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use rusqlite::Connection;
use tokio::sync::Barrier;

use support::process::{self, Server};
use support::wire::Wire;
use support::{Bound, floor, generate, head, median, median_ratio, milliseconds, percentile, row};

/// How many kiosks ask at once.
const KIOSKS: usize = 64;
/// How often both sides take their turn.
const TURNS: usize = 7;
/// How long a turn of many kiosks lasts.
const TURN: Duration = Duration::from_millis(1200);
/// How many tickets the kiosks get in a turn at most, so that the queue of an unusual machine
/// stays one that a desk could have.
const TURN_TICKETS: usize = 30_000;
/// How often each takes its turn with one kiosk: many short turns, because the disk of a shared
/// machine is slow for seconds at a time, and that must not hit one side alone.
const ALONE_TURNS: usize = 35;
/// How many tickets one kiosk asks for in a turn at most.
const ALONE: usize = 40;

fn main() -> Result<()> {
    if floor::served()? {
        return Ok(());
    }
    let (desk, plain) = (support::scratch()?, support::scratch()?);
    let walkup = Server::walkup(desk.path())?;
    let one_by_one = Server::floor(floor::COMMIT, plain.path())?;
    many(&walkup, &one_by_one)?;

    let echo = Server::floor(floor::ECHO, plain.path())?;
    alone(&walkup, &one_by_one, &echo, plain.path())
}

fn many(walkup: &Server, one_by_one: &Server) -> Result<()> {
    let mut ours = Side::default();
    let mut floor = Side::default();
    for turn in 0..TURNS {
        ours.take_turn(walkup, &format!("m{turn}"))?;
        floor.take_turn(one_by_one, &format!("m{turn}"))?;
    }
    let title = format!("{KIOSKS} kiosks, {TURNS} turns of {:.1} s", TURN.as_secs_f64());
    head(&title, &["tickets/s", "p50 ms", "p99 ms", "CPU us/ticket", "load us/ticket"]);
    ours.print("walkup-server");
    floor.print("one commit a message");
    let ratio = median_ratio(&ours.rates, &floor.rates);
    support::target("tickets a second, ratio", ratio, "", Bound::AtLeast(5.0));
    Ok(())
}

fn alone(walkup: &Server, one_by_one: &Server, echo: &Server, directory: &Path) -> Result<()> {
    let connection = floor::database(&directory.join("bare.db"))?;
    // A new log grows at first, which costs more than writing over what is there; the servers
    // are past that by now.
    bare_commits(&connection, 1500, Duration::from_secs(4), "warm")?;
    let mut latencies: [Vec<f64>; 4] = Default::default();
    let servers = [walkup, one_by_one, echo];
    for turn in 0..ALONE_TURNS {
        let name = format!("a{turn}");
        for at in 0..latencies.len() {
            // Nobody is always the one who comes after the same.
            let side = (at + turn) % latencies.len();
            let took = match servers.get(side) {
                Some(server) => generate(kiosks(server.address, 1, TURN, ALONE, &name))?,
                None => bare_commits(&connection, ALONE, TURN, &name)?,
            };
            latencies[side].extend(milliseconds(&took));
        }
    }
    head(&format!("1 kiosk, {ALONE_TURNS} turns of {ALONE}"), &["p50 ms", "p99 ms"]);
    let names = ["walkup-server", "one commit a message", "WebSocket echo", "bare commit"];
    for (name, latencies) in names.iter().zip(&latencies) {
        let figures = [median(latencies), percentile(latencies, 0.99)];
        row(name, &figures.map(|figure| format!("{figure:.3}")));
    }
    let [ours, _, echo, commit] = latencies.map(|latencies| median(&latencies));
    if ours < commit {
        // Everything saved costs at least one commit, so the floor was disturbed and we were not.
        println!("  no verdict: the bare commits were disturbed, they took longer than tickets do");
    } else {
        let ratio = ours / (echo + commit);
        support::target("median against echo + commit, ratio", ratio, "", Bound::AtMost(1.5));
    }
    Ok(())
}

/// One side of the comparison: a figure a turn.
#[derive(Default)]
struct Side {
    rates: Vec<f64>,
    medians: Vec<f64>,
    tails: Vec<f64>,
    cpu_us: Vec<f64>,
    // What the kiosks themselves cost: near a whole core it would be they who set the pace.
    load_us: Vec<f64>,
}

impl Side {
    fn take_turn(&mut self, server: &Server, name: &str) -> Result<()> {
        let (cpu, load) = (server.cpu()?, process::own_cpu()?);
        let began = Instant::now();
        let latencies = generate(kiosks(server.address, KIOSKS, TURN, TURN_TICKETS, name))?;
        let (took, used) = (began.elapsed(), server.cpu()?.saturating_sub(cpu));
        let count = latencies.len() as f64;
        let latencies = milliseconds(&latencies);
        self.rates.push(count / took.as_secs_f64());
        self.medians.push(median(&latencies));
        self.tails.push(percentile(&latencies, 0.99));
        let load = process::own_cpu()?.saturating_sub(load);
        self.load_us.push(load.as_secs_f64() * 1e6 / count);
        self.cpu_us.push(used.as_secs_f64() * 1e6 / count);
        Ok(())
    }

    fn print(&self, name: &str) {
        let figures = [
            format!("{:.0}", median(&self.rates)),
            format!("{:.2}", median(&self.medians)),
            format!("{:.2}", median(&self.tails)),
            format!("{:.1}", median(&self.cpu_us)),
            format!("{:.1}", median(&self.load_us)),
        ];
        row(name, &figures);
    }
}

/// Kiosks that each ask for a ticket, wait for it and ask again; answers with how long each
/// ticket took. Connecting is part of the turn and small beside it.
async fn kiosks(
    address: SocketAddr,
    count: usize,
    time: Duration,
    tickets: usize,
    turn: &str,
) -> Result<Vec<Duration>> {
    let ready = Rc::new(Barrier::new(count));
    let kiosks: Vec<_> = (0..count)
        .map(|kiosk| {
            let (ready, name) = (Rc::clone(&ready), format!("{turn}-{kiosk}"));
            tokio::task::spawn_local(async move {
                let wire = Wire::connect(address, "/kiosk", None).await;
                // Also when it failed: the others must not wait for ever.
                ready.wait().await;
                one_kiosk(wire?, time, tickets / count, &name).await
            })
        })
        .collect();
    let mut latencies = Vec::new();
    for kiosk in kiosks {
        latencies.extend(kiosk.await??);
    }
    Ok(latencies)
}

async fn one_kiosk(
    mut wire: Wire,
    time: Duration,
    tickets: usize,
    name: &str,
) -> Result<Vec<Duration>> {
    let began = Instant::now();
    let mut latencies = Vec::new();
    while latencies.len() < tickets && began.elapsed() < time {
        let command = format!("new {name}-{}@example.org Example Name", latencies.len());
        let asked = Instant::now();
        wire.send(&[command]).await?;
        let answer = wire.answer().await?;
        latencies.push(asked.elapsed());
        ensure!(answer.starts_with("success new "), "a kiosk was told: {answer}");
    }
    Ok(latencies)
}

fn bare_commits(
    connection: &Connection,
    count: usize,
    time: Duration,
    name: &str,
) -> Result<Vec<Duration>> {
    let began = Instant::now();
    let mut latencies = Vec::new();
    while latencies.len() < count && began.elapsed() < time {
        let text = format!("new {name}-{}@example.org Example Name", latencies.len());
        let asked = Instant::now();
        floor::commit(connection, &text)?;
        latencies.push(asked.elapsed());
    }
    Ok(latencies)
}
