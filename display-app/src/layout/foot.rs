//! The lowest part of the board: the tables without staff, the notice, the status line.

use egui::{Rect, pos2, vec2};

use super::{STATUS, Search, WORDS};

/// The height of a line of the status, in em.
const STATUS_LINE: f32 = 1.5;

/// The services take at most so many lines.
const MOST_LINES: usize = 3;

/// What stands below the tables.
pub(super) struct Foot {
    /// Its upper edge.
    pub(super) top: f32,
    pub(super) notice: Option<Rect>,
    pub(super) closed: Option<Rect>,
    pub(super) legend: Vec<Rect>,
    pub(super) legend_type: f32,
    pub(super) status: [Rect; 5],
    pub(super) status_type: f32,
}

impl Search<'_> {
    /// The status line and above it the notice.
    pub(super) fn foot(&self, inside: Rect, gap: f32, has_pages: bool) -> Option<Foot> {
        let generous = (self.least * WORDS).max(inside.width().min(inside.height()) * 0.034);
        let sizes = [generous, self.least * WORDS, self.least * 0.5, self.least * STATUS];
        let lines_at = |size: f32| self.status_lines(inside.width(), size, has_pages).1;
        let status_type = [1, 2]
            .into_iter()
            .find_map(|lines| sizes.into_iter().find(|size| lines_at(*size) <= lines))
            .unwrap_or(self.least * STATUS);
        let (mut status, lines) = self.status_lines(inside.width(), status_type, has_pages);
        let height = status_type * STATUS_LINE * lines as f32;
        let top = inside.bottom() - height;
        if top <= inside.top() {
            return None;
        }
        for part in &mut status {
            *part = part.translate(vec2(inside.left(), top));
        }
        let notice = (self.content.notice > 0.0).then(|| {
            let across = inside.width() - 4.0 * gap;
            // Words do not break where a line would be full, so a line holds a little less.
            let lines = (self.content.notice * status_type / (across * 0.9)).ceil().clamp(1.0, 3.0);
            let height = lines * status_type * 1.3 + gap;
            Rect::from_min_max(
                pos2(inside.left(), top - gap - height),
                pos2(inside.right(), top - gap),
            )
        });
        let top = notice.map_or(top, |notice| notice.top());
        let closed = (self.content.closed > 0.0).then(|| {
            let lines = (self.content.closed * status_type / inside.width()).ceil().clamp(1.0, 2.0);
            let height = lines * status_type * 1.3;
            Rect::from_min_max(
                pos2(inside.left(), top - gap - height),
                pos2(inside.right(), top - gap),
            )
        });
        let top = closed.map_or(top, |closed| closed.top());
        let (mut legend, mut legend_type) = (Vec::new(), status_type);
        let mut upper = top;
        if self.has_legend {
            let sizes = [status_type, self.least * 0.5, self.least * STATUS];
            let laid = |size: f32| Some((size, self.legend_lines(inside.width(), size)?));
            let fitting = |most: usize| {
                let mut laid = sizes.into_iter().filter(|it| *it <= status_type).filter_map(laid);
                laid.find(|(_, (_, lines))| *lines <= most)
            };
            let (size, (parts, lines)) = (1..=MOST_LINES).find_map(fitting)?;
            legend_type = size;
            upper = top - gap - lines as f32 * size * STATUS_LINE;
            legend =
                parts.into_iter().map(|part| part.translate(vec2(inside.left(), upper))).collect();
        }
        if upper <= inside.top() {
            return None;
        }
        Some(Foot { top: upper, notice, closed, legend, legend_type, status, status_type })
    }

    /// The services one after the other, on as few lines as they take; none where those are too
    /// many, or where one alone is too long for a line.
    fn legend_lines(&self, width: f32, size: f32) -> Option<(Vec<Rect>, usize)> {
        const BETWEEN: f32 = 1.4;
        let height = size * STATUS_LINE;
        let (mut x, mut line) = (0.0, 0);
        let mut parts = Vec::new();
        for ems in &self.content.legend {
            let wide = ems * size;
            if x > 0.0 && x + wide > width {
                (x, line) = (0.0, line + 1);
            }
            if wide > width || line == MOST_LINES {
                return None;
            }
            parts.push(Rect::from_min_size(pos2(x, line as f32 * height), vec2(wide, height)));
            x += wide + BETWEEN * size;
        }
        Some((parts, line + 1))
    }

    /// The parts of the status, from the left as long as a line has room; the page and the
    /// organisation stand at the right of the last line where they can.
    fn status_lines(&self, width: f32, size: f32, has_pages: bool) -> ([Rect; 5], usize) {
        const BETWEEN: f32 = 1.2;
        let height = size * STATUS_LINE;
        let mut parts = [Rect::ZERO; 5];
        let (mut x, mut y, mut right) = (0.0, 0.0, width);
        let mut status = self.content.status;
        if self.has_legend && self.content.waiting_by_letter > 0.0 {
            status[1] = self.content.waiting_by_letter;
        }
        for (at, ems) in status.iter().enumerate() {
            let is_page = at == 4;
            if *ems <= 0.0 || (is_page && !has_pages) {
                continue;
            }
            let wide = (ems * size).min(width);
            if x > 0.0 && x + wide > right {
                (x, y, right) = (0.0, y + height, width);
            }
            let left = if at < 3 {
                let left = x;
                x += wide + BETWEEN * size;
                left
            } else {
                right -= wide;
                let left = right;
                right -= BETWEEN * size;
                // What comes now stands left of it, or on the next line.
                x = x.max(1.0);
                left
            };
            parts[at] = Rect::from_min_size(pos2(left, y), vec2(wide, height));
        }
        (parts, (y / height).round() as usize + 1)
    }
}
