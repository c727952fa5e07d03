//! Paper tickets: which kiosks can print, what staff have printed, and what may not be printed.
//!
//! How it stands with a printer is told by its kiosk each time it connects, so nothing of it is kept;
//! the tickets that may not be printed are, until somebody has them printed or they end.

use serde::{Deserialize, Serialize};
use shared::device::Paper;
use shared::ids::TicketId;
use shared::message::{StandingWarning, Trouble};
use shared::print::{Printer, Printers, Sheet};
use shared::refusal::Refusal;
use shared::text::{Arg, clean, fold};

use super::change::{By, Change};
use super::credential::TokenHash;
use super::presence::ConnId;
use super::time::{Millis, Now};
use super::{Core, Known, Reply, Verdict};

/// A ticket that may not be printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unprinted {
    /// What the kiosk is called that should have printed it.
    pub kiosk: String,
    /// Since when that is known.
    pub since: Millis,
}

/// A printer as its kiosk last told of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told {
    paper: Paper,
    since: Millis,
    /// The connection that told: what is to be printed goes there, and nowhere else.
    conn: ConnId,
}

impl Core {
    /// A kiosk told how it stands with its paper.
    pub fn heard_of_paper(&mut self, conn: ConnId, paper: Paper, now: Now) {
        let Some(connection) = self.presence.connections.get(&conn) else { return };
        let (kiosk, printers) = (connection.device, &mut self.presence.printers);
        if paper == Paper::None {
            printers.remove(&kiosk);
            return;
        }
        let before = printers.get(&kiosk).filter(|told| told.paper == paper);
        let since = before.map_or(now.wall, |told| told.since);
        printers.insert(kiosk, Told { paper, since, conn });
    }

    /// The kiosks that have a printer and are connected, by name, and since when each stands so.
    fn told(&self) -> Vec<(String, &Told)> {
        let is_there = |kiosk: &Option<TokenHash>, told: &Told| {
            let is_known = kiosk.as_ref().is_none_or(|key| self.devices.get(key).is_some());
            is_known && self.presence.connections.contains_key(&told.conn)
        };
        let told = self.presence.printers.iter().filter(|(kiosk, told)| is_there(kiosk, told));
        let mut told: Vec<_> =
            told.map(|(kiosk, told)| (self.kiosk_called(kiosk.as_ref()), told)).collect();
        told.sort_by(|one, other| one.0.cmp(&other.0));
        told
    }

    /// Whether there is nothing to say of printers and paper.
    pub fn has_no_paper(&self) -> bool {
        self.presence.printers.is_empty() && self.unprinted.is_empty()
    }

    /// The kiosks that have a printer and are connected.
    pub fn printers(&self) -> Printers {
        let told = self.told().into_iter();
        Printers(told.map(|(kiosk, told)| Printer { kiosk, paper: told.paper }).collect())
    }

    /// The connection of the kiosk of this name that has a printer.
    pub fn printer_at(&self, kiosk: &str) -> Option<ConnId> {
        let mut told = self.told().into_iter();
        told.find(|(name, _)| name == kiosk).map(|(_, told)| told.conn)
    }

    /// What staff should look after of printers and paper.
    pub fn paper_warnings(&self) -> Vec<StandingWarning> {
        let unable = self.told().into_iter().filter(|(_, told)| !told.paper.can_print());
        let printers = unable.map(|(kiosk, told)| StandingWarning {
            trouble: Trouble::Printer { kiosk, paper: told.paper },
            since: told.since,
        });
        let tickets = self.unprinted.iter().map(|(ticket, unprinted)| {
            let label = self.desk.ticket(*ticket).map(super::Ticket::label);
            let number = label.map_or_else(|| ticket.number().to_string(), |it| it.to_string());
            let kiosk = unprinted.kiosk.clone();
            StandingWarning {
                trouble: Trouble::Unprinted { id: *ticket, number, kiosk },
                since: unprinted.since,
            }
        });
        printers.chain(tickets).collect()
    }

    /// What stands on the paper of an open ticket that is printed now.
    pub fn sheet(&self, ticket: TicketId, at: Millis) -> Option<Sheet> {
        let ticket = self.desk.ticket(ticket)?;
        let service = ticket.service.as_ref().and_then(|id| self.services().get(id));
        Some(Sheet {
            id: ticket.id,
            number: ticket.label().to_string(),
            lang: ticket.lang.clone(),
            service: service.map(|service| service.text.clone()).unwrap_or_default(),
            ahead: ticket.is_waiting().then(|| self.desk.ahead_of(ticket) as u64),
            at,
            organisation: self.profile().organisation.clone(),
            link: self.link_to(ticket.id),
        })
    }

    /// Staff have an open ticket printed: at the kiosk that they name, or else at the one that made
    /// it; where it has no printer, or none made it, at the only one that can.
    pub(super) fn print(
        &self,
        ticket: &Arg<TicketId>,
        device: &str,
        known: &Known,
    ) -> Result<Change, Refusal> {
        let ticket = self.named(ticket, known)?;
        if ticket.end.is_some() {
            return Err(Refusal::AlreadyEnded);
        }
        let printers = self.printers().0;
        let named =
            |name: &str| printers.iter().find(|printer| fold(&printer.kiosk) == fold(&clean(name)));
        let printer = if clean(device).is_empty() {
            let made_it = ticket.kiosk.as_deref().and_then(named);
            let only = || match &printers[..] {
                [only] => Some(only),
                _ => None,
            };
            made_it.or_else(only).ok_or(Refusal::ChooseKiosk)?
        } else {
            let is_known = || self.devices.named(device).is_some();
            named(device).ok_or_else(|| {
                if is_known() { Refusal::NoPrinter } else { Refusal::NoSuchDevice }
            })?
        };
        if !printer.paper.can_print() {
            return Err(Refusal::CannotPrint);
        }
        Ok(Change::Printed { ticket: ticket.id, kiosk: printer.kiosk.clone() })
    }

    /// A kiosk does not know whether a ticket came out of its printer.
    pub(super) fn unprinted(
        &self,
        conn: ConnId,
        ticket: &Arg<TicketId>,
    ) -> Result<Verdict, Refusal> {
        let ticket = *ticket.good().ok_or(Refusal::NoSuchTicket)?;
        let kiosk = self.kiosk_name(conn);
        let is_open = self.desk.ticket(ticket).is_some();
        let is_told = self.unprinted.get(&ticket).is_some_and(|told| told.kiosk == kiosk);
        let change = (is_open && !is_told).then_some(Change::Unprinted { ticket, kiosk });
        Ok(Verdict::with(By::Kiosk, change.into_iter().collect(), Reply::Unprinted(ticket)))
    }
}
