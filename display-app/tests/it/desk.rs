//! A real server on a fresh directory, and a staff member who works at it.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tungstenite::client::IntoClientRequest;
use tungstenite::{Message, WebSocket};

pub(crate) struct Desk {
    program: PathBuf,
    directory: tempfile::TempDir,
    process: Option<Child>,
    address: String,
}

pub(crate) struct Person {
    socket: WebSocket<TcpStream>,
}

impl Desk {
    pub(crate) fn start(tables: u32) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let settings = format!("tables = {tables}\nday_ends = \"off\"\norganisation = \"Desk\"\n");
        std::fs::write(directory.path().join("walkup.toml"), settings).unwrap();
        let mut desk = Self {
            program: server_program(),
            directory,
            process: None,
            address: "127.0.0.1:0".to_owned(),
        };
        desk.run();
        desk
    }

    /// Where it listens, such as `127.0.0.1:40123`.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Ends it without a warning.
    pub(crate) fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    /// Starts it where it was.
    pub(crate) fn run(&mut self) {
        let listen = self.address.clone();
        let mut process = self
            .command(&["run", "--listen", &listen])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on ws://");
        self.address = address.unwrap_or_else(|| panic!("it said {line:?}")).to_owned();
        self.process = Some(process);
    }

    pub(crate) fn hire(&self, user: &str) -> String {
        let mut adding = self
            .command(&["staff", "add", user, "--name", user, "--password-stdin"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        adding.stdin.take().unwrap().write_all(b"a long password\n").unwrap();
        assert!(adding.wait().unwrap().success());
        let token = self.command(&["staff", "token", user]).output().unwrap();
        String::from_utf8(token.stdout).unwrap().trim().to_owned()
    }

    /// Sets a setting of the desk.
    pub(crate) fn set(&self, key: &str, value: &str) {
        let mut set = self.command(&["desk", "set", key, value]);
        assert!(set.stdout(Stdio::null()).status().unwrap().success());
    }

    /// A connection to one of its paths, in the extended dialect.
    pub(crate) fn person(&self, path: &str) -> Person {
        let mut request = format!("ws://{}{path}", self.address).into_client_request().unwrap();
        request.headers_mut().insert("Sec-WebSocket-Protocol", "walkup.v2".parse().unwrap());
        let stream = TcpStream::connect(&self.address).unwrap();
        let (socket, _) = tungstenite::client(request, stream).unwrap();
        Person { socket }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(arguments).arg("--data-dir").arg(self.directory.path());
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("WALKUP_") {
                command.env_remove(name);
            }
        }
        command
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Person {
    /// Says a command; returns its answer.
    pub(crate) fn ask(&mut self, command: &str) -> String {
        self.socket.send(Message::text(command)).unwrap();
        loop {
            if let Message::Text(text) = self.socket.read().unwrap()
                && (text.starts_with("success") || text.starts_with("error"))
            {
                return text.to_string();
            }
        }
    }
}

/// The server lies in the folder above this test's own; alone this test builds it.
fn server_program() -> PathBuf {
    let this = std::env::current_exe().unwrap();
    let folder = this.parent().and_then(Path::parent).unwrap();
    let program = folder.join(format!("walkup-server{}", std::env::consts::EXE_SUFFIX));
    if !program.is_file() {
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--package", "server"]);
        if folder.ends_with("release") {
            build.arg("--release");
        }
        assert!(build.current_dir(env!("CARGO_MANIFEST_DIR")).status().unwrap().success());
    }
    program
}
