//! A desk for the contract: what it does is decided by a seed, and it knows what the store must
//! know.

use std::time::Duration;

use shared::command::Key;
use shared::device::{DeviceKind, DeviceReport};
use shared::ids::{TableNo, TicketId};
use shared::person::Role;
use shared::service::ServiceId;
use shared::text::Secret;
use shared::ticket::{Outcome, Source};
use shared::visitor::address_key;

use super::Bench;
use crate::core::accounts::{Person, PersonId};
use crate::core::change::{
    Act, Batch, By, Call, Change, Entry, Forget, Made, SessionEnd, SetValue, Unseat,
};
use crate::core::credential::{PasswordHash, TokenHash};
use crate::core::desk::{Seat, Seating};
use crate::core::devices::{Device, Reported};
use crate::core::estimate::Sample;
use crate::core::links::LinkKey;
use crate::core::paper::PrintNo;
use crate::core::ticket::Ticket;
use crate::store::model::{History, Model};
use crate::store::{AppendError, Found, Names, Store};

/// A desk at random: what it does is decided by its seed.
pub struct Desk<B> {
    pub bench: B,
    pub store: Store,
    pub model: Model,
    pub history: History,
    /// The batch that was appended last.
    pub seq: i64,
    at: i64,
    seed: u64,
    /// What has been noted and not been appended.
    batch: Vec<Entry>,
    /// As they were before that.
    before: (Model, History),
}

impl<B: Bench> Desk<B> {
    pub fn new(mut bench: B, seed: u64) -> Self {
        let store = bench.open();
        let mut desk = Self {
            bench,
            store,
            model: Model::default(),
            history: History::default(),
            seq: 0,
            at: 1_000_000,
            seed: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
            batch: Vec::new(),
            before: (Model::default(), History::default()),
        };
        desk.reload();
        desk
    }

    /// Everybody who may have done something has an account, and may use it.
    pub fn employ_everybody(&mut self) {
        for id in 1..=3 {
            self.employ(PersonId(id));
            self.happen(By::Administrator, Change::PersonEnabled { person: PersonId(id) });
        }
    }

    fn employ(&mut self, id: PersonId) {
        let (user, name) = (format!("user{}", id.0), format!("Person {}", id.0));
        let role = if id.0 == 1 { Role::Admin } else { Role::Staff };
        let person = Person::new(id, user, name, role, None);
        self.happen(By::Administrator, Change::PersonAdded { person });
    }

    pub fn random(&mut self, below: usize) -> usize {
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 7;
        self.seed ^= self.seed << 17;
        usize::try_from((self.seed >> 11) % u64::try_from(below.max(1)).unwrap()).unwrap()
    }

    fn one<T: Clone>(&mut self, of: impl Iterator<Item = T>) -> Option<T> {
        let all: Vec<T> = of.collect();
        let place = self.random(all.len());
        all.get(place).cloned()
    }

    /// What a start does.
    pub fn reload(&mut self) {
        let loaded = self.store.load().unwrap();
        self.model = Model::new(loaded.state);
        for batch in loaded.replay {
            for entry in batch.entries {
                let ended = self.model.apply(&entry);
                self.store.note(&entry, ended.as_ref());
            }
        }
    }

    pub fn happen(&mut self, by: By, change: Change) {
        if self.batch.is_empty() {
            self.before = (self.model.clone(), self.history.clone());
        }
        self.at += 1;
        let entry = Entry { by, at: self.at, change };
        let ended = self.model.apply(&entry);
        self.store.note(&entry, ended.as_ref());
        let n = u32::try_from(self.batch.len()).unwrap();
        self.history.remember(self.seq + 1, n, &entry, ended);
        self.batch.push(entry);
    }

    /// Appends what happened since the last time.
    pub fn append(&mut self) -> Result<(), AppendError> {
        let batch = Batch::new(std::mem::take(&mut self.batch));
        let appended = self.store.append(batch);
        match appended {
            Ok(()) => self.seq += 1,
            Err(_) => (self.model, self.history) = self.before.clone(),
        }
        appended
    }

    /// Everything that the store knows is what happened.
    pub fn compare(&mut self) {
        let expected = self.model.clone();
        self.reload();
        assert_eq!(self.model, expected);
        self.compare_look_ups();
    }

    /// Everything that look-ups find is what happened, also where it is not appended yet.
    pub fn compare_look_ups(&mut self) {
        let ids: Vec<TicketId> = (0..=self.model.next_ticket).filter_map(TicketId::new).collect();
        let mut named = Vec::new();
        for _ in 0..6 {
            let ticket = self.one(ids.iter().copied()).unwrap();
            let visitor = address_key(&format!("v{}@a.b", self.random(14)));
            named.push((ticket, key(self.random(40)), visitor));
        }
        // Some of it is looked up together.
        let ahead = named.iter().take(self.random(7)).map(|(ticket, key, visitor)| Names {
            ticket: Some(*ticket),
            key: Some(key.clone()),
            visitor: Some(visitor.clone()),
            ended_last: 0,
        });
        self.store.gather(ahead.collect::<Vec<_>>()).unwrap();
        for (ticket, key, visitor) in named {
            let ended_last = self.random(6);
            let found = self.look_up(Some(ticket), Some(key.clone()), Some(&visitor), ended_last);
            assert_eq!(found.ticket.as_ref(), self.history.ended.get(&ticket));
            assert_eq!(found.key.as_ref(), self.history.keys.get(&key));
            assert_eq!(found.name.as_deref(), self.history.name(&visitor));
            assert_eq!(found.ended, self.history.ended_last(ended_last));
        }
    }

    pub fn look_up(
        &mut self,
        ticket: Option<TicketId>,
        key: Option<Key>,
        visitor: Option<&str>,
        ended_last: usize,
    ) -> Found {
        let visitor = visitor.map(str::to_owned);
        self.store.look_up(&Names { ticket, key, visitor, ended_last }).unwrap()
    }

    /// Brings the tables up to date in some steps.
    pub fn level(&mut self, steps: usize) {
        for _ in 0..steps {
            if self.store.level(&self.model, Duration::ZERO).unwrap() {
                break;
            }
        }
    }

    pub fn level_all(&mut self) {
        while !self.store.level(&self.model, Duration::ZERO).unwrap() {}
        assert_eq!(self.store.behind(), 0);
        assert_eq!(self.bench.journal(), 0);
    }

    /// Once the tables are level, they hold all audit rows, each once.
    pub fn compare_audit(&mut self) {
        self.level_all();
        assert_eq!(self.bench.audit(), self.history.audit);
        let seatings: Vec<Seating> = self.history.seatings.values().copied().collect();
        assert_eq!(self.bench.seatings(), seatings);
    }

    pub fn crash(&mut self, is_power_lost: bool) {
        assert!(self.batch.is_empty());
        // The old one goes without being closed.
        self.store = self.bench.open_after_crash(is_power_lost);
        self.compare();
    }

    /// A visitor came.
    pub fn create(&mut self, email: String, name: String, key: Option<Key>) -> TicketId {
        let id = TicketId::new(self.model.next_ticket).unwrap();
        let service = [None, Some("a"), Some("b")][self.random(3)];
        let service: Option<ServiceId> = service.map(|id| id.parse().unwrap());
        let arrival = self.model.last_rank + 1;
        let due = arrival + i64::try_from(self.random(3)).unwrap();
        let ticket = Ticket {
            contact: (self.random(3) == 0).then(|| format!("{}", self.at)),
            prefix: service.as_ref().and_then(|_| "B".parse().ok()),
            arrival: (due != arrival).then_some(arrival),
            email,
            name,
            service,
            reason: Some("badge".to_owned()),
            promised: (self.random(2) == 0).then_some((60, 300)),
            kiosk: (self.random(2) == 0).then(|| format!("Kiosk {}", self.at)),
            ..Ticket::new(id, self.at, due, Source::Kiosk)
        };
        let made = ticket
            .service
            .as_ref()
            .map(|_| Made { since: 0, count: u32::try_from(self.at).unwrap() });
        self.happen(By::Kiosk, Change::Created { ticket, key, made });
        id
    }

    pub fn visitor(&mut self) {
        let (number, case) = (self.random(12), self.random(2));
        let email = format!("{}{number}@a.b", ["v", "V"][case]);
        let name = format!("Name {}", self.at);
        let key = key(self.random(40));
        let is_new = !self.history.keys.contains_key(&key);
        self.create(email, name, is_new.then_some(key));
    }

    /// Something at random; nothing where it is not possible now.
    pub fn anything(&mut self) {
        match self.random(10) {
            0..3 => self.visitor(),
            3..8 => self.ticket_change(),
            _ => self.desk_change(),
        }
    }

    pub fn ticket_change(&mut self) {
        let open = self.model.open.clone();
        let Some(ticket) = self.one(open.into_values()) else { return self.visitor() };
        let person = PersonId(i64::try_from(self.random(3)).unwrap() + 1);
        let table = TableNo(u32::try_from(self.random(4)).unwrap());
        let (id, at, called, calls) =
            (ticket.id, self.at + 1, self.model.next_call, ticket.calls + 1);
        let by = By::Person(person);
        let is_claimed = ticket.owner.is_some();
        let text = Some(format!("Note {at}")).filter(|_| self.random(3) > 0);
        let ended: Vec<Ticket> = self.history.ended_last(5);
        let again = self.one(ended.into_iter().filter(|ticket| !ticket.email.is_empty()));
        let outcome = self.one(Outcome::ALL.iter().copied()).unwrap();
        match self.random(11) {
            0 | 1 if !is_claimed => {
                let samples = self.model.samples.iter().rev();
                let mut theirs = samples.filter(|(service, _)| *service == ticket.service);
                let number = theirs.next().map_or(0, |(_, last)| last.number + 1);
                let taken_ms = at;
                let sample =
                    Sample { number, taken_ms, serving_ms: 5, blocked_ms: 3, reaction_ms: 1 };
                let first_claimed = ticket.first_claimed.unwrap_or(at);
                let service = ticket.service.clone();
                let ticket = id;
                self.happen(
                    by,
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
                    },
                );
            }
            0 => self.happen(by, Change::Recalled { ticket: id, called, calls, at }),
            1 => {
                let ticket = id;
                self.happen(by, Change::Transferred { ticket, person, table, called, calls, at });
            }
            2 if is_claimed => self.happen(by, Change::Released { ticket: id, at }),
            8 if is_claimed && ticket.arrived.is_none() => {
                self.happen(by, Change::Arrived { ticket: id, at });
            }
            8 | 9 if is_claimed => {
                let mut legs = ticket.legs.clone();
                legs.push(ticket.leg(at));
                let (arrival, rank, usual) = (ticket.arrival(), ticket.arrival() + 2, None);
                let service = ["a", "b"][self.random(2)].parse().unwrap();
                let ticket = id;
                let referred = Change::Referred { ticket, service, legs, arrival, rank, usual, at };
                self.happen(by, referred);
            }
            9 | 10 => {
                let arrival = ticket.arrival();
                let (rank, usual) = match ticket.usual {
                    None => (arrival - 60_000, Some(ticket.rank)),
                    Some(usual) => (usual, None),
                };
                self.happen(by, Change::Prioritised { ticket: id, arrival, rank, usual, at });
            }
            8 => {
                let service = Some("a".parse().unwrap());
                self.happen(By::Server, Change::Adopted { tickets: vec![id], service });
            }
            2 | 3 => self.happen(by, Change::Noted { ticket: id, text, at }),
            4 if again.is_some() => {
                let mut ticket = again.unwrap();
                (ticket.end, ticket.outcome, ticket.ended_by) = (None, None, None);
                ticket.acted = at;
                self.happen(by, Change::Reopened { ticket });
            }
            _ => self.happen(by, Change::Ended { ticket: id, outcome, by: Some(person), at }),
        }
    }

    pub fn desk_change(&mut self) {
        let person = PersonId(i64::try_from(self.random(3)).unwrap() + 1);
        let table = TableNo(u32::try_from(self.random(4)).unwrap());
        let token = TokenHash::of(&self.random(5).to_string());
        let (by, at) = (By::Person(person), self.at + 1);
        let key = key(self.random(40));
        let ticket = self.one(self.model.open.clone().into_keys());
        let change = match self.random(27) {
            0 => return self.employ(person),
            1 => {
                let one_time = Some(at).filter(|_| self.random(2) == 0);
                let password = PasswordHash(format!("hash {at}"));
                Change::PasswordSet { person, password, one_time }
            }
            2 => Change::PersonDisabled { person },
            3 => Change::PersonEnabled { person },
            4 => Change::SessionOpened { token, person, at, is_one_time: at % 2 == 0 },
            5 => Change::SessionUsed { token, at },
            6 => Change::SessionEnded { token, cause: SessionEnd::Expired },
            7 => {
                let (name, kind) = (format!("Device {}", self.random(3)), DeviceKind::Kiosk);
                let device = Device { name, kind, key: token, added: at, used: None };
                Change::DeviceAdded { device }
            }
            8 => Change::DeviceRevoked { key: token },
            9 if at % 2 == 0 => {
                let (version, own) = (format!("1.{}.0", self.random(3)), Vec::new());
                let report = DeviceReport { version, own, ..DeviceReport::default() };
                let reported = Reported { address: Some([10, 0, 0, 1].into()), report };
                Change::DeviceReported { key: token, reported }
            }
            9 => Change::DevicesUsed { used: vec![(token, at)] },
            10 | 11 if !self.model.seats.contains_key(&table) => {
                let seats = &self.model.seats;
                let from = seats.iter().find(|(_, seat)| seat.person == person);
                let from_since = from.and_then(|(_, seat)| seat.since);
                let from = from.map(|(table, _)| *table);
                let theirs = self.model.open.values().filter(|open| open.owner == Some(person));
                let calls: Vec<Call> = theirs
                    .zip(self.model.next_call..)
                    .map(|(open, called)| Call {
                        ticket: open.id,
                        called,
                        calls: open.calls + 1,
                        counts: true,
                    })
                    .collect();
                Change::Seated { person, table, from, from_since, calls }
            }
            10 | 11 => {
                let Seat { person, since } = self.model.seats[&table];
                Change::Unseated { person, table, since, cause: Unseat::Grace }
            }
            12 => Change::Closed { text: format!("closed {at}") },
            13 => Change::Opened,
            14 => Change::Announced { text: Some(format!("notice {at}")) },
            15 if at % 2 == 0 => {
                let seats = self.model.seats.iter();
                let seats = seats.filter_map(|(table, it)| Some((it.person, *table, it.since?)));
                Change::SeatsResumed { last: at - 1, seats: seats.collect() }
            }
            15 => Change::TimeNoted { doubted_since: Some(at).filter(|at| at % 3 == 0) },
            20 => {
                let version = u64::try_from(at).unwrap();
                let key = ["notice", "tables", "made_later"][self.random(3)].to_owned();
                let value = SetValue { key, old: 1.into(), new: at.into() };
                Change::ProfileSet { version, values: vec![value] }
            }
            21 => {
                let services = Some(vec!["a".parse().unwrap()]).filter(|_| self.random(2) == 0);
                Change::Serves { person, services }
            }
            22 => Change::HelpAsked { kiosk: format!("kiosk {}", self.random(2)) },
            23 => Change::Helped { kiosk: format!("kiosk {}", self.random(2)) },
            24 => Change::LinkKeySet { key: LinkKey::new(Secret::new(format!("secret {at}")), at) },
            25 if ticket.is_some() => {
                let (kiosk, prints) = (format!("kiosk {}", at % 2), self.some_prints());
                Change::Unprinted { ticket: ticket.unwrap(), kiosk, prints }
            }
            26 if ticket.is_some() => {
                let (ticket, kiosk) = (ticket.unwrap(), "kiosk".to_owned());
                let print = Some(PrintNo(self.random(6) as u64));
                match self.random(3) {
                    0 => Change::Printed { ticket, kiosk, prints: self.some_prints() },
                    _ => Change::PrintAsked { ticket, kiosk, print },
                }
            }
            16 => Change::Acted { act: Act::Exported },
            17 | 18 if ticket.is_some() => Change::KeyFound { key, ticket: ticket.unwrap(), at },
            _ => {
                let found = self.history.keys.get(&key).copied();
                let ticket = found.and_then(|found| found.ticket);
                let is_own = found.is_some_and(|found| found.is_own);
                Change::KeyBarred { key, ticket, is_own, at }
            }
        };
        self.happen(by, change);
    }

    fn some_prints(&mut self) -> Vec<PrintNo> {
        (0..6).filter(|_| self.random(3) == 0).map(PrintNo).collect()
    }

    /// Some of those who ended are forgotten, as the clerk does it: the journal is emptied first.
    pub fn forget(&mut self) {
        self.level_all();
        let ended: Vec<TicketId> = self.history.ended.keys().copied().collect();
        let tickets: Vec<TicketId> = ended.into_iter().filter(|_| self.random(3) == 0).collect();
        self.happen(By::Server, Change::Forgotten { tickets, cause: Forget::Retention });
        self.append().unwrap();
    }
}

pub fn key(number: usize) -> Key {
    format!("key-{number}").parse().unwrap()
}
