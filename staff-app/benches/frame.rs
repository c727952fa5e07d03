//! A frame's own work, without the rasteriser: 2,000 waiting tickets at 1280×800, in one queue and in
//! six lanes.
//!
//! `cargo bench -p staff-app`

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use app_kit::link::{Dialect, Event, NotOnline, State};
use app_kit::role::Staff;
use app_kit::text::Languages;
use egui::{Context, Pos2, RawInput, Rect, vec2};
use shared::command::StaffCommand;
use shared::report::ReportQuery;
use shared::text::Secret;
use staff_app::app::{Connection, Environment, StaffApp};
use staff_app::model::{Action, Ask, Model};
use staff_app::pages::PageKind;
use staff_app::settings::Settings;

const WAITING: i64 = 2_000;
const FRAMES: usize = 1_000;
#[path = "../tests/it/sample.rs"]
#[expect(dead_code, reason = "tests use the rest")]
mod sample;

const START: i64 = 1_790_000_000_000;

/// What the server says next.
type Says = Rc<RefCell<VecDeque<Event<Staff>>>>;

struct Scripted(Says);

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

fn ticket(id: i64, staff: &str) -> String {
    format!(
        r#"{{"id":{id},"email":"visitor{id}@example.com","name":"Visitor {id}","staff":"{staff}","start":"2026-09-21T14:13:20Z","end":"1970-01-01T00:00:00Z"}}"#
    )
}

fn say(says: &Says, line: &str) {
    says.borrow_mut().push_back(Event::Message(line.parse().expect("a message")));
}

fn main() {
    for lanes in [1, 6] {
        let of = if lanes > 1 { format!("in {lanes} lanes, ") } else { String::new() };
        let desk = [1280.0, 800.0];
        measure(&format!("{of}only the clocks change"), desk, lanes, |_, _, _| {}, |_, _| {});
        let what = format!("{of}one ticket comes and one goes each frame");
        measure(
            &what,
            desk,
            lanes,
            |_, _, _| {},
            |says, frame| {
                let frame = i64::try_from(frame).expect("a small number");
                arrives(says, WAITING + frame, lanes);
                // Whoever is due first is called.
                say(says, &about(frame, lanes, r#","table":1,"calls":1"#));
                say(says, &format!("claimed {}", ticket(frame, "Bob")));
                say(says, &format!("cancel {}", ticket(frame, "Bob")));
                // What the server says of the lanes that changed.
                for at in [WAITING + frame, frame].into_iter().filter(|_| lanes > 1) {
                    say(says, &format!("lane {} {} 300 900", lane(at, lanes), WAITING / lanes));
                }
            },
        );
    }
    // So high that the picture of the week and every plot before it is seen.
    let page = [1280.0, 1600.0];
    measure("the page of reports with its picture of the week", page, 1, open_reports, |_, _| {});
}

/// Opens the page of reports with one that is made.
fn open_reports(app: &mut StaffApp, ctx: &Context, says: &Says) {
    app.receive(ctx);
    app.act(ctx, Action::Page(Ask::Open(PageKind::Reports)));
    say(says, r#"success settings {"version":1,"values":{}}"#);
    say(says, "success people []");
    say(says, "success report 1");
    say(says, "success report 2");
    let day = sample::day("2026-09-21");
    let query = ReportQuery { from: day, to: day, by: None, service: None };
    say(says, &format!("report 1 {}", sample::report(&query, 100)));
}

/// The service of a ticket, of so many.
fn lane(id: i64, lanes: i64) -> String {
    format!("s{}", id % lanes)
}

/// What is said beside a ticket; at a desk with services when it is due and how it is called, too.
fn about(id: i64, lanes: i64, more: &str) -> String {
    if lanes == 1 {
        return format!("about {id} {{\"rank\":{id}{more}}}");
    }
    let letter = char::from(b"ABCDEF"[usize::try_from(id % lanes).expect("a small number")]);
    // Half of them are over due when the clock begins to run.
    let due = START + (id - WAITING / 2) * 1_000;
    format!(
        r#"about {id} {{"rank":{due},"number":"{letter}{:03}","service":"{}","due":{due}{more}}}"#,
        id % 1_000,
        lane(id, lanes)
    )
}

fn arrives(says: &Says, id: i64, lanes: i64) {
    say(says, &about(id, lanes, ""));
    say(says, &format!("new {}", ticket(id, "{}")));
}

fn measure(
    what: &str,
    size: [f32; 2],
    lanes: i64,
    open: impl FnOnce(&mut StaffApp, &Context, &Says),
    change: impl Fn(&Says, usize),
) {
    let ctx = Context::default();
    let says = Says::default();
    let clock = Rc::new(Cell::new(0_i64));
    let (line, time) = (Rc::clone(&says), Rc::clone(&clock));
    let environment = Environment {
        connect: Box::new(move |_, _, _| Some(Box::new(Scripted(Rc::clone(&line))))),
        clock: Box::new(move || (time.get(), START + time.get())),
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
    let settings = Settings {
        server: "desk".to_owned(),
        token: Some("secret".to_owned()),
        ..Settings::default()
    };
    let mut app = StaffApp::new(&ctx, Model::new(settings, || 1), environment);
    says.borrow_mut().extend([
        Event::Opened { dialect: Dialect::Extended, introduced: true },
        Event::State(State::Online),
    ]);
    if lanes > 1 {
        let service = |at: i64| {
            let letter = char::from(b"ABCDEF"[usize::try_from(at).expect("a small number")]);
            format!(
                r#"{{"id":"s{at}","text":{{"en":"Service {at}"}},"prefix":"{letter}","takes":"yes"}}"#
            )
        };
        let all: Vec<String> = (0..lanes).map(service).collect();
        say(&says, &format!("services [{}]", all.join(",")));
        for at in 0..lanes {
            say(&says, &format!("lane s{at} {} 300 900", WAITING / lanes));
        }
    }
    for line in [
        "success resume Ada",
        "tables 10",
        "reset",
        r#"me {"user":"ada","name":"Ada","admin":true}"#,
        "seat 3",
        "at 3 Ada",
        "at 1 Bob",
    ] {
        say(&says, line);
    }
    for id in 0..WAITING {
        arrives(&says, id, lanes);
    }
    say(&says, "ready");

    open(&mut app, &ctx, &says);

    let [width, height] = size;
    let size = vec2(width, height);
    let mut took = Vec::with_capacity(FRAMES);
    for frame in 0..FRAMES + 20 {
        change(&says, frame);
        clock.set(clock.get() + 1_000);
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, size)),
            time: Some(Duration::from_millis(16 * frame as u64).as_secs_f64()),
            ..RawInput::default()
        };
        let started = Instant::now();
        app.receive(&ctx);
        let mut output = ctx.run_ui(input, |ui| app.draw_ui(ui));
        // Nobody draws here.
        output.textures_delta.clear();
        let meshes = ctx.tessellate(output.shapes, output.pixels_per_point);
        // The first frames draw each letter once and keep it.
        if frame >= 20 {
            took.push(started.elapsed());
        }
        assert!(!meshes.is_empty());
    }
    took.sort();
    let at = |share: f64| took[((FRAMES - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
    println!(
        "{WAITING} waiting, {width}x{height}, {what}: median {:.2} ms, p95 {:.2} ms, p99 {:.2} ms, worst \
         {:.2} ms over {FRAMES} frames",
        at(0.5),
        at(0.95),
        at(0.99),
        at(1.0)
    );
}
