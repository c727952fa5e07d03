//! What is pressed.

use egui::accesskit::Role;
use egui::{
    Align2, CornerRadius, Painter, Rect, Response, Sense, Stroke, StrokeKind, Ui, Vec2, Widget,
    WidgetInfo,
};
use lucide_icons::Icon;

use crate::text::{Common, Lines, Paragraph, Speech};
use crate::theme::{CLEAR, Ink, Theme, Weight};

/// How many steps of the scale a button's text may become smaller.
const SMALLEST: i32 = -3;

/// Something to press: a word, perhaps an icon before it and its key behind it.
///
/// While `pending`, the answer is on its way: it cannot be pressed again and says so.
#[derive(Debug, Clone)]
#[must_use]
pub struct Button<'a> {
    text: &'a str,
    name: Option<String>,
    icon: Option<Icon>,
    key: Option<&'a str>,
    kind: Kind,
    size: ButtonSize,
    is_pending: bool,
    is_chosen: bool,
    width: Option<f32>,
    most: Option<f32>,
    tail: Option<&'a str>,
}

/// How much a button asks to be pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// The one thing to press.
    Primary,
    /// One of several.
    #[default]
    Plain,
    /// What is there for who looks for it.
    Quiet,
}

/// How large a button is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ButtonSize {
    /// As high as a row.
    #[default]
    Row,
    /// The largest thing in its part of the window.
    Big,
}

/// The colours of something that can be pressed, whoever draws it.
#[derive(Debug, Clone, Copy)]
pub struct Colours {
    /// Its surface.
    pub fill: Ink,
    /// The line around it.
    pub line: Stroke,
    /// What stands on it.
    pub ink: Ink,
}

impl Kind {
    /// The colours of a button of this kind.
    pub fn colours(self, theme: &Theme, is_on: bool, hovered: bool, is_chosen: bool) -> Colours {
        let palette = &theme.palette;
        let (fill, line, ink) = match self {
            Self::Primary if hovered => (palette.accent_hover, Stroke::NONE, palette.on_accent),
            Self::Primary if is_on => (palette.accent, Stroke::NONE, palette.on_accent),
            Self::Primary => (palette.raised, Stroke::NONE, palette.quiet),
            _ if is_chosen => (palette.accent_tint, Stroke::new(2.0, palette.accent), palette.text),
            Self::Plain if hovered => (palette.raised, theme.line(), palette.text),
            Self::Plain if is_on => (palette.surface, theme.line(), palette.text),
            Self::Plain => (palette.surface, theme.hairline(), palette.quiet),
            Self::Quiet if hovered => (palette.raised, Stroke::NONE, palette.text),
            Self::Quiet => (CLEAR, Stroke::NONE, palette.quiet),
        };
        Colours { fill, line, ink }
    }
}

/// Paints the ring around what has the keyboard.
pub fn paint_focus(painter: &Painter, theme: &Theme, rect: Rect) {
    let corners = CornerRadius::from(theme.radius + 2.0);
    painter.rect_stroke(rect.expand(2.0), corners, theme.focus_ring(), StrokeKind::Outside);
}

impl<'a> Button<'a> {
    /// A plain button.
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            name: None,
            icon: None,
            key: None,
            kind: Kind::default(),
            size: ButtonSize::default(),
            is_pending: false,
            is_chosen: false,
            width: None,
            most: None,
            tail: None,
        }
    }

    /// The one thing to press.
    pub fn primary(mut self) -> Self {
        self.kind = Kind::Primary;
        self
    }

    /// What is there for who looks for it.
    pub fn quiet(mut self) -> Self {
        self.kind = Kind::Quiet;
        self
    }

    /// The largest thing around.
    pub fn big(mut self) -> Self {
        self.size = ButtonSize::Big;
        self
    }

    /// An icon before the word; alone where the word is empty.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// The key that does the same, shown behind the word.
    pub fn key(mut self, key: &'a str) -> Self {
        self.key = Some(key);
        self
    }

    /// What a screen reader calls it, where the word alone would not say.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Whether the answer to it is on its way.
    pub fn pending(mut self, is_pending: bool) -> Self {
        self.is_pending = is_pending;
        self
    }

    /// Whether it is the one that is chosen among several.
    pub fn chosen(mut self, is_chosen: bool) -> Self {
        self.is_chosen = is_chosen;
        self
    }

    /// At least this wide, in points.
    pub fn width(mut self, width: f32) -> Self {
        self.width = Some(width);
        self
    }

    /// At most this wide, in points: the text is cut with an ellipsis where it has no room.
    pub fn within(mut self, width: f32) -> Self {
        self.most = Some(width);
        self
    }

    /// What follows the text and is never cut.
    pub fn tail(mut self, tail: &'a str) -> Self {
        self.tail = Some(tail);
        self
    }
}

impl Widget for Button<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let theme = Theme::of(ui.ctx());
        let mut steps = if self.size == ButtonSize::Big { 2 } else { 0 };
        let weight = if self.kind == Kind::Quiet { Weight::Regular } else { Weight::Strong };
        let speech = Speech::of(ui.ctx());
        let fit = |text: &str, steps: i32, weight: Weight, most: f32| -> Lines {
            let line = Paragraph::new(text, theme.size(steps), weight).one_line().down_to(1.0);
            line.fit(ui.ctx(), Vec2::new(most, f32::INFINITY))
        };
        // The colour is given when it is painted, since it follows from the response.
        let lay = |text: &str, steps: i32, weight: Weight| fit(text, steps, weight, f32::INFINITY);
        let pad = theme.space(if self.size == ButtonSize::Big { 8.0 } else { 3.0 });
        if let (Some(most), Some(tail)) = (self.most, self.tail) {
            // Smaller, where what is never cut would leave no room for an icon and a few letters.
            let room = |steps: i32| most - 2.0 * pad - 5.0 * theme.size(steps);
            while steps > SMALLEST && lay(tail, steps, weight).size().x > room(steps) {
                steps -= 1;
            }
        }
        let icon = if self.is_pending { Some(Icon::LoaderCircle) } else { self.icon };
        let mut parts: Vec<Lines> = Vec::new();
        if let Some(icon) = icon {
            parts.push(lay(&icon.unicode().to_string(), steps, Weight::Regular));
        }
        let gap = theme.space(2.0);
        let tail = self.tail.map(|tail| lay(tail, steps, weight));
        if !self.text.is_empty() {
            let beside: f32 = parts.iter().chain(&tail).map(|part| part.size().x + gap).sum();
            let most = self.most.map_or(f32::INFINITY, |most| most - 2.0 * pad - beside);
            parts.push(fit(self.text, steps, weight, most));
        }
        parts.extend(tail);
        let key = self.key.map(|key| lay(key, steps.min(1) - 1, Weight::Regular));
        let key_width = key.as_ref().map_or(0.0, |key| key.size().x + theme.space(3.0));
        let words: f32 = parts.iter().map(|part| part.size().x).sum();
        let gaps = (parts.len().saturating_sub(1) + usize::from(key.is_some())) as f32 * gap;
        let inner = words + gaps + key_width;

        let height = if self.size == ButtonSize::Big { theme.row * 1.5 } else { theme.row };
        let wanted = (inner + 2.0 * pad).max(height);
        let size = Vec2::new(self.width.map_or(wanted, |width| width.max(wanted)), height);
        let sense = if self.is_pending { Sense::FOCUSABLE | Sense::HOVER } else { Sense::click() };
        let (rect, response) = ui.allocate_exact_size(size, sense);
        if response.gained_focus() {
            // Who comes to it by keyboard sees it.
            response.scroll_to_me(None);
        }
        let is_on = ui.is_enabled() && !self.is_pending;
        response.widget_info(|| {
            let text = || match self.tail {
                Some(tail) => format!("{} {tail}", self.text),
                None => self.text.to_owned(),
            };
            let name = self.name.clone().unwrap_or_else(text);
            let name = if self.is_pending {
                speech.say(Common::ButtonPending { name: &name })
            } else {
                name
            };
            if self.is_chosen {
                WidgetInfo::selected(Role::Button, is_on, true, name)
            } else {
                WidgetInfo::labeled(Role::Button, is_on, name)
            }
        });

        if ui.is_rect_visible(rect) {
            let hovered = is_on && (response.hovered() || response.is_pointer_button_down_on());
            let Colours { fill, line, ink } =
                self.kind.colours(&theme, is_on, hovered, self.is_chosen);
            let painter = ui.painter();
            painter.rect(rect, theme.corners(), fill, line, StrokeKind::Inside);
            if response.has_focus() {
                paint_focus(painter, &theme, rect);
            }
            // From where the language begins its lines.
            let mut at = 0.0;
            let mut place = |width: f32, height: f32| {
                let left = rect.center().x - inner / 2.0 + at;
                let left =
                    if speech.is_rtl() { 2.0 * rect.center().x - left - width } else { left };
                at += width + gap;
                let top = rect.center().y - height / 2.0;
                Rect::from_min_size(egui::pos2(left, top), Vec2::new(width, height))
            };
            for part in parts {
                let place = place(part.size().x, part.size().y);
                part.paint(ui, place, Align2::LEFT_CENTER, ink);
            }
            if let Some(key) = key {
                let cap = place(key_width, theme.size(0) * 1.24);
                let line = Stroke::new(1.0, crate::theme::mix(ink, fill, 0.45));
                painter.rect_stroke(cap, CornerRadius::from(4.0), line, StrokeKind::Inside);
                key.paint(ui, cap, Align2::CENTER_CENTER, ink);
            }
        }
        response
    }
}
