//! How many tables there are, what they are called, and who sits there.

use app_kit::theme::{Theme, Weight};
use app_kit::widgets::{Mark, mark_ui};
use egui::{Ui, Vec2};

use super::super::{ViewState, parts};
use super::setting::{SettingLook, lock_ui, setting_id, setting_ui};
use crate::model::pages::Spot;
use crate::model::{Action, Model, PageDrafts};
use crate::words::{PageSay, Say};

/// How far beside what is seen rows are drawn, in points, so that the keyboard comes to them.
const BEYOND: f32 = 400.0;

pub(super) fn page_ui(
    ui: &mut Ui,
    model: &Model,
    drafts: &mut PageDrafts,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(ui.ctx());
    let example = model.page_words(PageSay::TablesCountFrom);
    let look = SettingLook { example: &example, width: theme.space(50.0), ..SettingLook::PLAIN };
    setting_ui(ui, model, drafts, &Spot::TableCount, look, state, actions);
    lock_ui(ui, model, &Spot::TableCount);
    super::part_ui(ui, &model.page_words(PageSay::NamesHeading));
    lock_ui(ui, model, &Spot::TableName(0));
    let seen = ui.clip_rect().expand(BEYOND);
    for seat in model.seats() {
        let spot = Spot::TableName(seat.table.0);
        let place = ui.available_rect_before_wrap();
        let row = place.with_max_y(place.top() + theme.row);
        let has_keyboard = ui.memory(|memory| memory.has_focus(setting_id(&spot)));
        let has_note = model.pages.notes.contains_key(&spot);
        if !seen.intersects(row) && !has_keyboard && !has_note {
            ui.allocate_space(Vec2::new(row.width(), theme.row));
            continue;
        }
        let number = seat.table.0.to_string();
        let width = place.width();
        let who = seat.name.map_or_else(|| model.speech.say(Say::NobodyThere), str::to_owned);
        let leading = parts::leading(ui);
        ui.allocate_ui_with_layout(Vec2::new(width, theme.row), leading, |ui| {
            let column = parts::column(ui);
            let look = SettingLook {
                beside: Some((&number, theme.space(10.0))),
                width: width * 0.42,
                ..SettingLook::PLAIN
            };
            ui.allocate_ui_with_layout(Vec2::new(width * 0.68, theme.row), column, |ui| {
                setting_ui(ui, model, drafts, &spot, look, state, actions);
            });
            mark_ui(ui, if seat.is_free() { Mark::Free } else { Mark::Serving });
            if seat.is_free() {
                parts::quiet_name_ui(ui, &who);
            } else {
                parts::name_ui(ui, &who, Weight::Regular);
            }
        });
    }
}
