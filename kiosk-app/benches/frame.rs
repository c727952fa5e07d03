//! A frame's own work, without the rasteriser: the fullest screen, on which somebody types.
//!
//! `cargo bench -p kiosk-app`

use std::time::{Duration, Instant};

use app_kit::field::Edit;
use app_kit::link::{Dialect, Event, State};
use app_kit::text::Languages;
use app_kit::theme::{Look, Theme};
use egui::{Context, Pos2, RawInput, Rect, Vec2, vec2};
use kiosk_app::model::{Act, Model, Now};
use kiosk_app::settings::Settings;
use kiosk_app::view::{Glance, Panel, window_ui};

const FRAMES: usize = 1_000;

fn main() {
    for (what, size) in [("1920x1080", vec2(1920.0, 1080.0)), ("1080x1920", vec2(1080.0, 1920.0))] {
        measure(what, size);
    }
}

fn measure(what: &str, size: Vec2) {
    let ctx = Context::default();
    Theme::install_faces(&ctx);
    let panel = Panel::new(size, None);
    panel.theme(Look::Light, false).install(&ctx);
    let languages = Languages::built_in();
    let mut glance = Glance::default();
    let mut model = Model::new(Settings::default(), Vec::new(), || 1);
    let mut now = Now { mono_ms: 0, server_ms: None };
    model.hear(Event::Opened { dialect: Dialect::Extended, introduced: false }, now);
    model.hear(Event::State(State::Online), now);
    model.act(Act::Begin, now);
    model.act(Act::Edit(Edit::typed("ada@a.example")), now);

    let mut took = Vec::with_capacity(FRAMES);
    for frame in 0..FRAMES + 20 {
        now.mono_ms += 16;
        let edit = if frame % 2 == 0 { Edit::typed("x") } else { Edit::Backspace };
        let started = Instant::now();
        model.act(Act::Edit(edit), now);
        model.tick(now);
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, size)),
            time: Some(Duration::from_millis(16 * frame as u64).as_secs_f64()),
            ..RawInput::default()
        };
        let output = ctx.run_ui(input, |ui| {
            window_ui(ui, &model, languages, &panel, &mut glance, now);
        });
        let meshes = ctx.tessellate(output.shapes, output.pixels_per_point);
        assert!(!meshes.is_empty());
        // The first frames draw each letter once and keep it.
        if frame >= 20 {
            took.push(started.elapsed());
        }
    }
    took.sort();
    let at = |share: f64| took[((FRAMES - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
    println!(
        "{what}, a letter typed or taken away: median {:.2} ms, p95 {:.2} ms, p99 {:.2} ms, worst \
         {:.2} ms over {FRAMES} frames",
        at(0.5),
        at(0.95),
        at(0.99),
        at(1.0)
    );
}
