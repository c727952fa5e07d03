//! Work that takes long or comes by itself, each on a thread or task of its own, and cancelled
//! when the server stops.

pub mod backup;
pub mod forget;
pub mod report;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::Context as _;
use thread_priority::{ThreadPriority, ThreadPriorityValue};
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::World;
use crate::clerk::{self, Clerk, Purpose};
use crate::core::{AdminReply, AdminRequest};
use crate::hub::frame::STOPPED;
use crate::hub::{Request, Requests};
use crate::lead::{LedElsewhere, Membership};
use crate::net::control::Command;
use crate::rooms;
use crate::settings::Settings;
use crate::store;
pub use crate::store::Cancelled;
use crate::store::postgres::{Database, SHORT};

/// Tells a job to end early. Clones are one: what cancels one cancels all.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<State>);

#[derive(Debug, Default)]
struct State {
    is_cancelled: AtomicBool,
    wake: Notify,
}

impl Cancel {
    /// Asks the job to end. It does so at its next step, within a fraction of a second.
    pub fn cancel(&self) {
        self.0.is_cancelled.store(true, Ordering::SeqCst);
        self.0.wake.notify_waiters();
    }

    /// Whether the job was asked to end.
    pub fn is_cancelled(&self) -> bool {
        self.0.is_cancelled.load(Ordering::SeqCst)
    }

    /// Returns when the job was asked to end.
    pub async fn cancelled(&self) {
        let woken = self.0.wake.notified();
        tokio::pin!(woken);
        // From here on no call of `cancel` is missed.
        woken.as_mut().enable();
        if !self.is_cancelled() {
            woken.await;
        }
    }

    /// An error once the job was asked to end, to be passed on with `?` between two steps.
    pub fn check(&self) -> Result<(), Cancelled> {
        if self.is_cancelled() { Err(Cancelled) } else { Ok(()) }
    }
}

/// How long a job that was cancelled may take to end. Its steps are short, unless a disk hangs.
const LAST_STEP: Duration = Duration::from_secs(1);

/// Waits for the task of a job that was cancelled, and gives up on one that hangs.
pub async fn end(mut task: JoinHandle<()>) {
    if tokio::time::timeout(LAST_STEP, &mut task).await.is_err() {
        task.abort();
    }
}

/// The priority of threads that have time, of 99; those that serve have the usual one. On Linux it
/// is a nice value of 10: with every core busy such a thread still gets its tenth.
const PRIORITY: u8 = 22;

/// Lets the threads that serve go before this one from now on.
pub fn make_way() {
    if let Ok(priority) = ThreadPriorityValue::try_from(PRIORITY) {
        // Where the system refuses, it works at the usual priority.
        ThreadPriority::Crossplatform(priority).set_for_current().ok();
    }
}

/// Does something long on a thread of its own. The runtime's threads for blocking work are not
/// used, since a runtime that is dropped waits for all of those however long they take.
async fn on_a_thread(
    name: &str,
    work: impl FnOnce() -> anyhow::Result<()> + Send + 'static,
) -> anyhow::Result<()> {
    let (done, finished) = oneshot::channel();
    std::thread::Builder::new()
        .name(name.to_owned())
        // Nobody waits for it any more when the server ends first.
        .spawn(move || drop(done.send(work())))
        .context("failed to start a thread")?;
    // A thread that panicked has failed like any other, and the job is tried again.
    finished.await.unwrap_or_else(|_| Err(anyhow::anyhow!("the thread panicked")))
}

/// Carries out an administrator's request, on a thread that may wait.
pub fn administer(
    request: AdminRequest,
    settings: &Settings,
    desk: &Requests,
    cancel: &Cancel,
) -> AdminReply {
    let ask = |request| {
        let asked = desk.ask(|reply| Request::Admin { request, reply });
        asked.unwrap_or_else(|stopping| Err(stopping.to_string()))
    };
    let level = || {
        let levelled = desk.ask(|reply| Request::Level { reply });
        let levelled = levelled.map_err(|stopping| stopping.to_string())?;
        levelled.map_err(|refusal| refusal.to_string())
    };
    match request {
        AdminRequest::Purge | AdminRequest::PersonErase { .. } => {
            forget::administer(&request, settings, desk, cancel)
        }
        AdminRequest::Read(_) | AdminRequest::Report { .. } => {
            let lines = ask(request)?;
            level().map(|()| lines)
        }
        AdminRequest::Level => level().map(|()| Vec::new()),
        request => ask(request),
    }
}

/// Carries out an administrator's request where no server runs on this machine; the caller holds the
/// lock. Where another machine's leads the desk, that one does. What only looks writes nothing, and nothing is changed but what the request says.
pub fn administer_alone(settings: &Settings, request: AdminRequest) -> anyhow::Result<AdminReply> {
    if request.only_looks() {
        return clerk::look(settings, request);
    }
    let there = Arc::new(settings.clone());
    let world = World::default();
    // It is a member for as long as this takes.
    let (_member, store) = match Database::of_settings(settings, SHORT)? {
        None => (None, store::open(&settings.data_dir)?),
        Some(database) => {
            let command = Command { desk: settings.desk.clone(), request: request.clone() };
            let ask_leader = || rooms::ask_leader_of(settings, &database, &command);
            if let Some(reply) = ask_leader()? {
                return Ok(reply);
            }
            let member = Membership::join(&database, "a command", world.clock.clone())?;
            match member.lead_for_a_command(&settings.desk) {
                Ok(store) => (Some(member), store),
                // One that did not answer was taken for dead meanwhile, and another leads the desk.
                Err(error) if error.is::<LedElsewhere>() => match ask_leader()? {
                    Some(reply) => return Ok(reply),
                    None => return Err(error),
                },
                Err(error) => return Err(error),
            }
        }
    };
    let clerk = Clerk::open(store, world, there, Arc::default(), Purpose::Command)?;
    let clerk = Arc::new(Mutex::new(clerk));
    let (requests, inbox) = mpsc::channel(16);
    let working = std::thread::Builder::new()
        .name("clerk".to_owned())
        .spawn(move || Clerk::run(&clerk, inbox))
        .context("failed to start a thread")?;
    let desk = Requests(requests);
    let reply = administer(request, settings, &desk, &Cancel::default());
    // One that has stopped by itself has said why.
    desk.ask(|done| Request::Stop { code: STOPPED, closes: true, done }).ok();
    working.join().map_err(|_| anyhow::anyhow!("the command failed; this is a fault of Walkup"))?;
    Ok(reply)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_waits_hears_of_it_before_and_after() {
        let cancel = Cancel::default();
        assert_eq!(cancel.check(), Ok(()));
        let waiting = tokio::spawn({
            let cancel = cancel.clone();
            async move { cancel.cancelled().await }
        });
        tokio::task::yield_now().await;
        cancel.cancel();
        waiting.await.unwrap();
        cancel.cancelled().await;
        assert_eq!(cancel.check(), Err(Cancelled));
    }
}
