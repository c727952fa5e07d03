//! The keys of requests that are not settled yet: the only trace of a visit on disk.
//!
//! A key is written before its request goes out and struck out once the ticket was shown or the
//! withdrawal was confirmed. So a kiosk that loses its power in between knows at its next start
//! what to withdraw. A key is a random word and tells nothing about anybody.

use std::path::Path;

use app_kit::settings::{SettingsError, SettingsFile};
use serde::{Deserialize, Serialize};
use shared::command::Key;

/// The file of unsettled keys, beside the settings.
#[derive(Debug, Clone)]
pub struct OwedFile(SettingsFile);

#[derive(Debug, Default, Serialize, Deserialize)]
struct Owed {
    keys: Vec<Key>,
}

impl OwedFile {
    /// `kiosk.owed.toml` for settings in `kiosk.toml`.
    ///
    /// # Errors
    ///
    /// There is no place for it.
    pub fn beside(settings: &Path) -> Result<Self, SettingsError> {
        SettingsFile::find(Some(settings.with_extension("owed.toml")), "kiosk").map(Self)
    }

    /// The keys of the last run.
    ///
    /// # Errors
    ///
    /// The file is there and cannot be read.
    pub fn load(&self) -> Result<Vec<Key>, SettingsError> {
        Ok(self.0.load::<Owed>()?.keys)
    }

    /// Puts `keys` on disk, and returns when they are there.
    ///
    /// # Errors
    ///
    /// The disk does not take them.
    pub fn save(&self, keys: &[Key]) -> Result<(), SettingsError> {
        self.0.save(&Owed { keys: keys.to_vec() })?;
        // A file that was put in place is safe from a loss of power once its folder is written.
        #[cfg(unix)]
        if let Some(folder) = self.0.path().parent().filter(|path| !path.as_os_str().is_empty()) {
            let synced = std::fs::File::open(folder).and_then(|folder| folder.sync_all());
            synced.map_err(|source| SettingsError::Write { path: folder.to_owned(), source })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stand_beside_the_settings_until_they_are_settled() {
        let folder = tempfile::tempdir().unwrap();
        let file = OwedFile::beside(&folder.path().join("kiosk.toml")).unwrap();
        assert_eq!(file.load().unwrap(), []);
        let keys: Vec<Key> = ["a1", "b2"].map(|key| key.parse().unwrap()).to_vec();
        file.save(&keys).unwrap();
        assert_eq!(file.load().unwrap(), keys);
        assert!(folder.path().join("kiosk.owed.toml").exists());
        file.save(&[]).unwrap();
        assert_eq!(file.load().unwrap(), []);
    }
}
