//! Who leads which desk, for servers that pass clients on. What it tells may be old by the time that
//! it is heard: whoever is asked for a desk says whether that is theirs.

use std::collections::HashSet;

use shared::desk::DeskName;
use tokio_postgres::types::Type;

use super::database::{Lines, Use};
use super::hold::ask_again;
use super::link::Param;
use super::registry::{RegistryError, title_of};

/// Who leads a desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Led {
    /// Nobody, and nobody is to.
    Nowhere(RegistryError),
    /// Nobody, at the moment.
    ByNobody,
    /// A server.
    By(LedBy),
}

/// A server that leads a desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedBy {
    /// The server's id, which only servers know.
    pub server: String,
    /// Which of its lives.
    pub incarnation: i64,
    /// Where other servers reach it.
    pub address: String,
}

/// Who leads a desk.
pub async fn leader(lines: &Lines, desk: &DeskName) -> anyhow::Result<Led> {
    let sql = "
        SELECT m.id, m.incarnation, m.address, d.state, coalesce(d.moved_to, '')
        FROM walkup.desk d LEFT JOIN walkup.member m
            ON m.id = d.leader AND m.incarnation = d.leader_incarnation
        WHERE d.name = $1";
    let params: [Param<'_>; 1] = [(&desk.as_str(), Type::TEXT)];
    let found = ask_again(lines, Use::Lead, sql, &params).await?;
    let Some(row) = found.rows.first() else {
        return Ok(Led::Nowhere(RegistryError::Unknown(desk.clone())));
    };
    let state: &str = row.try_get(3)?;
    if state != "here" {
        return Ok(Led::Nowhere(RegistryError::not_here(desk, state, row.try_get(4)?)));
    }
    let Some(server) = row.try_get(0)? else { return Ok(Led::ByNobody) };
    Ok(Led::By(LedBy { server, incarnation: row.try_get(1)?, address: row.try_get(2)? }))
}

/// The servers that were not taken for dead, by id and life.
pub async fn members(lines: &Lines) -> anyhow::Result<HashSet<(String, i64)>> {
    let sql = "SELECT id, incarnation FROM walkup.member";
    let found = ask_again(lines, Use::Lead, sql, &[]).await?;
    found.rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

/// Every desk with its title, by name.
pub async fn desks(lines: &Lines) -> anyhow::Result<Vec<(String, String)>> {
    let sql = r#"
        SELECT d.name, f.value FROM walkup.desk d
        LEFT JOIN walkup.fact f ON f.desk = d.id AND f.name = 'profile'
        WHERE d.state = 'here' ORDER BY d.name COLLATE "C""#;
    let found = ask_again(lines, Use::Work, sql, &[]).await?;
    let told = |row: &tokio_postgres::Row| {
        let profile: Option<&str> = row.try_get(1)?;
        Ok((row.try_get(0)?, profile.and_then(title_of).unwrap_or_default()))
    };
    found.rows.iter().map(told).collect()
}
