//! Encryption: which certificate the server shows, and how a renewed one is taken up while it runs.
//!
//! Without `tls_cert` and `tls_key` the server makes a certificate of its own at its first start
//! and keeps it. No authority vouches for that one: clients show its fingerprint when they first
//! meet it, and hold on to it from then on. Among the servers of a cluster it is their authority that
//! clients hold on to, so that they know each of them by it.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use anyhow::Context as _;
use rustls::ServerConfig;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, NoServerSessionStorage, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use sha2::{Digest as _, Sha256};

use super::authority::Authority;
use crate::files::{CLUSTER_TLS_FILE, TLS_FILE};
use crate::settings::Settings;

/// What the server shows, and where it came from.
#[derive(Debug)]
pub struct Certificates {
    files: Files,
    seen: Mutex<Seen>,
    current: RwLock<Arc<CertifiedKey>>,
    /// Whether the cluster's authority has signed it.
    is_of_cluster: bool,
    provider: Arc<CryptoProvider>,
}

/// What tells that a file was replaced, for each of the files.
type Stamp = Vec<Option<(SystemTime, u64)>>;

/// Which files were tried.
#[derive(Debug)]
struct Seen {
    /// Those of the certificate that is shown.
    used: Stamp,
    /// Those that could not be used, and why. They are tried again each time: what was in the way may
    /// go without a change of the files, such as missing permissions.
    failed: Option<(Stamp, String)>,
}

/// The files that hold certificate and key.
#[derive(Debug)]
struct Files {
    certificate: PathBuf,
    key: PathBuf,
}

impl Certificates {
    /// Reads the certificate that the settings name, or the server's own, which is made if there
    /// is none yet.
    pub fn open(settings: &Settings) -> anyhow::Result<Arc<Self>> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let files = match (&settings.tls_cert, &settings.tls_key) {
            (Some(certificate), Some(key)) => {
                Files { certificate: certificate.clone(), key: key.clone() }
            }
            _ => {
                let path = match Authority::open(&settings.data_dir)? {
                    Some(authority) => signed(&authority, settings)?,
                    None => own(settings)?,
                };
                Files { certificate: path.clone(), key: path }
            }
        };
        let seen = Mutex::new(Seen { used: files.stamp(), failed: None });
        let current = RwLock::new(Arc::new(files.read(&provider)?));
        let is_of_cluster = files.certificate == settings.data_dir.join(CLUSTER_TLS_FILE);
        Ok(Arc::new(Self { files, seen, current, is_of_cluster, provider }))
    }

    /// Takes up the files if they have changed; true when it did. When they cannot be used, what
    /// was read last stays, and the same error is returned once, however often it is tried.
    pub fn refresh(&self) -> anyhow::Result<bool> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let stamp = self.files.stamp();
        if seen.used == stamp {
            seen.failed = None;
            return Ok(false);
        }
        match self.files.read(&self.provider) {
            Ok(renewed) => {
                *seen = Seen { used: stamp, failed: None };
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(renewed);
                Ok(true)
            }
            Err(error) => {
                let failed = Some((stamp, format!("{error:#}")));
                if seen.failed == failed {
                    return Ok(false);
                }
                seen.failed = failed;
                Err(error)
            }
        }
    }

    /// The SHA-256 that clients compare, as `openssl x509 -fingerprint` writes it: of the cluster's
    /// authority where that has signed the certificate that is shown now, or else of that.
    pub fn fingerprint(&self) -> String {
        let now = self.now();
        let compared = match self.is_of_cluster {
            true => now.cert.last(),
            false => now.cert.first(),
        };
        compared.map(|certificate| fingerprint(certificate)).unwrap_or_default()
    }

    /// What connections shake hands by. There is no session to take up again: a client meets the
    /// certificate each time, and nothing is kept of those that left.
    pub fn config(self: &Arc<Self>) -> anyhow::Result<Arc<ServerConfig>> {
        let mut config = ServerConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_safe_default_protocol_versions()
            .context("failed to set up encryption")?
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(self) as Arc<dyn ResolvesServerCert>);
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
        Ok(Arc::new(config))
    }

    fn now(&self) -> Arc<CertifiedKey> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Takes up renewed certificates, for ever.
pub async fn renew(certificates: Option<Arc<Certificates>>, every: Duration) {
    let Some(certificates) = certificates else { return };
    loop {
        tokio::time::sleep(every).await;
        let certificates = Arc::clone(&certificates);
        match tokio::task::spawn_blocking(move || {
            certificates.refresh().map(|renewed| renewed.then(|| certificates.fingerprint()))
        })
        .await
        {
            Ok(Ok(Some(fingerprint))) => {
                tracing::info!("the certificate was renewed; its SHA-256 is {fingerprint}");
            }
            Ok(Ok(None)) => {}
            Ok(Err(error)) => {
                tracing::warn!("the certificate was replaced and cannot be used: {error:#}");
            }
            Err(_) => return,
        }
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.now())
    }
}

impl Files {
    fn read(&self, provider: &CryptoProvider) -> anyhow::Result<CertifiedKey> {
        let chain = CertificateDer::pem_file_iter(&self.certificate)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .with_context(|| format!("failed to read {}", self.certificate.display()))?;
        anyhow::ensure!(!chain.is_empty(), "{} has no certificate", self.certificate.display());
        let key = PrivateKeyDer::from_pem_file(&self.key)
            .with_context(|| format!("failed to read a key from {}", self.key.display()))?;
        CertifiedKey::from_der(chain, key, provider).with_context(|| {
            format!("{} does not fit {}", self.key.display(), self.certificate.display())
        })
    }

    /// The files' stamp now. A file that is away for a moment counts as changed.
    fn stamp(&self) -> Stamp {
        [&self.certificate, &self.key]
            .into_iter()
            .map(|path| {
                let file = std::fs::metadata(path).ok()?;
                Some((file.modified().ok()?, file.len()))
            })
            .collect()
    }
}

/// A certificate's SHA-256 in pairs, as people compare it.
pub fn fingerprint(certificate: &[u8]) -> String {
    let mut text = String::new();
    for byte in Sha256::digest(certificate) {
        let separator = if text.is_empty() { "" } else { ":" };
        // Writing to a text cannot fail.
        let _ = write!(text, "{separator}{byte:02X}");
    }
    text
}

/// The certificate that the server has made for itself, which is made if there is none yet.
fn own(settings: &Settings) -> anyhow::Result<PathBuf> {
    let path = settings.data_dir.join(TLS_FILE);
    if !path.exists() {
        make(&path, settings).with_context(|| format!("failed to make {}", path.display()))?;
    }
    Ok(path)
}

/// The certificate that the cluster's authority has signed, which is made if there is none of this
/// authority yet.
fn signed(authority: &Authority, settings: &Settings) -> anyhow::Result<PathBuf> {
    let path = settings.data_dir.join(CLUSTER_TLS_FILE);
    let last = CertificateDer::pem_file_iter(&path).ok().and_then(Iterator::last);
    let is_of_this = matches!(last, Some(Ok(last)) if last == *authority.certificate());
    if !is_of_this {
        let mut names = names(settings);
        names.push(shared::CLUSTER_SERVER.to_owned());
        names.extend(settings.cluster_address.as_ref().and_then(|address| {
            address.rsplit_once(':').map(|(host, _)| host.trim_matches(['[', ']']).to_owned())
        }));
        let (chain, key) = authority.for_clients(names)?;
        write(&path, &[&chain, &key], path.exists())
            .with_context(|| format!("failed to write {}", path.display()))?;
    }
    Ok(path)
}

fn names(settings: &Settings) -> Vec<String> {
    vec!["walkup".to_owned(), "localhost".to_owned(), settings.listen.ip().to_string()]
}

/// Writes a private file; one that is there is replaced, or an error: another program was quicker.
fn write(path: &Path, parts: &[&str], replaces: bool) -> anyhow::Result<()> {
    let folder = path.parent().context("it has no folder")?;
    // A temporary file belongs to its owner alone from the start, and comes whole or not at all.
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    for part in parts {
        file.write_all(part.as_bytes())?;
    }
    file.as_file().sync_all()?;
    match replaces {
        true => file.persist(path)?,
        false => file.persist_noclobber(path)?,
    };
    Ok(())
}

fn make(path: &Path, settings: &Settings) -> anyhow::Result<()> {
    let names = names(settings);
    let mut params = rcgen::CertificateParams::new(names)?;
    params.distinguished_name.push(rcgen::DnType::CommonName, "Walkup server");
    let key = rcgen::KeyPair::generate()?;
    let certificate = params.self_signed(&key)?;
    write(path, &[&certificate.pem(), &key.serialize_pem()], false)
}
