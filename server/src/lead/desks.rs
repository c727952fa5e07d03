//! The desks of a server: it looks again and again at all desks and servers, and takes and gives up
//! what [`super::spread`] says. Whoever serves asks here which desks those are.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use shared::desk::DeskName;
use tokio::sync::Notify;
use tokio::task::JoinSet;

use super::spread::{self, Own, Plan, Why};
use super::{Lease, SETTLED, Standing};
use crate::clock;
use crate::store::Store;
use crate::store::postgres::roster::{self, DeskSeen, Roster, ServerSeen};
use crate::store::postgres::{Database, DeskKey, Hold, Leader, Lines, Postgres, Prepared, member};

/// How often the servers are looked at, where nobody says that there is something to see.
const LOOK: Duration = Duration::from_millis(400);

/// How often all desks are: whoever changes one says so, a server that died is seen among the servers,
/// and to read a thousand takes longer than all else that a server does whose desks are idle. So this
/// is only for what somebody changed by hand.
const LOOK_AT_DESKS: Duration = Duration::from_secs(20);

/// How soon again where a look failed, or more is to be done.
const SOON: Duration = Duration::from_millis(20);

/// How long a desk that was read beforehand is waited for: an older server hands over nothing.
const HANDED_OVER: Duration = Duration::from_secs(10);

/// How long it is left where it is then.
const LEFT: Duration = Duration::from_secs(300);

/// How often the time is noted.
const NOTED: Duration = Duration::from_secs(60);

/// How many desks are read beforehand at a time.
const READING: usize = 2;

/// What a server should do with its desks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The desks that are led here and wait for somebody to serve them.
    pub take: Vec<DeskName>,
    /// The desks of its own that are to be given up: another leads them next, or nobody does.
    pub hand_over: Vec<DeskName>,
}

/// The desks of a server, as it knows.
#[derive(Debug, Default)]
pub struct Desks {
    state: Mutex<State>,
    /// Is woken when something is to be done by whoever serves.
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    /// Whether it takes desks.
    serves: bool,
    /// Whether others do.
    has_others: bool,
    /// Those that nobody serves yet.
    taken: BTreeMap<DeskName, Store>,
    /// All that are led here: what each was called when it was taken, and by what it is held, for as
    /// long as somebody holds it.
    held: BTreeMap<DeskKey, (DeskName, Weak<Hold>)>,
    /// By what the tables know each desk.
    known: BTreeMap<DeskName, DeskKey>,
    /// Those that are to be given up.
    given_up: BTreeSet<DeskName>,
    /// Until when a desk is not taken here, by the time of the lease.
    avoided: BTreeMap<DeskKey, Duration>,
}

impl Desks {
    /// Desks may be taken from now on, or none may be any more.
    pub fn set_serves(&self, serves: bool) {
        self.lock().serves = serves;
    }

    /// Whether other servers take desks too.
    pub fn has_others(&self) -> bool {
        self.lock().has_others
    }

    /// What is to be done by whoever serves.
    pub fn wanted(&self) -> Wanted {
        let state = self.lock();
        Wanted {
            take: state.taken.keys().cloned().collect(),
            hand_over: state.given_up.iter().cloned().collect(),
        }
    }

    /// Waits until there may be something else to be done.
    pub async fn changed(&self) {
        self.changed.notified().await;
    }

    /// A desk that waits for somebody to serve it.
    pub fn open(&self, desk: &DeskName) -> Option<Store> {
        self.lock().taken.remove(desk)
    }

    /// A desk could not be served here, and is left to others until then; gives its key.
    pub fn avoid(&self, desk: &DeskName, until: Duration) -> Option<DeskKey> {
        let mut state = self.lock();
        state.taken.remove(desk);
        let key = state.known.get(desk).cloned()?;
        state.held.remove(&key);
        state.avoided.insert(key.clone(), until);
        Some(key)
    }

    /// A desk was lost by whoever served it here, whatever the tables say of it.
    pub fn lose(&self, desk: &DeskName) {
        let mut state = self.lock();
        state.taken.remove(desk);
        state.held.retain(|_, (name, _)| name != desk);
    }

    fn avoids_any(&self) -> bool {
        !self.lock().avoided.is_empty()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Forgets what nobody holds any more, and what need not be avoided any longer.
    fn tidy(&mut self, now: Duration) {
        self.held.retain(|_, (_, hold)| hold.strong_count() > 0);
        self.avoided.retain(|_, until| now < *until);
        let held: BTreeSet<&DeskName> = self.held.values().map(|(name, _)| name).collect();
        self.given_up.retain(|name| held.contains(name));
    }
}

/// A server that looks after its desks.
pub(super) struct Keeper {
    pub database: Database,
    pub me: Leader,
    pub lease: Arc<Lease>,
    pub desks: Arc<Desks>,
}

/// What it remembers from one look to the next.
#[derive(Default)]
struct Memory {
    /// What was seen last.
    roster: Roster,
    /// When the desks were; none: they must be looked at.
    seen: Option<Duration>,
    /// Whether nothing was to be done then, and nothing will be because of the time alone.
    is_calm: bool,
    /// Since when nobody leads a desk.
    free_since: BTreeMap<DeskKey, Duration>,
    /// What others were told last.
    told: (bool, Vec<DeskKey>, Vec<DeskKey>),
    /// The desks that are led elsewhere and are to come here.
    wanted: Vec<DeskKey>,
    /// Those that are read at the moment.
    reading: JoinSet<(DeskKey, Option<Prepared>)>,
    being_read: BTreeSet<DeskKey>,
    /// Those that were, and since when they are ready.
    ready: BTreeMap<DeskKey, (Duration, Prepared)>,
    /// Until when those are left where they are that nobody handed over.
    left: BTreeMap<DeskKey, Duration>,
    /// When the time was noted last.
    noted: Duration,
}

impl Keeper {
    /// Looks after the desks until the lease is over.
    pub(super) async fn run(self, lines: Arc<Lines>) {
        let mut memory = Memory { noted: self.lease.now(), ..Memory::default() };
        while self.lease.standing() != Standing::Over {
            let wait = match self.look(&lines, &mut memory).await {
                Ok(wait) => wait,
                Err(why) => {
                    tracing::debug!("looking at the desks: {why}");
                    memory.seen = None;
                    SOON
                }
            };
            tokio::select! {
                () = lines.news.notified() => memory.seen = None,
                () = tokio::time::sleep(wait) => {}
                Some(read) = memory.reading.join_next() => {
                    if let Ok((key, prepared)) = read {
                        memory.being_read.remove(&key);
                        let now = self.lease.now();
                        match prepared {
                            Some(prepared) => _ = memory.ready.insert(key, (now, prepared)),
                            // Whoever leads it can read it.
                            None => _ = memory.left.insert(key, now + LEFT),
                        }
                    }
                }
            }
        }
    }

    /// Looks once, and does what is to be done; gives how long until it must look again.
    async fn look(&self, lines: &Arc<Lines>, memory: &mut Memory) -> Result<Duration, String> {
        if lines.listen().await.map_err(|error| error.to_string())? {
            memory.seen = None;
        }
        let servers = roster::servers(lines).await?;
        let now = self.lease.now();
        let is_recent = memory.seen.is_some_and(|seen| now.saturating_sub(seen) < LOOK_AT_DESKS);
        let mut may_act = !is_recent || memory.has_changed(&servers);
        memory.roster.servers = servers;
        let plan = loop {
            if may_act {
                memory.roster.desks = roster::desks(lines).await?;
                memory.seen = Some(now);
            } else if memory.is_calm {
                break Plan::default();
            }
            memory.see(now);
            let plan = self.plan(&memory.roster, memory, now);
            // Nothing is done because of something old.
            if may_act || plan.is_empty() {
                break plan;
            }
            may_act = true;
        };
        memory.is_calm = plan.is_empty() && memory.waits_for_nothing() && !self.desks.avoids_any();
        for dead in &plan.declare {
            let declared = member::declare_dead(lines, dead).await;
            if declared.map_err(|error| format!("{error:#}"))? {
                // What it led is free now.
                return Ok(Duration::ZERO);
            }
        }
        self.give_up(&plan);
        for key in &plan.release {
            let released = member::release(lines, key, &self.me).await;
            released.map_err(|failure| failure.to_string())?;
        }
        let has_taken = self.take(lines, memory, &plan).await?;
        self.prepare(lines, memory, &plan.prepare, now);
        let has_told = self.tell(lines, memory).await?;
        if now.saturating_sub(memory.noted) >= NOTED {
            memory.noted = now;
            let noted = roster::note_time(lines, &self.me, clock::wall_ms()).await;
            noted.map_err(|failure| failure.to_string())?;
        }
        // Soon after the end of somebody's lease.
        let others = memory.roster.servers.iter().filter(|it| it.leader != self.me);
        let ends = others.filter_map(|it| it.lease).min();
        let wait = ends.map_or(LOOK, |ends| LOOK.min(ends + SOON));
        if has_taken || has_told || !plan.is_empty() {
            memory.seen = None;
        }
        Ok(if has_taken || has_told { SOON } else { wait })
    }

    fn plan(&self, roster: &Roster, memory: &Memory, now: Duration) -> Plan {
        let mut state = self.desks.lock();
        state.tidy(now);
        let is_other = |it: &ServerSeen| it.serves && it.lease.is_some() && it.leader != self.me;
        state.has_others = roster.servers.iter().any(is_other);
        let known = |desk: &DeskSeen| Some((desk.name.parse().ok()?, desk.key.clone()));
        state.known = roster.desks.iter().filter_map(known).collect();
        let led = |key: &DeskKey| state.held.get(key).map(|(name, _)| name.to_string());
        let free_for = |key: &DeskKey| {
            memory.free_since.get(key).map_or(Duration::ZERO, |since| now.saturating_sub(*since))
        };
        let own = Own {
            me: &self.me,
            serves: state.serves,
            // Only whoever has been here for a while can tell whether another is gone.
            may_declare: self.lease.held_for().is_some_and(|time| time >= SETTLED),
            led: &led,
            free_for: &free_for,
            avoids: &|key| state.avoided.contains_key(key),
            leaves: &|key| memory.left.contains_key(key),
        };
        spread::plan(roster, &own)
    }

    /// Whoever serves is told what to give up.
    fn give_up(&self, plan: &Plan) {
        let mut state = self.desks.lock();
        for (key, why) in &plan.give_up {
            let Some((name, _)) = state.held.get(key) else { continue };
            let name = name.clone();
            if state.given_up.insert(name.clone()) {
                let why = match why {
                    Why::Moves => "another server is ready to lead it",
                    Why::Renamed => "it has another name",
                    Why::Ended => "nobody is to lead it any more",
                    Why::Lost => "it is led elsewhere",
                };
                tracing::info!("desk {name} is given up: {why}");
            }
            // Nobody serves it yet, so it is given back with its store.
            state.taken.remove(&name);
            self.desks.changed.notify_one();
        }
    }

    /// Takes what is to be taken, all of it in one statement; says whether anything was.
    async fn take(&self, lines: &Lines, memory: &mut Memory, plan: &Plan) -> Result<bool, String> {
        if plan.take.is_empty() {
            return Ok(false);
        }
        let free: Vec<(&DeskKey, i64)> =
            plan.take.iter().map(|(key, epoch)| (key, *epoch)).collect();
        let grips = roster::take(lines, &self.me, &free).await;
        let grips = grips.map_err(|failure| failure.to_string())?;
        let has_taken = !grips.is_empty();
        let mut state = self.desks.lock();
        for grip in grips {
            let (key, name) = (grip.key.clone(), grip.name.clone());
            let prepared = memory.ready.remove(&key).map(|(_, prepared)| prepared);
            let lease = Arc::clone(&self.lease);
            let engine = Postgres::led(&self.database, self.me.clone(), grip, lease);
            let hold = engine.hold();
            state.held.insert(key.clone(), (name.clone(), hold));
            memory.free_since.remove(&key);
            state.taken.insert(name, Store::led(engine.prepared(prepared)));
            self.desks.changed.notify_one();
        }
        Ok(has_taken)
    }

    /// Begins to read desks that are led elsewhere, and forgets those that are not to be read any
    /// more.
    fn prepare(&self, lines: &Arc<Lines>, memory: &mut Memory, wanted: &[DeskKey], now: Duration) {
        let Memory { ready, left, .. } = memory;
        left.retain(|_, until| now < *until);
        ready.retain(|key, (since, _)| {
            let is_late = now.saturating_sub(*since) > HANDED_OVER;
            if is_late && wanted.contains(key) {
                tracing::warn!("a desk was not handed over, so it is left where it is");
                left.insert(key.clone(), now + LEFT);
            }
            !is_late && wanted.contains(key)
        });
        memory.wanted = wanted.to_vec();
        // Its journal is kept from when others know that it is wanted, so that is told first.
        let told = memory.told.1.clone();
        for key in told.iter().filter(|key| memory.wanted.contains(key)) {
            let is_begun = memory.ready.contains_key(key) || memory.being_read.contains(key);
            if is_begun || memory.being_read.len() >= READING {
                continue;
            }
            memory.being_read.insert(key.clone());
            let (key, lines) = (key.clone(), Arc::clone(lines));
            memory.reading.spawn(async move {
                let prepared = Postgres::prepare_desk(&lines, &key).await;
                let prepared = prepared
                    .inspect_err(|error| tracing::warn!("reading a desk beforehand: {error}"));
                (key, prepared.ok())
            });
        }
    }

    /// Tells the others what they do not know yet, if there is anything.
    async fn tell(&self, lines: &Lines, memory: &mut Memory) -> Result<bool, String> {
        let serves = self.desks.lock().serves;
        let ready: Vec<DeskKey> = memory.ready.keys().cloned().collect();
        let telling = (serves, memory.wanted.clone(), ready);
        if telling == memory.told {
            return Ok(false);
        }
        let (serves, wants, ready) = &telling;
        let told = roster::tell(lines, &self.me, *serves, wants, ready).await;
        told.map_err(|failure| failure.to_string())?;
        memory.told = telling;
        Ok(true)
    }
}

impl Memory {
    /// Whether no desk is free and no server's lease is over: those are for whoever waits long enough.
    fn waits_for_nothing(&self) -> bool {
        let all_live = self.roster.servers.iter().all(|it| it.lease.is_some());
        all_live && self.free_since.is_empty() && self.left.is_empty() && self.ready.is_empty()
    }

    /// Whether a server came or went, or is about something else, since the last look.
    fn has_changed(&self, servers: &[ServerSeen]) -> bool {
        let facts =
            |it: &ServerSeen| ServerSeen { lease: it.lease.map(|_| Duration::ZERO), ..it.clone() };
        !servers.iter().map(facts).eq(self.roster.servers.iter().map(facts))
    }

    /// Notes which desks nobody leads.
    fn see(&mut self, now: Duration) {
        let roster = &self.roster;
        let servers: BTreeSet<&Leader> = roster.servers.iter().map(|it| &it.leader).collect();
        let is_free =
            |desk: &&DeskSeen| !desk.leader.as_ref().is_some_and(|it| servers.contains(it));
        let free: BTreeSet<&DeskKey> =
            roster.desks.iter().filter(is_free).map(|desk| &desk.key).collect();
        self.free_since.retain(|key, _| free.contains(key));
        for key in free {
            self.free_since.entry(key.clone()).or_insert(now);
        }
    }
}
