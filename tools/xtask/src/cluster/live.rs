//! The example of `deploy` on this machine, for whoever wants to see it and to try windows on it.

use std::fs;
use std::io::{IsTerminal as _, Write as _, stdout};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};

use super::guard::Guard;
use super::postgres::{PORTS, Pair};
use super::processes;
use super::servers::{COUNT, Servers, usual_ports};

/// How often it is looked at.
const LOOK: Duration = Duration::from_secs(1);

/// Starts everything, and shows how it is until somebody ends it.
pub fn run() -> Result<()> {
    println!("Building the server …");
    let program = super::build_server("dev")?;
    let dir = crate::root()?.join("target/cluster");
    // Of a run before.
    processes::end_for(&dir);
    clear(&dir)?;
    let _guard = Guard::over(&[&dir])?;
    println!("Starting PostgreSQL and its standby in {} …", dir.display());
    let databases = dir.join("postgresql");
    fs::create_dir(&databases)?;
    let _pair = Pair::start(&databases, PORTS, true)?;
    println!("Starting three servers …");
    let servers = Servers::make(program, &dir, usual_ports())?;
    for server in 0..COUNT {
        servers.start(server)?;
    }
    let all: Vec<String> = (0..COUNT).map(|server| servers.url(server)).collect();
    println!("\nWindows connect to any of {}", all.join(" "));
    println!("Commands: walkup-server … --data-dir {}", dir.join("server1").display());
    println!("Ctrl+C ends all of it.\n");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(watch(&servers))?;
    println!("\nStopping …");
    for server in 0..COUNT {
        // It may have been ended by whoever tries something here.
        if let Err(error) = servers.stop(server) {
            println!("server {}: {error:#}", server + 1);
        }
    }
    Ok(())
}

/// An empty folder, where this was run before.
fn clear(dir: &Path) -> Result<()> {
    if dir.exists() {
        fs::remove_dir_all(dir).with_context(|| format!("failed to clear {}", dir.display()))?;
    }
    fs::create_dir_all(dir).with_context(|| format!("failed to make {}", dir.display()))
}

/// Shows what `cluster status` says, until Ctrl+C is typed or this is told to end.
async fn watch(servers: &Servers) -> Result<()> {
    let mut shown = Screen::default();
    let mut told = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    loop {
        shown.show(&status(servers))?;
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            ended = tokio::signal::ctrl_c() => return Ok(ended?),
            _ = told.recv() => return Ok(()),
        }
    }
}

/// What the first server's settings lead to that can be asked.
fn status(servers: &Servers) -> String {
    match servers.command(0, &["cluster", "status"]) {
        Ok(text) => text,
        Err(error) => format!("{error:#}\n"),
    }
}

/// What stands on the terminal.
#[derive(Default)]
struct Screen {
    lines: Vec<String>,
}

impl Screen {
    /// Writes a text over what was shown before, where it is another.
    fn show(&mut self, text: &str) -> Result<()> {
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        if lines == self.lines {
            return Ok(());
        }
        let drawn = redrawn(&self.lines, &lines, stdout().is_terminal());
        let mut out = stdout().lock();
        out.write_all(drawn.as_bytes())?;
        out.flush()?;
        self.lines = lines;
        Ok(())
    }
}

/// What brings the terminal from some lines to others: only those that differ are written. Into a
/// file all of them are, below each other.
fn redrawn(before: &[String], after: &[String], is_terminal: bool) -> String {
    if !is_terminal {
        return after.iter().map(|line| format!("{line}\n")).collect::<String>() + "\n";
    }
    let mut drawn = String::new();
    if !before.is_empty() {
        drawn.push_str(&format!("\x1b[{}A", before.len()));
    }
    for (place, line) in after.iter().enumerate() {
        if before.get(place) != Some(line) {
            drawn.push_str(&format!("\x1b[2K{line}"));
        }
        drawn.push_str("\r\n");
    }
    // What stood below.
    drawn.push_str("\x1b[J");
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn only_lines_that_differ_are_written() {
        assert_eq!(redrawn(&[], &lines("a b"), true), "\x1b[2Ka\r\n\x1b[2Kb\r\n\x1b[J");
        assert_eq!(redrawn(&lines("a b"), &lines("a c"), true), "\x1b[2A\r\n\x1b[2Kc\r\n\x1b[J");
        assert_eq!(redrawn(&lines("a b c"), &lines("a"), true), "\x1b[3A\r\n\x1b[J");
        assert_eq!(redrawn(&lines("a"), &lines("b"), false), "b\n\n");
    }
}
