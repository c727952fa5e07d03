//! What is read or done beside the clerk for a client: rows that are streamed, and single answers.

use shared::command::{StaffCommand, Verb};
use shared::health::{Backup, ServerHealth, Sheets};
use shared::message::{StaffMessage, StaffSuccess};
use shared::refusal::Refusal;
use tokio::sync::{mpsc, oneshot};

use super::{Connection, End};
use crate::clock::wall_ms;
use crate::core::Aside;
use crate::core::time::days_before;
use crate::export::{self, Span};
use crate::files;
use crate::hub::frame::text_frame;
use crate::hub::{Grant, Request, Requests};
use crate::jobs::{backup, forget};
use crate::rooms::Room;
use crate::store::Reader;

/// How many rows wait for a client that reads slowly.
const ROWS: usize = 64;

/// Rows on their way out, and the answer that follows them.
pub(super) struct Rows {
    verb: Verb,
    lines: mpsc::Receiver<String>,
    answer: oneshot::Receiver<Result<StaffSuccess, Refusal>>,
    /// Told why, or closed, when whoever asked may not ask for it any more.
    revoked: oneshot::Receiver<Refusal>,
}

impl Rows {
    /// Why whoever asked may not ask for it any more, if so.
    fn refusal(&mut self) -> Option<Refusal> {
        match self.revoked.try_recv() {
            Ok(refusal) => Some(refusal),
            Err(oneshot::error::TryRecvError::Closed) => Some(Refusal::Relogin),
            Err(oneshot::error::TryRecvError::Empty) => None,
        }
    }
}

impl Connection {
    /// Asks the clerk whether it may, and begins.
    pub(super) async fn begin_aside(&mut self, command: StaffCommand) -> Result<(), End> {
        let (conn, verb) = (self.conn, command.verb());
        let (reply, granted) = oneshot::channel();
        self.send(Request::Aside { conn, command, reply }).await?;
        // Refused, the clerk has answered; gone, there is nobody left to answer.
        let Ok(granted) = granted.await else { return Ok(()) };
        let Grant { aside, connected, sheets, revoked } = match granted {
            Ok(grant) => grant,
            Err(refusal) => {
                self.answer_aside(verb, Err(refusal));
                return Ok(());
            }
        };
        if let Aside::Report(plan) = aside {
            let begun = self.begin_report(*plan, revoked);
            self.answer_aside(verb, begun);
            return Ok(());
        }
        let (sink, lines) = mpsc::channel(ROWS);
        let room = std::sync::Arc::clone(&self.room);
        let (done, answer) = oneshot::channel();
        // On a thread that may wait for the disk, and for which a stop does not wait.
        let begun = std::thread::Builder::new().name("aside".to_owned()).spawn(move || {
            // Nobody waits for it any more when the client has gone.
            let health = || health(connected, sheets, &room);
            done.send(carry_out(aside, health, &room, &sink)).ok();
        });
        if let Err(error) = begun {
            tracing::error!("failed to start a thread: {error}");
        }
        self.rows = Some(Rows { verb, lines, answer, revoked });
        Ok(())
    }

    fn answer_aside(&self, verb: Verb, answer: Result<StaffSuccess, Refusal>) {
        let answer = match answer {
            Ok(success) => StaffMessage::Success(success),
            Err(refusal) => StaffMessage::Error(refusal.sentence(verb)),
        };
        self.outbox.push_own(text_frame(&answer.to_string()));
        self.outbox.answer_own();
    }

    /// Sends a row; none: all are sent. Whoever may not ask for them any more gets no more.
    pub(super) async fn take_row(&mut self, row: Option<String>) {
        let refusal = self.rows.as_mut().and_then(Rows::refusal);
        if refusal.is_none()
            && let Some(row) = row
        {
            self.outbox.push_own(text_frame(&StaffMessage::Row(row).to_string()));
            return;
        }
        let Some(rows) = self.rows.take() else { return };
        let answer = match refusal {
            Some(refusal) => Err(refusal),
            None => rows.answer.await.unwrap_or(Err(Refusal::ReadFailed)),
        };
        self.answer_aside(rows.verb, answer);
    }
}

/// The next row of what is read; none at its end.
pub(super) async fn next_row(rows: &mut Option<Rows>) -> Option<String> {
    match rows {
        Some(rows) => rows.lines.recv().await,
        None => std::future::pending().await,
    }
}

fn carry_out(
    aside: Aside,
    health: impl FnOnce() -> ServerHealth,
    room: &Room,
    sink: &mpsc::Sender<String>,
) -> Result<StaffSuccess, Refusal> {
    let settings = &room.settings;
    let zone = room.health.desk().zone;
    let failed = |error: anyhow::Error| {
        tracing::error!("failed to read for a client: {error:#}");
        Refusal::ReadFailed
    };
    let span =
        |from, to| Span::new(Some(from), Some(to), zone).map_err(|_| Refusal::DatesUnreadable);
    match aside {
        Aside::Export(from, to) => {
            export::lines(settings, span(from, to)?, sink).map(StaffSuccess::Export).map_err(failed)
        }
        Aside::Audit(from, to) => export::audit_lines(settings, span(from, to)?, sink)
            .map(StaffSuccess::Audit)
            .map_err(failed),
        Aside::Visitor(address) => export::visitor_lines(settings, &address, sink)
            .map(StaffSuccess::Visitor)
            .map_err(failed),
        Aside::Retention(days) => {
            let before = days_before(wall_ms(), days);
            let reader = Reader::of(settings).map_err(failed)?;
            let tickets = reader.tickets_ended_before(before).map_err(failed)?;
            Ok(StaffSuccess::Retention(tickets.len() as u64))
        }
        Aside::Erase(address, by) => {
            let desk = Requests(room.requests.clone());
            forget::erase_visitor(&address, by, &room.settings, &desk, &room.cancel)
                .map(|lines| StaffSuccess::Erase(lines.join("; ")))
        }
        Aside::Backup => match backup::make_now(&room.settings, &room.health, &room.cancel) {
            Ok(name) => {
                room.health.set_backup_failed(false);
                Ok(StaffSuccess::Backup(name))
            }
            Err(error) => {
                tracing::error!("failed to make a backup: {error:#}");
                Err(Refusal::BackupFailed)
            }
        },
        Aside::Health => Ok(StaffSuccess::Health(health())),
        // It has a thread of its own, and its client's other commands go on.
        Aside::Report(_) => Err(Refusal::UnknownCommand),
    }
}

fn health(connected: [u64; 3], sheets: Option<Sheets>, room: &Room) -> ServerHealth {
    let settings = &room.settings;
    let [staff, kiosks, displays] = connected;
    let backup = |(name, at, bytes)| Backup { name, at, bytes };
    ServerHealth {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        now: wall_ms(),
        clock_doubted: room.health.is_clock_doubted(),
        staff,
        kiosks,
        displays,
        disk_free: fs4::available_space(&settings.data_dir).ok(),
        disk_low: room.health.is_disk_low(),
        listen: settings.listen.to_string(),
        this_computer_only: settings.listen.ip().to_canonical().is_loopback(),
        encrypted: settings.is_encrypted(),
        backups_kept: settings.backups,
        backups: files::backups(&settings.backup_dir()).into_iter().map(backup).collect(),
        backup_failed: room.health.has_backup_failed(),
        links: Some(room.health.desk().links),
        sheets,
    }
}
