//! What the clerk is asked, and what it answers besides through an outbox.

use std::sync::Arc;

use shared::command::{Day, KioskCommand, StaffCommand};
use shared::text::Arg;
use tokio::sync::oneshot;

use crate::auth::PasswordHash;
use crate::desk::{PersonId, Refusal};
use crate::hub::outbox::Outbox;
use crate::net::control::{AdminReply, AdminRequest};
use crate::session::{Dialect, Role};

/// What the clerk is asked.
#[derive(Debug)]
pub enum Request {
    /// A client has connected.
    Connect {
        /// Which connection.
        conn: u64,
        /// Which path it came by.
        role: Role,
        /// Which messages it is sent.
        dialect: Dialect,
        /// The name of the device, if it showed a key.
        device: Option<String>,
        /// By which name limits bind it; none: they do not.
        limited: Option<String>,
        /// Where they go.
        outbox: Arc<Outbox>,
    },
    /// A client is gone.
    Disconnect {
        /// Which connection.
        conn: u64,
    },
    /// A staff client said something.
    Staff {
        /// Which connection.
        conn: u64,
        /// What it said.
        command: StaffCommand,
    },
    /// A kiosk said something.
    Kiosk {
        /// Which connection.
        conn: u64,
        /// What it said.
        command: KioskCommand,
    },
    /// A client said something that is no command.
    Unknown {
        /// Which connection.
        conn: u64,
    },
    /// The account and password that a connection wants to check.
    Credentials {
        /// Which connection.
        conn: u64,
        /// The user name; none: who is signed in on the connection.
        user: Option<String>,
        /// The account, if it may sign in, and its password.
        reply: oneshot::Sender<Option<(PersonId, Option<PasswordHash>)>>,
    },
    /// A password was checked for `login`.
    SignIn {
        /// Which connection.
        conn: u64,
        /// Whose account it was tried with, if anybody's.
        account: Option<PersonId>,
        /// Who it is, or what to answer.
        verdict: Result<PersonId, Refusal>,
    },
    /// The old password was checked for `password`.
    SetPassword {
        /// Which connection.
        conn: u64,
        /// The new one, or what to answer.
        verdict: Result<PasswordHash, Refusal>,
    },
    /// A client wants an export.
    Export {
        /// Which connection.
        conn: u64,
        /// The first day.
        from: Arg<Day>,
        /// The last day.
        to: Arg<Day>,
        /// The days, if it may; otherwise the clerk has answered.
        reply: oneshot::Sender<Option<(Day, Day)>>,
    },
    /// An administrator asks.
    Admin {
        /// What.
        request: AdminRequest,
        /// What is printed, or a sentence.
        reply: oneshot::Sender<AdminReply>,
    },
    /// Time has passed.
    Tick,
    /// Say goodbye to every client and end.
    Stop {
        /// Told once all is on disk.
        done: oneshot::Sender<()>,
    },
}

impl Request {
    /// The connection that says it, if it is something that a client says.
    pub(super) fn said_by(&self) -> Option<u64> {
        match self {
            Self::Staff { conn, .. }
            | Self::Kiosk { conn, .. }
            | Self::Unknown { conn }
            | Self::Credentials { conn, .. }
            | Self::SignIn { conn, .. }
            | Self::SetPassword { conn, .. }
            | Self::Export { conn, .. } => Some(*conn),
            Self::Connect { .. }
            | Self::Disconnect { .. }
            | Self::Admin { .. }
            | Self::Tick
            | Self::Stop { .. } => None,
        }
    }
}
