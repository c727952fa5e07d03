//! Reports: made one at a time for the whole server, off the clerk, on a thread that makes way for
//! everybody else.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use shared::refusal::Refusal;
use shared::report::{Report, ReportKey, ReportNews};
use tokio::sync::{Notify, Semaphore, oneshot};

use super::{Cancel, make_way};
use crate::clock::Clock;
use crate::core::time::Millis;
use crate::hub::{Request, Requests};
use crate::report::{Making, Plan};
use crate::settings::Settings;
use crate::store::{Cancelled, Read, Reader};

/// How many reports of one connection may be waited for.
pub const MOST: usize = 4;

/// How often it is told at most how far a report is.
const TELL_EVERY: Duration = Duration::from_millis(300);

/// Where reports are made.
#[derive(Debug)]
pub struct Reports {
    settings: Arc<Settings>,
    desk: Requests,
    clock: Clock,
    /// Told when the server stops.
    stop: Cancel,
    next_key: AtomicU64,
    /// One at a time: the others wait in line.
    line: Arc<Semaphore>,
}

/// A report that somebody waits for. It is made no longer when this is dropped.
#[derive(Debug)]
pub struct Ordered {
    /// Under what it is told.
    pub key: ReportKey,
    progress: Arc<Progress>,
    /// What was told last.
    told: Option<u8>,
}

/// How it stands with a report.
#[derive(Debug)]
struct Progress {
    cancel: Cancel,
    state: Mutex<State>,
    /// Whom to wake when there is news.
    wake: Arc<Notify>,
}

#[derive(Debug, Default)]
struct State {
    percent: u8,
    /// What came of it, until it is taken.
    outcome: Option<Result<Box<Report>, Refusal>>,
}

impl Drop for Ordered {
    fn drop(&mut self) {
        self.progress.cancel.cancel();
    }
}

impl Ordered {
    /// What is to be told now: what came of it, or how far it is where that has changed.
    pub fn news(&mut self) -> Option<ReportNews> {
        let mut state = self.progress.lock();
        match state.outcome.take() {
            Some(Ok(report)) => Some(ReportNews::Made(report)),
            Some(Err(refusal)) => Some(ReportNews::Failed(refusal.to_string())),
            None if self.told == Some(state.percent) => None,
            None => {
                self.told = Some(state.percent);
                Some(ReportNews::Percent(state.percent))
            }
        }
    }
}

impl Progress {
    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn end(&self, outcome: Result<Box<Report>, Refusal>) {
        self.lock().outcome.get_or_insert(outcome);
        self.wake.notify_one();
    }

    fn reach(&self, percent: u8) {
        self.lock().percent = percent;
        self.wake.notify_one();
    }
}

impl Reports {
    /// Reports of a data directory, whose desk is asked to bring the tables up to date.
    pub fn new(settings: Arc<Settings>, desk: Requests, clock: Clock, stop: Cancel) -> Self {
        let (next_key, line) = (AtomicU64::new(1), Arc::new(Semaphore::new(1)));
        Self { settings, desk, clock, stop, next_key, line }
    }

    /// Begins a report. `revoked` is told why, or closed, when whoever asked may not ask for it any
    /// more; `wake` is woken when there is news.
    pub fn order(
        self: &Arc<Self>,
        plan: Plan,
        revoked: oneshot::Receiver<Refusal>,
        wake: Arc<Notify>,
    ) -> Ordered {
        let key = ReportKey(self.next_key.fetch_add(1, Ordering::Relaxed));
        let (cancel, state) = (Cancel::default(), Mutex::default());
        let progress = Arc::new(Progress { cancel, state, wake });
        // That it waits, or has begun.
        progress.wake.notify_one();
        tokio::spawn(see_to(Arc::clone(self), plan, revoked, Arc::clone(&progress)));
        Ordered { key, progress, told: None }
    }

    fn make(&self, plan: &Plan, progress: &Progress) -> anyhow::Result<Result<Report, Refusal>> {
        let levelled = self.desk.ask(|reply| Request::Level { reply })?;
        if let Err(refusal) = levelled {
            return Ok(Err(refusal));
        }
        let mut told = Instant::now();
        make(
            plan,
            &Reader::of(&self.settings)?,
            || self.clock.wall_ms(),
            &progress.cancel,
            |percent| {
                if told.elapsed() >= TELL_EVERY {
                    told = Instant::now();
                    progress.reach(percent);
                }
            },
        )
    }
}

/// Waits until it is a report's turn, has it made, and ends it when it is wanted no more.
async fn see_to(
    reports: Arc<Reports>,
    plan: Plan,
    mut revoked: oneshot::Receiver<Refusal>,
    progress: Arc<Progress>,
) {
    let (cancel, stop) = (progress.cancel.clone(), reports.stop.clone());
    let turn = tokio::select! {
        turn = Arc::clone(&reports.line).acquire_owned() => turn,
        refusal = &mut revoked => return progress.end(Err(refusal.unwrap_or(Refusal::Relogin))),
        () = cancel.cancelled() => return,
        () = stop.cancelled() => return,
    };
    // Nobody closes the line.
    let Ok(turn) = turn else { return };
    let (done, mut made) = oneshot::channel();
    let begun = std::thread::Builder::new().name("report".to_owned()).spawn({
        let progress = Arc::clone(&progress);
        move || {
            // The next one's turn comes when this has really ended.
            let _turn = turn;
            make_way();
            // Nobody waits for it any more when the server stops.
            done.send(reports.make(&plan, &progress)).ok();
        }
    });
    if let Err(error) = begun {
        tracing::error!("failed to start a thread: {error}");
        return progress.end(Err(Refusal::ReadFailed));
    }
    let made = tokio::select! {
        made = &mut made => made,
        refusal = &mut revoked => {
            cancel.cancel();
            return progress.end(Err(refusal.unwrap_or(Refusal::Relogin)));
        }
        () = cancel.cancelled() => return,
        () = stop.cancelled() => return cancel.cancel(),
    };
    match made {
        Ok(Ok(made)) => progress.end(made.map(Box::new)),
        Ok(Err(error)) if error.is::<Cancelled>() => {}
        Ok(Err(error)) => {
            tracing::error!("failed to make a report: {error:#}");
            progress.end(Err(Refusal::ReadFailed));
        }
        // The thread panicked, and has said so.
        Err(_) => progress.end(Err(Refusal::ReadFailed)),
    }
}

/// Makes a report from the tables that a reader sees, which are up to date. `now` is asked when
/// it reads; `reach` hears how far it is, in percent. Refused where a service is asked for that
/// there never was.
///
/// # Errors
///
/// The tables cannot be read, or it was cancelled ([`Cancelled`]).
pub fn make(
    plan: &Plan,
    reader: &Reader,
    now: impl Fn() -> Millis,
    cancel: &Cancel,
    mut reach: impl FnMut(u8),
) -> anyhow::Result<Result<Report, Refusal>> {
    let is_cancelled = || cancel.is_cancelled();
    reader.at_one_moment(|reader| {
        let at = now();
        let mut making = Making::new(plan, &is_cancelled);
        reader.each_seating(plan.to, |seating| {
            making.seating(seating);
            Ok(cancel.check()?)
        })?;
        reader.each_arrival(plan.from, plan.to, |read| {
            match read {
                Read::Ticket(row) => making.ticket(&row),
                Read::Passed { none_before, done, all } => {
                    making.none_before(none_before);
                    cancel.check()?;
                    let percent = (done * 99).checked_div(all).unwrap_or_default();
                    reach(u8::try_from(percent).unwrap_or(99));
                }
            }
            Ok(())
        })?;
        if let Some(service) = &plan.query.service
            && plan.asks_for_the_past()
            && !reader.knew_service(service, || Ok(cancel.check()?))?
        {
            return Ok(Err(Refusal::NoSuchService));
        }
        let users = reader.users().context("failed to read the accounts")?;
        let user = |person: i64| {
            let place = users.binary_search_by_key(&person, |(id, _)| *id).ok()?;
            Some(users[place].1.clone())
        };
        let report = making.finish(at, user);
        cancel.check()?;
        Ok(Ok(report))
    })
}
