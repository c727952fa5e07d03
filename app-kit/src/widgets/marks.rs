//! The shapes that tell a state beside its word.

use egui::{Painter, Rect, Response, Sense, Stroke, Ui, Vec2};

use crate::theme::{Ink, Theme};

/// The state of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Somebody is there and serves nobody: a circle.
    Free,
    /// Somebody is being served: a disc.
    Serving,
    /// Somebody is being called: a disc with a ring.
    Calling,
    /// Nobody is there: a circle of dashes.
    Offline,
}

/// Draws the mark of a state, as high as the text beside it.
pub fn mark_ui(ui: &mut Ui, mark: Mark) -> Response {
    let theme = Theme::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(theme.base * 0.9), Sense::hover());
    paint_mark(ui.painter(), &theme, rect, mark);
    response
}

/// Paints the mark of a state into a square.
pub fn paint_mark(painter: &Painter, theme: &Theme, rect: Rect, mark: Mark) {
    let palette = &theme.palette;
    let center = rect.center();
    let radius = rect.width().min(rect.height()) * 0.42;
    let width = (radius * 0.28).max(1.5);
    match mark {
        Mark::Free => {
            painter.circle_stroke(center, radius - width / 2.0, Stroke::new(width, palette.quiet));
        }
        Mark::Serving => {
            painter.circle_filled(center, radius, palette.serving);
        }
        Mark::Calling => {
            painter.circle_filled(center, radius * 0.55, palette.accent);
            painter.circle_stroke(center, radius - width / 2.0, Stroke::new(width, palette.accent));
        }
        Mark::Offline => {
            let dashes = 6;
            for dash in 0..dashes {
                let turn = std::f32::consts::TAU / dashes as f32;
                let from = turn * dash as f32;
                let steps = 5;
                let points = (0..=steps)
                    .map(|step| {
                        let angle = from + turn * 0.55 * step as f32 / steps as f32;
                        center + (radius - width / 2.0) * Vec2::angled(angle)
                    })
                    .collect();
                painter.line(points, Stroke::new(width, palette.line));
            }
        }
    }
}

/// Draws one, two or three bars of three: how long somebody has waited.
pub fn bars_ui(ui: &mut Ui, count: usize, ink: Ink) -> Response {
    let theme = Theme::of(ui.ctx());
    let bar = Vec2::new(theme.base * 0.2, theme.base * 0.85);
    let gap = theme.base * 0.12;
    let size = Vec2::new(3.0 * bar.x + 2.0 * gap, bar.y);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    for at in 0..3_usize {
        let height = bar.y * (0.5 + 0.25 * at as f32);
        let left = rect.left() + at as f32 * (bar.x + gap);
        let place = Rect::from_min_max(
            egui::pos2(left, rect.bottom() - height),
            egui::pos2(left + bar.x, rect.bottom()),
        );
        if at < count {
            ui.painter().rect_filled(place, 1.0, ink);
        } else {
            ui.painter().rect_filled(place, 1.0, theme.palette.raised);
        }
    }
    response
}
