//! A whole day without a mouse.

use egui::{Key, Modifiers};
use staff_app::settings::Settings;

use crate::window::{Window, ticket};

#[test]
fn a_whole_day_by_keyboard_alone() {
    let mut window = Window::open(Settings::default(), [1280.0, 800.0]);
    window.settle();
    // Sign in.
    window.type_text("desk.example");
    window.press(Key::Tab);
    window.type_text("ada");
    window.press(Key::Tab);
    window.type_text("correct horse");
    window.press(Key::Enter);
    window.connects(false);
    assert_eq!(window.sent(), ["login ada correct horse"]);
    window.hears("success login secret");
    for line in ["tables 2", "reset", r#"me {"user":"ada","name":"Ada","admin":true}"#, "ready"] {
        window.says(line);
    }
    window.settle();
    // Take a table: Tab goes to it, Enter sits down.
    for _ in 0..8 {
        if window.focused().starts_with("Table 1") {
            break;
        }
        window.press(Key::Tab);
    }
    window.press(Key::Enter);
    assert_eq!(window.sent(), ["pick 1 secret"]);
    window.says("at 1 Ada");
    window.says("at 0 Bob");
    for count in 0..6 {
        window.arrives(count);
    }
    window.hears("success pick 1");

    // Next, by its letter and by the space bar.
    window.press(Key::N);
    assert_eq!(window.sent(), ["next"]);
    window.is_claimed(0, "Ada", 1);
    window.hears("success next 0");
    for (key, line) in [(Key::R, "recall 0"), (Key::C, "complete 0")] {
        window.press(key);
        assert_eq!(window.sent(), [line]);
        window.hears(&format!("success {line}"));
    }
    window.ends("complete", 0, "Ada", "completed");
    window.press_with(Modifiers::CTRL, Key::Z);
    assert_eq!(window.sent(), ["reopen 0"], "Ctrl+Z is what hands know");
    window.is_claimed(0, "Ada", 1);
    window.hears("success reopen 0");
    window.press(Key::X);
    assert_eq!(window.sent(), ["noshow 0"]);
    window.ends("cancel", 0, "Ada", "no-show");
    window.hears("success noshow 0");
    window.wait(staff_app::model::CALL_PAUSE_MS);
    window.press(Key::Space);
    assert_eq!(window.sent(), ["next"]);
    window.is_claimed(1, "Ada", 1);
    window.hears("success next 1");

    // A note: letters in it do nothing else.
    window.press(Key::E);
    window.type_text("can next come");
    window.press(Key::Enter);
    assert_eq!(window.sent(), ["note 1 can next come"]);
    window.hears("success note 1");
    // Hand over to Bob.
    window.press(Key::T);
    assert!(window.focused().starts_with("Bob"), "{}", window.focused());
    window.press(Key::Enter);
    assert_eq!(window.sent(), ["transfer 1 0"]);
    window.is_claimed(1, "Bob", 0);
    window.hears("success transfer 1");

    // Choose from the queue by arrows.
    assert_eq!(window.focused(), "");
    window.press(Key::ArrowDown);
    assert!(window.focused().starts_with("002"), "{}", window.focused());
    window.press(Key::ArrowDown);
    assert!(window.focused().starts_with("003"), "{}", window.focused());
    window.press(Key::ArrowUp);
    assert!(window.focused().starts_with("002"), "{}", window.focused());
    window.press(Key::L);
    assert_eq!(window.sent(), ["withdraw 2"]);
    window.ends("cancel", 2, "{}", "left");
    window.hears("success withdraw 2");
    window.press(Key::ArrowDown);
    window.press(Key::Enter);
    assert_eq!(window.sent(), ["accept 3"]);
    window.is_claimed(3, "Ada", 1);
    window.hears("success claimed 3");
    window.press(Key::B);
    assert_eq!(window.sent(), ["release 3"]);
    window.arrives(3);
    window.hears("success release 3");

    // Search.
    window.type_text("/");
    assert_eq!(window.focused(), "Search the queue");
    window.type_text("visitor 5");
    assert!(!window.shows("Visitor 4"));
    window.press(Key::Escape);
    assert!(window.shows("Visitor 4"));

    // Queue a visitor.
    window.press(Key::Q);
    window.type_text("yu@example.com");
    window.press(Key::Tab);
    assert_eq!(window.sent(), ["query yu@example.com"]);
    window.hears("error query visitor email does not exist");
    window.type_text("Yu N");
    window.press(Key::Enter);
    assert!(window.sent()[0].starts_with("request {"));
    window.arrives(9);
    window.hears(&format!("success new {}", ticket(9, "{}", false)));
    assert!(window.shows("Visitor 9 has number 009."));

    // The sheet of keys, the menu, and home.
    window.type_text("?");
    assert!(window.shows("They act while nothing is being typed."));
    window.press(Key::Escape);
    assert!(!window.shows("They act while nothing is being typed."));
    window.press(Key::M);
    assert_eq!(window.focused(), "Queue a visitor…");
    window.press(Key::Escape);
    window.press(Key::U);
    assert_eq!(window.sent(), ["unpick"]);
    window.hears("success unpick");
    assert!(window.shows("Choose a table to begin."));
}

#[test]
fn the_queue_is_gone_through_by_the_page_and_to_its_ends() {
    let mut window = Window::seated(60);
    let at = |window: &Window| -> usize { window.focused()[..3].parse().unwrap() };
    window.press(Key::End);
    assert_eq!(at(&window), 59);
    window.press(Key::Home);
    assert_eq!(at(&window), 0);
    window.press(Key::PageDown);
    let page = at(&window);
    assert!((5..30).contains(&page), "{page}");
    window.press(Key::PageDown);
    assert_eq!(at(&window), 2 * page);
    window.press(Key::PageUp);
    assert_eq!(at(&window), page);
    for _ in 0..20 {
        window.press(Key::PageUp);
    }
    assert_eq!(at(&window), 0);
    // While a form has the keyboard, its fields have these keys.
    window.press(Key::Q);
    window.press(Key::End);
    window.press(Key::Escape);
    window.press(Key::ArrowDown);
    assert_eq!(at(&window), 1);
}

#[test]
fn letters_that_are_typed_do_nothing_else() {
    let mut window = Window::seated(2);
    window.type_text("/");
    window.press(Key::N);
    window.press(Key::Space);
    window.press(Key::A);
    assert!(window.sent().is_empty());
}

#[test]
fn space_means_next_only_while_nothing_has_the_keyboard() {
    let mut window = Window::seated(2);
    window.press(Key::ArrowDown);
    window.press(Key::Space);
    assert!(!window.sent().contains(&"next".to_owned()), "a row has it");
}
