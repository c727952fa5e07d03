//! A picture of dots, as a thermal printer burns it.

use egui::{Pos2, Rect, TextureId};

/// Rows of dots, dark or light.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raster {
    width: usize,
    dots: Vec<bool>,
}

impl Raster {
    /// A light picture.
    pub fn new(width: usize, height: usize) -> Self {
        Self { width, dots: vec![false; width * height] }
    }

    /// How many dots wide.
    pub fn width(&self) -> usize {
        self.width
    }

    /// How many dots high.
    pub fn height(&self) -> usize {
        self.dots.len() / self.width.max(1)
    }

    /// Whether a dot is dark; outside none is.
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.width && self.dots.get(y * self.width + x).copied().unwrap_or_default()
    }

    /// Makes a dot dark.
    pub fn darken(&mut self, x: usize, y: usize) {
        if x < self.width
            && let Some(dot) = self.dots.get_mut(y * self.width + x)
        {
            *dot = true;
        }
    }

    /// The rows, from above.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = &[bool]> {
        self.dots.chunks(self.width.max(1))
    }

    /// So many light rows more.
    pub fn feed(&mut self, rows: usize) {
        self.dots.resize(self.dots.len() + rows * self.width, false);
    }

    /// Another picture of the same width below this one.
    pub fn append(&mut self, other: &Self) {
        debug_assert_eq!(self.width, other.width);
        self.dots.extend_from_slice(&other.dots);
    }

    /// The same without the light rows above and below.
    #[must_use]
    pub fn trimmed(&self) -> Self {
        let is_drawn = |row: &[bool]| row.contains(&true);
        let first = self.rows().position(is_drawn).unwrap_or_default();
        let last = self.rows().rposition_drawn().map_or(first, |last| last + 1);
        Self { width: self.width, dots: self.dots[first * self.width..last * self.width].to_vec() }
    }

    /// As a picture of grey, a byte a dot.
    pub fn picture(&self) -> image::GrayImage {
        let size = |length: usize| u32::try_from(length).unwrap_or_default();
        image::GrayImage::from_fn(size(self.width), size(self.height()), |x, y| {
            image::Luma([if self.is_dark(x as usize, y as usize) { 0 } else { 255 }])
        })
    }
}

/// The place of the last row with something on it.
trait LastDrawn {
    fn rposition_drawn(self) -> Option<usize>;
}

impl<'a, I: DoubleEndedIterator<Item = &'a [bool]>> LastDrawn for I {
    fn rposition_drawn(self) -> Option<usize> {
        let drawn = self.enumerate().filter(|(_, row)| row.contains(&true));
        drawn.last().map(|(at, _)| at)
    }
}

/// How much of each point of the atlas a letter covers.
#[derive(Debug, Default)]
pub(super) struct Atlas {
    size: [usize; 2],
    cover: Vec<u8>,
}

/// A point is dark where a letter covers so much of it.
const DARK: f32 = 0.45;

impl Atlas {
    /// Takes in what the text engine drew of its letters.
    pub(super) fn update(&mut self, mut changes: egui::TexturesDelta) {
        let letters = changes.set.get(&TextureId::default());
        for delta in letters.into_iter().flatten() {
            let egui::ImageData::Color(image) = &delta.image;
            let at = delta.pos.unwrap_or_else(|| {
                self.size = image.size;
                self.cover = vec![0; image.size[0] * image.size[1]];
                [0, 0]
            });
            for (row, pixels) in image.pixels.chunks(image.size[0].max(1)).enumerate() {
                let start = (at[1] + row) * self.size[0] + at[0];
                for (cover, pixel) in self.cover.iter_mut().skip(start).zip(pixels) {
                    *cover = pixel.a();
                }
            }
        }
        // Whoever drops changes that nobody took in is told so.
        changes.clear();
    }

    fn cover(&self, at: Pos2) -> f32 {
        let place = |part: f32, size: usize| ((part * size as f32) as usize).min(size.max(1) - 1);
        let (x, y) = (place(at.x, self.size[0]), place(at.y, self.size[1]));
        f32::from(self.cover.get(y * self.size[0] + x).copied().unwrap_or_default()) / 255.0
    }

    /// Draws the triangles of a mesh: those of letters, each a piece of the atlas.
    pub(super) fn draw(&self, mesh: &egui::Mesh, onto: &mut Raster) {
        for corners in mesh.indices.chunks_exact(3) {
            let corner = |at: usize| mesh.vertices.get(corners[at] as usize);
            let (Some(a), Some(b), Some(c)) = (corner(0), corner(1), corner(2)) else { continue };
            let area = cross(a.pos, b.pos, c.pos);
            if area == 0.0 {
                continue;
            }
            let bounds = Rect::from_points(&[a.pos, b.pos, c.pos]);
            // Edges in front of the first dot are at it.
            let dots = |low: f32, high: f32, all: usize| low as usize..all.min(high as usize + 1);
            for y in dots(bounds.top(), bounds.bottom(), onto.height()) {
                for x in dots(bounds.left(), bounds.right(), onto.width()) {
                    let point = Pos2::new(x as f32 + 0.5, y as f32 + 0.5);
                    let shares = [
                        cross(b.pos, c.pos, point) / area,
                        cross(c.pos, a.pos, point) / area,
                        cross(a.pos, b.pos, point) / area,
                    ];
                    if shares.iter().any(|share| *share < -1.0e-4) {
                        continue;
                    }
                    let [i, j, k] = shares;
                    let at = a.uv.to_vec2() * i + b.uv.to_vec2() * j + c.uv.to_vec2() * k;
                    if self.cover(at.to_pos2()) > DARK {
                        onto.darken(x, y);
                    }
                }
            }
        }
    }
}

fn cross(a: Pos2, b: Pos2, c: Pos2) -> f32 {
    (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
}
