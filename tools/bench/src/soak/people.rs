//! Who comes to the desk: kiosks, staff, a board, and somebody who only watches. Each is a thread
//! with a connection of its own that comes back when it breaks, and a mirror of what it heard.

use std::sync::atomic::Ordering;

use anyhow::{Context, Result, bail, ensure};
use shared::ids::TicketId;
use shared::message::{DisplayMessage, KioskMessage, StaffMessage, StaffSuccess};
use shared::mirror::{DisplayMirror, KioskMirror, StaffMirror, TicketState};
use shared::refusal::Refusal;

use super::desk::{Lap, PAUSE, Random};
use super::ledger::Ledger;
use crate::client::Client;

/// Kiosks stop for a while when this many wait, as visitors do.
const CROWDED: i64 = 400;
/// How many wait at the end of a lap at most.
const LEFT: usize = 20;

/// A connection that comes back.
struct Line {
    path: &'static str,
    client: Option<Client>,
}

impl Line {
    fn new(path: &'static str) -> Self {
        Self { path, client: None }
    }

    /// Sees to it that there is a connection; answers whether it is a new one.
    fn open(&mut self, lap: &Lap) -> Result<bool> {
        lap.goes_on()?;
        if self.client.is_some() {
            return Ok(false);
        }
        self.client = Some(lap.connect(self.path)?);
        Ok(true)
    }

    fn cut(&mut self, lap: &Lap) {
        self.client = None;
        lap.returns.fetch_add(1, Ordering::SeqCst);
    }

    /// Reads once; answers whether the connection still stands. What `each` complains of is final.
    fn hear(&mut self, lap: &Lap, mut each: impl FnMut(&str) -> Result<()>) -> Result<bool> {
        let Some(client) = &mut self.client else { return Ok(false) };
        let mut complaint = None;
        let read = client.read(|text| {
            let text = std::str::from_utf8(text)?;
            if let (Err(error), None) = (each(text), &complaint) {
                complaint = Some(error);
            }
            Ok(())
        });
        if let Some(error) = complaint {
            return Err(error);
        }
        if read.is_err() {
            self.cut(lap);
        }
        Ok(read.is_ok())
    }

    /// Says something and answers with what was said to it; nothing when the connection broke.
    fn ask(
        &mut self,
        lap: &Lap,
        text: &str,
        mut each: impl FnMut(&str) -> Result<()>,
    ) -> Result<Option<String>> {
        let Some(client) = &mut self.client else { return Ok(None) };
        if client.say(&[text]).is_err() {
            self.cut(lap);
            return Ok(None);
        }
        let mut answer = None;
        while answer.is_none() {
            lap.goes_on()?;
            let stands = self.hear(lap, |text| {
                if text.starts_with("success ") || text.starts_with("error ") {
                    answer = Some(text.to_owned());
                }
                each(text)
            })?;
            if !stands {
                return Ok(None);
            }
        }
        lap.answers.fetch_add(1, Ordering::SeqCst);
        Ok(answer)
    }
}

fn read<T: std::str::FromStr>(text: &str) -> Result<T> {
    text.parse().ok().with_context(|| format!("what is {text:?}?"))
}

/// A kiosk.
pub struct Kiosk {
    /// What it knows of the desk.
    pub mirror: KioskMirror,
    /// What it was promised.
    pub ledger: Ledger,
    name: String,
    count: usize,
    line: Line,
    random: Random,
}

impl Kiosk {
    /// The one of that index.
    pub fn new(index: usize) -> Self {
        Self {
            mirror: KioskMirror::default(),
            ledger: Ledger::default(),
            name: format!("kiosk-{index}"),
            count: 0,
            line: Line::new("/kiosk"),
            random: Random(index as u64 * 7 + 1),
        }
    }

    /// Makes tickets until there are enough, then listens until all is quiet.
    pub fn lap(&mut self, lap: &Lap) -> Result<()> {
        while lap.takes_one() {
            while lap.waiting.load(Ordering::SeqCst) > CROWDED && !lap.is_over() {
                std::thread::sleep(PAUSE);
            }
            self.visit(lap)?;
        }
        lap.making.fetch_sub(1, Ordering::SeqCst);
        lap.working.fetch_sub(1, Ordering::SeqCst);
        while !lap.is_heard(self.mirror.facts.clock_ms)? {
            self.open(lap)?;
            let mirror = &mut self.mirror;
            self.line.hear(lap, |text| {
                mirror.apply(&read(text)?);
                Ok(())
            })?;
        }
        Ok(())
    }

    fn open(&mut self, lap: &Lap) -> Result<()> {
        if self.line.open(lap)? {
            self.mirror = KioskMirror::default();
        }
        Ok(())
    }

    /// One visitor.
    fn visit(&mut self, lap: &Lap) -> Result<()> {
        self.count += 1;
        let key = format!("{}-{}", self.name, self.count);
        // Now and then somebody comes a second time and says so.
        let is_again = self.count > 1 && self.random.below(20) == 0;
        let address = self.count - usize::from(is_again);
        let again = if is_again { r#","again":true"# } else { "" };
        let request = format!(
            r#"request {{"key":"{key}","email":"{}-{address}@soak.example","name":"Xi Chen","reason":"badge"{again}}}"#,
            self.name
        );
        if lap.takes_a_cut() {
            // The answer is never read: whether there is a ticket is found out by asking again.
            self.open(lap)?;
            if let Some(client) = &mut self.line.client {
                client.say(&[&request]).ok();
            }
            self.line.cut(lap);
        }
        self.ticket(lap, &key, &request)?;
        match self.random.below(40) {
            // The same once more, as after a lost answer.
            0 | 1 => self.ticket(lap, &key, &request)?,
            // Gone before being called; if called by then, the ticket stays.
            2 => {
                let answer = self.insist(lap, &format!("withdraw {key}"))?;
                let is_done = matches!(&answer, KioskMessage::Withdraw(told) if *told == key);
                ensure!(is_done, "withdraw {key} was answered {answer}");
                self.ledger.withdrew(&key);
            }
            _ => {}
        }
        Ok(())
    }

    fn ticket(&mut self, lap: &Lap, key: &str, request: &str) -> Result<()> {
        match self.insist(lap, request)? {
            KioskMessage::New(ticket) => self.ledger.got(key, ticket.id),
            other => bail!("{request} was answered {other}"),
        }
    }

    /// Says it until it is answered, on as many connections as it takes.
    fn insist(&mut self, lap: &Lap, text: &str) -> Result<KioskMessage> {
        loop {
            self.open(lap)?;
            let mirror = &mut self.mirror;
            let answer = self.line.ask(lap, text, |text| {
                mirror.apply(&read(text)?);
                Ok(())
            })?;
            if let Some(answer) = answer {
                return read(&answer);
            }
        }
    }
}

/// Somebody of the staff, at a table or only watching.
pub struct Staff {
    /// What they know.
    pub mirror: StaffMirror,
    /// What they were promised.
    pub ledger: Ledger,
    /// How often a colleague was quicker.
    pub lost_races: usize,
    token: String,
    table: Option<u32>,
    line: Line,
    random: Random,
}

impl Staff {
    /// One with this token, who sits at a table or at none.
    pub fn new(token: String, table: Option<u32>) -> Self {
        let (mirror, ledger) = (StaffMirror::default(), Ledger::default());
        let random = Random(u64::from(table.unwrap_or(99)) * 13 + 5);
        Self { mirror, ledger, lost_races: 0, token, table, line: Line::new("/staff"), random }
    }

    /// Serves until hardly anybody waits and nobody comes any more, then listens until all is quiet.
    pub fn lap(&mut self, lap: &Lap) -> Result<()> {
        self.enter(lap)?;
        if let Some(table) = self.table {
            while !lap.is_over() && !self.is_done(lap) {
                self.enter(lap)?;
                lap.waiting.store(self.mirror.waiting().len() as i64, Ordering::SeqCst);
                self.serve(lap, table)?;
                if lap.takes_a_cut() {
                    self.line.cut(lap);
                }
            }
            lap.working.fetch_sub(1, Ordering::SeqCst);
        }
        while !lap.is_heard(self.mirror.facts.clock_ms)? {
            self.enter(lap)?;
            self.hear(lap)?;
            if lap.takes_a_cut() {
                self.line.cut(lap);
            }
        }
        Ok(())
    }

    fn is_done(&self, lap: &Lap) -> bool {
        let is_there = self.line.client.is_some() && self.mirror.is_ready;
        is_there && lap.making.load(Ordering::SeqCst) == 0 && self.mirror.waiting().len() <= LEFT
    }

    /// Is connected, signed in, and at the table.
    fn enter(&mut self, lap: &Lap) -> Result<()> {
        loop {
            if self.line.open(lap)? {
                self.mirror = StaffMirror::default();
                let resume = format!("resume {}", self.token);
                let Some(answer) = self.ask(lap, &resume)? else { continue };
                ensure!(answer.starts_with("success "), "a token was answered {answer}");
            }
            while !self.mirror.is_ready && self.hear(lap)? {}
            if self.mirror.is_ready
                && let Some(table) = self.table
                && self.mirror.seat.is_none()
            {
                let pick = format!("pick {table} {}", self.token);
                let Some(answer) = self.ask(lap, &pick)? else { continue };
                ensure!(answer.starts_with("success "), "a table was answered {answer}");
            }
            if self.line.client.is_some() && self.mirror.is_ready {
                return Ok(());
            }
        }
    }

    fn hear(&mut self, lap: &Lap) -> Result<bool> {
        let mirror = &mut self.mirror;
        self.line.hear(lap, |text| {
            mirror.apply(&read(text)?);
            Ok(())
        })
    }

    fn ask(&mut self, lap: &Lap, text: &str) -> Result<Option<String>> {
        let mirror = &mut self.mirror;
        self.line.ask(lap, text, |text| {
            mirror.apply(&read(text)?);
            Ok(())
        })
    }

    /// Does one thing with a visitor.
    fn serve(&mut self, lap: &Lap, table: u32) -> Result<()> {
        let mine: Vec<TicketId> = self
            .mirror
            .tickets
            .values()
            .filter(|held| held.state == TicketState::Mine)
            .map(|held| held.ticket.id)
            .collect();
        if mine.is_empty() || mine.len() < 3 && self.random.below(5) == 0 {
            return self.take(lap);
        }
        let id = mine[self.random.below(mine.len() as u64) as usize];
        let (verb, outcome) = match self.random.below(20) {
            0 | 1 => ("recall", None),
            2 => ("note", None),
            3 => ("transfer", None),
            4 => ("release", None),
            5 => ("cancel", Some("cancelled")),
            6 | 7 => ("noshow", Some("no-show")),
            _ => ("complete", Some("completed")),
        };
        let text = match verb {
            "note" => format!("note {id} said at {table}"),
            "transfer" => {
                let tables: Vec<_> = self.mirror.at.keys().collect();
                format!("transfer {id} {}", tables[self.random.below(tables.len() as u64) as usize])
            }
            _ => format!("{verb} {id}"),
        };
        self.ledger.unsure(id);
        let Some(answer) = self.ask(lap, &text)? else { return Ok(()) };
        if let StaffMessage::Error(sentence) = read(&answer)? {
            // Who has just lost the server may find that a colleague has not taken the table again.
            let is_usual = verb == "transfer" && sentence.refusal() == Some(Refusal::NobodyAtTable);
            ensure!(is_usual, "{text} was answered {answer}");
        }
        if outcome.is_none() {
            return Ok(());
        }
        self.ledger.ended(id, outcome);
        if self.random.below(20) == 0 {
            self.ledger.unsure(id);
            let Some(answer) = self.ask(lap, &format!("reopen {id}"))? else { return Ok(()) };
            ensure!(answer.starts_with("success "), "reopen {id} was answered {answer}");
        }
        Ok(())
    }

    /// Takes the next visitor, or one chosen from the queue.
    fn take(&mut self, lap: &Lap) -> Result<()> {
        let waiting: Vec<TicketId> =
            self.mirror.waiting().iter().map(|held| held.ticket.id).collect();
        let Some(first) = waiting.first() else {
            self.hear(lap)?;
            return Ok(());
        };
        let text =
            if self.random.below(4) == 0 { format!("accept {first}") } else { "next".into() };
        let Some(answer) = self.ask(lap, &text)? else { return Ok(()) };
        match read(&answer)? {
            StaffMessage::Success(StaffSuccess::Claimed(_) | StaffSuccess::Next(_)) => {}
            StaffMessage::Error(sentence) => {
                let is_usual = matches!(
                    sentence.refusal(),
                    Some(Refusal::NowClaimed | Refusal::AlreadyEnded | Refusal::NobodyWaiting)
                );
                ensure!(is_usual, "{text} was answered {sentence}");
                self.lost_races += 1;
            }
            other => bail!("{text} was answered {other}"),
        }
        Ok(())
    }
}

/// A board.
pub struct Board {
    /// What it shows.
    pub mirror: DisplayMirror,
    line: Line,
}

impl Board {
    /// One.
    pub fn new() -> Self {
        Self { mirror: DisplayMirror::default(), line: Line::new("/display") }
    }

    /// Listens until all is quiet.
    pub fn lap(&mut self, lap: &Lap) -> Result<()> {
        while !(self.mirror.is_ready && lap.is_heard(self.mirror.facts.clock_ms)?) {
            if self.line.open(lap)? {
                self.mirror = DisplayMirror::default();
            }
            let mirror = &mut self.mirror;
            self.line.hear(lap, |text| {
                mirror.apply(&read::<DisplayMessage>(text)?);
                Ok(())
            })?;
            if lap.takes_a_cut() {
                self.line.cut(lap);
            }
        }
        Ok(())
    }
}
