//! The rules of tickets: the checks of each command, in the order in which the protocol answers
//! them.

use shared::command::{Key, NewTicket, Request};
use shared::ids::{TableNo, TicketId};
use shared::opening::Opening;
use shared::person::Role;
use shared::refusal::Refusal;
use shared::service::{Given, NotUsable, Priority, Service, ServiceId, Takes};
use shared::text::{Arg, clean};
use shared::ticket::{Outcome, Source};
use shared::visitor::{NOTE_CHARS, visitor};

use super::accounts::PersonId;
use super::change::{By, Change, KeyUse, Made};
use super::tables::Seated;
use super::ticket::Ticket;
use super::time::{Millis, Now};
use super::{Core, Known, Reply, Verdict};

/// How long an ended ticket may be taken back by who ended it.
pub const REOPEN_MS: Millis = 10 * 60 * 1000;

/// How long a request key is known, unless the clock is in doubt: forgotten too early, a
/// repeated request would make a second ticket.
pub const KEY_MS: Millis = 48 * 60 * 60 * 1000;

/// The most bytes of a language tag; RFC 5646 section 4.4.1 asks for room for 35.
const LANG_BYTES: usize = 35;

/// What a ticket is made from, as it was sent: whether it can be used is one of the checks.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    email: String,
    name: String,
    reason: Option<String>,
    lang: Option<String>,
    /// With a key, a waiting ticket of the address is found.
    key: Option<Key>,
    /// Whether a second ticket is wanted beside one that waits.
    again: bool,
    service: Option<ServiceId>,
    contact: String,
    priority: Option<Priority>,
    /// Whether it is the protocol's own `new`, which always gives an address and a name.
    is_classic: bool,
    /// The kiosk at which it is wanted.
    kiosk: Option<String>,
}

impl From<NewTicket> for Wanted {
    fn from(new: NewTicket) -> Self {
        Self { email: new.email, name: new.name, is_classic: true, ..Self::default() }
    }
}

impl Wanted {
    /// What a request asks for, or why it cannot be read.
    pub(super) fn read(request: Arg<Request>) -> Result<Self, Refusal> {
        match request {
            Arg::Good(request) => Ok(Self {
                reason: request.reason().map(ToOwned::to_owned),
                lang: request.lang().map(ToOwned::to_owned),
                email: request.email,
                name: request.name,
                key: Some(request.key),
                again: request.again.unwrap_or_default(),
                service: request.service,
                contact: request.contact.unwrap_or_default(),
                priority: request.priority,
                is_classic: false,
                kiosk: None,
            }),
            Arg::Bad(text) => {
                // Readable but for its key: then that is what to say.
                let value: Result<serde_json::Value, _> = serde_json::from_str(&text);
                let key_is_bad = value.is_ok_and(|value| {
                    let key = value.get("key").and_then(|key| key.as_str());
                    value.is_object() && key.is_none_or(|key| key.parse::<Key>().is_err())
                });
                Err(if key_is_bad { Refusal::KeyNotValid } else { Refusal::Unreadable })
            }
        }
    }
}

impl Wanted {
    /// The same at a kiosk of this name.
    pub(super) fn at_kiosk(self, name: String) -> Self {
        Self { kiosk: Some(name), ..self }
    }

    /// Whom the ticket is for, as its service asks.
    fn given(&self, service: Option<&Service>) -> Result<Given, Refusal> {
        let service = service.filter(|_| !self.is_classic);
        let Some(service) = service else {
            let (address, name) = visitor(&self.email, &self.name)?;
            let (email, name) = (address.as_str().to_owned(), name.as_str().to_owned());
            return Ok(Given { email, name, contact: None });
        };
        let given = service.identity.check(&self.email, &self.name, &self.contact);
        given.map_err(|why| match why {
            NotUsable::Visitor(unusable) => unusable.into(),
            NotUsable::Phone => Refusal::PhoneNotValid,
            NotUsable::Number => Refusal::NumberNotValid,
        })
    }
}

/// What a rule about one ticket decided.
pub(super) type Changes = Result<Vec<Change>, Refusal>;

impl Core {
    /// The ticket that is named, open or ended.
    pub(super) fn named<'a>(
        &'a self,
        ticket: &Arg<TicketId>,
        known: &'a Known,
    ) -> Result<&'a Ticket, Refusal> {
        let ticket_id = *ticket.good().ok_or(Refusal::NoSuchTicket)?;
        let known = known.ticket.as_ref().filter(|ticket| ticket.id == ticket_id);
        self.desk.ticket(ticket_id).or(known).ok_or(Refusal::NoSuchTicket)
    }

    /// The checks of every verb about a claimed ticket of mine.
    pub(super) fn mine<'a>(
        &'a self,
        person: PersonId,
        ticket: &Arg<TicketId>,
        known: &'a Known,
    ) -> Result<(Seated, &'a Ticket), Refusal> {
        let seated = self.seated(person).ok_or(Refusal::NoTable)?;
        let ticket = self.named(ticket, known)?;
        if ticket.owner != Some(seated.person) {
            Err(Refusal::NotYours)
        } else if ticket.end.is_some() {
            Err(Refusal::AlreadyEnded)
        } else {
            Ok((seated, ticket))
        }
    }

    pub(super) fn accept(
        &self,
        person: PersonId,
        ticket: &Arg<TicketId>,
        known: &Known,
        now: Now,
    ) -> Changes {
        let seated = self.seated(person).ok_or(Refusal::NoTableChosen)?;
        let ticket = self.named(ticket, known)?;
        if ticket.end.is_some() {
            Err(Refusal::AlreadyEnded)
        } else if ticket.is_waiting() {
            Ok(vec![self.claim(ticket, seated, now)])
        } else if ticket.owner == Some(seated.person) {
            Ok(Vec::new())
        } else {
            Err(Refusal::NowClaimed)
        }
    }

    pub(super) fn next(
        &self,
        person: PersonId,
        now: Now,
    ) -> Result<(TicketId, Vec<Change>), Refusal> {
        let seated = self.seated(person).ok_or(Refusal::NoTableChosen)?;
        let takes = |service: Option<&ServiceId>| self.takes(person, service);
        let ticket = self.desk.next_among(takes).ok_or(Refusal::NobodyWaiting)?;
        Ok((ticket.id, vec![self.claim(ticket, seated, now)]))
    }

    fn claim(&self, ticket: &Ticket, seated: Seated, now: Now) -> Change {
        let at = ticket.not_before(now.wall);
        Change::Claimed {
            ticket: ticket.id,
            person: seated.person,
            table: seated.table,
            called: self.desk.next_call(),
            calls: ticket.calls.saturating_add(1),
            first_claimed: ticket.first_claimed.unwrap_or(at),
            service: ticket.service.clone(),
            sample: self.paces.sample(ticket.service.as_ref(), now.wall),
            at,
        }
    }

    pub(super) fn end(
        &self,
        person: PersonId,
        ticket: &Arg<TicketId>,
        outcome: Outcome,
        known: &Known,
        now: Now,
    ) -> Changes {
        let (seated, ticket) = self.mine(person, ticket, known)?;
        Ok(vec![ended(ticket, outcome, Some(seated.person), now)])
    }

    pub(super) fn release(
        &self,
        person: PersonId,
        ticket: &Arg<TicketId>,
        known: &Known,
        now: Now,
    ) -> Changes {
        let seated = self.seated(person).ok_or(Refusal::NoTable)?;
        let ticket = self.named(ticket, known)?;
        let owner = ticket.owner.ok_or(Refusal::NotYours)?;
        if owner != seated.person && self.desk.table_of(owner).is_some() {
            return Err(Refusal::NotYours);
        }
        if ticket.end.is_some() {
            return Err(Refusal::AlreadyEnded);
        }
        Ok(vec![released(ticket, now)])
    }

    pub(super) fn reopen(
        &self,
        person: PersonId,
        ticket: &Arg<TicketId>,
        known: &Known,
        now: Now,
    ) -> Changes {
        let seated = self.seated(person).ok_or(Refusal::NoTable)?;
        let ticket = self.named(ticket, known)?;
        let Some(end) = ticket.end else {
            let is_mine = ticket.owner == Some(seated.person);
            return Err(if is_mine { Refusal::NotEnded } else { Refusal::NotYours });
        };
        // Whoever ended it, which for a withdrawn ticket is not an owner.
        if ticket.ended_by != Some(seated.person) {
            return Err(Refusal::NotYours);
        }
        if now.wall.saturating_sub(end) >= REOPEN_MS {
            return Err(Refusal::TooLate);
        }
        let at = ticket.not_before(now.wall);
        Ok(vec![Change::Reopened {
            ticket: Ticket {
                owner: Some(seated.person),
                table: Some(seated.table),
                first_claimed: Some(ticket.first_claimed.unwrap_or(at)),
                claimed: Some(ticket.claimed.unwrap_or(at)),
                end: None,
                outcome: None,
                ended_by: None,
                called: self.desk.next_call(),
                // One that was never called is called by this.
                first_call: ticket.first_call.or(ticket.claimed).or(Some(at)),
                last_call: ticket.last_call.or(ticket.claimed).or(Some(at)),
                acted: at,
                service: self.service_again(ticket),
                ..ticket.clone()
            },
        }])
    }

    /// The service of an ended ticket that is opened again: its own may be gone since.
    pub(super) fn service_again(&self, ticket: &Ticket) -> Option<ServiceId> {
        self.service_of(ticket.service.as_ref()).map_or_else(
            |_| self.services().0.first().map(|service| service.id.clone()),
            |service| service.map(|service| service.id.clone()),
        )
    }

    pub(super) fn withdraw(
        &self,
        person: PersonId,
        ticket: &Arg<TicketId>,
        known: &Known,
        now: Now,
    ) -> Changes {
        let ticket = self.named(ticket, known)?;
        if !ticket.is_waiting() {
            return Err(Refusal::NotWaiting);
        }
        Ok(vec![ended(ticket, Outcome::Left, Some(person), now)])
    }

    pub(super) fn recall(
        &self,
        person: PersonId,
        ticket: &Arg<TicketId>,
        known: &Known,
        now: Now,
    ) -> Changes {
        let (_, ticket) = self.mine(person, ticket, known)?;
        Ok(vec![Change::Recalled {
            ticket: ticket.id,
            called: self.desk.next_call(),
            calls: ticket.calls.saturating_add(1),
            at: ticket.not_before(now.wall),
        }])
    }

    pub(super) fn transfer(
        &self,
        person: PersonId,
        ticket: &Arg<TicketId>,
        table: &Arg<TableNo>,
        known: &Known,
        now: Now,
    ) -> Changes {
        let (seated, ticket) = self.mine(person, ticket, known)?;
        let table = *table.good().ok_or(Refusal::NobodyAtTable)?;
        let person = self.desk.person_at(table).ok_or(Refusal::NobodyAtTable)?;
        if person == seated.person {
            return Ok(Vec::new());
        }
        Ok(vec![Change::Transferred {
            ticket: ticket.id,
            person,
            table,
            called: self.desk.next_call(),
            calls: ticket.calls.saturating_add(1),
            at: ticket.not_before(now.wall),
        }])
    }

    pub(super) fn note(
        &self,
        ticket: &Arg<TicketId>,
        text: &str,
        known: &Known,
        now: Now,
    ) -> Changes {
        let ticket = self.named(ticket, known)?;
        if ticket.end.is_some() {
            return Err(Refusal::AlreadyEnded);
        }
        let text = free_text(text, Refusal::NoteTooLong)?;
        Ok(vec![Change::Noted {
            ticket: ticket.id,
            text: (!text.is_empty()).then_some(text),
            at: ticket.not_before(now.wall),
        }])
    }

    /// `new` and `request`: a ticket, made or found.
    pub(super) fn create(
        &self,
        by: By,
        wanted: &Wanted,
        known: &Known,
        now: Now,
    ) -> Result<Verdict, Refusal> {
        if let Some(used) = self.live_key(known, now) {
            return if used.is_barred {
                Err(Refusal::Withdrawn)
            } else {
                let ticket = used.ticket.and_then(|ticket_id| {
                    self.desk.ticket(ticket_id).or(known.ticket.as_ref()).cloned()
                });
                // A key without a ticket is barred; its ticket is never deleted.
                let ticket = ticket.ok_or(Refusal::ReadFailed)?;
                let reply = Reply::Ticket { ticket: Box::new(ticket), is_own: used.is_own };
                Ok(Verdict { reply, ..Verdict::default() })
            };
        }
        if by.is_visitor() && self.opening(now).state != Opening::Open {
            return Err(Refusal::Closed);
        }
        let service = self.service_of(wanted.service.as_ref())?;
        self.may_go_first(by, wanted)?;
        let given = wanted.given(service)?;
        let asks = |reason: &String| {
            self.profile().reasons.has(reason)
                && service.is_none_or(|service| service.asks_for(reason))
        };
        if wanted.reason.as_ref().is_some_and(|reason| !asks(reason)) {
            return Err(Refusal::UnknownReason);
        }
        if !wanted.lang.as_deref().is_none_or(is_language_tag) {
            return Err(Refusal::UnknownLanguage);
        }
        if let Some(key) = &wanted.key
            && !wanted.again
            && !given.email.is_empty()
            && let Some(waiting) =
                self.desk.waiting_of(service.map(|service| &service.id), &given.email)
        {
            let found = Change::KeyFound { key: key.clone(), ticket: waiting.id, at: now.wall };
            let first = (wanted.priority == Some(Priority::High) && !waiting.has_priority())
                .then(|| self.goes_first(waiting, now));
            let changes = [found].into_iter().chain(first).collect();
            let reply = Reply::Ticket { ticket: Box::new(waiting.clone()), is_own: false };
            return Ok(Verdict::with(by, changes, reply));
        }
        // Who waits already is turned away by nothing of this.
        self.may_come(by, service, now)?;
        let due = self.due(service, wanted.priority == Some(Priority::High), now);
        let source = match by {
            By::Person(_) => Source::Staff,
            By::Visitor => Source::Phone,
            By::Kiosk | By::Administrator | By::Server | By::Nobody => Source::Kiosk,
        };
        let mut ticket = Ticket {
            email: given.email,
            name: given.name,
            contact: given.contact,
            reason: wanted.reason.clone(),
            lang: wanted.lang.clone(),
            service: service.map(|service| service.id.clone()),
            prefix: service.and_then(|service| service.prefix),
            arrival: (due.arrival != due.rank).then_some(due.arrival),
            usual: due.usual,
            kiosk: wanted.kiosk.clone(),
            ..Ticket::new(self.desk.next_ticket(), now.wall, due.rank, source)
        };
        if by.is_visitor() {
            let ahead = self.desk.ahead_of(&ticket);
            let expected = self.expected_wait(ticket.service.as_ref(), ahead, now);
            ticket.promised = expected.map(|range| (range.low_secs, range.high_secs));
        }
        let made = ticket.service.as_ref().map(|service| {
            let made = self.made_today(Some(service), now);
            Made { count: made.count.saturating_add(1), ..made }
        });
        let is_nameless = by == By::Kiosk && ticket.is_nameless();
        let reply = Reply::Ticket { ticket: Box::new(ticket.clone()), is_own: true };
        let created = Change::Created { ticket, key: wanted.key.clone(), made };
        Ok(Verdict { is_nameless, ..Verdict::with(by, vec![created], reply) })
    }

    /// Whether a ticket may be asked for that goes first.
    fn may_go_first(&self, by: By, wanted: &Wanted) -> Result<(), Refusal> {
        let is_lead = match by {
            By::Person(person) => self.accounts.role(person) >= Some(Role::Lead),
            _ => false,
        };
        let is_first = wanted.priority == Some(Priority::High);
        if is_first && !is_lead { Err(Refusal::NeedsLead) } else { Ok(()) }
    }

    /// Whether a service may have a ticket more.
    fn may_come(&self, by: By, service: Option<&Service>, now: Now) -> Result<(), Refusal> {
        if service.is_some_and(|service| !service.open) {
            return Err(Refusal::ServiceStopped);
        }
        match self.takes_tickets(service, now) {
            Takes::Today if by.is_visitor() => Err(Refusal::NoMoreToday),
            Takes::Full if by.is_visitor() => Err(Refusal::FullNow),
            Takes::Today | Takes::Full | Takes::Yes => Ok(()),
        }
    }

    /// What became of a request key, as long as it is known.
    fn live_key(&self, known: &Known, now: Now) -> Option<KeyUse> {
        let is_doubted = self.doubts_clock(now);
        let is_live = |used: &KeyUse| now.wall.saturating_sub(used.at) < KEY_MS;
        known.key.filter(|used| is_doubted || is_live(used))
    }

    /// A kiosk's `withdraw`: the visitor of a request left.
    pub(super) fn withdraw_key(&self, key: &Key, known: &Known, now: Now) -> Vec<Change> {
        let used = self.live_key(known, now);
        if used.is_some_and(|used| used.is_barred) {
            // The visitor left twice; once is enough.
            return Vec::new();
        }
        let own = used.filter(|used| used.is_own).and_then(|used| used.ticket);
        let waiting = own.and_then(|ticket_id| self.desk.ticket(ticket_id));
        let waiting = waiting.filter(|ticket| ticket.is_waiting());
        let barred = Change::KeyBarred {
            key: key.clone(),
            ticket: used.and_then(|used| used.ticket),
            is_own: used.is_some_and(|used| used.is_own),
            at: now.wall,
        };
        let left = waiting.map(|ticket| ended(ticket, Outcome::Left, None, now));
        left.into_iter().chain([barred]).collect()
    }
}

/// The end of an open ticket.
pub(super) fn ended(ticket: &Ticket, outcome: Outcome, by: Option<PersonId>, now: Now) -> Change {
    Change::Ended { ticket: ticket.id, outcome, by, at: ticket.not_before(now.wall) }
}

/// A claimed ticket goes back to its place in the queue.
pub(super) fn released(ticket: &Ticket, now: Now) -> Change {
    Change::Released { ticket: ticket.id, at: ticket.not_before(now.wall) }
}

/// A text that staff set, cleaned.
pub(super) fn free_text(text: &str, too_long: Refusal) -> Result<String, Refusal> {
    let text = clean(text);
    if text.chars().count() > NOTE_CHARS { Err(too_long) } else { Ok(text) }
}

fn is_language_tag(lang: &str) -> bool {
    lang.len() <= LANG_BYTES
        && lang.split('-').all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}
