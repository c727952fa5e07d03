//! The desk that clients come to, shared by all of their threads: where it is, how far the lap is,
//! and when it is time to be quiet.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::client::{Client, Door};

/// How long a server may take to come back.
const AWAY: Duration = Duration::from_secs(30);

/// How long a lap may take. Then something hangs.
const LATE: Duration = Duration::from_secs(180);

/// How long somebody waits before looking again.
pub const PAUSE: Duration = Duration::from_millis(2);

/// What a lap's threads know in common.
pub struct Lap {
    /// Where the server is, however often it is started.
    pub address: SocketAddr,
    /// When it began.
    pub began: Instant,
    /// How many tickets are to be made.
    pub quota: usize,
    /// How many were begun.
    pub begun: AtomicUsize,
    /// How many clients are to be cut off by themselves.
    pub all_cuts: usize,
    /// How many of these are still to be.
    pub cuts: AtomicUsize,
    /// How many came back by themselves, or because the server was gone.
    pub returns: AtomicUsize,
    /// How many threads have work.
    pub working: AtomicUsize,
    /// How many of them make tickets.
    pub making: AtomicUsize,
    /// How many wait, as far as the staff's threads have heard.
    pub waiting: AtomicI64,
    /// How much was asked and answered.
    pub answers: AtomicUsize,
    /// Once all are quiet: what happened by this time must have been heard by everybody.
    pub quiet_ms: AtomicI64,
    /// Something failed: everybody stops.
    pub is_over: AtomicBool,
}

impl Lap {
    /// Begins one.
    pub fn new(address: SocketAddr, quota: usize, cuts: usize) -> Self {
        Self {
            address,
            began: Instant::now(),
            quota,
            begun: AtomicUsize::new(0),
            all_cuts: cuts,
            cuts: AtomicUsize::new(cuts),
            returns: AtomicUsize::new(0),
            working: AtomicUsize::new(0),
            making: AtomicUsize::new(0),
            waiting: AtomicI64::new(0),
            answers: AtomicUsize::new(0),
            quiet_ms: AtomicI64::new(0),
            is_over: AtomicBool::new(false),
        }
    }

    /// Takes one of the tickets that are to be made.
    pub fn takes_one(&self) -> bool {
        !self.is_over() && self.begun.fetch_add(1, Ordering::SeqCst) < self.quota
    }

    /// Takes one of the cuts that are to be made, each when its share of the tickets is begun.
    pub fn takes_a_cut(&self) -> bool {
        let left = self.cuts.load(Ordering::SeqCst);
        // The first after its share of the tickets, the last when all are begun.
        let share = (self.all_cuts + 1).saturating_sub(left);
        let due = self.begun.load(Ordering::SeqCst) * self.all_cuts >= self.quota * share;
        left > 0
            && due
            && self
                .cuts
                .compare_exchange(left, left - 1, Ordering::SeqCst, Ordering::SeqCst)
                .is_ok()
    }

    /// Whether something failed.
    pub fn is_over(&self) -> bool {
        self.is_over.load(Ordering::SeqCst)
    }

    /// Connects, as soon as the server is there.
    pub fn connect(&self, path: &'static str) -> Result<Client> {
        let door = Door { protocol: Some("walkup.v2"), ..Door::web(self.address, path) };
        let began = Instant::now();
        loop {
            match Client::connect(&door) {
                Ok(client) => return Ok(client),
                Err(_) if began.elapsed() < AWAY && !self.is_over() => {
                    std::thread::sleep(Duration::from_millis(5));
                }
                Err(error) => return Err(error).context("the server does not come back"),
            }
        }
    }

    /// Whether a tick says that all has been heard that happened before it was quiet.
    pub fn is_heard(&self, tick_ms: Option<i64>) -> Result<bool> {
        self.goes_on()?;
        let quiet = self.quiet_ms.load(Ordering::SeqCst);
        Ok(quiet > 0 && tick_ms.is_some_and(|tick| tick > quiet))
    }

    /// Whether it is worth going on: somebody may have failed, or something hangs.
    pub fn goes_on(&self) -> Result<()> {
        ensure!(!self.is_over(), "somebody else failed");
        ensure!(self.began.elapsed() < LATE, "a lap takes too long");
        Ok(())
    }
}

/// Numbers that look random, the same in each run.
pub struct Random(pub u64);

impl Random {
    /// One below `bound`.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) % bound
    }
}
