//! How addresses are found without being in an index: by a hash under the desk's own secret.

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::core::ticket::visitor_key;

/// Random bytes of the desk's own, under which addresses are hashed.
#[derive(Clone)]
pub struct Secret([u8; 32]);

impl Secret {
    /// A new one.
    pub fn new() -> anyhow::Result<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no random bytes: {error}"))?;
        Ok(Self(bytes))
    }

    /// The one that a database has.
    pub fn of_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// As a database keeps it.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// What stands in the index for a visitor: 63 bits of an HMAC-SHA-256 of the key by which
    /// they are found, never 0; none where nothing is known of them.
    pub fn of_visitor(&self, email: &str, name: &str, contact: Option<&str>) -> Option<i64> {
        visitor_key(email, name, contact).map(|key| self.of_address(&key))
    }

    /// What stands in the index for an address of this key.
    pub fn of_address(&self, address_key: &str) -> i64 {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("every length is a key's");
        mac.update(address_key.as_bytes());
        let whole: [u8; 32] = mac.finalize().into_bytes().into();
        let mut first = [0; 8];
        first.copy_from_slice(&whole[..8]);
        (i64::from_be_bytes(first) & i64::MAX).max(1)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231 has no 32-byte key; this value was computed with Python's `hmac`.
    #[test]
    fn it_is_an_hmac() {
        let secret = Secret([7; 32]);
        assert_eq!(secret.of_address("ann@a.b"), HMAC_OF_ANN);
        assert_eq!(secret.of_visitor("ANN@a.b", "", Some("1")), Some(HMAC_OF_ANN));
        let by_name = secret.of_visitor("", "Ann", None);
        assert!(by_name.is_some() && by_name == secret.of_visitor("", "ANN", None));
        assert_eq!(secret.of_visitor("", "", None), None);
    }

    const HMAC_OF_ANN: i64 = 2712499124300528123;
}
