//! How fast tickets are issued for half a minute by 64 kiosks, and what each costs of the processor
//! until the server has nothing left to do.

use std::time::Duration;

use anyhow::Result;

use super::{Bench, level, section};
use crate::client::{Crowd, Door};
use crate::dialect::Dialect;
use crate::figures::{median, median_ratio, percentile};
use crate::process::{self, Server};
use crate::report::{Bound, Section, Table, Verdict};
use crate::{floor, peers};

/// How many kiosks there are.
const KIOSKS: usize = 64;
/// For how long each side is asked before it is measured: a new log grows at first, which costs
/// more than writing over what is there.
const WARM: Duration = Duration::from_secs(2);

/// Who can be measured, and how the floors do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Walkup,
    Floor(&'static str),
    Redis,
}

const WALKUP: &str = "Walkup";
const JOURNAL: &str = "echo, group commits, a row a batch";
const ROWS: &str = "echo, group commits, a row a message";
const ONE: &str = "echo, one commit a message";
const REDIS: &str = "Redis, appendfsync always";

const SIDES: [(&str, Who); 5] = [
    (WALKUP, Who::Walkup),
    (JOURNAL, Who::Floor(floor::JOURNAL)),
    (ROWS, Who::Floor(floor::GROUP_COMMIT)),
    (ONE, Who::Floor(floor::COMMIT)),
    (REDIS, Who::Redis),
];

/// What a side brought, a figure a round.
#[derive(Default)]
struct Figures {
    rates: Vec<f64>,
    medians: Vec<f64>,
    tails: Vec<f64>,
    /// The server's processor a ticket until it had nothing left to do, and the part of that
    /// after the last answer.
    cpu_us: Vec<f64>,
    after_us: Vec<f64>,
    load_us: Vec<f64>,
}

/// Measures it.
pub fn run(bench: &Bench) -> Result<Section> {
    let turn = Duration::from_secs(bench.pick(30, 3));
    let mut section = section(
        "load",
        "Durable tickets for half a minute",
        "64 kiosks that each ask for a ticket, wait until it is saved and acknowledged, and ask \
         again, for 30 s; each side has a fresh server, and the others have none meanwhile. The \
         processor is counted until the server has nothing left to do: Walkup appends to a journal \
         while it is busy and writes its tables then and afterwards. The floors save to a table \
         without an index: one row for all that wait, of as many bytes as Walkup's journal has; a \
         row a message, up to 256 in a commit; or one commit a message.",
    );
    let mut all: Vec<Figures> = SIDES.iter().map(|_| Figures::default()).collect();
    for round in 0..bench.rounds {
        for step in 0..SIDES.len() {
            let at = (round + step) % SIDES.len();
            if !measure(bench, SIDES[at].1, turn, &mut all[at])? && round == 0 {
                section.notes.push(format!("{} is not installed.", SIDES[at].0));
            }
        }
    }
    let columns = [
        "side",
        "tickets/s",
        "p50 ms",
        "p99 ms",
        "server CPU µs/ticket",
        "of that afterwards",
        "load CPU µs/ticket",
    ];
    let seconds = turn.as_secs();
    let mut table = Table::new(format!("{KIOSKS} kiosks for {seconds} s"), &columns);
    for ((name, _), figures) in SIDES.iter().zip(&all).filter(|side| !side.1.rates.is_empty()) {
        let Figures { rates, medians, tails, cpu_us, after_us, load_us } = figures;
        let row = [rates, medians, tails, cpu_us, after_us, load_us].map(|values| median(values));
        table.row(*name, &row);
    }
    section.tables.push(table);
    let ours = &all[0];
    let mut verdict = |what: &str, whom: &str, bound, of: fn(&Figures) -> &Vec<f64>| {
        let what = format!("{KIOSKS} kiosks, {what}");
        let other = SIDES.iter().position(|side| side.0 == whom).map(|at| of(&all[at]));
        section.verdicts.push(match other.filter(|values| !values.is_empty()) {
            Some(other) => Verdict::new(what, median_ratio(of(ours), other), "×", bound),
            None => Verdict::unmeasured(what, "×", bound),
        });
    };
    let rates: fn(&Figures) -> &Vec<f64> = |figures| &figures.rates;
    let cpu: fn(&Figures) -> &Vec<f64> = |figures| &figures.cpu_us;
    let group = Bound::AtLeast(0.75);
    verdict("tickets a second, against the echo with a row a batch", JOURNAL, group, rates);
    verdict("tickets a second, against the echo with a row a message", ROWS, group, rates);
    verdict("tickets a second, against one commit a message", ONE, Bound::AtLeast(10.0), rates);
    verdict("tickets a second, against Redis", REDIS, Bound::AtLeast(1.0), rates);
    let most = Bound::AtMost(1.7);
    verdict("processor a ticket, against the echo with a row a batch", JOURNAL, most, cpu);
    verdict("processor a ticket, against the echo with a row a message", ROWS, most, cpu);
    Ok(section)
}

/// One side's half minute; answers whether the side is installed.
fn measure(bench: &Bench, who: Who, turn: Duration, figures: &mut Figures) -> Result<bool> {
    let folder = bench.folder()?;
    let server = match who {
        Who::Walkup => Some(bench.start(folder.path())?),
        Who::Floor(kind) => Some(Server::floor(kind, folder.path())?),
        Who::Redis => peers::careful_redis(folder.path())?,
    };
    let Some(server) = server else { return Ok(false) };
    let settle = || match who {
        Who::Walkup => level(&server, folder.path()),
        _ => server.quiet(),
    };
    let dialect = if who == Who::Redis { Dialect::RedisSet } else { Dialect::WebSocket };
    let door = Door { dialect, is_subscriber: false, ..Door::web(server.address, "/kiosk") };
    let mut crowd = Crowd::connect(&door, KIOSKS)?;
    let ask = |crowd: &mut Crowd, time, name: &str| {
        crowd.ask(time, usize::MAX, |kiosk, count| {
            format!("new {name}-{kiosk}-{count}@example.org Example Name")
        })
    };
    ask(&mut crowd, WARM.min(turn), "warm")?;
    settle()?;
    crowd.settle(Duration::from_millis(5))?;
    let (cpu, load) = (server.cpu()?, process::own_cpu()?);
    let asked = ask(&mut crowd, turn, "ticket")?;
    let (busy, load) = (server.cpu()?, process::own_cpu()?.saturating_sub(load));
    settle()?;
    let level = server.cpu()?;
    let count = asked.latencies.len() as f64;
    let each = |used: Duration| used.as_secs_f64() * 1e6 / count;
    figures.rates.push(count / asked.took.as_secs_f64());
    figures.medians.push(median(&asked.latencies));
    figures.tails.push(percentile(&asked.latencies, 0.99));
    figures.cpu_us.push(each(level.saturating_sub(cpu)));
    figures.after_us.push(each(level.saturating_sub(busy)));
    figures.load_us.push(each(load));
    Ok(true)
}
