//! Nobody has said where the server is: the one question this program asks.

use app_kit::address::ServerAddress;
use app_kit::theme::{Theme, Weight};
use app_kit::widgets::Button;
use egui::{Key, TextEdit, Ui};

/// The question and what has been typed so far.
#[derive(Debug, Default)]
pub struct Setup {
    typed: String,
    is_refused: bool,
}

/// Draws the question; an address once one was given.
pub fn setup_ui(ui: &mut Ui, setup: &mut Setup) -> Option<ServerAddress> {
    let theme = Theme::of(ui.ctx());
    let whole = ui.max_rect();
    let column = whole.shrink(whole.width().min(whole.height()) * 0.1);
    let mut given = None;
    ui.scope_builder(egui::UiBuilder::new().max_rect(column), |ui| {
        ui.label(theme.text("This is the board", 4, Weight::Heavy));
        ui.add_space(theme.space(4.0));
        let label = ui.label(theme.text("Where is the server?", 1, Weight::Regular));
        let field = TextEdit::singleline(&mut setup.typed)
            .hint_text("desk.example")
            .desired_width(theme.base * 20.0);
        let field = ui.add(field).labelled_by(label.id);
        if ui.memory(|memory| memory.focused().is_none()) {
            field.request_focus();
        }
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if field.changed() {
            setup.is_refused = false;
        }
        ui.add_space(theme.space(2.0));
        let pressed = ui.add(Button::new("Connect").primary()).clicked();
        if pressed || entered {
            given = setup.typed.parse().ok();
            setup.is_refused = given.is_none();
        }
        if setup.is_refused {
            let words = "That does not name a server. Type it like desk.example or 10.0.0.7:7420.";
            ui.label(theme.quiet(words));
        }
    });
    given
}
