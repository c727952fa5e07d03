//! The limits on connections that tests make smaller.

use std::time::Duration;

/// How much a server takes from its clients, with the values that it has outside of tests.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The most handshakes in progress. After a restart everybody comes back in one instant, so
    /// this is twice a large desk's 5,000 clients; each takes some 3 KiB, 30 MiB in all. Whoever
    /// comes when it is reached waits in the listen backlog.
    pub handshakes: usize,
    /// The most staff connections that have not signed in. More than a large desk's 5,000, and
    /// each takes some 6 KiB. Beyond it newcomers are closed with 1013, "try again later".
    pub not_signed_in: usize,
    /// How often a client that says nothing is asked whether it is there.
    pub ping_every: Duration,
    /// How long a client may say nothing, not even a pong, or take no byte.
    pub silence: Duration,
    /// How often the certificate's files are checked. Renewals come weeks ahead; this is short so
    /// that somebody who replaces one by hand sees it taken up.
    pub certificates_every: Duration,
    /// How often it is looked whether the day has its backup, and how full the disk is.
    pub upkeep_every: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            handshakes: 10_000,
            not_signed_in: 10_000,
            ping_every: Duration::from_secs(20),
            silence: Duration::from_secs(40),
            certificates_every: Duration::from_secs(2),
            upkeep_every: Duration::from_secs(60),
        }
    }
}
