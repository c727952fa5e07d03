//! The services to choose from: each with its letter, its words and what it takes.

use app_kit::theme::Weight;
use egui::{Rect, Ui};
use shared::service::Offer;

use super::touch::Touch;
use super::{INERT_MS, KEY_MM, Scene, Shape};
use crate::model::{Act, ON_WELCOME, ServiceProblem};
use crate::words::Phrase;

/// So many services stand in one row, where the panel is wider than high.
pub(super) const IN_A_ROW: usize = 3;

/// So many services stand on a page of their own.
const ON_A_PAGE: usize = 12;

/// The highest button, in millimetres.
const HIGHEST_MM: f32 = 62.0;

impl Scene<'_> {
    /// Which service, where there are too many for *Welcome*.
    pub(super) fn services_ui(&mut self, ui: &mut Ui) -> String {
        let question = self.say(Phrase::AskService);
        let mut rest = self.stage.read;
        if rest.height() > 45.0 * self.stage.mm {
            rest = self.head_ui(ui, rest);
        }
        self.question_ui(ui, rest, &question);
        let (_, mut lead) = self.choices_and_lead();
        if self.stage.shape == Shape::Wide {
            lead.min.y = lead.bottom() - KEY_MM * self.stage.mm;
        }
        let mut grid = self.stage.touch;
        grid.max.y = lead.top() - 2.0 * self.stage.gap();
        let first = self.offers_ui(ui, grid, ON_A_PAGE);
        self.lead_ui(ui, lead, None);
        first
    }

    /// The services, `most` at a time. The name of the first.
    pub(super) fn offers_ui(&mut self, ui: &mut Ui, grid: Rect, most: usize) -> String {
        let model = self.model;
        let offers = model.offers();
        let is_paged = offers.len() > most;
        let shown = if is_paged { most - 1 } else { most };
        let pages = offers.len().div_ceil(shown).max(1);
        let page = offers.chunks(shown).nth(self.glance.page % pages).unwrap_or_default();
        let count = if is_paged { most } else { page.len() };
        let across = self.offers_across(count);
        let rows = self.stage.rows(grid, count.div_ceil(across), HIGHEST_MM);
        let places: Vec<Rect> =
            rows.iter().flat_map(|row| self.stage.share(*row, &vec![1.0; across])).collect();
        for (offer, place) in page.iter().zip(&places) {
            self.offer_ui(ui, offer, *place, offers.len());
        }
        if let (true, Some(place)) = (is_paged, places.last()) {
            let more = self.say(Phrase::More);
            let touch = Touch::new(&more).weight(Weight::Regular).pending(model.visit.is_pending());
            if touch.show(ui, &self.stage, "more", *place).clicked() && !self.is_inert(ui, INERT_MS)
            {
                self.glance.page += 1;
            }
        }
        page.first().map_or_else(String::new, |offer| format!("service {}", offer.service.id))
    }

    /// How many services stand beside each other.
    fn offers_across(&self, count: usize) -> usize {
        match (self.stage.shape, count) {
            (_, 0 | 1) => 1,
            (Shape::Tall, 2 | 3) => 1,
            (Shape::Tall, _) | (_, 2 | 4) => 2,
            (Shape::Roomy, 10..) => 4,
            (Shape::Wide | Shape::Roomy, _) => 3,
        }
    }

    /// The size of a service's words and of what stands below them, in steps of the scale, where
    /// there are so many.
    fn offer_steps(&self, count: usize) -> (i32, i32) {
        match self.stage.shape {
            _ if count == 1 => (2, -1),
            _ if count > ON_WELCOME => (-1, -2),
            // Here large letters have no room to be larger.
            Shape::Wide if self.model.wishes.large_text => (-1, -2),
            Shape::Tall => (1, -1),
            Shape::Roomy if count <= IN_A_ROW => (1, -1),
            Shape::Roomy | Shape::Wide => (0, -2),
        }
    }

    fn offer_ui(&mut self, ui: &mut Ui, offer: &Offer, place: Rect, count: usize) {
        let service = &offer.service;
        let model = self.model;
        let usual = self.say(Phrase::GetTicket);
        let words = model.service_words(self.speech, &service.id);
        let words = words.unwrap_or(if count == 1 { &usual } else { service.id.as_str() });
        let problem = ServiceProblem::of_offer(offer);
        let details = self.offer_details(offer, problem);
        let letter = service.prefix.map(|prefix| prefix.to_string());
        let all = model.offers();
        let have_letters = all.iter().any(|offer| offer.service.prefix.is_some());
        let is_pending =
            !model.is_online() || model.visit.is_pending() || model.is_resting(self.now);
        let is_wanted = model.visit.service.as_ref().is_some_and(|wanted| wanted.id == service.id);
        let (steps, small_steps) = self.offer_steps(count);
        let mut touch = Touch::new(words)
            .steps(steps)
            .own_way()
            .pending(is_pending)
            .details(&details, small_steps)
            .at_start(have_letters && count > 1);
        if let Some(letter) = &letter {
            touch = touch.letter(letter);
        }
        touch = match problem {
            Some(_) => touch.muted(),
            None if count == 1 => touch.primary(),
            None => touch,
        };
        if is_pending && is_wanted {
            touch = touch.chosen(true);
        }
        let act = Act::Serve(service.id.clone());
        self.act_ui(ui, touch, &format!("service {}", service.id), place, act);
    }

    /// What stands below a service's words: why it gives no ticket, else how many wait for it and
    /// how long that takes, where that is told of each. Where not all has room, one of the two.
    fn offer_details(&self, offer: &Offer, problem: Option<ServiceProblem>) -> Vec<String> {
        match problem {
            Some(ServiceProblem::NoMoreToday) => {
                let words = [Phrase::ServiceNoMore, Phrase::ServiceNoMoreShort];
                return words.map(|phrase| self.say(phrase)).to_vec();
            }
            Some(_) => return vec![self.say(Phrase::ServiceFull)],
            None => {}
        }
        let Some(waiting) = self.model.lane(&offer.service.id) else { return Vec::new() };
        let count = self.say(Phrase::ServiceWaiting { count: waiting.count });
        match self.speech.estimate(waiting.wait).filter(|_| waiting.count > 0) {
            Some(estimate) => vec![format!("{count} · {estimate}"), estimate, count],
            None => vec![count],
        }
    }
}
