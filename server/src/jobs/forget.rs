//! Forgetting visitors: because their time is over, or because an administrator asked for it.
//!
//! It takes long on a large desk, so all of it runs beside the clerk: what is to be forgotten is
//! found by a reader, the clerk decides it as one change and goes on serving, and the bytes are
//! taken out of the files afterwards. What a reader of somebody else's holds up is owed, which the
//! desk remembers, and made up for by [`look_after`].

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use shared::ids::TicketId;
use shared::refusal::Refusal;

use super::{Cancel, on_a_thread};
use crate::core::change::Forget;
use crate::core::time::days_before;
use crate::core::{AdminReply, AdminRequest, By, Input, Millis};
use crate::files::{day_of, name_of_part};
use crate::hub::{Due, Request, Requests, Stopping};
use crate::settings::Settings;
use crate::store::{self, Reader, Scrubbed};

/// How many tickets are forgotten in one change: enough that a year takes few, little enough that
/// the clerk is not held up.
const AT_A_TIME: usize = 2000;

/// What keeps what PostgreSQL's tables have forgotten.
const OF_DATABASE: &str =
    "the database's write-ahead log, its standbys and backups, until they are recycled";

/// Why visitors were not forgotten.
#[derive(Debug, thiserror::Error)]
pub enum ForgetError {
    /// The desk refuses it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The server stops.
    #[error(transparent)]
    Stopping(#[from] Stopping),
    /// The database cannot be read, or the job was cancelled.
    #[error("{0}")]
    Failed(String),
}

impl From<anyhow::Error> for ForgetError {
    fn from(error: anyhow::Error) -> Self {
        Self::Failed(format!("{error:#}"))
    }
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Forgotten {
    /// Of how many tickets only the times are left.
    tickets: usize,
    /// Why their bytes are still in the files, if they are.
    owed: Option<Owed>,
}

/// Why bytes of those who were forgotten are still in the files. Both pass by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owed {
    /// A reader holds pages with them.
    Reader,
    /// The server stops.
    Stop,
}

/// Carries out `purge` and `person erase` for an administrator, on a thread that may wait.
pub fn administer(
    request: &AdminRequest,
    settings: &Settings,
    desk: &Requests,
    cancel: &Cancel,
) -> AdminReply {
    let due = match desk.ask(|reply| Request::WhatIsDue { reply }) {
        Ok(due) => due,
        Err(stopping) => return Err(stopping.to_string()),
    };
    let (what, done) = match (request, due.retention_days) {
        (AdminRequest::PersonErase { address }, _) => {
            (erase(address, By::Administrator, settings, desk, cancel), "erased")
        }
        (_, Some(days)) => (purge_now(days, settings, desk, cancel), "purged"),
        (_, None) => return Ok(vec!["nothing to purge: retention_days is not set".to_owned()]),
    };
    Ok(lines_of(what.map_err(|error| error.to_string())?, done, settings))
}

/// Forgets a visitor for somebody; gives what there is to say of it.
pub fn erase_visitor(
    address: &str,
    by: By,
    settings: &Settings,
    desk: &Requests,
    cancel: &Cancel,
) -> Result<Vec<String>, Refusal> {
    match erase(address, by, settings, desk, cancel) {
        Ok(forgotten) => Ok(lines_of(forgotten, "erased", settings)),
        Err(ForgetError::Refused(refusal)) => Err(refusal),
        // What the desk says against it is a refusal, too.
        Err(error) => Err(error.to_string().parse().unwrap_or_else(|_| {
            tracing::error!("failed to forget a visitor: {error}");
            Refusal::ReadFailed
        })),
    }
}

/// What was done, and where copies of it are kept.
fn lines_of(forgotten: Forgotten, done: &str, settings: &Settings) -> Vec<String> {
    let Forgotten { tickets, owed } = forgotten;
    let noun = if tickets == 1 { "ticket" } else { "tickets" };
    let rest = match owed {
        None => "",
        Some(Owed::Reader) => {
            "; a reader still holds old pages: they are cleaned by themselves once it has ended"
        }
        Some(Owed::Stop) => "; the server stops: old pages are cleaned after its next start",
    };
    let mut lines = vec![format!("{done} {tickets} {noun}{rest}")];
    lines.extend(copies(settings));
    lines
}

/// Forgets those whose time is over and makes up for what is owed, until it is cancelled. It is looked
/// after `first` and then every `look` whether something is due; what is held up is tried again every
/// `every`.
pub async fn look_after(
    settings: Arc<Settings>,
    desk: Requests,
    [first, look, every]: [Duration; 3],
    cancel: Cancel,
) {
    let mut wait = first;
    let mut tried: Option<Instant> = None;
    loop {
        tokio::select! {
            () = tokio::time::sleep(wait) => wait = look,
            () = cancel.cancelled() => return,
        }
        let Ok(due) = desk.ask_async(|reply| Request::WhatIsDue { reply }).await else { return };
        // What is held up by somebody else's reader is not tried again each second.
        let is_new = due.forget_before.is_some();
        let is_early = !is_new && tried.is_some_and(|tried| tried.elapsed() < every);
        if !due.is_something() || is_early {
            continue;
        }
        tried = Some(Instant::now());
        let (settings, desk, cancel) = (Arc::clone(&settings), desk.clone(), cancel.clone());
        let work = move || make_up(due, &settings, &desk, &cancel);
        if let Err(error) = on_a_thread("forget", work).await {
            tracing::error!("failed to forget old visitors: {error:#}");
        }
    }
}

fn make_up(due: Due, settings: &Settings, desk: &Requests, cancel: &Cancel) -> anyhow::Result<()> {
    if let Some(before) = due.forget_before {
        let forgotten = forget_before(before, By::Server, settings, desk, cancel)?;
        if forgotten.tickets > 0 {
            tracing::info!("forgot the visitors of {} tickets", forgotten.tickets);
        }
    } else if due.scrub {
        scrub(settings, desk, cancel)?;
    }
    Ok(())
}

fn erase(
    address: &str,
    by: By,
    settings: &Settings,
    desk: &Requests,
    cancel: &Cancel,
) -> Result<Forgotten, ForgetError> {
    // Somebody who is here cannot be forgotten; the desk knows.
    let request = AdminRequest::PersonErase { address: address.to_owned() };
    let may = desk.ask(|reply| Request::Admin { request, reply })?;
    may.map_err(ForgetError::Failed)?;
    level(desk)?;
    let tickets = reader(settings)?.tickets_of(address)?;
    let count = tickets.len();
    forget(tickets, by, Forget::Erased, desk)?;
    let owed = scrub(settings, desk, cancel)?;
    Ok(Forgotten { tickets: count, owed })
}

fn purge_now(
    days: u32,
    settings: &Settings,
    desk: &Requests,
    cancel: &Cancel,
) -> Result<Forgotten, ForgetError> {
    let may = desk.ask(|reply| Request::Admin { request: AdminRequest::Purge, reply })?;
    may.map_err(ForgetError::Failed)?;
    let before = days_before(crate::clock::wall_ms(), days);
    forget_before(before, By::Administrator, settings, desk, cancel)
}

fn forget_before(
    before: Millis,
    by: By,
    settings: &Settings,
    desk: &Requests,
    cancel: &Cancel,
) -> Result<Forgotten, ForgetError> {
    level(desk)?;
    // Found once: to look again after each step would take the longer the more there are.
    let tickets = reader(settings)?.tickets_ended_before(before)?;
    let mut steps = tickets.chunks(AT_A_TIME);
    loop {
        cancel.check().map_err(anyhow::Error::from)?;
        // The last change of a purge may be empty: it says that the day's purge was done.
        let step = steps.next().unwrap_or_default();
        forget(step.to_vec(), by, Forget::Retention, desk)?;
        if steps.len() == 0 {
            break;
        }
    }
    let owed = scrub(settings, desk, cancel)?;
    Ok(Forgotten { tickets: tickets.len(), owed })
}

/// Has the desk decide and store it; then the tables have it and the journal is empty.
fn forget(
    tickets: Vec<TicketId>,
    by: By,
    cause: Forget,
    desk: &Requests,
) -> Result<(), ForgetError> {
    let input = Input::Forget { by, tickets, cause };
    desk.ask(|reply| Request::Job { input, reply })??;
    level(desk)
}

fn level(desk: &Requests) -> Result<(), ForgetError> {
    Ok(desk.ask(|reply| Request::Level { reply })??)
}

fn reader(settings: &Settings) -> Result<Reader, ForgetError> {
    Ok(Reader::of(settings)?)
}

/// Takes the bytes out of the files, as far as no reader holds them for longer than the store tries.
fn scrub(
    settings: &Settings,
    desk: &Requests,
    cancel: &Cancel,
) -> Result<Option<Owed>, ForgetError> {
    // PostgreSQL's log is not for its clients to empty.
    let scrubbed = match settings.database {
        Some(_) => Scrubbed::Done,
        None => store::scrub(&settings.data_dir, &|| cancel.is_cancelled())?,
    };
    match scrubbed {
        Scrubbed::Done => {
            desk.ask(|reply| Request::Job { input: Input::Scrubbed, reply })??;
            Ok(None)
        }
        Scrubbed::Held if cancel.is_cancelled() => Ok(Some(Owed::Stop)),
        Scrubbed::Held => Ok(Some(Owed::Reader)),
    }
}

/// The copies of the database that keep what it forgot, as lines for whoever asked.
fn copies(settings: &Settings) -> Vec<String> {
    let names = |dir: &Path, is_copy: &dyn Fn(&str) -> bool| -> Vec<String> {
        let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        // A backup that is being made may be of a moment before this.
        let names = names.map(|name| match name_of_part(&name) {
            Some(place) => place.to_owned(),
            None => name,
        });
        let mut names: Vec<String> = names.filter(|name| is_copy(name)).collect();
        names.sort();
        names.dedup();
        names.into_iter().map(|name| dir.join(name).display().to_string()).collect()
    };
    let mut copies = names(&settings.backup_dir(), &|name| day_of(name).is_some());
    copies.extend(names(&settings.data_dir, &store::is_replaced));
    if settings.database.is_some() {
        copies.insert(0, OF_DATABASE.to_owned());
    }
    let line = |copies: Vec<String>| format!("still kept in: {}", copies.join(", "));
    (!copies.is_empty()).then(|| line(copies)).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_copy_that_keeps_visitors_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let settings = Settings::for_dir(dir.path().to_owned());
        assert_eq!(copies(&settings), Vec::<String>::new());
        let backups = settings.backup_dir();
        std::fs::create_dir_all(&backups).unwrap();
        // One is being made.
        for name in ["walkup-2026-11-26.db", ".walkup-2026-11-27.db.a1B2c3.part", "mine.db"] {
            std::fs::write(backups.join(name), "").unwrap();
        }
        std::fs::write(dir.path().join("replaced-1.db"), "").unwrap();
        let paths = [
            backups.join("walkup-2026-11-26.db"),
            backups.join("walkup-2026-11-27.db"),
            dir.path().join("replaced-1.db"),
        ];
        let paths = paths.map(|path| path.display().to_string()).join(", ");
        assert_eq!(copies(&settings), [format!("still kept in: {paths}")]);
    }
}
