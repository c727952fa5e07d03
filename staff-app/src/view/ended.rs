//! What ended a moment ago, and the way back.

use app_kit::theme::{Theme, Weight};
use app_kit::widgets::{self, Button};
use app_kit::words;
use egui::{Align, Layout, Ui};
use lucide_icons::Icon;
use shared::mirror::Held;
use shared::ticket::Outcome;

use super::heading_ui;
use crate::model::{Act, Model};

pub(super) fn show_ui(ui: &mut Ui, model: &Model, acts: &mut Vec<Act>) {
    let theme = Theme::of(ui.ctx());
    widgets::parting_line_ui(ui);
    ui.add_space(theme.space(1.0));
    heading_ui(ui, "Recently ended");
    let ended = &model.mirror.ended;
    if ended.is_empty() {
        ui.label(theme.quiet("Nothing has ended yet."));
        return;
    }
    let scroll = egui::ScrollArea::vertical().id_salt("ended").auto_shrink(false);
    scroll.show_rows(ui, theme.row, ended.len(), |ui, range| {
        for held in ended.iter().rev().skip(range.start).take(range.len()) {
            row_ui(ui, model, held, acts);
        }
    });
}

fn row_ui(ui: &mut Ui, model: &Model, held: &Held, acts: &mut Vec<Act>) {
    let theme = Theme::of(ui.ctx());
    let ticket = &held.ticket;
    let how = match held.about.outcome {
        Some(Outcome::Completed) => "completed",
        Some(Outcome::Cancelled) => "cancelled",
        Some(Outcome::NoShow) => "did not come",
        Some(Outcome::Left) => "left",
        Some(Outcome::Expired) => "expired",
        None => "ended",
    };
    let when = ticket.end.map(|end| words::ago(model.now().ms - end.as_second() * 1000));
    let size = egui::vec2(ui.available_width(), theme.row);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.label(theme.text(ticket.number().to_string(), 0, Weight::Strong));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if model.may_reopen(held) {
                let name = format!("Reopen {}", ticket.number());
                let button = Button::new("Reopen").icon(Icon::Undo2).quiet().named(name);
                let is_pending = model.is_pending(ticket.id);
                let is_on = model.is_live();
                if ui.add_enabled(is_on, button.pending(is_pending)).clicked() {
                    acts.push(Act::Reopen(ticket.id));
                }
            }
            ui.label(theme.quiet(format!("{how} {}", when.unwrap_or_default())));
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                widgets::written_ui(ui, &ticket.name, |text| theme.text(text, 0, Weight::Regular));
            });
        });
    });
}
