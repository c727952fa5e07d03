//! A kiosk that nobody has told its server asks for it.

use std::cell::RefCell;
use std::rc::Rc;

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use kiosk_app::opening::Opening;

#[test]
fn a_kiosk_without_a_server_asks_and_takes_only_an_address() {
    let given = Rc::new(RefCell::new(Vec::new()));
    let kept = Rc::clone(&given);
    let mut harness = Harness::builder().with_size([1280.0, 800.0]).build_eframe(move |cc| {
        Opening::asking(
            &cc.egui_ctx,
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
