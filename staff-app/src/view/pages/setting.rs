//! One setting: what it is, a field to change it, and how that went.
//!
//! It is saved on Enter or when the field is left, never with each key. Esc puts back what stood
//! there. What the server's file says has a lock and the place where it stands.

use app_kit::field::{FieldView, Shown};
use app_kit::text::{Label, Paragraph, Speech};
use app_kit::theme::{Theme, Weight};
use app_kit::widgets::Button;
use egui::accesskit::{Live, Role as Spoken};
use egui::{Id, Key, Rect, Sense, Ui, Vec2, WidgetInfo};
use lucide_icons::Icon;

use super::super::{ViewState, parts};
use crate::model::pages::{Edit, Note, Spot, Typed, language_name};
use crate::model::{Action, Ask, Model, PageDrafts};
use crate::words::PageSay;

/// How a setting is drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct SettingLook<'a> {
    /// Under the field.
    pub(super) example: &'a str,
    /// Over how many lines.
    pub(super) rows: usize,
    /// Beside the field and not above it, so wide; none: above it.
    pub(super) beside: Option<(&'a str, f32)>,
    /// Whether the label is only told to a screen reader.
    pub(super) is_bare: bool,
    /// How wide the field is at most.
    pub(super) width: f32,
}

impl SettingLook<'_> {
    /// A field of one line under its label.
    pub(super) const PLAIN: Self =
        Self { example: "", rows: 1, beside: None, is_bare: false, width: f32::INFINITY };
}

/// The least that the field of a language is wide, in points.
const LANGUAGE: f32 = 180.0;

/// How wide the mark of "Saved" is beside a field, in steps of the grid.
const STATUS: f32 = 5.0;

/// Draws the field of a setting.
pub(super) fn setting_ui(
    ui: &mut Ui,
    model: &Model,
    drafts: &mut PageDrafts,
    spot: &Spot,
    look: SettingLook<'_>,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) -> Shown {
    let theme = Theme::of(ui.ctx());
    let label = model.spot_label(spot);
    let shown_text = model.spot_text(spot);
    let typed = drafts
        .fields
        .entry(spot.clone())
        .or_insert_with(|| Typed::new(spot.most_chars(), &shown_text));
    let id = setting_id(spot);
    // What somebody else wrote is taken in, unless something is being typed here.
    if !ui.memory(|memory| memory.has_focus(id)) || !typed.is_touched() {
        typed.follow(&shown_text);
    }
    let is_on = model.can_change(spot.key());
    let status = theme.space(STATUS);
    if look.beside.is_none() && !look.is_bare {
        ui.add_space(theme.space(1.0));
        let width = look.width.min(ui.available_width());
        let row = Vec2::new(width, theme.size(-1) * 1.4);
        let leading = parts::leading(ui);
        ui.allocate_ui_with_layout(row, leading, |ui| {
            parts::text_ui(ui, &label, -1, Weight::Strong);
            let trailing = parts::trailing(ui);
            ui.with_layout(trailing, |ui| status_ui(ui, model, spot));
        });
    }
    let is_rtl = parts::is_mirrored(ui);
    let view = |typed: &Typed, ui: &mut Ui, rect: Rect| {
        FieldView::new(&typed.field, id, &label)
            .rows(look.rows)
            .rtl(is_rtl)
            .enabled(is_on)
            .show(ui, rect)
    };
    let height = FieldView::new(&typed.field, id, &label).rows(look.rows).height(ui);
    let is_in_row = look.beside.is_some() || look.is_bare;
    let shown = if is_in_row {
        let room = Vec2::new(ui.available_width(), height);
        let leading = parts::leading(ui);
        ui.allocate_ui_with_layout(room, leading, |ui| {
            if let Some((text, width)) = look.beside {
                let size = Vec2::new(width, height);
                let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
                let beside = Label::sentence(text, Speech::of(ui.ctx())).lines(2);
                let column = parts::leading(ui);
                let mut at = ui.new_child(egui::UiBuilder::new().max_rect(rect).layout(column));
                at.add(beside);
            }
            let gap = ui.spacing().item_spacing.x;
            let width = look.width.min((ui.available_width() - status - gap).max(status));
            let (_, rect) = ui.allocate_space(Vec2::new(width, height));
            let shown = view(typed, ui, rect);
            mark_ui(ui, model, spot, status);
            shown
        })
        .inner
    } else {
        let size = Vec2::new(look.width.min(ui.available_width()), height);
        let (_, rect) = ui.allocate_space(size);
        view(typed, ui, rect)
    };
    for edit in &shown.edits {
        typed.field.apply(edit);
    }
    if state.focus_setting == Some(id) {
        if ui.memory(|memory| memory.has_focus(id)) {
            state.focus_setting = None;
        } else {
            shown.response.request_focus();
        }
    }
    if shown.response.gained_focus() {
        shown.response.scroll_to_me(None);
    }
    let is_escaped =
        shown.response.lost_focus() && ui.input(|input| input.key_pressed(Key::Escape));
    if is_escaped && typed.is_touched() {
        typed.put_back();
        if model.is_contested(spot) {
            actions.push(Action::Page(Ask::TakeTheirs(spot.clone())));
        }
        state.is_escape_used = true;
    } else if (shown.is_submitted || shown.response.lost_focus()) && typed.is_touched() {
        let text = typed.field.text().trim().to_owned();
        actions.push(Action::Page(Ask::Change(Edit::Write(spot.clone(), text))));
    }
    if !look.example.is_empty() {
        parts::quiet_ui(ui, look.example);
    }
    note_ui(ui, model, spot, actions);
    shown
}

/// The id of the field of a setting.
pub(super) fn setting_id(spot: &Spot) -> Id {
    Id::unique(("setting", spot))
}

/// "Saved" for a moment, or that it is being saved.
pub(super) fn status_ui(ui: &mut Ui, model: &Model, spot: &Spot) {
    let theme = Theme::of(ui.ctx());
    let is_saved = matches!(model.pages.notes.get(spot), Some(Note::Saved { .. }));
    let say = match (is_saved, model.is_saving(spot)) {
        (true, _) => PageSay::SavedHere,
        (false, true) => PageSay::SavingHere,
        (false, false) => return,
    };
    let text = model.page_words(say);
    let ink = if is_saved { theme.palette.serving } else { theme.palette.quiet };
    let label = Label::sentence(&text, Speech::of(ui.ctx())).ink(ink).steps(-1).one_line().live();
    if is_saved {
        let icon = Icon::Check.unicode().to_string();
        ui.add(Label::new(&icon).ink(ink).steps(-1));
    }
    ui.add(label);
}

/// The same as a mark, where there is no room for words.
fn mark_ui(ui: &mut Ui, model: &Model, spot: &Spot, width: f32) {
    let theme = Theme::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(Vec2::new(width, theme.row), Sense::hover());
    let is_saved = matches!(model.pages.notes.get(spot), Some(Note::Saved { .. }));
    let (icon, say, ink) = match (is_saved, model.is_saving(spot)) {
        (true, _) => (Icon::Check, PageSay::SavedHere, theme.palette.serving),
        (false, true) => (Icon::LoaderCircle, PageSay::SavingHere, theme.palette.quiet),
        (false, false) => return,
    };
    let text = model.page_words(say);
    response.widget_info(|| WidgetInfo::labeled(Spoken::Label, true, &text));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_live(Live::Polite));
    let icon = icon.unicode().to_string();
    let line = Paragraph::new(&icon, theme.size(0), Weight::Regular);
    line.paint(ui, rect, egui::Align2::CENTER_CENTER, ink);
    response.on_hover_text(text);
}

/// Fields for the same words in several languages, as many beside each other as there is room for.
pub(super) fn languages_ui(
    ui: &mut Ui,
    model: &Model,
    drafts: &mut PageDrafts,
    spots: &[Spot],
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let gap = ui.spacing().item_spacing.x;
    let across = ((ui.available_width() + gap) / (LANGUAGE + gap)).floor().max(1.0);
    let width = (ui.available_width() + gap) / across - gap;
    for spots in spots.chunks(across as usize) {
        let column = parts::column(ui);
        ui.horizontal_top(|ui| {
            for spot in spots {
                ui.allocate_ui_with_layout(Vec2::new(width, 0.0), column, |ui| {
                    ui.set_width(width);
                    setting_ui(ui, model, drafts, spot, SettingLook::PLAIN, state, actions);
                });
            }
        });
    }
}

/// In which of these languages the words are missing, if any.
pub(super) fn missing_ui<'a>(
    ui: &mut Ui,
    model: &Model,
    missing: impl Iterator<Item = &'a String>,
) {
    let names: Vec<String> = missing.map(|tag| language_name(model.speech, tag)).collect();
    if names.is_empty() {
        return;
    }
    let theme = Theme::of(ui.ctx());
    let languages = names.join(", ");
    ui.horizontal(|ui| {
        let icon = Icon::CircleDashed.unicode().to_string();
        ui.add(Label::new(&icon).ink(theme.palette.late));
        parts::quiet_ui(ui, &model.page_words(PageSay::MissingIn { languages: &languages }));
    });
}

/// Why it was not saved, who else wrote there, or where the setting stands.
pub(super) fn note_ui(ui: &mut Ui, model: &Model, spot: &Spot, actions: &mut Vec<Action>) {
    match model.pages.notes.get(spot) {
        Some(Note::Problem(problem)) => parts::problem_ui(ui, problem),
        Some(Note::Both { by, theirs }) => {
            let nothing = model.page_words(PageSay::NothingThere);
            let theirs = if theirs.is_empty() { &nothing } else { theirs };
            let say = match by {
                Some(by) => PageSay::BothWrote { by, theirs },
                None => PageSay::SomebodyWrote { theirs },
            };
            parts::problem_ui(ui, &model.page_words(say));
            ui.horizontal_wrapped(|ui| {
                let text = model.page_words(PageSay::TakeTheirs);
                if ui.add(Button::new(&text)).clicked() {
                    actions.push(Action::Page(Ask::TakeTheirs(spot.clone())));
                }
                let text = model.page_words(PageSay::KeepMine);
                if ui.add(Button::new(&text)).clicked() {
                    actions.push(Action::Page(Ask::KeepMine(spot.clone())));
                }
            });
        }
        Some(Note::Saved { .. }) | None => {}
    }
}

/// Where a setting stands that the server's file says, and how it becomes free.
pub(super) fn lock_ui(ui: &mut Ui, model: &Model, spot: &Spot) {
    let Some(text) = model.locked_words(spot.key()) else { return };
    let theme = Theme::of(ui.ctx());
    ui.horizontal_top(|ui| {
        let icon = Icon::Lock.unicode().to_string();
        ui.add(Label::new(&icon).ink(theme.palette.quiet));
        let column = parts::column(ui);
        ui.with_layout(column, |ui| parts::quiet_ui(ui, &text));
    });
}
