//! Histories in which anything may have happened, the same for the same seed.

use chrono::NaiveDate;
use chrono_tz::Tz;
use shared::ids::TableNo;
use shared::report::{Bound, Grouping, ReportQuery};
use shared::ticket::Outcome;

use super::{DAY, HOUR, MINUTE};
use crate::core::accounts::PersonId;
use crate::core::desk::Seating;
use crate::core::ticket::Leg;
use crate::core::time::Millis;
use crate::report::plan::Target;
use crate::report::{Plan, TicketRow};

/// Zones, each with a day on which something happens to its clock: forward, back, by half an hour,
/// at midnight, over the date line; offsets that are no whole hours.
const ZONES: [(Tz, &str); 12] = [
    (Tz::Europe__Berlin, "2026-03-29"),
    (Tz::Europe__Berlin, "2026-10-25"),
    (Tz::America__New_York, "2026-03-08"),
    (Tz::America__New_York, "2026-11-01"),
    (Tz::Australia__Lord_Howe, "2026-04-05"),
    (Tz::Australia__Lord_Howe, "2026-10-04"),
    (Tz::America__Sao_Paulo, "2018-11-04"),
    (Tz::America__Sao_Paulo, "2018-02-18"),
    (Tz::America__Havana, "2026-11-01"),
    (Tz::Pacific__Apia, "2011-12-30"),
    (Tz::Asia__Kolkata, "2026-12-31"),
    (Tz::Asia__Kathmandu, "2024-02-29"),
];

const SERVICES: [&str; 3] = ["a", "b", "gone"];
const REASONS: [&str; 3] = ["badge", "key", "old"];
pub(super) const USERS: [&str; 5] = ["ada", "bob", "cyd", "dee", "eve"];

/// Numbers that look random and are the same for the same seed.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn ms(&mut self, bound: Millis) -> Millis {
        self.below(bound.unsigned_abs()).cast_signed()
    }

    fn is(&mut self, in_a_hundred: u64) -> bool {
        self.below(100) < in_a_hundred
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }
}

/// A ticket as the tables have it.
#[derive(Debug, Clone)]
pub(super) struct Ticket {
    pub(super) start: Millis,
    pub(super) owner: Option<i64>,
    pub(super) table: Option<u32>,
    pub(super) first_claimed: Option<Millis>,
    pub(super) claimed: Option<Millis>,
    pub(super) end: Option<Millis>,
    pub(super) outcome: Option<Outcome>,
    pub(super) reason: Option<&'static str>,
    pub(super) service: Option<&'static str>,
    pub(super) entered: Option<Millis>,
    pub(super) first_call: Option<Millis>,
    pub(super) last_call: Option<Millis>,
    pub(super) arrived: Option<Millis>,
    pub(super) legs: Vec<Leg>,
    pub(super) promised: Option<(u32, u32)>,
}

impl Ticket {
    pub(super) fn row(&self) -> TicketRow<'_> {
        TicketRow {
            owner: self.owner,
            table: self.table,
            start: self.start,
            first_claimed: self.first_claimed,
            claimed: self.claimed,
            end: self.end,
            outcome: self.outcome,
            reason: self.reason,
            service: self.service,
            entered: self.entered,
            first_call: self.first_call,
            last_call: self.last_call,
            arrived: self.arrived,
            legs: &self.legs,
            promised: self.promised,
        }
    }
}

/// A ticket to which anything may have happened: left, expired, referred, reopened, released,
/// never said to have come, or of a version that noted less.
pub(super) fn ticket(dice: &mut Dice, start: Millis, has_services: bool, is_old: bool) -> Ticket {
    let service = |dice: &mut Dice| has_services.then(|| dice.one(&SERVICES));
    let mut now = start;
    let mut ticket = Ticket {
        start,
        owner: None,
        table: None,
        first_claimed: None,
        claimed: None,
        end: None,
        outcome: None,
        reason: dice.is(70).then(|| dice.one(&REASONS)),
        service: service(dice),
        entered: None,
        first_call: None,
        last_call: None,
        arrived: None,
        legs: Vec::new(),
        promised: dice.is(60).then(|| {
            let low = u32::try_from(dice.below(1500)).unwrap();
            (low, low + 300)
        }),
    };
    loop {
        // Some wait whole seconds up to their target, some a millisecond more.
        now += match dice.below(5) {
            0 => 20 * MINUTE + dice.ms(3) * 999,
            1 => dice.ms(4 * HOUR),
            _ => dice.ms(30 * MINUTE),
        };
        if dice.is(15) {
            let is_over = dice.is(80);
            ticket.end = is_over.then_some(now);
            let outcome = if dice.is(50) { Outcome::Left } else { Outcome::Expired };
            ticket.outcome = is_over.then_some(outcome);
            return ticket;
        }
        let table = u32::try_from(dice.below(6)).unwrap();
        // At most tables only one or two people work.
        let person = 1 + i64::from(table % 2) + dice.ms(if table > 3 { 3 } else { 1 });
        ticket.owner = Some(person);
        ticket.table = Some(table);
        ticket.first_claimed.get_or_insert(now);
        ticket.claimed = Some(now);
        if !is_old {
            ticket.first_call.get_or_insert(now);
            ticket.last_call = Some(now);
        }
        while dice.is(20) {
            now += dice.ms(3 * MINUTE);
            if !is_old {
                ticket.last_call = Some(now);
            }
        }
        if !is_old && dice.is(40) {
            now += dice.ms(2 * MINUTE);
            ticket.arrived = Some(now);
        }
        now += dice.ms(25 * MINUTE);
        match dice.below(10) {
            // Back to the queue.
            0 => {
                (ticket.owner, ticket.claimed, ticket.arrived) = (None, None, None);
            }
            1 if has_services && !is_old => {
                ticket.legs.push(Leg {
                    service: ticket.service.map(|id| id.parse().unwrap()),
                    entered: ticket.entered.unwrap_or(start),
                    first_call: ticket.first_call,
                    last_call: ticket.last_call,
                    arrived: ticket.arrived,
                    left: now,
                    // Versions before did not note these.
                    table: ticket.table.filter(|_| dice.is(70)).map(TableNo),
                    owner: ticket.owner.filter(|_| dice.is(70)).map(PersonId),
                });
                ticket.service = service(dice);
                ticket.entered = Some(now);
                (ticket.first_call, ticket.last_call, ticket.arrived) = (None, None, None);
                (ticket.owner, ticket.claimed) = (None, None);
            }
            2 => return ticket,
            3 => {
                (ticket.end, ticket.outcome) = (Some(now), Some(Outcome::NoShow));
                return ticket;
            }
            4 => {
                (ticket.end, ticket.outcome) = (Some(now), Some(Outcome::Cancelled));
                return ticket;
            }
            5 => {
                (ticket.end, ticket.outcome) = (Some(now + 9 * HOUR), Some(Outcome::Expired));
                return ticket;
            }
            // Ended, taken back and ended again, it has its last end.
            _ => {
                now += if dice.is(10) { dice.ms(9 * MINUTE) } else { 0 };
                (ticket.end, ticket.outcome) = (Some(now), Some(Outcome::Completed));
                return ticket;
            }
        }
    }
}

/// A history around a day on which something happens to the clock.
#[derive(Debug)]
pub(super) struct History {
    pub(super) zone: Tz,
    pub(super) tickets: Vec<Ticket>,
    pub(super) seatings: Vec<Seating>,
    pub(super) plan: Plan,
    pub(super) at: Millis,
}

pub(super) fn history(seed: u64) -> History {
    let mut dice = Dice(seed);
    let (zone, changes) = ZONES[usize::try_from(dice.below(ZONES.len() as u64)).unwrap()];
    let day: NaiveDate = changes.parse().unwrap();
    let noon = day.and_hms_opt(12, 0, 0).unwrap().and_utc().timestamp_millis();
    let (has_services, is_old) = (dice.is(70), dice.is(15));
    let count = dice.below(160);
    let mut tickets = Vec::new();
    for _ in 0..count {
        let near = if dice.is(60) { 2 * DAY } else { 180 * DAY };
        let start = noon - near + dice.ms(2 * near);
        tickets.push(ticket(&mut dice, start, has_services, is_old));
    }
    tickets.sort_by_key(|ticket| ticket.start);
    if dice.is(30) {
        // The clock was set back: later ids have earlier times.
        let at = usize::try_from(dice.below(count + 1)).unwrap();
        tickets.rotate_left(at);
    }
    let mut seatings = Vec::new();
    for table in 0..u32::try_from(dice.below(5)).unwrap() {
        let mut from = noon - 3 * DAY + dice.ms(2 * DAY);
        for _ in 0..dice.below(12) {
            let to = from + dice.ms(20 * HOUR);
            let person = PersonId(1 + dice.ms(5));
            let is_over = dice.is(90);
            let to = is_over.then_some(to);
            seatings.push(Seating { person, table: TableNo(table), from, to });
            let Some(to) = to else { break };
            from = to + dice.ms(10 * HOUR);
        }
    }
    seatings.sort_unstable_by_key(|it| (it.from, it.table, it.person));
    let bound = |dice: &mut Dice, days: i64| {
        let day = day.checked_add_signed(chrono::TimeDelta::days(days)).unwrap();
        if dice.is(60) {
            return Bound::Day(day);
        }
        let minute = u32::try_from(dice.below(60)).unwrap();
        Bound::Minute(day.and_hms_opt(u32::try_from(dice.below(24)).unwrap(), minute, 0).unwrap())
    };
    let (before, after) = if dice.is(20) { (200, 200) } else { (2, 2) };
    let back = dice.ms(before);
    let ahead = 1 + dice.ms(after);
    let by: Vec<Grouping> = Grouping::ALL.iter().copied().filter(|_| dice.is(80)).collect();
    let service = has_services && dice.is(25);
    let query = ReportQuery {
        from: bound(&mut dice, -back),
        to: bound(&mut dice, ahead),
        by: Some(by.clone()),
        service: service.then(|| dice.one(&SERVICES).parse().unwrap()),
    };
    let target = |id: &str, mins| Target { id: id.parse().unwrap(), mins };
    let services = vec![target("b", 10), target("a", 25)];
    let reasons = vec!["key".to_owned(), "badge".to_owned()];
    let is_of_people = by.contains(&Grouping::Person);
    let plan = Plan::new(query, zone.into(), services, reasons, is_of_people).unwrap();
    let at = noon + dice.ms(3 * DAY);
    History { zone, tickets, seatings, plan, at }
}

pub(super) fn user(person: i64) -> Option<String> {
    USERS.get(usize::try_from(person - 1).ok()?).map(|user| (*user).to_owned())
}
