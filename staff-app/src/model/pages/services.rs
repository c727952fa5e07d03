//! Services: the parts of one that are edited, and how each changes the setting.
//!
//! The setting is changed as it was heard, so that what a newer server says of a service stays.

use serde_json::{Map, Value, json};
use shared::profile::ProfileKey;
use shared::service::{Identity, IdentityKind, NUMBER_SIGNS, PHONE_DIGITS, Prefix, Service};
use shared::service::{Offer, ServiceId, TARGET_MINS};
use shared::visitor::NAME_CHARS;

use super::spots::{Trouble, reasons, with_entry};
use super::{Edit, Spot, language_name};
use crate::model::{Effect, Model};
use crate::words::PageSay;

/// The most minutes that a visitor may be meant to wait.
const MOST_TARGET_MINS: u32 = 24 * 60;

/// The most visitors that a limit can allow.
const MOST_VISITORS: u32 = 100_000;

/// A part of a service that is edited.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ServicePart {
    /// All of it: that it is there.
    Whole,
    /// What people read, in a language.
    Words(String),
    /// The letter before its numbers.
    Letter,
    /// Within how many minutes a visitor should be called.
    Target,
    /// What it asks visitors for.
    Asks,
    /// Whether visitors may leave that out.
    Optional,
    /// What its number is called, in a language.
    NumberWords(String),
    /// The fewest digits or signs.
    Fewest,
    /// The most of them.
    Most,
    /// Whether its number may have letters.
    Letters,
    /// Which of the desk's reasons it asks for.
    Reasons,
    /// How many may wait.
    MaxWaiting,
    /// How many may come in a day.
    DailyQuota,
    /// Whether it takes tickets.
    Open,
    /// Whether visitors may join by their own telephone.
    ByPhone,
}

/// A change of one service that is chosen and not typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServiceEdit {
    /// It goes so many places down.
    Move(isize),
    /// It goes.
    Drop,
    /// Its numbers have this letter, or none.
    Letter(Option<Prefix>),
    /// It asks for this.
    Asks(IdentityKind),
    /// Visitors may leave that out, or not.
    Optional(bool),
    /// Its number may have letters, or not.
    Letters(bool),
    /// It asks for these reasons; none: for all of them.
    Reasons(Option<Vec<String>>),
    /// It asks for this reason, or no more.
    ToggleReason(String),
    /// It takes tickets, or not.
    Open(bool),
    /// Visitors may join by their own telephone, or not.
    ByPhone(bool),
}

impl ServicePart {
    /// The most characters that its field takes.
    pub(super) fn most_chars(&self) -> usize {
        match self {
            Self::Words(_) | Self::NumberWords(_) => NAME_CHARS + 20,
            _ => 12,
        }
    }

    /// The part as it is typed into its field; empty where it is not edited as text.
    pub(super) fn text(&self, value: &Value, id: &str) -> String {
        let Some(service) = service(value, id) else { return String::new() };
        let number = |number: Option<u32>| number.map_or_else(String::new, |it| it.to_string());
        match self {
            Self::Words(language) => service.text.get(language).cloned().unwrap_or_default(),
            Self::NumberWords(language) => {
                service.identity.text.get(language).cloned().unwrap_or_default()
            }
            Self::Target => service.target_mins.to_string(),
            Self::Fewest => number(service.identity.min),
            Self::Most => number(service.identity.max),
            Self::MaxWaiting => number(service.max_waiting),
            Self::DailyQuota => number(service.daily_quota),
            Self::Whole
            | Self::Letter
            | Self::Asks
            | Self::Optional
            | Self::Letters
            | Self::Reasons
            | Self::Open
            | Self::ByPhone => String::new(),
        }
    }

    /// The setting with `typed` in this part of a service.
    ///
    /// # Errors
    ///
    /// Why it cannot be meant.
    pub(super) fn with_text(&self, value: &Value, id: &str, typed: &str) -> Result<Value, Trouble> {
        let number = |least: u32, most: u32| {
            let number = typed.parse::<u32>().ok().filter(|it| (least..=most).contains(it));
            number.map(Value::from).ok_or(Trouble::Number(least, most))
        };
        let limit = |least: u32, most: u32| {
            if typed.is_empty() { Ok(None) } else { number(least, most).map(Some) }
        };
        let known = service(value, id).ok_or(Trouble::Gone)?;
        let (fewest, most) = known.identity.length();
        match self {
            Self::Words(_) | Self::NumberWords(_) if typed.chars().count() > NAME_CHARS => {
                Err(Trouble::TooLong(NAME_CHARS))
            }
            Self::Words(language) => changed(value, id, |service| {
                let texts = service.get("text").cloned().unwrap_or_default();
                let texts = with_entry(&texts, language, typed);
                if texts.as_object().is_none_or(Map::is_empty) {
                    return Err(Trouble::NoServiceWords);
                }
                service.insert("text".to_owned(), texts);
                Ok(())
            }),
            Self::NumberWords(language) => {
                let texts = known.identity.text.into_iter().map(|(tag, text)| (tag, json!(text)));
                let texts = with_entry(&Value::Object(texts.collect()), language, typed);
                let texts =
                    texts.as_object().is_some_and(|texts| !texts.is_empty()).then_some(texts);
                with_identity(value, id, "text", texts)
            }
            Self::Target => {
                let mins = number(1, MOST_TARGET_MINS)?;
                with_key(value, id, "target_mins", Some(mins).filter(|it| *it != TARGET_MINS))
            }
            Self::Fewest => with_identity(value, id, "min", limit(1, most)?),
            Self::Most => {
                let bounds = match known.identity.kind {
                    IdentityKind::Phone => PHONE_DIGITS,
                    _ => NUMBER_SIGNS,
                };
                let least = known.identity.min.unwrap_or(bounds.0).max(1);
                with_identity(value, id, "max", limit(least, bounds.1.max(fewest))?)
            }
            Self::MaxWaiting => with_key(value, id, "max_waiting", limit(1, MOST_VISITORS)?),
            Self::DailyQuota => with_key(value, id, "daily_quota", limit(1, MOST_VISITORS)?),
            Self::Whole
            | Self::Letter
            | Self::Asks
            | Self::Optional
            | Self::Letters
            | Self::Reasons
            | Self::Open
            | Self::ByPhone => Ok(value.clone()),
        }
    }
}

impl ServiceEdit {
    /// The part at which it is said that it was saved, or why not.
    pub(super) fn spot(&self, id: &str) -> Spot {
        let part = match self {
            Self::Move(_) => return Spot::ServiceList,
            Self::Drop => ServicePart::Whole,
            Self::Letter(_) => ServicePart::Letter,
            Self::Asks(_) => ServicePart::Asks,
            Self::Optional(_) => ServicePart::Optional,
            Self::Letters(_) => ServicePart::Letters,
            Self::Reasons(_) | Self::ToggleReason(_) => ServicePart::Reasons,
            Self::Open(_) => ServicePart::Open,
            Self::ByPhone(_) => ServicePart::ByPhone,
        };
        Spot::Service(id.to_owned(), part)
    }

    /// The setting after it.
    ///
    /// # Errors
    ///
    /// The service is not there any more.
    pub(super) fn of(&self, value: &Value, id: &str) -> Result<Value, Trouble> {
        let mut all = value.as_array().cloned().unwrap_or_default();
        let at = all.iter().position(|service| value_id(service) == id).ok_or(Trouble::Gone)?;
        match self {
            Self::Move(by) => {
                let to = at.saturating_add_signed(*by).min(all.len() - 1);
                let service = all.remove(at);
                all.insert(to, service);
                Ok(Value::Array(all))
            }
            Self::Drop => {
                all.remove(at);
                Ok(Value::Array(all))
            }
            Self::Letter(letter) => with_key(value, id, "prefix", letter.map(|it| json!(it))),
            // What was said of one kind means nothing for another.
            Self::Asks(kind) => {
                let known = service(value, id).ok_or(Trouble::Gone)?;
                if known.identity.kind == *kind {
                    return Ok(value.clone());
                }
                let optional = known.identity.optional && *kind != IdentityKind::None;
                let identity = Identity { kind: *kind, optional, ..Identity::default() };
                let is_usual = identity == Identity::default();
                with_key(value, id, "identity", (!is_usual).then(|| json!(identity)))
            }
            Self::Optional(is_optional) => {
                with_identity(value, id, "optional", is_optional.then_some(json!(true)))
            }
            Self::Letters(has_letters) => {
                with_identity(value, id, "letters", has_letters.then_some(json!(true)))
            }
            Self::Reasons(reasons) => {
                with_key(value, id, "reasons", reasons.as_ref().map(|it| json!(it)))
            }
            Self::ToggleReason(reason) => {
                let known = service(value, id).ok_or(Trouble::Gone)?;
                let mut reasons = known.reasons.unwrap_or_default();
                match reasons.iter().position(|known| known == reason) {
                    Some(at) => drop(reasons.remove(at)),
                    None => reasons.push(reason.clone()),
                }
                with_key(value, id, "reasons", Some(json!(reasons)))
            }
            Self::Open(is_open) => with_key(value, id, "open", (!is_open).then_some(json!(false))),
            Self::ByPhone(may_join) => {
                with_key(value, id, "by_phone", may_join.then_some(json!(true)))
            }
        }
    }
}

/// The services of a setting; one of which not all can be understood here has what can be.
pub fn services(value: &Value) -> Vec<Service> {
    value.as_array().into_iter().flatten().filter_map(read).collect()
}

/// One of them.
fn service(value: &Value, id: &str) -> Option<Service> {
    value.as_array()?.iter().find(|service| value_id(service) == id).and_then(read)
}

fn read(value: &Value) -> Option<Service> {
    let whole = serde_json::from_value::<Service>(value.clone()).ok();
    whole.or_else(|| {
        let mut service = Service::new(value_id(value).parse().ok()?);
        service.text = super::spots::by_language(value.get("text").unwrap_or(&Value::Null));
        Some(service)
    })
}

fn value_id(service: &Value) -> &str {
    service.get("id").and_then(Value::as_str).unwrap_or_default()
}

/// The setting with one service changed.
fn changed(
    value: &Value,
    id: &str,
    change: impl FnOnce(&mut Map<String, Value>) -> Result<(), Trouble>,
) -> Result<Value, Trouble> {
    let mut all = value.as_array().cloned().unwrap_or_default();
    let service = all.iter_mut().find(|service| value_id(service) == id);
    change(service.and_then(Value::as_object_mut).ok_or(Trouble::Gone)?)?;
    Ok(Value::Array(all))
}

/// The setting with this under a name of one service; without that name where it is nothing.
fn with_key(value: &Value, id: &str, key: &str, to: Option<Value>) -> Result<Value, Trouble> {
    changed(value, id, |service| {
        put(service, key, to);
        Ok(())
    })
}

/// The same of what the service asks visitors for.
fn with_identity(value: &Value, id: &str, key: &str, to: Option<Value>) -> Result<Value, Trouble> {
    changed(value, id, |service| {
        let mut identity =
            service.get("identity").and_then(Value::as_object).cloned().unwrap_or_default();
        identity.entry("kind").or_insert_with(|| json!(IdentityKind::Email));
        put(&mut identity, key, to);
        let is_usual = identity.len() == 1 && identity["kind"] == json!(IdentityKind::Email);
        put(service, "identity", (!is_usual).then_some(Value::Object(identity)));
        Ok(())
    })
}

fn put(object: &mut Map<String, Value>, key: &str, to: Option<Value>) {
    match to {
        Some(to) => drop(object.insert(key.to_owned(), to)),
        None => drop(object.remove(key)),
    }
}

/// The setting with a service more, which is called this in a language.
///
/// # Errors
///
/// Why it cannot be meant.
pub(super) fn with_service(value: &Value, language: &str, words: &str) -> Result<Value, Trouble> {
    if words.is_empty() {
        return Err(Trouble::NoServiceWords);
    }
    if words.chars().count() > NAME_CHARS {
        return Err(Trouble::TooLong(NAME_CHARS));
    }
    let mut all = value.as_array().cloned().unwrap_or_default();
    let id = new_id(&all, words);
    all.push(json!({ "id": id, "text": { language: words } }));
    Ok(Value::Array(all))
}

/// An id that no service has, made of its words where they have letters that stand in a command.
fn new_id(all: &[Value], words: &str) -> String {
    let mut base = String::new();
    for letter in words.chars().flat_map(char::to_lowercase) {
        if letter.is_ascii_alphanumeric() {
            base.push(letter);
        } else if !base.is_empty() && !base.ends_with('-') {
            base.push('-');
        }
    }
    // Room for a number behind it.
    base.truncate(ServiceId::MAX_BYTES - 5);
    let base = match base.trim_end_matches('-') {
        "" => "service",
        base => base,
    };
    let is_free = |id: &String| all.iter().all(|service| value_id(service) != id);
    let numbered = (2..).map(|number| format!("{base}-{number}"));
    std::iter::once(base.to_owned()).chain(numbered).find(is_free).unwrap_or_default()
}

impl Model {
    /// The services as they are set up.
    pub fn set_services(&self) -> Vec<Service> {
        services(self.setting(ProfileKey::Services))
    }

    /// The letters that a service may have: its own, and those that are free.
    pub fn free_letters(&self, id: &ServiceId) -> Vec<Prefix> {
        let all = self.set_services();
        let is_taken = |letter: Prefix| {
            all.iter().any(|other| other.id != *id && other.prefix == Some(letter))
        };
        Prefix::all().filter(|letter| !is_taken(*letter)).collect()
    }

    /// The desk's reasons, each with its id and what it is called here.
    pub fn set_reasons(&self) -> Vec<(String, String)> {
        let named = |reason: &Value| {
            let id = super::spots::reason_id(reason).to_owned();
            let texts = super::spots::by_language(reason.get("text").unwrap_or(&Value::Null));
            let words = self.speech.pick(&texts).unwrap_or(&id).to_owned();
            (id, words)
        };
        reasons(self.setting(ProfileKey::Reasons)).into_iter().map(named).collect()
    }

    /// How a service that is set up stands at the kiosks, once it was heard.
    pub fn offer_of(&self, id: &ServiceId) -> Option<&Offer> {
        self.mirror.facts.services.0.iter().find(|offer| offer.service.id == *id)
    }

    /// What the field of a part of a service is called.
    pub(super) fn part_label(&self, id: &str, part: &ServicePart) -> String {
        let speech = self.speech;
        let language = |tag: &String| language_name(speech, tag);
        match part {
            ServicePart::Whole => {
                let all = self.set_services();
                let known = all.iter().find(|service| service.id.as_str() == id);
                known.map_or_else(
                    || speech.say(PageSay::Services),
                    |service| self.service_words(service).to_owned(),
                )
            }
            ServicePart::Words(tag) => {
                speech.say(PageSay::FieldReason { language: &language(tag) })
            }
            ServicePart::Letter => speech.say(PageSay::ServiceLetter),
            ServicePart::Target => speech.say(PageSay::ServiceTarget),
            ServicePart::Asks => speech.say(PageSay::ServiceAsks),
            ServicePart::Optional => speech.say(PageSay::ServiceOptional),
            ServicePart::NumberWords(tag) => {
                speech.say(PageSay::ServiceNumberWords { language: &language(tag) })
            }
            ServicePart::Fewest => speech.say(PageSay::ServiceFewest),
            ServicePart::Most => speech.say(PageSay::ServiceMost),
            ServicePart::Letters => speech.say(PageSay::ServiceLetters),
            ServicePart::ByPhone => speech.say(PageSay::ServiceByPhone),
            ServicePart::Reasons => speech.say(PageSay::ServiceReasons),
            ServicePart::MaxWaiting => speech.say(PageSay::ServiceMaxWaiting),
            ServicePart::DailyQuota => speech.say(PageSay::ServiceQuota),
            ServicePart::Open => speech.say(PageSay::ServiceTickets),
        }
    }

    /// What a service asks visitors for, in a word or two.
    pub fn asks_words(&self, kind: IdentityKind) -> String {
        self.speech.say(match kind {
            IdentityKind::Email => PageSay::AsksEmail,
            IdentityKind::Name => PageSay::AsksName,
            IdentityKind::Phone => PageSay::AsksPhone,
            IdentityKind::Number => PageSay::AsksNumber,
            IdentityKind::None => PageSay::AsksNothing,
        })
    }

    /// The language in which something new is begun: that of this window.
    pub fn first_language(&self) -> String {
        let tag = self.speech.tag();
        tag.split('-').next().unwrap_or(tag).to_owned()
    }

    /// A row of the list of services opens, or closes.
    pub(super) fn open_service(&mut self, id: Option<String>) -> Vec<Effect> {
        // Whoever leaves a row has left its fields.
        let effects = self.save_what_was_typed();
        self.drafts.pages.new_service = None;
        self.pages.open_service = id;
        effects
    }

    /// The form for a new service opens, or closes.
    pub(super) fn new_service(&mut self, is_open: bool) -> Vec<Effect> {
        let effects = self.open_service(None);
        self.pages.notes.remove(&Spot::ServiceList);
        let field = || app_kit::field::Field::of_chars(NAME_CHARS + 20);
        self.drafts.pages.new_service = is_open.then(field);
        effects
    }

    /// The new service is made, with the words that were typed.
    pub(super) fn add_service(&mut self) -> Vec<Effect> {
        let Some(field) = &self.drafts.pages.new_service else { return Vec::new() };
        let words = field.text().trim().to_owned();
        self.change_setting(Edit::AddService { language: self.first_language(), words })
    }

    /// A service was added: it opens, so that the rest can be said.
    pub(super) fn service_added(&mut self) {
        self.drafts.pages.new_service = None;
        let added = self.set_services().pop().map(|service| service.id.as_str().to_owned());
        self.pages.open_service.clone_from(&added);
        self.drafts.pages.added_service = added;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two() -> Value {
        json!([
            {"id": "badges", "text": {"en": "Badges"}, "more": 1},
            {"id": "permits", "text": {"en": "Permits", "de": "Genehmigungen"}, "prefix": "P",
             "identity": {"kind": "number", "min": 4, "max": 8, "text": {"en": "Case"}}},
        ])
    }

    fn write(part: &ServicePart, value: &Value, id: &str, typed: &str) -> Value {
        let new = part.with_text(value, id, typed).unwrap();
        assert_eq!(part.text(&new, id), typed, "{part:?}");
        assert_eq!(part.with_text(&new, id, typed).unwrap(), new, "writing it again");
        new
    }

    #[test]
    fn what_is_typed_reads_back_and_leaves_the_rest() {
        use ServicePart::*;
        let all = two();
        let words = write(&Words("de".to_owned()), &all, "badges", "Ausweise");
        assert_eq!(
            words[0],
            json!({"id": "badges", "text": {"en": "Badges", "de": "Ausweise"}, "more": 1})
        );
        assert_eq!(words[1], all[1]);
        let target = write(&Target, &all, "badges", "5");
        assert_eq!(target[0]["target_mins"], 5);
        assert_eq!(write(&Target, &target, "badges", "20"), all, "the usual one is not written");
        let capped = write(&MaxWaiting, &all, "badges", "30");
        assert_eq!(capped[0]["max_waiting"], 30);
        assert_eq!(write(&MaxWaiting, &capped, "badges", ""), all);
        assert_eq!(write(&DailyQuota, &all, "badges", "9")[0]["daily_quota"], 9);
        let number = write(&NumberWords("de".to_owned()), &all, "permits", "Fall");
        assert_eq!(number[1]["identity"]["text"], json!({"en": "Case", "de": "Fall"}));
        assert_eq!(write(&Fewest, &all, "permits", "8")[1]["identity"]["min"], 8);
        let open = write(&Most, &all, "permits", "");
        assert_eq!(
            open[1]["identity"],
            json!({"kind": "number", "min": 4, "text": {"en": "Case"}})
        );
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        use ServicePart::*;
        let refused = |part: ServicePart, id: &str, typed: &str| {
            part.with_text(&two(), id, typed).unwrap_err()
        };
        assert_eq!(refused(Words("en".to_owned()), "badges", ""), Trouble::NoServiceWords);
        assert_eq!(
            refused(Words("en".to_owned()), "badges", &"x".repeat(NAME_CHARS + 1)),
            Trouble::TooLong(NAME_CHARS)
        );
        assert_eq!(refused(Target, "badges", "0"), Trouble::Number(1, 1440));
        assert_eq!(refused(Fewest, "permits", "9"), Trouble::Number(1, 8));
        assert_eq!(refused(Most, "permits", "3"), Trouble::Number(4, 32));
        assert_eq!(refused(MaxWaiting, "badges", "many"), Trouble::Number(1, MOST_VISITORS));
        assert_eq!(refused(Target, "gone", "5"), Trouble::Gone);
    }

    #[test]
    fn a_new_service_has_an_id_of_its_own_made_of_its_words() {
        let mut all = Value::Null;
        for words in ["Badges & keys", "badges, keys", "بطاقات", "护照", "Über uns"] {
            all = with_service(&all, "en", words).unwrap();
        }
        let ids: Vec<String> = services(&all).iter().map(|it| it.id.to_string()).collect();
        assert_eq!(ids, ["badges-keys", "badges-keys-2", "service", "service-2", "ber-uns"]);
        let long = with_service(&Value::Null, "en", &"ab ".repeat(30)).unwrap();
        assert!(services(&long)[0].id.as_str().len() <= ServiceId::MAX_BYTES);
        assert_eq!(with_service(&all, "en", ""), Err(Trouble::NoServiceWords));
    }

    #[test]
    fn what_is_chosen_is_written_as_short_as_it_can_be() {
        let all = two();
        let choose = |edit: ServiceEdit, value: &Value, id: &str| edit.of(value, id).unwrap();
        let letter = "B".parse().ok();
        let lettered = choose(ServiceEdit::Letter(letter), &all, "badges");
        assert_eq!(lettered[0]["prefix"], "B");
        assert_eq!(choose(ServiceEdit::Letter(None), &lettered, "badges"), all);
        let stopped = choose(ServiceEdit::Open(false), &all, "badges");
        assert_eq!(stopped[0]["open"], false);
        assert_eq!(choose(ServiceEdit::Open(true), &stopped, "badges"), all);
        let by_phone = choose(ServiceEdit::ByPhone(true), &all, "badges");
        assert_eq!(by_phone[0]["by_phone"], true);
        assert_eq!(choose(ServiceEdit::ByPhone(false), &by_phone, "badges"), all);
        let phone = choose(ServiceEdit::Asks(IdentityKind::Phone), &all, "permits");
        assert_eq!(phone[1]["identity"], json!({"kind": "phone"}), "its limits are others");
        let email = choose(ServiceEdit::Asks(IdentityKind::Email), &phone, "permits");
        assert!(email[1].get("identity").is_none());
        let optional = choose(ServiceEdit::Optional(true), &email, "permits");
        assert_eq!(optional[1]["identity"], json!({"kind": "email", "optional": true}));
        assert_eq!(choose(ServiceEdit::Optional(false), &optional, "permits"), email);
        let none = choose(ServiceEdit::Asks(IdentityKind::None), &optional, "permits");
        assert_eq!(none[1]["identity"], json!({"kind": "none"}));
        let some = choose(ServiceEdit::Reasons(Some(vec!["a".to_owned()])), &all, "badges");
        let toggled = choose(ServiceEdit::ToggleReason("b".to_owned()), &some, "badges");
        assert_eq!(toggled[0]["reasons"], json!(["a", "b"]));
        let toggled = choose(ServiceEdit::ToggleReason("a".to_owned()), &toggled, "badges");
        assert_eq!(toggled[0]["reasons"], json!(["b"]));
        assert_eq!(choose(ServiceEdit::Reasons(None), &toggled, "badges"), all);
        let moved = choose(ServiceEdit::Move(1), &all, "badges");
        assert_eq!((&moved[0], &moved[1]), (&all[1], &all[0]));
        assert_eq!(choose(ServiceEdit::Drop, &all, "badges"), json!([all[1]]));
        assert_eq!(ServiceEdit::Drop.of(&all, "gone"), Err(Trouble::Gone));
    }

    #[test]
    fn a_service_that_cannot_be_understood_keeps_its_place() {
        let newer = json!([{"id": "a", "text": {"en": "A"}, "identity": {"kind": "face"}}]);
        assert_eq!(services(&newer)[0].text["en"], "A");
        let moved = ServiceEdit::Open(false).of(&newer, "a").unwrap();
        assert_eq!(moved[0]["identity"]["kind"], "face");
    }
}
