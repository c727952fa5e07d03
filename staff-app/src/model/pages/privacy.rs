//! How long visitors are kept, and what is kept of one of them.

use shared::command::StaffCommand;
use shared::profile::ProfileKey;
use shared::text::Arg;
use shared::visitor::ADDRESS_BYTES;

use app_kit::field::Field;

use super::{Asked, Edit, Spot};
use crate::model::{Effect, Model};
use crate::words::PageSay;

/// What is known of visitors' data.
#[derive(Debug, Default)]
pub struct PrivacyPart {
    /// A shorter retention that waits for a yes.
    pub retention: Option<RetentionAsk>,
    /// What is kept of the visitor who was asked for.
    pub visitor: Option<VisitorPart>,
    /// The lines of an answer that has not come whole.
    pub(super) lines: Vec<String>,
    /// Whether it is asked if the visitor is really to be forgotten.
    pub is_asking_erase: bool,
    /// What the server said when it forgot a visitor.
    pub erased: Option<String>,
    /// What stands in the way.
    pub problem: Option<String>,
}

/// A shorter retention that waits for a yes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetentionAsk {
    /// How many days.
    pub days: u32,
    /// How many tickets it would forget, once heard.
    pub tickets: Option<u64>,
}

/// What is kept of one visitor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VisitorPart {
    /// By this address.
    pub address: String,
    /// What the columns are called.
    pub columns: Vec<String>,
    /// The tickets, the first first.
    pub tickets: Vec<Vec<String>>,
    /// The lines as they came, the header first.
    pub lines: Vec<String>,
}

impl VisitorPart {
    /// A value of a ticket by the name of its column.
    pub fn value<'a>(&self, ticket: &'a [String], column: &str) -> &'a str {
        let at = self.columns.iter().position(|name| name == column);
        at.and_then(|at| ticket.get(at)).map_or("", String::as_str)
    }
}

/// The fields of a line of CSV.
pub(super) fn fields(line: &str) -> Vec<String> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(line.as_bytes());
    let record = reader.records().next().and_then(Result::ok).unwrap_or_default();
    record.iter().map(str::to_owned).collect()
}

impl Model {
    /// Whether visitors would be kept for fewer days than now.
    pub(super) fn is_shorter_retention(&self, text: &str) -> bool {
        let days: Option<u64> = text.trim().parse().ok().filter(|days| *days > 0);
        let now = self.setting(ProfileKey::RetentionDays).as_u64();
        days.is_some_and(|days| now.is_none_or(|now| days < now))
    }

    /// Asks how many tickets a shorter retention would forget.
    pub(super) fn ask_retention(&mut self, text: &str) -> Vec<Effect> {
        // What is too large for the number is refused as any other.
        let Ok(days) = text.trim().parse::<u32>() else { return Vec::new() };
        self.pages.notes.remove(&Spot::Retention);
        self.pages.privacy.retention = Some(RetentionAsk { days, tickets: None });
        self.ask_server(Asked::Retention(days), StaffCommand::Retention(Arg::Good(days)))
    }

    pub(super) fn retention_counted(&mut self, days: u32, tickets: u64) {
        if let Some(asked) = self.pages.privacy.retention.as_mut().filter(|ask| ask.days == days) {
            asked.tickets = Some(tickets);
        }
    }

    pub(super) fn shorten_retention(&mut self) -> Vec<Effect> {
        let Some(RetentionAsk { days, .. }) = self.pages.privacy.retention.take() else {
            return Vec::new();
        };
        let edit = Edit::Write(Spot::Retention, days.to_string());
        self.pages.push(edit);
        self.save_next()
    }

    pub(super) fn keep_retention(&mut self) -> Vec<Effect> {
        self.pages.privacy.retention = None;
        self.take_theirs(&Spot::Retention)
    }

    /// The address that was typed; a word where there is none.
    fn typed_visitor(&mut self) -> Option<String> {
        let address = self.drafts.pages.visitor.as_ref().map(|field| field.text().trim());
        let address = address.filter(|address| address.contains('@')).map(str::to_owned);
        self.pages.privacy.erased = None;
        self.pages.privacy.problem = None;
        if address.is_none() {
            self.pages.privacy.problem = Some(self.speech.say(PageSay::TypeAnAddress));
        }
        address
    }

    pub(super) fn show_visitor(&mut self) -> Vec<Effect> {
        let Some(address) = self.typed_visitor() else { return Vec::new() };
        self.pages.privacy.is_asking_erase = false;
        self.pages.privacy.visitor = None;
        self.pages.privacy.lines.clear();
        self.ask_server(Asked::Visitor(address.clone()), StaffCommand::Visitor(address))
    }

    pub(super) fn visitor_heard(&mut self) {
        let lines = std::mem::take(&mut self.pages.privacy.lines);
        let address = self.drafts.pages.visitor.as_ref().map(|field| field.text().trim());
        let mut rows = lines.iter().map(|line| fields(line));
        self.pages.privacy.visitor = Some(VisitorPart {
            address: address.unwrap_or_default().to_owned(),
            columns: rows.next().unwrap_or_default(),
            tickets: rows.collect(),
            lines,
        });
    }

    pub(super) fn ask_erase(&mut self) -> Vec<Effect> {
        self.pages.privacy.is_asking_erase = self.typed_visitor().is_some();
        Vec::new()
    }

    pub(super) fn erase_visitor(&mut self) -> Vec<Effect> {
        if !self.pages.privacy.is_asking_erase {
            return Vec::new();
        }
        let Some(address) = self.typed_visitor() else { return Vec::new() };
        self.ask_server(Asked::Erase(address.clone()), StaffCommand::Erase(address))
    }

    /// What the server says of it is told as it is: it names what still keeps the visitor.
    pub(super) fn visitor_erased(&mut self, words: String) {
        self.pages.privacy.is_asking_erase = false;
        self.pages.privacy.visitor = None;
        self.pages.privacy.erased = Some(words);
        if let Some(field) = &mut self.drafts.pages.visitor {
            field.clear();
        }
    }
}

/// A field for the address of a visitor.
pub fn visitor_field() -> Field {
    Field::of_bytes(ADDRESS_BYTES).without_spaces()
}
