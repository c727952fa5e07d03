//! The kiosk's window, as those see it who use it.

#![expect(clippy::unwrap_used, reason = "a test that fails here has failed")]

mod bench;
mod disk;
mod frames;
mod layout;
mod opening;
mod owed;
mod paper;
mod print_test;
mod process;
mod services;
mod setup;
mod visit;
mod whole;
mod wire;
