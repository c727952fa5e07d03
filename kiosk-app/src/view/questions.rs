//! The three questions, one a screen.

use app_kit::theme::Weight;
use egui::{Rect, Ui};

use super::touch::{Text, Touch};
use super::{Scene, Shape};
use crate::model::{Act, Screen};
use crate::words::Phrase;

/// So many reasons stand on a screen.
const REASONS: usize = 6;

impl Scene<'_> {
    pub(super) fn typing_ui(&mut self, ui: &mut Ui, screen: Screen) -> String {
        let mm = self.stage.mm;
        let phrase = if screen == Screen::Name { Phrase::AskName } else { Phrase::AskAddress };
        let question = self.say(phrase);
        let mut read = self.stage.read;
        let mut field_high = 22.0 * mm;
        if self.stage.shape == Shape::Wide {
            // Little room, and the line itself need not be touched.
            field_high = 18.0 * mm;
        } else {
            read.max.y -= self.stage.gap();
        }
        let mut field = read;
        field.min.y = read.bottom() - field_high;
        let mut above = read;
        above.max.y = field.top() - self.stage.gap();
        if above.height() > 90.0 * mm {
            above = self.head_ui(ui, above);
        }
        self.question_ui(ui, above, &question);
        self.field_ui(ui, field, screen, &question);
        self.keyboard_ui(ui, screen);
        "field".to_owned()
    }

    pub(super) fn known_ui(&mut self, ui: &mut Ui) -> String {
        let question = self.say(Phrase::IsThisYou);
        let rest = self.head_ui(ui, self.stage.read);
        let name_high = self.theme.size(3) * 1.5;
        let (upper, lower) = self.stage.above(rest, rest.height() - name_high - self.stage.gap());
        self.question_ui(ui, upper, &question);
        let name = self.model.shown_name();
        let text = Text::new(&name).steps(3).weight(Weight::Heavy).live().own_way();
        text.show(ui, &self.stage, "name", lower);

        let is_pending = self.model.visit.is_pending();
        let (yes, no) = (self.say(Phrase::ThatIsMe), self.say(Phrase::TypeMyName));
        let (choices, lead) = self.choices_and_lead();
        let rows = self.two_of(choices);
        let touch = Touch::new(&yes).primary().steps(1).pending(is_pending);
        self.act_ui(ui, touch, "yes", rows[0], Act::ThatIsMe);
        let touch = Touch::new(&no).steps(1).pending(is_pending);
        self.act_ui(ui, touch, "no", rows[1], Act::TypeMyName);
        self.lead_ui(ui, lead, false);
        "yes".to_owned()
    }

    pub(super) fn reason_ui(&mut self, ui: &mut Ui) -> String {
        let question = self.say(Phrase::AskReason);
        let rest = self.head_ui(ui, self.stage.read);
        self.question_ui(ui, rest, &question);

        let reasons = self.model.reasons();
        let (grid, lead) = self.choices_and_lead();
        if reasons.is_empty() {
            self.lead_ui(ui, lead, true);
            return "continue".to_owned();
        }
        let is_paged = reasons.len() > REASONS;
        let shown = if is_paged { REASONS - 1 } else { REASONS };
        let pages = reasons.len().div_ceil(shown);
        let page = reasons.chunks(shown).nth(self.glance.page % pages).unwrap_or_default();
        let across = match (self.stage.shape, page.len()) {
            (_, 1) => 1,
            (Shape::Tall, _) | (_, 2 | 4) => 2,
            (Shape::Wide | Shape::Roomy, _) => 3,
        };
        let count = if is_paged { REASONS } else { page.len() };
        let rows = self.stage.rows(grid, count.div_ceil(across), 50.0);
        let places: Vec<Rect> =
            rows.iter().flat_map(|row| self.stage.share(*row, &vec![1.0; across])).collect();
        let is_pending = self.model.visit.is_pending();
        let chosen = self.model.visit.reason.clone();
        for (reason, place) in page.iter().zip(&places) {
            let text = [self.speech.tag(), "en"]
                .iter()
                .find_map(|tag| reason.text.get(*tag))
                .or_else(|| reason.text.values().next())
                .unwrap_or(&reason.id);
            let mut touch = Touch::new(text).pending(is_pending).own_way();
            if is_pending {
                touch = touch.chosen(chosen.as_ref() == Some(&reason.id));
            }
            let act = Act::Choose(reason.id.clone());
            self.act_ui(ui, touch, &format!("reason {}", reason.id), *place, act);
        }
        if let (true, Some(place)) = (is_paged, places.last()) {
            let more = self.say(Phrase::More);
            let touch = Touch::new(&more).weight(Weight::Regular).pending(is_pending);
            if touch.show(ui, &self.stage, "more", *place).clicked() {
                self.glance.page += 1;
            }
        }
        self.lead_ui(ui, lead, false);
        page.first().map_or_else(String::new, |reason| format!("reason {}", reason.id))
    }

    /// Two choices: one above the other, or side by side.
    pub(super) fn two_of(&self, choices: Rect) -> Vec<Rect> {
        match self.stage.shape {
            Shape::Tall => self.stage.rows(choices, 2, 55.0),
            Shape::Wide | Shape::Roomy => self.stage.share(choices, &[1.0, 1.0]),
        }
    }

    /// What is chosen from, and the row below it that leads back.
    pub(super) fn choices_and_lead(&self) -> (Rect, Rect) {
        let stage = &self.stage;
        // Where it stands below the keyboard, too.
        let lead = match stage.shape {
            Shape::Tall => stage.rows(stage.touch, 7, 30.0)[6],
            Shape::Wide | Shape::Roomy => stage.rows(stage.touch, 1, 24.0)[0],
        };
        let mut choices = stage.touch;
        choices.max.y = lead.top() - 2.0 * stage.gap();
        choices.min.y = choices.min.y.max(choices.bottom() - 160.0 * stage.mm);
        if stage.shape != Shape::Tall {
            choices.min.y = choices.min.y.max(choices.bottom() - 100.0 * stage.mm);
        }
        (choices, lead)
    }
}

impl Scene<'_> {
    /// The line that is typed into.
    fn field_ui(&mut self, ui: &mut Ui, rect: Rect, screen: Screen, question: &str) {
        let visit = &self.model.visit;
        let field = if screen == Screen::Name { &visit.name } else { &visit.address };
        let id = super::id_of("field");
        let response = ui.interact(rect, id, egui::Sense::click());
        response.widget_info(|| egui::WidgetInfo::text_edit(true, field.text(), field.text(), ""));
        ui.ctx().accesskit_node_builder(id, |node| node.set_label(question));
        // Left and right move the caret; up, down and Tab go on to other controls.
        let keeps = egui::EventFilter { horizontal_arrows: true, ..Default::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, keeps));

        let theme = self.theme;
        let palette = theme.palette;
        let line = egui::Stroke::new(palette.line_width * 2.0, palette.line);
        ui.painter().rect(rect, theme.corners(), palette.surface, line, egui::StrokeKind::Inside);
        if response.has_focus() && super::keyboard_is_used(ui) {
            app_kit::widgets::paint_focus(ui.painter(), &theme, rect);
        }
        let pad = 5.0 * self.stage.mm;
        let inner = rect.shrink2(egui::vec2(pad, 0.0));
        let painter = ui.painter_at(inner.expand(2.0));
        let font = theme.font_of_size((rect.height() * 0.62).min(theme.size(1)), Weight::Regular);
        let is_name = screen == Screen::Name;
        let shown = app_kit::words::in_visual_order(field.text()).into_owned();
        let is_rtl = if field.text().is_empty() {
            is_name && self.stage.is_rtl
        } else {
            app_kit::words::is_read_leftwards(field.text())
        };
        if shown.is_empty() && !is_name {
            let hint =
                painter.layout_no_wrap("name@example.com".to_owned(), font.clone(), palette.quiet);
            let place = egui::Align2::LEFT_CENTER.align_size_within_rect(hint.size(), inner);
            painter.galley(place.min, hint, palette.quiet);
        }
        let galley = painter.layout_no_wrap(shown, font, palette.text);
        // What was typed from right to left has its caret at its left end, where it goes on.
        let caret_x = if is_rtl {
            0.0
        } else {
            galley.pos_from_cursor(egui::text::CCursor::new(field.caret())).left()
        };
        let room = inner.width() - 2.0;
        let shift = if is_rtl { 0.0 } else { (caret_x - room).max(0.0) };
        let left = if is_rtl {
            (inner.right() - galley.size().x).max(inner.left() + 2.0)
        } else {
            inner.left() - shift
        };
        let top = rect.center().y - galley.size().y / 2.0;
        let origin = egui::pos2(left, top);
        if let Some(at) = response.interact_pointer_pos().filter(|_| response.clicked() && !is_rtl)
        {
            let caret = galley.cursor_from_pos(at - origin).index;
            self.acts.push(Act::Caret(caret.0));
        }
        let high = galley.size().y;
        painter.galley(origin, galley, palette.text);
        let caret = egui::pos2(left + caret_x, top);
        let stroke = egui::Stroke::new(0.8 * self.stage.mm, palette.focus);
        painter.line_segment([caret, caret + egui::vec2(0.0, high)], stroke);
        self.typed(ui, screen, response.has_focus());
    }

    /// What the hardware keyboard types, whatever has the focus: there is one line to type into.
    fn typed(&mut self, ui: &Ui, screen: Screen, has_focus: bool) {
        use egui::{Event, ImeEvent, Key};
        let visit = &self.model.visit;
        let field = if screen == Screen::Name { &visit.name } else { &visit.address };
        let (caret, end) = (field.caret(), field.text().chars().count());
        ui.input(|input| {
            for event in &input.events {
                match event {
                    // A space presses what has the focus, and is typed only into the line.
                    Event::Text(text) if text == " " && !has_focus => {}
                    Event::Text(text) | Event::Paste(text) | Event::Ime(ImeEvent::Commit(text)) => {
                        self.acts.push(Act::Type(text.clone()));
                    }
                    Event::Key { key, pressed: true, .. } => match key {
                        Key::Backspace => self.acts.push(Act::Backspace),
                        Key::ArrowLeft if has_focus => {
                            self.acts.push(Act::Caret(caret.saturating_sub(1)));
                        }
                        Key::ArrowRight if has_focus => self.acts.push(Act::Caret(caret + 1)),
                        Key::Home if has_focus => self.acts.push(Act::Caret(0)),
                        Key::End if has_focus => self.acts.push(Act::Caret(end)),
                        Key::Delete if has_focus && caret < end => {
                            self.acts.extend([Act::Caret(caret + 1), Act::Backspace]);
                        }
                        Key::Enter if has_focus => self.acts.push(Act::Continue),
                        _ => {}
                    },
                    _ => {}
                }
            }
        });
    }
}
