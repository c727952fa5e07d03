//! The slow second way of counting: plain loops and sorted lists.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike as _, NaiveDate, Timelike as _};
use shared::report::{
    FEWEST_PEOPLE, Figures, Group, Grouping, Heat, NONE, OTHER_TABLES, Report, Staffing,
};
use shared::service::ServiceId;
use shared::ticket::Outcome;

use super::history::{History, Ticket, USERS, user};
use super::{HOUR, MINUTE};
use crate::core::desk::Seating;
use crate::core::time::Millis;
use crate::report::Plan;

/// What counts once, with everything that is known of it worked out.
#[derive(Debug, Clone)]
struct Fact {
    came: Millis,
    entered: Millis,
    is_called: bool,
    is_completed: bool,
    is_no_show: bool,
    has_left: bool,
    is_left_over: bool,
    is_open: bool,
    wait: Option<u64>,
    way: Option<u64>,
    service_time: Option<u64>,
    busy: Option<u64>,
    target: u64,
    is_in_time: Option<bool>,
    is_kept: Option<bool>,
    service: Option<String>,
    reason: Option<String>,
    table: Option<u32>,
    person: Option<i64>,
}

struct Stay<'a> {
    entered: Millis,
    first_call: Option<Millis>,
    last_call: Option<Millis>,
    arrived: Option<Millis>,
    end: Option<Millis>,
    /// None: it was referred.
    outcome: Option<Option<Outcome>>,
    promised: Option<(u32, u32)>,
    service: Option<&'a str>,
    table: Option<u32>,
    person: Option<i64>,
}

fn fact(plan: &Plan, ticket: &Ticket, stay: &Stay<'_>) -> Fact {
    let secs = |from: Millis, to: Millis| u64::try_from((to - from).max(0) / 1000).unwrap();
    let target = match stay.service {
        Some("a") => 25 * 60,
        Some("b") => 10 * 60,
        _ => 20 * 60,
    };
    assert_eq!(plan.services.len(), 2);
    let outcome = stay.outcome.flatten().filter(|_| stay.end.is_some());
    let is_referred = stay.outcome.is_none();
    let wait = stay.first_call.map(|call| secs(stay.entered, call));
    let is_completed = is_referred || outcome == Some(Outcome::Completed);
    let has_left = wait.is_none() && outcome == Some(Outcome::Left);
    let is_left_over = wait.is_none() && outcome == Some(Outcome::Expired);
    let gave_up_after =
        if has_left || is_left_over { stay.end.map(|end| secs(stay.entered, end)) } else { None };
    let at_table = match (stay.arrived.or(stay.last_call), stay.end) {
        (Some(from), Some(end)) => Some(secs(from, end)),
        _ => None,
    };
    let is_in_time = if let Some(wait) = wait {
        Some(wait <= target)
    } else if gave_up_after.is_some_and(|after| after > target) {
        Some(false)
    } else {
        None
    };
    Fact {
        came: ticket.start,
        entered: stay.entered,
        is_called: wait.is_some(),
        is_completed,
        is_no_show: outcome == Some(Outcome::NoShow),
        has_left,
        is_left_over,
        is_open: !is_referred && stay.end.is_none(),
        wait,
        way: match (stay.last_call, stay.arrived) {
            (Some(call), Some(arrived)) if arrived >= call => Some(secs(call, arrived)),
            _ => None,
        },
        service_time: at_table.filter(|_| is_completed),
        busy: at_table.filter(|_| is_completed || outcome == Some(Outcome::NoShow)),
        target,
        is_in_time,
        is_kept: match (wait, stay.promised) {
            (Some(wait), Some((low, high))) => Some(is_as_told(wait, low.into(), high.into())),
            _ => None,
        },
        service: stay.service.map(str::to_owned),
        reason: ticket.reason.map(str::to_owned),
        table: stay.table,
        person: stay.person,
    }
}

/// Each ticket as a whole, and each of its stays.
fn facts(plan: &Plan, tickets: &[Ticket]) -> (Vec<Fact>, Vec<Fact>) {
    let (mut wholes, mut stays) = (Vec::new(), Vec::new());
    for ticket in tickets.iter().filter(|it| it.start >= plan.from && it.start < plan.to) {
        let is_alone = ticket.legs.is_empty();
        for (place, leg) in ticket.legs.iter().enumerate() {
            let stay = Stay {
                entered: leg.entered,
                first_call: leg.first_call,
                last_call: leg.last_call,
                arrived: leg.arrived,
                end: Some(leg.left),
                outcome: None,
                promised: if place == 0 { ticket.promised } else { None },
                service: leg.service.as_ref().map(ServiceId::as_str),
                table: leg.table.map(|table| table.0),
                person: leg.owner.map(|person| person.0),
            };
            stays.push(fact(plan, ticket, &stay));
        }
        let last = Stay {
            entered: ticket.entered.unwrap_or(ticket.start),
            first_call: match (ticket.first_call, is_alone) {
                (None, true) => ticket.first_claimed,
                (call, _) => call,
            },
            last_call: ticket.last_call.or(ticket.claimed),
            arrived: ticket.arrived,
            end: ticket.end,
            outcome: Some(ticket.outcome),
            promised: if is_alone { ticket.promised } else { None },
            service: ticket.service,
            table: ticket.table,
            person: ticket.owner,
        };
        stays.push(fact(plan, ticket, &last));
        let came_for = match ticket.legs.first() {
            Some(leg) => leg.service.as_ref().map(ServiceId::as_str),
            None => ticket.service,
        };
        let whole = Stay {
            entered: ticket.start,
            first_call: ticket.first_claimed,
            promised: ticket.promised,
            service: came_for,
            ..last
        };
        wholes.push(fact(plan, ticket, &whole));
    }
    (wholes, stays)
}

fn nearest_rank(mut values: Vec<u64>, percent: usize) -> Option<u64> {
    values.sort_unstable();
    let rank = (values.len() * percent).div_ceil(100).max(1);
    values.get(rank - 1).copied()
}

fn figures(facts: &[&Fact]) -> Figures {
    let count = |is: fn(&Fact) -> bool| facts.iter().filter(|fact| is(fact)).count() as u64;
    let all = |of: fn(&Fact) -> Option<u64>| -> Vec<u64> {
        facts.iter().filter_map(|fact| of(fact)).collect()
    };
    let mean = |values: Vec<u64>| {
        let count = values.len() as u64;
        (count > 0).then(|| (values.iter().sum::<u64>() + count / 2) / count)
    };
    let share = |of: fn(&Fact) -> Option<bool>| {
        let known: Vec<bool> = facts.iter().filter_map(|fact| of(fact)).collect();
        let yes = known.iter().filter(|is| **is).count();
        ((!known.is_empty()).then(|| yes as f64 / known.len() as f64), known.len() as u64)
    };
    let (in_time, in_time_of) = share(|fact| fact.is_in_time);
    let (promise_kept, promise_of) = share(|fact| fact.is_kept);
    Figures {
        arrived: facts.len() as u64,
        called: count(|fact| fact.is_called),
        completed: count(|fact| fact.is_completed),
        no_show: count(|fact| fact.is_no_show),
        left: count(|fact| fact.has_left),
        left_over: count(|fact| fact.is_left_over),
        wait_median_s: nearest_rank(all(|fact| fact.wait), 50),
        wait_p90_s: nearest_rank(all(|fact| fact.wait), 90),
        wait_mean_s: mean(all(|fact| fact.wait)),
        wait_max_s: all(|fact| fact.wait).into_iter().max(),
        way_median_s: nearest_rank(all(|fact| fact.way), 50),
        service_median_s: nearest_rank(all(|fact| fact.service_time), 50),
        service_mean_s: mean(all(|fact| fact.service_time)),
        in_time,
        promise_kept,
        open: count(|fact| fact.is_open),
        way_of: all(|fact| fact.way).len() as u64,
        service_of: all(|fact| fact.service_time).len() as u64,
        in_time_of,
        promise_of,
    }
}

/// Whether something belongs to a group.
type IsIn = Box<dyn Fn(&Fact) -> bool>;

/// The second way.
pub(super) fn slow(history: &History) -> Report {
    let History { zone, plan, .. } = history;
    let local = |moment: Millis| {
        DateTime::from_timestamp_millis(moment).unwrap().with_timezone(zone).naive_local()
    };
    let (wholes, stays) = facts(plan, &history.tickets);
    let only = plan.query.service.as_ref().map(ServiceId::as_str);
    let stays: Vec<Fact> = stays
        .into_iter()
        .filter(|stay| only.is_none_or(|only| stay.service.as_deref() == Some(only)))
        .collect();
    let counted = if only.is_some() { &stays } else { &wholes };
    let group = |key: String, of: &dyn Fn(&Fact) -> bool, from: &[Fact]| {
        let found: Vec<&Fact> = from.iter().filter(|fact| of(fact)).collect();
        (found.len(), Group { key, figures: figures(&found) })
    };
    // In the order of keys that is wanted, only those that have a ticket.
    let some = |keys: Vec<(String, IsIn)>, from: &[Fact]| -> Vec<Group> {
        let found = keys.into_iter().map(|(key, of)| group(key, &of, from));
        found.filter(|(count, _)| *count > 0).map(|(_, group)| group).collect()
    };
    let mut groups = BTreeMap::new();
    for grouping in &plan.by {
        let found = match grouping {
            Grouping::Hour => (0..24)
                .map(|hour| {
                    let is = move |fact: &Fact| local(fact.came).hour() == hour;
                    group(format!("{hour:02}"), &is, counted).1
                })
                .collect(),
            Grouping::Weekday => (1..=7)
                .map(|day| {
                    let is = |fact: &Fact| local(fact.came).weekday().number_from_monday() == day;
                    group(day.to_string(), &is, counted).1
                })
                .collect(),
            Grouping::Day => {
                let days: BTreeSet<NaiveDate> =
                    counted.iter().map(|fact| local(fact.came).date()).collect();
                let mut listed = Vec::new();
                if let (Some(first), Some(last)) = (days.first(), days.last()) {
                    let mut day = *first;
                    while day <= *last {
                        // The dates that a calendar on this wall ever showed.
                        let noon = day.and_hms_opt(0, 0, 0).unwrap().and_utc().timestamp_millis();
                        let is_shown =
                            (-30..54).any(|hours| local(noon + hours * HOUR).date() == day);
                        if is_shown {
                            let is = |fact: &Fact| local(fact.came).date() == day;
                            listed.push(group(day.to_string(), &is, counted).1);
                        }
                        day = day.succ_opt().unwrap();
                    }
                }
                listed
            }
            Grouping::Service => {
                let keys = ["b", "a", "gone", NONE].map(|key| {
                    let is: IsIn =
                        Box::new(move |fact| fact.service.as_deref().unwrap_or(NONE) == key);
                    (key.to_owned(), is)
                });
                some(keys.into(), &stays)
            }
            Grouping::Reason => {
                let keys = ["key", "badge", "old", NONE].map(|key| {
                    let is: IsIn =
                        Box::new(move |fact| fact.reason.as_deref().unwrap_or(NONE) == key);
                    (key.to_owned(), is)
                });
                some(keys.into(), counted)
            }
            Grouping::Person => {
                let keys = USERS.iter().copied().chain([NONE]).map(|key| {
                    let is: IsIn = Box::new(move |fact| {
                        fact.person.and_then(user).as_deref().unwrap_or(NONE) == key
                    });
                    (key.to_owned(), is)
                });
                some(keys.collect(), counted)
            }
            Grouping::Table => {
                let other = put_together(counted, plan.is_of_people);
                let mut keys: Vec<(String, IsIn)> = Vec::new();
                for table in (0..6).filter(|table| !other.contains(table)) {
                    keys.push((table.to_string(), Box::new(move |fact| fact.table == Some(table))));
                }
                let others = other.clone();
                keys.push((
                    OTHER_TABLES.to_owned(),
                    Box::new(move |fact| fact.table.is_some_and(|table| others.contains(&table))),
                ));
                keys.push((NONE.to_owned(), Box::new(|fact| fact.table.is_none())));
                some(keys, counted)
            }
        };
        groups.insert(*grouping, found);
    }
    let mut heat = Heat::default();
    for day in 0..7_usize {
        for hour in 0..24_usize {
            let is = |fact: &&Fact| {
                let local = local(fact.came);
                local.weekday().num_days_from_monday() as usize == day
                    && local.hour() as usize == hour
            };
            let found: Vec<&Fact> = counted.iter().filter(is).collect();
            let figures = figures(&found);
            heat.arrived[day][hour] = figures.arrived;
            heat.called[day][hour] = figures.called;
            heat.wait_median_s[day][hour] = figures.wait_median_s;
        }
    }
    let (staffed, most) = staffed(history);
    heat.tables = staffed;
    let counted: Vec<&Fact> = counted.iter().collect();
    Report {
        zone: zone.name().to_owned(),
        from: plan.query.from,
        to: plan.query.to,
        service: plan.query.service.clone(),
        at: history.at,
        total: figures(&counted),
        groups,
        heat,
        tables: staffing(history, &stays, most),
    }
}

/// The tables of which nothing is told by itself.
fn put_together(facts: &[Fact], is_of_people: bool) -> BTreeSet<u32> {
    let mut other = BTreeSet::new();
    if is_of_people {
        return other;
    }
    let people = |tables: &BTreeSet<u32>| -> usize {
        let theirs = facts.iter().filter(|it| it.table.is_some_and(|at| tables.contains(&at)));
        theirs.filter_map(|fact| fact.person).collect::<BTreeSet<i64>>().len()
    };
    let alone = |table: u32| people(&BTreeSet::from([table]));
    let there: BTreeSet<u32> = facts.iter().filter_map(|fact| fact.table).collect();
    other.extend(there.iter().copied().filter(|table| alone(*table) < FEWEST_PEOPLE));
    while !other.is_empty() && people(&other) < FEWEST_PEOPLE {
        let left = there.iter().copied().filter(|table| !other.contains(table));
        let Some(next) = left.min_by_key(|table| (alone(*table), *table)) else { break };
        other.insert(next);
    }
    other
}

/// Quarter of an hour by quarter of an hour: no clock here changes within one.
fn staffed(history: &History) -> ([[Option<f64>; 24]; 7], usize) {
    const QUARTER: Millis = 15 * MINUTE;
    let mut week = [[None; 24]; 7];
    let Some(known) = history.seatings.iter().map(|it| it.from).min() else { return (week, 0) };
    let (from, to) = (history.plan.from.max(known), history.plan.to.min(history.at));
    let mut lasted = [[0_i64; 24]; 7];
    let mut seated = [[0_i64; 24]; 7];
    let mut quarter = from.div_euclid(QUARTER) * QUARTER;
    while quarter < to {
        let (begin, end) = (quarter.max(from), (quarter + QUARTER).min(to));
        let local = DateTime::from_timestamp_millis(quarter).unwrap().with_timezone(&history.zone);
        let day = local.weekday().num_days_from_monday() as usize;
        let hour = local.hour() as usize;
        lasted[day][hour] += end - begin;
        for seating in &history.seatings {
            let until = seating.to.unwrap_or(Millis::MAX).min(end);
            seated[day][hour] += (until - seating.from.max(begin)).max(0);
        }
        quarter += QUARTER;
    }
    for day in 0..7 {
        for hour in 0..24 {
            if lasted[day][hour] > 0 {
                week[day][hour] = Some(seated[day][hour] as f64 / lasted[day][hour] as f64);
            }
        }
    }
    // At the moment at which somebody sits down, at most so many sit.
    let is_there = |seating: &Seating, moment: Millis| {
        seating.from <= moment && seating.to.is_none_or(|to| moment < to)
    };
    let moments = history.seatings.iter().map(|it| it.from.max(from)).filter(|it| *it < to);
    let most =
        moments.map(|moment| history.seatings.iter().filter(|it| is_there(it, moment)).count());
    (week, most.max().unwrap_or(0))
}

/// Whether a wait is inside what a kiosk wrote of this range, or inside the range itself. Kiosks
/// write minutes that people can keep in mind, below at most and above at least what is expected.
fn is_as_told(wait: u64, low: u64, high: u64) -> bool {
    let minutes: Vec<u64> = [0, 1, 2, 3, 5, 10, 15, 20, 30, 45, 60]
        .into_iter()
        .chain((90..100_000).step_by(30))
        .collect();
    let upper = *minutes.iter().find(|minutes| **minutes * 60 >= high).unwrap();
    let lower = *minutes.iter().rfind(|minutes| **minutes * 60 <= low).unwrap();
    let upper = if upper == 0 { 1 } else { upper };
    let lower = lower.min(upper);
    (lower * 60 <= wait && wait <= upper * 60) || (low <= wait && wait <= high)
}

/// The replays, by looking for the table that is free first each time.
fn staffing(history: &History, stays: &[Fact], most: usize) -> Vec<Staffing> {
    let place = |moment: Millis| {
        let local = DateTime::from_timestamp_millis(moment).unwrap().with_timezone(&history.zone);
        (local.date_naive(), local.hour())
    };
    if stays.is_empty() {
        return Vec::new();
    }
    let days: BTreeSet<NaiveDate> = stays.iter().map(|stay| place(stay.came).0).collect();
    let mut shares = Vec::new();
    for tables in 1..=1000 {
        let (mut in_time, mut played, mut usual) = (0, 0, None);
        for day in &days {
            let mut jobs: Vec<&Fact> =
                stays.iter().filter(|stay| place(stay.came).0 == *day).collect();
            jobs.sort_by_key(|job| job.entered);
            let median = |hour: Option<u32>| {
                let those = jobs.iter().filter(|job| hour.is_none_or(|it| place(job.came).1 == it));
                nearest_rank(those.filter_map(|job| job.service_time).collect(), 50)
            };
            usual = median(None).or(usual);
            let needs =
                |job: &&Fact| job.busy.or_else(|| median(Some(place(job.came).1))).or(usual);
            // On a day before anybody was served nobody knows how long somebody keeps a table.
            if jobs.iter().any(|job| needs(job).is_none()) {
                continue;
            }
            played += jobs.len();
            let mut free = vec![Millis::MIN; tables];
            for job in &jobs {
                let busy = needs(job).unwrap();
                let first = free.iter_mut().min().unwrap();
                let came = job.entered.div_euclid(1000);
                let called = (*first).max(came);
                *first = called + busy.cast_signed();
                in_time += usize::from((called - came).unsigned_abs() <= job.target);
            }
        }
        if played == 0 {
            return Vec::new();
        }
        shares.push(in_time as f64 / played as f64);
        let enough = shares.iter().position(|share| *share >= 0.9).map(|place| place + 1);
        if enough.is_some_and(|enough| tables >= (enough + 3).max(most)) {
            break;
        }
    }
    (1..).zip(shares).map(|(n, in_time)| Staffing { n, in_time }).collect()
}
