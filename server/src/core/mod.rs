//! All that one desk knows and decides. Pure: no clock, no disk, no socket, no random numbers.
//!
//! [`Core::decide`] may refuse and changes nothing. What it decides are [`Change`]s, and
//! [`Core::apply`], which cannot fail, makes them part of the state. Accounts, sessions, devices
//! and who is connected are part of it, so that what two commands of one batch do to each other
//! is decided here and nowhere else.
//!
//! The core holds what is open. What a command names and the core does not hold (an ended
//! ticket, a request key, a name for an address) is fetched beforehand by [`Core::names`] and
//! comes with the command as [`Known`].
//!
//! Reading order: [`change`], [`ticket`], [`desk`], [`accounts`], [`devices`], then the rules:
//! [`staff`], [`kiosk`] and [`device`] (what clients say), [`sign_in`], [`administer`] (the command line),
//! [`upkeep`] (what time brings), [`apply`]; [`opening`] (whether visitors may come); [`paper`];
//! [`services`] (who waits for what, who takes it, who is due first); [`estimate`], [`schedule`],
//! [`hours`] and [`order`] stand alone.

pub mod accounts;
pub mod administer;
mod apply;
pub mod change;
pub mod clock_guard;
pub mod credential;
pub mod desk;
mod device;
pub mod devices;
pub mod estimate;
pub mod hours;
mod kiosk;
pub mod links;
pub mod opening;
pub mod order;
pub mod paper;
mod people;
mod presence;
pub mod profile;
mod reports;
pub mod schedule;
pub mod services;
mod sign_in;
mod staff;
pub mod state;
mod tables;
#[cfg(test)]
mod tests;
pub mod texts;
pub mod ticket;
mod tickets;
pub mod time;
mod upkeep;
pub mod visitors;
pub mod zone;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use shared::command::{Day, DisplayCommand, Key, KioskCommand, StaffCommand, Verb};
use shared::device::{DeviceKind, DeviceReport};
use shared::ids::TicketId;
use shared::message::StaffSuccess;
use shared::person::{FirstSetup, PersonChange};
use shared::refusal::Refusal;
use shared::service::ServiceId;
use shared::text::Secret;

pub use self::accounts::{Accounts, Person, PersonId, Session};
pub use self::administer::{AdminReply, AdminRequest};
pub use self::apply::Effect;
pub use self::change::{Act, Batch, By, Change, Entry, Fact, KeyUse, Made, Row};
use self::clock_guard::Guard;
pub use self::credential::{PasswordHash, TokenHash};
pub use self::desk::Desk;
use self::devices::Enrolment;
pub use self::devices::{Device, Devices};
use self::estimate::Sample;
pub use self::links::{CodeLength, LinkKey};
use self::order::OrderClock;
use self::paper::{OpenPrints, Unprinted};
use self::presence::Presence;
pub use self::presence::{ConnId, SignIn};
use self::profile::Profiles;
pub use self::profile::{Profile, Setup};
pub use self::reports::GroupNames;
use self::schedule::ByHours;
pub use self::services::Paces;
pub use self::state::State;
pub use self::ticket::Ticket;
pub use self::time::{Millis, Now};
pub use self::visitors::Visit;
pub use self::zone::Zone;
use crate::report::Plan;

/// What a client says, as far as it can be decided at once.
#[derive(Debug)]
pub enum Said {
    /// On the staff path.
    Staff(StaffCommand),
    /// On the kiosk path.
    Kiosk(KioskCommand),
    /// On the display path.
    Display(DisplayCommand),
    /// `login`, once its password is checked.
    PasswordChecked {
        /// Whose account it was tried with, if anybody's.
        account: Option<PersonId>,
        /// Who it is and the hash that the password matched, or what to answer.
        checked: Result<(PersonId, PasswordHash), Refusal>,
    },
    /// `password`, once the old one is checked and the new one hashed.
    PasswordReplaced {
        /// The hash that the old one matched and that of the new one, or what to answer.
        checked: Result<(PasswordHash, PasswordHash), Refusal>,
    },
    /// `person`, with a password made in case that one is needed.
    Person {
        /// What is to change.
        change: PersonChange,
        /// The password and its hash.
        made: (Secret, PasswordHash),
    },
    /// `setup`, once the code is checked and the password hashed.
    SetUp {
        /// What the desk begins with.
        setup: FirstSetup,
        /// The hash of the first admin's password, or what to answer.
        checked: Result<PasswordHash, Refusal>,
    },
}

impl Said {
    /// The verb that is answered.
    pub fn verb(&self) -> Verb {
        match self {
            Self::Staff(command) => command.verb(),
            Self::Kiosk(command) => command.verb(),
            Self::Display(command) => command.verb(),
            Self::PasswordChecked { .. } => Verb::Login,
            Self::PasswordReplaced { .. } => Verb::Password,
            Self::Person { .. } => Verb::Person,
            Self::SetUp { .. } => Verb::SetUp,
        }
    }
}

/// What reaches a desk.
#[derive(Debug)]
pub enum Input {
    /// A client said something.
    Said(ConnId, Said),
    /// An administrator asks.
    Admin(AdminRequest),
    /// Of these tickets only the times are to stay.
    Forget {
        /// Who wants it.
        by: By,
        /// The tickets. Those that are open again by now are left out of a purge; an erasure is
        /// refused for them.
        tickets: Vec<TicketId>,
        /// Why.
        cause: change::Forget,
    },
    /// A device that shows a code wants to let itself in.
    Enrol {
        /// The code.
        code: String,
        /// What it has read.
        token: Secret,
        /// What it calls itself.
        name: String,
    },
    /// A device was let in and had gone before it got its key.
    DeviceMissedKey(TokenHash),
    /// A visitor asks for something on their own telephone.
    Visit(Visit),
    /// A connection is gone.
    Gone(ConnId),
    /// Something worth a line of the audit log.
    Acted(By, Act),
    /// No byte of those that were forgotten is left in the files.
    Scrubbed,
    /// The server begins to serve: what ended meanwhile is made up for.
    Started,
    /// Time has passed.
    Tick,
}

/// What an input names and the core does not hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// A ticket that is not open.
    pub ticket: Option<TicketId>,
    /// A request key.
    pub key: Option<Key>,
    /// The address whose name is asked for, as it was typed.
    pub visitor: Option<String>,
    /// A code that a device shows.
    pub code: Option<String>,
    /// Whether a random word is needed: a token or a key.
    pub secret: bool,
    /// Whether a code for the first account is needed.
    pub set_up_code: bool,
}

/// What was found of an input's [`Names`].
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The ticket: the one named, or the one that the key got.
    pub ticket: Option<Ticket>,
    /// What became of the request key.
    pub key: Option<KeyUse>,
    /// The name last given for the address.
    pub name: Option<String>,
    /// What the device that shows the code is for.
    pub device: Option<DeviceKind>,
    /// The random word.
    pub secret: Option<Secret>,
    /// A new code for the first account.
    pub set_up_code: Option<String>,
}

/// What follows from an input.
#[derive(Debug, Default)]
pub struct Verdict {
    /// What happens, and by whom.
    pub changes: Vec<(By, Change)>,
    /// How the connection that asked is signed in from now on, if that changes.
    pub sign_in: Option<SignIn>,
    /// Whether a visitor who told nothing got a ticket at the kiosk that asked.
    pub is_nameless: bool,
    /// What the browser knows in which a ticket was taken.
    pub taken_beside: Vec<TicketId>,
    /// What the kiosk that asked said of itself.
    pub report: Option<DeviceReport>,
    /// What is answered.
    pub reply: Reply,
}

/// What is answered to who asked.
#[derive(Debug, Default)]
pub enum Reply {
    /// Nobody asked.
    #[default]
    Nothing,
    /// It is not done.
    Refused(Refusal),
    /// A staff command was carried out.
    Done(StaffSuccess),
    /// A staff command was carried out, and its sender has no table any more.
    TableLeft(StaffSuccess),
    /// The sender is signed in as this person and needs the state.
    SignedIn(StaffSuccess, PersonId),
    /// The ticket of `new` or `request`, or the one that a visitor looks at.
    Ticket {
        /// That.
        ticket: Box<Ticket>,
        /// Whether whoever asked has made it, rather than found it waiting.
        is_own: bool,
    },
    /// The name of `query`.
    Name(String),
    /// The key of a kiosk's `withdraw`.
    Withdrawn(Key),
    /// What a device says of itself was taken in.
    Reported,
    /// Staff hear that a kiosk asks for help.
    Helping,
    /// Staff hear that this ticket may not be printed.
    Unprinted(TicketId),
    /// The ticket of a kiosk's `printed`.
    Printed(TicketId),
    /// The ticket whose code was shown at a kiosk.
    Found(Box<Ticket>),
    /// Its visitor has left the queue.
    Left,
    /// A device was let in: its code, its key, and what it is called.
    LetIn {
        /// The code that it shows.
        code: String,
        /// Its key.
        key: Secret,
        /// The answer to staff.
        name: String,
        /// What it is for.
        kind: DeviceKind,
    },
    /// This may be read or done beside the clerk.
    Aside(Aside),
    /// What the command line prints.
    Lines(Vec<String>),
}

/// What takes longer than the clerk may work, for somebody who may ask for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Aside {
    /// The tickets between two days.
    Export(Day, Day),
    /// The audit log between two days.
    Audit(Day, Day),
    /// The tickets of a visitor, by address.
    Visitor(String),
    /// How many ended tickets have more than so many days.
    Retention(u32),
    /// Forget a visitor, by address, for this person.
    Erase(String, By),
    /// A copy of the store.
    Backup,
    /// How the server is.
    Health,
    /// A report.
    Report(Box<Plan>),
}

/// All that one desk knows.
#[derive(Debug, Clone)]
pub struct Core {
    profiles: Profiles,
    desk: Desk,
    accounts: Accounts,
    devices: Devices,
    paces: Paces,
    order: OrderClock,
    guard: Guard,
    presence: Presence,
    /// What kiosks show, if the desk is closed by hand.
    closed: Option<String>,
    /// When it was.
    closed_at: Option<Millis>,
    /// Until when the desk is open by hand.
    open_until: Option<Millis>,
    /// Whether the desk was open by its hours when the clock was believed last.
    hours_believed: Option<ByHours>,
    /// What the hours say from this moment on until it changes; none: to be worked out.
    hours_known: Option<(Millis, ByHours)>,
    /// The notice that was announced, if one was.
    notice: Option<String>,
    /// The end of day that was carried out last.
    day_ended: Option<(Option<NaiveDate>, Millis)>,
    /// When the time was noted last.
    time_noted: Option<Millis>,
    /// When visitors were forgotten last because their time was over.
    purged: Option<Millis>,
    /// Whether bytes of forgotten visitors may be left in the files.
    owes_scrub: bool,
    /// The code by which the first account may be made.
    set_up_code: Option<String>,
    /// How devices may let themselves in.
    enrolment: Option<Enrolment>,
    /// How many tickets each service had on the day of its last one.
    made: BTreeMap<ServiceId, Made>,
    /// The kiosks that ask for help and since when.
    help: BTreeMap<String, Millis>,
    /// What visitors' links are made with.
    link_key: Option<LinkKey>,
    /// The open tickets that may not be printed.
    unprinted: BTreeMap<TicketId, Unprinted>,
    /// The prints that staff asked for, of which no kiosk has said yet how they ended.
    open_prints: OpenPrints,
}

impl Core {
    /// The desk as it was stored, at a moment. The journal's changes are still to be applied.
    pub fn new(setup: Setup, state: State, now: Now) -> Self {
        let next_ticket = state.next_id();
        let number = |fact| state.fact(fact).and_then(|value| value.parse::<Millis>().ok());
        let day_ended = state.fact(Fact::DayEnded).and_then(|value| {
            let (boundary, date) = value.split_once(' ').unwrap_or((value, ""));
            Some((date.parse().ok(), boundary.parse().ok()?))
        });
        Self {
            profiles: Profiles::new(setup, state.fact(Fact::Profile)),
            accounts: Accounts::new(state.people.clone(), state.sessions.clone()),
            devices: Devices::new(state.devices.clone(), state.fact(Fact::DeviceReports)),
            paces: Paces::new(&state.samples),
            order: OrderClock::new(Some(state.last_rank), now),
            guard: Guard::new(number(Fact::Time), number(Fact::DoubtedSince), now),
            presence: Presence::default(),
            closed: state.fact(Fact::Closed).map(ToOwned::to_owned),
            closed_at: number(Fact::ClosedAt),
            open_until: number(Fact::OpenUntil),
            hours_believed: None,
            hours_known: None,
            notice: state.fact(Fact::Notice).map(ToOwned::to_owned),
            day_ended,
            time_noted: number(Fact::Time),
            purged: number(Fact::Purged),
            owes_scrub: state.fact(Fact::Scrub).is_some(),
            set_up_code: state.fact(Fact::SetUpCode).map(ToOwned::to_owned),
            enrolment: json(state.fact(Fact::Enrolment)),
            made: json(state.fact(Fact::Made)).unwrap_or_default(),
            help: json(state.fact(Fact::Help)).unwrap_or_default(),
            link_key: json(state.fact(Fact::LinkKey)),
            unprinted: paper::stored_unprinted(state.fact(Fact::Unprinted), &state.open),
            open_prints: paper::stored(state.fact(Fact::OpenPrints), &state.open),
            desk: Desk::new(&state.seats, state.open, next_ticket, state.next_call),
        }
    }

    /// Begins to count from here, once the journal was applied: nobody counted the time while
    /// the server was down. What the time is `elsewhere` is known where another machine keeps the desk.
    pub fn begin(&mut self, now: Now, elsewhere: Option<Millis>) {
        self.guard = Guard::new(self.time_noted, self.guard.doubted_since(), now);
        self.guard.compare(elsewhere, now);
        self.observe(now.wall);
    }

    /// Takes over who is connected from the core that this one replaces, and what was known of the
    /// clock.
    #[must_use]
    pub fn going_on_from(mut self, other: &Self, guard: Guard) -> Self {
        self.presence = other.presence.clone();
        self.hours_believed = other.hours_believed;
        self.guard = guard;
        self
    }

    /// What is known of the clock.
    pub fn guard(&self) -> &Guard {
        &self.guard
    }

    /// What an input names and the core does not hold.
    pub fn names(&self, input: &Input) -> Names {
        match input {
            Input::Said(_, said) => self.names_said(said),
            Input::Enrol { code, .. } => {
                Names { code: Some(code.clone()), secret: true, ..Names::default() }
            }
            Input::Admin(AdminRequest::SetUpCode) => {
                Names { set_up_code: self.lacks_set_up_code(), ..Names::default() }
            }
            // For what visitors' links are made with.
            Input::Started => Names {
                set_up_code: self.lacks_set_up_code(),
                secret: self.has_pages(),
                ..Names::default()
            },
            Input::Tick => Names { secret: self.has_pages(), ..Names::default() },
            Input::Visit(visit) => self.visit_names(visit),
            Input::Admin(request) => administer::names(request),
            Input::Forget { .. }
            | Input::DeviceMissedKey(_)
            | Input::Gone(_)
            | Input::Acted(..)
            | Input::Scrubbed => Names::default(),
        }
    }

    /// The same for what a client says.
    pub fn names_said(&self, said: &Said) -> Names {
        match said {
            Said::Staff(command) => self.staff_names(command),
            Said::Kiosk(command) => self.kiosk_names(command),
            Said::PasswordChecked { .. } | Said::SetUp { .. } => {
                Names { secret: true, ..Names::default() }
            }
            Said::Display(_) | Said::PasswordReplaced { .. } | Said::Person { .. } => {
                Names::default()
            }
        }
    }

    /// What follows from an input. Changes nothing: the changes become state by
    /// [`Core::apply`], the sign-in by [`Core::set_sign_in`].
    pub fn decide(&self, input: Input, known: &Known, now: Now) -> Verdict {
        match input {
            Input::Said(conn, said) => match said {
                Said::Staff(command) => self.staff(conn, command, known, now),
                Said::Kiosk(command) => self.kiosk(conn, command, known, now),
                Said::Display(DisplayCommand::Device(report)) => self.device_says(conn, &report),
                Said::PasswordChecked { account, checked } => {
                    self.log_in(account, checked, known, now)
                }
                Said::PasswordReplaced { checked } => self.replace_password(conn, checked, now),
                Said::Person { change, made } => self.person(conn, change, made, now),
                Said::SetUp { setup, checked } => self.set_up(setup, checked, known, now),
            },
            Input::Admin(request) => self.administer(request, known, now),
            Input::Forget { by, tickets, cause } => self.forget(by, tickets, cause),
            Input::Enrol { code, token, name } => self.enrol(&code, &token, &name, known, now),
            Input::DeviceMissedKey(key) => {
                let is_known = self.devices.get(&key).is_some();
                let revoked = Change::DeviceRevoked { key };
                Verdict::of(By::Server, is_known.then_some(revoked).into_iter().collect())
            }
            Input::Gone(conn) => self.gone(conn, now),
            Input::Acted(by, act) => Verdict::of(by, vec![Change::Acted { act }]),
            Input::Scrubbed => {
                let scrubbed = self.owes_scrub.then_some(Change::Scrubbed);
                Verdict::of(By::Server, scrubbed.into_iter().collect())
            }
            Input::Started => self.started(known, now),
            Input::Tick => self.tick(known, now),
            Input::Visit(visit) => self.visit(visit, known, now),
        }
    }

    /// Tickets, tables and calls.
    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    /// People and sessions.
    pub fn accounts(&self) -> &Accounts {
        &self.accounts
    }

    /// Kiosks and displays that were let in.
    pub fn devices(&self) -> &Devices {
        &self.devices
    }

    /// What the desk is set to.
    pub fn profile(&self) -> &Profile {
        self.profiles.now()
    }

    /// A reason that a service of the server's own file asks for and that the desk does not have.
    pub fn unknown_reason(&self) -> Option<String> {
        self.profiles.unknown_reason()
    }

    /// Where the desk is.
    pub fn zone(&self) -> Zone {
        self.profiles.zone()
    }

    /// The notice that was announced, if one was.
    pub fn notice(&self) -> Option<&str> {
        self.notice.as_deref()
    }

    /// Whether the clock is in doubt at a moment. A jump counts at once, before a tick has noted it:
    /// what goes by dates may be asked for in between.
    pub fn doubts_clock(&self, now: Now) -> bool {
        self.guard_at(now).doubted_since().is_some()
    }

    /// What the guard makes of the clocks at a moment.
    fn guard_at(&self, now: Now) -> Guard {
        let mut guard = self.guard.clone();
        guard.check(now);
        guard
    }

    /// When visitors were forgotten last because their time was over.
    pub fn purged(&self) -> Option<Millis> {
        self.purged
    }

    /// The code by which the first account may be made, while there is none.
    pub fn set_up_code(&self) -> Option<&str> {
        self.set_up_code.as_deref().filter(|_| self.accounts.is_empty())
    }

    /// Whether there is no account yet and no code to make one.
    fn lacks_set_up_code(&self) -> bool {
        self.accounts.is_empty() && self.set_up_code.is_none()
    }

    /// The kiosks that ask for help, by name, and since when.
    pub fn help(&self) -> &BTreeMap<String, Millis> {
        &self.help
    }

    /// Whether bytes of forgotten visitors may be left in the files.
    pub fn owes_scrub(&self) -> bool {
        self.owes_scrub
    }

    /// A single value as the tables have it.
    pub fn fact(&self, fact: Fact) -> Option<String> {
        match fact {
            Fact::Closed => self.closed.clone(),
            Fact::ClosedAt => self.closed_at.map(|at| at.to_string()),
            Fact::OpenUntil => self.open_until.map(|at| at.to_string()),
            Fact::Notice => self.notice.clone(),
            Fact::DayEnded => self.day_ended.map(|(date, boundary)| match date {
                Some(date) => format!("{boundary} {date}"),
                None => boundary.to_string(),
            }),
            Fact::Time => self.time_noted.map(|at| at.to_string()),
            Fact::DoubtedSince => self.guard.doubted_since().map(|at| at.to_string()),
            Fact::Purged => self.purged.map(|at| at.to_string()),
            Fact::Scrub => self.owes_scrub.then(|| "owed".to_owned()),
            Fact::Profile => self.profiles.stored(),
            Fact::SetUpCode => self.set_up_code.clone(),
            Fact::Enrolment => {
                self.enrolment.as_ref().and_then(|it| serde_json::to_string(it).ok())
            }
            Fact::DeviceReports => self.devices.stored_reports(),
            Fact::Made if self.made.is_empty() => None,
            Fact::Made => serde_json::to_string(&self.made).ok(),
            Fact::Help if self.help.is_empty() => None,
            Fact::Help => serde_json::to_string(&self.help).ok(),
            Fact::Unprinted if self.unprinted.is_empty() => None,
            Fact::Unprinted => serde_json::to_string(&self.unprinted).ok(),
            Fact::OpenPrints if self.open_prints.is_empty() => None,
            Fact::OpenPrints => serde_json::to_string(&self.open_prints).ok(),
            Fact::LinkKey => self.link_key.as_ref().and_then(|it| serde_json::to_string(it).ok()),
        }
    }

    /// What was learnt about waits, by service, oldest first.
    pub fn samples(&self) -> Vec<(Option<ServiceId>, Sample)> {
        self.paces.samples()
    }
}

/// A single value that is JSON.
fn json<T: serde::de::DeserializeOwned>(value: Option<&str>) -> Option<T> {
    serde_json::from_str(value?).ok()
}

impl Verdict {
    /// Changes by one, and nobody to answer.
    fn of(by: By, changes: Vec<Change>) -> Self {
        Self::with(by, changes, Reply::Nothing)
    }

    fn with(by: By, changes: Vec<Change>, reply: Reply) -> Self {
        let changes = changes.into_iter().map(|change| (by, change)).collect();
        Self { changes, reply, ..Self::default() }
    }

    fn refused(refusal: Refusal) -> Self {
        Self { reply: Reply::Refused(refusal), ..Self::default() }
    }

    /// Changes that come before the others.
    fn after(mut self, mut first: Vec<(By, Change)>) -> Self {
        first.append(&mut self.changes);
        self.changes = first;
        self
    }
}
