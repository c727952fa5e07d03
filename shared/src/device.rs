//! Kiosks and displays as whoever runs the desk sees them.

use serde::{Deserialize, Serialize};

use crate::text::{Secret, words};

words! {
    /// What a device is for: the only path that its key opens.
    pub enum DeviceKind {
        /// It shows who is called.
        Display = "display",
        /// It makes tickets.
        Kiosk = "kiosk",
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
    pub used: Option<i64>,
    /// Whether it is connected now.
    pub connected: bool,
}

/// What `enrol` takes: how many devices may let themselves in, and until which day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// How many, 1 to 1000.
    pub count: u32,
    /// The last local day, as `2026-12-31`.
    pub until: String,
}

crate::ticket::as_json!(Enrolment);

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

/// A code as a device shows it, from what somebody typed: case, spaces and dashes do not matter.
///
/// ```
/// assert_eq!(shared::device::code(" k7p-2mq"), "K7P2MQ");
/// ```
pub fn code(typed: &str) -> String {
    typed.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}
