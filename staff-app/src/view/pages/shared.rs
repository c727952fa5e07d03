//! What all kiosks and all displays share.

use app_kit::theme::Theme;
use app_kit::widgets::Button;
use egui::accesskit::Role as Spoken;
use egui::{Ui, WidgetInfo};
use lucide_icons::Icon;
use serde_json::Value;

use super::super::{ViewState, parts};
use super::setting::{SettingLook, lock_ui, note_ui, setting_ui, status_ui};
use crate::model::pages::spots::tags;
use crate::model::pages::{Edit, Spot, language_name, languages_of};
use crate::model::{Action, Ask, Model, PageDrafts};
use crate::words::PageSay;

/// The most languages of a display.
const MOST_OF_DISPLAYS: usize = 2;

pub(super) fn part_ui(
    ui: &mut Ui,
    model: &Model,
    drafts: &mut PageDrafts,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    super::part_ui(ui, &model.page_words(PageSay::SharedHeading));
    parts::quiet_ui(ui, &model.page_words(PageSay::SharedWhy));
    let example = model.page_words(PageSay::DomainsHint);
    let look = SettingLook { example: &example, ..SettingLook::PLAIN };
    setting_ui(ui, model, drafts, &Spot::Domains, look, state, actions);
    lock_ui(ui, model, &Spot::Domains);
    let is_set = !matches!(model.setting(Spot::Pin.key()), Value::Null);
    let says = if is_set { PageSay::PinIsSet } else { PageSay::PinIsNotSet };
    let example = model.page_words(says);
    let width = Theme::of(ui.ctx()).space(70.0);
    let look = SettingLook { example: &example, width, ..SettingLook::PLAIN };
    setting_ui(ui, model, drafts, &Spot::Pin, look, state, actions);
    lock_ui(ui, model, &Spot::Pin);
    if is_set && model.can_change(Spot::Pin.key()) {
        let text = model.page_words(PageSay::PinRemove);
        let remove = Button::new(&text).quiet().icon(Icon::Trash2);
        if super::live_button_ui(ui, model, remove) {
            let edit = Edit::Write(Spot::Pin, String::new());
            actions.push(Action::Page(Ask::Change(edit)));
        }
    }
    languages_ui(ui, model, &Spot::KioskLanguages, PageSay::LanguagesAll, actions);
    languages_ui(ui, model, &Spot::BoardLanguages, PageSay::LanguagesTwo, actions);
}

/// Which languages are chosen.
fn languages_ui(
    ui: &mut Ui,
    model: &Model,
    spot: &Spot,
    why: PageSay<'_>,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(ui.ctx());
    ui.add_space(theme.space(3.0));
    let leading = parts::leading(ui);
    let row = egui::vec2(ui.available_width(), theme.size(0) * 1.4);
    ui.allocate_ui_with_layout(row, leading, |ui| {
        parts::text_ui(ui, &model.spot_label(spot), -1, app_kit::theme::Weight::Strong);
        let trailing = parts::trailing(ui);
        ui.with_layout(trailing, |ui| status_ui(ui, model, spot));
    });
    let chosen = tags(model.setting(spot.key()));
    let known = chosen.iter().map(|tag| (tag.clone(), String::new())).collect();
    let is_full = *spot == Spot::BoardLanguages && chosen.len() >= MOST_OF_DISPLAYS;
    ui.horizontal_wrapped(|ui| {
        for tag in languages_of(&known) {
            let mut is_on = chosen.contains(&tag);
            let can_change = model.can_change(spot.key()) && (is_on || !is_full);
            let name = language_name(model.speech, &tag);
            ui.add_enabled_ui(can_change && model.is_live(), |ui| {
                let toggle = parts::toggle_ui(ui, &name, &mut is_on);
                // The same language stands under both headings.
                let whole = format!("{}: {name}", model.spot_label(spot));
                toggle.widget_info(|| {
                    WidgetInfo::selected(Spoken::CheckBox, can_change, is_on, &whole)
                });
                if toggle.clicked() {
                    let edit = Edit::ToggleLanguage(spot.clone(), tag.clone());
                    actions.push(Action::Page(Ask::Change(edit)));
                }
            });
        }
    });
    parts::quiet_ui(ui, &model.page_words(why));
    note_ui(ui, model, spot, actions);
    lock_ui(ui, model, spot);
}
