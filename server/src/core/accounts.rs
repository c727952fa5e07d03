//! People who sign in, and their sessions.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use shared::ids::TableNo;
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
pub struct Person {
    /// Which staff member.
    pub id: PersonId,
    /// The name used to sign in.
    pub user: String,
    /// The name that others see.
    pub name: String,
    /// Whether this is an admin account.
    pub is_admin: bool,
    /// Whether the account may be used.
    pub is_enabled: bool,
    /// The password; none: the person signs in with a token only.
    pub password: Option<PasswordHash>,
    /// The table lost to the grace time, given back at the next `resume` if it is free.
    pub lost_table: Option<TableNo>,
}

/// A token that lets somebody in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// Whose it is.
    pub person: PersonId,
    /// When it was used last.
    pub used: Millis,
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

    /// Whether an account is there, and one of an admin.
    pub fn is_admin(&self, person: PersonId) -> bool {
        self.person(person).is_some_and(|person| person.is_admin)
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
        is_admin: bool,
        password: Option<PasswordHash>,
    ) -> Result<Person, Refusal> {
        let name = clean(name);
        let fits =
            |text: &str| (1..=NAME_CHARS).contains(&text.chars().count()) && is_visible(text);
        let is_word = clean(user) == user && !user.contains(' ');
        if !fits(&name) || name == NOBODY || !fits(user) || !is_word {
            return Err(Refusal::NameNotValid);
        }
        let (user_key, name_key) = (fold(user), fold(&name));
        let is_in_use =
            |person: &Person| fold(&person.user) == user_key || fold(&person.name) == name_key;
        if self.people.values().any(is_in_use) {
            return Err(Refusal::NameInUse);
        }
        let id = self.people.last_key_value().map_or(1, |(last, _)| last.0.saturating_add(1));
        let user = user.to_owned();
        let is_enabled = true;
        Ok(Person {
            id: PersonId(id),
            user,
            name,
            is_admin,
            is_enabled,
            password,
            lost_table: None,
        })
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
