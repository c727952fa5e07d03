//! Servers that share a desk in PostgreSQL. These need one with a synchronous standby:
//! `WALKUP_TEST_POSTGRES` says where it is, `WALKUP_TEST_POSTGRES_ADMIN` how it is administered, and
//! `cargo xtask cluster --test` starts it and runs them, one after the other.

mod doors;
mod encryption;
mod moving;
mod registry;
mod rooms;

use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio_postgres::NoTls;

use crate::support::{Client, Desk, PATIENCE, Server, eventually};

/// A database of its own, gone with this.
struct Cluster {
    name: String,
}

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} says where the tests' database is"))
}

/// Runs statements, each for itself, as who administers the databases; gives the first column.
fn administer(database: &str, statements: &[&str]) -> Result<Vec<String>> {
    let address = variable("WALKUP_TEST_POSTGRES_ADMIN");
    let mut config: tokio_postgres::Config = address.parse()?;
    config.dbname(database);
    let port = *config.get_ports().first().context("no port")?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let stream = tokio::net::TcpStream::connect(("127.0.0.1", port)).await?;
        let (client, connection) = config.connect_raw(stream, NoTls).await?;
        let driving = tokio::spawn(connection);
        let mut found = Vec::new();
        for statement in statements {
            for message in client.simple_query(statement).await? {
                if let tokio_postgres::SimpleQueryMessage::Row(row) = message {
                    found.extend(row.get(0).map(str::to_owned));
                }
            }
        }
        driving.abort();
        Ok(found)
    })
}

impl Cluster {
    fn new() -> Result<Self> {
        Self::of_name(Self::new_name())
    }

    fn new_name() -> String {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        format!("test_{}_{count}", std::process::id())
    }

    fn of_name(name: String) -> Result<Self> {
        let user = variable("WALKUP_TEST_POSTGRES");
        let user = user.split_once("://").and_then(|(_, rest)| rest.split_once('@'));
        let user = user.context("no user")?.0;
        administer("postgres", &[&format!("CREATE DATABASE {name} OWNER {user}")])?;
        Ok(Self { name })
    }

    fn address(&self) -> String {
        let address = variable("WALKUP_TEST_POSTGRES");
        let (server, _) = address.rsplit_once('/').expect("an address has a database");
        format!("{server}/{}", self.name)
    }

    /// A server's data directory.
    fn server(&self) -> Result<Desk> {
        self.server_with("")
    }

    fn server_with(&self, more: &str) -> Result<Desk> {
        let desk = Desk::empty()?;
        desk.set(&format!("database = '{}'\nannounce = false\n{more}\n", self.address()))?;
        Ok(desk)
    }

    fn sql(&self, statements: &[&str]) -> Result<Vec<String>> {
        administer(&self.name, statements)
    }

    /// Every ticket that is stored, in tables or journal, by its id.
    fn tickets(&self) -> Result<Vec<i64>> {
        let found = self.sql(&["SELECT id FROM walkup.ticket WHERE desk = 'main' UNION
             SELECT (entry -> 'change' -> 'created' -> 'ticket' ->> 'id')::int8
             FROM walkup.journal, json_array_elements(body::json -> 'entries') AS entry
             WHERE desk = 'main' AND entry -> 'change' -> 'created' IS NOT NULL ORDER BY 1"])?;
        Ok(found.iter().map(|id| id.parse()).collect::<Result<_, _>>()?)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let dropped =
            administer("postgres", &[&format!("DROP DATABASE {} WITH (FORCE)", self.name)]);
        if let Err(error) = dropped {
            eprintln!("{error:#}");
        }
    }
}

/// A client of a desk that nobody may lead for a moment.
fn reach(server: &Server, path: &str) -> Result<Client> {
    let mut reached = None;
    eventually("the desk is led", || {
        reached = server.v2(path).ok();
        Ok(reached.is_some())
    })?;
    reached.context("nobody leads it")
}

/// Waits until a server says something in its log.
fn wait_for_log(desk: &Desk, text: &str) -> Result<()> {
    let log = desk.dir().join("test-stderr.log");
    let end = std::time::Instant::now() + PATIENCE;
    while !std::fs::read_to_string(&log).unwrap_or_default().contains(text) {
        ensure!(std::time::Instant::now() < end, "{text:?} is not in the log");
        thread::sleep(Duration::from_millis(10));
    }
    Ok(())
}

/// Asks for a ticket under a key; gives its id.
fn request(kiosk: &mut Client, key: usize) -> Result<i64> {
    let json = format!(r#"{{"key":"key-{key}","email":"v{key}@a.b","name":"V{key}"}}"#);
    let answer = kiosk.answer(&format!("request {json}"))?;
    let json = answer.strip_prefix("success new ").with_context(|| answer.clone())?;
    let ticket: serde_json::Value = serde_json::from_str(json)?;
    ticket["id"].as_i64().context("no id")
}

/// Reads until the server closes; gives its code. Nobody is told that something could not be done.
fn closed(client: &mut Client) -> Result<Option<u16>> {
    while let Ok(text) = client.next() {
        ensure!(!text.starts_with("error"), "{text}");
    }
    client.closed()
}

/// Adds an account; gives what the command says.
fn add(desk: &Desk, user: &str) -> Result<std::process::Output> {
    let arguments = ["staff", "add", user, "--name", user, "--password-stdin"];
    desk.cli_with_input(&arguments, "correct horse\n")
}

fn signal(server: &Server, signal: Signal) -> Result<()> {
    Ok(kill(Pid::from_raw(i32::try_from(server.pid())?), signal)?)
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn another_server_leads_when_one_is_killed() -> Result<()> {
    let cluster = Cluster::new()?;
    let mut place = cluster.server()?;
    let mut server = place.run()?;
    for round in 0..4_usize {
        let mut kiosk = reach(&server, "/kiosk")?;
        let next_place = cluster.server()?;
        let next = next_place.run()?;
        for key in round * 3..round * 3 + 3 {
            assert_eq!(request(&mut kiosk, key)?, i64::try_from(key)?);
        }
        if round % 2 == 0 {
            server.kill()?;
        } else {
            server.stop()?;
            assert_eq!(closed(&mut kiosk)?, Some(1012));
        }
        (place, server) = (next_place, next);
        let mut kiosk = reach(&server, "/kiosk")?;
        // A key gives the ticket that it gave, whoever is asked.
        assert_eq!(request(&mut kiosk, round * 3)?, i64::try_from(round * 3)?);
    }
    server.kill()?;
    let last = place.run()?;
    drop(reach(&last, "/kiosk")?);
    last.stop()?;
    assert_eq!(cluster.tickets()?, (0..12).collect::<Vec<_>>());
    Ok(())
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn a_frozen_leader_falls_silent_and_another_leads() -> Result<()> {
    let cluster = Cluster::new()?;
    let (first, second) = (cluster.server()?, cluster.server()?);
    let frozen = first.run()?;
    let mut board = reach(&frozen, "/display")?;
    let mut kiosk = frozen.v2("/kiosk")?;
    assert_eq!(request(&mut kiosk, 0)?, 0);
    let server = second.run()?;
    signal(&frozen, Signal::SIGSTOP)?;
    kiosk.send(r#"request {"key":"late","email":"late@a.b","name":"Late"}"#)?;
    let mut other = reach(&server, "/kiosk")?;
    assert_eq!(request(&mut other, 1)?, 1);
    let led_since = chrono::Utc::now().timestamp_millis();
    signal(&frozen, Signal::SIGCONT)?;
    // Neither an answer nor a tick: nothing of what it could say is true any more.
    board.ignore_nothing();
    while let Ok(text) = board.next() {
        if let Some(time) = text.strip_prefix("tick ") {
            ensure!(time.parse::<i64>()? < led_since, "{text}, and another led at {led_since}");
        }
    }
    assert!(closed(&mut kiosk)?.is_none_or(|code| code == 1013));
    // The frozen one joins anew, and has its turn.
    wait_for_log(&first, "it joins anew")?;
    server.stop()?;
    let mut kiosk = reach(&frozen, "/kiosk")?;
    assert_eq!(request(&mut kiosk, 1)?, 1);
    assert_eq!(cluster.tickets()?, [0, 1]);
    Ok(())
}

/// Commits wait for a standby that is not there until this is dropped.
struct NoStandby(String);

impl NoStandby {
    fn new(names: &str) -> Result<Self> {
        let before = administer("postgres", &["SHOW synchronous_standby_names"])?;
        let set = format!("ALTER SYSTEM SET synchronous_standby_names = '{names}'");
        administer("postgres", &[&set, "SELECT pg_reload_conf()", "SELECT pg_sleep(0.1)"])?;
        Ok(Self(before.into_iter().next().context("no names")?))
    }
}

impl Drop for NoStandby {
    fn drop(&mut self) {
        let set = format!("ALTER SYSTEM SET synchronous_standby_names = '{}'", self.0);
        let news = "SELECT pg_logical_emit_message(true, '', '')";
        let wait = "SELECT pg_sleep(0.1)";
        administer("postgres", &[&set, "SELECT pg_reload_conf()", wait, news])
            .expect("the standby counts again");
    }
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn without_a_standby_nobody_is_told_anything() -> Result<()> {
    let cluster = Cluster::new()?;
    let (first, second) = (cluster.server()?, cluster.server()?);
    let server = first.run()?;
    let mut kiosk = reach(&server, "/kiosk")?;
    assert_eq!(request(&mut kiosk, 0)?, 0);
    let other = second.run()?;
    let gone = NoStandby::new("nobody")?;
    kiosk.send(r#"request {"key":"key-1","email":"v1@a.b","name":"V1"}"#)?;
    // Neither yes nor no.
    assert_eq!(closed(&mut kiosk)?, Some(1013));
    // Nobody is let in meanwhile.
    let mut early = server.v2("/kiosk")?;
    assert_eq!(closed(&mut early)?, Some(1013));
    for path in ["/health", "/main/health"] {
        eventually("it is said", || {
            let health = server.http(&format!("GET {path} HTTP/1.1\r\nHost: desk\r\n\r\n"))?.1;
            Ok(health.contains(r#""status":"degraded""#))
        })?;
    }
    drop(gone);
    // It leads on; no other server took it for dead.
    wait_for_log(&first, "the desk is led on")?;
    let mut kiosk = server.v2("/kiosk")?;
    assert_eq!(request(&mut kiosk, 1)?, 1);
    assert_eq!(request(&mut kiosk, 2)?, 2);
    server.stop()?;
    drop(reach(&other, "/kiosk")?);
    other.stop()?;
    assert_eq!(cluster.tickets()?, [0, 1, 2]);
    Ok(())
}

/// What waits for a standby at the other end stays there until that is back, also where nobody waits for
/// it here any more.
#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn connections_do_not_pile_up_while_a_standby_is_away() -> Result<()> {
    let cluster = Cluster::new()?;
    let desk = cluster.server()?;
    let server = desk.run()?;
    let mut kiosk = reach(&server, "/kiosk")?;
    assert_eq!(request(&mut kiosk, 0)?, 0);
    // The tables are still to be brought up to date.
    let gone = NoStandby::new("nobody")?;
    kiosk.send(r#"request {"key":"key-1","email":"v1@a.b","name":"V1"}"#)?;
    assert_eq!(closed(&mut kiosk)?, Some(1013));
    let mut most = 0;
    for _ in 0..16 {
        thread::sleep(Duration::from_millis(500));
        let count = cluster.sql(&["SELECT count(*) FROM pg_stat_activity
             WHERE datname = current_database() AND application_name = 'walkup'"])?;
        most = most.max(count.first().context("no count")?.parse()?);
    }
    drop(gone);
    assert!((1..=6).contains(&most), "{most} connections");
    wait_for_log(&desk, "the desk is led on")?;
    let mut kiosk = reach(&server, "/kiosk")?;
    assert_eq!(request(&mut kiosk, 1)?, 1);
    server.stop()
}

/// Nothing is acknowledged that is on one disk alone, unless this server was told that one will do.
#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn somebody_who_asks_for_no_standby_any_more_is_noticed() -> Result<()> {
    let cluster = Cluster::new()?;
    let (desk, other) = (cluster.server()?, cluster.server_with("durability = 'one'")?);
    let server = desk.run()?;
    let mut kiosk = reach(&server, "/kiosk")?;
    assert_eq!(request(&mut kiosk, 0)?, 0);
    let alone = NoStandby::new("")?;
    assert_eq!(closed(&mut kiosk)?, Some(1013));
    wait_for_log(&desk, "has no synchronous standby")?;
    let mut early = server.v2("/kiosk")?;
    assert_eq!(closed(&mut early)?, Some(1013));
    // Who was told so takes over, and is taken over from.
    let ticket = |server: &Server, key| {
        eventually("the desk gives tickets", || {
            Ok(request(&mut reach(server, "/kiosk")?, key).is_ok_and(|id| id == key as i64))
        })
    };
    let satisfied = other.run()?;
    ticket(&satisfied, 1)?;
    satisfied.stop()?;
    drop(alone);
    ticket(&server, 2)?;
    server.stop()
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn commands_go_to_the_leader_or_lead_for_a_moment() -> Result<()> {
    let cluster = Cluster::new()?;
    let (here, there) = (cluster.server()?, cluster.server()?);
    // Nothing is made by looking.
    assert_eq!(here.ok(&["staff", "list"])?, "");
    assert_eq!(cluster.sql(&["SELECT to_regclass('walkup.desk')"])?, Vec::<String>::new());
    assert!(add(&here, "ada")?.status.success());
    let server = here.run()?;
    drop(reach(&server, "/kiosk")?);
    assert!(there.ok(&["staff", "list"])?.contains("ada"));
    assert!(add(&there, "bob")?.status.success());
    let mut kiosk = server.v2("/kiosk")?;
    for key in 0..3 {
        request(&mut kiosk, key)?;
    }
    assert_eq!(kiosk.answer("withdraw key-1")?, "success withdraw key-1");
    let file = here.dir().join("out.csv");
    let path = file.to_str().context("an odd path")?;
    assert_eq!(here.ok(&["export", path])?, "3 tickets\n");
    assert_eq!(std::fs::read_to_string(&file)?.lines().count(), 4);
    assert!(here.ok(&["audit"])?.lines().count() >= 5);
    assert!(here.ok(&["person", "show", "V1@a.b"])?.contains("v1@a.b"));
    let erased = here.ok(&["person", "erase", "v1@a.b"])?;
    assert!(erased.contains("write-ahead log"), "{erased}");
    assert_eq!(
        cluster.sql(&["SELECT count(*) FROM walkup.ticket_text WHERE email = 'v1@a.b'"])?,
        ["0"]
    );
    let today = chrono::Utc::now().format("%Y-%m-%d").to_string();
    let report = here.ok(&["report", "--from", &today, "--to", &today])?;
    assert!(report.lines().any(|line| line.ends_with('3')), "{report}");
    for refused in [&["check"][..], &["backup", path, "--force"]] {
        let said = String::from_utf8(here.cli(refused)?.stderr)?;
        assert!(said.contains("PostgreSQL"), "{said}");
    }
    server.stop()?;
    // The desk is free, so another machine's command has it.
    assert!(add(&there, "cyd")?.status.success());
    assert_eq!(there.ok(&["staff", "list"])?.lines().count(), 3);
    Ok(())
}

/// A start that must fail says a sentence, and nothing is written.
fn refuses(desk: &Desk, expected: &str) -> Result<()> {
    let output = desk.cli(&["run", "--listen", "127.0.0.1:0"])?;
    let said = String::from_utf8(output.stderr)?;
    ensure!(!output.status.success() && said.contains(expected), "{expected:?} is not in {said}");
    Ok(())
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn a_database_that_cannot_be_used_is_refused_in_a_sentence() -> Result<()> {
    let cluster = Cluster::new()?;
    let desk = cluster.server()?;
    let with = |database: &str| -> Result<Desk> {
        let desk = Desk::empty()?;
        desk.set(&format!("database = '{database}'"))?;
        Ok(desk)
    };
    refuses(&with("postgres://walkup@127.0.0.1:1/x")?, "127.0.0.1:1 cannot be reached")?;
    let address = cluster.address();
    let elsewhere = address.replace(&cluster.name, "nowhere");
    refuses(&with(&elsewhere)?, "has no such database")?;
    let (before, after) = address.split_once("://").context("no address")?;
    let stranger = format!("{before}://stranger@{}", after.split_once('@').context("no user")?.1);
    refuses(&with(&stranger)?, "refuses to let the server in")?;
    refuses(&with(&stranger.replace("stranger@", "stranger:x@"))?, "an address holds no password")?;
    // Another product's.
    cluster.sql(&["CREATE TABLE invoices (id int)"])?;
    refuses(&desk, "such as public.invoices: nothing was written")?;
    cluster.sql(&["DROP TABLE invoices"])?;
    let read_only = format!("ALTER DATABASE {} SET default_transaction_read_only", cluster.name);
    cluster.sql(&[&format!("{read_only} = on")])?;
    refuses(&desk, "takes no changes")?;
    administer("postgres", &[&format!("{read_only} = off")])?;
    assert_eq!(cluster.sql(&["SELECT to_regclass('walkup.schema')"])?, Vec::<String>::new());
    {
        let _alone = NoStandby::new("")?;
        refuses(&desk, "has no synchronous standby")?;
        assert_eq!(cluster.sql(&["SELECT to_regclass('walkup.schema')"])?, Vec::<String>::new());
        let one = cluster.server_with("durability = 'one'")?;
        one.run()?.stop()?;
    }
    desk.run()?.stop()?;
    cluster.sql(&["UPDATE walkup.schema SET version = 9, oldest_compatible = 9"])?;
    refuses(&desk, "brought forward by a newer version of Walkup (schema 9")?;
    cluster.sql(&["UPDATE walkup.schema SET version = 9, oldest_compatible = 1"])?;
    desk.run()?.stop()?;
    let epoch = cluster.sql(&["SELECT epoch FROM walkup.desk"])?;
    cluster.sql(&["UPDATE walkup.cluster SET system = system + 1"])?;
    refuses(&desk, "the database is a copy")?;
    assert_eq!(cluster.sql(&["SELECT epoch FROM walkup.desk"])?, epoch);
    cluster.sql(&["UPDATE walkup.cluster SET system = system - 1"])?;
    let pinned = cluster.server_with("tables = 3")?;
    refuses(&pinned, "tables: with `database` this is kept there")?;
    Ok(())
}

/// A command that must fail says a sentence.
fn fails(desk: &Desk, arguments: &[&str], expected: &str) -> Result<()> {
    let output = desk.cli(arguments)?;
    let said = String::from_utf8(output.stderr)?;
    ensure!(!output.status.success() && said.contains(expected), "{expected:?} is not in {said}");
    Ok(())
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn what_is_in_a_database_is_copied_checked_and_restored_by_its_own_programs() -> Result<()> {
    let cluster = Cluster::new()?;
    let desk = cluster.server()?;
    let copy = desk.dir().join("copy.db");
    let file = copy.to_str().context("an odd path")?;
    let all_refused = || -> Result<()> {
        fails(&desk, &["backup", file], "pg_dump")?;
        fails(&desk, &["check"], "pg_amcheck")?;
        fails(&desk, &["restore", file], "own programs restore it")
    };
    let server = desk.run()?;
    let mut kiosk = reach(&server, "/kiosk")?;
    request(&mut kiosk, 0)?;
    all_refused()?;
    // Nor does a server that serves copy anything into its folder.
    assert!(!copy.exists() && !desk.dir().join("backups").exists());
    drop(server);
    all_refused()?;
    assert_eq!(cluster.tickets()?.len(), 1);
    Ok(())
}
