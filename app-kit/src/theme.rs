//! Every colour, size, space and face, in one place.
//!
//! A window makes a [`Theme`] from its settings and installs it; whatever draws asks
//! [`Theme::of`] for it. Nothing outside this folder names a colour or a size of type: clippy
//! forbids it.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this is the one place where colours, margins and sizes of type are made"
)]

mod faces;
mod palette;

use egui::epaint::text::TextOptions;
use egui::style::{ScrollStyle, Selection, TextCursorStyle, WidgetVisuals, Widgets};
use egui::{
    Context, CornerRadius, FontId, Id, Margin, RichText, Shadow, Stroke, Style, TextStyle, Vec2,
    Visuals,
};
use serde::{Deserialize, Serialize};

pub use faces::Weight;
pub use palette::{CLEAR, Ink, LATER, PAPER, PRINT, Palette, UNTINTED, mix};

/// How a window looks and how large it draws.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Theme {
    /// The colours.
    pub palette: Palette,
    /// The size of text that is read, in points.
    pub base: f32,
    /// One step of the grid, in points: spaces are multiples of it.
    pub grid: f32,
    /// The least height of what can be pressed, in points.
    pub row: f32,
    /// The radius of every corner, in points.
    pub radius: f32,
    /// Whether things may move.
    pub motion: bool,
    /// Whether the ground is dark.
    pub is_dark: bool,
}

/// How closely things stand, by where the window is used.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Density {
    /// Sitting at a desk, with a mouse and a keyboard.
    Desk,
    /// TicketState, with a finger.
    Kiosk,
    /// Across a room; with the size of text in points, which follows from panel and distance.
    Tv {
        /// The size of text that is read.
        base: f32,
    },
}

/// Which palette.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Look {
    /// Light or dark, as the system says.
    #[default]
    System,
    /// Paper.
    Light,
    /// Evening.
    Dark,
    /// Black, white and yellow.
    HighContrast,
}

impl Look {
    /// All of them, in the order of a menu.
    pub const ALL: [Self; 4] = [Self::System, Self::Light, Self::Dark, Self::HighContrast];

    /// What a menu calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::System => "As the system",
            Self::Light => "Light",
            Self::Dark => "Dark",
            Self::HighContrast => "High contrast",
        }
    }

    fn palette(self, system_is_dark: bool) -> (Palette, bool) {
        match self {
            Self::System if system_is_dark => (palette::DARK, true),
            Self::System | Self::Light => (palette::LIGHT, false),
            Self::Dark => (palette::DARK, true),
            Self::HighContrast => (palette::HIGH_CONTRAST, true),
        }
    }
}

impl Theme {
    /// The theme of a window.
    pub fn new(density: Density, look: Look, system_is_dark: bool, motion: bool) -> Self {
        let (palette, is_dark) = look.palette(system_is_dark);
        let (base, grid, row) = match density {
            Density::Desk => (15.0, 4.0, 36.0),
            Density::Kiosk => (22.0, 6.0, 72.0),
            Density::Tv { base } => (base, base / 4.0, base * 2.0),
        };
        Self { palette, base, grid, row, radius: (base / 2.0).clamp(6.0, 10.0), motion, is_dark }
    }

    /// Gives a context its faces; once, before the first frame.
    pub fn install_faces(ctx: &Context) {
        ctx.set_fonts(faces::definitions());
    }

    /// Makes this the look of everything drawn from now on.
    pub fn install(&self, ctx: &Context) {
        ctx.set_theme(if self.is_dark { egui::Theme::Dark } else { egui::Theme::Light });
        ctx.all_styles_mut(|style| self.fill_style(style));
        self.put(ctx);
    }

    /// Makes this the theme that [`Theme::of`] gives, without touching the style: for a part of
    /// a frame, such as what is dimmed.
    pub fn put(&self, ctx: &Context) {
        ctx.data_mut(|data| data.insert_temp(Id::NULL, *self));
    }

    /// The theme that was installed last.
    pub fn of(ctx: &Context) -> Self {
        ctx.data(|data| data.get_temp(Id::NULL))
            .unwrap_or_else(|| Self::new(Density::Desk, Look::Light, false, true))
    }

    /// The size of text `steps` above (or below) what is read, in points: each step is a
    /// quarter larger than the one before.
    pub fn size(&self, steps: i32) -> f32 {
        self.base * 1.25_f32.powi(steps)
    }

    /// A face of the scale.
    pub fn font(&self, steps: i32, weight: Weight) -> FontId {
        FontId::new(self.size(steps), weight.family())
    }

    /// A face of a size that follows from the space at hand, in points.
    pub fn font_of_size(&self, points: f32, weight: Weight) -> FontId {
        FontId::new(points, weight.family())
    }

    /// Text of the scale.
    pub fn text(&self, text: impl Into<String>, steps: i32, weight: Weight) -> RichText {
        RichText::new(text).font(self.font(steps, weight)).color(self.palette.text)
    }

    /// Text that explains.
    pub fn quiet(&self, text: impl Into<String>) -> RichText {
        RichText::new(text).font(self.font(0, Weight::Regular)).color(self.palette.quiet)
    }

    /// A heading of a part of the window.
    pub fn heading(&self, text: impl Into<String>) -> RichText {
        RichText::new(text).font(self.font(0, Weight::Strong)).color(self.palette.quiet)
    }

    /// `steps` of the grid, in points.
    pub fn space(&self, steps: f32) -> f32 {
        self.grid * steps
    }

    /// The corners of everything.
    pub fn corners(&self) -> CornerRadius {
        CornerRadius::from(self.radius)
    }

    /// The same margin on every side, in steps of the grid.
    pub fn margin(&self, steps: f32) -> Margin {
        Margin::from(self.space(steps))
    }

    /// A margin, in steps of the grid.
    pub fn margins(&self, across: f32, down: f32) -> Margin {
        Margin::from(Vec2::new(self.space(across), self.space(down)))
    }

    /// The line around what can be pressed.
    pub fn line(&self) -> Stroke {
        Stroke::new(self.palette.line_width, self.palette.line)
    }

    /// The line that parts things.
    pub fn hairline(&self) -> Stroke {
        Stroke::new(self.palette.line_width, self.palette.hairline)
    }

    /// The ring around what has the keyboard.
    pub fn focus_ring(&self) -> Stroke {
        Stroke::new(2.5, self.palette.focus)
    }

    /// This theme with everything in it dimmed, for what may be old.
    #[must_use]
    pub fn dimmed(mut self) -> Self {
        let palette = self.palette;
        for ink in [
            &mut self.palette.text,
            &mut self.palette.quiet,
            &mut self.palette.line,
            &mut self.palette.accent,
            &mut self.palette.serving,
            &mut self.palette.late,
            &mut self.palette.too_late,
        ] {
            *ink = palette.dimmed(*ink);
        }
        self
    }

    fn fill_style(&self, style: &mut Style) {
        use Weight::{Regular, Strong};
        style.text_styles = [
            (TextStyle::Small, self.font(-1, Regular)),
            (TextStyle::Body, self.font(0, Regular)),
            (TextStyle::Button, self.font(0, Strong)),
            (TextStyle::Heading, self.font(2, Strong)),
            (TextStyle::Monospace, self.font(0, Regular)),
        ]
        .into();
        style.animation_time = if self.motion { 0.14 } else { 0.0 };
        style.explanation_tooltips = false;
        style.interaction.selectable_labels = false;
        style.interaction.tooltip_delay = 0.4;

        let spacing = &mut style.spacing;
        spacing.item_spacing = Vec2::splat(self.space(2.0));
        spacing.button_padding = Vec2::new(self.space(3.0), self.space(1.5));
        spacing.window_margin = self.margin(6.0);
        spacing.menu_margin = self.margin(2.0);
        spacing.interact_size = Vec2::new(self.row, self.row);
        spacing.icon_width = self.base * 1.3;
        spacing.icon_width_inner = self.base * 0.8;
        spacing.scroll = ScrollStyle {
            bar_width: self.space(2.0),
            dormant_handle_opacity: 0.5,
            dormant_background_opacity: 0.0,
            active_background_opacity: 0.0,
            ..ScrollStyle::thin()
        };

        style.visuals = self.visuals();
    }

    fn visuals(&self) -> Visuals {
        let palette = &self.palette;
        let part = |fill: Ink, line: Stroke, text: Ink| WidgetVisuals {
            bg_fill: fill,
            weak_bg_fill: fill,
            bg_stroke: line,
            corner_radius: self.corners(),
            fg_stroke: Stroke::new(1.5, text),
            expansion: 0.0,
        };
        let base = if self.is_dark { Visuals::dark() } else { Visuals::light() };
        Visuals {
            dark_mode: self.is_dark,
            text_options: TextOptions::default(),
            override_text_color: None,
            weak_text_color: Some(palette.quiet),
            widgets: Widgets {
                noninteractive: part(palette.surface, self.hairline(), palette.text),
                inactive: part(palette.surface, self.line(), palette.text),
                hovered: part(palette.raised, self.line(), palette.text),
                active: part(palette.raised, self.focus_ring(), palette.text),
                open: part(palette.raised, self.line(), palette.text),
            },
            selection: Selection {
                bg_fill: palette.accent_tint,
                stroke: Stroke::new(2.0, palette.focus),
            },
            hyperlink_color: palette.accent,
            faint_bg_color: palette.raised,
            extreme_bg_color: palette.surface,
            text_edit_bg_color: Some(palette.surface),
            code_bg_color: palette.raised,
            warn_fg_color: palette.late,
            error_fg_color: palette.too_late,
            window_corner_radius: self.corners(),
            window_shadow: Shadow::NONE,
            window_fill: palette.surface,
            window_stroke: self.line(),
            menu_corner_radius: self.corners(),
            panel_fill: palette.ground,
            popup_shadow: Shadow::NONE,
            // A cursor that blinks repaints the window for ever.
            text_cursor: TextCursorStyle {
                stroke: Stroke::new(2.0, palette.focus),
                blink: false,
                ..TextCursorStyle::default()
            },
            ..base
        }
    }
}
