//! What the files of a translator lack, and what is wrong in them: `--words-check DIR`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fluent_bundle::FluentArgs;
use fluent_syntax::ast;
use fluent_syntax::parser::parse;

use super::sentences::{BUILT_IN, Kind, Languages, Sentence};

/// Messages that a language need not have: a keyboard's letters and what stands on the key to them,
/// the accents beside a Latin one.
const OPTIONAL: [&str; 6] =
    ["accents", "alphabet", "letters-1", "letters-2", "letters-3", "letters-4"];

/// How much longer than the longest built-in language a sentence may be: these fit on every screen.
const LONGER: f64 = 1.3;
/// So many characters more are never too many.
const SPARE_CHARACTERS: usize = 4;

/// One thing to mend in a translator's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file's language.
    pub tag: String,
    /// The message; empty where it is about the file.
    pub id: String,
    /// What it is.
    pub trouble: Trouble,
}

/// What there is to mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The name of the file is no language tag.
    NoLanguage,
    /// This stands in the file and cannot be read.
    Unreadable(String),
    /// The language has no such sentence and says it in English. Where it stands, and the English.
    Missing {
        /// On which screen it stands.
        place: String,
        /// What English says.
        english: String,
    },
    /// No window says this.
    NotSaid,
    /// This is filled in, and no window gives it.
    UnknownArgument(String),
    /// It refers to another message that there is not, or to itself.
    Unsayable,
    /// It has more characters than fit.
    TooLong {
        /// How many there are.
        characters: usize,
        /// How many fit for certain.
        fit: usize,
        /// On which screen it stands.
        place: String,
    },
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { tag, id, trouble } = self;
        match trouble {
            Trouble::NoLanguage => write!(f, "{tag}.ftl: {tag} is no language tag, such as nl"),
            Trouble::Unreadable(text) => write!(f, "{tag}.ftl: cannot be read: {text}"),
            Trouble::Missing { place, english } => {
                write!(f, "{tag}.ftl: {id} is missing. {place} English: {english}")
            }
            Trouble::NotSaid => write!(f, "{tag}.ftl: {id}: no window says this"),
            Trouble::UnknownArgument(argument) => {
                write!(f, "{tag}.ftl: {id}: nobody knows what ${argument} is")
            }
            Trouble::Unsayable => {
                write!(f, "{tag}.ftl: {id}: names a message that there is not")
            }
            Trouble::TooLong { characters, fit, place } => write!(
                f,
                "{tag}.ftl: {id}: {characters} characters long; {fit} fit for certain. {place}"
            ),
        }
    }
}

/// The files `TAG.ftl` of a folder, by tag and text, in the order of their names.
///
/// # Errors
///
/// The folder or one of the files cannot be read.
pub fn files(folder: &Path) -> std::io::Result<Vec<(String, String)>> {
    let mut paths = Vec::new();
    for file in std::fs::read_dir(folder)? {
        let path = file?.path();
        if path.extension().is_some_and(|end| end == "ftl") {
            paths.push(path);
        }
    }
    paths.sort();
    let text = |path: &std::path::PathBuf| {
        let tag = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        // A file from Windows may begin with a mark of its encoding.
        let text = std::fs::read_to_string(path)?;
        Ok((tag, text.trim_start_matches('\u{feff}').to_owned()))
    };
    paths.iter().map(text).collect()
}

/// All that is to be mended in the files of `folder`.
///
/// # Errors
///
/// The folder or one of its files cannot be read.
pub fn check(folder: &Path) -> std::io::Result<Vec<Finding>> {
    let files = files(folder)?;
    let languages = Languages::load(Some(folder));
    let built_in: Vec<Messages> =
        BUILT_IN.into_iter().map(|(_, text)| Messages::of(text)).collect();
    let english = &built_in[0];
    let mut findings = Vec::new();
    for (tag, text) in files {
        let mut find = |id: &str, trouble| {
            findings.push(Finding { tag: tag.clone(), id: id.to_owned(), trouble });
        };
        let Some(language) = languages.find_exact(&tag) else {
            find("", Trouble::NoLanguage);
            continue;
        };
        let own = Messages::of(&text);
        for junk in &own.unreadable {
            find("", Trouble::Unreadable(junk.clone()));
        }
        for (id, message) in &own.by_id {
            let Some(model) = english.by_id.get(id) else {
                if !OPTIONAL.contains(&id.as_str()) {
                    find(id, Trouble::NotSaid);
                }
                continue;
            };
            let known: BTreeSet<&String> = built_in
                .iter()
                .filter_map(|messages| messages.by_id.get(id))
                .flat_map(|message| &message.arguments)
                .collect();
            let unknown: Vec<_> =
                message.arguments.iter().filter(|name| !known.contains(name)).collect();
            for name in &unknown {
                find(id, Trouble::UnknownArgument((*name).clone()));
            }
            if unknown.is_empty() && language.message(id, Some(&message.samples())).is_none() {
                find(id, Trouble::Unsayable);
            }
            let longest = built_in.iter().filter_map(|messages| messages.by_id.get(id));
            let longest = longest.map(|message| message.characters).max().unwrap_or_default();
            let fit = more(longest);
            if message.characters > fit {
                let place = model.comment.clone();
                let characters = message.characters;
                find(id, Trouble::TooLong { characters, fit, place });
            }
        }
        // What is built in of a language stays; a file says only what it changes there.
        if BUILT_IN.iter().any(|(known, _)| *known == tag) {
            continue;
        }
        for (id, message) in &english.by_id {
            if !own.by_id.contains_key(id) && !OPTIONAL.contains(&id.as_str()) {
                let (place, english) = (message.comment.clone(), message.text.clone());
                find(id, Trouble::Missing { place, english });
            }
        }
    }
    Ok(findings)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a sentence's length")]
#[expect(clippy::cast_precision_loss, reason = "a sentence's length")]
fn more(characters: usize) -> usize {
    (characters as f64 * LONGER) as usize + SPARE_CHARACTERS
}

/// Prints what is to be mended in the files of `folder`, for `--words-check`; how many there are.
///
/// # Errors
///
/// As [`check`].
pub fn report(folder: &Path, out: &mut dyn std::io::Write) -> std::io::Result<usize> {
    let findings = check(folder)?;
    for finding in &findings {
        writeln!(out, "{finding}")?;
    }
    match findings.len() {
        0 => writeln!(out, "Nothing is missing, nothing is too long.")?,
        count => writeln!(out, "{count} to mend.")?,
    }
    Ok(findings.len())
}

/// The messages of one file.
struct Messages {
    by_id: BTreeMap<String, Message>,
    unreadable: Vec<String>,
    /// The ids of each section, by its heading.
    sections: BTreeMap<String, BTreeSet<String>>,
}

#[derive(Default)]
struct Message {
    comment: String,
    text: String,
    arguments: BTreeSet<String>,
    /// In its longest form.
    characters: usize,
}

impl Messages {
    fn of(text: &str) -> Self {
        let (resource, mistakes) = match parse(text) {
            Ok(resource) => (resource, Vec::new()),
            Err((resource, mistakes)) => (resource, mistakes),
        };
        let mut messages = Self {
            by_id: BTreeMap::new(),
            unreadable: mistakes.iter().map(ToString::to_string).collect(),
            sections: BTreeMap::new(),
        };
        let mut section = String::new();
        for entry in resource.body {
            match entry {
                ast::Entry::GroupComment(comment) => {
                    section = comment.content.join(" ").trim().to_owned();
                }
                ast::Entry::Message(message) => {
                    let id = message.id.name.to_owned();
                    let mut read = Message::default();
                    if let Some(comment) = message.comment {
                        read.comment = comment.content.join(" ");
                    }
                    if let Some(pattern) = message.value {
                        read.characters = read.read(&pattern);
                        read.text = read.text.split_whitespace().collect::<Vec<_>>().join(" ");
                    }
                    messages.sections.entry(section.clone()).or_default().insert(id.clone());
                    messages.by_id.insert(id, read);
                }
                ast::Entry::Junk { content } => {
                    let line = content.lines().next().unwrap_or_default();
                    messages.unreadable.push(line.to_owned());
                }
                ast::Entry::Term(_) | ast::Entry::Comment(_) | ast::Entry::ResourceComment(_) => {}
            }
        }
        messages
    }
}

impl Message {
    /// Reads a pattern into text and arguments; the characters of its longest form.
    fn read(&mut self, pattern: &ast::Pattern<&str>) -> usize {
        let mut characters = 0;
        for element in &pattern.elements {
            characters += match element {
                ast::PatternElement::TextElement { value } => {
                    self.text.push_str(value);
                    value.chars().count()
                }
                ast::PatternElement::Placeable { expression } => self.read_expression(expression),
            };
        }
        characters
    }

    fn read_expression(&mut self, expression: &ast::Expression<&str>) -> usize {
        match expression {
            ast::Expression::Inline(inline) => {
                self.read_inline(inline);
                SAMPLE.len()
            }
            ast::Expression::Select { selector, variants } => {
                let text = std::mem::take(&mut self.text);
                self.read_inline(selector);
                self.text.clear();
                let mut longest = 0;
                for variant in variants {
                    // Only what is said in most cases is quoted.
                    self.text.clear();
                    longest = longest.max(self.read(&variant.value));
                }
                self.text.insert_str(0, &text);
                longest
            }
        }
    }

    fn read_inline(&mut self, inline: &ast::InlineExpression<&str>) {
        match inline {
            ast::InlineExpression::VariableReference { id } => {
                self.arguments.insert(id.name.to_owned());
                self.text.push_str(&format!("{{ ${} }}", id.name));
            }
            ast::InlineExpression::StringLiteral { value } => self.text.push_str(value),
            ast::InlineExpression::NumberLiteral { value } => self.text.push_str(value),
            ast::InlineExpression::MessageReference { id, .. } => {
                self.text.push_str(&format!("{{ {} }}", id.name));
            }
            ast::InlineExpression::FunctionReference { arguments, .. } => {
                for argument in &arguments.positional {
                    self.read_inline(argument);
                }
            }
            ast::InlineExpression::TermReference { id, .. } => {
                self.text.push_str(&format!("{{ -{} }}", id.name));
            }
            ast::InlineExpression::Placeable { expression } => {
                self.read_expression(expression);
            }
        }
    }

    fn samples(&self) -> FluentArgs<'_> {
        self.arguments.iter().map(|name| (name.as_str(), SAMPLE)).collect()
    }
}

/// What stands for anything that is filled in.
const SAMPLE: &str = "00";

/// Fails a test where the built-in languages and what a window declares do not fit together.
///
/// `section` is the heading in the files under which the window's sentences stand.
///
/// # Panics
///
/// A language lacks a sentence, has one that nobody says, uses something that is not filled in, or
/// cannot say it with some number; or English does not say where it stands.
pub fn assert_declared<S: Sentence>(section: &str) {
    let declared: BTreeSet<String> = S::DECLARED.iter().map(|one| one.id.to_owned()).collect();
    assert_eq!(declared.len(), S::DECLARED.len(), "a message is declared twice");
    for (at, (tag, text)) in BUILT_IN.into_iter().enumerate() {
        let messages = Messages::of(text);
        assert_eq!(messages.unreadable, Vec::<String>::new(), "{tag}");
        let mut said = messages.sections.get(section).cloned().unwrap_or_default();
        said.retain(|id| id != "direction" && !OPTIONAL.contains(&id.as_str()));
        let missing: Vec<_> = declared.difference(&said).collect();
        let unused: Vec<_> = said.difference(&declared).collect();
        assert!(missing.is_empty(), "{tag}.ftl lacks in {section}: {missing:?}");
        assert!(unused.is_empty(), "{tag}.ftl has in {section} what nobody says: {unused:?}");
        let language = &Languages::built_in().offered(&[])[at];
        for phrase in S::DECLARED {
            let message = &messages.by_id[phrase.id];
            assert!(at > 0 || !message.comment.is_empty(), "where does {} stand?", phrase.id);
            for number in [0, 1, 2, 3, 5, 7, 11, 12, 100, 1000] {
                let mut arguments = FluentArgs::new();
                for (name, kind) in phrase.arguments {
                    match kind {
                        Kind::Number => arguments.set(*name, number),
                        Kind::Text => arguments.set(*name, "213"),
                    }
                }
                let said = language.message(phrase.id, Some(&arguments));
                let said = said.unwrap_or_else(|| panic!("{tag} cannot say {}", phrase.id));
                assert!(!said.trim().is_empty(), "{tag} says nothing for {}", phrase.id);
                assert!(!said.contains(['{', '}', '$']), "{tag}: {said}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(files: &[(&str, &str)]) -> Vec<Finding> {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        check(folder.path()).unwrap()
    }

    #[test]
    fn the_built_in_files_have_nothing_to_mend() {
        let files: Vec<(String, &str)> =
            BUILT_IN.iter().map(|(tag, text)| (format!("{tag}.ftl"), *text)).collect();
        let files: Vec<(&str, &str)> =
            files.iter().map(|(name, text)| (name.as_str(), *text)).collect();
        assert_eq!(findings(&files), []);
        // Under the name of a language that is not built in, nothing is missing either.
        assert_eq!(findings(&[("nl.ftl", BUILT_IN[1].1)]), []);
    }

    #[test]
    fn a_new_language_is_told_what_it_lacks_and_where_that_stands() {
        let all = findings(&[("nl.ftl", "language-name = Nederlands\n")]);
        let missing = all.iter().filter(|one| matches!(one.trouble, Trouble::Missing { .. }));
        assert_eq!(missing.count(), all.len());
        let table = all.iter().find(|one| one.id == "table").unwrap();
        let told = table.to_string();
        assert!(told.starts_with("nl.ftl: table is missing. "), "{told}");
        assert!(told.ends_with("English: Table { $number }"), "{told}");
        assert!(!all.iter().any(|one| one.id == "letters-1" || one.id == "language-name"));
    }

    #[test]
    fn mistakes_and_what_is_too_long_are_told() {
        let long = format!("table = {}\n", "Tisch ".repeat(9));
        for (text, id, trouble) in [
            (
                "length-minutes = { $minuten } Min.\n",
                "length-minutes",
                Trouble::UnknownArgument("minuten".into()),
            ),
            ("tabel = Tisch\n", "tabel", Trouble::NotSaid),
            ("table = { tabel }\n", "table", Trouble::Unsayable),
        ] {
            let expected = Finding { tag: "de".into(), id: id.into(), trouble };
            assert_eq!(findings(&[("de.ftl", text)]), [expected]);
        }
        let found = findings(&[("de.ftl", &long)]);
        assert!(
            matches!(found[..], [Finding { trouble: Trouble::TooLong { .. }, .. }]),
            "{found:?}"
        );
        let found = findings(&[("de.ftl", "table = {\nago-now = eben\n")]);
        assert!(found.iter().all(|one| matches!(one.trouble, Trouble::Unreadable(_))), "{found:?}");
        assert!(!found.is_empty());
        let found = findings(&[("no language.ftl", "")]);
        assert_eq!(found[0].trouble, Trouble::NoLanguage);
    }

    #[test]
    fn the_report_counts_what_is_to_be_mended() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("de.ftl"), "\u{feff}ago-now = eben\n").unwrap();
        let mut told = Vec::new();
        assert_eq!(report(folder.path(), &mut told).unwrap(), 0);
        assert_eq!(String::from_utf8(told).unwrap(), "Nothing is missing, nothing is too long.\n");
        std::fs::write(folder.path().join("de.ftl"), "tabel = Tisch\n").unwrap();
        assert_eq!(report(folder.path(), &mut Vec::new()).unwrap(), 1);
        assert!(check(&folder.path().join("none")).is_err());
    }
}
