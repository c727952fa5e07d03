//! Whole visits against a real server that is killed at the worst moments.

use egui_kittest::kittest::Queryable as _;
use kiosk_app::model::{Act, Screen};

use crate::process::{Cut, Server, Wire};
use crate::wire::Live;

/// Types everything and presses the last button.
fn ask(live: &mut Live) {
    live.fill_in();
    send(live);
}

/// Presses the last buttons, once everything is typed.
fn send(live: &mut Live) {
    live.press("Continue");
    live.until("reasons", |live| live.window.query_by_label("Badge").is_some());
    live.press("Badge");
}

/// A visitor has asked, the wire was cut around the request, and the server is dead.
fn killed(cut: Cut) -> (Server, Wire, Live) {
    let mut server = Server::start();
    let wire = Wire::to(std::sync::Arc::clone(&server.address));
    let mut live = Live::open(wire.address);
    live.fill_in();
    // Not before, since a handshake is as long as a request.
    wire.arm(cut);
    send(&mut live);
    wire.wait_for_cut();
    server.kill();
    (server, wire, live)
}

#[test]
fn one_visit_is_one_ticket_and_the_next_is_told_of_it() {
    let server = Server::start();
    let address = *server.address.lock().unwrap();
    let mut live = Live::open(address);
    ask(&mut live);
    live.until("a number", |live| live.screen() == Screen::Ticket);
    assert!(live.sees("000") && live.sees("You are next."));
    live.act(Act::Done);
    let tickets = server.tickets();
    assert_eq!(tickets.len(), 1, "{tickets:?}");
    assert!(
        tickets[0].contains("ada@a.example,Ada") && tickets[0].contains("badge"),
        "{tickets:?}"
    );
    assert!(live.owed().is_empty());
}

#[test]
fn a_server_killed_before_or_after_it_heard_the_request_gives_one_ticket() {
    for cut in [Cut::BeforeRequest, Cut::BeforeAnswer] {
        let (mut server, wire, mut live) = killed(cut);
        live.until("away", |live| !live.window.state().model().is_online());
        assert!(live.sees("Your ticket comes by itself."), "{cut:?}");
        wire.arm(Cut::Never);
        server.start_again();
        live.until("a number", |live| live.screen() == Screen::Ticket);
        assert!(live.sees("000"), "{cut:?}");
        let tickets = server.tickets();
        assert_eq!(tickets.len(), 1, "{cut:?} {tickets:?}");
        assert!(live.owed().is_empty());
    }
}

#[test]
fn who_leaves_while_the_server_is_down_leaves_no_ticket_waiting() {
    for cut in [Cut::BeforeRequest, Cut::BeforeAnswer] {
        let (mut server, wire, mut live) = killed(cut);
        live.act(Act::StartOver);
        assert_eq!(live.screen(), Screen::Welcome);
        wire.arm(Cut::Never);
        server.start_again();
        live.until("settled", |live| live.owed().is_empty());
        // One that had been made ended as left; none waits.
        let waiting: Vec<String> =
            server.tickets().into_iter().filter(|line| !line.contains("left")).collect();
        assert!(waiting.is_empty(), "{cut:?} {waiting:?}");
    }
}

#[test]
fn a_kiosk_that_loses_its_power_with_the_server_leaves_no_ticket_waiting() {
    let (mut server, wire, live) = killed(Cut::BeforeAnswer);
    wire.arm(Cut::Never);
    let mut live = live.reboot(wire.address);
    server.start_again();
    live.until("settled", |live| live.owed().is_empty());
    let waiting: Vec<String> =
        server.tickets().into_iter().filter(|line| !line.contains("left")).collect();
    assert!(waiting.is_empty(), "{waiting:?}");
    // And the kiosk is as it always is.
    ask(&mut live);
    live.until("a number", |live| live.screen() == Screen::Ticket);
}

#[test]
fn a_desk_with_services_gives_tickets_by_one_touch_and_by_number_and_sends_help() {
    let server = Server::with(
        r#"
[[services]]
id = "quick"
text = { en = "Quick question" }
prefix = "K"
identity = { kind = "none" }

[[services]]
id = "card"
text = { en = "Badges" }
prefix = "B"
identity = { kind = "number", min = 6, max = 8 }
max_waiting = 1
"#,
    );
    let address = *server.address.lock().unwrap();
    let mut live = Live::open(address);
    live.until("services", |live| live.window.query_by_label("Badges").is_some());
    live.window.run();
    live.press("Quick question");
    live.until("a number", |live| live.screen() == Screen::Ticket);
    assert!(live.sees("K000") && live.sees("You are next for Quick question."));
    live.act(Act::Done);
    live.press("Badges");
    live.window.event(egui::Event::Text("1234567".to_owned()));
    live.window.run();
    live.press("Continue");
    live.until("a number", |live| live.screen() == Screen::Ticket);
    assert!(live.sees("B001"));
    live.act(Act::Done);
    live.until("full", |live| live.sees_detail("Badges", "full just now"));
    live.press("I need help");
    live.until("help", |live| live.sees("Somebody is coming"));
    let tickets = server.tickets();
    assert_eq!(tickets.len(), 2, "{tickets:?}");
    assert!(live.owed().is_empty());
}
