//! What the kiosk keeps between runs. Nothing of a visitor is in it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use app_kit::address::ServerAddress;
use app_kit::settings::Kept;
use app_kit::shell::{Keep, KnownServer};
use app_kit::theme::Look;
use serde::{Deserialize, Serialize};
use shared::device::DeviceReport;
use shared::print::PrintSettings;
use shared::profile::ProfileKey;

use app_kit::pin::PinHash;

/// What stands in `kiosk.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The server's address.
    pub server: String,
    /// The fingerprint of the server's self-made certificate, accepted by whoever set the kiosk up.
    /// Later the screen only shows another: a visitor must not be the one who accepts it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// The key by which the server knows this kiosk, once it was let in; a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_key: Option<Kept>,
    /// What is known of other servers, by their addresses.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub servers: BTreeMap<String, KnownServer>,
    /// Whose desk this is; else what the server says.
    pub organisation: String,
    /// The organisation's mark, a PNG file; none: the name alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<PathBuf>,
    /// The panel's diagonal in inches, from which real sizes follow; none: it is taken to have
    /// 96 points to the inch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub panel_inches: Option<f32>,
    /// The language that a visitor finds.
    pub language: String,
    /// The languages offered, by tag; none: all there are.
    pub languages: Vec<String>,
    /// A folder of files with sentences, beside those that are built in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<PathBuf>,
    /// What the buttons above the keyboard complete an address with; an `@` before it may stand or
    /// not.
    #[serde(deserialize_with = "domains")]
    pub domains: Vec<String>,
    /// Whether the server is asked for the name that it knows for an address.
    pub recognise: bool,
    /// Whether that name is shown as `Ex… N…` until the visitor has said that it is theirs.
    pub mask_names: bool,
    /// Which colours a visitor finds.
    pub look: Look,
    /// Whether sounds play.
    pub sound: bool,
    /// Whether the pointer is hidden.
    pub touch: bool,
    /// The PIN with which staff leave, as a hash; `--set-pin` writes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pin: Option<PinHash>,
    /// How tickets are printed, as far as this kiosk differs from the others of its desk.
    #[serde(skip_serializing_if = "PrintSettings::is_empty")]
    pub print: PrintSettings,
}

/// Domains as people write them: with or without the `@`, with spaces around, twice.
fn domains<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let mut domains = Vec::new();
    for written in Vec::<String>::deserialize(from)? {
        let domain = written.trim().trim_start_matches('@').trim().to_owned();
        if !domain.is_empty() && !domains.contains(&domain) {
            domains.push(domain);
        }
    }
    Ok(domains)
}

impl Keep for Settings {
    app_kit::device_servers!();

    fn report(&self) -> Option<DeviceReport> {
        let own = [
            (ProfileKey::Organisation, !self.organisation.is_empty()),
            (ProfileKey::Domains, !self.domains.is_empty()),
            (ProfileKey::Languages, !self.languages.is_empty()),
            (ProfileKey::Pin, self.pin.is_some()),
            (ProfileKey::Print, !self.print.is_empty()),
        ];
        let own = own.into_iter().filter(|(_, is_own)| *is_own).map(|(key, _)| key.to_string());
        let version = env!("CARGO_PKG_VERSION").to_owned();
        let own = own.collect();
        Some(DeviceReport { version, own, ..DeviceReport::default() })
    }

    fn mend(&mut self) -> Vec<String> {
        let is_a_panel = |inches: &f32| (3.0..=400.0).contains(inches);
        if self.panel_inches.as_ref().is_none_or(is_a_panel) {
            return Vec::new();
        }
        self.panel_inches = None;
        vec!["panel_inches: a diagonal from 3 to 400 inches".to_owned()]
    }
}

impl Settings {
    /// The same for a window whose server is `address`. A kiosk that trusted any server before is
    /// not new, and nobody at it is asked to trust another.
    #[must_use]
    pub fn with_server(mut self, address: &ServerAddress) -> Self {
        let servers = self.servers();
        let known = servers.of(address).clone();
        let before = [servers.first].into_iter().chain(servers.others.into_values());
        let known = if known.is_empty() {
            before.into_iter().find(|known| !known.is_empty()).unwrap_or_default()
        } else {
            known
        };
        self.server = address.short();
        (self.certificate, self.device_key) = (known.certificate, known.device_key);
        self
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            server: String::new(),
            certificate: None,
            device_key: None,
            servers: BTreeMap::new(),
            organisation: String::new(),
            logo: None,
            panel_inches: None,
            language: "en".to_owned(),
            languages: Vec::new(),
            words: None,
            domains: Vec::new(),
            recognise: true,
            mask_names: true,
            look: Look::Light,
            sound: true,
            touch: true,
            pin: None,
            print: PrintSettings::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use app_kit::settings::SettingsFile;

    #[test]
    fn a_kiosk_that_trusted_a_server_before_is_not_new_at_another() {
        let settings = Settings {
            server: "desk".to_owned(),
            device_key: Some(Kept("key".to_owned())),
            ..Settings::default()
        };
        let there = settings.clone().with_server(&"other".parse().unwrap());
        assert_eq!(there.server, "other");
        assert!(there.device_key.is_some(), "nobody at it is asked to trust the other");
        let new = Settings::default().with_server(&"other".parse().unwrap());
        assert_eq!((new.certificate, new.device_key), (None, None));
    }

    #[test]
    fn a_damaged_file_takes_neither_the_pin_nor_the_server_away() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kiosk.toml");
        let file = SettingsFile::find(Some(path.clone()), "kiosk").unwrap();
        let pin = app_kit::pin::PinHash::of("4711").unwrap();
        let set_up = Settings { server: "desk".to_owned(), pin: Some(pin), ..Settings::default() };
        file.save(&set_up).unwrap();
        let load = || app_kit::shell::Keeper::<Settings>::load(file.clone());
        assert_eq!(load().settings, set_up);
        for damage in ["server = [", "pin", "look = \"purple\"\nserver = \"desk\""] {
            std::fs::write(&path, damage).unwrap();
            let keeper = load();
            assert_eq!(keeper.settings.server, "desk", "{damage}");
            assert!(keeper.was_set_up() && !keeper.complaints().is_empty(), "{damage}");
            assert!(keeper.settings.pin.is_some() || damage.contains("purple"), "{damage}");
        }
    }

    #[test]
    fn a_wrong_key_of_print_leaves_the_others() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kiosk.toml");
        let text = "[print]\nprinter = \"tcp://p\"\nwidth = 400\nwhen = \"ask\"\ncolour = 1\n";
        std::fs::write(&path, text).unwrap();
        let file = SettingsFile::find(Some(path), "kiosk").unwrap();
        let keeper = app_kit::shell::Keeper::<Settings>::load(file);
        let print = &keeper.settings.print;
        assert_eq!(print.printer, Some("tcp://p".parse().unwrap()));
        assert_eq!((print.width, print.when), (None, Some(shared::print::PrintWhen::Ask)));
        let [width, colour] = keeper.complaints() else { panic!("{:?}", keeper.complaints()) };
        let (width, colour) = (width.clone(), colour.clone());
        let both = if width.starts_with("print.width") { [width, colour] } else { [colour, width] };
        assert!(both[0].contains("576") && both[1].starts_with("print.colour: "), "{both:?}");
    }

    #[test]
    fn a_domain_may_be_written_with_its_sign() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kiosk.toml");
        std::fs::write(&path, r#"domains = ["@school.edu", " gmail.com ", "gmail.com", "@"]"#)
            .unwrap();
        let file = SettingsFile::find(Some(path), "kiosk").unwrap();
        assert_eq!(file.load::<Settings>().unwrap().domains, ["school.edu", "gmail.com"]);
    }
}
