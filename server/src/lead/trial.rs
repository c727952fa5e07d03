//! What a proof switches off to see that it finds what comes of that. Builds for people do not know
//! of it: nothing can be switched off in them.

use std::sync::OnceLock;

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
