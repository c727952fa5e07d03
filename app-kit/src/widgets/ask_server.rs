//! Nobody has said where the server is: the one question that a board or a kiosk asks of who sets
//! it up.

use egui::{Key, TextEdit, Ui};

use super::Button;
use crate::address::ServerAddress;
use crate::theme::{Theme, Weight};

/// The question and what has been typed so far.
#[derive(Debug, Default)]
pub struct AskServer {
    typed: String,
    is_refused: bool,
}

/// Draws the question under a title that says what this is; an address once one was given.
pub fn ask_server_ui(ui: &mut Ui, title: &str, ask: &mut AskServer) -> Option<ServerAddress> {
    let theme = Theme::of(ui.ctx());
    let whole = ui.max_rect();
    let column = whole.shrink(whole.width().min(whole.height()) * 0.1);
    let mut given = None;
    ui.scope_builder(egui::UiBuilder::new().max_rect(column), |ui| {
        ui.label(theme.text(title, 4, Weight::Heavy));
        ui.add_space(theme.space(4.0));
        let label = ui.label(theme.text("Where is the server?", 1, Weight::Regular));
        let field = TextEdit::singleline(&mut ask.typed)
            .hint_text("desk.example")
            .desired_width(theme.base * 20.0);
        let field = ui.add(field).labelled_by(label.id);
        if ui.memory(|memory| memory.focused().is_none()) {
            field.request_focus();
        }
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if field.changed() {
            ask.is_refused = false;
        }
        ui.add_space(theme.space(2.0));
        let pressed = ui.add(Button::new("Connect").primary()).clicked();
        if pressed || entered {
            given = ask.typed.parse().ok();
            ask.is_refused = given.is_none();
        }
        if ask.is_refused {
            let words = "That does not name a server. Type it like desk.example or 10.0.0.7:7420.";
            ui.label(theme.quiet(words));
        }
    });
    given
}
