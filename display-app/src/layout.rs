//! Where everything stands and how large it is: from the size of the screen, of the panel and of
//! the room to rectangles. Pure, and in points throughout.
//!
//! Numbers are never smaller than what the farthest seat can read. Where the desk does not fit at
//! that size it is shown by pages, and only where not even one table would fit are numbers made
//! smaller than that (a panel that is too small for its room).

mod band;
mod foot;
#[cfg(test)]
mod tests;

use band::Band;
use egui::{Pos2, Rect, Vec2, vec2};

/// Capitals have at least this height, as a share of the distance at which they are read.
pub const LEAST_CAPITALS: f32 = 0.0122;

/// The height of a capital or a figure of the face, in em.
pub const CAPITALS: f32 = 0.668;

/// The width of a figure of the face, in em.
const FIGURE: f32 = 0.632;

/// The width of a ticket's number without a letter, in em.
pub const NUMBER: f32 = 3.0 * FIGURE;

/// The arrow from a number to its table, with the space on both sides, in em of the number.
pub const ARROW: f32 = 1.3;

/// The same in a small call.
pub const SHORT_ARROW: f32 = 0.95;

/// Words may have this share of what numbers must have: at the farthest seat that is still an
/// angle of 25 minutes, where reading begins to tire below 16.
pub const WORDS: f32 = 0.6;

/// The status may have this share, where it would take too many lines: 17 minutes of arc.
pub const STATUS: f32 = 0.4;

/// A number in a cell keeps at least this share of its size where the services are named.
const LEGEND_COST: f32 = 0.85;

/// The status keeps at least this share: with the legend it is short and may stand on one line.
const LEGEND_COST_OF_STATUS: f32 = 0.66;

/// A call keeps at least this share: it is larger than all else anyway.
const LEGEND_COST_OF_CALLS: f32 = 0.75;

/// The longest name that is given room, in em; longer ones end in an ellipsis.
const LONGEST_NAME: f32 = 12.0;

/// The screen and the room around it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Screen {
    /// The window, in points.
    pub size: Vec2,
    /// How many points are a millimetre of the panel.
    pub points_per_mm: f32,
    /// How far away the farthest seat is.
    pub viewing_metres: f32,
}

/// What has to be shown, with widths in em.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    /// How many tables.
    pub tables: usize,
    /// The widest `Table 3`, or the widest name.
    pub label: f32,
    /// The widest `3`, or the widest name.
    pub short: f32,
    /// Whether a table has a name of its own.
    pub has_names: bool,
    /// Whether visitors may be named.
    pub names_visitors: bool,
    /// The parts of the status line: clock, waiting, estimate, organisation, page.
    pub status: [f32; 5],
    /// The notice; 0: there is none.
    pub notice: f32,
    /// The line that names the tables without staff; 0: there is none.
    pub closed: f32,
    /// The widest word that a cell says instead of a number.
    pub word: f32,
    /// The widest ticket's number, with the letter of its service where it has one.
    pub number: f32,
    /// The services by their letters, each a letter and its words; empty: there are none.
    pub legend: Vec<f32>,
    /// How many wait, where the legend says what its letter means; 0: as without the legend.
    pub waiting_by_letter: f32,
}

/// Where everything stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The latest call.
    pub hero: Rect,
    /// How it is set.
    pub hero_type: HeroType,
    /// The only call, where there is no other: the whole band.
    pub lone: Rect,
    /// How that is set.
    pub lone_type: HeroType,
    /// The calls before the latest, the later ones first.
    pub earlier: Vec<Rect>,
    /// The size of their numbers.
    pub earlier_type: f32,
    /// The tables of a page.
    pub cells: Vec<Rect>,
    /// How they are set.
    pub cell_type: CellType,
    /// How many pages there are.
    pub pages: usize,
    /// The notice, if there is one.
    pub notice: Option<Rect>,
    /// The line that names the tables without staff, if there is one.
    pub closed: Option<Rect>,
    /// The width of a ticket's number, in em.
    pub number: f32,
    /// The services by their letters, where there is room for them all.
    pub legend: Vec<Rect>,
    /// The size of that.
    pub legend_type: f32,
    /// The parts of the status line; one without width is left out.
    pub status: [Rect; 5],
    /// The size of status and notice.
    pub status_type: f32,
    /// Between things.
    pub gap: f32,
    /// How far the picture may be shifted without leaving the screen.
    pub slack: f32,
    /// Whether every number has the size that the room asks for.
    pub is_legible: bool,
}

/// The sizes of the latest call.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HeroType {
    /// Its number.
    pub number: f32,
    /// Where it is called to.
    pub label: f32,
    /// Whether the table stands below the number rather than beside it.
    pub is_stacked: bool,
    /// Whether there is room for `Table 3` rather than `3`.
    pub has_full_label: bool,
}

/// The sizes in a table's cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CellType {
    /// The ticket's number.
    pub number: f32,
    /// The table.
    pub label: f32,
    /// `free` and `offline`.
    pub word: f32,
    /// Whether the table stands above the number rather than beside it.
    pub is_stacked: bool,
    /// Whether there is room for `Table 3` rather than `3`.
    pub has_full_label: bool,
}

impl CellType {
    /// Whether a cell has room for all that it can say, as large as is good to read: then every
    /// table has one. Else those without staff share a line.
    pub fn is_roomy(&self) -> bool {
        self.is_stacked && self.has_full_label
    }

    fn of_one_size(size: f32) -> Self {
        let (is_stacked, has_full_label) = (false, false);
        Self { number: size, label: size, word: size, is_stacked, has_full_label }
    }
}

impl Screen {
    /// A screen whose points are as fine as its panel says.
    ///
    /// `monitor` is the whole panel in points, which the window may not fill.
    pub fn new(size: Vec2, monitor: Vec2, panel_inches: f32, viewing_metres: f32) -> Self {
        let points_per_mm = monitor.length() / (panel_inches * 25.4);
        Self { size, points_per_mm, viewing_metres }
    }

    /// The least size of type for numbers, in points.
    pub fn least_type(&self) -> f32 {
        self.viewing_metres * 1000.0 * LEAST_CAPITALS / CAPITALS * self.points_per_mm
    }
}

impl Plan {
    /// The best there is for this content on this screen.
    pub fn new(screen: &Screen, content: &Content) -> Self {
        let plain = Self::search(screen, content, false);
        if content.legend.is_empty() {
            return plain;
        }
        let whole = Self::search(screen, content, true);
        if whole.costs_little(&plain) { whole } else { plain }
    }

    /// Whether what has been there before has about the size that it had in `other`, or as much
    /// room: the status is shorter beside a legend.
    fn costs_little(&self, other: &Self) -> bool {
        let (mine, theirs) = (self.cell_type, other.cell_type);
        let lowest = |plan: &Self| plan.cells.iter().map(Rect::bottom).fold(0.0, f32::max);
        let is_set_alike = (mine.is_stacked == theirs.is_stacked
            && mine.has_full_label == theirs.has_full_label)
            || lowest(self) >= lowest(other) - 0.5;
        self.pages == other.pages
            && self.is_legible == other.is_legible
            && is_set_alike
            && self.status_type >= other.status_type * LEGEND_COST_OF_STATUS
            && mine.number >= theirs.number * LEGEND_COST
            && self.hero_type.number >= other.hero_type.number * LEGEND_COST_OF_CALLS
    }

    fn search(screen: &Screen, content: &Content, has_legend: bool) -> Self {
        let wanted = screen.least_type();
        let mut least = wanted;
        loop {
            let plan = Search { size: screen.size, least, content, has_legend }.run();
            if let Some(mut plan) = plan {
                plan.is_legible = least >= wanted;
                return plan;
            }
            // Not even one table fits: nothing is left but to go below what the room asks for.
            least *= 0.85;
            if least < 0.01 {
                return Self::nothing();
            }
        }
    }

    /// A window without any area.
    fn nothing() -> Self {
        let hero_type =
            HeroType { number: 1.0, label: 1.0, is_stacked: false, has_full_label: false };
        Self {
            hero: Rect::ZERO,
            hero_type,
            lone: Rect::ZERO,
            lone_type: hero_type,
            earlier: Vec::new(),
            earlier_type: 1.0,
            cells: vec![Rect::ZERO],
            cell_type: CellType::of_one_size(1.0),
            pages: 1,
            notice: None,
            closed: None,
            number: NUMBER,
            legend: Vec::new(),
            legend_type: 1.0,
            status: [Rect::ZERO; 5],
            status_type: 1.0,
            gap: 1.0,
            slack: 0.0,
            is_legible: false,
        }
    }
}

struct Search<'a> {
    size: Vec2,
    least: f32,
    content: &'a Content,
    has_legend: bool,
}

/// A grid of cells that fits.
#[derive(Clone, Copy)]
struct Cells {
    columns: usize,
    rows: usize,
    cell_type: CellType,
}

impl Search<'_> {
    fn run(&self) -> Option<Plan> {
        let short_side = self.size.x.min(self.size.y);
        let margin = (short_side * 0.024).max(4.0);
        let gap = margin * 0.5;
        let inside = Rect::from_min_size(Pos2::ZERO, self.size).shrink(margin);
        if inside.width() <= 0.0 || inside.height() <= 0.0 {
            return None;
        }
        let slack = margin * 0.2;
        for has_pages in [false, true] {
            let mut foot = self.foot(inside, gap, has_pages)?;
            let room = inside.with_max_y(foot.top - gap);
            if room.height() <= 0.0 {
                continue;
            }
            let found = if has_pages {
                self.by_pages(room, gap)
            } else {
                self.on_one_page(room, gap, self.content.tables.max(1))
            };
            let Some((band, grid, cells, count)) = found else { continue };
            let pages = self.content.tables.div_ceil(count).max(1);
            if pages == 1 {
                // With a status of another height they did all fit.
                foot.status[4] = Rect::ZERO;
            }
            return Some(Plan {
                hero: band.hero,
                hero_type: band.hero_type,
                lone: band.lone,
                lone_type: band.lone_type,
                earlier: band.earlier,
                earlier_type: band.earlier_type,
                cells: place(grid, cells, gap, count),
                cell_type: cells.cell_type,
                pages,
                notice: foot.notice,
                closed: foot.closed,
                number: self.content.number,
                legend: foot.legend,
                legend_type: foot.legend_type,
                status: foot.status,
                status_type: foot.status_type,
                gap,
                slack,
                is_legible: true,
            });
        }
        None
    }

    /// The shares of the height that the band may have, and what stands in it and below.
    fn splits(&self, room: Rect, gap: f32) -> impl Iterator<Item = (Band, Rect)> {
        (6..=23).filter_map(move |share| {
            let height = room.height() * share as f32 * 0.02;
            let band = self.band(room.with_max_y(room.top() + height), gap)?;
            Some((band, room.with_min_y(room.top() + height + gap)))
        })
    }

    fn on_one_page(
        &self,
        room: Rect,
        gap: f32,
        count: usize,
    ) -> Option<(Band, Rect, Cells, usize)> {
        self.splits(room, gap)
            .filter_map(|(band, grid)| {
                let cells = self.cells(grid.size(), gap, count, band.hero_type.number)?;
                // The latest call is to be the largest, by about as much as catches the eye.
                let balance = (band.hero_type.number / 1.6).min(cells.cell_type.number);
                let calls = match band.earlier.len() {
                    // Each call keeps its place for a while: with few places calls have to wait.
                    0 => 0.4,
                    1 => 0.55,
                    2 => 0.7,
                    3 => 0.85,
                    _ => 1.0,
                };
                let style = if cells.cell_type.is_stacked { 1.0 } else { 0.75 };
                Some((balance * calls * style, (band, grid, cells, count)))
            })
            .max_by(|(one, _), (other, _)| one.total_cmp(other))
            .map(|(_, found)| found)
    }

    /// As many tables a page as are legible, and no fewer than needed on the others.
    fn by_pages(&self, room: Rect, gap: f32) -> Option<(Band, Rect, Cells, usize)> {
        let most = self
            .splits(room, gap)
            .map(|(_, grid)| self.most_cells(grid.size(), gap))
            .max()
            .filter(|most| *most > 0)?;
        let pages = self.content.tables.div_ceil(most).max(1);
        self.on_one_page(room, gap, self.content.tables.div_ceil(pages).max(1))
    }

    /// How wide and high a cell is at the least, set in either way.
    fn least_cells(&self, gap: f32) -> [Vec2; 2] {
        let least = self.least;
        let label = self.least_label();
        let name = self.visitor_line(least);
        let stacked = vec2(
            (self.content.number * least).max((self.short() + 1.3) * label) + 2.0 * SIDES * gap,
            label * STACK_LABEL + least * STACK_NUMBER + name + 2.0 * gap,
        );
        let beside = vec2(self.beside_ems() * least + 2.0 * SIDES * gap, least * BESIDE + gap);
        // A little more, so that rounding does not take it away again.
        [stacked * 1.001, beside * 1.001]
    }

    fn most_cells(&self, grid: Vec2, gap: f32) -> usize {
        self.least_cells(gap)
            .into_iter()
            .map(|cell| {
                let fit = |room: f32, one: f32| ((room + gap) / (one + gap)).max(0.0) as usize;
                fit(grid.x, cell.x) * fit(grid.y, cell.y)
            })
            .max()
            .unwrap_or(0)
    }

    /// The best grid for `count` tables, with numbers a step smaller than the latest call's.
    fn cells(&self, grid: Vec2, gap: f32, count: usize, hero: f32) -> Option<Cells> {
        let mut best: Option<(f32, Cells)> = None;
        for columns in 1..=count {
            let rows = count.div_ceil(columns);
            // As many rows with fewer columns would be the same with wider cells.
            if columns > 1 && (columns - 1) * rows >= count {
                continue;
            }
            let cell = vec2(
                (grid.x - gap * (columns - 1) as f32) / columns as f32,
                (grid.y - gap * (rows - 1) as f32) / rows as f32,
            );
            for cell_type in [self.stacked(cell, gap, hero), self.beside(cell, gap, hero)] {
                let Some(cell_type) = cell_type else { continue };
                let mut score = cell_type.number;
                if !cell_type.is_stacked {
                    score *= 0.75;
                }
                if !cell_type.has_full_label {
                    score *= 0.95;
                }
                // Empty places look like tables that are missing; a cell is wider than high.
                score *= 1.0 - 0.15 * (columns * rows - count) as f32 / (columns * rows) as f32;
                let shape = (cell.x / cell.y / 1.5).ln().abs();
                score *= 1.0 - 0.08 * shape.min(2.0);
                if best.as_ref().is_none_or(|(highest, _)| score > *highest) {
                    best = Some((score, Cells { columns, rows, cell_type }));
                }
            }
        }
        best.map(|(_, cells)| cells)
    }

    fn stacked(&self, cell: Vec2, gap: f32, hero: f32) -> Option<CellType> {
        let inner = cell - vec2(2.0 * SIDES * gap, 2.0 * gap);
        let least_label = self.least_label();
        let name_share = if self.content.names_visitors { 0.36 } else { 0.0 };
        let mut number = inner.y / (LABEL_SHARE * STACK_LABEL + STACK_NUMBER + name_share);
        let mut label = number * LABEL_SHARE;
        if label < least_label || number * 0.3 < self.visitor_line(self.least) / 1.2 {
            label = label.max(least_label);
            number = (inner.y - label * STACK_LABEL - self.visitor_line(self.least)) / STACK_NUMBER;
        }
        number = number.min(inner.x / self.content.number).min(hero / HERO_OVER_CELL);
        label = label.min((number * 0.62).max(least_label));
        // The table at the left, the mark of what it does at the right.
        let full = inner.x / (self.content.label.min(LONGEST_NAME) + 1.3);
        let has_full_label = full >= least_label;
        label = label.min(if has_full_label { full } else { inner.x / (self.short() + 1.3) });
        let least_word = self.least * WORDS;
        let word = (number * 0.6)
            .min(inner.x / (self.content.word + 0.2))
            .max(least_word)
            .min(inner.x / self.content.word);
        let is_legible = number >= self.least && label >= least_label && word >= least_word;
        is_legible.then_some(CellType { number, label, word, is_stacked: true, has_full_label })
    }

    fn beside(&self, cell: Vec2, gap: f32, hero: f32) -> Option<CellType> {
        let inner = cell - vec2(2.0 * SIDES * gap, gap);
        let high = (inner.y / BESIDE).min(hero / HERO_OVER_CELL);
        let short = high.min(inner.x / self.beside_ems());
        // "Table 3" in words, where that costs the number little.
        let words = self.content.label.min(LONGEST_NAME) * self.beside_label();
        let full = high.min(
            inner.x / (1.1 + words + 0.5 + self.content.number.max(self.content.word * WORDS)),
        );
        let has_full_label = full >= self.least && full >= short * 0.85;
        let number = if has_full_label { full } else { short };
        (number >= self.least).then(|| CellType {
            number,
            label: number * self.beside_label(),
            word: number * WORDS,
            is_stacked: false,
            has_full_label,
        })
    }

    /// Mark, table, space, number.
    fn beside_ems(&self) -> f32 {
        1.1 + self.short() * self.beside_label()
            + 0.5
            + self.content.number.max(self.content.word * WORDS)
    }

    /// Names are words and may be smaller than numbers.
    fn beside_label(&self) -> f32 {
        if self.content.has_names { WORDS } else { 1.0 }
    }

    fn least_label(&self) -> f32 {
        self.least * self.beside_label()
    }

    fn short(&self) -> f32 {
        self.content.short.clamp(FIGURE, LONGEST_NAME)
    }

    fn visitor_line(&self, least: f32) -> f32 {
        if self.content.names_visitors { least * WORDS * 1.2 } else { 0.0 }
    }
}

/// The margin at the sides of a stacked cell, in gaps.
pub const SIDES: f32 = 1.5;

/// The table's label in a stacked cell, as a share of the number.
const LABEL_SHARE: f32 = 0.4;

/// The height that a label and a number take in a stacked cell, in em of each.
const STACK_LABEL: f32 = 1.15;
const STACK_NUMBER: f32 = 0.85;

/// The height that a number takes in a cell where it stands beside its table, in em.
const BESIDE: f32 = 1.0;

/// The height that an earlier call takes, in em.
const EARLIER: f32 = 0.9;

/// By how much the latest call is larger than a number in the grid, at the least.
const HERO_OVER_CELL: f32 = 1.15;

fn place(grid: Rect, cells: Cells, gap: f32, count: usize) -> Vec<Rect> {
    let size = vec2(
        (grid.width() - gap * (cells.columns - 1) as f32) / cells.columns as f32,
        (grid.height() - gap * (cells.rows - 1) as f32) / cells.rows as f32,
    );
    (0..count)
        .map(|at| {
            let (row, column) = (at / cells.columns, at % cells.columns);
            let corner = vec2(column as f32 * (size.x + gap), row as f32 * (size.y + gap));
            Rect::from_min_size(grid.min + corner, size)
        })
        .collect()
}
