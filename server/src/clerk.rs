//! The one thread that owns desk and store.
//!
//! It drains its queue, decides and applies each request, commits everything in one
//! transaction, and only then lets anybody hear of it:
//!
//! ```text
//! connections ─┐                                   ┌─> outboxes (events, answers, in order)
//! control ─────┼─> requests ─> clerk: decide, apply, write … commit ─┤
//! ticks ───────┘   (bounded)                       └─> replies to control and connections
//! ```
//!
//! What a connection is to hear is collected in its `pending` while the batch is worked on, so
//! that the order is right and a failed commit leaves no trace: then memory is rebuilt from disk
//! and every command of the batch is told that it could not be saved.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use rustc_hash::FxHashMap;
use shared::command::{
    Day, KioskCommand, NewTicket as NewWire, Request as WireRequest, StaffCommand, Verb,
};
use shared::ids::TicketId;
use shared::message::{Common, KioskMessage, Sentence, StaffMessage, StaffSuccess};
use shared::mirror::RECENTLY_ENDED;
use shared::text::{Arg, Secret};
use shared::ticket::{KioskAbout, Outcome};
use tokio::sync::{mpsc, oneshot};

use crate::auth::{self, PasswordHash, TokenHash};
use crate::clock;
use crate::control::{AdminReply, AdminRequest};
use crate::desk::{
    Action, By, Command, Desk, Event, Known, Millis, NewTicket, PersonId, Refusal, Rules,
};
use crate::health::Health;
use crate::outbox::{Outbox, text_frame};
use crate::render::{self, Audience, Before, Outgoing, Speaks};
use crate::session::{Dialect, Role, Session, SignIn};
use crate::settings::Settings;
use crate::store::{CommitError, Store};

/// The most requests of one batch: enough that a commit is shared by everybody who waits for
/// one, few enough that the first of them does not wait for long.
const BATCH: usize = 256;

/// A token's use is stored at most this often; after a crash it may seem this much older.
const TOKEN_USE_MS: Millis = 60_000;

/// How long a request key is kept.
const KEY_MS: Millis = 48 * 60 * 60 * 1000;

/// How often the time is stored and what has outlived its use is dropped.
const UPKEEP: Duration = Duration::from_secs(60);

/// A day in milliseconds.
const DAY_MS: Millis = 24 * 60 * 60 * 1000;

/// What the clerk is asked.
#[derive(Debug)]
pub enum Request {
    /// A client has connected.
    Connect {
        /// Which connection.
        conn: u64,
        /// Which path it came by.
        role: Role,
        /// Which messages it is sent.
        dialect: Dialect,
        /// Where they go.
        outbox: Arc<Outbox>,
    },
    /// A client is gone.
    Disconnect {
        /// Which connection.
        conn: u64,
    },
    /// A staff client said something.
    Staff {
        /// Which connection.
        conn: u64,
        /// What it said.
        command: StaffCommand,
    },
    /// A kiosk said something.
    Kiosk {
        /// Which connection.
        conn: u64,
        /// What it said.
        command: KioskCommand,
    },
    /// A client said something that is no command.
    Unknown {
        /// Which connection.
        conn: u64,
    },
    /// The account and password that a connection wants to check.
    Credentials {
        /// Which connection.
        conn: u64,
        /// The user name; none: who is signed in on the connection.
        user: Option<String>,
        /// The account, if it may sign in, and its password.
        reply: oneshot::Sender<Option<(PersonId, Option<PasswordHash>)>>,
    },
    /// A password was checked for `login`.
    SignIn {
        /// Which connection.
        conn: u64,
        /// Who it is, or what to answer.
        verdict: Result<PersonId, Refusal>,
    },
    /// The old password was checked for `password`.
    SetPassword {
        /// Which connection.
        conn: u64,
        /// The new one, or what to answer.
        verdict: Result<PasswordHash, Refusal>,
    },
    /// A client wants an export.
    Export {
        /// Which connection.
        conn: u64,
        /// The first day.
        from: Arg<Day>,
        /// The last day.
        to: Arg<Day>,
        /// The days, if it may; otherwise the clerk has answered.
        reply: oneshot::Sender<Option<(Day, Day)>>,
    },
    /// An administrator asks.
    Admin {
        /// What.
        request: AdminRequest,
        /// What is printed, or a sentence.
        reply: oneshot::Sender<AdminReply>,
    },
    /// Time has passed.
    Tick,
    /// Say goodbye to every client and end.
    Stop {
        /// Told once all is on disk.
        done: oneshot::Sender<()>,
    },
}

/// A connection as the clerk knows it.
#[derive(Debug)]
struct Client {
    session: Session,
    outbox: Arc<Outbox>,
    /// What it hears once the batch is on disk.
    pending: Vec<Bytes>,
    /// Whether that holds a snapshot, which does not count against the queue's bound.
    has_state: bool,
    /// How many of its commands are answered by that.
    answered: u32,
    /// Its sign-in before this batch, if that changed.
    was: Option<SignIn>,
}

#[derive(Debug, Clone, Copy)]
struct Token {
    person: PersonId,
    used: Millis,
}

/// An answer over a channel, given once the batch is on disk.
#[derive(Debug)]
enum Reply {
    Admin(oneshot::Sender<AdminReply>, AdminReply),
    Export(oneshot::Sender<Option<(Day, Day)>>, Option<(Day, Day)>),
}

/// What a batch needs to be taken back.
#[derive(Debug, Default)]
struct Batch {
    /// The commands, to be told if the batch fails; none: not a known command.
    commands: Vec<(u64, Option<Verb>)>,
    connects: Vec<u64>,
    replies: Vec<Reply>,
    /// Why nothing of the batch can be saved.
    failure: Option<CommitError>,
}

/// The owner of the truth.
#[derive(Debug)]
pub struct Clerk {
    settings: Arc<Settings>,
    health: Arc<Health>,
    store: Store,
    desk: Desk,
    tokens: FxHashMap<TokenHash, Token>,
    clients: BTreeMap<u64, Client>,
    /// The connections with something pending.
    touched: BTreeSet<u64>,
    batch: Batch,
    now: Millis,
    started: Instant,
    guard: clock::Guard,
    upkeep: Option<Instant>,
    /// Since when the people with a table have no connection.
    absent: BTreeMap<PersonId, Instant>,
    last_waiting: String,
    warning: String,
    /// Whether a failed transaction could neither be saved nor undone.
    is_unsure: bool,
}

impl Clerk {
    /// Opens the store and loads the desk.
    pub fn open(settings: Arc<Settings>, health: Arc<Health>) -> anyhow::Result<Self> {
        let store = Store::open(&settings.data_dir)?;
        let now = clock::wall_ms();
        let number = |name: &str| -> anyhow::Result<Option<Millis>> {
            Ok(store.fact(name)?.and_then(|value| value.parse().ok()))
        };
        let guard = clock::Guard::new(number("time")?, number("suspect")?, now);
        let desk = Desk::new(rules(&settings), store.load()?, now);
        let mut clerk = Self {
            settings,
            health,
            store,
            desk,
            tokens: FxHashMap::default(),
            clients: BTreeMap::new(),
            touched: BTreeSet::new(),
            batch: Batch::default(),
            now,
            started: Instant::now(),
            guard,
            upkeep: None,
            absent: BTreeMap::new(),
            last_waiting: String::new(),
            warning: String::new(),
            is_unsure: false,
        };
        clerk.load_tokens()?;
        // A seat at a table that no longer exists, and yesterday's tickets, go at start.
        clerk.execute_quietly(By::Server, Action::DropTables);
        clerk.end_day();
        clerk.tell_waiting();
        clerk.finish();
        Ok(clerk)
    }

    /// Works until it is told to stop or nobody can ask any more.
    pub fn run(mut self, mut inbox: mpsc::Receiver<Request>) {
        while let Some(first) = inbox.blocking_recv() {
            let mut next = Some(first);
            let mut count = 0;
            self.now = clock::wall_ms();
            while let Some(request) = next {
                if let Request::Stop { done } = request {
                    self.finish();
                    self.stop();
                    done.send(()).ok();
                    return;
                }
                self.handle(request);
                count += 1;
                next = if count < BATCH { inbox.try_recv().ok() } else { None };
            }
            self.finish();
        }
    }

    fn stop(&mut self) {
        for client in self.clients.values() {
            client.outbox.close(1001);
        }
        let stored = self.ensure_batch().and_then(|()| {
            self.store.set_fact("time", Some(&clock::wall_ms().to_string()))?;
            self.store.commit().map_err(|_| rusqlite::Error::InvalidQuery)
        });
        if stored.is_err() {
            self.store.roll_back();
        }
        if let Err(error) = self.store.checkpoint() {
            tracing::warn!("failed to empty the write-ahead log: {error}");
        }
    }

    fn handle(&mut self, request: Request) {
        match request {
            Request::Connect { conn, role, dialect, outbox } => {
                let session = Session { role, dialect, sign_in: SignIn::Never };
                let client = Client {
                    session,
                    outbox,
                    pending: Vec::new(),
                    has_state: false,
                    answered: 0,
                    was: None,
                };
                self.clients.insert(conn, client);
                self.batch.connects.push(conn);
                self.greet(conn);
            }
            Request::Disconnect { conn } => self.disconnect(conn),
            Request::Staff { conn, command } => {
                let verb = command.verb();
                self.batch.commands.push((conn, Some(verb)));
                if let Err(refusal) = self.staff(conn, command) {
                    self.answer(conn, &refusal.sentence(verb).to_string());
                }
                self.answered(conn);
            }
            Request::Kiosk { conn, command } => {
                let verb = command.verb();
                self.batch.commands.push((conn, Some(verb)));
                if let Err(refusal) = self.kiosk(conn, command) {
                    self.answer(conn, &refusal.sentence(verb).to_string());
                }
                self.answered(conn);
            }
            Request::Unknown { conn } => {
                self.batch.commands.push((conn, None));
                self.answer(conn, &Sentence::bare("unknown command").to_string());
                self.answered(conn);
            }
            Request::Credentials { conn, user, reply } => {
                let person = match user {
                    Some(user) => self.desk.person_named(&user).cloned(),
                    None => self
                        .clients
                        .get(&conn)
                        .and_then(|client| self.desk.person(client.session.person()?))
                        .cloned(),
                };
                let found = person
                    .filter(|person| person.is_enabled)
                    .map(|person| (person.id, self.store.password(person.id).ok().flatten()));
                // The connection may be gone by now.
                reply.send(found).ok();
            }
            Request::SignIn { conn, verdict } => {
                self.batch.commands.push((conn, Some(Verb::Login)));
                if let Err(refusal) = verdict.and_then(|person| self.log_in(conn, person)) {
                    self.answer(conn, &refusal.sentence(Verb::Login).to_string());
                }
                self.answered(conn);
            }
            Request::SetPassword { conn, verdict } => {
                self.batch.commands.push((conn, Some(Verb::Password)));
                let set = verdict.and_then(|password| self.set_password(conn, password));
                if let Err(refusal) = set {
                    self.answer(conn, &refusal.sentence(Verb::Password).to_string());
                }
                self.answered(conn);
            }
            Request::Export { conn, from, to, reply } => {
                let command = StaffCommand::Export { from: from.clone(), to: to.clone() };
                let days = self.actor(conn, &command).and_then(|_| {
                    let days = from.good().copied().zip(to.good().copied());
                    days.ok_or(Refusal::DatesUnreadable)
                });
                if let Err(refusal) = days {
                    self.batch.commands.push((conn, Some(Verb::Export)));
                    self.answer(conn, &refusal.sentence(Verb::Export).to_string());
                    self.answered(conn);
                }
                self.batch.replies.push(Reply::Export(reply, days.ok()));
            }
            Request::Admin { request, reply } => {
                let result = self.administer(request).map_err(|refusal| refusal.to_string());
                self.batch.replies.push(Reply::Admin(reply, result));
            }
            Request::Tick => self.tick(),
            // Taken by `run`, which ends with it.
            Request::Stop { done } => drop(done),
        }
    }

    // ---- what staff and kiosks say ----

    fn staff(&mut self, conn: u64, command: StaffCommand) -> Result<(), Refusal> {
        match &command {
            StaffCommand::Pick { table, token } => {
                return self.pick(conn, table.good().copied(), token);
            }
            StaffCommand::Resume(token) => return self.resume(conn, token),
            // The connection checks passwords first; only what it could not check comes here.
            StaffCommand::Login { .. } => return Err(Refusal::WrongLogin),
            _ => {}
        }
        let person = self.actor(conn, &command)?;
        let by = By::Person(person);
        let ticket_of = |ticket: &Arg<TicketId>| ticket.good().copied();
        let (action, success): (Action, fn(TicketId) -> StaffSuccess) = match command {
            StaffCommand::Accept(ref ticket) => {
                (Action::Accept(ticket_of(ticket)), StaffSuccess::Claimed)
            }
            StaffCommand::Complete(ref ticket) => {
                (Action::End(ticket_of(ticket), Outcome::Completed), StaffSuccess::Complete)
            }
            StaffCommand::Cancel(ref ticket) => {
                (Action::End(ticket_of(ticket), Outcome::Cancelled), StaffSuccess::Cancel)
            }
            StaffCommand::NoShow(ref ticket) => {
                (Action::End(ticket_of(ticket), Outcome::NoShow), StaffSuccess::NoShow)
            }
            StaffCommand::Release(ref ticket) => {
                (Action::Release(ticket_of(ticket)), StaffSuccess::Release)
            }
            StaffCommand::Reopen(ref ticket) => {
                (Action::Reopen(ticket_of(ticket)), StaffSuccess::Reopen)
            }
            StaffCommand::Withdraw(ref ticket) => {
                (Action::Withdraw(ticket_of(ticket)), StaffSuccess::Withdraw)
            }
            StaffCommand::Recall(ref ticket) => {
                (Action::Recall(ticket_of(ticket)), StaffSuccess::Recall)
            }
            StaffCommand::Transfer { ref ticket, ref table } => {
                (Action::Transfer(ticket_of(ticket), table.good().copied()), StaffSuccess::Transfer)
            }
            StaffCommand::Note { ref ticket, ref text } => {
                (Action::Note(ticket_of(ticket), text.clone()), StaffSuccess::Note)
            }
            other => return self.staff_beside_tickets(conn, by, other),
        };
        let named = named(&action);
        self.execute(by, action, Some(conn))?;
        if let Some(ticket_id) = named {
            self.succeed(conn, success(ticket_id));
        }
        Ok(())
    }

    /// The commands that do not name one ticket.
    fn staff_beside_tickets(
        &mut self,
        conn: u64,
        by: By,
        command: StaffCommand,
    ) -> Result<(), Refusal> {
        match command {
            StaffCommand::Unpick => {
                self.execute(by, Action::Unpick, Some(conn))?;
                self.succeed(conn, StaffSuccess::Unpick);
                self.answer(conn, &render::taken(&self.desk));
            }
            StaffCommand::Next => {
                let events = self.execute(by, Action::Next, Some(conn))?;
                if let Some(Event::Claimed { ticket, .. }) = events.first() {
                    self.succeed(conn, StaffSuccess::Next(*ticket));
                }
            }
            StaffCommand::Free(table) => {
                let table = table.good().copied();
                self.execute(by, Action::Free(table), Some(conn))?;
                if let Some(table) = table {
                    self.succeed(conn, StaffSuccess::Free(table));
                }
            }
            StaffCommand::New(new) => {
                let ticket = self.create(by, plain(new), conn)?;
                self.succeed(conn, StaffSuccess::New(ticket));
            }
            StaffCommand::Request(request) => {
                let ticket = self.create(by, keyed(&request)?, conn)?;
                self.succeed(conn, StaffSuccess::New(ticket));
            }
            StaffCommand::Query(email) => {
                let name = self.visitor(&email)?;
                self.succeed(conn, StaffSuccess::Query(name));
            }
            StaffCommand::Close(text) => {
                self.execute(by, Action::Close(text), Some(conn))?;
                self.succeed(conn, StaffSuccess::Close);
            }
            StaffCommand::Open => {
                self.execute(by, Action::Open, Some(conn))?;
                self.succeed(conn, StaffSuccess::Open);
            }
            StaffCommand::Announce(text) => {
                self.execute(by, Action::Announce(text), Some(conn))?;
                self.succeed(conn, StaffSuccess::Announce);
            }
            StaffCommand::Logout => self.log_out(conn, by)?,
            // The connection checks the old password first; what it could not read comes here.
            StaffCommand::Password(_) => return Err(Refusal::Unreadable),
            StaffCommand::Export { .. } => return Err(Refusal::DatesUnreadable),
            StaffCommand::Pick { .. }
            | StaffCommand::Resume(_)
            | StaffCommand::Login { .. }
            | StaffCommand::Accept(_)
            | StaffCommand::Complete(_)
            | StaffCommand::Cancel(_)
            | StaffCommand::NoShow(_)
            | StaffCommand::Release(_)
            | StaffCommand::Reopen(_)
            | StaffCommand::Withdraw(_)
            | StaffCommand::Recall(_)
            | StaffCommand::Transfer { .. }
            | StaffCommand::Note { .. } => {}
        }
        Ok(())
    }

    fn kiosk(&mut self, conn: u64, command: KioskCommand) -> Result<(), Refusal> {
        match command {
            KioskCommand::New(new) => self.create_at_kiosk(conn, plain(new)),
            KioskCommand::Request(request) => self.create_at_kiosk(conn, keyed(&request)?),
            KioskCommand::Query(email) => {
                let name = self.visitor(&email)?;
                self.answer(conn, &KioskMessage::Query(name).to_string());
                Ok(())
            }
            KioskCommand::Withdraw(key) => {
                let key = key.good().ok_or(Refusal::KeyNotValid)?.clone();
                let answer = KioskMessage::Withdraw(key.to_string()).to_string();
                self.execute(By::Kiosk, Action::WithdrawKey(key), Some(conn))?;
                self.answer(conn, &answer);
                Ok(())
            }
        }
    }

    fn create_at_kiosk(&mut self, conn: u64, new: NewTicket) -> Result<(), Refusal> {
        let ticket = self.create(By::Kiosk, new, conn)?;
        if self.speaks_v2(conn)
            && let Some(open) = self.desk.ticket(ticket.id)
        {
            let ahead = self.desk.ahead_of(open);
            let wait = render::expected(&self.desk, ahead, self.now);
            let about = KioskAbout { ahead: ahead as u64, wait };
            let message = KioskMessage::About { ticket: ticket.id, about };
            self.answer(conn, &message.to_string());
        }
        self.answer(conn, &KioskMessage::New(ticket).to_string());
        Ok(())
    }

    /// Makes a ticket, or finds the one that its request already has.
    fn create(
        &mut self,
        by: By,
        new: NewTicket,
        conn: u64,
    ) -> Result<shared::ticket::Ticket, Refusal> {
        let key = new.key.clone();
        let events = self.execute(by, Action::Create(new), Some(conn))?;
        let ticket_id = match events.first() {
            Some(Event::Created { ticket, .. }) => Some(ticket.id),
            Some(Event::KeyFound { ticket, .. }) => Some(*ticket),
            _ => match key {
                Some(key) => self.store.key(&key).map_err(read_failed)?.and_then(|key| key.ticket),
                None => None,
            },
        };
        let ticket_id = ticket_id.ok_or(Refusal::NotSaved)?;
        let ticket = match self.desk.ticket(ticket_id) {
            Some(ticket) => Some(ticket.clone()),
            None => self.store.ticket(ticket_id).map_err(read_failed)?,
        };
        ticket.map(|ticket| render::wire(&self.desk, &ticket)).ok_or(Refusal::NotSaved)
    }

    fn visitor(&self, email: &str) -> Result<String, Refusal> {
        self.store.visitor(email).map_err(read_failed)?.ok_or(Refusal::UnknownVisitor)
    }

    // ---- signing in and out ----

    fn actor(&mut self, conn: u64, command: &StaffCommand) -> Result<PersonId, Refusal> {
        let client = self.clients.get(&conn).ok_or(Refusal::NotSignedIn)?;
        let SignIn::As { person, token } = client.session.sign_in else {
            return client.session.actor(command, |_| false);
        };
        if !self.is_good(&token) {
            self.revoke(token, None);
        } else {
            self.use_token(token);
        }
        let client = self.clients.get(&conn).ok_or(Refusal::NotSignedIn)?;
        client.session.actor(command, |person| {
            self.desk.person(person).is_some_and(|person| person.is_admin)
        })?;
        Ok(person)
    }

    fn pick(
        &mut self,
        conn: u64,
        table: Option<shared::ids::TableNo>,
        token: &Secret,
    ) -> Result<(), Refusal> {
        let token = TokenHash::of(token.expose());
        let person = self.token_person(&token).ok_or(Refusal::UnknownToken)?;
        self.execute(By::Person(person), Action::Pick(table), Some(conn))?;
        self.use_token(token);
        let is_new =
            self.clients.get(&conn).and_then(|client| client.session.person()) != Some(person);
        self.set_sign_in(conn, SignIn::As { person, token });
        if let Some(table) = table {
            self.succeed(conn, StaffSuccess::Pick(table));
        }
        if is_new {
            self.send_state(conn, person);
        }
        Ok(())
    }

    fn resume(&mut self, conn: u64, token: &Secret) -> Result<(), Refusal> {
        let token = TokenHash::of(token.expose());
        let person = self.token_person(&token).ok_or(Refusal::PleaseRelogin)?;
        self.execute(By::Person(person), Action::TakeBackTable, Some(conn))?;
        self.use_token(token);
        self.set_sign_in(conn, SignIn::As { person, token });
        let name = self.desk.person(person).map(|person| person.name.clone()).unwrap_or_default();
        self.succeed(conn, StaffSuccess::Resume(name));
        self.send_state(conn, person);
        Ok(())
    }

    fn log_in(&mut self, conn: u64, person: PersonId) -> Result<(), Refusal> {
        let is_enabled = self.desk.person(person).is_some_and(|person| person.is_enabled);
        if !is_enabled {
            return Err(Refusal::WrongLogin);
        }
        let secret = self.issue(By::Person(person), person)?;
        let token = TokenHash::of(secret.expose());
        self.set_sign_in(conn, SignIn::As { person, token });
        self.succeed(conn, StaffSuccess::Login(secret));
        self.send_state(conn, person);
        Ok(())
    }

    fn log_out(&mut self, conn: u64, by: By) -> Result<(), Refusal> {
        let person = by.person()?;
        let Some(SignIn::As { token, .. }) = self.clients.get(&conn).map(|c| c.session.sign_in)
        else {
            return Err(Refusal::NotSignedIn);
        };
        self.set_sign_in(conn, SignIn::Lost);
        self.revoke(token, Some(conn));
        let is_elsewhere =
            self.clients.values().any(|client| client.session.person() == Some(person));
        self.succeed(conn, StaffSuccess::Logout);
        if !is_elsewhere {
            // Signed out by now, this connection hears of the tables like any that has none.
            self.execute(by, Action::LogOut, None)?;
        }
        Ok(())
    }

    fn set_password(&mut self, conn: u64, password: PasswordHash) -> Result<(), Refusal> {
        let command = StaffCommand::Password(Arg::Bad(String::new()));
        let person = self.actor(conn, &command)?;
        let own = match self.clients.get(&conn).map(|client| client.session.sign_in) {
            Some(SignIn::As { token, .. }) => Some(token),
            _ => None,
        };
        self.record(By::Person(person), &Event::PasswordSet { person, password }, Some(conn));
        self.revoke_all(person, own);
        self.saved_so_far()?;
        self.succeed(conn, StaffSuccess::Password);
        Ok(())
    }

    fn issue(&mut self, by: By, person: PersonId) -> Result<Secret, Refusal> {
        let secret = auth::new_token();
        let token = TokenHash::of(secret.expose());
        self.record(by, &Event::TokenIssued { token, person, at: self.now }, None);
        self.saved_so_far()?;
        Ok(secret)
    }

    fn token_person(&self, token: &TokenHash) -> Option<PersonId> {
        self.is_good(token).then(|| self.tokens.get(token).map(|token| token.person)).flatten()
    }

    fn is_good(&self, token: &TokenHash) -> bool {
        self.tokens.get(token).is_some_and(|stored| {
            let age = self.now.saturating_sub(stored.used);
            let person = self.desk.person(stored.person);
            person.is_some_and(|person| person.is_enabled)
                && (age < self.session_ms() || self.is_protected(stored.person))
        })
    }

    /// A token does not expire while its person has a table and a connection.
    fn is_protected(&self, person: PersonId) -> bool {
        self.desk.table_of(person).is_some()
            && self.clients.values().any(|client| client.session.person() == Some(person))
    }

    fn session_ms(&self) -> Millis {
        Millis::from(self.settings.session_hours) * 60 * 60 * 1000
    }

    fn use_token(&mut self, token: TokenHash) {
        let now = self.now;
        let is_due =
            self.tokens.get(&token).is_some_and(|stored| now - stored.used >= TOKEN_USE_MS);
        if is_due {
            self.record(By::Server, &Event::TokenUsed { token, at: now }, None);
        }
    }

    fn revoke(&mut self, token: TokenHash, cause: Option<u64>) {
        if let Some(person) = self.tokens.get(&token).map(|token| token.person) {
            self.record(By::Person(person), &Event::TokenRevoked { token, person }, cause);
        }
        let lost: Vec<u64> = self
            .clients
            .iter()
            .filter(|(_, client)| {
                matches!(client.session.sign_in, SignIn::As { token: own, .. } if own == token)
            })
            .map(|(conn, _)| *conn)
            .collect();
        for conn in lost {
            self.set_sign_in(conn, SignIn::Lost);
            if self.speaks_v2(conn) {
                self.answer(conn, &StaffMessage::Out.to_string());
            }
        }
    }

    fn revoke_all(&mut self, person: PersonId, but: Option<TokenHash>) {
        let tokens: BTreeSet<TokenHash> = self
            .tokens
            .iter()
            .filter(|(token, stored)| stored.person == person && Some(**token) != but)
            .map(|(token, _)| *token)
            .collect();
        for token in tokens {
            self.revoke(token, None);
        }
    }

    fn set_sign_in(&mut self, conn: u64, sign_in: SignIn) {
        if let Some(client) = self.clients.get_mut(&conn) {
            client.was.get_or_insert(client.session.sign_in);
            client.session.sign_in = sign_in;
            self.touched.insert(conn);
        }
    }

    fn disconnect(&mut self, conn: u64) {
        let Some(client) = self.clients.get(&conn) else { return };
        // While it sat at a table its token could not expire; the time counts from now.
        if let SignIn::As { person, token } = client.session.sign_in
            && self.is_protected(person)
        {
            self.use_token(token);
        }
        self.clients.remove(&conn);
        self.touched.remove(&conn);
    }

    // ---- administration and time ----

    fn administer(&mut self, request: AdminRequest) -> Result<Vec<String>, Refusal> {
        let by = By::Administrator;
        let find = |clerk: &Self, user: &str| {
            clerk.desk.person_named(user).cloned().ok_or(Refusal::NoSuchPerson)
        };
        match request {
            AdminRequest::StaffAdd { user, name, is_admin, password } => {
                let password = password.map(PasswordHash);
                let added = format!("added {user}");
                self.execute(by, Action::AddPerson { user, name, is_admin, password }, None)?;
                Ok(vec![added])
            }
            AdminRequest::StaffList => Ok(self
                .desk
                .people()
                .map(|person| {
                    let role = if person.is_admin { "admin" } else { "staff" };
                    let state = if person.is_enabled { "enabled" } else { "disabled" };
                    let table = self.desk.table_of(person.id);
                    let table = table.map_or("-".to_owned(), |table| table.to_string());
                    format!("{}\t{}\t{role}\t{state}\t{table}", person.user, person.name)
                })
                .collect()),
            AdminRequest::StaffToken { user } => {
                let person = find(self, &user)?;
                if !person.is_enabled {
                    return Err(Refusal::AccountDisabled);
                }
                let token = self.issue(by, person.id)?;
                Ok(vec![token.expose().to_owned()])
            }
            AdminRequest::StaffPassword { user, password } => {
                let person = find(self, &user)?.id;
                let password = PasswordHash(password);
                self.record(by, &Event::PasswordSet { person, password }, None);
                self.revoke_all(person, None);
                self.saved_so_far()?;
                Ok(vec![format!("changed the password of {user}")])
            }
            AdminRequest::StaffDisable { user } => {
                let person = find(self, &user)?.id;
                self.revoke_all(person, None);
                self.execute(by, Action::DisablePerson(person), None)?;
                Ok(vec![format!("disabled {user}")])
            }
            AdminRequest::StaffEnable { user } => {
                let person = find(self, &user)?.id;
                self.execute(by, Action::EnablePerson(person), None)?;
                Ok(vec![format!("enabled {user}")])
            }
            AdminRequest::TableList => Ok((0..self.desk.table_count())
                .map(shared::ids::TableNo)
                .map(|table| {
                    let person = self.desk.person_at(table);
                    let name = person
                        .and_then(|person| self.desk.person(person))
                        .map_or("-", |person| person.name.as_str());
                    let tickets: Vec<String> = person
                        .map(|person| {
                            self.desk.claimed_by(person).map(|id| id.to_string()).collect()
                        })
                        .unwrap_or_default();
                    format!("{table}\t{name}\t{}", tickets.join(" "))
                })
                .collect()),
            AdminRequest::TableFree { table } => {
                self.execute(by, Action::Free(table.parse().ok()), None)?;
                Ok(vec![format!("freed table {table}")])
            }
            AdminRequest::Purge => match self.settings.retention_days {
                None => Ok(vec!["nothing to purge: retention_days is not set".to_owned()]),
                Some(days) => {
                    let count = self.purge(days)?;
                    Ok(vec![format!("purged {count} tickets and visitors")])
                }
            },
            AdminRequest::ConfirmClock => {
                self.guard.confirm();
                self.write_time();
                self.saved_so_far()?;
                Ok(vec!["the clock is taken to be right".to_owned()])
            }
        }
    }

    fn tick(&mut self) {
        let tick = Common::Tick(self.now).to_string();
        self.tell(&Outgoing { audience: Audience::Everybody, text: tick }, None);
        self.expire();
        let is_due = self.upkeep.is_none_or(|last| last.elapsed() >= UPKEEP);
        if self.guard.check(self.now, self.started.elapsed()) || is_due {
            self.upkeep = Some(Instant::now());
            self.write_time();
            if self.ensure_batch().is_ok() {
                let result = self.store.forget_keys(self.now.saturating_sub(KEY_MS));
                self.note_failure(result);
            }
            self.purge_daily();
        }
        self.end_day();
        self.warn();
        self.tell_waiting();
    }

    /// Ends what time ends: tokens, and tables whose people are gone.
    fn expire(&mut self) {
        let expired: BTreeSet<TokenHash> =
            self.tokens.keys().filter(|token| !self.is_good(token)).copied().collect();
        for token in expired {
            self.revoke(token, None);
        }
        let present: BTreeMap<PersonId, TokenHash> = self
            .clients
            .values()
            .filter_map(|client| match client.session.sign_in {
                SignIn::As { person, token } => Some((person, token)),
                SignIn::Never | SignIn::Lost => None,
            })
            .collect();
        let seated: Vec<PersonId> = self.desk.seats().map(|(_, person)| person.id).collect();
        let grace = Duration::from_secs(self.settings.table_grace_secs);
        self.absent.retain(|person, _| seated.contains(person));
        for person in seated {
            if let Some(token) = present.get(&person) {
                self.absent.remove(&person);
                let used = self.tokens.get(token).map_or(self.now, |token| token.used);
                if self.now.saturating_sub(used) >= 5 * TOKEN_USE_MS {
                    self.use_token(*token);
                }
            } else if self.absent.entry(person).or_insert_with(Instant::now).elapsed() >= grace {
                self.absent.remove(&person);
                self.execute_quietly(By::Server, Action::GraceOver(person));
            }
        }
    }

    fn end_day(&mut self) {
        let Some(at) = self.settings.day_ends else { return };
        if self.guard.suspect_since().is_some() {
            return;
        }
        let Some(boundary) = last_day_end(self.now, at) else { return };
        let ended =
            self.store.fact("day_ended").ok().flatten().and_then(|value| value.parse().ok());
        if ended.is_none_or(|ended: Millis| ended < boundary) {
            self.execute_quietly(By::Server, Action::EndDay(boundary));
        }
    }

    fn purge_daily(&mut self) {
        let Some(days) = self.settings.retention_days else { return };
        let purged = self.store.fact("purged").ok().flatten().and_then(|value| value.parse().ok());
        let is_due = purged.is_none_or(|purged: Millis| self.now.saturating_sub(purged) >= DAY_MS);
        if is_due && self.guard.suspect_since().is_none() && self.purge(days).is_err() {
            tracing::error!("failed to purge old visitors");
        }
    }

    /// Forgets who came more than `days` ago. Commits what the batch holds so far, since the
    /// file is rewritten outside of any transaction.
    fn purge(&mut self, days: u32) -> Result<usize, Refusal> {
        let before = self.now.saturating_sub(Millis::from(days).saturating_mul(DAY_MS));
        let result = self.ensure_batch().and_then(|()| {
            let count = self.store.purge(before)?;
            self.store.set_fact("purged", Some(&self.now.to_string()))?;
            self.store.audit(self.now, "server", "purge", None, None)?;
            Ok(count)
        });
        let count = match result {
            Ok(count) => count,
            Err(error) => {
                self.note_failure(Err(error));
                return Err(Refusal::NotSaved);
            }
        };
        self.finish();
        if count > 0 {
            self.store.scrub().map_err(read_failed)?;
        }
        Ok(count)
    }

    fn write_time(&mut self) {
        let result = self.ensure_batch().and_then(|()| {
            self.store.set_fact("time", Some(&self.now.to_string()))?;
            let suspect = self.guard.suspect_since().map(|since| since.to_string());
            self.store.set_fact("suspect", suspect.as_deref())
        });
        self.note_failure(result);
    }

    fn warn(&mut self) {
        let text = if self.is_unsure {
            "The disk takes no changes. Nothing can be saved until it does."
        } else if self.guard.suspect_since().is_some() {
            "The clock has jumped. End of day and purge pause until it has held for a day or is confirmed."
        } else {
            ""
        };
        if text != self.warning {
            text.clone_into(&mut self.warning);
            self.health.set_warning(text);
            if !text.is_empty() {
                tracing::warn!("{text}");
            }
            let text = StaffMessage::Warning(text.to_owned()).to_string();
            self.tell(&Outgoing { audience: Audience::Staff, text }, None);
        }
    }

    // ---- carrying out, writing, telling ----

    fn execute_quietly(&mut self, by: By, action: Action) {
        // The server's own commands are refused only by a disk that takes no writes, which the
        // batch reports.
        self.execute(by, action, None).ok();
    }

    fn execute(
        &mut self,
        by: By,
        action: Action,
        cause: Option<u64>,
    ) -> Result<Vec<Event>, Refusal> {
        self.saved_so_far()?;
        let ended = match named(&action) {
            Some(ticket_id) if self.desk.ticket(ticket_id).is_none() => {
                self.store.ticket(ticket_id).map_err(read_failed)?
            }
            _ => None,
        };
        let key = match &action {
            Action::Create(NewTicket { key: Some(key), .. }) | Action::WithdrawKey(key) => {
                self.store.key(key).map_err(read_failed)?
            }
            _ => None,
        };
        let command = Command { by, action, known: Known { ended, key } };
        let events = self.desk.decide(&command, self.now)?;
        for event in &events {
            self.record(by, event, cause);
        }
        if !events.is_empty() {
            self.tell_waiting();
        }
        self.saved_so_far()?;
        Ok(events)
    }

    /// Makes an event part of the state and of the batch, and collects what it makes us say.
    fn record(&mut self, by: By, event: &Event, cause: Option<u64>) {
        let begun = self.ensure_batch();
        self.note_failure(begun);
        if self.batch.failure.is_some() {
            return;
        }
        let before = Before::of(&self.desk, event);
        self.desk.apply(event);
        match event {
            Event::TokenIssued { token, person, at } => {
                self.tokens.insert(*token, Token { person: *person, used: *at });
            }
            Event::TokenUsed { token, at } => {
                if let Some(token) = self.tokens.get_mut(token) {
                    token.used = *at;
                }
            }
            Event::TokenRevoked { token, .. } => {
                self.tokens.remove(token);
            }
            _ => {}
        }
        let stands = match event {
            Event::Ended { .. } => before.ended.as_ref(),
            Event::Reopened { ticket } => Some(ticket),
            Event::Claimed { ticket, .. }
            | Event::Recalled { ticket, .. }
            | Event::Released { ticket, .. }
            | Event::Transferred { ticket, .. }
            | Event::Noted { ticket, .. } => self.desk.ticket(*ticket),
            _ => None,
        };
        let written = self.store.write(by, event, stands, self.now);
        let messages = render::outgoing(&self.desk, &self.settings, event, &before);
        self.note_failure(written);
        for message in &messages {
            self.tell(message, cause);
        }
    }

    fn tell_waiting(&mut self) {
        let waiting = render::waiting(&self.desk, self.now);
        self.health.set_waiting(waiting.count);
        let text = Common::Waiting(waiting).to_string();
        if text != self.last_waiting {
            self.last_waiting.clone_from(&text);
            self.tell(&Outgoing { audience: Audience::Everybody, text }, None);
        }
    }

    fn tell(&mut self, message: &Outgoing, cause: Option<u64>) {
        let frame = text_frame(&message.text);
        for (conn, client) in &mut self.clients {
            let is_cause = cause == Some(*conn);
            let is_v2 = client.session.dialect == Dialect::V2;
            let speaks = |speaks: Speaks| match speaks {
                Speaks::Both => true,
                Speaks::Classic => !is_v2,
                Speaks::V2 => is_v2,
            };
            let person = client.session.person();
            let hears = match message.audience {
                Audience::SignedIn(in_which) => {
                    person.is_some() && speaks(in_which) && (is_v2 || !is_cause)
                }
                Audience::Staff => client.session.role == Role::Staff && is_v2,
                Audience::WithoutTable => {
                    client.session.role == Role::Staff
                        && !is_cause
                        && person.is_none_or(|person| self.desk.table_of(person).is_none())
                }
                Audience::Person(whose) => is_v2 && !is_cause && person == Some(whose),
                Audience::Displays(in_which) => {
                    client.session.role == Role::Display && speaks(in_which)
                }
                Audience::Everybody => is_v2,
            };
            if hears {
                client.pending.push(frame.clone());
                self.touched.insert(*conn);
            }
        }
    }

    fn succeed(&mut self, conn: u64, success: StaffSuccess) {
        self.answer(conn, &StaffMessage::Success(success).to_string());
    }

    fn answer(&mut self, conn: u64, text: &str) {
        if let Some(client) = self.clients.get_mut(&conn) {
            client.pending.push(text_frame(text));
            self.touched.insert(conn);
        }
    }

    fn answered(&mut self, conn: u64) {
        if let Some(client) = self.clients.get_mut(&conn) {
            client.answered += 1;
            self.touched.insert(conn);
        }
    }

    fn speaks_v2(&self, conn: u64) -> bool {
        self.clients.get(&conn).is_some_and(|client| client.session.dialect == Dialect::V2)
    }

    fn greet(&mut self, conn: u64) {
        let Some(client) = self.clients.get(&conn) else { return };
        let Session { role, dialect, .. } = client.session;
        let is_v2 = dialect == Dialect::V2;
        let mut texts = Vec::new();
        if is_v2 {
            texts = render::common_state(&self.desk, &self.settings, self.now);
            if role != Role::Display {
                texts.push(StaffMessage::Reasons(self.settings.reasons.clone()).to_string());
            }
            if role == Role::Staff {
                texts.push(StaffMessage::Warning(self.warning.clone()).to_string());
            }
        }
        match role {
            Role::Staff => texts.push(render::taken(&self.desk)),
            Role::Display => {
                texts.extend(render::display_state(&self.desk, &self.settings, is_v2));
            }
            Role::Kiosk => {}
        }
        self.answer_state(conn, &texts);
    }

    fn send_state(&mut self, conn: u64, person: PersonId) {
        let is_v2 = self.speaks_v2(conn);
        let ended = if is_v2 { self.store.recently_ended(RECENTLY_ENDED) } else { Ok(Vec::new()) };
        let ended = ended.unwrap_or_else(|error| {
            tracing::error!("failed to read the tickets that ended last: {error}");
            Vec::new()
        });
        let texts = render::staff_state(&self.desk, person, is_v2, &ended);
        self.answer_state(conn, &texts);
    }

    fn answer_state(&mut self, conn: u64, texts: &[String]) {
        if let Some(client) = self.clients.get_mut(&conn) {
            client.pending.extend(texts.iter().map(|text| text_frame(text)));
            client.has_state = true;
            self.touched.insert(conn);
        }
    }

    // ---- the batch ----

    fn ensure_batch(&mut self) -> rusqlite::Result<()> {
        if self.store.is_in_batch() {
            return Ok(());
        }
        if self.is_unsure {
            self.store.probe()?;
            self.is_unsure = false;
        }
        self.store.begin()
    }

    fn note_failure(&mut self, result: rusqlite::Result<()>) {
        if let Err(error) = result {
            self.batch.failure.get_or_insert(CommitError::NotSaved(error.to_string()));
        }
    }

    fn saved_so_far(&self) -> Result<(), Refusal> {
        if self.batch.failure.is_some() { Err(Refusal::NotSaved) } else { Ok(()) }
    }

    /// Commits, then lets everybody hear; or takes it all back.
    fn finish(&mut self) {
        let batch = std::mem::take(&mut self.batch);
        let committed = match batch.failure {
            Some(failure) => {
                self.store.roll_back();
                Err(failure)
            }
            None if self.store.is_in_batch() => self.store.commit(),
            None => Ok(()),
        };
        let is_saved = committed.is_ok();
        if let Err(failure) = committed {
            tracing::error!("failed to save: {failure}");
            let is_unsure = matches!(failure, CommitError::Unsure(_));
            self.take_back(&batch.commands, &batch.connects, is_unsure);
            self.is_unsure |= is_unsure;
            self.warn();
        }
        // Outboxes first: an export begins once it is allowed, after the answers before it.
        self.flush();
        for reply in batch.replies {
            // Whoever asked may be gone by now.
            match reply {
                Reply::Admin(to, reply) if is_saved => drop(to.send(reply)),
                Reply::Admin(to, _) => drop(to.send(Err(Refusal::NotSaved.to_string()))),
                Reply::Export(to, reply) => drop(to.send(reply)),
            }
        }
    }

    /// Memory becomes what the disk holds, and every command of the batch is told.
    fn take_back(&mut self, commands: &[(u64, Option<Verb>)], connects: &[u64], is_unsure: bool) {
        let reloaded = self.store.load().map(|loaded| {
            self.desk = Desk::new(rules(&self.settings), loaded, self.now);
        });
        if let Err(error) = reloaded.and_then(|()| self.load_tokens()) {
            tracing::error!("failed to read the desk back: {error}");
        }
        for client in self.clients.values_mut() {
            client.pending.clear();
            client.has_state = false;
            if let Some(was) = client.was.take() {
                client.session.sign_in = was;
            }
        }
        for conn in connects {
            self.greet(*conn);
        }
        for (conn, verb) in commands {
            if is_unsure {
                if let Some(client) = self.clients.get(conn) {
                    client.outbox.close(1011);
                }
                continue;
            }
            let text = match verb {
                Some(verb) => Refusal::NotSaved.sentence(*verb).to_string(),
                None => Sentence::bare("unknown command").to_string(),
            };
            self.answer(*conn, &text);
        }
        self.last_waiting.clear();
    }

    fn flush(&mut self) {
        for conn in std::mem::take(&mut self.touched) {
            let Some(client) = self.clients.get_mut(&conn) else { continue };
            client.was = None;
            let has_state = std::mem::take(&mut client.has_state);
            client.outbox.answer(std::mem::take(&mut client.answered));
            client.outbox.push(&mut client.pending, has_state);
        }
    }

    fn load_tokens(&mut self) -> rusqlite::Result<()> {
        self.tokens = self
            .store
            .tokens()?
            .into_iter()
            .map(|stored| (stored.token, Token { person: stored.person, used: stored.used }))
            .collect();
        Ok(())
    }
}

/// Carries out one administration request where no server runs; the caller holds the lock.
pub fn administer_offline(settings: &Settings, request: AdminRequest) -> AdminReply {
    let health = Arc::new(Health::default());
    let mut clerk =
        Clerk::open(Arc::new(settings.clone()), health).map_err(|error| format!("{error:#}"))?;
    let (reply, mut answer) = oneshot::channel();
    clerk.handle(Request::Admin { request, reply });
    clerk.finish();
    clerk.stop();
    answer.try_recv().unwrap_or_else(|_| Err(Refusal::NotSaved.to_string()))
}

fn rules(settings: &Settings) -> Rules {
    Rules {
        tables: settings.tables,
        reasons: settings.reasons.0.iter().map(|reason| reason.id.clone()).collect(),
    }
}

/// The ticket that an action names.
fn named(action: &Action) -> Option<TicketId> {
    match action {
        Action::Accept(ticket)
        | Action::End(ticket, _)
        | Action::Release(ticket)
        | Action::Reopen(ticket)
        | Action::Withdraw(ticket)
        | Action::Recall(ticket)
        | Action::Transfer(ticket, _)
        | Action::Note(ticket, _) => *ticket,
        _ => None,
    }
}

fn plain(new: NewWire) -> NewTicket {
    NewTicket { email: new.email, name: new.name, ..NewTicket::default() }
}

fn keyed(request: &Arg<WireRequest>) -> Result<NewTicket, Refusal> {
    let request = match request {
        Arg::Good(request) => request,
        Arg::Bad(text) => {
            // Readable but for its key: then that is what to say.
            let value: Result<serde_json::Value, _> = serde_json::from_str(text);
            let has_key_trouble = value.is_ok_and(|value| {
                value.is_object()
                    && value
                        .get("key")
                        .and_then(|key| key.as_str())
                        .is_none_or(|key| key.parse::<shared::command::Key>().is_err())
            });
            return Err(if has_key_trouble { Refusal::KeyNotValid } else { Refusal::Unreadable });
        }
    };
    Ok(NewTicket {
        email: request.email.clone(),
        name: request.name.clone(),
        reason: request.reason().map(ToOwned::to_owned),
        lang: request.lang().map(ToOwned::to_owned),
        key: Some(request.key.clone()),
        again: request.again.unwrap_or_default(),
    })
}

#[expect(clippy::needless_pass_by_value, reason = "handed to map_err, which gives the value")]
fn read_failed(error: rusqlite::Error) -> Refusal {
    tracing::error!("failed to read from the database: {error}");
    Refusal::NotSaved
}

/// The last moment at which a day ended, in local time.
fn last_day_end(now: Millis, at: jiff::civil::Time) -> Option<Millis> {
    let zone = jiff::tz::TimeZone::system();
    let today = jiff::Timestamp::from_millisecond(now).ok()?.to_zoned_datetime(zone.clone()).date();
    [today, today.yesterday().ok()?]
        .into_iter()
        .filter_map(|day| {
            Some(
                day.to_datetime(at)
                    .to_zoned_datetime(zone.clone())
                    .ok()?
                    .timestamp()
                    .as_millisecond(),
            )
        })
        .find(|boundary| *boundary <= now)
}
