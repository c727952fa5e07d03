//! The sentences in which a call is spoken.

use app_kit::sound::Sentence;
use serde::{Deserialize, Serialize};
use shared::ids::{Number, TableNo};

/// A language in which calls can be spoken. In the settings: its two-letter tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "their names say all")]
pub enum Language {
    #[serde(rename = "ar")]
    Arabic,
    #[serde(rename = "de")]
    German,
    #[serde(rename = "en")]
    English,
    #[serde(rename = "es")]
    Spanish,
    #[serde(rename = "fr")]
    French,
    #[serde(rename = "it")]
    Italian,
    #[serde(rename = "nl")]
    Dutch,
    #[serde(rename = "pl")]
    Polish,
    #[serde(rename = "pt")]
    Portuguese,
    #[serde(rename = "ru")]
    Russian,
    #[serde(rename = "tr")]
    Turkish,
    #[serde(rename = "uk")]
    Ukrainian,
}

impl Language {
    /// The tag by which voices are chosen.
    pub fn tag(self) -> &'static str {
        self.words().0
    }

    /// The tag, the word for a number and the word for a table.
    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Arabic => ("ar", "الرقم", "الطاولة"),
            Self::German => ("de", "Nummer", "Tisch"),
            Self::English => ("en", "Number", "table"),
            Self::Spanish => ("es", "Número", "mesa"),
            Self::French => ("fr", "Numéro", "table"),
            Self::Italian => ("it", "Numero", "tavolo"),
            Self::Dutch => ("nl", "Nummer", "tafel"),
            Self::Polish => ("pl", "Numer", "stolik"),
            Self::Portuguese => ("pt", "Número", "mesa"),
            Self::Russian => ("ru", "Номер", "стол"),
            Self::Turkish => ("tr", "Numara", "masa"),
            Self::Ukrainian => ("uk", "Номер", "стіл"),
        }
    }

    /// What is said when a number is called to a table, or to the name that the table has.
    pub fn call(self, number: Number, table: TableNo, name: Option<&str>) -> Sentence {
        let (tag, number_word, table_word) = self.words();
        // Digit by digit, as it stands on the ticket: 007 is not seven.
        let digits: Vec<String> =
            number.to_string().chars().map(|digit| digit.to_string()).collect();
        let digits = digits.join(" ");
        let text = match name {
            Some(name) => format!("{number_word} {digits}, {name}."),
            None => format!("{number_word} {digits}, {table_word} {table}."),
        };
        Sentence { language: tag.to_owned(), text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::ids::TicketId;

    #[test]
    fn a_number_is_spoken_digit_by_digit() {
        let number = TicketId::new(48_007).unwrap().number();
        let said = |language: Language, name| language.call(number, TableNo(3), name).text;
        assert_eq!(said(Language::English, None), "Number 0 0 7, table 3.");
        assert_eq!(said(Language::German, Some("Auskunft")), "Nummer 0 0 7, Auskunft.");
        assert_eq!(Language::Arabic.call(number, TableNo(3), None).language, "ar");
    }
}
