//! The window at which visitors take a number.
//!
//! In reading order: [`model`] (what it knows and does), [`words`] (what it says), [`keyboard`]
//! (the keys that are drawn), [`view`] (how it looks), [`app`] (the window), [`opening`] (the question before it), [`owed`] (what
//! is not settled), [`print`] (paper tickets), [`scan`] (codes that a scanner types), [`settings`].
//!
//! What it decides where the protocol is silent:
//!
//! - The kiosk asks under one key a visit: written to disk before the request goes out (one that
//!   takes nothing is told to staff, and the kiosk still serves), sent again on each connection until answered, and withdrawn, before
//!   anything else is said, once its visitor left.
//! - A ticket that began over 3 s before the request first went out, by the server's clock, was
//!   there already; in doubt it is new.
//! - A server without `request` is sent `new` once. If the connection ends before the answer, a
//!   person must help: no second ticket.
//! - A ticket goes to the printer once its key is settled and that it goes is on disk, in one
//!   write; what was interrupted is told, not printed again. A server may name a printer and no
//!   other file of this machine. How a printer is, is told at each
//!   connection and kept nowhere; which kiosk made a ticket stands with it, by name.
//! - What a chosen service asks stays as it was then. Typed signs are held back for 50 ms, until
//!   a frame came that brought none, so that no sign of a scanned code acts as a key however
//!   slowly a panel draws. A code that two services could ask for is not guessed at.

pub mod app;
pub mod keyboard;
pub mod model;
pub mod opening;
pub mod owed;
pub mod print;
pub mod scan;
pub mod settings;
pub mod view;
pub mod words;
