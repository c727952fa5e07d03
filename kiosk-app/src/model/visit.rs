//! What a visitor said and how they want it. Nothing personal is kept anywhere else.

use app_kit::field::{Edit, Field};
use shared::command::Key;
use shared::ids::TicketId;
use shared::service::{Service, ServiceId};
use zeroize::Zeroizing;

use super::{Found, How, PaperTicket, Problem, QUESTIONS, Question, Step};
use crate::settings::Settings;

/// How a visitor wants it; goes back to the settings' when they leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wishes {
    /// The language's tag.
    pub lang: String,
    /// Black, white and yellow.
    pub high_contrast: bool,
    /// A quarter larger.
    pub large_text: bool,
    /// Everything to be touched further down.
    pub lower: bool,
}

/// All that a visitor said. Nothing personal is kept anywhere else.
#[derive(Debug)]
pub struct Visit {
    /// The service chosen, as it was then: what it asks does not change under the visitor's hands.
    pub service: Option<Service>,
    /// The name that the server knows for the address.
    pub known: Option<Zeroizing<String>>,
    /// Whether the visitor types a name all the same.
    pub types_name: bool,
    /// The reason chosen, by its id.
    pub reason: Option<String>,
    /// What stands in the way.
    pub problem: Option<Problem>,
    /// The ticket.
    pub got: Option<Got>,
    /// How it stands with the ticket whose code was read.
    pub found: Option<Found>,
    /// How it stands with the ticket on paper.
    pub paper: PaperTicket,
    /// Whether the visitor left out who they are, where they may.
    pub(super) is_skipped: bool,
    /// What was typed, by the place of its question; none where nothing is.
    pub(super) typed: [Option<Field>; QUESTIONS.len()],
    pub(super) step: Step,
    pub(super) key: Option<Key>,
    pub(super) ask: Option<Ask>,
    pub(super) look: Option<Lookup>,
}

/// What is shown of a ticket; nothing personal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Got {
    /// Which ticket.
    pub id: TicketId,
    /// What people read: the number, with the letter of its service before it.
    pub label: String,
    /// Which service it is for, where the server says so.
    pub service: Option<ServiceId>,
    /// How many are ahead and how long it may take; none where the server does not say.
    pub ahead: Option<(u64, Option<(u32, u32)>)>,
    /// The visitor's own page about it, where the desk has such pages.
    pub link: Option<String>,
}

/// A request whose answer has not come.
#[derive(Debug)]
pub(super) struct Ask {
    pub(super) key: Key,
    pub(super) again: bool,
    pub(super) says_lang: bool,
    /// The server knows no `request`.
    pub(super) is_classic: bool,
    /// When it first went out, by the server's clock.
    pub(super) first_sent_ms: Option<i64>,
    /// Not before this, by our clock.
    pub(super) not_before_ms: i64,
}

/// What was asked and is answered, until it is known that the disk has struck out its key.
#[derive(Debug)]
pub(super) struct Answered {
    pub(super) visit: Box<Visit>,
    pub(super) ask: Ask,
}

/// A name that is being looked for.
#[derive(Debug)]
pub(super) struct Lookup {
    pub(super) serial: u64,
    pub(super) since_ms: i64,
}

impl Visit {
    pub(super) fn new() -> Self {
        Self {
            service: None,
            known: None,
            types_name: false,
            reason: None,
            problem: None,
            got: None,
            found: None,
            paper: PaperTicket::None,
            is_skipped: false,
            typed: QUESTIONS.each_ref().map(|entry| match entry.how {
                How::Typed { field, .. } => Some(field()),
                How::Confirmed | How::Chosen => None,
            }),
            step: Step::Welcome,
            key: None,
            ask: None,
            look: None,
        }
    }

    /// Whether an answer is on its way, so that nothing can be pressed but Start over.
    pub fn is_pending(&self) -> bool {
        self.ask.is_some() || self.look.is_some()
    }

    /// Whether a ticket was asked for and has not come.
    pub fn is_asking(&self) -> bool {
        self.ask.is_some()
    }

    /// Whether somebody has begun: on *Welcome* only while the ticket of one touch is on its way.
    pub fn has_begun(&self) -> bool {
        self.step != Step::Welcome || self.is_asking()
    }

    /// What is typed in answer to a question; none where nothing is.
    pub fn field(&self, question: Question) -> Option<&Field> {
        self.typed[question.place()].as_ref()
    }

    /// What was typed in answer to a question.
    pub fn text(&self, question: Question) -> &str {
        self.field(question).map_or("", Field::text)
    }

    /// Does something to what is typed in answer to a question. Answers whether the text changed.
    pub(super) fn edit(&mut self, question: Question, edit: &Edit) -> bool {
        self.typed[question.place()].as_mut().is_some_and(|field| field.apply(edit))
    }

    /// The visitor leaves out who they are: nothing that was typed about it stays.
    pub(super) fn skip(&mut self) {
        self.typed.iter_mut().flatten().for_each(Field::clear);
        (self.known, self.types_name, self.is_skipped) = (None, false, true);
    }

    /// The name as it is sent: what was found and confirmed, else what was typed.
    pub(super) fn given_name(&self) -> &str {
        match &self.known {
            Some(known) if !self.types_name => known,
            _ => self.text(Question::Name),
        }
    }

    /// Whether the name was found, and not typed all the same.
    pub(super) fn is_known(&self) -> bool {
        self.known.is_some() && !self.types_name
    }
}

impl Wishes {
    pub(super) fn of(settings: &Settings) -> Self {
        Self {
            lang: settings.language.clone(),
            high_contrast: settings.look == app_kit::theme::Look::HighContrast,
            large_text: false,
            lower: false,
        }
    }
}

/// A name as it may stand before strangers: `Example Name` as `Ex… N…`.
pub(super) fn mask(name: &str) -> String {
    let mask_word = |(at, word): (usize, &str)| {
        let shown = if at == 0 && word.chars().count() > 3 { 2 } else { 1 };
        word.chars().take(shown).chain(['…']).collect::<String>()
    };
    name.split_whitespace().enumerate().map(mask_word).collect::<Vec<_>>().join(" ")
}
