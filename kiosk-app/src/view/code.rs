//! The code of a link, for a telephone: dark on white in every look, as readers want it.

use std::sync::Arc;

use app_kit::theme::{PAPER, PRINT};
use egui::accesskit::Role;
use egui::{Context, Id, Rect, Sense, Ui, Vec2, WidgetInfo};
use fast_qr::QRCode;
use fast_qr::qr::QRBuilder;

use super::Stage;

/// The least side of the dark and light squares together, in millimetres: what a telephone reads at
/// arm's length.
pub const CODE_MM: f32 = 45.0;

/// So many squares around it are light, as ISO/IEC 18004 asks.
pub const QUIET: usize = 4;

/// A code: so many squares a side, row by row, dark where true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Squares {
    link: String,
    /// How many there are a side.
    pub side: usize,
    /// Which of them are dark, row by row.
    pub dark: Vec<bool>,
}

impl Squares {
    /// The code of a link; none where it is longer than any code.
    pub fn of(link: &str) -> Option<Self> {
        let code: QRCode = QRBuilder::new(link).build().ok()?;
        let side = code.size;
        let dark = (0..side * side).map(|at| code[at / side][at % side].value()).collect();
        Some(Self { link: link.to_owned(), side, dark })
    }
}

/// The squares of a link; none where it is longer than any code.
fn squares(ctx: &Context, link: &str) -> Option<Arc<Squares>> {
    let id = Id::unique("code of a link");
    let kept = ctx.data(|data| data.get_temp::<Arc<Squares>>(id));
    if let Some(kept) = kept.filter(|kept| kept.link == link) {
        return Some(kept);
    }
    let made = Arc::new(Squares::of(link)?);
    ctx.data_mut(|data| data.insert_temp(id, Arc::clone(&made)));
    Some(made)
}

/// Forgets the code that was shown last: it leads to its visitor's page.
pub(super) fn forget(ctx: &Context) {
    ctx.data_mut(|data| data.remove::<Arc<Squares>>(Id::unique("code of a link")));
}

/// How large a side of the code is with its light edge, in points, so that the squares alone have
/// at least [`CODE_MM`]; none where there can be no code of the link.
pub(super) fn least_side(ui: &Ui, stage: &Stage, link: &str) -> Option<f32> {
    let squares = squares(ui.ctx(), link)?;
    Some(CODE_MM * stage.mm * (squares.side + 2 * QUIET) as f32 / squares.side as f32)
}

/// Draws the code of a link in the middle of a place, as large as it fits.
pub(super) fn code_ui(ui: &mut Ui, stage: &Stage, place: Rect, link: &str, spoken: &str) {
    let Some(squares) = squares(ui.ctx(), link) else { return };
    let placed = stage.place(place);
    let all = squares.side + 2 * QUIET;
    let per_point = ui.ctx().pixels_per_point();
    // A square is a whole number of pixels, so that all are alike, unless that makes the code too
    // small.
    let most = placed.size().min_elem() / all as f32;
    let whole = (most * per_point).floor() / per_point;
    let is_large = whole * squares.side as f32 >= CODE_MM * stage.mm;
    let square = if is_large { whole } else { most };
    let side = square * all as f32;
    let corner = ((placed.center() - Vec2::splat(side / 2.0)).to_vec2() * per_point).round();
    let sheet = Rect::from_min_size((corner / per_point).to_pos2(), Vec2::splat(side));
    let response = ui.interact(sheet, Id::unique("code"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, spoken));
    let painter = ui.painter();
    painter.rect_filled(sheet, 0.0, PAPER);
    for row in 0..squares.side {
        let dark = &squares.dark[row * squares.side..(row + 1) * squares.side];
        let mut at = 0;
        // Squares beside each other are one bar, without a seam between them.
        while let Some(first) = dark[at..].iter().position(|dark| *dark).map(|step| at + step) {
            let end =
                dark[first..].iter().position(|dark| !dark).map_or(dark.len(), |step| first + step);
            // On whole pixels, so that its edges are sharp.
            let edge = |across: usize, down: usize| {
                let at = sheet.min.to_vec2() + Vec2::new(across as f32, down as f32) * square;
                ((at * per_point).round() / per_point).to_pos2()
            };
            let (min, max) = (edge(first + QUIET, row + QUIET), edge(end + QUIET, row + 1 + QUIET));
            painter.rect_filled(Rect::from_min_max(min, max), 0.0, PRINT);
            at = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use egui::pos2;

    use super::*;

    /// What is drawn in a place of so many points, a byte a pixel.
    fn drawn(link: &str, size: f32) -> (usize, Vec<u8>, Rect) {
        let ctx = Context::default();
        let place = Rect::from_min_size(pos2(20.0, 20.0), Vec2::splat(size));
        // Large enough for real sizes.
        let panel = crate::view::Panel::new(Vec2::new(1920.0, 1080.0), None);
        let stage = panel.stage(false, crate::view::Reach::Half, false);
        let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
            code_ui(ui, &stage, place, link, "");
        });
        output.textures_delta.clear();
        let all = (size + 40.0) as usize;
        let mut pixels = vec![90; all * all];
        let mut sheet = Rect::NOTHING;
        for shape in &output.shapes {
            let egui::Shape::Rect(shape) = &shape.shape else { continue };
            let light = shape.fill == PAPER;
            if light {
                sheet = shape.rect;
            } else if shape.fill != PRINT {
                continue;
            }
            for y in shape.rect.top() as usize..shape.rect.bottom() as usize {
                for x in shape.rect.left() as usize..shape.rect.right() as usize {
                    pixels[y * all + x] = if light { 255 } else { 0 };
                }
            }
        }
        (all, pixels, sheet)
    }

    #[test]
    fn what_is_drawn_is_read_as_the_link() {
        for link in ["https://desk.example/q/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "https://a.b/q/1"] {
            for size in [200.0, 333.0] {
                let (side, pixels, sheet) = drawn(link, size);
                let (all, mm) = (Squares::of(link).unwrap().side, 96.0 / 25.4);
                let code = sheet.width() * all as f32 / (all + 2 * QUIET) as f32;
                assert!(code >= (CODE_MM * mm).min(size * 0.75) * 0.99, "{size}: {code}");
                assert!(sheet.width() > size * 0.8 && sheet.width() < size + 0.1, "{sheet:?}");
                let mut image = rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| {
                    pixels[y * side + x]
                });
                let grids = image.detect_grids();
                let read: Vec<String> = grids.iter().map(|grid| grid.decode().unwrap().1).collect();
                assert_eq!(read, [link], "{size}");
            }
        }
    }

    #[test]
    fn a_link_has_its_corners_and_one_that_is_too_long_has_no_code() {
        let code = Squares::of("https://desk.example/q/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").unwrap();
        assert_eq!(code.dark.len(), code.side * code.side);
        let row = |row: usize| &code.dark[row * code.side..row * code.side + 7];
        assert!(row(0).iter().all(|dark| *dark), "the first mark by which it is found");
        assert_eq!(row(1), [true, false, false, false, false, false, true]);
        assert_eq!(Squares::of(&"x".repeat(4000)), None);
    }
}
