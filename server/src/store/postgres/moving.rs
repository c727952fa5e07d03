//! A cluster as one end of a move: a desk that comes from a file, and one that goes to one.

use std::path::Path;

use anyhow::{Context as _, ensure};
use serde_json::{Map, Value as Json};
use shared::desk::DeskName;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::database::{Database, Use};
use super::hold::{Failure, Standing, ask, ask_again, write_again};
use super::link::Param;
use super::reader::Moment;
use super::registry::{DeskKey, NEWS, RegistryError};
use super::{Postgres, text};
use crate::core::time::Millis;
use crate::store::moving::{Kind, Marks, MoveError, PAGE, Page, Step, TABLES, Table, Value};
use crate::store::sqlite::moving::End;

/// The tables of a desk, sessions too.
const ALL: usize = TABLES.len() + 1;

/// Moves the desk of a file into a cluster; the caller holds the lock of the file's folder. `step`
/// hears how far it is; its error ends it there. Gives what the desk is called there: where an earlier try
/// had come to its end, as that one said.
pub fn import(
    file: &Path,
    database: &Database,
    desk: &DeskName,
    at: Millis,
    mut step: impl FnMut(Step) -> anyhow::Result<()>,
) -> anyhow::Result<DeskName> {
    let source = End::open(file)?;
    if let Some(place) = source.place()? {
        let shown = file.display().to_string();
        let Some(to) = place.moved_to else { return Err(MoveError::NotWhole(shown).into()) };
        // It ended here, and whoever moved it may not have come to telling the cluster.
        let arrived = arrive(database, &place.moving)?.ok_or(MoveError::Elsewhere(shown, to))?;
        step(Step::Arrived)?;
        return Ok(arrived);
    }
    // What is refused changes nothing here.
    let (name, secret) = (desk.clone(), source.marks()?.secret);
    database.block_on(|lines| async move { room(&lines, &name, &secret).await.map(drop) })?;
    source.end_sessions(at)?;
    let (moving, marks) = (crate::auth::new_token().expose().to_owned(), source.marks()?);
    let key = begin(database, desk, &moving, &marks)?;
    step(Step::Begun)?;
    for table in &TABLES {
        let mut rows = 0;
        source.read(table, |page| {
            write(database, &key, &moving, table, &page)?;
            rows += page.len() as u64;
            step(Step::Copied { table: table.name, rows })
        })?;
    }
    step(Step::Whole)?;
    source.end(&moving, &format!("desk {desk} of {}", database.address()))?;
    step(Step::Ended)?;
    let arrived = arrive(database, &moving)?;
    let arrived = arrived.with_context(|| {
        format!("desk {desk} was changed meanwhile: `walkup-server desk list` shows how")
    })?;
    step(Step::Arrived)?;
    Ok(arrived)
}

/// A desk that a move may overwrite, as it stands.
struct Room {
    id: String,
    epoch: i64,
    seq: i64,
    state: String,
}

/// What a desk of this name may be moved over: what an earlier try has left, what went to this file from
/// here, or what nobody has used. None: there is no desk of this name.
async fn room(
    lines: &super::Lines,
    desk: &DeskName,
    secret: &[u8],
) -> anyhow::Result<Option<Room>> {
    // Nobody has used one without people, tickets and settings.
    let sql = r#"
        SELECT d.id, d.epoch, d.seq, d.state, d.secret = $2, NOT EXISTS (
            SELECT FROM walkup.staff WHERE desk = d.id UNION ALL
            SELECT FROM walkup.ticket WHERE desk = d.id UNION ALL
            SELECT FROM walkup.device WHERE desk = d.id UNION ALL
            SELECT FROM walkup.fact WHERE desk = d.id AND name = 'profile' UNION ALL
            SELECT FROM walkup.journal WHERE desk = d.id AND body ~
                '"(created|person_added|device_added|profile_set)"')
        FROM walkup.desk d WHERE d.name = $1"#;
    let named: [Param<'_>; 2] = [(&desk.as_str(), Type::TEXT), (&secret, Type::BYTEA)];
    let found = ask_again(lines, Use::Work, sql, &named).await?;
    let Some(row) = found.rows.first() else { return Ok(None) };
    let (state, is_same): (&str, bool) = (row.try_get(3)?, row.try_get(4)?);
    match state {
        "arriving" | "moved" if is_same => {}
        "arriving" => return Err(RegistryError::Arriving(desk.clone()).into()),
        "here" | "retired" if row.try_get(5)? => {}
        _ => return Err(MoveError::Used(desk.clone()).into()),
    }
    let state = state.to_owned();
    Ok(Some(Room { id: row.try_get(0)?, epoch: row.try_get(1)?, seq: row.try_get(2)?, state }))
}

/// Makes room for a desk where it does not count yet.
fn begin(
    database: &Database,
    desk: &DeskName,
    moving: &str,
    marks: &Marks,
) -> anyhow::Result<DeskKey> {
    let (desk, moving, marks) = (desk.clone(), moving.to_owned(), marks.clone());
    database.block_on(|lines| async move {
        loop {
            let Some(Room { id, epoch, seq, state }) = room(&lines, &desk, &marks.secret).await?
            else {
                let named: [Param<'_>; 2] =
                    [(&desk.as_str(), Type::TEXT), (&marks.secret.as_slice(), Type::BYTEA)];
                add(&lines, &named, &moving).await?;
                continue;
            };
            let mut sql = "
                WITH room AS (
                    UPDATE walkup.desk SET state = 'arriving', moving = $3, moved_to = NULL,
                        epoch = epoch + 1, leader = NULL, leader_incarnation = NULL, seq = $4,
                        next_ticket = $5, next_call = $6, last_rank = $7, secret = $8, noted = 0
                    WHERE id = $1 AND epoch = $2 AND seq = $9 AND state = $10 RETURNING id)"
                .to_owned();
            let tables = TABLES.iter().map(|table| table.name).chain(["session"]);
            for (place, table) in tables.enumerate().take(ALL) {
                sql.push_str(&format!(
                    ", emptied{place} AS (DELETE FROM walkup.{table} USING room
                     WHERE {table}.desk = room.id)"
                ));
            }
            sql.push_str(" SELECT id FROM room");
            // Whoever used it meanwhile has raised its seq: it is looked at again.
            let params: [Param<'_>; 10] = [
                (&id, Type::TEXT),
                (&epoch, Type::INT8),
                (&moving, Type::TEXT),
                (&marks.seq, Type::INT8),
                (&marks.next_ticket, Type::INT8),
                (&marks.next_call, Type::INT8),
                (&marks.last_rank, Type::INT8),
                (&marks.secret.as_slice(), Type::BYTEA),
                (&seq, Type::INT8),
                (&state, Type::TEXT),
            ];
            // Where the answer did not come it is seen to be of this desk, and begun again.
            match ask(&lines, Use::Work, &sql, &params).await {
                Ok(answer) if answer.rows.is_empty() => {}
                Ok(_) => return Ok(DeskKey(id)),
                Err(Failure::Refused(why)) => anyhow::bail!(why),
                Err(Failure::Unknown(why)) => tracing::debug!("making room for a desk: {why}"),
            }
        }
    })
}

/// Adds a desk that is not here yet.
async fn add(lines: &super::Lines, named: &[Param<'_>; 2], moving: &str) -> anyhow::Result<()> {
    let sql = "
        INSERT INTO walkup.desk (id, name, secret, state, moving)
        SELECT (1 + coalesce(max(id::int8) FILTER (WHERE id ~ '^[0-9]+$'), 0))::text, $1, $2,
            'arriving', $3
        FROM walkup.desk ON CONFLICT DO NOTHING";
    let params: [Param<'_>; 3] = [named[0].clone(), named[1].clone(), (&moving, Type::TEXT)];
    write_again(lines, Use::Work, sql, &params).await.map(drop)
}

/// Writes rows of a desk that is not here yet.
fn write(
    database: &Database,
    key: &DeskKey,
    moving: &str,
    table: &'static Table,
    page: &Page,
) -> anyhow::Result<()> {
    let rows: Vec<Json> = page.iter().map(|row| as_json(table, row)).collect();
    let (json, key, moving) = (serde_json::to_string(&rows)?, key.clone(), moving.to_owned());
    let column = |(name, kind): &(&str, Kind)| match kind {
        Kind::Bytes => format!("decode(row.\"{name}\", 'hex')"),
        Kind::Number | Kind::Flag | Kind::Text => format!("row.\"{name}\""),
    };
    let typed = |(name, kind): &(&str, Kind)| {
        let word = match kind {
            Kind::Number => "int8",
            Kind::Flag => "boolean",
            Kind::Text | Kind::Bytes => "text",
        };
        format!("\"{name}\" {word}")
    };
    let columns: Vec<String> = table.columns.iter().map(column).collect();
    let types: Vec<String> = table.columns.iter().map(typed).collect();
    // One that is carried out twice changes nothing.
    let sql = format!(
        "WITH room AS (SELECT id FROM walkup.desk
             WHERE id = $1 AND moving = $2 AND state = 'arriving' FOR KEY SHARE),
         written AS (INSERT INTO walkup.{} (desk, {})
             SELECT room.id, {} FROM room, json_to_recordset($3::json) AS row({})
             ON CONFLICT DO NOTHING)
         SELECT id FROM room",
        table.name,
        table.names(),
        columns.join(", "),
        types.join(", "),
    );
    database.block_on(|lines| async move {
        let params: [Param<'_>; 3] =
            [(&key.0, Type::TEXT), (&moving, Type::TEXT), (&json, Type::TEXT)];
        let answer = write_again(&lines, Use::Work, &sql, &params).await?;
        ensure!(!answer.rows.is_empty(), "somebody else moves a desk of this name here");
        Ok(())
    })
}

fn as_json(table: &Table, row: &[Value]) -> Json {
    let value = |(value, (name, kind)): (&Value, &(&str, Kind))| {
        let json = match (value, kind) {
            (Value::Null, _) => Json::Null,
            (Value::Number(number), Kind::Flag) => (*number != 0).into(),
            (Value::Number(number), _) => (*number).into(),
            (Value::Text(text), _) => text::stored(text).into(),
            (Value::Bytes(bytes), _) => super::write::hex(bytes).into(),
        };
        ((*name).to_owned(), json)
    };
    Json::Object(row.iter().zip(table.columns).map(value).collect::<Map<_, _>>())
}

/// A desk that has ended at its source is here from now on; gives its name. None: none of this move is.
fn arrive(database: &Database, moving: &str) -> anyhow::Result<Option<DeskName>> {
    let moving = moving.to_owned();
    database.block_on(|lines| async move {
        let sql = "
            WITH arrived AS (UPDATE walkup.desk SET state = 'here'
                WHERE moving = $1 AND state = 'arriving' RETURNING name)
            SELECT name, pg_notify($2, '') FROM arrived";
        let params: [Param<'_>; 2] = [(&moving, Type::TEXT), (&NEWS, Type::TEXT)];
        let mut found = write_again(&lines, Use::Work, sql, &params).await?;
        if found.rows.is_empty() {
            let sql =
                "SELECT name FROM walkup.desk WHERE moving = $1 AND state IN ('here', 'retired')";
            found = ask_again(&lines, Use::Work, sql, &params[..1]).await?;
        }
        let Some(row) = found.rows.first() else { return Ok(None) };
        Ok(Some(row.try_get::<_, &str>(0)?.parse()?))
    })
}

/// What of an interrupted move to a file is to be made up for; true: that was all.
pub fn finish_export(database: &Database, desk: &DeskName, file: &Path) -> anyhow::Result<bool> {
    if !file.exists() {
        return Ok(false);
    }
    let exists = || MoveError::Exists(file.display().to_string());
    if End::is_empty(file).map_err(|error| error.context(exists()))? {
        remove(file);
        return Ok(false);
    }
    let end = End::open(file).map_err(|error| error.context(exists()))?;
    let place = end.place()?.filter(|place| place.moved_to.is_none()).with_context(exists)?;
    let moving = place.moving.clone();
    let moved = database.block_on(|lines| async move {
        let sql = "SELECT name FROM walkup.desk WHERE moving = $1 AND state = 'moved'";
        let found = ask_again(&lines, Use::Work, sql, &[(&moving, Type::TEXT)]).await?;
        let name =
            |row: &Row| -> anyhow::Result<DeskName> { Ok(row.try_get::<_, &str>(0)?.parse()?) };
        found.rows.first().map(name).transpose()
    })?;
    match moved {
        Some(moved) if moved == *desk => {
            end.arrive()?;
            return Ok(true);
        }
        Some(moved) => {
            return Err(MoveError::HoldsAnother(file.display().to_string(), moved).into());
        }
        None => {}
    }
    // What came from elsewhere may be whole, and then it is nowhere else.
    ensure!(place.moving.starts_with(&source_of(database)?), exists());
    // Not all of it came there, and the desk is where it was.
    drop(end);
    remove(file);
    Ok(false)
}

/// With what the names of moves from this cluster to files begin.
fn source_of(database: &Database) -> anyhow::Result<String> {
    database.block_on(|lines| async move {
        let found = ask_again(&lines, Use::Work, "SELECT id FROM walkup.cluster", &[]).await?;
        let row = found.rows.first().context("walkup.cluster has no row")?;
        Ok(format!("{}:", row.try_get::<_, &str>(0)?))
    })
}

/// Removes what was begun.
fn remove(file: &Path) {
    for ending in ["", "-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(ending);
        // What is not there need not be removed.
        std::fs::remove_file(name).ok();
    }
}

/// Moves a desk that this program leads to a file that is not there yet; the caller holds the lock of
/// the file's folder, and has made up for what was interrupted. `step` hears how far it is; its error
/// ends it there.
pub fn export(
    engine: &Postgres,
    file: &Path,
    at: Millis,
    mut step: impl FnMut(Step) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let moving = source_of(&engine.database)? + crate::auth::new_token().expose();
    let end = End::create(file, &moving)?;
    step(Step::Begun)?;
    // Nobody else changes the desk meanwhile.
    let (database, key) = (&engine.database, &engine.hold.key);
    let marks = read_marks(database, key)?;
    for table in &TABLES {
        let mut rows = 0;
        read(database, key, table, |page| {
            end.write(table, &page)?;
            rows += page.len() as u64;
            step(Step::Copied { table: table.name, rows })
        })?;
    }
    end.end_sessions(at)?;
    end.complete(file, &marks)?;
    step(Step::Whole)?;
    end_here(engine, &moving, &file.display().to_string())?;
    step(Step::Ended)?;
    end.arrive()?;
    step(Step::Arrived)
}

fn read_marks(database: &Database, key: &DeskKey) -> anyhow::Result<Marks> {
    let key = key.clone();
    database.block_on(|lines| async move {
        let sql = "SELECT seq, greatest(next_ticket, (SELECT max(id) + 1 FROM walkup.ticket
                   WHERE desk = $1)), next_call, last_rank, secret FROM walkup.desk WHERE id = $1";
        let found = ask_again(&lines, Use::Work, sql, &[(&key.0, Type::TEXT)]).await?;
        let row = found.rows.first().context("the desk is gone")?;
        Ok(Marks {
            seq: row.try_get(0)?,
            next_ticket: row.try_get(1)?,
            next_call: row.try_get(2)?,
            last_rank: row.try_get(3)?,
            secret: row.try_get::<_, &[u8]>(4)?.try_into()?,
        })
    })
}

/// Hands all rows of a table to `take`, some at a time.
fn read(
    database: &Database,
    key: &DeskKey,
    table: &'static Table,
    mut take: impl FnMut(Page) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    // A key is a number or `main`: nothing in it means anything to SQL.
    let columns = table.names();
    let cursor = format!(
        "DECLARE moving NO SCROLL CURSOR FOR SELECT {columns} FROM walkup.{} WHERE desk = '{}'
         ORDER BY {}",
        table.name,
        key.as_str(),
        key_of(table),
    );
    let moment = database.block_on(|lines| async move {
        let moment = Moment::begin(&lines).await?;
        moment.link().run_whole(&cursor).await?;
        Ok(moment)
    })?;
    let mut reading = Some(moment);
    while let Some(moment) = reading.take() {
        let (page, moment) = database.block_on(|_| async move {
            let found = moment.link().query(&format!("FETCH {PAGE} FROM moving"), &[]).await?;
            let page: anyhow::Result<Page> =
                found.rows.iter().map(|row| values(table, row)).collect();
            Ok((page?, moment))
        })?;
        let is_last = page.len() < PAGE;
        if !page.is_empty() {
            take(page)?;
        }
        if is_last {
            return database.block_on(|_| moment.end());
        }
        reading = Some(moment);
    }
    Ok(())
}

/// The columns by which the rows of a table are told apart.
fn key_of(table: &Table) -> String {
    let count = match table.name {
        "audit" | "sample" => 2,
        "seating" => 3,
        _ => 1,
    };
    let names: Vec<String> =
        table.columns.iter().take(count).map(|(name, _)| format!("\"{name}\"")).collect();
    names.join(", ")
}

fn values(table: &Table, row: &Row) -> anyhow::Result<Vec<Value>> {
    let value = |(place, (_, kind)): (usize, &(&str, Kind))| {
        let found = match kind {
            Kind::Number => row.try_get::<_, Option<i64>>(place)?.map(Value::Number),
            Kind::Flag => {
                row.try_get::<_, Option<bool>>(place)?.map(|it| Value::Number(i64::from(it)))
            }
            Kind::Text => {
                row.try_get::<_, Option<String>>(place)?.map(|text| Value::Text(text::read(text)))
            }
            Kind::Bytes => row.try_get::<_, Option<Vec<u8>>>(place)?.map(Value::Bytes),
        };
        Ok(found.unwrap_or(Value::Null))
    };
    table.columns.iter().enumerate().map(value).collect()
}

/// Ends a desk here, by one commit: from now on it is in the file.
fn end_here(engine: &Postgres, moving: &str, to: &str) -> anyhow::Result<()> {
    let hold = std::sync::Arc::clone(&engine.hold);
    let (moving, to) = (moving.to_owned(), to.to_owned());
    engine.database.block_on(|lines| async move {
        loop {
            let sql = "
                WITH ended AS (
                    UPDATE walkup.desk SET state = 'moved', moving = $5, moved_to = $6,
                        epoch = epoch + 1, leader = NULL, leader_incarnation = NULL
                    WHERE id = $1 AND epoch = $2 AND leader = $3 AND leader_incarnation = $4
                    RETURNING id)
                SELECT id, pg_notify($7, '') FROM ended";
            let epoch = hold.epoch();
            let params: [Param<'_>; 7] = [
                (&hold.key.0, Type::TEXT),
                (&epoch, Type::INT8),
                (&hold.leader.server, Type::TEXT),
                (&hold.leader.incarnation, Type::INT8),
                (&moving, Type::TEXT),
                (&to, Type::TEXT),
                (&NEWS, Type::TEXT),
            ];
            match ask(&lines, Use::Lead, sql, &params).await {
                Ok(answer) if !answer.rows.is_empty() => return Ok(()),
                Err(Failure::Refused(why)) => anyhow::bail!(why),
                Ok(_) | Err(Failure::Unknown(_)) => {}
            }
            // It may have been carried out; if not, it will not be once the epoch is raised.
            if hold.raise(&lines).await? != Standing::Lost {
                continue;
            }
            let sql = "SELECT FROM walkup.desk WHERE id = $1 AND moving = $2 AND state = 'moved'";
            let params: [Param<'_>; 2] = [(&hold.key.0, Type::TEXT), (&moving, Type::TEXT)];
            let is_moved = !ask_again(&lines, Use::Lead, sql, &params).await?.rows.is_empty();
            ensure!(is_moved, hold.lost());
            return Ok(());
        }
    })
}
