//! What is asked of the server, and when it is said.

use shared::command::{Key, KioskCommand, NewTicket, Request};
use shared::service::IdentityKind;
use shared::visitor::Address;

use super::{Ask, Effect, Lookup, Model, Now, Question, Said};

impl Model {
    /// The address is complete: looks for the name that belongs to it.
    pub(super) fn look_up(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let visit = &mut self.visit;
        visit.known = None;
        visit.types_name = false;
        let address = match visit.text(Question::Address).parse::<Address>() {
            Ok(address) if self.settings.recognise && self.is_online => address,
            _ => return self.go_on(now, effects),
        };
        self.serial += 1;
        visit.look = Some(Lookup { serial: self.serial, since_ms: now.mono_ms });
        self.said.push_back(Said::Query(self.serial));
        effects.push(Effect::Send(KioskCommand::Query(address.as_str().to_owned())));
    }

    /// The search for a name is over, with or without one.
    pub(super) fn stop_looking(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if self.visit.look.take().is_some() {
            self.go_on(now, effects);
        }
    }

    /// Asks for a ticket: under the visit's one key, or under a new one where a second ticket is
    /// wanted.
    pub(super) fn ask(&mut self, again: bool, now: Now, effects: &mut Vec<Effect>) {
        self.visit.problem = None;
        if self.reasons().is_empty() {
            // The desk may have stopped asking for reasons meanwhile.
            self.visit.reason = None;
        }
        let key = match self.visit.key.take() {
            Some(key) if !again => key,
            _ => self.fresh_key(),
        };
        self.ask_under(
            Ask {
                key,
                again,
                says_lang: true,
                is_classic: false,
                first_sent_ms: None,
                not_before_ms: now.mono_ms,
            },
            effects,
        );
        self.push(now, effects);
    }

    /// A key that was never used.
    pub(super) fn fresh_key(&mut self) -> Key {
        format!("{:032x}", (self.new_key)()).parse().expect("some digits are a key")
    }

    /// Asks under a key that the ask brings.
    pub(super) fn ask_under(&mut self, ask: Ask, effects: &mut Vec<Effect>) {
        self.visit.key = Some(ask.key.clone());
        self.visit.ask = Some(ask);
        // On disk before it goes out: a kiosk that loses its power now withdraws it later.
        effects.push(Effect::Keep(self.unsettled()));
    }

    /// Says whatever is due and was not said on this connection: withdrawals first, so that no
    /// request finds a ticket that is to go.
    pub(super) fn push(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if !self.is_online {
            return;
        }
        if now.mono_ms >= self.owed_from_ms {
            for key in &self.owed {
                if !self.said.contains(&Said::Withdraw(key.clone())) {
                    self.said.push_back(Said::Withdraw(key.clone()));
                    effects.push(Effect::Send(KioskCommand::Withdraw(key.clone().into())));
                }
            }
        }
        self.tell_of_tickets(now, effects);
        self.look_again(now, effects);
        let visit = &mut self.visit;
        let Some(ask) = &visit.ask else { return };
        let is_said = self
            .said
            .iter()
            .any(|said| matches!(said, Said::Request(key) | Said::New(key) if *key == ask.key));
        if is_said || now.mono_ms < ask.not_before_ms {
            return;
        }
        let kind = visit.service.as_ref().map_or(IdentityKind::Email, |it| it.identity.kind);
        let text = |question| visit.text(question).to_owned();
        let (email, name, contact) = match kind {
            // What was left out is empty.
            IdentityKind::Email => (text(Question::Address), visit.given_name().to_owned(), None),
            IdentityKind::Name => (String::new(), text(Question::Name), None),
            IdentityKind::Phone => (String::new(), String::new(), Some(text(Question::Phone))),
            IdentityKind::Number => (String::new(), String::new(), Some(text(Question::Number))),
            IdentityKind::None => (String::new(), String::new(), None),
        };
        let service = visit.service.as_ref().map(|service| service.id.clone());
        let Some(ask) = &mut visit.ask else { return };
        ask.first_sent_ms = ask.first_sent_ms.or(now.server_ms);
        let command = if ask.is_classic {
            self.said.push_back(Said::New(ask.key.clone()));
            KioskCommand::New(NewTicket { email, name })
        } else {
            self.said.push_back(Said::Request(ask.key.clone()));
            let request = Request {
                reason: visit.reason.clone(),
                lang: ask.says_lang.then(|| self.wishes.lang.clone()),
                again: ask.again.then_some(true),
                service,
                contact,
                ..Request::new(ask.key.clone(), email, name)
            };
            KioskCommand::Request(request.into())
        };
        effects.push(Effect::Send(command));
    }
}
