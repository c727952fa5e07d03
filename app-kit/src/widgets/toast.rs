//! A short sentence that goes away by itself, and takes back what it tells of.

use egui::epaint::RectShape;
use egui::{Shape, Stroke, StrokeKind, Ui, Vec2};
use lucide_icons::Icon;

use super::{Button, row_ui};
use crate::text::{Common, Label, Paragraph, Speech};
use crate::theme::{Theme, Weight};

/// What was pressed on a toast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToastAnswer {
    /// Nothing.
    Kept,
    /// Undo.
    Undo,
    /// The cross.
    Dismissed,
}

/// Draws a toast as high as a row and at most `width` wide: what happened and, with `undo`, the
/// button (and its key) that takes it back. A long sentence stands smaller, on two lines.
pub fn toast_ui(ui: &mut Ui, text: &str, undo: Option<&str>, width: f32) -> ToastAnswer {
    let theme = Theme::of(ui.ctx());
    let palette = theme.palette;
    let (pad, gap) = (Vec2::new(theme.space(2.0), theme.space(1.0)), ui.spacing().item_spacing.x);
    let behind = ui.painter().add(Shape::Noop);
    let speech = Speech::of(ui.ctx());
    let row = row_ui(ui, |ui| {
        ui.set_height(theme.row);
        ui.add_space(pad.x);
        let cross = theme.row + gap + pad.x;
        let undo_wide = if undo.is_some() { theme.base * 7.2 + gap } else { 0.0 };
        let room = (width - 2.0 * pad.x - cross - undo_wide).max(theme.base * 4.0);
        let whole = Vec2::new(room, f32::INFINITY);
        let large = Paragraph::new(text, theme.size(0), Weight::Strong).one_line().down_to(1.0);
        let sentence = Label::sentence(text, speech).weight(Weight::Strong).live();
        ui.scope(|ui| {
            ui.set_max_width(room);
            if large.fit(ui.ctx(), whole).is_whole {
                ui.add(sentence.one_line());
            } else {
                ui.add(sentence.steps(-1).lines(2));
            }
        });
        let mut answer = ToastAnswer::Kept;
        if let Some(key) = undo {
            let undo_text = speech.say(Common::Undo);
            let mut button = Button::new(&undo_text).icon(Icon::Undo2);
            if !key.is_empty() {
                button = button.key(key);
            }
            if ui.add(button).clicked() {
                answer = ToastAnswer::Undo;
            }
        }
        let cross = Button::new("").icon(Icon::X).quiet().named(speech.say(Common::Dismiss));
        if ui.add(cross).clicked() {
            answer = ToastAnswer::Dismissed;
        }
        answer
    });
    let rect = row.response.rect.expand2(Vec2::new(0.0, pad.y));
    let line = Stroke::new(2.0, palette.line);
    let corners = theme.corners();
    let frame = RectShape::new(rect, corners, palette.surface, line, StrokeKind::Inside);
    ui.painter().set(behind, frame);
    row.inner
}
