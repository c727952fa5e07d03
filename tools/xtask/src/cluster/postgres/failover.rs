//! The death of a database: the one that takes changes ends, the other takes its place, and the
//! first comes back as the standby.

use std::fs;
use std::sync::atomic::Ordering;

use anyhow::{Context, Result};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::{NAMES, Pair};

impl Pair {
    /// Makes one of them a standby of the other, from nothing, and waits until it is connected.
    pub fn rebuild(&self, node: usize) -> Result<()> {
        fs::remove_dir_all(self.folder(node)).context("failed to clear a folder")?;
        let name = NAMES[node];
        self.sql(&format!("SELECT pg_create_physical_replication_slot('{name}')"))?;
        self.copy(node)
    }

    /// Waits until it can be relied on again that changes are on two disks.
    pub fn wait_until_synchronous(&self) -> Result<()> {
        self.wait_for_standby("sync", "sync_state")
    }

    /// Ends all processes of the one that takes changes, as if its machine had lost its power.
    pub fn kill_primary(&self) -> Result<()> {
        let file = self.folder(self.primary()).join("postmaster.pid");
        let text = fs::read_to_string(&file)?;
        let postmaster: i32 = text.lines().next().context("no process")?.trim().parse()?;
        // Stopped, it starts no others while these are looked for.
        signal(postmaster, Signal::SIGSTOP)?;
        for child in children(postmaster)? {
            // It may have ended by itself.
            signal(child, Signal::SIGKILL).ok();
        }
        signal(postmaster, Signal::SIGKILL)?;
        // Where nobody collects orphans, the number stays in use, as if it were still running.
        fs::remove_file(&file).with_context(|| format!("failed to remove {}", file.display()))
    }

    /// Has the standby receive nothing any more: what is committed from now on is on one disk alone.
    pub fn stop_receiving(&self) -> Result<()> {
        let folder = self.folder(1 - self.primary());
        let file = folder.join("postgresql.auto.conf");
        let before = fs::read_to_string(&file)?;
        self.own(&file, &format!("{before}primary_conninfo = ''\n"))?;
        self.run("pg_ctl", |it| {
            it.arg("-D").arg(&folder).arg("reload");
        })?;
        self.wait_for_standby("", "state").context("the standby goes on receiving")
    }

    /// Makes the standby the one that takes changes. Its commits wait for nobody until there is a
    /// standby again.
    pub fn promote(&self) -> Result<()> {
        let standby = 1 - self.primary();
        let folder = self.folder(standby);
        self.run("pg_ctl", |it| {
            it.args(["-w", "-D"]).arg(&folder).arg("promote");
        })?;
        self.primary.store(standby, Ordering::SeqCst);
        Ok(())
    }
}

/// The processes that one has started.
fn children(parent: i32) -> Result<Vec<i32>> {
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc")? {
        let Some(process) = entry?.file_name().to_str().and_then(|it| it.parse().ok()) else {
            continue;
        };
        // The name of the program, in brackets, may hold anything.
        let text = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        let after = text.rsplit_once(')').map_or("", |(_, rest)| rest);
        if after.split_whitespace().nth(1) == Some(&parent.to_string()) {
            found.push(process);
        }
    }
    Ok(found)
}

fn signal(process: i32, signal: Signal) -> Result<()> {
    kill(Pid::from_raw(process), signal).with_context(|| format!("process {process} is gone"))
}
