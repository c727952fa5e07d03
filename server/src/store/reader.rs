//! Reading beside the clerk: exports, the audit log, reports, and who is to be forgotten. It sees
//! what is in the tables; what only the journal has, the desk's owner brings there first.

use std::path::Path;

use shared::desk::DeskName;
use shared::ids::TicketId;
use shared::service::ServiceId;

use super::{postgres, sqlite};
use crate::core::desk::Seating;
use crate::core::ticket::Ticket;
use crate::core::time::Millis;
use crate::report::TicketRow;
use crate::settings::Settings;

/// A connection that only reads.
#[derive(Debug)]
pub struct Reader(Of);

/// Of which engine.
#[derive(Debug)]
enum Of {
    Sqlite(sqlite::reader::Reader),
    Postgres(Box<postgres::Reader>),
}

/// It was told to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it was stopped")]
pub struct Cancelled;

/// A ticket with its owner's display name, as it is exported.
#[derive(Debug)]
pub struct Exported {
    /// The ticket.
    pub ticket: Ticket,
    /// The display name of its owner.
    pub staff: Option<String>,
}

/// A row of the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// When, in milliseconds since 1970.
    pub at: Millis,
    /// Who: `staff` and the user name, `kiosk`, `administrator`, `server`, `nobody`.
    pub who: String,
    /// What.
    pub what: String,
    /// Which ticket.
    pub ticket: Option<i64>,
    /// Which table.
    pub table: Option<u32>,
}

/// What comes of reading a period.
#[derive(Debug)]
pub enum Read<'a> {
    /// A ticket that was made in it. They come by id.
    Ticket(TicketRow<'a>),
    /// Some more are read.
    Passed {
        /// Every ticket that is still to come was made at this moment or later.
        none_before: Millis,
        /// How many were looked at.
        done: u64,
        /// Of how many.
        all: u64,
    },
}

/// When the earliest ticket of each block and of those after it was made; `firsts` says when the
/// first of each was. A clock that was set back makes a later block the earlier one.
pub(super) fn earliest(firsts: impl DoubleEndedIterator<Item = Millis>) -> Vec<Millis> {
    let mut earliest: Vec<Millis> = firsts
        .rev()
        .scan(Millis::MAX, |least, first| {
            *least = first.min(*least);
            Some(*least)
        })
        .collect();
    earliest.reverse();
    earliest
}

/// Whatever the engine is, it does the same.
macro_rules! of_either {
    ($self:ident, $method:ident($($argument:expr),*)) => {
        match &$self.0 {
            Of::Sqlite(reader) => reader.$method($($argument),*),
            Of::Postgres(reader) => reader.$method($($argument),*),
        }
    };
}

impl Reader {
    /// Reads the desk wherever the settings say that it is.
    pub fn of(settings: &Settings) -> anyhow::Result<Self> {
        match postgres::Database::of_settings(settings, postgres::SHORT)? {
            Some(database) => Self::open_desk(&database, &settings.desk),
            None => Self::open(&settings.data_dir),
        }
    }

    /// Opens the database of a data directory for reading.
    pub fn open(dir: &Path) -> anyhow::Result<Self> {
        sqlite::reader::Reader::open(dir).map(|reader| Self(Of::Sqlite(reader)))
    }

    /// Opens a database wherever it is, such as a backup. One of an older version can be copied
    /// and checked; the rest reads today's tables.
    pub fn open_file(path: &Path) -> anyhow::Result<Self> {
        sqlite::reader::Reader::open_file(path).map(|reader| Self(Of::Sqlite(reader)))
    }

    /// As [`Reader::open`], where no server may run: a look writes nothing then, and leaves the log
    /// of one that was killed as it is.
    pub fn open_to_look(dir: &Path) -> anyhow::Result<Self> {
        sqlite::reader::Reader::open_to_look(dir).map(|reader| Self(Of::Sqlite(reader)))
    }

    /// Reads a desk on PostgreSQL.
    pub fn open_desk(database: &postgres::Database, desk: &DeskName) -> anyhow::Result<Self> {
        postgres::Reader::open(database, desk).map(|reader| Self(Of::Postgres(Box::new(reader))))
    }

    /// Copies the database as it stands at one moment to a new or empty file that others may not
    /// read; the server may go on writing. When it fails or is stopped ([`Cancelled`]), nothing is
    /// left. PostgreSQL is copied by its own programs.
    pub fn backup(&self, to: &Path, cancel: &dyn Fn() -> bool) -> anyhow::Result<()> {
        match &self.0 {
            Of::Sqlite(reader) => reader.backup(to, cancel),
            Of::Postgres(_) => anyhow::bail!(
                "the desk is in PostgreSQL, whose own programs make its backups: pg_dump, or \
                 pg_basebackup with an archive of its log"
            ),
        }
    }

    /// What is wrong with the database: SQLite's own check, then the desk's rules, then whether
    /// the journal can be read. When it is stopped the error is [`Cancelled`].
    pub fn check(&self, cancel: &(dyn Fn() -> bool + Sync)) -> anyhow::Result<Vec<String>> {
        match &self.0 {
            Of::Sqlite(reader) => reader.check(cancel),
            Of::Postgres(_) => anyhow::bail!(
                "the desk is in PostgreSQL, whose own programs check it: pg_amcheck, and data \
                 checksums"
            ),
        }
    }

    /// Whether the tables have everything. Where they have not, only the desk's owner can bring
    /// what is missing there.
    pub fn is_level(&self) -> anyhow::Result<bool> {
        of_either!(self, is_level())
    }

    /// Does something that reads more than once, at one moment.
    pub fn at_one_moment<T>(
        &self,
        work: impl FnOnce(&Self) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        of_either!(self, at_one_moment(|| work(self)))
    }

    /// Hands every row of the audit log in `from..to` to `take`, the oldest first, until that says
    /// false.
    pub fn each_act(
        &self,
        from: Millis,
        to: Millis,
        take: impl FnMut(Act) -> anyhow::Result<bool>,
    ) -> anyhow::Result<()> {
        of_either!(self, each_act(from, to, take))
    }

    /// Hands every ticket that started in `from..to` to `take`, by id, until that says false.
    pub fn each_ticket(
        &self,
        from: Millis,
        to: Millis,
        take: impl FnMut(Exported) -> anyhow::Result<bool>,
    ) -> anyhow::Result<()> {
        of_either!(self, each_ticket(from, to, take))
    }

    /// Whether any ticket was ever in a service.
    pub fn has_services(&self) -> anyhow::Result<bool> {
        of_either!(self, has_services())
    }

    /// One ticket, if it is there.
    pub fn ticket(&self, id: TicketId) -> anyhow::Result<Option<Exported>> {
        of_either!(self, ticket(id))
    }

    /// The tickets of which something is left to forget and whose visitor gave this address,
    /// telephone number or number, or gave this name and nothing else, by id; open ones too.
    pub fn tickets_of(&self, visitor: &str) -> anyhow::Result<Vec<TicketId>> {
        of_either!(self, tickets_of(visitor))
    }

    /// The tickets, by id, that ended before a moment and of which something is left to forget.
    pub fn tickets_ended_before(&self, moment: Millis) -> anyhow::Result<Vec<TicketId>> {
        of_either!(self, tickets_ended_before(moment))
    }

    /// Hands the tickets that were made in `from..to` to `take`, and tells how far it is; an error
    /// of `take` ends it.
    pub fn each_arrival(
        &self,
        from: Millis,
        to: Millis,
        take: impl FnMut(Read<'_>) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        of_either!(self, each_arrival(from, to, take))
    }

    /// Hands every seating that began before a moment to `take`, by its beginning.
    pub fn each_seating(
        &self,
        before: Millis,
        take: impl FnMut(&Seating) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        of_either!(self, each_seating(before, take))
    }

    /// The name of every account.
    pub fn users(&self) -> anyhow::Result<Vec<(i64, String)>> {
        of_either!(self, users())
    }

    /// Whether any ticket was ever in a service. `check` is asked now and then; its error ends it.
    pub fn knew_service(
        &self,
        service: &ServiceId,
        check: impl FnMut() -> anyhow::Result<()>,
    ) -> anyhow::Result<bool> {
        of_either!(self, knew_service(service, check))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_was_set_back_hides_no_ticket() {
        let of = |firsts: &[Millis]| earliest(firsts.iter().copied());
        assert_eq!(of(&[]), Vec::<Millis>::new());
        assert_eq!(of(&[3, 5, 9]), [3, 5, 9]);
        assert_eq!(of(&[3, 9, 5, 5, 1, 7]), [1, 1, 1, 1, 1, 7]);
    }
}
