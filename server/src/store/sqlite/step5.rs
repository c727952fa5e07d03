//! From schema 4, whose tables every command wrote, to today's, which are what the journal adds
//! up to.

use rusqlite::{Connection, Transaction, params};

use super::rows;
use super::schema::TABLES;
use crate::store::secret::Secret;

/// The tables of schema 4 that make room for new ones of the same name.
const RENAMED: [&str; 9] =
    ["staff", "session", "seat", "ticket", "request_key", "sample", "fact", "audit", "device"];

/// Brings a database of schema 4 forward, in an open transaction. The old tables are dropped, and
/// overwritten where deleted content is overwritten.
pub fn run(transaction: &Transaction<'_>) -> anyhow::Result<()> {
    // A rename must not reach into the definitions of other tables.
    transaction.execute_batch("PRAGMA legacy_alter_table = ON; DROP INDEX ticket_end;")?;
    for table in RENAMED {
        transaction.execute_batch(&format!("ALTER TABLE {table} RENAME TO old_{table};"))?;
    }
    transaction.execute_batch("PRAGMA legacy_alter_table = OFF;")?;
    transaction.execute_batch(TABLES)?;
    let secret = Secret::new()?;
    rows::write_secret(transaction, &secret)?;
    transaction.execute_batch(
        "INSERT INTO staff (id, user, name, enabled, password, lost_table, role)
         SELECT id, user, name, enabled, password, lost_table, iif(admin, 'admin', 'staff')
         FROM old_staff ORDER BY id;
         INSERT INTO session (token, person, used) SELECT token, person, used FROM old_session;
         INSERT INTO seat SELECT table_no, person FROM old_seat;
         INSERT INTO device SELECT key, name, kind, added, used FROM old_device;
         INSERT INTO ticket (id, owner, table_no, start, first_claimed, claimed, end, outcome,
                ended_by, rank, calls, called, acted, reason, lang, source)
         SELECT id, owner, table_no, start, first_claimed, claimed, end, outcome, ended_by, rank,
                calls, called, acted, reason, lang, source
         FROM old_ticket ORDER BY id;
         INSERT INTO note (ticket, text)
         SELECT id, note FROM old_ticket WHERE note <> '' ORDER BY id;
         INSERT INTO request_key (key, ticket, own, barred, at)
         SELECT key, ticket, own, barred, at FROM old_request_key ORDER BY at, key;
         INSERT INTO sample
         SELECT '', row_number() OVER (ORDER BY seq) - 1, taken, serving, blocked, reaction
         FROM old_sample;
         INSERT INTO fact SELECT name, value FROM old_fact
         WHERE name NOT IN ('visitors_through', 'open_through');
         INSERT INTO audit
         SELECT 0, seq, at, who, what, ticket, table_no FROM old_audit ORDER BY seq;
         INSERT INTO mark
         SELECT 1, 0, coalesce(max(id) + 1, 0), coalesce(max(called), 0) + 1,
                coalesce(max(rank), 0)
         FROM old_ticket;",
    )?;
    write_texts(transaction, &secret)?;
    // Tables that others point to go last.
    for table in ["seat", "session", "ticket", "request_key", "sample", "fact", "audit", "device"] {
        transaction.execute_batch(&format!("DROP TABLE old_{table};"))?;
    }
    transaction
        .execute_batch("DROP TABLE visitor; DROP TABLE open_ticket; DROP TABLE old_staff;")?;
    Ok(())
}

/// Writes what visitors told, by id, so that every row is appended.
fn write_texts(db: &Connection, secret: &Secret) -> rusqlite::Result<()> {
    let mut insert = db.prepare(
        "INSERT INTO ticket_text (id, address_key, email, name) VALUES (?1, ?2, ?3, ?4)",
    )?;
    let mut read = db.prepare("SELECT id, email, name FROM old_ticket ORDER BY id")?;
    let mut rows = read.query([])?;
    while let Some(row) = rows.next()? {
        let (email, name) = (row.get_ref(1)?.as_str()?, row.get_ref(2)?.as_str()?);
        let key = secret.of_visitor(email, name, None);
        insert.execute(params![row.get::<_, i64>(0)?, key, email, name])?;
    }
    Ok(())
}
