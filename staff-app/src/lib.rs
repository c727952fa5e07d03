//! The window at which staff work.
//!
//! In reading order: [`model`] (what it knows and does), [`action`] (each thing one can do, with
//! its words and key), [`view`] (how it looks), [`app`] (the window), [`export`], [`settings`].

pub mod action;
pub mod app;
pub mod export;
pub mod model;
pub mod settings;
pub mod view;
