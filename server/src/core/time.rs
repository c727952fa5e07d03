//! The moment at which something is decided: always handed in, never read here.

use std::time::Duration;

/// Milliseconds since the start of 1970, UTC.
pub type Millis = i64;

/// A moment, by both clocks of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Now {
    /// What the wall clock shows. People can set it, so it may jump.
    pub wall: Millis,
    /// How long the server has run, sleep included. It only grows.
    pub run: Duration,
}
