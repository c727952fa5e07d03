//! What is not settled yet: the only trace of a visit on disk.
//!
//! A key is written before its request goes out and struck out once the ticket was shown or the
//! withdrawal was confirmed. So a kiosk that loses its power in between knows at its next start
//! what to withdraw. A key is a random word and tells nothing about anybody.
//!
//! A ticket is noted in the same write that strikes out its key, before the printer gets a byte of it,
//! and struck out once its paper is out. So one that was being printed when the kiosk lost its power
//! is not printed again by itself: staff hear that it may not be printed.
//!
//! **A disk that takes nothing** must not leave a key there whose ticket a visitor holds: the next
//! start would withdraw it. Writing needs room and removing does not, so where the file cannot be
//! written it is removed, if it says too much; one that says too little costs at most a ticket that
//! nobody holds. Only where it cannot be removed either ([`Kept::Stale`]) is nothing printed, and a
//! ticket whose key stands there is not shown but exchanged for another ([`OwedFile::claims`]). What
//! failed is tried again until it succeeds, and staff hear of it meanwhile.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use app_kit::address::ServerAddress;
use app_kit::settings::{SettingsError, SettingsFile};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Deserializer, Serialize};
use shared::command::Key;
use shared::ids::TicketId;
use tracing::{info, warn};

/// What is not settled at this kiosk's server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Owed {
    /// The keys of requests.
    pub keys: Vec<Key>,
    /// The tickets that are being printed, or of which staff have not heard yet that they may not be.
    pub printing: Vec<TicketId>,
}

impl From<Vec<Key>> for Owed {
    fn from(keys: Vec<Key>) -> Self {
        Self { keys, ..Self::default() }
    }
}

/// What stands in the file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Written {
    #[serde(deserialize_with = "each")]
    keys: Vec<Key>,
    #[serde(deserialize_with = "each", skip_serializing_if = "Vec::is_empty")]
    printing: Vec<Noted>,
}

/// A ticket that is being printed. Its id means nothing at another desk.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Noted {
    server: String,
    ticket: TicketId,
}

impl Noted {
    /// Whether it is of the desk at this address, whose servers may be listed otherwise by now.
    fn is_of(&self, server: &ServerAddress) -> bool {
        let noted: Result<ServerAddress, _> = self.server.parse();
        noted.is_ok_and(|noted| noted.is_same_desk(server))
    }
}

/// Reads each entry by itself: one that is damaged takes no other with it.
fn each<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<Vec<T>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, bound = "T: DeserializeOwned")]
    enum OrNot<T> {
        Good(T),
        Damaged(IgnoredAny),
    }
    let entries = match OrNot::<Vec<OrNot<T>>>::deserialize(from)? {
        OrNot::Good(entries) => entries,
        damaged @ OrNot::Damaged(_) => {
            _ = damaged;
            warn!("what was left unsettled cannot be read");
            Vec::new()
        }
    };
    let mut good = Vec::new();
    for entry in entries {
        match entry {
            OrNot::Good(entry) => good.push(entry),
            OrNot::Damaged(IgnoredAny) => warn!("an entry of what was left unsettled is damaged"),
        }
    }
    Ok(good)
}

impl Written {
    /// What either of them has.
    fn or(self, other: Self) -> Self {
        let Self { mut keys, mut printing } = other;
        keys.extend(self.keys.into_iter().filter(|key| !keys.contains(key)).collect::<Vec<_>>());
        let more = self.printing.into_iter().filter(|noted| !printing.contains(noted));
        printing.extend(more.collect::<Vec<_>>());
        Self { keys, printing }
    }

    /// Whether this has something unsettled that another has not.
    fn says_more_than(&self, other: &Self) -> bool {
        self.keys.iter().any(|key| !other.keys.contains(key))
            || self.printing.iter().any(|noted| !other.printing.contains(noted))
    }
}

/// Where it is kept; a test gives a disk that fails.
pub trait Disk {
    /// What was written last; the default where nothing was.
    ///
    /// # Errors
    ///
    /// The file is there and cannot be read.
    fn load(&self) -> Result<Written, SettingsError>;

    /// Writes it, and returns when it outlasts a loss of power.
    ///
    /// # Errors
    ///
    /// The disk does not take it. What stood there before still stands, or this, or the one now and
    /// the other after a loss of power.
    fn save(&self, written: &Written) -> Result<(), SettingsError>;

    /// Removes it, which needs no room; returns when that outlasts a loss of power.
    ///
    /// # Errors
    ///
    /// It still stands there.
    fn remove(&self) -> io::Result<()>;
}

impl Disk for SettingsFile {
    fn load(&self) -> Result<Written, SettingsError> {
        Self::load(self)
    }

    fn save(&self, written: &Written) -> Result<(), SettingsError> {
        Self::save(self, written)?;
        let path = self.path().to_owned();
        sync_folder(&path).map_err(|source| SettingsError::Write { path, source })
    }

    fn remove(&self) -> io::Result<()> {
        match fs::remove_file(self.path()) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => sync_folder(self.path()),
        }
    }
}

/// A file that was put in place or removed stays so over a loss of power once its folder is written.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent().filter(|path| !path.as_os_str().is_empty()) {
        Some(folder) => fs::File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// What the disk has of what it was to keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// All of it.
    Saved,
    /// Not all of it, and nothing besides: a loss of power now leaves at most a ticket that nobody
    /// holds, or one of which staff do not hear that it may not be printed.
    Behind,
    /// Something that is settled: the next start would take a ticket away that a visitor holds.
    Stale,
}

/// What is unsettled, beside the settings.
pub struct OwedFile {
    disk: Box<dyn Disk>,
    /// Whose tickets are noted.
    server: String,
    /// What other servers' tickets were left in print; they are told when the kiosk is back there.
    elsewhere: Vec<Noted>,
    wanted: Written,
    /// The most that may stand on disk; none: nobody knows.
    on_disk: Option<Written>,
    kept: Kept,
}

impl OwedFile {
    /// `kiosk.owed.toml` for settings in `kiosk.toml`, and what the last run left there for this
    /// server.
    ///
    /// # Errors
    ///
    /// There is no place for it.
    pub fn open(settings: &Path, server: &ServerAddress) -> Result<(Self, Owed), SettingsError> {
        let file = SettingsFile::find(Some(settings.with_extension("owed.toml")), "kiosk")?;
        Ok(Self::on(Box::new(file), server))
    }

    /// The same on a disk that somebody gives.
    ///
    /// Old content on a disk that takes nothing may be of tickets that were shown since, so its keys
    /// are left alone.
    pub fn on(disk: Box<dyn Disk>, server: &ServerAddress) -> (Self, Owed) {
        let loaded = disk.load();
        let mut found = match &loaded {
            Ok(found) => found.clone(),
            Err(error) => {
                warn!("failed to {error}; a ticket that nobody holds may wait at the desk");
                Written::default()
            }
        };
        let (own, elsewhere) =
            found.printing.iter().cloned().partition(|noted| noted.is_of(server));
        let own: Vec<Noted> = own;
        if !found.keys.is_empty()
            && let Err(error) = disk.save(&found)
        {
            warn!("failed to {error}; what was left unsettled may be settled and is left alone");
            found.keys.clear();
        }
        let owed = Owed {
            keys: found.keys.clone(),
            printing: own.into_iter().map(|noted| noted.ticket).collect(),
        };
        let on_disk = loaded.ok();
        let kept = if on_disk.as_ref() == Some(&found) { Kept::Saved } else { Kept::Stale };
        let server = server.to_string();
        (Self { disk, server, elsewhere, wanted: found, on_disk, kept }, owed)
    }

    /// Puts it on disk, and returns when it is there or cannot be.
    pub fn keep(&mut self, owed: Owed) -> Kept {
        let Owed { keys, printing } = owed;
        let own: BTreeSet<TicketId> = printing.into_iter().collect();
        let own = own.into_iter().map(|ticket| Noted { server: self.server.clone(), ticket });
        let printing = self.elsewhere.iter().cloned().chain(own).collect();
        self.wanted = Written { keys, printing };
        self.try_again()
    }

    /// Puts on disk what it did not take before.
    pub fn try_again(&mut self) -> Kept {
        if self.kept == Kept::Saved && self.on_disk.as_ref() == Some(&self.wanted) {
            return self.kept;
        }
        let kept = match self.write() {
            Ok(()) => Kept::Saved,
            Err(error) => {
                if self.kept == Kept::Saved {
                    warn!("failed to {error}; what is not settled would be lost with the power");
                }
                let says_too_much =
                    self.on_disk.as_ref().is_none_or(|old| old.says_more_than(&self.wanted));
                if says_too_much { self.remove_and_write() } else { Kept::Behind }
            }
        };
        self.becomes(kept);
        kept
    }

    /// What the disk has now.
    pub fn kept(&self) -> Kept {
        self.kept
    }

    /// Whether the disk may have a key, which the next start would withdraw.
    pub fn claims(&self, key: &Key) -> bool {
        self.on_disk.as_ref().is_none_or(|there| there.keys.contains(key))
    }

    fn write(&mut self) -> Result<(), SettingsError> {
        let saved = self.disk.save(&self.wanted);
        self.on_disk = match &saved {
            Ok(()) => Some(self.wanted.clone()),
            // It may have been put in place all the same, and only not for good.
            Err(_) => self.on_disk.take().zip(self.disk.load().ok()).map(|(old, new)| old.or(new)),
        };
        saved
    }

    /// Takes away what stands there, and writes in the room that this may have made.
    fn remove_and_write(&mut self) -> Kept {
        if let Err(error) = self.disk.remove() {
            if self.kept != Kept::Stale {
                warn!("failed to remove what was unsettled: {error}; no ticket is printed");
            }
            return Kept::Stale;
        }
        self.on_disk = Some(Written::default());
        if self.write().is_ok() { Kept::Saved } else { Kept::Behind }
    }

    fn becomes(&mut self, kept: Kept) {
        if std::mem::replace(&mut self.kept, kept) != kept && kept == Kept::Saved {
            info!("what is not settled is on disk again");
        }
    }
}
