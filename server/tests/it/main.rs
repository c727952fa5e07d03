//! The server from outside: a real process, real sockets, a real disk.
//!
//! [`support`] holds the fixtures and [`scenario`] the runner for behaviour written as text; the
//! rest are the tests, by subject.

mod accounts;
mod backups;
mod bounds;
mod cli;
mod devices;
mod durability;
mod histories;
mod hostile;
mod limits;
mod panics;
mod rows_events;
mod rows_extensions;
mod rows_kiosk;
mod rows_staff;
mod scenario;
mod service;
mod siege;
mod state;
mod support;
mod tls;
mod upkeep;
mod world;
