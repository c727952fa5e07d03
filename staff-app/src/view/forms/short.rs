//! The forms of commands that ask one thing: a text, a table, or whether it is meant.

use app_kit::theme::Theme;
use app_kit::widgets::Button;
use egui::Ui;

use crate::commands::{Command, Part, Subject};
use crate::model::{Action, Model};
use crate::view::{ViewState, parts};
use crate::words::Say;

/// The one text that a command needs.
pub(super) fn text_ui(
    ui: &mut Ui,
    model: &Model,
    draft: &mut crate::model::TextDraft,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(ui.ctx());
    let words = |part| model.words_about(draft.command, part, draft.of);
    parts::title_ui(ui, &words(Part::Title), 2);
    parts::quiet_ui(ui, &words(Part::Why));
    ui.add_space(theme.space(2.0));
    let (label, button) = (words(Part::Field), words(Part::Button));
    let text = parts::FreeText { rows: 3, ..parts::FreeText::named(&label) };
    let shown = parts::free_text_ui(ui, &mut draft.text, text);
    state.focus_first_on(&shown.response);
    if let Some(problem) = &draft.problem {
        ui.add_space(theme.space(1.0));
        parts::problem_ui(ui, problem);
    }
    let away = model.speech.say(Say::NotNow);
    if parts::confirm_ui(ui, model, (&button, &away), actions)
        || shown.is_submitted && model.is_live()
    {
        actions.push(Action::Submit);
    }
}

/// Whether a command is really meant.
pub(super) fn confirm_ui(
    ui: &mut Ui,
    model: &Model,
    command: Command,
    of: Subject,
    actions: &mut Vec<Action>,
) {
    let words = |part| model.words_about(command, part, of);
    parts::title_ui(ui, &words(Part::Title), 2);
    parts::quiet_ui(ui, &words(Part::Why));
    let away = model.speech.say(Say::NotNow);
    if parts::confirm_ui(ui, model, (&words(Part::Button), &away), actions) {
        actions.push(Action::Submit);
    }
}

/// Which table a command is about: those at which somebody else sits.
pub(super) fn table_ui(
    ui: &mut Ui,
    model: &Model,
    command: Command,
    of: Subject,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(ui.ctx());
    let speech = model.speech;
    let words = |part| model.words_about(command, part, of);
    parts::title_ui(ui, &words(Part::Title), 2);
    let seats = model.seats();
    let others: Vec<_> = seats.iter().filter(|seat| !seat.is_mine && seat.name.is_some()).collect();
    if others.is_empty() {
        parts::quiet_ui(ui, &speech.say(Say::NobodyElsewhere));
    } else {
        parts::quiet_ui(ui, &words(Part::Why));
        ui.add_space(theme.space(2.0));
    }
    for seat in others {
        let table = model.table_name(seat.table);
        let busy = match seat.serves.as_slice() {
            [] => speech.say(Say::TableFree),
            [one] => {
                let number = one.label();
                speech.say(Say::ServingOne { number: &number })
            }
            many => {
                let count = u64::try_from(many.len()).unwrap_or(u64::MAX);
                speech.say(Say::ServingMany { count })
            }
        };
        let text = format!("{} · {table} · {busy}", seat.name.unwrap_or_default());
        let width = ui.available_width();
        let button = Button::new(&text).width(width).within(width).named(&text);
        let response = ui.add_enabled(model.is_live(), button);
        state.focus_first_on(&response);
        if response.clicked() {
            actions.push(Action::SubmitTable(seat.table));
        }
    }
    parts::away_ui(ui, &speech.say(Say::NotNow), actions);
}

/// Which kiosk prints: those that can, the one that made the ticket first.
pub(super) fn kiosk_ui(
    ui: &mut Ui,
    model: &Model,
    command: Command,
    of: Subject,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(ui.ctx());
    let words = |part| model.words_about(command, part, of);
    parts::title_ui(ui, &words(Part::Title), 2);
    parts::quiet_ui(ui, &words(Part::Why));
    ui.add_space(theme.space(2.0));
    let held = of.ticket().and_then(|ticket| model.mirror.tickets.get(&ticket));
    let made_it = held.and_then(|held| held.about.kiosk.as_deref());
    let mut able: Vec<_> = model.mirror.printers.able().collect();
    able.sort_by_key(|printer| Some(printer.kiosk.as_str()) != made_it);
    for printer in able {
        let is_maker = Some(printer.kiosk.as_str()) == made_it;
        let text = if is_maker {
            format!("{} · {}", printer.kiosk, model.speech.say(Say::MadeHere))
        } else {
            printer.kiosk.clone()
        };
        let width = ui.available_width();
        let button = Button::new(&text).width(width).within(width).named(&text);
        let response = ui.add_enabled(model.is_live(), button);
        state.focus_first_on(&response);
        if response.clicked() {
            actions.push(Action::SubmitKiosk(printer.kiosk.clone()));
        }
    }
    parts::away_ui(ui, &model.speech.say(Say::NotNow), actions);
}
