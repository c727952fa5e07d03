//! From a press at a real kiosk window to the frame of a real board that shows it. The windows are
//! driven by the end-to-end run's program, since they need what no other build has.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::{Bench, section};
use crate::figures::{median, percentile};
use crate::peers::installed;
use crate::report::{Bound, Section, Table, Verdict};

/// FQM 0.9's mean on such a machine, in milliseconds: a ticket takes 108, and its display asks every
/// two seconds, so one more on average.
const FQM: f64 = 108.0 + 1000.0;

/// How many visits come before the windows have drawn everything once.
const FIRST: usize = 5;

/// Measures it.
pub fn run(bench: &Bench) -> Result<Section> {
    let mut section = section(
        "press",
        "From a press at the kiosk to the board",
        "Server, kiosk and board as real programs on a virtual screen, drawn by the processor of \
         this same machine. The clock runs from letting go of the last button, a finger's or a \
         mouse's, until the board's next frame begins after the one that counts the visitor, which \
         is after that one's buffers were swapped: an upper bound.",
    );
    let (p99, fiftieth) = (Bound::AtMost(40.0), Bound::AtMost(1.0));
    let what = "press at the kiosk to painted board, p99";
    let mean_what = "the same, mean, against a fiftieth of FQM's";
    let programs = bench.target.join("e2e/release");
    let driver = bench.target.join("release/e2e");
    let lacking = match installed("Xvfb") {
        None => Some("Xvfb is not installed, so no windows were opened."),
        Some(_) if !driver.is_file() => Some("The windows were not built, so none were opened."),
        Some(_) => None,
    };
    if let Some(lacking) = lacking {
        section.notes.push(lacking.to_owned());
        section.verdicts.push(Verdict::unmeasured(what, "ms", p99));
        section.verdicts.push(Verdict::unmeasured(mean_what, "×", fiftieth));
        return Ok(section);
    }
    let folder = bench.folder()?;
    let count = bench.pick(150, 30) + FIRST;
    let output = Command::new(driver)
        .args([programs.as_os_str(), folder.path().as_os_str()])
        .args(["press", &count.to_string()])
        .stderr(Stdio::inherit())
        .output()?;
    ensure!(output.status.success(), "the windows could not be driven");
    let (mut told, mut painted) = (Vec::<f64>::new(), Vec::<f64>::new());
    for line in String::from_utf8(output.stdout)?.lines() {
        let (first, second) = line.split_once(' ').context("an odd line")?;
        told.push(first.parse()?);
        painted.push(second.parse()?);
    }
    ensure!(painted.len() == count, "{} visits of {count} were measured", painted.len());
    told.drain(..FIRST);
    let first: Vec<f64> = painted.drain(..FIRST).collect();
    section.notes.push(
        "The first five visits stand by themselves: windows draw each letter for the first time."
            .to_owned(),
    );
    let columns = ["until", "p50 ms", "p95 ms", "p99 ms", "worst ms", "mean ms"];
    let mut table = Table::new(format!("{} visitors", painted.len()), &columns);
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    for (name, values) in [
        ("in the board's tree", &told),
        ("certainly painted", &painted),
        ("certainly painted, the first five after the start", &first),
    ] {
        let at = |share| percentile(values, share);
        table.row(name, &[median(values), at(0.95), at(0.99), at(1.0), mean(values)]);
    }
    section.tables.push(table);
    section.verdicts.push(Verdict::new(what, percentile(&painted, 0.99), "ms", p99));
    let ratio = mean(&painted) / (FQM / 50.0);
    section.verdicts.push(Verdict::new(mean_what, ratio, "×", fiftieth));
    section.notes.push(format!(
        "FQM 0.9 was measured before, on such a machine, and is not run here: 108 ms for the ticket \
         (p50, one client), and 1,000 ms on average until its display asks again, which it does \
         every two seconds. A fiftieth of that is {:.1} ms.",
        FQM / 50.0
    ));
    Ok(section)
}
