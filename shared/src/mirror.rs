//! What a client holds after applying the server's messages, one mirror a role.
//!
//! A mirror is a plain fold: no clock, no socket, no drawing. A client that reconnects starts a
//! new mirror (or hears `reset`) and is right again once the state has arrived. In the classic
//! dialect nobody hears of a colleague's `complete` and `cancel`, so there a colleague's claimed
//! tickets may linger; the waiting tickets and one's own are exact in both dialects.

use std::collections::{BTreeMap, VecDeque};

use crate::device::{DisplayShared, KioskShared};
use crate::ids::{TableNo, TicketId};
use crate::message::{
    Common, DeskState, DisplayMessage, Joining, KioskMessage, Me, Reasons, StaffMessage,
    StaffSuccess, Waiting, Warnings,
};
use crate::opening::Hours;
use crate::print::Printers;
use crate::service::{Offers, ServiceId};
use crate::ticket::{DisplayAbout, StaffAbout, Ticket};

/// How many ended tickets a staff mirror remembers: as many as the server sends at sign-in.
pub const RECENTLY_ENDED: usize = 50;

/// How many tickets a display remembers the calls of, so that memory stays flat for months.
pub const REMEMBERED_CALLS: usize = 1000;

/// What everybody is told about the desk. In the classic dialect all of it stays at its default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The server's clock at its last tick, in milliseconds since 1970.
    pub clock_ms: Option<i64>,
    /// How many wait and how long.
    pub waiting: Waiting,
    /// How many tables there are, once told.
    pub tables: Option<u32>,
    /// The tables with a name of their own.
    pub names: BTreeMap<TableNo, String>,
    /// Whether kiosks take tickets.
    pub desk: DeskState,
    /// Whose desk this is.
    pub organisation: String,
    /// An announcement to show.
    pub notice: String,
    /// How it stands with the desk's hours, once told.
    pub hours: Option<Hours>,
    /// The desk's services; none: it has one queue without a name.
    pub services: Offers,
    /// How many wait for each service and how long, where there is more than one.
    pub lanes: BTreeMap<ServiceId, Waiting>,
    /// How visitors may take a ticket with their own telephone, if they may.
    pub joining: Option<Joining>,
}

/// A ticket as a staff client holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The ticket as last heard.
    pub ticket: Ticket,
    /// What was last said about it; empty in the classic dialect.
    pub about: StaffAbout,
    /// Where it stands.
    pub state: TicketState,
}

impl Held {
    /// What people read: the number, with the letter of its service where it has one.
    pub fn label(&self) -> String {
        self.ticket.id.label(self.about.number.as_deref())
    }

    /// The visitor's name; none where they told none, and the ticket says its number instead.
    pub fn name(&self) -> Option<&str> {
        let name = self.ticket.name.as_str();
        let is_number = self.about.number.as_deref() == Some(name) && self.ticket.email.is_empty();
        (!name.is_empty() && !is_number).then_some(name)
    }
}

/// Where an open ticket stands for the client that holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TicketState {
    /// Nobody has it.
    Waiting,
    /// I have it.
    Mine,
    /// Somebody has it; in the classic dialect possibly me, from an earlier connection.
    Claimed,
}

/// What a staff client knows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StaffMirror {
    /// What everybody is told.
    pub facts: Facts,
    /// The reasons that the desk asks for.
    pub reasons: Reasons,
    /// The server's own trouble; empty when there is none.
    pub warning: String,
    /// What staff should look after now.
    pub warnings: Warnings,
    /// The kiosks that have a printer.
    pub printers: Printers,
    /// Whether the desk has no account yet, so that a window may make the first.
    pub wants_set_up: bool,
    /// The version of the desk's settings, once an admin or a lead was told.
    pub profile: Option<u64>,
    /// Whether the state has arrived whole since the last sign-in (extended dialect).
    pub is_ready: bool,
    /// Whether this connection is signed in.
    pub is_signed_in: bool,
    /// Who is signed in, once told.
    pub me: Option<Me>,
    /// My table.
    pub seat: Option<TableNo>,
    /// Who sits where.
    pub at: BTreeMap<TableNo, String>,
    /// The tables that cannot be picked, as last heard while I had none.
    pub taken: Vec<TableNo>,
    /// The open tickets.
    pub tickets: BTreeMap<TicketId, Held>,
    /// The tickets that ended last, the latest at the back.
    pub ended: VecDeque<Held>,
    announced: Option<(TicketId, StaffAbout)>,
}

/// What a kiosk knows about the desk; its own conversation is its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KioskMirror {
    /// What everybody is told.
    pub facts: Facts,
    /// The reasons that the desk asks for.
    pub reasons: Reasons,
    /// Why visitors are asked and how long it is kept, by language.
    pub privacy: BTreeMap<String, String>,
    /// What all kiosks share.
    pub shared: KioskShared,
}

/// What a display shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DisplayMirror {
    /// What everybody is told.
    pub facts: Facts,
    /// Whether the state has arrived whole (extended dialect).
    pub is_ready: bool,
    /// The tables that are online, each with the ticket shown there.
    pub tables: BTreeMap<TableNo, Option<TicketId>>,
    /// What was last said about the tickets; at most [`REMEMBERED_CALLS`].
    pub about: BTreeMap<TicketId, DisplayAbout>,
    /// What all displays share.
    pub shared: DisplayShared,
}

impl Facts {
    fn apply(&mut self, common: &Common) {
        match common {
            Common::Tick(ms) => self.clock_ms = Some(*ms),
            Common::Waiting(waiting) => self.waiting = *waiting,
            Common::Tables(count) => self.tables = Some(*count),
            Common::Name { table, text } if text.is_empty() => {
                self.names.remove(table);
            }
            Common::Name { table, text } => {
                self.names.insert(*table, text.clone());
            }
            Common::Desk(state) => self.desk = state.clone(),
            Common::Organisation(text) => self.organisation.clone_from(text),
            Common::Notice(text) => self.notice.clone_from(text),
            Common::Hours(hours) => self.hours = Some(hours.clone()),
            Common::Services(offers) => {
                self.services.clone_from(offers);
                let ids = || offers.0.iter().map(|offer| &offer.service.id);
                self.lanes.retain(|lane, _| ids().count() > 1 && ids().any(|id| id == lane));
            }
            Common::Lane { service, waiting } => {
                self.lanes.insert(service.clone(), *waiting);
            }
            Common::Join(joining) => self.joining.clone_from(joining),
        }
    }
}

impl StaffMirror {
    /// Takes in one message.
    pub fn apply(&mut self, message: &StaffMessage) {
        match message {
            StaffMessage::Common(common) => self.facts.apply(common),
            StaffMessage::Reset => {
                self.forget();
                self.is_signed_in = true;
            }
            StaffMessage::Ready => self.is_ready = true,
            StaffMessage::Out => {
                self.forget();
                self.is_signed_in = false;
            }
            StaffMessage::Me(me) => self.me = Some(me.clone()),
            StaffMessage::Seat(seat) => self.seat = *seat,
            StaffMessage::At { table, name: Some(name) } => {
                self.at.insert(*table, name.clone());
            }
            StaffMessage::At { table, name: None } => {
                self.at.remove(table);
            }
            StaffMessage::About { ticket, about } => {
                if let Some(held) = self.tickets.get_mut(ticket) {
                    held.about = about.clone();
                }
                self.announced = Some((*ticket, about.clone()));
            }
            StaffMessage::New(ticket) => self.hold(ticket, TicketState::Waiting),
            // Classic has no other way to say that a waiting ticket ended.
            StaffMessage::Claimed(ticket) if ticket.end.is_some() => self.end(ticket),
            StaffMessage::Claimed(ticket) => {
                let mine =
                    self.me.as_ref().is_some_and(|me| ticket.staff.as_ref() == Some(&me.name));
                self.hold(ticket, if mine { TicketState::Mine } else { TicketState::Claimed });
            }
            StaffMessage::Complete(ticket) | StaffMessage::Cancel(ticket) => self.end(ticket),
            StaffMessage::Taken(tables) => self.taken.clone_from(tables),
            StaffMessage::Reasons(reasons) => self.reasons = reasons.clone(),
            StaffMessage::Warning(text) => self.warning.clone_from(text),
            StaffMessage::Warnings(warnings) => self.warnings.clone_from(warnings),
            StaffMessage::Printers(printers) => self.printers.clone_from(printers),
            StaffMessage::Success(success) => self.succeed(success),
            StaffMessage::SetUp { is_done } => self.wants_set_up = !is_done,
            StaffMessage::Profile(version) => self.profile = Some(*version),
            StaffMessage::Row(_) | StaffMessage::Report { .. } | StaffMessage::Error(_) => {}
        }
    }

    /// The waiting tickets in the order in which they are served.
    pub fn waiting(&self) -> Vec<&Held> {
        let mut waiting: Vec<&Held> =
            self.tickets.values().filter(|held| held.state == TicketState::Waiting).collect();
        waiting.sort_by_key(|held| (held.about.rank, held.ticket.id));
        waiting
    }

    fn forget(&mut self) {
        self.is_ready = false;
        self.me = None;
        self.seat = None;
        self.at.clear();
        self.tickets.clear();
        self.ended.clear();
        self.announced = None;
        self.warnings = Warnings::default();
        self.printers = Printers::default();
    }

    fn hold(&mut self, ticket: &Ticket, state: TicketState) {
        let about = self.take_about(ticket.id);
        self.ended.retain(|held| held.ticket.id != ticket.id);
        self.tickets.insert(ticket.id, Held { ticket: ticket.clone(), about, state });
    }

    fn end(&mut self, ticket: &Ticket) {
        let about = self.take_about(ticket.id);
        let state = self.tickets.remove(&ticket.id).map_or(TicketState::Claimed, |held| held.state);
        self.ended.retain(|held| held.ticket.id != ticket.id);
        if self.ended.len() == RECENTLY_ENDED {
            self.ended.pop_front();
        }
        self.ended.push_back(Held { ticket: ticket.clone(), about, state });
    }

    fn take_about(&mut self, ticket_id: TicketId) -> StaffAbout {
        match self.announced.take() {
            Some((announced, about)) if announced == ticket_id => about,
            _ => self.tickets.get(&ticket_id).map(|held| held.about.clone()).unwrap_or_default(),
        }
    }

    fn succeed(&mut self, success: &StaffSuccess) {
        match success {
            StaffSuccess::Pick(table) => {
                self.is_signed_in = true;
                self.seat = Some(*table);
            }
            StaffSuccess::Unpick => self.seat = None,
            StaffSuccess::Login(_) | StaffSuccess::Resume(_) => self.is_signed_in = true,
            StaffSuccess::Logout => {
                self.forget();
                self.is_signed_in = false;
            }
            // What follows matters in the classic dialect alone: in the extended one the event
            // came just before and has said as much already.
            StaffSuccess::Claimed(ticket_id) | StaffSuccess::Next(ticket_id) => {
                self.set_state(*ticket_id, TicketState::Mine);
            }
            StaffSuccess::Reopen(ticket_id) => {
                if let Some(at) = self.ended.iter().position(|held| held.ticket.id == *ticket_id)
                    && let Some(mut held) = self.ended.remove(at)
                {
                    held.ticket.end = None;
                    self.tickets.insert(*ticket_id, held);
                }
                self.set_state(*ticket_id, TicketState::Mine);
            }
            StaffSuccess::Release(ticket_id) => {
                if let Some(held) = self.tickets.get_mut(ticket_id) {
                    held.ticket.staff = None;
                }
                self.set_state(*ticket_id, TicketState::Waiting);
            }
            StaffSuccess::Transfer(ticket_id) if self.me.is_none() => {
                self.set_state(*ticket_id, TicketState::Claimed);
            }
            StaffSuccess::Complete(ticket_id)
            | StaffSuccess::Cancel(ticket_id)
            | StaffSuccess::NoShow(ticket_id)
            | StaffSuccess::Withdraw(ticket_id) => {
                if let Some(held) = self.tickets.get(ticket_id) {
                    let ticket = held.ticket.clone();
                    self.end(&ticket);
                }
            }
            StaffSuccess::New(ticket)
                if !self.tickets.contains_key(&ticket.id) && ticket.end.is_none() =>
            {
                let claimed = ticket.staff.is_some();
                self.hold(
                    ticket,
                    if claimed { TicketState::Claimed } else { TicketState::Waiting },
                );
            }
            // The other verbs are of the extended dialect: what they change comes as an event.
            _ => {}
        }
    }

    fn set_state(&mut self, ticket_id: TicketId, state: TicketState) {
        if let Some(held) = self.tickets.get_mut(&ticket_id) {
            held.state = state;
        }
    }
}

impl KioskMirror {
    /// Takes in one message.
    pub fn apply(&mut self, message: &KioskMessage) {
        match message {
            KioskMessage::Common(common) => self.facts.apply(common),
            KioskMessage::Reasons(reasons) => self.reasons = reasons.clone(),
            KioskMessage::Privacy(texts) => self.privacy.clone_from(texts),
            KioskMessage::Shared(shared) => self.shared.clone_from(shared),
            // Answers belong to the visit that asked.
            _ => {}
        }
    }
}

impl DisplayMirror {
    /// Takes in one message.
    pub fn apply(&mut self, message: &DisplayMessage) {
        match message {
            DisplayMessage::Common(common) => self.facts.apply(common),
            DisplayMessage::Reset => {
                self.is_ready = false;
                self.tables.clear();
            }
            DisplayMessage::Ready => self.is_ready = true,
            DisplayMessage::Pick(table) => {
                self.tables.insert(*table, None);
            }
            DisplayMessage::Unpick(table) => {
                self.tables.remove(table);
            }
            DisplayMessage::Claimed { ticket, table } => {
                self.tables.insert(*table, Some(*ticket));
            }
            DisplayMessage::Complete(table) | DisplayMessage::Cancel(table) => {
                if let Some(shown) = self.tables.get_mut(table) {
                    *shown = None;
                }
            }
            DisplayMessage::About { ticket, about } => {
                self.about.insert(*ticket, about.clone());
                // The oldest goes, but neither the one just heard nor one that is shown.
                while self.about.len() > REMEMBERED_CALLS {
                    let shown = |id: &TicketId| self.tables.values().flatten().any(|at| at == id);
                    let Some(oldest) =
                        self.about.keys().find(|id| *id != ticket && !shown(id)).copied()
                    else {
                        break;
                    };
                    self.about.remove(&oldest);
                }
            }
            DisplayMessage::Shared(shared) => self.shared.clone_from(shared),
            DisplayMessage::Success(_) | DisplayMessage::Error(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_display_keeps_what_was_said_about_the_tickets_it_shows() {
        let mut mirror = DisplayMirror::default();
        let mut hear = |line: String| mirror.apply(&line.parse().unwrap());
        // Older than all that follow, and on the screen all the while.
        hear("about 3 {\"calls\":1}".to_owned());
        hear("claimed 3 0".to_owned());
        for ticket in 10..2_000 {
            hear(format!("about {ticket} {{\"calls\":1}}"));
            hear(format!("claimed {ticket} 1"));
        }
        hear("about 5 {\"calls\":2}".to_owned());
        for ticket in [3, 5, 1_999] {
            let ticket = TicketId::new(ticket).unwrap();
            assert!(mirror.about.contains_key(&ticket), "{ticket}");
        }
        assert_eq!(mirror.about.len(), REMEMBERED_CALLS);
    }
}
