//! A room from its loaded desk to its end.

use std::hash::{BuildHasher as _, BuildHasherDefault};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::Context as _;
use rustc_hash::FxHasher;
use shared::desk::DeskName;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, Interval, MissedTickBehavior};

use super::{Machine, Room};
use crate::World;
use crate::clerk::{Clerk, Purpose};
use crate::health::Health;
use crate::hub::{Feed, Request};
use crate::jobs::{self, Cancel};
use crate::lead;
use crate::settings::Settings;
use crate::store::Store;

/// How many requests may wait for the clerk; beyond it connections wait before they read on.
const REQUESTS: usize = 4096;

/// How often the clerk is told that time has passed.
const TICK: Duration = Duration::from_secs(1);

/// How often the clerk of one desk among many is told so while nobody looks: nobody sees that something
/// which is due comes a little later.
const IDLE_TICK: Duration = Duration::from_secs(60);

/// How often it is asked whether visitors are to be forgotten: they are after days.
const FORGETTING: Duration = Duration::from_secs(600);

/// How long a clerk may take to save what waits and to close its store.
const LAST_BATCH: Duration = Duration::from_secs(2);

/// A desk that was loaded and is not served yet.
#[derive(Debug)]
pub struct Opened {
    desk: DeskName,
    machine: Arc<Machine>,
    settings: Arc<Settings>,
    clerk: Clerk,
    health: Arc<Health>,
}

/// A room that is served, until it is stopped or lost.
#[derive(Debug)]
pub struct Running {
    /// The room.
    pub room: Arc<Room>,
    stop: watch::Sender<bool>,
    gone: oneshot::Receiver<()>,
    ticking: JoinHandle<()>,
    forgetting: JoinHandle<()>,
    /// Where the desk is in a file.
    backing_up: Option<JoinHandle<()>>,
}

/// Why a room ended by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Another server leads the desk, or may.
    #[error("the desk is led elsewhere")]
    Lost,
    /// It has lost a part of itself: half of a desk would look alive and serve nobody.
    #[error("{0} stopped unexpectedly")]
    Broken(&'static str),
}

impl Opened {
    /// Loads a desk.
    ///
    /// # Errors
    ///
    /// It cannot be read.
    pub fn open(store: Store, desk: DeskName, machine: &Arc<Machine>) -> anyhow::Result<Self> {
        let settings = Arc::new(machine.settings.of_desk(desk.clone()));
        let health = Arc::new(Health::new(Arc::clone(&machine.metrics)));
        let world = World { clock: machine.clock.clone(), limits: machine.limits };
        let (there, told) = (Arc::clone(&settings), Arc::clone(&health));
        let clerk = Clerk::open(store, world, there, told, Purpose::Serve)?;
        Ok(Self { desk, machine: Arc::clone(machine), settings, clerk, health })
    }

    /// The code by which the first account may be made, while there is none.
    pub fn set_up_code(&self) -> Option<&str> {
        self.clerk.set_up_code()
    }

    /// Begins to serve the desk. Clients are closed by the gate when this server may not speak for its
    /// desks.
    ///
    /// # Errors
    ///
    /// A thread cannot be started.
    pub fn start(self, gate: Option<Arc<lead::Gate>>) -> anyhow::Result<Running> {
        let Self { desk, machine, settings, mut clerk, health } = self;
        if let Some(code) = clerk.set_up_code() {
            let of_desk = if desk.is_main() { String::new() } else { format!(" {desk}") };
            tracing::info!(
                "this desk{of_desk} has no account yet: set it up in a staff window with the code \
                 {code}"
            );
        }
        let feed = settings.web_listen.is_some().then(|| {
            let feed = Arc::new(Feed::default());
            clerk.open_pages(Arc::clone(&feed));
            feed
        });
        let admission = clerk.admission();
        let (requests, inbox) = mpsc::channel(REQUESTS);
        let (stop, stopping) = watch::channel(false);
        let clerk = Arc::new(Mutex::new(clerk));
        let gone = start_clerk(&clerk, inbox)?;
        let cancel = Cancel::default();
        let asked = crate::hub::Requests(requests.clone());
        let reports = Arc::new(jobs::report::Reports::new(
            Arc::clone(&settings),
            asked.clone(),
            machine.clock.clone(),
            cancel.clone(),
        ));
        let every = machine.limits.upkeep_every;
        // What is in a database is copied by its own programs, and not on this disk.
        let backing_up = settings.database.is_none().then(|| {
            tokio::spawn(jobs::backup::look_after(
                Arc::clone(&settings),
                Arc::clone(&health),
                machine.clock.clone(),
                every,
                cancel.clone(),
            ))
        });
        let may_idle = settings.database.is_some();
        let turn = turn_of(&desk);
        let (first, look) = match settings.database {
            Some(_) => (IDLE_TICK + FORGETTING.mul_f64(turn), FORGETTING),
            None => (TICK, TICK),
        };
        let times = [first, look, every];
        let forgetting =
            jobs::forget::look_after(Arc::clone(&settings), asked, times, cancel.clone());
        let forgetting = tokio::spawn(forgetting);
        let turns = may_idle.then(|| turns_since(machine.began, turn));
        let ticking = tokio::spawn(tick(requests.clone(), Arc::clone(&health), turns));
        let passwords = Arc::new(machine.passwords.beside());
        let room = Arc::new(Room {
            desk,
            machine,
            settings,
            requests,
            clerk,
            health,
            admission,
            passwords,
            reports,
            feed,
            cancel,
            stopping,
            gate,
        });
        Ok(Running { room, stop, gone, ticking, forgetting, backing_up })
    }
}

impl Running {
    /// Waits until the room has ended by itself, and says why.
    pub async fn failed(&mut self) -> Failure {
        tokio::select! {
            // What else ends follows from the clerk's end.
            biased;
            _ = &mut self.gone => {
                // Poisoned: it panicked.
                let is_lost = self.room.clerk.lock().is_ok_and(|clerk| clerk.is_lost());
                if is_lost { Failure::Lost } else { Failure::Broken("the clerk") }
            }
            _ = &mut self.ticking => Failure::Broken("the clock"),
            () = ended(&mut self.backing_up) => Failure::Broken("backups"),
            _ = &mut self.forgetting => Failure::Broken("forgetting"),
        }
    }

    /// Ends what is left of a room that has ended by itself.
    pub fn let_go(self, code: u16) {
        self.ticking.abort();
        self.room.cancel.cancel();
        self.stop.send_replace(true);
        // A clerk that panicked has closed nobody.
        let clerk = self.room.clerk.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        clerk.close_clients(code);
    }

    /// Ends the jobs, saves what is queued, closes every client with a code and `closes` the store.
    pub async fn stop(self, code: u16, closes: bool) {
        let Self { room, stop, ticking, forgetting, backing_up, .. } = self;
        ticking.abort();
        room.cancel.cancel();
        // Devices that wait for their key are told.
        stop.send_replace(true);
        let (done, finished) = oneshot::channel();
        let last = async {
            if room.requests.send(Request::Stop { code, closes, done }).await.is_ok() {
                finished.await.ok();
            }
        };
        let backing_up = async {
            if let Some(task) = backing_up {
                jobs::end(task).await;
            }
        };
        tokio::join!(jobs::end(forgetting), backing_up);
        tokio::time::timeout(LAST_BATCH, last).await.ok();
    }
}

/// Starts the clerk's thread; what is returned ends when the thread does, whichever way.
fn start_clerk(
    clerk: &Arc<Mutex<Clerk>>,
    inbox: mpsc::Receiver<Request>,
) -> anyhow::Result<oneshot::Receiver<()>> {
    let owner = Arc::clone(clerk);
    let (alive, gone) = oneshot::channel::<()>();
    std::thread::Builder::new()
        .name("clerk".to_owned())
        .spawn(move || {
            let _alive = alive;
            Clerk::run(&owner, inbox);
        })
        .context("failed to start the clerk")?;
    Ok(gone)
}

/// Waits for the end of a task; for ever where there is none.
async fn ended(task: &mut Option<JoinHandle<()>>) {
    match task {
        Some(task) => drop(task.await),
        None => std::future::pending().await,
    }
}

/// When a desk has its turn, in what is done once in a while for each: 0 is its begin and 1 its end.
/// Those that were taken together are spread over it.
fn turn_of(desk: &DeskName) -> f64 {
    let hash = BuildHasherDefault::<FxHasher>::default().hash_one(desk.as_str());
    f64::from(hash as u32) / f64::from(u32::MAX)
}

/// The turns of a desk that idles. They are at whole seconds since the server began: what has its turn in
/// one second wakes it once.
fn turns_since(began: Instant, turn: f64) -> Interval {
    let first = began + Duration::from_secs((IDLE_TICK.as_secs_f64() * turn) as u64);
    let since = Instant::now().checked_duration_since(first);
    let gone = since.map_or(0, |since| since.as_secs() / IDLE_TICK.as_secs() + 1);
    let next = first + Duration::from_secs(gone * IDLE_TICK.as_secs());
    let mut turns = tokio::time::interval_at(next, IDLE_TICK);
    turns.set_missed_tick_behavior(MissedTickBehavior::Skip);
    turns
}

/// Tells the clerk that time passes, for ever; that of a desk which may idle only at its turns while
/// nobody looks.
async fn tick(requests: mpsc::Sender<Request>, health: Arc<Health>, turns: Option<Interval>) {
    let mut interval = tokio::time::interval(TICK);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut turns = turns;
    loop {
        if let Some(turns) = &mut turns
            && !health.is_looked_at()
        {
            tokio::select! {
                _ = turns.tick() => {}
                () = health.somebody() => {}
            }
            interval.reset_immediately();
        }
        interval.tick().await;
        if requests.send(Request::Tick).await.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_desk_that_idles_hears_of_the_time_once_somebody_looks() {
        let (requests, mut inbox) = mpsc::channel(REQUESTS);
        let health = Arc::new(Health::default());
        let turns = turns_since(Instant::now(), 0.5);
        let ticking = tokio::spawn(tick(requests, Arc::clone(&health), Some(turns)));
        let mut ticks_in = async |secs: u64| {
            tokio::time::sleep(Duration::from_millis(secs * 1000 + 500)).await;
            std::iter::from_fn(|| inbox.try_recv().ok()).count()
        };
        assert_eq!(ticks_in(20).await, 0);
        // Its turn, and those after it.
        assert_eq!(ticks_in(20).await, 1);
        assert_eq!(ticks_in(120).await, 2);
        let looking = health.look();
        assert!((3..=6).contains(&ticks_in(4).await));
        let other = health.look();
        drop(looking);
        assert!((3..=6).contains(&ticks_in(4).await));
        drop(other);
        assert!(ticks_in(30).await <= 2);
        ticking.abort();
    }

    #[test]
    fn idle_desks_have_their_turns_at_different_times() {
        let mut quarters = [0; 4];
        for desk in 0..1000 {
            let turn = turn_of(&format!("desk-{desk}").parse().unwrap());
            assert!((0.0..=1.0).contains(&turn));
            quarters[((turn * 4.0) as usize).min(3)] += 1;
        }
        assert!(quarters.iter().all(|count| (150..350).contains(count)), "{quarters:?}");
    }
}
