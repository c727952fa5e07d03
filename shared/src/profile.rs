//! The desk's profile: what an admin may set of it while the server runs.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)+) => {
        /// A setting of the desk, by its name in `settings`, `set` and `walkup.toml`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum ProfileKey {
            $($(#[$doc])* #[serde(rename = $text)] $name,)+
        }

        impl ProfileKey {
            /// All of them, in the order in which they are shown.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// Its name.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }
        }
    };
}

keys! {
    /// Whose desk this is: a text.
    Organisation = "organisation",
    /// What everybody reads until somebody announces something else: a text.
    Notice = "notice",
    /// How many tables there are: a number.
    Tables = "tables",
    /// What tables are called: texts by the number of the table.
    TableNames = "table_names",
    /// For how many seconds a table is kept for a person whose connection was lost.
    TableGraceSecs = "table_grace_secs",
    /// What visitors choose from: as in the message `reasons`.
    Reasons = "reasons",
    /// The desk's services: as in the message `services`; none: one queue without a name.
    Services = "services",
    /// By how many minutes a visitor with priority counts as having come earlier.
    PriorityMins = "priority_mins",
    /// How many may wait before kiosks take no more tickets; null: as many as come.
    MaxWaiting = "max_waiting",
    /// How displays call a visitor besides by number: `none`, `first` or `initial`.
    DisplayLabel = "display_label",
    /// The local time at which yesterday's tickets end: a text such as `04:00`, or `off`.
    DayEnds = "day_ends",
    /// For how many days ended tickets are kept; null: for ever.
    RetentionDays = "retention_days",
    /// For how many hours a token lets its holder in.
    SessionHours = "session_hours",
    /// The zone of local times, such as `Europe/Berlin`; null: the machine's.
    TimeZone = "time_zone",
    /// From when to when the desk is open on each day of the week:
    /// `{"mon":[["09:00","12:00"],["13:00","17:00"]]}`; null: always.
    Hours = "hours",
    /// Days that differ: `[{"from":"2026-12-24","to":"2026-12-26","name":"Holidays","hours":[]}]`.
    Exceptions = "exceptions",
    /// For how many minutes before closing kiosks take no more tickets.
    LastCheckInMins = "last_check_in_mins",
    /// What visitors are told besides while the desk is closed: texts by language.
    ClosedText = "closed_text",
    /// Whether reports may be of single people: true or false.
    ReportPeople = "report_people",
    /// Under which address visitors reach their own pages, such as `https://desk.example`; null:
    /// they are not told of them.
    PublicUrl = "public_url",
    /// Why visitors are asked what they are asked, and how long it is kept: texts by language.
    PrivacyText = "privacy_text",
    /// What kiosks complete addresses with: `["school.edu","gmail.com"]`.
    Domains = "domains",
    /// The PIN with which staff leave a kiosk, as a hash; told as true where there is one.
    Pin = "pin",
    /// How kiosks print tickets: `{"printer":"tcp://192.168.1.20","width":576,"when":"always"}`.
    Print = "print",
    /// The languages that kiosks offer, by tag; none: all there are.
    Languages = "languages",
    /// In which languages displays are written, by tag, at most two, in turn; none: their system's.
    BoardLanguages = "board_languages",
}

impl ProfileKey {
    /// Whether its value is told to nobody but whom it is for: others hear whether there is one.
    pub fn is_secret(self) -> bool {
        self == Self::Pin
    }
}

/// There is no setting of that name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no such setting")]
pub struct UnknownKey;

impl FromStr for ProfileKey {
    type Err = UnknownKey;

    fn from_str(text: &str) -> Result<Self, UnknownKey> {
        Self::ALL.iter().copied().find(|key| key.as_str() == text).ok_or(UnknownKey)
    }
}

impl fmt::Display for ProfileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What `settings` answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileState {
    /// Which version of the profile this is: each change makes the next.
    pub version: u64,
    /// Every setting as it holds now, by its name.
    pub values: BTreeMap<String, Value>,
    /// The settings that stand in the server's file, a variable or a flag, and so cannot be set.
    #[serde(default)]
    pub pinned: Vec<String>,
    /// Where each of those stands, as people read it: `walkup.toml, line 3`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub places: BTreeMap<String, String>,
}

/// What `set` takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileChange {
    /// The version that its sender knows.
    pub version: u64,
    /// The new values by name; null: the default.
    pub values: BTreeMap<String, Value>,
}

crate::ticket::as_json!(ProfileState, ProfileChange);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for key in ProfileKey::ALL {
            assert_eq!(key.as_str().parse(), Ok(*key));
            assert_eq!(serde_json::to_string(key).unwrap(), format!("\"{key}\""));
        }
        assert_eq!("colour".parse::<ProfileKey>(), Err(UnknownKey));
    }
}
