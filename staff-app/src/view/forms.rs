//! What lies over a page: forms, the list of keys, how the window looks.

mod export;
mod keys;
mod password;
mod services;
mod settings;
mod short;
mod visitor;

use app_kit::theme::Theme;
use egui::{Frame, Id, Key, Modal, Modifiers, Ui};

use super::{ViewState, parts};
use crate::model::{Action, Drafts, Form, Model, OpenForm};

/// Draws the form that is open.
pub(super) fn form_ui(
    ui: &mut Ui,
    model: &Model,
    drafts: &mut Drafts,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let Some(OpenForm { id, form }) = &mut drafts.form else { return };
    let theme = Theme::of(ui.ctx());
    let frame = Frame::new()
        .fill(theme.palette.surface)
        .stroke(theme.line())
        .corner_radius(theme.corners())
        .inner_margin(theme.margin(6.0));
    let most = ui.ctx().content_rect().height() - theme.space(24.0);
    let modal = Modal::new(Id::unique("form")).frame(frame).backdrop_color(theme.palette.veil);
    let response = modal.show(ui.ctx(), |ui| {
        let wanted = theme.space(if matches!(form, Form::Keys) { 200.0 } else { 112.0 });
        ui.set_width(wanted.min(ui.ctx().content_rect().width() - theme.space(16.0)));
        let scroll = egui::ScrollArea::vertical().max_height(most).min_scrolled_height(most);
        scroll.id_salt(*id).show(ui, |ui| {
            parts::in_reading_order(ui, model, |ui| match form {
                Form::Keys => keys::form_ui(ui, model, state, actions),
                Form::Settings => settings::form_ui(ui, model, state, actions),
                Form::Visitor(draft) => visitor::form_ui(ui, model, draft, state, actions),
                Form::Password(draft) => password::form_ui(ui, model, draft, state, actions),
                Form::Export(draft) => export::form_ui(ui, model, draft, state, actions),
                Form::Text(draft) => short::text_ui(ui, model, draft, state, actions),
                Form::Confirm(command, of) => {
                    short::confirm_ui(ui, model, *command, *of, actions);
                }
                Form::ChooseService(command, of) => {
                    services::choose_ui(ui, model, *command, *of, state, actions);
                }
                Form::ChooseKiosk(command, of) => {
                    short::kiosk_ui(ui, model, *command, *of, state, actions);
                }
                Form::Services => services::mine_ui(ui, model, state, actions),
                Form::ChooseTable(command, of) => {
                    short::table_ui(ui, model, *command, *of, state, actions);
                }
            });
        });
    });
    // A click beside a form that holds something typed is a slip of the hand.
    let is_left = response.backdrop_response.clicked() && !form.is_touched();
    let is_escaped = response.is_top_modal
        && !response.any_popup_open
        && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    if is_left || is_escaped {
        actions.push(Action::CloseForm);
    }
}
