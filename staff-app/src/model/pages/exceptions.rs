//! Days on which a desk is open at other times than usual.

use app_kit::field::Field;
use chrono::NaiveDate;
use serde_json::{Value, json};
use shared::calendar::{self, Calendar, Holiday, NotCalendar};
use shared::profile::ProfileKey;
use shared::text;
use shared::visitor::NAME_CHARS;

use super::hours_text::DaySpans;
use super::spots::{Trouble, by_language, spans_of};
use super::{Edit, Note, Spot};
use crate::model::{Effect, Model};
use crate::words::{PageSay, Say};

/// Days that differ, being added or changed.
#[derive(Debug)]
pub struct ExceptionDraft {
    /// As they were; none: they are new.
    pub old: Option<Value>,
    /// The first day, as typed.
    pub from: Field,
    /// The last day, as typed; empty: the first.
    pub to: Field,
    /// What they are called.
    pub name: Field,
    /// From when to when the desk is open; empty: closed.
    pub hours: Field,
    /// What stands in the way.
    pub problem: Option<String>,
}

/// Holidays of a file, to choose from.
#[derive(Debug)]
pub struct Preview {
    /// What the file holds.
    pub calendar: Calendar,
    /// Which of its holidays are ticked.
    pub ticked: Vec<bool>,
    /// Which of them are on days that differ already.
    pub is_known: Vec<bool>,
}

/// Days that differ, as they are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExceptionList {
    /// As the setting has them.
    pub value: Value,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// What they are called here.
    pub name: String,
    /// From when to when; empty: closed.
    pub hours: DaySpans,
}

impl ExceptionDraft {
    fn new(old: Option<Value>, tag: &str) -> Self {
        let days = old.as_ref().and_then(calendar::days_of);
        let field = |most: usize, text: &str| Field::of_chars(most).with_text(text);
        let day =
            |day: Option<NaiveDate>| field(20, &day.map(|day| day.to_string()).unwrap_or_default());
        let name = old.as_ref().and_then(|old| old.get("name"));
        let name = name.map(|name| in_language(name, tag)).unwrap_or_default();
        let hours = spans_of(old.as_ref().and_then(|old| old.get("hours")));
        Self {
            from: day(days.map(|days| days.0)),
            to: day(days.map(|days| days.1)),
            name: field(NAME_CHARS, &name),
            hours: field(200, &hours.to_string()),
            problem: None,
            old,
        }
    }
}

/// Of a text by language the one that a reader understands best.
pub fn in_language(texts: &Value, tag: &str) -> String {
    text::in_language(&by_language(texts), tag).unwrap_or_default().to_owned()
}

/// A name with this text in a language; one that is not by language stays so.
fn with_name(name: Option<&Value>, tag: &str, text: &str) -> Value {
    match name {
        Some(Value::Object(texts)) if !texts.is_empty() => {
            let language = tag.split('-').next().unwrap_or(tag);
            let mut texts = texts.clone();
            texts.insert(language.to_owned(), json!(text));
            texts.retain(|_, text| text.as_str().is_some_and(|text| !text.is_empty()));
            Value::Object(texts)
        }
        _ => json!(text),
    }
}

impl Model {
    /// The days that differ and are not over, in order.
    pub fn exceptions(&self) -> Vec<ExceptionList> {
        let all = self.setting(ProfileKey::Exceptions).as_array();
        let today = self.desk_today();
        let tag = self.speech.tag();
        all.into_iter()
            .flatten()
            .filter_map(|value| {
                let (from, to) = calendar::days_of(value)?;
                let name = value.get("name").map(|name| in_language(name, tag)).unwrap_or_default();
                let hours = spans_of(value.get("hours"));
                Some(ExceptionList { value: value.clone(), from, to, name, hours })
            })
            .filter(|exception| exception.to >= today)
            .collect()
    }

    pub(super) fn open_exception(&mut self, old: Option<Value>) -> Vec<Effect> {
        self.pages.notes.remove(&Spot::Exceptions);
        self.drafts.pages.exception = Some(ExceptionDraft::new(old, self.speech.tag()));
        Vec::new()
    }

    pub(super) fn save_exception(&mut self) -> Vec<Effect> {
        let Some(draft) = &self.drafts.pages.exception else { return Vec::new() };
        let day = |field: &Field| field.text().trim().parse::<NaiveDate>().ok();
        let from = day(&draft.from);
        let to = if draft.to.text().trim().is_empty() { from } else { day(&draft.to) };
        let hours = DaySpans::read(draft.hours.text());
        let tag = self.speech.tag();
        let name = draft.old.as_ref().and_then(|old| old.get("name"));
        let name = with_name(name, tag, draft.name.text().trim());
        let read = match (from, to, hours) {
            (Some(from), Some(to), Ok(hours)) if from <= to => Ok(json!({
                "from": from.to_string(),
                "to": to.to_string(),
                "name": name,
                "hours": hours.pairs().collect::<Vec<_>>(),
            })),
            (Some(_), Some(_), Ok(_)) => Err(self.speech.say(Say::LastDayBeforeFirst)),
            (Some(_), Some(_), Err(trouble)) => Err(self.trouble_words(&Trouble::Hours(trouble))),
            _ => Err(self.speech.say(Say::WriteDaysLikeThis)),
        };
        let old = draft.old.clone();
        match read {
            Err(problem) => {
                if let Some(draft) = &mut self.drafts.pages.exception {
                    draft.problem = Some(problem);
                }
                Vec::new()
            }
            Ok(new) => {
                if let Some(draft) = &mut self.drafts.pages.exception {
                    draft.problem = None;
                }
                self.change_setting(match old {
                    Some(old) if old == new => {
                        self.drafts.pages.exception = None;
                        return Vec::new();
                    }
                    Some(old) => Edit::ReplaceException { old, new },
                    None => Edit::AddExceptions(vec![new]),
                })
            }
        }
    }

    pub(super) fn calendar_read(&mut self, read: Result<Vec<u8>, String>) -> Vec<Effect> {
        self.drafts.pages.preview = None;
        let today = self.desk_today();
        let read = match read {
            Ok(bytes) => Calendar::read(&bytes, today).map_err(|why| {
                self.speech.say(match why {
                    NotCalendar::TooLarge => PageSay::CalendarTooLarge,
                    NotCalendar::NoCalendar => PageSay::NoCalendar,
                })
            }),
            Err(reason) => Err(self.speech.say(PageSay::FileNotRead { reason: &reason })),
        };
        match read {
            Ok(calendar) => {
                self.drafts.pages.file = None;
                self.pages.problem = None;
                let known: Vec<(NaiveDate, NaiveDate)> =
                    self.exceptions().iter().map(|one| (one.from, one.to)).collect();
                let is_on = |holiday: &Holiday, days: &(NaiveDate, NaiveDate)| {
                    holiday.from <= days.1 && days.0 <= holiday.to
                };
                let is_known: Vec<bool> = calendar
                    .holidays
                    .iter()
                    .map(|holiday| known.iter().any(|days| is_on(holiday, days)))
                    .collect();
                // Two of the file on one day could not both be added.
                let mut last: Option<NaiveDate> = None;
                let ticked = calendar.holidays.iter().zip(&is_known).map(|(holiday, is_known)| {
                    let is_free = !is_known && last.is_none_or(|last| holiday.from > last);
                    if is_free {
                        last = Some(holiday.to);
                    }
                    is_free
                });
                let ticked = ticked.collect();
                self.drafts.pages.preview = Some(Preview { calendar, ticked, is_known });
            }
            Err(problem) => self.pages.problem = Some(problem),
        }
        Vec::new()
    }

    pub(super) fn add_holidays(&mut self) -> Vec<Effect> {
        let Some(preview) = &self.drafts.pages.preview else { return Vec::new() };
        let holidays = preview.calendar.holidays.iter().zip(&preview.ticked);
        let added: Vec<Value> =
            holidays.filter(|(_, is_ticked)| **is_ticked).map(|(day, _)| day.exception()).collect();
        if added.is_empty() {
            let text = self.speech.say(PageSay::TickOne);
            self.pages.notes.insert(Spot::Exceptions, Note::Problem(text));
            return Vec::new();
        }
        self.change_setting(Edit::AddExceptions(added))
    }
}
