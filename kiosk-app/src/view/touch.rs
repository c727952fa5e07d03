//! What is written and what is touched, each in its rectangle: text wraps and, where nothing else
//! helps, becomes smaller until it has room.

use app_kit::text::{Paragraph, Reading};
use app_kit::theme::{Ink, LATER, Theme, Weight};
use app_kit::widgets::{Colours, Kind, paint_focus};
use egui::accesskit::{Live, Role as Spoken};
use egui::{Align2, Id, Rect, Response, Sense, StrokeKind, Ui, Vec2, WidgetInfo, pos2};
use lucide_icons::Icon;

use super::Stage;

/// Ids of what is drawn here.
const PLACE: &str = "kiosk";

/// A text that had to be drawn smaller than meant, for those who test.
#[derive(Debug, Clone, PartialEq)]
pub struct Squeezed {
    /// What it says.
    pub text: String,
    /// Its size now, in points.
    pub points: f32,
    /// The size that was meant.
    pub meant: f32,
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

    /// How high it is where it is so wide, without being made smaller.
    pub fn height_in(self, ui: &Ui, stage: &Stage, width: f32) -> f32 {
        let room = Vec2::new(width, f32::INFINITY);
        self.paragraph(ui, stage).down_to(1.0).fit(ui.ctx(), room).size().y
    }

    fn paragraph(self, ui: &Ui, stage: &Stage) -> Paragraph<'a> {
        let size = self.points.unwrap_or_else(|| Theme::of(ui.ctx()).size(self.steps));
        let reading = reading(stage, self.goes_own_way);
        Paragraph::new(self.text, size, self.weight).reading(reading)
    }

    /// Draws it; the part of `rect` that it takes.
    pub fn show(self, ui: &mut Ui, stage: &Stage, name: &str, rect: Rect) -> Rect {
        let theme = Theme::of(ui.ctx());
        let placed = stage.place(rect);
        let paragraph = self.paragraph(ui, stage);
        let ink = self.ink.unwrap_or(theme.palette.text);
        let used = paint(ui, paragraph, self.text, placed, self.stand, ink);
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

impl Stand {
    fn align(self) -> Align2 {
        match self {
            Self::Start => Align2::LEFT_TOP,
            Self::Low => Align2::LEFT_BOTTOM,
            Self::Line => Align2::LEFT_CENTER,
            Self::Middle => Align2::CENTER_CENTER,
        }
    }
}

/// Paints a text into its place; what a test may ask of those that had to become smaller is kept.
fn paint(
    ui: &Ui,
    paragraph: Paragraph<'_>,
    text: &str,
    place: Rect,
    stand: Stand,
    ink: Ink,
) -> Rect {
    let painted = paragraph.paint(ui, place, stand.align(), ink);
    if painted.share < 1.0 || !painted.is_whole {
        let fits = painted.is_whole && place.expand(0.5).contains_rect(painted.used);
        let (points, meant) = (painted.points, painted.points / painted.share);
        let squeezed = Squeezed { text: text.to_owned(), points, meant, fits };
        ui.data_mut(|data| {
            data.get_temp_mut_or_default::<Vec<Squeezed>>(Id::unique("squeezed")).push(squeezed);
        });
    }
    painted.used
}

/// In which direction a text is read: what somebody else wrote as its first letter says.
fn reading(stage: &Stage, goes_own_way: bool) -> Reading {
    if goes_own_way { Reading::AsWritten } else { Reading::of_sentence(stage.is_rtl) }
}

/// How wide `text` is on one line.
pub fn width_of(ui: &Ui, text: &str, steps: i32, weight: Weight) -> f32 {
    let theme = Theme::of(ui.ctx());
    Paragraph::new(text, theme.size(steps), weight).width(ui.ctx())
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
    is_muted: bool,
    letter: Option<&'a str>,
    is_at_start: bool,
    details: &'a [String],
    small_steps: i32,
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
            is_muted: false,
            letter: None,
            is_at_start: false,
            details: &[],
            small_steps: -1,
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

    /// Whether it looks as if it could not be pressed, though it says why not when it is.
    pub fn muted(mut self) -> Self {
        self.is_muted = true;
        self
    }

    /// A letter before the text, by which people know it later.
    pub fn letter(mut self, letter: &'a str) -> Self {
        self.letter = Some(letter);
        self
    }

    /// Whether the text stands at the start, since that of those beside it does.
    pub fn at_start(mut self, is_at_start: bool) -> Self {
        self.is_at_start = is_at_start;
        self
    }

    /// What stands below the text, so many steps of the scale smaller than what is read: the first of
    /// these that has room on one line, else the last.
    pub fn details(mut self, details: &'a [String], small_steps: i32) -> Self {
        self.details = details;
        self.small_steps = small_steps;
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
        let looks_on = is_on && !self.is_muted;
        let Colours { fill, line, ink } = self.kind.colours(&theme, looks_on, is_down, is_chosen);
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
        if let Some(detail) = self.details.first() {
            let detail = detail.as_str();
            ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(detail));
        }
        if self.letter.is_some() || self.is_at_start || !self.details.is_empty() {
            self.paint_parts(ui, stage, inner, ink);
        } else if !self.text.is_empty() {
            let size = theme.size(self.steps);
            let paragraph = Paragraph::new(self.text, size, self.weight)
                .reading(reading(stage, self.goes_own_way));
            paint(ui, paragraph, self.text, inner, Stand::Middle, ink);
        }
        response
    }

    /// Paints the letter at the start, and beside it the text with what stands below it.
    fn paint_parts(&self, ui: &Ui, stage: &Stage, inner: Rect, ink: Ink) {
        let theme = Theme::of(ui.ctx());
        // All that follows stands as in a language that is read to the right, and is mirrored.
        let inner = stage.place(inner);
        let mut room = inner;
        let is_quiet = self.is_muted || self.is_pending || self.kind == Kind::Primary;
        // Words begin at one line below each other, however wide their letters are.
        let letter_steps = self.steps + 1;
        let letter_wide = width_of(ui, "W", letter_steps, Weight::Heavy);
        if self.letter.is_some() {
            room.min.x += letter_wide + 2.0 * stage.mm;
        }
        let words = Paragraph::new(self.text, theme.size(self.steps), self.weight)
            .reading(reading(stage, self.goes_own_way));
        let small = theme.size(self.small_steps);
        let below = |detail: &'a str| {
            Paragraph::new(detail, small, Weight::Regular).reading(reading(stage, false))
        };
        let details: &'a [String] = self.details;
        let has_room = |detail: &&String| below_width(ui, detail, small) <= room.width();
        let detail = details.iter().find(has_room).or(details.last());
        let below_size = detail.map_or(Vec2::ZERO, |detail| {
            below(detail).fit(ui.ctx(), Vec2::new(room.width(), room.height() * 0.5)).size()
        });
        let words_room = Vec2::new(room.width(), room.height() - below_size.y);
        let words_size = words.fit(ui.ctx(), words_room).size();
        if !self.is_at_start {
            // What has none like it beside it stands in the middle.
            let wide = words_size.x.max(below_size.x).ceil() + 1.0;
            room.min.x += ((room.width() - wide) / 2.0).max(0.0);
            room.max.x = room.max.x.min(room.min.x + wide);
        }
        if let Some(letter) = self.letter {
            let end = room.left() - 2.0 * stage.mm;
            let place = room.with_min_x(end - letter_wide).with_max_x(end);
            let letter_ink = if is_quiet { ink } else { theme.palette.accent };
            let mark = Paragraph::new(letter, theme.size(letter_steps), Weight::Heavy);
            paint(ui, mark, letter, stage.place(place), Stand::Middle, letter_ink);
        }
        let top = room.center().y - (words_size.y + below_size.y) / 2.0;
        let part = |from: f32, high: f32| {
            Rect::from_min_size(pos2(room.left(), from), Vec2::new(room.width(), high))
        };
        let upper = part(top, words_size.y.min(words_room.y));
        paint(ui, words, self.text, stage.place(upper), Stand::Start, ink);
        if let Some(detail) = detail {
            let lower = part(upper.bottom(), below_size.y);
            paint(ui, below(detail), detail, stage.place(lower), Stand::Start, ink);
        }
    }
}

/// How wide a small text is on one line.
fn below_width(ui: &Ui, text: &str, points: f32) -> f32 {
    Paragraph::new(text, points, Weight::Regular).width(ui.ctx())
}
