//! Who comes to the desks: kiosks whose requests have keys, staff, and boards, each through any
//! server and on as many connections as it takes.

use std::future::pending;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use shared::message::{Common, DisplayMessage, KioskMessage};
use shared::refusal::Refusal;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::history::{Answer, Call, History, Random, Watch};
use super::linear::Moment;
use crate::demo::client::Client;

/// After how long without an answer a client tries another connection, where few wait.
const LATE: Duration = Duration::from_secs(4);

/// How many more of those who wait staff and boards are told of in a second at least.
const TOLD: u64 = 10_000;

/// After how long a client tries to connect to another server.
const LATE_TO_CONNECT: Duration = Duration::from_secs(2);

/// How many tables staff sit down at, of which there is one less than of them.
pub const TABLES: usize = 2;

/// How many of the staff each desk has.
pub const STAFF: usize = TABLES + 1;

/// A desk as its clients know it.
#[derive(Debug)]
pub struct Desk {
    /// What it is called.
    pub name: String,
    /// Its staff, and what they sign in with.
    pub staff: Vec<(String, String)>,
    /// After how long without an answer its clients try another connection.
    late: Duration,
    /// Tickets that staff may call.
    waiting: Mutex<Vec<i64>>,
}

/// Everything that clients share.
#[derive(Debug)]
pub struct World {
    /// Where servers are.
    pub urls: Vec<String>,
    /// The desks.
    pub desks: Vec<Desk>,
    /// What is written down.
    pub history: History,
    /// From what everything that looks random follows.
    pub seed: u64,
    /// Which round this is: keys are another's in each.
    pub round: usize,
    is_over: watch::Receiver<bool>,
}

/// Everybody, until they are sent home.
pub struct Crowd {
    is_over: watch::Sender<bool>,
    world: Arc<World>,
    tasks: Vec<JoinHandle<()>>,
}

impl Desk {
    /// A desk at which so many wait, of whom none is called.
    pub fn new(name: String, staff: Vec<(String, String)>, waiting: usize) -> Self {
        let late = LATE + Duration::from_secs(waiting as u64 / TOLD);
        Self { name, staff, late, waiting: Mutex::default() }
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Vec<i64>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Crowd {
    /// Lets them in: two kiosks, the staff and a board at each desk.
    pub fn start(
        runtime: &Handle,
        urls: Vec<String>,
        desks: Vec<Desk>,
        seed: u64,
        round: usize,
    ) -> Self {
        let (sender, is_over) = watch::channel(false);
        let world = Arc::new(World { urls, desks, history: History::new(), seed, round, is_over });
        let mut tasks = Vec::new();
        for desk in 0..world.desks.len() {
            for kiosk in 0..2 {
                tasks.push(runtime.spawn(be_kiosk(Arc::clone(&world), desk, kiosk)));
            }
            for person in 0..world.desks[desk].staff.len() {
                tasks.push(runtime.spawn(be_staff(Arc::clone(&world), desk, person)));
            }
            tasks.push(runtime.spawn(be_board(Arc::clone(&world), desk)));
        }
        Self { is_over: sender, world, tasks }
    }

    /// What they share.
    pub fn world(&self) -> &Arc<World> {
        &self.world
    }

    /// Sends them home; gives what they have written down.
    pub fn end(self, runtime: &Handle) -> Result<Arc<World>> {
        self.is_over.send_replace(true);
        runtime.block_on(async {
            for task in self.tasks {
                task.await.context("a client broke")?;
            }
            anyhow::Ok(())
        })?;
        Ok(self.world)
    }
}

/// Has every desk answer through every server, each of them a request of its own; says which do not.
pub async fn probe(world: &Arc<World>, name: &str) -> Result<()> {
    let desks = (0..world.desks.len()).map(|desk| probe_desk(world, desk, name));
    let failed = futures_util::future::join_all(desks).await.into_iter().filter_map(Result::err);
    let failed: Vec<String> = failed.map(|error| error.to_string()).collect();
    ensure!(failed.is_empty(), "{}", failed.join("\n"));
    Ok(())
}

async fn probe_desk(world: &Arc<World>, desk: usize, name: &str) -> Result<()> {
    for server in 0..world.urls.len() {
        let who = format!("{name}-{server}");
        let mut line = Line::new(world, desk, "kiosk", &who, Some(server));
        let call = Call::Request(format!("{}-{who}", world.round));
        let asking = async { while line.ask(&call).await.is_none() {} };
        let asked = tokio::time::timeout(Duration::from_secs(60), asking).await;
        let desk = &world.desks[desk].name;
        ensure!(asked.is_ok(), "desk {desk} does not answer through server {}", server + 1);
    }
    Ok(())
}

/// A connection of a kiosk or one of the staff, that comes back.
struct Line {
    world: Arc<World>,
    desk: usize,
    role: &'static str,
    who: String,
    server: Option<usize>,
    random: Random,
    client: Option<Client<String>>,
}

impl Line {
    fn new(
        world: &Arc<World>,
        desk: usize,
        role: &'static str,
        who: &str,
        server: Option<usize>,
    ) -> Self {
        let whose = who.bytes().fold(desk as u64, |sum, byte| sum * 31 % 65_521 + u64::from(byte));
        let random = Random::new(world.seed, whose + world.round as u64 * 1_000_003);
        let (world, who) = (Arc::clone(world), who.to_owned());
        Self { world, desk, role, who, server, random, client: None }
    }

    /// Waits for a while, in milliseconds.
    async fn pause(&mut self, least: usize, most: usize) {
        let ms = least + self.random.below(most - least);
        tokio::time::sleep(Duration::from_millis(ms as u64)).await;
    }

    /// A connection, to any of the servers.
    async fn connect(&mut self) -> Option<Client<String>> {
        let count = self.world.urls.len();
        let server = self.server.unwrap_or_else(|| self.random.below(count));
        let (url, desk) = (&self.world.urls[server], &self.world.desks[self.desk].name);
        let url = format!("{url}/{desk}/{}", self.role);
        let connected = tokio::time::timeout(LATE_TO_CONNECT, Client::connect(&url)).await;
        let connected = connected.ok().and_then(Result::ok);
        if connected.is_none() {
            // Nobody may lead just now, or the server be gone.
            self.pause(100, 400).await;
        }
        connected
    }

    /// Whether there is a connection, and whether it is another one than before.
    async fn is_there(&mut self) -> bool {
        if self.client.is_none() {
            self.client = self.connect().await;
        }
        self.client.is_some()
    }

    /// Says something; gives what was answered, or nothing where the connection broke.
    async fn ask(&mut self, call: &Call) -> Option<Answer> {
        if !self.is_there().await {
            return None;
        }
        let text = self.text(call);
        let client = self.client.as_ref()?;
        let place = self.world.history.send(self.desk, &self.who, call);
        let said = client.say(&text).await;
        let answered = match said {
            Ok(()) => tokio::time::timeout(self.late(), self.answer(call)).await.ok().flatten(),
            Err(_) => None,
        };
        match &answered {
            Some(answer) => self.world.history.hear(place, answer.clone()),
            None => {
                self.client = None;
                self.pause(30, 150).await;
            }
        }
        answered
    }

    fn text(&self, call: &Call) -> String {
        let desk = &self.world.desks[self.desk];
        match call {
            Call::Request(key) => format!(
                r#"request {{"key":"{key}","email":"{key}@example.com","name":"Visitor {key}"}}"#
            ),
            Call::Accept(ticket) => format!("accept {ticket}"),
            Call::End(ticket, true) => format!("complete {ticket}"),
            Call::End(ticket, false) => format!("cancel {ticket}"),
            Call::Pick(table) => {
                let token = desk.staff.iter().find(|(user, _)| *user == self.who);
                format!("pick {table} {}", token.map_or("", |(_, token)| token))
            }
            Call::Unpick(_) => "unpick".to_owned(),
        }
    }

    /// What is answered; nothing where the connection breaks first.
    async fn answer(&mut self, call: &Call) -> Option<Answer> {
        let client = self.client.as_mut()?;
        loop {
            let text = client.hear().await.ok()?;
            if let Some(refused) = text.strip_prefix("error ") {
                return Some(Answer::Refused(refused.to_owned()));
            }
            if !text.starts_with("success ") {
                continue;
            }
            return Some(match call {
                Call::Request(_) => match text.parse() {
                    Ok(KioskMessage::New(ticket)) => Answer::Ticket(ticket.id.get()),
                    _ => Answer::Refused(text),
                },
                _ => Answer::Done,
            });
        }
    }

    fn late(&self) -> Duration {
        self.world.desks[self.desk].late
    }

    fn is_over(&self) -> bool {
        *self.world.is_over.borrow()
    }
}

/// A kiosk: each visitor's request is said until it is answered.
async fn be_kiosk(world: Arc<World>, desk: usize, kiosk: usize) {
    let mut line = Line::new(&world, desk, "kiosk", &format!("kiosk-{kiosk}"), None);
    for visitor in 0_usize.. {
        let call = Call::Request(format!("{}-{kiosk}-{visitor}", world.round));
        loop {
            if line.is_over() {
                return;
            }
            match line.ask(&call).await {
                Some(Answer::Ticket(ticket)) => {
                    world.desks[desk].waiting().push(ticket);
                    break;
                }
                Some(_) => line.pause(100, 300).await,
                None => {}
            }
        }
        // Now and then somebody presses twice.
        if line.random.below(8) == 0 {
            line.ask(&call).await;
        }
        line.pause(60, 240).await;
    }
}

/// One of the staff: sits down, calls tickets and ends them, and leaves the table now and then.
/// What was not answered is said again.
async fn be_staff(world: Arc<World>, desk: usize, person: usize) {
    let who = world.desks[desk].staff[person].0.clone();
    let mut line = Line::new(&world, desk, "staff", &who, None);
    let mut table = (person % TABLES) as u32;
    let (mut is_seated, mut next) = (false, None);
    while !line.is_over() {
        if !line.is_there().await {
            continue;
        }
        let is_new = !is_seated || line.client.is_none();
        if is_new {
            match line.ask(&Call::Pick(table)).await {
                Some(Answer::Done) => is_seated = true,
                Some(_) => {
                    table = (table + 1) % TABLES as u32;
                    line.pause(200, 600).await;
                }
                None => {}
            }
            continue;
        }
        let call = match next.take() {
            Some(call) => call,
            None => match choose(&world.desks[desk], &mut line.random) {
                Some(ticket) => Call::Accept(ticket),
                None => {
                    line.pause(50, 100).await;
                    continue;
                }
            },
        };
        let answer = line.ask(&call).await;
        next = match (&call, answer) {
            // The connection broke: signed in anew, it is said again.
            (_, None) => {
                is_seated = false;
                (!matches!(call, Call::Unpick(_))).then_some(call)
            }
            (Call::Accept(ticket), Some(Answer::Done)) => {
                line.pause(40, 160).await;
                Some(Call::End(*ticket, line.random.below(4) > 0))
            }
            (Call::End(..), Some(_)) if line.random.below(6) == 0 => Some(Call::Unpick(table)),
            (Call::Unpick(_), Some(_)) => {
                is_seated = false;
                table = line.random.below(TABLES) as u32;
                line.pause(50, 200).await;
                None
            }
            (_, Some(_)) => None,
        };
    }
}

/// A ticket to call: mostly one that nobody was seen to have.
fn choose(desk: &Desk, random: &mut Random) -> Option<i64> {
    let mut waiting = desk.waiting();
    if waiting.is_empty() {
        return None;
    }
    let place = random.below(waiting.len());
    // Two reach for the same one now and then.
    if random.below(5) == 0 {
        waiting.get(place).copied()
    } else {
        Some(waiting.swap_remove(place))
    }
}

/// A board: says nothing and shows what it is told.
async fn be_board(world: Arc<World>, desk: usize) {
    let mut line = Line::new(&world, desk, "display", "board", None);
    let mut is_over = world.is_over.clone();
    while !line.is_over() {
        let asked = world.history.now();
        let Some(mut client) = line.connect().await else { continue };
        let mut watch = Watch { desk, asked, began: Moment::MAX, ..Watch::default() };
        loop {
            let heard = tokio::select! {
                heard = tokio::time::timeout(line.late(), client.hear()) => heard,
                _ = async { if is_over.wait_for(|it| *it).await.is_err() { pending().await } } => break,
            };
            let text = match heard {
                Ok(Ok(text)) => text,
                Ok(Err(_)) => {
                    watch.closed = Some(world.history.now());
                    break;
                }
                Err(_) => break,
            };
            let now = world.history.now();
            watch.heard.push(now);
            match text.parse() {
                Ok(DisplayMessage::Ready) => watch.began = now,
                Ok(DisplayMessage::Claimed { ticket, .. }) => {
                    watch.called.push((now, ticket.get()));
                }
                Ok(DisplayMessage::Common(Common::Tick(_))) | Ok(_) | Err(_) => {}
            }
        }
        world.history.told().watches.push(watch);
    }
}

/// Which refusal a sentence after a verb is.
pub fn refusal(text: &str) -> Option<Refusal> {
    let whole: Option<Refusal> = text.parse().ok();
    whole.or_else(|| text.split_once(' ').and_then(|(_, sentence)| sentence.parse().ok()))
}
