//! What every window does before and around its own work: which server, whom it trusts there, what
//! is kept on disk and what a damaged file means, the log, crashes, one window a settings file.
//!
//! In reading order: [`start`] (the flags and the way into the window), [`keeper`] (the settings
//! file and its last good copy), [`servers`] (what is known of each server), [`state`] (where the
//! window stands with its server), [`crash`] (reports, and starting again), [`instance`] (one window a settings
//! file), [`placement`] (where a window stood), [`enrolment`] (a file by which many devices are let in),
//! [`this_computer`] (servers whose data a window may read).

pub mod crash;
pub mod enrolment;
pub mod instance;
pub mod keeper;
pub mod placement;
pub mod servers;
pub mod start;
pub mod state;
pub mod this_computer;

pub use self::enrolment::Enrolment;
pub use self::keeper::{Health, Keep, Keeper};
pub use self::servers::{KnownServer, Servers};
pub use self::state::{Reason, Standing, State};
