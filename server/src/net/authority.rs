//! The authority of a cluster: it signs the certificate of every server, for clients and for other
//! servers, so that whoever trusts it is asked nothing when another server takes over.
//!
//! It is one file with certificate and key, made once by `cluster init` and copied to each server's
//! data directory, as the database's password is. It is not in the database: whoever reads that, or
//! a backup of it, must not be able to pass as a server. Of the certificates between servers only the
//! authority's is ever on a disk: each server signs itself a new one at its start.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, ensure};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls::client::WebPkiServerVerifier;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{ClientConfig, RootCertStore, ServerConfig};

/// The file in a server's data directory.
pub const FILE: &str = "cluster-authority.pem";

/// What servers are called in the certificates that they show each other, wherever they are: who
/// connects knows by the authority's signature that it is one of them.
pub const DOOR: &str = "door.walkup.internal";

/// An authority, as a server has it.
pub struct Authority {
    certificate: CertificateDer<'static>,
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

/// What servers show each other.
#[derive(Debug, Clone)]
pub struct DoorKeys {
    /// For whoever is connected to.
    pub server: Arc<ServerConfig>,
    /// For whoever connects.
    pub client: Arc<ClientConfig>,
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Authority").finish_non_exhaustive()
    }
}

impl Authority {
    /// Where a data directory has it.
    pub fn file(data_dir: &Path) -> PathBuf {
        data_dir.join(FILE)
    }

    /// Makes one in a data directory that has none.
    ///
    /// # Errors
    ///
    /// There is one, which servers and clients may trust already, or the file cannot be written.
    pub fn make(data_dir: &Path) -> anyhow::Result<Self> {
        let path = Self::file(data_dir);
        ensure!(
            !path.exists(),
            "{} is there already: copy it to the other servers, rather than make another",
            path.display()
        );
        let key = KeyPair::generate()?;
        let certificate = params().self_signed(&key)?;
        // A temporary file belongs to its owner alone from the start, and comes whole or not at all.
        let mut file = tempfile::NamedTempFile::new_in(data_dir)?;
        file.write_all(certificate.pem().as_bytes())?;
        file.write_all(key.serialize_pem().as_bytes())?;
        file.as_file().sync_all()?;
        file.persist_noclobber(&path)
            .with_context(|| format!("failed to write {}", path.display()))?;
        Self::open(data_dir)?.context("it was written")
    }

    /// Reads that of a data directory; none: there is none.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or is another's than what `cluster init` makes.
    pub fn open(data_dir: &Path) -> anyhow::Result<Option<Self>> {
        let path = Self::file(data_dir);
        if !path.exists() {
            return Ok(None);
        }
        let read = || -> anyhow::Result<Self> {
            let text = std::fs::read_to_string(&path)?;
            let certificate = CertificateDer::from_pem_slice(text.as_bytes())?;
            let end = "-----END CERTIFICATE-----";
            let end = text.find(end).context("it has no certificate")? + end.len();
            let (pem, key) =
                (format!("{}\n", text[..end].trim()), KeyPair::from_pem(&text[end..])?);
            let authority = Self { certificate, pem, issuer: Issuer::new(params(), key) };
            // A certificate and a key that do not belong together are found here, not by clients.
            authority.door_keys()?;
            Ok(authority)
        };
        let said = || {
            format!(
                "{} cannot be used: it must be the file that `walkup-server cluster init` made",
                path.display()
            )
        };
        read().map(Some).with_context(said)
    }

    /// What this server shows others, signed now.
    ///
    /// # Errors
    ///
    /// Key and certificate of the authority do not belong together.
    pub fn door_keys(&self) -> anyhow::Result<DoorKeys> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut params = CertificateParams::new(vec![DOOR.to_owned()])?;
        params.distinguished_name.push(DnType::CommonName, "Walkup server, to others");
        params.extended_key_usages =
            vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
        let key = KeyPair::generate()?;
        let signed = params.signed_by(&key, &self.issuer)?;
        let chain = vec![signed.der().clone()];
        let key = || PrivateKeyDer::try_from(key.serialize_der()).map_err(anyhow::Error::msg);
        let mut roots = RootCertStore::empty();
        roots.add(self.certificate.clone())?;
        let roots = Arc::new(roots);
        // What is shown to others must be what they accept.
        let server =
            WebPkiServerVerifier::builder_with_provider(Arc::clone(&roots), Arc::clone(&provider))
                .build()?;
        let name = DOOR.try_into().context("it is a name")?;
        let now = rustls::pki_types::UnixTime::now();
        rustls::client::danger::ServerCertVerifier::verify_server_cert(
            &*server,
            &chain[0],
            &[],
            &name,
            &[],
            now,
        )
        .context("its key does not belong to its certificate")?;
        let clients = WebPkiClientVerifier::builder_with_provider(roots, Arc::clone(&provider));
        let mut accepts = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()?
            .with_client_cert_verifier(clients.build()?)
            .with_single_cert(chain.clone(), key()?)?;
        accepts.send_tls13_tickets = 0;
        let connects = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_webpki_verifier(server)
            .with_client_auth_cert(chain, key()?)?;
        Ok(DoorKeys { server: Arc::new(accepts), client: Arc::new(connects) })
    }

    /// A certificate for clients, with these names, and the authority's after it: as PEM, with its key.
    ///
    /// # Errors
    ///
    /// A name is none.
    pub fn for_clients(&self, names: Vec<String>) -> anyhow::Result<(String, String)> {
        let mut params = CertificateParams::new(names)?;
        params.distinguished_name.push(DnType::CommonName, "Walkup server");
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let key = KeyPair::generate()?;
        let signed = params.signed_by(&key, &self.issuer)?;
        Ok((format!("{}{}", signed.pem(), self.pem), key.serialize_pem()))
    }

    /// Its certificate.
    pub fn certificate(&self) -> &CertificateDer<'static> {
        &self.certificate
    }
}

/// What stands in its certificate; with the key this is all that signing needs.
fn params() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, "Walkup cluster");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
    params
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_made_once_and_read_back_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        assert!(Authority::open(dir.path()).unwrap().is_none());
        let made = Authority::make(dir.path()).unwrap();
        let read = Authority::open(dir.path()).unwrap().unwrap();
        assert_eq!(made.certificate(), read.certificate());
        let again = Authority::make(dir.path()).unwrap_err().to_string();
        assert!(again.contains("is there already"), "{again}");
        let (chain, _key) = read.for_clients(vec!["desk1.example".to_owned()]).unwrap();
        let chain: Vec<_> =
            CertificateDer::pem_slice_iter(chain.as_bytes()).collect::<Result<_, _>>().unwrap();
        assert_eq!((chain.len(), &chain[1]), (2, made.certificate()));
    }

    #[test]
    fn a_file_that_is_something_else_is_refused() {
        let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        Authority::make(dir.path()).unwrap();
        Authority::make(other.path()).unwrap();
        let read = |dir: &Path| std::fs::read_to_string(Authority::file(dir)).unwrap();
        let (mine, others) = (read(dir.path()), read(other.path()));
        let cut = |text: &str| text.find("-----BEGIN PRIVATE").unwrap();
        let mixed = format!("{}{}", &mine[..cut(&mine)], &others[cut(&others)..]);
        for text in ["", "nonsense", &mine[..cut(&mine)], &mine[cut(&mine)..], &mixed] {
            std::fs::write(Authority::file(dir.path()), text).unwrap();
            let said = format!("{:#}", Authority::open(dir.path()).unwrap_err());
            assert!(said.contains("must be the file that `walkup-server cluster init`"), "{said}");
        }
    }
}
