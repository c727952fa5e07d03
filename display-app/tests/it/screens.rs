//! What each screen says to somebody who cannot see it, which is what stands on it.

use std::time::Duration;

use app_kit::discovery::{Found, Heard};
use app_kit::link::{Dialect, Event, Fingerprint, State};
use app_kit::settings::SettingsFile;
use app_kit::shell::{Keeper, Reason};
use app_kit::text::{Languages, Speech};
use app_kit::theme::{Density, Look as Palette, Theme};
use display_app::app::{BoardApp, Options};
use display_app::model::{Model, Now};
use display_app::settings::Settings;
use display_app::view::{Look, Planned, Waiting, board_ui, ground_ui, night_ui, waiting_ui};
use egui::{Key, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

const NOW: Now = Now { run: Duration::from_secs(100), wall_ms: 1_790_000_000_000 };

struct Screen {
    model: Model,
    planned: Planned,
    look: Look,
    now: Now,
}

fn hear(model: &mut Model, lines: &str, now: Now) {
    for line in lines.lines() {
        model.apply(&Event::Message(line.trim().parse().unwrap()), now);
    }
}

fn model(lines: &str) -> Model {
    let mut model = Model::new(10);
    let before = Now { run: Duration::ZERO, ..NOW };
    model.apply(&Event::Opened { dialect: Dialect::Extended, introduced: false }, before);
    model.apply(&Event::State(State::Online), before);
    hear(&mut model, "reset", before);
    hear(&mut model, lines, before);
    hear(&mut model, "ready", before);
    model
}

fn board(size: Vec2, model: Model, viewing_metres: f32) -> Harness<'static, Screen> {
    let look = Look {
        monitor: size,
        panel_inches: 55.0,
        viewing_metres,
        highlight: true,
        is_night: false,
        speech: english(),
    };
    let screen = Screen { model, planned: Planned::default(), look, now: NOW };
    let mut harness =
        Harness::builder().with_size(size).with_context_setup(install).build_ui_state(
            |ui, screen: &mut Screen| {
                ground_ui(ui, |ui| {
                    board_ui(ui, &mut screen.model, &mut screen.planned, &screen.look, screen.now);
                });
            },
            screen,
        );
    harness.run_steps(2);
    harness
}

fn english() -> Speech {
    Languages::built_in().speech("en")
}

fn install(ctx: &egui::Context) {
    Theme::install_faces(ctx);
    Theme::new(Density::Tv { base: 24.0 }, Palette::Dark, true, true).install(ctx);
}

#[test]
fn a_board_says_what_every_table_does_and_how_the_desk_stands() {
    let mut model = model(
        "tables 4\nname 2 Information\norganisation IT desk\nnotice Closed at noon\n\
         waiting 7 600 1200\npick 0\npick 1\npick 2\nabout 5 {\"calls\":1}\nclaimed 1005 1",
    );
    hear(&mut model, "about 213 {\"label\":\"Ada\",\"calls\":1}\nclaimed 213 2", NOW);
    model.advance(NOW, false);
    let harness = board(vec2(1920.0, 1080.0), model, 3.0);
    for said in [
        "213 to Information",
        "Table 0: free",
        "Table 1: serving 005",
        "Information: calling 213",
        "Table 3: closed",
        "7 waiting",
        "about 10–20 min",
        "IT desk",
        "Closed at noon",
    ] {
        assert!(harness.query_by_label(said).is_some(), "{said}");
    }
    assert!(harness.query_by_label_contains("Page").is_none(), "all on one page");
}

#[test]
fn a_board_says_where_a_ticket_is_taken_by_telephone_as_long_as_it_is() {
    let told = "tables 2\nnotice Closed at noon\npick 0\njoin 482913 9 https://desk.example/join";
    let line = "Closed at noon  ·  Ticket by phone: desk.example/join, code 482913";
    let shows = |told: &str| {
        let harness = board(vec2(1920.0, 1080.0), model(told), 3.0);
        harness.query_by_label(line).is_some()
    };
    assert!(shows(told));
    assert!(!shows(&format!("{told}\njoin")));
}

#[test]
fn a_board_shows_a_long_code_in_two_halves() {
    let told = "tables 2\npick 0\njoin R2DEP5TEC6 9 https://desk.example/join";
    let harness = board(vec2(1920.0, 1080.0), model(told), 3.0);
    let line = "Ticket by phone: desk.example/join, code R2DEP\u{a0}5TEC6";
    assert!(harness.query_by_label(line).is_some());
}

const SERVICES: &str = r#"services [{"id":"badges","text":{"en":"Badges","de":"Ausweise"},"prefix":"B"},{"id":"laptops","text":{"en":"Laptops"},"prefix":"L"},{"id":"other","text":{"en":"Other"}}]"#;

#[test]
fn a_board_of_several_services_shows_letters_what_they_mean_and_how_many_wait_for_each() {
    let lanes = "lane badges 3 600 1200\nlane laptops 0 - -\nlane other 1 60 120";
    let mut model = model(&format!(
        "tables 4\nwaiting 4 600 1200\n{SERVICES}\n{lanes}\npick 0\npick 1\n\
         about 5 {{\"calls\":1,\"number\":\"L005\"}}\nclaimed 5 1"
    ));
    hear(&mut model, "about 17 {\"calls\":1,\"number\":\"B017\"}\nclaimed 17 0", NOW);
    model.advance(NOW, false);
    let mut harness = board(vec2(1920.0, 1080.0), model, 3.0);
    for said in [
        "B017 to Table 0",
        "Table 0: calling B017",
        "Table 1: serving L005",
        "B: Badges",
        "L: Laptops",
    ] {
        assert!(harness.query_by_label(said).is_some(), "{said}");
    }
    assert!(harness.query_by_label("4 waiting").is_none(), "all of them together mean nothing");
    let mut seen = std::collections::BTreeSet::new();
    for said in ["B: 3 waiting", "L: nobody waiting", "Other: 1 waiting"] {
        for _ in 0..6 {
            if harness.query_by_label(said).is_some() {
                seen.insert(said);
                let wait = harness.query_by_label("about 10–20 min").is_some();
                assert_eq!(wait, said.starts_with('B'), "{said}");
                break;
            }
            harness.state_mut().now.run += display_app::model::LANE_FOR;
            harness.run_steps(2);
        }
    }
    assert_eq!(seen.len(), 3);
}

#[test]
fn a_desk_with_one_service_says_how_many_wait_as_one_without_does() {
    let one = r#"services [{"id":"badges","text":{"en":"Badges"},"prefix":"B"}]"#;
    let model = model(&format!("tables 2\nwaiting 3 600 1200\n{one}\npick 0"));
    let harness = board(vec2(1280.0, 720.0), model, 3.0);
    for said in ["3 waiting", "B: Badges"] {
        assert!(harness.query_by_label(said).is_some(), "{said}");
    }
}

#[test]
fn a_board_without_calls_says_what_to_do() {
    let harness = board(vec2(1280.0, 720.0), model("tables 2\nwaiting 0 - -"), 3.0);
    assert!(harness.query_by_label_contains("Your number is shown here").is_some());
    assert!(harness.query_by_label("nobody waiting").is_some());
}

#[test]
fn a_board_says_when_the_desk_opens_again() {
    let closed =
        r#"hours {"state":"closed","closes":null,"opens":"2026-11-30T09:00:00+01:00","text":{}}"#;
    let lines = format!("tick 1795798800000\ntables 2\ndesk closed English only\n{closed}");
    let harness = board(vec2(1920.0, 1080.0), model(&lines), 6.0);
    assert!(harness.query_by_label_contains("It opens again on Monday").is_some());
    assert!(harness.query_by_label_contains("English only").is_none());
}

#[test]
fn a_desk_that_does_not_fit_says_which_page_this_is_and_shows_who_is_called() {
    let everybody: String = (0..100).map(|table| format!("\npick {table}")).collect();
    let mut model = model(&format!("tables 100{everybody}"));
    hear(&mut model, "about 7 {\"calls\":1}\nclaimed 7 99", NOW);
    let mut harness = board(vec2(1080.0, 1920.0), model, 5.0);
    let first = harness.get_by_label_contains("Page 1 of");
    assert!(first.rect().width() > 0.0);
    harness.state_mut().model.advance(NOW, false);
    harness.run_steps(2);
    assert!(harness.query_by_label("Table 99: calling 007").is_some());
    assert!(harness.query_by_label("007 to Table 99").is_some());
}

#[test]
fn an_old_board_stays_and_says_since_when() {
    let mut model = model("tables 2\npick 0\nabout 5 {\"calls\":1}\nclaimed 5 0");
    model.apply(&Event::Closed, Now { run: Duration::from_secs(50), ..NOW });
    let since = english().clock(NOW.wall_ms);
    let harness = board(vec2(1280.0, 720.0), model, 3.0);
    let said = format!("We lost the server at {since}. Numbers may be old; reconnecting.");
    let strip = harness.get_by_label(&said).rect();
    assert!(strip.min.y <= 1.0, "on top");
    let table = harness.get_by_label("Table 0: serving 005").rect();
    assert!(table.min.y >= strip.max.y, "and it covers nothing");
}

#[test]
fn everything_said_stands_on_the_screen() {
    for (width, height) in [(1280.0, 720.0), (1024.0, 768.0), (1080.0, 1920.0), (3440.0, 1440.0)] {
        for tables in [1, 25, 100] {
            let size = vec2(width, height);
            let mut lines = format!("tables {tables}\norganisation Desk\nwaiting 12 60 120");
            for table in 0..tables {
                lines += &format!("\npick {table}");
            }
            let harness = board(size, model(&lines), 2.0);
            let shown = harness.query_all_by_label_contains(": free").count();
            let has_page_mark = harness.query_by_label_contains("Page 1 of").is_some();
            assert!(shown > 0 && (shown == tables) != has_page_mark, "{shown} of {tables}");
            for node in harness.query_all_by_label_contains("") {
                let rect = node.rect();
                let whole = egui::Rect::from_min_size(egui::Pos2::ZERO, size).expand(0.5);
                assert!(whole.contains_rect(rect), "{tables} on {size:?}: {rect:?}");
            }
        }
    }
}

#[test]
fn a_waiting_board_says_what_it_waits_for() {
    for (reason, may_trust, said) in [
        (None, true, "Waiting for the server"),
        (Some(Reason::NotAllowed), true, "The server does not know this board"),
        (Some(Reason::NotWalkup), true, "That is not our server"),
        (Some(Reason::Pairing("ABC234".parse().unwrap())), true, "Let this board in"),
        (Some(Reason::UnknownCertificate(Fingerprint::of(b"a"))), true, "Is this our server?"),
        (Some(Reason::UnknownCertificate(Fingerprint::of(b"a"))), false, "The server has changed"),
        (Some(Reason::CertificateChanged(Fingerprint::of(b"a"))), true, "The server has changed"),
        (Some(Reason::LookAfter), true, "Somebody must look after this board"),
    ] {
        let mut harness = Harness::builder()
            .with_size(vec2(1280.0, 720.0))
            .with_context_setup(install)
            .build_ui(move |ui| {
                let complaints = ["monitor: not a monitor".to_owned()];
                let waiting = Waiting {
                    server: "desk.example",
                    reason,
                    may_trust,
                    file: "/home/desk.example/display.toml",
                    complaints: &complaints,
                };
                waiting_ui(ui, &waiting, english(), NOW);
            });
        harness.run_steps(2);
        assert!(harness.query_by_label(said).is_some(), "{said}");
        assert!(harness.query_by_label_contains("desk.example").is_some());
        assert!(harness.query_by_label_contains("monitor: not a monitor").is_some());
        if let Some(Reason::Pairing(_)) = reason {
            let [code, title] = ["ABC 234", said].map(|label| harness.get_by_label(label).rect());
            assert!(code.height() > 2.0 * title.height(), "{code} {title}");
            assert!(code.top() >= title.bottom(), "{code} {title}");
        }
    }
}

#[test]
fn at_night_there_is_a_clock_that_wanders() {
    let place = |minute: i64| {
        let now = Now { wall_ms: NOW.wall_ms + minute * 60_000, ..NOW };
        let mut harness = Harness::builder()
            .with_size(vec2(1280.0, 720.0))
            .with_context_setup(install)
            .build_ui(move |ui| night_ui(ui, "IT desk", english(), now));
        harness.run_steps(2);
        harness.get_by_label(&english().clock(now.wall_ms)).rect()
    };
    assert_ne!(place(0), place(1));
}

#[test]
fn a_board_that_knows_no_server_asks_once_and_keeps_the_answer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("display.toml");
    let file = SettingsFile::find(Some(path), "display").unwrap();
    let options = Options {
        keeper: Keeper::of(Settings::default(), file.clone()),
        server: None,
        monitor: None,
        is_windowed: false,
        sounder: None,
        languages: Languages::built_in(),
    };
    let mut harness = Harness::builder()
        .with_size(vec2(1280.0, 720.0))
        .build_eframe(|creation| BoardApp::new(creation, options));
    harness.run_steps(3);
    for (typed, is_kept) in [("no such place!", false), ("127.0.0.1:9", true)] {
        let field = harness.get_by_label("Where is the server?");
        field.focus();
        harness.run_steps(2);
        for _ in 0..20 {
            harness.key_press(Key::Backspace);
        }
        harness.run_steps(2);
        harness.get_by_label("Where is the server?").type_text(typed);
        harness.run_steps(2);
        harness.get_by_label("Connect").click();
        harness.run_steps(3);
        let refused = harness.query_by_label_contains("That does not name a server").is_some();
        assert_eq!(refused, !is_kept, "{typed}");
    }
    assert!(harness.query_by_label("Waiting for the server").is_some());
    assert_eq!(file.load::<Settings>().unwrap().server, "127.0.0.1:9");
}

#[test]
fn a_board_s_server_is_chosen_with_arrows_and_enter_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = SettingsFile::find(Some(folder.path().join("display.toml")), "display").unwrap();
    let options = Options {
        keeper: Keeper::of(Settings::default(), file.clone()),
        server: None,
        monitor: None,
        is_windowed: false,
        sounder: None,
        languages: Languages::built_in(),
    };
    let mut harness = Harness::builder()
        .with_size(vec2(1280.0, 720.0))
        .build_eframe(|creation| BoardApp::new(creation, options));
    harness.run_steps(2);
    assert!(harness.query_by_label_contains("None found yet").is_some());
    for (name, address) in [("A North", "ws://127.0.0.1:9"), ("B South", "ws://127.0.0.1:7")] {
        let found = Found { name: name.to_owned(), address: address.parse().unwrap() };
        harness.state_mut().setup().servers.apply(Heard::Here(name.to_owned(), found));
    }
    harness.run_steps(3);
    assert_eq!(file.load::<Settings>().unwrap().server, "", "none is taken by itself");
    // From the field up to the second, up to the first, down again.
    for key in [Key::ArrowUp, Key::ArrowUp, Key::ArrowDown, Key::Enter] {
        harness.key_press(key);
        harness.run_steps(3);
    }
    assert_eq!(file.load::<Settings>().unwrap().server, "127.0.0.1:7");
}

#[test]
fn however_many_servers_there_are_arrows_reach_each_with_its_address_whole() {
    for size in [vec2(1280.0, 720.0), vec2(1920.0, 1080.0), vec2(1080.0, 1920.0)] {
        for count in [1, 12] {
            let options = Options {
                keeper: Keeper::of(
                    Settings::default(),
                    SettingsFile::find(Some("unused.toml".into()), "display").unwrap(),
                ),
                server: None,
                monitor: None,
                is_windowed: true,
                sounder: None,
                languages: Languages::built_in(),
            };
            let mut harness = Harness::builder()
                .with_size(size)
                // What is scrolled to is there after a few pictures.
                .with_step_dt(0.25)
                .build_eframe(|creation| BoardApp::new(creation, options));
            for at in 0..count {
                let name =
                    format!("{at:02} Wohnungsgeberbestätigungsannahmestelle Süd-Ost, Erdgeschoss");
                let address = format!("ws://192.168.100.{at}:17420").parse().unwrap();
                let heard = Heard::Here(name.clone(), Found { name, address });
                harness.state_mut().setup().servers.apply(heard);
            }
            harness.run_steps(3);
            // The field had the keyboard before any was found.
            for _ in 0..count {
                harness.key_press(Key::ArrowUp);
                harness.run_steps(5);
            }
            let whole = harness.ctx.content_rect();
            let mut reached = Vec::new();
            for _ in 0..count + 2 {
                let root = harness.root();
                let focused = root.children_recursive().find(egui_kittest::Node::is_focused);
                let focused = focused.expect("something has the keyboard");
                let (name, rect) = (focused.accesskit_node().label().unwrap(), focused.rect());
                assert!(whole.contains_rect(rect), "{size:?} {count} {name:?} at {rect:?}");
                assert!(rect.height() > 30.0, "{size:?} {count} {name:?} is cut to {rect:?}");
                reached.push(name);
                harness.key_press(Key::ArrowDown);
                harness.run_steps(5);
            }
            for (at, name) in reached.iter().take(count).enumerate() {
                assert!(
                    name.ends_with(&format!("· ws://192.168.100.{at}:17420 · not encrypted")),
                    "{name}"
                );
            }
            assert_eq!(reached[count..], ["Or type its address", "Connect"]);
        }
    }
}
