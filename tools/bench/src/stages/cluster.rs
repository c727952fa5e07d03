//! Many desks in PostgreSQL with a synchronous standby, against what one row costs there, and how
//! long everybody waits when something dies. The databases are those of `cargo xtask cluster`.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use self::postgres::{Pair, Setting, free_port};
use super::{Bench, V2, section};
use crate::client::{Asked, Client, Crowd, Door, LATE};
use crate::figures::{median, ms, percentile};
use crate::process::Server;
use crate::report::{Bound, Section, Table, Verdict};

#[expect(dead_code, reason = "more is tried with them elsewhere")]
#[path = "../../../xtask/src/cluster/postgres.rs"]
mod postgres;

/// How many desks have a kiosk each.
const DESKS: usize = 16;
/// How many kiosks there are at one desk.
const KIOSKS: usize = 64;
/// How many tickets are open at the desk that is loaded.
const OPEN: usize = 100_000;
/// PostgreSQL's own bound of the log: checkpoints come when they are due, and not because the log of a
/// small test is full.
const ROOM: &str = "max_wal_size = 1GB\n";
/// How many desks idle.
const IDLE: usize = 1000;

/// Two databases, and where servers that use them have their folders.
struct Cluster<'a> {
    bench: &'a Bench,
    pair: Pair,
    address: String,
    durability: &'static str,
    _databases: TempDir,
}

/// A server and its folder.
struct Place {
    server: Server,
    _folder: TempDir,
}

impl<'a> Cluster<'a> {
    /// Starts the databases. Where servers are content with one disk, they go on without a standby
    /// after the death of the primary; until then commits wait for it all the same.
    fn start(bench: &'a Bench, durability: &'static str) -> Result<Self> {
        let databases = bench.folder()?;
        let ports = [free_port()?, free_port()?];
        let setting = Setting { lines: ROOM, ..Setting::default() };
        let pair = Pair::start_with(databases.path(), ports, true, setting)?;
        let [first, second] = ports;
        let address = format!("postgres://walkup@127.0.0.1:{first},127.0.0.1:{second}/walkup");
        Ok(Self { bench, pair, address, durability, _databases: databases })
    }

    /// The folder of a server.
    fn folder(&self) -> Result<TempDir> {
        let folder = self.bench.folder()?;
        let text = format!(
            "database = '{}'\ndurability = '{}'\nannounce = false\n",
            self.address, self.durability
        );
        fs::write(folder.path().join("walkup.toml"), text)?;
        Ok(folder)
    }

    fn server(&self) -> Result<Place> {
        let folder = self.folder()?;
        Ok(Place { server: self.bench.start(folder.path())?, _folder: folder })
    }

    /// Adds desks, whose names begin so.
    fn add(&self, name: &str, count: usize) -> Result<()> {
        let folder = self.folder()?;
        for desk in 0..count {
            let mut command = Command::new(&self.bench.walkup);
            command.args(["desk", "add", &format!("{name}-{desk}"), "--data-dir"]);
            let output = command.arg(folder.path()).output()?;
            let said = String::from_utf8_lossy(&output.stderr);
            ensure!(output.status.success(), "desk add said: {said}");
        }
        Ok(())
    }

    /// How long one row takes each time, in milliseconds, for some seconds.
    fn rows(&self, folder: &Path, seconds: u64) -> Result<Vec<f64>> {
        let script = folder.join("row.sql");
        fs::write(&script, "INSERT INTO floor (body) VALUES (repeat('x', 200));\n")?;
        let mut pgbench = self.pair.program("pgbench");
        pgbench.args(["-h", "127.0.0.1", "-p", &self.pair.primary_port().to_string()]);
        pgbench.args(["-U", "postgres", "-n", "-c", "1", "-T", &seconds.to_string(), "-l"]);
        pgbench.arg("--log-prefix").arg(folder.join("rows")).arg("-f").arg(script).arg("postgres");
        let output = pgbench.output().context("pgbench could not be started")?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "pgbench said: {said}");
        let mut latencies = Vec::new();
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.file_name().is_some_and(|it| it.to_string_lossy().starts_with("rows")) {
                for line in fs::read_to_string(&path)?.lines() {
                    let took = line.split(' ').nth(2).context("an odd line of pgbench's")?;
                    latencies.push(took.parse::<f64>()? / 1000.0);
                }
                fs::remove_file(path)?;
            }
        }
        Ok(latencies)
    }
}

/// Measures it.
pub fn run(bench: &Bench) -> Result<Section> {
    let mut section = section(
        "cluster",
        "Many desks on several machines",
        "PostgreSQL with a synchronous standby, servers and kiosks, all on this machine. b is one \
         row, committed alone over the standby, by pgbench; it and the kiosks take turns. Then the \
         time from each death to the first ticket that is acknowledged.",
    );
    let cluster = Cluster::start(bench, "replicated")?;
    rates(&cluster, &mut section)?;
    drop(cluster);
    // A year's tickets in a minute are no usual desk's.
    let cluster = Cluster::start(bench, "replicated")?;
    let columns = ["", "ms, median", "ms, longest"];
    let mut deaths = Table::new("Without an answer when something dies", &columns);
    servers(&cluster, &mut section, &mut deaths)?;
    standby(&cluster, &mut section, &mut deaths)?;
    loading(&cluster, &mut section)?;
    idle(&cluster, &mut section)?;
    drop(cluster);
    primary(&Cluster::start(bench, "one")?, &mut section, &mut deaths)?;
    section.tables.push(deaths);
    Ok(section)
}

fn door(address: SocketAddr, desk: &str) -> Door {
    // A few for the whole run.
    let path = Box::leak(format!("/{desk}/kiosk").into_boxed_str());
    Door { protocol: V2, is_subscriber: false, ..Door::web(address, path) }
}

fn request(key: &str) -> String {
    format!(r#"request {{"key":"{key}","email":"{key}@example.org","name":"Example Name"}}"#)
}

/// Kiosks against single rows, in turns.
fn rates(cluster: &Cluster<'_>, section: &mut Section) -> Result<()> {
    let bench = cluster.bench;
    cluster.pair.sql("CREATE TABLE floor (id bigserial PRIMARY KEY, body text)")?;
    cluster.pair.sql("GRANT ALL ON ALL TABLES IN SCHEMA public TO public")?;
    let scratch = TempDir::with_prefix("walkup-pgbench-").context("failed to make a folder")?;
    // PostgreSQL's own user writes there, too.
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(scratch.path(), fs::Permissions::from_mode(0o777))?;
    cluster.add("desk", DESKS)?;
    let place = cluster.server()?;
    let address = place.server.address;
    let file = bench.folder()?;
    let sqlite = bench.start(file.path())?;
    first_ticket(&[address], "main", "start")?;
    let mut alone = Crowd::connect(&door(address, "main"), 1)?;
    let mut many = Crowd::connect(&door(address, "main"), KIOSKS)?;
    let mut desks = Crowd::new()?;
    for desk in 0..DESKS {
        let name = format!("desk-{desk}");
        first_ticket(&[address], &name, "start")?;
        desks.add(Client::connect(&door(address, &name))?)?;
    }
    let mut of_file = Crowd::connect(&door(sqlite.address, "main"), KIOSKS)?;
    let turn = Duration::from_secs(bench.pick(3, 1));
    let rate = |asked: &Asked| asked.latencies.len() as f64 / asked.took.as_secs_f64();
    let mut row = Vec::new();
    let (mut one, mut rates) = (Vec::new(), [const { Vec::new() }; 3]);
    let mut cpu = [const { Vec::new() }; 2];
    for number in 0..bench.pick(7, 2) {
        let rows = cluster.rows(scratch.path(), turn.as_secs())?;
        rates[0].push(rows.len() as f64 / turn.as_secs_f64());
        row.extend(rows);
        let ask = |crowd: &mut Crowd, name: &str| {
            crowd.settle(Duration::from_millis(5))?;
            crowd.ask(turn, 30_000, |who, count| request(&format!("{name}{number}-{who}-{count}")))
        };
        one.extend(ask(&mut alone, "a")?.latencies);
        for (crowd, server, at) in [(&mut many, &place.server, 0), (&mut of_file, &sqlite, 1)] {
            server.quiet()?;
            let before = server.cpu()?;
            let asked = ask(crowd, "m")?;
            // What is put off belongs to it.
            server.quiet()?;
            let used = server.cpu()?.saturating_sub(before);
            cpu[at].push(ms(used) * 1000.0 / asked.latencies.len() as f64);
            if at == 0 {
                rates[1].push(rate(&asked));
            }
        }
        rates[2].push(rate(&ask(&mut desks, "d")?));
    }
    let mut table = Table::new("Tickets", &["", "a second", "p50 ms", "p99 ms"]);
    let row_ms = median(&row);
    table.row("b: one row", &[median(&rates[0]), row_ms, percentile(&row, 0.99)]);
    table.row("one kiosk", &[1000.0 / median(&one), median(&one), percentile(&one, 0.99)]);
    section.tables.push(table);
    let mut table = Table::new("Tickets of many, a second", &["", "a second"]);
    table.row("64 kiosks at one desk", &[median(&rates[1])]);
    table.row("16 desks, a kiosk each", &[median(&rates[2])]);
    section.tables.push(table);
    let mut table = Table::new("Processor time a ticket, 64 kiosks", &["", "µs"]);
    table.row("server on PostgreSQL", &[median(&cpu[0])]);
    table.row("server on a file", &[median(&cpu[1])]);
    section.tables.push(table);
    let base = median(&rates[0]);
    let mut verdict = |what: &str, figure: f64, bound: Bound| {
        section.verdicts.push(Verdict::new(what, figure, "×", bound));
    };
    verdict("one kiosk, less 0.1 ms, against b", (median(&one) - 0.1) / row_ms, Bound::AtMost(2.0));
    verdict(
        "64 kiosks at one desk, against b's rate",
        median(&rates[1]) / base,
        Bound::AtLeast(3.0),
    );
    verdict("16 desks, against b's rate", median(&rates[2]) / base, Bound::AtLeast(2.0));
    verdict(
        "processor a ticket, against a file",
        median(&cpu[0]) / median(&cpu[1]),
        Bound::AtMost(1.5),
    );
    Ok(())
}

/// Tries until a ticket is acknowledged; gives when that was.
fn first_ticket(addresses: &[SocketAddr], desk: &str, key: &str) -> Result<Instant> {
    let began = Instant::now();
    loop {
        for address in addresses {
            let asked = Client::connect(&door(*address, desk))
                .and_then(|mut client| client.ask(&request(key)));
            if asked.is_ok_and(|answer| answer.starts_with("success")) {
                return Ok(Instant::now());
            }
        }
        ensure!(began.elapsed() < LATE * 2, "desk {desk} does not answer");
        thread::sleep(Duration::from_millis(5));
    }
}

/// A kiosk that asks for one ticket after the other, and when each was acknowledged. Where it is
/// closed it comes back at once, as windows do.
fn ask_on(address: SocketAddr, desk: &str, name: &str, is_over: &AtomicBool) -> Vec<Instant> {
    let (mut client, mut answered) = (None, Vec::new());
    for count in 0.. {
        if is_over.load(Ordering::SeqCst) {
            break;
        }
        if client.is_none() {
            client = Client::connect(&door(address, desk)).ok();
        }
        let Some(open) = &mut client else {
            thread::sleep(Duration::from_millis(2));
            continue;
        };
        match open.ask(&request(&format!("{name}-{count}"))) {
            Ok(answer) if answer.starts_with("success") => answered.push(Instant::now()),
            // It may have been told that something is gone just now, and comes back.
            Ok(_) | Err(_) => client = None,
        }
    }
    answered
}

/// What each of the desks was without an answer for at most, in milliseconds, while something is done
/// to a server.
fn longest_silence(
    address: SocketAddr,
    desks: &[String],
    round: &str,
    act: impl FnOnce() -> Result<()>,
) -> Result<Vec<f64>> {
    let ended = AtomicBool::new(false);
    let is_over = &ended;
    thread::scope(|scope| {
        let asking: Vec<_> = desks
            .iter()
            .map(|desk| {
                let name = format!("{round}-{desk}");
                scope.spawn(move || ask_on(address, desk, &name, is_over))
            })
            .collect();
        thread::sleep(Duration::from_millis(500));
        let acted = act();
        is_over.store(true, Ordering::SeqCst);
        let mut silences = Vec::new();
        for asking in asking {
            let answered = asking.join().ok().context("it broke")?;
            let gaps = answered.windows(2).map(|two| ms(two[1] - two[0]));
            silences.push(gaps.fold(0.0, f64::max));
        }
        acted.map(|()| silences)
    })
}

/// Servers that are killed and told to stop while a door is left, each of which leads 17 desks.
fn servers(cluster: &Cluster<'_>, section: &mut Section, table: &mut Table) -> Result<()> {
    cluster.add("desk", DESKS)?;
    let asked = ["main".to_owned(), "desk-3".to_owned()];
    let (mut killed, mut stopped) = (Vec::new(), Vec::new());
    let (kills, stops) = (cluster.bench.pick(30, 2), cluster.bench.pick(10, 2));
    for round in 0..kills + stops {
        // The first leads, since it was alone.
        let first = cluster.server()?;
        for desk in &asked {
            first_ticket(&[first.server.address], desk, &format!("s{round}"))?;
        }
        let second = cluster.server()?;
        let left = second.server.address;
        first_ticket(&[left], "main", &format!("t{round}"))?;
        let Place { server, _folder } = first;
        let name = format!("r{round}");
        if round < kills {
            let silences = longest_silence(left, &asked, &name, || {
                drop(server);
                thread::sleep(Duration::from_secs(3));
                Ok(())
            });
            killed.extend(silences?);
        } else {
            let silences = longest_silence(left, &asked, &name, || {
                server.stop()?;
                thread::sleep(Duration::from_millis(500));
                Ok(())
            });
            stopped.extend(silences?);
        }
        second.server.stop()?;
    }
    let longest = |of: &[f64]| of.iter().copied().fold(0.0, f64::max);
    table.row(format!("a server is killed, {kills} times"), &[median(&killed), longest(&killed)]);
    table.row(
        format!("a server is told to stop, {stops} times"),
        &[median(&stopped), longest(&stopped)],
    );
    let mut verdict = |what: &str, figure: f64, most: f64| {
        section.verdicts.push(Verdict::new(what, figure, "ms", Bound::AtMost(most)));
    };
    verdict("killed, until another acknowledges, median", median(&killed), 2000.0);
    verdict("killed, until another acknowledges, longest", longest(&killed), 3000.0);
    verdict("told to stop, without an answer, longest", longest(&stopped), 300.0);
    Ok(())
}

/// The standby is away for ten seconds.
fn standby(cluster: &Cluster<'_>, section: &mut Section, table: &mut Table) -> Result<()> {
    let place = cluster.server()?;
    let address = [place.server.address];
    first_ticket(&address, "main", "with-standby")?;
    let standby = 1 - cluster.pair.primary();
    cluster.pair.stop_one(standby, "immediate")?;
    thread::sleep(Duration::from_secs(cluster.bench.pick(10, 5)));
    cluster.pair.start_one(standby)?;
    cluster.pair.wait_until_synchronous()?;
    let back = Instant::now();
    let answered = first_ticket(&address, "main", "standby-is-back")?;
    let figure = ms(answered - back);
    table.row("the standby was away, since it is back", &[figure, figure]);
    let what = "standby back, until a ticket is acknowledged";
    section.verdicts.push(Verdict::new(what, figure, "ms", Bound::AtMost(1000.0)));
    place.server.stop()
}

/// A desk at which very many wait.
fn loading(cluster: &Cluster<'_>, section: &mut Section) -> Result<()> {
    cluster.add("crowd", 1)?;
    let now = "(extract(epoch FROM clock_timestamp()) * 1000)::int8";
    let of_desk =
        format!("FROM walkup.desk, generate_series(0, {}) n WHERE name = 'crowd-0'", OPEN - 1);
    for sql in [
        format!(
            "INSERT INTO walkup.ticket (desk, id, start, rank, calls, called, acted, source)
             SELECT id, n, {now}, n + 1, 0, 0, {now}, 'kiosk' {of_desk}"
        ),
        format!(
            "INSERT INTO walkup.ticket_text (desk, id, email, name, contact)
             SELECT id, n, '', 'Visitor ' || n, '' {of_desk}"
        ),
        format!(
            "INSERT INTO walkup.request_key (desk, key, ticket, own, barred, at)
             SELECT id, 'key-' || n, n, true, false, {now} {of_desk}"
        ),
        format!(
            "UPDATE walkup.desk SET next_ticket = {OPEN}, last_rank = {OPEN}
             WHERE name = 'crowd-0'"
        ),
        // What PostgreSQL does by itself within minutes of so many new rows.
        "VACUUM (ANALYZE)".to_owned(),
        "CHECKPOINT".to_owned(),
    ] {
        cluster.pair.sql_in("walkup", &sql)?;
    }
    let mut times = Vec::new();
    for round in 0..cluster.bench.pick(3, 1) {
        let place = cluster.server()?;
        let began = Instant::now();
        let answered = first_ticket(&[place.server.address], "crowd-0", &format!("c{round}"))?;
        times.push(ms(answered - began));
        place.server.stop()?;
    }
    let mut table = Table::new("A server that leads 18 desks, one with 100,000 open", &["", "ms"]);
    table.row("from listening to the first ticket there", &[median(&times)]);
    section.tables.push(table);
    let what = "100,000 open tickets are loaded, and one more is taken";
    section.verdicts.push(Verdict::new(what, median(&times), "ms", Bound::AtMost(600.0)));
    Ok(())
}

/// What desks cost at which nothing happens.
fn idle(cluster: &Cluster<'_>, section: &mut Section) -> Result<()> {
    // As the command does it, a thousand times.
    cluster.pair.sql_in(
        "walkup",
        &format!(
            "INSERT INTO walkup.desk (id, name, secret)
             SELECT (100000 + n)::text, 'idle-' || n, main.secret
             FROM walkup.desk AS main, generate_series(1, {IDLE}) n WHERE main.name = 'main'"
        ),
    )?;
    let place = cluster.server()?;
    for desk in [1, IDLE / 2, IDLE] {
        first_ticket(&[place.server.address], &format!("idle-{desk}"), "idle")?;
    }
    // Every idle desk has its turn once a minute.
    let seconds = cluster.bench.pick(60, 10);
    thread::sleep(Duration::from_secs(seconds));
    let committed = || -> Result<f64> {
        // What PostgreSQL counts it tells a little later.
        thread::sleep(Duration::from_secs(2));
        let sql = "SELECT xact_commit FROM pg_stat_database WHERE datname = 'walkup'";
        Ok(cluster.pair.sql(sql)?.trim().parse()?)
    };
    let of_writes = "SELECT pg_current_wal_lsn() - '0/0'";
    let written = || -> Result<f64> { Ok(cluster.pair.sql(of_writes)?.trim().parse()?) };
    let (commits, bytes) = (committed()?, written()?);
    let (before, began) = (place.server.cpu()?, Instant::now());
    thread::sleep(Duration::from_secs(seconds));
    let took = began.elapsed().as_secs_f64();
    let used = place.server.cpu()?.saturating_sub(before);
    let share = used.as_secs_f64() / took * 100.0;
    let bytes = (written()? - bytes) / took;
    // The two looks of two seconds belong to it.
    let commits = (committed()? - commits) / (took + 4.0);
    let sql = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'walkup'";
    let connections: f64 = cluster.pair.sql(sql)?.trim().parse()?;
    let mut table = Table::new("1,000 desks at which nothing happens, one server", &["", ""]);
    table.row("of a processor core, %", &[share]);
    table.row("connections", &[connections]);
    table.row("transactions a second, those that only read too", &[commits]);
    table.row("bytes of the log a second", &[bytes]);
    table.row("resident, MiB", &[place.server.resident_kib()? / 1024.0]);
    section.tables.push(table);
    let mut verdict = |what: &str, figure: f64, unit: &'static str, most: f64| {
        section.verdicts.push(Verdict::new(what, figure, unit, Bound::AtMost(most)));
    };
    verdict("1,000 idle desks, of a core", share, "%", 1.0);
    verdict("1,000 idle desks, connections", connections, "", 5.0);
    verdict("1,000 idle desks, transactions a second", commits, "", 10.0);
    Ok(())
}

/// The primary is killed and the standby promoted at once.
fn primary(cluster: &Cluster<'_>, section: &mut Section, table: &mut Table) -> Result<()> {
    let (mut since_death, mut since_promotion) = (Vec::new(), Vec::new());
    let place = cluster.server()?;
    let address = [place.server.address];
    for round in 0..cluster.bench.pick(20, 2) {
        first_ticket(&address, "main", &format!("before-{round}"))?;
        let (killed, died) = (cluster.pair.primary(), Instant::now());
        cluster.pair.kill_primary()?;
        cluster.pair.promote()?;
        let promoted = Instant::now();
        let answered = first_ticket(&address, "main", &format!("promoted-{round}"))?;
        since_death.push(ms(answered - died));
        since_promotion.push(ms(answered.saturating_duration_since(promoted)));
        cluster.pair.rebuild(killed)?;
        cluster.pair.make_synchronous()?;
    }
    let longest = |of: &[f64]| of.iter().copied().fold(0.0, f64::max);
    for (what, times) in [
        ("the primary is killed, the standby promoted at once", &since_death),
        ("the same, since it was promoted", &since_promotion),
    ] {
        table.row(what, &[median(times), longest(times)]);
    }
    let what = "primary killed, from promotion until a ticket is acknowledged, longest";
    let figure = longest(&since_promotion);
    section.verdicts.push(Verdict::new(what, figure, "ms", Bound::AtMost(1000.0)));
    Ok(())
}
