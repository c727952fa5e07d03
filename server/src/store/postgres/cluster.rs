//! The cluster as whoever runs it sees it, and how a copy of a database becomes one of its own.

use anyhow::Context as _;
use tokio_postgres::types::Type;

use super::database::{Database, Lines, Use};
use super::hold::ask_again;
use super::link::Param;
use super::schema::LOCK;
use super::why;

/// How a cluster stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Its schema, and the oldest program's that can work on it.
    pub schema: (i64, i64),
    /// What the database waits for before a change counts; empty: for nothing.
    pub synchronous: String,
    /// The standbys that are connected and how far they count, where the database's user may see that.
    pub standbys: Vec<String>,
    /// The servers.
    pub servers: Vec<Server>,
}

/// A server of a cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Where others find it.
    pub address: String,
    /// For how many milliseconds its lease still is; below 0: it has run out.
    pub lease_ms: i64,
    /// The version of its program; empty: one that did not say so yet.
    pub program: String,
    /// Which schemas it can work on.
    pub schemas: (i64, i64),
    /// How many desks it leads.
    pub desks: i64,
}

/// Looks how a cluster stands; none: there is none yet.
///
/// # Errors
///
/// The database does not answer, or is not for this program.
pub fn status(database: &Database) -> anyhow::Result<Option<Status>> {
    if !super::open(database, false)? {
        return Ok(None);
    }
    database.block_on(|lines| async move { look(&lines).await.map(Some) })
}

async fn look(lines: &Lines) -> anyhow::Result<Status> {
    let sql = "SELECT version, oldest_compatible, current_setting('synchronous_standby_names')
               FROM walkup.schema";
    let found = ask_again(lines, Use::Work, sql, &[]).await?;
    let row = found.rows.first().context("walkup.schema has no row")?;
    let (schema, synchronous) = ((row.try_get(0)?, row.try_get(1)?), row.try_get(2)?);
    let sql = "SELECT application_name || ': ' || sync_state FROM pg_stat_replication
               WHERE sync_state IS NOT NULL ORDER BY 1";
    let found = ask_again(lines, Use::Work, sql, &[]).await?;
    let standbys = found.rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
    let sql = "
        SELECT m.address, (extract(epoch FROM m.until - clock_timestamp()) * 1000)::int8,
            m.schema_min, m.schema_max, (SELECT count(*) FROM walkup.desk d
                WHERE d.leader = m.id AND d.leader_incarnation = m.incarnation), m.program
        FROM walkup.member m ORDER BY m.until > clock_timestamp() DESC, m.address, m.until DESC";
    let found = ask_again(lines, Use::Work, sql, &[]).await?;
    let server = |row: &tokio_postgres::Row| -> Result<Server, tokio_postgres::Error> {
        Ok(Server {
            address: row.try_get(0)?,
            lease_ms: row.try_get(1)?,
            schemas: (row.try_get(2)?, row.try_get(3)?),
            desks: row.try_get(4)?,
            program: row.try_get(5)?,
        })
    };
    let servers = found.rows.iter().map(server).collect::<Result<_, _>>()?;
    Ok(Status { schema, synchronous, standbys, servers })
}

/// Makes a cluster of its own out of a database that was restored or copied: it has another id from
/// then on, every desk another epoch, and no server leads or is a member. Gives the number of desks.
///
/// # Errors
///
/// The database does not answer or has no cluster, or a server works on it.
pub fn reset(database: &Database) -> anyhow::Result<i64> {
    let id = crate::auth::new_token();
    database.block_on(|lines| async move {
        let link = lines.link(Use::Work).await?;
        let known = "SELECT to_regclass('walkup.schema') IS NOT NULL";
        let found = link.query(known, &[]).await.map_err(|error| anyhow::anyhow!(why(&error)))?;
        let is_there = found.rows.first().map(|row| row.try_get(0)).transpose()?;
        anyhow::ensure!(is_there == Some(true), "there is no cluster in this database");
        // A server of the restored database cannot work on it before this; one that can is alive.
        let alive = "SELECT count(*) FROM walkup.member WHERE until > clock_timestamp()";
        let found = ask_again(&lines, Use::Work, alive, &[]).await?;
        let alive: i64 = found.rows.first().context("no answer")?.try_get(0)?;
        anyhow::ensure!(alive == 0, "servers work on this database: stop them first");
        let whole = format!(
            "SELECT pg_advisory_xact_lock({LOCK});
             DELETE FROM walkup.member;
             UPDATE walkup.desk
                 SET epoch = epoch + 1, leader = NULL, leader_incarnation = NULL;
             UPDATE walkup.cluster SET id = '{}', system = {};",
            id.expose(),
            link.server.system
        );
        link.run_whole(&whole).await.map_err(|error| anyhow::anyhow!(why(&error)))?;
        let params: [Param<'_>; 1] = [(&id.expose(), Type::TEXT)];
        let sql = "SELECT count(*) FROM walkup.desk, walkup.cluster WHERE cluster.id = $1";
        let found = ask_again(&lines, Use::Work, sql, &params).await?;
        Ok(found.rows.first().context("no answer")?.try_get(0)?)
    })
}
