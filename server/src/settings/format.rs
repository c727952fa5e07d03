//! How values of settings are read and printed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display};
use std::marker::PhantomData;
use std::path::PathBuf;
use std::str::FromStr;

use chrono::NaiveTime;
use chrono_tz::Tz;
use serde::de::{self, DeserializeOwned, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use shared::fault::Fault;
use shared::ids::TableNo;
use shared::message::{Reason, Reasons};
use shared::service::Service;
use shared::text::{clean, is_visible};
use shared::visitor::NAME_CHARS;

use crate::core::services::Services;
use crate::core::texts::is_language_tag;

/// How a setting of type `T` is read and printed.
pub(super) trait Format<T> {
    /// Whether a variable holds the text as it is; otherwise it holds TOML.
    const VARIABLE_IS_TEXT: bool;

    /// Reads a value and refuses one that cannot be used.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error>;

    /// Prints a value as TOML, in the form in which it is read.
    fn print(value: &T) -> String;
}

/// A value that a layer gives.
pub(super) struct Given<T, F> {
    pub(super) value: T,
    format: PhantomData<F>,
}

impl<'de, T, F: Format<T>> Deserialize<'de> for Given<T, F> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        F::read(deserializer).map(|value| Self { value, format: PhantomData })
    }
}

/// A TOML text that the type reads itself: an address, a time zone.
pub(super) struct Text;

impl<T: FromStr<Err: Display> + ToString> Format<T> for Text {
    const VARIABLE_IS_TEXT: bool = true;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|error| de::Error::custom(format!("`{text}`: {error}")))
    }

    fn print(value: &T) -> String {
        toml_text(value.to_string())
    }
}

/// A zone of local times, by its name.
pub(super) struct Zone;

impl Format<Tz> for Zone {
    const VARIABLE_IS_TEXT: bool = true;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Tz, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| de::Error::custom(Fault::NotAZone(text.clone())))
    }

    fn print(value: &Tz) -> String {
        toml_text(value.name())
    }
}

/// One of a few words.
pub(super) struct Word;

impl<T: DeserializeOwned + Serialize> Format<T> for Word {
    const VARIABLE_IS_TEXT: bool = true;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        T::deserialize(deserializer)
    }

    fn print(value: &T) -> String {
        toml_text(value)
    }
}

/// What TOML itself has: a truth value, a list of texts.
pub(super) struct Toml;

impl<T: DeserializeOwned + Serialize> Format<T> for Toml {
    const VARIABLE_IS_TEXT: bool = false;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        T::deserialize(deserializer)
    }

    fn print(value: &T) -> String {
        toml_text(value)
    }
}

/// A whole number with bounds, so that no later calculation overflows.
pub(super) struct Whole<const LOW: u32, const HIGH: u32>;

impl<T: From<u32> + ToString, const LOW: u32, const HIGH: u32> Format<T> for Whole<LOW, HIGH> {
    const VARIABLE_IS_TEXT: bool = false;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        let number = i64::deserialize(deserializer)?;
        let within = u32::try_from(number).ok().filter(|number| (LOW..=HIGH).contains(number));
        within.map(T::from).ok_or_else(|| {
            let (value, least, most) = (number, LOW, HIGH);
            de::Error::custom(Fault::OutOfRange { value, least, most })
        })
    }

    fn print(value: &T) -> String {
        value.to_string()
    }
}

/// A setting that may be left unset.
pub(super) struct Optional<F>(PhantomData<F>);

impl<T, F: Format<T>> Format<Option<T>> for Optional<F> {
    const VARIABLE_IS_TEXT: bool = F::VARIABLE_IS_TEXT;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
        F::read(deserializer).map(Some)
    }

    fn print(value: &Option<T>) -> String {
        value.as_ref().map_or_else(|| "unset".to_owned(), F::print)
    }
}

/// The path of a file or folder.
pub(super) struct FilePath;

impl Format<PathBuf> for FilePath {
    const VARIABLE_IS_TEXT: bool = true;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PathBuf, D::Error> {
        PathBuf::deserialize(deserializer)
    }

    fn print(value: &PathBuf) -> String {
        toml_text(value.display().to_string())
    }
}

/// A text that fits into a line of the protocol, cleaned as names are.
pub(super) struct Line;

impl Line {
    fn check<E: de::Error>(text: &str) -> Result<String, E> {
        if text.contains(char::is_control) {
            Err(E::custom("the text must be one line without control characters"))
        } else {
            Ok(clean(text))
        }
    }
}

impl Format<String> for Line {
    const VARIABLE_IS_TEXT: bool = true;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
        Self::check(&String::deserialize(deserializer)?)
    }

    fn print(value: &String) -> String {
        toml_text(value)
    }
}

/// `HH:MM` or `off`.
pub(super) struct DayEnd;

impl Format<Option<NaiveTime>> for DayEnd {
    const VARIABLE_IS_TEXT: bool = true;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveTime>, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text == "off" {
            return Ok(None);
        }
        NaiveTime::parse_from_str(&text, "%H:%M")
            .map(Some)
            .map_err(|_| de::Error::custom(Fault::NotATimeOrOff(text.clone())))
    }

    fn print(value: &Option<NaiveTime>) -> String {
        toml_text(value.map_or_else(|| "off".to_owned(), |time| time.format("%H:%M").to_string()))
    }
}

/// The reasons, each with an id of its own that is one word, and with at least one text.
pub(super) struct ReasonList;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GivenReason {
    id: String,
    text: BTreeMap<String, Given<String, Line>>,
}

impl ReasonList {
    fn check(given: &[GivenReason]) -> Result<(), String> {
        let mut seen = BTreeSet::new();
        for reason in given {
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
        Ok(())
    }
}

impl Format<Reasons> for ReasonList {
    const VARIABLE_IS_TEXT: bool = false;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Reasons, D::Error> {
        let given = Vec::<GivenReason>::deserialize(deserializer)?;
        Self::check(&given).map_err(de::Error::custom)?;
        let reasons = given.into_iter().map(|reason| Reason {
            id: reason.id,
            text: reason.text.into_iter().map(|(lang, line)| (lang, line.value)).collect(),
        });
        Ok(Reasons(reasons.collect()))
    }

    fn print(value: &Reasons) -> String {
        toml_text(value)
    }
}

/// The services, each with an id and letter of its own. A key that a service does not have is
/// refused, so that a slip of the pen does not pass for a setting.
pub(super) struct ServiceList;

impl ServiceList {
    /// Texts by language, cleaned; those in which nothing can be seen are none.
    fn clean(texts: &mut BTreeMap<String, String>) -> Result<(), String> {
        for (language, text) in texts.iter_mut() {
            if !is_language_tag(language) {
                return Err(format!("`{language}` is not a language tag"));
            }
            *text = clean(text);
            if text.chars().count() > NAME_CHARS {
                return Err(format!("a text has more than {NAME_CHARS} characters"));
            }
        }
        texts.retain(|_, text| is_visible(text));
        Ok(())
    }

    fn check(services: &mut Services) -> Result<(), String> {
        for service in &mut services.0 {
            Self::clean(&mut service.text)?;
            Self::clean(&mut service.identity.text)?;
            let id = service.id.as_str();
            if clean(id) != id || !is_visible(id) {
                return Err("a service id has signs that cannot be seen".to_owned());
            }
        }
        services.check()
    }

    /// A key of what was given that does not stand in what was read of it.
    fn stranger(given: &Value, read: &Value) -> Option<String> {
        match (given, read) {
            (Value::Object(given), Value::Object(read)) => {
                given.iter().find_map(|(key, value)| match read.get(key) {
                    Some(read) => Self::stranger(value, read),
                    None => (!value.is_null()).then(|| key.clone()),
                })
            }
            (Value::Array(given), Value::Array(read)) => {
                given.iter().zip(read).find_map(|(given, read)| Self::stranger(given, read))
            }
            _ => None,
        }
    }

    /// A service with every key, as if nothing were left out because it is usual.
    fn whole(service: &Service) -> Value {
        let Service { id, text, prefix, target_mins, identity, reasons, .. } = service;
        serde_json::json!({
            "id": id, "text": text, "prefix": prefix, "target_mins": target_mins,
            "identity": {
                "kind": identity.kind, "text": identity.text, "min": identity.min,
                "max": identity.max, "letters": identity.letters, "optional": identity.optional,
            },
            "reasons": reasons, "open": service.open, "max_waiting": service.max_waiting,
            "daily_quota": service.daily_quota, "by_phone": service.by_phone,
        })
    }
}

impl Format<Services> for ServiceList {
    const VARIABLE_IS_TEXT: bool = false;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Services, D::Error> {
        let given = Value::deserialize(deserializer)?;
        let services: Vec<Service> =
            serde_json::from_value(given.clone()).map_err(de::Error::custom)?;
        let read = Value::Array(services.iter().map(Self::whole).collect());
        if let Some(key) = Self::stranger(&given, &read) {
            return Err(de::Error::custom(format!("a service has no `{key}`")));
        }
        let mut services = Services(services);
        Self::check(&mut services).map_err(de::Error::custom)?;
        Ok(services)
    }

    fn print(value: &Services) -> String {
        toml_text(&value.0)
    }
}

/// Names by index, or by table number; one in which nothing can be seen is none.
pub(super) struct TableNames;

impl Format<BTreeMap<TableNo, String>> for TableNames {
    const VARIABLE_IS_TEXT: bool = false;

    fn read<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<TableNo, String>, D::Error> {
        let mut names = deserializer.deserialize_any(TableNamesVisitor)?;
        names.retain(|_, name| is_visible(name));
        Ok(names)
    }

    fn print(value: &BTreeMap<TableNo, String>) -> String {
        let names = value.iter().map(|(table, name)| (table.to_string(), name));
        toml_text(names.collect::<BTreeMap<_, _>>())
    }
}

struct TableNamesVisitor;

impl<'de> Visitor<'de> for TableNamesVisitor {
    type Value = BTreeMap<TableNo, String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of names, or names by table number")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut names = BTreeMap::new();
        let mut table = TableNo(0);
        while let Some(name) = seq.next_element::<Given<String, Line>>()? {
            names.insert(table, name.value);
            table.0 = table.0.saturating_add(1);
        }
        Ok(names)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut names = BTreeMap::new();
        while let Some((number, name)) = map.next_entry::<String, Given<String, Line>>()? {
            let table = number
                .parse()
                .map_err(|_| de::Error::custom(format!("`{number}` is not a table number")))?;
            names.insert(table, name.value);
        }
        Ok(names)
    }
}

/// A value as TOML.
pub(super) fn toml_text(value: impl Serialize) -> String {
    toml::Value::try_from(value).map(|value| value.to_string()).unwrap_or_default()
}
