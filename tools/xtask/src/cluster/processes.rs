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

    /// Whether it has this end of a connection.
    pub fn has(&self, socket: &Socket) -> bool {
        let files = fs::read_dir(format!("/proc/{}/fd", self.id)).into_iter().flatten().flatten();
        files.flat_map(|it| fs::read_link(it.path())).any(|it| it.as_os_str() == &*socket.0)
    }

    fn is_database(&self) -> bool {
        self.arguments.first().is_some_and(|it| Path::new(it).ends_with("postgres"))
    }
}

/// One end of a connection.
#[derive(Debug)]
pub struct Socket(String);

impl Socket {
    /// The end that connected from a port.
    pub fn of_port(port: u16) -> Option<Self> {
        let table = fs::read_to_string("/proc/self/net/tcp").ok()?;
        let port = format!(":{port:04X}");
        let inode = table.lines().find_map(|line| {
            let mut fields = line.split_whitespace().skip(1);
            let is_it = fields.next()?.ends_with(&port);
            // One that is closed on both sides is nobody's.
            fields.nth(7).filter(|inode| is_it && *inode != "0")
        })?;
        Some(Self(format!("socket:[{inode}]")))
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

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::net::{TcpListener, TcpStream};
    use std::process::Command;

    use super::*;

    #[test]
    fn who_connects_is_found_by_the_port() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let near =
            TcpStream::connect(listener.local_addr().expect("an address")).expect("a stream");
        let (_far, from) = listener.accept().expect("it connects");
        let socket = Socket::of_port(from.port()).expect("it is in the table");
        let id = i32::try_from(std::process::id()).expect("a number");
        let (own, first) =
            (Process { id, arguments: vec![] }, Process { id: 1, arguments: vec![] });
        assert!(own.has(&socket) && !first.has(&socket));
        drop(near);
    }

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
