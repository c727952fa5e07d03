//! What the board keeps between runs, and what an installer writes into its file.

use app_kit::settings::Kept;
use app_kit::theme::Look;
use chrono::NaiveTime;
use serde::{Deserialize, Serialize};

use crate::speech::Language;

/// The board's settings file. Every key may be left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Where the server is, as typed.
    pub server: String,
    /// The fingerprint of the server's self-made certificate, once somebody has accepted it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// The key by which the server knows this board, once it was let in; a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_key: Option<Kept>,
    /// Which monitor: its number, counted from 0, or a part of its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub monitor: Option<String>,
    /// The panel's diagonal in inches, as it is sold.
    pub panel_inches: f32,
    /// How far away the farthest seat is.
    pub viewing_metres: f32,
    /// Light or dark.
    pub look: Look,
    /// Whether a call is highlighted by a slow fade.
    pub highlight: bool,
    /// Whether a call is announced by a chime.
    pub chime: bool,
    /// In which languages a call is spoken after the chime, in this order; none: it is not.
    pub speech: Vec<Language>,
    /// How long a page stays when the desk does not fit on one.
    pub page_secs: u32,
    /// When the board is dimmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub night: Option<Night>,
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

impl Default for Settings {
    fn default() -> Self {
        Self {
            server: String::new(),
            certificate: None,
            device_key: None,
            monitor: None,
            panel_inches: 55.0,
            viewing_metres: 4.0,
            look: Look::Dark,
            highlight: true,
            chime: true,
            speech: Vec::new(),
            page_secs: 10,
            night: None,
        }
    }
}

impl Settings {
    /// What cannot be meant, in words that fit after "failed to".
    ///
    /// # Errors
    ///
    /// A size that no panel and no room has.
    pub fn check(&self) -> Result<(), String> {
        // Written so that "not a number" is refused too.
        if !(3.0..=400.0).contains(&self.panel_inches) {
            return Err("use panel_inches: it is a diagonal from 3 to 400 inches".to_owned());
        }
        if !(0.2..=100.0).contains(&self.viewing_metres) {
            return Err("use viewing_metres: it is a distance from 0.2 to 100 metres".to_owned());
        }
        if !(2..=600).contains(&self.page_secs) {
            return Err("use page_secs: a page stays from 2 to 600 seconds".to_owned());
        }
        Ok(())
    }
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
    use app_kit::settings::{SettingsError, SettingsFile};

    fn at(hour: u32, minute: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
    }

    fn read(text: &str) -> Result<Settings, SettingsError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("display.toml");
        std::fs::write(&path, text).unwrap();
        SettingsFile::find(Some(path), "display").unwrap().load()
    }

    #[test]
    fn a_file_may_name_what_it_likes_and_nothing_else() {
        assert_eq!(read("").unwrap(), Settings::default());
        let read_all = read(
            "server = \"desk\"\nmonitor = \"HDMI-1\"\npanel_inches = 43\nviewing_metres = 6.5\n\
             look = \"light\"\nhighlight = false\nchime = false\nspeech = [\"en\", \"ar\"]\n\
             page_secs = 8\n[night]\nfrom = \"21:00\"\nto = \"06:30\"\n",
        )
        .unwrap();
        assert_eq!(read_all.speech, [Language::English, Language::Arabic]);
        assert!(read_all.night.unwrap().holds(at(23, 0)));
        assert!(read_all.check().is_ok());
        assert!(read("[night]\nfrom = \"21:00\"\nto = \"24:00\"").is_err());
        assert!(read("sound = true").is_err(), "an unknown key is said");
        assert!(read("speech = [\"xx\"]").is_err(), "a language that nobody speaks here");
    }

    #[test]
    fn what_was_saved_reads_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let file = SettingsFile::find(Some(folder.path().join("d.toml")), "display").unwrap();
        let night = Night { from: at(21, 0), to: at(6, 0) };
        let settings = Settings {
            night: Some(night),
            speech: vec![Language::German],
            monitor: Some("1".to_owned()),
            ..Settings::default()
        };
        file.save(&settings).unwrap();
        assert_eq!(file.load::<Settings>().unwrap(), settings);
    }

    #[test]
    fn sizes_that_cannot_be_are_refused() {
        for settings in [
            Settings { panel_inches: 0.0, ..Settings::default() },
            Settings { panel_inches: f32::NAN, ..Settings::default() },
            Settings { viewing_metres: f32::INFINITY, ..Settings::default() },
            Settings { viewing_metres: 0.0, ..Settings::default() },
            Settings { page_secs: 0, ..Settings::default() },
        ] {
            assert!(settings.check().is_err(), "{settings:?}");
        }
        assert!(Settings::default().check().is_ok());
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
