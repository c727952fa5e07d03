//! Putting a backup in the place of the database.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};

use crate::files::{remove, settle};
use crate::store::{self, Reader, Store};

/// What the name of a replaced database begins and ends with; between them stands a number.
const PREFIX: &str = "replaced-";
const SUFFIX: &str = ".db";

/// Whether a file of this name is a database that a restore has replaced.
pub fn is_replaced(name: &str) -> bool {
    let number = name.strip_prefix(PREFIX).and_then(|name| name.strip_suffix(SUFFIX));
    number.is_some_and(|number| number.parse::<u32>().is_ok())
}

/// Puts a backup in the database's place; the caller holds the data directory's lock. What stood
/// there is kept under the name that is returned.
pub fn restore(data_dir: &Path, file: &Path) -> anyhow::Result<Option<PathBuf>> {
    ensure!(file.exists(), "there is no file {}", file.display());
    // All of the new is made and read before anything of the old is touched.
    let beside = tempfile::tempdir_in(data_dir).context("failed to make a folder")?;
    let new = beside.path().join(store::FILE);
    Reader::open_file(file)?.backup(&new)?;
    let problems = Reader::open_file(&new)?.check().context("it cannot be read")?;
    ensure!(problems.is_empty(), "{} is damaged: {}", file.display(), problems.join("; "));
    let opened = Store::open(beside.path())?;
    opened.note("administrator", "restored").context("failed to write to the copy")?;
    opened.checkpoint()?;
    drop(opened);
    File::open(&new)?.sync_all()?;

    let old = data_dir.join(store::FILE);
    let kept = old.exists().then(|| free_name(data_dir));
    if let Some(kept) = &kept {
        // Moves the write-ahead log in, if the old one can still be opened at all.
        if let Ok(store) = Store::open(data_dir) {
            store.checkpoint().ok();
        }
        for end in ["", "-wal"] {
            let from = with_end(&old, end);
            if from.exists() {
                let to = with_end(kept, end);
                fs::copy(&from, &to)
                    .with_context(|| format!("failed to keep {}", from.display()))?;
                File::open(&to)?.sync_all()?;
            }
        }
    }
    // A log of the old one would be taken for one of the new.
    for end in ["-wal", "-shm"] {
        remove(&with_end(&old, end))?;
    }
    settle(&new, &old)?;
    Ok(kept)
}

fn free_name(data_dir: &Path) -> PathBuf {
    (1..)
        .map(|number: u32| data_dir.join(format!("{PREFIX}{number}{SUFFIX}")))
        .find(|path| !path.exists())
        .unwrap_or_else(|| data_dir.join("replaced.db"))
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}
