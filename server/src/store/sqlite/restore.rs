//! Putting a backup in the database's place.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context as _, ensure};
use rusqlite::{Connection, OpenFlags, params};

use super::reader::Reader;
use super::{FILE, IDS_FILE, PATIENCE, Sqlite, checkpoint, ids, moving, rows, schema};
use crate::core::change::{Act, Batch, By, Change, Entry, SessionEnd};
use crate::core::credential::TokenHash;
use crate::core::time::Millis;
use crate::store::engine::Seq;

/// How far batches go on above the highest of the backup, so that none has the number of one that
/// the replaced database had.
const SEQ_AHEAD: Seq = 1_000_000;

/// How far ids go on above the backup's where nothing says how far they had gone since.
const IDS_AHEAD: i64 = 10_000;

/// What the name of the folder begins with in which a restore makes the new database.
const BESIDE: &str = ".restore-";

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Where the database that was replaced is kept, if there was one.
    pub kept: Option<PathBuf>,
    /// From where ids go on, and why.
    pub note: String,
    /// The names of the devices that may connect again: the backup has them, the database that
    /// was replaced had not.
    pub devices: Vec<String>,
}

/// What the files say of a desk's past.
#[derive(Debug)]
struct Past {
    /// The least id that a ticket may have.
    next_ticket: i64,
    /// The devices that may connect, and what they are called.
    devices: Vec<(TokenHash, String)>,
}

/// Whether a file of this name is a database that a restore has replaced.
pub fn is_replaced(name: &str) -> bool {
    let number = name.strip_prefix("replaced-").and_then(|name| name.strip_suffix(".db"));
    number.is_some_and(|number| number.parse::<u32>().is_ok()) || name == "replaced.db"
}

/// Puts a backup in the database's place; the caller holds the data directory's lock.
/// Ids go on above every one that was ever given, every session is ended, and what stood there is
/// kept under another name. A failure leaves the old database as it was.
pub fn restore(dir: &Path, file: &Path) -> anyhow::Result<Restored> {
    ensure!(file.exists(), "there is no file {}", file.display());
    // All of the new is made and read before anything of the old is touched.
    remove_unfinished(dir);
    let beside = tempfile::Builder::new().prefix(BESIDE).tempdir_in(dir);
    let beside = beside.context("failed to make a folder")?;
    let new = beside.path().join(FILE);
    Reader::open_file(file)?.backup(&new, &|| false)?;
    let problems = Reader::open_file(&new)?.check(&|| false).context("it cannot be read")?;
    ensure!(problems.is_empty(), "{} is damaged: {}", file.display(), problems.join("; "));
    drop(Sqlite::open(beside.path())?);

    let old = dir.join(FILE);
    if let Some(to) = moving::moved_to(&old) {
        anyhow::bail!(
            "the desk was moved to {to}, so nothing is put into its place: give `walkup-server desk \
             reclaim` first where it is to go on here"
        );
    }
    // Moves the log in, if the old one can still be opened at all; then it is kept whole.
    let before = past(&old).ok();
    let db = Connection::open(&new)?;
    schema::configure(&db)?;
    let now = past_of(&db)?;
    let high = ids::high(&dir.join(IDS_FILE)).map(|high| high.saturating_add(1));
    let (next_ticket, note) = go_on(&now, before.as_ref(), high);
    prepare(&db, next_ticket, wall_ms()).context("failed to write to the copy")?;
    checkpoint(&db, "TRUNCATE", PATIENCE)?;
    drop(db);
    File::open(&new)?.sync_all()?;
    ids::IdsFile::open(&dir.join(IDS_FILE))
        .and_then(|mut ids| ids.allow(next_ticket.saturating_sub(1)))
        .with_context(|| format!("failed to write {IDS_FILE}"))?;

    let kept = old.exists().then(|| free_name(dir));
    if let Some(kept) = &kept {
        for end in ["", "-wal"] {
            let from = with_end(&old, end);
            if from.exists() {
                let to = with_end(kept, end);
                copy(&from, &to).with_context(|| format!("failed to keep {}", from.display()))?;
            }
        }
    }
    // A log of the old one would be taken for one of the new.
    for end in ["-wal", "-shm"] {
        remove(&with_end(&old, end))?;
    }
    settle(&new, &old)?;
    let had: BTreeSet<TokenHash> =
        before.iter().flat_map(|past| past.devices.iter().map(|(key, _)| *key)).collect();
    let revived = now.devices.into_iter().filter(|(key, _)| !had.contains(key));
    let devices = revived.map(|(_, name)| name).collect();
    Ok(Restored { kept, note, devices })
}

/// Removes what a restore that was killed has left in a data directory: a copy of the backup, which
/// nobody would ever look at and which would keep whoever is forgotten.
pub fn remove_unfinished(dir: &Path) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(BESIDE)
            && let Err(error) = fs::remove_dir_all(entry.path())
        {
            tracing::warn!("{} could not be removed: {error}", entry.path().display());
        }
    }
}

/// From which id tickets go on, and why.
fn go_on(backup: &Past, before: Option<&Past>, high: Option<i64>) -> (i64, String) {
    match before.map(|past| past.next_ticket).max(high) {
        Some(next) => {
            let next = next.max(backup.next_ticket);
            (next, format!("ticket ids go on at {next}, above every one that was given"))
        }
        None => {
            let next = backup.next_ticket.saturating_add(IDS_AHEAD);
            let note = format!(
                "neither the database that was replaced nor {IDS_FILE} could be read: ticket ids \
                 go on at {next}, {IDS_AHEAD} above those of the backup"
            );
            (next, note)
        }
    }
}

/// What the wall clock shows. Nobody decides by it; it only stands in the audit log.
fn wall_ms() -> Millis {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Millis::try_from(since.as_millis()).unwrap_or(Millis::MAX)
}

/// Makes a copy ready to go on as the desk's database.
fn prepare(db: &Connection, next_ticket: i64, at: Millis) -> anyhow::Result<()> {
    let transaction = db.unchecked_transaction()?;
    let ended = sessions_of_journal(db)?;
    db.execute("DELETE FROM session", [])?;
    let last: Seq = db.query_row(
        "SELECT max(seq, coalesce((SELECT max(seq) FROM journal), 0)) FROM mark",
        [],
        |row| row.get(0),
    )?;
    let seq = last.saturating_add(SEQ_AHEAD);
    db.execute("UPDATE mark SET seq = ?1, next_ticket = ?2", [seq, next_ticket])?;
    let ended = ended.into_iter().map(|change| Entry { by: By::Administrator, at, change });
    let restored = Change::Acted { act: Act::Restored };
    let restored = Entry { by: By::Administrator, at, change: restored };
    let batch = Batch::new(ended.chain([restored]).collect());
    let body = serde_json::to_string(&batch)?;
    db.execute("INSERT INTO journal VALUES (?1, ?2)", params![seq, body])?;
    transaction.commit()?;
    Ok(())
}

/// What ends the sessions that only the journal has: they would come back with it.
pub(super) fn sessions_of_journal(db: &Connection) -> anyhow::Result<Vec<Change>> {
    let mut opened = BTreeSet::new();
    each_change(db, |change| {
        if let Change::SessionOpened { token, .. } = change {
            opened.insert(*token);
        }
    })?;
    let cause = SessionEnd::Expired;
    Ok(opened.into_iter().map(|token| Change::SessionEnded { token, cause }).collect())
}

/// What a database says of the past; its log is moved in.
fn past(path: &Path) -> anyhow::Result<Past> {
    ensure!(path.exists(), "there is none");
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags)?;
    let version = schema::version(&db)?;
    ensure!((1..=schema::NEWEST).contains(&version), "it is of another version");
    checkpoint(&db, "TRUNCATE", PATIENCE)?;
    if version == schema::NEWEST {
        return past_of(&db);
    }
    let sql = "SELECT coalesce(max(id) + 1, 0) FROM ticket";
    let next_ticket = db.query_row(sql, [], |row| row.get(0))?;
    let devices = match version {
        1 | 2 => Vec::new(),
        _ => rows::list(&db, "SELECT key, name FROM device", [], |row| {
            Ok((TokenHash(row.get(0)?), row.get(1)?))
        })?,
    };
    Ok(Past { next_ticket, devices })
}

/// What the tables and the journal of a database of today's schema say of the past.
fn past_of(db: &Connection) -> anyhow::Result<Past> {
    let mut next_ticket = rows::next_ticket(db)?;
    let mut devices: Vec<(TokenHash, String)> =
        rows::devices(db)?.into_iter().map(|device| (device.key, device.name)).collect();
    each_change(db, |change| match change {
        Change::Created { ticket, .. } => {
            next_ticket = next_ticket.max(ticket.id.get().saturating_add(1));
        }
        Change::DeviceAdded { device } => {
            devices.retain(|(key, _)| *key != device.key);
            devices.push((device.key, device.name.clone()));
        }
        Change::DeviceRevoked { key } => devices.retain(|(of, _)| of != key),
        _ => {}
    })?;
    Ok(Past { next_ticket, devices })
}

/// Hands every change of the journal to `take`, in order.
fn each_change(db: &Connection, mut take: impl FnMut(&Change)) -> anyhow::Result<()> {
    let bodies: Vec<(Seq, String)> =
        rows::list(db, "SELECT seq, body FROM journal ORDER BY seq", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    for (seq, body) in bodies {
        for entry in crate::store::read(seq, &body)?.entries {
            take(&entry.change);
        }
    }
    Ok(())
}

fn free_name(dir: &Path) -> PathBuf {
    (1..)
        .map(|number: u32| dir.join(format!("replaced-{number}.db")))
        .find(|path| !path.exists())
        .unwrap_or_else(|| dir.join("replaced.db"))
}

/// Copies a file to a new one that others may not read, and syncs it.
fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    let mut new = ids::private().create_new(true).open(to)?;
    std::io::copy(&mut File::open(from)?, &mut new)?;
    new.sync_all()
}

/// Puts a whole file in its place so that a loss of power leaves the old one or the new one.
fn settle(from: &Path, to: &Path) -> anyhow::Result<()> {
    let say = || format!("failed to put {} in its place", to.display());
    // Windows syncs only what may be written to.
    let file = fs::OpenOptions::new().write(true).open(from);
    file.and_then(|file| file.sync_all()).with_context(say)?;
    fs::rename(from, to).with_context(say)?;
    // Windows has no such thing as syncing a folder.
    #[cfg(unix)]
    if let Some(folder) = to.parent() {
        File::open(folder).and_then(|folder| folder.sync_all()).with_context(say)?;
    }
    Ok(())
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

fn remove(path: &Path) -> anyhow::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("failed to remove {}", path.display()))
        }
        _ => Ok(()),
    }
}
