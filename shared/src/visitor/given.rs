//! How a visitor may be called on the board, where everybody reads it.
//!
//! A name is one text, typed by the visitor, and its order is not known. So a first name is shown
//! only where all of this holds, and else nothing is (the number always is):
//!
//! - There are at least two words after the titles, or one word alone and no title; a title,
//!   with or without its full stop, is left out.
//! - There is no comma or other sign that turns the order round or joins two people, no digit,
//!   and nothing else than letters, apostrophes and hyphens (and the full stop of an initial).
//! - All of it is in one script, Latin, Greek, Cyrillic or Armenian: in those the given name
//!   stands first nearly everywhere. Vietnamese letters are the exception that can be seen.
//! - The first word is no initial, no particle of a family name (`van`, `de la`), not alone in
//!   capitals as family names are on forms, and not a Slavic family name before a patronymic or
//!   by its ending.
//!
//! A family name that is written first without any such sign (Hungarian, Chinese in Latin letters)
//! cannot be told from a given name. A desk where people write so keeps `display_label` at `none`.

use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script, UnicodeScript};

use crate::text::{clean, fold};

/// The first name out of a whole one, if it can be told; see the rules of the module.
///
/// ```
/// use shared::visitor::given_name;
/// assert_eq!(given_name("Dr. Ada King Lovelace").as_deref(), Some("Ada"));
/// assert_eq!(given_name("Lovelace, Ada"), None);
/// ```
pub fn given_name(name: &str) -> Option<String> {
    let name = clean(name);
    told_apart(&name).map(|(given, _)| given.to_owned())
}

/// The first name and the initial of the last: "Ada L.". Where the first name cannot be told,
/// nothing; where only the last cannot, the first name alone.
pub fn with_initial(name: &str) -> Option<String> {
    let name = clean(name);
    let (given, others) = told_apart(&name)?;
    let last = others.iter().rev().find(|word| !is_one_of(SUFFIXES, word));
    let initial = last.and_then(|last| last.chars().find(|c| c.is_alphabetic()));
    Some(match initial {
        Some(initial) => format!("{given} {}.", initial.to_uppercase()),
        None => given.to_owned(),
    })
}

/// Titles and forms of address, without their full stops.
#[rustfmt::skip]
const TITLES: &[&str] = &[
    "mr", "mrs", "ms", "miss", "mx", "mister", "sir", "madam", "lady", "lord", "dame", "rev",
    "reverend", "dr", "prof", "professor", "doctor", "doktor", "herr", "hr", "frau", "fr",
    "fräulein", "mag", "ing", "dipl", "dipl-ing", "m", "mme", "mlle", "monsieur", "madame",
    "mademoiselle", "maître", "me", "sr", "sra", "srta", "señor", "señora", "señorita", "don",
    "doña", "dott", "dottssa", "sig", "sigra", "signor", "signora", "dhr", "mevr", "mw", "drs",
    "ir", "mgr", "pan", "pani", "г-н", "г-жа", "господин", "госпожа", "пан", "пані", "д-р",
    "доктор", "проф", "профессор", "κ", "κα", "κος", "κύριος", "κυρία", "δρ",
];

/// Words for more than one person: what stands beside them is a family name, or two people.
#[rustfmt::skip]
const GROUPS: &[&str] = &[
    "family", "familie", "famille", "familia", "famiglia", "семья", "сім'я", "firma", "company",
    "the", "and", "und", "et", "y", "e", "og", "och", "en", "и", "і", "та", "και",
];

/// What stands behind a name and is no part of it.
#[rustfmt::skip]
const SUFFIXES: &[&str] = &[
    "jr", "jnr", "snr", "ii", "iii", "iv", "phd", "md", "msc", "bsc", "ma",
];

/// Words with which a family name begins.
#[rustfmt::skip]
const PARTICLES: &[&str] = &[
    "van", "von", "vom", "vander", "der", "den", "de", "del", "della", "di", "da", "do", "dos",
    "das", "du", "des", "la", "le", "lo", "los", "las", "el", "ter", "ten", "te", "zu", "zum",
    "zur", "af", "av", "bin", "ibn", "bint", "mac", "st", "saint", "san", "santa", "фон", "де",
];

/// How family names end in the Slavic languages that put them first on forms. A few given names
/// end so too and are left out with them: less is shown, not more.
#[rustfmt::skip]
const FAMILY_ENDINGS: &[&str] = &[
    "ов", "ова", "ев", "ева", "ёв", "ёва", "ин", "ина", "ын", "ына", "ский", "ская", "цкий",
    "цкая", "ський", "ська", "енко", "чук", "ук", "юк",
];

/// How patronymics end. One that comes last follows a given name that was not first.
#[rustfmt::skip]
const PATRONYMIC_ENDINGS: &[&str] = &[
    "ович", "евич", "ич", "овна", "евна", "ична", "івна", "ївна",
];

/// The given name, and the words after it.
fn told_apart(name: &str) -> Option<(&str, Vec<&str>)> {
    let words: Vec<&str> = name.split(' ').collect();
    let titles = words.iter().take_while(|word| is_one_of(TITLES, word)).count();
    let (given, others) = words.get(titles..)?.split_first()?;
    // One word alone is what the visitor wants to be called, but after a title a family name.
    let last = others.last().or((titles == 0).then_some(given))?;
    let is_certain = is_one_script(name)
        && is_written_as_a_name(given)
        && others.iter().all(|word| is_written_as_a_name(word.trim_end_matches('.')))
        && given.chars().filter(|c| c.is_alphabetic()).count() > 1
        && !is_one_of(PARTICLES, given)
        && !words.iter().any(|word| is_one_of(GROUPS, word))
        && (!is_capitals(given) || others.iter().all(|word| is_capitals(word)))
        && !ends_like_one_of(FAMILY_ENDINGS, given)
        && !ends_like_one_of(PATRONYMIC_ENDINGS, last);
    is_certain.then(|| (*given, others.to_vec()))
}

fn is_one_of(list: &[&str], word: &str) -> bool {
    let word = fold(&word.replace('.', ""));
    list.contains(&word.as_str())
}

fn ends_like_one_of(endings: &[&str], word: &str) -> bool {
    let word = fold(word);
    endings.iter().any(|ending| word.len() > ending.len() && word.ends_with(ending))
}

/// Letters with their marks, parts of them joined by apostrophes and hyphens.
fn is_written_as_a_name(word: &str) -> bool {
    let is_letter = |c: char| c.is_alphabetic() || c.script() == Script::Inherited;
    word.starts_with(char::is_alphabetic)
        && word.chars().all(|c| is_letter(c) || matches!(c, '\'' | '’' | '-' | '‐'))
}

/// In capitals as a whole, as family names are on forms; an initial says nothing.
fn is_capitals(word: &str) -> bool {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    !letters.any(|c| !c.is_uppercase())
}

fn is_one_script(name: &str) -> bool {
    let mut scripts = name.chars().filter(|c| c.is_alphabetic()).map(|c| c.script());
    let Some(first) = scripts.next() else { return false };
    let is_order_certain =
        matches!(first, Script::Latin | Script::Greek | Script::Cyrillic | Script::Armenian);
    is_order_certain && scripts.all(|script| script == first) && !name.nfc().any(is_vietnamese)
}

/// Letters that of all languages only Vietnamese has: with two marks, a horn, a hook, or a dot
/// below.
fn is_vietnamese(character: char) -> bool {
    matches!(character, '\u{1a0}' | '\u{1a1}' | '\u{1af}' | '\u{1b0}' | '\u{1ea0}'..='\u{1ef9}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_name_is_shown_only_where_it_can_be_told() {
        let rows = [
            ("Ada Lovelace", Some("Ada"), Some("Ada L.")),
            ("ada lovelace", Some("ada"), Some("ada L.")),
            ("ADA LOVELACE", Some("ADA"), Some("ADA L.")),
            ("  Ada   King Lovelace ", Some("Ada"), Some("Ada L.")),
            ("Ada B. Lovelace", Some("Ada"), Some("Ada L.")),
            ("Ada M. Lovelace", Some("Ada"), Some("Ada L.")),
            ("Ada L.", Some("Ada"), Some("Ada L.")),
            ("Ada King Jr.", Some("Ada"), Some("Ada K.")),
            ("Jean-Pierre Dupont", Some("Jean-Pierre"), Some("Jean-Pierre D.")),
            ("Siân O’Connor", Some("Siân"), Some("Siân O.")),
            ("Zoe\u{308} d'Arc", Some("Zoe\u{308}"), Some("Zoe\u{308} D.")),
            ("Ludwig van Beethoven", Some("Ludwig"), Some("Ludwig B.")),
            ("María de la Cruz", Some("María"), Some("María C.")),
            ("Øystein Ærø", Some("Øystein"), Some("Øystein Æ.")),
            ("Иван Петров", Some("Иван"), Some("Иван П.")),
            ("Иван Иванович Петров", Some("Иван"), Some("Иван П.")),
            ("Ελένη Παππά", Some("Ελένη"), Some("Ελένη Π.")),
            ("Dr. Ada Byron", Some("Ada"), Some("Ada B.")),
            ("Frau Prof. Dr. Ada Byron", Some("Ada"), Some("Ada B.")),
            ("mrs ada byron", Some("ada"), Some("ada B.")),
            // One word alone; after a title it is the family name.
            ("Dr. Byron", None, None),
            ("Frau Müller", None, None),
            ("Familie Müller", None, None),
            ("The Byron family", None, None),
            ("Ada", Some("Ada"), Some("Ada")),
            ("Cher", Some("Cher"), Some("Cher")),
            ("", None, None),
            ("Dr.", None, None),
            // The family name first.
            ("Lovelace, Ada", None, None),
            ("Lovelace،Ada B", None, None),
            ("LOVELACE Ada", None, None),
            ("van der Berg Anna", None, None),
            ("De Jong Anna", None, None),
            ("Иванов Иван Иванович", None, None),
            ("Иванов Иван", None, None),
            ("Шевченко Тарас", None, None),
            ("Nguyễn Văn An", None, None),
            ("Nguye\u{302}\u{303}n Va\u{306}n An", None, None),
            ("王小明", None, None),
            ("王 小明", None, None),
            ("山田 太郎", None, None),
            ("김 민수", None, None),
            ("สมชาย ใจดี", None, None),
            // No order that is certain, or no name.
            ("أحمد علي", None, None),
            ("Ada 王", None, None),
            ("Аda Byron", None, None),
            ("A. Lovelace", None, None),
            ("A Lovelace", None, None),
            ("Ada & Bob", None, None),
            ("Ada and Bob", None, None),
            ("ada@example.org Lovelace", None, None),
            ("Ada 12", None, None),
            ("Ada (Byron)", None, None),
            ("\u{3164} Ada", None, None),
            ("Ada \u{3164}", None, None),
            ("... Lovelace", None, None),
        ];
        for (name, first, initial) in rows {
            assert_eq!(given_name(name).as_deref(), first, "{name}");
            assert_eq!(with_initial(name).as_deref(), initial, "{name}");
        }
    }
}
