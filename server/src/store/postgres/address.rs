//! Where the database is: the servers that it may be on, who asks, and how that is encrypted.

use std::fmt;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use shared::text::Secret;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

/// The port that PostgreSQL has where none is said.
const PORT: u16 = 5432;

/// Where the database is and how it is asked.
#[derive(Clone)]
pub struct Address {
    /// The servers that it may be on, of which one takes changes.
    pub(super) hosts: Vec<(Host, u16)>,
    /// Who asks for which database, without the servers.
    pub(super) config: Config,
    /// With whom connections are encrypted; none: they are not.
    pub(super) tls: Option<Arc<rustls::ClientConfig>>,
    /// Whether a commit must wait for a standby.
    pub(super) must_replicate: bool,
}

/// Why an address cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It cannot be read.
    #[error("it is not an address such as postgres://walkup@db1.example,db2.example/walkup ({0})")]
    Unreadable(String),
    /// It holds a password.
    #[error(
        "an address holds no password, since settings are read by many: put it alone into a file \
         that only the server may read, and name that file in database_password_file"
    )]
    HasPassword,
    /// It holds settings of PostgreSQL's.
    #[error("an address ends with the database's name: what follows `?` is settled by the server")]
    HasOptions,
    /// It does not say who asks.
    #[error("it does not say as which user to sign in: postgres://USER@…")]
    NoUser,
    /// It does not say which database.
    #[error("it does not say which database to use: postgres://…/DATABASE")]
    NoDatabase,
    /// Anybody on the way could read it, or answer instead.
    #[error(
        "{0} is not this machine, so the connection must be encrypted: name the certificate of the \
         authority that vouches for the database in database_ca"
    )]
    NotEncrypted(String),
    /// The authority's certificate cannot be used.
    #[error("database_ca: {0}")]
    Authority(String),
}

impl Address {
    /// Reads an address. `authority` is the PEM file of whoever vouches for the database's
    /// certificate; without one connections are not encrypted, and must not leave this machine.
    pub fn read(
        text: &str,
        password: Option<&Secret>,
        authority: Option<&Path>,
    ) -> Result<Self, AddressError> {
        let unreadable = |why: String| AddressError::Unreadable(why);
        let is_named = ["postgres://", "postgresql://"].iter().any(|it| text.starts_with(it));
        if !is_named {
            return Err(unreadable("it begins with postgres://".to_owned()));
        }
        if text.contains('?') {
            return Err(AddressError::HasOptions);
        }
        let given: Config = text.parse().map_err(|error| unreadable(super::why(&error)))?;
        if given.get_password().is_some() {
            return Err(AddressError::HasPassword);
        }
        let user = given.get_user().filter(|it| !it.is_empty()).ok_or(AddressError::NoUser)?;
        let database =
            given.get_dbname().filter(|it| !it.is_empty()).ok_or(AddressError::NoDatabase)?;
        let ports = given.get_ports();
        let port = |place: usize| match ports {
            [] => PORT,
            [one] => *one,
            many => many.get(place).copied().unwrap_or(PORT),
        };
        let hosts: Vec<(Host, u16)> =
            given.get_hosts().iter().cloned().enumerate().map(|(at, it)| (it, port(at))).collect();
        if hosts.is_empty() {
            return Err(unreadable("it names no server".to_owned()));
        }
        let tls = authority.map(encrypted).transpose()?;
        if tls.is_none()
            && let Some((host, _)) = hosts.iter().find(|(host, _)| !is_local(host))
        {
            return Err(AddressError::NotEncrypted(name(host)));
        }
        let mut config = Config::new();
        config.user(user).dbname(database).application_name("walkup");
        if let Some(password) = password {
            config.password(password.expose());
        }
        config.ssl_mode(if tls.is_some() { SslMode::Require } else { SslMode::Disable });
        Ok(Self { hosts, config, tls, must_replicate: false })
    }

    /// Says whether a commit must wait for a standby.
    pub fn must_replicate(self, must_replicate: bool) -> Self {
        Self { must_replicate, ..self }
    }

    /// The password, if there is one.
    #[cfg(test)]
    pub fn password(&self) -> Option<&[u8]> {
        self.config.get_password()
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("postgres://")?;
        f.write_str(self.config.get_user().unwrap_or_default())?;
        for (place, (host, port)) in self.hosts.iter().enumerate() {
            write!(f, "{}{}:{port}", if place == 0 { '@' } else { ',' }, name(host))?;
        }
        write!(f, "/{}", self.config.get_dbname().unwrap_or_default())
    }
}

/// What a server is called.
pub(super) fn name(host: &Host) -> String {
    match host {
        Host::Tcp(name) => name.clone(),
        #[cfg(unix)]
        Host::Unix(path) => path.display().to_string(),
    }
}

/// Whether a connection stays on this machine. A name may lead anywhere, except the one that never
/// does.
fn is_local(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => {
            let address: Option<IpAddr> = name.parse().ok();
            name == "localhost" || address.is_some_and(|it| it.to_canonical().is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    }
}

fn encrypted(authority: &Path) -> Result<Arc<rustls::ClientConfig>, AddressError> {
    let place = authority.display();
    let unusable = |why: String| AddressError::Authority(format!("{place}: {why}"));
    let mut roots = RootCertStore::empty();
    let certificates =
        CertificateDer::pem_file_iter(authority).map_err(|error| unusable(error.to_string()))?;
    for certificate in certificates {
        let certificate = certificate.map_err(|error| unusable(error.to_string()))?;
        roots.add(certificate).map_err(|error| unusable(error.to_string()))?;
    }
    if roots.is_empty() {
        return Err(unusable("it holds no certificate in PEM".to_owned()));
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| unusable(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, AddressError> {
        Address::read(text, None, None).map(|address| address.to_string())
    }

    #[test]
    fn several_servers_with_or_without_ports() {
        let two = read("postgres://walkup@127.0.0.1,localhost:5433/desks").unwrap();
        assert_eq!(two, "postgres://walkup@127.0.0.1:5432,localhost:5433/desks");
        let v6 = read("postgresql://w@[::1]:7000/d").unwrap();
        assert_eq!(v6, "postgres://w@::1:7000/d");
    }

    #[test]
    fn what_cannot_be_used_is_refused() {
        let refused = |text| read(text).unwrap_err();
        assert!(matches!(refused("mysql://a@b/c"), AddressError::Unreadable(_)));
        assert!(matches!(refused("postgres://a@localhost:x/c"), AddressError::Unreadable(_)));
        assert_eq!(refused("postgres://a:secret@localhost/c"), AddressError::HasPassword);
        assert_eq!(refused("postgres://a@localhost/c?sslmode=off"), AddressError::HasOptions);
        assert_eq!(refused("postgres://localhost/c"), AddressError::NoUser);
        assert_eq!(refused("postgres://a@localhost"), AddressError::NoDatabase);
    }

    #[test]
    fn nothing_leaves_the_machine_unencrypted() {
        for elsewhere in ["db1.example", "localhost,10.0.0.7", "[fd00::1]", "127.0.0.1.example"] {
            let refused = read(&format!("postgres://a@{elsewhere}/c")).unwrap_err();
            assert!(matches!(refused, AddressError::NotEncrypted(_)), "{elsewhere}: {refused}");
        }
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("ca.pem");
        let authority = |file: &Path| Address::read("postgres://a@db1/c", None, Some(file));
        assert!(matches!(authority(&file), Err(AddressError::Authority(_))));
        std::fs::write(&file, "not a certificate").unwrap();
        assert!(matches!(authority(&file), Err(AddressError::Authority(_))));
        let made = rcgen::generate_simple_self_signed(["db1".to_owned()]).unwrap();
        std::fs::write(&file, made.cert.pem()).unwrap();
        assert_eq!(authority(&file).unwrap().config.get_ssl_mode(), SslMode::Require);
    }

    #[test]
    fn a_password_is_never_shown() {
        let password = Secret::new("sesame".to_owned());
        let address = Address::read("postgres://a@localhost/c", Some(&password), None).unwrap();
        assert_eq!(address.config.get_password(), Some(b"sesame".as_slice()));
        assert!(!format!("{address:?} {address} {:?}", address.config).contains("sesame"));
    }
}
