//! What the board keeps between runs, and what an installer writes into its file.

use std::collections::BTreeMap;
use std::path::PathBuf;

use app_kit::settings::Kept;
use app_kit::shell::{Keep, KnownServer};
use app_kit::theme::Look;
use chrono::NaiveTime;
use serde::{Deserialize, Serialize};
use shared::device::DeviceReport;
use shared::profile::ProfileKey;

use crate::speech::Language;

/// Declares each setting once: what it is for, its name in the file, its type, what it is when the
/// file does not say, and which values can be meant.
macro_rules! settings {
    ($(
        $(#[$meta:meta])*
        $name:ident: $type:ty = $default:expr $(, if $good:expr, else $meant:literal)?;
    )+) => {
        /// The board's settings file. Every key may be left out.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct Settings {
            $($(#[$meta])* pub $name: $type,)+
        }

        impl Default for Settings {
            fn default() -> Self {
                Self { $($name: $default,)+ }
            }
        }

        impl Settings {
            /// Puts what cannot be meant back to what it is by default; what was wrong.
            fn mend_values(&mut self) -> Vec<String> {
                let mut wrong = Vec::new();
                $($(
                    let is_good: fn(&$type) -> bool = $good;
                    if !is_good(&self.$name) {
                        self.$name = $default;
                        wrong.push(format!("{}: {}", stringify!($name), $meant));
                    }
                )?)+
                wrong
            }
        }
    };
}

settings! {
    /// Where the server is, as typed.
    server: String = String::new();
    /// The fingerprint of the server's self-made certificate, once somebody has accepted it.
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<String> = None;
    /// The key by which the server knows this board, once it was let in; a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    device_key: Option<Kept> = None;
    /// What is known of other servers, by their addresses.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    servers: BTreeMap<String, KnownServer> = BTreeMap::new();
    /// Which monitor: its number, counted from 0, or a part of its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    monitor: Option<Monitor> = None;
    /// The panel's diagonal in inches, as it is sold.
    panel_inches: f32 = 55.0,
        if |inches| (3.0..=400.0).contains(inches), else "a diagonal from 3 to 400 inches";
    /// How far away the farthest seat is.
    viewing_metres: f32 = 4.0,
        if |metres| (0.2..=100.0).contains(metres), else "a distance from 0.2 to 100 metres";
    /// Light or dark.
    look: Look = Look::Dark;
    /// Whether a call is highlighted by a slow fade.
    highlight: bool = true;
    /// Whether a call is announced by a chime.
    chime: bool = true;
    /// In which languages a call is spoken after the chime, in this order; none: it is not.
    speech: Vec<Language> = Vec::new();
    /// In which languages the board is written, by tag, in turn; none: in the system's.
    languages: Vec<String> = Vec::new(),
        if |tags| tags.len() <= 2, else "one language or two, such as [\"de\", \"en\"]";
    /// A folder of files with sentences, beside those that are built in.
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<PathBuf> = None;
    /// How long a page, or a language, stays before the next.
    page_secs: u32 = 10, if |secs| (2..=600).contains(secs), else "2 to 600 seconds";
    /// When the board is dimmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    night: Option<Night> = None;
}

impl Keep for Settings {
    app_kit::device_servers!();

    fn report(&self) -> Option<DeviceReport> {
        let own = (!self.languages.is_empty()).then(|| ProfileKey::BoardLanguages.to_string());
        let version = env!("CARGO_PKG_VERSION").to_owned();
        let own = own.into_iter().collect();
        Some(DeviceReport { version, own, ..DeviceReport::default() })
    }

    fn mend(&mut self) -> Vec<String> {
        self.mend_values()
    }
}

/// Which monitor, as a file may say it: `0` or `"HDMI"`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, expecting = "a number, or a part of a name")]
pub enum Monitor {
    /// Its number, counted from 0.
    Number(u32),
    /// Its number or a part of its name, as on the command line.
    Name(String),
}

impl std::fmt::Display for Monitor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Name(name) => f.write_str(name),
        }
    }
}

/// Between which times of day the board is dimmed. It may run across midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Night {
    /// The first minute of it.
    #[serde(with = "minute")]
    pub from: NaiveTime,
    /// The first minute after it.
    #[serde(with = "minute")]
    pub to: NaiveTime,
}

impl Night {
    /// Whether a time of day is in it.
    pub fn holds(&self, time: NaiveTime) -> bool {
        if self.from <= self.to {
            (self.from..self.to).contains(&time)
        } else {
            time >= self.from || time < self.to
        }
    }
}

/// A time of day as people write it: `21:30`.
mod minute {
    use chrono::NaiveTime;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(time: &NaiveTime, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&time.format("%H:%M"))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<NaiveTime, D::Error> {
        let text = String::deserialize(from)?;
        let read = || {
            let (hour, minute) = text.split_once(':')?;
            NaiveTime::from_hms_opt(hour.parse().ok()?, minute.parse().ok()?, 0)
        };
        read().ok_or_else(|| D::Error::custom(format!("{text} is no time such as 21:30")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use app_kit::settings::SettingsFile;
    use app_kit::shell::Keeper;

    fn at(hour: u32, minute: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
    }

    /// The settings that a file means, and what is said of it.
    fn read(text: &str) -> (Settings, Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("display.toml");
        std::fs::write(&path, text).unwrap();
        let keeper: Keeper<Settings> =
            Keeper::load(SettingsFile::find(Some(path), "display").unwrap());
        (keeper.settings.clone(), keeper.complaints().to_vec())
    }

    #[test]
    fn a_file_may_name_what_it_likes() {
        assert_eq!(read(""), (Settings::default(), Vec::new()));
        let (settings, wrong) = read(
            "server = \"desk\"\nmonitor = \"HDMI-1\"\npanel_inches = 43\nviewing_metres = 6.5\n\
             look = \"light\"\nhighlight = false\nchime = false\nspeech = [\"en\", \"ar\"]\n\
             languages = [\"de\", \"en\"]\npage_secs = 8\n\
             [night]\nfrom = \"21:00\"\nto = \"06:30\"\n",
        );
        assert_eq!(wrong, Vec::<String>::new());
        assert_eq!(settings.speech, [Language::English, Language::Arabic]);
        assert!(settings.night.unwrap().holds(at(23, 0)));
    }

    #[test]
    fn a_monitor_is_a_number_or_a_part_of_a_name() {
        for (text, monitor) in [
            ("monitor = 0", Monitor::Number(0)),
            ("monitor = \"0\"", Monitor::Name("0".to_owned())),
            ("monitor = \"HDMI\"", Monitor::Name("HDMI".to_owned())),
        ] {
            let (settings, wrong) = read(text);
            assert_eq!((settings.monitor, wrong), (Some(monitor), Vec::new()), "{text}");
        }
    }

    #[test]
    fn one_wrong_value_never_keeps_a_board_dark() {
        for text in [
            "[night]\nfrom = \"21:00\"\nto = \"24:00\"",
            "sound = true",
            "speech = [\"xx\"]",
            "monitor = true",
            "panel_inches = 0.0",
            "panel_inches = nan",
            "viewing_metres = inf",
            "page_secs = 0",
            "languages = [\"de\", \"en\", \"fr\"]",
        ] {
            let (settings, wrong) = read(&format!("server = \"desk\"\n{text}"));
            let expected = Settings { server: "desk".to_owned(), ..Settings::default() };
            assert_eq!(settings, expected, "{text}");
            assert_eq!(wrong.len(), 1, "{text}: {wrong:?}");
        }
    }

    #[test]
    fn what_was_saved_reads_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let file = SettingsFile::find(Some(folder.path().join("d.toml")), "display").unwrap();
        let night = Night { from: at(21, 0), to: at(6, 0) };
        let settings = Settings {
            night: Some(night),
            speech: vec![Language::German],
            monitor: Some(Monitor::Number(1)),
            ..Settings::default()
        };
        file.save(&settings).unwrap();
        assert_eq!(file.load::<Settings>().unwrap(), settings);
    }

    #[test]
    fn a_night_may_run_across_midnight() {
        let across = Night { from: at(21, 0), to: at(6, 30) };
        let within = Night { from: at(1, 0), to: at(5, 0) };
        for (time, in_across, in_within) in [
            (at(20, 59), false, false),
            (at(21, 0), true, false),
            (at(0, 0), true, false),
            (at(1, 0), true, true),
            (at(6, 30), false, false),
        ] {
            assert_eq!(across.holds(time), in_across, "{time}");
            assert_eq!(within.holds(time), in_within, "{time}");
        }
    }
}
