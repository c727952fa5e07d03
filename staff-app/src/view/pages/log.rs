//! Who did what.

use app_kit::text::paragraph::Paragraph;
use app_kit::theme::{Theme, Weight};
use app_kit::widgets::Button;
use egui::{Align2, Rect, Sense, Ui, Vec2, WidgetInfo};
use lucide_icons::Icon;

use super::super::parts;
use super::live_button_ui;
use crate::model::pages::{Asked, FileWish, LogDraft, LogRow};
use crate::model::{Action, Ask, Model, PageDrafts};
use crate::words::PageSay;

/// The most people who have a button of their own; the others are found by the field.
const MOST_PEOPLE: usize = 12;

pub(super) fn page_ui(
    ui: &mut Ui,
    model: &Model,
    drafts: &mut PageDrafts,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(ui.ctx());
    let today = model.desk_today();
    let draft = drafts.log.get_or_insert_with(|| LogDraft::new(today));
    let log = &model.pages.log;
    wishes_ui(ui, model, draft, actions);
    if let Some(problem) = &log.problem {
        parts::problem_ui(ui, problem);
    }
    if !super::is_heard_ui(ui, model, log.is_whole || log.problem.is_some()) {
        return;
    }
    let rows = log.wanted(draft);
    if rows.is_empty() {
        parts::quiet_ui(ui, &model.page_words(PageSay::NothingLogged));
        return;
    }
    let count = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    parts::quiet_ui(ui, &model.page_words(PageSay::LogCount { count }));
    if log.is_cut {
        parts::quiet_ui(ui, &model.page_words(PageSay::LogIsCut));
    }
    // Only what is seen is laid out, however many there are.
    let height = theme.size(0) * 1.7;
    let seen = ui.clip_rect();
    let (whole, _) = ui.allocate_exact_size(
        Vec2::new(ui.available_width(), height * rows.len() as f32),
        Sense::hover(),
    );
    let first = ((seen.top() - whole.top()) / height).floor().max(0.0) as usize;
    let last = ((seen.bottom() - whole.top()) / height).ceil().max(0.0) as usize;
    for (at, row) in rows.iter().enumerate().take(last).skip(first) {
        let top = whole.top() + height * at as f32;
        let place = Rect::from_x_y_ranges(whole.x_range(), top..=top + height);
        row_ui(ui, model, row, place, at);
    }
}

/// Which days, whose rows, which words.
fn wishes_ui(ui: &mut Ui, model: &Model, draft: &mut LogDraft, actions: &mut Vec<Action>) {
    let theme = Theme::of(ui.ctx());
    let gap = ui.spacing().item_spacing.x;
    let half = (ui.available_width() - gap) / 2.0;
    let days = (&mut draft.from, &mut draft.to);
    let entered = parts::two_days_ui(ui, model, days, half);
    ui.horizontal_wrapped(|ui| {
        let text = model.page_words(PageSay::ReadLog);
        let is_pending = model.is_asked(|asked| *asked == Asked::Log);
        if live_button_ui(ui, model, Button::new(&text).pending(is_pending)) || entered {
            actions.push(Action::Page(Ask::ReadLog));
        }
        let text = model.page_words(PageSay::SaveLog);
        let save = Button::new(&text).icon(Icon::Download);
        let has_rows = model.pages.log.is_whole && !model.pages.log.rows.is_empty();
        if ui.add_enabled(has_rows, save).clicked() {
            actions.push(Action::Page(Ask::SaveFile(FileWish::Log)));
        }
    });
    let label = model.page_words(PageSay::FieldFilter);
    parts::free_text_ui(ui, &mut draft.filter, parts::FreeText::named(&label));
    let people = model.pages.log.people();
    if people.len() > 1 {
        ui.horizontal_wrapped(|ui| {
            let text = model.page_words(PageSay::Everybody);
            if ui.add(Button::new(&text).quiet().chosen(draft.who.is_none())).clicked() {
                draft.who = None;
            }
            for who in people.into_iter().take(MOST_PEOPLE) {
                let is_chosen = draft.who.as_deref() == Some(who);
                if ui.add(Button::new(who).quiet().chosen(is_chosen)).clicked() {
                    draft.who = (!is_chosen).then(|| who.to_owned());
                }
            }
        });
    }
    ui.add_space(theme.space(2.0));
}

fn row_ui(ui: &mut Ui, model: &Model, row: &LogRow, place: Rect, at: usize) {
    let theme = Theme::of(ui.ctx());
    let when = row.at.map(|ms| {
        let at = app_kit::text::times::local(ms);
        format!("{} {}", model.speech.date_short(at.date()), model.speech.time(at))
    });
    let when = when.unwrap_or_default();
    let response = ui.interact(place, egui::Id::unique(("log row", at)), Sense::hover());
    let spoken = format!("{when}, {}, {}", row.who, row.what);
    response.widget_info(|| WidgetInfo::labeled(egui::accesskit::Role::Label, true, &spoken));
    let is_mirrored = parts::is_mirrored(ui);
    let (one, two) = (place.left() + theme.space(36.0), place.left() + theme.space(60.0));
    let between = |from: f32, to: f32| Rect::from_x_y_ranges(from..=to, place.y_range());
    let gap = theme.space(2.0);
    // A time is whole, however small; what is long is cut, and whole under the pointer.
    for (part, text, ink, least) in [
        (between(place.left(), one - gap), &when, theme.palette.quiet, 0.6),
        (between(one, two - gap), &row.who, theme.palette.text, 0.8),
        (between(two, place.right()), &row.what, theme.palette.text, 1.0),
    ] {
        let part = parts::turned(part, place, is_mirrored);
        let line = Paragraph::new(text, theme.size(0), Weight::Regular).one_line().down_to(least);
        line.paint(ui, part, Align2::LEFT_CENTER, ink);
    }
    response.on_hover_text(&row.what);
}
