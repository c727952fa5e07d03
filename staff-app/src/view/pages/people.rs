//! The accounts: a row each, the chosen one open in place.

use app_kit::text::paragraph::Paragraph;
use app_kit::theme::{Theme, Weight};
use app_kit::widgets::{self, Button, Mark, paint_mark};
use egui::accesskit::Role as Spoken;
use egui::{Align2, Id, Key, Rect, Response, Sense, StrokeKind, Ui, Vec2, WidgetInfo};
use lucide_icons::Icon;
use shared::person::{Account, Role};
use shared::service::ServiceId;
use shared::visitor::NAME_CHARS;

use super::super::{ViewState, parts};
use super::live_button_ui;
use crate::model::pages::{Asked, PersonDraft, Typed};
use crate::model::{Action, Ask, Model, PageDrafts};
use crate::words::PageSay;

pub(super) fn page_ui(
    ui: &mut Ui,
    model: &Model,
    drafts: &mut PageDrafts,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(ui.ctx());
    let people = &model.pages.people;
    if model.is_only_admin() {
        hint_ui(ui, &model.page_words(PageSay::OnlyAdmin));
    }
    if let (Some(problem), None, false) = (&people.problem, &people.open, drafts.person.is_new) {
        parts::problem_ui(ui, problem);
    }
    if !super::is_heard_ui(ui, model, people.list.is_some() || people.problem.is_some()) {
        return;
    }
    if model.is_admin() {
        if drafts.person.is_new {
            new_ui(ui, model, &mut drafts.person, state, actions);
        } else {
            let text = model.page_words(PageSay::AddPerson);
            if live_button_ui(ui, model, Button::new(&text).icon(Icon::UserPlus)) {
                state.focus_first = true;
                actions.push(Action::Page(Ask::NewPerson));
            }
        }
        ui.add_space(theme.space(2.0));
    }
    for account in people.list.iter().flatten() {
        let is_open = people.open.as_ref() == Some(&account.user);
        if row_ui(ui, model, account, is_open).clicked() {
            let user = (!is_open).then(|| account.user.clone());
            actions.push(Action::Page(Ask::OpenPerson(user)));
        }
        if is_open {
            open_ui(ui, model, account, &mut drafts.person, state, actions);
        }
    }
}

/// Something worth knowing, which stands until it is no longer so.
fn hint_ui(ui: &mut Ui, text: &str) {
    let theme = Theme::of(ui.ctx());
    let frame = egui::Frame::new()
        .fill(theme.palette.accent_tint)
        .corner_radius(theme.corners())
        .inner_margin(theme.margins(3.0, 2.0));
    frame.show(ui, |ui| {
        ui.take_available_width();
        parts::text_ui(ui, text, 0, Weight::Regular);
    });
    ui.add_space(theme.space(2.0));
}

/// What somebody may do, in one word.
fn role_word(model: &Model, role: Role) -> String {
    model.page_words(match role {
        Role::Staff => PageSay::RoleStaffShort,
        Role::Lead => PageSay::RoleLeadShort,
        Role::Admin => PageSay::RoleAdminShort,
    })
}

/// "ada · admin · last here 2 min ago"
fn about(model: &Model, account: &Account) -> String {
    let mut words = vec![account.user.clone(), role_word(model, account.role)];
    if !account.enabled {
        words.push(model.page_words(PageSay::AccountDisabled));
    }
    if account.one_time {
        words.push(model.page_words(PageSay::NotChosenYet));
    } else {
        words.push(match account.last {
            Some(at) => {
                let when = super::since_words(model, model.now().ms, at);
                model.page_words(PageSay::LastHere { when: &when })
            }
            None => model.page_words(PageSay::NeverHere),
        });
    }
    words.join(" · ")
}

/// A row of the list, which opens and closes when it is pressed.
fn row_ui(ui: &mut Ui, model: &Model, account: &Account, is_open: bool) -> Response {
    let theme = Theme::of(ui.ctx());
    let palette = &theme.palette;
    let size = Vec2::new(ui.available_width(), theme.row * 1.5);
    let (_, rect) = ui.allocate_space(size);
    let response = ui.interact(rect, Id::unique(("person", &account.user)), Sense::click());
    let is_me = model.is_me(&account.user);
    let name = if is_me {
        format!("{} · {}", account.name, model.page_words(PageSay::ThatIsYou))
    } else {
        account.name.clone()
    };
    let about = about(model, account);
    let spoken = format!("{name}, {about}");
    response.widget_info(|| WidgetInfo::selected(Spoken::Button, true, is_open, &spoken));
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    if response.hovered() || is_open {
        ui.painter().rect_filled(rect, theme.corners(), palette.raised);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, theme.corners(), theme.focus_ring(), StrokeKind::Inside);
    }
    let inner = rect.shrink2(Vec2::new(theme.space(2.0), theme.space(1.0)));
    let is_mirrored = parts::is_mirrored(ui);
    let side = theme.base * 0.8;
    let mark = Rect::from_center_size(
        egui::pos2(inner.left() + side / 2.0, inner.center().y),
        Vec2::splat(side),
    );
    let mark = parts::turned(mark, inner, is_mirrored);
    let sits = model.mirror.at.values().any(|name| *name == account.name);
    let shape = match (account.enabled, sits) {
        (false, _) => Mark::Offline,
        (true, true) => Mark::Serving,
        (true, false) => Mark::Free,
    };
    paint_mark(ui.painter(), &theme, mark, shape);
    let words = inner.with_min_x(inner.left() + side + theme.space(3.0));
    let middle = words.center().y;
    for (place, text, weight, ink) in [
        (words.with_max_y(middle), &name, Weight::Strong, palette.text),
        (words.with_min_y(middle), &about, Weight::Regular, palette.quiet),
    ] {
        let place = parts::turned(place, inner, is_mirrored);
        let line = Paragraph::new(text, theme.size(0), weight).one_line().down_to(0.75);
        line.paint(ui, place, Align2::LEFT_CENTER, ink);
    }
    response
}

/// What each role may do, one of them chosen.
fn roles_ui(ui: &mut Ui, model: &Model, chosen: Role, is_on: bool) -> Option<Role> {
    let mut wanted = None;
    parts::text_ui(ui, &model.page_words(PageSay::RoleHeading), -1, Weight::Strong);
    ui.horizontal_wrapped(|ui| {
        for (role, say) in [
            (Role::Staff, PageSay::RoleStaff),
            (Role::Lead, PageSay::RoleLead),
            (Role::Admin, PageSay::RoleAdmin),
        ] {
            let text = model.page_words(say);
            let button = Button::new(&text).chosen(role == chosen);
            if ui.add_enabled(is_on, button).clicked() && role != chosen {
                wanted = Some(role);
            }
        }
    });
    wanted
}

/// The form for a new account.
fn new_ui(
    ui: &mut Ui,
    model: &Model,
    draft: &mut PersonDraft,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(ui.ctx());
    widgets::card(ui, |ui| {
        parts::heading_ui(ui, &model.page_words(PageSay::AddPersonTitle));
        let label = model.page_words(PageSay::FieldDisplayName);
        let name = parts::free_text_ui(ui, &mut draft.name, parts::FreeText::named(&label));
        state.focus_first_on(&name.response);
        let label = model.page_words(PageSay::FieldUserName);
        let example = model.page_words(PageSay::UserNameHint);
        let text = parts::FreeText { example: &example, ..parts::FreeText::named(&label) };
        let user = parts::free_text_ui(ui, &mut draft.user, text);
        if let Some(role) = roles_ui(ui, model, draft.role, true) {
            draft.role = role;
        }
        if let Some(problem) = &model.pages.people.problem {
            parts::problem_ui(ui, problem);
        }
        ui.add_space(theme.space(2.0));
        ui.horizontal_wrapped(|ui| {
            let text = model.page_words(PageSay::AddPersonButton);
            let is_pending = model.is_asked(|asked| matches!(asked, Asked::Person(_)));
            let add = Button::new(&text).primary().pending(is_pending);
            if live_button_ui(ui, model, add) || name.is_submitted || user.is_submitted {
                actions.push(Action::Page(Ask::AddPerson));
            }
            let text = model.speech.say(crate::words::Say::NotNow);
            if ui.add(Button::new(&text).quiet().key("Esc")).clicked() {
                actions.push(Action::Page(Ask::OpenPerson(None)));
            }
        });
    });
    if ui.input(|input| input.key_pressed(Key::Escape)) {
        state.is_escape_used = true;
        actions.push(Action::Page(Ask::OpenPerson(None)));
    }
}

/// The account whose row is open.
fn open_ui(
    ui: &mut Ui,
    model: &Model,
    account: &Account,
    draft: &mut PersonDraft,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(ui.ctx());
    let is_me = model.is_me(&account.user);
    let may = model.is_admin();
    let frame = egui::Frame::new().inner_margin(theme.margins(6.0, 2.0));
    frame.show(ui, |ui| {
        one_time_ui(ui, model, account, actions);
        let typed = draft.renamed.get_or_insert_with(|| Typed::new(NAME_CHARS, &account.name));
        typed.follow(&account.name);
        let label = model.page_words(PageSay::FieldDisplayName);
        let text = parts::FreeText { is_on: may, ..parts::FreeText::named(&label) };
        let name = parts::free_text_ui(ui, &mut typed.field, text);
        let is_escaped = ui.input(|input| input.key_pressed(Key::Escape));
        if name.response.lost_focus() && is_escaped && typed.is_touched() {
            typed.put_back();
            state.is_escape_used = true;
        } else if (name.is_submitted || name.response.lost_focus()) && typed.is_touched() {
            let name = typed.field.text().to_owned();
            actions.push(Action::Page(Ask::RenamePerson(account.user.clone(), name)));
        }
        ui.add_space(theme.space(1.0));
        if let Some(role) = roles_ui(ui, model, account.role, may && !is_me && model.is_live()) {
            actions.push(Action::Page(Ask::SetRole(account.user.clone(), role)));
        }
        if let Some(problem) = &model.pages.people.problem {
            parts::problem_ui(ui, problem);
        }
        services_ui(ui, model, account, may && model.is_live(), actions);
        if may && is_me {
            parts::quiet_ui(ui, &model.page_words(PageSay::MyselfByAnother));
        }
        if may && !is_me {
            ui.add_space(theme.space(1.0));
            ui.horizontal_wrapped(|ui| {
                let text = model.page_words(PageSay::NewPassword);
                if live_button_ui(ui, model, Button::new(&text).icon(Icon::KeyRound)) {
                    actions.push(Action::Page(Ask::ResetPerson(account.user.clone())));
                }
                let (say, icon) = if account.enabled {
                    (PageSay::Disable, Icon::UserX)
                } else {
                    (PageSay::Enable, Icon::UserPlus)
                };
                let text = model.page_words(say);
                if live_button_ui(ui, model, Button::new(&text).icon(icon)) {
                    let ask = Ask::EnablePerson(account.user.clone(), !account.enabled);
                    actions.push(Action::Page(ask));
                }
            });
        }
        if is_escaped && !state.is_escape_used {
            state.is_escape_used = true;
            actions.push(Action::Page(Ask::OpenPerson(None)));
        }
    });
}

/// Which services somebody can do, where the desk has any.
fn services_ui(
    ui: &mut Ui,
    model: &Model,
    account: &Account,
    is_on: bool,
    actions: &mut Vec<Action>,
) {
    let all = &model.mirror.facts.services.0;
    if all.is_empty() {
        return;
    }
    let theme = Theme::of(ui.ctx());
    let heading = model.page_words(PageSay::PersonServicesHeading);
    let mut sets = |services: Option<Vec<ServiceId>>| {
        actions.push(Action::Page(Ask::SetServices(account.user.clone(), services)));
    };
    ui.add_space(theme.space(1.0));
    parts::text_ui(ui, &heading, -1, Weight::Strong);
    let has_all = account.services.is_none();
    let ids = || all.iter().map(|offer| offer.service.id.clone()).collect();
    ui.horizontal_wrapped(|ui| {
        for (is_all, say) in [(true, PageSay::ChooseAll), (false, PageSay::ChooseSome)] {
            let text = model.page_words(say);
            let name = format!("{heading}: {text}");
            let button = Button::new(&text).chosen(is_all == has_all).named(name);
            if ui.add_enabled(is_on, button).clicked() && is_all != has_all {
                sets((!is_all).then(ids));
            }
        }
    });
    let Some(chosen) = &account.services else { return };
    ui.horizontal_wrapped(|ui| {
        for service in all.iter().map(|offer| &offer.service) {
            let mut can = chosen.contains(&service.id);
            let words = model.service_words(service);
            let name = format!("{heading}: {words}");
            ui.add_enabled_ui(is_on, |ui| {
                let toggle = parts::toggle_ui(ui, words, &mut can);
                toggle.widget_info(|| WidgetInfo::selected(Spoken::CheckBox, is_on, can, &name));
                if toggle.clicked() {
                    let others = chosen.iter().filter(|id| **id != service.id).cloned();
                    sets(Some(others.chain(can.then(|| service.id.clone())).collect()));
                }
            });
        }
    });
}

/// A password that is told once, as large as a ticket's number.
fn one_time_ui(ui: &mut Ui, model: &Model, account: &Account, actions: &mut Vec<Action>) {
    let one_time = model.pages.people.one_time.as_ref();
    let Some(one_time) = one_time.filter(|one_time| one_time.user == account.user) else { return };
    let theme = Theme::of(ui.ctx());
    widgets::card(ui, |ui| {
        let title = model.page_words(PageSay::OneTimeTitle { name: &account.name });
        parts::heading_ui(ui, &title);
        parts::text_ui(ui, one_time.password.expose(), 3, Weight::Strong);
        parts::quiet_ui(ui, &model.page_words(PageSay::OneTimeWhy));
        ui.add_space(theme.space(1.0));
        ui.horizontal_wrapped(|ui| {
            let (say, icon) = if one_time.is_copied {
                (PageSay::CopiedIt, Icon::Check)
            } else {
                (PageSay::CopyIt, Icon::Copy)
            };
            let text = model.page_words(say);
            if ui.add(Button::new(&text).primary().icon(icon)).clicked() {
                actions.push(Action::Page(Ask::CopyPassword));
            }
            let text = model.page_words(PageSay::DoneWithIt);
            if ui.add(Button::new(&text).quiet()).clicked() {
                actions.push(Action::Page(Ask::ForgetPassword));
            }
        });
    });
    ui.add_space(theme.space(2.0));
}
