//! What a paper ticket looks like: drawn into dots by the text engine of the windows, so that every
//! script and every name prints right, whatever the printer knows of letters.

use std::sync::Arc;

use app_kit::text::{Languages, Paragraph, Speech, times};
use app_kit::theme::{Density, Look, Theme, Weight};
use egui::{Align2, Context, Pos2, Rect, Shape, Vec2};
use shared::print::{PaperWidth, Sheet};

use super::raster::{Atlas, Raster};
use crate::view::{QUIET, Squares};
use crate::words::Phrase;

/// How many dots a millimetre has: 203 to the inch.
pub const DOTS_PER_MM: usize = 8;

/// The least side of a code's squares together, in millimetres.
pub const CODE_MM: usize = 25;

/// Draws tickets; keeps the letters that it has drawn.
pub struct Press {
    ctx: Context,
    atlas: Atlas,
    words: &'static Languages,
    /// The language of whoever chose none.
    usual: String,
}

/// A text on the paper: how large, how heavy, on how many lines at most, and the light rows above it.
struct Line {
    points: f32,
    weight: Weight,
    most: usize,
    above: usize,
}

impl Press {
    /// One that has drawn nothing yet.
    pub fn new(words: &'static Languages, usual: &str) -> Self {
        let ctx = Context::default();
        Theme::install_faces(&ctx);
        // For the names of services and organisations in scripts that no face of ours has.
        ctx.add_font_provider(Arc::new(egui_system_font_provider::SystemFontProvider::new()));
        Theme::new(Density::Kiosk, Look::Light, false, false).install(&ctx);
        Self { ctx, atlas: Atlas::default(), words, usual: usual.to_owned() }
    }

    /// The dots of a ticket.
    pub fn draw(&mut self, sheet: &Sheet, width: PaperWidth) -> Raster {
        let speech = self.words.speech(sheet.lang.as_deref().unwrap_or(&self.usual));
        speech.install(&self.ctx);
        let dots = width.dots() as usize;
        // What is read beside the number is a little smaller on the small paper.
        let scale = if dots < 500 { 0.85 } else { 1.0 };
        let mut paper = Raster::new(dots, 2 * DOTS_PER_MM);
        let line = |points: f32, weight, most, above| Line {
            points: (points * scale).round(),
            weight,
            most,
            above,
        };
        let mut write = |paper: &mut Raster, text: &str, line: &Line| {
            let drawn = self.write(speech, text, line, dots);
            if drawn.height() > 0 {
                paper.feed(line.above);
                paper.append(&drawn);
            }
        };
        write(&mut paper, &sheet.organisation, &line(30.0, Weight::Strong, 2, 0));
        let number = Line { points: 0.0, weight: Weight::Heavy, most: 1, above: 32 };
        write(&mut paper, &sheet.number, &number);
        if let Some(service) = speech.pick(&sheet.service) {
            write(&mut paper, service, &line(44.0, Weight::Strong, 3, 40));
        }
        let time = speech.time(times::local(sheet.at));
        let ahead = speech.say(match sheet.ahead {
            Some(count) => Phrase::PaperAhead { count, time: &time },
            None => Phrase::PaperAt { time: &time },
        });
        write(&mut paper, &ahead, &line(36.0, Weight::Regular, 1, 24));
        if let Some(code) = sheet.link.as_deref().and_then(Squares::of) {
            let drawn = squares(&code, dots);
            paper.feed(24);
            paper.append(&drawn);
            let words = speech.say(Phrase::PaperLink);
            write(&mut paper, &words, &line(28.0, Weight::Regular, 1, 0));
        }
        paper.feed(DOTS_PER_MM);
        paper
    }

    /// A text in the middle of the paper, without the light rows above and below it.
    fn write(&mut self, speech: Speech, text: &str, line: &Line, dots: usize) -> Raster {
        if text.is_empty() {
            return Raster::new(dots, 0);
        }
        // Two dots at either edge are none of the paper's.
        let room = Rect::from_min_size(Pos2::new(2.0, 0.0), Vec2::new(dots as f32 - 4.0, 1600.0));
        let input = || egui::RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, Vec2::new(dots as f32, 1600.0))),
            ..Default::default()
        };
        let mut shapes = Vec::new();
        // The faces are there in the second pass.
        for _ in 0..2 {
            let output = self.ctx.run_ui(input(), |ui| {
                let points = match line.points {
                    // As large as the width takes.
                    0.0 => {
                        let wide = Paragraph::new(text, 100.0, line.weight).width(ui.ctx());
                        (100.0 * room.width() * 0.97 / wide.max(1.0)).min(320.0).floor()
                    }
                    points => points,
                };
                let text = Paragraph::new(text, points, line.weight).sentence(speech.is_rtl());
                let text = text.lines(line.most);
                let ink = Theme::of(ui.ctx()).palette.text;
                text.paint(ui, room, Align2::CENTER_TOP, ink);
            });
            self.atlas.update(output.textures_delta);
            shapes = output.shapes;
        }
        shapes.retain(|shape| matches!(shape.shape, Shape::Text(_)));
        let mut drawn = Raster::new(dots, 1600);
        for primitive in self.ctx.tessellate(shapes, 1.0) {
            if let egui::epaint::Primitive::Mesh(mesh) = primitive.primitive {
                self.atlas.draw(&mesh, &mut drawn);
            }
        }
        drawn.trimmed()
    }
}

/// A code in the middle of the paper, each square a whole number of dots, with its light edge.
fn squares(code: &Squares, dots: usize) -> Raster {
    let all = code.side + 2 * QUIET;
    let least = (CODE_MM * DOTS_PER_MM).div_ceil(code.side);
    // A little larger where there is room: old telephones see badly.
    let dot = least.max(dots * 9 / 20 / all).min(dots / all).max(1);
    let left = dots.saturating_sub(all * dot) / 2;
    let mut drawn = Raster::new(dots, all * dot);
    for y in 0..code.side * dot {
        for x in 0..code.side * dot {
            if code.dark[y / dot * code.side + x / dot] {
                drawn.darken(left + QUIET * dot + x, QUIET * dot + y);
            }
        }
    }
    drawn
}
