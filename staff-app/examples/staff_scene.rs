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
use staff_app::model::pages::{Edit, Spot};
use staff_app::model::{Action, Ask, Model};
use staff_app::pages::PageKind;
use staff_app::settings::Settings;

#[path = "../tests/it/sample.rs"]
#[expect(dead_code, reason = "tests use the rest")]
mod sample;

const START: i64 = 1_790_000_000_000;

struct Scripted(Rc<RefCell<VecDeque<Event<Staff>>>>);

impl Connection for Scripted {
    fn poll(&mut self) -> Vec<Event<Staff>> {
        self.0.borrow_mut().drain(..).collect()
    }

    fn send(&self, command: StaffCommand) -> Result<(), NotOnline> {
        let answers = answers(&command);
        let answers = answers.iter().filter_map(|line| line.parse().ok()).map(Event::Message);
        self.0.borrow_mut().extend(answers);
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

/// What a server that has run for a while answers to the pages on which a desk is run.
fn answers(command: &StaffCommand) -> Vec<String> {
    let one = |line: &str| vec![line.replace('\n', " ")];
    match command {
        StaffCommand::Settings => one(
            r#"success settings {"version":7,"values":{
            "organisation":"Northgate Library","notice":"","tables":6,
            "table_names":{"2":"Help desk by the door","4":"Printing"},
            "reasons":[{"id":"badge","text":{"en":"Lost badge","de":"Ausweis verloren","ar":"بطاقة مفقودة","fr":"Badge perdu","es":"Tarjeta perdida"}},
                {"id":"pass","text":{"en":"Password","de":"Passwort"}}],
            "services":[{"id":"badges","text":{"en":"Badges and keys","de":"Ausweise und Schlüssel","ar":"البطاقات والمفاتيح","fr":"Badges et clés","es":"Tarjetas y llaves"},"prefix":"B","identity":{"kind":"none"},"target_mins":5},
                {"id":"exams","text":{"en":"Examination office","de":"Prüfungsamt","ar":"مكتب الامتحانات"},"prefix":"P","identity":{"kind":"number","text":{"en":"Student number","de":"Matrikelnummer"},"min":7,"max":8},"reasons":["badge"]},
                {"id":"money","text":{"en":"Grants and fees","de":"Stipendien und Gebühren","ar":"المنح والرسوم"},"prefix":"F","max_waiting":20},
                {"id":"housing","text":{"en":"Housing","de":"Wohnen","ar":"السكن"},"open":false,"identity":{"kind":"name"}}],
            "display_label":"first","retention_days":90,
            "print":{"printer":"tcp://192.168.1.20:9100","when":"ask"},
            "hours":{"mon":[["09:00","12:00"],["13:00","17:00"]],"tue":[["09:00","12:00"],["13:00","17:00"]],"wed":[["09:00","12:00"]],"thu":[["09:00","12:00"],["13:00","19:00"]],"fri":[["09:00","15:00"]]},
            "exceptions":[{"from":"2026-12-24","to":"2026-12-26","name":{"en":"Christmas","de":"Weihnachten"},"hours":[]},{"from":"2026-12-31","to":"2026-12-31","name":"","hours":[["09:00","12:00"]]}],
            "last_check_in_mins":15,"closed_text":{"en":"Ring the bell if it cannot wait.","de":"Bitte läuten, wenn es nicht warten kann."},
            "privacy_text":{"en":"We ask so that we can call you, and keep it for 90 days."}},
            "pinned":["tables"],"places":{"tables":"walkup.toml, line 3"}}"#,
        ),
        StaffCommand::People => one(
            r#"success people [{"user":"ada","name":"Ada L","role":"admin","enabled":true,"last":1789999990000},
            {"user":"bob","name":"Bob M","role":"staff","enabled":true,"services":["badges","money"],"last":1789992900000},
            {"user":"zoe","name":"Zoë van den Berg-Oppenheimer","role":"lead","enabled":true,"last":1789392900000},
            {"user":"mali","name":"محمد العلي","role":"staff","enabled":true,"one_time":true},
            {"user":"tomas","name":"Tomás Ó Briain","role":"staff","enabled":false,"last":1780000000000}]"#,
        ),
        StaffCommand::Person(_) => one(r#"success person {"user":"bob","password":"K7P2-M4QX-9WRT"}"#),
        StaffCommand::Devices => one(
            r#"success devices [{"name":"Hall, left","kind":"kiosk","last":1789999990000,"connected":true,"address":"192.168.10.21","version":"0.0.9","own":["domains","pin","print"]},{"name":"Wall","kind":"display","last":1789392900000,"connected":false,"address":"192.168.10.34","version":"0.1.0"}]"#,
        ),
        StaffCommand::Hours(_) => {
            let days: Vec<String> = (21..=30)
                .map(|day| (9, day))
                .chain((1..=4).map(|day| (10, day)))
                .map(|(month, day)| {
                    let hours = match (month, day) {
                        (9, 26 | 27) | (10, 3 | 4) => "[]",
                        _ => r#"[["09:00","12:00"],["13:00","17:00"]]"#,
                    };
                    let name = if day == 3 { r#","name":{"en":"Unity Day"}"# } else { "" };
                    let hours = if day == 30 { r#"[["00:00","24:00"]]"# } else { hours };
                    format!(r#"{{"date":"2026-{month:02}-{day:02}","hours":{hours}{name}}}"#)
                })
                .collect();
            vec![format!("success hours [{}]", days.join(","))]
        }
        StaffCommand::Health => one(
            r#"success health {"version":"0.1.0","now":1790000000000,"staff":3,"kiosks":1,"displays":2,"disk_free":52400000000,"listen":"127.0.0.1:7420","this_computer_only":true,"sheets":{"waiting":2,"since":1789999880000},"backups_kept":14,"backups":[{"name":"walkup-2026-09-21.db","at":1789965200000,"bytes":4410000},{"name":"walkup-2026-09-20.db","at":1789878800000,"bytes":4380000}]}"#,
        ),
        StaffCommand::Audit { .. } => {
            let mut lines = vec!["row time,who,what,ticket,table".to_owned()];
            lines.extend((0..60).map(|at| {
                let who = ["Ada L", "Bob M", "server"][at % 3];
                let what = ["accept", "completed", "set organisation from \"Northgate\" to \"Northgate Library\""][at % 3];
                let time = chrono::DateTime::from_timestamp_millis(START - 100_000 * (60 - at as i64));
                let time = time.unwrap_or_default().format("%Y-%m-%dT%H:%M:%SZ");
                format!("row {time},{who},\"{}\",{},3", what.replace('"', "\"\""), 200 + at)
            }));
            lines.push("success audit 60".to_owned());
            lines
        }
        StaffCommand::Report(ask) => ask.good().map_or_else(Vec::new, |ask| {
            let percent = std::env::var("PERCENT").ok().and_then(|text| text.parse().ok());
            sample::answers(ask, percent.unwrap_or(100))
        }),
        StaffCommand::Retention(_) => one("success retention 1312"),
        StaffCommand::Visitor(_) => [
            "row id,number,email,name,staff,table,reason,source,start,first_claimed,claimed,end,outcome,note",
            "row 12,012,xi@example.com,Xi Chen,Ada L,3,badge,kiosk,2026-09-20T09:12:00Z,,,,completed,Comes back",
            "row 48,048,xi@example.com,Xi Chen,Bob M,1,pass,kiosk,2026-09-21T10:02:00Z,,,,completed,",
            "success visitor 2",
        ]
        .map(str::to_owned)
        .to_vec(),
        StaffCommand::Set(_) => one("error set changed meanwhile by Bob M"),
        _ => Vec::new(),
    }
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
    if scene == "own-password" {
        lines[7] = lines[7].replace('}', r#","must_change":true}"#);
    }
    if scene.starts_with("page-service")
        || matches!(scene, "page-people-services" | "page-today" | "page-reports")
    {
        let services = r#"services [{"id":"badges","text":{"en":"Badges and keys","de":"Ausweise und Schlüssel"},"prefix":"B","takes":"yes"},{"id":"exams","text":{"en":"Examination office","de":"Prüfungsamt"},"prefix":"P","takes":"yes"},{"id":"money","text":{"en":"Grants and fees","de":"Stipendien und Gebühren"},"prefix":"F","takes":"full"}]"#;
        lines.push(services.to_owned());
    }
    let hours = match scene {
        "closed" => r#"{"state":"closed","opens":"2026-09-22T09:00:00+02:00"}"#,
        _ => r#"{"state":"open","closes":"2026-09-21T17:00:00+02:00"}"#,
    };
    lines.push(format!("hours {hours}"));
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
        let service = ["badges", "exams", "money"][usize::try_from(id).unwrap_or(0) % 3];
        let service = match scene {
            "page-today" => format!(",\"service\":\"{service}\""),
            _ => String::new(),
        };
        lines.push(format!("about {id} {{\"rank\":{id},\"reason\":\"{reason}\"{service}}}"));
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
    if scene.starts_with("page-printing") || scene == "page-health" {
        lines.push(
            r#"warnings [{"kind":"printer","args":{"kiosk":"Hall, right","paper":"out"},"since":1789999990000},{"kind":"unprinted","args":{"id":2,"number":"B002","kiosk":"Hall, right"},"since":1789999990000},{"kind":"disk","args":{"kiosk":"Door"},"since":1789999990000}]"#.to_owned(),
        );
        lines.push(
            r#"printers [{"kiosk":"Door","paper":"low"},{"kiosk":"Hall, left","paper":"ok"},{"kiosk":"Hall, right","paper":"out"}]"#.to_owned(),
        );
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
    opens: VecDeque<Action>,
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
        if let Some(action) = self.opens.pop_front() {
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

/// What is asked for in scenes of the pages on which a desk is run.
fn page_actions(scene: &str) -> Vec<Action> {
    let Some(name) = scene.strip_prefix("page-") else { return Vec::new() };
    let (page, asks) = match name {
        "today" => (PageKind::Today, vec![]),
        "reports" => (PageKind::Reports, vec![]),
        "people" => (PageKind::People, vec![]),
        "people-new" => (PageKind::People, vec![Ask::NewPerson]),
        "people-open" => (
            PageKind::People,
            vec![Ask::OpenPerson(Some("bob".to_owned())), Ask::ResetPerson("bob".to_owned())],
        ),
        "tables" => (PageKind::Tables, vec![]),
        "reasons" => (PageKind::Reasons, vec![]),
        "services" => (PageKind::Services, vec![]),
        "services-new" => (PageKind::Services, vec![Ask::NewService(true)]),
        "service" => (PageKind::Services, vec![Ask::OpenService(Some("badges".to_owned()))]),
        "service-number" => (PageKind::Services, vec![Ask::OpenService(Some("exams".to_owned()))]),
        "people-services" => (PageKind::People, vec![Ask::OpenPerson(Some("bob".to_owned()))]),
        "hours" => (PageKind::Hours, vec![]),
        "hours-new" => (PageKind::Hours, vec![Ask::OpenException(None), Ask::SaveException]),
        "words" => (PageKind::Words, vec![]),
        "both" => (
            PageKind::Words,
            vec![Ask::Change(Edit::Write(Spot::Organisation, "Northgate Town Library".to_owned()))],
        ),
        "devices" => (PageKind::Devices, vec![]),
        "many" => (PageKind::Devices, vec![Ask::OpenMany(true)]),
        "revoke" => (PageKind::Devices, vec![Ask::AskRevoke(Some("Wall".to_owned()))]),
        "printing" => (PageKind::Printing, vec![]),
        "printing-refused" => {
            let typed = "/home/kiosk/notes".to_owned();
            (PageKind::Printing, vec![Ask::Change(Edit::Write(Spot::Printer, typed))])
        }
        "privacy" => (PageKind::Privacy, vec![]),
        "shorter" => {
            (PageKind::Privacy, vec![Ask::Change(Edit::Write(Spot::Retention, "30".to_owned()))])
        }
        "log" => (PageKind::Log, vec![]),
        _ => (PageKind::Health, vec![]),
    };
    std::iter::once(Ask::Open(page)).chain(asks).map(Action::Page).collect()
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
    let is_sign_in = scene.starts_with("sign-in") || scene.starts_with("set-up");
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
        says.push_back(Event::Opened { dialect: Dialect::Extended, introduced: true });
        says.push_back(Event::State(State::Online));
        says.extend(lines.iter().filter_map(|line| line.parse().ok()).map(Event::Message));
        if scene == "offline" {
            says.push_back(Event::Closed);
            let retry_in = std::time::Duration::ZERO;
            says.push_back(Event::State(State::Offline { retry_in }));
        }
    }
    if scene.starts_with("set-up") {
        let mut says = says.borrow_mut();
        says.push_back(Event::Opened { dialect: Dialect::Extended, introduced: false });
        says.push_back(Event::State(State::Online));
        says.extend("setup".parse().ok().map(Event::Message));
        if scene == "set-up-done" {
            says.extend("setup done".parse().ok().map(Event::Message));
        }
    }
    let line = Rc::clone(&says);
    let environment = Environment {
        connect: Box::new(move |_, _, _| Some(Box::new(Scripted(Rc::clone(&line))))),
        clock: Box::new(|| (0, START)),
        settings: None,
        sounder: None,
        choose_place: Box::new(|_, _, _| mpsc::channel().1),
        choose_file: Box::new(|_, _| mpsc::channel().1),
        languages: Languages::built_in(),
        system_language: None,
        secrets: None,
        folder: Box::new(std::env::temp_dir),
        notify: Box::new(|_| {}),
        find_desks: Box::new(|_, _| std::sync::mpsc::channel().1),
        this_computer: Box::new(Vec::new),
    };
    let command = match scene.as_str() {
        "keys" => Some(Command::Keys),
        "close" => Some(Command::CloseDesk),
        "notice" => Some(Command::Notice),
        "export" => Some(Command::Export),
        "password" => Some(Command::Password),
        "settings" => Some(Command::Settings),
        _ => None,
    };
    let mut opens: VecDeque<Action> =
        command.map(|command| Action::Do(command, Subject::Desk)).into_iter().collect();
    opens.extend(page_actions(&scene));
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
