//! The tickets of some days, as a file.

use app_kit::theme::{Theme, Weight};
use app_kit::widgets::Button;
use egui::Ui;
use lucide_icons::Icon;

use crate::model::{Action, ExportDraft, ExportStage, Model};
use crate::view::{ViewState, parts};
use crate::words::Say;

pub(super) fn form_ui(
    ui: &mut Ui,
    model: &Model,
    draft: &mut ExportDraft,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(ui.ctx());
    let speech = model.speech;
    parts::title_ui(ui, &speech.say(Say::ExportTitle), 2);
    match draft.stage.clone() {
        ExportStage::Choosing { problem } => {
            parts::quiet_ui(ui, &speech.say(Say::ExportWhy));
            let label = speech.say(Say::FieldFirstDay);
            let from = parts::free_text_ui(ui, &mut draft.from, parts::FreeText::named(&label));
            state.focus_first_on(&from.response);
            let label = speech.say(Say::FieldLastDay);
            let to = parts::free_text_ui(ui, &mut draft.to, parts::FreeText::named(&label));
            let file = draft.file.as_mut().map(|file| {
                let label = speech.say(Say::FieldFile);
                parts::free_text_ui(ui, file, parts::FreeText::named(&label))
            });
            let entered = to.is_submitted || file.as_ref().is_some_and(|file| file.is_submitted);
            ui.add_space(theme.space(1.0));
            if let Some(problem) = &problem {
                parts::problem_ui(ui, problem);
            }
            let button = if file.is_some() { Say::WriteFile } else { Say::ChooseFile };
            let (button, away) = (speech.say(button), speech.say(Say::NotNow));
            if parts::confirm_ui(ui, model, (&button, &away), actions) || entered && model.is_live()
            {
                actions.push(Action::Submit);
            }
        }
        ExportStage::Placing => {
            parts::quiet_ui(ui, &speech.say(Say::ChooseWhere));
        }
        ExportStage::Writing { lines } => {
            // The first line names the columns.
            let text = speech.say(Say::LinesSoFar { count: lines.saturating_sub(1) });
            parts::text_ui(ui, &text, 0, Weight::Regular);
            ui.add_space(theme.space(4.0));
            if ui.add(Button::new(&speech.say(Say::StopExport)).quiet()).clicked() {
                actions.push(Action::CloseForm);
            }
        }
        ExportStage::Done { tickets, place } => {
            let text = speech.say(Say::TicketsWritten { count: tickets });
            parts::text_ui(ui, &text, 0, Weight::Strong);
            parts::quiet_ui(ui, &place);
            ui.add_space(theme.space(4.0));
            let done = speech.say(Say::FormDone);
            if ui.add(Button::new(&done).primary().icon(Icon::Check)).clicked() {
                actions.push(Action::CloseForm);
            }
        }
    }
}
