//! The notice and the status line: clock, how many wait, how long, whose desk, which page.

use app_kit::text::Speech;
use app_kit::theme::Weight;
use egui::{Align2, Ui, vec2};
use shared::service::Service;

use super::text::{Fit, ems, paint_block, paint_sentence};
use super::{Drawing, announcement, closed_tables};
use crate::model::Model;
use crate::words::Phrase;

/// What the parts of the status may need at most, so that they stay where they are while their
/// figures change.
pub(super) fn reserved(ui: &Ui, model: &Model, speech: Speech) -> [(String, Weight); 5] {
    let facts = model.facts();
    // In the classic dialect nobody is told.
    let is_told = facts.tables.is_some();
    let told = |words: String| if is_told { words } else { String::new() };
    // The longest time of day that there is.
    let late = chrono::NaiveDate::default().and_hms_opt(22, 58, 0).unwrap_or_default();
    [
        (speech.time(late), Weight::Strong),
        (told(longest_waiting(ui, model, speech)), Weight::Regular),
        (told(speech.estimate(Some((45 * 60, 60 * 60))).unwrap_or_default()), Weight::Regular),
        (facts.organisation.clone(), Weight::Regular),
        (speech.say(Phrase::Page { page: 88, pages: 88 }), Weight::Strong),
    ]
}

/// What the part that says how many wait may say at most, whichever service it is about.
fn longest_waiting(ui: &Ui, model: &Model, speech: Speech) -> String {
    let longest = longest_lane(ui, model, speech, false);
    longest.unwrap_or_else(|| speech.say(Phrase::Waiting { count: 188 }))
}

/// How wide that is where the legend says what its letter means, in em; 0 where nothing changes.
pub(super) fn waiting_by_letter(ui: &Ui, model: &Model, speech: Speech) -> f32 {
    longest_lane(ui, model, speech, true).map_or(0.0, |it| ems(ui, &it, Weight::Regular))
}

fn longest_lane(ui: &Ui, model: &Model, speech: Speech, has_legend: bool) -> Option<String> {
    let lanes = model.lanes();
    let counts = lanes.iter().flat_map(|(service, _)| [(service, 0), (service, 188)]);
    let of_lanes = counts.map(|(it, count)| lane_words(it, count, speech, has_legend));
    of_lanes.max_by(|one, other| {
        let wide = |text: &str| ems(ui, text, Weight::Regular);
        wide(one).total_cmp(&wide(other))
    })
}

/// How many wait for a service: by its letter, where the legend says what that means.
fn lane_words(service: &Service, count: u64, speech: Speech, has_legend: bool) -> String {
    let words = service_words(service, speech);
    let named = match service.prefix {
        Some(letter) if has_legend || words.is_empty() => letter.to_string(),
        Some(letter) => format!("{letter} {words}"),
        None => words.to_owned(),
    };
    speech.say(Phrase::Lane { service: &named, count })
}

fn service_words(service: &Service, speech: Speech) -> &str {
    let words = speech.pick(&service.text);
    words.unwrap_or(if service.prefix.is_some() { "" } else { service.id.as_str() })
}

/// The services that have a letter, each with its words.
pub(super) fn legend(model: &Model, speech: Speech) -> Vec<(String, String)> {
    let services = model.facts().services.0.iter().map(|offer| &offer.service);
    let lettered = services.filter_map(|service| {
        let words = service_words(service, speech);
        let letter = service.prefix?.to_string();
        (!words.is_empty()).then(|| (letter, words.to_owned()))
    });
    lettered.collect()
}

/// Between a letter and its words, in em.
const LETTER_APART: f32 = 0.4;

/// How wide a service of the legend is, in em.
pub(super) fn legend_ems(ui: &Ui, letter: &str, words: &str) -> f32 {
    ems(ui, letter, Weight::Heavy) + LETTER_APART + ems(ui, words, Weight::Regular)
}

impl Drawing<'_> {
    /// The services by their letters.
    fn legend_ui(&self, ui: &Ui) {
        let palette = &self.theme.palette;
        let size = self.plan.legend_type;
        let legend = legend(self.model, self.speech);
        for (at, ((letter, words), place)) in legend.iter().zip(&self.plan.legend).enumerate() {
            let rect = self.place(*place);
            self.name_ui(ui, rect, ("service", at), &format!("{letter}: {words}"));
            let wide = ems(ui, letter, Weight::Heavy) * size;
            let (first, rest) = rect.split_left_right_at_x(rect.left() + wide);
            let fit = Fit { size, weight: Weight::Heavy };
            self.text_ui(ui, first, Align2::LEFT_CENTER, letter, fit, palette.text);
            let rest = rest.with_min_x(rest.left() + LETTER_APART * size);
            let fit = Fit { size, weight: Weight::Regular };
            self.text_ui(ui, rest, Align2::LEFT_CENTER, words, fit, palette.quiet);
        }
    }

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
        self.legend_ui(ui);
        let speech = self.speech;
        let (page, pages) = self.model.page();
        let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        let page = Phrase::Page { page: number(page), pages: number(pages) };
        // Where there are several services each says in turn how many wait for it.
        let lane = self.model.lane_in_turn(self.now);
        let waiting = match lane {
            Some((service, waiting)) => {
                let has_legend = !self.plan.legend.is_empty();
                lane_words(service, waiting.count, speech, has_legend)
            }
            None => speech.say(Phrase::Waiting { count: facts.waiting.count }),
        };
        let wait = lane.map_or(facts.waiting.wait, |(_, waiting)| waiting.wait);
        // In the classic dialect nobody says how many wait.
        let is_told = facts.tables.is_some();
        let waiting = if is_told { waiting } else { String::new() };
        let parts = [
            (speech.clock(self.now.wall_ms), Weight::Strong, palette.text),
            (waiting, Weight::Regular, palette.text),
            (speech.estimate(wait).unwrap_or_default(), Weight::Regular, palette.text),
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
            if at == 1 {
                // It may begin with a letter of another script.
                paint_sentence(ui, self.flip(rect), align, &text, fit, ink);
            } else {
                self.text_ui(ui, rect, align, &text, fit, ink);
            }
        }
    }
}
