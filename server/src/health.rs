//! What `GET /health` and `GET /metrics` answer.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use shared::health::Links;
use tokio::sync::{Notify, watch};

use crate::core::Zone;
use crate::hub::Role;
use crate::metrics::Metrics;
use crate::rooms::health_json;

/// How a desk is doing, written by its clerk and read by whoever asks.
#[derive(Debug, Default)]
pub struct Health {
    waiting: AtomicU64,
    present: AtomicUsize,
    came: Notify,
    warning: Mutex<String>,
    ticks: AtomicU64,
    clock_doubted: AtomicBool,
    disk_low: AtomicBool,
    backup_failed: AtomicBool,
    desk: watch::Sender<DeskFacts>,
    /// What is counted, of all desks of the server together.
    pub metrics: Arc<Metrics>,
}

/// What of the desk's profile the rest of the server needs, as it holds now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskFacts {
    /// Whose desk this is.
    pub organisation: String,
    /// Where it is.
    pub zone: Zone,
    /// Whether tickets come with links to their visitors' pages.
    pub links: Links,
}

/// Somebody looks at a desk.
#[derive(Debug)]
pub struct Looking(Arc<Health>);

impl Drop for Looking {
    fn drop(&mut self) {
        self.0.went();
    }
}

impl Default for DeskFacts {
    fn default() -> Self {
        Self { organisation: String::new(), zone: Zone::System, links: Links::Off }
    }
}

impl Health {
    /// The health of a desk of which nothing is known yet.
    pub fn new(metrics: Arc<Metrics>) -> Self {
        Self { metrics, ..Self::default() }
    }

    /// Sets what the desk is set to.
    pub fn set_desk(&self, facts: DeskFacts) {
        self.desk.send_if_modified(|known| {
            let is_new = *known != facts;
            if known.links != facts.links && facts.links == Links::NotEncrypted {
                tracing::warn!(
                    "tickets have no links: public_url begins with http, so anybody between visitors \
                     and the server could read along"
                );
            }
            *known = facts;
            is_new
        });
    }

    /// What the desk is set to.
    pub fn desk(&self) -> DeskFacts {
        self.desk.borrow().clone()
    }

    /// What the desk is set to, now and whenever that changes.
    pub fn watch_desk(&self) -> watch::Receiver<DeskFacts> {
        self.desk.subscribe()
    }

    /// A client has connected.
    pub fn client_came(&self, role: Role) {
        self.metrics.connection(role, 1);
        self.came();
    }

    /// A client is gone.
    pub fn client_went(&self, role: Role) {
        self.metrics.connection(role, -1);
        self.went();
    }

    /// Somebody looks at the desk who is no client, for as long as what is returned is held.
    pub fn look(self: &Arc<Self>) -> Looking {
        self.came();
        Looking(Arc::clone(self))
    }

    /// Whether anybody looks at the desk: a client, or a visitor at a page.
    pub fn is_looked_at(&self) -> bool {
        self.present.load(Ordering::Relaxed) > 0
    }

    /// Returns once somebody comes to look, or where somebody has since this was waited for last.
    pub async fn somebody(&self) {
        self.came.notified().await;
    }

    fn came(&self) {
        self.present.fetch_add(1, Ordering::Relaxed);
        self.came.notify_one();
    }

    fn went(&self) {
        self.present.fetch_sub(1, Ordering::Relaxed);
    }

    /// Sets how many wait.
    pub fn set_waiting(&self, count: u64) {
        self.waiting.store(count, Ordering::Relaxed);
    }

    /// The clerk has seen that time went on.
    pub fn tick(&self) {
        self.ticks.fetch_add(1, Ordering::Relaxed);
    }

    /// How often it has.
    pub fn ticks(&self) -> u64 {
        self.ticks.load(Ordering::Relaxed)
    }

    /// Sets whether the clock is in doubt.
    pub fn set_clock_doubted(&self, is_doubted: bool) {
        self.clock_doubted.store(is_doubted, Ordering::Relaxed);
    }

    /// Whether the clock is in doubt.
    pub fn is_clock_doubted(&self) -> bool {
        self.clock_doubted.load(Ordering::Relaxed)
    }

    /// Sets whether the disk is nearly full.
    pub fn set_disk_low(&self, is_low: bool) {
        self.disk_low.store(is_low, Ordering::Relaxed);
    }

    /// Whether the disk is nearly full.
    pub fn is_disk_low(&self) -> bool {
        self.disk_low.load(Ordering::Relaxed)
    }

    /// Sets whether the last backup failed; true when it did not before.
    pub fn set_backup_failed(&self, has_failed: bool) -> bool {
        !self.backup_failed.swap(has_failed, Ordering::Relaxed) && has_failed
    }

    /// Whether the last backup failed.
    pub fn has_backup_failed(&self) -> bool {
        self.backup_failed.load(Ordering::Relaxed)
    }

    /// Sets what is wrong; empty when nothing is.
    pub fn set_warning(&self, text: &str) {
        text.clone_into(&mut self.warning.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// How many wait.
    pub fn waiting(&self) -> u64 {
        self.waiting.load(Ordering::Relaxed)
    }

    /// What is wrong; empty: nothing.
    pub fn warning(&self) -> String {
        self.warning.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// One line of JSON; `trouble` is the whole server's, empty where there is none.
    pub fn json(&self, trouble: &str) -> String {
        let own = self.warning();
        let warning = if trouble.is_empty() { own.as_str() } else { trouble };
        health_json(self.waiting(), warning).to_string()
    }
}
