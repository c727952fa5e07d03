//! A server's one thread for the database, and its few connections. However many desks a server
//! leads, there are five: more would be a storm when the database comes back.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, PoisonError, Weak};
use std::time::Duration;

use anyhow::Context as _;
use tokio::runtime::Handle;
use tokio::sync::{Mutex, Notify, OwnedMutexGuard, mpsc, oneshot, watch};
use tokio::time::Instant;

use super::address::Address;
use super::commit::{self, Append};
use super::link::{ConnectError, Link, ServerFacts};
use super::member::Wall;
use super::registry::NEWS;
use crate::core::change::VERSION;
use crate::core::time::Millis;
use crate::settings::Settings;

/// After how long a failed try to connect is followed by the next, at first and at most.
const AGAIN: (Duration, Duration) = (Duration::from_millis(50), Duration::from_millis(500));

/// How long a command waits for the database.
pub const SHORT: Patience = Patience::For(Duration::from_secs(10));

/// What a connection is for. None waits behind what may take long on another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Who leads what.
    Lead,
    /// Commits, on two: one takes what comes while the other waits for the disks.
    Commit(Committer),
    /// What commands name, what a start loads, and rows of the tables.
    Work,
    /// Reports, exports and the audit log.
    Read,
}

/// Which of the two connections for commits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Committer {
    /// The one.
    First,
    /// The other.
    Second,
}

/// The database, as a server and its desks hold it. Clones are one; the thread ends with the last.
#[derive(Debug, Clone)]
pub struct Database {
    owner: Arc<Owner>,
}

#[derive(Debug)]
struct Owner {
    handle: Handle,
    lines: Arc<Lines>,
    appends: mpsc::UnboundedSender<Append>,
    /// Dropped with this, which ends the thread.
    _alive: oneshot::Sender<()>,
}

/// The connections, each made when it is needed.
#[derive(Debug)]
pub struct Lines {
    address: Arc<Address>,
    slots: [Mutex<Option<Arc<Link>>>; 5],
    /// Whoever reads at one moment holds this.
    reading: Arc<Mutex<()>>,
    /// Which server the connections lead to, as far as is known.
    leads: std::sync::Mutex<Option<ServerFacts>>,
    /// Whoever connects holds this: one at a time.
    prober: Mutex<Prober>,
    /// What the database's clock shows.
    pub wall: std::sync::Mutex<Wall>,
    /// The newest written form of a change that every server reads which lives or did just now.
    pub form: AtomicU32,
    /// How long something may be tried again until it is said that it cannot be done.
    patience: Patience,
    /// Is woken when other servers say that there is something to look at.
    pub news: Arc<Notify>,
    /// The connection on which they say so.
    listening: Mutex<Weak<Link>>,
    /// Why nothing can be reached, while that is so.
    trouble: watch::Sender<Option<String>>,
}

/// How long to go on asking a database that does not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// So long: somebody waits for a sentence.
    For(Duration),
    /// As long as it takes: a desk that is led here has nowhere else to ask, and whether it still
    /// is led here is settled by the database alone.
    Endless,
}

#[derive(Debug)]
struct Prober {
    /// Not before.
    next: Instant,
    pause: Duration,
}

impl Database {
    /// Starts the thread; nothing is asked yet.
    pub fn start(address: Address, patience: Patience) -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .context("failed to start what talks with the database")?;
        let lines = Arc::new(Lines {
            address: Arc::new(address),
            slots: std::array::from_fn(|_| Mutex::new(None)),
            reading: Arc::default(),
            leads: std::sync::Mutex::default(),
            prober: Mutex::new(Prober { next: Instant::now(), pause: AGAIN.0 }),
            wall: std::sync::Mutex::default(),
            form: AtomicU32::new(VERSION),
            patience,
            news: Arc::default(),
            listening: Mutex::default(),
            trouble: watch::Sender::new(None),
        });
        let (appends, waiting) = mpsc::unbounded_channel();
        let (alive, gone) = oneshot::channel::<()>();
        let handle = runtime.handle().clone();
        let waiting = Arc::new(Mutex::new(waiting));
        for committer in [Committer::First, Committer::Second] {
            handle.spawn(commit::run(Arc::clone(&lines), committer, Arc::clone(&waiting)));
        }
        std::thread::Builder::new()
            .name("database".to_owned())
            .spawn(move || {
                // The end of the sender is what is waited for.
                runtime.block_on(gone).ok();
                // What still waits for the database is told that nobody will answer.
                runtime.shutdown_background();
            })
            .context("failed to start what talks with the database")?;
        Ok(Self { owner: Arc::new(Owner { handle, lines, appends, _alive: alive }) })
    }

    /// The database that the settings name, if they name one.
    pub fn of_settings(settings: &Settings, patience: Patience) -> anyhow::Result<Option<Self>> {
        settings.address()?.map(|address| Self::of(address, patience)).transpose()
    }

    /// The database of an address, which is one for all who ask for it in this process.
    pub fn of(address: Address, patience: Patience) -> anyhow::Result<Self> {
        static OPEN: std::sync::Mutex<Vec<Weak<Owner>>> = std::sync::Mutex::new(Vec::new());
        let mut open = unpoisoned(&OPEN);
        open.retain(|owner| owner.strong_count() > 0);
        let name = address.to_string();
        let same = |owner: &Arc<Owner>| owner.lines.address.to_string() == name;
        if let Some(owner) = open.iter().filter_map(Weak::upgrade).find(same) {
            return Ok(Self { owner });
        }
        let database = Self::start(address, patience)?;
        open.push(Arc::downgrade(&database.owner));
        Ok(database)
    }

    /// Does something on the database's thread that nobody waits for.
    pub fn spawn<F>(&self, work: impl FnOnce(Arc<Lines>) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        drop(self.owner.handle.spawn(work(Arc::clone(&self.owner.lines))));
    }

    /// Does something on the database's thread; the result comes to whoever holds the receiver.
    pub fn start_work<T: Send + 'static, F>(
        &self,
        work: impl FnOnce(Arc<Lines>) -> F,
    ) -> std::sync::mpsc::Receiver<T>
    where
        F: Future<Output = T> + Send + 'static,
    {
        let (done, result) = std::sync::mpsc::channel();
        let work = work(Arc::clone(&self.owner.lines));
        self.owner.handle.spawn(async move {
            // Nobody may wait for it any more.
            done.send(work.await).ok();
        });
        result
    }

    /// Does something on the database's thread and waits for it.
    pub fn block_on<T: Send + 'static, F>(
        &self,
        work: impl FnOnce(Arc<Lines>) -> F,
    ) -> anyhow::Result<T>
    where
        F: Future<Output = anyhow::Result<T>> + Send + 'static,
    {
        self.start_work(work).recv().context("the connection to the database has ended")?
    }

    /// Has whoever looks after the desks look at once.
    pub fn wake(&self) {
        self.owner.lines.news.notify_one();
    }

    /// Hands a row of the journal to whoever commits next.
    pub fn append(&self, append: Append) {
        // Where nobody takes it, it is dropped, and whoever waits is told so.
        self.owner.appends.send(append).ok();
    }

    /// The newest written form of a change that every server reads.
    pub fn form(&self) -> u32 {
        self.owner.lines.form.load(Ordering::SeqCst)
    }

    /// What the database's clock shows now, in milliseconds since 1970, as far as is known.
    pub fn time(&self) -> Option<Millis> {
        let bounds = unpoisoned(&self.owner.lines.wall).bounds(Instant::now(), Duration::ZERO);
        bounds.map(|(earliest, _)| earliest / 1000)
    }

    /// Where the database is.
    pub fn address(&self) -> &Address {
        &self.owner.lines.address
    }
}

impl Lines {
    /// A connection for a use, made where there is none. Whoever finds that none can be made is
    /// told why, and may ask again at once: the next try waits by itself.
    pub async fn link(&self, usage: Use) -> Result<Arc<Link>, ConnectError> {
        let mut slot = self.slots[usage.place()].lock().await;
        if let Some(link) = slot.as_ref().filter(|link| !link.is_broken()) {
            return Ok(Arc::clone(link));
        }
        *slot = None;
        let mut prober = self.prober.lock().await;
        tokio::time::sleep_until(prober.next).await;
        let known = *unpoisoned(&self.leads);
        match Link::open(&self.address, &self.news, known).await {
            Ok(link) => {
                // All lead to one server: what is left of those to another waits for nothing.
                if unpoisoned(&self.leads).replace(link.server).is_some_and(|it| it != link.server)
                {
                    self.break_off();
                }
                prober.pause = AGAIN.0;
                self.trouble.send_replace(None);
                Ok(Arc::clone(slot.insert(Arc::new(link))))
            }
            Err(error) => {
                prober.next = Instant::now() + prober.pause;
                prober.pause = (prober.pause * 2).min(AGAIN.1);
                self.trouble.send_replace(Some(error.to_string()));
                Err(error)
            }
        }
    }

    /// Whether a connection that is made now leads where the others do.
    pub async fn leads_there(&self) -> Result<bool, ConnectError> {
        let known = *unpoisoned(&self.leads);
        let now = Link::open(&self.address, &self.news, known).await?;
        Ok(known.is_none_or(|known| known == now.server))
    }

    /// Whether a change must be on a standby before it counts.
    pub fn must_replicate(&self) -> bool {
        self.address.must_replicate
    }

    /// Sees to it that `news` is woken from now on; says whether it was not until now, so that
    /// something may not have been heard.
    pub async fn listen(&self) -> anyhow::Result<bool> {
        let link = self.link(Use::Lead).await?;
        let mut listening = self.listening.lock().await;
        if listening.upgrade().is_some_and(|it| Arc::ptr_eq(&it, &link)) {
            return Ok(false);
        }
        link.run_whole(&format!("LISTEN {NEWS}")).await?;
        *listening = Arc::downgrade(&link);
        Ok(true)
    }

    /// Waits until nobody else reads at one moment.
    pub async fn read_alone(&self) -> OwnedMutexGuard<()> {
        Arc::clone(&self.reading).lock_owned().await
    }

    /// Gives up every connection: they lead to a server that does not answer. One that is being
    /// made just now is given up by itself.
    pub fn break_off(&self) {
        for slot in &self.slots {
            if let Some(link) = slot.try_lock().ok().and_then(|mut slot| slot.take()) {
                link.break_off();
            }
        }
    }

    /// Does something for as long as there is patience; `late` is what is said when there is none
    /// left.
    pub async fn patiently<T>(
        &self,
        work: impl Future<Output = T>,
        late: impl FnOnce(String) -> T,
    ) -> T {
        let Patience::For(time) = self.patience else { return work.await };
        match tokio::time::timeout(time, work).await {
            Ok(done) => done,
            Err(_) => {
                let trouble = self.trouble.borrow().clone();
                late(trouble.unwrap_or_else(|| {
                    "the database does not answer: where commits wait for a standby, see whether \
                     one is connected"
                        .to_owned()
                }))
            }
        }
    }
}

impl Use {
    fn place(self) -> usize {
        match self {
            Self::Lead => 0,
            Self::Commit(Committer::First) => 1,
            Self::Commit(Committer::Second) => 2,
            Self::Work => 3,
            Self::Read => 4,
        }
    }
}

/// The content of a lock that is never left in pieces.
pub(super) fn unpoisoned<T>(lock: &std::sync::Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
