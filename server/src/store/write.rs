//! What each event writes, and what the audit log says of it.

use rusqlite::params;
use shared::command::Key;
use shared::ids::{TableNo, TicketId};
use shared::ticket::Outcome;

use super::Store;
use crate::desk::{By, Event, Millis, Ticket, Unseat};

/// How many samples of waits are kept; the estimator holds no more.
const SAMPLES: i64 = 160;

/// The most tickets whose visitors are still to be written, and the most that a start looks
/// through for open ones. Reading so many takes some 50 ms of a start after a crash; a desk never
/// has so many, as all that is written when it is idle.
const RECENT: usize = 50_000;

/// How many of those are written at a time where there are too many: more than a batch brings.
const RECENT_STEP: usize = 512;

impl Store {
    /// Writes an event and its audit row into the open transaction.
    pub fn write(
        &mut self,
        by: By,
        event: &Event,
        stands: Option<&Ticket>,
        now: Millis,
    ) -> rusqlite::Result<()> {
        match event {
            Event::Created { ticket, key } => {
                self.insert_ticket(ticket)?;
                let (address, name) = (ticket.email.to_lowercase(), ticket.name.clone());
                self.recent.add(ticket.id.get(), address, name, ticket.start);
                if self.recent.len() > RECENT {
                    self.write_visitors(RECENT_STEP)?;
                }
                self.unnoted += 1;
                if self.unnoted > RECENT {
                    self.write_open()?;
                }
                if let Some(key) = key {
                    self.write_key(key, Some(ticket.id), true, false, ticket.start)?;
                }
            }
            Event::KeyFound { key, ticket, at } => {
                self.write_key(key, Some(*ticket), false, false, *at)?;
            }
            Event::KeyBarred { key, at } => self.run(
                "INSERT INTO request_key VALUES (?1, NULL, 0, 1, ?2)
                 ON CONFLICT(key) DO UPDATE SET barred = 1",
                params![key.as_str(), at],
            )?,
            Event::Claimed { sample, .. } => {
                self.update_ticket(stands)?;
                self.run(
                    "INSERT INTO sample (taken, serving, blocked, reaction) VALUES (?1, ?2, ?3, ?4)",
                    params![sample.taken_ms, sample.serving_ms, sample.blocked_ms, sample.reaction_ms],
                )?;
                let oldest = self.db.last_insert_rowid() - SAMPLES;
                self.run("DELETE FROM sample WHERE seq <= ?1", [oldest])?;
            }
            Event::Recalled { .. }
            | Event::Released { .. }
            | Event::Transferred { .. }
            | Event::Noted { .. } => self.update_ticket(stands)?,
            Event::Ended { .. } => {
                self.update_ticket(stands)?;
                self.unnoted += 1;
            }
            Event::Reopened { ticket } => {
                self.update_ticket(stands)?;
                self.run("INSERT OR IGNORE INTO open_ticket VALUES (?1)", [ticket.id.get()])?;
            }
            Event::Seated { person, table, from, calls, .. } => {
                if let Some(from) = from {
                    self.run("DELETE FROM seat WHERE table_no = ?1", [from.0])?;
                }
                self.run("INSERT INTO seat VALUES (?1, ?2)", params![table.0, person.0])?;
                self.run("UPDATE staff SET lost_table = NULL WHERE id = ?1", [person.0])?;
                for recalled in calls {
                    self.run(
                        "UPDATE ticket SET table_no = ?2, called = ?3, calls = calls + ?4 WHERE id = ?1",
                        params![recalled.ticket.get(), table.0, recalled.called, recalled.counts],
                    )?;
                }
            }
            Event::Unseated { person, table, cause, .. } => {
                self.run("DELETE FROM seat WHERE table_no = ?1", [table.0])?;
                let lost = (*cause == Unseat::Grace).then_some(table.0);
                self.run(
                    "UPDATE staff SET lost_table = ?2 WHERE id = ?1",
                    params![person.0, lost],
                )?;
            }
            Event::Closed { text } => self.set_fact("closed", Some(text))?,
            Event::Opened => self.set_fact("closed", None)?,
            Event::Announced { text } => self.set_fact("notice", text.as_deref())?,
            Event::PersonAdded { person, password } => self.run(
                "INSERT INTO staff VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, NULL)",
                params![
                    person.id.0,
                    person.user,
                    person.user.to_lowercase(),
                    person.name,
                    person.name.to_lowercase(),
                    person.is_admin,
                    person.is_enabled,
                    password.as_ref().map(|password| &password.0),
                ],
            )?,
            Event::PasswordSet { person, password } => self.run(
                "UPDATE staff SET password = ?2 WHERE id = ?1",
                params![person.0, password.0],
            )?,
            Event::PersonDisabled { person } => self
                .run("UPDATE staff SET enabled = 0, lost_table = NULL WHERE id = ?1", [person.0])?,
            Event::PersonEnabled { person } => {
                self.run("UPDATE staff SET enabled = 1 WHERE id = ?1", [person.0])?;
            }
            Event::TokenIssued { token, person, at } => {
                self.run(
                    "INSERT INTO session VALUES (?1, ?2, ?3)",
                    params![token.0, person.0, at],
                )?;
            }
            Event::TokenUsed { token, at } => {
                self.run("UPDATE session SET used = ?2 WHERE token = ?1", params![token.0, at])?;
            }
            Event::TokenRevoked { token, .. } => {
                self.run("DELETE FROM session WHERE token = ?1", [token.0])?;
            }
            Event::DayEnded { boundary } => {
                self.set_fact("day_ended", Some(&boundary.to_string()))?;
            }
        }
        let (what, ticket, table) = audited(event);
        let Some(what) = what else { return Ok(()) };
        self.audit_by(now, by, what, ticket, table)
    }

    /// Adds an audit row of who acts in the desk, in the open transaction.
    pub fn audit_by(
        &self,
        at: Millis,
        by: By,
        what: &str,
        ticket: Option<TicketId>,
        table: Option<TableNo>,
    ) -> rusqlite::Result<()> {
        let who = match by {
            By::Person(person) => format!("staff {}", person.0),
            By::Kiosk => "kiosk".to_owned(),
            By::Administrator => "administrator".to_owned(),
            By::Server => "server".to_owned(),
        };
        self.audit(at, &who, what, ticket, table)
    }

    /// Adds an audit row, in the open transaction.
    pub fn audit(
        &self,
        at: Millis,
        who: &str,
        what: &str,
        ticket: Option<TicketId>,
        table: Option<TableNo>,
    ) -> rusqlite::Result<()> {
        self.run(
            "INSERT INTO audit (at, who, what, ticket, table_no) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![at, who, what, ticket.map(TicketId::get), table.map(|table| table.0)],
        )
    }

    fn write_key(
        &self,
        key: &Key,
        ticket: Option<TicketId>,
        is_own: bool,
        is_barred: bool,
        at: Millis,
    ) -> rusqlite::Result<()> {
        self.run(
            "INSERT INTO request_key VALUES (?1, ?2, ?3, ?4, ?5)",
            params![key.as_str(), ticket.map(TicketId::get), is_own, is_barred, at],
        )
    }

    fn insert_ticket(&self, ticket: &Ticket) -> rusqlite::Result<()> {
        self.run(
            "INSERT INTO ticket (id, email, name, start, rank, calls, called, acted, reason, lang, source)
             VALUES (?1, ?2, ?3, ?4, ?5, 0, 0, ?4, ?6, ?7, ?8)",
            params![
                ticket.id.get(),
                ticket.email,
                ticket.name,
                ticket.start,
                ticket.rank,
                ticket.reason,
                ticket.lang,
                ticket.source.as_str(),
            ],
        )
    }

    fn update_ticket(&self, ticket: Option<&Ticket>) -> rusqlite::Result<()> {
        let Some(ticket) = ticket else { return Ok(()) };
        self.run(
            "UPDATE ticket SET owner = ?2, table_no = ?3, first_claimed = ?4, claimed = ?5, end = ?6,
             outcome = ?7, ended_by = ?8, calls = ?9, called = ?10, acted = ?11, note = ?12
             WHERE id = ?1",
            params![
                ticket.id.get(),
                ticket.owner.map(|owner| owner.0),
                ticket.table.map(|table| table.0),
                ticket.first_claimed,
                ticket.claimed,
                ticket.end,
                ticket.outcome.map(Outcome::as_str),
                ticket.ended_by.map(|person| person.0),
                ticket.calls,
                ticket.called,
                ticket.acted,
                ticket.note,
            ],
        )
    }
}

/// What the audit log says of an event. A token's use is no act of anybody's.
fn audited(event: &Event) -> (Option<&'static str>, Option<TicketId>, Option<TableNo>) {
    match event {
        Event::Created { ticket, .. } => (Some("new"), Some(ticket.id), None),
        Event::KeyFound { ticket, .. } => (Some("found"), Some(*ticket), None),
        Event::KeyBarred { .. } => (Some("withdraw key"), None, None),
        Event::Claimed { ticket, table, .. } => (Some("accept"), Some(*ticket), Some(*table)),
        Event::Recalled { ticket, .. } => (Some("recall"), Some(*ticket), None),
        Event::Released { ticket, .. } => (Some("release"), Some(*ticket), None),
        Event::Transferred { ticket, table, .. } => (Some("transfer"), Some(*ticket), Some(*table)),
        Event::Ended { ticket, outcome, .. } => (Some(outcome.as_str()), Some(*ticket), None),
        Event::Reopened { ticket } => (Some("reopen"), Some(ticket.id), ticket.table),
        Event::Noted { ticket, .. } => (Some("note"), Some(*ticket), None),
        Event::Seated { table, .. } => (Some("pick"), None, Some(*table)),
        Event::Unseated { table, cause, .. } => {
            let what = match cause {
                Unseat::Left => "unpick",
                Unseat::LoggedOut => "unpick: signed out",
                Unseat::Grace => "unpick: connection gone",
                Unseat::Freed => "unpick: freed",
                Unseat::Disabled => "unpick: account disabled",
                Unseat::Gone => "unpick: table gone",
            };
            (Some(what), None, Some(*table))
        }
        Event::Closed { .. } => (Some("close"), None, None),
        Event::Opened => (Some("open"), None, None),
        Event::Announced { .. } => (Some("announce"), None, None),
        Event::PersonAdded { .. } => (Some("account added"), None, None),
        Event::PasswordSet { .. } => (Some("password set"), None, None),
        Event::PersonDisabled { .. } => (Some("account disabled"), None, None),
        Event::PersonEnabled { .. } => (Some("account enabled"), None, None),
        Event::TokenIssued { .. } => (Some("sign-in"), None, None),
        Event::TokenUsed { .. } => (None, None, None),
        Event::TokenRevoked { .. } => (Some("sign-out"), None, None),
        Event::DayEnded { .. } => (Some("day ended"), None, None),
    }
}
