//! My visitors: the one that the keys act on in full, the others as lines to choose from.

use app_kit::theme::{Theme, Weight};
use app_kit::widgets::{self, Button};
use app_kit::words;
use egui::{Align, Layout, RichText, Ui};
use lucide_icons::Icon;
use shared::mirror::Held;
use shared::ticket::Source;

use super::{action_ui, desk, heading_ui};
use crate::action::Action;
use crate::model::{Act, Model};

pub(super) fn show_ui(ui: &mut Ui, model: &Model, acts: &mut Vec<Act>) {
    let theme = Theme::of(ui.ctx());
    let mine = model.mine();
    heading_ui(ui, "Now serving");
    ui.add_space(theme.space(1.0));
    egui::ScrollArea::vertical().id_salt("serving").auto_shrink(false).show(ui, |ui| {
        let Some(current) = model.current() else {
            desk::nothing_ui(
                ui,
                "Nobody yet",
                "Press N for the next visitor, or choose somebody from the queue.",
            );
            return;
        };
        card_ui(ui, model, current, acts);
        for held in mine.iter().filter(|held| held.ticket.id != current.ticket.id) {
            line_ui(ui, model, held, acts);
        }
    });
}

fn card_ui(ui: &mut Ui, model: &Model, held: &Held, acts: &mut Vec<Act>) {
    let theme = Theme::of(ui.ctx());
    let palette = theme.palette;
    let ticket = &held.ticket;
    // Large text in a small window: what is pressed comes before what is only read.
    let is_small = ui.available_height() < 400.0;
    widgets::card(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            let number = ticket.number().to_string();
            let steps = if is_small { 4 } else { 6 };
            widgets::number_ui(ui, &number, steps, palette.text);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.vertical(|ui| {
                    let right = Layout::top_down(Align::Max);
                    ui.with_layout(right, |ui| {
                        let claimed = held.about.claimed;
                        if let Some(claimed) = claimed {
                            let timer = words::timer(model.now().ms - claimed);
                            ui.label(theme.text(timer, 2, Weight::Strong));
                            let wait = claimed - ticket.start.as_second() * 1000;
                            let calls = held.about.calls.unwrap_or(1);
                            let called = if calls > 1 {
                                format!("called {calls} times")
                            } else {
                                format!("waited {}", words::length(wait))
                            };
                            ui.label(theme.quiet(called));
                        } else {
                            let wait = model.wait_ms(held);
                            ui.label(theme.quiet(format!("here for {}", words::length(wait))));
                        }
                    });
                });
            });
        });
        widgets::written_ui(ui, &ticket.name, |text| theme.text(text, 2, Weight::Strong));
        if is_small {
            buttons_ui(ui, model, held, acts);
        }
        widgets::written_ui(ui, &ticket.email, |text| theme.quiet(text));
        if let Some(reason) = model.reason_words(held) {
            ui.label(theme.text(format!("Reason: {reason}"), 0, Weight::Regular));
        }
        if held.about.source == Some(Source::Staff) {
            ui.label(theme.quiet("Queued by staff"));
        }
        if let Some(note) = &held.about.note {
            ui.horizontal_wrapped(|ui| {
                let icon = Icon::StickyNote.unicode().to_string();
                ui.label(RichText::new(icon).color(palette.quiet));
                ui.label(theme.text(words::in_visual_order(note), 0, Weight::Regular));
            });
        }
        if !is_small {
            ui.add_space(theme.space(3.0));
            buttons_ui(ui, model, held, acts);
        }
    });
}

/// What can be done with my visitor.
fn buttons_ui(ui: &mut Ui, model: &Model, held: &Held, acts: &mut Vec<Act>) {
    let theme = Theme::of(ui.ctx());
    let is_pending = model.is_pending(held.ticket.id);
    let gap = ui.spacing().item_spacing.x;
    let half = (ui.available_width() - gap) / 2.0;
    let mut press = |ui: &mut Ui, action: Action, width: f32| {
        if !action.is_offered(model) {
            return;
        }
        let response = ui
            .add_enabled_ui(!is_pending, |ui| {
                action_ui(ui, model, action, |button| button.width(width))
            })
            .inner;
        if response.clicked() {
            acts.extend(action.act(model, chrono::NaiveDate::default()));
        }
    };
    press(ui, Action::Complete, ui.available_width());
    for pair in [
        [Action::Recall, Action::NoShow],
        [Action::Transfer, Action::Release],
        [Action::Note, Action::Cancel],
    ] {
        ui.horizontal(|ui| {
            for action in pair {
                press(ui, action, half);
            }
        });
    }
    if is_pending {
        ui.label(theme.quiet("Waiting for the server…"));
    }
}

/// Another visitor of mine: pressed, the keys act on this one.
fn line_ui(ui: &mut Ui, model: &Model, held: &Held, acts: &mut Vec<Act>) {
    let ticket = &held.ticket;
    let timer = held.about.claimed.map(|claimed| words::timer(model.now().ms - claimed));
    let text = format!(
        "{}   {}   {}",
        ticket.number(),
        words::in_visual_order(&ticket.name),
        timer.unwrap_or_default()
    );
    let name = format!("Turn to {}, {}", ticket.number(), ticket.name);
    let button = Button::new(&text).width(ui.available_width()).named(name);
    if ui.add(button).on_hover_text("The keys then act on this visitor").clicked() {
        acts.push(Act::Current(ticket.id));
    }
}
