//! The days of the week by hour, told apart by how dark they are and by the figure in each.

use std::ops::RangeInclusive;

use app_kit::text::paragraph::Paragraph;
use app_kit::theme::{Ink, Theme, Weight, mix};
use egui::accesskit::Role;
use egui::{Align2, Rect, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo};
use shared::report::{Heat, Report};

use super::super::super::parts;
use super::figures::{Amount, seconds_words};
use crate::model::Model;
use crate::model::pages::{HeatKind, largest};
use crate::words::ReportSay;

/// How much of the accent each step has: more steps cannot be told apart. In the middle there is
/// none, since neither dark nor light text could be read there.
const STEPS: [f32; 6] = [0.1, 0.2, 0.3, 0.4, 0.78, 1.0];

/// From this share of the accent on, text on it is that of the accent.
const DARK: f32 = 0.6;

/// A cell: how much, and the same in a few signs and in words; none where there is nothing.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cell {
    value: f64,
    short: String,
    pub(super) words: String,
}

/// A cell of the week; none where there is nothing to tell.
pub(super) fn cell(
    model: &Model,
    heat: &Heat,
    kind: HeatKind,
    day: usize,
    hour: usize,
) -> Option<Cell> {
    match kind {
        HeatKind::Arrivals => {
            let count = heat.arrived[day][hour];
            (count > 0).then(|| Cell {
                value: count as f64,
                short: count.to_string(),
                words: model.speech.say(ReportSay::Came { count }),
            })
        }
        HeatKind::Waits => heat.wait_median_s[day][hour].map(|seconds| {
            let value = Amount::Seconds(seconds).words(model);
            let count = heat.called[day][hour];
            Cell {
                value: seconds as f64,
                short: (seconds / 60 + u64::from(seconds % 60 >= 30)).to_string(),
                words: model.speech.say(ReportSay::OnTickets { value: &value, count }),
            }
        }),
        HeatKind::Tables => heat.tables[day][hour].filter(|tables| *tables > 0.0).map(|tables| {
            let short = decimal(tables);
            let words = model.speech.say(ReportSay::TablesCount { count: &short });
            Cell { value: tables, short, words }
        }),
    }
}

/// A number with one place, where it has one.
fn decimal(number: f64) -> String {
    let text = format!("{number:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// The hours in which anything happened.
pub(super) fn hours(heat: &Heat) -> RangeInclusive<usize> {
    let is_something = |hour: &usize| {
        (0..7).any(|day| {
            heat.arrived[day][*hour] > 0 || heat.tables[day][*hour].is_some_and(|at| at > 0.0)
        })
    };
    let first = (0..24).find(is_something).unwrap_or(9);
    let last = (0..24).rev().find(is_something).unwrap_or(16);
    first..=last
}

/// What the picture may claim of the week: the hour of a day that is clearly above all others.
pub(super) fn title(model: &Model, report: &Report, kind: HeatKind) -> String {
    let heat = &report.heat;
    let cells = || (0..7 * 24).map(|at| (at / 24, at % 24));
    let found = match kind {
        HeatKind::Waits => largest(cells().map(|(day, hour)| {
            let seconds = heat.wait_median_s[day][hour].unwrap_or(0);
            (seconds as f64, heat.called[day][hour])
        })),
        HeatKind::Arrivals => largest(cells().map(|(day, hour)| {
            let count = heat.arrived[day][hour];
            (count as f64, count)
        })),
        HeatKind::Tables => None,
    };
    let Some(at) = found else {
        return model.speech.say(match kind {
            HeatKind::Waits => ReportSay::WeekWaits,
            HeatKind::Arrivals => ReportSay::WeekArrivals,
            HeatKind::Tables => ReportSay::WeekTables,
        });
    };
    let day = model.weekday(at / 24);
    let hours = model.hours_words(u32::try_from(at % 24).unwrap_or(0));
    let (day, hours) = (day.as_str(), hours.as_str());
    model.speech.say(match kind {
        HeatKind::Arrivals => ReportSay::WeekArrivalsClaim { day, hours },
        HeatKind::Waits | HeatKind::Tables => ReportSay::WeekWaitsClaim { day, hours },
    })
}

/// The picture.
pub(super) fn week_ui(ui: &mut Ui, model: &Model, report: &Report, kind: HeatKind, title: &str) {
    let theme = Theme::of(ui.ctx());
    let heat = &report.heat;
    let hours = hours(heat);
    let count = hours.end() - hours.start() + 1;
    let is_mirrored = parts::is_mirrored(ui);
    let names = theme.base * 3.4;
    let line = theme.size(-1) * 1.5;
    let cell_height = theme.base * 1.8;
    let size = Vec2::new(ui.available_width(), cell_height * 7.0 + line);
    let (whole, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, title));
    let field = whole.with_min_x(whole.left() + names).with_max_y(whole.bottom() - line);
    let width = field.width() / count as f32;
    let place = |part: Rect| parts::turned(part, whole, is_mirrored);
    let cells: Vec<Vec<Option<Cell>>> = (0..7)
        .map(|day| hours.clone().map(|hour| cell(model, heat, kind, day, hour)).collect())
        .collect();
    let all = cells.iter().flatten().flatten().map(|cell| cell.value);
    let most = all.fold(0.0, f64::max);
    let pointer = response.hover_pos();
    let mut pointed = None;
    for (day, row) in cells.iter().enumerate() {
        let top = field.top() + cell_height * day as f32;
        let name = Rect::from_x_y_ranges(
            whole.left()..=field.left() - theme.space(1.0),
            top..=top + cell_height,
        );
        let number = u64::try_from(day).unwrap_or(0) + 1;
        let text = model.speech.say(app_kit::text::Common::WeekdayShort { day: number });
        let text = Paragraph::new(&text, theme.size(-1), Weight::Regular).one_line().down_to(0.6);
        text.paint(ui, place(name), Align2::LEFT_CENTER, theme.palette.quiet);
        for (at, cell) in row.iter().enumerate() {
            let left = field.left() + width * at as f32;
            let rect = Rect::from_x_y_ranges(left..=left + width, top..=top + cell_height);
            let rect = place(rect.shrink(1.0));
            cell_ui(ui, &theme, rect, cell.as_ref(), most);
            if pointer.is_some_and(|pointer| rect.contains(pointer)) {
                ui.painter().rect_stroke(
                    rect,
                    2.0,
                    Stroke::new(1.5, theme.palette.text),
                    StrokeKind::Inside,
                );
                pointed = Some((day, hours.start() + at, cell.clone()));
            }
        }
    }
    let each = (theme.base * 1.9 / width).ceil().max(1.0) as usize;
    for (at, hour) in hours.clone().enumerate().step_by(each) {
        let left = field.left() + width * at as f32;
        let below = Rect::from_x_y_ranges(left..=left + width, field.bottom()..=whole.bottom());
        let text = format!("{hour:02}");
        let text = Paragraph::new(&text, theme.size(-1), Weight::Regular).one_line().down_to(0.6);
        text.paint(ui, place(below), Align2::CENTER_CENTER, theme.palette.quiet);
    }
    if let Some((day, hour, cell)) = pointed {
        let empty = || {
            model.speech.say(match kind {
                HeatKind::Tables => ReportSay::NoTables,
                HeatKind::Waits if heat.arrived[day][hour] > 0 => ReportSay::NobodyCalled,
                HeatKind::Waits | HeatKind::Arrivals => ReportSay::NobodyCame,
            })
        };
        let words = cell.map_or_else(empty, |cell| cell.words);
        let at = model.hours_words(u32::try_from(hour).unwrap_or(0));
        let text = format!("{}, {at}: {words}", model.weekday(day));
        response.on_hover_ui_at_pointer(|ui| {
            parts::written_ui(ui, &text);
        });
    }
}

fn cell_ui(ui: &Ui, theme: &Theme, rect: Rect, cell: Option<&Cell>, most: f64) {
    let palette = &theme.palette;
    let Some(cell) = cell else {
        ui.painter().rect_stroke(rect, 2.0, theme.hairline(), StrokeKind::Inside);
        return;
    };
    let step = if most > 0.0 { (cell.value / most * STEPS.len() as f64).ceil() } else { 1.0 };
    let share = STEPS[(step as usize).clamp(1, STEPS.len()) - 1];
    ui.painter().rect_filled(rect, 2.0, shade(theme, share));
    let ink = if share > DARK { palette.on_accent } else { palette.text };
    let text = Paragraph::new(&cell.short, theme.size(-1), Weight::Regular).one_line();
    // Where the figure does not fit, the picture is read without it and the pointer tells it.
    let room = rect.shrink2(Vec2::new(1.0, 0.0));
    if text.width(ui.ctx()) <= room.width() {
        text.paint(ui, room, Align2::CENTER_CENTER, ink);
    }
}

/// A step between the ground and the accent, lighter or darker from step to step in grey too.
pub(super) fn shade(theme: &Theme, share: f32) -> Ink {
    mix(theme.palette.raised, theme.palette.accent, share)
}

/// The same as a table, a line an hour of a day in which somebody came.
pub(super) fn lines(model: &Model, report: &Report) -> Vec<(String, [String; 4])> {
    let heat = &report.heat;
    let all = (0..7).flat_map(|day| hours(heat).map(move |hour| (day, hour)));
    let all = all.filter(|(day, hour)| {
        heat.arrived[*day][*hour] > 0 || heat.tables[*day][*hour].is_some_and(|at| at > 0.0)
    });
    all.map(|(day, hour)| {
        let at = model.hours_words(u32::try_from(hour).unwrap_or(0));
        let wait = heat.wait_median_s[day][hour];
        let values = [
            heat.arrived[day][hour].to_string(),
            heat.called[day][hour].to_string(),
            wait.map_or_else(|| "–".to_owned(), |seconds| seconds_words(model, seconds)),
            heat.tables[day][hour].map_or_else(|| "–".to_owned(), decimal),
        ];
        (format!("{}, {at}", model.weekday(day)), values)
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use app_kit::theme::{Density, Look};

    use super::*;

    /// The relative luminance of a colour as WCAG 2 has it.
    fn luminance(ink: Ink) -> f32 {
        let linear = |part: u8| {
            let part = f32::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(ink.r()) + 0.7152 * linear(ink.g()) + 0.0722 * linear(ink.b())
    }

    #[test]
    fn steps_are_told_apart_in_grey_and_text_on_each_can_be_read() {
        for look in [Look::Light, Look::Dark, Look::HighContrast] {
            let theme = Theme::new(Density::Desk, look, false, false);
            let steps = STEPS.map(|share| luminance(shade(&theme, share)));
            let rises = steps.windows(2).all(|pair| pair[1] > pair[0]);
            let falls = steps.windows(2).all(|pair| pair[1] < pair[0]);
            assert!(rises || falls, "{look:?}: {steps:?}");
            for share in STEPS {
                let palette = &theme.palette;
                let ink = if share > DARK { palette.on_accent } else { palette.text };
                let (one, other) = (luminance(ink), luminance(shade(&theme, share)));
                let contrast = (one.max(other) + 0.05) / (one.min(other) + 0.05);
                assert!(contrast >= 4.5, "{look:?} at {share}: {contrast}");
            }
        }
    }

    #[test]
    fn a_number_has_a_place_only_where_it_says_something() {
        assert_eq!([2.0, 2.5, 2.04, 0.06].map(decimal), ["2", "2.5", "2", "0.1"]);
    }
}
