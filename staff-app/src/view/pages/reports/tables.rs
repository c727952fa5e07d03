//! Figures as tables, a line a group.

use app_kit::text::paragraph::Paragraph;
use app_kit::theme::{Ink, Theme, Weight};
use egui::accesskit::Role;
use egui::{Align2, Rect, Sense, Ui, Vec2, WidgetInfo};

use super::super::super::parts;
use crate::model::pages::Plot;

/// Of the width the names take so much.
const NAMES: f32 = 0.26;

/// Draws a table. Only what is seen is laid out, however many lines there are; each line is told
/// whole to a screen reader.
pub(super) fn table_ui(
    ui: &mut Ui,
    salt: Plot,
    titles: &[String],
    lines: &[(String, Vec<String>)],
) {
    let theme = Theme::of(ui.ctx());
    let height = theme.size(0) * 1.7;
    let head = theme.size(-1) * 2.9;
    let width = ui.available_width();
    let size = Vec2::new(width, head + height * lines.len() as f32);
    let seen = ui.clip_rect();
    let (whole, _) = ui.allocate_exact_size(size, Sense::hover());
    let top = whole.with_max_y(whole.top() + head);
    let words: Vec<&str> = titles.iter().map(String::as_str).collect();
    line_ui(ui, top, ("", &words), (theme.size(-1), theme.palette.quiet));
    ui.painter().hline(whole.x_range(), top.bottom(), theme.hairline());
    let first = ((seen.top() - top.bottom()) / height).floor().max(0.0) as usize;
    let last = ((seen.bottom() - top.bottom()) / height).ceil().max(0.0) as usize;
    for (at, (name, values)) in lines.iter().enumerate().take(last).skip(first) {
        let from = top.bottom() + height * at as f32;
        let place = Rect::from_x_y_ranges(whole.x_range(), from..=from + height);
        let id = egui::Id::unique(("table line", salt, at));
        let response = ui.interact(place, id, Sense::hover());
        let told = titles.iter().zip(values).map(|(title, value)| format!("{title} {value}"));
        let spoken = format!("{name}: {}", told.collect::<Vec<_>>().join(", "));
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        line_ui(ui, place, (name, &values), (theme.size(0), theme.palette.text));
    }
}

fn line_ui(ui: &Ui, place: Rect, (name, values): (&str, &[&str]), (points, ink): (f32, Ink)) {
    let theme = Theme::of(ui.ctx());
    let is_mirrored = parts::is_mirrored(ui);
    let names = place.width() * NAMES;
    let column = (place.width() - names) / values.len().max(1) as f32;
    let turned = |part: Rect| parts::turned(part, place, is_mirrored);
    let at = turned(place.with_max_x(place.left() + names));
    let text = Paragraph::new(name, points, Weight::Regular).one_line().down_to(0.7);
    text.paint(ui, at, Align2::LEFT_CENTER, ink);
    let end = if is_mirrored { Align2::LEFT_CENTER } else { Align2::RIGHT_CENTER };
    for (at, value) in values.iter().enumerate() {
        let left = place.left() + names + column * at as f32;
        let at = Rect::from_x_y_ranges(left + theme.space(2.0)..=left + column, place.y_range());
        let text = Paragraph::new(value, points, Weight::Regular).down_to(0.6);
        text.paint(ui, turned(at), end, ink);
    }
}
