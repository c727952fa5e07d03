//! The faces: Atkinson Hyperlegible Next, Noto Sans behind it for Greek, Cyrillic and Arabic,
//! Lucide for icons, and what the system has behind them all for the rest.

use std::sync::Arc;

use egui::{FontData, FontDefinitions, FontFamily, FontTweak};

/// Three weights, no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weight {
    /// What is read.
    #[default]
    Regular,
    /// What is looked for: headings, buttons.
    Strong,
    /// The numbers of tickets.
    Heavy,
}

impl Weight {
    pub(super) fn family(self) -> FontFamily {
        match self {
            Self::Regular => FontFamily::Proportional,
            Self::Strong => FontFamily::Name("strong".into()),
            Self::Heavy => FontFamily::Name("heavy".into()),
        }
    }
}

pub(super) fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    let mut add = |name: &str, bytes: &'static [u8], tweak: FontTweak| {
        let data = FontData { tweak, ..FontData::from_static(bytes) };
        fonts.font_data.insert(name.to_owned(), Arc::new(data));
    };
    let plain = FontTweak::default;
    add(
        "regular",
        include_bytes!("../../assets/fonts/AtkinsonHyperlegibleNext-Regular.ttf"),
        plain(),
    );
    add(
        "strong",
        include_bytes!("../../assets/fonts/AtkinsonHyperlegibleNext-SemiBold.ttf"),
        plain(),
    );
    add(
        "heavy",
        include_bytes!("../../assets/fonts/AtkinsonHyperlegibleNext-ExtraBold.ttf"),
        plain(),
    );
    add("noto", include_bytes!("../../assets/fonts/NotoSans-Regular.ttf"), plain());
    add("noto strong", include_bytes!("../../assets/fonts/NotoSans-SemiBold.ttf"), plain());
    add("arabic", include_bytes!("../../assets/fonts/NotoSansArabic-Regular.ttf"), plain());
    add("arabic strong", include_bytes!("../../assets/fonts/NotoSansArabic-SemiBold.ttf"), plain());
    // Lucide's drawings stand on the line; a little lower they are centred on capitals.
    add("icons", lucide_icons::LUCIDE_FONT_BYTES, FontTweak { y_offset_factor: 0.07, ..plain() });
    for (family, faces) in [
        (FontFamily::Proportional, ["regular", "noto", "arabic", "icons"]),
        // There is no monospaced text here: times and numbers have figures of one width anyway.
        (FontFamily::Monospace, ["regular", "noto", "arabic", "icons"]),
        (Weight::Strong.family(), ["strong", "noto strong", "arabic strong", "icons"]),
        (Weight::Heavy.family(), ["heavy", "noto strong", "arabic strong", "icons"]),
    ] {
        fonts.families.insert(family, faces.map(str::to_owned).to_vec());
    }
    fonts
}
