//! The accounts, as whoever runs the desk sees and changes them, and the first of them.

use shared::command::Verb;
use shared::message::StaffSuccess;
use shared::person::{Account, FirstSetup, PersonChange, PersonMade, Role};
use shared::profile::{ProfileChange, ProfileKey};
use shared::refusal::Refusal;
use shared::service::ServiceId;
use shared::text::{Secret, clean};

use super::accounts::{Person, PersonId};
use super::change::{By, Change, SessionEnd};
use super::credential::{PasswordHash, TokenHash};
use super::presence::{ConnId, SignIn};
use super::time::Now;
use super::{Core, Known, Reply, Verdict};

impl Core {
    /// Every account, by id.
    pub(super) fn list_people(&self) -> Vec<Account> {
        let account = |person: &Person| Account {
            user: person.user.clone(),
            name: person.name.clone(),
            role: person.role,
            enabled: person.is_enabled,
            services: person.services.as_ref().map(|ids| self.that_are_there(ids)),
            last: self.accounts.last_signed_in(person),
            one_time: person.one_time.is_some(),
        };
        self.accounts.people().map(account).collect()
    }

    /// `person`, with a password made in case that one is needed.
    pub(super) fn person(
        &self,
        conn: ConnId,
        change: PersonChange,
        made: (Secret, PasswordHash),
        now: Now,
    ) -> Verdict {
        let (actor, first) = self.actor(conn, Verb::Person, now);
        let decided = actor.and_then(|SignIn { person, .. }| {
            let (changes, success) = self.change_person(person, change, made, now)?;
            let reply = Reply::Done(StaffSuccess::Person(success));
            Ok(Verdict::with(By::Person(person), changes, reply))
        });
        decided.unwrap_or_else(Verdict::refused).after(first)
    }

    fn change_person(
        &self,
        actor: PersonId,
        change: PersonChange,
        made: (Secret, PasswordHash),
        now: Now,
    ) -> Result<(Vec<Change>, PersonMade), Refusal> {
        let services = |given: Option<Vec<ServiceId>>| given.map(|ids| self.that_are_there(&ids));
        let unknown = |id: &ServiceId| self.services().get(id).is_none();
        if change.services.iter().flatten().flatten().any(unknown) {
            return Err(Refusal::NoSuchService);
        }
        let (password, hash) = made;
        let Some(person) = self.accounts.named(&change.user) else {
            let name = change.name.unwrap_or_default();
            let role = change.role.unwrap_or(Role::Staff);
            let person = self.accounts.new_person(&change.user, &name, role, Some(hash))?;
            let is_enabled = change.enabled.unwrap_or(true);
            let services = services(change.services.unwrap_or_default());
            let person = Person { one_time: Some(now.wall), is_enabled, services, ..person };
            let success = PersonMade { user: person.user.clone(), password: Some(password) };
            return Ok((vec![Change::PersonAdded { person }], success));
        };
        let id = person.id;
        let name = match change.name {
            Some(name) => self.accounts.display_name(&name, Some(id))?,
            None => person.name.clone(),
        };
        let role = change.role.unwrap_or(person.role);
        let is_enabled = change.enabled.unwrap_or(person.is_enabled);
        if is_working_admin(person) && (role < Role::Admin || !is_enabled) {
            let admins = self.accounts.people().filter(|person| is_working_admin(person));
            if admins.count() == 1 {
                return Err(Refusal::LastAdmin);
            }
        }
        // The new password would be shown to a window that it signs out.
        if id == actor && (role < person.role || !is_enabled || change.reset) {
            return Err(Refusal::AnotherAdmin);
        }
        let services = match change.services {
            Some(given) => services(given),
            None => person.services.clone(),
        };
        let mut changes = Vec::new();
        if name != person.name || role != person.role || services != person.services {
            changes.push(Change::PersonChanged { person: id, name, role, services });
        }
        if is_enabled && !person.is_enabled {
            changes.push(Change::PersonEnabled { person: id });
        } else if !is_enabled && person.is_enabled {
            changes.extend(self.disable(id, now));
        }
        let user = person.user.clone();
        if !change.reset {
            return Ok((changes, PersonMade { user, password: None }));
        }
        let one_time = Some(now.wall);
        changes.push(Change::PasswordSet { person: id, password: hash, one_time });
        if is_enabled {
            changes.extend(self.end_sessions(id, None, SessionEnd::PasswordChanged));
        }
        Ok((changes, PersonMade { user, password: Some(password) }))
    }

    /// Whether a code lets its holder make the first account.
    pub fn may_set_up(&self, code: &str) -> Result<(), Refusal> {
        if !self.accounts.is_empty() {
            return Err(Refusal::SetUpAlready);
        }
        let is_right = self
            .set_up_code
            .as_deref()
            .is_some_and(|wanted| shared::device::code(wanted) == shared::device::code(code));
        if is_right { Ok(()) } else { Err(Refusal::WrongCode) }
    }

    /// `setup`, once the code is checked and the password hashed. The code is looked at again:
    /// somebody else may have been first.
    pub(super) fn set_up(
        &self,
        setup: FirstSetup,
        checked: Result<PasswordHash, Refusal>,
        known: &Known,
        now: Now,
    ) -> Verdict {
        self.first_account(setup, checked, known, now).unwrap_or_else(Verdict::refused)
    }

    fn first_account(
        &self,
        setup: FirstSetup,
        checked: Result<PasswordHash, Refusal>,
        known: &Known,
        now: Now,
    ) -> Result<Verdict, Refusal> {
        let FirstSetup { code, organisation, tables, user, name, .. } = setup;
        let hash = checked?;
        self.may_set_up(&code)?;
        let secret = known.secret.clone().ok_or(Refusal::NotSaved)?;
        let person = self.accounts.new_person(&user, &name, Role::Admin, Some(hash))?;
        let id = person.id;
        let mut changes = vec![Change::PersonAdded { person }];
        changes.extend(self.first_settings(&organisation, tables, now)?);
        let token = TokenHash::of(secret.expose());
        let is_one_time = false;
        changes.push(Change::SessionOpened { token, person: id, at: now.wall, is_one_time });
        let reply = Reply::SignedIn(StaffSuccess::SetUp(secret), id);
        let sign_in = Some(SignIn { person: id, token });
        Ok(Verdict { sign_in, ..Verdict::with(By::Person(id), changes, reply) })
    }

    /// What of the desk's settings differs from what it begins with.
    fn first_settings(
        &self,
        organisation: &str,
        tables: Option<u32>,
        now: Now,
    ) -> Result<Vec<Change>, Refusal> {
        let organisation = clean(organisation);
        if organisation.chars().count() > shared::visitor::NOTE_CHARS {
            return Err(Refusal::OrganisationTooLong);
        }
        let profile = self.profile();
        let mut values = std::collections::BTreeMap::new();
        if !organisation.is_empty() && organisation != profile.organisation {
            values.insert(ProfileKey::Organisation.to_string(), organisation.into());
        }
        if let Some(tables) = tables.filter(|tables| *tables != profile.tables) {
            if !(1..=1000).contains(&tables) {
                return Err(Refusal::TablesUnusable);
            }
            values.insert(ProfileKey::Tables.to_string(), tables.into());
        }
        let change = ProfileChange { version: u64::MAX, values };
        Ok(self.set_profile(change, now)?.0)
    }
}

fn is_working_admin(person: &Person) -> bool {
    person.is_enabled && person.role == Role::Admin
}
