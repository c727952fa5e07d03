//! What administrators ask, and what time ends.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use shared::device::Device;
use shared::ids::TableNo;
use shared::message::{Common, StaffMessage};

use super::sign_in::TOKEN_USE_MS;
use super::{Clerk, read_failed};
use crate::auth::{PasswordHash, TokenHash};
use crate::control::{AdminRequest, Done};
use crate::core::time::Now;
use crate::desk::{Action, By, Event, Millis, PersonId, Refusal};
use crate::render::{Audience, Outgoing};
use crate::session::SignIn;

/// How long a request key is kept.
const KEY_MS: Millis = 48 * 60 * 60 * 1000;

/// How often the time is stored and what has outlived its use is dropped.
const UPKEEP: Duration = Duration::from_secs(60);

/// How many tickets' visitors are written in an idle moment, which takes some milliseconds.
const VISITORS: usize = 1000;

/// A day in milliseconds.
const DAY_MS: Millis = 24 * 60 * 60 * 1000;

impl Clerk {
    pub(super) fn administer(&mut self, request: AdminRequest) -> Result<Vec<String>, Refusal> {
        let by = By::Administrator;
        let find = |clerk: &Self, user: &str| {
            clerk.desk.person_named(user).cloned().ok_or(Refusal::NoSuchPerson)
        };
        match request {
            AdminRequest::StaffAdd { user, name, is_admin, password } => {
                let password = password.map(PasswordHash);
                let added = format!("added {user}");
                self.execute(by, Action::AddPerson { user, name, is_admin, password }, None)?;
                Ok(vec![added])
            }
            AdminRequest::StaffList => Ok(self
                .desk
                .people()
                .map(|person| {
                    let role = if person.is_admin { "admin" } else { "staff" };
                    let state = if person.is_enabled { "enabled" } else { "disabled" };
                    let table = self.desk.table_of(person.id);
                    let table = table.map_or("-".to_owned(), |table| table.to_string());
                    format!("{}\t{}\t{role}\t{state}\t{table}", person.user, person.name)
                })
                .collect()),
            AdminRequest::StaffToken { user } => {
                let person = find(self, &user)?;
                if !person.is_enabled {
                    return Err(Refusal::AccountDisabled);
                }
                let token = self.issue(by, person.id)?;
                Ok(vec![token.expose().to_owned()])
            }
            AdminRequest::StaffPassword { user, password } => {
                let person = find(self, &user)?.id;
                let password = PasswordHash(password);
                self.record(by, &Event::PasswordSet { person, password }, None);
                self.revoke_all(person, None);
                self.saved_so_far()?;
                Ok(vec![format!("changed the password of {user}")])
            }
            AdminRequest::StaffDisable { user } => {
                let person = find(self, &user)?.id;
                self.revoke_all(person, None);
                self.execute(by, Action::DisablePerson(person), None)?;
                Ok(vec![format!("disabled {user}")])
            }
            AdminRequest::StaffEnable { user } => {
                let person = find(self, &user)?.id;
                self.execute(by, Action::EnablePerson(person), None)?;
                Ok(vec![format!("enabled {user}")])
            }
            AdminRequest::DeviceAdd { kind, name } => {
                let key = self.add_device(by, kind, &name)?.1;
                Ok(vec![key.expose().to_owned()])
            }
            AdminRequest::DeviceList => Ok(self.list_devices()?.iter().map(listed).collect()),
            AdminRequest::DeviceRevoke { name } => {
                Ok(vec![format!("revoked {}", self.revoke_device(by, &name)?)])
            }
            AdminRequest::DeviceApprove { code, name } => {
                let (kind, name) = self.approve_device(by, &code, name.as_deref())?;
                Ok(vec![format!("added {kind} {name}")])
            }
            AdminRequest::TableList => Ok((0..self.desk.table_count())
                .map(TableNo)
                .map(|table| {
                    let person = self.desk.person_at(table);
                    let name = person
                        .and_then(|person| self.desk.person(person))
                        .map_or("-", |person| person.name.as_str());
                    let tickets: Vec<String> = person
                        .map(|person| {
                            self.desk.claimed_by(person).map(|id| id.to_string()).collect()
                        })
                        .unwrap_or_default();
                    format!("{table}\t{name}\t{}", tickets.join(" "))
                })
                .collect()),
            AdminRequest::TableFree { table } => {
                self.execute(by, Action::Free(table.parse().ok()), None)?;
                Ok(vec![format!("freed table {table}")])
            }
            AdminRequest::Purge => match self.settings.retention_days {
                None => Ok(vec!["nothing to purge: retention_days is not set".to_owned()]),
                Some(days) => {
                    let count = self.purge(days)?;
                    Ok(vec![format!("purged {count} tickets and visitors")])
                }
            },
            AdminRequest::Done(done) => {
                let what = match done {
                    Done::PersonShown => "visitor shown",
                    Done::Backup => "backup",
                    Done::Export => "export",
                };
                self.audit_by(by, what);
                self.saved_so_far()?;
                Ok(Vec::new())
            }
            AdminRequest::PersonErase { address } => {
                let count = self.erase(&address)?;
                Ok(vec![format!("erased {count} tickets and visitors")])
            }
            AdminRequest::ConfirmClock => {
                self.guard.confirm();
                self.audit_by(by, "clock confirmed");
                self.write_time();
                self.saved_so_far()?;
                Ok(vec!["the clock is taken to be right".to_owned()])
            }
        }
    }

    pub(super) fn tick(&mut self) {
        self.health.tick();
        let tick = Common::Tick(self.now).to_string();
        self.tell(&Outgoing { audience: Audience::Everybody, text: tick }, None);
        self.expire();
        let run = self.clock.run();
        self.settle_refused_tokens(run);
        let is_due = self.upkeep.is_none_or(|last| run.saturating_sub(last) >= UPKEEP);
        if self.guard.check(Now { wall: self.now, run }) || is_due {
            self.upkeep = Some(run);
            self.write_time();
            self.note_device_use();
            // A key that is forgotten too early would let a repeated request make a second ticket.
            if self.guard.suspect_since().is_none() && self.ensure_batch().is_ok() {
                let result = self.store.forget_keys(self.now.saturating_sub(KEY_MS));
                self.note_failure(result);
            }
            self.asked_unknown
                .retain(|_, (since, _)| run.saturating_sub(*since) < super::commands::ASKED_FOR);
            self.purge_daily();
        }
        self.end_day();
        self.warn();
        self.tell_waiting();
    }

    /// Does what would make a batch slow, while nobody waits.
    pub(super) fn use_idle_time(&mut self) {
        let run = self.clock.run();
        let is_due = self.noted.is_none_or(|last| run.saturating_sub(last) >= UPKEEP);
        let notes_open = is_due && self.store.unnoted() > 0;
        if (notes_open || self.store.unwritten_visitors() > 0) && !self.is_unsure {
            let result = self.ensure_batch().and_then(|()| {
                if notes_open {
                    self.noted = Some(run);
                    self.store.write_open()?;
                }
                self.store.write_visitors(VISITORS)
            });
            self.note_failure(result);
            self.finish(true);
        }
        if let Err(error) = self.store.tidy() {
            tracing::warn!("failed to tidy the write-ahead log: {error}");
        }
    }

    /// Ends what time ends: tokens, and tables whose people are gone.
    fn expire(&mut self) {
        let expired: BTreeSet<TokenHash> =
            self.tokens.keys().filter(|token| !self.is_good(token)).copied().collect();
        for token in expired {
            self.revoke(token, None);
        }
        let present: BTreeMap<PersonId, TokenHash> = self
            .clients
            .values()
            .filter_map(|client| match client.session.sign_in {
                SignIn::As { person, token } => Some((person, token)),
                SignIn::Never | SignIn::Lost => None,
            })
            .collect();
        let seated: Vec<PersonId> = self.desk.seats().map(|(_, person)| person.id).collect();
        let grace = Duration::from_secs(self.settings.table_grace_secs);
        let run = self.clock.run();
        self.absent.retain(|person, _| seated.contains(person));
        for person in seated {
            if let Some(token) = present.get(&person) {
                self.absent.remove(&person);
                let used = self.tokens.get(token).map_or(self.now, |token| token.used);
                if self.now.saturating_sub(used) >= 5 * TOKEN_USE_MS {
                    self.use_token(*token);
                }
            } else if run.saturating_sub(*self.absent.entry(person).or_insert(run)) >= grace {
                self.absent.remove(&person);
                self.execute_quietly(By::Server, Action::GraceOver(person));
            }
        }
    }

    pub(super) fn end_day(&mut self) {
        let Some(at) = self.settings.day_ends else { return };
        if self.guard.suspect_since().is_some() {
            return;
        }
        let Some(boundary) = last_day_end(self.now, at) else { return };
        if self.day_ended.is_none_or(|ended| ended < boundary) {
            self.execute_quietly(By::Server, Action::EndDay(boundary));
        }
    }

    fn purge_daily(&mut self) {
        let Some(days) = self.settings.retention_days else { return };
        let purged = self.store.fact("purged").ok().flatten().and_then(|value| value.parse().ok());
        let is_due = purged.is_none_or(|purged: Millis| self.now.saturating_sub(purged) >= DAY_MS);
        if is_due && self.guard.suspect_since().is_none() && self.purge(days).is_err() {
            tracing::error!("failed to purge old visitors");
        }
    }

    /// Forgets one visitor for good, as a purge does.
    fn erase(&mut self, address: &str) -> Result<usize, Refusal> {
        let address = address.to_lowercase();
        if self.desk.open_tickets().any(|ticket| ticket.email.to_lowercase() == address) {
            return Err(Refusal::VisitorStillHere);
        }
        let result = self.ensure_batch().and_then(|()| {
            let count = self.store.erase(&address)?;
            self.store.audit(self.now, "administrator", "visitor erased", None, None)?;
            Ok(count)
        });
        self.scrub_after(result)
    }

    /// Forgets who came more than `days` ago. Commits what the batch holds so far, since the
    /// file is rewritten outside of any transaction.
    fn purge(&mut self, days: u32) -> Result<usize, Refusal> {
        let before = self.now.saturating_sub(Millis::from(days).saturating_mul(DAY_MS));
        let result = self.ensure_batch().and_then(|()| {
            let count = self.store.purge(before)?;
            self.store.set_fact("purged", Some(&self.now.to_string()))?;
            self.store.audit(self.now, "server", "purge", None, None)?;
            Ok(count)
        });
        self.scrub_after(result)
    }

    fn scrub_after(&mut self, result: rusqlite::Result<usize>) -> Result<usize, Refusal> {
        let count = match result {
            Ok(count) => count,
            Err(error) => {
                self.note_failure(Err(error));
                return Err(Refusal::NotSaved);
            }
        };
        self.finish(true);
        if count > 0 {
            self.store.scrub().map_err(read_failed)?;
        }
        Ok(count)
    }

    fn write_time(&mut self) {
        let result = self.ensure_batch().and_then(|()| {
            self.store.set_fact("time", Some(&self.now.to_string()))?;
            let suspect = self.guard.suspect_since().map(|since| since.to_string());
            self.store.set_fact("suspect", suspect.as_deref())
        });
        self.note_failure(result);
    }

    pub(super) fn warn(&mut self) {
        self.health.set_clock_doubted(self.guard.suspect_since().is_some());
        let text = if self.is_unsure {
            "The disk takes no changes. Nothing can be saved until it does."
        } else if self.guard.suspect_since().is_some() {
            "The clock has jumped. End of day, purge and backups pause until it has held for a day or is confirmed."
        } else if self.health.is_disk_low() {
            "The disk is nearly full. When it is full, nothing can be saved."
        } else if self.health.has_backup_failed() {
            "The last backup failed. The server's log says why."
        } else {
            ""
        };
        if text != self.warning {
            text.clone_into(&mut self.warning);
            self.health.set_warning(text);
            if !text.is_empty() {
                tracing::warn!("{text}");
            }
            let text = StaffMessage::Warning(text.to_owned()).to_string();
            self.tell(&Outgoing { audience: Audience::Staff, text }, None);
        }
    }
}

/// A device as a line of a list.
fn listed(device: &Device) -> String {
    let state = match device.used {
        _ if device.connected => "connected".to_owned(),
        Some(used) => jiff::Timestamp::from_millisecond(used)
            .map_or_else(|_| "-".to_owned(), |used| used.to_string()),
        None => "-".to_owned(),
    };
    format!("{}\t{}\t{state}", device.name, device.kind)
}

/// The last moment at which a day ended, in local time.
fn last_day_end(now: Millis, at: jiff::civil::Time) -> Option<Millis> {
    let zone = jiff::tz::TimeZone::system();
    let today = jiff::Timestamp::from_millisecond(now).ok()?.to_zoned_datetime(zone.clone()).date();
    [today, today.yesterday().ok()?]
        .into_iter()
        .filter_map(|day| {
            Some(
                day.to_datetime(at)
                    .to_zoned_datetime(zone.clone())
                    .ok()?
                    .timestamp()
                    .as_millisecond(),
            )
        })
        .find(|boundary| *boundary <= now)
}
