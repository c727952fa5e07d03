//! The other tables, what they serve, and what was left behind.

use app_kit::theme::{Theme, Weight};
use app_kit::widgets::{self, Button, Mark, mark_ui};
use app_kit::words;
use egui::{Align, Layout, Ui};
use shared::mirror::Held;

use super::heading_ui;
use crate::model::{Act, Model, Seat, SheetKind};

pub(super) fn show_ui(ui: &mut Ui, model: &Model, acts: &mut Vec<Act>) {
    let theme = Theme::of(ui.ctx());
    let scroll = egui::ScrollArea::vertical().id_salt("tables").auto_shrink(false);
    scroll.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = theme.space(1.0);
        let left = model.left_behind();
        if !left.is_empty() {
            heading_ui(ui, "Left behind");
            ui.label(theme.quiet("Their owner sits at no table."));
            for held in left {
                left_ui(ui, model, held, acts);
            }
            ui.add_space(theme.space(4.0));
        }
        heading_ui(ui, "Tables");
        ui.add_space(theme.space(1.0));
        for seat in model.seats() {
            seat_ui(ui, model, &seat, acts);
            widgets::parting_line_ui(ui);
        }
    });
}

fn seat_ui(ui: &mut Ui, model: &Model, seat: &Seat<'_>, acts: &mut Vec<Act>) {
    let theme = Theme::of(ui.ctx());
    let name = words::table(seat.table, &model.mirror.facts.names);
    let (mark, state) = match (seat.name, seat.serves.is_empty()) {
        (None, _) => (Mark::Offline, "offline"),
        (Some(_), true) => (Mark::Free, "free"),
        (Some(_), false) => (Mark::Serving, "serving"),
    };
    let line = theme.size(0) * 1.6;
    let row = |ui: &mut Ui,
               height: f32,
               left: &mut dyn FnMut(&mut Ui),
               right: &mut dyn FnMut(&mut Ui)| {
        let size = egui::vec2(ui.available_width(), height);
        ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
            left(ui);
            ui.with_layout(Layout::right_to_left(Align::Center), right);
        });
    };
    row(
        ui,
        line,
        &mut |ui| {
            mark_ui(ui, mark);
            let weight = if seat.name.is_some() { Weight::Strong } else { Weight::Regular };
            widgets::written_ui(ui, &name, |text| theme.text(text, 0, weight));
        },
        &mut |ui| {
            ui.label(theme.quiet(state));
        },
    );
    let Some(who) = seat.name else { return };
    let who = if seat.is_mine { "you" } else { who };
    let is_freeable = !seat.is_mine && model.dialect == app_kit::link::Dialect::Extended;
    row(
        ui,
        if is_freeable { theme.row } else { line },
        &mut |ui| {
            ui.add_space(theme.base * 0.9 + ui.spacing().item_spacing.x);
            widgets::written_ui(ui, who, |text| theme.quiet(text));
        },
        &mut |ui| {
            if is_freeable {
                let button = Button::new("Free…").quiet().named(format!("Free {name}"));
                let tip = "Take the table from somebody who left it";
                if ui.add_enabled(model.is_live(), button).on_hover_text(tip).clicked() {
                    acts.push(Act::Open(SheetKind::Free(seat.table)));
                }
            }
        },
    );
    for held in &seat.serves {
        row(
            ui,
            line,
            &mut |ui| {
                ui.add_space(theme.base * 0.9 + ui.spacing().item_spacing.x);
                ui.label(theme.text(held.ticket.number().to_string(), 1, Weight::Strong));
            },
            &mut |ui| {
                if let Some(claimed) = held.about.claimed {
                    let timer = words::timer(model.now().ms - claimed);
                    ui.label(theme.text(timer, 0, Weight::Regular));
                }
            },
        );
    }
}

fn left_ui(ui: &mut Ui, model: &Model, held: &Held, acts: &mut Vec<Act>) {
    let theme = Theme::of(ui.ctx());
    let ticket = &held.ticket;
    let owner = ticket.staff.as_deref().unwrap_or_default();
    ui.horizontal(|ui| {
        ui.label(theme.text(ticket.number().to_string(), 1, Weight::Strong));
        widgets::written_ui(ui, owner, |text| theme.quiet(text));
    });
    let button = Button::new("Return to queue")
        .named(format!("Return {} to the queue", ticket.number()))
        .pending(model.is_pending(ticket.id))
        .width(ui.available_width());
    if ui.add_enabled(model.is_live(), button).clicked() {
        acts.push(Act::Release(ticket.id));
    }
}
