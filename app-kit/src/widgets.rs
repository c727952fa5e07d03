//! What all three windows draw alike. Each takes its look from the theme that is installed.

mod ask_server;
mod banner;
mod button;
mod marks;
mod toast;

pub use ask_server::{AskServer, ask_server_ui};
pub use banner::{Banner, Urgency};
pub use button::{Button, ButtonSize, Coat, Kind, paint_focus};
pub use marks::{Mark, bars_ui, mark_ui, paint_mark};
pub use toast::{ToastAnswer, toast_ui};

use egui::accesskit::Role;
use egui::{Align, Frame, InnerResponse, Layout, Response, RichText, Sense, Ui, Vec2, WidgetInfo};

use crate::text::Speech;
use crate::text::bidi::in_visual_order;
use crate::theme::{Ink, Theme, Weight};

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

/// The number of a ticket, as the hero of where it stands.
pub fn number_ui(ui: &mut Ui, number: &str, steps: i32, ink: Ink) -> Response {
    let theme = Theme::of(ui.ctx());
    ui.label(RichText::new(number).font(theme.font(steps, Weight::Heavy)).color(ink))
}

/// What somebody wrote: on one line, cut with an ellipsis where there is no room, in the order
/// in which its script is read. A screen reader is told the whole of it.
pub fn written_ui(ui: &mut Ui, text: &str, look: impl FnOnce(String) -> RichText) -> Response {
    let shown = in_visual_order(text);
    let label = egui::Label::new(look(shown.into_owned())).truncate();
    let response = ui.add(label);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    response
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
