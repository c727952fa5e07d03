//! The desks of a cluster: what each is called, and by what the tables know it.
//!
//! The tables have a desk's key in every row, and its name stands in one: so a rename is one row,
//! however long a history is. A key is short and never given twice, since no desk is ever deleted.

use std::fmt;

use anyhow::Context as _;
use shared::desk::{DeskName, MAIN};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::Type;

use super::database::{Database, Lines, Use};
use super::hold::{BARRIER, Failure, ask, ask_again, unsure, write_again};
use super::link::Param;
use super::why;
use crate::core::change::{Batch, By, Change, Entry, SetValue};
use crate::core::profile::Stored;
use crate::core::time::Millis;
use crate::store::secret::Secret;

/// By what the tables know a desk, whatever it is called.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeskKey(pub(super) String);

impl DeskKey {
    /// The key as the tables have it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A key of a test's.
    #[cfg(test)]
    pub fn of_test(key: &str) -> Self {
        Self(key.to_owned())
    }
}

/// A desk as `desk list` shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// What it is called.
    pub name: DeskName,
    /// Whose it is, as its profile says; empty where that does not.
    pub title: String,
    /// Who leads it.
    pub led: Led,
    /// How many of its tickets are open, as far as the tables know: they follow within a second or
    /// two.
    pub open: u64,
}

/// Who leads a desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Led {
    /// A server, which listens there.
    At(String),
    /// Nobody, at the moment.
    ByNobody,
    /// Whichever server is started on its file.
    InAFile,
    /// Nobody: it is retired.
    Retired,
    /// Nobody: it was moved there.
    Moved(String),
    /// Nobody yet: it is being moved here.
    Arriving,
}

impl fmt::Display for Led {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(address) => write!(f, "led at {address}"),
            Self::ByNobody => f.write_str("led by nobody"),
            Self::InAFile => f.write_str("in a file"),
            Self::Retired => f.write_str("retired"),
            Self::Moved(to) => write!(f, "moved to {to}"),
            Self::Arriving => f.write_str("being moved here"),
        }
    }
}

/// Why a desk cannot be added, renamed or retired.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegistryError {
    /// There is one of this name.
    #[error("there is a desk {0} already")]
    Taken(DeskName),
    /// There is one of this name, which is retired.
    #[error(
        "there is a desk {0} that was retired, with all that it had: `walkup-server desk add {0} \
         --again` brings it back"
    )]
    Retired(DeskName),
    /// There was one of this name, which was moved.
    #[error(
        "desk {0} was moved to {1}: `walkup-server desk import` brings it back from there, and \
         `walkup-server desk reclaim {0}` has it go on here as it was"
    )]
    Moved(DeskName, String),
    /// There is one of this name, of which not all is here yet.
    #[error(
        "desk {0} is being moved here: where that was interrupted, give `walkup-server desk import` \
         again"
    )]
    Arriving(DeskName),
    /// There is none of this name.
    #[error("there is no desk {0}: `walkup-server desk list` shows all of them")]
    Unknown(DeskName),
    /// It is not retired, so it cannot be brought back.
    #[error("desk {0} is not retired")]
    NotRetired(DeskName),
    /// It is here.
    #[error("desk {0} is here, and was not moved")]
    NotMoved(DeskName),
    /// It is retired already.
    #[error("desk {0} is retired already")]
    RetiredBefore(DeskName),
}

impl RegistryError {
    /// Why a desk cannot be led that is not here, by what the tables say of it.
    pub(super) fn not_here(desk: &DeskName, state: &str, moved_to: &str) -> Self {
        let desk = desk.clone();
        match state {
            "moved" => Self::Moved(desk, moved_to.to_owned()),
            "arriving" => Self::Arriving(desk),
            _ => Self::Retired(desk),
        }
    }
}

/// What is said to whoever listens: look at the tables, something has changed. It is a hint; all
/// look by themselves too.
pub const NEWS: &str = "walkup";

/// Makes the desk that is there from the beginning, if there is none; whoever renamed it still has
/// it.
pub fn add_main(database: &Database) -> anyhow::Result<()> {
    let secret = Secret::new()?;
    database.block_on(|lines| async move {
        let sql = "INSERT INTO walkup.desk (id, name, secret) VALUES ($1, $1, $2)
                   ON CONFLICT DO NOTHING";
        let params: [Param<'_>; 2] =
            [(&MAIN, Type::TEXT), (&secret.bytes().as_slice(), Type::BYTEA)];
        write_again(&lines, Use::Work, sql, &params).await.map(drop)
    })
}

/// Adds a desk, with a title if it is to have one from the beginning; `at` is now.
pub fn add(
    database: &Database,
    name: &DeskName,
    title: Option<&str>,
    at: Millis,
) -> anyhow::Result<DeskKey> {
    let (name, secret) = (name.clone(), Secret::new()?);
    let first = title.map(|title| titled(title, at)).transpose()?;
    database.block_on(|lines| async move {
        let (profile, batch) = first.unzip();
        let seq = i64::from(batch.is_some());
        // Two that are added at one moment would have the same number: one of them is tried again.
        let sql = "
            WITH added AS (
                INSERT INTO walkup.desk (id, name, secret, seq)
                SELECT (1 + coalesce(max(id::int8) FILTER (WHERE id ~ '^[0-9]+$'), 0))::text,
                    $1, $2, $3
                FROM walkup.desk
                ON CONFLICT DO NOTHING RETURNING id),
            journal AS (
                INSERT INTO walkup.journal (desk, seq, body)
                SELECT id, $3, $4 FROM added WHERE $4 IS NOT NULL),
            fact AS (
                INSERT INTO walkup.fact (desk, name, value)
                SELECT id, 'profile', $5 FROM added WHERE $5 IS NOT NULL)
            SELECT id, pg_notify($6, '') FROM added";
        let params: [Param<'_>; 6] = [
            (&name.as_str(), Type::TEXT),
            (&secret.bytes().as_slice(), Type::BYTEA),
            (&seq, Type::INT8),
            (&batch, Type::TEXT),
            (&profile, Type::TEXT),
            (&NEWS, Type::TEXT),
        ];
        loop {
            // One that was carried out without an answer is found to be there already, by its
            // secret.
            let answer = write_again(&lines, Use::Work, sql, &params).await?;
            if let Some(row) = answer.rows.first() {
                return Ok(DeskKey(row.try_get(0)?));
            }
            let sql = "SELECT id, state, moved_to, secret = $2 FROM walkup.desk WHERE name = $1";
            let found = ask_again(&lines, Use::Work, sql, &params[..2]).await?;
            let Some(row) = found.rows.first() else { continue };
            if row.try_get(3)? {
                return Ok(DeskKey(row.try_get(0)?));
            }
            return Err(match (row.try_get(1)?, row.try_get::<_, Option<String>>(2)?) {
                ("retired", _) => RegistryError::Retired(name),
                ("moved", Some(to)) => RegistryError::Moved(name, to),
                ("arriving", _) => RegistryError::Arriving(name),
                _ => RegistryError::Taken(name),
            }
            .into());
        }
    })
}

/// What a desk with a title begins with: its profile, and the batch that set it.
fn titled(title: &str, at: Millis) -> anyhow::Result<(String, String)> {
    let (version, by) = (1, By::Administrator);
    let key = shared::profile::ProfileKey::Organisation.to_string();
    let values = vec![SetValue { key, old: String::new().into(), new: title.into() }];
    let mut profile = Stored::default();
    profile.set(version, by, &values);
    let change = Change::ProfileSet { version, values };
    let batch = Batch::new(vec![Entry { by, at, change }]);
    Ok((serde_json::to_string(&profile)?, serde_json::to_string(&batch)?))
}

/// Whose desk it is, as its stored profile says.
pub fn title_of(profile: &str) -> Option<String> {
    let stored: Stored = serde_json::from_str(profile).ok()?;
    stored.organisation().map(ToOwned::to_owned)
}

/// Every desk, by name; none where there is no cluster yet. Nothing is written.
pub fn list(database: &Database) -> anyhow::Result<Vec<Listed>> {
    if !super::open(database, false)? {
        return Ok(Vec::new());
    }
    database.block_on(|lines| async move {
        let sql = r#"
            SELECT d.name, d.state, m.address, f.value, d.moved_to,
                (SELECT count(*) FROM walkup.ticket t WHERE t.desk = d.id AND t."end" IS NULL)
            FROM walkup.desk d
            LEFT JOIN walkup.member m ON m.id = d.leader AND m.incarnation = d.leader_incarnation
            LEFT JOIN walkup.fact f ON f.desk = d.id AND f.name = 'profile'
            ORDER BY d.name COLLATE "C""#;
        let answer = ask_again(&lines, Use::Work, sql, &[]).await?;
        answer.rows.iter().map(listed).collect()
    })
}

fn listed(row: &tokio_postgres::Row) -> anyhow::Result<Listed> {
    let name: &str = row.try_get(0)?;
    let (state, address): (&str, Option<String>) = (row.try_get(1)?, row.try_get(2)?);
    let (profile, moved_to): (Option<&str>, Option<String>) = (row.try_get(3)?, row.try_get(4)?);
    let led = match (state, address) {
        ("moved", _) => Led::Moved(moved_to.unwrap_or_default()),
        ("arriving", _) => Led::Arriving,
        (_, Some(address)) => Led::At(address),
        ("here", None) => Led::ByNobody,
        // Of a state that a newer version knows nobody leads it here.
        (_, None) => Led::Retired,
    };
    Ok(Listed {
        name: name.parse().with_context(|| format!("{name:?} is the name of a desk"))?,
        title: profile.and_then(title_of).unwrap_or_default(),
        led,
        open: u64::try_from(row.try_get::<_, i64>(5)?).unwrap_or_default(),
    })
}

/// Gives a desk another name. Whoever leads it gives it up and leads it again under that name, so
/// that clients of the old one are told to go.
pub fn rename(database: &Database, old: &DeskName, new: &DeskName) -> anyhow::Result<()> {
    let (old, new) = (old.clone(), new.clone());
    database.block_on(|lines| async move {
        let sql = "WITH renamed AS (UPDATE walkup.desk SET name = $2 WHERE name = $1 RETURNING id)
                   SELECT id, pg_notify($3, '') FROM renamed";
        let params: [Param<'_>; 3] =
            [(&old.as_str(), Type::TEXT), (&new.as_str(), Type::TEXT), (&NEWS, Type::TEXT)];
        let renamed = loop {
            let link = lines.link(Use::Work).await?;
            match link.query(sql, &params).await {
                Ok(answer) if !answer.has_warned => break !answer.rows.is_empty(),
                Err(error) if error.code() == Some(&SqlState::UNIQUE_VIOLATION) => {
                    return Err(RegistryError::Taken(new).into());
                }
                Err(error) if error.as_db_error().is_some() => anyhow::bail!(why(&error)),
                // What became of it is seen: nobody else gives that name at the same moment.
                _ => {
                    let sql = "SELECT FROM walkup.desk WHERE name = $1 AND NOT EXISTS
                               (SELECT FROM walkup.desk WHERE name = $2)";
                    let swapped = [params[1].clone(), params[0].clone()];
                    let found = ask_again(&lines, Use::Work, sql, &swapped).await?;
                    if !found.rows.is_empty() {
                        write_again(&lines, Use::Work, BARRIER, &[]).await?;
                        break true;
                    }
                }
            }
        };
        anyhow::ensure!(renamed, RegistryError::Unknown(old));
        Ok(())
    })
}

/// Has a desk led by nobody from now on; nothing of it is deleted. Whoever leads it gives it up.
pub fn retire(database: &Database, name: &DeskName) -> anyhow::Result<()> {
    let (before, name) = (change_state(database, name, "here", "retired")?, name.clone());
    Err(match before {
        Before::Changed(_) => return Ok(()),
        Before::Missing => RegistryError::Unknown(name),
        Before::Other(state, _) if state == "retired" => RegistryError::RetiredBefore(name),
        Before::Other(state, to) => RegistryError::not_here(&name, &state, &to),
    }
    .into())
}

/// Brings back a desk that was retired, with all that it had.
pub fn bring_back(database: &Database, name: &DeskName) -> anyhow::Result<()> {
    let (before, name) = (change_state(database, name, "retired", "here")?, name.clone());
    Err(match before {
        Before::Changed(_) => return Ok(()),
        Before::Missing => RegistryError::Unknown(name),
        Before::Other(state, _) if state == "here" => RegistryError::NotRetired(name),
        Before::Other(state, to) => RegistryError::not_here(&name, &state, &to),
    }
    .into())
}

/// Has a desk that was moved to a file go on here, as it was when it went; gives where it was moved to.
pub fn reclaim(database: &Database, name: &DeskName) -> anyhow::Result<String> {
    Err(match change_state(database, name, "moved", "here")? {
        Before::Changed(to) => return Ok(to),
        Before::Missing => RegistryError::Unknown(name.clone()),
        Before::Other(state, _) if state == "here" => RegistryError::NotMoved(name.clone()),
        Before::Other(state, to) => RegistryError::not_here(name, &state, &to),
    }
    .into())
}

/// How it stood with a desk whose state was to be changed.
enum Before {
    /// As expected, so that it was; and where it was moved to, if it was.
    Changed(String),
    /// There is none of this name.
    Missing,
    /// Otherwise; and where it was moved to, if it was.
    Other(String, String),
}

fn change_state(
    database: &Database,
    name: &DeskName,
    from: &'static str,
    to: &'static str,
) -> anyhow::Result<Before> {
    let name = name.clone();
    database.block_on(|lines| async move {
        let sql = "
            WITH was AS MATERIALIZED
                (SELECT id, state, moved_to FROM walkup.desk WHERE name = $1 FOR UPDATE),
            changed AS (UPDATE walkup.desk SET state = $3 FROM was
                WHERE desk.id = was.id AND was.state = $2)
            SELECT was.state, coalesce(was.moved_to, ''), pg_notify($4, '') FROM was";
        let params: [Param<'_>; 4] = [
            (&name.as_str(), Type::TEXT),
            (&from, Type::TEXT),
            (&to, Type::TEXT),
            (&NEWS, Type::TEXT),
        ];
        let mut may_have_been_us = false;
        let changed = async {
            loop {
                match ask(&lines, Use::Work, sql, &params).await {
                    Ok(answer) => break Ok(answer),
                    Err(Failure::Refused(why)) => break Err(anyhow::anyhow!(why)),
                    Err(Failure::Unknown(why)) => {
                        tracing::debug!("asking again: {why}");
                        may_have_been_us = true;
                    }
                }
            }
        };
        let answer = lines.patiently(changed, unsure).await?;
        let Some(row) = answer.rows.first() else { return Ok(Before::Missing) };
        let (state, moved_to): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        if state == from || (may_have_been_us && state == to) {
            return Ok(Before::Changed(moved_to));
        }
        Ok(Before::Other(state, moved_to))
    })
}

/// By what the tables know a desk; none: there is none of this name.
pub async fn find(lines: &Lines, name: &DeskName) -> anyhow::Result<Option<(DeskKey, Secret)>> {
    let sql = "SELECT id, secret FROM walkup.desk WHERE name = $1";
    let found = ask_again(lines, Use::Work, sql, &[(&name.as_str(), Type::TEXT)]).await?;
    let Some(row) = found.rows.first() else { return Ok(None) };
    let secret = Secret::of_bytes(row.try_get::<_, &[u8]>(1)?.try_into()?);
    Ok(Some((DeskKey(row.try_get(0)?), secret)))
}
