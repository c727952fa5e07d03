//! What the window knows and what it is asked to do; no egui, no socket, no clock.
//!
//! The link's events and a person's actions go in, effects come out. Everything that a view draws
//! can be read here.
//!
//! In reading order: [`page`] (which page is shown, and what it says about the connection),
//! [`actions`] (what a person asks for), [`requests`] (what was asked of the server), [`incoming`]
//! (what the server and the link say), [`sign_in`], [`forms`] (what is typed) with [`visitor`]
//! and [`export`], [`attention`] (when to ask for it), [`search`], [`pages`] (on which a desk is
//! run).

mod actions;
mod attention;
mod export;
mod forms;
mod incoming;
mod page;
pub mod pages;
mod replies;
mod requests;
mod search;
mod services;
mod sign_in;
mod tables;
mod visitor;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};

use app_kit::address::ServerAddress;
use app_kit::link::{Dialect, Fingerprint};
use app_kit::shell::{Standing, State};
use app_kit::text::{Languages, Speech};
use chrono::NaiveDate;
use shared::command::StaffCommand;
use shared::ids::{TableNo, TicketId};
use shared::mirror::{Held, StaffMirror, TicketState};
use shared::ticket::Outcome;

use crate::commands::{Command, Need, On, Part, Subject, Word};
use crate::settings::Settings;
use crate::words::Say;
pub use actions::{Action, Setting};
pub use export::{ExportDraft, ExportStage};
pub use forms::{Drafts, Form, OpenForm, PASSWORD_CHARS, PasswordDraft, SignInDraft, TextDraft};
pub use page::Page;
pub use pages::{Ask, PageDrafts, Pages};
pub use requests::{Request, What};
use search::SearchIndex;
pub use tables::Seat;
pub use visitor::VisitorDraft;

/// How long a toast stays; what it tells of can be taken back as long.
pub const TOAST_MS: i64 = 10_000;

/// How long a row stays after a colleague took it, so that the eye can follow.
pub const LEAVING_MS: i64 = 2_500;

/// How long after its end a ticket may be reopened.
pub const REOPEN_MS: i64 = 10 * 60 * 1000;

/// How long after a call nobody else is called, so that a key that bounces or is held does nothing.
pub const CALL_PAUSE_MS: i64 = 1_000;

/// Two clocks: one that only runs forward, and the server's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Now {
    /// Milliseconds since the window started.
    pub mono_ms: i64,
    /// The server's clock in milliseconds since 1970, as well as it is known here.
    pub ms: i64,
}

/// The window's model.
pub struct Model {
    /// What the user may change.
    pub settings: Settings,
    /// What is being typed.
    pub drafts: Drafts,
    /// What the server said.
    pub mirror: StaffMirror,
    /// What it says on a connection whose state has not come whole yet.
    incoming: Option<StaffMirror>,
    /// Where the window stands with it.
    standing: Standing,
    /// What it speaks.
    pub dialect: Dialect,
    /// The language in which everything is said.
    pub speech: Speech,
    /// Today here, as the days of an export count.
    pub today: NaiveDate,
    /// What this machine is called, where others find it on the network.
    pub host: String,
    /// Where the log of this window stands; none: nowhere.
    pub log: Option<String>,
    /// What was wrong with the file of the settings, until somebody has seen it.
    pub settings_trouble: Option<String>,
    /// Whether the open form waits for an answer, as it stood when this frame began: while a frame
    /// is drawn the drafts, and with them the form, are in the hands of the view.
    pub awaits_answer: bool,
    /// What stands in the way of signing in.
    pub sign_in_problem: Option<String>,
    /// Whether a sign-in is under way.
    pub is_signing_in: bool,
    /// Whether the keyring is being asked for the sign-in that it keeps.
    pub is_fetching_sign_in: bool,
    /// What the last choice of a table was refused for.
    pub table_problem: Option<String>,
    /// Whether I work without a table.
    pub is_without_table: bool,
    /// What was asked of the server and is not answered, in order.
    requests: VecDeque<Request>,
    /// Sentences about what happened, the latest last.
    pub toasts: Vec<Toast>,
    next_toast: u64,
    next_form: u64,
    /// Waiting tickets that somebody else took or that ended, for a moment more.
    pub leaving: BTreeMap<TicketId, Leaving>,
    /// The tickets of the queue that are to be shown, in order, leaving ones among them.
    pub rows: Vec<TicketId>,
    /// Whoever is next.
    pub next_up: Option<TicketId>,
    /// The row that is chosen.
    pub chosen: Option<TicketId>,
    /// My ticket that the keys act on.
    pub current: Option<TicketId>,
    search: SearchIndex,
    /// When somebody was called here last, on the clock that only runs forward.
    called_at: Option<i64>,
    /// How many wait, once the state has come.
    waited: Option<usize>,
    /// Who waits longest, and since when.
    oldest: Option<(TicketId, i64)>,
    attention: attention::Attention,
    /// The pages on which a desk is run.
    pub pages: Pages,
    ids: Box<dyn FnMut() -> u128>,
    now: Now,
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
    /// Look which desks there are at this server.
    FindDesks(ServerAddress),
    /// The sign-in has changed: the link resumes with the settings' token from now on, and it is
    /// kept for the next start.
    KeepToken,
    /// The link trusts this certificate from now on.
    Trust(Fingerprint),
    /// Write the settings.
    Save,
    /// Try to reach the server now.
    RetryNow,
    /// The window asks to be looked at.
    AskForAttention,
    /// Show this beside all windows, if this one is not in front.
    Notify(String),
    /// Sound the attention chime.
    Chime,
    /// Put this into the clipboard.
    Copy(String),
    /// Speak the language of the settings.
    ChooseLanguage,
    /// Give the search field the keyboard.
    FocusSearch,
    /// Open the menu.
    OpenMenu,
    /// Show the tables in place of the queue, or the queue again.
    SwitchTables,
    /// Let the user choose where an export goes.
    ChoosePlace,
    /// A line of the export.
    ExportLine(String),
    /// Begin the export in this file.
    BeginExport(std::path::PathBuf),
    /// The export is whole: put it in its place.
    FinishExport,
    /// The export ended early: leave no half file.
    DropExport,
    /// Let the user choose a file for this.
    ChooseFile(pages::FileWish),
    /// Write this into this file.
    WriteFile(std::path::PathBuf, Vec<u8>),
    /// Open this page, which has such a name, in the browser, from where it is printed.
    PrintPage {
        /// What its file is called, without its ending.
        name: String,
        /// The page.
        html: String,
    },
    /// Read this file, if it is not too large.
    ReadFile(std::path::PathBuf),
}

/// What takes back something that was done on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TakesBack {
    /// A change of a setting.
    Setting(pages::Edit),
    /// A change of an account.
    Person(shared::person::PersonChange),
}

/// A sentence about what happened, for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    /// Which.
    pub id: u64,
    /// What happened.
    pub text: String,
    /// How to take it back: these, in order. Empty: it cannot be.
    pub undo: Vec<(Command, TicketId)>,
    /// How something that was done on a page is taken back.
    pub takes_back: Option<TakesBack>,
    /// When it goes, on the clock that only runs forward.
    pub until_ms: i64,
}

impl Toast {
    /// Whether what it tells of can be taken back.
    pub fn can_undo(&self) -> bool {
        !self.undo.is_empty() || self.takes_back.is_some()
    }
}

/// A ticket that just left the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaving {
    /// As it was.
    pub held: Held,
    /// Where it went.
    pub why: String,
    /// When its row goes, on the clock that only runs forward.
    pub until_ms: i64,
}

/// How long somebody has waited, by the settings' limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WaitLevel {
    /// Not long.
    Short,
    /// Long.
    Long,
    /// Too long.
    TooLong,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Model").field("page", &self.page()).finish_non_exhaustive()
    }
}

impl Model {
    /// A model that has heard nothing. `random` makes the words under which requests are known.
    pub fn new(settings: Settings, random: impl FnMut() -> u128 + 'static) -> Self {
        let speech = Languages::built_in().choose(&settings.language, None);
        let drafts = Drafts::of_settings(&settings);
        // Whoever opens this window may say which server it is.
        let standing = Standing::new(!settings.server.trim().is_empty(), false);
        Self {
            settings,
            drafts,
            mirror: StaffMirror::default(),
            incoming: None,
            standing,
            dialect: Dialect::Extended,
            speech,
            today: NaiveDate::default(),
            host: String::new(),
            log: None,
            settings_trouble: None,
            awaits_answer: false,
            sign_in_problem: None,
            is_signing_in: false,
            is_fetching_sign_in: false,
            table_problem: None,
            is_without_table: false,
            requests: VecDeque::new(),
            toasts: Vec::new(),
            next_toast: 0,
            next_form: 0,
            leaving: BTreeMap::new(),
            rows: Vec::new(),
            next_up: None,
            chosen: None,
            current: None,
            search: SearchIndex::default(),
            called_at: None,
            waited: None,
            oldest: None,
            attention: attention::Attention::default(),
            pages: Pages::default(),
            ids: Box::new(random),
            now: Now::default(),
        }
    }

    /// Says everything in this language from now on. What was said in another goes.
    pub fn speak(&mut self, speech: Speech) {
        self.speech = speech;
        self.toasts.clear();
        self.sign_in_problem = None;
        self.table_problem = None;
        self.search.forget();
        self.refresh();
    }

    /// Whether the server can be heard, so that what is shown is so.
    pub fn is_live(&self) -> bool {
        self.standing() == State::Live
    }

    /// Where the window stands with its server.
    pub fn standing(&self) -> State {
        self.standing.state()
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
        (self.now.ms - start_ms(held)).max(0)
    }

    /// How long that is, by the settings.
    pub fn wait_level(&self, wait_ms: i64) -> WaitLevel {
        let mins = wait_ms / 60_000;
        if mins >= i64::from(self.settings.too_long_wait_mins) {
            WaitLevel::TooLong
        } else if mins >= i64::from(self.settings.long_wait_mins) {
            WaitLevel::Long
        } else {
            WaitLevel::Short
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

    /// Whether I may take back how a ticket ended.
    pub fn may_reopen(&self, held: &Held) -> bool {
        let ended_ms = held.ticket.end.map_or(0, |end| end.as_second() * 1000);
        let me = self.my_name();
        self.dialect == Dialect::Extended
            && held.about.outcome != Some(Outcome::Expired)
            && me.is_some()
            && held.ticket.staff.as_deref() == me
            && self.now.ms - ended_ms < REOPEN_MS
    }

    /// The display name of who is signed in.
    pub fn my_name(&self) -> Option<&str> {
        self.mirror.me.as_ref().map(|me| me.name.as_str())
    }

    /// Whether the account that is signed in is an admin's.
    pub fn is_admin(&self) -> bool {
        self.mirror.me.as_ref().is_some_and(|me| me.admin)
    }

    /// Whether a command is offered to this person at this moment.
    pub fn is_offered(&self, command: Command) -> bool {
        use shared::message::DeskState;
        command.row().needs.iter().all(|need| match need {
            Need::Extended => self.dialect == Dialect::Extended,
            Need::Lead => self.role() >= shared::person::Role::Lead,
            Need::Admin => self.is_admin(),
            Need::Table => self.mirror.seat.is_some(),
            Need::NoTable => self.mirror.seat.is_none() && self.is_without_table,
            Need::OpenDesk => {
                self.mirror.facts.desk == DeskState::Open && !self.is_closed_by_hours()
            }
            Need::ClosedDesk => {
                self.mirror.facts.desk != DeskState::Open && !self.is_closed_by_hours()
            }
            Need::ClosedByHours => self.is_closed_by_hours(),
            Need::Services => self.has_services(),
            Need::Lanes => self.mirror.facts.services.0.len() > 1,
            Need::Printer => self.mirror.printers.able().next().is_some(),
        })
    }

    /// Whether a command that is offered can be done now.
    pub fn can_do(&self, command: Command) -> bool {
        match command {
            Command::Next | Command::NextBesides => self.can_call(command == Command::NextBesides),
            _ => self.is_live() || command.row().works_alone,
        }
    }

    /// What the key of a command acts on now; none: there is nothing to do it to.
    pub fn subject_of_key(&self, command: Command) -> Option<Subject> {
        let mine = self.current().map(|held| held.ticket.id);
        match command.row().on {
            On::Desk => Some(Subject::Desk),
            On::Mine => mine.map(Subject::Ticket),
            On::Chosen => self.chosen.map(Subject::Ticket),
            On::ChosenOrMine => self.chosen.or(mine).map(Subject::Ticket),
            On::Given => None,
        }
    }

    /// The word on the button of a command.
    pub fn word(&self, command: Command) -> String {
        match self.current() {
            Some(held) if command == Command::Next => {
                let number = held.label();
                self.speech.say(Say::CompleteAndNext { number: &number })
            }
            _ => self.words(command, Part::Text),
        }
    }

    /// Words of a command with nothing filled in.
    pub fn words(&self, command: Command, part: Part) -> String {
        self.speech.say(Word::of(command, part))
    }

    /// Words of a command with what it acts on filled in.
    pub fn words_about(&self, command: Command, part: Part, of: Subject) -> String {
        let number = of.ticket().map(|ticket| self.label(ticket)).unwrap_or_default();
        let table = of.table().map(|table| self.table_in_sentence(table)).unwrap_or_default();
        let name = of.table().and_then(|table| self.mirror.at.get(&table));
        let name = name.map_or("", String::as_str);
        self.speech.say(Word { command, part, number: &number, table: &table, name })
    }

    /// When something that is shown changes by itself, in milliseconds from now; none: never.
    ///
    /// My visitor's time runs by the second; all else is told in minutes.
    pub fn next_change_ms(&self) -> Option<i64> {
        let goes = self.toasts.iter().map(|toast| toast.until_ms);
        let goes = goes.chain(self.leaving.values().map(|leaving| leaving.until_ms));
        let goes = goes.chain(self.page_changes());
        let goes = goes.chain(self.called_at.map(|called| called + CALL_PAUSE_MS));
        let goes = goes.map(|until| until - self.now.mono_ms).filter(|ms| *ms > 0).min();
        let second = self.current().map(|_| 1_000 - self.now.ms.rem_euclid(1_000));
        let open = self.mirror.tickets.values().map(|held| match held.state {
            TicketState::Waiting => start_ms(held),
            TicketState::Mine | TicketState::Claimed => {
                held.about.claimed.unwrap_or_else(|| start_ms(held))
            }
        });
        let ended = self.mirror.ended.iter().filter_map(|held| held.ticket.end);
        let since = open.chain(ended.map(|end| end.as_second() * 1_000));
        let minute = since.map(|since| 60_000 - (self.now.ms - since).rem_euclid(60_000)).min();
        [goes, second, minute].into_iter().flatten().min()
    }

    /// Time went on.
    pub fn tick(&mut self, now: Now) -> Vec<Effect> {
        self.now = now;
        self.toasts.retain(|toast| toast.until_ms > now.mono_ms);
        self.tick_pages();
        let before = self.leaving.len();
        self.leaving.retain(|_, leaving| leaving.until_ms > now.mono_ms);
        if self.leaving.len() != before {
            self.refresh();
        }
        self.alarm()
    }

    fn say(&mut self, text: String, undo: Vec<(Command, TicketId)>) {
        // Three are kept; who has not read the oldest by now will not.
        if self.toasts.len() == 3 {
            self.toasts.remove(0);
        }
        let until_ms = self.now.mono_ms + TOAST_MS;
        let undo = if self.dialect == Dialect::Extended { undo } else { Vec::new() };
        self.toasts.push(Toast { id: self.next_toast, text, undo, takes_back: None, until_ms });
        self.next_toast += 1;
    }

    /// As [`Model::say`], of something on a page that can be taken back.
    fn say_with(&mut self, text: String, takes_back: TakesBack) {
        self.say(text, Vec::new());
        if let Some(toast) = self.toasts.last_mut() {
            toast.takes_back = Some(takes_back);
        }
    }

    /// What stood to be taken back about a ticket has been overtaken.
    fn drop_undo(&mut self, id: TicketId) {
        self.toasts.retain(|toast| !toast.undo.iter().any(|(_, of)| *of == id));
    }

    /// Works out what follows from the mirror, once a change and not once a frame.
    fn refresh(&mut self) {
        let waiting = self.mirror.waiting();
        self.waited = Some(waiting.len()).filter(|_| self.mirror.is_signed_in);
        let mut mine = waiting.iter().filter(|held| self.takes(held.about.service.as_ref()));
        self.next_up = mine.next().map(|held| held.ticket.id);
        self.oldest = waiting
            .iter()
            .map(|held| (held.ticket.id, start_ms(held)))
            .min_by_key(|(_, start_ms)| *start_ms);
        let leaving = self.leaving.values().map(|leaving| &leaving.held);
        let mut rows: Vec<&Held> = waiting.into_iter().chain(leaving).collect();
        rows.sort_by_key(|held| (held.about.rank, held.ticket.id));
        let wanted = search::fold(self.drafts.search.text().trim());
        let mut index = std::mem::take(&mut self.search);
        let lane = self.lane().cloned();
        self.rows = rows
            .into_iter()
            .filter(|held| lane.is_none() || held.about.service == lane)
            .filter(|held| {
                wanted.is_empty() || index.matches(held, self.reason_words(held), &wanted)
            })
            .map(|held| held.ticket.id)
            .collect();
        self.search = index;
        if self.current().is_none() {
            self.current = self.mine().last().map(|held| held.ticket.id);
        }
        if self.chosen.is_some_and(|chosen| !self.rows.contains(&chosen)) {
            self.chosen = None;
        }
    }

    /// The reason of a ticket in this window's language.
    pub fn reason_words<'a>(&'a self, held: &'a Held) -> Option<&'a str> {
        let id = held.about.reason.as_deref()?;
        let reason = self.mirror.reasons.0.iter().find(|reason| reason.id == id);
        Some(reason.map_or(id, |reason| self.words_of_reason(reason)))
    }

    /// The words of a reason.
    pub fn words_of_reason<'a>(&self, reason: &'a shared::message::Reason) -> &'a str {
        self.speech.pick(&reason.text).unwrap_or(&reason.id)
    }

    /// What a table is called: its own name where it has one, else `Table 3`.
    pub fn table_name(&self, table: TableNo) -> String {
        self.speech.table(table, &self.mirror.facts.names).into_owned()
    }

    /// What a table is called inside a sentence.
    pub fn table_in_sentence(&self, table: TableNo) -> String {
        match self.mirror.facts.names.get(&table) {
            Some(name) => name.clone(),
            None => self.speech.say(Say::TableInSentence { number: u64::from(table.0) }),
        }
    }
}

/// When a visitor came, in milliseconds since 1970.
fn start_ms(held: &Held) -> i64 {
    held.ticket.start.as_second() * 1000
}
