//! The settings of the desk itself, which stand in its profile: read and printed by the same
//! declaration as those of the file.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;
use shared::device::{DisplayShared, KioskShared};
use shared::profile::ProfileKey;

use super::table::{ENTRIES, Entry, Layer};
use super::{Settings, one_line, system_zone};
use crate::core::profile::{Profile, Setup, Unusable, Values};

/// What these settings have to say about the profile.
pub fn setup(settings: &Settings) -> Setup {
    let defaults = Settings::for_dir(std::path::PathBuf::new());
    let values = |of: &Settings| -> Values {
        ProfileKey::ALL.iter().map(|key| (*key, json(entry(*key), of))).collect()
    };
    let (mut pinned, defaults) = (values(settings), values(&defaults));
    // What differs from the default was given by somebody, too.
    pinned
        .retain(|key, value| settings.given.contains_key(key) || defaults.get(key) != Some(value));
    let places = settings.given.clone();
    let (desk, pages) = (settings.desk.clone(), settings.pages());
    let notes_time = settings.database.is_none();
    let may_be_plain = settings.insecure_no_tls;
    Setup {
        desk,
        pinned,
        places,
        defaults,
        read,
        machine: system_zone(),
        notes_time,
        pages,
        may_be_plain,
    }
}

/// Reads values; what is missing is the default.
fn read(values: &Values) -> Result<Profile, Unusable> {
    let mut settings = Settings::for_dir(std::path::PathBuf::new());
    for (key, value) in values.iter().filter(|(_, value)| !value.is_null()) {
        let layer = BTreeMap::from([(key.as_str(), value)]);
        let layer: Layer = serde_json::to_value(layer)
            .and_then(serde_json::from_value)
            .map_err(|error| Unusable { key: *key, reason: one_line(&error.to_string()) })?;
        settings.apply(layer);
    }
    let Settings {
        organisation,
        notice,
        tables,
        table_names,
        table_grace_secs,
        reasons,
        services,
        priority_mins,
        max_waiting,
        display_label,
        day_ends,
        retention_days,
        session_hours,
        time_zone,
        hours,
        exceptions,
        last_check_in_mins,
        closed_text,
        report_people,
        public_url,
        privacy_text,
        domains,
        pin,
        languages,
        print,
        board_languages,
        ..
    } = settings;
    Ok(Profile {
        organisation,
        notice,
        tables,
        table_names,
        grace: Duration::from_secs(table_grace_secs),
        reasons,
        services,
        priority_mins,
        max_waiting,
        display_label,
        day_ends,
        retention_days,
        session_ms: i64::from(session_hours) * 60 * 60 * 1000,
        time_zone,
        hours,
        exceptions,
        last_check_in_mins,
        closed_text,
        report_people,
        public_url,
        privacy_text,
        kiosks: KioskShared { domains, pin, languages, print },
        displays: DisplayShared { board_languages },
    })
}

/// The declaration of a setting of the profile.
fn entry(key: ProfileKey) -> &'static Entry {
    let is_meant = |entry: &&Entry| entry.key == key.as_str();
    ENTRIES.iter().find(is_meant).expect("every setting of the profile is declared in the table")
}

/// A setting as JSON; null: it is unset.
fn json(entry: &Entry, settings: &Settings) -> Value {
    let text = format!("value = {}", (entry.print)(settings));
    let table: Option<toml::Table> = text.parse().ok();
    let value = table.and_then(|table| table.get("value").cloned());
    value.and_then(|value| serde_json::to_value(value).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_of_the_profile_is_declared_and_reads_back_what_is_printed() {
        let settings = Settings::for_dir(std::path::PathBuf::new());
        for key in ProfileKey::ALL {
            let example: toml::Table = format!("value = {}", entry(*key).example).parse().unwrap();
            let example = serde_json::to_value(&example["value"]).unwrap();
            let read = read(&Values::from([(*key, example)])).unwrap();
            assert_ne!(read, super::read(&Values::new()).unwrap(), "{key}");
            let default = json(entry(*key), &settings);
            assert_eq!(super::read(&Values::from([(*key, default)])), super::read(&Values::new()));
        }
    }

    #[test]
    fn what_stands_in_the_file_is_pinned_though_it_be_the_default() {
        let mut settings = Settings::for_dir(std::path::PathBuf::new());
        assert_eq!(setup(&settings).pinned, Values::new());
        settings.given.insert(ProfileKey::Tables, "walkup.toml, line 1".to_owned());
        settings.organisation = "Town hall".to_owned();
        let pinned = setup(&settings).pinned;
        assert_eq!(
            pinned.keys().copied().collect::<Vec<_>>(),
            [ProfileKey::Organisation, ProfileKey::Tables]
        );
    }

    #[test]
    fn what_a_setting_cannot_be_is_said_in_one_line() {
        let read = |value| read(&Values::from([(ProfileKey::Tables, value)])).unwrap_err();
        assert_eq!(read(0.into()).reason, "0 is not between 1 and 1000");
        assert!(read("ten".into()).reason.contains("invalid type"));
    }
}
