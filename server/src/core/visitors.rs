//! What visitors ask for on their own telephones.

use shared::command::Request;
use shared::ids::TicketId;
use shared::refusal::Refusal;
use shared::text::Arg;
use shared::ticket::Outcome;

use super::change::{By, Change};
use super::ticket::Ticket;
use super::tickets::{Wanted, ended};
use super::time::{Millis, Now};
use super::{Core, Known, Names, Reply, Verdict};

/// How long somebody who left may take their place back.
pub const RETURN_MS: Millis = 2 * 60 * 1000;

/// What a visitor asks for on their own telephone.
#[derive(Debug)]
pub enum Visit {
    /// How it stands with a ticket of theirs that is not open.
    Look(TicketId),
    /// They leave the queue.
    Leave(TicketId),
    /// They have left and want their place again.
    Return(TicketId),
    /// They want a ticket.
    Join(Box<Request>),
}

/// Whether the visitor of a ticket that has ended may take their place back: they left it by
/// themselves, a moment ago.
pub fn may_return(outcome: Option<Outcome>, is_by_staff: bool, end: Millis, now: Millis) -> bool {
    outcome == Some(Outcome::Left) && !is_by_staff && now.saturating_sub(end) < RETURN_MS
}

impl Core {
    /// What a visitor names and the core does not hold.
    pub(super) fn visit_names(&self, visit: &Visit) -> Names {
        match visit {
            Visit::Look(ticket) | Visit::Leave(ticket) | Visit::Return(ticket) => {
                let is_open = self.desk.ticket(*ticket).is_some();
                Names { ticket: (!is_open).then_some(*ticket), ..Names::default() }
            }
            Visit::Join(request) => Names { key: Some(request.key.clone()), ..Names::default() },
        }
    }

    /// What follows from what a visitor asks for.
    pub(super) fn visit(&self, visit: Visit, known: &Known, now: Now) -> Verdict {
        let done = |change: Option<Change>| {
            Verdict::with(By::Visitor, change.into_iter().collect(), Reply::Nothing)
        };
        let verdict = match visit {
            Visit::Look(ticket) => self.named(&Arg::Good(ticket), known).map(|ticket| {
                let reply = Reply::Ticket { ticket: Box::new(ticket.clone()), is_own: true };
                Verdict { reply, ..Verdict::default() }
            }),
            Visit::Leave(ticket) => self.leave_queue(ticket, known, now).map(done),
            Visit::Return(ticket) => self.return_to_queue(ticket, known, now).map(done),
            Visit::Join(request) => self.join(*request, known, now),
        };
        verdict.unwrap_or_else(Verdict::refused)
    }

    /// A visitor leaves. Once called they are staff's to end, and who has left already has left.
    pub(super) fn leave_queue(
        &self,
        ticket: TicketId,
        known: &Known,
        now: Now,
    ) -> Result<Option<Change>, Refusal> {
        let ticket = self.named(&Arg::Good(ticket), known)?;
        match ticket.outcome {
            _ if ticket.is_waiting() => Ok(Some(ended(ticket, Outcome::Left, None, now))),
            Some(Outcome::Left) => Ok(None),
            _ => Err(Refusal::NotWaiting),
        }
    }

    /// A visitor who left is in their old place again: their number and when they are due stay.
    fn return_to_queue(
        &self,
        ticket: TicketId,
        known: &Known,
        now: Now,
    ) -> Result<Option<Change>, Refusal> {
        let ticket = self.named(&Arg::Good(ticket), known)?;
        let Some(end) = ticket.end else {
            return if ticket.is_waiting() { Ok(None) } else { Err(Refusal::NotWaiting) };
        };
        if !may_return(ticket.outcome, ticket.ended_by.is_some(), end, now.wall) {
            return Err(Refusal::TooLate);
        }
        let ticket = Ticket {
            end: None,
            outcome: None,
            acted: ticket.not_before(now.wall),
            service: self.service_again(ticket),
            ..ticket.clone()
        };
        Ok(Some(Change::Reopened { ticket }))
    }

    /// A visitor takes a ticket, as at a kiosk, in a service that lets them.
    fn join(&self, request: Request, known: &Known, now: Now) -> Result<Verdict, Refusal> {
        let service = request.service.as_ref().and_then(|id| self.services().get(id));
        if !service.is_some_and(|service| service.by_phone) {
            return Err(Refusal::NoSuchService);
        }
        self.create(By::Visitor, &Wanted::read(Arg::Good(request))?, known, now)
    }
}
