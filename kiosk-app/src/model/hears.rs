//! What the link and the server say.

use app_kit::link::{Dialect, Event, State};
use app_kit::role::Kiosk;
use shared::command::{Key, Verb};
use shared::message::{Common, DeskState, KioskMessage, Sentence};
use shared::mirror::KioskMirror;
use shared::refusal::Refusal;
use shared::service::{IdentityKind, Offers};
use shared::ticket::Ticket;
use shared::visitor::Unusable;
use zeroize::Zeroizing;

use super::help::HelpAsked;
use super::services::ServiceProblem;
use super::visit::Answered;
use super::{
    Effect, Got, Model, Notice, Now, PaperTicket, Problem, Question, RETRY_MS, Said, Step, Visit,
};

/// A ticket that is this much older than its request was there before it. A server's clock may be
/// set back a little between its last tick and the request; a new ticket must not seem an old one.
const OLDER_MS: i64 = 3_000;

impl Model {
    /// Takes in what happened on the link.
    pub fn hear(&mut self, event: Event<Kiosk>, now: Now) -> Vec<Effect> {
        let mut effects = Vec::new();
        match event {
            Event::State(state) => {
                self.is_online = state == State::Online;
                // What was refused stands while the next try is under way.
                if state != State::Connecting {
                    self.refusal = match state {
                        State::Refused(refusal) => Some(refusal),
                        _ => None,
                    };
                }
                self.was_online |= self.is_online;
            }
            Event::Opened { dialect, introduced } => {
                self.lose_connection(now, &mut effects);
                self.waits_for_services = true;
                self.said.extend(introduced.then_some(Said::Device));
                self.help = match self.help {
                    heard @ HelpAsked::Heard { .. } => heard,
                    _ => HelpAsked::No,
                };
                if dialect == Dialect::Classic {
                    self.mirror = KioskMirror::default();
                }
                // A desk that has nothing to say of it says nothing.
                self.mirror.privacy.clear();
                self.dialect = dialect;
                if let Some(ask) = &mut self.visit.ask {
                    ask.is_classic = false;
                }
            }
            // The line keeps it.
            Event::DeviceKey(_) => {}
            Event::Closed => self.lose_connection(now, &mut effects),
            Event::Message(message) => self.take_in(message, now, &mut effects),
        }
        self.push(now, &mut effects);
        effects
    }

    fn lose_connection(&mut self, now: Now, effects: &mut Vec<Effect>) {
        self.is_online = false;
        self.announced = None;
        let is_unsure =
            self.said.iter().any(|said| matches!(said, Said::New(key) if self.is_asking(key)));
        self.said.clear();
        self.lose_sight();
        if self.help == HelpAsked::Pending {
            self.help = HelpAsked::No;
        }
        self.stop_looking(now, effects);
        if is_unsure {
            // `new` may have made a ticket or not, and asking again may make a second one.
            self.visit.step = Step::Unsure;
            self.settle(effects);
        }
    }

    fn is_looking(&self, serial: u64) -> bool {
        self.visit.look.as_ref().is_some_and(|look| look.serial == serial)
    }

    fn is_asking(&self, key: &Key) -> bool {
        self.visit.ask.as_ref().is_some_and(|ask| ask.key == *key)
    }

    fn take_in(&mut self, message: KioskMessage, now: Now, effects: &mut Vec<Effect>) {
        // Nobody has wished for anything else: what is offered decides from now on.
        let usual = matches!(message, KioskMessage::Shared(_)).then(|| self.usual_wishes());
        self.mirror.apply(&message);
        match message {
            KioskMessage::Common(Common::Services(_)) => self.waits_for_services = false,
            // Services come before that, if there are any.
            KioskMessage::Common(Common::Waiting(_)) if self.waits_for_services => {
                self.waits_for_services = false;
                self.mirror.facts.services = Offers::default();
                self.mirror.facts.lanes.clear();
            }
            KioskMessage::Common(Common::Desk(DeskState::Closed(_))) => {
                let may_go_on = matches!(
                    self.visit.step,
                    Step::Welcome | Step::Held | Step::Ticket | Step::Found
                );
                if !may_go_on && self.visit.ask.is_none() {
                    self.leave(now, effects);
                }
            }
            KioskMessage::Shared(_) => {
                if usual == Some(self.wishes.clone()) {
                    self.wishes = self.usual_wishes();
                }
            }
            KioskMessage::Common(_) | KioskMessage::Reasons(_) | KioskMessage::Privacy(_) => {}
            KioskMessage::About { ticket, about } => self.announced = Some((ticket, about)),
            KioskMessage::New(ticket) => {
                let key = match self.said.front() {
                    Some(Said::Request(key) | Said::New(key)) => key.clone(),
                    _ => return,
                };
                let is_classic = matches!(self.said.pop_front(), Some(Said::New(_)));
                self.take_ticket(&ticket, &key, is_classic, now, effects);
            }
            KioskMessage::Query(name) => {
                let Some(Said::Query(serial)) = self.said.front() else { return };
                let serial = *serial;
                self.said.pop_front();
                let name = Zeroizing::new(name);
                if self.is_looking(serial) {
                    self.visit.known = Some(name).filter(|name| !name.trim().is_empty());
                    self.stop_looking(now, effects);
                }
            }
            KioskMessage::Withdraw(_) => {
                if let Some(Said::Withdraw(key)) = self.said.front() {
                    let key = key.clone();
                    self.said.pop_front();
                    self.withdrawn(&key, effects);
                }
            }
            KioskMessage::Device => {
                if self.said.front() == Some(&Said::Device) {
                    self.said.pop_front();
                }
            }
            KioskMessage::Look(ticket) => self.found(ticket, now, effects),
            KioskMessage::Leave => self.left(now),
            KioskMessage::Help => {
                if self.said.front() == Some(&Said::Help) {
                    self.said.pop_front();
                    self.help_heard(now);
                }
            }
            KioskMessage::Print(sheet) => self.print_for_staff(sheet, now, effects),
            KioskMessage::Unprinted(_) => {
                if let Some(Said::Unprinted(ticket)) = self.said.front() {
                    let ticket = *ticket;
                    self.said.pop_front();
                    self.staff_heard(ticket, effects);
                }
            }
            KioskMessage::Printed(_) => {
                if let Some(Said::Printed(ticket)) = self.said.front() {
                    let ticket = *ticket;
                    self.said.pop_front();
                    self.staff_heard_printed(ticket);
                }
            }
            KioskMessage::Error(sentence) => self.refused(&sentence, now, effects),
        }
    }

    fn take_ticket(
        &mut self,
        ticket: &Ticket,
        key: &Key,
        is_classic: bool,
        now: Now,
        effects: &mut Vec<Effect>,
    ) {
        let about =
            self.announced.take().filter(|(id, _)| *id == ticket.id).map(|(_, about)| about);
        // The visitor left before it came: its withdrawal is on the way.
        let Some(ask) = self.visit.ask.take_if(|ask| ask.key == *key) else { return };
        let began_ms = ticket.start.as_second().saturating_mul(1000);
        let was_there = ask.first_sent_ms.is_some_and(|sent| began_ms + OLDER_MS < sent);
        let is_held = was_there && !ask.again && !is_classic;
        let ahead = about.as_ref().map(|about| (about.ahead, about.wait));
        let about = about.unwrap_or_default();
        let got = Some(Got {
            id: ticket.id,
            label: ticket.id.label(about.number.as_deref()),
            service: about.service,
            ahead,
            link: about.link,
        });
        if is_held {
            self.visit.got = got;
            self.visit.step = Step::Held;
            self.touch(now);
            effects.push(Effect::Keep(self.unsettled()));
        } else {
            // One write settles the key and notes that printing begins.
            let visit = std::mem::replace(&mut self.visit, Visit { got, ..Visit::new() });
            self.answered = (!is_classic).then(|| Answered { visit: Box::new(visit), ask });
            self.show_ticket(now, effects);
            if self.visit.paper != PaperTicket::Printing {
                effects.push(Effect::Keep(self.unsettled()));
            }
        }
    }

    /// Takes in what the disk made of an [`Effect::Keep`] with these keys: `claims` says whether it may
    /// have another one all the same.
    ///
    /// The next start would withdraw the ticket of such a key, so nobody is shown it: it goes now, and
    /// another is asked for under a key that such a disk never had.
    pub fn kept(&mut self, keys: &[Key], claims: impl Fn(&Key) -> bool, now: Now) -> Vec<Effect> {
        let mut effects = Vec::new();
        let is_struck_out = |answered: &mut Answered| !keys.contains(&answered.ask.key);
        let Some(Answered { visit, mut ask }) = self.answered.take_if(is_struck_out) else {
            return effects;
        };
        if !claims(&ask.key) {
            return effects;
        }
        if let Some(got) = self.visit.got.take() {
            self.printer.forget(got.id);
        }
        self.visit = *visit;
        let key = std::mem::replace(&mut ask.key, self.fresh_key());
        self.owed.push(key);
        // A server gives nameless tickets only so often.
        (ask.first_sent_ms, ask.not_before_ms) = (None, now.mono_ms + RETRY_MS);
        self.ask_under(ask, &mut effects);
        self.push(now, &mut effects);
        effects
    }

    /// The request's answer came: its key is not needed any more.
    pub(super) fn settle(&mut self, effects: &mut Vec<Effect>) {
        self.visit.ask = None;
        effects.push(Effect::Keep(self.unsettled()));
    }

    fn withdrawn(&mut self, key: &Key, effects: &mut Vec<Effect>) {
        self.owed.retain(|owed| owed != key);
        effects.push(Effect::Keep(self.unsettled()));
    }

    fn refused(&mut self, sentence: &Sentence, now: Now, effects: &mut Vec<Effect>) {
        // Only an unknown command is answered without its verb.
        let fits = |verbs: &[Verb]| sentence.verb.is_none_or(|verb| verbs.contains(&verb));
        let is_answer = match self.said.front() {
            // A server that does not know it loses nothing.
            Some(Said::Device) => fits(&[Verb::Device]),
            Some(Said::Help) => fits(&[Verb::Help]),
            Some(Said::Look(_)) => fits(&[Verb::Look]),
            Some(Said::Leave(_)) => fits(&[Verb::Leave]),
            Some(Said::Query(_)) => fits(&[Verb::Query]),
            Some(Said::Request(_)) => fits(&[Verb::Request, Verb::New]),
            Some(Said::New(_)) => fits(&[Verb::New]),
            Some(Said::Withdraw(_)) => fits(&[Verb::Withdraw]),
            Some(Said::Printed(_)) => fits(&[Verb::Printed]),
            Some(Said::Unprinted(_)) => fits(&[Verb::Unprinted]),
            None => false,
        };
        if !is_answer {
            return;
        }
        match self.said.pop_front() {
            Some(Said::Help) => self.help_refused(sentence.refusal().as_ref(), now),
            Some(Said::Look(token) | Said::Leave(token)) => {
                self.not_found(&token, sentence.refusal().as_ref(), now);
            }
            Some(Said::Query(serial)) if self.is_looking(serial) => {
                self.stop_looking(now, effects);
            }
            Some(Said::Withdraw(_) | Said::Printed(_) | Said::Unprinted(_))
                if matches!(sentence.refusal(), Some(Refusal::NotSaved | Refusal::ReadFailed)) =>
            {
                self.owed_from_ms = now.mono_ms + RETRY_MS;
            }
            // A server that knows no keys has nothing to withdraw.
            Some(Said::Withdraw(key)) => self.withdrawn(&key, effects),
            // One that knows nothing of paper can tell nobody.
            Some(Said::Unprinted(ticket)) => self.staff_heard(ticket, effects),
            Some(Said::Printed(ticket)) => self.staff_heard_printed(ticket),
            Some(Said::Request(key) | Said::New(key)) if self.is_asking(&key) => {
                self.request_refused(sentence, now, effects);
            }
            // What a visitor asked who has left.
            Some(Said::Device | Said::Query(_) | Said::Request(_) | Said::New(_)) | None => {}
        }
    }

    fn request_refused(&mut self, sentence: &Sentence, now: Now, effects: &mut Vec<Effect>) {
        let refusal = sentence.refusal();
        if let Some(problem) = refusal.as_ref().and_then(ServiceProblem::of) {
            self.service_refused(problem, now, effects);
            return;
        }
        let kind = self.identity().kind;
        let asks_by_name = matches!(kind, IdentityKind::Email | IdentityKind::Name);
        let Some(ask) = &mut self.visit.ask else { return };
        let problem = match refusal {
            // A server that has no `request` has `new`.
            _ if sentence.verb.is_none() && !ask.is_classic => {
                ask.is_classic = true;
                return;
            }
            Some(Refusal::NotSaved | Refusal::ReadFailed) => {
                ask.not_before_ms = now.mono_ms + RETRY_MS;
                return;
            }
            Some(Refusal::UnknownLanguage) if ask.says_lang => {
                ask.says_lang = false;
                return;
            }
            Some(Refusal::Closed) => {
                // Refused, so there is nothing to withdraw.
                self.settle(effects);
                self.leave(now, effects);
                return;
            }
            Some(Refusal::Unusable(Unusable::Address)) if kind == IdentityKind::Email => {
                Problem::Answer(Question::Address)
            }
            Some(Refusal::PhoneNotValid) if kind == IdentityKind::Phone => {
                Problem::Answer(Question::Phone)
            }
            Some(Refusal::NumberNotValid) if kind == IdentityKind::Number => {
                Problem::Answer(Question::Number)
            }
            Some(Refusal::Unusable(Unusable::NoName | Unusable::TooLong)) if asks_by_name => {
                self.visit.types_name = true;
                Problem::Answer(Question::Name)
            }
            Some(Refusal::UnknownReason) if self.visit.reason.is_some() => {
                self.visit.reason = None;
                Problem::Answer(Question::Reason)
            }
            _ => {
                // Whatever it was, no ticket may come of it behind the visitor's back.
                let key = ask.key.clone();
                self.visit.key = None;
                self.owed.push(key);
                Problem::AskStaff
            }
        };
        if let Problem::Answer(question) = problem {
            self.visit.step = Step::Question(question);
        }
        self.touch(now);
        self.settle(effects);
        self.say_problem(problem, Notice::AskStaff, now);
    }
}
