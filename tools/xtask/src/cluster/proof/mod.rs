//! The proof: servers and databases are killed, frozen and cut off while clients are at work, and
//! what clients were told is held against what is stored.
//!
//! `stage` is what stands there, `clients` are who comes, `history` is what they write down;
//! `nemesis` is what goes wrong, by way of `proxy` where something is cut; `checks` says what must
//! hold, and `linear` whether answers can be put into an order. The same checks must find what
//! comes of a safeguard that is missing: else they prove nothing.

mod checks;
mod clients;
mod history;
mod linear;
mod nemesis;
mod proxy;
mod stage;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result};

use self::checks::Stored;
use self::clients::{Crowd, World, probe};
use self::history::{Answer, Random};
use self::linear::Moment;
use self::nemesis::{ALL, Nemesis};
use self::stage::{Size, Stage};
use super::postgres::Pair;

/// How a run is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// How often each thing goes wrong; never: only what must be found is tried.
    pub rounds: usize,
    /// From what the schedule and what clients do follow.
    pub seed: u64,
    /// How many desks there are.
    pub desks: usize,
}

impl Options {
    /// Reads the flags.
    pub fn read(flags: &[String]) -> Result<Self, String> {
        let mut options = Self { rounds: 2, seed: 1, desks: 30 };
        let mut flags = flags.iter();
        while let Some(flag) = flags.next() {
            let number = flags.next().and_then(|it| it.parse::<u64>().ok());
            let number = number.ok_or_else(|| format!("{flag} needs a number"))?;
            let count = usize::try_from(number).unwrap_or(usize::MAX);
            match flag.as_str() {
                "--rounds" => options.rounds = count,
                "--seed" => options.seed = number,
                "--desks" => options.desks = count.clamp(1, 200),
                _ => return Err(format!("what is {flag}?")),
            }
        }
        Ok(options)
    }
}

/// All of it, and what must fail.
pub fn run(program: &Path, options: Options) -> Result<()> {
    let Options { rounds, seed, desks } = options;
    println!("Seed {seed}, {desks} desks.");
    let size = Size { desks, has_crowd: true, is_synchronous: true };
    let mut schedule: Vec<Nemesis> = ALL.iter().copied().cycle().take(ALL.len() * rounds).collect();
    let mut random = Random::new(seed, 0);
    for place in (1..schedule.len()).rev() {
        schedule.swap(place, random.below(place + 1));
    }
    if !schedule.is_empty() {
        prove(program, size, seed, &schedule)?;
    }
    println!("What must be found:");
    control(program, seed, &CONTROLS)
}

/// A round of what goes wrong most, and what must fail.
pub fn run_short(program: &Path) -> Result<()> {
    let size = Size { desks: 3, has_crowd: false, is_synchronous: true };
    prove(program, size, 1, &ALL[..7])?;
    control(program, 1, &CONTROLS[..1])
}

/// Goes through a schedule on databases and servers of its own.
fn prove(program: &Path, size: Size, seed: u64, schedule: &[Nemesis]) -> Result<()> {
    let stage = Stage::set(program.to_owned(), size, &[])?;
    let mut seated = BTreeMap::new();
    for (round, nemesis) in schedule.iter().enumerate() {
        let what = nemesis.name();
        let name = || format!("round {} of {}, seed {seed}: {what}", round + 1, schedule.len());
        let result = go_through(&stage, *nemesis, seed, round, &mut seated).with_context(name)?;
        println!("  {} of {}: {what}: {}", round + 1, schedule.len(), result.told);
        let faults: Vec<String> = result.silent.into_iter().chain(result.faults).collect();
        if !faults.is_empty() {
            let kept = keep_logs(&stage)?;
            let faults = faults.join("\n");
            anyhow::bail!("{}:\n{faults}\nThe servers' logs are in {}", name(), kept.display());
        }
    }
    Ok(())
}

/// What must go wrong: the checks must find it.
struct Control {
    what: &'static str,
    nemesis: Nemesis,
    is_synchronous: bool,
    variables: &'static [(&'static str, &'static str)],
}

/// The variable that switches safeguards off in servers built for tests.
const WITHOUT: &str = "TEST_WITHOUT";

const CONTROLS: [Control; 3] = [
    Control {
        what: "a standby that lags behind is promoted",
        nemesis: Nemesis::PrimaryKilled,
        is_synchronous: false,
        variables: &[("WALKUP_DURABILITY", "one")],
    },
    Control {
        what: "servers guess what became of a commit",
        nemesis: Nemesis::PrimaryKilledAlone,
        is_synchronous: true,
        variables: &[(WITHOUT, "barrier,deadline")],
    },
    Control {
        what: "a frozen leader goes on as one, and nothing fences it",
        nemesis: Nemesis::LeaderFrozen,
        is_synchronous: true,
        variables: &[(WITHOUT, "fence,deadline")],
    },
];

/// Has the same go wrong where a safeguard is missing: the checks must find what comes of it.
fn control(program: &Path, seed: u64, controls: &[Control]) -> Result<()> {
    for Control { what, nemesis, is_synchronous, variables } in controls {
        let size = Size { desks: 1, has_crowd: false, is_synchronous: *is_synchronous };
        let stage = Stage::set(program.to_owned(), size, variables)?;
        let result = go_through(&stage, *nemesis, seed, 0, &mut BTreeMap::new()).context(*what)?;
        // That something does not answer is not what these are about.
        let first = result.faults.first();
        let first = first.with_context(|| {
            format!("{what}, and the checks found nothing: then they prove nothing")
        })?;
        let first = first.lines().next().unwrap_or_default();
        println!("  {what}: found, such as that {first}");
    }
    Ok(())
}

/// What came of a round.
struct Found {
    told: String,
    /// What was told or stored and cannot be.
    faults: Vec<String>,
    /// What does not answer when all is right again.
    silent: Option<String>,
}

/// Lets everybody in, has something go wrong, waits until every desk answers through every server
/// again, sends them home and checks.
fn go_through(
    stage: &Stage,
    nemesis: Nemesis,
    seed: u64,
    round: usize,
    seated: &mut BTreeMap<(String, u32), String>,
) -> Result<Found> {
    let mut random = Random::new(seed, round as u64 + 1);
    let crowd = Crowd::start(stage.runtime(), stage.urls(), stage.desks(), seed, round);
    let is_over = AtomicBool::new(false);
    let (gone, mut faults) = thread::scope(|scope| {
        let watching = scope.spawn(|| watch_epochs(&stage.pair, &is_over));
        let gone = strike(stage, &crowd, nemesis, &mut random);
        is_over.store(true, Ordering::SeqCst);
        (gone, watching.join().unwrap_or_default())
    });
    let world = crowd.end(stage.runtime())?;
    let silent = gone?;
    let stored = Stored::read(&stage.pair)?;
    faults.extend(checks::all(&world, &stored, seated));
    let told = summary(&world);
    *seated = stored.seats;
    Ok(Found { told, faults, silent })
}

/// Has it go wrong; gives what does not come back.
fn strike(
    stage: &Stage,
    crowd: &Crowd,
    nemesis: Nemesis,
    random: &mut Random,
) -> Result<Option<String>> {
    let runtime = stage.runtime();
    runtime.block_on(probe(crowd.world(), "before"))?;
    thread::sleep(Duration::from_millis(1000 + random.below(1500) as u64));
    nemesis.strike(stage, random)?;
    let back = runtime.block_on(probe(crowd.world(), "after"));
    thread::sleep(Duration::from_secs(1));
    Ok(back.err().map(|error| format!("{error:#}")))
}

/// Looks all the time how far each desk is: its epoch and its journal never go back.
fn watch_epochs(pair: &Pair, is_over: &AtomicBool) -> Vec<String> {
    let mut seen: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    let mut faults = Vec::new();
    while !is_over.load(Ordering::SeqCst) {
        // Where nobody takes changes just now, there is nothing to see.
        let text = pair.sql_in("walkup", "SELECT name, epoch, seq FROM walkup.desk");
        for line in text.unwrap_or_default().lines() {
            let mut fields = line.split('|');
            let name = fields.next().unwrap_or_default();
            let mut number = || fields.next().and_then(|it| it.parse::<i64>().ok()).unwrap_or(-1);
            let now = (number(), number());
            let before = seen.insert(name.to_owned(), now).unwrap_or((0, 0));
            if now.0 < before.0 || now.1 < before.1 {
                faults.push(format!("desk {name} went back from {before:?} to {now:?}"));
            }
        }
        thread::sleep(Duration::from_millis(300));
    }
    faults
}

/// How many answers there were, how many calls had none, and how long a desk was silent at most.
fn summary(world: &World) -> String {
    let told = world.history.told();
    let mut answered: Vec<Vec<Moment>> = vec![Vec::new(); world.desks.len()];
    for op in &told.ops {
        if let Some((at, Answer::Done | Answer::Ticket(_))) = op.answer {
            answered[op.desk].push(at);
        }
    }
    let mut longest = 0;
    for moments in &mut answered {
        moments.sort_unstable();
        longest = moments.windows(2).map(|two| two[1] - two[0]).max().unwrap_or(0).max(longest);
    }
    let unknown = told.ops.iter().filter(|op| op.answer.is_none()).count();
    format!(
        "{} calls, {unknown} unanswered, a desk silent for {:.1} s at most",
        told.ops.len(),
        longest as f64 / 1e6
    )
}

/// Keeps what the servers said.
fn keep_logs(stage: &Stage) -> Result<PathBuf> {
    let folder = crate::root()?.join("target/cluster-proof");
    std::fs::create_dir_all(&folder)?;
    for server in 0..super::servers::COUNT {
        let to = folder.join(format!("server{}.log", server + 1));
        std::fs::copy(stage.servers.log(server), to).context("failed to keep a log")?;
    }
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_read() {
        let read = |text: &str| {
            Options::read(&text.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        };
        assert_eq!(read(""), Ok(Options { rounds: 2, seed: 1, desks: 30 }));
        let all = read("--rounds 3 --seed 9 --desks 4");
        assert_eq!(all, Ok(Options { rounds: 3, seed: 9, desks: 4 }));
        assert_eq!(read("--rounds"), Err("--rounds needs a number".to_owned()));
        assert_eq!(read("--tea 3"), Err("what is --tea?".to_owned()));
    }
}
