//! Leadership, beside the store: which of several servers speaks for a desk.
//!
//! A server's lease is one row of the database, renewed all the time. Whoever's lease has run out
//! may be declared dead by another, which then takes the desk; from then on nothing of the old
//! leader's can be written. A [`Lease`] tells this server how long it may speak; the [`Gate`] is
//! shut by a thread of its own when that is over, whatever waits for the database meanwhile. Which
//! server leads which of many desks all of them work out alike (`spread`), each for its own
//! (`desks`).

mod desks;
mod gate;
mod lease;
mod spread;
pub mod trial;

use std::sync::{Arc, Once};
use std::thread;
use std::time::Duration;

use anyhow::Context as _;
use shared::desk::DeskName;

pub use self::desks::Wanted;
use self::desks::{Desks, Keeper};
pub use self::gate::Gate;
pub use self::lease::{LEASE, Lease, Standing};
use crate::clock::Clock;
use crate::store::Store;
use crate::store::postgres::{Database, Leader, Postgres, member, registry, roster};

/// How often a lease is renewed.
pub const RENEWED: Duration = Duration::from_millis(400);

/// How often a server that waits looks whether the desk is free.
const LOOK: Duration = Duration::from_millis(100);

/// For how long a server's own lease must have been held before it takes another's for ended:
/// where the database was away, everybody's has run out, and those who lead renew theirs first.
const SETTLED: Duration = Duration::from_millis(700);

/// After how long it is said that a server still waits to join.
const LONG: Duration = Duration::from_secs(5);

/// How long a command waits for a desk that it has asked for.
const GIVEN_UP: Duration = Duration::from_secs(10);

/// A server among those of a cluster, until it is dropped.
#[derive(Debug)]
pub struct Membership {
    database: Database,
    me: Leader,
    lease: Arc<Lease>,
    gate: Arc<Gate>,
    desks: Arc<Desks>,
    serving: Once,
}

/// Who leads a desk.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("desk {desk} is led by the server at {address}: give the command there")]
pub struct LedElsewhere {
    /// The desk.
    pub desk: DeskName,
    /// Where the server listens.
    pub address: String,
}

impl Membership {
    /// Joins the cluster, which is made where there is none yet; `address` is what others are told of where this server is.
    pub fn join(database: &Database, address: &str, clock: Clock) -> anyhow::Result<Self> {
        Postgres::prepare(database)?;
        registry::add_main(database)?;
        let me = Leader { server: crate::auth::new_token().expose().to_owned(), incarnation: 0 };
        let (lease, gate) = (Arc::new(Lease::new(clock)), Arc::new(Gate::default()));
        let (row, place) = (me.clone(), address.to_owned());
        let sent = lease.now();
        database
            .block_on(|lines| async move {
                let joining = member::join(&lines, &row, &place, LEASE);
                tokio::pin!(joining);
                loop {
                    match tokio::time::timeout(LONG, &mut joining).await {
                        Ok(joined) => return joined,
                        Err(_) => tracing::warn!(
                            "still waiting to join the cluster: the database takes no changes, as \
                             where no standby is connected"
                        ),
                    }
                }
            })
            .context("failed to join the cluster")?;
        lease.extend(sent);
        gate.open();
        let watched = (Arc::clone(&lease), Arc::clone(&gate));
        thread::Builder::new()
            .name("deadline".to_owned())
            .spawn(move || watch(&watched.0, &watched.1))
            .context("failed to start a thread")?;
        let (row, renewed) = (me.clone(), Arc::clone(&lease));
        database.spawn(|lines| async move { member::keep(lines, row, renewed).await });
        let (desks, serving) = (Arc::default(), Once::new());
        Ok(Self { database: database.clone(), me, lease, gate, desks, serving })
    }

    /// Which desks are led here and wait for somebody to serve them, and which are to be given up.
    /// From the first call on this server takes its share of all desks.
    pub fn wanted(&self) -> Wanted {
        self.serving.call_once(|| {
            self.desks.set_serves(true);
            let keeper = Keeper {
                database: self.database.clone(),
                me: self.me.clone(),
                lease: Arc::clone(&self.lease),
                desks: Arc::clone(&self.desks),
            };
            self.database.spawn(|lines| keeper.run(lines));
        });
        self.desks.wanted()
    }

    /// Waits until something else may be wanted.
    pub async fn changed(&self) {
        self.desks.changed().await;
    }

    /// A desk that is wanted here, to be served; none: it is not, any more. Its store gives it back
    /// when it is closed.
    pub fn open(&self, desk: &DeskName) -> Option<Store> {
        self.desks.open(desk)
    }

    /// Takes no more desks: the others prepare to take those that are led here, and each is to be
    /// given up once one of them is ready. Says whether there are others.
    pub fn stop_serving(&self) -> bool {
        self.desks.set_serves(false);
        self.database.wake();
        self.desks.has_others()
    }

    /// Gives back a desk that could not be served, and takes it again after a pause at the earliest.
    pub fn give_back(&self, desk: &DeskName, pause: Duration) -> anyhow::Result<()> {
        let Some(key) = self.desks.avoid(desk, self.lease.now() + pause) else { return Ok(()) };
        let me = self.me.clone();
        self.database.block_on(|lines| async move {
            let released = member::release(&lines, &key, &me).await;
            released.map_err(|failure| anyhow::anyhow!("{failure}"))
        })
    }

    /// A desk was lost by whoever served it here: it is looked at once who is to lead it.
    pub fn lose(&self, desk: &DeskName) {
        self.desks.lose(desk);
        self.database.wake();
    }

    /// Who this server is in this life: only servers and the database know it.
    pub fn id(&self) -> &str {
        &self.me.server
    }

    /// The lease of this server.
    pub fn lease(&self) -> &Arc<Lease> {
        &self.lease
    }

    /// Its clients.
    pub fn gate(&self) -> &Arc<Gate> {
        &self.gate
    }

    /// Takes a desk that nobody leads; otherwise says who does.
    pub fn try_lead(&self, desk: &DeskName) -> anyhow::Result<Result<Store, LedElsewhere>> {
        Ok(self.try_take(desk)?.map(Store::led))
    }

    fn try_take(&self, desk: &DeskName) -> anyhow::Result<Result<Postgres, LedElsewhere>> {
        // Only whoever has been here for a while can tell whether another is gone.
        let is_settled = self.lease.held_for().is_some_and(|time| time >= SETTLED);
        let (me, name) = (self.me.clone(), desk.clone());
        let taken = self.database.block_on(|lines| async move {
            member::take(&lines, &name, &me, is_settled, LEASE).await
        })?;
        Ok(match taken {
            member::Taken::Here(grip) => {
                let lease = Arc::clone(&self.lease);
                Ok(Postgres::led(&self.database, self.me.clone(), grip, lease))
            }
            member::Taken::Elsewhere(address) => Err(LedElsewhere { desk: desk.clone(), address }),
        })
    }
}

impl Membership {
    /// Takes a desk from whoever leads it, which gives it up in good order. For commands: a server
    /// takes its share.
    pub fn claim(&self, desk: &DeskName) -> anyhow::Result<Postgres> {
        let (me, name) = (self.me.clone(), desk.clone());
        self.database.block_on(|lines| async move {
            let Some((key, _)) = registry::find(&lines, &name).await? else { return Ok(()) };
            Ok(roster::tell(&lines, &me, false, &[], &[key]).await?)
        })?;
        let begun = self.lease.now();
        loop {
            match self.try_take(desk)? {
                Ok(engine) => return Ok(engine),
                Err(led) if self.lease.now() > begun + GIVEN_UP => return Err(led.into()),
                Err(_) => thread::sleep(LOOK),
            }
        }
    }

    /// Takes a desk that nobody leads. One whose leader has just died is free after a moment.
    pub fn lead_for_a_command(&self, desk: &DeskName) -> anyhow::Result<Store> {
        let begun = self.lease.now();
        loop {
            match self.try_lead(desk)? {
                Ok(store) => return Ok(store),
                Err(led) if self.lease.now() > begun + LEASE * 2 => return Err(led.into()),
                Err(_) => thread::sleep(LOOK),
            }
        }
    }
}

impl Drop for Membership {
    fn drop(&mut self) {
        self.lease.end();
        self.database.wake();
        let me = self.me.clone();
        let left = self.database.start_work(|lines| async move {
            let leaving = member::leave(&lines, &me);
            // It would run out by itself.
            tokio::time::timeout(LEASE, leaving).await.ok();
        });
        left.recv().ok();
    }
}

/// Shuts the gate at the deadline, and opens it while the lease is held.
fn watch(lease: &Lease, gate: &Gate) {
    let mut standing = Standing::Held;
    loop {
        standing = lease.wait_for_change(standing);
        match standing {
            Standing::Held => {
                tracing::info!("the database takes changes again, and the desk is led on");
                gate.open();
            }
            Standing::Lapsed => {
                gate.shut();
                tracing::error!(
                    "the database does not take changes, so clients are closed: whether what they \
                     asked last is saved is known once it does"
                );
            }
            Standing::Over => {
                gate.shut();
                return;
            }
        }
    }
}
