//! What goes wrong while everybody is at work, and how it is put right again.

use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result};
use nix::sys::signal::Signal;

use super::history::{History, Random};
use super::proxy::Cut;
use super::stage::Stage;
use crate::cluster::postgres::NAMES;
use crate::cluster::servers::COUNT;

/// For how long something is away.
const AWAY: Duration = Duration::from_secs(10);

/// For how long what makes others take over at once goes on.
const SHORT: Duration = Duration::from_secs(4);

/// The variable that switches safeguards off in servers built for tests.
pub const WITHOUT: &str = "TEST_WITHOUT";

/// What makes a server built for tests one that reads no changes newer than these.
const OLDER: (&str, &str) = ("TEST_READS", "6");

/// Who leads a desk, in which of their lives.
pub const WHO_LEADS: &str = "leader || ' ' || leader_incarnation";

/// Something that goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nemesis {
    /// The server that leads the first desk ends as by a loss of power.
    LeaderKilled,
    /// One that does not lead it.
    DoorKilled,
    /// Both.
    BothKilled,
    /// The server that leads the first desk stands still, and goes on ten seconds later.
    LeaderFrozen,
    /// The database ends as by a loss of power, and the standby is promoted within six seconds.
    PrimaryKilled,
    /// Commits wait for a standby that is away when the database ends; then it is promoted, and
    /// has nothing of them.
    PrimaryKilledAlone,
    /// The database and the leader end.
    PrimaryAndLeaderKilled,
    /// The standby is away for ten seconds.
    StandbyGone,
    /// Commits are cancelled while they wait for the standby.
    CommitsCancelled,
    /// Those who wait for a commit are ended.
    CommitsTerminated,
    /// Nothing goes between the leader and the databases, in one direction or both.
    LeaderCutOff,
    /// Nothing goes to the leader from the other servers, or back, or both.
    ServersApart,
    /// The same between the leader and one of the others alone.
    TwoServersApart,
    /// The leader stands still, and does not look at its deadline when it goes on: what it has on its
    /// way is fenced.
    LeaderFrozenAndBlind,
    /// The wall clocks of two servers are set, one forward and one back, and put right again.
    ServerClocks,
    /// The wall clock of the database that takes changes is set forward and back while it works.
    DatabaseClock,
    /// The database and the leader end, and the standby that is promoted has another time.
    PrimaryClock,
    /// The tables are brought forward while everybody works.
    TablesWidened,
    /// One server is of an older version for a while, takes over from a newer one, and is taken over
    /// from.
    TwoVersions,
}

/// All of them, in the order of a short run, and how often each is gone through in a full one.
pub const ALL: [(Nemesis, usize); 19] = [
    (Nemesis::LeaderKilled, 12),
    (Nemesis::CommitsCancelled, 5),
    (Nemesis::LeaderFrozen, 10),
    (Nemesis::PrimaryKilledAlone, 6),
    (Nemesis::LeaderCutOff, 20),
    (Nemesis::TwoServersApart, 7),
    (Nemesis::PrimaryClock, 5),
    (Nemesis::ServersApart, 6),
    (Nemesis::TablesWidened, 5),
    (Nemesis::TwoVersions, 5),
    (Nemesis::LeaderFrozenAndBlind, 10),
    (Nemesis::DatabaseClock, 5),
    (Nemesis::ServerClocks, 5),
    (Nemesis::StandbyGone, 5),
    (Nemesis::CommitsTerminated, 5),
    (Nemesis::BothKilled, 9),
    (Nemesis::DoorKilled, 9),
    (Nemesis::PrimaryKilled, 8),
    (Nemesis::PrimaryAndLeaderKilled, 6),
];

impl Nemesis {
    /// What happens, in words.
    pub fn name(self) -> &'static str {
        match self {
            Self::LeaderKilled => "the leader is killed",
            Self::DoorKilled => "a door is killed",
            Self::BothKilled => "leader and door are killed",
            Self::LeaderFrozen => "the leader is frozen for 10 s",
            Self::PrimaryKilled => "the primary is killed, the standby promoted",
            Self::PrimaryKilledAlone => "the primary is killed while commits wait",
            Self::PrimaryAndLeaderKilled => "the primary and the leader are killed",
            Self::StandbyGone => "the standby is away for 10 s",
            Self::CommitsCancelled => "commits are cancelled while they wait",
            Self::CommitsTerminated => "those who wait for commits are ended",
            Self::LeaderCutOff => "the leader is cut off from the databases",
            Self::ServersApart => "the leader is cut off from the other servers",
            Self::TwoServersApart => "the leader and another are cut off from each other",
            Self::LeaderFrozenAndBlind => "the leader is frozen for 10 s, its deadline off",
            Self::ServerClocks => "the clocks of two servers are set by 30 s",
            Self::DatabaseClock => "the clock of the primary is set by 30 s",
            Self::PrimaryClock => "the new primary's clock is off, the leader is killed too",
            Self::TablesWidened => "the tables are brought forward",
            Self::TwoVersions => "a server is of an older version",
        }
    }

    /// Whether servers know when they may not speak for a desk any more.
    pub fn has_deadline(self) -> bool {
        self != Self::LeaderFrozenAndBlind
    }

    /// Does it, and puts right what does not come right by itself.
    pub fn strike(self, stage: &Stage, random: &mut Random, history: &History) -> Result<()> {
        let leader = stage.leader()?;
        let door = (leader + 1 + random.below(COUNT - 1)) % COUNT;
        let (servers, pair) = (&stage.servers, &stage.pair);
        match self {
            Self::LeaderKilled => restart(stage, &[leader]),
            Self::DoorKilled => restart(stage, &[door]),
            Self::BothKilled => restart(stage, &[leader, door]),
            Self::LeaderFrozen => freeze(stage, leader),
            Self::LeaderFrozenAndBlind => {
                for server in 0..COUNT {
                    stage.prepare_start(server, &[(WITHOUT, "deadline")])?;
                }
                replace(stage, 0..COUNT)?;
                for server in 0..COUNT {
                    stage.prepare_start(server, &[])?;
                }
                let leader = stage.leader()?;
                freeze(stage, leader)?;
                thread::sleep(SHORT);
                // It does not know that it is no leader any more, and would not end by itself.
                servers.kill(leader)?;
                servers.start(leader)?;
                replace(stage, (0..COUNT).filter(|it| *it != leader))
            }
            Self::PrimaryKilled => fail_over(stage, random),
            Self::PrimaryKilledAlone => {
                let (killed, standby) = (pair.primary(), 1 - pair.primary());
                pair.stop_one(standby, "immediate")?;
                thread::sleep(Duration::from_millis(300));
                pair.kill_primary()?;
                pair.start_one(standby)?;
                come_back(stage, killed)
            }
            Self::PrimaryAndLeaderKilled => {
                servers.kill(leader)?;
                fail_over(stage, random)?;
                servers.start(leader)
            }
            Self::StandbyGone => {
                let standby = 1 - pair.primary();
                pair.stop_one(standby, "immediate")?;
                thread::sleep(AWAY);
                pair.start_one(standby)?;
                pair.wait_until_synchronous()
            }
            Self::CommitsCancelled => while_they_wait(stage, "pg_cancel_backend"),
            Self::CommitsTerminated => while_they_wait(stage, "pg_terminate_backend"),
            Self::LeaderCutOff => {
                let sql = format!("SELECT {WHO_LEADS} FROM walkup.desk WHERE name = 'main'");
                let who = pair.sql_in("walkup", &sql)?.trim().to_owned();
                history.told().cut_off = Some((history.now(), who));
                cut(random, |cut| stage.databases[leader].iter().for_each(|it| it.set(cut)))
            }
            Self::ServersApart => cut(random, |cut| stage.doors[leader].set(cut)),
            Self::TwoServersApart => cut(random, |cut| {
                stage.doors[leader].set_for(door, cut);
                // Those that the leader has opened go the other way.
                stage.doors[door].set_for(leader, Cut { there: cut.back, back: cut.there });
            }),
            Self::ServerClocks => {
                let secs = [30, -30][random.below(2)];
                stage.set_clock(leader, secs)?;
                stage.set_clock(door, -secs)?;
                thread::sleep(SHORT);
                stage.set_clock(leader, 0)?;
                stage.set_clock(door, 0)?;
                thread::sleep(SHORT);
                Ok(())
            }
            Self::DatabaseClock => {
                let secs = [30, -30][random.below(2)];
                for secs in [secs, 0] {
                    stage.walls.set(NAMES[pair.primary()], secs)?;
                    thread::sleep(SHORT);
                }
                Ok(())
            }
            Self::PrimaryClock => {
                let standby = NAMES[1 - pair.primary()];
                stage.walls.set(standby, [30, -60, 1][random.below(3)])?;
                servers.kill(leader)?;
                fail_over(stage, random)?;
                stage.wait_until_led()?;
                servers.start(leader)?;
                stage.walls.set(standby, 0)
            }
            Self::TwoVersions => {
                stage.prepare_older(door, OLDER)?;
                replace(stage, [door])?;
                restart(stage, &[leader])?;
                stage.prepare_start(door, &[])?;
                restart(stage, &[door])
            }
            Self::TablesWidened => {
                for _ in 0..3 {
                    // As an older server has left them, but that columns are there already.
                    pair.sql_in(
                        "walkup",
                        "UPDATE walkup.schema SET version = 1; DROP INDEX walkup.desk_name",
                    )?;
                    servers.command(door, &["cluster", "prepare"])?;
                    thread::sleep(Duration::from_millis(500));
                }
                Ok(())
            }
        }
    }
}

/// Has a server stand still for a while.
fn freeze(stage: &Stage, server: usize) -> Result<()> {
    stage.servers.signal(server, Signal::SIGSTOP)?;
    thread::sleep(AWAY);
    stage.servers.signal(server, Signal::SIGCONT)
}

/// Has servers end in good order and start again as they are to be, one after the other.
fn replace(stage: &Stage, servers: impl IntoIterator<Item = usize>) -> Result<()> {
    for server in servers {
        stage.servers.stop(server)?;
        stage.servers.start(server)?;
    }
    stage.wait_until_led()
}

/// Kills servers, and starts them again when others have taken over.
fn restart(stage: &Stage, servers: &[usize]) -> Result<()> {
    for server in servers {
        stage.servers.kill(*server)?;
    }
    // Longer than a lease: they are taken for dead.
    thread::sleep(Duration::from_millis(1600));
    stage.wait_until_led()?;
    servers.iter().try_for_each(|server| stage.servers.start(*server))
}

/// Kills the primary, promotes the standby, and has the first one back as the standby.
fn fail_over(stage: &Stage, random: &mut Random) -> Result<()> {
    let pair = &stage.pair;
    let killed = pair.primary();
    if !stage.is_synchronous {
        // What is acknowledged from now on is on one disk alone.
        pair.stop_receiving()?;
        thread::sleep(Duration::from_secs(1));
    }
    pair.kill_primary()?;
    thread::sleep(Duration::from_millis(random.below(6000) as u64));
    come_back(stage, killed)
}

/// Promotes the standby, and has the other, which was killed, back as the standby.
fn come_back(stage: &Stage, killed: usize) -> Result<()> {
    let pair = &stage.pair;
    pair.promote().context("the standby cannot be promoted")?;
    pair.rebuild(killed).context("the old primary does not come back as a standby")?;
    if stage.is_synchronous {
        pair.make_synchronous()?;
    }
    Ok(())
}

/// Has commits wait for a standby that does not answer, and does something to who waits.
fn while_they_wait(stage: &Stage, what: &str) -> Result<()> {
    let pair = &stage.pair;
    let standby = 1 - pair.primary();
    pair.stop_one(standby, "immediate")?;
    let sql = format!(
        "SELECT count({what}(pid)) FROM pg_stat_activity
         WHERE wait_event = 'SyncRep' AND application_name = 'walkup'"
    );
    for _ in 0..12 {
        thread::sleep(Duration::from_millis(100));
        pair.sql(&sql)?;
    }
    pair.start_one(standby)?;
    pair.wait_until_synchronous()
}

/// Cuts something for some seconds, in one direction or in both.
fn cut(random: &mut Random, set: impl Fn(Cut)) -> Result<()> {
    let cuts = [(true, true), (true, false), (false, true)];
    let (there, back) = cuts[random.below(cuts.len())];
    set(Cut { there, back });
    thread::sleep(SHORT);
    set(Cut::default());
    Ok(())
}
