//! The field for free text, used by all windows.
//!
//! It is ours and not the toolkit's, for three reasons: that one keeps a history of what was typed
//! after the field was emptied, its caret stands wrong in text that is read to the left, and keys
//! that are drawn must end in the same place as keys that are pressed. [`Field`] holds the text,
//! [`Edit`] is one thing done to it, [`FieldView`] draws it and turns what people do into edits.
//! Nothing is remembered beside the text, so there is no undo, and the text is overwritten when it
//! goes.

mod line;
mod spoken;
mod view;

#[cfg(test)]
mod tests;

use std::ops::Range;

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation as _};
use zeroize::{Zeroize, Zeroizing};

pub use self::view::{FieldView, Shown};

/// Text that is typed, with a caret and what is selected.
///
/// Positions are bytes of the text and always between two characters as people count them.
pub struct Field {
    text: String,
    caret: usize,
    /// The other end of what is selected; the caret itself where nothing is.
    anchor: usize,
    /// What an input method is about to type; not part of the text yet.
    composed: String,
    most_bytes: usize,
    most_chars: usize,
    takes_spaces: bool,
}

/// One thing that is done to a field.
#[derive(Clone, PartialEq, Eq)]
pub enum Edit {
    /// Types this in place of what is selected.
    Type(Zeroizing<String>),
    /// Puts this in place of everything.
    Rewrite(Zeroizing<String>),
    /// Takes away what is selected, else the character before the caret.
    Backspace,
    /// Takes away what is selected, else the character after the caret.
    Delete,
    /// Takes away what is selected, else the word before the caret.
    BackspaceWord,
    /// Takes away what is selected, else the word after the caret.
    DeleteWord,
    /// Moves the caret; the anchor stays where it is if it `selects`.
    Move {
        /// Where to.
        to: Motion,
        /// Whether what lies between becomes selected.
        selects: bool,
    },
    /// Selects from the one byte to the other, where the caret then stands.
    Select {
        /// Where it begins.
        anchor: usize,
        /// Where the caret stands.
        caret: usize,
    },
    /// Selects the word at this byte.
    SelectWord(usize),
    /// Selects everything.
    SelectAll,
    /// Shows what an input method is about to type.
    Compose(Zeroizing<String>),
    /// Takes away so many characters before and after the caret.
    TakeAround {
        /// Before it.
        before: usize,
        /// After it.
        after: usize,
    },
}

/// Where the caret goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Motion {
    /// To the character before.
    Previous,
    /// To the character after.
    Next,
    /// To the begin of the word, or of the one before.
    PreviousWord,
    /// Behind the word, or behind the one after.
    NextWord,
    /// Before everything.
    Start,
    /// Behind everything.
    End,
    /// Before this byte.
    To(usize),
}

impl Edit {
    /// Types this.
    pub fn typed(text: impl Into<String>) -> Self {
        Self::Type(Zeroizing::new(text.into()))
    }

    /// Puts this in place of everything.
    pub fn rewritten(text: impl Into<String>) -> Self {
        Self::Rewrite(Zeroizing::new(text.into()))
    }

    /// Whether it changes the text, and not only the caret.
    pub fn changes_text(&self) -> bool {
        !matches!(
            self,
            Self::Move { .. }
                | Self::Select { .. }
                | Self::SelectWord(_)
                | Self::SelectAll
                | Self::Compose(_)
        )
    }
}

/// Says what is done, and nothing of the text.
impl std::fmt::Debug for Edit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Type(text) => write!(f, "Type({} bytes)", text.len()),
            Self::Rewrite(text) => write!(f, "Rewrite({} bytes)", text.len()),
            Self::Backspace => f.write_str("Backspace"),
            Self::Delete => f.write_str("Delete"),
            Self::BackspaceWord => f.write_str("BackspaceWord"),
            Self::DeleteWord => f.write_str("DeleteWord"),
            Self::Move { to, selects } => write!(f, "Move({to:?}, selects: {selects})"),
            Self::Select { anchor, caret } => write!(f, "Select({anchor}..{caret})"),
            Self::SelectWord(at) => write!(f, "SelectWord({at})"),
            Self::SelectAll => f.write_str("SelectAll"),
            Self::Compose(text) => write!(f, "Compose({} bytes)", text.len()),
            Self::TakeAround { before, after } => write!(f, "TakeAround({before}, {after})"),
        }
    }
}

impl Field {
    /// An empty field for at most so many characters, of which each may take four bytes.
    pub fn of_chars(most: usize) -> Self {
        Self::new(most.saturating_mul(4), most)
    }

    /// An empty field for at most so many bytes.
    pub fn of_bytes(most: usize) -> Self {
        Self::new(most, most)
    }

    fn new(most_bytes: usize, most_chars: usize) -> Self {
        Self {
            // Room for all from the start: text that is moved elsewhere would leave itself behind.
            text: String::with_capacity(most_bytes),
            caret: 0,
            anchor: 0,
            composed: String::new(),
            most_bytes,
            most_chars,
            takes_spaces: true,
        }
    }

    /// The same field, which leaves white space out of what is typed.
    #[must_use]
    pub fn without_spaces(mut self) -> Self {
        self.takes_spaces = false;
        self
    }

    /// The same field, with this in it and the caret behind it.
    #[must_use]
    pub fn with_text(mut self, text: &str) -> Self {
        self.insert(text);
        self
    }

    /// What was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Before which byte the caret stands.
    pub fn caret(&self) -> usize {
        self.caret
    }

    /// Which bytes are selected; empty, at the caret, where nothing is.
    pub fn selected_range(&self) -> Range<usize> {
        self.caret.min(self.anchor)..self.caret.max(self.anchor)
    }

    /// What is selected.
    pub fn selected(&self) -> &str {
        &self.text[self.selected_range()]
    }

    /// What an input method is about to type at the caret.
    pub fn composed(&self) -> &str {
        &self.composed
    }

    /// Takes everything away.
    pub fn clear(&mut self) {
        self.text.zeroize();
        self.composed.zeroize();
        (self.caret, self.anchor) = (0, 0);
    }

    /// Does what somebody did to the field. Answers whether the text is another one now.
    pub fn apply(&mut self, edit: &Edit) -> bool {
        let caret = self.caret;
        match edit {
            Edit::Type(typed) => {
                self.composed.zeroize();
                self.insert(typed)
            }
            Edit::Rewrite(text) => {
                let was_empty = self.text.is_empty();
                self.clear();
                self.insert(text) || !was_empty
            }
            Edit::Backspace => self.take(self.before(caret)..caret),
            Edit::Delete => self.take(caret..self.after(caret)),
            Edit::BackspaceWord => self.take(self.word_before(caret)..caret),
            Edit::DeleteWord => self.take(caret..self.word_after(caret)),
            Edit::Move { to, selects } => {
                self.move_caret(*to, *selects);
                false
            }
            Edit::Select { anchor, caret } => {
                (self.anchor, self.caret) = (self.boundary(*anchor), self.boundary(*caret));
                false
            }
            Edit::SelectWord(at) => {
                let word = self.word_at(self.boundary(*at));
                (self.anchor, self.caret) = (word.start, word.end);
                false
            }
            Edit::SelectAll => {
                (self.anchor, self.caret) = (0, self.text.len());
                false
            }
            Edit::Compose(text) => {
                self.composed.zeroize();
                self.composed.push_str(text);
                false
            }
            Edit::TakeAround { before, after } => {
                self.anchor = caret;
                let start = (0..*before).fold(caret, |at, _| self.char_before(at));
                let end = (0..*after).fold(caret, |at, _| self.char_after(at));
                self.take(start..end)
            }
        }
    }

    /// Puts `domain` behind the `@`, whatever stood there.
    pub fn complete_address(&mut self, domain: &str) {
        let end = self.text.find('@').unwrap_or(self.text.len());
        (self.anchor, self.caret) = (end, self.text.len());
        self.take(end..end);
        self.insert("@");
        self.insert(domain);
    }

    /// Types in place of what is selected; what does not fit is left out.
    fn insert(&mut self, typed: &str) -> bool {
        let mut is_changed = !self.selected_range().is_empty();
        if is_changed {
            self.take(self.caret..self.caret);
        }
        let mut chars = self.text.chars().count();
        for letter in typed.chars() {
            let letter = match letter {
                letter if letter.is_whitespace() && !self.takes_spaces => continue,
                // A line that is pasted is not the end of a word.
                '\n' | '\t' => ' ',
                letter if letter.is_control() => continue,
                letter => letter,
            };
            if chars == self.most_chars || self.text.len() + letter.len_utf8() > self.most_bytes {
                break;
            }
            self.text.insert(self.caret, letter);
            self.caret += letter.len_utf8();
            chars += 1;
            is_changed = true;
        }
        // A mark that was typed belongs to the letter before; so may what now stands behind.
        self.caret = self.boundary(self.caret);
        self.anchor = self.caret;
        is_changed
    }

    /// Takes away what is selected, else these bytes.
    fn take(&mut self, unselected: Range<usize>) -> bool {
        let selected = self.selected_range();
        let range = if selected.is_empty() { unselected } else { selected };
        if range.is_empty() {
            return false;
        }
        let left = self.text.len() - range.len();
        let start = range.start;
        self.text.drain(range);
        // What moved to the left has left its last bytes behind the end.
        let behind = self.text.capacity() - left;
        self.text.extend(std::iter::repeat_n('\0', behind));
        self.text.truncate(left);
        self.caret = self.boundary(start);
        self.anchor = self.caret;
        true
    }

    fn move_caret(&mut self, to: Motion, selects: bool) {
        let selected = self.selected_range();
        let leaves = !selects && !selected.is_empty();
        self.caret = match to {
            Motion::Previous if leaves => selected.start,
            Motion::Next if leaves => selected.end,
            Motion::Previous => self.before(self.caret),
            Motion::Next => self.after(self.caret),
            Motion::PreviousWord => self.word_before(self.caret),
            Motion::NextWord => self.word_after(self.caret),
            Motion::Start => 0,
            Motion::End => self.text.len(),
            Motion::To(at) => self.boundary(at),
        };
        if !selects {
            self.anchor = self.caret;
        }
    }

    /// The last place at or before this byte that is between two characters as people count them.
    fn boundary(&self, at: usize) -> usize {
        let mut at = at.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let mut cursor = GraphemeCursor::new(at, self.text.len(), true);
        if cursor.is_boundary(&self.text, 0).unwrap_or(true) { at } else { self.before(at) }
    }

    fn before(&self, at: usize) -> usize {
        let mut cursor = GraphemeCursor::new(at, self.text.len(), true);
        cursor.prev_boundary(&self.text, 0).ok().flatten().unwrap_or(0)
    }

    fn after(&self, at: usize) -> usize {
        let mut cursor = GraphemeCursor::new(at, self.text.len(), true);
        cursor.next_boundary(&self.text, 0).ok().flatten().unwrap_or(self.text.len())
    }

    fn char_before(&self, at: usize) -> usize {
        self.text[..at].chars().next_back().map_or(0, |letter| at - letter.len_utf8())
    }

    fn char_after(&self, at: usize) -> usize {
        self.text[at..].chars().next().map_or(at, |letter| at + letter.len_utf8())
    }

    fn word_before(&self, at: usize) -> usize {
        let words = self.text.unicode_word_indices().map(|(start, _)| start);
        words.take_while(|start| *start < at).last().unwrap_or(0)
    }

    fn word_after(&self, at: usize) -> usize {
        let mut ends = self.text.unicode_word_indices().map(|(start, word)| start + word.len());
        ends.find(|end| *end > at).unwrap_or(self.text.len())
    }

    /// The word that this byte is in or after, else what stands between two words there.
    fn word_at(&self, at: usize) -> Range<usize> {
        let mut pieces = self.text.split_word_bound_indices();
        let piece = pieces.find(|(start, piece)| at < start + piece.len());
        match piece {
            Some((start, piece)) => start..start + piece.len(),
            None => self.word_before(at)..self.text.len(),
        }
    }
}

impl Clone for Field {
    fn clone(&self) -> Self {
        let mut copy = Self::new(self.most_bytes, self.most_chars);
        copy.text.push_str(&self.text);
        copy.takes_spaces = self.takes_spaces;
        (copy.caret, copy.anchor) = (self.caret, self.anchor);
        copy
    }
}

impl Drop for Field {
    fn drop(&mut self) {
        self.text.zeroize();
        self.composed.zeroize();
    }
}

/// Says how long the text is, and nothing of it.
impl std::fmt::Debug for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Field").field("bytes", &self.text.len()).finish_non_exhaustive()
    }
}
