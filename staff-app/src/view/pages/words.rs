//! What the desk says of itself.

use egui::Ui;
use shared::profile::ProfileKey;

use super::super::{ViewState, parts};
use super::setting::{SettingLook, lock_ui, setting_ui};
use crate::model::pages::{Spot, languages_of, spots::by_language};
use crate::model::{Action, Model, PageDrafts};
use crate::words::PageSay;

pub(super) fn page_ui(
    ui: &mut Ui,
    model: &Model,
    drafts: &mut PageDrafts,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    for (spot, example) in [
        (Spot::Organisation, PageSay::OrganisationHint),
        (Spot::Notice, PageSay::NoticeHint),
        (Spot::PublicUrl, PageSay::PublicUrlHint),
    ] {
        let example = model.page_words(example);
        let look = SettingLook { example: &example, ..SettingLook::PLAIN };
        setting_ui(ui, model, drafts, &spot, look, state, actions);
        lock_ui(ui, model, &spot);
    }
    super::part_ui(ui, &model.page_words(PageSay::ClosedTextHeading));
    parts::quiet_ui(ui, &model.page_words(PageSay::ClosedTextWhy));
    lock_ui(ui, model, &Spot::ClosedText(String::new()));
    for language in languages_of(&by_language(model.setting(ProfileKey::ClosedText))) {
        let look = SettingLook { rows: 2, ..SettingLook::PLAIN };
        setting_ui(ui, model, drafts, &Spot::ClosedText(language), look, state, actions);
    }
}
