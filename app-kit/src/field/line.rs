//! A text laid out into lines, with where each of its places stands.
//!
//! egui shapes a word right in either direction, but sets the pieces of a line from left to right
//! and knows no caret in text that is read to the left. So each line is cut into pieces that egui
//! draws right, and those are set here.

use std::ops::Range;
use std::sync::Arc;

use egui::{Context, Galley, Ui};
use unicode_bidi::{BidiInfo, Level};
use unicode_segmentation::UnicodeSegmentation as _;

use crate::text::bidi::{mirrored, words_read_leftwards};
use crate::theme::{LATER, Theme, Weight};

/// All lines of a text; at least one.
pub struct Lines {
    /// From above.
    pub lines: Vec<Line>,
    /// How high each is.
    pub height: f32,
}

/// One line.
pub struct Line {
    /// Which bytes of the text it holds.
    pub range: Range<usize>,
    /// Its pieces, from left to right.
    pub parts: Vec<Part>,
    /// How wide it is.
    pub width: f32,
    /// Whether it is read to the left as a whole.
    pub is_rtl: bool,
}

/// A piece of a line that is drawn in one go.
pub struct Part {
    /// Which bytes of the text it holds.
    pub range: Range<usize>,
    /// Where it stands, from the line's left end.
    pub x: f32,
    /// How wide it is.
    pub width: f32,
    /// Whether it is read to the left.
    pub is_rtl: bool,
    /// How it is drawn.
    pub galley: Arc<Galley>,
    setter: Setter,
}

/// The face in which a field is written, and its size in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Face {
    /// The size in points.
    pub points: f32,
    /// The weight.
    pub weight: Weight,
}

/// Sets pieces of text in one face.
#[derive(Clone)]
pub struct Setter {
    ctx: Context,
    theme: Theme,
    face: Face,
}

impl Setter {
    /// One for a face.
    pub fn new(ui: &Ui, face: Face) -> Self {
        Self { ctx: ui.ctx().clone(), theme: Theme::of(ui.ctx()), face }
    }

    /// How high a line is.
    pub fn height(&self) -> f32 {
        let font = self.theme.font_of_size(self.face.points, self.face.weight);
        self.ctx.fonts_mut(|fonts| fonts.row_height(&font))
    }

    /// A text as egui draws it, on one line.
    pub fn set(&self, text: String) -> Arc<Galley> {
        let font = self.theme.font_of_size(self.face.points, self.face.weight);
        self.ctx.fonts_mut(|fonts| fonts.layout_no_wrap(text, font, LATER))
    }

    fn width(&self, text: String) -> f32 {
        self.set(text).size().x
    }
}

impl Lines {
    /// Lays `text` out, over several lines of `width` if it `wraps`. Text without a letter of
    /// either direction is read to the left if `is_rtl`.
    pub fn new(setter: &Setter, text: &str, width: f32, wraps: bool, is_rtl: bool) -> Self {
        let bidi = BidiInfo::new(text, None);
        let has_direction = text.chars().any(|letter| {
            use unicode_bidi::BidiClass::{AL, L, R};
            matches!(unicode_bidi::bidi_class(letter), AL | L | R)
        });
        let level = match bidi.paragraphs.first() {
            Some(paragraph) if has_direction => paragraph.level,
            _ if is_rtl => Level::rtl(),
            _ => Level::ltr(),
        };
        let bidi = BidiInfo::new(text, Some(level));
        let ranges = broken(text, setter, if wraps { width } else { f32::INFINITY });
        let lines = ranges.into_iter().map(|range| {
            let is_rtl = level.is_rtl();
            Line::new(text, range, &bidi, is_rtl, setter)
        });
        Self { lines: lines.collect(), height: setter.height() }
    }

    /// In which line a place is. A place between two lines is at the begin of the second.
    pub fn line_of(&self, at: usize) -> usize {
        self.lines.iter().rposition(|line| line.range.start <= at).unwrap_or(0)
    }
}

/// Cuts a text into lines at its words, and within a word that no line has room for.
fn broken(text: &str, setter: &Setter, width: f32) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut end = 0;
    let is_wide = |range: Range<usize>| {
        // A space at the end of a line takes no room.
        let shown = text[range].trim_end();
        width.is_finite() && setter.width(shown.to_owned()) > width
    };
    for (at, piece) in text.split_word_bound_indices() {
        let after = at + piece.len();
        if is_wide(start..after) && start < at && !piece.trim().is_empty() {
            lines.push(start..end);
            start = at;
        }
        if is_wide(start..after) {
            for (within, letter) in piece.grapheme_indices(true) {
                let before = at + within;
                if before > start && is_wide(start..before + letter.len()) {
                    lines.push(start..before);
                    start = before;
                }
            }
        }
        end = after;
    }
    lines.push(start..text.len());
    lines
}

impl Line {
    fn new(
        text: &str,
        range: Range<usize>,
        bidi: &BidiInfo<'_>,
        is_rtl: bool,
        setter: &Setter,
    ) -> Self {
        let mut parts = Vec::new();
        let mut x = 0.0;
        let mut add = |range: Range<usize>, shown: String, is_rtl: bool| {
            let galley = setter.set(shown);
            let width = galley.size().x;
            parts.push(Part { range, x, width, is_rtl, galley, setter: setter.clone() });
            x += width;
        };
        if let Some(paragraph) = bidi.paragraphs.first().filter(|_| !range.is_empty()) {
            let (levels, runs) = bidi.visual_runs(paragraph, range.clone());
            for run in runs {
                let piece = &text[run.clone()];
                if levels.get(run.start).is_some_and(Level::is_rtl) {
                    let words = words_read_leftwards(piece).into_iter().rev();
                    for (word, is_turned) in words {
                        let shown = &piece[word.clone()];
                        let shown = if is_turned {
                            shown.to_owned()
                        } else {
                            shown.chars().map(mirrored).collect()
                        };
                        add(run.start + word.start..run.start + word.end, shown, true);
                    }
                } else {
                    add(run.clone(), piece.to_owned(), false);
                }
            }
        }
        Self { range, parts, width: x, is_rtl }
    }

    /// How far from the line's left end the caret stands before this byte. At the border of two
    /// pieces that is where the text goes on: behind the letter before.
    pub fn caret_x(&self, text: &str, at: usize) -> f32 {
        let behind = |part: &&Part| part.range.start < at && at <= part.range.end;
        let before = |part: &&Part| part.range.start == at;
        let part = self.parts.iter().find(behind).or_else(|| self.parts.iter().find(before));
        match part {
            Some(part) => part.x_of(text, at),
            None if self.is_rtl => self.width,
            None => 0.0,
        }
    }

    /// Whether the caret before this byte stands in a piece that is read to the left.
    pub fn is_rtl_at(&self, at: usize) -> bool {
        let behind = |part: &&Part| part.range.start < at && at <= part.range.end;
        let before = |part: &&Part| part.range.start == at;
        let part = self.parts.iter().find(behind).or_else(|| self.parts.iter().find(before));
        part.map_or(self.is_rtl, |part| part.is_rtl)
    }

    /// The place that is nearest to so far from the line's left end.
    pub fn byte_at(&self, text: &str, x: f32) -> usize {
        let (first, last) = (self.parts.first(), self.parts.last());
        if x <= 0.0 && first.is_some() {
            return if self.is_rtl { self.range.end } else { self.range.start };
        }
        if last.is_some_and(|part| x >= part.x + part.width) {
            return if self.is_rtl { self.range.start } else { self.range.end };
        }
        let Some(part) = self.parts.iter().find(|part| x < part.x + part.width) else {
            return self.range.start;
        };
        let shown = &text[part.range.clone()];
        let places = shown.grapheme_indices(true).map(|(at, _)| part.range.start + at);
        let distance = |at: &usize| (part.x_of(text, *at) - x).abs();
        places
            .chain([part.range.end])
            .min_by(|a, b| distance(a).total_cmp(&distance(b)))
            .unwrap_or(part.range.start)
    }

    /// From where to where these bytes of the line stand: a pair of a left and a right end for each
    /// piece that has some of them, from left to right.
    pub fn spans(&self, text: &str, bytes: &Range<usize>) -> Vec<[f32; 2]> {
        let parts = self.parts.iter().filter_map(|part| {
            let start = part.range.start.max(bytes.start);
            let end = part.range.end.min(bytes.end);
            (start < end).then(|| {
                let (a, b) = (part.x_of(text, start), part.x_of(text, end));
                [a.min(b), a.max(b)]
            })
        });
        parts.collect()
    }
}

impl Part {
    /// How far from the line's left end the place before this byte stands.
    fn x_of(&self, text: &str, at: usize) -> f32 {
        let at = at.clamp(self.range.start, self.range.end);
        if at == self.range.start || at == self.range.end {
            let is_left = (at == self.range.start) != self.is_rtl;
            return if is_left { self.x } else { self.x + self.width };
        }
        let begin = &text[self.range.start..at];
        if self.is_rtl {
            let mut begin = begin.to_owned();
            if begin.chars().next_back().is_some_and(is_joined) {
                // In the middle of a word it is drawn otherwise than at its end.
                begin.push('\u{200D}');
            }
            let width = self.setter.width(begin);
            (self.x + self.width - width).max(self.x)
        } else {
            self.x + self.setter.width(begin.to_owned()).min(self.width)
        }
    }
}

/// Arabic and what is written like it: its letters are joined to the next.
fn is_joined(letter: char) -> bool {
    matches!(u32::from(letter), 0x0600..=0x08FF | 0xFB50..=0xFDFF | 0xFE70..=0xFEFC)
}
