//! What clients did and were told, each with its moment.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::linear::Moment;

/// What a client says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// A kiosk asks for a ticket under a key.
    Request(String),
    /// One of the staff calls a ticket.
    Accept(i64),
    /// One of the staff ends a ticket: served, or not.
    End(i64, bool),
    /// One of the staff sits down at a table.
    Pick(u32),
    /// One of the staff leaves a table.
    Unpick(u32),
}

/// What it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The ticket of this number.
    Ticket(i64),
    /// It is done.
    Done,
    /// It is not done, by this sentence.
    Refused(String),
}

/// A call, from when it was sent.
#[derive(Debug, Clone)]
pub struct Op {
    /// At which desk.
    pub desk: usize,
    /// By whom: a kiosk, or an account.
    pub who: String,
    /// What was said.
    pub call: Call,
    /// When.
    pub sent: Moment,
    /// What was answered, and when; none: the connection broke first.
    pub answer: Option<(Moment, Answer)>,
}

/// What a board was told on one connection.
#[derive(Debug, Clone, Default)]
pub struct Watch {
    /// At which desk.
    pub desk: usize,
    /// When it asked for the connection.
    pub asked: Moment,
    /// When it had all that there was.
    pub began: Moment,
    /// When it was told anything: for five seconds from then on it shows what it has as new.
    pub heard: Vec<Moment>,
    /// When it was closed; none: it was left.
    pub closed: Option<Moment>,
    /// Which tickets were called, and when it was told.
    pub called: Vec<(Moment, i64)>,
}

impl Watch {
    /// When it was told anything last.
    pub fn last(&self) -> Moment {
        self.heard.last().copied().unwrap_or_default()
    }
}

/// A desk has another leader than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Takeover {
    /// What the desk is called.
    pub desk: String,
    /// Who led it, in which of their lives.
    pub from: String,
    /// When it was seen last that it had not.
    pub before: Moment,
    /// When it was seen first that it had.
    pub after: Moment,
}

/// All of it.
#[derive(Debug)]
pub struct History {
    start: Instant,
    told: Mutex<Told>,
}

/// What has been written down.
#[derive(Debug, Default)]
pub struct Told {
    /// By kiosks and staff.
    pub ops: Vec<Op>,
    /// By boards.
    pub watches: Vec<Watch>,
    /// By whoever looks into the database.
    pub takeovers: Vec<Takeover>,
    /// When a leader was cut off from the databases, and which, in which of their lives.
    pub cut_off: Option<(Moment, String)>,
}

impl History {
    /// An empty one.
    pub fn new() -> Self {
        Self { start: Instant::now(), told: Mutex::default() }
    }

    /// The moment that it is.
    pub fn now(&self) -> Moment {
        u64::try_from(self.start.elapsed().as_micros()).unwrap_or(Moment::MAX)
    }

    /// What was written down so far.
    pub fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that something is being sent; gives its place.
    pub fn send(&self, desk: usize, who: &str, call: &Call) -> usize {
        let mut told = self.told();
        let (who, call) = (who.to_owned(), call.clone());
        told.ops.push(Op { desk, who, call, sent: self.now(), answer: None });
        told.ops.len() - 1
    }

    /// Notes the answer to what has that place.
    pub fn hear(&self, place: usize, answer: Answer) {
        let now = self.now();
        if let Some(op) = self.told().ops.get_mut(place) {
            op.answer = Some((now, answer));
        }
    }
}

/// Numbers that look random and follow from a seed: splitmix64.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The numbers of a seed, and of whoever needs some of their own.
    pub fn new(seed: u64, whose: u64) -> Self {
        let mut random = Self(seed ^ whose.wrapping_mul(0xA076_1D64_78BD_642F));
        random.next();
        random
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// One below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }
}
