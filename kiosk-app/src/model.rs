//! What the kiosk knows and does: events and acts in, effects out. No clock, socket or window.
//!
//! **Never two tickets, never none.** A visit asks under one random [`Key`]. The key is kept until
//! its answer came and sent again on every new connection; the server makes one ticket of it at
//! most. Who leaves before the answer leaves the key behind as one to withdraw, and it is
//! withdrawn before anything else is said. Answers name no key, so what was said on a connection
//! is remembered in order, and each answer belongs to the oldest.
//!
//! **A server that knows no `request`** gets `new`. That is not safe to repeat: when a connection
//! ends before the answer, nobody can know whether there is a ticket, so the visitor is told so
//! and sent to a person instead of asking twice.
//!
//! **Who already waits** gets the ticket that waits, and the answer does not say so. It is told by
//! the ticket's time: one that began seconds before the request first went out, by the server's own
//! clock, was not made by it. While there is no such clock the ticket counts as new, since the
//! number shown is right either way.

mod asks;
mod found;
mod hears;
mod help;
mod pad;
mod paper;
pub mod questions;
mod scanned;
mod services;
mod setup;
mod time;
mod visit;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};

use app_kit::field::Edit;
use app_kit::link::{Dialect, Fingerprint, Refusal};
use app_kit::pin::PinHash;
use app_kit::text::Speech;
use shared::command::{Key, KioskCommand};
use shared::device::DeviceReport;
use shared::ids::TicketId;
use shared::message::DeskState;
use shared::mirror::KioskMirror;
use shared::print::Sheet;
use shared::service::ServiceId;
use shared::ticket::KioskAbout;
use zeroize::Zeroizing;

pub use found::{Found, LOOK_AGAIN_MS, Leaving};
pub use help::{COMING_MS, Help};
pub use pad::Pad;
pub use paper::PaperTicket;
pub use questions::{How, QUESTIONS, Question};
pub use services::{ON_WELCOME, ServiceProblem};
pub use setup::Setup;
pub use visit::{Got, Visit, Wishes};

use help::HelpAsked;
use visit::{Answered, Ask, Lookup, mask};

use crate::owed::Owed;
use crate::print::Requester;
use crate::scan::Code;
use crate::settings::Settings;

/// So long without a touch, and the visitor is asked whether they are still there.
pub const IDLE_MS: i64 = 30_000;
/// So long they are asked before everything is wiped.
pub const COUNTDOWN_MS: i64 = 20_000;
/// So long a ticket is shown.
pub const TICKET_MS: i64 = 15_000;
/// So long a ticket is shown that could not be printed.
pub const UNPRINTED_MS: i64 = 45_000;
/// So long a ticket waits at most for its paper before its time begins.
pub const PRINTING_MS: i64 = 30_000;
/// So long a ticket is shown with a code that a telephone reads.
pub const LINK_MS: i64 = 45_000;
/// So long before such a ticket goes more time is offered.
pub const MORE_TIME_MS: i64 = 10_000;
/// So long the corner must be held.
pub const CORNER_MS: i64 = 5_000;
/// So long a notice is shown.
pub const NOTICE_MS: i64 = 6_000;
/// So long a name is looked for; then it is typed.
const LOOK_MS: i64 = 1_500;
/// So long until a server that could not save is asked again.
const RETRY_MS: i64 = 3_000;
/// The seconds left at which the countdown is heard.
const HEARD_AT: [i64; 3] = [20, 10, 5];

/// What time it is.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    /// Milliseconds since the window started; never goes back.
    pub mono_ms: i64,
    /// The server's clock in milliseconds since 1970, once told.
    pub server_ms: Option<i64>,
}

/// What is on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// Somebody must let the kiosk in, or say that it found its server.
    Setup,
    /// The desk takes no tickets.
    Closed,
    /// Nobody is there.
    Welcome,
    /// Which service, where there are too many for *Welcome*.
    Services,
    /// The visitor is asked something.
    Question(Question),
    /// You already have a number.
    Held,
    /// Your number.
    Ticket,
    /// The ticket whose code was read.
    Found,
    /// Nobody can know whether there is a ticket.
    Unsure,
    /// Are you still there?
    StillThere,
    /// Staff want to leave.
    Pin,
}

/// How far a visit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Step {
    #[default]
    Welcome,
    Services,
    Question(Question),
    Held,
    Ticket,
    Found,
    Unsure,
}

/// What stands in a visitor's way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// The answer to this question will not do.
    Answer(Question),
    /// The service gives no ticket.
    Service(ServiceProblem),
    /// Something that only a person can help with.
    AskStaff,
}

/// What is said for a moment, on whatever screen there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// The code that was scanned is nothing that is asked here.
    CodeNotOurs,
    /// The code that was scanned leads to no ticket any more.
    CodeOver,
    /// The code that was scanned may be meant for more than one service.
    ChooseFirst,
    /// The service gives no ticket.
    Service(ServiceProblem),
    /// Staff have heard that somebody needs help.
    SomebodyComing,
    /// It was asked for a moment ago.
    OneMoment,
    /// Something that only a person can help with.
    AskStaff,
}

/// What a visitor, or somebody of the staff, does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// The screen or a key was touched.
    Touched,
    /// The certificate that is shown is our server's.
    TrustCertificate,
    /// A ticket, please.
    Begin,
    /// A ticket for this service, please.
    Serve(ServiceId),
    /// A code was scanned.
    Scanned(Code),
    /// Somebody should come and help.
    Help,
    /// Another language.
    Speak(String),
    /// High contrast, or not.
    HighContrast(bool),
    /// Larger text, or not.
    LargeText(bool),
    /// Everything to be touched further down, or not.
    Lower(bool),
    /// Something is done to the field.
    Edit(Edit),
    /// The address ends in this domain.
    Complete(String),
    /// To the next question.
    Continue,
    /// To the question before.
    Back,
    /// The visit ends, with nothing left of it.
    StartOver,
    /// The name found is mine.
    ThatIsMe,
    /// The name found is not mine, or is written otherwise.
    TypeMyName,
    /// A reason, by its id.
    Choose(String),
    /// The ticket that waits.
    ShowIt,
    /// One more beside it.
    AnotherTicket,
    /// How it stands with leaving the queue.
    LeavesQueue(Leaving),
    /// The number was read.
    Done,
    /// The ticket on paper, please.
    Print,
    /// I am still here.
    MoreTime,
    /// Whether the corner is held.
    Corner(bool),
    /// A digit of the PIN.
    PinDigit(char),
    /// The PIN's last digit goes.
    PinBackspace,
    /// That was the PIN.
    PinEnter,
    /// Back to the visitors.
    PinClose,
    /// Whether it was the PIN.
    PinChecked(bool),
}

/// What the model wants done.
#[derive(Debug, PartialEq, Eq)]
pub enum Effect {
    /// Keep this on disk, and only this, before anything that follows; then tell [`Model::kept`].
    Keep(Owed),
    /// Print this, for whoever wants it.
    Print(Sheet, Requester),
    /// Say this of the kiosk on later connections.
    Introduce(DeviceReport),
    /// Say this to the server.
    Send(KioskCommand),
    /// Be heard.
    Chime,
    /// Compare this with the PIN and act [`Act::PinChecked`].
    CheckPin(Zeroizing<String>),
    /// Forget what the window remembers of a visit.
    Forget,
    /// Believe this certificate from now on, and keep that.
    Trust(Fingerprint),
    /// Close the window.
    Leave,
}

/// What was said on this connection and not answered yet.
#[derive(Debug, PartialEq, Eq)]
enum Said {
    Device,
    Help,
    Query(u64),
    Request(Key),
    New(Key),
    Withdraw(Key),
    Look(Zeroizing<String>),
    Leave(Zeroizing<String>),
    Printed(TicketId),
    Unprinted(TicketId),
}

/// What the kiosk knows.
pub struct Model {
    /// The settings.
    pub settings: Settings,
    /// What the server said to everybody.
    pub mirror: KioskMirror,
    /// How the visitor wants it.
    pub wishes: Wishes,
    /// What the visitor said.
    pub visit: Visit,
    /// The PIN pad, while it is open.
    pub pad: Option<Pad>,
    is_online: bool,
    was_online: bool,
    refusal: Option<Refusal>,
    dialect: Dialect,
    /// Keys to withdraw.
    owed: Vec<Key>,
    /// What the ticket that is about to be shown was asked with.
    answered: Option<Answered>,
    said: VecDeque<Said>,
    announced: Option<(TicketId, KioskAbout)>,
    /// What is said for a moment, and until when.
    notice: Option<(Notice, i64)>,
    help: HelpAsked,
    /// This connection has not said yet which services there are. One without any says nothing.
    waits_for_services: bool,
    /// This kiosk asked too often: its buttons rest until then.
    rests_until_ms: i64,
    touched_ms: i64,
    heard: usize,
    corner_since_ms: Option<i64>,
    wrong_pins: u32,
    pin_from_ms: i64,
    /// Withdrawals that the server could not save wait until then.
    owed_from_ms: i64,
    serial: u64,
    printer: paper::Printer,
    new_key: Box<dyn FnMut() -> u128>,
}

impl Model {
    /// A kiosk that nobody has used yet. `owed` is what the last run left unsettled;
    /// `new_key` gives random numbers.
    pub fn new(
        settings: Settings,
        owed: impl Into<Owed>,
        new_key: impl FnMut() -> u128 + 'static,
    ) -> Self {
        let Owed { keys: owed, printing } = owed.into();
        Self {
            wishes: Wishes::of(&settings),
            settings,
            mirror: KioskMirror::default(),
            visit: Visit::new(),
            pad: None,
            is_online: false,
            was_online: false,
            refusal: None,
            dialect: Dialect::Extended,
            owed,
            answered: None,
            said: VecDeque::new(),
            announced: None,
            notice: None,
            help: HelpAsked::default(),
            waits_for_services: false,
            rests_until_ms: 0,
            touched_ms: 0,
            heard: 0,
            corner_since_ms: None,
            wrong_pins: 0,
            pin_from_ms: 0,
            owed_from_ms: 0,
            serial: 0,
            printer: paper::Printer::with_unprinted(printing),
            new_key: Box::new(new_key),
        }
    }

    /// What is on the screen.
    pub fn screen(&self, now: Now) -> Screen {
        if self.pad.is_some() {
            return Screen::Pin;
        }
        if self.countdown_secs(now).is_some() {
            return Screen::StillThere;
        }
        match self.visit.step {
            Step::Welcome if self.setup().is_some() => Screen::Setup,
            Step::Welcome if self.closed().is_some() && !self.visit.is_asking() => Screen::Closed,
            Step::Welcome if self.has_only_stopped_services() => Screen::Closed,
            Step::Welcome => Screen::Welcome,
            Step::Services => Screen::Services,
            Step::Question(question) => Screen::Question(question),
            Step::Held => Screen::Held,
            Step::Ticket => Screen::Ticket,
            Step::Found => Screen::Found,
            Step::Unsure => Screen::Unsure,
        }
    }

    /// Why visitors are asked and how long it is kept, by language.
    pub fn privacy(&self) -> &BTreeMap<String, String> {
        &self.mirror.privacy
    }

    /// Whose desk this is: by the kiosk's own file, else by the server.
    pub fn organisation(&self) -> &str {
        let own = &self.settings.organisation;
        if own.is_empty() { &self.mirror.facts.organisation } else { own }
    }

    /// What the buttons above the keyboard complete an address with: the kiosk's own, else what all
    /// kiosks share.
    pub fn domains(&self) -> &[String] {
        let own = &self.settings.domains;
        if own.is_empty() { &self.mirror.shared.domains } else { own }
    }

    /// The languages offered, by tag, in the same way; none: all there are.
    pub fn languages(&self) -> &[String] {
        let own = &self.settings.languages;
        if own.is_empty() { &self.mirror.shared.languages } else { own }
    }

    /// What a visitor finds: the kiosk's own language where it is offered, else the first that is.
    pub(super) fn usual_wishes(&self) -> Wishes {
        let wishes = Wishes::of(&self.settings);
        let language = |tag: &str| tag.split('-').next().unwrap_or_default().to_lowercase();
        let own = language(&wishes.lang);
        let offered = self.languages();
        match offered.first() {
            Some(first) if !offered.iter().any(|tag| language(tag) == own) => {
                Wishes { lang: first.clone(), ..wishes }
            }
            _ => wishes,
        }
    }

    /// The PIN with which staff leave, in the same way.
    pub fn pin(&self) -> Option<PinHash> {
        let shared = || self.mirror.shared.pin.as_deref().map(PinHash::kept);
        self.settings.pin.clone().or_else(shared)
    }

    /// The desk's words while it is closed.
    pub fn closed(&self) -> Option<&str> {
        match &self.mirror.facts.desk {
            DeskState::Closed(words) => Some(words),
            DeskState::Open => None,
        }
    }

    /// When the desk opens again, while it is closed by its hours or about to close.
    pub fn opening(&self, speech: Speech) -> Option<String> {
        let facts = &self.mirror.facts;
        speech.opening(facts.hours.as_ref()?, facts.clock_ms?)
    }

    /// Whether the server can be heard.
    pub fn is_online(&self) -> bool {
        self.is_online
    }

    /// Whether it could ever be heard since the window opened.
    pub fn was_online(&self) -> bool {
        self.was_online
    }

    /// Whether the server lets nobody in, since it can save nothing at the moment.
    pub fn saves_nothing(&self) -> bool {
        self.refusal == Some(Refusal::NothingSaved)
    }

    /// Whether the server tells how many wait.
    pub fn knows_queue(&self) -> bool {
        self.is_online && self.dialect == Dialect::Extended
    }

    /// The name found, as it is shown until the visitor says that it is theirs.
    pub fn shown_name(&self) -> String {
        let known = self.visit.known.as_ref().map_or("", |known| known.as_str());
        if self.settings.mask_names { mask(known) } else { known.to_owned() }
    }

    /// How long a ticket is shown without a touch.
    fn ticket_ms(&self) -> i64 {
        let has_link = self.visit.got.as_ref().is_some_and(|got| got.link.is_some());
        let usual = if has_link { LINK_MS } else { TICKET_MS };
        match self.visit.paper {
            // Its time counts from when the paper is out.
            PaperTicket::Printing => usual + PRINTING_MS,
            PaperTicket::Failed => usual.max(UNPRINTED_MS),
            PaperTicket::None | PaperTicket::Offered | PaperTicket::Printed => usual,
        }
    }

    /// Whether the ticket goes so soon that more time is offered: where it is read with a telephone.
    pub fn offers_more_time(&self, now: Now) -> bool {
        let left = self.touched_ms + self.ticket_ms() - now.mono_ms;
        self.visit.step == Step::Ticket && self.ticket_ms() >= LINK_MS && left <= MORE_TIME_MS
    }

    /// How many seconds are left until everything is wiped, while that is to be said.
    pub fn countdown_secs(&self, now: Now) -> Option<i64> {
        let is_read = matches!(self.visit.step, Step::Ticket | Step::Found);
        let is_counted = self.visit.has_begun() && !is_read;
        let idle = now.mono_ms - self.touched_ms;
        (is_counted && idle >= IDLE_MS)
            .then(|| (IDLE_MS + COUNTDOWN_MS - idle).max(0).div_ceil_1000())
    }

    /// What is said for a moment, while it is.
    pub fn notice(&self, now: Now) -> Option<Notice> {
        self.notice.filter(|(_, until_ms)| now.mono_ms < *until_ms).map(|(notice, _)| notice)
    }

    fn notify(&mut self, notice: Notice, now: Now) {
        self.notice = Some((notice, now.mono_ms + NOTICE_MS));
    }

    /// All that is not settled.
    fn unsettled(&self) -> Owed {
        let ask = self.visit.ask.as_ref().map(|ask| &ask.key);
        let keys = self.owed.iter().chain(ask).cloned().collect();
        Owed { keys, printing: self.printer.unsettled() }
    }

    /// Does what somebody asked for.
    pub fn act(&mut self, act: Act, now: Now) -> Vec<Effect> {
        let mut effects = Vec::new();
        let screen = self.screen(now);
        // While the visitor is asked whether they are there, only the answer to that counts.
        let is_asked = screen == Screen::StillThere;
        let is_answer = matches!(act, Act::Help);
        if (!is_asked || is_answer) && !matches!(act, Act::PinChecked(_) | Act::Corner(false)) {
            self.touch(now);
        }
        match act {
            Act::Touched => {}
            Act::MoreTime => self.touch(now),
            Act::StartOver | Act::Done => self.leave(now, &mut effects),
            Act::Corner(is_held) => self.corner(is_held, now),
            Act::PinDigit(_) | Act::PinBackspace | Act::PinEnter | Act::PinClose => {
                self.type_pin(&act, now, &mut effects);
            }
            Act::PinChecked(is_right) => self.pin_checked(is_right, now, &mut effects),
            Act::Lower(lower) => self.wishes.lower = lower,
            Act::TrustCertificate => effects.extend(self.trust_certificate()),
            Act::Help => self.ask_for_help(now, &mut effects),
            Act::Scanned(code) => self.take_code(&code, screen, now, &mut effects),
            _ if is_asked || self.visit.is_pending() => {}
            // Whoever asked too often may still type and go back.
            Act::Begin | Act::Serve(_) | Act::Continue | Act::Choose(_) | Act::AnotherTicket
                if self.is_resting(now) => {}
            act => self.answer(act, screen, now, &mut effects),
        }
        effects
    }

    /// Takes in what a visitor does on a screen.
    fn answer(&mut self, act: Act, screen: Screen, now: Now, effects: &mut Vec<Effect>) {
        let visit = &mut self.visit;
        match (screen, act) {
            (Screen::Welcome, Act::Begin) if self.is_online => self.begin(now, effects),
            (Screen::Welcome | Screen::Services, Act::Serve(id)) if self.is_online => {
                self.serve(&id, now, effects);
            }
            (Screen::Welcome | Screen::Closed | Screen::Setup, Act::Speak(lang)) => {
                self.wishes.lang = lang;
            }
            (Screen::Welcome | Screen::Closed | Screen::Setup, Act::HighContrast(is_on)) => {
                self.wishes.high_contrast = is_on;
            }
            (Screen::Welcome | Screen::Closed | Screen::Setup, Act::LargeText(is_on)) => {
                self.wishes.large_text = is_on;
            }
            (Screen::Question(question), Act::Edit(edit)) => {
                let is_changed = visit.edit(question, &edit);
                visit.problem = visit.problem.filter(|_| !is_changed);
            }
            (Screen::Question(Question::Address), Act::Complete(domain)) => {
                visit.problem = None;
                if let Some(field) = &mut visit.typed[Question::Address.place()] {
                    field.complete_address(&domain);
                }
            }
            (Screen::Question(Question::Known), Act::ThatIsMe) => self.go_on(now, effects),
            (Screen::Question(Question::Known), Act::TypeMyName) => {
                visit.types_name = true;
                self.go_on(now, effects);
            }
            (Screen::Question(Question::Reason), Act::Choose(reason)) => {
                visit.reason = Some(reason);
                self.go_on(now, effects);
            }
            (Screen::Question(question), Act::Continue) if self.leads_on(question) => {
                self.answered(question, now, effects);
            }
            (Screen::Held, Act::ShowIt) => self.show_ticket(now, effects),
            (Screen::Found, Act::LeavesQueue(wants)) => self.leaves_queue(wants, effects),
            (Screen::Ticket, Act::Print) => self.print_ticket(now, effects),
            (Screen::Held, Act::AnotherTicket) => self.ask(true, now, effects),
            (_, Act::Back) => self.back(now, effects),
            _ => {}
        }
    }

    /// Whether one goes on from a question by *Continue*: where something is typed, and where there
    /// is nothing to choose from any more.
    pub fn leads_on(&self, question: Question) -> bool {
        match question.entry().how {
            How::Typed { .. } => true,
            How::Confirmed => false,
            How::Chosen => self.reasons().is_empty(),
        }
    }

    /// Shows the ticket, and has it printed where each is. Its key is settled by now.
    fn show_ticket(&mut self, now: Now, effects: &mut Vec<Effect>) {
        // The number is all that is needed from here on.
        let got = self.visit.got.take();
        self.visit = Visit { step: Step::Ticket, got, ..Visit::new() };
        self.touch(now);
        self.offer_paper(now, effects);
    }

    /// The visit ends. Nothing personal stays; a request that was not answered is withdrawn.
    fn leave(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let was_asking = self.visit.ask.take().map(|ask| ask.key);
        let is_owed = was_asking.is_some();
        self.owed.extend(was_asking);
        self.visit = Visit::new();
        self.wishes = self.usual_wishes();
        self.heard = 0;
        // What is said of help is nobody's own.
        self.notice = self.notice.filter(|(notice, _)| *notice == Notice::SomebodyComing);
        effects.push(Effect::Forget);
        if is_owed {
            effects.push(Effect::Keep(self.unsettled()));
            self.push(now, effects);
        }
    }

    fn touch(&mut self, now: Now) {
        self.touched_ms = now.mono_ms;
        self.heard = 0;
    }
}

/// Whole seconds, begun ones counted.
trait Seconds {
    fn div_ceil_1000(self) -> i64;
}

impl Seconds for i64 {
    fn div_ceil_1000(self) -> i64 {
        (self + 999) / 1000
    }
}
