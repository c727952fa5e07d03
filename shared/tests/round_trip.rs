//! Both laws: what is written reads back as the same, and what was read is written as something
//! that reads the same. The corpus of the fuzz target is held to the second one too.

use std::fmt::Display;
use std::str::FromStr;

use proptest::prelude::*;
use shared::command::{
    Day, DisplayCommand, KioskCommand, NewTicket, PasswordChange, Request, StaffCommand, Verb,
};
use shared::device::{
    Device, DeviceKind, DeviceReport, DisplayShared, Enrolment, KioskShared, Paper,
};
use shared::ids::{TableNo, TicketId};
use shared::message::{
    Common, DeskState, DisplayMessage, Joining, KioskMessage, Me, Sentence, StaffMessage,
    StaffSuccess, StandingWarning, Trouble, Waiting, Warnings,
};
use shared::opening::{DayHours, Hours, OpenFor, Opening};
use shared::person::{Account, FirstSetup, PersonChange, PersonMade, Role};
use shared::print::{PrintSettings, Printer, Printers, Sheet};
use shared::refusal::Refusal;
use shared::service::{
    Identity, IdentityKind, Offer, Offers, Prefix, Priority, Service, ServiceId, ServiceIds, Takes,
};
use shared::text::{Arg, Secret};
use shared::ticket::{DisplayAbout, KioskAbout, Outcome, Source, StaffAbout, Ticket, WireTime};

fn reads_back<T>(value: &T) -> Result<(), TestCaseError>
where
    T: Display + FromStr + PartialEq + std::fmt::Debug,
{
    let text = value.to_string();
    let read: Option<T> = text.parse().ok();
    prop_assert_eq!(read.as_ref(), Some(value), "{}", text);
    Ok(())
}

fn settles<T: Display + FromStr + PartialEq>(text: &str) -> bool {
    let Ok(value) = text.parse::<T>() else { return true };
    value.to_string().parse::<T>().is_ok_and(|again| again == value)
}

fn every_reader_settles(text: &str) -> bool {
    settles::<StaffCommand>(text)
        && settles::<KioskCommand>(text)
        && settles::<DisplayCommand>(text)
        && settles::<StaffMessage>(text)
        && settles::<KioskMessage>(text)
        && settles::<DisplayMessage>(text)
}

fn id() -> impl Strategy<Value = TicketId> {
    (0i64..=i64::MAX).prop_filter_map("never negative", TicketId::new)
}

fn table() -> impl Strategy<Value = TableNo> {
    any::<u32>().prop_map(TableNo)
}

fn words() -> impl Strategy<Value = String> {
    "[^\\s\\p{C}]{1,8}( [^\\s\\p{C}]{1,8}){0,3}"
}

fn word() -> impl Strategy<Value = String> {
    "[^\\s\\p{C}]{1,12}"
}

fn ticket() -> impl Strategy<Value = Ticket> {
    let time = || (1i64..4_000_000_000_000).prop_map(WireTime::from_millis);
    let staff = proptest::option::of(words().prop_filter("not nobody", |name| name != "{}"));
    let end = proptest::option::of((1000i64..4_000_000_000_000).prop_map(WireTime::from_millis));
    (id(), word(), words(), staff, time(), end).prop_map(|(id, email, name, staff, start, end)| {
        Ticket { id, email, name, staff, start, end }
    })
}

fn staff_command() -> impl Strategy<Value = StaffCommand> {
    let ticket = || prop_oneof![id().prop_map(Arg::Good), Just(Arg::Bad("x1".to_owned()))];
    let at = || prop_oneof![table().prop_map(Arg::Good), Just(Arg::Bad("-1".to_owned()))];
    let day = || {
        (1970i32..2100, 1u32..=366)
            .prop_filter_map("not a leap year", |(y, d)| chrono::NaiveDate::from_yo_opt(y, d))
            .prop_map(|date| Arg::Good(Day(date)))
    };
    prop_oneof![
        (at(), word())
            .prop_map(|(table, token)| StaffCommand::Pick { table, token: Secret::new(token) }),
        Just(StaffCommand::Unpick),
        Just(StaffCommand::Logout),
        Just(StaffCommand::Next),
        proptest::option::of(1u32..=1440)
            .prop_map(|minutes| StaffCommand::Open(Arg::Good(OpenFor(minutes)))),
        Just(StaffCommand::People),
        Just(StaffCommand::Health),
        Just(StaffCommand::Backup),
        person().prop_map(|person| StaffCommand::Person(Arg::Good(person))),
        first_setup().prop_map(|setup| StaffCommand::SetUp(Arg::Good(setup))),
        day().prop_map(StaffCommand::Hours),
        (day(), day()).prop_map(|(from, to)| StaffCommand::Audit { from, to }),
        words().prop_map(StaffCommand::Visitor),
        words().prop_map(StaffCommand::Erase),
        (any::<u32>(), word())
            .prop_map(|(count, until)| StaffCommand::Enrol(Arg::Good(Enrolment { count, until }))),
        any::<u32>().prop_map(|days| StaffCommand::Retention(Arg::Good(days))),
        (ticket(), words()).prop_map(|(ticket, device)| StaffCommand::Print { ticket, device }),
        ticket().prop_map(StaffCommand::Accept),
        ticket().prop_map(StaffCommand::Complete),
        ticket().prop_map(StaffCommand::Cancel),
        ticket().prop_map(StaffCommand::Release),
        ticket().prop_map(StaffCommand::Reopen),
        ticket().prop_map(StaffCommand::NoShow),
        ticket().prop_map(StaffCommand::Withdraw),
        ticket().prop_map(StaffCommand::Recall),
        (word(), "\\PC{0,20}").prop_map(|(user, password)| StaffCommand::Login {
            user,
            password: Secret::new(password)
        }),
        word().prop_map(|token| StaffCommand::Resume(Secret::new(token))),
        (ticket(), at()).prop_map(|(ticket, table)| StaffCommand::Transfer { ticket, table }),
        (ticket(), "\\PC{0,20}").prop_map(|(ticket, text)| StaffCommand::Note { ticket, text }),
        at().prop_map(StaffCommand::Free),
        (word(), "\\PC{0,20}")
            .prop_map(|(email, name)| StaffCommand::New(NewTicket { email, name })),
        "\\PC{0,20}".prop_map(StaffCommand::Query),
        request().prop_map(|request| StaffCommand::Request(Arg::Good(request))),
        "\\PC{0,20}".prop_map(StaffCommand::Close),
        "\\PC{0,20}".prop_map(StaffCommand::Announce),
        (".{0,12}", ".{0,12}").prop_map(|(old, new)| StaffCommand::Password(Arg::Good(
            PasswordChange { old: Secret::new(old), new: Secret::new(new) }
        ))),
        (day(), day()).prop_map(|(from, to)| StaffCommand::Export { from, to }),
        (word(), "\\PC{0,20}").prop_map(|(code, name)| StaffCommand::Approve { code, name }),
        Just(StaffCommand::Devices),
        words().prop_map(StaffCommand::Revoke),
        prop_oneof![
            ticket().prop_map(StaffCommand::Arrived),
            words().prop_map(StaffCommand::Helped),
            (ticket(), proptest::sample::select(Priority::ALL)).prop_map(|(ticket, priority)| {
                StaffCommand::Priority { ticket, priority: Arg::Good(priority) }
            }),
            (ticket(), service_id()).prop_map(|(ticket, service)| StaffCommand::Refer {
                ticket,
                service: Arg::Good(service)
            }),
            proptest::collection::vec(service_id(), 0..3)
                .prop_map(|ids| StaffCommand::Serve(Arg::Good(ServiceIds(ids)))),
        ],
    ]
}

fn role() -> impl Strategy<Value = Role> {
    proptest::sample::select(Role::ALL)
}

fn account() -> impl Strategy<Value = Account> {
    (word(), words(), role(), any::<bool>(), proptest::option::of(any::<i64>()), any::<bool>())
        .prop_map(|(user, name, role, enabled, last, one_time)| Account {
            user,
            name,
            role,
            enabled,
            services: None,
            last,
            one_time,
        })
}

fn person() -> impl Strategy<Value = PersonChange> {
    let text = || proptest::option::of(".{0,10}");
    let services =
        proptest::option::of(proptest::option::of(proptest::collection::vec(service_id(), 0..3)));
    let role = proptest::option::of(role());
    let enabled = proptest::option::of(any::<bool>());
    (word(), text(), role, enabled, services, any::<bool>()).prop_map(
        |(user, name, role, enabled, services, reset)| PersonChange {
            user,
            name,
            role,
            enabled,
            services,
            reset,
        },
    )
}

fn first_setup() -> impl Strategy<Value = FirstSetup> {
    let text = || ".{0,10}";
    (word(), text(), proptest::option::of(any::<u32>()), word(), text(), text()).prop_map(
        |(code, organisation, tables, user, name, password)| FirstSetup {
            code,
            organisation,
            tables,
            user,
            name,
            password: Secret::new(password),
        },
    )
}

fn service_id() -> impl Strategy<Value = ServiceId> {
    "[!-~]{1,40}".prop_map(|text| text.parse().expect("a printable word is an id"))
}

fn offers() -> impl Strategy<Value = Offers> {
    let prefix = proptest::option::of(proptest::sample::select(Prefix::all().collect::<Vec<_>>()));
    let takes = proptest::option::of(proptest::sample::select(Takes::ALL));
    let kind = proptest::sample::select(IdentityKind::ALL);
    let offer = (service_id(), words(), prefix, 1..1000u32, kind, any::<bool>(), takes).prop_map(
        |(id, text, prefix, target_mins, kind, yes, takes)| {
            let identity = Identity { kind, optional: yes, ..Identity::default() };
            let text = [("en".to_owned(), text)].into();
            let service =
                Service { text, prefix, target_mins, identity, open: yes, ..Service::new(id) };
            Offer { service, takes }
        },
    );
    proptest::collection::vec(offer, 0..3).prop_map(Offers)
}

fn request() -> impl Strategy<Value = Request> {
    let reason = proptest::option::of("[a-z]{1,5}");
    let contact = proptest::option::of("[0-9]{1,5}");
    let service = proptest::option::of(service_id());
    ("[!-~]{1,64}", ".{0,10}", ".{0,10}", reason, any::<bool>(), service, contact).prop_map(
        |(key, email, name, reason, yes, service, contact)| Request {
            key: key.parse().expect("a printable word is a key"),
            email,
            name,
            reason,
            lang: None,
            again: yes.then_some(true),
            service,
            contact,
            priority: yes.then_some(Priority::High),
        },
    )
}

fn kiosk_command() -> impl Strategy<Value = KioskCommand> {
    prop_oneof![
        (word(), "\\PC{0,20}")
            .prop_map(|(email, name)| KioskCommand::New(NewTicket { email, name })),
        "\\PC{0,20}".prop_map(KioskCommand::Query),
        request().prop_map(|request| KioskCommand::Request(Arg::Good(request))),
        request().prop_map(|request| KioskCommand::Withdraw(Arg::Good(request.key))),
        report().prop_map(|report| KioskCommand::Device(Arg::Good(report))),
        Just(KioskCommand::Help),
        id().prop_map(|ticket| KioskCommand::Printed(Arg::Good(ticket))),
        id().prop_map(|ticket| KioskCommand::Unprinted(Arg::Good(ticket))),
    ]
}

fn report() -> impl Strategy<Value = DeviceReport> {
    let paper = proptest::option::of(proptest::sample::select(Paper::ALL));
    (words(), paper, any::<bool>(), proptest::collection::vec(word(), 0..3)).prop_map(
        |(version, paper, disk_failing, own)| DeviceReport { version, paper, disk_failing, own },
    )
}

fn staff_success() -> impl Strategy<Value = StaffSuccess> {
    let last = proptest::option::of(any::<i64>());
    let address = proptest::option::of(any::<std::net::IpAddr>());
    let device = (words(), last, any::<bool>(), address, proptest::option::of(report())).prop_map(
        |(name, last, connected, address, report)| {
            let kind = DeviceKind::Kiosk;
            Device { name, kind, last, connected, address, report }
        },
    );
    prop_oneof![
        prop_oneof![
            Just(StaffSuccess::Announce),
            Just(StaffSuccess::Close),
            Just(StaffSuccess::Logout),
            Just(StaffSuccess::Open),
            Just(StaffSuccess::Password),
            Just(StaffSuccess::Unpick),
        ],
        prop_oneof![
            id().prop_map(StaffSuccess::Cancel),
            id().prop_map(StaffSuccess::Claimed),
            id().prop_map(StaffSuccess::Complete),
            id().prop_map(StaffSuccess::Next),
            id().prop_map(StaffSuccess::NoShow),
            id().prop_map(StaffSuccess::Note),
            id().prop_map(StaffSuccess::Print),
            id().prop_map(StaffSuccess::Recall),
            id().prop_map(StaffSuccess::Release),
            id().prop_map(StaffSuccess::Reopen),
            id().prop_map(StaffSuccess::Transfer),
            id().prop_map(StaffSuccess::Withdraw),
        ],
        table().prop_map(StaffSuccess::Free),
        table().prop_map(StaffSuccess::Pick),
        words().prop_map(StaffSuccess::Approve),
        words().prop_map(StaffSuccess::Query),
        words().prop_map(StaffSuccess::Resume),
        words().prop_map(StaffSuccess::Revoke),
        word().prop_map(|token| StaffSuccess::Login(Secret::new(token))),
        ticket().prop_map(StaffSuccess::New),
        any::<u64>().prop_map(StaffSuccess::Export),
        proptest::collection::vec(device, 0..3).prop_map(StaffSuccess::Devices),
        prop_oneof![
            any::<u64>().prop_map(StaffSuccess::Audit),
            any::<u64>().prop_map(StaffSuccess::Visitor),
            any::<u64>().prop_map(StaffSuccess::Retention),
            words().prop_map(StaffSuccess::Erase),
            words().prop_map(StaffSuccess::Backup),
            word().prop_map(|token| StaffSuccess::SetUp(Secret::new(token))),
            word().prop_map(|token| StaffSuccess::Enrol(Secret::new(token))),
            words().prop_map(StaffSuccess::Helped),
            proptest::collection::vec(service_id(), 0..3)
                .prop_map(|ids| StaffSuccess::Serve(ServiceIds(ids))),
            (word(), proptest::option::of(word())).prop_map(|(user, password)| {
                let password = password.map(Secret::new);
                StaffSuccess::Person(PersonMade { user, password })
            }),
            proptest::collection::vec(account(), 0..3).prop_map(StaffSuccess::People),
            proptest::collection::vec(word(), 0..3).prop_map(|names| {
                let day = |date| DayHours {
                    date,
                    hours: vec![("09:00".to_owned(), "12:00".to_owned())],
                    name: std::collections::BTreeMap::new(),
                };
                StaffSuccess::Hours(names.into_iter().map(day).collect())
            }),
        ],
    ]
}

fn refusal() -> impl Strategy<Value = Refusal> {
    let all: Vec<Refusal> = Refusal::all().collect();
    prop_oneof![
        9 => proptest::sample::select(all),
        1 => any::<u64>().prop_map(Refusal::TooManyAttempts),
    ]
}

fn verb() -> impl Strategy<Value = Verb> {
    proptest::sample::select(Verb::ALL)
}

fn common() -> impl Strategy<Value = Common> {
    let wait = proptest::option::of((any::<u32>(), any::<u32>()));
    prop_oneof![
        any::<i64>().prop_map(Common::Tick),
        (any::<u64>(), wait).prop_map(|(count, wait)| Common::Waiting(Waiting { count, wait })),
        any::<u32>().prop_map(Common::Tables),
        (table(), words()).prop_map(|(table, text)| Common::Name { table, text }),
        offers().prop_map(Common::Services),
        (service_id(), any::<u64>()).prop_map(|(service, count)| Common::Lane {
            service,
            waiting: Waiting { count, wait: None }
        }),
        (word(), any::<i64>(), word()).prop_map(|(code, until, address)| Common::Join(Some(
            Joining { code, until, address }
        ))),
        Just(Common::Join(None)),
        Just(Common::Desk(DeskState::Open)),
        "\\PC{0,20}".prop_map(|text| Common::Desk(DeskState::Closed(text))),
        "\\PC{0,20}".prop_map(Common::Organisation),
        "\\PC{0,20}".prop_map(Common::Notice),
        (proptest::sample::select(Opening::ALL), proptest::option::of(word()), words()).prop_map(
            |(state, closes, text)| {
                let text = [("en".to_owned(), text)].into_iter().collect();
                let name = std::collections::BTreeMap::new();
                Common::Hours(Hours { state, closes, opens: None, text, name, by_hand: true })
            }
        ),
    ]
}

fn staff_message() -> impl Strategy<Value = StaffMessage> {
    let about = (proptest::option::of(words()), any::<u32>(), proptest::option::of(table()))
        .prop_map(|(note, calls, table)| StaffAbout {
            note,
            calls: Some(calls),
            table,
            source: Some(Source::Staff),
            outcome: Some(Outcome::NoShow),
            ..StaffAbout::default()
        });
    prop_oneof![
        common().prop_map(StaffMessage::Common),
        Just(StaffMessage::Reset),
        Just(StaffMessage::Ready),
        Just(StaffMessage::Out),
        (word(), words(), any::<bool>(), proptest::option::of(role()), any::<bool>()).prop_map(
            |(user, name, admin, role, must_change)| StaffMessage::Me(Me {
                user,
                name,
                admin,
                role,
                must_change,
                services: None,
                serve: must_change.then(Vec::new),
            })
        ),
        (words(), service_id(), any::<u64>(), any::<i64>()).prop_map(
            |(kiosk, service, count, since)| StaffMessage::Warnings(Warnings(vec![
                StandingWarning { trouble: Trouble::Help { kiosk }, since },
                StandingWarning { trouble: Trouble::Untaken { service, count }, since },
            ]))
        ),
        (words(), id(), proptest::sample::select(Paper::ALL), any::<i64>()).prop_map(
            |(kiosk, id, paper, since)| {
                let number = id.number().to_string();
                let printer = Trouble::Printer { kiosk: kiosk.clone(), paper };
                let disk = Trouble::Disk { kiosk: kiosk.clone() };
                let unprinted = Trouble::Unprinted { id, number, kiosk };
                let standing =
                    [printer, disk, unprinted].map(|trouble| StandingWarning { trouble, since });
                StaffMessage::Warnings(Warnings(standing.into()))
            }
        ),
        (words(), proptest::sample::select(Paper::ALL)).prop_map(|(kiosk, paper)| {
            StaffMessage::Printers(Printers(vec![Printer { kiosk, paper }]))
        }),
        any::<bool>().prop_map(|is_done| StaffMessage::SetUp { is_done }),
        any::<u64>().prop_map(StaffMessage::Profile),
        proptest::option::of(table()).prop_map(StaffMessage::Seat),
        (table(), proptest::option::of(words()))
            .prop_map(|(table, name)| StaffMessage::At { table, name }),
        (id(), about).prop_map(|(ticket, about)| StaffMessage::About { ticket, about }),
        ticket().prop_map(StaffMessage::New),
        ticket().prop_map(StaffMessage::Claimed),
        ticket().prop_map(StaffMessage::Complete),
        ticket().prop_map(StaffMessage::Cancel),
        proptest::collection::vec(table(), 0..5).prop_map(StaffMessage::Taken),
        "\\PC{0,20}".prop_map(StaffMessage::Warning),
        staff_success().prop_map(StaffMessage::Success),
        (refusal(), verb()).prop_map(|(refusal, verb)| StaffMessage::Error(refusal.sentence(verb))),
        (verb(), words()).prop_map(|(verb, text)| StaffMessage::Error(Sentence::new(verb, text))),
    ]
}

proptest! {
    #[test]
    fn commands_read_back(command in staff_command()) {
        reads_back(&command)?;
    }

    #[test]
    fn kiosk_commands_read_back(command in kiosk_command()) {
        reads_back(&command)?;
    }

    #[test]
    fn display_commands_read_back(report in report()) {
        reads_back(&DisplayCommand::Device(Arg::Good(report)))?;
    }

    #[test]
    fn the_answer_names_the_verb_that_was_said(command in staff_command(), refusal in refusal()) {
        let said = command.to_string();
        prop_assert!(said.starts_with(command.verb().as_str()));
        let answer = refusal.sentence(command.verb());
        prop_assert!(answer.verb.is_none_or(|verb| said.split(' ').next() == Some(verb.as_str())));
        prop_assert_eq!(answer.refusal(), Some(refusal));
    }

    #[test]
    fn messages_read_back(message in staff_message(), ticket in ticket(), id in id(), table in table()) {
        reads_back(&message)?;
        reads_back(&KioskMessage::New(ticket.clone()))?;
        let texts = [("en".to_owned(), ticket.name.clone())].into();
        reads_back(&KioskMessage::Privacy(texts))?;
        let domains = vec![ticket.email.clone()];
        let (pin, languages) = (Some(ticket.name.clone()), Vec::new());
        let print: PrintSettings =
            serde_json::from_str(r#"{"printer":"tcp://p","width":384,"when":"ask"}"#).unwrap();
        reads_back(&KioskMessage::Shared(KioskShared { domains, pin, languages, print }))?;
        let service = [("en".to_owned(), ticket.name.clone())].into();
        let organisation = ticket.name.clone();
        let (number, at) = (id.number().to_string(), ticket.start.as_second());
        let sheet = Sheet { id, number, lang: None, service, ahead: Some(3), at, organisation, link: None };
        reads_back(&KioskMessage::Print(sheet))?;
        reads_back(&KioskMessage::Printed(id))?;
        reads_back(&KioskMessage::Unprinted(id))?;
        let board_languages = vec![ticket.name.clone()];
        reads_back(&DisplayMessage::Shared(DisplayShared { board_languages }))?;
        let link = Some(ticket.name.clone());
        reads_back(&KioskMessage::Query(ticket.name))?;
        reads_back(&KioskMessage::Withdraw(ticket.email))?;
        reads_back(&KioskMessage::About { ticket: id, about: KioskAbout { ahead: 3, link, ..KioskAbout::default() } })?;
        reads_back(&KioskMessage::Help)?;
        reads_back(&DisplayMessage::Claimed { ticket: id, table })?;
        let about = DisplayAbout { label: Some("Ada".to_owned()), calls: 2, number: None };
        reads_back(&DisplayMessage::About { ticket: id, about })?;
    }

    #[test]
    fn what_was_read_is_written_so_that_it_reads_the_same(
        verb in "(pick|new|note|login|request|success new|claimed|waiting|at|about|error|taken|x)?",
        rest in "[ -~é\u{202e}\n]{0,40}",
    ) {
        let text = [verb.as_str(), rest.as_str()].join(" ");
        prop_assert!(every_reader_settles(&text));
        prop_assert!(every_reader_settles(&verb));
    }
}

#[test]
fn the_corpus_settles() {
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/corpus/parse");
    let mut count = 0;
    for entry in std::fs::read_dir(corpus).expect("the corpus is there") {
        let bytes = std::fs::read(entry.expect("an entry").path()).expect("a readable file");
        if let Ok(text) = std::str::from_utf8(&bytes) {
            assert!(every_reader_settles(text), "{text:?}");
            count += 1;
        }
    }
    assert!(count >= 20);
}
