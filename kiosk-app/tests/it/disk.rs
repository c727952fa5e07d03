//! A disk that fails.

use std::cell::{Cell, RefCell};
use std::io::{self, ErrorKind};
use std::rc::Rc;

use app_kit::settings::SettingsError;
use kiosk_app::owed::{Disk, Owed, OwedFile, Written};

/// A disk that takes nothing while it is full, and gives nothing up while it is read-only.
#[derive(Clone, Default)]
pub(crate) struct Failing {
    has: Rc<RefCell<Written>>,
    pub(crate) is_full: Rc<Cell<bool>>,
    pub(crate) is_read_only: Rc<Cell<bool>>,
    /// It takes what is written, and says that this may be lost with the power.
    pub(crate) is_unsure: Rc<Cell<bool>>,
}

impl Disk for Failing {
    fn load(&self) -> Result<Written, SettingsError> {
        Ok(self.has.borrow().clone())
    }

    fn save(&self, written: &Written) -> Result<(), SettingsError> {
        if !self.is_full.get() {
            *self.has.borrow_mut() = written.clone();
        }
        if self.is_full.get() || self.is_unsure.get() {
            let source = ErrorKind::StorageFull.into();
            return Err(SettingsError::Write { path: "kiosk.owed.toml".into(), source });
        }
        Ok(())
    }

    fn remove(&self) -> io::Result<()> {
        if self.is_read_only.get() {
            return Err(ErrorKind::ReadOnlyFilesystem.into());
        }
        *self.has.borrow_mut() = Written::default();
        Ok(())
    }
}

impl Failing {
    /// Starts on it.
    pub(crate) fn open(&self) -> (OwedFile, Owed) {
        self.open_at("desk")
    }

    /// The same at a server.
    pub(crate) fn open_at(&self, server: &str) -> (OwedFile, Owed) {
        OwedFile::on(Box::new(self.clone()), &server.parse().unwrap())
    }

    /// What a kiosk finds that starts on it once it is well again.
    pub(crate) fn left(&self) -> Owed {
        self.left_at("desk")
    }

    /// The same at a server.
    pub(crate) fn left_at(&self, server: &str) -> Owed {
        let well = Self { has: self.has.clone(), ..Self::default() };
        well.open_at(server).1
    }
}
