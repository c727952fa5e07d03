//! What 5,000 connections that say nothing cost: how long until all are connected, and how much
//! memory each takes.
//!
//! The soft limit on open files is set low before the server starts, as most systems have it, so
//! that this shows the server raising its own. All come at once, as after a restart, and each tries
//! once: one that is turned away fails the run. The floor is tokio-tungstenite with its defaults.
//! Run with `cargo bench -p server --bench idle`.

mod support;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use support::process::Server;
use support::wire::Wire;
use support::{Bound, floor, generate, head, median, row};

/// How many connections there are.
const CONNECTIONS: usize = 5000;
/// How often each kind is measured, with a new server each time.
const TURNS: usize = 3;
/// How long the connections stay before the memory is read.
const SETTLE: Duration = Duration::from_millis(1500);
/// How long connecting may take; then something is wrong.
const LATE: Duration = Duration::from_secs(30);
/// What most systems let a program have open at first.
const USUAL_OPEN_FILES: u64 = 1024;

/// A kind of connection, or the floor.
struct Kind {
    name: &'static str,
    path: &'static str,
    protocol: Option<&'static str>,
    is_floor: bool,
    connect_ms: Vec<f64>,
    kib: Vec<f64>,
}

fn main() -> Result<()> {
    if floor::served()? {
        return Ok(());
    }
    let v2 = Some(shared::SUBPROTOCOL);
    let mut kinds = [
        Kind::new("/display, classic", "/display", None, false),
        Kind::new("/display, walkup.v2", "/display", v2, false),
        Kind::new("/staff, signed out", "/staff", None, false),
        Kind::new("plain tokio-tungstenite", "/", None, true),
    ];
    for _ in 0..TURNS {
        for kind in &mut kinds {
            kind.take_turn().with_context(|| format!("failed to measure {}", kind.name))?;
        }
    }
    let title = format!("{CONNECTIONS} connections, {TURNS} turns");
    head(&title, &["connect ms", "slowest ms", "KiB each"]);
    for kind in &kinds {
        let slowest = kind.connect_ms.iter().copied().fold(0.0, f64::max);
        let figures = [median(&kind.connect_ms), slowest, median(&kind.kib)];
        row(kind.name, &figures.map(|figure| format!("{figure:.1}")));
    }
    println!();
    for kind in kinds.iter().filter(|kind| !kind.is_floor) {
        println!("  {}", kind.name);
        support::target("all connected", median(&kind.connect_ms), " ms", Bound::AtMost(1000.0));
        support::target("memory each", median(&kind.kib), " KiB", Bound::AtMost(12.0));
    }
    Ok(())
}

impl Kind {
    fn new(
        name: &'static str,
        path: &'static str,
        protocol: Option<&'static str>,
        is_floor: bool,
    ) -> Self {
        let (connect_ms, kib) = (Vec::new(), Vec::new());
        Self { name, path, protocol, is_floor, connect_ms, kib }
    }

    fn take_turn(&mut self) -> Result<()> {
        let directory = support::scratch()?;
        let server = self.start(&directory)?;
        // The first connections make what all use, such as the threads' stacks and arenas.
        let (path, protocol, address) = (self.path, self.protocol, server.address);
        let (connect, before, after) = generate(async {
            drop(connect(address, path, protocol, 20).await?);
            tokio::time::sleep(SETTLE / 3).await;
            let before = server.resident_kib()?;
            let began = Instant::now();
            let connecting = connect(address, path, protocol, CONNECTIONS);
            let wires = tokio::time::timeout(LATE, connecting)
                .await
                .context("not all could connect in time")??;
            let connect = began.elapsed();
            // What they are told is read, as it would be.
            let readers: Vec<_> = wires
                .into_iter()
                .map(|mut wire| {
                    tokio::task::spawn_local(async move { while wire.count().await.is_ok() {} })
                })
                .collect();
            tokio::time::sleep(SETTLE).await;
            let after = server.resident_kib()?;
            let cut_off = readers.iter().filter(|reader| reader.is_finished()).count();
            ensure!(cut_off == 0, "{cut_off} connections were cut off");
            Ok((connect, before, after))
        })?;
        self.connect_ms.push(connect.as_secs_f64() * 1000.0);
        self.kib.push((after - before) / CONNECTIONS as f64);
        Ok(())
    }

    fn start(&self, directory: &TempDir) -> Result<Server> {
        let (_, hard) = rlimit::getrlimit(rlimit::Resource::NOFILE)?;
        let needed = CONNECTIONS as u64 + 100;
        ensure!(hard >= needed, "this system allows {hard} open files, and {needed} are needed");
        if self.is_floor {
            // A plain server does not raise its limit, and is not to fail by it.
            rlimit::setrlimit(rlimit::Resource::NOFILE, hard, hard)?;
            return Server::floor(floor::ECHO, directory.path());
        }
        rlimit::setrlimit(rlimit::Resource::NOFILE, USUAL_OPEN_FILES.min(hard), hard)?;
        let server = Server::walkup(directory.path());
        rlimit::setrlimit(rlimit::Resource::NOFILE, hard, hard)?;
        server
    }
}

/// Opens connections, all at once, and waits until every handshake is answered.
async fn connect(
    address: SocketAddr,
    path: &'static str,
    protocol: Option<&'static str>,
    count: usize,
) -> Result<Vec<Wire>> {
    let connecting: Vec<_> = (0..count)
        .map(|_| tokio::task::spawn_local(Wire::connect(address, path, protocol)))
        .collect();
    let mut wires = Vec::with_capacity(count);
    for wire in connecting {
        wires.push(wire.await??);
    }
    Ok(wires)
}
