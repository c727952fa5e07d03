//! How much work a frame is, without the rasteriser. Nothing here fails on time: the figure is for
//! people, `cargo test --release -p kiosk-app frames -- --ignored --nocapture`.

use std::time::Instant;

use app_kit::field::Edit;
use kiosk_app::model::Act;

use crate::bench::{Bench, settings};

#[test]
#[ignore = "a measurement, for people"]
fn a_frame_of_the_fullest_screen() {
    for (what, size) in [("1920x1080", [1920.0, 1080.0]), ("1080x1920", [1080.0, 1920.0])] {
        let mut bench = Bench::with_reasons(size, settings());
        bench.act(Act::Begin);
        bench.act(Act::Edit(Edit::typed("ada@a.example")));
        let mut millis: Vec<f64> = (0..400)
            .map(|at| {
                // Something changes in each frame, as it does while somebody types.
                let typed = if at % 2 == 0 {
                    Act::Edit(Edit::typed("x"))
                } else {
                    Act::Edit(Edit::Backspace)
                };
                let ctx = bench.window.ctx.clone();
                bench.window.state_mut().act(&ctx, typed);
                let started = Instant::now();
                bench.window.step();
                let shapes = bench.window.output().shapes.clone();
                let meshes = ctx.tessellate(shapes, 1.0);
                assert!(!meshes.is_empty());
                started.elapsed().as_secs_f64() * 1000.0
            })
            .collect();
        millis.sort_by(f64::total_cmp);
        println!(
            "{what}: median {:.2} ms, 95th of 100 {:.2} ms, most {:.2} ms",
            millis[200], millis[380], millis[399]
        );
    }
}

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
