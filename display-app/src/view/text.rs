//! Words that fit the place they are given.

use std::sync::Arc;

use app_kit::theme::{Ink, LATER, Theme, Weight};
use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Align2, Galley, Rect, Ui, pos2};

/// How large words are, at the most.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fit {
    /// The size that the plan gives, in points.
    pub(super) size: f32,
    /// The face.
    pub(super) weight: Weight,
}

/// The width of a text, in em. A little more than measured, since faces are hinted by size.
pub(super) fn ems(ui: &Ui, text: &str, weight: Weight) -> f32 {
    if text.is_empty() {
        return 0.0;
    }
    let font = Theme::of(ui.ctx()).font_of_size(MEASURED_AT, weight);
    let galley = ui.painter().layout_no_wrap(text.to_owned(), font, LATER);
    galley.size().x / MEASURED_AT * 1.02 + 0.02
}

const MEASURED_AT: f32 = 24.0;

/// Paints one line into a place. What is wider than the place, since it is longer than what the
/// place was made for, gets smaller, down to two thirds; what is wider still ends in an ellipsis.
pub(super) fn paint_text(ui: &Ui, rect: Rect, align: Align2, text: &str, fit: Fit, ink: Ink) {
    let galley = fitted(ui, rect.width(), text, fit);
    let at = align.align_size_within_rect(galley.size(), rect);
    ui.painter().galley_with_override_text_color(at.min, galley, ink);
}

fn fitted(ui: &Ui, width: f32, text: &str, fit: Fit) -> Arc<Galley> {
    let theme = Theme::of(ui.ctx());
    // Whole points, so that each size of a figure is drawn once and kept.
    let size = fit.size.floor().max(1.0);
    let at = |size: f32| {
        let font = theme.font_of_size(size, fit.weight);
        ui.painter().layout_no_wrap(text.to_owned(), font, LATER)
    };
    let galley = at(size);
    if galley.size().x <= width {
        return galley;
    }
    let smaller = (size * width / galley.size().x).floor();
    let least = (size / 1.5).floor().max(1.0);
    if smaller >= least {
        return at(smaller);
    }
    let format = TextFormat::simple(theme.font_of_size(least, fit.weight), LATER);
    let mut job = LayoutJob::single_section(text.to_owned(), format);
    job.wrap = TextWrapping::truncate_at_width(width);
    ui.painter().layout_job(job)
}

/// Paints a text into a place, broken into lines, smaller where it would not all fit; only what
/// is many times too long ends in an ellipsis.
pub(super) fn paint_block(ui: &Ui, rect: Rect, text: &str, fit: Fit, ink: Ink) {
    let theme = Theme::of(ui.ctx());
    let lay_out = |size: f32| {
        let font = theme.font_of_size(size.floor().max(1.0), fit.weight);
        let row = ui.fonts_mut(|fonts| fonts.row_height(&font)).max(1.0);
        let format = TextFormat::simple(font, LATER);
        let mut job = LayoutJob::single_section(text.to_owned(), format);
        let max_rows = (rect.height() / row + 0.05).floor().max(1.0) as usize;
        job.wrap = TextWrapping { max_rows, ..TextWrapping::wrap_at_width(rect.width()) };
        ui.painter().layout_job(job)
    };
    let mut galley = lay_out(fit.size);
    for step in 1..=8 {
        if !galley.elided {
            break;
        }
        galley = lay_out(fit.size * (1.0 - 0.07 * step as f32));
    }
    let at = pos2(rect.left(), rect.center().y - galley.size().y / 2.0);
    ui.painter().galley_with_override_text_color(at, galley, ink);
}
