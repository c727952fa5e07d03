//! Which table is yours today.

use app_kit::theme::{CLEAR, Theme, Weight};
use app_kit::widgets::{Button, Mark, paint_mark};
use app_kit::words;
use egui::accesskit::Role;
use egui::{Align2, Frame, Rect, Sense, StrokeKind, Ui, Vec2, WidgetInfo};
use lucide_icons::Icon;

use super::{banners_ui, sign_in};
use crate::model::{Act, Asked, Model, Seat};

pub(super) fn show_ui(ui: &mut Ui, model: &Model, acts: &mut Vec<Act>) {
    let theme = Theme::of(ui.ctx());
    banners_ui(ui, model, acts);
    Frame::new().inner_margin(theme.margins(10.0, 8.0)).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.vertical(|ui| {
                let who = model.mirror.me.as_ref().map(|me| me.name.as_str());
                let title = match who {
                    Some(name) => format!("Good to see you, {name}"),
                    None => "Choose your table".to_owned(),
                };
                ui.label(theme.text(title, 3, Weight::Strong));
                ui.label(theme.quiet("Where do you sit? Choose a table to begin."));
            });
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Min), |ui| {
                if ui.add(Button::new("Sign out").quiet().icon(Icon::Power)).clicked() {
                    acts.push(Act::SignOut);
                }
            });
        });
        if let Some(problem) = &model.picker_problem {
            ui.add_space(theme.space(2.0));
            sign_in::problem_ui(ui, problem);
        }
        ui.add_space(theme.space(6.0));
        egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let gap = theme.space(3.0);
            let least = theme.space(54.0);
            let across = ((ui.available_width() + gap) / (least + gap)).floor().max(1.0);
            let width = (ui.available_width() + gap) / across - gap;
            ui.spacing_mut().item_spacing = Vec2::splat(gap);
            let seats = model.seats();
            for row in seats.chunks(across as usize) {
                ui.horizontal(|ui| {
                    for seat in row {
                        if seat_ui(ui, model, seat, width) {
                            acts.push(Act::Pick(seat.table));
                        }
                    }
                });
            }
        });
    });
}

/// A table to sit down at; whether it was chosen.
fn seat_ui(ui: &mut Ui, model: &Model, seat: &Seat<'_>, width: f32) -> bool {
    let theme = Theme::of(ui.ctx());
    let palette = &theme.palette;
    let name = words::table(seat.table, &model.mirror.facts.names);
    let is_taken = seat.name.is_some() || seat.is_taken;
    let is_pending = model.is_asked(|asked| *asked == Asked::Pick(seat.table));
    let state = match (seat.name, is_taken, is_pending) {
        (_, _, true) => "sitting down…".to_owned(),
        (Some(who), _, _) => who.to_owned(),
        (None, true, _) => "taken".to_owned(),
        (None, false, _) => "nobody there".to_owned(),
    };
    let is_on = model.is_live() && !is_taken && !is_pending;
    let size = Vec2::new(width, theme.space(22.0));
    {
        let sense = if is_on { Sense::click() } else { Sense::hover() };
        let (rect, response) = ui.allocate_exact_size(size, sense);
        response
            .widget_info(|| WidgetInfo::labeled(Role::Button, is_on, format!("{name}, {state}")));
        let painter = ui.painter();
        let (fill, line) = if !is_on {
            (CLEAR, theme.hairline())
        } else if response.hovered() {
            (palette.raised, theme.line())
        } else {
            (palette.surface, theme.line())
        };
        painter.rect(rect, theme.corners(), fill, line, StrokeKind::Inside);
        if response.has_focus() {
            painter.rect_stroke(
                rect.expand(2.0),
                theme.corners(),
                theme.focus_ring(),
                StrokeKind::Outside,
            );
        }
        let inner = rect.shrink(theme.space(4.0));
        let ink = if is_taken { palette.quiet } else { palette.text };
        painter.text(
            inner.left_top(),
            Align2::LEFT_TOP,
            words::in_visual_order(&name),
            theme.font(2, Weight::Strong),
            ink,
        );
        let side = theme.base * 0.8;
        let mark =
            Rect::from_min_size(inner.left_bottom() - Vec2::new(0.0, side), Vec2::splat(side));
        let shape = if is_taken { Mark::Serving } else { Mark::Free };
        paint_mark(painter, &theme, mark, shape);
        painter.with_clip_rect(rect).text(
            mark.right_center() + Vec2::new(theme.space(2.0), 0.0),
            Align2::LEFT_CENTER,
            words::in_visual_order(&state),
            theme.font(0, Weight::Regular),
            palette.quiet,
        );
        response.clicked()
    }
}
