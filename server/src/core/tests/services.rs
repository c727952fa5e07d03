//! Services under any sequence of inputs: nobody is overtaken for ever, and who is next follows
//! from what the desk knows alone.

use shared::profile::{ProfileChange, ProfileKey};
use shared::service::{Priority, ServiceId, ServiceIds};
use shared::ticket::Source;

use super::*;
use crate::core::services::Services;

const IDS: [&str; 3] = ["a", "b", "c"];

fn service(id: &str) -> ServiceId {
    id.parse().unwrap()
}

/// Sets the services with these targets in minutes; 0: there is no such service.
fn set_services(run: &mut Run, targets: [u32; 3]) {
    let each = IDS.iter().zip(targets).filter(|(_, target)| *target > 0);
    let services: Vec<serde_json::Value> = each
        .map(|(id, target)| {
            serde_json::json!({"id": id, "text": {"en": id}, "target_mins": target,
                "identity": {"kind": "email", "optional": true}})
        })
        .collect();
    let values = BTreeMap::from([(ProfileKey::Services.to_string(), services.into())]);
    let change = ProfileChange { version: u64::MAX, values };
    run.say(1, StaffCommand::Set(Arg::Good(change)));
}

#[derive(Debug, Clone)]
enum Turn {
    Any(Step),
    Ask { service: usize, visitor: u8, first: bool },
    Set([u32; 3]),
    Say(i64, StaffCommand),
}

fn turn() -> impl Strategy<Value = Turn> {
    let ticket = || (-1i64..14).prop_map(id);
    let person = || 1..=PEOPLE;
    let id = || (0usize..3).prop_map(|place| service(IDS[place]));
    let priority = || proptest::sample::select(Priority::ALL);
    let command = prop_oneof![
        3 => Just(StaffCommand::Next),
        2 => (ticket(), id()).prop_map(|(ticket, service)| StaffCommand::Refer {
            ticket,
            service: Arg::Good(service)
        }),
        2 => (ticket(), priority()).prop_map(|(ticket, priority)| StaffCommand::Priority {
            ticket,
            priority: Arg::Good(priority)
        }),
        1 => ticket().prop_map(StaffCommand::Arrived),
        1 => proptest::collection::vec(id(), 0..3)
            .prop_map(|ids| StaffCommand::Serve(Arg::Good(ServiceIds(ids)))),
    ];
    let targets = proptest::sample::select(vec![
        [20, 0, 0],
        [20, 5, 0],
        [5, 20, 60],
        [1, 1, 1],
        [0, 0, 0],
        [1440, 1, 20],
    ]);
    prop_oneof![
        4 => any_step().prop_map(Turn::Any),
        4 => (0usize..3, 0u8..5, any::<bool>()).prop_map(|(service, visitor, first)| Turn::Ask {
            service,
            visitor,
            first
        }),
        1 => targets.prop_map(Turn::Set),
        5 => (person(), command).prop_map(|(person, command)| Turn::Say(person, command)),
    ]
}

/// Where those stand who wait, by id.
fn ranks(run: &Run) -> BTreeMap<TicketId, i64> {
    let waiting = run.core.desk().open_tickets().filter(|ticket| ticket.is_waiting());
    waiting.map(|ticket| (ticket.id, ticket.rank)).collect()
}

fn take(run: &mut Run, turn: &Turn) {
    let before = run.clone();
    let from = run.journal.len();
    match turn.clone() {
        Turn::Any(step) => play(run, step),
        Turn::Set(targets) => set_services(run, targets),
        Turn::Say(person, command) => drop(run.say(person, command)),
        Turn::Ask { service, visitor, first } => {
            let key = format!("k{}", run.journal.len()).parse().unwrap();
            let email = format!("v{visitor}@a.b");
            let request = Request {
                service: Some(super::services::service(IDS[service])),
                priority: first.then_some(Priority::High),
                again: Some(true),
                ..Request::new(key, email, "Vi")
            };
            // The first person is an admin.
            run.say(1, StaffCommand::Request(Arg::Good(request)));
        }
    }
    let (old, new) = (ranks(&before), ranks(run));
    let moved: BTreeSet<TicketId> = run.journal[from..]
        .iter()
        .filter_map(|entry| match &entry.change {
            Change::Prioritised { ticket, .. } | Change::Referred { ticket, .. } => Some(*ticket),
            _ => None,
        })
        .collect();
    for (ticket, rank) in &new {
        let stays = old.get(ticket).is_none_or(|before| before == rank);
        assert!(stays || moved.contains(ticket), "{ticket} was moved by {turn:?}");
    }
    for entry in &run.journal[from..] {
        match &entry.change {
            Change::Created { ticket, .. } => comes_last(&before, ticket),
            Change::Claimed { ticket, person, .. }
                if matches!(turn, Turn::Say(_, StaffCommand::Next)) =>
            {
                is_next(&before, *person, *ticket);
            }
            _ => {}
        }
    }
    for ticket in run.core.desk().open_tickets() {
        let services: &Services = run.core.services();
        let is_there = ticket.service.as_ref().map(|id| services.get(id).is_some());
        assert!(is_there.unwrap_or(services.0.is_empty()), "{ticket:?} waits nowhere");
    }
}

/// A newcomer is never due before those who wait normally for the same service.
fn comes_last(before: &Run, ticket: &Ticket) {
    let mut theirs = before.core.desk().open_tickets().filter(|other| {
        other.is_waiting() && other.service == ticket.service && !other.has_priority()
    });
    // With priority the place without it counts.
    let place = ticket.usual.unwrap_or(ticket.rank);
    assert!(theirs.all(|other| other.rank <= place));
    // Nobody is overtaken by those who come later than this.
    assert!(ticket.rank >= ticket.arrival() - 60 * 60_000);
}

/// The earliest due, then the lowest id, of the services that they take.
fn is_next(before: &Run, person: PersonId, ticket: TicketId) {
    let core = &before.core;
    let theirs = core
        .desk()
        .open_tickets()
        .filter(|other| other.is_waiting() && core.takes(person, other.service.as_ref()));
    assert_eq!(theirs.map(|other| (other.rank, other.id)).min().map(|(_, id)| id), Some(ticket));
}

proptest! {
    #[test]
    fn any_sequence_with_services_keeps_the_order(
        turns in proptest::collection::vec(turn(), 1..80)
    ) {
        let mut run = Run::new();
        for turn in turns {
            take(&mut run, &turn);
            run.check();
        }
    }

    #[test]
    fn a_replay_with_services_ends_where_the_run_did(
        turns in proptest::collection::vec(turn(), 1..60),
        cut in 0usize..60,
        newer in 0usize..60,
    ) {
        let mut run = Run::new();
        let mut snapshots = vec![(run.journal.len(), stored(&run.core))];
        for turn in turns {
            take(&mut run, &turn);
            snapshots.push((run.journal.len(), stored(&run.core)));
        }
        prop_assert_eq!(replayed(&run, &snapshots, cut, newer), stored(&run.core));
    }

    /// With one service the order is that of arrival, whatever its target was meanwhile.
    #[test]
    fn one_service_is_served_in_the_order_of_arrival(
        steps in proptest::collection::vec((0u8..4, 1u32..100), 1..40)
    ) {
        let mut run = Run::new();
        run.pick(1, 0);
        set_services(&mut run, [20, 0, 0]);
        for (step, number) in steps {
            match step {
                0 | 1 => drop(run.visit(&format!("{number}@a.b"))),
                2 => set_services(&mut run, [number, 0, 0]),
                _ => run.pass(Duration::from_secs(number.into())),
            }
        }
        let mut served = Vec::new();
        while let Reply::Done(StaffSuccess::Next(ticket)) = run.say(1, StaffCommand::Next) {
            served.push(ticket);
        }
        prop_assert!(served.is_sorted());
        prop_assert_eq!(served.len(), run.made);
    }
}

#[test]
fn nobody_waits_for_ever_behind_those_who_go_first() {
    let mut run = Run::new();
    run.pick(1, 0);
    set_services(&mut run, [60, 5, 0]);
    run.visit("first@a.b");
    let mut served_before = 0;
    // Somebody with priority comes every five minutes, and one is served.
    for turn in 0.. {
        take(
            &mut run,
            &Turn::Ask { service: 1, visitor: u8::try_from(turn % 5).unwrap(), first: true },
        );
        let Reply::Done(StaffSuccess::Next(ticket)) = run.say(1, StaffCommand::Next) else {
            panic!("somebody waits");
        };
        if ticket.get() == 0 {
            break;
        }
        served_before += 1;
        run.pass(Duration::from_secs(300));
    }
    // Due an hour after they came, and overtaken by an hour: two hours of five minutes.
    assert_eq!(served_before, 24);
}

#[test]
fn a_referred_ticket_keeps_its_arrival_and_remembers_where_it_was() {
    let mut run = Run::new();
    run.pick(1, 0);
    set_services(&mut run, [20, 40, 0]);
    let arrival = run.now.wall;
    run.visit("a@a.b");
    run.pass(Duration::from_secs(60));
    run.say(1, StaffCommand::Next);
    run.pass(Duration::from_secs(60));
    run.say(1, StaffCommand::Arrived(id(0)));
    let refer = StaffCommand::Refer { ticket: id(0), service: Arg::Good(service("b")) };
    assert!(matches!(run.say(1, refer), Reply::Done(StaffSuccess::Refer(_))));
    let ticket = run.core.desk().ticket(TicketId::new(0).unwrap()).unwrap();
    assert_eq!(ticket.rank, arrival + 40 * 60_000);
    assert_eq!(ticket.legs.len(), 1);
    let leg = &ticket.legs[0];
    assert_eq!((leg.entered, leg.first_call), (arrival, Some(arrival + 60_000)));
    assert_eq!((leg.arrived, leg.left), (Some(arrival + 120_000), arrival + 120_000));
    assert_eq!((ticket.entered, ticket.first_call), (Some(arrival + 120_000), None));
    assert_eq!(ticket.source, Source::Kiosk);
}

/// A desk whose one service has so many tickets a day.
fn with_quota(tickets: u32) -> Run {
    let mut run = Run::new();
    let services = serde_json::json!([{"id": "a", "text": {"en": "A"}, "daily_quota": tickets}]);
    let values = BTreeMap::from([(ProfileKey::Services.to_string(), services)]);
    run.say(1, StaffCommand::Set(Arg::Good(ProfileChange { version: u64::MAX, values })));
    run
}

#[test]
fn a_quota_counts_a_day_and_begins_anew_with_the_next() {
    let mut run = with_quota(2);
    assert!(matches!(run.visit("a@a.b"), Reply::Ticket { .. }));
    assert!(matches!(run.visit("b@a.b"), Reply::Ticket { .. }));
    assert!(matches!(run.visit("c@a.b"), Reply::Refused(Refusal::NoMoreToday)));
    run.pass(Duration::from_secs(10 * 3600));
    assert!(matches!(run.visit("c@a.b"), Reply::Refused(Refusal::NoMoreToday)));
    // The day ends at four in the morning.
    run.pass(Duration::from_secs(9 * 3600));
    run.tick();
    assert!(matches!(run.visit("c@a.b"), Reply::Ticket { .. }));
}

#[test]
fn a_quota_keeps_its_count_when_the_day_or_the_zone_changes_there_and_back() {
    let set = |run: &mut Run, key: ProfileKey, value: &str| {
        let values = BTreeMap::from([(key.to_string(), value.into())]);
        let change = ProfileChange { version: u64::MAX, values };
        let reply = run.say(1, StaffCommand::Set(Arg::Good(change)));
        assert!(!matches!(reply, Reply::Refused(_)), "{reply:?}");
        run.tick();
    };
    for (key, there, back) in [
        (ProfileKey::DayEnds, "09:30", "04:00"),
        (ProfileKey::DayEnds, "23:00", "04:00"),
        (ProfileKey::DayEnds, "off", "04:00"),
        // Where it is later and the end of this day has come already, and where it is earlier.
        (ProfileKey::TimeZone, "America/New_York", "UTC"),
        (ProfileKey::TimeZone, "Asia/Tokyo", "UTC"),
    ] {
        let mut run = with_quota(3);
        run.tick();
        set(&mut run, ProfileKey::TimeZone, "UTC");
        for visitor in ["a@a.b", "b@a.b"] {
            assert!(matches!(run.visit(visitor), Reply::Ticket { .. }));
        }
        set(&mut run, key, there);
        let while_there = format!("{key} {there}");
        assert!(matches!(run.visit("c@a.b"), Reply::Ticket { .. }), "{while_there}");
        let full =
            |run: &mut Run| matches!(run.visit("d@a.b"), Reply::Refused(Refusal::NoMoreToday));
        assert!(full(&mut run), "{while_there}");
        set(&mut run, key, back);
        assert!(full(&mut run), "{while_there} and back");
        // The next day begins anew.
        run.pass(Duration::from_secs(19 * 3600));
        run.tick();
        assert!(matches!(run.visit("d@a.b"), Reply::Ticket { .. }), "{while_there}");
    }
}

#[test]
fn a_kiosk_gives_twelve_nameless_tickets_a_minute() {
    let mut run = Run::new();
    let services = serde_json::json!([
        {"id": "a", "text": {"en": "A"}, "identity": {"kind": "none"}}
    ]);
    let values = BTreeMap::from([(ProfileKey::Services.to_string(), services)]);
    run.say(1, StaffCommand::Set(Arg::Good(ProfileChange { version: u64::MAX, values })));
    let kiosk = ConnId(99);
    let mut given = 0;
    for second in 0..60 {
        let key = format!("k{second}").parse().unwrap();
        let request = KioskCommand::Request(Arg::Good(Request::new(key, "", "")));
        match run.take(Some(kiosk), Input::Said(kiosk, Said::Kiosk(request))) {
            Reply::Ticket { .. } => given += 1,
            Reply::Refused(refusal) => assert_eq!(refusal, Refusal::WaitAMoment),
            other => panic!("{other:?}"),
        }
        run.pass(Duration::from_secs(1));
    }
    assert_eq!(given, 12);
}
