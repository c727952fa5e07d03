//! Reading beside the clerk, in pages: whoever takes rows slowly keeps no statement open, since an
//! old snapshot would make the rows that change with every commit grow. A report is read at one
//! moment, in a transaction that only reads, on a connection of its own.

use std::cell::RefCell;
use std::sync::Arc;

use anyhow::Context as _;
use shared::desk::DeskName;
use shared::ids::{TableNo, TicketId};
use shared::service::ServiceId;
use tokio::sync::OwnedMutexGuard;
use tokio_postgres::Row;
use tokio_postgres::types::{ToSql, Type};

use super::database::{Database, Lines, Use};
use super::link::{Link, Param};
use super::registry::{self, DeskKey, RegistryError};
use super::rows::{self, FROM_TICKET, TICKET, get, some_string, string};
use super::text;
use crate::core::accounts::PersonId;
use crate::core::desk::Seating;
use crate::core::ticket::{Leg, keys_meant, visitor_key};
use crate::core::time::Millis;
use crate::report::TicketRow;
use crate::store::ARRIVALS;
use crate::store::reader::{Act, Exported, Read, earliest};
use crate::store::secret::Secret;

/// How many rows come at a time.
const PAGE: i64 = 1000;

/// Where the ticket's owner stands among the columns of [`Reader::each_ticket`].
const OWNER: usize = 32;

/// Reads a desk.
#[derive(Debug)]
pub struct Reader {
    database: Database,
    desk: DeskKey,
    secret: Secret,
    /// Where it reads at one moment.
    moment: RefCell<Option<Moment>>,
}

/// A transaction that only reads. Nobody else reads on its connection meanwhile.
#[derive(Debug)]
pub struct Moment {
    link: Arc<Link>,
    is_over: bool,
    _alone: OwnedMutexGuard<()>,
}

impl Moment {
    /// Begins one.
    pub async fn begin(lines: &Lines) -> anyhow::Result<Self> {
        let alone = lines.read_alone().await;
        let link = lines.link(Use::Read).await?;
        let moment = Self { link, is_over: false, _alone: alone };
        let begun = moment.link.run_whole(
            "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY;
             SET LOCAL idle_in_transaction_session_timeout = '5min';
             SELECT FROM walkup.schema",
        );
        begun.await?;
        Ok(moment)
    }

    /// Where it reads.
    pub fn link(&self) -> &Link {
        &self.link
    }

    /// Ends it. It wrote nothing, so whatever the answer is, it is over.
    pub async fn end(mut self) -> anyhow::Result<()> {
        self.link.run_whole("COMMIT").await?;
        self.is_over = true;
        Ok(())
    }
}

impl Drop for Moment {
    fn drop(&mut self) {
        // With the connection the transaction ends.
        if !self.is_over {
            self.link.break_off();
        }
    }
}

/// What a page is asked with.
#[derive(Debug)]
enum Value {
    Number(i64),
    Text(String),
}

impl Reader {
    /// Reads this desk.
    pub fn open(database: &Database, desk: &DeskName) -> anyhow::Result<Self> {
        let name = desk.clone();
        let (desk, secret) = database.block_on(|lines| async move {
            let found = registry::find(&lines, &name).await?;
            Ok(found.ok_or(RegistryError::Unknown(name))?)
        })?;
        let database = database.clone();
        Ok(Self { database, desk, secret, moment: RefCell::new(None) })
    }

    /// What a statement finds; `$1` is the desk, and the values follow.
    fn page(&self, sql: impl Into<String>, values: Vec<Value>) -> anyhow::Result<Vec<Row>> {
        let (sql, desk) = (sql.into(), self.desk.clone());
        let link = self.moment.borrow().as_ref().map(|moment| Arc::clone(&moment.link));
        self.database
            .block_on(|lines| async move {
                // Whoever reads at one moment has the connection to themselves.
                let alone = if link.is_none() { Some(lines.read_alone().await) } else { None };
                let link = match link {
                    Some(link) => link,
                    None => lines.link(Use::Read).await?,
                };
                let mut params: Vec<Param<'_>> = vec![(&desk.0, Type::TEXT)];
                params.extend(values.iter().map(|value| match value {
                    Value::Number(number) => (number as &(dyn ToSql + Sync), Type::INT8),
                    Value::Text(text) => (text as &(dyn ToSql + Sync), Type::TEXT),
                }));
                let found = link.query(&sql, &params).await;
                drop(alone);
                found.map(|answer| answer.rows).map_err(|error| anyhow::anyhow!(super::why(&error)))
            })
            .context("failed to read the database")
    }

    /// Whether the tables have everything. Where they have not, only the desk's leader can bring
    /// what is missing there.
    pub fn is_level(&self) -> anyhow::Result<bool> {
        let sql = "SELECT NOT EXISTS (SELECT FROM walkup.journal WHERE desk = $1)";
        one(&self.page(sql, vec![])?)
    }

    /// Does something that reads more than once, at one moment.
    pub fn at_one_moment<T>(&self, work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
        let begun = self.database.block_on(|lines| async move { Moment::begin(&lines).await })?;
        *self.moment.borrow_mut() = Some(begun);
        let done = work();
        if let Some(moment) = self.moment.take() {
            self.database.block_on(|_| moment.end())?;
        }
        done
    }

    /// Hands every row of the audit log in `from..to` to `take`, the oldest first, until that says
    /// false.
    pub fn each_act(
        &self,
        from: Millis,
        to: Millis,
        mut take: impl FnMut(Act) -> anyhow::Result<bool>,
    ) -> anyhow::Result<()> {
        let (mut seq, mut n) = (i64::MIN, i64::MIN);
        loop {
            let page = self.page(
                r#"SELECT a.at, coalesce('staff ' || s."user", a.who), a.what, a.ticket, a.table_no,
                   a.seq, a.n FROM walkup.audit a
                   LEFT JOIN walkup.staff s ON s.desk = a.desk AND a.who = 'staff ' || s.id
                   WHERE a.desk = $1 AND a.at >= $2 AND a.at < $3 AND (a.seq, a.n) > ($4, $5)
                   ORDER BY a.seq, a.n LIMIT $6"#,
                numbers([from, to, seq, n, PAGE]),
            )?;
            for row in &page {
                (seq, n) = (get(row, 5)?, get(row, 6)?);
                let goes_on = take(Act {
                    at: get(row, 0)?,
                    who: string(row, 1)?,
                    what: string(row, 2)?,
                    ticket: get(row, 3)?,
                    table: get::<Option<i64>>(row, 4)?.and_then(|it| u32::try_from(it).ok()),
                })?;
                if !goes_on {
                    return Ok(());
                }
            }
            if is_last(&page) {
                return Ok(());
            }
        }
    }

    /// Hands every ticket that started in `from..to` to `take`, by id, until that says false.
    pub fn each_ticket(
        &self,
        from: Millis,
        to: Millis,
        mut take: impl FnMut(Exported) -> anyhow::Result<bool>,
    ) -> anyhow::Result<()> {
        let mut last = -1;
        loop {
            let page = self.page(
                format!(
                    "SELECT {TICKET}, s.name {FROM_TICKET}
                     LEFT JOIN walkup.staff s ON s.desk = t.desk AND s.id = t.owner
                     WHERE t.desk = $1 AND t.start >= $2 AND t.start < $3 AND t.id > $4
                     ORDER BY t.id LIMIT $5"
                ),
                numbers([from, to, last, PAGE]),
            )?;
            for row in &page {
                let exported = exported(row)?;
                last = exported.ticket.id.get();
                if !take(exported)? {
                    return Ok(());
                }
            }
            if is_last(&page) {
                return Ok(());
            }
        }
    }

    /// Whether any ticket was ever in a service.
    pub fn has_services(&self) -> anyhow::Result<bool> {
        let sql = "SELECT EXISTS (SELECT FROM walkup.ticket
                   WHERE desk = $1 AND service IS NOT NULL)";
        one(&self.page(sql, vec![])?)
    }

    /// One ticket, if it is there.
    pub fn ticket(&self, id: TicketId) -> anyhow::Result<Option<Exported>> {
        let page = self.page(
            format!(
                "SELECT {TICKET}, s.name {FROM_TICKET}
                 LEFT JOIN walkup.staff s ON s.desk = t.desk AND s.id = t.owner
                 WHERE t.desk = $1 AND t.id = $2"
            ),
            numbers([id.get()]),
        )?;
        page.first().map(exported).transpose()
    }

    /// The tickets of which something is left to forget and whose visitor gave this address,
    /// telephone number or number, or gave this name and nothing else, by id; open ones too.
    pub fn tickets_of(&self, visitor: &str) -> anyhow::Result<Vec<TicketId>> {
        let mut tickets = Vec::new();
        for key in keys_meant(visitor) {
            let page = self.page(
                "SELECT id, email, name, contact FROM walkup.ticket_text
                 WHERE desk = $1 AND address_key = $2",
                numbers([self.secret.of_address(&key)]),
            )?;
            for row in &page {
                let (email, name, contact) = (string(row, 1)?, string(row, 2)?, string(row, 3)?);
                // Somebody else may have the same hash.
                if visitor_key(&email, &name, Some(&contact)).as_ref() == Some(&key) {
                    tickets.extend(TicketId::new(get(row, 0)?));
                }
            }
        }
        tickets.sort_unstable();
        Ok(tickets)
    }

    /// The tickets, by id, that ended before a moment and of which something is left to forget.
    pub fn tickets_ended_before(&self, moment: Millis) -> anyhow::Result<Vec<TicketId>> {
        let page = self.page(
            r#"SELECT t.id FROM walkup.ticket_text x
               JOIN walkup.ticket t ON t.desk = x.desk AND t.id = x.id
               WHERE x.desk = $1 AND (x.address_key IS NOT NULL OR x.note IS NOT NULL)
               AND t."end" < $2 ORDER BY t.id"#,
            numbers([moment]),
        )?;
        let ids = page.iter().map(|row| get(row, 0).map(TicketId::new));
        Ok(ids.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    }

    /// Hands the tickets that were made in `from..to` to `take`, and tells how far it is; an error
    /// of `take` ends it.
    pub fn each_arrival(
        &self,
        from: Millis,
        to: Millis,
        mut take: impl FnMut(Read<'_>) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let found = self.page(
            "SELECT block, first FROM walkup.arrivals WHERE desk = $1 AND last >= $2 AND first < $3
             ORDER BY block",
            numbers([from, to]),
        )?;
        let blocks: Result<Vec<(i64, Millis)>, _> = found
            .iter()
            .map(|row| Ok::<_, tokio_postgres::Error>((get(row, 0)?, get(row, 1)?)))
            .collect();
        let blocks = blocks?;
        let earliest = earliest(blocks.iter().map(|(_, first)| *first));
        let all = blocks.len() as u64;
        for (place, (block, _)) in blocks.iter().enumerate() {
            take(Read::Passed { none_before: earliest[place], done: place as u64, all })?;
            let page = self.page(
                r#"SELECT owner, table_no, start, first_claimed, claimed, "end", outcome, reason,
                   service, entered, first_call, last_call, arrived, legs, promised_low,
                   promised_high FROM walkup.ticket
                   WHERE desk = $1 AND id >= $2 AND id < $3 AND start >= $4 AND start < $5
                   ORDER BY id"#,
                numbers([block * ARRIVALS, (block + 1) * ARRIVALS, from, to]),
            )?;
            for row in &page {
                hand_on(row, &mut take)?;
            }
        }
        take(Read::Passed { none_before: to, done: all, all })
    }

    /// Hands every seating that began before a moment to `take`, by its beginning.
    pub fn each_seating(
        &self,
        before: Millis,
        mut take: impl FnMut(&Seating) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let mut last = [i64::MIN; 3];
        loop {
            let [began, table, person] = last;
            let page = self.page(
                "SELECT began, table_no, person, ended FROM walkup.seating
                 WHERE desk = $1 AND began < $2 AND (began, table_no, person) > ($3, $4, $5)
                 ORDER BY began, table_no, person LIMIT $6",
                numbers([before, began, table, person, PAGE]),
            )?;
            for row in &page {
                last = [get(row, 0)?, get(row, 1)?, get(row, 2)?];
                take(&Seating {
                    from: last[0],
                    table: TableNo(rows::small(row, 1)?),
                    person: PersonId(last[2]),
                    to: get(row, 3)?,
                })?;
            }
            if is_last(&page) {
                return Ok(());
            }
        }
    }

    /// The name of every account.
    pub fn users(&self) -> anyhow::Result<Vec<(i64, String)>> {
        let page = self
            .page(r#"SELECT id, "user" FROM walkup.staff WHERE desk = $1 ORDER BY id"#, vec![])?;
        page.iter().map(|row| Ok((get(row, 0)?, string(row, 1)?))).collect()
    }

    /// Whether any ticket was ever in a service. `check` is asked now and then; its error ends it.
    pub fn knew_service(
        &self,
        service: &ServiceId,
        mut check: impl FnMut() -> anyhow::Result<()>,
    ) -> anyhow::Result<bool> {
        let sql = "SELECT EXISTS (SELECT FROM walkup.ticket WHERE desk = $1 AND service = $2)";
        let name = text::stored(service.as_str()).into_owned();
        if one(&self.page(sql, vec![Value::Text(name)])?)? {
            return Ok(true);
        }
        let mut last = -1;
        loop {
            check()?;
            let page = self.page(
                "SELECT id, legs FROM walkup.ticket
                 WHERE desk = $1 AND legs IS NOT NULL AND id > $2 ORDER BY id LIMIT $3",
                numbers([last, PAGE]),
            )?;
            for row in &page {
                last = get(row, 0)?;
                let legs = read_legs(some_string(row, 1)?);
                if legs.iter().any(|leg| leg.service.as_ref() == Some(service)) {
                    return Ok(true);
                }
            }
            if is_last(&page) {
                return Ok(false);
            }
        }
    }
}

/// Hands on what a report needs of a ticket.
fn hand_on(row: &Row, take: &mut impl FnMut(Read<'_>) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let small = |place| -> Result<Option<u32>, tokio_postgres::Error> {
        Ok(get::<Option<i64>>(row, place)?.and_then(|it| u32::try_from(it).ok()))
    };
    let (reason, service) = (some_string(row, 7)?, some_string(row, 8)?);
    let legs = read_legs(some_string(row, 13)?);
    take(Read::Ticket(TicketRow {
        owner: get(row, 0)?,
        table: small(1)?,
        start: get(row, 2)?,
        first_claimed: get(row, 3)?,
        claimed: get(row, 4)?,
        end: get(row, 5)?,
        outcome: some_string(row, 6)?.and_then(|word| word.parse().ok()),
        reason: reason.as_deref(),
        service: service.as_deref(),
        entered: get(row, 9)?,
        first_call: get(row, 10)?,
        last_call: get(row, 11)?,
        arrived: get(row, 12)?,
        legs: &legs,
        promised: small(14)?.zip(small(15)?),
    }))
}

fn exported(row: &Row) -> anyhow::Result<Exported> {
    Ok(Exported { ticket: rows::ticket(row)?, staff: some_string(row, OWNER)? })
}

fn read_legs(legs: Option<String>) -> Vec<Leg> {
    legs.map(|legs| serde_json::from_str(&legs).unwrap_or_default()).unwrap_or_default()
}

fn numbers<const COUNT: usize>(numbers: [i64; COUNT]) -> Vec<Value> {
    numbers.map(Value::Number).into()
}

/// Whether no page follows.
fn is_last(page: &[Row]) -> bool {
    i64::try_from(page.len()).is_ok_and(|count| count < PAGE)
}

fn one(page: &[Row]) -> anyhow::Result<bool> {
    let row = page.first().context("the database answered nothing")?;
    Ok(row.try_get(0)?)
}
