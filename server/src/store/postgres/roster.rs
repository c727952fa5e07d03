//! What the servers of a cluster see of each other and of the desks, and how they take and give
//! them. Who is to take which is told by [`crate::lead`].

use std::time::Duration;

use anyhow::Context as _;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::database::{Lines, Use};
use super::hold::{Failure, Leader, ask};
use super::link::Param;
use super::member::{DIFFERENCE, Grip, ms};
use super::registry::{DeskKey, NEWS};
use super::why;
use crate::core::time::Millis;
use crate::lead::LEASE;
use crate::store::secret::Secret;

/// All servers and all desks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roster {
    /// The servers, by id.
    pub servers: Vec<ServerSeen>,
    /// The desks, by key.
    pub desks: Vec<DeskSeen>,
}

/// A server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerSeen {
    /// Which, in which of its lives.
    pub leader: Leader,
    /// How long its lease goes on; none: it has run out, or makes no sense.
    pub lease: Option<Duration>,
    /// Whether it takes desks.
    pub serves: bool,
    /// The desks of others that it could lead at once.
    pub ready: Vec<DeskKey>,
}

/// A desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskSeen {
    /// By what the tables know it.
    pub key: DeskKey,
    /// What it is called.
    pub name: String,
    /// Its epoch.
    pub epoch: i64,
    /// Who leads it, if anybody does or did.
    pub leader: Option<Leader>,
    /// Whether anybody is to lead it.
    pub is_here: bool,
}

/// Looks at the servers.
pub async fn servers(lines: &Lines) -> Result<Vec<ServerSeen>, String> {
    let link = lines.link(Use::Lead).await.map_err(|error| error.to_string())?;
    let longest = ms(LEASE + DIFFERENCE);
    let of_servers: [Param<'_>; 1] = [(&longest, Type::INT8)];
    let found = link.query_planned(
        "SELECT id, incarnation, serves, ready,
             CASE WHEN until > now.at AND until <= now.at + $1 * interval '1 ms'
             THEN (extract(epoch FROM until - now.at) * 1000)::int8 END
         FROM walkup.member, (SELECT clock_timestamp() AS at) AS now ORDER BY id",
        &of_servers,
    );
    let found = found.await.map_err(|error| why(&error))?;
    let server = |row: &Row| -> Result<ServerSeen, tokio_postgres::Error> {
        let lease: Option<i64> = row.try_get(4)?;
        let ready: Vec<String> = row.try_get(3)?;
        Ok(ServerSeen {
            leader: Leader { server: row.try_get(0)?, incarnation: row.try_get(1)? },
            lease: lease.map(|ms| Duration::from_millis(u64::try_from(ms).unwrap_or_default())),
            serves: row.try_get(2)?,
            ready: ready.into_iter().map(DeskKey).collect(),
        })
    };
    found.rows.iter().map(server).collect::<Result<_, _>>().map_err(|error| why(&error))
}

/// Looks at the desks.
pub async fn desks(lines: &Lines) -> Result<Vec<DeskSeen>, String> {
    let link = lines.link(Use::Lead).await.map_err(|error| error.to_string())?;
    let found = link.query_planned(
        "SELECT id, name, epoch, leader, leader_incarnation, state = 'here' FROM walkup.desk
         ORDER BY id",
        &[],
    );
    let found = found.await.map_err(|error| why(&error))?;
    let desk = |row: &Row| -> Result<DeskSeen, tokio_postgres::Error> {
        let server: Option<String> = row.try_get(3)?;
        let incarnation: Option<i64> = row.try_get(4)?;
        let leader = server.zip(incarnation);
        Ok(DeskSeen {
            key: DeskKey(row.try_get(0)?),
            name: row.try_get(1)?,
            epoch: row.try_get(2)?,
            leader: leader.map(|(server, incarnation)| Leader { server, incarnation }),
            is_here: row.try_get(5)?,
        })
    };
    found.rows.iter().map(desk).collect::<Result<_, _>>().map_err(|error| why(&error))
}

/// Takes desks that no living server leads, all of them in one statement; gives those that are led
/// here from now on. The rest somebody else has taken meanwhile, or this server was taken for dead.
pub async fn take(
    lines: &Lines,
    me: &Leader,
    desks: &[(&DeskKey, i64)],
) -> Result<Vec<Grip>, Failure> {
    let (keys, epochs): (Vec<&str>, Vec<i64>) =
        desks.iter().map(|(key, epoch)| (key.as_str(), *epoch)).unzip();
    // In order, so that two that take at one moment never wait for each other.
    let sql = "
        WITH free AS MATERIALIZED (
            SELECT d.id FROM walkup.desk d
            JOIN unnest($3::text[], $4::int8[]) AS given(id, epoch)
                ON d.id = given.id AND d.epoch = given.epoch
            WHERE d.state = 'here'
                AND EXISTS (SELECT FROM walkup.member m
                    WHERE m.id = $1 AND m.incarnation = $2 AND m.until > clock_timestamp())
                AND NOT EXISTS (SELECT FROM walkup.member m WHERE m.id <> $1
                    AND m.id = d.leader AND m.incarnation = d.leader_incarnation)
            ORDER BY d.id FOR UPDATE OF d)
        UPDATE walkup.desk SET epoch = epoch + 1, leader = $1, leader_incarnation = $2
        FROM free WHERE desk.id = free.id
        RETURNING desk.id, desk.name, desk.epoch, desk.secret";
    let params: [Param<'_>; 4] = [
        (&me.server, Type::TEXT),
        (&me.incarnation, Type::INT8),
        (&keys, Type::TEXT_ARRAY),
        (&epochs, Type::INT8_ARRAY),
    ];
    let answer = ask(lines, Use::Lead, sql, &params).await?;
    let grip = |row: &Row| -> anyhow::Result<Grip> {
        let name: &str = row.try_get(1)?;
        Ok(Grip {
            key: DeskKey(row.try_get(0)?),
            name: name.parse().with_context(|| format!("{name:?} is the name of a desk"))?,
            epoch: row.try_get(2)?,
            secret: Secret::of_bytes(row.try_get::<_, &[u8]>(3)?.try_into()?),
        })
    };
    let mut grips = Vec::new();
    for row in &answer.rows {
        match grip(row) {
            Ok(grip) => grips.push(grip),
            Err(error) => tracing::error!("a desk cannot be led: {error:#}"),
        }
    }
    Ok(grips)
}

/// Says what others are to know of a server: whether it takes desks, which of theirs it reads
/// beforehand, and which of those it could lead at once.
pub async fn tell(
    lines: &Lines,
    me: &Leader,
    serves: bool,
    wants: &[DeskKey],
    ready: &[DeskKey],
) -> Result<(), Failure> {
    let names = |keys: &[DeskKey]| keys.iter().map(|key| key.0.clone()).collect::<Vec<_>>();
    let (wants, ready) = (names(wants), names(ready));
    let sql = "
        WITH told AS (UPDATE walkup.member SET serves = $3, wants = $4, ready = $5
            WHERE id = $1 AND incarnation = $2 RETURNING id)
        SELECT pg_notify($6, '') FROM told";
    let params: [Param<'_>; 6] = [
        (&me.server, Type::TEXT),
        (&me.incarnation, Type::INT8),
        (&serves, Type::BOOL),
        (&wants, Type::TEXT_ARRAY),
        (&ready, Type::TEXT_ARRAY),
        (&NEWS, Type::TEXT),
    ];
    ask(lines, Use::Lead, sql, &params).await.map(drop)
}

/// Notes the time of all desks that a server leads. One that is being changed at this moment notes it
/// by itself; to wait for it here could hold up others that wait for this.
pub async fn note_time(lines: &Lines, me: &Leader, now: Millis) -> Result<(), Failure> {
    let sql = "
        WITH led AS MATERIALIZED (
            SELECT id FROM walkup.desk WHERE leader = $1 AND leader_incarnation = $2
            FOR NO KEY UPDATE SKIP LOCKED)
        UPDATE walkup.desk SET noted = $3 FROM led WHERE desk.id = led.id";
    let params: [Param<'_>; 3] =
        [(&me.server, Type::TEXT), (&me.incarnation, Type::INT8), (&now, Type::INT8)];
    ask(lines, Use::Work, sql, &params).await.map(drop)
}
