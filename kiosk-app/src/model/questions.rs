//! What a visitor is asked: one entry a question, in the order in which they are asked.
//!
//! A visit goes from each question to the next that is due, and *Back* to the last one before that
//! is; after the last one the ticket is asked for. The screen follows from how a question is
//! answered. So a new question is an entry here, its sentences, and what becomes of the answer.

use app_kit::field::Field;
use app_kit::text::Speech;
use shared::service::{Identity, IdentityKind};
use shared::text::clean;
use shared::visitor::{ADDRESS_BYTES, Address, NAME_CHARS, Name};

use super::{Effect, Model, Now, Problem, Step};
use crate::keyboard::Purpose;
use crate::words::Phrase;

/// A question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// What is your address?
    Address,
    /// Is this you?
    Known,
    /// What is your name?
    Name,
    /// What is your telephone number?
    Phone,
    /// What is the number that you were given?
    Number,
    /// What brings you here?
    Reason,
}

/// All that there is about a question.
#[derive(Debug)]
pub struct Entry {
    /// Which one.
    pub question: Question,
    /// What is asked.
    pub asks: Phrase<'static>,
    /// How it is answered.
    pub how: How,
    /// What is said of an answer that will not do.
    pub problem: Option<Phrase<'static>>,
    /// Whether this visitor is asked it.
    is_due: fn(&Model) -> bool,
    /// What becomes of an answer that will do.
    then: fn(&mut Model, Now, &mut Vec<Effect>),
}

/// How a question is answered.
#[derive(Debug, Clone, Copy)]
pub enum How {
    /// By typing.
    Typed {
        /// Which keys are at hand.
        purpose: fn(&Identity) -> Purpose,
        /// An example, which stands below the field.
        example: fn(&Identity) -> Option<Phrase<'static>>,
        /// An empty field.
        field: fn() -> Field,
        /// Whether a text is an answer.
        is_answer: fn(&Identity, &str) -> bool,
    },
    /// By yes or no to what was found.
    Confirmed,
    /// By choosing one of several.
    Chosen,
}

/// All questions, in the order in which they are asked.
pub const QUESTIONS: [Entry; 6] = [
    Entry {
        question: Question::Address,
        asks: Phrase::AskAddress,
        how: How::Typed {
            purpose: |_| Purpose::Address,
            example: |_| Some(Phrase::AddressExample),
            field: || Field::of_bytes(ADDRESS_BYTES).without_spaces(),
            is_answer: |_, text| text.parse::<Address>().is_ok(),
        },
        problem: Some(Phrase::AddressProblem),
        is_due: |model| model.identity().kind == IdentityKind::Email,
        then: Model::look_up,
    },
    Entry {
        question: Question::Known,
        asks: Phrase::IsThisYou,
        how: How::Confirmed,
        problem: None,
        is_due: |model| model.identity().kind == IdentityKind::Email && model.visit.known.is_some(),
        then: Model::go_on,
    },
    Entry {
        question: Question::Name,
        asks: Phrase::AskName,
        how: How::Typed {
            purpose: |_| Purpose::Name,
            example: |_| None,
            field: || Field::of_chars(NAME_CHARS),
            is_answer: |_, text| text.parse::<Name>().is_ok(),
        },
        problem: Some(Phrase::NameProblem),
        is_due: |model| match model.identity().kind {
            IdentityKind::Email => !model.visit.is_known() && !model.visit.is_skipped,
            IdentityKind::Name => true,
            IdentityKind::Phone | IdentityKind::Number | IdentityKind::None => false,
        },
        then: Model::go_on,
    },
    Entry {
        question: Question::Phone,
        asks: Phrase::AskPhone,
        how: How::Typed {
            purpose: |_| Purpose::Phone,
            example: |_| Some(Phrase::PhoneExample),
            field: || Field::of_chars(CONTACT_CHARS),
            is_answer: |identity, text| identity.check("", "", text).is_ok(),
        },
        problem: Some(Phrase::PhoneProblem),
        is_due: |model| model.identity().kind == IdentityKind::Phone,
        then: Model::go_on,
    },
    Entry {
        question: Question::Number,
        asks: Phrase::AskNumber,
        how: How::Typed {
            purpose: |identity| {
                if identity.letters { Purpose::Code } else { Purpose::Number }
            },
            example: number_example,
            field: || Field::of_chars(CONTACT_CHARS),
            is_answer: |identity, text| identity.check("", "", text).is_ok(),
        },
        problem: Some(Phrase::NumberProblem),
        is_due: |model| model.identity().kind == IdentityKind::Number,
        then: Model::go_on,
    },
    Entry {
        question: Question::Reason,
        asks: Phrase::AskReason,
        how: How::Chosen,
        problem: Some(Phrase::ReasonProblem),
        is_due: |model| !model.reasons().is_empty(),
        then: Model::go_on,
    },
];

/// So many signs a telephone number or a number may have, with what stands between its digits.
const CONTACT_CHARS: usize = 64;

/// How many digits or signs a number has, where somebody has set that.
fn number_example(identity: &Identity) -> Option<Phrase<'static>> {
    if identity.min.is_none() && identity.max.is_none() {
        return None;
    }
    let (low, high) = identity.length();
    let (low, high) = (u64::from(low), u64::from(high));
    Some(match (identity.letters, low == high) {
        (false, true) => Phrase::NumberDigits { count: low },
        (false, false) => Phrase::NumberDigitsRange { low, high },
        (true, true) => Phrase::NumberSigns { count: low },
        (true, false) => Phrase::NumberSignsRange { low, high },
    })
}

impl Question {
    /// All that there is about it.
    pub fn entry(self) -> &'static Entry {
        &QUESTIONS[self.place()]
    }

    /// Which of the questions it is, from 0.
    pub(super) fn place(self) -> usize {
        let is_this = |entry: &Entry| entry.question == self;
        QUESTIONS.iter().position(is_this).expect("every question has an entry")
    }

    /// Whether a text that was typed, or scanned, is an answer.
    pub(super) fn is_answer(self, identity: &Identity, text: &str) -> bool {
        match self.entry().how {
            How::Typed { is_answer, .. } => !clean(text).is_empty() && is_answer(identity, text),
            How::Confirmed | How::Chosen => false,
        }
    }
}

impl Model {
    /// What is asked, in a language: a number is called what the service calls it.
    pub fn asks(&self, question: Question, speech: Speech) -> String {
        let own = match question {
            Question::Number => speech.pick(&self.identity().text),
            _ => None,
        };
        own.map_or_else(|| speech.say(question.entry().asks), str::to_owned)
    }

    /// Whether the visitor may leave the answer out.
    pub fn may_skip(&self, question: Question) -> bool {
        let identity = self.identity();
        identity.optional && Question::first_of(identity.kind) == Some(question)
    }

    /// Whether going on from a question leaves the answer out, since nothing is typed.
    pub fn skips(&self, question: Question) -> bool {
        self.may_skip(question) && clean(self.visit.text(question)).is_empty()
    }

    /// The visitor goes on from a question: what was typed is looked at.
    pub(super) fn answered(&mut self, question: Question, now: Now, effects: &mut Vec<Effect>) {
        let entry = question.entry();
        if self.skips(question) {
            self.visit.skip();
            self.go_on(now, effects);
            return;
        }
        let is_typed = matches!(entry.how, How::Typed { .. });
        if is_typed && !question.is_answer(self.identity(), self.visit.text(question)) {
            self.visit.problem = Some(Problem::Answer(question));
            return;
        }
        self.visit.problem = None;
        if Question::first_of(self.identity().kind) == Some(question) {
            self.visit.is_skipped = false;
        }
        (entry.then)(self, now, effects);
    }

    /// On to the next question that is due; after the last one the ticket is asked for.
    pub(super) fn go_on(&mut self, now: Now, effects: &mut Vec<Effect>) {
        self.visit.problem = None;
        let next = match self.visit.step {
            Step::Question(question) => question.place() + 1,
            _ => 0,
        };
        match QUESTIONS[next..].iter().find(|entry| (entry.is_due)(self)) {
            Some(entry) => self.visit.step = Step::Question(entry.question),
            None => self.ask(false, now, effects),
        }
    }

    /// Back to the question before, or away where there is none.
    pub(super) fn back(&mut self, now: Now, effects: &mut Vec<Effect>) {
        self.visit.problem = None;
        let before = match self.visit.step {
            Step::Welcome => return,
            Step::Services => 0,
            Step::Question(question) => question.place(),
            Step::Held => QUESTIONS.len(),
            Step::Ticket | Step::Found | Step::Unsure => 0,
        };
        match QUESTIONS[..before].iter().rfind(|entry| (entry.is_due)(self)) {
            Some(entry) => {
                if entry.question == Question::Known {
                    self.visit.types_name = false;
                }
                self.visit.step = Step::Question(entry.question);
            }
            // Another service may ask for the same, so what was typed stays.
            None if matches!(self.visit.step, Step::Question(_)) && self.chooses_behind() => {
                self.visit.service = None;
                self.visit.step = Step::Services;
            }
            None => self.leave(now, effects),
        }
    }

    /// Whether services are chosen on a page of their own.
    fn chooses_behind(&self) -> bool {
        self.has_services() && !self.offers_on_welcome()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_has_one_entry() {
        for (place, entry) in QUESTIONS.iter().enumerate() {
            assert_eq!(entry.question.place(), place);
        }
        for question in QUESTIONS.iter().map(|entry| entry.question) {
            // Matched so that a new one is thought of here.
            match question {
                Question::Address | Question::Known | Question::Name => {}
                Question::Phone | Question::Number | Question::Reason => {}
            }
            assert_eq!(question.entry().question, question);
        }
    }
}
