//! The engine of many desks on several machines: PostgreSQL, with a standby that has every commit
//! before it counts.
//!
//! A server has one thread for it and five connections (`database`, `link`, by an `address`); the
//! engine of a desk hands its calls there and gets the results over a channel. What every change
//! names is the epoch of the desk as it is led here (`hold`). `registry` has the desks and their
//! names, `commit` appends for all desks of a
//! server in one statement, `write` brings the tables up to date in one, `rows` reads, `schema` has
//! the tables, `roster` what servers see of each other and of all desks. No transaction of several messages stands anywhere: whoever is stopped or cut off
//! holds nobody up, and what of theirs comes late changes nothing.

mod address;
pub mod cluster;
mod commit;
mod database;
pub mod directory;
mod hold;
mod keys;
mod link;
mod looking;
pub mod member;
pub mod moving;
mod reader;
pub mod registry;
pub mod roster;
mod rows;
mod schema;
mod stream;
#[cfg(test)]
pub(super) mod tests;
mod text;
mod write;

use std::error::Error as _;
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use anyhow::Context as _;
use rustc_hash::FxHashSet;
use shared::ids::TicketId;
use tokio_postgres::types::Type;

pub use self::address::{Address, AddressError};
use self::commit::Append;
use self::database::Use;
use self::database::unpoisoned;
pub use self::database::{Database, Lines, Patience, SHORT};
#[cfg(test)]
use self::hold::ask_again;
use self::hold::{Failure, ask};
pub use self::hold::{Hold, Leader};
use self::keys::Keys;
use self::link::{Link, Param};
pub use self::looking::Looking;
pub use self::reader::Reader;
pub use self::registry::DeskKey;
use super::engine::{Engine, JournalRow, ReadError, Started, Step, Stored, WriteError};
use super::names::{Found, Gathered, Names, Wanted};
use super::secret::Secret;
use crate::core::time::Millis;
use crate::lead::{LEASE, Lease};

/// How long a start waits for the database: whoever started it is told a sentence.
const PATIENCE: Duration = Duration::from_secs(10);

/// How much later what is kept must end until request keys are forgotten again, in milliseconds.
const KEYS_EVERY: Millis = 600_000;

/// A desk that is led here.
#[derive(Debug)]
pub struct Postgres {
    database: Database,
    hold: Arc<Hold>,
    secret: Secret,
    /// For how long this server may say that it leads it; none: for ever, which is for tests.
    lease: Option<Arc<Lease>>,
    /// What was read before the desk was taken; none: nothing, or it was used.
    prepared: Option<Prepared>,
    /// The request keys that the tables may have, as they were read and are written here.
    keys: Arc<Mutex<Keys>>,
    /// Before which moment keys were forgotten last.
    keys_before: Option<Millis>,
}

/// What was read of a desk while another led it: once it is taken, only what the journal has had
/// since is to be read.
#[derive(Debug)]
pub struct Prepared {
    stored: Stored,
    keys: Keys,
}

impl Postgres {
    /// Makes the tables if there are none, and checks that the database is for this program.
    pub fn prepare(database: &Database) -> anyhow::Result<()> {
        open(database, true).map(drop)
    }

    /// A desk that a member leads.
    pub fn led(database: &Database, me: Leader, grip: member::Grip, lease: Arc<Lease>) -> Self {
        let hold = Arc::new(Hold::new(grip.key, grip.name, me, grip.epoch));
        let lease = Some(lease);
        Self { lease, ..Self::holding(database, hold, grip.secret) }
    }

    /// With what was read before the desk was taken.
    #[must_use]
    pub fn prepared(self, prepared: Option<Prepared>) -> Self {
        Self { prepared, ..self }
    }

    /// By what it is held, for as long as it is.
    pub fn hold(&self) -> Weak<Hold> {
        Arc::downgrade(&self.hold)
    }

    /// Reads a desk that another server leads, so that taking it takes less long. What its journal
    /// has from now on is kept while this server says that it wants the desk.
    pub async fn prepare_desk(lines: &Lines, desk: &DeskKey) -> Result<Prepared, ReadError> {
        let link = lines.link(Use::Work).await;
        let link = link.map_err(|error| ReadError::Failed(error.to_string()))?;
        let rows::Desk { stored, keys, .. } = rows::load(&link, desk.as_str()).await?;
        // An older server must not be given what it cannot read. The lease is renewed on this thread.
        let reading = tokio::task::spawn_blocking(move || {
            crate::store::can_read(&stored.journal).map(|()| stored)
        });
        let stored = reading.await.map_err(|error| ReadError::Failed(error.to_string()))??;
        Ok(Prepared { stored, keys })
    }

    /// Takes a desk from whoever leads it, which may write nothing from then on.
    #[cfg(test)]
    pub fn take(database: &Database, desk: &DeskKey, leader: Leader) -> anyhow::Result<Self> {
        let desk = desk.clone();
        let (hold, secret) = database.block_on(|lines| async move {
            let sql = "UPDATE walkup.desk
                       SET epoch = epoch + 1, leader = $2, leader_incarnation = $3
                       WHERE id = $1 RETURNING epoch, secret, name";
            let params: [Param<'_>; 3] = [
                (&desk.0, Type::TEXT),
                (&leader.server, Type::TEXT),
                (&leader.incarnation, Type::INT8),
            ];
            let answer = ask_again(&lines, Use::Lead, sql, &params).await?;
            let row = answer.rows.first().context("there is no such desk")?;
            let secret = Secret::of_bytes(row.try_get::<_, &[u8]>(1)?.try_into()?);
            let name = row.try_get::<_, &str>(2)?.parse()?;
            Ok((Hold::new(desk, name, leader, row.try_get(0)?), secret))
        })?;
        Ok(Self::holding(database, Arc::new(hold), secret))
    }

    fn holding(database: &Database, hold: Arc<Hold>, secret: Secret) -> Self {
        Self {
            database: database.clone(),
            hold,
            secret,
            lease: None,
            prepared: None,
            keys: Arc::default(),
            keys_before: None,
        }
    }

    fn later<T: Send + 'static, E, F>(
        &self,
        work: impl FnOnce(Arc<Lines>, Arc<Hold>) -> F,
    ) -> Started<T, E>
    where
        E: Send + 'static,
        F: Future<Output = Result<T, E>> + Send + 'static,
    {
        let hold = Arc::clone(&self.hold);
        Started::Later(self.database.start_work(|lines| work(lines, hold)))
    }
}

/// Checks that a database is for this program, and may make the tables; says whether they are there.
fn open(database: &Database, makes: bool) -> anyhow::Result<bool> {
    let say = || format!("the database {} cannot be used", database.address());
    database
        .block_on(|lines| async move {
            let opened = schema::open(&lines, makes);
            match tokio::time::timeout(PATIENCE, opened).await {
                Ok(opened) => opened,
                Err(_) => anyhow::bail!(
                    "it does not answer: where commits wait for a standby, see whether one is \
                     connected"
                ),
            }
        })
        .with_context(say)
}

impl Engine for Postgres {
    fn load(&mut self) -> Started<Stored, ReadError> {
        let mut prepared = self.prepared.take();
        let known = Arc::clone(&self.keys);
        // What was known was of before.
        *unpoisoned(&known) = Keys::default();
        self.later(|lines, hold| async move {
            let loaded = async {
                // What is in doubt must not be carried out while the tables are read.
                hold.settle(&lines).await.map_err(|error| ReadError::Failed(error.to_string()))?;
                loop {
                    let link = reach(&lines).await;
                    let read = load(&link, &hold, prepared.as_mut()).await;
                    match read {
                        Err(_) if link.is_broken() => {}
                        Err(error) => break Err(error),
                        Ok(Prepared { stored, keys }) => {
                            *unpoisoned(&known) = keys;
                            break Ok(stored);
                        }
                    }
                }
            };
            lines.patiently(loaded, |why| Err(ReadError::Failed(why))).await
        })
    }

    fn append(&mut self, row: JournalRow) -> Started<(), WriteError> {
        let (done, result) = std::sync::mpsc::channel();
        self.database.append(Append { hold: Arc::clone(&self.hold), row, done });
        Started::Later(result)
    }

    fn settle(&mut self, row: JournalRow) -> Started<(), WriteError> {
        self.later(|lines, hold| async move { commit::settle(&lines, &hold, &row).await })
    }

    fn look_up(
        &mut self,
        names: &Names,
        forgotten: &FxHashSet<TicketId>,
    ) -> Started<Found, ReadError> {
        let (mut names, secret) = (names.clone(), self.secret.clone());
        unpoisoned(&self.keys).leave_out(&mut names);
        if names.is_empty() {
            return Started::Done(Ok(Found::default()));
        }
        let forgotten =
            if names.visitor.is_some() { forgotten.clone() } else { FxHashSet::default() };
        self.later(|lines, hold| async move {
            let found = async {
                loop {
                    let link = reach(&lines).await;
                    match rows::look_up(&link, hold.key.as_str(), &secret, &names, &forgotten).await
                    {
                        Err(_) if link.is_broken() => {}
                        read => break read,
                    }
                }
            };
            lines.patiently(found, |why| Err(ReadError::Failed(why))).await
        })
    }

    fn gather(
        &mut self,
        mut wanted: Wanted,
        forgotten: &FxHashSet<TicketId>,
    ) -> Started<Gathered, ReadError> {
        let absent = unpoisoned(&self.keys).leave_out_all(&mut wanted);
        if wanted.is_empty() {
            return Started::Done(Ok(absent));
        }
        let secret = self.secret.clone();
        let forgotten =
            if wanted.visitors.is_empty() { FxHashSet::default() } else { forgotten.clone() };
        self.later(|lines, hold| async move {
            let found = async {
                loop {
                    let link = reach(&lines).await;
                    match rows::gather(&link, hold.key.as_str(), &secret, &wanted, &forgotten).await
                    {
                        Err(_) if link.is_broken() => {}
                        Err(error) => break Err(error),
                        Ok(mut found) => {
                            found.keys.extend(absent.keys);
                            break Ok(found);
                        }
                    }
                }
            };
            lines.patiently(found, |why| Err(ReadError::Failed(why))).await
        })
    }

    fn write(&mut self, step: Step) -> Started<(), WriteError> {
        let secret = self.secret.clone();
        // Whether or not it succeeds: then it may be there.
        unpoisoned(&self.keys).note(&step.writes);
        self.later(|lines, hold| async move {
            let written = write::write(&lines, &hold, &secret, &step);
            lines.patiently(written, |why| Err(WriteError::NotWritten(why))).await
        })
    }

    fn tidy(&mut self, keys_before: Option<Millis>) -> Started<(), WriteError> {
        let is_early = |before| self.keys_before.is_some_and(|last| before < last + KEYS_EVERY);
        let Some(before) = keys_before.filter(|before| !is_early(*before)) else {
            return Started::Done(Ok(()));
        };
        self.keys_before = Some(before);
        let keys = Arc::clone(&self.keys);
        self.later(|lines, hold| async move {
            let sql = "DELETE FROM walkup.request_key USING walkup.desk
                       WHERE desk.id = $1 AND desk.epoch = $2
                       AND request_key.desk = desk.id AND request_key.at < $3";
            let params: [Param<'_>; 3] =
                [(&hold.key.0, Type::TEXT), (&hold.epoch(), Type::INT8), (&before, Type::INT8)];
            let tidied = ask(&lines, Use::Work, sql, &params);
            let late = |why| Err(Failure::Unknown(why));
            // What is left is forgotten the next time; a late one forgets what is to be forgotten.
            match lines.patiently(tidied, late).await {
                Ok(_) => {
                    unpoisoned(&keys).forget_before(before);
                    Ok(())
                }
                Err(Failure::Refused(why) | Failure::Unknown(why)) => {
                    Err(WriteError::NotWritten(why))
                }
            }
        })
    }

    /// Another server need not wait for the end of the lease.
    fn close(&mut self) -> Started<(), WriteError> {
        self.later(|lines, hold| async move {
            let released = member::release(&lines, &hold.key, &hold.leader);
            match tokio::time::timeout(LEASE, released).await {
                Ok(Ok(())) => Ok(()),
                Ok(Err(Failure::Refused(why) | Failure::Unknown(why))) => {
                    Err(WriteError::NotWritten(why))
                }
                Err(_) => Err(WriteError::NotWritten("the database does not answer".to_owned())),
            }
        })
    }

    fn time_elsewhere(&self) -> Option<Millis> {
        self.database.time()
    }

    fn may_answer(&self) -> bool {
        self.lease.as_ref().is_none_or(|lease| lease.is_held())
    }

    fn is_far(&self) -> bool {
        true
    }

    fn form(&self) -> u32 {
        self.database.form()
    }
}

/// Reads a desk that is led here: all of it, or what the journal has had since it was read.
async fn load(
    link: &Link,
    hold: &Hold,
    prepared: Option<&mut Prepared>,
) -> Result<Prepared, ReadError> {
    let desk = hold.key.as_str();
    let led_elsewhere = || ReadError::Failed(hold.lost().to_string());
    if let Some(Prepared { stored, keys }) = prepared {
        let since = rows::journal(link, desk, stored.last).await?;
        if since.epoch != hold.epoch() {
            return Err(led_elsewhere());
        }
        // Where batches are missing, the tables have them by now.
        let missing = since.last - stored.last;
        if i64::try_from(since.rows.len()).is_ok_and(|count| count == missing) {
            let mut stored = std::mem::take(stored);
            stored.journal.extend(since.rows);
            stored.last = since.last;
            return Ok(Prepared { stored, keys: std::mem::take(keys) });
        }
    }
    let rows::Desk { stored, keys, epoch } = rows::load(link, desk).await?;
    if epoch == hold.epoch() { Ok(Prepared { stored, keys }) } else { Err(led_elsewhere()) }
}

/// A connection to read on, however long that takes. Whoever finds that it broke reads again.
async fn reach(lines: &Lines) -> Arc<Link> {
    loop {
        match lines.link(Use::Work).await {
            Ok(link) => return link,
            Err(error) => tracing::debug!("{error}"),
        }
    }
}

/// What an error says, with what the database says of it.
fn why(error: &tokio_postgres::Error) -> String {
    if let Some(db) = error.as_db_error() {
        return db.message().to_owned();
    }
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        let source_text = source.to_string();
        if !text.contains(&source_text) {
            text = format!("{text}: {source_text}");
        }
        next = source.source();
    }
    text
}
