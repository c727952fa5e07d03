//! When a frame is drawn at all. What one costs is measured by `cargo bench -p kiosk-app`.

use kiosk_app::model::Act;

use crate::bench::{Bench, settings};

#[test]
fn nothing_is_drawn_while_nothing_happens() {
    let mut bench = Bench::new([1920.0, 1080.0], settings());
    bench.window.run();
    let repaints = |bench: &Bench| {
        let output = bench.window.output();
        output.viewport_output.values().map(|view| view.repaint_delay).min().unwrap()
    };
    assert_eq!(repaints(&bench), std::time::Duration::MAX, "an idle Welcome waits for ever");
    bench.act(Act::Begin);
    bench.window.run();
    let delay = repaints(&bench);
    assert!(
        delay >= std::time::Duration::from_secs(25),
        "only the time-out is waited for: {delay:?}"
    );
}
