//! What lets people and devices in, in the form in which it is kept: hashes alone.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

/// A token or a device's key as it is kept: its SHA-256. A copy of the database lets nobody in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenHash(pub [u8; 32]);

/// A password as it is kept: Argon2id in PHC form.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PasswordHash(pub String);

impl TokenHash {
    /// The hash of a token. Tokens are random, so a plain hash is enough.
    pub fn of(token: &str) -> Self {
        Self(Sha256::digest(token.as_bytes()).into())
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(…)")
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// 64 hexadecimal digits.
impl Serialize for TokenHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let digit = |value: u8| char::from(DIGITS[usize::from(value & 15)]);
        let text: String =
            self.0.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect();
        serializer.serialize_str(&text)
    }
}

impl<'de> Deserialize<'de> for TokenHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let mut hash = [0; 32];
        let is_whole = text.len() == 64 && text.is_ascii();
        for (at, byte) in hash.iter_mut().enumerate().filter(|_| is_whole) {
            let pair = &text[2 * at..2 * at + 2];
            *byte = u8::from_str_radix(pair, 16).map_err(D::Error::custom)?;
        }
        if is_whole { Ok(Self(hash)) } else { Err(D::Error::custom("not a hash of 32 bytes")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_written_in_hexadecimal_and_read_back() {
        let hash = TokenHash::of("abc");
        let text = serde_json::to_string(&hash).unwrap();
        assert!(text.starts_with("\"ba7816bf"), "{text}");
        assert_eq!(serde_json::from_str::<TokenHash>(&text).unwrap(), hash);
        for bad in ["\"\"", "\"ba\"", &format!("\"{}\"", "g".repeat(64))] {
            assert!(serde_json::from_str::<TokenHash>(bad).is_err(), "{bad}");
        }
    }
}
