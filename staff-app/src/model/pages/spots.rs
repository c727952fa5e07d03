//! Where a setting is edited: each field of a page is one spot, which knows the setting that it is
//! a part of, how that reads as text, and how text becomes a value again.

use std::collections::BTreeMap;

use app_kit::pin::{PIN_DIGITS_MOST, PinHash};
use serde::Deserialize as _;
use serde_json::{Map, Value, json};
use shared::opening::DAYS;
use shared::print::{PaperWidth, PrintSettings, PrintWhen, PrinterAddress};
use shared::profile::ProfileKey;
use shared::text::UNDETERMINED;
use shared::visitor::{Address, NAME_CHARS, NOTE_CHARS};

use super::hours_text::{DaySpans, NotHours};
use super::services::ServicePart;

/// The most tables that a desk has.
pub const MOST_TABLES: u32 = 1000;

/// The most minutes before closing at which kiosks stop.
const MOST_LAST_MINS: u32 = 24 * 60;

/// The most days for which visitors are kept.
const MOST_DAYS: u32 = 36_500;

/// A place on a page at which a setting, or a part of one, is edited.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Spot {
    /// Whose desk this is.
    Organisation,
    /// What everybody reads until somebody announces something else.
    Notice,
    /// How many tables there are.
    TableCount,
    /// What a table is called.
    TableName(u32),
    /// A reason, by its id, in a language.
    ReasonText(String, String),
    /// Which reasons there are, and in which order.
    ReasonList,
    /// Which services there are, and in which order.
    ServiceList,
    /// A part of a service, by its id.
    Service(String, ServicePart),
    /// What visitors read while the desk is closed, in a language.
    ClosedText(String),
    /// Why visitors are asked, in a language.
    PrivacyText(String),
    /// Whether the desk has hours at all.
    Week,
    /// The hours of a day of the week, Monday being 0.
    Day(usize),
    /// How long before closing kiosks stop.
    LastCheckIn,
    /// The days that differ.
    Exceptions,
    /// For how many days visitors are kept.
    Retention,
    /// What displays show of a name.
    DisplayLabel,
    /// Whether reports tell people apart.
    ReportPeople,
    /// Under which address visitors reach their own pages.
    PublicUrl,
    /// What kiosks complete addresses with.
    Domains,
    /// The PIN with which staff leave a kiosk.
    Pin,
    /// The languages that kiosks offer.
    KioskLanguages,
    /// In which languages displays are written.
    BoardLanguages,
    /// Where the printer of kiosks is.
    Printer,
    /// How wide its paper is.
    PaperWidth,
    /// When kiosks print.
    PrintWhen,
}

/// Why what was typed cannot be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// Not hours.
    Hours(NotHours),
    /// Not a whole number between these.
    Number(u32, u32),
    /// More characters than these.
    TooLong(usize),
    /// Not the ending of an e-mail address.
    NotADomain(String),
    /// Not a PIN.
    NotAPin,
    /// Not where a printer is.
    NotAPrinter(String),
    /// A file, which no desk names for all its kiosks.
    NotForAllKiosks(String),
    /// A reason without a word in any language.
    NoWords,
    /// A service without a word in any language.
    NoServiceWords,
    /// What was to be changed is not there any more.
    Gone,
}

/// All settings, by name.
pub type Values = BTreeMap<String, Value>;

impl Spot {
    /// The setting that it belongs to.
    pub fn key(&self) -> ProfileKey {
        match self {
            Self::Organisation => ProfileKey::Organisation,
            Self::Notice => ProfileKey::Notice,
            Self::TableCount => ProfileKey::Tables,
            Self::TableName(_) => ProfileKey::TableNames,
            Self::ReasonText(..) | Self::ReasonList => ProfileKey::Reasons,
            Self::ServiceList | Self::Service(..) => ProfileKey::Services,
            Self::ClosedText(_) => ProfileKey::ClosedText,
            Self::PrivacyText(_) => ProfileKey::PrivacyText,
            Self::Week | Self::Day(_) => ProfileKey::Hours,
            Self::LastCheckIn => ProfileKey::LastCheckInMins,
            Self::Exceptions => ProfileKey::Exceptions,
            Self::Retention => ProfileKey::RetentionDays,
            Self::DisplayLabel => ProfileKey::DisplayLabel,
            Self::ReportPeople => ProfileKey::ReportPeople,
            Self::PublicUrl => ProfileKey::PublicUrl,
            Self::Domains => ProfileKey::Domains,
            Self::Pin => ProfileKey::Pin,
            Self::KioskLanguages => ProfileKey::Languages,
            Self::BoardLanguages => ProfileKey::BoardLanguages,
            Self::Printer | Self::PaperWidth | Self::PrintWhen => ProfileKey::Print,
        }
    }

    /// The most characters that its field takes: a little more than may be saved, so that who
    /// types too much is told so.
    pub fn most_chars(&self) -> usize {
        match self {
            Self::TableCount | Self::LastCheckIn | Self::Retention => 12,
            Self::Pin => PIN_DIGITS_MOST + 4,
            Self::TableName(_) => NAME_CHARS + 20,
            Self::Service(_, part) => part.most_chars(),
            _ => NOTE_CHARS + 100,
        }
    }

    /// The value as it is typed into its field; empty where it is not edited as text.
    pub fn text(&self, value: &Value) -> String {
        let plain = |value: Option<&Value>| match value {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        match self {
            Self::Organisation
            | Self::Notice
            | Self::TableCount
            | Self::LastCheckIn
            | Self::Retention
            | Self::PublicUrl
            | Self::DisplayLabel => plain(Some(value)),
            Self::TableName(table) => plain(value.get(table.to_string())),
            Self::ReasonText(id, language) => {
                let reason = reasons(value).into_iter().find(|reason| reason_id(reason) == id);
                plain(reason.and_then(|reason| reason.get("text")?.get(language)))
            }
            Self::ClosedText(language) | Self::PrivacyText(language) => {
                by_language(value).remove(language).unwrap_or_default()
            }
            Self::Service(id, part) => part.text(value, id),
            Self::Day(day) => spans_of(value.get(DAYS[*day])).to_string(),
            Self::Domains => tags(value).join(", "),
            // What is not set is as the kiosk takes it.
            Self::Printer => plain(value.get("printer")),
            Self::PaperWidth => print(value).width.unwrap_or_default().dots().to_string(),
            Self::PrintWhen => print(value).when.unwrap_or(PrintWhen::Always).to_string(),
            // Nobody is told the PIN.
            Self::Pin
            | Self::ReportPeople
            | Self::KioskLanguages
            | Self::BoardLanguages
            | Self::ReasonList
            | Self::ServiceList
            | Self::Week
            | Self::Exceptions => String::new(),
        }
    }

    /// The whole setting with `typed` in this place.
    ///
    /// # Errors
    ///
    /// Why it cannot be meant.
    pub fn with_text(&self, value: &Value, typed: &str) -> Result<Value, Trouble> {
        let typed = typed.trim();
        let is_long = |most: usize| typed.chars().count() > most;
        let number = |least: u32, most: u32| {
            let number = typed.parse::<u32>().ok().filter(|number| (least..=most).contains(number));
            number.map(Value::from).ok_or(Trouble::Number(least, most))
        };
        match self {
            Self::TableCount => number(1, MOST_TABLES),
            Self::LastCheckIn => number(0, MOST_LAST_MINS),
            Self::Retention if typed.is_empty() => Ok(Value::Null),
            Self::Retention => number(1, MOST_DAYS),
            Self::TableName(_) if is_long(NAME_CHARS) => Err(Trouble::TooLong(NAME_CHARS)),
            Self::Day(_) => self.with_hours(value, typed),
            Self::Service(id, part) => part.with_text(value, id, typed),
            Self::Pin if typed.is_empty() => Ok(Value::Null),
            Self::Pin => {
                let hash = PinHash::of(typed).map_err(|_| Trouble::NotAPin)?;
                Ok(json!(hash.as_str()))
            }
            Self::Domains => domains(typed),
            Self::Printer if typed.is_empty() => Ok(with_entry(value, "printer", "")),
            Self::Printer => Ok(with_entry(value, "printer", &printer(typed)?)),
            Self::PaperWidth => {
                let width =
                    typed.parse().ok().and_then(|dots: u32| PaperWidth::try_from(dots).ok());
                let mut print = print(value);
                print.width = width.filter(|width| *width != PaperWidth::default());
                Ok(json!(print))
            }
            Self::PrintWhen => {
                let mut print = print(value);
                print.when = typed.parse().ok().filter(|when| *when != PrintWhen::Always);
                Ok(json!(print))
            }
            Self::PublicUrl if typed.is_empty() => Ok(Value::Null),
            _ if is_long(NOTE_CHARS) => Err(Trouble::TooLong(NOTE_CHARS)),
            Self::Organisation | Self::Notice | Self::DisplayLabel | Self::PublicUrl => {
                Ok(json!(typed))
            }
            Self::TableName(table) => Ok(with_entry(value, &table.to_string(), typed)),
            Self::ClosedText(language) | Self::PrivacyText(language) => {
                let texts = by_language(value);
                let texts = texts.into_iter().map(|(tag, text)| (tag, json!(text))).collect();
                Ok(with_entry(&Value::Object(texts), language, typed))
            }
            Self::ReasonText(id, language) => with_reason_text(value, id, language, typed),
            Self::ReasonList
            | Self::ServiceList
            | Self::Week
            | Self::Exceptions
            | Self::ReportPeople
            | Self::KioskLanguages
            | Self::BoardLanguages => Ok(value.clone()),
        }
    }

    /// What is told of a value of the setting that this window has sent: of a secret only whether
    /// there is one.
    pub fn told(&self, value: Value) -> Value {
        if self.key().is_secret() && !value.is_null() { Value::Bool(true) } else { value }
    }

    fn with_hours(&self, value: &Value, typed: &str) -> Result<Value, Trouble> {
        let Self::Day(day) = self else { return Ok(value.clone()) };
        let spans = DaySpans::read(typed).map_err(Trouble::Hours)?;
        let mut week = value.as_object().cloned().unwrap_or_default();
        if spans.0.is_empty() {
            week.remove(DAYS[*day]);
        } else {
            week.insert(DAYS[*day].to_owned(), json!(spans.pairs().collect::<Vec<_>>()));
        }
        Ok(Value::Object(week))
    }
}

/// How kiosks print.
fn print(value: &Value) -> PrintSettings {
    PrintSettings::deserialize(value).unwrap_or_default()
}

/// Where a printer is, as it is kept. What stands alone is taken for the name or the address of one
/// in the network.
fn printer(typed: &str) -> Result<String, Trouble> {
    let is_alone = !typed.contains("://") && typed.contains(['.', ':']);
    let in_network = || format!("tcp://{typed}").parse().ok().filter(|_| is_alone);
    let address: Option<PrinterAddress> = typed.parse().ok().or_else(in_network);
    let address = address.ok_or_else(|| Trouble::NotAPrinter(typed.to_owned()))?;
    if address.may_be_shared() {
        Ok(address.to_string())
    } else {
        Err(Trouble::NotForAllKiosks(typed.to_owned()))
    }
}

/// The texts of a list.
pub fn tags(value: &Value) -> Vec<String> {
    let all = value.as_array().into_iter().flatten();
    all.filter_map(|tag| tag.as_str().map(str::to_owned)).collect()
}

/// The endings of addresses, between commas or spaces, with their `@` or without.
fn domains(typed: &str) -> Result<Value, Trouble> {
    let mut domains: Vec<&str> = Vec::new();
    let parts = typed.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '،'));
    for part in parts.filter(|part| !part.is_empty()) {
        let domain = part.trim_start_matches('@');
        if format!("name@{domain}").parse::<Address>().is_err() {
            return Err(Trouble::NotADomain(part.to_owned()));
        }
        if !domains.contains(&domain) {
            domains.push(domain);
        }
    }
    Ok(json!(domains))
}

/// The reasons of a setting.
pub fn reasons(value: &Value) -> Vec<&Value> {
    value.as_array().map(|all| all.iter().collect()).unwrap_or_default()
}

/// What tickets store of a reason.
pub fn reason_id(reason: &Value) -> &str {
    reason.get("id").and_then(Value::as_str).unwrap_or_default()
}

/// The hours of one day of a setting.
pub fn spans_of(value: Option<&Value>) -> DaySpans {
    let pairs = value.and_then(Value::as_array).into_iter().flatten();
    DaySpans::of_pairs(
        pairs.filter_map(|pair| Some((pair.get(0)?.as_str()?, pair.get(1)?.as_str()?))),
    )
}

/// The texts of a setting by language; one text alone has the language [`UNDETERMINED`].
pub fn by_language(value: &Value) -> BTreeMap<String, String> {
    match value {
        Value::String(text) if !text.is_empty() => {
            BTreeMap::from([(UNDETERMINED.to_owned(), text.clone())])
        }
        Value::Object(texts) => texts
            .iter()
            .filter_map(|(tag, text)| Some((tag.clone(), text.as_str()?.to_owned())))
            .collect(),
        _ => BTreeMap::new(),
    }
}

/// An object with this under a name; without that name where it is empty.
pub(super) fn with_entry(value: &Value, name: &str, text: &str) -> Value {
    let mut entries = value.as_object().cloned().unwrap_or_default();
    if text.is_empty() {
        entries.remove(name);
    } else {
        entries.insert(name.to_owned(), json!(text));
    }
    Value::Object(entries)
}

/// The reasons with a text of one of them, which is made where it is not there yet.
fn with_reason_text(value: &Value, id: &str, language: &str, text: &str) -> Result<Value, Trouble> {
    let mut all = value.as_array().cloned().unwrap_or_default();
    let at = all.iter().position(|reason| reason_id(reason) == id);
    let texts = at.and_then(|at| all[at].get("text")).cloned().unwrap_or_default();
    let texts = with_entry(&texts, language, text);
    let is_empty = texts.as_object().is_none_or(Map::is_empty);
    match at {
        Some(_) if is_empty => return Err(Trouble::NoWords),
        None if is_empty => {}
        Some(at) => {
            if let Some(reason) = all[at].as_object_mut() {
                reason.insert("text".to_owned(), texts);
            }
        }
        None => all.push(json!({ "id": id, "text": texts })),
    }
    Ok(Value::Array(all))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(spot: &Spot, value: &Value, typed: &str) -> Value {
        spot.with_text(value, typed).unwrap()
    }

    #[test]
    fn what_is_written_reads_back() {
        let reason = || Spot::ReasonText("badge".to_owned(), "de".to_owned());
        for (spot, value, typed) in [
            (Spot::Organisation, json!("Town hall"), "Library"),
            (Spot::TableCount, json!(10), "12"),
            (Spot::TableName(2), json!({"1": "Door"}), "Help desk"),
            (reason(), json!([{"id": "badge", "text": {"en": "Badge"}}]), "Ausweis"),
            (reason(), json!([]), "Ausweis"),
            (Spot::ClosedText("fr".to_owned()), json!("Back soon"), "À bientôt"),
            (Spot::PrivacyText("en".to_owned()), Value::Null, "To call you"),
            (Spot::Day(0), Value::Null, "09:00–12:00"),
            (Spot::LastCheckIn, json!(0), "15"),
            (Spot::Retention, json!(90), "30"),
            (Spot::Retention, json!(90), ""),
            (Spot::PublicUrl, Value::Null, "https://desk.example"),
            (Spot::PublicUrl, json!("https://desk.example"), ""),
            (Spot::Domains, json!([]), "school.edu, gmail.com"),
            (Spot::Domains, json!(["school.edu"]), ""),
            (Spot::Printer, json!({"when": "ask"}), "tcp://192.168.1.20:9100"),
            (Spot::Printer, json!({}), "/dev/usb/lp0"),
            (Spot::Printer, json!({}), "windows:EPSON TM-T20III"),
            (Spot::Printer, json!({"printer": "tcp://p:9100"}), ""),
            (Spot::PaperWidth, json!({"printer": "tcp://p:9100"}), "384"),
            (Spot::PrintWhen, json!({"width": 384}), "never"),
            (Spot::PrintWhen, json!({"when": "never"}), "always"),
        ] {
            let new = write(&spot, &value, typed);
            assert_eq!(spot.text(&new), typed, "{spot:?}");
            assert_eq!(write(&spot, &new, typed), new, "writing it again changes nothing");
        }
    }

    #[test]
    fn endings_are_typed_as_people_write_them() {
        let written = write(&Spot::Domains, &Value::Null, " @school.edu;gmail.com  school.edu،a.b");
        assert_eq!(written, json!(["school.edu", "gmail.com", "a.b"]));
    }

    #[test]
    fn a_printer_is_typed_as_people_write_it_and_leaves_the_rest_of_printing() {
        let print = json!({"width": 384, "when": "ask"});
        for (typed, kept) in [
            (" 192.168.1.20 ", "tcp://192.168.1.20:9100"),
            ("192.168.1.20:9101", "tcp://192.168.1.20:9101"),
            ("[fd00::9]", "tcp://[fd00::9]:9100"),
            ("printer.front.example", "tcp://printer.front.example:9100"),
            ("tcp://printer", "tcp://printer:9100"),
        ] {
            let new = write(&Spot::Printer, &print, typed);
            assert_eq!(new, json!({"printer": kept, "width": 384, "when": "ask"}), "{typed}");
        }
        assert_eq!(write(&Spot::PaperWidth, &print, "576"), json!({"when": "ask"}));
        let refused = |typed: &str| Spot::Printer.with_text(&print, typed).unwrap_err();
        for typed in ["EPSON", "http://1.2.3.4", "windows:", "a b.c"] {
            assert_eq!(refused(typed), Trouble::NotAPrinter(typed.to_owned()));
        }
        for typed in ["/etc/passwd", r"\\front\tickets"] {
            assert_eq!(refused(typed), Trouble::NotForAllKiosks(typed.to_owned()));
        }
    }

    #[test]
    fn a_pin_goes_out_as_a_hash_and_is_told_as_set_or_not() {
        let hash = write(&Spot::Pin, &Value::Null, "4711");
        assert!(PinHash::kept(hash.as_str().unwrap()).verify("4711"));
        assert_eq!(Spot::Pin.told(hash.clone()), json!(true));
        assert_eq!(Spot::Pin.text(&hash), "");
        assert_eq!(write(&Spot::Pin, &json!(true), ""), Value::Null);
        assert_eq!(Spot::Notice.told(json!("a")), json!("a"));
    }

    #[test]
    fn a_part_of_a_setting_leaves_the_other_parts() {
        let names = write(&Spot::TableName(2), &json!({"1": "Door", "2": "Help"}), "");
        assert_eq!(names, json!({"1": "Door"}));
        let closed = write(&Spot::ClosedText("de".to_owned()), &json!("Back soon"), "Bis bald");
        assert_eq!(closed, json!({"und": "Back soon", "de": "Bis bald"}));
        let week = json!({"mon": [["09:00", "12:00"]], "tue": [["09:00", "12:00"]]});
        assert_eq!(write(&Spot::Day(1), &week, ""), json!({"mon": [["09:00", "12:00"]]}));
        let reasons =
            json!([{"id": "a", "text": {"en": "A"}, "more": 1}, {"id": "b", "text": {"en": "B"}}]);
        let new = write(&Spot::ReasonText("a".to_owned(), "es".to_owned()), &reasons, "Á");
        assert_eq!(new[0], json!({"id": "a", "text": {"en": "A", "es": "Á"}, "more": 1}));
        assert_eq!(new[1]["id"], "b");
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        let refused = |spot: Spot, typed: &str| spot.with_text(&Value::Null, typed).unwrap_err();
        for typed in ["", "0", "1001", "ten", "-1", "1.5"] {
            assert_eq!(
                refused(Spot::TableCount, typed),
                Trouble::Number(1, MOST_TABLES),
                "{typed}"
            );
        }
        assert_eq!(refused(Spot::Retention, "0"), Trouble::Number(1, 36_500));
        assert_eq!(refused(Spot::Organisation, &"x".repeat(501)), Trouble::TooLong(500));
        assert!(matches!(refused(Spot::Day(3), "nine"), Trouble::Hours(_)));
        for part in ["a b@c", "x@", "@"] {
            assert!(matches!(refused(Spot::Domains, part), Trouble::NotADomain(_)), "{part}");
        }
        for pin in ["123", "12a4", "1234567890123"] {
            assert_eq!(refused(Spot::Pin, pin), Trouble::NotAPin);
        }
        let only = json!([{"id": "a", "text": {"en": "A"}}]);
        let spot = Spot::ReasonText("a".to_owned(), "en".to_owned());
        assert_eq!(spot.with_text(&only, " "), Err(Trouble::NoWords));
    }
}
