//! How long a report takes, and what it costs everybody else meanwhile.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, ensure};
use rusqlite::{Connection, params};
use shared::report::Report;
use tempfile::TempDir;

use super::history::{accepts, sit_down};
use super::{Bench, DATABASE, now_ms, section};
use crate::client::{Client, Door};
use crate::figures::{median, percentile};
use crate::process::{Server, account, make_lead};
use crate::report::{Bound, Section, Table, Verdict};

/// What a day is in milliseconds.
const DAY_MS: i64 = 24 * 3600 * 1000;
/// From when to when the desk is open.
const OPEN_MS: (i64, i64) = (8 * 3600 * 1000, 18 * 3600 * 1000);
/// What a desk has.
const SERVICES: [&str; 4] = ["badges", "fees", "housing", "other"];
const REASONS: [&str; 6] = ["new", "lost", "change", "pay", "ask", "return"];
const PEOPLE: i64 = 60;

/// A desk with years behind it.
struct Desk {
    name: &'static str,
    days: i64,
    a_day: i64,
    tables: i64,
    most_secs: f64,
}

const DESKS: [Desk; 2] = [
    Desk { name: "a year of 500,000", days: 365, a_day: 1_370, tables: 24, most_secs: 1.0 },
    Desk {
        name: "ten years of 10,000,000",
        days: 3_653,
        a_day: 2_738,
        tables: 40,
        most_secs: 15.0,
    },
];

/// Measures it.
pub fn run(bench: &Bench) -> Result<Section> {
    let mut section = section(
        "reports",
        "Reports",
        "Databases that the server made are filled behind its back with tickets of four services, \
         some of them referred, left or expired, and with who sat where. A lead asks for a report of \
         all of it by all groupings, people too, and of one day. Meanwhile a colleague takes \
         tickets, which is measured from `accept` to its answer; before and after, the same is \
         measured without a report.",
    );
    let columns = [
        "tickets",
        "report s",
        "a day of it ms",
        "memory more MiB",
        "accept p99 ms, alone",
        "during",
    ];
    let mut table = Table::new("", &columns);
    for desk in &DESKS[..bench.pick(2, 1)] {
        let folder = bench.folder()?;
        let token = prepare(bench, &folder)?;
        let began = Instant::now();
        let (from, to) = fill(folder.path(), desk)?;
        println!("  {} tickets in {:.1} s", desk.days * desk.a_day, began.elapsed().as_secs_f64());
        let server = bench.start(folder.path())?;
        let mut lead = signed_in(&server, &token)?;
        let all = format!(r#"report {{"from":"{from}","to":"{to}"}}"#);
        let day = format!(r#"report {{"from":"{to}","to":"{to}"}}"#);
        // What the first of each brings into memory stays there, report or not.
        {
            let (mut kiosk, mut staff) = sit_down(&server, &token)?;
            accepts(&mut kiosk, &mut staff, 200)?;
        }
        let before = server.most_resident_kib()?;
        let mut took = Vec::new();
        let (mut alone, mut during) = (Vec::new(), Vec::new());
        for _ in 0..bench.pick(3, 1) {
            let began = Instant::now();
            let report = make(&mut lead, &all)?;
            took.push(began.elapsed().as_secs_f64());
            let counted = report.total.arrived;
            ensure!(counted == (desk.days * desk.a_day).unsigned_abs(), "{counted} were reported");
        }
        let more = (server.most_resident_kib()? - before) / 1024.0;
        for _ in 0..bench.pick(3, 1) {
            let seconds = median(&took);
            // Anew each time: who says nothing for as long as a report may take is dropped.
            let (mut kiosk, mut staff) = sit_down(&server, &token)?;
            alone.extend(accepts_for(&mut kiosk, &mut staff, Duration::from_secs_f64(seconds))?);
            let mut waits = signed_in(&server, &token)?;
            waits.say(&[all.as_str()])?;
            waits.hear(1, |text| text.starts_with(b"success report "))?;
            // So long that the report is not made before.
            let meanwhile = Duration::from_secs_f64(seconds * 0.9);
            // It hears of all of them, and takes it: a lead who reads nothing is cut off.
            let (accepted, report) = thread::scope(|scope| {
                let report = scope.spawn(|| made(&mut waits));
                (accepts_for(&mut kiosk, &mut staff, meanwhile), report.join())
            });
            during.extend(accepted?);
            report.map_err(|_| anyhow!("whoever waited for it panicked"))??;
        }
        let mut of_a_day = Vec::new();
        let mut lead = signed_in(&server, &token)?;
        for _ in 0..bench.pick(20, 5) {
            let began = Instant::now();
            make(&mut lead, &day)?;
            of_a_day.push(began.elapsed().as_secs_f64() * 1e3);
        }
        server.stop()?;
        let (alone, during) = (percentile(&alone, 0.99), percentile(&during, 0.99));
        let figures = [median(&took), median(&of_a_day), more, alone, during];
        table.row(desk.name, &figures);
        let mut verdict = |what: String, figure, unit, bound| {
            section.verdicts.push(Verdict::new(what, figure, unit, Bound::AtMost(bound)));
        };
        verdict(format!("a report of {}", desk.name), median(&took), "s", desk.most_secs);
        verdict(format!("memory more, {}", desk.name), more, "MiB", 64.0);
        let what = format!("accept, p99, during a report of {}, against alone", desk.name);
        verdict(what, during / alone, "×", 1.3);
    }
    if bench.is_quick {
        section.notes.push("A quick run leaves out the ten years.".to_owned());
    }
    section.tables.push(table);
    Ok(section)
}

/// A database with an account and the settings of these desks, of which no server has it.
fn prepare(bench: &Bench, folder: &TempDir) -> Result<String> {
    let services = SERVICES.map(|id| format!("{{ id = '{id}', text = {{ en = '{id}' }} }}"));
    let reasons = REASONS.map(|id| format!("{{ id = '{id}', text = {{ en = '{id}' }} }}"));
    let settings = format!(
        "time_zone = 'Europe/Berlin'\nreport_people = true\nbackups = 0\nservices = [{}]\nreasons = [{}]\n",
        services.join(", "),
        reasons.join(", ")
    );
    std::fs::write(folder.path().join("walkup.toml"), settings)?;
    let token = account(&bench.walkup, folder.path(), "bench")?;
    make_lead(&bench.walkup, folder.path(), "bench")?;
    bench.start(folder.path())?.stop()?;
    Ok(token)
}

fn signed_in(server: &Server, token: &str) -> Result<Client> {
    let door = Door { protocol: super::V2, ..Door::web(server.address, "/staff") };
    let mut client = Client::connect(&door)?;
    client.say(&[format!("resume {token}")])?;
    client.hear(1, |text| text == b"ready")?;
    Ok(client)
}

fn make(lead: &mut Client, asked: &str) -> Result<Report> {
    lead.say(&[asked])?;
    made(lead)
}

/// Reads until a report is made.
fn made(lead: &mut Client) -> Result<Report> {
    let mut made = None;
    while made.is_none() {
        lead.read(|text| {
            if text.starts_with(b"report ") {
                let text = std::str::from_utf8(text)?;
                let news = text.splitn(3, ' ').nth(2).context("it is told how it stands")?;
                ensure!(!news.starts_with("error"), "{text}");
                if news.starts_with('{') {
                    made = Some(news.parse()?);
                }
            }
            ensure!(!text.starts_with(b"error"), "{}", String::from_utf8_lossy(text));
            Ok(())
        })?;
    }
    made.context("it was made")
}

fn accepts_for(kiosk: &mut Client, staff: &mut Client, time: Duration) -> Result<Vec<f64>> {
    let began = Instant::now();
    let mut took = Vec::new();
    while began.elapsed() < time {
        took.extend(accepts(kiosk, staff, 20)?);
    }
    Ok(took)
}

/// Fills in the days before yesterday; answers the first and the last.
fn fill(folder: &Path, desk: &Desk) -> Result<(String, String)> {
    let mut database = Connection::open(folder.join(DATABASE))?;
    database.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000",
    )?;
    let first_day = now_ms()? / DAY_MS - 2 - desk.days;
    let transaction = database.transaction()?;
    transaction.execute_batch("DROP INDEX ticket_end; DROP INDEX ticket_open;")?;
    {
        let mut ticket = transaction.prepare(
            "INSERT INTO ticket (id, owner, table_no, start, first_claimed, claimed, end, outcome, \
             ended_by, rank, calls, called, acted, reason, source, service, entered, first_call, \
             last_call, arrived, legs, promised_low, promised_high) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?2, ?4, 1, ?1 + 1, ?6, ?8, 'kiosk', ?9, ?10, \
             ?11, ?11, ?12, ?13, ?14, ?15)",
        )?;
        let mut seating = transaction.prepare("INSERT INTO seating VALUES (?1, ?2, ?3, ?4)")?;
        let (mut id, mut random) = (0, 1_u64);
        let mut below = |bound: i64| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            i64::try_from((random >> 33) % bound.unsigned_abs()).unwrap_or_default()
        };
        for day in 0..desk.days {
            let midnight = (first_day + day) * DAY_MS;
            let (opens, closes) = (midnight + OPEN_MS.0, midnight + OPEN_MS.1);
            for table in 0..desk.tables {
                let noon = midnight + DAY_MS / 2 + below(DAY_MS / 24);
                seating.execute(params![opens + below(600_000), table, 1 + below(PEOPLE), noon])?;
                seating.execute(params![noon + 60_000, table, 1 + below(PEOPLE), closes])?;
            }
            for number in 0..desk.a_day {
                let start = opens + number * (closes - opens) / desk.a_day;
                let call = start + below(2_400_000);
                let arrived = (below(5) == 0).then(|| call + below(90_000));
                let end = call + 120_000 + below(900_000);
                let chance = below(100);
                let (outcome, called) = match chance {
                    0..5 => ("left", None),
                    5..8 => ("expired", None),
                    8..12 => ("no-show", Some(call)),
                    _ => ("completed", Some(call)),
                };
                let service = SERVICES[usize::try_from(below(4))?];
                let legs = (below(20) == 0).then(|| {
                    format!(
                        r#"[{{"service":"badges","entered":{start},"first_call":{start},"last_call":{start},"left":{start},"table":1,"owner":1}}]"#
                    )
                });
                let entered = legs.as_ref().map(|_| start);
                let promised = (below(5) > 0).then(|| 300 * below(6));
                ticket.execute(params![
                    id,
                    called.map(|_| 1 + below(PEOPLE)),
                    called.map(|_| below(desk.tables)),
                    start,
                    called,
                    end,
                    outcome,
                    REASONS[usize::try_from(below(6))?],
                    service,
                    entered,
                    called,
                    arrived.filter(|_| called.is_some()),
                    legs,
                    promised,
                    promised.map(|low| low + 900),
                ])?;
                id += 1;
            }
        }
        transaction.execute(
            "INSERT INTO arrivals SELECT id / 1024, min(start), max(start) FROM ticket GROUP BY id / 1024",
            [],
        )?;
        transaction.execute(
            "INSERT INTO ticket_text (id, address_key, email, name) SELECT id, NULL, '', '' FROM ticket",
            [],
        )?;
        transaction.execute(
            "UPDATE mark SET next_ticket = ?1, next_call = ?1 + 1, last_rank = \
             max(last_rank, (SELECT rank FROM ticket WHERE id = ?1 - 1))",
            [id],
        )?;
        let mut staff = transaction.prepare(
            "INSERT OR IGNORE INTO staff (id, user, name, enabled) VALUES (?1, 'u' || ?1, 'U' || ?1, 1)",
        )?;
        for person in 1..=PEOPLE {
            staff.execute([person])?;
        }
    }
    transaction.execute_batch(
        "CREATE INDEX ticket_open ON ticket(id) WHERE end IS NULL;
         CREATE INDEX ticket_end ON ticket(end) WHERE end IS NOT NULL;",
    )?;
    transaction.commit()?;
    database.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    let date = |day: i64| -> Result<String> {
        let day = i32::try_from(day)?;
        Ok(chrono::NaiveDate::from_epoch_days(day).context("a date")?.to_string())
    };
    Ok((date(first_day)?, date(first_day + desk.days - 1)?))
}
