//! A server of its own, and the virtual screen that the windows open on.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::programs::Programs;

/// A running server over a fresh directory.
pub struct Server {
    programs: Programs,
    folder: PathBuf,
    process: Child,
    /// Where it listens, as a window's `--server` takes it.
    pub address: String,
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
    /// Starts one with these settings and accounts (user, name); passwords are `password of USER`.
    pub fn start(
        programs: &Programs,
        folder: &Path,
        settings: &str,
        people: &[[&str; 2]],
    ) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        std::fs::write(folder.join("walkup.toml"), settings)?;
        for [user, name] in people {
            let arguments = ["staff", "add", user, "--name", name, "--password-stdin"];
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

    /// What the database holds: a line of CSV a ticket, without the head.
    pub fn tickets(&self) -> Result<Vec<String>> {
        let file = self.folder.join("e2e.csv");
        std::fs::remove_file(&file).ok();
        let path = file.to_str().context("an odd folder")?;
        self.programs.tool(&self.folder, &["export", path], "")?;
        let text = std::fs::read_to_string(&file)?;
        Ok(text.lines().skip(1).map(str::to_owned).collect())
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

impl Screen {
    /// Starts Xvfb on a free display.
    pub fn start() -> Result<Self> {
        let mut process = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1920x1080x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("Xvfb is missing; on Debian: apt-get install xvfb libgl1 libgl1-mesa-dri")?;
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
