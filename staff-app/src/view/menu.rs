//! The menu: everything that has no button of its own.

use app_kit::theme::{Theme, Weight};
use app_kit::widgets::Button;
use app_kit::words;
use egui::accesskit::Role;
use egui::{Popup, Ui, Vec2, WidgetInfo};
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
    button: &egui::Response,
    model: &Model,
    place: Place,
    of: impl Fn(Command) -> Subject,
    is_first_wanted: &mut bool,
    actions: &mut Vec<Action>,
) {
    Popup::menu(button).show(|ui| {
        parts::in_reading_order(ui, model, |ui| {
            let theme = Theme::of(ui.ctx());
            ui.set_width(theme.space(72.0));
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

fn item_ui(ui: &mut Ui, model: &Model, command: Command) -> egui::Response {
    let theme = Theme::of(ui.ctx());
    let is_on = model.can_do(command);
    let name = model.words(command, Part::Text);
    let icon = command.row().icon.unicode();
    let shown = words::in_visual_order(&name);
    let text = if parts::is_mirrored(ui) {
        format!("{shown}  {icon}")
    } else {
        format!("{icon}  {shown}")
    };
    let mut item = egui::Button::new(theme.text(text, 0, Weight::Regular))
        .frame_when_inactive(false)
        .min_size(Vec2::new(ui.available_width(), theme.row));
    if let Some(key) = command.row().key.and_then(|key| parts::key_text(model, key)) {
        item = item.shortcut_text(theme.quiet(key));
    }
    let response = ui.add_enabled(is_on, item);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, is_on, &name));
    response.on_hover_text(model.words(command, Part::Tip))
}
