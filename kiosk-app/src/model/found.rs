//! The code of a ticket's page, read at this kiosk: how it stands with that ticket, and leaving the
//! queue. What was typed never ends a ticket; whoever shows its code may.
//!
//! What is shown is asked for anew every [`LOOK_AGAIN_MS`], so nobody reads an old place while they
//! are called; and at once on a new connection.

use shared::command::KioskCommand;
use shared::refusal::Refusal;
use shared::text::Secret;
use shared::ticket::{FoundState, FoundTicket, Outcome};
use zeroize::Zeroizing;

use super::visit::Got;
use super::{Effect, Model, Notice, Now, PaperTicket, Said, Screen, Step, Visit};
use crate::scan::Code;

/// So long what is shown of a ticket stands before it is asked for anew.
pub const LOOK_AGAIN_MS: i64 = 3_000;

/// What stands before the token in the address of a ticket's page.
const PATH: &str = "/q/";

/// A ticket whose code was read.
#[derive(Debug)]
pub struct Found {
    pub(super) token: Zeroizing<String>,
    /// Where it is.
    pub state: FoundState,
    /// How it stands with leaving.
    pub leaving: Leaving,
    /// Not before this it is asked for anew.
    pub(super) again_ms: i64,
}

/// How it stands with leaving the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Leaving {
    /// Nobody wants to.
    #[default]
    No,
    /// They are asked whether they do.
    Asked,
    /// It was said, and the answer is on its way.
    Said,
}

/// The token of a ticket's page that a code has, where it is such a code.
pub(super) fn token_of(code: &Code) -> Option<Zeroizing<String>> {
    let (_, rest) = code.text().rsplit_once(PATH)?;
    let token = rest.split(['?', '#']).next()?;
    let is_sign = |sign: char| sign.is_ascii_alphanumeric() || sign == '-';
    let is_token = token.contains('-') && token.chars().all(is_sign);
    is_token.then(|| Zeroizing::new(token.to_owned()))
}

impl Model {
    /// The code of a ticket's page was read: asks how it stands with that ticket.
    pub(super) fn look_at(
        &mut self,
        token: Zeroizing<String>,
        screen: Screen,
        now: Now,
        effects: &mut Vec<Effect>,
    ) {
        match screen {
            Screen::Welcome
            | Screen::Services
            | Screen::Closed
            | Screen::Ticket
            | Screen::Found
                if self.knows_queue() && self.visit.paper != PaperTicket::Printing =>
            {
                self.say_look(token, effects);
            }
            // Whose visit it is, whoever shows a code may not know; and who waits for paper is to see
            // what becomes of it.
            _ => self.notify(Notice::CodeNotOurs, now),
        }
    }

    fn say_look(&mut self, token: Zeroizing<String>, effects: &mut Vec<Effect>) {
        if self.said.iter().any(|said| matches!(said, Said::Look(_))) {
            return;
        }
        effects.push(Effect::Send(KioskCommand::Look(Secret::new(token.to_string()))));
        self.said.push_back(Said::Look(token));
    }

    /// The server says how it stands with a ticket.
    pub(super) fn found(&mut self, ticket: FoundTicket, now: Now, effects: &mut Vec<Effect>) {
        let Some(Said::Look(_)) = self.said.front() else { return };
        let Some(Said::Look(token)) = self.said.pop_front() else { return };
        let is_idle =
            matches!(self.visit.step, Step::Welcome | Step::Services | Step::Ticket | Step::Found);
        if !is_idle || self.visit.is_pending() {
            return;
        }
        // What was said of the code before is not about this one.
        self.notice = self
            .notice
            .filter(|(notice, _)| !matches!(notice, Notice::CodeOver | Notice::CodeNotOurs));
        let before = self.visit.found.take();
        let is_same = before.as_ref().is_some_and(|found| found.token == token);
        let waits = ticket.state == FoundState::Waiting;
        let leaving = before.filter(|_| is_same && waits).map(|found| found.leaving);
        let FoundTicket { id, about, state } = ticket;
        let got = Got {
            id,
            label: about.number.unwrap_or_else(|| id.number().to_string()),
            service: about.service,
            ahead: waits.then_some((about.ahead, about.wait)),
            link: None,
        };
        let found = Found {
            token,
            state,
            leaving: leaving.unwrap_or_default(),
            again_ms: now.mono_ms + LOOK_AGAIN_MS,
        };
        self.visit =
            Visit { step: Step::Found, got: Some(got), found: Some(found), ..Visit::new() };
        if !is_same {
            // Who comes next with a code finds nothing of who was there before.
            effects.push(Effect::Forget);
            self.touch(now);
        }
    }

    /// The visitor wants to leave the queue, does, or stays after all.
    pub(super) fn leaves_queue(&mut self, wants: Leaving, effects: &mut Vec<Effect>) {
        let is_online = self.is_online;
        let Some(found) = &mut self.visit.found else { return };
        if found.state != FoundState::Waiting || found.leaving == Leaving::Said {
            return;
        }
        if wants == Leaving::Said {
            // Whoever cannot be heard stays in the queue, and sees that.
            if !is_online || found.leaving != Leaving::Asked {
                return;
            }
            effects.push(Effect::Send(KioskCommand::Leave(Secret::new(found.token.to_string()))));
            self.said.push_back(Said::Leave(found.token.clone()));
        }
        found.leaving = wants;
    }

    /// The visitor has left the queue.
    pub(super) fn left(&mut self, now: Now) {
        let Some(Said::Leave(_)) = self.said.front() else { return };
        let Some(Said::Leave(token)) = self.said.pop_front() else { return };
        if let Some(found) = self.visit.found.as_mut().filter(|found| found.token == token) {
            found.state = FoundState::Ended { outcome: Outcome::Left };
            found.leaving = Leaving::No;
            if let Some(got) = &mut self.visit.got {
                got.ahead = None;
            }
            self.touch(now);
        }
    }

    /// The server did not say how it stands, or did not let them leave.
    pub(super) fn not_found(&mut self, token: &str, refusal: Option<&Refusal>, now: Now) {
        let is_shown = self.visit.found.as_ref().is_some_and(|found| *found.token == token);
        if let Some(found) = self.visit.found.as_mut().filter(|_| is_shown) {
            // It may have been called at that moment.
            found.leaving = Leaving::No;
            found.again_ms = now.mono_ms + LOOK_AGAIN_MS;
        }
        let is_over = matches!(refusal, Some(Refusal::CodeOver | Refusal::NoSuchTicket));
        match refusal {
            _ if is_over && is_shown => self.visit = Visit::new(),
            Some(Refusal::NotWaiting) => {
                if let Some(found) = &mut self.visit.found {
                    found.again_ms = now.mono_ms;
                }
                return;
            }
            _ => {}
        }
        let notice = match refusal {
            _ if is_over => Notice::CodeOver,
            // This server is older and has no such codes.
            Some(Refusal::UnknownCommand) => Notice::CodeNotOurs,
            _ => Notice::AskStaff,
        };
        self.notify(notice, now);
    }

    /// The connection is gone: what was asked is not known, and is asked for on the next one.
    pub(super) fn lose_sight(&mut self) {
        if let Some(found) = &mut self.visit.found {
            found.leaving = Leaving::No;
            found.again_ms = 0;
        }
    }

    /// Asks anew how it stands with the ticket on the screen, where it is time to.
    pub(super) fn look_again(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let Some(found) = &self.visit.found else { return };
        let is_over = matches!(found.state, FoundState::Ended { .. });
        if self.is_online && !is_over && now.mono_ms >= found.again_ms {
            let token = found.token.clone();
            self.say_look(token, effects);
        }
    }

    /// In how many milliseconds that is.
    pub(super) fn looks_again_in(&self, now: Now) -> Option<i64> {
        let found = self.visit.found.as_ref()?;
        let is_over = matches!(found.state, FoundState::Ended { .. });
        (self.is_online && !is_over).then(|| found.again_ms - now.mono_ms)
    }
}
