//! The model through every path, and through any path, with time given.

use std::collections::{BTreeMap, BTreeSet};

use app_kit::link::{Event, State};
use proptest::prelude::*;
use shared::ids::TicketId;
use shared::print::Sheet;
use shared::text::Arg;
use shared::ticket::{FoundState, Outcome};

use super::*;

mod found;
mod help;
mod paper;
mod services;
mod staff;

const T0: i64 = 1_790_000_000_000;

/// A kiosk on a bench: what it wants done is collected.
struct Bench {
    model: Model,
    ms: i64,
    /// What it said, as on the wire.
    said: Vec<String>,
    kept: Vec<Key>,
    /// What was noted of tickets that are being printed.
    noted: Vec<TicketId>,
    printed: Vec<Sheet>,
    chimes: usize,
    has_left: bool,
}

impl Bench {
    fn new(settings: Settings, owed: &[&str]) -> Self {
        let owed: Vec<Key> = owed.iter().map(|key| key.parse().unwrap()).collect();
        let mut count = 0;
        let model = Model::new(settings, owed, move || {
            count += 1;
            count
        });
        Self {
            model,
            ms: 0,
            said: Vec::new(),
            kept: Vec::new(),
            noted: Vec::new(),
            printed: Vec::new(),
            chimes: 0,
            has_left: false,
        }
    }

    fn online() -> Self {
        let mut bench = Self::new(Settings::default(), &[]);
        bench.connect();
        bench
    }

    fn now(&self) -> Now {
        Now { mono_ms: self.ms, server_ms: Some(T0 + self.ms) }
    }

    fn screen(&self) -> Screen {
        self.model.screen(self.now())
    }

    fn run(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send(command) => self.said.push(command.to_string()),
                Effect::Keep(owed) => {
                    (self.kept, self.noted) = (owed.keys, owed.printing);
                    let effects = self.model.kept(&self.kept, |_| false, self.now());
                    self.run(effects);
                }
                Effect::Chime => self.chimes += 1,
                Effect::Leave => self.has_left = true,
                Effect::CheckPin(pin) => {
                    let is_right = self.model.settings.pin.as_ref().unwrap().verify(&pin);
                    self.act(Act::PinChecked(is_right));
                }
                Effect::Forget | Effect::Trust(_) | Effect::Introduce(_) => {}
                Effect::Print(sheet, _) => self.printed.push(sheet),
            }
        }
    }

    fn act(&mut self, act: Act) {
        let now = self.now();
        let effects = self.model.act(act, now);
        self.run(effects);
    }

    fn hear(&mut self, event: Event<app_kit::role::Kiosk>) {
        let now = self.now();
        let effects = self.model.hear(event, now);
        self.run(effects);
    }

    fn told(&mut self, line: &str) {
        self.hear(Event::Message(line.parse().unwrap()));
    }

    fn connect(&mut self) {
        self.open(Dialect::Extended);
    }

    fn open(&mut self, dialect: Dialect) {
        self.hear(Event::Opened { dialect, introduced: false });
        self.hear(Event::State(State::Online));
    }

    fn disconnect(&mut self) {
        self.hear(Event::Closed);
        self.hear(Event::State(State::Offline { retry_in: std::time::Duration::ZERO }));
    }

    fn pass(&mut self, ms: i64) {
        // As the window does: it wakes when the model said, and at the end.
        let end = self.ms + ms;
        while self.ms < end {
            let step = self.model.next_change_ms(self.now()).unwrap_or(i64::MAX);
            self.ms = (self.ms.saturating_add(step)).min(end);
            let now = self.now();
            let effects = self.model.tick(now);
            self.run(effects);
        }
    }

    /// Types an address and goes on; nobody is known by it.
    fn give_address(&mut self) {
        self.act(Act::Begin);
        self.act(Act::Edit(Edit::typed("ada@a.example")));
        self.act(Act::Continue);
        self.told("error query visitor email does not exist");
    }

    /// Up to the request.
    fn ask(&mut self) {
        self.give_address();
        self.act(Act::Edit(Edit::typed("Ada")));
        self.act(Act::Continue);
    }

    fn requests(&self) -> Vec<&String> {
        self.said.iter().filter(|line| line.starts_with("request ")).collect()
    }

    fn ticket(&self, id: i64, began_ms: i64) -> String {
        let start = shared::ticket::WireTime::from_millis(T0 + began_ms);
        format!(
            r#"success new {{"id":{id},"email":"ada@a.example","name":"Ada","staff":"{{}}","start":"{start}","end":"1970-01-01T00:00:00Z"}}"#
        )
    }
}

const KEY_1: &str = "00000000000000000000000000000001";

#[test]
fn a_visit_from_welcome_to_the_number() {
    let mut bench = Bench::online();
    bench.told(r#"reasons [{"id":"badge","text":{"en":"Badge"}}]"#);
    assert_eq!(bench.screen(), Screen::Welcome);
    bench.act(Act::Begin);
    assert_eq!(bench.screen(), Screen::Question(Question::Address));
    bench.act(Act::Edit(Edit::typed("ada @")));
    bench.act(Act::Continue);
    assert_eq!(bench.model.visit.problem, Some(Problem::Answer(Question::Address)));
    bench.act(Act::Complete("a.example".to_owned()));
    bench.act(Act::Continue);
    assert_eq!(bench.said, ["query ada@a.example"]);
    bench.told("error query visitor email does not exist");
    assert_eq!(bench.screen(), Screen::Question(Question::Name));
    bench.act(Act::Continue);
    assert_eq!(bench.model.visit.problem, Some(Problem::Answer(Question::Name)));
    bench.act(Act::Edit(Edit::typed("Ada Lovelace")));
    bench.act(Act::Continue);
    assert_eq!(bench.screen(), Screen::Question(Question::Reason));
    bench.act(Act::Choose("badge".to_owned()));
    let request = format!(
        r#"request {{"key":"{KEY_1}","email":"ada@a.example","name":"Ada Lovelace","reason":"badge","lang":"en"}}"#
    );
    assert_eq!(bench.said[1..], [request]);
    assert_eq!(bench.kept.len(), 1, "on disk while the answer is out");
    // Dead until the answer.
    bench.act(Act::Choose("badge".to_owned()));
    bench.act(Act::Back);
    assert_eq!(bench.said.len(), 2);
    bench.told(r#"about 1213 {"ahead":4,"wait":[600,1200]}"#);
    let ticket = bench.ticket(1213, 0);
    bench.told(&ticket);
    assert_eq!(bench.screen(), Screen::Ticket);
    let got = bench.model.visit.got.clone().unwrap();
    assert_eq!((got.label.as_str(), got.ahead), ("213", Some((4, Some((600, 1200))))));
    assert!(bench.kept.is_empty(), "settled");
    assert_eq!(bench.model.visit.text(Question::Address), "", "the number is all that is left");
    bench.act(Act::Done);
    assert_eq!(bench.screen(), Screen::Welcome);
    assert!(bench.model.visit.got.is_none());
}

#[test]
fn a_returning_visitor_needs_five_touches_beside_the_address() {
    let mut bench = Bench::online();
    bench.told(r#"reasons [{"id":"badge","text":{"en":"Badge"}}]"#);
    bench.act(Act::Begin);
    bench.act(Act::Edit(Edit::typed("ada@a.example")));
    bench.act(Act::Continue);
    bench.told("success query Example Name");
    assert_eq!(bench.screen(), Screen::Question(Question::Known));
    assert_eq!(bench.model.shown_name(), "Ex… N…");
    bench.act(Act::ThatIsMe);
    bench.act(Act::Choose("badge".to_owned()));
    assert!(bench.said[1].contains(r#""name":"Example Name""#));
    let ticket = bench.ticket(7, 0);
    bench.told(&ticket);
    bench.act(Act::Done);
    assert_eq!(bench.screen(), Screen::Welcome);
}

#[test]
fn a_name_that_is_found_need_not_be_mine() {
    let mut bench = Bench::online();
    bench.act(Act::Begin);
    bench.act(Act::Edit(Edit::typed("ada@a.example")));
    bench.act(Act::Continue);
    bench.told("success query Example Name");
    bench.act(Act::TypeMyName);
    assert_eq!(bench.screen(), Screen::Question(Question::Name));
    bench.act(Act::Back);
    assert_eq!(bench.screen(), Screen::Question(Question::Known));
    bench.act(Act::TypeMyName);
    bench.act(Act::Edit(Edit::typed("Ada")));
    bench.act(Act::Continue);
    assert!(bench.requests()[0].contains(r#""name":"Ada""#));

    let masked = |name: &str| mask(name);
    assert_eq!(masked("Xi Chen"), "X… C…");
    assert_eq!(masked("Ünal"), "Ün…");
    let mut open = Bench::new(Settings { mask_names: false, ..Settings::default() }, &[]);
    open.model.visit.known = Some(Zeroizing::new("Example Name".to_owned()));
    assert_eq!(open.model.shown_name(), "Example Name");
    let mut off = Bench::new(Settings { recognise: false, ..Settings::default() }, &[]);
    off.connect();
    off.act(Act::Begin);
    off.act(Act::Edit(Edit::typed("a@b")));
    off.act(Act::Continue);
    assert_eq!((off.screen(), off.said.len()), (Screen::Question(Question::Name), 0));
}

#[test]
fn a_name_that_does_not_come_is_typed_and_comes_too_late() {
    let mut bench = Bench::online();
    bench.act(Act::Begin);
    bench.act(Act::Edit(Edit::typed("a@b")));
    bench.act(Act::Continue);
    bench.pass(LOOK_MS);
    assert_eq!(bench.screen(), Screen::Question(Question::Name));
    bench.told("success query Example Name");
    assert_eq!(
        bench.screen(),
        Screen::Question(Question::Name),
        "it does not change under the visitor's hands"
    );
    bench.act(Act::Edit(Edit::typed("Ada")));
    bench.act(Act::Continue);
    assert_eq!(bench.requests().len(), 1);
}

#[test]
fn who_already_waits_is_told_and_may_take_another() {
    let mut bench = Bench::online();
    bench.pass(60_000);
    bench.ask();
    let earlier = bench.ticket(213, 50_000);
    bench.told(&earlier);
    assert_eq!(bench.screen(), Screen::Held);
    bench.act(Act::AnotherTicket);
    assert!(bench.requests()[1].contains(r#""again":true"#));
    assert_ne!(bench.requests()[0], bench.requests()[1], "under another key");
    let fresh = bench.ticket(214, 60_000);
    bench.told(&fresh);
    assert_eq!(bench.screen(), Screen::Ticket);
    bench.act(Act::Done);

    bench.ask();
    let earlier = bench.ticket(214, 50_000);
    bench.told(&earlier);
    bench.act(Act::ShowIt);
    assert_eq!(bench.screen(), Screen::Ticket);
    assert_eq!(bench.requests().len(), 3);
}

#[test]
fn a_ticket_made_before_the_connection_was_lost_is_not_taken_for_an_old_one() {
    let mut bench = Bench::online();
    bench.ask();
    let made = bench.ticket(5, 0);
    bench.disconnect();
    bench.act(Act::Touched);
    bench.pass(25_000);
    bench.connect();
    bench.told(&made);
    assert_eq!(bench.screen(), Screen::Ticket);
}

#[test]
fn a_lost_request_goes_out_by_itself_under_the_same_key() {
    let mut bench = Bench::online();
    bench.ask();
    for _ in 0..3 {
        bench.disconnect();
        bench.pass(1_000);
        bench.connect();
    }
    assert_eq!(bench.requests().len(), 4);
    assert!(bench.requests().windows(2).all(|pair| pair[0] == pair[1]));
    // Silence without an end: the connection is the same, and so nothing is said twice.
    bench.hear(Event::State(State::Stale));
    assert!(!bench.model.is_online());
    bench.hear(Event::State(State::Online));
    assert_eq!(bench.requests().len(), 4);
}

#[test]
fn the_server_may_go_at_each_step_and_what_was_typed_stays() {
    let mut bench = Bench::online();
    bench.act(Act::Begin);
    bench.act(Act::Edit(Edit::typed("ada@a.example")));
    bench.disconnect();
    assert_eq!(bench.model.visit.text(Question::Address), "ada@a.example");
    bench.act(Act::Continue);
    assert_eq!(
        bench.screen(),
        Screen::Question(Question::Name),
        "nobody can be asked, so it is typed"
    );
    bench.act(Act::Edit(Edit::typed("Ada")));
    bench.act(Act::Continue);
    assert!(bench.model.visit.is_asking() && bench.said.is_empty());
    assert_eq!(bench.kept.len(), 1);
    bench.connect();
    assert_eq!(bench.requests().len(), 1);
    bench.disconnect();
    bench.connect();
    let ticket = bench.ticket(1, 0);
    bench.told(&ticket);
    bench.disconnect();
    assert_eq!(bench.screen(), Screen::Ticket);
    bench.pass(TICKET_MS);
    assert_eq!(bench.screen(), Screen::Welcome);
    bench.act(Act::Begin);
    assert_eq!(bench.screen(), Screen::Welcome, "nobody begins while nobody can be asked");
}

#[test]
fn a_ticket_with_a_link_stays_longer_and_offers_more_time_before_it_goes() {
    let mut bench = Bench::online();
    bench.act(Act::Begin);
    bench.act(Act::Edit(Edit::typed("ada@a.example")));
    bench.act(Act::Continue);
    bench.told("success query Ada");
    bench.act(Act::ThatIsMe);
    let ticket = bench.ticket(1, 0);
    bench.told(r#"about 1 {"ahead":0,"wait":null,"link":"https://desk.example/q/1"}"#);
    bench.told(&ticket);
    let has_link =
        |bench: &Bench| bench.model.visit.got.as_ref().is_some_and(|got| got.link.is_some());
    assert!(has_link(&bench));
    bench.pass(LINK_MS - MORE_TIME_MS - 1);
    assert!(!bench.model.offers_more_time(bench.now()));
    bench.pass(1);
    assert!(bench.model.offers_more_time(bench.now()));
    bench.act(Act::MoreTime);
    assert!(!bench.model.offers_more_time(bench.now()));
    bench.pass(LINK_MS - 1);
    assert_eq!(bench.screen(), Screen::Ticket);
    bench.pass(1);
    assert_eq!(bench.screen(), Screen::Welcome);
    assert!(!has_link(&bench), "the next visitor has nothing of it");
}

#[test]
fn a_look_up_ends_with_its_connection() {
    let mut bench = Bench::online();
    bench.act(Act::Begin);
    bench.act(Act::Edit(Edit::typed("a@b")));
    bench.act(Act::Continue);
    bench.disconnect();
    assert_eq!(bench.screen(), Screen::Question(Question::Name));
}

#[test]
fn who_leaves_before_the_answer_withdraws_at_once_or_on_reconnect() {
    let mut bench = Bench::online();
    bench.ask();
    bench.act(Act::StartOver);
    assert_eq!(bench.said.last().unwrap(), &format!("withdraw {KEY_1}"));
    let late = bench.ticket(1, 0);
    bench.told(&late);
    assert_eq!(bench.screen(), Screen::Welcome, "its ticket is nobody's");
    assert_eq!(bench.kept.len(), 1);
    bench.told(&format!("success withdraw {KEY_1}"));
    assert!(bench.kept.is_empty());

    bench.ask();
    bench.disconnect();
    bench.pass(IDLE_MS + COUNTDOWN_MS);
    assert_eq!(bench.screen(), Screen::Welcome);
    assert_eq!(bench.kept.len(), 1);
    let before = bench.said.len();
    bench.connect();
    assert_eq!(bench.said[before..], ["withdraw 00000000000000000000000000000002".to_owned()]);
    // The answer is lost with its connection: said again.
    bench.disconnect();
    bench.connect();
    assert_eq!(bench.said.len(), before + 2);
    bench.told("error withdraw the server could not save this");
    bench.pass(RETRY_MS);
    assert_eq!(bench.said.len(), before + 3);
    bench.told("error withdraw the server could not read this");
    bench.pass(RETRY_MS);
    assert_eq!(bench.said.len(), before + 4);
    bench.told("success withdraw 00000000000000000000000000000002");
    assert!(bench.kept.is_empty());
    assert_eq!(bench.model.next_change_ms(bench.now()), None, "nothing moves");
}

#[test]
fn the_next_visitor_asks_only_after_the_last_ones_withdrawal() {
    let mut bench = Bench::online();
    bench.give_address();
    bench.act(Act::Edit(Edit::typed("Ada")));
    bench.disconnect();
    bench.act(Act::Continue);
    bench.act(Act::StartOver);
    bench.connect();
    bench.told(&format!("success withdraw {KEY_1}"));
    bench.ask();
    let tail: Vec<&str> =
        bench.said.iter().rev().take(3).map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(tail, ["request", "query", "withdraw"]);
}

#[test]
fn a_key_left_by_the_last_run_is_withdrawn_first() {
    let mut bench = Bench::new(Settings::default(), &["old"]);
    bench.connect();
    assert_eq!(bench.said, ["withdraw old"]);
    bench.told("success withdraw old");
    assert!(bench.kept.is_empty());
}

#[test]
fn refusals_lead_to_the_question_that_helps() {
    for (answer, screen, problem) in [
        (
            "error request email address is not valid",
            Screen::Question(Question::Address),
            Problem::Answer(Question::Address),
        ),
        (
            "error request name is missing",
            Screen::Question(Question::Name),
            Problem::Answer(Question::Name),
        ),
        (
            "error request unknown reason",
            Screen::Question(Question::Reason),
            Problem::Answer(Question::Reason),
        ),
        (
            "error request the request cannot be read",
            Screen::Question(Question::Reason),
            Problem::AskStaff,
        ),
    ] {
        let mut bench = Bench::online();
        bench.told(r#"reasons [{"id":"badge","text":{"en":"Badge"}}]"#);
        bench.ask();
        bench.act(Act::Choose("badge".to_owned()));
        bench.told(answer);
        assert_eq!(
            (bench.screen(), bench.model.visit.problem),
            (screen, Some(problem)),
            "{answer}"
        );
        assert!(!bench.model.visit.is_pending());
        let is_unclear = problem == Problem::AskStaff;
        assert_eq!(bench.said.last().unwrap().starts_with("withdraw"), is_unclear, "{answer}");
    }
}

#[test]
fn a_server_that_cannot_save_is_asked_again_under_the_same_key() {
    let mut bench = Bench::online();
    bench.ask();
    bench.told("error request the server could not save this");
    assert!(bench.model.visit.is_asking());
    bench.pass(RETRY_MS);
    assert_eq!(bench.requests().len(), 2);
    bench.told("error request the server could not read this");
    bench.pass(RETRY_MS);
    assert_eq!(bench.requests().len(), 3);
    bench.told("error request unknown language");
    assert_eq!(bench.requests().len(), 4);
    assert!(!bench.requests()[3].contains("lang") && bench.requests()[3].contains(KEY_1));
}

#[test]
fn a_closed_desk_shows_its_words_and_keeps_nobody() {
    let mut bench = Bench::online();
    bench.act(Act::Begin);
    bench.act(Act::Edit(Edit::typed("a@b")));
    bench.told("desk closed Back at two");
    assert_eq!(bench.screen(), Screen::Closed);
    assert_eq!(bench.model.closed(), Some("Back at two"));
    assert_eq!(bench.model.visit.text(Question::Address), "");
    bench.told("desk open");
    bench.ask();
    bench.told("desk closed Back at two");
    assert_eq!(
        bench.screen(),
        Screen::Question(Question::Name),
        "the request may still have been in time"
    );
    bench.told("error new the desk is closed");
    assert_eq!(bench.screen(), Screen::Closed);
    assert!(bench.kept.is_empty() && !bench.said.iter().any(|line| line.starts_with("withdraw")));
}

#[test]
fn a_server_of_the_old_kind_gives_tickets_too_and_is_never_asked_twice() {
    let mut bench = Bench::new(Settings::default(), &[]);
    bench.open(Dialect::Classic);
    assert!(!bench.model.knows_queue());
    bench.ask();
    bench.told("error unknown command");
    assert_eq!(bench.said.last().unwrap(), "new ada@a.example Ada");
    let ticket = bench.ticket(3, -90_000);
    bench.told(&ticket);
    assert_eq!(bench.screen(), Screen::Ticket, "`new` makes a ticket each time");
    bench.act(Act::Done);

    bench.ask();
    bench.told("error unknown command");
    bench.disconnect();
    assert_eq!(bench.screen(), Screen::Unsure);
    let before = bench.said.len();
    bench.open(Dialect::Classic);
    assert_eq!(bench.said.len(), before, "nobody can know whether there is a ticket");
    bench.act(Act::StartOver);
    assert_eq!(bench.said.len(), before);
    assert!(bench.kept.is_empty());
}

#[test]
fn an_idle_visit_is_counted_down_heard_and_wiped() {
    let mut bench = Bench::online();
    bench.act(Act::Begin);
    bench.act(Act::Edit(Edit::typed("ada@a.example")));
    for _ in 0..3 {
        bench.pass(IDLE_MS - 1);
        assert_eq!(bench.screen(), Screen::Question(Question::Address));
        bench.pass(1);
        assert_eq!(bench.screen(), Screen::StillThere);
        assert_eq!(bench.model.countdown_secs(bench.now()), Some(20));
        bench.pass(1_000);
        assert_eq!(bench.model.countdown_secs(bench.now()), Some(19));
        // A stray touch beside the button is no answer, and types nothing.
        bench.act(Act::Touched);
        bench.act(Act::Edit(Edit::typed("x")));
        assert_eq!(bench.screen(), Screen::StillThere);
        bench.act(Act::MoreTime);
        assert_eq!(bench.screen(), Screen::Question(Question::Address));
    }
    assert_eq!(bench.chimes, 3);
    assert_eq!(bench.model.visit.text(Question::Address), "ada@a.example");
    bench.pass(IDLE_MS + COUNTDOWN_MS);
    assert_eq!(bench.chimes, 6);
    assert_eq!(bench.screen(), Screen::Welcome);
    assert_eq!(bench.model.visit.text(Question::Address), "");
}

#[test]
fn wishes_last_as_long_as_the_visitor() {
    let mut bench = Bench::online();
    bench.act(Act::Speak("ar".to_owned()));
    bench.act(Act::LargeText(true));
    bench.act(Act::HighContrast(true));
    bench.pass(IDLE_MS);
    assert_eq!(bench.model.wishes, Wishes::of(&Settings::default()));
    bench.act(Act::Speak("de".to_owned()));
    bench.ask();
    assert!(bench.requests()[0].contains(r#""lang":"de""#));
    bench.act(Act::StartOver);
    assert_eq!(bench.model.wishes.lang, "en");
}

/// What can happen to a kiosk.
#[derive(Debug, Clone)]
enum Step2 {
    Act(Act),
    /// The server answers the oldest thing it was told and has not answered.
    Answer(Reply),
    Say(&'static str),
    Disconnect,
    Connect,
    Stale,
    Pass(i64),
}

#[derive(Debug, Clone, Copy)]
enum Reply {
    Yes,
    Held,
    No(&'static str),
}

/// One touch, and one that asks for a number.
const SERVICES: &str = r#"services [{"id":"quick","identity":{"kind":"none"}},{"id":"card","identity":{"kind":"number","min":8}}]"#;

fn any_step() -> impl Strategy<Value = Step2> {
    let act = prop_oneof![
        8 => Just(Act::Begin),
        4 => Just(Act::Serve("quick".parse().unwrap())),
        4 => Just(Act::Serve("card".parse().unwrap())),
        2 => Just(Act::Scanned(Code::new("12345678"))),
        2 => Just(Act::Help),
        8 => Just(Act::Edit(Edit::typed("secretive@a.example"))),
        4 => Just(Act::Edit(Edit::typed("Secretive"))),
        12 => Just(Act::Continue),
        2 => Just(Act::Back),
        1 => Just(Act::StartOver),
        6 => Just(Act::ThatIsMe),
        2 => Just(Act::TypeMyName),
        8 => Just(Act::Choose("badge".to_owned())),
        2 => Just(Act::ShowIt),
        3 => Just(Act::AnotherTicket),
        1 => Just(Act::Done),
        1 => Just(Act::MoreTime),
        1 => Just(Act::Complete("b.example".to_owned())),
        1 => Just(Act::Edit(Edit::Backspace)),
        1 => Just(Act::Speak("ar".to_owned())),
    ];
    let reply = prop_oneof![
        6 => Just(Reply::Yes),
        2 => Just(Reply::Held),
        1 => Just(Reply::No("the server could not save this")),
        1 => Just(Reply::No("unknown reason")),
        1 => Just(Reply::No("name is missing")),
        1 => Just(Reply::No("some new trouble")),
        1 => Just(Reply::No("the desk is closed")),
        1 => Just(Reply::No("this service is full just now")),
        1 => Just(Reply::No("wait a moment")),
        1 => Just(Reply::No("number is not valid")),
    ];
    let say = prop_oneof![
        Just(r#"reasons [{"id":"badge","text":{"en":"Badge"}}]"#),
        Just("reasons []"),
        Just("desk closed"),
        Just("desk open"),
        Just("services []"),
        Just(SERVICES),
    ];
    prop_oneof![
        12 => act.prop_map(Step2::Act),
        8 => reply.prop_map(Step2::Answer),
        1 => say.prop_map(Step2::Say),
        1 => Just(Step2::Disconnect),
        2 => Just(Step2::Connect),
        1 => Just(Step2::Stale),
        1 => prop_oneof![Just(50), Just(4_000), Just(31_000), Just(60_000)].prop_map(Step2::Pass),
    ]
}

/// Plays a server that answers in order and makes tickets by key, and holds the kiosk to what must
/// be true whatever happens.
struct World {
    bench: Bench,
    heard: usize,
    queue: VecDeque<String>,
    is_connected: bool,
    tickets: BTreeMap<String, i64>,
    withdrawn: BTreeSet<String>,
    next: i64,
}

impl World {
    fn new() -> Self {
        let mut world = Self {
            bench: Bench::new(Settings::default(), &[]),
            heard: 0,
            queue: VecDeque::new(),
            is_connected: false,
            tickets: BTreeMap::new(),
            withdrawn: BTreeSet::new(),
            next: 0,
        };
        world.step(&Step2::Connect);
        world
    }

    fn step(&mut self, step: &Step2) {
        match step {
            Step2::Act(act) => self.bench.act(act.clone()),
            Step2::Answer(reply) => self.answer(*reply),
            Step2::Say(line) if self.is_connected => self.bench.told(line),
            Step2::Disconnect if self.is_connected => {
                self.is_connected = false;
                self.queue.clear();
                self.bench.disconnect();
            }
            Step2::Connect if !self.is_connected => {
                self.is_connected = true;
                self.bench.connect();
            }
            Step2::Stale if self.is_connected => {
                self.bench.hear(Event::State(State::Stale));
                self.bench.hear(Event::State(State::Online));
            }
            Step2::Pass(ms) => self.bench.pass(*ms),
            Step2::Say(_) | Step2::Disconnect | Step2::Connect | Step2::Stale => {}
        }
        self.listen();
        self.check();
    }

    fn listen(&mut self) {
        for line in &self.bench.said[self.heard..] {
            assert!(self.is_connected, "{line} was said to nobody");
            self.queue.push_back(line.clone());
        }
        self.heard = self.bench.said.len();
    }

    fn answer(&mut self, reply: Reply) {
        let Some(line) = self.queue.pop_front() else { return };
        let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
        if let Reply::No(text) = reply {
            let is_closed = text == "the desk is closed" && verb != "help";
            let answered = if is_closed { "new" } else { verb };
            if verb != "query" && !(verb == "withdraw" && answered == "new") {
                self.bench.told(&format!("error {answered} {text}"));
                return;
            }
        }
        match verb {
            "help" => self.bench.told("success help"),
            "query" => self.bench.told("success query Secretive Name"),
            "withdraw" => {
                self.withdrawn.insert(rest.to_owned());
                self.tickets.remove(rest);
                self.bench.told(&format!("success withdraw {rest}"));
            }
            _ => {
                let Ok(KioskCommand::Request(Arg::Good(request))) = line.parse() else {
                    panic!("{line}")
                };
                let key = request.key.to_string();
                let next = &mut self.next;
                let id = *self.tickets.entry(key).or_insert_with(|| {
                    *next += 1;
                    *next
                });
                let began = if matches!(reply, Reply::Held) { -60_000 } else { self.bench.ms };
                let ticket = self.bench.ticket(id, began);
                self.bench.told(&ticket);
            }
        }
    }

    fn check(&self) {
        let model = &self.bench.model;
        // A key that may have a ticket nobody was shown is on disk, and nothing else is.
        assert_eq!(self.bench.kept, model.unsettled().keys);
        // A withdrawn key is never asked for again.
        if let Some(ask) = &model.visit.ask {
            assert!(!self.withdrawn.contains(ask.key.as_str()));
            assert!(!model.owed.contains(&ask.key));
        }
        if !model.visit.has_begun() {
            assert!(model.visit.service.is_none());
            let visit = &model.visit;
            let typed = [visit.text(Question::Address), visit.text(Question::Name)].concat();
            assert!(typed.is_empty() && visit.known.is_none() && visit.got.is_none());
            assert!(visit.key.is_none() && visit.ask.is_none() && visit.reason.is_none());
        }
        for said in &model.said {
            assert!(!format!("{said:?}").to_lowercase().contains("secretive"));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_there_is_one_ticket_or_none(steps in proptest::collection::vec(any_step(), 1..120)) {
        let mut world = World::new();
        // The requests of one visit, as they went out: all under one key but where another ticket
        // was asked for, or where the last key was withdrawn or refused.
        for step in &steps {
            let before = world.bench.model.visit.key.clone();
            let was_asking = world.bench.model.visit.is_asking();
            world.step(step);
            let after = &world.bench.model.visit.key;
            if before.is_some() && after.is_some() && before != *after {
                prop_assert!(matches!(step, Step2::Act(Act::AnotherTicket)), "{step:?}");
                prop_assert!(!was_asking);
            }
        }
        // Everybody leaves, the server is there and answers: nothing is left open.
        world.step(&Step2::Connect);
        world.step(&Step2::Pass(120_000));
        for _ in 0..200 {
            world.step(&Step2::Answer(Reply::Yes));
        }
        world.step(&Step2::Pass(120_000));
        for _ in 0..20 {
            world.step(&Step2::Answer(Reply::Yes));
        }
        prop_assert!(world.bench.kept.is_empty(), "{:?}", world.bench.kept);
        prop_assert!(world.bench.model.said.is_empty());
    }
}
