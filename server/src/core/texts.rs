//! Texts by language, as an admin writes them.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use shared::fault::Fault;
use shared::text::UNDETERMINED;
use shared::text::clean;
use shared::visitor::NOTE_CHARS;

/// Texts by language tag; one that has no language has the tag `und`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts(pub BTreeMap<String, String>);

/// Whether a text can be the tag of a language.
pub fn is_language_tag(text: &str) -> bool {
    (1..=35).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// A text as it is shown, cleaned. What stands on several lines in a file is one paragraph, and no two
/// words of it are glued.
fn on_one_line(text: &str) -> String {
    let is_break =
        |sign: char| sign.is_ascii_control() || ['\u{85}', '\u{2028}', '\u{2029}'].contains(&sign);
    clean(&text.replace(is_break, " "))
}

impl Texts {
    /// The English text, or else the first there is.
    pub fn english(&self) -> Option<&str> {
        self.0.get("en").or_else(|| self.0.values().next()).map(String::as_str)
    }
}

impl Serialize for Texts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.get(UNDETERMINED) {
            Some(text) if self.0.len() == 1 => serializer.serialize_str(text),
            _ => self.0.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Given {
            One(String),
            Each(BTreeMap<String, String>),
        }
        let given = Given::deserialize(deserializer)
            .map_err(|_| de::Error::custom("it is neither a text nor texts by language"))?;
        let given = match given {
            Given::One(text) => BTreeMap::from([(UNDETERMINED.to_owned(), text)]),
            Given::Each(texts) => texts,
        };
        let mut texts = BTreeMap::new();
        for (language, text) in given {
            if !is_language_tag(&language) {
                return Err(de::Error::custom(Fault::NotALanguage(language)));
            }
            let text = on_one_line(&text);
            if text.chars().count() > NOTE_CHARS {
                return Err(de::Error::custom(Fault::TooLong(NOTE_CHARS)));
            }
            if !text.is_empty() {
                texts.insert(language, text);
            }
        }
        Ok(Self(texts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_text_are_one_paragraph() {
        let written = r#"{"en":"Back at two.\r\n\tRing\u2028the bell ","de":"\n"}"#;
        let texts: Texts = serde_json::from_str(written).unwrap();
        assert_eq!(texts.0, [("en".to_owned(), "Back at two. Ring the bell".to_owned())].into());
    }
}
