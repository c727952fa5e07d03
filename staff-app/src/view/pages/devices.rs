//! Kiosks and displays: an admin lets them in, and takes them out.

use app_kit::theme::{Theme, Weight};
use app_kit::widgets::{self, Button};
use egui::{Key, Ui};
use lucide_icons::Icon;
use shared::device::{Device, DeviceKind, DeviceReport, Paper};

use super::super::{ViewState, parts};
use super::{done_ui, live_button_ui};
use crate::model::pages::{Asked, DevicesDraft, FileWish, ManyDraft};
use crate::model::{Action, Ask, Model, PageDrafts};
use crate::words::{PageSay, Say};

pub(super) fn page_ui(
    ui: &mut Ui,
    model: &Model,
    drafts: &mut PageDrafts,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(ui.ctx());
    let speech = model.speech;
    let draft = &mut drafts.devices;
    match &mut draft.many {
        Some(many) => many_ui(ui, model, many, state, actions),
        None => one_ui(ui, model, draft, actions),
    }
    ui.add_space(theme.space(4.0));
    widgets::parting_line_ui(ui);
    ui.add_space(theme.space(2.0));
    match model.pages.devices.as_deref() {
        None => drop(super::is_heard_ui(ui, model, false)),
        Some([]) => drop(parts::quiet_ui(ui, &speech.say(Say::NoDevices))),
        Some(list) => {
            for device in list {
                row_ui(ui, model, device, actions);
                if draft.revoking.as_ref() == Some(&device.name) {
                    revoke_ui(ui, model, &device.name, state, actions);
                }
            }
        }
    }
    if model.pages.profile.is_some() {
        super::shared::part_ui(ui, model, drafts, state, actions);
    }
}

/// The form that lets in the device whose code is typed.
fn one_ui(ui: &mut Ui, model: &Model, draft: &mut DevicesDraft, actions: &mut Vec<Action>) {
    let theme = Theme::of(ui.ctx());
    let speech = model.speech;
    let label = speech.say(Say::FieldCode);
    let text = parts::FreeText { example: "ABC 234", ..parts::FreeText::named(&label) };
    let code = parts::free_text_ui(ui, &mut draft.code, text);
    let label = speech.say(Say::FieldDeviceName);
    let hint = speech.say(Say::DeviceNameHint);
    let text = parts::FreeText { example: &hint, ..parts::FreeText::named(&label) };
    let name = parts::free_text_ui(ui, &mut draft.name, text);
    ui.add_space(theme.space(1.0));
    if let Some(problem) = &draft.problem {
        parts::problem_ui(ui, problem);
    } else if let Some(done) = &draft.done {
        done_ui(ui, done);
    }
    let is_entered = code.is_submitted || name.is_submitted;
    ui.horizontal_wrapped(|ui| {
        let text = speech.say(Say::Approve);
        let is_pending = model.is_asked(|asked| *asked == Asked::Approve);
        if live_button_ui(ui, model, Button::new(&text).primary().pending(is_pending)) || is_entered
        {
            actions.push(Action::Page(Ask::ApproveDevice));
        }
        let text = model.page_words(PageSay::ManyDevices);
        if live_button_ui(ui, model, Button::new(&text).icon(Icon::FileKey2)) {
            actions.push(Action::Page(Ask::OpenMany(true)));
        }
    });
}

/// The form that lets many devices in by a file.
fn many_ui(
    ui: &mut Ui,
    model: &Model,
    many: &mut ManyDraft,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(ui.ctx());
    widgets::card(ui, |ui| {
        parts::heading_ui(ui, &model.page_words(PageSay::ManyTitle));
        if many.is_made() {
            made_ui(ui, model, state, actions);
            return;
        }
        parts::quiet_ui(ui, &model.page_words(PageSay::ManyWhy));
        let (mut is_entered, mut is_focus_given) = (false, false);
        for (field, label, example) in [
            (&mut many.count, PageSay::ManyCount, "30"),
            (&mut many.until, PageSay::ManyUntil, "2026-12-31"),
            (&mut many.server, PageSay::ManyServer, "wss://desk.example:7420"),
        ] {
            let label = model.page_words(label);
            let text = parts::FreeText { example, ..parts::FreeText::named(&label) };
            let shown = parts::free_text_ui(ui, field, text);
            if !is_focus_given {
                state.focus_first_on(&shown.response);
                is_focus_given = true;
            }
            is_entered |= shown.is_submitted;
        }
        if model.pages.health.as_ref().is_some_and(|health| health.this_computer_only) {
            parts::problem_ui(ui, &model.page_words(PageSay::ThisComputerOnly));
        }
        if let Some(problem) = &many.problem {
            parts::problem_ui(ui, problem);
        }
        ui.add_space(theme.space(1.0));
        ui.horizontal_wrapped(|ui| {
            let text = model.page_words(PageSay::MakeFile);
            let is_pending = model.is_asked(|asked| matches!(asked, Asked::Enrol(_)));
            let make = Button::new(&text).primary().pending(is_pending);
            if live_button_ui(ui, model, make) || is_entered {
                actions.push(Action::Page(Ask::EnrolMany));
            }
            if ui.add(Button::new(&model.speech.say(Say::NotNow)).quiet().key("Esc")).clicked() {
                actions.push(Action::Page(Ask::OpenMany(false)));
            }
        });
    });
    if ui.input(|input| input.key_pressed(Key::Escape)) {
        state.is_escape_used = true;
        actions.push(Action::Page(Ask::OpenMany(false)));
    }
}

/// The file for many devices is there: where it goes, and what to do with it.
fn made_ui(ui: &mut Ui, model: &Model, state: &mut ViewState, actions: &mut Vec<Action>) {
    let theme = Theme::of(ui.ctx());
    parts::text_ui(ui, &model.page_words(PageSay::ManyThen), 0, Weight::Regular);
    ui.add_space(theme.space(1.0));
    ui.horizontal_wrapped(|ui| {
        let text = model.page_words(PageSay::SaveMany);
        let save = ui.add(Button::new(&text).primary().icon(Icon::Download));
        state.focus_first_on(&save);
        if save.clicked() {
            actions.push(Action::Page(Ask::SaveFile(FileWish::Enrolment)));
        }
        let text = model.page_words(PageSay::DoneWithIt);
        if ui.add(Button::new(&text)).clicked() {
            actions.push(Action::Page(Ask::OpenMany(false)));
        }
    });
}

/// Whether a device is really to be taken out.
fn revoke_ui(
    ui: &mut Ui,
    model: &Model,
    name: &str,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(ui.ctx());
    let speech = model.speech;
    widgets::card(ui, |ui| {
        parts::heading_ui(ui, &speech.say(Say::RevokeTitle { name }));
        parts::quiet_ui(ui, &speech.say(Say::RevokeWhy));
        ui.add_space(theme.space(2.0));
        ui.horizontal_wrapped(|ui| {
            let text = speech.say(Say::KeepIt);
            let keep = ui.add(Button::new(&text));
            state.focus_first_on(&keep);
            if keep.clicked() {
                actions.push(Action::Page(Ask::AskRevoke(None)));
            }
            let is_pending = model.is_asked(|asked| *asked == Asked::Revoke);
            let text = speech.say(Say::Revoke);
            let revoke = Button::new(&text).primary().pending(is_pending);
            if ui.add_enabled(model.is_live(), revoke).clicked() {
                actions.push(Action::Page(Ask::Revoke));
            }
        });
    });
    if ui.input(|input| input.key_pressed(Key::Escape)) {
        state.is_escape_used = true;
        actions.push(Action::Page(Ask::AskRevoke(None)));
    }
}

/// What a device is, and when it was here.
fn state_words(model: &Model, device: &Device) -> String {
    let when = device.last.map(|last| super::since_words(model, model.now().ms, last));
    model.speech.say(match (device.kind, device.connected, &when) {
        (DeviceKind::Kiosk, true, _) => Say::KioskConnected,
        (DeviceKind::Kiosk, false, Some(when)) => Say::KioskLast { when },
        (DeviceKind::Kiosk, false, None) => Say::KioskNever,
        (DeviceKind::Display, true, _) => Say::DisplayConnected,
        (DeviceKind::Display, false, Some(when)) => Say::DisplayLast { when },
        (DeviceKind::Display, false, None) => Say::DisplayNever,
    })
}

fn row_ui(ui: &mut Ui, model: &Model, device: &Device, actions: &mut Vec<Action>) {
    let theme = Theme::of(ui.ctx());
    let speech = model.speech;
    // As high as its two lines, so that the button stands half way down.
    let line = |weight| ui.fonts_mut(|fonts| fonts.row_height(&theme.font(0, weight)));
    let height = (line(Weight::Strong) + line(Weight::Regular)).max(theme.row);
    let size = egui::vec2(ui.available_width(), height);
    let (trailing, column) = (parts::trailing(ui), parts::column(ui));
    ui.allocate_ui_with_layout(size, trailing, |ui| {
        let text = speech.say(Say::RevokeButton);
        let name = speech.say(Say::RevokeName { name: &device.name });
        let revoke = Button::new(&text).quiet().icon(Icon::Unplug).named(name);
        if ui.add_enabled(model.is_live(), revoke).clicked() {
            actions.push(Action::Page(Ask::AskRevoke(Some(device.name.clone()))));
        }
        ui.with_layout(column, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            parts::name_ui(ui, &device.name, Weight::Strong);
            parts::quiet_ui(ui, &state_words(model, device));
        });
    });
    for line in said_words(model, device) {
        parts::quiet_ui(ui, &line);
    }
    if let Some(words) = paper_words(device.report.as_ref().and_then(|report| report.paper)) {
        parts::problem_ui(ui, &model.page_words(words));
    }
    ui.add_space(theme.space(2.0));
}

/// What a device last said of itself, and from where.
fn said_words(model: &Model, device: &Device) -> Vec<String> {
    let report = device.report.as_ref();
    let server = model.pages.health.as_ref().map(|health| health.version.as_str());
    let version = report.map(|DeviceReport { version, .. }| match server {
        Some(server) if server != version => {
            model.page_words(PageSay::DeviceOtherVersion { version, server })
        }
        _ => model.page_words(PageSay::DeviceVersion { version }),
    });
    let has_paper = report.is_some_and(|report| report.paper == Some(Paper::Ok));
    let paper = has_paper.then(|| model.page_words(PageSay::PaperOk));
    let address = device.address.map(|address| address.to_string());
    let facts: Vec<String> = version.into_iter().chain(paper).chain(address).collect();
    let own = report.filter(|report| !report.own.is_empty()).map(|report| {
        let names: Vec<String> = report.own.iter().map(|name| setting_name(model, name)).collect();
        model.page_words(PageSay::DeviceOwn { names: &names.join(", ") })
    });
    let facts = (!facts.is_empty()).then(|| facts.join(" · "));
    facts.into_iter().chain(own).collect()
}

/// What stands in the way of printing.
pub(super) fn paper_words(paper: Option<Paper>) -> Option<PageSay<'static>> {
    match paper? {
        Paper::None | Paper::Ok => None,
        Paper::Low => Some(PageSay::PaperLow),
        Paper::Out => Some(PageSay::PaperOut),
        Paper::Away => Some(PageSay::PaperAway),
        Paper::Open => Some(PageSay::PaperOpen),
        Paper::Error => Some(PageSay::PaperError),
    }
}

/// What a setting is called that a device has in its own file; one of a newer version by its name.
fn setting_name(model: &Model, name: &str) -> String {
    model.page_words(match name {
        "organisation" => PageSay::FieldOrganisation,
        "domains" => PageSay::FieldDomains,
        "pin" => PageSay::FieldPin,
        "print" => PageSay::Printing,
        "languages" => PageSay::FieldLanguages,
        "board_languages" => PageSay::FieldBoardLanguages,
        other => return other.to_owned(),
    })
}
