//! Who leads which desk, as the database said last. Who was known to lead is asked at once; where that
//! is over, the database is asked again.

use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use shared::desk::DeskName;
use tokio::sync::{oneshot, watch};

use crate::store::postgres::Database;
use crate::store::postgres::directory::{Led, LedBy, desks, leader, members};

/// For how long it is believed that there is no such desk, or that nobody leads it.
const NOBODY_FOR: Duration = Duration::from_millis(200);

/// How long the database may take with an answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// How many names are remembered: clients may ask for any.
const MOST: usize = 4096;

/// For how long it is believed which desks there are: anybody may ask.
const LISTED_FOR: Duration = Duration::from_secs(2);

/// How often it is looked which servers were taken for dead, while anything is passed on.
const LOOK: Duration = Duration::from_millis(400);

/// The servers that were not taken for dead, by id and life, as far as is known.
type Alive = Arc<HashSet<(String, i64)>>;

/// The desks and their titles, by name.
pub type Titles = Vec<(String, String)>;

/// Who leads what.
#[derive(Debug)]
pub struct Directory {
    database: Database,
    known: Mutex<HashMap<DeskName, (Led, Instant)>>,
    /// Whoever asks the database holds this: the others find the answer.
    asking: tokio::sync::Mutex<()>,
    alive: watch::Sender<Alive>,
    /// The desks, and since when that is known.
    listed: tokio::sync::Mutex<Option<(Titles, Instant)>>,
}

impl Directory {
    /// A directory that knows nothing yet.
    pub fn new(database: Database) -> Self {
        let (known, alive) = (Mutex::default(), watch::Sender::default());
        let (asking, listed) = Default::default();
        Self { database, known, asking, alive, listed }
    }

    /// Who leads a desk; none: it is not known, since the database does not answer.
    pub async fn find(&self, desk: &DeskName) -> Option<Led> {
        if let Some(known) = self.recall(desk) {
            return Some(known);
        }
        let asked = async {
            let _alone = self.asking.lock().await;
            if let Some(known) = self.recall(desk) {
                return Some(known);
            }
            let name = desk.clone();
            let ask = |lines: Arc<_>| async move { leader(&lines, &name).await };
            let led = self.ask(ask).await?.map_err(|error| {
                tracing::warn!("who leads desk {desk} is not known: {error:#}");
            });
            let led = led.ok()?;
            let mut known = self.known();
            if known.len() >= MOST {
                known.clear();
            }
            known.insert(desk.clone(), (led.clone(), Instant::now()));
            Some(led)
        };
        tokio::time::timeout(PATIENCE, asked).await.ok().flatten()
    }

    /// It was found that a server does not lead a desk any more, or cannot be reached.
    pub fn forget(&self, desk: &DeskName, leader: &LedBy) {
        let mut known = self.known();
        if known.get(desk).is_some_and(|(led, _)| matches!(led, Led::By(it) if it == leader)) {
            known.remove(desk);
        }
    }

    /// Every desk with its title, by name, as it was a moment ago; none: the database does not answer.
    pub async fn desks(&self) -> Option<Titles> {
        let mut listed = self.listed.lock().await;
        if let Some((desks, since)) = &*listed
            && since.elapsed() < LISTED_FOR
        {
            return Some(desks.clone());
        }
        let ask = |lines: Arc<_>| async move { desks(&lines).await };
        let asked = tokio::time::timeout(PATIENCE, self.ask(ask)).await.ok()??;
        let found = asked.map_err(|error| tracing::warn!("which desks there are: {error:#}"));
        let found = found.ok()?;
        *listed = Some((found.clone(), Instant::now()));
        Some(found)
    }

    /// Waits until a server was taken for dead, or has left.
    pub fn gone(&self, server: &LedBy) -> impl Future<Output = ()> + Send + 'static {
        let server = (server.server.clone(), server.incarnation);
        let mut alive = self.alive.subscribe();
        async move {
            while alive.changed().await.is_ok() && alive.borrow_and_update().contains(&server) {}
        }
    }

    /// Looks which servers were taken for dead while somebody wants to know, for ever. While the
    /// database does not answer, nobody is.
    pub async fn look_after(&self) -> Infallible {
        loop {
            tokio::time::sleep(LOOK).await;
            if self.alive.receiver_count() == 0 {
                continue;
            }
            let ask = |lines: Arc<_>| async move { members(&lines).await };
            let Some(Ok(found)) = self.ask(ask).await else { continue };
            // Whoever asks for a desk of one that is gone would wait for it in vain.
            self.known().retain(|_, (led, _)| match led {
                Led::By(it) => found.contains(&(it.server.clone(), it.incarnation)),
                Led::ByNobody | Led::Nowhere(_) => true,
            });
            self.alive.send_if_modified(|alive| {
                let is_new = **alive != found;
                *alive = Arc::new(found);
                is_new
            });
        }
    }

    /// Asks the database; none: its thread has ended.
    async fn ask<T: Send + 'static, F>(
        &self,
        work: impl FnOnce(Arc<crate::store::postgres::Lines>) -> F,
    ) -> Option<T>
    where
        F: Future<Output = T> + Send + 'static,
    {
        let (done, answer) = oneshot::channel();
        self.database.spawn(|lines| {
            let (work, mut done) = (work(lines), done);
            async move {
                tokio::select! {
                    answer = work => drop(done.send(answer)),
                    // Nobody waits for it any more.
                    () = done.closed() => {}
                }
            }
        });
        answer.await.ok()
    }

    fn recall(&self, desk: &DeskName) -> Option<Led> {
        let known = self.known();
        let (led, since) = known.get(desk)?;
        let is_fresh = matches!(led, Led::By(_)) || since.elapsed() < NOBODY_FOR;
        is_fresh.then(|| led.clone())
    }

    fn known(&self) -> MutexGuard<'_, HashMap<DeskName, (Led, Instant)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
