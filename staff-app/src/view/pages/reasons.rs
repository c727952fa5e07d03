//! What visitors choose from, in every language.

use app_kit::theme::{Theme, Weight};
use app_kit::widgets::{Button, paint_focus};
use egui::accesskit::Role;
use egui::{
    CursorIcon, FocusDirection, Id, Key, Modifiers, Rect, Sense, Stroke, Ui, Vec2, WidgetInfo,
};
use lucide_icons::Icon;
use serde_json::Value;
use shared::profile::ProfileKey;

use super::super::{ViewState, parts};
use super::setting::{languages_ui, lock_ui, missing_ui, note_ui, setting_id, status_ui};
use crate::model::pages::spots::{by_language, reason_id, reasons};
use crate::model::pages::{Edit, Spot, languages_of};
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
    lock_ui(ui, model, &Spot::ReasonList);
    status_ui(ui, model, &Spot::ReasonList);
    note_ui(ui, model, &Spot::ReasonList, actions);
    let setting = model.setting(ProfileKey::Reasons);
    let all: Vec<&Value> = reasons(setting);
    let by = moved_by(ui);
    let mut rows: Vec<(String, Rect)> = Vec::new();
    let mut dragged: Option<(String, bool)> = None;
    let count = all.len();
    for (at, reason) in all.into_iter().enumerate() {
        let id = reason_id(reason).to_owned();
        let row =
            Row { id: &id, reason: Some(reason), is_first: at == 0, is_last: at + 1 == count };
        let top = ui.cursor().top();
        let drawn = row_ui(ui, model, drafts, &row, state, actions);
        let bottom = ui.min_rect().bottom();
        rows.push((id.clone(), Rect::from_x_y_ranges(ui.max_rect().x_range(), top..=bottom)));
        if let (Some(by), true) = (by, drawn.has_keyboard) {
            actions.push(change(Edit::MoveReason(id.clone(), by)));
        }
        if drawn.is_dragged || drawn.is_dropped {
            dragged = Some((id, drawn.is_dropped));
        }
    }
    if let Some((id, is_dropped)) = dragged {
        drag_ui(ui, &rows, &id, is_dropped, actions);
    }
    let new = drafts.new_reason.clone();
    if let Some(id) = &new {
        if rows.iter().any(|(known, _)| known == id) {
            // It has a word now, and stands among the others.
            drafts.new_reason = None;
        } else {
            let row = Row { id, reason: None, is_first: true, is_last: true };
            row_ui(ui, model, drafts, &row, state, actions);
        }
    } else if count == 0 {
        let title = model.page_words(PageSay::NoReasons);
        parts::nothing_ui(ui, &title, &model.page_words(PageSay::NoReasonsWhy));
    }
    ui.add_space(theme.space(2.0));
    let text = model.page_words(PageSay::AddReason);
    let add = Button::new(&text).icon(Icon::Plus);
    let may_add = model.can_change(ProfileKey::Reasons) && drafts.new_reason.is_none();
    if ui.add_enabled(may_add, add).clicked() {
        let id = new_id(&rows);
        let first = Spot::ReasonText(id.clone(), model.first_language());
        drafts.new_reason = Some(id);
        state.focus_setting = Some(setting_id(&first));
    }
}

fn change(edit: Edit) -> Action {
    Action::Page(Ask::Change(edit))
}

/// An id that no reason has: tickets keep it, so it is not made of words that change.
fn new_id(rows: &[(String, Rect)]) -> String {
    let is_free = |id: &String| rows.iter().all(|(known, _)| known != id);
    (1..).map(|number| format!("reason-{number}")).find(is_free).unwrap_or_default()
}

/// By how much Alt with Up or Down moves the row that has the keyboard.
pub(super) fn moved_by(ui: &Ui) -> Option<isize> {
    let pressed = |key: Key| ui.input_mut(|input| input.consume_key(Modifiers::ALT, key));
    let by = isize::from(pressed(Key::ArrowDown)) - isize::from(pressed(Key::ArrowUp));
    if by == 0 {
        return None;
    }
    // The keyboard stays with the row.
    ui.memory_mut(|memory| memory.move_focus(FocusDirection::None));
    Some(by)
}

struct Row<'a> {
    id: &'a str,
    reason: Option<&'a Value>,
    is_first: bool,
    is_last: bool,
}

struct Drawn {
    has_keyboard: bool,
    is_dragged: bool,
    is_dropped: bool,
}

fn row_ui(
    ui: &mut Ui,
    model: &Model,
    drafts: &mut PageDrafts,
    row: &Row<'_>,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) -> Drawn {
    let theme = Theme::of(ui.ctx());
    let can_change = model.can_change(ProfileKey::Reasons);
    let texts = row.reason.and_then(|reason| reason.get("text")).map(by_language);
    let texts = texts.unwrap_or_default();
    let name = model.speech.pick(&texts).map(str::to_owned);
    let name = name.unwrap_or_else(|| model.page_words(PageSay::NewReason));
    let mut drawn = Drawn { has_keyboard: false, is_dragged: false, is_dropped: false };
    let mut ids: Vec<Id> = Vec::new();
    ui.add_space(theme.space(2.0));
    ui.horizontal(|ui| {
        if row.reason.is_some() && can_change {
            let handle = handle_ui(ui, model, row.id, &name);
            drawn.is_dragged = handle.dragged();
            drawn.is_dropped = handle.drag_stopped();
            ids.push(handle.id);
        }
        parts::name_ui(ui, &name, Weight::Strong);
        let trailing = parts::trailing(ui);
        ui.with_layout(trailing, |ui| {
            let text = model.page_words(PageSay::Remove { what: &name });
            let remove = Button::new("").icon(Icon::Trash2).quiet().named(text);
            let remove = ui.add_enabled(can_change, remove);
            ids.push(remove.id);
            if remove.clicked() {
                match row.reason {
                    Some(_) => actions.push(change(Edit::DropReason(row.id.to_owned()))),
                    None => drafts.new_reason = None,
                }
            }
            if row.reason.is_none() {
                return;
            }
            for (icon, say, by, is_on) in [
                (Icon::ArrowDown, PageSay::MoveDown { name: &name }, 1, !row.is_last),
                (Icon::ArrowUp, PageSay::MoveUp { name: &name }, -1, !row.is_first),
            ] {
                let button = Button::new("").icon(icon).quiet().named(model.page_words(say));
                let response = ui.add_enabled(can_change && is_on, button);
                ids.push(response.id);
                if response.clicked() {
                    actions.push(change(Edit::MoveReason(row.id.to_owned(), by)));
                }
            }
        });
    });
    let languages = languages_of(&texts);
    let text_of = |language: &String| Spot::ReasonText(row.id.to_owned(), language.clone());
    let spots: Vec<Spot> = languages.iter().map(text_of).collect();
    ids.extend(spots.iter().map(setting_id));
    languages_ui(ui, model, drafts, &spots, state, actions);
    if row.reason.is_some() {
        missing_ui(ui, model, languages.iter().filter(|tag| !texts.contains_key(*tag)));
    }
    drawn.has_keyboard =
        row.reason.is_some() && ids.iter().any(|id| ui.memory(|memory| memory.has_focus(*id)));
    drawn
}

/// What one drags a reason by.
fn handle_ui(ui: &mut Ui, model: &Model, id: &str, name: &str) -> egui::Response {
    let theme = Theme::of(ui.ctx());
    let size = Vec2::new(theme.space(5.0), theme.row);
    let (_, rect) = ui.allocate_space(size);
    let response = ui.interact(rect, Id::unique(("reason handle", id)), Sense::click_and_drag());
    let text = model.page_words(PageSay::DragName { name });
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &text));
    let icon = Icon::GripVertical.unicode().to_string();
    let line = app_kit::text::paragraph::Paragraph::new(&icon, theme.size(0), Weight::Regular);
    line.paint(ui, rect, egui::Align2::CENTER_CENTER, theme.palette.quiet);
    if response.has_focus() {
        paint_focus(ui.painter(), &theme, rect);
    }
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    let response = response.on_hover_cursor(CursorIcon::Grab);
    response.on_hover_text(model.page_words(PageSay::DragTip))
}

/// Where a reason that is dragged would go, and that it goes there when it is let go.
fn drag_ui(
    ui: &Ui,
    rows: &[(String, Rect)],
    id: &str,
    is_dropped: bool,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(ui.ctx());
    let Some(pointer) = ui.input(|input| input.pointer.latest_pos()) else { return };
    let Some(from) = rows.iter().position(|(known, _)| known == id) else { return };
    let above = rows.iter().filter(|(_, rect)| rect.center().y < pointer.y).count();
    let to = if above > from { above - 1 } else { above };
    if is_dropped {
        let by = isize::try_from(to).unwrap_or(0) - isize::try_from(from).unwrap_or(0);
        if by != 0 {
            actions.push(change(Edit::MoveReason(id.to_owned(), by)));
        }
        return;
    }
    let y = match rows.get(above) {
        Some((_, rect)) => rect.top(),
        None => rows.last().map_or(0.0, |(_, rect)| rect.bottom()),
    };
    let x = ui.max_rect().x_range();
    ui.painter().hline(x, y, Stroke::new(3.0, theme.palette.accent));
}
