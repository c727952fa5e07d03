//! What is read from the tables and written to them.

use std::collections::BTreeMap;

use rusqlite::{CachedStatement, Connection, OptionalExtension as _, Params, Row, params};
use rustc_hash::FxHashSet;
use shared::ids::{TableNo, TicketId};
use shared::person::Role;
use shared::service::ServiceId;
use shared::ticket::{Outcome, Source};
use shared::visitor::address_key;

use crate::core::accounts::{Person, PersonId, Session};
use crate::core::change::{Fact, KeyUse};
use crate::core::credential::{PasswordHash, TokenHash};
use crate::core::desk::Seat;
use crate::core::devices::Device;
use crate::core::estimate::Sample;
use crate::core::state::State;
use crate::core::ticket::Ticket;
use crate::core::time::Millis;
use crate::store::ARRIVALS;
use crate::store::engine::{AuditRow, Step, Stored, Write};
use crate::store::names::{Found, Names};
use crate::store::secret::Secret;

/// The columns of a ticket, for [`ticket`].
pub const TICKET: &str =
    "ticket.id, coalesce(ticket_text.email, ''), coalesce(ticket_text.name, ''),
    ticket.owner, ticket.table_no, ticket.start, ticket.first_claimed, ticket.claimed, ticket.end,
    ticket.outcome, ticket.ended_by, ticket.rank, ticket.calls, ticket.called, ticket.acted,
    ticket.reason, ticket.lang, ticket.source, note.text, coalesce(ticket_text.contact, ''),
    ticket.service, ticket.prefix, ticket.arrival, ticket.usual, ticket.entered,
    ticket.first_call, ticket.last_call, ticket.arrived, ticket.legs, ticket.promised_low,
    ticket.promised_high, ticket.kiosk";

/// How many columns those are.
pub const TICKET_COLUMNS: usize = 32;

/// Where those columns come from.
pub const FROM_TICKET: &str = "FROM ticket LEFT JOIN ticket_text ON ticket_text.id = ticket.id
    LEFT JOIN note ON note.ticket = ticket.id AND note.text <> ''";

/// Which tickets a start loads: through the index `ticket_open` alone.
const OPEN: &str = "WHERE ticket.end IS NULL ORDER BY ticket.id";

/// Reads everything that a start needs, as it stands at one moment.
pub fn load(db: &Connection) -> rusqlite::Result<Stored> {
    let transaction = db.unchecked_transaction()?;
    let (last, next_call, last_rank) =
        db.query_row("SELECT seq, next_call, last_rank FROM mark", [], |row| {
            Ok((row.get::<_, i64>(0)?, row.get(1)?, row.get(2)?))
        })?;
    let journal: Vec<(i64, String)> =
        list(db, "SELECT seq, body FROM journal ORDER BY seq", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let state = State {
        people: list(
            db,
            "SELECT id, user, name, role, enabled, password, lost_table, one_time, signed_in,
             services, serves FROM staff ORDER BY id",
            [],
            person,
        )?,
        sessions: list(
            db,
            "SELECT token, person, used, one_time FROM session ORDER BY token",
            [],
            |row| {
                let (person, used, is_one_time) = (PersonId(row.get(1)?), row.get(2)?, row.get(3)?);
                let session = Session { person, used, is_one_time };
                Ok((TokenHash(row.get(0)?), session))
            },
        )?,
        seats: list(
            db,
            "SELECT seat.table_no, seat.person, max(seating.began) FROM seat
             LEFT JOIN seating ON seating.table_no = seat.table_no
                 AND seating.person = seat.person AND seating.ended IS NULL
             GROUP BY seat.table_no ORDER BY seat.table_no",
            [],
            |row| {
                let seat = Seat { person: PersonId(row.get(1)?), since: row.get(2)? };
                Ok((TableNo(row.get(0)?), seat))
            },
        )?,
        devices: devices(db)?,
        open: list(db, &format!("SELECT {TICKET} {FROM_TICKET} {OPEN}"), [], ticket)?,
        next_ticket: next_ticket(db)?,
        next_call,
        last_rank,
        facts: facts(db)?,
        samples: list(
            db,
            "SELECT service, number, taken, serving, blocked, reaction FROM sample
             ORDER BY service, number",
            [],
            sample,
        )?,
    };
    let last = journal.last().map_or(last, |(seq, _)| last.max(*seq));
    transaction.commit()?;
    Ok(Stored { state, journal, last })
}

/// The secret that a database has.
pub fn secret(db: &Connection) -> rusqlite::Result<Secret> {
    db.query_row("SELECT bytes FROM secret", [], |row| row.get(0)).map(Secret::of_bytes)
}

/// Writes the secret of a database that has none.
pub fn write_secret(db: &Connection, secret: &Secret) -> rusqlite::Result<()> {
    run(db, "INSERT INTO secret VALUES (1, ?1)", [secret.bytes()])
}

/// The least id that the next ticket may have, as far as the tables know.
pub fn next_ticket(db: &Connection) -> rusqlite::Result<i64> {
    let sql = "SELECT max(next_ticket, (SELECT coalesce(max(id) + 1, 0) FROM ticket)) FROM mark";
    db.query_row(sql, [], |row| row.get(0))
}

/// Finds what is named in the tables.
pub fn look_up(
    db: &Connection,
    secret: &Secret,
    names: &Names,
    forgotten: &FxHashSet<TicketId>,
) -> rusqlite::Result<Found> {
    let mut found = Found::default();
    if let Some(id) = names.ticket {
        found.ticket = db
            .prepare_cached(&format!(
                "SELECT {TICKET} {FROM_TICKET} WHERE ticket.id = ?1 AND ticket.end IS NOT NULL"
            ))?
            .query_row([id.get()], ticket)
            .optional()?;
    }
    if let Some(key) = &names.key {
        found.key = db
            .prepare_cached("SELECT ticket, own, barred, at FROM request_key WHERE key = ?1")?
            .query_row([key.as_str()], |row| {
                Ok(KeyUse {
                    ticket: row.get::<_, Option<i64>>(0)?.and_then(TicketId::new),
                    is_own: row.get(1)?,
                    is_barred: row.get(2)?,
                    at: row.get(3)?,
                })
            })
            .optional()?;
    }
    if let Some(address) = &names.visitor {
        found.name = name_of(db, secret, address, forgotten)?;
    }
    if names.ended_last > 0 {
        let count = i64::try_from(names.ended_last).unwrap_or(i64::MAX);
        let sql = format!(
            "SELECT {TICKET} {FROM_TICKET} WHERE ticket.end IS NOT NULL
             ORDER BY ticket.end DESC, ticket.id DESC LIMIT ?1"
        );
        found.ended = list(db, &sql, [count], ticket)?;
        found.ended.reverse();
    }
    Ok(found)
}

/// The name last given for an address.
fn name_of(
    db: &Connection,
    secret: &Secret,
    address: &str,
    forgotten: &FxHashSet<TicketId>,
) -> rusqlite::Result<Option<String>> {
    let mut statement = db.prepare_cached(
        "SELECT email, name, id FROM ticket_text
         WHERE address_key = ?1 AND name <> '' ORDER BY id DESC",
    )?;
    let mut rows = statement.query([secret.of_address(address)])?;
    while let Some(row) = rows.next()? {
        // Another address may have the same hash.
        let is_theirs = address_key(row.get_ref(0)?.as_str()?) == address;
        let is_forgotten = TicketId::new(row.get(2)?).is_some_and(|id| forgotten.contains(&id));
        if is_theirs && !is_forgotten {
            return row.get(1).map(Some);
        }
    }
    Ok(None)
}

/// Writes rows as they stand and moves the watermark, in the open transaction.
pub fn write(db: &Connection, secret: &Secret, step: &Step) -> rusqlite::Result<()> {
    // What the next ones must be above.
    let (mut next_ticket, mut next_call, mut last_rank) = (0, 0, i64::MIN);
    // When the first and the last ticket of each block was made, of those that are written: one
    // row for many of them.
    let mut arrivals: BTreeMap<i64, (Millis, Millis)> = BTreeMap::new();
    for write in &step.writes {
        if let Write::Ticket(ticket) = write {
            let (block, start) = (ticket.id.get() / ARRIVALS, ticket.start);
            let (first, last) = arrivals.entry(block).or_insert((start, start));
            (*first, *last) = (start.min(*first), start.max(*last));
            next_ticket = next_ticket.max(ticket.id.get().saturating_add(1));
            next_call = next_call.max(ticket.called.saturating_add(1));
            last_rank = last_rank.max(ticket.arrival());
        }
        write_row(db, secret, write)?;
    }
    for (block, (first, last)) in arrivals {
        run(
            db,
            "INSERT INTO arrivals VALUES (?1, ?2, ?3) ON CONFLICT (block) DO UPDATE SET
             first = min(first, excluded.first), last = max(last, excluded.last)",
            [block, first, last],
        )?;
    }
    run(
        db,
        "UPDATE mark SET seq = ?1, next_ticket = max(next_ticket, ?2),
         next_call = max(next_call, ?3), last_rank = max(last_rank, ?4)",
        params![step.last, next_ticket, next_call, last_rank],
    )?;
    if step.watermark >= step.last {
        // Without a condition the pages are freed whole and overwritten, with what lies in their
        // unused parts.
        run(db, "DELETE FROM journal", [])
    } else {
        run(db, "DELETE FROM journal WHERE seq <= ?1", [step.watermark])
    }
}

fn write_row(db: &Connection, secret: &Secret, write: &Write) -> rusqlite::Result<()> {
    match write {
        Write::Ticket(ticket) => write_ticket(db, secret, ticket),
        Write::ForgetTicket(id) => forget_ticket(db, *id),
        Write::Key(key, found) => run(
            db,
            "INSERT INTO request_key (key, ticket, own, barred, at) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (key) DO UPDATE SET ticket = excluded.ticket, own = excluded.own,
             barred = excluded.barred, at = excluded.at",
            params![
                key.as_str(),
                found.ticket.map(TicketId::get),
                found.is_own,
                found.is_barred,
                found.at
            ],
        ),
        Write::Person(person) => run(
            db,
            "INSERT OR REPLACE INTO staff
             (id, user, name, role, enabled, password, lost_table, one_time, signed_in,
              services, serves)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            params![
                person.id.0,
                person.user,
                person.name,
                person.role.as_str(),
                person.is_enabled,
                person.password.as_ref().map(|password| &password.0),
                person.lost_table.map(|table| table.0),
                person.one_time,
                person.signed_in,
                person.services.as_ref().map(to_json),
                person.serves.as_ref().map(to_json),
            ],
        ),
        Write::Session(token, Some(session)) => run(
            db,
            "INSERT OR REPLACE INTO session (token, person, used, one_time)
             VALUES (?1, ?2, ?3, ?4)",
            params![token.0, session.person.0, session.used, session.is_one_time],
        ),
        Write::Session(token, None) => run(db, "DELETE FROM session WHERE token = ?1", [token.0]),
        Write::Seat(table, Some(person)) => {
            run(db, "INSERT OR REPLACE INTO seat VALUES (?1, ?2)", params![table.0, person.0])
        }
        Write::Seat(table, None) => run(db, "DELETE FROM seat WHERE table_no = ?1", [table.0]),
        Write::Seating(seating) => run(
            db,
            "INSERT INTO seating VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (began, table_no, person) DO UPDATE SET ended = excluded.ended",
            params![seating.from, seating.table.0, seating.person.0, seating.to],
        ),
        Write::Device(_, Some(device)) => write_device(db, device),
        Write::Device(key, None) => run(db, "DELETE FROM device WHERE key = ?1", [key.0]),
        Write::Fact(fact, Some(value)) => {
            run(db, "INSERT OR REPLACE INTO fact VALUES (?1, ?2)", [fact.name(), value])
        }
        Write::Fact(fact, None) => run(db, "DELETE FROM fact WHERE name = ?1", [fact.name()]),
        Write::Samples(samples) => write_samples(db, samples),
        Write::Audit(row) => write_audit(db, row),
    }
}

/// Writes a ticket as it stands. What its visitor told is written once.
pub fn write_ticket(db: &Connection, secret: &Secret, ticket: &Ticket) -> rusqlite::Result<()> {
    let id = ticket.id.get();
    run(
        db,
        "INSERT INTO ticket VALUES
         (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19,
          ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28)
         ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, table_no = excluded.table_no,
         first_claimed = excluded.first_claimed, claimed = excluded.claimed, end = excluded.end,
         outcome = excluded.outcome, ended_by = excluded.ended_by, rank = excluded.rank,
         calls = excluded.calls, called = excluded.called, acted = excluded.acted,
         service = excluded.service, arrival = excluded.arrival, usual = excluded.usual,
         entered = excluded.entered, first_call = excluded.first_call,
         last_call = excluded.last_call, arrived = excluded.arrived, legs = excluded.legs",
        params![
            id,
            ticket.owner.map(|owner| owner.0),
            ticket.table.map(|table| table.0),
            ticket.start,
            ticket.first_claimed,
            ticket.claimed,
            ticket.end,
            ticket.outcome.map(Outcome::as_str),
            ticket.ended_by.map(|person| person.0),
            ticket.rank,
            ticket.calls,
            ticket.called,
            ticket.acted,
            ticket.reason,
            ticket.lang,
            ticket.source.as_str(),
            ticket.service.as_ref().map(ServiceId::as_str),
            ticket.prefix.map(|prefix| prefix.to_string()),
            ticket.arrival,
            ticket.usual,
            ticket.entered,
            ticket.first_call,
            ticket.last_call,
            ticket.arrived,
            (!ticket.legs.is_empty()).then(|| to_json(&ticket.legs)),
            ticket.promised.map(|(low, _)| low),
            ticket.promised.map(|(_, high)| high),
            ticket.kiosk,
        ],
    )?;
    if cached(db, "SELECT 1 FROM ticket_text WHERE id = ?1")?.exists([id])? {
        return write_note(db, id, ticket.note.as_deref());
    }
    let contact = ticket.contact.as_deref();
    let key = secret.of_visitor(&ticket.email, &ticket.name, contact);
    run(
        db,
        "INSERT INTO ticket_text VALUES (?1, ?2, ?3, ?4, ?5)",
        params![id, key, ticket.email, ticket.name, contact.unwrap_or_default()],
    )?;
    match ticket.note.as_deref() {
        Some(text) => add_note(db, id, text),
        None => Ok(()),
    }
}

fn write_note(db: &Connection, ticket: i64, text: Option<&str>) -> rusqlite::Result<()> {
    let text = text.filter(|text| !text.is_empty());
    let before: Option<String> =
        cached(db, "SELECT text FROM note WHERE ticket = ?1 AND text <> ''")?
            .query_row([ticket], |row| row.get(0))
            .optional()?;
    if before.as_deref() == text {
        return Ok(());
    }
    if before.is_some() {
        empty_notes(db, ticket)?;
    }
    match text {
        Some(text) => add_note(db, ticket, text),
        None => Ok(()),
    }
}

fn add_note(db: &Connection, ticket: i64, text: &str) -> rusqlite::Result<()> {
    run(db, "INSERT INTO note (ticket, text) VALUES (?1, ?2)", params![ticket, text])
}

fn empty_notes(db: &Connection, ticket: i64) -> rusqlite::Result<()> {
    run(db, "UPDATE note SET text = '' WHERE ticket = ?1 AND text <> ''", [ticket])
}

/// Empties what is left of a ticket's visitor.
pub fn forget_ticket(db: &Connection, id: TicketId) -> rusqlite::Result<()> {
    run(
        db,
        "UPDATE ticket_text SET address_key = NULL, email = '', name = '', contact = ''
         WHERE id = ?1",
        [id.get()],
    )?;
    empty_notes(db, id.get())
}

/// Writes a device as it stands.
pub fn write_device(db: &Connection, device: &Device) -> rusqlite::Result<()> {
    run(
        db,
        "INSERT OR REPLACE INTO device VALUES (?1, ?2, ?3, ?4, ?5)",
        params![device.key.0, device.name, device.kind.as_str(), device.added, device.used],
    )
}

/// Adds the samples that the table lacks and removes those that are kept no more. They stand by
/// service, the oldest of each first.
pub fn write_samples(
    db: &Connection,
    samples: &[(Option<ServiceId>, Sample)],
) -> rusqlite::Result<()> {
    let stored: Vec<String> =
        list(db, "SELECT DISTINCT service FROM sample", [], |row| row.get(0))?;
    let is_kept =
        |stored: &String| samples.iter().any(|(service, _)| name_of_lane(service) == stored);
    for service in stored.iter().filter(|service| !is_kept(service)) {
        run(db, "DELETE FROM sample WHERE service = ?1", [service])?;
    }
    let number = |sample: &Sample| i64::try_from(sample.number).unwrap_or(i64::MAX);
    for of_one in samples.chunk_by(|(one, _), (other, _)| one == other) {
        let Some((service, oldest)) = of_one.first() else { continue };
        let service = name_of_lane(service);
        let newest: i64 =
            cached(db, "SELECT coalesce(max(number), -1) FROM sample WHERE service = ?1")?
                .query_row([service], |row| row.get(0))?;
        for (_, sample) in of_one.iter().filter(|(_, sample)| number(sample) > newest) {
            run(
                db,
                "INSERT INTO sample VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    service,
                    number(sample),
                    sample.taken_ms,
                    sample.serving_ms,
                    sample.blocked_ms,
                    sample.reaction_ms
                ],
            )?;
        }
        run(
            db,
            "DELETE FROM sample WHERE service = ?1 AND number < ?2",
            params![service, number(oldest)],
        )?;
    }
    Ok(())
}

/// The name of a service in the tables; that of a desk without services is empty.
fn name_of_lane(service: &Option<ServiceId>) -> &str {
    service.as_ref().map_or("", ServiceId::as_str)
}

/// What is stored as JSON; what is written here always can be.
fn to_json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// What was stored as JSON; what a newer version wrote, and this one cannot read, is none.
fn from_json<T: serde::de::DeserializeOwned>(text: Option<String>) -> Option<T> {
    serde_json::from_str(&text?).ok()
}

fn write_audit(db: &Connection, row: &AuditRow) -> rusqlite::Result<()> {
    run(
        db,
        "INSERT OR IGNORE INTO audit VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            row.seq,
            row.n,
            row.at,
            row.who(),
            row.what,
            row.ticket.map(TicketId::get),
            row.table.map(|table| table.0),
        ],
    )
}

/// Forgets those of the `count` oldest request keys that were used last before a moment.
pub fn forget_keys(db: &Connection, before: Millis, count: i64) -> rusqlite::Result<()> {
    run(
        db,
        "DELETE FROM request_key WHERE at < ?1
         AND id IN (SELECT id FROM request_key ORDER BY id LIMIT ?2)",
        [before, count],
    )
}

/// Every device, by name.
pub fn devices(db: &Connection) -> rusqlite::Result<Vec<Device>> {
    let sql = "SELECT name, kind, key, added, used FROM device ORDER BY name";
    let found = list(db, sql, [], |row| {
        let kind = row.get::<_, String>(1)?.parse().ok();
        Ok((row.get(0)?, kind, TokenHash(row.get(2)?), row.get(3)?, row.get(4)?))
    })?;
    // A kind that a newer version knows opens nothing here.
    let known = found.into_iter().filter_map(|(name, kind, key, added, used)| {
        Some(Device { name, kind: kind?, key, added, used })
    });
    Ok(known.collect())
}

/// Every single value that this version knows.
fn facts(db: &Connection) -> rusqlite::Result<Vec<(Fact, String)>> {
    let found: Vec<(String, String)> =
        list(db, "SELECT name, value FROM fact ORDER BY name", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let known = found.into_iter().filter_map(|(name, value)| {
        Some((Fact::ALL.into_iter().find(|fact| fact.name() == name)?, value))
    });
    Ok(known.collect())
}

fn person(row: &Row<'_>) -> rusqlite::Result<Person> {
    Ok(Person {
        id: PersonId(row.get(0)?),
        user: row.get(1)?,
        name: row.get(2)?,
        // A role that a newer version knows gives no rights here.
        role: row.get::<_, String>(3)?.parse().unwrap_or(Role::Staff),
        is_enabled: row.get(4)?,
        password: row.get::<_, Option<String>>(5)?.map(PasswordHash),
        lost_table: row.get::<_, Option<u32>>(6)?.map(TableNo),
        one_time: row.get(7)?,
        signed_in: row.get(8)?,
        services: from_json(row.get(9)?),
        serves: from_json(row.get(10)?),
    })
}

fn sample(row: &Row<'_>) -> rusqlite::Result<(Option<ServiceId>, Sample)> {
    let sample = Sample {
        number: u64::try_from(row.get::<_, i64>(1)?).unwrap_or_default(),
        taken_ms: row.get(2)?,
        serving_ms: row.get(3)?,
        blocked_ms: row.get(4)?,
        reaction_ms: row.get(5)?,
    };
    Ok((row.get_ref(0)?.as_str()?.parse().ok(), sample))
}

/// A ticket from the columns [`TICKET`].
pub fn ticket(row: &Row<'_>) -> rusqlite::Result<Ticket> {
    let id = row.get(0)?;
    Ok(Ticket {
        id: TicketId::new(id).ok_or(rusqlite::Error::IntegralValueOutOfRange(0, id))?,
        email: row.get(1)?,
        name: row.get(2)?,
        owner: row.get::<_, Option<i64>>(3)?.map(PersonId),
        table: row.get::<_, Option<u32>>(4)?.map(TableNo),
        start: row.get(5)?,
        first_claimed: row.get(6)?,
        claimed: row.get(7)?,
        end: row.get(8)?,
        outcome: row.get::<_, Option<String>>(9)?.and_then(|word| word.parse().ok()),
        ended_by: row.get::<_, Option<i64>>(10)?.map(PersonId),
        rank: row.get(11)?,
        calls: row.get(12)?,
        called: row.get(13)?,
        acted: row.get(14)?,
        reason: row.get(15)?,
        lang: row.get(16)?,
        source: row.get::<_, String>(17)?.parse().unwrap_or(Source::Kiosk),
        note: row.get(18)?,
        contact: row.get::<_, Option<String>>(19)?.filter(|contact| !contact.is_empty()),
        service: row.get::<_, Option<String>>(20)?.and_then(|id| id.parse().ok()),
        prefix: row.get::<_, Option<String>>(21)?.and_then(|letter| letter.parse().ok()),
        arrival: row.get(22)?,
        usual: row.get(23)?,
        entered: row.get(24)?,
        first_call: row.get(25)?,
        last_call: row.get(26)?,
        arrived: row.get(27)?,
        legs: from_json(row.get(28)?).unwrap_or_default(),
        promised: row.get::<_, Option<u32>>(29)?.zip(row.get::<_, Option<u32>>(30)?),
        kiosk: row.get(31)?,
    })
}

/// Every row of a query.
pub fn list<T>(
    db: &Connection,
    sql: &str,
    params: impl Params,
    map: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    cached(db, sql)?.query_map(params, map)?.collect()
}

fn cached<'db>(db: &'db Connection, sql: &str) -> rusqlite::Result<CachedStatement<'db>> {
    db.prepare_cached(sql)
}

fn run(db: &Connection, sql: &str, params: impl Params) -> rusqlite::Result<()> {
    cached(db, sql)?.execute(params).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::schema;

    /// A database with a million tickets, of which 3 are open.
    fn million() -> Connection {
        let mut db = Connection::open_in_memory().unwrap();
        schema::migrate(&mut db, 0).unwrap();
        db.execute_batch(
            "WITH RECURSIVE n(id) AS (SELECT 0 UNION ALL SELECT id + 1 FROM n WHERE id < 999999)
             INSERT INTO ticket (id, start, end, outcome, rank, calls, called, acted, source)
             SELECT id, id, iif(id IN (7, 500000, 999999), NULL, id + 1),
                    iif(id IN (7, 500000, 999999), NULL, 'left'), id, 0, 0, id, 'kiosk' FROM n;",
        )
        .unwrap();
        db
    }

    #[test]
    fn a_start_reads_open_tickets_only_however_many_there_are() {
        let db = million();
        let stored = load(&db).unwrap();
        let open: Vec<i64> = stored.state.open.iter().map(|ticket| ticket.id.get()).collect();
        assert_eq!(open, [7, 500_000, 999_999]);
        assert_eq!(stored.state.next_ticket, 1_000_000);
        let plan = |sql: &str| -> Vec<String> {
            list(&db, &format!("EXPLAIN QUERY PLAN {sql}"), [], |row| row.get(3)).unwrap()
        };
        let open = plan(&format!("SELECT {TICKET} {FROM_TICKET} {OPEN}"));
        assert!(open[0].contains("ticket USING INDEX ticket_open"), "{open:?}");
        assert!(open[1..].iter().all(|step| step.starts_with("SEARCH")), "{open:?}");
        let next = plan("SELECT max(id) + 1 FROM ticket");
        assert!(next.iter().all(|step| step.starts_with("SEARCH ticket")), "{next:?}");
        let ended = plan(&format!(
            "SELECT {TICKET} {FROM_TICKET} WHERE ticket.end IS NOT NULL
             ORDER BY ticket.end DESC, ticket.id DESC LIMIT 50"
        ));
        assert!(ended[0].contains("USING INDEX ticket_end"), "{ended:?}");
        assert!(!ended.iter().any(|step| step.contains("TEMP B-TREE")), "{ended:?}");
        let name = plan(
            "SELECT email, name FROM ticket_text WHERE address_key = 1 AND name <> ''
             ORDER BY id DESC",
        );
        assert!(name[0].starts_with("SEARCH ticket_text USING INDEX"), "{name:?}");
        assert_eq!(name.len(), 1, "{name:?}");
    }
}
