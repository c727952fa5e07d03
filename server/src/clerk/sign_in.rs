//! Signing in and out, and the tokens that stand for it.

use std::collections::BTreeSet;
use std::time::Duration;

use shared::command::StaffCommand;
use shared::ids::TableNo;
use shared::message::{StaffMessage, StaffSuccess};
use shared::text::{Arg, Secret};

use super::Clerk;
use crate::auth::{self, PasswordHash, TokenHash};
use crate::desk::{Action, By, Event, Millis, PersonId, Refusal};
use crate::session::SignIn;

/// A token's use is stored at most this often; after a crash it may seem this much older.
pub(super) const TOKEN_USE_MS: Millis = 60_000;

impl Clerk {
    pub(super) fn actor(&mut self, conn: u64, command: &StaffCommand) -> Result<PersonId, Refusal> {
        let client = self.clients.get(&conn).ok_or(Refusal::NotSignedIn)?;
        let SignIn::As { person, token } = client.session.sign_in else {
            return client.session.actor(command, |_| false);
        };
        if !self.is_good(&token) {
            self.revoke(token, None);
        } else {
            self.use_token(token);
        }
        let client = self.clients.get(&conn).ok_or(Refusal::NotSignedIn)?;
        client.session.actor(command, |person| {
            self.desk.person(person).is_some_and(|person| person.is_admin)
        })?;
        Ok(person)
    }

    pub(super) fn pick(
        &mut self,
        conn: u64,
        table: Option<TableNo>,
        token: &Secret,
    ) -> Result<(), Refusal> {
        let token = TokenHash::of(token.expose());
        let person = self.token_person(&token).ok_or(Refusal::UnknownToken);
        let person = person.inspect_err(|_| self.note_refused_token(conn))?;
        self.execute(By::Person(person), Action::Pick(table), Some(conn))?;
        self.use_token(token);
        let is_new =
            self.clients.get(&conn).and_then(|client| client.session.person()) != Some(person);
        self.set_sign_in(conn, SignIn::As { person, token });
        if let Some(table) = table {
            self.succeed(conn, StaffSuccess::Pick(table));
        }
        if is_new {
            self.send_state(conn, person);
        }
        Ok(())
    }

    pub(super) fn resume(&mut self, conn: u64, token: &Secret) -> Result<(), Refusal> {
        let token = TokenHash::of(token.expose());
        let person = self.token_person(&token).ok_or(Refusal::PleaseRelogin);
        let person = person.inspect_err(|_| self.note_refused_token(conn))?;
        self.execute(By::Person(person), Action::TakeBackTable, Some(conn))?;
        self.audit_by(By::Person(person), "resume");
        self.saved_so_far()?;
        self.use_token(token);
        self.set_sign_in(conn, SignIn::As { person, token });
        let name = self.desk.person(person).map(|person| person.name.clone()).unwrap_or_default();
        self.succeed(conn, StaffSuccess::Resume(name));
        self.send_state(conn, person);
        Ok(())
    }

    fn note_refused_token(&mut self, conn: u64) {
        let run = self.clock.run();
        self.settle_refused_tokens(run);
        let from = self.clients.get(&conn).and_then(|client| client.limited.as_deref());
        // Whom no limit binds is on this machine: all of it counts as one address.
        if self.refused_tokens.count(run, from.unwrap_or_default()) {
            self.audit(None, "token refused");
        }
    }

    /// Notes how many refused tokens of the last minute have no row of their own.
    pub(super) fn settle_refused_tokens(&mut self, run: Duration) {
        if let Some(more) = self.refused_tokens.settle(run) {
            self.audit(None, &format!("token refused, {more} more"));
        }
    }

    pub(super) fn log_in(&mut self, conn: u64, person: PersonId) -> Result<(), Refusal> {
        let is_enabled = self.desk.person(person).is_some_and(|person| person.is_enabled);
        if !is_enabled {
            return Err(Refusal::WrongLogin);
        }
        let secret = self.issue(By::Person(person), person)?;
        let token = TokenHash::of(secret.expose());
        self.set_sign_in(conn, SignIn::As { person, token });
        self.succeed(conn, StaffSuccess::Login(secret));
        self.send_state(conn, person);
        Ok(())
    }

    pub(super) fn log_out(&mut self, conn: u64, by: By) -> Result<(), Refusal> {
        let person = by.person()?;
        let Some(SignIn::As { token, .. }) = self.clients.get(&conn).map(|c| c.session.sign_in)
        else {
            return Err(Refusal::NotSignedIn);
        };
        self.set_sign_in(conn, SignIn::Lost);
        self.revoke(token, Some(conn));
        let is_elsewhere =
            self.clients.values().any(|client| client.session.person() == Some(person));
        self.succeed(conn, StaffSuccess::Logout);
        if !is_elsewhere {
            // Signed out by now, this connection hears of the tables like any that has none.
            self.execute(by, Action::LogOut, None)?;
        }
        Ok(())
    }

    pub(super) fn set_password(
        &mut self,
        conn: u64,
        password: PasswordHash,
    ) -> Result<(), Refusal> {
        let command = StaffCommand::Password(Arg::Bad(String::new()));
        let person = self.actor(conn, &command)?;
        let own = match self.clients.get(&conn).map(|client| client.session.sign_in) {
            Some(SignIn::As { token, .. }) => Some(token),
            _ => None,
        };
        self.record(By::Person(person), &Event::PasswordSet { person, password }, Some(conn));
        self.revoke_all(person, own);
        self.saved_so_far()?;
        self.succeed(conn, StaffSuccess::Password);
        Ok(())
    }

    pub(super) fn issue(&mut self, by: By, person: PersonId) -> Result<Secret, Refusal> {
        let secret = auth::new_token();
        let token = TokenHash::of(secret.expose());
        self.record(by, &Event::TokenIssued { token, person, at: self.now }, None);
        self.saved_so_far()?;
        Ok(secret)
    }

    fn token_person(&self, token: &TokenHash) -> Option<PersonId> {
        self.is_good(token).then(|| self.tokens.get(token).map(|token| token.person)).flatten()
    }

    pub(super) fn is_good(&self, token: &TokenHash) -> bool {
        self.tokens.get(token).is_some_and(|stored| {
            let age = self.now.saturating_sub(stored.used);
            let person = self.desk.person(stored.person);
            person.is_some_and(|person| person.is_enabled)
                && (age < self.session_ms() || self.is_protected(stored.person))
        })
    }

    /// A token does not expire while its person has a table and a connection.
    fn is_protected(&self, person: PersonId) -> bool {
        self.desk.table_of(person).is_some()
            && self.clients.values().any(|client| client.session.person() == Some(person))
    }

    fn session_ms(&self) -> Millis {
        Millis::from(self.settings.session_hours) * 60 * 60 * 1000
    }

    pub(super) fn use_token(&mut self, token: TokenHash) {
        let now = self.now;
        let is_due =
            self.tokens.get(&token).is_some_and(|stored| now - stored.used >= TOKEN_USE_MS);
        if is_due {
            self.record(By::Server, &Event::TokenUsed { token, at: now }, None);
        }
    }

    pub(super) fn revoke(&mut self, token: TokenHash, cause: Option<u64>) {
        if let Some(person) = self.tokens.get(&token).map(|token| token.person) {
            self.record(By::Person(person), &Event::TokenRevoked { token, person }, cause);
        }
        let lost: Vec<u64> = self
            .clients
            .iter()
            .filter(|(_, client)| {
                matches!(client.session.sign_in, SignIn::As { token: own, .. } if own == token)
            })
            .map(|(conn, _)| *conn)
            .collect();
        for conn in lost {
            self.set_sign_in(conn, SignIn::Lost);
            if self.speaks_v2(conn) {
                self.answer(conn, &StaffMessage::Out.to_string());
            }
        }
    }

    pub(super) fn revoke_all(&mut self, person: PersonId, but: Option<TokenHash>) {
        let tokens: BTreeSet<TokenHash> = self
            .tokens
            .iter()
            .filter(|(token, stored)| stored.person == person && Some(**token) != but)
            .map(|(token, _)| *token)
            .collect();
        for token in tokens {
            self.revoke(token, None);
        }
    }

    pub(super) fn set_sign_in(&mut self, conn: u64, sign_in: SignIn) {
        if let Some(client) = self.clients.get_mut(&conn) {
            client.was.get_or_insert(client.session.sign_in);
            client.session.sign_in = sign_in;
            client.guest = None;
            client.touch(conn, &mut self.touched);
        }
    }

    pub(super) fn disconnect(&mut self, conn: u64) {
        let Some(client) = self.clients.get(&conn) else { return };
        // While it sat at a table its token could not expire; the time counts from now.
        if let SignIn::As { person, token } = client.session.sign_in
            && self.is_protected(person)
        {
            self.use_token(token);
        }
        let device = self.clients.remove(&conn).and_then(|client| client.device);
        // One that was revoked is nobody's, even if its name comes again.
        if let Some(device) = device.filter(|name| self.devices.has(name)) {
            self.devices_used.insert(device, self.now);
        }
    }
}
