//! What the server's answers to requests mean.

use shared::ids::TicketId;
use shared::message::{Sentence, StaffSuccess};
use shared::refusal::Refusal;

use super::{Effect, Form, Model, OpenForm, Request, Subject, What};
use crate::commands::{Command, Done};
use crate::words::Say;

/// What a refusal means here.
enum Meaning {
    /// The sign-in has ended.
    SignedOut,
    /// Somebody else was first, or the ticket has ended meanwhile.
    LostRace(TicketId),
    /// A sentence to show.
    Say(String),
}

impl Model {
    pub(super) fn succeeded(&mut self, success: StaffSuccess) -> Vec<Effect> {
        let Some(Request { what, form, .. }) = self.requests.pop_front() else {
            return Vec::new();
        };
        match (what, success) {
            (What::Login, StaffSuccess::Login(token)) => {
                self.is_signing_in = false;
                self.sign_in_problem = None;
                self.settings.token = Some(token.expose().to_owned());
                self.settings.user.clone_from(&self.drafts.sign_in.user);
                self.remember_password();
                self.drafts.sign_in.password.clear();
                self.drafts.sign_in.shows_password = false;
                self.drafts.sign_in.changes_server = false;
                self.drafts.sign_in.is_looking = false;
                return vec![Effect::KeepToken, Effect::Save];
            }
            (What::Pick(_), _) => {
                self.table_problem = None;
                // Classic has no sign-in of its own: what follows is the state.
                self.show_new_state();
            }
            (What::Logout, _) => return self.signed_out_by_choice(),
            (What::CompleteFirst(id), _) => {
                self.drop_undo(id);
                return self.ask_for_next(Some(id));
            }
            (What::Next { completed }, StaffSuccess::Next(id) | StaffSuccess::Claimed(id)) => {
                self.called(id, completed);
            }
            (What::Command(command, of), success) => self.done(command, of, form, &success),
            (What::LookUpName(email), StaffSuccess::Query(name)) => {
                self.name_looked_up(form, &email, name);
            }
            (What::QueueVisitor { newest }, StaffSuccess::New(ticket)) => {
                self.visitor_queued(form, newest, &ticket);
            }
            (What::Password, _) => {
                self.close_form_of(form);
                let text = self.speech.say(Say::PasswordChanged);
                self.say(text, Vec::new());
            }
            // `me` and `warnings` have said so.
            (What::Serve | What::Help(_), _) => {}
            (What::Page(asked), success) => return self.page_succeeded(asked, success),
            (What::Export, StaffSuccess::Export(tickets)) => {
                self.export_whole(tickets);
                return vec![Effect::FinishExport];
            }
            // Its answer is what follows it, or it is not the answer that belongs to it.
            (
                What::Resume
                | What::Login
                | What::Next { .. }
                | What::LookUpName(_)
                | What::QueueVisitor { .. }
                | What::Export,
                _,
            ) => {}
        }
        Vec::new()
    }

    /// A command of the table was done: its words, and how it is taken back.
    fn done(&mut self, command: Command, of: Subject, form: Option<u64>, success: &StaffSuccess) {
        let row = command.row();
        self.close_form_of(form);
        if let Some(ticket) = of.ticket() {
            self.drop_undo(ticket);
            if matches!(
                success,
                StaffSuccess::Claimed(_) | StaffSuccess::Next(_) | StaffSuccess::Reopen(_)
            ) {
                self.current = Some(ticket);
            }
        }
        if matches!(success, StaffSuccess::Claimed(_)) {
            self.called_at = Some(self.now.mono_ms);
        }
        if matches!(success, StaffSuccess::Unpick) {
            self.is_without_table = false;
        }
        if row.done == Done::Said {
            let undo = of.ticket().map(|ticket| row.undo.iter().map(|by| (*by, ticket)).collect());
            let text = self.done_words(command, of);
            self.say(text, undo.unwrap_or_default());
        }
    }

    /// Whoever is next is mine now.
    fn called(&mut self, id: TicketId, completed: Option<TicketId>) {
        self.current = Some(id);
        self.called_at = Some(self.now.mono_ms);
        self.drop_undo(id);
        let number = self.label(id);
        let (text, undo) = match completed {
            Some(before) => {
                let completed = self.label(before);
                let said = Say::CompletedAndCalled { completed: &completed, number: &number };
                let undo = vec![(Command::Release, id), (Command::Reopen, before)];
                (self.speech.say(said), undo)
            }
            None => {
                let said = self.done_words(Command::Accept, Subject::Ticket(id));
                (said, vec![(Command::Release, id)])
            }
        };
        self.say(text, undo);
    }

    /// Nobody waited when whoever is next was asked for.
    pub(super) fn nobody_is_next(&mut self, completed: Option<TicketId>) {
        let (text, undo) = match completed {
            Some(before) => {
                let number = self.label(before);
                let said = Say::CompletedNobodyWaits { number: &number };
                (self.speech.say(said), vec![(Command::Reopen, before)])
            }
            None => (self.speech.refusal(&Refusal::NobodyWaiting, None), Vec::new()),
        };
        self.say(text, undo);
    }

    pub(super) fn refused(&mut self, answer: &Sentence) -> Vec<Effect> {
        let Some(Request { what, form, is_undo }) = self.requests.pop_front() else {
            return Vec::new();
        };
        let refusal = answer.refusal();
        let text = match self.meaning(&what, answer) {
            Meaning::SignedOut => return self.signed_out(),
            Meaning::LostRace(id) => self.lost_race(id),
            Meaning::Say(text) => text,
        };
        match what {
            What::Login => {
                self.is_signing_in = false;
                if refusal == Some(Refusal::WrongLogin) {
                    self.drafts.sign_in.password.clear();
                }
                self.sign_in_problem = Some(if refusal == Some(Refusal::UnknownCommand) {
                    self.speech.say(Say::ServerKnowsNoPasswords)
                } else {
                    text
                });
            }
            What::Pick(_) => self.table_problem = Some(text),
            // An address that nobody gave before is no trouble.
            What::LookUpName(_) => {}
            What::QueueVisitor { .. } => self.visitor_refused(form, text),
            What::Next { completed } if refusal == Some(Refusal::NobodyWaiting) => {
                self.nobody_is_next(completed);
            }
            What::Next { completed: Some(before) } => {
                // The visitor is completed all the same, and that can be taken back.
                let number = self.label(before);
                let said = Say::CompletedOnly { number: &number, why: &text };
                let text = self.speech.say(said);
                self.say(text, vec![(Command::Reopen, before)]);
            }
            What::Export => {
                self.export_problem(text);
                return vec![Effect::DropExport];
            }
            What::Page(asked) => return self.page_refused(asked, answer, text),
            What::Command(command, Subject::Ticket(ticket))
                if is_undo && refusal == Some(Refusal::NotSaved) =>
            {
                // It can be tried again, and until then nothing before it is taken back.
                self.say(text, vec![(command, ticket)]);
            }
            What::Resume
            | What::Logout
            | What::Command(..)
            | What::CompleteFirst(_)
            | What::Next { completed: None }
            | What::Serve
            | What::Help(_)
            | What::Password => self.form_problem(form, text),
        }
        Vec::new()
    }

    /// Says what stands in the way on the form that asked, or beside the desk if that is closed.
    pub(super) fn form_problem(&mut self, form: Option<u64>, text: String) {
        let problem = match self.form_of(form) {
            Some(Form::Visitor(draft)) => &mut draft.problem,
            Some(Form::Password(draft)) => &mut draft.problem,
            Some(Form::Text(draft)) => &mut draft.problem,
            Some(
                Form::Keys
                | Form::Settings
                | Form::Export(_)
                | Form::Confirm(..)
                | Form::Services
                | Form::ChooseService(..)
                | Form::ChooseKiosk(..)
                | Form::ChooseTable(..),
            )
            | None => return self.say(text, Vec::new()),
        };
        *problem = Some(text);
    }

    /// What a refusal means to somebody at a desk.
    fn meaning(&self, what: &What, answer: &Sentence) -> Meaning {
        let Some(refusal) = answer.refusal() else {
            return Meaning::Say(self.speech.unknown_refusal(&answer.text));
        };
        let ticket = what.ticket();
        let races =
            matches!(what, What::Command(Command::Accept | Command::Gone, _) | What::Next { .. });
        match (&refusal, ticket) {
            (
                Refusal::Relogin
                | Refusal::PleaseRelogin
                | Refusal::UnknownToken
                | Refusal::NotSignedIn,
                _,
            ) => Meaning::SignedOut,
            (Refusal::NowClaimed | Refusal::AlreadyEnded | Refusal::NotWaiting, Some(ticket))
                if races =>
            {
                Meaning::LostRace(ticket)
            }
            _ => {
                let number = ticket.map(|ticket| self.label(ticket));
                Meaning::Say(self.speech.refusal(&refusal, number.as_deref()))
            }
        }
    }

    /// "Bob took 214 first. 215 is next."
    fn lost_race(&self, id: TicketId) -> String {
        let held = self.mirror.tickets.get(&id);
        let number = self.label(id);
        let lost = match held.and_then(|held| held.ticket.staff.as_deref()) {
            Some(name) => self.speech.say(Say::SomebodyWasFirst { name, number: &number }),
            None => self.speech.say(Say::HasLeftTheQueue { number: &number }),
        };
        let next = self.mirror.waiting().first().map(|held| held.label());
        let next = match &next {
            Some(next) => self.speech.say(Say::IsNext { number: next }),
            None => self.speech.say(Say::NobodyElseWaits),
        };
        format!("{lost} {next}")
    }

    /// The form of a kind, whichever is open.
    pub(super) fn open_form_mut(&mut self) -> Option<&mut Form> {
        match &mut self.drafts.form {
            Some(OpenForm { form, .. }) => Some(form),
            None => None,
        }
    }
}
