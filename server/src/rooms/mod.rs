//! The desks that are led here: a room each, with everything that belongs to one desk.
//!
//! A room begins with a loaded desk ([`Opened`]), is served while it is among the [`Rooms`], and ends
//! alone: because it is led elsewhere, was handed over, or lost a part of itself. What desks share is
//! the [`Machine`]'s. A connection finds its room once, at its handshake, and holds it from then on.

mod commands;
mod leading;
mod running;

use std::collections::BTreeMap;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use serde_json::{Value, json};
use shared::desk::DeskName;
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

pub use self::commands::{ask_leader_of, carry_out};
pub use self::leading::{Seat, keep};
pub use self::running::{Failure, Opened, Running};
use crate::admission::Admission;
use crate::auth;
use crate::clerk::Clerk;
use crate::clock::Clock;
use crate::health::Health;
use crate::hub::{Feed, Request, Requests};
use crate::jobs::Cancel;
use crate::jobs::report::Reports;
use crate::lead;
use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::settings::Settings;
use crate::web::Pages;

/// What all desks of a server share.
#[derive(Debug)]
pub struct Machine {
    /// What the server is set to.
    pub settings: Arc<Settings>,
    /// How much it takes from its clients.
    pub limits: Limits,
    /// What time it is.
    pub clock: Clock,
    /// What is counted, of all desks together.
    pub metrics: Arc<Metrics>,
    /// Where passwords are hashed, two at a time for all desks.
    pub passwords: auth::Gate,
    /// The number of the next connection: none comes twice, whichever desk it is for.
    pub next_connection: AtomicU64,
    /// When it began.
    pub began: Instant,
}

/// A desk that is led here, as connections and commands reach it.
#[derive(Debug)]
pub struct Room {
    /// Which desk.
    pub desk: DeskName,
    /// What all desks share.
    pub machine: Arc<Machine>,
    /// What the desk is set to.
    pub settings: Arc<Settings>,
    /// Where requests go.
    pub requests: mpsc::Sender<Request>,
    /// The owner of the desk, for a connection that works alone.
    pub clerk: Arc<Mutex<Clerk>>,
    /// How the desk is doing.
    pub health: Arc<Health>,
    /// The devices that may connect from other machines.
    pub admission: Arc<Admission>,
    /// Where passwords are checked; failures are counted for each desk by itself.
    pub passwords: Arc<auth::Gate>,
    /// Where reports are made.
    pub reports: Arc<Reports>,
    /// What visitors' pages hear, where there are any.
    pub feed: Option<Arc<Feed>>,
    /// Cancelled when the room ends.
    pub cancel: Cancel,
    /// Becomes true when the room ends.
    pub stopping: watch::Receiver<bool>,
    /// Where clients are closed when this server may not speak for its desks; none: it always may.
    pub gate: Option<Arc<lead::Gate>>,
}

impl Room {
    /// Where requests go, for whoever waits for an answer.
    pub fn to(&self) -> Requests {
        Requests(self.requests.clone())
    }
}

/// The rooms of a server, by the names of their desks.
#[derive(Debug, Default)]
pub struct Rooms {
    open: RwLock<BTreeMap<DeskName, Arc<Room>>>,
    /// The desks that are not led here any more although nobody else took them, and why.
    given_up: Mutex<BTreeMap<DeskName, String>>,
    /// What is wrong with the server as a whole; empty: nothing.
    trouble: Mutex<String>,
    /// Where visitors' pages are served.
    pages: OnceLock<Pages>,
}

impl Rooms {
    /// The room of a desk, if that is led here.
    pub fn get(&self, desk: &DeskName) -> Option<Arc<Room>> {
        self.open.read().unwrap_or_else(PoisonError::into_inner).get(desk).cloned()
    }

    /// Every room, by name.
    pub fn all(&self) -> Vec<Arc<Room>> {
        self.open.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// Visitors' pages are served there.
    pub fn open_pages(&self, pages: Pages) {
        // There is one thread of pages.
        self.pages.set(pages).ok();
    }

    /// Where visitors' pages are served; none: nowhere.
    pub fn pages(&self) -> Option<&Pages> {
        self.pages.get()
    }

    /// Clients of this desk find their room from now on.
    pub fn add(&self, room: Arc<Room>) {
        if let (Some(pages), Some(feed)) = (self.pages.get(), &room.feed) {
            let (feed, health) = (Arc::clone(feed), Arc::clone(&room.health));
            pages.open(room.desk.clone(), room.to(), feed, health);
        }
        self.given_up().remove(&room.desk);
        self.open.write().unwrap_or_else(PoisonError::into_inner).insert(room.desk.clone(), room);
    }

    /// Clients of this desk find no room here any more; `why` is told until it is led here again.
    pub fn remove(&self, desk: &DeskName, why: Option<&str>) {
        self.open.write().unwrap_or_else(PoisonError::into_inner).remove(desk);
        if let Some(pages) = self.pages.get() {
            pages.close(desk.clone());
        }
        if let Some(why) = why {
            self.given_up().insert(desk.clone(), why.to_owned());
        }
    }

    /// What is wrong with the server as a whole; empty: nothing.
    pub fn set_trouble(&self, text: &str) {
        text.clone_into(&mut self.trouble.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// What is wrong with the server as a whole; empty: nothing.
    pub fn trouble(&self) -> String {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How the server is doing, as one line of JSON. Where it may lead several desks, they are listed.
    pub fn health(&self, lists_desks: bool) -> String {
        let mut desks: BTreeMap<DeskName, (u64, String)> = self
            .all()
            .iter()
            .map(|room| (room.desk.clone(), (room.health.waiting(), room.health.warning())))
            .collect();
        for (desk, why) in &*self.given_up() {
            desks.entry(desk.clone()).or_insert_with(|| (0, why.clone()));
        }
        let waiting: u64 = desks.values().map(|(waiting, _)| waiting).sum();
        let trouble = self.trouble();
        let warnings = std::iter::once(&trouble).chain(desks.values().map(|(_, warning)| warning));
        let warning = warnings.into_iter().find(|warning| !warning.is_empty());
        let mut told = health_json(waiting, warning.map_or("", String::as_str));
        if lists_desks {
            told["desks"] = desks
                .iter()
                .map(|(name, (waiting, warning))| {
                    let warning = Some(warning).filter(|warning| !warning.is_empty());
                    json!({ "name": name, "waiting": waiting, "warning": warning })
                })
                .collect();
        }
        told.to_string()
    }

    /// The metrics of all desks together, as text.
    pub fn metrics(&self, metrics: &Metrics) -> String {
        let rooms = self.all();
        let waiting = rooms.iter().map(|room| room.health.waiting()).sum();
        let queued = |room: &Arc<Room>| room.requests.max_capacity() - room.requests.capacity();
        metrics.text(waiting, rooms.iter().map(queued).sum(), rooms.len())
    }

    fn given_up(&self) -> std::sync::MutexGuard<'_, BTreeMap<DeskName, String>> {
        self.given_up.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How a server or a desk is doing: how many wait, and what is wrong.
pub fn health_json(waiting: u64, warning: &str) -> Value {
    json!({
        "status": if warning.is_empty() { "ok" } else { "degraded" },
        "version": env!("CARGO_PKG_VERSION"),
        "waiting": waiting,
        "warning": Some(warning).filter(|warning| !warning.is_empty()),
    })
}
