//! Whether everybody else notices when somebody misbehaves: a reader that never reads, thousands
//! that never say a word, a flood of wrong passwords.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};

use super::fanout::{Side, Who};
use super::{Bench, V2, section};
use crate::client::{Client, Crowd, Door};
use crate::figures::{median, percentile};
use crate::report::{Bound, Section, Table, Verdict};

/// How many displays there are.
const DISPLAYS: usize = 500;
/// How many connections never say a word.
const SILENT: usize = 5000;
/// How many bursts make the one that does not read fall behind in a turn.
const BURSTS: usize = 60;
/// How many try passwords at once.
const GUESSERS: usize = 64;
/// How long each of them waits between two: some 1,300 a second together.
const BETWEEN: Duration = Duration::from_millis(50);

/// Measures it.
pub fn run(bench: &Bench) -> Result<Section> {
    let mut section = section(
        "trouble",
        "When somebody misbehaves",
        "Two servers with 500 displays each, one event at a time, in turns: one is left in peace, \
         the other has the trouble. The 99th percentile of the last display's time, over all turns.",
    );
    let columns = ["trouble", "p50 ms", "in peace", "p99 ms", "in peace "];
    let mut table = Table::new("", &columns);
    let kinds: [(&str, Kind); 3] = [
        ("one of 500 never reads", Kind::NeverReads),
        ("5,000 silent sockets", Kind::Silent),
        ("a flood of wrong passwords", Kind::Flood),
    ];
    for (name, kind) in kinds {
        let start = || Side::start(bench, Who::Walkup, DISPLAYS)?.context("Walkup is not there");
        let (mut calm, mut troubled) = (start()?, start()?);
        let (mut peace, mut trouble) = (Vec::new(), Vec::new());
        let mut deaf = None;
        let mut tried = 0;
        let turns = bench.pick(12, 3);
        let more = if matches!(kind, Kind::NeverReads) { BURSTS * 32 } else { 0 };
        for side in [&mut calm, &mut troubled] {
            side.prepare(turns * (40 + more))?;
        }
        for turn in 0..turns {
            peace.extend(calm.turn(40)?);
            match kind {
                Kind::NeverReads => {
                    if turn == 0 {
                        let door = Door::web(troubled.address(), "/display");
                        deaf = Some(Client::connect_narrowly(&door)?);
                    }
                    // So that what it does not read becomes more than anybody keeps for it. The
                    // other has the same work, and its turn comes right after it next time.
                    troubled.fill_up(BURSTS)?;
                    trouble.extend(troubled.turn(40)?);
                    calm.fill_up(BURSTS)?;
                }
                Kind::Silent => {
                    let silent = silent(troubled.address())?;
                    troubled.settle()?;
                    trouble.extend(troubled.turn(40)?);
                    drop(silent);
                }
                Kind::Flood => {
                    let flood = Flood::start(troubled.address())?;
                    trouble.extend(troubled.turn(40)?);
                    tried += flood.stop()?;
                }
            }
        }
        if let Some(mut client) = deaf {
            let is_cut_off = client.is_cut_off()?;
            let became = if is_cut_off { "was cut off" } else { "was not cut off yet" };
            section.notes.push(format!("The one that never reads {became} at the end."));
        }
        if tried > 0 {
            let note =
                "Wrong passwords tried, by 64 connections that each wait 50 ms after an answer";
            section.notes.push(format!("{note}: {tried}."));
        }
        let at = |share| [percentile(&trouble, share), percentile(&peace, share)];
        let ([ours, calm], [middle, calm_middle]) = (at(0.99), [median(&trouble), median(&peace)]);
        table.row(name, &[middle, calm_middle, ours, calm]);
        let what = format!("everybody else's p99 with {name}, against peace");
        section.verdicts.push(Verdict::new(what, ours / calm, "×", Bound::AtMost(1.3)));
    }
    section.tables.push(table);
    Ok(section)
}

/// What goes wrong.
#[derive(Clone, Copy)]
enum Kind {
    NeverReads,
    Silent,
    Flood,
}

/// Connections that never say a word, not even a handshake.
fn silent(address: std::net::SocketAddr) -> Result<Vec<Client>> {
    let door = Door::web(address, "/display");
    let mut silent = Vec::new();
    for _ in 0..SILENT {
        silent.push(Client::begin(&door, Ipv4Addr::LOCALHOST)?);
    }
    Ok(silent)
}

/// Wrong passwords, on a thread of their own, until it is stopped.
struct Flood {
    is_over: Arc<AtomicBool>,
    tried: Arc<AtomicUsize>,
    thread: std::thread::JoinHandle<Result<()>>,
}

impl Flood {
    fn start(address: std::net::SocketAddr) -> Result<Self> {
        let door = Door { protocol: V2, ..Door::web(address, "/staff") };
        let mut crowd = Crowd::connect(&door, GUESSERS)?;
        crowd.bears_refusals = true;
        let is_over = Arc::new(AtomicBool::new(false));
        let tried = Arc::new(AtomicUsize::new(0));
        let (over, count) = (Arc::clone(&is_over), Arc::clone(&tried));
        let thread = std::thread::spawn(move || {
            while !over.load(Ordering::Relaxed) {
                crowd.each_says(|guesser| format!("login user{guesser} a wrong password"))?;
                count.fetch_add(GUESSERS, Ordering::Relaxed);
                std::thread::sleep(BETWEEN);
            }
            Ok(())
        });
        Ok(Self { is_over, tried, thread })
    }

    fn stop(self) -> Result<usize> {
        self.is_over.store(true, Ordering::Relaxed);
        let ended = self.thread.join();
        ended.map_err(|_| anyhow::anyhow!("the flood did not end well"))??;
        Ok(self.tried.load(Ordering::Relaxed))
    }
}
