//! The week as a picture, which is only read.

use app_kit::text::paragraph::Paragraph;
use app_kit::theme::{Theme, Weight};
use egui::accesskit::Role;
use egui::{Align2, CornerRadius, Rect, Sense, Stroke, Ui, Vec2, WidgetInfo};
use serde_json::Value;
use shared::opening::DAYS;

use super::super::parts;
use crate::model::Model;
use crate::model::pages::spots::spans_of;
use crate::words::PageSay;

/// How much room the hours have beside the picture, in sizes of text.
const NUMBERS: f32 = 1.6;

/// The hours at which lines stand, with their number.
const LINES: [u32; 5] = [0, 6, 12, 18, 24];

/// How wide the picture is with the names of the days as they are read, in points.
pub(super) fn width(ui: &Ui, model: &Model) -> f32 {
    let theme = Theme::of(ui.ctx());
    let widest = (1..=7).map(|day| {
        let name = model.speech.say(app_kit::text::Common::WeekdayShort { day });
        Paragraph::new(&name, theme.size(-2), Weight::Regular).width(ui.ctx())
    });
    let widest = widest.fold(0.0, f32::max);
    theme.base * NUMBERS + (widest + theme.space(1.0)) * 7.0
}

/// Draws from when to when the desk is open on each day; `week` null: always.
pub(super) fn week_ui(ui: &mut Ui, model: &Model, week: &Value, size: Vec2) {
    let theme = Theme::of(ui.ctx());
    let palette = &theme.palette;
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let spoken = spoken(model, week);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &spoken));
    let is_mirrored = parts::is_mirrored(ui);
    let line_height = theme.size(-2) * 1.5;
    let numbers = theme.base * NUMBERS;
    let field = Rect::from_min_max(
        rect.min + Vec2::new(numbers, line_height),
        rect.max - Vec2::new(0.0, line_height / 2.0),
    );
    let y = |minutes: u32| field.top() + field.height() * minutes as f32 / (24.0 * 60.0);
    let place = |part: Rect| parts::turned(part, rect, is_mirrored);
    for hour in LINES {
        let y = y(hour * 60);
        let line = place(Rect::from_x_y_ranges(field.x_range(), y..=y));
        ui.painter().hline(line.x_range(), y, Stroke::new(1.0, palette.hairline));
        let at = Rect::from_x_y_ranges(
            rect.left()..=field.left() - theme.space(1.0),
            y - line_height / 2.0..=y + line_height / 2.0,
        );
        let text = hour.to_string();
        let number = Paragraph::new(&text, theme.size(-2), Weight::Regular).one_line();
        number.paint(ui, place(at), Align2::RIGHT_CENTER, palette.quiet);
    }
    let width = field.width() / 7.0;
    for (day, key) in DAYS.iter().enumerate() {
        let left = field.left() + width * day as f32;
        let column = Rect::from_x_y_ranges(left..=left + width, field.y_range());
        let at = column.with_min_y(rect.top()).with_max_y(field.top());
        let number = u64::try_from(day).unwrap_or(0) + 1;
        let name = model.speech.say(app_kit::text::Common::WeekdayShort { day: number });
        let name = Paragraph::new(&name, theme.size(-2), Weight::Regular).one_line().down_to(0.6);
        name.paint(
            ui,
            place(at.shrink2(Vec2::new(1.0, 0.0))),
            Align2::CENTER_CENTER,
            palette.quiet,
        );
        let spans = match week {
            Value::Null => vec![(0, 24 * 60)],
            week => spans_of(week.get(*key)).0,
        };
        for (from, to) in spans {
            let bar = column.shrink2(Vec2::new(width * 0.14, 0.0));
            let bar = place(bar.with_min_y(y(from)).with_max_y(y(to)));
            ui.painter().rect_filled(bar, CornerRadius::from(2.0), palette.accent);
        }
    }
}

/// The same for a screen reader.
fn spoken(model: &Model, week: &Value) -> String {
    let title = model.page_words(PageSay::WeekPicture);
    if week.is_null() {
        return format!("{title}: {}", model.page_words(PageSay::AlwaysOpen));
    }
    let days = DAYS.iter().enumerate().map(|(day, name)| {
        let hours = spans_of(week.get(*name)).to_string();
        let hours = if hours.is_empty() { model.page_words(PageSay::ClosedDay) } else { hours };
        format!("{} {hours}", model.weekday(day))
    });
    format!("{title}: {}", days.collect::<Vec<_>>().join("; "))
}
