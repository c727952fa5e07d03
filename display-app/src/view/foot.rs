//! The notice and the status line: clock, how many wait, how long, whose desk, which page.

use app_kit::text::Speech;
use app_kit::theme::Weight;
use egui::{Align2, Ui, vec2};

use super::text::{Fit, paint_block};
use super::{Drawing, announcement, closed_tables};
use crate::model::Model;
use crate::words::Phrase;

/// What the parts of the status may need at most, so that they stay where they are while their
/// figures change.
pub(super) fn reserved(model: &Model, speech: Speech) -> [(String, Weight); 5] {
    let facts = model.facts();
    // In the classic dialect nobody is told.
    let is_told = facts.tables.is_some();
    let told = |words: String| if is_told { words } else { String::new() };
    // The longest time of day that there is.
    let late = chrono::NaiveDate::default().and_hms_opt(22, 58, 0).unwrap_or_default();
    [
        (speech.time(late), Weight::Strong),
        (told(speech.say(Phrase::Waiting { count: 188 })), Weight::Regular),
        (told(speech.estimate(Some((45 * 60, 60 * 60))).unwrap_or_default()), Weight::Regular),
        (facts.organisation.clone(), Weight::Regular),
        (speech.say(Phrase::Page { page: 88, pages: 88 }), Weight::Strong),
    ]
}

impl Drawing<'_> {
    pub(super) fn foot_ui(&self, ui: &Ui) {
        let facts = self.model.facts();
        let palette = &self.theme.palette;
        let size = self.plan.status_type;
        if let Some(notice) = self.plan.notice {
            let text = announcement(self.model, self.speech);
            let rect = self.flip(self.place(notice));
            super::name_ui(ui, rect, "notice", &text);
            ui.painter().rect_filled(rect, self.corner(), palette.raised);
            let inner = rect.shrink2(vec2(self.plan.gap * 2.0, 0.0));
            let fit = Fit { size, weight: Weight::Strong };

            paint_block(ui, inner, &text, fit, palette.text);
        }
        if let Some(closed) = self.plan.closed {
            let text = closed_tables(self.model, self.speech);
            let rect = self.flip(self.place(closed));
            super::name_ui(ui, rect, "closed", &text);
            paint_block(ui, rect, &text, Fit { size, weight: Weight::Regular }, palette.quiet);
        }
        let speech = self.speech;
        let (page, pages) = self.model.page();
        let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        let page = Phrase::Page { page: number(page), pages: number(pages) };
        let waiting = Phrase::Waiting { count: facts.waiting.count };
        // In the classic dialect nobody says how many wait.
        let is_told = facts.tables.is_some();
        let waiting = if is_told { speech.say(waiting) } else { String::new() };
        let parts = [
            (speech.clock(self.now.wall_ms), Weight::Strong, palette.text),
            (waiting, Weight::Regular, palette.text),
            (
                speech.estimate(facts.waiting.wait).unwrap_or_default(),
                Weight::Regular,
                palette.text,
            ),
            (facts.organisation.clone(), Weight::Regular, palette.quiet),
            (speech.say(page), Weight::Strong, palette.text),
        ];
        for (at, ((text, weight, ink), place)) in
            parts.into_iter().zip(self.plan.status).enumerate()
        {
            if place.width() <= 0.0 || text.is_empty() {
                continue;
            }
            let rect = self.place(place);
            self.name_ui(ui, rect, ("status", at), &text);
            let align = if at < 3 { Align2::LEFT_CENTER } else { Align2::RIGHT_CENTER };
            let fit = Fit { size, weight };
            self.text_ui(ui, rect, align, &text, fit, ink);
        }
    }
}
