//! Who did what, as the server's log has it.

use app_kit::field::Field;
use app_kit::text::{Common, Speech};
use chrono::{DateTime, Days, NaiveDate};
use shared::command::StaffCommand;
use shared::text::Arg;

use super::Asked;
use super::privacy::fields;
use crate::model::forms::days_between;
use crate::model::search::fold;
use crate::model::{Effect, Model};
use crate::words::{PageSay, act_words, who_words};

/// How many days of the log are read at first.
const FIRST_DAYS: u64 = 7;

/// The most rows that are kept; whoever wants more writes a file of fewer days.
const MOST_ROWS: usize = 200_000;

/// What was heard of the log.
#[derive(Debug, Default)]
pub struct LogPart {
    /// The rows, the oldest first.
    pub rows: Vec<LogRow>,
    /// What the columns are called.
    columns: Vec<String>,
    /// The lines as they came, the header first.
    pub(super) lines: Vec<String>,
    /// Whether all has come.
    pub is_whole: bool,
    /// Whether there is more than is kept.
    pub is_cut: bool,
    /// What stands in the way.
    pub problem: Option<String>,
}

/// One thing that somebody did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogRow {
    /// When, in milliseconds since 1970; none where it cannot be read.
    pub at: Option<i64>,
    /// Who.
    pub who: String,
    /// What, with all that the row says of it.
    pub what: String,
    /// Everything, folded for the search.
    folded: String,
}

/// What of the log is wanted.
#[derive(Debug)]
pub struct LogDraft {
    /// The first day, as typed.
    pub from: Field,
    /// The last day, as typed.
    pub to: Field,
    /// What a row must contain.
    pub filter: Field,
    /// Whose rows; none: everybody's.
    pub who: Option<String>,
}

impl LogDraft {
    /// The last days up to `today`.
    pub fn new(today: NaiveDate) -> Self {
        let field = |day: NaiveDate| Field::of_chars(20).with_text(&day.to_string());
        let first = today.checked_sub_days(Days::new(FIRST_DAYS - 1)).unwrap_or(today);
        Self { from: field(first), to: field(today), filter: Field::of_chars(100), who: None }
    }
}

impl LogPart {
    /// Takes a line in, the header first.
    pub(super) fn take(&mut self, line: String, speech: Speech) {
        let row = fields(&line);
        if self.columns.is_empty() {
            self.columns = row;
            self.lines.push(line);
            return;
        }
        if self.rows.len() == MOST_ROWS {
            self.is_cut = true;
            return;
        }
        let column =
            |names: &[&str]| self.columns.iter().position(|at| names.contains(&at.as_str()));
        let (at, who) = (column(&["time", "at", "when"]), column(&["who", "by"]));
        let value = |at: Option<usize>| at.and_then(|at| row.get(at)).cloned().unwrap_or_default();
        let time = value(at);
        // What a row leaves empty is left out, what needs its name keeps it.
        let rest = row.iter().enumerate().filter(|(place, value)| {
            Some(*place) != at && Some(*place) != who && !matches!(value.as_str(), "" | "-")
        });
        let words = rest.map(|(place, value)| match self.columns.get(place).map(String::as_str) {
            Some("what") => act_words(speech, value),
            Some("ticket") => speech.say(PageSay::LogTicket { number: value }),
            Some("table") => value
                .parse()
                .map_or_else(|_| value.clone(), |number| speech.say(Common::Table { number })),
            None => value.clone(),
            Some(name) => format!("{name} {value}"),
        });
        let what = words.collect::<Vec<_>>().join(" · ");
        let who = value(who);
        // What kind of account it is stands before its name.
        let who = match who.strip_prefix("staff ") {
            Some(name) => name.to_owned(),
            None => who_words(speech, &who),
        };
        let folded = fold(&format!("{time} {who} {what}"));
        let at = DateTime::parse_from_rfc3339(&time).ok().map(|at| at.timestamp_millis());
        self.rows.push(LogRow { at, who, what, folded });
        self.lines.push(line);
    }

    /// Everybody who did something, by name.
    pub fn people(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.rows.iter().map(|row| row.who.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The rows that are wanted, the latest first.
    pub fn wanted(&self, draft: &LogDraft) -> Vec<&LogRow> {
        let filter = fold(draft.filter.text().trim());
        let is_wanted = |row: &&LogRow| {
            draft.who.as_ref().is_none_or(|who| row.who == *who)
                && (filter.is_empty() || row.folded.contains(&filter))
        };
        self.rows.iter().rev().filter(is_wanted).collect()
    }
}

impl Model {
    pub(super) fn read_log(&mut self) -> Vec<Effect> {
        let today = self.desk_today();
        let draft = self.drafts.pages.log.get_or_insert_with(|| LogDraft::new(today));
        let (from, to) = match days_between(&draft.from, &draft.to) {
            Ok(days) => days,
            Err(problem) => {
                self.pages.log.problem = Some(self.speech.say(problem));
                return Vec::new();
            }
        };
        let command = StaffCommand::Audit { from: Arg::Good(from), to: Arg::Good(to) };
        let effects = self.ask_server(Asked::Log, command);
        if !effects.is_empty() {
            self.pages.log = LogPart::default();
        }
        effects
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log() -> LogPart {
        let mut log = LogPart::default();
        for line in [
            "time,who,what,ticket,table",
            "2026-11-28T09:00:00Z,staff Ada,accept,213,3",
            "2026-11-28T09:05:00Z,staff Zoë,\"set notice from \"\"a, b\"\" to \"\"\"\"\",-,",
        ] {
            log.take(line.to_owned(), app_kit::text::Languages::built_in().speech("en"));
        }
        log
    }

    #[test]
    fn a_row_says_when_who_and_what() {
        let log = log();
        assert_eq!(log.rows[0].at, Some(1_795_856_400_000));
        assert_eq!(
            (log.rows[0].who.as_str(), log.rows[0].what.as_str()),
            ("Ada", "Called · ticket 213 · Table 3")
        );
        assert_eq!(log.rows[1].what, "Settings changed: notice: \"\" (before: \"a, b\")");
        assert_eq!(log.people(), ["Ada", "Zoë"]);
    }

    #[test]
    fn rows_are_found_by_person_and_by_words() {
        let log = log();
        let mut draft = LogDraft::new("2026-11-28".parse().unwrap());
        assert_eq!(draft.from.text(), "2026-11-22");
        let found = |draft: &LogDraft| -> Vec<String> {
            log.wanted(draft).iter().map(|row| row.who.clone()).collect()
        };
        assert_eq!(found(&draft), ["Zoë", "Ada"], "the latest first");
        draft.filter.apply(&app_kit::field::Edit::typed("zoe"));
        assert_eq!(found(&draft), ["Zoë"]);
        draft.who = Some("Ada".to_owned());
        assert!(found(&draft).is_empty());
    }
}
