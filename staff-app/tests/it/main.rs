//! The staff window's screens by what they say, and whole runs against a real server.

#![expect(clippy::unwrap_used, reason = "what helps a test may fail it")]

mod attention;
mod faults;
mod keyboard;
mod languages;
mod pages;
mod reports;
mod sample;
mod screens;
mod server;
mod services;

mod window;
