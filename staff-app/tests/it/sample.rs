//! A report as a server that has run for a while makes it.

use std::collections::BTreeMap;

use shared::report::{
    Bound, Figures, Group, Grouping, Heat, Report, ReportAsk, ReportQuery, Staffing,
};

/// The figures of so many tickets, of which half waited so long.
pub fn figures(arrived: u64, wait: u64) -> Figures {
    let called = arrived * 9 / 10;
    let some = |value: u64| (called > 0).then_some(value);
    Figures {
        arrived,
        called,
        completed: called * 9 / 10,
        no_show: called / 12,
        left: arrived / 20,
        left_over: arrived / 40,
        wait_median_s: some(wait),
        wait_p90_s: some(wait * 2 + 40),
        wait_mean_s: some(wait + wait / 5),
        wait_max_s: some(wait * 4),
        way_median_s: None,
        service_median_s: some(190 + wait / 3),
        service_mean_s: some(230 + wait / 3),
        in_time: (called > 0).then(|| 1.0 - (wait as f64 / 2_400.0).min(0.9)),
        promise_kept: (called > 0).then_some(0.86),
        open: 0,
        way_of: 0,
        service_of: called,
        in_time_of: called,
        promise_of: called * 8 / 10,
    }
}

fn group(key: impl std::fmt::Display, arrived: u64, wait: u64) -> Group {
    Group { key: key.to_string(), figures: figures(arrived, wait) }
}

/// How many come and how long they wait in an hour, of a hundred and of a minute.
fn hour(hour: usize) -> (u64, u64) {
    match hour {
        8 => (18, 90),
        9 => (62, 240),
        10 => (148, 780),
        11 => (110, 600),
        12 => (34, 200),
        13 => (70, 330),
        14 => (92, 410),
        15 => (60, 280),
        16 => (21, 95),
        _ => (0, 0),
    }
}

/// What the server answers to a query, of so many hundredths of a busy desk.
pub fn report(query: &ReportQuery, percent: u64) -> Report {
    let part = |count: u64| count * percent / 100;
    let hours = (0..24).map(|at| (at, hour(at)));
    let total: u64 = hours.clone().map(|(_, (count, _))| part(count)).sum();
    let by_hour = hours.map(|(at, (count, wait))| group(format!("{at:02}"), part(count), wait));
    let mut groups = BTreeMap::from([
        (Grouping::Hour, by_hour.collect()),
        (
            Grouping::Weekday,
            (1..=7_u64)
                .map(|day| group(day, if day > 5 { 0 } else { part(total / 5) }, 300 + day * 20))
                .collect(),
        ),
        (
            Grouping::Day,
            (0..5_u64)
                .map(|day| {
                    group(format!("2026-09-{}", 21 + day), part(110 + day * 9), 260 + day * 60)
                })
                .collect(),
        ),
        (
            Grouping::Service,
            vec![
                group("badges", part(300), 240),
                group("exams", part(180), 900),
                group("money", part(120), 520),
            ],
        ),
        (
            Grouping::Reason,
            vec![
                group("badge", part(260), 350),
                group("pass", part(140), 340),
                group("", part(12), 200),
            ],
        ),
        (
            Grouping::Table,
            vec![group(1, part(210), 300), group(3, part(190), 320), group("other", part(90), 280)],
        ),
        (Grouping::Person, vec![group("ada", part(210), 300), group("bob", part(190), 420)]),
    ]);
    if let Some(by) = &query.by {
        groups.retain(|grouping, _| by.contains(grouping));
    }
    let mut heat = Heat::default();
    for day in 0..5_usize {
        for at in 0..24 {
            let (count, wait) = hour(at);
            if count == 0 {
                continue;
            }
            let day = day as u64;
            let count = part(count * (8 + day) / 10);
            let tuesday = day == 1 && at == 10;
            heat.arrived[day as usize][at] = count;
            heat.called[day as usize][at] = count * 9 / 10;
            heat.wait_median_s[day as usize][at] =
                (count > 0).then_some(wait * (9 + day) / 10 * if tuesday { 2 } else { 1 });
            heat.tables[day as usize][at] = Some(if at == 12 { 1.5 } else { 3.0 });
        }
    }
    let tables = [(1, 0.31), (2, 0.74), (3, 0.93), (4, 0.985), (5, 1.0)];
    Report {
        zone: "Europe/Berlin".to_owned(),
        from: query.from,
        to: query.to,
        service: query.service.clone(),
        at: 1_790_000_000_000,
        total: figures(total, 380),
        groups,
        heat,
        tables: tables.into_iter().map(|(n, in_time)| Staffing { n, in_time }).collect(),
    }
}

/// What a server says to `report`, one line a message.
pub fn answers(ask: &ReportAsk, percent: u64) -> Vec<String> {
    match ask {
        ReportAsk::Stop(key) => vec![format!("success report {key}")],
        ReportAsk::Make(query) => {
            let is_before = query.by.is_some();
            let (key, percent) = if is_before { (2, percent * 9 / 10) } else { (1, percent) };
            let mut made = report(query, percent);
            if is_before {
                made.total.wait_median_s = Some(610);
            }
            vec![format!("success report {key}"), format!("report {key} {made}")]
        }
    }
}

/// The whole day.
pub fn day(text: &str) -> Bound {
    text.parse().unwrap_or_else(|_| panic!("{text} is no day"))
}
