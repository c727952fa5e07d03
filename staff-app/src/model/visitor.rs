//! A visitor who is queued by staff. Asking again under the same key makes no second ticket, so a
//! form keeps its key until the server has answered, even over a lost connection.

use std::str::FromStr;

use app_kit::field::{Edit, Field};
use shared::command::{Key, Request, StaffCommand};
use shared::ids::TicketId;
use shared::refusal::Refusal;
use shared::service::{Identity, NotUsable, Service, ServiceId};
use shared::text::Arg;
use shared::ticket::Ticket;
use shared::visitor::{ADDRESS_BYTES, Address, NAME_CHARS, Unusable};

use super::{Effect, Form, Model, OpenForm, What};
use crate::words::Say;

/// A visitor who is queued by staff.
#[derive(Debug, Clone)]
pub struct VisitorDraft {
    /// The address.
    pub email: Field,
    /// The name.
    pub name: Field,
    /// The telephone number or number, where the service asks for one.
    pub contact: Field,
    /// For which service; none: the first.
    pub service: Option<ServiceId>,
    /// The id of the reason, where the desk asks for one.
    pub reason: Option<String>,
    /// The word that makes repeating safe; a new one for each ticket.
    pub key: String,
    /// The highest ticket that there was when this key was first asked with: what is newer was made
    /// by this form.
    pub newest: Option<TicketId>,
    /// Whether the server was asked with this key and has not answered.
    pub is_unsettled: bool,
    /// The address whose name was asked for last.
    pub looked_up: String,
    /// What stands in the way.
    pub problem: Option<String>,
    /// The ticket that this address has already.
    pub waits_already: Option<TicketId>,
}

impl VisitorDraft {
    /// An empty form, whose request will be known under this key.
    fn new(key: String) -> Self {
        Self {
            email: Field::of_bytes(ADDRESS_BYTES).without_spaces(),
            name: Field::of_chars(NAME_CHARS),
            contact: Field::of_chars(64),
            service: None,
            reason: None,
            key,
            newest: None,
            is_unsettled: false,
            looked_up: String::new(),
            problem: None,
            waits_already: None,
        }
    }
}

impl Model {
    /// An empty form; or the one that was closed before the server said whether there is a ticket.
    pub(super) fn new_visitor_draft(&mut self) -> VisitorDraft {
        match self.drafts.unsettled_visitor.take() {
            Some(unsettled) => unsettled,
            None => VisitorDraft::new(self.new_key()),
        }
    }

    fn new_key(&mut self) -> String {
        format!("staff-{:032x}", (self.ids)())
    }

    /// The service that a visitor's form is for; none: the desk has none.
    pub fn service_of_draft(&self, draft: &VisitorDraft) -> Option<&Service> {
        let services = self.mirror.facts.services.0.iter().map(|offer| &offer.service);
        let mut open = services.filter(|service| service.open).peekable();
        let first = open.peek().copied();
        open.find(|service| draft.service.as_ref() == Some(&service.id)).or(first)
    }

    /// What a visitor's form asks for.
    pub fn identity_of_draft(&self, draft: &VisitorDraft) -> Identity {
        let service = self.service_of_draft(draft);
        service.map(|service| service.identity.clone()).unwrap_or_default()
    }

    fn visitor_draft(&mut self) -> Option<&mut VisitorDraft> {
        match &mut self.drafts.form {
            Some(OpenForm { form: Form::Visitor(draft), .. }) => Some(draft),
            _ => None,
        }
    }

    pub(super) fn look_up_name(&mut self) -> Vec<Effect> {
        let is_online = self.standing.is_online();
        let Some(draft) = self.visitor_draft() else { return Vec::new() };
        let email = draft.email.text().trim().to_owned();
        let is_new = email != draft.looked_up && draft.name.text().trim().is_empty();
        if !is_new || Address::from_str(&email).is_err() || !is_online {
            return Vec::new();
        }
        draft.looked_up.clone_from(&email);
        self.request_from_form(What::LookUpName(email.clone()), StaffCommand::Query(email))
    }

    /// The server knows the name that belongs to an address.
    pub(super) fn name_looked_up(&mut self, form: Option<u64>, email: &str, name: String) {
        if let Some(Form::Visitor(draft)) = self.form_of(form)
            && draft.name.is_empty()
            && draft.email.text().trim() == email
        {
            draft.name.apply(&Edit::rewritten(name));
        }
    }

    /// Asks for a ticket; `again` for a second one beside that which the address has.
    pub(super) fn queue_visitor(&mut self, again: bool) -> Vec<Effect> {
        if !self.is_live() || self.is_form_pending() {
            return Vec::new();
        }
        let Some(OpenForm { form: Form::Visitor(draft), .. }) = &self.drafts.form else {
            return Vec::new();
        };
        let identity = self.identity_of_draft(draft);
        let service = self.service_of_draft(draft).cloned();
        let asks = |reason: &String| {
            let is_there = self.mirror.reasons.has(reason);
            is_there && service.as_ref().is_none_or(|service| service.asks_for(reason))
        };
        let reason = draft.reason.clone().filter(asks);
        let open = self.mirror.tickets.last_key_value().map(|(id, _)| *id);
        let ended = self.mirror.ended.iter().map(|held| held.ticket.id).max();
        let new_key = again.then(|| self.new_key());
        let speech = self.speech;
        let Some(draft) = self.visitor_draft() else { return Vec::new() };
        let (email, name) = (draft.email.text().trim(), draft.name.text());
        let given = identity.check(email, name, draft.contact.text());
        draft.problem = given.as_ref().err().map(|problem| match problem {
            NotUsable::Visitor(Unusable::Address) => speech.say(Say::NotAnAddress),
            NotUsable::Visitor(Unusable::NoName) => speech.say(Say::NameIsMissing),
            NotUsable::Visitor(Unusable::TooLong) => speech.say(Say::AddressOrNameTooLong),
            NotUsable::Phone => speech.refusal(&Refusal::PhoneNotValid, None),
            NotUsable::Number => speech.refusal(&Refusal::NumberNotValid, None),
        });
        draft.waits_already = None;
        let Ok(given) = given else { return Vec::new() };
        if let Some(key) = new_key {
            draft.key = key;
            draft.is_unsettled = false;
        }
        let Ok(key) = Key::from_str(&draft.key) else { return Vec::new() };
        if !draft.is_unsettled {
            draft.newest = open.max(ended);
        }
        let newest = draft.newest;
        let request = Request {
            reason,
            again: again.then_some(true),
            service: service.map(|service| service.id),
            contact: given.contact,
            ..Request::new(key, given.email, given.name)
        };
        let effects = self.request_from_form(
            What::QueueVisitor { newest },
            StaffCommand::Request(Arg::Good(request)),
        );
        if let (false, Some(draft)) = (effects.is_empty(), self.visitor_draft()) {
            draft.is_unsettled = true;
        }
        effects
    }

    /// There is a ticket: the one that was asked for, or one that the address had before.
    pub(super) fn visitor_queued(
        &mut self,
        form: Option<u64>,
        newest: Option<TicketId>,
        ticket: &Ticket,
    ) {
        let had_before = newest.is_some_and(|newest| ticket.id <= newest);
        self.drafts.unsettled_visitor = None;
        if let Some(Form::Visitor(draft)) = self.form_of(form) {
            draft.is_unsettled = false;
            if had_before {
                draft.waits_already = Some(ticket.id);
                return;
            }
        }
        self.close_form_of(form);
        let number = self.label(ticket.id);
        let said = Say::VisitorHasNumber { name: &ticket.name, number: &number };
        let text = self.speech.say(said);
        self.say(text, Vec::new());
    }

    /// There is no ticket, and `text` says why.
    pub(super) fn visitor_refused(&mut self, form: Option<u64>, text: String) {
        self.drafts.unsettled_visitor = None;
        match self.form_of(form) {
            Some(Form::Visitor(draft)) => {
                draft.is_unsettled = false;
                draft.problem = Some(text);
            }
            _ => self.say(text, Vec::new()),
        }
    }

    /// Nobody knows whether there is a ticket: the form stays, with its key.
    pub(super) fn visitor_unknown(&mut self, form: Option<u64>) {
        let text = self.speech.say(Say::LostWhileQueueing);
        match self.form_of(form) {
            Some(Form::Visitor(draft)) => draft.problem = Some(text),
            _ => {
                if let Some(draft) = &mut self.drafts.unsettled_visitor {
                    draft.problem = Some(text.clone());
                }
                self.say(text, Vec::new());
            }
        }
    }
}
