//! The proof: servers and databases are killed, frozen and cut off while clients are at work, and
//! what clients were told is held against what is stored.
//!
//! `stage` is what stands there, `clients` are who comes, `history` is what they write down;
//! `nemesis` is what goes wrong, by way of `proxy` where something is cut and `walls` where a clock
//! is set; `checks` says what must hold, `boards` what of boards, and `linear` whether answers can
//! be put into an order. The same checks must find what comes of a safeguard that is missing: else
//! they prove nothing.

mod boards;
mod checks;
mod clients;
mod history;
mod linear;
mod nemesis;
mod proxy;
mod stage;
mod walls;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result};

use self::checks::Stored;
use self::clients::{Crowd, World, probe};
use self::history::{Answer, History, Random, Takeover};
use self::linear::Moment;
use self::nemesis::{ALL, Nemesis, WHO_LEADS, WITHOUT};
use self::stage::{Size, Stage};
use super::postgres::Pair;

/// How a run is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// How often each thing goes wrong.
    pub rounds: Rounds,
    /// From what the schedule and what clients do follow.
    pub seed: u64,
    /// How many desks there are.
    pub desks: usize,
    /// How many visitors wait at one of them all the time.
    pub waiting: usize,
    /// What alone goes wrong; none: everything.
    pub only: Option<Nemesis>,
    /// A server of an older version; none: this one reads no newer changes than that.
    pub older: Option<PathBuf>,
}

/// How often each thing goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounds {
    /// So often; never: only what must be found is tried.
    Each(usize),
    /// As often as makes a proof.
    Full,
}

impl Options {
    /// Reads the flags.
    pub fn read(flags: &[String]) -> Result<Self, String> {
        let rounds = Rounds::Each(2);
        let (only, older) = (None, None);
        let mut options = Self { rounds, seed: 1, desks: 30, waiting: 100_000, only, older };
        let mut flags = flags.iter();
        while let Some(flag) = flags.next() {
            if flag == "--full" {
                options.rounds = Rounds::Full;
                continue;
            }
            let value = flags.next();
            if flag == "--only" {
                let mut all = ALL.iter().map(|(it, _)| *it);
                let words = value.map_or("", String::as_str);
                options.only = all.find(|it| it.name().contains(words) && !words.is_empty());
                options.only.ok_or("--only needs words of what goes wrong")?;
                continue;
            }
            if flag == "--older" {
                let program = value.filter(|it| Path::new(it).is_file());
                options.older = Some(program.ok_or("--older needs a program")?.into());
                continue;
            }
            let number = value.and_then(|it| it.parse::<u64>().ok());
            let number = number.ok_or_else(|| format!("{flag} needs a number"))?;
            let count = usize::try_from(number).unwrap_or(usize::MAX);
            match flag.as_str() {
                "--rounds" => options.rounds = Rounds::Each(count),
                "--seed" => options.seed = number,
                "--desks" => options.desks = count.clamp(1, 200),
                "--waiting" => options.waiting = count.min(1_000_000),
                _ => return Err(format!("what is {flag}?")),
            }
        }
        Ok(options)
    }

    /// What goes wrong, one after the other.
    fn schedule(&self) -> Vec<Nemesis> {
        let often = |full| match self.rounds {
            Rounds::Each(count) => count,
            Rounds::Full => full,
        };
        let all = ALL.iter().filter(|(it, _)| self.only.is_none_or(|only| only == *it));
        let each = all.flat_map(|(it, full)| std::iter::repeat_n(*it, often(*full)));
        let mut schedule: Vec<Nemesis> = each.collect();
        let mut random = Random::new(self.seed, 0);
        for place in (1..schedule.len()).rev() {
            schedule.swap(place, random.below(place + 1));
        }
        schedule
    }
}

/// All of it, and what must fail.
pub fn run(program: &Path, options: &Options) -> Result<()> {
    let Options { seed, desks, waiting, .. } = *options;
    println!("Seed {seed}, {desks} desks, {waiting} visitors who wait at one of them.");
    let schedule = options.schedule();
    if !schedule.is_empty() {
        let mut stage = set(program, Size { desks, waiting, is_synchronous: true })?;
        stage.older.clone_from(&options.older);
        prove(&stage, seed, &schedule)?;
    }
    println!("What must be found:");
    control(program, seed, &CONTROLS)
}

/// A round of what goes wrong most, and what must fail.
pub fn run_short(program: &Path) -> Result<()> {
    let size = Size { desks: 3, waiting: 10_000, is_synchronous: true };
    let schedule: Vec<Nemesis> = ALL[..9].iter().map(|(it, _)| *it).collect();
    prove(&set(program, size)?, 1, &schedule)?;
    control(program, 1, &CONTROLS[..1])
}

/// Databases and servers with every safeguard.
fn set(program: &Path, size: Size) -> Result<Stage> {
    Stage::set(program.to_owned(), size, &[])
}

/// Goes through a schedule.
fn prove(stage: &Stage, seed: u64, schedule: &[Nemesis]) -> Result<()> {
    let mut seated = BTreeMap::new();
    let mut silences: BTreeMap<Nemesis, Vec<Moment>> = BTreeMap::new();
    let mut distances = Vec::new();
    for (round, nemesis) in schedule.iter().enumerate() {
        let what = nemesis.name();
        let name = || format!("round {} of {}, seed {seed}: {what}", round + 1, schedule.len());
        let result = go_through(stage, *nemesis, seed, round, &mut seated);
        let result = result.or_else(|error| {
            let kept = keep_logs(stage)?;
            Err(error.context(format!("{}; the servers' logs are in {}", name(), kept.display())))
        })?;
        println!("  {} of {}: {what}: {}", round + 1, schedule.len(), result.told);
        let faults: Vec<String> = result.silent.into_iter().chain(result.faults).collect();
        if !faults.is_empty() {
            let kept = keep_logs(stage)?;
            let faults = faults.join("\n");
            anyhow::bail!("{}:\n{faults}\nThe servers' logs are in {}", name(), kept.display());
        }
        silences.entry(*nemesis).or_default().push(result.silence);
        distances.extend(result.closed_before);
    }
    println!("Nothing was lost, told twice or told wrongly. How long a desk was silent at most:");
    for (nemesis, mut silences) in silences {
        silences.sort_unstable();
        let (middle, most) = (silences[silences.len() / 2], silences.last().copied());
        println!(
            "  {}: {} rounds, {} s in half of them, {} s in the longest",
            nemesis.name(),
            silences.len(),
            secs(middle),
            secs(most.unwrap_or_default())
        );
    }
    if let Some(least) = distances.iter().min() {
        let count = distances.len();
        println!(
            "Of {count} leaders that were cut off, each closed its boards before another \
             acknowledged anything: {} ms before at least",
            least / 1000
        );
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

/// How often a safeguard that is missing may do no harm: nobody may have asked for anything in the
/// moment in which that matters.
const LUCK: u64 = 4;

/// Has the same go wrong where a safeguard is missing: the checks must find what comes of it.
fn control(program: &Path, seed: u64, controls: &[Control]) -> Result<()> {
    for control in controls {
        let what = control.what;
        let found =
            (0..=LUCK).find_map(|more| first_fault(program, seed + more, control).transpose());
        let first = found.with_context(|| {
            format!("{what}, and the checks found nothing: then they prove nothing")
        })??;
        println!("  {what}: found, such as that {first}");
    }
    Ok(())
}

/// The first thing that is found where a safeguard is missing.
fn first_fault(program: &Path, seed: u64, control: &Control) -> Result<Option<String>> {
    let Control { what, nemesis, is_synchronous, variables } = control;
    let size = Size { desks: 1, waiting: 0, is_synchronous: *is_synchronous };
    let stage = Stage::set(program.to_owned(), size, variables)?;
    let result = go_through(&stage, *nemesis, seed, 0, &mut BTreeMap::new()).context(*what)?;
    // That something does not answer is not what these are about.
    let first = result.faults.first();
    Ok(first.map(|it| it.lines().next().unwrap_or_default().to_owned()))
}

/// What came of a round.
struct Found {
    told: String,
    /// How long a desk was silent at most.
    silence: Moment,
    /// By how much a leader that was cut off closed its boards before others went on, in
    /// microseconds, at the desk where that was least.
    closed_before: Option<i64>,
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
        let watching = scope.spawn(|| watch_epochs(&stage.pair, &crowd.world().history, &is_over));
        let gone = strike(stage, &crowd, nemesis, &mut random);
        is_over.store(true, Ordering::SeqCst);
        (gone, watching.join().unwrap_or_default())
    });
    let world = crowd.end(stage.runtime())?;
    let silent = gone?;
    let stored = Stored::read(&stage.pair)?;
    faults.extend(checks::all(&world, &stored, seated, nemesis.has_deadline()));
    let (mut told, silence) = summary(&world);
    let closed_before = checks::closed_before(&world);
    if let Some(least) = closed_before {
        told += &format!(", boards closed {} ms before others went on", least / 1000);
    }
    *seated = stored.seats;
    Ok(Found { told, silence, closed_before, faults, silent })
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
    nemesis.strike(stage, random, &crowd.world().history)?;
    let back = runtime.block_on(probe(crowd.world(), "after"));
    thread::sleep(Duration::from_secs(1));
    Ok(back.err().map(|error| format!("{error:#}")))
}

/// What was seen of a desk last.
#[derive(Debug, Default)]
struct Seen {
    epoch: i64,
    seq: i64,
    /// Who led it, in which of their lives, and when that was seen last.
    leader: Option<(String, Moment)>,
}

/// Looks all the time how far each desk is, and who leads it: its epoch and its journal never go
/// back, and takeovers are written down.
fn watch_epochs(pair: &Pair, history: &History, is_over: &AtomicBool) -> Vec<String> {
    let mut seen: BTreeMap<String, Seen> = BTreeMap::new();
    let mut faults = Vec::new();
    let sql = format!("SELECT name, epoch, seq, {WHO_LEADS} FROM walkup.desk");
    while !is_over.load(Ordering::SeqCst) {
        let begun = history.now();
        // Where nobody takes changes just now, there is nothing to see.
        let text = pair.sql_in("walkup", &sql).unwrap_or_default();
        let ended = history.now();
        for line in text.lines() {
            let mut fields = line.split('|');
            let mut next = || fields.next().unwrap_or_default();
            let name = next();
            let (epoch, seq) = (next().parse().unwrap_or(-1), next().parse().unwrap_or(-1));
            let (leader, desk) = (next(), seen.entry(name.to_owned()).or_default());
            if epoch < desk.epoch || seq < desk.seq {
                faults.push(format!(
                    "desk {name} went back from {:?} to {:?}",
                    (desk.epoch, desk.seq),
                    (epoch, seq)
                ));
            }
            (desk.epoch, desk.seq) = (epoch, seq);
            if leader.is_empty() {
                continue;
            }
            let before = desk.leader.replace((leader.to_owned(), begun));
            if let Some((from, before)) = before.filter(|(it, _)| it != leader) {
                let desk = name.to_owned();
                history.told().takeovers.push(Takeover { desk, from, before, after: ended });
            }
        }
        thread::sleep(Duration::from_millis(300));
    }
    faults
}

/// How many calls there were, how many had no answer, how long one took and how long a desk was
/// silent at most, in words and the last one as a number.
fn summary(world: &World) -> (String, Moment) {
    let told = world.history.told();
    let mut answered: Vec<Vec<Moment>> = vec![Vec::new(); world.desks.len()];
    for op in &told.ops {
        if let Some((at, Answer::Done | Answer::Ticket(_))) = op.answer {
            answered[op.desk].push(at);
        }
    }
    let mut longest = (0, 0, "none");
    for (moments, desk) in answered.iter_mut().zip(&world.desks) {
        moments.sort_unstable();
        let silences = moments.windows(2).map(|two| (two[1] - two[0], two[0], desk.name.as_str()));
        longest = silences.max().unwrap_or_default().max(longest);
    }
    let (longest, begun, desk) = longest;
    let unknown = told.ops.iter().filter(|op| op.answer.is_none()).count();
    let waits = told.ops.iter().filter_map(|op| Some(op.answer.as_ref()?.0 - op.sent));
    let slowest_secs = secs(waits.max().unwrap_or_default());
    let count = told.ops.len();
    let longest_secs = secs(longest);
    let words = format!(
        "{count} calls, {unknown} unanswered, one after {slowest_secs} s, {desk} silent for \
         {longest_secs} s at most, from {} s on",
        secs(begun)
    );
    (words, longest)
}

/// A time in seconds.
fn secs(time: Moment) -> String {
    format!("{:.1}", time as f64 / 1e6)
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
        let rounds = Rounds::Each(2);
        let usual =
            Options { rounds, seed: 1, desks: 30, waiting: 100_000, only: None, older: None };
        assert_eq!(read(""), Ok(usual.clone()));
        assert_eq!(read("--full"), Ok(Options { rounds: Rounds::Full, ..usual.clone() }));
        let all = read("--rounds 3 --seed 9 --desks 4 --waiting 5");
        let rounds = Rounds::Each(3);
        let few = Options { rounds, seed: 9, desks: 4, waiting: 5, only: None, older: None };
        assert_eq!(all, Ok(few));
        let frozen = Options::read(&["--only".to_owned(), "is frozen".to_owned()]);
        assert_eq!(frozen, Ok(Options { only: Some(Nemesis::LeaderFrozen), ..usual }));
        assert!(read("--only tea").is_err());
        assert!(read("--older /no/such/program").is_err());
        assert_eq!(read("--rounds"), Err("--rounds needs a number".to_owned()));
        assert_eq!(read("--tea 3"), Err("what is --tea?".to_owned()));
    }

    #[test]
    fn a_full_run_has_what_makes_a_proof() {
        let rounds = Rounds::Full;
        let (only, older) = (None, None);
        let options = Options { rounds, seed: 7, desks: 30, waiting: 0, only, older };
        let schedule = options.schedule();
        let count = |some: &[Nemesis]| schedule.iter().filter(|it| some.contains(it)).count();
        use Nemesis::*;
        assert!(count(&[LeaderKilled, DoorKilled, BothKilled]) >= 30);
        assert!(count(&[PrimaryKilled, PrimaryKilledAlone, PrimaryAndLeaderKilled]) >= 20);
        assert!(count(&[LeaderCutOff, ServersApart, TwoServersApart]) >= 20);
        assert!(count(&[LeaderFrozen]) >= 10 && count(&[LeaderFrozenAndBlind]) >= 10);
        assert!(ALL.iter().all(|(it, _)| count(&[*it]) >= 5));
        assert_eq!(schedule, options.schedule());
        assert_ne!(schedule, Options { seed: 8, ..options }.schedule());
    }
}
