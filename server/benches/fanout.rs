//! How long one event takes to reach the last of 500 displays.
//!
//! Against a plain server: tokio-tungstenite with its defaults and `tokio::sync::broadcast`.
//! It sends at once what Walkup first saves, so the second floor saves too. The clock runs from
//! the command to the last display. Run with `cargo bench -p server --bench fanout`.

mod support;

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tokio::sync::Notify;

use support::process::{Server, account};
use support::wire::Wire;
use support::{Bound, floor, generate, head, median, median_ratio, milliseconds, percentile, row};

/// How many displays there are.
const DISPLAYS: usize = 500;
/// How often every server takes its turn.
const TURNS: usize = 5;
/// How many events a turn has, one at a time. Even: a ticket is accepted, then completed.
const EVENTS: usize = 60;
/// How many bursts a turn has.
const BURSTS: usize = 10;
/// How many events are sent in one go.
const BURST: usize = 32;
/// A pause after each event, so that they do not run into each other.
const PAUSE: Duration = Duration::from_millis(2);
/// How long an event may take; then something is wrong.
const LATE: Duration = Duration::from_secs(10);

fn main() -> Result<()> {
    if floor::served()? {
        return Ok(());
    }
    support::allow_many_connections()?;
    let (desk, plain) = (support::scratch()?, support::scratch()?);
    let token = account(desk.path())?;
    let walkup = Server::walkup(desk.path())?;
    let broadcast = Server::floor(floor::BROADCAST, plain.path())?;
    let saving = Server::floor(floor::COMMIT_BROADCAST, plain.path())?;
    let mut sides = Vec::new();
    generate(async {
        let staff = staff(&walkup, &token).await?;
        sides.push(Side::new("walkup-server", &walkup, staff, true).await?);
        for (name, server) in [("plain broadcast", &broadcast), ("plain, saving first", &saving)] {
            let publisher = Wire::connect(server.address, "/", None).await?;
            sides.push(Side::new(name, server, publisher, false).await?);
        }
        for _ in 0..TURNS {
            for side in &mut sides {
                side.take_turn().await?;
            }
        }
        Ok(())
    })?;
    print(&sides);
    Ok(())
}

fn print(sides: &[Side]) {
    let title = format!("one event to {DISPLAYS} displays, {TURNS} turns of {EVENTS}");
    let columns = ["last p50 ms", "last p99 ms", "spread p50 ms", "CPU us each"];
    head(&title, &columns);
    for side in sides {
        let columns = [&side.medians, &side.tails, &side.spreads, &side.cpu_us];
        row(side.name, &columns.map(|values| format!("{:.2}", median(values))));
    }
    let title = format!("{BURST} events at once, {TURNS} turns of {BURSTS}");
    head(&title, &["last p50 ms", "deliveries/s", "CPU us each"]);
    for side in sides {
        let rate = (BURST * DISPLAYS) as f64 / (median(&side.bursts) / 1000.0);
        let figures = [
            format!("{:.2}", median(&side.bursts)),
            format!("{rate:.0}"),
            format!("{:.2}", median(&side.burst_cpu_us)),
        ];
        row(side.name, &figures);
    }
    println!();
    if let [ours, plain, saving] = sides {
        let ratio = median_ratio(&ours.medians, &plain.medians);
        support::target("last display, p50 ratio", ratio, "", Bound::AtMost(0.7));
        println!(
            "  for information: p99 {:.2}; against the plain one that saves first {:.2}, p99 {:.2};\n  \
             from the first display to the last {:.2}; in bursts {:.2}",
            median_ratio(&ours.tails, &plain.tails),
            median_ratio(&ours.medians, &saving.medians),
            median_ratio(&ours.tails, &saving.tails),
            median_ratio(&ours.spreads, &plain.spreads),
            median_ratio(&ours.bursts, &plain.bursts),
        );
    }
}

/// A server, somebody who makes events there, and the displays.
struct Side<'a> {
    name: &'static str,
    server: &'a Server,
    publisher: Wire,
    // Whether events are made by accepting and completing tickets, or by saying them.
    is_desk: bool,
    displays: Rc<Displays>,
    tickets: usize,
    medians: Vec<f64>,
    tails: Vec<f64>,
    spreads: Vec<f64>,
    cpu_us: Vec<f64>,
    bursts: Vec<f64>,
    burst_cpu_us: Vec<f64>,
}

/// What the displays tell: how many deliveries are still to come, and when the first and the
/// last one came.
#[derive(Default)]
struct Displays {
    missing: Cell<usize>,
    first: Cell<Option<Instant>>,
    all_have_it: Notify,
    failed: Cell<bool>,
}

impl<'a> Side<'a> {
    async fn new(
        name: &'static str,
        server: &'a Server,
        publisher: Wire,
        is_desk: bool,
    ) -> Result<Self> {
        let displays = Rc::new(Displays::default());
        for _ in 0..DISPLAYS {
            let wire = Wire::connect(server.address, "/display", None).await?;
            tokio::task::spawn_local(follow(wire, Rc::clone(&displays)));
        }
        let mut side = Self {
            name,
            server,
            publisher,
            is_desk,
            displays,
            tickets: 0,
            medians: Vec::new(),
            tails: Vec::new(),
            spreads: Vec::new(),
            cpu_us: Vec::new(),
            bursts: Vec::new(),
            burst_cpu_us: Vec::new(),
        };
        // What displays are told when they connect is not to be counted later.
        tokio::time::sleep(Duration::from_millis(300)).await;
        side.make_tickets(10).await?;
        for _ in 0..20 {
            side.publish(1).await?;
        }
        Ok(side)
    }

    async fn take_turn(&mut self) -> Result<()> {
        self.make_tickets((EVENTS + BURSTS * BURST) / 2).await?;
        let cpu = self.server.cpu()?;
        let (mut last, mut spread) = (Vec::new(), Vec::new());
        for _ in 0..EVENTS {
            let (took, apart) = self.publish(1).await?;
            last.push(took);
            spread.push(apart);
        }
        let between = self.server.cpu()?;
        let mut bursts = Vec::new();
        for _ in 0..BURSTS {
            bursts.push(self.publish(BURST).await?.0);
        }
        let after = self.server.cpu()?;
        let each =
            |used: Duration, events: usize| used.as_secs_f64() * 1e6 / (events * DISPLAYS) as f64;
        let last = milliseconds(&last);
        self.medians.push(median(&last));
        self.tails.push(percentile(&last, 0.99));
        self.spreads.push(median(&milliseconds(&spread)));
        self.cpu_us.push(each(between.saturating_sub(cpu), EVENTS));
        self.bursts.push(median(&milliseconds(&bursts)));
        self.burst_cpu_us.push(each(after.saturating_sub(between), BURSTS * BURST));
        Ok(())
    }

    /// Makes events and waits until every display has them all; answers with how long that took
    /// from the command, and from the first delivery.
    async fn publish(&mut self, events: usize) -> Result<(Duration, Duration)> {
        let commands: Vec<String> = (0..events).map(|_| self.next_command()).collect();
        self.displays.missing.set(events * DISPLAYS);
        self.displays.first.set(None);
        let began = Instant::now();
        self.publisher.send(&commands).await?;
        let waiting = tokio::time::timeout(LATE, self.displays.all_have_it.notified());
        waiting.await.ok().context("an event did not reach every display in time")?;
        let last = Instant::now();
        ensure!(!self.displays.failed.get(), "a display was cut off");
        for _ in 0..events {
            let answer = self.publisher.text().await?;
            ensure!(!answer.starts_with("error"), "staff were told: {answer}");
        }
        tokio::time::sleep(PAUSE).await;
        let first = self.displays.first.get().unwrap_or(last);
        Ok((last - began, last - first))
    }

    /// Accept a ticket, complete it, accept the next; a plain server is told what displays hear.
    fn next_command(&mut self) -> String {
        let (ticket, is_accepted) = (self.tickets / 2, self.tickets % 2 == 1);
        self.tickets += 1;
        match (self.is_desk, is_accepted) {
            (true, false) => format!("accept {ticket}"),
            (true, true) => format!("complete {ticket}"),
            (false, false) => format!("claimed {ticket} 0"),
            (false, true) => "complete 0".to_owned(),
        }
    }

    async fn make_tickets(&mut self, count: usize) -> Result<()> {
        if self.is_desk {
            let mut kiosk = Wire::connect(self.server.address, "/kiosk", None).await?;
            for ticket in 0..count {
                kiosk.send(&[format!("new visitor{ticket}@example.org Example Name")]).await?;
                let answer = kiosk.answer().await?;
                ensure!(answer.starts_with("success new"), "a kiosk was told: {answer}");
                // Staff hear of each new ticket too.
                let heard = self.publisher.text().await?;
                ensure!(heard.starts_with("new "), "staff were told: {heard}");
            }
        }
        Ok(())
    }
}

/// One display: reads, counts, and says when it has the last that was missing.
async fn follow(mut wire: Wire, displays: Rc<Displays>) {
    while let Ok(count) = wire.count().await {
        let missing = displays.missing.get();
        if missing == 0 {
            // The state when it connected.
            continue;
        }
        if displays.first.get().is_none() {
            displays.first.set(Some(Instant::now()));
        }
        displays.missing.set(missing.saturating_sub(count));
        if missing <= count {
            displays.all_have_it.notify_one();
        }
    }
    displays.failed.set(true);
}

/// A staff member at table 0.
async fn staff(server: &Server, token: &str) -> Result<Wire> {
    let mut wire = Wire::connect(server.address, "/staff", None).await?;
    wire.send(&[format!("pick 0 {token}")]).await?;
    let answer = wire.answer().await?;
    ensure!(answer == "success pick 0", "staff were told: {answer}");
    Ok(wire)
}
