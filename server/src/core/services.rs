//! Services: the queues of one desk. Who takes which, when a ticket is due, how many come, and
//! what is learnt about the waits of each.

use std::collections::BTreeMap;

use chrono::NaiveTime;
use shared::ids::TicketId;
use shared::message::Reasons;
use shared::refusal::Refusal;
use shared::service::{Offer, Offers, Priority, Service, ServiceId, ServiceIds, Takes};
use shared::text::Arg;

use super::accounts::{Person, PersonId};
use super::change::{Change, Made};
use super::estimate::{Estimator, Range, Sample, Tables};
use super::hours::last_day_end;
use super::ticket::Ticket;
use super::tickets::Changes;
use super::time::{Millis, Now};
use super::{Core, Known};

const MINUTE_MS: Millis = 60_000;

/// The services of a desk, in the order in which they are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Services(pub Vec<Service>);

impl Services {
    /// The service of this id.
    pub fn get(&self, id: &ServiceId) -> Option<&Service> {
        self.0.iter().find(|service| service.id == *id)
    }

    /// A reason that a service asks for and that is none of these.
    pub fn unknown_reason(&self, reasons: &Reasons) -> Option<&String> {
        let mut asked = self.0.iter().filter_map(|service| service.reasons.as_ref()).flatten();
        asked.find(|id| !reasons.has(id))
    }

    /// Leaves the reasons out that are none of these.
    pub fn keep_reasons(&mut self, reasons: &Reasons) {
        for asked in self.0.iter_mut().filter_map(|service| service.reasons.as_mut()) {
            asked.retain(|id| reasons.has(id));
        }
    }

    /// What a desk may not have.
    ///
    /// # Errors
    ///
    /// A sentence that names what is wrong.
    pub fn check(&self) -> Result<(), String> {
        for (place, service) in self.0.iter().enumerate() {
            let id = &service.id;
            let others = &self.0[..place];
            if others.iter().any(|other| other.id == *id) {
                return Err(format!("the service id `{id}` is given twice"));
            }
            if service.text.values().all(|text| text.trim().is_empty()) {
                return Err(format!("the service `{id}` has no text in any language"));
            }
            if let Some(prefix) = service.prefix
                && let Some(other) = others.iter().find(|other| other.prefix == Some(prefix))
            {
                return Err(format!("`{}` and `{id}` have the same letter {prefix}", other.id));
            }
            if !(1..=1440).contains(&service.target_mins) {
                let mins = service.target_mins;
                return Err(format!("the target of `{id}`, {mins} minutes, is not 1 to 1440"));
            }
            let (fewest, most) = service.identity.length();
            if fewest == 0 || fewest > most || most > 64 {
                return Err(format!("what `{id}` asks for cannot have {fewest} to {most} signs"));
            }
        }
        if self.0.len() > 60 { Err("a desk has at most 60 services".to_owned()) } else { Ok(()) }
    }
}

/// What is learnt about the waits.
#[derive(Debug, Clone, Default)]
pub struct Paces {
    /// At a desk without services.
    plain: Estimator,
    by_service: BTreeMap<ServiceId, Estimator>,
}

impl Paces {
    /// As it was stored.
    pub fn new(samples: &[(Option<ServiceId>, Sample)]) -> Self {
        let mut paces = Self::default();
        for (service, sample) in samples {
            paces.learn(service.as_ref(), sample);
        }
        paces
    }

    fn of(&self, service: Option<&ServiceId>) -> Option<&Estimator> {
        match service {
            None => Some(&self.plain),
            Some(service) => self.by_service.get(service),
        }
    }

    fn of_mut(&mut self, service: Option<&ServiceId>) -> &mut Estimator {
        match service {
            None => &mut self.plain,
            Some(service) => self.by_service.entry(service.clone()).or_default(),
        }
    }

    pub(super) fn learn(&mut self, service: Option<&ServiceId>, sample: &Sample) {
        self.of_mut(service).learn(sample);
    }

    /// What a ticket of this service that is taken now teaches.
    pub fn sample(&self, service: Option<&ServiceId>, now: Millis) -> Sample {
        self.of(service)
            .map(|pace| pace.sample(now))
            .unwrap_or_else(|| Sample { taken_ms: now, ..Sample::default() })
    }

    /// Forgets what is known of services that are no longer there.
    pub fn keep(&mut self, services: &Services) {
        self.by_service.retain(|service, _| services.get(service).is_some());
        if !services.0.is_empty() {
            self.plain = Estimator::default();
        }
    }

    /// All of it, by service, the oldest first.
    pub fn samples(&self) -> Vec<(Option<ServiceId>, Sample)> {
        let each = self.by_service.iter().map(|(service, pace)| (Some(service), pace));
        let each = std::iter::once((None, &self.plain)).chain(each);
        each.flat_map(|(service, pace)| pace.samples().map(move |it| (service.cloned(), *it)))
            .collect()
    }

    /// Between how many seconds a visitor with `ahead` others of their service before them may expect
    /// to wait.
    pub fn expected(
        &self,
        service: Option<&ServiceId>,
        ahead: usize,
        now: Millis,
    ) -> Option<Range> {
        self.of(service)?.expect(now, ahead)
    }

    fn longest_service_ms(&self, service: Option<&ServiceId>) -> Millis {
        self.of(service).map_or_else(
            || Estimator::default().longest_service_ms(),
            Estimator::longest_service_ms,
        )
    }
}

impl Core {
    /// The desk's services.
    pub fn services(&self) -> &Services {
        &self.profile().services
    }

    /// The service that a new ticket is for.
    pub(super) fn service_of(
        &self,
        named: Option<&ServiceId>,
    ) -> Result<Option<&Service>, Refusal> {
        let services = self.services();
        match named {
            // A desk without services has one queue, whatever a kiosk may think.
            _ if services.0.is_empty() => Ok(None),
            None => Ok(services.0.first()),
            Some(id) => services.get(id).map(Some).ok_or(Refusal::NoSuchService),
        }
    }

    /// Whether a person takes a service now.
    pub fn takes(&self, person: PersonId, service: Option<&ServiceId>) -> bool {
        let Some(service) = service else { return true };
        let Some(person) = self.accounts.person(person) else { return false };
        let chosen = person.serves.iter().flatten();
        let mut chosen = chosen.filter(|id| self.may_take(person, id)).peekable();
        // Whoever has chosen only services that are gone takes all of theirs.
        person.can_do(service) && (chosen.peek().is_none() || chosen.any(|id| id == service))
    }

    /// Of these services those that the desk has, in its order.
    pub fn that_are_there(&self, ids: &[ServiceId]) -> Vec<ServiceId> {
        let all = self.services().0.iter().map(|service| &service.id);
        all.filter(|id| ids.contains(id)).cloned().collect()
    }

    /// Which of their services a person has chosen to take; none: all of them.
    pub fn chosen_by(&self, person: &Person) -> Option<Vec<ServiceId>> {
        let mut ids = self.that_are_there(person.serves.as_ref()?);
        ids.retain(|id| person.can_do(id));
        (!ids.is_empty()).then_some(ids)
    }

    /// Whether the desk has a service and a person can do it.
    fn may_take(&self, person: &Person, service: &ServiceId) -> bool {
        self.services().get(service).is_some() && person.can_do(service)
    }

    /// When a ticket is due that comes now, and by which arrival.
    pub(super) fn due(&self, service: Option<&Service>, has_priority: bool, now: Now) -> Due {
        let arrival = self.order.at(now, self.doubts_clock(now));
        let rank = arrival.saturating_add(target_ms(service));
        // Nobody comes before those who wait already, whatever has been set meanwhile.
        let latest = self.desk.latest_of(service.map(|service| &service.id));
        let rank = rank.max(latest.unwrap_or(rank));
        let (rank, usual) = self.place(arrival, rank, has_priority);
        Due { arrival, rank, usual }
    }

    /// The place in the queue of somebody who is usually due at `rank`; with priority also that
    /// usual place.
    fn place(&self, arrival: i64, rank: i64, has_priority: bool) -> (i64, Option<i64>) {
        if !has_priority {
            return (rank, None);
        }
        let before = Millis::from(self.profile().priority_mins) * MINUTE_MS;
        (arrival.saturating_sub(before), Some(rank))
    }

    /// `priority`: a ticket goes first, or in turn again.
    pub(super) fn prioritise(
        &self,
        ticket: &Arg<TicketId>,
        priority: &Arg<Priority>,
        known: &Known,
        now: Now,
    ) -> Changes {
        let ticket = self.named(ticket, known)?;
        if ticket.end.is_some() {
            return Err(Refusal::AlreadyEnded);
        }
        let (rank, usual) =
            match (priority.good().ok_or(Refusal::PriorityUnreadable)?, ticket.usual) {
                (Priority::High, None) => return Ok(vec![self.goes_first(ticket, now)]),
                (Priority::Normal, Some(usual)) => (usual, None),
                (Priority::High, Some(_)) | (Priority::Normal, None) => return Ok(Vec::new()),
            };
        let (arrival, at) = (ticket.arrival(), ticket.not_before(now.wall));
        Ok(vec![Change::Prioritised { ticket: ticket.id, arrival, rank, usual, at }])
    }

    /// A ticket without priority goes first.
    pub(super) fn goes_first(&self, ticket: &Ticket, now: Now) -> Change {
        let (arrival, at) = (ticket.arrival(), ticket.not_before(now.wall));
        let (rank, usual) = self.place(arrival, ticket.rank, true);
        Change::Prioritised { ticket: ticket.id, arrival, rank, usual, at }
    }

    /// `refer`: my ticket goes into another service's queue.
    pub(super) fn refer(
        &self,
        person: PersonId,
        ticket: &Arg<TicketId>,
        service: &Arg<ServiceId>,
        known: &Known,
        now: Now,
    ) -> Changes {
        let (_, ticket) = self.mine(person, ticket, known)?;
        let service = service.good().and_then(|id| self.services().get(id));
        let service = service.ok_or(Refusal::NoSuchService)?;
        if !service.open {
            return Err(Refusal::ServiceStopped);
        }
        let at = ticket.not_before(now.wall);
        let mut legs = ticket.legs.clone();
        legs.push(ticket.leg(at));
        let arrival = ticket.arrival();
        let due = arrival.saturating_add(target_ms(Some(service)));
        let (rank, usual) = self.place(arrival, due, ticket.has_priority());
        let (ticket, service) = (ticket.id, service.id.clone());
        Ok(vec![Change::Referred { ticket, service, legs, arrival, rank, usual, at }])
    }

    /// `arrived`: the visitor of my ticket is at the table.
    pub(super) fn arrived(
        &self,
        person: PersonId,
        ticket: &Arg<TicketId>,
        known: &Known,
        now: Now,
    ) -> Changes {
        let (_, ticket) = self.mine(person, ticket, known)?;
        let at = ticket.not_before(now.wall);
        let arrived = Change::Arrived { ticket: ticket.id, at };
        Ok(if ticket.arrived.is_some() { Vec::new() } else { vec![arrived] })
    }

    /// `serve`: which of their services somebody takes.
    pub(super) fn serve(
        &self,
        person: PersonId,
        services: &Arg<ServiceIds>,
    ) -> Result<(Vec<Change>, ServiceIds), Refusal> {
        let ids = services.good().ok_or(Refusal::NotYourService)?;
        let who = self.accounts.person(person).ok_or(Refusal::NotSignedIn)?;
        if !ids.0.iter().all(|id| self.may_take(who, id)) {
            return Err(Refusal::NotYourService);
        }
        // Told in the order of the desk, each once.
        let chosen = self.that_are_there(&ids.0);
        let services = (!chosen.is_empty()).then(|| chosen.clone());
        let is_new = services != who.serves;
        let changes = is_new.then_some(Change::Serves { person, services });
        Ok((changes.into_iter().collect(), ServiceIds(chosen)))
    }

    /// Whether a service takes tickets from kiosks.
    pub fn takes_tickets(&self, service: Option<&Service>, now: Now) -> Takes {
        let id = service.map(|service| &service.id);
        let reaches = |count: usize, most: Option<u32>| {
            most.is_some_and(|most| count >= usize::try_from(most).unwrap_or(usize::MAX))
        };
        let quota = service.and_then(|service| service.daily_quota);
        if quota.is_some() && reaches(self.made_today(id, now).count as usize, quota) {
            Takes::Today
        } else if reaches(self.desk.waiting_for(id), service.and_then(|it| it.max_waiting))
            || reaches(self.desk.waiting_count(), self.profile().max_waiting)
        {
            Takes::Full
        } else {
            Takes::Yes
        }
    }

    /// How many tickets of a service were made today so far.
    pub(super) fn made_today(&self, service: Option<&ServiceId>, now: Now) -> Made {
        let before = service.and_then(|service| self.made.get(service));
        // Another end of the day, or another zone, counts from the next end of a day on.
        let since = match (self.profile().day_ends, self.day_ended) {
            (Some(_), Some((_, boundary))) => boundary,
            (at, _) => {
                let at = at.unwrap_or(NaiveTime::MIN);
                last_day_end(now.wall, at, self.zone()).map_or(0, |end| end.boundary)
            }
        };
        match before.filter(|made| made.since >= since) {
            Some(made) => *made,
            None => Made { since, count: 0 },
        }
    }

    /// The services as kiosks and staff are told of them.
    pub fn offers(&self, now: Now) -> Offers {
        let offer = |service: &Service| Offer {
            service: service.clone(),
            takes: Some(self.takes_tickets(Some(service), now)),
        };
        Offers(self.services().0.iter().map(offer).collect())
    }

    /// The version of the profile, and what each service takes: all that can change in what kiosks
    /// and staff are told.
    pub fn offered(&self, now: Now) -> (u64, Vec<Takes>) {
        let takes = self.services().0.iter().map(|it| self.takes_tickets(Some(it), now));
        (self.profiles.version(), takes.collect())
    }

    /// The services that people wait for and nobody at a table takes, each with how many wait and
    /// since when the first does.
    pub fn untaken(&self) -> Vec<(ServiceId, usize, Millis)> {
        let of = |service: &Service| {
            let id = Some(&service.id);
            let first = self.desk.first_of(id)?;
            let is_taken = self.desk.seats().any(|(_, person)| self.takes(person, id));
            let since = first.entered.unwrap_or(first.start);
            (!is_taken).then(|| (service.id.clone(), self.desk.waiting_for(id), since))
        };
        self.services().0.iter().filter_map(of).collect()
    }

    /// Open tickets that are in a service which these do not have, or in none, go into the first.
    pub(super) fn adopt(&self, services: &Services) -> Option<Change> {
        let is_lost = |ticket: &&Ticket| match &ticket.service {
            Some(service) => services.get(service).is_none(),
            None => !services.0.is_empty(),
        };
        let lost = self.desk.open_tickets().filter(is_lost);
        let tickets: Vec<TicketId> = lost.map(|ticket| ticket.id).collect();
        let service = services.0.first().map(|service| service.id.clone());
        (!tickets.is_empty()).then_some(Change::Adopted { tickets, service })
    }

    /// Between how many seconds a visitor with `ahead` others of their service before them may
    /// expect to wait.
    pub fn expected_wait(
        &self,
        service: Option<&ServiceId>,
        ahead: usize,
        now: Now,
    ) -> Option<Range> {
        self.paces.expected(service, ahead, now.wall)
    }

    /// What is learnt about the waits.
    pub fn paces(&self) -> &Paces {
        &self.paces
    }

    /// Tells the estimators what holds from a moment on.
    pub(super) fn observe(&mut self, at: Millis) {
        if self.profile().services.0.is_empty() {
            let counts = self.tables_of(None, at);
            self.paces.of_mut(None).observe(at, counts);
            return;
        }
        let ids: Vec<ServiceId> = self.services().0.iter().map(|it| it.id.clone()).collect();
        for id in ids {
            let counts = self.tables_of(Some(&id), at);
            self.paces.of_mut(Some(&id)).observe(at, counts);
        }
    }

    /// How it stands with a service. A table whose ticket was claimed too long ago counts as not
    /// there: somebody forgot to complete it.
    fn tables_of(&self, service: Option<&ServiceId>, at: Millis) -> Tables {
        let mut counts = Tables { waiting: self.desk.waiting_for(service), ..Tables::default() };
        let longest = self.paces.longest_service_ms(service);
        for (_, ticket) in self.desk.tables().filter(|(person, _)| self.takes(*person, service)) {
            let longest = match ticket {
                Some(ticket) if ticket.service.as_ref() != service => {
                    self.paces.longest_service_ms(ticket.service.as_ref())
                }
                _ => longest,
            };
            let left_open = at.saturating_sub(longest);
            let claimed = ticket.and_then(|ticket| ticket.claimed);
            if claimed.is_some_and(|claimed| claimed < left_open) {
                continue;
            }
            counts.online += 1;
            if let Some(ticket) = ticket {
                counts.serving += 1;
                counts.own += usize::from(ticket.service.as_ref() == service);
            }
        }
        counts
    }
}

/// When somebody is due.
#[derive(Debug, Clone, Copy)]
pub(super) struct Due {
    /// When they came, by the time that orders those who wait.
    pub arrival: i64,
    /// Their place in the queue.
    pub rank: i64,
    /// With priority: the place without.
    pub usual: Option<i64>,
}

/// After how long a visitor of a service is due; at a desk without services at once.
fn target_ms(service: Option<&Service>) -> Millis {
    service.map_or(0, |service| Millis::from(service.target_mins) * MINUTE_MS)
}
