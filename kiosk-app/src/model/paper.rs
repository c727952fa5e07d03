//! Paper tickets: which are printed, how that ends, and what is told of it.
//!
//! **At most once by itself.** A ticket goes to the printer when its key is settled and the note that
//! printing began is on disk, both in one write. Whatever interrupts it, it is not printed again:
//! staff hear that it may not be printed, and have it printed or not.

use app_kit::link::Dialect;
use app_kit::shell::Keep as _;
use shared::command::KioskCommand;
use shared::device::Paper;
use shared::ids::TicketId;
use shared::print::{PrintSettings, PrintWhen, PrinterAddress, Sheet};
use shared::service::ServiceId;

use super::{Effect, Model, Now, Said, Step};
use crate::print::{Ended, Requester};

/// How it stands with the ticket on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PaperTicket {
    /// There is none.
    #[default]
    None,
    /// The visitor may have it printed.
    Offered,
    /// It is being printed.
    Printing,
    /// The paper is out.
    Printed,
    /// It could not be printed, or nobody knows whether it was.
    Failed,
}

/// What the kiosk knows of its printer.
#[derive(Debug)]
pub(super) struct Printer {
    /// How it stands with it.
    paper: Paper,
    /// Whether the disk does not take what is noted of it.
    is_disk_failing: bool,
    /// The tickets that it was given, and for whom each is.
    begun: Vec<(TicketId, Requester)>,
    /// What staff are to hear of tickets, in the order in which it became known.
    news: Vec<News>,
}

/// How it ended with a ticket at the printer, for staff to hear. Each print that they wanted counts, so the
/// same may be there twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct News {
    ticket: TicketId,
    /// It is printed, as staff wanted; otherwise it may not be. On disk one that is printed is settled: what
    /// staff then read for too long is that it may not be.
    is_printed: bool,
}

impl News {
    fn said(self) -> Said {
        if self.is_printed { Said::Printed(self.ticket) } else { Said::Unprinted(self.ticket) }
    }

    fn command(self) -> KioskCommand {
        let ticket = self.ticket.into();
        match self.is_printed {
            true => KioskCommand::Printed(ticket),
            false => KioskCommand::Unprinted(ticket),
        }
    }
}

impl Printer {
    /// One that nothing is known of; `unprinted` are the tickets that the last run left with it.
    pub(super) fn with_unprinted(unprinted: Vec<TicketId>) -> Self {
        let news = |ticket| News { ticket, is_printed: false };
        let news = unprinted.into_iter().map(news).collect();
        Self { paper: Paper::None, is_disk_failing: false, begun: Vec::new(), news }
    }

    /// The tickets of which it is not known that their paper is out, and staff have not heard so.
    pub(super) fn unsettled(&self) -> Vec<TicketId> {
        let begun = self.begun.iter().map(|(ticket, _)| *ticket);
        let mut unprinted: Vec<TicketId> = Vec::new();
        for news in &self.news {
            unprinted.retain(|ticket| *ticket != news.ticket);
            unprinted.extend((!news.is_printed).then_some(news.ticket));
        }
        begun.chain(unprinted).collect()
    }

    /// Whether staff are to hear of a ticket.
    pub(super) fn has_news(&self) -> bool {
        !self.news.is_empty()
    }

    /// A visitor's ticket is not printed, before anything of it was.
    pub(super) fn forget(&mut self, ticket: TicketId) {
        self.begun.retain(|begun| *begun != (ticket, Requester::Visitor));
    }

    /// Staff are to hear this of a ticket.
    fn ended(&mut self, ticket: TicketId, is_printed: bool) {
        self.news.push(News { ticket, is_printed });
    }

    /// They have heard it.
    fn heard(&mut self, news: News) {
        if let Some(at) = self.news.iter().position(|it| *it == news) {
            self.news.remove(at);
        }
    }
}

impl Model {
    /// How this kiosk prints: as its own file says, else as all kiosks do. A server names no file of
    /// this machine, whatever it sends.
    pub fn print_settings(&self) -> PrintSettings {
        let mut shared = self.mirror.shared.print.clone();
        shared.printer = shared.printer.filter(PrinterAddress::may_be_shared);
        self.settings.print.or(&shared)
    }

    /// How it stands with the printer.
    pub fn paper(&self) -> Paper {
        self.printer.paper
    }

    /// Prints the ticket that is shown, offers that, or neither.
    pub(super) fn offer_paper(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let settings = self.print_settings();
        let can_print = self.printer.paper.can_print();
        match settings.when.unwrap_or(PrintWhen::Always) {
            _ if settings.printer.is_none() => {}
            PrintWhen::Always if can_print => self.print_ticket(now, effects),
            // Whoever is used to paper waits for it, and must know that none comes.
            PrintWhen::Always => self.visit.paper = PaperTicket::Failed,
            PrintWhen::Ask if can_print => self.visit.paper = PaperTicket::Offered,
            PrintWhen::Ask | PrintWhen::Never => {}
        }
    }

    /// Prints the ticket that is shown.
    pub(super) fn print_ticket(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let is_asked = matches!(self.visit.paper, PaperTicket::None | PaperTicket::Offered);
        let Some(got) = self.visit.got.as_ref().filter(|_| is_asked) else { return };
        let facts = &self.mirror.facts;
        let of_service =
            |id: &ServiceId| facts.services.0.iter().find(|offer| offer.service.id == *id);
        let service = got.service.as_ref().and_then(of_service);
        let sheet = Sheet {
            id: got.id,
            number: got.label.clone(),
            lang: Some(self.wishes.lang.clone()),
            service: service.map(|offer| offer.service.text.clone()).unwrap_or_default(),
            ahead: got.ahead.map(|(count, _)| count),
            at: now.server_ms.unwrap_or_default(),
            organisation: self.organisation().to_owned(),
            link: got.link.clone(),
        };
        self.visit.paper = PaperTicket::Printing;
        self.hand_over(sheet, Requester::Visitor, effects);
    }

    /// Staff want a ticket on paper.
    pub(super) fn print_for_staff(&mut self, sheet: Sheet, now: Now, effects: &mut Vec<Effect>) {
        if self.print_settings().printer.is_some() {
            return self.hand_over(sheet, Requester::Staff, effects);
        }
        self.printer.ended(sheet.id, false);
        effects.push(Effect::Keep(self.unsettled()));
        self.push(now, effects);
    }

    fn hand_over(&mut self, sheet: Sheet, requester: Requester, effects: &mut Vec<Effect>) {
        self.printer.begun.push((sheet.id, requester));
        effects.push(Effect::Keep(self.unsettled()));
        effects.push(Effect::Print(sheet, requester));
    }

    /// Whether a ticket is to come out of the printer, for whom it is.
    pub fn prints(&self, ticket: TicketId, requester: Requester) -> bool {
        self.printer.begun.contains(&(ticket, requester))
    }

    /// Takes in how it ended with a ticket at the printer.
    pub fn printed(
        &mut self,
        ticket: TicketId,
        requester: Requester,
        ended: Ended,
        now: Now,
    ) -> Vec<Effect> {
        let mut effects = Vec::new();
        let begun = &mut self.printer.begun;
        let Some(at) = begun.iter().position(|begun| *begun == (ticket, requester)) else {
            return effects;
        };
        begun.remove(at);
        let is_for_staff = requester == Requester::Staff;
        let is_shown = self.visit.got.as_ref().is_some_and(|got| got.id == ticket)
            && self.visit.step == Step::Ticket
            && self.visit.paper == PaperTicket::Printing
            && !is_for_staff;
        if is_shown {
            self.visit.paper = match ended {
                Ended::Printed => PaperTicket::Printed,
                Ended::NotBegun | Ended::Interrupted => PaperTicket::Failed,
            };
            self.touch(now);
        }
        // Whoever stands at the kiosk reads that nothing was printed, unless they have gone; staff asked
        // from elsewhere.
        let must_hear = match ended {
            Ended::Printed => false,
            Ended::NotBegun => is_for_staff || !is_shown,
            Ended::Interrupted => true,
        };
        if must_hear || (is_for_staff && ended == Ended::Printed) {
            self.printer.ended(ticket, ended == Ended::Printed);
        }
        effects.push(Effect::Keep(self.unsettled()));
        self.push(now, &mut effects);
        effects
    }

    /// Takes in how it stands with the printer, and tells the server.
    pub fn hear_of_paper(&mut self, paper: Paper) -> Vec<Effect> {
        if std::mem::replace(&mut self.printer.paper, paper) == paper {
            return Vec::new();
        }
        self.report_anew()
    }

    /// Takes in whether the disk takes what is not settled, and tells the server.
    pub fn hear_of_disk(&mut self, is_failing: bool) -> Vec<Effect> {
        if std::mem::replace(&mut self.printer.is_disk_failing, is_failing) == is_failing {
            return Vec::new();
        }
        self.report_anew()
    }

    /// Says how it stands with this kiosk, now and on later connections.
    fn report_anew(&mut self) -> Vec<Effect> {
        let Some(mut report) = self.settings.report() else { return Vec::new() };
        report.paper = Some(self.printer.paper);
        report.disk_failing = self.printer.is_disk_failing;
        let mut effects = vec![Effect::Introduce(report.clone())];
        if self.is_online && self.dialect == Dialect::Extended {
            self.said.push_back(Said::Device);
            effects.push(Effect::Send(KioskCommand::Device(report.into())));
        }
        effects
    }

    /// Says of which tickets it is not known whether they were printed, and which of those that staff
    /// wanted are.
    pub(super) fn tell_of_tickets(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if self.dialect != Dialect::Extended || now.mono_ms < self.owed_from_ms {
            return;
        }
        for (at, news) in self.printer.news.iter().enumerate() {
            let so_far = self.printer.news[..=at].iter().filter(|it| *it == news).count();
            if self.said.iter().filter(|said| **said == news.said()).count() < so_far {
                self.said.push_back(news.said());
                effects.push(Effect::Send(news.command()));
            }
        }
    }

    /// Staff have heard of a ticket that they wanted.
    pub(super) fn staff_heard_printed(&mut self, ticket: TicketId) {
        self.printer.heard(News { ticket, is_printed: true });
    }

    /// Staff have heard of a ticket that may not be printed.
    pub(super) fn staff_heard(&mut self, ticket: TicketId, effects: &mut Vec<Effect>) {
        self.printer.heard(News { ticket, is_printed: false });
        effects.push(Effect::Keep(self.unsettled()));
    }
}
