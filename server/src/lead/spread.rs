//! Which server is to lead which desk, by what is seen of both: pure, so that all servers come to
//! the same answer without asking each other.
//!
//! Every desk prefers one of the servers that serve, by a hash of both: a server that joins is
//! preferred by its share of the desks, and no other desk prefers another than before. One that
//! nobody leads goes to the server that it prefers at once, and to any that asks after a while. One
//! that is led elsewhere is read beforehand by the server that it prefers, which then says that it
//! is ready, and is handed over: one at a time, for as long as its leader has more than enough, and
//! all at once where its leader stops. Its clients are closed then, so a desk moves for nothing less.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::store::postgres::DeskKey;
use crate::store::postgres::Leader;
use crate::store::postgres::roster::{DeskSeen, Roster, ServerSeen};

/// How long a desk that nobody leads is left to the server that it prefers.
pub const PREFERENCE: Duration = Duration::from_millis(500);

/// What a server knows by itself, beside what all see.
pub struct Own<'a> {
    /// Which it is.
    pub me: &'a Leader,
    /// Whether it takes desks.
    pub serves: bool,
    /// Whether it has been here for long enough to tell that another is gone.
    pub may_declare: bool,
    /// The desks that it leads, as it knows, and what they were called when it took them.
    pub led: &'a dyn Fn(&DeskKey) -> Option<String>,
    /// How long nobody has led a desk, as far as this server has seen.
    pub free_for: &'a dyn Fn(&DeskKey) -> Duration,
    /// Whether a desk is left to others at the moment, since this server could not lead it.
    pub avoids: &'a dyn Fn(&DeskKey) -> bool,
    /// Whether a desk is not asked for at the moment, since it was not handed over when it was.
    pub leaves: &'a dyn Fn(&DeskKey) -> bool,
}

/// What a server is to do.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Servers to take for dead.
    pub declare: Vec<Leader>,
    /// Desks to take, with the epochs that they have.
    pub take: Vec<(DeskKey, i64)>,
    /// Desks that are led by others, to be read beforehand.
    pub prepare: Vec<DeskKey>,
    /// Desks that nobody serves here any more, to be left to others.
    pub release: Vec<DeskKey>,
    /// Desks to give up.
    pub give_up: Vec<(DeskKey, Why)>,
}

impl Plan {
    /// Whether nothing is to be done.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Why a desk is given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Another server is ready to lead it.
    Moves,
    /// It has another name.
    Renamed,
    /// Nobody is to lead it any more.
    Ended,
    /// It is led elsewhere already, or nobody has led it for a while.
    Lost,
}

/// The server that a desk prefers among some.
pub fn preferred<'a>(desk: &str, servers: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // Two with one hash would be told apart by their names everywhere.
    servers.max_by_key(|server| (weight(server, desk), Reverse(*server)))
}

/// How much a desk prefers a server: FNV-1a over both, whose bits are then mixed, since names differ
/// in their last bytes and those reach only the lower bits. It must never change: servers of two
/// versions run side by side.
fn weight(server: &str, desk: &str) -> u64 {
    let bytes = server.bytes().chain([0]).chain(desk.bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    });
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// What a server is to do, by what it sees.
pub fn plan(roster: &Roster, own: &Own<'_>) -> Plan {
    let mut plan = Plan::default();
    let serving: Vec<&ServerSeen> =
        roster.servers.iter().filter(|it| it.serves && it.lease.is_some()).collect();
    let prefers = |desk: &DeskSeen| {
        preferred(desk.key.as_str(), serving.iter().map(|it| it.leader.server.as_str()))
    };
    if own.may_declare {
        let led: BTreeSet<&Leader> =
            roster.desks.iter().filter_map(|desk| desk.leader.as_ref()).collect();
        let dead = roster.servers.iter().filter(|it| it.lease.is_none() && it.leader != *own.me);
        plan.declare = dead.map(|it| &it.leader).filter(|it| led.contains(it)).cloned().collect();
    }
    let mut counts: BTreeMap<&Leader, usize> = BTreeMap::new();
    for leader in roster.desks.iter().filter_map(|desk| desk.leader.as_ref()) {
        *counts.entry(leader).or_default() += 1;
    }
    let led_by = |leader: &Leader| counts.get(leader).copied().unwrap_or_default();
    let mut moves = Vec::new();
    for desk in &roster.desks {
        let leader = desk.leader.as_ref();
        let leader = leader.and_then(|it| roster.servers.iter().find(|seen| seen.leader == *it));
        let is_preferred = prefers(desk) == Some(own.me.server.as_str());
        if let Some(name) = (own.led)(&desk.key) {
            let why = if leader.is_none_or(|it| it.leader != *own.me) {
                // Of one that is just being given back nobody is told.
                let is_lost = leader.is_some() || (own.free_for)(&desk.key) >= PREFERENCE;
                is_lost.then_some(Why::Lost)
            } else if !desk.is_here {
                Some(Why::Ended)
            } else if name != desk.name {
                Some(Why::Renamed)
            } else if is_ready_elsewhere(desk, roster, own.me, prefers(desk)) {
                Some(Why::Moves)
            } else {
                None
            };
            plan.give_up.extend(why.map(|why| (desk.key.clone(), why)));
            continue;
        }
        if !desk.is_here || !own.serves || (own.avoids)(&desk.key) {
            if leader.is_some_and(|it| it.leader == *own.me) {
                plan.release.push(desk.key.clone());
            }
            continue;
        }
        // A command that asked for it is about to take it.
        let is_claimed = roster.servers.iter().any(|it| claims(it, &desk.key, own.me));
        if leader.is_none() && is_claimed {
            continue;
        }
        match leader {
            // One of mine of which I know nothing: the answer did not come, or its room is gone.
            Some(leader) if leader.leader == *own.me => {
                plan.take.push((desk.key.clone(), desk.epoch));
            }
            Some(leader) if leader.lease.is_some() && is_preferred => {
                let has_more = led_by(&leader.leader) > led_by(own.me) + 1;
                if (has_more || !leader.serves) && !(own.leaves)(&desk.key) {
                    moves.push((leader.serves, &desk.key));
                }
            }
            // It is led; or its leader is to be taken for dead before.
            Some(_) => {}
            None if is_preferred || (own.free_for)(&desk.key) >= PREFERENCE => {
                plan.take.push((desk.key.clone(), desk.epoch));
            }
            None => {}
        }
    }
    // Those of a server that stops, or else one.
    let is_leaving = moves.iter().any(|(leader_serves, _)| !leader_serves);
    let moves = moves.into_iter().filter(|(leader_serves, _)| *leader_serves != is_leaving);
    let at_a_time = if is_leaving { usize::MAX } else { 1 };
    plan.prepare = moves.take(at_a_time).map(|(_, key)| key.clone()).collect();
    plan
}

/// Whether another server could lead a desk at once, which it prefers, or a command asks for it.
fn is_ready_elsewhere(
    desk: &DeskSeen,
    roster: &Roster,
    me: &Leader,
    preferred: Option<&str>,
) -> bool {
    let is_ready = |it: &&ServerSeen| {
        Some(it.leader.server.as_str()) == preferred && it.ready.contains(&desk.key)
    };
    let mut others = roster.servers.iter().filter(|it| it.leader != *me);
    others.any(|it| is_ready(&it) || claims(it, &desk.key, me))
}

/// Whether a command asks for a desk: it takes no share, and says that it is ready for this one.
fn claims(server: &ServerSeen, desk: &DeskKey, me: &Leader) -> bool {
    let lives = server.lease.is_some() && !server.serves && server.leader != *me;
    lives && server.ready.contains(desk)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn leader(server: &str) -> Leader {
        Leader { server: server.to_owned(), incarnation: 0 }
    }

    fn server(name: &str) -> ServerSeen {
        let lease = Some(Duration::from_secs(1));
        ServerSeen { leader: leader(name), lease, serves: true, ready: Vec::new() }
    }

    fn desk(key: usize, led: Option<&str>) -> DeskSeen {
        let (key, name) = (DeskKey::of_test(&key.to_string()), format!("desk-{key}"));
        DeskSeen { key, name, epoch: 7, leader: led.map(leader), is_here: true }
    }

    /// A cluster in memory: each server plans by what all see, and does it.
    struct Cluster {
        roster: Roster,
        /// How long nobody has led each desk.
        free_for: BTreeMap<DeskKey, Duration>,
        /// How often a desk was handed over.
        moves: usize,
    }

    impl Cluster {
        fn new(servers: &[String], desks: usize) -> Self {
            let mut cluster = Self {
                roster: Roster {
                    servers: servers.iter().map(|it| server(it)).collect(),
                    desks: (0..desks).map(|key| desk(key, None)).collect(),
                },
                free_for: BTreeMap::new(),
                moves: 0,
            };
            cluster.settle();
            cluster
        }

        fn plan(&self, me: &Leader) -> Plan {
            let desks = &self.roster.desks;
            let mine = |key: &DeskKey| {
                let desk = desks.iter().find(|it| it.key == *key)?;
                (desk.leader.as_ref() == Some(me)).then(|| desk.name.clone())
            };
            let serves = self.roster.servers.iter().any(|it| it.leader == *me && it.serves);
            let own = Own {
                me,
                serves,
                may_declare: true,
                led: &mine,
                free_for: &|key| self.free_for.get(key).copied().unwrap_or_default(),
                avoids: &|_| false,
                leaves: &|_| false,
            };
            plan(&self.roster, &own)
        }

        /// Each server looks and acts once; says whether anything was done.
        fn round(&mut self) -> bool {
            let mut is_changed = false;
            let alive: Vec<Leader> = self
                .roster
                .servers
                .iter()
                .filter(|it| it.lease.is_some())
                .map(|it| it.leader.clone())
                .collect();
            for me in alive {
                let plan = self.plan(&me);
                for dead in &plan.declare {
                    self.roster.servers.retain(|it| it.leader != *dead);
                    is_changed = true;
                }
                for (key, _) in plan.take {
                    let desk = self.desk(&key);
                    desk.leader = Some(me.clone());
                    is_changed = true;
                }
                for (key, why) in plan.give_up {
                    assert_eq!(why, Why::Moves);
                    self.desk(&key).leader = None;
                    self.moves += 1;
                    is_changed = true;
                }
                let mine = self.roster.servers.iter_mut().find(|it| it.leader == me);
                if let Some(mine) = mine.filter(|it| it.ready != plan.prepare) {
                    mine.ready = plan.prepare;
                    is_changed = true;
                }
            }
            for desk in &self.roster.desks {
                let leads = |it: &ServerSeen| desk.leader.as_ref() == Some(&it.leader);
                let free = self.free_for.entry(desk.key.clone()).or_default();
                match self.roster.servers.iter().any(leads) {
                    true => *free = Duration::ZERO,
                    false => *free += Duration::from_millis(100),
                }
            }
            is_changed
        }

        fn settle(&mut self) {
            let mut quiet = 0;
            for _ in 0..10_000 {
                quiet = if self.round() { 0 } else { quiet + 1 };
                if quiet > 10 {
                    return;
                }
            }
            panic!("they never come to rest");
        }

        fn desk(&mut self, key: &DeskKey) -> &mut DeskSeen {
            self.roster.desks.iter_mut().find(|it| it.key == *key).unwrap()
        }

        fn leads(&self) -> BTreeMap<DeskKey, String> {
            let leads = |it: &DeskSeen| (it.key.clone(), it.leader.clone().unwrap().server);
            self.roster.desks.iter().map(leads).collect()
        }
    }

    fn names(seed: u64, count: usize) -> Vec<String> {
        (0..count).map(|at| format!("server-{seed:x}-{at}")).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// All desks are led, each server has its share, and whoever joins gets its share from all
        /// others, while no desk goes from one of the others to another.
        #[test]
        fn whoever_joins_gets_a_share_and_nothing_else_moves(
            seed in any::<u64>(), count in 1_usize..6,
        ) {
            const DESKS: usize = 240;
            let all = names(seed, count + 1);
            let mut cluster = Cluster::new(&all[..count], DESKS);
            prop_assert_eq!(cluster.moves, 0);
            let before = cluster.leads();
            cluster.roster.servers.push(server(&all[count]));
            cluster.settle();
            let after = cluster.leads();
            let moved: Vec<_> = after.iter().filter(|(key, to)| before[*key] != **to).collect();
            prop_assert!(moved.iter().all(|(_, to)| **to == all[count]));
            prop_assert_eq!(moved.len(), cluster.moves);
            // Its share, give or take five times the deviation that chance has.
            let share = DESKS as f64 / (count + 1) as f64;
            let deviation = (share * (1.0 - 1.0 / (count + 1) as f64)).sqrt();
            prop_assert!((moved.len() as f64 - share).abs() < 5.0 * deviation, "{}", moved.len());
        }

        /// Whoever stops hands all over, and whoever dies is replaced; the others keep theirs.
        #[test]
        fn whoever_goes_is_replaced_and_the_others_keep_theirs(
            seed in any::<u64>(), count in 2_usize..6, stops in any::<bool>(),
        ) {
            let all = names(seed, count);
            let mut cluster = Cluster::new(&all, 120);
            let before = cluster.leads();
            if stops {
                cluster.roster.servers[0].serves = false;
            } else {
                cluster.roster.servers[0].lease = None;
            }
            cluster.settle();
            let after = cluster.leads();
            for (key, was) in before {
                prop_assert!(after[&key] != all[0]);
                prop_assert!(was == all[0] || after[&key] == was);
            }
        }
    }

    #[test]
    fn one_desk_moves_at_a_time() {
        let all = names(1, 2);
        let mut cluster = Cluster::new(&all[..1], 100);
        cluster.roster.servers.push(server(&all[1]));
        for _ in 0..20 {
            cluster.round();
            let free = cluster.roster.desks.iter().filter(|it| it.leader.is_none()).count();
            assert!(free <= 1, "{free}");
        }
        assert!(cluster.moves >= 5, "{}", cluster.moves);
    }

    /// Nobody is closed where nothing is gained.
    #[test]
    fn a_desk_moves_only_from_who_leads_more() {
        for seed in 0..20 {
            let all = names(seed, 2);
            let mut cluster = Cluster::new(&all[..1], 1);
            cluster.roster.servers.push(server(&all[1]));
            cluster.settle();
            assert_eq!(cluster.moves, 0);
        }
    }

    /// The hash is part of what servers of two versions agree on.
    #[test]
    fn the_hash_never_changes() {
        assert_eq!(weight("a", "main"), WEIGHT_OF_A);
        let servers = ["a", "b", "c"];
        let of = |desk: &str| preferred(desk, servers.into_iter());
        assert_eq!(of("main"), preferred("main", ["c", "a", "b"].into_iter()));
        assert_eq!(preferred("main", std::iter::empty()), None);
    }

    /// Computed in Python.
    const WEIGHT_OF_A: u64 = 0x6d7e_599a_973a_4af8;

    #[test]
    fn a_desk_that_is_renamed_or_retired_is_given_up() {
        let mut cluster = Cluster::new(&names(3, 1), 3);
        let me = cluster.roster.servers[0].leader.clone();
        cluster.roster.desks[0].is_here = false;
        let named = |key: &DeskKey| {
            let desk = cluster.roster.desks.iter().find(|it| it.key == *key)?;
            Some(if key.as_str() == "1" { "old".to_owned() } else { desk.name.clone() })
        };
        let own = Own {
            me: &me,
            serves: true,
            may_declare: true,
            led: &named,
            free_for: &|_| Duration::ZERO,
            avoids: &|_| false,
            leaves: &|_| false,
        };
        let planned = plan(&cluster.roster, &own);
        let given_up = planned.give_up;
        assert_eq!((planned.release, planned.take), (Vec::new(), Vec::new()));
        let expected = [("0", Why::Ended), ("1", Why::Renamed)];
        assert_eq!(given_up, expected.map(|(key, why)| (DeskKey::of_test(key), why)));
    }
}
