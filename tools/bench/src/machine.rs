//! What the run was made on.

use std::path::Path;
use std::process::Command;

use crate::peers::version;

/// A line each: machine, system, versions of what took part.
pub fn describe(root: &Path) -> Vec<String> {
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let read = |file: &str| std::fs::read_to_string(file).unwrap_or_default();
    let info = read("/proc/cpuinfo");
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split(": ").nth(1));
    let memory = read("/proc/meminfo");
    let memory = memory.lines().find_map(|line| line.strip_prefix("MemTotal:")).unwrap_or("?");
    let gib = memory.trim().trim_end_matches(" kB").parse().unwrap_or(0.0) / 1024.0 / 1024.0;
    let kernel = read("/proc/sys/kernel/osrelease");
    let said = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).current_dir(root).output();
        let text = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
        text.ok().filter(|text| !text.is_empty()).unwrap_or_else(|| "unknown".to_owned())
    };
    let disk = said("findmnt", &["--noheadings", "--output", "FSTYPE", "--target", "."]);
    let peers = [
        ("Redis", "redis-server", "--version"),
        ("Mosquitto", "mosquitto", "-h"),
        ("NATS", "nats-server", "--version"),
        ("bun", "bun", "--version"),
    ];
    let peers =
        peers.map(|(name, program, argument)| format!("{name} {}", version(program, argument)));
    vec![
        format!(
            "{cores} cores of {}, {gib:.0} GiB",
            model.unwrap_or("an unknown processor").trim()
        ),
        format!("Linux {}, {}; the databases are on the disk of the project", kernel.trim(), disk),
        format!("{}, SQLite {}", said("rustc", &["--version"]), rusqlite::version()),
        peers.join(", "),
    ]
}

/// When and of what: the minute in UTC, and the commit.
pub fn moment(root: &Path) -> String {
    let now = chrono::Utc::now().format("%Y-%m-%d %H:%M UTC").to_string();
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).current_dir(root).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    match git(&["rev-parse", "--short=10", "HEAD"]) {
        Some(commit) => format!("{now} at {commit}"),
        None => now,
    }
}
