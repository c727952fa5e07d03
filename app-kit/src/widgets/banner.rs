//! A line across the window that says what is the matter.

use egui::{Align, Frame, Layout, Ui};
use lucide_icons::Icon;

use super::{Button, row_ui};
use crate::text::{Label, Speech};
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
                row_ui(ui, |ui| {
                    let icon = icon.unicode().to_string();
                    ui.add(Label::new(&icon).ink(ink).steps(1));
                    let text = |ui: &mut Ui| {
                        let text = Label::sentence(self.text, Speech::of(ui.ctx()));
                        let text = text.weight(Weight::Strong).ink(ink).live();
                        // It begins beside the icon, wherever its row is drawn from.
                        ui.add(text.in_width(ui.available_width(), Align::Min));
                    };
                    let Some(action) = self.action else {
                        text(ui);
                        ui.take_available_width();
                        return false;
                    };
                    let from_the_end = if ui.layout().prefer_right_to_left() {
                        Layout::left_to_right(Align::Center)
                    } else {
                        Layout::right_to_left(Align::Center)
                    };
                    ui.with_layout(from_the_end, |ui| {
                        let response = ui.add(Button::new(action));
                        text(ui);
                        response.clicked()
                    })
                    .inner
                })
                .inner
            })
            .inner
    }
}
