//! A desk that has no account yet is set up.

use app_kit::field::Shown;
use app_kit::theme::Theme;
use app_kit::widgets::Button;
use egui::{Key, Response, Ui};
use lucide_icons::Icon;

use super::{ViewState, parts, sign_in};
use crate::model::pages::{Asked, SetUpDraft, SetUpField};
use crate::model::{Action, Ask, Drafts, Model, PASSWORD_CHARS, Setting};
use crate::words::{PageSay, Say};

/// The fields in the order in which Enter goes through them.
const ORDER: [SetUpField; 6] = [
    SetUpField::Organisation,
    SetUpField::Tables,
    SetUpField::Name,
    SetUpField::User,
    SetUpField::Password,
    SetUpField::Code,
];

pub(super) fn page_ui(
    ui: &mut Ui,
    model: &Model,
    drafts: &mut Drafts,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let languages = state.languages.clone();
    let mut chosen = None;
    let draft = &mut drafts.pages.set_up;
    let contents = |ui: &mut Ui, theme: Theme| {
        if model.pages.was_set_up {
            by_others_ui(ui, model, state, actions);
        } else {
            fields_ui(ui, theme, model, draft, state, actions);
        }
    };
    sign_in::card_ui(ui, model, contents, |ui| {
        chosen = sign_in::languages_ui(ui, model, &languages);
    });
    actions.extend(chosen.map(|tag| Action::Set(Setting::Language(tag))));
}

/// Somebody else was first.
fn by_others_ui(ui: &mut Ui, model: &Model, state: &mut ViewState, actions: &mut Vec<Action>) {
    let theme = Theme::of(ui.ctx());
    parts::title_ui(ui, &model.page_words(PageSay::SetUpByOthers), 2);
    parts::quiet_ui(ui, &model.page_words(PageSay::SetUpByOthersWhy));
    ui.add_space(theme.space(3.0));
    let width = ui.available_width();
    let text = model.speech.say(Say::SignIn);
    let response = ui.add(Button::new(&text).primary().width(width));
    state.focus_first_on(&response);
    if response.clicked() {
        actions.push(Action::Page(Ask::SignInInstead));
    }
}

fn fields_ui(
    ui: &mut Ui,
    theme: Theme,
    model: &Model,
    draft: &mut SetUpDraft,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let say = |say: PageSay<'_>| model.page_words(say);
    parts::title_ui(ui, &say(PageSay::SetUpTitle), 2);
    parts::quiet_ui(ui, &say(PageSay::SetUpWhy));
    if state.focus_first {
        state.focus_first = false;
        let problem = model.pages.set_up_problem.as_ref().map(|(field, _)| *field);
        state.set_up_field = problem.or(Some(SetUpField::Organisation));
    }
    if let (Some(count), false) = (model.mirror.facts.tables, draft.is_count_known) {
        draft.is_count_known = true;
        draft.tables.apply(&app_kit::field::Edit::rewritten(count.to_string()));
    }
    let mut entered: Option<SetUpField> = None;
    // What stood in the server's own data nobody need type, unless it is refused.
    let is_refused =
        |of: SetUpField| model.pages.set_up_problem.as_ref().is_some_and(|(at, _)| *at == of);
    let asks_for_code = !draft.is_code_known || is_refused(SetUpField::Code);
    let shown = if asks_for_code { &ORDER[..] } else { &ORDER[..ORDER.len() - 1] };
    for field in shown.iter().copied() {
        let (label, example) = match field {
            SetUpField::Organisation => {
                (say(PageSay::FieldOrganisation), say(PageSay::OrganisationHint))
            }
            SetUpField::Tables => (say(PageSay::FieldTableCount), say(PageSay::TablesCountFrom)),
            SetUpField::Name => (say(PageSay::FieldYourName), String::new()),
            SetUpField::User => (say(PageSay::FieldUserName), say(PageSay::UserNameHint)),
            SetUpField::Password => {
                let characters = u64::try_from(PASSWORD_CHARS).unwrap_or(u64::MAX);
                let hint = say(PageSay::PasswordHint { characters });
                (model.speech.say(Say::FieldPassword), hint)
            }
            SetUpField::Code => (say(PageSay::FieldSetUpCode), say(PageSay::SetUpCodeWhere)),
        };
        let text = parts::FreeText { example: &example, ..parts::FreeText::named(&label) };
        let response = match field {
            SetUpField::Password => {
                let is_secret = !draft.shows_password;
                let response = parts::field_ui(ui, &label, &mut draft.password, "", is_secret);
                parts::quiet_ui(ui, &example);
                let show = model.speech.say(Say::ShowPassword);
                parts::toggle_ui(ui, &show, &mut draft.shows_password);
                if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
                    entered = Some(field);
                }
                response
            }
            _ => {
                let typed = match field {
                    SetUpField::Tables => &mut draft.tables,
                    SetUpField::Name => &mut draft.name,
                    SetUpField::User => &mut draft.user,
                    SetUpField::Code => &mut draft.code,
                    SetUpField::Organisation | SetUpField::Password => &mut draft.organisation,
                };
                let Shown { response, is_submitted, .. } = parts::free_text_ui(ui, typed, text);
                if is_submitted {
                    entered = Some(field);
                }
                response
            }
        };
        give_keyboard(state, field, &response);
        if let Some((_, problem)) =
            model.pages.set_up_problem.as_ref().filter(|(of, _)| *of == field)
        {
            parts::problem_ui(ui, problem);
        }
    }
    // Enter goes on; at the last field it does what the form is for.
    let at = entered.and_then(|field| shown.iter().position(|known| *known == field));
    let next = at.and_then(|at| shown.get(at + 1)).copied();
    state.set_up_field = next.or(state.set_up_field);
    if let Some(words) = model.link_words() {
        parts::problem_ui(ui, &words);
    }
    ui.add_space(theme.space(3.0));
    let width = ui.available_width();
    let text = say(PageSay::SetUpButton);
    let is_pending = model.is_asked(|asked| *asked == Asked::SetUp);
    let button = Button::new(&text).primary().icon(Icon::Check).pending(is_pending);
    let pressed = ui.add_enabled(model.is_live(), button.width(width).within(width)).clicked();
    if pressed || entered.is_some() && entered == shown.last().copied() {
        actions.push(Action::Page(Ask::SetUp));
    }
    let text = say(PageSay::SignInInstead);
    if ui.add(Button::new(&text).quiet().width(width).within(width)).clicked() {
        actions.push(Action::Page(Ask::SignInInstead));
    }
}

/// Gives the keyboard to the field that wants it.
fn give_keyboard(state: &mut ViewState, field: SetUpField, response: &Response) {
    if state.set_up_field == Some(field) {
        if response.ctx.memory(|memory| memory.has_focus(response.id)) {
            state.set_up_field = None;
        } else {
            response.request_focus();
            response.scroll_to_me(None);
        }
    }
}
