//! What went wrong once at a desk: held keys, fields that remember, forms that vanish.

use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use staff_app::export::Chosen;
use staff_app::settings::{Settings, SingleKeys};

use crate::window::{Window, ticket};

fn known() -> Settings {
    Settings { server: "desk".to_owned(), user: "ada".to_owned(), ..Settings::default() }
}

/// A key that is held: pressed again and again, without being let go. Everything is answered at once,
/// and so much time goes by that only the key itself can hold the next press back.
fn hold(window: &mut Window, key: Key, answer: impl Fn(&mut Window, &str)) -> Vec<String> {
    let press = |window: &mut Window, pressed| {
        let modifiers = Modifiers::NONE;
        let event = Event::Key { key, physical_key: None, pressed, repeat: false, modifiers };
        window.harness.event(event);
        window.settle();
    };
    let mut said = Vec::new();
    for _ in 0..5 {
        press(window, true);
        for line in window.sent() {
            answer(window, &line);
            said.push(line);
        }
        window.wait(1_500);
    }
    press(window, false);
    said
}

/// The server answers a call with the visitor who was next, and anything else with a success.
fn answer(window: &mut Window, line: &str) {
    match line {
        "next" => {
            let next = window.harness.state().model().next_up.unwrap().get();
            window.is_claimed(next, "Ada", 3);
            window.hears(&format!("success next {next}"));
        }
        line => window.hears(&format!("success {line}")),
    }
}

#[test]
fn after_signing_out_nobody_gets_the_password_back() {
    let mut window = Window::open(known(), [1280.0, 800.0]);
    window.settle();
    window.type_text("correct horse");
    // A field keeps for taking back what stood in it for a second.
    window.harness.run_steps(120);
    window.press(Key::Enter);
    window.connects(false);
    window.hears("success login secret");
    for line in ["tables 2", "reset", r#"me {"user":"ada","name":"Ada","admin":true}"#, "ready"] {
        window.says(line);
    }
    window.settle();
    window.press(Key::M);
    window.click("Sign out");
    window.hears("success logout");
    window.sent();
    assert!(window.field("Password").is_focused());
    for _ in 0..5 {
        window.press_with(Modifiers::COMMAND, Key::Z);
        assert_eq!(window.field("Password").value().as_deref().unwrap_or(""), "");
    }
    window.press(Key::Enter);
    assert!(window.sent().is_empty(), "and Enter signs nobody in");
    assert!(window.shows("Type your name and your password."));
}

#[test]
fn a_password_is_not_taken_back_even_while_it_is_typed() {
    let mut window = Window::open(known(), [1280.0, 800.0]);
    window.settle();
    window.type_text("correct horse");
    window.press_with(Modifiers::COMMAND, Key::A);
    window.press(Key::Backspace);
    window.press_with(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.field("Password").value().as_deref().unwrap_or(""), "");
}

#[test]
fn keys_that_are_held_act_once() {
    for key in [Key::N, Key::Space] {
        let mut window = Window::seated(9);
        assert_eq!(hold(&mut window, key, answer), ["next"], "{key:?}");
    }
    let mut window = Window::seated(3);
    for count in 0..3 {
        window.is_claimed(count, "Ada", 3);
    }
    window.settle();
    assert_eq!(hold(&mut window, Key::C, answer), ["complete 2"]);
}

#[test]
fn enter_that_is_held_on_a_button_presses_it_once() {
    for key in [Key::Enter, Key::Space] {
        let mut window = Window::seated(9);
        window.button("Next visitor").focus();
        window.settle();
        assert_eq!(hold(&mut window, key, answer), ["next"], "{key:?}");
    }
}

#[test]
fn after_signing_in_the_first_free_table_has_the_keyboard_and_digits_choose() {
    let settings = Settings { token: Some("secret".to_owned()), ..known() };
    let mut window = Window::open(settings, [1280.0, 800.0]);
    window.connects(true);
    window.hears("success resume Ada");
    for line in ["tables 14", "reset", "at 0 Bob", "at 5 Zoë", "ready"] {
        window.says(line);
    }
    window.settle();
    assert_eq!(window.focused(), "Table 1, nobody there");
    window.press(Key::Tab);
    assert_eq!(window.focused(), "Table 2, nobody there", "Sign out is not the first stop");
    for digit in ["1", "2"] {
        window.type_text(digit);
    }
    assert_eq!(window.focused(), "Table 12, nobody there");
    window.type_text("5");
    window.press(Key::Enter);
    assert!(window.sent().is_empty(), "Zoë sits at 5, and nobody asked for 12");
    window.type_text("3");
    assert_eq!(window.focused(), "Table 3, nobody there");
    window.press(Key::Enter);
    assert_eq!(window.sent(), ["pick 3 secret"]);
}

#[test]
fn the_notes_button_on_my_card_is_about_my_visitor_whatever_row_is_chosen() {
    let mut window = Window::seated(3);
    window.is_claimed(0, "Ada", 3);
    window.settle();
    window.press(Key::ArrowDown);
    window.press(Key::ArrowDown);
    window.click("More");
    window.click("Note…");
    assert!(window.shows("Note on 000"));
}

#[test]
fn number_name_and_address_can_be_copied() {
    let mut window = Window::seated(2);
    window.is_claimed(0, "Ada", 3);
    window.settle();
    for text in ["000", "Visitor 0", "v0@example.com"] {
        window.button(&format!("Copy {text}")).click();
        assert_eq!(window.copied(), [text]);
        assert!(window.shows(&format!("Copied: {text}")));
    }
    window.press(Key::ArrowDown);
    window.harness.event(Event::Copy);
    assert_eq!(window.copied(), ["001 Visitor 1 v1@example.com"]);
}

#[test]
fn what_is_pasted_stands_in_the_field() {
    let mut window = Window::open(known(), [1280.0, 800.0]);
    window.settle();
    window.harness.event(Event::Paste("pasted secret".to_owned()));
    window.settle();
    window.press(Key::Enter);
    window.connects(false);
    assert_eq!(window.sent(), ["login ada pasted secret"]);
}

#[test]
fn a_click_beside_a_form_throws_nothing_away_that_was_typed() {
    let mut window = Window::seated(0);
    window.press(Key::Q);
    window.click_at([5.0, 790.0]);
    assert!(!window.shows("Queue a visitor"), "an empty form goes");
    window.press(Key::Q);
    window.type_text("yu@exam");
    window.click_at([5.0, 790.0]);
    assert_eq!(window.field("E-mail address").value().as_deref(), Some("yu@exam"));
    window.press(Key::Escape);
    assert!(!window.shows("Queue a visitor"), "Escape is meant");
}

#[test]
fn the_search_opens_by_its_sign_wherever_the_keyboard_has_it() {
    let mut window = Window::seated(2);
    // On a German keyboard: Shift and 7, which types a slash.
    window.press_with(Modifiers::SHIFT, Key::Num7);
    window.type_text("/");
    assert_eq!(window.focused(), "Search the queue");
    assert_eq!(window.field("Search the queue").value().as_deref(), Some(""));
}

#[test]
fn names_that_are_read_leftwards_stand_whole_in_their_column() {
    let mut window = Window::seated(2);
    let arabic = |count: i64| {
        ticket(count, "Ada", false).replace(&format!("Visitor {count}"), "محمد عبد العلي")
    };
    for count in 0..2 {
        window.is_claimed(count, "Ada", 3);
        window.says(&format!("claimed {}", arabic(count)));
    }
    window.settle();
    window.button("Turn to 000, محمد عبد العلي");
    let painted = window.painted();
    let name = painted.iter().filter(|one| one.text == "محمد عبد العلي").count();
    assert!(name >= 2, "on the card and among my others, each a text of its own: {painted:?}");
    assert!(painted.iter().all(|one| !one.text.contains("   ")), "no row is one text");
}

#[test]
fn the_name_of_my_visitor_is_always_whole() {
    for size in [[1280.0, 800.0], [900.0, 600.0]] {
        let mut window = Window::seated_in(size, 1);
        let long = "María-José de los Ángeles Núñez Fernández de la Torre y Lindström-Baumgartner";
        window.is_claimed(0, "Ada", 3);
        window.says(&format!("claimed {}", ticket(0, "Ada", false).replace("Visitor 0", long)));
        window.settle();
        let painted = window.painted();
        assert!(painted.iter().any(|one| one.text == long && one.is_whole), "{size:?}");
    }
}

#[test]
fn the_buttons_of_a_row_do_not_cover_its_wait() {
    for size in [[1280.0, 800.0], [900.0, 600.0], [1920.0, 1080.0]] {
        let mut window = Window::seated_in(size, 2);
        window.wait(25 * 60_000);
        window.press(Key::ArrowDown);
        let painted = window.painted();
        let word = painted.iter().find(|one| one.text == "too long").unwrap();
        let mut buttons = [window.button("Accept 000").rect(), window.button("Gone 000").rect()];
        buttons.sort_by(|one, other| one.left().total_cmp(&other.left()));
        assert!(buttons[1].right() <= word.room.left() - 15.0, "{size:?} {buttons:?} {word:?}");
    }
}

#[test]
fn a_long_name_ends_before_the_buttons_of_its_row() {
    let long = "María-José de los Ángeles Núñez Fernández de la Torre y Lindström-Baumgartner";
    for language in ["en", "de", "fr", "ar"] {
        for size in [[1280.0, 800.0], [1920.0, 1080.0]] {
            let settings = Settings {
                token: Some("secret".to_owned()),
                language: language.to_owned(),
                ..known()
            };
            let mut window = Window::open(settings, size);
            window.connects(true);
            window.hears("success resume Ada");
            window.state(2);
            window.says(&format!("new {}", ticket(1, "{}", false).replace("Visitor 1", long)));
            window.settle();
            window.press(Key::ArrowDown);
            window.press(Key::ArrowDown);
            let painted = window.painted();
            let name = painted.iter().find(|one| one.text == long).unwrap();
            let root = window.harness.root();
            let buttons: Vec<egui::Rect> = root
                .children_recursive()
                .filter(|node| {
                    let node = node.accesskit_node();
                    node.role() == egui::accesskit::Role::Button
                        && node.label().is_some_and(|label| label.contains(" 001"))
                        && !node.label().is_some_and(|label| label.contains(long))
                })
                .map(|node| node.rect())
                .collect();
            assert_eq!(buttons.len(), 2, "{language}");
            let far = buttons.iter().all(|button| !button.expand(7.0).intersects(name.room));
            assert!(far, "{language} {size:?}: {:?} {buttons:?}", name.room);
        }
    }
}

#[test]
fn in_the_least_window_what_is_done_with_my_visitor_is_in_sight() {
    let mut window = Window::seated_in([900.0, 600.0], 4);
    let note = "A long note. ".repeat(30);
    window.says(&format!(
        r#"about 0 {{"rank":0,"calls":1,"claimed":{},"table":3,"note":"{note}"}}"#,
        crate::window::START
    ));
    window.says(&format!("claimed {}", ticket(0, "Ada", false)));
    window.settle();
    let whole = window.harness.ctx.content_rect();
    for name in ["Complete", "Recall", "No-show", "More", "Complete 000, call next"] {
        let rect = window.button(name).rect();
        assert!(whole.contains_rect(rect), "{name} at {rect:?}");
    }
    window.press(Key::R);
    window.hears("success recall 0");
    let said = window.harness.get_by_label("000 is being called again.").rect();
    assert!(said.top() > 500.0, "at the bottom: {said:?}");
    for kept in ["Northgate", "· Table 3 · Ada"] {
        assert!(window.shows(kept), "{kept} is not covered");
    }
    window.click("Tables");
    assert!(window.harness.query_by_label("Free…").is_none());
    window.button("Unseat… Table 1");
}

#[test]
fn an_export_without_a_dialog_is_written_where_it_says() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = Window::seated(0);
    window.press(Key::M);
    window.click("Export tickets…");
    *window.place.borrow_mut() = Some(Chosen::NoDialog(folder.path().to_owned()));
    window.click("Choose a file…");
    window.settle();
    assert!(window.shows("This computer shows no file dialog."));
    window.click("Write the file");
    assert!(window.sent()[0].starts_with("export "));
    window.hears("row id,number");
    window.hears("success export 0");
    assert!(window.shows("0 tickets written."));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn single_keys_can_be_switched_to_ctrl_or_off() {
    for (keys, plain, with_ctrl) in
        [(SingleKeys::On, 1, 0), (SingleKeys::WithCtrl, 0, 1), (SingleKeys::Off, 0, 0)]
    {
        let settings = Settings { token: Some("secret".to_owned()), single_keys: keys, ..known() };
        let mut window = Window::open(settings, [1280.0, 800.0]);
        window.connects(true);
        window.hears("success resume Ada");
        window.state(3);
        window.press(Key::N);
        assert_eq!(window.sent().len(), plain, "{keys:?}");
        window.hears("error next nobody is waiting");
        window.press_with(Modifiers::CTRL, Key::N);
        assert_eq!(window.sent().len(), with_ctrl, "{keys:?}");
    }
}

#[test]
fn a_server_that_was_used_is_a_name_until_somebody_wants_another() {
    let mut window = Window::open(known(), [1280.0, 800.0]);
    window.settle();
    assert!(window.shows("Server: desk"));
    assert!(window.harness.query_by_label("Server").is_none());
    window.click("Change");
    assert!(window.field("Server").is_focused());
    window.type_text(".example");
    window.harness.get_by_label("Show password").click();
    window.settle();
    window.harness.get_by_label("Password").focus();
    window.settle();
    window.type_text("seen");
    let node = window.field("Password");
    assert_eq!(node.value().as_deref(), Some("seen"), "it can be read");
    assert_eq!(NodeT::accesskit_node(&node).role(), egui::accesskit::Role::TextInput);
}

#[test]
fn damaged_settings_are_said_in_the_window_until_somebody_has_seen_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("staff.toml");
    std::fs::write(&path, "server = \"desk\"\nlook = \"purple\"\n").unwrap();
    let file = app_kit::settings::SettingsFile::find(Some(path), "staff").unwrap();
    let keeper = app_kit::shell::Keeper::<Settings>::load(file);
    let settings = keeper.settings.clone();
    assert_eq!(settings.server, "desk", "what could be read holds");
    let mut window = Window::open_kept(settings, [1280.0, 800.0], Some(keeper));
    window.settle();
    assert!(window.shows("The settings of this window could not be read whole: "));
    assert!(window.shows("look"));
    // The desk says it too, as long as nobody has seen it.
    window.type_text("a");
    window.click("I have seen it");
    assert!(!window.shows("could not be read whole"));
    let mut window = Window::open(known(), [1280.0, 800.0]);
    window.settle();
    assert!(!window.shows("could not be read whole"));
}
