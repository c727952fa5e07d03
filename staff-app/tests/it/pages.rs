//! The pages on which a desk is run, by label and by key.

use app_kit::link::{Event, State};
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use staff_app::export::Chosen;
use staff_app::settings::Settings;

use crate::window::Window;

const SETTINGS: &str = r#"success settings {"version":1,"values":{"organisation":"Northgate","notice":"","tables":3,"table_names":{},"reasons":[{"id":"a","text":{"en":"Badge"}},{"id":"b","text":{"en":"Laptop"}}],"display_label":"none","retention_days":90,"hours":null,"exceptions":[],"last_check_in_mins":0,"closed_text":{},"privacy_text":{}}}"#;

/// At a page, with the settings heard.
fn at(page: &str, size: [f32; 2]) -> Window {
    Window::at_page(page, size, SETTINGS)
}

fn seated(page: &str) -> Window {
    at(page, [900.0, 600.0])
}

#[test]
fn a_page_is_come_to_and_left_by_keyboard() {
    let mut window = seated("People");
    assert_eq!(window.focused(), "People", "the page that is open has the keyboard");
    window.press(Key::Tab);
    assert_eq!(window.focused(), "Tables");
    window.press(Key::Enter);
    assert_eq!(window.sent(), ["settings"]);
    assert!(window.shows("How many tables"));
    window.press(Key::Escape);
    assert!(window.shows("Now serving"));
}

#[test]
fn how_kiosks_print_is_set_by_keyboard_and_taken_back() {
    let mut window = seated("Paper tickets");
    window.hears(
        r#"success devices [{"name":"Door","kind":"kiosk","connected":true,"version":"1","own":["print"]}]"#,
    );
    window.sent();
    assert!(window.shows("which win: Door"));
    window.hears(r#"printers [{"kiosk":"Hall","paper":"out"}]"#);
    assert!(window.shows("Hall · There is no paper left"));
    window.field("Printer").focus();
    window.settle();
    window.type_text("192.168.1.20");
    window.press(Key::Enter);
    assert_eq!(
        window.sent(),
        [r#"set {"version":1,"values":{"print":{"printer":"tcp://192.168.1.20:9100"}}}"#]
    );
    window.hears("success set 2");
    assert_eq!(window.field("Printer").value().as_deref(), Some("tcp://192.168.1.20:9100"));
    window.press(Key::Tab);
    window.press(Key::Tab);
    assert_eq!(window.focused(), "58 mm (384 dots)");
    window.press(Key::Enter);
    assert_eq!(
        window.sent(),
        [
            r#"set {"version":2,"values":{"print":{"printer":"tcp://192.168.1.20:9100","width":384}}}"#
        ]
    );
    window.hears("success set 3");
    window.click("When the visitor asks");
    assert!(window.sent()[0].contains(r#""when":"ask""#));
    window.hears("success set 4");
    window.click("Undo");
    let sent = window.sent();
    assert!(sent[0].contains(r#""width":384"#) && !sent[0].contains("when"), "{sent:?}");
    window.hears("success set 5");
    window.field("Printer").focus();
    window.settle();
    window.press_with(Modifiers::COMMAND, Key::A);
    window.type_text("/home/kiosk/notes");
    window.press(Key::Enter);
    assert!(window.sent().is_empty());
    assert!(window.shows("is a file"));
}

#[test]
fn a_field_is_saved_on_enter_and_when_it_is_left_and_never_with_each_key() {
    let mut window = seated("Words");
    window.field("Organisation").focus();
    window.settle();
    window.press_with(Modifiers::COMMAND, Key::A);
    for letter in ["S", "o", "u", "t", "h"] {
        window.type_text(letter);
    }
    assert!(window.sent().is_empty());
    window.press(Key::Enter);
    assert_eq!(window.sent(), [r#"set {"version":1,"values":{"organisation":"South"}}"#]);
    assert!(window.field("Organisation").is_focused(), "who saves goes on there");
    window.hears("success set 2");
    assert!(window.shows("Saved"));
    window.press(Key::Tab);
    assert!(window.sent().is_empty(), "what is saved is not saved again");
    window.type_text("Room 12");
    window.press(Key::Tab);
    assert_eq!(window.sent(), [r#"set {"version":2,"values":{"notice":"Room 12"}}"#]);
    window.hears("error set notice: it cannot be read");
    assert!(window.shows("it cannot be read"));
    assert_eq!(window.field("Usual notice").value().as_deref(), Some("Room 12"));
}

#[test]
fn the_address_of_visitors_pages_is_written_and_health_says_why_there_is_no_link() {
    let mut window = seated("Words");
    window.field("Address of visitors’ pages").focus();
    window.settle();
    window.type_text("https://desk.example");
    window.press(Key::Enter);
    assert_eq!(
        window.sent(),
        [r#"set {"version":1,"values":{"public_url":"https://desk.example"}}"#]
    );
    let mut window = seated("Health");
    for (links, said) in [
        ("given", "Tickets have a link"),
        ("off", "web_listen is off"),
        ("no-address", "Nobody knows under which address"),
        ("no-certificate", "Telephones would not trust"),
        ("not-encrypted", "could read along"),
    ] {
        if links != "given" {
            window.click("Look again");
            window.hears(SETTINGS);
        }
        window.hears(&format!(r#"success health {{"version":"1","now":0,"links":"{links}"}}"#));
        assert!(window.shows(said), "{links}");
        assert!(window.shows("No ticket waits to be printed"));
    }
}

#[test]
fn health_shows_the_printers_and_what_may_not_be_printed_is_printed_again() {
    let mut window = seated("Health");
    window.hears(
        r#"success health {"version":"1","now":600000,"sheets":{"waiting":2,"since":360000}}"#,
    );
    assert!(window.shows("No kiosk that is connected has a printer"));
    assert!(window.shows("Waiting to be printed: 2, the first 4 min ago"));
    window.hears(r#"printers [{"kiosk":"Door","paper":"open"},{"kiosk":"Hall","paper":"low"}]"#);
    assert!(window.shows("Door · The printer is open"));
    assert!(window.shows("Hall · Little paper is left"));
    window.hears(
        r#"warnings [{"kind":"printer","args":{"kiosk":"Door","paper":"open"},"since":1},{"kind":"unprinted","args":{"id":0,"number":"B017","kiosk":"Door"},"since":1}]"#,
    );
    assert!(window.shows("The printer of the kiosk “Door” is open"));
    assert!(window.shows("B017 may not be printed"));
    assert!(window.shows("Maybe not printed: 1, the first"));
    window.click("Print again");
    assert_eq!(window.sent(), ["print 0 Hall"], "the one that can");
}

#[test]
fn escape_puts_back_what_stood_there_before_it_leaves_the_page() {
    let mut window = seated("Words");
    window.field("Organisation").focus();
    window.settle();
    window.type_text("x");
    window.press(Key::Escape);
    assert_eq!(window.field("Organisation").value().as_deref(), Some("Northgate"));
    assert!(window.sent().is_empty() && window.shows("Usual notice"));
    window.press(Key::Escape);
    assert!(window.shows("Now serving"));
}

#[test]
fn undo_by_key_takes_back_what_was_saved() {
    let mut window = seated("Words");
    window.field("Organisation").focus();
    window.settle();
    window.type_text("!");
    window.press(Key::Enter);
    window.sent();
    window.hears("success set 2");
    window.press(Key::Tab);
    window.button("Health").focus();
    window.settle();
    window.press_with(Modifiers::CTRL, Key::Z);
    assert_eq!(window.sent(), [r#"set {"version":2,"values":{"organisation":"Northgate"}}"#]);
}

#[test]
fn two_values_are_shown_and_one_of_them_is_chosen() {
    let mut window = seated("Words");
    window.field("Organisation").focus();
    window.settle();
    window.type_text(" Mine");
    window.press(Key::Enter);
    window.hears("error set changed meanwhile by Bob");
    window.hears(r#"success settings {"version":5,"values":{"organisation":"Theirs"}}"#);
    assert!(window.shows("Bob has meanwhile written here: Theirs"));
    assert_eq!(window.field("Organisation").value().as_deref(), Some("Northgate Mine"));
    window.sent();
    window.click("Keep theirs");
    assert_eq!(window.field("Organisation").value().as_deref(), Some("Theirs"));
    assert!(!window.shows("Bob has meanwhile"));
    assert!(window.sent().is_empty(), "the field that was left saved nothing");

    // What comes while one is typing is shown too.
    window.field("Organisation").focus();
    window.settle();
    window.type_text(" Mine");
    window.hears("profile 6");
    window.hears(r#"success settings {"version":6,"values":{"organisation":"Newer"}}"#);
    assert!(window.shows("Somebody else has meanwhile written here: Newer"));
    assert_eq!(window.field("Organisation").value().as_deref(), Some("Theirs Mine"));
    window.sent();
    window.press(Key::Enter);
    assert!(window.sent().is_empty(), "and nothing goes over it unasked");
    window.click("Keep mine");
    assert_eq!(window.sent(), [r#"set {"version":6,"values":{"organisation":"Theirs Mine"}}"#]);
}

#[test]
fn a_reason_moves_with_alt_and_the_keyboard_stays_with_it() {
    let mut window = seated("Reasons");
    let place = |window: &Window, name: &str| window.button(name).rect().top();
    assert!(place(&window, "Remove: Badge") < place(&window, "Remove: Laptop"));
    window.button("Remove: Badge").focus();
    window.settle();
    window.press_with(Modifiers::ALT, Key::ArrowDown);
    let sent = window.sent();
    assert_eq!(sent.len(), 1);
    let (laptop, badge) = (sent[0].find("Laptop"), sent[0].find("Badge"));
    assert!(laptop < badge, "{sent:?}");
    window.hears("success set 2");
    assert!(place(&window, "Remove: Badge") > place(&window, "Remove: Laptop"));
    assert!(window.shows("Missing: Deutsch, Español, Français, العربية"));
}

#[test]
fn a_reason_moves_where_it_is_dragged() {
    let mut window = seated("Reasons");
    let from = window.button("Place of Badge").rect().center();
    let to = window.button("Add a reason").rect().center();
    window.harness.event(egui::Event::PointerMoved(from));
    let button = |pos, pressed| egui::Event::PointerButton {
        pos,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    window.harness.event(button(from, true));
    window.settle();
    for step in 1..=4 {
        let at = from + (to - from) * (step as f32 / 4.0);
        window.harness.event(egui::Event::PointerMoved(at));
        window.settle();
    }
    assert!(window.sent().is_empty(), "not before it is let go");
    window.harness.event(button(to, false));
    window.settle();
    let sent = window.sent();
    assert!(sent[0].find("Laptop") < sent[0].find("Badge"), "{sent:?}");
}

#[test]
fn a_new_reason_begins_in_the_windows_language_and_is_nowhere_until_it_has_a_word() {
    let mut window = at("Reasons", [1280.0, 800.0]);
    window.click("Add a reason");
    assert_eq!(window.focused(), "Words in English");
    window.press(Key::Tab);
    assert!(window.sent().is_empty());
    window.click("Remove: New reason");
    assert!(!window.shows("New reason"));
    window.click("Add a reason");
    window.type_text("Printer");
    window.press(Key::Enter);
    assert!(window.sent()[0].contains(r#"{"id":"reason-1","text":{"en":"Printer"}}"#));
}

#[test]
fn hours_are_typed_copied_and_shown_as_they_will_be() {
    let mut window = at("Hours", [1280.0, 800.0]);
    window.hears(r#"success hours [{"date":"2026-09-21","hours":[["09:00","12:00"]]}]"#);
    assert!(window.shows("Mon 21 Sep: 09:00–12:00"));
    let always = window.harness.get_by_role_and_label(Role::CheckBox, "Always open");
    always.click();
    window.settle();
    assert!(window.sent()[0].contains(r#""fri":[["09:00","17:00"]]"#));
    window.hears("success set 2");
    assert_eq!(window.sent().len(), 1, "the next days are asked for anew");
    window.hears("success hours []");
    let picture = "Picture of the week: Monday 09:00–17:00; Tuesday 09:00–17:00";
    assert!(window.shows(picture));
    window.field("Monday").focus();
    window.settle();
    window.press_with(Modifiers::COMMAND, Key::A);
    window.type_text("9-12, 13.30-17");
    window.press(Key::Enter);
    assert!(window.sent()[0].contains(r#""mon":[["09:00","12:00"],["13:30","17:00"]]"#));
    window.hears("success set 3");
    assert_eq!(window.field("Monday").value().as_deref(), Some("09:00–12:00, 13:30–17:00"));
    window.sent();
    window.hears("success hours []");
    window.click("Copy Monday to Monday–Friday");
    assert!(window.sent()[0].contains(r#""fri":[["09:00","12:00"],["13:30","17:00"]]"#));
    window.hears("success set 4");
    window.field("Sunday").focus();
    window.settle();
    window.type_text("noon");
    window.press(Key::Enter);
    assert!(window.shows("“noon” is not a time. Write it like 9-12, 13-17."));
}

#[test]
fn somebody_is_added_by_keyboard_and_the_password_is_shown_once() {
    let mut window = seated("People");
    assert!(window.shows("You are the only admin."));
    window.click("Add somebody");
    assert_eq!(window.focused(), "Name that others read");
    window.type_text("Zoë K");
    window.press(Key::Tab);
    window.type_text("zoe");
    window.press(Key::Enter);
    assert_eq!(window.sent(), [r#"person {"user":"zoe","name":"Zoë K","role":"staff"}"#]);
    window.hears(r#"success person {"user":"zoe","password":"K7P2-M4QX"}"#);
    window.hears(
        r#"success people [{"user":"ada","name":"Ada","role":"admin","enabled":true},{"user":"zoe","name":"Zoë K","role":"staff","enabled":true,"one_time":true}]"#,
    );
    assert!(window.shows("K7P2-M4QX") && window.shows("has not chosen a password yet"));
    window.button("Copy").click();
    assert_eq!(window.copied(), ["K7P2-M4QX"]);
    window.press(Key::Escape);
    assert!(!window.shows("K7P2-M4QX") && window.shows("Add somebody"));
}

#[test]
fn holidays_come_from_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("holidays.ics");
    let event = "BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20991224\r\nDTEND;VALUE=DATE:20991227\r\nSUMMARY:Christmas\r\nEND:VEVENT\r\n";
    let repeats =
        "BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20991231\r\nRRULE:FREQ=YEARLY\r\nEND:VEVENT\r\n";
    std::fs::write(&path, format!("BEGIN:VCALENDAR\r\n{event}{repeats}END:VCALENDAR\r\n")).unwrap();
    let mut window = seated("Hours");
    window.hears("success hours []");
    *window.place.borrow_mut() = Some(Chosen::File(path));
    window.click("Holidays from a file…");
    assert!(window.shows("Holidays in this file"));
    assert!(window.shows("Left out because they repeat: 1"));
    let holiday = "24 Dec 2099 – 26 Dec 2099 · Christmas";
    window.harness.get_by_role_and_label(Role::CheckBox, holiday);
    window.click("Add these: 1");
    assert!(
        window.sent()[0]
            .contains(r#""from":"2099-12-24","hours":[],"name":"Christmas","to":"2099-12-26""#)
    );
    window.hears("success set 2");
    assert!(window.shows("Christmas · closed"));

    *window.place.borrow_mut() = Some(Chosen::NoDialog(folder.path().to_owned()));
    window.click("Holidays from a file…");
    assert!(window.field("Path of the file").value().unwrap().ends_with("holidays.ics"));
    let large = folder.path().join("large.ics");
    std::fs::write(&large, vec![b'x'; 5 * 1024 * 1024]).unwrap();
    *window.place.borrow_mut() = Some(Chosen::File(large));
    window.click("Holidays from a file…");
    assert!(window.shows("This file is too large to be a calendar of holidays."));
}

#[test]
fn the_log_goes_to_a_file_with_every_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.csv");
    let mut window = seated("Log");
    for line in ["row time,who,what", "row 2026-09-21T09:00:00Z,Ada,claimed", "success audit 1"] {
        window.hears(line);
    }
    assert!(window.shows("Entries: 1"));
    *window.place.borrow_mut() = Some(Chosen::File(path.clone()));
    window.click("Save the log to a file…");
    assert!(window.shows("The file is at"));
    let written = std::fs::read_to_string(path).unwrap();
    assert_eq!(written, "time,who,what\r\n2026-09-21T09:00:00Z,Ada,claimed\r\n");
}

#[test]
fn many_devices_are_let_in_by_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("walkup-enrol.toml");
    let mut window = seated("Devices");
    window.hears("success devices []");
    window.hears(r#"success health {"version":"1.2.0","now":0,"this_computer_only":true}"#);
    window.click("Many devices…");
    assert_eq!(window.focused(), "How many devices");
    assert!(window.shows("Only the server’s own computer reaches this desk."));
    assert_eq!(
        window.field("Where the devices find the server").value().as_deref(),
        Some("wss://desk:7420"),
    );
    window.type_text("0");
    window.press(Key::Enter);
    assert!(window.shows("1000") && window.sent().is_empty());
    window.press(Key::Backspace);
    window.type_text("30");
    window.field("Until the end of this day").focus();
    window.settle();
    window.press_with(Modifiers::COMMAND, Key::A);
    window.type_text("soon");
    window.press(Key::Enter);
    assert!(window.shows("2026-") && window.sent().is_empty());
    window.press_with(Modifiers::COMMAND, Key::A);
    window.type_text("2026-12-31");
    window.press(Key::Enter);
    assert_eq!(window.sent(), [r#"enrol {"count":30,"until":"2026-12-31"}"#]);
    window.hears("error enrol 1 to 1000 devices can be let in, until a day within a year");
    assert!(window.is_enabled("Make the file"), "what was typed stays");
    window.click("Make the file");
    window.sent();
    // The dialog is closed first: the file is not lost by that.
    window.hears("success enrol 0123456789abcdef");
    assert!(window.shows("Then delete the file"));
    *window.place.borrow_mut() = Some(Chosen::File(path.clone()));
    window.click("Save the file for devices…");
    assert!(window.shows("The file is at"));
    let written = std::fs::read_to_string(path).unwrap();
    for part in [
        "up to 30 kiosks and boards",
        "until 2026-12-31",
        "server = \"wss://desk:7420\"\r\n",
        "token = \"0123456789abcdef\"\r\n",
    ] {
        assert!(written.contains(part), "{written}");
    }
    window.click("Done");
    assert!(window.shows("Many devices…"));
}

#[test]
fn what_all_devices_share_is_set_on_the_page_of_devices() {
    let mut window = at("Devices", [1280.0, 1600.0]);
    window.hears("success devices []");
    window.hears(r#"success health {"version":"1.2.0","now":0}"#);
    window.sent();
    let domains = "Endings of e-mail addresses";
    window.field(domains).focus();
    window.settle();
    window.type_text("@school.edu gmail");
    window.type_text("@com");
    window.press(Key::Enter);
    assert!(window.shows("“gmail@com” is not the ending of an e-mail address."));
    for _ in 0..4 {
        window.press(Key::Backspace);
    }
    window.type_text(".com");
    window.press(Key::Enter);
    let set = r#"set {"version":1,"values":{"domains":["school.edu","gmail.com"]}}"#;
    assert_eq!(window.sent(), [set]);
    window.hears("success set 2");
    assert_eq!(window.field(domains).value().as_deref(), Some("school.edu, gmail.com"));

    // The PIN goes out as a hash, and is told to nobody afterwards.
    assert!(window.shows("Not set:") && !window.shows("Remove the PIN"));
    window.field("PIN to leave a kiosk").focus();
    window.settle();
    window.type_text("471");
    window.press(Key::Enter);
    assert!(window.shows("A PIN has 4 to 12 digits.") && window.sent().is_empty());
    window.type_text("1");
    window.press(Key::Enter);
    let sent = window.sent();
    assert!(sent[0].starts_with(r#"set {"version":2,"values":{"pin":"$argon2id$"#), "{sent:?}");
    window.hears("success set 3");
    assert_eq!(window.field("PIN to leave a kiosk").value().as_deref().unwrap_or_default(), "");
    assert!(window.shows("A PIN is set.") && !window.shows("Undo"), "nobody knows what it was");
    window.click("Remove the PIN");
    assert_eq!(window.sent(), [r#"set {"version":3,"values":{"pin":null}}"#]);
    window.hears("success set 4");

    window.toggle("Languages of displays: Deutsch");
    assert_eq!(window.sent(), [r#"set {"version":4,"values":{"board_languages":["de"]}}"#]);
    window.hears("success set 5");
    window.toggle("Languages of displays: العربية");
    window.hears("success set 6");
    assert_eq!(window.sent(), [r#"set {"version":5,"values":{"board_languages":["de","ar"]}}"#]);
    window.toggle("Languages of displays: Español");
    assert!(window.sent().is_empty(), "two are the most");
    window.toggle("Languages of kiosks: Español");
    assert_eq!(window.sent(), [r#"set {"version":6,"values":{"languages":["es"]}}"#]);
}

#[test]
fn a_page_that_is_away_says_so_and_does_nothing() {
    let mut window = seated("People");
    window.event(Event::Closed);
    window.event(Event::State(State::Offline { retry_in: std::time::Duration::ZERO }));
    window.settle();
    assert!(window.shows("Try now"));
    assert!(!window.is_enabled("Add somebody"));
    assert!(window.shows("Bob"), "what was heard stays, dimmed");
}

#[test]
fn everything_on_a_page_is_come_to_by_tab_and_seen_then() {
    for page in [
        "People", "Tables", "Reasons", "Services", "Hours", "Words", "Privacy", "Devices", "Log",
        "Health",
    ] {
        let mut window = seated(page);
        if page == "Devices" {
            window.hears("success devices []");
        }
        let whole = window.harness.ctx.content_rect();
        let mut seen = Vec::new();
        for _ in 0..90 {
            let name = window.focused();
            let node = window.harness.query_all(
                egui_kittest::kittest::By::new()
                    .predicate(|node| node.is_focused() && node.role() != Role::Window),
            );
            if let Some(node) = node.into_iter().next() {
                let rect = node.rect();
                assert!(whole.expand(1.0).contains_rect(rect), "{page}: {name:?} at {rect:?}");
            }
            if seen.len() > 12 && seen.first() == Some(&name) {
                break;
            }
            seen.push(name);
            window.press(Key::Tab);
        }
        let root = window.harness.root();
        for node in root.children_recursive() {
            let node = node.accesskit_node();
            let is_control = matches!(
                node.role(),
                Role::TextInput | Role::MultilineTextInput | Role::Button | Role::CheckBox
            );
            if is_control && !node.is_disabled() {
                let name = node.label().unwrap_or_default();
                assert!(!name.is_empty(), "{page}: a control without a name");
                assert!(seen.contains(&name), "{page}: {name:?} is not among {seen:?}");
            }
        }
    }
}

#[test]
fn a_thousand_tables_lay_out_only_what_is_seen() {
    let mut window = seated("Tables");
    window.hears("tables 1000");
    let fields = window.harness.query_all_by_label_contains("Name of table").count();
    assert!(fields < 60, "{fields} fields were laid out");
}

#[test]
fn a_desk_is_set_up_by_keyboard_alone() {
    let settings = Settings { server: "desk".to_owned(), motion: false, ..Settings::default() };
    let mut window = Window::open(settings, [900.0, 600.0]);
    window.connects(false);
    window.hears("tables 10");
    window.hears("setup");
    assert!(window.shows("Set up this desk") && window.shows("walkup-server setup-code"));
    for (button, leads_to) in
        [("Sign in instead", "Sign in to your desk"), ("Set up this desk", "Setup code")]
    {
        window.button(button).focus();
        window.settle();
        window.press(Key::Enter);
        assert!(window.shows(leads_to), "{button}");
    }
    assert_eq!(window.field("How many tables").value().as_deref(), Some("10"));
    for text in ["Northgate", "", "Ada L", "ada", "short", "abcd 2345"] {
        if !text.is_empty() {
            window.type_text(text);
        }
        window.press(Key::Enter);
    }
    assert!(window.sent().is_empty());
    assert!(window.shows("at least 10 characters") || window.shows("10 characters"));
    assert!(window.field("Password").is_focused(), "where it helps");
    window.type_text(" but longer now");
    window.press(Key::Enter);
    window.press(Key::Enter);
    assert_eq!(
        window.sent(),
        [
            r#"setup {"code":"abcd 2345","organisation":"Northgate","tables":10,"user":"ada","name":"Ada L","password":"short but longer now"}"#
        ]
    );
    window.hears("error setup the code is wrong");
    assert!(window.shows("The code is not right."));
    window.press(Key::Enter);
    window.hears("success setup token");
    window.state(0);
    assert!(window.shows("Now serving"));
}

#[test]
fn a_one_time_password_leads_nowhere_else() {
    let settings =
        Settings { server: "desk".to_owned(), token: Some("t".to_owned()), ..Settings::default() };
    let mut window = Window::open(settings, [900.0, 600.0]);
    window.connects(true);
    for line in [
        "success resume Ada",
        "reset",
        r#"me {"user":"ada","name":"Ada","admin":true,"must_change":true}"#,
        "ready",
    ] {
        window.hears(line);
    }
    assert!(window.shows("Choose a password of your own"));
    window.press(Key::Escape);
    window.field("The password that you were given").focus();
    window.settle();
    window.type_text("K7P2-M4QX");
    window.press(Key::Tab);
    window.type_text("correct horse");
    window.press(Key::Enter);
    assert_eq!(window.sent(), [r#"password {"old":"K7P2-M4QX","new":"correct horse"}"#]);
    window.click("Sign out");
    assert_eq!(window.sent(), ["logout"]);
}
