//! A kiosk that nobody has told its server asks for it.

use std::cell::RefCell;
use std::rc::Rc;

use app_kit::address::ServerAddress;
use app_kit::discovery::{Found, Heard};
use app_kit::link::{Desk, Desks};
use app_kit::widgets::AskServer;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use kiosk_app::opening::Opening;

#[test]
fn a_kiosk_without_a_server_asks_and_takes_only_an_address() {
    let given = Rc::new(RefCell::new(Vec::new()));
    let kept = Rc::clone(&given);
    let mut harness = Harness::builder().with_size([1280.0, 800.0]).build_eframe(move |cc| {
        Opening::asking(
            &cc.egui_ctx,
            AskServer::default(),
            Box::new(move |address, _| {
                kept.borrow_mut().push(address.to_string());
                Err(std::io::ErrorKind::Other.into())
            }),
        )
    });
    harness.run_steps(3);
    harness.get_by_label("This is a kiosk");
    harness.event(egui::Event::Text("no address".to_owned()));
    harness.run_steps(3);
    harness.get_by_label("Connect").click();
    harness.run_steps(3);
    assert!(harness.query_by_label_contains("does not name a server").is_some());
    assert!(given.borrow().is_empty());

    harness.get_by_label("Where is the server?").focus();
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    harness.event(egui::Event::Text("desk.example".to_owned()));
    harness.run_steps(5);
    harness.get_by_label("Connect").click();
    harness.run_steps(3);
    assert_eq!(*given.borrow(), ["wss://desk.example:7420"]);
}

#[test]
fn a_server_that_announces_itself_is_chosen_by_touch_and_any_other_typed_on_the_screen() {
    let given = Rc::new(RefCell::new(Vec::new()));
    let kept = Rc::clone(&given);
    let mut harness = Harness::builder().with_size([1280.0, 800.0]).build_eframe(move |cc| {
        let mut ask = AskServer::default();
        let address = "wss://10.0.0.7:7420".parse().unwrap();
        let found = Found { name: "North Gate".to_owned(), address };
        ask.servers.apply(Heard::Here("north".to_owned(), found));
        Opening::asking(
            &cc.egui_ctx,
            ask,
            Box::new(move |address, _| {
                kept.borrow_mut().push(address.to_string());
                Err(std::io::ErrorKind::Other.into())
            }),
        )
    });
    harness.run_steps(3);
    assert!(given.borrow().is_empty(), "one alone is not taken by itself");
    for key in ["d", "x", "Delete", ".", "4"] {
        harness.get_by_label(key).click();
        harness.run_steps(2);
    }
    let field = harness.get_by_label("Or type its address");
    assert_eq!(field.value().as_deref(), Some("d.4"));
    for key in ["d", "Delete", "Connect"] {
        assert!(harness.get_by_label(key).rect().height() >= 50.0, "{key} is too small to touch");
    }
    harness.get_by_label("North Gate · 10.0.0.7").click();
    harness.run_steps(3);
    assert_eq!(*given.borrow(), ["wss://10.0.0.7:7420"]);
}

#[test]
fn a_server_with_several_desks_is_asked_which_one() {
    let given = Rc::new(RefCell::new(Vec::new()));
    let kept = Rc::clone(&given);
    let mut harness = Harness::builder().with_size([1280.0, 800.0]).build_eframe(move |cc| {
        let mut ask = AskServer::default();
        let desk =
            |name: &str, title: &str| Desk { name: name.parse().unwrap(), title: title.to_owned() };
        let desks = vec![desk("main", "Town hall"), desk("north", ""), desk("south", "Süd")];
        ask.offer_desks(Desks::new("a.example,b.example".parse().unwrap(), desks));
        let start = Box::new(move |address: ServerAddress, _: &_| {
            kept.borrow_mut().push(address.short());
            Err(std::io::ErrorKind::Other.into())
        });
        Opening::asking(&cc.egui_ctx, ask, start)
    });
    harness.run_steps(3);
    harness.get_by_label("Which desk?");
    assert!(harness.get_by_label("Town hall · main").is_focused());
    harness.key_press(egui::Key::ArrowDown);
    harness.run_steps(3);
    assert!(harness.get_by_label("north").is_focused());
    harness.get_by_label("Süd · south").click();
    harness.run_steps(3);
    assert_eq!(*given.borrow(), ["a.example,b.example/south"]);
}

#[test]
fn however_many_servers_there_are_each_is_reached_with_its_address_whole() {
    for size in [[1920.0, 1080.0], [1280.0, 800.0], [1024.0, 768.0], [600.0, 1024.0]] {
        for count in [1, 3, 12] {
            let mut harness = Harness::builder().with_size(size).build_eframe(move |cc| {
                let mut ask = AskServer::default();
                for at in 0..count {
                    let name = format!(
                        "{at:02} Wohnungsgeberbestätigungsannahmestelle Süd-Ost, Erdgeschoss"
                    );
                    let address = format!("ws://192.168.100.{at}:17420").parse().unwrap();
                    ask.servers.apply(Heard::Here(name.clone(), Found { name, address }));
                }
                let start = Box::new(|_, _: &_| Err(std::io::ErrorKind::Other.into()));
                Opening::asking(&cc.egui_ctx, ask, start)
            });
            harness.run_steps(3);
            let whole = harness.ctx.content_rect();
            let mut stops = Vec::new();
            for _ in 0..count + 2 {
                let root = harness.root();
                let focused = root.children_recursive().find(egui_kittest::Node::is_focused);
                let focused = focused.expect("something has the keyboard");
                let (name, rect) = (focused.accesskit_node().label().unwrap(), focused.rect());
                assert!(whole.contains_rect(rect), "{size:?} {count} {name:?} at {rect:?}");
                stops.push((name, rect));
                harness.key_press(egui::Key::ArrowDown);
                // What is scrolled to is there a little later.
                harness.run_steps(40);
            }
            for (at, (name, rect)) in stops.iter().take(count).enumerate() {
                assert!(
                    name.ends_with(&format!("· ws://192.168.100.{at}:17420 · not encrypted")),
                    "{name}"
                );
                assert!(rect.height() >= 50.0, "{size:?} {name:?} is cut to {rect:?}");
            }
            assert_eq!(stops[count].0, "Or type its address");
            assert_eq!(stops[count + 1].0, "Connect");
        }
    }
}
