//! The server from outside: a real process, real sockets, a real disk.
//!
//! [`support`] holds the fixtures and [`scenario`] the runner for behaviour written as text; the
//! rest are the tests, by subject.

mod cli;
mod durability;
mod histories;
mod hostile;
mod limits;
mod rows_events;
mod rows_extensions;
mod rows_kiosk;
mod rows_staff;
mod scenario;
mod state;
mod support;
mod upkeep;
mod world;
