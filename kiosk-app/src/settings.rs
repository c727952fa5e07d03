//! What the kiosk keeps between runs. Nothing of a visitor is in it.

use std::path::PathBuf;

use app_kit::link::Known;
use app_kit::settings::Kept;
use app_kit::theme::Look;
use serde::{Deserialize, Serialize};

use crate::pin::PinHash;

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

impl Settings {
    /// What is known of the server from before.
    pub fn known(&self) -> Known {
        Known::of_device(self.certificate.as_deref(), self.device_key.as_ref())
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            server: String::new(),
            certificate: None,
            device_key: None,
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
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use app_kit::settings::SettingsFile;

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
