//! The file by which kiosks and boards let themselves in: laid beside the program, or beside its
//! settings, by whoever looks after many of them.

use std::fs;
use std::path::{Path, PathBuf};

use shared::device::{ENROLMENT_FILE, EnrolmentFile};
use shared::text::Secret;
use tracing::{info, warn};

use super::servers::Servers;
use crate::address::ServerAddress;
use crate::link::{Fingerprint, LetsItselfIn};
use crate::machine::host_name;

/// What such a file says.
#[derive(Debug, Clone)]
pub struct Enrolment {
    server: ServerAddress,
    certificate: Option<Fingerprint>,
    token: Secret,
}

impl Enrolment {
    /// Looks for the file beside the settings and beside the program.
    pub fn find(settings: &Path) -> Option<Self> {
        let program = std::env::current_exe().ok();
        let places = [settings.parent(), program.as_deref().and_then(Path::parent)];
        places.into_iter().flatten().find_map(|folder| Self::read(&folder.join(ENROLMENT_FILE)))
    }

    fn read(file: &PathBuf) -> Option<Self> {
        let text = fs::read_to_string(file).ok()?;
        let parsed = toml::from_str::<EnrolmentFile>(text.trim_start_matches('\u{feff}'));
        let said = match parsed {
            Ok(said) => said,
            Err(error) => {
                warn!("failed to understand {}: {error}", file.display());
                return None;
            }
        };
        let certificate = said.certificate.as_deref().map(str::parse).transpose();
        let (Ok(server), Ok(certificate)) = (said.server.parse(), certificate) else {
            warn!("in {}: no server or certificate that can be understood", file.display());
            return None;
        };
        info!("{} says that the server is {server}", file.display());
        Some(Self { server, certificate, token: said.token })
    }

    /// The server that the file names is this window's from now on.
    pub fn choose(&self, servers: &mut Servers) {
        servers.choose(&self.server);
        if let Some(certificate) = self.certificate {
            servers.keep_certificate(&self.server, certificate);
        }
    }

    /// What is shown to a server in order to be let in, if it is the one that the file names.
    pub fn shown_to(&self, server: &ServerAddress) -> Option<LetsItselfIn> {
        let name = host_name();
        (self.server == *server).then(|| LetsItselfIn { token: self.token.clone(), name })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> Option<Enrolment> {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(ENROLMENT_FILE), text).unwrap();
        Enrolment::find(&folder.path().join("kiosk.toml"))
    }

    #[test]
    fn a_file_beside_the_settings_names_the_server_and_what_is_shown_to_it() {
        let file = EnrolmentFile {
            server: "wss://desk.example:7421".to_owned(),
            certificate: Some(Fingerprint::of(b"one").to_string()),
            token: Secret::new("abc"),
        };
        let found = written(&file.text(30, "2026-12-31")).unwrap();
        let mut servers = Servers::default();
        found.choose(&mut servers);
        let address: ServerAddress = "wss://desk.example:7421".parse().unwrap();
        assert_eq!(servers.address(), Some(address.clone()));
        assert_eq!(servers.known(&address).pinned, Some(Fingerprint::of(b"one")));
        assert_eq!(found.shown_to(&address).unwrap().token.expose(), "abc");
        assert!(found.shown_to(&"wss://other:7421".parse().unwrap()).is_none());
    }

    #[test]
    fn a_file_that_means_nothing_is_none() {
        for text in ["", "server = 5", "server = \"\"\ntoken = \"a\"", "not toml"] {
            assert!(written(text).is_none(), "{text}");
        }
        let certificate = "server = \"wss://a:1\"\ncertificate = \"xx\"\ntoken = \"a\"";
        assert!(written(certificate).is_none(), "nobody is trusted by a mistake");
        assert!(Enrolment::find(Path::new("nowhere/at/all.toml")).is_none());
    }
}
