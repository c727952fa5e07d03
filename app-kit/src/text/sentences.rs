//! The languages, and the sentences that a window declares.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use tracing::warn;
use unic_langid::LanguageIdentifier;

use super::common::Common;
use super::region::Hours;

/// The languages that are built in, English first.
pub(super) const BUILT_IN: [(&str, &str); 5] = [
    ("en", include_str!("../../../assets/words/en.ftl")),
    ("de", include_str!("../../../assets/words/de.ftl")),
    ("es", include_str!("../../../assets/words/es.ftl")),
    ("fr", include_str!("../../../assets/words/fr.ftl")),
    ("ar", include_str!("../../../assets/words/ar.ftl")),
];

/// What is filled into a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A whole number, by which a sentence may choose its plural form.
    Number,
    /// A text that is quoted as it stands.
    Text,
}

/// A sentence as it is declared: its name in the files, and what is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phrase {
    /// The message's name in the files.
    pub id: &'static str,
    /// What is filled in, by name.
    pub arguments: &'static [(&'static str, Kind)],
}

/// Something that can be said: an enum made by [`phrases!`](crate::phrases).
pub trait Sentence: Copy {
    /// All sentences of this enum.
    const DECLARED: &'static [Phrase];

    /// The message's name in the files.
    fn id(&self) -> &'static str;

    /// What is filled in, by name.
    fn arguments(&self) -> FluentArgs<'_>;
}

/// Declares the sentences of a window as one enum.
///
/// Each entry gives the variant, what is filled in (`number` is a `u64`, `text` a `&str`) and the
/// message's name in `assets/words`, so that none of the three can be forgotten where the sentence
/// is said. At least one entry must take a text. A test of the window should call
/// [`assert_declared`](crate::text::check::assert_declared), which fails where a language lacks one
/// of them.
///
/// ```
/// app_kit::phrases! {
///     /// What this example says.
///     pub enum Said {
///         Now = "ago-now",
///         Minutes { minutes: number } = "length-minutes",
///         Ago { length: text } = "ago",
///     }
/// }
/// let speech = app_kit::text::Languages::built_in().speech("en");
/// assert_eq!(speech.say(Said::Minutes { minutes: 9 }), "9 min");
/// ```
#[macro_export]
macro_rules! phrases {
    (@type $life:lifetime number) => { u64 };
    (@type $life:lifetime text) => { &$life str };
    (@kind number) => { $crate::text::Kind::Number };
    (@kind text) => { $crate::text::Kind::Text };
    ($(#[$doc:meta])* $vis:vis enum $name:ident {
        $($variant:ident $({ $($argument:ident: $kind:ident),+ $(,)? })? = $id:literal,)+
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[expect(missing_docs, reason = "the comment in en.ftl says where each stands")]
        $vis enum $name<'a> {
            $($variant $({ $($argument: $crate::phrases!(@type 'a $kind)),+ })?,)+
        }

        impl $crate::text::Sentence for $name<'_> {
            const DECLARED: &'static [$crate::text::Phrase] = &[$(
                $crate::text::Phrase {
                    id: $id,
                    arguments: &[$($((stringify!($argument), $crate::phrases!(@kind $kind))),+)?],
                },
            )+];

            fn id(&self) -> &'static str {
                match self { $(Self::$variant { .. } => $id,)+ }
            }

            fn arguments(&self) -> $crate::fluent_bundle::FluentArgs<'_> {
                #[allow(unused_mut, reason = "a sentence with nothing to fill in")]
                let mut arguments = $crate::fluent_bundle::FluentArgs::new();
                match self { $(
                    Self::$variant $({ $($argument),+ })? => {
                        $($(arguments.set(stringify!($argument), *$argument);)+)?
                    }
                )+ }
                arguments
            }
        }
    };
}

/// All languages, English first.
pub struct Languages {
    all: Vec<Language>,
}

/// One language.
pub struct Language {
    tag: String,
    is_rtl: bool,
    /// The sentences of a translator's file over those that are built in.
    added: Option<FluentBundle<Arc<FluentResource>>>,
    /// None for a language that only a translator's file has.
    built_in: Option<FluentBundle<Arc<FluentResource>>>,
}

/// How one language says things, with English behind it: what is handed to whoever draws.
#[derive(Clone, Copy)]
pub struct Speech {
    language: &'static Language,
    english: &'static Language,
    hours: Hours,
    /// Whether dates are written with the month first.
    is_month_first: bool,
}

static ALL_BUILT_IN: LazyLock<Languages> = LazyLock::new(|| {
    let languages = BUILT_IN.into_iter().filter_map(|(tag, text)| {
        let language = Language { tag: tag.to_owned(), is_rtl: false, added: None, built_in: None };
        let bundle = language.bundle(&[&read(tag, text)])?;
        Some(Language { built_in: Some(bundle), ..language }.with_direction())
    });
    Languages { all: languages.collect() }
});

/// The language tag of the whole system, such as `de-AT`; none where it has none.
pub fn system_tag() -> Option<String> {
    // The environment of a Unix, and what Windows and macOS are set to.
    sys_locale::get_locale()
}

impl std::fmt::Debug for Languages {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.all.iter().map(Language::tag)).finish()
    }
}

impl Languages {
    /// The languages that are built in.
    pub fn built_in() -> &'static Self {
        &ALL_BUILT_IN
    }

    /// The built-in languages and what the files `TAG.ftl` in `folder` add to them: sentences in
    /// place of built-in ones, and languages.
    ///
    /// A window does this once: what is read is kept for as long as the program runs.
    pub fn load(folder: Option<&Path>) -> &'static Self {
        let Some(folder) = folder else { return Self::built_in() };
        let files = match super::check::files(folder) {
            Ok(files) => files,
            Err(error) => {
                warn!("failed to read the sentences in {}: {error}", folder.display());
                return Self::built_in();
            }
        };
        let mut all: Vec<Language> = BUILT_IN.into_iter().map(Language::built_in).collect();
        for (tag, text) in files {
            Self::add(&mut all, &tag, &text);
        }
        Box::leak(Box::new(Self { all }))
    }

    fn add(all: &mut Vec<Language>, tag: &str, text: &str) {
        if tag.parse::<LanguageIdentifier>().is_err() {
            warn!("{tag} is no language tag; its sentences are left out");
            return;
        }
        let of_file = read(tag, text);
        let known = all.iter_mut().find(|language| language.tag.eq_ignore_ascii_case(tag));
        if let Some(language) = known {
            let built_in = BUILT_IN.iter().find(|(known, _)| *known == language.tag);
            let under = built_in.map(|(tag, text)| read(tag, text));
            let layers: Vec<&Arc<FluentResource>> = under.iter().chain([&of_file]).collect();
            language.added = language.bundle(&layers);
            language.is_rtl = language.reads_rtl();
        } else {
            let mut language =
                Language { tag: tag.to_owned(), is_rtl: false, added: None, built_in: None };
            language.added = language.bundle(&[&of_file]);
            all.push(language.with_direction());
        }
    }

    /// The languages in the order of their buttons: those wanted, or all; never none.
    pub fn offered(&'static self, wanted: &[String]) -> Vec<&'static Language> {
        let known: Vec<&Language> = wanted.iter().filter_map(|tag| self.find(tag)).collect();
        if known.is_empty() { self.all.iter().collect() } else { known }
    }

    /// How `tag` says it; English where nobody knows the language of `tag`. Its region decides
    /// between 12 and 24 hours.
    pub fn speech(&'static self, tag: &str) -> Speech {
        self.choose(tag, None)
    }

    /// How a window speaks: in the language of its settings, else in the system's, else in
    /// English; with the hours of the region of whichever names one, the settings first.
    pub fn choose(&'static self, setting: &str, system: Option<&str>) -> Speech {
        let english = &self.all[0];
        let named = [Some(setting), system];
        let tags = named.into_iter().flatten().filter(|tag| !tag.is_empty());
        let language = tags.clone().find_map(|tag| self.find(tag)).unwrap_or(english);
        let region = tags.filter_map(|tag| identifier(tag)?.region).next();
        let region = region.as_ref().map_or("", |region| region.as_str());
        Speech {
            language,
            english,
            hours: Hours::of_region(&language.tag, region),
            is_month_first: region.eq_ignore_ascii_case("us"),
        }
    }

    /// The language with exactly this tag.
    pub(super) fn find_exact(&'static self, tag: &str) -> Option<&'static Language> {
        self.all.iter().find(|known| known.tag.eq_ignore_ascii_case(tag))
    }

    /// The language with this tag, or with the language of it where the region has none of its own.
    pub fn find(&'static self, tag: &str) -> Option<&'static Language> {
        self.find_exact(tag).or_else(|| {
            let wanted = identifier(tag)?.language;
            self.all
                .iter()
                .find(|known| identifier(&known.tag).is_some_and(|known| known.language == wanted))
        })
    }
}

/// A tag such as `de-AT`, and also as Unix writes it: `de_AT.UTF-8`.
fn identifier(tag: &str) -> Option<LanguageIdentifier> {
    tag.split(['.', '@']).next()?.parse().ok()
}

/// What could be read of a file with a mistake in it is used; the rest is said as without it.
fn read(tag: &str, text: &str) -> Arc<FluentResource> {
    Arc::new(FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, _)| {
        warn!("the sentences of {tag} have mistakes in them; those are left out");
        resource
    }))
}

impl Language {
    fn built_in((tag, text): (&str, &str)) -> Self {
        let mut language = Self { tag: tag.to_owned(), is_rtl: false, added: None, built_in: None };
        language.built_in = language.bundle(&[&read(tag, text)]);
        language.with_direction()
    }

    fn bundle(&self, layers: &[&Arc<FluentResource>]) -> Option<FluentBundle<Arc<FluentResource>>> {
        let mut bundle = FluentBundle::new_concurrent(vec![identifier(&self.tag)?]);
        // The marks would be drawn as boxes; a paragraph puts its pieces in order itself.
        bundle.set_use_isolating(false);
        for layer in layers {
            bundle.add_resource_overriding(Arc::clone(layer));
        }
        Some(bundle)
    }

    fn with_direction(mut self) -> Self {
        self.is_rtl = self.reads_rtl();
        self
    }

    fn reads_rtl(&self) -> bool {
        self.message("direction", None).as_deref() == Some("rtl")
    }

    /// Its BCP 47 tag.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// Whether it is written from right to left.
    pub fn is_rtl(&self) -> bool {
        self.is_rtl
    }

    /// What the language calls itself.
    pub fn name(&self) -> String {
        self.message(Common::LanguageName.id(), None).unwrap_or_else(|| self.tag.clone())
    }

    /// A message as the file says it, else as it is built in; none if neither can say it.
    pub(super) fn message(&self, id: &str, arguments: Option<&FluentArgs<'_>>) -> Option<String> {
        [&self.added, &self.built_in].into_iter().flatten().find_map(|bundle| {
            let pattern = bundle.get_message(id)?.value()?;
            let mut mistakes = Vec::new();
            let text = bundle.format_pattern(pattern, arguments, &mut mistakes);
            mistakes.is_empty().then(|| text.into_owned())
        })
    }
}

impl Speech {
    /// Makes this the language of everything that is drawn from now on.
    pub fn install(self, ctx: &egui::Context) {
        ctx.data_mut(|data| data.insert_temp(egui::Id::NULL, self));
    }

    /// The language that was installed last; English before that.
    pub fn of(ctx: &egui::Context) -> Self {
        ctx.data(|data| data.get_temp(egui::Id::NULL))
            .unwrap_or_else(|| Languages::built_in().speech("en"))
    }

    /// Whether the language is written from right to left.
    pub fn is_rtl(self) -> bool {
        self.language.is_rtl
    }

    /// The language's tag.
    pub fn tag(self) -> &'static str {
        &self.language.tag
    }

    /// Whether clock times have 12 or 24 hours.
    pub fn hours(self) -> Hours {
        self.hours
    }

    pub(super) fn is_month_first(self) -> bool {
        self.is_month_first
    }

    /// A sentence with what is filled in.
    pub fn say(self, sentence: impl Sentence) -> String {
        let arguments = sentence.arguments();
        [self.language, self.english]
            .into_iter()
            .find_map(|language| language.message(sentence.id(), Some(&arguments)))
            .unwrap_or_default()
    }

    /// Words parted by spaces that a language may have and need not: its letters, say.
    pub fn list(self, id: &str) -> Vec<String> {
        let text = self.language.message(id, None).unwrap_or_default();
        text.split_whitespace().map(str::to_owned).collect()
    }
}

/// Two are the same if nothing that they say could differ.
impl PartialEq for Speech {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.language, other.language)
            && self.hours == other.hours
            && self.is_month_first == other.is_month_first
    }
}

impl std::fmt::Debug for Speech {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Speech({}, {:?})", self.language.tag, self.hours)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    #[test]
    fn a_file_with_one_line_changes_that_sentence_and_no_other() {
        let folder = folder(&[("en.ftl", "ago-now = a moment ago\n")]);
        let speech = Languages::load(Some(folder.path())).speech("en");
        assert_eq!(speech.say(Common::AgoNow), "a moment ago");
        assert_eq!(speech.say(Common::LengthMinutes { minutes: 9 }), "9 min");
        let french = Languages::load(Some(folder.path())).speech("fr");
        assert_eq!(french.say(Common::AgoNow), "à l’instant");
    }

    #[test]
    fn a_mistake_in_a_file_costs_no_sentence() {
        let folder = folder(&[(
            "de.ftl",
            "ago-now = gerade\nlength-minutes = { $minuten } Min.\ntable = {\n",
        )]);
        let speech = Languages::load(Some(folder.path())).speech("de");
        assert_eq!(speech.say(Common::AgoNow), "gerade");
        assert_eq!(speech.say(Common::LengthMinutes { minutes: 9 }), "9 Min.");
        assert_eq!(speech.say(Common::Table { number: 3 }), "Tisch 3");
    }

    #[test]
    fn paths_are_set_apart_in_languages_that_are_read_to_the_left() {
        for (tag, text) in BUILT_IN {
            if !Languages::built_in().speech(tag).is_rtl() {
                continue;
            }
            for path in ["{ $file }", "/dev/"] {
                let pieces: Vec<&str> = text.split(path).collect();
                assert!(pieces.len() > 1, "{tag} says nothing of {path}");
                for before in &pieces[..pieces.len() - 1] {
                    let line = before.lines().last().unwrap_or_default();
                    assert!(line.ends_with('\u{2066}'), "{tag}: {line}{path}");
                }
            }
        }
    }

    #[test]
    fn a_file_adds_a_language_and_what_it_lacks_is_said_in_english() {
        let folder = folder(&[
            ("nl.ftl", "language-name = Nederlands\nago-now = zojuist\n"),
            ("notes.txt", "ago-now = not a language"),
            ("no language.ftl", "ago-now = not a language"),
        ]);
        let languages = Languages::load(Some(folder.path()));
        let speech = languages.speech("nl");
        assert_eq!(speech.say(Common::AgoNow), "zojuist");
        assert_eq!(speech.say(Common::Table { number: 3 }), "Table 3");
        assert_eq!(languages.speech("xx").say(Common::AgoNow), "just now");
        let names = |wanted: &[&str]| -> Vec<String> {
            let wanted: Vec<String> = wanted.iter().map(|tag| (*tag).to_owned()).collect();
            languages.offered(&wanted).iter().map(|language| language.name()).collect()
        };
        assert_eq!(names(&["nl", "zz"]), ["Nederlands"]);
        assert_eq!(names(&[]).len(), 6);
    }

    #[test]
    fn a_file_may_use_the_built_in_messages() {
        let folder = folder(&[("en.ftl", "ago-now = { length-under-minute } ago\n")]);
        let speech = Languages::load(Some(folder.path())).speech("en");
        assert_eq!(speech.say(Common::AgoNow), "under a minute ago");
    }

    #[test]
    fn the_settings_choose_the_language_then_the_system() {
        let choose = |setting, system| {
            let speech = Languages::built_in().choose(setting, system);
            (speech.tag(), speech.hours())
        };
        assert_eq!(choose("", None), ("en", Hours::Of24));
        assert_eq!(choose("", Some("de-AT")), ("de", Hours::Of24));
        assert_eq!(choose("", Some("en_US.UTF-8")), ("en", Hours::Of12));
        assert_eq!(choose("fr", Some("en-US")), ("fr", Hours::Of12));
        assert_eq!(choose("en-GB", Some("en-US")), ("en", Hours::Of24));
        assert_eq!(choose("", Some("nl-NL")), ("en", Hours::Of24));
        assert_eq!(choose("", Some("C")), ("en", Hours::Of24));
        assert_eq!(choose("ar-EG", None), ("ar", Hours::Of12));
        assert!(Languages::built_in().speech("ar").is_rtl());
        assert!(!Languages::built_in().speech("fr").is_rtl());
    }
}
