//! Services, help and scanned codes by what is read and pressed.

use app_kit::field::Edit;
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use kiosk_app::model::{Act, COMING_MS, Question, Screen};
use kiosk_app::words::Phrase;

use crate::bench::{Bench, TICKET, settings};

const PANELS: [[f32; 2]; 3] = [[1280.0, 800.0], [1920.0, 1080.0], [1080.0, 1920.0]];

const SERVICES: &str = r#"services [{"id":"quick","text":{"en":"Quick question","de":"Kurze Frage"},"prefix":"K","identity":{"kind":"none"},"takes":"yes"},{"id":"card","text":{"en":"Badges","de":"Ausweise"},"prefix":"B","identity":{"kind":"number","text":{"en":"Student number","de":"Matrikelnummer"},"min":8,"max":8,"optional":true},"takes":"yes"},{"id":"full","text":{"en":"Enrolment"},"identity":{"kind":"phone"},"takes":"full"},{"id":"gone","text":{"en":"Housing"},"open":false}]"#;

fn with_services(size: [f32; 2]) -> Bench {
    let mut bench = Bench::new(size, settings());
    bench.told(SERVICES);
    bench.told("lane quick 0 - -");
    bench.told("lane card 3 600 1200");
    bench.told("lane full 9 1200 1800");
    bench
}

/// What stands small on a button, as a screen reader has it.
fn detail(bench: &Bench, button: &str) -> Option<String> {
    let button = bench.window.get_by_role_and_label(Role::Button, button);
    button.accesskit_node().description()
}

#[test]
fn services_stand_on_welcome_in_the_visitors_language_and_say_what_they_take() {
    let mut bench = with_services(PANELS[1]);
    assert!(!bench.sees("Get a ticket") && !bench.sees("Housing"));
    assert_eq!(detail(&bench, "Badges").as_deref(), Some("3 waiting · about 10–20 min"));
    assert_eq!(detail(&bench, "Quick question").as_deref(), Some("nobody waiting"));
    assert_eq!(detail(&bench, "Enrolment").as_deref(), Some("full just now"));
    bench.press("Enrolment");
    assert_eq!(bench.screen(), Screen::Welcome);
    assert!(bench.sees("as many wait for this service as may"));
    bench.press("Language: Deutsch");
    assert!(bench.sees("Was brauchen Sie?"));
    bench.press("Ausweise");
    assert!(bench.sees("Matrikelnummer") && bench.sees("8 Ziffern"));
}

#[test]
fn one_touch_gives_the_ticket_with_its_letter_and_its_service() {
    for size in PANELS {
        let mut bench = with_services(size);
        bench.press("Quick question");
        assert_eq!(bench.said().len(), 1);
        assert!(bench.said()[0].contains(r#""service":"quick""#));
        bench.told(r#"about 1213 {"ahead":3,"wait":[600,1200],"number":"K213","service":"quick"}"#);
        bench.told(TICKET);
        assert!(bench.sees("K213"), "{size:?}");
        assert!(bench.sees("3 people before you for Quick question."));
        let number = bench.window.get_by_label("K213").rect();
        assert!(number.height() > 0.15 * size[1].min(size[0]), "{size:?}: {number} is the hero");
        bench.press("Done");
        assert_eq!(bench.screen(), Screen::Welcome);
    }
}

#[test]
fn a_number_is_typed_by_large_keys_and_may_be_left_out() {
    for size in PANELS {
        let mut bench = with_services(size);
        bench.press("Badges");
        let key = bench.window.get_by_role_and_label(Role::Button, "5").rect();
        let letter_mm = key.size() / (96.0 / 25.4);
        assert!(letter_mm.x >= 40.0 && letter_mm.y >= 20.0, "{size:?}: {letter_mm}");
        assert!(bench.window.query_by_role_and_label(Role::Button, "q").is_none());
        for key in ["1", "2", "Delete", "2", "3"] {
            bench.press(key);
        }
        assert!(bench.window.query_by_label("Skip").is_none());
        bench.press("Continue");
        assert!(bench.sees("Please check the number."));
        for key in ["4", "5", "6", "7", "0"] {
            bench.press(key);
        }
        bench.press("Continue");
        assert!(bench.said()[0].contains(r#""contact":"12345670""#), "{:?}", bench.said());
        bench.act(Act::StartOver);
        bench.told("success withdraw key");
        bench.press("Badges");
        bench.press("Skip");
        assert!(!bench.said().last().unwrap().contains("contact"));
    }
}

#[test]
fn a_number_with_letters_is_typed_by_capitals_and_digits() {
    for size in PANELS {
        let mut bench = Bench::new(size, settings());
        bench.told(r#"services [{"id":"case","identity":{"kind":"number","letters":true}}]"#);
        bench.press("Get a ticket");
        for key in ["S", "Hyphen", "1", "0", "Z"] {
            bench.press(key);
        }
        assert_eq!(bench.window.state().model().visit.text(Question::Number), "S-10Z", "{size:?}");
    }
}

#[test]
fn many_services_stand_on_pages_of_their_own() {
    let mut bench = Bench::new(PANELS[0], settings());
    let services: Vec<String> =
        (1..=14).map(|at| format!(r#"{{"id":"s{at}","text":{{"en":"Service {at}"}}}}"#)).collect();
    bench.told(&format!("services [{}]", services[..12].join(",")));
    bench.press("Get a ticket");
    assert_eq!(bench.screen(), Screen::Services);
    assert!(bench.sees("Service 12") && bench.window.query_by_label("More").is_none());
    bench.told(&format!("services [{}]", services.join(",")));
    assert!(bench.sees("Service 11") && !bench.sees("Service 12"));
    bench.press("More");
    bench.press("Service 13");
    assert_eq!(bench.screen(), Screen::Question(Question::Address));
    bench.press("Back");
    assert_eq!(bench.screen(), Screen::Services);
    bench.press("Back");
    assert_eq!(bench.screen(), Screen::Welcome);
}

#[test]
fn a_desk_whose_services_are_all_stopped_says_so() {
    let mut bench = Bench::new(PANELS[0], settings());
    bench.told(r#"services [{"id":"a","text":{"en":"A"},"open":false}]"#);
    assert!(bench.sees("No tickets are being given out at the moment."));
    assert!(bench.sees("I need help"));
}

#[test]
fn help_has_one_place_on_every_screen_of_a_visit() {
    for size in PANELS {
        for lang in ["en", "ar"] {
            let mut bench = Bench::with_reasons(size, settings());
            let words = |bench: &Bench| bench.say(Phrase::NeedHelp);
            let mut places = Vec::new();
            let mut look = |bench: &Bench| {
                let name = words(bench);
                let button = bench.window.get_by_role_and_label(Role::Button, &name);
                places.push(button.rect());
            };
            bench.act(Act::Speak(lang.to_owned()));
            look(&bench);
            bench.act(Act::Begin);
            look(&bench);
            bench.act(Act::Edit(Edit::typed("ada@a.example")));
            bench.act(Act::Continue);
            bench.told("success query Ada");
            look(&bench);
            bench.act(Act::TypeMyName);
            look(&bench);
            bench.pass(30_000);
            assert_eq!(bench.screen(), Screen::StillThere);
            look(&bench);
            bench.act(Act::MoreTime);
            bench.act(Act::Edit(Edit::typed("Ada")));
            bench.act(Act::Continue);
            look(&bench);
            bench.act(Act::Choose("badge".to_owned()));
            bench.told(TICKET);
            look(&bench);
            let start = |rect: &egui::Rect| if lang == "ar" { rect.right() } else { rect.left() };
            for place in &places {
                assert_eq!(start(place), start(&places[0]), "{size:?} {lang} {places:?}");
                assert_eq!(place.bottom(), places[0].bottom(), "{size:?} {lang} {places:?}");
                assert_eq!(place.width(), places[0].width(), "{size:?} {lang} {places:?}");
            }
        }
    }
}

#[test]
fn who_needs_help_is_told_that_somebody_is_coming() {
    let mut bench = Bench::new(PANELS[0], settings());
    bench.press("I need help");
    assert_eq!(bench.said(), ["help"]);
    bench.told("success help");
    let heard = |bench: &Bench| bench.window.query_all_by_label("Somebody is coming").count();
    assert_eq!(heard(&bench), 2, "on the button, and across the top for a moment");
    bench.pass(10_000);
    assert_eq!(heard(&bench), 1);
    bench.press("Somebody is coming");
    assert_eq!((heard(&bench), bench.said().len()), (2, 1));
    bench.press("Get a ticket");
    assert!(heard(&bench) >= 1, "whoever comes next reads it, too");
    bench.act(Act::StartOver);
    bench.pass(COMING_MS);
    assert!(bench.sees("I need help"));
    bench.disconnect();
    let button = bench.window.get_by_role_and_label(Role::Button, "I need help");
    assert!(button.accesskit_node().is_disabled());
}

#[test]
fn what_is_said_for_a_moment_hides_nothing_of_a_ticket() {
    for size in PANELS {
        let mut bench = with_services(size);
        bench.press("Quick question");
        bench.told(r#"about 1213 {"ahead":3,"wait":[600,1200],"number":"K213","service":"quick"}"#);
        bench.told(TICKET);
        bench.act(Act::Help);
        bench.told("success help");
        let strip = bench.window.query_all_by_label("Somebody is coming").map(|node| node.rect());
        let strip = strip.max_by(|one, other| one.height().total_cmp(&other.height())).unwrap();
        for said in ["K213", "3 people before you", "The wait is", "Watch the screen"] {
            let place = bench.window.get_by_label_contains(said).rect();
            // Figures do not fill their line.
            let place = place.shrink2(egui::vec2(0.0, place.height() * 0.15));
            let strip = strip.with_min_x(0.0).with_max_x(size[0]);
            assert!(!strip.intersects(place), "{size:?}: {said} {place} {strip}");
        }
    }
}

#[test]
fn a_scanned_code_presses_nothing() {
    let mut bench = with_services(PANELS[0]);
    assert_eq!(bench.focused(), "Quick question", "Enter would take a ticket");
    bench.settle();
    bench.scans("no such 1");
    assert!(bench.said().is_empty());
    assert!(bench.sees("This code is not for this kiosk."));
    // The next Enter is somebody's own.
    bench.key(Key::Enter);
    assert_eq!(bench.said().len(), 1);
}

#[test]
fn a_scanned_code_answers_from_welcome_and_at_its_question() {
    let mut bench = with_services(PANELS[0]);
    bench.scans("12345678");
    assert_eq!(bench.said().len(), 1);
    assert!(bench.said()[0].contains(r#""service":"card","contact":"12345678""#));
    // The scanner reads it twice.
    bench.scans("12345678");
    bench.told(TICKET);
    bench.scans("12345678");
    assert!(!bench.sees("not for this kiosk"), "once is enough");
    assert_eq!((bench.screen(), bench.said().len()), (Screen::Ticket, 1));
    bench.press("Done");

    bench.press("Badges");
    bench.types("99");
    bench.scans("87654321");
    assert!(bench.said()[1].contains(r#""contact":"87654321""#), "{:?}", bench.said());
}

#[test]
fn what_a_hand_types_quickly_arrives_in_its_order() {
    let mut bench = Bench::new(PANELS[0], settings());
    bench.press("Get a ticket");
    for sign in "ada@a.example".chars() {
        bench.types(&sign.to_string());
    }
    assert_eq!(bench.window.state().model().visit.text(Question::Address), "ada@a.example");
    bench.key(Key::Enter);
    assert_eq!(bench.said(), ["query ada@a.example"]);
}

#[test]
fn how_to_join_by_telephone_stands_on_the_welcome_page_while_somebody_may() {
    const JOIN: &str = "join ABC456 1795798800000 https://desk.example/join";
    for size in [[1920.0, 1080.0], [1080.0, 1920.0], [1280.0, 800.0]] {
        let mut bench = Bench::new(size, settings());
        bench.told(r#"services [{"id":"quick","text":{"en":"Quick"},"identity":{"kind":"none"}}]"#);
        let shows = |bench: &Bench, words: &str| {
            bench.places().iter().any(|(name, _)| name.contains(words))
        };
        assert!(!shows(&bench, "by phone"), "{size:?}");
        bench.told(JOIN);
        let line = "No time to wait here? Join by phone: desk.example/join, code ABC456";
        assert!(shows(&bench, line), "{size:?}");
        bench.act(Act::Speak("de".to_owned()));
        assert!(shows(&bench, "per Telefon: desk.example/join, Code ABC456"), "{size:?}");
        bench.told(&JOIN.replace("ABC456", "ABC45678"));
        assert!(shows(&bench, "desk.example/join, Code ABC4\u{a0}5678"), "{size:?}");
        bench.told(JOIN);
        bench.act(Act::Speak("en".to_owned()));
        // Not what may be over by now.
        bench.disconnect();
        assert!(!shows(&bench, "by phone"), "{size:?}");
        bench.connect();
        bench.told(JOIN);
        assert!(shows(&bench, line), "{size:?}");
        bench.told("join");
        assert!(!shows(&bench, "by phone"), "{size:?}");
        bench.told(JOIN);
        bench.told("desk closed Back at two");
        assert!(!shows(&bench, "by phone"), "{size:?}");
    }
}
