//! The engine of many desks on several machines: PostgreSQL, with a standby that has every commit
//! before it counts.
//!
//! A server has one thread for it and five connections (`database`, `link`, by an `address`); the
//! engine of a desk hands its calls there and gets the results over a channel. What every change
//! names is the epoch of the desk as it is led here (`hold`). `commit` appends for all desks of a
//! server in one statement, `write` brings the tables up to date in one, `rows` reads, `schema` has
//! the tables. No transaction of several messages stands anywhere: whoever is stopped or cut off
//! holds nobody up, and what of theirs comes late changes nothing.

mod address;
pub mod cluster;
mod commit;
mod database;
pub mod directory;
mod hold;
mod link;
mod looking;
pub mod member;
mod reader;
mod rows;
mod schema;
mod stream;
#[cfg(test)]
pub(super) mod tests;
mod text;
mod write;

use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use rustc_hash::FxHashSet;
use shared::ids::TicketId;
use tokio_postgres::types::Type;

pub use self::address::{Address, AddressError};
use self::commit::Append;
pub use self::database::Lines;
use self::database::Use;
pub use self::database::{Database, Patience, SHORT};
pub use self::hold::Leader;
use self::hold::{Failure, Hold, ask, ask_again};
use self::link::Param;
pub use self::looking::Looking;
pub use self::reader::Reader;
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
    /// Before which moment keys were forgotten last.
    keys_before: Option<Millis>,
}

impl Postgres {
    /// Makes the tables if there are none, and checks that the database is for this program.
    pub fn prepare(database: &Database) -> anyhow::Result<()> {
        open(database, true).map(drop)
    }

    /// Makes a desk if there is none of this name.
    pub fn add_desk(database: &Database, desk: &str) -> anyhow::Result<()> {
        let (desk, secret) = (desk.to_owned(), Secret::new()?);
        database.block_on(|lines| async move {
            let sql = "INSERT INTO walkup.desk (id, secret) VALUES ($1, $2)
                       ON CONFLICT (id) DO NOTHING";
            let params: [Param<'_>; 2] =
                [(&desk, Type::TEXT), (&secret.bytes().as_slice(), Type::BYTEA)];
            ask_again(&lines, Use::Work, sql, &params).await.map(drop)
        })
    }

    /// A desk that a member leads.
    pub fn led(
        database: &Database,
        desk: &str,
        me: Leader,
        grip: member::Grip,
        lease: Arc<Lease>,
    ) -> Self {
        let hold = Arc::new(Hold::new(desk.to_owned(), me, grip.epoch));
        let (database, secret) = (database.clone(), grip.secret);
        Self { database, hold, secret, lease: Some(lease), keys_before: None }
    }

    /// Takes a desk from whoever leads it, which may write nothing from then on.
    #[cfg(test)]
    pub fn take(database: &Database, desk: &str, leader: Leader) -> anyhow::Result<Self> {
        let desk = desk.to_owned();
        let (hold, secret) = database.block_on(|lines| async move {
            let sql = "UPDATE walkup.desk
                       SET epoch = epoch + 1, leader = $2, leader_incarnation = $3
                       WHERE id = $1 RETURNING epoch, secret";
            let params: [Param<'_>; 3] = [
                (&desk, Type::TEXT),
                (&leader.server, Type::TEXT),
                (&leader.incarnation, Type::INT8),
            ];
            let answer = ask_again(&lines, Use::Lead, sql, &params).await?;
            let row = answer.rows.first().with_context(|| format!("there is no desk {desk}"))?;
            let secret = Secret::of_bytes(row.try_get::<_, &[u8]>(1)?.try_into()?);
            Ok((Hold::new(desk, leader, row.try_get(0)?), secret))
        })?;
        let (database, hold) = (database.clone(), Arc::new(hold));
        Ok(Self { database, hold, secret, lease: None, keys_before: None })
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
        self.later(|lines, hold| async move {
            let loaded = async {
                // What is in doubt must not be carried out while the tables are read.
                hold.settle(&lines).await.map_err(|error| ReadError::Failed(error.to_string()))?;
                loop {
                    let link = reach(&lines).await;
                    match rows::load(&link, &hold.desk, Some(hold.epoch())).await {
                        Err(_) if link.is_broken() => {}
                        read => break read,
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
        let (names, secret) = (names.clone(), self.secret.clone());
        let forgotten =
            if names.visitor.is_some() { forgotten.clone() } else { FxHashSet::default() };
        self.later(|lines, hold| async move {
            let found = async {
                loop {
                    let link = reach(&lines).await;
                    match rows::look_up(&link, &hold.desk, &secret, &names, &forgotten).await {
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
        wanted: Wanted,
        forgotten: &FxHashSet<TicketId>,
    ) -> Started<Gathered, ReadError> {
        let secret = self.secret.clone();
        let forgotten =
            if wanted.visitors.is_empty() { FxHashSet::default() } else { forgotten.clone() };
        self.later(|lines, hold| async move {
            let found = async {
                loop {
                    let link = reach(&lines).await;
                    match rows::gather(&link, &hold.desk, &secret, &wanted, &forgotten).await {
                        Err(_) if link.is_broken() => {}
                        read => break read,
                    }
                }
            };
            lines.patiently(found, |why| Err(ReadError::Failed(why))).await
        })
    }

    fn write(&mut self, step: Step) -> Started<(), WriteError> {
        let secret = self.secret.clone();
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
        self.later(|lines, hold| async move {
            let sql = "DELETE FROM walkup.request_key USING walkup.desk
                       WHERE desk.id = $1 AND desk.epoch = $2
                       AND request_key.desk = desk.id AND request_key.at < $3";
            let params: [Param<'_>; 3] =
                [(&hold.desk, Type::TEXT), (&hold.epoch(), Type::INT8), (&before, Type::INT8)];
            let tidied = ask(&lines, Use::Work, sql, &params);
            let late = |why| Err(Failure::Unknown(why));
            // What is left is forgotten the next time; a late one forgets what is to be forgotten.
            match lines.patiently(tidied, late).await {
                Ok(_) => Ok(()),
                Err(Failure::Refused(why) | Failure::Unknown(why)) => {
                    Err(WriteError::NotWritten(why))
                }
            }
        })
    }

    /// Another server need not wait for the end of the lease.
    fn close(&mut self) -> Started<(), WriteError> {
        self.later(|lines, hold| async move {
            let released = member::release(&lines, &hold.desk, &hold.leader);
            match tokio::time::timeout(LEASE, released).await {
                Ok(Ok(())) => Ok(()),
                Ok(Err(Failure::Refused(why) | Failure::Unknown(why))) => {
                    Err(WriteError::NotWritten(why))
                }
                Err(_) => Err(WriteError::NotWritten("the database does not answer".to_owned())),
            }
        })
    }

    fn may_answer(&self) -> bool {
        self.lease.as_ref().is_none_or(|lease| lease.is_held())
    }

    fn is_far(&self) -> bool {
        true
    }
}

/// A connection to read on, however long that takes. Whoever finds that it broke reads again.
async fn reach(lines: &Lines) -> Arc<link::Link> {
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
