//! The sentences in which a call is spoken.

use app_kit::sound::Sentence;
use serde::{Deserialize, Serialize};
use shared::ids::TableNo;

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

/// What the letters are called in Arabic.
const ARABIC: [(char, &str); 23] = [
    ('A', "إيه"),
    ('B', "بي"),
    ('C', "سي"),
    ('D', "دي"),
    ('E', "إي"),
    ('F', "إف"),
    ('G', "جي"),
    ('H', "إتش"),
    ('J', "جاي"),
    ('K', "كاي"),
    ('L', "إل"),
    ('M', "إم"),
    ('N', "إن"),
    ('P', "بيه"),
    ('R', "آر"),
    ('S', "إس"),
    ('T', "تي"),
    ('U', "يو"),
    ('V', "في"),
    ('W', "دبليو"),
    ('X', "إكس"),
    ('Y', "واي"),
    ('Z', "زد"),
];

/// What the letters are called in Russian.
const RUSSIAN: [(char, &str); 23] = [
    ('A', "а"),
    ('B', "бэ"),
    ('C', "цэ"),
    ('D', "дэ"),
    ('E', "е"),
    ('F', "эф"),
    ('G', "гэ"),
    ('H', "аш"),
    ('J', "йот"),
    ('K', "ка"),
    ('L', "эль"),
    ('M', "эм"),
    ('N', "эн"),
    ('P', "пэ"),
    ('R', "эр"),
    ('S', "эс"),
    ('T', "тэ"),
    ('U', "у"),
    ('V', "вэ"),
    ('W', "дубль-вэ"),
    ('X', "икс"),
    ('Y', "игрек"),
    ('Z', "зет"),
];

/// What the letters are called in Ukrainian.
const UKRAINIAN: [(char, &str); 23] = [
    ('A', "а"),
    ('B', "бе"),
    ('C', "це"),
    ('D', "де"),
    ('E', "е"),
    ('F', "еф"),
    ('G', "ґе"),
    ('H', "аш"),
    ('J', "йот"),
    ('K', "ка"),
    ('L', "ель"),
    ('M', "ем"),
    ('N', "ен"),
    ('P', "пе"),
    ('R', "ер"),
    ('S', "ес"),
    ('T', "те"),
    ('U', "у"),
    ('V', "ве"),
    ('W', "дубль-ве"),
    ('X', "ікс"),
    ('Y', "ігрек"),
    ('Z', "зет"),
];

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

    /// How a letter is spoken: languages with a script of their own write its name.
    fn letter(self, letter: char) -> String {
        let names: &[(char, &str)] = match self {
            Self::Arabic => &ARABIC,
            Self::Russian => &RUSSIAN,
            Self::Ukrainian => &UKRAINIAN,
            _ => &[],
        };
        let name = names.iter().find(|(of, _)| *of == letter).map(|(_, name)| *name);
        name.map_or_else(|| letter.to_string(), str::to_owned)
    }

    /// What is said when a number is called to a table, or to the name that the table has.
    ///
    /// `number` is what stands on the ticket: figures, with a letter before them where its service
    /// has one.
    pub fn call(self, number: &str, table: TableNo, name: Option<&str>) -> Sentence {
        let (tag, number_word, table_word) = self.words();
        // Digit by digit, as it stands on the ticket: 007 is not seven.
        let letter = number.chars().next().filter(|sign| !sign.is_ascii_digit());
        let figures = number.chars().filter(char::is_ascii_digit).map(String::from);
        let digits = figures.collect::<Vec<_>>().join(" ");
        let digits = match letter {
            // Parted by a comma: so no voice takes the letter for the beginning of a word.
            Some(letter) => format!("{}, {digits}", self.letter(letter)),
            None => digits,
        };
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
        let number = TicketId::new(48_007).unwrap().number().to_string();
        let said = |language: Language, name| language.call(&number, TableNo(3), name).text;
        assert_eq!(said(Language::English, None), "Number 0 0 7, table 3.");
        assert_eq!(said(Language::German, Some("Auskunft")), "Nummer 0 0 7, Auskunft.");
        assert_eq!(Language::Arabic.call(&number, TableNo(3), None).language, "ar");
    }

    #[test]
    fn a_letter_is_spoken_before_the_figures_by_its_name_in_the_language() {
        let said = |language: Language| language.call("B017", TableNo(3), None).text;
        assert_eq!(said(Language::English), "Number B, 0 1 7, table 3.");
        assert_eq!(said(Language::German), "Nummer B, 0 1 7, Tisch 3.");
        assert_eq!(said(Language::Arabic), "الرقم بي, 0 1 7, الطاولة 3.");
        assert_eq!(said(Language::Russian), "Номер бэ, 0 1 7, стол 3.");
        // Every letter that a service may have, and no two alike.
        for language in [Language::Arabic, Language::Russian, Language::Ukrainian] {
            let names: std::collections::BTreeSet<String> =
                shared::service::Prefix::all().map(|it| language.letter(it.into())).collect();
            assert_eq!(names.len(), shared::service::Prefix::all().count(), "{language:?}");
            assert!(names.iter().all(|name| !name.is_ascii()), "{names:?}");
        }
    }
}
