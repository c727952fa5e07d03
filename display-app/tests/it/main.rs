//! The board's screens by what they say, and the whole window against servers.

#![expect(clippy::unwrap_used, reason = "what helps a test may fail it")]

mod desk;
mod languages;
mod screens;
mod servers;
