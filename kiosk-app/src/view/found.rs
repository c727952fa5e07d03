//! A ticket whose code was read at this kiosk.

use app_kit::theme::Weight;
use egui::Ui;
use shared::ticket::{FoundState, Outcome};

use super::Scene;
use super::touch::Touch;
use crate::model::{Act, Leaving};
use crate::words::Phrase;

impl Scene<'_> {
    pub(super) fn found_ui(&mut self, ui: &mut Ui) -> String {
        let Some(found) = &self.model.visit.found else { return String::new() };
        let (state, leaving) = (found.state, found.leaving);
        let (read, main) = self.one_thing(45.0);
        let phrase = if leaving == Leaving::No { Phrase::YourNumber } else { Phrase::LeaveAsk };
        let mut lines = Vec::new();
        match leaving {
            Leaving::No => {
                lines.extend(self.ahead_lines(false));
                let weight = if lines.is_empty() { Weight::Strong } else { Weight::Regular };
                lines.push((self.found_words(state), weight));
            }
            Leaving::Asked | Leaving::Said => {
                lines.push((self.say(Phrase::LeaveDo), Weight::Regular));
            }
        }
        // What stands there is old then.
        let read = if self.model.is_online() { read } else { self.away_line_ui(ui, read) };
        self.card_with_ui(ui, read, phrase, false, &lines);
        let (help, main) = self.beside_help(ui, main);
        self.help_ui(ui, help);
        if leaving != Leaving::No {
            let (yes, no) = (self.say(Phrase::LeaveYes), self.say(Phrase::LeaveNo));
            let parts = self.two_of(main);
            let is_pending = leaving == Leaving::Said;
            let touch = Touch::new(&yes).steps(1).pending(is_pending);
            self.act_ui(ui, touch, "leave yes", parts[0], Act::LeavesQueue(Leaving::Said));
            let touch = Touch::new(&no).primary().steps(1).pending(is_pending);
            self.act_ui(ui, touch, "leave no", parts[1], Act::LeavesQueue(Leaving::No));
            return "leave no".to_owned();
        }
        let done = self.say(Phrase::Done);
        let mut place = main;
        if state == FoundState::Waiting {
            let parts = self.two_of(main);
            let leave = self.say(Phrase::LeaveQueue);
            let act = Act::LeavesQueue(Leaving::Asked);
            self.act_ui(ui, Touch::new(&leave).steps(1), "leave", parts[0], act);
            place = parts[1];
        }
        self.act_ui(ui, Touch::new(&done).primary().steps(2), "done", place, Act::Done);
        "done".to_owned()
    }

    /// What is said of a ticket, besides how many are ahead.
    fn found_words(&self, state: FoundState) -> String {
        self.say(match state {
            FoundState::Waiting => Phrase::WatchScreen,
            FoundState::Called { table: Some(table) } => {
                let table = self.speech.table(table, &self.model.mirror.facts.names);
                return self.say(Phrase::FoundCalled { table: &table });
            }
            FoundState::Called { table: None } => Phrase::FoundCalledSomewhere,
            FoundState::Ended { outcome } => match outcome {
                Outcome::Left => Phrase::FoundLeft,
                Outcome::NoShow => Phrase::FoundMissed,
                Outcome::Completed => Phrase::FoundEnded,
                Outcome::Cancelled | Outcome::Expired => Phrase::FoundOver,
            },
        })
    }
}
