//! The pages as HTML. Each is one answer: its style and its script stand in it, and it asks for
//! nothing from anywhere else.

use std::fmt::Write as _;
use std::sync::LazyLock;

use chrono::TimeZone as _;
use fluent_bundle::FluentValue;
use sha2::{Digest as _, Sha256};
use shared::ids::TableNo;

use super::room::{State, View};
use super::words::{Language, Say};
use crate::core::Millis;
use crate::hub::pages::DeskView;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// What the browser may do on a page: nothing but what stands in it.
pub static POLICY: LazyLock<String> = LazyLock::new(|| {
    format!(
        "default-src 'none'; script-src '{}'; style-src '{}'; connect-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        hash(SCRIPT),
        hash(STYLE)
    )
});

/// A text as it may stand in HTML, between tags or in an attribute.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            sign => safe.push(sign),
        }
    }
    safe
}

/// The text in a language out of those that an admin wrote, or else in any.
pub fn text_in(
    texts: &std::collections::BTreeMap<String, String>,
    language: Language,
) -> Option<&str> {
    let exact = texts.get(language.tag());
    let near = || texts.iter().find(|(tag, _)| Language::of_tag(tag) == Some(language));
    let any = || texts.get("en").or_else(|| texts.values().next());
    exact.or_else(|| near().map(|(_, text)| text)).or_else(any).map(String::as_str)
}

/// A whole page.
#[derive(Debug)]
pub struct Whole<'a> {
    /// In which language.
    pub language: Language,
    /// What the browser's window is called.
    pub title: &'a str,
    /// Whose desk it is.
    pub organisation: &'a str,
    /// Its body, as HTML.
    pub main: &'a str,
    /// What the script needs, as attributes; none: the page has no script.
    pub live: Option<&'a str>,
    /// What stands before the parameter `lang` in the links of the switch.
    pub query: &'a str,
}

impl Whole<'_> {
    /// As HTML.
    pub fn html(&self) -> String {
        let Self { language, title, organisation, main, live, query } = self;
        let (tag, direction) = (language.tag(), language.direction());
        let (title, organisation) = (escaped(title), escaped(organisation));
        let mut switch = String::new();
        for other in Language::ALL {
            let current = if other == *language { " aria-current=\"true\"" } else { "" };
            let (tag, name) = (other.tag(), other.name());
            let _ = write!(
                switch,
                "<a href=\"?{query}lang={tag}\" lang=\"{tag}\" hreflang=\"{tag}\"{current}>{name}</a>"
            );
        }
        let script = match live {
            Some(_) => format!("<script>{SCRIPT}</script>"),
            None => String::new(),
        };
        let attributes = live.unwrap_or_default();
        let languages = escaped(&language.say(Say::Languages));
        format!(
            "<!DOCTYPE html>\n<html lang=\"{tag}\" dir=\"{direction}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"robots\" content=\"noindex\">\n<title>{title}</title>\n\
             <style>{STYLE}</style>\n</head>\n<body{attributes}>\n\
             <header><p>{organisation}</p></header>\n<main>\n{main}\n</main>\n\
             <footer><nav aria-label=\"{languages}\">{switch}</nav></footer>\n{script}\n</body>\n</html>\n"
        )
    }
}

/// The page of a ticket.
pub fn ticket(language: Language, token: &str, view: View, desk: &DeskView, now: Millis) -> String {
    let say = |it| escaped(&language.say(it));
    // As the windows say it where nobody knows a region, and as the script does.
    let time = desk.zone.timestamp_millis_opt(now).single();
    let time = time.map(|time| time.format("%H:%M").to_string()).unwrap_or_default();
    let as_of = escaped(&language.say_with(Say::AsOf, &[("time", time.into())]));
    let tag = language.tag();
    // The script shows it again where the ticket waits again.
    let waits = matches!(view.state, State::Waiting { .. });
    let hidden = if waits { "" } else { " hidden" };
    let main = format!(
        "<div id=\"v\" aria-live=\"polite\" aria-atomic=\"true\">{}</div>\n\
         <p id=\"s\" class=\"q\">{as_of}</p>\n\
         <noscript><p class=\"a\"><a class=\"b\" href=\"?lang={tag}\">{}</a></p></noscript>\n\
         <p class=\"a\"><button id=\"r\" type=\"button\" aria-pressed=\"false\" hidden>{}</button>\
         <a class=\"b\" id=\"l\" href=\"{token}/leave?lang={tag}\"{hidden}>{}</a></p>",
        fragment(language, token, view, desk),
        say(Say::LookAgain),
        say(Say::Ring),
        say(Say::Leave),
    );
    let live = format!(
        " data-live=\"{token}/live?lang={tag}\" data-heard=\"{}\" data-stale=\"{}\" data-as-of=\"{}\" data-rings=\"{}\"",
        say(Say::Heard),
        say(Say::Stale),
        escaped(&language.say_with(Say::AsOf, &[("time", "__TIME__".into())])),
        say(Say::RingOn)
    );
    Whole {
        language,
        title: &title(language, view, desk),
        organisation: &desk.organisation,
        main: &main,
        live: Some(&live),
        query: "",
    }
    .html()
}

/// What of a ticket's page changes, on one line.
pub fn fragment(language: Language, token: &str, view: View, desk: &DeskView) -> String {
    let say = |it| escaped(&language.say(it));
    let number = format!(
        "<h1 class=\"n\"><span class=\"vh\">{} </span><bdi>{}</bdi></h1>",
        say(Say::YourNumber),
        view.label
    );
    let words = escaped(&state_words(language, view, desk));
    let title = escaped(&title(language, view, desk));
    let (name, call) = match view.state {
        State::Waiting { ahead: 0, .. } => ("next", None),
        State::Waiting { .. } => ("waiting", None),
        State::Called { calls, has_moved: false, .. } => ("called", Some(calls)),
        State::Called { calls, has_moved: true, .. } => ("moved", Some(calls)),
        State::Missed => ("missed", None),
        State::Ended => ("ended", None),
        State::Cancelled => ("cancelled", None),
        State::Expired => ("expired", None),
        State::Left { .. } => ("left", None),
        State::Gone => ("gone", None),
    };
    let waits = matches!(view.state, State::Waiting { .. });
    let mut html = format!("<section data-state=\"{name}\" data-title=\"{title}\"");
    if let Some(calls) = call {
        let _ = write!(html, " data-call=\"{calls}\"");
    }
    html.push_str(if waits { " data-waits=\"1\">" } else { ">" });
    let then = |it| format!("<p>{}</p>", say(it));
    match view.state {
        State::Waiting { ahead, wait, .. } => {
            html.push_str(&number);
            let _ = write!(html, "<p class=\"p\">{words}</p>");
            if ahead == 0 {
                html.push_str(&then(Say::NextDo));
            }
            if let Some(words) = wait_words(language, wait) {
                let _ = write!(html, "<p>{}</p>", escaped(&words));
            }
            if view.is_closed {
                let _ = write!(html, "<p class=\"note\">{}</p>", say(Say::Closed));
                if let Some(text) = text_in(&desk.closed_text.0, language) {
                    let _ = write!(html, "<p dir=\"auto\">{}</p>", escaped(text));
                }
            }
        }
        State::Called { table, has_moved, .. } => {
            let to_do = match table {
                None => Say::CalledSomewhereDo,
                Some(_) if has_moved => Say::MovedDo,
                Some(_) => Say::CalledDo,
            };
            let to_do = say(to_do);
            let _ = write!(
                html,
                "<div class=\"call\">{number}<p class=\"p\">{words}</p><p>{to_do}</p></div>"
            );
        }
        State::Left { may_return } => {
            html.push_str(&number);
            let _ = write!(html, "<p class=\"p\">{words}</p>");
            if may_return {
                let tag = language.tag();
                let _ = write!(
                    html,
                    "<p>{}</p><form class=\"a\" method=\"post\" action=\"{token}/return?lang={tag}\">\
                     <button id=\"b\" class=\"m\">{}</button></form>",
                    say(Say::LeftDo),
                    say(Say::Return)
                );
            } else {
                html.push_str(&then(Say::LeftOver));
            }
        }
        State::Missed | State::Ended | State::Cancelled | State::Expired | State::Gone => {
            html.push_str(&number);
            let _ = write!(html, "<p class=\"p\">{words}</p>");
            html.push_str(&then(match view.state {
                State::Missed => Say::MissedDo,
                State::Cancelled => Say::CancelledDo,
                State::Expired => Say::ExpiredDo,
                State::Gone => Say::GoneDo,
                _ => Say::EndedDo,
            }));
        }
    }
    html.push_str("</section>");
    html
}

/// The page that asks whether the visitor leaves.
pub fn leave(language: Language, token: &str, view: View, desk: &DeskView) -> String {
    let say = |it| escaped(&language.say(it));
    let tag = language.tag();
    let main = format!(
        "<h1>{}</h1><p class=\"n\"><span class=\"vh\">{} </span><bdi>{}</bdi></p><p>{}</p>\
         <form class=\"a\" method=\"post\" action=\"leave?lang={tag}\"><button class=\"m\">{}</button>\
         <a class=\"b\" href=\"../{token}?lang={tag}\">{}</a></form>",
        say(Say::LeaveAsk),
        say(Say::YourNumber),
        view.label,
        say(Say::LeaveDo),
        say(Say::LeaveYes),
        say(Say::LeaveNo)
    );
    let title = language.say(Say::LeaveAsk);
    let (title, organisation) = (&title, &desk.organisation);
    Whole { language, title, organisation, main: &main, live: None, query: "" }.html()
}

/// The page that says that the place is not taken back, since this other ticket is open in the browser.
pub fn other_is_open(language: Language, organisation: &str, other: &str) -> String {
    let say = |it| escaped(&language.say(it));
    let main = format!(
        "<h1>{}</h1><p>{}</p><p class=\"a\"><a class=\"b m\" href=\"../{}?lang={}\">{}</a></p>",
        say(Say::ReturnOther),
        say(Say::ReturnOtherDo),
        escaped(other),
        language.tag(),
        say(Say::ReturnOtherLook)
    );
    let title = language.say(Say::ReturnOther);
    Whole { language, title: &title, organisation, main: &main, live: None, query: "" }.html()
}

/// A page that says something and what to do then.
pub fn notice(
    language: Language,
    organisation: &str,
    [said, to_do]: [Say; 2],
    query: &str,
) -> String {
    let title = language.say(said);
    let main = format!("<h1>{}</h1><p>{}</p>", escaped(&title), escaped(&language.say(to_do)));
    Whole { language, title: &title, organisation, main: &main, live: None, query }.html()
}

fn title(language: Language, view: View, desk: &DeskView) -> String {
    let number = FluentValue::from(view.label.to_string());
    let state = state_words(language, view, desk).into();
    language.say_with(Say::Title, &[("number", number), ("state", state)])
}

/// How it stands, in one sentence.
fn state_words(language: Language, view: View, desk: &DeskView) -> String {
    match view.state {
        State::Waiting { ahead, service, .. } => {
            let service = service.and_then(|at| desk.services.0.get(usize::from(at)));
            let service = service.and_then(|it| text_in(&it.service.text, language));
            let count = ("count", FluentValue::from(ahead));
            match (service, ahead) {
                // Who takes several services may call somebody of another one first.
                (Some(service), _) => {
                    let service = FluentValue::from(service.to_owned());
                    language.say_with(Say::AheadFor, &[count, ("service", service)])
                }
                (None, 0) => language.say(Say::Next),
                (None, _) => language.say_with(Say::Ahead, &[count]),
            }
        }
        State::Called { table: Some(table), .. } => {
            let table = table_words(language, table, desk);
            language.say_with(Say::Called, &[("table", table.into())])
        }
        State::Called { table: None, .. } => language.say(Say::CalledSomewhere),
        State::Missed => language.say(Say::Missed),
        State::Ended => language.say(Say::Ended),
        State::Cancelled => language.say(Say::Cancelled),
        State::Expired => language.say(Say::Expired),
        State::Left { .. } => language.say(Say::Left),
        State::Gone => language.say(Say::Gone),
    }
}

fn table_words(language: Language, table: TableNo, desk: &DeskView) -> String {
    match desk.table_names.get(&table) {
        Some(name) => name.clone(),
        None => language.say_with(Say::Table, &[("number", table.to_string().into())]),
    }
}

fn wait_words(language: Language, wait: Option<(u32, u32)>) -> Option<String> {
    let (low, high) = wait?;
    let [low, high] = [low / 60, high.div_ceil(60)].map(FluentValue::from);
    Some(if wait?.0 < 60 {
        language.say_with(Say::WaitUpTo, &[("high", high)])
    } else {
        language.say_with(Say::WaitRange, &[("low", low), ("high", high)])
    })
}

/// What a policy names a script or a style by.
fn hash(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut encoded = String::from("sha256-");
    for three in Sha256::digest(text.as_bytes()).chunks(3) {
        let mut bits = 0usize;
        for place in 0..3 {
            bits = bits << 8 | three.get(place).copied().map_or(0, usize::from);
        }
        for place in 0..4 {
            let is_there = place <= three.len();
            let letter = char::from(LETTERS[bits >> (18 - 6 * place) & 63]);
            encoded.push(if is_there { letter } else { '=' });
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// The palette of the windows, as it stands in their theme.
    const PALETTE: &str = include_str!("../../../app-kit/src/theme/palette.rs");

    /// The colours of a look in the windows' theme, by name.
    fn theme(look: &str) -> BTreeMap<String, String> {
        let look = PALETTE.split(&format!("pub const {look}: Palette")).nth(1).unwrap();
        let look = look.split("};").next().unwrap();
        let colours = look.lines().filter_map(|line| {
            let (name, value) = line.trim().strip_suffix("),")?.split_once(": rgb(0x00")?;
            Some((name.replace('_', "-"), value.replace('_', "").to_lowercase()))
        });
        colours.collect()
    }

    /// The colours of the style, by name.
    fn colours(part: &str) -> BTreeMap<String, String> {
        let each = part.split("--").skip(1).filter_map(|rest| {
            let (name, value) = rest.split_once(":#")?;
            Some((name.to_owned(), value[..6].to_owned()))
        });
        each.collect()
    }

    fn contrast(a: &str, b: &str) -> f64 {
        let luminance = |hex: &str| {
            let part = |at: usize| {
                let part = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
                if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
        };
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn the_colours_are_those_of_the_windows_and_can_be_read() {
        let mut looks = STYLE.splitn(3, ":root{").skip(1);
        for name in ["LIGHT", "DARK"] {
            let look = colours(looks.next().unwrap().split('}').next().unwrap());
            let theme = theme(name);
            assert!(look.len() > 8);
            for (colour, value) in &look {
                assert_eq!(theme.get(colour), Some(value), "{name} {colour}");
            }
            let reaches = |ink: &str, ground: &str, least: f64| {
                let found = contrast(&look[ink], &look[ground]);
                assert!(found >= least, "{name}: {ink} on {ground} has {found:.2}");
            };
            for ground in ["ground", "surface"] {
                reaches("text", ground, 7.0);
                reaches("quiet", ground, 4.5);
                reaches("line", ground, 3.0);
                reaches("focus", ground, 3.0);
            }
            reaches("on-accent", "accent", 5.5);
            reaches("on-warning", "warning", 7.0);
        }
    }

    #[test]
    fn what_somebody_typed_stays_text() {
        let typed = r#"</title><script>alert("1")</script>&'"#;
        let safe = escaped(typed);
        assert!(!safe.contains(['<', '>', '"', '\'']), "{safe}");
        let page = notice(Language::En, typed, [Say::Gone, Say::GoneDo], "");
        assert!(!page.contains("alert(\"1\")"), "{page}");
        assert!(!page.contains("<script>"), "a page that is not live has no script");
    }

    #[test]
    fn a_hash_is_as_browsers_reckon_it() {
        // `printf '' | openssl dgst -sha256 -binary | base64`, and the same of `a`.
        assert_eq!(hash(""), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
        assert_eq!(hash("a"), "sha256-ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs=");
    }

    #[test]
    fn a_text_is_shown_in_the_readers_language_or_in_any() {
        let texts = [("de-AT", "Ausweise"), ("en", "Badges"), ("ja", "x")];
        let texts = texts.map(|(tag, text)| (tag.to_owned(), text.to_owned())).into();
        assert_eq!(text_in(&texts, Language::De), Some("Ausweise"));
        assert_eq!(text_in(&texts, Language::Ar), Some("Badges"));
        assert_eq!(text_in(&BTreeMap::new(), Language::En), None);
    }
}
