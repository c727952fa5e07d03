//! The window at which staff work.
//!
//! In reading order: [`model`] (what it knows and does), [`deed`] (each thing one can do, with
//! its words and key), [`view`] (how it looks), [`app`] (the window), [`export`], [`settings`].

pub mod app;
pub mod deed;
pub mod export;
pub mod model;
pub mod settings;
pub mod view;
