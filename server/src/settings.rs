//! What the desk is set to, and where each setting came from.
//!
//! Four layers, the first that has a setting wins: flags, `WALKUP_*` variables, `walkup.toml`,
//! defaults. They are read once, at start.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use shared::ids::TableNo;
use shared::message::{Reason, Reasons};

use crate::net::proxy::AddressRange;

/// The name of the settings file in the data directory.
const FILE: &str = "walkup.toml";

/// Every setting that a variable or the file may give, in the order they are shown.
const KEYS: [&str; 26] = [
    "listen",
    "tables",
    "table_names",
    "table_grace_secs",
    "reasons",
    "display_label",
    "organisation",
    "notice",
    "day_ends",
    "retention_days",
    "session_hours",
    "allowed_origins",
    "tls_cert",
    "tls_key",
    "announce",
    "limit_loopback",
    "trusted_proxies",
    "max_connections",
    "max_connections_per_address",
    "max_handshakes",
    "messages_per_second",
    "unknown_queries_per_hour",
    "metrics_listen",
    "backups",
    "backup_dir",
    "disk_warning_mb",
];

/// Those of [`KEYS`] whose variables are taken as they are; the others' are TOML values.
const TEXT_KEYS: [&str; 9] = [
    "listen",
    "display_label",
    "organisation",
    "notice",
    "day_ends",
    "tls_cert",
    "tls_key",
    "metrics_listen",
    "backup_dir",
];

/// What the desk is set to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Where everything is stored.
    pub data_dir: PathBuf,
    /// The address and port to listen on; port 0 takes any free one.
    pub listen: SocketAddr,
    /// How many tables the desk has, 1 to 1000.
    pub tables: u32,
    /// What tables are called, for those that have a name.
    pub table_names: BTreeMap<TableNo, String>,
    /// For how many seconds a table is kept for a person whose connection was lost.
    pub table_grace_secs: u64,
    /// The reasons that visitors choose from; empty: none is asked.
    pub reasons: Reasons,
    /// How displays call a visitor besides by number.
    pub display_label: DisplayLabel,
    /// Whose desk this is; empty: not said.
    pub organisation: String,
    /// What everybody reads until an admin announces something else; empty: nothing.
    pub notice: String,
    /// The local time at which yesterday's tickets end, if they do.
    pub day_ends: Option<jiff::civil::Time>,
    /// For how many days ended tickets are kept; none: for ever.
    pub retention_days: Option<u32>,
    /// For how many hours a token lets its holder in.
    pub session_hours: u32,
    /// The origins, besides the server's own, whose web pages may connect.
    pub allowed_origins: Vec<String>,
    /// The certificate to show and those between it and its authority, in PEM; none: one that the
    /// server makes itself.
    pub tls_cert: Option<PathBuf>,
    /// The key of that certificate, in PEM.
    pub tls_key: Option<PathBuf>,
    /// Whether nothing is encrypted, wherever the server listens. A flag alone sets it.
    pub insecure_no_tls: bool,
    /// Whether the local network is told where the server is.
    pub announce: bool,
    /// Whether clients on this machine are treated like all others: devices need a key, and the
    /// limits bind them.
    pub limit_loopback: bool,
    /// The proxies that are believed when they say for whom they pass on a request.
    pub trusted_proxies: Vec<AddressRange>,
    /// The most connections from other machines.
    pub max_connections: u32,
    /// The most connections from one address, or one IPv6 network.
    pub max_connections_per_address: u32,
    /// The most handshakes in progress; newcomers wait while there are that many.
    pub max_handshakes: u32,
    /// How many messages a second one client is listened to, twice that at once.
    pub messages_per_second: u32,
    /// How many addresses that nobody has given a kiosk may ask for in an hour, before it hears
    /// of none any more.
    pub unknown_queries_per_hour: u32,
    /// Where metrics are answered besides on the server's own machine.
    pub metrics_listen: Option<SocketAddr>,
    /// How many daily backups are kept; 0: none is made.
    pub backups: u32,
    /// Where they are; none: in the data directory.
    pub backup_dir: Option<PathBuf>,
    /// How many megabytes must be free on the disk; with less the server warns.
    pub disk_warning_mb: u32,
}

/// How much of a visitor's name displays show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DisplayLabel {
    /// Nothing.
    #[default]
    None,
    /// The first name.
    First,
    /// The first letter.
    Initial,
}

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
    /// The defaults with this data directory.
    pub fn for_dir(dir: PathBuf) -> Self {
        Self {
            data_dir: dir,
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, shared::DEFAULT_PORT)),
            tables: 10,
            table_names: BTreeMap::new(),
            table_grace_secs: 120,
            reasons: Reasons::default(),
            display_label: DisplayLabel::default(),
            organisation: String::new(),
            notice: String::new(),
            day_ends: Some(jiff::civil::time(4, 0, 0, 0)),
            retention_days: None,
            session_hours: 12,
            allowed_origins: Vec::new(),
            tls_cert: None,
            tls_key: None,
            insecure_no_tls: false,
            announce: true,
            limit_loopback: false,
            trusted_proxies: Vec::new(),
            max_connections: 10_000,
            max_connections_per_address: 500,
            max_handshakes: 10_000,
            messages_per_second: 50,
            unknown_queries_per_hour: 30,
            metrics_listen: None,
            backups: 14,
            backup_dir: None,
            disk_warning_mb: 500,
        }
    }

    /// Where backups are.
    pub fn backup_dir(&self) -> PathBuf {
        self.backup_dir.clone().unwrap_or_else(|| self.data_dir.join("backups"))
    }

    /// Whether limits bind a client from there: those on this machine are trusted.
    pub fn binds(&self, peer: IpAddr) -> bool {
        self.limit_loopback || !peer.to_canonical().is_loopback()
    }

    /// Whether connections are encrypted: on every address but a loopback one, and on that too
    /// where a certificate is given.
    pub fn is_encrypted(&self) -> bool {
        let is_local = self.listen.ip().to_canonical().is_loopback();
        !self.insecure_no_tls && (self.tls_cert.is_some() || !is_local)
    }

    /// Takes over what a layer says.
    fn apply(&mut self, layer: Layer) {
        let Layer {
            listen,
            tables,
            table_names,
            table_grace_secs,
            reasons,
            display_label,
            organisation,
            notice,
            day_ends,
            retention_days,
            session_hours,
            allowed_origins,
            tls_cert,
            tls_key,
            announce,
            limit_loopback,
            trusted_proxies,
            max_connections,
            max_connections_per_address,
            max_handshakes,
            messages_per_second,
            unknown_queries_per_hour,
            metrics_listen,
            backups,
            backup_dir,
            disk_warning_mb,
        } = layer;
        replace(&mut self.listen, listen);
        replace(&mut self.tables, tables.map(InRange::get));
        replace(&mut self.table_names, table_names.map(|names| names.0));
        replace(&mut self.table_grace_secs, table_grace_secs.map(InRange::get).map(u64::from));
        replace(&mut self.reasons, reasons.map(|reasons| reasons.0));
        replace(&mut self.display_label, display_label);
        replace(&mut self.organisation, organisation.map(|line| line.0));
        replace(&mut self.notice, notice.map(|line| line.0));
        replace(&mut self.day_ends, day_ends.map(|end| end.0));
        replace(&mut self.retention_days, retention_days.map(|days| Some(days.get())));
        replace(&mut self.session_hours, session_hours.map(InRange::get));
        replace(&mut self.allowed_origins, allowed_origins);
        replace(&mut self.tls_cert, tls_cert.map(Some));
        replace(&mut self.tls_key, tls_key.map(Some));
        replace(&mut self.announce, announce);
        replace(&mut self.limit_loopback, limit_loopback);
        replace(&mut self.trusted_proxies, trusted_proxies);
        replace(&mut self.max_connections, max_connections.map(InRange::get));
        let per_address = max_connections_per_address.map(InRange::get);
        replace(&mut self.max_connections_per_address, per_address);
        replace(&mut self.max_handshakes, max_handshakes.map(InRange::get));
        replace(&mut self.messages_per_second, messages_per_second.map(InRange::get));
        replace(&mut self.unknown_queries_per_hour, unknown_queries_per_hour.map(InRange::get));
        replace(&mut self.metrics_listen, metrics_listen.map(Some));
        replace(&mut self.backups, backups.map(InRange::get));
        replace(&mut self.backup_dir, backup_dir.map(Some));
        replace(&mut self.disk_warning_mb, disk_warning_mb);
    }

    /// The value of one of [`KEYS`] as `config show` prints it.
    fn value(&self, key: &str) -> String {
        match key {
            "listen" => toml_text(self.listen.to_string()),
            "tables" => self.tables.to_string(),
            "table_names" => {
                let names = self.table_names.iter().map(|(table, name)| (table.to_string(), name));
                toml_text(names.collect::<BTreeMap<_, _>>())
            }
            "table_grace_secs" => self.table_grace_secs.to_string(),
            "reasons" => toml_text(&self.reasons),
            "display_label" => toml_text(self.display_label),
            "organisation" => toml_text(&self.organisation),
            "notice" => toml_text(&self.notice),
            "day_ends" => toml_text(match self.day_ends {
                Some(time) => format!("{:02}:{:02}", time.hour(), time.minute()),
                None => "off".to_owned(),
            }),
            "retention_days" => match self.retention_days {
                Some(days) => days.to_string(),
                None => "unset".to_owned(),
            },
            "session_hours" => self.session_hours.to_string(),
            "backups" => self.backups.to_string(),
            "backup_dir" => path_text(self.backup_dir.as_deref()),
            "disk_warning_mb" => self.disk_warning_mb.to_string(),
            "max_connections" => self.max_connections.to_string(),
            "max_connections_per_address" => self.max_connections_per_address.to_string(),
            "max_handshakes" => self.max_handshakes.to_string(),
            "messages_per_second" => self.messages_per_second.to_string(),
            "unknown_queries_per_hour" => self.unknown_queries_per_hour.to_string(),
            "metrics_listen" => match self.metrics_listen {
                Some(address) => toml_text(address.to_string()),
                None => "unset".to_owned(),
            },
            "announce" => self.announce.to_string(),
            "limit_loopback" => self.limit_loopback.to_string(),
            "trusted_proxies" => toml_text(&self.trusted_proxies),
            "tls_cert" => path_text(self.tls_cert.as_deref()),
            "tls_key" => path_text(self.tls_key.as_deref()),
            _ => toml_text(&self.allowed_origins),
        }
    }
}

/// Reads every layer: what holds, and where each setting came from.
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

    if let Some(text) = read_file(&path, flags.config.is_some())? {
        let (layer, given) = parse_file(&path, &text)?;
        settings.apply(layer);
        origins.extend(given.into_iter().map(|key| (key, path.display().to_string())));
    }
    for key in KEYS {
        let name = variable_name(key);
        if let Some(text) = variable(&name) {
            settings.apply(parse_variable(key, &name, text)?);
            origins.insert(key, name);
        }
    }
    if let Some(listen) = flags.listen {
        settings.listen = listen;
        origins.insert("listen", "flag --listen".to_owned());
    }
    if let Some(tables) = flags.tables {
        let tables = InRange::try_from(tables)
            .map_err(|error| SettingsError(format!("--tables: {error}")))?;
        settings.tables = InRange::<1, 1000>::get(tables);
        origins.insert("tables", "flag --tables".to_owned());
    }

    settings.insecure_no_tls = flags.insecure_no_tls;
    if settings.tls_cert.is_some() != settings.tls_key.is_some() {
        return Err(SettingsError("tls_cert and tls_key go together".to_owned()));
    }

    let mut shown = vec![Shown {
        key: "data_dir".to_owned(),
        value: toml_text(settings.data_dir.display().to_string()),
        origin: data_dir_origin,
    }];
    shown.extend(KEYS.into_iter().map(|key| Shown {
        key: key.to_owned(),
        value: settings.value(key),
        origin: origins.remove(key).unwrap_or_else(|| "default".to_owned()),
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

/// What the file says, and which of [`KEYS`] it gives.
fn parse_file(path: &Path, text: &str) -> Result<(Layer, Vec<&'static str>), SettingsError> {
    let in_file = |error: &toml::de::Error| {
        let line = error.span().and_then(|span| text.get(..span.start)).map(|before| {
            let line = before.matches('\n').count() + 1;
            format!(", line {line}")
        });
        let place = format!("{}{}", path.display(), line.unwrap_or_default());
        let message = one_line(error.message());
        // What an unknown key is called is in the message already.
        let key = error.span().filter(|_| !message.starts_with("unknown field"));
        match key.and_then(|span| key_at(text, span.start)) {
            Some(key) => SettingsError(format!("{place}: {key}: {message}")),
            None => SettingsError(format!("{place}: {message}")),
        }
    };
    let layer = toml::from_str(text).map_err(|error| in_file(&error))?;
    let table: toml::Table = toml::from_str(text).map_err(|error| in_file(&error))?;
    Ok((layer, KEYS.into_iter().filter(|key| table.contains_key(*key)).collect()))
}

/// The setting whose value stands at a place of the text, if the text is TOML at all.
fn key_at(text: &str, place: usize) -> Option<String> {
    let keys: BTreeMap<toml::Spanned<String>, toml::Value> = toml::from_str(text).ok()?;
    keys.into_keys()
        .filter(|key| key.span().start <= place)
        .max_by_key(|key| key.span().start)
        .map(toml::Spanned::into_inner)
}

/// A layer with the one setting that a variable gives.
fn parse_variable(key: &str, name: &str, text: OsString) -> Result<Layer, SettingsError> {
    let text =
        text.into_string().map_err(|_| SettingsError(format!("{name} is not valid Unicode")))?;
    let unusable =
        |error: toml::de::Error| SettingsError(format!("{name}: {}", one_line(error.message())));
    let value = if TEXT_KEYS.contains(&key) {
        toml::Value::String(text)
    } else {
        text.parse().map_err(unusable)?
    };
    toml::Table::from_iter([(key.to_owned(), value)]).try_into().map_err(unusable)
}

fn variable_name(key: &str) -> String {
    format!("WALKUP_{}", key.to_uppercase())
}

fn one_line(message: &str) -> String {
    message.lines().map(str::trim).collect::<Vec<_>>().join(", ")
}

fn toml_text(value: impl Serialize) -> String {
    toml::Value::try_from(value).map(|value| value.to_string()).unwrap_or_default()
}

fn path_text(path: Option<&Path>) -> String {
    path.map_or_else(|| "unset".to_owned(), |path| toml_text(path.display().to_string()))
}

fn replace<T>(setting: &mut T, given: Option<T>) {
    if let Some(value) = given {
        *setting = value;
    }
}

/// What one layer says.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Layer {
    listen: Option<SocketAddr>,
    tables: Option<InRange<1, 1000>>,
    table_names: Option<TableNames>,
    table_grace_secs: Option<InRange<0, 31_536_000>>,
    reasons: Option<CheckedReasons>,
    display_label: Option<DisplayLabel>,
    organisation: Option<Line>,
    notice: Option<Line>,
    day_ends: Option<DayEnd>,
    retention_days: Option<InRange<1, 36_500>>,
    session_hours: Option<InRange<1, 87_600>>,
    allowed_origins: Option<Vec<String>>,
    tls_cert: Option<PathBuf>,
    tls_key: Option<PathBuf>,
    announce: Option<bool>,
    limit_loopback: Option<bool>,
    trusted_proxies: Option<Vec<AddressRange>>,
    max_connections: Option<InRange<1, 1_000_000>>,
    max_connections_per_address: Option<InRange<1, 1_000_000>>,
    max_handshakes: Option<InRange<1, 1_000_000>>,
    messages_per_second: Option<InRange<1, 1_000_000>>,
    unknown_queries_per_hour: Option<InRange<0, 1_000_000>>,
    metrics_listen: Option<SocketAddr>,
    backups: Option<InRange<0, 10_000>>,
    backup_dir: Option<PathBuf>,
    disk_warning_mb: Option<u32>,
}

/// A whole number with bounds, so that nobody need think of overflows later.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "u32")]
struct InRange<const LOW: u32, const HIGH: u32>(u32);

impl<const LOW: u32, const HIGH: u32> InRange<LOW, HIGH> {
    fn get(self) -> u32 {
        self.0
    }
}

impl<const LOW: u32, const HIGH: u32> TryFrom<u32> for InRange<LOW, HIGH> {
    type Error = String;

    fn try_from(number: u32) -> Result<Self, String> {
        if (LOW..=HIGH).contains(&number) {
            Ok(Self(number))
        } else {
            Err(format!("{number} is not between {LOW} and {HIGH}"))
        }
    }
}

/// A text that fits into a line of the protocol.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Line(String);

impl TryFrom<String> for Line {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        if text.contains(char::is_control) {
            Err("the text must be one line without control characters")
        } else {
            Ok(Self(text))
        }
    }
}

/// `HH:MM` or `off`.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct DayEnd(Option<jiff::civil::Time>);

impl TryFrom<String> for DayEnd {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text == "off" {
            return Ok(Self(None));
        }
        jiff::civil::Time::strptime("%H:%M", &text)
            .map(|time| Self(Some(time)))
            .map_err(|_| format!("`{text}` is neither a time such as 04:00 nor off"))
    }
}

/// The reasons, with ids that are there, are words and differ, and with a text each.
#[derive(Deserialize)]
#[serde(try_from = "Vec<GivenReason>")]
struct CheckedReasons(Reasons);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GivenReason {
    id: String,
    text: BTreeMap<String, Line>,
}

impl TryFrom<Vec<GivenReason>> for CheckedReasons {
    type Error = String;

    fn try_from(given: Vec<GivenReason>) -> Result<Self, String> {
        let mut seen = BTreeSet::new();
        for reason in &given {
            let id = &reason.id;
            if id.is_empty() || id.contains(|c: char| c.is_whitespace() || c.is_control()) {
                return Err(format!("the reason id {id:?} is not a word"));
            }
            if !seen.insert(id) {
                return Err(format!("the reason id `{id}` is given twice"));
            }
            if reason.text.is_empty() {
                return Err(format!("the reason `{id}` has no text in any language"));
            }
        }
        let reasons = given.into_iter().map(|reason| Reason {
            id: reason.id,
            text: reason.text.into_iter().map(|(lang, line)| (lang, line.0)).collect(),
        });
        Ok(Self(Reasons(reasons.collect())))
    }
}

/// Names by index, or by table number; an empty one is none.
struct TableNames(BTreeMap<TableNo, String>);

impl<'de> Deserialize<'de> for TableNames {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TableNamesVisitor)
    }
}

struct TableNamesVisitor;

impl TableNamesVisitor {
    fn keep(names: &mut BTreeMap<TableNo, String>, table: TableNo, name: Line) {
        if !name.0.is_empty() {
            names.insert(table, name.0);
        }
    }
}

impl<'de> Visitor<'de> for TableNamesVisitor {
    type Value = TableNames;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of names, or names by table number")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<TableNames, A::Error> {
        let mut names = BTreeMap::new();
        let mut table = TableNo(0);
        while let Some(name) = seq.next_element()? {
            Self::keep(&mut names, table, name);
            table.0 = table.0.saturating_add(1);
        }
        Ok(TableNames(names))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<TableNames, A::Error> {
        let mut names = BTreeMap::new();
        while let Some((number, name)) = map.next_entry::<String, Line>()? {
            let table = number
                .parse()
                .map_err(|_| de::Error::custom(format!("`{number}` is not a table number")))?;
            Self::keep(&mut names, table, name);
        }
        Ok(TableNames(names))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loaded(
        file: &str,
        flags: Flags,
        variables: &[(&str, &str)],
    ) -> Result<(Settings, Vec<Shown>), SettingsError> {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(FILE), file).unwrap();
        let flags = Flags { data_dir: Some(dir.path().to_owned()), ..flags };
        load_with(&flags, |name| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, text)| text.into())
        })
    }

    fn origin(shown: &[Shown], key: &str) -> String {
        shown.iter().find(|shown| shown.key == key).unwrap().origin.clone()
    }

    #[test]
    fn without_anything_said_the_defaults_hold() {
        let dir = tempfile::tempdir().unwrap();
        let flags = Flags { data_dir: Some(dir.path().to_owned()), ..Flags::default() };
        let (settings, shown) = load_with(&flags, |_| None).unwrap();
        assert_eq!(settings, Settings::for_dir(dir.path().to_owned()));
        assert_eq!(settings.listen.to_string(), "127.0.0.1:7420");
        assert_eq!(shown.len(), KEYS.len() + 1);
        assert_eq!(origin(&shown, "data_dir"), "flag --data-dir");
        assert!(shown.iter().skip(1).all(|shown| shown.origin == "default"));
    }

    #[test]
    fn a_flag_beats_a_variable_which_beats_the_file() {
        let file = "tables = 3\nnotice = \"file\"\nlisten = \"127.0.0.1:1\"\nsession_hours = 8";
        let flags = Flags { tables: Some(5), ..Flags::default() };
        let variables =
            [("WALKUP_TABLES", "4"), ("WALKUP_LISTEN", "[::1]:2"), ("WALKUP_NOTICE", "10")];
        let (settings, shown) = loaded(file, flags, &variables).unwrap();
        assert_eq!((settings.tables, settings.notice.as_str()), (5, "10"));
        assert_eq!(settings.listen.to_string(), "[::1]:2");
        assert_eq!(settings.session_hours, 8);
        assert_eq!(origin(&shown, "tables"), "flag --tables");
        assert_eq!(origin(&shown, "listen"), "WALKUP_LISTEN");
        assert!(origin(&shown, "session_hours").ends_with(FILE));
        assert_eq!(origin(&shown, "reasons"), "default");
    }

    #[test]
    fn everything_can_be_set_in_the_file() {
        let file = r#"
            table_names = { 0 = "Window", 11 = "Desk" }
            table_grace_secs = 0
            display_label = "initial"
            organisation = "Town hall"
            day_ends = "off"
            retention_days = 30
            allowed_origins = ["https://example.org"]
            trusted_proxies = ["127.0.0.1", "10.0.0.0/8"]
            [[reasons]]
            id = "passport"
            text = { en = "Passport", de = "Reisepass" }
        "#;
        let (settings, shown) = loaded(file, Flags::default(), &[]).unwrap();
        assert_eq!(settings.table_names[&TableNo(11)], "Desk");
        assert_eq!(settings.display_label, DisplayLabel::Initial);
        assert_eq!((settings.day_ends, settings.retention_days), (None, Some(30)));
        assert_eq!(settings.reasons.0[0].text["de"], "Reisepass");
        let proxies = shown.iter().find(|shown| shown.key == "trusted_proxies").unwrap();
        assert_eq!(proxies.value, r#"["127.0.0.1", "10.0.0.0/8"]"#);
        assert!(shown.iter().all(|shown| !shown.value.is_empty()), "{shown:?}");
    }

    #[test]
    fn variables_that_are_not_text_are_toml() {
        let variables = [
            ("WALKUP_TABLE_NAMES", r#"["", "Desk"]"#),
            ("WALKUP_DAY_ENDS", "03:30"),
            ("WALKUP_REASONS", r#"[{ id = "a", text = { en = "A" } }]"#),
        ];
        let (settings, _) = loaded("", Flags::default(), &variables).unwrap();
        assert_eq!(settings.table_names, BTreeMap::from([(TableNo(1), "Desk".to_owned())]));
        assert_eq!(settings.day_ends, Some(jiff::civil::time(3, 30, 0, 0)));
        assert_eq!(settings.reasons.0.len(), 1);
    }

    #[test]
    fn what_cannot_be_used_is_named_with_its_line() {
        for (file, said) in [
            ("tables = 3\ntabels = 4", "line 2: unknown field `tabels`"),
            ("\n\ntables = 0", "line 3: tables: 0 is not between 1 and 1000"),
            ("tables = 1001", "line 1: tables: 1001 is not"),
            ("tables = -1", "line 1: tables: "),
            ("tables = 3\nlisten = \"here\"", "line 2: listen: "),
            ("day_ends = \"25:00\"", "line 1: day_ends: `25:00` is neither"),
            ("notice = \"a\\nb\"", "line 1: notice: the text must be one line"),
            ("table_names = { x = \"a\" }", "line 1: table_names: `x` is not a table number"),
            ("display_label = \"last\"", "line 1: display_label: unknown variant `last`"),
            ("data_dir = \"/\"", "line 1: unknown field `data_dir`"),
            ("tables = ", "line 1: "),
            ("trusted_proxies = [\"10.0.0.0/33\"]", "trusted_proxies: `10.0.0.0/33` is neither an"),
            ("[[reasons]]\nid = \"a\"\ntxt = 1", "line 3: unknown field `txt`"),
        ] {
            let error = loaded(file, Flags::default(), &[]).unwrap_err().to_string();
            assert!(error.contains(said), "{file:?}: {error}");
            assert_eq!(error.lines().count(), 1, "{error}");
        }
    }

    #[test]
    fn a_variable_that_cannot_be_used_is_named() {
        for (name, text) in
            [("WALKUP_TABLES", "many"), ("WALKUP_TABLES", "0"), ("WALKUP_SESSION_HOURS", "")]
        {
            let error = loaded("", Flags::default(), &[(name, text)]).unwrap_err().to_string();
            assert!(error.starts_with(&format!("{name}: ")), "{error}");
        }
    }

    #[test]
    fn a_settings_file_that_was_asked_for_must_exist() {
        let flags =
            Flags { config: Some(PathBuf::from("/nonexistent/walkup.toml")), ..Flags::default() };
        let error = loaded("", flags, &[]).unwrap_err().to_string();
        assert!(error.starts_with("cannot read /nonexistent/walkup.toml"), "{error}");
    }
}
