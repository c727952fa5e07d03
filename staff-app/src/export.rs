//! An export on its way into a file: written beside its place and put there when it is whole, so
//! that no half file is ever taken for an export.

use std::fs::File;
use std::io::{self, BufWriter, Read as _, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use tempfile::NamedTempFile;

/// A file that is being written.
#[derive(Debug)]
pub struct Export {
    place: PathBuf,
    file: BufWriter<NamedTempFile>,
}

impl Export {
    /// Begins a file that is to stand at `place`.
    ///
    /// # Errors
    ///
    /// Its folder cannot be written to.
    pub fn begin(place: PathBuf) -> io::Result<Self> {
        let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty());
        let file = NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
        Ok(Self { place, file: BufWriter::new(file) })
    }

    /// Adds a line, with the line end that RFC 4180 asks for.
    ///
    /// # Errors
    ///
    /// The disk takes no more.
    pub fn line(&mut self, line: &str) -> io::Result<()> {
        self.file.write_all(line.as_bytes())?;
        self.file.write_all(b"\r\n")
    }

    /// Puts the whole file in its place, which it returns.
    ///
    /// # Errors
    ///
    /// The disk takes no more, or the place cannot be written; nothing stands there then that
    /// did not before.
    pub fn finish(self) -> io::Result<PathBuf> {
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.as_file().sync_all()?;
        file.persist(&self.place).map_err(|error| error.error)?;
        Ok(self.place)
    }
}

/// Lines as they stand in a file, with the line ends that RFC 4180 asks for.
pub fn of_lines(lines: &[String]) -> Vec<u8> {
    lines.iter().flat_map(|line| [line.as_str(), "\r\n"]).collect::<String>().into_bytes()
}

/// Writes a file that is put in its place when it is whole.
///
/// # Errors
///
/// As [`Export::begin`] and [`Export::finish`].
pub fn write(place: PathBuf, bytes: &[u8]) -> io::Result<PathBuf> {
    let mut export = Export::begin(place)?;
    export.file.write_all(bytes)?;
    export.finish()
}

/// Writes a page into a folder under a name that no file there has yet, and returns its place.
///
/// # Errors
///
/// The folder cannot be written to.
pub fn write_beside(folder: &Path, name: &str, ending: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    let mut file = NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    for count in 1..=MOST_OF_ONE_NAME {
        let number = if count == 1 { String::new() } else { format!(" ({count})") };
        let place = folder.join(format!("{name}{number}.{ending}"));
        match file.persist_noclobber(&place) {
            Ok(_) => return Ok(place),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => file = error.file,
            Err(error) => return Err(error.error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// Of one name no more pages than these stand beside each other.
const MOST_OF_ONE_NAME: u32 = 1000;

/// Reads a file up to one byte more than `most`, so that whoever uses it sees that it is larger.
///
/// # Errors
///
/// It is not there, or cannot be read.
pub fn read(place: &Path, most: usize) -> io::Result<Vec<u8>> {
    let most = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    File::open(place)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What came of asking for the place of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// This place.
    File(PathBuf),
    /// The dialog was closed.
    Closed,
    /// There is no dialog on this computer; this folder is there.
    NoDialog(PathBuf),
}

/// Asks for a place in the system's own dialog, under this title; the answer comes on the channel,
/// and `wake` is called then.
pub fn choose_place(
    title: &str,
    name: &str,
    wake: impl FnOnce() + Send + 'static,
) -> mpsc::Receiver<Chosen> {
    let ending = Path::new(name).extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let dialog = rfd::AsyncFileDialog::new()
        .set_title(title)
        .set_file_name(name)
        .add_filter(ending.to_uppercase(), &[ending]);
    ask(dialog, rfd::AsyncFileDialog::save_file, wake)
}

/// Asks for a calendar file in the system's own dialog, as [`choose_place`] does.
pub fn choose_file(title: &str, wake: impl FnOnce() + Send + 'static) -> mpsc::Receiver<Chosen> {
    let dialog = rfd::AsyncFileDialog::new().set_title(title).add_filter("iCalendar", &["ics"]);
    ask(dialog, rfd::AsyncFileDialog::pick_file, wake)
}

fn ask<F>(
    dialog: rfd::AsyncFileDialog,
    show: fn(rfd::AsyncFileDialog) -> F,
    wake: impl FnOnce() + Send + 'static,
) -> mpsc::Receiver<Chosen>
where
    F: Future<Output = Option<rfd::FileHandle>> + Send + 'static,
{
    let (answer, answers) = mpsc::channel();
    // The dialog is made on the window's thread, as macOS asks, and waited for on its own.
    let dialog = has_dialog_at_once().then(|| show(dialog.clone())).ok_or(dialog);
    std::thread::spawn(move || {
        let chosen = match dialog {
            Ok(shown) => Some(pollster::block_on(shown)),
            Err(dialog) => has_dialog().then(|| pollster::block_on(show(dialog))),
        };
        let chosen = match chosen {
            Some(Some(file)) => Chosen::File(file.path().to_owned()),
            Some(None) => Chosen::Closed,
            None => Chosen::NoDialog(folder()),
        };
        answer.send(chosen).ok();
        wake();
    });
    answers
}

/// Whether the system always has a dialog.
fn has_dialog_at_once() -> bool {
    cfg!(not(target_os = "linux"))
}

/// Whether something on this desktop can show a dialog. The portal is asked for what it can, since
/// a dialog that fails cannot be told from one that was closed.
#[cfg(target_os = "linux")]
fn has_dialog() -> bool {
    let portal = || {
        let bus = zbus::blocking::Connection::session()?;
        bus.call_method(
            Some("org.freedesktop.portal.Desktop"),
            "/org/freedesktop/portal/desktop",
            Some("org.freedesktop.DBus.Properties"),
            "Get",
            &("org.freedesktop.portal.FileChooser", "version"),
        )
    };
    let path = std::env::var_os("PATH").unwrap_or_default();
    let has_zenity = || std::env::split_paths(&path).any(|folder| folder.join("zenity").is_file());
    portal().is_ok() || has_zenity()
}

#[cfg(not(target_os = "linux"))]
fn has_dialog() -> bool {
    true
}

/// A folder of the user that is there.
pub fn folder() -> PathBuf {
    let user = directories::UserDirs::new();
    let named = user.as_ref().and_then(|user| user.document_dir().or(user.download_dir()));
    let home = user.as_ref().map(directories::UserDirs::home_dir);
    [named, home]
        .into_iter()
        .flatten()
        .find(|folder| folder.is_dir())
        .map_or_else(std::env::temp_dir, Path::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_file_stands_in_its_place_only_when_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("tickets.csv");
        fs::write(&place, "old").unwrap();
        let mut export = Export::begin(place.clone()).unwrap();
        export.line("id,number").unwrap();
        drop(export);
        assert_eq!(fs::read_to_string(&place).unwrap(), "old");
        let mut export = Export::begin(place.clone()).unwrap();
        export.line("id,number").unwrap();
        export.line("0,\"000\"").unwrap();
        assert_eq!(export.finish().unwrap(), place);
        assert_eq!(fs::read_to_string(&place).unwrap(), "id,number\r\n0,\"000\"\r\n");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_page_stands_beside_those_of_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let write = |bytes| write_beside(folder.path(), "report", "html", bytes).unwrap();
        assert_eq!(write(b"one"), folder.path().join("report.html"));
        assert_eq!(write(b"two"), folder.path().join("report (2).html"));
        assert_eq!(fs::read(folder.path().join("report.html")).unwrap(), b"one");
        assert!(write_beside(Path::new("/no/such"), "report", "html", b"").is_err());
    }

    #[test]
    fn a_folder_that_is_not_there_is_said_at_once() {
        assert!(Export::begin(PathBuf::from("/no/such/folder/tickets.csv")).is_err());
    }
}
