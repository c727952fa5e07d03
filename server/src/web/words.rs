//! What visitors read on their own telephones, in five languages.
//!
//! The sentences stand in `assets/words/web`, one file a language, and nowhere else. [`Say`] declares
//! each; a test holds the files to it.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

/// A language of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English.
    En,
    /// German.
    De,
    /// Spanish.
    Es,
    /// French.
    Fr,
    /// Arabic.
    Ar,
}

impl Language {
    /// Every language, in the order of the switch.
    pub const ALL: [Self; 5] = [Self::En, Self::De, Self::Es, Self::Fr, Self::Ar];

    /// Its tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            Self::Es => "es",
            Self::Fr => "fr",
            Self::Ar => "ar",
        }
    }

    /// What its speakers call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::De => "Deutsch",
            Self::Es => "Español",
            Self::Fr => "Français",
            Self::Ar => "العربية",
        }
    }

    /// The direction in which it is written, as HTML names it.
    pub fn direction(self) -> &'static str {
        if self == Self::Ar { "rtl" } else { "ltr" }
    }

    /// The language of a tag such as `de-AT`.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let first = tag.split(['-', '_']).next()?.trim();
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(first))
    }

    /// The language that a browser likes best, by its `Accept-Language`.
    pub fn accepted(header: &str) -> Self {
        let mut best = (0.0, Self::En);
        for wish in header.split(',') {
            let (tag, weight) = wish.split_once(';').unwrap_or((wish, ""));
            let weight = weight.trim().strip_prefix("q=");
            let weight = weight.map_or(1.0, |weight| weight.trim().parse().unwrap_or(0.0));
            if let Some(language) = Self::of_tag(tag)
                && weight > best.0
            {
                best = (weight, language);
            }
        }
        best.1
    }

    fn words(self) -> &'static str {
        match self {
            Self::En => include_str!("../../../assets/words/web/en.ftl"),
            Self::De => include_str!("../../../assets/words/web/de.ftl"),
            Self::Es => include_str!("../../../assets/words/web/es.ftl"),
            Self::Fr => include_str!("../../../assets/words/web/fr.ftl"),
            Self::Ar => include_str!("../../../assets/words/web/ar.ftl"),
        }
    }
}

macro_rules! sentences {
    ($($name:ident = $id:literal $(($($argument:literal),+))?,)+) => {
        /// A sentence of the pages.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Say {
            $(
                #[doc = concat!("The sentence `", $id, "`.")]
                $name,
            )+
        }

        impl Say {
            fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)+ }
            }

            #[cfg(test)]
            const ALL: &[(Self, &[&str])] = &[$((Self::$name, &[$($($argument),+)?])),+];
        }
    };
}

sentences! {
    Title = "title" ("number", "state"),
    YourNumber = "your-number",
    Ahead = "ahead" ("count"),
    AheadFor = "ahead-for" ("count", "service"),
    Next = "next",
    NextDo = "next-do",
    WaitRange = "wait-range" ("low", "high"),
    WaitUpTo = "wait-up-to" ("high"),
    Table = "table" ("number"),
    Called = "called" ("table"),
    CalledDo = "called-do",
    CalledSomewhere = "called-somewhere",
    CalledSomewhereDo = "called-somewhere-do",
    MovedDo = "moved-do",
    Missed = "missed",
    MissedDo = "missed-do",
    Closed = "closed",
    Ended = "ended",
    EndedDo = "ended-do",
    Cancelled = "cancelled",
    CancelledDo = "cancelled-do",
    Expired = "expired",
    ExpiredDo = "expired-do",
    Left = "left",
    LeftDo = "left-do",
    LeftOver = "left-over",
    Return = "return",
    ReturnOther = "return-other",
    ReturnOtherDo = "return-other-do",
    ReturnOtherLook = "return-other-look",
    Gone = "gone",
    GoneDo = "gone-do",
    Leave = "leave",
    LeaveAsk = "leave-ask",
    LeaveDo = "leave-do",
    LeaveYes = "leave-yes",
    LeaveNo = "leave-no",
    Ring = "ring",
    RingOn = "ring-on",
    Heard = "heard",
    AsOf = "as-of" ("time"),
    Stale = "stale",
    LookAgain = "look-again",
    Languages = "languages",
    Busy = "busy",
    BusyDo = "busy-do",
    NotSaved = "not-saved",
    NotSavedDo = "not-saved-do",
    Unreadable = "unreadable",
    UnreadableDo = "unreadable-do",
    Join = "join",
    JoinCodeDo = "join-code-do",
    JoinCode = "join-code",
    JoinOn = "join-on",
    JoinCodeWrong = "join-code-wrong",
    JoinSlow = "join-slow" ("seconds"),
    JoinLonger = "join-longer" ("count"),
    JoinOff = "join-off",
    JoinOffDo = "join-off-do",
    JoinService = "join-service",
    JoinReason = "join-reason",
    JoinReasonNone = "join-reason-none",
    JoinEmail = "join-email",
    JoinName = "join-name",
    JoinPhone = "join-phone",
    JoinNumber = "join-number",
    JoinOptional = "join-optional" ("field"),
    JoinTake = "join-take",
    JoinOne = "join-one",
    JoinLate = "join-late",
    JoinFull = "join-full",
    JoinToday = "join-today",
    JoinClosed = "join-closed",
    JoinEmailBad = "join-email-bad",
    JoinNameMissing = "join-name-missing",
    JoinNameLong = "join-name-long",
    JoinPhoneBad = "join-phone-bad",
    JoinNumberBad = "join-number-bad",
    JoinChoose = "join-choose",
    JoinThere = "join-there",
    JoinThereLook = "join-there-look",
    JoinThereDo = "join-there-do",
    JoinMany = "join-many",
    JoinManyDo = "join-many-do",
}

static BUNDLES: LazyLock<[FluentBundle<FluentResource>; 5]> =
    LazyLock::new(|| Language::ALL.map(bundle));

fn bundle(language: Language) -> FluentBundle<FluentResource> {
    let tag: LanguageIdentifier = language.tag().parse().expect("the tags are well formed");
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // Those that cannot be read are left out; the tests find none.
    let resource = FluentResource::try_new(language.words().to_owned());
    let resource = resource.unwrap_or_else(|(resource, _)| resource);
    bundle.add_resource_overriding(resource);
    bundle
}

impl Language {
    /// A sentence in this language, with nothing in it that changes.
    pub fn say(self, say: Say) -> String {
        self.say_with(say, &[])
    }

    /// A sentence in this language.
    pub fn say_with(self, say: Say, with: &[(&'static str, FluentValue<'_>)]) -> String {
        let bundle = &BUNDLES[Self::ALL.iter().position(|it| *it == self).unwrap_or_default()];
        let mut arguments = FluentArgs::with_capacity(with.len());
        for (name, value) in with {
            arguments.set(*name, value.clone());
        }
        let Some(pattern) = bundle.get_message(say.id()).and_then(|message| message.value()) else {
            return String::new();
        };
        // Errors are shown as the braces that stand in the file; the tests find none.
        bundle.format_pattern(pattern, Some(&arguments), &mut Vec::new()).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_language_has_every_sentence_and_no_other() {
        let declared: BTreeSet<&str> = Say::ALL.iter().map(|(say, _)| say.id()).collect();
        assert_eq!(declared.len(), Say::ALL.len());
        for language in Language::ALL {
            let words = language.words();
            FluentResource::try_new(words.to_owned()).map_err(|(_, errors)| errors).unwrap();
            let lines = words.lines().filter(|line| line.starts_with(|c: char| c.is_alphabetic()));
            let there: Vec<&str> = lines.map(|line| line.split(' ').next().unwrap()).collect();
            let ids: BTreeSet<&str> = there.iter().copied().collect();
            assert_eq!(there.len(), ids.len(), "{language:?} says something twice");
            assert_eq!(ids, declared, "{language:?}");
        }
    }

    #[test]
    fn every_sentence_says_all_that_changes_in_it() {
        for language in Language::ALL {
            for (say, names) in Say::ALL {
                for count in [0, 1, 2, 3, 11, 100] {
                    let with: Vec<(&'static str, FluentValue<'_>)> = (names.iter())
                        .map(|name| match *name {
                            "count" | "seconds" => (*name, FluentValue::from(count)),
                            name => (name, FluentValue::from(format!("<{name}>"))),
                        })
                        .collect();
                    let said = language.say_with(*say, &with);
                    assert!(!said.trim().is_empty(), "{language:?} {say:?}");
                    assert!(!said.contains(['{', '}']), "{language:?} {say:?}: {said}");
                    for name in names.iter().filter(|name| !["count", "seconds"].contains(name)) {
                        assert!(
                            said.contains(&format!("<{name}>")),
                            "{language:?} {say:?}: {said}"
                        );
                    }
                    if count == 100 && names.contains(&"count") {
                        assert!(said.contains("100"), "{language:?} {say:?}: {said}");
                    }
                }
            }
            assert!(language.say(Say::Stale).contains("__TIME__"), "{language:?}");
        }
    }

    #[test]
    fn a_browser_says_which_language_is_liked_best() {
        for (header, language) in [
            ("", Language::En),
            ("de-AT,de;q=0.9,en;q=0.8", Language::De),
            ("en;q=0.3, ar-EG;q=0.9", Language::Ar),
            ("ja, fr;q=0.1", Language::Fr),
            ("es;q=0", Language::En),
            ("de;q=x, es;q=0.2", Language::Es),
            ("*;;;=,\u{0}", Language::En),
        ] {
            assert_eq!(Language::accepted(header), language, "{header}");
        }
    }
}
