//! The path of a file, typed where no dialog can ask for it.

use app_kit::theme::Theme;
use app_kit::widgets::Button;
use egui::Ui;

use super::super::parts;
use crate::model::{Action, Ask, Model, PageDrafts};
use crate::words::{PageSay, Say};

pub(super) fn path_ui(
    ui: &mut Ui,
    model: &Model,
    drafts: &mut PageDrafts,
    actions: &mut Vec<Action>,
) {
    let Some(draft) = &mut drafts.file else { return };
    let label = model.page_words(PageSay::FilePath);
    let path = parts::free_text_ui(ui, &mut draft.path, parts::FreeText::named(&label));
    let text = if draft.wish.is_read() {
        model.page_words(PageSay::ReadFile)
    } else {
        model.speech.say(Say::WriteFile)
    };
    if ui.add(Button::new(&text).primary()).clicked() || path.is_submitted {
        actions.push(Action::Page(Ask::FileTyped));
    }
    ui.add_space(Theme::of(ui.ctx()).space(3.0));
}
