//! The icon of the window, where the system takes one: a ticket with an arrow, the same drawing as
//! `assets/icons/walkup-staff.svg`, made here so that no image has to be decoded.

use app_kit::theme::{Density, Ink, Look, Theme};
use egui::{IconData, Pos2, Rect, Vec2, pos2, vec2};

/// How many pixels it is wide and high.
const SIDE: u32 = 64;

/// The same in the units of the drawing.
const UNITS: f32 = 128.0;

/// In how many parts a pixel is looked at, across and down.
const PARTS: u32 = 4;

/// Draws the icon.
pub fn icon() -> IconData {
    let palette = Theme::new(Density::Desk, Look::Dark, true, false).palette;
    let inks = [palette.ground, palette.accent, palette.on_accent];
    let mut rgba = Vec::with_capacity((SIDE * SIDE * 4) as usize);
    for y in 0..SIDE {
        for x in 0..SIDE {
            rgba.extend(pixel(x, y, inks));
        }
    }
    IconData { rgba, width: SIDE, height: SIDE }
}

/// One pixel: the middle of what its parts show.
fn pixel(x: u32, y: u32, inks: [Ink; 3]) -> [u8; 4] {
    let mut sum = [0_u32; 4];
    for part in 0..PARTS * PARTS {
        let at = vec2((part % PARTS) as f32 + 0.5, (part / PARTS) as f32 + 0.5) / PARTS as f32;
        let place = (vec2(x as f32, y as f32) + at) * (UNITS / SIDE as f32);
        if let Some(layer) = layer(place.to_pos2()) {
            let ink = inks[layer];
            for (sum, value) in sum.iter_mut().zip([ink.r(), ink.g(), ink.b(), 255]) {
                *sum += u32::from(value);
            }
        }
    }
    let parts = sum[3] / 255;
    let colour = |value: u32| u8::try_from(value / parts.max(1)).unwrap_or(u8::MAX);
    let alpha = u8::try_from(sum[3] / (PARTS * PARTS)).unwrap_or(u8::MAX);
    [colour(sum[0]), colour(sum[1]), colour(sum[2]), alpha]
}

/// What is on top at a place: the ground, the ticket or the arrow; none: nothing.
fn layer(place: Pos2) -> Option<usize> {
    let arrow = [[46.0, 64.0, 76.0, 64.0], [64.0, 50.0, 78.0, 64.0], [78.0, 64.0, 64.0, 78.0]];
    let is_arrow = arrow
        .into_iter()
        .any(|[x, y, to_x, to_y]| distance(place, pos2(x, y), pos2(to_x, to_y)) <= 4.5);
    let ticket = Rect::from_min_max(pos2(22.0, 26.0), pos2(106.0, 102.0));
    let is_punched = [22.0, 106.0].into_iter().any(|x| place.distance(pos2(x, 64.0)) < 12.0);
    if is_arrow {
        Some(2)
    } else if is_within(place, ticket, 8.0) && !is_punched {
        Some(1)
    } else {
        let whole = Rect::from_min_size(Pos2::ZERO, Vec2::splat(UNITS));
        is_within(place, whole, 24.0).then_some(0)
    }
}

/// Whether a place is in a rectangle with round corners.
fn is_within(place: Pos2, rect: Rect, radius: f32) -> bool {
    rect.contains(place) && rect.shrink(radius).distance_to_pos(place) <= radius
}

/// How far a place is from a line.
fn distance(place: Pos2, from: Pos2, to: Pos2) -> f32 {
    let line = to - from;
    let along = ((place - from).dot(line) / line.length_sq()).clamp(0.0, 1.0);
    place.distance(from + line * along)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_icon_is_a_ticket_on_a_ground_with_round_corners() {
        let icon = icon();
        let at = |x: u32, y: u32| -> [u8; 4] {
            let start = ((y * icon.width + x) * 4) as usize;
            icon.rgba[start..start + 4].try_into().unwrap()
        };
        assert_eq!(icon.rgba.len(), (icon.width * icon.height * 4) as usize);
        assert_eq!(at(0, 0)[3], 0, "the corner is clear");
        let (ground, ticket, arrow) = (at(32, 4), at(32, 18), at(28, 32));
        assert!([ground, ticket, arrow].iter().all(|pixel| pixel[3] == 255));
        assert!(ground != ticket && ticket != arrow && ground != arrow);
        assert_eq!(at(11, 32), ground, "where the ticket is punched");
    }
}
