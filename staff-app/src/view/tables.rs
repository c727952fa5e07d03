//! The other tables, what they serve, and what was left behind.

use app_kit::theme::{Theme, Weight};
use app_kit::widgets::{self, Button, Mark, mark_ui};
use egui::Ui;
use shared::mirror::Held;

use super::parts;
use crate::commands::{Command, Part, Subject};
use crate::model::{Action, Model, Seat};
use crate::words::Say;

pub(super) fn column_ui(ui: &mut Ui, model: &Model, actions: &mut Vec<Action>) {
    let theme = Theme::of(ui.ctx());
    let scroll = egui::ScrollArea::vertical().id_salt("tables").auto_shrink(false);
    scroll.show(ui, |ui| {
        parts::in_reading_order(ui, model, |ui| {
            ui.spacing_mut().item_spacing.y = theme.space(1.0);
            let left = model.left_behind();
            if !left.is_empty() {
                parts::heading_ui(ui, &model.speech.say(Say::LeftBehind));
                parts::quiet_ui(ui, &model.speech.say(Say::LeftBehindWhy));
                for held in left {
                    left_behind_ui(ui, model, held, actions);
                }
                ui.add_space(theme.space(4.0));
            }
            parts::heading_ui(ui, &model.speech.say(Say::TablesHeading));
            ui.add_space(theme.space(1.0));
            for seat in model.seats() {
                seat_ui(ui, model, &seat, actions);
                widgets::parting_line_ui(ui);
            }
        });
    });
}

/// A line with something at both sides.
fn line_ui(ui: &mut Ui, height: f32, first: impl FnOnce(&mut Ui), last: impl FnOnce(&mut Ui)) {
    let size = egui::vec2(ui.available_width(), height);
    let (leading, trailing) = (parts::leading(ui), parts::trailing(ui));
    // What stands at the end is never cut, so it is drawn first.
    ui.allocate_ui_with_layout(size, trailing, |ui| {
        last(ui);
        ui.with_layout(leading, first);
    });
}

/// How a table stands: its mark and the word beside it.
pub(super) fn state_of(seat: &Seat<'_>) -> (Mark, Say<'static>) {
    match (seat.name, seat.serves.is_empty()) {
        (None, _) => (Mark::Offline, Say::TableClosed),
        (Some(_), true) => (Mark::Free, Say::TableFree),
        (Some(_), false) => (Mark::Serving, Say::TableServing),
    }
}

fn seat_ui(ui: &mut Ui, model: &Model, seat: &Seat<'_>, actions: &mut Vec<Action>) {
    let theme = Theme::of(ui.ctx());
    let speech = model.speech;
    let name = model.table_name(seat.table);
    let (mark, state) = state_of(seat);
    let line = theme.size(0) * 1.6;
    line_ui(
        ui,
        line,
        |ui| {
            mark_ui(ui, mark);
            let weight = if seat.name.is_some() { Weight::Strong } else { Weight::Regular };
            parts::name_ui(ui, &name, weight);
        },
        |ui| {
            parts::quiet_ui(ui, &speech.say(state));
        },
    );
    let Some(who) = seat.name else { return };
    let you = speech.say(Say::You);
    let who = if seat.is_mine { &you } else { who };
    let can_unseat = !seat.is_mine && model.is_offered(Command::Unseat);
    let indent = theme.base * 0.9 + ui.spacing().item_spacing.x;
    line_ui(
        ui,
        if can_unseat { theme.row } else { line },
        |ui| {
            ui.add_space(indent);
            parts::quiet_name_ui(ui, who);
        },
        |ui| {
            if can_unseat {
                let text = model.words(Command::Unseat, Part::Text);
                let of = Subject::Table(seat.table);
                let label = model.speech.say(Say::OfTable { text: &text, table: &name });
                let button = Button::new(&text).quiet().named(label);
                let response = ui.add_enabled(model.is_live(), button);
                if response.on_hover_text(parts::tip(model, Command::Unseat)).clicked() {
                    actions.push(Action::Do(Command::Unseat, of));
                }
            }
        },
    );
    for held in &seat.serves {
        line_ui(
            ui,
            line,
            |ui| {
                ui.add_space(indent);
                ui.label(theme.text(held.label(), 1, Weight::Strong));
            },
            |ui| {
                if let Some(claimed) = held.about.claimed {
                    let length = speech.length(model.now().ms - claimed);
                    parts::text_ui(ui, &length, 0, Weight::Regular);
                }
            },
        );
    }
}

fn left_behind_ui(ui: &mut Ui, model: &Model, held: &Held, actions: &mut Vec<Action>) {
    let theme = Theme::of(ui.ctx());
    let ticket = &held.ticket;
    let number = held.label();
    ui.horizontal(|ui| {
        ui.label(theme.text(&number, 1, Weight::Strong));
        let owner = ticket.staff.as_deref().unwrap_or_default();
        parts::quiet_name_ui(ui, owner);
    });
    let text = model.speech.say(Say::ReturnToQueue);
    let name = model.speech.say(Say::OfTicket { text: &text, number: &number });
    let button = Button::new(&text)
        .named(name)
        .pending(model.is_pending(ticket.id))
        .width(ui.available_width());
    if ui.add_enabled(model.is_live(), button).clicked() {
        actions.push(Action::Do(Command::Release, Subject::Ticket(ticket.id)));
    }
}
