//! Where things stand: real sizes, the part to read and the part to touch.

use app_kit::theme::{Density, Look, Theme, mix};
use egui::{Rect, Vec2, pos2, vec2};

/// The height of a capital, in millimetres, for somebody who stands before the panel.
pub const CAPITAL_MM: f32 = 7.3;
/// The least side of what is touched.
pub const KEY_MM: f32 = 20.0;
/// The least space between two things that are touched.
pub const GAP_MM: f32 = 3.0;

/// The share of a face's size that its capitals have.
const CAPITAL_SHARE: f32 = 0.668;
/// What stays free along the edges.
const MARGIN_MM: f32 = 8.0;
/// Points to the millimetre where nobody says how large the panel is: 96 to the inch.
const USUAL_POINTS: f32 = 96.0 / 25.4;
/// A line of words at the top, larger than what is read.
const TOP_LINE_MM: f32 = 18.0;
/// Ten keys with their gaps and margins.
const LEAST_WIDTH_MM: f32 = 10.0 * (KEY_MM + GAP_MM) - GAP_MM + 2.0 * MARGIN_MM;
/// Seven rows of keys in the lower half.
const LEAST_TALL_MM: f32 = 2.0 * (7.0 * (KEY_MM + GAP_MM) + MARGIN_MM);
/// Six rows of keys below a question and a field.
const LEAST_WIDE_MM: f32 = 6.0 * (KEY_MM + GAP_MM) + MARGIN_MM + 56.0;
/// So wide that digits and what leads on have their place beside the letters.
const ROOMY_MM: f32 = 400.0;

/// The panel as it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Panel {
    size: Vec2,
    /// Points to a millimetre of the panel.
    pub points_per_mm: f32,
    /// How much smaller than wanted everything is drawn, so that all of it has room; 1 where it
    /// has.
    pub scale: f32,
}

/// How the panel is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Higher than wide.
    Tall,
    /// Wider than high.
    Wide,
    /// So wide that all that is touched has room in the lower half.
    Roomy,
}

/// How far up a screen's touched part reaches on a panel that is wider than high.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// To the middle.
    Half,
    /// As far as a keyboard does.
    Keys,
    /// To a line of words at the top.
    Most,
}

/// The parts of the window, in points.
#[derive(Debug, Clone, Copy)]
pub struct Stage {
    /// The whole window.
    pub full: Rect,
    /// What is read.
    pub read: Rect,
    /// What is touched.
    pub touch: Rect,
    /// A millimetre, or what there is room for in its place.
    pub mm: f32,
    /// What kind of panel it is.
    pub shape: Shape,
    /// Whether everything is mirrored.
    pub is_rtl: bool,
}

impl Panel {
    /// A panel of `size` points with a diagonal of `inches`.
    pub fn new(size: Vec2, inches: Option<f32>) -> Self {
        let points_per_mm = match inches.filter(|inches| *inches > 1.0) {
            Some(inches) => size.length() / (inches * 25.4),
            None => USUAL_POINTS,
        };
        let mm = size / points_per_mm;
        let least = if mm.y > mm.x { LEAST_TALL_MM } else { LEAST_WIDE_MM };
        let scale = (mm.x / LEAST_WIDTH_MM).min(mm.y / least).clamp(0.1, 1.0);
        Self { size, points_per_mm, scale }
    }

    /// Whether keys and letters have the size that they should have.
    pub fn has_room(&self) -> bool {
        // A twentieth less is nothing that a finger or an eye would miss.
        self.scale >= 0.95
    }

    /// The theme with sizes that follow from this panel.
    pub fn theme(&self, look: Look, is_large: bool) -> Theme {
        let mm = self.mm();
        let base = CAPITAL_MM / CAPITAL_SHARE * mm * if is_large { 1.25 } else { 1.0 };
        let theme = Theme::new(Density::Kiosk, look, false, true);
        // At a kiosk even what explains is read at 7:1, by eyes that nobody knows.
        let mut palette = theme.palette;
        palette.quiet = mix(palette.quiet, palette.text, 0.35);
        Theme { palette, base, grid: GAP_MM / 2.0 * mm, row: KEY_MM * mm, radius: 10.0, ..theme }
    }

    /// The stage of a screen.
    pub fn stage(&self, is_rtl: bool, reach: Reach, is_lowered: bool) -> Stage {
        let mm = self.mm();
        let full = Rect::from_min_size(pos2(0.0, 0.0), self.size);
        let shape = if self.size.y > self.size.x {
            Shape::Tall
        } else if self.size.x / mm >= ROOMY_MM {
            Shape::Roomy
        } else {
            Shape::Wide
        };
        let half = full.height() * 0.5;
        let touched = match (shape, reach) {
            (Shape::Wide, Reach::Keys) if !is_lowered => (6.0 * (KEY_MM + GAP_MM) + MARGIN_MM) * mm,
            (Shape::Wide, Reach::Most) if !is_lowered => {
                half.max(full.height() - (MARGIN_MM + TOP_LINE_MM) * mm)
            }
            _ => half,
        };
        let margin = MARGIN_MM * mm;
        let inner = full.shrink(margin);
        let edge = full.bottom() - touched;
        Stage {
            full,
            read: Rect::from_min_max(inner.min, pos2(inner.right(), edge)),
            touch: Rect::from_min_max(pos2(inner.left(), edge + GAP_MM * mm), inner.max),
            mm,
            shape,
            is_rtl,
        }
    }

    fn mm(&self) -> f32 {
        self.points_per_mm * self.scale
    }
}

impl Stage {
    /// The gap between two things that are touched.
    pub fn gap(&self) -> f32 {
        GAP_MM * self.mm
    }

    /// Where `rect` stands once mirrored, if this language is.
    pub fn place(&self, rect: Rect) -> Rect {
        if !self.is_rtl {
            return rect;
        }
        let flip = self.full.left() + self.full.right();
        Rect::from_min_max(
            pos2(flip - rect.right(), rect.top()),
            pos2(flip - rect.left(), rect.bottom()),
        )
    }

    /// Cuts a rectangle into `count` equal rows from its lower edge up, from above to below; none
    /// is higher than `most` millimetres.
    pub fn rows(&self, rect: Rect, count: usize, most: f32) -> Vec<Rect> {
        let count_f = count.max(1) as f32;
        let height = ((rect.height() - (count_f - 1.0) * self.gap()) / count_f).min(most * self.mm);
        (0..count)
            .map(|at| {
                let below = (count - 1 - at) as f32 * (height + self.gap());
                Rect::from_min_max(
                    pos2(rect.left(), rect.bottom() - below - height),
                    pos2(rect.right(), rect.bottom() - below),
                )
            })
            .collect()
    }

    /// Cuts a row into parts whose widths are as `shares` to each other.
    pub fn share(&self, row: Rect, shares: &[f32]) -> Vec<Rect> {
        let whole: f32 = shares.iter().sum();
        let room = row.width() - self.gap() * (shares.len().max(1) - 1) as f32;
        let mut left = row.left();
        shares
            .iter()
            .map(|share| {
                let width = room * share / whole;
                let part = Rect::from_min_size(pos2(left, row.top()), vec2(width, row.height()));
                left += width + self.gap();
                part
            })
            .collect()
    }

    /// Parts a rectangle: the upper `height`, and what is below it less a gap.
    pub fn above(&self, rect: Rect, height: f32) -> (Rect, Rect) {
        let edge = (rect.top() + height).min(rect.bottom());
        (
            Rect::from_min_max(rect.min, pos2(rect.right(), edge)),
            Rect::from_min_max(pos2(rect.left(), (edge + self.gap()).min(rect.bottom())), rect.max),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panel_that_is_large_enough_gets_real_sizes() {
        // A 21.5 inch panel on its side and upright, and a 15 inch one of the older shape.
        for (size, inches) in
            [((1920.0, 1080.0), 21.5), ((1080.0, 1920.0), 21.5), ((1024.0, 768.0), 15.0)]
        {
            let panel = Panel::new(size.into(), Some(inches));
            assert!(panel.has_room(), "{size:?} {panel:?}");
            let theme = panel.theme(Look::Light, false);
            let capital_mm = theme.base * CAPITAL_SHARE / panel.points_per_mm;
            assert!(capital_mm >= CAPITAL_MM * 0.95, "{capital_mm}");
        }
        let small = Panel::new(vec2(1280.0, 800.0), Some(10.1));
        assert!(!small.has_room());
    }

    #[test]
    fn what_is_touched_stands_in_the_lower_half() {
        for size in [vec2(1080.0, 1920.0), vec2(1920.0, 1080.0), vec2(1280.0, 800.0)] {
            for is_lowered in [false, true] {
                let panel = Panel::new(size, None);
                let stage = panel.stage(false, Reach::Keys, is_lowered);
                let reaches_up = stage.shape == Shape::Wide && !is_lowered;
                assert_eq!(stage.touch.top() < stage.full.center().y, reaches_up, "{size:?}");
            }
        }
    }
}
