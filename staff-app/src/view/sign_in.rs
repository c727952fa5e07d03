//! Who are you, and where is your server.

use app_kit::address::ServerAddress;
use app_kit::discovery::Servers;
use app_kit::link::Dialect;
use app_kit::text::{Common, Language};
use app_kit::theme::Theme;
use app_kit::widgets::{self, Button};
use egui::{Key, Ui};
use lucide_icons::Icon;

use super::{ViewState, parts};
use crate::model::{Action, Ask, Drafts, Model, Setting, SignInDraft};
use crate::words::{PageSay, Say};

/// How wide the card is, in steps of the grid.
const WIDTH: f32 = 96.0;

/// How high the list of servers may become, in rows: the cut one says that there are more.
const MOST_ROWS: f32 = 4.6;

/// How high it is at least, in rows.
const LEAST_ROWS: f32 = 2.6;

pub(super) fn page_ui(
    ui: &mut Ui,
    model: &Model,
    drafts: &mut Drafts,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let languages = state.languages.clone();
    let mut chosen = None;
    let contents = |ui: &mut Ui, theme: Theme| {
        fields_ui(ui, theme, model, drafts, state, actions);
    };
    card_ui(ui, model, contents, |ui| chosen = languages_ui(ui, model, &languages));
    actions.extend(chosen.map(|tag| Action::Set(Setting::Language(tag))));
}

fn fields_ui(
    ui: &mut Ui,
    theme: Theme,
    model: &Model,
    drafts: &mut Drafts,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let speech = model.speech;
    let organisation = &model.mirror.facts.organisation;
    let title = if organisation.is_empty() { "Walkup" } else { organisation };
    parts::title_ui(ui, title, 3);
    parts::quiet_ui(ui, &speech.say(Say::SignInToYourDesk));
    ui.add_space(theme.space(4.0));

    let draft = &mut drafts.sign_in;
    let asks_token = model.dialect == Dialect::Classic && model.sign_in_problem.is_some()
        || !draft.token.is_empty();
    // A server that was used before is a name and not a field, unless it does not answer.
    let asks_server = draft.changes_server || draft.is_looking || model.settings.server.is_empty();
    let mut server = None;
    if asks_server {
        let label = speech.say(Say::FieldServer);
        server = Some(parts::field_ui(ui, &label, &mut draft.server, "", false));
        let mut chosen = found_ui(ui, model, &state.servers, draft);
        // Nobody's password goes where others can read it unless somebody says so.
        if let Some(plain) = chosen.take_if(|address| address.may_be_read()) {
            state.plain = Some(plain);
            state.focus_first = true;
        }
        if let Some(plain) = state.plain.take() {
            match plain_ui(ui, model, &plain, state) {
                Some(true) => chosen = Some(plain),
                Some(false) => state.focus_first = true,
                None => state.plain = Some(plain),
            }
        }
        chosen = desks_ui(ui, model, draft).or(chosen);
        if let Some(address) = chosen {
            draft.server = address.short();
            state.focus_first = true;
            actions.push(Action::LookAt(draft.server.clone()));
        }
        if server.as_ref().is_some_and(egui::Response::lost_focus) {
            actions.push(Action::LookAt(draft.server.clone()));
        }
    } else {
        ui.horizontal_wrapped(|ui| {
            parts::quiet_ui(ui, &speech.say(Say::ServerIs { server: &draft.server }));
            let change = speech.say(Say::ChangeServer);
            if ui.add(Button::new(&change).quiet()).clicked() {
                draft.changes_server = true;
                state.focus_first = true;
                actions.push(Action::LookForDesks);
            }
        });
    }
    let user = parts::field_ui(ui, &speech.say(Say::FieldUser), &mut draft.user, "", false);
    let label = speech.say(Say::FieldPassword);
    let password = parts::field_ui(ui, &label, &mut draft.password, "", !draft.shows_password);
    let mut shows = draft.shows_password;
    let show = speech.say(Say::ShowPassword);
    // Its box stands below the edge of the fields, and only what lights up reaches out.
    let (_, row) = ui.allocate_space(egui::vec2(ui.available_width(), theme.row));
    let row = row.expand2(egui::vec2(theme.space(3.0), 0.0));
    let mut row = ui.new_child(egui::UiBuilder::new().max_rect(row).layout(parts::leading(ui)));
    if parts::toggle_ui(&mut row, &show, &mut shows).clicked() {
        draft.shows_password = shows;
    }
    let token = asks_token
        .then(|| parts::field_ui(ui, &speech.say(Say::FieldToken), &mut draft.token, "", true));

    if state.focus_first && state.plain.is_none() {
        // Where it helps: the first thing that is missing or was wrong.
        let wants = match &server {
            Some(server) if draft.server.trim().is_empty() || draft.changes_server => server,
            _ if draft.user.trim().is_empty() => &user,
            _ => token.as_ref().unwrap_or(&password),
        };
        state.focus_first_on(wants);
    }
    let fields = [server.as_ref(), Some(&user), Some(&password), token.as_ref()];
    let entered = fields.into_iter().flatten().any(egui::Response::lost_focus)
        && ui.input(|input| input.key_pressed(Key::Enter));

    ui.add_space(theme.space(1.0));
    if let Some(problem) = &model.sign_in_problem {
        parts::problem_ui(ui, problem);
    }
    certificate_ui(ui, model, actions);
    ui.add_space(theme.space(3.0));
    let say = if model.is_signing_in { Say::SigningIn } else { Say::SignIn };
    let text = speech.say(say);
    let button = Button::new(&text)
        .primary()
        .icon(if parts::is_mirrored(ui) { Icon::ArrowLeft } else { Icon::ArrowRight })
        .pending(model.is_signing_in)
        .width(ui.available_width());
    if (ui.add(button).clicked() || entered) && !model.is_signing_in {
        actions.push(Action::SignIn);
    }
    if model.mirror.wants_set_up && !model.is_signing_in {
        let text = speech.say(PageSay::SetUpTitle);
        let set_up = Button::new(&text).quiet().width(ui.available_width());
        if ui.add(set_up).clicked() {
            actions.push(Action::Page(Ask::SetUpAfterAll));
        }
    }
    if model.is_signing_in {
        let text = speech.say(Say::StopSigningIn);
        let stop = Button::new(&text).quiet().width(ui.available_width());
        if ui.add(stop).clicked() {
            actions.push(Action::StopSigningIn);
        }
    }
}

/// The languages, each by its own name; the tag of one that was chosen.
pub(super) fn languages_ui(
    ui: &mut Ui,
    model: &Model,
    languages: &[&'static Language],
) -> Option<String> {
    let mut chosen = None;
    ui.horizontal_wrapped(|ui| {
        for language in languages {
            let is_chosen = language.tag() == model.speech.tag();
            let name = language.name();
            if ui.add(Button::new(&name).quiet().chosen(is_chosen)).clicked() && !is_chosen {
                chosen = Some(language.tag().to_owned());
            }
        }
    });
    chosen
}

/// The servers that announce themselves, where none was used before.
fn found_ui(
    ui: &mut Ui,
    model: &Model,
    servers: &Servers,
    draft: &SignInDraft,
) -> Option<ServerAddress> {
    let is_known = !model.settings.server.is_empty();
    // What stands there while one is looked at stays, so that nothing moves.
    if is_known && servers.is_empty() && !draft.is_looking {
        return None;
    }
    let theme = Theme::of(ui.ctx());
    ui.add_space(theme.space(1.0));
    if servers.is_empty() {
        parts::quiet_ui(ui, &model.speech.say(Say::NoneFound));
        return None;
    }
    parts::quiet_ui(ui, &model.speech.say(Say::FoundServers));
    let rows = servers.iter().map(|found| {
        let address = found.address.short();
        let mut tail = format!("· {address}");
        if found.address.may_be_read() {
            tail = format!("{tail} · {}", model.speech.say(Common::AskPlainMark));
        }
        let is_chosen = draft.server == address;
        Row { name: &found.name, tail, icon: Icon::Server, is_chosen, means: &found.address }
    });
    list_ui(ui, "found", rows).cloned()
}

/// The desks of the server that is typed, where there are several.
fn desks_ui(ui: &mut Ui, model: &Model, draft: &SignInDraft) -> Option<ServerAddress> {
    let desks = draft.desks.as_ref()?;
    let theme = Theme::of(ui.ctx());
    ui.add_space(theme.space(1.0));
    parts::quiet_ui(ui, &model.speech.say(Common::AskWhichDesk));
    let typed = draft.server.parse::<ServerAddress>();
    let rows = desks.each().map(|(desk, address)| {
        let name = desk.name.as_str();
        let (name, tail) = match desk.title.as_str() {
            "" => (name, String::new()),
            title => (title, format!("· {name}")),
        };
        let is_chosen = typed.as_ref() == Ok(&address);
        Row { name, tail, icon: Icon::ConciergeBell, is_chosen, means: address }
    });
    list_ui(ui, "desks", rows)
}

/// What can be chosen in a list.
struct Row<'a, T> {
    name: &'a str,
    tail: String,
    icon: Icon,
    is_chosen: bool,
    means: T,
}

/// A list that scrolls where it is long; what was chosen.
fn list_ui<'a, T>(ui: &mut Ui, salt: &str, rows: impl Iterator<Item = Row<'a, T>>) -> Option<T> {
    let theme = Theme::of(ui.ctx());
    let mut chosen = None;
    // However many there are, the fields below stay where one finds them.
    let free = ui.ctx().content_rect().height() - theme.space(120.0);
    let most = free.clamp(LEAST_ROWS * theme.row, MOST_ROWS * theme.row);
    let scroll = egui::ScrollArea::vertical().id_salt(salt);
    let scroll = scroll.max_height(most).min_scrolled_height(most);
    let mut has_come = false;
    let list = scroll.show(ui, |ui| {
        for row in rows {
            let width = ui.available_width();
            let button = Button::new(row.name).tail(&row.tail).icon(row.icon);
            let response = ui.add(button.width(width).within(width).chosen(row.is_chosen));
            has_come |= response.gained_focus();
            if response.clicked() {
                chosen = Some(row.means);
            }
        }
    });
    if has_come {
        // The list shows which one has the keyboard; the card has to show the list.
        ui.scroll_to_rect(list.inner_rect, None);
    }
    chosen
}

/// Says what a server without encryption means, and asks whether it is meant so.
fn plain_ui(
    ui: &mut Ui,
    model: &Model,
    plain: &ServerAddress,
    state: &mut ViewState,
) -> Option<bool> {
    let theme = Theme::of(ui.ctx());
    let speech = model.speech;
    ui.add_space(theme.space(1.0));
    parts::problem_ui(ui, &speech.say(Common::AskPlain { server: &plain.short() }));
    let answers = ui.horizontal_wrapped(|ui| {
        let (go_on, back) = (speech.say(Common::AskPlainUse), speech.say(Common::AskBack));
        let go_on = ui.add(Button::new(&go_on).icon(Icon::LockOpen));
        let back = ui.add(Button::new(&back).quiet());
        // What is safe has the keyboard.
        state.focus_first_on(&back);
        (go_on.clicked(), back.clicked())
    });
    match answers.inner {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

/// A sign-in that is being taken up again.
pub(super) fn returning_ui(ui: &mut Ui, model: &Model, actions: &mut Vec<Action>) {
    let speech = model.speech;
    let contents = |ui: &mut Ui, theme: Theme| {
        parts::title_ui(ui, "Walkup", 3);
        let words = model.link_words().unwrap_or_else(|| speech.say(Say::TakingUpSignIn));
        parts::quiet_ui(ui, &words);
        parts::quiet_ui(ui, &speech.say(Say::ServerIs { server: &model.settings.server }));
        certificate_ui(ui, model, actions);
        ui.add_space(theme.space(4.0));
        let width = ui.available_width();
        let text = speech.say(Say::TryNow);
        if ui.add(Button::new(&text).icon(Icon::RefreshCw).width(width)).clicked() {
            actions.push(Action::RetryNow);
        }
        let text = speech.say(Say::SignInAnew);
        if ui.add(Button::new(&text).quiet().width(width)).clicked() {
            actions.push(Action::StopSigningIn);
        }
    };
    card_ui(ui, model, contents, |_| {});
}

/// A certificate that a person has to judge.
fn certificate_ui(ui: &mut Ui, model: &Model, actions: &mut Vec<Action>) {
    let Some((shown, has_changed)) = model.certificate_in_doubt() else { return };
    let theme = Theme::of(ui.ctx());
    let speech = model.speech;
    let strong = app_kit::theme::Weight::Strong;
    ui.add_space(theme.space(2.0));
    parts::text_ui(ui, &speech.say(Say::CertificateHeading), -1, strong);
    ui.label(theme.text(shown.to_string(), -1, app_kit::theme::Weight::Regular));
    parts::quiet_ui(ui, &speech.say(Say::CertificateHow));
    ui.add_space(theme.space(1.0));
    let width = ui.available_width();
    if has_changed {
        let text = speech.say(Say::CertificateForget);
        if ui.add(Button::new(&text).quiet().width(width).within(width)).clicked() {
            actions.push(Action::ForgetCertificate);
        }
    } else {
        let text = speech.say(Say::CertificateSame);
        let trust = Button::new(&text).icon(Icon::ShieldCheck).width(width).within(width);
        if ui.add(trust).clicked() {
            actions.push(Action::TrustCertificate);
        }
    }
}

/// Draws a card in the middle of the window, and something below it.
pub(super) fn card_ui(
    ui: &mut Ui,
    model: &Model,
    contents: impl FnOnce(&mut Ui, Theme),
    below: impl FnOnce(&mut Ui),
) {
    let theme = Theme::of(ui.ctx());
    let width = theme.space(WIDTH).min(ui.available_width() - theme.space(8.0));
    let top = ((ui.available_height() - theme.space(130.0)) * 0.3)
        .clamp(theme.space(2.0), theme.space(36.0));
    // Large text in a small window: what has no room is scrolled to.
    egui::ScrollArea::vertical().id_salt("card").auto_shrink(false).show(ui, |ui| {
        ui.vertical_centered(|ui| {
            ui.add_space(top);
            let layout = egui::Layout::top_down(egui::Align::Min);
            ui.allocate_ui_with_layout(egui::vec2(width, 0.0), layout, |ui| {
                widgets::card(ui, |ui| {
                    ui.set_width(width - theme.space(8.0));
                    parts::in_reading_order(ui, model, |ui| contents(ui, theme));
                });
            });
            ui.allocate_ui_with_layout(egui::vec2(width, 0.0), layout, |ui| {
                // As many names as can stand on one line.
                ui.spacing_mut().item_spacing.x = 0.0;
                parts::in_reading_order(ui, model, below);
            });
        });
    });
}
