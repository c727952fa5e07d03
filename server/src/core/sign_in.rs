//! Signing in and out, and the sessions that stand for it.

use std::collections::BTreeSet;
use std::net::IpAddr;

use shared::command::Verb;
use shared::ids::TableNo;
use shared::message::StaffSuccess;
use shared::refusal::Refusal;
use shared::text::Secret;

use super::accounts::{PersonId, TOKEN_USE_MS};
use super::change::{Act, By, Change, SessionEnd, Unseat};
use super::credential::{PasswordHash, TokenHash};
use super::presence::{ConnId, Connection, KioskKey, SignIn};
use super::time::{Millis, Now};
use super::{Core, Known, Reply, Verdict};

/// For how long a password that is only good to choose another is good: 7 days.
const ONE_TIME_MS: Millis = 7 * 24 * 60 * 60 * 1000;

/// Whether a password that was made at a moment to be used once is good no more.
fn is_out_of_date(made: Option<Millis>, now: Now) -> bool {
    made.is_some_and(|made| now.wall.saturating_sub(made) >= ONE_TIME_MS)
}

impl Core {
    /// Who is signed in on a connection now, and may act: not who must choose a password first.
    pub fn signed_in(&self, conn: ConnId) -> Option<SignIn> {
        self.sign_in_of(conn).filter(|sign_in| !self.must_change(sign_in))
    }

    /// Whose session a connection is in now.
    pub fn sign_in_of(&self, conn: ConnId) -> Option<SignIn> {
        let sign_in = self.presence.connections.get(&conn)?.sign_in?;
        self.accounts.session(&sign_in.token).map(|_| sign_in)
    }

    /// Whether somebody must choose a password before anything else.
    pub(super) fn must_change(&self, sign_in: &SignIn) -> bool {
        let session = self.accounts.session(&sign_in.token);
        session.is_some_and(|session| self.accounts.must_change(&session))
    }

    /// Whether the device that a connection is may connect no more.
    pub(super) fn is_revoked(&self, conn: ConnId) -> bool {
        let connection = self.presence.connections.get(&conn);
        let device = connection.and_then(|connection| connection.device);
        device.is_some_and(|key| self.devices.get(&key).is_none())
    }

    /// The account and password hash that a password is to be checked against: of a user name, or
    /// of who is signed in on the connection.
    pub fn credentials(
        &self,
        conn: ConnId,
        user: Option<&str>,
    ) -> Option<(PersonId, Option<PasswordHash>)> {
        let person = match user {
            Some(user) => self.accounts.named(user)?,
            None => self.accounts.person(self.sign_in_of(conn)?.person)?,
        };
        person.is_enabled.then(|| (person.id, person.password.clone()))
    }

    /// A connection came from an address; `device` is the key that it showed, if it did.
    pub fn connected(&mut self, conn: ConnId, device: Option<TokenHash>, address: Option<IpAddr>) {
        self.presence.connections.insert(conn, Connection { sign_in: None, device, address });
    }

    /// A connection is gone.
    pub fn disconnected(&mut self, conn: ConnId, now: Now) {
        self.presence.told.remove(&KioskKey::Connection(conn));
        self.presence.printing.retain(|_, of| *of != conn);
        let device = self.presence.connections.remove(&conn).and_then(|gone| gone.device);
        // One that was revoked is nobody's.
        if let Some(key) = device.filter(|key| self.devices.get(key).is_some()) {
            self.presence.devices_gone.insert(key, now.wall);
        }
    }

    /// Sets how a connection is signed in; gives how it was.
    pub fn set_sign_in(&mut self, conn: ConnId, sign_in: Option<SignIn>) -> Option<SignIn> {
        let connection = self.presence.connections.get_mut(&conn)?;
        std::mem::replace(&mut connection.sign_in, sign_in)
    }

    pub(super) fn gone(&self, conn: ConnId, now: Now) -> Verdict {
        // While it sat at a table its token could not expire; the time counts from now.
        let protected = self.signed_in(conn).filter(|sign_in| self.is_protected(sign_in.person));
        let used = protected.and_then(|sign_in| self.session_used(sign_in.token, now));
        Verdict::of(By::Server, used.into_iter().chain(self.gone_in_print(conn)).collect())
    }

    pub(super) fn pick_with_token(
        &self,
        conn: ConnId,
        table: Option<TableNo>,
        token: &Secret,
        now: Now,
    ) -> Verdict {
        let token = TokenHash::of(token.expose());
        let session = self.accounts.session(&token);
        let may_act = session.is_some_and(|session| !self.accounts.must_change(&session));
        let Some(person) = self.token_person(&token, now).filter(|_| may_act) else {
            return Verdict::refused(Refusal::UnknownToken);
        };
        match self.pick(person, table) {
            Err(refusal) => Verdict::refused(refusal),
            Ok((table, mut changes)) => {
                changes.extend(self.session_used(token, now));
                let is_new = self.signed_in(conn).map(|it| it.person) != Some(person);
                let success = StaffSuccess::Pick(table);
                let reply =
                    if is_new { Reply::SignedIn(success, person) } else { Reply::Done(success) };
                let sign_in = Some(SignIn { person, token });
                Verdict { sign_in, ..Verdict::with(By::Person(person), changes, reply) }
            }
        }
    }

    pub(super) fn resume(&self, token: &Secret, now: Now) -> Verdict {
        let token = TokenHash::of(token.expose());
        let found = self.token_person(&token, now).and_then(|id| self.accounts.person(id));
        let Some(person) = found else { return Verdict::refused(Refusal::PleaseRelogin) };
        let must_change = self.must_change(&SignIn { person: person.id, token });
        let mut changes = if must_change { Vec::new() } else { self.lost_table(person.id) };
        changes.push(Change::Acted { act: Act::Resumed });
        changes.extend(self.session_used(token, now));
        let reply = Reply::SignedIn(StaffSuccess::Resume(person.name.clone()), person.id);
        let sign_in = Some(SignIn { person: person.id, token });
        Verdict { sign_in, ..Verdict::with(By::Person(person.id), changes, reply) }
    }

    /// `login`, once the password was checked. The hash is compared again: since it was looked
    /// up, the password may have been changed or the account disabled.
    pub(super) fn log_in(
        &self,
        account: Option<PersonId>,
        checked: Result<(PersonId, PasswordHash), Refusal>,
        known: &Known,
        now: Now,
    ) -> Verdict {
        let person = checked.and_then(|(person, hash)| {
            let person = self.accounts.person(person).filter(|person| person.is_enabled);
            let person = person.filter(|person| person.password.as_ref() == Some(&hash));
            let person = person.filter(|person| !is_out_of_date(person.one_time, now));
            person.map(|person| person.id).ok_or(Refusal::WrongLogin)
        });
        match (person, &known.secret) {
            (Ok(person), Some(secret)) => {
                let token = TokenHash::of(secret.expose());
                let is_one_time =
                    self.accounts.person(person).is_some_and(|it| it.one_time.is_some());
                let opened = Change::SessionOpened { token, person, at: now.wall, is_one_time };
                let reply = Reply::SignedIn(StaffSuccess::Login(secret.clone()), person);
                let sign_in = Some(SignIn { person, token });
                Verdict { sign_in, ..Verdict::with(By::Person(person), vec![opened], reply) }
            }
            (Ok(_), None) => Verdict::refused(Refusal::NotSaved),
            (Err(refusal), _) => {
                let by = account.map_or(By::Nobody, By::Person);
                // Who must wait was not even checked, and may ask as often as it likes.
                let act = Change::Acted { act: Act::SignInRefused };
                let act = (refusal == Refusal::WrongLogin).then_some(act);
                Verdict::with(by, act.into_iter().collect(), Reply::Refused(refusal))
            }
        }
    }

    pub(super) fn log_out(&self, conn: ConnId, sign_in: SignIn) -> Verdict {
        let SignIn { person, token } = sign_in;
        let mut changes = vec![Change::SessionEnded { token, cause: SessionEnd::LoggedOut }];
        let is_elsewhere = self.presence.connections.keys().any(|other| {
            let there = self.signed_in(*other).filter(|_| *other != conn);
            there.is_some_and(|there| there.person == person && there.token != token)
        });
        let left = if is_elsewhere { vec![] } else { self.unseat(person, Unseat::LoggedOut) };
        let reply = if left.is_empty() {
            Reply::Done(StaffSuccess::Logout)
        } else {
            Reply::TableLeft(StaffSuccess::Logout)
        };
        changes.extend(left);
        Verdict::with(By::Person(person), changes, reply)
    }

    /// `password`, once the old one was checked and the new one hashed.
    pub(super) fn replace_password(
        &self,
        conn: ConnId,
        checked: Result<(PasswordHash, PasswordHash), Refusal>,
        now: Now,
    ) -> Verdict {
        let (actor, first) = self.actor(conn, Verb::Password, now);
        let verdict = match actor {
            Err(refusal) => Verdict::refused(refusal),
            Ok(SignIn { person, token }) => {
                let by = By::Person(person);
                let current = self.accounts.person(person).and_then(|it| it.password.as_ref());
                let checked = checked.and_then(|(old, new)| {
                    if current == Some(&old) { Ok(new) } else { Err(Refusal::OldPasswordWrong) }
                });
                match checked {
                    Ok(password) => {
                        let one_time = None;
                        let mut changes = vec![Change::PasswordSet { person, password, one_time }];
                        changes.extend(self.end_sessions(
                            person,
                            Some(token),
                            SessionEnd::PasswordChanged,
                        ));
                        let sign_in = SignIn { person, token };
                        if self.must_change(&sign_in) {
                            // From now on it is a sign-in like any other.
                            let reply = Reply::SignedIn(StaffSuccess::Password, person);
                            let sign_in = Some(sign_in);
                            Verdict { sign_in, ..Verdict::with(by, changes, reply) }
                        } else {
                            Verdict::with(by, changes, Reply::Done(StaffSuccess::Password))
                        }
                    }
                    Err(refusal) => {
                        let act = Change::Acted { act: Act::PasswordRefused };
                        let act = (refusal == Refusal::OldPasswordWrong).then_some(act);
                        Verdict::with(by, act.into_iter().collect(), Reply::Refused(refusal))
                    }
                }
            }
        };
        verdict.after(first)
    }

    /// Ends every session of a person but one, in an order that does not depend on the hash map.
    pub(super) fn end_sessions(
        &self,
        person: PersonId,
        but: Option<TokenHash>,
        cause: SessionEnd,
    ) -> Vec<Change> {
        let theirs = self.accounts.sessions().filter(|(_, session)| session.person == person);
        let tokens: BTreeSet<TokenHash> = theirs.map(|(token, _)| token).collect();
        let tokens = tokens.into_iter().filter(|token| Some(*token) != but);
        tokens.map(|token| Change::SessionEnded { token, cause }).collect()
    }

    fn token_person(&self, token: &TokenHash, now: Now) -> Option<PersonId> {
        let session = self.accounts.session(token)?;
        self.is_good(token, now).then_some(session.person)
    }

    pub(super) fn is_good(&self, token: &TokenHash, now: Now) -> bool {
        self.accounts.session(token).is_some_and(|session| {
            let age = now.wall.saturating_sub(session.used);
            let person = self.accounts.person(session.person);
            let is_usable = |made| !session.is_one_time || !is_out_of_date(made, now);
            person.is_some_and(|person| person.is_enabled && is_usable(person.one_time))
                && (age < self.profile().session_ms || self.is_protected(session.person))
        })
    }

    /// A token does not expire while its person has a table and a connection.
    fn is_protected(&self, person: PersonId) -> bool {
        self.desk.table_of(person).is_some() && self.is_present(person)
    }

    pub(super) fn is_present(&self, person: PersonId) -> bool {
        let signed_in = |conn| self.signed_in(conn).map(|sign_in| sign_in.person);
        self.presence.connections.keys().any(|conn| signed_in(*conn) == Some(person))
    }

    pub(super) fn session_used(&self, token: TokenHash, now: Now) -> Option<Change> {
        self.session_used_after(token, TOKEN_USE_MS, now)
    }

    /// A use is worth noting once the last one that was noted is `after` milliseconds old.
    pub(super) fn session_used_after(
        &self,
        token: TokenHash,
        after: Millis,
        now: Now,
    ) -> Option<Change> {
        let session = self.accounts.session(&token)?;
        let is_due = now.wall.saturating_sub(session.used) >= after;
        is_due.then_some(Change::SessionUsed { token, at: now.wall })
    }
}
