//! What somebody wants, once the session has found out who they are.

use shared::command::Key;
use shared::ids::{TableNo, TicketId};
use shared::ticket::Outcome;

use super::event::{KeyUse, Millis, PersonId, Ticket};
use crate::auth::PasswordHash;

/// Who wants something, what, and what the store knows of what they name.
#[derive(Debug, Clone)]
pub struct Command {
    /// Who wants it.
    pub by: By,
    /// What they want.
    pub action: Action,
    /// What the command names and the desk does not hold.
    pub known: Known,
}

/// Who wants something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// A signed-in staff member.
    Person(PersonId),
    /// A visitor at a kiosk.
    Kiosk,
    /// Whoever administers the machine, on the command line.
    Administrator,
    /// The server itself, as time passes.
    Server,
}

/// What the store knows of what a command names.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The ended ticket that is named.
    pub ended: Option<Ticket>,
    /// What became of the request key that is named.
    pub key: Option<KeyUse>,
}

/// What is wanted. A ticket or table that is `None` was named by something that is no id.
#[derive(Debug, Clone)]
pub enum Action {
    /// Sit down at a table.
    Pick(Option<TableNo>),
    /// Take back the table lost to the grace time, if it is free.
    TakeBackTable,
    /// Leave the table.
    Unpick,
    /// Leave the table because the last connection signed out.
    LogOut,
    /// Take a waiting ticket.
    Accept(Option<TicketId>),
    /// Take whoever is next.
    Next,
    /// End my ticket.
    End(Option<TicketId>, Outcome),
    /// Put a claimed ticket back in the queue.
    Release(Option<TicketId>),
    /// Take back a ticket that I ended.
    Reopen(Option<TicketId>),
    /// End a waiting ticket whose visitor left.
    Withdraw(Option<TicketId>),
    /// Call my ticket again.
    Recall(Option<TicketId>),
    /// Hand my ticket to another table.
    Transfer(Option<TicketId>, Option<TableNo>),
    /// Write on a ticket.
    Note(Option<TicketId>, String),
    /// Unpick somebody else's table.
    Free(Option<TableNo>),
    /// Make a ticket.
    Create(NewTicket),
    /// End the waiting ticket of a request, or bar the request.
    WithdrawKey(Key),
    /// Take no tickets from kiosks.
    Close(String),
    /// Take tickets again.
    Open,
    /// Put up a notice; empty takes it down.
    Announce(String),
    /// Unpick a table whose person has no connection for too long.
    GraceOver(PersonId),
    /// Unpick the tables that this desk has no longer.
    DropTables,
    /// End the day: what started, or was last acted on, before this moment expires.
    EndDay(Millis),
    /// Make an account.
    AddPerson {
        /// The name used to sign in.
        user: String,
        /// The name that others see.
        name: String,
        /// Whether it is an admin account.
        is_admin: bool,
        /// Its password, if it has one.
        password: Option<PasswordHash>,
    },
    /// Disable an account.
    DisablePerson(PersonId),
    /// Enable an account.
    EnablePerson(PersonId),
}

impl Action {
    /// The ticket that is named, of the actions that name one.
    pub fn ticket(&self) -> Option<TicketId> {
        match self {
            Self::Accept(ticket)
            | Self::End(ticket, _)
            | Self::Release(ticket)
            | Self::Reopen(ticket)
            | Self::Withdraw(ticket)
            | Self::Recall(ticket)
            | Self::Transfer(ticket, _)
            | Self::Note(ticket, _) => *ticket,
            _ => None,
        }
    }
}

/// What a ticket is made from, as it was sent: whether it can be used is one of the checks.
#[derive(Debug, Clone, Default)]
pub struct NewTicket {
    /// The visitor's address.
    pub email: String,
    /// The visitor's name.
    pub name: String,
    /// The id of a reason.
    pub reason: Option<String>,
    /// The language the visitor chose.
    pub lang: Option<String>,
    /// The key that makes repeating safe; with one, a waiting ticket of the address is found.
    pub key: Option<Key>,
    /// Whether a second ticket is wanted beside one that waits.
    pub again: bool,
}
