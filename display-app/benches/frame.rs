//! A frame's own work, without the rasteriser: 100 tables at 3840×2160, all changing each frame.
//!
//! `cargo bench -p display-app`

use std::time::{Duration, Instant};

use app_kit::link::{Dialect, Event, State};
use app_kit::theme::{Density, Look as Palette, Theme};
use display_app::model::{Model, Now};
use display_app::view::{Look, Planned, board_ui, ground_ui};
use egui::{Context, Pos2, RawInput, Rect, vec2};

const TABLES: u32 = 100;
const FRAMES: u32 = 1_000;

fn main() {
    // Near enough that all are on one page, and as far as the largest panels are watched from.
    for (what, metres) in [("on one page", 1.2), ("by pages", 5.0)] {
        measure(what, metres);
    }
}

fn measure(what: &str, viewing_metres: f32) {
    let size = vec2(3840.0, 2160.0);
    let ctx = Context::default();
    Theme::install_faces(&ctx);
    Theme::new(Density::Tv { base: 73.0 }, Palette::Dark, true, true).install(&ctx);
    let look = Look {
        monitor: size,
        panel_inches: 55.0,
        viewing_metres,
        highlight: true,
        is_night: false,
        speech: app_kit::text::Languages::built_in().speech("en"),
    };

    let mut model = Model::new(10);
    let mut planned = Planned::default();
    let mut now = Now { run: Duration::ZERO, wall_ms: 1_790_000_000_000 };
    model.apply(&Event::Opened { dialect: Dialect::Extended, introduced: false }, now);
    model.apply(&Event::State(State::Online), now);
    for line in [&format!("tables {TABLES}"), "waiting 9 60 120", "organisation Desk", "ready"] {
        model.apply(&Event::Message(line.parse().expect("a message")), now);
    }

    let mut took = Vec::new();
    for frame in 0..FRAMES + 20 {
        // What the link hands over has been read on its own thread.
        let messages: Vec<Event<app_kit::role::Board>> = (0..TABLES)
            .flat_map(|table| {
                let ticket = frame * TABLES + table;
                [
                    format!("about {ticket} {{\"calls\":1}}"),
                    match (frame + table) % 8 {
                        0 => format!("unpick {table}"),
                        1 => format!("pick {table}"),
                        _ => format!("claimed {ticket} {table}"),
                    },
                ]
            })
            .map(|line| Event::Message(line.parse().expect("a message")))
            .collect();
        now.run += Duration::from_millis(16);
        now.wall_ms += 16;

        let started = Instant::now();
        for message in &messages {
            model.apply(message, now);
        }
        model.advance(now, false);
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, size)),
            time: Some(now.run.as_secs_f64()),
            ..RawInput::default()
        };
        let output = ctx.run_ui(input, |ui| {
            ground_ui(ui, |ui| board_ui(ui, &mut model, &mut planned, &look, now));
        });
        let meshes = ctx.tessellate(output.shapes, output.pixels_per_point);
        assert!(!meshes.is_empty());
        // The first frames draw each figure once and keep it.
        if frame >= 20 {
            took.push(started.elapsed());
        }
    }
    took.sort();
    let at = |share: f64| {
        let at = (took.len() - 1) as f64 * share;
        took[at as usize].as_secs_f64() * 1000.0
    };
    println!(
        "100 tables, 3840x2160, all changing, {what}: median {:.2} ms, p95 {:.2} ms, p99 {:.2} ms, \
         worst {:.2} ms over {FRAMES} frames",
        at(0.5),
        at(0.95),
        at(0.99),
        at(1.0)
    );
}
