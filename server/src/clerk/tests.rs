//! What every kind of client folds from its messages equals the desk, after any sequence of
//! commands and any reconnect; and what is stored equals what is live.

use std::collections::{BTreeMap, BTreeSet};

use bytes::BytesMut;
use proptest::prelude::*;
use shared::command::{KioskCommand, NewTicket as NewWire};
use shared::ids::{TableNo, TicketId};
use shared::message::{DisplayMessage, StaffMessage};
use shared::mirror::{DisplayMirror, StaffMirror, Standing};
use shared::text::{Arg, Secret};

use super::*;
use crate::session::Dialect;

enum Mirror {
    Staff(Box<StaffMirror>),
    Display(Box<DisplayMirror>),
}

struct Ear {
    outbox: Arc<Outbox>,
    mirror: Mirror,
    person: Option<usize>,
    is_v2: bool,
}

struct Hall {
    clerk: Clerk,
    tokens: Vec<String>,
    ears: BTreeMap<u64, Ear>,
    _dir: tempfile::TempDir,
}

/// The connection by which visitors come.
const KIOSK: u64 = 99;

const STAFF: [(u64, usize, Dialect); 4] =
    [(0, 0, Dialect::V2), (1, 1, Dialect::V2), (2, 2, Dialect::Classic), (3, 0, Dialect::V2)];
const DISPLAYS: [(u64, Dialect); 2] = [(10, Dialect::Classic), (11, Dialect::V2)];

impl Hall {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let settings = Settings::for_dir(dir.path().to_owned());
        let mut clerk =
            Clerk::open(World::default(), Arc::new(settings), Arc::default()).expect("a desk");
        let mut tokens = Vec::new();
        for user in ["ada", "bob", "cy"] {
            let (name, password) = (user.to_uppercase(), None);
            let user = user.to_owned();
            let add = AdminRequest::StaffAdd { user: user.clone(), name, is_admin: true, password };
            clerk.administer(add).expect("added");
            tokens.extend(clerk.administer(AdminRequest::StaffToken { user }).expect("issued"));
        }
        clerk.finish(true);
        let mut hall = Self { clerk, tokens, ears: BTreeMap::new(), _dir: dir };
        for (conn, _, _) in STAFF {
            hall.reconnect(conn);
        }
        for (conn, _) in DISPLAYS {
            hall.reconnect(conn);
        }
        hall.clerk.handle(Request::Connect {
            conn: KIOSK,
            role: Role::Kiosk,
            dialect: Dialect::Classic,
            device: None,
            limited: None,
            outbox: Arc::new(Outbox::new(None)),
        });
        hall
    }

    fn reconnect(&mut self, conn: u64) {
        self.clerk.handle(Request::Disconnect { conn });
        self.clerk.finish(true);
        let outbox = Arc::new(Outbox::new(None));
        let staff = STAFF.into_iter().find(|(own, ..)| *own == conn);
        let display = DISPLAYS.into_iter().find(|(own, _)| *own == conn);
        let dialect = staff.map(|(.., dialect)| dialect).or(display.map(|(_, dialect)| dialect));
        let dialect = dialect.expect("a connection of the hall");
        let role = if staff.is_some() { Role::Staff } else { Role::Display };
        let mirror = if staff.is_some() {
            Mirror::Staff(Box::default())
        } else {
            Mirror::Display(Box::default())
        };
        let person = staff.map(|(_, person, _)| person);
        let is_v2 = dialect == Dialect::V2;
        self.ears.insert(conn, Ear { outbox: Arc::clone(&outbox), mirror, person, is_v2 });
        self.clerk.handle(Request::Connect {
            conn,
            role,
            dialect,
            device: None,
            limited: None,
            outbox,
        });
        if let Some(person) = person {
            let token = Secret::new(self.tokens[person].clone());
            self.clerk.handle(Request::Staff { conn, command: StaffCommand::Resume(token) });
        }
        self.clerk.finish(true);
        self.listen();
    }

    fn say(&mut self, conn: u64, command: StaffCommand) {
        self.clerk.handle(Request::Staff { conn, command });
        self.clerk.finish(true);
        self.listen();
    }

    fn visit(&mut self, email: &str) {
        let new = NewWire { email: email.to_owned(), name: "Visitor".to_owned() };
        let before = self.clerk.desk.waiting_count();
        self.clerk.handle(Request::Kiosk { conn: KIOSK, command: KioskCommand::New(new) });
        self.clerk.finish(true);
        assert_eq!(self.clerk.desk.waiting_count(), before + 1, "a ticket was made");
        self.listen();
    }

    fn listen(&mut self) {
        for ear in self.ears.values_mut() {
            let mut out = BytesMut::new();
            ear.outbox.take(&mut out);
            for text in texts(&out) {
                match &mut ear.mirror {
                    Mirror::Staff(mirror) => {
                        mirror.apply(&text.parse::<StaffMessage>().expect("a staff message"));
                    }
                    Mirror::Display(mirror) => {
                        mirror.apply(&text.parse::<DisplayMessage>().expect("a display message"));
                    }
                }
            }
        }
    }

    fn check(&self) {
        let desk = &self.clerk.desk;
        let shown: BTreeMap<TableNo, Option<TicketId>> = desk
            .seats()
            .map(|(table, _)| (table, desk.shown_at(table).map(|ticket| ticket.id)))
            .collect();
        let waiting: BTreeSet<TicketId> = desk.waiting().collect();
        for ear in self.ears.values() {
            let mirror = match &ear.mirror {
                Mirror::Display(mirror) => {
                    assert_eq!(mirror.tables, shown);
                    continue;
                }
                Mirror::Staff(mirror) => mirror,
            };
            let standing = |wanted: Standing| -> BTreeSet<TicketId> {
                let held = mirror.tickets.values().filter(|held| held.standing == wanted);
                held.map(|held| held.ticket.id).collect()
            };
            assert_eq!(standing(Standing::Waiting), waiting);
            if !ear.is_v2 {
                continue;
            }
            let user = ["ada", "bob", "cy"][ear.person.expect("staff")];
            let person = desk.person_named(user).expect("an account").id;
            assert_eq!(standing(Standing::Mine), desk.claimed_by(person).collect());
            assert_eq!(mirror.tickets.len(), desk.open_tickets().count());
            assert_eq!(mirror.seat, desk.table_of(person));
            let at: BTreeMap<TableNo, String> =
                desk.seats().map(|(table, person)| (table, person.name.clone())).collect();
            assert_eq!(mirror.at, at);
            for held in mirror.tickets.values() {
                let ticket = desk.ticket(held.ticket.id).expect("open");
                assert_eq!(held.ticket, render::wire(desk, ticket));
                assert_eq!(held.about.calls, Some(ticket.calls));
                assert_eq!(held.about.note, ticket.note);
                assert_eq!(held.about.table, ticket.table);
            }
        }
        let stored = self.clerk.store.load().expect("readable");
        let live: Vec<_> = desk.open_tickets().cloned().collect();
        let mut open = stored.open;
        open.sort_by_key(|ticket| ticket.id);
        assert_eq!(open, live, "what the store loads is what is live");
        assert_eq!(stored.seats.len(), desk.seats().count());
        // What is known of visitors is what a start after a crash would know.
        let crashed = Store::open(&self.clerk.settings.data_dir).expect("opens");
        for ticket in desk.open_tickets() {
            let known = self.clerk.store.visitor(&ticket.email).expect("readable");
            assert_eq!(known.as_deref(), Some("Visitor"));
            assert_eq!(crashed.visitor(&ticket.email).expect("readable"), known);
        }
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
    Say(u64, StaffCommand),
    Reconnect(u64),
    Idle,
}

fn step() -> impl Strategy<Value = Step> {
    let ticket = || (0i64..8).prop_map(|id| Arg::from(TicketId::new(id).expect("not negative")));
    let table = || (0u32..4).prop_map(|table| Arg::from(TableNo(table)));
    let conn = || 0u64..4;
    let command = prop_oneof![
        Just(StaffCommand::Unpick),
        Just(StaffCommand::Next),
        Just(StaffCommand::Next),
        ticket().prop_map(StaffCommand::Accept),
        ticket().prop_map(StaffCommand::Complete),
        ticket().prop_map(StaffCommand::Cancel),
        ticket().prop_map(StaffCommand::NoShow),
        ticket().prop_map(StaffCommand::Release),
        ticket().prop_map(StaffCommand::Reopen),
        ticket().prop_map(StaffCommand::Withdraw),
        ticket().prop_map(StaffCommand::Recall),
        (ticket(), table()).prop_map(|(ticket, table)| StaffCommand::Transfer { ticket, table }),
        ticket().prop_map(|ticket| StaffCommand::Note { ticket, text: "brings a form".to_owned() }),
        table().prop_map(StaffCommand::Free),
    ];
    // The token is filled in by who says it.
    let pick = table().prop_map(|table| StaffCommand::Pick { table, token: Secret::new("") });
    prop_oneof![
        3 => any::<u8>().prop_map(Step::Visit),
        8 => (conn(), command).prop_map(|(conn, command)| Step::Say(conn, command)),
        3 => (conn(), pick).prop_map(|(conn, command)| Step::Say(conn, command)),
        1 => prop_oneof![conn(), 10u64..12].prop_map(Step::Reconnect),
        1 => Just(Step::Idle),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_mirror_equals_the_desk(steps in proptest::collection::vec(step(), 1..40)) {
        let mut hall = Hall::new();
        for step in steps {
            match step {
                Step::Visit(visitor) => hall.visit(&format!("v{visitor}@a.b")),
                Step::Reconnect(conn) => hall.reconnect(conn),
                Step::Idle => {
                    hall.clerk.clock.pass(Duration::from_secs(61));
                    hall.clerk.use_idle_time();
                }
                Step::Say(conn, StaffCommand::Pick { table, .. }) => {
                    let person = hall.ears[&conn].person.expect("staff");
                    let token = Secret::new(hall.tokens[person].clone());
                    hall.say(conn, StaffCommand::Pick { table, token });
                }
                Step::Say(conn, command) => hall.say(conn, command),
            }
            hall.check();
        }
    }
}
