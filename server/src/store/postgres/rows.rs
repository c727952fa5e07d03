//! What is read from the tables.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;
use shared::ids::{TableNo, TicketId};
use shared::person::Role;
use shared::ticket::Source;
use shared::visitor::address_key;
use tokio_postgres::Row;
use tokio_postgres::types::{FromSql, Type};

use super::keys::Keys;
use super::link::{Link, Param};
use super::text;
use super::why;
use crate::core::accounts::{Person, PersonId, Session};
use crate::core::change::{Fact, KeyUse};
use crate::core::credential::{PasswordHash, TokenHash};
use crate::core::desk::Seat;
use crate::core::devices::Device;
use crate::core::estimate::Sample;
use crate::core::state::State;
use crate::core::ticket::Ticket;
use crate::core::time::Millis;
use crate::store::engine::{ReadError, Seq, Stored};
use crate::store::names::{Found, Gathered, Names, Wanted};
use crate::store::secret::Secret;

/// The columns of a ticket, for [`ticket`].
pub const TICKET: &str = r#"t.id, coalesce(x.email, ''), coalesce(x.name, ''), t.owner, t.table_no,
    t.start, t.first_claimed, t.claimed, t."end", t.outcome, t.ended_by, t.rank, t.calls, t.called,
    t.acted, t.reason, t.lang, t.source, x.note, coalesce(x.contact, ''), t.service, t.prefix,
    t.arrival, t.usual, t.entered, t.first_call, t.last_call, t.arrived, t.legs, t.promised_low,
    t.promised_high, t.kiosk"#;

/// Where those columns come from.
pub const FROM_TICKET: &str = "FROM walkup.ticket t
    LEFT JOIN walkup.ticket_text x ON x.desk = t.desk AND x.id = t.id";

/// How many names of one address are looked at together.
const NAMES: i64 = 32;

/// How many of them where a batch names many addresses.
const FEW_NAMES: i64 = 4;

/// Why a row could not be read.
type Failed = tokio_postgres::Error;

/// How many open tickets come at a time: others ask on the same connection.
const OPEN: usize = 4096;

/// How many ids there may be for each that is open, where they are said to be close together.
const CLOSE_BY: usize = 4;

/// The marks of a desk, and its journal after a batch.
#[derive(Debug)]
pub struct Journal {
    /// The epoch that the desk has.
    pub epoch: i64,
    /// The highest number that a batch ever had.
    pub last: Seq,
    /// The batches, in order.
    pub rows: Vec<(Seq, String)>,
    next_call: i64,
    last_rank: i64,
    next_ticket: i64,
    noted: Millis,
}

/// Reads the journal after a batch, and the marks.
pub async fn journal(link: &Link, desk: &str, after: Seq) -> Result<Journal, ReadError> {
    let failed = |error: Failed| ReadError::Failed(why(&error));
    let of_marks: [Param<'_>; 1] = [(&desk, Type::TEXT)];
    let of_rows: [Param<'_>; 2] = [(&desk, Type::TEXT), (&after, Type::INT8)];
    // They go out together and come back one after the other: what is appended between the two, by
    // whoever leads the desk, is read.
    let (marks, rows) = tokio::try_join!(
        link.query(
            "SELECT epoch, seq, next_call, last_rank, greatest(next_ticket,
             (SELECT max(id) + 1 FROM walkup.ticket WHERE desk = $1)), noted FROM walkup.desk
             WHERE id = $1",
            &of_marks,
        ),
        link.query(
            "SELECT seq, body FROM walkup.journal WHERE desk = $1 AND seq > $2 ORDER BY seq",
            &of_rows,
        ),
    )
    .map_err(failed)?;
    let gone = || ReadError::Failed("the desk is not in the database any more".to_owned());
    let marks = marks.rows.first().ok_or_else(gone)?;
    let rows: Vec<(Seq, String)> = all(&rows.rows, |row| Ok((get(row, 0)?, get(row, 1)?)))?;
    let last: Seq = marks.try_get(1).map_err(failed)?;
    Ok(Journal {
        epoch: marks.try_get(0).map_err(failed)?,
        last: rows.last().map_or(last, |(seq, _)| last.max(*seq)),
        rows,
        next_call: marks.try_get(2).map_err(failed)?,
        last_rank: marks.try_get(3).map_err(failed)?,
        next_ticket: marks.try_get(4).map_err(failed)?,
        noted: marks.try_get(5).map_err(failed)?,
    })
}

/// Everything that a start needs.
#[derive(Debug)]
pub struct Desk {
    /// What is stored.
    pub stored: Stored,
    /// The request keys that the tables have.
    pub keys: Keys,
    /// The epoch that the desk had.
    pub epoch: i64,
}

/// Reads everything that a start needs.
///
/// The journal comes first. So whatever whoever leads the desk writes meanwhile is in it or follows
/// it, and a replay of all that over rows of whichever moment ends in the same state, as after a
/// crash.
pub async fn load(link: &Link, desk: &str) -> Result<Desk, ReadError> {
    let journal = journal(link, desk, Seq::MIN).await?;
    let failed = |error: Failed| ReadError::Failed(why(&error));
    let list = |sql: &'static str| async move {
        link.query(sql, &[(&desk, Type::TEXT)]).await.map(|answer| answer.rows)
    };
    let (people, sessions, seats, devices, facts, samples, keys) = tokio::try_join!(
        list(
            r#"SELECT id, "user", name, role, enabled, password, lost_table, one_time, signed_in,
             services, serves FROM walkup.staff WHERE desk = $1 ORDER BY id"#
        ),
        list(
            "SELECT token, person, used, one_time FROM walkup.session WHERE desk = $1
             ORDER BY token"
        ),
        list(
            "SELECT s.table_no, s.person, max(g.began) FROM walkup.seat s
             LEFT JOIN walkup.seating g ON g.desk = s.desk AND g.table_no = s.table_no
                 AND g.person = s.person AND g.ended IS NULL
             WHERE s.desk = $1 GROUP BY s.table_no, s.person ORDER BY s.table_no"
        ),
        list("SELECT name, kind, key, added, used FROM walkup.device WHERE desk = $1"),
        list("SELECT name, value FROM walkup.fact WHERE desk = $1 ORDER BY name"),
        list(
            "SELECT service, number, taken, serving, blocked, reaction FROM walkup.sample
             WHERE desk = $1 ORDER BY service, number"
        ),
        list(
            "SELECT coalesce(array_agg(key), '{}'), coalesce(array_agg(at), '{}')
             FROM walkup.request_key WHERE desk = $1"
        ),
    )
    .map_err(failed)?;
    let each = |rows: &[Row]| rows.iter().map(session).collect::<Result<_, _>>();
    let mut facts: Vec<(Fact, String)> = all(&facts, fact)?.into_iter().flatten().collect();
    note_time(&mut facts, journal.noted);
    let keys = all(&keys, |row| {
        let (keys, times): (Vec<&str>, Vec<Millis>) = (row.try_get(0)?, row.try_get(1)?);
        Ok(Keys::of_tables(keys.into_iter().zip(times)))
    })?;
    let keys = keys.into_iter().next().unwrap_or_default();
    let state = State {
        people: all(&people, person)?,
        sessions: each(&sessions).map_err(failed)?,
        seats: all(&seats, |row| {
            let seat = Seat { person: PersonId(get(row, 1)?), since: get(row, 2)? };
            Ok((TableNo(small(row, 0)?), seat))
        })?,
        devices: all(&devices, device)?.into_iter().flatten().collect(),
        open: open_tickets(link, desk).await?,
        next_ticket: journal.next_ticket,
        next_call: journal.next_call,
        last_rank: journal.last_rank,
        facts,
        samples: all(&samples, |row| {
            let sample = Sample {
                number: u64::try_from(get::<i64>(row, 1)?).unwrap_or_default(),
                taken_ms: get(row, 2)?,
                serving_ms: get(row, 3)?,
                blocked_ms: get(row, 4)?,
                reaction_ms: get(row, 5)?,
            };
            Ok((string(row, 0)?.parse().ok(), sample))
        })?,
    };
    let stored = Stored { state, journal: journal.rows, last: journal.last };
    Ok(Desk { stored, keys, epoch: journal.epoch })
}

/// A page of open tickets whose ids lie close together, without what stands in the other table. They
/// are put together here: whoever plans a join does not know of tickets that came since it last
/// counted, takes them for one, and goes through all texts for each.
static CLOSE: LazyLock<String> = LazyLock::new(|| {
    format!(
        r#"SELECT {TICKET} FROM walkup.ticket AS t,
           (SELECT ''::text AS email, ''::text AS name, NULL::text AS note, ''::text AS contact) AS x
           WHERE t.desk = $1 AND t."end" IS NULL AND t.id BETWEEN $2 AND $3 ORDER BY t.id"#
    )
});

/// What stands in the other table, of all tickets between two.
const TEXTS: &str = "SELECT id, email, name, note, contact FROM walkup.ticket_text
    WHERE desk = $1 AND id BETWEEN $2 AND $3 ORDER BY id";

/// A page whose ids lie far apart, among many that have ended. Each text is looked up by its id:
/// whoever plans it would read all texts of the desk, where it knows little of the tables; `OFFSET 0`
/// keeps it from that.
static APART: LazyLock<String> = LazyLock::new(|| {
    format!(
        r#"WITH t AS MATERIALIZED (SELECT * FROM walkup.ticket AS open
               WHERE open.desk = $1 AND open."end" IS NULL AND open.id BETWEEN $2 AND $3)
           SELECT {TICKET} FROM t LEFT JOIN LATERAL (SELECT * FROM walkup.ticket_text AS text
               WHERE text.desk = $1 AND text.id = t.id OFFSET 0) AS x ON true
           ORDER BY t.id"#
    )
});

async fn open_tickets(link: &Link, desk: &str) -> Result<Vec<Ticket>, ReadError> {
    let failed = |error: Failed| ReadError::Failed(why(&error));
    // Which, first: then it is known how close together they lie.
    let ids = link
        .query(
            r#"SELECT coalesce(array_agg(id ORDER BY id), '{}') FROM walkup.ticket
               WHERE desk = $1 AND "end" IS NULL"#,
            &[(&desk, Type::TEXT)],
        )
        .await
        .map_err(failed)?;
    let ids: Vec<i64> = all(&ids.rows, |row| get(row, 0))?.pop().unwrap_or_default();
    let mut open = Vec::with_capacity(ids.len());
    let mut came = (Vec::new(), Vec::new());
    for page in ids.chunks(OPEN) {
        let (Some(first), Some(last)) = (page.first(), page.last()) else { continue };
        let span = usize::try_from(last - first).unwrap_or(usize::MAX);
        let is_close = span < page.len() * CLOSE_BY;
        let params: [Param<'_>; 3] = [(&desk, Type::TEXT), (first, Type::INT8), (last, Type::INT8)];
        let find = async {
            if is_close {
                let texts = link.query_planned(TEXTS, &params);
                let (tickets, texts) =
                    tokio::try_join!(link.query_planned(&CLOSE, &params), texts)?;
                Ok((tickets.rows, texts.rows))
            } else {
                let tickets = link.query_planned(&APART, &params).await?;
                Ok((tickets.rows, Vec::new()))
            }
        };
        // While the database finds a page, the one before is read here.
        let (found, read) = tokio::join!(find, async {
            // What is asked goes out first.
            tokio::task::yield_now().await;
            with_texts(&came)
        });
        open.extend(read?);
        came = found.map_err(failed)?;
    }
    open.extend(with_texts(&came)?);
    Ok(open)
}

/// Tickets, and what the rows of the other table say of them; both are in order.
fn with_texts((tickets, texts): &(Vec<Row>, Vec<Row>)) -> Result<Vec<Ticket>, ReadError> {
    let mut texts = texts.iter().peekable();
    all(tickets, |row| {
        let mut ticket = ticket(row)?;
        while let Some(text) = texts.peek() {
            let id: i64 = get(text, 0)?;
            if id > ticket.id.get() {
                break;
            }
            if id == ticket.id.get() {
                ticket.email = string(text, 1)?;
                ticket.name = string(text, 2)?;
                ticket.note = some_string(text, 3)?;
                ticket.contact = some_string(text, 4)?.filter(|contact| !contact.is_empty());
            }
            texts.next();
        }
        Ok(ticket)
    })
}

/// The time is noted once for all desks of a server, beside what each notes with its own changes.
fn note_time(facts: &mut Vec<(Fact, String)>, noted: Millis) {
    let place = facts.iter().position(|(fact, _)| *fact == Fact::Time);
    let before = place.and_then(|place| facts[place].1.parse::<Millis>().ok());
    if noted > 0 && before.is_none_or(|before| before < noted) {
        facts.extend(place.is_none().then(|| (Fact::Time, String::new())));
        let place = place.unwrap_or(facts.len() - 1);
        facts[place].1 = noted.to_string();
    }
}

/// Finds what is named in the tables: what is asked goes out together.
pub async fn look_up(
    link: &Link,
    desk: &str,
    secret: &Secret,
    names: &Names,
    forgotten: &FxHashSet<TicketId>,
) -> Result<Found, ReadError> {
    let failed = |error: Failed| ReadError::Failed(why(&error));
    let of_ticket = async {
        let Some(id) = names.ticket else { return Ok(Vec::new()) };
        // By its id, as where a batch names several.
        let sql = format!(
            r#"SELECT {TICKET} FROM (SELECT * FROM walkup.ticket AS there
                   WHERE there.desk = $1 AND there.id = $2 OFFSET 0) AS t
               LEFT JOIN walkup.ticket_text AS x ON x.desk = t.desk AND x.id = t.id
               WHERE t."end" IS NOT NULL"#
        );
        let answer = link.query(&sql, &[(&desk, Type::TEXT), (&id.get(), Type::INT8)]).await;
        answer.map(|answer| answer.rows)
    };
    let of_key = async {
        let Some(key) = &names.key else { return Ok(Vec::new()) };
        let key = text::stored(key.as_str());
        let sql = "SELECT ticket, own, barred, at FROM walkup.request_key
                   WHERE desk = $1 AND key = $2";
        let answer = link.query(sql, &[(&desk, Type::TEXT), (&key, Type::TEXT)]).await;
        answer.map(|answer| answer.rows)
    };
    let of_ended = async {
        if names.ended_last == 0 {
            return Ok(Vec::new());
        }
        let count = i64::try_from(names.ended_last).unwrap_or(i64::MAX);
        let sql = format!(
            r#"SELECT {TICKET} {FROM_TICKET} WHERE t.desk = $1 AND t."end" IS NOT NULL
               ORDER BY t."end" DESC, t.id DESC LIMIT $2"#
        );
        let answer = link.query(&sql, &[(&desk, Type::TEXT), (&count, Type::INT8)]).await;
        answer.map(|answer| answer.rows)
    };
    let of_visitor = async {
        let Some(address) = &names.visitor else { return Ok(None) };
        name_of(link, desk, secret, address, forgotten).await
    };
    let (tickets, keys, ended, name) =
        tokio::try_join!(of_ticket, of_key, of_ended, of_visitor).map_err(failed)?;
    let mut ended = all(&ended, ticket)?;
    ended.reverse();
    Ok(Found { ticket: all(&tickets, ticket)?.pop(), key: all(&keys, key_use)?.pop(), name, ended })
}

/// The tickets that a batch names, and those that its keys got: they are what is asked for next. Each
/// is looked up by its id: a plan from when a desk had no history would go through all that ended.
static TICKETS_NAMED: LazyLock<String> = LazyLock::new(|| {
    format!(
        r#"SELECT {TICKET} FROM
           (SELECT unnest($2::int8[]) AS id UNION
            SELECT ticket FROM walkup.request_key WHERE desk = $1 AND key = ANY($3::text[])) AS named
           JOIN LATERAL (SELECT * FROM walkup.ticket AS there
               WHERE there.desk = $1 AND there.id = named.id OFFSET 0) AS t ON true
           LEFT JOIN LATERAL (SELECT * FROM walkup.ticket_text AS text
               WHERE text.desk = $1 AND text.id = t.id OFFSET 0) AS x ON true
           WHERE t."end" IS NOT NULL"#
    )
});

/// Finds what a batch names, in one journey.
pub async fn gather(
    link: &Link,
    desk: &str,
    secret: &Secret,
    wanted: &Wanted,
    forgotten: &FxHashSet<TicketId>,
) -> Result<Gathered, ReadError> {
    let failed = |error: Failed| ReadError::Failed(why(&error));
    let ids: Vec<i64> = wanted.tickets.iter().map(|id| id.get()).collect();
    let keys: Vec<_> = wanted.keys.iter().map(|key| text::stored(key.as_str())).collect();
    let hashes: Vec<i64> = wanted.visitors.iter().map(|it| secret.of_address(it)).collect();
    let of_tickets: [Param<'_>; 3] =
        [(&desk, Type::TEXT), (&ids, Type::INT8_ARRAY), (&keys, Type::TEXT_ARRAY)];
    let of_keys: [Param<'_>; 2] = [(&desk, Type::TEXT), (&keys, Type::TEXT_ARRAY)];
    let of_visitors: [Param<'_>; 3] =
        [(&desk, Type::TEXT), (&hashes, Type::INT8_ARRAY), (&FEW_NAMES, Type::INT8)];
    let ask = async |is_wanted: bool, sql: &'static str, params: &[Param<'_>]| match is_wanted {
        true => link.query_planned(sql, params).await.map(|answer| answer.rows),
        false => Ok(Vec::new()),
    };
    let (tickets, found, texts) = tokio::try_join!(
        ask(!ids.is_empty() || !keys.is_empty(), &TICKETS_NAMED, &of_tickets),
        ask(
            !keys.is_empty(),
            "SELECT ticket, own, barred, at, key FROM walkup.request_key
             WHERE desk = $1 AND key = ANY($2::text[])",
            &of_keys,
        ),
        ask(
            !hashes.is_empty(),
            "SELECT given.place, x.email, x.name, x.id
             FROM unnest($2::int8[]) WITH ORDINALITY AS given(hash, place),
             LATERAL (SELECT email, name, id FROM walkup.ticket_text
                 WHERE desk = $1 AND address_key = given.hash AND name <> ''
                 ORDER BY id DESC LIMIT $3) AS x
             ORDER BY given.place, x.id DESC",
            &of_visitors,
        ),
    )
    .map_err(failed)?;
    let mut gathered = Gathered::default();
    gathered.keys.extend(wanted.keys.iter().map(|key| (key.clone(), None)));
    for (name, found) in all(&found, |row| Ok((string(row, 4)?, key_use(row)?)))? {
        if let Ok(key) = name.parse() {
            gathered.keys.insert(key, Some(found));
        }
    }
    gathered.tickets.extend(wanted.tickets.iter().map(|id| (*id, None)));
    for ticket in all(&tickets, ticket)? {
        gathered.tickets.insert(ticket.id, Some(ticket));
    }
    let texts: Vec<(i64, String, String, i64)> =
        all(&texts, |row| Ok((get(row, 0)?, string(row, 1)?, string(row, 2)?, get(row, 3)?)))?;
    for (place, visitor) in (1_i64..).zip(&wanted.visitors) {
        let mut count = 0;
        let mut theirs = texts.iter().filter(|(of, ..)| *of == place).inspect(|_| count += 1);
        let name = theirs.find(|(_, email, _, id)| {
            // Another address may have the same hash.
            let is_forgotten = TicketId::new(*id).is_some_and(|id| forgotten.contains(&id));
            !is_forgotten && address_key(email) == *visitor
        });
        let name = name.map(|(_, _, name, _)| name.clone());
        // Where there may be more, they are looked at when it is needed.
        if name.is_some() || count < FEW_NAMES {
            gathered.names.insert(visitor.clone(), name);
        }
    }
    Ok(gathered)
}

fn key_use(row: &Row) -> Result<KeyUse, Failed> {
    Ok(KeyUse {
        ticket: get::<Option<i64>>(row, 0)?.and_then(TicketId::new),
        is_own: get(row, 1)?,
        is_barred: get(row, 2)?,
        at: get(row, 3)?,
    })
}

/// The name last given for an address.
async fn name_of(
    link: &Link,
    desk: &str,
    secret: &Secret,
    address: &str,
    forgotten: &FxHashSet<TicketId>,
) -> Result<Option<String>, Failed> {
    let mut before = i64::MAX;
    loop {
        let found = link
            .query(
                "SELECT email, name, id FROM walkup.ticket_text
                 WHERE desk = $1 AND address_key = $2 AND name <> '' AND id < $3
                 ORDER BY id DESC LIMIT $4",
                &[
                    (&desk, Type::TEXT),
                    (&secret.of_address(address), Type::INT8),
                    (&before, Type::INT8),
                    (&NAMES, Type::INT8),
                ],
            )
            .await?
            .rows;
        for row in &found {
            before = row.try_get(2)?;
            // Another address may have the same hash.
            let is_theirs = address_key(&text::read(row.try_get(0)?)) == address;
            let is_forgotten = TicketId::new(before).is_some_and(|id| forgotten.contains(&id));
            if is_theirs && !is_forgotten {
                return Ok(Some(text::read(row.try_get(1)?)));
            }
        }
        if i64::try_from(found.len()).is_ok_and(|count| count < NAMES) {
            return Ok(None);
        }
    }
}

/// A ticket from the columns [`TICKET`].
pub fn ticket(row: &Row) -> Result<Ticket, Failed> {
    let table = |place| -> Result<Option<u32>, Failed> {
        Ok(get::<Option<i64>>(row, place)?.and_then(|it| u32::try_from(it).ok()))
    };
    Ok(Ticket {
        // What the tables hold was an id before.
        id: TicketId::new(get(row, 0)?).unwrap_or_else(|| TicketId::new(0).expect("0 is an id")),
        email: string(row, 1)?,
        name: string(row, 2)?,
        owner: get::<Option<i64>>(row, 3)?.map(PersonId),
        table: table(4)?.map(TableNo),
        start: get(row, 5)?,
        first_claimed: get(row, 6)?,
        claimed: get(row, 7)?,
        end: get(row, 8)?,
        outcome: some_string(row, 9)?.and_then(|word| word.parse().ok()),
        ended_by: get::<Option<i64>>(row, 10)?.map(PersonId),
        rank: get(row, 11)?,
        calls: small(row, 12)?,
        called: get(row, 13)?,
        acted: get(row, 14)?,
        reason: some_string(row, 15)?,
        lang: some_string(row, 16)?,
        source: string(row, 17)?.parse().unwrap_or(Source::Kiosk),
        note: some_string(row, 18)?,
        contact: some_string(row, 19)?.filter(|contact| !contact.is_empty()),
        service: some_string(row, 20)?.and_then(|id| id.parse().ok()),
        prefix: some_string(row, 21)?.and_then(|letter| letter.parse().ok()),
        arrival: get(row, 22)?,
        usual: get(row, 23)?,
        entered: get(row, 24)?,
        first_call: get(row, 25)?,
        last_call: get(row, 26)?,
        arrived: get(row, 27)?,
        legs: from_json(some_string(row, 28)?).unwrap_or_default(),
        promised: table(29)?.zip(table(30)?),
        kiosk: some_string(row, 31)?,
    })
}

fn person(row: &Row) -> Result<Person, Failed> {
    Ok(Person {
        id: PersonId(get(row, 0)?),
        user: string(row, 1)?,
        name: string(row, 2)?,
        // A role that a newer version knows gives no rights here.
        role: string(row, 3)?.parse().unwrap_or(Role::Staff),
        is_enabled: get(row, 4)?,
        password: some_string(row, 5)?.map(PasswordHash),
        lost_table: get::<Option<i64>>(row, 6)?.and_then(|it| u32::try_from(it).ok()).map(TableNo),
        one_time: get(row, 7)?,
        signed_in: get(row, 8)?,
        services: from_json(some_string(row, 9)?),
        serves: from_json(some_string(row, 10)?),
    })
}

fn session(row: &Row) -> Result<(TokenHash, Session), Failed> {
    let session =
        Session { person: PersonId(get(row, 1)?), used: get(row, 2)?, is_one_time: get(row, 3)? };
    Ok((hash(row, 0)?, session))
}

/// None where a newer version knows the kind: it opens nothing here.
fn device(row: &Row) -> Result<Option<Device>, Failed> {
    let (name, kind) = (string(row, 0)?, string(row, 1)?.parse().ok());
    let (key, added, used) = (hash(row, 2)?, get(row, 3)?, get(row, 4)?);
    Ok(kind.map(|kind| Device { name, kind, key, added, used }))
}

/// None where a newer version knows the value.
fn fact(row: &Row) -> Result<Option<(Fact, String)>, Failed> {
    let (name, value) = (string(row, 0)?, string(row, 1)?);
    Ok(Fact::ALL.into_iter().find(|fact| fact.name() == name).map(|fact| (fact, value)))
}

/// A value that is read as it is stored.
pub fn get<T: for<'a> FromSql<'a>>(row: &Row, place: usize) -> Result<T, Failed> {
    row.try_get(place)
}

/// A text.
pub fn string(row: &Row, place: usize) -> Result<String, Failed> {
    row.try_get(place).map(text::read)
}

/// A text, if there is one.
pub fn some_string(row: &Row, place: usize) -> Result<Option<String>, Failed> {
    Ok(row.try_get::<_, Option<String>>(place)?.map(text::read))
}

/// A number that is never negative and never great.
pub fn small(row: &Row, place: usize) -> Result<u32, Failed> {
    row.try_get::<_, i64>(place).map(|it| u32::try_from(it).unwrap_or_default())
}

fn hash(row: &Row, place: usize) -> Result<TokenHash, Failed> {
    let bytes: &[u8] = row.try_get(place)?;
    let mut hash = [0; 32];
    // One of another length is nobody's.
    if bytes.len() == hash.len() {
        hash.copy_from_slice(bytes);
    }
    Ok(TokenHash(hash))
}

/// Every row of an answer.
pub fn all<T>(
    rows: &[Row],
    read: impl FnMut(&Row) -> Result<T, Failed>,
) -> Result<Vec<T>, ReadError> {
    let read: Result<Vec<T>, Failed> = rows.iter().map(read).collect();
    read.map_err(|error| ReadError::Failed(why(&error)))
}

/// What was stored as JSON; what a newer version wrote, and this one cannot read, is none.
fn from_json<T: serde::de::DeserializeOwned>(text: Option<String>) -> Option<T> {
    serde_json::from_str(&text?).ok()
}
