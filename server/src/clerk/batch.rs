//! The end of a batch: one append, then everybody hears; or all of it is rolled back. And the tables,
//! which are brought up to date between batches.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use shared::ids::TicketId;
use shared::refusal::Refusal;
use tokio::sync::oneshot;

use super::Clerk;
use super::load::load;
use crate::core::clock_guard::Guard;
use crate::core::{AdminReply, Aside, Batch, Change, ConnId, Entry, Input, SignIn, TokenHash};
use crate::health::DeskFacts;
use crate::hub::frame::LED_ELSEWHERE;
use crate::hub::{Asked, Grant, Visited};
use crate::store::AppendError;

/// What a batch needs to be answered or taken back.
#[derive(Debug, Default)]
pub(super) struct Pending {
    pub(super) entries: Vec<Entry>,
    /// The commands, to be told if the batch cannot be saved.
    pub(super) asked: Vec<Asked>,
    pub(super) connects: Vec<ConnId>,
    /// How connections were signed in before.
    pub(super) sign_ins: Vec<(ConnId, Option<SignIn>)>,
    /// The kiosks that gave a ticket to somebody who told nothing, and when.
    pub(super) nameless: Vec<(ConnId, Duration)>,
    /// The tickets that visitors got.
    pub(super) joined: Vec<TicketId>,
    pub(super) replies: Vec<Answer>,
    /// What was known of the clock before anything of this batch was applied.
    pub(super) guard: Option<Guard>,
    /// Who asked for something that is read or done beside the clerk.
    pub(super) asides: Vec<ConnId>,
    /// Codes, and the keys of the devices that show them.
    pub(super) let_in: Vec<(String, shared::text::Secret)>,
}

/// An answer over a channel, given once the batch is on disk.
#[derive(Debug)]
pub(super) enum Answer {
    Admin(oneshot::Sender<AdminReply>, AdminReply),
    Job(oneshot::Sender<Result<(), Refusal>>, Result<(), Refusal>),
    Visit(oneshot::Sender<Result<Option<Visited>, Refusal>>, Result<Option<Visited>, Refusal>),
    Aside(ConnId, oneshot::Sender<Result<Grant, Refusal>>, Aside),
}

/// Who waits until the tables are up to date.
#[derive(Debug)]
pub(super) enum Reader {
    Job(oneshot::Sender<Result<(), Refusal>>),
    Aside(oneshot::Sender<Result<Grant, Refusal>>, Grant),
}

impl Clerk {
    /// Appends, then lets everybody hear; or takes it all back. Whether there is time to write
    /// what they hear, is for the hub's fan-out. Breaks when the desk is lost.
    pub(super) fn finish(&mut self, has_time: bool) -> ControlFlow<()> {
        self.hub.tell_rest(&self.core);
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
                self.core.saved();
            }),
        };
        let saved = match saved {
            Ok(()) => Ok(()),
            // Whether it was saved is not for this server to say any more.
            Err(AppendError::Lost(why)) => {
                tracing::error!("{why}");
                (self.is_stopped, self.is_lost) = (true, true);
                self.hub.close_all(LED_ELSEWHERE);
                return ControlFlow::Break(());
            }
            Err(error) => {
                tracing::error!("failed to save: {error}");
                self.health.metrics.failed_commits.count();
                let is_unknown = matches!(error, AppendError::Unknown(_));
                self.roll_back(&mut pending, is_unknown)?;
                Err(if is_unknown { Refusal::SaveUnknown } else { Refusal::NotSaved })
            }
        };
        let mut missed = Vec::new();
        if saved.is_ok() && changes_devices {
            missed = self.publish_devices(std::mem::take(&mut pending.let_in));
        }
        if saved.is_ok() && (changes_rights || sets_profile) {
            self.hub.look_at_rights(&self.core);
        }
        if saved.is_ok() && sets_profile {
            self.publish_desk();
        }
        if self.store.may_answer() {
            if std::mem::take(&mut self.pages_are_behind) {
                self.hub.start_pages_over(&self.core, self.clock.now());
            }
            // Outboxes first: an export begins once it is allowed, after the answers before it.
            self.hub.publish(has_time);
            for answer in pending.replies {
                self.give(answer, saved.clone());
            }
        } else {
            // Another server may speak for the desk by now. What was saved stays saved.
            self.hub.forget_pending();
            self.pages_are_behind = true;
            self.hub.close_all(1013);
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
    pub(super) fn publish_desk(&self) {
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
    fn roll_back(&mut self, pending: &mut Pending, is_unknown: bool) -> ControlFlow<()> {
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
                tracing::error!("failed to read the desk back: {error:#}");
                self.is_stopped = true;
                self.hub.close_all(1011);
                return ControlFlow::Break(());
            }
        }
        for (conn, run) in &pending.nameless {
            self.core.gave_nothing(*conn, *run);
        }
        for ticket in &pending.joined {
            self.core.not_joined(*ticket);
        }
        self.hub.forget_pending();
        self.hub.start_pages_over(&self.core, now);
        // A sign-in that was taken back gives no rights.
        self.hub.look_at_rights(&self.core);
        for conn in &pending.connects {
            self.hub.greet(&self.core, *conn, now);
        }
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

    pub(super) fn must_level(&self) -> bool {
        !self.readers.is_empty() || self.store.must_level()
    }

    /// One step of bringing the tables up to date; true when nothing is left to do.
    pub(super) fn level(&mut self, budget: Duration) -> bool {
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
}
