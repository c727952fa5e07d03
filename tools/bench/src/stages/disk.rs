//! What the disk and SQLite can do at best, without any server.

use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::{Bench, section};
use crate::figures::{median, ms, percentile};
use crate::floor;
use crate::report::{Line, Plot, Role, Section, Shape, Table};

/// How many rows a commit has.
const ROWS: [usize; 5] = [1, 8, 64, 256, 1024];
/// How much is written at a time: a page.
const PAGE: usize = 4096;
/// How many pages the file has.
const PAGES: u64 = 256;

/// Measures it.
pub fn run(bench: &Bench) -> Result<Section> {
    let mut section = section(
        "disk",
        "The disk and SQLite by themselves",
        "One thread. A page of 4 KiB is written over in a file of a mebibyte and synced with \
         fdatasync; bare rows are committed to a SQLite database with WAL and synchronous = FULL. \
         No server can be faster than this.",
    );
    let folder = bench.folder()?;
    let file = File::create(folder.path().join("pages"))?;
    for page in 0..PAGES {
        file.write_all_at(&[1; PAGE], page * PAGE as u64)?;
    }
    file.sync_all()?;
    let database = floor::database(&folder.path().join("bare.db"))?;
    let text = "new visitor@example.org Example Name";
    for _ in 0..20 {
        // A new log grows at first, which costs more than writing over what is there.
        floor::commit(&database, (0..1024).map(|_| text))?;
    }
    let time = Duration::from_millis(bench.pick(400, 100));
    let mut syncs = Vec::new();
    let mut commits = vec![Vec::new(); ROWS.len()];
    for _ in 0..bench.pick(5, 2) {
        let began = Instant::now();
        while began.elapsed() < time {
            let (written, page) = (Instant::now(), syncs.len() as u64 % PAGES);
            file.write_all_at(&[2; PAGE], page * PAGE as u64)?;
            file.sync_data()?;
            syncs.push(ms(written.elapsed()));
        }
        for (rows, commits) in ROWS.iter().zip(&mut commits) {
            let began = Instant::now();
            while began.elapsed() < time {
                let written = Instant::now();
                floor::commit(&database, (0..*rows).map(|_| text))?;
                commits.push(ms(written.elapsed()));
            }
        }
    }
    let mut table = Table::new("", &["what", "a second", "rows a second", "p50 ms", "p99 ms"]);
    // By the median, so that one slow sync of a shared disk does not make all of them slow.
    let figures = |values: &[f64], rows: f64| {
        let middle = median(values);
        [1000.0 / middle, rows * 1000.0 / middle, middle, percentile(values, 0.99)]
    };
    table.row("fdatasync of 4 KiB", &figures(&syncs, f64::NAN));
    let mut points = Vec::new();
    for (&rows, commits) in ROWS.iter().zip(&commits) {
        let name =
            if rows == 1 { "commit of 1 row".into() } else { format!("commit of {rows} rows") };
        let figures = figures(commits, rows as f64);
        table.row(name, &figures);
        points.push((rows as f64, figures[1]));
    }
    section.tables.push(table);
    section.plots.push(Plot {
        file: "disk".to_owned(),
        title: "Bare rows saved a second".to_owned(),
        x: "rows a commit".to_owned(),
        unit: "/s".to_owned(),
        shape: Shape::Lines(vec![Line { name: "bare SQLite".into(), role: Role::Floor, points }]),
    });
    Ok(section)
}
