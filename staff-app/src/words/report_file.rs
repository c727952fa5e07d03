//! What can be read in the files of a report: the section *Staff window: report files* of
//! `assets/words`. Which words those are says [`Title`] alone.

use app_kit::fluent_bundle::FluentArgs;
use app_kit::text::{Phrase, Sentence};
use report_files::Title;

/// A word of a report's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileWord(pub Title);

const DECLARED: [Phrase; Title::ALL.len()] = {
    let mut declared = [Phrase { id: "", arguments: &[] }; Title::ALL.len()];
    let mut at = 0;
    while at < declared.len() {
        declared[at].id = Title::ALL[at].key();
        at += 1;
    }
    declared
};

impl Sentence for FileWord {
    const DECLARED: &'static [Phrase] = &DECLARED;

    fn id(&self) -> &'static str {
        self.0.key()
    }

    fn arguments(&self) -> FluentArgs<'_> {
        FluentArgs::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_stands_in_the_files_of_the_words_and_english_says_what_the_server_says() {
        app_kit::text::check::assert_declared::<FileWord>("Staff window: report files");
        let speech = app_kit::text::Languages::built_in().speech("en");
        for title in Title::ALL {
            assert_eq!(speech.say(FileWord(*title)), title.english());
        }
    }

    /// A sheet's name has 31 signs at most, says Excel; what is longer would be cut off.
    #[test]
    fn what_sheets_are_called_is_nowhere_too_long() {
        let languages = app_kit::text::Languages::built_in();
        for lang in ["en", "de", "es", "fr", "ar"] {
            let speech = languages.speech(lang);
            for title in Title::ALL.iter().filter(|title| title.names_a_sheet()) {
                let name = speech.say(FileWord(*title));
                assert!(name.encode_utf16().count() <= 31, "{lang}: {name}");
            }
        }
    }
}
