//! Two databases and three servers, with something between any two of them that can be cut.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use tempfile::TempDir;
use tokio::runtime::{Handle, Runtime};

use super::clients::{Desk, STAFF};
use super::proxy::Proxy;
use crate::cluster::guard::Guard;
use crate::cluster::postgres::{Pair, free_port};
use crate::cluster::servers::{COUNT, Ports, Servers};

/// What accounts sign in with where they have no token yet.
const PASSWORD: &str = "correct horse\n";

/// How long it may take until somebody leads a new desk.
const PATIENCE: Duration = Duration::from_secs(60);

/// How many visitors wait at the desk where many do.
const CROWD: usize = 10_000;

/// What a run needs besides its clients.
pub struct Stage {
    /// The servers.
    pub servers: Servers,
    /// The databases.
    pub pair: Pair,
    /// Between each server and each database.
    pub databases: [[Proxy; 2]; COUNT],
    /// Between the other servers and each.
    pub doors: [Proxy; COUNT],
    /// Whether commits wait for the standby.
    pub is_synchronous: bool,
    /// The desks, and who signs in there with what.
    desks: Vec<(String, Vec<(String, String)>)>,
    runtime: Runtime,
    _guard: Guard,
    _folders: [TempDir; 2],
}

/// How large it is to be.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// How many desks there are.
    pub desks: usize,
    /// Whether many wait at the last of them all the time.
    pub has_crowd: bool,
    /// Whether commits wait for the standby.
    pub is_synchronous: bool,
}

impl Stage {
    /// Starts all of it.
    pub fn set(program: std::path::PathBuf, size: Size, more: &[(&str, &str)]) -> Result<Self> {
        let folder = || TempDir::with_prefix("walkup-proof-").context("failed to make a folder");
        let folders = [folder()?, folder()?];
        let guard = Guard::over(&[folders[0].path(), folders[1].path()])?;
        let nodes = [free_port()?, free_port()?];
        let pair = Pair::start(folders[0].path(), nodes, size.is_synchronous)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .context("failed to start what clients run on")?;
        let mut ports = Vec::new();
        let (mut databases, mut doors) = (Vec::new(), Vec::new());
        for _ in 0..COUNT {
            let cluster = free_port()?;
            let door = Proxy::open(runtime.handle(), cluster)?;
            let both = [
                Proxy::open(runtime.handle(), nodes[0])?,
                Proxy::open(runtime.handle(), nodes[1])?,
            ];
            ports.push(Ports {
                listen: free_port()?,
                cluster,
                told: door.port,
                databases: [both[0].port, both[1].port],
            });
            doors.push(door);
            databases.push(both);
        }
        let odd = "there are three servers";
        let ports: [Ports; COUNT] = ports.try_into().ok().context(odd)?;
        let quiet = ("WALKUP_ANNOUNCE", "false");
        let more = [&[quiet], more].concat();
        let servers = Servers::make(program, folders[1].path(), ports, &more)?;
        let mut stage = Self {
            servers,
            pair,
            databases: databases.try_into().ok().context(odd)?,
            doors: doors.try_into().ok().context(odd)?,
            is_synchronous: size.is_synchronous,
            desks: Vec::new(),
            runtime,
            _guard: guard,
            _folders: folders,
        };
        stage.add_desks(size)?;
        Ok(stage)
    }

    /// Makes the desks and their accounts, and starts the servers.
    fn add_desks(&mut self, size: Size) -> Result<()> {
        let names: Vec<String> = (0..size.desks)
            .map(|desk| if desk == 0 { "main".to_owned() } else { format!("desk-{desk}") })
            .collect();
        for name in names.iter().skip(1) {
            self.servers.command(0, &["desk", "add", name])?;
        }
        if let Some(last) = names.last().filter(|_| size.has_crowd) {
            self.add_crowd(last)?;
        }
        for server in 0..COUNT {
            self.servers.start(server)?;
        }
        let servers = &self.servers;
        let added = thread::scope(|scope| {
            let adding: Vec<_> = names
                .chunks(names.len().div_ceil(4))
                .map(|names| scope.spawn(|| names.iter().map(|it| staff(servers, it)).collect()))
                .collect();
            let added = adding.into_iter().map(|it| it.join().ok().context("it broke"));
            added.collect::<Result<Vec<Result<Vec<_>>>>>()
        })?;
        let added: Result<Vec<Vec<_>>> = added.into_iter().collect();
        self.desks = names.into_iter().zip(added?.into_iter().flatten()).collect();
        Ok(())
    }

    /// Visitors who wait at a desk, put into its tables while nobody leads it.
    fn add_crowd(&self, desk: &str) -> Result<()> {
        let now = "(extract(epoch FROM clock_timestamp()) * 1000)::int8";
        let of_desk = format!("FROM walkup.desk, generate_series(0, {}) n", CROWD - 1);
        for sql in [
            format!(
                "INSERT INTO walkup.ticket (desk, id, start, rank, calls, called, acted, source)
                 SELECT id, n, {now}, n + 1, 0, 0, {now}, 'kiosk' {of_desk} WHERE name = '{desk}'"
            ),
            format!(
                "INSERT INTO walkup.ticket_text (desk, id, email, name, contact)
                 SELECT id, n, '', 'Visitor ' || n, '' {of_desk} WHERE name = '{desk}'"
            ),
            format!(
                "INSERT INTO walkup.audit (desk, seq, n, at, who, what, ticket)
                 SELECT id, 0, n, {now}, 'kiosk', 'new', n {of_desk} WHERE name = '{desk}'"
            ),
            format!(
                "UPDATE walkup.desk SET next_ticket = {CROWD}, last_rank = {CROWD}
                 WHERE name = '{desk}'"
            ),
        ] {
            self.pair.sql_in("walkup", &sql)?;
        }
        Ok(())
    }

    /// What clients run on.
    pub fn runtime(&self) -> &Handle {
        self.runtime.handle()
    }

    /// Where clients connect.
    pub fn urls(&self) -> Vec<String> {
        (0..COUNT).map(|server| self.servers.url(server)).collect()
    }

    /// The desks, before anybody comes.
    pub fn desks(&self) -> Vec<Desk> {
        self.desks.iter().map(|(name, staff)| Desk::new(name.clone(), staff.clone())).collect()
    }

    /// The server that leads the first desk.
    pub fn leader(&self) -> Result<usize> {
        let sql = "SELECT m.address FROM walkup.desk d JOIN walkup.member m
                   ON m.id = d.leader AND m.incarnation = d.leader_incarnation
                   WHERE d.name = 'main'";
        let address = self.pair.sql_in("walkup", sql)?;
        let is_there = |door: &Proxy| address.trim().ends_with(&format!(":{}", door.port));
        self.doors.iter().position(is_there).context("nobody leads the first desk")
    }
}

/// Adds the accounts of a desk; gives what they sign in with.
fn staff(servers: &Servers, desk: &str) -> Result<Vec<(String, String)>> {
    let of_desk = ["--desk", desk];
    // Whoever is away while a database is made anew keeps the table.
    let grace = ["desk", "set", "table_grace_secs", "86400"];
    patiently(servers, &[&grace[..], &of_desk].concat())?;
    let mut staff = Vec::new();
    for person in 0..STAFF {
        let user = format!("staff-{person}");
        let add = ["staff", "add", &user, "--name", &user, "--password-stdin"];
        patiently(servers, &[&add[..], &of_desk].concat())?;
        let token = patiently(servers, &[&["staff", "token", &user][..], &of_desk].concat())?;
        staff.push((user, token.trim().to_owned()));
    }
    Ok(staff)
}

/// Runs a command of a desk, again while nobody leads that: desks are shared out while servers start.
fn patiently(servers: &Servers, arguments: &[&str]) -> Result<String> {
    let until = Instant::now() + PATIENCE;
    loop {
        match servers.command_with(0, arguments, PASSWORD) {
            Err(error) if error.to_string().contains("nobody leads") && Instant::now() < until => {
                thread::sleep(Duration::from_millis(200));
            }
            other => return other,
        }
    }
}
