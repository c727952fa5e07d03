//! The flags that all windows have, and the way from `main` into the window.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use tracing::info;

use super::crash::{self, After};
use super::instance::{AlreadyRuns, Instance};
use super::keeper::{Health, Keep, Keeper};
use super::placement::Beside;
use super::state::Standing;
use crate::address::ServerAddress;
use crate::log::LogFile;
use crate::settings::{SettingsError, SettingsFile};
use crate::text::{Languages, Speech, system_tag};

/// The flags of every window.
#[derive(Debug, Clone, Default, clap::Args)]
#[group(skip)]
pub struct Flags {
    /// The server's address, such as desk.example or 10.0.0.7:7420; else the one in the settings
    #[arg(long, value_name = "ADDRESS")]
    pub server: Option<ServerAddress>,
    /// Where settings are kept
    #[arg(long, value_name = "FILE")]
    pub settings: Option<PathBuf>,
    /// Opens a plain window that can be closed, for trying out
    #[arg(long)]
    pub windowed: bool,
    /// Stands beside the other windows of the demo
    #[arg(long, hide = true, value_enum, value_name = "PLACE")]
    pub beside: Option<Beside>,
    /// Lists what the sentences in a folder lack, and what is too long or mistaken in them
    #[arg(long, value_name = "FOLDER")]
    pub words_check: Option<PathBuf>,
}

/// Which window this is.
#[derive(Debug, Clone, Copy)]
pub struct Program {
    /// Its name, such as `walkup-kiosk`.
    pub name: &'static str,
    /// The name of its settings file, without `.toml`.
    pub settings: &'static str,
    /// Whether it is a device, which others set up, rather than somebody's own window.
    pub is_device: bool,
    /// What to do when it crashes.
    pub after_a_crash: After,
}

/// A window that is about to open.
#[derive(Debug)]
pub struct Shell<S> {
    /// The settings, and where they are kept.
    pub keeper: Keeper<S>,
    /// The server of this run, if it is known.
    pub server: Option<ServerAddress>,
    /// Where the log stands; none: on standard error alone.
    pub log: Option<PathBuf>,
    instance: Instance,
}

/// Why a window does not open.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// There is no place for settings.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// Another window has the settings.
    #[error(transparent)]
    AlreadyRuns(#[from] AlreadyRuns),
}

/// Reads the flags. What is wrong with them, and what `--help` and `--version` say, is said where
/// somebody sees it, and ends the program.
pub fn flags<F: Parser>() -> Result<F, ExitCode> {
    read_flags(std::env::args_os())
}

fn read_flags<F: Parser>(arguments: impl Iterator<Item = OsString>) -> Result<F, ExitCode> {
    F::try_parse_from(arguments).map_err(|told| {
        let is_mistake = told.use_stderr();
        say(&told.to_string(), is_mistake);
        if is_mistake { ExitCode::from(2) } else { ExitCode::SUCCESS }
    })
}

/// Carries out `--words-check`, if it was asked for.
pub fn check_words(flags: &Flags) -> Option<ExitCode> {
    let folder = flags.words_check.as_deref()?;
    let mut told = Vec::new();
    let found = crate::text::check::report(folder, &mut told);
    let text = String::from_utf8_lossy(&told);
    Some(match found {
        Ok(count) => {
            say(&text, false);
            ExitCode::from(u8::from(count > 0))
        }
        Err(error) => {
            say(&format!("failed to read {}: {error}", folder.display()), true);
            ExitCode::FAILURE
        }
    })
}

/// Says why the program ends. Where the window that was wanted is open already and came to the
/// front, that is what somebody wanted.
pub fn fail(error: &(dyn std::error::Error + 'static)) -> ExitCode {
    if let Some(StartError::AlreadyRuns(AlreadyRuns { was_shown: true })) = error.downcast_ref() {
        info!("{error}; it was brought to the front");
        return ExitCode::SUCCESS;
    }
    let text = with_reasons(error);
    tracing::error!("{text}");
    say_in_a_box(&text);
    ExitCode::FAILURE
}

/// An error with what is behind it, each said once.
fn with_reasons(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(reason) = next {
        let said = reason.to_string();
        if !text.contains(&said) {
            text = format!("{text}: {said}");
        }
        next = reason.source();
    }
    text
}

/// Says something in the terminal, and where there may be none also in a box.
fn say(text: &str, is_mistake: bool) {
    use std::io::Write as _;
    // A terminal that is gone reads nothing.
    if is_mistake {
        writeln!(std::io::stderr(), "{}", text.trim_end()).ok();
    } else {
        writeln!(std::io::stdout(), "{}", text.trim_end()).ok();
    }
    say_in_a_box(text);
}

/// On Windows a program with a window has no terminal, unless somebody hands it one or a pipe.
#[cfg(windows)]
fn say_in_a_box(text: &str) {
    use std::os::windows::io::AsRawHandle as _;
    if !std::io::stderr().as_raw_handle().is_null() || !std::io::stdout().as_raw_handle().is_null()
    {
        return;
    }
    rfd::MessageDialog::new().set_title("Walkup").set_description(text).show();
}

#[cfg(not(windows))]
fn say_in_a_box(_text: &str) {}

impl<S: Keep> Shell<S> {
    /// Starts the log, takes hold of the settings and reads them.
    ///
    /// # Errors
    ///
    /// There is no place for settings, or another window has them.
    pub fn open(program: Program, flags: &Flags) -> Result<Self, StartError> {
        let file = SettingsFile::find(flags.settings.clone(), program.settings)?;
        let log = LogFile::beside(flags.settings.as_deref(), program.name);
        let path = log.as_ref().map(|log| log.path().to_owned());
        crate::log::start_with(log);
        info!("{} {}", program.name, env!("CARGO_PKG_VERSION"));
        let instance = Instance::claim(file.path())?;
        if let Some(folder) = path.as_deref().and_then(Path::parent) {
            crash::install(folder.to_owned(), program.name, program.after_a_crash);
        }
        let mut keeper = Keeper::<S>::load(file);
        if program.is_device && flags.server.is_none() {
            keeper.look_for_enrolment();
        }
        let server = flags.server.clone().or_else(|| keeper.settings.servers().address());
        Ok(Self { keeper, server, log: path, instance })
    }

    /// Where the window stands with its server at the start.
    pub fn standing(&self) -> Standing {
        Standing::new(self.server.is_some(), self.keeper.was_set_up())
    }

    /// Takes it apart for the window, with what must be held for as long as that runs.
    pub fn into_parts(self) -> (Keeper<S>, Option<ServerAddress>, Instance) {
        (self.keeper, self.server, self.instance)
    }
}

/// How a window speaks: by its settings' language, else the system's. `words` is a folder with
/// sentences of one's own.
pub fn speech(words: Option<&Path>, language: &str) -> (&'static Languages, Speech) {
    let languages = Languages::load(words);
    (languages, languages.choose(language, system_tag().as_deref()))
}

/// Whether settings in this state are safe to be changed by somebody at the window.
pub fn may_be_set_up(health: Health) -> bool {
    matches!(health, Health::New | Health::Good)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Parser)]
    #[command(name = "walkup-test", version)]
    struct Test {
        #[command(flatten)]
        common: Flags,
    }

    fn read(arguments: &[&str]) -> Result<Test, ExitCode> {
        let arguments = ["walkup-test"].iter().chain(arguments).map(OsString::from);
        read_flags(arguments)
    }

    #[test]
    fn flags_are_the_same_in_every_window() {
        let flags =
            read(&["--server", "desk", "--settings", "a.toml", "--windowed"]).unwrap().common;
        assert_eq!(flags.server, Some("desk".parse().unwrap()));
        assert!(flags.windowed);
        for (arguments, code) in [
            (&["--help"][..], ExitCode::SUCCESS),
            (&["--version"], ExitCode::SUCCESS),
            (&["--server", "a b"], ExitCode::from(2)),
            (&["--nothing"], ExitCode::from(2)),
        ] {
            let told = read(arguments).unwrap_err();
            assert_eq!(format!("{told:?}"), format!("{code:?}"), "{arguments:?}");
        }
    }

    #[test]
    fn sentences_are_checked_on_request() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("de.ftl"), "tabel = Tisch\n").unwrap();
        let flags =
            |folder: &Path| Flags { words_check: Some(folder.to_owned()), ..Flags::default() };
        let code = |flags: &Flags| format!("{:?}", check_words(flags).unwrap());
        assert_eq!(code(&flags(folder.path())), format!("{:?}", ExitCode::from(1)));
        assert!(check_words(&Flags::default()).is_none());
        let gone = folder.path().join("none");
        assert_eq!(code(&flags(&gone)), format!("{:?}", ExitCode::FAILURE));
    }
}
