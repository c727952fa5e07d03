//! The board's screens by what they say, and the whole window against servers.

mod desk;
mod screens;
mod servers;
