//! Days at a desk with several services, each with an estimator of its own that knows which tables
//! take it.

use super::days::{Dice, HOUR, MEANS, SERVICES, START_MS, Services};
use super::*;

/// One service of a day.
struct Queue {
    /// The mean service in seconds.
    mean: f64,
    /// After how many seconds a visitor is due.
    target: i64,
    /// From when on how many visitors come per second.
    arrivals: Vec<(i64, f64)>,
}

/// One table of a day.
struct Place {
    /// Which services it takes.
    takes: &'static [usize],
    /// From when to when it is there, in seconds.
    shift: (i64, i64),
}

struct Day {
    queues: Vec<Queue>,
    places: Vec<Place>,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    /// Two services share three tables.
    Shared,
    /// The same, with an hour in which more come of one than there is room for.
    Rush,
    /// Three tables take one service, and one of them alone takes the other.
    Specialist,
    /// Two services with tables of their own.
    Apart,
    /// The tables of two services go home one after the other.
    Closing,
}

const END: i64 = 8 * HOUR;

fn day(kind: Kind, mean: f64) -> Day {
    // Arrivals per second that keep this many tables busy.
    let load = |tables: f64, mean: f64| tables / (mean + 15.0);
    let steady = |tables: f64, mean: f64| vec![(0, load(tables, mean)), (END, 0.0)];
    let (long, all) = (1.5 * mean, (0, END));
    let queue = |mean: f64, target: i64, arrivals| Queue { mean, target: target * 60, arrivals };
    let place = |takes: &'static [usize], shift| Place { takes, shift };
    match kind {
        Kind::Shared => Day {
            queues: vec![queue(mean, 20, steady(1.4, mean)), queue(long, 30, steady(0.9, long))],
            places: [(); 3].map(|()| place(&[0, 1], all)).into(),
        },
        Kind::Rush => {
            let rush = load(2.4, mean) + 12.0 / 3_600.0;
            let arrivals = vec![
                (0, load(1.2, mean)),
                (3 * HOUR, rush),
                (4 * HOUR, load(1.2, mean)),
                (END, 0.0),
            ];
            Day {
                queues: vec![queue(mean, 20, arrivals), queue(long, 20, steady(0.6, long))],
                places: [(); 3].map(|()| place(&[0, 1], all)).into(),
            }
        }
        Kind::Specialist => Day {
            queues: vec![queue(mean, 20, steady(1.9, mean)), queue(long, 20, steady(0.4, long))],
            places: vec![place(&[0, 1], all), place(&[0], all), place(&[0], all)],
        },
        Kind::Apart => Day {
            queues: vec![queue(mean, 20, steady(1.6, mean)), queue(long, 20, steady(0.75, long))],
            places: vec![place(&[0], all), place(&[0], all), place(&[1], all)],
        },
        Kind::Closing => {
            let arrivals = |tables: f64, mean: f64| {
                let half = load(0.5 * tables, mean);
                vec![(0, load(tables, mean)), (END - 75 * 60, half), (END, 0.0)]
            };
            Day {
                queues: vec![
                    queue(mean, 20, arrivals(1.7, mean)),
                    queue(long, 20, arrivals(1.2, long)),
                ],
                places: [75, 50, 25, 0].map(|early| place(&[0, 1], (0, END - early * 60))).into(),
            }
        }
    }
}

#[derive(Clone, Copy, Default)]
struct Table {
    is_online: bool,
    /// When the current service ends, and which it is.
    serves: Option<(i64, usize)>,
    /// When the free person will take a ticket.
    reacts: Option<i64>,
    free_since: i64,
}

/// Somebody in a queue: due, when they came, and what they were told.
type Waiting = (i64, i64, Option<Range>);

struct Desk<'a> {
    day: &'a Day,
    tables: Vec<Table>,
    queues: Vec<VecDeque<Waiting>>,
    paces: Vec<Estimator>,
}

impl Desk<'_> {
    fn observe(&mut self, now: i64) {
        for service in 0..self.queues.len() {
            let theirs = self.tables.iter().zip(&self.day.places);
            let theirs =
                theirs.filter(|(table, place)| table.is_online && place.takes.contains(&service));
            let mut counts = Tables { waiting: self.queues[service].len(), ..Tables::default() };
            for (table, _) in theirs {
                counts.online += 1;
                counts.serving += usize::from(table.serves.is_some());
                counts.own += usize::from(table.serves.is_some_and(|(_, of)| of == service));
            }
            self.paces[service].observe(START_MS + now * 1_000, counts);
        }
    }
}

/// Plays a day second by second; gives each visitor's service, wait and what they were told.
fn play(day: &Day, kind: Services, dice: &mut Dice) -> Vec<(usize, i64, i64, Option<Range>)> {
    let count = day.queues.len();
    let mut desk = Desk {
        day,
        tables: vec![Table::default(); day.places.len()],
        queues: vec![VecDeque::new(); count],
        paces: vec![Estimator::default(); count],
    };
    let mut next_arrival = vec![1; count];
    let mut visits = Vec::new();
    for now in 0.. {
        let now_ms = START_MS + now * 1_000;
        for (service, next) in next_arrival.iter_mut().enumerate() {
            let Queue { arrivals, target, .. } = &day.queues[service];
            while *next <= now && now < END {
                let ahead = desk.queues[service].len();
                let range = desk.paces[service].expect(now_ms, ahead);
                desk.queues[service].push_back((now + target, now, range));
                desk.observe(now);
                let rate = arrivals.iter().rev().find(|from| from.0 <= now).unwrap().1;
                *next += ((-dice.unit().ln() / rate) as i64).min(1_800);
            }
        }
        let mut has_changed = false;
        for place in 0..desk.tables.len() {
            let Place { takes, shift } = &day.places[place];
            if desk.tables[place].serves.is_some_and(|(until, _)| until > now) {
                continue;
            }
            let has_work = takes.iter().any(|service| !desk.queues[*service].is_empty());
            let others = desk
                .tables
                .iter()
                .zip(&day.places)
                .enumerate()
                .filter(|(at, (table, _))| *at != place && table.is_online);
            let is_last = others.count() == 0;
            let table = &mut desk.tables[place];
            if table.serves.take().is_some() {
                table.free_since = now;
                has_changed = true;
            }
            let on_shift = shift.0 <= now && now < shift.1;
            // The last one at the desk stays until the queues are empty.
            let stays = table.is_online && is_last && has_work;
            // Where a service would have nobody, its table stays too.
            let alone = table.is_online && has_work && day.places.len() == 3;
            if table.is_online != (on_shift || stays || alone) {
                table.is_online = !table.is_online;
                table.free_since = now;
                has_changed = true;
            }
            if !table.is_online || !has_work {
                table.reacts = None;
                continue;
            }
            let slow = if table.free_since == now { 30 } else { 60 };
            let reacts = *table.reacts.get_or_insert_with(|| now + dice.between(3, slow));
            if reacts > now {
                continue;
            }
            let first =
                |service: &&usize| desk.queues[**service].front().map_or(i64::MAX, |it| it.0);
            let service = *takes.iter().min_by_key(first).unwrap();
            let sample = desk.paces[service].sample(now_ms);
            let (_, came, range) = desk.queues[service].pop_front().unwrap();
            visits.push((service, came, now - came, range));
            desk.paces[service].learn(&sample);
            let lasts = kind.draw(day.queues[service].mean, dice);
            let table = &mut desk.tables[place];
            table.reacts = None;
            table.serves = Some((now + lasts, service));
            desk.observe(now);
        }
        if has_changed {
            desk.observe(now);
        }
        let is_empty = desk.queues.iter().all(VecDeque::is_empty);
        if now >= END && is_empty && desk.tables.iter().all(|table| table.serves.is_none()) {
            break;
        }
    }
    visits
}

/// The share of waits that were inside their range, for each service and all of them.
fn check(kind: Kind, seeds: u64) {
    let (mut told, mut covered, mut score, mut waits) = ([0, 0], [0, 0], 0.0, 0);
    for services in SERVICES {
        for mean in MEANS {
            let day = day(kind, mean);
            for seed in 1..=seeds {
                let visits = play(&day, services, &mut Dice(seed * 1_013 + mean as u64));
                // The first hour learns.
                for (service, _, wait, range) in visits.into_iter().filter(|it| it.1 >= HOUR) {
                    let Some(range) = range else { continue };
                    let (low, high) = (i64::from(range.low_secs), i64::from(range.high_secs));
                    told[service] += 1;
                    covered[service] += i32::from((low..=high).contains(&wait));
                    let missed = (low - wait).max(wait - high).max(0);
                    // Gneiting and Raftery 2007, with α = 0.2.
                    score += (high - low) as f64 + 2.0 / 0.2 * missed as f64;
                    waits += wait;
                }
            }
        }
    }
    let share = |covered: i32, told: i32| f64::from(covered) / f64::from(told);
    let all = share(covered[0] + covered[1], told[0] + told[1]);
    let count = f64::from(told[0] + told[1]);
    println!(
        "{kind:?}: {told:?} told, covered {:.3} and {:.3}, together {all:.3}, score {:.1} s, mean wait {:.1} s",
        share(covered[0], told[0]),
        share(covered[1], told[1]),
        score / count,
        waits as f64 / count,
    );
    assert!((0.80..=0.95).contains(&all), "{kind:?}: {all}");
    for service in 0..2 {
        assert!(share(covered[service], told[service]) >= 0.75, "{kind:?}: service {service}");
    }
}

#[test]
fn two_services_share_three_tables() {
    check(Kind::Shared, 2);
}

#[test]
fn a_rush_for_one_of_two() {
    check(Kind::Rush, 2);
}

#[test]
fn one_specialist() {
    check(Kind::Specialist, 2);
}

#[test]
fn tables_of_their_own() {
    check(Kind::Apart, 2);
}

#[test]
fn closing_time_of_two() {
    check(Kind::Closing, 2);
}
