//! A real server as a process, and a wire to it that can be cut at the worst moment.

use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, mpsc};

/// A server on a directory of its own; it ends with the test.
pub(crate) struct Server {
    folder: tempfile::TempDir,
    process: Option<Child>,
    pub(crate) address: Arc<Mutex<SocketAddr>>,
}

impl Server {
    pub(crate) fn start() -> Self {
        Self::with("[[reasons]]\nid = \"badge\"\ntext = { en = \"Badge\" }\n")
    }

    /// One whose settings file says this.
    pub(crate) fn with(settings: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("walkup.toml"), settings).unwrap();
        let nowhere = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut server = Self { folder, process: None, address: Arc::new(Mutex::new(nowhere)) };
        server.run();
        server
    }

    fn run(&mut self) {
        let mut process = self
            .command(&["run", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on ws://").unwrap().parse().unwrap();
        *self.address.lock().unwrap() = address;
        self.process = Some(process);
    }

    /// Ends it without a warning.
    pub(crate) fn kill(&mut self) {
        let mut process = self.process.take().unwrap();
        process.kill().unwrap();
        process.wait().unwrap();
    }

    pub(crate) fn start_again(&mut self) {
        self.run();
    }

    /// Every ticket there ever was: its line in the export, without the heading.
    pub(crate) fn tickets(&self) -> Vec<String> {
        let file = self.folder.path().join("tickets.csv");
        std::fs::remove_file(&file).ok();
        let done = self.command(&["export", file.to_str().unwrap()]).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let text = std::fs::read_to_string(file).unwrap();
        text.lines().skip(1).map(str::to_owned).collect()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.args(arguments).arg("--data-dir").arg(self.folder.path());
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().ok();
            process.wait().ok();
        }
    }
}

/// The server's program, built if it is not there: a test of one package builds that one alone.
fn program() -> PathBuf {
    static BUILD: Mutex<()> = Mutex::new(());
    let mut path = std::env::current_exe().unwrap();
    path.pop();
    path.pop();
    path.push(format!("walkup-server{}", std::env::consts::EXE_SUFFIX));
    let _one_at_a_time = BUILD.lock();
    if !path.exists() {
        let built = Command::new(env!("CARGO"))
            .args(["build", "-p", "server", "--locked"])
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
            .status()
            .unwrap();
        assert!(built.success());
    }
    path
}

/// What the wire does with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    /// Everything goes through.
    Never = 0,
    /// It does not arrive.
    BeforeRequest = 1,
    /// It arrives, and its answer does not.
    BeforeAnswer = 2,
}

/// A wire between a window and a server, which can be cut around the next long message.
pub(crate) struct Wire {
    pub(crate) address: SocketAddr,
    cut: Arc<AtomicU8>,
    was_cut: mpsc::Receiver<()>,
}

impl Wire {
    pub(crate) fn to(server: Arc<Mutex<SocketAddr>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let cut = Arc::new(AtomicU8::new(Cut::Never as u8));
        let (tell, was_cut) = mpsc::channel();
        let shared = Arc::clone(&cut);
        std::thread::spawn(move || {
            for window in listener.incoming() {
                let Ok(window) = window else { return };
                let Ok(server) = TcpStream::connect(*server.lock().unwrap()) else { continue };
                join(&window, &server, &shared, &tell);
            }
        });
        Self { address, cut, was_cut }
    }

    /// Cuts around the next request.
    pub(crate) fn arm(&self, cut: Cut) {
        self.cut.store(cut as u8, Ordering::SeqCst);
    }

    /// Waits until it was cut.
    pub(crate) fn wait_for_cut(&self) {
        self.was_cut.recv_timeout(std::time::Duration::from_secs(30)).unwrap();
    }
}

/// Carries bytes both ways until one end is gone.
fn join(window: &TcpStream, server: &TcpStream, cut: &Arc<AtomicU8>, tell: &mpsc::Sender<()>) {
    let (mut up_from, mut up_to) = (window.try_clone().unwrap(), server.try_clone().unwrap());
    let (mut down_from, mut down_to) = (server.try_clone().unwrap(), window.try_clone().unwrap());
    let (asked, asks) = (Arc::new(AtomicU8::new(0)), Arc::clone(cut));
    let (was_asked, answers, tell_up, tell_down) =
        (Arc::clone(&asked), Arc::clone(cut), tell.clone(), tell.clone());
    std::thread::spawn(move || {
        carry(&mut up_from, &mut up_to, |bytes| {
            // A request is long; pings and look-ups are short.
            let is_request = bytes.len() > 100;
            if is_request && asks.load(Ordering::SeqCst) == Cut::BeforeAnswer as u8 {
                asked.store(1, Ordering::SeqCst);
            }
            let is_cut = is_request && asks.load(Ordering::SeqCst) == Cut::BeforeRequest as u8;
            if is_cut {
                tell_up.send(()).ok();
            }
            !is_cut
        });
    });
    std::thread::spawn(move || {
        carry(&mut down_from, &mut down_to, |_| {
            let is_cut = was_asked.load(Ordering::SeqCst) == 1
                && answers.load(Ordering::SeqCst) == Cut::BeforeAnswer as u8;
            if is_cut {
                tell_down.send(()).ok();
            }
            !is_cut
        });
    });
}

fn carry(from: &mut TcpStream, to: &mut TcpStream, mut lets_through: impl FnMut(&[u8]) -> bool) {
    let mut bytes = [0_u8; 8192];
    loop {
        match from.read(&mut bytes) {
            Ok(count) if count > 0 && lets_through(&bytes[..count]) => {
                if to.write_all(&bytes[..count]).is_err() {
                    break;
                }
            }
            _ => break,
        }
    }
    from.shutdown(Shutdown::Both).ok();
    to.shutdown(Shutdown::Both).ok();
}
