//! The servers of a cluster, a row each, and which of them leads a desk.

mod wall;

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use shared::desk::DeskName;
use tokio::time::Instant;
use tokio_postgres::types::Type;

pub use self::wall::Wall;
use super::database::{Lines, Use, unpoisoned};
use super::hold::{Failure, Leader, ask, ask_again, ask_planned, write_again};
use super::link::{ConnectError, Param};
use super::registry::{DeskKey, NEWS, RegistryError};
use super::schema::NEWEST;
use crate::clock;
use crate::core::change::VERSION;
use crate::lead::{LEASE, Lease, RENEWED, Standing, trial};
use crate::store::secret::Secret;

/// After how long a renewal that is not answered makes it be asked whether anybody is there.
const SILENCE: Duration = Duration::from_secs(1);

/// How long a statement may be on its way whose moment counts; then it is sent again.
const ON_ITS_WAY: Duration = Duration::from_millis(300);

/// After how long a server that ended without a word leaves the list.
const FORGOTTEN: &str = "1 day";

/// How much longer than a lease one may end that is believed: clocks of two database servers
/// differ, and a lease that a clock set back has made endless is none.
pub(super) const DIFFERENCE: Duration = Duration::from_millis(200);

/// What a server is told that wants to lead a desk.
#[derive(Debug)]
pub enum Taken {
    /// It leads it.
    Here(Grip),
    /// Another does, which is at this address.
    Elsewhere(String),
}

/// A desk that was taken.
#[derive(Debug)]
pub struct Grip {
    /// By what the tables know it.
    pub key: DeskKey,
    /// What it is called.
    pub name: DeskName,
    /// Its epoch.
    pub epoch: i64,
    /// Its secret.
    pub secret: Secret,
}

pub(super) fn ms(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

/// Adds a server, and takes those out of the list that ended long ago. One that still leads a desk stays
/// in it, whatever the database's clock says: it is taken for dead first, which it is only by its lease.
pub async fn join(
    lines: &Lines,
    me: &Leader,
    address: &str,
    lease: Duration,
) -> anyhow::Result<()> {
    let sql = "
        WITH gone AS (DELETE FROM walkup.member m
            WHERE until < clock_timestamp() - $5::interval AND NOT EXISTS (
                SELECT FROM walkup.desk d WHERE d.state = 'here'
                    AND d.leader = m.id AND d.leader_incarnation = m.incarnation))
        INSERT INTO walkup.member
            (id, incarnation, until, address, schema_min, schema_max, reads, program)
        VALUES ($1, $2, clock_timestamp() + $3 * interval '1 ms', $4, $6, $6, $7, $8)
        ON CONFLICT (id) DO UPDATE SET until = excluded.until";
    let params: [Param<'_>; 8] = [
        (&me.server, Type::TEXT),
        (&me.incarnation, Type::INT8),
        (&ms(lease), Type::INT8),
        (&address, Type::TEXT),
        (&FORGOTTEN, Type::TEXT),
        (&NEWEST, Type::INT8),
        (&i64::from(trial::reads()), Type::INT8),
        (&env!("CARGO_PKG_VERSION"), Type::TEXT),
    ];
    write_again(lines, Use::Lead, sql, &params).await.map(drop)
}

/// Renews the lease of a server until that is over, or another has taken it for dead.
pub async fn keep(lines: Arc<Lines>, me: Leader, lease: Arc<Lease>) {
    while lease.standing() != Standing::Over {
        let (sent, begun) = (lease.now(), Instant::now());
        // Both go on together: what is waited for holds what the other needs.
        let renewed = tokio::select! {
            renewed = renew(&lines, &me) => renewed,
            never = look_after(&lines) => match never {},
        };
        match renewed {
            Ok(Some(Renewed { is_replicated: false, .. })) if lines.must_replicate() => {
                // Whoever connects anew is refused, with the reason.
                tracing::error!("{}", ConnectError::NotReplicated("the database".to_owned()));
                lines.break_off();
            }
            Ok(Some(Renewed { shown, reads, .. })) => {
                lease.extend(sent);
                lines.form.store(u32::try_from(reads).unwrap_or(VERSION), Ordering::SeqCst);
                if unpoisoned(&lines.wall).note(shown, begun, Instant::now()) {
                    tracing::info!(
                        "the database's clock was set, or another database has another time"
                    );
                    lease.unsettle(sent);
                }
            }
            Ok(None) => {
                tracing::error!("another server has taken this one for dead, and leads its desk");
                lease.end();
            }
            Err(Failure::Refused(why) | Failure::Unknown(why)) => {
                tracing::debug!("renewing the lease: {why}");
            }
        }
        tokio::time::sleep_until(begun + RENEWED).await;
    }
}

/// What is told when a lease was renewed.
struct Renewed {
    /// What the database's clock shows, in microseconds.
    shown: i64,
    /// Whether a change waits for a standby. Somebody may have set that otherwise since the connections
    /// were made.
    is_replicated: bool,
    /// The newest written form of a change that all servers read. One that was cut off may be back
    /// soon, so it counts for a while.
    reads: i64,
}

/// Renews it; none: it is over.
async fn renew(lines: &Lines, me: &Leader) -> Result<Option<Renewed>, Failure> {
    let sql = "UPDATE walkup.member SET until = clock_timestamp() + $3 * interval '1 ms'
               WHERE id = $1 AND incarnation = $2
               RETURNING (extract(epoch FROM clock_timestamp()) * 1000000)::int8,
                   (SELECT min(reads) FROM walkup.member
                    WHERE until > clock_timestamp() - interval '1 minute' OR id = $1),
                   current_setting('synchronous_standby_names') <> ''";
    let params: [Param<'_>; 3] =
        [(&me.server, Type::TEXT), (&me.incarnation, Type::INT8), (&ms(LEASE), Type::INT8)];
    let answer = ask_planned(lines, Use::Lead, sql, &params).await?;
    let Some(row) = answer.rows.first() else { return Ok(None) };
    let get = |place| row.try_get(place).map_err(|error| super::hold::failure(&error));
    let is_replicated = row.try_get(2).map_err(|error| super::hold::failure(&error))?;
    Ok(Some(Renewed { shown: get(0)?, reads: get(1)?, is_replicated }))
}

/// Looks from time to time whether anybody answers, beside a renewal: where a standby is missing
/// that is waited for; where nobody answers at all, another server may.
async fn look_after(lines: &Lines) -> Infallible {
    loop {
        tokio::time::sleep(SILENCE).await;
        look_whether_anybody_answers(lines).await;
    }
}

/// Gives up every connection where a new one is not answered either, or leads to another server. None is
/// given up while a standby is waited for: at the other end it would stay until that is there, and after
/// some minutes nobody could connect any more.
async fn look_whether_anybody_answers(lines: &Lines) {
    match tokio::time::timeout(SILENCE, lines.leads_there()).await {
        Ok(Ok(true)) => {}
        Ok(Ok(false)) => {
            tracing::info!("another database takes changes now");
            lines.break_off();
        }
        Ok(Err(why)) => tracing::debug!("nobody answers: {why}"),
        Err(_) => {
            tracing::warn!("the database does not answer: it is looked for anew");
            lines.break_off();
        }
    }
}

/// Takes a desk if nobody leads it. A leader whose lease has run out is declared dead first, where
/// whoever asks can tell: then nothing that it still has on its way counts.
pub async fn take(
    lines: &Lines,
    desk: &DeskName,
    me: &Leader,
    may_declare: bool,
    lease: Duration,
) -> anyhow::Result<Taken> {
    loop {
        let sql = "
            SELECT d.epoch, d.secret, d.leader, d.leader_incarnation, m.address,
                m.until > clock_timestamp()
                    AND m.until <= clock_timestamp() + $2 * interval '1 ms',
                d.id, d.state, coalesce(d.moved_to, '')
            FROM walkup.desk d LEFT JOIN walkup.member m
                ON m.id = d.leader AND m.incarnation = d.leader_incarnation
            WHERE d.name = $1";
        let longest = ms(lease + DIFFERENCE);
        let params: [Param<'_>; 2] = [(&desk.as_str(), Type::TEXT), (&longest, Type::INT8)];
        let found = ask_again(lines, Use::Lead, sql, &params).await?;
        let row = found.rows.first().ok_or_else(|| RegistryError::Unknown(desk.clone()))?;
        let (key, state): (_, &str) = (DeskKey(row.try_get(6)?), row.try_get(7)?);
        let epoch: i64 = row.try_get(0)?;
        let secret: &[u8] = row.try_get(1)?;
        let secret = Secret::of_bytes(secret.try_into()?);
        let leader: Option<String> = row.try_get(2)?;
        let incarnation: Option<i64> = row.try_get(3)?;
        let address: Option<String> = row.try_get(4)?;
        let lives: Option<bool> = row.try_get(5)?;
        let grip =
            |epoch| Taken::Here(Grip { key: key.clone(), name: desk.clone(), epoch, secret });
        if leader.as_deref() == Some(me.server.as_str()) && incarnation == Some(me.incarnation) {
            // Of a try whose answer did not come.
            return Ok(grip(epoch));
        }
        if state != "here" {
            return Err(RegistryError::not_here(desk, state, row.try_get(8)?).into());
        }
        if let (Some(server), Some(incarnation), Some(address), Some(lives)) =
            (leader, incarnation, address, lives)
        {
            let leader = Leader { server, incarnation };
            if lives || !may_declare || !declare_dead(lines, &leader).await? {
                return Ok(Taken::Elsewhere(address));
            }
        }
        if let Some(epoch) = take_free(lines, &key, epoch, me).await? {
            return Ok(grip(epoch));
        }
        // Somebody else was first, or the answer did not come.
        tokio::task::yield_now().await;
    }
}

/// Takes a server for dead whose lease has run out; says whether it is. Where this had to wait for
/// the disks, the server may have been waiting for them too, and is left in peace; so it is where
/// the database's clock is not the one by which this server's own lease was renewed last.
pub async fn declare_dead(lines: &Lines, leader: &Leader) -> anyhow::Result<bool> {
    let longest = ms(LEASE + DIFFERENCE);
    let bounds = unpoisoned(&lines.wall).bounds(Instant::now(), ON_ITS_WAY);
    let Some((earliest, latest)) = bounds else { return Ok(false) };
    let sql = "
        UPDATE walkup.member SET incarnation = incarnation + 1
        WHERE id = $1 AND incarnation = $2
            AND NOT (until > clock_timestamp()
                AND until <= clock_timestamp() + $3 * interval '1 ms')
            AND clock_timestamp() < statement_timestamp() + interval '500 ms'
            AND (extract(epoch FROM statement_timestamp()) * 1000000)::int8 BETWEEN $4 AND $5
        RETURNING id";
    let params: [Param<'_>; 5] = [
        (&leader.server, Type::TEXT),
        (&leader.incarnation, Type::INT8),
        (&longest, Type::INT8),
        (&earliest, Type::INT8),
        (&latest, Type::INT8),
    ];
    match ask(lines, Use::Lead, sql, &params).await {
        Ok(answer) => Ok(!answer.rows.is_empty()),
        Err(Failure::Refused(why)) => anyhow::bail!(why),
        // It is looked at again.
        Err(Failure::Unknown(_)) => Ok(false),
    }
}

/// Takes a desk that no living server leads; none: that is not so, or its epoch is another, or this
/// server was taken for dead.
async fn take_free(
    lines: &Lines,
    desk: &DeskKey,
    epoch: i64,
    me: &Leader,
) -> anyhow::Result<Option<i64>> {
    let sql = "
        UPDATE walkup.desk SET epoch = epoch + 1, leader = $3, leader_incarnation = $4
        WHERE id = $1 AND epoch = $2 AND state = 'here'
            AND EXISTS (SELECT FROM walkup.member m
                WHERE m.id = $3 AND m.incarnation = $4 AND m.until > clock_timestamp())
            AND NOT EXISTS (SELECT FROM walkup.member m
                WHERE m.id = desk.leader AND m.incarnation = desk.leader_incarnation)
        RETURNING epoch";
    let params: [Param<'_>; 4] = [
        (&desk.0, Type::TEXT),
        (&epoch, Type::INT8),
        (&me.server, Type::TEXT),
        (&me.incarnation, Type::INT8),
    ];
    match ask(lines, Use::Lead, sql, &params).await {
        Ok(answer) => Ok(answer.rows.first().map(|row| row.try_get(0)).transpose()?),
        Err(Failure::Refused(why)) => anyhow::bail!(why),
        Err(Failure::Unknown(_)) => Ok(None),
    }
}

/// Gives a desk back, so that another need not wait for the end of a lease.
pub async fn release(lines: &Lines, desk: &DeskKey, me: &Leader) -> Result<(), Failure> {
    let sql = "
        WITH released AS (
            UPDATE walkup.desk SET epoch = epoch + 1, leader = NULL, leader_incarnation = NULL,
                noted = $5
            WHERE id = $1 AND leader = $2 AND leader_incarnation = $3 RETURNING id)
        SELECT pg_notify($4, '') FROM released";
    let params: [Param<'_>; 5] = [
        (&desk.0, Type::TEXT),
        (&me.server, Type::TEXT),
        (&me.incarnation, Type::INT8),
        (&NEWS, Type::TEXT),
        (&clock::wall_ms(), Type::INT8),
    ];
    ask(lines, Use::Lead, sql, &params).await.map(drop)
}

/// Takes a server out of the list, and with that gives back whatever it led.
pub async fn leave(lines: &Lines, me: &Leader) -> Result<(), Failure> {
    let sql = "
        WITH gone AS (
            DELETE FROM walkup.member WHERE id = $1 AND incarnation = $2 RETURNING id)
        SELECT pg_notify($3, '') FROM gone";
    let params: [Param<'_>; 3] =
        [(&me.server, Type::TEXT), (&me.incarnation, Type::INT8), (&NEWS, Type::TEXT)];
    ask(lines, Use::Lead, sql, &params).await.map(drop)
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::sync::mpsc;
    use std::thread;

    use super::*;
    use crate::clock::Clock;
    use crate::store::postgres::{Address, Database, Patience};

    #[test]
    fn a_database_that_fell_silent_is_tried_again_and_again() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (connected, connections) = mpsc::channel();
        thread::spawn(move || {
            // It accepts, and says nothing.
            while connected.send(listener.accept().unwrap()).is_ok() {}
        });
        let address = format!("postgres://walkup@127.0.0.1:{port}/walkup");
        let address = Address::read(&address, None, None).unwrap();
        let database = Database::start(address, Patience::Endless).unwrap();
        let me = Leader { server: "me".to_owned(), incarnation: 0 };
        let lease = Arc::new(Lease::new(Clock::default()));
        database.spawn(move |lines| keep(lines, me, lease));
        let mut open = Vec::new();
        while open.len() < 3 {
            let next = connections.recv_timeout(Duration::from_secs(60));
            open.push(next.expect("it is tried again"));
        }
    }
}
