//! What stands on every screen: *I need help*, and the strip that says something for a moment.

use app_kit::theme::Weight;
use egui::{Rect, Ui, vec2};
use shared::refusal::Refusal;

use super::touch::{Stand, Text, Touch, width_of};
use super::{SMALL_STEPS, Scene, Screen, Shape};
use crate::model::{Act, Help, Notice};
use crate::words::Phrase;

/// How far down the name of the desk reaches, in millimetres.
const HEAD_MM: f32 = 24.0;

/// The height of the button, in millimetres.
const HIGH_MM: f32 = 30.0;

impl Scene<'_> {
    /// Parts the lowest row of a screen: the place of *I need help* at its start, the same on all,
    /// and what is left.
    pub(super) fn beside_help(&self, ui: &Ui, row: Rect) -> (Rect, Rect) {
        if !self.has_help() {
            return (Rect::NOTHING, row);
        }
        let width = [Phrase::NeedHelp, Phrase::SomebodyComing]
            .into_iter()
            .map(|phrase| width_on_two_lines(ui, &self.say(phrase), self.help_steps()))
            .fold(0.0, f32::max);
        // What is touched has a pad of an eighth part on both sides.
        let width = (width / 0.84).max(28.0 * self.stage.mm);
        let high = row.height().min(HIGH_MM * self.stage.mm);
        let place = Rect::from_min_max(
            egui::pos2(row.left(), row.bottom() - high),
            egui::pos2(row.left() + width, row.bottom()),
        );
        (place, row.with_min_x(place.right() + self.stage.gap()))
    }

    /// The button, where [`Self::beside_help`] has its place.
    pub(super) fn help_ui(&mut self, ui: &mut Ui, place: Rect) {
        let Some(help) = self.model.help(self.now).filter(|_| self.has_help()) else { return };
        let is_coming = help == Help::Coming;
        let words = self.say(if is_coming { Phrase::SomebodyComing } else { Phrase::NeedHelp });
        let mut touch = Touch::new(&words)
            .weight(if is_coming { Weight::Strong } else { Weight::Regular })
            .steps(self.help_steps())
            .pending(matches!(help, Help::Away | Help::Asked));
        if is_coming {
            touch = touch.chosen(true);
        }
        self.act_ui(ui, touch, "help", place, Act::Help);
    }

    fn help_steps(&self) -> i32 {
        if self.stage.shape == Shape::Wide { SMALL_STEPS } else { -1 }
    }

    /// Who sets the kiosk up, or leaves it, helps others.
    fn has_help(&self) -> bool {
        self.model.help(self.now).is_some() && !matches!(self.screen, Screen::Setup | Screen::Pin)
    }

    /// What is said for a moment, across the top of any screen; below a ticket, which is read then.
    pub(super) fn notice_ui(&self, ui: &mut Ui) {
        let Some(notice) = self.model.notice(self.now) else { return };
        if self.screen == Screen::Pin {
            return;
        }
        let text = match notice {
            Notice::CodeNotOurs => self.say(Phrase::CodeNotOurs),
            Notice::CodeOver => self.speech.refusal(&Refusal::CodeOver, None),
            Notice::ChooseFirst => self.say(Phrase::CodeChooseFirst),
            Notice::Service(problem) => self.speech.refusal(&problem.refusal(), None),
            Notice::SomebodyComing => self.say(Phrase::SomebodyComing),
            Notice::OneMoment => self.say(Phrase::OneMoment),
            Notice::AskStaff => self.say(Phrase::AskStaff),
        };
        let mm = self.stage.mm;
        let palette = self.theme.palette;
        let pad = vec2(8.0 * mm, 3.0 * mm);
        let lines = (1.1 * width_of(ui, &text, 0, Weight::Strong)
            / (self.stage.full.width() - 2.0 * pad.x))
            .ceil()
            .max(1.0);
        let mut strip = self.stage.full;
        // It hides what stands at the top of most screens whole.
        strip.max.y =
            strip.top() + (lines * 1.35 * self.theme.size(0) + 2.0 * pad.y).max(HEAD_MM * mm);
        let below = match self.screen {
            Screen::Ticket => Some(self.one_thing(self.done_mm()).0.bottom()),
            Screen::Found => Some(self.one_thing(45.0).0.bottom()),
            Screen::Held => Some(self.stage.read.bottom()),
            _ => None,
        };
        if let Some(bottom) = below {
            strip = strip.translate(vec2(0.0, bottom - strip.bottom()));
        }
        ui.painter().rect_filled(self.stage.place(strip), 0.0, palette.warning);
        let text = Text::new(&text).weight(Weight::Strong).ink(palette.on_warning);
        text.stand(Stand::Middle).live().show(ui, &self.stage, "notice strip", strip.shrink2(pad));
    }
}

/// How wide a text is that is broken into two lines where that makes it narrowest.
pub(super) fn width_on_two_lines(ui: &Ui, text: &str, steps: i32) -> f32 {
    let wide = |text: &str| width_of(ui, text, steps, Weight::Strong);
    let breaks = text.match_indices(' ');
    breaks.map(|(at, _)| wide(&text[..at]).max(wide(&text[at + 1..]))).fold(wide(text), f32::min)
}
