//! A kiosk on a bench: a window without a display, a server that is played, time that is given.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use app_kit::link::{Dialect, Event, NotOnline, State};
use app_kit::machine::random_key;
use app_kit::role::Kiosk;
use egui::accesskit::{Action, ActionData, ActionRequest, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use kiosk_app::app::{KioskApp, Line, Outside};
use kiosk_app::model::{Act, Model, Screen};
use kiosk_app::owed::OwedFile;
use kiosk_app::print::{Printer, Requester, Told};
use kiosk_app::settings::Settings;
use kiosk_app::view::{DONE_INERT_MS, INERT_MS};
use kiosk_app::words::Phrase;
use shared::command::KioskCommand;
use shared::print::{PrintSettings, Sheet};

pub(crate) type Window = Harness<'static, KioskApp>;

#[derive(Clone, Default)]
struct Played {
    events: Rc<RefCell<Vec<Event<Kiosk>>>>,
    said: Rc<RefCell<Vec<String>>>,
    server_ms: Rc<Cell<Option<i64>>>,
    printed: Rc<RefCell<Vec<Told>>>,
}

impl Printer for Played {
    fn configure(&mut self, _: PrintSettings) {}

    fn print(&self, sheet: Sheet, _: Requester) {
        self.said.borrow_mut().push(format!("prints {}", sheet.number));
    }

    fn poll(&self) -> Vec<Told> {
        self.printed.take()
    }
}

impl Line for Played {
    fn poll(&mut self) -> Vec<Event<Kiosk>> {
        self.events.take()
    }

    fn send(&self, command: KioskCommand) -> Result<(), NotOnline> {
        self.said.borrow_mut().push(command.to_string());
        Ok(())
    }

    fn server_clock_ms(&self) -> Option<i64> {
        self.server_ms.get()
    }
}

pub(crate) struct Bench {
    pub(crate) window: Window,
    played: Played,
    clock: Rc<Cell<i64>>,
}

/// So long after a key it is known that no scanner pressed it.
const AFTER_A_KEY_MS: i64 = kiosk_app::scan::GAP_MS + 1;

pub(crate) const TICKET: &str = r#"success new {"id":1213,"email":"ada@a.example","name":"Ada","staff":"{}","start":"2026-11-24T09:00:00Z","end":"1970-01-01T00:00:00Z"}"#;

pub(crate) fn settings() -> Settings {
    Settings {
        domains: ["school.edu", "gmail.com"].map(str::to_owned).to_vec(),
        sound: false,
        ..Settings::default()
    }
}

/// A window over a line that somebody gives.
pub(crate) fn window(
    size: [f32; 2],
    settings: Settings,
    owed: impl Into<kiosk_app::owed::Owed>,
    outside: Outside,
) -> Window {
    let model = Model::new(settings, owed, random_key);
    Harness::builder().with_size(size).build_eframe(move |cc| {
        KioskApp::new(&cc.egui_ctx, model, app_kit::text::Languages::built_in(), outside)
    })
}

impl Bench {
    pub(crate) fn new(size: [f32; 2], settings: Settings) -> Self {
        let mut bench = Self::offline(size, settings);
        bench.connect();
        bench.told("waiting 3 600 1200");
        bench.told("organisation Campus Help Desk");
        bench
    }

    /// One that has not heard of its server yet.
    pub(crate) fn offline(size: [f32; 2], settings: Settings) -> Self {
        Self::with_owed(size, settings, None)
    }

    /// The same, which keeps what is unsettled.
    pub(crate) fn with_owed(size: [f32; 2], settings: Settings, owed: Option<OwedFile>) -> Self {
        let played = Played::default();
        let clock = Rc::new(Cell::new(0));
        let time = Rc::clone(&clock);
        let outside = Outside {
            line: Box::new(played.clone()),
            clock: Box::new(move || time.get()),
            printer: Some(Box::new(played.clone())),
            owed,
            sounder: None,
            is_windowed: true,
        };
        Self { window: window(size, settings, Vec::new(), outside), played, clock }
    }

    pub(crate) fn with_reasons(size: [f32; 2], settings: Settings) -> Self {
        let mut bench = Self::new(size, settings);
        bench.told(
            r#"reasons [{"id":"badge","text":{"en":"Badge","ar":"البطاقة"}},{"id":"password","text":{"en":"Password","ar":"كلمة المرور"}}]"#,
        );
        bench
    }

    pub(crate) fn set_server_clock(&mut self, ms: i64) {
        self.played.server_ms.set(Some(ms));
    }

    pub(crate) fn happened(&mut self, event: Event<Kiosk>) {
        self.played.events.borrow_mut().push(event);
        self.window.run();
    }

    pub(crate) fn connect(&mut self) {
        self.happened(Event::Opened { dialect: Dialect::Extended, introduced: false });
        self.happened(Event::State(State::Online));
    }

    pub(crate) fn disconnect(&mut self) {
        self.happened(Event::Closed);
        self.happened(Event::State(State::Offline { retry_in: std::time::Duration::ZERO }));
    }

    /// The connection goes and comes back while the window looks elsewhere, so often.
    pub(crate) fn flutter(&mut self, times: usize) {
        for _ in 0..times {
            self.played.events.borrow_mut().extend([
                Event::Closed,
                Event::Opened { dialect: Dialect::Extended, introduced: false },
                Event::State(State::Online),
            ]);
        }
        self.window.run();
    }

    /// The printer tells something.
    pub(crate) fn printer(&mut self, told: Told) {
        self.played.printed.borrow_mut().push(told);
        self.window.run();
    }

    pub(crate) fn told(&mut self, line: &str) {
        self.happened(Event::Message(line.parse().unwrap()));
    }

    pub(crate) fn said(&self) -> Vec<String> {
        self.played.said.borrow().clone()
    }

    pub(crate) fn pass(&mut self, ms: i64) {
        self.clock.set(self.clock.get() + ms);
        self.window.run();
    }

    pub(crate) fn act(&mut self, act: Act) {
        let ctx = self.window.ctx.clone();
        self.window.state_mut().act(&ctx, act);
        self.window.run();
    }

    pub(crate) fn screen(&self) -> Screen {
        let app = self.window.state();
        app.model().screen(app.now())
    }

    /// A sentence in the language of the moment.
    pub(crate) fn say(&self, phrase: Phrase) -> String {
        let app = self.window.state();
        app.words().speech(&app.model().wishes.lang).say(phrase)
    }

    /// Long enough that what appeared can be pressed.
    pub(crate) fn settle(&mut self) {
        let is_ticket = self.screen() == Screen::Ticket;
        self.pass(if is_ticket { DONE_INERT_MS } else { INERT_MS });
    }

    pub(crate) fn press(&mut self, name: &str) {
        self.settle();
        press(&mut self.window, name);
    }

    pub(crate) fn press_phrase(&mut self, phrase: Phrase) {
        let name = self.say(phrase);
        self.press(&name);
    }

    pub(crate) fn sees(&self, text: &str) -> bool {
        self.window.query_all_by_label_contains(text).next().is_some()
    }

    pub(crate) fn key(&mut self, key: egui::Key) {
        self.settle();
        self.window.key_press(key);
        self.window.run();
        self.pass(AFTER_A_KEY_MS);
    }

    /// Types on a keyboard that is plugged in.
    pub(crate) fn types(&mut self, text: &str) {
        self.window.event(egui::Event::Text(text.to_owned()));
        self.window.run();
        self.pass(AFTER_A_KEY_MS);
    }

    /// Lets a scanner type a code, all at once, as a keyboard does: each sign by its key.
    pub(crate) fn scans(&mut self, code: &str) {
        for sign in code.chars().chain(['\n']) {
            let name =
                if sign == '\n' { "Enter".to_owned() } else { sign.to_uppercase().to_string() };
            let key = egui::Key::from_name(&name).unwrap_or(egui::Key::A);
            for pressed in [true, false] {
                let modifiers = egui::Modifiers::NONE;
                let (physical_key, repeat) = (None, false);
                let event = egui::Event::Key { key, physical_key, pressed, repeat, modifiers };
                self.window.event(event);
                if pressed && sign != '\n' {
                    self.window.event(egui::Event::Text(sign.to_string()));
                }
            }
        }
        self.window.run();
        self.pass(AFTER_A_KEY_MS);
    }

    /// Somebody asks for something through a screen reader.
    pub(crate) fn asked(&mut self, name: &str, action: Action, data: ActionData) {
        let field = self.window.get_by_role_and_label(Role::TextInput, name);
        let (target_node, target_tree) = field.accesskit_node().locate();
        let request = ActionRequest { action, target_tree, target_node, data: Some(data) };
        self.window.event(egui::Event::AccessKitActionRequest(request));
        self.window.run();
    }

    /// What has the keyboard.
    pub(crate) fn focused(&self) -> String {
        let root = self.window.root();
        let mut nodes = root.children_recursive();
        nodes
            .find(egui_kittest::Node::is_focused)
            .and_then(|node| node.accesskit_node().label())
            .unwrap_or_default()
    }

    /// Everything that can be pressed or typed into, by name, with where it stands.
    pub(crate) fn controls(&self) -> Vec<(String, egui::Rect)> {
        let root = self.window.root();
        root.children_recursive()
            .filter(|node| matches!(node.accesskit_node().role(), Role::Button | Role::TextInput))
            .map(|node| (node.accesskit_node().label().unwrap_or_default(), node.rect()))
            .collect()
    }

    /// Everything that is drawn and named.
    pub(crate) fn places(&self) -> Vec<(String, egui::Rect)> {
        let root = self.window.root();
        root.children_recursive()
            .filter(|node| {
                let node = node.accesskit_node();
                // The letters in a field that has no room for all of them are cut to it.
                if node.role() == Role::TextRun {
                    return false;
                }
                node.label().is_some() || node.value().is_some()
            })
            .map(|node| {
                let name = node.accesskit_node();
                (name.label().or(name.value()).unwrap_or_default(), node.rect())
            })
            .collect()
    }
}

pub(crate) fn press(window: &mut Window, name: &str) {
    window.get_by_role_and_label(Role::Button, name).click();
    window.run();
}
