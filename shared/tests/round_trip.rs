//! Both laws: what is written reads back as the same, and what was read is written as something
//! that reads the same. The corpus of the fuzz target is held to the second one too.

use std::fmt::Display;
use std::str::FromStr;

use proptest::prelude::*;
use shared::command::{Day, KioskCommand, NewTicket, PasswordChange, Request, StaffCommand};
use shared::device::{Device, DeviceKind};
use shared::ids::{TableNo, TicketId};
use shared::message::{
    Common, DeskState, DisplayMessage, KioskMessage, Me, Sentence, StaffMessage, StaffSuccess,
    Waiting,
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
        Just(StaffCommand::Open),
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
    ]
}

fn request() -> impl Strategy<Value = Request> {
    ("[!-~]{1,64}", ".{0,10}", ".{0,10}", proptest::option::of("[a-z]{1,5}"), any::<bool>())
        .prop_map(|(key, email, name, reason, again)| Request {
            key: key.parse().expect("a printable word is a key"),
            email,
            name,
            reason,
            lang: None,
            again: again.then_some(true),
        })
}

fn common() -> impl Strategy<Value = Common> {
    let wait = proptest::option::of((any::<u32>(), any::<u32>()));
    prop_oneof![
        any::<i64>().prop_map(Common::Tick),
        (any::<u64>(), wait).prop_map(|(count, wait)| Common::Waiting(Waiting { count, wait })),
        any::<u32>().prop_map(Common::Tables),
        (table(), words()).prop_map(|(table, text)| Common::Name { table, text }),
        Just(Common::Desk(DeskState::Open)),
        "\\PC{0,20}".prop_map(|text| Common::Desk(DeskState::Closed(text))),
        "\\PC{0,20}".prop_map(Common::Organisation),
        "\\PC{0,20}".prop_map(Common::Notice),
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
        (word(), words(), any::<bool>()).prop_map(|(user, name, admin)| StaffMessage::Me(Me {
            user,
            name,
            admin
        })),
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
        ticket().prop_map(|ticket| StaffMessage::Success(StaffSuccess::New(ticket))),
        id().prop_map(|id| StaffMessage::Success(StaffSuccess::Claimed(id))),
        table().prop_map(|table| StaffMessage::Success(StaffSuccess::Pick(table))),
        any::<u64>().prop_map(|count| StaffMessage::Success(StaffSuccess::Export(count))),
        words().prop_map(|name| StaffMessage::Success(StaffSuccess::Approve(name))),
        (words(), proptest::option::of(any::<i64>()), any::<bool>()).prop_map(
            |(name, used, connected)| StaffMessage::Success(StaffSuccess::Devices(vec![Device {
                name,
                kind: DeviceKind::Kiosk,
                used,
                connected,
            }]))
        ),
        words().prop_map(|text| StaffMessage::Error(Sentence::new(
            shared::command::Verb::Accept,
            text
        ))),
        Just(StaffMessage::Error(Sentence::bare("unknown command"))),
        Just(StaffMessage::Error(Sentence::bare("the chosen table is not available"))),
    ]
}

proptest! {
    #[test]
    fn commands_read_back(command in staff_command()) {
        reads_back(&command)?;
    }

    #[test]
    fn kiosk_commands_read_back(request in request(), text in "\\PC{0,20}") {
        reads_back(&KioskCommand::Request(Arg::Good(request.clone())))?;
        reads_back(&KioskCommand::Withdraw(Arg::Good(request.key)))?;
        reads_back(&KioskCommand::Query(text))?;
    }

    #[test]
    fn messages_read_back(message in staff_message(), ticket in ticket(), id in id(), table in table()) {
        reads_back(&message)?;
        reads_back(&KioskMessage::New(ticket))?;
        reads_back(&KioskMessage::About { ticket: id, about: KioskAbout { ahead: 3, wait: None } })?;
        reads_back(&DisplayMessage::Claimed { ticket: id, table })?;
        let about = DisplayAbout { label: Some("Ada".to_owned()), calls: 2 };
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
