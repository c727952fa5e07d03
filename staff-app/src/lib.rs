//! The window at which staff work.
//!
//! In reading order: [`commands`] (everything that one can do, one row each), [`words`] (what is
//! said), [`pages`] (on which a desk is run, one row each), [`model`] (what the window knows and does), [`view`] (how it looks), [`app`] (the window),
//! [`keyboard`], [`export`], [`secrets`] (where a sign-in is kept), [`notify`],
//! [`settings`], [`icon`].

pub mod app;
pub mod commands;
pub mod export;
pub mod icon;
pub mod keyboard;
pub mod model;
pub mod notify;
pub mod pages;
pub mod secrets;
pub mod settings;
pub mod view;
pub mod words;
