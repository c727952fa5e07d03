//! What kiosks say.

use std::time::Duration;

use shared::command::KioskCommand;
use shared::ids::TicketId;
use shared::refusal::Refusal;
use shared::text::{Arg, Secret};

use super::change::{By, Change};
use super::credential::TokenHash;
use super::presence::ConnId;
use super::tickets::Wanted;
use super::time::Now;
use super::{Core, Known, Names, Reply, Verdict, Visit};

impl Core {
    /// What a kiosk's command names and the core does not hold.
    pub(super) fn kiosk_names(&self, command: &KioskCommand) -> Names {
        let visitor = match command {
            KioskCommand::Query(email) => Some(email.clone()),
            KioskCommand::New(_)
            | KioskCommand::Request(_)
            | KioskCommand::Withdraw(_)
            | KioskCommand::Device(_)
            | KioskCommand::Printed(_)
            | KioskCommand::Unprinted(_)
            | KioskCommand::Look(_)
            | KioskCommand::Leave(_)
            | KioskCommand::Help => None,
        };
        let shown = match command {
            KioskCommand::Look(token) | KioskCommand::Leave(token) => self.of_token(token).ok(),
            _ => None,
        };
        let names = shown.map(|ticket| self.visit_names(&Visit::Look(ticket))).unwrap_or_default();
        let named = command.ticket().filter(|ticket| self.desk.ticket(*ticket).is_none());
        let ticket = names.ticket.or(named);
        Names { ticket, key: command.key().cloned(), visitor, ..names }
    }

    /// What follows from what a kiosk said.
    pub(super) fn kiosk(
        &self,
        conn: ConnId,
        command: KioskCommand,
        known: &Known,
        now: Now,
    ) -> Verdict {
        // Its key may have been taken away by a command before this one.
        if self.is_revoked(conn) {
            return Verdict::refused(Refusal::NotSignedIn);
        }
        // A child at play must not empty the roll.
        let is_patient = |verdict: Verdict| {
            let is_too_soon = verdict.is_nameless && self.presence.gives_too_much(conn, now.run);
            if is_too_soon { Err(Refusal::WaitAMoment) } else { Ok(verdict) }
        };
        let at_this = |wanted: Wanted| wanted.at_kiosk(self.kiosk_name(conn));
        let verdict = match command {
            KioskCommand::New(new) => self.create(By::Kiosk, &at_this(new.into()), known, now),
            KioskCommand::Request(request) => {
                let wanted = Wanted::read(request).map(at_this);
                let made = wanted.and_then(|wanted| self.create(By::Kiosk, &wanted, known, now));
                made.and_then(is_patient)
            }
            KioskCommand::Query(_) => {
                let name = known.name.clone().ok_or(Refusal::UnknownVisitor);
                name.map(|name| Verdict { reply: Reply::Name(name), ..Verdict::default() })
            }
            KioskCommand::Device(report) => {
                let verdict = self.device_says(conn, &report);
                return Verdict { report: report.good().cloned(), ..verdict };
            }
            KioskCommand::Printed(ticket) => self.printed(conn, &ticket, known),
            KioskCommand::Unprinted(ticket) => self.not_known_printed(conn, &ticket, known, now),
            KioskCommand::Withdraw(key) => match key.good() {
                None => Err(Refusal::KeyNotValid),
                Some(key) => {
                    let changes = self.withdraw_key(key, known, now);
                    Ok(Verdict::with(By::Kiosk, changes, Reply::Withdrawn(key.clone())))
                }
            },
            KioskCommand::Look(token) => self.of_token(&token).and_then(|ticket| {
                let ticket = Box::new(self.named(&Arg::Good(ticket), known)?.clone());
                Ok(Verdict { reply: Reply::Found(ticket), ..Verdict::default() })
            }),
            KioskCommand::Leave(token) => self.of_token(&token).and_then(|ticket| {
                let left = self.leave_queue(ticket, known, now)?;
                Ok(Verdict::with(By::Kiosk, left.into_iter().collect(), Reply::Left))
            }),
            KioskCommand::Help => {
                let kiosk = self.kiosk_name(conn);
                let is_known = self.help.contains_key(&kiosk);
                let asked = (!is_known).then_some(Change::HelpAsked { kiosk });
                Ok(Verdict::with(By::Kiosk, asked.into_iter().collect(), Reply::Helping))
            }
        };
        verdict.unwrap_or_else(Verdict::refused)
    }

    /// The ticket whose page a code leads to.
    fn of_token(&self, token: &Secret) -> Result<TicketId, Refusal> {
        let ticket = self.link_key().and_then(|key| {
            key.ticket(token.expose(), |ticket| self.desk.ticket(ticket).is_some())
        });
        ticket.ok_or(Refusal::CodeOver)
    }

    /// A kiosk gave a ticket to a visitor who told nothing.
    pub fn gave_nameless(&mut self, conn: ConnId, now: Now) {
        self.presence.gave(conn, now.run);
    }

    /// The ticket that it gave then could not be saved.
    pub fn gave_nothing(&mut self, conn: ConnId, run: Duration) {
        self.presence.gave_nothing(conn, run);
    }

    /// What a kiosk is called: the device's name, or that it is one of this machine.
    pub(super) fn kiosk_name(&self, conn: ConnId) -> String {
        let key = self.presence.connections.get(&conn).and_then(|connection| connection.device);
        self.kiosk_called(key.as_ref())
    }

    /// The same of the one with this key.
    pub(super) fn kiosk_called(&self, key: Option<&TokenHash>) -> String {
        let device = key.and_then(|key| self.devices.get(key));
        device.map_or_else(|| "kiosk".to_owned(), |device| device.name.clone())
    }
}
