//! The settings of a window on disk: read so that one wrong value never keeps a window dark, with a
//! copy of the last good file beside it for when the file is damaged.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::device::DeviceReport;
use toml::{Table, Value};
use tracing::{info, warn};

use super::enrolment::Enrolment;
use super::servers::Servers;
use crate::address::ServerAddress;
use crate::link::Known;
use crate::settings::{SettingsError, SettingsFile};

/// The settings of a window.
pub trait Keep: Serialize + DeserializeOwned + Default + Clone {
    /// The servers that it knows.
    fn servers(&self) -> Servers;

    /// Puts the servers back, with what was added.
    fn set_servers(&mut self, servers: Servers);

    /// What a device says of itself; a window of staff is none.
    fn report(&self) -> Option<DeviceReport> {
        None
    }

    /// Puts what cannot be meant back to what it is by default; what was wrong, in words for
    /// whoever looks after the window.
    fn mend(&mut self) -> Vec<String> {
        Vec::new()
    }
}

/// What the file was like when it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// There is none yet.
    New,
    /// It could be read, perhaps but for some values.
    Good,
    /// It could not be read: these are the last settings that could.
    LastGood,
    /// It could not be read, and nothing is known from before. It stays as it is.
    Lost,
}

/// The settings of a window, and where they are kept.
#[derive(Debug, Clone)]
pub struct Keeper<S> {
    /// The settings now. What is changed here is kept by [`Keeper::save`].
    pub settings: S,
    file: SettingsFile,
    health: Health,
    complaints: Vec<String>,
    /// What stood in the file and means nothing to this version: kept there.
    unknown: Table,
    /// The file by which this window lets itself in, if one was laid beside it.
    enrolment: Option<Enrolment>,
}

impl<S: Keep> Keeper<S> {
    /// Reads the file, or what is left of it. Never fails: the window opens in any case.
    pub fn load(file: SettingsFile) -> Self {
        let mut complaints = Vec::new();
        let (table, health) = match read(file.path()) {
            Ok(None) => (Table::new(), Health::New),
            // Nothing in it may be meant so, or be what a loss of power left of it.
            Ok(Some(table)) if table.is_empty() => match read(&last_good(file.path())) {
                Ok(Some(kept)) if !kept.is_empty() => {
                    warn!("{} is empty", file.path().display());
                    complaints.push(format!("{}: empty", file.path().display()));
                    (kept, Health::LastGood)
                }
                Ok(_) | Err(_) => (table, Health::New),
            },
            Ok(Some(table)) => (table, Health::Good),
            Err(reason) => {
                warn!("failed to understand {}: {reason}", file.path().display());
                complaints.push(format!("{}: {}", file.path().display(), first_line(&reason)));
                match read(&last_good(file.path())) {
                    Ok(Some(table)) => (table, Health::LastGood),
                    Ok(None) | Err(_) => (Table::new(), Health::Lost),
                }
            }
        };
        let (mut settings, unknown, wrong) = lenient::<S>(table.clone());
        for wrong in wrong.into_iter().chain(settings.mend()) {
            warn!("in {}: {wrong}", file.path().display());
            complaints.push(wrong);
        }
        let enrolment = None;
        let keeper = Self { settings, file, health, complaints, unknown, enrolment };
        if health == Health::Good {
            keeper.keep_last_good(&table);
        }
        keeper
    }

    /// Settings that stand in no file: for tests.
    pub fn of(settings: S, file: SettingsFile) -> Self {
        let (complaints, unknown) = (Vec::new(), Table::new());
        Self { settings, file, health: Health::Good, complaints, unknown, enrolment: None }
    }

    /// What the file was like.
    pub fn health(&self) -> Health {
        self.health
    }

    /// What is wrong with the file, for whoever looks after the window.
    pub fn complaints(&self) -> &[String] {
        &self.complaints
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    /// Whether somebody has set this window up before. One whose file is lost was, too.
    pub fn was_set_up(&self) -> bool {
        self.health == Health::Lost || self.settings.servers().was_set_up()
    }

    /// Looks for a file by which this window lets itself in. Where nobody has set it up, the server
    /// that the file names is its own from then on.
    pub fn look_for_enrolment(&mut self) {
        self.enrolment = Enrolment::find(self.file.path());
        if let Some(enrolment) = self.enrolment.clone().filter(|_| !self.was_set_up()) {
            self.change_servers(|servers| enrolment.choose(servers));
        }
    }

    /// What the link is told of a server.
    pub fn known(&self, server: &ServerAddress) -> Known {
        let known = self.settings.servers().known(server);
        let lets_itself_in = self.enrolment.as_ref().and_then(|it| it.shown_to(server));
        Known { lets_itself_in, report: self.settings.report(), ..known }
    }

    /// Changes what is known of servers, and keeps it.
    pub fn change_servers(&mut self, change: impl FnOnce(&mut Servers)) {
        let mut servers = self.settings.servers();
        change(&mut servers);
        self.settings.set_servers(servers);
        self.save();
    }

    /// Keeps the settings, or says in the log why that failed.
    pub fn save(&self) {
        if let Err(error) = self.try_save() {
            warn!("failed to {error}");
        }
    }

    /// Keeps the settings. A file that could not be read stays for somebody to mend; what is learnt
    /// meanwhile is kept in the copy beside it.
    ///
    /// # Errors
    ///
    /// The file cannot be written; what stood there before still stands.
    pub fn try_save(&self) -> Result<(), SettingsError> {
        let settings = Table::try_from(&self.settings).map_err(|error| SettingsError::Write {
            path: self.file.path().to_owned(),
            source: io::Error::other(error),
        })?;
        let table = joined(self.unknown.clone(), settings);
        if self.health != Health::Lost {
            self.keep_last_good(&table);
        }
        if matches!(self.health, Health::New | Health::Good) {
            self.file.save(&table)?;
        }
        Ok(())
    }

    fn keep_last_good(&self, table: &Table) {
        let path = last_good(self.file.path());
        if read(&path).is_ok_and(|kept| kept.as_ref() == Some(table)) {
            return;
        }
        let kept = SettingsFile::find(Some(path), "").and_then(|file| file.save(table));
        if let Err(error) = kept {
            info!("no copy of the settings is kept: failed to {error}");
        }
    }
}

/// Where the copy of the last good file is.
fn last_good(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".last-good");
    path.with_file_name(name)
}

fn read(path: &Path) -> Result<Option<Table>, String> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.to_string()),
    };
    let text = String::from_utf8(bytes).map_err(|error| error.to_string())?;
    let text = text.trim_start_matches('\u{feff}');
    text.parse::<Table>().map(Some).map_err(|error| error.to_string())
}

/// Reads each value by itself, those of a table too: what is wrong is left out and told, what is
/// unknown is kept apart.
fn lenient<S: Keep>(table: Table) -> (S, Table, Vec<String>) {
    if let Ok(settings) = Value::Table(table.clone()).try_into() {
        return (settings, Table::new(), Vec::new());
    }
    let (mut good, mut left, mut wrong) = (Table::new(), Table::new(), Vec::new());
    for (name, value) in table {
        match (read_alone::<S>(&name, value.clone()), value) {
            (Ok(()), value) => _ = good.insert(name, value),
            (Err(reason), Value::Table(entries)) if !entries.is_empty() => {
                let (mut good_of_it, mut left_of_it) = (Table::new(), Table::new());
                let before = wrong.len();
                for (key, value) in entries {
                    let alone = Table::from_iter([(key.clone(), value.clone())]);
                    match read_alone::<S>(&name, Value::Table(alone)) {
                        Ok(()) => _ = good_of_it.insert(key, value),
                        Err(reason) => {
                            wrong.push(format!("{name}.{key}: {reason}"));
                            left_of_it.insert(key, value);
                        }
                    }
                }
                if !good_of_it.is_empty() {
                    good.insert(name.clone(), Value::Table(good_of_it));
                } else if left_of_it.len() > 1 {
                    // Its entries say nothing by themselves: the whole of it is wrong, and said once.
                    wrong.truncate(before);
                    wrong.push(format!("{name}: {reason}"));
                }
                left.insert(name, Value::Table(left_of_it));
            }
            (Err(reason), value) => {
                wrong.push(format!("{name}: {reason}"));
                left.insert(name, value);
            }
        }
    }
    (Value::Table(good).try_into().unwrap_or_default(), left, wrong)
}

/// Whether a value can be read where nothing else stands; why not.
fn read_alone<S: Keep>(name: &str, value: Value) -> Result<(), String> {
    let alone = Table::from_iter([(name.to_owned(), value)]);
    let read = Value::Table(alone).try_into::<S>();
    read.map(drop).map_err(|error| first_line(&error.to_string()))
}

/// What stood in a file with what is set now, which wins; tables are joined entry by entry.
fn joined(mut old: Table, new: Table) -> Table {
    for (name, value) in new {
        let value = match (old.remove(&name), value) {
            (Some(Value::Table(old)), Value::Table(new)) => Value::Table(joined(old, new)),
            (_, value) => value,
        };
        old.insert(name, value);
    }
    old
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Kept;
    use crate::shell::servers::KnownServer;
    use serde::Deserialize;
    use std::collections::BTreeMap;

    #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
    #[serde(default, deny_unknown_fields)]
    struct Settings {
        server: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        certificate: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        device_key: Option<Kept>,
        #[serde(skip_serializing_if = "BTreeMap::is_empty")]
        servers: BTreeMap<String, KnownServer>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pin: Option<String>,
        metres: f32,
    }

    impl Keep for Settings {
        crate::device_servers!();

        fn mend(&mut self) -> Vec<String> {
            if self.metres >= 0.0 {
                return Vec::new();
            }
            self.metres = 0.0;
            vec!["metres: nobody is behind the screen".to_owned()]
        }
    }

    struct Place {
        folder: tempfile::TempDir,
    }

    impl Place {
        fn with(text: impl AsRef<[u8]>) -> Self {
            let place = Self { folder: tempfile::tempdir().unwrap() };
            place.write(text);
            place
        }

        fn path(&self) -> PathBuf {
            self.folder.path().join("kiosk.toml")
        }

        fn write(&self, text: impl AsRef<[u8]>) {
            fs::write(self.path(), text).unwrap();
        }

        fn text(&self) -> String {
            fs::read_to_string(self.path()).unwrap()
        }

        fn load(&self) -> Keeper<Settings> {
            Keeper::load(SettingsFile::find(Some(self.path()), "kiosk").unwrap())
        }
    }

    const SET_UP: &str = "server = \"desk\"\npin = \"hash\"\ndevice_key = \"key\"\nmetres = 2.0\n";

    #[test]
    fn a_new_window_was_not_set_up() {
        let place = Place { folder: tempfile::tempdir().unwrap() };
        let keeper = place.load();
        assert_eq!((keeper.health(), keeper.was_set_up()), (Health::New, false));
    }

    #[test]
    fn a_damaged_file_takes_neither_pin_nor_server_away() {
        for damage in [&b"server = ["[..], b"", b"\0\0\0\0", b"\xff\xfe\x00server", b"pin"] {
            let place = Place::with(SET_UP);
            place.load();
            place.write(damage);
            let keeper = place.load();
            assert_eq!(keeper.health(), Health::LastGood, "{damage:?}");
            assert_eq!(keeper.settings.pin.as_deref(), Some("hash"));
            assert_eq!(keeper.settings.server, "desk");
            assert!(keeper.was_set_up() && !keeper.complaints().is_empty());
            // The file stays as it is for somebody to mend; what is learnt is kept beside it.
            let mut keeper = keeper;
            keeper.change_servers(|servers| servers.others.extend([("x".to_owned(), known())]));
            assert_eq!(fs::read(place.path()).unwrap(), damage);
            assert!(place.load().settings.servers.contains_key("x"));
        }
    }

    fn known() -> KnownServer {
        KnownServer { certificate: None, device_key: Some(Kept("two".to_owned())) }
    }

    #[test]
    fn a_damaged_file_without_a_copy_still_means_that_somebody_set_it_up() {
        let place = Place::with("server = [");
        let keeper = place.load();
        assert_eq!((keeper.health(), keeper.was_set_up()), (Health::Lost, true));
        keeper.save();
        assert_eq!(place.text(), "server = [");
    }

    #[test]
    fn one_wrong_value_starts_with_its_default_and_is_told() {
        let place = Place::with("server = \"desk\"\nmetres = \"far\"\npin = \"hash\"\n");
        let keeper = place.load();
        assert_eq!(keeper.health(), Health::Good);
        assert_eq!(keeper.settings.server, "desk");
        assert_eq!(keeper.settings.pin.as_deref(), Some("hash"));
        assert_eq!(keeper.settings.metres, 0.0);
        assert!(keeper.complaints()[0].starts_with("metres: "), "{:?}", keeper.complaints());
        let place = Place::with("metres = -1.0\n");
        assert_eq!(place.load().complaints(), ["metres: nobody is behind the screen"]);
    }

    #[test]
    fn one_wrong_value_of_a_table_takes_no_other_with_it() {
        let place = Place::with(format!(
            "{SET_UP}[servers.\"wss://one:1\"]\ndevice_key = \"one\"\n[servers.two]\ndevice_key = 2\n"
        ));
        let mut keeper = place.load();
        assert_eq!(keeper.settings.servers.len(), 1);
        assert!(keeper.complaints()[0].starts_with("servers.two: "), "{:?}", keeper.complaints());
        keeper.change_servers(|servers| servers.others.extend([("x".to_owned(), known())]));
        for left in ["wss://one:1", "device_key = 2", "servers.x"] {
            assert!(place.text().contains(left), "{left}: {}", place.text());
        }
    }

    #[test]
    fn what_an_older_or_newer_version_wrote_stays_in_the_file() {
        let place = Place::with(format!("{SET_UP}colour = \"green\"\n"));
        let mut keeper = place.load();
        assert_eq!(keeper.complaints().len(), 1);
        keeper.settings.metres = 3.0;
        keeper.save();
        assert!(place.text().contains("colour = \"green\""), "{}", place.text());
        assert!(place.text().contains("metres = 3.0"));
        assert_eq!(place.load().settings.device_key, Some(Kept("key".to_owned())));
    }

    #[test]
    fn a_secret_without_a_server_is_neither_dropped_nor_given_to_another() {
        let place = Place::with("certificate = \"AB\"\ndevice_key = \"key\"\n");
        let mut keeper = place.load();
        assert!(keeper.was_set_up());
        let address = "desk".parse().unwrap();
        assert!(!keeper.settings.servers().may_trust(&address));
        keeper.change_servers(|servers| servers.choose(&address));
        let again = place.load().settings;
        assert_eq!((again.server.as_str(), again.device_key), ("desk", None));
        let kept = &again.servers[""];
        assert_eq!(kept.device_key, Some(Kept("key".to_owned())));
        assert_eq!(kept.certificate.as_deref(), Some("AB"));
    }

    #[cfg(unix)]
    #[test]
    fn the_copy_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let place = Place::with(SET_UP);
        place.load();
        let mode = fs::metadata(last_good(&place.path())).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
