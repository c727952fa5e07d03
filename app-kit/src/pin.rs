//! The PIN with which staff leave a kiosk: kept as a hash, and slow to guess.

use std::fmt;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use serde::{Deserialize, Serialize};
use shared::device::is_pin;
pub use shared::device::{PIN_DIGITS, PIN_DIGITS_MOST};

/// The longest that a wrong PIN makes one wait.
const LONGEST_WAIT_MS: i64 = 5 * 60 * 1000;

/// A PIN as it is stored: Argon2id in PHC form, so that the settings file tells nobody the PIN.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PinHash(String);

/// A text that is no PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a PIN has {PIN_DIGITS} to {PIN_DIGITS_MOST} digits")]
pub struct NotAPin;

impl PinHash {
    /// The hash of a PIN. Takes tens of milliseconds on purpose.
    ///
    /// # Errors
    ///
    /// [`NotAPin`] where `pin` is not some digits.
    pub fn of(pin: &str) -> Result<Self, NotAPin> {
        if !is_pin(pin) {
            return Err(NotAPin);
        }
        let mut salt = [0_u8; 16];
        getrandom::fill(&mut salt).expect("the system has random numbers");
        let hash = Argon2::default()
            .hash_password_with_salt(pin.as_bytes(), &salt)
            .expect("the parameters and the salt are valid");
        Ok(Self(hash.to_string()))
    }

    /// A hash that the server has kept.
    pub fn kept(hash: &str) -> Self {
        Self(hash.to_owned())
    }

    /// The hash as it is kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the PIN.
    pub fn verify(&self, pin: &str) -> bool {
        PasswordHash::new(&self.0)
            .is_ok_and(|stored| Argon2::default().verify_password(pin.as_bytes(), &stored).is_ok())
    }
}

impl fmt::Debug for PinHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PinHash(…)")
    }
}

/// How long to wait after so many wrong PINs in a row: two seconds, then twice as long each time.
pub fn wait_ms(wrong: u32) -> i64 {
    match wrong {
        0 => 0,
        _ => 1000_i64.saturating_mul(1 << wrong.min(20)).min(LONGEST_WAIT_MS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_kept_as_a_hash() {
        let hash = PinHash::of("481516").unwrap();
        assert!(hash.verify("481516"));
        assert!(!hash.verify("481517") && !hash.verify(""));
        assert!(!hash.0.contains("481516") && hash.0.starts_with("$argon2id$"));
        assert_ne!(hash, PinHash::of("481516").unwrap(), "each has a salt of its own");
        for text in ["", "123", "12a4", "1234567890123", "١٢٣٤"] {
            assert_eq!(PinHash::of(text), Err(NotAPin), "{text}");
        }
    }

    #[test]
    fn each_wrong_pin_doubles_the_wait_up_to_five_minutes() {
        let waits: Vec<i64> = [0, 1, 2, 3, 8, 9, 99].map(wait_ms).to_vec();
        assert_eq!(waits, [0, 2000, 4000, 8000, 256_000, 300_000, 300_000]);
    }
}
