//! What the board knows, and what it does about it. No clock, no socket, no drawing.
//!
//! ```text
//! link events ──apply──> mirror of the server ──> cells, band, status
//!                          │ a call?
//!                          └─> calls: waits its turn ──advance──> Cue (highlight, chime, words)
//! ```
//!
//! Each connection fills a mirror of its own, which takes the place of the one on the screen when
//! it is whole: nobody ever sees half a state, and after a reconnect the board equals the server.

mod calls;
mod pages;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::time::Duration;

use app_kit::link::{Dialect, Event, Refusal, State, Timing};
use app_kit::role::Board;
use shared::device::DisplayShared;
use shared::ids::{TableNo, TicketId};
use shared::message::{DisplayMessage, Waiting};
use shared::mirror::{DisplayMirror, Facts};
use shared::service::Service;

pub use calls::{ANNOUNCED_FOR, Announced, Call, FADES, KEPT_FOR};
use calls::{Calls, Said};
use pages::Pages;

/// A moment, on the two clocks that matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Time since the program started: never jumps.
    pub run: Duration,
    /// The server's clock, or the machine's while that is unknown, in milliseconds since 1970.
    pub wall_ms: i64,
}

/// Everything that the board knows.
#[derive(Debug)]
pub struct Model {
    shown: DisplayMirror,
    has_board: bool,
    connection: Option<Connection>,
    /// The state of a new connection, until it is whole.
    coming: Option<DisplayMirror>,
    lost: Option<Lost>,
    /// Whether it is away since it can save nothing.
    saves_nothing: bool,
    has_had_calls: bool,
    calls: Calls,
    pages: Pages,
    room: Room,
    /// The classic dialect does not say how many tables there are: the highest number heard of.
    highest: Option<TableNo>,
    names_visitors: bool,
}

/// How much the screen takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Calls in the band.
    pub calls: usize,
    /// Tables on a page.
    pub tables: usize,
    /// Whether tables without staff share a line rather than having a cell each.
    pub hides_closed: bool,
}

#[derive(Debug, Clone, Copy)]
struct Connection {
    dialect: Dialect,
    opened: Duration,
}

#[derive(Debug, Clone, Copy)]
struct Lost {
    at: Duration,
    since_ms: i64,
}

/// What a table is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// Nobody is there.
    Closed,
    /// Somebody is there and serves nobody.
    Free,
    /// It serves this ticket.
    Serving(TicketId),
    /// It calls this ticket now.
    Calling(TicketId),
}

/// What the screen is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// No server has been heard yet.
    Waiting,
    /// The board is what the server holds.
    Live,
    /// The board is what the server held until then, in milliseconds since 1970.
    Old {
        /// When it was heard last.
        since_ms: i64,
    },
}

/// So long after a connection broke the board is dimmed. A server that restarts is back sooner.
pub const DIMMED_AFTER: Duration = Duration::from_secs(1);

/// So long one service says how many wait for it before the next does.
pub const LANE_FOR: Duration = Duration::from_secs(5);

/// In the classic dialect nothing tells the state at the start from what follows; what comes
/// within this time of connecting is the state.
pub const CLASSIC_STATE: Duration = Duration::from_secs(1);

/// No desk has more tables; a board would take for ever to draw what a broken server says.
pub const MOST_TABLES: u32 = 1000;

impl Model {
    /// A board that has heard nothing yet.
    pub fn new(page_secs: u32) -> Self {
        Self {
            shown: DisplayMirror::default(),
            has_board: false,
            connection: None,
            coming: None,
            lost: None,
            saves_nothing: false,
            has_had_calls: false,
            calls: Calls::default(),
            pages: Pages::new(Duration::from_secs(page_secs.into())),
            room: Room { calls: 1, tables: 1, hides_closed: false },
            highest: None,
            names_visitors: false,
        }
    }

    /// Whether the server is away since it can save nothing at the moment.
    pub fn saves_nothing(&self) -> bool {
        self.saves_nothing
    }

    /// Takes in what happened on the link.
    pub fn apply(&mut self, event: &Event<Board>, now: Now) {
        match event {
            // The window keeps the key.
            Event::State(State::Connecting) | Event::DeviceKey(_) => {}
            Event::State(State::Online) => {
                self.saves_nothing = false;
                if self.coming.is_none() && self.connection.is_some() {
                    self.lost = None;
                }
            }
            Event::State(State::Stale) => {
                // By now it has been silent for that long.
                let silence = Timing::default().stale_after;
                self.lose(Now {
                    run: now.run.saturating_sub(silence),
                    wall_ms: now.wall_ms - i64::try_from(silence.as_millis()).unwrap_or(0),
                });
            }
            // Any other reason matters only before the board was live, and the shell knows it.
            Event::State(state @ (State::Offline { .. } | State::Refused(_))) => {
                self.saves_nothing = *state == State::Refused(Refusal::NothingSaved);
                self.lose(now);
            }
            Event::Opened { dialect, .. } => {
                self.connection = Some(Connection { dialect: *dialect, opened: now.run });
                self.coming = Some(DisplayMirror::default());
            }
            Event::Closed => {
                self.connection = None;
                self.coming = None;
                self.lose(now);
            }
            Event::Message(message) => self.hear(message, now),
        }
    }

    /// Lets time pass: a state becomes whole, an announcement ends, the next one begins (which is
    /// returned, to be heard), a page turns. `is_heard` says whether a sound is still playing.
    pub fn advance(&mut self, now: Now, is_heard: bool) -> Option<Call> {
        if let (Some(connection), Some(_)) = (self.connection, &self.coming)
            && connection.dialect == Dialect::Classic
            && now.run >= connection.opened + CLASSIC_STATE
        {
            self.swap();
        }
        // An old board may be wrong about whom it calls, so nothing begins on it.
        let most = match self.freshness(now) {
            Freshness::Live => self.room.calls.min(self.room.tables).max(1),
            Freshness::Old { .. } | Freshness::Waiting => 0,
        };
        let begun = self.calls.advance(now.run, most, is_heard);
        let tables = self.paged_tables();
        let count = tables.len().div_ceil(self.room.tables.max(1));
        if let Some(call) = &begun
            && let Some(at) = tables.iter().position(|table| *table == call.table)
        {
            self.pages.show(at / self.room.tables.max(1), now.run);
        }
        self.pages.advance(count, now.run, self.calls.is_under_way());
        begun
    }

    /// When [`Model::advance`] has something to do next, as time from now.
    pub fn due(&self, now: Now) -> Option<Duration> {
        let classic = match (self.connection, &self.coming) {
            (Some(Connection { dialect: Dialect::Classic, opened }), Some(_)) => {
                Some(opened + CLASSIC_STATE)
            }
            _ => None,
        };
        let dimmed = self
            .lost
            .map(|lost| lost.at + DIMMED_AFTER)
            .filter(|at| self.has_board && *at > now.run);
        let count = self.paged_tables().len().div_ceil(self.room.tables.max(1));
        [classic, dimmed, self.calls.due(now.run), self.pages.due(count)]
            .into_iter()
            .flatten()
            .min()
            .map(|at| at.saturating_sub(now.run))
    }

    /// How much the screen takes, as last told.
    pub fn room(&self) -> Room {
        self.room
    }

    /// How much the screen takes, from now on.
    pub fn set_room(&mut self, room: Room) {
        self.room = room;
    }

    /// What all displays share.
    pub fn shared(&self) -> &DisplayShared {
        &self.shown.shared
    }

    /// What everybody is told about the desk.
    pub fn facts(&self) -> &Facts {
        &self.shown.facts
    }

    /// What the board shows is what the server holds, or held when.
    pub fn freshness(&self, now: Now) -> Freshness {
        match self.lost {
            _ if !self.has_board => Freshness::Waiting,
            Some(lost) if now.run >= lost.at + DIMMED_AFTER => {
                Freshness::Old { since_ms: lost.since_ms }
            }
            _ => Freshness::Live,
        }
    }

    /// Every table, by number.
    pub fn tables(&self) -> Vec<TableNo> {
        let count = match (self.shown.facts.tables, self.highest) {
            (Some(count), _) => count,
            (None, Some(highest)) => highest.0.saturating_add(1),
            (None, None) => 0,
        };
        let mut tables: BTreeSet<TableNo> = (0..count.min(MOST_TABLES)).map(TableNo).collect();
        tables.extend(self.shown.tables.keys());
        tables.into_iter().collect()
    }

    /// The tables at which somebody is, by number.
    pub fn open_tables(&self) -> Vec<TableNo> {
        self.tables().into_iter().filter(|table| self.shown.tables.contains_key(table)).collect()
    }

    /// The tables at which nobody is, by number.
    pub fn closed_tables(&self) -> Vec<TableNo> {
        self.tables().into_iter().filter(|table| !self.shown.tables.contains_key(table)).collect()
    }

    /// The tables that have a cell each.
    fn paged_tables(&self) -> Vec<TableNo> {
        if self.room.hides_closed { self.open_tables() } else { self.tables() }
    }

    /// The tables of the page that is shown. A table that calls is always among them: it takes
    /// the place of one that does not.
    pub fn on_page(&self, now: Now) -> Vec<TableNo> {
        let calling: Vec<TableNo> = self
            .calls
            .latest()
            .filter(|announced| announced.is_calling(now.run))
            .map(|announced| announced.call.table)
            .collect();
        self.pages.compose(&self.paged_tables(), self.room.tables.max(1), &calling, |table| {
            match self.shown.tables.get(&table) {
                None => 0,
                Some(None) => 1,
                Some(Some(_)) => 2,
            }
        })
    }

    /// Which page is shown of how many, both counted from 1.
    pub fn page(&self) -> (usize, usize) {
        let count = self.paged_tables().len().div_ceil(self.room.tables.max(1)).max(1);
        (self.pages.page().min(count - 1) + 1, count)
    }

    /// What a table is doing.
    pub fn doing(&self, table: TableNo, now: Now) -> Doing {
        match self.shown.tables.get(&table) {
            None => Doing::Closed,
            Some(None) => Doing::Free,
            Some(Some(ticket)) => {
                let call = Call { ticket: *ticket, table };
                let is_calling = self
                    .calls
                    .latest()
                    .any(|announced| announced.call == call && announced.is_calling(now.run));
                if is_calling { Doing::Calling(*ticket) } else { Doing::Serving(*ticket) }
            }
        }
    }

    /// The calls of the band, the latest first: those of the last 20 seconds, and before them
    /// those that are still being served.
    pub fn band(&self, now: Now) -> Vec<&Announced> {
        self.calls
            .latest()
            .filter(|announced| {
                let call = announced.call;
                announced.is_kept(now.run)
                    || self.shown.tables.get(&call.table) == Some(&Some(call.ticket))
            })
            .take(self.room.calls)
            .collect()
    }

    /// Whether nobody is at any table, nor was called there just now.
    pub fn is_deserted(&self, now: Now) -> bool {
        self.shown.tables.is_empty() && self.band(now).is_empty()
    }

    /// The call that is being announced, and for how long it has been.
    pub fn under_way(&self, now: Now) -> Option<(Call, Duration)> {
        self.calls.under_way(now.run)
    }

    /// What people read of a ticket: its number, with the letter of its service before it where the
    /// server says so.
    pub fn number(&self, ticket: TicketId) -> String {
        let about = self.shown.about.get(&ticket);
        ticket.label(about.and_then(|about| about.number.as_deref()))
    }

    /// The letters that stand before the numbers of this desk, or may.
    pub fn letters(&self) -> BTreeSet<char> {
        let services = self.shown.facts.services.0.iter();
        let offered = services.filter_map(|offer| offer.service.prefix.map(char::from));
        let is_letter = |sign: &char| !sign.is_ascii_digit();
        let shown = self.shown.tables.values().flatten();
        let shown = shown.filter_map(|ticket| self.number(*ticket).chars().next());
        offered.chain(shown.filter(is_letter)).collect()
    }

    /// The service whose turn it is to say how many wait for it, where there are several.
    pub fn lane_in_turn(&self, now: Now) -> Option<(&Service, Waiting)> {
        let lanes = self.lanes();
        let step = usize::try_from(now.run.as_secs() / LANE_FOR.as_secs()).unwrap_or_default();
        // Each round begins one later, so that every service meets every language that takes turns.
        let round = step.checked_div(lanes.len())?;
        lanes.get((step + round) % lanes.len()).copied()
    }

    /// How many wait for each service, in the desk's order; none where the desk has one alone.
    pub fn lanes(&self) -> Vec<(&Service, Waiting)> {
        let facts = &self.shown.facts;
        let services = facts.services.0.iter().map(|offer| &offer.service);
        services.filter_map(|it| Some((it, *facts.lanes.get(&it.id)?))).collect()
    }

    /// How a visitor may be named, where the desk's privacy setting sends it.
    pub fn label(&self, ticket: TicketId) -> Option<&str> {
        self.shown.about.get(&ticket)?.label.as_deref()
    }

    /// Whether the desk's privacy setting sends names at all, so that room is kept for them.
    pub fn names_visitors(&self) -> bool {
        self.names_visitors
    }

    /// How many things are held in all: what must not grow with what has happened.
    pub fn held(&self) -> usize {
        let mirror = |mirror: &DisplayMirror| {
            mirror.tables.len() + mirror.about.len() + mirror.facts.names.len()
        };
        mirror(&self.shown) + self.coming.as_ref().map_or(0, mirror) + self.calls.held()
    }

    fn lose(&mut self, now: Now) {
        self.lost.get_or_insert(Lost { at: now.run, since_ms: now.wall_ms });
    }

    fn hear(&mut self, message: &DisplayMessage, now: Now) {
        let Some(connection) = self.connection else {
            return;
        };
        let mirror = self.coming.as_mut().unwrap_or(&mut self.shown);
        if let DisplayMessage::Complete(table) | DisplayMessage::Cancel(table) = message
            && let Some(Some(ticket)) = mirror.tables.get(table)
        {
            self.calls.end(Call { ticket: *ticket, table: *table });
        }
        mirror.apply(message);
        let said = match connection.dialect {
            Dialect::Classic if now.run < connection.opened + CLASSIC_STATE => Said::Before,
            Dialect::Classic => Said::Classic,
            Dialect::Extended if !self.has_had_calls => Said::Before,
            Dialect::Extended => Said::Extended,
        };
        match message {
            DisplayMessage::Claimed { ticket, table } => {
                let count = mirror.about.get(ticket).map_or(0, |about| about.calls);
                self.calls.hear(Call { ticket: *ticket, table: *table }, count, said);
                self.know(*table);
            }
            DisplayMessage::Complete(table) | DisplayMessage::Cancel(table) => {
                self.calls.ended_just_now(Some(*table));
            }
            DisplayMessage::Pick(table) => {
                self.calls.ended_just_now(None);
                self.know(*table);
            }
            DisplayMessage::Unpick(table) => {
                self.calls.ended_just_now(None);
                self.calls.leave(*table);
                self.know(*table);
            }
            DisplayMessage::Ready => {
                self.has_had_calls = true;
                self.swap();
            }
            DisplayMessage::About { about, .. } => {
                self.names_visitors |= about.label.is_some();
            }
            DisplayMessage::Common(_)
            | DisplayMessage::Reset
            | DisplayMessage::Shared(_)
            | DisplayMessage::Success(_)
            | DisplayMessage::Error(_) => {}
        }
    }

    fn know(&mut self, table: TableNo) {
        self.highest = self.highest.max(Some(table));
    }

    /// The new connection's state is whole: it is the board now.
    fn swap(&mut self) {
        if let Some(coming) = self.coming.take() {
            self.shown = coming;
            self.has_board = true;
        }
        self.lost = None;
    }
}
