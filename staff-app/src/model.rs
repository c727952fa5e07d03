//! What the window knows and what it is asked to do; no egui, no socket, no clock.
//!
//! The link's events and a person's acts go in, effects come out. Everything that a view draws
//! can be read here.

mod acts;
mod answers;
mod devices;
mod drafts;
mod hears;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use app_kit::link::{Dialect, Fingerprint, Refusal, State};
use app_kit::words;
use shared::command::StaffCommand;
use shared::ids::{TableNo, TicketId};
use shared::mirror::{Held, StaffMirror, TicketState};
use shared::ticket::Outcome;

use crate::settings::Settings;
pub use acts::{Act, SheetKind};
pub use answers::Asked;
pub use drafts::{
    DevicesDraft, Drafts, ExportDraft, ExportStage, PasswordDraft, Sheet, SignInDraft, VisitorDraft,
};

/// How long a toast stays; what it tells of can be taken back as long.
pub const TOAST_MS: i64 = 10_000;

/// How long a row stays after a colleague took it, so that the eye can follow.
pub const DEPARTING_MS: i64 = 2_500;

/// How long after its end a ticket may be reopened.
pub const REOPEN_MS: i64 = 10 * 60 * 1000;

/// Two clocks: one that only runs forward, and the server's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Now {
    /// Milliseconds since the window started.
    pub mono_ms: i64,
    /// The server's clock in milliseconds since 1970, as well as it is known here.
    pub ms: i64,
}

/// The window's model.
#[derive(Debug)]
pub struct Model {
    /// What the user may change.
    pub settings: Settings,
    /// What is being typed.
    pub drafts: Drafts,
    /// What the server said.
    pub mirror: StaffMirror,
    /// What it says on a connection whose state has not come whole yet.
    incoming: Option<StaffMirror>,
    /// Whether it can be heard.
    pub link: State,
    /// When the server was heard last, while it cannot be heard.
    pub lost_at: Option<Now>,
    /// What it speaks.
    pub dialect: Dialect,
    /// What stands in the way of signing in.
    pub sign_in_problem: Option<String>,
    /// Whether a sign-in is under way.
    pub is_signing_in: bool,
    /// What the last `pick` was refused for.
    pub picker_problem: Option<String>,
    asked: VecDeque<Asked>,
    /// Sentences about what happened, the latest last.
    pub toasts: Vec<Toast>,
    next_toast: u64,
    /// Waiting tickets that somebody else took or that ended, for a moment more.
    pub departing: BTreeMap<TicketId, Departing>,
    /// The tickets of the queue that are to be shown, in order, departing ones among them.
    pub rows: Vec<TicketId>,
    /// The row that is chosen.
    pub chosen: Option<TicketId>,
    /// My ticket that the keys act on.
    pub current: Option<TicketId>,
    /// How many wait, once the state has come.
    waited: Option<usize>,
    /// Who waits longest, and since when.
    oldest: Option<(TicketId, i64)>,
    was_empty: bool,
    alarmed: Option<TicketId>,
    ids: Ids,
    now: Now,
}

/// Which screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// Server, name, password.
    SignIn,
    /// A sign-in is being taken up again.
    Returning,
    /// Which table.
    Picker,
    /// The desk.
    Desk,
}

/// What the app does for the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Say it to the server.
    Send(StaffCommand),
    /// Connect to the server in the settings, with the token in them.
    Connect,
    /// Leave the server.
    Disconnect,
    /// The link resumes with the settings' token from now on.
    KeepToken,
    /// The link believes this certificate from now on.
    Trust(Fingerprint),
    /// Write the settings.
    Save,
    /// Try to reach the server now.
    RetryNow,
    /// The window asks to be looked at.
    AskForAttention,
    /// Sound the attention chime.
    Chime,
    /// Let the user choose where an export goes.
    ChoosePlace,
    /// A line of the export.
    ExportLine(String),
    /// The export is whole: put it in its place.
    FinishExport,
    /// The export ended early: leave no half file.
    DropExport,
}

/// A sentence about what happened, for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    /// Which.
    pub id: u64,
    /// What happened.
    pub text: String,
    /// How to take it back.
    pub undo: Option<Undo>,
    /// When it goes, on the clock that only runs forward.
    pub until_ms: i64,
}

/// How to take something back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undo {
    /// It is mine again.
    Reopen(TicketId),
    /// It goes back in the queue.
    Release(TicketId),
    /// It ended and goes back in the queue.
    Requeue(TicketId),
}

/// A ticket that just left the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Departing {
    /// As it was.
    pub held: Held,
    /// Where it went.
    pub why: String,
    /// When its row goes, on the clock that only runs forward.
    pub until_ms: i64,
}

/// How long somebody has waited, by the settings' limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    /// Not long.
    Short,
    /// Long.
    Long,
    /// Too long.
    TooLong,
}

impl Band {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Short => "short wait",
            Self::Long => "long wait",
            Self::TooLong => "too long",
        }
    }
}

/// A table as the window shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat<'a> {
    /// Which.
    pub table: TableNo,
    /// Who sits there.
    pub name: Option<&'a str>,
    /// Whether that is me.
    pub is_mine: bool,
    /// Whether it cannot be picked, as a server says that does not say who sits there.
    pub is_taken: bool,
    /// What is served there, the latest call last.
    pub serves: Vec<&'a Held>,
}

/// Where random words come from.
struct Ids(Box<dyn FnMut() -> u128>);

impl std::fmt::Debug for Ids {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ids")
    }
}

impl Model {
    /// A model that has heard nothing. `random` makes the words under which requests are known.
    pub fn new(settings: Settings, random: impl FnMut() -> u128 + 'static) -> Self {
        let drafts = Drafts {
            sign_in: SignInDraft {
                server: settings.server.clone(),
                user: settings.user.clone(),
                ..SignInDraft::default()
            },
            ..Drafts::default()
        };
        Self {
            settings,
            drafts,
            mirror: StaffMirror::default(),
            incoming: None,
            link: State::Connecting,
            lost_at: None,
            dialect: Dialect::Extended,
            sign_in_problem: None,
            is_signing_in: false,
            picker_problem: None,
            asked: VecDeque::new(),
            toasts: Vec::new(),
            next_toast: 0,
            departing: BTreeMap::new(),
            rows: Vec::new(),
            chosen: None,
            current: None,
            waited: None,
            oldest: None,
            was_empty: false,
            alarmed: None,
            ids: Ids(Box::new(random)),
            now: Now::default(),
        }
    }

    /// Which screen is to be shown.
    pub fn screen(&self) -> Screen {
        if self.settings.token.is_none() {
            Screen::SignIn
        } else if self.mirror.is_signed_in {
            if self.mirror.seat.is_some() { Screen::Desk } else { Screen::Picker }
        } else if self.dialect == Dialect::Classic && self.link == State::Online {
            Screen::Picker
        } else {
            Screen::Returning
        }
    }

    /// Whether the server can be heard, so that what is shown is so.
    pub fn is_live(&self) -> bool {
        self.link == State::Online && self.incoming.is_none()
    }

    /// The clock that the model was told last.
    pub fn now(&self) -> Now {
        self.now
    }

    /// My tickets, the one that I took first on top.
    pub fn mine(&self) -> Vec<&Held> {
        let mut mine: Vec<&Held> =
            self.mirror.tickets.values().filter(|held| held.state == TicketState::Mine).collect();
        mine.sort_by_key(|held| (held.about.claimed, held.ticket.id));
        mine
    }

    /// My ticket that the keys act on.
    pub fn current(&self) -> Option<&Held> {
        let current = self.current.and_then(|ticket| self.mirror.tickets.get(&ticket));
        current.filter(|held| held.state == TicketState::Mine)
    }

    /// How long the visitor of a ticket has waited, in milliseconds.
    pub fn wait_ms(&self, held: &Held) -> i64 {
        (self.now.ms - held.ticket.start.as_second() * 1000).max(0)
    }

    /// How long that is, by the settings.
    pub fn band(&self, wait_ms: i64) -> Band {
        let mins = wait_ms / 60_000;
        if mins >= i64::from(self.settings.too_long_wait_mins) {
            Band::TooLong
        } else if mins >= i64::from(self.settings.long_wait_mins) {
            Band::Long
        } else {
            Band::Short
        }
    }

    /// How many wait.
    pub fn waiting_count(&self) -> usize {
        self.waited.unwrap_or(0)
    }

    /// The longest that anybody has waited, in milliseconds.
    pub fn longest_wait_ms(&self) -> Option<i64> {
        self.oldest.map(|(_, start_ms)| (self.now.ms - start_ms).max(0))
    }

    /// Every table, with who sits there and what is served.
    pub fn seats(&self) -> Vec<Seat<'_>> {
        let mut serves: BTreeMap<&str, Vec<&Held>> = BTreeMap::new();
        for held in self.mirror.tickets.values() {
            if let (true, Some(name)) =
                (held.state != TicketState::Waiting, held.ticket.staff.as_deref())
            {
                serves.entry(name).or_default().push(held);
            }
        }
        for tickets in serves.values_mut() {
            tickets.sort_by_key(|held| (held.about.claimed, held.ticket.id));
        }
        let highest = self.mirror.taken.iter().chain(self.mirror.at.keys()).max();
        let known = highest.map_or(0, |table| table.0 + 1);
        // A server that does not say how many tables there are has at least the usual ten.
        let count = self.mirror.facts.tables.unwrap_or_else(|| known.max(10));
        (0..count)
            .map(TableNo)
            .map(|table| {
                let name = self.mirror.at.get(&table).map(String::as_str);
                let is_mine = self.mirror.seat == Some(table);
                let me = self.mirror.me.as_ref().map(|me| me.name.as_str());
                let who = name.or(me.filter(|_| is_mine));
                Seat {
                    table,
                    name: who,
                    is_mine,
                    is_taken: self.mirror.taken.contains(&table),
                    serves: who.and_then(|who| serves.get(who).cloned()).unwrap_or_default(),
                }
            })
            .collect()
    }

    /// Claimed tickets whose owner sits at no table: anybody may return them to the queue.
    pub fn left_behind(&self) -> Vec<&Held> {
        if self.dialect == Dialect::Classic {
            // Nobody is told there who sits where.
            return Vec::new();
        }
        let seated: BTreeSet<&str> = self.mirror.at.values().map(String::as_str).collect();
        let me = self.mirror.me.as_ref().map(|me| me.name.as_str());
        self.mirror
            .tickets
            .values()
            .filter(|held| held.state == TicketState::Claimed)
            .filter(|held| {
                let owner = held.ticket.staff.as_deref();
                owner != me && owner.is_some_and(|owner| !seated.contains(owner))
            })
            .collect()
    }

    /// Whether I may take back how a ticket ended.
    pub fn may_reopen(&self, held: &Held) -> bool {
        let ended_ms = held.ticket.end.map_or(0, |end| end.as_second() * 1000);
        let me = self.mirror.me.as_ref().map(|me| me.name.as_str());
        self.dialect == Dialect::Extended
            && held.about.outcome != Some(Outcome::Expired)
            && me.is_some()
            && held.ticket.staff.as_deref() == me
            && self.now.ms - ended_ms < REOPEN_MS
    }

    /// Whether an act on a ticket is on its way.
    pub fn is_pending(&self, ticket: TicketId) -> bool {
        self.asked.iter().any(|asked| asked.ticket() == Some(ticket))
    }

    /// Whether this very thing is on its way.
    pub fn is_asked(&self, wanted: impl Fn(&Asked) -> bool) -> bool {
        self.asked.iter().any(wanted)
    }

    /// Whether somebody waits whom Next would bring.
    pub fn can_next(&self) -> bool {
        self.is_live() && self.waiting_count() > 0 && !self.is_asked(|a| *a == Asked::Next)
    }

    /// Whether the account that is signed in is an admin's.
    pub fn is_admin(&self) -> bool {
        self.mirror.me.as_ref().is_some_and(|me| me.admin)
    }

    /// When something that is shown changes by itself, in milliseconds from now; none: never.
    pub fn next_change_ms(&self) -> Option<i64> {
        let goes = self.toasts.iter().map(|toast| toast.until_ms);
        let goes = goes.chain(self.departing.values().map(|departing| departing.until_ms));
        let goes = goes.min().map(|until| (until - self.now.mono_ms).max(1));
        let has_timers = !self.mirror.tickets.is_empty() || self.lost_at.is_some();
        let second = has_timers.then(|| 1000 - self.now.ms.rem_euclid(1000));
        [goes, second].into_iter().flatten().min()
    }

    /// What to say about the connection; none while all is well.
    pub fn link_words(&self) -> Option<String> {
        let since = self.lost_at.map(|now| words::clock(now.ms));
        Some(match (&self.link, since) {
            (State::Online, _) => return None,
            (State::Stale, Some(since)) => {
                format!("The server has been silent since {since}. What you see may be old.")
            }
            (State::Refused(refusal), _) => self.refusal_words(*refusal),
            (_, Some(since)) => {
                format!("We lost the server at {since}. What you see may be old; reconnecting.")
            }
            (_, None) => "Connecting to the server.".to_owned(),
        })
    }

    fn refusal_words(&self, refusal: Refusal) -> String {
        let server = &self.settings.server;
        match refusal {
            Refusal::NotAllowed => format!("The server at {server} does not let this device in."),
            Refusal::NotWalkup => {
                format!("Something answers at {server}, but it is not a Walkup server.")
            }
            // A staff window needs no key of its own; who asks for one is not our server.
            Refusal::Pairing(_) => format!("The server at {server} does not let this device in."),
            Refusal::UnknownCertificate(_) => {
                format!("Nobody vouches for the server at {server}. Is it yours?")
            }
            Refusal::CertificateChanged(_) => format!(
                "The server at {server} does not show the certificate that was accepted here, so \
                 somebody else may be answering. Ask whoever runs it before you go on."
            ),
        }
    }

    /// The certificate that a person has to judge, and whether another was accepted before.
    pub fn certificate_in_doubt(&self) -> Option<(Fingerprint, bool)> {
        match self.link {
            State::Refused(Refusal::UnknownCertificate(shown)) => Some((shown, false)),
            State::Refused(Refusal::CertificateChanged(shown)) => Some((shown, true)),
            _ => None,
        }
    }

    /// Time went on.
    pub fn tick(&mut self, now: Now) -> Vec<Effect> {
        self.now = now;
        self.toasts.retain(|toast| toast.until_ms > now.mono_ms);
        let before = self.departing.len();
        self.departing.retain(|_, departing| departing.until_ms > now.mono_ms);
        if self.departing.len() != before {
            self.refresh();
        }
        self.alarm()
    }

    fn say(&mut self, text: &str, undo: Option<Undo>) {
        // Three fit beside each other; who has not read the oldest by now will not.
        if self.toasts.len() == 3 {
            self.toasts.remove(0);
        }
        let until_ms = self.now.mono_ms + TOAST_MS;
        self.toasts.push(Toast { id: self.next_toast, text: text.to_owned(), undo, until_ms });
        self.next_toast += 1;
    }

    /// What stood to be taken back about a ticket has been overtaken.
    fn drop_undo(&mut self, id: TicketId) {
        self.toasts.retain(|toast| {
            !matches!(toast.undo, Some(Undo::Reopen(of) | Undo::Release(of) | Undo::Requeue(of)) if of == id)
        });
    }

    /// Works out what follows from the mirror, once a change and not once a frame.
    fn refresh(&mut self) {
        let waiting = self.mirror.waiting();
        self.waited = Some(waiting.len()).filter(|_| self.mirror.is_signed_in);
        self.oldest = waiting
            .iter()
            .map(|held| (held.ticket.id, held.ticket.start.as_second() * 1000))
            .min_by_key(|(_, start_ms)| *start_ms);
        let leaving = self.departing.values().map(|departing| &departing.held);
        let mut rows: Vec<&Held> = waiting.into_iter().chain(leaving).collect();
        rows.sort_by_key(|held| (held.about.rank, held.ticket.id));
        let wanted = self.drafts.search.trim().to_lowercase();
        self.rows = rows
            .into_iter()
            .filter(|held| wanted.is_empty() || self.matches(held, &wanted))
            .map(|held| held.ticket.id)
            .collect();
        if self.current().is_none() {
            self.current = self.mine().last().map(|held| held.ticket.id);
        }
        if self.chosen.is_some_and(|chosen| !self.rows.contains(&chosen)) {
            self.chosen = None;
        }
    }

    fn matches(&self, held: &Held, wanted: &str) -> bool {
        let ticket = &held.ticket;
        ticket.name.to_lowercase().contains(wanted)
            || ticket.email.to_lowercase().contains(wanted)
            || ticket.number().to_string().contains(wanted)
            || self.reason_words(held).is_some_and(|text| text.to_lowercase().contains(wanted))
            || held.about.note.as_ref().is_some_and(|note| note.to_lowercase().contains(wanted))
    }

    /// The reason of a ticket in this window's language.
    pub fn reason_words<'a>(&'a self, held: &'a Held) -> Option<&'a str> {
        let id = held.about.reason.as_deref()?;
        let reason = self.mirror.reasons.0.iter().find(|reason| reason.id == id);
        let text = reason.and_then(|reason| reason.text.get("en").or(reason.text.values().next()));
        Some(text.map_or(id, String::as_str))
    }

    /// Asks for attention when the queue stops being empty, and when a wait gets too long; not
    /// while somebody is being served here.
    fn alarm(&mut self) -> Vec<Effect> {
        let Some(count) = self.waited else { return Vec::new() };
        let is_first = std::mem::replace(&mut self.was_empty, count == 0) && count > 0;
        let late = self
            .oldest
            .filter(|(_, start_ms)| self.band(self.now.ms - start_ms) == Band::TooLong)
            .map(|(ticket, _)| ticket);
        let is_late = late.is_some() && late != std::mem::replace(&mut self.alarmed, late);
        let is_idle = self.is_live() && self.screen() == Screen::Desk && self.current.is_none();
        if !is_idle || !(is_first || is_late) {
            return Vec::new();
        }
        let chime = self.settings.sound.then_some(Effect::Chime);
        std::iter::once(Effect::AskForAttention).chain(chime).collect()
    }
}
