//! The language, the look, sounds and keys of this window.

use app_kit::theme::{Look, Theme, Weight};
use app_kit::widgets::{self, Button};
use egui::Ui;
use lucide_icons::Icon;

use crate::model::{Action, Model, Setting};
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
    let settings = &model.settings;
    let say = |say: Say<'_>| speech.say(say);
    parts::title_ui(ui, &say(Say::SettingsTitle), 2);

    heading_ui(ui, &say(Say::LanguageHeading));
    let mut languages = vec![(say(Say::LanguageOfSystem), String::new())];
    languages.extend(state.languages.iter().map(|one| (one.name(), one.tag().to_owned())));
    choice_ui(ui, &settings.language, languages, Setting::Language, actions);

    heading_ui(ui, &say(Say::LookHeading));
    let looks = Look::ALL.map(|look| (say(look_word(look)), look));
    choice_ui(ui, &settings.look, looks, Setting::Look, actions);

    heading_ui(ui, &say(Say::TextSize));
    let percent = settings.text_percent;
    let shown = say(Say::TextPercent { percent: u64::from(percent) });
    let (fewer, further) = (say(Say::SmallerText), say(Say::LargerText));
    step_ui(ui, &shown, (&fewer, &further), 10, actions, |by| {
        Setting::TextPercent(percent.saturating_add_signed(by))
    });

    heading_ui(ui, &say(Say::WaitHeading));
    let (long, too_long) = (settings.long_wait_mins, settings.too_long_wait_mins);
    let minutes = |mins: u32| speech.length(i64::from(mins) * 60_000);
    minutes_ui(ui, model, Say::LongFrom, &minutes(long), actions, |by| {
        Setting::WaitLimits(long.saturating_add_signed(by), too_long)
    });
    minutes_ui(ui, model, Say::TooLongFrom, &minutes(too_long), actions, |by| {
        Setting::WaitLimits(long, too_long.saturating_add_signed(by))
    });

    ui.add_space(theme.space(2.0));
    for (word, is_on, setting) in [
        (Say::SoundSetting, settings.sound, Setting::Sound as fn(bool) -> Setting),
        (Say::NotificationSetting, settings.notifications, Setting::Notifications),
        (Say::MotionSetting, settings.motion, Setting::Motion),
    ] {
        let mut is_on = is_on;
        let response = parts::toggle_ui(ui, &say(word), &mut is_on);
        if response.clicked() {
            actions.push(Action::Set(setting(is_on)));
        }
    }

    heading_ui(ui, &say(Say::KeysHeading));
    let keys = SingleKeys::ALL.map(|keys| (say(keys_word(keys)), keys));
    choice_ui(ui, &settings.single_keys, keys, Setting::SingleKeys, actions);
    parts::quiet_ui(ui, &say(Say::KeysSettingWhy));

    ui.add_space(theme.space(2.0));
    parts::quiet_ui(ui, &say(Say::About { version: env!("CARGO_PKG_VERSION") }));
    if let Some(file) = &model.log {
        parts::quiet_ui(ui, &say(Say::AboutLog { file }));
    }
    ui.add_space(theme.space(3.0));
    widgets::parting_line_ui(ui);
    ui.add_space(theme.space(2.0));
    let done = say(Say::FormDone);
    let done = ui.add(Button::new(&done).primary().icon(Icon::Check));
    state.focus_first_on(&done);
    if done.clicked() {
        actions.push(Action::CloseForm);
    }
}

fn look_word(look: Look) -> Say<'static> {
    match look {
        Look::System => Say::LookSystem,
        Look::Light => Say::LookLight,
        Look::Dark => Say::LookDark,
        Look::HighContrast => Say::LookContrast,
    }
}

fn keys_word(keys: SingleKeys) -> Say<'static> {
    match keys {
        SingleKeys::On => Say::KeysOn,
        SingleKeys::WithCtrl => Say::KeysWithCtrl,
        SingleKeys::Off => Say::KeysOff,
    }
}

fn heading_ui(ui: &mut Ui, text: &str) {
    ui.add_space(Theme::of(ui.ctx()).space(2.0));
    parts::text_ui(ui, text, -1, Weight::Strong);
}

/// One of several.
fn choice_ui<T: PartialEq>(
    ui: &mut Ui,
    chosen: &T,
    offered: impl IntoIterator<Item = (String, T)>,
    setting: impl Fn(T) -> Setting,
    actions: &mut Vec<Action>,
) {
    ui.horizontal_wrapped(|ui| {
        for (text, value) in offered {
            if ui.add(Button::new(&text).chosen(*chosen == value)).clicked() {
                actions.push(Action::Set(setting(value)));
            }
        }
    });
}

/// A number with what makes it less and more.
fn step_ui(
    ui: &mut Ui,
    shown: &str,
    (fewer, further): (&str, &str),
    step: i32,
    actions: &mut Vec<Action>,
    setting: impl Fn(i32) -> Setting,
) {
    ui.horizontal(|ui| {
        if ui.add(Button::new("–").named(fewer)).clicked() {
            actions.push(Action::Set(setting(-step)));
        }
        parts::text_ui(ui, shown, 0, Weight::Strong);
        if ui.add(Button::new("+").named(further)).clicked() {
            actions.push(Action::Set(setting(step)));
        }
    });
}

/// A number of minutes with what it is for.
fn minutes_ui(
    ui: &mut Ui,
    model: &Model,
    what: Say<'_>,
    shown: &str,
    actions: &mut Vec<Action>,
    setting: impl Fn(i32) -> Setting,
) {
    let speech = model.speech;
    let what = speech.say(what);
    parts::quiet_ui(ui, &what);
    let fewer = speech.say(Say::Fewer { what: &what });
    let further = speech.say(Say::Further { what: &what });
    step_ui(ui, shown, (&fewer, &further), 1, actions, setting);
}
