//! Where the desk is kept, if not in the data directory.

use std::path::PathBuf;

use serde::{Deserialize, Deserializer, Serialize, de};
use shared::text::Secret;

use super::format::{Format, toml_text};
use super::{Settings, SettingsError};
use crate::store::postgres::{Address, AddressError};

/// What a credential of systemd's is called that holds the database's password.
const CREDENTIAL: &str = "walkup-database-password";

/// When a change counts as saved.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Durability {
    /// When it is on the disks of two machines.
    #[default]
    Replicated,
    /// When the database says so, whose disks are several machines'.
    Storage,
    /// When it is on one disk.
    One,
}

/// The address of a database, without a password.
pub(super) struct DatabaseAddress;

impl Format<String> for DatabaseAddress {
    const VARIABLE_IS_TEXT: bool = true;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
        let address = String::deserialize(deserializer)?;
        match Address::read(&address, None, None) {
            // Whether it is encrypted another setting says.
            Ok(_) | Err(AddressError::NotEncrypted(_)) => Ok(address),
            Err(error) => Err(de::Error::custom(error)),
        }
    }

    fn print(value: &String) -> String {
        toml_text(value)
    }
}

/// Where a server is, by name or number, with its port.
pub(super) struct HostAndPort;

impl Format<String> for HostAndPort {
    const VARIABLE_IS_TEXT: bool = true;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
        let address = String::deserialize(deserializer)?;
        let parts = address.rsplit_once(':').filter(|(host, port)| {
            let is_bare = host.parse::<std::net::Ipv6Addr>().is_err() && !host.contains('/');
            !host.is_empty() && is_bare && port.parse::<u16>().is_ok_and(|port| port > 0)
        });
        match parts {
            Some(_) => Ok(address),
            None => Err(de::Error::custom(format!(
                "`{address}` is no place with a port, such as desk1.example:7421"
            ))),
        }
    }

    fn print(value: &String) -> String {
        toml_text(value)
    }
}

impl Settings {
    /// Where the database is, if the desk is in one; `credentials` is the folder of systemd's.
    pub(super) fn read_address(
        &self,
        credentials: Option<PathBuf>,
    ) -> Result<Option<Address>, SettingsError> {
        let Some(address) = &self.database else { return Ok(None) };
        let credential = credentials.map(|folder| folder.join(CREDENTIAL));
        let credential = credential.filter(|file| file.exists());
        let password = match self.database_password_file.clone().or(credential) {
            Some(file) => {
                let text = std::fs::read_to_string(&file).map_err(|error| {
                    SettingsError(format!("database_password_file: {}: {error}", file.display()))
                })?;
                Some(Secret::new(text.trim_end_matches(['\r', '\n'])))
            }
            None => None,
        };
        let ca = self.database_ca.as_deref();
        let read = Address::read(address, password.as_ref(), ca);
        let read = read.map_err(|error| SettingsError(format!("database: {error}")))?;
        Ok(Some(read.must_replicate(self.durability == Durability::Replicated)))
    }

    /// Where the database is, if the desk is in one.
    pub fn address(&self) -> Result<Option<Address>, SettingsError> {
        self.read_address(std::env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from))
    }

    /// Whether the settings of the desk may stand where they do: with a database they are the same
    /// for all servers, and so in it.
    pub(super) fn check_given(&self) -> Result<(), SettingsError> {
        match self.given.iter().next() {
            Some((key, origin)) if self.database.is_some() => Err(SettingsError(format!(
                "{origin}: {key}: with `database` this is kept there, the same for all servers: take \
                 it out here, and set it in the staff window or with `walkup-server desk set {key}`"
            ))),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_comes_from_a_file_or_a_credential() {
        let dir = tempfile::tempdir().unwrap();
        let mut settings = Settings::for_dir(dir.path().to_owned());
        assert!(settings.read_address(None).unwrap().is_none());
        settings.database = Some("postgres://walkup@localhost/walkup".to_owned());
        let read = |settings: &Settings, folder: Option<PathBuf>| {
            settings.read_address(folder).unwrap().unwrap().password().map(ToOwned::to_owned)
        };
        assert_eq!(read(&settings, None), None);
        let folder = dir.path().join("credentials");
        std::fs::create_dir(&folder).unwrap();
        assert_eq!(read(&settings, Some(folder.clone())), None);
        std::fs::write(folder.join(CREDENTIAL), "sesame\n").unwrap();
        assert_eq!(read(&settings, Some(folder.clone())).as_deref(), Some(b"sesame".as_slice()));
        let file = dir.path().join("password");
        settings.database_password_file = Some(file.clone());
        let refused = settings.read_address(None).unwrap_err().to_string();
        assert!(refused.starts_with("database_password_file: "), "{refused}");
        std::fs::write(file, " its spaces stay \r\n").unwrap();
        let password = read(&settings, Some(folder));
        assert_eq!(password.as_deref(), Some(b" its spaces stay ".as_slice()));
    }
}
