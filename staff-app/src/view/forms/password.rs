//! My own password.

use app_kit::theme::Theme;
use egui::{Key, Ui};

use crate::model::{Action, Model, PASSWORD_CHARS, PasswordDraft};
use crate::view::{ViewState, parts};
use crate::words::Say;

pub(super) fn form_ui(
    ui: &mut Ui,
    model: &Model,
    draft: &mut PasswordDraft,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(ui.ctx());
    let speech = model.speech;
    let characters = u64::try_from(PASSWORD_CHARS).unwrap_or(u64::MAX);
    parts::title_ui(ui, &speech.say(Say::PasswordTitle), 2);
    parts::quiet_ui(ui, &speech.say(Say::PasswordWhy { characters }));
    let old = parts::field_ui(ui, &speech.say(Say::FieldOldPassword), &mut draft.old, "", true);
    state.focus_first_on(&old);
    parts::field_ui(ui, &speech.say(Say::FieldNewPassword), &mut draft.new, "", true);
    let label = speech.say(Say::FieldNewPasswordAgain);
    let again = parts::field_ui(ui, &label, &mut draft.again, "", true);
    let entered = again.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    ui.add_space(theme.space(1.0));
    if let Some(problem) = &draft.problem {
        parts::problem_ui(ui, problem);
    }
    let (button, away) = (speech.say(Say::ChangeIt), speech.say(Say::NotNow));
    if parts::confirm_ui(ui, model, (&button, &away), actions) || entered && model.is_live() {
        actions.push(Action::Submit);
    }
}
