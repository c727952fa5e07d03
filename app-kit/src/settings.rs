//! What a window keeps between runs: one TOML file in the user's configuration folder.
//!
//! The file is written whole and then put in place, so that a loss of power leaves the old one or
//! the new one. On Unix its owner alone may read it, since a sign-in may stand in it; on Windows
//! the user's profile folder sees to that.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// The file of one window's settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsFile {
    path: PathBuf,
}

/// A secret as it stands in a settings file; it is never shown otherwise.
#[derive(Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Kept(pub String);

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Kept(…)")
    }
}

/// What could not be done with a settings file.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The system names no place for a user's settings.
    #[error("find a folder for settings; name a file with --settings")]
    NoFolder,
    /// The file stands there and cannot be read.
    #[error("read {}: {source}", path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// What stands in the file are not this window's settings.
    #[error("understand {}: {reason}", path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// Where and why, in the reader's words.
        reason: String,
    },
    /// The file cannot be written.
    #[error("write {}: {source}", path.display())]
    Write {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl SettingsFile {
    /// The file that somebody named, or `NAME.toml` in the user's configuration folder.
    ///
    /// # Errors
    ///
    /// [`SettingsError::NoFolder`] where the system has no such folder.
    pub fn find(named: Option<PathBuf>, name: &str) -> Result<Self, SettingsError> {
        if let Some(path) = named {
            return Ok(Self { path });
        }
        let folders =
            directories::ProjectDirs::from("", "", "walkup").ok_or(SettingsError::NoFolder)?;
        Ok(Self { path: folders.config_dir().join(format!("{name}.toml")) })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What stands in it; the defaults when there is no file yet.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or what stands in it cannot be understood.
    pub fn load<T: DeserializeOwned + Default>(&self) -> Result<T, SettingsError> {
        let text = match fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(T::default()),
            Err(source) => return Err(SettingsError::Read { path: self.path.clone(), source }),
        };
        toml::from_str(&text).map_err(|error| SettingsError::Damaged {
            path: self.path.clone(),
            reason: error.to_string(),
        })
    }

    /// Puts `settings` in its place.
    ///
    /// # Errors
    ///
    /// The folder or the file cannot be written; what stood there before still stands.
    pub fn save<T: Serialize>(&self, settings: &T) -> Result<(), SettingsError> {
        let write = || -> io::Result<()> {
            let text = toml::to_string(settings).map_err(io::Error::other)?;
            let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
            let folder = folder.unwrap_or(Path::new("."));
            fs::create_dir_all(folder)?;
            // A temporary file belongs to its owner alone from the start.
            let mut file = tempfile::NamedTempFile::new_in(folder)?;
            file.write_all(text.as_bytes())?;
            file.as_file().sync_all()?;
            file.persist(&self.path).map_err(|error| error.error)?;
            Ok(())
        };
        write().map_err(|source| SettingsError::Write { path: self.path.clone(), source })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
    #[serde(default)]
    struct Kept {
        server: String,
        token: Option<String>,
    }

    fn file(folder: &tempfile::TempDir) -> SettingsFile {
        SettingsFile { path: folder.path().join("deep").join("staff.toml") }
    }

    #[test]
    fn what_was_saved_is_loaded() {
        let folder = tempfile::tempdir().unwrap();
        let file = file(&folder);
        assert_eq!(file.load::<Kept>().unwrap(), Kept::default());
        for token in [Some("a".to_owned()), None] {
            let kept = Kept { server: "desk".to_owned(), token };
            file.save(&kept).unwrap();
            assert_eq!(file.load::<Kept>().unwrap(), kept);
        }
        let left: Vec<_> = fs::read_dir(file.path().parent().unwrap()).unwrap().collect();
        assert_eq!(left.len(), 1, "no temporary file stays");
    }

    #[test]
    fn a_damaged_file_is_said_and_stays() {
        let folder = tempfile::tempdir().unwrap();
        let file = file(&folder);
        file.save(&Kept::default()).unwrap();
        fs::write(file.path(), "server = [").unwrap();
        assert!(matches!(file.load::<Kept>(), Err(SettingsError::Damaged { .. })));
        assert_eq!(fs::read_to_string(file.path()).unwrap(), "server = [");
    }

    #[cfg(unix)]
    #[test]
    fn its_owner_alone_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = file(&folder);
        file.save(&Kept::default()).unwrap();
        let mode = fs::metadata(file.path()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn what_cannot_be_written_leaves_what_stood_there() {
        let folder = tempfile::tempdir().unwrap();
        let blocker = folder.path().join("file");
        fs::write(&blocker, "").unwrap();
        let file = SettingsFile { path: blocker.join("staff.toml") };
        assert!(matches!(file.save(&Kept::default()), Err(SettingsError::Write { .. })));
    }
}
