//! Who hears what of a change, in which words. Pure: rendered once an audience, never once a
//! connection.

use std::collections::BTreeSet;

use shared::device::DisplayShared;
use shared::ids::{TableNo, TicketId};
use shared::message::{
    Common, DeskState, DisplayMessage, KioskMessage, Me, StaffMessage, StandingWarning, Trouble,
    Waiting, Warnings,
};
use shared::opening::Opening;
use shared::person::Role;
use shared::service::{Offer, Offers, Priority, Service, ServiceId};
use shared::ticket::{DisplayAbout, Outcome, StaffAbout, Ticket as WireTicket, WireTime};
use shared::visitor::{given_name, with_initial};

use super::request::Role as ConnRole;
use crate::core::change::SessionEnd;
use crate::core::opening::Standing;
use crate::core::profile::{DisplayLabel, Profile};
use crate::core::{
    Change, ConnId, Core, Effect, Entry, Millis, Now, Person, PersonId, Ticket, TokenHash,
};

/// Who hears a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Signed-in staff; in the classic dialect not the one whose command caused it.
    SignedIn(Dialects),
    /// Staff connections without a table, but for the one whose command caused it.
    WithoutTable,
    /// The other connections of one person, in the extended dialect.
    Person(PersonId),
    /// All of theirs.
    WholePerson(PersonId),
    /// The connections that signed in by a token that has ended, in the extended dialect;
    /// `but_cause`: but for the one whose command caused it.
    Session {
        /// The token, hashed.
        token: TokenHash,
        /// Whether the one that caused it hears nothing.
        but_cause: bool,
    },
    /// Every staff connection in the extended dialect.
    Staff,
    /// Every staff connection and kiosk in the extended dialect.
    StaffAndKiosks,
    /// Signed-in leads and admins in the extended dialect.
    Leads,
    /// Signed-in staff who are neither, in the extended dialect.
    OtherStaff,
    /// Displays.
    Displays(Dialects),
    /// Kiosks in the extended dialect.
    Kiosks,
    /// One kiosk, in the extended dialect.
    Kiosk(ConnId),
    /// Kiosks and displays in the extended dialect.
    KiosksAndDisplays,
    /// Everybody but kiosks in the extended dialect.
    StaffAndDisplays,
    /// Everybody in the extended dialect.
    Everybody,
}

/// In which dialects a message exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialects {
    /// In both.
    Both,
    /// In the classic one alone.
    Classic,
    /// In the extended one alone.
    V2,
}

/// A message and who hears it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Who hears it.
    pub audience: Audience,
    /// The message as it is on the wire.
    pub text: String,
}

/// What a change makes the server say; `core` is as it stands after it.
pub fn messages(core: &Core, entry: &Entry, effect: &Effect) -> Vec<Message> {
    let mut out = Out { core, messages: Vec::new() };
    match &entry.change {
        Change::Created { ticket, .. } => out.staff_new(ticket.id),
        Change::Claimed { ticket, table, .. } => {
            out.staff_claimed(*ticket);
            out.call(*ticket, *table);
        }
        Change::Recalled { ticket, .. } => {
            out.about(*ticket);
            let owner = core.desk().ticket(*ticket).and_then(|ticket| ticket.owner);
            if let Some(table) = owner.and_then(|owner| core.desk().table_of(owner)) {
                out.call(*ticket, table);
            }
        }
        Change::Released { ticket, .. } | Change::Referred { ticket, .. } => {
            out.staff_new(*ticket);
            out.leave(effect.left, false);
        }
        Change::Prioritised { ticket, .. } | Change::Arrived { ticket, .. } => out.about(*ticket),
        Change::Adopted { tickets, .. } => tickets.iter().for_each(|ticket| out.about(*ticket)),
        Change::Transferred { ticket, table, .. } => {
            out.staff_claimed(*ticket);
            out.leave(effect.left, false);
            out.call(*ticket, *table);
        }
        Change::Ended { outcome, .. } => {
            if let Some(ticket) = &effect.ended {
                out.staff_ended(ticket, *outcome);
            }
            out.leave(effect.left, *outcome == Outcome::Completed);
        }
        Change::Reopened { ticket } if ticket.is_waiting() => out.staff_new(ticket.id),
        Change::Reopened { ticket } => {
            out.staff_claimed(ticket.id);
            if let Some(table) = ticket.table {
                out.call(ticket.id, table);
            }
        }
        Change::Noted { ticket, .. } => out.about(*ticket),
        Change::Seated { person, table, from, from_since: _, calls } => {
            if let Some(from) = from {
                out.at(*from, None);
                out.display(Dialects::Both, &DisplayMessage::Unpick(*from));
            }
            out.at(*table, Some(*person));
            out.display(Dialects::Both, &DisplayMessage::Pick(*table));
            for call in calls {
                if call.counts {
                    out.about(call.ticket);
                }
                out.call(call.ticket, *table);
            }
            out.push(Audience::Person(*person), &StaffMessage::Seat(Some(*table)));
            out.push(Audience::WithoutTable, &taken(core));
        }
        Change::Unseated { person, table, .. } => {
            out.at(*table, None);
            out.display(Dialects::Both, &DisplayMessage::Unpick(*table));
            out.push(Audience::Person(*person), &StaffMessage::Seat(None));
            out.push(Audience::WithoutTable, &taken(core));
        }
        Change::Announced { .. } => {
            out.push(Audience::Everybody, &Common::Notice(notice(core)));
        }
        Change::ProfileSet { version, .. } => {
            if let Some(before) = &effect.profile {
                out.profile(before);
            }
            out.push(Audience::Leads, &StaffMessage::Profile(*version));
        }
        Change::PersonAdded { .. } => {
            if core.accounts().people().count() == 1 {
                out.push(Audience::Staff, &StaffMessage::SetUp { is_done: true });
            }
        }
        Change::PersonChanged { person, .. } => {
            if let Some(person) = core.accounts().person(*person) {
                out.push(
                    Audience::WholePerson(person.id),
                    &StaffMessage::Me(me(core, person, false)),
                );
                let warnings = warnings(core, person.role >= Role::Lead);
                if !core.services().0.is_empty() || !warnings.0.is_empty() {
                    let message = StaffMessage::Warnings(warnings);
                    out.push(Audience::WholePerson(person.id), &message);
                }
            }
            if let Some(table) = core.desk().table_of(*person) {
                out.at(table, Some(*person));
            }
            for ticket in core.desk().claimed_by(*person) {
                let message = StaffMessage::Claimed(wire(core, ticket));
                out.push(Audience::SignedIn(Dialects::V2), &message);
            }
        }
        Change::Serves { person, .. } => {
            if let Some(person) = core.accounts().person(*person) {
                out.push(
                    Audience::WholePerson(person.id),
                    &StaffMessage::Me(me(core, person, false)),
                );
            }
        }
        Change::SessionEnded { token, cause } => {
            let but_cause = *cause == SessionEnd::LoggedOut;
            out.push(Audience::Session { token: *token, but_cause }, &StaffMessage::Out);
        }
        Change::PrintAsked { ticket, kiosk, print: _ } => {
            let sheet = core.sheet(*ticket, entry.at);
            if let (Some(sheet), Some(conn)) = (sheet, core.printer_at(kiosk)) {
                out.push(Audience::Kiosk(conn), &KioskMessage::Print(sheet));
            }
        }
        // Whether the desk is open follows from the time too, so the hub looks at that itself, as
        // at what staff should look after.
        Change::HelpAsked { .. }
        | Change::Helped { .. }
        | Change::Printed { .. }
        | Change::Unprinted { .. }
        | Change::Closed { .. }
        | Change::Opened
        | Change::OpenedUntil { .. }
        | Change::KeyFound { .. }
        | Change::KeyBarred { .. }
        | Change::SetUpOffered { .. }
        | Change::PasswordSet { .. }
        | Change::PersonDisabled { .. }
        | Change::PersonEnabled { .. }
        | Change::SessionOpened { .. }
        | Change::SessionUsed { .. }
        | Change::EnrolmentSet { .. }
        | Change::DeviceAdded { .. }
        | Change::DeviceRevoked { .. }
        | Change::DeviceReported { .. }
        | Change::DevicesUsed { .. }
        | Change::DayEnded { .. }
        | Change::TimeNoted { .. }
        | Change::SeatsResumed { .. }
        | Change::ClockConfirmed
        | Change::Forgotten { .. }
        | Change::Scrubbed
        | Change::LinkKeySet { .. }
        | Change::Acted { .. } => {}
    }
    out.messages
}

/// The state that staff are sent when they sign in; `ended` are the tickets that ended last.
pub fn staff_state(core: &Core, person: PersonId, is_v2: bool, ended: &[Ticket]) -> Vec<String> {
    let mut texts = Vec::new();
    let mut push = |message: StaffMessage| texts.push(message.to_string());
    if is_v2 {
        push(StaffMessage::Reset);
        if let Some(person) = core.accounts().person(person) {
            push(StaffMessage::Me(me(core, person, false)));
        }
        push(StaffMessage::Seat(core.desk().table_of(person)));
        for (table, person) in core.desk().seats() {
            push(StaffMessage::At { table, name: display_name(core, Some(person)) });
        }
        for ticket in ended {
            let outcome = ticket.outcome.unwrap_or(Outcome::Completed);
            push(StaffMessage::About { ticket: ticket.id, about: about(ticket) });
            push(ended_message(core, ticket, outcome));
        }
        let warnings = warnings(core, core.accounts().role(person) >= Some(Role::Lead));
        if !warnings.0.is_empty() {
            push(StaffMessage::Warnings(warnings));
        }
        let printers = core.printers();
        if !printers.0.is_empty() {
            push(StaffMessage::Printers(printers));
        }
    }
    for ticket in core.desk().open_tickets() {
        if is_v2 {
            push(StaffMessage::About { ticket: ticket.id, about: about(ticket) });
        }
        let told = wire(core, ticket);
        push(if ticket.is_waiting() {
            StaffMessage::New(told)
        } else {
            StaffMessage::Claimed(told)
        });
    }
    if is_v2 {
        push(StaffMessage::Ready);
    }
    texts
}

/// What is sent instead to somebody who must choose a password first.
pub fn must_change_state(core: &Core, person: PersonId) -> Vec<String> {
    let me = core.accounts().person(person).map(|person| StaffMessage::Me(me(core, person, true)));
    let messages = [Some(StaffMessage::Reset), me, Some(StaffMessage::Ready)];
    messages.into_iter().flatten().map(|message| message.to_string()).collect()
}

fn me(core: &Core, person: &Person, must_change: bool) -> Me {
    Me {
        user: person.user.clone(),
        name: person.name.clone(),
        admin: person.role == Role::Admin,
        role: Some(person.role),
        must_change,
        services: person.services.as_ref().map(|ids| core.that_are_there(ids)),
        serve: core.chosen_by(person),
    }
}

/// What staff should look after now; what nobody takes is for leads.
pub fn warnings(core: &Core, is_lead: bool) -> Warnings {
    let asks = |(kiosk, since): (&String, &Millis)| StandingWarning {
        trouble: Trouble::Help { kiosk: kiosk.clone() },
        since: *since,
    };
    let mut warnings: Vec<StandingWarning> = core.help().iter().map(asks).collect();
    warnings.extend(core.paper_warnings());
    if is_lead {
        let untaken = core.untaken().into_iter().map(|(service, count, since)| StandingWarning {
            trouble: Trouble::Untaken { service, count: count as u64 },
            since,
        });
        warnings.extend(untaken);
    }
    Warnings(warnings)
}

/// The desk's services as a role hears of them.
pub fn services(core: &Core, is_display: bool, now: Now) -> Offers {
    let mut offers = core.offers(now);
    if is_display {
        for offer in &mut offers.0 {
            *offer = Offer { service: offer.service.on_display(), takes: None };
        }
    }
    offers
}

/// How many wait for each service, where there is more than one.
pub fn lanes(core: &Core, now: Now) -> Vec<Common> {
    let services = &core.services().0;
    let lane = |service: &Service| {
        let id = Some(&service.id);
        let count = core.desk().waiting_for(id);
        let waiting = Waiting { count: count as u64, wait: expected(core, id, count, now) };
        Common::Lane { service: service.id.clone(), waiting }
    };
    if services.len() > 1 { services.iter().map(lane).collect() } else { Vec::new() }
}

/// The state that a display is sent when it connects.
pub fn display_state(core: &Core, is_v2: bool) -> Vec<String> {
    let mut texts = Vec::new();
    let mut push = |message: DisplayMessage| texts.push(message.to_string());
    if is_v2 {
        push(DisplayMessage::Reset);
        // A display that hears nothing of it has nothing to share.
        let displays = &core.profile().displays;
        if *displays != DisplayShared::default() {
            push(DisplayMessage::Shared(displays.clone()));
        }
    }
    for (table, _) in core.desk().seats() {
        push(DisplayMessage::Pick(table));
    }
    for (table, _) in core.desk().seats() {
        if let Some(ticket) = core.desk().shown_at(table) {
            if is_v2 {
                let about = display_about(core, ticket);
                push(DisplayMessage::About { ticket: ticket.id, about });
            }
            push(DisplayMessage::Claimed { ticket: ticket.id, table });
        }
    }
    if is_v2 {
        push(DisplayMessage::Ready);
    }
    texts
}

/// What goes to everybody in the extended dialect when they connect.
pub fn common_state(core: &Core, role: ConnRole, now: Now) -> Vec<String> {
    let is_kiosk = role == ConnRole::Kiosk;
    let mut messages = vec![Common::Tick(now.wall), Common::Tables(core.profile().tables)];
    for (table, text) in &core.profile().table_names {
        messages.push(Common::Name { table: *table, text: text.clone() });
    }
    let standing = core.opening(now);
    messages.push(Common::Desk(desk_state(core, standing, is_kiosk, now)));
    messages.push(Common::Hours(core.hours(standing, now)));
    messages.push(Common::Organisation(core.profile().organisation.clone()));
    messages.push(Common::Notice(notice(core)));
    let offers = services(core, role == ConnRole::Display, now);
    if !offers.0.is_empty() {
        messages.push(Common::Services(offers));
    }
    messages.push(Common::Waiting(waiting(core, now)));
    messages.extend(lanes(core, now));
    messages.iter().map(ToString::to_string).collect()
}

/// The taken tables, as staff without a table hear of them.
pub fn taken(core: &Core) -> StaffMessage {
    StaffMessage::Taken(core.desk().seats().map(|(table, _)| table).collect())
}

/// How many wait, and how long a newcomer may expect to: one for the first service, who is named
/// when nothing else is said.
pub fn waiting(core: &Core, now: Now) -> Waiting {
    let first = core.services().0.first().map(|service| &service.id);
    let wait = expected(core, first, core.desk().waiting_for(first), now);
    Waiting { count: core.desk().waiting_count() as u64, wait }
}

/// Between how many seconds a visitor of a service with `ahead` of its visitors before them may
/// expect to wait.
pub fn expected(
    core: &Core,
    service: Option<&ServiceId>,
    ahead: usize,
    now: Now,
) -> Option<(u32, u32)> {
    core.expected_wait(service, ahead, now).map(|range| (range.low_secs, range.high_secs))
}

/// A ticket as the wire shows it.
pub fn wire(core: &Core, ticket: &Ticket) -> WireTicket {
    WireTicket {
        id: ticket.id,
        email: ticket.email.clone(),
        // Staff must have something to call.
        name: if ticket.name.is_empty() && (has_label(ticket) || ticket.end.is_none()) {
            ticket.label().to_string()
        } else {
            ticket.name.clone()
        },
        staff: display_name(core, ticket.owner),
        start: WireTime::from_millis(ticket.start),
        end: ticket.end.map(WireTime::from_millis),
    }
}

fn display_name(core: &Core, person: Option<PersonId>) -> Option<String> {
    core.accounts().person(person?).map(|person| person.name.clone())
}

/// Whether the desk is open, for those that know no hours. Kiosks take no tickets shortly before
/// it closes, so for them it is closed then.
pub fn desk_state(core: &Core, standing: Standing, is_kiosk: bool, now: Now) -> DeskState {
    let is_closed = match standing.state {
        Opening::Open => false,
        Opening::Last => is_kiosk,
        Opening::Closed => true,
    };
    let words = if is_closed { core.closed_words(standing, now) } else { None };
    words.map_or(DeskState::Open, DeskState::Closed)
}

fn notice(core: &Core) -> String {
    core.notice().unwrap_or(&core.profile().notice).to_owned()
}

fn about(ticket: &Ticket) -> StaffAbout {
    StaffAbout {
        reason: ticket.reason.clone(),
        lang: ticket.lang.clone(),
        note: ticket.note.clone(),
        source: Some(ticket.source),
        rank: Some(ticket.rank),
        calls: Some(ticket.calls),
        claimed: ticket.claimed,
        table: ticket.table,
        outcome: ticket.outcome,
        number: label(ticket),
        service: ticket.service.clone(),
        due: ticket.service.is_some().then_some(ticket.rank),
        priority: ticket.has_priority().then_some(Priority::High),
        arrived: ticket.arrived,
        contact: ticket.contact.clone(),
        kiosk: ticket.kiosk.clone(),
    }
}

/// How people call a ticket, at a desk with services.
pub fn label(ticket: &Ticket) -> Option<String> {
    has_label(ticket).then(|| ticket.label().to_string())
}

/// Whether it was made in a service, though that may be gone since.
fn has_label(ticket: &Ticket) -> bool {
    ticket.service.is_some() || ticket.prefix.is_some()
}

fn display_about(core: &Core, ticket: &Ticket) -> DisplayAbout {
    let label = match core.profile().display_label {
        DisplayLabel::None => None,
        DisplayLabel::First => given_name(&ticket.name),
        DisplayLabel::Initial => with_initial(&ticket.name),
    };
    DisplayAbout { label, calls: ticket.calls, number: self::label(ticket) }
}

fn ended_message(core: &Core, ticket: &Ticket, outcome: Outcome) -> StaffMessage {
    let told = wire(core, ticket);
    match outcome {
        Outcome::Completed => StaffMessage::Complete(told),
        Outcome::Cancelled | Outcome::NoShow | Outcome::Left | Outcome::Expired => {
            StaffMessage::Cancel(told)
        }
    }
}

struct Out<'a> {
    core: &'a Core,
    messages: Vec<Message>,
}

impl Out<'_> {
    fn push(&mut self, audience: Audience, message: &impl ToString) {
        self.messages.push(Message { audience, text: message.to_string() });
    }

    fn display(&mut self, dialects: Dialects, message: &DisplayMessage) {
        self.push(Audience::Displays(dialects), message);
    }

    fn about(&mut self, ticket_id: TicketId) {
        if let Some(ticket) = self.core.desk().ticket(ticket_id) {
            let message = StaffMessage::About { ticket: ticket_id, about: about(ticket) };
            self.push(Audience::SignedIn(Dialects::V2), &message);
        }
    }

    /// What is set otherwise than before.
    fn profile(&mut self, before: &Profile) {
        let now = self.core.profile();
        if now.tables != before.tables {
            self.push(Audience::Everybody, &Common::Tables(now.tables));
        }
        let tables: BTreeSet<_> =
            before.table_names.keys().chain(now.table_names.keys()).copied().collect();
        for table in tables {
            let name = now.table_names.get(&table);
            if before.table_names.get(&table) != name {
                // An empty name takes it away.
                let text = name.cloned().unwrap_or_default();
                self.push(Audience::Everybody, &Common::Name { table, text });
            }
        }
        if now.services != before.services {
            for person in self.core.accounts().people() {
                if person.services.is_some() || person.serves.is_some() {
                    let told = StaffMessage::Me(me(self.core, person, false));
                    self.push(Audience::WholePerson(person.id), &told);
                }
            }
        }
        if now.organisation != before.organisation {
            self.push(Audience::Everybody, &Common::Organisation(now.organisation.clone()));
        }
        if now.notice != before.notice {
            self.push(Audience::Everybody, &Common::Notice(notice(self.core)));
        }
        if now.privacy_text != before.privacy_text {
            let texts = now.privacy_text.0.clone();
            self.push(Audience::Kiosks, &KioskMessage::Privacy(texts));
        }
        if now.kiosks != before.kiosks {
            self.push(Audience::Kiosks, &KioskMessage::Shared(now.kiosks.clone()));
        }
        if now.displays != before.displays {
            self.display(Dialects::V2, &DisplayMessage::Shared(now.displays.clone()));
        }
        if now.reasons != before.reasons {
            self.push(Audience::StaffAndKiosks, &StaffMessage::Reasons(now.reasons.clone()));
        }
        if now.display_label != before.display_label {
            for (table, _) in self.core.desk().seats() {
                if let Some(ticket) = self.core.desk().shown_at(table) {
                    let about = display_about(self.core, ticket);
                    let about = DisplayMessage::About { ticket: ticket.id, about };
                    self.display(Dialects::V2, &about);
                }
            }
        }
    }

    fn staff_new(&mut self, ticket_id: TicketId) {
        self.about(ticket_id);
        if let Some(ticket) = self.core.desk().ticket(ticket_id) {
            let message = StaffMessage::New(wire(self.core, ticket));
            self.push(Audience::SignedIn(Dialects::Both), &message);
        }
    }

    fn staff_claimed(&mut self, ticket_id: TicketId) {
        self.about(ticket_id);
        if let Some(ticket) = self.core.desk().ticket(ticket_id) {
            let message = StaffMessage::Claimed(wire(self.core, ticket));
            self.push(Audience::SignedIn(Dialects::Both), &message);
        }
    }

    fn staff_ended(&mut self, ticket: &Ticket, outcome: Outcome) {
        let about = StaffMessage::About { ticket: ticket.id, about: about(ticket) };
        self.push(Audience::SignedIn(Dialects::V2), &about);
        self.push(Audience::SignedIn(Dialects::V2), &ended_message(self.core, ticket, outcome));
        if ticket.owner.is_none() {
            // Classic has no other way to say that a ticket stopped waiting.
            let message = StaffMessage::Claimed(wire(self.core, ticket));
            self.push(Audience::SignedIn(Dialects::Classic), &message);
        }
    }

    fn at(&mut self, table: TableNo, person: Option<PersonId>) {
        let name = display_name(self.core, person);
        self.push(Audience::SignedIn(Dialects::V2), &StaffMessage::At { table, name });
    }

    fn call(&mut self, ticket_id: TicketId, table: TableNo) {
        if let Some(ticket) = self.core.desk().ticket(ticket_id) {
            let about = display_about(self.core, ticket);
            self.display(Dialects::V2, &DisplayMessage::About { ticket: ticket_id, about });
        }
        self.display(Dialects::Both, &DisplayMessage::Claimed { ticket: ticket_id, table });
    }

    /// A ticket left the table where it was the one shown: the one called before it is shown.
    fn leave(&mut self, table: Option<TableNo>, is_complete: bool) {
        let Some(table) = table else { return };
        let left = if is_complete {
            DisplayMessage::Complete(table)
        } else {
            DisplayMessage::Cancel(table)
        };
        self.display(Dialects::Both, &left);
        if let Some(shown) = self.core.desk().shown_at(table).map(|ticket| ticket.id) {
            self.call(shown, table);
        }
    }
}
