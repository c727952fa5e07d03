//! Everything that one can do at the desk, one row each.
//!
//! Buttons, the menu, the keyboard, the list of keys, what is said when it is done and Undo all
//! read it here. To add an action is to add a row, and its words to `assets/words`: `ID` (the word
//! on its button) and `ID-tip` (what it does). A row that says something when it is done also has
//! `ID-done`; one that asks something first has `ID-title`, `ID-why`, `ID-field` and `ID-button`
//! as far as it shows them. A test fails where a language lacks one of them.

use app_kit::fluent_bundle::FluentArgs;
use app_kit::text::{Kind, Phrase, Sentence};
use lucide_icons::Icon;
use shared::command::StaffCommand;
use shared::ids::{TableNo, TicketId};
use shared::opening::OpenFor;
use shared::service::{Priority, ServiceId};
use shared::text::Arg;

/// Declares the enum of commands and its table.
macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident = $id:literal { $($field:ident: $value:expr),* $(,)? })+) => {
        /// Something one can do at the desk.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Command { $($(#[$doc])* $name,)+ }

        impl Command {
            /// All of them, in the order in which the menu and the list of keys show them.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// Its row of the table.
            pub const fn row(self) -> &'static Row {
                match self { $(Self::$name => {
                    const ROW: Row = Row { $($field: $value,)* ..Row::PLAIN };
                    &ROW
                })+ }
            }

            /// Where its words stand in `assets/words`.
            pub(crate) const fn word_id(self, part: Part) -> &'static str {
                match self { $(Self::$name => match part {
                    Part::Text => $id,
                    Part::Tip => concat!($id, "-tip"),
                    Part::Done => concat!($id, "-done"),
                    Part::Title => concat!($id, "-title"),
                    Part::Why => concat!($id, "-why"),
                    Part::Field => concat!($id, "-field"),
                    Part::Button => concat!($id, "-button"),
                },)+ }
            }
        }
    };
}

commands! {
    /// Complete my visitor and take whoever is next; without a visitor of mine, only the latter.
    Next = "staff-next" {
        key: letter('N'), icon: Icon::ArrowRight, place: Place::Bar, needs: &[Need::Table],
        does: Does::InWindow(Step::CallNext),
    }
    /// Take one more visitor besides those that I have.
    NextBesides = "staff-next-besides" {
        key: shifted('N'), icon: Icon::UserPlus, place: Place::More, needs: &[Need::Table],
        does: Does::InWindow(Step::CallBesides),
    }
    /// Take the chosen visitor.
    Accept = "staff-accept" {
        key: letter('A'), icon: Icon::ArrowLeft, on: On::Chosen, place: Place::Row,
        needs: &[Need::Table], undo: &[Command::Release], done: Done::Said,
        does: Does::Sends(|of| Some(StaffCommand::Accept(Arg::Good(of.ticket()?)))),
    }
    /// The chosen visitor is gone.
    Gone = "staff-gone" {
        key: letter('L'), icon: Icon::DoorOpen, on: On::Chosen, place: Place::Row,
        needs: &[Need::Extended],
        undo: &[Command::Reopen, Command::Release], done: Done::Said,
        does: Does::Sends(|of| Some(StaffCommand::Withdraw(Arg::Good(of.ticket()?)))),
    }
    /// My visitor was served.
    Complete = "staff-complete" {
        key: letter('C'), icon: Icon::Check, on: On::Mine, place: Place::Card,
        undo: &[Command::Reopen], done: Done::Said,
        does: Does::Sends(|of| Some(StaffCommand::Complete(Arg::Good(of.ticket()?)))),
    }
    /// Call my visitor again.
    Recall = "staff-recall" {
        key: letter('R'), icon: Icon::Megaphone, on: On::Mine, place: Place::Card,
        needs: &[Need::Extended], done: Done::Said,
        does: Does::Sends(|of| Some(StaffCommand::Recall(Arg::Good(of.ticket()?)))),
    }
    /// My visitor did not come.
    NoShow = "staff-no-show" {
        key: letter('X'), icon: Icon::UserX, on: On::Mine, place: Place::Card,
        needs: &[Need::Extended], undo: &[Command::Reopen], done: Done::Said,
        does: Does::Sends(|of| Some(StaffCommand::NoShow(Arg::Good(of.ticket()?)))),
    }
    /// My visitor is at my table.
    Here = "staff-here" {
        key: letter('H'), icon: Icon::MapPinCheck, on: On::Mine, place: Place::Card,
        needs: &[Need::Extended, Need::Services], done: Done::Said,
        does: Does::Sends(|of| Some(StaffCommand::Arrived(Arg::Good(of.ticket()?)))),
    }
    /// My visitor goes to another table.
    SendTo = "staff-send-to" {
        key: letter('T'), icon: Icon::ArrowLeftRight, on: On::Mine, place: Place::More,
        needs: &[Need::Extended], done: Done::Said,
        does: Does::ChoosesTable(|of| {
            let Subject::Handover(ticket, table) = of else { return None };
            Some(StaffCommand::Transfer { ticket: Arg::Good(ticket), table: Arg::Good(table) })
        }),
    }
    /// My visitor goes into the queue of another service.
    Refer = "staff-refer" {
        key: letter('F'), icon: Icon::Waypoints, on: On::Mine, place: Place::More,
        needs: &[Need::Extended, Need::Lanes], done: Done::Said,
        does: Does::ChoosesService(|ticket, service| StaffCommand::Refer {
            ticket: Arg::Good(ticket),
            service: Arg::Good(service),
        }),
    }
    /// The chosen visitor goes first.
    First = "staff-first" {
        key: letter('P'), icon: Icon::ChevronsUp, on: On::ChosenOrMine, place: Place::More,
        needs: &[Need::Extended, Need::Lead, Need::Services], undo: &[Command::InTurn],
        done: Done::Said,
        does: Does::Sends(|of| Some(StaffCommand::Priority {
            ticket: Arg::Good(of.ticket()?),
            priority: Arg::Good(Priority::High),
        })),
    }
    /// The chosen visitor waits in turn again.
    InTurn = "staff-in-turn" {
        key: shifted('P'), icon: Icon::ChevronsDown, on: On::ChosenOrMine, place: Place::More,
        needs: &[Need::Extended, Need::Lead, Need::Services], undo: &[Command::First],
        done: Done::Said,
        does: Does::Sends(|of| Some(StaffCommand::Priority {
            ticket: Arg::Good(of.ticket()?),
            priority: Arg::Good(Priority::Normal),
        })),
    }
    /// My visitor goes back to the queue.
    Release = "staff-release" {
        key: letter('B'), icon: Icon::CornerUpLeft, on: On::Mine, place: Place::More,
        needs: &[Need::Extended], done: Done::Said,
        does: Does::Sends(|of| Some(StaffCommand::Release(Arg::Good(of.ticket()?)))),
    }
    /// A note on the chosen visitor's ticket, or on mine.
    Note = "staff-note" {
        key: letter('E'), icon: Icon::Pencil, on: On::ChosenOrMine, place: Place::More,
        needs: &[Need::Extended],
        does: Does::AsksText(Prefill::Note, |of, text| {
            Some(StaffCommand::Note { ticket: Arg::Good(of.ticket()?), text })
        }),
    }
    /// A kiosk prints the ticket of the chosen visitor, or of mine.
    Print = "staff-print" {
        key: letter('D'), icon: Icon::Printer, on: On::ChosenOrMine, place: Place::More,
        needs: &[Need::Extended, Need::Printer], done: Done::Said,
        does: Does::ChoosesKiosk(|ticket, device| StaffCommand::Print {
            ticket: Arg::Good(ticket),
            device,
        }),
    }
    /// My visitor will not be served.
    Cancel = "staff-cancel" {
        key: letter('K'), icon: Icon::X, on: On::Mine, place: Place::More,
        undo: &[Command::Reopen], done: Done::Said,
        does: Does::Sends(|of| Some(StaffCommand::Cancel(Arg::Good(of.ticket()?)))),
    }
    /// A ticket that I ended is mine again.
    Reopen = "staff-reopen" {
        icon: Icon::Undo2, on: On::Given, place: Place::Ended, needs: &[Need::Extended],
        done: Done::Said,
        does: Does::Sends(|of| Some(StaffCommand::Reopen(Arg::Good(of.ticket()?)))),
    }
    /// Take a table from somebody who left it.
    Unseat = "staff-unseat" {
        icon: Icon::UserX, on: On::Given, place: Place::Table, needs: &[Need::Extended],
        done: Done::Said,
        does: Does::Confirms(|of| {
            let Subject::Table(table) = of else { return None };
            Some(StaffCommand::Free(Arg::Good(table)))
        }),
    }
    /// Take back what I just did.
    Undo = "staff-undo" {
        key: letter('Z'), icon: Icon::Undo2, place: Place::Toast, needs: &[Need::Extended],
        does: Does::InWindow(Step::UndoLatest),
    }
    /// Queue a visitor on their behalf.
    Visitor = "staff-visitor" {
        key: letter('Q'), icon: Icon::UserPlus, place: Place::Menu, needs: &[Need::Extended],
        does: Does::Opens(FormKind::Visitor),
    }
    /// Which services I take.
    Services = "staff-services" {
        key: letter('S'), icon: Icon::ListChecks, place: Place::Menu,
        needs: &[Need::Extended, Need::Lanes],
        does: Does::Opens(FormKind::Services),
    }
    /// Kiosks give no tickets.
    CloseDesk = "staff-close-desk" {
        icon: Icon::Lock, place: Place::Menu, needs: &[Need::Extended, Need::OpenDesk],
        done: Done::Said,
        does: Does::AsksText(Prefill::Nothing, |_, text| Some(StaffCommand::Close(text))),
    }
    /// Kiosks give tickets again.
    OpenDesk = "staff-open-desk" {
        icon: Icon::LockOpen, place: Place::Menu, needs: &[Need::Extended, Need::ClosedDesk],
        done: Done::Said,
        does: Does::Sends(|_| Some(StaffCommand::Open(Arg::Good(OpenFor(None))))),
    }
    /// Kiosks give tickets for an hour though the desk is closed by its hours.
    OpenForAnHour = "staff-open-for-an-hour" {
        icon: Icon::LockOpen, place: Place::Menu, needs: &[Need::Extended, Need::ClosedByHours],
        done: Done::Said,
        does: Does::Sends(|_| Some(StaffCommand::Open(Arg::Good(OpenFor(Some(60)))))),
    }
    /// The notice on every screen.
    Notice = "staff-notice" {
        icon: Icon::MessageSquare, place: Place::Menu, needs: &[Need::Extended, Need::Lead],
        done: Done::Said,
        does: Does::AsksText(Prefill::Notice, |_, text| Some(StaffCommand::Announce(text))),
    }
    /// Tickets as a file.
    Export = "staff-export" {
        icon: Icon::Download, place: Place::Menu, needs: &[Need::Extended, Need::Admin],
        does: Does::Opens(FormKind::Export),
    }
    /// The pages on which the desk is run.
    RunDesk = "staff-run-desk" {
        icon: Icon::Settings2, place: Place::Menu, needs: &[Need::Extended, Need::Lead],
        works_alone: true, does: Does::InWindow(Step::RunDesk),
    }
    /// My password.
    Password = "staff-password" {
        icon: Icon::KeyRound, place: Place::Menu, needs: &[Need::Extended],
        does: Does::Opens(FormKind::Password),
    }
    /// The language, the look, sounds and keys of this window.
    Settings = "staff-settings" {
        icon: Icon::SlidersHorizontal, place: Place::Menu, works_alone: true,
        does: Does::Opens(FormKind::Settings),
    }
    /// Search the queue.
    Search = "staff-search" {
        key: letter('/'), icon: Icon::Search, works_alone: true,
        does: Does::InWindow(Step::Search),
    }
    /// Open the menu.
    Menu = "staff-menu" {
        key: letter('M'), icon: Icon::Menu, works_alone: true,
        does: Does::InWindow(Step::Menu),
    }
    /// The tables in place of the queue, where there is no room for both.
    Tables = "staff-tables" {
        key: letter('V'), icon: Icon::Users, works_alone: true,
        does: Does::InWindow(Step::Tables),
    }
    /// Every key.
    Keys = "staff-keys" {
        key: letter('?'), icon: Icon::Keyboard, place: Place::Menu, works_alone: true,
        does: Does::Opens(FormKind::Keys),
    }
    /// Leave my table.
    LeaveTable = "staff-leave-table" {
        key: letter('U'), icon: Icon::LogOut, place: Place::Menu, needs: &[Need::Table],
        does: Does::Sends(|_| Some(StaffCommand::Unpick)),
    }
    /// Take a table, for who works without one.
    ChooseTable = "staff-choose-table" {
        icon: Icon::Armchair, place: Place::Menu, needs: &[Need::NoTable], works_alone: true,
        does: Does::InWindow(Step::ChooseTable),
    }
    /// End my sign-in.
    SignOut = "staff-sign-out" {
        icon: Icon::Power, place: Place::Menu, works_alone: true,
        does: Does::InWindow(Step::SignOut),
    }
}

/// All that the table holds about a command.
#[derive(Debug)]
pub struct Row {
    /// The key that does it while nothing is being typed.
    pub key: Option<Shortcut>,
    /// The icon on its button.
    pub icon: Icon,
    /// What it acts on.
    pub on: On,
    /// Where its button stands.
    pub place: Place,
    /// What must be so for it to be offered.
    pub needs: &'static [Need],
    /// What it does.
    pub does: Does,
    /// Whether something is said when it is done.
    pub done: Done,
    /// How it is taken back: these in turn, on the same ticket. Empty: it is not.
    pub undo: &'static [Command],
    /// Whether it can be done while the server cannot be heard.
    pub works_alone: bool,
}

impl Row {
    /// What a row has where it says nothing else.
    const PLAIN: Self = Self {
        key: None,
        icon: Icon::Circle,
        on: On::Desk,
        place: Place::Nowhere,
        needs: &[],
        does: Does::InWindow(Step::Menu),
        done: Done::Silent,
        undo: &[],
        works_alone: false,
    };
}

/// A key, the same in every language. `/` and `?` stand wherever a keyboard has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shortcut {
    /// The capital letter, `/` or `?`.
    pub letter: char,
    /// Whether Shift is held with it.
    pub is_shifted: bool,
}

const fn letter(letter: char) -> Option<Shortcut> {
    Some(Shortcut { letter, is_shifted: false })
}

const fn shifted(letter: char) -> Option<Shortcut> {
    Some(Shortcut { letter, is_shifted: true })
}

/// What a command acts on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// The desk or the window.
    Desk,
    /// The visitor of mine that the card shows.
    Mine,
    /// The chosen row of the queue.
    Chosen,
    /// The chosen row; without one, the visitor on the card.
    ChosenOrMine,
    /// Only what its own button names.
    Given,
}

/// What a command is about to act on, or has acted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The desk or the window.
    Desk,
    /// A ticket.
    Ticket(TicketId),
    /// A table.
    Table(TableNo),
    /// A ticket that goes to a table.
    Handover(TicketId, TableNo),
}

impl Subject {
    /// The ticket, if it is about one.
    pub fn ticket(self) -> Option<TicketId> {
        match self {
            Self::Ticket(ticket) | Self::Handover(ticket, _) => Some(ticket),
            Self::Desk | Self::Table(_) => None,
        }
    }

    /// The table, if it is about one.
    pub fn table(self) -> Option<TableNo> {
        match self {
            Self::Table(table) | Self::Handover(_, table) => Some(table),
            Self::Desk | Self::Ticket(_) => None,
        }
    }
}

/// Where the button of a command stands; the list of keys shows all that have one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// At the bottom of the window: the one thing to press.
    Bar,
    /// On the card of my visitor.
    Card,
    /// Under *More* on that card.
    More,
    /// On a row of the queue.
    Row,
    /// On a row of what ended.
    Ended,
    /// Beside a table.
    Table,
    /// Beside what was just done.
    Toast,
    /// In the menu.
    Menu,
    /// Nowhere, or at a place of its own.
    Nowhere,
}

/// What must be so for a command to be offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// The server speaks the extended dialect.
    Extended,
    /// A lead's or an admin's account is signed in.
    Lead,
    /// An admin account is signed in.
    Admin,
    /// I have a table.
    Table,
    /// I work without a table.
    NoTable,
    /// Kiosks give tickets.
    OpenDesk,
    /// Kiosks give none, since somebody closed the desk.
    ClosedDesk,
    /// Kiosks give none, by the desk's hours.
    ClosedByHours,
    /// The desk has services.
    Services,
    /// It has more than one.
    Lanes,
    /// A kiosk can print.
    Printer,
}

/// What a command does.
#[derive(Debug, Clone, Copy)]
pub enum Does {
    /// Sends this to the server at once.
    Sends(fn(Subject) -> Option<StaffCommand>),
    /// Asks whether it is really meant, then sends.
    Confirms(fn(Subject) -> Option<StaffCommand>),
    /// Asks for a table, then sends.
    ChoosesTable(fn(Subject) -> Option<StaffCommand>),
    /// Asks for a service, then sends.
    ChoosesService(fn(TicketId, ServiceId) -> StaffCommand),
    /// Asks for a kiosk that can print, where there are several, then sends.
    ChoosesKiosk(fn(TicketId, String) -> StaffCommand),
    /// Asks for a text, then sends.
    AsksText(Prefill, fn(Subject, String) -> Option<StaffCommand>),
    /// Opens a form of its own.
    Opens(FormKind),
    /// Does something in the window itself.
    InWindow(Step),
}

/// What a text field holds at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prefill {
    /// Nothing.
    Nothing,
    /// The note of the ticket.
    Note,
    /// The notice that is up.
    Notice,
}

/// The forms that are more than one question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormKind {
    /// Every key.
    Keys,
    /// Queue a visitor.
    Visitor,
    /// Which services I take.
    Services,
    /// My password.
    Password,
    /// Tickets as a file.
    Export,
    /// How this window looks and behaves.
    Settings,
}

/// What a command does in the window itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Complete my visitor, if I have one, then take whoever is next.
    CallNext,
    /// Take whoever is next and keep those that I have.
    CallBesides,
    /// Take back what can be taken back, the latest first.
    UndoLatest,
    /// Give the search field the keyboard.
    Search,
    /// Open the menu.
    Menu,
    /// Show the tables in place of the queue, or the queue again.
    Tables,
    /// Go to the choice of tables.
    ChooseTable,
    /// Open the pages on which the desk is run.
    RunDesk,
    /// End my sign-in.
    SignOut,
}

/// Whether something is said when a command is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// The words `ID-done`.
    Said,
    /// Nothing: one sees it.
    Silent,
}

impl Command {
    /// The commands whose button stands at `place`, in order.
    pub fn at(place: Place) -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(move |command| command.row().place == place)
    }

    /// The commands with a key, in order.
    pub fn with_keys() -> impl Iterator<Item = (Self, Shortcut)> {
        Self::ALL.iter().filter_map(|command| Some((*command, command.row().key?)))
    }
}

/// Which words of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The word on its button.
    Text,
    /// What it does.
    Tip,
    /// What is said when it is done.
    Done,
    /// The title of what it asks.
    Title,
    /// A sentence under that title.
    Why,
    /// What its field is called.
    Field,
    /// The button that does it.
    Button,
}

impl Part {
    /// All of them.
    const ALL: [Self; 7] =
        [Self::Text, Self::Tip, Self::Done, Self::Title, Self::Why, Self::Field, Self::Button];
}

/// Words of a command with what they tell of filled in.
#[derive(Debug, Clone, Copy)]
pub struct Word<'a> {
    /// Which command.
    pub command: Command,
    /// Which words of it.
    pub part: Part,
    /// The number of the ticket.
    pub number: &'a str,
    /// The table, as it is called inside a sentence.
    pub table: &'a str,
    /// Who it is about.
    pub name: &'a str,
}

impl Word<'_> {
    /// Words with nothing filled in.
    pub fn of(command: Command, part: Part) -> Self {
        Self { command, part, number: "", table: "", name: "" }
    }
}

/// What is filled into words of a command.
const ARGUMENTS: &[(&str, Kind)] =
    &[("number", Kind::Text), ("table", Kind::Text), ("name", Kind::Text)];

impl Row {
    /// Whether a command of this row has these words.
    const fn has(&self, part: Part) -> bool {
        match part {
            Part::Text | Part::Tip => true,
            Part::Done => matches!(self.done, Done::Said),
            Part::Title | Part::Why => {
                matches!(
                    self.does,
                    Does::AsksText(..)
                        | Does::Confirms(_)
                        | Does::ChoosesTable(_)
                        | Does::ChoosesService(_)
                        | Does::ChoosesKiosk(_)
                )
            }
            Part::Field => matches!(self.does, Does::AsksText(..)),
            Part::Button => matches!(self.does, Does::AsksText(..) | Does::Confirms(_)),
        }
    }
}

/// How many words all commands have together.
const WORDS: usize = {
    let mut count = 0;
    let mut at = 0;
    while at < Command::ALL.len() * Part::ALL.len() {
        let command = Command::ALL[at / Part::ALL.len()];
        if command.row().has(Part::ALL[at % Part::ALL.len()]) {
            count += 1;
        }
        at += 1;
    }
    count
};

const DECLARED: [Phrase; WORDS] = {
    let mut declared = [Phrase { id: "", arguments: ARGUMENTS }; WORDS];
    let mut count = 0;
    let mut at = 0;
    while at < Command::ALL.len() * Part::ALL.len() {
        let command = Command::ALL[at / Part::ALL.len()];
        let part = Part::ALL[at % Part::ALL.len()];
        if command.row().has(part) {
            declared[count].id = command.word_id(part);
            count += 1;
        }
        at += 1;
    }
    declared
};

impl Sentence for Word<'_> {
    const DECLARED: &'static [Phrase] = &DECLARED;

    fn id(&self) -> &'static str {
        self.command.word_id(self.part)
    }

    fn arguments(&self) -> FluentArgs<'_> {
        let mut arguments = FluentArgs::new();
        arguments.set("number", self.number);
        arguments.set("table", self.table);
        arguments.set("name", self.name);
        arguments
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_key_does_two_things() {
        let keys: Vec<_> =
            Command::with_keys().map(|(_, key)| (key.letter, key.is_shifted)).collect();
        let different: BTreeSet<_> = keys.iter().collect();
        assert_eq!(different.len(), keys.len());
    }

    #[test]
    fn every_language_has_the_words_of_every_command() {
        app_kit::text::check::assert_declared::<Word<'_>>("Staff window: commands");
    }

    #[test]
    fn what_is_taken_back_is_taken_back_by_what_sends() {
        for command in Command::ALL {
            for by in command.row().undo {
                assert!(matches!(by.row().does, Does::Sends(_)), "{command:?} by {by:?}");
            }
        }
    }
}
