//! What becomes of a code that was read by a scanner.

use app_kit::field::Edit;
use shared::service::{Identity, IdentityKind, Offer, ServiceId};

use super::found::token_of;
use super::services::ServiceProblem;
use super::{Effect, Model, Notice, Now, Question, Screen, Step};
use crate::scan::Code;

impl Model {
    /// Takes in a code: it answers the question on the screen, or begins what it can only be meant
    /// for, or is put aside in words.
    pub(super) fn take_code(
        &mut self,
        code: &Code,
        screen: Screen,
        now: Now,
        effects: &mut Vec<Effect>,
    ) {
        match screen {
            // Whoever sets it up, or leaves it, has nothing to scan.
            Screen::Setup | Screen::Pin => {}
            // The same press of the scanner may be about what is on its way.
            _ if self.visit.is_pending() || self.is_resting(now) => {}
            _ if let Some(token) = token_of(code) => self.look_at(token, screen, now, effects),
            Screen::Welcome | Screen::Services if self.is_online => {
                self.begin_with(code, now, effects);
            }
            Screen::Question(question) if question.takes_code(self.identity(), code) => {
                self.answer_with(question, code, now, effects);
            }
            _ => self.notify(Notice::CodeNotOurs, now),
        }
    }

    /// Begins with a code, where one service alone could ask for it.
    fn begin_with(&mut self, code: &Code, now: Now, effects: &mut Vec<Effect>) {
        if !self.has_services() {
            if !Question::Address.takes_code(self.identity(), code) {
                self.notify(Notice::CodeNotOurs, now);
                return;
            }
            self.begin(now, effects);
        } else {
            let takes_it = |identity: &Identity| {
                Question::first_of(identity.kind).is_some_and(|it| it.takes_code(identity, code))
            };
            let offers = self.offers();
            let fitting = offers.into_iter().filter(|offer| takes_it(&offer.service.identity));
            let (free, full): (Vec<&Offer>, Vec<&Offer>) =
                fitting.partition(|offer| ServiceProblem::of_offer(offer).is_none());
            let id: ServiceId = match (free.as_slice(), full.first()) {
                ([offer], _) => offer.service.id.clone(),
                ([], None) => return self.notify(Notice::CodeNotOurs, now),
                // It says itself why it gives no ticket.
                ([], Some(offer)) => offer.service.id.clone(),
                _ => return self.notify(Notice::ChooseFirst, now),
            };
            self.serve(&id, now, effects);
        }
        if let Step::Question(question) = self.visit.step {
            self.answer_with(question, code, now, effects);
        }
    }

    fn answer_with(
        &mut self,
        question: Question,
        code: &Code,
        now: Now,
        effects: &mut Vec<Effect>,
    ) {
        self.notice = None;
        self.visit.edit(question, &Edit::rewritten(code.text()));
        self.answered(question, now, effects);
    }
}

impl Question {
    /// The first question about who a visitor is; none where nothing is asked.
    pub(super) fn first_of(kind: IdentityKind) -> Option<Self> {
        match kind {
            IdentityKind::Email => Some(Self::Address),
            IdentityKind::Name => Some(Self::Name),
            IdentityKind::Phone => Some(Self::Phone),
            IdentityKind::Number => Some(Self::Number),
            IdentityKind::None => None,
        }
    }

    /// Whether a scanned code is an answer to this question.
    fn takes_code(self, identity: &Identity, code: &Code) -> bool {
        let text = code.text();
        // Any text can be typed as a name, but a code with digits or signs in it is none.
        let is_name = || {
            let is_of_name = |sign: char| sign.is_alphabetic() || " -'’.".contains(sign);
            text.chars().all(is_of_name) && text.chars().any(char::is_alphabetic)
        };
        self.is_answer(identity, text) && (self != Self::Name || is_name())
    }
}
