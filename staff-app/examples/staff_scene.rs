//! Shows one page of the window as it is with a server, without one: to look at.
//!
//! `cargo run -p staff-app --example staff_scene -- SCENE LANGUAGE WIDTHxHEIGHT [LOOK]`, where SCENE
//! is one of those in [`script`].

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::mpsc;

use app_kit::link::{Dialect, Event, NotOnline, State};
use app_kit::role::Staff;
use app_kit::text::Languages;
use app_kit::theme::Look;
use egui::{Key, Modifiers};
use shared::command::StaffCommand;
use shared::text::Secret;
use staff_app::app::{Connection, Environment, StaffApp};
use staff_app::commands::{Command, Subject};
use staff_app::model::{Action, Model};
use staff_app::settings::Settings;

const START: i64 = 1_790_000_000_000;

struct Scripted(Rc<RefCell<VecDeque<Event<Staff>>>>);

impl Connection for Scripted {
    fn poll(&mut self) -> Vec<Event<Staff>> {
        self.0.borrow_mut().drain(..).collect()
    }

    fn send(&self, _command: StaffCommand) -> Result<(), NotOnline> {
        Ok(())
    }

    fn set_token(&self, _token: Option<Secret>) {}

    fn retry_now(&self) {}

    fn server_clock_ms(&self) -> Option<i64> {
        None
    }
}

const NAMES: [&str; 8] = [
    "Xi Chen",
    "محمد العلي",
    "María-José Núñez de la Torre y Fernández",
    "Yu N",
    "Anne-Sophie Lindström-Baumgartner",
    "Łukasz",
    "Олена Шевченко",
    "Tomás Ó Briain",
];

fn ticket(id: i64, staff: &str, ended: bool) -> String {
    let name = NAMES[usize::try_from(id).unwrap_or(0) % NAMES.len()];
    let start = chrono::DateTime::from_timestamp_millis(START - 1_500_000 + id.min(20) * 75_000)
        .unwrap_or_default()
        .format("%Y-%m-%dT%H:%M:%SZ");
    let end = if ended { "2026-09-21T14:11:21Z" } else { "1970-01-01T00:00:00Z" };
    format!(
        r#"{{"id":{id},"email":"visitor{id}@example.com","name":"{name}","staff":"{staff}","start":"{start}","end":"{end}"}}"#
    )
}

/// What the server has said, and which keys are pressed then.
fn script(scene: &str) -> (Vec<String>, Vec<Key>) {
    let mut lines: Vec<String> = [
        "tables 6",
        "name 2 Help desk by the door",
        "organisation Northgate Library",
        "waiting 7 540 1180",
        r#"reasons [{"id":"badge","text":{"en":"Lost badge","de":"Ausweis verloren","ar":"بطاقة مفقودة"}},{"id":"pass","text":{"en":"Password","de":"Passwort","ar":"كلمة المرور"}}]"#,
        "success resume Ada",
        "reset",
        r#"me {"user":"ada","name":"Ada L","admin":true}"#,
        "at 1 Bob M",
        "at 4 Zoë van den Berg-Oppenheimer",
    ]
    .map(str::to_owned)
    .to_vec();
    let has_table = !scene.starts_with("tables");
    if has_table {
        lines.push("seat 3".to_owned());
        lines.push("at 3 Ada L".to_owned());
    }
    let waiting = match scene {
        "desk-empty" => 0,
        "desk-2000" => 2_000,
        _ => 9,
    };
    for id in 0..3 {
        let outcome = ["completed", "no-show", "left"][usize::try_from(id).unwrap_or(0)];
        lines.push(format!("about {} {{\"outcome\":\"{outcome}\"}}", 900 + id));
        lines.push(format!("cancel {}", ticket(900 + id, "Ada L", true)));
    }
    for id in 0..waiting {
        let reason = if id % 2 == 0 { "badge" } else { "pass" };
        lines.push(format!("about {id} {{\"rank\":{id},\"reason\":\"{reason}\"}}"));
        lines.push(format!("new {}", ticket(id, "{}", false)));
    }
    let about = |id: i64, table: u32, note: &str| {
        format!(
            "about {id} {{\"rank\":{id},\"reason\":\"badge\",\"claimed\":{},\"table\":{table},\"calls\":1{note}}}",
            START - 200_000
        )
    };
    if waiting > 0 {
        lines.push(about(100, 1, ""));
        lines.push(format!("claimed {}", ticket(100, "Bob M", false)));
    }
    let is_serving = scene.starts_with("serving") || scene == "keys" || scene == "desk-2000";
    if is_serving {
        let note = r#","note":"Comes back with the form. انتظر قليلا من فضلك، سنعود حالا إلى هذه القائمة الطويلة""#;
        lines.push(about(202, 3, note));
        lines.push(format!("claimed {}", ticket(202, "Ada L", false)));
    }
    if scene.starts_with("serving-two") {
        lines.push(about(201, 3, ""));
        lines.push(format!("claimed {}", ticket(201, "Ada L", false)));
    }
    lines.push("ready".to_owned());
    let keys = match scene {
        "menu" => vec![Key::M],
        "visitor" => vec![Key::Q],
        "serving-note" => vec![Key::E],
        "serving-send" => vec![Key::T],
        "chosen" => vec![Key::ArrowDown, Key::ArrowDown],
        "toast" => vec![Key::N],
        _ => Vec::new(),
    };
    if scene == "toast" {
        lines.push(about(0, 3, ""));
    }
    if scene == "banners" {
        lines.push("desk closed Back at two".to_owned());
        lines.push("notice Lunch at one".to_owned());
        lines.push("warning disk nearly full".to_owned());
    }
    (lines, keys)
}

struct Scene {
    app: StaffApp,
    says: Rc<RefCell<VecDeque<Event<Staff>>>>,
    keys: Vec<Key>,
    opens: Option<Action>,
    frame: u32,
    is_toast: bool,
}

impl eframe::App for Scene {
    fn logic(&mut self, ctx: &egui::Context, frame: &mut eframe::Frame) {
        self.app.logic(ctx, frame);
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        self.app.clear_color(visuals)
    }

    fn raw_input_hook(&mut self, ctx: &egui::Context, raw: &mut egui::RawInput) {
        self.frame += 1;
        if self.frame < 40 {
            ctx.request_repaint();
        }
        if !self.frame.is_multiple_of(3) {
            return;
        }
        if let Some(action) = self.opens.take() {
            self.app.act(ctx, action);
        }
        if self.is_toast && self.frame == 9 {
            let line = "success next 0".parse();
            self.says.borrow_mut().extend(line.ok().map(Event::Message));
        }
        if self.keys.is_empty() {
            return;
        }
        let (physical_key, pressed, repeat) = (None, true, false);
        let (key, modifiers) = (self.keys.remove(0), Modifiers::NONE);
        raw.events.push(egui::Event::Key { key, physical_key, pressed, repeat, modifiers });
    }

    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        self.app.ui(ui, frame);
    }
}

fn main() -> eframe::Result {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let argument =
        |at: usize, default: &str| arguments.get(at).cloned().unwrap_or_else(|| default.to_owned());
    let (scene, language) = (argument(0, "serving"), argument(1, "en"));
    let size = argument(2, "1280x800");
    let (width, height) = size.split_once('x').unwrap_or(("1280", "800"));
    let size = [width.parse().unwrap_or(1280.0), height.parse().unwrap_or(800.0)];
    let look = match argument(3, "light").as_str() {
        "dark" => Look::Dark,
        "contrast" => Look::HighContrast,
        _ => Look::Light,
    };
    let says: Rc<RefCell<VecDeque<Event<Staff>>>> = Rc::default();
    let is_sign_in = scene.starts_with("sign-in");
    let settings = Settings {
        server: if scene == "sign-in-first" { String::new() } else { "desk.example".to_owned() },
        token: (!is_sign_in).then(|| "secret".to_owned()),
        user: "ada".to_owned(),
        language,
        look,
        motion: false,
        ..Settings::default()
    };
    let (lines, keys) = script(&scene);
    if !is_sign_in && scene != "returning" {
        let mut says = says.borrow_mut();
        says.push_back(Event::Opened { dialect: Dialect::Extended, resuming: true });
        says.push_back(Event::State(State::Online));
        says.extend(lines.iter().filter_map(|line| line.parse().ok()).map(Event::Message));
        if scene == "offline" {
            says.push_back(Event::Closed);
            let retry_in = std::time::Duration::ZERO;
            says.push_back(Event::State(State::Offline { retry_in }));
        }
    }
    let line = Rc::clone(&says);
    let environment = Environment {
        connect: Box::new(move |_, _, _| Some(Box::new(Scripted(Rc::clone(&line))))),
        clock: Box::new(|| (0, START)),
        settings: None,
        sounder: None,
        choose_place: Box::new(|_, _, _| mpsc::channel().1),
        languages: Languages::built_in(),
        system_language: None,
        secrets: None,
        notify: Box::new(|_| {}),
    };
    let command = match scene.as_str() {
        "keys" => Some(Command::Keys),
        "close" => Some(Command::CloseDesk),
        "notice" => Some(Command::Notice),
        "export" => Some(Command::Export),
        "devices" => Some(Command::Devices),
        "password" => Some(Command::Password),
        "settings" => Some(Command::Settings),
        _ => None,
    };
    let opens = command.map(|command| Action::Do(command, Subject::Desk));
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_inner_size(size)
            .with_position([0.0, 0.0])
            .with_decorations(false),
        renderer: eframe::Renderer::Glow,
        ..Default::default()
    };
    eframe::run_native(
        "scene",
        options,
        Box::new(move |creation| {
            let app = StaffApp::new(&creation.egui_ctx, Model::new(settings, || 1), environment);
            let is_toast = scene == "toast";
            Ok(Box::new(Scene { app, says, keys, opens, frame: 0, is_toast }))
        }),
    )
}
