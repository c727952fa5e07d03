//! The file that remembers how far ticket ids have gone, whatever becomes of the database: so
//! that a restored desk gives none a second time.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

/// How far the file is kept ahead of the highest id given, so that it is rarely written.
const AHEAD: i64 = 1000;

/// How many digits the number has in the file: always as many, so that it is written in place.
const DIGITS: usize = 20;

/// The open file.
#[derive(Debug)]
pub struct IdsFile {
    file: File,
    high: i64,
}

impl IdsFile {
    /// Opens or makes the file.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = private().open(path)?;
        let mut file = Self { file, high: -1 };
        file.high = file.read()?.unwrap_or(-1);
        // The folder must know the file before it is relied upon.
        #[cfg(unix)]
        if let Some(folder) = path.parent() {
            File::open(folder)?.sync_all()?;
        }
        Ok(file)
    }

    fn read(&mut self) -> io::Result<Option<i64>> {
        let mut text = String::new();
        self.file.seek(SeekFrom::Start(0))?;
        match self.file.read_to_string(&mut text) {
            Ok(_) => Ok(text.trim().parse().ok()),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Makes certain that a ticket of this id can be given: on disk when this returns. Where it
    /// is, nothing is written.
    pub fn allow(&mut self, id: i64) -> io::Result<()> {
        if id <= self.high {
            return Ok(());
        }
        let high = id.saturating_add(AHEAD);
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(format!("{high:0DIGITS$}\n").as_bytes())?;
        self.file.sync_data()?;
        self.high = high;
        Ok(())
    }
}

/// The highest id that may have been given, as the file has it; none where it cannot be read.
pub fn high(path: &Path) -> Option<i64> {
    std::fs::read_to_string(path).ok()?.trim().parse().ok()
}

/// How files that hold what is nobody else's business are opened and made.
pub fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stays_ahead_and_is_written_seldom() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ids.high");
        let mut ids = IdsFile::open(&path).unwrap();
        assert_eq!(high(&path), None);
        ids.allow(0).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "00000000000000001000\n");
        ids.allow(1000).unwrap();
        assert_eq!(high(&path), Some(1000));
        ids.allow(1001).unwrap();
        assert_eq!(high(&path), Some(2001));
        drop(ids);
        let mut ids = IdsFile::open(&path).unwrap();
        ids.allow(5).unwrap();
        assert_eq!(high(&path), Some(2001), "it never goes back");
        std::fs::write(&path, "junk").unwrap();
        assert_eq!(high(&path), None);
        IdsFile::open(&path).unwrap().allow(7).unwrap();
        assert_eq!(high(&path), Some(1007));
    }

    #[cfg(unix)]
    #[test]
    fn it_is_nobody_elses_business() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ids.high");
        IdsFile::open(&path).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
