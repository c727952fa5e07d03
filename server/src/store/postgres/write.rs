//! Rows of the tables, written together: one statement, whose every part joins the desk as it is
//! led here. A transaction of several would be held open by a leader that is frozen between two.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Serialize;
use shared::service::ServiceId;
use shared::ticket::Outcome;
use tokio_postgres::types::{ToSql, Type};

use super::database::{Lines, Use};
use super::hold::{Failure, Hold, ask};
use super::link::Param;
use super::text::Text;
use crate::core::accounts::PersonId;
use crate::core::credential::TokenHash;
use crate::core::time::Millis;
use crate::store::engine::{AuditRow, Step, Write, WriteError};
use crate::store::secret::Secret;
use crate::store::{ARRIVALS, engine};

/// A part of the statement: what is done with the rows that are given to it as JSON, which it calls
/// `$n`.
struct Part {
    /// The SQL, with `{}` where the number of its parameter stands. `moved` is the desk.
    sql: &'static str,
    /// The rows.
    json: String,
}

/// What a step writes, by table, each row once: a statement does not see what it has written.
#[derive(Default)]
struct Tables<'a> {
    tickets: BTreeMap<i64, OfTicket<'a>>,
    texts: BTreeMap<i64, OfText<'a>>,
    forgotten: BTreeSet<i64>,
    keys: BTreeMap<&'a str, OfKey<'a>>,
    people: BTreeMap<i64, OfPerson<'a>>,
    sessions: BTreeMap<TokenHash, Option<OfSession>>,
    seats: BTreeMap<u32, Option<PersonId>>,
    seatings: BTreeMap<(Millis, u32, i64), OfSeating>,
    devices: BTreeMap<TokenHash, Option<OfDevice<'a>>>,
    facts: BTreeMap<&'static str, Option<Text<'a>>>,
    samples: Option<Vec<OfSample<'a>>>,
    audit: Vec<OfAudit<'a>>,
    arrivals: BTreeMap<i64, (Millis, Millis)>,
    next_ticket: i64,
    next_call: i64,
    last_rank: Option<i64>,
}

#[derive(Serialize)]
struct OfTicket<'a> {
    id: i64,
    owner: Option<i64>,
    table_no: Option<u32>,
    start: Millis,
    first_claimed: Option<Millis>,
    claimed: Option<Millis>,
    end: Option<Millis>,
    outcome: Option<&'static str>,
    ended_by: Option<i64>,
    rank: i64,
    calls: u32,
    called: i64,
    acted: Millis,
    reason: Option<Text<'a>>,
    lang: Option<Text<'a>>,
    source: &'static str,
    service: Option<&'a str>,
    prefix: Option<String>,
    arrival: Option<i64>,
    usual: Option<i64>,
    entered: Option<Millis>,
    first_call: Option<Millis>,
    last_call: Option<Millis>,
    arrived: Option<Millis>,
    legs: Option<String>,
    promised_low: Option<u32>,
    promised_high: Option<u32>,
    kiosk: Option<Text<'a>>,
}

const TICKETS: &str = r#"
    INSERT INTO walkup.ticket AS was (desk, id, owner, table_no, start, first_claimed, claimed,
        "end", outcome, ended_by, rank, calls, called, acted, reason, lang, source, service, prefix,
        arrival, usual, entered, first_call, last_call, arrived, legs, promised_low, promised_high,
        kiosk)
    SELECT moved.id, row.* FROM moved, json_to_recordset({}::json) AS row(id int8, owner int8,
        table_no int8, start int8, first_claimed int8, claimed int8, "end" int8, outcome text,
        ended_by int8, rank int8, calls int8, called int8, acted int8, reason text, lang text,
        source text, service text, prefix text, arrival int8, usual int8, entered int8,
        first_call int8, last_call int8, arrived int8, legs text, promised_low int8,
        promised_high int8, kiosk text)
    ON CONFLICT (desk, id) DO UPDATE SET owner = excluded.owner, table_no = excluded.table_no,
        first_claimed = excluded.first_claimed, claimed = excluded.claimed, "end" = excluded."end",
        outcome = excluded.outcome, ended_by = excluded.ended_by, rank = excluded.rank,
        calls = excluded.calls, called = excluded.called, acted = excluded.acted,
        service = excluded.service, arrival = excluded.arrival, usual = excluded.usual,
        entered = excluded.entered, first_call = excluded.first_call,
        last_call = excluded.last_call, arrived = excluded.arrived, legs = excluded.legs"#;

/// What a visitor told is written once; notes come and go.
#[derive(Serialize)]
struct OfText<'a> {
    id: i64,
    address_key: Option<i64>,
    email: Text<'a>,
    name: Text<'a>,
    contact: Text<'a>,
    note: Option<Text<'a>>,
}

const TEXTS: &str = "
    INSERT INTO walkup.ticket_text AS was (desk, id, address_key, email, name, contact, note)
    SELECT moved.id, row.* FROM moved, json_to_recordset({}::json) AS row(id int8,
        address_key int8, email text, name text, contact text, note text)
    ON CONFLICT (desk, id) DO UPDATE SET note = excluded.note
    WHERE was.note IS DISTINCT FROM excluded.note";

const FORGOTTEN: &str = "
    INSERT INTO walkup.ticket_text (desk, id, email, name, contact)
    SELECT moved.id, row.id::int8, '', '', '' FROM moved, json_array_elements_text({}::json) AS row(id)
    ON CONFLICT (desk, id) DO UPDATE SET address_key = NULL, email = '', name = '', contact = '',
        note = NULL";

#[derive(Serialize)]
struct OfKey<'a> {
    key: Text<'a>,
    ticket: Option<i64>,
    own: bool,
    barred: bool,
    at: Millis,
}

const KEYS: &str = "
    INSERT INTO walkup.request_key (desk, key, ticket, own, barred, at)
    SELECT moved.id, row.* FROM moved, json_to_recordset({}::json) AS row(key text, ticket int8,
        own boolean, barred boolean, at int8)
    ON CONFLICT (desk, key) DO UPDATE SET ticket = excluded.ticket, own = excluded.own,
        barred = excluded.barred, at = excluded.at";

#[derive(Serialize)]
struct OfPerson<'a> {
    id: i64,
    user: Text<'a>,
    name: Text<'a>,
    role: &'static str,
    enabled: bool,
    password: Option<Text<'a>>,
    lost_table: Option<u32>,
    one_time: Option<Millis>,
    signed_in: Option<Millis>,
    services: Option<String>,
    serves: Option<String>,
}

const PEOPLE: &str = r#"
    INSERT INTO walkup.staff (desk, id, "user", name, role, enabled, password, lost_table, one_time,
        signed_in, services, serves)
    SELECT moved.id, row.* FROM moved, json_to_recordset({}::json) AS row(id int8, "user" text,
        name text, role text, enabled boolean, password text, lost_table int8, one_time int8,
        signed_in int8, services text, serves text)
    ON CONFLICT (desk, id) DO UPDATE SET "user" = excluded."user", name = excluded.name,
        role = excluded.role, enabled = excluded.enabled, password = excluded.password,
        lost_table = excluded.lost_table, one_time = excluded.one_time,
        signed_in = excluded.signed_in, services = excluded.services, serves = excluded.serves"#;

#[derive(Serialize)]
struct OfSession {
    token: String,
    person: i64,
    used: Millis,
    one_time: bool,
}

const SESSIONS: &str = "
    INSERT INTO walkup.session (desk, token, person, used, one_time)
    SELECT moved.id, decode(row.token, 'hex'), row.person, row.used, row.one_time
    FROM moved, json_to_recordset({}::json) AS row(token text, person int8, used int8,
        one_time boolean)
    ON CONFLICT (desk, token) DO UPDATE SET person = excluded.person, used = excluded.used,
        one_time = excluded.one_time";

const SESSIONS_GONE: &str = "
    DELETE FROM walkup.session USING moved WHERE session.desk = moved.id AND session.token IN
    (SELECT decode(row.token, 'hex') FROM json_array_elements_text({}::json) AS row(token))";

const SEATS: &str = "
    INSERT INTO walkup.seat (desk, table_no, person)
    SELECT moved.id, row.* FROM moved, json_to_recordset({}::json) AS row(table_no int8, person int8)
    ON CONFLICT (desk, table_no) DO UPDATE SET person = excluded.person";

const SEATS_GONE: &str = "
    DELETE FROM walkup.seat USING moved WHERE seat.desk = moved.id AND seat.table_no IN
    (SELECT row.table_no::int8 FROM json_array_elements_text({}::json) AS row(table_no))";

#[derive(Serialize)]
struct OfSeat {
    table_no: u32,
    person: i64,
}

#[derive(Serialize)]
struct OfSeating {
    began: Millis,
    table_no: u32,
    person: i64,
    ended: Option<Millis>,
}

const SEATINGS: &str = "
    INSERT INTO walkup.seating (desk, began, table_no, person, ended)
    SELECT moved.id, row.* FROM moved, json_to_recordset({}::json) AS row(began int8, table_no int8,
        person int8, ended int8)
    ON CONFLICT (desk, began, table_no, person) DO UPDATE SET ended = excluded.ended";

#[derive(Serialize)]
struct OfDevice<'a> {
    key: String,
    name: Text<'a>,
    kind: &'static str,
    added: Millis,
    used: Option<Millis>,
}

const DEVICES: &str = "
    INSERT INTO walkup.device (desk, key, name, kind, added, used)
    SELECT moved.id, decode(row.key, 'hex'), row.name, row.kind, row.added, row.used
    FROM moved, json_to_recordset({}::json) AS row(key text, name text, kind text, added int8,
        used int8)
    ON CONFLICT (desk, key) DO UPDATE SET name = excluded.name, kind = excluded.kind,
        added = excluded.added, used = excluded.used";

const DEVICES_GONE: &str = "
    DELETE FROM walkup.device USING moved WHERE device.desk = moved.id AND device.key IN
    (SELECT decode(row.key, 'hex') FROM json_array_elements_text({}::json) AS row(key))";

#[derive(Serialize)]
struct OfFact<'a> {
    name: &'static str,
    value: Text<'a>,
}

const FACTS: &str = "
    INSERT INTO walkup.fact (desk, name, value)
    SELECT moved.id, row.* FROM moved, json_to_recordset({}::json) AS row(name text, value text)
    ON CONFLICT (desk, name) DO UPDATE SET value = excluded.value";

const FACTS_GONE: &str = "
    DELETE FROM walkup.fact USING moved WHERE fact.desk = moved.id AND fact.name IN
    (SELECT row.name FROM json_array_elements_text({}::json) AS row(name))";

#[derive(Serialize)]
struct OfSample<'a> {
    service: &'a str,
    number: u64,
    taken: i64,
    serving: i64,
    blocked: i64,
    reaction: i64,
}

/// All that is kept; a sample never changes.
const SAMPLES: &str = "
    INSERT INTO walkup.sample (desk, service, number, taken, serving, blocked, reaction)
    SELECT moved.id, row.* FROM moved, json_to_recordset({}::json) AS row(service text, number int8,
        taken int8, serving int8, blocked int8, reaction int8)
    ON CONFLICT (desk, service, number) DO NOTHING";

const SAMPLES_GONE: &str = "
    DELETE FROM walkup.sample USING moved WHERE sample.desk = moved.id AND NOT EXISTS
    (SELECT FROM json_to_recordset({}::json) AS row(service text, number int8)
     WHERE row.service = sample.service AND row.number = sample.number)";

#[derive(Serialize)]
struct OfAudit<'a> {
    seq: i64,
    n: u32,
    at: Millis,
    who: String,
    what: Text<'a>,
    ticket: Option<i64>,
    table_no: Option<u32>,
}

const AUDIT: &str = "
    INSERT INTO walkup.audit (desk, seq, n, at, who, what, ticket, table_no)
    SELECT moved.id, row.* FROM moved, json_to_recordset({}::json) AS row(seq int8, n int8, at int8,
        who text, what text, ticket int8, table_no int8)
    ON CONFLICT (desk, seq, n) DO NOTHING";

#[derive(Serialize)]
struct OfBlock {
    block: i64,
    first: Millis,
    last: Millis,
}

const BLOCKS: &str = "
    INSERT INTO walkup.arrivals AS was (desk, block, first, last)
    SELECT moved.id, row.* FROM moved, json_to_recordset({}::json) AS row(block int8, first int8,
        last int8)
    ON CONFLICT (desk, block) DO UPDATE SET first = least(was.first, excluded.first),
        last = greatest(was.last, excluded.last)";

/// Writes rows as they stand and moves the watermark.
pub async fn write(
    lines: &Lines,
    hold: &Hold,
    secret: &Secret,
    step: &Step,
) -> Result<(), WriteError> {
    let parts = parts_of(secret, step);
    let parts = parts.map_err(|error| WriteError::NotWritten(error.to_string()))?;
    let (marks, parts) = parts;
    let forgets = step.writes.iter().any(|write| matches!(write, Write::ForgetTicket(_)));
    let sql = statement(&parts, forgets);
    loop {
        let epoch = hold.epoch();
        let mut params: Vec<Param<'_>> = vec![
            (&hold.key.0, Type::TEXT),
            (&epoch, Type::INT8),
            (&step.watermark, Type::INT8),
            (&marks.next_ticket, Type::INT8),
            (&marks.next_call, Type::INT8),
            (&marks.last_rank, Type::INT8),
        ];
        params.extend(parts.iter().map(|part| (&part.json as &(dyn ToSql + Sync), Type::TEXT)));
        match ask(lines, Use::Work, &sql, &params).await {
            Ok(answer) if !answer.rows.is_empty() => return Ok(()),
            // Another's; or the epoch was raised later than was known.
            Ok(_) => hold.doubt(),
            Err(Failure::Refused(why)) => return Err(WriteError::NotWritten(why)),
            // One that is carried out late would put old rows in the place of newer ones. Once the
            // epoch is raised it cannot be; what it has written is written again.
            Err(Failure::Unknown(why)) => {
                tracing::debug!("whether rows were written is not known: {why}");
                hold.doubt();
            }
        }
        hold.settle(lines).await?;
    }
}

/// What the next ticket, call and rank must be above.
struct Marks {
    next_ticket: i64,
    next_call: i64,
    last_rank: Option<i64>,
}

fn parts_of(secret: &Secret, step: &Step) -> serde_json::Result<(Marks, Vec<Part>)> {
    let mut tables = Tables::default();
    for write in &step.writes {
        tables.note(secret, write);
    }
    let marks = Marks {
        next_ticket: tables.next_ticket,
        next_call: tables.next_call,
        last_rank: tables.last_rank,
    };
    Ok((marks, tables.parts()?))
}

/// What the tables have leaves the journal, but while another server reads the desk beforehand: all
/// that comes from then on is what it lacks. What is forgotten leaves it in any case.
fn statement(parts: &[Part], forgets: bool) -> String {
    let kept = match forgets {
        false => {
            " AND NOT EXISTS (SELECT FROM walkup.member WHERE moved.id = ANY(member.wants)
             AND member.until > clock_timestamp())"
        }
        true => "",
    };
    let mut sql = format!(
        "WITH moved AS (UPDATE walkup.desk SET next_ticket = greatest(next_ticket, $4),
         next_call = greatest(next_call, $5), last_rank = greatest(last_rank, $6)
         WHERE id = $1 AND epoch = $2 RETURNING id),
         levelled AS (DELETE FROM walkup.journal USING moved
         WHERE journal.desk = moved.id AND journal.seq <= $3{kept})",
    );
    for (place, part) in parts.iter().enumerate() {
        let param = format!("${}", place + 7);
        // Writing into a string does not fail.
        let _ = write!(sql, ", part{place} AS ({})", part.sql.replace("{}", &param));
    }
    sql.push_str(" SELECT id FROM moved");
    sql
}

impl<'a> Tables<'a> {
    fn note(&mut self, secret: &Secret, write: &'a Write) {
        match write {
            Write::Ticket(ticket) => self.note_ticket(secret, ticket),
            Write::ForgetTicket(id) => {
                self.forgotten.insert(id.get());
            }
            Write::Key(key, used) => {
                let row = OfKey {
                    key: Text(key.as_str()),
                    ticket: used.ticket.map(shared::ids::TicketId::get),
                    own: used.is_own,
                    barred: used.is_barred,
                    at: used.at,
                };
                self.keys.insert(key.as_str(), row);
            }
            Write::Person(person) => {
                let row = OfPerson {
                    id: person.id.0,
                    user: Text(&person.user),
                    name: Text(&person.name),
                    role: person.role.as_str(),
                    enabled: person.is_enabled,
                    password: person.password.as_ref().map(|it| Text(&it.0)),
                    lost_table: person.lost_table.map(|table| table.0),
                    one_time: person.one_time,
                    signed_in: person.signed_in,
                    services: person.services.as_ref().map(to_json),
                    serves: person.serves.as_ref().map(to_json),
                };
                self.people.insert(row.id, row);
            }
            Write::Session(token, session) => {
                let row = session.map(|session| OfSession {
                    token: hex(&token.0),
                    person: session.person.0,
                    used: session.used,
                    one_time: session.is_one_time,
                });
                self.sessions.insert(*token, row);
            }
            Write::Seat(table, person) => _ = self.seats.insert(table.0, *person),
            Write::Seating(seating) => {
                let (began, table_no, person) = (seating.from, seating.table.0, seating.person.0);
                let row = OfSeating { began, table_no, person, ended: seating.to };
                self.seatings.insert((began, table_no, person), row);
            }
            Write::Device(key, device) => {
                let row = device.as_ref().map(|device| OfDevice {
                    key: hex(&key.0),
                    name: Text(&device.name),
                    kind: device.kind.as_str(),
                    added: device.added,
                    used: device.used,
                });
                self.devices.insert(*key, row);
            }
            Write::Fact(fact, value) => {
                self.facts.insert(fact.name(), value.as_deref().map(Text));
            }
            Write::Samples(samples) => {
                let row = |(service, sample): &'a (Option<ServiceId>, _)| {
                    let sample: &crate::core::estimate::Sample = sample;
                    OfSample {
                        service: service.as_ref().map_or("", ServiceId::as_str),
                        number: sample.number,
                        taken: sample.taken_ms,
                        serving: sample.serving_ms,
                        blocked: sample.blocked_ms,
                        reaction: sample.reaction_ms,
                    }
                };
                self.samples = Some(samples.iter().map(row).collect());
            }
            Write::Audit(row) => self.audit.push(of_audit(row)),
        }
    }

    fn note_ticket(&mut self, secret: &Secret, ticket: &'a crate::core::ticket::Ticket) {
        let (id, start) = (ticket.id.get(), ticket.start);
        let (first, last) = self.arrivals.entry(id / ARRIVALS).or_insert((start, start));
        (*first, *last) = (start.min(*first), start.max(*last));
        self.next_ticket = self.next_ticket.max(id.saturating_add(1));
        self.next_call = self.next_call.max(ticket.called.saturating_add(1));
        self.last_rank = self.last_rank.max(Some(ticket.arrival()));
        let contact = ticket.contact.as_deref();
        let text = OfText {
            id,
            address_key: secret.of_visitor(&ticket.email, &ticket.name, contact),
            email: Text(&ticket.email),
            name: Text(&ticket.name),
            contact: Text(contact.unwrap_or_default()),
            note: ticket.note.as_deref().filter(|text| !text.is_empty()).map(Text),
        };
        self.texts.insert(id, text);
        let row = OfTicket {
            id,
            owner: ticket.owner.map(|owner| owner.0),
            table_no: ticket.table.map(|table| table.0),
            start,
            first_claimed: ticket.first_claimed,
            claimed: ticket.claimed,
            end: ticket.end,
            outcome: ticket.outcome.map(Outcome::as_str),
            ended_by: ticket.ended_by.map(|person| person.0),
            rank: ticket.rank,
            calls: ticket.calls,
            called: ticket.called,
            acted: ticket.acted,
            reason: ticket.reason.as_deref().map(Text),
            lang: ticket.lang.as_deref().map(Text),
            source: ticket.source.as_str(),
            service: ticket.service.as_ref().map(ServiceId::as_str),
            prefix: ticket.prefix.map(|prefix| prefix.to_string()),
            arrival: ticket.arrival,
            usual: ticket.usual,
            entered: ticket.entered,
            first_call: ticket.first_call,
            last_call: ticket.last_call,
            arrived: ticket.arrived,
            legs: (!ticket.legs.is_empty()).then(|| to_json(&ticket.legs)),
            promised_low: ticket.promised.map(|(low, _)| low),
            promised_high: ticket.promised.map(|(_, high)| high),
            kiosk: ticket.kiosk.as_deref().map(Text),
        };
        self.tickets.insert(id, row);
    }

    /// Those that do anything.
    fn parts(mut self) -> serde_json::Result<Vec<Part>> {
        let mut parts = Vec::new();
        for id in &self.forgotten {
            self.texts.remove(id);
        }
        add(&mut parts, TICKETS, self.tickets.into_values())?;
        add(&mut parts, TEXTS, self.texts.into_values())?;
        add(&mut parts, FORGOTTEN, self.forgotten)?;
        add(&mut parts, KEYS, self.keys.into_values())?;
        add(&mut parts, PEOPLE, self.people.into_values())?;
        let (there, gone) = divide(self.sessions);
        add(&mut parts, SESSIONS, there.into_iter().map(|(_, row)| row))?;
        add(&mut parts, SESSIONS_GONE, gone.iter().map(|token| hex(&token.0)))?;
        let (there, gone) = divide(self.seats);
        let seat = |(table_no, person): (u32, PersonId)| OfSeat { table_no, person: person.0 };
        add(&mut parts, SEATS, there.into_iter().map(seat))?;
        add(&mut parts, SEATS_GONE, gone)?;
        add(&mut parts, SEATINGS, self.seatings.into_values())?;
        let (there, gone) = divide(self.devices);
        add(&mut parts, DEVICES, there.into_iter().map(|(_, row)| row))?;
        add(&mut parts, DEVICES_GONE, gone.iter().map(|key| hex(&key.0)))?;
        let (there, gone) = divide(self.facts);
        let fact = |(name, value)| OfFact { name, value };
        add(&mut parts, FACTS, there.into_iter().map(fact))?;
        add(&mut parts, FACTS_GONE, gone)?;
        if let Some(samples) = self.samples {
            let json = serde_json::to_string(&samples)?;
            parts.push(Part { sql: SAMPLES_GONE, json: json.clone() });
            parts.push(Part { sql: SAMPLES, json });
        }
        add(&mut parts, AUDIT, self.audit)?;
        let block = |(block, (first, last))| OfBlock { block, first, last };
        add(&mut parts, BLOCKS, self.arrivals.into_iter().map(block))?;
        Ok(parts)
    }
}

/// Adds a part where it has rows.
fn add<T: Serialize>(
    parts: &mut Vec<Part>,
    sql: &'static str,
    rows: impl IntoIterator<Item = T>,
) -> serde_json::Result<()> {
    let rows: Vec<T> = rows.into_iter().collect();
    if !rows.is_empty() {
        parts.push(Part { sql, json: serde_json::to_string(&rows)? });
    }
    Ok(())
}

/// What is there, and the keys of what is not.
fn divide<K, V>(all: BTreeMap<K, Option<V>>) -> (Vec<(K, V)>, Vec<K>) {
    let (mut there, mut gone) = (Vec::new(), Vec::new());
    for (key, value) in all {
        match value {
            Some(value) => there.push((key, value)),
            None => gone.push(key),
        }
    }
    (there, gone)
}

fn of_audit(row: &AuditRow) -> OfAudit<'_> {
    let engine::AuditRow { seq, n, at, ticket, table, .. } = row;
    OfAudit {
        seq: *seq,
        n: *n,
        at: *at,
        who: row.who().into_owned(),
        what: Text(&row.what),
        ticket: ticket.map(shared::ids::TicketId::get),
        table_no: table.map(|table| table.0),
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing into a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// What is stored as JSON; what is written here always can be.
fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
