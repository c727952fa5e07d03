//! What whoever sets the kiosk up must know and may do.

use app_kit::link::{Fingerprint, PairingCode, Refusal};

use super::{Effect, Model};

/// What whoever sets the kiosk up must do before it can be of use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setup {
    /// Let the kiosk in, at the server: it gives no code for that.
    LetIn,
    /// Approve this code, as an admin.
    Approve(PairingCode),
    /// Compare this certificate with the server's, and accept it here.
    Compare(Fingerprint),
    /// Compare it, and write it into the settings: a visitor might be the one who accepts it here.
    Write(Fingerprint),
    /// Write another address: the server has no desk of the name that this one ends with.
    NoDesk,
    /// Find out why the server shows this one, and not the one that was accepted.
    Changed(Fingerprint),
}

impl Model {
    /// What whoever sets the kiosk up must know before it can be of use.
    pub fn setup(&self) -> Option<Setup> {
        Some(match self.refusal? {
            Refusal::Pairing(code) => Setup::Approve(code),
            Refusal::UnknownCertificate(shown) if self.certificate_to_accept().is_some() => {
                Setup::Compare(shown)
            }
            Refusal::UnknownCertificate(shown) => Setup::Write(shown),
            Refusal::CertificateChanged(shown) => Setup::Changed(shown),
            Refusal::NotAllowed => Setup::LetIn,
            // It may be a proxy whose server restarts.
            Refusal::NotWalkup => return None,
            // That passes by itself, or by work elsewhere.
            Refusal::NothingSaved => return None,
            Refusal::NoDesk if self.was_online => return None,
            Refusal::NoDesk => Setup::NoDesk,
        })
    }

    /// The certificate that whoever sets the kiosk up may accept here: only while this kiosk never
    /// trusted any server, so that no visitor is ever the one who is asked.
    pub fn certificate_to_accept(&self) -> Option<Fingerprint> {
        let is_new = !self.was_online
            && self.settings.certificate.is_none()
            && self.settings.device_key.is_none();
        match self.refusal {
            Some(Refusal::UnknownCertificate(shown)) if is_new => Some(shown),
            _ => None,
        }
    }

    /// Believes the certificate that is shown, where that may be accepted here.
    pub(super) fn trust_certificate(&mut self) -> Option<Effect> {
        let shown = self.certificate_to_accept()?;
        self.settings.certificate = Some(shown.to_string());
        Some(Effect::Trust(shown))
    }
}
