//! A disk that fails or takes its time, and a machine that sleeps, when told to: Linux only, and where
//! there is a C compiler.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context as _, Result, ensure};

use super::{Desk, Server, eventually};

/// A desk whose server runs on such a disk and machine.
pub struct FailingDisk {
    /// The desk.
    pub desk: Desk,
    server: Option<Server>,
}

impl FailingDisk {
    /// A fresh desk on a disk that works so far; nothing where such a disk cannot be had.
    pub fn new() -> Result<Option<Self>> {
        Self::under(Desk::new()?)
    }

    /// This desk on a disk that works so far; nothing where such a disk cannot be had.
    pub fn under(desk: Desk) -> Result<Option<Self>> {
        let Some(shim) = shim() else { return Ok(None) };
        let bench = Self { server: None, desk };
        let server = bench.desk.run_with(|command| {
            let database = bench.desk.database().expect("the desk has one");
            command
                .env("LD_PRELOAD", shim)
                .env("SHIM_TARGET", database.canonicalize().expect("it exists"))
                .env("SHIM_CONTROL", bench.control())
                .env("SHIM_ASLEEP", bench.asleep())
                .env("SHIM_LOG", bench.log());
        })?;
        Ok(Some(Self { server: Some(server), ..bench }))
    }

    fn control(&self) -> PathBuf {
        self.desk.dir().join("test-shim-control")
    }

    /// Where the disk notes what is done with it and what is sent to clients.
    pub fn log(&self) -> PathBuf {
        self.desk.dir().join("test-shim-log")
    }

    /// Tells the disk how to be from now on; the words stand in `shim.c`.
    pub fn disk(&self, word: &str) -> Result<()> {
        let new = self.desk.dir().join("test-shim-new");
        fs::write(&new, word)?;
        Ok(fs::rename(new, self.control())?)
    }

    fn asleep(&self) -> PathBuf {
        self.desk.dir().join("test-shim-asleep")
    }

    /// Lets the machine have slept for so many seconds in all since the start.
    pub fn sleep(&self, secs: u64) -> Result<()> {
        let new = self.desk.dir().join("test-shim-new");
        fs::write(&new, secs.to_string())?;
        Ok(fs::rename(new, self.asleep())?)
    }

    /// Waits until the disk has noted this; the words stand in `shim.c`.
    pub fn until(&self, noted: &str) -> Result<()> {
        eventually(noted, || Ok(fs::read_to_string(self.log())?.lines().any(|line| line == noted)))
    }

    /// The server.
    pub fn server(&self) -> &Server {
        self.server.as_ref().expect("it runs")
    }

    /// Ends the server at once, as a power cut would.
    pub fn kill(&mut self) -> Result<()> {
        self.server.take().context("it runs")?.kill()
    }
}

/// Starts the server on a disk that holds one call for ever, such as `write 7`, and ends it at once when
/// that has come or when it is up. Whether that has come; nothing where such a disk cannot be had.
pub fn starts_and_is_killed(desk: &Desk, hold: &str) -> Result<Option<bool>> {
    let Some(shim) = shim() else { return Ok(None) };
    let (said, log) = (desk.dir().join("test-stdout"), desk.dir().join("test-shim-log"));
    fs::write(&log, "")?;
    let mut process = desk
        .command(&["run", "--listen", "127.0.0.1:0"])
        .stdout(fs::File::create(&said)?)
        .stderr(fs::File::create(desk.dir().join("test-stderr"))?)
        .env("LD_PRELOAD", shim)
        .env("SHIM_TARGET", desk.database()?.canonicalize()?)
        .env("SHIM_HOLD", hold)
        .env("SHIM_LOG", &log)
        .spawn()?;
    let mut is_held = false;
    let outcome = eventually("it is up, or held", || {
        is_held = fs::read_to_string(&log)?.lines().any(|line| line == "held");
        let is_up = fs::read_to_string(&said)?.contains("listening on");
        ensure!(process.try_wait()?.is_none(), "it has ended by itself");
        Ok(is_held || is_up)
    });
    process.kill().ok(); // It may have ended by itself.
    process.wait()?;
    outcome.map(|()| Some(is_held))
}

/// The compiled shim; nothing where there is no C compiler.
fn shim() -> Option<&'static PathBuf> {
    static SHIM: OnceLock<Option<PathBuf>> = OnceLock::new();
    SHIM.get_or_init(|| {
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/shim.c");
        // Under a name of its own first, so that two runs at once do not disturb each other.
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
        let (new, library) =
            (folder.join(format!("shim-{}", std::process::id())), folder.join("shim.so"));
        let compiled = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-o"])
            .arg(&new)
            .args([source, "-ldl"])
            .status();
        match compiled {
            Ok(status) => {
                assert!(status.success(), "shim.c does not compile");
                fs::rename(&new, &library).expect("the folder is ours");
                Some(library)
            }
            Err(error) => {
                eprintln!("skipped: no C compiler for the failing disk ({error})");
                None
            }
        }
    })
    .as_ref()
}
