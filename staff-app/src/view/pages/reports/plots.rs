//! Bars, upright for what has an order, lying for what has names. Every text of a plot is painted by
//! the text engine of all windows; the plot itself draws no word.

use app_kit::text::paragraph::Paragraph;
use app_kit::theme::{CLEAR, Ink, Theme, Weight};
use egui::accesskit::Role;
use egui::{Align2, CornerRadius, Rect, Response, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo};
use egui_plot::{Bar, BarChart, Plot, PlotBounds, PlotPoint};

use super::super::super::parts;
use crate::model::pages::Plot as Which;

/// How high a plot of upright bars is, in sizes of text.
const HEIGHT: f32 = 10.0;

/// Of its place a bar takes so much.
const SHARE: f64 = 0.72;

/// One bar.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// What it is of, in full.
    pub(super) name: String,
    /// The same below the bar.
    pub(super) short: String,
    /// How long it is.
    pub(super) value: f64,
    /// The same in words.
    pub(super) words: String,
    /// The same with all that is to be said of it.
    pub(super) hover: String,
    /// Whether it stands on few tickets: it is drawn hollow then.
    pub(super) is_few: bool,
}

/// A plot.
#[derive(Debug)]
pub(super) struct Bars<'a> {
    /// What it shows, for a screen reader.
    pub(super) title: &'a str,
    /// The bars.
    pub(super) items: &'a [Item],
    /// The bar that the title speaks of.
    pub(super) strong: Option<usize>,
    /// A value that is worth a line across.
    pub(super) line: Option<f64>,
}

impl Bars<'_> {
    fn spoken(&self) -> String {
        let items = self.items.iter().map(|item| format!("{} {}", item.name, item.words));
        format!("{}: {}", self.title, items.collect::<Vec<_>>().join("; "))
    }

    fn ink(&self, theme: &Theme, at: usize) -> Ink {
        if self.strong.is_none_or(|strong| strong == at) {
            theme.palette.accent
        } else {
            theme.palette.line
        }
    }
}

/// Bars that stand beside each other.
pub(super) fn upright_ui(ui: &mut Ui, salt: Which, bars: &Bars<'_>) {
    let theme = Theme::of(ui.ctx());
    let names = theme.size(-1) * 1.5;
    let size = Vec2::new(ui.available_width(), theme.base * HEIGHT + names);
    let (whole, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, bars.spoken()));
    let is_mirrored = parts::is_mirrored(ui);
    let field = whole.with_max_y(whole.bottom() - names);
    let count = bars.items.len() as f64;
    let top = bars.items.iter().map(|item| item.value).chain(bars.line).fold(0.0, f64::max);
    // Room for the words above the longest bar, and for bars where none is longer than nothing.
    let top = if top > 0.0 { top * 1.16 } else { 1.0 };
    let chart = bars.items.iter().enumerate().map(|(at, item)| {
        let ink = bars.ink(&theme, at);
        let bar = Bar::new(at as f64 + 0.5, item.value).width(SHARE);
        let fill = if item.is_few { CLEAR } else { ink };
        bar.fill(fill).stroke(Stroke::new(1.5, ink))
    });
    let chart = BarChart::new("", chart.collect()).allow_hover(false);
    let mut inner = ui.new_child(egui::UiBuilder::new().max_rect(field));
    let shown = Plot::new(egui::Id::unique(("bars", salt)))
        .width(field.width())
        .height(field.height())
        .show_axes(false)
        .show_grid(false)
        .show_background(false)
        .show_crosshair(false)
        .allow_zoom(false)
        .allow_drag(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .allow_axis_zoom_drag(false)
        .invert_x(is_mirrored)
        .set_margin_fraction(Vec2::ZERO)
        .sense(Sense::hover())
        .show(&mut inner, |plot| {
            plot.set_plot_bounds(PlotBounds::from_min_max([0.0, 0.0], [count.max(1.0), top]));
            plot.bar_chart(chart);
        });
    let place = |x: f64, y: f64| shown.transform.position_from_point(&PlotPoint::new(x, y));
    ui.painter().hline(field.x_range(), field.bottom(), theme.hairline());
    if let Some(line) = bars.line {
        let y = place(0.0, line).y;
        let dashes = egui::Shape::dashed_line(
            &[egui::pos2(field.left(), y), egui::pos2(field.right(), y)],
            Stroke::new(1.0, theme.palette.quiet),
            6.0,
            4.0,
        );
        ui.painter().extend(dashes);
    }
    let column = field.width() / bars.items.len().max(1) as f32;
    names_ui(ui, bars, column, whole.with_min_y(field.bottom()), |x| place(x, 0.0).x);
    let pointed = response.hover_pos().map(|at| {
        let x = shown.transform.value_from_position(at).x;
        x.clamp(0.0, (count - 1.0).max(0.0)) as usize
    });
    let longest = longest(bars.items);
    for (at, item) in bars.items.iter().enumerate() {
        let is_told = Some(at) == bars.strong.or(longest) || Some(at) == pointed;
        if !is_told || item.words.is_empty() {
            continue;
        }
        let above = place(at as f64 + 0.5, item.value);
        let line = theme.size(-1) * 1.3;
        // As wide as its words, and inside the plot.
        let text = Paragraph::new(&item.words, theme.size(-1), Weight::Strong).one_line();
        let width = text.width(ui.ctx()) + theme.space(1.0);
        let left =
            (above.x - width / 2.0).clamp(whole.left(), (whole.right() - width).max(whole.left()));
        let at = Rect::from_min_size(egui::pos2(left, above.y - line), Vec2::new(width, line));
        text.paint(ui, at, Align2::CENTER_CENTER, theme.palette.text);
    }
    hover_ui(response, pointed.and_then(|at| bars.items.get(at)));
}

/// The names below upright bars: all of them where there is room, else every second, third, …
fn names_ui(ui: &Ui, bars: &Bars<'_>, column: f32, place: Rect, x: impl Fn(f64) -> f32) {
    let theme = Theme::of(ui.ctx());
    let text = |item: &Item| -> f32 {
        Paragraph::new(&item.short, theme.size(-1), Weight::Regular).width(ui.ctx())
    };
    let widest = bars.items.iter().take(60).map(text).fold(0.0, f32::max) + theme.space(2.0);
    let each = (widest / column.max(0.1)).ceil().max(1.0) as usize;
    for (at, item) in bars.items.iter().enumerate().step_by(each) {
        let middle = x(at as f64 + 0.5);
        let width = column * each as f32;
        let left =
            (middle - width / 2.0).clamp(place.left(), (place.right() - width).max(place.left()));
        let at = Rect::from_x_y_ranges(left..=left + width, place.y_range());
        let name = Paragraph::new(&item.short, theme.size(-1), Weight::Regular).one_line();
        name.down_to(0.6).paint(ui, at, Align2::CENTER_CENTER, theme.palette.quiet);
    }
}

/// Bars that lie under each other, each after its name.
pub(super) fn lying_ui(ui: &mut Ui, salt: Which, bars: &Bars<'_>) {
    let theme = Theme::of(ui.ctx());
    let line = theme.size(0) * 1.9;
    let width = ui.available_width();
    let top = bars.items.iter().map(|item| item.value).fold(0.0, f64::max);
    let is_mirrored = parts::is_mirrored(ui);
    let names = (width * 0.3).min(theme.base * 16.0);
    let words = theme.base * 6.0;
    for (at, item) in bars.items.iter().enumerate() {
        let (row, _) = ui.allocate_exact_size(Vec2::new(width, line), Sense::hover());
        let response = ui.interact(row, egui::Id::unique(("lying", salt, at)), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &item.hover));
        let turned = |part: Rect| parts::turned(part, row, is_mirrored);
        let name = turned(row.with_max_x(row.left() + names - theme.space(2.0)));
        let text = Paragraph::new(&item.name, theme.size(0), Weight::Regular).one_line();
        text.down_to(0.8).paint(ui, name, Align2::LEFT_CENTER, theme.palette.text);
        let room = row.width() - names - words;
        let share = if top > 0.0 { (item.value / top) as f32 } else { 0.0 };
        let begin = row.left() + names;
        let bar = Rect::from_x_y_ranges(
            begin..=begin + room * share,
            row.top() + line * 0.2..=row.bottom() - line * 0.2,
        );
        let ink = bars.ink(&theme, at);
        let corners = CornerRadius::from(2.0);
        if item.is_few {
            let stroke = Stroke::new(1.5, ink);
            ui.painter().rect_stroke(turned(bar), corners, stroke, StrokeKind::Inside);
        } else {
            ui.painter().rect_filled(turned(bar), corners, ink);
        }
        let after = Rect::from_x_y_ranges(
            bar.right() + theme.space(2.0)..=bar.right() + words,
            row.y_range(),
        );
        let text = Paragraph::new(&item.words, theme.size(0), Weight::Strong).one_line();
        text.down_to(0.7).paint(ui, turned(after), Align2::LEFT_CENTER, theme.palette.text);
        hover_ui(response, Some(item));
    }
}

/// Which bar is the longest; none where all are nothing.
fn longest(items: &[Item]) -> Option<usize> {
    let longest = items.iter().enumerate().max_by(|one, other| {
        one.1.value.partial_cmp(&other.1.value).unwrap_or(std::cmp::Ordering::Equal)
    });
    longest.filter(|(_, item)| item.value > 0.0).map(|(at, _)| at)
}

/// What is said of a bar under the pointer.
fn hover_ui(response: Response, item: Option<&Item>) {
    if let Some(item) = item.filter(|item| !item.hover.is_empty()) {
        response.on_hover_ui_at_pointer(|ui| {
            parts::written_ui(ui, &item.hover);
        });
    }
}
