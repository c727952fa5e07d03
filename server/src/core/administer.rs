//! What an administrator asks on the command line, and what is printed.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use shared::device::{Device as Listed, DeviceKind};
use shared::ids::TableNo;
use shared::opening::DayHours;
use shared::person::Role;
use shared::profile::ProfileChange;
use shared::refusal::Refusal;
use shared::report::ReportQuery;
use shared::text::Secret;
use shared::ticket::WireTime;

use super::accounts::PersonId;
use super::change::{Act, By, Change, SessionEnd, Unseat};
use super::credential::{PasswordHash, TokenHash};
use super::devices::Enrolment;
use super::hours::{civil_date, midnight};
use super::ticket::{Ticket, keys_meant};
use super::tickets::released;
use super::time::{Millis, Now};
use super::{Core, Known, Names, Reply, Verdict};

/// What an administrator asks.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum AdminRequest {
    /// Makes an account.
    StaffAdd {
        /// What the person signs in with.
        user: String,
        /// What colleagues and visitors read.
        name: String,
        /// What the person may do.
        role: Role,
        /// The password, hashed; without one the person signs in with a token only.
        password: Option<PasswordHash>,
    },
    /// Says what somebody may do from now on.
    StaffRole {
        /// Whose account.
        user: String,
        /// What the person may do.
        role: Role,
    },
    /// Lists the accounts, a line each.
    StaffList,
    /// Makes a token to sign in with; the reply is the token alone.
    StaffToken {
        /// Whose account.
        user: String,
    },
    /// Sets a password.
    StaffPassword {
        /// Whose account.
        user: String,
        /// The new password, hashed.
        password: PasswordHash,
    },
    /// Locks an account.
    StaffDisable {
        /// Whose account.
        user: String,
    },
    /// Unlocks an account.
    StaffEnable {
        /// Whose account.
        user: String,
    },
    /// Says the code by which the first account is made in a window.
    SetUpCode,
    /// Adds a device; the reply is its key alone.
    DeviceAdd {
        /// What it is for.
        kind: DeviceKind,
        /// What it is called.
        name: String,
    },
    /// Lets devices let themselves in; the reply is what they show alone.
    DeviceEnrol {
        /// How many.
        count: u32,
        /// The last local day.
        until: NaiveDate,
    },
    /// Lists the devices, a line each.
    DeviceList,
    /// Takes a device's key away and ends its connections.
    DeviceRevoke {
        /// Which.
        name: String,
    },
    /// Lets in the device that shows a code.
    DeviceApprove {
        /// What it shows.
        code: String,
        /// What it is to be called; none: by its kind and code.
        name: Option<String>,
    },
    /// Lists the tables, a line each.
    TableList,
    /// Takes whoever sits at a table away from it.
    TableFree {
        /// Which table, as it was typed.
        table: String,
    },
    /// Forgets visitors whose time is over.
    Purge,
    /// Forgets one visitor for good.
    PersonErase {
        /// The address.
        address: String,
    },
    /// Notes what a command is about to read of the database, and brings the tables up to date
    /// for it.
    Read(Act),
    /// Brings the tables up to date, for a reader that leaves no trace.
    Level,
    /// Says that the wall clock is right although it jumped.
    ConfirmClock,
    /// Lists when the desk is open, a line a day, from a local day on; none: from today on.
    HoursShow {
        /// That day.
        from: Option<NaiveDate>,
    },
    /// Adds days on which the desk is closed, but for those that differ already.
    HoursAdd {
        /// The days as the profile writes them.
        days: Vec<serde_json::Value>,
    },
    /// Lists the settings of the desk, a line each.
    DeskShow,
    /// Says what a report would be about, as the desk is set now, and what its groups are called.
    Report {
        /// What is asked for.
        query: ReportQuery,
    },
    /// Says in which zone the desk is: its name, or nothing where that is the machine's.
    DeskZone,
    /// Sets one of them.
    DeskSet {
        /// Its name.
        key: String,
        /// Its value; null: the default.
        value: serde_json::Value,
    },
}

/// The most devices that may let themselves in by one word, and for how long at most: a year.
const MOST_ENROLLING: u32 = 1000;
const MOST_ENROLLING_MS: Millis = 366 * 24 * 60 * 60 * 1000;

/// The lines to print, or a sentence saying what went wrong.
pub type AdminReply = Result<Vec<String>, String>;

/// Shows which request it is and never what is in it, since passwords are.
impl fmt::Debug for AdminRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::StaffAdd { .. } => "StaffAdd",
            Self::StaffRole { .. } => "StaffRole",
            Self::StaffList => "StaffList",
            Self::StaffToken { .. } => "StaffToken",
            Self::StaffPassword { .. } => "StaffPassword",
            Self::StaffDisable { .. } => "StaffDisable",
            Self::StaffEnable { .. } => "StaffEnable",
            Self::SetUpCode => "SetUpCode",
            Self::DeviceAdd { .. } => "DeviceAdd",
            Self::DeviceEnrol { .. } => "DeviceEnrol",
            Self::DeviceList => "DeviceList",
            Self::DeviceRevoke { .. } => "DeviceRevoke",
            Self::DeviceApprove { .. } => "DeviceApprove",
            Self::TableList => "TableList",
            Self::TableFree { .. } => "TableFree",
            Self::Purge => "Purge",
            Self::PersonErase { .. } => "PersonErase",
            Self::Read(_) => "Read",
            Self::Level => "Level",
            Self::ConfirmClock => "ConfirmClock",
            Self::HoursShow { .. } => "HoursShow",
            Self::HoursAdd { .. } => "HoursAdd",
            Self::DeskShow => "DeskShow",
            Self::DeskZone => "DeskZone",
            Self::Report { .. } => "Report",
            Self::DeskSet { .. } => "DeskSet",
        })
    }
}

impl AdminRequest {
    /// Whether it only looks: nothing is written for it, not even by a command that runs alone.
    pub fn only_looks(&self) -> bool {
        matches!(
            self,
            Self::StaffList
                | Self::DeviceList
                | Self::TableList
                | Self::HoursShow { .. }
                | Self::DeskShow
                | Self::DeskZone
                | Self::Report { .. }
        )
    }
}

/// What a request names and the core does not hold.
pub(super) fn names(request: &AdminRequest) -> Names {
    match request {
        AdminRequest::StaffToken { .. }
        | AdminRequest::DeviceAdd { .. }
        | AdminRequest::DeviceEnrol { .. } => Names { secret: true, ..Names::default() },
        AdminRequest::DeviceApprove { code, .. } => {
            Names { code: Some(code.clone()), secret: true, ..Names::default() }
        }
        _ => Names::default(),
    }
}

impl Core {
    pub(super) fn administer(&self, request: AdminRequest, known: &Known, now: Now) -> Verdict {
        match self.administered(request, known, now) {
            Ok((changes, reply)) => Verdict::with(By::Administrator, changes, reply),
            Err(refusal) => Verdict::refused(refusal),
        }
    }

    fn administered(
        &self,
        request: AdminRequest,
        known: &Known,
        now: Now,
    ) -> Result<(Vec<Change>, Reply), Refusal> {
        let line = |line: String| Reply::Lines(vec![line]);
        let find = |user: &str| self.accounts.named(user).ok_or(Refusal::NoSuchPerson);
        let secret = || known.secret.clone().ok_or(Refusal::NotSaved);
        Ok(match request {
            AdminRequest::StaffAdd { user, name, role, password } => {
                let person = self.accounts.new_person(&user, &name, role, password)?;
                (vec![Change::PersonAdded { person }], line(format!("added {user}")))
            }
            AdminRequest::StaffRole { user, role } => {
                let person = find(&user)?;
                let (id, name) = (person.id, person.name.clone());
                let services = person.services.clone();
                let changed = Change::PersonChanged { person: id, name, role, services };
                let changed = (person.role != role).then_some(changed);
                (changed.into_iter().collect(), line(format!("{user}: {role}")))
            }
            AdminRequest::SetUpCode => {
                if !self.accounts.is_empty() {
                    return Err(Refusal::SetUpAlready);
                }
                let new = known.set_up_code.clone();
                let code = self.set_up_code.clone().or_else(|| new.clone());
                let code = code.ok_or(Refusal::NotSaved)?;
                let offered = new.map(|code| Change::SetUpOffered { code });
                (offered.into_iter().collect(), line(code))
            }
            AdminRequest::StaffList => (Vec::new(), Reply::Lines(self.people_lines())),
            AdminRequest::StaffToken { user } => {
                let person = find(&user)?;
                if !person.is_enabled {
                    return Err(Refusal::AccountDisabled);
                }
                let secret = secret()?;
                let token = TokenHash::of(secret.expose());
                let (person, at, is_one_time) = (person.id, now.wall, false);
                let opened = Change::SessionOpened { token, person, at, is_one_time };
                (vec![opened], line(secret.expose().to_owned()))
            }
            AdminRequest::StaffPassword { user, password } => {
                let person = find(&user)?.id;
                let one_time = None;
                let mut changes = vec![Change::PasswordSet { person, password, one_time }];
                changes.extend(self.end_sessions(person, None, SessionEnd::PasswordChanged));
                (changes, line(format!("changed the password of {user}")))
            }
            AdminRequest::StaffDisable { user } => {
                let person = find(&user)?.id;
                (self.disable(person, now), line(format!("disabled {user}")))
            }
            AdminRequest::StaffEnable { user } => {
                let person = find(&user)?;
                let enabled = Change::PersonEnabled { person: person.id };
                let enabled = (!person.is_enabled).then_some(enabled);
                (enabled.into_iter().collect(), line(format!("enabled {user}")))
            }
            AdminRequest::DeviceAdd { kind, name } => {
                let secret = secret()?;
                let key = TokenHash::of(secret.expose());
                let device = self.devices.new_device(&name, kind, key, now.wall)?;
                (vec![Change::DeviceAdded { device }], line(secret.expose().to_owned()))
            }
            AdminRequest::DeviceEnrol { count, until } => {
                let secret = secret()?;
                let change = self.let_devices_enrol(count, until, &secret, now)?;
                (vec![change], line(secret.expose().to_owned()))
            }
            AdminRequest::DeviceList => {
                let devices = self.list_devices(now);
                (Vec::new(), Reply::Lines(devices.iter().map(device_line).collect()))
            }
            AdminRequest::DeviceRevoke { name } => {
                let device = self.devices.named(&name).ok_or(Refusal::NoSuchDevice)?;
                let revoked = line(format!("revoked {}", device.name));
                (vec![Change::DeviceRevoked { key: device.key }], revoked)
            }
            AdminRequest::DeviceApprove { code, name } => {
                self.approve(&code, name.as_deref().unwrap_or_default(), known, now)?
            }
            AdminRequest::TableList => (Vec::new(), Reply::Lines(self.table_lines())),
            AdminRequest::TableFree { table } => {
                let (table, changes) = self.free(By::Administrator, table.parse().ok())?;
                (changes, line(format!("freed table {table}")))
            }
            AdminRequest::Read(act) => (vec![Change::Acted { act }], Reply::Lines(Vec::new())),
            AdminRequest::PersonErase { address } => {
                // What is to be forgotten is found and carried out as a job; here is what
                // stands in its way.
                let keys = keys_meant(&address);
                let is_meant =
                    |ticket: &Ticket| ticket.visitor_key().is_some_and(|key| keys.contains(&key));
                if self.desk.open_tickets().any(is_meant) {
                    return Err(Refusal::VisitorStillHere);
                }
                (Vec::new(), Reply::Lines(Vec::new()))
            }
            // A wrong clock would take visitors whose time is not over.
            AdminRequest::Purge if self.doubts_clock(now) => {
                return Err(Refusal::ClockDoubted);
            }
            AdminRequest::Purge | AdminRequest::Level => (Vec::new(), Reply::Lines(Vec::new())),
            AdminRequest::HoursShow { from } => {
                let today = || civil_date(now.wall, self.zone());
                let days = self.list_hours(from.or_else(today).unwrap_or_default());
                (Vec::new(), Reply::Lines(days.iter().map(day_line).collect()))
            }
            AdminRequest::HoursAdd { days } => self.add_days(days, now)?,
            AdminRequest::DeskShow => (Vec::new(), self.profile_lines()),
            AdminRequest::Report { query } => {
                let plan = self.plan_report(query)?;
                (Vec::new(), Reply::Lines(self.report_lines(&plan)))
            }
            AdminRequest::DeskZone => {
                let name = self.profile().time_zone.map(|zone| zone.name().to_owned());
                (Vec::new(), Reply::Lines(name.into_iter().collect()))
            }
            AdminRequest::DeskSet { key, value } => {
                let said = line(format!("set {key}"));
                let values = [(key, value)].into_iter().collect();
                // Whoever types this has seen what stands there, or does not mind.
                let change = ProfileChange { version: u64::MAX, values };
                (self.set_profile(change, now)?.0, said)
            }
            AdminRequest::ConfirmClock => {
                let said = line("the clock is taken to be right".to_owned());
                (vec![Change::ClockConfirmed], said)
            }
        })
    }

    /// Sessions go first, then the table is left, so that displays hear of that and of nothing
    /// else; last the tickets go back.
    pub(super) fn disable(&self, person: PersonId, now: Now) -> Vec<Change> {
        let mut changes = self.end_sessions(person, None, SessionEnd::Disabled);
        if self.accounts.person(person).is_some_and(|person| !person.is_enabled) {
            return changes;
        }
        changes.push(Change::PersonDisabled { person });
        changes.extend(self.unseat(person, Unseat::Disabled));
        let mut tickets: Vec<_> = self.desk.claimed_by(person).collect();
        tickets.sort_by_key(|ticket| ticket.id);
        changes.extend(tickets.into_iter().map(|ticket| released(ticket, now)));
        changes
    }

    /// Lets in the device that shows a code. Without a name it is called by its kind and code.
    pub(super) fn approve(
        &self,
        code: &str,
        name: &str,
        known: &Known,
        now: Now,
    ) -> Result<(Vec<Change>, Reply), Refusal> {
        let code = shared::device::code(code);
        let kind = known.device.ok_or(Refusal::NoSuchCode)?;
        let secret = known.secret.clone().ok_or(Refusal::NotSaved)?;
        let name = match name {
            "" => format!("{kind}-{}", code.to_lowercase()),
            name => name.to_owned(),
        };
        let key = TokenHash::of(secret.expose());
        let device = self.devices.new_device(&name, kind, key, now.wall)?;
        let reply = Reply::LetIn { code, key: secret, name: device.name.clone(), kind };
        Ok((vec![Change::DeviceAdded { device }], reply))
    }

    /// From now on so many devices that show a word let themselves in, until a local day ends. What
    /// was made before is good no more.
    pub(super) fn let_devices_enrol(
        &self,
        count: u32,
        until: NaiveDate,
        secret: &Secret,
        now: Now,
    ) -> Result<Change, Refusal> {
        let until = until.succ_opt().and_then(|day| midnight(day, self.zone()));
        let is_usable = |until: &Millis| (now.wall..now.wall + MOST_ENROLLING_MS).contains(until);
        let until = until.filter(is_usable).ok_or(Refusal::EnrolmentUnusable)?;
        if !(1..=MOST_ENROLLING).contains(&count) {
            return Err(Refusal::EnrolmentUnusable);
        }
        let token = TokenHash::of(secret.expose());
        Ok(Change::EnrolmentSet { enrolment: Some(Enrolment { token, left: count, until }) })
    }

    /// A device that shows a code lets itself in, if it may. It is called as it calls itself.
    pub(super) fn enrol(
        &self,
        code: &str,
        token: &Secret,
        name: &str,
        known: &Known,
        now: Now,
    ) -> Verdict {
        let token = TokenHash::of(token.expose());
        let is_good = |it: &Enrolment| it.token == token && it.left > 0 && now.wall < it.until;
        // Who knows what day it is?
        let enrolment = self.enrolment.filter(|it| is_good(it) && !self.doubts_clock(now));
        let (Some(enrolment), Some(kind)) = (enrolment, known.device) else {
            return Verdict::refused(Refusal::NoSuchCode);
        };
        let name = self.devices.free_name(name, kind);
        match self.approve(code, &name, known, now) {
            Ok((added, reply)) => {
                let left = enrolment.left - 1;
                let enrolment = (left > 0).then_some(Enrolment { left, ..enrolment });
                let mut changes = vec![Change::EnrolmentSet { enrolment }];
                changes.extend(added);
                Verdict::with(By::Server, changes, reply)
            }
            Err(refusal) => Verdict::refused(refusal),
        }
    }

    /// Every device as it is listed; a use that is not noted yet counts.
    pub(super) fn list_devices(&self, now: Now) -> Vec<Listed> {
        let devices = self.devices.by_name().into_iter();
        devices
            .map(|device| {
                let here = self.presence.of_device(&device.key);
                let gone = self.presence.devices_gone.get(&device.key).copied().or(device.used);
                let reported = self.devices.reported(&device.key);
                let address = || reported.and_then(|reported| reported.address);
                Listed {
                    name: device.name.clone(),
                    kind: device.kind,
                    last: if here.is_some() { Some(now.wall) } else { gone },
                    connected: here.is_some(),
                    address: here.and_then(|here| here.address).or_else(address),
                    report: reported.map(|reported| reported.report.clone()),
                }
            })
            .collect()
    }

    fn people_lines(&self) -> Vec<String> {
        let people = self.accounts.people();
        people
            .map(|person| {
                let role = person.role;
                let state = if person.is_enabled { "enabled" } else { "disabled" };
                let table = self.desk.table_of(person.id);
                let table = table.map_or("-".to_owned(), |table| table.to_string());
                format!("{}\t{}\t{role}\t{state}\t{table}", person.user, person.name)
            })
            .collect()
    }

    fn table_lines(&self) -> Vec<String> {
        // A list shows who sits at tables that the settings of this command do not know, too.
        let last = self.desk.seats().map(|(table, _)| table.0 + 1).max().unwrap_or_default();
        (0..self.profile().tables.max(last))
            .map(TableNo)
            .map(|table| {
                let person = self.desk.person_at(table);
                let name = person.and_then(|person| self.accounts.person(person));
                let name = name.map_or("-", |person| person.name.as_str());
                let tickets = person.map(|person| {
                    let ids = self.desk.claimed_by(person).map(|ticket| ticket.id.to_string());
                    ids.collect::<Vec<_>>().join(" ")
                });
                format!("{table}\t{name}\t{}", tickets.unwrap_or_default())
            })
            .collect()
    }
}

/// When the desk is open on a day, as a line of a list.
fn day_line(day: &DayHours) -> String {
    let spans = day.hours.iter().map(|(from, to)| format!("{from}-{to}"));
    let spans: Vec<String> = spans.collect();
    let hours = if spans.is_empty() { "closed".to_owned() } else { spans.join(", ") };
    let name = day.name.values().next().map(String::as_str).unwrap_or_default();
    format!("{}\t{hours}\t{name}", day.date).trim_end().to_owned()
}

/// A device as a line of a list.
fn device_line(device: &Listed) -> String {
    let state = match device.last {
        _ if device.connected => "connected".to_owned(),
        Some(last) => WireTime::from_millis(last).to_string(),
        None => "-".to_owned(),
    };
    format!("{}\t{}\t{state}", device.name, device.kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        let password = PasswordHash("secret".to_owned());
        let request = AdminRequest::StaffPassword { user: "ann".to_owned(), password };
        assert_eq!(format!("{request:?}"), "StaffPassword");
    }
}
