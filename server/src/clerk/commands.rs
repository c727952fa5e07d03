//! What staff and kiosks say.

use std::time::Duration;

use shared::command::{
    Key, KioskCommand, NewTicket as NewWire, Request as WireRequest, StaffCommand,
};
use shared::ids::TicketId;
use shared::message::{KioskMessage, StaffSuccess};
use shared::text::Arg;
use shared::ticket::{KioskAbout, Outcome};

use super::{Clerk, read_failed};
use crate::desk::{Action, By, Event, NewTicket, Refusal};
use crate::render;

/// How long questions for unknown addresses count.
pub(super) const ASKED_FOR: Duration = Duration::from_secs(60 * 60);

impl Clerk {
    pub(super) fn staff(&mut self, conn: u64, command: StaffCommand) -> Result<(), Refusal> {
        match &command {
            StaffCommand::Pick { table, token } => {
                return self.pick(conn, table.good().copied(), token);
            }
            StaffCommand::Resume(token) => return self.resume(conn, token),
            // The connection checks passwords first; only what it could not check comes here.
            StaffCommand::Login { .. } => return Err(Refusal::WrongLogin),
            _ => {}
        }
        let person = self.actor(conn, &command)?;
        let by = By::Person(person);
        let ticket_of = |ticket: &Arg<TicketId>| ticket.good().copied();
        let (action, success): (Action, fn(TicketId) -> StaffSuccess) = match command {
            StaffCommand::Accept(ref ticket) => {
                (Action::Accept(ticket_of(ticket)), StaffSuccess::Claimed)
            }
            StaffCommand::Complete(ref ticket) => {
                (Action::End(ticket_of(ticket), Outcome::Completed), StaffSuccess::Complete)
            }
            StaffCommand::Cancel(ref ticket) => {
                (Action::End(ticket_of(ticket), Outcome::Cancelled), StaffSuccess::Cancel)
            }
            StaffCommand::NoShow(ref ticket) => {
                (Action::End(ticket_of(ticket), Outcome::NoShow), StaffSuccess::NoShow)
            }
            StaffCommand::Release(ref ticket) => {
                (Action::Release(ticket_of(ticket)), StaffSuccess::Release)
            }
            StaffCommand::Reopen(ref ticket) => {
                (Action::Reopen(ticket_of(ticket)), StaffSuccess::Reopen)
            }
            StaffCommand::Withdraw(ref ticket) => {
                (Action::Withdraw(ticket_of(ticket)), StaffSuccess::Withdraw)
            }
            StaffCommand::Recall(ref ticket) => {
                (Action::Recall(ticket_of(ticket)), StaffSuccess::Recall)
            }
            StaffCommand::Transfer { ref ticket, ref table } => {
                (Action::Transfer(ticket_of(ticket), table.good().copied()), StaffSuccess::Transfer)
            }
            StaffCommand::Note { ref ticket, ref text } => {
                (Action::Note(ticket_of(ticket), text.clone()), StaffSuccess::Note)
            }
            other => return self.staff_beside_tickets(conn, by, other),
        };
        let named = action.ticket();
        self.execute(by, action, Some(conn))?;
        if let Some(ticket_id) = named {
            self.succeed(conn, success(ticket_id));
        }
        Ok(())
    }

    /// The commands that do not name one ticket.
    fn staff_beside_tickets(
        &mut self,
        conn: u64,
        by: By,
        command: StaffCommand,
    ) -> Result<(), Refusal> {
        match command {
            StaffCommand::Unpick => {
                self.execute(by, Action::Unpick, Some(conn))?;
                self.succeed(conn, StaffSuccess::Unpick);
                self.answer(conn, &render::taken(&self.desk));
            }
            StaffCommand::Next => {
                let events = self.execute(by, Action::Next, Some(conn))?;
                if let Some(Event::Claimed { ticket, .. }) = events.first() {
                    self.succeed(conn, StaffSuccess::Next(*ticket));
                }
            }
            StaffCommand::Free(table) => {
                let table = table.good().copied();
                self.execute(by, Action::Free(table), Some(conn))?;
                if let Some(table) = table {
                    self.succeed(conn, StaffSuccess::Free(table));
                }
            }
            StaffCommand::New(new) => {
                let ticket = self.create(by, plain(new), conn)?;
                self.succeed(conn, StaffSuccess::New(ticket));
            }
            StaffCommand::Request(request) => {
                let ticket = self.create(by, keyed(&request)?, conn)?;
                self.succeed(conn, StaffSuccess::New(ticket));
            }
            StaffCommand::Query(email) => {
                let name = self.visitor(&email)?;
                self.succeed(conn, StaffSuccess::Query(name));
            }
            StaffCommand::Close(text) => {
                self.execute(by, Action::Close(text), Some(conn))?;
                self.succeed(conn, StaffSuccess::Close);
            }
            StaffCommand::Open => {
                self.execute(by, Action::Open, Some(conn))?;
                self.succeed(conn, StaffSuccess::Open);
            }
            StaffCommand::Announce(text) => {
                self.execute(by, Action::Announce(text), Some(conn))?;
                self.succeed(conn, StaffSuccess::Announce);
            }
            StaffCommand::Approve { code, name } => {
                let (_, name) = self.approve_device(by, &code, Some(&name))?;
                self.succeed(conn, StaffSuccess::Approve(name));
            }
            StaffCommand::Devices => {
                let devices = self.list_devices()?;
                self.succeed(conn, StaffSuccess::Devices(devices));
            }
            StaffCommand::Revoke(name) => {
                let name = self.revoke_device(by, &name)?;
                self.succeed(conn, StaffSuccess::Revoke(name));
            }
            StaffCommand::Logout => self.log_out(conn, by)?,
            // The connection checks the old password first; what it could not read comes here.
            StaffCommand::Password(_) => return Err(Refusal::Unreadable),
            StaffCommand::Export { .. } => return Err(Refusal::DatesUnreadable),
            StaffCommand::Pick { .. }
            | StaffCommand::Resume(_)
            | StaffCommand::Login { .. }
            | StaffCommand::Accept(_)
            | StaffCommand::Complete(_)
            | StaffCommand::Cancel(_)
            | StaffCommand::NoShow(_)
            | StaffCommand::Release(_)
            | StaffCommand::Reopen(_)
            | StaffCommand::Withdraw(_)
            | StaffCommand::Recall(_)
            | StaffCommand::Transfer { .. }
            | StaffCommand::Note { .. } => {}
        }
        Ok(())
    }

    pub(super) fn kiosk(&mut self, conn: u64, command: KioskCommand) -> Result<(), Refusal> {
        match command {
            KioskCommand::New(new) => self.create_at_kiosk(conn, plain(new)),
            KioskCommand::Request(request) => self.create_at_kiosk(conn, keyed(&request)?),
            KioskCommand::Query(email) => {
                let name = self.visitor_for_kiosk(conn, &email)?;
                self.answer(conn, &KioskMessage::Query(name).to_string());
                Ok(())
            }
            KioskCommand::Withdraw(key) => {
                let key = key.good().ok_or(Refusal::KeyNotValid)?.clone();
                let answer = KioskMessage::Withdraw(key.to_string()).to_string();
                self.execute(By::Kiosk, Action::WithdrawKey(key), Some(conn))?;
                self.answer(conn, &answer);
                Ok(())
            }
        }
    }

    fn create_at_kiosk(&mut self, conn: u64, new: NewTicket) -> Result<(), Refusal> {
        let ticket = self.create(By::Kiosk, new, conn)?;
        if self.speaks_v2(conn)
            && let Some(open) = self.desk.ticket(ticket.id)
        {
            let ahead = self.desk.ahead_of(open);
            let wait = render::expected(&self.desk, ahead, self.now);
            let about = KioskAbout { ahead: ahead as u64, wait };
            let message = KioskMessage::About { ticket: ticket.id, about };
            self.answer(conn, &message.to_string());
        }
        self.answer(conn, &KioskMessage::New(ticket).to_string());
        Ok(())
    }

    /// Makes a ticket, or finds the one that its request already has.
    fn create(
        &mut self,
        by: By,
        new: NewTicket,
        conn: u64,
    ) -> Result<shared::ticket::Ticket, Refusal> {
        let key = new.key.clone();
        let events = self.execute(by, Action::Create(new), Some(conn))?;
        let ticket_id = match events.first() {
            Some(Event::Created { ticket, .. }) => Some(ticket.id),
            Some(Event::KeyFound { ticket, .. }) => Some(*ticket),
            _ => match key {
                Some(key) => self.store.key(&key).map_err(read_failed)?.and_then(|key| key.ticket),
                None => None,
            },
        };
        let ticket_id = ticket_id.ok_or(Refusal::NotSaved)?;
        let ticket = match self.desk.ticket(ticket_id) {
            Some(ticket) => Some(ticket.clone()),
            None => self.store.ticket(ticket_id).map_err(read_failed)?,
        };
        ticket.map(|ticket| render::wire(&self.desk, &ticket)).ok_or(Refusal::NotSaved)
    }

    /// A kiosk that has asked for too many unknown addresses hears of none: completing names must
    /// not become a directory.
    fn visitor_for_kiosk(&mut self, conn: u64, email: &str) -> Result<String, Refusal> {
        let limited = self.clients.get(&conn).and_then(|client| client.limited.clone());
        let Some(kiosk) = limited else { return self.visitor(email) };
        let run = self.clock.run();
        let (since, count) = *self.asked_unknown.entry(kiosk.clone()).or_insert((run, 0));
        let is_over = run.saturating_sub(since) >= ASKED_FOR;
        let count = if is_over { 0 } else { count };
        if count >= self.settings.unknown_queries_per_hour {
            return Err(Refusal::UnknownVisitor);
        }
        let found = self.visitor(email);
        if matches!(found, Err(Refusal::UnknownVisitor)) {
            let since = if is_over { run } else { since };
            self.asked_unknown.insert(kiosk, (since, count + 1));
        }
        found
    }

    fn visitor(&self, email: &str) -> Result<String, Refusal> {
        self.store.visitor(email).map_err(read_failed)?.ok_or(Refusal::UnknownVisitor)
    }
}

fn plain(new: NewWire) -> NewTicket {
    NewTicket { email: new.email, name: new.name, ..NewTicket::default() }
}

fn keyed(request: &Arg<WireRequest>) -> Result<NewTicket, Refusal> {
    let request = match request {
        Arg::Good(request) => request,
        Arg::Bad(text) => {
            // Readable but for its key: then that is what to say.
            let value: Result<serde_json::Value, _> = serde_json::from_str(text);
            let has_key_trouble = value.is_ok_and(|value| {
                value.is_object()
                    && value
                        .get("key")
                        .and_then(|key| key.as_str())
                        .is_none_or(|key| key.parse::<Key>().is_err())
            });
            return Err(if has_key_trouble { Refusal::KeyNotValid } else { Refusal::Unreadable });
        }
    };
    Ok(NewTicket {
        email: request.email.clone(),
        name: request.name.clone(),
        reason: request.reason().map(ToOwned::to_owned),
        lang: request.lang().map(ToOwned::to_owned),
        key: Some(request.key.clone()),
        again: request.again.unwrap_or_default(),
    })
}
