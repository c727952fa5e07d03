//! A short sentence that goes away by itself, and takes back what it tells of.

use egui::{Frame, RichText, Ui};
use lucide_icons::Icon;

use super::{Button, banner::live};
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

/// Draws a toast: what happened and, with `undo`, the button (and its key) that takes it back.
pub fn toast_ui(ui: &mut Ui, text: &str, undo: Option<&str>) -> ToastAnswer {
    let theme = Theme::of(ui.ctx());
    let palette = theme.palette;
    Frame::new()
        .fill(palette.surface)
        .stroke(egui::Stroke::new(2.0, palette.line))
        .corner_radius(theme.corners())
        .inner_margin(theme.margins(4.0, 2.0))
        .show(ui, |ui| {
            ui.horizontal(|ui| {
                let text = RichText::new(text).font(theme.font(0, Weight::Strong));
                live(&ui.label(text.color(palette.text)));
                let mut answer = ToastAnswer::Kept;
                if let Some(key) = undo
                    && ui.add(Button::new("Undo").icon(Icon::Undo2).key(key)).clicked()
                {
                    answer = ToastAnswer::Undo;
                }
                let cross = Button::new("").icon(Icon::X).quiet().named("Dismiss");
                if ui.add(cross).clicked() {
                    answer = ToastAnswer::Dismissed;
                }
                answer
            })
            .inner
        })
        .inner
}
