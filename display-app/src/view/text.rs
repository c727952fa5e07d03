//! Words that fit the place they are given.

use app_kit::text::{Paragraph, Speech};
use app_kit::theme::{Ink, Weight};
use egui::{Align2, Rect, Ui};

/// How large words are, at the most.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fit {
    /// The size that the plan gives, in points.
    pub(super) size: f32,
    /// The face.
    pub(super) weight: Weight,
}

/// What is too long for the line that it is on gets smaller, down to this share of its size.
const LEAST_LINE: f32 = 0.667;
/// The same for a text on several lines.
const LEAST_BLOCK: f32 = 0.45;

/// The width of a text, in em. A little more than measured, since faces are hinted by size.
pub(super) fn ems(ui: &Ui, text: &str, weight: Weight) -> f32 {
    if text.is_empty() {
        return 0.0;
    }
    Paragraph::new(text, MEASURED_AT, weight).width(ui.ctx()) / MEASURED_AT * 1.02 + 0.02
}

const MEASURED_AT: f32 = 24.0;

/// Paints one line into a place. What is wider than the place, since it is longer than what the
/// place was made for, gets smaller, down to two thirds; what is wider still ends in an ellipsis.
pub(super) fn paint_text(ui: &Ui, rect: Rect, align: Align2, text: &str, fit: Fit, ink: Ink) {
    let line = Paragraph::new(text, fit.size, fit.weight).one_line().down_to(LEAST_LINE);
    line.paint(ui, rect, align, ink);
}

/// The same for a sentence of the board's language, which is read in its direction whatever it
/// begins with.
pub(super) fn paint_sentence(ui: &Ui, rect: Rect, align: Align2, text: &str, fit: Fit, ink: Ink) {
    let line = Paragraph::new(text, fit.size, fit.weight).one_line().down_to(LEAST_LINE);
    line.sentence(Speech::of(ui.ctx()).is_rtl()).paint(ui, rect, align, ink);
}

/// Paints a text into a place, broken into lines, smaller where it would not all fit; only what
/// is many times too long ends in an ellipsis.
pub(super) fn paint_block(ui: &Ui, rect: Rect, text: &str, fit: Fit, ink: Ink) {
    let block = Paragraph::new(text, fit.size, fit.weight).down_to(LEAST_BLOCK);
    block.paint(ui, rect, Align2::LEFT_CENTER, ink);
}
