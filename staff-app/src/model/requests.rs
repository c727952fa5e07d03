//! What was asked of the server.
//!
//! Answers come in the order of the commands, so requests stand in a queue that is dropped with its
//! connection. Nothing is sent again by itself.

use app_kit::link::Dialect;
use shared::command::StaffCommand;
use shared::ids::{TableNo, TicketId};
use shared::text::Arg;

use super::pages::Asked;
use super::{CALL_PAUSE_MS, Effect, Model};
use crate::commands::{Command, Subject};

/// A request whose answer has not come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// What was asked.
    pub what: What,
    /// The form from which it was asked: its answer belongs to no other.
    pub form: Option<u64>,
    /// Whether it takes something back.
    pub is_undo: bool,
}

/// What was asked of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// By the link itself, when it connected: take up a sign-in.
    Resume,
    /// Sign in.
    Login,
    /// Sit down at a table.
    Pick(TableNo),
    /// Sign out.
    Logout,
    /// A command of the table, about something.
    Command(Command, Subject),
    /// End my visitor's ticket; then take whoever is next.
    CompleteFirst(TicketId),
    /// Take whoever is next, after my visitor was completed, if one was.
    Next {
        /// The ticket that was completed for it.
        completed: Option<TicketId>,
    },
    /// The name that belongs to an address.
    LookUpName(String),
    /// A ticket on a visitor's behalf.
    QueueVisitor {
        /// The highest id there was when the form first asked for it.
        newest: Option<TicketId>,
    },
    /// Something on the pages on which a desk is run.
    Page(Asked),
    /// My password.
    Password,
    /// Which services I take.
    Serve,
    /// Somebody goes to the kiosk of this name, which asked for help.
    Help(String),
    /// The tickets of some days.
    Export,
}

impl What {
    /// The ticket that it is about.
    pub fn ticket(&self) -> Option<TicketId> {
        match self {
            Self::Command(_, of) => of.ticket(),
            Self::CompleteFirst(ticket) => Some(*ticket),
            Self::Resume
            | Self::Login
            | Self::Pick(_)
            | Self::Logout
            | Self::Next { .. }
            | Self::LookUpName(_)
            | Self::QueueVisitor { .. }
            | Self::Page(_)
            | Self::Password
            | Self::Serve
            | Self::Help(_)
            | Self::Export => None,
        }
    }

    /// Whether it takes whoever is next, now or once it is answered.
    fn is_call(&self) -> bool {
        match self {
            Self::Next { .. } | Self::CompleteFirst(_) => true,
            Self::Command(command, _) => *command == Command::Accept,
            _ => false,
        }
    }
}

impl Model {
    /// Whether a request about a ticket is on its way.
    pub fn is_pending(&self, ticket: TicketId) -> bool {
        self.requests.iter().any(|request| request.what.ticket() == Some(ticket))
    }

    /// Whether this very request is on its way.
    pub fn is_requested(&self, wanted: impl Fn(&What) -> bool) -> bool {
        self.requests.iter().any(|request| wanted(&request.what))
    }

    /// Whether the form that is open waits for an answer.
    pub fn is_form_pending(&self) -> bool {
        let form = self.drafts.form.as_ref().map(|form| form.id);
        form.is_some()
            && self.requests.iter().any(|request| {
                // A name that is looked up holds nobody up.
                request.form == form && !matches!(request.what, What::LookUpName(_))
            })
    }

    /// Whether somebody is being called at this moment.
    pub fn is_calling(&self) -> bool {
        self.is_requested(|what| matches!(what, What::Next { .. } | What::CompleteFirst(_)))
    }

    /// Whether whoever is next can be called now. While I serve somebody that also completes the
    /// visitor, which can be done though nobody waits.
    pub fn can_call(&self, is_besides: bool) -> bool {
        let has_work = self.waiting_count() > 0 || !is_besides && self.current().is_some();
        let current = self.current().map(|held| held.ticket.id);
        self.is_live()
            && self.mirror.seat.is_some()
            && has_work
            && !self.is_requested(What::is_call)
            && (is_besides || !current.is_some_and(|ticket| self.is_pending(ticket)))
    }

    /// Whether somebody was called here less than [`CALL_PAUSE_MS`] ago.
    fn is_paused(&self) -> bool {
        self.called_at.is_some_and(|called| self.now.mono_ms - called < CALL_PAUSE_MS)
    }

    /// Says something to the server and remembers what its answer will be about; nothing while
    /// the server cannot be heard, or while it was asked the same already.
    pub(super) fn request(&mut self, what: What, command: StaffCommand) -> Vec<Effect> {
        if !self.standing.is_online() || self.is_requested(|asked| *asked == what) {
            return Vec::new();
        }
        self.requests.push_back(Request { what, form: None, is_undo: false });
        vec![Effect::Send(command)]
    }

    /// As [`Model::request`], from the form that is open.
    pub(super) fn request_from_form(&mut self, what: What, command: StaffCommand) -> Vec<Effect> {
        let form = self.drafts.form.as_ref().map(|form| form.id);
        let effects = self.request(what, command);
        if let (false, Some(request)) = (effects.is_empty(), self.requests.back_mut()) {
            request.form = form;
        }
        effects
    }

    /// Completes my visitor and takes whoever is next, or only the latter.
    pub(super) fn call_next(&mut self, is_besides: bool) -> Vec<Effect> {
        if !self.can_call(is_besides) || self.is_paused() {
            return Vec::new();
        }
        let current = self.current().filter(|_| !is_besides).map(|held| held.ticket.id);
        match current {
            Some(ticket) => {
                self.request(What::CompleteFirst(ticket), StaffCommand::Complete(Arg::Good(ticket)))
            }
            None => self.ask_for_next(None),
        }
    }

    /// Takes whoever is next, once `completed` has ended.
    pub(super) fn ask_for_next(&mut self, completed: Option<TicketId>) -> Vec<Effect> {
        let what = What::Next { completed };
        if self.dialect == Dialect::Extended {
            return self.request(what, StaffCommand::Next);
        }
        // The protocol document has no `next`: whoever has waited longest is.
        let first = self.mirror.waiting().first().map(|held| held.ticket.id);
        match first {
            Some(id) => self.request(what, StaffCommand::Accept(Arg::Good(id))),
            None => {
                self.nobody_is_next(completed);
                Vec::new()
            }
        }
    }
}
