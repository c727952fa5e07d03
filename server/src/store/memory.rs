//! An engine in memory for the tests: it completes late, fails when told to, and may leave a row
//! of which nobody knows whether a crash will bring it back.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

use rustc_hash::FxHashSet;
use shared::command::Key;
use shared::ids::{TableNo, TicketId};
use shared::visitor::address_key;

use super::engine::{
    AuditRow, Engine, JournalRow, ReadError, Seq, Started, Step, Stored, Write, WriteError,
};
use super::names::{Found, Names};
use crate::core::accounts::PersonId;
use crate::core::change::{KeyUse, VERSION};
use crate::core::desk::{Seat, Seating};
use crate::core::state::State;
use crate::core::ticket::Ticket;
use crate::core::time::Millis;

/// How the next append, settling or step of rows fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fail {
    /// Nothing is written.
    NotWritten,
    /// Nothing is known; a crash brings the row back unless it is overwritten before.
    Unsure,
    /// The desk is led elsewhere.
    Lost,
}

/// What is left of the engine after a crash.
#[derive(Debug, Default)]
pub struct Disk {
    pub now: Contents,
    /// As it was when something was made durable last.
    durable: Contents,
    /// How the next writes fail.
    pub fail: VecDeque<Fail>,
    /// Whether another may lead the desk by now.
    pub is_silent: bool,
    /// The newest written form that others read; none: they read all.
    pub reads: Option<u32>,
}

/// What the engine keeps.
#[derive(Debug, Clone)]
pub struct Contents {
    pub journal: BTreeMap<Seq, String>,
    ghost: Option<JournalRow>,
    last: Seq,
    state: State,
    tickets: BTreeMap<TicketId, Ticket>,
    keys: BTreeMap<Key, KeyUse>,
    seats: Vec<(TableNo, PersonId)>,
    pub seatings: BTreeMap<(Millis, TableNo, PersonId), Seating>,
    pub audit: BTreeMap<(Seq, u32), AuditRow>,
}

impl Default for Contents {
    fn default() -> Self {
        Self {
            journal: BTreeMap::new(),
            ghost: None,
            last: 0,
            state: State { next_call: 1, ..State::default() },
            tickets: BTreeMap::new(),
            keys: BTreeMap::new(),
            seats: Vec::new(),
            seatings: BTreeMap::new(),
            audit: BTreeMap::new(),
        }
    }
}

type Job = Box<dyn FnOnce(&mut Disk) + Send>;

/// The engine: a thread of its own does what is asked, in order.
pub struct Memory {
    jobs: Sender<Job>,
    disk: Arc<Mutex<Disk>>,
}

impl Memory {
    /// Opens what a crash has left, if there was one; with a loss of power what was not made
    /// durable is gone.
    pub fn open(disk: &Arc<Mutex<Disk>>, is_power_lost: bool) -> Self {
        let disk = Arc::clone(disk);
        {
            let mut disk = disk.lock().unwrap();
            if is_power_lost {
                disk.now = disk.durable.clone();
            }
            if let Some(row) = disk.now.ghost.take() {
                disk.now.journal.insert(row.seq, row.body);
            }
        }
        let (jobs, queue) = channel::<Job>();
        let there = Arc::clone(&disk);
        thread::spawn(move || {
            for job in queue {
                thread::yield_now();
                job(&mut disk.lock().unwrap());
            }
        });
        Self { jobs, disk: there }
    }

    fn later<T: Send + 'static, E: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Disk) -> Result<T, E> + Send + 'static,
    ) -> Started<T, E> {
        let (done, result) = channel();
        let job: Job = Box::new(move |disk| {
            // Nobody may wait for it any more.
            done.send(work(disk)).ok();
        });
        // Where the thread is gone the receiver says so.
        self.jobs.send(job).ok();
        Started::Later(result)
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memory")
    }
}

impl Disk {
    /// A disk that holds this.
    pub fn of(now: Contents) -> Self {
        Self { durable: now.clone(), now, ..Self::default() }
    }

    fn put(&mut self, row: JournalRow) -> Result<(), WriteError> {
        match self.fail.pop_front() {
            Some(Fail::NotWritten) => Err(WriteError::NotWritten("told to".to_owned())),
            Some(Fail::Lost) => Err(WriteError::Lost("told to".to_owned())),
            Some(Fail::Unsure) => {
                self.now.ghost = Some(row.clone());
                self.durable.ghost = Some(row);
                Err(WriteError::Unsure("told to".to_owned()))
            }
            None => {
                self.now.ghost = None;
                self.now.journal.insert(row.seq, row.body);
                self.durable = self.now.clone();
                Ok(())
            }
        }
    }

    fn write(&mut self, step: Step) -> Result<(), WriteError> {
        if self.fail.pop_front().is_some() {
            return Err(WriteError::NotWritten("told to".to_owned()));
        }
        for write in step.writes {
            self.now.write_row(write);
        }
        self.now.last = step.last;
        self.now.journal.retain(|seq, _| *seq > step.watermark);
        Ok(())
    }
}

impl Contents {
    fn write_row(&mut self, write: Write) {
        fn set<K: PartialEq, V>(list: &mut Vec<(K, V)>, key: K, value: Option<V>) {
            list.retain(|(of, _)| *of != key);
            list.extend(value.map(|value| (key, value)));
        }
        let state = &mut self.state;
        match write {
            Write::Ticket(mut ticket) => {
                state.next_ticket = state.next_ticket.max(ticket.id.get() + 1);
                state.next_call = state.next_call.max(ticket.called + 1);
                state.last_rank = state.last_rank.max(ticket.arrival());
                if let Some(before) = self.tickets.get(&ticket.id) {
                    ticket.email.clone_from(&before.email);
                    ticket.name.clone_from(&before.name);
                    ticket.contact.clone_from(&before.contact);
                }
                self.tickets.insert(ticket.id, *ticket);
            }
            Write::ForgetTicket(id) => {
                if let Some(ticket) = self.tickets.get_mut(&id) {
                    ticket.forget();
                }
            }
            Write::Key(key, found) => _ = self.keys.insert(key, found),
            Write::Person(person) => {
                state.people.retain(|before| before.id != person.id);
                state.people.push(person);
            }
            Write::Session(token, session) => set(&mut state.sessions, token, session),
            Write::Seat(table, person) => set(&mut self.seats, table, person),
            Write::Seating(seating) => {
                let key = (seating.from, seating.table, seating.person);
                self.seatings.insert(key, seating);
            }
            Write::Device(key, device) => {
                state.devices.retain(|before| before.key != key);
                state.devices.extend(device);
            }
            Write::Fact(fact, value) => set(&mut state.facts, fact, value),
            Write::Samples(samples) => state.samples = samples,
            Write::Audit(row) => _ = self.audit.entry((row.seq, row.n)).or_insert(row),
        }
    }

    fn seat(&self, table: TableNo, person: PersonId) -> Seat {
        let is_theirs = |it: &&Seating| it.table == table && it.person == person && it.to.is_none();
        let since = self.seatings.values().rev().find(is_theirs).map(|it| it.from);
        Seat { person, since }
    }

    fn load(&self) -> Stored {
        let mut state = self.state.clone();
        state.open = self.tickets.values().filter(|ticket| ticket.end.is_none()).cloned().collect();
        state.seats =
            self.seats.iter().map(|(table, person)| (*table, self.seat(*table, *person))).collect();
        state.seats.sort_unstable_by_key(|(table, _)| *table);
        let journal: Vec<_> = self.journal.clone().into_iter().collect();
        let last = journal.last().map_or(self.last, |(seq, _)| self.last.max(*seq));
        Stored { state, journal, last }
    }

    fn look_up(&self, names: &Names, forgotten: &FxHashSet<TicketId>) -> Found {
        let ended = |ticket: &&Ticket| ticket.end.is_some();
        let mut last: Vec<Ticket> = self.tickets.values().filter(ended).cloned().collect();
        last.sort_by_key(|ticket| (ticket.end, ticket.id));
        Found {
            ticket: names.ticket.and_then(|id| self.tickets.get(&id)).filter(ended).cloned(),
            key: names.key.as_ref().and_then(|key| self.keys.get(key)).copied(),
            name: names.visitor.as_ref().and_then(|address| {
                let mut tickets = self.tickets.values().rev();
                let theirs = tickets.find(|ticket| {
                    !forgotten.contains(&ticket.id)
                        && !ticket.name.is_empty()
                        && address_key(&ticket.email) == *address
                });
                theirs.map(|ticket| ticket.name.clone())
            }),
            ended: last.split_off(last.len().saturating_sub(names.ended_last)),
        }
    }
}

impl Engine for Memory {
    fn load(&mut self) -> Started<Stored, ReadError> {
        self.later(|disk| Ok(disk.now.load()))
    }

    fn append(&mut self, row: JournalRow) -> Started<(), WriteError> {
        self.later(|disk| disk.put(row))
    }

    fn settle(&mut self, row: JournalRow) -> Started<(), WriteError> {
        self.later(|disk| {
            let before = disk.now.ghost.clone();
            let settled = disk.put(row);
            if settled.is_err() {
                // What was in doubt still is.
                disk.now.ghost.clone_from(&before);
                disk.durable.ghost = before;
            }
            settled
        })
    }

    fn look_up(
        &mut self,
        names: &Names,
        forgotten: &FxHashSet<TicketId>,
    ) -> Started<Found, ReadError> {
        let (names, forgotten) = (names.clone(), forgotten.clone());
        self.later(move |disk| Ok(disk.now.look_up(&names, &forgotten)))
    }

    fn write(&mut self, step: Step) -> Started<(), WriteError> {
        self.later(|disk| disk.write(step))
    }

    fn tidy(&mut self, keys_before: Option<Millis>) -> Started<(), WriteError> {
        self.later(move |disk| {
            disk.now.keys.retain(|_, found| keys_before.is_none_or(|before| found.at >= before));
            Ok(())
        })
    }

    fn close(&mut self) -> Started<(), WriteError> {
        self.later(|_| Ok(()))
    }

    fn form(&self) -> u32 {
        self.disk.lock().unwrap().reads.unwrap_or(VERSION)
    }

    fn may_answer(&self) -> bool {
        !self.disk.lock().unwrap().is_silent
    }
}
