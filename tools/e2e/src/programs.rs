//! The programs, of this machine's kind or of Windows' under Wine.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};

/// Where the programs are, and what runs them.
#[derive(Debug, Clone)]
pub struct Programs {
    folder: PathBuf,
    wine: Option<Wine>,
}

/// Wine, with a machine of its own.
#[derive(Debug, Clone)]
struct Wine {
    program: PathBuf,
    prefix: PathBuf,
    display: String,
}

impl Programs {
    /// Those of this machine's own kind.
    pub fn native(folder: PathBuf) -> Self {
        Self { folder, wine: None }
    }

    /// Those of Windows, run by this Wine, whose machine is made in `prefix`.
    pub fn windows(folder: PathBuf, program: PathBuf, prefix: PathBuf, display: String) -> Self {
        Self { folder, wine: Some(Wine { program, prefix, display }) }
    }

    /// What starts a program, its arguments still to come.
    pub fn command(&self, program: &str) -> Command {
        match &self.wine {
            None => Command::new(self.folder.join(program)),
            Some(_) => self.wine_command(&self.folder.join(format!("{program}.exe"))),
        }
    }

    /// Starts something of Windows' own, such as `cmd`.
    pub fn wine_command(&self, program: &Path) -> Command {
        let Some(wine) = &self.wine else { return Command::new(program) };
        let mut command = Command::new(&wine.program);
        command
            .arg(program)
            .env("WINEPREFIX", &wine.prefix)
            .env("WINEDEBUG", "-all")
            // The first program of all decides whether Wine's desktop has a screen.
            .env("DISPLAY", &wine.display)
            // Browsers and .NET, which it would otherwise ask for.
            .env("WINEDLLOVERRIDES", "mscoree,mshtml=");
        command
    }

    /// Where the machine's files are.
    pub fn drive(&self) -> Option<PathBuf> {
        self.wine.as_ref().map(|wine| wine.prefix.join("drive_c"))
    }

    /// Runs one of the server's commands over a folder and answers with what it printed.
    pub fn tool(&self, folder: &Path, arguments: &[&str], input: &str) -> Result<String> {
        let mut command = self.command("walkup-server");
        command.args(arguments).arg("--data-dir").arg(folder);
        said(command, input).with_context(|| format!("walkup-server {}", arguments.join(" ")))
    }
}

/// What a command prints, if it succeeds.
pub fn said(mut command: Command, input: &str) -> Result<String> {
    let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    process.stdin.take().context("no standard input")?.write_all(input.as_bytes())?;
    let output = process.wait_with_output()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(output.status.success(), "it failed and said {said:?}");
    Ok(said)
}
