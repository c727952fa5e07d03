//! Who hears what of an event, in which words. Pure: rendered once a role and dialect, never
//! once a connection.

use shared::ids::{TableNo, TicketId};
use shared::message::{Common, DeskState, DisplayMessage, Me, StaffMessage, Waiting};
use shared::ticket::{DisplayAbout, Outcome, StaffAbout, Ticket as SharedTicket, WireTime};

use crate::desk::{Desk, Event, Millis, Person, PersonId, Ticket};
use crate::settings::{DisplayLabel, Settings};

/// Who hears a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Signed-in staff; in the classic dialect not the one whose command caused it.
    SignedIn(Speaks),
    /// Every staff connection in the extended dialect.
    Staff,
    /// Staff connections without a table, but for the one whose command caused it.
    WithoutTable,
    /// The other connections of one person, in the extended dialect.
    Person(PersonId),
    /// Displays.
    Displays(Speaks),
    /// Everybody in the extended dialect.
    Everybody,
}

/// In which dialects a message exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaks {
    /// In both.
    Both,
    /// In the classic one alone.
    Classic,
    /// In the extended one alone.
    V2,
}

/// A message and who hears it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Who hears it.
    pub audience: Audience,
    /// The message.
    pub text: String,
}

/// What must be known of the desk before an event is applied.
#[derive(Debug, Clone)]
pub struct Before {
    /// Where the event's ticket is the one shown.
    shown_at: Option<TableNo>,
    /// The event's ticket as it stands once it has ended.
    pub ended: Option<Ticket>,
}

impl Before {
    /// Looks at the desk before `event` is applied.
    pub fn of(desk: &Desk, event: &Event) -> Self {
        let ticket = match event {
            Event::Ended { ticket, .. }
            | Event::Released { ticket, .. }
            | Event::Transferred { ticket, .. } => desk.ticket(*ticket),
            _ => None,
        };
        let shown_at = ticket
            .and_then(|ticket| desk.table_of(ticket.owner?))
            .filter(|table| desk.shown_at(*table).map(|shown| shown.id) == ticket.map(|t| t.id));
        let ended = match (event, ticket) {
            (Event::Ended { outcome, by, at, .. }, Some(ticket)) => {
                Some(ticket.ended(*outcome, *by, *at))
            }
            _ => None,
        };
        Self { shown_at, ended }
    }
}

/// Renders what an event makes the server say; `desk` is as it stands after it.
pub fn outgoing(desk: &Desk, settings: &Settings, event: &Event, before: &Before) -> Vec<Outgoing> {
    let mut out = Out { desk, settings, messages: Vec::new() };
    match event {
        Event::Created { ticket, key: _ } => out.staff_new(ticket.id),
        Event::Claimed { ticket, table, .. } => {
            out.staff_claimed(*ticket);
            out.call(*ticket, *table);
        }
        Event::Recalled { ticket, .. } => {
            out.about(*ticket);
            if let Some(table) =
                desk.ticket(*ticket).and_then(|ticket| desk.table_of(ticket.owner?))
            {
                out.call(*ticket, table);
            }
        }
        Event::Released { ticket, .. } => {
            out.staff_new(*ticket);
            out.leave(before.shown_at, false);
        }
        Event::Transferred { ticket, table, .. } => {
            out.staff_claimed(*ticket);
            out.leave(before.shown_at, false);
            out.call(*ticket, *table);
        }
        Event::Ended { outcome, .. } => {
            if let Some(ticket) = &before.ended {
                out.staff_ended(ticket, *outcome);
            }
            out.leave(before.shown_at, *outcome == Outcome::Completed);
        }
        Event::Reopened { ticket } => {
            out.staff_claimed(ticket.id);
            if let Some(table) = ticket.table {
                out.call(ticket.id, table);
            }
        }
        Event::Noted { ticket, .. } => out.about(*ticket),
        Event::Seated { person, table, from, calls, .. } => {
            if let Some(from) = from {
                out.at(*from, None);
                out.display(Speaks::Both, &DisplayMessage::Unpick(*from));
            }
            out.at(*table, desk.person(*person));
            out.display(Speaks::Both, &DisplayMessage::Pick(*table));
            for recalled in calls {
                if recalled.counts {
                    out.about(recalled.ticket);
                }
                out.call(recalled.ticket, *table);
            }
            out.push(Audience::Person(*person), &StaffMessage::Seat(Some(*table)));
            out.taken();
        }
        Event::Unseated { person, table, .. } => {
            out.at(*table, None);
            out.display(Speaks::Both, &DisplayMessage::Unpick(*table));
            out.push(Audience::Person(*person), &StaffMessage::Seat(None));
            out.taken();
        }
        Event::Closed { .. } | Event::Opened => {
            out.push(Audience::Everybody, &Common::Desk(desk_state(desk)));
        }
        Event::Announced { .. } => {
            out.push(Audience::Everybody, &Common::Notice(notice(desk, settings)));
        }
        Event::KeyFound { .. }
        | Event::KeyBarred { .. }
        | Event::PersonAdded { .. }
        | Event::PasswordSet { .. }
        | Event::PersonDisabled { .. }
        | Event::PersonEnabled { .. }
        | Event::TokenIssued { .. }
        | Event::TokenUsed { .. }
        | Event::TokenRevoked { .. }
        | Event::DayEnded { .. } => {}
    }
    out.messages
}

/// The state that staff are sent when they sign in; `ended` are the tickets that ended last.
pub fn staff_state(desk: &Desk, person: PersonId, is_v2: bool, ended: &[Ticket]) -> Vec<String> {
    let mut texts = Vec::new();
    let mut push = |message: StaffMessage| texts.push(message.to_string());
    if is_v2 {
        push(StaffMessage::Reset);
        if let Some(person) = desk.person(person) {
            push(StaffMessage::Me(Me {
                user: person.user.clone(),
                name: person.name.clone(),
                admin: person.is_admin,
            }));
        }
        push(StaffMessage::Seat(desk.table_of(person)));
        for (table, person) in desk.seats() {
            push(StaffMessage::At { table, name: Some(person.name.clone()) });
        }
        for ticket in ended {
            let outcome = ticket.outcome.unwrap_or(Outcome::Completed);
            push(StaffMessage::About { ticket: ticket.id, about: about(ticket) });
            push(ended_message(desk, ticket, outcome));
        }
    }
    for ticket in desk.open_tickets() {
        if is_v2 {
            push(StaffMessage::About { ticket: ticket.id, about: about(ticket) });
        }
        let told = wire(desk, ticket);
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

/// The state that a display is sent when it connects.
pub fn display_state(desk: &Desk, settings: &Settings, is_v2: bool) -> Vec<String> {
    let mut texts = Vec::new();
    let mut push = |message: DisplayMessage| texts.push(message.to_string());
    if is_v2 {
        push(DisplayMessage::Reset);
    }
    for (table, _) in desk.seats() {
        push(DisplayMessage::Pick(table));
    }
    for (table, _) in desk.seats() {
        if let Some(ticket) = desk.shown_at(table) {
            if is_v2 {
                let about = display_about(settings, ticket);
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

/// What goes to everybody when they connect.
pub fn common_state(desk: &Desk, settings: &Settings, now: Millis) -> Vec<String> {
    let mut messages = vec![Common::Tick(now), Common::Tables(desk.table_count())];
    for (table, text) in &settings.table_names {
        messages.push(Common::Name { table: *table, text: text.clone() });
    }
    messages.push(Common::Desk(desk_state(desk)));
    messages.push(Common::Organisation(settings.organisation.clone()));
    messages.push(Common::Notice(notice(desk, settings)));
    messages.push(Common::Waiting(waiting(desk, now)));
    messages.iter().map(ToString::to_string).collect()
}

/// The taken tables, as staff without a table hear of them.
pub fn taken(desk: &Desk) -> String {
    StaffMessage::Taken(desk.seats().map(|(table, _)| table).collect()).to_string()
}

/// How many wait, and how long a newcomer may expect to.
pub fn waiting(desk: &Desk, now: Millis) -> Waiting {
    let count = desk.waiting_count();
    Waiting { count: count as u64, wait: expected(desk, count, now) }
}

/// Between how many seconds a visitor with `ahead` before them may expect to wait.
pub fn expected(desk: &Desk, ahead: usize, now: Millis) -> Option<(u32, u32)> {
    desk.expected_wait(ahead, now).map(|range| (range.low_secs, range.high_secs))
}

/// A ticket as the wire shows it.
pub fn wire(desk: &Desk, ticket: &Ticket) -> SharedTicket {
    let owner = ticket.owner.and_then(|owner| desk.person(owner));
    SharedTicket {
        id: ticket.id,
        email: ticket.email.clone(),
        name: ticket.name.clone(),
        staff: owner.map(|owner| owner.name.clone()),
        start: WireTime::from_millis(ticket.start),
        end: ticket.end.map(WireTime::from_millis),
    }
}

fn desk_state(desk: &Desk) -> DeskState {
    desk.closed().map_or(DeskState::Open, |text| DeskState::Closed(text.to_owned()))
}

fn notice(desk: &Desk, settings: &Settings) -> String {
    desk.notice().map_or_else(|| settings.notice.clone(), ToOwned::to_owned)
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
    }
}

fn display_about(settings: &Settings, ticket: &Ticket) -> DisplayAbout {
    let mut words = ticket.name.split(' ');
    let first = words.next().unwrap_or_default();
    let label = match settings.display_label {
        DisplayLabel::None => None,
        DisplayLabel::First => Some(first.to_owned()),
        DisplayLabel::Initial => {
            Some(match words.next_back().and_then(|last| last.chars().next()) {
                Some(initial) => format!("{first} {initial}."),
                None => first.to_owned(),
            })
        }
    };
    DisplayAbout { label: label.filter(|label| !label.is_empty()), calls: ticket.calls }
}

fn ended_message(desk: &Desk, ticket: &Ticket, outcome: Outcome) -> StaffMessage {
    let told = wire(desk, ticket);
    match outcome {
        Outcome::Completed => StaffMessage::Complete(told),
        Outcome::Cancelled | Outcome::NoShow | Outcome::Left | Outcome::Expired => {
            StaffMessage::Cancel(told)
        }
    }
}

struct Out<'a> {
    desk: &'a Desk,
    settings: &'a Settings,
    messages: Vec<Outgoing>,
}

impl Out<'_> {
    fn push(&mut self, audience: Audience, message: &impl ToString) {
        self.messages.push(Outgoing { audience, text: message.to_string() });
    }

    fn display(&mut self, speaks: Speaks, message: &DisplayMessage) {
        self.push(Audience::Displays(speaks), message);
    }

    fn about(&mut self, ticket_id: TicketId) {
        if let Some(ticket) = self.desk.ticket(ticket_id) {
            let message = StaffMessage::About { ticket: ticket_id, about: about(ticket) };
            self.push(Audience::SignedIn(Speaks::V2), &message);
        }
    }

    fn staff_new(&mut self, ticket_id: TicketId) {
        self.about(ticket_id);
        if let Some(ticket) = self.desk.ticket(ticket_id) {
            let message = StaffMessage::New(wire(self.desk, ticket));
            self.push(Audience::SignedIn(Speaks::Both), &message);
        }
    }

    fn staff_claimed(&mut self, ticket_id: TicketId) {
        self.about(ticket_id);
        if let Some(ticket) = self.desk.ticket(ticket_id) {
            let message = StaffMessage::Claimed(wire(self.desk, ticket));
            self.push(Audience::SignedIn(Speaks::Both), &message);
        }
    }

    fn staff_ended(&mut self, ticket: &Ticket, outcome: Outcome) {
        let about = StaffMessage::About { ticket: ticket.id, about: about(ticket) };
        self.push(Audience::SignedIn(Speaks::V2), &about);
        self.push(Audience::SignedIn(Speaks::V2), &ended_message(self.desk, ticket, outcome));
        if ticket.owner.is_none() {
            // Classic has no other way to say that a ticket stopped waiting.
            let message = StaffMessage::Claimed(wire(self.desk, ticket));
            self.push(Audience::SignedIn(Speaks::Classic), &message);
        }
    }

    fn at(&mut self, table: TableNo, person: Option<&Person>) {
        let name = person.map(|person| person.name.clone());
        self.push(Audience::SignedIn(Speaks::V2), &StaffMessage::At { table, name });
    }

    fn taken(&mut self) {
        let text = taken(self.desk);
        self.messages.push(Outgoing { audience: Audience::WithoutTable, text });
    }

    fn call(&mut self, ticket_id: TicketId, table: TableNo) {
        if let Some(ticket) = self.desk.ticket(ticket_id) {
            let about = display_about(self.settings, ticket);
            self.display(Speaks::V2, &DisplayMessage::About { ticket: ticket_id, about });
        }
        self.display(Speaks::Both, &DisplayMessage::Claimed { ticket: ticket_id, table });
    }

    /// A ticket left the table where it was the one shown: the one called before it is shown.
    fn leave(&mut self, shown_at: Option<TableNo>, is_complete: bool) {
        let Some(table) = shown_at else { return };
        self.display(
            Speaks::Both,
            &if is_complete {
                DisplayMessage::Complete(table)
            } else {
                DisplayMessage::Cancel(table)
            },
        );
        if let Some(shown) = self.desk.shown_at(table).map(|ticket| ticket.id) {
            self.call(shown, table);
        }
    }
}
