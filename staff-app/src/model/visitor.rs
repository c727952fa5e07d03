//! A visitor who is queued by staff. Asking again under the same key makes no second ticket, so a
//! form keeps its key until the server has answered, even over a lost connection.

use std::str::FromStr;

use app_kit::field::{Edit, Field};
use shared::command::{Key, Request, StaffCommand};
use shared::ids::TicketId;
use shared::text::Arg;
use shared::ticket::Ticket;
use shared::visitor::{ADDRESS_BYTES, Address, NAME_CHARS, visitor};

use super::{Effect, Form, Model, OpenForm, What};
use crate::words::Say;

/// A visitor who is queued by staff.
#[derive(Debug, Clone)]
pub struct VisitorDraft {
    /// The address.
    pub email: Field,
    /// The name.
    pub name: Field,
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
        let has_reasons = !self.mirror.reasons.0.is_empty();
        let open = self.mirror.tickets.last_key_value().map(|(id, _)| *id);
        let ended = self.mirror.ended.iter().map(|held| held.ticket.id).max();
        let new_key = again.then(|| self.new_key());
        let speech = self.speech;
        let Some(draft) = self.visitor_draft() else { return Vec::new() };
        let problem = if Address::from_str(draft.email.text().trim()).is_err() {
            Some(Say::NotAnAddress)
        } else if visitor(draft.email.text().trim(), draft.name.text()).is_ok() {
            None
        } else if draft.name.text().trim().is_empty() {
            Some(Say::NameIsMissing)
        } else {
            Some(Say::AddressOrNameTooLong)
        };
        draft.problem = problem.map(|problem| speech.say(problem));
        draft.waits_already = None;
        if draft.problem.is_some() {
            return Vec::new();
        }
        if let Some(key) = new_key {
            draft.key = key;
            draft.is_unsettled = false;
        }
        let Ok(key) = Key::from_str(&draft.key) else { return Vec::new() };
        if !draft.is_unsettled {
            draft.newest = open.max(ended);
        }
        let newest = draft.newest;
        let (email, name) = (draft.email.text().trim(), draft.name.text().trim());
        let request = Request {
            reason: draft.reason.clone().filter(|_| has_reasons),
            again: again.then_some(true),
            ..Request::new(key, email, name)
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
