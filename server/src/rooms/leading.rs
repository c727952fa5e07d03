//! Which desks are led here, of those in the database: they are taken and given up while the server
//! runs, each by itself.
//!
//! ```text
//! membership ── which to take, which to hand over ──> leading ── opens, stops ──> a task a room
//!     ^                                                  ^                             │
//!     └── joined anew, where the lease is over ──────────┴──── why it has ended ───────┘
//! ```

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use shared::desk::DeskName;
use tokio::runtime::Handle;
use tokio::sync::{oneshot, watch};
use tokio::task::{JoinHandle, JoinSet};

use super::running::{Failure, Opened, Running};
use super::{Machine, Rooms};
use crate::hub::frame::{LED_ELSEWHERE, STOPPED};
use crate::lead::{Membership, Standing, Wanted};
use crate::net::Cluster;
use crate::net::door::listen::{Behind, Entrance};
use crate::net::door::{Directory, Doors};
use crate::store::postgres::{Database, Patience};

/// How often it is looked which desks are to be taken or handed over, if nobody says so.
const LOOK: Duration = Duration::from_millis(100);

/// For how long desks are handed over that are to be led elsewhere.
const HAND_OVER: Duration = Duration::from_secs(2);

/// How long after a failure something is tried again that concerns the server as a whole.
const AGAIN: Duration = Duration::from_secs(1);

/// After how long a desk is taken again that came to an end here, at first and at most.
const PAUSE: (Duration, Duration) = (Duration::from_secs(10), Duration::from_secs(600));

/// How many desks are loaded at a time: the others wait for the same connection anyway.
const LOADING: usize = 8;

/// A place among the servers that lead the desks of a database.
#[derive(Debug)]
pub struct Seat {
    machine: Arc<Machine>,
    database: Database,
    member: Membership,
    entrance: Entrance,
    cluster: Arc<Cluster>,
}

/// The desks of one membership.
#[derive(Debug)]
struct Leading {
    machine: Arc<Machine>,
    rooms: Arc<Rooms>,
    member: Arc<Membership>,
    /// By which each room is told to stop, and whether it gives its desk back.
    stops: BTreeMap<DeskName, oneshot::Sender<bool>>,
    served: JoinSet<Ended>,
    loading: JoinSet<(DeskName, anyhow::Result<Option<Running>>)>,
    /// The desks of `loading`.
    opening: Vec<DeskName>,
    /// How long each desk was left alone last that came to an end here.
    pauses: BTreeMap<DeskName, Duration>,
}

/// A room that has ended.
#[derive(Debug)]
struct Ended {
    desk: DeskName,
    /// None: it was told to.
    failure: Option<Failure>,
    /// How long it was served.
    after: Duration,
}

/// How long a desk that came to an end here is left alone, after the pause before and after a room
/// that was served for some time.
fn pause_after(before: Option<Duration>, served: Duration) -> Duration {
    match before {
        Some(before) if served < PAUSE.1 => (before * 2).min(PAUSE.1),
        _ => PAUSE.0,
    }
}

impl Seat {
    /// Joins the servers of the database that the settings name.
    ///
    /// # Errors
    ///
    /// The database cannot be used, in a sentence that says why.
    pub fn take(machine: &Arc<Machine>) -> anyhow::Result<Self> {
        let database = Database::of_settings(&machine.settings, Patience::Endless)?;
        let database = database.context("no database is set")?;
        let (entrance, keys) = Entrance::open(&machine.settings)?;
        let member = Membership::join(&database, &entrance.address, machine.clock.clone())?;
        let keys = keys.map(|keys| keys.client);
        let doors = Doors::new(Directory::new(database.clone()), keys);
        let cluster = Arc::new(Cluster::new(doors));
        cluster.set_id(member.id());
        Ok(Self { machine: Arc::clone(machine), database, member, entrance, cluster })
    }

    /// The way to the other servers.
    pub fn cluster(&self) -> &Arc<Cluster> {
        &self.cluster
    }

    /// Takes desks and serves them, as the cluster shares them out, until `closing`. Other servers may
    /// pass on clients all the while.
    pub async fn keep(
        self,
        behind: Behind,
        mut closing: watch::Receiver<bool>,
    ) -> anyhow::Result<()> {
        let Self { machine, database, mut member, entrance, cluster } = self;
        let (rooms, address) = (Arc::clone(&behind.shared.rooms), entrance.address.clone());
        let letting_in = AbortOnDrop(tokio::spawn(entrance.serve(behind, closing.clone())));
        let there = Arc::clone(&cluster);
        let looking = async move { match there.doors.directory().look_after().await {} };
        let _looking = AbortOnDrop(tokio::spawn(looking));
        loop {
            cluster.set_id(member.id());
            let mut leading = Leading::new(&machine, &rooms, member);
            let is_stopped = leading.run(&mut closing).await;
            leading.stop_all(is_stopped).await;
            if is_stopped {
                drop(letting_in);
                return Ok(());
            }
            tracing::warn!("another server took this one for dead: it joins anew");
            member = loop {
                let (database, address) = (database.clone(), address.clone());
                let clock = machine.clock.clone();
                let joined = aside(move || Membership::join(&database, &address, clock));
                let joined = tokio::select! {
                    joined = joined => joined,
                    _ = closing.changed() => return Ok(()),
                };
                match joined {
                    Some(Ok(member)) => break member,
                    Some(Err(error)) => tracing::error!("failed to join the cluster: {error:#}"),
                    None => anyhow::bail!("a thread panicked"),
                }
                tokio::time::sleep(AGAIN).await;
            };
        }
    }
}

impl Leading {
    fn new(machine: &Arc<Machine>, rooms: &Arc<Rooms>, member: Membership) -> Self {
        Self {
            machine: Arc::clone(machine),
            rooms: Arc::clone(rooms),
            member: Arc::new(member),
            stops: BTreeMap::new(),
            served: JoinSet::new(),
            loading: JoinSet::new(),
            opening: Vec::new(),
            pauses: BTreeMap::new(),
        }
    }

    /// Leads desks until the server stops, or is no member any more; whether it is to stop.
    async fn run(&mut self, closing: &mut watch::Receiver<bool>) -> bool {
        let mut look = tokio::time::interval(LOOK);
        look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = closing.changed() => return true,
                _ = look.tick() => {
                    match self.member.lease().standing() {
                        Standing::Over => return false,
                        Standing::Held => self.rooms.set_trouble(""),
                        Standing::Lapsed => self.rooms.set_trouble(
                            "The database takes no changes. Nothing can be saved until it does.",
                        ),
                    }
                    self.follow(self.member.wanted());
                }
                () = self.member.changed() => self.follow(self.member.wanted()),
                Some(loaded) = self.loading.join_next() => {
                    if let Ok((desk, opened)) = loaded {
                        self.opened(desk, opened);
                        // Many may wait for their turn, where a server has died.
                        self.follow(self.member.wanted());
                    }
                }
                Some(ended) = self.served.join_next() => {
                    if let Ok(ended) = ended {
                        self.ended(ended);
                    }
                }
            }
        }
    }

    /// Takes and hands over what is to be.
    fn follow(&mut self, wanted: Wanted) {
        for desk in wanted.hand_over {
            if let Some(stop) = self.stops.remove(&desk) {
                tracing::info!("desk {desk} is handed over");
                // Where it has ended by itself meanwhile nothing is left to do.
                stop.send(true).ok();
            }
        }
        for desk in wanted.take {
            let is_here = self.stops.contains_key(&desk) || self.opening.contains(&desk);
            if is_here || self.opening.len() >= LOADING {
                continue;
            }
            self.opening.push(desk.clone());
            let (machine, member) = (Arc::clone(&self.machine), Arc::clone(&self.member));
            self.loading.spawn(async move {
                let name = desk.clone();
                let opened = aside(move || open(&machine, &member, &name)).await;
                (desk, opened.unwrap_or_else(|| Err(anyhow::anyhow!("loading it panicked"))))
            });
        }
    }

    /// A desk was loaded, or is led elsewhere, or cannot be.
    fn opened(&mut self, desk: DeskName, opened: anyhow::Result<Option<Running>>) {
        self.opening.retain(|opening| *opening != desk);
        match opened {
            Ok(None) => {}
            Ok(Some(running)) => {
                tracing::info!("desk {desk} is led here");
                let (stop, told) = oneshot::channel();
                self.stops.insert(desk, stop);
                self.served.spawn(serve(running, Arc::clone(&self.rooms), told));
            }
            Err(error) => self.give_up(desk, &format!("{error:#}"), Duration::ZERO),
        }
    }

    fn ended(&mut self, ended: Ended) {
        let Ended { desk, failure, after } = ended;
        self.stops.remove(&desk);
        match failure {
            None => {}
            Some(Failure::Lost) => {
                tracing::warn!("desk {desk} was lost here");
                self.member.lose(&desk);
            }
            Some(Failure::Broken(_)) => {
                let why = failure.map(|failure| failure.to_string()).unwrap_or_default();
                self.give_up(desk, &why, after);
            }
        }
    }

    /// Gives up a desk that came to an end here, so that another server may lead it.
    fn give_up(&mut self, desk: DeskName, why: &str, served: Duration) {
        let pause = pause_after(self.pauses.get(&desk).copied(), served);
        self.pauses.insert(desk.clone(), pause);
        let secs = pause.as_secs();
        tracing::error!("desk {desk} is given up here, for {secs} s at least: {why}");
        self.rooms.remove(&desk, Some(&format!("Desk {desk} is not led here: {why}.")));
        let member = Arc::clone(&self.member);
        let released = aside(move || member.give_back(&desk, pause));
        tokio::spawn(async move {
            if let Some(Err(error)) = released.await {
                tracing::warn!("a desk that was given up is still to be released: {error:#}");
            }
        });
    }

    /// Gives every desk up once another server is ready to lead it, for as long as that may take.
    async fn hand_over(&mut self) {
        let until = tokio::time::sleep(HAND_OVER);
        tokio::pin!(until);
        self.follow(self.member.wanted());
        while !self.stops.is_empty() {
            tokio::select! {
                () = &mut until => return,
                () = self.member.changed() => self.follow(self.member.wanted()),
                Some(ended) = self.served.join_next() => {
                    if let Ok(ended) = ended {
                        self.ended(ended);
                    }
                }
            }
        }
    }

    /// Ends every room; what was led is led by others from then on.
    async fn stop_all(mut self, is_stopped: bool) {
        self.loading.abort_all();
        if is_stopped && self.member.stop_serving() {
            self.hand_over().await;
        }
        for (_, stop) in std::mem::take(&mut self.stops) {
            // Whoever leaves gives back all of them at once.
            stop.send(false).ok();
        }
        while self.served.join_next().await.is_some() {}
        let member = self.member;
        // It says that it leaves, and does not wait for long.
        let left = aside(move || drop(member));
        if is_stopped {
            left.await;
        }
    }
}

/// A task that ends with whoever has this.
struct AbortOnDrop(JoinHandle<()>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Takes a desk, loads it and begins to serve it; none: another server leads it.
fn open(
    machine: &Arc<Machine>,
    member: &Membership,
    desk: &DeskName,
) -> anyhow::Result<Option<Running>> {
    let Some(store) = member.open(desk) else { return Ok(None) };
    let opened = Opened::open(store, desk.clone(), machine)?;
    opened.start(Some(Arc::clone(member.gate()))).map(Some)
}

/// Serves a desk of the cluster until it has ended or is told to, and whether to give it back.
async fn serve(mut running: Running, rooms: Arc<Rooms>, told: oneshot::Receiver<bool>) -> Ended {
    let (begun, desk) = (Instant::now(), running.room.desk.clone());
    rooms.add(Arc::clone(&running.room));
    let failure = tokio::select! {
        failure = running.failed() => Some(failure),
        gives_back = told => {
            rooms.remove(&desk, None);
            running.stop(LED_ELSEWHERE, gives_back.unwrap_or(true)).await;
            return Ended { desk, failure: None, after: begun.elapsed() };
        }
    };
    rooms.remove(&desk, None);
    running.let_go(LED_ELSEWHERE);
    Ended { desk, failure, after: begun.elapsed() }
}

/// Serves the one desk of a file until `closing`.
///
/// # Errors
///
/// It has ended by itself: then the server does.
pub async fn keep(mut running: Running, mut closing: watch::Receiver<bool>) -> anyhow::Result<()> {
    tokio::select! {
        failure = running.failed() => return Err(failure.into()),
        _ = closing.changed() => {}
    }
    running.stop(STOPPED, true).await;
    Ok(())
}

/// Does something that may wait on a thread of its own, for which a stop does not wait; none: it
/// panicked.
fn aside<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> impl Future<Output = Option<T>> {
    let (done, result) = oneshot::channel();
    let inside = Handle::current();
    let begun = std::thread::Builder::new().name("leading".to_owned()).spawn(move || {
        let _inside = inside.enter();
        // Nobody may wait for it any more.
        done.send(work()).ok();
    });
    async move {
        begun.ok()?;
        result.await.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_desk_that_ends_again_and_again_is_taken_ever_more_seldom() {
        let mut pause = None;
        let mut lengths = Vec::new();
        for _ in 0..8 {
            let next = pause_after(pause, Duration::from_secs(5));
            lengths.push(next.as_secs());
            pause = Some(next);
        }
        assert_eq!(lengths, [10, 20, 40, 80, 160, 320, 600, 600]);
        let well = pause_after(pause, Duration::from_secs(3600));
        assert_eq!(well.as_secs(), 10, "it was well for an hour");
    }
}
