//! Processes of this machine, found by the folder that they were started for.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// How long a database may take to end by itself.
const PATIENCE: Duration = Duration::from_secs(5);

/// A process.
#[derive(Debug)]
pub struct Process {
    /// Its number.
    pub id: i32,
    /// Its program and what that was started with.
    arguments: Vec<String>,
}

impl Process {
    /// Whether one of its arguments is this folder, or something in it.
    pub fn is_for(&self, folder: &Path) -> bool {
        self.arguments.iter().skip(1).any(|it| Path::new(it).starts_with(folder))
    }

    fn is_database(&self) -> bool {
        self.arguments.first().is_some_and(|it| Path::new(it).ends_with("postgres"))
    }
}

/// Those that were started for a folder or something in it. One that has ended and that nobody has
/// collected is none of them.
pub fn for_folder(folder: &Path) -> Vec<Process> {
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(id) = entry.file_name().to_str().and_then(|it| it.parse().ok()) else { continue };
        // It may have ended meanwhile.
        let text = fs::read_to_string(format!("/proc/{id}/cmdline")).unwrap_or_default();
        let arguments = text.split('\0').map(str::to_owned).collect();
        let process = Process { id, arguments };
        if process.is_for(folder) {
            found.push(process);
        }
    }
    found
}

/// Ends what was started for a folder, but for this process itself. A database is given the time to
/// end its own processes.
pub fn end_for(folder: &Path) {
    let own = std::process::id();
    let begun = Instant::now();
    loop {
        let mut left = for_folder(folder);
        left.retain(|it| u32::try_from(it.id) != Ok(own));
        if left.is_empty() || begun.elapsed() > PATIENCE * 2 {
            return;
        }
        for process in left {
            let is_late = begun.elapsed() > PATIENCE;
            let may_end = process.is_database() && !is_late;
            send(process.id, if may_end { Signal::SIGQUIT } else { Signal::SIGKILL });
            // One that was stopped hears nothing.
            send(process.id, Signal::SIGCONT);
        }
        thread::sleep(Duration::from_millis(100));
    }
}

/// Ends a group of processes.
pub fn end_group(group: i32) {
    send(-group, Signal::SIGKILL);
}

fn send(process: i32, signal: Signal) {
    match kill(Pid::from_raw(process), signal) {
        // It has ended by itself.
        Ok(()) | Err(Errno::ESRCH) => {}
        Err(error) => eprintln!("process {process} may go on: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn what_was_started_for_a_folder_is_found_and_ended() {
        let dir = tempfile::tempdir().expect("a folder");
        let elsewhere = tempfile::tempdir().expect("a folder");
        let reader = |folder: &Path| {
            let file = folder.join("data");
            fs::write(&file, "").expect("a file");
            Command::new("tail").arg("-f").arg(file).spawn().expect("a process")
        };
        let (mut ours, mut other) = (reader(dir.path()), reader(elsewhere.path()));
        let found: Vec<_> = for_folder(dir.path()).iter().map(|it| it.id).collect();
        assert_eq!(found, [i32::try_from(ours.id()).expect("a number")]);
        let waiting = thread::spawn(move || ours.wait());
        end_for(dir.path());
        assert!(for_folder(dir.path()).is_empty());
        assert!(!waiting.join().expect("a thread").expect("it ended").success());
        assert!(other.try_wait().expect("it is known").is_none());
        other.kill().expect("it goes on");
        other.wait().expect("it ended");
    }
}
