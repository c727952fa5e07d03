//! Whether accepting a ticket takes longer where more of them wait.

use std::time::Duration;

use anyhow::Result;

use super::history::{accepts, sit_down};
use super::{Bench, section};
use crate::client::{Crowd, Door};
use crate::figures::{median, median_ratio, round};
use crate::process::account;
use crate::report::{Bound, Line, Plot, Role, Section, Shape, Table, Verdict};

/// How many wait.
const SIZES: [usize; 5] = [10, 100, 1_000, 10_000, 100_000];

/// Measures it.
pub fn run(bench: &Bench) -> Result<Section> {
    let mut section = section(
        "waiting",
        "Many who wait",
        "Desks with ever longer queues take turns. A ticket is made, accepted and completed by one \
         who is signed in; accepting is measured, from the command to its answer.",
    );
    let sizes = &SIZES[..bench.pick(5, 4)];
    let mut desks = Vec::new();
    for &waiting in sizes {
        let folder = bench.folder()?;
        let token = account(&bench.walkup, folder.path(), "bench")?;
        let server = bench.start(folder.path())?;
        let kiosks = waiting.min(64);
        let mut crowd = Crowd::connect(&Door::web(server.address, "/kiosk"), kiosks)?;
        crowd.ask(Duration::from_secs(60), waiting, |kiosk, count| {
            format!("new visitor{kiosk}-{count}@example.org Example Name")
        })?;
        drop(crowd);
        let (kiosk, staff) = sit_down(&server, &token)?;
        desks.push((folder, server, kiosk, staff));
    }
    let mut medians = vec![Vec::new(); desks.len()];
    for turn in 0..bench.pick(11, 3) {
        for step in 0..desks.len() {
            let at = (turn + step) % desks.len();
            let (_, _, kiosk, staff) = &mut desks[at];
            medians[at].push(median(&accepts(kiosk, staff, 50)?));
        }
    }
    let mut table = Table::new("", &["waiting", "accept p50 ms"]);
    let mut points = Vec::new();
    for (&waiting, medians) in sizes.iter().zip(&medians) {
        table.row(waiting.to_string(), &[median(medians)]);
        points.push((waiting as f64, median(medians)));
    }
    section.tables.push(table);
    if let ([first, ..], [.., last]) = (&medians[..], &medians[..]) {
        let most = round(sizes[sizes.len() - 1] as f64);
        section.verdicts.push(Verdict::new(
            format!("accept, {most} waiting against 10"),
            median_ratio(last, first),
            "×",
            Bound::AtMost(1.5),
        ));
    }
    if bench.is_quick {
        section.notes.push("A quick run stops at 10,000 waiting.".to_owned());
    }
    section.plots.push(Plot {
        file: "waiting".to_owned(),
        title: "From accept to its answer, median".to_owned(),
        x: "waiting tickets".to_owned(),
        unit: "ms".to_owned(),
        shape: Shape::Lines(vec![Line { name: "Walkup".into(), role: Role::Ours, points }]),
    });
    Ok(section)
}
