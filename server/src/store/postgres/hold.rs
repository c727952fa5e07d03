//! A desk as its leader holds it: by an epoch, which every change of it must name.
//!
//! Whoever takes a desk raises its epoch, so that nothing of an earlier leader's is written
//! afterwards. Raising it is also how an unknown outcome is settled: the statement waits until
//! the one in doubt is over and on the disks, keeps a late one from being carried out, and tells
//! how far the journal goes.

use std::sync::{Arc, Mutex};

use shared::desk::DeskName;
use tokio_postgres::error::{Severity, SqlState};
use tokio_postgres::types::Type;

use super::database::{Lines, Use, unpoisoned};
use super::link::{Answer, Link, Param};
use super::registry::DeskKey;
use super::why;
use crate::store::engine::{Seq, WriteError};

/// Who leads a desk.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Leader {
    /// The server.
    pub server: String,
    /// Which of its lives: it is another after it was declared dead.
    pub incarnation: i64,
}

/// A desk that is led here, as far as is known.
#[derive(Debug)]
pub struct Hold {
    /// The desk.
    pub key: DeskKey,
    /// What it was called when it was taken.
    pub name: DeskName,
    /// Who leads it.
    pub leader: Leader,
    state: Mutex<State>,
}

#[derive(Debug, Clone, Copy)]
struct State {
    epoch: i64,
    /// Whether something was sent of which it is not known what became.
    is_in_doubt: bool,
}

/// What became of a statement.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Nothing of it is there, and nothing will be.
    #[error("{0}")]
    Refused(String),
    /// Whether it is there, or will be, is not known.
    #[error("whether it was carried out is not known: {0}")]
    Unknown(String),
}

/// What is known of a desk after its epoch was raised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is led here, and its journal goes so far.
    Held(Seq),
    /// Somebody else has taken it.
    Lost,
}

impl Hold {
    /// A desk that was just taken.
    pub fn new(key: DeskKey, name: DeskName, leader: Leader, epoch: i64) -> Self {
        let state = Mutex::new(State { epoch, is_in_doubt: false });
        Self { key, name, leader, state }
    }

    /// The epoch that changes name.
    pub fn epoch(&self) -> i64 {
        unpoisoned(&self.state).epoch
    }

    /// Something was sent of which it is not known what became.
    pub fn doubt(&self) {
        unpoisoned(&self.state).is_in_doubt = true;
    }

    /// Settles what is in doubt, if anything is.
    pub async fn settle(&self, lines: &Lines) -> Result<(), WriteError> {
        if !unpoisoned(&self.state).is_in_doubt {
            return Ok(());
        }
        match self.raise(lines).await {
            Ok(Standing::Held(_)) => Ok(()),
            Ok(Standing::Lost) => Err(self.lost()),
            Err(Failure::Refused(why) | Failure::Unknown(why)) => Err(WriteError::NotWritten(why)),
        }
    }

    /// Raises the epoch until it is known that it was raised.
    pub async fn raise(&self, lines: &Lines) -> Result<Standing, Failure> {
        self.doubt();
        let raised = async {
            loop {
                match self.try_raise(lines).await {
                    Err(Failure::Unknown(why)) => tracing::debug!("raising an epoch: {why}"),
                    known => return known,
                }
            }
        };
        let standing = lines.patiently(raised, |why| Err(Failure::Unknown(why))).await?;
        if standing != Standing::Lost {
            unpoisoned(&self.state).is_in_doubt = false;
        }
        Ok(standing)
    }

    async fn try_raise(&self, lines: &Lines) -> Result<Standing, Failure> {
        let answer = ask(
            lines,
            Use::Lead,
            "UPDATE walkup.desk SET epoch = epoch + 1
             WHERE id = $1 AND leader = $2 AND leader_incarnation = $3 RETURNING epoch, seq",
            &[
                (&self.key.0, Type::TEXT),
                (&self.leader.server, Type::TEXT),
                (&self.leader.incarnation, Type::INT8),
            ],
        )
        .await?;
        let Some(row) = answer.rows.first() else { return Ok(Standing::Lost) };
        let get = |place| row.try_get::<_, i64>(place).map_err(|it| Failure::Unknown(why(&it)));
        let (epoch, seq) = (get(0)?, get(1)?);
        // One of another try that was carried out late may have raised it further.
        let mut state = unpoisoned(&self.state);
        state.epoch = state.epoch.max(epoch);
        Ok(Standing::Held(seq))
    }

    /// Somebody else has it.
    pub fn lost(&self) -> WriteError {
        WriteError::Lost(format!("desk {} is led by another server now", self.name))
    }
}

/// Asks in one statement whose commit counts: it was carried out, and is on the standby's disk.
pub async fn ask(
    lines: &Lines,
    usage: Use,
    sql: &str,
    params: &[Param<'_>],
) -> Result<Answer, Failure> {
    let link = reach(lines, usage).await?;
    counts(link.query(sql, params).await)
}

/// As [`ask`], for what is asked again and again.
pub async fn ask_planned(
    lines: &Lines,
    usage: Use,
    sql: &'static str,
    params: &[Param<'_>],
) -> Result<Answer, Failure> {
    let link = reach(lines, usage).await?;
    counts(link.query_planned(sql, params).await)
}

async fn reach(lines: &Lines, usage: Use) -> Result<Arc<Link>, Failure> {
    lines.link(usage).await.map_err(|error| Failure::Unknown(error.to_string()))
}

/// Whether what was carried out counts.
fn counts(answer: Result<Answer, tokio_postgres::Error>) -> Result<Answer, Failure> {
    let answer = answer.map_err(|error| failure(&error))?;
    if answer.has_warned {
        // The wait for the standby was broken off: everybody sees what one more crash may undo.
        return Err(Failure::Unknown("the database warned, so that it is not on two disks".into()));
    }
    Ok(answer)
}

/// As [`ask`], again until it is known what became of it: for what ends in the same however often
/// it is carried out.
pub async fn ask_again(
    lines: &Lines,
    usage: Use,
    sql: &str,
    params: &[Param<'_>],
) -> anyhow::Result<Answer> {
    let asked = async { Ok(until_known(lines, usage, sql, params).await?.0) };
    lines.patiently(asked, |why| Err(anyhow::anyhow!(why))).await
}

/// As [`ask_again`], for what writes. One that finds that it was carried out before writes nothing and so
/// waits for no standby; then the one before is waited for.
pub async fn write_again(
    lines: &Lines,
    usage: Use,
    sql: &str,
    params: &[Param<'_>],
) -> anyhow::Result<Answer> {
    let written = async {
        let (answer, is_first) = until_known(lines, usage, sql, params).await?;
        if !is_first {
            until_known(lines, usage, BARRIER, &[]).await?;
        }
        Ok(answer)
    };
    lines.patiently(written, unsure).await
}

/// What is told where a change may be carried out later.
#[expect(clippy::needless_pass_by_value, reason = "handed on, and given the value")]
pub fn unsure<T>(why: String) -> anyhow::Result<T> {
    Err(anyhow::anyhow!("{why}; see then whether it was done"))
}

/// Writes something, and so waits until everything that was written before is on the standby's disk.
pub const BARRIER: &str = "UPDATE walkup.cluster SET id = id";

/// Asks until it is known what became of it; says whether the first try did.
async fn until_known(
    lines: &Lines,
    usage: Use,
    sql: &str,
    params: &[Param<'_>],
) -> anyhow::Result<(Answer, bool)> {
    let mut is_first = true;
    loop {
        match ask(lines, usage, sql, params).await {
            Ok(answer) => return Ok((answer, is_first)),
            Err(Failure::Refused(why)) => anyhow::bail!(why),
            Err(Failure::Unknown(why)) => tracing::debug!("asking again: {why}"),
        }
        is_first = false;
    }
}

/// What is known after an error.
pub fn failure(error: &tokio_postgres::Error) -> Failure {
    let told = why(error);
    let Some(db) = error.as_db_error() else { return Failure::Unknown(told) };
    let code = db.code();
    // A server that was told to stop says so while a commit waits for the standby, which is on its
    // own disk by then. A standby carries out nothing, and what it was asked is asked again.
    let is_open = db.parsed_severity().is_none_or(|it| it != Severity::Error)
        || ["08", "57"].iter().any(|class| code.code().starts_with(class))
        || *code == SqlState::T_R_STATEMENT_COMPLETION_UNKNOWN
        || *code == SqlState::READ_ONLY_SQL_TRANSACTION;
    if is_open { Failure::Unknown(told) } else { Failure::Refused(told) }
}
