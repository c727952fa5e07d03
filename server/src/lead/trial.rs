//! What a proof switches off to see that it finds what comes of that, and what makes a server an older
//! one. Builds for people do not know of it: nothing can be switched off in them.

use std::sync::OnceLock;

use crate::core::change::VERSION;

/// What keeps two servers from leading one desk, or from telling what did not last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Safeguard {
    /// A commit names its desk's epoch.
    Fence,
    /// What became of a commit is asked where it is not known.
    Barrier,
    /// Nobody speaks for a desk after the end of the lease.
    Deadline,
}

/// Whether one is off: the variable `TEST_WITHOUT` names those that are, with commas.
pub fn is_off(safeguard: Safeguard) -> bool {
    static WITHOUT: OnceLock<String> = OnceLock::new();
    if !cfg!(debug_assertions) {
        return false;
    }
    let without = WITHOUT.get_or_init(|| std::env::var("TEST_WITHOUT").unwrap_or_default());
    let name = match safeguard {
        Safeguard::Fence => "fence",
        Safeguard::Barrier => "barrier",
        Safeguard::Deadline => "deadline",
    };
    without.split(',').any(|it| it == name)
}

/// The newest written form of a change that this server reads. The variable `TEST_READS` makes it
/// one of an older version.
pub fn reads() -> u32 {
    static READS: OnceLock<u32> = OnceLock::new();
    if !cfg!(debug_assertions) {
        return VERSION;
    }
    *READS.get_or_init(|| {
        let told = std::env::var("TEST_READS").ok().and_then(|it| it.parse().ok());
        told.unwrap_or(VERSION).min(VERSION)
    })
}
