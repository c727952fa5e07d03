//! What both sides of Walkup say to each other: the words, the ticket, the messages, and what a
//! client knows after hearing them.
//!
//! Reading order:
//!
//! 1. [`ids`]: ticket ids, table numbers, the number that people read.
//! 2. [`text`]: how text is cleaned, arguments that may be unusable, secrets.
//! 3. [`visitor`]: what counts as an e-mail address and a name.
//! 4. [`ticket`]: the ticket as it travels, and what is said about it beside.
//! 5. `verb`: every verb, declared once. 6. [`command`]: what clients say.
//! 7. [`message`]: what the server says. 8. [`refusal`]: why a command is not carried out.
//! 9. [`desk`]: what desks are called. [`service`]: the queues of a desk. [`device`]: kiosks and displays that may connect. [`print`]: paper tickets.
//! 10. [`person`], [`profile`], [`opening`], [`health`]: what those who run the desk see and change.
//! 11. [`report`]: the figures that a manager keeps. `calendar`: holidays from calendar files, where the feature of that name is on.
//! 12. [`wait`]: how long a newcomer may expect to wait, as it is told. [`mirror`]: what a client holds after applying the server's messages.
//!
//! Nothing here reads a clock, opens a socket or draws: both the server and the apps build on it.

#[cfg(feature = "calendar")]
pub mod calendar;
pub mod command;
pub mod desk;
pub mod device;
pub mod fault;
pub mod health;
pub mod ids;
pub mod log;
pub mod message;
pub mod mirror;
pub mod opening;
mod paths;
pub mod person;
pub mod print;
pub mod profile;
pub mod refusal;
pub mod report;
pub mod service;
pub mod text;
pub mod this_computer;
pub mod ticket;
mod verb;
pub mod visitor;
pub mod wait;

/// The WebSocket subprotocol that asks for the extended dialect.
pub const SUBPROTOCOL: &str = "walkup.v2";

/// The reason beside code 1013 where a server closes clients since nothing can be saved: the database
/// of a cluster takes no changes, and what is not on two machines is not promised. Newcomers are closed
/// with it too, until it does.
pub const NOTHING_SAVED: &str = "nothing can be saved at the moment";

/// What servers of a cluster are called in certificates that their authority has signed, wherever they
/// are: clients that hold on to the authority look for this name.
pub const CLUSTER_SERVER: &str = "server.walkup.internal";

/// The port a server listens on unless told otherwise.
pub const DEFAULT_PORT: u16 = 7420;
