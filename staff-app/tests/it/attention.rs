//! When the window asks to be looked at, and what stands in its title.

use egui::Key;

use crate::window::Window;

#[test]
fn a_notification_names_nobody_and_comes_only_behind_another_window_and_not_often() {
    let mut window = Window::seated(0);
    window.arrives(0);
    window.settle();
    assert!(window.notified.borrow().is_empty(), "the window is in front");

    window.harness.input_mut().focused = false;
    window.ends("cancel", 0, "{}", "left");
    window.settle();
    window.arrives(1);
    window.settle();
    assert_eq!(window.notified.take(), ["Somebody is waiting."]);

    window.ends("cancel", 1, "{}", "left");
    window.settle();
    window.arrives(2);
    window.settle();
    assert!(window.notified.borrow().is_empty(), "at most one in two minutes");
    window.ends("cancel", 2, "{}", "left");
    window.wait(2 * 60_000);
    window.arrives(3);
    window.settle();
    assert_eq!(window.notified.take().len(), 1);
}

#[test]
fn a_visitor_who_is_sent_to_me_is_said_and_notified() {
    let mut window = Window::seated(1);
    window.harness.input_mut().focused = false;
    window.is_claimed(0, "Bob", 1);
    window.settle();
    window.is_claimed(0, "Ada", 3);
    window.settle();
    assert_eq!(window.notified.take(), ["A visitor was sent to you."]);
    assert!(window.shows("000 was sent to you."));
}

#[test]
fn the_title_carries_the_number_and_how_many_wait() {
    let mut window = Window::seated(2);
    let title = |window: &Window| window.harness.state().model().title();
    assert_eq!(title(&window), "2 waiting · Walkup");
    window.press(Key::N);
    window.is_claimed(0, "Ada", 3);
    window.hears("success next 0");
    assert_eq!(title(&window), "000 · 1 waiting · Walkup");
}
