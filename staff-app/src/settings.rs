//! What the staff window keeps between runs.

use std::collections::BTreeMap;

use app_kit::address::ServerAddress;
use app_kit::link::Fingerprint;
use app_kit::shell::{Keep, KnownServer, Servers};
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
    /// Whether the sign-in is in the system's keyring, and so not in this file.
    pub is_token_in_keyring: bool,
    /// The fingerprint of the server's self-made certificate, once somebody has accepted it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// What is known of other servers, by their addresses.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub servers: BTreeMap<String, KnownServer>,
    /// The language, by its tag such as `fr` or `en-US`; empty: the system's.
    pub language: String,
    /// A folder with files of sentences, `TAG.ftl`, which add to those that are built in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<std::path::PathBuf>,
    /// Which colours.
    pub look: Look,
    /// The size of everything, 80 to 200.
    pub text_percent: u32,
    /// Whether a sound plays when somebody waits.
    pub sound: bool,
    /// Whether a notification is shown when somebody waits and the window is not in front.
    pub notifications: bool,
    /// Whether things may move.
    pub motion: bool,
    /// How the keys of commands are pressed.
    pub single_keys: SingleKeys,
    /// A wait is long from so many minutes on.
    pub long_wait_mins: u32,
    /// A wait is too long from so many minutes on, and the window asks for attention.
    pub too_long_wait_mins: u32,
    /// The service whose visitors the queue shows, by its id; empty: all of them.
    pub lane: String,
    /// Where the window was: left, top, width, height, in points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<[f32; 4]>,
}

/// How the keys of commands are pressed. A key alone can be pressed by mistake, or by a program that
/// writes what is spoken, so whoever wants can change it (WCAG 2.1, 2.1.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SingleKeys {
    /// A key alone.
    #[default]
    On,
    /// The key together with Ctrl.
    WithCtrl,
    /// Not at all.
    Off,
}

impl SingleKeys {
    /// All of them, in the order of a menu.
    pub const ALL: [Self; 3] = [Self::On, Self::WithCtrl, Self::Off];
}

/// The least and the most that text may be sized to.
pub const TEXT_PERCENT: std::ops::RangeInclusive<u32> = 80..=200;

impl Default for Settings {
    fn default() -> Self {
        Self {
            server: String::new(),
            user: String::new(),
            token: None,
            is_token_in_keyring: false,
            certificate: None,
            servers: BTreeMap::new(),
            language: String::new(),
            words: None,
            look: Look::System,
            text_percent: 100,
            sound: false,
            notifications: true,
            motion: true,
            single_keys: SingleKeys::On,
            long_wait_mins: 10,
            too_long_wait_mins: 20,
            lane: String::new(),
            window: None,
        }
    }
}

impl Keep for Settings {
    fn servers(&self) -> Servers {
        let first = KnownServer { certificate: self.certificate.clone(), device_key: None };
        Servers { server: self.server.clone(), first, others: self.servers.clone() }
    }

    fn set_servers(&mut self, servers: Servers) {
        self.server = servers.server;
        self.certificate = servers.first.certificate;
        self.servers = servers.others;
    }

    fn mend(&mut self) -> Vec<String> {
        let default = Self::default();
        let mut wrong = Vec::new();
        if !TEXT_PERCENT.contains(&self.text_percent) {
            self.text_percent = default.text_percent;
            wrong.push("text_percent: 80 to 200".to_owned());
        }
        if !(1..self.too_long_wait_mins).contains(&self.long_wait_mins) {
            self.long_wait_mins = default.long_wait_mins;
            self.too_long_wait_mins = default.too_long_wait_mins;
            wrong.push("long_wait_mins: at least 1 and less than too_long_wait_mins".to_owned());
        }
        wrong
    }
}

impl Settings {
    /// Goes to another server: what was accepted of the one before is kept with that one, and the
    /// sign-in, which belongs to it, is forgotten.
    pub fn go_to(&mut self, address: &ServerAddress) {
        if self.server.parse().as_ref() == Ok(address) {
            return;
        }
        let mut servers = self.servers();
        servers.choose(address);
        self.set_servers(servers);
        self.token = None;
        self.is_token_in_keyring = false;
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_belongs_to_its_server_and_a_sign_in_to_no_other() {
        let [first, other] = ["desk", "other:80"].map(|text| text.parse().unwrap());
        let mut settings = Settings {
            server: "desk".to_owned(),
            certificate: Some("AA".to_owned()),
            token: Some("secret".to_owned()),
            ..Settings::default()
        };
        settings.go_to(&first);
        assert_eq!(settings.token.as_deref(), Some("secret"), "it is the same server");
        settings.go_to(&other);
        assert_eq!((settings.certificate.as_deref(), settings.token.as_deref()), (None, None));
        settings.certificate = Some("BB".to_owned());
        settings.go_to(&first);
        assert_eq!(settings.certificate.as_deref(), Some("AA"));
    }

    #[test]
    fn a_wrong_value_is_put_back_and_told() {
        let mut settings =
            Settings { text_percent: 5_000, long_wait_mins: 30, ..Settings::default() };
        assert_eq!(settings.mend().len(), 2);
        assert!(settings == Settings::default());
        assert!(settings.mend().is_empty());
    }
}
