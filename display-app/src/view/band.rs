//! The calls: the latest as a large ticket torn between number and table, earlier ones smaller.

use app_kit::theme::Weight;
use app_kit::words;
use egui::{Align2, Painter, Pos2, Rect, Shape, Stroke, Ui, pos2, vec2};

use super::text::{Fit, paint_text};
use super::{Drawing, live, name_ui};
use crate::layout::ARROW;
use crate::model::Announced;
use app_kit::theme::Ink;

/// How a call is set in its place.
struct Setting {
    rect: Rect,
    number: f32,
    label: f32,
    is_stacked: bool,
    has_full_label: bool,
    names_visitor: bool,
}

impl Drawing<'_> {
    pub(super) fn band_ui(&self, ui: &Ui) {
        let band = self.model.band(self.now);
        let Some((latest, earlier)) = band.split_first() else {
            self.quiet_band_ui(ui);
            return;
        };
        let kind = self.plan.hero_type;
        let hero = Setting {
            rect: self.place(self.plan.hero),
            number: kind.number,
            label: kind.label,
            is_stacked: kind.is_stacked,
            has_full_label: kind.has_full_label,
            names_visitor: true,
        };
        live(&self.call_ui(ui, latest, &hero, 0));
        for (at, (announced, rect)) in earlier.iter().zip(&self.plan.earlier).enumerate() {
            let number = self.plan.earlier_type;
            let setting = Setting {
                rect: self.place(*rect),
                number,
                label: number,
                is_stacked: false,
                has_full_label: false,
                names_visitor: false,
            };
            self.call_ui(ui, announced, &setting, at + 1);
        }
    }

    fn call_ui(
        &self,
        ui: &Ui,
        announced: &Announced,
        setting: &Setting,
        at: usize,
    ) -> egui::Response {
        let call = announced.call;
        let names = &self.model.facts().names;
        let full = words::table(call.table, names);
        let number = call.ticket.number().to_string();
        let visitor = self.model.label(call.ticket).filter(|_| setting.names_visitor);

        let said = format!("{number} to {full}");
        let response = name_ui(ui, setting.rect, ("call", at), &said);

        let palette = &self.theme.palette;
        let (fill, ink, quiet) = if announced.is_calling(self.now.run) {
            let (fill, ink) = self.calling_inks(call);
            (fill, ink, ink)
        } else {
            (palette.surface, palette.text, palette.quiet)
        };
        let painter = ui.painter();
        painter.rect_filled(setting.rect, self.corner(), fill);

        let label = if setting.has_full_label || names.contains_key(&call.table) {
            words::in_visual_order(&full).into_owned()
        } else {
            call.table.to_string()
        };
        let side = self.plan.gap * if setting.has_full_label { 2.0 } else { 1.0 };
        let mut inner = setting.rect.shrink2(vec2(side, self.plan.gap * 0.5));
        if let Some(visitor) = visitor {
            let height = self.plan.status_type * 1.1;
            let line = inner.with_min_y(inner.bottom() - height - self.plan.gap);
            inner.max.y = line.top();
            let fit = Fit { size: height / 1.1, weight: Weight::Strong };
            let visitor = words::in_visual_order(visitor);
            paint_text(ui, line, Align2::LEFT_CENTER, &visitor, fit, quiet);
        }
        let heavy = Fit { size: setting.number, weight: Weight::Heavy };
        let strong = Fit { size: setting.label, weight: Weight::Strong };
        if setting.is_stacked {
            let share = setting.number / (setting.number + setting.label * 1.15);
            let (upper, lower) = inner.split_top_bottom_at_fraction(share);
            paint_text(ui, upper, Align2::LEFT_CENTER, &number, heavy, ink);
            let head = lower.with_max_x(lower.left() + setting.label * 0.9);
            paint_arrow(painter, head, setting.label, quiet);
            let rest = lower.with_min_x(head.right() + setting.label * 0.3);
            paint_text(ui, rest, Align2::LEFT_CENTER, &label, strong, ink);
            return response;
        }
        let number_width = setting.number * 1.9;
        let stub = inner.with_max_x(inner.left() + number_width);
        paint_text(ui, stub, Align2::LEFT_CENTER, &number, heavy, ink);
        let arrow = Rect::from_x_y_ranges(
            stub.right() + setting.number * 0.2..=stub.right() + setting.number * (ARROW - 0.2),
            inner.y_range(),
        );
        if setting.has_full_label {
            self.tear(painter, setting.rect, stub.right() + setting.number * 0.14, quiet, fill);
        }
        let head = arrow.with_min_x(arrow.left() + setting.number * 0.12);
        paint_arrow(painter, head, setting.number * 0.62, quiet);
        let rest = inner.with_min_x(arrow.right() + setting.number * 0.1);
        paint_text(ui, rest, Align2::LEFT_CENTER, &label, strong, ink);
        response
    }

    /// The line along which a ticket is torn: where the number ends and the way begins.
    fn tear(&self, painter: &Painter, rect: Rect, x: f32, ink: Ink, fill: Ink) {
        let notch = self.plan.gap * 0.75;
        for y in [rect.top(), rect.bottom()] {
            painter.circle_filled(pos2(x, y), notch, self.theme.palette.ground);
        }
        let width = (self.plan.gap * 0.18).max(1.0);
        let dash = self.plan.gap * 0.5;
        let line = [pos2(x, rect.top() + notch * 1.8), pos2(x, rect.bottom() - notch * 1.8)];
        let stroke = Stroke::new(width, app_kit::theme::mix(ink, fill, 0.5));
        painter.extend(Shape::dashed_line(&line, stroke, dash, dash));
    }

    /// Nobody is called: whose desk this is, and what to do.
    fn quiet_band_ui(&self, ui: &Ui) {
        let mut rect = self.place(self.plan.hero);
        for earlier in &self.plan.earlier {
            rect = rect.union(self.place(*earlier));
        }
        let palette = &self.theme.palette;
        let organisation = words::in_visual_order(&self.model.facts().organisation);
        let title = if organisation.is_empty() { "Welcome" } else { &organisation };
        let advice = "Your number is shown here when it is your turn.";
        name_ui(ui, rect, ("call", "none"), &format!("{title}. {advice}"));
        let inner = rect.shrink2(vec2(self.plan.gap, self.plan.gap));
        let (upper, lower) = inner.split_top_bottom_at_fraction(0.62);
        let size = (rect.height() * 0.4).min(self.plan.hero_type.number);
        let heavy = Fit { size, weight: Weight::Heavy };
        paint_text(ui, upper, Align2::LEFT_CENTER, title, heavy, palette.text);
        let plain = Fit {
            size: (rect.height() * 0.17).max(self.plan.status_type),
            weight: Weight::Regular,
        };
        paint_text(ui, lower, Align2::LEFT_CENTER, advice, plain, palette.quiet);
    }
}

/// An arrow to the right across a place, as thick as the letters beside it.
fn paint_arrow(painter: &Painter, rect: Rect, size: f32, ink: Ink) {
    let stroke = Stroke::new(size * 0.13, ink);
    let (left, right) = (rect.left(), rect.right());
    let y = rect.center().y;
    let head = size * 0.3;
    painter.line_segment([pos2(left, y), pos2(right - size * 0.06, y)], stroke);
    let points: Vec<Pos2> =
        vec![pos2(right - head, y - head), pos2(right, y), pos2(right - head, y + head)];
    painter.line(points, stroke);
}
