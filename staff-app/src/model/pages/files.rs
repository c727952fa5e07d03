//! What is written to a file or read from one.

use std::path::{Path, PathBuf};

use app_kit::field::Field;
use shared::device::ENROLMENT_FILE;

use crate::export::of_lines;
use crate::model::{Effect, Model};
use crate::words::{PageSay, ReportSay, Say};

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileWish {
    /// The log goes into it.
    Log,
    /// What is kept of a visitor goes into it.
    Visitor,
    /// Holidays come out of it.
    Calendar,
    /// Devices let themselves in by it.
    Enrolment,
    /// A report goes into it, for any spreadsheet.
    ReportCsv,
    /// A report goes into it, for Excel and its like.
    ReportXlsx,
}

/// The path of a file, typed where no dialog can ask for it.
#[derive(Debug)]
pub struct FileDraft {
    /// What the file is for.
    pub wish: FileWish,
    /// Its path.
    pub path: Field,
}

/// More than any path of a file that can be written.
const FILE_BYTES: usize = 4096;

impl FileWish {
    /// Whether it is read and not written.
    pub fn is_read(self) -> bool {
        self == Self::Calendar
    }
}

impl Model {
    /// The name that a file has by itself.
    pub fn file_name(&self, wish: FileWish) -> String {
        let today = self.today;
        match wish {
            FileWish::Log => format!("log-{today}.csv"),
            FileWish::Visitor => format!("visitor-{today}.csv"),
            FileWish::Calendar => "holidays.ics".to_owned(),
            FileWish::Enrolment => ENROLMENT_FILE.to_owned(),
            FileWish::ReportCsv => format!("{}.csv", self.report_file_name()),
            FileWish::ReportXlsx => format!("{}.xlsx", self.report_file_name()),
        }
    }

    /// The title of the dialog that asks for a file.
    pub fn file_title(&self, wish: FileWish) -> String {
        let of_report = |say| self.speech.say(say);
        self.speech.say(match wish {
            FileWish::ReportCsv => return of_report(ReportSay::SaveCsv),
            FileWish::ReportXlsx => return of_report(ReportSay::SaveXlsx),
            FileWish::Log => PageSay::SaveLog,
            FileWish::Visitor => PageSay::SaveVisitor,
            FileWish::Calendar => PageSay::ChooseCalendar,
            FileWish::Enrolment => PageSay::SaveMany,
        })
    }

    pub(super) fn file_chosen(&mut self, wish: FileWish, place: Option<PathBuf>) -> Vec<Effect> {
        let Some(place) = place else { return Vec::new() };
        self.pages.done = None;
        self.pages.problem = None;
        let bytes = match wish {
            FileWish::Calendar => return vec![Effect::ReadFile(place)],
            FileWish::Log => of_lines(&self.pages.log.lines),
            FileWish::Enrolment => of_lines(&self.enrolment_lines()),
            FileWish::Visitor => {
                let visitor = self.pages.privacy.visitor.as_ref();
                visitor.map(|visitor| of_lines(&visitor.lines)).unwrap_or_default()
            }
            FileWish::ReportCsv | FileWish::ReportXlsx => match self.report_file(wish) {
                Some(Ok(bytes)) => bytes,
                Some(Err(reason)) => return self.file_written(Err(reason)),
                None => return Vec::new(),
            },
        };
        vec![Effect::WriteFile(place, bytes)]
    }

    /// No dialog can ask: say so, and offer a file in a folder that is there.
    pub(super) fn file_without_dialog(&mut self, wish: FileWish, folder: &Path) -> Vec<Effect> {
        let path = folder.join(self.file_name(wish)).display().to_string();
        let path = Field::of_bytes(FILE_BYTES).with_text(&path);
        self.drafts.pages.file = Some(FileDraft { wish, path });
        self.pages.problem = Some(self.speech.say(Say::NoFileDialog));
        Vec::new()
    }

    pub(super) fn file_typed(&mut self) -> Vec<Effect> {
        let Some(draft) = &self.drafts.pages.file else { return Vec::new() };
        let (wish, path) = (draft.wish, draft.path.text().trim());
        if path.is_empty() {
            return Vec::new();
        }
        let path = PathBuf::from(path);
        self.file_chosen(wish, Some(path))
    }

    pub(super) fn file_written(&mut self, written: Result<String, String>) -> Vec<Effect> {
        match written {
            Ok(place) => {
                self.drafts.pages.file = None;
                self.pages.problem = None;
                self.pages.done = Some(self.speech.say(PageSay::FileIsAt { place: &place }));
            }
            Err(reason) => {
                self.pages.problem = Some(self.speech.say(Say::FileNotWritten { reason: &reason }));
            }
        }
        Vec::new()
    }
}
