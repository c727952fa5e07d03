//! What is not settled yet: the only trace of a visit on disk.
//!
//! A key is written before its request goes out and struck out once the ticket was shown or the
//! withdrawal was confirmed. So a kiosk that loses its power in between knows at its next start
//! what to withdraw. A key is a random word and tells nothing about anybody.
//!
//! A ticket is noted in the same write that strikes out its key, before the printer gets a byte of it,
//! and struck out once its paper is out. So one that was being printed when the kiosk lost its power
//! is not printed again by itself: staff hear that it may not be printed.

use std::path::Path;

use app_kit::settings::{SettingsError, SettingsFile};
use serde::{Deserialize, Serialize};
use shared::command::Key;
use shared::ids::TicketId;

/// The file of unsettled keys, beside the settings.
#[derive(Debug, Clone)]
pub struct OwedFile(SettingsFile);

/// What is not settled.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owed {
    /// The keys of requests.
    pub keys: Vec<Key>,
    /// The tickets that are being printed, or of which staff have not heard yet that they may not be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub printing: Vec<TicketId>,
}

impl From<Vec<Key>> for Owed {
    fn from(keys: Vec<Key>) -> Self {
        Self { keys, ..Self::default() }
    }
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

    /// What the last run left.
    ///
    /// # Errors
    ///
    /// The file is there and cannot be read.
    pub fn load(&self) -> Result<Owed, SettingsError> {
        self.0.load::<Owed>()
    }

    /// Puts it on disk, and returns when it is there.
    ///
    /// # Errors
    ///
    /// The disk does not take it.
    pub fn save(&self, owed: &Owed) -> Result<(), SettingsError> {
        self.0.save(owed)?;
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
        assert_eq!(file.load().unwrap(), Owed::default());
        let keys: Vec<Key> = ["a1", "b2"].map(|key| key.parse().unwrap()).to_vec();
        let owed = Owed { keys, printing: TicketId::new(17).into_iter().collect() };
        file.save(&owed).unwrap();
        assert_eq!(file.load().unwrap(), owed);
        assert!(folder.path().join("kiosk.owed.toml").exists());
        file.save(&Owed::default()).unwrap();
        assert_eq!(file.load().unwrap(), Owed::default());
    }
}
