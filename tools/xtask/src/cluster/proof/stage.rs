//! Two databases and three servers, with something between any two of them that can be cut.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use tempfile::TempDir;
use tokio::runtime::{Handle, Runtime};

use super::clients::{Desk, STAFF};
use super::proxy::Proxy;
use super::walls::Walls;
use crate::cluster::guard::Guard;
use crate::cluster::postgres::{NAMES, Pair, Setting, free_port};
use crate::cluster::processes::{self, Socket};
use crate::cluster::servers::{COUNT, Ports, Servers, folder};

/// What accounts sign in with where they have no token yet.
const PASSWORD: &str = "correct horse\n";

/// What a process has written is there after its death, on whatever disk: only the machine itself
/// could lose that, and it goes on. So nobody has to wait for a disk that a standby made anew keeps
/// busy, which would be another machine's.
const QUICK: &str = "fsync = off\n";

/// How long it may take until somebody leads a new desk.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long it may take until others lead what a server led.
const TAKEN_OVER: Duration = Duration::from_secs(10);

/// What a run needs besides its clients.
pub struct Stage {
    /// The servers.
    pub servers: Servers,
    /// The databases.
    pub pair: Pair,
    /// Between each server and each database.
    pub databases: [[Proxy; 2]; COUNT],
    /// Between each server and the others, who can be cut off one by one.
    pub doors: [Proxy; COUNT],
    /// What each server and each database takes for the time.
    pub walls: Walls,
    /// Whether commits wait for the standby.
    pub is_synchronous: bool,
    /// A server of an older version, where there is one.
    pub older: Option<PathBuf>,
    /// How many wait at the last desk.
    waiting: usize,
    /// The desks, and who signs in there with what.
    desks: Vec<(String, Vec<(String, String)>)>,
    /// The variables that every server is started with.
    variables: Vec<(String, String)>,
    runtime: Runtime,
    _guard: Guard,
    _folders: [TempDir; 2],
}

/// How large it is to be.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// How many desks there are.
    pub desks: usize,
    /// How many wait at the last of them all the time.
    pub waiting: usize,
    /// Whether commits wait for the standby.
    pub is_synchronous: bool,
}

impl Stage {
    /// Starts all of it.
    pub fn set(program: PathBuf, size: Size, more: &[(&str, &str)]) -> Result<Self> {
        let folder = || TempDir::with_prefix("walkup-proof-").context("failed to make a folder");
        let folders = [folder()?, folder()?];
        let guard = Guard::over(&[folders[0].path(), folders[1].path()])?;
        let nodes = [free_port()?, free_port()?];
        let walls = Walls::make(folders[0].path())?;
        let variables = [walls.of(NAMES[0])?, walls.of(NAMES[1])?];
        let setting = Setting { lines: QUICK, variables };
        let pair = Pair::start_with(folders[0].path(), nodes, size.is_synchronous, setting)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .context("failed to start what clients run on")?;
        let mut ports = Vec::new();
        let (mut databases, mut doors) = (Vec::new(), Vec::new());
        for _ in 0..COUNT {
            let (cluster, dir) = (free_port()?, folders[1].path().to_owned());
            // One more for whoever is none of the servers.
            let who = Arc::new(move |port| who_connects(&dir, port).unwrap_or(COUNT));
            let door = Proxy::open_for(runtime.handle(), cluster, COUNT + 1, who)?;
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
        let servers = Servers::make(program, folders[1].path(), ports)?;
        let all = [&[("WALKUP_ANNOUNCE", "false")], more].concat();
        let all = all.iter().map(|(name, value)| (str::to_owned(name), str::to_owned(value)));
        let mut stage = Self {
            servers,
            pair,
            databases: databases.try_into().ok().context(odd)?,
            doors: doors.try_into().ok().context(odd)?,
            walls,
            is_synchronous: size.is_synchronous,
            older: None,
            waiting: size.waiting,
            desks: Vec::new(),
            variables: all.collect(),
            runtime,
            _guard: guard,
            _folders: folders,
        };
        for server in 0..COUNT {
            stage.prepare_start(server, &[])?;
        }
        stage.add_desks(size)?;
        Ok(stage)
    }

    /// With which variables a server starts from now on, besides those that all have; of the version
    /// that is tried.
    pub fn prepare_start(&self, server: usize, more: &[(&str, &str)]) -> Result<()> {
        let mut variables = self.variables.clone();
        variables.extend(self.walls.of(&wall(server))?);
        let more = more.iter().map(|(name, value)| (str::to_owned(name), str::to_owned(value)));
        variables.extend(more);
        self.servers.set_variables(server, variables);
        self.servers.set_program(server, None);
        Ok(())
    }

    /// Has a server be of an older version from its next start on: by a program of that, or by what
    /// makes this one read no changes newer than these.
    pub fn prepare_older(&self, server: usize, reads: (&str, &str)) -> Result<()> {
        let reads: &[_] = if self.older.is_some() { &[] } else { &[reads] };
        self.prepare_start(server, reads)?;
        self.servers.set_program(server, self.older.clone());
        Ok(())
    }

    /// Sets the clock of a server, so many seconds before or behind the right time.
    pub fn set_clock(&self, server: usize, secs: i64) -> Result<()> {
        self.walls.set(&wall(server), secs)
    }

    /// Makes the desks and their accounts, and starts the servers.
    fn add_desks(&mut self, size: Size) -> Result<()> {
        let names: Vec<String> = (0..size.desks)
            .map(|desk| if desk == 0 { "main".to_owned() } else { format!("desk-{desk}") })
            .collect();
        for name in names.iter().skip(1) {
            self.servers.command(0, &["desk", "add", name])?;
        }
        if let Some(last) = names.last().filter(|_| size.waiting > 0) {
            self.add_crowd(last, size.waiting)?;
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
    fn add_crowd(&self, desk: &str, count: usize) -> Result<()> {
        let now = "(extract(epoch FROM clock_timestamp()) * 1000)::int8";
        let of_desk = format!("FROM walkup.desk, generate_series(0, {}) n", count - 1);
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
                "UPDATE walkup.desk SET next_ticket = {count}, last_rank = {count}
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
        let last = self.desks.len().saturating_sub(1);
        let desks = self.desks.iter().enumerate();
        desks
            .map(|(place, (name, staff))| {
                let waiting = if place == last { self.waiting } else { 0 };
                Desk::new(name.clone(), staff.clone(), waiting)
            })
            .collect()
    }

    /// Waits until servers that live lead every desk: those of one that ended are others' then.
    pub fn wait_until_led(&self) -> Result<()> {
        let sql = "SELECT count(*) FROM walkup.desk d LEFT JOIN walkup.member m
                   ON m.id = d.leader AND m.incarnation = d.leader_incarnation
                   WHERE m.until IS NULL OR m.until < clock_timestamp()";
        let until = Instant::now() + TAKEN_OVER;
        while self.pair.sql_in("walkup", sql)?.trim() != "0" && Instant::now() < until {
            thread::sleep(Duration::from_millis(100));
        }
        Ok(())
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

/// What the clock of a server is called.
fn wall(server: usize) -> String {
    format!("server{}", server + 1)
}

/// The server, of those below a folder, that connects from a port.
fn who_connects(dir: &Path, port: u16) -> Option<usize> {
    let socket = Socket::of_port(port)?;
    let servers = processes::for_folder(dir);
    let found = servers.into_iter().find(|it| it.has(&socket))?;
    (0..COUNT).find(|server| found.is_for(&folder(dir, *server)))
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
            Err(error) if is_passing(&error.to_string()) && Instant::now() < until => {
                thread::sleep(Duration::from_millis(200));
            }
            other => return other,
        }
    }
}

/// Whether what a command was told is over soon.
fn is_passing(told: &str) -> bool {
    ["nobody leads", "try again"].iter().any(|it| told.contains(it))
}
