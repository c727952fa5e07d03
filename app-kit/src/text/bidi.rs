//! The order in which the pieces of a line stand where both directions of writing meet.
//!
//! egui shapes a word right in either direction, but sets the pieces of a line from left to right.
//! So a line is handed to it with its pieces in the order in which they stand. What a screen reader
//! is told must be the text itself.

use std::borrow::Cow;
use std::ops::Range;

use unicode_bidi::{BidiInfo, Level};

/// In which direction a text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reading {
    /// As its first letter says: what somebody else wrote, such as a name or a note.
    AsWritten,
    /// From left to right, as the sentences of most languages.
    Rightwards,
    /// From right to left, as Arabic sentences, even where one begins with a Latin word.
    Leftwards,
}

impl Reading {
    /// That of a sentence in a language.
    pub fn of_sentence(is_rtl: bool) -> Self {
        if is_rtl { Self::Leftwards } else { Self::Rightwards }
    }

    fn level(self) -> Option<Level> {
        match self {
            Self::AsWritten => None,
            Self::Rightwards => Some(Level::ltr()),
            Self::Leftwards => Some(Level::rtl()),
        }
    }
}

/// A text with its directions, so that each line of it can be put in order by itself.
pub struct Ordered<'a> {
    text: &'a str,
    /// None where every letter is read to the right, which needs no order.
    bidi: Option<BidiInfo<'a>>,
    is_rtl: bool,
}

impl<'a> Ordered<'a> {
    /// Finds the directions of a text of one paragraph.
    pub fn new(text: &'a str, reading: Reading) -> Self {
        // Most texts have no letter that is read to the left, and are told so quickly.
        if reading != Reading::Leftwards && !text.chars().any(may_be_leftwards) {
            return Self { text, bidi: None, is_rtl: false };
        }
        let bidi = BidiInfo::new(text, reading.level());
        let is_rtl = bidi
            .paragraphs
            .first()
            .map_or(reading == Reading::Leftwards, |paragraph| paragraph.level.is_rtl());
        Self { text, bidi: Some(bidi), is_rtl }
    }

    /// Whether the text as a whole is read from right to left.
    pub fn is_rtl(&self) -> bool {
        self.is_rtl
    }

    /// A line of the text as it is to be drawn.
    pub fn line(&self, range: Range<usize>) -> Cow<'a, str> {
        let shown = self.text.get(range.clone()).unwrap_or_default();
        let Some(bidi) = &self.bidi else { return Cow::Borrowed(shown) };
        let Some(paragraph) =
            bidi.paragraphs.iter().find(|paragraph| paragraph.range.contains(&range.start))
        else {
            return Cow::Borrowed(shown);
        };
        let (levels, runs) = bidi.visual_runs(paragraph, range);
        let mut line = String::with_capacity(shown.len());
        for run in runs {
            let Some(piece) = self.text.get(run.clone()) else { continue };
            if levels.get(run.start).is_some_and(Level::is_rtl) {
                push_leftwards(piece, &mut line);
            } else {
                line.push_str(piece);
            }
        }
        // They have done their work, and would be drawn as boxes.
        line.retain(|letter| !is_mark(letter));
        Cow::Owned(line)
    }
}

/// One line of text with its pieces in the order in which they are to stand.
pub fn in_visual_order(text: &str) -> Cow<'_, str> {
    Ordered::new(text, Reading::AsWritten).line(0..text.len())
}

/// Whether `text` by itself is read from right to left, as its first letter says.
pub fn is_read_leftwards(text: &str) -> bool {
    Ordered::new(text, Reading::AsWritten).is_rtl()
}

/// Hebrew and all above it that may be read to the left, and what controls directions.
fn may_be_leftwards(letter: char) -> bool {
    u32::from(letter) >= 0x0590
}

/// What only says in which direction others are read: a sentence that is read to the left sets a path
/// apart so, or else its first stroke would stand at its end.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{2066}'..='\u{2069}')
}

/// Adds a piece that is read to the left: its last part first.
fn push_leftwards(piece: &str, line: &mut String) {
    for (word, is_turned) in words_read_leftwards(piece).into_iter().rev() {
        if is_turned {
            line.push_str(&piece[word]);
        } else {
            line.extend(piece[word].chars().map(mirrored));
        }
    }
}

/// The pieces of a run that is read to the left, in reading order, and whether egui turns them.
///
/// What stands in one face is shaped, and so turned, by egui. A space or a full stop comes from the
/// Latin face even between Arabic words, so each word is a piece, and so is each sign around it.
pub(crate) fn words_read_leftwards(run: &str) -> Vec<(Range<usize>, bool)> {
    let mut words: Vec<(Range<usize>, bool)> = Vec::new();
    for (at, letter) in run.char_indices() {
        let end = at + letter.len_utf8();
        let is_turned = is_of_a_face_read_leftwards(letter);
        match words.last_mut() {
            Some((word, true)) if is_turned => word.end = end,
            _ => words.push((at..end, is_turned)),
        }
    }
    words
}

/// Hebrew to Arabic Extended, their presentation forms, and what joins letters or sits on them.
fn is_of_a_face_read_leftwards(letter: char) -> bool {
    matches!(u32::from(letter),
        0x0590..=0x08FF | 0x200C..=0x200D | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFC)
}

/// The sign that is drawn for a bracket in text that is read to the left.
pub(crate) fn mirrored(letter: char) -> char {
    match letter {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        '{' => '}',
        '}' => '{',
        '<' => '>',
        '>' => '<',
        '«' => '»',
        '»' => '«',
        '‹' => '›',
        '›' => '‹',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_a_mixed_text_stand_as_they_are_read() {
        assert_eq!(in_visual_order("Ada L"), "Ada L");
        assert!(is_read_leftwards("رقم Ada") && !is_read_leftwards("Ada رقم"));
        // Right to left as a whole: the Latin name stands at the left end.
        assert_eq!(in_visual_order("رقم Ada"), "Ada رقم");
        // Left to right as a whole: the order stays.
        assert_eq!(in_visual_order("Ada رقم"), "Ada رقم");
        // Words that are read to the left stand so, with what ends the sentence at its left end.
        assert_eq!(in_visual_order("شخص واحد."), ".واحد شخص");
        assert_eq!(in_visual_order("نعم، هذا (أنا)"), "(أنا) هذا نعم،");
        // A sentence stands as its language does, whatever it begins with.
        let line = |text: &'static str, is_rtl| {
            Ordered::new(text, Reading::of_sentence(is_rtl)).line(0..text.len())
        };
        assert_eq!(line("Ada رقم", true), "رقم Ada");
        assert_eq!(line("رقم Ada", false), "رقم Ada");
    }

    #[test]
    fn what_is_set_apart_stands_as_it_is_written_and_the_marks_are_not_drawn() {
        let line =
            |text: &str| Ordered::new(text, Reading::Leftwards).line(0..text.len()).into_owned();
        assert_eq!(line("في /dev/lp0."), ".dev/lp0/ في", "as it stands without");
        assert_eq!(line("في \u{2066}/dev/lp0\u{2069}."), "./dev/lp0 في");
        assert_eq!(line("في \u{200e}/dev/lp0."), "./dev/lp0 في");
        assert_eq!(in_visual_order("Ada \u{2066}/a/\u{2069}"), "Ada /a/");
    }

    #[test]
    fn each_line_of_a_text_is_put_in_order_by_itself() {
        let text = "هذه ملاحظة طويلة عن زائر";
        let ordered = Ordered::new(text, Reading::AsWritten);
        let cut = text.find("طويلة").unwrap();
        // The first line holds the first words, its first word at the right.
        assert_eq!(ordered.line(0..cut - 1), "ملاحظة هذه");
        assert_eq!(ordered.line(cut..text.len()), "زائر عن طويلة");
        assert!(ordered.is_rtl());
    }
}
