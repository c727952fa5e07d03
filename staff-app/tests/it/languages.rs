//! Every page and form in every size and language: nothing leaves its box, nothing is cut that is
//! ours to say, nothing is left in English.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use app_kit::link::{Dialect, Event, Fingerprint, Refusal, State};
use app_kit::text::Languages;
use app_kit::text::paragraph::Painted;
use egui_kittest::kittest::NodeT;
use shared::ids::{TableNo, TicketId};
use staff_app::commands::{Command, Subject};
use staff_app::model::Action;
use staff_app::settings::{Settings, SingleKeys};

use crate::window::Window;

const SIZES: [[f32; 2]; 3] = [[900.0, 600.0], [1280.0, 800.0], [1920.0, 1080.0]];

const OFFLINE: State = State::Offline { retry_in: std::time::Duration::ZERO };

/// What people wrote and named, and what is the same in every language.
const DATA: [&str; 18] = [
    "Northgate",
    "Ada",
    "Bob",
    "Visitor",
    "example",
    "Walkup",
    "desk",
    "Badge",
    "Comes back",
    "Hall",
    "SHA-256",
    "Ctrl",
    "Shift",
    "Esc",
    "Enter",
    "Tab",
    "Zoë",
    "tickets-2026",
];

fn on(ticket: i64) -> Subject {
    Subject::Ticket(TicketId::new(ticket).unwrap())
}

/// The commands that open a form of the desk, each with what it is about.
const DESK_FORMS: [Command; 8] = [
    Command::Visitor,
    Command::CloseDesk,
    Command::Notice,
    Command::Export,
    Command::Devices,
    Command::Password,
    Command::Settings,
    Command::Keys,
];

/// Pages with a list that goes on below what is seen of it, whose rows have a place all the same.
const SCROLLS: [&str; 5] = ["busy", "offline", "toast", "lost", "left behind"];

struct Scenes {
    size: [f32; 2],
    language: &'static str,
}

impl Scenes {
    fn settings(&self, is_signed_in: bool) -> Settings {
        Settings {
            server: "desk".to_owned(),
            token: is_signed_in.then(|| "secret".to_owned()),
            motion: false,
            language: self.language.to_owned(),
            ..Settings::default()
        }
    }

    fn open(&self, is_signed_in: bool) -> Window {
        let mut window = Window::open(self.settings(is_signed_in), self.size);
        window.settle();
        window
    }

    /// At the desk, with so many waiting for so long.
    fn seated(&self, waiting: i64, mins: i64) -> Window {
        let mut window = Window::open(self.settings(true), self.size);
        window.event(Event::Opened { dialect: Dialect::Extended, resuming: true });
        window.event(Event::State(State::Online));
        window.says("success resume Ada");
        window.state(waiting);
        if mins > 0 {
            window.wait(mins * 60_000);
        }
        window
    }

    fn serving(&self) -> Window {
        let mut window = self.seated(5, 25);
        window.is_claimed(0, "Bob", 1);
        for count in [1, 2] {
            window.is_claimed(count, "Ada", 3);
        }
        window.ends("complete", 100, "Ada", "completed");
        window.ends("cancel", 101, "Ada", "no-show");
        window.ends("cancel", 102, "{}", "expired");
        window.settle();
        window
    }

    fn with(mut window: Window, actions: impl IntoIterator<Item = Action>) -> Window {
        for action in actions {
            window.act(action);
        }
        window
    }

    /// Every page without a form over it.
    fn pages(&self) -> Vec<(&'static str, Window)> {
        let mut first =
            Window::open(Settings { server: String::new(), ..self.settings(false) }, self.size);
        first.settle();
        first.act(Action::SignIn);
        let mut known = self.open(false);
        known.act(Action::SignIn);
        let mut doubted = self.open(false);
        let shown = Fingerprint::of(b"certificate");
        doubted.event(Event::State(State::Refused(Refusal::UnknownCertificate(shown))));
        doubted.settle();
        let mut tables = self.open(true);
        tables.connects(true);
        tables.hears("success resume Ada");
        for line in [
            "tables 6",
            "reset",
            r#"me {"user":"ada","name":"Ada","admin":true}"#,
            "at 1 Bob",
            "ready",
        ] {
            tables.says(line);
        }
        tables.settle();
        let mut without = Self::with(self.seated(2, 0), []);
        without.hears("seat");
        let without = Self::with(without, [Action::WorkWithoutTable]);
        let mut offline = self.serving();
        offline.event(Event::Closed);
        offline.event(Event::State(OFFLINE));
        offline.settle();
        let mut closed = self.seated(1, 12);
        closed.hears("desk closed Badge");
        closed.hears("notice Badge");
        let mut left = self.serving();
        left.hears("at 1");
        let chosen = Self::with(self.seated(3, 12), [Action::ChooseBy(1)]);
        let mut toast = self.serving();
        toast.act(Action::Do(Command::Next, Subject::Desk));
        toast.ends("complete", 2, "Ada", "completed");
        toast.hears("success complete 2");
        toast.is_claimed(3, "Ada", 3);
        toast.hears("success next 3");
        let mut lost = self.serving();
        lost.act(Action::Do(Command::Recall, on(1)));
        lost.event(Event::Closed);
        lost.settle();
        vec![
            ("first sign-in", first),
            ("sign-in", known),
            ("certificate", doubted),
            ("returning", self.open(true)),
            ("tables", tables),
            ("without a table", without),
            ("empty", self.seated(0, 0)),
            ("busy", self.seated(40, 25)),
            ("serving", self.serving()),
            ("offline", offline),
            ("closed", closed),
            ("left behind", left),
            ("chosen", chosen),
            ("toast", toast),
            ("lost", lost),
        ]
    }

    /// Every form, and the menus.
    fn forms(&self) -> Vec<(String, Window)> {
        let mut forms: Vec<(String, Window)> = DESK_FORMS
            .into_iter()
            .map(|command| {
                let actions = [Action::Do(command, Subject::Desk)];
                (format!("{command:?}"), Self::with(self.serving(), actions))
            })
            .collect();
        for (command, of) in [
            (Command::Note, on(1)),
            (Command::SendTo, on(1)),
            (Command::Unseat, Subject::Table(TableNo(1))),
        ] {
            let window = Self::with(self.serving(), [Action::Do(command, of)]);
            forms.push((format!("{command:?}"), window));
        }
        for command in [Command::Visitor, Command::Password, Command::Devices] {
            let actions = [Action::Do(command, Subject::Desk), Action::Submit];
            forms.push((format!("{command:?}, refused"), Self::with(self.serving(), actions)));
        }
        let mut devices = Self::with(self.serving(), [Action::Do(Command::Devices, Subject::Desk)]);
        devices.hears(
            r#"success devices [{"name":"Hall","kind":"kiosk","used":null,"connected":true},{"name":"Hall 2","kind":"display","used":null,"connected":false}]"#,
        );
        forms.push(("devices".to_owned(), devices));
        let mut revoke = Self::with(self.serving(), [Action::Do(Command::Devices, Subject::Desk)]);
        revoke.hears("success devices []");
        let revoke = Self::with(revoke, [Action::AskRevoke(Some("Hall".to_owned()))]);
        forms.push(("revoke".to_owned(), revoke));
        let folder = std::path::PathBuf::from("desk");
        let export = [Action::Do(Command::Export, Subject::Desk), Action::NoDialog(folder)];
        forms.push(("no dialog".to_owned(), Self::with(self.serving(), export)));
        let settings = Settings { single_keys: SingleKeys::WithCtrl, ..self.settings(true) };
        let mut keys = Window::open(settings, self.size);
        keys.connects(true);
        keys.hears("success resume Ada");
        keys.state(0);
        keys.act(Action::Do(Command::Keys, Subject::Desk));
        forms.push(("keys with Ctrl".to_owned(), keys));
        let mut menu = self.serving();
        menu.act(Action::Do(Command::Menu, Subject::Desk));
        forms.push(("menu".to_owned(), menu));
        forms
    }
}

/// Everything that stands on a screen, or that a screen reader is told of it.
fn texts(window: &mut Window) -> BTreeSet<String> {
    let mut texts: BTreeSet<String> =
        window.painted().into_iter().map(|painted| painted.text).collect();
    let root = window.harness.root();
    for node in root.children_recursive() {
        let node = node.accesskit_node();
        texts.extend(node.label());
        texts.extend(node.value());
    }
    texts
}

fn is_data(text: &str) -> bool {
    DATA.iter().any(|data| text.contains(data))
}

/// Whether a text was ours to say and had no room, or stands outside of its own.
fn has_no_room(painted: &Painted) -> bool {
    let leaves = !painted.room.expand(1.0).contains_rect(painted.used);
    (!painted.is_whole || leaves) && !is_data(&painted.text)
}

/// Goes through every page and form in every size: what is wrong, and what is said.
fn go_through(language: &'static str) -> (Vec<String>, Said) {
    let mut faults = Vec::new();
    let mut said = Vec::new();
    let scenes = Scenes { size: SIZES[0], language };
    let pages = scenes.pages().into_iter().map(|(name, window)| (name.to_owned(), window, true));
    let forms = scenes.forms().into_iter().map(|(name, window)| (name, window, false));
    for (name, mut window, is_page) in pages.chain(forms) {
        for size in SIZES {
            window.harness.set_size(size.into());
            window.harness.run_steps(2);
            let at = format!("{name} in {language} at {size:?}");
            for painted in window.painted().iter().filter(|painted| has_no_room(painted)) {
                faults.push(format!("{at}: {painted:?}"));
            }
            if is_page && !SCROLLS.contains(&name.as_str()) {
                faults.extend(window.overlaps().into_iter().map(|fault| format!("{at}: {fault}")));
            }
        }
        said.push((name, texts(&mut window)));
    }
    (faults, said)
}

fn check(language: &'static str) {
    let (mut faults, said) = go_through(language);
    faults.extend(left_in_english(language, &said));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What every page and form says.
type Said = Vec<(String, BTreeSet<String>)>;

/// English, which is gone through once: for itself, and for what all other languages must not say.
static ENGLISH: LazyLock<(Vec<String>, Said)> = LazyLock::new(|| go_through("en"));

/// The sentences that a language says as English does.
fn left_in_english(language: &str, said: &Said) -> Vec<String> {
    let names: BTreeSet<String> =
        Languages::built_in().offered(&[]).iter().map(|language| language.name()).collect();
    let mut faults = Vec::new();
    for ((name, english), (_, said)) in ENGLISH.1.iter().zip(said) {
        let kept: Vec<&String> = english
            .intersection(said)
            .filter(|text| text.chars().filter(|letter| letter.is_alphabetic()).count() > 3)
            .filter(|text| !is_data(text) && !names.contains(*text))
            .filter(|text| !SHARED.contains(&text.as_str()))
            .collect();
        if !kept.is_empty() {
            faults.push(format!("{name} in {language} is left in English: {kept:?}"));
        }
    }
    faults
}

#[test]
fn english_is_whole_and_has_room() {
    let (faults, _) = &*ENGLISH;
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn german_is_whole_and_has_room() {
    check("de");
}

#[test]
fn spanish_is_whole_and_has_room() {
    check("es");
}

#[test]
fn french_is_whole_and_has_room() {
    check("fr");
}

#[test]
fn arabic_is_whole_and_has_room() {
    check("ar");
}

/// Words that are the same in English and in one of the other languages.
const SHARED: [&str; 9] =
    ["Menu", "Name", "Code", "Server", "Table", "Tables", "Note", "Undo", "long"];

#[test]
fn a_mirrored_window_has_my_visitor_at_the_right_and_its_menu_at_the_left() {
    let scenes = Scenes { size: SIZES[1], language: "ar" };
    let mut window = scenes.serving();
    let speech = Languages::built_in().speech("ar");
    let menu =
        speech.say(staff_app::commands::Word::of(Command::Menu, staff_app::commands::Part::Text));
    assert!(window.button(&menu).rect().right() < 100.0);
    let painted = window.painted();
    let number = painted.iter().find(|painted| painted.text == "002").unwrap();
    assert!(number.used.left() > 900.0, "{number:?}");
}

#[test]
fn another_language_is_spoken_at_once_and_kept() {
    let mut window = Window::seated(1);
    window.press(egui::Key::M);
    window.click("Settings…");
    window.click("Deutsch");
    assert!(window.shows("Einstellungen"));
    window.press(egui::Key::Escape);
    assert!(window.shows("Wird bedient"));
    assert_eq!(window.harness.state().model().settings.language, "de");
}
