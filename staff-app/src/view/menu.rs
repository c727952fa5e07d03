//! The menu: everything that has no button of its own.

use app_kit::text::paragraph::Paragraph;
use app_kit::theme::{Theme, Weight};
use app_kit::widgets::Button;
use egui::accesskit::Role;
use egui::{Align2, Popup, Response, Sense, StrokeKind, Ui, Vec2, WidgetInfo};
use lucide_icons::Icon;

use super::{ViewState, parts};
use crate::commands::{Command, Part, Place, Subject};
use crate::model::{Action, Model};

/// Draws the button of the menu and, while it is open, the menu.
pub(super) fn menu_ui(
    ui: &mut Ui,
    model: &Model,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let name = model.words(Command::Menu, Part::Text);
    let button = ui.add(Button::new("").icon(Icon::Menu).quiet().named(name));
    if std::mem::take(&mut state.open_menu) {
        Popup::open_id(ui.ctx(), Popup::default_response_id(&button));
        state.focus_menu = true;
    }
    let is_first_wanted = &mut state.focus_menu;
    commands_ui(&button, model, Place::Menu, |_| Subject::Desk, is_first_wanted, actions);
}

/// Draws the commands of a place as a menu under a button that opens it.
pub(super) fn commands_ui(
    button: &Response,
    model: &Model,
    place: Place,
    of: impl Fn(Command) -> Subject,
    is_first_wanted: &mut bool,
    actions: &mut Vec<Action>,
) {
    Popup::menu(button).show(|ui| {
        let theme = Theme::of(ui.ctx());
        ui.set_width(theme.space(72.0));
        parts::in_reading_order(ui, model, |ui| {
            ui.spacing_mut().item_spacing.y = theme.space(0.5);
            for command in Command::at(place).filter(|command| model.is_offered(*command)) {
                let response = item_ui(ui, model, command);
                if response.enabled() && std::mem::take(is_first_wanted) {
                    response.request_focus();
                }
                if response.clicked() {
                    actions.push(Action::Do(command, of(command)));
                    ui.close();
                }
            }
        });
    });
}

/// A line of a menu: an icon, the words and, at the end, the key.
fn item_ui(ui: &mut Ui, model: &Model, command: Command) -> Response {
    let theme = Theme::of(ui.ctx());
    let is_on = model.can_do(command);
    let name = model.words(command, Part::Text);
    let size = Vec2::new(ui.available_width(), theme.row);
    let sense = if is_on { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(size, sense);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, is_on, &name));
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    if is_on && (response.hovered() || response.has_focus()) {
        ui.painter().rect_filled(rect, theme.corners(), theme.palette.raised);
    }
    if response.has_focus() {
        let ring = theme.focus_ring();
        ui.painter().rect_stroke(rect, theme.corners(), ring, StrokeKind::Inside);
    }
    let ink = if is_on { theme.palette.text } else { theme.palette.quiet };
    let inner = rect.shrink2(Vec2::new(theme.space(2.0), 0.0));
    let is_mirrored = parts::is_mirrored(ui);
    let icon = command.row().icon.unicode().to_string();
    let key = command.row().key.and_then(|key| parts::key_text(model, key)).unwrap_or_default();
    let begin = inner.left() + theme.space(7.0);
    let key_width = Paragraph::new(&key, theme.size(0), Weight::Regular).width(ui.ctx());
    let end = inner.right() - key_width - theme.space(1.0);
    for (place, text, side, ink) in [
        (inner.with_max_x(begin), &icon, Align2::LEFT_CENTER, ink),
        (inner.with_min_x(begin).with_max_x(end), &name, Align2::LEFT_CENTER, ink),
        (inner.with_min_x(end), &key, Align2::RIGHT_CENTER, theme.palette.quiet),
    ] {
        let place = parts::turned(place, inner, is_mirrored);
        let line = Paragraph::new(text, theme.size(0), Weight::Regular).one_line();
        line.paint(ui, place, side, ink);
    }
    response.on_hover_text(model.words(command, Part::Tip))
}
