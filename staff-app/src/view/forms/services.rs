//! Which service a command is about, and which of them I take.

use app_kit::theme::Theme;
use app_kit::widgets::Button;
use egui::{Key, Modifiers, Ui};
use lucide_icons::Icon;
use shared::service::Offer;

use super::{ViewState, parts};
use crate::commands::{Command, Part, Subject};
use crate::model::{Action, Model};
use crate::words::Say;

/// The services with the digit that each has here, from 1 on; those after the ninth have none.
fn digits(offers: &[Offer]) -> impl Iterator<Item = (&Offer, Option<(Key, String)>)> {
    const DIGITS: [Key; 9] = [
        Key::Num1,
        Key::Num2,
        Key::Num3,
        Key::Num4,
        Key::Num5,
        Key::Num6,
        Key::Num7,
        Key::Num8,
        Key::Num9,
    ];
    let keys = DIGITS.into_iter().zip(1..).map(|(key, digit)| Some((key, digit.to_string())));
    offers.iter().zip(keys.chain(std::iter::repeat(None)))
}

/// Whether the digit of a service was pressed.
fn is_pressed(ui: &Ui, digit: Option<&(Key, String)>) -> bool {
    digit.is_some_and(|(key, _)| {
        ui.input_mut(|input| {
            // A held key switches once.
            let is_repeat = input.events.iter().any(|event| {
                matches!(event, egui::Event::Key { key: held, repeat: true, .. } if held == key)
            });
            input.consume_key(Modifiers::NONE, *key) && !is_repeat
        })
    })
}

/// The queue into which a visitor goes, each with how many wait there.
pub(super) fn choose_ui(
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
    parts::quiet_ui(ui, &words(Part::Why));
    ui.add_space(theme.space(2.0));
    let held = of.ticket().and_then(|ticket| model.mirror.tickets.get(&ticket));
    let here = held.and_then(|held| held.about.service.as_ref());
    for (offer, digit) in digits(&model.mirror.facts.services.0) {
        let service = &offer.service;
        if !service.open || Some(&service.id) == here {
            continue;
        }
        let count = speech.say(Say::Waiting { count: model.waiting_for(&service.id) });
        let text = format!("{} · {count}", model.service_words(service));
        let width = ui.available_width();
        let mut button = Button::new(&text).width(width).within(width).named(&text);
        if let Some((_, digit)) = &digit {
            button = button.key(digit);
        }
        let response = ui.add_enabled(model.is_live(), button);
        state.focus_first_on(&response);
        if response.clicked() || model.is_live() && is_pressed(ui, digit.as_ref()) {
            actions.push(Action::SubmitService(service.id.clone()));
        }
    }
    parts::away_ui(ui, &speech.say(Say::NotNow), actions);
}

/// A switch for each service that I can do.
pub(super) fn mine_ui(
    ui: &mut Ui,
    model: &Model,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(ui.ctx());
    let speech = model.speech;
    parts::title_ui(ui, &speech.say(Say::MyServices), 2);
    parts::quiet_ui(ui, &speech.say(Say::MyServicesWhy));
    ui.add_space(theme.space(2.0));
    for (offer, digit) in digits(&model.mirror.facts.services.0) {
        let service = &offer.service;
        let words = model.service_words(service);
        let can_serve = model.can_serve(&service.id);
        let takes = can_serve && model.takes(Some(&service.id));
        let state_words = speech.say(match (can_serve, takes) {
            (false, _) => Say::ServiceNotMine,
            (true, true) => Say::ServiceTaken,
            (true, false) => Say::ServiceNotTaken,
        });
        let text = format!("{words} · {state_words}");
        let width = ui.available_width();
        let mut button = Button::new(&text).width(width).within(width).named(&text);
        if takes {
            button = button.icon(Icon::Check);
        }
        if let (true, Some((_, digit))) = (can_serve, &digit) {
            button = button.key(digit);
        }
        let is_on = model.is_live() && can_serve;
        let response = ui.add_enabled(is_on, button);
        if can_serve {
            state.focus_first_on(&response);
        }
        if response.clicked() || is_on && is_pressed(ui, digit.as_ref()) {
            actions.push(Action::SwitchService(service.id.clone()));
        }
    }
    parts::away_ui(ui, &speech.say(Say::FormDone), actions);
}
