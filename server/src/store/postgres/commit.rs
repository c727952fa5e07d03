//! The commit: one statement for all desks of a server that wait. The desks whose epoch and number
//! match go one further, and only their rows of the journal join them; so a statement that comes
//! too late, from a server that was stopped or cut off, changes nothing, and none is ever half
//! done and holds the others up.

use std::sync::{Arc, mpsc as std_mpsc};

use rustc_hash::FxHashSet;
use tokio::sync::{Mutex, mpsc};
use tokio_postgres::types::Type;

use super::database::{Committer, Lines, Use};
use super::hold::{Failure, Hold, Standing, ask, ask_planned};
use crate::lead::trial::{Safeguard, is_off};
use crate::store::engine::{JournalRow, WriteError};

/// How many bytes one statement may carry, unless a single row has more.
const BYTES: usize = 4 << 20;

/// A row of the journal that a desk wants to have appended.
#[derive(Debug)]
pub struct Append {
    /// The desk.
    pub hold: Arc<Hold>,
    /// The row.
    pub row: JournalRow,
    /// Who waits.
    pub done: std_mpsc::Sender<Result<(), WriteError>>,
}

/// What is appended: the desks in order, so that two statements never wait for each other.
const APPEND: &str = "
    WITH moved AS (
        UPDATE walkup.desk SET seq = given.seq
        FROM unnest($1::text[], $2::int8[], $3::int8[], $4::text[])
            AS given(desk, epoch, seq, body)
        WHERE desk.id = given.desk AND desk.epoch = given.epoch AND desk.seq = given.seq - 1
        RETURNING desk.id, given.seq, given.body
    )
    INSERT INTO walkup.journal (desk, seq, body) SELECT id, seq, body FROM moved
    RETURNING desk, current_setting('synchronous_standby_names') <> ''";

/// The same without a fence: only where a proof switches that off.
const UNFENCED: &str = "
    WITH moved AS (
        UPDATE walkup.desk SET seq = greatest(desk.seq, given.seq)
        FROM unnest($1::text[], $2::int8[], $3::int8[], $4::text[])
            AS given(desk, epoch, seq, body)
        WHERE desk.id = given.desk
        RETURNING desk.id, given.seq, given.body
    )
    INSERT INTO walkup.journal (desk, seq, body) SELECT id, seq, body FROM moved
    ON CONFLICT (desk, seq) DO UPDATE SET body = excluded.body
    RETURNING desk, current_setting('synchronous_standby_names') <> ''";

/// What is put where a row of unknown fate may stand.
const SETTLE: &str = "
    WITH moved AS (
        UPDATE walkup.desk SET seq = $4, epoch = epoch + 1
        WHERE id = $1 AND leader = $2 AND leader_incarnation = $3 AND seq IN ($4, $4 - 1)
        RETURNING id
    )
    INSERT INTO walkup.journal (desk, seq, body) SELECT id, $4, $5 FROM moved
    ON CONFLICT (desk, seq) DO UPDATE SET body = excluded.body RETURNING desk";

/// Takes what waits and commits it, for ever. While one waits for the disks, the other takes what
/// comes meanwhile.
pub async fn run(
    lines: Arc<Lines>,
    committer: Committer,
    waiting: Arc<Mutex<mpsc::UnboundedReceiver<Append>>>,
) {
    let mut left_over = None;
    loop {
        let mut batch = Vec::new();
        {
            let mut waiting = waiting.lock().await;
            let first = match left_over.take() {
                Some(first) => first,
                None => match waiting.recv().await {
                    Some(first) => first,
                    None => return,
                },
            };
            let mut bytes = first.row.body.len();
            batch.push(first);
            while let Ok(next) = waiting.try_recv() {
                bytes += next.row.body.len();
                if bytes > BYTES {
                    left_over = Some(next);
                    break;
                }
                batch.push(next);
            }
        }
        commit(&lines, committer, batch).await;
    }
}

/// Commits some rows, of a desk each, and tells whoever waits.
async fn commit(lines: &Arc<Lines>, committer: Committer, mut batch: Vec<Append>) {
    batch.sort_by(|one, other| one.hold.key.cmp(&other.hold.key));
    match try_append(lines, committer, &batch).await {
        Ok(moved) => {
            for append in batch {
                if moved.contains(append.hold.key.as_str()) {
                    append.tell(Ok(()));
                } else {
                    // Fenced; or an epoch was raised later than was known.
                    tokio::spawn(resolve(Arc::clone(lines), committer, append));
                }
            }
        }
        Err(Failure::Refused(why)) if batch.len() == 1 => {
            for append in batch {
                append.tell(Err(WriteError::NotWritten(why.clone())));
            }
        }
        // One of them is why: each by itself.
        Err(Failure::Refused(_)) => {
            for append in batch {
                Box::pin(commit(lines, committer, vec![append])).await;
            }
        }
        Err(Failure::Unknown(why)) => {
            tracing::debug!("whether a commit was carried out is not known: {why}");
            for append in batch {
                if is_off(Safeguard::Barrier) {
                    append.tell(Ok(()));
                    continue;
                }
                append.hold.doubt();
                tokio::spawn(resolve(Arc::clone(lines), committer, append));
            }
        }
    }
}

/// Finds out what became of a row, and appends it where it is not there.
async fn resolve(lines: Arc<Lines>, committer: Committer, append: Append) {
    let resolved = async {
        loop {
            let standing = match append.hold.raise(&lines).await {
                Ok(standing) => standing,
                Err(Failure::Refused(why) | Failure::Unknown(why)) => {
                    return Err(WriteError::Unsure(why));
                }
            };
            match standing {
                Standing::Held(seq) if seq == append.row.seq => return Ok(()),
                Standing::Held(seq) if seq == append.row.seq - 1 => {}
                Standing::Held(seq) => {
                    let (desk, last) = (&append.hold.name, append.row.seq - 1);
                    return Err(WriteError::Lost(format!(
                        "the database has lost what was saved: the journal of desk {desk} ends \
                         with batch {seq}, and {last} were saved"
                    )));
                }
                Standing::Lost => return Err(append.hold.lost()),
            }
            match try_append(&lines, committer, std::slice::from_ref(&append)).await {
                Ok(moved) if !moved.is_empty() => return Ok(()),
                Ok(_) => {}
                Err(Failure::Refused(why)) => return Err(WriteError::NotWritten(why)),
                Err(Failure::Unknown(_)) => append.hold.doubt(),
            }
        }
    };
    let resolved = lines.patiently(resolved, |why| Err(WriteError::Unsure(why))).await;
    append.tell(resolved);
}

/// Tries to append some rows; gives the desks whose rows are there.
async fn try_append(
    lines: &Lines,
    committer: Committer,
    batch: &[Append],
) -> Result<FxHashSet<String>, Failure> {
    let mut desks: Vec<&str> = Vec::with_capacity(batch.len());
    let mut epochs: Vec<i64> = Vec::with_capacity(batch.len());
    let mut seqs: Vec<i64> = Vec::with_capacity(batch.len());
    let mut bodies: Vec<&str> = Vec::with_capacity(batch.len());
    for Append { hold, row, .. } in batch {
        desks.push(hold.key.as_str());
        epochs.push(hold.epoch());
        seqs.push(row.seq);
        bodies.push(&row.body);
    }
    let answer = ask_planned(
        lines,
        Use::Commit(committer),
        if is_off(Safeguard::Fence) { UNFENCED } else { APPEND },
        &[
            (&desks, Type::TEXT_ARRAY),
            (&epochs, Type::INT8_ARRAY),
            (&seqs, Type::INT8_ARRAY),
            (&bodies, Type::TEXT_ARRAY),
        ],
    )
    .await?;
    let failed = |error: tokio_postgres::Error| super::hold::failure(&error);
    let mut moved = FxHashSet::default();
    for row in &answer.rows {
        let is_replicated: bool = row.try_get(1).map_err(failed)?;
        if lines.must_replicate() && !is_replicated {
            return Err(Failure::Unknown("no standby has to have it any more".to_owned()));
        }
        moved.insert(row.try_get(0).map_err(failed)?);
    }
    Ok(moved)
}

/// Puts a row where one whose fate is not known may stand.
pub async fn settle(lines: &Lines, hold: &Hold, row: &JournalRow) -> Result<(), WriteError> {
    hold.doubt();
    let settled = async {
        loop {
            let answer = ask(
                lines,
                Use::Commit(Committer::First),
                SETTLE,
                &[
                    (&hold.key.0, Type::TEXT),
                    (&hold.leader.server, Type::TEXT),
                    (&hold.leader.incarnation, Type::INT8),
                    (&row.seq, Type::INT8),
                    (&row.body, Type::TEXT),
                ],
            )
            .await;
            match answer {
                Ok(answer) if answer.rows.is_empty() => return Err(hold.lost()),
                // The epoch is known again once this was raised.
                Ok(_) => return hold.settle(lines).await,
                Err(Failure::Refused(why)) => return Err(WriteError::Unsure(why)),
                // It may be repeated: it ends in the same.
                Err(Failure::Unknown(why)) => tracing::debug!("settling: {why}"),
            }
        }
    };
    lines.patiently(settled, |why| Err(WriteError::Unsure(why))).await
}

impl Append {
    fn tell(self, result: Result<(), WriteError>) {
        // Nobody may wait any more.
        self.done.send(result).ok();
    }
}
