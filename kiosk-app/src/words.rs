//! What the kiosk says, in every language, from the files in `assets/words`.
//!
//! A translator edits or adds a file there; nothing here names a sentence in a language. A
//! language that lacks a sentence says it in English.

use std::path::Path;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};
use tracing::warn;
use unic_langid::LanguageIdentifier;

/// The languages that are built in, English first.
const BUILT_IN: [(&str, &str); 5] = [
    ("en", include_str!("../../assets/words/en.ftl")),
    ("de", include_str!("../../assets/words/de.ftl")),
    ("es", include_str!("../../assets/words/es.ftl")),
    ("fr", include_str!("../../assets/words/fr.ftl")),
    ("ar", include_str!("../../assets/words/ar.ftl")),
];

macro_rules! phrases {
    ($($name:ident = $id:literal,)*) => {
        /// Everything that the kiosk says.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[expect(missing_docs, reason = "each is named after its message in assets/words/en.ftl")]
        pub enum Phrase { $($name,)* }

        impl Phrase {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The message's name in the files.
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }
        }
    };
}

phrases! {
    LanguageName = "language-name",
    Welcome = "welcome",
    GetTicket = "get-ticket",
    WaitingCount = "waiting-count",
    WaitNone = "wait-none",
    WaitUpTo = "wait-up-to",
    WaitAbout = "wait-about",
    WaitRange = "wait-range",
    Language = "language",
    LargerText = "larger-text",
    HighContrast = "high-contrast",
    Lower = "lower",
    AskAddress = "ask-address",
    AddressProblem = "address-problem",
    AskName = "ask-name",
    NameProblem = "name-problem",
    IsThisYou = "is-this-you",
    ThatIsMe = "that-is-me",
    TypeMyName = "type-my-name",
    AskReason = "ask-reason",
    ReasonProblem = "reason-problem",
    More = "more",
    Back = "back",
    StartOver = "start-over",
    Continue = "continue",
    AlreadyHave = "already-have",
    ShowIt = "show-it",
    AnotherTicket = "another-ticket",
    YourNumber = "your-number",
    AheadCount = "ahead-count",
    WatchScreen = "watch-screen",
    Done = "done",
    StillThere = "still-there",
    ErasedIn = "erased-in",
    MoreTime = "more-time",
    Reconnecting = "reconnecting",
    ReconnectingKept = "reconnecting-kept",
    ReconnectingRequest = "reconnecting-request",
    OneMoment = "one-moment",
    Closed = "closed",
    Unsure = "unsure",
    AskStaff = "ask-staff",
    KeySpace = "key-space",
    KeyBackspace = "key-backspace",
    KeyShift = "key-shift",
    KeyDigits = "key-digits",
    KeyLetters = "key-letters",
    KeyOtherLetters = "key-other-letters",
    KeyAt = "key-at",
    KeyDot = "key-dot",
    KeyHyphen = "key-hyphen",
    KeyUnderscore = "key-underscore",
    KeyPlus = "key-plus",
    KeyApostrophe = "key-apostrophe",
    StaffPin = "staff-pin",
    PinNone = "pin-none",
    PinWrong = "pin-wrong",
    PinWait = "pin-wait",
    CloseWindow = "close-window",
    SetupCode = "setup-code",
    SetupApprove = "setup-approve",
    SetupOurs = "setup-ours",
    SetupCompare = "setup-compare",
    SetupSame = "setup-same",
    SetupWrite = "setup-write",
    SetupChanged = "setup-changed",
    SetupAsk = "setup-ask",
}

/// All languages, English first.
pub struct Words {
    tongues: Vec<Tongue>,
}

/// One language.
pub struct Tongue {
    /// Its BCP 47 tag.
    pub tag: String,
    /// Whether it is written from right to left.
    pub is_rtl: bool,
    bundle: FluentBundle<FluentResource>,
}

/// A sentence in its language, for whoever draws: a language with English behind it.
#[derive(Clone, Copy)]
pub struct Speech<'a> {
    tongue: &'a Tongue,
    english: &'a Tongue,
}

impl Words {
    /// The built-in languages, and those in `folder`: a file of the same name replaces a
    /// built-in one.
    pub fn load(folder: Option<&Path>) -> Self {
        let mut words = Self { tongues: Vec::new() };
        for (tag, text) in BUILT_IN {
            words.put(tag, text);
        }
        let files = folder.and_then(|folder| std::fs::read_dir(folder).ok()).into_iter().flatten();
        let mut paths: Vec<_> = files.filter_map(|file| Some(file.ok()?.path())).collect();
        paths.sort();
        for path in paths.iter().filter(|path| path.extension().is_some_and(|end| end == "ftl")) {
            let tag = path.file_stem().unwrap_or_default().to_string_lossy();
            match std::fs::read_to_string(path) {
                Ok(text) => words.put(&tag, &text),
                Err(error) => warn!("failed to read {}: {error}", path.display()),
            }
        }
        words
    }

    fn put(&mut self, tag: &str, text: &str) {
        let Ok(language) = tag.parse::<LanguageIdentifier>() else {
            warn!("{tag} is no language tag; its sentences are left out");
            return;
        };
        // What could be read of a file with a mistake in it is used; the rest is said in English.
        let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, _)| {
            warn!("the sentences of {tag} have mistakes in them; those are left out");
            resource
        });
        let mut bundle = FluentBundle::new(vec![language]);
        // The marks would be drawn as boxes; the pieces are put in order by the theme's words.
        bundle.set_use_isolating(false);
        if bundle.add_resource(resource).is_err() {
            warn!("the sentences of {tag} have one name twice; the first is used");
        }
        let mut tongue = Tongue { tag: tag.to_owned(), is_rtl: false, bundle };
        tongue.is_rtl = tongue.message("direction", None).as_deref() == Some("rtl");
        match self.tongues.iter_mut().find(|known| known.tag == tag) {
            Some(known) => *known = tongue,
            None => self.tongues.push(tongue),
        }
    }

    /// The languages in the order of their buttons: those wanted, or all; never none.
    pub fn offered(&self, wanted: &[String]) -> Vec<&Tongue> {
        let known: Vec<&Tongue> = wanted.iter().filter_map(|tag| self.find(tag)).collect();
        if known.is_empty() { self.tongues.iter().collect() } else { known }
    }

    /// How `tag` says it; English where nobody knows `tag`.
    pub fn speech(&self, tag: &str) -> Speech<'_> {
        let english = &self.tongues[0];
        Speech { tongue: self.find(tag).unwrap_or(english), english }
    }

    fn find(&self, tag: &str) -> Option<&Tongue> {
        self.tongues.iter().find(|tongue| tongue.tag == tag)
    }
}

impl Tongue {
    /// What the language calls itself.
    pub fn name(&self) -> String {
        self.message(Phrase::LanguageName.id(), None).unwrap_or_else(|| self.tag.clone())
    }

    fn message(&self, id: &str, arguments: Option<&FluentArgs<'_>>) -> Option<String> {
        let pattern = self.bundle.get_message(id)?.value()?;
        let mut mistakes = Vec::new();
        let text = self.bundle.format_pattern(pattern, arguments, &mut mistakes);
        mistakes.is_empty().then(|| text.into_owned())
    }
}

impl Speech<'_> {
    /// Whether the language is written from right to left.
    pub fn is_rtl(&self) -> bool {
        self.tongue.is_rtl
    }

    /// The language's tag.
    pub fn tag(&self) -> &str {
        &self.tongue.tag
    }

    /// A sentence with nothing to fill in.
    pub fn say(&self, phrase: Phrase) -> String {
        self.fill(phrase, &[])
    }

    /// A sentence with its numbers.
    pub fn fill(&self, phrase: Phrase, numbers: &[(&'static str, u64)]) -> String {
        self.form(phrase, &numbers.iter().copied().collect())
    }

    /// A sentence that quotes something.
    pub fn quote(&self, phrase: Phrase, name: &'static str, text: &str) -> String {
        self.form(phrase, &[(name, text)].into_iter().collect())
    }

    fn form(&self, phrase: Phrase, arguments: &FluentArgs<'_>) -> String {
        [self.tongue, self.english]
            .into_iter()
            .find_map(|tongue| tongue.message(phrase.id(), Some(arguments)))
            .unwrap_or_default()
    }

    /// Words parted by spaces that a language may have: its letters, say.
    pub fn list(&self, id: &str) -> Vec<String> {
        let text = self.tongue.message(id, None).unwrap_or_default();
        text.split_whitespace().map(str::to_owned).collect()
    }

    /// How long a newcomer may expect to wait, from seconds; nothing while nobody can know.
    pub fn wait(&self, wait: Option<(u32, u32)>) -> Option<String> {
        let (low, high) = wait?;
        let (low, high) = (u64::from(low / 60), u64::from(high.div_ceil(60)));
        Some(match (low, high) {
            (_, 0) => self.say(Phrase::WaitNone),
            (0, _) => self.fill(Phrase::WaitUpTo, &[("high", high)]),
            _ if low >= high => self.fill(Phrase::WaitAbout, &[("high", high)]),
            _ => self.fill(Phrase::WaitRange, &[("low", low), ("high", high)]),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_sentence_of_its_own() {
        let words = Words::load(None);
        let numbers = [("count", 0), ("low", 10), ("high", 20), ("secs", 7), ("code", 7)];
        for tongue in &words.tongues {
            for phrase in Phrase::ALL {
                for count in [0, 1, 2, 3, 11, 100, 1000] {
                    let mut arguments = FluentArgs::new();
                    for (name, number) in numbers {
                        arguments.set(name, if count > 0 { count } else { number });
                    }
                    let said = tongue.message(phrase.id(), Some(&arguments));
                    let said = said.unwrap_or_else(|| panic!("{} {phrase:?}", tongue.tag));
                    assert!(!said.is_empty() && !said.contains(['{', '$']), "{said}");
                }
            }
        }
    }

    #[test]
    fn numbers_take_their_plural_form() {
        let words = Words::load(None);
        let said =
            |tag: &str, count| words.speech(tag).fill(Phrase::WaitingCount, &[("count", count)]);
        assert_eq!(said("en", 0), "Nobody is waiting.");
        assert_eq!(said("en", 1), "One person is waiting.");
        assert_eq!(said("de", 3), "3 Personen warten.");
        assert_eq!(said("ar", 0), "لا أحد في الانتظار.");
        assert_eq!(said("ar", 2), "شخصان في الانتظار.");
        assert_eq!(said("ar", 3), "3 أشخاص في الانتظار.");
        assert_eq!(said("ar", 11), "11 شخصًا في الانتظار.");
        assert!(words.speech("ar").is_rtl() && !words.speech("fr").is_rtl());
    }

    #[test]
    fn a_wait_holds_the_seconds_it_was_told() {
        let words = Words::load(None);
        let said = |range| words.speech("en").wait(Some(range)).unwrap();
        assert_eq!(said((601, 1141)), "The wait is about 10 to 20 minutes.");
        assert_eq!(said((0, 290)), "The wait is up to 5 minutes.");
        assert_eq!(said((300, 300)), "The wait is about 5 minutes.");
        assert_eq!(said((0, 0)), "You will be called right away.");
        assert_eq!(words.speech("en").wait(None), None);
    }

    #[test]
    fn a_file_adds_a_language_and_what_it_lacks_is_said_in_english() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(
            folder.path().join("nl.ftl"),
            "language-name = Nederlands\nwelcome = Welkom\n",
        )
        .unwrap();
        std::fs::write(folder.path().join("de.ftl"), "welcome = Moin\nback = {\n").unwrap();
        let words = Words::load(Some(folder.path()));
        assert_eq!(words.speech("nl").say(Phrase::Welcome), "Welkom");
        assert_eq!(words.speech("nl").say(Phrase::Done), "Done");
        assert_eq!(words.speech("de").say(Phrase::Welcome), "Moin");
        assert_eq!(words.speech("de").say(Phrase::Back), "Back");
        assert_eq!(words.speech("xx").say(Phrase::Back), "Back");
        let names = |wanted: &[&str]| -> Vec<String> {
            let wanted: Vec<String> = wanted.iter().map(|tag| (*tag).to_owned()).collect();
            words.offered(&wanted).iter().map(|tongue| tongue.name()).collect()
        };
        assert_eq!(names(&["nl", "zz"]), ["Nederlands"]);
        assert_eq!(names(&[]).len(), 6);
    }
}
