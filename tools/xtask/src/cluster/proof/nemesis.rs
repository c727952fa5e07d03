//! What goes wrong while everybody is at work, and how it is put right again.

use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result};
use nix::sys::signal::Signal;

use super::history::Random;
use super::proxy::Cut;
use super::stage::Stage;
use crate::cluster::servers::COUNT;

/// For how long something is away.
const AWAY: Duration = Duration::from_secs(10);

/// Something that goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
}

/// All of them, in the order of a short run.
pub const ALL: [Nemesis; 12] = [
    Nemesis::LeaderKilled,
    Nemesis::CommitsCancelled,
    Nemesis::LeaderFrozen,
    Nemesis::PrimaryKilledAlone,
    Nemesis::LeaderCutOff,
    Nemesis::ServersApart,
    Nemesis::StandbyGone,
    Nemesis::CommitsTerminated,
    Nemesis::BothKilled,
    Nemesis::DoorKilled,
    Nemesis::PrimaryKilled,
    Nemesis::PrimaryAndLeaderKilled,
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
        }
    }

    /// Does it, and puts right what does not come right by itself.
    pub fn strike(self, stage: &Stage, random: &mut Random) -> Result<()> {
        let leader = stage.leader()?;
        let door = (leader + 1 + random.below(COUNT - 1)) % COUNT;
        let (servers, pair) = (&stage.servers, &stage.pair);
        match self {
            Self::LeaderKilled => restart(stage, &[leader]),
            Self::DoorKilled => restart(stage, &[door]),
            Self::BothKilled => restart(stage, &[leader, door]),
            Self::LeaderFrozen => {
                servers.signal(leader, Signal::SIGSTOP)?;
                thread::sleep(AWAY);
                servers.signal(leader, Signal::SIGCONT)
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
                cut(random, |cut| stage.databases[leader].iter().for_each(|it| it.set(cut)))
            }
            Self::ServersApart => cut(random, |cut| stage.doors[leader].set(cut)),
        }
    }
}

/// Kills servers, and starts them again when others have taken over.
fn restart(stage: &Stage, servers: &[usize]) -> Result<()> {
    for server in servers {
        stage.servers.kill(*server)?;
    }
    thread::sleep(Duration::from_secs(4));
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
    thread::sleep(Duration::from_secs(6));
    set(Cut::default());
    Ok(())
}
