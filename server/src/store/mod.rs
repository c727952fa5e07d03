//! The journal, and the tables as what it adds up to.
//!
//! A batch of changes is one row of the journal; appending that row is the commit. The tables
//! follow when there is time: each applied change names the rows that differ afterwards, and
//! [`Store::level`] writes those rows as they stand by then, the longest waiting first, and moves
//! the one watermark. What the tables are complete up to leaves the journal. Rows may be newer than
//! the watermark says: changes hold absolute values, so a replay over them ends in the same state.
//!
//! Reading order: this file is the store itself, which knows no engine. `engine` is the seam,
//! `held` what the tables lack, `names` what commands look up, `reader` what is read beside the
//! desk's owner. `sqlite` is the engine of a desk on one machine, with its upkeep and `restore`;
//! `postgres` that of many desks on several; `moving` takes a desk from one to the other.

mod engine;
mod held;
pub mod moving;
mod names;
pub mod postgres;
mod reader;
mod secret;
mod sqlite;

#[cfg(test)]
mod contract;
#[cfg(test)]
pub(crate) mod memory;
#[cfg(test)]
mod model;

use std::collections::VecDeque;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use serde::Deserialize;

pub use self::engine::{ReadError, Seq, WriteError};
pub use self::held::Rows;
pub use self::names::{Found, Names};
use self::names::{Gathered, Wanted};
pub use self::reader::{Act, Cancelled, Exported, Read, Reader};
pub use self::sqlite::restore::{Restored, is_replaced, restore};
pub use self::sqlite::scrub::{Scrubbed, scrub};
pub use self::sqlite::{FILE, IDS_FILE};

use self::engine::{Engine, JournalRow, Step, Stored};
use self::held::Held;
use crate::core::change::{Batch, Change, Entry};
use crate::core::state::State;
use crate::core::ticket::Ticket;
use crate::core::time::Millis;
use crate::lead::trial;
use crate::settings::Settings;

/// How many changes may wait to come into the tables before that must not be put off any more:
/// a start replays them all.
pub const BACKLOG: usize = 50_000;

/// How long a request key is remembered at least: 48 hours, and an hour for clocks that differ.
const KEY_MS: Millis = 49 * 3_600_000;

/// How many ids a row of the table `arrivals` is about.
const ARRIVALS: i64 = 1024;

/// So few batches are read by one thread.
const FEW_BATCHES: usize = 256;

/// The fewest rows that are written together.
const FEWEST_ROWS: usize = 16;

/// The most rows that are written together; each is held twice until it is written.
const MOST_ROWS: usize = 16_384;

/// Keeps one desk.
#[derive(Debug)]
pub struct Store {
    engine: Box<dyn Engine>,
    held: Held,
    /// The batch that was appended last.
    last: Seq,
    /// How many changes were noted that are not appended yet.
    noted: u32,
    /// The batches that were loaded and whose changes are still to be noted, with how many.
    replaying: VecDeque<(Seq, u32)>,
    /// How many of the first of those were noted.
    replayed: u32,
    /// The batches that the journal holds, with how many changes each has.
    backlog: VecDeque<(Seq, usize)>,
    /// How many changes that is in all.
    behind: usize,
    /// What was looked up ahead, as the tables have it.
    gathered: Gathered,
    /// Whether a batch that is not counted as appended may come back after a crash.
    is_unsettled: bool,
    /// How many rows were written in a millisecond, lately.
    rows_a_ms: f64,
}

/// What a start needs.
#[derive(Debug, Default)]
pub struct Loaded {
    /// What the tables hold.
    pub state: State,
    /// The batches to replay over it, in order. Each change that is replayed is also noted.
    pub replay: Vec<Batch>,
}

/// Why a batch was not appended.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// It is certainly not there, and nothing was changed.
    #[error("not saved: {0}")]
    NotSaved(String),
    /// It may come back after a crash: neither yes nor no would be a true answer.
    #[error("neither saved nor undone: {0}")]
    Unknown(String),
    /// The desk is led by another server now, or the database lost what was saved. Whether it is
    /// there is not for this store to say; nothing is appended here any more.
    #[error("{0}")]
    Lost(String),
}

/// Opens or makes the database of a data directory, for a server or a command that changes
/// something, and brings it to today's form. The caller holds the directory's lock.
pub fn open(dir: &Path) -> anyhow::Result<Store> {
    sqlite::restore::remove_unfinished(dir);
    Ok(Store::new(Box::new(sqlite::Sqlite::open(dir)?)))
}

/// Opens the database of a data directory to look at it; none where there is none. Nothing is
/// written, not even where the database is of an older version or a server was killed.
pub fn open_to_read(dir: &Path) -> anyhow::Result<Option<Store>> {
    let engine = sqlite::Sqlite::open_to_read(dir)?;
    Ok(engine.map(|engine| Store::new(Box::new(engine))))
}

/// Opens the desk to look at it, wherever the settings say that it is; none where there is none
/// yet. Nothing is written.
pub fn look_at(settings: &Settings) -> anyhow::Result<Option<Store>> {
    let Some(database) = postgres::Database::of_settings(settings, postgres::SHORT)? else {
        return open_to_read(&settings.data_dir);
    };
    let engine = postgres::Looking::open(&database, &settings.desk)?;
    Ok(engine.map(|engine| Store::new(Box::new(engine))))
}

impl Store {
    /// A store on an engine of a test's.
    #[cfg(test)]
    pub(crate) fn on(engine: memory::Memory) -> Self {
        Self::new(Box::new(engine))
    }

    /// A store of a desk that this server leads.
    pub fn led(engine: postgres::Postgres) -> Self {
        Self::new(Box::new(engine))
    }

    /// Whether anybody may be told anything now: no other server can have taken the desk.
    pub fn may_answer(&self) -> bool {
        self.engine.may_answer()
    }

    /// Whether an append takes longer than to wake a thread.
    pub fn is_far(&self) -> bool {
        self.engine.is_far()
    }

    /// What the time is by the clock of the machine where the desk is kept, if that is another.
    pub fn time_elsewhere(&self) -> Option<Millis> {
        self.engine.time_elsewhere()
    }

    fn new(engine: Box<dyn Engine>) -> Self {
        Self {
            engine,
            held: Held::default(),
            last: 0,
            noted: 0,
            replaying: VecDeque::new(),
            replayed: 0,
            backlog: VecDeque::new(),
            behind: 0,
            gathered: Gathered::default(),
            is_unsettled: false,
            rows_a_ms: 32.0,
        }
    }

    /// Reads everything that a desk needs at the start, and forgets what is held: the way back
    /// after a failed append, too. The caller replays the batches, and notes each of their
    /// changes, before anything else.
    pub fn load(&mut self) -> Result<Loaded, ReadError> {
        let Stored { state, journal, last } = self.engine.load().wait()?;
        let replay = read_all(&journal)?;
        self.held = Held::default();
        self.gathered = Gathered::default();
        self.noted = 0;
        self.replaying.clear();
        self.replayed = 0;
        self.backlog.clear();
        self.behind = 0;
        for ((seq, _), batch) in journal.iter().zip(&replay) {
            let (seq, count) = (*seq, batch.entries.len());
            self.backlog.push_back((seq, count));
            self.behind += count;
            if count > 0 {
                self.replaying.push_back((seq, u32::try_from(count).unwrap_or(u32::MAX)));
            }
        }
        self.last = last;
        Ok(Loaded { state, replay })
    }

    /// The newest written form of a change that everybody reads who may have to take over.
    pub fn form(&self) -> u32 {
        self.engine.form().min(trial::reads())
    }

    /// Notes a change that was applied and is not appended yet, or that is being replayed. From
    /// now on look-ups see it. `ended` is the ticket that it ended, as it stands then.
    pub fn note(&mut self, entry: &Entry, ended: Option<&Ticket>) {
        let (seq, n) = match self.replaying.front() {
            Some((seq, count)) => {
                let (seq, n, is_last) = (*seq, self.replayed, self.replayed + 1 >= *count);
                self.replayed += 1;
                if is_last {
                    self.replaying.pop_front();
                    self.replayed = 0;
                }
                (seq, n)
            }
            None => {
                self.noted += 1;
                (self.last + 1, self.noted - 1)
            }
        };
        if matches!(entry.change, Change::Forgotten { .. }) {
            // A name may be that of somebody who is forgotten.
            self.gathered = Gathered::default();
        }
        self.held.note(seq, n, entry, ended);
    }

    /// Makes a batch durable, whose changes were all noted. When this fails, [`Store::load`] is
    /// the way back.
    #[expect(clippy::needless_pass_by_value, reason = "a batch is appended once")]
    pub fn append(&mut self, batch: Batch) -> Result<(), AppendError> {
        debug_assert!(self.replaying.is_empty(), "what was loaded is replayed first");
        debug_assert_eq!(usize::try_from(self.noted).ok(), Some(batch.entries.len()));
        if self.is_unsettled {
            // This batch is not written, so whatever happens it is not saved.
            self.settle().map_err(|error| match error {
                AppendError::Lost(why) => AppendError::Lost(why),
                error => AppendError::NotSaved(error.to_string()),
            })?;
        }
        let form = self.form();
        if batch.v > form {
            return Err(AppendError::NotSaved(format!(
                "a server that may have to take over reads changes of form {form} at most, and \
                 these have form {}: update it first",
                batch.v
            )));
        }
        let body = serde_json::to_string(&batch)
            .map_err(|error| AppendError::NotSaved(error.to_string()))?;
        let seq = self.last + 1;
        let highest_ticket = batch.entries.iter().filter_map(|entry| match &entry.change {
            Change::Created { ticket, .. } => Some(ticket.id),
            _ => None,
        });
        let row = JournalRow { seq, body, highest_ticket: highest_ticket.max() };
        match self.engine.append(row).wait() {
            Ok(()) => {
                self.last = seq;
                self.noted = 0;
                self.backlog.push_back((seq, batch.entries.len()));
                self.behind += batch.entries.len();
                Ok(())
            }
            Err(WriteError::NotWritten(why)) => Err(AppendError::NotSaved(why)),
            Err(WriteError::Unsure(why)) => {
                self.is_unsettled = true;
                match self.settle() {
                    Ok(()) => Err(AppendError::NotSaved(why)),
                    Err(AppendError::Lost(why)) => Err(AppendError::Lost(why)),
                    Err(_) => Err(AppendError::Unknown(why)),
                }
            }
            Err(WriteError::Lost(why)) => Err(AppendError::Lost(why)),
        }
    }

    /// After [`AppendError::Unknown`]: tries to put an empty batch where the failed one may stand.
    /// Once this succeeds the failed batch cannot come back, and the disk takes changes again.
    /// Does nothing where no batch is in doubt.
    pub fn settle(&mut self) -> Result<(), AppendError> {
        if !self.is_unsettled {
            return Ok(());
        }
        let body = serde_json::to_string(&Batch::new(Vec::new()))
            .map_err(|error| AppendError::Unknown(error.to_string()))?;
        let row = JournalRow { seq: self.last + 1, body, highest_ticket: None };
        self.engine.settle(row).wait().map_err(|error| match error {
            WriteError::Lost(why) => AppendError::Lost(why),
            error => AppendError::Unknown(error.to_string()),
        })?;
        self.is_unsettled = false;
        self.last += 1;
        self.backlog.push_back((self.last, 0));
        self.held.renumber(self.last, self.last + 1);
        Ok(())
    }

    /// Mends what keeps every batch from being appended, if anything does. An error says that
    /// nothing can be saved now.
    pub fn mend(&mut self) -> Result<(), WriteError> {
        self.engine.mend().wait()
    }

    /// Looks up what the commands of a batch name, all of it together. Worth its while where the
    /// tables are [far](Store::is_far) away.
    pub fn gather(&mut self, names: impl IntoIterator<Item = Names>) -> Result<(), ReadError> {
        self.gathered = Gathered::default();
        let mut wanted = Wanted::default();
        for names in names {
            wanted.add(self.held.left_over(&names));
        }
        if !wanted.is_empty() {
            self.gathered = self.engine.gather(wanted, self.held.forgotten()).wait()?;
        }
        Ok(())
    }

    /// Finds what a command names. Sees everything that was noted.
    pub fn look_up(&mut self, names: &Names) -> Result<Found, ReadError> {
        let mut left_over = self.held.left_over(names);
        let mut found = Found::default();
        self.gathered.give(&mut left_over, &mut found);
        if !left_over.is_empty() {
            let there = self.engine.look_up(&left_over, self.held.forgotten()).wait()?;
            found.ticket = there.ticket.or(found.ticket);
            found.key = there.key.or(found.key);
            found.name = there.name.or(found.name);
            found.ended = there.ended;
        }
        self.held.complete(names, &mut found);
        Ok(found)
    }

    /// Brings the tables up to date for about `budget`, which may be nothing: some rows are
    /// written in any case. Everything that was noted must be appended. Returns whether nothing
    /// is left to do. A longer budget writes a row for less: pages that many rows touch are written
    /// once. What is written becomes durable with the next append; a crash before that leaves it
    /// undone and the journal as it was.
    pub fn level(&mut self, rows: &impl Rows, budget: Duration) -> Result<bool, WriteError> {
        debug_assert!(self.replaying.is_empty() && self.noted == 0, "changes are not appended");
        if self.is_unsettled {
            self.settle().map_err(|error| WriteError::NotWritten(error.to_string()))?;
        }
        let start = Instant::now();
        while !self.backlog.is_empty() {
            let left = budget.saturating_sub(start.elapsed());
            self.step(rows, left)?;
            if start.elapsed() >= budget {
                break;
            }
        }
        Ok(self.backlog.is_empty())
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a count of rows, held between two bounds"
    )]
    fn step(&mut self, rows: &impl Rows, budget: Duration) -> Result<(), WriteError> {
        let wanted = (self.rows_a_ms * budget.as_secs_f64() * 1e3) as usize;
        let count = wanted.clamp(FEWEST_ROWS, MOST_ROWS).min(self.held.len());
        let start = Instant::now();
        self.gathered = Gathered::default();
        let writes = self.held.writes(count, rows);
        let watermark = self.held.seq(count).map_or(self.last, |seq| seq - 1);
        self.engine.write(Step { writes, watermark, last: self.last }).wait()?;
        self.held.written(count);
        while let Some((_, changes)) = self.backlog.pop_front_if(|(seq, _)| *seq <= watermark) {
            self.behind -= changes;
        }
        if count >= FEWEST_ROWS {
            let pace = count as f64 / (start.elapsed().as_secs_f64() * 1e3).max(1e-3);
            self.rows_a_ms = (self.rows_a_ms * 3.0 + pace) / 4.0;
        }
        Ok(())
    }

    /// How many changes wait to come into the tables.
    pub fn behind(&self) -> usize {
        self.behind
    }

    /// Whether so many wait that the tables must be brought up to date even on a busy desk.
    pub fn must_level(&self) -> bool {
        self.behind > BACKLOG
    }

    /// What an idle desk has time for. `now` is none while the clock is in doubt: request keys are
    /// not forgotten then.
    pub fn tidy(&mut self, now: Option<Millis>) -> Result<(), WriteError> {
        self.engine.tidy(now.map(|now| now.saturating_sub(KEY_MS))).wait()
    }

    /// Ends. The caller has brought the tables up to date if it could, and asks for nothing more.
    pub fn close(&mut self) -> Result<(), WriteError> {
        self.engine.close().wait()
    }
}

/// Whether this program can read the batches of a journal.
fn can_read(journal: &[(Seq, String)]) -> Result<(), ReadError> {
    read_all(journal).map(drop)
}

/// Reads the batches of the journal, on every core: it is the longest part of a start after a
/// crash.
fn read_all(journal: &[(Seq, String)]) -> Result<Vec<Batch>, ReadError> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let size = journal.len().div_ceil(cores).max(FEW_BATCHES);
    thread::scope(|scope| {
        let read_part = |part: &[(Seq, String)]| -> Result<Vec<Batch>, ReadError> {
            part.iter().map(|(seq, body)| read(*seq, body)).collect()
        };
        let mut parts = journal.chunks(size);
        let first = parts.next().unwrap_or_default();
        let others: Vec<_> = parts.map(|part| scope.spawn(move || read_part(part))).collect();
        let mut batches = read_part(first)?;
        for other in others {
            let part = other.join().map_err(|_| ReadError::Failed("a reader panicked".into()))?;
            batches.extend(part?);
        }
        Ok(batches)
    })
}

/// Reads a batch of the journal.
fn read(seq: Seq, body: &str) -> Result<Batch, ReadError> {
    read_knowing(seq, body, trial::reads())
}

/// Reads it as a program does that knows the written forms up to this one.
fn read_knowing(seq: Seq, body: &str, known: u32) -> Result<Batch, ReadError> {
    /// What every form begins with.
    #[derive(Deserialize)]
    struct Head {
        v: u32,
    }
    let newer = |form| ReadError::Newer { seq, form, known };
    match serde_json::from_str::<Batch>(body) {
        Ok(batch) if batch.v > known => Err(newer(batch.v)),
        Ok(batch) => Ok(batch),
        Err(error) => match serde_json::from_str::<Head>(body) {
            Ok(head) if head.v > known => Err(newer(head.v)),
            _ => Err(ReadError::Damaged { seq, why: error.to_string() }),
        },
    }
}

#[cfg(test)]
mod tests {
    use shared::ids::TicketId;

    use super::*;
    use crate::core::change::By;
    use crate::core::paper::PrintNo;

    /// The last form before tickets that somebody wants printed were told from those that came out.
    const BEFORE: u32 = 7;

    #[test]
    fn a_program_that_does_not_know_a_change_refuses_it_as_newer() {
        let (ticket, kiosk) = (TicketId::new(1).unwrap(), "Hall".to_owned());
        let print = Some(PrintNo(1));
        let asked = Change::PrintAsked { ticket, kiosk: kiosk.clone(), print };
        for change in [asked, Change::Printed { ticket, kiosk, prints: Vec::new() }] {
            let batch = Batch::new(vec![Entry { by: By::Kiosk, at: 1, change }]);
            let body = serde_json::to_string(&batch).unwrap();
            assert_eq!(read(9, &body).unwrap(), batch);
            let refused = read_knowing(9, &body, BEFORE).unwrap_err();
            let form = batch.v;
            assert!(
                matches!(refused, ReadError::Newer { seq: 9, form: it, known: BEFORE } if it == form),
                "{refused}"
            );
        }
    }
}
