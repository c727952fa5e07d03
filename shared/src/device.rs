//! Kiosks and displays as whoever runs the desk sees them.

use serde::{Deserialize, Serialize};

use crate::text::words;

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

/// A code as a device shows it, from what somebody typed: case, spaces and dashes do not matter.
///
/// ```
/// assert_eq!(shared::device::code(" k7p-2mq"), "K7P2MQ");
/// ```
pub fn code(typed: &str) -> String {
    typed.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}
