//! Every screen of the board in every language and on every size of panel: nothing leaves its box,
//! nothing is missing, nothing stands there in another language.

use std::collections::BTreeMap;
use std::time::Duration;

use app_kit::discovery::{Found, Heard};
use app_kit::link::{Dialect, Event, Fingerprint, State};
use app_kit::shell::Reason;
use app_kit::text::paragraph::{Painted, record, recorded};
use app_kit::text::{Languages, Speech};
use app_kit::theme::{Density, Look as Palette, Theme};
use app_kit::widgets::{AskServer, ask_server_ui};
use display_app::model::{Model, Now};
use display_app::view::{Look, Planned, Waiting, board_ui, ground_ui, night_ui, waiting_ui};
use egui::{Rect, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

const NOW: Now = Now { run: Duration::from_secs(100), wall_ms: 1_790_000_000_000 };

const SIZES: [[f32; 2]; 4] = [[1920.0, 1080.0], [1280.0, 720.0], [1080.0, 1920.0], [1024.0, 768.0]];

/// What is the same in every language: numbers, names, addresses, what has to be typed.
const NAMES: [&str; 12] = [
    "IT desk",
    "Information",
    "Ada L.",
    "North Gate",
    "desk.example",
    "127.0.0.1",
    "walkup-server",
    "display.toml",
    "Closed at noon",
    "192.168.1.4",
    "ABC 234",
    ":",
];

fn model(lines: &str, calls: &str) -> Model {
    let mut model = Model::new(10);
    let before = Now { run: Duration::ZERO, ..NOW };
    model.apply(&Event::Opened { dialect: Dialect::Extended, introduced: false }, before);
    model.apply(&Event::State(State::Online), before);
    let mut hear = |lines: &str, now| {
        for line in lines.lines() {
            model.apply(&Event::Message(line.trim().parse().unwrap()), now);
        }
    };
    hear("reset", before);
    hear(lines, before);
    hear("ready", before);
    hear(calls, NOW);
    model.advance(NOW, false);
    model
}

/// So many services, with how many wait for each.
fn services(count: usize) -> String {
    let letters: Vec<char> = "BLEWFMACDGHJ".chars().collect();
    let service = |at: usize| {
        let letter = letters[at];
        format!(r#"{{"id":"s{at}","text":{{"und":"North Gate"}},"prefix":"{letter}"}}"#)
    };
    let all: Vec<String> = (0..count).map(service).collect();
    let lane = |at: usize| format!("lane s{at} 7 600 1200\n");
    let lanes: String = if count > 1 { (0..count).map(lane).collect() } else { String::new() };
    format!("services [{}]\n{lanes}", all.join(","))
}

/// A call of a ticket with the widest letter.
fn lettered(id: u32, table: u32) -> String {
    format!("about {id} {{\"calls\":1,\"number\":\"W{id:03}\"}}\nclaimed {id} {table}\n")
}

/// The boards by name.
fn boards() -> Vec<(&'static str, Model)> {
    let facts = "organisation IT desk\nwaiting 7 600 1200\n";
    let desk = |tables: u32, open: u32| -> String {
        let picks: String = (0..open).map(|table| format!("pick {table}\n")).collect();
        format!("tables {tables}\n{facts}{picks}")
    };
    let call = |id: u32, table: u32| {
        format!("about {id} {{\"label\":\"Ada L.\",\"calls\":1}}\nclaimed {id} {table}\n")
    };
    let mut old = model(&desk(4, 3), &call(213, 1));
    old.apply(&Event::Closed, Now { run: Duration::from_secs(50), ..NOW });
    vec![
        ("quiet", model(&desk(4, 2), "")),
        ("empty", model("tables 2\nwaiting 0 - -\n", "")),
        ("lone", model(&desk(4, 3), &call(213, 2))),
        ("several", model(&desk(6, 6), &format!("{}{}", call(213, 2), call(5, 3)))),
        (
            "named",
            model(&format!("{}name 2 Information\nnotice Closed at noon", desk(4, 3)), &call(7, 2)),
        ),
        ("by telephone", {
            let join = "join 482913 1795798800000 https://north.example/join";
            model(&format!("{}{join}", desk(4, 3)), &call(7, 2))
        }),
        ("collapsed", model(&desk(60, 7), &call(8, 3))),
        ("paged", model(&desk(100, 100), &call(8, 99))),
        ("shut", model(&format!("{}desk closed", desk(4, 2)), "")),
        ("by hours", {
            let hours = r#"hours {"state":"closed","closes":null,"opens":"2026-11-30T09:00:00+01:00","text":{}}"#;
            model(&format!("tick 1795798800000\n{hours}\n{}desk closed", desk(4, 2)), "")
        }),
        ("old", old),
        ("one service", model(&format!("{}{}", desk(4, 3), services(1)), &lettered(7, 2))),
        ("three services", model(&format!("{}{}", desk(6, 6), services(3)), &lettered(7, 2))),
        ("twelve services", model(&format!("{}{}", desk(12, 12), services(12)), &lettered(7, 2))),
    ]
}

type Draw = Box<dyn FnMut(&mut egui::Ui)>;

/// A panel on which one screen after the other is drawn.
struct Panel(Harness<'static, Draw>);

/// A screen as it was drawn.
struct Drawn {
    texts: Vec<Painted>,
    whole: Rect,
    /// What a screen reader says, and of which place.
    said: BTreeMap<String, Rect>,
}

impl Panel {
    fn new(size: Vec2) -> Self {
        let nothing: Draw = Box::new(|_| {});
        let harness = Harness::builder().with_size(size).with_context_setup(|ctx| {
            Theme::install_faces(ctx);
            Theme::new(Density::Tv { base: 24.0 }, Palette::Dark, true, true).install(ctx);
            record(ctx);
        });
        Self(harness.build_ui_state(|ui, draw: &mut Draw| draw(ui), nothing))
    }

    fn draw(&mut self, draw: impl FnMut(&mut egui::Ui) + 'static) -> Drawn {
        *self.0.state_mut() = Box::new(draw);
        self.0.step();
        // Only the last frame: the first knows no places yet.
        recorded(&self.0.ctx);
        self.0.step();
        let said = self.0.query_all_by_label_contains("").filter_map(|node| {
            let access = node.accesskit_node();
            Some((access.label().or_else(|| access.value())?, node.rect()))
        });
        let said = said.collect();
        Drawn { texts: recorded(&self.0.ctx), whole: self.0.ctx.content_rect(), said }
    }

    /// One of the boards, in a language.
    fn board(&mut self, name: &str, speech: Speech) -> Drawn {
        let (_, board) = boards().into_iter().find(|(known, _)| *known == name).unwrap();
        self.draw_board(board, speech)
    }

    fn draw_board(&mut self, mut board: Model, speech: Speech) -> Drawn {
        let look = look(self.0.ctx.content_rect().size(), speech);
        let mut planned = Planned::default();
        self.draw(move |ui| {
            ground_ui(ui, |ui| board_ui(ui, &mut board, &mut planned, &look, NOW));
        })
    }
}

fn look(size: Vec2, speech: Speech) -> Look {
    Look {
        monitor: size,
        panel_inches: 55.0,
        viewing_metres: 3.0,
        highlight: true,
        is_night: false,
        speech,
    }
}

/// Where the letters of a text are: a figure is not as high as its line.
fn ink(painted: &Painted) -> Rect {
    // With the letter of its service or without.
    let is_of_number = |letter: char| letter.is_ascii_digit() || letter.is_ascii_uppercase();
    let is_figure = painted.text.chars().all(is_of_number);
    let used = painted.used;
    if is_figure { used.shrink2(vec2(0.0, used.height() * 0.23)) } else { used }
}

fn is_a_name(text: &str) -> bool {
    let has_words = text.chars().filter(|letter| letter.is_alphabetic()).count() > 1;
    // A service is named after its letter.
    let text = text.trim_matches(' ');
    let text = if text.get(1..3) == Some(": ") { &text[3..] } else { text };
    !has_words || NAMES.contains(&text)
}

/// Every screen by name, drawn in a language.
fn screens(panel: &mut Panel, speech: Speech) -> BTreeMap<String, Drawn> {
    let mut screens = BTreeMap::new();
    for (name, board) in boards() {
        screens.insert(name.to_owned(), panel.draw_board(board, speech));
    }
    let night = panel.draw(move |ui| night_ui(ui, "IT desk", speech, NOW));
    screens.insert("night".to_owned(), night);
    let shown = Fingerprint::of(b"a");
    for (name, reason, may_trust) in [
        ("waiting", None, true),
        ("look after", Some(Reason::LookAfter), true),
        ("not allowed", Some(Reason::NotAllowed), true),
        ("pairing", Some(Reason::Pairing("ABC234".parse().unwrap())), true),
        ("other", Some(Reason::NotWalkup), true),
        ("trust", Some(Reason::UnknownCertificate(shown)), true),
        ("changed", Some(Reason::CertificateChanged(shown)), false),
    ] {
        let drawn = panel.draw(move |ui| {
            let complaints = ["monitor: 0".to_owned()];
            let (server, file) = ("desk.example", "/home/kiosk/.config/walkup/display.toml");
            let waiting = Waiting { server, reason, may_trust, file, complaints: &complaints };
            waiting_ui(ui, &waiting, speech, NOW);
        });
        screens.insert(name.to_owned(), drawn);
    }
    for found in [false, true] {
        let mut ask = AskServer::default();
        if found {
            let address = "ws://192.168.1.4".parse().unwrap();
            let found = Found { name: "North Gate".to_owned(), address };
            ask.servers.apply(Heard::Here("north".to_owned(), found));
        }
        let drawn = panel.draw(move |ui| {
            speech.install(ui.ctx());
            let title = speech.say(display_app::words::Phrase::Name);
            ask_server_ui(ui, &title, &mut ask);
        });
        screens.insert(format!("ask, found {found}"), drawn);
    }
    screens
}

#[test]
fn every_screen_has_room_for_every_language_and_is_translated() {
    let languages = Languages::built_in();
    let mut troubles = Vec::new();
    for size in SIZES {
        let mut panel = Panel::new(size.into());
        let mut drawn: BTreeMap<&str, BTreeMap<String, Drawn>> = BTreeMap::new();
        for language in languages.offered(&[]) {
            let tag = language.tag();
            drawn.insert(tag, screens(&mut panel, languages.speech(tag)));
        }
        let english = &drawn["en"];
        for (tag, screens) in &drawn {
            for (name, Drawn { texts, whole, said }) in screens {
                let mut tell =
                    |what: String| troubles.push(format!("{size:?} {tag} {name}: {what}"));
                if texts.is_empty() {
                    tell("nothing is painted".to_owned());
                }
                for painted in texts {
                    if !painted.is_whole {
                        tell(format!("{:?} is cut", painted.text));
                    }
                    if !whole.expand(0.5).contains_rect(ink(painted)) {
                        tell(format!("{:?} leaves the screen: {:?}", painted.text, painted.used));
                    }
                    let (room, used) = (painted.room, painted.used);
                    if used.width() > room.width() + 1.0 {
                        tell(format!("{:?} leaves its box: {used:?} of {room:?}", painted.text));
                    }
                }
                // Each stands beside the others, not over them.
                for (at, one) in texts.iter().enumerate() {
                    for other in &texts[..at] {
                        let (ones, others) = (ink(one), ink(other));
                        let over = ones.shrink(2.0).intersect(others.shrink(2.0));
                        // Lines are higher than their letters.
                        let most = ones.height().min(others.height()) * 0.35;
                        if over.is_positive() && over.height() > most {
                            tell(format!("{:?} stands over {:?}", one.text, other.text));
                        }
                    }
                }
                if *tag == "en" {
                    continue;
                }
                let english = &english[name];
                for text in texts.iter().map(|painted| &painted.text).chain(said.keys()) {
                    let is_english = english.texts.iter().any(|painted| painted.text == *text)
                        || english.said.contains_key(text);
                    // French says Table and Page as English does.
                    let is_shared =
                        *tag == "fr" && (text.starts_with("Table") || text.starts_with("Page"));
                    if is_english && !is_a_name(text) && !is_shared {
                        tell(format!("{text:?} is English"));
                    }
                }
            }
        }
    }
    assert!(troubles.is_empty(), "{} troubles:\n{}", troubles.len(), troubles.join("\n"));
}

#[test]
fn a_board_in_arabic_is_mirrored() {
    let mut panel = Panel::new(vec2(1280.0, 720.0));
    let mut place = |tag: &str| {
        let drawn = panel.board("several", Languages::built_in().speech(tag));
        drawn.texts.into_iter().find(|painted| painted.text == "213").unwrap().used
    };
    let (english, arabic) = (place("en"), place("ar"));
    assert!((english.left() + arabic.right() - 1280.0).abs() < 2.0, "{english} {arabic}");
}

#[test]
fn tables_without_staff_share_a_line_where_not_all_have_room() {
    let mut panel = Panel::new(vec2(1280.0, 720.0));
    let english = Languages::built_in().speech("en");
    let said = panel.board("collapsed", english).said;
    assert!(said.contains_key("Closed: 7–59"), "{said:?}");
    assert!(said.contains_key("Table 3: calling 008"));
    assert!(!said.keys().any(|said| said.contains("Page") || said.contains(": closed")));
    let said = panel.board("quiet", english).said;
    assert!(said.contains_key("Table 3: closed"), "{said:?}");
    assert!(!said.keys().any(|said| said.starts_with("Closed:")));
}

#[test]
fn a_lone_call_has_the_whole_band_and_nothing_stands_on_its_tear() {
    for size in SIZES {
        let mut panel = Panel::new(size.into());
        let english = Languages::built_in().speech("en");
        let lone = panel.board("lone", english);
        let band = lone.said["213 to Table 2"];
        let whole = lone.whole;
        assert!(band.width() > 0.9 * whole.width(), "{size:?}: {band} of {whole}");
        // The number and the name are two parts of the ticket.
        let number = lone.texts.iter().find(|painted| painted.text == "213").unwrap();
        let name = lone.texts.iter().find(|painted| painted.text == "Ada L.").unwrap();
        let (number, name) = (ink(number), name.used);
        assert!(
            name.left() > number.right() || name.top() > number.bottom(),
            "{size:?}: {name} {number}"
        );
    }
}
