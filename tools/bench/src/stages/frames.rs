//! What a frame of each window costs, and how long it takes from a message to its frame.

use std::io::Read as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, ensure};

use super::{Bench, section};
use crate::peers::installed;
use crate::report::{Bound, Section, Table, Verdict};

/// A frame's own work: the package, what its fullest screen is, and how long a frame may take in ms.
const FRAMES: [(&str, &str, f64); 3] = [
    ("staff-app", "staff window, 2,000 waiting", 1.0),
    ("display-app", "board, 100 tables at 3840×2160", 1.5),
    ("kiosk-app", "kiosk, the fullest screen", 1.0),
];

/// From a message to its frame in a real window: the package, its example, and the window's size.
const PAINTED: [(&str, &str, &str); 2] =
    [("staff-app", "staff_painted", "1280x800"), ("display-app", "display_painted", "1920x1080")];

/// A screen that nobody sees. It ends with this.
struct Screen {
    process: Child,
    display: String,
}

impl Screen {
    fn start() -> Result<Self> {
        let mut process = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1920x1080x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("Xvfb could not be started")?;
        let mut number = String::new();
        let mut stdout = process.stdout.take().context("no standard output")?;
        let mut byte = [0];
        while stdout.read(&mut byte)? == 1 && byte[0] != b'\n' {
            number.push(char::from(byte[0]));
        }
        let screen = Self { process, display: format!(":{number}") };
        ensure!(!number.is_empty(), "Xvfb did not start");
        Ok(screen)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// Measures it.
pub fn run(bench: &Bench) -> Result<Section> {
    let mut section = section(
        "frames",
        "A frame of each window",
        "A frame's own work is laying out and painting into triangles, without filling the pixels, \
         while something changes in each of 1,000 frames. From a message to its frame is measured \
         in a real window on a virtual screen that the processor draws, from the message leaving \
         the server until the next frame begins, which is after the buffers of the one that shows \
         it were swapped: an upper bound; 300 messages.",
    );
    let root = bench.target.parent().context("an odd place")?;
    let mut table = Table::new("A frame's own work", &["window", "median ms", "p95 ms", "p99 ms"]);
    for (package, what, most) in FRAMES {
        let printed = cargo(root, &["bench", "-p", package, "--bench", "frame"], None)?;
        let figures = figures(&printed)?;
        let worst = figures.iter().map(|(_, [.., p99])| *p99).fold(0.0, f64::max);
        for (title, figures) in &figures {
            table.row(format!("{package}: {title}"), figures);
        }
        let what = format!("a frame's own work, {what}, p99");
        section.verdicts.push(Verdict::new(what, worst, "ms", Bound::AtMost(most)));
    }
    section.tables.push(table);

    let mut table =
        Table::new("From a message to its frame", &["window", "p50 ms", "p95 ms", "p99 ms"]);
    let bound = Bound::AtMost(30.0);
    let screen = installed("Xvfb").map(|_| Screen::start()).transpose()?;
    for (package, example, size) in PAINTED {
        let what = format!("a message to its painted frame, {package} at {size}, p99");
        let Some(screen) = &screen else {
            section.verdicts.push(Verdict::unmeasured(what, "ms", bound));
            continue;
        };
        let run = ["run", "--quiet", "--release", "-p", package, "--example", example, "--", size];
        let printed = cargo(root, &run, Some(&screen.display))?;
        let figures = figures(&printed)?;
        let (_, [p50, p95, p99]) = figures.first().context("the window printed nothing")?;
        table.row(format!("{package}, {size}"), &[*p50, *p95, *p99]);
        section.verdicts.push(Verdict::new(what, *p99, "ms", bound));
    }
    if screen.is_none() {
        section.notes.push("Xvfb is not installed, so no windows were opened.".to_owned());
    }
    section.tables.push(table);
    Ok(section)
}

fn cargo(root: &Path, arguments: &[&str], display: Option<&str>) -> Result<String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    // What comes after two dashes is the program's.
    let own = arguments.iter().position(|argument| *argument == "--").unwrap_or(arguments.len());
    let mut command = Command::new(cargo);
    command.args(&arguments[..own]).args(["--locked", "--target-dir", "target"]);
    command.args(&arguments[own..]);
    if let Some(display) = display {
        command.env("DISPLAY", display).env_remove("WAYLAND_DISPLAY");
    }
    let output = command.current_dir(root).stderr(Stdio::inherit()).output()?;
    ensure!(output.status.success(), "cargo {} failed", arguments.join(" "));
    Ok(String::from_utf8(output.stdout)?)
}

/// The lines `WHAT: median N ms, p95 N ms, p99 N ms, …` of what was printed.
fn figures(printed: &str) -> Result<Vec<(String, [f64; 3])>> {
    let mut all = Vec::new();
    for line in printed.lines() {
        let Some((what, rest)) = line.split_once(": median ") else { continue };
        let mut numbers = rest.split(", ").map(|part| {
            let number = part.rsplit(' ').nth(1).context("an odd line")?;
            Ok::<f64, anyhow::Error>(number.parse()?)
        });
        let mut next = || numbers.next().context("an odd line")?;
        all.push((what.to_owned(), [next()?, next()?, next()?]));
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_bench_prints_is_read() {
        let printed = "Running\n2 waiting, 1x2, it changes: median 0.21 ms, p95 0.30 ms, p99 0.38 \
                       ms, worst 0.92 ms over 1000 frames\n";
        let read = figures(printed).unwrap();
        assert_eq!(read, [("2 waiting, 1x2, it changes".to_owned(), [0.21, 0.30, 0.38])]);
        assert!(figures("a: median x ms").is_err());
    }
}
