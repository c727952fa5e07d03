//! Which certificates the link trusts.
//!
//! A certificate that the machine's own authorities vouch for is trusted. One that nobody vouches
//! for, such as a server makes for itself, is trusted by its fingerprint alone, once a person
//! has compared that; from then on any other that nobody vouches for is refused. Where several servers
//! serve a desk, an authority of their own has signed each one's certificate, and it is the authority's
//! fingerprint that is compared: whichever of them answers, nobody is asked again.

use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{self, CryptoProvider};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use sha2::{Digest as _, Sha256};

use super::Refusal;

/// A certificate's SHA-256: what people compare before they accept it.
///
/// It reads as pairs with colons, eight to a group where there is room; case does not matter.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 32]);

/// A text that is no fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a SHA-256 fingerprint: 32 pairs of hexadecimal digits")]
pub struct NotAFingerprint;

impl Fingerprint {
    /// That of a certificate in DER.
    pub fn of(certificate: &[u8]) -> Self {
        Self(Sha256::digest(certificate).into())
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, byte) in self.0.iter().enumerate() {
            write!(f, "{}{byte:02X}", if at == 0 { "" } else { ":" })?;
        }
        Ok(())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}

impl FromStr for Fingerprint {
    type Err = NotAFingerprint;

    fn from_str(text: &str) -> Result<Self, NotAFingerprint> {
        let mut bytes = [0; 32];
        let mut pairs = text.trim().split(':');
        for byte in &mut bytes {
            let pair = pairs.next().filter(|pair| pair.len() == 2).ok_or(NotAFingerprint)?;
            if !pair.bytes().all(|digit| digit.is_ascii_hexdigit()) {
                return Err(NotAFingerprint);
            }
            *byte = u8::from_str_radix(pair, 16).map_err(|_| NotAFingerprint)?;
        }
        if pairs.next().is_some() { Err(NotAFingerprint) } else { Ok(Self(bytes)) }
    }
}

/// The judge of one connection's certificate.
#[derive(Debug)]
pub(super) struct Judge {
    provider: Arc<CryptoProvider>,
    /// What the machine believes; none: it has no authorities.
    system: Option<rustls_platform_verifier::Verifier>,
    pinned: Option<Fingerprint>,
    /// Whether anybody is believed, since nothing that matters is said or heard.
    is_anybody: bool,
    verdict: Mutex<Option<Refusal>>,
}

impl Judge {
    pub(super) fn new(pinned: Option<Fingerprint>) -> Arc<Self> {
        let provider = Arc::new(crypto::ring::default_provider());
        // A machine without authorities believes what is pinned all the same.
        let system = rustls_platform_verifier::Verifier::new(Arc::clone(&provider)).ok();
        Arc::new(Self { provider, system, pinned, is_anybody: false, verdict: Mutex::new(None) })
    }

    /// One who believes anybody: for what is a hint whoever says it.
    pub(super) fn of_anybody() -> Arc<Self> {
        let provider = Arc::new(crypto::ring::default_provider());
        let verdict = Mutex::new(None);
        Arc::new(Self { provider, system: None, pinned: None, is_anybody: true, verdict })
    }

    /// What to shake hands by.
    pub(super) fn config(self: &Arc<Self>) -> Result<ClientConfig, Error> {
        Ok(ClientConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(Arc::clone(self) as Arc<dyn ServerCertVerifier>)
            .with_no_client_auth())
    }

    /// The authority of the servers of a cluster, where a certificate is one of theirs: it is shown
    /// last, and has signed the other for a name that no other authority signs for.
    fn authority<'a>(
        &self,
        end: &CertificateDer<'_>,
        between: &'a [CertificateDer<'a>],
        now: UnixTime,
    ) -> Option<&'a CertificateDer<'a>> {
        let authority = between.last()?;
        let mut roots = RootCertStore::empty();
        roots.add(authority.clone().into_owned()).ok()?;
        let (roots, provider) = (Arc::new(roots), Arc::clone(&self.provider));
        let verifier = WebPkiServerVerifier::builder_with_provider(roots, provider).build().ok()?;
        let name = ServerName::try_from(shared::CLUSTER_SERVER).ok()?;
        verifier.verify_server_cert(end, &[], &name, &[], now).ok()?;
        Some(authority)
    }

    /// Why the certificate was not believed, if it was not.
    pub(super) fn verdict(&self) -> Option<Refusal> {
        *self.verdict.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ServerCertVerifier for Judge {
    fn verify_server_cert(
        &self,
        end: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let shown = match self.authority(end, between, now) {
            Some(authority) => Fingerprint::of(authority),
            None => Fingerprint::of(end),
        };
        if self.is_anybody || self.pinned == Some(shown) {
            return Ok(ServerCertVerified::assertion());
        }
        let believed = self
            .system
            .as_ref()
            .map(|system| system.verify_server_cert(end, between, name, ocsp, now));
        if let Some(Ok(verified)) = believed {
            return Ok(verified);
        }
        *self.verdict.lock().unwrap_or_else(PoisonError::into_inner) = Some(match self.pinned {
            None => Refusal::UnknownCertificate(shown),
            Some(_) => Refusal::CertificateChanged(shown),
        });
        Err(Error::InvalidCertificate(rustls::CertificateError::UnknownIssuer))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        crypto::verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        crypto::verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, IsCa, Issuer, KeyPair};

    use super::*;

    /// The authority of a cluster.
    struct Authority {
        certificate: CertificateDer<'static>,
        issuer: Issuer<'static, KeyPair>,
    }

    impl Authority {
        fn new() -> Self {
            let mut params = CertificateParams::default();
            params.is_ca = IsCa::Ca(rcgen::BasicConstraints::Constrained(0));
            let key = KeyPair::generate().unwrap();
            let certificate = params.self_signed(&key).unwrap().der().clone();
            Self { certificate, issuer: Issuer::new(params, key) }
        }

        /// The certificate of one of its servers.
        fn signs(&self, name: &str) -> CertificateDer<'static> {
            let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
            let key = KeyPair::generate().unwrap();
            params.signed_by(&key, &self.issuer).unwrap().der().clone()
        }
    }

    /// Whether a chain is believed, by whoever holds on to a certificate; else what is to be compared.
    fn believed(
        pinned: Option<&CertificateDer<'_>>,
        end: &CertificateDer<'_>,
        last: &CertificateDer<'_>,
    ) -> Result<(), Option<Refusal>> {
        let judge = Judge::new(pinned.map(|pinned| Fingerprint::of(pinned)));
        let name = ServerName::try_from("192.0.2.7").unwrap();
        let between = [last.clone()];
        let judged = judge.verify_server_cert(end, &between, &name, &[], UnixTime::now());
        judged.map(drop).map_err(|_| judge.verdict())
    }

    #[test]
    fn whoever_holds_on_to_an_authority_believes_each_of_its_servers_and_nobody_else() {
        let (ours, others) = (Authority::new(), Authority::new());
        let signed = |by: &Authority| by.signs(shared::CLUSTER_SERVER);
        let (first, second) = (signed(&ours), signed(&ours));
        let authority = &ours.certificate;
        let to_compare = Refusal::UnknownCertificate(Fingerprint::of(authority));
        assert_eq!(believed(None, &first, authority), Err(Some(to_compare)));
        assert_eq!(believed(Some(authority), &first, authority), Ok(()));
        assert_eq!(believed(Some(authority), &second, authority), Ok(()));
        // Showing an authority's certificate proves nothing.
        let stranger = signed(&others);
        let changed = Refusal::CertificateChanged(Fingerprint::of(&stranger));
        assert_eq!(believed(Some(authority), &stranger, authority), Err(Some(changed)));
        // Another authority's servers are another's.
        let changed = Refusal::CertificateChanged(Fingerprint::of(&others.certificate));
        assert_eq!(believed(Some(authority), &stranger, &others.certificate), Err(Some(changed)));
        // What an authority signs for others than its servers counts for itself alone.
        let named = ours.signs("desk.example");
        let changed = Refusal::CertificateChanged(Fingerprint::of(&named));
        assert_eq!(believed(Some(authority), &named, authority), Err(Some(changed)));
    }

    #[test]
    fn a_fingerprint_reads_as_openssl_writes_it() {
        let fingerprint = Fingerprint::of(b"certificate");
        let text = fingerprint.to_string();
        assert_eq!(text.len(), 95);
        assert_eq!(text.parse(), Ok(fingerprint));
        assert_eq!(text.to_lowercase().parse(), Ok(fingerprint));
        for wrong in ["", "AB", "+1:02", &text[3..], &format!("{text}:00"), &text.replace(':', "")]
        {
            assert_eq!(wrong.parse::<Fingerprint>(), Err(NotAFingerprint), "{wrong:?}");
        }
    }
}
