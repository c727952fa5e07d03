//! What all three windows draw alike. Each takes its look from the theme that is installed.

mod ask_server;
mod banner;
mod button;
mod marks;
mod toast;

pub use ask_server::{AskServer, ask_server_ui};
pub use banner::{Banner, Urgency};
pub use button::{Button, ButtonSize, Colours, Kind, paint_focus};
pub use marks::{Mark, bars_ui, mark_ui, paint_mark};
pub use toast::{ToastAnswer, toast_ui};

use egui::{Align, Frame, InnerResponse, Layout, Sense, Ui, Vec2};

use crate::text::Speech;
use crate::theme::Theme;

/// A card: a surface with something on it that belongs together.
pub fn card<R>(ui: &mut Ui, contents: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    let theme = Theme::of(ui.ctx());
    Frame::new()
        .fill(theme.palette.surface)
        .stroke(theme.hairline())
        .corner_radius(theme.corners())
        .inner_margin(theme.margin(4.0))
        .show(ui, contents)
}

/// A row from where the language of the window begins its lines.
pub fn row_ui<R>(ui: &mut Ui, contents: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    if !Speech::of(ui.ctx()).is_rtl() {
        return ui.horizontal(contents);
    }
    let size = Vec2::new(ui.available_width(), ui.spacing().interact_size.y);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), contents)
}

/// One below the other, each from where the language of the window begins its lines.
pub fn reading_down(speech: Speech) -> Layout {
    Layout::top_down(if speech.is_rtl() { Align::Max } else { Align::Min })
}

/// A thin line from left to right.
pub fn parting_line_ui(ui: &mut Ui) {
    let theme = Theme::of(ui.ctx());
    let size = Vec2::new(ui.available_width(), theme.palette.line_width);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    ui.painter().rect_filled(rect, 0.0, theme.palette.hairline);
}
