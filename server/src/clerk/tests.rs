//! What every kind of client folds from its messages equals the desk, after any sequence of
//! batches, whatever fails in between; and what a crash leaves is what is live.

mod paper;
mod visitors;

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;
use std::sync::PoisonError;

use bytes::BytesMut;
use proptest::prelude::*;
use shared::command::{Key, KioskCommand, NewTicket, Request as WireRequest, StaffCommand};
use shared::ids::{TableNo, TicketId};
use shared::message::{DisplayMessage, StaffMessage};
use shared::mirror::{DisplayMirror, StaffMirror, TicketState};
use shared::text::{Arg, Secret};
use tokio::sync::oneshot;

use super::*;
use crate::core::change::Forget;
use crate::core::time::DAY_MS;
use crate::core::{AdminReply, AdminRequest, Fact, Said, TokenHash};
use crate::hub::outbox::Outbox;
use crate::hub::{Dialect, Due, Newcomer, Role, render};
use crate::store::memory::{Disk, Fail, Memory};

const USERS: [&str; 3] = ["ada", "bob", "cy"];
const STAFF: [(u64, usize, Dialect); 4] =
    [(0, 0, Dialect::V2), (1, 1, Dialect::V2), (2, 2, Dialect::Classic), (3, 0, Dialect::V2)];
const DISPLAYS: [(u64, Dialect); 2] = [(10, Dialect::Classic), (11, Dialect::V2)];
const KIOSK: ConnId = ConnId(99);

enum Mirror {
    Staff(Box<StaffMirror>),
    Display(Box<DisplayMirror>),
}

struct Ear {
    outbox: Arc<Outbox>,
    mirror: Mirror,
    person: Option<usize>,
    is_v2: bool,
    answers: Vec<String>,
}

struct Hall {
    clerk: Clerk,
    disk: Arc<Mutex<Disk>>,
    settings: Arc<Settings>,
    tokens: Vec<String>,
    ears: BTreeMap<u64, Ear>,
}

impl Hall {
    fn new() -> Self {
        Self::of(Settings::for_dir("nowhere".into()))
    }

    fn of(settings: Settings) -> Self {
        let disk = Arc::new(Mutex::new(Disk::default()));
        let settings = Arc::new(Settings { time_zone: Some(chrono_tz::UTC), ..settings });
        let store = Store::on(Memory::open(&disk, false));
        let there = Arc::clone(&settings);
        let clerk = Clerk::open(store, World::default(), there, Arc::default(), Purpose::Serve)
            .expect("a desk");
        let ears = BTreeMap::new();
        let mut hall = Self { clerk, disk, settings, tokens: Vec::new(), ears };
        for user in USERS {
            let (name, password) = (user.to_uppercase(), None);
            let user = user.to_owned();
            let add = AdminRequest::StaffAdd {
                user: user.clone(),
                name,
                role: shared::person::Role::Admin,
                password,
            };
            hall.administer(add).expect("added");
            let token = hall.administer(AdminRequest::StaffToken { user }).expect("issued");
            hall.tokens.extend(token);
        }
        hall.connect(99, Role::Kiosk, Dialect::Classic, None);
        for conn in STAFF.map(|(conn, ..)| conn).into_iter().chain(DISPLAYS.map(|it| it.0)) {
            hall.reconnect(conn);
        }
        hall
    }

    /// Time goes on until a moment after the day has ended, at four.
    fn pass_the_days_end(&self) {
        let until = DAY_MS - (self.clerk.clock.now().wall - DAY_MS / 6).rem_euclid(DAY_MS);
        self.clerk.clock.pass(Duration::from_millis(until.unsigned_abs() + 500));
    }

    fn doubts_clock(&self) -> bool {
        self.clerk.core.doubts_clock(self.clerk.clock.now())
    }

    fn what_is_due(&mut self) -> Due {
        let (reply, mut answer) = oneshot::channel();
        self.clerk.take(Request::WhatIsDue { reply });
        answer.try_recv().expect("an answer")
    }

    fn administer(&mut self, request: AdminRequest) -> AdminReply {
        let (reply, mut answer) = oneshot::channel();
        self.clerk.take(Request::Admin { request, reply });
        self.finish();
        answer.try_recv().expect("an answer")
    }

    fn connect(&mut self, conn: u64, role: Role, dialect: Dialect, person: Option<usize>) {
        let outbox = Arc::new(Outbox::new(None));
        let mirror = match role {
            Role::Staff => Mirror::Staff(Box::default()),
            Role::Display | Role::Kiosk => Mirror::Display(Box::default()),
        };
        let is_v2 = dialect == Dialect::V2;
        let there = Arc::clone(&outbox);
        self.ears.insert(conn, Ear { outbox, mirror, person, is_v2, answers: Vec::new() });
        let address = Ipv4Addr::LOCALHOST.into();
        let newcomer =
            Newcomer { role, dialect, device: None, address, limited: None, outbox: there };
        self.clerk.take(Request::Connect(ConnId(conn), newcomer));
    }

    fn reconnect(&mut self, conn: u64) {
        self.clerk.take(Request::Disconnect(ConnId(conn)));
        let staff = STAFF.into_iter().find(|(own, ..)| *own == conn);
        if let Some((_, person, dialect)) = staff {
            self.connect(conn, Role::Staff, dialect, Some(person));
            let token = Secret::new(self.tokens[person].clone());
            let resume = StaffCommand::Resume(token);
            self.clerk.take(Request::Said(ConnId(conn), Said::Staff(resume)));
        } else {
            let display = DISPLAYS.into_iter().find(|(own, _)| *own == conn);
            let (_, dialect) = display.expect("a connection of the hall");
            self.connect(conn, Role::Display, dialect, None);
        }
        self.finish();
    }

    fn finish(&mut self) {
        assert!(self.clerk.finish(true).is_continue(), "the desk is not lost");
        let mut closed = Vec::new();
        for (conn, ear) in &mut self.ears {
            let mut out = BytesMut::new();
            ear.outbox.take(&mut out);
            for text in texts(&out) {
                if text.starts_with("success ") || text.starts_with("error ") {
                    ear.answers.push(text.clone());
                }
                match &mut ear.mirror {
                    Mirror::Staff(mirror) => {
                        mirror.apply(&text.parse::<StaffMessage>().expect("a staff message"));
                    }
                    Mirror::Display(mirror) if *conn != KIOSK.0 => {
                        mirror.apply(&text.parse::<DisplayMessage>().expect("a display message"));
                    }
                    Mirror::Display(_) => {}
                }
            }
            if ear.outbox.is_closing() {
                closed.push(*conn);
            }
        }
        for conn in closed {
            if conn == KIOSK.0 {
                self.clerk.take(Request::Disconnect(KIOSK));
                self.connect(conn, Role::Kiosk, Dialect::Classic, None);
                self.finish();
            } else {
                self.reconnect(conn);
            }
        }
    }

    /// Every person who may has a token that is good.
    fn renew_tokens(&mut self) {
        for (person, user) in USERS.into_iter().enumerate() {
            let hash = TokenHash::of(&self.tokens[person]);
            if self.clerk.core.accounts().session(&hash).is_none() {
                let request = AdminRequest::StaffToken { user: user.to_owned() };
                if let Ok(token) = self.administer(request) {
                    self.tokens[person] = token.concat();
                }
            }
        }
    }

    /// The classic dialect has no word for a sign-in that ended: its client connects anew.
    fn renew_classic(&mut self) {
        for (conn, ..) in STAFF.into_iter().filter(|(.., dialect)| *dialect == Dialect::Classic) {
            if self.clerk.core.signed_in(ConnId(conn)).is_none() {
                self.reconnect(conn);
            }
        }
    }

    fn check(&self) {
        let core = &self.clerk.core;
        let desk = core.desk();
        let shown: BTreeMap<TableNo, Option<TicketId>> = desk
            .seats()
            .map(|(table, _)| (table, desk.shown_at(table).map(|ticket| ticket.id)))
            .collect();
        let waiting: BTreeSet<TicketId> = desk.waiting().collect();
        for (conn, ear) in self.ears.iter().filter(|(conn, _)| **conn != KIOSK.0) {
            let mirror = match &ear.mirror {
                Mirror::Display(mirror) => {
                    assert_eq!(mirror.tables, shown);
                    continue;
                }
                Mirror::Staff(mirror) => mirror,
            };
            let Some(sign_in) = core.signed_in(ConnId(*conn)) else {
                if ear.is_v2 {
                    assert!(mirror.tickets.is_empty(), "who is signed out holds nothing");
                    assert!(!mirror.is_signed_in);
                }
                continue;
            };
            let state = |wanted: TicketState| -> BTreeSet<TicketId> {
                let held = mirror.tickets.values().filter(|held| held.state == wanted);
                held.map(|held| held.ticket.id).collect()
            };
            assert_eq!(state(TicketState::Waiting), waiting);
            if !ear.is_v2 {
                continue;
            }
            let person = sign_in.person;
            let claimed = desk.claimed_by(person).map(|ticket| ticket.id);
            assert_eq!(state(TicketState::Mine), claimed.collect());
            assert_eq!(mirror.tickets.len(), desk.open_tickets().count());
            assert_eq!(mirror.seat, desk.table_of(person));
            let name = |person| core.accounts().person(person).expect("known").name.clone();
            let at: BTreeMap<TableNo, String> =
                desk.seats().map(|(table, person)| (table, name(person))).collect();
            assert_eq!(mirror.at, at);
            for held in mirror.tickets.values() {
                let ticket = desk.ticket(held.ticket.id).expect("open");
                assert_eq!(held.ticket, render::wire(core, ticket));
                assert_eq!(held.about.calls, Some(ticket.calls));
                assert_eq!(held.about.note, ticket.note);
                assert_eq!(held.about.table, ticket.table);
            }
        }
        self.check_crash();
    }

    /// What is live is what a start after a crash at this moment would load.
    fn check_crash(&self) {
        let now = self.disk.lock().unwrap_or_else(PoisonError::into_inner).now.clone();
        let disk = Arc::new(Mutex::new(Disk::of(now)));
        let mut store = Store::on(Memory::open(&disk, false));
        let clock = self.clerk.clock.now();
        let crashed = load(&mut store, &self.settings, clock).expect("loads");
        let core = &self.clerk.core;
        let of = |core: &Core| {
            let mut sessions: Vec<_> = core.accounts().sessions().collect();
            sessions.sort_by_key(|(token, _)| *token);
            (
                core.desk().open_tickets().cloned().collect::<Vec<_>>(),
                core.desk().seats().collect::<Vec<_>>(),
                core.accounts().people().cloned().collect::<Vec<_>>(),
                sessions,
                core.desk().next_ticket(),
                core.samples(),
                Fact::ALL.map(|fact| core.fact(fact)),
            )
        };
        assert_eq!(of(&crashed), of(core), "what a start loads is what is live");
    }
}

/// The texts of server frames; in these tests always whole.
fn texts(mut bytes: &[u8]) -> Vec<String> {
    let mut texts = Vec::new();
    while let [_, short, ..] = bytes {
        let (length, from) = match short {
            126 => (usize::from(u16::from_be_bytes([bytes[2], bytes[3]])), 4),
            short => (usize::from(*short), 2),
        };
        texts.push(String::from_utf8(bytes[from..from + length].to_vec()).expect("text"));
        bytes = &bytes[from + length..];
    }
    texts
}

#[derive(Debug, Clone)]
enum Step {
    Visit(u8),
    Ask(u8, u8),
    Say(u64, StaffCommand),
    Pick(u64, Arg<TableNo>),
    Resume(u64),
    Disable(usize),
    Enable(usize),
    Tick,
}

#[derive(Debug, Clone, Copy)]
enum Between {
    Reconnect(u64),
    Pass(u64),
    Level,
    FailWrite,
    FailSync,
}

fn step() -> impl Strategy<Value = Step> {
    let ticket = || (0i64..8).prop_map(|id| Arg::from(TicketId::new(id).expect("not negative")));
    let table = || (0u32..4).prop_map(|table| Arg::from(TableNo(table)));
    let conn = || 0u64..4;
    let command = prop_oneof![
        2 => Just(StaffCommand::Unpick),
        4 => Just(StaffCommand::Next),
        1 => Just(StaffCommand::Logout),
        2 => ticket().prop_map(StaffCommand::Accept),
        2 => ticket().prop_map(StaffCommand::Complete),
        2 => ticket().prop_map(StaffCommand::Cancel),
        1 => ticket().prop_map(StaffCommand::NoShow),
        2 => ticket().prop_map(StaffCommand::Release),
        2 => ticket().prop_map(StaffCommand::Reopen),
        2 => ticket().prop_map(StaffCommand::Withdraw),
        1 => ticket().prop_map(StaffCommand::Recall),
        2 => (ticket(), table()).prop_map(|(ticket, table)| StaffCommand::Transfer { ticket, table }),
        1 => ticket().prop_map(|ticket| StaffCommand::Note { ticket, text: "a form".to_owned() }),
        1 => table().prop_map(StaffCommand::Free),
    ];
    prop_oneof![
        4 => any::<u8>().prop_map(Step::Visit),
        2 => (0u8..4, 0u8..3).prop_map(|(key, visitor)| Step::Ask(key, visitor)),
        12 => (conn(), command).prop_map(|(conn, command)| Step::Say(conn, command)),
        4 => (conn(), table()).prop_map(|(conn, table)| Step::Pick(conn, table)),
        2 => conn().prop_map(Step::Resume),
        1 => (0usize..3).prop_map(Step::Disable),
        2 => (0usize..3).prop_map(Step::Enable),
        1 => Just(Step::Tick),
    ]
}

fn between() -> impl Strategy<Value = Between> {
    prop_oneof![
        2 => prop_oneof![0u64..4, 10u64..12].prop_map(Between::Reconnect),
        2 => (1u64..50_000).prop_map(Between::Pass),
        3 => Just(Between::Level),
        1 => Just(Between::FailWrite),
        1 => Just(Between::FailSync),
    ]
}

impl Hall {
    fn play(&mut self, step: Step) {
        match step {
            Step::Visit(visitor) => {
                let email = format!("v{visitor}@a.b");
                let new = NewTicket { email, name: "Visitor".to_owned() };
                self.clerk.take(Request::Said(KIOSK, Said::Kiosk(KioskCommand::New(new))));
            }
            Step::Ask(key, visitor) => {
                let request = WireRequest::new(
                    format!("key{key}").parse::<Key>().expect("a key"),
                    format!("v{visitor}@a.b"),
                    "Visitor",
                );
                let command = KioskCommand::Request(Arg::Good(request));
                self.clerk.take(Request::Said(KIOSK, Said::Kiosk(command)));
            }
            Step::Say(conn, command) => {
                self.clerk.take(Request::Said(ConnId(conn), Said::Staff(command)));
            }
            Step::Pick(conn, table) => {
                let person = self.ears[&conn].person.expect("staff");
                let token = Secret::new(self.tokens[person].clone());
                let pick = StaffCommand::Pick { table, token };
                self.clerk.take(Request::Said(ConnId(conn), Said::Staff(pick)));
            }
            Step::Resume(conn) => {
                let person = self.ears[&conn].person.expect("staff");
                let resume = StaffCommand::Resume(Secret::new(self.tokens[person].clone()));
                self.clerk.take(Request::Said(ConnId(conn), Said::Staff(resume)));
            }
            Step::Disable(person) => {
                let user = USERS[person].to_owned();
                self.queue(AdminRequest::StaffDisable { user });
            }
            Step::Enable(person) => {
                let user = USERS[person].to_owned();
                self.queue(AdminRequest::StaffEnable { user });
            }
            Step::Tick => self.clerk.take(Request::Tick),
        }
    }

    fn queue(&mut self, request: AdminRequest) {
        let (reply, _answer) = oneshot::channel();
        self.clerk.take(Request::Admin { request, reply });
    }

    fn between(&mut self, between: Between) {
        match between {
            Between::Reconnect(conn) => self.reconnect(conn),
            Between::Pass(secs) => self.clerk.clock.pass(Duration::from_secs(secs)),
            Between::Level => drop(self.clerk.level(STEP)),
            Between::FailWrite => self.fail(Fail::NotWritten),
            Between::FailSync => self.fail(Fail::Unsure),
        }
    }

    fn fail(&mut self, fail: Fail) {
        self.disk.lock().unwrap_or_else(PoisonError::into_inner).fail.push_back(fail);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_mirror_equals_the_desk_whatever_fails(
        batches in proptest::collection::vec(
            (proptest::option::of(between()), proptest::collection::vec(step(), 1..5)),
            1..25,
        )
    ) {
        let mut hall = Hall::new();
        for (between, steps) in batches {
            if let Some(between) = between {
                hall.between(between);
            }
            for step in steps {
                hall.play(step);
            }
            hall.finish();
            hall.check();
            hall.disk.lock().unwrap_or_else(PoisonError::into_inner).fail.clear();
            hall.renew_tokens();
            hall.renew_classic();
        }
    }
}

#[test]
fn a_batch_that_is_not_saved_leaves_no_trace_and_tells_everybody() {
    let mut hall = Hall::new();
    hall.play(Step::Pick(0, Arg::Good(TableNo(1))));
    hall.finish();
    hall.fail(Fail::NotWritten);
    let next = || Step::Say(0, StaffCommand::Next);
    for step in [Step::Visit(1), next(), Step::Say(0, StaffCommand::Unpick)] {
        hall.play(step);
    }
    hall.finish();
    hall.check();
    let could_not = |verb: &str| format!("error {verb} the server could not save this");
    let staff = &hall.ears[&0].answers;
    assert_eq!(staff[staff.len() - 2..], [could_not("next"), could_not("unpick")]);
    assert_eq!(hall.ears[&KIOSK.0].answers, [could_not("new")]);
    hall.play(Step::Visit(1));
    hall.play(next());
    hall.finish();
    hall.check();
    assert_eq!(hall.ears[&0].answers.last().map(String::as_str), Some("success next 0"));
}

#[test]
fn many_sign_ins_in_one_batch_show_one_state() {
    let mut hall = Hall::new();
    for visitor in 0..20 {
        hall.play(Step::Visit(visitor));
    }
    hall.finish();
    for _ in 0..100 {
        hall.play(Step::Resume(0));
    }
    assert!(hall.clerk.finish(true).is_continue());
    let mut out = BytesMut::new();
    hall.ears[&0].outbox.take(&mut out);
    let texts = texts(&out);
    let count = |word: &str| texts.iter().filter(|text| *text == word).count();
    assert_eq!((count("reset"), count("ready")), (1, 1));
    let answers = texts.iter().filter(|text| text.starts_with("success resume")).count();
    assert_eq!(answers, 100);
    assert!(out.len() < 50_000, "{} bytes", out.len());
}

#[test]
fn a_connection_that_is_being_closed_acts_no_more() {
    let mut hall = Hall::new();
    hall.play(Step::Visit(1));
    hall.play(Step::Pick(0, Arg::Good(TableNo(1))));
    hall.finish();
    hall.ears[&0].outbox.close(1008);
    hall.clerk.take(Request::Said(ConnId(0), Said::Staff(StaffCommand::Next)));
    assert!(hall.clerk.finish(true).is_continue());
    assert_eq!(hall.clerk.core.desk().waiting_count(), 1);
}

#[test]
fn a_device_that_was_revoked_is_closed_though_its_name_is_given_again_in_the_same_batch() {
    let mut hall = Hall::new();
    let (kind, name) = (shared::device::DeviceKind::Kiosk, "Hall".to_owned());
    let added = hall.administer(AdminRequest::DeviceAdd { kind, name: name.clone() });
    let key = TokenHash::of(&added.expect("a key").concat());
    let outbox = Arc::new(Outbox::new(None));
    let there = Arc::clone(&outbox);
    let newcomer = Newcomer {
        role: Role::Kiosk,
        dialect: Dialect::V2,
        device: Some(key),
        address: Ipv4Addr::LOCALHOST.into(),
        limited: None,
        outbox: there,
    };
    hall.clerk.take(Request::Connect(ConnId(50), newcomer));
    hall.finish();
    assert!(!outbox.is_closing());
    hall.queue(AdminRequest::DeviceRevoke { name: name.clone() });
    hall.queue(AdminRequest::DeviceAdd { kind, name });
    let new = NewTicket { email: "a@b.c".to_owned(), name: "Ann".to_owned() };
    hall.clerk.take(Request::Said(ConnId(50), Said::Kiosk(KioskCommand::New(new))));
    hall.finish();
    assert!(outbox.is_closing());
    assert_eq!(hall.clerk.core.desk().waiting_count(), 0, "it acts no more");
}

fn ask_for_a_ticket(hall: &mut Hall) -> Arc<Outbox> {
    let new = NewTicket { email: "a@b.c".to_owned(), name: "Ann".to_owned() };
    hall.clerk.take(Request::Said(KIOSK, Said::Kiosk(KioskCommand::New(new))));
    Arc::clone(&hall.ears[&KIOSK.0].outbox)
}

/// What was saved stays saved, and whoever asked comes back and asks again.
#[test]
fn nobody_hears_anything_of_a_desk_that_another_may_lead() {
    let mut hall = Hall::new();
    let kiosk = ask_for_a_ticket(&mut hall);
    hall.disk.lock().unwrap().is_silent = true;
    assert!(hall.clerk.finish(true).is_continue());
    let mut heard = BytesMut::new();
    for ear in hall.ears.values() {
        ear.outbox.take(&mut heard);
        assert!(ear.outbox.is_closing());
    }
    assert!(heard.is_empty(), "{heard:?}");
    assert!(kiosk.is_closing());
    assert_eq!(hall.clerk.core.desk().waiting_count(), 1);
    hall.disk.lock().unwrap().is_silent = false;
    hall.connect(200, Role::Kiosk, Dialect::V2, None);
    assert!(hall.clerk.finish(true).is_continue());
    hall.ears[&200].outbox.take(&mut heard);
    assert!(!heard.is_empty());
}

#[test]
fn a_desk_that_is_led_elsewhere_ends_the_clerk_without_a_word() {
    let mut hall = Hall::new();
    let kiosk = ask_for_a_ticket(&mut hall);
    hall.disk.lock().unwrap().fail.push_back(Fail::Lost);
    assert!(hall.clerk.finish(true).is_break());
    let mut heard = BytesMut::new();
    kiosk.take(&mut heard);
    assert!(heard.is_empty(), "{heard:?}");
    assert!(kiosk.is_closing());
}

#[test]
fn a_core_that_cannot_be_brought_back_ends_the_clerk() {
    let mut hall = Hall::new();
    // What cannot be read back: a journal row of a newer form.
    let newer = "{\"v\":1000000,\"entries\":[]}".to_owned();
    hall.disk.lock().unwrap_or_else(PoisonError::into_inner).now.journal.insert(999, newer);
    hall.fail(Fail::NotWritten);
    hall.play(Step::Visit(1));
    assert!(hall.clerk.finish(true).is_break());
    assert!(hall.clerk.is_stopped);
    assert!(hall.ears.values().all(|ear| ear.outbox.is_closing()));
}

#[test]
fn a_clock_that_jumped_purges_nobody_before_a_tick_has_noticed() {
    let mut hall = Hall::new();
    let set = AdminRequest::DeskSet { key: "retention_days".to_owned(), value: 30.into() };
    hall.administer(set).expect("set");
    assert!(hall.what_is_due().forget_before.is_some());
    hall.clerk.clock.jump(400 * DAY_MS);
    assert!(!hall.what_is_due().is_something());
    assert_eq!(hall.administer(AdminRequest::Purge), Err(Refusal::ClockDoubted.to_string()));
    // Nor if the server is stopped before one has.
    let notes = hall.clerk.core.last_notes(hall.clerk.clock.now());
    let is_doubted =
        |change: &Change| matches!(change, Change::TimeNoted { doubted_since: Some(_) });
    assert!(notes.iter().any(|(_, change)| is_doubted(change)));
}

#[test]
fn doubt_about_the_clock_outlasts_a_disk_that_takes_no_changes() {
    let mut hall = Hall::new();
    hall.clerk.clock.pass(Duration::from_secs(1));
    hall.play(Step::Tick);
    hall.finish();
    hall.clerk.clock.jump(3 * DAY_MS);
    for _ in 0..3 {
        hall.fail(Fail::NotWritten);
        hall.clerk.clock.pass(Duration::from_secs(1));
        hall.play(Step::Tick);
        hall.finish();
        hall.disk.lock().unwrap_or_else(PoisonError::into_inner).fail.clear();
    }
    hall.clerk.clock.pass(Duration::from_secs(1));
    hall.play(Step::Tick);
    hall.finish();
    assert!(hall.doubts_clock());
    hall.check();
    // A confirmation that was not saved is none; one that was is.
    hall.fail(Fail::NotWritten);
    assert!(hall.administer(AdminRequest::ConfirmClock).is_err());
    assert!(hall.doubts_clock());
    hall.administer(AdminRequest::ConfirmClock).expect("confirmed");
    assert!(!hall.doubts_clock());
    hall.check();
}

#[test]
fn a_device_that_hung_up_is_taken_out_before_the_tables_are_written() {
    let mut hall = Hall::new();
    let admission = Arc::clone(&hall.clerk.admission);
    let here = std::net::Ipv4Addr::LOCALHOST.into();
    let mut pairing = admission.ask(shared::device::DeviceKind::Kiosk, here).expect("a code");
    let code = pairing.code.clone();
    hall.queue(AdminRequest::DeviceApprove { code, name: Some("Hall".to_owned()) });
    // It hangs up between the decision and the disk.
    pairing.key.close();
    hall.finish();
    while !hall.clerk.level(STEP) {}
    assert!(hall.clerk.core.devices().named("Hall").is_none());
    hall.check();
}

#[test]
fn an_administrator_is_not_told_no_where_a_crash_may_say_yes() {
    let mut hall = Hall::new();
    hall.fail(Fail::Unsure);
    hall.fail(Fail::Unsure);
    let user = USERS[0].to_owned();
    let answer = hall.administer(AdminRequest::StaffDisable { user }).unwrap_err();
    assert_ne!(answer, Refusal::NotSaved.to_string());
    assert!(answer.contains("not known"), "{answer}");
}

#[test]
fn nobody_is_said_to_be_erased_whose_ticket_was_opened_again_meanwhile() {
    let mut hall = Hall::new();
    let ticket = TicketId::new(0).expect("an id");
    hall.play(Step::Visit(1));
    hall.play(Step::Pick(0, Arg::Good(TableNo(1))));
    hall.play(Step::Say(0, StaffCommand::Next));
    hall.play(Step::Say(0, StaffCommand::Complete(Arg::Good(ticket))));
    hall.finish();
    hall.play(Step::Say(0, StaffCommand::Reopen(Arg::Good(ticket))));
    let mut forget = |cause| {
        let input = Input::Forget { by: By::Administrator, tickets: vec![ticket], cause };
        let (reply, mut answer) = oneshot::channel();
        hall.clerk.take(Request::Job { input, reply });
        hall.finish();
        answer.try_recv().expect("an answer")
    };
    assert_eq!(forget(Forget::Erased), Err(Refusal::VisitorStillHere));
    assert_eq!(forget(Forget::Retention), Ok(()));
    assert_eq!(hall.clerk.core.desk().ticket(ticket).expect("open").email, "v1@a.b");
    hall.check();
}

/// Whoever asks and loses the right to it in one batch reads nothing.
#[test]
fn what_is_read_beside_the_clerk_needs_the_right_at_the_end_of_the_batch() {
    use shared::person::Role as PersonRole;
    for (request, refusal) in [
        (
            AdminRequest::StaffRole { user: "ada".to_owned(), role: PersonRole::Lead },
            Refusal::NeedsAdmin,
        ),
        (AdminRequest::StaffDisable { user: "ada".to_owned() }, Refusal::Relogin),
    ] {
        let mut hall = Hall::new();
        let (reply, mut granted) = oneshot::channel();
        let command = "audit 2026-01-01 2026-12-31".parse().expect("a command");
        hall.clerk.take(Request::Aside { conn: ConnId(0), command, reply });
        let (reply, _answer) = oneshot::channel();
        hall.clerk.take(Request::Admin { request, reply });
        hall.finish();
        assert!(matches!(granted.try_recv(), Ok(Err(it)) if it == refusal));
    }
}
