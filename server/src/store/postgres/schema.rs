//! The tables, and how a database is set up and checked.
//!
//! They stand in a schema of their own and hold what SQLite's do, the desk first in every key; ids
//! count from 0 in each. Older programs go on beside newer ones: a step forward only adds, and
//! says which versions can still work on what it leaves.

use tokio_postgres::error::SqlState;

use super::database::{Lines, Use};
use super::link::{Link, ServerFacts};
use super::why;

/// The schema that this program makes and knows.
pub const NEWEST: i64 = 4;

/// The oldest program that can work on what this one makes, by the schema it knows: what was added
/// since then has defaults that are true for it.
const OLDEST_COMPATIBLE: i64 = 1;

/// What every step waits for, so that two programs never take one at a time: the letters of
/// `walkup`.
pub(super) const LOCK: i64 = 0x7761_6c6b_7570;

/// How long a step forward waits for a table that others use. They wait behind it meanwhile, so it
/// is well below a lease; where that was too short it is tried again.
const LOCK_TIMEOUT: &str = "500ms";

/// How often a step forward is tried that found a table in use.
const TRIES: u32 = 8;

/// The tables as the first schema had them, which the steps bring forward. `desk` is changed with
/// every commit: room is left for that on each page.
const TABLES: &str = r#"
    CREATE SCHEMA IF NOT EXISTS walkup;
    -- One row: the schema, and the oldest program that can work on it, by the schema it knows.
    CREATE TABLE IF NOT EXISTS walkup.schema (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        version bigint NOT NULL,
        oldest_compatible bigint NOT NULL
    );
    -- One row: which cluster this is, and on which database servers it was last.
    CREATE TABLE IF NOT EXISTS walkup.cluster (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        id text COLLATE "C" NOT NULL,
        system bigint NOT NULL
    );
    -- A desk: who leads it since which epoch, how far its journal goes, and the least values that
    -- the next ticket and the next call may have, with the highest rank so far. secret: random
    -- bytes under which addresses are hashed.
    CREATE TABLE IF NOT EXISTS walkup.desk (
        id text COLLATE "C" PRIMARY KEY,
        name text NOT NULL DEFAULT '',
        epoch bigint NOT NULL DEFAULT 0,
        seq bigint NOT NULL DEFAULT 0,
        leader text COLLATE "C",
        leader_incarnation bigint,
        next_ticket bigint NOT NULL DEFAULT 0,
        next_call bigint NOT NULL DEFAULT 1,
        last_rank bigint NOT NULL DEFAULT 0,
        secret bytea NOT NULL
    ) WITH (fillfactor = 20);
    -- A server: its lease ends at `until`, unless it was taken for dead before, which makes its
    -- incarnation another.
    CREATE TABLE IF NOT EXISTS walkup.member (
        id text COLLATE "C" PRIMARY KEY,
        incarnation bigint NOT NULL,
        until timestamptz NOT NULL,
        address text NOT NULL,
        schema_min bigint NOT NULL,
        schema_max bigint NOT NULL
    ) WITH (fillfactor = 20);
    CREATE TABLE IF NOT EXISTS walkup.journal (
        desk text COLLATE "C" NOT NULL,
        seq bigint NOT NULL,
        body text NOT NULL,
        PRIMARY KEY (desk, seq)
    );
    CREATE TABLE IF NOT EXISTS walkup.staff (
        desk text COLLATE "C" NOT NULL,
        id bigint NOT NULL,
        "user" text COLLATE "C" NOT NULL,
        name text NOT NULL,
        role text NOT NULL,
        enabled boolean NOT NULL,
        password text,
        lost_table bigint,
        one_time bigint,
        signed_in bigint,
        services text,
        serves text,
        PRIMARY KEY (desk, id)
    );
    CREATE TABLE IF NOT EXISTS walkup.session (
        desk text COLLATE "C" NOT NULL,
        token bytea NOT NULL,
        person bigint NOT NULL,
        used bigint NOT NULL,
        one_time boolean NOT NULL,
        PRIMARY KEY (desk, token)
    );
    CREATE TABLE IF NOT EXISTS walkup.seat (
        desk text COLLATE "C" NOT NULL,
        table_no bigint NOT NULL,
        person bigint NOT NULL,
        PRIMARY KEY (desk, table_no)
    );
    CREATE TABLE IF NOT EXISTS walkup.seating (
        desk text COLLATE "C" NOT NULL,
        began bigint NOT NULL,
        table_no bigint NOT NULL,
        person bigint NOT NULL,
        ended bigint,
        PRIMARY KEY (desk, began, table_no, person)
    );
    CREATE INDEX IF NOT EXISTS seating_open ON walkup.seating (desk, table_no) WHERE ended IS NULL;
    CREATE TABLE IF NOT EXISTS walkup.device (
        desk text COLLATE "C" NOT NULL,
        key bytea NOT NULL,
        name text NOT NULL,
        kind text NOT NULL,
        added bigint NOT NULL,
        used bigint,
        PRIMARY KEY (desk, key)
    );
    -- A ticket without what its visitor told, which is written once: this changes a few times.
    CREATE TABLE IF NOT EXISTS walkup.ticket (
        desk text COLLATE "C" NOT NULL,
        id bigint NOT NULL,
        owner bigint,
        table_no bigint,
        start bigint NOT NULL,
        first_claimed bigint,
        claimed bigint,
        "end" bigint,
        outcome text,
        ended_by bigint,
        rank bigint NOT NULL,
        calls bigint NOT NULL,
        called bigint NOT NULL,
        acted bigint NOT NULL,
        reason text,
        lang text,
        source text NOT NULL,
        service text,
        prefix text,
        arrival bigint,
        usual bigint,
        entered bigint,
        first_call bigint,
        last_call bigint,
        arrived bigint,
        legs text,
        promised_low bigint,
        promised_high bigint,
        kiosk text,
        PRIMARY KEY (desk, id)
    ) WITH (fillfactor = 80);
    CREATE INDEX IF NOT EXISTS ticket_open ON walkup.ticket (desk, id) WHERE "end" IS NULL;
    CREATE INDEX IF NOT EXISTS ticket_end ON walkup.ticket (desk, "end", id)
        WHERE "end" IS NOT NULL;
    -- When the first and the last ticket of each block of ids was made.
    CREATE TABLE IF NOT EXISTS walkup.arrivals (
        desk text COLLATE "C" NOT NULL,
        block bigint NOT NULL,
        first bigint NOT NULL,
        last bigint NOT NULL,
        PRIMARY KEY (desk, block)
    );
    CREATE TABLE IF NOT EXISTS walkup.ticket_text (
        desk text COLLATE "C" NOT NULL,
        id bigint NOT NULL,
        address_key bigint,
        email text NOT NULL,
        name text NOT NULL,
        contact text NOT NULL,
        note text,
        PRIMARY KEY (desk, id)
    );
    CREATE INDEX IF NOT EXISTS ticket_text_address ON walkup.ticket_text (desk, address_key, id)
        WHERE address_key IS NOT NULL;
    CREATE INDEX IF NOT EXISTS ticket_text_note ON walkup.ticket_text (desk, id)
        WHERE note IS NOT NULL;
    CREATE TABLE IF NOT EXISTS walkup.request_key (
        desk text COLLATE "C" NOT NULL,
        key text COLLATE "C" NOT NULL,
        ticket bigint,
        own boolean NOT NULL,
        barred boolean NOT NULL,
        at bigint NOT NULL,
        PRIMARY KEY (desk, key)
    );
    CREATE INDEX IF NOT EXISTS request_key_at ON walkup.request_key (desk, at);
    CREATE TABLE IF NOT EXISTS walkup.sample (
        desk text COLLATE "C" NOT NULL,
        service text COLLATE "C" NOT NULL,
        number bigint NOT NULL,
        taken bigint NOT NULL,
        serving bigint NOT NULL,
        blocked bigint NOT NULL,
        reaction bigint NOT NULL,
        PRIMARY KEY (desk, service, number)
    );
    CREATE TABLE IF NOT EXISTS walkup.fact (
        desk text COLLATE "C" NOT NULL,
        name text COLLATE "C" NOT NULL,
        value text NOT NULL,
        PRIMARY KEY (desk, name)
    );
    CREATE TABLE IF NOT EXISTS walkup.audit (
        desk text COLLATE "C" NOT NULL,
        seq bigint NOT NULL,
        n bigint NOT NULL,
        at bigint NOT NULL,
        who text NOT NULL,
        what text NOT NULL,
        ticket bigint,
        table_no bigint,
        PRIMARY KEY (desk, seq, n)
    );
"#;

/// What brings each schema to the next, the first to the second and so on. A step only adds, and
/// may be carried out twice.
const STEPS: [&str; 3] = [
    r#"
    -- name: what the desk is called. Whoever renames it changes this row alone, since the tables
    -- know it by its id, which stays. state: `here`; `retired`, so that nobody leads it; `arriving`,
    -- until all of it is here; `moved`, to what moved_to says. moving: which move that is or was.
    -- noted: the wall clock of its leader, in milliseconds, when that was noted last, of all desks of
    -- a server in one statement.
    ALTER TABLE walkup.desk
        ADD COLUMN IF NOT EXISTS state text COLLATE "C" NOT NULL DEFAULT 'here',
        ADD COLUMN IF NOT EXISTS moving text COLLATE "C",
        ADD COLUMN IF NOT EXISTS moved_to text,
        ADD COLUMN IF NOT EXISTS noted bigint NOT NULL DEFAULT 0;
    UPDATE walkup.desk SET name = id WHERE name = '';
    CREATE UNIQUE INDEX IF NOT EXISTS desk_name ON walkup.desk (name);
    -- serves: it takes desks; a command does not, and a server that stops does not any more. wants:
    -- the desks of others that it reads beforehand, whose journals are kept for that. ready: those of
    -- them that it could lead at once.
    ALTER TABLE walkup.member
        ADD COLUMN IF NOT EXISTS serves boolean NOT NULL DEFAULT false,
        ADD COLUMN IF NOT EXISTS wants text[] NOT NULL DEFAULT '{}',
        ADD COLUMN IF NOT EXISTS ready text[] NOT NULL DEFAULT '{}';
"#,
    r#"
    -- reads: the newest written form of a change in the journal that a server reads. Those that came
    -- before this column all read the seventh.
    ALTER TABLE walkup.member ADD COLUMN IF NOT EXISTS reads bigint NOT NULL DEFAULT 7;
"#,
    r#"
    -- program: the version of a server's program, for whoever brings one server after the other to a
    -- newer one. Those that came before this column say nothing.
    ALTER TABLE walkup.member ADD COLUMN IF NOT EXISTS program text NOT NULL DEFAULT '';
"#,
];

/// Why a database cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SchemaError {
    /// It belongs to something else.
    #[error(
        "the database holds tables that are not Walkup's, such as {0}: nothing was written. Make an \
         empty one with `createdb` and name it in `database`"
    )]
    NotOurs(String),
    /// A newer program brought it forward too far.
    #[error(
        "the database was brought forward by a newer version of Walkup (schema {version}, which \
         needs a server that knows {oldest_compatible}; this one knows {NEWEST}): nothing was \
         written. Update this server"
    )]
    Newer {
        /// Its schema.
        version: i64,
        /// The oldest program that can work on it.
        oldest_compatible: i64,
    },
    /// It was copied, and both copies say that they are the same cluster.
    #[error(
        "the database is a copy: cluster {0} was set up on another PostgreSQL. Where this copy takes \
         its place, say so with `walkup-server cluster reset`; nothing was written"
    )]
    Copied(String),
    /// An older program made it, and whoever asks only looks.
    #[error(
        "the database is of an older version (schema {0}, today's is {NEWEST}): starting a server \
         brings it forward"
    )]
    NotYet(i64),
    /// An older program made it, and whoever asks may not bring it forward.
    #[error(
        "the database has schema {version} and this server needs {NEWEST}, but its user may not \
         change tables ({why}): nothing was written. Run any command once as the user who owns them"
    )]
    Older {
        /// Its schema.
        version: i64,
        /// What the database says.
        why: String,
    },
    /// Its user may do nothing with the tables that are there.
    #[error(
        "the database's user may not use the tables ({0}): give it the rights that \
         docs/operation.md names, or name another user in `database`"
    )]
    NoRights(String),
    /// It takes too long, or may not be done.
    #[error("the tables cannot be made: {0}")]
    Failed(String),
}

/// Refuses a database that is not for this program; then nothing is written. Otherwise makes the
/// tables where there are none, and brings older ones forward, if it `makes` any; says whether they
/// are there.
pub async fn open(lines: &Lines, makes: bool) -> anyhow::Result<bool> {
    let link = lines.link(Use::Work).await?;
    let found = link
        .query(
            "SELECT to_regclass('walkup.schema') IS NOT NULL,
             (SELECT min(n.nspname || '.' || c.relname) FROM pg_class c
              JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT LIKE 'pg\\_%'
              AND n.nspname <> 'information_schema')",
            &[],
        )
        .await
        .map_err(failed)?;
    let row = found.rows.first().ok_or_else(|| SchemaError::Failed("no answer".to_owned()))?;
    let is_ours: bool = row.try_get(0).map_err(failed)?;
    let first: Option<String> = row.try_get(1).map_err(failed)?;
    if !is_ours {
        if let Some(first) = first {
            return Err(SchemaError::NotOurs(first).into());
        }
        if !makes {
            return Ok(false);
        }
        bring_forward(&link, 0).await?;
    }
    let version = look(&link).await?;
    if version < NEWEST && makes {
        bring_forward(&link, version).await?;
        look(&link).await?;
    } else if version < NEWEST {
        return Err(SchemaError::NotYet(version).into());
    }
    Ok(true)
}

/// Which schema there is; refuses one that this program cannot work on.
async fn look(link: &Link) -> Result<i64, SchemaError> {
    let sql = "SELECT version, oldest_compatible, id, system FROM walkup.schema, walkup.cluster";
    let found = link.query(sql, &[]).await.map_err(failed)?;
    let row = found.rows.first();
    let row = row.ok_or_else(|| SchemaError::NotOurs("walkup.schema, without a row".to_owned()))?;
    let version: i64 = row.try_get(0).map_err(failed)?;
    let oldest_compatible: i64 = row.try_get(1).map_err(failed)?;
    if oldest_compatible > NEWEST {
        return Err(SchemaError::Newer { version, oldest_compatible });
    }
    let system: i64 = row.try_get(3).map_err(failed)?;
    if system != link.server.system {
        return Err(SchemaError::Copied(row.try_get(2).map_err(failed)?));
    }
    Ok(version)
}

/// Makes the tables, or takes the steps that are missing, whole or not at all.
async fn bring_forward(link: &Link, version: i64) -> Result<(), SchemaError> {
    let statements = steps_from(version, link.server);
    let mut tries = 0;
    loop {
        let Err(error) = link.run_whole(&statements).await else { return Ok(()) };
        tries += 1;
        match error.code() {
            Some(code) if *code == SqlState::LOCK_NOT_AVAILABLE && tries < TRIES => {}
            Some(code) if *code == SqlState::INSUFFICIENT_PRIVILEGE => {
                let why = why(&error);
                return Err(match version {
                    0 => SchemaError::Failed(why),
                    version => SchemaError::Older { version, why },
                });
            }
            _ => return Err(failed(error)),
        }
    }
}

/// All of it in one message, which is one transaction: what another program has made meanwhile is
/// left as it is.
fn steps_from(version: i64, server: ServerFacts) -> String {
    let mut statements = format!(
        "SELECT set_config('lock_timeout', '{LOCK_TIMEOUT}', true), pg_advisory_xact_lock({LOCK});"
    );
    if version == 0 {
        let id = crate::auth::new_token();
        statements.push_str(TABLES);
        statements.push_str(&format!(
            "INSERT INTO walkup.schema (version, oldest_compatible) VALUES (1, 1)
             ON CONFLICT DO NOTHING;
             INSERT INTO walkup.cluster (id, system) VALUES ('{}', {}) ON CONFLICT DO NOTHING;",
            id.expose(),
            server.system
        ));
    }
    for step in STEPS.iter().skip(usize::try_from(version - 1).unwrap_or_default()) {
        statements.push_str(step);
    }
    statements.push_str(&format!(
        "UPDATE walkup.schema SET version = {NEWEST}, oldest_compatible = {OLDEST_COMPATIBLE}
         WHERE version < {NEWEST};"
    ));
    statements
}

#[expect(clippy::needless_pass_by_value, reason = "handed to map_err, which gives the value")]
fn failed(error: tokio_postgres::Error) -> SchemaError {
    match error.code() {
        Some(code) if *code == SqlState::INSUFFICIENT_PRIVILEGE => {
            SchemaError::NoRights(why(&error))
        }
        _ => SchemaError::Failed(why(&error)),
    }
}
