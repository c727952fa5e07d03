//! A window without a screen, and a server that says what a test lets it say.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::mpsc;

use app_kit::link::{Desks, Dialect, Event, NotOnline, State};
use app_kit::role::Staff;
use app_kit::shell::Keeper;
use app_kit::text::Languages;
use app_kit::text::paragraph::{self, Painted};
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use egui_kittest::{Harness, Node};
use shared::command::StaffCommand;
use shared::message::StaffMessage;
use shared::text::Secret;
use shared::this_computer::ThisComputer;
use staff_app::app::{Connection, Environment, StaffApp};
use staff_app::export::Chosen;
use staff_app::model::{Action, Model};
use staff_app::settings::Settings;

pub const START: i64 = 1_790_000_000_000;

#[derive(Default)]
struct Server {
    says: RefCell<VecDeque<Event<Staff>>>,
    heard: RefCell<Vec<String>>,
}

struct FakeConnection(Rc<Server>);

impl Connection for FakeConnection {
    fn poll(&mut self) -> Vec<Event<Staff>> {
        self.0.says.borrow_mut().drain(..).collect()
    }

    fn send(&self, command: StaffCommand) -> Result<(), NotOnline> {
        self.0.heard.borrow_mut().push(command.to_string());
        Ok(())
    }

    fn set_token(&self, _token: Option<Secret>) {}

    fn retry_now(&self) {
        self.0.heard.borrow_mut().push("(retry now)".to_owned());
    }

    fn server_clock_ms(&self) -> Option<i64> {
        None
    }
}

pub struct Window {
    pub harness: Harness<'static, StaffApp>,
    server: Rc<Server>,
    clock: Rc<Cell<i64>>,
    pub place: Rc<RefCell<Option<Chosen>>>,
    /// Where pages go that are printed; none: nowhere.
    pub folder: Rc<RefCell<Option<std::path::PathBuf>>>,
    /// The notifications that were shown.
    pub notified: Rc<RefCell<Vec<String>>>,
    /// What the servers of this computer have left.
    pub this_computer: Rc<RefCell<Vec<ThisComputer>>>,
    /// What a server tells of its desks.
    pub desks: Rc<RefCell<Option<Desks>>>,
}

impl Window {
    pub fn open(settings: Settings, size: [f32; 2]) -> Self {
        Self::open_kept(settings, size, None)
    }

    /// The same with settings that are kept on disk.
    pub fn open_kept(settings: Settings, size: [f32; 2], keeper: Option<Keeper<Settings>>) -> Self {
        let server = Rc::new(Server::default());
        let clock = Rc::new(Cell::new(0));
        let place = Rc::new(RefCell::new(None));
        let folder = Rc::new(RefCell::new(None));
        let notified = Rc::new(RefCell::new(Vec::new()));
        let this_computer = Rc::new(RefCell::new(Vec::new()));
        let desks = Rc::new(RefCell::new(None));
        let environment = Environment {
            connect: {
                let server = Rc::clone(&server);
                Box::new(move |_, _, _| Some(Box::new(FakeConnection(Rc::clone(&server)))))
            },
            clock: {
                let clock = Rc::clone(&clock);
                Box::new(move || (clock.get(), START + clock.get()))
            },
            settings: keeper,
            sounder: None,
            choose_place: {
                let place = Rc::clone(&place);
                Box::new(move |_, _, _| {
                    let (answer, answers) = mpsc::channel();
                    let chosen = place.borrow_mut().take().unwrap_or(Chosen::Closed);
                    answer.send(chosen).unwrap();
                    answers
                })
            },
            choose_file: {
                let place = Rc::clone(&place);
                Box::new(move |_, _| {
                    let (answer, answers) = mpsc::channel();
                    let chosen = place.borrow_mut().take().unwrap_or(Chosen::Closed);
                    answer.send(chosen).unwrap();
                    answers
                })
            },
            languages: Languages::built_in(),
            system_language: None,
            secrets: None,
            folder: {
                let folder = Rc::clone(&folder);
                Box::new(move || folder.borrow().clone().unwrap_or_default())
            },
            notify: {
                let notified = Rc::clone(&notified);
                Box::new(move |text| notified.borrow_mut().push(text.to_owned()))
            },
            find_desks: {
                let desks = Rc::clone(&desks);
                Box::new(move |_, _| {
                    let (told, found) = mpsc::channel();
                    if let Some(desks) = desks.borrow().clone() {
                        told.send(desks).unwrap();
                    }
                    found
                })
            },
            this_computer: {
                let this_computer = Rc::clone(&this_computer);
                Box::new(move || this_computer.borrow().clone())
            },
        };
        let mut count = 0;
        let mut model = Model::new(settings, move || {
            count += 1;
            count
        });
        model.log = Some("/var/log/walkup-staff.log".to_owned());
        let harness = Harness::builder()
            .with_size(size)
            .build_eframe(move |cc| StaffApp::new(&cc.egui_ctx, model, environment));
        Self { harness, server, clock, place, folder, notified, this_computer, desks }
    }

    /// Ada (an admin) at table 3, Bob at table 1, and so many waiting.
    pub fn seated(waiting: i64) -> Self {
        Self::seated_in([1280.0, 800.0], waiting)
    }

    /// The same in a window of another size.
    pub fn seated_in(size: [f32; 2], waiting: i64) -> Self {
        let settings = Settings {
            server: "desk".to_owned(),
            token: Some("secret".to_owned()),
            motion: false,
            ..Settings::default()
        };
        let mut window = Self::open(settings, size);
        window.connects(true);
        window.hears("success resume Ada");
        window.state(waiting);
        window
    }

    /// At a page about the desk, with these settings heard.
    pub fn at_page(page: &str, size: [f32; 2], settings: &str) -> Self {
        let mut window = Self::seated_in(size, 0);
        window.press(Key::M);
        window.click("Run the desk…");
        window.hears(settings);
        window.click("People");
        window.hears(settings);
        window.hears(
            r#"success people [{"user":"ada","name":"Ada","role":"admin","enabled":true},{"user":"bob","name":"Bob","role":"staff","enabled":true}]"#,
        );
        if page != "People" {
            window.click(page);
            window.hears(settings);
        }
        window.sent();
        window
    }

    pub fn connects(&mut self, introduced: bool) {
        self.event(Event::Opened { dialect: Dialect::Extended, introduced });
        self.event(Event::State(State::Online));
        self.settle();
    }

    pub fn state(&mut self, waiting: i64) {
        for line in [
            "tables 4",
            "organisation Northgate",
            "waiting 2 300 600",
            r#"reasons [{"id":"badge","text":{"en":"Badge"}}]"#,
            "reset",
            r#"me {"user":"ada","name":"Ada","admin":true}"#,
            "seat 3",
            "at 3 Ada",
            "at 1 Bob",
        ] {
            self.says(line);
        }
        for count in 0..waiting {
            self.arrives(count);
        }
        self.hears("ready");
    }

    pub fn arrives(&mut self, count: i64) {
        self.says(&format!("about {count} {{\"rank\":{count},\"reason\":\"badge\"}}"));
        self.says(&format!("new {}", ticket(count, "{}", false)));
    }

    pub fn is_claimed(&mut self, count: i64, by: &str, at: u32) {
        let claimed = START + self.clock.get();
        self.says(&format!(
            "about {count} {{\"rank\":{count},\"calls\":1,\"claimed\":{claimed},\"table\":{at}}}"
        ));
        self.says(&format!("claimed {}", ticket(count, by, false)));
    }

    pub fn ends(&mut self, verb: &str, count: i64, by: &str, outcome: &str) {
        self.says(&format!("about {count} {{\"rank\":{count},\"outcome\":\"{outcome}\"}}"));
        self.says(&format!("{verb} {}", ticket(count, by, true)));
    }

    /// The server says something, and the window takes it in.
    pub fn hears(&mut self, line: &str) {
        self.says(line);
        self.settle();
    }

    /// The server says something that the window takes in with what follows.
    pub fn says(&mut self, line: &str) {
        let message: StaffMessage = line.parse().unwrap_or_else(|_| panic!("{line}"));
        self.event(Event::Message(message));
    }

    pub fn event(&mut self, event: Event<Staff>) {
        self.server.says.borrow_mut().push_back(event);
    }

    /// What was said to the server since the last call.
    pub fn sent(&mut self) -> Vec<String> {
        self.settle();
        self.server.heard.take()
    }

    pub fn settle(&mut self) {
        self.harness.run_steps(5);
    }

    /// What was put into the clipboard by the frames of now.
    pub fn copied(&mut self) -> Vec<String> {
        let mut copied = Vec::new();
        for _ in 0..5 {
            self.harness.run_steps(1);
            let commands = &self.harness.output().platform_output.commands;
            copied.extend(commands.iter().filter_map(|command| match command {
                egui::OutputCommand::CopyText(text) => Some(text.clone()),
                _ => None,
            }));
        }
        copied
    }

    /// Asks for something as a button would.
    pub fn act(&mut self, action: Action) {
        let ctx = self.harness.ctx.clone();
        self.harness.state_mut().act(&ctx, action);
        self.settle();
    }

    /// Clicks at a place, with nothing named there.
    pub fn click_at(&mut self, place: [f32; 2]) {
        let pos = egui::Pos2::from(place);
        self.harness.event(egui::Event::PointerMoved(pos));
        for pressed in [true, false] {
            self.harness.event(egui::Event::PointerButton {
                pos,
                button: egui::PointerButton::Primary,
                pressed,
                modifiers: Modifiers::NONE,
            });
            self.harness.run_steps(1);
        }
        self.settle();
    }

    /// The texts that the window paints now.
    pub fn painted(&mut self) -> Vec<Painted> {
        paragraph::record(&self.harness.ctx);
        self.harness.run_steps(1);
        paragraph::recorded(&self.harness.ctx)
    }

    pub fn wait(&mut self, ms: i64) {
        self.clock.set(self.clock.get() + ms);
        self.settle();
    }

    pub fn press(&mut self, key: Key) {
        self.harness.key_press(key);
        self.settle();
    }

    pub fn press_with(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.settle();
    }

    /// Types into whatever has the keyboard.
    pub fn type_text(&mut self, text: &str) {
        self.harness.event(egui::Event::Text(text.to_owned()));
        self.settle();
    }

    pub fn button<'a>(&'a self, name: &'a str) -> Node<'a> {
        self.harness.get_by_role_and_label(Role::Button, name)
    }

    pub fn is_enabled(&self, name: &str) -> bool {
        let node = self.button(name);
        !NodeT::accesskit_node(&node).is_disabled()
    }

    pub fn click(&mut self, name: &str) {
        self.button(name).click();
        self.settle();
    }

    /// Clicks what is on or off.
    pub fn toggle(&mut self, name: &str) {
        self.harness.get_by_role_and_label(Role::CheckBox, name).click();
        self.settle();
    }

    pub fn field<'a>(&'a self, name: &'a str) -> Node<'a> {
        self.harness
            .query_by_role_and_label(Role::TextInput, name)
            .or_else(|| self.harness.query_by_role_and_label(Role::PasswordInput, name))
            .unwrap_or_else(|| panic!("no field {name}"))
    }

    pub fn shows(&self, text: &str) -> bool {
        self.harness.query_all_by_label_contains(text).next().is_some()
            || self.harness.query_all_by_value(text).next().is_some()
    }

    /// What is drawn on something else, or reaches out of the window: controls against all that is
    /// pressed, typed into or read.
    pub fn overlaps(&self) -> Vec<String> {
        let root = self.harness.root();
        let nodes = root.children_recursive();
        let things: Vec<(String, Role, egui::Rect)> = nodes
            .filter_map(|node| {
                let role = node.accesskit_node().role();
                let name = node.accesskit_node().label().or(node.value()).unwrap_or_default();
                let is_thing =
                    matches!(role, Role::Button | Role::TextInput | Role::Label | Role::Heading);
                (is_thing && !name.is_empty()).then(|| (name, role, node.rect()))
            })
            .collect();
        let is_control = |role| matches!(role, Role::Button | Role::TextInput);
        let whole = self.harness.ctx.content_rect().expand(0.5);
        let mut found = Vec::new();
        for (at, (name, role, rect)) in things.iter().enumerate() {
            if !whole.contains_rect(*rect) {
                found.push(format!("{name:?} leaves the window at {rect:?}"));
            }
            for (other, other_role, place) in &things[at + 1..] {
                let is_part = rect.contains_rect(*place) || place.contains_rect(*rect);
                if (is_control(*role) || is_control(*other_role))
                    && !is_part
                    && rect.shrink(0.5).intersects(*place)
                {
                    found.push(format!("{name:?} at {rect:?} lies on {other:?} at {place:?}"));
                }
            }
        }
        found
    }

    /// What has the keyboard, by name.
    pub fn focused(&self) -> String {
        let mut found = self.harness.query_all(
            egui_kittest::kittest::By::new()
                .predicate(|node| node.is_focused() && node.role() != Role::Window),
        );
        found.next().and_then(|node| NodeT::accesskit_node(&node).label()).unwrap_or_default()
    }
}

pub fn ticket(count: i64, staff: &str, has_ended: bool) -> String {
    let end = if has_ended { "2026-09-21T14:13:21Z" } else { "1970-01-01T00:00:00Z" };
    format!(
        r#"{{"id":{count},"email":"v{count}@example.com","name":"Visitor {count}","staff":"{staff}","start":"2026-09-21T14:13:20Z","end":"{end}"}}"#
    )
}
