//! A table: which, and what it does, by word, shape and colour.

use app_kit::theme::Weight;
use app_kit::widgets::{Mark, paint_mark};
use egui::{Align2, Pos2, Rect, Stroke, StrokeKind, Ui, Vec2, vec2};
use shared::ids::{TableNo, TicketId};

use super::Drawing;
use super::text::Fit;
use crate::layout::SIDES;
use crate::model::{Call, Doing};
use crate::words::Phrase;

impl Drawing<'_> {
    pub(super) fn cells_ui(&self, ui: &Ui) {
        for (table, rect) in self.model.on_page(self.now).iter().zip(&self.plan.cells) {
            self.cell_ui(ui, *table, self.place(*rect));
        }
    }

    fn cell_ui(&self, ui: &Ui, table: TableNo, rect: Rect) {
        let doing = self.model.doing(table, self.now);
        let names = &self.model.facts().names;
        let speech = self.speech;
        let full = speech.table(table, names);
        let label = |ticket: TicketId| self.model.number(ticket);
        let (ticket, mark) = match doing {
            Doing::Closed => (None, Mark::Offline),
            Doing::Free => (None, Mark::Free),
            Doing::Serving(ticket) => (Some(ticket), Mark::Serving),
            Doing::Calling(ticket) => (Some(ticket), Mark::Calling),
        };
        let number = ticket.map(label).unwrap_or_default();
        let state = speech.say(match doing {
            Doing::Closed => Phrase::Closed,
            Doing::Free => Phrase::Free,
            Doing::Serving(_) => Phrase::Serving { number: &number },
            Doing::Calling(_) => Phrase::Calling { number: &number },
        });
        let said = speech.say(Phrase::Table { table: &full, state: &state });
        let shown = if ticket.is_some() { number } else { state };
        let placed = rect;
        let rect = self.flip(placed);
        super::name_ui(ui, rect, ("table", table.0), &said);

        let palette = &self.theme.palette;
        let mut mark_theme = self.theme;
        let (ink, quiet) = match doing {
            Doing::Closed => {
                let line = Stroke::new((self.plan.gap * 0.14).max(1.0), palette.hairline);
                ui.painter().rect_stroke(rect, self.corner(), line, StrokeKind::Inside);
                (palette.quiet, palette.quiet)
            }
            Doing::Free | Doing::Serving(_) => {
                ui.painter().rect_filled(rect, self.corner(), palette.surface);
                if palette.line_width > 1.0 {
                    // Where surfaces do not stand out from the ground, lines part them.
                    let line = Stroke::new(palette.line_width, palette.line);
                    ui.painter().rect_stroke(rect, self.corner(), line, StrokeKind::Inside);
                }
                let is_free = doing == Doing::Free;
                (if is_free { palette.quiet } else { palette.text }, palette.quiet)
            }
            Doing::Calling(ticket) => {
                let (fill, ink) = self.calling_inks(Call { ticket, table });
                ui.painter().rect_filled(rect, self.corner(), fill);
                mark_theme.palette.accent = ink;
                (ink, ink)
            }
        };

        let kind = self.plan.cell_type;
        let label = if kind.has_full_label || names.contains_key(&table) {
            full.to_string()
        } else {
            table.to_string()
        };
        let label_fit = Fit { size: kind.label, weight: Weight::Strong };
        let shown_fit = match ticket {
            Some(_) => Fit { size: kind.number, weight: Weight::Heavy },
            None => Fit { size: kind.word, weight: Weight::Regular },
        };
        let square = |center: Pos2, side: f32| Rect::from_center_size(center, Vec2::splat(side));
        if kind.is_stacked {
            let inner = placed.shrink2(vec2(self.plan.gap * SIDES, self.plan.gap));
            let visitor = ticket.and_then(|ticket| self.model.label(ticket));
            let head = Rect::from_min_size(inner.min, vec2(inner.width(), kind.label * 1.05));
            let side = kind.label * 0.62;
            let at = square(head.right_center() - vec2(side / 2.0, 0.0), side);
            paint_mark(ui.painter(), &mark_theme, self.flip(at), mark);
            let room = head.with_max_x(at.left() - kind.label * 0.25);
            self.text_ui(ui, room, Align2::LEFT_CENTER, &label, label_fit, quiet);
            let mut below = inner.with_min_y(head.bottom());
            if let Some(visitor) = visitor {
                let size = (kind.number * 0.28).max(self.plan.status_type).min(kind.label);
                let line = below.with_min_y(below.bottom() - size * 1.15);
                below.max.y = line.top();
                let fit = Fit { size, weight: Weight::Regular };

                self.text_ui(ui, line, Align2::LEFT_CENTER, visitor, fit, quiet);
            }
            // Numbers stand on one line across the row, whatever else a cell says.
            let below = below.with_min_y(below.bottom() - kind.number * 0.95);
            self.text_ui(ui, below, Align2::LEFT_CENTER, &shown, shown_fit, ink);
        } else {
            let inner = placed.shrink2(vec2(self.plan.gap * SIDES, 0.0));
            let side = kind.number * 0.6;
            let at = square(inner.left_center() + vec2(side / 2.0, 0.0), side);
            paint_mark(ui.painter(), &mark_theme, self.flip(at), mark);
            let room = inner.with_min_x(at.right() + kind.number * 0.3);
            self.text_ui(ui, room, Align2::LEFT_CENTER, &label, label_fit, quiet);
            let right = inner.with_min_x(inner.right() - kind.number * (self.plan.number + 0.154));
            self.text_ui(ui, right, Align2::RIGHT_CENTER, &shown, shown_fit, ink);
        }
    }
}
