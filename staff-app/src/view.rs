//! How the window looks: each function draws a part of the model and returns what was asked for.
//!
//! In reading order: [`parts`] (what several pages draw alike), the pages [`sign_in`],
//! [`set_up`], [`own_password`],
//! [`choose_table`] and [`desk`] with its columns [`card`], [`queue`], [`ended`] and [`tables`],
//! [`bar`] (the bottom of the desk), [`menu`], [`forms`] (what lies over a page), [`pages`] (on which
//! the desk is run).

mod bar;
mod card;
mod choose_table;
mod desk;
mod ended;
mod forms;
mod menu;
mod own_password;
mod pages;
mod parts;
mod queue;
mod set_up;
mod sign_in;
mod tables;

use app_kit::address::ServerAddress;
use app_kit::discovery::Servers;
use app_kit::text::Language;
use egui::{Response, Ui};

use crate::model::pages::SetUpField;
use crate::model::{Action, Drafts, Model, Page};
pub use choose_table::choose_by_digit;
pub use queue::{row_id, rows_in_sight, search_id};

/// What the window itself remembers between frames.
#[derive(Default)]
pub struct ViewState {
    /// The servers that announce themselves.
    pub servers: Servers,
    /// A server without encryption that was chosen, until somebody says that it is meant so.
    pub plain: Option<ServerAddress>,
    /// The languages that can be chosen.
    pub languages: Vec<&'static Language>,
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
    /// The name of the page on which the desk is run wants the keyboard.
    pub focus_rail: bool,
    /// Esc has done something already in this frame.
    pub is_escape_used: bool,
    /// The field of a setting that wants the keyboard.
    pub focus_setting: Option<egui::Id>,
    /// The field of the first set-up that wants the keyboard.
    pub set_up_field: Option<SetUpField>,
    /// The digits of a table that were typed on the page of tables.
    pub typed_table: String,
}

impl ViewState {
    /// Gives the keyboard to what was just opened. A form takes none in its very first frame,
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
pub fn window_ui(
    ui: &mut Ui,
    model: &Model,
    drafts: &mut Drafts,
    state: &mut ViewState,
) -> Vec<Action> {
    let mut actions = Vec::new();
    let page = model.page();
    // The others say it among what else there is to say.
    if !matches!(page, Page::Run(_) | Page::Desk) {
        let ground = egui::Frame::new().fill(app_kit::theme::Theme::of(ui.ctx()).palette.ground);
        if model.settings_trouble.is_some() {
            egui::Panel::top("settings trouble").frame(ground).show_separator_line(false).show(
                ui,
                |ui| {
                    parts::in_reading_order(ui, model, |ui| {
                        parts::settings_trouble_ui(ui, model, &mut actions);
                    });
                },
            );
        }
    }
    parts::in_reading_order(ui, model, |ui| match page {
        Page::SignIn => sign_in::page_ui(ui, model, drafts, state, &mut actions),
        Page::Returning => sign_in::returning_ui(ui, model, &mut actions),
        Page::SetUp => set_up::page_ui(ui, model, drafts, state, &mut actions),
        Page::OwnPassword => own_password::page_ui(ui, model, drafts, state, &mut actions),
        Page::Run(kind) => pages::page_ui(ui, model, kind, drafts, state, &mut actions),
        Page::Tables => choose_table::page_ui(ui, model, state, &mut actions),
        Page::Desk => desk::page_ui(ui, model, drafts, state, &mut actions),
    });
    // A form belongs to whoever is signed in; it waits there for a new sign-in of the same person.
    if page.has_menu() {
        forms::form_ui(ui, model, drafts, state, &mut actions);
    }
    actions
}
