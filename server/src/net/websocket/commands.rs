//! What one client says, on its way to the clerk.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use shared::command::{KioskCommand, StaffCommand, Verb};
use shared::message::{StaffMessage, StaffSuccess};
use shared::refusal::Refusal;
use shared::text::Arg;
use tokio::sync::{mpsc, oneshot};

use super::{Connection, End};
use crate::clerk::Clerk;
use crate::core::{PasswordHash, PersonId, Said};
use crate::export::{self, Span};
use crate::hub::frame::text_frame;
use crate::hub::lone::{CarriesOut, carry_out_alone};
use crate::hub::{ExportGrant, Request, Role};

/// Something long whose result goes to the clerk.
pub(super) type Work = Pin<Box<dyn Future<Output = Request> + Send>>;

/// An account, if it may sign in, and its password.
type Credentials = Option<(PersonId, Option<PasswordHash>)>;

/// The rows of an export on their way out.
pub(super) struct Rows {
    lines: mpsc::Receiver<String>,
    count: tokio::task::JoinHandle<anyhow::Result<u64>>,
    /// Closed when the account that asked may not read any more.
    revoked: oneshot::Receiver<()>,
}

impl Rows {
    fn is_revoked(&mut self) -> bool {
        matches!(self.revoked.try_recv(), Err(oneshot::error::TryRecvError::Closed))
    }
}

impl CarriesOut for Clerk {
    type Request = Request;

    fn is_crowded(&self) -> bool {
        Clerk::is_crowded(self)
    }

    fn carry_out(&mut self, requests: &mut Vec<Request>) {
        self.carry_out_here(requests);
    }
}

impl Connection {
    pub(super) async fn command(&mut self, text: &str) -> Result<(), End> {
        let conn = self.conn;
        self.sent = self.sent.wrapping_add(1);
        let request = match self.role {
            Role::Staff => match text.parse() {
                Ok(
                    command @ (StaffCommand::Login { .. }
                    | StaffCommand::Password(_)
                    | StaffCommand::Export { .. }),
                ) => {
                    // These need an answer from the clerk, who must have had what came before.
                    self.hand_on().await?;
                    // Rare, so its state takes no room in every connection.
                    return Box::pin(self.begin(command)).await;
                }
                Ok(command) => Request::Said(conn, Said::Staff(command)),
                Err(_) => Request::Unknown(conn),
            },
            Role::Kiosk => match text.parse::<KioskCommand>() {
                Ok(command) => Request::Said(conn, Said::Kiosk(command)),
                Err(_) => Request::Unknown(conn),
            },
            Role::Display => Request::Unknown(conn),
        };
        self.own.push(request);
        Ok(())
    }

    /// Begins what takes longer than the clerk may work.
    async fn begin(&mut self, command: StaffCommand) -> Result<(), End> {
        let conn = self.conn;
        let address = self.source.address;
        match command {
            StaffCommand::Login { user, password } => {
                if let Err(refusal) = self.shared.gate.is_open(&user, address) {
                    let checked = Err(refusal);
                    let said = Said::PasswordChecked { account: None, checked };
                    self.own.push(Request::Said(conn, said));
                    return Ok(());
                }
                let credentials = self.credentials(Some(user.clone())).await?;
                let gate = Arc::clone(&self.shared.gate);
                self.work = Some(Box::pin(async move {
                    let found = credentials.await.ok().flatten();
                    let account = found.as_ref().map(|(person, _)| *person);
                    let checked = gate.sign_in(&user, address, password, found).await;
                    Request::Said(conn, Said::PasswordChecked { account, checked })
                }));
                Ok(())
            }
            StaffCommand::Password(Arg::Good(change)) => {
                let credentials = self.credentials(None).await?;
                let gate = Arc::clone(&self.shared.gate);
                self.work = Some(Box::pin(async move {
                    let Some((person, current)) = credentials.await.ok().flatten() else {
                        // Nobody is signed in here; the clerk says so.
                        let command = StaffCommand::Password(Arg::Good(change));
                        return Request::Said(conn, Said::Staff(command));
                    };
                    let account = format!("#{}", person.0);
                    let checked = gate.change(&account, address, change, current).await;
                    Request::Said(conn, Said::PasswordReplaced { checked })
                }));
                Ok(())
            }
            command @ StaffCommand::Export { .. } => {
                let (reply, granted) = oneshot::channel();
                self.send(Request::Export { conn, command, reply }).await?;
                // Refused, the clerk has answered; gone, there is nobody left to answer.
                if let Ok(grant) = granted.await {
                    self.begin_export(grant);
                }
                Ok(())
            }
            command => {
                self.own.push(Request::Said(conn, Said::Staff(command)));
                Ok(())
            }
        }
    }

    /// Reads the rows on a thread that may wait for the disk.
    fn begin_export(&mut self, grant: ExportGrant) {
        let ExportGrant { from, to, revoked } = grant;
        let (sink, lines) = mpsc::channel(64);
        let data_dir = self.shared.settings.data_dir.clone();
        let zone = self.shared.health.desk().zone;
        let count = tokio::task::spawn_blocking(move || {
            let span = Span::new(Some(from), Some(to), zone)?;
            export::lines(data_dir, span, sink)
        });
        self.rows = Some(Rows { lines, count, revoked });
    }

    async fn credentials(
        &mut self,
        user: Option<String>,
    ) -> Result<oneshot::Receiver<Credentials>, End> {
        let (reply, found) = oneshot::channel();
        self.send(Request::Credentials { conn: self.conn, user, reply }).await?;
        Ok(found)
    }

    /// Has the clerk carry out what was read, here and now; false if it must be handed on.
    pub(super) fn has_carried_out(&mut self) -> bool {
        let requests = &self.shared.requests;
        let is_queue_empty = requests.capacity() == requests.max_capacity();
        let (clerk, outbox) = (&*self.shared.clerk, &*self.outbox);
        carry_out_alone(clerk, is_queue_empty, outbox, self.sent, &mut self.own)
    }

    /// Hands on what was read to the clerk's queue.
    pub(super) async fn hand_on(&mut self) -> Result<(), End> {
        for request in std::mem::take(&mut self.own) {
            self.send(request).await?;
        }
        Ok(())
    }

    pub(super) async fn send(&mut self, request: Request) -> Result<(), End> {
        let place = self.shared.requests.reserve().await.map_err(|_| End::Close(1001))?;
        place.send(request);
        Ok(())
    }

    /// Sends a row of an export; none: all are sent. Whoever is not signed in any more gets no
    /// more of them.
    pub(super) async fn take_row(&mut self, row: Option<String>) {
        let is_revoked = self.rows.as_mut().is_some_and(Rows::is_revoked);
        if is_revoked {
            self.rows = None;
            let answer = StaffMessage::Error(Refusal::Relogin.sentence(Verb::Export));
            self.outbox.push_own(text_frame(&answer.to_string()));
            self.outbox.answer_own();
            return;
        }
        if let Some(row) = row {
            let row = StaffMessage::Row(row).to_string();
            self.outbox.push_own(text_frame(&row));
            return;
        }
        let Some(rows) = self.rows.take() else { return };
        let answer = match rows.count.await {
            Ok(Ok(count)) => StaffMessage::Success(StaffSuccess::Export(count)),
            Ok(Err(_)) | Err(_) => StaffMessage::Error(Refusal::ReadFailed.sentence(Verb::Export)),
        };
        self.outbox.push_own(text_frame(&answer.to_string()));
        self.outbox.answer_own();
    }
}

/// The result of the work that is under way.
pub(super) async fn until_done(work: &mut Option<Work>) -> Request {
    match work {
        Some(work) => work.await,
        None => std::future::pending().await,
    }
}

/// The next row of the export that is under way; none at its end.
pub(super) async fn next_row(rows: &mut Option<Rows>) -> Option<String> {
    match rows {
        Some(rows) => rows.lines.recv().await,
        None => std::future::pending().await,
    }
}
