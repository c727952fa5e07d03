//! The board: which table serves which ticket, read from across a room.
//!
//! In reading order: [`model`] (what the board knows and announces, with time as an argument),
//! [`layout`] (where everything stands, and how large), [`view`] (draws both), [`app`] (the
//! window around them), [`settings`], [`words`] (its sentences), [`speech`] (those of spoken calls),
//! [`screen`] (monitors).
//!
//! What it decides where the protocol is silent:
//!
//! - Each connection fills a mirror of its own, which replaces the one on the screen when it is
//!   whole: at `ready`; in the classic dialect, where nothing marks it, a second after
//!   connecting.
//! - A connection that is back within a second does not dim the board; 5 s of silence always do.
//!   A bad key replaces it.
//! - A call whose ticket ended, or whose table went offline, before its turn came is not
//!   announced. Saying the same call again while it still waits for its turn is one announcement.
//! - A call keeps its place in the band for 20 s even when its ticket ends; only a newer call of
//!   the same ticket takes it, since two ways for one visitor mislead. A band that is full of
//!   such calls makes the next one wait; on paged boards so does a page that is full of calling
//!   tables.
//! - Numbers keep the size that the room asks for. Words have at least 0.6 of it, and the status
//!   line 0.4 where it would take too many lines; the least is 17 minutes of arc at the farthest
//!   seat.
//! - Where cells would shrink or page, tables without staff share one line. A call alone has the
//!   whole band.
//! - On a page, a calling table from another page takes the place of the one with least to tell.
//! - In the classic dialect nobody says how many tables there are: the highest heard of is the
//!   last.
//! - Sounds are played and sentences spoken by programs of the machine, so that nothing is
//!   linked.

pub mod app;
pub mod layout;
pub mod model;
pub mod screen;
pub mod settings;
pub mod speech;
pub mod view;
pub mod words;
