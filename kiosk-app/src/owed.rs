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
//! Both are noted with their server, and mean nothing at another desk: what is left there waits until the
//! kiosk is back. Older versions noted keys alone, which count as those of the server of the next run.
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
    #[serde(deserialize_with = "each", skip_serializing_if = "Vec::is_empty")]
    keys: Vec<AskedWith>,
    #[serde(deserialize_with = "each", skip_serializing_if = "Vec::is_empty")]
    printing: Vec<InPrint>,
}

/// A key of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "KeyForm")]
struct AskedWith {
    /// None: of an older version.
    server: Option<String>,
    key: Key,
}

/// What older versions wrote, and this one.
#[derive(Deserialize)]
#[serde(untagged)]
enum KeyForm {
    Alone(Key),
    Noted { server: String, key: Key },
}

impl From<KeyForm> for AskedWith {
    fn from(form: KeyForm) -> Self {
        match form {
            KeyForm::Alone(key) => Self { server: None, key },
            KeyForm::Noted { server, key } => Self { server: Some(server), key },
        }
    }
}

/// A ticket that is being printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct InPrint {
    server: String,
    ticket: TicketId,
}

/// Whether something was noted at the desk at this address, whose servers may be listed otherwise by now.
fn is_of(noted: &str, server: &ServerAddress) -> bool {
    let noted: Result<ServerAddress, _> = noted.parse();
    noted.is_ok_and(|noted| noted.is_same_desk(server))
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
    /// What the disk has. Keys that were noted alone are of this server from now on.
    fn load(disk: &dyn Disk, server: &str) -> Result<Self, SettingsError> {
        let mut found = disk.load()?;
        for asked in &mut found.keys {
            asked.server.get_or_insert_with(|| server.to_owned());
        }
        Ok(found)
    }

    /// What of it is of the desk at this address, and what is of others.
    fn of(self, server: &ServerAddress) -> (Self, Self) {
        let is_own = |asked: &AskedWith| asked.server.as_ref().is_some_and(|it| is_of(it, server));
        let (keys, other_keys) = self.keys.into_iter().partition(is_own);
        let (printing, other_printing) =
            self.printing.into_iter().partition(|printing| is_of(&printing.server, server));
        (Self { keys, printing }, Self { keys: other_keys, printing: other_printing })
    }

    /// What either of them has.
    fn or(self, other: Self) -> Self {
        let Self { mut keys, mut printing } = other;
        keys.extend(self.keys.into_iter().filter(|key| !keys.contains(key)).collect::<Vec<_>>());
        let more = self.printing.into_iter().filter(|it| !printing.contains(it));
        printing.extend(more.collect::<Vec<_>>());
        Self { keys, printing }
    }

    /// Whether this has something unsettled that another has not.
    fn says_more_than(&self, other: &Self) -> bool {
        self.keys.iter().any(|key| !other.keys.contains(key))
            || self.printing.iter().any(|printing| !other.printing.contains(printing))
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
    /// Where the kiosk is.
    server: String,
    /// What was left at other servers; it is settled when the kiosk is back there.
    elsewhere: Written,
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
        let name = server.to_string();
        let mut on_disk = match Written::load(&*disk, &name) {
            Ok(found) => Some(found),
            Err(error) => {
                warn!("failed to {error}; a ticket that nobody holds may wait at the desk");
                None
            }
        };
        let mut wanted = on_disk.clone().unwrap_or_default();
        let (mut own, elsewhere) = wanted.clone().of(server);
        if !own.keys.is_empty() {
            match disk.save(&wanted) {
                Ok(()) => on_disk = Some(wanted.clone()),
                Err(error) => {
                    warn!(
                        "failed to {error}; what was left unsettled may be settled and is left alone"
                    );
                    own.keys.clear();
                    wanted = elsewhere.clone().or(own.clone());
                }
            }
        }
        let owed = Owed {
            keys: own.keys.into_iter().map(|asked| asked.key).collect(),
            printing: own.printing.into_iter().map(|printing| printing.ticket).collect(),
        };
        let kept = if on_disk.as_ref() == Some(&wanted) { Kept::Saved } else { Kept::Stale };
        (Self { disk, server: name, elsewhere, wanted, on_disk, kept }, owed)
    }

    /// Puts it on disk, and returns when it is there or cannot be.
    pub fn keep(&mut self, owed: Owed) -> Kept {
        let Owed { keys, printing } = owed;
        let server = || self.server.clone();
        let keys = keys.into_iter().map(|key| AskedWith { server: Some(server()), key });
        let printing: BTreeSet<TicketId> = printing.into_iter().collect();
        let printing = printing.into_iter().map(|ticket| InPrint { server: server(), ticket });
        let own = Written { keys: keys.collect(), printing: printing.collect() };
        self.wanted = own.or(self.elsewhere.clone());
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
        self.on_disk.as_ref().is_none_or(|there| there.keys.iter().any(|it| it.key == *key))
    }

    fn write(&mut self) -> Result<(), SettingsError> {
        let saved = self.disk.save(&self.wanted);
        self.on_disk = match &saved {
            Ok(()) => Some(self.wanted.clone()),
            // It may have been put in place all the same, and only not for good.
            Err(_) => {
                let new = Written::load(&*self.disk, &self.server).ok();
                self.on_disk.take().zip(new).map(|(old, new)| old.or(new))
            }
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
