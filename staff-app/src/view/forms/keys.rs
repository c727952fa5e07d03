//! Every key of the window.

use app_kit::theme::{Theme, Weight};
use app_kit::widgets::Button;
use egui::Ui;

use crate::commands::{Command, Part};
use crate::model::{Action, Model};
use crate::settings::SingleKeys;
use crate::view::{ViewState, parts};
use crate::words::Say;

pub(super) fn form_ui(
    ui: &mut Ui,
    model: &Model,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(ui.ctx());
    let speech = model.speech;
    parts::title_ui(ui, &speech.say(Say::KeysTitle), 2);
    let why = match model.settings.single_keys {
        SingleKeys::Off => Say::KeysAreOff,
        SingleKeys::On | SingleKeys::WithCtrl => Say::KeysWhy,
    };
    parts::quiet_ui(ui, &speech.say(why));
    ui.add_space(theme.space(2.0));
    let mut rows: Vec<(String, String)> = Command::with_keys()
        .filter(|(command, _)| model.is_offered(*command))
        .filter_map(|(command, key)| {
            Some((parts::key_text(model, key)?, model.words(command, Part::Tip)))
        })
        .collect();
    for (key, tip) in [
        (Say::KeyUpDown, Say::KeyUpDownTip),
        (Say::KeyPages, Say::KeyPagesTip),
        (Say::KeyEnter, Say::KeyEnterTip),
        (Say::KeySpace, Say::KeySpaceTip),
        (Say::KeyDigits, Say::KeyDigitsTip),
        (Say::KeyCopy, Say::KeyCopyTip),
        (Say::KeyTab, Say::KeyTabTip),
        (Say::KeyEsc, Say::KeyEscTip),
    ] {
        let needs_keys = matches!(key, Say::KeySpace | Say::KeyDigits);
        if !needs_keys || model.settings.single_keys == SingleKeys::On {
            rows.push((speech.say(key), speech.say(tip)));
        }
    }
    let count = if ui.available_width() < theme.space(140.0) { 1 } else { 2 };
    let half = rows.len().div_ceil(count);
    let is_mirrored = parts::is_mirrored(ui);
    ui.columns(count, |columns| {
        for (at, (key, tip)) in rows.iter().enumerate() {
            let column = at / half;
            let column = if is_mirrored { count - 1 - column } else { column };
            parts::in_reading_order(&mut columns[column], model, |ui| row_ui(ui, key, tip));
        }
    });
    ui.add_space(theme.space(3.0));
    let close = speech.say(Say::Close);
    let close = ui.add(Button::new(&close).key("Esc"));
    state.focus_first_on(&close);
    if close.clicked() {
        actions.push(Action::CloseForm);
    }
}

fn row_ui(ui: &mut Ui, key: &str, tip: &str) {
    let theme = Theme::of(ui.ctx());
    let leading = parts::leading(ui);
    let column = parts::column(ui);
    ui.horizontal_top(|ui| {
        let size = egui::vec2(theme.space(22.0), theme.size(0) * 1.5);
        ui.allocate_ui_with_layout(size, leading, |ui| {
            ui.set_min_width(size.x);
            parts::text_ui(ui, key, 0, Weight::Strong);
        });
        ui.with_layout(column, |ui| parts::text_ui(ui, tip, 0, Weight::Regular));
    });
}
