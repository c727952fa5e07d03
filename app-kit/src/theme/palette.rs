//! Every colour there is.

use egui::Color32;

/// A colour, for those who draw with what the theme gives them.
pub type Ink = Color32;

/// The colours of one look. Text colours reach 7:1 on every ground they stand on, quiet text
/// 4.5:1, lines and shapes that carry meaning 3:1; the tests hold them to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Palette {
    /// The window.
    pub ground: Ink,
    /// What lies on it: a card, a panel, a field.
    pub surface: Ink,
    /// A surface under the pointer, or a row that is chosen.
    pub raised: Ink,
    /// The line around what can be pressed or typed into.
    pub line: Ink,
    /// A line that only parts things.
    pub hairline: Ink,
    /// What matters.
    pub text: Ink,
    /// What explains it.
    pub quiet: Ink,
    /// Being called now, or the one thing to press.
    pub accent: Ink,
    /// The accent under the pointer.
    pub accent_hover: Ink,
    /// Text on the accent.
    pub on_accent: Ink,
    /// The accent as a tint behind text.
    pub accent_tint: Ink,
    /// A table or visitor that is being served.
    pub serving: Ink,
    /// A wait that is getting long, or a server that is going stale.
    pub late: Ink,
    /// A wait that is too long, or something that went wrong.
    pub too_late: Ink,
    /// Behind a warning that goes across the window.
    pub warning: Ink,
    /// Text on it.
    pub on_warning: Ink,
    /// The ring around what has the keyboard.
    pub focus: Ink,
    /// Behind a sheet that covers the window.
    pub veil: Ink,
    /// How thick lines are, in points.
    pub line_width: f32,
}

const fn rgb(hex: u32) -> Ink {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

/// Paper: warm white and deep teal.
pub const LIGHT: Palette = Palette {
    ground: rgb(0x00F4_F1EA),
    surface: rgb(0x00FD_FCF9),
    raised: rgb(0x00EA_E5DA),
    line: rgb(0x0086_7F72),
    hairline: rgb(0x00DD_D7CA),
    text: rgb(0x0022_1F1A),
    quiet: rgb(0x0059_5449),
    accent: rgb(0x0008_5460),
    accent_hover: rgb(0x000B_6A79),
    on_accent: rgb(0x00FF_FFFF),
    accent_tint: rgb(0x00D8_E8E8),
    serving: rgb(0x002E_3A9C),
    late: rgb(0x008A_5A00),
    too_late: rgb(0x007E_0D12),
    warning: rgb(0x00F3_D992),
    on_warning: rgb(0x0022_1F1A),
    focus: rgb(0x0008_5460),
    veil: Color32::from_rgba_premultiplied(14, 13, 11, 140),
    line_width: 1.0,
};

/// Evening: warm near-black and amber.
pub const DARK: Palette = Palette {
    ground: rgb(0x0017_1512),
    surface: rgb(0x0021_1E1A),
    raised: rgb(0x0030_2C26),
    line: rgb(0x0082_7A6C),
    hairline: rgb(0x0038_332C),
    text: rgb(0x00F3_EFE6),
    quiet: rgb(0x00B9_B1A2),
    accent: rgb(0x00F6_B13C),
    accent_hover: rgb(0x00FF_C766),
    on_accent: rgb(0x001D_1508),
    accent_tint: rgb(0x003D_3119),
    serving: rgb(0x008F_C7FF),
    late: rgb(0x00E6_D08A),
    too_late: rgb(0x00FF_9180),
    warning: rgb(0x00E6_D08A),
    on_warning: rgb(0x001A_1310),
    focus: rgb(0x00F6_B13C),
    veil: Color32::from_rgba_premultiplied(0, 0, 0, 170),
    line_width: 1.0,
};

/// Black, white and yellow, with lines instead of tints.
pub const HIGH_CONTRAST: Palette = Palette {
    ground: rgb(0x0000_0000),
    surface: rgb(0x0000_0000),
    raised: rgb(0x002B_2B2B),
    line: rgb(0x00FF_FFFF),
    hairline: rgb(0x00B8_B8B8),
    text: rgb(0x00FF_FFFF),
    quiet: rgb(0x00E4_E4E4),
    accent: rgb(0x00FF_E000),
    accent_hover: rgb(0x00FF_EF80),
    on_accent: rgb(0x0000_0000),
    accent_tint: rgb(0x0033_2D00),
    serving: rgb(0x007F_C8FF),
    late: rgb(0x00FF_B35C),
    too_late: rgb(0x00FF_8080),
    warning: rgb(0x00FF_B35C),
    on_warning: rgb(0x0000_0000),
    focus: rgb(0x0066_E0FF),
    veil: Color32::from_rgba_premultiplied(0, 0, 0, 220),
    line_width: 2.0,
};

/// Nothing: where a surface shows what lies under it.
pub const CLEAR: Ink = Color32::TRANSPARENT;

/// No colour yet: text that is laid out before its colour is known.
pub const LATER: Ink = Color32::PLACEHOLDER;

/// A picture in its own colours.
pub const UNTINTED: Ink = Color32::WHITE;

/// What a code is drawn on that a telephone reads, in every look.
pub const PAPER: Ink = Color32::WHITE;

/// What it is drawn in.
pub const PRINT: Ink = Color32::BLACK;

impl Palette {
    /// `ink` as it looks where everything is dimmed because it may be old.
    pub fn dimmed(&self, ink: Ink) -> Ink {
        mix(ink, self.ground, 0.45)
    }
}

/// `from` with a `share` of `to` in it, 0 to 1.
pub fn mix(from: Ink, to: Ink, share: f32) -> Ink {
    from.lerp_to_gamma(to, share.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance as WCAG 2.2 defines it.
    fn luminance(ink: Ink) -> f64 {
        let [r, g, b] = linear(ink);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    fn linear(ink: Ink) -> [f64; 3] {
        [ink.r(), ink.g(), ink.b()].map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        })
    }

    fn contrast(a: Ink, b: Ink) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    const LOOKS: [(&str, Palette); 3] =
        [("light", LIGHT), ("dark", DARK), ("high contrast", HIGH_CONTRAST)];

    #[test]
    fn text_can_be_read_on_every_ground() {
        for (look, palette) in LOOKS {
            for ground in [palette.ground, palette.surface, palette.raised] {
                let reach = |name: &str, ink: Ink, least: f64| {
                    let found = contrast(ink, ground);
                    assert!(found >= least, "{look}: {name} has {found:.2} on {ground:?}");
                };
                reach("text", palette.text, 7.0);
                reach("quiet", palette.quiet, 4.5);
                reach("late", palette.late, 4.5);
                reach("too late", palette.too_late, 4.5);
                reach("serving", palette.serving, 4.5);
                reach("accent", palette.accent, 4.5);
                reach("focus", palette.focus, 3.0);
                reach("line", palette.line, 3.0);
            }
            for (name, ground) in [("accent", palette.accent), ("hover", palette.accent_hover)] {
                let found = contrast(palette.on_accent, ground);
                assert!(found >= 5.5, "{look}: on the {name} {found:.2}");
            }
            assert!(contrast(palette.text, palette.accent_tint) >= 7.0, "{look}: tint");
            assert!(contrast(palette.on_warning, palette.warning) >= 7.0, "{look}: warning");
        }
        for ground in [HIGH_CONTRAST.ground, HIGH_CONTRAST.surface] {
            assert!(contrast(HIGH_CONTRAST.text, ground) >= 15.0);
            assert!(contrast(HIGH_CONTRAST.quiet, ground) >= 12.0);
        }
    }

    /// How a colour looks to somebody who lacks one kind of cone: the matrices for full severity
    /// of Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color
    /// Vision Deficiency" (2009), on linear RGB.
    const DEFICIENCIES: [(&str, [[f64; 3]; 3]); 3] = [
        (
            "protanopia",
            [
                [0.152_286, 1.052_583, -0.204_868],
                [0.114_503, 0.786_281, 0.099_216],
                [-0.003_882, -0.048_116, 1.051_998],
            ],
        ),
        (
            "deuteranopia",
            [
                [0.367_322, 0.860_646, -0.227_968],
                [0.280_085, 0.672_501, 0.047_413],
                [-0.011_820, 0.042_940, 0.968_881],
            ],
        ),
        (
            "tritanopia",
            [
                [1.255_528, -0.076_749, -0.178_779],
                [-0.078_411, 0.930_809, 0.147_602],
                [0.004_733, 0.691_367, 0.303_900],
            ],
        ),
    ];

    /// CIE L*a*b* of a linear RGB colour under D65.
    fn lab(rgb: [f64; 3]) -> [f64; 3] {
        let [r, g, b] = rgb.map(|part| part.clamp(0.0, 1.0));
        let f = |t: f64| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
        let x = f((0.412_4 * r + 0.357_6 * g + 0.180_5 * b) / 0.950_47);
        let y = f(0.212_6 * r + 0.715_2 * g + 0.072_2 * b);
        let z = f((0.019_3 * r + 0.119_2 * g + 0.950_5 * b) / 1.088_83);
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    fn seen(ink: Ink, matrix: &[[f64; 3]; 3]) -> [f64; 3] {
        let [r, g, b] = linear(ink);
        lab([0, 1, 2].map(|row| matrix[row][0] * r + matrix[row][1] * g + matrix[row][2] * b))
    }

    /// Every state has a word and a shape beside its colour, so these need to look different,
    /// not to be named: a difference of 10 in L*a*b* is seen at a glance.
    #[test]
    fn states_look_different_without_full_colour_vision() {
        for (look, palette) in LOOKS {
            let states = [
                ("accent", palette.accent),
                ("serving", palette.serving),
                ("late", palette.late),
                ("too late", palette.too_late),
                ("quiet", palette.quiet),
            ];
            for (deficiency, matrix) in &DEFICIENCIES {
                for (at, (one, a)) in states.iter().enumerate() {
                    for (other, b) in &states[at + 1..] {
                        let (a, b) = (seen(*a, matrix), seen(*b, matrix));
                        let apart =
                            a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
                        assert!(
                            apart >= 10.0,
                            "{look}, {deficiency}: {one} and {other} are {apart:.1} apart"
                        );
                    }
                }
            }
        }
    }
}
