//! The one thread that owns desk and store.
//!
//! It drains its queue, decides and applies each request, commits everything in one
//! transaction, and only then lets anybody hear of it:
//!
//! ```text
//! connections ─┐                                   ┌─> outboxes (events, answers, in order)
//! control ─────┼─> requests ─> clerk: decide, apply, write … commit ─┤
//! ticks ───────┘   (bounded)                       └─> replies to control and connections
//! ```
//!
//! What a connection is to hear is collected in its `pending` while the batch is worked on, so
//! that the order is right and a failed commit leaves no trace: then memory is rebuilt from disk
//! and every command of the batch is told that it could not be saved.
//!
//! This file has the batch; [`commands`] has what staff and kiosks say, [`sign_in`] and
//! [`devices`] who they are, [`tell`] what clients hear, [`upkeep`] what administrators ask and what time
//! ends, [`request`] what can be asked at all.

mod commands;
mod devices;
mod refused;
mod request;
mod sign_in;
mod tell;
#[cfg(test)]
mod tests;
mod upkeep;

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;
use shared::command::{Day, StaffCommand, Verb};
use shared::message::Sentence;
use shared::text::Secret;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

pub use self::request::Request;
use crate::World;
use crate::auth::TokenHash;
use crate::clock::{self, Clock};
use crate::control::{AdminReply, AdminRequest};
use crate::desk::{
    Action, By, Command, Desk, Event, Known, Millis, NewTicket, PersonId, Refusal, Rules,
};
use crate::devices::Devices;
use crate::health::Health;
use crate::outbox::{Outbox, Parcel};
use crate::post::Post;
use crate::render::{self, Before};
use crate::session::{Role, Session, SignIn};
use crate::settings::Settings;
use crate::store::{CommitError, Store};

/// The most requests of one batch: enough that a commit is shared by everybody who waits for
/// one, few enough that the first of them does not wait for long.
const BATCH: usize = 256;

/// From how many requests in a batch on more of them are to be expected at once, so that it does
/// not pay to save a lone one by itself.
const CROWD: usize = 8;

/// A connection as the clerk knows it.
#[derive(Debug)]
struct Client {
    session: Session,
    outbox: Arc<Outbox>,
    /// What it hears once the batch is on disk.
    pending: Parcel,
    is_touched: bool,
    /// Its sign-in before this batch, if that changed.
    was: Option<SignIn>,
    /// Its place among the staff connections that have not signed in.
    guest: Option<OwnedSemaphorePermit>,
    /// The name of the device that it is, if it showed a key.
    device: Option<String>,
    /// By which name limits bind it; none: they do not.
    limited: Option<String>,
}

impl Client {
    /// Notes that the client has something pending, in the list of those that have.
    fn touch(&mut self, conn: u64, touched: &mut Vec<u64>) {
        if !self.is_touched {
            self.is_touched = true;
            touched.push(conn);
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Token {
    person: PersonId,
    used: Millis,
}

/// An answer over a channel, given once the batch is on disk.
#[derive(Debug)]
enum Reply {
    Admin(oneshot::Sender<AdminReply>, AdminReply),
    Export(oneshot::Sender<Option<(Day, Day)>>, Option<(Day, Day)>),
}

/// What a batch needs to be taken back.
#[derive(Debug, Default)]
struct Batch {
    /// The commands, to be told if the batch fails; none: not a known command.
    commands: Vec<(u64, Option<Verb>)>,
    connects: Vec<u64>,
    replies: Vec<Reply>,
    /// Whether devices were added or taken away.
    changes_devices: bool,
    /// Codes, and the keys of the devices that show them.
    let_in: Vec<(String, Secret)>,
    /// Why nothing of the batch can be saved.
    failure: Option<CommitError>,
}

/// The owner of the truth.
#[derive(Debug)]
pub struct Clerk {
    settings: Arc<Settings>,
    health: Arc<Health>,
    store: Store,
    devices: Arc<Devices>,
    desk: Desk,
    tokens: FxHashMap<TokenHash, Token>,
    clients: BTreeMap<u64, Client>,
    /// The connections with something pending.
    touched: Vec<u64>,
    /// The places for staff connections that have not signed in.
    guests: Arc<Semaphore>,
    batch: Batch,
    post: Post,
    now: Millis,
    clock: Clock,
    guard: clock::Guard,
    /// When the last upkeep was, by the time run.
    upkeep: Option<Duration>,
    /// When the open tickets were noted last, by the time run.
    noted: Option<Duration>,
    /// Since when the people with a table have no connection, by the time run.
    absent: BTreeMap<PersonId, Duration>,
    /// Who asked for unknown addresses: since when, by the time run, and how many.
    asked_unknown: FxHashMap<String, (Duration, u32)>,
    /// Tokens that were refused lately.
    refused_tokens: refused::RefusedTokens,
    /// When devices were connected last, where that is not stored yet.
    devices_used: BTreeMap<String, Millis>,
    /// The end of day that was carried out last.
    day_ended: Option<Millis>,
    last_waiting: String,
    warning: String,
    /// Whether a failed transaction could neither be saved nor undone.
    is_unsure: bool,
    is_stopped: bool,
    /// How many requests the last batch had.
    last_batch: usize,
}

impl Clerk {
    /// Opens the store and loads the desk.
    pub fn open(
        world: World,
        settings: Arc<Settings>,
        health: Arc<Health>,
    ) -> anyhow::Result<Self> {
        let World { clock, limits } = world;
        let store = Store::open(&settings.data_dir)?;
        let now = clock.wall_ms();
        let number = |name: &str| -> anyhow::Result<Option<Millis>> {
            Ok(store.fact(name)?.and_then(|value| value.parse().ok()))
        };
        let guard = clock::Guard::new(number("time")?, number("suspect")?, clock.now());
        let day_ended = number("day_ended")?;
        let desk = Desk::new(rules(&settings), store.load()?, now);
        let mut clerk = Self {
            settings,
            health,
            store,
            devices: Arc::default(),
            desk,
            tokens: FxHashMap::default(),
            clients: BTreeMap::new(),
            touched: Vec::new(),
            guests: Arc::new(Semaphore::new(limits.guests)),
            batch: Batch::default(),
            post: Post::open()?,
            now,
            clock,
            guard,
            upkeep: None,
            noted: None,
            absent: BTreeMap::new(),
            asked_unknown: FxHashMap::default(),
            refused_tokens: refused::RefusedTokens::default(),
            devices_used: BTreeMap::new(),
            day_ended,
            last_waiting: String::new(),
            warning: String::new(),
            is_unsure: false,
            is_stopped: false,
            last_batch: 0,
        };
        clerk.load_tokens()?;
        clerk.devices.replace(clerk.store.devices()?);
        // A seat at a table that no longer exists, and yesterday's tickets, go at start.
        clerk.execute_quietly(By::Server, Action::DropTables);
        clerk.end_day();
        clerk.warn();
        clerk.tell_waiting();
        clerk.finish(true);
        Ok(clerk)
    }

    /// Who may connect from elsewhere, as it is on disk.
    pub fn devices(&self) -> Arc<Devices> {
        Arc::clone(&self.devices)
    }

    /// Works until it is told to stop or nobody can ask any more. Between batches a connection
    /// may have its own commands carried out, see [`Clerk::carry_out`].
    pub fn run(clerk: &Mutex<Self>, mut inbox: mpsc::Receiver<Request>) {
        while let Some(first) = inbox.blocking_recv() {
            // Poisoned: it panicked halfway through a batch, and must not go on.
            let Ok(mut clerk) = clerk.lock() else { return };
            if clerk.work(first, &mut inbox).is_break() {
                return;
            }
        }
    }

    fn work(&mut self, first: Request, inbox: &mut mpsc::Receiver<Request>) -> ControlFlow<()> {
        let begun = Instant::now();
        let is_tick = matches!(first, Request::Tick);
        let mut next = Some(first);
        let mut count = 0;
        while let Some(request) = next {
            if let Request::Stop { done } = request {
                self.finish(true);
                self.stop();
                done.send(()).ok();
                return ControlFlow::Break(());
            }
            self.handle(request);
            count += 1;
            next = if count < BATCH { inbox.try_recv().ok() } else { None };
        }
        self.last_batch = count;
        // While others wait, large rounds are written beside the next batch.
        self.finish(inbox.is_empty());
        self.health.metrics.batch(begun.elapsed());
        if is_tick && inbox.is_empty() {
            self.use_idle_time();
        }
        ControlFlow::Continue(())
    }

    /// Whether many ask at a time: then the first of them does not go ahead alone, since the others
    /// would wait for its commit as well as for theirs.
    pub fn is_crowded(&self) -> bool {
        self.last_batch >= CROWD
    }

    /// Carries out one connection's commands on its own thread, as a batch of their own: for when
    /// nobody else waits, since another thread takes longer to wake up than a ticket to make.
    /// After a stop nothing is carried out.
    pub fn carry_out(&mut self, requests: &mut Vec<Request>) {
        if self.is_stopped {
            return;
        }
        let begun = Instant::now();
        for request in requests.drain(..) {
            self.handle(request);
        }
        self.finish(true);
        self.health.metrics.batch(begun.elapsed());
    }

    fn stop(&mut self) {
        self.is_stopped = true;
        self.now = self.clock.wall_ms();
        let used = self.take_device_use();
        for client in self.clients.values() {
            client.outbox.close(1001);
        }
        let stored = self.ensure_batch().and_then(|()| {
            self.store.write_visitors(usize::MAX)?;
            self.store.write_open()?;
            used.iter().try_for_each(|(name, at)| self.store.device_used(name, *at))?;
            self.store.set_fact("time", Some(&self.clock.wall_ms().to_string()))?;
            self.store.commit().map_err(|_| rusqlite::Error::InvalidQuery)
        });
        if stored.is_err() {
            self.store.roll_back();
        }
        if let Err(error) = self.store.checkpoint() {
            tracing::warn!("failed to empty the write-ahead log: {error}");
        }
    }

    fn handle(&mut self, request: Request) {
        self.now = self.clock.wall_ms();
        match request {
            Request::Connect { conn, role, dialect, device, limited, outbox } => {
                // Its key may have been taken away since it was shown.
                if device.as_ref().is_some_and(|name| !self.devices.has(name)) {
                    return outbox.close(1008);
                }
                let guest = match role {
                    Role::Staff => match Arc::clone(&self.guests).try_acquire_owned() {
                        Ok(guest) => Some(guest),
                        Err(_) => return outbox.close(1013),
                    },
                    Role::Kiosk | Role::Display => None,
                };
                let session = Session { role, dialect, sign_in: SignIn::Never };
                let pending = Parcel::default();
                let client = Client {
                    session,
                    outbox,
                    pending,
                    is_touched: false,
                    was: None,
                    guest,
                    device,
                    limited,
                };
                self.clients.insert(conn, client);
                self.batch.connects.push(conn);
                self.greet(conn);
                self.answered(conn);
            }
            Request::Disconnect { conn } => self.disconnect(conn),
            Request::Staff { conn, command } => {
                let verb = command.verb();
                self.batch.commands.push((conn, Some(verb)));
                if let Err(refusal) = self.staff(conn, command) {
                    self.health.metrics.refusals.count();
                    self.answer(conn, &refusal.sentence(verb).to_string());
                }
                self.answered(conn);
            }
            Request::Kiosk { conn, command } => {
                let verb = command.verb();
                self.batch.commands.push((conn, Some(verb)));
                if let Err(refusal) = self.kiosk(conn, command) {
                    self.health.metrics.refusals.count();
                    self.answer(conn, &refusal.sentence(verb).to_string());
                }
                self.answered(conn);
            }
            Request::Unknown { conn } => {
                self.batch.commands.push((conn, None));
                self.answer(conn, &Sentence::bare("unknown command").to_string());
                self.answered(conn);
            }
            Request::Credentials { conn, user, reply } => {
                let person = match user {
                    Some(user) => self.desk.person_named(&user).cloned(),
                    None => self
                        .clients
                        .get(&conn)
                        .and_then(|client| self.desk.person(client.session.person()?))
                        .cloned(),
                };
                let found = person
                    .filter(|person| person.is_enabled)
                    .map(|person| (person.id, self.store.password(person.id).ok().flatten()));
                // The connection may be gone by now.
                reply.send(found).ok();
            }
            Request::SignIn { conn, account, verdict } => {
                self.batch.commands.push((conn, Some(Verb::Login)));
                if let Err(refusal) = verdict.and_then(|person| self.log_in(conn, person)) {
                    self.health.metrics.failed_sign_ins.count();
                    // Who must wait was not even checked, and may ask as often as it likes.
                    if refusal == Refusal::WrongLogin {
                        self.audit(account, "sign-in refused");
                    }
                    self.answer(conn, &refusal.sentence(Verb::Login).to_string());
                }
                self.answered(conn);
            }
            Request::SetPassword { conn, verdict } => {
                self.batch.commands.push((conn, Some(Verb::Password)));
                if matches!(verdict, Err(Refusal::OldPasswordWrong)) {
                    let person = self.clients.get(&conn).and_then(|it| it.session.person());
                    self.audit(person, "password refused");
                }
                let set = verdict.and_then(|password| self.set_password(conn, password));
                if let Err(refusal) = set {
                    self.answer(conn, &refusal.sentence(Verb::Password).to_string());
                }
                self.answered(conn);
            }
            Request::Export { conn, from, to, reply } => {
                let command = StaffCommand::Export { from: from.clone(), to: to.clone() };
                let days = self.actor(conn, &command).and_then(|_| {
                    let days = from.good().copied().zip(to.good().copied());
                    days.ok_or(Refusal::DatesUnreadable)
                });
                if let Err(refusal) = days {
                    self.batch.commands.push((conn, Some(Verb::Export)));
                    self.answer(conn, &refusal.sentence(Verb::Export).to_string());
                    self.answered(conn);
                }
                if days.is_ok() {
                    let person = self.clients.get(&conn).and_then(|it| it.session.person());
                    self.audit(person, "export");
                }
                self.batch.replies.push(Reply::Export(reply, days.ok()));
            }
            Request::Admin { request, reply } => {
                let result = self.administer(request).map_err(|refusal| refusal.to_string());
                self.batch.replies.push(Reply::Admin(reply, result));
            }
            Request::Tick => self.tick(),
            // Taken by `run`, which ends with it.
            Request::Stop { done } => drop(done),
        }
    }

    // ---- carrying out, writing ----

    fn execute_quietly(&mut self, by: By, action: Action) {
        // The server's own commands are refused only by a disk that takes no writes, which the
        // batch reports.
        self.execute(by, action, None).ok();
    }

    fn execute(
        &mut self,
        by: By,
        action: Action,
        cause: Option<u64>,
    ) -> Result<Vec<Event>, Refusal> {
        self.saved_so_far()?;
        let ended = match action.ticket() {
            Some(ticket_id) if self.desk.ticket(ticket_id).is_none() => {
                self.store.ticket(ticket_id).map_err(read_failed)?
            }
            _ => None,
        };
        let key = match &action {
            Action::Create(NewTicket { key: Some(key), .. }) | Action::WithdrawKey(key) => {
                self.store.key(key).map_err(read_failed)?
            }
            _ => None,
        };
        let command = Command { by, action, known: Known { ended, key } };
        let events = self.desk.decide(&command, self.now)?;
        for event in &events {
            self.record(by, event, cause);
        }
        if !events.is_empty() {
            self.tell_waiting();
        }
        self.saved_so_far()?;
        Ok(events)
    }

    /// Makes an event part of the state and of the batch, and collects what it makes us say.
    fn record(&mut self, by: By, event: &Event, cause: Option<u64>) {
        let begun = self.ensure_batch();
        self.note_failure(begun);
        if self.batch.failure.is_some() {
            return;
        }
        let before = Before::of(&self.desk, event);
        self.desk.apply(event);
        match event {
            Event::TokenIssued { token, person, at } => {
                self.tokens.insert(*token, Token { person: *person, used: *at });
            }
            Event::TokenUsed { token, at } => {
                if let Some(token) = self.tokens.get_mut(token) {
                    token.used = *at;
                }
            }
            Event::TokenRevoked { token, .. } => {
                self.tokens.remove(token);
            }
            Event::DayEnded { boundary } => self.day_ended = Some(*boundary),
            _ => {}
        }
        let stands = match event {
            Event::Ended { .. } => before.ended.as_ref(),
            Event::Reopened { ticket } => Some(ticket),
            Event::Claimed { ticket, .. }
            | Event::Recalled { ticket, .. }
            | Event::Released { ticket, .. }
            | Event::Transferred { ticket, .. }
            | Event::Noted { ticket, .. } => self.desk.ticket(*ticket),
            _ => None,
        };
        if let (Event::Claimed { .. }, Some(ticket)) = (event, stands)
            && ticket.first_claimed == ticket.claimed
        {
            let waited = u64::try_from(self.now.saturating_sub(ticket.start)).unwrap_or_default();
            self.health.metrics.waited(Duration::from_millis(waited));
        }
        let written = self.store.write(by, event, stands, self.now);
        let messages = render::outgoing(&self.desk, &self.settings, event, &before);
        self.note_failure(written);
        for message in &messages {
            self.tell(message, cause);
        }
    }

    /// Notes what somebody did that is no event of the desk.
    fn audit_by(&mut self, by: By, what: &str) {
        let now = self.now;
        let written =
            self.ensure_batch().and_then(|()| self.store.audit_by(now, by, what, None, None));
        self.note_failure(written);
    }

    /// Notes what a person did, or somebody whom nobody knows.
    fn audit(&mut self, person: Option<PersonId>, what: &str) {
        let who =
            person.map_or_else(|| "nobody".to_owned(), |person| format!("staff {}", person.0));
        let now = self.now;
        let written =
            self.ensure_batch().and_then(|()| self.store.audit(now, &who, what, None, None));
        self.note_failure(written);
    }

    // ---- the batch ----

    fn ensure_batch(&mut self) -> rusqlite::Result<()> {
        if self.store.is_in_batch() {
            return Ok(());
        }
        if self.is_unsure {
            self.store.probe()?;
            self.is_unsure = false;
        }
        self.store.begin()
    }

    fn note_failure(&mut self, result: rusqlite::Result<()>) {
        if let Err(error) = result {
            self.batch.failure.get_or_insert(CommitError::NotSaved(error.to_string()));
        }
    }

    fn saved_so_far(&self) -> Result<(), Refusal> {
        if self.batch.failure.is_some() { Err(Refusal::NotSaved) } else { Ok(()) }
    }

    /// Commits, then lets everybody hear; or takes it all back. Whether the clerk has time to
    /// write what they hear, is for [`Post::deliver`].
    fn finish(&mut self, has_time: bool) {
        let batch = std::mem::take(&mut self.batch);
        let committed = match batch.failure {
            Some(failure) => {
                self.store.roll_back();
                Err(failure)
            }
            None if self.store.is_in_batch() => {
                let begun = Instant::now();
                let committed = self.store.commit();
                if committed.is_ok() {
                    self.health.metrics.committed(begun.elapsed());
                }
                committed
            }
            None => Ok(()),
        };
        let is_saved = committed.is_ok();
        if let Err(failure) = committed {
            tracing::error!("failed to save: {failure}");
            self.health.metrics.failed_commits.count();
            let is_unsure = matches!(failure, CommitError::Unsure(_));
            self.take_back(&batch.commands, &batch.connects, is_unsure);
            self.is_unsure |= is_unsure;
            self.warn();
        }
        if is_saved && batch.changes_devices {
            self.tell_devices(batch.let_in);
        }
        // Outboxes first: an export begins once it is allowed, after the answers before it.
        self.flush(has_time);
        for reply in batch.replies {
            // Whoever asked may be gone by now.
            match reply {
                Reply::Admin(to, reply) if is_saved => drop(to.send(reply)),
                Reply::Admin(to, _) => drop(to.send(Err(Refusal::NotSaved.to_string()))),
                Reply::Export(to, reply) => drop(to.send(reply)),
            }
        }
    }

    /// Memory becomes what the disk holds, and every command of the batch is told.
    fn take_back(&mut self, commands: &[(u64, Option<Verb>)], connects: &[u64], is_unsure: bool) {
        let reloaded = self.store.load().map(|loaded| {
            self.desk = Desk::new(rules(&self.settings), loaded, self.now);
        });
        let reloaded = reloaded.and_then(|()| {
            self.store.recall_visitors()?;
            let day_ended = self.store.fact("day_ended")?;
            self.day_ended = day_ended.and_then(|value| value.parse().ok());
            self.load_tokens()
        });
        if let Err(error) = reloaded {
            tracing::error!("failed to read the desk back: {error}");
        }
        for client in self.clients.values_mut() {
            client.pending.frames.clear();
            client.pending.has_state = false;
            if let Some(was) = client.was.take() {
                client.session.sign_in = was;
            }
        }
        for conn in connects {
            self.greet(*conn);
        }
        for (conn, verb) in commands {
            if is_unsure {
                if let Some(client) = self.clients.get(conn) {
                    client.outbox.close(1011);
                }
                continue;
            }
            let text = match verb {
                Some(verb) => Refusal::NotSaved.sentence(*verb).to_string(),
                None => Sentence::bare("unknown command").to_string(),
            };
            self.answer(*conn, &text);
        }
        self.last_waiting.clear();
    }

    fn flush(&mut self, has_time: bool) {
        let mut touched = std::mem::take(&mut self.touched);
        let mut round = Vec::with_capacity(touched.len());
        for conn in touched.drain(..) {
            let Some(client) = self.clients.get_mut(&conn) else { continue };
            client.was = None;
            client.is_touched = false;
            if client.outbox.fill(&mut client.pending) {
                round.push(Arc::clone(&client.outbox));
            }
        }
        self.post.deliver(round, has_time);
        self.touched = touched;
    }

    fn load_tokens(&mut self) -> rusqlite::Result<()> {
        self.tokens = self
            .store
            .tokens()?
            .into_iter()
            .map(|stored| (stored.token, Token { person: stored.person, used: stored.used }))
            .collect();
        Ok(())
    }
}

/// Carries out one administration request where no server runs; the caller holds the lock.
pub fn administer_offline(settings: &Settings, request: AdminRequest) -> AdminReply {
    let health = Arc::new(Health::default());
    let mut clerk = Clerk::open(World::default(), Arc::new(settings.clone()), health)
        .map_err(|error| format!("{error:#}"))?;
    let (reply, mut answer) = oneshot::channel();
    clerk.handle(Request::Admin { request, reply });
    clerk.finish(true);
    clerk.stop();
    answer.try_recv().unwrap_or_else(|_| Err(Refusal::NotSaved.to_string()))
}

fn rules(settings: &Settings) -> Rules {
    Rules {
        tables: settings.tables,
        reasons: settings.reasons.0.iter().map(|reason| reason.id.clone()).collect(),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "handed to map_err, which gives the value")]
fn read_failed(error: rusqlite::Error) -> Refusal {
    tracing::error!("failed to read from the database: {error}");
    Refusal::NotSaved
}
