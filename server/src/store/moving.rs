//! A desk that moves between a file and a cluster, whole: ids, keys, people, devices, profile, audit
//! log and journal go with it, and only sessions end.
//!
//! At every moment it is at exactly one place, whatever is killed. All of it is copied to where it
//! does not count yet; then one commit ends it at its source, and from then on it is at the other
//! place, which is told so last. Whoever was killed between those two gives the command again, which
//! then tells the other place and copies nothing.

use shared::desk::DeskName;

use super::engine::Seq;
use super::{postgres, sqlite};

/// How many rows are copied at a time.
pub(super) const PAGE: usize = 1000;

/// A table that goes along, which has the same columns at both places.
#[derive(Debug)]
pub(super) struct Table {
    /// What it is called.
    pub name: &'static str,
    /// Its columns, those of the key first.
    pub columns: &'static [(&'static str, Kind)],
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A number.
    Number,
    /// Yes or no.
    Flag,
    /// A text.
    Text,
    /// Bytes.
    Bytes,
}

/// What stands in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// Nothing.
    Null,
    /// A number; of a flag, 1 or 0.
    Number(i64),
    /// A text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

/// Some rows of a table.
pub(super) type Page = Vec<Vec<Value>>;

/// What of a desk stands in no table of several rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Marks {
    /// The highest number that a batch has had.
    pub seq: Seq,
    /// The least id that the next ticket may have.
    pub next_ticket: i64,
    /// The least place in the order of calls that the next call may have.
    pub next_call: i64,
    /// The highest rank so far.
    pub last_rank: i64,
    /// Under which addresses are hashed.
    pub secret: [u8; 32],
}

/// How far a move is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// There is room for it at the other place, where it does not count yet.
    Begun,
    /// Some rows of a table were copied.
    Copied {
        /// Of which table.
        table: &'static str,
        /// How many so far.
        rows: u64,
    },
    /// All of it is there.
    Whole,
    /// It has ended at its source.
    Ended,
    /// The other place knows that it is there.
    Arrived,
}

/// Why a desk cannot be moved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoveError {
    /// It is somewhere else.
    #[error("the desk in {0} was moved to {1}")]
    Elsewhere(String, String),
    /// Not all of it is in the file.
    #[error(
        "not all of the desk is in {0}: it is still where it was; remove that file, or give \
         `walkup-server desk export` again"
    )]
    NotWhole(String),
    /// The cluster has one of that name.
    #[error(
        "the cluster has a desk {0} that is in use: move this one to another name, or `walkup-server \
         desk rename` that one"
    )]
    Used(DeskName),
    /// There is a file already.
    #[error("{0} exists already")]
    Exists(String),
    /// There is a file, with another desk, and its move was interrupted.
    #[error(
        "{0} holds desk {1}, whose move there was interrupted: give `walkup-server desk export` for that \
         desk again, or name another file"
    )]
    HoldsAnother(String, DeskName),
}

pub use postgres::moving::{export, finish_export, import};
pub use sqlite::moving::reclaim;

/// Every table that goes along, in the order in which they are copied. Sessions do not: they end.
pub(super) const TABLES: [Table; 12] = {
    use Kind::{Bytes, Flag, Number, Text};
    [
        Table { name: "journal", columns: &[("seq", Number), ("body", Text)] },
        Table {
            name: "staff",
            columns: &[
                ("id", Number),
                ("user", Text),
                ("name", Text),
                ("role", Text),
                ("enabled", Flag),
                ("password", Text),
                ("lost_table", Number),
                ("one_time", Number),
                ("signed_in", Number),
                ("services", Text),
                ("serves", Text),
            ],
        },
        Table { name: "seat", columns: &[("table_no", Number), ("person", Number)] },
        Table {
            name: "seating",
            columns: &[
                ("began", Number),
                ("table_no", Number),
                ("person", Number),
                ("ended", Number),
            ],
        },
        Table {
            name: "device",
            columns: &[
                ("key", Bytes),
                ("name", Text),
                ("kind", Text),
                ("added", Number),
                ("used", Number),
            ],
        },
        Table { name: "fact", columns: &[("name", Text), ("value", Text)] },
        Table {
            name: "sample",
            columns: &[
                ("service", Text),
                ("number", Number),
                ("taken", Number),
                ("serving", Number),
                ("blocked", Number),
                ("reaction", Number),
            ],
        },
        Table {
            name: "ticket",
            columns: &[
                ("id", Number),
                ("owner", Number),
                ("table_no", Number),
                ("start", Number),
                ("first_claimed", Number),
                ("claimed", Number),
                ("end", Number),
                ("outcome", Text),
                ("ended_by", Number),
                ("rank", Number),
                ("calls", Number),
                ("called", Number),
                ("acted", Number),
                ("reason", Text),
                ("lang", Text),
                ("source", Text),
                ("service", Text),
                ("prefix", Text),
                ("arrival", Number),
                ("usual", Number),
                ("entered", Number),
                ("first_call", Number),
                ("last_call", Number),
                ("arrived", Number),
                ("legs", Text),
                ("promised_low", Number),
                ("promised_high", Number),
                ("kiosk", Text),
            ],
        },
        Table {
            name: "arrivals",
            columns: &[("block", Number), ("first", Number), ("last", Number)],
        },
        // A file has the notes in a table of their own.
        Table {
            name: TEXTS,
            columns: &[
                ("id", Number),
                ("address_key", Number),
                ("email", Text),
                ("name", Text),
                ("contact", Text),
                ("note", Text),
            ],
        },
        Table {
            name: "request_key",
            columns: &[
                ("key", Text),
                ("ticket", Number),
                ("own", Flag),
                ("barred", Flag),
                ("at", Number),
            ],
        },
        Table {
            name: "audit",
            columns: &[
                ("seq", Number),
                ("n", Number),
                ("at", Number),
                ("who", Text),
                ("what", Text),
                ("ticket", Number),
                ("table_no", Number),
            ],
        },
    ]
};

/// The table of what visitors told.
pub(super) const TEXTS: &str = "ticket_text";

impl Table {
    /// The columns, as SQL names them.
    pub fn names(&self) -> String {
        let names: Vec<String> =
            self.columns.iter().map(|(name, _)| format!("\"{name}\"")).collect();
        names.join(", ")
    }
}
