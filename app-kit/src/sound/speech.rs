//! Spoken sentences, by the voice that the machine has: nothing is recorded, nothing goes out.

use std::io::ErrorKind;

use tracing::info;

use super::{Unheard, first_that_works, play_file, run, wav_file};

/// Something to say aloud.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// The language, as a two-letter tag.
    pub language: String,
    /// What to say.
    pub text: String,
}

impl Sentence {
    /// Says it; returns when it has been said.
    pub(super) fn say(&self) -> Result<(), Unheard> {
        if cfg!(windows) {
            return first_that_works(vec![("powershell", self.by_windows())]);
        }
        if cfg!(target_os = "macos") {
            return first_that_works(vec![("say", self.by_macos())]);
        }
        // Into a file, which then takes the way of the chimes: the voice's own way to a sound
        // device is not the desktop's.
        let file = wav_file()?;
        match run("espeak-ng", &self.by_espeak(&file.path().to_string_lossy())) {
            Ok(()) => play_file(file.path()),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                first_that_works(vec![("spd-say", self.by_speech_dispatcher())]).map_err(|reason| {
                    match reason {
                        Unheard::Missing => {
                            info!("spoken calls want a program: install espeak-ng");
                            Unheard::Missing
                        }
                        failed @ Unheard::Failed(_) => failed,
                    }
                })
            }
            Err(error) => Err(Unheard::Failed(format!("espeak-ng: {error}"))),
        }
    }

    fn by_espeak(&self, path: &str) -> Vec<String> {
        // 140 words a minute: slower than talk, as an announcement is.
        words(&["-v", &self.language, "-s", "140", "-w", path, "--", &self.text])
    }

    fn by_speech_dispatcher(&self) -> Vec<String> {
        words(&["--wait", "-l", &self.language, "--", &self.text])
    }

    fn by_macos(&self) -> Vec<String> {
        // The voices that come with the system; without one its own voice reads.
        let voice = match self.language.as_str() {
            "ar" => "Majed",
            "de" => "Anna",
            "en" => "Samantha",
            "es" => "Mónica",
            "fr" => "Thomas",
            "it" => "Alice",
            "nl" => "Xander",
            "pl" => "Zosia",
            "pt" => "Luciana",
            "ru" => "Milena",
            "tr" => "Yelda",
            "uk" => "Lesya",
            _ => return words(&["--", &self.text]),
        };
        words(&["-v", voice, "--", &self.text])
    }

    fn by_windows(&self) -> Vec<String> {
        // Single quotes keep everything but themselves; PowerShell takes the typographic ones
        // for quotes too.
        let text = self.text.replace(['\'', '‘', '’', '‚', '‛'], "''");
        let language = self.language.replace(|c: char| !c.is_ascii_alphanumeric(), "");
        let script = format!(
            "Add-Type -AssemblyName System.Speech; \
             $voice = New-Object System.Speech.Synthesis.SpeechSynthesizer; \
             $voice.SelectVoiceByHints('NotSet', 'NotSet', 0, \
             [Globalization.CultureInfo]::CreateSpecificCulture('{language}')); \
             $voice.Speak('{text}')"
        );
        words(&["-NoProfile", "-Command", &script])
    }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_sentence_is_taken_for_an_option_or_a_command() {
        let odd = Sentence {
            language: "en'); calc; ('".to_owned(),
            text: "-w /etc/passwd, O'Neil’; calc".to_owned(),
        };
        for arguments in [odd.by_espeak("a.wav"), odd.by_speech_dispatcher(), odd.by_macos()] {
            assert_eq!(arguments[arguments.len() - 2..], ["--".to_owned(), odd.text.clone()]);
        }
        let script = odd.by_windows().pop().unwrap();
        assert!(script.contains("Speak('-w /etc/passwd, O''Neil''; calc')"), "{script}");
        assert!(script.contains("CreateSpecificCulture('encalc')"), "{script}");
    }
}
