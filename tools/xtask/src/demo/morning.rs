//! Plays a script: the kiosk, the staff and the board, each on a connection of its own.

use std::collections::BTreeMap;
use std::process::ExitStatus;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use shared::command::{KioskCommand, NewTicket, Request, StaffCommand};
use shared::ids::TicketId;
use shared::message::{KioskMessage, Sentence, StaffMessage, StaffSuccess};
use shared::mirror::{Held, KioskMirror, StaffMirror, TicketState};
use shared::opening::OpenFor;
use shared::service::ServiceId;
use shared::text::{Arg, Secret};
use shared::ticket::{KioskAbout, Ticket};
use tokio::process::Child;
use tokio::time::{Instant, timeout_at};

use super::board::Display;
use super::client::Client;
use super::desk::PASSWORD;
use super::say;
use super::script::{Action, LOSER, Script, StaffAction, Step, Visitor, WINNER};

/// Everybody at the desk.
pub struct Morning {
    /// The board.
    pub display: Display,
    /// Who has signed in, by user name.
    pub staff: BTreeMap<String, Colleague>,
    server: String,
    names: BTreeMap<String, String>,
    kiosk: Kiosk,
    race: Option<Race>,
    began: Instant,
}

/// A staff member who has signed in.
pub struct Colleague {
    /// What colleagues read.
    pub name: String,
    /// What their screen holds.
    pub mirror: StaffMirror,
    client: Client<StaffMessage>,
    token: Option<Secret>,
}

struct Kiosk {
    client: Client<KioskMessage>,
    mirror: KioskMirror,
    last: Option<Request>,
    requests: u32,
}

struct Race {
    winner: String,
    loser: String,
}

/// The server's no, in its own words. A yes is whatever the asker wanted.
type Answer<T> = Result<T, Sentence>;

impl Morning {
    /// Opens the kiosk and the board of a server.
    pub async fn open(server: &str, script: &Script) -> Result<Self> {
        let display = Display::connect(server).await?;
        let kiosk = Kiosk {
            client: Client::connect(&format!("{server}/kiosk")).await?,
            mirror: KioskMirror::default(),
            last: None,
            requests: 0,
        };
        let name = |user: &String, name: &String| (user.clone(), name.clone());
        Ok(Self {
            display,
            kiosk,
            server: server.to_owned(),
            names: script.staff.iter().map(|account| name(&account.user, &account.name)).collect(),
            staff: BTreeMap::new(),
            race: None,
            began: Instant::now(),
        })
    }

    /// Plays every step, with `pace` after each.
    pub async fn play(&mut self, script: &Script, pace: Duration) -> Result<()> {
        self.display.settle().await?;
        for step in &script.steps {
            self.step(step)
                .await
                .with_context(|| format!("in line {} of the script", step.line))?;
            self.display.settle().await?;
            let until = Instant::now() + pace;
            // The board follows what happens in the meantime too.
            while let Ok(followed) = timeout_at(until, self.display.follow()).await {
                followed?;
            }
        }
        Ok(())
    }

    /// Sends in the script's visitors, one every `pace`, while a person serves them at the window
    /// of `staff`, until that window ends. What the person did meanwhile may make the kiosk say no.
    pub async fn play_visitors(
        &mut self,
        script: &Script,
        pace: Duration,
        staff: &mut Child,
    ) -> Result<ExitStatus> {
        self.display.settle().await?;
        let visits = script.steps.iter().filter(|step| {
            let comes = matches!(
                step.action,
                Action::Visitor(_)
                    | Action::Simple(_)
                    | Action::Touch(_)
                    | Action::Returning { .. }
            );
            comes && !step.is_refused
        });
        let mut visits = visits.fuse();
        loop {
            if let Some(step) = visits.next() {
                let answer = match &step.action {
                    Action::Visitor(visitor) => self.kiosk.visitor(visitor).await?,
                    Action::Simple(visitor) => self.kiosk.simple(visitor).await?,
                    Action::Touch(service) => self.kiosk.touch(service).await?,
                    Action::Returning { email } => self.kiosk.returning(email).await?,
                    Action::Resend | Action::Race { .. } | Action::Staff { .. } => continue,
                };
                match answer {
                    Ok(line) => self.tell(&line)?,
                    Err(no) => self.tell(&format!("The kiosk says no: {}.", no.text))?,
                }
            }
            let until = Instant::now() + pace;
            loop {
                tokio::select! {
                    ended = staff.wait() => return ended.context("the window is out of reach"),
                    followed = timeout_at(until, self.display.follow()) => match followed {
                        Ok(followed) => followed?,
                        Err(_) => break,
                    },
                }
            }
        }
    }

    /// Lets everybody take in what has arrived.
    pub fn catch_up(&mut self) {
        for colleague in self.staff.values_mut() {
            colleague.catch_up();
        }
    }

    async fn step(&mut self, step: &Step) -> Result<()> {
        let answer = match &step.action {
            Action::Visitor(visitor) => self.kiosk.visitor(visitor).await?,
            Action::Simple(visitor) => self.kiosk.simple(visitor).await?,
            Action::Touch(service) => self.kiosk.touch(service).await?,
            Action::Returning { email } => self.kiosk.returning(email).await?,
            Action::Resend => self.kiosk.resend().await?,
            Action::Race { ticket, users } => Ok(self.race(*ticket, users).await?),
            Action::Staff { user, act } => {
                let user = self.user(user)?.to_owned();
                if let StaffAction::Login(_) = act {
                    self.arrive(&user).await?;
                }
                let colleague = self.staff.get_mut(&user);
                colleague
                    .with_context(|| format!("{user} has not signed in"))?
                    .act(act, &user)
                    .await?
            }
        };
        match (answer, step.is_refused) {
            (Ok(line), false) => self.tell(&line),
            (Err(no), true) => self.tell(&format!("Turned away, as it should be: {}.", no.text)),
            (Ok(line), true) => bail!("the server should have said no, but: {line}"),
            (Err(no), false) => bail!("the server said no: {}", no.text),
        }
    }

    fn tell(&self, line: &str) -> Result<()> {
        say(&format!("{:>5.1} s  {line}", self.began.elapsed().as_secs_f64()))
    }

    fn user<'a>(&'a self, user: &'a str) -> Result<&'a str> {
        let race = || self.race.as_ref().context("nobody has raced yet");
        Ok(match user {
            WINNER => &race()?.winner,
            LOSER => &race()?.loser,
            _ => user,
        })
    }

    async fn arrive(&mut self, user: &str) -> Result<()> {
        let name = self.names.get(user).cloned().unwrap_or_default();
        let client = Client::connect(&format!("{}/staff", self.server)).await?;
        let colleague = Colleague { name, mirror: StaffMirror::default(), client, token: None };
        self.staff.insert(user.to_owned(), colleague);
        Ok(())
    }

    async fn race(&mut self, ticket: TicketId, users: &[String; 2]) -> Result<String> {
        let accept = StaffCommand::Accept(ticket.into());
        for user in users {
            let colleague = self.staff.get(user);
            colleague
                .with_context(|| format!("{user} has not signed in"))?
                .client
                .say(&accept)
                .await?;
        }
        let mut won = Vec::new();
        let mut lost = Vec::new();
        for user in users {
            let colleague = self.staff.get_mut(user).context("was there a moment ago")?;
            match colleague.answer().await? {
                Ok(_) => won.push((user, colleague.name.clone())),
                Err(no) => lost.push((user, colleague.name.clone(), no.text)),
            }
        }
        let ([(winner, first)], [(loser, second, reason)]) = (&won[..], &lost[..]) else {
            bail!("of two who accept ticket {ticket}, {} got it", won.len());
        };
        self.race = Some(Race { winner: (*winner).clone(), loser: (*loser).clone() });
        let number = ticket.number();
        Ok(format!("{first} took {number} first; {second} pressed too and reads: “{reason}”."))
    }
}

impl Colleague {
    /// Takes in what has arrived.
    pub fn catch_up(&mut self) {
        while let Some(message) = self.client.heard() {
            self.mirror.apply(&message);
        }
    }

    /// Sends a command and waits for its answer, taking in what comes before it.
    async fn ask(&mut self, command: &StaffCommand) -> Result<Answer<StaffSuccess>> {
        self.client.say(command).await?;
        self.answer().await.with_context(|| format!("after {}", command.verb()))
    }

    async fn answer(&mut self) -> Result<Answer<StaffSuccess>> {
        loop {
            let message = self.client.hear_soon().await?;
            self.mirror.apply(&message);
            match message {
                StaffMessage::Success(success) => return Ok(Ok(success)),
                StaffMessage::Error(no) => return Ok(Err(no)),
                _ => {}
            }
        }
    }

    /// Carries out one action; answers with the line that tells it.
    async fn act(&mut self, act: &StaffAction, user: &str) -> Result<Answer<String>> {
        let command = match act {
            StaffAction::Login(table) => {
                let password = Secret::new(PASSWORD);
                let login = StaffCommand::Login { user: user.to_owned(), password };
                let token = match self.ask(&login).await? {
                    Ok(StaffSuccess::Login(token)) => token,
                    Ok(other) => bail!("the answer to a sign-in was: {other}"),
                    Err(no) => return Ok(Err(no)),
                };
                self.token = Some(token.clone());
                StaffCommand::Pick { table: (*table).into(), token }
            }
            // Picking needs the token shown, another table as much as the first.
            StaffAction::Move(table) => {
                let token = self.token.clone().context("this person has not signed in")?;
                StaffCommand::Pick { table: (*table).into(), token }
            }
            StaffAction::Leave => StaffCommand::Unpick,
            StaffAction::Next => StaffCommand::Next,
            StaffAction::Accept(ticket) => StaffCommand::Accept((*ticket).into()),
            StaffAction::Complete => StaffCommand::Complete(self.mine()?.into()),
            StaffAction::Cancel => StaffCommand::Cancel(self.mine()?.into()),
            StaffAction::NoShow => StaffCommand::NoShow(self.mine()?.into()),
            StaffAction::Recall => StaffCommand::Recall(self.mine()?.into()),
            StaffAction::Release => StaffCommand::Release(self.mine()?.into()),
            StaffAction::Transfer(table) => {
                StaffCommand::Transfer { ticket: self.mine()?.into(), table: (*table).into() }
            }
            StaffAction::Here => StaffCommand::Arrived(self.mine()?.into()),
            StaffAction::Refer(service) => StaffCommand::Refer {
                ticket: self.mine()?.into(),
                service: Arg::Good(service.clone()),
            },
            StaffAction::Reopen(ticket) => StaffCommand::Reopen((*ticket).into()),
            StaffAction::Withdraw(ticket) => StaffCommand::Withdraw((*ticket).into()),
            StaffAction::Note(text) => {
                StaffCommand::Note { ticket: self.mine()?.into(), text: text.clone() }
            }
            StaffAction::Queue(visitor) => StaffCommand::New(visitor.into()),
            StaffAction::Close(text) => StaffCommand::Close(text.clone()),
            StaffAction::Open => StaffCommand::Open(Arg::Good(OpenFor(None))),
        };
        let success = match self.ask(&command).await? {
            Ok(success) => success,
            Err(no) => return Ok(Err(no)),
        };
        Ok(Ok(self.line(act, &success)))
    }

    /// The ticket this person called last, of those they are serving.
    fn mine(&mut self) -> Result<TicketId> {
        self.catch_up();
        let mine = self.mirror.tickets.values().filter(|held| held.state == TicketState::Mine);
        let last = mine.max_by_key(|held| (held.about.claimed, held.ticket.id));
        Ok(last.with_context(|| format!("{} is serving nobody", self.name))?.ticket.id)
    }

    /// How people call a ticket.
    fn label(&self, ticket: TicketId) -> String {
        let open = self.mirror.tickets.get(&ticket);
        let ended = || self.mirror.ended.iter().find(|held| held.ticket.id == ticket);
        open.or_else(ended).map_or_else(|| ticket.number().to_string(), Held::label)
    }

    fn line(&self, act: &StaffAction, success: &StaffSuccess) -> String {
        let who = &self.name;
        match (act, success) {
            (StaffAction::Login(table), _) => {
                format!("{who} signs in and sits down at table {table}.")
            }
            (StaffAction::Move(table), _) => format!("{who} takes table {table}."),
            (StaffAction::Leave, _) => format!("{who} leaves the table."),
            (StaffAction::Next, StaffSuccess::Next(ticket)) => {
                format!("{who} calls the next visitor, {}.", self.label(*ticket))
            }
            (StaffAction::Accept(ticket), _) => {
                format!("{who} picks {} and calls it.", self.label(*ticket))
            }
            (StaffAction::Complete, StaffSuccess::Complete(ticket)) => {
                format!("{who} has served {}.", self.label(*ticket))
            }
            (StaffAction::Cancel, StaffSuccess::Cancel(ticket)) => {
                format!(
                    "The visitor with {} decides otherwise; {who} cancels.",
                    self.label(*ticket)
                )
            }
            (StaffAction::NoShow, StaffSuccess::NoShow(ticket)) => {
                format!("{} does not come; {who} marks a no-show.", self.label(*ticket))
            }
            (StaffAction::Recall, StaffSuccess::Recall(ticket)) => {
                format!("{who} calls {} again.", self.label(*ticket))
            }
            (StaffAction::Release, StaffSuccess::Release(ticket)) => {
                format!("{who} puts {} back in the queue, in its old place.", self.label(*ticket))
            }
            (StaffAction::Transfer(table), StaffSuccess::Transfer(ticket)) => {
                format!("{who} hands {} to table {table}.", self.label(*ticket))
            }
            (StaffAction::Here, StaffSuccess::Arrived(ticket)) => {
                format!("The visitor with {} is at {who}’s table.", self.label(*ticket))
            }
            (StaffAction::Refer(service), StaffSuccess::Refer(ticket)) => {
                format!(
                    "{who} sends {} on to {service}; the wait so far counts.",
                    self.label(*ticket)
                )
            }
            (StaffAction::Reopen(ticket), _) => {
                format!("{who} takes {} back: undo.", self.label(*ticket))
            }
            (StaffAction::Withdraw(ticket), _) => {
                format!("{} has left; {who} takes it off the queue.", self.label(*ticket))
            }
            (StaffAction::Note(text), _) => format!("{who} notes: “{text}”."),
            (StaffAction::Queue(visitor), StaffSuccess::New(ticket)) => {
                format!("{who} queues {}: number {}.", visitor.name, self.label(ticket.id))
            }
            (StaffAction::Close(text), _) => format!("{who} closes the desk: “{text}”."),
            (StaffAction::Open, _) => format!("{who} opens the desk again."),
            // A success under another verb than the one asked: show it as it came.
            (_, other) => format!("{who} hears: {other}"),
        }
    }
}

impl Kiosk {
    async fn visitor(&mut self, visitor: &Visitor) -> Result<Answer<String>> {
        self.requests += 1;
        let key = format!("demo-{}", self.requests).parse().context("that is a key")?;
        let request = Request::new(key, &visitor.email, &visitor.name);
        self.last = Some(request.clone());
        let ticket = self.ticket(KioskCommand::Request(request.into())).await?;
        Ok(ticket.map(|(ticket, about)| match about.map(|about| about.ahead) {
            Some(0) => {
                format!("{} gets number {}; nobody is ahead.", visitor.name, ticket.number())
            }
            Some(ahead) => {
                format!("{} gets number {}; {ahead} ahead.", visitor.name, ticket.number())
            }
            None => format!("{} gets number {}.", visitor.name, ticket.number()),
        }))
    }

    async fn touch(&mut self, service: &ServiceId) -> Result<Answer<String>> {
        self.requests += 1;
        let key = format!("demo-{}", self.requests).parse().context("that is a key")?;
        let request = Request { service: Some(service.clone()), ..Request::new(key, "", "") };
        let ticket = self.ticket(KioskCommand::Request(request.into())).await?;
        Ok(ticket.map(|(ticket, about)| {
            let number = about.and_then(|about| about.number);
            let number = number.unwrap_or_else(|| ticket.number().to_string());
            format!("Somebody presses {service}, and gets {number} without a name.")
        }))
    }

    async fn simple(&mut self, visitor: &Visitor) -> Result<Answer<String>> {
        let ticket = self.ticket(KioskCommand::New(visitor.into())).await?;
        Ok(ticket.map(|(ticket, _)| format!("{} gets number {}.", visitor.name, ticket.number())))
    }

    async fn returning(&mut self, email: &str) -> Result<Answer<String>> {
        self.client.say(&KioskCommand::Query(email.to_owned())).await?;
        let name = loop {
            match self.answer().await? {
                KioskMessage::Query(name) => break name,
                KioskMessage::Error(no) => return Ok(Err(no)),
                _ => {}
            }
        };
        let visitor = Visitor { email: email.to_owned(), name };
        let answer = self.visitor(&visitor).await?;
        Ok(answer.map(|line| format!("“Is this you, {}?” Yes. {line}", visitor.name)))
    }

    async fn resend(&mut self) -> Result<Answer<String>> {
        let request = self.last.clone().context("nothing was asked yet")?;
        let name = request.name.clone();
        let ticket = self.ticket(KioskCommand::Request(request.into())).await?;
        Ok(ticket.map(|(ticket, _)| {
            let number = ticket.number();
            format!("The kiosk asks again for {name}: still {number}, one ticket.")
        }))
    }

    async fn ticket(
        &mut self,
        command: KioskCommand,
    ) -> Result<Answer<(Ticket, Option<KioskAbout>)>> {
        self.client.say(&command).await?;
        let mut heard = None;
        loop {
            match self.answer().await? {
                KioskMessage::About { ticket, about } => heard = Some((ticket, about)),
                KioskMessage::New(ticket) => {
                    let about = heard.filter(|(about_id, _)| *about_id == ticket.id);
                    return Ok(Ok((ticket, about.map(|(_, about)| about))));
                }
                KioskMessage::Error(no) => return Ok(Err(no)),
                _ => {}
            }
        }
    }

    async fn answer(&mut self) -> Result<KioskMessage> {
        let message = self.client.hear_soon().await?;
        self.mirror.apply(&message);
        Ok(message)
    }
}

impl From<&Visitor> for NewTicket {
    fn from(visitor: &Visitor) -> Self {
        Self { email: visitor.email.clone(), name: visitor.name.clone() }
    }
}
