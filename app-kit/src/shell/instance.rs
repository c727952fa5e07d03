//! One window a settings file: two would overwrite each other's keys. Whoever starts a second one is
//! shown the first.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use egui::{Context, UserAttentionType, ViewportCommand, ViewportId};
use tracing::warn;

use crate::machine::random_key;

/// How long one window waits for the other: an icon was pressed, and a window that hangs shows nothing.
const PATIENCE: Duration = Duration::from_secs(2);

/// How many bytes the word has, and what answers it.
const WORD: usize = 32;
const SHOWN: &[u8; 5] = b"shown";

/// Held for as long as the program runs; the system lets go of it however that ends.
#[derive(Debug)]
pub struct Instance {
    _lock: Option<File>,
    /// Where it stands by which port and with which word it is asked to come to the front.
    door: PathBuf,
}

/// Another window uses the same settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("another window of this program runs with the same settings")]
pub struct AlreadyRuns {
    /// Whether that window came to the front.
    pub was_shown: bool,
}

impl Instance {
    /// Claims a settings file. Where the system knows no locks, or the folder cannot be written,
    /// the window opens without one.
    ///
    /// # Errors
    ///
    /// [`AlreadyRuns`] while another process holds it; that one was asked to show its window.
    pub fn claim(settings: &Path) -> Result<Self, AlreadyRuns> {
        let (path, door) = (beside(settings, ".lock"), beside(settings, ".window"));
        if let Some(folder) = path.parent() {
            // A folder that cannot be made is told of when the settings are saved.
            std::fs::create_dir_all(folder).ok();
        }
        let opened = OpenOptions::new().create(true).truncate(false).write(true).open(path);
        let Ok(file) = opened else { return Ok(Self { _lock: None, door }) };
        match file.try_lock() {
            Ok(()) => Ok(Self { _lock: Some(file), door }),
            Err(TryLockError::WouldBlock) => {
                let asked = ask_for_the_window(&door);
                let was_shown = asked.inspect_err(|error| warn!("it does not answer: {error}"));
                Err(AlreadyRuns { was_shown: was_shown.is_ok() })
            }
            Err(TryLockError::Error(_)) => Ok(Self { _lock: None, door }),
        }
    }

    /// Brings the window to the front whenever a second one is started.
    pub fn show_when_asked(&self, ctx: &Context) {
        let ctx = ctx.clone();
        let show = move || {
            for command in [
                ViewportCommand::Minimized(false),
                ViewportCommand::Focus,
                // Some systems let no program take the front: there it is marked at least.
                ViewportCommand::RequestUserAttention(UserAttentionType::Informational),
            ] {
                ctx.send_viewport_cmd_to(ViewportId::ROOT, command);
            }
            ctx.request_repaint();
        };
        if let Err(error) = self.listen(show) {
            warn!("a second window will not bring this one to the front: {error}");
        }
    }

    fn listen(&self, show: impl Fn() + Send + 'static) -> std::io::Result<()> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let word = format!("{:0WORD$x}", random_key());
        let folder = self.door.parent().unwrap_or(Path::new("."));
        // Its owner's alone, and whole whenever it is read.
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        write!(file, "{} {word}", listener.local_addr()?.port())?;
        file.persist(&self.door)?;
        std::thread::Builder::new().name("door".to_owned()).spawn(move || {
            for caller in listener.incoming().flatten() {
                // Whoever does not know the word gets no answer.
                answer(caller, &word, &show).ok();
            }
        })?;
        Ok(())
    }
}

fn beside(settings: &Path, ending: &str) -> PathBuf {
    let mut name = settings.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    settings.with_file_name(name)
}

fn answer(mut caller: TcpStream, word: &str, show: &impl Fn()) -> std::io::Result<()> {
    caller.set_read_timeout(Some(PATIENCE))?;
    let mut heard = [0; WORD];
    caller.read_exact(&mut heard)?;
    if heard == word.as_bytes() {
        show();
        caller.write_all(SHOWN)?;
    }
    Ok(())
}

/// Asks the window that has the settings to come to the front.
fn ask_for_the_window(door: &Path) -> std::io::Result<()> {
    let told = std::fs::read_to_string(door)?;
    let wrong = || std::io::Error::from(std::io::ErrorKind::InvalidData);
    let (port, word) = told.split_once(' ').ok_or_else(wrong)?;
    let at = SocketAddr::from((Ipv4Addr::LOCALHOST, port.parse().map_err(|_| wrong())?));
    let mut window = TcpStream::connect_timeout(&at, PATIENCE)?;
    window.set_read_timeout(Some(PATIENCE))?;
    window.write_all(word.as_bytes())?;
    let mut heard = [0; SHOWN.len()];
    window.read_exact(&mut heard)?;
    if heard == *SHOWN { Ok(()) } else { Err(wrong()) }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    const UNSEEN: AlreadyRuns = AlreadyRuns { was_shown: false };

    #[test]
    fn a_settings_file_has_one_window() {
        let folder = tempfile::tempdir().unwrap();
        let settings = folder.path().join("deep").join("staff.toml");
        let first = Instance::claim(&settings).unwrap();
        assert_eq!(Instance::claim(&settings).unwrap_err(), UNSEEN);
        assert!(Instance::claim(&folder.path().join("other.toml")).is_ok());
        drop(first);
        assert!(Instance::claim(&settings).is_ok());
    }

    #[test]
    fn a_second_window_brings_the_first_to_the_front() {
        let folder = tempfile::tempdir().unwrap();
        let settings = folder.path().join("staff.toml");
        let first = Instance::claim(&settings).unwrap();
        let (shows, shown) = mpsc::channel();
        first.listen(move || shows.send(()).unwrap()).unwrap();
        assert_eq!(Instance::claim(&settings).unwrap_err(), AlreadyRuns { was_shown: true });
        shown.try_recv().unwrap();
        // Who does not know the word moves no window.
        let door = folder.path().join("staff.toml.window");
        let told = std::fs::read_to_string(&door).unwrap();
        let (port, _) = told.split_once(' ').unwrap();
        std::fs::write(&door, format!("{port} {:0WORD$x}", 7)).unwrap();
        assert_eq!(Instance::claim(&settings).unwrap_err(), UNSEEN);
        assert!(shown.try_recv().is_err());
        // Nor does what is left of a window that is gone, or means nothing.
        std::fs::write(&door, "nothing").unwrap();
        assert_eq!(Instance::claim(&settings).unwrap_err(), UNSEEN);
    }
}
