//! A visitor who is queued by staff.

use app_kit::theme::{Theme, Weight};
use app_kit::widgets::Button;
use egui::Ui;

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
    let entered = name.is_submitted || email.is_submitted && !draft.name.is_empty();
    if email.is_submitted && draft.name.is_empty() {
        // On to what is missing.
        name.response.request_focus();
        actions.push(Action::LookUpName);
    }
    let (button, away) = (speech.say(Say::QueueButton), speech.say(Say::NotNow));
    if parts::confirm_ui(ui, model, (&button, &away), actions) || entered && model.is_live() {
        actions.push(Action::Submit);
    }
}

fn reasons_ui(ui: &mut Ui, model: &Model, draft: &mut VisitorDraft) {
    let theme = Theme::of(ui.ctx());
    let reasons = &model.mirror.reasons.0;
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
