//! Text in a layout.

use egui::accesskit::{Live, Role as Spoken};
use egui::{Align, Align2, Response, Sense, Ui, Vec2, Widget, WidgetInfo};

use super::bidi::Reading;
use super::paragraph::{Painted, Paragraph, note};
use super::sentences::Speech;
use crate::theme::{Ink, Theme, Weight};

/// Text in a layout, with the text itself for a screen reader.
#[derive(Debug, Clone)]
#[must_use]
pub struct Label<'a> {
    text: &'a str,
    steps: i32,
    weight: Weight,
    ink: Option<Ink>,
    reading: Reading,
    most_lines: usize,
    is_live: bool,
    is_heading: bool,
    align: Align,
    width: Option<f32>,
}

impl<'a> Label<'a> {
    /// Text that is read, of one line if it has room, else of several.
    ///
    /// It is read in its own direction: right for what somebody wrote. For a sentence that may
    /// begin with something foreign, use [`Label::sentence`].
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            steps: 0,
            weight: Weight::Regular,
            ink: None,
            reading: Reading::AsWritten,
            most_lines: usize::MAX,
            is_live: false,
            is_heading: false,
            align: Align::Min,
            width: None,
        }
    }

    /// A sentence in the language of the window.
    pub fn sentence(text: &'a str, speech: Speech) -> Self {
        Self { reading: Reading::of_sentence(speech.is_rtl()), ..Self::new(text) }
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

    /// In this colour.
    pub fn ink(mut self, ink: Ink) -> Self {
        self.ink = Some(ink);
        self
    }

    /// On one line, cut with an ellipsis where it has no room.
    pub fn one_line(mut self) -> Self {
        self.most_lines = 1;
        self
    }

    /// On so many lines at most, cut with an ellipsis where it has no room.
    pub fn lines(mut self, most_lines: usize) -> Self {
        self.most_lines = most_lines;
        self
    }

    /// Said as soon as it appears or changes.
    pub fn live(mut self) -> Self {
        self.is_live = true;
        self
    }

    /// What a part of the window is about.
    pub fn heading(mut self) -> Self {
        self.is_heading = true;
        self
    }

    /// Exactly so wide, in points, with the text at its begin, in its middle or at its end.
    pub fn in_width(mut self, width: f32, align: Align) -> Self {
        self.width = Some(width);
        self.align = align;
        self
    }
}

impl Widget for Label<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let theme = Theme::of(ui.ctx());
        let points = theme.size(self.steps);
        let paragraph = Paragraph::new(self.text, points, self.weight)
            .reading(self.reading)
            .lines(self.most_lines)
            .down_to(1.0);
        let room = Vec2::new(self.width.unwrap_or_else(|| ui.available_width()), f32::INFINITY);
        let lines = paragraph.fit(ui.ctx(), room);
        let mut size = lines.size();
        if let Some(width) = self.width {
            size.x = width;
        }
        let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Spoken::Label, ui.is_enabled(), self.text));
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
        if ui.is_rect_visible(rect) {
            let ink = self.ink.unwrap_or(theme.palette.text);
            let used = lines.paint(ui, rect, Align2([self.align, Align::Center]), ink);
            note(ui.ctx(), || Painted {
                text: self.text.to_owned(),
                room: rect,
                used,
                share: 1.0,
                is_whole: lines.is_whole,
            });
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::super::paragraph::tests::check;
    use super::super::paragraph::{record, recorded};
    use super::*;
    use egui::Context;

    #[test]
    fn a_test_hears_what_was_painted_and_where_it_had_no_room() {
        let painted = check("en", |ui| {
            record(ui.ctx());
            ui.set_width(60.0);
            ui.add(Label::new("Exported on a very long day").one_line());
            ui.add(Label::new("Ada"));
            recorded(ui.ctx())
        });
        let told: Vec<_> = painted.iter().map(|one| (one.text.as_str(), one.is_whole)).collect();
        assert_eq!(told, [("Exported on a very long day", false), ("Ada", true)]);
    }

    #[test]
    fn a_label_tells_a_screen_reader_the_text_as_it_is_read() {
        let ctx = Context::default();
        Theme::install_faces(&ctx);
        ctx.enable_accesskit();
        let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
            ui.add(Label::new("رقم Ada").heading().live());
        });
        output.textures_delta.clear();
        let update = output.platform_output.accesskit_update.unwrap();
        let labels: Vec<_> = update.nodes.iter().filter_map(|(_, node)| node.label()).collect();
        assert!(labels.contains(&"رقم Ada"), "{labels:?}");
    }
}
