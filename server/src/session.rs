//! Who a connection is, and what it may do. Pure: one value a connection, owned by the clerk.

use shared::command::{Access, StaffCommand};

use crate::auth::TokenHash;
use crate::desk::{PersonId, Refusal};

/// Which path a connection came by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// `/staff`
    Staff,
    /// `/kiosk`
    Kiosk,
    /// `/display`
    Display,
}

/// Which messages a connection is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Exactly those of the protocol document.
    Classic,
    /// Those and the extensions.
    V2,
}

/// Whether a connection is signed in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SignIn {
    /// It never was.
    #[default]
    Never,
    /// It is.
    As {
        /// Who.
        person: PersonId,
        /// By which token.
        token: TokenHash,
    },
    /// It was, and its token is no longer good.
    Lost,
}

/// A connection's role, dialect and sign-in.
#[derive(Debug, Clone, Copy)]
pub struct Session {
    /// Which path it came by.
    pub role: Role,
    /// Which messages it is sent.
    pub dialect: Dialect,
    /// Whether it is signed in.
    pub sign_in: SignIn,
}

impl Session {
    /// The staff member signed in here.
    pub fn person(&self) -> Option<PersonId> {
        match self.sign_in {
            SignIn::As { person, .. } => Some(person),
            SignIn::Never | SignIn::Lost => None,
        }
    }

    /// Who acts with a command that needs a sign-in, or the sentence that answers it.
    pub fn actor(
        &self,
        command: &StaffCommand,
        is_admin: impl Fn(PersonId) -> bool,
    ) -> Result<PersonId, Refusal> {
        let person = match self.sign_in {
            SignIn::As { person, .. } => person,
            SignIn::Lost => return Err(Refusal::Relogin),
            SignIn::Never => return Err(command.verb().without_sign_in()),
        };
        if command.verb().access() == Access::Admin && !is_admin(person) {
            return Err(Refusal::NeedsAdmin);
        }
        Ok(person)
    }
}
