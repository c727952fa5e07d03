//! The calls: the latest as a large ticket torn between number and table, earlier ones smaller.

use app_kit::theme::{Ink, Weight, mix};
use egui::{Align2, Painter, Pos2, Rect, Shape, Stroke, Ui, pos2, vec2};

use super::text::{Fit, paint_block};
use super::{Drawing, live};
use crate::layout::{ARROW, SHORT_ARROW};
use crate::model::Announced;
use crate::words::Phrase;

/// How a call is set in its place.
struct Setting {
    rect: Rect,
    number: f32,
    label: f32,
    is_stacked: bool,
    has_full_label: bool,
    is_hero: bool,
}

impl Drawing<'_> {
    pub(super) fn band_ui(&self, ui: &Ui) {
        let band = self.model.band(self.now);
        let Some((latest, earlier)) = band.split_first() else {
            self.quiet_band_ui(ui);
            return;
        };
        // A call alone has the whole band.
        let (place, kind) = if earlier.is_empty() {
            (self.plan.lone, self.plan.lone_type)
        } else {
            (self.plan.hero, self.plan.hero_type)
        };
        let hero = Setting {
            rect: self.place(place),
            number: kind.number,
            label: kind.label,
            is_stacked: kind.is_stacked,
            has_full_label: kind.has_full_label,
            is_hero: true,
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
                is_hero: false,
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
        let full = self.speech.table(call.table, names);
        let number = self.model.number(call.ticket);
        let visitor = self.model.label(call.ticket).filter(|_| setting.is_hero);

        let said = self.speech.say(Phrase::Call { number: &number, table: &full });
        let response = self.name_ui(ui, setting.rect, ("call", at), &said);

        let palette = &self.theme.palette;
        let (fill, ink, quiet) = match (announced.is_calling(self.now.run), at) {
            (true, 0) => {
                let (fill, ink) = self.calling_inks(call);
                (fill, ink, ink)
            }
            // One thing at a time is loud.
            (true, _) => (palette.accent_tint, palette.accent, palette.accent),
            (false, _) => (palette.surface, palette.text, palette.quiet),
        };
        let painter = ui.painter();
        painter.rect_filled(self.flip(setting.rect), self.corner(), fill);

        let label = if setting.has_full_label || names.contains_key(&call.table) {
            full.to_string()
        } else {
            call.table.to_string()
        };
        let side = self.plan.gap * if setting.is_hero { 2.0 } else { 1.0 };
        let mut inner = setting.rect.shrink2(vec2(side, self.plan.gap * 0.5));
        // The visitor's name stands on the part of the ticket that says where to go, so that the
        // line along which it is torn never runs through it.
        let name = |visitor_from: f32, inner: &mut Rect| {
            let Some(visitor) = visitor else { return };
            let height = self.plan.status_type * 1.1;
            let line = inner.with_min_y(inner.bottom() - height - self.plan.gap);
            let fit = Fit { size: height / 1.1, weight: Weight::Strong };
            inner.max.y = line.top();
            let line = line.with_min_x(visitor_from);
            self.text_ui(ui, line, Align2::LEFT_CENTER, visitor, fit, quiet);
        };
        let heavy = Fit { size: setting.number, weight: Weight::Heavy };
        let strong = Fit { size: setting.label, weight: Weight::Strong };
        if setting.is_stacked {
            name(inner.left(), &mut inner);
            let share = setting.number / (setting.number + setting.label * 1.15);
            let (upper, lower) = inner.split_top_bottom_at_fraction(share);
            self.text_ui(ui, upper, Align2::LEFT_CENTER, &number, heavy, ink);
            let ends =
                [pos2(setting.rect.left(), lower.top()), pos2(setting.rect.right(), lower.top())];
            self.tear(painter, ends, quiet, fill);
            let head = lower.with_max_x(lower.left() + setting.label * 0.9);
            self.arrow(painter, head, setting.label, quiet);
            let rest = lower.with_min_x(head.right() + setting.label * 0.3);
            self.text_ui(ui, rest, Align2::LEFT_CENTER, &label, strong, ink);
            return response;
        }
        // The number, the line of the tear, the arrow, the table.
        let em = setting.number;
        let stub = inner.with_max_x(inner.left() + em * (self.plan.number + 0.004));
        self.text_ui(ui, stub, Align2::LEFT_CENTER, &number, heavy, ink);
        let (before, long) = if setting.is_hero {
            let x = stub.right() + em * 0.16;
            let ends = [pos2(x, setting.rect.top()), pos2(x, setting.rect.bottom())];
            self.tear(painter, ends, quiet, fill);
            (0.36, ARROW - 0.56)
        } else {
            (0.16, SHORT_ARROW - 0.36)
        };
        let from = stub.right() + em * before;
        let arrow = Rect::from_x_y_ranges(from..=from + em * long, inner.y_range());
        let mut rest = inner.with_min_x(arrow.right() + em * 0.2);
        name(arrow.left(), &mut rest);
        let arrow = Rect::from_x_y_ranges(arrow.x_range(), rest.y_range());
        self.arrow(painter, arrow, em * 0.6, quiet);
        self.text_ui(ui, rest, Align2::LEFT_CENTER, &label, strong, ink);
        response
    }

    /// The line along which a ticket is torn: where the number ends and the way begins.
    fn tear(&self, painter: &Painter, ends: [Pos2; 2], ink: Ink, fill: Ink) {
        let notch = self.plan.gap * 0.75;
        let ends = ends.map(|end| self.flip_at(end));
        for end in ends {
            painter.circle_filled(end, notch, self.theme.palette.ground);
        }
        let along = (ends[1] - ends[0]).normalized() * notch * 1.8;
        let width = (self.plan.gap * 0.18).max(1.0);
        let dash = self.plan.gap * 0.5;
        let stroke = Stroke::new(width, mix(ink, fill, 0.5));
        painter.extend(Shape::dashed_line(&[ends[0] + along, ends[1] - along], stroke, dash, dash));
    }

    /// Nobody is called: what to do.
    fn quiet_band_ui(&self, ui: &Ui) {
        let mut rect = self.place(self.plan.hero);
        for earlier in &self.plan.earlier {
            rect = rect.union(self.place(*earlier));
        }
        let palette = &self.theme.palette;
        let title = self.speech.say(Phrase::Welcome);
        let advice = self.speech.say(Phrase::Advice);
        let rect = self.flip(rect);
        super::name_ui(ui, rect, ("call", "none"), &format!("{title}. {advice}"));
        let inner = rect.shrink(self.plan.gap);
        let (upper, lower) = inner.split_top_bottom_at_fraction(0.55);
        let size = (upper.height() * 0.75).min(self.plan.hero_type.number);
        paint_block(ui, upper, &title, Fit { size, weight: Weight::Heavy }, palette.text);
        let size = (lower.height() * 0.42).max(self.plan.status_type);
        paint_block(ui, lower, &advice, Fit { size, weight: Weight::Regular }, palette.quiet);
    }

    /// An arrow onwards across a place, as thick as the letters beside it.
    fn arrow(&self, painter: &Painter, rect: Rect, size: f32, ink: Ink) {
        let stroke = Stroke::new(size * 0.13, ink);
        let (left, right) = (rect.left(), rect.right());
        let y = rect.center().y;
        let head = size * 0.3;
        let at = |x: f32, y: f32| self.flip_at(pos2(x, y));
        painter.line_segment([at(left, y), at(right - size * 0.06, y)], stroke);
        let points = vec![at(right - head, y - head), at(right, y), at(right - head, y + head)];
        painter.line(points, stroke);
    }
}
