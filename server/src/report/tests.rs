//! Every figure against a slow second way of counting: plain loops and sorted lists, which share
//! nothing with the first but the types.

mod history;
mod slow;

use chrono_tz::Tz;
use proptest::prelude::*;
use shared::refusal::Refusal;
use shared::report::{Figures, Grouping, Report, ReportQuery};

use self::history::{Dice, History, history, ticket, user};
use self::slow::slow;
use super::{Making, Plan};
use crate::core::time::Millis;
use crate::core::zone::Zone;

const MINUTE: Millis = 60_000;
const HOUR: Millis = 60 * MINUTE;
const DAY: Millis = 24 * HOUR;

/// The first way, with the news that some days are over as the store gives it.
fn quick(history: &History, stride: usize) -> Report {
    let wanted = || false;
    let mut making = Making::new(&history.plan, &wanted);
    for seating in &history.seatings {
        making.seating(seating);
    }
    for (place, ticket) in history.tickets.iter().enumerate() {
        if place % stride == 0 {
            let rest = history.tickets[place..].iter().map(|ticket| ticket.start);
            making.none_before(rest.min().unwrap());
        }
        making.ticket(&ticket.row());
    }
    making.finish(history.at, user)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn both_ways_of_counting_say_the_same(seed: u64, stride in 1_usize..40) {
        let history = history(seed);
        let (quick, slow) = (quick(&history, stride), slow(&history));
        prop_assert_eq!(&quick.total, &slow.total);
        for grouping in &history.plan.by {
            prop_assert_eq!(&quick.groups[grouping], &slow.groups[grouping], "{}", grouping);
        }
        prop_assert_eq!(quick, slow);
    }
}

/// Tables that are free for longer than anybody keeps one.
#[test]
fn a_desk_that_was_empty_for_hours_is_played_on() {
    let history = history(6_891_458_069_880_709_449);
    assert_eq!(quick(&history, 1), slow(&history));
}

fn plan(from: &str, to: &str, by: Option<Vec<Grouping>>) -> Result<Plan, Refusal> {
    let query =
        ReportQuery { from: from.parse().unwrap(), to: to.parse().unwrap(), by, service: None };
    Plan::new(query, Zone::Named(Tz::Europe__Berlin), Vec::new(), Vec::new(), false)
}

#[test]
fn periods_that_cannot_be_reported_are_refused_and_none_panics() {
    let refused = |from: &str, to: &str| plan(from, to, None).map(|_| ()).unwrap_err();
    assert_eq!(refused("2026-11-24", "2026-11-23"), Refusal::PeriodBackwards);
    assert_eq!(refused("2026-11-24T10:01", "2026-11-24T10:00"), Refusal::PeriodBackwards);
    assert_eq!(refused("2026-11-25", "2026-11-24T23:59"), Refusal::PeriodBackwards);
    assert_eq!(refused("1826-11-24", "2026-11-24"), Refusal::PeriodTooLong);
    assert_eq!(refused("0000-01-01", "9999-12-31"), Refusal::PeriodTooLong);
    assert_eq!(refused("9999-12-31", "0000-01-01"), Refusal::PeriodBackwards);
    for (from, to) in [
        ("2006-11-25", "2026-11-24"),
        ("9990-01-01", "9999-12-31"),
        ("9999-12-31", "9999-12-31"),
        ("0000-01-01", "0000-01-01"),
        ("2026-11-24T10:00", "2026-11-24T10:00"),
    ] {
        let plan = plan(from, to, None).unwrap();
        let wanted = || false;
        let mut making = Making::new(&plan, &wanted);
        making.none_before(plan.from);
        let report = making.finish(1_796_000_000_000, user);
        assert_eq!(report.total, Figures::default());
        assert_eq!(report.groups.len(), Grouping::ALL.len() - 1, "all but people");
        assert_eq!(report.groups[&Grouping::Hour].len(), 24);
        assert!(report.tables.is_empty() && report.groups[&Grouping::Day].is_empty());
    }
    let twice = vec![Grouping::Day, Grouping::Hour, Grouping::Day];
    let twice = plan("2026-11-24", "2026-11-24", Some(twice)).unwrap();
    assert_eq!(twice.by, [Grouping::Hour, Grouping::Day]);
    let people = plan("2026-11-24", "2026-11-24", Some(vec![Grouping::Person]));
    assert_eq!(people.unwrap_err(), Refusal::PeopleNotReported);
}

#[test]
fn a_plan_reads_back_what_was_written() {
    let plan = plan("2026-11-24T10:00", "2026-11-24", None).unwrap();
    let text = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<Plan>(&text).unwrap(), plan);
}

#[test]
fn replays_end_early_when_nobody_wants_them() {
    let plan = plan("2026-11-24", "2026-11-24", None).unwrap();
    let told = |is_unwanted: bool| {
        let unwanted = || is_unwanted;
        let mut making = Making::new(&plan, &unwanted);
        let mut dice = Dice(1);
        for _ in 0..1000 {
            // All at once, so that many tables would be needed.
            making.ticket(&ticket(&mut dice, plan.from, false, false).row());
        }
        making.finish(plan.to, user).tables.len()
    };
    assert!(told(false) > 100);
    // With one table it was played, and no more.
    assert_eq!(told(true), 2 + 3);
}
