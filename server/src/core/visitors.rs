//! What visitors ask for on their own telephones.

use std::time::Duration;

use shared::command::Request;
use shared::ids::TicketId;
use shared::opening::Opening;
use shared::refusal::Refusal;
use shared::service::{IdentityKind, Offer, Takes};
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
    Return {
        /// The place of which ticket.
        ticket: TicketId,
        /// The tickets that their browser knows, of which one at most is open.
        known: Vec<TicketId>,
    },
    /// They want a ticket.
    Join {
        /// For whom, and what for.
        request: Box<Request>,
        /// The tickets that their browser knows, of which one at most is open.
        known: Vec<TicketId>,
    },
}

/// Whether a ticket of a service can be taken by telephone now, or why not: what the boards show a code
/// for, and what the pages offer.
///
/// # Errors
///
/// As whoever took one would be refused.
pub fn may_join(opening: Opening, Offer { service, takes }: &Offer) -> Result<(), Refusal> {
    match takes {
        _ if opening != Opening::Open => Err(Refusal::Closed),
        _ if !service.by_phone => Err(Refusal::NoSuchService),
        _ if !service.open => Err(Refusal::ServiceStopped),
        Some(Takes::Today) => Err(Refusal::NoMoreToday),
        Some(Takes::Full) => Err(Refusal::FullNow),
        Some(Takes::Yes) | None => Ok(()),
    }
}

/// How long it may take until a browser knows of a ticket that it took. Not longer: a page that was shown
/// to somebody else is one that their browser knows, too, and what they take is no ticket of its visitor.
const UNKNOWN_FOR: Duration = Duration::from_secs(10);

/// A ticket that was taken beside another that the browser knew.
#[derive(Debug, Clone, Copy)]
pub(super) struct Joined {
    taken: TicketId,
    /// When, by the time run.
    at: Duration,
}

impl Joined {
    fn is_recent(self, run: Duration) -> bool {
        run.saturating_sub(self.at) < UNKNOWN_FOR
    }
}

impl Core {
    /// Until when the visitor of a ticket may take their place back: they left it by themselves, and
    /// nobody had them forgotten since. None: they may not.
    pub fn returns_until(&self, ticket: &Ticket) -> Option<Millis> {
        let has_left = ticket.outcome == Some(Outcome::Left) && ticket.ended_by.is_none();
        let end = ticket.end.filter(|_| has_left && !self.is_forgotten(ticket))?;
        Some(end.saturating_add(RETURN_MS))
    }

    /// Whether a ticket lacks what its visitor must have told.
    fn is_forgotten(&self, ticket: &Ticket) -> bool {
        let service = ticket.service.as_ref().and_then(|id| self.services().get(id));
        let may_tell_nothing = service.is_some_and(|service| {
            service.identity.optional || service.identity.kind == IdentityKind::None
        });
        ticket.is_nameless() && !may_tell_nothing
    }

    /// What a visitor names and the core does not hold.
    pub(super) fn visit_names(&self, visit: &Visit) -> Names {
        match visit {
            Visit::Look(ticket) | Visit::Leave(ticket) | Visit::Return { ticket, .. } => {
                let is_open = self.desk.ticket(*ticket).is_some();
                Names { ticket: (!is_open).then_some(*ticket), ..Names::default() }
            }
            Visit::Join { request, .. } => {
                Names { key: Some(request.key.clone()), ..Names::default() }
            }
        }
    }

    /// What follows from what a visitor asks for.
    pub(super) fn visit(&self, visit: Visit, known: &Known, now: Now) -> Verdict {
        let verdict = match visit {
            Visit::Look(ticket) => self.named(&Arg::Good(ticket), known).map(|ticket| {
                let reply = Reply::Ticket { ticket: Box::new(ticket.clone()), is_own: true };
                Verdict { reply, ..Verdict::default() }
            }),
            Visit::Leave(ticket) => self.leave_queue(ticket, known, now).map(done),
            Visit::Return { ticket, known: of_browser } => {
                self.return_to_queue(ticket, &of_browser, known, now)
            }
            Visit::Join { request, known: of_browser } => match self.open_of(&of_browser, now) {
                Some(open) => Ok(found(open)),
                None => self
                    .join(*request, known, now)
                    .map(|verdict| Verdict { taken_beside: of_browser, ..verdict }),
            },
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

    /// The one that is open of the tickets that a browser knows, or that was taken beside them a moment
    /// ago. Requests of one browser come at the same moment, too, so this is looked at here, where one is
    /// decided after the other.
    fn open_of(&self, browser: &[TicketId], now: Now) -> Option<&Ticket> {
        let joined = |ticket| self.presence.joined.get(ticket);
        let beside = browser.iter().filter_map(joined).filter(|joined| joined.is_recent(now.run));
        let all = browser.iter().copied().chain(beside.map(|joined| joined.taken));
        all.filter_map(|ticket| self.desk.ticket(ticket)).next()
    }

    /// A ticket was taken in a browser that knows these.
    pub fn joined(&mut self, browser: &[TicketId], taken: TicketId, now: Now) {
        let all = &mut self.presence.joined;
        all.retain(|_, joined| joined.is_recent(now.run));
        let joined = Joined { taken, at: now.run };
        all.extend(browser.iter().map(|ticket| (*ticket, joined)));
    }

    /// It was taken back.
    pub fn not_joined(&mut self, taken: TicketId) {
        self.presence.joined.retain(|_, joined| joined.taken != taken);
    }

    /// A visitor who left is in their old place again: their number and when they are due stay. Whose
    /// browser has another open ticket, or whose address waits already by one, waits by that one.
    fn return_to_queue(
        &self,
        ticket: TicketId,
        browser: &[TicketId],
        known: &Known,
        now: Now,
    ) -> Result<Verdict, Refusal> {
        let ticket = self.named(&Arg::Good(ticket), known)?;
        if ticket.end.is_none() {
            return if ticket.is_waiting() { Ok(done(None)) } else { Err(Refusal::NotWaiting) };
        }
        if self.returns_until(ticket).is_none_or(|until| until <= now.wall) {
            return Err(Refusal::TooLate);
        }
        if let Some(open) = self.open_of(browser, now) {
            return Ok(found(open));
        }
        let service = self.service_again(ticket);
        let there = self.desk.waiting_of(service.as_ref(), &ticket.email);
        if let Some(there) = there.filter(|_| !ticket.email.is_empty()) {
            return Ok(found(there));
        }
        let ticket = Ticket {
            end: None,
            outcome: None,
            acted: ticket.not_before(now.wall),
            service,
            ..ticket.clone()
        };
        Ok(done(Some(Change::Reopened { ticket })))
    }

    /// A visitor takes a ticket, as at a kiosk, in a service that lets them. Where one is found that
    /// waits for the address, nothing is written down: the address may be mistyped, and the pass is
    /// still good.
    fn join(&self, request: Request, known: &Known, now: Now) -> Result<Verdict, Refusal> {
        let service = request.service.as_ref().and_then(|id| self.services().get(id));
        if !service.is_some_and(|service| service.by_phone) {
            return Err(Refusal::NoSuchService);
        }
        let verdict = self.create(By::Visitor, &Wanted::read(Arg::Good(request))?, known, now)?;
        match verdict.reply {
            Reply::Ticket { is_own: false, ticket } => Ok(found(&ticket)),
            _ => Ok(verdict),
        }
    }
}

/// What a visitor asked for is done.
fn done(change: Option<Change>) -> Verdict {
    Verdict::with(By::Visitor, change.into_iter().collect(), Reply::Nothing)
}

/// Nothing is done, since this ticket waits for the same address, or is open in the same browser.
fn found(ticket: &Ticket) -> Verdict {
    let reply = Reply::Ticket { ticket: Box::new(ticket.clone()), is_own: false };
    Verdict { reply, ..Verdict::default() }
}
