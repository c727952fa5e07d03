//! The headless Walkup server.
//!
//! Reading order:
//!
//! 1. [`core`]: all that a desk knows and decides, pure. 2. [`store`]: the journal and the tables.
//! 3. [`clerk`]: the one owner of both; [`lead`]: which of several servers that is. 4. [`hub`]: who is connected and who hears what.
//! 5. [`net`]: sockets and everything on the network; [`web`]: visitors' pages. 6. [`jobs`]: what takes long or comes by
//!    itself. 7. [`cli`] and [`settings`]: how it is run; [`service`]: in the background.
//! 8. What those need: [`address`] (networks), [`auth`] (passwords), [`clock`], [`export`], [`files`], [`health`],
//!    [`limits`], [`lock`], [`metrics`], [`report`].

pub mod address;
pub mod admission;
pub mod auth;
pub mod clerk;
pub mod cli;
pub mod clock;
pub mod core;
pub mod export;
pub mod files;
pub mod health;
pub mod hub;
pub mod jobs;
pub mod lead;
pub mod limits;
pub mod lock;
pub mod metrics;
pub mod net;
pub mod report;
pub mod service;
pub mod settings;
pub mod store;
pub mod web;

use std::future::Future;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::Context;
use shared::this_computer::ThisComputer;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot, watch};

use crate::admission::Admission;
use crate::clerk::{Clerk, Purpose};
use crate::hub::{Request, Requests};
use crate::lead::Membership;
use crate::net::{control, discovery, tls};
use crate::settings::Settings;
use crate::store::Store;

/// How many requests may wait for the clerk; beyond it connections wait before they read on.
const REQUESTS: usize = 4096;

/// How often the clerk is told that time has passed.
const TICK: Duration = Duration::from_secs(1);

/// How long connections and replies under way may take to come to an end at a stop.
const LAST_REPLIES: Duration = Duration::from_millis(500);

/// What a server finds around it and does not choose: tests give it a clock that they move and
/// limits that they can reach.
#[derive(Debug, Clone, Default)]
pub struct World {
    /// What time it is.
    pub clock: clock::Clock,
    /// How much it takes from its clients.
    pub limits: limits::Limits,
}

/// A server that has its database open and waits for a socket.
#[derive(Debug)]
pub struct Server {
    clerk: Clerk,
    limits: limits::Limits,
    clock: clock::Clock,
    settings: Arc<Settings>,
    certificates: Option<Arc<tls::Certificates>>,
    health: Arc<health::Health>,
    admission: Arc<Admission>,
    /// Among the servers of a cluster.
    member: Option<Membership>,
}

/// Why a server ended in good order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It was told to.
    Stopped,
    /// Another server leads the desk, or may.
    Lost,
}

impl Server {
    /// Opens the database and loads the desk. The caller holds the data directory's lock.
    pub fn open(settings: Settings) -> anyhow::Result<Self> {
        Self::open_in(World::default(), settings)
    }

    /// As [`Server::open`], in a world of the caller's.
    pub fn open_in(world: World, settings: Settings) -> anyhow::Result<Self> {
        let store = store::open(&settings.data_dir)?;
        Self::open_on(store, None, world, settings)
    }

    /// Loads a desk that this member of a cluster leads.
    pub fn open_led(
        store: Store,
        member: Membership,
        world: World,
        settings: Settings,
    ) -> anyhow::Result<Self> {
        Self::open_on(store, Some(member), world, settings)
    }

    fn open_on(
        store: Store,
        member: Option<Membership>,
        world: World,
        settings: Settings,
    ) -> anyhow::Result<Self> {
        let settings = Arc::new(settings);
        let health = Arc::new(health::Health::default());
        let (limits, clock) = (world.limits, world.clock.clone());
        let certificates = match settings.is_encrypted() || settings.encrypts_pages() {
            true => Some(tls::Certificates::open(&settings)?),
            false => None,
        };
        let there = Arc::clone(&settings);
        let clerk = Clerk::open(store, world, there, Arc::clone(&health), Purpose::Serve)?;
        let admission = clerk.admission();
        Ok(Self { clerk, limits, clock, settings, certificates, health, admission, member })
    }

    /// The certificates that the desk's own clients are shown; those of visitors' pages may be the only
    /// ones.
    fn shown(&self) -> Option<&Arc<tls::Certificates>> {
        self.certificates.as_ref().filter(|_| self.settings.is_encrypted())
    }

    /// What the address begins with that clients connect to.
    pub fn scheme(&self) -> &'static str {
        if self.shown().is_some() { "wss" } else { "ws" }
    }

    /// Says how the server is protected, and warns where it is not.
    fn tell_protection(&self, address: SocketAddr) -> anyhow::Result<()> {
        let is_local = address.ip().to_canonical().is_loopback();
        match self.shown() {
            Some(certificates) => {
                tracing::info!("the certificate's SHA-256 is {}", certificates.fingerprint());
            }
            None if is_local => {}
            None if self.settings.insecure_no_tls => tracing::warn!(
                "nothing is encrypted on {address}: anybody on the network can read what visitors \
                 and staff send, passwords too (--insecure-no-tls)"
            ),
            None => anyhow::bail!("{address} is not a loopback address, so it needs encryption"),
        }
        Ok(())
    }

    /// Serves until `shutdown` is ready: then takes no more connections, saves what is queued,
    /// says goodbye to every client and leaves the database in one file.
    pub async fn run(
        self,
        listener: TcpListener,
        shutdown: impl Future<Output = ()>,
    ) -> anyhow::Result<Ended> {
        let address = listener.local_addr().context("cannot tell the address")?;
        self.tell_protection(address)?;
        if let Some(code) = self.clerk.set_up_code() {
            tracing::info!(
                "this desk has no account yet: set it up in a staff window with the code {code}"
            );
        }
        let this = ThisComputer {
            port: address.port(),
            certificate: self.shown().map(|it| it.fingerprint()),
            code: self.clerk.set_up_code().map(ToOwned::to_owned),
        };
        if let Err(error) = files::write_this_computer(&self.settings.data_dir, &this) {
            tracing::warn!("windows on this computer are not told of the server: {error:#}");
        }
        let fingerprint = self.shown().map(|it| it.fingerprint());
        let config = self.certificates.as_ref().map(tls::Certificates::config).transpose()?;
        let tls = config.clone().filter(|_| self.settings.is_encrypted());
        let web_tls = config.filter(|_| self.settings.encrypts_pages());
        let (requests, inbox) = mpsc::channel(REQUESTS);
        let (stop, stopping) = watch::channel(false);
        let mut clerk = self.clerk;
        let pages = match self.settings.web_listen {
            None => None,
            Some(address) => {
                let feed = Arc::new(hub::Feed::default());
                clerk.open_pages(Arc::clone(&feed));
                let (settings, desk) = (Arc::clone(&self.settings), Requests(requests.clone()));
                let stopping = stopping.clone();
                Some(web::start(
                    address,
                    web::Context { settings, desk, feed, tls: web_tls, stopping },
                )?)
            }
        };
        let clerk = Arc::new(Mutex::new(clerk));
        let owner = Arc::downgrade(&clerk);
        let gone = start_clerk(&clerk, inbox)?;
        let member = self.member;
        let gate = member.as_ref().map(|member| Arc::clone(member.gate()));
        let metrics_listen = self.settings.metrics_listen;
        let cancel = jobs::Cancel::default();
        let desk = Requests(requests.clone());
        let mut backing_up = tokio::spawn(jobs::backup::look_after(
            Arc::clone(&self.settings),
            Arc::clone(&self.health),
            self.clock.clone(),
            self.limits.upkeep_every,
            cancel.clone(),
        ));
        let mut forgetting = tokio::spawn(jobs::forget::look_after(
            Arc::clone(&self.settings),
            desk.clone(),
            self.limits.upkeep_every,
            cancel.clone(),
        ));
        let watching = tokio::spawn(service::watch(Arc::clone(&self.health)));
        let reports = jobs::report::Reports::new(
            Arc::clone(&self.settings),
            desk.clone(),
            self.clock.clone(),
            cancel.clone(),
        );
        let announcing = tokio::spawn(discovery::look_after(
            Arc::clone(&self.settings),
            address,
            fingerprint,
            self.health.watch_desk(),
            stopping.clone(),
        ));
        let administration = control::Administration {
            settings: Arc::clone(&self.settings),
            desk,
            cancel: cancel.clone(),
        };
        let shared = Arc::new(net::Shared::new(
            requests.clone(),
            clerk,
            net::Context {
                settings: self.settings,
                health: self.health,
                limits: self.limits,
                admission: self.admission,
                tls,
                cancel: cancel.clone(),
                reports: Arc::new(reports),
                gate,
            },
            stopping.clone(),
        )?);
        let renewing = tokio::spawn(tls::renew(self.certificates, self.limits.certificates_every));
        if let Some(address) = metrics_listen {
            let listener = TcpListener::bind(address)
                .await
                .with_context(|| format!("cannot listen on {address} for metrics"))?;
            tokio::spawn(net::metrics_loop(listener, Arc::clone(&shared), stopping.clone()));
        }
        let mut accepting = tokio::spawn(net::accept_loop(listener, shared, stopping.clone()));
        let control = tokio::spawn(async move {
            if let Err(error) = control::serve(administration, stopping).await {
                tracing::error!("administration over the control socket ended: {error:#}");
            }
        });
        let mut ticking = tokio::spawn(tick(requests.clone()));
        service::tell_ready();
        tokio::pin!(shutdown);
        // A server that has lost a part of itself ends, so that whoever watches it starts it anew:
        // half of one would look alive and serve nobody.
        let mut end = Ended::Stopped;
        tokio::select! {
            () = &mut shutdown => {}
            () = lead::lost(member.as_ref()) => end = Ended::Lost,
            // One that found that its desk is led elsewhere has said so and stopped.
            _ = gone => match owner.upgrade().is_some_and(|clerk| clerk.is_poisoned()) {
                false if member.is_some() => end = Ended::Lost,
                _ => anyhow::bail!("the clerk stopped unexpectedly"),
            },
            () = ended(pages) => anyhow::bail!("visitors' pages stopped unexpectedly"),
            _ = &mut accepting => anyhow::bail!("accepting clients stopped unexpectedly"),
            _ = &mut ticking => anyhow::bail!("the clock stopped unexpectedly"),
            _ = &mut backing_up => anyhow::bail!("backups stopped unexpectedly"),
            _ = &mut forgetting => anyhow::bail!("forgetting stopped unexpectedly"),
        }
        tracing::info!("stopping");
        service::tell_stopping();
        stop.send(true).ok();
        cancel.cancel();
        ticking.abort();
        renewing.abort();
        watching.abort();
        // Both end by themselves; what an administrator has asked is still answered.
        let last = async { tokio::join!(accepting, control) };
        let last = tokio::time::timeout(LAST_REPLIES, last);
        tokio::join!(last, jobs::end(backing_up), jobs::end(forgetting)).0.ok();
        let (done, finished) = oneshot::channel();
        if requests.send(Request::Stop { done }).await.is_ok() {
            tokio::time::timeout(Duration::from_secs(2), finished).await.ok();
        }
        // It waits for half a second twice at most.
        announcing.await.ok();
        // The connections write their goodbyes.
        tokio::time::sleep(Duration::from_millis(300)).await;
        Ok(end)
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

/// Waits for the end of a thread; for ever where there is none.
async fn ended(thread: Option<oneshot::Receiver<()>>) {
    match thread {
        Some(gone) => drop(gone.await),
        None => std::future::pending().await,
    }
}

/// Tells the clerk that time passes, for ever.
async fn tick(requests: mpsc::Sender<Request>) {
    let mut interval = tokio::time::interval(TICK);
    interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        interval.tick().await;
        if requests.send(Request::Tick).await.is_err() {
            return;
        }
    }
}
