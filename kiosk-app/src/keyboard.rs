//! The keys that are drawn: which there are and where they stand, with nothing of how they look.

use app_kit::text::Speech;

use crate::words::Phrase;

/// A key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cap {
    /// Types this.
    Letter(String),
    /// Types a space.
    Space,
    /// Takes the last letter away.
    Backspace,
    /// The next letter is a capital, or is not.
    Shift,
    /// Digits in place of the upper letters, and back.
    Digits,
    /// The letters of the other script, and back.
    Script,
    /// Signs in place of the letters, then letters with accents, and back.
    Signs,
}

/// What stands where the letters stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Page {
    /// The letters themselves.
    #[default]
    Letters,
    /// Signs that an address may have.
    Signs,
    /// Letters with accents.
    Accents,
}

impl Page {
    /// What the key that changes it brings.
    pub fn next(self) -> Self {
        match self {
            Self::Letters => Self::Signs,
            Self::Signs => Self::Accents,
            Self::Accents => Self::Letters,
        }
    }

    /// What stands on that key.
    pub fn shown(self) -> &'static str {
        match self {
            Self::Letters => "abc",
            Self::Signs => "#&'",
            Self::Accents => "éüñ",
        }
    }

    /// What a screen reader calls that key.
    pub fn name(self) -> Phrase<'static> {
        match self {
            Self::Letters => Phrase::KeyLetters,
            Self::Signs => Phrase::KeySigns,
            Self::Accents => Phrase::KeyAccents,
        }
    }
}

/// One row: keys with their widths, in widths of a letter.
pub type Row = Vec<(Cap, f32)>;

/// What is being typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// An e-mail address: its signs at hand, and never a capital by itself.
    Address,
    /// A name.
    Name,
    /// A telephone number: digits, and the sign before a country's.
    Phone,
    /// A number: digits alone.
    Number,
    /// A number with letters in it, as it stands on a card: capitals and digits.
    Code,
}

impl Purpose {
    /// Whether a few large keys are enough.
    pub fn has_pad(self) -> bool {
        matches!(self, Self::Phone | Self::Number)
    }

    /// Whether the text is read from left to right in every language.
    pub fn is_ltr(self) -> bool {
        self != Self::Name
    }
}

/// Which keys are shown at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Face {
    /// What is being typed.
    pub purpose: Purpose,
    /// Capitals.
    pub is_shifted: bool,
    /// Digits in place of the upper letters.
    pub shows_digits: bool,
    /// Latin letters, where the language has others.
    pub is_latin: bool,
    /// What stands in place of the letters of an address.
    pub page: Page,
    /// Whether digits have no place of their own, so that a key must bring them.
    pub has_digit_key: bool,
}

const DIGITS: &str = "1234567890";

/// What may stand before the `@` of an address and has no key of its own (RFC 5322, atext).
const SIGNS: [&str; 3] = ["!#$%&'*/=?", "^`{|}~", ""];

/// The letters of Western European languages that an English keyboard lacks.
const ACCENTS: [&str; 3] = ["àáâãäåæçèé", "êëìíîïñòó", "ôöøœßùúü"];

impl Cap {
    fn letter(letter: impl Into<String>) -> Self {
        Self::Letter(letter.into())
    }

    /// What a screen reader calls the key.
    pub fn name(&self, speech: Speech) -> String {
        match self {
            Self::Letter(letter) => match letter.as_str() {
                "@" => speech.say(Phrase::KeyAt),
                "." => speech.say(Phrase::KeyDot),
                "-" => speech.say(Phrase::KeyHyphen),
                "_" => speech.say(Phrase::KeyUnderscore),
                "+" => speech.say(Phrase::KeyPlus),
                "'" => speech.say(Phrase::KeyApostrophe),
                letter => letter.to_owned(),
            },
            Self::Space => speech.say(Phrase::KeySpace),
            Self::Backspace => speech.say(Phrase::KeyBackspace),
            Self::Shift => speech.say(Phrase::KeyShift),
            Self::Digits => speech.say(Phrase::KeyDigits),
            Self::Script => speech.say(Phrase::KeyOtherLetters),
            Self::Signs => speech.say(Phrase::KeySigns),
        }
    }
}

impl Face {
    /// The four rows of letters, from above. A language with letters of its own brings its rows.
    pub fn rows(&self, speech: Speech) -> [Row; 4] {
        let own: Vec<Vec<String>> =
            (1..=3).map(|row| speech.list(&format!("letters-{row}"))).collect();
        let has_own = own.iter().all(|row| !row.is_empty());
        let one = |letter: &str| (Cap::letter(self.cased(letter)), 1.0);
        let each = |letters: &str| -> Row {
            letters.chars().map(|letter| one(&letter.to_string())).collect()
        };
        let is_address = self.purpose == Purpose::Address;
        let [mut upper, middle, mut lower] = if is_address && self.page != Page::Letters {
            (if self.page == Page::Signs { SIGNS } else { ACCENTS }).map(each)
        } else if has_own && !self.is_latin {
            [0, 1, 2].map(|row| own[row].iter().map(|letter| one(letter)).collect::<Row>())
        } else {
            [each("qwertyuiop"), each("asdfghjkl"), each("zxcvbnm")]
        };
        if self.shows_digits && self.has_digit_key {
            upper = each(DIGITS);
        }
        let mut last = Row::new();
        match self.purpose {
            Purpose::Address => {
                lower.push(one("+"));
                lower.push((Cap::Backspace, 2.0));
                if self.has_digit_key {
                    last.push((Cap::Digits, 1.5));
                }
                last.push((Cap::Signs, 1.5));
                if has_own {
                    last.push((Cap::Script, 1.5));
                }
                let left = 10.0 - last.iter().map(|(_, width)| width).sum::<f32>();
                let signs = [("@", 0.3), (".", 0.3), ("-", 0.2), ("_", 0.2)];
                last.extend(
                    signs.map(|(sign, share)| (Cap::letter(sign), (left * share).max(1.0))),
                );
            }
            Purpose::Name => {
                if !has_own || self.is_latin {
                    lower.insert(0, (Cap::Shift, 1.5));
                    lower.push((Cap::Backspace, 1.5));
                }
                if has_own {
                    last.push((Cap::Script, 2.0));
                }
                last.push((Cap::letter("'"), 1.0));
                last.push((Cap::letter("-"), 1.0));
                last.push((Cap::Space, if has_own { 4.0 } else { 7.0 }));
                if has_own && !self.is_latin {
                    last.push((Cap::Backspace, 2.0));
                } else {
                    last.push((Cap::letter("."), 1.0));
                }
            }
            Purpose::Code | Purpose::Phone | Purpose::Number => {
                lower.push((Cap::Backspace, 2.0));
                if has_own {
                    last.push((Cap::Script, 2.0));
                }
                last.extend(["-", "/", "."].map(|sign| (Cap::letter(sign), 1.5)));
                last.push((Cap::Space, if has_own { 3.5 } else { 5.5 }));
            }
        }
        [upper, middle, lower, last]
    }

    /// The letters that stand above the rows: what an English keyboard lacks.
    pub fn extra(&self, speech: Speech) -> Row {
        let id = if self.is_latin || speech.list("letters-1").is_empty() {
            "accents"
        } else {
            "letters-4"
        };
        match self.purpose {
            Purpose::Address | Purpose::Phone | Purpose::Number => Row::new(),
            Purpose::Code => digit_row(),
            Purpose::Name => speech
                .list(id)
                .iter()
                .map(|letter| (Cap::letter(self.cased(letter)), 1.0))
                .collect(),
        }
    }

    fn cased(&self, letter: &str) -> String {
        // ß has no capital on any keyboard.
        if self.is_shifted && letter != "ß" { letter.to_uppercase() } else { letter.to_owned() }
    }
}

/// The digits as one row.
pub fn digit_row() -> Row {
    DIGITS.chars().map(|digit| (Cap::letter(digit), 1.0)).collect()
}

/// The digits as on a telephone, from above.
pub fn digit_pad() -> [Row; 4] {
    ["123", "456", "789", "0"]
        .map(|row| row.chars().map(|digit| (Cap::letter(digit), 1.0)).collect())
}

/// The large keys for a number, from above; with the sign before a country's where there may be one.
pub fn number_pad(purpose: Purpose) -> [Row; 4] {
    let mut rows = digit_pad();
    let first = if purpose == Purpose::Phone { Some(Cap::letter("+")) } else { None };
    let mut last = Row::new();
    last.extend(first.map(|cap| (cap, 1.0)));
    last.push((Cap::letter("0"), if purpose == Purpose::Phone { 1.0 } else { 2.0 }));
    last.push((Cap::Backspace, 1.0));
    rows[3] = last;
    rows
}

/// Whether the next letter of a name is a capital by itself: the first of each word.
pub fn begins_word(text: &str) -> bool {
    text.chars().next_back().is_none_or(|last| last.is_whitespace() || last == '-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use app_kit::text::Languages;

    fn typed(row: &Row) -> String {
        row.iter()
            .map(|(cap, _)| match cap {
                Cap::Letter(letter) => letter.clone(),
                other => format!(" {other:?} "),
            })
            .collect()
    }

    #[test]
    fn an_address_finds_its_signs_and_never_a_capital() {
        let words = Languages::built_in();
        let face = Face {
            purpose: Purpose::Address,
            is_shifted: false,
            shows_digits: false,
            is_latin: true,
            page: Page::Letters,
            has_digit_key: true,
        };
        for (tag, last) in [("en", " Digits  Signs @.-_"), ("ar", " Digits  Signs  Script @.-_")] {
            let rows = face.rows(words.speech(tag));
            assert_eq!(
                rows.iter().map(typed).collect::<Vec<_>>(),
                ["qwertyuiop", "asdfghjkl", "zxcvbnm+ Backspace ", last]
            );
            assert!(face.extra(words.speech(tag)).is_empty());
        }
        let digits = Face { shows_digits: true, ..face }.rows(words.speech("en"));
        assert_eq!(typed(&digits[0]), "1234567890");
    }

    #[test]
    fn every_sign_of_an_address_and_the_letters_of_its_languages_have_a_key() {
        let words = Languages::built_in();
        let mut keys = String::new();
        for tag in ["en", "ar"] {
            for page in [Page::Letters, Page::Signs, Page::Accents] {
                for is_latin in [true, false] {
                    let face = Face {
                        purpose: Purpose::Address,
                        is_shifted: false,
                        shows_digits: false,
                        is_latin,
                        page,
                        has_digit_key: false,
                    };
                    keys.extend(face.rows(words.speech(tag)).iter().map(typed));
                }
            }
        }
        let accents = words.speech("de").list("accents").concat();
        let wanted = "abcxyz!#$%&'*+-/=?^_`{|}~.@ñüßéøسضع".chars().chain(accents.chars());
        for letter in wanted {
            assert!(keys.contains(letter), "{letter}");
        }
    }

    #[test]
    fn a_number_is_typed_by_a_few_large_keys_or_by_capitals_and_digits() {
        let pads = [Purpose::Number, Purpose::Phone].map(number_pad);
        assert_eq!(typed(&pads[0][3]), "0 Backspace ");
        assert_eq!(typed(&pads[1][3]), "+0 Backspace ");
        for pad in &pads {
            for row in pad {
                assert!((row.iter().map(|(_, width)| width).sum::<f32>() - 3.0).abs() < 0.01);
            }
        }
        let face = Face {
            purpose: Purpose::Code,
            is_shifted: true,
            shows_digits: false,
            is_latin: true,
            page: Page::Letters,
            has_digit_key: false,
        };
        for tag in ["en", "ar"] {
            let speech = Languages::built_in().speech(tag);
            let keys: String = face.rows(speech).iter().map(typed).collect();
            assert!("ABCXYZ-/.".chars().all(|sign| keys.contains(sign)), "{keys}");
            assert_eq!(typed(&face.extra(speech)), "1234567890");
        }
    }

    #[test]
    fn a_name_is_typed_in_the_letters_of_its_language() {
        let words = Languages::built_in();
        let face = Face {
            purpose: Purpose::Name,
            is_shifted: true,
            shows_digits: false,
            is_latin: false,
            page: Page::Letters,
            has_digit_key: false,
        };
        assert_eq!(typed(&face.rows(words.speech("de"))[2]), " Shift ZXCVBNM Backspace ");
        assert_eq!(typed(&face.extra(words.speech("de"))), "ÄÖÜßÉÈÇÑ");
        assert_eq!(typed(&face.rows(words.speech("ar"))[1]), "شسيبلاتنمكط");
        let latin = Face { is_latin: true, is_shifted: false, ..face };
        assert_eq!(typed(&latin.rows(words.speech("ar"))[0]), "qwertyuiop");
        assert!(begins_word("") && begins_word("Ada ") && !begins_word("Ada"));
    }
}
