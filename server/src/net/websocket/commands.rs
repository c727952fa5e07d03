//! What one client says, on its way to the clerk.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use shared::command::{DisplayCommand, KioskCommand, StaffCommand, Verb};
use shared::refusal::Refusal;
use shared::report::ReportAsk;
use shared::text::Arg;
use tokio::sync::oneshot;

use super::{Connection, End};
use crate::clerk::Clerk;
use crate::core::{PasswordHash, PersonId, Said};
use crate::hub::frame::STOPPED;
use crate::hub::lone::{CarriesOut, carry_out_alone};
use crate::hub::{Request, Role};

/// Something long whose result goes to the clerk.
pub(super) type Work = Pin<Box<dyn Future<Output = Request> + Send>>;

/// Whether a command takes longer than the clerk may work.
fn takes_long(command: &StaffCommand) -> bool {
    matches!(
        command,
        StaffCommand::Login { .. }
            | StaffCommand::Password(_)
            | StaffCommand::Person(_)
            | StaffCommand::SetUp(_)
            | StaffCommand::Export { .. }
            | StaffCommand::Audit { .. }
            | StaffCommand::Visitor(_)
            | StaffCommand::Retention(_)
            | StaffCommand::Erase(_)
            | StaffCommand::Backup
            | StaffCommand::Health
            | StaffCommand::Report(Arg::Good(ReportAsk::Make(_)))
    )
}

/// An account, if it may sign in, and its password.
type Credentials = Option<(PersonId, Option<PasswordHash>)>;

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
                Ok(command) if takes_long(&command) => {
                    // These need an answer from the clerk, who must have had what came before.
                    self.hand_on().await?;
                    // Rare, so its state takes no room in every connection.
                    return Box::pin(self.begin(command)).await;
                }
                Ok(command) => {
                    if let StaffCommand::Report(Arg::Good(ReportAsk::Stop(key))) = command {
                        self.stop_report(key);
                    }
                    Request::Said(conn, Said::Staff(command))
                }
                Err(_) => Request::Unknown(conn),
            },
            Role::Kiosk => match text.parse::<KioskCommand>() {
                Ok(command) => Request::Said(conn, Said::Kiosk(command)),
                Err(_) => Request::Unknown(conn),
            },
            Role::Display => match text.parse::<DisplayCommand>() {
                Ok(command) => Request::Said(conn, Said::Display(command)),
                Err(_) => Request::Unknown(conn),
            },
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
                if let Err(refusal) = self.room.passwords.is_open(&user, address) {
                    let checked = Err(refusal);
                    let said = Said::PasswordChecked { account: None, checked };
                    self.own.push(Request::Said(conn, said));
                    return Ok(());
                }
                let credentials = self.credentials(Some(user.clone())).await?;
                let gate = Arc::clone(&self.room.passwords);
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
                let gate = Arc::clone(&self.room.passwords);
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
            StaffCommand::Person(Arg::Good(change)) => {
                let credentials = self.credentials(None).await?;
                let gate = Arc::clone(&self.room.passwords);
                self.work = Some(Box::pin(async move {
                    let said = match credentials.await.ok().flatten() {
                        Some(_) => match gate.make_password().await {
                            Ok(made) => Said::Person { change, made },
                            Err(refusal) => return Request::Refuse(conn, Verb::Person, refusal),
                        },
                        // Nobody is signed in here; the clerk says so.
                        None => Said::Staff(StaffCommand::Person(Arg::Good(change))),
                    };
                    Request::Said(conn, said)
                }));
                Ok(())
            }
            StaffCommand::SetUp(Arg::Good(setup)) => {
                let (reply, may) = oneshot::channel();
                let code = setup.code.clone();
                self.send(Request::MaySetUp { conn, code, reply }).await?;
                let gate = Arc::clone(&self.room.passwords);
                self.work = Some(Box::pin(async move {
                    let may = may.await.unwrap_or(Err(Refusal::NotSaved));
                    let password = setup.password.clone();
                    let checked = gate.set_up(address, may, password).await;
                    Request::Said(conn, Said::SetUp { setup, checked })
                }));
                Ok(())
            }
            command @ (StaffCommand::Person(_)
            | StaffCommand::SetUp(_)
            | StaffCommand::Password(_)) => {
                self.own.push(Request::Said(conn, Said::Staff(command)));
                Ok(())
            }
            command => self.begin_aside(command).await,
        }
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
        let requests = &self.room.requests;
        let is_queue_empty = requests.capacity() == requests.max_capacity();
        let (clerk, outbox) = (&*self.room.clerk, &*self.outbox);
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
        let place = self.room.requests.reserve().await.map_err(|_| End::Close(STOPPED))?;
        place.send(request);
        Ok(())
    }
}

/// The result of the work that is under way.
pub(super) async fn until_done(work: &mut Option<Work>) -> Request {
    match work {
        Some(work) => work.await,
        None => std::future::pending().await,
    }
}
