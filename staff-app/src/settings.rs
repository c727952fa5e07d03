//! What the staff window keeps between runs.

use app_kit::link::Fingerprint;
use app_kit::theme::Look;
use serde::{Deserialize, Serialize};

/// What stands in `staff.toml`.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The server's address, as it was typed.
    pub server: String,
    /// The account that signed in last.
    pub user: String,
    /// The sign-in, while it lasts; a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// The fingerprint of the server's self-made certificate, once somebody has accepted it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// Which colours.
    pub look: Look,
    /// The size of everything, 80 to 200.
    pub text_percent: u32,
    /// Whether a sound plays when somebody waits.
    pub sound: bool,
    /// Whether things may move.
    pub motion: bool,
    /// A wait is long from so many minutes on.
    pub long_wait_mins: u32,
    /// A wait is too long from so many minutes on, and the window asks for attention.
    pub too_long_wait_mins: u32,
    /// Where the window was: left, top, width, height, in points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<[f32; 4]>,
}

/// The least and the most that text may be sized to.
pub const TEXT_PERCENT: std::ops::RangeInclusive<u32> = 80..=200;

impl Default for Settings {
    fn default() -> Self {
        Self {
            server: String::new(),
            user: String::new(),
            token: None,
            certificate: None,
            look: Look::System,
            text_percent: 100,
            sound: false,
            motion: true,
            long_wait_mins: 10,
            too_long_wait_mins: 20,
            window: None,
        }
    }
}

impl Settings {
    /// The certificate to believe. One that cannot be read is none, and is asked about again.
    pub fn pinned(&self) -> Option<Fingerprint> {
        self.certificate.as_deref().and_then(|text| text.parse().ok())
    }
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings")
            .field("server", &self.server)
            .field("is_signed_in", &self.token.is_some())
            .field("look", &self.look)
            .field("text_percent", &self.text_percent)
            .finish_non_exhaustive()
    }
}
