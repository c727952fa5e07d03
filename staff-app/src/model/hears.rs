//! What the link and the server say.

use app_kit::link::{Dialect, Event, State};
use app_kit::role::Staff;
use app_kit::words;
use shared::ids::{TableNo, TicketId};
use shared::message::{Sentence, StaffMessage, StaffSuccess};
use shared::mirror::{StaffMirror, TicketState};
use shared::refusal::Refusal;

use super::{
    Asked, DEPARTING_MS, Departing, Effect, ExportStage, Model, Now, Sheet, Undo, answers,
};

impl Model {
    /// Things happened on the link. What follows from them is worked out once, after the last:
    /// a state of thousands of tickets arrives as one.
    pub fn hear(
        &mut self,
        events: impl IntoIterator<Item = Event<Staff>>,
        now: Now,
    ) -> Vec<Effect> {
        self.now = now;
        let mut effects = Vec::new();
        for event in events {
            effects.extend(self.take_in(event));
        }
        self.refresh();
        effects.extend(self.alarm());
        effects
    }

    pub(super) fn take_in(&mut self, event: Event<Staff>) -> Vec<Effect> {
        match event {
            Event::State(state) => self.link_changed(state),
            Event::Opened { dialect, resuming } => {
                self.dialect = dialect;
                self.asked.clear();
                self.incoming = Some(StaffMirror::default());
                if resuming {
                    self.asked.push_back(Asked::Resume);
                } else {
                    self.promote();
                }
                Vec::new()
            }
            // A staff window is never given one.
            Event::DeviceKey(_) => Vec::new(),
            Event::Closed => self.connection_closed(),
            Event::Message(message) => self.message(message),
        }
    }

    pub(super) fn link_changed(&mut self, state: State) -> Vec<Effect> {
        let was_online = self.link == State::Online;
        self.link = state;
        match self.link {
            State::Online => {
                self.lost_at = None;
                return self.sign_in_if_wanted();
            }
            _ if was_online => self.lost_at = Some(self.now),
            State::Offline { .. } if self.is_signing_in => {
                self.is_signing_in = false;
                self.sign_in_problem = Some(format!(
                    "Nobody answers at {}. Check the address, or whether the server runs.",
                    self.settings.server
                ));
            }
            State::Refused(refusal) if self.is_signing_in => {
                self.is_signing_in = false;
                self.sign_in_problem = Some(self.refusal_words(refusal));
            }
            State::Connecting | State::Stale | State::Offline { .. } | State::Refused(_) => {}
        }
        Vec::new()
    }

    pub(super) fn connection_closed(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        let asked = std::mem::take(&mut self.asked);
        if asked.iter().any(|asked| matches!(asked, Asked::Queue { .. })) {
            self.visitor_problem(
                "We lost the server before it answered. Press Queue again when it is back: \
                 there will be one ticket, not two.",
            );
        } else if asked.iter().any(|asked| asked.ticket().is_some() || *asked == Asked::Next) {
            self.say("We lost the server before it answered. Look before you try again.", None);
        }
        if asked.contains(&Asked::Export) {
            effects.push(Effect::DropExport);
            self.export_problem("We lost the server, so no file was written. Try again.");
        }
        if asked.contains(&Asked::Password)
            && let Some(Sheet::Password(draft)) = &mut self.drafts.sheet
        {
            draft.problem = Some(
                "We lost the server before it answered. Your password may have changed.".to_owned(),
            );
        }
        effects
    }

    /// The state of the new connection is whole: show it.
    pub(super) fn promote(&mut self) {
        if let Some(incoming) = self.incoming.take() {
            self.mirror = incoming;
            self.departing.clear();
            self.waited = None;
        }
    }

    pub(super) fn message(&mut self, message: StaffMessage) -> Vec<Effect> {
        match self.incoming.as_mut() {
            // Who has signed out here is not to see what a server goes on saying.
            _ if self.settings.token.is_none() && !is_for_anybody(&message) => {}
            Some(incoming) => incoming.apply(&message),
            None => {
                self.notice_departure(&message);
                self.mirror.apply(&message);
            }
        }
        match message {
            StaffMessage::Ready => {
                self.promote();
                self.adopt_sheet();
                Vec::new()
            }
            StaffMessage::Out => self.signed_out(),
            StaffMessage::Row(line) => {
                if let Some(Sheet::Export(draft)) = &mut self.drafts.sheet
                    && let ExportStage::Writing { lines } = &mut draft.stage
                {
                    *lines += 1;
                }
                vec![Effect::ExportLine(line)]
            }
            StaffMessage::Success(success) => self.succeeded(success),
            StaffMessage::Error(refusal) => self.refused(&refusal),
            _ => Vec::new(),
        }
    }

    /// A sheet stays open over a new sign-in of the same person, and of nobody else.
    pub(super) fn adopt_sheet(&mut self) {
        if self.drafts.sheet_of != self.mirror.me {
            self.drafts.sheet = None;
            self.drafts.search.clear();
            self.drafts.sheet_of.clone_from(&self.mirror.me);
        }
    }

    /// A row that leaves the queue by somebody else's doing stays for a moment and says so.
    pub(super) fn notice_departure(&mut self, message: &StaffMessage) {
        let (ticket, is_claimed) = match message {
            StaffMessage::Claimed(ticket) => (ticket, ticket.end.is_none()),
            StaffMessage::Cancel(ticket) | StaffMessage::Complete(ticket) => (ticket, false),
            StaffMessage::New(ticket) => {
                self.departing.remove(&ticket.id);
                return;
            }
            _ => return,
        };
        let Some(held) = self.mirror.tickets.get(&ticket.id) else { return };
        let me = self.mirror.me.as_ref().map(|me| me.name.as_str());
        let is_mine = me.is_some() && ticket.staff.as_deref() == me;
        let by_me = is_mine || self.is_asked(|asked| *asked == Asked::Left(ticket.id));
        if held.state != TicketState::Waiting || by_me {
            return;
        }
        let why = match ticket.staff.as_deref().filter(|_| is_claimed) {
            Some(name) => match self.table_of(name) {
                Some(table) => format!(
                    "taken by {name}, {}",
                    in_a_sentence(&words::table(table, &self.mirror.facts.names))
                ),
                None => format!("taken by {name}"),
            },
            None => "left the queue".to_owned(),
        };
        let departing =
            Departing { held: held.clone(), why, until_ms: self.now.mono_ms + DEPARTING_MS };
        self.departing.insert(ticket.id, departing);
    }

    pub(super) fn table_of(&self, name: &str) -> Option<TableNo> {
        self.mirror.at.iter().find(|(_, who)| *who == name).map(|(table, _)| *table)
    }

    pub(super) fn succeeded(&mut self, success: StaffSuccess) -> Vec<Effect> {
        let Some(asked) = self.asked.pop_front() else { return Vec::new() };
        match (asked, success) {
            (Asked::Login, StaffSuccess::Login(token)) => {
                self.is_signing_in = false;
                self.sign_in_problem = None;
                self.settings.token = Some(token.expose().to_owned());
                self.settings.user.clone_from(&self.drafts.sign_in.user);
                self.drafts.sign_in.password.clear();
                vec![Effect::KeepToken, Effect::Save]
            }
            (Asked::Pick(_), _) => {
                self.picker_problem = None;
                // Classic has no sign-in of its own: what follows is the state.
                self.promote();
                Vec::new()
            }
            (Asked::Logout, _) => self.forget_sign_in(None),
            (
                Asked::Next | Asked::Accept(_),
                StaffSuccess::Next(id) | StaffSuccess::Claimed(id),
            ) => {
                self.current = Some(id);
                self.drop_undo(id);
                self.say(&format!("You have {}.", id.number()), Some(Undo::Release(id)));
                Vec::new()
            }
            (Asked::Complete(id), _) => self.ended(id, "completed", Undo::Reopen(id)),
            (Asked::NoShow(id), _) => self.ended(id, "did not come", Undo::Reopen(id)),
            (Asked::Cancel(id), _) => self.ended(id, "cancelled", Undo::Reopen(id)),
            (Asked::Left(id), _) => self.ended(id, "left the queue", Undo::Requeue(id)),
            (Asked::Reopen(id), _) => {
                self.current = Some(id);
                self.drop_undo(id);
                self.say(&format!("{} is yours again.", id.number()), None);
                Vec::new()
            }
            (Asked::Release(id), _) => {
                self.drop_undo(id);
                self.say(&format!("{} waits again, in its old place.", id.number()), None);
                Vec::new()
            }
            (Asked::Recall(id), _) => {
                self.say(&format!("{} is being called again.", id.number()), None);
                Vec::new()
            }
            (Asked::Transfer(id, table), _) => {
                let table = in_a_sentence(&words::table(table, &self.mirror.facts.names));
                self.say(&format!("{} went to {table}.", id.number()), None);
                Vec::new()
            }
            (Asked::Free(table), _) => {
                let table = words::table(table, &self.mirror.facts.names).into_owned();
                self.say(&format!("{table} is free."), None);
                Vec::new()
            }
            (Asked::Query(email), StaffSuccess::Query(name)) => {
                if let Some(Sheet::Visitor(draft)) = &mut self.drafts.sheet
                    && draft.name.is_empty()
                    && draft.email.trim() == email
                {
                    draft.name = name;
                }
                Vec::new()
            }
            (Asked::Queue { newest }, StaffSuccess::New(ticket)) => {
                let already = newest.is_some_and(|newest| ticket.id <= newest);
                if let Some(Sheet::Visitor(draft)) = &mut self.drafts.sheet
                    && already
                {
                    draft.waits_already = Some(ticket.id);
                } else {
                    self.drafts.sheet = None;
                    let (name, number) = (&ticket.name, ticket.number());
                    self.say(&format!("{name} has number {number}."), None);
                }
                Vec::new()
            }
            (Asked::CloseDesk, _) => {
                self.drafts.sheet = None;
                self.say("The desk is closed: kiosks give no tickets.", None);
                Vec::new()
            }
            (Asked::OpenDesk, _) => {
                self.say("The desk is open.", None);
                Vec::new()
            }
            (Asked::Announce, _) => {
                self.drafts.sheet = None;
                self.say("Every screen has the notice.", None);
                Vec::new()
            }
            (Asked::Note(id), _) => {
                if matches!(&self.drafts.sheet, Some(Sheet::Note { ticket, .. }) if *ticket == id) {
                    self.drafts.sheet = None;
                }
                Vec::new()
            }
            (Asked::Password, _) => {
                self.drafts.sheet = None;
                self.say("Your password is changed. Other sign-ins of yours have ended.", None);
                Vec::new()
            }
            (Asked::Approve, StaffSuccess::Approve(name)) => {
                self.device_done(format!("{name} is let in."), true)
            }
            (Asked::Revoke, StaffSuccess::Revoke(name)) => {
                self.device_done(format!("{name} is taken out."), false)
            }
            (Asked::Devices, StaffSuccess::Devices(list)) => {
                self.devices_listed(list);
                Vec::new()
            }
            (Asked::Export, StaffSuccess::Export(tickets)) => {
                if let Some(Sheet::Export(draft)) = &mut self.drafts.sheet {
                    draft.stage = ExportStage::Done { tickets, place: String::new() };
                }
                vec![Effect::FinishExport]
            }
            (
                Asked::Resume
                | Asked::Unpick
                | Asked::Login
                | Asked::Next
                | Asked::Accept(_)
                | Asked::Query(_)
                | Asked::Queue { .. }
                | Asked::Approve
                | Asked::Devices
                | Asked::Revoke
                | Asked::Export,
                _,
            ) => Vec::new(),
        }
    }

    pub(super) fn ended(&mut self, id: TicketId, how: &str, undo: Undo) -> Vec<Effect> {
        self.drop_undo(id);
        let undo = (self.dialect == Dialect::Extended).then_some(undo);
        self.say(&format!("{} {how}.", id.number()), undo);
        Vec::new()
    }

    pub(super) fn refused(&mut self, answer: &Sentence) -> Vec<Effect> {
        let Some(asked) = self.asked.pop_front() else { return Vec::new() };
        let text = match answers::meaning(&asked, answer) {
            answers::Meaning::SignedOut => return self.signed_out(),
            answers::Meaning::LostRace(id) => self.lost_race(id),
            answers::Meaning::Say(text) => text,
        };
        match asked {
            Asked::Login => {
                self.is_signing_in = false;
                let why = answer.refusal();
                if why == Some(Refusal::WrongLogin) {
                    self.drafts.sign_in.password.clear();
                }
                self.sign_in_problem = Some(if why == Some(Refusal::UnknownCommand) {
                    "This server knows no passwords. Ask for a token and paste it.".to_owned()
                } else {
                    text
                });
            }
            Asked::Pick(_) => self.picker_problem = Some(text),
            // An address that nobody gave before is no trouble.
            Asked::Query(_) => {}
            Asked::Queue { .. } => self.visitor_problem(&text),
            Asked::Approve | Asked::Devices | Asked::Revoke => self.device_problem(&text),
            Asked::Export => {
                self.export_problem(&text);
                return vec![Effect::DropExport];
            }
            Asked::Password => {
                if let Some(Sheet::Password(draft)) = &mut self.drafts.sheet {
                    draft.problem = Some(text);
                }
            }
            _ => self.say(&text, None),
        }
        Vec::new()
    }

    /// "Bob took 214 first. 215 is next."
    pub(super) fn lost_race(&self, id: TicketId) -> String {
        let held = self.mirror.tickets.get(&id);
        let owner = held.and_then(|held| held.ticket.staff.clone());
        let next = self.mirror.waiting().first().map(|held| held.ticket.number().to_string());
        let lost = match owner {
            Some(owner) => format!("{owner} took {} first.", id.number()),
            None => format!("{} has left the queue.", id.number()),
        };
        match next {
            Some(next) => format!("{lost} {next} is next."),
            None => format!("{lost} Nobody else is waiting."),
        }
    }

    pub(super) fn signed_out(&mut self) -> Vec<Effect> {
        self.forget_sign_in(Some("Your sign-in has ended. Please sign in again.".to_owned()))
    }

    pub(super) fn forget_sign_in(&mut self, problem: Option<String>) -> Vec<Effect> {
        self.promote();
        let facts = self.mirror.facts.clone();
        self.mirror = StaffMirror::default();
        self.mirror.facts = facts;
        self.asked.clear();
        self.departing.clear();
        self.toasts.clear();
        self.settings.token = None;
        self.sign_in_problem = problem;
        self.is_signing_in = false;
        vec![Effect::KeepToken, Effect::Save]
    }

    pub(super) fn visitor_problem(&mut self, text: &str) {
        match &mut self.drafts.sheet {
            Some(Sheet::Visitor(draft)) => draft.problem = Some(text.to_owned()),
            _ => self.say(text, None),
        }
    }

    pub(super) fn export_problem(&mut self, text: &str) {
        match &mut self.drafts.sheet {
            Some(Sheet::Export(draft)) => {
                draft.stage = ExportStage::Choosing { problem: Some(text.to_owned()) };
            }
            _ => self.say(text, None),
        }
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
            | StaffMessage::Success(StaffSuccess::Login(_))
    )
}

/// A table's name inside a sentence: its own names keep their capitals, ours does not.
fn in_a_sentence(table: &str) -> String {
    match table.strip_prefix("Table ") {
        Some(no) if no.bytes().all(|byte| byte.is_ascii_digit()) => format!("table {no}"),
        _ => table.to_owned(),
    }
}
