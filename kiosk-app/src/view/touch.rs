//! What is written and what is touched, each in its rectangle: text wraps and, where nothing else
//! helps, becomes smaller until it has room.

use std::sync::Arc;

use app_kit::theme::{Ink, LATER, Theme, Weight};
use app_kit::widgets::{Coat, Kind, paint_focus};
use app_kit::words::{in_visual_order, line_in_visual_order};
use egui::accesskit::{Live, Role as Spoken};
use egui::{Align2, Galley, Id, Rect, Response, Sense, StrokeKind, Ui, Vec2, WidgetInfo, pos2};
use lucide_icons::Icon;

use super::Stage;

/// The sizes that are tried, until the text has room.
const SIZES: [f32; 14] =
    [1.0, 0.96, 0.92, 0.88, 0.84, 0.8, 0.76, 0.72, 0.68, 0.64, 0.6, 0.55, 0.5, 0.4];
/// Ids of what is drawn here.
const PLACE: &str = "kiosk";

/// A text that had to be drawn smaller than meant, for those who test.
#[derive(Debug, Clone, PartialEq)]
pub struct Squeezed {
    /// What it says.
    pub text: String,
    /// Its size now, in points.
    pub points: f32,
    /// Whether it has room now.
    pub fits: bool,
}

/// Where text stands in its rectangle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    /// At the start of the line, from the upper edge down.
    Start,
    /// At the start of the line, on the lower edge.
    Low,
    /// At the start of the line, half way down.
    Line,
    /// In the middle.
    Middle,
}

/// In which direction a text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// As the language of the screen is.
    Sentence {
        /// Whether from right to left.
        is_rtl: bool,
    },
    /// As its first letter says: what somebody else wrote.
    AsWritten,
}

impl Way {
    fn of(stage: &Stage, goes_own_way: bool) -> Self {
        if goes_own_way { Self::AsWritten } else { Self::Sentence { is_rtl: stage.is_rtl } }
    }
}

/// Some text.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    text: &'a str,
    steps: i32,
    points: Option<f32>,
    weight: Weight,
    ink: Option<Ink>,
    stand: Stand,
    is_heading: bool,
    is_live: bool,
    goes_own_way: bool,
}

/// The id of what is drawn under `name`.
pub fn id_of(name: &str) -> Id {
    Id::unique((PLACE, name))
}

impl<'a> Text<'a> {
    /// Text that is read.
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            steps: 0,
            points: None,
            weight: Weight::Regular,
            ink: None,
            stand: Stand::Start,
            is_heading: false,
            is_live: false,
            goes_own_way: false,
        }
    }

    /// What a screen is about: said as soon as it appears.
    pub fn heading(text: &'a str) -> Self {
        Self {
            steps: 1,
            weight: Weight::Strong,
            is_heading: true,
            is_live: true,
            ..Self::new(text)
        }
    }

    /// So many steps of the scale larger.
    pub fn steps(mut self, steps: i32) -> Self {
        self.steps = steps;
        self
    }

    /// In this weight.
    pub fn weight(mut self, weight: Weight) -> Self {
        self.weight = weight;
        self
    }

    /// Of this size, which follows from the space at hand.
    pub fn points(mut self, points: f32) -> Self {
        self.points = Some(points);
        self
    }

    /// In this colour.
    pub fn ink(mut self, ink: Ink) -> Self {
        self.ink = Some(ink);
        self
    }

    /// Somewhere else than at the start.
    pub fn stand(mut self, stand: Stand) -> Self {
        self.stand = stand;
        self
    }

    /// Said as soon as it appears or changes.
    pub fn live(mut self) -> Self {
        self.is_live = true;
        self
    }

    /// What somebody else wrote: read in its own direction.
    pub fn own_way(mut self) -> Self {
        self.goes_own_way = true;
        self
    }

    /// Draws it; the part of `rect` that it takes.
    pub fn show(self, ui: &mut Ui, stage: &Stage, name: &str, rect: Rect) -> Rect {
        let theme = Theme::of(ui.ctx());
        let placed = stage.place(rect);
        let size = self.points.unwrap_or_else(|| theme.size(self.steps));
        let way = Way::of(stage, self.goes_own_way);
        let lines = fitted(ui, way, self.text, size, self.weight, rect.size());
        let ink = self.ink.unwrap_or(theme.palette.text);
        let used = lines.paint(ui, stage, placed, self.stand, ink);
        let response = ui.interact(used, id_of(name), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Spoken::Label, true, self.text));
        if self.is_heading || self.is_live {
            ui.ctx().accesskit_node_builder(response.id, |node| {
                if self.is_heading {
                    node.set_role(Spoken::Heading);
                    node.set_label(self.text);
                }
                if self.is_live {
                    node.set_live(Live::Polite);
                }
            });
        }
        used
    }
}

/// Lines that have room.
struct Lines {
    lines: Vec<Arc<Galley>>,
    height: f32,
}

impl Lines {
    fn size(&self) -> Vec2 {
        let widest = self.lines.iter().map(|line| line.size().x).fold(0.0, f32::max);
        Vec2::new(widest, self.height * self.lines.len() as f32)
    }

    fn paint(self, ui: &Ui, stage: &Stage, rect: Rect, stand: Stand, ink: Ink) -> Rect {
        let size = self.size();
        let across = match (stand, stage.is_rtl) {
            (Stand::Middle, _) => egui::Align::Center,
            (_, false) => egui::Align::Min,
            (_, true) => egui::Align::Max,
        };
        let down = match stand {
            Stand::Start => egui::Align::Min,
            Stand::Low => egui::Align::Max,
            Stand::Line | Stand::Middle => egui::Align::Center,
        };
        let used = Align2([across, down]).align_size_within_rect(size, rect);
        for (at, line) in self.lines.into_iter().enumerate() {
            let row = Rect::from_min_size(
                pos2(used.left(), used.top() + at as f32 * self.height),
                Vec2::new(used.width(), self.height),
            );
            let place = Align2([across, egui::Align::Min]).align_size_within_rect(line.size(), row);
            ui.painter().galley(place.min, line, ink);
        }
        used
    }
}

/// Breaks `text` into lines that have room in `room`, at the largest size that does.
fn fitted(ui: &Ui, way: Way, text: &str, size: f32, weight: Weight, room: Vec2) -> Lines {
    let mut last = None;
    for share in SIZES {
        let lines = broken(ui, way, text, size * share, weight, room.x);
        let wanted = lines.size();
        let fits = wanted.x <= room.x + 0.5 && wanted.y <= room.y + 0.5;
        last = Some((lines, share, fits));
        if fits {
            break;
        }
    }
    let (lines, share, fits) = last.expect("some size was tried");
    if share < 1.0 {
        let squeezed = Squeezed { text: text.to_owned(), points: size * share, fits };
        ui.data_mut(|data| {
            data.get_temp_mut_or_default::<Vec<Squeezed>>(Id::unique("squeezed")).push(squeezed);
        });
    }
    lines
}

fn broken(ui: &Ui, way: Way, text: &str, size: f32, weight: Weight, width: f32) -> Lines {
    let theme = Theme::of(ui.ctx());
    let font = theme.font_of_size(size, weight);
    let lay = |line: &str| {
        let line = match way {
            Way::Sentence { is_rtl } => line_in_visual_order(line, is_rtl),
            Way::AsWritten => in_visual_order(line),
        };
        let line = line.into_owned();
        ui.painter().layout_no_wrap(line, font.clone(), LATER)
    };
    let whole = lay(text);
    let height = size * 1.26;
    // Half a point is what rounding does.
    if whole.size().x <= width + 0.5 {
        return Lines { lines: vec![whole], height };
    }
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if !line.is_empty() && lay(&longer).size().x > width {
            lines.push(lay(&line));
            word.clone_into(&mut line);
        } else {
            line = longer;
        }
    }
    lines.push(lay(&line));
    Lines { lines, height }
}

/// How wide `text` is on one line.
pub fn width_of(ui: &Ui, text: &str, steps: i32, weight: Weight) -> f32 {
    let theme = Theme::of(ui.ctx());
    ui.painter().layout_no_wrap(text.to_owned(), theme.font(steps, weight), LATER).size().x
}

/// Something to touch, as large as its rectangle.
#[derive(Debug, Clone)]
#[must_use]
pub struct Touch<'a> {
    text: &'a str,
    name: Option<String>,
    icon: Option<Icon>,
    kind: Kind,
    steps: i32,
    weight: Weight,
    is_chosen: Option<bool>,
    is_pending: bool,
    goes_own_way: bool,
}

impl<'a> Touch<'a> {
    /// One of several.
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            name: None,
            icon: None,
            kind: Kind::Plain,
            steps: 0,
            weight: Weight::Strong,
            is_chosen: None,
            is_pending: false,
            goes_own_way: false,
        }
    }

    /// The one thing to press.
    pub fn primary(mut self) -> Self {
        self.kind = Kind::Primary;
        self
    }

    /// An icon before the text; alone where there is none.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// So many steps of the scale larger.
    pub fn steps(mut self, steps: i32) -> Self {
        self.steps = steps;
        self
    }

    /// In this weight.
    pub fn weight(mut self, weight: Weight) -> Self {
        self.weight = weight;
        self
    }

    /// What a screen reader calls it, where the text would not say.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Whether it is on, where it can be on or off.
    pub fn chosen(mut self, is_chosen: bool) -> Self {
        self.is_chosen = Some(is_chosen);
        self
    }

    /// Whether the answer to it is on its way, so that it cannot be pressed.
    pub fn pending(mut self, is_pending: bool) -> Self {
        self.is_pending = is_pending;
        self
    }

    /// What somebody else wrote: read in its own direction.
    pub fn own_way(mut self) -> Self {
        self.goes_own_way = true;
        self
    }

    /// Draws it where `rect` stands in this language.
    pub fn show(self, ui: &mut Ui, stage: &Stage, id: &str, rect: Rect) -> Response {
        let placed = stage.place(rect);
        self.show_at(ui, stage, id, placed)
    }

    /// Draws it exactly there.
    pub fn show_at(self, ui: &mut Ui, stage: &Stage, id: &str, rect: Rect) -> Response {
        let theme = Theme::of(ui.ctx());
        let is_on = !self.is_pending;
        let sense = if is_on { Sense::click() } else { Sense::FOCUSABLE };
        let response = ui.interact(rect, id_of(id), sense);
        response.widget_info(|| {
            let name = self.name.clone().unwrap_or_else(|| self.text.to_owned());
            match self.is_chosen {
                Some(is_chosen) => WidgetInfo::selected(Spoken::Button, is_on, is_chosen, name),
                None => WidgetInfo::labeled(Spoken::Button, is_on, name),
            }
        });
        let is_down = is_on && response.is_pointer_button_down_on();
        let is_chosen = self.is_chosen.unwrap_or_default() || (is_down && self.kind == Kind::Plain);
        let Coat { fill, line, ink } = self.kind.coat(&theme, is_on, is_down, is_chosen);
        ui.painter().rect(rect, theme.corners(), fill, line, StrokeKind::Inside);
        if response.has_focus() && super::keyboard_is_used(ui) {
            paint_focus(ui.painter(), &theme, rect);
        }

        let pad = (rect.width() * 0.08).min(5.0 * stage.mm);
        let mut inner = rect.shrink2(Vec2::new(pad, 1.0));
        if let Some(icon) = self.icon {
            let font = theme.font(self.steps, Weight::Regular);
            let glyph = ui.painter().layout_no_wrap(icon.unicode().to_string(), font, LATER);
            let step = glyph.size().x + if self.text.is_empty() { 0.0 } else { 2.0 * stage.mm };
            let natural =
                width_of(ui, self.text, self.steps, self.weight).min(inner.width() - step);
            let free = inner.width() - step - natural.max(0.0);
            let x = if stage.is_rtl {
                inner.right() - free / 2.0 - glyph.size().x
            } else {
                inner.left() + free / 2.0
            };
            let place = Align2::LEFT_CENTER.anchor_size(pos2(x, rect.center().y), glyph.size());
            ui.painter().galley(place.min, glyph, ink);
            let cut = free / 2.0 + step;
            if stage.is_rtl {
                inner.min.x += free / 2.0;
                inner.max.x -= cut;
            } else {
                inner.min.x += cut;
                inner.max.x -= free / 2.0;
            }
        }
        if !self.text.is_empty() {
            let size = theme.size(self.steps);
            let way = Way::of(stage, self.goes_own_way);
            let lines = fitted(ui, way, self.text, size, self.weight, inner.size());
            lines.paint(ui, stage, inner, Stand::Middle, ink);
        }
        response
    }
}
