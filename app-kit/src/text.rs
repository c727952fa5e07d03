//! Everything about words: the sentences of all windows in every language, and how times, dates
//! and refusals are said.
//!
//! In reading order: [`sentences`] (the languages, and what a window declares with
//! [`phrases!`](crate::phrases)), [`common`] (the sentences that several windows say), [`times`]
//! (clock times, dates, lengths, estimates), [`opening`] (when a desk opens and closes), [`refusals`] (what a server's or a link's no means),
//! [`region`] (12 or 24 hours), [`paragraph`] (text fitted into a place), [`label`] (the same in a layout), [`bidi`] (the order of its
//! pieces), [`check`] (what a translator's files lack).
//!
//! The sentences stand in `assets/words`, one file a language for all windows, and nowhere else.

pub mod bidi;
pub mod check;
pub mod common;
pub mod label;
pub mod opening;
pub mod paragraph;
pub mod refusals;
pub mod region;
pub mod sentences;
pub mod times;

pub use self::bidi::Reading;
pub use self::common::Common;
pub use self::label::Label;
pub use self::paragraph::{Lines, Paragraph};
pub use self::sentences::{Kind, Language, Languages, Phrase, Sentence, Speech, system_tag};
