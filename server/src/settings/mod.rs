//! What the desk is set to, and where each setting came from.
//!
//! Four layers, the first that has a setting wins: flags, `WALKUP_*` variables, `walkup.toml`,
//! defaults. They are read once, at start. `table.rs` declares every setting, `format.rs` says how
//! values are read and printed, and this file reads the layers.

mod format;
mod of_database;
mod of_devices;
mod of_pages;
pub mod profile;
mod table;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use chrono_tz::Tz;
use shared::desk::DeskName;
use shared::fault::Fault;
use shared::health::Links;
use shared::profile::ProfileKey;

use crate::core::Zone;

pub use self::of_database::Durability;
pub use self::table::Settings;
use self::table::{ENTRIES, Entry, Layer};

/// The name of the settings file in the data directory.
pub const FILE: &str = "walkup.toml";

/// The settings that were given on the command line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Flags {
    /// `--data-dir`
    pub data_dir: Option<PathBuf>,
    /// `--config`: the settings file to read instead of the one in the data directory.
    pub config: Option<PathBuf>,
    /// `--listen`
    pub listen: Option<SocketAddr>,
    /// `--tables`
    pub tables: Option<u32>,
    /// `--insecure-no-tls`
    pub insecure_no_tls: bool,
    /// `--desk`
    pub desk: Option<DeskName>,
}

/// One setting as `config show` prints it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// What it is called in the settings file.
    pub key: String,
    /// Its value as TOML, or `unset`.
    pub value: String,
    /// Where it came from: `flag --listen`, `WALKUP_LISTEN`, the file's path, or `default`.
    pub origin: String,
}

impl Shown {
    /// Its value as anybody may read it: of a secret only that there is one.
    pub fn told(&self) -> &str {
        let is_secret = self.key.parse().is_ok_and(ProfileKey::is_secret);
        if is_secret && self.value != "unset" { "\"…\"" } else { &self.value }
    }
}

/// Settings that cannot be used, as a sentence that says which and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SettingsError(String);

impl SettingsError {
    /// An error that says this sentence.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl Settings {
    /// The folder that holds the daily backups.
    pub fn backup_dir(&self) -> PathBuf {
        self.backup_dir.clone().unwrap_or_else(|| self.data_dir.join("backups"))
    }

    /// What one of the desks is set to as far as the machine goes, to be used for it alone.
    pub fn of_desk(&self, desk: DeskName) -> Self {
        Self { desk, ..self.clone() }
    }

    /// Whether limits apply to a client at this address: clients on this machine are trusted.
    pub fn binds(&self, peer: IpAddr) -> bool {
        self.limit_loopback || !peer.to_canonical().is_loopback()
    }

    /// Whether connections are encrypted: on every address but a loopback one, and on that too
    /// where a certificate is given.
    pub fn is_encrypted(&self) -> bool {
        let is_local = self.listen.ip().to_canonical().is_loopback();
        !self.insecure_no_tls && (self.tls_cert.is_some() || !is_local)
    }
}

impl Settings {
    /// Whether visitors' pages are encrypted, but for proxies: on every address but a loopback one, and
    /// on that too where a certificate is given.
    pub fn encrypts_pages(&self) -> bool {
        let is_local = |address: SocketAddr| address.ip().to_canonical().is_loopback();
        let is_open = self.web_listen.is_some_and(|address| !is_local(address));
        let is_served = self.web_listen.is_some();
        !self.insecure_no_tls && is_served && (self.tls_cert.is_some() || is_open)
    }

    /// Whether visitors' pages are served, and in a way that telephones accept. Behind a proxy it is
    /// the proxy that shows a certificate.
    pub fn pages(&self) -> Links {
        let is_own = self.tls_cert.is_none() && self.trusted_proxies.is_empty();
        match self.web_listen {
            None => Links::Off,
            Some(_) if self.encrypts_pages() && is_own => Links::NoCertificate,
            Some(_) => Links::Given,
        }
    }
}

/// The machine's zone, by its name where it has one.
pub fn system_zone() -> Zone {
    static ZONE: OnceLock<Zone> = OnceLock::new();
    *ZONE.get_or_init(|| {
        let variable = std::env::var_os("TZ");
        let has_rules = variable.is_some();
        let found = find_zone(variable, || {
            iana_time_zone::get_timezone().map_err(|error| error.to_string())
        });
        found.map_or_else(
            |reason| {
                // The variable may give rules that have no name.
                if !has_rules {
                    tracing::warn!(
                        "the system's time zone is unknown ({reason}), so local times may be UTC; \
                         set time_zone"
                    );
                }
                Zone::System
            },
            Zone::Named,
        )
    })
}

/// The zone that the variable `TZ` names; without that variable the zone of the system.
fn find_zone(
    variable: Option<OsString>,
    system: impl FnOnce() -> Result<String, String>,
) -> Result<Tz, String> {
    let name = match variable {
        Some(name) => name.into_string().map_err(|_| "TZ is not valid Unicode".to_owned())?,
        None => system()?,
    };
    // POSIX allows a colon before the name of a zone, and the path of its file.
    let zone = name.strip_prefix(':').unwrap_or(&name);
    let zone = zone.rsplit_once("zoneinfo/").map_or(zone, |(_, zone)| zone);
    match zone {
        // POSIX: an empty TZ means UTC.
        "" => Ok(Tz::UTC),
        zone => zone.parse().map_err(|_| format!("there is no zone called `{name}`")),
    }
}

/// Reads every layer. Returns the settings, and where each of them came from.
pub fn load(flags: &Flags) -> Result<(Settings, Vec<Shown>), SettingsError> {
    load_with(flags, |name| std::env::var_os(name))
}

/// The data directory alone, without reading anything in it.
pub fn data_dir(flags: &Flags) -> Result<PathBuf, SettingsError> {
    find_data_dir(flags, &|name| std::env::var_os(name)).map(|(dir, _)| dir)
}

fn load_with(
    flags: &Flags,
    variable: impl Fn(&str) -> Option<OsString>,
) -> Result<(Settings, Vec<Shown>), SettingsError> {
    let (data_dir, data_dir_origin) = find_data_dir(flags, &variable)?;
    let mut origins: BTreeMap<&str, String> = BTreeMap::new();
    let path = flags.config.clone().unwrap_or_else(|| data_dir.join(FILE));
    let mut settings = Settings::for_dir(data_dir);
    let mut lines: BTreeMap<&str, usize> = BTreeMap::new();

    if let Some(text) = read_file(&path, flags.config.is_some())? {
        let (layer, given) = parse_file(&path, &text)?;
        settings.apply(layer);
        for (key, line) in given {
            origins.insert(key, path.display().to_string());
            lines.insert(key, line);
        }
    }
    for entry in ENTRIES {
        let name = variable_name(entry.key);
        if let Some(text) = variable(&name) {
            settings.apply(parse_variable(entry, &name, text)?);
            origins.insert(entry.key, name);
        }
    }
    if let Some(listen) = flags.listen {
        settings.listen = listen;
        origins.insert("listen", "flag --listen".to_owned());
    }
    if let Some(tables) = flags.tables {
        let value = toml::Value::Integer(tables.into());
        settings.apply(parse_value("tables", "--tables", value)?);
        origins.insert("tables", "flag --tables".to_owned());
    }

    let file = path.display().to_string();
    let place = |key: &ProfileKey| {
        let origin = origins.get(key.as_str())?;
        let line = lines.get(key.as_str()).filter(|_| *origin == file);
        Some((*key, line.map_or(origin.clone(), |line| format!("{origin}, line {line}"))))
    };
    settings.given = ProfileKey::ALL.iter().filter_map(place).collect();
    settings.insecure_no_tls = flags.insecure_no_tls;
    if let Some(desk) = &flags.desk {
        if settings.database.is_none() && !desk.is_main() {
            return Err(SettingsError(format!(
                "--desk {desk}: the data directory holds one desk, which is `main`; many desks need \
                 `database`"
            )));
        }
        settings.desk = desk.clone();
    }
    if settings.tls_cert.is_some() != settings.tls_key.is_some() {
        return Err(SettingsError("tls_cert and tls_key go together".to_owned()));
    }

    settings.check_given()?;
    settings.address()?;

    // Reasons that stand nowhere here may have been set at run time.
    if let (Some(services), true) =
        (settings.given.get(&ProfileKey::Services), origins.contains_key("reasons"))
        && let Some(id) = settings.services.unknown_reason(&settings.reasons)
    {
        let fault = Fault::NotAReason(id.clone());
        return Err(SettingsError(format!("{services}: services: {fault}")));
    }

    let mut shown = vec![Shown {
        key: "data_dir".to_owned(),
        value: format::toml_text(settings.data_dir.display().to_string()),
        origin: data_dir_origin,
    }];
    shown.extend(ENTRIES.iter().map(|entry| Shown {
        key: entry.key.to_owned(),
        value: (entry.print)(&settings),
        origin: origins.remove(entry.key).unwrap_or_else(|| "default".to_owned()),
    }));
    if settings.insecure_no_tls {
        shown.push(Shown {
            key: "insecure_no_tls".to_owned(),
            value: "true".to_owned(),
            origin: "flag --insecure-no-tls".to_owned(),
        });
    }
    Ok((settings, shown))
}

fn find_data_dir(
    flags: &Flags,
    variable: &impl Fn(&str) -> Option<OsString>,
) -> Result<(PathBuf, String), SettingsError> {
    if let Some(dir) = &flags.data_dir {
        return Ok((dir.clone(), "flag --data-dir".to_owned()));
    }
    let name = variable_name("data_dir");
    if let Some(dir) = variable(&name) {
        if dir.is_empty() {
            return Err(SettingsError(format!("{name} is empty")));
        }
        return Ok((dir.into(), name));
    }
    let dirs = directories::ProjectDirs::from("", "", "walkup").ok_or_else(|| {
        SettingsError("there is no home directory to store data in; use --data-dir".to_owned())
    })?;
    Ok((dirs.data_dir().to_owned(), "default".to_owned()))
}

fn read_file(path: &Path, must_exist: bool) -> Result<Option<String>, SettingsError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound && !must_exist => Ok(None),
        Err(error) => Err(SettingsError(format!("cannot read {}: {error}", path.display()))),
    }
}

/// What the file says, and which keys it gives on which lines.
fn parse_file(path: &Path, text: &str) -> Result<(Layer, Lines), SettingsError> {
    let line_of = |place: usize| text.get(..place).map(|before| before.matches('\n').count() + 1);
    let in_file = |error: &toml::de::Error| {
        let line = error.span().and_then(|span| line_of(span.start));
        let line = line.map(|line| format!(", line {line}"));
        let place = format!("{}{}", path.display(), line.unwrap_or_default());
        let message = one_line(error.message());
        // The message about an unknown key names that key already.
        let key = error.span().filter(|_| !message.starts_with("unknown field"));
        match key.and_then(|span| key_at(text, span.start)) {
            Some(key) => SettingsError(format!("{place}: {key}: {message}")),
            None => SettingsError(format!("{place}: {message}")),
        }
    };
    let layer = toml::from_str(text).map_err(|error| in_file(&error))?;
    let given: BTreeMap<toml::Spanned<String>, toml::Value> =
        toml::from_str(text).map_err(|error| in_file(&error))?;
    let known = |key: &toml::Spanned<String>| {
        let entry = ENTRIES.iter().find(|entry| entry.key == key.get_ref().as_str())?;
        Some((entry.key, line_of(key.span().start)?))
    };
    Ok((layer, given.keys().filter_map(known).collect()))
}

/// Keys and their lines, counted from 1.
type Lines = Vec<(&'static str, usize)>;

/// The setting whose value stands at a place of the text, if the text is TOML at all.
fn key_at(text: &str, place: usize) -> Option<String> {
    let keys: BTreeMap<toml::Spanned<String>, toml::Value> = toml::from_str(text).ok()?;
    keys.into_keys()
        .filter(|key| key.span().start <= place)
        .max_by_key(|key| key.span().start)
        .map(toml::Spanned::into_inner)
}

/// A layer with the one setting that a variable gives.
fn parse_variable(entry: &Entry, name: &str, text: OsString) -> Result<Layer, SettingsError> {
    let text =
        text.into_string().map_err(|_| SettingsError(format!("{name} is not valid Unicode")))?;
    let value = if entry.variable_is_text {
        toml::Value::String(text)
    } else {
        text.parse().map_err(|error| {
            let SettingsError(sentence) = unusable(name, &error);
            SettingsError(format!("{sentence}; it is TOML, such as {}", entry.example))
        })?
    };
    parse_value(entry.key, name, value)
}

/// A layer with one setting, which came from `origin`.
fn parse_value(key: &str, origin: &str, value: toml::Value) -> Result<Layer, SettingsError> {
    let table = toml::Table::from_iter([(key.to_owned(), value)]);
    table.try_into().map_err(|error| unusable(origin, &error))
}

fn unusable(origin: &str, error: &toml::de::Error) -> SettingsError {
    SettingsError(format!("{origin}: {}", one_line(error.message())))
}

fn variable_name(key: &str) -> String {
    format!("WALKUP_{}", key.to_uppercase())
}

fn one_line(message: &str) -> String {
    message.lines().map(str::trim).collect::<Vec<_>>().join(", ")
}
