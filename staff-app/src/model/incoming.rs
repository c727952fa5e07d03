//! What the link and the server say.

use app_kit::link::{Event, State};
use app_kit::role::Staff;
use app_kit::shell;
use shared::message::{StaffMessage, StaffSuccess};
use shared::mirror::{StaffMirror, TicketState};

use super::{Command, Effect, LEAVING_MS, Leaving, Model, Now, Subject, What};
use crate::words::Say;

impl Model {
    /// Things happened on the link. What follows from them is worked out once, after the last:
    /// a state of thousands of tickets arrives as one.
    pub fn receive(
        &mut self,
        events: impl IntoIterator<Item = Event<Staff>>,
        now: Now,
    ) -> Vec<Effect> {
        self.now = now;
        let mut effects = Vec::new();
        for event in events {
            effects.extend(self.handle(event));
        }
        self.refresh();
        effects.extend(self.alarm());
        effects
    }

    fn handle(&mut self, event: Event<Staff>) -> Vec<Effect> {
        match event {
            Event::State(state) => self.link_changed(&state),
            Event::Opened { dialect, introduced } => {
                self.dialect = dialect;
                self.requests.clear();
                self.incoming = Some(StaffMirror::default());
                if introduced {
                    self.requests.push_back(super::Request {
                        what: What::Resume,
                        form: None,
                        is_undo: false,
                    });
                } else {
                    self.show_new_state();
                }
                Vec::new()
            }
            // A staff window is never given one.
            Event::DeviceKey(_) => Vec::new(),
            Event::Closed => self.connection_closed(),
            Event::Message(message) => self.message(message),
        }
    }

    fn link_changed(&mut self, state: &State) -> Vec<Effect> {
        self.standing.link(state, self.now.ms);
        match state {
            State::Online => return self.sign_in_if_wanted(),
            State::Offline { .. } if self.is_signing_in => {
                self.is_signing_in = false;
                let said = Say::NobodyAnswers { server: &self.settings.server };
                self.sign_in_problem = Some(self.speech.say(said));
            }
            State::Refused(refusal) if self.is_signing_in => {
                self.is_signing_in = false;
                let refused = shell::State::Setup((*refusal).into());
                self.sign_in_problem = self.speech.standing(refused, &self.settings.server);
            }
            State::Connecting | State::Stale | State::Offline { .. } | State::Refused(_) => {}
        }
        Vec::new()
    }

    /// Whatever was not answered never will be; each is told where it was asked.
    fn connection_closed(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        let mut is_said = false;
        for request in std::mem::take(&mut self.requests) {
            match request.what {
                What::QueueVisitor { .. } => self.visitor_unknown(request.form),
                What::Export => {
                    effects.push(Effect::DropExport);
                    let text = self.speech.say(Say::LostWhileExporting);
                    self.export_problem(text);
                }
                What::Password => {
                    let text = self.speech.say(Say::LostWhileChangingPassword);
                    self.form_problem(request.form, text);
                }
                What::Command(..) | What::CompleteFirst(_) | What::Next { .. } if !is_said => {
                    is_said = true;
                    let text = self.speech.say(Say::LostBeforeAnswer);
                    self.form_problem(request.form, text);
                }
                What::Command(..)
                | What::CompleteFirst(_)
                | What::Next { .. }
                | What::Resume
                | What::Login
                | What::Pick(_)
                | What::Logout
                | What::Serve
                | What::Help(_)
                | What::LookUpName(_) => {}
                What::Page(asked) => self.page_unanswered(asked),
            }
        }
        self.pages.reports.lost();
        effects
    }

    /// The state of the new connection is whole: show it.
    pub(super) fn show_new_state(&mut self) {
        if let Some(incoming) = self.incoming.take() {
            self.mirror = incoming;
            self.standing.whole();
            self.leaving.clear();
            self.search.forget();
            self.waited = None;
        }
    }

    fn message(&mut self, message: StaffMessage) -> Vec<Effect> {
        let was_mine = self.mine_before(&message);
        let wanted_set_up = self.mirror.wants_set_up;
        match self.incoming.as_mut() {
            // Who has signed out here is not to see what a server goes on saying.
            _ if self.settings.token.is_none() && !is_for_anybody(&message) => {}
            Some(incoming) => incoming.apply(&message),
            None => {
                self.notice_departure(&message);
                if let Some(ticket) = ticket_of(&message) {
                    self.search.forget_ticket(ticket);
                }
                self.mirror.apply(&message);
            }
        }
        match message {
            StaffMessage::Ready => {
                self.show_new_state();
                self.keep_only_my_drafts();
                self.forget_password_unless_needed();
                self.load_page()
            }
            StaffMessage::SetUp { is_done } => {
                self.set_up_heard(is_done, wanted_set_up);
                Vec::new()
            }
            StaffMessage::Profile(version) => self.profile_changed(version),
            StaffMessage::Out => self.signed_out(),
            StaffMessage::Row(line) => {
                if let Some(super::Request { what: What::Page(asked), .. }) = self.requests.front()
                {
                    let asked = asked.clone();
                    self.page_row(&asked, line);
                    return Vec::new();
                }
                self.count_export_line();
                vec![Effect::ExportLine(line)]
            }
            StaffMessage::Report { key, news } => {
                self.report_heard(key, news);
                Vec::new()
            }
            StaffMessage::Success(success) => self.succeeded(success),
            StaffMessage::Error(refusal) => self.refused(&refusal),
            StaffMessage::Claimed(ticket) if ticket.end.is_none() && !was_mine => {
                self.notice_handover(&ticket)
            }
            _ => Vec::new(),
        }
    }

    /// Whether the ticket of a `claimed` was mine before, or is about to be by my own request.
    fn mine_before(&self, message: &StaffMessage) -> bool {
        let StaffMessage::Claimed(ticket) = message else { return false };
        let held = self.mirror.tickets.get(&ticket.id);
        // Only what a colleague had can be handed over; what waited was taken by me.
        held.is_none_or(|held| held.state != TicketState::Claimed) || self.is_pending(ticket.id)
    }

    /// A row that leaves the queue by somebody else's doing stays for a moment and says so.
    fn notice_departure(&mut self, message: &StaffMessage) {
        let (ticket, is_claimed) = match message {
            StaffMessage::Claimed(ticket) => (ticket, ticket.end.is_none()),
            StaffMessage::Cancel(ticket) | StaffMessage::Complete(ticket) => (ticket, false),
            StaffMessage::New(ticket) => {
                self.leaving.remove(&ticket.id);
                return;
            }
            _ => return,
        };
        let Some(held) = self.mirror.tickets.get(&ticket.id) else { return };
        let me = self.my_name();
        let is_mine = me.is_some() && ticket.staff.as_deref() == me;
        let gone = What::Command(Command::Gone, Subject::Ticket(ticket.id));
        let by_me = is_mine || self.is_requested(|what| *what == gone);
        if held.state != TicketState::Waiting || by_me {
            return;
        }
        let why = match ticket.staff.as_deref().filter(|_| is_claimed) {
            Some(name) => match self.table_of(name) {
                Some(table) => {
                    let table = self.table_in_sentence(table);
                    self.speech.say(Say::TakenByAt { name, table: &table })
                }
                None => self.speech.say(Say::TakenBy { name }),
            },
            None => self.speech.say(Say::LeftTheQueue),
        };
        let leaving = Leaving { held: held.clone(), why, until_ms: self.now.mono_ms + LEAVING_MS };
        self.leaving.insert(ticket.id, leaving);
    }
}

/// Whether a message may be kept while nobody is signed in.
fn is_for_anybody(message: &StaffMessage) -> bool {
    matches!(
        message,
        StaffMessage::Common(_)
            | StaffMessage::Reasons(_)
            | StaffMessage::Warning(_)
            | StaffMessage::Taken(_)
            | StaffMessage::SetUp { .. }
            | StaffMessage::Success(StaffSuccess::Login(_))
    )
}

/// The ticket of which a message says something new.
fn ticket_of(message: &StaffMessage) -> Option<shared::ids::TicketId> {
    match message {
        StaffMessage::About { ticket, .. } => Some(*ticket),
        StaffMessage::New(ticket)
        | StaffMessage::Claimed(ticket)
        | StaffMessage::Complete(ticket)
        | StaffMessage::Cancel(ticket) => Some(ticket.id),
        _ => None,
    }
}
