//! What somebody changes about the desk's settings: each edit turns a whole setting into another
//! one, so that it can be carried out on whatever the setting is by then.

use serde_json::{Value, json};
use shared::opening::DAYS;

use super::services::{ServiceEdit, with_service};
use super::spots::{Spot, Trouble, reason_id, spans_of, tags};

/// A change of a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// This is written into a field.
    Write(Spot, String),
    /// The reason with this id goes so many places down.
    MoveReason(String, isize),
    /// The reason with this id goes.
    DropReason(String),
    /// A service is added, which is called this in a language.
    AddService {
        /// The tag of the language.
        language: String,
        /// What it is called.
        words: String,
    },
    /// The service with this id changes.
    Service(String, ServiceEdit),
    /// This language, by its tag, is chosen, or no more.
    ToggleLanguage(Spot, String),
    /// A setting that is on or off is this.
    Switch(Spot, bool),
    /// The desk is always open, or has hours again.
    AlwaysOpen(bool),
    /// The hours of this day are those of Monday to Friday.
    CopyToWeekdays(usize),
    /// Days that differ are added.
    AddExceptions(Vec<Value>),
    /// Days that differ are others now.
    ReplaceException {
        /// As they were.
        old: Value,
        /// As they are to be.
        new: Value,
    },
    /// Days that differ go.
    DropException(Value),
    /// The setting is what it was.
    Restore(Spot, Value),
}

/// The hours of a desk that had none: an office's.
fn usual_week() -> Value {
    DAYS[..5].iter().map(|day| ((*day).to_owned(), json!([["09:00", "17:00"]]))).collect()
}

impl Edit {
    /// Where it is said that it was saved, or why not.
    pub fn spot(&self) -> Spot {
        match self {
            Self::Write(spot, _)
            | Self::Restore(spot, _)
            | Self::ToggleLanguage(spot, _)
            | Self::Switch(spot, _) => spot.clone(),
            Self::MoveReason(..) | Self::DropReason(_) => Spot::ReasonList,
            Self::AddService { .. } => Spot::ServiceList,
            Self::Service(id, edit) => edit.spot(id),
            Self::AlwaysOpen(_) => Spot::Week,
            Self::CopyToWeekdays(day) => Spot::Day(*day),
            Self::AddExceptions(_) | Self::ReplaceException { .. } | Self::DropException(_) => {
                Spot::Exceptions
            }
        }
    }

    /// The setting after it.
    ///
    /// # Errors
    ///
    /// Why it cannot be meant.
    pub fn of(&self, value: &Value) -> Result<Value, Trouble> {
        match self {
            Self::Write(spot, text) => spot.with_text(value, text),
            Self::Restore(_, old) => Ok(old.clone()),
            Self::Switch(_, is_on) => Ok(json!(is_on)),
            Self::ToggleLanguage(_, language) => {
                let mut chosen = tags(value);
                match chosen.iter().position(|tag| tag == language) {
                    Some(at) => drop(chosen.remove(at)),
                    None => chosen.push(language.clone()),
                }
                Ok(json!(chosen))
            }
            Self::MoveReason(id, by) => {
                let mut all = list(value);
                let at = place(&all, |reason| reason_id(reason) == id)?;
                let to = at.saturating_add_signed(*by).min(all.len() - 1);
                let reason = all.remove(at);
                all.insert(to, reason);
                Ok(Value::Array(all))
            }
            Self::DropReason(id) => {
                let mut all = list(value);
                let at = place(&all, |reason| reason_id(reason) == id)?;
                all.remove(at);
                Ok(Value::Array(all))
            }
            Self::AddService { language, words } => with_service(value, language, words),
            Self::Service(id, edit) => edit.of(value, id),
            Self::AlwaysOpen(true) => Ok(Value::Null),
            Self::AlwaysOpen(false) if value.is_null() => Ok(usual_week()),
            Self::AlwaysOpen(false) => Ok(value.clone()),
            Self::CopyToWeekdays(day) => {
                let mut week = value.as_object().cloned().unwrap_or_default();
                let hours = week.get(DAYS[*day]).cloned();
                let is_closed = spans_of(hours.as_ref()).0.is_empty();
                for day in &DAYS[..5] {
                    match &hours {
                        Some(hours) if !is_closed => {
                            week.insert((*day).to_owned(), hours.clone());
                        }
                        _ => drop(week.remove(*day)),
                    }
                }
                Ok(Value::Object(week))
            }
            Self::AddExceptions(added) => {
                let mut all = list(value);
                all.extend(added.iter().cloned());
                Ok(in_order(all))
            }
            Self::ReplaceException { old, new } => {
                let mut all = list(value);
                let at = place(&all, |exception| exception == old)?;
                all[at] = new.clone();
                Ok(in_order(all))
            }
            Self::DropException(old) => {
                let mut all = list(value);
                let at = place(&all, |exception| exception == old)?;
                all.remove(at);
                Ok(Value::Array(all))
            }
        }
    }
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

fn place(all: &[Value], is_meant: impl Fn(&Value) -> bool) -> Result<usize, Trouble> {
    all.iter().position(is_meant).ok_or(Trouble::Gone)
}

/// By their first day, which is written so that it sorts.
fn in_order(mut all: Vec<Value>) -> Value {
    all.sort_by_key(|exception| {
        exception.get("from").and_then(Value::as_str).unwrap_or_default().to_owned()
    });
    Value::Array(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(value: &Value) -> Vec<&str> {
        value.as_array().unwrap().iter().map(reason_id).collect()
    }

    #[test]
    fn reasons_move_and_go_by_their_id() {
        let all = json!([{"id": "a"}, {"id": "b"}, {"id": "c"}]);
        for (id, by, order) in [
            ("a", 1, ["b", "a", "c"]),
            ("c", -2, ["c", "a", "b"]),
            ("b", -9, ["b", "a", "c"]),
            ("b", 9, ["a", "c", "b"]),
        ] {
            let moved = Edit::MoveReason(id.to_owned(), by).of(&all).unwrap();
            assert_eq!(ids(&moved), order, "{id} by {by}");
        }
        assert_eq!(ids(&Edit::DropReason("b".to_owned()).of(&all).unwrap()), ["a", "c"]);
        assert_eq!(Edit::DropReason("x".to_owned()).of(&all), Err(Trouble::Gone));
        assert_eq!(Edit::MoveReason("x".to_owned(), 1).of(&json!([])), Err(Trouble::Gone));
    }

    #[test]
    fn a_language_is_chosen_and_no_more() {
        let toggle = |tag: &str, value: &Value| {
            Edit::ToggleLanguage(Spot::BoardLanguages, tag.to_owned()).of(value).unwrap()
        };
        let one = toggle("de", &Value::Null);
        let two = toggle("ar", &one);
        assert_eq!(two, json!(["de", "ar"]));
        assert_eq!(toggle("de", &two), json!(["ar"]));
    }

    #[test]
    fn a_desk_that_gets_hours_has_those_of_an_office() {
        let week = Edit::AlwaysOpen(false).of(&Value::Null).unwrap();
        assert_eq!(week["fri"], json!([["09:00", "17:00"]]));
        assert!(week.get("sat").is_none());
        assert_eq!(
            Edit::AlwaysOpen(false).of(&week),
            Ok(week.clone()),
            "those that there are stay"
        );
        assert_eq!(Edit::AlwaysOpen(true).of(&week), Ok(Value::Null));
    }

    #[test]
    fn hours_are_copied_to_the_working_days_alone() {
        let week = json!({"mon": [["08:00", "12:00"]], "wed": [["09:00", "10:00"]], "sun": [["10:00", "11:00"]]});
        let copied = Edit::CopyToWeekdays(0).of(&week).unwrap();
        assert_eq!(copied["fri"], week["mon"]);
        assert_eq!(copied["sun"], week["sun"]);
        assert!(copied.get("sat").is_none());
        let closed = Edit::CopyToWeekdays(1).of(&week).unwrap();
        assert_eq!(closed, json!({"sun": [["10:00", "11:00"]]}));
    }

    #[test]
    fn days_that_differ_stand_in_order_and_are_found_as_they_were() {
        let day = |from: &str| json!({"from": from, "to": from, "hours": []});
        let all = json!([day("2026-12-24")]);
        let more =
            Edit::AddExceptions(vec![day("2027-01-01"), day("2026-05-01")]).of(&all).unwrap();
        assert_eq!(more, json!([day("2026-05-01"), day("2026-12-24"), day("2027-01-01")]));
        let (old, new) = (day("2026-12-24"), day("2027-05-01"));
        let replaced = Edit::ReplaceException { old: old.clone(), new }.of(&more).unwrap();
        assert_eq!(replaced[2], day("2027-05-01"));
        assert_eq!(Edit::DropException(old.clone()).of(&replaced), Err(Trouble::Gone));
        assert_eq!(Edit::DropException(old).of(&all), Ok(json!([])));
    }
}
