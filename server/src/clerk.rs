//! The one owner of a desk: it takes what waits, finds what that names, decides, appends to the
//! journal, and only then lets anybody hear of it.
//!
//! ```text
//! connections ─┐                                             ┌─> outboxes (events, answers)
//! control, jobs ┼─> requests ─> clerk: find, decide, apply … append ─┤
//! ticks ───────┘   (bounded)                                 └─> replies over channels
//! ```
//!
//! Every request of a batch is decided on the state that the earlier ones left; one append makes
//! all of it durable (group commit). If that fails, the core goes back to what is stored and
//! every command of the batch is told so. What the rules are is [`crate::core`]'s to know, how a
//! change is stored [`crate::store`]'s, who hears what [`crate::hub`]'s.

mod load;
#[cfg(test)]
mod tests;

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use shared::command::{StaffCommand, Verb};
use shared::refusal::Refusal;
use shared::visitor::address_key;
use tokio::sync::{mpsc, oneshot};

pub use self::load::look;
use self::load::{admin_reply, load};
use crate::World;
use crate::admission::Admission;
use crate::auth;
use crate::clock::Clock;
use crate::core::clock_guard::Guard;
use crate::core::time::days_before;
use crate::core::{
    Act, AdminReply, Aside, Batch, By, Change, ConnId, Core, Entry, Input, Known, Names, Now,
    Reply, Said, SignIn, TokenHash,
};
use crate::health::{DeskFacts, Health};
use crate::hub::pages::standing;
use crate::hub::{Asked, Due, Feed, Grant, Hub, Request, Visited};
use crate::settings::Settings;
use crate::store::{self, AppendError, Store};

/// The most requests of one batch: enough that an append is shared by everybody who waits for
/// one, few enough that the first of them does not wait for long.
const BATCH: usize = 256;

/// From how many requests in a batch on more of them are to be expected at once, so that it does
/// not pay to save a lone one by itself.
const CROWD: usize = 8;

/// How many tickets that ended last a state shows.
const ENDED_LAST: usize = shared::mirror::RECENTLY_ENDED;

/// How long one step of bringing the tables up to date may hold a desk that is busy.
const STEP: Duration = Duration::from_millis(2);

/// How long it may while nobody asks: larger steps write less.
const IDLE_STEP: Duration = Duration::from_millis(10);

/// Why a clerk does its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// It serves: what time ends is ended.
    Serve,
    /// It carries out a command where no server runs, and changes nothing but what that says.
    Command,
}

/// What a batch needs to be answered or taken back.
#[derive(Debug, Default)]
struct Pending {
    entries: Vec<Entry>,
    /// The commands, to be told if the batch cannot be saved.
    asked: Vec<Asked>,
    connects: Vec<ConnId>,
    /// How connections were signed in before.
    sign_ins: Vec<(ConnId, Option<SignIn>)>,
    /// The kiosks that gave a ticket to somebody who told nothing, and when.
    nameless: Vec<(ConnId, std::time::Duration)>,
    replies: Vec<Answer>,
    /// What was known of the clock before anything of this batch was applied.
    guard: Option<Guard>,
    /// Who asked for something that is read or done beside the clerk.
    asides: Vec<ConnId>,
    /// Codes, and the keys of the devices that show them.
    let_in: Vec<(String, shared::text::Secret)>,
}

/// An answer over a channel, given once the batch is on disk.
#[derive(Debug)]
enum Answer {
    Admin(oneshot::Sender<AdminReply>, AdminReply),
    Job(oneshot::Sender<Result<(), Refusal>>, Result<(), Refusal>),
    Visit(oneshot::Sender<Result<Option<Visited>, Refusal>>, Result<Option<Visited>, Refusal>),
    Aside(ConnId, oneshot::Sender<Result<Grant, Refusal>>, Aside),
}

/// Who waits until the tables are up to date.
#[derive(Debug)]
enum Reader {
    Job(oneshot::Sender<Result<(), Refusal>>),
    Aside(oneshot::Sender<Result<Grant, Refusal>>, Grant),
}

/// The owner of a desk.
#[derive(Debug)]
pub struct Clerk {
    core: Core,
    store: Store,
    hub: Hub,
    settings: Arc<Settings>,
    health: Arc<Health>,
    admission: Arc<Admission>,
    clock: Clock,
    purpose: Purpose,
    pending: Pending,
    readers: Vec<Reader>,
    /// Whether a failed append may or may not be stored.
    is_unsure: bool,
    /// Whether nothing is carried out any more: it was stopped, or the desk is lost.
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
        purpose: Purpose,
    ) -> anyhow::Result<Self> {
        let store = store::open(&settings.data_dir)?;
        Self::open_on(store, world, settings, health, purpose)
    }

    fn open_on(
        mut store: Store,
        world: World,
        settings: Arc<Settings>,
        health: Arc<Health>,
        purpose: Purpose,
    ) -> anyhow::Result<Self> {
        let World { clock, limits } = world;
        let core = load(&mut store, &settings, clock.now()).context("failed to load the desk")?;
        let hub = Hub::open(&settings, Arc::clone(&health), limits.not_signed_in)?;
        let mut clerk = Self {
            core,
            store,
            hub,
            settings,
            health,
            admission: Arc::default(),
            clock,
            purpose,
            pending: Pending::default(),
            readers: Vec::new(),
            is_unsure: false,
            is_stopped: false,
            last_batch: 0,
        };
        clerk.admission.publish(clerk.core.devices());
        clerk.publish_desk();
        if purpose == Purpose::Serve {
            let now = clerk.clock.now();
            clerk.carry_out(Input::Started, None, now);
            clerk.warn();
            if let Some(reason) = clerk.core.unknown_reason() {
                tracing::warn!(
                    "services: `{reason}`, for which a service in the settings asks, is not one \
                     of the desk's reasons, so it is left out"
                );
            }
            clerk.hub.tell_queue(&clerk.core, now);
            clerk.hub.tell_opening(&clerk.core, now);
            clerk.hub.tell_joining(&clerk.core, now);
            if clerk.finish(true).is_break() {
                anyhow::bail!("failed to read the desk back");
            }
        }
        Ok(clerk)
    }

    /// Visitors' pages hear of the desk from now on.
    pub fn open_pages(&mut self, feed: Arc<Feed>) {
        let now = self.clock.now();
        self.hub.open_pages(&self.core, feed, now);
    }

    /// Who may connect from elsewhere, as handshakes see it.
    pub fn admission(&self) -> Arc<Admission> {
        Arc::clone(&self.admission)
    }

    /// The code by which the first account may be made, while there is none.
    pub fn set_up_code(&self) -> Option<&str> {
        self.core.set_up_code()
    }

    /// Works until it is told to stop or nobody can ask any more. Between batches a connection
    /// may have its own commands carried out, see [`Clerk::carry_out_here`].
    pub fn run(clerk: &Mutex<Self>, mut inbox: mpsc::Receiver<Request>) {
        let mut is_behind = false;
        loop {
            // While a reader waits or too much is to be written, steps go between the batches.
            let first = if is_behind { inbox.try_recv().ok() } else { inbox.blocking_recv() };
            if first.is_none() && (!is_behind || inbox.is_closed()) {
                return;
            }
            let is_tick = matches!(first, Some(Request::Tick));
            // Poisoned: it panicked halfway through a batch, and must not go on.
            let Ok(mut clerk) = clerk.lock() else { return };
            if let Some(first) = first
                && clerk.work(first, &mut inbox).is_break()
            {
                return;
            }
            let is_idle = inbox.is_empty() && (is_tick || is_behind);
            let budget = if is_idle { IDLE_STEP } else { STEP };
            is_behind = (is_idle || clerk.must_level()) && !clerk.level(budget);
        }
    }

    fn work(&mut self, first: Request, inbox: &mut mpsc::Receiver<Request>) -> ControlFlow<()> {
        if self.is_stopped {
            return ControlFlow::Break(());
        }
        let begun = Instant::now();
        let mut next = Some(first);
        let mut count = 0;
        while let Some(request) = next {
            if let Request::Stop { done } = request {
                self.finish(true)?;
                self.stop();
                done.send(()).ok();
                return ControlFlow::Break(());
            }
            self.take(request);
            count += 1;
            next = if count < BATCH { inbox.try_recv().ok() } else { None };
        }
        self.last_batch = count;
        // While others wait, large rounds are written beside the next batch.
        let finished = self.finish(inbox.is_empty());
        self.health.metrics.batch(begun.elapsed());
        finished
    }

    /// Whether many ask at a time: then the first of them does not go ahead alone, since the
    /// others would wait for its append as well as for theirs.
    pub fn is_crowded(&self) -> bool {
        self.last_batch >= CROWD
    }

    /// Carries out one connection's commands on its own thread, as a batch of their own. After a
    /// stop nothing is carried out.
    pub fn carry_out_here(&mut self, requests: &mut Vec<Request>) {
        if self.is_stopped {
            return;
        }
        let begun = Instant::now();
        for request in requests.drain(..) {
            self.take(request);
        }
        // Where the desk is lost, the clerk's own thread finds out at the next tick and ends.
        let _ = self.finish(true);
        self.health.metrics.batch(begun.elapsed());
    }

    /// Notes what is still to be noted, brings the tables up to date and closes the store.
    fn stop(&mut self) {
        self.is_stopped = true;
        let now = self.clock.now();
        self.hub.close_all(1001);
        if self.purpose == Purpose::Serve {
            for (by, change) in self.core.last_notes(now) {
                self.record(by, change, None, now);
            }
        }
        if self.finish(true).is_continue() {
            while !self.level(IDLE_STEP) {}
        }
        if let Err(error) = self.store.close() {
            tracing::warn!("failed to empty the write-ahead log: {error}");
        }
    }

    fn take(&mut self, request: Request) {
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
            Request::Level { reply } => self.readers.push(Reader::Job(reply)),
            Request::WhatIsDue { reply } => drop(reply.send(self.what_is_due(now))),
            Request::Tick => self.tick(now),
            // Taken by `work`, which ends with it.
            Request::Stop { done } => drop(done),
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

    // ---- deciding ----

    /// Finds what an input names, decides it and makes it part of the state.
    fn carry_out(&mut self, input: Input, cause: Option<ConnId>, now: Now) -> Reply {
        let names = self.core.names(&input);
        let known = match self.find(names) {
            Ok(known) => known,
            Err(refusal) => return Reply::Refused(refusal),
        };
        let verdict = self.core.decide(input, &known, now);
        let is_change = !verdict.changes.is_empty();
        let changes_joining = verdict.changes.iter().any(|(_, change)| {
            matches!(change, Change::ProfileSet { .. } | Change::LinkKeySet { .. })
        });
        let changes_opening = verdict.changes.iter().any(|(_, change)| {
            matches!(
                change,
                Change::Closed { .. }
                    | Change::Opened
                    | Change::OpenedUntil { .. }
                    | Change::ProfileSet { .. }
            )
        });
        if is_change {
            self.render_states();
        }
        for (by, change) in verdict.changes {
            self.record(by, change, cause, now);
        }
        if let (Some(conn), Some(sign_in)) = (cause, verdict.sign_in) {
            let before = self.core.set_sign_in(conn, Some(sign_in));
            self.pending.sign_ins.push((conn, before));
            self.hub.signed_in(&self.core, conn, sign_in.token);
        }
        if let (Some(conn), true) = (cause, verdict.is_nameless) {
            self.core.gave_nameless(conn, now);
            self.pending.nameless.push((conn, now.run));
        }
        if is_change {
            self.hub.tell_queue(&self.core, now);
        }
        if changes_opening {
            self.hub.tell_opening(&self.core, now);
        }
        if changes_joining {
            self.hub.tell_joining(&self.core, now);
        }
        match verdict.reply {
            Reply::LetIn { code, key, name, kind } => {
                self.pending.let_in.push((code.clone(), key.clone()));
                Reply::LetIn { code, key, name, kind }
            }
            reply => reply,
        }
    }

    /// Looks up what the core does not hold.
    fn find(&mut self, names: Names) -> Result<Known, Refusal> {
        let Names { ticket, key, visitor, code, secret, set_up_code } = names;
        let mut known = Known {
            secret: secret.then(auth::new_token),
            set_up_code: set_up_code.then(auth::new_code),
            ..Known::default()
        };
        if let Some(code) = code {
            let code = shared::device::code(&code);
            // One batch may hold the same code twice; its device waits until the batch is saved.
            let is_taken = self.pending.let_in.iter().any(|(taken, _)| *taken == code);
            known.device = self.admission.waits(&code).filter(|_| !is_taken);
        }
        if ticket.is_none() && key.is_none() && visitor.is_none() {
            return Ok(known);
        }
        let visitor = visitor.map(|address| address_key(&address));
        let names = store::Names { ticket, key, visitor, ended_last: 0 };
        let found = self.store.look_up(&names).map_err(read_failed)?;
        (known.ticket, known.key, known.name) = (found.ticket, found.key, found.name);
        let of_key = known.key.and_then(|used| used.ticket);
        if let Some(ticket) = of_key.filter(|it| self.core.desk().ticket(*it).is_none()) {
            let names = store::Names { ticket: Some(ticket), ..store::Names::default() };
            known.ticket = self.store.look_up(&names).map_err(read_failed)?.ticket;
        }
        Ok(known)
    }

    /// Makes a change part of the state and of the batch, and collects what it makes us say.
    fn record(&mut self, by: By, change: Change, cause: Option<ConnId>, now: Now) {
        let entry = Entry { by, at: now.wall, change };
        self.pending.guard.get_or_insert_with(|| self.core.guard().clone());
        let effect = self.core.apply(&entry, now.run);
        self.store.note(&entry, effect.ended.as_ref());
        if let Change::Claimed { ticket, first_claimed, at, .. } = &entry.change
            && first_claimed == at
            && let Some(ticket) = self.core.desk().ticket(*ticket)
        {
            let waited = u64::try_from(at.saturating_sub(ticket.start)).unwrap_or_default();
            self.health.metrics.waited(Duration::from_millis(waited));
        }
        self.hub.tell_change(&self.core, &entry, &effect, cause);
        self.pending.entries.push(entry);
    }

    /// A state shows the desk as it stands now: before something changes, or at a batch's end.
    fn render_states(&mut self) {
        if !self.hub.owes_states() {
            return;
        }
        let mut ended = Vec::new();
        if self.hub.states_show_ended() {
            let names = store::Names { ended_last: ENDED_LAST, ..store::Names::default() };
            match self.store.look_up(&names) {
                Ok(found) => ended = found.ended,
                Err(error) => {
                    tracing::error!("failed to read the tickets that ended last: {error}");
                }
            }
        }
        self.hub.render_states(&self.core, &ended);
    }

    // ---- the batch ----

    /// Appends, then lets everybody hear; or takes it all back. Whether there is time to write
    /// what they hear, is for the hub's fan-out. Breaks when the desk is lost.
    fn finish(&mut self, has_time: bool) -> ControlFlow<()> {
        self.render_states();
        let mut pending = std::mem::take(&mut self.pending);
        let changes_devices = pending.entries.iter().any(|entry| {
            matches!(entry.change, Change::DeviceAdded { .. } | Change::DeviceRevoked { .. })
        });
        let changes_rights = pending.entries.iter().any(|entry| {
            matches!(entry.change, Change::SessionEnded { .. } | Change::PersonChanged { .. })
        });
        let sets_profile =
            pending.entries.iter().any(|entry| matches!(entry.change, Change::ProfileSet { .. }));
        let begun = Instant::now();
        let saved = match std::mem::take(&mut pending.entries) {
            entries if entries.is_empty() => Ok(()),
            entries => self.store.append(Batch::new(entries)).inspect(|()| {
                self.health.metrics.committed(begun.elapsed());
                self.is_unsure = false;
            }),
        };
        let saved = match saved {
            Ok(()) => Ok(()),
            Err(error) => {
                tracing::error!("failed to save: {error}");
                self.health.metrics.failed_commits.count();
                self.roll_back(&mut pending, &error)?;
                Err(match error {
                    AppendError::NotSaved(_) => Refusal::NotSaved,
                    AppendError::Unknown(_) => Refusal::SaveUnknown,
                })
            }
        };
        let mut missed = Vec::new();
        if saved.is_ok() && changes_devices {
            missed = self.publish_devices(std::mem::take(&mut pending.let_in));
        }
        if saved.is_ok() && changes_rights {
            self.hub.look_at_rights(&self.core);
        }
        if saved.is_ok() && sets_profile {
            self.publish_desk();
        }
        // Outboxes first: an export begins once it is allowed, after the answers before it.
        self.hub.publish(has_time);
        for answer in pending.replies {
            self.give(answer, saved.clone());
        }
        if missed.is_empty() {
            return ControlFlow::Continue(());
        }
        // A name whose key nobody has helps nobody. This is a batch of its own: it follows from the
        // one that is on disk now.
        let now = self.clock.now();
        for key in missed {
            self.carry_out(Input::DeviceMissedKey(key), None, now);
        }
        self.finish(has_time)
    }

    /// What the rest of the server needs of the desk's profile.
    fn publish_desk(&self) {
        let profile = self.core.profile();
        self.health.set_desk(DeskFacts {
            organisation: profile.organisation.clone(),
            zone: self.core.zone(),
            links: self.core.links(),
        });
    }

    fn give(&mut self, answer: Answer, saved: Result<(), Refusal>) {
        // Whoever asked may be gone by now.
        match answer {
            Answer::Admin(to, reply) => {
                to.send(saved.map_err(|refusal| refusal.to_string()).and(reply)).ok();
            }
            Answer::Job(to, answer) => {
                to.send(saved.and(answer)).ok();
            }
            Answer::Visit(to, answer) => {
                to.send(saved.and(answer)).ok();
            }
            // Where it was not saved, the client was told so with the rest of the batch.
            Answer::Aside(conn, to, aside) => {
                let granted =
                    if saved.is_ok() { self.hub.grant(&self.core, conn, aside) } else { None };
                match granted {
                    // A report is answered at once and sees to the tables by itself.
                    Some(Ok(grant)) if matches!(grant.aside, Aside::Report(_)) => {
                        drop(to.send(Ok(grant)));
                    }
                    Some(Ok(grant)) => self.readers.push(Reader::Aside(to, grant)),
                    Some(Err(refusal)) => drop(to.send(Err(refusal))),
                    None => {}
                }
            }
        }
    }

    /// The core goes back to what is stored, and every command of the batch is told. Breaks when
    /// it cannot be brought back: half of a desk must not go on.
    fn roll_back(&mut self, pending: &mut Pending, error: &AppendError) -> ControlFlow<()> {
        let now = self.clock.now();
        for (conn, before) in pending.sign_ins.iter().rev() {
            self.core.set_sign_in(*conn, *before);
        }
        match load(&mut self.store, &self.settings, now) {
            Ok(core) => {
                // A start takes the time since it was noted last for a pause; nobody paused here.
                let guard = pending.guard.take().unwrap_or_else(|| self.core.guard().clone());
                self.core = core.going_on_from(&self.core, guard);
            }
            Err(error) => {
                tracing::error!("failed to read the desk back, so the server ends: {error:#}");
                self.is_stopped = true;
                self.hub.close_all(1011);
                return ControlFlow::Break(());
            }
        }
        for (conn, run) in &pending.nameless {
            self.core.gave_nothing(*conn, *run);
        }
        self.hub.forget_pending();
        self.hub.start_pages_over(&self.core, now);
        // A sign-in that was taken back gives no rights.
        self.hub.look_at_rights(&self.core);
        for conn in &pending.connects {
            self.hub.greet(&self.core, *conn, now);
        }
        let is_unknown = matches!(error, AppendError::Unknown(_));
        for asked in &pending.asked {
            if is_unknown {
                self.hub.close(asked.conn, 1011);
            } else if asked.verb.is_some() {
                self.hub.refuse(*asked, &Refusal::NotSaved);
            } else {
                self.hub.refuse(*asked, &Refusal::UnknownCommand);
            }
        }
        // Nothing is read or done for these beside the clerk, so they are answered.
        for conn in &pending.asides {
            self.hub.answered(*conn);
        }
        self.is_unsure |= is_unknown;
        self.warn();
        ControlFlow::Continue(())
    }

    /// Tells the handshakes which devices may connect now, hands those that were let in their
    /// keys, and ends the connections of those that may not. Gives the keys that nobody took: their
    /// devices hung up at that moment.
    fn publish_devices(&self, let_in: Vec<(String, shared::text::Secret)>) -> Vec<TokenHash> {
        self.admission.publish(self.core.devices());
        self.hub.close_revoked(&self.core);
        let missed = let_in.into_iter().filter_map(|(code, key)| {
            let hash = TokenHash::of(key.expose());
            (!self.admission.let_in(&code, key)).then_some(hash)
        });
        missed.collect()
    }

    // ---- the tables ----

    fn must_level(&self) -> bool {
        !self.readers.is_empty() || self.store.must_level()
    }

    /// One step of bringing the tables up to date; true when nothing is left to do.
    fn level(&mut self, budget: Duration) -> bool {
        let levelled = self.store.level(&self.core, budget);
        let is_done = match levelled {
            Ok(is_done) => is_done,
            Err(error) => {
                tracing::error!("failed to bring the tables up to date: {error}");
                for reader in self.readers.drain(..) {
                    match reader {
                        Reader::Job(to) => drop(to.send(Err(Refusal::NotSaved))),
                        Reader::Aside(to, _) => drop(to.send(Err(Refusal::ReadFailed))),
                    }
                }
                return true;
            }
        };
        if is_done {
            for reader in self.readers.drain(..) {
                match reader {
                    Reader::Job(to) => drop(to.send(Ok(()))),
                    Reader::Aside(to, grant) => drop(to.send(Ok(grant))),
                }
            }
            // A clock in doubt must not make keys look old.
            let now = self.clock.now();
            let now = Some(now.wall).filter(|_| !self.core.doubts_clock(now));
            if let Err(error) = self.store.tidy(now) {
                tracing::warn!("failed to tidy the database: {error}");
            }
        }
        is_done
    }

    fn warn(&mut self) {
        let is_doubted = self.core.doubts_clock(self.clock.now());
        self.health.set_clock_doubted(is_doubted);
        let text = if self.is_unsure || self.store.mend().is_err() {
            "The disk takes no changes. Nothing can be saved until it does."
        } else if is_doubted {
            "The clock has jumped. End of day, purge and backups pause until it has held for a day or is confirmed."
        } else if self.health.is_disk_low() {
            "The disk is nearly full. When it is full, nothing can be saved."
        } else if self.health.has_backup_failed() {
            "The last backup failed. The server's log says why."
        } else {
            ""
        };
        self.hub.warn(&self.core, text);
    }
}

#[expect(clippy::needless_pass_by_value, reason = "handed to map_err, which gives the value")]
fn read_failed(error: store::ReadError) -> Refusal {
    tracing::error!("failed to read from the database: {error}");
    Refusal::ReadFailed
}
