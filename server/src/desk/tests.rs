//! Any sequence of commands keeps the desk's invariants, and what is told equals what is.

use std::collections::BTreeSet;

use proptest::prelude::*;
use shared::ids::{TableNo, TicketId};
use shared::ticket::Outcome;

use super::*;

const TABLES: u32 = 3;
const PEOPLE: i64 = 3;

fn desk() -> Desk {
    let people = (1..=PEOPLE)
        .map(|id| Person {
            id: PersonId(id),
            user: format!("user{id}"),
            name: format!("Name {id}"),
            is_admin: id == 1,
            is_enabled: true,
            lost_table: None,
        })
        .collect();
    let rules = Rules { tables: TABLES, reasons: BTreeSet::from(["badge".to_owned()]) };
    let loaded = Loaded {
        people,
        seats: Vec::new(),
        open: Vec::new(),
        next_ticket: TicketId::new(0).unwrap(),
        closed: None,
        notice: None,
        samples: Vec::new(),
    };
    Desk::new(rules, loaded, 0)
}

fn ticket_id(count: i64) -> Option<TicketId> {
    TicketId::new(count)
}

fn command(by: By, action: Action) -> Command {
    Command { by, action, known: Known::default() }
}

/// A desk beside its history, as clerk and store keep them together.
struct Run {
    desk: Desk,
    ended: BTreeMap<TicketId, Ticket>,
    now: Millis,
    made: usize,
}

impl Run {
    fn new() -> Self {
        Self { desk: desk(), ended: BTreeMap::new(), now: 1_000_000, made: 0 }
    }

    fn act(&mut self, by: By, action: Action) -> Result<Vec<Event>, Refusal> {
        self.now += 1000;
        let ended = action.ticket().and_then(|ticket| self.ended.get(&ticket).cloned());
        let known = Known { ended, key: None };
        let events = self.desk.decide(&Command { by, action, known }, self.now)?;
        for event in &events {
            match event {
                Event::Created { .. } => self.made += 1,
                Event::Ended { ticket, outcome, by, at } => {
                    let open = self.desk.ticket(*ticket).expect("only open tickets end");
                    self.ended.insert(*ticket, open.ended(*outcome, *by, *at));
                }
                Event::Reopened { ticket } => {
                    self.ended.remove(&ticket.id).expect("only ended tickets are reopened");
                }
                _ => {}
            }
            self.desk.apply(event);
        }
        Ok(events)
    }

    fn check(&self) {
        let open: BTreeSet<TicketId> = self.desk.open_tickets().map(|ticket| ticket.id).collect();
        assert_eq!(open.len() + self.ended.len(), self.made, "no ticket is lost or doubled");
        let waiting: BTreeSet<TicketId> = self.desk.waiting().collect();
        let claimed: Vec<TicketId> = (1..=PEOPLE)
            .flat_map(|person| self.desk.claimed_by(PersonId(person)).collect::<Vec<_>>())
            .collect();
        assert_eq!(waiting.len() + claimed.len(), open.len(), "each open ticket is in one place");
        for ticket in self.desk.open_tickets() {
            assert_eq!(ticket.is_waiting(), waiting.contains(&ticket.id));
            let end = ticket.end.unwrap_or(Millis::MAX);
            assert!(ticket.start <= ticket.first_claimed.unwrap_or(ticket.start));
            assert!(ticket.claimed.is_none_or(|claimed| claimed >= ticket.start && claimed <= end));
        }
        let seats: Vec<(TableNo, PersonId)> =
            self.desk.seats().map(|(table, person)| (table, person.id)).collect();
        let sitting: BTreeSet<PersonId> = seats.iter().map(|(_, person)| *person).collect();
        assert_eq!(sitting.len(), seats.len(), "nobody sits at two tables");
        for (table, person) in seats {
            assert_eq!(self.desk.table_of(person), Some(table));
            let last = self.desk.claimed_by(person).last();
            assert_eq!(self.desk.shown_at(table).map(|ticket| ticket.id), last);
        }
    }
}

fn any_step() -> impl Strategy<Value = (By, Action)> {
    let ticket = || (-1i64..12).prop_map(ticket_id);
    let table = || proptest::option::of((0..TABLES + 1).prop_map(TableNo));
    let person = (1..=PEOPLE).prop_map(|id| By::Person(PersonId(id)));
    let staff = prop_oneof![
        table().prop_map(Action::Pick),
        Just(Action::Unpick),
        ticket().prop_map(Action::Accept),
        Just(Action::Next),
        ticket().prop_map(|ticket| Action::End(ticket, Outcome::Completed)),
        ticket().prop_map(|ticket| Action::End(ticket, Outcome::NoShow)),
        ticket().prop_map(Action::Release),
        ticket().prop_map(Action::Reopen),
        ticket().prop_map(Action::Withdraw),
        ticket().prop_map(Action::Recall),
        (ticket(), table()).prop_map(|(ticket, table)| Action::Transfer(ticket, table)),
        table().prop_map(Action::Free),
        Just(Action::TakeBackTable),
    ];
    let other = prop_oneof![
        4 => Just((By::Kiosk, create("a@b.c"))),
        1 => (1..=PEOPLE).prop_map(|id| (By::Server, Action::GraceOver(PersonId(id)))),
        1 => (0i64..2_000_000).prop_map(|at| (By::Server, Action::EndDay(at))),
    ];
    prop_oneof![3 => (person, staff), 1 => other]
}

fn create(email: &str) -> Action {
    let new = NewTicket { email: email.to_owned(), name: "Ada".to_owned(), ..NewTicket::default() };
    Action::Create(new)
}

proptest! {
    #[test]
    fn any_sequence_of_commands_keeps_the_invariants(
        steps in proptest::collection::vec(any_step(), 1..80)
    ) {
        let mut run = Run::new();
        for (by, action) in steps {
            run.act(by, action).ok();
            run.check();
        }
    }
}

#[test]
fn two_desks_never_get_the_same_ticket() {
    let mut run = Run::new();
    let [ada, bob] = [1, 2].map(|id| By::Person(PersonId(id)));
    run.act(By::Kiosk, create("a@b.c")).unwrap();
    run.act(ada, Action::Pick(Some(TableNo(0)))).unwrap();
    run.act(bob, Action::Pick(Some(TableNo(1)))).unwrap();
    assert_eq!(run.act(ada, Action::Accept(ticket_id(0))).unwrap().len(), 1);
    assert_eq!(run.act(bob, Action::Accept(ticket_id(0))), Err(Refusal::NowClaimed));
    assert_eq!(run.act(ada, Action::Accept(ticket_id(0))), Ok(Vec::new()));
}

#[test]
fn a_clock_set_back_does_not_turn_a_tickets_times_around() {
    let mut run = Run::new();
    let ada = By::Person(PersonId(1));
    run.act(By::Kiosk, create("a@b.c")).unwrap();
    run.act(ada, Action::Pick(Some(TableNo(0)))).unwrap();
    run.now -= 500_000;
    run.act(ada, Action::Next).unwrap();
    run.check();
    run.act(ada, Action::End(ticket_id(0), Outcome::Completed)).unwrap();
    let ticket = &run.ended[&ticket_id(0).unwrap()];
    assert!(ticket.end >= ticket.first_claimed && ticket.first_claimed >= Some(ticket.start));
}

#[test]
fn reopening_is_for_who_ended_it_and_for_ten_minutes() {
    let mut run = Run::new();
    let [ada, bob] = [1, 2].map(|id| By::Person(PersonId(id)));
    run.act(By::Kiosk, create("a@b.c")).unwrap();
    run.act(ada, Action::Pick(Some(TableNo(0)))).unwrap();
    run.act(bob, Action::Pick(Some(TableNo(1)))).unwrap();
    run.act(ada, Action::Next).unwrap();
    assert_eq!(run.act(ada, Action::Reopen(ticket_id(0))), Err(Refusal::NotEnded));
    run.act(ada, Action::End(ticket_id(0), Outcome::Cancelled)).unwrap();
    assert_eq!(run.act(bob, Action::Reopen(ticket_id(0))), Err(Refusal::NotYours));
    assert_eq!(run.act(ada, Action::Reopen(ticket_id(0))).unwrap().len(), 1);
    run.act(ada, Action::End(ticket_id(0), Outcome::Cancelled)).unwrap();
    run.now += REOPEN_MS;
    assert_eq!(run.act(ada, Action::Reopen(ticket_id(0))), Err(Refusal::TooLate));
}

#[test]
fn disabling_leaves_the_table_first_and_then_frees_the_tickets() {
    let mut run = Run::new();
    let ada = By::Person(PersonId(1));
    run.act(By::Kiosk, create("a@b.c")).unwrap();
    run.act(ada, Action::Pick(Some(TableNo(0)))).unwrap();
    run.act(ada, Action::Next).unwrap();
    let disable = Action::DisablePerson(PersonId(1));
    let events = run.desk.decide(&command(By::Administrator, disable), run.now).unwrap();
    assert!(matches!(
        events[..],
        [Event::PersonDisabled { .. }, Event::Unseated { .. }, Event::Released { .. }]
    ));
}
