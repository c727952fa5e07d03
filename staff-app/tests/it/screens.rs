//! Each screen by label and role.

use app_kit::discovery::{Found, Heard};
use app_kit::link::{Desk, Desks, Event, Fingerprint, Refusal, State};
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use shared::this_computer::ThisComputer;
use staff_app::export::Chosen;
use staff_app::settings::Settings;

use crate::window::{Window, ticket};

const OFFLINE: State = State::Offline { retry_in: std::time::Duration::ZERO };

#[test]
fn signing_in_puts_the_keyboard_where_it_helps() {
    let mut window = Window::open(Settings::default(), [1280.0, 800.0]);
    window.settle();
    assert!(window.field("Server").is_focused(), "nothing is known yet");

    let settings =
        Settings { server: "desk".to_owned(), user: "ada".to_owned(), ..Settings::default() };
    let mut window = Window::open(settings, [1280.0, 800.0]);
    window.settle();
    assert!(window.field("Password").is_focused(), "only the password is missing");
    window.type_text("wrong");
    window.press(egui::Key::Enter);
    assert!(window.shows("Sign in"));
    window.connects(false);
    assert_eq!(window.sent(), ["login ada wrong"]);
    window.hears("error login name or password is wrong");
    assert!(window.shows("Name or password is not right."));
    assert!(window.field("Password").is_focused());
    window.type_text("right horse");
    window.click("Sign in");
    assert_eq!(window.sent(), ["login ada right horse"]);
}

#[test]
fn an_unreachable_server_is_said_in_words() {
    let settings =
        Settings { server: "desk".to_owned(), user: "ada".to_owned(), ..Settings::default() };
    let mut window = Window::open(settings, [1280.0, 800.0]);
    window.settle();
    window.type_text("password");
    window.press(egui::Key::Enter);
    window.event(Event::State(OFFLINE));
    window.settle();
    assert!(window.shows("Nobody answers at desk."));
    assert_eq!(window.field("Password").value().map(|text| text.chars().count()), Some(8));
}

#[test]
fn the_picker_shows_who_sits_where_and_which_tables_are_free() {
    let settings = Settings {
        server: "desk".to_owned(),
        token: Some("secret".to_owned()),
        ..Settings::default()
    };
    let mut window = Window::open(settings, [1280.0, 800.0]);
    window.connects(true);
    window.hears("success resume Ada");
    for line in ["tables 3", "name 2 Help desk", "reset", "at 1 Bob", "ready"] {
        window.says(line);
    }
    window.settle();
    assert!(!window.is_enabled("Table 1, Bob"));
    window.button("Help desk, nobody there");
    window.click("Table 0, nobody there");
    assert_eq!(window.sent(), ["pick 0 secret"]);
    window.button("Table 0, sitting down…");
    window.hears("error the chosen table is not available");
    assert!(window.shows("Somebody just took that table."));
}

#[test]
fn the_desk_shows_the_queue_the_tables_and_what_is_said_above_them() {
    let mut window = Window::seated(2);
    for text in ["Northgate", "2 waiting", "newcomers wait about 5–10 min", "live", "Table 1"] {
        assert!(window.shows(text), "{text}");
    }
    window.button("000, Visitor 0, Badge, waited under a minute, next");
    window.wait(12 * 60_000);
    window.button("001, Visitor 1, Badge, waited 12 min, long");
    assert!(window.shows("longest 12 min"));
    window.wait(10 * 60_000);
    window.button("001, Visitor 1, Badge, waited 22 min, too long");
}

#[test]
fn a_visitor_is_served_from_next_to_complete_by_its_buttons() {
    let mut window = Window::seated(2);
    window.click("Next visitor");
    assert_eq!(window.sent(), ["next"]);
    assert!(!window.is_enabled("Next visitor, pending"));
    window.is_claimed(0, "Ada", 3);
    window.hears("success next 0");
    for text in ["Visitor 0", "v0@example.com", "You have 000."] {
        assert!(window.shows(text), "{text}");
    }
    window.click("Recall");
    assert_eq!(window.sent(), ["recall 0"]);
    window.hears("success recall 0");
    window.click("Complete");
    assert_eq!(window.sent(), ["complete 0"]);
    window.ends("complete", 0, "Ada", "completed");
    window.hears("success complete 0");
    assert!(window.shows("000 completed."));
    assert!(window.shows("completed just now"));
    window.click("Undo");
    assert_eq!(window.sent(), ["reopen 0"]);
    window.is_claimed(0, "Ada", 3);
    window.hears("success reopen 0");
    window.click("More");
    window.click("Send to…");
    window.click("Bob · Table 1 · free");
    assert_eq!(window.sent(), ["transfer 0 1"]);
    window.is_claimed(0, "Bob", 1);
    window.hears("success transfer 0");
    assert!(window.shows("000 went to table 1."));
}

#[test]
fn a_lost_race_is_told_in_the_row_and_in_a_sentence() {
    let mut window = Window::seated(2);
    window.button("000, Visitor 0, Badge, waited under a minute, next").hover();
    window.settle();
    window.click("Accept 000");
    assert_eq!(window.sent(), ["accept 0"]);
    window.is_claimed(0, "Bob", 1);
    window.hears("error accept this ticket is now claimed");
    assert!(window.shows("000 taken by Bob, table 1"));
    assert!(window.shows("Bob took 000 first. 001 is next."));
    window.wait(3_000);
    assert!(!window.shows("000 taken by Bob, table 1"));
}

#[test]
fn offline_says_so_disables_what_cannot_work_and_keeps_what_is_typed() {
    let mut window = Window::seated(1);
    window.press(egui::Key::Q);
    window.type_text("yu@exam");
    window.event(Event::Closed);
    window.event(Event::State(OFFLINE));
    window.settle();
    assert_eq!(window.field("E-mail address").value().as_deref(), Some("yu@exam"));
    assert!(!window.is_enabled("Queue"));
    window.type_text("ple.com");
    window.press(egui::Key::Escape);
    assert!(window.shows("We lost the server at "));
    assert!(!window.is_enabled("Next visitor"));
    window.button("000, Visitor 0, Badge, waited under a minute, next");
    window.click("Try now");
    assert_eq!(window.sent(), ["(retry now)"]);
    window.connects(true);
    window.hears("success resume Ada");
    window.state(1);
    assert!(!window.shows("We lost the server at "));
    assert!(window.is_enabled("Next visitor"));
}

#[test]
fn left_behind_tickets_are_returned_and_a_left_table_is_freed() {
    let mut window = Window::seated(1);
    window.is_claimed(0, "Bob", 1);
    window.settle();
    window.click("Unseat… Table 1");
    assert!(window.shows("Unseat Bob from table 1?"));
    window.click("Unseat");
    assert_eq!(window.sent(), ["free 1"]);
    window.says("at 1");
    window.hears("success free 1");
    window.click("Return to queue 000");
    assert_eq!(window.sent(), ["release 0"]);
}

#[test]
fn an_admin_closes_the_desk_sets_the_notice_and_exports() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("tickets.csv");
    let mut window = Window::seated(0);
    window.click("Menu");
    window.click("Close the desk…");
    window.type_text("Back at two");
    window.click("Close the desk");
    assert_eq!(window.sent(), ["close Back at two"]);
    assert!(window.shows("Close the desk, pending"), "while the answer is on its way");
    window.says("desk closed Back at two");
    window.hears("success close");
    assert!(window.shows("The desk is closed. Kiosks say: Back at two"));
    window.click("Open the desk");
    assert_eq!(window.sent(), ["open"]);
    window.says("desk open");
    window.hears("success open");

    window.click("Menu");
    window.click("Notice on all screens…");
    window.type_text("Lunch at one");
    window.press(egui::Key::Enter);
    assert_eq!(window.sent(), ["announce Lunch at one"]);
    window.says("notice Lunch at one");
    window.hears("success announce");
    assert!(window.shows("Notice on all screens: Lunch at one"));

    *window.place.borrow_mut() = Some(Chosen::File(place.clone()));
    window.click("Menu");
    window.click("Export tickets…");
    window.click("Choose a file…");
    let sent = window.sent();
    assert!(sent[0].starts_with("export 2026-09-01 2026-09-"), "{sent:?}");
    window.hears("row id,number");
    window.hears("row 0,000");
    assert!(window.shows("One ticket so far…"));
    assert!(!place.exists(), "no half file is ever there");
    window.hears("success export 1");
    assert!(window.shows("One ticket written."));
    assert_eq!(std::fs::read_to_string(&place).unwrap(), "id,number\r\n0,000\r\n");
}

#[test]
fn somebody_who_is_no_admin_is_not_offered_what_only_admins_may_do() {
    let mut window = Window::seated(0);
    window.hears(r#"me {"user":"bob","name":"Bob","admin":false}"#);
    window.click("Menu");
    assert!(window.harness.query_by_label("Export tickets…").is_none());
    assert!(window.harness.query_by_label("Notice on all screens…").is_none());
    window.button("Queue a visitor…");
}

#[test]
fn a_narrow_window_folds_the_tables_away() {
    let settings = Settings {
        server: "desk".to_owned(),
        token: Some("secret".to_owned()),
        ..Settings::default()
    };
    let mut window = Window::open(settings, [900.0, 600.0]);
    window.connects(true);
    window.hears("success resume Ada");
    window.state(1);
    assert!(window.harness.query_by_label("Table 1").is_none());
    window.click("Tables");
    window.harness.get_by_label("Table 1");
    window.click("Back to the queue");
    window.button("000, Visitor 0, Badge, waited under a minute, next");
}

#[test]
fn the_look_can_be_changed_and_everything_still_has_its_place() {
    let mut window = Window::seated(3);
    window.click("Menu");
    window.click("Settings…");
    assert!(window.shows("What happened in this window stands in /var/log/walkup-staff.log"));
    window.harness.get_by_label("A sound when somebody waits").click();
    window.settle();
    assert!(window.harness.state().model().settings.sound);
    window.click("High contrast");
    for _ in 0..15 {
        window.click("Larger text");
    }
    assert_eq!(window.harness.state().model().settings.text_percent, 200);
    assert!(window.shows("200 %"));
    window.press(egui::Key::Escape);
    window.button("Next visitor");
}

#[test]
fn names_in_many_scripts_are_drawn_without_a_missing_glyph() {
    // The harness fails on a glyph that no face has.
    let mut window = Window::seated(0);
    for (count, name) in ["María Núñez", "Ολένα", "Олена", "محمد العلي", "Tomás Ó Briain", "Łukasz"]
        .into_iter()
        .enumerate()
    {
        let line = ticket(count as i64, "{}", false).replace(&format!("Visitor {count}"), name);
        window.says(&format!("new {line}"));
    }
    window.settle();
    assert!(window.shows("محمد العلي"));
}

#[test]
fn of_several_desks_at_a_server_one_is_chosen_where_one_signs_in() {
    let mut window = Window::open(Settings::default(), [1280.0, 800.0]);
    let desk =
        |name: &str, title: &str| Desk { name: name.parse().unwrap(), title: title.to_owned() };
    let desks = vec![desk("main", "Town hall"), desk("north", "Northgate")];
    *window.desks.borrow_mut() = Some(Desks::new("a.example,b.example".parse().unwrap(), desks));
    window.settle();
    window.field("Server").focus();
    window.settle();
    window.type_text("a.example,b.example");
    window.press(egui::Key::Tab);
    window.settle();
    assert!(window.shows("Which desk?"));
    window.click("Northgate · north");
    assert_eq!(window.field("Server").value().as_deref(), Some("a.example,b.example/north"));
    assert!(window.field("Name").is_focused());
    assert!(window.shows("Town hall · main"), "the others stay on offer");

    // What another server tells is not offered for the one that is typed.
    let known = || Settings { server: "desk".to_owned(), ..Settings::default() };
    let mut window = Window::open(known(), [1280.0, 800.0]);
    let desks = vec![desk("main", ""), desk("north", "")];
    *window.desks.borrow_mut() = Some(Desks::new("other.example".parse().unwrap(), desks));
    window.settle();
    window.click("Change");
    window.settle();
    assert!(!window.shows("Which desk?"));
    // Of the server that was used before, the desks are shown once somebody wants another.
    let desks = vec![desk("main", ""), desk("north", "")];
    let mut again = Window::open(known(), [1280.0, 800.0]);
    *again.desks.borrow_mut() = Some(Desks::new("desk".parse().unwrap(), desks));
    again.settle();
    assert!(!again.shows("Which desk?"));
    again.click("Change");
    again.settle();
    assert!(again.shows("Which desk?"));
}

#[test]
fn two_thousand_waiting_lay_out_only_what_is_seen() {
    let window = Window::seated(2_000);
    let rows = window.harness.query_all_by_label_contains("short wait").count();
    assert!(rows < 30, "{rows} rows were laid out");
}

#[test]
fn a_server_that_announces_itself_fills_its_field_when_it_is_chosen() {
    let found = |name: &str, address: &str| {
        let found = Found { name: name.to_owned(), address: address.parse().unwrap() };
        Heard::Here(name.to_owned(), found)
    };
    let mut window = Window::open(Settings::default(), [1280.0, 800.0]);
    window.settle();
    assert!(window.shows("None found on this network yet."));
    window.harness.state_mut().hear_of_server(found("North Gate", "wss://10.0.0.7:7420"));
    window.harness.state_mut().hear_of_server(found("South", "wss://10.0.0.8:7421"));
    window.settle();
    assert_eq!(window.field("Server").value().as_deref(), Some(""), "none is taken by itself");
    window.click("South · 10.0.0.8:7421");
    assert_eq!(window.field("Server").value().as_deref(), Some("10.0.0.8:7421"));
    assert!(window.field("Name").is_focused());
    window.harness.state_mut().hear_of_server(Heard::Gone("South".to_owned()));
    window.settle();
    assert!(!window.shows("South"));

    let settings = Settings { server: "desk".to_owned(), ..Settings::default() };
    let mut window = Window::open(settings, [1280.0, 800.0]);
    window.settle();
    assert!(!window.shows("on this network"), "where one was used before, nobody asks");
}

#[test]
fn an_admin_lets_a_device_in_and_takes_it_out_by_keyboard() {
    let mut window = Window::seated(0);
    window.press(egui::Key::M);
    window.click("Run the desk…");
    window.sent();
    window.click("Devices");
    assert_eq!(window.sent(), ["devices", "health"], "the settings are being asked for already");
    assert!(window.shows("Asking the server"));
    window.hears(r#"success settings {"version":0,"values":{}}"#);
    window.hears("success devices []");
    window.hears(r#"success health {"version":"1.2.0","now":0}"#);
    assert!(window.shows("No kiosk or display was let in yet."));
    window.field("Code").focus();
    window.settle();
    window.type_text("k7p 2m");
    window.press(egui::Key::Enter);
    assert!(window.shows("Type the six letters and digits that it shows."));
    assert!(window.sent().is_empty());
    window.press(egui::Key::End);
    window.type_text("-q");
    window.press(egui::Key::Tab);
    window.type_text("Hall");
    window.press(egui::Key::Enter);
    assert_eq!(window.sent(), ["approve K7P2MQ Hall"]);
    window.hears("error approve there is a device of that name already");
    assert!(window.shows("Choose another."));
    assert_eq!(
        window.field("Device name").value().as_deref(),
        Some("Hall"),
        "what was typed stays"
    );
    window.click("Approve");
    assert_eq!(window.sent(), ["approve K7P2MQ Hall"]);
    window.hears("success approve Hall");
    assert!(window.shows("Hall is let in."));
    assert_eq!(window.sent(), ["devices"]);
    window.hears(
        r#"success devices [{"name":"Hall","kind":"kiosk","last":null,"connected":true,"address":"192.168.10.21","version":"1.1.0","paper":"out","own":["domains","colour"]},{"name":"Wall","kind":"display","last":null,"connected":false,"version":"1.2.0"}]"#,
    );
    assert!(window.shows("Kiosk, connected") && window.shows("Display, never here yet"));
    for words in [
        "Version 1.1.0, the server has 1.2.0 · 192.168.10.21",
        "Set in its own file: Endings of e-mail addresses, colour",
        "There is no paper left",
        "Version 1.2.0",
    ] {
        assert!(window.shows(words), "{words}");
    }
    let middle = |name: &str| window.harness.get_by_label(name).rect().center().y;
    let lines = (middle("Hall") + middle("Kiosk, connected")) / 2.0;
    assert!((middle("Revoke Hall") - lines).abs() < 1.0, "half way down its row");

    window.click("Revoke Hall");
    assert!(window.shows("Revoke Hall?"));
    assert!(window.button("Keep it").is_focused(), "the harmless one has the keyboard");
    window.press(egui::Key::Enter);
    assert_eq!(window.sent(), [""; 0]);
    assert!(!window.shows("Revoke Hall?"));
    window.click("Revoke Hall");
    window.press(egui::Key::Escape);
    assert!(!window.shows("Revoke Hall?") && window.shows("Wall"), "Esc leaves the question alone");
    window.click("Revoke Hall");
    window.press(egui::Key::Tab);
    window.press(egui::Key::Enter);
    assert_eq!(window.sent(), ["revoke Hall"]);
    window.hears("success revoke Hall");
    assert!(window.shows("Hall is taken out."));
    assert_eq!(window.sent(), ["devices"]);
    window.press(egui::Key::Escape);
    assert!(!window.shows("Hall is taken out."));
}

#[test]
fn the_pages_are_offered_to_leads_and_admins_and_each_sees_what_they_may() {
    let mut window = Window::seated(0);
    window.says(r#"me {"user":"ada","name":"Ada","admin":false,"role":"staff"}"#);
    window.settle();
    window.press(egui::Key::M);
    assert!(window.shows("My password…"));
    assert!(!window.shows("Run the desk…"));
    window.press(egui::Key::Escape);
    window.hears(r#"me {"user":"ada","name":"Ada","admin":false,"role":"lead"}"#);
    window.press(egui::Key::M);
    window.click("Run the desk…");
    assert!(!window.shows("Only an admin changes what stands here."), "of Today it is no use");
    window.click("People");
    for (page, is_seen) in [
        ("Today", true),
        ("Reports", true),
        ("People", true),
        ("Hours", true),
        ("Health", true),
        ("Devices", false),
        ("Log", false),
    ] {
        let found = window.harness.query_by_role_and_label(egui::accesskit::Role::Button, page);
        assert_eq!(found.is_some(), is_seen, "{page}");
    }
    assert!(window.shows("Only an admin changes what stands here."));
    // A role that is taken away takes its pages along.
    window.hears(r#"me {"user":"ada","name":"Ada","admin":false,"role":"staff"}"#);
    assert!(window.shows("Now serving"));
}

#[test]
fn what_just_happened_lies_on_nothing_in_a_small_window_and_with_large_text() {
    // The least window, its text at 150 and at 200 % too, which is a window of fewer points.
    for size in [[1280.0, 800.0], [900.0, 600.0], [600.0, 400.0], [450.0, 300.0]] {
        let mut window = Window::seated_in(size, 2);
        assert_eq!(window.overlaps(), [""; 0], "{size:?}");
        window.click("Next visitor");
        window.is_claimed(0, "Ada", 3);
        window.hears("success next 0");
        window.press(egui::Key::K);
        window.ends("cancel", 0, "Ada", "cancelled");
        window.is_claimed(1, "Bob", 1);
        window.hears("success cancel 0");
        assert_eq!(window.overlaps(), [""; 0], "{size:?}");
        window.click("Dismiss");
        assert_eq!(window.overlaps(), [""; 0], "{size:?}");
        window.wait(staff_app::model::TOAST_MS);
        assert!(window.shows("Northgate"), "{size:?}");
        // The longest sentence there is.
        window.arrives(2);
        window.settle();
        window.press(egui::Key::N);
        window.event(Event::Closed);
        window.connects(true);
        window.hears("success resume Ada");
        window.state(1);
        window.settle();
        assert!(window.shows("We lost the server before it answered."), "{size:?}");
        assert_eq!(window.overlaps(), [""; 0], "{size:?}");
    }
}

#[test]
fn however_many_servers_there_are_one_signs_in_by_keyboard_in_any_window() {
    for (size, count) in
        [([1280.0, 800.0], 12), ([900.0, 600.0], 3), ([900.0, 600.0], 12), ([450.0, 300.0], 12)]
    {
        let mut window = Window::open(Settings::default(), size);
        for at in 0..count {
            let name =
                format!("{at:02} Wohnungsgeberbestätigungsannahmestelle Süd-Ost, Erdgeschoss");
            let address = format!("ws://192.168.100.{at}:17420").parse().unwrap();
            let heard = Heard::Here(name.clone(), Found { name, address });
            window.harness.state_mut().hear_of_server(heard);
        }
        window.settle();
        let whole = window.harness.ctx.content_rect();
        let mut seen = Vec::new();
        for _ in 0..count + 5 {
            let name = window.focused();
            let rect = window.harness.get_by_label(&name).rect();
            assert!(whole.contains_rect(rect), "{size:?} {count} {name:?} at {rect:?}");
            assert!(rect.height() > 20.0, "{size:?} {count} {name:?} is cut to {rect:?}");
            seen.push(name);
            window.press(egui::Key::Tab);
        }
        for at in 0..count {
            let end = format!("· ws://192.168.100.{at}:17420 · not encrypted");
            assert!(seen.iter().any(|name| name.ends_with(&end)));
        }
        for name in ["Server", "Name", "Password", "Sign in"] {
            assert!(seen.iter().any(|seen| seen == name), "{size:?} {count} {name}: {seen:?}");
        }
    }
}

#[test]
fn the_ring_around_a_table_is_whole() {
    let settings = Settings {
        server: "desk".to_owned(),
        token: Some("secret".to_owned()),
        ..Settings::default()
    };
    let mut window = Window::open(settings, [900.0, 600.0]);
    window.connects(true);
    window.hears("success resume Ada");
    for line in ["tables 6", "reset", r#"me {"user":"ada","name":"Ada","admin":true}"#, "ready"] {
        window.hears(line);
    }
    let ring = app_kit::theme::Theme::of(&window.harness.ctx).focus_ring();
    let rings: Vec<_> = window
        .harness
        .output()
        .shapes
        .iter()
        .filter_map(|painted| match &painted.shape {
            egui::Shape::Rect(shape) if shape.stroke == ring => {
                Some((painted.clip_rect, shape.visual_bounding_rect()))
            }
            _ => None,
        })
        .collect();
    assert_eq!(rings.len(), 1, "the first free table has the keyboard");
    for (seen, ring) in rings {
        assert!(seen.contains_rect(ring), "{ring:?} is cut at {seen:?}");
    }
}

#[test]
fn a_window_on_the_servers_own_computer_need_not_ask_for_what_it_can_read() {
    let ours = Fingerprint::of(b"ours");
    let server = |port, certificate: Option<Fingerprint>| ThisComputer {
        port,
        certificate: certificate.map(|shown| shown.to_string()),
        code: Some("K7P2-MQ".to_owned()),
    };
    let doubt = |shown| Event::State(State::Refused(Refusal::UnknownCertificate(shown)));
    let settings = Settings { server: "wss://pc-7:7421".to_owned(), ..Settings::default() };

    // Another's certificate is a person's to judge.
    let mut window = Window::open(settings.clone(), [1280.0, 800.0]);
    *window.this_computer.borrow_mut() = vec![server(7421, Some(ours))];
    window.event(doubt(Fingerprint::of(b"another")));
    window.settle();
    assert_eq!(window.harness.state().model().settings.certificate, None);
    window.event(doubt(ours));
    window.settle();
    let trusted = window.harness.state().model().settings.pinned();
    assert_eq!(trusted, Some(ours));

    window.connects(false);
    window.hears("setup");
    assert!(window.shows("Set up this desk") && !window.shows("Setup code"));
    for text in ["Hall", "", "Ada", "ada", "a long password"] {
        window.type_text(text);
        window.press(egui::Key::Enter);
    }
    let sent = window.sent();
    assert!(sent[0].contains(r#""code":"K7P2-MQ""#), "{sent:?}");
    window.hears("error setup the code is wrong");
    assert!(window.shows("Setup code"), "then it is typed after all");
}

#[test]
fn a_server_found_without_encryption_is_chosen_only_by_who_says_so() {
    let mut window = Window::open(Settings::default(), [1280.0, 800.0]);
    let address = "ws://10.0.0.7".parse().unwrap();
    let found = Found { name: "North Gate".to_owned(), address };
    window.harness.state_mut().hear_of_server(Heard::Here("north".to_owned(), found));
    window.settle();
    for is_meant in [false, true] {
        window.click("North Gate · ws://10.0.0.7 · not encrypted");
        assert!(window.shows("does not encrypt"));
        assert_eq!(window.focused(), "Back");
        assert_eq!(window.field("Server").value().as_deref(), Some(""));
        window.click(if is_meant { "Use it without encryption" } else { "Back" });
        assert!(!window.shows("does not encrypt"));
    }
    assert_eq!(window.field("Server").value().as_deref(), Some("ws://10.0.0.7"));
}

#[test]
fn a_server_of_this_computer_is_offered_where_none_is_known() {
    for certificate in [None, Some("AA".to_owned())] {
        let is_encrypted = certificate.is_some();
        let server = ThisComputer { port: 7421, certificate, code: None };
        let mut window = Window::open(Settings::default(), [1280.0, 800.0]);
        window.this_computer.borrow_mut().push(server);
        window.harness.state_mut().offer_this_computer();
        window.settle();
        let scheme = if is_encrypted { "wss://" } else { "" };
        window.click(&format!("This computer · {scheme}localhost:7421"));
        assert!(window.field("Name").is_focused());
        let address = window.field("Server").value().unwrap();
        let address: app_kit::address::ServerAddress = address.parse().unwrap();
        assert_eq!((address.places()[0].port(), address.is_encrypted()), (7421, is_encrypted));
    }
}

#[test]
fn the_code_of_another_server_of_this_computer_is_not_taken() {
    for (address, port) in [("127.0.0.1:7421", 7420), ("desk.example", 7420)] {
        let settings = Settings { server: address.to_owned(), ..Settings::default() };
        let mut window = Window::open(settings, [1280.0, 800.0]);
        let code = Some("K7P2-MQ".to_owned());
        *window.this_computer.borrow_mut() = vec![ThisComputer { port, certificate: None, code }];
        window.connects(false);
        window.hears("setup");
        assert!(window.shows("Setup code"), "{address}");
    }
}

#[test]
fn what_signs_in_stands_under_its_fields() {
    for language in ["en", "ar"] {
        let settings = Settings { language: language.to_owned(), ..Settings::default() };
        let window = Window::open(settings, [1280.0, 800.0]);
        let root = window.harness.root();
        let rects = |wanted: Role| -> Vec<egui::Rect> {
            let all = root.children_recursive();
            let all = all.filter(|node| NodeT::accesskit_node(node).role() == wanted);
            all.map(|node| node.rect()).collect()
        };
        let fields = [rects(Role::TextInput), rects(Role::PasswordInput)].concat();
        let widest = rects(Role::Button)
            .into_iter()
            .max_by(|one, other| one.width().total_cmp(&other.width()));
        let button = widest.unwrap();
        assert!(fields.len() >= 2);
        for field in fields {
            assert_eq!(field.x_range(), button.x_range(), "{language}");
        }
    }
}
