//! The window at which staff work.
//!
//! In reading order: [`commands`] (everything that one can do, one row each), [`words`] (what is
//! said), [`pages`] (on which a desk is run, one row each), [`model`] (what the window knows and does), [`view`] (how it looks), [`app`] (the window),
//! [`keyboard`], [`export`], [`secrets`] (where a sign-in is kept), [`notify`],
//! [`settings`], [`icon`].
//!
//! What it decides where the protocol is silent:
//!
//! - Each connection fills a mirror of its own, which replaces the one on screen at `ready`;
//!   without a sign-in, or in the classic dialect, at once.
//! - Answers come in the order of the commands, so what was asked stands in a queue that is
//!   dropped with its connection. Nothing is sent again by itself; a visitor's form keeps its key
//!   for that.
//! - Undo of *Gone* is `reopen` and `release`, sent together: the visitor waits in the old place
//!   again. *Complete, call next* waits for the first answer before it calls, and one Undo takes
//!   both back.
//! - A form that is open outlives a lost connection and a new sign-in of the same person, nobody
//!   else's; who signs out leaves nothing. A visitor's form that was closed unanswered comes back
//!   with its key.
//! - A setting is sent as a change of what it is by then. Where somebody else was first it is
//!   made again of the new value; where both wrote in one place both are shown. A window without
//!   a sign-in connects too, to hear `setup`.
//! - Reopen is offered on what I ended as its owner; who withdrew a ticket is not told to staff.
//! - A classic server knows no passwords: the sign-in screen then asks for a token, Next accepts
//!   whoever has waited longest, and what the classic dialect does not know is not offered.

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
