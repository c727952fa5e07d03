//! What a visitor is asked: one entry a question, in the order in which they are asked.
//!
//! A visit goes from each question to the next that is due, and *Back* to the last one before that
//! is; after the last one the ticket is asked for. The screen follows from how a question is
//! answered. So a new question is an entry here, its sentences, and what becomes of the answer.

use app_kit::field::Field;
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
        purpose: Purpose,
        /// An example, which stands below the field.
        example: Option<Phrase<'static>>,
        /// An empty field.
        field: fn() -> Field,
        /// Whether a text is an answer.
        is_answer: fn(&str) -> bool,
    },
    /// By yes or no to what was found.
    Confirmed,
    /// By choosing one of several.
    Chosen,
}

/// All questions, in the order in which they are asked.
pub const QUESTIONS: [Entry; 4] = [
    Entry {
        question: Question::Address,
        asks: Phrase::AskAddress,
        how: How::Typed {
            purpose: Purpose::Address,
            example: Some(Phrase::AddressExample),
            field: || Field::of_bytes(ADDRESS_BYTES).without_spaces(),
            is_answer: |text| text.parse::<Address>().is_ok(),
        },
        problem: Some(Phrase::AddressProblem),
        is_due: |_| true,
        then: Model::look_up,
    },
    Entry {
        question: Question::Known,
        asks: Phrase::IsThisYou,
        how: How::Confirmed,
        problem: None,
        is_due: |model| model.visit.known.is_some(),
        then: Model::go_on,
    },
    Entry {
        question: Question::Name,
        asks: Phrase::AskName,
        how: How::Typed {
            purpose: Purpose::Name,
            example: None,
            field: || Field::of_chars(NAME_CHARS),
            is_answer: |text| text.parse::<Name>().is_ok(),
        },
        problem: Some(Phrase::NameProblem),
        is_due: |model| !model.visit.is_known(),
        then: Model::go_on,
    },
    Entry {
        question: Question::Reason,
        asks: Phrase::AskReason,
        how: How::Chosen,
        problem: Some(Phrase::ReasonProblem),
        is_due: |model| !model.mirror.reasons.0.is_empty(),
        then: Model::go_on,
    },
];

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
}

impl Model {
    /// The visitor goes on from a question: what was typed is looked at.
    pub(super) fn answered(&mut self, question: Question, now: Now, effects: &mut Vec<Effect>) {
        let entry = question.entry();
        if let How::Typed { is_answer, .. } = entry.how
            && !is_answer(self.visit.text(question))
        {
            self.visit.problem = Some(Problem::Answer(question));
            return;
        }
        self.visit.problem = None;
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
            Step::Question(question) => question.place(),
            Step::Held => QUESTIONS.len(),
            Step::Ticket | Step::Unsure => 0,
        };
        match QUESTIONS[..before].iter().rfind(|entry| (entry.is_due)(self)) {
            Some(entry) => {
                if entry.question == Question::Known {
                    self.visit.types_name = false;
                }
                self.visit.step = Step::Question(entry.question);
            }
            None => self.leave(now, effects),
        }
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
        for question in [Question::Address, Question::Known, Question::Name, Question::Reason] {
            // Matched so that a new one is added to the list above.
            match question {
                Question::Address | Question::Known | Question::Name | Question::Reason => {}
            }
            assert_eq!(question.entry().question, question);
        }
    }
}
