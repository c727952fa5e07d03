//! What ends databases and servers where whoever started them is ended: by Ctrl+C, by somebody who
//! did not want to wait any longer, or by a fault. PostgreSQL goes on by itself then, and so do
//! servers.
//!
//! It is this program once more, in a group of processes of its own, which Ctrl+C does not reach. It
//! waits for the end of its input, which comes with the end of whoever holds the other side.

use std::io::{BufRead as _, Write as _, stdin};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, ensure};

use super::processes;

/// The flag that makes this program the guard of folders.
pub const FLAG: &str = "--guard";

/// It, until this is dropped.
pub struct Guard {
    process: Child,
}

impl Guard {
    /// Has what is started for some folders end with this program.
    pub fn over(folders: &[&Path]) -> Result<Self> {
        // The program itself, also where its file is another by now.
        let mut command = Command::new("/proc/self/exe");
        command.args(["cluster", FLAG]).args(folders);
        command.stdin(Stdio::piped()).process_group(0);
        let process = command.spawn().context("failed to start what ends everything")?;
        Ok(Self { process })
    }

    /// Carries out a command in a group of its own, which ends with this program.
    pub fn run(&mut self, command: &mut Command) -> Result<()> {
        let name = format!("{command:?}");
        let child = command.process_group(0).spawn();
        let mut child = child.with_context(|| format!("{name} could not be started"))?;
        self.tell('+', child.id())?;
        let status = child.wait()?;
        self.tell('-', child.id())?;
        ensure!(status.success(), "{name} failed");
        Ok(())
    }

    fn tell(&mut self, sign: char, group: u32) -> Result<()> {
        let input = self.process.stdin.as_mut().context("the guard has no input")?;
        writeln!(input, "{sign}{group}").context("what ends everything is gone")
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        if let Err(error) = self.process.wait() {
            eprintln!("what ends everything may go on: {error}");
        }
    }
}

/// Is the guard: waits until nobody is on the other side any more, and ends what is left.
pub fn stand(folders: &[PathBuf]) {
    let mut groups: Vec<i32> = Vec::new();
    for line in stdin().lock().lines().map_while(Result::ok) {
        let Some((sign, Ok(group))) = line.split_at_checked(1).map(|(it, n)| (it, n.parse()))
        else {
            continue;
        };
        groups.retain(|it| *it != group);
        if sign == "+" {
            groups.push(group);
        }
    }
    groups.into_iter().for_each(processes::end_group);
    for folder in folders {
        processes::end_for(folder);
        if folder.starts_with(std::env::temp_dir()) {
            // Whoever made it for one run has removed it, if they could.
            std::fs::remove_dir_all(folder).ok();
        }
    }
}
