//! A visitor who is queued by staff.

use app_kit::theme::{Theme, Weight};
use app_kit::widgets::Button;
use egui::Ui;
use shared::service::IdentityKind;

use crate::model::{Action, Model, VisitorDraft};
use crate::view::{ViewState, parts};
use crate::words::Say;

pub(super) fn form_ui(
    ui: &mut Ui,
    model: &Model,
    draft: &mut VisitorDraft,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(ui.ctx());
    let speech = model.speech;
    parts::title_ui(ui, &speech.say(Say::VisitorTitle), 2);
    parts::quiet_ui(ui, &speech.say(Say::VisitorWhy));
    // What the server was asked with stands until it has answered.
    let is_on = !draft.is_unsettled;
    services_ui(ui, model, draft);
    let identity = model.identity_of_draft(draft);
    let entered = match identity.kind {
        IdentityKind::Email => address_ui(ui, model, draft, is_on, state, actions),
        IdentityKind::Name => {
            let label = speech.say(Say::FieldName);
            one_ui(ui, &mut draft.name, &label, is_on, state)
        }
        IdentityKind::Phone => {
            let label = speech.say(Say::FieldPhone);
            one_ui(ui, &mut draft.contact, &label, is_on, state)
        }
        IdentityKind::Number => {
            let own = model.speech.pick(&identity.text).map(str::to_owned);
            let label = own.unwrap_or_else(|| speech.say(Say::FieldNumber));
            one_ui(ui, &mut draft.contact, &label, is_on, state)
        }
        IdentityKind::None => {
            parts::quiet_ui(ui, &speech.say(Say::NothingIsAsked));
            false
        }
    };
    reasons_ui(ui, model, draft);
    ui.add_space(theme.space(1.0));
    if let Some(problem) = &draft.problem {
        parts::problem_ui(ui, problem);
    }
    if let Some(ticket) = draft.waits_already {
        let number = model.label(ticket);
        parts::text_ui(ui, &speech.say(Say::WaitsAlready { number: &number }), 0, Weight::Strong);
        ui.add_space(theme.space(2.0));
        ui.horizontal_wrapped(|ui| {
            if ui.add(Button::new(&speech.say(Say::FormDone)).primary()).clicked() {
                actions.push(Action::CloseForm);
            }
            let text = speech.say(Say::AnotherTicket);
            let another = Button::new(&text).pending(model.awaits_answer);
            if ui.add_enabled(model.is_live(), another).clicked() {
                actions.push(Action::QueueAgain);
            }
        });
        return;
    }
    let (button, away) = (speech.say(Say::QueueButton), speech.say(Say::NotNow));
    if parts::confirm_ui(ui, model, (&button, &away), actions) || entered && model.is_live() {
        actions.push(Action::Submit);
    }
}

/// The services that take tickets, where there is more than one.
fn services_ui(ui: &mut Ui, model: &Model, draft: &mut VisitorDraft) {
    let theme = Theme::of(ui.ctx());
    let offers = &model.mirror.facts.services.0;
    if offers.len() < 2 {
        return;
    }
    let chosen = model.service_of_draft(draft).map(|service| service.id.clone());
    ui.add_space(theme.space(1.0));
    ui.add_enabled_ui(!draft.is_unsettled, |ui| {
        ui.horizontal_wrapped(|ui| {
            for service in offers.iter().map(|offer| &offer.service).filter(|it| it.open) {
                let text = model.service_words(service);
                let is_chosen = chosen.as_ref() == Some(&service.id);
                if ui.add(Button::new(text).chosen(is_chosen)).clicked() {
                    draft.service = Some(service.id.clone());
                    draft.problem = None;
                }
            }
        });
    });
}

/// The address and the name; whether Enter was pressed where nothing is missing.
fn address_ui(
    ui: &mut Ui,
    model: &Model,
    draft: &mut VisitorDraft,
    is_on: bool,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) -> bool {
    let speech = model.speech;
    let label = speech.say(Say::FieldEmail);
    let text =
        parts::FreeText { example: "name@example.com", is_on, ..parts::FreeText::named(&label) };
    let email = parts::free_text_ui(ui, &mut draft.email, text);
    state.focus_first_on(&email.response);
    if email.response.lost_focus() {
        actions.push(Action::LookUpName);
    }
    let label = speech.say(Say::FieldName);
    let text = parts::FreeText { is_on, ..parts::FreeText::named(&label) };
    let name = parts::free_text_ui(ui, &mut draft.name, text);
    if email.is_submitted && draft.name.is_empty() {
        // On to what is missing.
        name.response.request_focus();
        actions.push(Action::LookUpName);
    }
    name.is_submitted || email.is_submitted && !draft.name.is_empty()
}

/// The one thing that a service asks for; whether Enter was pressed in it.
fn one_ui(
    ui: &mut Ui,
    field: &mut app_kit::field::Field,
    label: &str,
    is_on: bool,
    state: &mut ViewState,
) -> bool {
    let text = parts::FreeText { is_on, ..parts::FreeText::named(label) };
    let shown = parts::free_text_ui(ui, field, text);
    state.focus_first_on(&shown.response);
    shown.is_submitted
}

fn reasons_ui(ui: &mut Ui, model: &Model, draft: &mut VisitorDraft) {
    let theme = Theme::of(ui.ctx());
    let service = model.service_of_draft(draft);
    let asks = |id: &str| service.is_none_or(|service| service.asks_for(id));
    let reasons = model.mirror.reasons.0.iter().filter(|reason| asks(&reason.id));
    let reasons: Vec<_> = reasons.collect();
    if reasons.is_empty() {
        return;
    }
    ui.add_space(theme.space(1.0));
    parts::text_ui(ui, &model.speech.say(Say::ReasonHeading), -1, Weight::Strong);
    ui.add_enabled_ui(!draft.is_unsettled, |ui| {
        ui.horizontal_wrapped(|ui| {
            for reason in reasons {
                let is_chosen = draft.reason.as_ref() == Some(&reason.id);
                let text = model.words_of_reason(reason);
                if ui.add(Button::new(text).chosen(is_chosen)).clicked() {
                    draft.reason = (!is_chosen).then(|| reason.id.clone());
                }
            }
        });
    });
}
