//! How the window looks: each function draws a part of the model and returns what was asked for.

mod desk;
mod devices;
mod ended;
mod picker;
mod queue;
mod serving;
mod sheets;
mod sign_in;
mod tables;

use app_kit::discovery::Servers;
use app_kit::theme::Theme;
use app_kit::widgets::{Banner, Button, Urgency};
use chrono::NaiveDate;
use egui::{Response, Ui};
use shared::message::DeskState;

use crate::action::Action;
use crate::model::{Act, Drafts, Model, Screen};

/// What the window itself remembers between frames.
#[derive(Debug, Default)]
pub struct Glance {
    /// Today, for an export's days.
    pub today: NaiveDate,
    /// The servers that announce themselves.
    pub servers: Servers,
    /// The search field wants the keyboard.
    pub focus_search: bool,
    /// What was just opened wants the keyboard.
    pub focus_first: bool,
    /// The tables take the queue's place, where there is no room for both.
    pub shows_tables: bool,
    /// The menu is to be opened.
    pub open_menu: bool,
    /// Its first item wants the keyboard.
    pub focus_menu: bool,
    /// The chosen row was moved by key: bring it into view.
    pub follow_chosen: bool,
    /// The chosen row wants the keyboard.
    pub focus_chosen: bool,
}

impl Glance {
    /// Gives the keyboard to what was just opened. A sheet takes none in its very first frame,
    /// so this asks until it is so.
    fn focus_first_on(&mut self, response: &Response) {
        if self.focus_first {
            // `has_focus` would say no in a window that is not in front yet, and this would take the
            // keyboard back from whatever is chosen there meanwhile.
            if response.ctx.memory(|memory| memory.has_focus(response.id)) {
                self.focus_first = false;
            } else {
                response.request_focus();
            }
        }
    }
}

/// Draws the whole window.
pub fn window_ui(ui: &mut Ui, model: &Model, drafts: &mut Drafts, glance: &mut Glance) -> Vec<Act> {
    let mut acts = Vec::new();
    match model.screen() {
        Screen::SignIn => sign_in::show_ui(ui, model, drafts, glance, &mut acts),
        Screen::Returning => sign_in::returning_ui(ui, model, &mut acts),
        Screen::Picker => picker::show_ui(ui, model, &mut acts),
        Screen::Desk => desk::show_ui(ui, model, drafts, glance, &mut acts),
    }
    sheets::show_ui(ui, model, drafts, glance, &mut acts);
    acts
}

/// Whether there is anything to say across the window.
fn has_banners(model: &Model) -> bool {
    let facts = &model.mirror.facts;
    model.link_words().is_some()
        || !model.mirror.warning.is_empty()
        || facts.desk != DeskState::Open
        || !facts.notice.is_empty()
}

/// Says what is the matter with the connection, or with the server; nothing while all is well.
fn banners_ui(ui: &mut Ui, model: &Model, acts: &mut Vec<Act>) {
    if let Some(text) = model.link_words()
        && Banner::new(Urgency::Warning, &text).action("Try now").show(ui)
    {
        acts.push(Act::RetryNow);
    }
    if !model.mirror.warning.is_empty() {
        let text = format!("The server warns: {}", model.mirror.warning);
        Banner::new(Urgency::Warning, &text).show(ui);
    }
    if let DeskState::Closed(text) = &model.mirror.facts.desk {
        let text = if text.is_empty() {
            "The desk is closed: kiosks give no tickets.".to_owned()
        } else {
            format!("The desk is closed. Kiosks say: {text}")
        };
        if Banner::new(Urgency::Note, &text).action("Open the desk").show(ui) {
            acts.push(Act::OpenDesk);
        }
    }
    if !model.mirror.facts.notice.is_empty() {
        let text = format!("Notice on all screens: {}", model.mirror.facts.notice);
        Banner::new(Urgency::Note, &text).show(ui);
    }
}

/// The button of a action, with its key and its tooltip.
fn action_ui(
    ui: &mut Ui,
    model: &Model,
    action: Action,
    look: impl FnOnce(Button<'static>) -> Button<'static>,
) -> Response {
    let mut button = Button::new(action.text()).icon(action.icon());
    if let Some(key) = action.key_text() {
        button = button.key(key);
    }
    let is_on = model.is_live() || !action.needs_server();
    let tip = match action.key_text() {
        Some(key) => format!("{} · {key}", action.tip()),
        None => action.tip().to_owned(),
    };
    ui.add_enabled(is_on, look(button)).on_hover_text(tip)
}

/// The heading of a part of the window.
fn heading_ui(ui: &mut Ui, text: &str) {
    let theme = Theme::of(ui.ctx());
    let response = ui.label(theme.heading(text));
    response.ctx.accesskit_node_builder(response.id, |node| {
        node.set_role(egui::accesskit::Role::Heading);
        node.set_label(text);
    });
}

pub use queue::row_id;
