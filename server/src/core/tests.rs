//! Any sequence of inputs keeps the invariants, a replay ends where the run did, and what two
//! inputs do to each other is decided in their order.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use proptest::prelude::*;
use shared::command::{Key, KioskCommand, NewTicket, Request, StaffCommand};
use shared::ids::{TableNo, TicketId};
use shared::message::{Reason, StaffSuccess};
use shared::opening::OpenFor;
use shared::person::Role;
use shared::refusal::Refusal;
use shared::text::{Arg, Secret};
use shared::ticket::Outcome;

use super::change::{Forget, SessionEnd, SetValue, Unseat};
use super::desk::Seating;
use super::*;
use crate::settings::{self, Settings};

mod idle;
mod services;

const TABLES: u32 = 3;
const PEOPLE: i64 = 3;
const MINUTE: u64 = 60;

fn setup() -> Setup {
    let mut settings = Settings::for_dir("unused".into());
    settings.tables = TABLES;
    let text = BTreeMap::from([("en".to_owned(), "Badge".to_owned())]);
    settings.reasons.0.push(Reason { id: "badge".to_owned(), text });
    Setup { machine: chrono_tz::UTC.into(), ..settings::profile::setup(&settings) }
}

fn start() -> Now {
    // Ten in the morning.
    Now { wall: 1_795_773_600_000, run: Duration::from_secs(1) }
}

fn token(person: i64) -> Secret {
    Secret::new(format!("token of {person}"))
}

fn id(count: i64) -> Arg<TicketId> {
    TicketId::new(count).map_or_else(|| Arg::Bad(count.to_string()), Arg::Good)
}

fn conn(person: i64) -> ConnId {
    ConnId(u64::try_from(person).unwrap())
}

fn state() -> State {
    let person = |id| {
        let (user, name) = (format!("user{id}"), format!("Name {id}"));
        let role = if id == 1 { Role::Admin } else { Role::Staff };
        Person::new(PersonId(id), user, name, role, Some(PasswordHash(format!("hash {id}"))))
    };
    let session = |id| {
        let session = Session { person: PersonId(id), used: start().wall, is_one_time: false };
        (TokenHash::of(token(id).expose()), session)
    };
    State {
        people: (1..=PEOPLE).map(person).collect(),
        sessions: (1..=PEOPLE).map(session).collect(),
        ..State::default()
    }
}

/// A core beside what a store would hold of it.
#[derive(Clone)]
struct Run {
    core: Core,
    ended: BTreeMap<TicketId, Ticket>,
    keys: BTreeMap<Key, KeyUse>,
    journal: Vec<Entry>,
    now: Now,
    made: usize,
    secrets: u32,
}

impl Run {
    fn new() -> Self {
        let now = start();
        let mut core = Core::new(setup(), state(), now);
        core.begin(now, None);
        let mut run = Self {
            core,
            ended: BTreeMap::new(),
            keys: BTreeMap::new(),
            journal: Vec::new(),
            now,
            made: 0,
            secrets: 0,
        };
        for person in 1..=PEOPLE {
            run.core.connected(conn(person), None, None);
            run.say(person, StaffCommand::Resume(token(person)));
        }
        run
    }

    fn pass(&mut self, time: Duration) {
        self.now.run += time;
        self.now.wall += i64::try_from(time.as_millis()).unwrap();
    }

    fn take(&mut self, from: Option<ConnId>, input: Input) -> Reply {
        let names = self.core.names(&input);
        self.secrets += 1;
        let key = names.key.as_ref().and_then(|key| self.keys.get(key).copied());
        let of_key = key.and_then(|key| key.ticket);
        let known = Known {
            ticket: names.ticket.or(of_key).and_then(|ticket| self.ended.get(&ticket).cloned()),
            key,
            secret: names.secret.then(|| Secret::new(format!("secret {}", self.secrets))),
            ..Known::default()
        };
        let verdict = self.core.decide(input, &known, self.now);
        for (by, change) in verdict.changes {
            let entry = Entry { by, at: self.now.wall, change };
            let effect = self.core.apply(&entry, self.now.run);
            match &entry.change {
                Change::Created { ticket, key, made: _ } => {
                    self.made += 1;
                    let used = KeyUse {
                        ticket: Some(ticket.id),
                        is_own: true,
                        is_barred: false,
                        at: self.now.wall,
                    };
                    self.keys.extend(key.clone().map(|key| (key, used)));
                }
                Change::KeyBarred { key, ticket, is_own, at } => {
                    let used =
                        KeyUse { ticket: *ticket, is_own: *is_own, is_barred: true, at: *at };
                    self.keys.insert(key.clone(), used);
                }
                Change::Reopened { ticket } => {
                    self.ended.remove(&ticket.id).expect("only ended tickets are reopened");
                }
                _ => {}
            }
            if let Some(ended) = effect.ended {
                self.ended.insert(ended.id, ended);
            }
            self.journal.push(entry);
        }
        if let (Some(conn), Some(sign_in)) = (from, verdict.sign_in) {
            self.core.set_sign_in(conn, Some(sign_in));
        }
        if let (Some(conn), true) = (from, verdict.is_nameless) {
            self.core.gave_nameless(conn, self.now);
        }
        verdict.reply
    }

    fn say(&mut self, person: i64, command: StaffCommand) -> Reply {
        let conn = conn(person);
        self.take(Some(conn), Input::Said(conn, Said::Staff(command)))
    }

    fn pick(&mut self, person: i64, table: u32) -> Reply {
        let table = Arg::Good(TableNo(table));
        self.say(person, StaffCommand::Pick { table, token: token(person) })
    }

    fn visit(&mut self, email: &str) -> Reply {
        let new = NewTicket { email: email.to_owned(), name: "Ada".to_owned() };
        self.take(None, Input::Said(ConnId(99), Said::Kiosk(KioskCommand::New(new))))
    }

    fn tick(&mut self) {
        self.core.look_around(self.now);
        self.take(None, Input::Tick);
    }

    fn check(&self) {
        let desk = self.core.desk();
        let open: BTreeSet<TicketId> = desk.open_tickets().map(|ticket| ticket.id).collect();
        assert_eq!(open.len() + self.ended.len(), self.made, "no ticket is lost or doubled");
        let waiting: BTreeSet<TicketId> = desk.waiting().collect();
        let claimed: usize =
            (1..=PEOPLE).map(|person| desk.claimed_by(PersonId(person)).count()).sum();
        assert_eq!(waiting.len() + claimed, open.len(), "each open ticket is in one place");
        for ticket in desk.open_tickets() {
            assert_eq!(ticket.is_waiting(), waiting.contains(&ticket.id));
            assert!(ticket.start <= ticket.first_claimed.unwrap_or(ticket.start));
            assert!(ticket.claimed.is_none_or(|claimed| claimed >= ticket.start));
        }
        for ticket in self.ended.values() {
            assert!(ticket.end >= ticket.first_claimed && ticket.end >= Some(ticket.start));
        }
        let seats: Vec<(TableNo, PersonId)> = desk.seats().collect();
        let sitting: BTreeSet<PersonId> = seats.iter().map(|(_, person)| *person).collect();
        assert_eq!(sitting.len(), seats.len(), "nobody sits at two tables");
        for (table, person) in seats {
            assert_eq!(desk.table_of(person), Some(table));
            let last = desk.claimed_by(person).last().map(|ticket| ticket.id);
            assert_eq!(desk.shown_at(table).map(|ticket| ticket.id), last);
        }
    }
}

/// All that tables hold of a core.
fn stored(core: &Core) -> State {
    let mut sessions: Vec<_> = core.accounts().sessions().collect();
    sessions.sort_by_key(|(token, _)| *token);
    let fact = |fact: Fact| core.fact(fact).map(|value| (fact, value));
    State {
        people: core.accounts().people().cloned().collect(),
        sessions,
        seats: core.desk().seats_since().collect(),
        devices: core.devices().by_name().into_iter().cloned().collect(),
        open: core.desk().open_tickets().cloned().collect(),
        next_ticket: core.desk().next_ticket().get(),
        next_call: core.desk().next_call(),
        last_rank: 0,
        facts: Fact::ALL.into_iter().filter_map(fact).collect(),
        samples: core.samples(),
    }
}

#[derive(Debug, Clone)]
enum Step {
    Say(i64, StaffCommand),
    Visit(u8),
    Kiosk(KioskCommand),
    Pass(u64),
    Tick,
    Disable(i64),
    Enable(i64),
    Leave(i64),
    Forget(Vec<i64>),
}

fn any_step() -> impl Strategy<Value = Step> {
    let ticket = || (-1i64..12).prop_map(id);
    let table = || (0..=TABLES).prop_map(|table| Arg::Good(TableNo(table)));
    let person = || 1..=PEOPLE;
    let command = prop_oneof![
        Just(StaffCommand::Unpick),
        Just(StaffCommand::Logout),
        Just(StaffCommand::Next),
        Just(StaffCommand::Next),
        ticket().prop_map(StaffCommand::Accept),
        ticket().prop_map(StaffCommand::Complete),
        ticket().prop_map(StaffCommand::NoShow),
        ticket().prop_map(StaffCommand::Release),
        ticket().prop_map(StaffCommand::Reopen),
        ticket().prop_map(StaffCommand::Withdraw),
        ticket().prop_map(StaffCommand::Recall),
        (ticket(), table()).prop_map(|(ticket, table)| StaffCommand::Transfer { ticket, table }),
        ticket().prop_map(|ticket| StaffCommand::Note { ticket, text: "a form".to_owned() }),
        table().prop_map(StaffCommand::Free),
        Just(StaffCommand::Close("lunch".to_owned())),
        Just(StaffCommand::Open(Arg::Good(OpenFor(None)))),
    ];
    let pick = (person(), table()).prop_map(|(person, table)| {
        Step::Say(person, StaffCommand::Pick { table, token: token(person) })
    });
    let key = || (0u8..6).prop_map(|key| format!("key{key}").parse::<Key>().unwrap());
    let request = (key(), 0u8..4, any::<bool>()).prop_map(|(key, visitor, again)| {
        KioskCommand::Request(Arg::Good(Request {
            again: Some(again),
            ..Request::new(key, format!("v{visitor}@a.b"), "Visitor")
        }))
    });
    let withdraw = key().prop_map(|key| KioskCommand::Withdraw(Arg::Good(key)));
    prop_oneof![
        12 => (person(), command).prop_map(|(person, command)| Step::Say(person, command)),
        4 => pick,
        4 => any::<u8>().prop_map(Step::Visit),
        2 => prop_oneof![request, withdraw].prop_map(Step::Kiosk),
        2 => (1u64..40_000).prop_map(Step::Pass),
        2 => Just(Step::Tick),
        1 => person().prop_map(Step::Disable),
        1 => person().prop_map(Step::Enable),
        1 => person().prop_map(Step::Leave),
        1 => proptest::collection::vec(0i64..12, 0..5).prop_map(Step::Forget),
    ]
}

fn play(run: &mut Run, step: Step) {
    match step {
        Step::Say(person, command) => drop(run.say(person, command)),
        Step::Visit(visitor) => drop(run.visit(&format!("v{visitor}@a.b"))),
        Step::Kiosk(command) => drop(run.take(None, Input::Said(ConnId(99), Said::Kiosk(command)))),
        Step::Pass(secs) => run.pass(Duration::from_secs(secs)),
        Step::Tick => run.tick(),
        Step::Disable(person) => {
            let user = format!("user{person}");
            run.take(None, Input::Admin(AdminRequest::StaffDisable { user }));
        }
        Step::Enable(person) => {
            let user = format!("user{person}");
            run.take(None, Input::Admin(AdminRequest::StaffEnable { user }));
        }
        Step::Leave(person) => {
            run.take(None, Input::Gone(conn(person)));
            run.core.disconnected(conn(person), run.now);
            run.core.connected(conn(person), None, None);
        }
        Step::Forget(tickets) => {
            let tickets = tickets.into_iter().filter_map(TicketId::new).collect();
            let cause = Forget::Retention;
            run.take(None, Input::Forget { by: By::Server, tickets, cause });
        }
    }
}

proptest! {
    #[test]
    fn any_sequence_of_inputs_keeps_the_invariants(
        steps in proptest::collection::vec(any_step(), 1..80)
    ) {
        let mut run = Run::new();
        for step in steps {
            play(&mut run, step);
            run.check();
        }
    }

    /// Rows of tables may be newer than the journal's first entry: whatever the tables hold
    /// between two moments, replaying all that came after the first of them ends in the same
    /// state as the run did.
    #[test]
    fn a_replay_over_newer_rows_ends_where_the_run_did(
        steps in proptest::collection::vec(any_step(), 1..60),
        cut in 0usize..60,
        newer in 0usize..60,
    ) {
        let mut run = Run::new();
        let mut snapshots = vec![(run.journal.len(), stored(&run.core))];
        for step in steps {
            play(&mut run, step);
            snapshots.push((run.journal.len(), stored(&run.core)));
        }
        prop_assert_eq!(replayed(&run, &snapshots, cut, newer), stored(&run.core));
    }
}

/// What a replay from one moment makes of the tables of another.
fn replayed(run: &Run, snapshots: &[(usize, State)], cut: usize, newer: usize) -> State {
    let cut = cut % snapshots.len();
    let newer = cut + newer % (snapshots.len() - cut);
    let from = snapshots[cut].0;
    let mut core = Core::new(setup(), snapshots[newer].1.clone(), run.now);
    for entry in &run.journal[from..] {
        // The written form is what comes back.
        let text = serde_json::to_string(entry).unwrap();
        core.apply(&serde_json::from_str(&text).unwrap(), run.now.run);
    }
    stored(&core)
}

#[test]
fn two_desks_never_get_the_same_ticket() {
    let mut run = Run::new();
    run.visit("a@b.c");
    run.pick(1, 0);
    run.pick(2, 1);
    let accept = || StaffCommand::Accept(id(0));
    assert!(matches!(run.say(1, accept()), Reply::Done(StaffSuccess::Claimed(_))));
    assert!(matches!(run.say(2, accept()), Reply::Refused(Refusal::NowClaimed)));
    let before = run.journal.len();
    assert!(matches!(run.say(1, accept()), Reply::Done(StaffSuccess::Claimed(_))));
    assert_eq!(run.journal.len(), before, "mine already: nothing happens");
}

#[test]
fn a_clock_set_back_turns_neither_a_tickets_times_nor_the_order() {
    let mut run = Run::new();
    run.visit("first@b.c");
    run.pick(1, 0);
    run.now.wall -= 3_600_000;
    run.pass(Duration::from_secs(1));
    run.visit("second@b.c");
    assert!(matches!(
        run.say(1, StaffCommand::Next),
        Reply::Done(StaffSuccess::Next(ticket)) if ticket.get() == 0
    ));
    run.say(1, StaffCommand::Complete(id(0)));
    run.check();
}

#[test]
fn reopening_is_for_who_ended_it_and_for_ten_minutes() {
    let mut run = Run::new();
    run.visit("a@b.c");
    run.pick(1, 0);
    run.pick(2, 1);
    run.say(1, StaffCommand::Next);
    let reopen = || StaffCommand::Reopen(id(0));
    assert!(matches!(run.say(1, reopen()), Reply::Refused(Refusal::NotEnded)));
    run.say(1, StaffCommand::Cancel(id(0)));
    assert!(matches!(run.say(2, reopen()), Reply::Refused(Refusal::NotYours)));
    assert!(matches!(run.say(1, reopen()), Reply::Done(StaffSuccess::Reopen(_))));
    run.say(1, StaffCommand::Cancel(id(0)));
    run.pass(Duration::from_secs(10 * MINUTE));
    assert!(matches!(run.say(1, reopen()), Reply::Refused(Refusal::TooLate)));
}

#[test]
fn disabling_ends_sessions_leaves_the_table_and_then_frees_the_tickets() {
    let mut run = Run::new();
    run.visit("a@b.c");
    run.pick(1, 0);
    run.say(1, StaffCommand::Next);
    let from = run.journal.len();
    run.take(None, Input::Admin(AdminRequest::StaffDisable { user: "USER1".to_owned() }));
    let changes: Vec<&Change> = run.journal[from..].iter().map(|entry| &entry.change).collect();
    assert!(matches!(
        changes[..],
        [
            Change::SessionEnded { cause: SessionEnd::Disabled, .. },
            Change::PersonDisabled { .. },
            Change::Unseated { cause: Unseat::Disabled, .. },
            Change::Released { .. }
        ]
    ));
    assert!(run.journal[from..].iter().all(|entry| entry.by == By::Administrator));
    assert!(matches!(run.say(1, StaffCommand::Next), Reply::Refused(Refusal::Relogin)));
}

#[test]
fn a_password_that_was_changed_meanwhile_lets_nobody_in() {
    let mut run = Run::new();
    let old = PasswordHash("hash 2".to_owned());
    let new = PasswordHash("new".to_owned());
    let replaced =
        Input::Said(conn(2), Said::PasswordReplaced { checked: Ok((old.clone(), new.clone())) });
    assert!(matches!(run.take(Some(conn(2)), replaced), Reply::Done(StaffSuccess::Password)));
    let checked = |hash: &PasswordHash| {
        let checked = Ok((PersonId(2), hash.clone()));
        Input::Said(ConnId(50), Said::PasswordChecked { account: Some(PersonId(2)), checked })
    };
    run.core.connected(ConnId(50), None, None);
    let late = run.take(Some(ConnId(50)), checked(&old));
    assert!(matches!(late, Reply::Refused(Refusal::WrongLogin)), "{late:?}");
    let good = run.take(Some(ConnId(50)), checked(&new));
    assert!(matches!(good, Reply::SignedIn(StaffSuccess::Login(_), PersonId(2))));
    let twice = Input::Said(conn(2), Said::PasswordReplaced { checked: Ok((old, new)) });
    assert!(matches!(run.take(Some(conn(2)), twice), Reply::Refused(Refusal::OldPasswordWrong)));
}

#[test]
fn a_session_that_ends_by_itself_is_the_servers_act() {
    let mut run = Run::new();
    run.pass(Duration::from_secs(13 * 3600));
    let from = run.journal.len();
    run.tick();
    let ends: Vec<By> = run.journal[from..]
        .iter()
        .filter(|entry| matches!(entry.change, Change::SessionEnded { .. }))
        .map(|entry| entry.by)
        .collect();
    assert_eq!(ends, [By::Server; 3]);
}

#[test]
fn grace_is_counted_by_the_time_run_and_resume_gives_the_table_back() {
    let mut run = Run::new();
    run.pick(1, 2);
    run.take(None, Input::Gone(conn(1)));
    run.core.disconnected(conn(1), run.now);
    run.tick();
    run.now.wall += 1_000_000;
    run.tick();
    assert_eq!(run.core.desk().table_of(PersonId(1)), Some(TableNo(2)), "only the wall moved");
    run.pass(Duration::from_secs(121));
    run.tick();
    assert_eq!(run.core.desk().table_of(PersonId(1)), None);
    run.core.connected(conn(1), None, None);
    run.say(1, StaffCommand::Resume(token(1)));
    assert_eq!(run.core.desk().table_of(PersonId(1)), Some(TableNo(2)));
}

#[test]
fn nobody_sat_at_a_table_while_the_server_was_off() {
    let mut run = Run::new();
    run.pick(1, 2);
    run.pass(Duration::from_secs(3_600));
    run.tick();
    let last = run.now.wall;
    let seatings = |run: &Run, from: usize| -> Vec<Seating> {
        run.journal[from..]
            .iter()
            .flat_map(|entry| entry.change.record(entry.at).seatings)
            .collect()
    };
    // A restart that is over before anybody's table is lost is none.
    run.pass(Duration::from_secs(60));
    let from = run.journal.len();
    run.take(None, Input::Started);
    assert_eq!(seatings(&run, from), []);
    let last = last.max(run.now.wall);
    run.pass(Duration::from_secs(14 * 3_600));
    let from = run.journal.len();
    run.take(None, Input::Started);
    let sat = seatings(&run, from);
    let seating = |from, to| Seating { person: PersonId(1), table: TableNo(2), from, to };
    assert_eq!(sat, [seating(start().wall, Some(last)), seating(run.now.wall, None)]);
    assert_eq!(run.core.desk().table_of(PersonId(1)), Some(TableNo(2)), "the table is theirs");
}

#[test]
fn a_day_ends_once_whatever_becomes_of_the_zone() {
    let mut run = Run::new();
    run.visit("a@b.c");
    run.pass(Duration::from_secs(20 * 3600));
    run.tick();
    let ends = |run: &Run| {
        run.journal.iter().filter(|entry| matches!(entry.change, Change::DayEnded { .. })).count()
    };
    let expired = run.ended.values().filter(|it| it.outcome == Some(Outcome::Expired)).count();
    assert_eq!((ends(&run), expired), (1, 1));
    let new = "America/New_York".into();
    let zone = SetValue { key: "time_zone".to_owned(), old: serde_json::Value::Null, new };
    run.core.profiles.set(1, By::Administrator, &[zone]);
    run.visit("b@b.c");
    run.tick();
    assert_eq!(ends(&run), 1);
    assert_eq!(run.core.desk().open_tickets().count(), 1);
}

#[test]
fn a_repeated_request_gets_the_same_ticket_and_a_withdrawn_one_gets_none() {
    let mut run = Run::new();
    let request = |key: &str| {
        KioskCommand::Request(Arg::Good(Request::new(
            key.parse().unwrap(),
            "a@b.c".to_owned(),
            "Visitor",
        )))
    };
    let ask =
        |run: &mut Run, command| run.take(None, Input::Said(ConnId(99), Said::Kiosk(command)));
    for _ in 0..2 {
        assert!(matches!(
            ask(&mut run, request("one")),
            Reply::Ticket { ticket, .. } if ticket.id.get() == 0
        ));
    }
    let gone = KioskCommand::Withdraw(Arg::Good("one".parse().unwrap()));
    assert!(matches!(ask(&mut run, gone), Reply::Withdrawn(_)));
    assert!(matches!(ask(&mut run, request("one")), Reply::Refused(Refusal::Withdrawn)));
    assert_eq!(run.ended.len(), 1);
}

#[test]
fn a_verb_that_is_about_an_open_ticket_refuses_one_that_is_forgotten_with_its_end() {
    let mut run = Run::new();
    run.visit("a@b.c");
    run.pick(1, 0);
    run.say(1, StaffCommand::Next);
    let forget = |run: &mut Run| {
        let tickets = vec![TicketId::new(0).unwrap()];
        run.take(None, Input::Forget { by: By::Server, tickets, cause: Forget::Retention });
        run.journal.last().unwrap().change.clone()
    };
    let open = forget(&mut run);
    assert_eq!(open, Change::Forgotten { tickets: Vec::new(), cause: Forget::Retention });
    run.say(1, StaffCommand::Complete(id(0)));
    assert!(matches!(forget(&mut run), Change::Forgotten { tickets, .. } if tickets.len() == 1));
    assert!(run.core.owes_scrub());
    run.take(None, Input::Scrubbed);
    assert!(!run.core.owes_scrub());
}

#[test]
fn a_ticket_left_open_beside_tables_that_go_on_moves_the_estimate_little() {
    let waits = |is_left_open: bool| {
        let mut run = Run::new();
        run.pick(1, 0);
        run.pick(2, 1);
        run.visit("left@open.example");
        run.say(2, StaffCommand::Next);
        if !is_left_open {
            run.say(2, StaffCommand::Complete(id(0)));
            run.say(2, StaffCommand::Unpick);
        }
        for visitor in 1..=70 {
            run.visit(&format!("v{visitor}@a.b"));
            run.say(1, StaffCommand::Next);
            run.pass(Duration::from_secs(5 * MINUTE));
            run.say(1, StaffCommand::Complete(id(visitor)));
        }
        if is_left_open {
            run.say(2, StaffCommand::Complete(id(0)));
        } else {
            run.pick(2, 1);
        }
        run.core.expected_wait(None, 4, run.now).expect("enough to go by")
    };
    let (with, without) = (waits(true), waits(false));
    let ratio = f64::from(with.high_secs) / f64::from(without.high_secs);
    assert!((0.67..1.5).contains(&ratio), "{with:?} and {without:?}");
}
