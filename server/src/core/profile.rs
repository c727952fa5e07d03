//! The desk's profile: what an admin may set of it while the server runs.
//!
//! Three layers, the first that has a setting wins: what is pinned (it stands in the server's
//! file, a variable or a flag), what was set, the default. What the values mean, and which can be
//! used, is told by [`Setup::read`]: the settings of a file and those of the profile are read by
//! the same declaration.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::NaiveTime;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::desk::DeskName;
use shared::device::{DisplayShared, KioskShared};
use shared::fault::Fault;
use shared::health::Links;
use shared::ids::TableNo;
use shared::message::Reasons;
use shared::profile::{ProfileChange, ProfileKey, ProfileState};
use shared::refusal::Refusal;
use shared::service::ServiceId;
use shared::visitor::NOTE_CHARS;

use super::change::{By, Change, SetValue};
use super::links::is_exposed;
use super::schedule::{Exceptions, WeekHours};
use super::services::Services;
use super::texts::Texts;
use super::ticket::Ticket;
use super::time::{Millis, Now};
use super::zone::Zone;
use super::{Core, Reply};

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

/// What the desk is set to, every setting as it holds now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Whose desk this is.
    pub organisation: String,
    /// What everybody reads until somebody announces something else.
    pub notice: String,
    /// This desk has tables 0 to N-1.
    pub tables: u32,
    /// What tables are called, for those that have a name.
    pub table_names: BTreeMap<TableNo, String>,
    /// For how long a table is kept for a person whose connections are gone.
    pub grace: Duration,
    /// The reasons that visitors choose from.
    pub reasons: Reasons,
    /// The desk's services; none: it has one queue without a name.
    pub services: Services,
    /// By how many minutes a visitor with priority counts as having come earlier.
    pub priority_mins: u32,
    /// How many may wait before kiosks take no more; none: as many as come.
    pub max_waiting: Option<u32>,
    /// How displays call a visitor besides by number.
    pub display_label: DisplayLabel,
    /// The local time at which yesterday's tickets end, if they do.
    pub day_ends: Option<NaiveTime>,
    /// For how many days ended tickets are kept; none: for ever.
    pub retention_days: Option<u32>,
    /// How long a token is good after its last use, in milliseconds.
    pub session_ms: Millis,
    /// Where the desk is; none: where the machine is.
    pub time_zone: Option<Tz>,
    /// When the desk is open; none: always.
    pub hours: Option<WeekHours>,
    /// The days that differ.
    pub exceptions: Exceptions,
    /// For how many minutes before closing kiosks take no tickets.
    pub last_check_in_mins: u32,
    /// What visitors are told while the desk is closed by its hours.
    pub closed_text: Texts,
    /// Whether reports may be of single people.
    pub report_people: bool,
    /// Under which address visitors reach their own pages; none: they are not told of them.
    pub public_url: Option<String>,
    /// Why visitors are asked what they are asked.
    pub privacy_text: Texts,
    /// What all kiosks share.
    pub kiosks: KioskShared,
    /// What all displays share.
    pub displays: DisplayShared,
}

/// Values by setting; what is missing is the default.
pub type Values = BTreeMap<ProfileKey, Value>;

/// A value that a setting cannot have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unusable {
    /// Which setting.
    pub key: ProfileKey,
    /// Why, on one line.
    pub reason: String,
}

/// What the machine has to say about the profile.
#[derive(Debug, Clone)]
pub struct Setup {
    /// Which desk it is.
    pub desk: DeskName,
    /// What stands in the file, a variable or a flag.
    pub pinned: Values,
    /// Where each of those stands, as people read it.
    pub places: BTreeMap<ProfileKey, String>,
    /// Every default.
    pub defaults: Values,
    /// Reads values; what is missing is the default.
    pub read: fn(&Values) -> Result<Profile, Unusable>,
    /// Where the machine is.
    pub machine: Zone,
    /// Whether the desk notes the time by itself; else that is done for all desks of a server at once.
    pub notes_time: bool,
    /// What the machine has to say about visitors' links: whether it serves their pages, and in a way
    /// that telephones accept.
    pub pages: Links,
    /// Whether somebody wants nothing to be encrypted, visitors' pages neither.
    pub may_be_plain: bool,
}

/// What was set, by whom and when.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// Which version this is.
    version: u64,
    keys: BTreeMap<String, Kept>,
}

/// One setting that was set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    /// Its value; null: the default.
    value: Value,
    /// The version with which it was set.
    version: u64,
    /// By whom.
    by: By,
}

impl Stored {
    /// Takes over what was set.
    pub fn set(&mut self, version: u64, by: By, values: &[SetValue]) {
        self.version = version;
        for SetValue { key, new, .. } in values {
            let kept = Kept { value: new.clone(), version, by };
            self.keys.insert(key.clone(), kept);
        }
    }

    /// Whose desk this is, where that was set.
    pub fn organisation(&self) -> Option<&str> {
        self.keys.get(ProfileKey::Organisation.as_str())?.value.as_str()
    }
}

/// The profile of a desk.
#[derive(Debug, Clone)]
pub struct Profiles {
    setup: Setup,
    stored: Stored,
    now: Profile,
}

impl Profiles {
    /// The profile as it was stored: JSON, or nothing.
    pub fn new(setup: Setup, stored: Option<&str>) -> Self {
        let stored = stored.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        let now = hold(&setup, &stored);
        Self { setup, stored, now }
    }

    /// Every setting as it holds now.
    pub fn now(&self) -> &Profile {
        &self.now
    }

    /// Whether tickets come with links to their visitors' pages, or why not.
    pub fn links(&self) -> Links {
        match (self.setup.pages, self.now.public_url.as_deref()) {
            (Links::Given, None) => Links::NoAddress,
            (Links::Given, Some(url)) if is_exposed(url) && !self.setup.may_be_plain => {
                Links::NotEncrypted
            }
            (links, _) => links,
        }
    }

    /// Under which address the desk's own pages are, where visitors are told such.
    pub fn page_address(&self) -> Option<String> {
        let url = self.now.public_url.as_deref().filter(|_| self.links() == Links::Given)?;
        Some(format!("{url}{}", self.setup.desk.path("")))
    }

    /// Whether the desk notes the time by itself.
    pub fn notes_time(&self) -> bool {
        self.setup.notes_time
    }

    /// Whether there are pages of visitors.
    pub fn has_pages(&self) -> bool {
        self.setup.pages != Links::Off
    }

    /// Where the desk is.
    pub fn zone(&self) -> Zone {
        self.now.time_zone.map_or(self.setup.machine, Zone::Named)
    }

    /// Which version this is.
    pub fn version(&self) -> u64 {
        self.stored.version
    }

    /// As it is stored; none: nothing was ever set.
    pub fn stored(&self) -> Option<String> {
        if self.stored == Stored::default() {
            return None;
        }
        serde_json::to_string(&self.stored).ok()
    }

    /// What `settings` answers.
    pub fn state(&self) -> ProfileState {
        let told = |key: ProfileKey| match self.value(key) {
            value if !key.is_secret() || value.is_null() => value,
            _ => Value::Bool(true),
        };
        let value = |key: &ProfileKey| (key.to_string(), told(*key));
        ProfileState {
            version: self.stored.version,
            values: ProfileKey::ALL.iter().map(value).collect(),
            pinned: self.setup.pinned.keys().map(ToString::to_string).collect(),
            places: (self.setup.places.iter())
                .map(|(key, place)| (key.to_string(), place.clone()))
                .collect(),
        }
    }

    /// Takes over what was set.
    pub(super) fn set(&mut self, version: u64, by: By, values: &[SetValue]) {
        self.stored.set(version, by, values);
        self.now = hold(&self.setup, &self.stored);
    }

    /// A setting as it holds now.
    fn value(&self, key: ProfileKey) -> Value {
        let set = || self.stored.keys.get(key.as_str()).map(|kept| &kept.value);
        let value = self.setup.pinned.get(&key).or_else(|| set().filter(|value| !value.is_null()));
        let value = value.or_else(|| self.setup.defaults.get(&key)).cloned().unwrap_or_default();
        if key == ProfileKey::Services { with_reasons(value, &self.now.reasons) } else { value }
    }

    /// Whoever sets the services was not told of reasons that were taken away, so that a service which
    /// asked for them still does once they are back.
    fn keep_lost_reasons(&self, services: &mut Value) {
        let Some(kept) = self.stored.keys.get(ProfileKey::Services.as_str()) else { return };
        for service in services.as_array_mut().into_iter().flatten() {
            let before = kept.value.as_array().into_iter().flatten();
            let before = before.filter(|before| before.get("id") == service.get("id"));
            let asked = before.filter_map(|before| before.get("reasons")?.as_array()).flatten();
            let is_lost = |id: &&Value| id.as_str().is_some_and(|id| !self.now.reasons.has(id));
            let lost: Vec<Value> = asked.filter(is_lost).cloned().collect();
            if let Some(asked) = service.get_mut("reasons").and_then(Value::as_array_mut) {
                asked.extend(lost);
            }
        }
    }

    /// A reason that a service of the server's own file asks for and that the desk does not have.
    pub fn unknown_reason(&self) -> Option<String> {
        let given = self.setup.pinned.get(&ProfileKey::Services)?;
        let values = Values::from([(ProfileKey::Services, given.clone())]);
        let services = (self.setup.read)(&values).ok()?.services;
        services.unknown_reason(&self.now.reasons).cloned()
    }
}

/// The services as they are written, without the reasons that the desk does not have.
fn with_reasons(mut services: Value, reasons: &Reasons) -> Value {
    for service in services.as_array_mut().into_iter().flatten() {
        if let Some(asked) = service.get_mut("reasons").and_then(Value::as_array_mut) {
            asked.retain(|id| id.as_str().is_some_and(|id| reasons.has(id)));
        }
    }
    services
}

/// What holds: pinned values over those that were set. A value that this version cannot read,
/// since a newer one wrote it, is left out. Services ask for no reason that was taken away; it stays
/// written with them, so that they ask again once it is back.
fn hold(setup: &Setup, stored: &Stored) -> Profile {
    let mut values = Values::new();
    for (key, kept) in &stored.keys {
        if let (Ok(key), false) = (key.parse(), kept.value.is_null()) {
            values.insert(key, kept.value.clone());
        }
    }
    values.extend(setup.pinned.clone());
    loop {
        match (setup.read)(&values) {
            Ok(mut profile) => {
                profile.services.keep_reasons(&profile.reasons);
                return profile;
            }
            Err(Unusable { key, .. }) if values.remove(&key).is_some() => {}
            Err(Unusable { key, reason }) => unreachable!("the default of {key}: {reason}"),
        }
    }
}

impl Core {
    /// What `set` asks for: all of it or none.
    pub(super) fn set_profile(
        &self,
        change: ProfileChange,
        now: Now,
    ) -> Result<(Vec<Change>, u64), Refusal> {
        let profiles = &self.profiles;
        let mut values = Values::new();
        let mut set = Vec::new();
        for (name, new) in change.values {
            let Ok(key) = name.parse::<ProfileKey>() else {
                let key = name.split_whitespace().collect();
                let reason = "there is no such setting".to_owned();
                return Err(Refusal::ValueUnusable { key, reason });
            };
            if profiles.setup.pinned.contains_key(&key) {
                return Err(Refusal::SetInFile(name));
            }
            let is_long = |text: &str| text.chars().count() > NOTE_CHARS;
            if matches!(key, ProfileKey::Organisation | ProfileKey::Notice)
                && new.as_str().is_some_and(is_long)
            {
                let reason = Fault::TooLong(NOTE_CHARS).to_string();
                return Err(Refusal::ValueUnusable { key: name, reason });
            }
            let kept = profiles.stored.keys.get(&name);
            if let Some(kept) = kept.filter(|kept| kept.version > change.version) {
                return Err(Refusal::ChangedMeanwhile(self.name_of(kept.by)));
            }
            if !new.is_null() {
                values.insert(key, new.clone());
            }
            let old = profiles.value(key);
            if old != new && !(new.is_null() && profiles.setup.defaults.get(&key) == Some(&old)) {
                set.push(SetValue { key: name, old, new });
            }
        }
        let unusable = |key: ProfileKey, reason: String| Refusal::ValueUnusable {
            key: key.to_string(),
            reason,
        };
        let profile = (profiles.setup.read)(&values)
            .map_err(|Unusable { key, reason }| unusable(key, reason))?;
        let is_fewer = values.contains_key(&ProfileKey::Tables)
            || set.iter().any(|value| value.key == ProfileKey::Tables.as_str());
        let seats = self.desk.seats().filter(|(table, _)| is_fewer && table.0 >= profile.tables);
        let who: Vec<String> = seats
            .map(|(table, person)| {
                format!("{} sits at table {table}", self.name_of(By::Person(person)))
            })
            .collect();
        if !who.is_empty() {
            return Err(unusable(ProfileKey::Tables, who.join(", ")));
        }
        let open_of = |id: &ServiceId| {
            let of = |ticket: &&Ticket| ticket.service.as_ref() == Some(id);
            self.desk.open_tickets().filter(of).count()
        };
        let sets_services = set.iter().any(|it| it.key == ProfileKey::Services.as_str());
        let sets_reasons = set.iter().any(|it| it.key == ProfileKey::Reasons.as_str());
        let reasons = if sets_reasons { &profile.reasons } else { &profiles.now.reasons };
        if let Some(id) = profile.services.unknown_reason(reasons) {
            return Err(unusable(ProfileKey::Services, Fault::NotAReason(id.clone()).to_string()));
        }
        let gone = profiles.now.services.0.iter().map(|service| &service.id);
        let mut gone = gone.filter(|id| sets_services && profile.services.get(id).is_none());
        if let Some(id) = gone.find(|id| open_of(id) > 0) {
            let reason = format!(
                "`{id}` has {} open tickets: stop it, and take it away once they have ended",
                open_of(id)
            );
            return Err(unusable(ProfileKey::Services, reason));
        }
        if set.is_empty() {
            return Ok((Vec::new(), profiles.version()));
        }
        for it in set.iter_mut().filter(|it| it.key == ProfileKey::Services.as_str()) {
            profiles.keep_lost_reasons(&mut it.new);
        }
        let version = profiles.version() + 1;
        let sets_hours = set.iter().any(|value| {
            let keys = [ProfileKey::Hours, ProfileKey::Exceptions, ProfileKey::TimeZone];
            keys.iter().any(|key| value.key == key.as_str())
        });
        let stays_closed = if sets_hours && !self.doubts_clock(now) {
            let mut next = profiles.clone();
            next.set(version, By::Server, &set);
            self.stays_closed(&next, now)
        } else {
            None
        };
        let mut changes = vec![Change::ProfileSet { version, values: set }];
        changes.extend(stays_closed);
        if sets_services {
            changes.extend(self.adopt(&profile.services));
        }
        Ok((changes, version))
    }

    /// What is pinned and was not set to that: taken over, so that taking a line out of the file
    /// changes nothing but that it is free.
    pub(super) fn pinned(&self) -> Option<Change> {
        let profiles = &self.profiles;
        let set: Vec<SetValue> = profiles
            .setup
            .pinned
            .iter()
            .filter_map(|(key, new)| {
                let kept = profiles.stored.keys.get(key.as_str()).map(|kept| &kept.value);
                let old = kept.cloned().unwrap_or_default();
                (old != *new).then(|| SetValue { key: key.to_string(), old, new: new.clone() })
            })
            .collect();
        let version = profiles.version() + 1;
        (!set.is_empty()).then_some(Change::ProfileSet { version, values: set })
    }

    /// The settings, a line each, as the command line prints them.
    pub(super) fn profile_lines(&self) -> Reply {
        let state = self.profiles.state();
        let lines = state.values.iter().map(|(key, value)| {
            let from = if state.pinned.contains(key) {
                "\t(set in the file, a variable or a flag)"
            } else {
                ""
            };
            format!("{key}\t{value}{from}")
        });
        Reply::Lines(lines.collect())
    }

    /// Who did something, as people read it.
    fn name_of(&self, by: By) -> String {
        match by {
            By::Person(person) => {
                let person = self.accounts.person(person);
                person.map_or_else(|| "somebody".to_owned(), |person| person.name.clone())
            }
            By::Administrator => "the administrator".to_owned(),
            By::Kiosk | By::Visitor | By::Server | By::Nobody => "the server".to_owned(),
        }
    }
}
