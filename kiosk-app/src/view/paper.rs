//! A paper ticket: a card with the holes along which it is torn off.

use app_kit::theme::Theme;
use egui::{Rect, Shape as Drawn, StrokeKind, Ui, pos2};

use super::Stage;

/// Draws a ticket into `rect` that is torn at `share` of its length, and gives both its parts:
/// one above the other, or side by side.
pub(super) fn paper_ui(
    ui: &Ui,
    stage: &Stage,
    rect: Rect,
    share: f32,
    is_upright: bool,
) -> (Rect, Rect) {
    let theme = Theme::of(ui.ctx());
    let palette = theme.palette;
    let placed = stage.place(rect);
    let painter = ui.painter_at(placed.expand(2.0));
    painter.rect(placed, theme.corners(), palette.surface, theme.hairline(), StrokeKind::Inside);

    let hole = 5.0 * stage.mm;
    let tear = if is_upright {
        rect.top() + rect.height() * share
    } else {
        rect.left() + rect.width() * share
    };
    let ends = if is_upright {
        [pos2(rect.left(), tear), pos2(rect.right(), tear)]
    } else {
        [pos2(tear, rect.top()), pos2(tear, rect.bottom())]
    };
    let ends = ends.map(|end| stage.place(Rect::from_min_max(end, end)).min);
    let inside = painter.with_clip_rect(placed);
    for end in ends {
        inside.circle_filled(end, hole, palette.ground);
        inside.circle_stroke(end, hole, theme.hairline());
        // The card's own edge does not run across its hole.
        let across = if is_upright {
            egui::vec2(2.0, 2.0 * hole - 2.0)
        } else {
            egui::vec2(2.0 * hole - 2.0, 2.0)
        };
        painter.rect_filled(Rect::from_center_size(end, across), 0.0, palette.ground);
    }
    let step = 3.0 * stage.mm;
    let dash = (ends[1] - ends[0]).normalized() * (hole + step);
    let line = egui::Stroke::new(palette.line_width * 2.0, palette.hairline);
    painter.extend(Drawn::dashed_line(&[ends[0] + dash, ends[1] - dash], line, step, step));

    let pad = 8.0 * stage.mm;
    let (first, second) = if is_upright {
        (
            Rect::from_min_max(rect.min, pos2(rect.right(), tear)),
            Rect::from_min_max(pos2(rect.left(), tear), rect.max),
        )
    } else {
        (
            Rect::from_min_max(rect.min, pos2(tear, rect.bottom())),
            Rect::from_min_max(pos2(tear, rect.top()), rect.max),
        )
    };
    let pads = egui::vec2(pad, pad * 0.6);
    (first.shrink2(pads), second.shrink2(pads))
}
