//! The checks of each command, in the order in which the protocol answers them.

use shared::ids::{TableNo, TicketId};
use shared::text::clean;
use shared::ticket::{NOBODY, Outcome, Source};
use shared::visitor::{NAME_CHARS, NOTE_CHARS, visitor};

use super::command::{Action, By, Command, Known, NewTicket};
use super::event::{Event, Millis, Person, PersonId, Recalled, Ticket, Unseat};
use super::{Desk, REOPEN_MS, Refusal};

/// The most bytes of a language tag; RFC 5646 section 4.4.1 asks for room for 35.
const LANG_BYTES: usize = 35;

/// A staff member who sits at a table.
#[derive(Clone, Copy)]
struct Seated {
    person: PersonId,
    table: TableNo,
}

impl Desk {
    /// What follows from a command, or why nothing does. Changes nothing: the events become
    /// state by [`Desk::apply`].
    pub fn decide(&self, command: &Command, now: Millis) -> Result<Vec<Event>, Refusal> {
        let Command { by, action, known } = command;
        match action {
            Action::Pick(table) => self.pick(by.person()?, *table, now),
            Action::TakeBackTable => Ok(self.take_back_table(by.person()?, now)),
            Action::Unpick => self.unpick(by.person()?, now),
            Action::LogOut => Ok(self.unseat(by.person()?, Unseat::LoggedOut, now)),
            Action::GraceOver(person) => Ok(self.unseat(*person, Unseat::Grace, now)),
            Action::Accept(ticket) => self.accept(*by, *ticket, known, now),
            Action::Next => self.next(*by, now),
            Action::End(ticket, outcome) => self.end(*by, *ticket, *outcome, known, now),
            Action::Release(ticket) => self.release(*by, *ticket, known, now),
            Action::Reopen(ticket) => self.reopen(*by, *ticket, known, now),
            Action::Withdraw(ticket) => self.withdraw(by.person()?, *ticket, known, now),
            Action::Recall(ticket) => self.recall(*by, *ticket, known, now),
            Action::Transfer(ticket, table) => self.transfer(*by, *ticket, *table, known, now),
            Action::Note(ticket, text) => self.note(*ticket, text, known, now),
            Action::Free(table) => self.free(*by, *table, now),
            Action::Create(new) => self.create(*by, new, known, now),
            Action::WithdrawKey(key) => Ok(match &known.key {
                // The visitor left twice; once is enough.
                Some(key_use) if key_use.is_barred => Vec::new(),
                key_use => {
                    let own = key_use.as_ref().filter(|key_use| key_use.is_own);
                    let waiting = own
                        .and_then(|key_use| self.open.get(&key_use.ticket?))
                        .filter(|ticket| ticket.is_waiting());
                    waiting
                        .map(|ticket| Event::Ended {
                            ticket: ticket.id,
                            outcome: Outcome::Left,
                            by: None,
                            at: ticket.not_before(now),
                        })
                        .into_iter()
                        .chain([Event::KeyBarred { key: key.clone(), at: now }])
                        .collect()
                }
            }),
            Action::Close(text) => {
                Ok(vec![Event::Closed { text: free_text(text, Refusal::TextTooLong)? }])
            }
            Action::Open if self.closed.is_none() => Ok(Vec::new()),
            Action::Open => Ok(vec![Event::Opened]),
            Action::Announce(text) => {
                let text = free_text(text, Refusal::TextTooLong)?;
                Ok(vec![Event::Announced { text: (!text.is_empty()).then_some(text) }])
            }
            Action::DropTables => Ok(self
                .seats
                .range(TableNo(self.rules.tables)..)
                .map(|(&table, &person)| Event::Unseated {
                    person,
                    table,
                    cause: Unseat::Gone,
                    at: now,
                })
                .collect()),
            Action::EndDay(boundary) => Ok(self.end_day(*boundary, now)),
            Action::AddPerson { user, name, is_admin, password } => {
                let person = self.new_person(user, name, *is_admin)?;
                Ok(vec![Event::PersonAdded { person, password: password.clone() }])
            }
            Action::DisablePerson(person) => self.disable(*person, now),
            Action::EnablePerson(person) => {
                let person = self.people.get(person).ok_or(Refusal::NoSuchPerson)?;
                let event = Event::PersonEnabled { person: person.id };
                Ok(if person.is_enabled { Vec::new() } else { vec![event] })
            }
        }
    }

    fn pick(
        &self,
        person: PersonId,
        table: Option<TableNo>,
        now: Millis,
    ) -> Result<Vec<Event>, Refusal> {
        let table = table
            .filter(|table| table.0 < self.rules.tables)
            .filter(|table| self.person_at(*table).is_none_or(|sits| sits == person))
            .ok_or(Refusal::TableNotAvailable)?;
        if self.table_of(person) == Some(table) {
            return Ok(Vec::new());
        }
        Ok(vec![self.seat(person, table, now)])
    }

    fn take_back_table(&self, person: PersonId, now: Millis) -> Vec<Event> {
        let lost = self.people.get(&person).and_then(|person| person.lost_table);
        lost.filter(|table| table.0 < self.rules.tables)
            .filter(|table| self.person_at(*table).is_none())
            .filter(|_| self.table_of(person).is_none())
            .map(|table| self.seat(person, table, now))
            .into_iter()
            .collect()
    }

    /// Sitting down calls one's claimed tickets at the new table, in the order called. One that
    /// was called at this very table before is shown again, which is not a call.
    fn seat(&self, person: PersonId, table: TableNo, now: Millis) -> Event {
        let calls = self
            .claimed_by(person)
            .zip(self.next_call..)
            .map(|(ticket, called)| Recalled {
                ticket,
                called,
                counts: self.open.get(&ticket).is_some_and(|ticket| ticket.table != Some(table)),
            })
            .collect();
        Event::Seated { person, table, from: self.table_of(person), calls, at: now }
    }

    fn unpick(&self, person: PersonId, now: Millis) -> Result<Vec<Event>, Refusal> {
        let events = self.unseat(person, Unseat::Left, now);
        if events.is_empty() { Err(Refusal::NoTableAssigned) } else { Ok(events) }
    }

    fn unseat(&self, person: PersonId, cause: Unseat, now: Millis) -> Vec<Event> {
        self.table_of(person)
            .map(|table| Event::Unseated { person, table, cause, at: now })
            .into_iter()
            .collect()
    }

    fn accept(
        &self,
        by: By,
        ticket: Option<TicketId>,
        known: &Known,
        now: Millis,
    ) -> Result<Vec<Event>, Refusal> {
        let seated = self.seated(by).ok_or(Refusal::NoTableChosen)?;
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

    fn next(&self, by: By, now: Millis) -> Result<Vec<Event>, Refusal> {
        let seated = self.seated(by).ok_or(Refusal::NoTableChosen)?;
        let (_, ticket_id) = self.queue.first().ok_or(Refusal::NobodyWaiting)?;
        let ticket = self.open.get(ticket_id).ok_or(Refusal::NobodyWaiting)?;
        Ok(vec![self.claim(ticket, seated, now)])
    }

    fn claim(&self, ticket: &Ticket, seated: Seated, now: Millis) -> Event {
        Event::Claimed {
            ticket: ticket.id,
            person: seated.person,
            table: seated.table,
            called: self.next_call,
            sample: self.pace.sample(now),
            at: ticket.not_before(now),
        }
    }

    fn end(
        &self,
        by: By,
        ticket: Option<TicketId>,
        outcome: Outcome,
        known: &Known,
        now: Millis,
    ) -> Result<Vec<Event>, Refusal> {
        let (seated, ticket) = self.mine(by, ticket, known)?;
        let at = ticket.not_before(now);
        Ok(vec![Event::Ended { ticket: ticket.id, outcome, by: Some(seated.person), at }])
    }

    fn release(
        &self,
        by: By,
        ticket: Option<TicketId>,
        known: &Known,
        now: Millis,
    ) -> Result<Vec<Event>, Refusal> {
        let seated = self.seated(by).ok_or(Refusal::NoTable)?;
        let ticket = self.named(ticket, known)?;
        let owner = ticket.owner.ok_or(Refusal::NotYours)?;
        if owner != seated.person && self.table_of(owner).is_some() {
            return Err(Refusal::NotYours);
        }
        if ticket.end.is_some() {
            return Err(Refusal::AlreadyEnded);
        }
        Ok(vec![Event::Released { ticket: ticket.id, at: ticket.not_before(now) }])
    }

    fn reopen(
        &self,
        by: By,
        ticket: Option<TicketId>,
        known: &Known,
        now: Millis,
    ) -> Result<Vec<Event>, Refusal> {
        let seated = self.seated(by).ok_or(Refusal::NoTable)?;
        let ticket = self.named(ticket, known)?;
        let Some(end) = ticket.end else {
            let is_mine = ticket.owner == Some(seated.person);
            return Err(if is_mine { Refusal::NotEnded } else { Refusal::NotYours });
        };
        // Whoever ended it, which for a withdrawn ticket is not an owner.
        if ticket.ended_by != Some(seated.person) {
            return Err(Refusal::NotYours);
        }
        if now.saturating_sub(end) >= REOPEN_MS {
            return Err(Refusal::TooLate);
        }
        let at = ticket.not_before(now);
        let first_claimed = ticket.first_claimed.unwrap_or(at);
        Ok(vec![Event::Reopened {
            ticket: Ticket {
                owner: Some(seated.person),
                table: Some(seated.table),
                first_claimed: Some(first_claimed),
                claimed: Some(ticket.claimed.unwrap_or(at)),
                end: None,
                outcome: None,
                ended_by: None,
                called: self.next_call,
                acted: at,
                ..ticket.clone()
            },
        }])
    }

    fn withdraw(
        &self,
        person: PersonId,
        ticket: Option<TicketId>,
        known: &Known,
        now: Millis,
    ) -> Result<Vec<Event>, Refusal> {
        let ticket = self.named(ticket, known)?;
        if !ticket.is_waiting() {
            return Err(Refusal::NotWaiting);
        }
        Ok(vec![Event::Ended {
            ticket: ticket.id,
            outcome: Outcome::Left,
            by: Some(person),
            at: ticket.not_before(now),
        }])
    }

    fn recall(
        &self,
        by: By,
        ticket: Option<TicketId>,
        known: &Known,
        now: Millis,
    ) -> Result<Vec<Event>, Refusal> {
        let (_, ticket) = self.mine(by, ticket, known)?;
        Ok(vec![Event::Recalled {
            ticket: ticket.id,
            called: self.next_call,
            at: ticket.not_before(now),
        }])
    }

    fn transfer(
        &self,
        by: By,
        ticket: Option<TicketId>,
        table: Option<TableNo>,
        known: &Known,
        now: Millis,
    ) -> Result<Vec<Event>, Refusal> {
        let (seated, ticket) = self.mine(by, ticket, known)?;
        let table = table.ok_or(Refusal::NobodyAtTable)?;
        let person = self.person_at(table).ok_or(Refusal::NobodyAtTable)?;
        if person == seated.person {
            return Ok(Vec::new());
        }
        Ok(vec![Event::Transferred {
            ticket: ticket.id,
            person,
            table,
            called: self.next_call,
            at: ticket.not_before(now),
        }])
    }

    fn note(
        &self,
        ticket: Option<TicketId>,
        text: &str,
        known: &Known,
        now: Millis,
    ) -> Result<Vec<Event>, Refusal> {
        let ticket = self.named(ticket, known)?;
        if ticket.end.is_some() {
            return Err(Refusal::AlreadyEnded);
        }
        let text = free_text(text, Refusal::NoteTooLong)?;
        Ok(vec![Event::Noted {
            ticket: ticket.id,
            text: (!text.is_empty()).then_some(text),
            at: ticket.not_before(now),
        }])
    }

    fn free(&self, by: By, table: Option<TableNo>, now: Millis) -> Result<Vec<Event>, Refusal> {
        let table = table.ok_or(Refusal::NobodyAtTable)?;
        let person = self.person_at(table).ok_or(Refusal::NobodyAtTable)?;
        if by == By::Person(person) {
            return Err(Refusal::OwnTable);
        }
        Ok(vec![Event::Unseated { person, table, cause: Unseat::Freed, at: now }])
    }

    fn create(
        &self,
        by: By,
        new: &NewTicket,
        known: &Known,
        now: Millis,
    ) -> Result<Vec<Event>, Refusal> {
        match &known.key {
            Some(key_use) if key_use.is_barred => return Err(Refusal::Withdrawn),
            Some(_) => return Ok(Vec::new()),
            None => {}
        }
        if by == By::Kiosk && self.closed.is_some() {
            return Err(Refusal::Closed);
        }
        let (address, name) = visitor(&new.email, &new.name)?;
        if new.reason.as_ref().is_some_and(|reason| !self.rules.reasons.contains(reason)) {
            return Err(Refusal::UnknownReason);
        }
        if !new.lang.as_deref().is_none_or(is_language_tag) {
            return Err(Refusal::UnknownLanguage);
        }
        if let Some(key) = &new.key
            && !new.again
            && let Some(waiting) = self.waiting_of.get(&address.key())
            && let Some(&ticket) = waiting.last()
        {
            return Ok(vec![Event::KeyFound { key: key.clone(), ticket, at: now }]);
        }
        let ticket = Ticket {
            id: self.next_ticket,
            email: address.as_str().to_owned(),
            name: name.as_str().to_owned(),
            owner: None,
            table: None,
            start: now,
            first_claimed: None,
            claimed: None,
            end: None,
            outcome: None,
            ended_by: None,
            rank: now,
            calls: 0,
            called: 0,
            acted: now,
            reason: new.reason.clone(),
            lang: new.lang.clone(),
            source: if matches!(by, By::Person(_)) { Source::Staff } else { Source::Kiosk },
            note: None,
        };
        Ok(vec![Event::Created { ticket, key: new.key.clone() }])
    }

    fn end_day(&self, boundary: Millis, now: Millis) -> Vec<Event> {
        let is_over = |ticket: &&Ticket| {
            let last = if ticket.is_waiting() { ticket.start } else { ticket.acted };
            last < boundary
        };
        let expire = |ticket: &Ticket| Event::Ended {
            ticket: ticket.id,
            outcome: Outcome::Expired,
            by: None,
            at: ticket.not_before(now),
        };
        self.open
            .values()
            .filter(is_over)
            .map(expire)
            .chain([Event::DayEnded { boundary }])
            .collect()
    }

    fn new_person(&self, user: &str, name: &str, is_admin: bool) -> Result<Person, Refusal> {
        let name = clean(name);
        let name_fits = (1..=NAME_CHARS).contains(&name.chars().count()) && name != NOBODY;
        let user_fits = (1..=NAME_CHARS).contains(&user.chars().count())
            && clean(user) == user
            && !user.contains(' ');
        if !name_fits || !user_fits {
            return Err(Refusal::NameNotValid);
        }
        let is_in_use = |person: &Person| {
            person.user.to_lowercase() == user.to_lowercase()
                || person.name.to_lowercase() == name.to_lowercase()
        };
        if self.people.values().any(is_in_use) {
            return Err(Refusal::NameInUse);
        }
        Ok(Person {
            id: self.next_person,
            user: user.to_owned(),
            name,
            is_admin,
            is_enabled: true,
            lost_table: None,
        })
    }

    /// The table is left first, so that displays hear of that and of nothing else.
    fn disable(&self, person: PersonId, now: Millis) -> Result<Vec<Event>, Refusal> {
        let is_enabled = self.people.get(&person).ok_or(Refusal::NoSuchPerson)?.is_enabled;
        if !is_enabled {
            return Ok(Vec::new());
        }
        let mut events = vec![Event::PersonDisabled { person }];
        events.extend(self.unseat(person, Unseat::Disabled, now));
        let tickets: std::collections::BTreeSet<TicketId> = self.claimed_by(person).collect();
        events.extend(tickets.into_iter().filter_map(|ticket_id| {
            let at = self.open.get(&ticket_id)?.not_before(now);
            Some(Event::Released { ticket: ticket_id, at })
        }));
        Ok(events)
    }

    fn seated(&self, by: By) -> Option<Seated> {
        let person = by.person().ok()?;
        Some(Seated { person, table: self.table_of(person)? })
    }

    /// The ticket that is named, open or ended.
    fn named<'a>(
        &'a self,
        ticket: Option<TicketId>,
        known: &'a Known,
    ) -> Result<&'a Ticket, Refusal> {
        let ticket_id = ticket.ok_or(Refusal::NoSuchTicket)?;
        self.open.get(&ticket_id).or(known.ended.as_ref()).ok_or(Refusal::NoSuchTicket)
    }

    /// The checks of every verb about a claimed ticket of mine.
    fn mine<'a>(
        &'a self,
        by: By,
        ticket: Option<TicketId>,
        known: &'a Known,
    ) -> Result<(Seated, &'a Ticket), Refusal> {
        let seated = self.seated(by).ok_or(Refusal::NoTable)?;
        let ticket = self.named(ticket, known)?;
        if ticket.owner != Some(seated.person) {
            Err(Refusal::NotYours)
        } else if ticket.end.is_some() {
            Err(Refusal::AlreadyEnded)
        } else {
            Ok((seated, ticket))
        }
    }
}

impl By {
    /// The staff member, if it is one.
    pub fn person(self) -> Result<PersonId, Refusal> {
        match self {
            Self::Person(person) => Ok(person),
            Self::Kiosk | Self::Administrator | Self::Server => Err(Refusal::NotSignedIn),
        }
    }
}

fn free_text(text: &str, too_long: Refusal) -> Result<String, Refusal> {
    let text = clean(text);
    if text.chars().count() > NOTE_CHARS { Err(too_long) } else { Ok(text) }
}

fn is_language_tag(lang: &str) -> bool {
    lang.len() <= LANG_BYTES
        && lang.split('-').all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}
