//! Which certificates the link trusts.
//!
//! A certificate that the machine's own authorities vouch for is trusted. One that nobody vouches
//! for, such as a server makes for itself, is trusted by its fingerprint alone, once a person
//! has compared that; from then on any other that nobody vouches for is refused.

use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{self, CryptoProvider};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
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
    verdict: Mutex<Option<Refusal>>,
}

impl Judge {
    pub(super) fn new(pinned: Option<Fingerprint>) -> Arc<Self> {
        let provider = Arc::new(crypto::ring::default_provider());
        // A machine without authorities believes what is pinned all the same.
        let system = rustls_platform_verifier::Verifier::new(Arc::clone(&provider)).ok();
        Arc::new(Self { provider, system, pinned, verdict: Mutex::new(None) })
    }

    /// What to shake hands by.
    pub(super) fn config(self: &Arc<Self>) -> Result<ClientConfig, Error> {
        Ok(ClientConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(Arc::clone(self) as Arc<dyn ServerCertVerifier>)
            .with_no_client_auth())
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
        let shown = Fingerprint::of(end);
        if self.pinned == Some(shown) {
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
    use super::*;

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
