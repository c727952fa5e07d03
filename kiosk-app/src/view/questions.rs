//! How questions look, one a screen.

use app_kit::field::FieldView;
use app_kit::theme::Weight;
use egui::{Rect, Ui};

use super::touch::{Stand, Text, Touch, id_of, width_of};
use super::{INERT_MS, Scene, Shape, TWO_HIGH_MM, keyboard_is_used};
use crate::keyboard::Purpose;
use crate::model::{Act, Question};
use crate::words::Phrase;

/// So many reasons stand on a screen.
const REASONS: usize = 6;

impl Scene<'_> {
    /// A question that is answered by typing.
    pub(super) fn typing_ui(
        &mut self,
        ui: &mut Ui,
        question: Question,
        purpose: Purpose,
        example: Option<Phrase<'static>>,
    ) -> String {
        let mm = self.stage.mm;
        let asked = self.model.asks(question, self.speech);
        let mut read = self.stage.read;
        let mut field_high = 22.0 * mm;
        if self.stage.shape == Shape::Wide {
            // Little room, and the line itself need not be touched.
            field_high = 18.0 * mm;
        } else {
            read.max.y -= self.stage.gap();
        }
        let line = 1.3 * self.theme.size(0) + self.stage.gap();
        // On a small panel with large letters the question needs the room, and the problem's words
        // have an example too.
        let has_room = read.height() - field_high - line >= 1.3 * self.theme.size(1) + 2.0 * mm;
        let quiet = self.theme.palette.quiet;
        if let Some(why) = self.why_we_ask() {
            // Words do not fill their lines, so there is room for an eighth more.
            let wide = 1.125 * width_of(ui, &why, 0, Weight::Regular);
            let lines = (wide / read.width()).ceil().max(1.0);
            let high = lines * 1.35 * self.theme.size(0) + self.stage.gap();
            let left = read.height() - field_high - line - high;
            if left >= 1.3 * self.theme.size(1) + 2.0 * mm {
                let (rest, place) = self.stage.above(read, read.height() - high);
                read = rest;
                let why = Text::new(&why).ink(quiet).own_way();
                why.stand(Stand::Start).show(ui, &self.stage, "why", place);
            }
        }
        let example = example.filter(|_| has_room).map(|example| {
            let (rest, place) = self.stage.above(read, read.height() - line);
            read = rest;
            (example, place)
        });
        let mut field = read;
        field.min.y = read.bottom() - field_high;
        let mut above = read;
        above.max.y = field.top() - self.stage.gap();
        if above.height() > 90.0 * mm {
            above = self.head_ui(ui, above);
        }
        let is_low = above.height() < TWO_HIGH_MM * mm;
        match example {
            // The example makes way, so that the question need not.
            Some((_, place)) if is_low && !self.model.is_online() => {
                self.away_line_ui(ui, place);
                self.ask_ui(ui, above, &asked);
            }
            Some((example, place)) => {
                let example = self.say(example);
                let text = Text::new(&example).ink(self.theme.palette.quiet);
                text.stand(Stand::Line).show(ui, &self.stage, "example", place);
                self.question_ui(ui, above, &asked);
            }
            None => self.question_ui(ui, above, &asked),
        }
        self.field_ui(ui, field, question, purpose, &asked);
        self.keyboard_ui(ui, question, purpose);
        "field".to_owned()
    }

    /// Why the desk asks, where it says so. What does not fit is left out.
    fn why_we_ask(&self) -> Option<String> {
        self.speech.pick(self.model.privacy()).map(str::to_owned)
    }

    /// The line that is typed into, by keys that are drawn, keys that are pressed, or through what
    /// reads the screen.
    fn field_ui(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        question: Question,
        purpose: Purpose,
        asked: &str,
    ) {
        let Some(field) = self.model.visit.field(question) else { return };
        let points = (rect.height() * 0.62).min(self.theme.size(1));
        let shown = FieldView::new(field, id_of("field"), asked)
            .face(points, Weight::Regular)
            .pad(5.0 * self.stage.mm)
            .rtl(self.stage.is_rtl && !purpose.is_ltr())
            .alone()
            .without_copying()
            .focus_ring(keyboard_is_used(ui))
            .show(ui, self.stage.place(rect));
        self.acts.extend(shown.edits.into_iter().map(Act::Edit));
        let is_resting = self.model.is_resting(self.now);
        if shown.is_submitted && !is_resting && !self.is_inert(ui, INERT_MS) {
            self.acts.push(Act::Continue);
        }
    }

    /// A question that is answered by yes or no to what was found.
    pub(super) fn confirmed_ui(&mut self, ui: &mut Ui, question: Question) -> String {
        let question = self.say(question.entry().asks);
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
        self.lead_ui(ui, lead, None);
        "yes".to_owned()
    }

    /// A question that is answered by choosing one of several.
    pub(super) fn chosen_ui(&mut self, ui: &mut Ui, question: Question) -> String {
        let leads_on = self.model.leads_on(question);
        let asked = self.say(question.entry().asks);
        let mut rest = self.head_ui(ui, self.stage.read);
        if let Some(why) = self.why_we_ask() {
            let wide = 1.125 * width_of(ui, &why, 0, Weight::Regular);
            let lines = (wide / rest.width()).ceil().max(1.0);
            let high = lines * 1.35 * self.theme.size(0);
            if rest.height() - high >= 3.0 * self.theme.size(1) {
                let gap = self.stage.gap();
                let (above, place) = self.stage.above(rest, rest.height() - high - gap);
                rest = above;
                let why = Text::new(&why).ink(self.theme.palette.quiet).own_way();
                why.show(ui, &self.stage, "why", place);
            }
        }
        self.question_ui(ui, rest, &asked);

        let model = self.model;
        let reasons = model.reasons();
        let (grid, lead) = self.choices_and_lead();
        if leads_on {
            self.lead_ui(ui, lead, Some(question));
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
        let is_pending = model.visit.is_pending() || model.is_resting(self.now);
        let chosen = self.model.visit.reason.clone();
        for (reason, place) in page.iter().zip(&places) {
            let text = self.speech.pick(&reason.text).unwrap_or(&reason.id);
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
            if touch.show(ui, &self.stage, "more", *place).clicked() && !self.is_inert(ui, INERT_MS)
            {
                self.glance.page += 1;
            }
        }
        self.lead_ui(ui, lead, None);
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
