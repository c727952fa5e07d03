//! The tickets of some days, as a file.

use std::path::{Path, PathBuf};

use app_kit::field::Field;
use chrono::{Datelike, NaiveDate};
use shared::command::StaffCommand;
use shared::text::Arg;

use super::forms::days_between;
use super::{Effect, Form, Model, What};
use crate::words::Say;

/// An export that is being chosen or written.
#[derive(Debug, Clone)]
pub struct ExportDraft {
    /// The first day, as typed.
    pub from: Field,
    /// The last day, as typed.
    pub to: Field,
    /// The file, as typed, where no dialog can ask for it.
    pub file: Option<Field>,
    /// How far it is.
    pub stage: ExportStage,
}

/// How far an export is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportStage {
    /// The days are being chosen.
    Choosing {
        /// What stands in the way.
        problem: Option<String>,
    },
    /// The place for the file is being chosen.
    Placing,
    /// Lines arrive.
    Writing {
        /// How many so far.
        lines: u64,
    },
    /// It is written.
    Done {
        /// How many tickets it holds.
        tickets: u64,
        /// Where it is.
        place: String,
    },
}

/// More than anybody writes for a day.
const DAY_CHARS: usize = 20;

/// More than any path of a file that can be written.
const FILE_BYTES: usize = 4096;

impl ExportDraft {
    /// An export of the month up to `today`.
    pub fn new(today: NaiveDate) -> Self {
        let day = |day: NaiveDate| Field::of_chars(DAY_CHARS).with_text(&day.to_string());
        Self {
            from: day(today.with_day(1).unwrap_or(today)),
            to: day(today),
            file: None,
            stage: ExportStage::Choosing { problem: None },
        }
    }
}

impl Model {
    /// The name that the file of an export has by itself.
    pub fn export_name(&self) -> String {
        format!("tickets-{}.csv", self.today)
    }

    fn export_draft(&mut self) -> Option<&mut ExportDraft> {
        match self.open_form_mut() {
            Some(Form::Export(draft)) => Some(draft),
            _ => None,
        }
    }

    pub(super) fn start_export(&mut self, draft: &ExportDraft) -> Vec<Effect> {
        if !matches!(draft.stage, ExportStage::Choosing { .. }) {
            return Vec::new();
        }
        if let Err(problem) = days_between(&draft.from, &draft.to) {
            let text = self.speech.say(problem);
            self.export_problem(text);
            return Vec::new();
        }
        if let Some(shown) = self.export_draft() {
            shown.stage = ExportStage::Placing;
        }
        let file = draft.file.as_ref().map(|file| file.text().trim());
        match file.filter(|file| !file.is_empty()) {
            Some(file) => vec![Effect::BeginExport(PathBuf::from(file))],
            None => vec![Effect::ChoosePlace],
        }
    }

    /// A dialog has asked for the place of the file; none: it was closed.
    pub(super) fn export_to(&mut self, place: Option<PathBuf>) -> Vec<Effect> {
        let Some(draft) = self.export_draft() else { return Vec::new() };
        match place {
            Some(place) => vec![Effect::BeginExport(place)],
            None => {
                draft.stage = ExportStage::Choosing { problem: None };
                Vec::new()
            }
        }
    }

    /// No dialog can ask: say so, and offer a file in a folder that is there.
    pub(super) fn export_without_dialog(&mut self, folder: &Path) -> Vec<Effect> {
        let file = folder.join(self.export_name()).display().to_string();
        let problem = Some(self.speech.say(Say::NoFileDialog));
        if let Some(draft) = self.export_draft() {
            draft.file = Some(Field::of_bytes(FILE_BYTES).with_text(&file));
            draft.stage = ExportStage::Choosing { problem };
        }
        Vec::new()
    }

    /// The file is open: ask for its lines.
    pub(super) fn export_begun(&mut self) -> Vec<Effect> {
        let Some(draft) = self.export_draft() else { return vec![Effect::DropExport] };
        let command = StaffCommand::Export {
            from: Arg::parse(draft.from.text().trim()),
            to: Arg::parse(draft.to.text().trim()),
        };
        draft.stage = ExportStage::Writing { lines: 0 };
        let effects = self.request_from_form(What::Export, command);
        if effects.is_empty() {
            let text = self.speech.say(Say::ServerCannotBeHeard);
            self.export_problem(text);
            return vec![Effect::DropExport];
        }
        effects
    }

    pub(super) fn count_export_line(&mut self) {
        if let Some(ExportDraft { stage: ExportStage::Writing { lines }, .. }) = self.export_draft()
        {
            *lines += 1;
        }
    }

    pub(super) fn export_whole(&mut self, tickets: u64) {
        if let Some(draft) = self.export_draft() {
            draft.stage = ExportStage::Done { tickets, place: String::new() };
        }
    }

    pub(super) fn export_placed(&mut self, at: String) {
        if let Some(ExportDraft { stage: ExportStage::Done { place, .. }, .. }) =
            self.export_draft()
        {
            *place = at;
        }
    }

    pub(super) fn export_problem(&mut self, text: String) {
        match self.export_draft() {
            Some(draft) => draft.stage = ExportStage::Choosing { problem: Some(text) },
            None => self.say(text, Vec::new()),
        }
    }
}
