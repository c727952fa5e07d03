//! The page on which the desk's services are set up, and who can do them, by keyboard.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;

use crate::window::{Window, ticket};

const SETTINGS: &str = r#"success settings {"version":1,"values":{"organisation":"Northgate","services":[{"id":"badges","text":{"en":"Badges"},"prefix":"B"},{"id":"permits","text":{"en":"Permits"},"prefix":"P","identity":{"kind":"none"}}],"reasons":[{"id":"a","text":{"en":"Lost"}},{"id":"b","text":{"en":"Broken"}}]}}"#;
const OFFERS: &str = r#"services [{"id":"badges","text":{"en":"Badges"},"prefix":"B","takes":"full"},{"id":"permits","text":{"en":"Permits"},"prefix":"P","identity":{"kind":"none"},"takes":"yes"}]"#;
const BADGES: &str = "B, Badges, Address and name · within 20 min";
const PERMITS: &str = "P, Permits, Nothing: one touch · within 20 min";

/// At the page of services, or of people.
fn at(page: &str, size: [f32; 2]) -> Window {
    Window::at_page(page, size, SETTINGS)
}

/// Whether something has exactly this name.
fn has(window: &Window, name: &str) -> bool {
    window.harness.query_by_label(name).is_some()
}

#[test]
fn a_service_is_added_and_the_rest_is_said_where_it_opens() {
    let mut window = at("Services", [900.0, 600.0]);
    window.click("Add a service");
    assert_eq!(window.focused(), "What is it called?");
    window.type_text("Lost property");
    window.press(Key::Enter);
    let sent = window.sent();
    assert!(
        sent[0].contains(r#"{"id":"lost-property","text":{"en":"Lost property"}}"#),
        "{sent:?}"
    );
    window.hears("success set 2");
    assert!(window.shows("Missing: Deutsch, Español, Français, العربية"));
    assert_eq!(window.focused(), "Lost property, Address and name · within 20 min");
    window.click("Letter before its numbers: L");
    let sent = window.sent();
    assert!(sent[0].contains(r#""prefix":"L""#), "{sent:?}");
    window.hears("success set 3");
    window.press(Key::Escape);
    assert!(!has(&window, "Remove this service"));
    assert!(has(&window, "Add a service"), "the page stays");
}

#[test]
fn a_taken_letter_is_not_offered_and_each_kind_asks_its_own() {
    let mut window = at("Services", [900.0, 1600.0]);
    window.click(PERMITS);
    assert!(has(&window, "Letter before its numbers: P"));
    assert!(!has(&window, "Letter before its numbers: B"));
    assert!(!has(&window, "Visitors may leave it out"), "nothing is asked");
    window.click("What it asks visitors for: A number");
    assert!(window.sent()[0].contains(r#""identity":{"kind":"number"}"#));
    window.hears("success set 2");
    assert!(has(&window, "Visitors may leave it out"));
    window.field("Fewest digits or letters").focus();
    window.settle();
    window.type_text("4");
    window.press(Key::Enter);
    assert!(window.sent()[0].contains(r#""identity":{"kind":"number","min":4}"#));
    window.hears("success set 3");
    window.click("Reasons that visitors choose from: Only these");
    assert!(window.sent()[0].contains(r#""reasons":["a","b"]"#));
    window.hears("success set 4");
    window.toggle("Reasons that visitors choose from: Broken");
    assert!(window.sent()[0].contains(r#""reasons":["a"]"#));
}

#[test]
fn a_service_moves_with_alt_and_the_keyboard_stays_with_it() {
    let mut window = at("Services", [900.0, 600.0]);
    let place = |window: &Window, name: &str| window.button(name).rect().top();
    assert!(place(&window, BADGES) < place(&window, PERMITS));
    window.button(BADGES).focus();
    window.settle();
    window.press_with(Modifiers::ALT, Key::ArrowDown);
    let sent = window.sent();
    assert!(sent[0].find("permits") < sent[0].find("badges"), "{sent:?}");
    window.hears("success set 2");
    assert!(place(&window, BADGES) > place(&window, PERMITS));
    assert_eq!(window.focused(), BADGES);
    window.press(Key::Enter);
    assert!(has(&window, "Remove this service"));
}

#[test]
fn the_kiosks_buttons_are_shown_where_there_is_room() {
    let mut window = at("Services", [900.0, 600.0]);
    window.hears(OFFERS);
    assert!(!window.shows("What visitors see"));
    window.harness.set_size([1280.0, 800.0].into());
    window.settle();
    assert!(window.shows("What visitors see"));
    assert!(window.shows("Badges, full just now"));
    assert!(has(&window, "Permits"));
    window.harness.set_size([1280.0, 1600.0].into());
    window.click(PERMITS);
    window.click("At the kiosk: Stopped");
    assert!(window.sent()[0].contains(r#""open":false"#));
    window.hears("success set 2");
    assert!(!has(&window, "Permits"), "no button stands for what takes no tickets");
}

#[test]
fn who_joins_by_phone_is_a_tick() {
    const BY_PHONE: &str = "Visitors may join by their own phone, too";
    let mut window = at("Services", [900.0, 1600.0]);
    window.click(PERMITS);
    window.toggle(BY_PHONE);
    assert!(window.sent()[0].contains(r#""by_phone":true"#));
    window.hears("success set 2");
    assert!(window.shows("Saved"));
    window.toggle(BY_PHONE);
    assert!(!window.sent()[0].contains("by_phone"), "what is usual is left out");
}

#[test]
fn who_can_do_what_is_ticked() {
    let mut window = at("People", [1280.0, 800.0]);
    window.hears(OFFERS);
    window.harness.get_by_label_contains("Bob, bob").click();
    window.settle();
    window.click("Services that this person can do: Only these");
    assert_eq!(window.sent(), [r#"person {"user":"bob","services":["badges","permits"]}"#]);
    window.hears(r#"success person {"user":"bob"}"#);
    window.hears(
        r#"success people [{"user":"bob","name":"Bob","role":"staff","enabled":true,"services":["badges","permits"]}]"#,
    );
    window.sent();
    window.toggle("Services that this person can do: Badges");
    assert_eq!(window.sent(), [r#"person {"user":"bob","services":["permits"]}"#]);
}

#[test]
fn whoever_told_a_number_alone_leaves_the_queue_by_it() {
    let mut window = Window::seated(1);
    window.hears(OFFERS);
    let nameless = |staff: &str| {
        let name = r#""name":"P002","staff""#;
        ticket(2, staff, false)
            .replace(r#""email":"v2@example.com""#, r#""email":"""#)
            .replace(r#""name":"Visitor 2","staff""#, name)
    };
    let about = r#""rank":2,"number":"P002","service":"permits","contact":"+49 30 1234""#;
    window.says(&format!("about 2 {{{about}}}"));
    window.hears(&format!("new {}", nameless("{}")));
    let shown = |window: &mut Window| {
        window.painted().iter().filter(|painted| painted.text == "+49 30 1234").count()
    };
    assert_eq!(shown(&mut window), 1);
    window.says(&format!(r#"about 2 {{{about},"calls":1,"claimed":1790000000000,"table":1}}"#));
    window.hears(&format!("claimed {}", nameless("Bob")));
    assert!(window.shows("P002 "), "the row stands until it has been read");
    assert_eq!(shown(&mut window), 1);
}
