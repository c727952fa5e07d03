//! What `GET /metrics` answers: counts since the start, in Prometheus' text format.
//!
//! Plain atomics, written where things happen; no figure here says anything of a person.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use crate::hub::Role;

/// Upper bounds of batches and commits, in microseconds.
const LATENCIES: [u64; 12] =
    [100, 250, 500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000];

/// Upper bounds of visitors' waits, in microseconds: one minute to four hours.
const WAITS: [u64; 8] = [
    60_000_000,
    180_000_000,
    300_000_000,
    600_000_000,
    1_200_000_000,
    1_800_000_000,
    3_600_000_000,
    14_400_000_000,
];

/// All that is counted.
#[derive(Debug, Default)]
pub struct Metrics {
    connections: [AtomicI64; 3],
    passed_on: AtomicI64,
    /// Commands that were answered with an error.
    pub refusals: Counter,
    /// Connections that were turned away since too many are open, in all or from one address.
    pub turned_away: Counter,
    /// Handshakes that came to nothing: refused, broken or too slow.
    pub failed_handshakes: Counter,
    /// Batches on disk.
    pub commits: Counter,
    /// Batches that could not be saved.
    pub failed_commits: Counter,
    /// Sign-ins by password that failed.
    pub failed_sign_ins: Counter,
    /// How long the disk took.
    pub commit_time: Histogram<12>,
    /// How long a batch took from its first request until everybody was told.
    pub batch_time: Histogram<12>,
    /// How long visitors waited until they were first called.
    pub waits: Histogram<8>,
}

/// A number that only grows.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    /// One more.
    pub fn count(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// How many took how long.
#[derive(Debug)]
pub struct Histogram<const N: usize> {
    buckets: [AtomicU64; N],
    count: AtomicU64,
    micros: AtomicU64,
}

impl<const N: usize> Default for Histogram<N> {
    fn default() -> Self {
        let buckets = std::array::from_fn(|_| AtomicU64::new(0));
        Self { buckets, count: AtomicU64::new(0), micros: AtomicU64::new(0) }
    }
}

impl<const N: usize> Histogram<N> {
    fn add(&self, bounds: &[u64; N], time: Duration) {
        let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        for (bucket, bound) in self.buckets.iter().zip(bounds) {
            if micros <= *bound {
                bucket.fetch_add(1, Ordering::Relaxed);
            }
        }
        self.count.fetch_add(1, Ordering::Relaxed);
        self.micros.fetch_add(micros, Ordering::Relaxed);
    }

    fn write(&self, out: &mut String, name: &str, help: &str, bounds: &[u64; N]) {
        let seconds = |micros: u64| Duration::from_micros(micros).as_secs_f64();
        let count = self.count.load(Ordering::Relaxed);
        // Writing to a text cannot fail.
        let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} histogram");
        for (bucket, bound) in self.buckets.iter().zip(bounds) {
            let (bound, below) = (seconds(*bound), bucket.load(Ordering::Relaxed));
            let _ = writeln!(out, "{name}_bucket{{le=\"{bound}\"}} {below}");
        }
        let sum = seconds(self.micros.load(Ordering::Relaxed));
        let _ = writeln!(out, "{name}_bucket{{le=\"+Inf\"}} {count}\n{name}_sum {sum}");
        let _ = writeln!(out, "{name}_count {count}");
    }
}

impl Metrics {
    /// A connection came (1) or went (-1).
    pub fn connection(&self, role: Role, by: i64) {
        self.connections[role as usize].fetch_add(by, Ordering::Relaxed);
    }

    /// A client of a desk that another server leads came (1) or went (-1).
    pub fn passed_on(&self, by: i64) {
        self.passed_on.fetch_add(by, Ordering::Relaxed);
    }

    /// A commit took so long.
    pub fn committed(&self, time: Duration) {
        self.commits.count();
        self.commit_time.add(&LATENCIES, time);
    }

    /// A batch took so long.
    pub fn batch(&self, time: Duration) {
        self.batch_time.add(&LATENCIES, time);
    }

    /// A visitor was first called after so long.
    pub fn waited(&self, time: Duration) {
        self.waits.add(&WAITS, time);
    }

    /// The text, with what others know: how many wait, how many requests, and how many desks are
    /// led here.
    pub fn text(&self, waiting: u64, queued: usize, desks: usize) -> String {
        let mut out = String::new();
        let _ = writeln!(out, "# HELP walkup_connections Open connections.");
        let _ = writeln!(out, "# TYPE walkup_connections gauge");
        for (role, name) in
            [(Role::Staff, "staff"), (Role::Kiosk, "kiosk"), (Role::Display, "display")]
        {
            let count = self.connections[role as usize].load(Ordering::Relaxed);
            let _ = writeln!(out, "walkup_connections{{kind=\"{name}\"}} {count}");
        }
        let passed_on = self.passed_on.load(Ordering::Relaxed);
        let _ = writeln!(out, "# HELP walkup_passed_on Connections to desks of other servers.");
        let _ = writeln!(out, "# TYPE walkup_passed_on gauge\nwalkup_passed_on {passed_on}");
        let (queued, desks) = (queued as u64, desks as u64);
        for (name, kind, help, value) in [
            ("walkup_desks", "gauge", "Desks that are led here.", desks),
            ("walkup_waiting", "gauge", "Visitors that wait.", waiting),
            ("walkup_requests_queued", "gauge", "Requests that wait for the clerk.", queued),
            (
                "walkup_refusals_total",
                "counter",
                "Commands answered with an error.",
                self.refusals.get(),
            ),
            (
                "walkup_turned_away_total",
                "counter",
                "Connections over a limit.",
                self.turned_away.get(),
            ),
            (
                "walkup_failed_handshakes_total",
                "counter",
                "Handshakes that came to nothing.",
                self.failed_handshakes.get(),
            ),
            (
                "walkup_failed_sign_ins_total",
                "counter",
                "Sign-ins that failed.",
                self.failed_sign_ins.get(),
            ),
            ("walkup_commits_total", "counter", "Batches on disk.", self.commits.get()),
            (
                "walkup_failed_commits_total",
                "counter",
                "Batches that could not be saved.",
                self.failed_commits.get(),
            ),
        ] {
            let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}");
        }
        self.commit_time.write(&mut out, "walkup_commit_seconds", "Time of a commit.", &LATENCIES);
        self.batch_time.write(&mut out, "walkup_batch_seconds", "Time of a batch.", &LATENCIES);
        self.waits.write(&mut out, "walkup_wait_seconds", "Waits of visitors.", &WAITS);
        out
    }
}
