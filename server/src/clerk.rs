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
//! every command of the batch is told so. What each request is stands in `requests`, how a batch
//! ends in `batch`. What the rules are is [`crate::core`]'s to know, how a change is stored
//! [`crate::store`]'s, who hears what [`crate::hub`]'s.

mod batch;
mod load;
mod requests;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use shared::refusal::Refusal;
use shared::visitor::address_key;
use tokio::sync::mpsc;

use self::batch::{Pending, Reader};
use self::load::load;
pub use self::load::look;
use crate::World;
use crate::admission::Admission;
use crate::auth;
use crate::clock::Clock;
use crate::core::{By, Change, ConnId, Core, Entry, Input, Known, Names, Now, Reply};
use crate::health::Health;
use crate::hub::{Feed, Hub, Request};
use crate::settings::{Durability, Settings};
use crate::store::{self, Store};

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
    /// Whether visitors' pages lack something that was saved while nobody could be told.
    pages_are_behind: bool,
    /// Whether nothing is carried out any more: it was stopped, or the desk is lost.
    is_stopped: bool,
    /// Whether another server leads the desk.
    is_lost: bool,
    /// How many requests the last batch had.
    last_batch: usize,
}

impl Clerk {
    /// Loads the desk.
    pub fn open(
        mut store: Store,
        world: World,
        settings: Arc<Settings>,
        health: Arc<Health>,
        purpose: Purpose,
    ) -> anyhow::Result<Self> {
        let World { clock, limits } = world;
        let core = load(&mut store, &settings, clock.now()).context("failed to load the desk")?;
        let hub = Hub::open(&settings, Arc::clone(&health), limits.not_signed_in);
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
            pages_are_behind: false,
            is_stopped: false,
            is_lost: false,
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

    /// Whether it has ended because another server leads the desk, or may.
    pub fn is_lost(&self) -> bool {
        self.is_lost
    }

    /// Closes every client with a code.
    pub fn close_clients(&self, code: u16) {
        self.hub.close_all(code);
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
        let is_far = self.store.is_far();
        let mut ahead = if is_far { self.gather(&first, inbox) } else { VecDeque::new() };
        let mut next = Some(first);
        let mut count = 0;
        while let Some(request) = next {
            if let Request::Stop { code, closes, done } = request {
                self.finish(true)?;
                self.stop(code, closes);
                done.send(()).ok();
                return ControlFlow::Break(());
            }
            self.take(request);
            count += 1;
            next = match is_far {
                true => ahead.pop_front(),
                false if count < BATCH => inbox.try_recv().ok(),
                false => None,
            };
        }
        self.last_batch = count;
        // While others wait, large rounds are written beside the next batch.
        let finished = self.finish(inbox.is_empty());
        self.health.metrics.batch(begun.elapsed());
        finished
    }

    /// Takes what waits besides, and looks up together what all of it names.
    fn gather(
        &mut self,
        first: &Request,
        inbox: &mut mpsc::Receiver<Request>,
    ) -> VecDeque<Request> {
        let mut ahead = VecDeque::new();
        while ahead.len() + 1 < BATCH
            && let Ok(request) = inbox.try_recv()
        {
            ahead.push_back(request);
        }
        let names = std::iter::once(first).chain(&ahead).filter_map(|request| match request {
            Request::Said(_, said) => {
                let Names { ticket, key, visitor, .. } = self.core.names_said(said);
                let visitor = visitor.map(|address| address_key(&address));
                Some(store::Names { ticket, key, visitor, ended_last: 0 })
            }
            _ => None,
        });
        let names: Vec<store::Names> = names.collect();
        // What is missing then is looked up one by one.
        if let Err(error) = self.store.gather(names) {
            tracing::warn!("failed to look up ahead: {error}");
        }
        ahead
    }

    /// Whether many ask at a time: then the first of them does not go ahead alone, since the
    /// others would wait for its append as well as for theirs.
    pub fn is_crowded(&self) -> bool {
        self.last_batch >= CROWD || self.store.is_far()
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
    fn stop(&mut self, code: u16, closes: bool) {
        self.is_stopped = true;
        let now = self.clock.now();
        self.hub.close_all(code);
        if self.purpose == Purpose::Serve {
            for (by, change) in self.core.last_notes(now) {
                self.record(by, change, None, now);
            }
        }
        // Where another server leads the desk next, it goes on from the journal.
        if self.finish(true).is_continue() && !self.store.is_far() {
            while !self.level(IDLE_STEP) {}
        }
        if closes && let Err(error) = self.store.close() {
            tracing::warn!("failed to close the store: {error}");
        }
    }

    // ---- deciding ----

    /// Finds what an input names, decides it and makes it part of the state.
    fn carry_out(&mut self, input: Input, cause: Option<ConnId>, now: Now) -> Reply {
        let names = self.core.names(&input);
        let known = match self.find(names) {
            Ok(known) => known,
            Err(refusal) => return Reply::Refused(refusal),
        };
        // Nobody waits for what time and a connection's end bring: it comes again.
        let is_asked = !matches!(input, Input::Started | Input::Tick | Input::Gone(_));
        let mut verdict = self.core.decide(input, &known, now);
        let form = self.store.form();
        if verdict.changes.iter().any(|(_, change)| change.form() > form) {
            tracing::warn!(
                "a server that may have to take over reads changes of form {form} at most, so a newer \
                 one is held back: update that server"
            );
            if is_asked {
                return Reply::Refused(Refusal::NotSaved);
            }
            verdict.changes.retain(|(_, change)| change.form() <= form);
        }
        let is_change = !verdict.changes.is_empty();
        let changes_opening = verdict.changes.iter().any(|(_, change)| {
            matches!(
                change,
                Change::Closed { .. }
                    | Change::Opened
                    | Change::OpenedUntil { .. }
                    | Change::ProfileSet { .. }
            )
        });
        let changes_joining = changes_opening
            || verdict.changes.iter().any(|(_, it)| matches!(it, Change::LinkKeySet { .. }));
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
        if let Reply::Ticket { ticket, is_own: true } = &verdict.reply
            && !verdict.taken_beside.is_empty()
        {
            self.core.joined(&verdict.taken_beside, ticket.id, now);
            self.pending.joined.push(ticket.id);
        }
        if let (Some(conn), Some(report)) = (cause, &verdict.report) {
            self.core.heard_of_kiosk(conn, report, now);
        }
        if is_change || verdict.report.is_some() {
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

    fn warn(&mut self) {
        let is_doubted = self.core.doubts_clock(self.clock.now());
        self.health.set_clock_doubted(is_doubted);
        let text = if self.is_unsure || self.store.mend().is_err() {
            "The disk takes no changes. Nothing can be saved until it does."
        } else if is_doubted {
            "The clock has jumped. End of day, purge and backups pause until it has held for a day or is confirmed."
        } else if self.settings.database.is_some() && self.settings.durability == Durability::One {
            "What is saved is on the disk of one machine alone, as durability = \"one\" says."
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
