//! One window a settings file: two would overwrite each other's keys.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

/// Held for as long as the program runs; the system lets go of it however that ends.
#[derive(Debug)]
pub struct Instance {
    _lock: Option<File>,
}

/// Another window uses the same settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("another window of this program runs with the same settings")]
pub struct AlreadyRuns;

impl Instance {
    /// Claims a settings file. Where the system knows no locks, or the folder cannot be written,
    /// the window opens without one.
    ///
    /// # Errors
    ///
    /// [`AlreadyRuns`] while another process holds it.
    pub fn claim(settings: &Path) -> Result<Self, AlreadyRuns> {
        let mut name = settings.file_name().unwrap_or_default().to_owned();
        name.push(".lock");
        let path = settings.with_file_name(name);
        if let Some(folder) = path.parent() {
            // A folder that cannot be made is told of when the settings are saved.
            std::fs::create_dir_all(folder).ok();
        }
        let opened = OpenOptions::new().create(true).truncate(false).write(true).open(path);
        let Ok(file) = opened else { return Ok(Self { _lock: None }) };
        match file.try_lock() {
            Ok(()) => Ok(Self { _lock: Some(file) }),
            Err(TryLockError::WouldBlock) => Err(AlreadyRuns),
            Err(TryLockError::Error(_)) => Ok(Self { _lock: None }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_settings_file_has_one_window() {
        let folder = tempfile::tempdir().unwrap();
        let settings = folder.path().join("deep").join("staff.toml");
        let first = Instance::claim(&settings).unwrap();
        assert_eq!(Instance::claim(&settings).unwrap_err(), AlreadyRuns);
        assert!(Instance::claim(&folder.path().join("other.toml")).is_ok());
        drop(first);
        assert!(Instance::claim(&settings).is_ok());
    }
}
