//! How the settings are read and printed that all kiosks or all displays share.

use serde::{Deserialize, Deserializer, de};
use shared::device::is_pin;
use shared::fault::Fault;
use shared::print::PrintSettings;
use shared::visitor::Address;

use super::format::{Format, toml_text};
use crate::auth::is_hash;
use crate::core::texts::is_language_tag;

/// The most endings of addresses: a row of keys has no room for more.
const MOST_DOMAINS: usize = 12;

/// The endings of e-mail addresses, written with their `@` or without.
pub(super) struct Domains;

impl Format<Vec<String>> for Domains {
    const VARIABLE_IS_TEXT: bool = false;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
        let mut domains = Vec::new();
        for written in Vec::<String>::deserialize(deserializer)? {
            let domain = written.trim().trim_start_matches('@').trim();
            if format!("name@{domain}").parse::<Address>().is_err() {
                return Err(de::Error::custom(Fault::NotADomain(written)));
            }
            if !domains.iter().any(|known| known == domain) {
                domains.push(domain.to_owned());
            }
        }
        if domains.len() > MOST_DOMAINS {
            return Err(de::Error::custom(Fault::TooMany(MOST_DOMAINS)));
        }
        Ok(domains)
    }

    fn print(value: &Vec<String>) -> String {
        toml_text(value)
    }
}

/// The tags of so many languages at most.
pub(super) struct Tags<const MOST: usize>;

impl<const MOST: usize> Format<Vec<String>> for Tags<MOST> {
    const VARIABLE_IS_TEXT: bool = false;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
        let tags = Vec::<String>::deserialize(deserializer)?;
        for (at, tag) in tags.iter().enumerate() {
            if !is_language_tag(tag) {
                return Err(de::Error::custom(Fault::NotALanguage(tag.clone())));
            }
            if tags[..at].contains(tag) {
                return Err(de::Error::custom(Fault::GivenTwice(tag.clone())));
            }
        }
        if tags.len() > MOST {
            return Err(de::Error::custom(Fault::TooMany(MOST)));
        }
        Ok(tags)
    }

    fn print(value: &Vec<String>) -> String {
        toml_text(value)
    }
}

/// The PIN of kiosks, hashed by whoever sets it.
pub(super) struct PinHash;

impl Format<String> for PinHash {
    const VARIABLE_IS_TEXT: bool = true;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
        let text = String::deserialize(deserializer)?;
        if is_hash(&text) {
            return Ok(text);
        }
        // It is never repeated: a log would keep it.
        Err(de::Error::custom(if is_pin(&text) {
            "a PIN stands here as its hash alone; `walkup-server desk set pin` makes that"
        } else {
            "this is not the hash of a PIN; a PIN has 4 to 12 digits"
        }))
    }

    fn print(value: &String) -> String {
        toml_text(value)
    }
}

/// How kiosks print. What is unknown in it is said with the name of the setting.
pub(super) struct Printing;

impl Format<PrintSettings> for Printing {
    const VARIABLE_IS_TEXT: bool = false;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PrintSettings, D::Error> {
        let read = PrintSettings::deserialize(deserializer).map_err(|error| {
            de::Error::custom(error.to_string().replace("unknown field", "it has no field"))
        })?;
        match &read.printer {
            Some(printer) if !printer.may_be_shared() => {
                Err(de::Error::custom(Fault::NotForAllKiosks(printer.to_string())))
            }
            _ => Ok(read),
        }
    }

    fn print(value: &PrintSettings) -> String {
        toml_text(value)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read<T, F: Format<T>>(value: Value) -> Result<T, String> {
        F::read(value).map_err(|error: serde_json::Error| error.to_string())
    }

    #[test]
    fn endings_are_written_with_their_sign_or_without() {
        let domains = |value| read::<Vec<String>, Domains>(value);
        let known = domains(json!(["@school.edu", " gmail.com", "school.edu"])).unwrap();
        assert_eq!(known, ["school.edu", "gmail.com"]);
        for bad in ["", "@", "a b", "x@y", "-a"] {
            assert!(domains(json!([bad])).is_err(), "{bad:?}");
        }
        let many: Vec<String> = (0..13).map(|at| format!("d{at}.example")).collect();
        assert!(domains(json!(many)).unwrap_err().contains("more than 12"));
    }

    #[test]
    fn languages_are_tags_each_once_and_no_more_than_fit() {
        let tags = |value| read::<Vec<String>, Tags<2>>(value);
        assert_eq!(tags(json!(["de", "en-US"])).unwrap(), ["de", "en-US"]);
        for bad in [json!(["de", "de"]), json!(["de", "en", "fr"]), json!(["d e"]), json!([""])] {
            assert!(tags(bad.clone()).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_pin_is_taken_as_a_hash_alone_and_never_repeated() {
        let pin = |text: &str| read::<String, PinHash>(json!(text));
        let hash = crate::auth::hash_pin("4711").unwrap();
        assert_eq!(pin(&hash), Ok(hash.clone()));
        assert_eq!(crate::auth::hash_pin("471"), None);
        for bad in ["4711", "secret", "", "$argon2id$x"] {
            let why = pin(bad).unwrap_err();
            assert!(bad.is_empty() || !why.contains(bad), "{why}");
        }
    }
}
