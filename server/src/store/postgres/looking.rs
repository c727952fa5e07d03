//! A desk that is only looked at: what is stored at one moment, whoever leads it.

use rustc_hash::FxHashSet;
use shared::desk::DeskName;
use shared::ids::TicketId;

use super::database::{Database, Use};
use super::registry::{self, DeskKey};
use super::rows;
use crate::core::time::Millis;
use crate::store::engine::{Engine, JournalRow, ReadError, Started, Step, Stored, WriteError};
use crate::store::names::{Found, Names};
use crate::store::secret::Secret;

/// A desk that is only looked at.
#[derive(Debug)]
pub struct Looking {
    database: Database,
    desk: DeskKey,
    secret: Secret,
}

impl Looking {
    /// Looks at a desk; none: there is none of this name.
    pub fn open(database: &Database, desk: &DeskName) -> anyhow::Result<Option<Self>> {
        if !super::open(database, false)? {
            return Ok(None);
        }
        let name = desk.clone();
        let found =
            database.block_on(|lines| async move { registry::find(&lines, &name).await })?;
        let database = database.clone();
        Ok(found.map(|(desk, secret)| Self { database, desk, secret }))
    }
}

fn only_looks() -> Started<(), WriteError> {
    Started::Done(Err(WriteError::NotWritten("this only looks".to_owned())))
}

impl Engine for Looking {
    fn load(&mut self) -> Started<Stored, ReadError> {
        let desk = self.desk.clone();
        Started::Later(self.database.start_work(|lines| async move {
            let failed = |error: anyhow::Error| ReadError::Failed(format!("{error:#}"));
            let moment = super::reader::Moment::begin(&lines).await.map_err(failed)?;
            let loaded = rows::load(moment.link(), desk.as_str()).await;
            moment.end().await.map_err(failed)?;
            loaded.map(|desk| desk.stored)
        }))
    }

    fn append(&mut self, _: JournalRow) -> Started<(), WriteError> {
        only_looks()
    }

    fn settle(&mut self, _: JournalRow) -> Started<(), WriteError> {
        only_looks()
    }

    fn look_up(
        &mut self,
        names: &Names,
        forgotten: &FxHashSet<TicketId>,
    ) -> Started<Found, ReadError> {
        let (desk, secret) = (self.desk.clone(), self.secret.clone());
        let (names, forgotten) = (names.clone(), forgotten.clone());
        Started::Later(self.database.start_work(|lines| async move {
            let link = lines.link(Use::Work).await;
            let link = link.map_err(|error| ReadError::Failed(error.to_string()))?;
            rows::look_up(&link, desk.as_str(), &secret, &names, &forgotten).await
        }))
    }

    fn write(&mut self, _: Step) -> Started<(), WriteError> {
        only_looks()
    }

    fn tidy(&mut self, _: Option<Millis>) -> Started<(), WriteError> {
        only_looks()
    }

    fn close(&mut self) -> Started<(), WriteError> {
        Started::Done(Ok(()))
    }
}
