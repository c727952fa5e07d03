//! What whoever sets the kiosk up has to do: let it in, or say that it found its server.

use app_kit::theme::{LATER, Weight};
use egui::accesskit::{Live, Role as Spoken};
use egui::{Align2, Rect, Sense, Ui, Vec2, WidgetInfo, vec2};

use super::touch::{Text, Touch, id_of};
use super::{Scene, Shape};
use crate::model::{Act, Setup};
use crate::words::Phrase;

/// How wide a character's place is, in sizes of the type.
const PLACE: f32 = 0.86;
/// How far apart groups of characters stand, in sizes of the type.
const APART: f32 = 0.5;
/// How high a line is, in sizes of the type.
const LINE: f32 = 1.26;

/// Characters that somebody reads aloud or compares: each in a place of its own, so that none is
/// skipped or taken for two.
struct Spelt {
    /// As it is written and told to a screen reader.
    text: String,
    /// What stands together, without what parts it in the text.
    groups: Vec<String>,
}

impl Spelt {
    /// A code, in two halves.
    fn code(code: &str) -> Self {
        let (one, other) = code.split_at_checked(code.len() / 2).unwrap_or((code, ""));
        Self { text: code.to_owned(), groups: vec![one.to_owned(), other.to_owned()] }
    }

    /// A fingerprint, byte by byte.
    fn fingerprint(text: String) -> Self {
        let groups = text.split(':').map(str::to_owned).collect();
        Self { text, groups }
    }

    /// How wide a group is, in sizes of the type.
    fn group_width(&self) -> f32 {
        self.groups.first().map_or(0, String::len) as f32 * PLACE
    }

    /// The largest size, `most` at most, at which everything has room in so many columns.
    fn points(&self, room: Vec2, columns: usize, most: f32) -> f32 {
        let columns_f = columns as f32;
        let width = columns_f * self.group_width() + (columns_f - 1.0) * APART;
        let rows = self.groups.len().div_ceil(columns) as f32;
        most.min(room.x / width).min(room.y / (rows * LINE))
    }
}

impl Scene<'_> {
    pub(super) fn setup_ui(&mut self, ui: &mut Ui) -> String {
        let Some(setup) = self.model.setup() else { return String::new() };
        let (title, words, spelt) = match setup {
            Setup::LetIn => {
                let words = self.say(Phrase::SetupLetIn);
                (Phrase::SetupLetInTitle, words, Spelt::code(""))
            }
            Setup::NoDesk => {
                let words = self.say(Phrase::SetupNoDesk);
                (Phrase::SetupNoDeskTitle, words, Spelt::code(""))
            }
            Setup::Approve(code) => {
                let code = code.to_string();
                let words = self.say(Phrase::SetupApprove { code: &code });
                (Phrase::SetupCode, words, Spelt::code(&code))
            }
            Setup::Compare(shown) => {
                let words = self.say(Phrase::SetupCompare);
                (Phrase::SetupOurs, words, Spelt::fingerprint(shown.to_string()))
            }
            Setup::Write(shown) => {
                let words = self.say(Phrase::SetupWrite);
                (Phrase::SetupOurs, words, Spelt::fingerprint(shown.to_string()))
            }
            Setup::Changed(shown) => {
                let words = self.say(Phrase::SetupAsk);
                (Phrase::SetupChanged, words, Spelt::fingerprint(shown.to_string()))
            }
        };
        let stage = self.stage;
        let mm = stage.mm;
        let low = stage.rows(stage.touch, 1 + self.wish_rows(), 26.0);
        let wishes = &low[1..];
        let mut rest = stage.read;
        rest.max.y = wishes.first().map_or(stage.touch.bottom(), Rect::top);
        rest.max.y -= 2.0 * stage.gap();
        let is_asked = matches!(setup, Setup::Compare(_));
        if is_asked {
            let same = self.say(Phrase::SetupSame);
            let mut main = rest;
            main.min.y = main.bottom() - 22.0 * mm;
            rest.max.y = main.top() - 2.0 * stage.gap();
            let touch = Touch::new(&same).primary();
            self.act_ui(ui, touch, "trust", main, Act::TrustCertificate);
        }
        if stage.shape == Shape::Tall {
            rest.min.y = rest.min.y.max(rest.bottom() - 190.0 * mm);
        }

        let title = self.say(title);
        let (head, rest) = stage.above(rest, self.theme.size(1) * 1.35);
        Text::heading(&title).show(ui, &stage, "question", head);
        if matches!(setup, Setup::LetIn | Setup::NoDesk) {
            Text::new(&words).show(ui, &stage, "setup", rest);
        } else if let Setup::Approve(_) = setup {
            // What is read aloud comes first and is the largest thing there is.
            let (upper, lower) = stage.above(rest, rest.height() * 0.55);
            let points = spelt.points(upper.size(), 2, self.theme.size(7));
            self.spelt_ui(ui, &spelt, 2, points, upper);
            Text::new(&words).show(ui, &stage, "setup", lower);
        } else {
            // The words take what they need; what is compared may be smaller, and half as large.
            let least = LINE * self.theme.size(0);
            let (upper, _) = stage.above(rest, rest.height() - least - 2.0 * stage.gap());
            let used = Text::new(&words).show(ui, &stage, "setup", upper);
            let mut room = rest;
            room.min.y = used.bottom() + 2.0 * stage.gap();
            let most = self.theme.size(0);
            let points = |columns: usize| spelt.points(room.size(), columns, most);
            let columns = if points(16) >= points(8) { 16 } else { 8 };
            self.spelt_ui(ui, &spelt, columns, points(columns), room);
        }
        self.wishes_ui(ui, wishes);
        if is_asked { "trust".to_owned() } else { "large text".to_owned() }
    }

    /// Draws it from left to right, whatever the language, at the side where lines begin.
    fn spelt_ui(&self, ui: &mut Ui, spelt: &Spelt, columns: usize, points: f32, room: Rect) {
        let rows = spelt.groups.len().div_ceil(columns);
        let step = (spelt.group_width() + APART) * points;
        let width = step * columns as f32 - APART * points;
        let used = Rect::from_min_size(room.min, vec2(width, rows as f32 * LINE * points));
        let used = self.stage.place(used);
        let font = self.theme.font_of_size(points, Weight::Heavy);
        let ink = self.theme.palette.text;
        for (at, group) in spelt.groups.iter().enumerate() {
            let corner = vec2((at % columns) as f32 * step, (at / columns) as f32 * LINE * points);
            for (count, letter) in group.chars().enumerate() {
                let across = (count as f32 + 0.5) * PLACE * points;
                let middle = used.min + corner + vec2(across, LINE * points / 2.0);
                let glyph = ui.painter().layout_no_wrap(letter.to_string(), font.clone(), LATER);
                let place = Align2::CENTER_CENTER.anchor_size(middle, glyph.size());
                ui.painter().galley(place.min, glyph, ink);
            }
        }
        let response = ui.interact(used, id_of("spelt"), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Spoken::Label, true, &spelt.text));
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_live(Live::Polite));
    }
}
