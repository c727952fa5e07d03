//! A report as a file and as a page to print, in the language of the window.

use report_files::{Titles, csv, html, xlsx};
use shared::report::Report;

use super::FileWish;
use crate::model::{Effect, Model};
use crate::words::{FileWord, ReportSay, Say};

impl Model {
    /// What a file of the report that is shown is called, without its ending.
    pub(super) fn report_file_name(&self) -> String {
        match self.pages.reports.main.report() {
            Some(report) => {
                let (from, to) = (report.from.day(), report.to.day());
                if from == to { format!("report-{from}") } else { format!("report-{from}-{to}") }
            }
            None => "report".to_owned(),
        }
    }

    /// The report that is shown as a file; none where none is made.
    pub(super) fn report_file(&self, wish: FileWish) -> Option<Result<Vec<u8>, String>> {
        let report = self.pages.reports.main.report()?;
        Some(match wish {
            FileWish::ReportXlsx => {
                xlsx(report, &self.titles(report)).map_err(|error| error.to_string())
            }
            _ => Ok(csv(report)),
        })
    }

    pub(super) fn print_report(&mut self) -> Vec<Effect> {
        let Some(report) = self.pages.reports.main.report() else { return Vec::new() };
        let html = html(report, &self.titles(report));
        vec![Effect::PrintPage { name: self.report_file_name(), html }]
    }

    pub(super) fn page_printed(&mut self, place: Result<String, String>) -> Vec<Effect> {
        (self.pages.done, self.pages.problem) = match place {
            Ok(place) => (Some(self.speech.say(ReportSay::Printed { place: &place })), None),
            Err(reason) => (None, Some(self.speech.say(Say::FileNotWritten { reason: &reason }))),
        };
        Vec::new()
    }

    /// The words of a file of this report.
    fn titles(&self, report: &Report) -> Titles {
        let speech = self.speech;
        let word = |title| speech.say(FileWord(title));
        let mut titles = Titles::new(speech.tag(), speech.is_rtl(), word);
        for (grouping, groups) in &report.groups {
            for group in groups {
                titles.name(*grouping, &group.key, self.group_name(*grouping, group));
            }
        }
        titles
    }
}
