//! A server of its own, the virtual screen that the windows open on, and what they keep on disk.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::programs::Programs;
use crate::window::Window;

/// A running server over a fresh directory.
pub struct Server {
    programs: Programs,
    folder: PathBuf,
    process: Child,
    /// Where it listens, as a window's `--server` takes it.
    pub address: String,
}

/// A ticket as the database has it.
#[derive(Debug)]
pub struct Ticket {
    /// What people read.
    pub number: String,
    /// The visitor.
    pub name: String,
    /// Whose it is or was; empty while it waits.
    pub staff: String,
    /// How it ended; empty while it has not.
    pub outcome: String,
    /// Which service it is for; empty at a desk without any.
    pub service: String,
}

/// Where a server and windows keep what they keep, as long as something is played.
pub struct Folder<'a> {
    folder: TempDir,
    programs: &'a Programs,
    screen: &'a Screen,
    shots: &'a Path,
}

/// A virtual X screen.
pub struct Screen {
    process: Child,
    /// What `DISPLAY` is on it.
    pub display: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

impl Server {
    /// Starts one with these settings and accounts (user, name), of which the first is an admin's;
    /// passwords are `password of USER`.
    pub fn start(
        programs: &Programs,
        folder: &Path,
        settings: &str,
        people: &[[&str; 2]],
    ) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        std::fs::write(folder.join("walkup.toml"), settings)?;
        for (at, [user, name]) in people.iter().enumerate() {
            let mut arguments = vec!["staff", "add", user, "--name", name, "--password-stdin"];
            arguments.extend((at == 0).then_some("--admin"));
            programs.tool(folder, &arguments, &format!("password of {user}\n"))?;
        }
        let (process, address) = run(programs, folder, "127.0.0.1:0")?;
        Ok(Self { programs: programs.clone(), folder: folder.to_owned(), process, address })
    }

    /// Ends it without a warning.
    pub fn kill(&mut self) -> Result<()> {
        self.process.kill()?;
        self.process.wait()?;
        Ok(())
    }

    /// Starts it again where it was.
    pub fn restart(&mut self) -> Result<()> {
        (self.process, _) = run(&self.programs, &self.folder, &self.address)?;
        Ok(())
    }

    /// All tickets that the database holds.
    pub fn tickets(&self) -> Result<Vec<Ticket>> {
        let file = self.folder.join("e2e.csv");
        std::fs::remove_file(&file).ok();
        let path = file.to_str().context("an odd folder")?;
        self.programs.tool(&self.folder, &["export", path], "")?;
        let text = std::fs::read_to_string(&file)?;
        let mut lines = text.lines();
        let columns: Vec<&str> =
            lines.next().context("the export has no head")?.split(',').collect();
        // None of what is played has a comma in it.
        let ticket = |line: &str| {
            let fields: Vec<&str> = line.split(',').collect();
            let field = |name: &str| -> Result<String> {
                let at = columns.iter().position(|column| *column == name);
                let field = at.and_then(|at| fields.get(at));
                field.map(|field| (*field).to_owned()).with_context(|| format!("no {name}: {line}"))
            };
            Ok(Ticket {
                number: field("number")?,
                name: field("name")?,
                staff: field("staff")?,
                outcome: field("outcome")?,
                // A desk without services has no such column.
                service: field("service").unwrap_or_default(),
            })
        };
        lines.map(ticket).collect()
    }

    /// Has the server's own check read all of the database.
    pub fn check(&self) -> Result<()> {
        self.programs.tool(&self.folder, &["check"], "").map(|_| ())
    }
}

fn run(programs: &Programs, folder: &Path, listen: &str) -> Result<(Child, String)> {
    let mut process = programs
        .command("walkup-server")
        .args(["run", "--listen", listen, "--data-dir"])
        .arg(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let mut line = String::new();
    let stdout = process.stdout.take().context("no standard output")?;
    BufReader::new(stdout).read_line(&mut line)?;
    let address = line.trim().strip_prefix("listening on ws://").context("it does not listen")?;
    Ok((process, address.to_owned()))
}

impl<'a> Folder<'a> {
    /// A fresh one.
    pub fn new(programs: &'a Programs, screen: &'a Screen, shots: &'a Path) -> Result<Self> {
        Ok(Self { folder: tempfile::tempdir()?, programs, screen, shots })
    }

    /// What is in it, which goes when that goes.
    pub fn into_inner(self) -> TempDir {
        self.folder
    }

    /// Something in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Opens a window with settings of its own.
    pub fn open(&self, program: &str, name: &str, text: &str, server: &str) -> Result<Window> {
        let file = self.path(&format!("{name}.toml"));
        std::fs::write(&file, text)?;
        let file = file.to_str().context("an odd folder")?;
        let arguments = ["--windowed", "--server", server, "--settings", file];
        Window::open(
            self.programs.command(program),
            name,
            &self.screen.display,
            &arguments,
            self.shots,
        )
    }
}

impl Screen {
    /// Starts Xvfb on a free display.
    pub fn start() -> Result<Self> {
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
        ensure!(!number.is_empty(), "Xvfb did not start");
        Ok(Self { process, display: format!(":{number}") })
    }
}
