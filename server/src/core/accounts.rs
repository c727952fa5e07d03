//! People who sign in, and their sessions.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use shared::ids::TableNo;
use shared::person::Role;
use shared::service::ServiceId;
use shared::text::{clean, fold, is_visible};
use shared::ticket::NOBODY;
use shared::visitor::NAME_CHARS;

use super::credential::{PasswordHash, TokenHash};
use super::time::Millis;
use shared::refusal::Refusal;

/// A token's use is noted at most this often; after a crash it may seem this much older.
pub const TOKEN_USE_MS: Millis = 60_000;

/// Which staff member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonId(pub i64);

/// A staff account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written")]
pub struct Person {
    /// Which staff member.
    pub id: PersonId,
    /// The name used to sign in.
    pub user: String,
    /// The name that others see.
    pub name: String,
    /// What the person may do.
    pub role: Role,
    /// Whether the account may be used.
    pub is_enabled: bool,
    /// The password; none: the person signs in with a token only.
    pub password: Option<PasswordHash>,
    /// The table lost to the grace time, given back at the next `resume` if it is free.
    pub lost_table: Option<TableNo>,
    /// When the password was made, if it is one that is only good to choose another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one_time: Option<Millis>,
    /// When the person signed in last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_in: Option<Millis>,
    /// The services that the person can do; none: all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub services: Option<Vec<ServiceId>>,
    /// Which of them the person takes now; none: all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serves: Option<Vec<ServiceId>>,
}

/// An account as any version wrote it: the first knew admins and others.
#[derive(Deserialize)]
struct Written {
    id: PersonId,
    user: String,
    name: String,
    #[serde(default)]
    is_admin: bool,
    role: Option<Role>,
    is_enabled: bool,
    password: Option<PasswordHash>,
    lost_table: Option<TableNo>,
    one_time: Option<Millis>,
    signed_in: Option<Millis>,
    services: Option<Vec<ServiceId>>,
    serves: Option<Vec<ServiceId>>,
}

impl From<Written> for Person {
    fn from(written: Written) -> Self {
        let before = if written.is_admin { Role::Admin } else { Role::Staff };
        Self {
            id: written.id,
            user: written.user,
            name: written.name,
            role: written.role.unwrap_or(before),
            is_enabled: written.is_enabled,
            password: written.password,
            lost_table: written.lost_table,
            one_time: written.one_time,
            signed_in: written.signed_in,
            services: written.services,
            serves: written.serves,
        }
    }
}

impl Person {
    /// Whether the person can do a service.
    pub fn can_do(&self, service: &ServiceId) -> bool {
        self.services.as_ref().is_none_or(|services| services.contains(service))
    }

    /// An account that is new, and may be used.
    pub fn new(
        id: PersonId,
        user: impl Into<String>,
        name: impl Into<String>,
        role: Role,
        password: Option<PasswordHash>,
    ) -> Self {
        Self {
            id,
            user: user.into(),
            name: name.into(),
            role,
            is_enabled: true,
            password,
            lost_table: None,
            one_time: None,
            signed_in: None,
            services: None,
            serves: None,
        }
    }
}

/// A token that lets somebody in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// Whose it is.
    pub person: PersonId,
    /// When it was used last.
    pub used: Millis,
    /// Whether a password opened it that is only good to choose another. It lets its holder do
    /// no more than that until they have one.
    pub is_one_time: bool,
}

/// Everybody who may sign in, and the sessions that stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accounts {
    people: BTreeMap<PersonId, Person>,
    sessions: FxHashMap<TokenHash, Session>,
}

impl Accounts {
    /// The accounts and sessions that are stored.
    pub fn new(people: Vec<Person>, sessions: Vec<(TokenHash, Session)>) -> Self {
        Self {
            people: people.into_iter().map(|person| (person.id, person)).collect(),
            sessions: sessions.into_iter().collect(),
        }
    }

    /// An account.
    pub fn person(&self, person: PersonId) -> Option<&Person> {
        self.people.get(&person)
    }

    /// Whether nobody has an account yet.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// What somebody may do; none: there is no such account.
    pub fn role(&self, person: PersonId) -> Option<Role> {
        self.person(person).map(|person| person.role)
    }

    /// Whether a session lets its holder do nothing but choose a password.
    pub fn must_change(&self, session: &Session) -> bool {
        let person = self.person(session.person);
        session.is_one_time && person.is_some_and(|person| person.one_time.is_some())
    }

    /// When somebody was signed in last, as far as is known.
    pub fn last_signed_in(&self, person: &Person) -> Option<Millis> {
        let theirs = self.sessions.values().filter(|session| session.person == person.id);
        theirs.map(|session| session.used).chain(person.signed_in).max()
    }

    /// Every account, by id.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        self.people.values()
    }

    /// The account with this user name; case and composition do not matter.
    pub fn named(&self, user: &str) -> Option<&Person> {
        let user = fold(user);
        self.people.values().find(|person| fold(&person.user) == user)
    }

    /// A session, whether it is still good or not.
    pub fn session(&self, token: &TokenHash) -> Option<Session> {
        self.sessions.get(token).copied()
    }

    /// Every session.
    pub fn sessions(&self) -> impl Iterator<Item = (TokenHash, Session)> + '_ {
        self.sessions.iter().map(|(token, session)| (*token, *session))
    }

    /// The account that these names make, or why they cannot.
    pub fn new_person(
        &self,
        user: &str,
        name: &str,
        role: Role,
        password: Option<PasswordHash>,
    ) -> Result<Person, Refusal> {
        let is_word = clean(user) == user && !user.contains(' ');
        if !fits(user) || !is_word {
            return Err(Refusal::NameNotValid);
        }
        let user_key = fold(user);
        if self.people.values().any(|person| fold(&person.user) == user_key) {
            return Err(Refusal::NameInUse);
        }
        let name = self.display_name(name, None)?;
        let id = self.people.last_key_value().map_or(1, |(last, _)| last.0.saturating_add(1));
        Ok(Person::new(PersonId(id), user, name, role, password))
    }

    /// A display name as it is stored, or why `of`, or somebody new, cannot have it.
    pub fn display_name(&self, name: &str, of: Option<PersonId>) -> Result<String, Refusal> {
        let name = clean(name);
        if !fits(&name) || name == NOBODY {
            return Err(Refusal::NameNotValid);
        }
        let key = fold(&name);
        let mut others = self.people.values().filter(|person| Some(person.id) != of);
        if others.any(|person| fold(&person.name) == key) {
            return Err(Refusal::NameInUse);
        }
        Ok(name)
    }

    pub(super) fn add(&mut self, person: Person) {
        self.people.insert(person.id, person);
    }

    /// Changes an account that exists.
    pub(super) fn change(&mut self, person: PersonId, change: impl FnOnce(&mut Person)) {
        if let Some(person) = self.people.get_mut(&person) {
            change(person);
        }
    }

    /// Somebody signed in at a moment.
    pub(super) fn signed_in(&mut self, person: PersonId, at: Millis) {
        self.change(person, |person| person.signed_in = person.signed_in.max(Some(at)));
    }

    pub(super) fn open_session(&mut self, token: TokenHash, session: Session) {
        self.sessions.insert(token, session);
    }

    pub(super) fn use_session(&mut self, token: &TokenHash, at: Millis) {
        if let Some(session) = self.sessions.get_mut(token) {
            session.used = session.used.max(at);
        }
    }

    pub(super) fn end_session(&mut self, token: &TokenHash) -> Option<Session> {
        self.sessions.remove(token)
    }
}

fn fits(name: &str) -> bool {
    (1..=NAME_CHARS).contains(&name.chars().count()) && is_visible(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_first_version_wrote_of_an_account_is_read() {
        let text = r#"{"id":7,"user":"ann","name":"Ann","is_admin":true,"is_enabled":true,
            "password":null,"lost_table":3}"#;
        let mut person = Person::new(PersonId(7), "ann", "Ann", Role::Admin, None);
        person.lost_table = Some(TableNo(3));
        assert_eq!(serde_json::from_str::<Person>(text).unwrap(), person);
        let written = serde_json::to_string(&person).unwrap();
        assert_eq!(serde_json::from_str::<Person>(&written).unwrap(), person);
        let other = text.replace("true,\"is_en", "false,\"is_en");
        assert_eq!(serde_json::from_str::<Person>(&other).unwrap().role, Role::Staff);
    }
}
