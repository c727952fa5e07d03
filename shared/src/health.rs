//! What the server says of itself to those who run the desk.

use serde::{Deserialize, Serialize};

use crate::text::words;

/// What `health` answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerHealth {
    /// The version of the server.
    pub version: String,
    /// The server's wall clock, in milliseconds since 1970.
    pub now: i64,
    /// Whether that clock is in doubt.
    #[serde(default)]
    pub clock_doubted: bool,
    /// How many staff windows are connected.
    #[serde(default)]
    pub staff: u64,
    /// How many kiosks are.
    #[serde(default)]
    pub kiosks: u64,
    /// How many displays are.
    #[serde(default)]
    pub displays: u64,
    /// How many bytes are free on the disk; none where the system does not say.
    #[serde(default)]
    pub disk_free: Option<u64>,
    /// Whether that is little.
    #[serde(default)]
    pub disk_low: bool,
    /// Where the server listens, as `0.0.0.0:7420`.
    #[serde(default)]
    pub listen: String,
    /// Whether only programs on the server's own computer reach it.
    #[serde(default)]
    pub this_computer_only: bool,
    /// Whether connections from elsewhere are encrypted.
    #[serde(default)]
    pub encrypted: bool,
    /// How many daily backups are kept; 0: none is made.
    #[serde(default)]
    pub backups_kept: u32,
    /// The backups that there are, the newest first.
    #[serde(default)]
    pub backups: Vec<Backup>,
    /// Whether the last backup failed.
    #[serde(default)]
    pub backup_failed: bool,
    /// Whether tickets come with a link to their visitor's own page, or why not; none: an older
    /// server, which has no such pages.
    #[serde(default)]
    pub links: Option<Links>,
    /// The tickets that staff want printed and of which no kiosk has said yet whether they came out;
    /// none: there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheets: Option<Sheets>,
}

/// Tickets that wait for paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheets {
    /// How many.
    pub waiting: u64,
    /// Since when the first of them does, in milliseconds since 1970.
    pub since: i64,
}

words! {
    /// Whether tickets come with a link to their visitor's own page, or why not.
    pub enum Links {
        /// They do.
        Given = "given",
        /// `web_listen` is not set: there are no such pages.
        Off = "off",
        /// `public_url` is not set: nobody knows under which address visitors reach them.
        NoAddress = "no-address",
        /// Telephones would be shown a certificate that nobody vouches for: the server has made it
        /// itself, and no proxy stands before it.
        NoCertificate = "no-certificate",
        /// `public_url` is a plain `http` address of another machine: everybody on the way could read
        /// the links and use them.
        NotEncrypted = "not-encrypted",
    }
}

/// A backup that there is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backup {
    /// The name of its file.
    pub name: String,
    /// When it was made, in milliseconds since 1970.
    pub at: i64,
    /// How large it is, in bytes.
    pub bytes: u64,
}

crate::ticket::as_json!(ServerHealth);
