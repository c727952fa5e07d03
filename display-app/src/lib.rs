//! The board: which table serves which ticket, read from across a room.
//!
//! In reading order: [`model`] (what the board knows and announces, with time as an argument),
//! [`layout`] (where everything stands, and how large), [`view`] (draws both), [`app`] (the
//! window around them), [`settings`], [`words`] (its sentences), [`speech`] (those of spoken calls),
//! [`screen`] (monitors).

pub mod app;
pub mod layout;
pub mod model;
pub mod screen;
pub mod settings;
pub mod speech;
pub mod view;
pub mod words;
