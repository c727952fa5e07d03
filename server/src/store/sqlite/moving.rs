//! A desk's file as one end of a move: what is read from it, what is written to it, and where it says
//! that the desk is.

use std::fs::File;
use std::path::Path;

use anyhow::{Context as _, ensure};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, OptionalExtension as _, Row, params_from_iter};

use super::{FILE, IDS_FILE, PATIENCE, checkpoint, ids, restore, rows, schema};
use crate::core::change::{Batch, By, Entry};
use crate::core::time::Millis;
use crate::store::engine::Seq;
use crate::store::moving::{Marks, MoveError, PAGE, Page, TEXTS, Table, Value};
use crate::store::secret::Secret;

/// Where the desk of a file is, if it is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) struct Place {
    /// Which move that is.
    pub moving: String,
    /// Where it is; none: not all of it is in the file yet.
    pub moved_to: Option<String>,
}

/// A desk's file that is one end of a move.
#[derive(Debug)]
pub(in crate::store) struct End {
    db: Connection,
}

/// Has a desk that was moved away go on in this data directory, as it was when it went.
pub fn reclaim(dir: &Path) -> anyhow::Result<String> {
    let path = dir.join(FILE);
    ensure!(path.exists(), "there is no database at {}", path.display());
    let end = End::open(&path)?;
    let place = end.place()?.context("the desk is here, and was not moved")?;
    let Some(moved_to) = place.moved_to else {
        return Err(MoveError::NotWhole(path.display().to_string()).into());
    };
    end.db.execute("DELETE FROM place", [])?;
    Ok(moved_to)
}

/// Refuses a desk that is not in its file.
pub(super) fn must_be_here(db: &Connection, path: &Path) -> anyhow::Result<()> {
    let Some(place) = place(db)? else { return Ok(()) };
    let path = path.display().to_string();
    match place.moved_to {
        None => Err(MoveError::NotWhole(path).into()),
        Some(to) => Err(anyhow::Error::new(MoveError::Elsewhere(path, to)).context(
            "nothing runs here until `walkup-server desk reclaim`, which has the desk go on as it \
             was when it went",
        )),
    }
}

/// Where the desk of a database is, if that can be read and says that it is elsewhere.
pub(super) fn moved_to(path: &Path) -> Option<String> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    place(&Connection::open_with_flags(path, flags).ok()?).ok()??.moved_to
}

fn place(db: &Connection) -> rusqlite::Result<Option<Place>> {
    db.query_row("SELECT moving, moved_to FROM place", [], |row| {
        Ok(Place { moving: row.get(0)?, moved_to: row.get(1)? })
    })
    .optional()
}

impl End {
    /// Opens a file, and brings it to today's form. The caller holds the lock of its folder.
    pub(in crate::store) fn open(path: &Path) -> anyhow::Result<Self> {
        let say = || format!("failed to open the database {}", path.display());
        ensure!(path.exists(), "there is no database at {}", path.display());
        let mut db = Connection::open(path).with_context(say)?;
        schema::configure(&db).with_context(say)?;
        ensure!(schema::version(&db).with_context(say)? > 0, "{} is empty", path.display());
        schema::migrate(&mut db, 0).with_context(say)?;
        let damage = schema::quick_check(&db).with_context(say)?;
        ensure!(damage.is_empty(), "{} is damaged ({})", path.display(), damage.join("; "));
        Ok(Self { db })
    }

    /// Makes a file in which the desk is not, yet.
    pub(in crate::store) fn create(path: &Path, moving: &str) -> anyhow::Result<Self> {
        let say = || format!("failed to make {}", path.display());
        drop(ids::private().create_new(true).open(path).with_context(say)?);
        let mut db = Connection::open(path).with_context(say)?;
        schema::configure(&db).with_context(say)?;
        schema::make_room(&mut db, moving).with_context(say)?;
        Ok(Self { db })
    }

    /// Whether there is nothing in a file: whoever made it did not come any further.
    pub(in crate::store) fn is_empty(path: &Path) -> anyhow::Result<bool> {
        let db = Connection::open(path)?;
        let sql = "SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)";
        Ok(schema::version(&db)? == 0 && db.query_row(sql, [], |row| row.get(0))?)
    }

    /// Where the desk is, if it is not here.
    pub(in crate::store) fn place(&self) -> anyhow::Result<Option<Place>> {
        Ok(place(&self.db)?)
    }

    /// The marks.
    pub(in crate::store) fn marks(&self) -> anyhow::Result<Marks> {
        let sql =
            "SELECT max(seq, coalesce((SELECT max(seq) FROM journal), 0)), next_call, last_rank
                   FROM mark";
        let (seq, next_call, last_rank) =
            self.db.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let next_ticket = rows::next_ticket(&self.db)?;
        let secret = *rows::secret(&self.db)?.bytes();
        Ok(Marks { seq, next_ticket, next_call, last_rank, secret })
    }

    /// Ends the sessions, those of the journal too, in a batch of their own.
    pub(in crate::store) fn end_sessions(&self, at: Millis) -> anyhow::Result<()> {
        let ended = restore::sessions_of_journal(&self.db)?;
        let transaction = self.db.unchecked_transaction()?;
        self.db.execute("DELETE FROM session", [])?;
        if !ended.is_empty() {
            let seq: Seq = self.marks()?.seq + 1;
            let entry = |change| Entry { by: By::Administrator, at, change };
            let batch = Batch::new(ended.into_iter().map(entry).collect());
            let body = serde_json::to_string(&batch)?;
            self.db.execute("INSERT INTO journal VALUES (?1, ?2)", rusqlite::params![seq, body])?;
        }
        Ok(transaction.commit()?)
    }

    /// Hands all rows of a table to `take`, some at a time.
    pub(in crate::store) fn read(
        &self,
        table: &Table,
        mut take: impl FnMut(Page) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let note = "(SELECT text FROM note WHERE note.ticket = ticket_text.id AND text <> '')";
        let columns = match table.name {
            TEXTS => table.names().replace("\"note\"", note),
            _ => table.names(),
        };
        let mut statement = self.db.prepare(&format!("SELECT {columns} FROM {}", table.name))?;
        let mut found = statement.query([])?;
        let mut page = Page::new();
        while let Some(row) = found.next()? {
            page.push(values(table, row)?);
            if page.len() >= PAGE {
                take(std::mem::take(&mut page))?;
            }
        }
        if page.is_empty() { Ok(()) } else { take(page) }
    }

    /// Writes rows of a table.
    pub(in crate::store) fn write(&self, table: &Table, page: &Page) -> anyhow::Result<()> {
        let transaction = self.db.unchecked_transaction()?;
        let count = match table.name {
            TEXTS => table.columns.len() - 1,
            _ => table.columns.len(),
        };
        let columns: Vec<String> =
            table.columns.iter().take(count).map(|(name, _)| format!("\"{name}\"")).collect();
        let places: Vec<String> = (1..=count).map(|place| format!("?{place}")).collect();
        let (columns, places) = (columns.join(", "), places.join(", "));
        let sql = format!("INSERT INTO {} ({columns}) VALUES ({places})", table.name);
        let mut insert = self.db.prepare_cached(&sql)?;
        let mut note = self.db.prepare_cached("INSERT INTO note (ticket, text) VALUES (?1, ?2)")?;
        for row in page {
            insert.execute(params_from_iter(row.iter().take(count).map(stored)))?;
            if let (TEXTS, Some(Value::Text(text))) = (table.name, row.get(count)) {
                note.execute(rusqlite::params![stored(&row[0]), text])?;
            }
        }
        drop((insert, note));
        Ok(transaction.commit()?)
    }

    /// Writes the marks of a desk that has arrived, whole, and makes all of it durable. It does not
    /// count before [`End::arrive`].
    pub(in crate::store) fn complete(&self, path: &Path, marks: &Marks) -> anyhow::Result<()> {
        self.db.execute(
            "UPDATE mark SET seq = ?1, next_ticket = ?2, next_call = ?3, last_rank = ?4",
            [marks.seq, marks.next_ticket, marks.next_call, marks.last_rank],
        )?;
        self.db.execute("DELETE FROM secret", [])?;
        rows::write_secret(&self.db, &Secret::of_bytes(marks.secret))?;
        checkpoint(&self.db, "TRUNCATE", PATIENCE)?;
        let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
        let folder = folder.unwrap_or_else(|| Path::new("."));
        ids::IdsFile::open(&folder.join(IDS_FILE))
            .and_then(|mut ids| ids.allow(marks.next_ticket.saturating_sub(1)))
            .with_context(|| format!("failed to write {IDS_FILE}"))?;
        // The folder must know the file before it is relied upon; Windows has no such thing.
        #[cfg(unix)]
        File::open(folder)?.sync_all()?;
        #[cfg(not(unix))]
        let _ = File::open(path)?;
        Ok(())
    }

    /// Ends the desk here, by one commit: from now on it is where it was moved to.
    pub(in crate::store) fn end(&self, moving: &str, to: &str) -> anyhow::Result<()> {
        self.db.execute("INSERT INTO place VALUES (1, ?1, ?2)", [moving, to])?;
        Ok(())
    }

    /// The desk is here from now on.
    pub(in crate::store) fn arrive(self) -> anyhow::Result<()> {
        self.db.execute("DELETE FROM place", [])?;
        checkpoint(&self.db, "TRUNCATE", PATIENCE)?;
        Ok(())
    }
}

fn values(table: &Table, row: &Row<'_>) -> anyhow::Result<Vec<Value>> {
    let value = |place: usize| {
        Ok(match row.get_ref(place)? {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(number) => Value::Number(number),
            ValueRef::Text(text) => Value::Text(std::str::from_utf8(text)?.to_owned()),
            ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
            ValueRef::Real(_) => anyhow::bail!("{} holds a number that is not whole", table.name),
        })
    };
    (0..table.columns.len()).map(value).collect()
}

fn stored(value: &Value) -> ToSqlOutput<'_> {
    ToSqlOutput::Borrowed(match value {
        Value::Null => ValueRef::Null,
        Value::Number(number) => ValueRef::Integer(*number),
        Value::Text(text) => ValueRef::Text(text.as_bytes()),
        Value::Bytes(bytes) => ValueRef::Blob(bytes),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::moving::{Kind, TABLES};

    /// Whoever adds a column or a table decides whether it goes along.
    #[test]
    fn every_column_goes_along_but_sessions() {
        let mut db = Connection::open_in_memory().unwrap();
        schema::migrate(&mut db, 0).unwrap();
        let sql = "SELECT m.name, p.name, p.type FROM sqlite_schema m, pragma_table_info(m.name) p
                   WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, p.name";
        let found: Vec<(String, String, String)> =
            rows::list(&db, sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
        let apart = ["mark", "secret", "session", "place", "note"];
        let found: Vec<_> = found
            .into_iter()
            .filter(|(table, column, _)| {
                !apart.contains(&table.as_str()) && (table != "request_key" || column != "id")
            })
            .collect();
        let word = |kind: Kind| match kind {
            Kind::Number | Kind::Flag => "INTEGER",
            Kind::Text => "TEXT",
            Kind::Bytes => "BLOB",
        };
        let mut moved: Vec<(String, String, String)> = TABLES
            .iter()
            .flat_map(|table| table.columns.iter().map(move |(column, kind)| (table, column, kind)))
            .filter(|(table, column, _)| table.name != TEXTS || **column != "note")
            .map(|(table, column, kind)| {
                (table.name.to_owned(), (*column).to_owned(), word(*kind).to_owned())
            })
            .collect();
        moved.sort();
        assert_eq!(moved, found);
    }
}
