//! The calls: the latest, the only one, and those before it.

use egui::{Rect, vec2};

use super::{
    ARROW, CellType, Cells, EARLIER, FIGURE, HERO_OVER_CELL, HeroType, LONGEST_NAME, SHORT_ARROW,
    Search, place,
};

/// The calls.
pub(super) struct Band {
    pub(super) hero: Rect,
    pub(super) hero_type: HeroType,
    pub(super) lone: Rect,
    pub(super) lone_type: HeroType,
    pub(super) earlier: Vec<Rect>,
    pub(super) earlier_type: f32,
}

impl Search<'_> {
    /// The band of calls in its place.
    pub(super) fn band(&self, rect: Rect, gap: f32) -> Option<Band> {
        let is_wide = rect.width() > 3.2 * rect.height() && self.size.x > self.size.y;
        let (hero, rest) = if is_wide {
            let at = rect.left() + (rect.width() - gap) * 0.5;
            (rect.with_max_x(at), rect.with_min_x(at + gap))
        } else {
            let at = rect.top() + (rect.height() - gap) * 0.62;
            (rect.with_max_y(at), rect.with_min_y(at + gap))
        };
        let lone_type = self.hero(rect, gap)?;
        let lone = rect;
        let with_earlier = self.hero(hero, gap).map(|hero_type| {
            let (earlier, earlier_type) = self.earlier(rest, gap, hero_type.number);
            Band { hero, hero_type, lone, lone_type, earlier, earlier_type }
        });
        match with_earlier {
            Some(band) if !band.earlier.is_empty() => Some(band),
            _ => {
                let (hero, hero_type, earlier) = (rect, lone_type, Vec::new());
                let earlier_type = self.least;
                Some(Band { hero, hero_type, lone, lone_type, earlier, earlier_type })
            }
        }
    }

    fn hero(&self, rect: Rect, gap: f32) -> Option<HeroType> {
        let inner = rect.size() - vec2(4.0 * gap, 2.0 * gap);
        let number_ems = self.content.number;
        let name = self.visitor_line(self.least);
        let least_label = self.least_label();
        let kinds = |label: f32, has_full_label: bool| {
            let high = (inner.y - name) / 0.9;
            // A word beside a number is large enough when it is smaller; a number is not.
            let share = if has_full_label { 0.62 } else { self.beside_label() };
            let beside = {
                let number = high.min(inner.x / (number_ems + ARROW + label * share));
                if number * share >= least_label {
                    (number, number * share)
                } else {
                    (high.min((inner.x - label * least_label) / (number_ems + ARROW)), least_label)
                }
            };
            let stacked = {
                let number = ((inner.y - name) / 1.62).min(inner.x / number_ems);
                if number * 0.5 >= least_label {
                    (number, (number * 0.5).min(inner.x / (label + ARROW)))
                } else {
                    let below = least_label * 1.15;
                    (((inner.y - name - below) / 0.9).min(inner.x / number_ems), least_label)
                }
            };
            [(beside, false), (stacked, true)].map(|((number, label_size), is_stacked)| {
                let fits = number >= self.least * HERO_OVER_CELL
                    && label_size >= least_label * 0.999
                    && (!is_stacked || (label + ARROW) * label_size <= inner.x * 1.001);
                let kind = HeroType { number, label: label_size, is_stacked, has_full_label };
                // As one sentence on one line and in full words it reads best: worth some size.
                let worth = number
                    * if is_stacked { 0.9 } else { 1.0 }
                    * if has_full_label { 1.0 } else { 0.6 };
                fits.then_some((worth, kind))
            })
        };
        let full = self.content.label.clamp(FIGURE, LONGEST_NAME);
        kinds(full, true)
            .into_iter()
            .chain(kinds(self.short(), false))
            .flatten()
            .max_by(|(one, _), (other, _)| one.total_cmp(other))
            .map(|(_, kind)| kind)
    }

    /// Places for up to six earlier calls, and the size of their numbers.
    fn earlier(&self, rect: Rect, gap: f32, hero: f32) -> (Vec<Rect>, f32) {
        let ems = self.content.number + SHORT_ARROW + self.short() * self.beside_label();
        let grid = |size: f32| {
            let fit = |room: f32, one: f32| ((room + gap) / (one + gap)).max(0.0) as usize;
            let columns = fit(rect.width(), ems * size + 2.0 * gap).min(3);
            let rows = fit(rect.height(), size * EARLIER + gap).min(3);
            (columns, rows)
        };
        let comfortable = (hero * 0.42).max(self.least);
        let fitting =
            |size: f32| (0..=12).map(move |step| size - (size - self.least) * step as f32 / 12.0);
        let size = fitting(comfortable)
            .find(|size| {
                let (columns, rows) = grid(*size);
                columns * rows >= 4
            })
            .unwrap_or(self.least);
        let (columns, rows) = grid(size);
        if columns * rows == 0 {
            return (Vec::new(), size);
        }
        let columns = columns.min(6 / rows).max(1);
        let cells = Cells { columns, rows, cell_type: CellType::of_one_size(size) };
        // What room is left makes them larger.
        let cell = vec2(
            (rect.width() - gap * (columns - 1) as f32) / columns as f32,
            (rect.height() - gap * (rows - 1) as f32) / rows as f32,
        );
        let larger = ((cell.x - 2.0 * gap) / ems).min((cell.y - gap) / EARLIER).min(hero * 0.6);
        (place(rect, cells, gap, columns * rows), larger.max(size))
    }
}
