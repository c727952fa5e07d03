//! What whoever sets a kiosk up reads before it knows its server: in every language, on every size of
//! panel, with room for everything and nothing in another language.

use app_kit::discovery::{Found, Heard};
use app_kit::text::paragraph::{Painted, record, recorded};
use app_kit::text::{Languages, Speech};
use app_kit::widgets::AskServer;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use kiosk_app::opening::Opening;

const PANELS: [[f32; 2]; 3] = [[1280.0, 800.0], [1080.0, 1920.0], [1024.0, 768.0]];
const FILE: &str = "/home/kiosk/.config/walkup/kiosk.toml";

fn window(size: [f32; 2], speech: Speech, name: &str) -> Harness<'static, Opening> {
    let name = name.to_owned();
    let mut harness = Harness::builder().with_size(size).build_eframe(move |cc| {
        speech.install(&cc.egui_ctx);
        record(&cc.egui_ctx);
        if name == "look after" {
            return Opening::look_after(&cc.egui_ctx, FILE.to_owned());
        }
        let mut ask = AskServer::default();
        if name != "none found" {
            let address = "ws://10.0.0.7".parse().unwrap();
            let found = Found { name: "North Gate".to_owned(), address };
            ask.servers.apply(Heard::Here("north".to_owned(), found));
        }
        let start = Box::new(|_, _: &_| Err(std::io::ErrorKind::Other.into()));
        Opening::asking(&cc.egui_ctx, ask, start)
    });
    harness.run_steps(3);
    harness
}

/// What the last frame painted.
fn painted(harness: &mut Harness<'static, Opening>) -> Vec<Painted> {
    recorded(&harness.ctx);
    harness.step();
    recorded(&harness.ctx)
}

/// The screens by name; the last one comes after a server without encryption was chosen.
fn screens(size: [f32; 2], speech: Speech) -> Vec<(&'static str, Vec<Painted>)> {
    let mut screens = Vec::new();
    for name in ["none found", "found", "look after", "plain"] {
        let mut harness = window(size, speech, name);
        if name == "plain" {
            harness.get_by_label_contains("North Gate").click();
            harness.run_steps(3);
        }
        screens.push((name, painted(&mut harness)));
    }
    screens
}

/// What is the same in every language: what is typed, names, keys.
fn is_a_name(text: &str) -> bool {
    text.chars().filter(|letter| letter.is_alphabetic()).count() < 2 || text == "North Gate"
}

#[test]
fn every_set_up_screen_has_room_for_every_language_and_is_translated() {
    let languages = Languages::built_in();
    let mut troubles = Vec::new();
    for size in PANELS {
        let english = screens(size, languages.speech("en"));
        for language in languages.offered(&[]) {
            let tag = language.tag();
            let here = screens(size, languages.speech(tag));
            for ((name, texts), (_, english)) in here.iter().zip(&english) {
                assert!(!texts.is_empty(), "{size:?} {tag} {name} is empty");
                for text in texts {
                    let what = format!("{size:?} {tag} {name}: {:?}", text.text);
                    let across = 0.0..=size[0];
                    if !text.is_whole {
                        troubles.push(format!("{what} is cut"));
                    }
                    if !across.contains(&text.used.left()) || !across.contains(&text.used.right()) {
                        troubles.push(format!("{what} leaves the screen: {}", text.used));
                    }
                    let is_english = english.iter().any(|english| english.text == text.text);
                    if tag != "en" && is_english && !is_a_name(&text.text) {
                        troubles.push(format!("{what} is English"));
                    }
                }
            }
        }
    }
    assert!(troubles.is_empty(), "{} troubles:\n{}", troubles.len(), troubles.join("\n"));
}

#[test]
fn nothing_is_sent_without_encryption_before_somebody_says_so() {
    let given = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
    let kept = std::rc::Rc::clone(&given);
    let mut harness = Harness::builder().with_size([1280.0, 800.0]).build_eframe(move |cc| {
        let start = Box::new(move |address: app_kit::address::ServerAddress, _: &_| {
            kept.borrow_mut().push(address.to_string());
            Err(std::io::ErrorKind::Other.into())
        });
        let mut ask = AskServer::default();
        let address = "ws://10.0.0.7".parse().unwrap();
        let found = Found { name: "North Gate".to_owned(), address };
        ask.servers.apply(Heard::Here("north".to_owned(), found));
        Opening::asking(&cc.egui_ctx, ask, start)
    });
    harness.run_steps(3);
    for is_meant in [false, true] {
        harness.get_by_label("North Gate · ws://10.0.0.7 · not encrypted").click();
        harness.run_steps(3);
        assert!(harness.query_by_label_contains("does not encrypt").is_some());
        assert!(given.borrow().is_empty());
        let button = if is_meant { "Use it without encryption" } else { "Back" };
        harness.get_by_label(button).click();
        harness.run_steps(3);
    }
    assert_eq!(*given.borrow(), ["ws://10.0.0.7:7420"]);
}

#[test]
fn a_kiosk_that_lost_its_settings_asks_no_visitor_anything() {
    let mut harness = window([1280.0, 800.0], Languages::built_in().speech("en"), "look after");
    assert!(harness.query_by_label_contains("member of staff").is_some());
    assert!(harness.query_by_label_contains(FILE).is_some());
    // Nothing on it can be pressed or typed into.
    for key in [egui::Key::Tab, egui::Key::Enter, egui::Key::Space] {
        harness.key_press(key);
        harness.run_steps(2);
    }
    let root = harness.root();
    let focusable = root.children_recursive().filter(egui_kittest::Node::is_focused);
    assert_eq!(focusable.filter(|node| node.accesskit_node().label().is_some()).count(), 0);
}
