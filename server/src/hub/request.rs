//! What reaches a desk from outside, and where its answer goes.

use std::net::IpAddr;
use std::sync::Arc;

use shared::command::{StaffCommand, Verb};
use shared::health::Sheets;
use shared::ids::TicketId;
use shared::refusal::Refusal;
use shared::text::Secret;
use tokio::sync::{mpsc, oneshot};

use super::outbox::Outbox;
use super::pages::Standing;
use crate::core::{
    AdminReply, AdminRequest, Aside, CodeLength, ConnId, Input, PasswordHash, PersonId, Said,
    TokenHash, Visit,
};

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

/// A connection that came.
#[derive(Debug)]
pub struct Newcomer {
    /// Which path it came by.
    pub role: Role,
    /// Which messages it is sent.
    pub dialect: Dialect,
    /// The key of the device that it is, if it showed one.
    pub device: Option<TokenHash>,
    /// From where it came.
    pub address: IpAddr,
    /// The name under which limits count it; none: no limit binds it.
    pub limited: Option<String>,
    /// Where its messages go.
    pub outbox: Arc<Outbox>,
}

/// The right to read or do something beside the clerk.
#[derive(Debug)]
pub struct Grant {
    /// What.
    pub aside: Aside,
    /// How many staff windows, kiosks and displays are connected.
    pub connected: [u64; 3],
    /// The tickets that staff want printed and that may not be out yet.
    pub sheets: Option<Sheets>,
    /// Told why, or closed, when whoever asked may not ask for it any more: then the reading ends.
    pub revoked: oneshot::Receiver<Refusal>,
}

/// The ticket of a visitor who looked at it or took it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visited {
    /// Which.
    pub ticket: TicketId,
    /// How it stands with it.
    pub standing: Standing,
    /// Whether the visitor has made it, rather than found one waiting.
    pub is_own: bool,
}

/// What is owed to time and not done yet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Due {
    /// Visitors whose time is over are to be forgotten: those who came before this moment.
    pub forget_before: Option<i64>,
    /// Bytes of visitors that were forgotten may be left in the files.
    pub scrub: bool,
    /// For how many days ended tickets are kept.
    pub retention_days: Option<u32>,
}

impl Due {
    /// Whether there is something to do.
    pub fn is_something(&self) -> bool {
        self.forget_before.is_some() || self.scrub
    }
}

/// What reaches a desk from outside.
#[derive(Debug)]
pub enum Request {
    /// A client has connected.
    Connect(ConnId, Newcomer),
    /// A client is gone.
    Disconnect(ConnId),
    /// A client said something.
    Said(ConnId, Said),
    /// A client said something that is no command.
    Unknown(ConnId),
    /// A command of a client is not carried out.
    Refuse(ConnId, Verb, Refusal),
    /// The account and password that a connection wants to check.
    Credentials {
        /// Which connection.
        conn: ConnId,
        /// The user name; none: who is signed in on the connection.
        user: Option<String>,
        /// The account, if it may sign in, and its password.
        reply: oneshot::Sender<Option<(PersonId, Option<PasswordHash>)>>,
    },
    /// A client wants something that is read or done beside the clerk.
    Aside {
        /// Which connection.
        conn: ConnId,
        /// What it said.
        command: StaffCommand,
        /// Once the tables are up to date: the right to it, if it has it, or why the tables cannot
        /// be read; otherwise the client has been answered.
        reply: oneshot::Sender<Result<Grant, Refusal>>,
    },
    /// A device that shows a code wants to let itself in.
    Enrol {
        /// The code.
        code: String,
        /// What it has read.
        token: Secret,
        /// What it calls itself.
        name: String,
    },
    /// Whether somebody who shows this code may set the desk up.
    MaySetUp {
        /// Which connection.
        conn: ConnId,
        /// The code.
        code: String,
        /// Whether; it is asked again when it is decided.
        reply: oneshot::Sender<Result<(), Refusal>>,
    },
    /// An administrator asks.
    Admin {
        /// What.
        request: AdminRequest,
        /// What is printed, or a sentence.
        reply: oneshot::Sender<AdminReply>,
    },
    /// A job has a result that the desk must know; the answer says whether it was taken and saved.
    Job {
        /// The result.
        input: Input,
        /// Whether it was taken and saved.
        reply: oneshot::Sender<Result<(), Refusal>>,
    },
    /// A visitor asks for something on their own telephone.
    Visit {
        /// What.
        visit: Visit,
        /// How it stands with their ticket, or nothing where that is known, or why not.
        reply: oneshot::Sender<Result<Option<Visited>, Refusal>>,
    },
    /// Codes to join with of this length were guessed at too often.
    LengthenCodes(CodeLength),
    /// A reader needs the tables up to date.
    Level {
        /// Told when they are.
        reply: oneshot::Sender<Result<(), Refusal>>,
    },
    /// What is there to do for jobs?
    WhatIsDue {
        /// That.
        reply: oneshot::Sender<Due>,
    },
    /// Time has passed.
    Tick,
    /// Say goodbye to every client and end.
    Stop {
        /// With which code clients are closed.
        code: u16,
        /// Whether the store is closed, which gives the desk of a cluster back.
        closes: bool,
        /// Told once all is on disk.
        done: oneshot::Sender<()>,
    },
}

impl Request {
    /// The connection that says it, if it is something that a client says.
    pub fn said_by(&self) -> Option<ConnId> {
        match self {
            Self::Said(conn, _)
            | Self::Unknown(conn)
            | Self::Refuse(conn, ..)
            | Self::Credentials { conn, .. }
            | Self::Aside { conn, .. }
            | Self::MaySetUp { conn, .. } => Some(*conn),
            Self::Connect(..)
            | Self::Disconnect(_)
            | Self::Enrol { .. }
            | Self::Admin { .. }
            | Self::Job { .. }
            | Self::Visit { .. }
            | Self::LengthenCodes(_)
            | Self::Level { .. }
            | Self::WhatIsDue { .. }
            | Self::Tick
            | Self::Stop { .. } => None,
        }
    }
}

/// Where requests go, for whoever may wait for an answer on a thread of its own.
#[derive(Debug, Clone)]
pub struct Requests(pub mpsc::Sender<Request>);

/// The desk is gone here: the server stops, or another is to lead the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the desk is closing on this server: see whether it was done, and try again if not")]
pub struct Stopping;

impl Requests {
    /// Asks and waits for the answer, on a thread that may wait.
    ///
    /// # Errors
    ///
    /// The server stops.
    pub fn ask<T>(
        &self,
        request: impl FnOnce(oneshot::Sender<T>) -> Request,
    ) -> Result<T, Stopping> {
        let (reply, answer) = oneshot::channel();
        self.0.blocking_send(request(reply)).map_err(|_| Stopping)?;
        answer.blocking_recv().map_err(|_| Stopping)
    }

    /// Asks and waits for the answer.
    ///
    /// # Errors
    ///
    /// The server stops.
    pub async fn ask_async<T>(
        &self,
        request: impl FnOnce(oneshot::Sender<T>) -> Request,
    ) -> Result<T, Stopping> {
        let (reply, answer) = oneshot::channel();
        self.0.send(request(reply)).await.map_err(|_| Stopping)?;
        answer.await.map_err(|_| Stopping)
    }
}

/// How a command is answered that could not be saved: under its verb, or not at all where nobody
/// named one.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// Which connection.
    pub conn: ConnId,
    /// The verb; none: not a known command.
    pub verb: Option<Verb>,
}
