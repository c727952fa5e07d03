//! A password of one's own in place of one that is good once; nothing else is reachable but the
//! way out.

use app_kit::theme::Theme;
use app_kit::widgets::Button;
use egui::{Key, Ui};
use lucide_icons::Icon;

use super::{ViewState, parts, sign_in};
use crate::commands::{Command, Part, Subject};
use crate::model::pages::Asked;
use crate::model::{Action, Ask, Drafts, Model, PASSWORD_CHARS};
use crate::words::{PageSay, Say};

pub(super) fn page_ui(
    ui: &mut Ui,
    model: &Model,
    drafts: &mut Drafts,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let draft = &mut drafts.pages.own_password;
    let speech = model.speech;
    let contents = |ui: &mut Ui, theme: Theme| {
        parts::title_ui(ui, &speech.say(PageSay::OwnPasswordTitle), 2);
        parts::quiet_ui(ui, &speech.say(PageSay::OwnPasswordWhy));
        let is_secret = !draft.shows_password;
        let mut first = None;
        if !draft.is_old_known {
            let label = speech.say(PageSay::FieldOneTimePassword);
            first = Some(parts::field_ui(ui, &label, &mut draft.old, "", is_secret));
        }
        let label = speech.say(Say::FieldNewPassword);
        let new = parts::field_ui(ui, &label, &mut draft.new, "", is_secret);
        let characters = u64::try_from(PASSWORD_CHARS).unwrap_or(u64::MAX);
        parts::quiet_ui(ui, &speech.say(PageSay::PasswordHint { characters }));
        state.focus_first_on(first.as_ref().unwrap_or(&new));
        let show = speech.say(Say::ShowPassword);
        parts::toggle_ui(ui, &show, &mut draft.shows_password);
        if let Some(problem) = &model.pages.password_problem {
            parts::problem_ui(ui, problem);
        }
        if let Some(words) = model.link_words() {
            parts::problem_ui(ui, &words);
        }
        ui.add_space(theme.space(2.0));
        let entered = new.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let width = ui.available_width();
        let text = speech.say(PageSay::UseThisPassword);
        let is_pending = model.is_asked(|asked| *asked == Asked::OwnPassword);
        let button = Button::new(&text).primary().icon(Icon::KeyRound).pending(is_pending);
        let button = button.width(width).within(width);
        if ui.add_enabled(model.is_live(), button).clicked() || entered {
            actions.push(Action::Page(Ask::ChooseOwnPassword));
        }
        let text = model.words(Command::SignOut, Part::Text);
        if ui.add(Button::new(&text).quiet().width(width).within(width)).clicked() {
            actions.push(Action::Do(Command::SignOut, Subject::Desk));
        }
    };
    sign_in::card_ui(ui, model, contents, |_| {});
}
