//! The window at which visitors take a number.
//!
//! In reading order: [`model`] (what it knows and does), [`words`] (what it says), [`keyboard`]
//! (the keys that are drawn), [`view`] (how it looks), [`app`] (the window), [`opening`] (the question before it), [`owed`] (the keys
//! of requests that are not settled), [`scan`] (codes that a scanner types), [`settings`].

pub mod app;
pub mod keyboard;
pub mod model;
pub mod opening;
pub mod owed;
pub mod scan;
pub mod settings;
pub mod view;
pub mod words;
