//! A desk for the store's tests: it applies changes as the core does, and remembers everything.

use std::collections::BTreeMap;

use shared::command::Key;
use shared::ids::{TableNo, TicketId};
use shared::service::ServiceId;
use shared::visitor::address_key;

use super::held::Rows;
use crate::core::accounts::{Person, PersonId, Session};
use crate::core::change::{By, Change, Entry, Fact, Forget, KeyUse, Made, Unseat};
use crate::core::credential::TokenHash;
use crate::core::desk::{Seat, Seating};
use crate::core::devices::{Device, Reported};
use crate::core::estimate::Sample;
use crate::core::paper::{OpenPrint, OpenPrints, Unprinted};
use crate::core::profile::Stored;
use crate::core::state::State;
use crate::core::ticket::Ticket;

/// How many samples are kept.
const SAMPLES: usize = 160;

/// A desk: what the core holds, and beside it the history that only the store keeps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Model {
    pub open: BTreeMap<TicketId, Ticket>,
    pub people: BTreeMap<PersonId, Person>,
    pub sessions: BTreeMap<TokenHash, Session>,
    pub seats: BTreeMap<TableNo, Seat>,
    pub devices: BTreeMap<TokenHash, Device>,
    pub facts: BTreeMap<Fact, String>,
    pub samples: Vec<(Option<ServiceId>, Sample)>,
    pub next_ticket: i64,
    pub next_call: i64,
    pub last_rank: i64,
}

/// What the store must know beyond what the core holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    pub ended: BTreeMap<TicketId, Ticket>,
    pub keys: BTreeMap<Key, KeyUse>,
    /// Every audit row: batch, place, what.
    pub audit: Vec<(i64, u32, String)>,
    /// Every seating, by when it began, table and person.
    pub seatings: BTreeMap<(i64, TableNo, PersonId), Seating>,
    /// Every ticket, for the names last given.
    pub names: BTreeMap<TicketId, (String, String)>,
}

impl Model {
    pub fn new(state: State) -> Self {
        Self {
            open: state.open.into_iter().map(|ticket| (ticket.id, ticket)).collect(),
            people: state.people.into_iter().map(|person| (person.id, person)).collect(),
            sessions: state.sessions.into_iter().collect(),
            seats: state.seats.into_iter().collect(),
            devices: state.devices.into_iter().map(|device| (device.key, device)).collect(),
            facts: state.facts.into_iter().collect(),
            samples: state.samples,
            next_ticket: state.next_ticket,
            next_call: state.next_call,
            last_rank: state.last_rank,
        }
    }

    fn on(&mut self, id: TicketId, change: impl FnOnce(&mut Ticket)) {
        if let Some(ticket) = self.open.get_mut(&id) {
            change(ticket);
            self.next_call = self.next_call.max(ticket.called + 1);
        }
    }

    /// What devices said of themselves, as it is stored.
    fn reports(&mut self, change: impl FnOnce(&mut BTreeMap<TokenHash, Reported>)) {
        let before = self.facts.remove(&Fact::DeviceReports);
        let before = before.map(|text| serde_json::from_str(&text).unwrap());
        let mut reports = before.unwrap_or_default();
        change(&mut reports);
        if !reports.is_empty() {
            let text = serde_json::to_string(&reports).unwrap();
            self.facts.insert(Fact::DeviceReports, text);
        }
    }

    fn help(&self) -> BTreeMap<String, i64> {
        let help = self.facts.get(&Fact::Help).map(|text| serde_json::from_str(text).unwrap());
        help.unwrap_or_default()
    }

    /// The tickets that may not be printed, as they are stored.
    fn unprinted(&mut self, change: impl FnOnce(&mut BTreeMap<TicketId, Unprinted>)) {
        let before = self.facts.remove(&Fact::Unprinted);
        let mut all = before.map(|text| serde_json::from_str(&text).unwrap()).unwrap_or_default();
        change(&mut all);
        if !all.is_empty() {
            self.facts.insert(Fact::Unprinted, serde_json::to_string(&all).unwrap());
        }
    }

    /// The open prints, as they are stored.
    fn prints(&mut self, change: impl FnOnce(&mut OpenPrints)) {
        let before = self.facts.remove(&Fact::OpenPrints);
        let mut all = before.map(|text| serde_json::from_str(&text).unwrap()).unwrap_or_default();
        change(&mut all);
        if !all.is_empty() {
            self.facts.insert(Fact::OpenPrints, serde_json::to_string(&all).unwrap());
        }
    }

    fn insert(&mut self, ticket: &Ticket) {
        self.next_ticket = self.next_ticket.max(ticket.id.get() + 1);
        self.last_rank = self.last_rank.max(ticket.arrival());
        self.open.insert(ticket.id, ticket.clone());
        self.on(ticket.id, |_| {});
    }

    /// Applies a change; returns the ticket that it ended.
    pub fn apply(&mut self, entry: &Entry) -> Option<Ticket> {
        match &entry.change {
            Change::Created { ticket, made, .. } => {
                if let (Some(service), Some(made)) = (&ticket.service, made) {
                    let before = self.facts.get(&Fact::Made).map(|text| serde_json::from_str(text));
                    let mut all: BTreeMap<ServiceId, Made> =
                        before.transpose().unwrap().unwrap_or_default();
                    all.insert(service.clone(), *made);
                    self.facts.insert(Fact::Made, serde_json::to_string(&all).unwrap());
                }
                self.insert(ticket);
            }
            Change::Reopened { ticket } => {
                self.unprinted(|all| {
                    if let Some(unprinted) = all.get_mut(&ticket.id) {
                        unprinted.ended = None;
                    }
                });
                self.insert(ticket);
            }
            Change::Claimed {
                ticket,
                person,
                table,
                called,
                calls,
                first_claimed,
                service,
                sample,
                at,
            } => {
                let service = service.clone();
                self.on(*ticket, |ticket| {
                    ticket.owner = Some(*person);
                    ticket.table = Some(*table);
                    (ticket.called, ticket.calls) = (*called, *calls);
                    ticket.first_claimed = Some(*first_claimed);
                    (ticket.claimed, ticket.acted) = (Some(*at), *at);
                    ticket.first_call = ticket.first_call.or(Some(*at));
                    ticket.last_call = Some(*at);
                });
                self.next_call = self.next_call.max(*called + 1);
                // By service, the oldest first.
                let end = self.samples.partition_point(|(of, _)| *of <= service);
                let theirs = |(of, _): &&(Option<ServiceId>, Sample)| *of == service;
                let count = self.samples.iter().filter(theirs).count();
                let last = self.samples[..end].last().filter(|(of, _)| *of == service);
                if last.is_none_or(|(_, last)| last.number < sample.number) {
                    self.samples.insert(end, (service, *sample));
                    if count == SAMPLES {
                        self.samples.remove(end - count);
                    }
                }
            }
            Change::Recalled { ticket, called, calls, at } => self.on(*ticket, |ticket| {
                (ticket.called, ticket.calls, ticket.acted) = (*called, *calls, *at);
                ticket.first_call = ticket.first_call.or(Some(*at));
                ticket.last_call = Some(*at);
            }),
            Change::Released { ticket, at } => self.on(*ticket, |ticket| {
                (ticket.owner, ticket.claimed, ticket.acted) = (None, None, *at);
                ticket.arrived = None;
            }),
            Change::Referred { ticket, service, legs, arrival, rank, usual, at } => {
                self.on(*ticket, |ticket| {
                    (ticket.owner, ticket.claimed, ticket.acted) = (None, None, *at);
                    (ticket.first_call, ticket.last_call, ticket.arrived) = (None, None, None);
                    (ticket.service, ticket.legs) = (Some(service.clone()), legs.clone());
                    (ticket.arrival, ticket.rank, ticket.usual) = (Some(*arrival), *rank, *usual);
                    ticket.entered = Some(*at);
                });
            }
            Change::Prioritised { ticket, arrival, rank, usual, at } => {
                self.on(*ticket, |ticket| {
                    (ticket.arrival, ticket.rank, ticket.usual) = (Some(*arrival), *rank, *usual);
                    ticket.acted = *at;
                });
            }
            Change::Arrived { ticket, at } => self.on(*ticket, |ticket| {
                (ticket.arrived, ticket.acted) = (Some(*at), *at);
            }),
            Change::Adopted { tickets, service } => {
                for ticket in tickets {
                    self.on(*ticket, |ticket| ticket.service.clone_from(service));
                }
            }
            Change::Transferred { ticket, person, table, called, calls, at } => {
                self.on(*ticket, |ticket| {
                    (ticket.owner, ticket.table) = (Some(*person), Some(*table));
                    (ticket.called, ticket.calls, ticket.acted) = (*called, *calls, *at);
                    ticket.claimed = Some(*at);
                    ticket.first_call = ticket.first_call.or(Some(*at));
                    (ticket.last_call, ticket.arrived) = (Some(*at), None);
                });
            }
            Change::Ended { ticket, outcome, by, at } => {
                self.unprinted(|all| {
                    if let Some(unprinted) = all.get_mut(ticket) {
                        unprinted.ended = Some(*at);
                    }
                    all.retain(|_, unprinted| unprinted.may_matter(*at));
                });
                self.prints(|all| all.retain(|_, print| print.ticket != *ticket));
                let mut ticket = self.open.remove(ticket)?;
                (ticket.end, ticket.outcome) = (Some(*at), Some(*outcome));
                (ticket.ended_by, ticket.acted) = (*by, *at);
                return Some(ticket);
            }
            Change::Noted { ticket, text, at } => self.on(*ticket, |ticket| {
                (ticket.note, ticket.acted) = (text.clone(), *at);
            }),
            Change::Seated { person, table, from, from_since: _, calls } => {
                if let Some(from) = from
                    && self.person_at(*from) == Some(*person)
                {
                    self.seats.remove(from);
                }
                let seat = Seat { person: *person, since: Some(entry.at) };
                self.seats.insert(*table, seat);
                if let Some(person) = self.people.get_mut(person) {
                    person.lost_table = None;
                }
                for call in calls {
                    self.on(call.ticket, |ticket| {
                        ticket.table = Some(*table);
                        (ticket.called, ticket.calls) = (call.called, call.calls);
                    });
                }
            }
            Change::Unseated { person, table, since: _, cause } => {
                if self.person_at(*table) == Some(*person) {
                    self.seats.remove(table);
                }
                if let Some(person) = self.people.get_mut(person) {
                    person.lost_table = (*cause == Unseat::Grace).then_some(*table);
                }
            }
            Change::Closed { text } => {
                self.facts.insert(Fact::Closed, text.clone());
                self.facts.insert(Fact::ClosedAt, entry.at.to_string());
                self.facts.remove(&Fact::OpenUntil);
            }
            Change::Opened => {
                self.facts.remove(&Fact::Closed);
                self.facts.remove(&Fact::ClosedAt);
            }
            Change::OpenedUntil { until: Some(until) } => {
                self.facts.insert(Fact::OpenUntil, until.to_string());
            }
            Change::OpenedUntil { until: None } => _ = self.facts.remove(&Fact::OpenUntil),
            Change::Announced { text: Some(text) } => {
                self.facts.insert(Fact::Notice, text.clone());
            }
            Change::Announced { text: None } => _ = self.facts.remove(&Fact::Notice),
            Change::ProfileSet { version, values } => {
                if values.iter().any(|value| value.key == "notice") && entry.by != By::Server {
                    self.facts.remove(&Fact::Notice);
                }
                let before = self.facts.get(&Fact::Profile).map(|text| serde_json::from_str(text));
                let mut stored: Stored = before.transpose().unwrap().unwrap_or_default();
                stored.set(*version, entry.by, values);
                self.facts.insert(Fact::Profile, serde_json::to_string(&stored).unwrap());
            }
            Change::PersonAdded { person } => {
                self.people.insert(person.id, person.clone());
                self.facts.remove(&Fact::SetUpCode);
            }
            Change::PersonChanged { person, name, role, services } => {
                if let Some(person) = self.people.get_mut(person) {
                    (person.name, person.role) = (name.clone(), *role);
                    person.services.clone_from(services);
                }
            }
            Change::Serves { person, services } => {
                if let Some(person) = self.people.get_mut(person) {
                    person.serves.clone_from(services);
                }
            }
            Change::HelpAsked { kiosk } => {
                let mut help = self.help();
                help.entry(kiosk.clone()).or_insert(entry.at);
                self.facts.insert(Fact::Help, serde_json::to_string(&help).unwrap());
            }
            Change::Helped { kiosk } => {
                let mut help = self.help();
                help.remove(kiosk);
                self.facts.remove(&Fact::Help);
                if !help.is_empty() {
                    self.facts.insert(Fact::Help, serde_json::to_string(&help).unwrap());
                }
            }
            Change::PrintAsked { ticket, kiosk, print } => {
                let (ticket, kiosk, since) = (*ticket, kiosk.clone(), entry.at);
                self.prints(|all| {
                    all.extend(print.map(|it| (it, OpenPrint { ticket, kiosk, since })));
                });
            }
            Change::Printed { ticket, kiosk: _, prints } => {
                self.unprinted(|all| _ = all.remove(ticket));
                self.prints(|all| all.retain(|print, _| !prints.contains(print)));
            }
            Change::Unprinted { ticket, kiosk, prints } => {
                self.unprinted(|all| Unprinted::note(all, *ticket, kiosk, entry.at));
                self.prints(|all| all.retain(|print, _| !prints.contains(print)));
            }
            Change::SetUpOffered { code } => {
                self.facts.insert(Fact::SetUpCode, code.clone());
            }
            Change::PasswordSet { person, password, one_time } => {
                if let Some(person) = self.people.get_mut(person) {
                    (person.password, person.one_time) = (Some(password.clone()), *one_time);
                }
            }
            Change::PersonDisabled { person } | Change::PersonEnabled { person } => {
                let is_enabled = matches!(entry.change, Change::PersonEnabled { .. });
                if let Some(person) = self.people.get_mut(person) {
                    person.is_enabled = is_enabled;
                }
            }
            Change::SessionOpened { token, person, at, is_one_time } => {
                let (person, used, is_one_time) = (*person, *at, *is_one_time);
                self.sessions.insert(*token, Session { person, used, is_one_time });
                if let Some(person) = self.people.get_mut(&person)
                    && entry.by != By::Administrator
                {
                    person.signed_in = person.signed_in.max(Some(*at));
                }
            }
            Change::SessionUsed { token, at } => {
                if let Some(session) = self.sessions.get_mut(token) {
                    session.used = session.used.max(*at);
                }
            }
            Change::SessionEnded { token, .. } => _ = self.sessions.remove(token),
            Change::EnrolmentSet { enrolment: Some(enrolment) } => {
                let text = serde_json::to_string(enrolment).unwrap();
                self.facts.insert(Fact::Enrolment, text);
            }
            Change::EnrolmentSet { enrolment: None } => _ = self.facts.remove(&Fact::Enrolment),
            Change::DeviceAdded { device } => {
                self.devices.insert(device.key, device.clone());
            }
            Change::DeviceRevoked { key } => {
                self.devices.remove(key);
                self.reports(|reports| _ = reports.remove(key));
            }
            Change::DeviceReported { key, reported } if self.devices.contains_key(key) => {
                self.reports(|reports| _ = reports.insert(*key, reported.clone()));
            }
            Change::DeviceReported { .. } => {}
            Change::DevicesUsed { used } => {
                for (key, at) in used {
                    if let Some(device) = self.devices.get_mut(key) {
                        device.used = device.used.max(Some(*at));
                    }
                }
            }
            Change::DayEnded { date, boundary } => {
                self.facts.insert(Fact::DayEnded, format!("{boundary} {date}"));
            }
            Change::TimeNoted { doubted_since } => {
                self.facts.insert(Fact::Time, entry.at.to_string());
                match doubted_since {
                    Some(since) => self.facts.insert(Fact::DoubtedSince, since.to_string()),
                    None => self.facts.remove(&Fact::DoubtedSince),
                };
            }
            Change::SeatsResumed { last: _, seats } => {
                for (person, table, _) in seats {
                    if let Some(seat) = self.seats.get_mut(table).filter(|it| it.person == *person)
                    {
                        seat.since = Some(entry.at);
                    }
                }
            }
            Change::ClockConfirmed => {
                self.facts.insert(Fact::Time, entry.at.to_string());
                self.facts.remove(&Fact::DoubtedSince);
            }
            Change::Forgotten { cause, .. } => {
                self.facts.insert(Fact::Scrub, "owed".to_owned());
                if *cause == Forget::Retention {
                    self.facts.insert(Fact::Purged, entry.at.to_string());
                }
            }
            Change::Scrubbed => _ = self.facts.remove(&Fact::Scrub),
            Change::LinkKeySet { key } => {
                self.facts.insert(Fact::LinkKey, serde_json::to_string(key).unwrap());
            }
            Change::KeyFound { .. } | Change::KeyBarred { .. } | Change::Acted { .. } => {}
        }
        None
    }
}

impl History {
    /// Remembers what the store must know of a change.
    pub fn remember(&mut self, seq: i64, n: u32, entry: &Entry, ended: Option<Ticket>) {
        let record = entry.change.record(entry.at);
        if let Some(what) = record.what {
            self.audit.push((seq, n, what.into_owned()));
        }
        for seating in record.seatings {
            let key = (seating.from, seating.table, seating.person);
            self.seatings.insert(key, seating);
        }
        if let Some(ticket) = ended {
            self.ended.insert(ticket.id, ticket);
        }
        match &entry.change {
            Change::Created { ticket, key, made: _ } => {
                self.names.insert(ticket.id, (address_key(&ticket.email), ticket.name.clone()));
                if let Some(key) = key {
                    let (is_own, is_barred, at) = (true, false, ticket.start);
                    let ticket = Some(ticket.id);
                    self.keys.insert(key.clone(), KeyUse { ticket, is_own, is_barred, at });
                }
            }
            Change::KeyFound { key, ticket, at } => {
                let (ticket, is_own, is_barred, at) = (Some(*ticket), false, false, *at);
                self.keys.insert(key.clone(), KeyUse { ticket, is_own, is_barred, at });
            }
            Change::KeyBarred { key, ticket, is_own, at } => {
                let (ticket, is_own, is_barred, at) = (*ticket, *is_own, true, *at);
                self.keys.insert(key.clone(), KeyUse { ticket, is_own, is_barred, at });
            }
            Change::Reopened { ticket } => _ = self.ended.remove(&ticket.id),
            Change::Forgotten { tickets, .. } => {
                for id in tickets {
                    self.names.remove(id);
                    if let Some(ticket) = self.ended.get_mut(id) {
                        ticket.forget();
                    }
                }
            }
            _ => {}
        }
    }

    /// The name last given for an address.
    pub fn name(&self, address: &str) -> Option<&str> {
        let mut named = self.names.values().rev();
        named.find(|(key, _)| key == address).map(|(_, name)| name.as_str())
    }

    /// The tickets that ended last, the latest at the end.
    pub fn ended_last(&self, count: usize) -> Vec<Ticket> {
        let mut ended: Vec<Ticket> = self.ended.values().cloned().collect();
        ended.sort_by_key(|ticket| (ticket.end, ticket.id));
        ended.split_off(ended.len().saturating_sub(count))
    }
}

impl Rows for Model {
    fn open_ticket(&self, id: TicketId) -> Option<&Ticket> {
        self.open.get(&id)
    }

    fn person(&self, id: PersonId) -> Option<&Person> {
        self.people.get(&id)
    }

    fn session(&self, token: &TokenHash) -> Option<Session> {
        self.sessions.get(token).copied()
    }

    fn person_at(&self, table: TableNo) -> Option<PersonId> {
        self.seats.get(&table).map(|seat| seat.person)
    }

    fn device(&self, key: &TokenHash) -> Option<&Device> {
        self.devices.get(key)
    }

    fn fact(&self, fact: Fact) -> Option<String> {
        self.facts.get(&fact).cloned()
    }

    fn samples(&self) -> Vec<(Option<ServiceId>, Sample)> {
        self.samples.clone()
    }
}
