//! The headless Walkup server.
//!
//! Reading order:
//!
//! 1. [`core`]: all that a desk knows and decides, pure. 2. [`store`]: the journal and the tables.
//! 3. [`clerk`]: the one owner of both. 4. [`hub`]: who is connected and who hears what. [`rooms`]: all that belongs to one
//!    desk, and which desks are here; [`lead`]: which of several servers leads one.
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
pub mod rooms;
pub mod service;
pub mod settings;
pub mod store;
pub mod web;

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use anyhow::Context;
use shared::desk::DeskName;
use shared::this_computer::ThisComputer;
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};

use crate::health::DeskFacts;
use crate::net::door::listen::Behind;
use crate::net::{control, discovery, tls};
use crate::rooms::{Machine, Opened, Rooms, Seat};
use crate::settings::Settings;

/// How long connections and replies under way may take to come to an end at a stop.
const LAST_REPLIES: Duration = Duration::from_millis(500);

/// How long connections may take to write their goodbyes.
const GOODBYES: Duration = Duration::from_millis(300);

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
    machine: Arc<Machine>,
    certificates: Option<Arc<tls::Certificates>>,
    desks: Desks,
    doors: Doors,
}

/// Where a server listens besides for its own clients: open before anybody is told that it is there.
#[derive(Debug)]
struct Doors {
    /// For visitors' pages.
    pages: Option<std::net::TcpListener>,
    /// For whoever asks for metrics from elsewhere.
    metrics: Option<std::net::TcpListener>,
}

impl Doors {
    fn open(settings: &Settings) -> anyhow::Result<Self> {
        let pages = settings.web_listen.map(web::listen).transpose()?;
        let metrics = settings.metrics_listen.map(listen_for_metrics).transpose()?;
        Ok(Self { pages, metrics })
    }
}

/// Where the desks are that a server leads.
#[derive(Debug)]
enum Desks {
    /// One, in a file of this machine.
    Here(Box<Opened>),
    /// Many, in a database, led by this server and others.
    Cluster(Box<Seat>),
}

impl Server {
    /// Opens the database and loads the desk. The caller holds the data directory's lock.
    pub fn open(settings: Settings) -> anyhow::Result<Self> {
        Self::open_in(World::default(), settings)
    }

    /// As [`Server::open`], in a world of the caller's.
    pub fn open_in(world: World, settings: Settings) -> anyhow::Result<Self> {
        let (machine, certificates) = machine(world, settings)?;
        let store = store::open(&machine.settings.data_dir)?;
        let opened = Opened::open(store, DeskName::main(), &machine)?;
        let doors = Doors::open(&machine.settings)?;
        Ok(Self { machine, certificates, desks: Desks::Here(Box::new(opened)), doors })
    }

    /// Joins the servers of a cluster. Which desks are led here comes out while it runs.
    pub fn join(settings: Settings) -> anyhow::Result<Self> {
        let (machine, certificates) = machine(World::default(), settings)?;
        let seat = Seat::take(&machine)?;
        let doors = Doors::open(&machine.settings)?;
        Ok(Self { machine, certificates, desks: Desks::Cluster(Box::new(seat)), doors })
    }

    /// The certificates that the desk's own clients are shown; those of visitors' pages may be the only
    /// ones.
    fn shown(&self) -> Option<&Arc<tls::Certificates>> {
        self.certificates.as_ref().filter(|_| self.machine.settings.is_encrypted())
    }

    /// What the address begins with that clients connect to.
    pub fn scheme(&self) -> &'static str {
        if self.shown().is_some() { "wss" } else { "ws" }
    }

    /// Says how the server is protected, and warns where it is not.
    fn tell_protection(&self, address: SocketAddr) -> anyhow::Result<()> {
        let is_local = address.ip().to_canonical().is_loopback();
        let web =
            self.machine.settings.web_listen.filter(|web| !web.ip().to_canonical().is_loopback());
        if let Some(web) = web.filter(|_| !self.machine.settings.encrypts_pages()) {
            tracing::warn!(
                "visitors' pages on {web} are not encrypted: anybody on the network can read along \
                 (--insecure-no-tls)"
            );
        }
        match self.shown() {
            Some(certificates) => {
                tracing::info!("the certificate's SHA-256 is {}", certificates.fingerprint());
            }
            None if is_local => {}
            None if self.machine.settings.insecure_no_tls => tracing::warn!(
                "nothing is encrypted on {address}: anybody on the network can read what visitors \
                 and staff send, passwords too (--insecure-no-tls)"
            ),
            None => anyhow::bail!("{address} is not a loopback address, so it needs encryption"),
        }
        Ok(())
    }

    /// Tells windows on this computer of the server.
    fn tell_this_computer(&self, address: SocketAddr) {
        let code = match &self.desks {
            Desks::Here(opened) => opened.set_up_code().map(ToOwned::to_owned),
            Desks::Cluster(_) => None,
        };
        let certificate = self.shown().map(|it| it.fingerprint());
        let this = ThisComputer { port: address.port(), certificate, code };
        if let Err(error) = files::write_this_computer(&self.machine.settings.data_dir, &this) {
            tracing::warn!("windows on this computer are not told of the server: {error:#}");
        }
    }

    /// Serves until `shutdown` is ready: then takes no more connections, saves what is queued,
    /// says goodbye to every client and leaves the database in one file, or its desks to others.
    pub async fn run(
        self,
        listener: TcpListener,
        shutdown: impl Future<Output = ()>,
    ) -> anyhow::Result<()> {
        let address = listener.local_addr().context("cannot tell the address")?;
        self.tell_protection(address)?;
        self.tell_this_computer(address);
        let fingerprint = self.shown().map(|it| it.fingerprint());
        let config = self.certificates.as_ref().map(tls::Certificates::config).transpose()?;
        let Self { machine, certificates, desks, doors } = self;
        let settings = Arc::clone(&machine.settings);
        let tls = config.clone().filter(|_| settings.is_encrypted());
        let web_tls = config.filter(|_| settings.encrypts_pages());
        let (stop, stopping) = watch::channel(false);
        let (close, closing) = watch::channel(false);
        let rooms = Arc::new(Rooms::default());
        let cluster = match &desks {
            Desks::Here(_) => None,
            Desks::Cluster(seat) => Some(Arc::clone(seat.cluster())),
        };
        let mut pages_gone = None;
        if let Some(listener) = doors.pages {
            let (there, silence) = (cluster.clone(), machine.limits.silence);
            let stopping = stopping.clone();
            let (pages, gone) = web::start(listener, &settings, there, silence, web_tls, stopping)?;
            rooms.open_pages(pages);
            pages_gone = Some(gone);
        }
        let carry_out = rooms::carry_out(&rooms, cluster.as_ref());
        let every = machine.limits.certificates_every;
        let there = Arc::clone(&rooms);
        let shared = net::Shared::new(machine, there, cluster, tls, stopping.clone());
        let shared = Arc::new(shared);
        // Of several desks none gives the server its name.
        let nobodys = watch::Sender::new(DeskFacts::default());
        let (mut keeping, watching, facts) = match desks {
            Desks::Here(opened) => {
                let running = opened.start(None)?;
                // Before anybody can ask for it.
                rooms.add(Arc::clone(&running.room));
                let health = Arc::clone(&running.room.health);
                let facts = health.watch_desk();
                let watching = tokio::spawn(service::watch(health));
                (tokio::spawn(rooms::keep(running, closing)), watching, facts)
            }
            Desks::Cluster(seat) => {
                let watching = tokio::spawn(service::watch_over_many());
                let behind = Behind {
                    shared: Arc::clone(&shared),
                    carry_out: rooms::carry_out(&rooms, None),
                };
                (tokio::spawn(seat.keep(behind, closing)), watching, nobodys.subscribe())
            }
        };
        let announcing = tokio::spawn(discovery::look_after(
            Arc::clone(&settings),
            address,
            fingerprint,
            facts,
            stopping.clone(),
        ));
        let renewing = tokio::spawn(tls::renew(certificates, every));
        if let Some(listener) = doors.metrics {
            let listener = TcpListener::from_std(listener).context("cannot wait for metrics")?;
            tokio::spawn(net::metrics_loop(listener, Arc::clone(&shared), stopping.clone()));
        }
        let mut accepting = tokio::spawn(net::accept_loop(listener, shared, stopping.clone()));
        let control = tokio::spawn(async move {
            if let Err(error) = control::serve(&settings.data_dir, carry_out, stopping).await {
                tracing::error!("administration over the control socket ended: {error:#}");
            }
        });
        service::tell_ready();
        tokio::pin!(shutdown);
        // A server that has lost a part of itself ends, so that whoever watches it starts it anew:
        // half of one would look alive and serve nobody.
        tokio::select! {
            () = &mut shutdown => {}
            ended = &mut keeping => {
                ended.context("looking after the desks stopped unexpectedly")??;
                anyhow::bail!("looking after the desks stopped unexpectedly");
            }
            () = ended(pages_gone) => anyhow::bail!("visitors' pages stopped unexpectedly"),
            _ = &mut accepting => anyhow::bail!("accepting clients stopped unexpectedly"),
        }
        tracing::info!("stopping");
        service::tell_stopping();
        stop.send(true).ok();
        renewing.abort();
        watching.abort();
        // Both end by themselves; what an administrator has asked is still answered.
        let last = async { tokio::join!(accepting, control) };
        tokio::time::timeout(LAST_REPLIES, last).await.ok();
        close.send(true).ok();
        keeping.await.ok();
        // It waits for half a second twice at most.
        announcing.await.ok();
        tokio::time::sleep(GOODBYES).await;
        Ok(())
    }
}

/// What all desks of a server share, and the certificates that it shows.
fn machine(
    world: World,
    settings: Settings,
) -> anyhow::Result<(Arc<Machine>, Option<Arc<tls::Certificates>>)> {
    let certificates = match settings.is_encrypted() || settings.encrypts_pages() {
        true => Some(tls::Certificates::open(&settings)?),
        false => None,
    };
    let machine = Machine {
        settings: Arc::new(settings),
        limits: world.limits,
        clock: world.clock,
        metrics: Arc::default(),
        passwords: auth::Gate::open()?,
        next_connection: AtomicU64::new(0),
        began: tokio::time::Instant::now(),
    };
    Ok((Arc::new(machine), certificates))
}

/// Listens for whoever asks for metrics from elsewhere.
fn listen_for_metrics(address: SocketAddr) -> anyhow::Result<std::net::TcpListener> {
    let listener = std::net::TcpListener::bind(address);
    let listener = listener.and_then(|it| it.set_nonblocking(true).map(|()| it));
    listener.with_context(|| format!("cannot listen on {address} for metrics"))
}

/// Waits for the end of a thread; for ever where there is none.
async fn ended(thread: Option<oneshot::Receiver<()>>) {
    match thread {
        Some(gone) => drop(gone.await),
        None => std::future::pending().await,
    }
}
