//! What comes out of the queue, a request at a time: decided, counted and answered within the batch.

use shared::command::{StaffCommand, Verb};
use shared::refusal::Refusal;
use tokio::sync::oneshot;

use super::Clerk;
use super::batch::{Answer, Reader};
use super::load::admin_reply;
use crate::core::time::days_before;
use crate::core::{Act, By, ConnId, Input, Now, Reply, Said};
use crate::hub::pages::standing;
use crate::hub::{Asked, Due, Grant, Request, Visited};

impl Clerk {
    pub(super) fn take(&mut self, request: Request) {
        let now = self.clock.now();
        if request.said_by().is_some_and(|conn| !self.hub.listens_to(conn)) {
            return;
        }
        match request {
            Request::Connect(conn, newcomer) => {
                let (device, address) = (newcomer.device, newcomer.address);
                if self.hub.connect(&self.core, conn, newcomer, now) {
                    self.core.connected(conn, device, Some(address));
                    self.pending.connects.push(conn);
                }
            }
            Request::Disconnect(conn) => {
                self.carry_out(Input::Gone(conn), None, now);
                self.core.disconnected(conn, now);
                self.hub.disconnect(conn);
            }
            Request::Said(conn, said) => self.ask(conn, said, now),
            Request::Unknown(conn) => {
                let asked = Asked { conn, verb: None };
                self.pending.asked.push(asked);
                self.hub.reply(&self.core, asked, &Reply::Refused(Refusal::UnknownCommand), now);
            }
            Request::Refuse(conn, verb, refusal) => {
                let asked = Asked { conn, verb: Some(verb) };
                self.pending.asked.push(asked);
                self.hub.reply(&self.core, asked, &Reply::Refused(refusal), now);
            }
            Request::Credentials { conn, user, reply } => {
                // The connection may be gone by now.
                reply.send(self.core.credentials(conn, user.as_deref())).ok();
            }
            Request::Aside { conn, command, reply } => self.aside(conn, command, reply, now),
            Request::MaySetUp { code, reply, .. } => {
                reply.send(self.core.may_set_up(&code)).ok();
            }
            Request::Enrol { code, token, name } => {
                // Where it may not, it goes on waiting for somebody to let it in.
                self.carry_out(Input::Enrol { code, token, name }, None, now);
            }
            Request::Admin { request, reply } => {
                let answer = self.carry_out(Input::Admin(request), None, now);
                self.pending.replies.push(Answer::Admin(reply, admin_reply(answer)));
            }
            Request::Job { input, reply } => {
                let answer = match self.carry_out(input, None, now) {
                    Reply::Refused(refusal) => Err(refusal),
                    _ => Ok(()),
                };
                self.pending.replies.push(Answer::Job(reply, answer));
            }
            Request::Visit { visit, reply } => {
                let answer = match self.carry_out(Input::Visit(visit), None, now) {
                    Reply::Refused(refusal) => Err(refusal),
                    Reply::Ticket { ticket, is_own } => {
                        let standing = standing(&self.core, &ticket);
                        Ok(Some(Visited { ticket: ticket.id, standing, is_own }))
                    }
                    _ => Ok(None),
                };
                self.pending.replies.push(Answer::Visit(reply, answer));
            }
            Request::LengthenCodes(guessed) => {
                if self.core.lengthen_codes(guessed, now) {
                    let letters = self.core.code_length(now).letters();
                    tracing::warn!(
                        "codes to join with are guessed at: for an hour they have {letters} signs"
                    );
                    self.hub.tell_joining(&self.core, now);
                }
            }
            Request::Level { reply } => self.readers.push(Reader::Job(reply)),
            Request::WhatIsDue { reply } => drop(reply.send(self.what_is_due(now))),
            Request::Tick => self.tick(now),
            // Taken by `work`, which ends with it.
            Request::Stop { done, .. } => drop(done),
        }
    }

    /// Carries out a client's command and answers it.
    fn ask(&mut self, conn: ConnId, said: Said, now: Now) {
        let verb = said.verb();
        let asked = Asked { conn, verb: Some(verb) };
        self.pending.asked.push(asked);
        let is_query = verb == Verb::Query;
        let reply = if is_query && !self.hub.may_query(conn, now.run) {
            Reply::Refused(Refusal::UnknownVisitor)
        } else {
            let reply = self.carry_out(Input::Said(conn, said), Some(conn), now);
            self.count(conn, &reply, now);
            reply
        };
        self.hub.reply(&self.core, asked, &reply, now);
    }

    /// Counts what must not be asked without end.
    fn count(&mut self, conn: ConnId, reply: &Reply, now: Now) {
        let Reply::Refused(refusal) = reply else { return };
        self.health.metrics.refusals.count();
        match refusal {
            Refusal::UnknownVisitor => self.hub.count_unknown_query(conn, now.run),
            Refusal::UnknownToken | Refusal::PleaseRelogin => {
                for act in self.hub.count_refused_token(conn, now.run) {
                    self.carry_out(Input::Acted(By::Nobody, act), None, now);
                }
            }
            Refusal::WrongLogin | Refusal::TooManyAttempts(_) => {
                self.health.metrics.failed_sign_ins.count();
            }
            _ => {}
        }
    }

    fn aside(
        &mut self,
        conn: ConnId,
        command: StaffCommand,
        reply: oneshot::Sender<Result<Grant, Refusal>>,
        now: Now,
    ) {
        let asked = Asked { conn, verb: Some(command.verb()) };
        self.pending.asked.push(asked);
        match self.carry_out(Input::Said(conn, Said::Staff(command)), Some(conn), now) {
            Reply::Aside(aside) => {
                self.pending.asides.push(conn);
                self.pending.replies.push(Answer::Aside(conn, reply, aside));
            }
            answer => self.hub.reply(&self.core, asked, &answer, now),
        }
    }

    fn tick(&mut self, now: Now) {
        self.health.tick();
        self.hub.tell_time(&self.core, now);
        self.core.look_around(now);
        if let Some(act) = self.hub.settle_refused_tokens(now.run) {
            self.carry_out(Input::Acted(By::Nobody, act), None, now);
        }
        self.carry_out(Input::Tick, None, now);
        self.warn();
        self.hub.tell_queue(&self.core, now);
        self.hub.tell_opening(&self.core, now);
        self.hub.tell_joining(&self.core, now);
        if self.is_unsure && self.store.settle().is_ok() {
            self.is_unsure = false;
            let act = Act::SaveFailed;
            self.carry_out(Input::Acted(By::Server, act), None, now);
        }
    }

    fn what_is_due(&self, now: Now) -> Due {
        let retention_days = self.core.profile().retention_days;
        let days = retention_days.filter(|_| self.core.retention_is_due(now));
        let before = days.map(|days| days_before(now.wall, days));
        Due { forget_before: before, scrub: self.core.owes_scrub(), retention_days }
    }
}
