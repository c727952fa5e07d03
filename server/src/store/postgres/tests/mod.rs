//! What holds for PostgreSQL alone. These tests need one with a synchronous standby:
//! `WALKUP_TEST_POSTGRES` says where it is, `WALKUP_TEST_POSTGRES_ADMIN` how it is administered,
//! and `cargo xtask cluster --test` starts it and runs them.

mod desks;
mod traps;
mod wire;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use shared::desk::DeskName;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::database::Use;
use super::hold::Leader;
use super::registry::{self, DeskKey};
use super::{Address, Database, Patience, Postgres};

/// The database of the tests.
#[derive(Debug, Clone)]
pub struct Cluster {
    pub database: Database,
}

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} says where the tests' database is"))
}

impl Cluster {
    pub fn open() -> Self {
        Self::open_at(&variable("WALKUP_TEST_POSTGRES"), Patience::Endless)
    }

    /// As who may cancel and stop what others do.
    pub fn administer() -> Self {
        let address = Address::read(&variable("WALKUP_TEST_POSTGRES_ADMIN"), None, None).unwrap();
        let patience = Patience::For(Duration::from_secs(30));
        Self { database: Database::start(address, patience).unwrap() }
    }

    pub fn open_at(address: &str, patience: Patience) -> Self {
        let address = Address::read(address, None, None).unwrap();
        let database = Database::start(address, patience).unwrap();
        Postgres::prepare(&database).unwrap();
        Self { database }
    }

    /// A desk that no other test knows.
    pub fn new_desk(&self) -> DeskKey {
        registry::add(&self.database, &Self::new_name(), None, 0).unwrap()
    }

    /// What no other desk is called.
    pub fn new_name() -> DeskName {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_micros();
        format!("test-{now}-{}-{count}", std::process::id()).parse().unwrap()
    }

    /// As a server takes it that nobody has heard of.
    pub fn take(&self, desk: &DeskKey) -> Postgres {
        self.try_take(desk).unwrap()
    }

    pub fn try_take(&self, desk: &DeskKey) -> anyhow::Result<Postgres> {
        let server = crate::auth::new_token().expose().to_owned();
        Postgres::take(&self.database, desk, Leader { server, incarnation: 0 })
    }

    pub fn list<T: Send + 'static>(
        &self,
        sql: &'static str,
        desk: &str,
        map: impl Fn(&Row) -> T + Send + 'static,
    ) -> Vec<T> {
        let desk = desk.to_owned();
        let listed = self.database.block_on(|lines| async move {
            let link = lines.link(Use::Read).await?;
            let answer = link.query(sql, &[(&desk, Type::TEXT)]).await?;
            Ok(answer.rows.iter().map(map).collect())
        });
        listed.unwrap()
    }

    /// Does something that has no result, in a session of its own.
    pub fn run(&self, sql: &str) {
        let sql = sql.to_owned();
        let done = self.database.block_on(|lines| async move {
            let link = lines.link(Use::Work).await?;
            // Several words that are each a transaction of their own.
            for word in sql.split(';') {
                link.run_whole(word).await?;
            }
            Ok(())
        });
        done.unwrap();
    }

    /// The journal of a desk.
    pub fn journal(&self, desk: &DeskKey) -> Vec<(i64, String)> {
        let sql = "SELECT seq, body FROM walkup.journal WHERE desk = $1 ORDER BY seq";
        self.list(sql, desk.as_str(), |row| (row.get(0), row.get(1)))
    }
}
