//! Kiosks and displays as whoever runs the desk sees them.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::print::PrintSettings;
use crate::text::{Secret, clean, words};

words! {
    /// What a device is for: the only path that its key opens.
    pub enum DeviceKind {
        /// It shows who is called.
        Display = "display",
        /// It makes tickets.
        Kiosk = "kiosk",
    }
}

words! {
    /// How it stands with the paper of a device's printer.
    pub enum Paper {
        /// It cannot be reached.
        Away = "away",
        /// It says that it cannot print, and not why.
        Error = "error",
        /// Little is left.
        Low = "low",
        /// There is no printer.
        None = "none",
        /// There is paper.
        Ok = "ok",
        /// Its cover is open.
        Open = "open",
        /// There is none left.
        Out = "out",
    }
}

impl Paper {
    /// Whether a ticket can be printed.
    pub fn can_print(self) -> bool {
        match self {
            Self::Low | Self::Ok => true,
            Self::Away | Self::Error | Self::None | Self::Open | Self::Out => false,
        }
    }
}

/// A device that may connect from another machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// What people call it; unique without regard to case.
    pub name: String,
    /// What it is for.
    pub kind: DeviceKind,
    /// When it was connected last, in milliseconds since 1970; none: it never was.
    #[serde(default)]
    pub last: Option<i64>,
    /// Whether it is connected now.
    pub connected: bool,
    /// The address from which the server sees it, or saw it when it last said something of itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<IpAddr>,
    /// What it last said of itself; none: it never did.
    #[serde(flatten)]
    pub report: Option<DeviceReport>,
}

/// What a device says of itself when it connects and whenever that changes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceReport {
    /// The version of its program.
    pub version: String,
    /// How it stands with its paper; none: it does not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<Paper>,
    /// Whether its disk does not take what it is to keep.
    #[serde(default, skip_serializing_if = "is_false")]
    pub disk_failing: bool,
    /// The settings of the desk for which it has values in a file of its own, by their names in
    /// the profile.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub own: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes it so")]
fn is_false(value: &bool) -> bool {
    !value
}

impl DeviceReport {
    /// The most characters of a version, and of the name of a setting.
    const MOST_CHARS: usize = 60;

    /// The most settings.
    const MOST_OWN: usize = 40;

    /// The same as it may be kept and shown: cleaned, and no longer than anybody reads.
    #[must_use]
    pub fn cleaned(&self) -> Self {
        let short = |text: &str| clean(text).chars().take(Self::MOST_CHARS).collect::<String>();
        let own = self.own.iter().map(|name| short(name)).filter(|name| !name.is_empty());
        Self {
            version: short(&self.version),
            paper: self.paper,
            disk_failing: self.disk_failing,
            own: own.take(Self::MOST_OWN).collect(),
        }
    }
}

/// What `enrol` takes: how many devices may let themselves in, and until which day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// How many, 1 to 1000.
    pub count: u32,
    /// The last local day, as `2026-12-31`.
    pub until: String,
}

crate::ticket::as_json!(Enrolment, DeviceReport);

/// The name of the file beside which a kiosk or a display that knows no server lets itself in.
pub const ENROLMENT_FILE: &str = "walkup-enrol.toml";

/// What that file says.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolmentFile {
    /// Where the server is, such as `wss://desk.example:7420`.
    pub server: String,
    /// The SHA-256 of its certificate, where no authority vouches for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// What lets a device in.
    pub token: Secret,
}

impl EnrolmentFile {
    /// The address of a server by the name of its machine, as it stands in the file.
    pub fn server_at(host: &str, port: u16, is_encrypted: bool) -> String {
        let scheme = if is_encrypted { "wss" } else { "ws" };
        format!("{scheme}://{host}:{port}")
    }

    /// The text of the file, as TOML, with a word to whoever finds it.
    pub fn text(&self, count: u32, until: &str) -> String {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let mut text = format!(
            "# Lets up to {count} kiosks and boards in until {until}, each once. Lay it beside the \
             program, or beside its settings;\n# whoever has it can let a device in, so delete it \
             afterwards.\nserver = {}\n",
            quoted(&self.server)
        );
        if let Some(certificate) = &self.certificate {
            text.push_str(&format!("certificate = {}\n", quoted(certificate)));
        }
        text.push_str(&format!("token = {}\n", quoted(self.token.expose())));
        text
    }
}

/// The fewest digits of the PIN with which staff leave a kiosk.
pub const PIN_DIGITS: usize = 4;

/// The most digits of it.
pub const PIN_DIGITS_MOST: usize = 12;

/// Whether a text can be the PIN with which staff leave a kiosk.
///
/// ```
/// assert!(shared::device::is_pin("4711") && !shared::device::is_pin("471"));
/// ```
pub fn is_pin(text: &str) -> bool {
    let fits = (PIN_DIGITS..=PIN_DIGITS_MOST).contains(&text.len());
    fits && text.bytes().all(|digit| digit.is_ascii_digit())
}

/// What all kiosks of a desk share. What a kiosk's own file says wins over it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KioskShared {
    /// What addresses are completed with, without the `@`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub domains: Vec<String>,
    /// The hash of the PIN with which staff leave, in PHC form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pin: Option<String>,
    /// The languages that are offered, by tag; none: all there are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// How tickets are printed.
    #[serde(skip_serializing_if = "PrintSettings::is_empty", deserialize_with = "known")]
    pub print: PrintSettings,
}

/// What this version can read; of a newer server's settings it makes none.
fn known<'de, D: serde::Deserializer<'de>>(from: D) -> Result<PrintSettings, D::Error> {
    let value = serde_json::Value::deserialize(from)?;
    Ok(serde_json::from_value(value).unwrap_or_default())
}

/// What all displays of a desk share. What a display's own file says wins over it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DisplayShared {
    /// In which languages they are written, by tag, in turn; none: in that of their system.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub board_languages: Vec<String>,
}

// A hash of a few digits is soon guessed.
impl std::fmt::Debug for KioskShared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KioskShared")
            .field("domains", &self.domains)
            .field("languages", &self.languages)
            .field("print", &self.print)
            .finish_non_exhaustive()
    }
}

/// A code as a device shows it, from what somebody typed: case, spaces and dashes do not matter.
///
/// ```
/// assert_eq!(shared::device::code(" k7p-2mq"), "K7P2MQ");
/// ```
pub fn code(typed: &str) -> String {
    typed.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_reads_with_what_it_said_of_itself_or_without() {
        let of = |text: &str| serde_json::from_str::<Device>(text).unwrap();
        let silent = r#"{"name":"Hall","kind":"kiosk","last":null,"connected":false}"#;
        assert_eq!(of(silent).report, None);
        assert_eq!(serde_json::to_string(&of(silent)).unwrap(), silent);
        let told = r#"{"name":"Hall","kind":"kiosk","last":7,"connected":true,"address":"fd00::7","version":"1.2.0","paper":"low","own":["pin"]}"#;
        let device = of(told);
        let report = device.report.clone().unwrap();
        assert_eq!((report.version.as_str(), report.paper), ("1.2.0", Some(Paper::Low)));
        assert_eq!(report.own, ["pin"]);
        assert_eq!(serde_json::to_string(&device).unwrap(), told);
    }

    #[test]
    fn what_a_device_says_is_kept_cleaned_and_short() {
        let own = (0..50).map(|at| format!(" name\u{202e}{at} ")).chain([" ".to_owned()]).collect();
        let said = DeviceReport { version: "9".repeat(100), own, ..DeviceReport::default() };
        let kept = said.cleaned();
        assert_eq!((kept.version.len(), kept.own.len()), (60, 40));
        assert_eq!(kept.own[3], "name3");
        assert_eq!(kept.cleaned(), kept);
    }
}
