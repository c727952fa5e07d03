//! How long visitors are kept, what others see of them, and one visitor.

use app_kit::text::{Label, Speech};
use app_kit::theme::{Theme, Weight};
use app_kit::widgets::{self, Button};
use egui::{Key, Ui};
use lucide_icons::Icon;
use shared::profile::ProfileKey;

use super::super::{ViewState, parts};
use super::live_button_ui;
use super::setting::{SettingLook, lock_ui, note_ui, setting_ui, status_ui};
use crate::model::pages::spots::by_language;
use crate::model::pages::{
    Asked, Edit, FileWish, RetentionAsk, Spot, VisitorPart, languages_of, visitor_field,
};
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
    let example = model.page_words(PageSay::RetentionHint);
    let look = SettingLook { example: &example, width: theme.space(70.0), ..SettingLook::PLAIN };
    setting_ui(ui, model, drafts, &Spot::Retention, look, state, actions);
    lock_ui(ui, model, &Spot::Retention);
    if let Some(asked) = &model.pages.privacy.retention {
        shorter_ui(ui, model, asked, state, actions);
    }
    super::part_ui(ui, &model.page_words(PageSay::LabelHeading));
    label_ui(ui, model, actions);
    super::part_ui(ui, &model.page_words(PageSay::VisitorHeading));
    parts::quiet_ui(ui, &model.page_words(PageSay::VisitorWhy));
    visitor_ui(ui, model, drafts, state, actions);
    super::part_ui(ui, &model.page_words(PageSay::PrivacyTextHeading));
    parts::quiet_ui(ui, &model.page_words(PageSay::PrivacyTextWhy));
    lock_ui(ui, model, &Spot::PrivacyText(String::new()));
    for language in languages_of(&by_language(model.setting(ProfileKey::PrivacyText))) {
        let look = SettingLook { rows: 3, ..SettingLook::PLAIN };
        setting_ui(ui, model, drafts, &Spot::PrivacyText(language), look, state, actions);
    }
}

/// A shorter retention is asked about once: it cannot be taken back.
fn shorter_ui(
    ui: &mut Ui,
    model: &Model,
    asked: &RetentionAsk,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(ui.ctx());
    widgets::card(ui, |ui| {
        let say = match asked.tickets {
            Some(tickets) => PageSay::ShorterAsk { tickets },
            None => PageSay::ShorterCounting,
        };
        let text = model.page_words(say);
        let label = Label::sentence(&text, Speech::of(ui.ctx())).weight(Weight::Strong).live();
        ui.add(label);
        ui.add_space(theme.space(1.0));
        ui.horizontal_wrapped(|ui| {
            let text = model.page_words(PageSay::KeepAsBefore);
            if ui.add(Button::new(&text)).clicked() {
                actions.push(Action::Page(Ask::KeepRetention));
            }
            let days = asked.days.to_string();
            let text = model.page_words(PageSay::Shorten { days: &days });
            let shorten = Button::new(&text).primary();
            if ui.add_enabled(model.is_live() && asked.tickets.is_some(), shorten).clicked() {
                actions.push(Action::Page(Ask::ShortenRetention));
            }
        });
    });
    if ui.input(|input| input.key_pressed(Key::Escape)) {
        state.is_escape_used = true;
        actions.push(Action::Page(Ask::KeepRetention));
    }
}

/// What displays show of a visitor.
fn label_ui(ui: &mut Ui, model: &Model, actions: &mut Vec<Action>) {
    let spot = Spot::DisplayLabel;
    let now = model.spot_text(&spot);
    ui.horizontal_wrapped(|ui| {
        for (value, say) in [
            ("none", PageSay::LabelNone),
            ("first", PageSay::LabelFirst),
            ("initial", PageSay::LabelInitial),
        ] {
            let text = model.page_words(say);
            let button = Button::new(&text).chosen(now == value);
            if ui.add_enabled(model.can_change(spot.key()), button).clicked() && now != value {
                let edit = Edit::Write(spot.clone(), value.to_owned());
                actions.push(Action::Page(Ask::Change(edit)));
            }
        }
        status_ui(ui, model, &spot);
    });
    note_ui(ui, model, &spot, actions);
    lock_ui(ui, model, &spot);
}

fn visitor_ui(
    ui: &mut Ui,
    model: &Model,
    drafts: &mut PageDrafts,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(ui.ctx());
    let privacy = &model.pages.privacy;
    let field = drafts.visitor.get_or_insert_with(visitor_field);
    let label = model.page_words(PageSay::FieldVisitor);
    let shown = parts::free_text_ui(ui, field, parts::FreeText::named(&label));
    if let Some(problem) = &privacy.problem {
        parts::problem_ui(ui, problem);
    }
    if let Some(words) = &privacy.erased {
        super::done_ui(ui, &model.page_words(PageSay::ServerSays { words }));
    }
    ui.add_space(theme.space(1.0));
    ui.horizontal_wrapped(|ui| {
        let text = model.page_words(PageSay::ShowVisitor);
        let is_pending = model.is_asked(|asked| matches!(asked, Asked::Visitor(_)));
        let show = Button::new(&text).icon(Icon::Search).pending(is_pending);
        if live_button_ui(ui, model, show) || shown.is_submitted {
            actions.push(Action::Page(Ask::ShowVisitor));
        }
        let text = model.page_words(PageSay::SaveVisitor);
        let has_tickets =
            privacy.visitor.as_ref().is_some_and(|visitor| !visitor.tickets.is_empty());
        let save = Button::new(&text).icon(Icon::Download);
        if ui.add_enabled(has_tickets, save).clicked() {
            actions.push(Action::Page(Ask::SaveFile(FileWish::Visitor)));
        }
        let text = model.page_words(PageSay::EraseVisitor);
        if live_button_ui(ui, model, Button::new(&text).icon(Icon::Trash2)) {
            state.focus_first = true;
            actions.push(Action::Page(Ask::AskErase));
        }
    });
    if privacy.is_asking_erase {
        erase_ui(ui, model, field.text().trim(), state, actions);
    }
    if let Some(visitor) = &privacy.visitor {
        kept_ui(ui, model, visitor);
    }
}

/// Whether a visitor is really to be forgotten.
fn erase_ui(
    ui: &mut Ui,
    model: &Model,
    address: &str,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(ui.ctx());
    widgets::card(ui, |ui| {
        parts::text_ui(ui, &model.page_words(PageSay::EraseTitle { address }), 0, Weight::Strong);
        parts::quiet_ui(ui, &model.page_words(PageSay::EraseWhy));
        ui.add_space(theme.space(1.0));
        ui.horizontal_wrapped(|ui| {
            let text = model.page_words(PageSay::EraseNo);
            let keep = ui.add(Button::new(&text));
            state.focus_first_on(&keep);
            if keep.clicked() {
                actions.push(Action::Page(Ask::KeepVisitor));
            }
            let text = model.page_words(PageSay::EraseYes);
            let is_pending = model.is_asked(|asked| matches!(asked, Asked::Erase(_)));
            if live_button_ui(ui, model, Button::new(&text).primary().pending(is_pending)) {
                actions.push(Action::Page(Ask::Erase));
            }
        });
    });
    if ui.input(|input| input.key_pressed(Key::Escape)) {
        state.is_escape_used = true;
        actions.push(Action::Page(Ask::KeepVisitor));
    }
}

/// What is kept of a visitor, a line a ticket.
fn kept_ui(ui: &mut Ui, model: &Model, visitor: &VisitorPart) {
    let theme = Theme::of(ui.ctx());
    ui.add_space(theme.space(2.0));
    let address = &visitor.address;
    if visitor.tickets.is_empty() {
        parts::quiet_ui(ui, &model.page_words(PageSay::NothingKept { address }));
        return;
    }
    let count = u64::try_from(visitor.tickets.len()).unwrap_or(u64::MAX);
    let text = model.page_words(PageSay::KeptOf { address, count });
    parts::text_ui(ui, &text, 0, Weight::Strong);
    for ticket in &visitor.tickets {
        let value = |column: &str| visitor.value(ticket, column).to_owned();
        let start = chrono::DateTime::parse_from_rfc3339(&value("start"));
        let start = start.map_or_else(
            |_| value("start"),
            |at| {
                let at = app_kit::text::times::local(at.timestamp_millis());
                format!("{} {}", model.speech.date(at.date()), model.speech.time(at))
            },
        );
        let words = [value("number"), start, value("name"), value("staff"), value("note")];
        let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
        parts::written_ui(ui, &words.join(" · "));
    }
}
