//! Leadership, beside the store: which of several servers speaks for a desk.
//!
//! A server's lease is one row of the database, renewed all the time. Whoever's lease has run out
//! may be declared dead by another, which then takes the desk; from then on nothing of the old
//! leader's can be written. A [`Lease`] tells this server how long it may speak; the [`Gate`] is
//! shut by a thread of its own when that is over, whatever waits for the database meanwhile.

mod gate;
mod lease;

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use anyhow::Context as _;
use shared::desk::DeskName;

pub use self::gate::Gate;
pub use self::lease::{LEASE, Lease, Standing};
use crate::clock::Clock;
use crate::store::postgres::{Database, Leader, Postgres, member};
use crate::store::{MAIN, Store};

/// How often a lease is renewed.
pub const RENEWED: Duration = Duration::from_millis(400);

/// How often a server that waits looks whether the desk is free.
const LOOK: Duration = Duration::from_millis(100);

/// For how long a server's own lease must have been held before it takes another's for ended:
/// where the database was away, everybody's has run out, and those who lead renew theirs first.
const SETTLED: Duration = Duration::from_millis(700);

/// A server among those of a cluster, until it is dropped.
#[derive(Debug)]
pub struct Membership {
    database: Database,
    me: Leader,
    lease: Arc<Lease>,
    gate: Arc<Gate>,
}

/// What a server should do with its desks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The desks that it should take.
    pub take: Vec<DeskName>,
    /// The desks of its own that another is to lead.
    pub hand_over: Vec<DeskName>,
}

/// Who leads a desk.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("desk {desk} is led by the server at {address}: give the command there")]
pub struct LedElsewhere {
    /// The desk.
    pub desk: String,
    /// Where the server listens.
    pub address: String,
}

impl Membership {
    /// Joins the cluster, which is made where there is none yet; `address` is what others are told of where this server is.
    pub fn join(database: &Database, address: &str, clock: Clock) -> anyhow::Result<Self> {
        Postgres::prepare(database)?;
        Postgres::add_desk(database, MAIN)?;
        let me = Leader { server: crate::auth::new_token().expose().to_owned(), incarnation: 0 };
        let (lease, gate) = (Arc::new(Lease::new(clock)), Arc::new(Gate::default()));
        let (row, place) = (me.clone(), address.to_owned());
        let sent = lease.now();
        database
            .block_on(|lines| async move { member::join(&lines, &row, &place, LEASE).await })
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
        Ok(Self { database: database.clone(), me, lease, gate })
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
    pub fn try_lead(&self, desk: &str) -> anyhow::Result<Result<Store, LedElsewhere>> {
        // Only whoever has been here for a while can tell whether another is gone.
        let is_settled = self.lease.held_for().is_some_and(|time| time >= SETTLED);
        let (me, name) = (self.me.clone(), desk.to_owned());
        let taken = self.database.block_on(|lines| async move {
            member::take(&lines, &name, &me, is_settled, LEASE).await
        })?;
        Ok(match taken {
            member::Taken::Here(grip) => {
                let lease = Arc::clone(&self.lease);
                let engine = Postgres::led(&self.database, desk, self.me.clone(), grip, lease);
                Ok(Store::led(engine))
            }
            member::Taken::Elsewhere(address) => {
                Err(LedElsewhere { desk: desk.to_owned(), address })
            }
        })
    }

    /// Which desks this server should take and hand over, of which it leads some.
    pub fn wanted(&self, led: &[DeskName]) -> anyhow::Result<Wanted> {
        let free = self.database.block_on(|lines| async move { member::free(&lines).await })?;
        let free = free.iter().filter_map(|desk| desk.parse().ok());
        let take = free.filter(|desk| !led.contains(desk)).collect();
        Ok(Wanted { take, hand_over: Vec::new() })
    }

    /// Gives a desk back that came to an end here.
    pub fn release(&self, desk: &DeskName) -> anyhow::Result<()> {
        let (desk, me) = (desk.as_str().to_owned(), self.me.clone());
        self.database.block_on(|lines| async move {
            let released = member::release(&lines, &desk, &me).await;
            released.map_err(|failure| anyhow::anyhow!("{failure:?}"))
        })
    }
}

impl Membership {
    /// Takes a desk that nobody leads. One whose leader has just died is free after a moment.
    pub fn lead_for_a_command(&self, desk: &str) -> anyhow::Result<Store> {
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
