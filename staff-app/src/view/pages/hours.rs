//! When the desk is open: the usual week, days that differ, and what comes of both.

use app_kit::text::paragraph::Paragraph;
use app_kit::theme::{Theme, Weight};
use app_kit::widgets::{self, Button};
use egui::{Align2, Key, Rect, Sense, Ui, Vec2};
use lucide_icons::Icon;
use serde_json::Value;
use shared::opening::DayHours;
use shared::profile::ProfileKey;

use super::super::{ViewState, parts};
use super::setting::{SettingLook, lock_ui, note_ui, setting_ui, status_ui};
use super::{MOST, week};
use crate::model::pages::hours_text::DaySpans;
use crate::model::pages::{Asked, Edit, ExceptionDraft, ExceptionList, Preview, Spot};
use crate::model::{Action, Ask, Model, PageDrafts};
use crate::words::{PageSay, Say};

/// From this width on, in points, the next days stand beside the rest.
pub(super) const WIDE: f32 = 940.0;

/// From this width on, in points, the picture of the week stands beside its fields.
const BESIDE: f32 = 560.0;

pub(super) fn page_ui(
    ui: &mut Ui,
    model: &Model,
    drafts: &mut PageDrafts,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(ui.ctx());
    let whole = ui.available_width();
    if whole < WIDE {
        fields_ui(ui, model, drafts, state, actions);
        next_days_ui(ui, model);
        return;
    }
    let gap = theme.space(8.0);
    let column = parts::column(ui);
    ui.horizontal_top(|ui| {
        ui.allocate_ui_with_layout(Vec2::new(MOST, 0.0), column, |ui| {
            ui.set_width(MOST);
            fields_ui(ui, model, drafts, state, actions);
        });
        ui.add_space(gap);
        let rest = (whole - MOST - 2.0 * gap).min(theme.space(84.0));
        ui.allocate_ui_with_layout(Vec2::new(rest, 0.0), column, |ui| {
            ui.set_width(rest);
            next_days_ui(ui, model);
        });
    });
}

fn change(edit: Edit) -> Action {
    Action::Page(Ask::Change(edit))
}

fn fields_ui(
    ui: &mut Ui,
    model: &Model,
    drafts: &mut PageDrafts,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(ui.ctx());
    let hours = model.setting(ProfileKey::Hours);
    let can_change = model.can_change(ProfileKey::Hours);
    lock_ui(ui, model, &Spot::Week);
    ui.horizontal_wrapped(|ui| {
        let mut always = hours.is_null();
        let text = model.page_words(PageSay::AlwaysOpen);
        let toggled = ui
            .add_enabled_ui(can_change, |ui| parts::toggle_ui(ui, &text, &mut always).clicked())
            .inner;
        if toggled {
            actions.push(change(Edit::AlwaysOpen(always)));
        }
        status_ui(ui, model, &Spot::Week);
    });
    note_ui(ui, model, &Spot::Week, actions);
    if !hours.is_null() {
        parts::quiet_ui(ui, &model.page_words(PageSay::HoursHint));
        ui.add_space(theme.space(1.0));
        let whole = ui.available_width();
        let least = theme.space(46.0);
        let picture = week::width(ui, model).clamp(least, least.max(whole * 0.33));
        let picture = Vec2::new(picture, theme.space(66.0));
        if whole < BESIDE {
            days_ui(ui, model, drafts, state, actions);
            week::week_ui(ui, model, hours, picture);
        } else {
            let column = parts::column(ui);
            ui.horizontal_top(|ui| {
                let width = whole - picture.x - theme.space(4.0);
                ui.allocate_ui_with_layout(Vec2::new(width, 0.0), column, |ui| {
                    ui.set_width(width);
                    days_ui(ui, model, drafts, state, actions);
                });
                ui.add_space(theme.space(2.0));
                week::week_ui(ui, model, hours, picture);
            });
        }
        let look = SettingLook { width: theme.space(70.0), ..SettingLook::PLAIN };
        setting_ui(ui, model, drafts, &Spot::LastCheckIn, look, state, actions);
        lock_ui(ui, model, &Spot::LastCheckIn);
    }
    exceptions_ui(ui, model, drafts, state, actions);
}

/// The usual hours, a field a day.
fn days_ui(
    ui: &mut Ui,
    model: &Model,
    drafts: &mut PageDrafts,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(ui.ctx());
    let can_change = model.can_change(ProfileKey::Hours);
    ui.spacing_mut().item_spacing.y = theme.space(1.0);
    for day in 0..7 {
        let name = model.weekday(day);
        let spot = Spot::Day(day);
        let whole = ui.available_width();
        let leading = parts::leading(ui);
        let column = parts::column(ui);
        ui.allocate_ui_with_layout(Vec2::new(whole, theme.row), leading, |ui| {
            let width = whole - theme.row * 1.4 - ui.spacing().item_spacing.x;
            let label = theme.space(24.0);
            let look = SettingLook { beside: Some((&name, label)), ..SettingLook::PLAIN };
            ui.allocate_ui_with_layout(Vec2::new(width, theme.row), column, |ui| {
                ui.set_width(width);
                setting_ui(ui, model, drafts, &spot, look, state, actions);
            });
            let text = model.page_words(PageSay::CopyDay { day: &name });
            let copy = Button::new("").icon(Icon::Copy).quiet().named(text);
            let copy = ui.add_enabled(can_change, copy);
            if copy.on_hover_text(model.page_words(PageSay::CopyToWeekdays)).clicked() {
                actions.push(change(Edit::CopyToWeekdays(day)));
            }
        });
    }
}

/// The days that differ, and those that a file offers.
fn exceptions_ui(
    ui: &mut Ui,
    model: &Model,
    drafts: &mut PageDrafts,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(ui.ctx());
    super::part_ui(ui, &model.page_words(PageSay::ExceptionsHeading));
    let spot = Spot::Exceptions;
    lock_ui(ui, model, &spot);
    status_ui(ui, model, &spot);
    note_ui(ui, model, &spot, actions);
    let can_change = model.can_change(ProfileKey::Exceptions);
    if let Some(preview) = &mut drafts.preview {
        preview_ui(ui, model, preview, actions);
        return;
    }
    let all = model.exceptions();
    if all.is_empty() {
        parts::quiet_ui(ui, &model.page_words(PageSay::NoExceptions));
    }
    let open = drafts.exception.as_ref().and_then(|draft| draft.old.clone());
    for exception in &all {
        if open.as_ref() == Some(&exception.value) {
            if let Some(draft) = &mut drafts.exception {
                exception_form_ui(ui, model, draft, state, actions);
            }
        } else {
            exception_ui(ui, model, exception, can_change, state, actions);
        }
    }
    if let Some(draft) = drafts.exception.as_mut().filter(|draft| {
        draft.old.as_ref().is_none_or(|old| all.iter().all(|one| one.value != *old))
    }) {
        exception_form_ui(ui, model, draft, state, actions);
        return;
    }
    ui.add_space(theme.space(1.0));
    ui.horizontal_wrapped(|ui| {
        let text = model.page_words(PageSay::AddDays);
        if ui.add_enabled(can_change, Button::new(&text).icon(Icon::Plus)).clicked() {
            state.focus_first = true;
            actions.push(Action::Page(Ask::OpenException(None)));
        }
        let text = model.page_words(PageSay::ChooseCalendar);
        let choose = Button::new(&text).icon(Icon::CalendarPlus);
        if ui.add_enabled(can_change, choose).clicked() {
            actions.push(Action::Page(Ask::ChooseCalendar));
        }
    });
}

/// "24 Dec 2026 – 26 Dec 2026"
fn days_words(model: &Model, from: chrono::NaiveDate, to: chrono::NaiveDate) -> String {
    let first = model.speech.date(from);
    if from == to { first } else { format!("{first} – {}", model.speech.date(to)) }
}

fn hours_words(model: &Model, hours: &DaySpans) -> String {
    if hours.0.is_empty() { model.page_words(PageSay::ClosedDay) } else { hours.to_string() }
}

fn exception_ui(
    ui: &mut Ui,
    model: &Model,
    exception: &ExceptionList,
    can_change: bool,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let days = days_words(model, exception.from, exception.to);
    let what = if exception.name.is_empty() { &days } else { &exception.name };
    let theme = Theme::of(ui.ctx());
    let size = Vec2::new(ui.available_width(), theme.size(0) * 2.8);
    let (trailing, column, leading) = (parts::trailing(ui), parts::column(ui), parts::leading(ui));
    ui.allocate_ui_with_layout(size, trailing, |ui| {
        let text = model.page_words(PageSay::Remove { what });
        let remove = Button::new("").icon(Icon::Trash2).quiet().named(text);
        if ui.add_enabled(can_change, remove).clicked() {
            actions.push(change(Edit::DropException(exception.value.clone())));
        }
        let text = model.page_words(PageSay::ChangeDays { what });
        let edit = Button::new("").icon(Icon::Pencil).quiet().named(text);
        if ui.add_enabled(can_change, edit).clicked() {
            state.focus_first = true;
            actions.push(Action::Page(Ask::OpenException(Some(exception.value.clone()))));
        }
        ui.with_layout(if exception.name.is_empty() { leading } else { column }, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let hours = hours_words(model, &exception.hours);
            parts::name_ui(ui, &format!("{what} · {hours}"), Weight::Strong);
            if !exception.name.is_empty() {
                parts::quiet_name_ui(ui, &days);
            }
        });
    });
}

/// The form for days that differ.
fn exception_form_ui(
    ui: &mut Ui,
    model: &Model,
    draft: &mut ExceptionDraft,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(ui.ctx());
    let mut entered = false;
    widgets::card(ui, |ui| {
        let gap = ui.spacing().item_spacing.x;
        let half = (ui.available_width() - gap) / 2.0;
        let column = parts::column(ui);
        let one_day = model.page_words(PageSay::LastDayMayBeEmpty);
        ui.horizontal_top(|ui| {
            for (at, (label, field, example)) in [
                (Say::FieldFirstDay, &mut draft.from, "2026-12-24"),
                (Say::FieldLastDay, &mut draft.to, one_day.as_str()),
            ]
            .into_iter()
            .enumerate()
            {
                ui.allocate_ui_with_layout(Vec2::new(half, 0.0), column, |ui| {
                    ui.set_width(half);
                    let label = model.speech.say(label);
                    let text = parts::FreeText { example, ..parts::FreeText::named(&label) };
                    let shown = parts::free_text_ui(ui, field, text);
                    entered |= shown.is_submitted;
                    if at == 0 {
                        state.focus_first_on(&shown.response);
                    }
                });
            }
        });
        for (label, field) in
            [(PageSay::FieldDaysName, &mut draft.name), (PageSay::FieldDaysHours, &mut draft.hours)]
        {
            let label = model.page_words(label);
            let shown = parts::free_text_ui(ui, field, parts::FreeText::named(&label));
            entered |= shown.is_submitted;
        }
        if let Some(problem) = &draft.problem {
            parts::problem_ui(ui, problem);
        }
        ui.add_space(theme.space(2.0));
        ui.horizontal_wrapped(|ui| {
            let text = model.page_words(PageSay::SaveDays);
            let save = Button::new(&text).primary().pending(model.is_saving(&Spot::Exceptions));
            if super::live_button_ui(ui, model, save) || entered {
                actions.push(Action::Page(Ask::SaveException));
            }
            let text = model.speech.say(Say::NotNow);
            if ui.add(Button::new(&text).quiet().key("Esc")).clicked() {
                actions.push(Action::Page(Ask::CloseException));
            }
        });
    });
    if ui.input(|input| input.key_pressed(Key::Escape)) && !state.is_escape_used {
        state.is_escape_used = true;
        actions.push(Action::Page(Ask::CloseException));
    }
}

/// The holidays of a file, each ticked or not.
fn preview_ui(ui: &mut Ui, model: &Model, preview: &mut Preview, actions: &mut Vec<Action>) {
    let theme = Theme::of(ui.ctx());
    let calendar = &preview.calendar;
    widgets::card(ui, |ui| {
        parts::heading_ui(ui, &model.page_words(PageSay::PreviewHeading));
        if calendar.holidays.is_empty() {
            parts::quiet_ui(ui, &model.page_words(PageSay::NoneInFile));
        }
        let rows = calendar.holidays.iter().zip(&mut preview.ticked).zip(&preview.is_known);
        for ((holiday, is_ticked), is_known) in rows {
            let days = days_words(model, holiday.from, holiday.to);
            let mut text = days;
            if !holiday.name.is_empty() {
                text = format!("{text} · {}", holiday.name);
            }
            if *is_known {
                text = format!("{text} · {}", model.page_words(PageSay::KnownAlready));
            }
            parts::toggle_ui(ui, &text, is_ticked);
        }
        let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        for (left_out, say) in [
            (calendar.repeating, PageSay::LeftOutRepeating { count: count(calendar.repeating) }),
            (calendar.timed, PageSay::LeftOutTimed { count: count(calendar.timed) }),
            (calendar.past, PageSay::LeftOutPast { count: count(calendar.past) }),
            (calendar.unreadable, PageSay::LeftOutUnreadable { count: count(calendar.unreadable) }),
        ] {
            if left_out > 0 {
                parts::quiet_ui(ui, &model.page_words(say));
            }
        }
        ui.add_space(theme.space(2.0));
        ui.horizontal_wrapped(|ui| {
            let ticked = preview.ticked.iter().filter(|is_ticked| **is_ticked).count();
            let text = model.page_words(PageSay::AddTicked { count: count(ticked) });
            let add = Button::new(&text).primary().pending(model.is_saving(&Spot::Exceptions));
            if ui.add_enabled(model.is_live() && ticked > 0, add).clicked() {
                actions.push(Action::Page(Ask::AddHolidays));
            }
            let text = model.page_words(PageSay::PutAside);
            if ui.add(Button::new(&text).quiet()).clicked() {
                actions.push(Action::Page(Ask::DropHolidays));
            }
        });
    });
}

/// The next days as they will be.
fn next_days_ui(ui: &mut Ui, model: &Model) {
    super::part_ui(ui, &model.page_words(PageSay::NextDays));
    let Some(days) = &model.pages.days else {
        if model.is_asked(|asked| *asked == Asked::Days) {
            parts::quiet_ui(ui, &model.page_words(PageSay::Loading));
        }
        return;
    };
    for day in days {
        next_day_ui(ui, model, day);
    }
}

fn next_day_ui(ui: &mut Ui, model: &Model, day: &DayHours) {
    let theme = Theme::of(ui.ctx());
    let date = day.date.parse().map_or_else(|_| day.date.clone(), |at| model.speech.date_short(at));
    let spans = DaySpans::of_pairs(day.hours.iter().map(|(from, to)| (from.as_str(), to.as_str())));
    let is_whole = spans.0 == [(0, 24 * 60)];
    let hours =
        if is_whole { model.page_words(PageSay::WholeDay) } else { hours_words(model, &spans) };
    let names = Value::Object(
        day.name.iter().map(|(tag, name)| (tag.clone(), Value::from(name.as_str()))).collect(),
    );
    let name = crate::model::pages::in_language(&names, model.speech.tag());
    let hours = if name.is_empty() { hours } else { format!("{hours} · {name}") };
    let size = Vec2::new(ui.available_width(), theme.size(0) * 1.6);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let spoken = format!("{date}: {hours}");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, &spoken));
    let is_mirrored = parts::is_mirrored(ui);
    let split = rect.left() + theme.space(26.0);
    let ink = if spans.0.is_empty() { theme.palette.quiet } else { theme.palette.text };
    let parts_of = |from: f32, to: f32| Rect::from_x_y_ranges(from..=to, rect.y_range());
    for (place, text, ink) in [
        (parts_of(rect.left(), split), &date, theme.palette.quiet),
        (parts_of(split, rect.right()), &hours, ink),
    ] {
        let place = parts::turned(place, rect, is_mirrored);
        let line = Paragraph::new(text, theme.size(0), Weight::Regular).one_line().down_to(0.75);
        line.paint(ui, place, Align2::LEFT_CENTER, ink);
    }
}
