//! Where a window says what it does: standard error and a file that is kept small. Never anything
//! personal.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// A file of this size is put aside, over the one that was put aside before it.
const MOST_BYTES: u64 = 512 * 1024;

/// A log file that rolls: `NAME.log`, and `NAME.log.1` with what came before.
#[derive(Debug)]
pub struct LogFile {
    path: PathBuf,
    file: Option<File>,
    bytes: u64,
    most: u64,
}

impl LogFile {
    /// The log of a program: beside the settings file that somebody named, else in the user's
    /// folder for what programs leave. None where there is no such folder.
    pub fn beside(settings: Option<&Path>, name: &str) -> Option<Self> {
        let folder = match settings {
            Some(settings) => settings.parent()?.to_owned(),
            None => {
                let folders = directories::ProjectDirs::from("", "", "walkup")?;
                folders.state_dir().unwrap_or_else(|| folders.data_local_dir()).to_owned()
            }
        };
        Some(Self::at(folder.join(format!("{name}.log")), MOST_BYTES))
    }

    fn at(path: PathBuf, most: u64) -> Self {
        Self { path, file: None, bytes: 0, most }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn open(&mut self) -> io::Result<&mut File> {
        if self.file.is_none() {
            if let Some(folder) = self.path.parent() {
                fs::create_dir_all(folder)?;
            }
            let mut options = OpenOptions::new();
            options.create(true).append(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let file = options.open(&self.path)?;
            self.bytes = file.metadata()?.len();
            self.file = Some(file);
        }
        self.file.as_mut().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn put_aside(&mut self) -> io::Result<()> {
        self.file = None;
        let mut name = self.path.file_name().unwrap_or_default().to_owned();
        name.push(".1");
        fs::rename(&self.path, self.path.with_file_name(name))
    }
}

impl Write for LogFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.open()?.write_all(line)?;
        self.bytes = self.bytes.saturating_add(line.len() as u64);
        if self.bytes >= self.most {
            self.put_aside()?;
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), File::flush)
    }
}

/// Both places. A full disk costs the file, never the window.
struct Both(Option<LogFile>);

impl Write for Both {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        // A terminal that is gone, or a file that takes nothing, is no reason to stop.
        io::stderr().write_all(line).ok();
        if let Some(file) = &mut self.0 {
            file.write_all(line).ok();
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Starts logging to standard error; once, first thing.
pub fn start() {
    start_with(None);
}

/// Starts logging to standard error and to a file; once, first thing.
pub fn start_with(file: Option<LogFile>) {
    let started = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::INFO)
        .with_writer(Mutex::new(Both(file)))
        .with_target(false)
        .with_ansi(false)
        .try_init();
    // A test may have started one.
    started.ok();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_stays_small_and_what_came_before_is_kept_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep").join("board.log");
        let line = "2026-11-27T23:00:00Z INFO the first frame took 100 ms\n";
        for _ in 0..3 {
            // Each start goes on where the last one ended.
            let mut log = LogFile::at(path.clone(), 1_000);
            for _ in 0..20 {
                log.write_all(line.as_bytes()).unwrap();
            }
        }
        let mut sizes: Vec<(String, u64)> = fs::read_dir(path.parent().unwrap())
            .unwrap()
            .map(|file| file.unwrap())
            .map(|file| (file.file_name().into_string().unwrap(), file.metadata().unwrap().len()))
            .collect();
        sizes.sort();
        let names: Vec<&str> = sizes.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["board.log", "board.log.1"]);
        assert!(sizes.iter().all(|(_, size)| *size < 1_100), "{sizes:?}");
        let kept = fs::read_to_string(path).unwrap();
        assert!(kept.is_empty() || kept.ends_with(line));
    }

    #[test]
    fn a_log_that_cannot_be_written_stops_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let blocker = folder.path().join("file");
        fs::write(&blocker, "").unwrap();
        let mut both = Both(Some(LogFile::at(blocker.join("board.log"), 1_000)));
        both.write_all(b"line\n").unwrap();
    }
}
