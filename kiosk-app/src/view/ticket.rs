//! The number, and what else can come of a visit.

use app_kit::theme::Weight;
use egui::{Rect, Ui};

use super::code;
use super::paper::paper_ui;
use super::touch::{Stand, Text, Touch, width_of};
use super::{Scene, Shape};
use crate::model::{Act, PaperTicket};
use crate::words::{self, Phrase};

impl Scene<'_> {
    pub(super) fn ticket_ui(&mut self, ui: &mut Ui) -> String {
        // On a panel that is wide and low the words below the number need all of its width, and the
        // button makes room.
        let is_within = self.has_code_within();
        let (read, main) = self.one_thing(self.done_mm());
        let card = if is_within { read } else { self.link_ui(ui, read) };
        self.card_ui(ui, card, Phrase::YourNumber, true);
        let done = self.say(Phrase::Done);
        let (help, main) = self.beside_help(ui, main);
        self.help_ui(ui, help);
        let mut place = main;
        let besides = if self.model.offers_more_time(self.now) {
            Some((Phrase::MoreTime, "more time", Act::MoreTime))
        } else if self.model.visit.paper == PaperTicket::Offered {
            Some((Phrase::Print, "print", Act::Print))
        } else {
            None
        };
        if let Some((phrase, id, act)) = besides {
            let parts = self.two_of(main);
            let words = self.say(phrase);
            self.act_ui(ui, Touch::new(&words).steps(1), id, parts[0], act);
            place = parts[1];
        }
        self.act_ui(ui, Touch::new(&done).primary().steps(2), "done", place, Act::Done);
        "done".to_owned()
    }

    pub(super) fn held_ui(&mut self, ui: &mut Ui) -> String {
        let read = self.stage.read;
        let (message, paper) = if self.message().is_some() {
            self.stage.above(read, 28.0 * self.stage.mm)
        } else {
            (Rect::NOTHING, read)
        };
        if message.is_positive() {
            self.message_ui(ui, message);
        }
        self.card_ui(ui, paper, Phrase::AlreadyHave, false);

        let is_pending = self.model.visit.is_pending();
        let (show, another) = (self.say(Phrase::ShowIt), self.say(Phrase::AnotherTicket));
        let (choices, lead) = self.choices_and_lead();
        let parts = self.two_of(choices);
        let touch = Touch::new(&show).primary().steps(1).pending(is_pending);
        self.act_ui(ui, touch, "show it", parts[0], Act::ShowIt);
        let touch = Touch::new(&another).steps(1).pending(is_pending);
        self.act_ui(ui, touch, "another", parts[1], Act::AnotherTicket);
        self.lead_ui(ui, lead, None);
        "show it".to_owned()
    }

    pub(super) fn unsure_ui(&mut self, ui: &mut Ui) -> String {
        let unsure = self.say(Phrase::Unsure);
        let anew = self.say(Phrase::StartOver);
        let (read, main) = self.one_thing(45.0);
        let (help, main) = self.beside_help(ui, main);
        self.help_ui(ui, help);
        Text::heading(&unsure).steps(1).stand(Stand::Low).show(ui, &self.stage, "question", read);
        self.act_ui(ui, Touch::new(&anew).primary().steps(1), "start over", main, Act::StartOver);
        "start over".to_owned()
    }

    /// Nothing of the visit is on this screen: whoever comes by reads no address.
    pub(super) fn still_there_ui(&mut self, ui: &mut Ui) -> String {
        let question = self.say(Phrase::StillThere);
        let secs = self.model.countdown_secs(self.now).unwrap_or_default();
        let erased = self.say(Phrase::ErasedIn { secs: secs.unsigned_abs() });
        let (mut main, low) = self.choices_and_lead();
        main.min.y = main.min.y.max(main.bottom() - 70.0 * self.stage.mm);
        let mut read = self.stage.read;
        read.max.y = main.top() - 2.0 * self.stage.gap();
        let lines = 2.8 * self.theme.size(0);
        let (upper, lower) = self.stage.above(read, read.height() - lines);
        let heading = Text::heading(&question).steps(2).stand(Stand::Low);
        heading.show(ui, &self.stage, "question", upper);
        // Said once by the question; a count that is said every second drowns everything.
        Text::new(&erased).show(ui, &self.stage, "erased in", lower);

        let (more, anew) = (self.say(Phrase::MoreTime), self.say(Phrase::StartOver));
        self.act_ui(ui, Touch::new(&more).primary().steps(2), "more time", main, Act::MoreTime);
        let (help, low) = self.beside_help(ui, low);
        self.help_ui(ui, help);
        let touch = Touch::new(&anew).weight(Weight::Regular);
        self.act_ui(ui, touch, "start over", low, Act::StartOver);
        "more time".to_owned()
    }

    /// Whether the code stands on the ticket beside the number.
    fn has_code_within(&self) -> bool {
        let got = self.model.visit.got.as_ref();
        self.stage.shape == Shape::Wide && got.is_some_and(|got| got.link.is_some())
    }

    /// How high *Done* is at most, in millimetres.
    pub(super) fn done_mm(&self) -> f32 {
        if self.has_code_within() { 30.0 } else { 45.0 }
    }

    /// The code that leads to the ticket's page on the visitor's own telephone, where there is one:
    /// its link, and the least side of it.
    fn link(&self, ui: &Ui) -> Option<(&str, f32)> {
        let link = self.model.visit.got.as_ref()?.link.as_deref()?;
        Some((link, code::least_side(ui, &self.stage, link)?))
    }

    /// Draws the code into a place beside the number or below the ticket; gives what is left.
    fn link_ui(&self, ui: &mut Ui, room: Rect) -> Rect {
        let Some((link, least)) = self.link(ui) else { return room };
        let words = self.say(Phrase::OnYourPhone);
        let gap = self.stage.gap();
        // Words below it have one line, upright and on a large panel two.
        let lines = if self.stage.shape == Shape::Wide { 1.6 } else { 2.6 };
        let line = self.theme.size(0) * lines;
        let most = 80.0 * self.stage.mm;
        let (rest, place) = match self.stage.shape {
            Shape::Tall => {
                let side = least.max((room.height() * 0.35 - line).min(most));
                let edge = room.bottom() - side - line - gap;
                (room.with_max_y(edge), room.with_min_y(edge + gap))
            }
            Shape::Wide | Shape::Roomy => {
                let edge = room.right() - least.max(most) - gap;
                let place = room.with_min_x(edge + gap);
                // A square; its words stand right below it.
                let spare = (place.height() - place.width() - line).max(0.0) / 2.0;
                (room.with_max_x(edge - gap), place.shrink2(egui::vec2(0.0, spare)))
            }
        };
        let (above, below) = self.stage.above(place, place.height() - line);
        code::code_ui(ui, &self.stage, above, link, &words);
        let text = Text::new(&words).stand(Stand::Middle);
        text.show(ui, &self.stage, "on your phone", below);
        rest
    }

    /// The ticket: its number, how many are ahead and, once it is yours, where to look.
    fn card_ui(&self, ui: &mut Ui, rect: Rect, phrase: Phrase<'_>, is_watched: bool) {
        let has_code_within = is_watched && self.has_code_within();
        let mut lines = self.ahead_lines(has_code_within);
        if is_watched {
            let (phrase, weight) = match self.model.visit.paper {
                PaperTicket::Failed => {
                    // In place of what can wait: whoever reads this must not go without their number.
                    lines.truncate(1);
                    (Phrase::NotPrinted, Weight::Strong)
                }
                PaperTicket::Printing => (Phrase::Printing, Weight::Strong),
                PaperTicket::Printed => (Phrase::TakeTicket, Weight::Strong),
                PaperTicket::None | PaperTicket::Offered => (Phrase::WatchScreen, Weight::Regular),
            };
            lines.push((self.say(phrase), weight));
        }
        self.card_with_ui(ui, rect, phrase, has_code_within, &lines);
    }

    /// How many are ahead and how long that may take, where that is known.
    pub(super) fn ahead_lines(&self, has_code_within: bool) -> Vec<(String, Weight)> {
        let mut lines = Vec::new();
        let got = self.model.visit.got.as_ref();
        if let Some((count, wait)) = got.and_then(|got| got.ahead) {
            lines.push((self.ahead(count), Weight::Strong));
            // Where little room is left below what stands in the way, the wait is what can wait.
            let is_upright = self.stage.shape == Shape::Tall || has_code_within;
            let has_room = is_upright || self.message().is_none();
            if count > 0 && has_room {
                lines.extend(words::wait(self.speech, wait).map(|wait| (wait, Weight::Regular)));
            }
        }
        lines
    }

    /// A ticket: its number, and lines below or beside it.
    pub(super) fn card_with_ui(
        &self,
        ui: &mut Ui,
        rect: Rect,
        phrase: Phrase<'_>,
        has_code_within: bool,
        lines: &[(String, Weight)],
    ) {
        let is_upright = self.stage.shape == Shape::Tall || has_code_within;
        let share = match is_upright {
            true if has_code_within => 0.57,
            true => 0.62,
            false => 0.54,
        };
        let (mut number, words) = paper_ui(ui, &self.stage, rect, share, is_upright);
        if has_code_within {
            number = self.link_ui(ui, number);
        }
        self.number_ui(ui, number, phrase);

        let larger = i32::from(self.stage.shape != Shape::Wide);
        let mut rest = words;
        for (at, (line, weight)) in lines.iter().enumerate() {
            let mut place = rest;
            place.max.y = place.top() + rest.height() / (lines.len() - at) as f32;
            let mut text = Text::new(line).weight(*weight).steps(i32::from(at == 0) + larger);
            // Whoever does not see the paper come out hears of it.
            if at + 1 == lines.len() && self.model.visit.paper != PaperTicket::None {
                text = text.live();
            }
            let used = text.show(ui, &self.stage, &format!("line {at}"), place);
            rest.min.y = used.bottom() + self.stage.gap();
        }
    }

    /// How many are ahead: for which service, where the desk has several.
    fn ahead(&self, count: u64) -> String {
        let model = self.model;
        let service = model.visit.got.as_ref().and_then(|got| got.service.as_ref());
        let is_one_of_several = model.mirror.facts.services.0.len() > 1;
        let words = service.filter(|_| is_one_of_several);
        match words.and_then(|service| model.service_words(self.speech, service)) {
            Some(service) => self.say(Phrase::AheadFor { count, service }),
            None => self.say(Phrase::AheadCount { count }),
        }
    }

    fn number_ui(&self, ui: &mut Ui, rect: Rect, phrase: Phrase<'_>) {
        let Some(got) = &self.model.visit.got else { return };
        let words = self.say(phrase);
        let is_long = width_of(ui, &words, 0, Weight::Strong) > rect.width();
        let is_high = rect.height() > 80.0 * self.stage.mm;
        let high = self.theme.size(0) * 1.3 * if is_high || is_long { 2.0 } else { 1.0 };
        let (upper, lower) = self.stage.above(rect, high);
        let text = Text::heading(&words).steps(0).stand(Stand::Start);
        text.ink(self.theme.palette.quiet).show(ui, &self.stage, "question", upper);
        // Three figures are about two and a half times as wide as they are high; a letter is more.
        let wide = match got.label.chars().count() {
            0..=3 => 1.85,
            _ => width_of(ui, &got.label, 0, Weight::Heavy) / self.theme.size(0),
        };
        let points = (lower.height() * 0.95).min(lower.width() / wide);
        let text =
            Text::new(&got.label).weight(Weight::Heavy).points(points).stand(Stand::Middle).live();
        text.show(ui, &self.stage, "number", lower);
    }

    /// What is read, and the one thing to press below it, at most so many millimetres high.
    pub(super) fn one_thing(&self, most: f32) -> (Rect, Rect) {
        let stage = &self.stage;
        let main = stage.rows(stage.touch, 1, most)[0];
        let mut read = stage.read;
        read.max.y = match stage.shape {
            Shape::Tall => stage.touch.top() + stage.touch.height() * 0.3,
            Shape::Wide | Shape::Roomy => main.top() - 3.0 * stage.gap(),
        };
        (read, main)
    }
}
