//! The server from outside: a real process, real sockets, a real disk.
//!
//! [`support`] holds the fixtures and [`scenario`] the runner for behaviour written as text; the
//! rest are the tests, by subject.

mod accounts;
mod backups;
mod bounds;
mod cli;
#[cfg(target_os = "linux")]
mod cluster;
mod days;
mod devices;
mod durability;
mod endings;
mod estimates;
mod exports;
mod failing_disk;
mod files;
mod forgetting;
mod histories;
mod hostile;
mod limits;
mod month;
mod offline;
mod opening_hours;
mod owner;
mod pages;
mod pages_join;
mod pages_limits;
mod panics;
mod paper;
mod paths;
mod proxies;
mod reconnects;
mod reports;
mod rows_desk;
mod rows_events;
mod rows_kiosk;
mod rows_people;
mod rows_profile;
mod rows_requests;
mod rows_services;
mod rows_sign_in;
mod rows_staff;
mod rows_tickets;
mod scenario;
mod service;
mod setting_up;
mod siege;
mod state;
mod support;
mod tls;
mod upkeep;
mod versions;
mod words;
mod world;
