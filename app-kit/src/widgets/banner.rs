//! A line across the window that says what is the matter.

use egui::{Frame, Response, RichText, Ui};
use lucide_icons::Icon;

use super::Button;
use crate::theme::{Theme, Weight};

/// What is the matter, and perhaps what to do.
#[derive(Debug, Clone)]
#[must_use]
pub struct Banner<'a> {
    text: &'a str,
    urgency: Urgency,
    action: Option<&'a str>,
}

/// How much a banner matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    /// Good to know.
    Note,
    /// What is shown may be old, or something needs somebody.
    Warning,
}

impl<'a> Banner<'a> {
    /// A banner.
    pub fn new(urgency: Urgency, text: &'a str) -> Self {
        Self { text, urgency, action: None }
    }

    /// What to press on it.
    pub fn action(mut self, action: &'a str) -> Self {
        self.action = Some(action);
        self
    }

    /// Draws it; whether its action was pressed.
    pub fn show(self, ui: &mut Ui) -> bool {
        let theme = Theme::of(ui.ctx());
        let palette = theme.palette;
        let (fill, ink, icon) = match self.urgency {
            Urgency::Note => (palette.accent_tint, palette.text, Icon::Info),
            Urgency::Warning => (palette.warning, palette.on_warning, Icon::TriangleAlert),
        };
        Frame::new()
            .fill(fill)
            .inner_margin(theme.margins(4.0, 2.0))
            .show(ui, |ui| {
                ui.horizontal(|ui| {
                    let icon = RichText::new(icon.unicode().to_string())
                        .font(theme.font(1, Weight::Regular))
                        .color(ink);
                    ui.label(icon);
                    let pressed = self.action.is_some_and(|action| {
                        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                            let response = ui.add(Button::new(action));
                            let text = text_ui(ui, self.text, ink, &theme);
                            live(&text);
                            response.clicked()
                        })
                        .inner
                    });
                    if self.action.is_none() {
                        live(&text_ui(ui, self.text, ink, &theme));
                        ui.take_available_width();
                    }
                    pressed
                })
                .inner
            })
            .inner
    }
}

fn text_ui(ui: &mut Ui, text: &str, ink: crate::theme::Ink, theme: &Theme) -> Response {
    let text = RichText::new(text).font(theme.font(0, Weight::Strong)).color(ink);
    ui.with_layout(egui::Layout::left_to_right(egui::Align::Center).with_main_wrap(true), |ui| {
        ui.label(text)
    })
    .inner
}

/// A screen reader says it as soon as it appears.
pub(super) fn live(response: &Response) {
    response.ctx.accesskit_node_builder(response.id, |node| {
        node.set_live(egui::accesskit::Live::Polite);
    });
}
