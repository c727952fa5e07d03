//! Paper tickets: which kiosks can print, what staff have printed, and what may not be printed.
//!
//! How it stands with a printer is told by its kiosk each time it connects, so nothing of it is kept;
//! the tickets that may not be printed are, until a kiosk says that they came out or they end. That
//! somebody wants one printed ends nothing: the kiosk may have died in that moment. Each print that
//! staff asked for is kept too, until a kiosk says how it ended. Which connection it went to is not: one
//! of which that is not known, as after a start, went to a kiosk that has gone.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use shared::device::{DeviceReport, Paper};
use shared::health::Sheets;
use shared::ids::TicketId;
use shared::message::{StandingWarning, Trouble};
use shared::print::{Printer, Printers, Sheet};
use shared::refusal::Refusal;
use shared::text::{Arg, clean, fold};

use super::change::{By, Change};
use super::presence::{ConnId, KioskKey};
use super::ticket::Ticket;
use super::tickets::REOPEN_MS;
use super::time::{Millis, Now};
use super::visitors::RETURN_MS;
use super::{Core, Known, Reply, Verdict};

/// A ticket that may not be printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unprinted {
    /// What the kiosk is called that should have printed it.
    pub kiosk: String,
    /// Since when that is known.
    pub since: Millis,
    /// When it ended, where it has: nobody is warned then, unless it is open again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Millis>,
}

impl Unprinted {
    /// A kiosk of this name should have printed a ticket. Where that is known, it is known since then.
    pub(crate) fn note(
        all: &mut BTreeMap<TicketId, Self>,
        ticket: TicketId,
        kiosk: &str,
        at: Millis,
    ) {
        let known = all.get(&ticket).filter(|known| known.kiosk == kiosk);
        let since = known.map_or(at, |known| known.since);
        all.insert(ticket, Self { kiosk: kiosk.to_owned(), since, ended: None });
    }

    /// Whether its ticket is open, or may still be opened again at this moment.
    pub fn may_matter(&self, at: Millis) -> bool {
        may_be_open(self.ended, at)
    }
}

/// Whether a ticket that ended then is open, or may still be opened again at a moment.
fn may_be_open(ended: Option<Millis>, at: Millis) -> bool {
    let kept = REOPEN_MS.max(RETURN_MS);
    ended.is_none_or(|ended| at.saturating_sub(ended) < kept)
}

/// The number of a print that staff asked for. No two that are open have the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PrintNo(pub u64);

/// A print that staff asked for, of which no kiosk has said yet how it ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenPrint {
    /// Which ticket.
    pub ticket: TicketId,
    /// What the kiosk is called that is to print it.
    pub kiosk: String,
    /// When it was asked for.
    pub since: Millis,
}

/// The open prints: the same ticket may be wanted at several kiosks, and several times at one.
pub type OpenPrints = BTreeMap<PrintNo, OpenPrint>;

/// The open prints as they were stored, of tickets that are open: a server of an older version, which
/// does not know of prints, may have ended the others meanwhile.
pub(super) fn stored(fact: Option<&str>, open: &[Ticket]) -> OpenPrints {
    let mut prints: OpenPrints =
        fact.and_then(|fact| serde_json::from_str(fact).ok()).unwrap_or_default();
    let open = ids(open);
    prints.retain(|_, print| open.contains(&print.ticket));
    prints
}

fn ids(tickets: &[Ticket]) -> BTreeSet<TicketId> {
    tickets.iter().map(|ticket| ticket.id).collect()
}

/// The tickets that may not be printed as they were stored. Of one that is neither open nor noted as ended
/// nobody would ever hear how that ended: a server of an older version noted it too late.
pub(super) fn stored_unprinted(
    fact: Option<&str>,
    open: &[Ticket],
) -> BTreeMap<TicketId, Unprinted> {
    let mut all: BTreeMap<TicketId, Unprinted> =
        fact.and_then(|fact| serde_json::from_str(fact).ok()).unwrap_or_default();
    let open = ids(open);
    all.retain(|ticket, unprinted| unprinted.ended.is_some() || open.contains(ticket));
    all
}

/// A kiosk's printer and disk as it last told of them, and since when each stands so.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told {
    paper: Paper,
    since: Millis,
    /// Since when its disk takes nothing, while that is so.
    disk_failing: Option<Millis>,
    /// The connection that told: what is to be printed goes there, and nowhere else.
    conn: ConnId,
}

impl Core {
    /// A kiosk told how it stands with its printer and its disk.
    pub fn heard_of_kiosk(&mut self, conn: ConnId, report: &DeviceReport, now: Now) {
        let Some(connection) = self.presence.connections.get(&conn) else { return };
        // Two kiosks without a key have two printers.
        let kiosk = connection.device.map_or(KioskKey::Connection(conn), KioskKey::Device);
        let told = &mut self.presence.told;
        let before = told.get(&kiosk).copied();
        let paper = report.paper.unwrap_or(Paper::None);
        if paper == Paper::None && !report.disk_failing {
            told.remove(&kiosk);
            return;
        }
        let since = before.filter(|told| told.paper == paper).map_or(now.wall, |told| told.since);
        let failing_before = before.and_then(|told| told.disk_failing);
        let disk_failing = report.disk_failing.then(|| failing_before.unwrap_or(now.wall));
        told.insert(kiosk, Told { paper, since, disk_failing, conn });
    }

    /// The kiosks that told of a printer, or of a disk that fails, and are connected, by name. Of
    /// several of one name, which have no key, the one that can print and came last is first.
    fn told(&self) -> Vec<(String, &Told)> {
        let is_there = |kiosk: &KioskKey, told: &Told| {
            let is_known = kiosk.device().is_none_or(|key| self.devices.get(key).is_some());
            is_known && self.presence.connections.contains_key(&told.conn)
        };
        let told = self.presence.told.iter().filter(|(kiosk, told)| is_there(kiosk, told));
        let mut told: Vec<_> =
            told.map(|(kiosk, told)| (self.kiosk_called(kiosk.device()), told)).collect();
        told.sort_by_cached_key(|(name, told)| {
            (name.clone(), !told.paper.can_print(), Reverse(told.conn))
        });
        told
    }

    /// Whether there is nothing to say of printers and paper, nor of kiosks' disks.
    pub fn has_no_paper(&self) -> bool {
        self.presence.told.is_empty() && self.unprinted().next().is_none()
    }

    /// The open tickets that may not be printed.
    fn unprinted(&self) -> impl Iterator<Item = (TicketId, &Unprinted)> {
        let all = self.unprinted.iter().map(|(ticket, unprinted)| (*ticket, unprinted));
        all.filter(|(_, unprinted)| unprinted.ended.is_none())
    }

    /// Those of the kiosks that told something which have a printer.
    fn with_printer(&self) -> impl Iterator<Item = (String, &Told)> {
        self.told().into_iter().filter(|(_, told)| told.paper != Paper::None)
    }

    /// The kiosks that have a printer and are connected.
    pub fn printers(&self) -> Printers {
        let told = self.with_printer();
        Printers(told.map(|(kiosk, told)| Printer { kiosk, paper: told.paper }).collect())
    }

    /// The connection of the kiosk of this name that has a printer.
    pub fn printer_at(&self, kiosk: &str) -> Option<ConnId> {
        let mut told = self.with_printer();
        told.find(|(name, _)| name == kiosk).map(|(_, told)| told.conn)
    }

    /// What staff should look after of printers and paper, and of kiosks' disks.
    pub fn paper_warnings(&self) -> Vec<StandingWarning> {
        let unable = self.with_printer().filter(|(_, told)| !told.paper.can_print());
        let printers = unable.map(|(kiosk, told)| StandingWarning {
            trouble: Trouble::Printer { kiosk, paper: told.paper },
            since: told.since,
        });
        let tickets = self.unprinted().map(|(ticket, unprinted)| {
            let label = self.desk.ticket(ticket).map(Ticket::label);
            let number = label.map_or_else(|| ticket.number().to_string(), |it| it.to_string());
            let kiosk = unprinted.kiosk.clone();
            StandingWarning {
                trouble: Trouble::Unprinted { id: ticket, number, kiosk },
                since: unprinted.since,
            }
        });
        let disks = self.told().into_iter().filter_map(|(kiosk, told)| {
            let since = told.disk_failing?;
            Some(StandingWarning { trouble: Trouble::Disk { kiosk }, since })
        });
        printers.chain(tickets).chain(disks).collect()
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
            // What cannot be told apart by name is one.
            let is_only = |first: &Printer| printers.iter().all(|it| it.kiosk == first.kiosk);
            let only = || printers.first().filter(|first| is_only(first));
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
        // A number is free once it is saved that its print has ended.
        let last = self.open_prints.keys().chain(self.presence.printing.keys()).max();
        let print = Some(PrintNo(last.map_or(1, |last| last.0 + 1)));
        Ok(Change::PrintAsked { ticket: ticket.id, kiosk: printer.kiosk.clone(), print })
    }

    /// A print is on its way to the kiosk of this name, if that is connected.
    pub(super) fn begin_print(
        &mut self,
        print: PrintNo,
        ticket: TicketId,
        kiosk: &str,
        since: Millis,
    ) {
        self.open_prints.insert(print, OpenPrint { ticket, kiosk: kiosk.to_owned(), since });
        match self.printer_at(kiosk) {
            Some(conn) => _ = self.presence.printing.insert(print, conn),
            None => _ = self.presence.printing.remove(&print),
        }
    }

    /// A ticket has ended: nobody needs to know any more how its prints end. Where it is opened again, staff
    /// hear that it may not be printed, unless a kiosk has said until then that it is.
    pub(super) fn end_prints_of(&mut self, ticket: TicketId, at: Millis) {
        let gone = self.open_prints.extract_if(.., |_, print| print.ticket == ticket);
        for (_, print) in gone {
            if !self.unprinted.contains_key(&ticket) {
                Unprinted::note(&mut self.unprinted, ticket, &print.kiosk, print.since);
            }
        }
        if let Some(unprinted) = self.unprinted.get_mut(&ticket) {
            unprinted.ended = Some(at);
        }
        self.unprinted.retain(|_, unprinted| unprinted.may_matter(at));
    }

    /// It is known how these prints ended.
    pub(super) fn end_prints(&mut self, prints: &[PrintNo]) {
        for print in prints {
            self.open_prints.remove(print);
        }
    }

    /// All that was applied is saved: nobody needs to know any more where prints went that have ended.
    pub fn saved(&mut self) {
        let open = &self.open_prints;
        self.presence.printing.retain(|print, _| open.contains_key(print));
    }

    /// The tickets that staff want printed and of which no kiosk has said yet how that ended.
    pub fn sheets(&self) -> Option<Sheets> {
        let since = self.open_prints.values().map(|print| print.since).min()?;
        let tickets: BTreeSet<_> = self.open_prints.values().map(|print| print.ticket).collect();
        Some(Sheets { waiting: tickets.len() as u64, since })
    }

    /// The connection that has an open print.
    fn holder(&self, print: PrintNo) -> Option<ConnId> {
        self.presence.printing.get(&print).copied()
    }

    /// A kiosk that was to print tickets has gone, and never said how that ended.
    pub(super) fn gone_in_print(&self, conn: ConnId) -> Vec<Change> {
        self.never_heard_of(|print| self.holder(print) == Some(conn))
    }

    /// The same of kiosks that went before the server started, before another one led the desk, or
    /// while that could not be saved.
    pub(super) fn lost_prints(&self) -> Vec<Change> {
        self.never_heard_of(|print| self.holder(print).is_none())
    }

    fn never_heard_of(&self, is_meant: impl Fn(PrintNo) -> bool) -> Vec<Change> {
        let mut meant: BTreeMap<(TicketId, &str), Vec<PrintNo>> = BTreeMap::new();
        for (print, open) in self.open_prints.iter().filter(|(print, _)| is_meant(**print)) {
            meant.entry((open.ticket, &open.kiosk)).or_default().push(*print);
        }
        let changes = meant.into_iter().map(|((ticket, kiosk), prints)| {
            let kiosk = kiosk.to_owned();
            Change::Unprinted { ticket, kiosk, prints }
        });
        changes.collect()
    }

    /// Which prints of a ticket a kiosk means that says how that ended: the first of those that went
    /// to its connection; else all that went to connections of its name that are gone, of which
    /// nothing more is heard; else the first that went to another of its name.
    fn prints_meant(&self, conn: ConnId, ticket: TicketId) -> Vec<PrintNo> {
        let kiosk = self.kiosk_name(conn);
        let of_it = self.open_prints.iter().filter(|(_, open)| open.ticket == ticket);
        let of_it: Vec<(PrintNo, &OpenPrint)> = of_it.map(|(print, open)| (*print, open)).collect();
        let own = of_it.iter().find(|(print, _)| self.holder(*print) == Some(conn));
        if let Some((print, _)) = own {
            return vec![*print];
        }
        let of_name = of_it.into_iter().filter(|(_, open)| open.kiosk == kiosk);
        let (lost, held): (Vec<PrintNo>, Vec<PrintNo>) =
            of_name.map(|(print, _)| print).partition(|print| self.holder(*print).is_none());
        if lost.is_empty() { held.into_iter().take(1).collect() } else { lost }
    }

    /// A kiosk does not know whether a ticket came out of its printer.
    pub(super) fn not_known_printed(
        &self,
        conn: ConnId,
        ticket: &Arg<TicketId>,
        known: &Known,
        now: Now,
    ) -> Result<Verdict, Refusal> {
        let named = self.named(ticket, known)?;
        let (ticket, may_be_open) = (named.id, may_be_open(named.end, now.wall));
        let kiosk = self.kiosk_name(conn);
        let is_told = self.unprinted.get(&ticket).is_some_and(|told| told.kiosk == kiosk);
        let prints = self.prints_meant(conn, ticket);
        let is_new = may_be_open && !(is_told && prints.is_empty());
        let change = is_new.then_some(Change::Unprinted { ticket, kiosk, prints });
        Ok(Verdict::with(By::Kiosk, change.into_iter().collect(), Reply::Unprinted(ticket)))
    }

    /// A ticket that staff wanted came out of a kiosk's printer.
    pub(super) fn printed(
        &self,
        conn: ConnId,
        ticket: &Arg<TicketId>,
        known: &Known,
    ) -> Result<Verdict, Refusal> {
        let ticket = self.named(ticket, known)?.id;
        let prints = self.prints_meant(conn, ticket);
        let is_waited_for = self.unprinted.contains_key(&ticket) || !prints.is_empty();
        let kiosk = self.kiosk_name(conn);
        let change = is_waited_for.then_some(Change::Printed { ticket, kiosk, prints });
        Ok(Verdict::with(By::Kiosk, change.into_iter().collect(), Reply::Printed(ticket)))
    }
}

#[cfg(test)]
mod tests {
    use shared::ticket::Source;

    use super::*;

    #[test]
    fn an_open_print_of_a_ticket_that_an_older_server_has_ended_is_over() {
        let ticket = |id| TicketId::new(id).unwrap();
        let open = |id| OpenPrint { ticket: ticket(id), kiosk: "Hall".to_owned(), since: 7 };
        let prints = OpenPrints::from([(PrintNo(1), open(4)), (PrintNo(2), open(5))]);
        let fact = serde_json::to_string(&prints).unwrap();
        let is_open = [Ticket::new(ticket(5), 0, 0, Source::Kiosk)];
        assert_eq!(stored(Some(&fact), &is_open), OpenPrints::from([(PrintNo(2), open(5))]));
        assert_eq!(stored(None, &is_open), OpenPrints::new());
    }

    #[test]
    fn of_what_is_neither_open_nor_noted_as_ended_nobody_is_warned() {
        let ticket = |id| TicketId::new(id).unwrap();
        let noted = |ended| Unprinted { kiosk: "Hall".to_owned(), since: 7, ended };
        let all = BTreeMap::from([
            (ticket(4), noted(None)),
            (ticket(5), noted(None)),
            (ticket(6), noted(Some(9))),
        ]);
        let fact = serde_json::to_string(&all).unwrap();
        let is_open = [Ticket::new(ticket(5), 0, 0, Source::Kiosk)];
        let kept = stored_unprinted(Some(&fact), &is_open);
        assert_eq!(kept.into_keys().collect::<Vec<_>>(), [ticket(5), ticket(6)]);
    }
}
