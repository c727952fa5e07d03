//! Text that is fitted into a place: broken into lines, smaller where it must be, and cut with an
//! ellipsis only where nothing else helps. Every line is put in order by itself, so that text in
//! either direction reads right.
//!
//! [`Paragraph`] lays out and paints; [`Label`](super::Label) is the widget for layouts. Where text stands is
//! mirrored in windows of languages that are written from right to left.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use egui::{Align, Align2, Context, Galley, Id, Rect, Ui, Vec2};
use unicode_linebreak::{BreakOpportunity, linebreaks};
use unicode_segmentation::UnicodeSegmentation as _;

use super::bidi::{Ordered, Reading};
use super::sentences::Speech;
use crate::theme::{Ink, LATER, Theme, Weight};

/// The shares of its size that are tried, until a text has room.
const SHARES: [f32; 14] =
    [1.0, 0.96, 0.92, 0.88, 0.84, 0.8, 0.76, 0.72, 0.68, 0.64, 0.6, 0.55, 0.5, 0.4];
/// How high a line is, as a multiple of the size. The same for all scripts, so that a line with a
/// foreign name does not move those below it.
const LINE: f32 = 1.26;
/// So much more than the room is what rounding does, in points.
const ROUNDING: f32 = 0.5;
/// From this size on sizes are whole points, so that each large figure is drawn once and kept.
const LARGE: f32 = 40.0;
const ELLIPSIS: char = '…';

/// A text, how large it is meant, and what may be done to it where it has no room.
#[derive(Debug, Clone, Copy, PartialEq)]
#[must_use]
pub struct Paragraph<'a> {
    text: &'a str,
    points: f32,
    weight: Weight,
    reading: Reading,
    least: f32,
    most_lines: usize,
}

/// A text that was laid out.
#[derive(Debug, Clone)]
pub struct Lines {
    /// Each line as it is to be drawn, from above.
    lines: Vec<Arc<Galley>>,
    /// How high each is, in points.
    height: f32,
    /// The size of the letters, in points.
    pub points: f32,
    /// Whether the text is read from right to left.
    pub is_rtl: bool,
    /// Whether all of it is there.
    pub is_whole: bool,
    /// Whether no word stands on two lines. Addresses, paths and codes are no words.
    pub keeps_words: bool,
}

/// How a text was painted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fitted {
    /// The part of its place that it takes.
    pub used: Rect,
    /// The size of its letters, in points.
    pub points: f32,
    /// The same as a share of what was meant.
    pub share: f32,
    /// Whether all of it is there.
    pub is_whole: bool,
}

/// What a test is told of each text that was painted, once it has asked with [`record`].
#[derive(Debug, Clone, PartialEq)]
pub struct Painted {
    /// The text as it is read.
    pub text: String,
    /// The room that it was given.
    pub room: Rect,
    /// The room that it took.
    pub used: Rect,
    /// The size of its letters, as a share of what was meant.
    pub share: f32,
    /// Whether all of it is there.
    pub is_whole: bool,
}

impl<'a> Paragraph<'a> {
    /// A text of this size, in points, of as many lines as its room has. It becomes smaller, down
    /// to four tenths, before anything is cut.
    pub fn new(text: &'a str, points: f32, weight: Weight) -> Self {
        let (reading, least, most_lines) = (Reading::AsWritten, 0.0, usize::MAX);
        Self { text, points, weight, reading, least, most_lines }
    }

    /// A sentence of the window's language, which is read in its direction whatever it begins with.
    pub fn sentence(self, is_rtl: bool) -> Self {
        Self { reading: Reading::of_sentence(is_rtl), ..self }
    }

    /// Read in this direction.
    pub fn reading(self, reading: Reading) -> Self {
        Self { reading, ..self }
    }

    /// On one line, which may be a little higher than its place: a figure is as high as its
    /// letters.
    pub fn one_line(self) -> Self {
        self.lines(1)
    }

    /// On so many lines at most.
    pub fn lines(self, most_lines: usize) -> Self {
        Self { most_lines, ..self }
    }

    /// Never smaller than this share of its size: rather cut with an ellipsis.
    pub fn down_to(self, least: f32) -> Self {
        Self { least, ..self }
    }

    /// How wide the text is on one line, in points.
    pub fn width(self, ctx: &Context) -> f32 {
        self.one_line().down_to(1.0).fit(ctx, Vec2::INFINITY).size().x
    }

    /// Lays the text out in a room: the size that has room for it, else the least one, cut.
    pub fn fit(self, ctx: &Context, room: Vec2) -> Lines {
        let theme = Theme::of(ctx);
        let mut shares: Vec<f32> = SHARES.into_iter().filter(|share| *share > self.least).collect();
        if self.least > 0.0 {
            shares.push(self.least);
        }
        let lay = |share: f32| {
            let setter = Setter::new(ctx, &theme, self.points * share, self.weight);
            self.broken(&setter, room)
        };
        let lines = lay(1.0);
        if lines.is_good() || self.least >= 1.0 {
            return lines;
        }
        // What had to become smaller is asked for again in each frame, and found by trying once.
        let key = self.key(ctx, room);
        let found = ctx.data(|data| data.get_temp::<Found>(Id::unique("fitted")));
        let found = found.unwrap_or_default();
        if let Some(share) = found.share(key) {
            return lay(share);
        }
        // Rather smaller than broken within a word. Where a word has no room at any size, what is
        // whole is as large as it can be.
        let mut whole = lines.is_whole.then(|| (lines.clone(), 1.0));
        let (mut lines, mut share) = (lines, 1.0);
        for smaller in shares.into_iter().skip(1) {
            (lines, share) = (lay(smaller), smaller);
            if lines.is_good() {
                break;
            }
            if lines.is_whole && whole.is_none() {
                whole = Some((lines.clone(), share));
            }
        }
        if !lines.is_good() {
            (lines, share) = whole.unwrap_or((lines, share));
        }
        found.keep(key, share);
        ctx.data_mut(|data| data.insert_temp(Id::unique("fitted"), found));
        lines
    }

    fn key(self, ctx: &Context, room: Vec2) -> u64 {
        use std::hash::{DefaultHasher, Hash as _, Hasher as _};
        let mut hasher = DefaultHasher::new();
        (self.text, self.reading, self.most_lines, self.weight as u8).hash(&mut hasher);
        for number in [self.points, self.least, room.x, room.y, ctx.pixels_per_point()] {
            number.to_bits().hash(&mut hasher);
        }
        hasher.finish()
    }

    fn broken(self, setter: &Setter<'_>, room: Vec2) -> Lines {
        let height = setter.points * LINE;
        let fitting = ((room.y + ROUNDING) / height).floor().max(1.0);
        let most = if fitting >= 1.0e6 { usize::MAX } else { fitting as usize };
        let is_high = self.most_lines > 1 && room.y + ROUNDING < height;
        let most = most.min(self.most_lines);

        let whole = Ordered::new(self.text, self.reading);
        let mut lines = Vec::new();
        let mut is_whole = !is_high;
        let mut keeps_words = true;
        let mut is_rtl = whole.is_rtl();
        if !self.text.contains('\n') {
            let galley = setter.set(whole.line(0..self.text.len()));
            if galley.size().x <= room.x + ROUNDING {
                let lines = vec![galley];
                let points = setter.points;
                return Lines { lines, height, points, is_rtl, is_whole, keeps_words };
            }
        }
        'text: for paragraph in self.text.lines() {
            let ordered = Ordered::new(paragraph, self.reading);
            is_rtl = ordered.is_rtl();
            let (ranges, broke_a_word) = setter.broken(&ordered, paragraph, room.x);
            keeps_words &= !broke_a_word;
            let count = ranges.len();
            for (at, range) in ranges.into_iter().enumerate() {
                let is_last = lines.len() + 1 == most;
                let shown = setter.set(ordered.line(range.clone()));
                let is_wide = shown.size().x > room.x + ROUNDING;
                if is_wide || (is_last && at + 1 < count) {
                    is_whole = false;
                    let rest = if is_last { range.start..paragraph.len() } else { range };
                    lines.push(setter.cut(&paragraph[rest], self.reading, is_rtl, room.x));
                } else {
                    lines.push(shown);
                }
                if is_last {
                    is_whole &= at + 1 == count && self.text.ends_with(paragraph);
                    break 'text;
                }
            }
        }
        Lines { lines, height, points: setter.points, is_rtl, is_whole, keeps_words }
    }

    /// Lays the text out in a place and paints it: `align` says where, its left being the side on
    /// which lines of the window begin.
    pub fn paint(self, ui: &Ui, place: Rect, align: Align2, ink: Ink) -> Fitted {
        let lines = self.fit(ui.ctx(), place.size());
        let used = lines.paint(ui, place, align, ink);
        let Lines { points, is_whole, .. } = lines;
        let share = points / self.points;
        let text = self.text;
        note(ui.ctx(), || Painted { text: text.to_owned(), room: place, used, share, is_whole });
        Fitted { used, points, share, is_whole }
    }
}

/// At which share of its size a text has room, by what it is and where.
#[derive(Clone, Default)]
struct Found(Arc<Mutex<HashMap<u64, f32>>>);

/// A window shows far fewer texts at a time; more are those of earlier screens.
const MOST_FOUND: usize = 1024;

impl Found {
    fn share(&self, key: u64) -> Option<f32> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key).copied()
    }

    fn keep(&self, key: u64, share: f32) {
        let mut found = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if found.len() >= MOST_FOUND {
            found.clear();
        }
        found.insert(key, share);
    }
}

impl Lines {
    /// How much room it takes, in points.
    pub fn size(&self) -> Vec2 {
        let widest = self.lines.iter().map(|line| line.size().x).fold(0.0, f32::max);
        Vec2::new(widest, self.height * self.lines.len() as f32)
    }

    /// Whether nothing would be better at a smaller size.
    fn is_good(&self) -> bool {
        self.is_whole && self.keeps_words
    }

    /// How many lines there are.
    pub fn count(&self) -> usize {
        self.lines.len()
    }

    /// Paints it into a place; the part of the place that it takes.
    ///
    /// As [`Paragraph::paint`], which tests hear of; this is for what is laid out before its place
    /// is known.
    pub fn paint(&self, ui: &Ui, place: Rect, align: Align2, ink: Ink) -> Rect {
        let align = mirrored(align, Speech::of(ui.ctx()).is_rtl());
        let used = align.align_size_within_rect(self.size(), place);
        // Lines of one paragraph begin on the side from which they are read.
        let across = match align.x() {
            Align::Center => Align::Center,
            _ if self.is_rtl => Align::Max,
            _ => Align::Min,
        };
        for (at, line) in self.lines.iter().enumerate() {
            let top = used.top() + at as f32 * self.height;
            let row = Rect::from_min_size(
                egui::pos2(used.left(), top),
                Vec2::new(used.width(), self.height),
            );
            let at = Align2([across, Align::Center]).align_size_within_rect(line.size(), row).min;
            ui.painter().galley_with_override_text_color(at, Arc::clone(line), ink);
        }
        used
    }
}

/// `align` as it is meant in a window that is mirrored.
fn mirrored(align: Align2, is_rtl: bool) -> Align2 {
    let across = match (align.x(), is_rtl) {
        (Align::Min, true) => Align::Max,
        (Align::Max, true) => Align::Min,
        (across, _) => across,
    };
    Align2([across, align.y()])
}

/// Sets text in one face.
struct Setter<'a> {
    ctx: &'a Context,
    theme: &'a Theme,
    weight: Weight,
    points: f32,
}

impl<'a> Setter<'a> {
    fn new(ctx: &'a Context, theme: &'a Theme, points: f32, weight: Weight) -> Self {
        let points = if points >= LARGE { points.floor() } else { points.max(1.0) };
        Self { ctx, theme, weight, points }
    }

    /// A line as egui draws it; egui keeps what is drawn in each frame.
    fn set(&self, line: Cow<'_, str>) -> Arc<Galley> {
        let font = self.theme.font_of_size(self.points, self.weight);
        self.ctx.fonts_mut(|fonts| fonts.layout_no_wrap(line.into_owned(), font, LATER))
    }

    fn is_wide(&self, ordered: &Ordered<'_>, range: Range<usize>, width: f32) -> bool {
        self.set(ordered.line(range)).size().x > width + ROUNDING
    }

    /// Cuts a text into lines where its language allows it, and within a word that has no room on
    /// any line; whether that was a word rather than an address or a code.
    fn broken(&self, ordered: &Ordered<'_>, text: &str, width: f32) -> (Vec<Range<usize>>, bool) {
        let mut lines: Vec<Range<usize>> = Vec::new();
        let mut broke_a_word = false;
        let mut start = 0;
        let mut fits_to = 0;
        // A space at the end of a line takes no room.
        let shown = |start: usize, end: usize| start..start + text[start..end].trim_end().len();
        for (end, opportunity) in linebreaks(text) {
            if self.is_wide(ordered, shown(start, end), width) {
                if fits_to > start {
                    lines.push(shown(start, fits_to));
                    start = fits_to;
                }
                let is_a_word = is_word(&text[start..end]);
                while self.is_wide(ordered, shown(start, end), width) {
                    let Some(cut) = self.last_fitting(ordered, text, start..end, width) else {
                        break;
                    };
                    lines.push(start..cut);
                    start = cut;
                    broke_a_word |= is_a_word;
                }
            }
            fits_to = end;
            if opportunity == BreakOpportunity::Mandatory {
                lines.push(shown(start, end));
                start = end;
            }
        }
        if lines.is_empty() {
            lines.push(0..text.len());
        }
        (lines, broke_a_word)
    }

    /// The last place within a word up to which it has room, if it is not its end.
    fn last_fitting(
        &self,
        ordered: &Ordered<'_>,
        text: &str,
        range: Range<usize>,
        width: f32,
    ) -> Option<usize> {
        let letters = text[range.clone()].grapheme_indices(true);
        let places: Vec<usize> = letters.skip(1).map(|(at, _)| range.start + at).collect();
        let fitting =
            places.partition_point(|place| !self.is_wide(ordered, range.start..*place, width));
        // One letter stands on a line in any case.
        places.get(fitting.saturating_sub(1)).copied()
    }

    /// As much of a text as has room on one line, with an ellipsis where it was cut.
    fn cut(&self, text: &str, reading: Reading, is_rtl: bool, width: f32) -> Arc<Galley> {
        // What is cut off must not turn the rest round.
        let reading = match reading {
            Reading::AsWritten => Reading::of_sentence(is_rtl),
            known => known,
        };
        let set = |end: usize| {
            let mut shown = text[..end].trim_end().to_owned();
            shown.push(ELLIPSIS);
            let line = Ordered::new(&shown, reading).line(0..shown.len()).into_owned();
            self.set(Cow::Owned(line))
        };
        let places: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).collect();
        let fitting = places.partition_point(|place| set(*place).size().x <= width + ROUNDING);
        set(places.get(fitting.saturating_sub(1)).copied().unwrap_or_default())
    }
}

/// Whether this is read as a word: an address, a path or a code may be broken anywhere.
fn is_word(text: &str) -> bool {
    let inner = text.trim_matches(|letter: char| !letter.is_alphanumeric());
    !inner.contains(|letter: char| letter.is_numeric() || "@:/\\._=".contains(letter))
}

/// From now on [`recorded`] tells what was painted: for tests.
pub fn record(ctx: &Context) {
    ctx.data_mut(|data| data.insert_temp::<Vec<Painted>>(record_id(), Vec::new()));
}

/// What was painted since the last call.
pub fn recorded(ctx: &Context) -> Vec<Painted> {
    ctx.data_mut(|data| {
        data.get_temp_mut_or_default::<Vec<Painted>>(record_id()).drain(..).collect()
    })
}

fn record_id() -> Id {
    Id::unique("what paragraphs painted")
}

/// Tells a test of a text that was painted otherwise than by [`Paragraph::paint`].
pub fn note(ctx: &Context, painted: impl FnOnce() -> Painted) {
    let is_asked = ctx.data(|data| data.get_temp::<Vec<Painted>>(record_id()).is_some());
    if is_asked {
        let painted = painted();
        ctx.data_mut(|data| {
            data.get_temp_mut_or_default::<Vec<Painted>>(record_id()).push(painted);
        });
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::text::Languages;

    /// Lays out with the product's faces, as a window does.
    pub(in crate::text) fn check<T>(tag: &str, lay: impl Fn(&mut Ui) -> T) -> T {
        let ctx = Context::default();
        Theme::install_faces(&ctx);
        Languages::built_in().speech(tag).install(&ctx);
        let mut given = None;
        for _ in 0..2 {
            let mut output = ctx.run_ui(egui::RawInput::default(), |ui| given = Some(lay(ui)));
            output.textures_delta.clear();
        }
        given.unwrap()
    }

    fn texts(lines: &Lines) -> Vec<String> {
        lines.lines.iter().map(|line| line.text().to_owned()).collect()
    }

    fn laid(text: &str, room: Vec2) -> Lines {
        check("en", |ui| Paragraph::new(text, 15.0, Weight::Regular).fit(ui.ctx(), room))
    }

    #[test]
    fn text_breaks_at_its_words_before_it_becomes_smaller() {
        let text = "Somebody wrote a rather long note about this visitor";
        let lines = laid(text, egui::vec2(150.0, 200.0));
        assert!(lines.count() > 2 && lines.is_whole && lines.points == 15.0);
        assert!(lines.size().x <= 150.0);
        assert_eq!(texts(&lines).join(" "), text);
        // The same in less room is smaller, and whole all the same.
        let small = laid(text, egui::vec2(150.0, 40.0));
        assert!(small.is_whole && small.points < 15.0 && small.size().y <= 41.0);
    }

    #[test]
    fn what_has_no_room_at_all_ends_in_an_ellipsis() {
        let text = "Somebody wrote a rather long note about this visitor";
        let cut = check("en", |ui| {
            let paragraph = Paragraph::new(text, 15.0, Weight::Regular).one_line().down_to(1.0);
            paragraph.fit(ui.ctx(), egui::vec2(120.0, 20.0))
        });
        assert!(!cut.is_whole && cut.size().x <= 120.5);
        let shown = texts(&cut).remove(0);
        assert!(shown.starts_with("Somebody wrote") && shown.ends_with('…'), "{shown}");
        let several = check("en", |ui| {
            let paragraph = Paragraph::new(text, 15.0, Weight::Regular).lines(2).down_to(1.0);
            paragraph.fit(ui.ctx(), egui::vec2(120.0, 200.0))
        });
        assert_eq!(several.count(), 2);
        assert!(!several.is_whole && texts(&several)[1].ends_with('…'));
    }

    #[test]
    fn a_word_that_is_wider_than_a_line_is_broken_within() {
        let text = "see somebody.with.a.long.name@an-organisation.example";
        let lines = laid(text, egui::vec2(120.0, 400.0));
        assert!(lines.is_whole && lines.size().x <= 120.5, "{:?}", texts(&lines));
        assert_eq!(texts(&lines).concat().replace(' ', ""), text.replace(' ', ""));
        // Scripts without spaces break between letters.
        let lines =
            laid("窓口で番号をお待ちください窓口で番号をお待ちください", egui::vec2(120.0, 400.0));
        assert!(lines.count() > 1 && lines.is_whole && lines.points == 15.0);
    }

    #[test]
    fn a_word_becomes_smaller_before_it_is_broken() {
        for room in [egui::vec2(100.0, 40.0), egui::vec2(100.0, 400.0)] {
            let lines = check("en", |ui| {
                Paragraph::new("Welcome", 30.0, Weight::Heavy).fit(ui.ctx(), room)
            });
            assert_eq!(texts(&lines), ["Welcome"], "{room:?}");
            assert!(lines.is_whole && lines.points < 30.0);
        }
        // What has no room at any size is whole, as large as it was meant.
        let long = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen".repeat(3);
        let lines = laid(&long, egui::vec2(100.0, 800.0));
        assert!(lines.is_whole && !lines.keeps_words && lines.points == 15.0);
        assert_eq!(texts(&lines).concat(), long);
        // No word, so it is broken rather than made smaller.
        let lines = laid("ws://192.168.100.100:17420", egui::vec2(100.0, 400.0));
        assert!(lines.is_whole && lines.keeps_words && lines.points == 15.0);
        assert!(lines.count() > 1);
    }

    #[test]
    fn lines_of_arabic_run_downwards_and_begin_at_the_right() {
        let text = "هذه ملاحظة طويلة عن زائر كتبها أحد الموظفين اليوم";
        let (lines, used) = check("en", |ui| {
            let paragraph = Paragraph::new(text, 15.0, Weight::Regular);
            let lines = paragraph.fit(ui.ctx(), egui::vec2(150.0, 200.0));
            let place = Rect::from_min_size(egui::pos2(0.0, 0.0), egui::vec2(150.0, 200.0));
            let ink = Theme::of(ui.ctx()).palette.text;
            (lines, paragraph.paint(ui, place, Align2::LEFT_TOP, ink).used)
        });
        assert!(lines.is_rtl && lines.count() > 1);
        // The first words of the text are on the first line, the first of them at its right end.
        assert!(texts(&lines)[0].ends_with("هذه"), "{:?}", texts(&lines));
        assert!(texts(&lines).last().unwrap().starts_with("اليوم"));
        assert!(used.left() <= 0.5);
    }

    #[test]
    fn a_mirrored_window_begins_its_lines_at_the_right() {
        let place = Rect::from_min_size(egui::pos2(0.0, 0.0), egui::vec2(400.0, 40.0));
        for (tag, at_left) in [("en", true), ("ar", false)] {
            let used = check(tag, |ui| {
                let ink = Theme::of(ui.ctx()).palette.text;
                let ada = Paragraph::new("Ada", 15.0, Weight::Regular);
                ada.paint(ui, place, Align2::LEFT_CENTER, ink).used
            });
            assert_eq!(used.left() < 1.0, at_left, "{tag}");
            assert_eq!(used.right() > 399.0, !at_left, "{tag}");
        }
    }
}
