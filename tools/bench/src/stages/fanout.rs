//! How long one event takes to reach the last of 500 displays, one at a time and in bursts; and how
//! that grows from 1 to 4,096.

use std::time::Duration;

use anyhow::Result;
use tempfile::TempDir;

use super::{Bench, section};
use crate::client::{Client, Crowd, Door};
use crate::dialect::Dialect;
use crate::figures::{median, median_ratio, ms, percentile};
use crate::process::{self, Server};
use crate::report::{Bar, Bound, Line, Plot, Role, Section, Shape, Table, Verdict};
use crate::{floor, peers};

/// The desk that targets are set for.
const DISPLAYS: usize = 500;
/// How many events are sent in one go.
const BURST: usize = 32;
/// A pause after each event, so that they do not run into each other.
const PAUSE: Duration = Duration::from_millis(2);

/// A server, somebody who makes events there, and those who hear of them.
pub struct Side {
    /// Whose figures these are.
    pub name: &'static str,
    /// What that is.
    pub role: Role,
    server: Server,
    publisher: Client,
    crowd: Crowd,
    /// How many answers the publisher gets an event.
    answers: usize,
    /// A desk's tickets: events are made by accepting and completing them.
    desk: Option<Client>,
    made: usize,
    used: usize,
    _folder: TempDir,
}

/// How long events took, from the command to the last delivery and from the first delivery to it.
#[derive(Default)]
pub struct Taken {
    /// To the last one, in milliseconds.
    pub last: Vec<f64>,
    /// From the first to the last one.
    pub spread: Vec<f64>,
}

/// How many displays there are, from one to more than any desk has.
const GROWTH: [usize; 7] = [1, 4, 16, 64, 256, 1024, 4096];

/// Measures how the time to the last display grows with their number.
pub fn growth(bench: &Bench) -> Result<Section> {
    let mut section = section(
        "fanout-growth",
        "One event to 1 to 4,096 displays",
        "As before, one event at a time, with fresh servers for each number of displays.",
    );
    let who = [Who::Walkup, Who::Floor(floor::SEND_LOOP), Who::Floor(floor::BROADCAST), Who::Redis];
    let heads: Vec<String> = GROWTH.iter().map(ToString::to_string).collect();
    let heads: Vec<&str> = ["side"].into_iter().chain(heads.iter().map(String::as_str)).collect();
    let mut table = Table::new("Last display, p50 ms, by displays", &heads);
    let mut lines: Vec<Line> = Vec::new();
    for displays in GROWTH {
        let mut sides = Vec::new();
        for who in who {
            sides.extend(Side::start(bench, who, displays)?);
        }
        let mut medians = vec![Vec::new(); sides.len()];
        let (turns, events) = bench.pick((7, 20), (3, 8));
        for side in &mut sides {
            side.prepare(turns * events)?;
        }
        for turn in 0..turns {
            for step in 0..sides.len() {
                let at = (turn + step) % sides.len();
                medians[at].push(median(&sides[at].turn(events)?));
            }
        }
        for (at, side) in sides.iter().enumerate() {
            if lines.len() <= at {
                let (name, points) = (side.name.to_owned(), Vec::new());
                lines.push(Line { name, role: side.role, points });
            }
            lines[at].points.push((displays as f64, median(&medians[at])));
        }
        if displays == 4096 {
            section.verdicts.push(Verdict::new(
                "one event to the last of 4,096, against a send() loop",
                median_ratio(&medians[0], &medians[1]),
                "×",
                Bound::AtMost(1.3),
            ));
        }
    }
    for line in &lines {
        table.row(&line.name, &line.points.iter().map(|point| point.1).collect::<Vec<_>>());
    }
    section.tables.push(table);
    section.plots.push(Plot {
        file: "fanout-growth".to_owned(),
        title: "From the command to the last display".to_owned(),
        x: "displays".to_owned(),
        unit: "ms".to_owned(),
        shape: Shape::Lines(lines),
    });
    Ok(section)
}

/// What a side brought, a figure a turn.
#[derive(Default)]
struct Figures {
    medians: Vec<f64>,
    tails: Vec<f64>,
    spreads: Vec<f64>,
    cpu_us: Vec<f64>,
    load_us: Vec<f64>,
    bursts: Vec<f64>,
    burst_cpu_us: Vec<f64>,
}

/// Who can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Us.
    Walkup,
    /// A floor by its kind.
    Floor(&'static str),
    /// Redis, in memory.
    Redis,
    /// NATS.
    Nats,
    /// Mosquitto.
    Mosquitto,
    /// Bun.
    Bun,
}

const ALL: [Who; 8] = [
    Who::Walkup,
    Who::Floor(floor::SEND_LOOP),
    Who::Floor(floor::COMMIT_SEND_LOOP),
    Who::Floor(floor::BROADCAST),
    Who::Redis,
    Who::Nats,
    Who::Mosquitto,
    Who::Bun,
];

/// Those that the server's own targets are about.
const FLOORS: [Who; 4] = [
    Who::Walkup,
    Who::Floor(floor::SEND_LOOP),
    Who::Floor(floor::COMMIT_SEND_LOOP),
    Who::Floor(floor::BROADCAST),
];

/// Measures it.
pub fn run(bench: &Bench) -> Result<Section> {
    measure(bench, &ALL)
}

/// The same beside the plain servers alone.
pub fn floors(bench: &Bench) -> Result<Section> {
    let mut section = measure(bench, &FLOORS)?;
    section.verdicts.retain(|verdict| verdict.figure.is_some());
    Ok(section)
}

fn measure(bench: &Bench, who: &[Who]) -> Result<Section> {
    let mut section = section(
        "fanout",
        "One event to 500 displays",
        "The clock runs from the command to the last display. Walkup saves the event first, so a \
         commit is in its figures; nobody else does but the second send() loop. Everybody says the \
         same texts to the same load generator.",
    );
    let mut sides = Vec::new();
    for &who in who {
        match Side::start(bench, who, DISPLAYS)? {
            Some(side) => sides.push(side),
            None => section.notes.push(format!("{who:?} is not installed.")),
        }
    }
    let mut figures: Vec<Figures> = sides.iter().map(|_| Figures::default()).collect();
    let (turns, events, bursts) = bench.pick((9, 40, 6), (3, 20, 3));
    for side in &mut sides {
        side.prepare(turns * (events + bursts * BURST))?;
    }
    for turn in 0..turns {
        for step in 0..sides.len() {
            let at = (turn + step) % sides.len();
            sides[at].take_turn(&mut figures[at], events, bursts)?;
        }
    }
    tell(&sides, &figures, &mut section);
    Ok(section)
}

impl Side {
    /// Starts a server with that many who hear; none where it is not installed.
    pub fn start(bench: &Bench, who: Who, hearers: usize) -> Result<Option<Self>> {
        let folder = bench.folder()?;
        let path = folder.path();
        let (name, role, dialect, answers) = match who {
            Who::Walkup => ("Walkup", Role::Ours, Dialect::WebSocket, 1),
            Who::Floor(floor::BROADCAST) => {
                ("plain broadcast server", Role::Floor, Dialect::WebSocket, 1)
            }
            Who::Floor(floor::COMMIT_SEND_LOOP) => {
                ("send() loop, saving first", Role::Floor, Dialect::WebSocket, 0)
            }
            Who::Floor(_) => ("send() loop", Role::Floor, Dialect::WebSocket, 0),
            Who::Redis => ("Redis", Role::Peer, Dialect::RedisPublish, 1),
            Who::Nats => ("NATS", Role::Peer, Dialect::Nats, 0),
            Who::Mosquitto => ("Mosquitto", Role::Peer, Dialect::Mqtt, 0),
            Who::Bun => ("bun", Role::Peer, Dialect::WebSocket, 0),
        };
        let mut token = String::new();
        let server = match who {
            Who::Walkup => {
                token = process::account(&bench.walkup, path, "bench")?;
                Some(bench.start(path)?)
            }
            Who::Floor(kind) => Some(Server::floor(kind, path)?),
            Who::Redis => peers::redis(path)?,
            Who::Nats => peers::nats(path)?,
            Who::Mosquitto => peers::mosquitto(path)?,
            Who::Bun => peers::bun(path)?,
        };
        let Some(server) = server else { return Ok(None) };
        let hears = Door { dialect, ..Door::web(server.address, "/display") };
        let path = if who == Who::Walkup { "/staff" } else { floor::PUBLISH };
        let mut publisher = Client::connect(&Door { path, is_subscriber: false, ..hears })?;
        let mut desk = None;
        if who == Who::Walkup {
            let answer = publisher.ask(&format!("pick 0 {token}"))?;
            anyhow::ensure!(answer == "success pick 0", "staff were told: {answer}");
            desk = Some(Client::connect(&Door::web(server.address, "/kiosk"))?);
        }
        let crowd = Crowd::connect(&hears, hearers)?;
        let (made, used) = (0, 0);
        let mut side = Self {
            name,
            role,
            server,
            publisher,
            crowd,
            answers,
            desk,
            made,
            used,
            _folder: folder,
        };
        // What they are told when they connect is not to be counted later.
        side.crowd.settle(Duration::from_millis(300))?;
        side.events(20)?;
        Ok(Some(side))
    }

    /// Makes events, one at a time.
    pub fn events(&mut self, count: usize) -> Result<Taken> {
        self.make(count)?;
        let mut taken = Taken::default();
        for _ in 0..count {
            self.publish(1, &mut taken)?;
        }
        Ok(taken)
    }

    /// Where its server listens.
    pub fn address(&self) -> std::net::SocketAddr {
        self.server.address
    }

    /// Events one at a time, after whatever came while others had their turn.
    pub fn turn(&mut self, events: usize) -> Result<Vec<f64>> {
        self.crowd.settle(Duration::from_millis(5))?;
        Ok(self.events(events)?.last)
    }

    /// Makes the tickets that so many events need, and lets the server do what it leaves for an idle
    /// moment, so that this is not measured with the events.
    pub fn prepare(&mut self, events: usize) -> Result<()> {
        self.make(events)?;
        self.settle()
    }

    /// Waits until the server has taken in whatever was done to it.
    pub fn settle(&mut self) -> Result<()> {
        self.server.quiet()?;
        self.crowd.settle(Duration::from_millis(5))
    }

    /// Many events, of which nobody keeps the time.
    pub fn fill_up(&mut self, bursts: usize) -> Result<()> {
        self.make(bursts * BURST)?;
        for _ in 0..bursts {
            self.publish(BURST, &mut Taken::default())?;
        }
        Ok(())
    }

    fn take_turn(&mut self, figures: &mut Figures, events: usize, bursts: usize) -> Result<()> {
        // Pings that came while others had their turn.
        self.crowd.settle(Duration::from_millis(5))?;
        self.make(events + bursts * BURST)?;
        let (cpu, load) = (self.server.cpu()?, process::own_cpu()?);
        let single = self.events(events)?;
        let (between, load_between) = (self.server.cpu()?, process::own_cpu()?);
        let mut burst = Taken::default();
        for _ in 0..bursts {
            self.publish(BURST, &mut burst)?;
        }
        let after = self.server.cpu()?;
        let hearers = self.crowd.len();
        let each =
            |used: Duration, events: usize| used.as_secs_f64() * 1e6 / (events * hearers) as f64;
        figures.medians.push(median(&single.last));
        figures.tails.push(percentile(&single.last, 0.99));
        figures.spreads.push(median(&single.spread));
        figures.cpu_us.push(each(between.saturating_sub(cpu), events));
        figures.load_us.push(each(load_between.saturating_sub(load), events));
        figures.bursts.push(median(&burst.last));
        figures.burst_cpu_us.push(each(after.saturating_sub(between), bursts * BURST));
        Ok(())
    }

    /// Makes events in one go and waits until everybody has them all.
    fn publish(&mut self, events: usize, taken: &mut Taken) -> Result<()> {
        let commands: Vec<String> = (0..events).map(|_| self.next_command()).collect();
        let began = std::time::Instant::now();
        self.publisher.say(&commands)?;
        let (first, last) = self.crowd.deliveries(events * self.crowd.len())?;
        taken.last.push(ms(last - began));
        taken.spread.push(ms(last - first));
        let is_desk = self.desk.is_some();
        let answers = events * self.answers;
        self.publisher.hear(answers, |text| !is_desk || text.starts_with(b"success"))?;
        std::thread::sleep(PAUSE);
        Ok(())
    }

    /// Accept a ticket, complete it, accept the next; others are told what displays hear.
    fn next_command(&mut self) -> String {
        let (ticket, is_accepted) = (self.used / 2, self.used % 2 == 1);
        self.used += 1;
        match (self.desk.is_some(), is_accepted) {
            (true, false) => format!("accept {ticket}"),
            (true, true) => format!("complete {ticket}"),
            (false, false) => format!("claimed {ticket} 0"),
            (false, true) => "complete 0".to_owned(),
        }
    }

    /// Makes the tickets that so many events need.
    fn make(&mut self, events: usize) -> Result<()> {
        let Some(kiosk) = &mut self.desk else { return Ok(()) };
        while self.made * 2 < self.used + events + 1 {
            let few = 32;
            let questions: Vec<String> = (self.made..self.made + few)
                .map(|ticket| format!("new visitor{ticket}@example.org Example Name"))
                .collect();
            kiosk.say(&questions)?;
            kiosk.hear(few, |text| text.starts_with(b"success new"))?;
            // Staff hear of each new ticket too.
            self.publisher.hear(few, |text| text.starts_with(b"new "))?;
            self.made += few;
        }
        Ok(())
    }
}

fn tell(sides: &[Side], figures: &[Figures], section: &mut Section) {
    let columns = [
        "side",
        "last p50 ms",
        "last p99 ms",
        "first to last p50 ms",
        "server CPU µs/delivery",
        "load CPU µs/delivery",
    ];
    let mut table = Table::new(format!("One event at a time, to {DISPLAYS}"), &columns);
    let mut burst_table = Table::new(
        format!("{BURST} events in one go, to {DISPLAYS}"),
        &["side", "last p50 ms", "deliveries/s", "server CPU µs/delivery"],
    );
    let mut bars = Vec::new();
    for (side, figures) in sides.iter().zip(figures) {
        let Figures { medians, tails, spreads, cpu_us, load_us, bursts, burst_cpu_us } = figures;
        let row = [medians, tails, spreads, cpu_us, load_us].map(|values| median(values));
        table.row(side.name, &row);
        let burst = median(bursts);
        let rate = (BURST * DISPLAYS) as f64 / (burst / 1000.0);
        burst_table.row(side.name, &[burst, rate, median(burst_cpu_us)]);
        let (median, tail) = (row[0], row[1]);
        bars.push(Bar { name: side.name.to_owned(), role: side.role, median, tail });
    }
    section.tables.extend([table, burst_table]);
    section.plots.push(Plot {
        file: "fanout".to_owned(),
        title: format!("One event to the last of {DISPLAYS}"),
        x: "milliseconds: median / 99th percentile".to_owned(),
        unit: "ms".to_owned(),
        shape: Shape::Bars(bars),
    });
    let ours = &figures[0];
    let mut verdict = |what: &str, whom: &str, bound, ratio: &dyn Fn(&Figures) -> f64| {
        let other = sides.iter().position(|side| side.name == whom);
        section.verdicts.push(match other {
            Some(at) => Verdict::new(what, ratio(&figures[at]), "×", bound),
            None => Verdict::unmeasured(what, "×", bound),
        });
    };
    let last = |other: &Figures| median_ratio(&ours.medians, &other.medians);
    let plain = "plain broadcast server";
    for (what, whom, limit) in [
        (
            "one event to the last of 500, against a send() loop that saves first",
            "send() loop, saving first",
            1.15,
        ),
        ("the same against a send() loop that saves nothing", "send() loop", 1.4),
        ("the same against the plain broadcast server", plain, 0.5),
        ("the same against Redis", "Redis", 1.0),
        ("the same against NATS", "NATS", 1.0),
        ("the same against Mosquitto", "Mosquitto", 1.0),
        ("the same against bun", "bun", 1.0),
    ] {
        verdict(what, whom, Bound::AtMost(limit), &last);
    }
    let burst = |other: &Figures| median_ratio(&other.bursts, &ours.bursts);
    verdict(
        "bursts of 32 to 500, deliveries a second, against the plain broadcast server",
        plain,
        Bound::AtLeast(10.0),
        &burst,
    );
    let cpu = |other: &Figures| median_ratio(&ours.cpu_us, &other.cpu_us);
    verdict(
        "CPU a delivery, one event at a time, against the plain broadcast server",
        plain,
        Bound::AtMost(0.35),
        &cpu,
    );
}
