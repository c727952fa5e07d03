//! What ended a moment ago, and the way back.

use app_kit::theme::{Theme, Weight};
use app_kit::widgets::{self, Button};
use egui::Ui;
use shared::mirror::Held;
use shared::ticket::Outcome;

use super::parts;
use crate::commands::{Command, Part, Subject};
use crate::model::{Action, Model};
use crate::words::Say;

pub(super) fn part_ui(ui: &mut Ui, model: &Model, actions: &mut Vec<Action>) {
    let theme = Theme::of(ui.ctx());
    widgets::parting_line_ui(ui);
    ui.add_space(theme.space(1.0));
    parts::heading_ui(ui, &model.speech.say(Say::EndedHeading));
    let ended = &model.mirror.ended;
    if ended.is_empty() {
        parts::quiet_ui(ui, &model.speech.say(Say::NothingEnded));
        return;
    }
    let scroll = egui::ScrollArea::vertical().id_salt("ended").auto_shrink(false);
    scroll.show_rows(ui, theme.row, ended.len(), |ui, range| {
        parts::in_reading_order(ui, model, |ui| {
            for held in ended.iter().rev().skip(range.start).take(range.len()) {
                row_ui(ui, model, held, actions);
            }
        });
    });
}

fn row_ui(ui: &mut Ui, model: &Model, held: &Held, actions: &mut Vec<Action>) {
    let theme = Theme::of(ui.ctx());
    let ticket = &held.ticket;
    let when = ticket.end.map(|end| model.speech.ago(model.now().ms - end.as_second() * 1000));
    let when = when.as_deref().unwrap_or_default();
    let how = model.speech.say(match held.about.outcome {
        Some(Outcome::Completed) => Say::EndedCompleted { when },
        Some(Outcome::Cancelled) => Say::EndedCancelled { when },
        Some(Outcome::NoShow) => Say::EndedNoShow { when },
        Some(Outcome::Left) => Say::EndedLeft { when },
        Some(Outcome::Expired) => Say::EndedExpired { when },
        None => Say::EndedOther { when },
    });
    let size = egui::vec2(ui.available_width(), theme.row);
    let (leading, trailing) = (parts::leading(ui), parts::trailing(ui));
    ui.allocate_ui_with_layout(size, leading, |ui| {
        ui.label(theme.text(held.label(), 0, Weight::Strong));
        ui.with_layout(trailing, |ui| {
            if model.may_reopen(held) {
                let text = model.words(Command::Reopen, Part::Text);
                let number = held.label();
                let name = model.speech.say(Say::OfTicket { text: &text, number: &number });
                let icon = Command::Reopen.row().icon;
                let button = Button::new(&text).icon(icon).quiet().named(name);
                let button = button.pending(model.is_pending(ticket.id));
                let response = ui.add_enabled(model.is_live(), button);
                if response.on_hover_text(parts::tip(model, Command::Reopen)).clicked() {
                    actions.push(Action::Do(Command::Reopen, Subject::Ticket(ticket.id)));
                }
            }
            parts::quiet_ui(ui, &how);
            ui.with_layout(leading, |ui| {
                parts::name_ui(ui, model.visitor_of(held), Weight::Regular);
            });
        });
    });
}
