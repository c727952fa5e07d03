//! What the benchmarks share: [`process`] starts servers and reads what they cost, [`wire`] is
//! the load generator's socket, [`floor`] holds the plain servers to measure against, and here
//! is how figures are summed up and printed.
//!
//! Machines are shared and noisy, so both sides of a comparison run in turns within one run, the
//! median of the turns counts, and the ratio is what says something. A missed target is printed
//! and never fails the run.

#![allow(dead_code, reason = "each benchmark uses its own part of this")]

pub mod floor;
pub mod process;
pub mod wire;

use std::future::Future;
use std::time::Duration;

use anyhow::{Context, Result};
use tempfile::TempDir;

/// A directory on the disk that the build is on: a temporary one may be in memory, where saving
/// costs nothing.
pub fn scratch() -> Result<TempDir> {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).context("failed to make a directory")
}

/// Runs a load generator: one thread, so that it leaves the other core to the server, the same
/// for every server.
pub fn generate<T>(load: impl Future<Output = Result<T>>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    tokio::task::LocalSet::new().block_on(&runtime, load)
}

/// Lets this process and those it starts have as many open files as they may.
pub fn allow_many_connections() -> Result<()> {
    rlimit::increase_nofile_limit(u64::MAX).context("failed to allow more open files")?;
    Ok(())
}

/// The value below which this share of the sorted values lies; zero when there are none.
pub fn percentile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    let at = (last as f64 * share).round() as usize;
    sorted.get(at).copied().unwrap_or(0.0)
}

/// The value in the middle.
pub fn median(values: &[f64]) -> f64 {
    percentile(values, 0.5)
}

/// Durations as milliseconds, to be summed up.
pub fn milliseconds(durations: &[Duration]) -> Vec<f64> {
    durations.iter().map(|duration| duration.as_secs_f64() * 1000.0).collect()
}

/// The medians of what was measured in turns, pair by pair: the ratio of each turn's two sides
/// was measured under the same weather, so it is formed before the median is taken.
pub fn median_ratio(ours: &[f64], floor: &[f64]) -> f64 {
    let ratios: Vec<f64> = ours.iter().zip(floor).map(|(ours, floor)| ours / floor).collect();
    median(&ratios)
}

/// Says whether a target was reached, and by how much.
pub fn target(what: &str, value: f64, unit: &str, bound: Bound) {
    let (reached, relation, limit) = match bound {
        Bound::AtLeast(limit) => (value >= limit, "at least", limit),
        Bound::AtMost(limit) => (value <= limit, "at most", limit),
    };
    let verdict = if reached { "reached" } else { "NOT reached" };
    println!("  target: {what} {relation} {limit}{unit}: {value:.2}{unit}, {verdict}");
}

/// On which side of its limit a value should be.
#[derive(Debug, Clone, Copy)]
pub enum Bound {
    /// Not less than this.
    AtLeast(f64),
    /// Not more than this.
    AtMost(f64),
}

/// Prints a row of a table: what it is about, then its figures, each in its column.
pub fn row(what: &str, figures: &[String]) {
    let figures: String = figures.iter().map(|figure| format!("{figure:>16}")).collect();
    println!("  {what:<46}{figures}");
}

/// Prints the head of a table.
pub fn head(title: &str, columns: &[&str]) {
    let columns: Vec<String> = columns.iter().map(|&column| column.to_owned()).collect();
    println!();
    row(title, &columns);
}
