//! Files that hold visitors' data: their owner alone may read them, and they replace nothing by
//! accident.
//!
//! Three things keep them private. The process refuses others everything it creates
//! ([`restrict_new_files`]), a new file is made for its owner alone whatever the process allows
//! ([`NewFile`]), and what an older version or a copying tool left open is
//! closed when the data directory is prepared ([`prepare_data_dir`]).

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use chrono::NaiveDate;
use shared::this_computer::ThisComputer;
use tempfile::NamedTempFile;

use crate::store;

/// The certificate that the server makes itself, and its key. One file, so that the two can never
/// be of different makes.
pub const TLS_FILE: &str = "tls.pem";

/// The server's certificate that the authority of its cluster has signed, with its key.
pub const CLUSTER_TLS_FILE: &str = "cluster-tls.pem";

/// The files of a data directory besides the database, its backups and what a restore replaced.
const OWN_FILES: [&str; 8] = [
    "lock",
    "ids.high",
    TLS_FILE,
    CLUSTER_TLS_FILE,
    crate::net::authority::FILE,
    crate::settings::FILE,
    "control.sock",
    shared::this_computer::FILE,
];

/// What the name of a daily backup begins and ends with; between them stands the local day.
const PREFIX: &str = "walkup-";
const SUFFIX: &str = ".db";

/// What SQLite adds to a database's name for the files that belong to it.
const DATABASE_ENDS: [&str; 4] = ["", "-wal", "-shm", "-journal"];

/// What the name of a file ends with that is not whole yet.
const PART: &str = ".part";

/// Makes this process create files and folders for their owner alone, whatever it was started
/// with. Called before anything else.
pub fn restrict_new_files() {
    #[cfg(unix)]
    nix::sys::stat::umask(nix::sys::stat::Mode::from_bits_truncate(0o077));
}

/// Makes the data directory, for its owner alone. In one that was there before, what holds
/// visitors' data is closed to others, and so is the directory if it belongs to this user.
pub fn prepare_data_dir(data_dir: &Path, backup_dir: &Path) -> anyhow::Result<()> {
    create_private_dir(data_dir)
        .with_context(|| format!("cannot create {}", data_dir.display()))?;
    #[cfg(unix)]
    {
        unix::close_dir(data_dir);
        unix::close_files(data_dir);
        if backup_dir != data_dir {
            unix::close_files(backup_dir);
        }
    }
    #[cfg(not(unix))]
    let _ = backup_dir;
    Ok(())
}

/// Makes a folder and those above it, for their owner alone.
pub fn create_private_dir(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Leaves what a window on this computer needs in the data directory, for its owner alone.
pub fn write_this_computer(data_dir: &Path, this: &ThisComputer) -> anyhow::Result<()> {
    let mut file = NewFile::create(&data_dir.join(shared::this_computer::FILE), true)?;
    io::Write::write_all(file.file(), this.to_string().as_bytes())?;
    file.put()
}

/// Whether a file of this name in the data directory is the server's own.
fn is_own_name(name: &str) -> bool {
    // Some file systems do not distinguish upper and lower case.
    let name = name.to_lowercase();
    let database = DATABASE_ENDS.iter().find_map(|end| match *end {
        "" => None,
        end => name.strip_suffix(end),
    });
    let database = database.unwrap_or(&name);
    OWN_FILES.contains(&name.as_str())
        || database == store::FILE
        || day_of(database).is_some()
        || store::is_replaced(database)
}

/// Refuses a file that belongs to the server: one that a command must never write over.
pub fn ensure_not_own(path: &Path, data_dir: &Path, backup_dir: &Path) -> anyhow::Result<()> {
    for path in [Some(path.to_owned()), fs::canonicalize(path).ok()].into_iter().flatten() {
        let Some(name) = path.file_name() else { continue };
        let folder = fs::canonicalize(folder_of(&path)).ok();
        let is_in = |dir: &Path| folder.is_some() && folder == fs::canonicalize(dir).ok();
        ensure!(
            !((is_in(data_dir) || is_in(backup_dir)) && is_own_name(&name.to_string_lossy())),
            "{} belongs to the server and is not written over",
            path.display()
        );
    }
    Ok(())
}

/// The file name of the backup of a local day.
pub fn backup_name(day: NaiveDate) -> String {
    format!("{PREFIX}{day}{SUFFIX}")
}

/// The local day of a daily backup, by its file name; none for a name that is not one of ours.
pub fn day_of(name: &str) -> Option<NaiveDate> {
    let day = name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?;
    day.parse().ok().filter(|parsed: &NaiveDate| parsed.to_string() == day)
}

/// The daily backups of a folder, the newest first: name, when it was written in milliseconds since
/// 1970, how many bytes.
pub fn backups(folder: &Path) -> Vec<(String, i64, u64)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<_> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            day_of(&name)?;
            let about = entry.metadata().ok()?;
            let at = about.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
            Some((name, i64::try_from(at.as_millis()).ok()?, about.len()))
        })
        .collect();
    found.sort_by(|one, other| other.0.cmp(&one.0));
    found
}

/// A file on its way: written beside its place under another name, for its owner alone, and put
/// in its place once it is whole. It is removed when dropped before that.
#[derive(Debug)]
pub struct NewFile {
    file: NamedTempFile,
    place: PathBuf,
    replaces: bool,
}

impl NewFile {
    /// Begins a file. An existing file is replaced only if `replaces` says so, and nothing but a
    /// file ever is.
    pub fn create(place: &Path, replaces: bool) -> anyhow::Result<Self> {
        let name = place.file_name().with_context(|| format!("{} is no file", place.display()))?;
        ensure_free(place, replaces)?;
        let file = tempfile::Builder::new()
            .prefix(&format!(".{}.", name.to_string_lossy()))
            .suffix(PART)
            .tempfile_in(folder_of(place))
            .with_context(|| format!("failed to write {}", place.display()))?;
        Ok(Self { file, place: place.to_owned(), replaces })
    }

    /// The file to write to.
    pub fn file(&mut self) -> &mut File {
        self.file.as_file_mut()
    }

    /// Where it is until it is put in its place.
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    /// Puts the file in its place, so that a loss of power leaves all of it there or none.
    pub fn put(self) -> anyhow::Result<()> {
        let Self { file, place, replaces } = self;
        let say = || format!("failed to write {}", place.display());
        file.as_file().sync_all().with_context(say)?;
        let put = match replaces {
            true => {
                ensure_free(&place, true)?;
                file.persist(&place)
            }
            false => file.persist_noclobber(&place),
        };
        match put {
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                ensure_free(&place, false)?;
                return Err(error.error).with_context(say);
            }
            put => put.map_err(|error| error.error).with_context(say)?,
        };
        sync_folder_of(&place).with_context(say)
    }
}

fn ensure_free(place: &Path, replaces: bool) -> anyhow::Result<()> {
    let Ok(found) = fs::symlink_metadata(place) else { return Ok(()) };
    ensure!(replaces, "{} exists already; --force replaces it", place.display());
    ensure!(found.is_file(), "{} is not a file", place.display());
    Ok(())
}

/// The name that a file on its way will have, by the name that it has until then.
pub fn name_of_part(name: &str) -> Option<&str> {
    let (name, _random) = name.strip_prefix('.')?.strip_suffix(PART)?.rsplit_once('.')?;
    Some(name)
}

/// Removes what is left of files that were on their way to a folder when the process was killed.
/// Only where nobody else writes any.
pub fn remove_unfinished(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_part = DATABASE_ENDS.iter().any(|end| name.ends_with(&format!("{PART}{end}")));
        if is_part && name.starts_with('.') {
            // One that cannot be removed takes room and does no other harm.
            fs::remove_file(entry.path()).ok();
        }
    }
}

/// Puts a whole file in its place, over what is there, so that a loss of power leaves the old one
/// or the new one.
pub fn settle(from: &Path, to: &Path) -> anyhow::Result<()> {
    let say = || format!("failed to put {} in its place", to.display());
    // Windows syncs only what may be written to.
    let file = OpenOptions::new().write(true).open(from);
    file.and_then(|file| file.sync_all()).with_context(say)?;
    fs::rename(from, to).with_context(say)?;
    sync_folder_of(to).with_context(say)
}

/// Removes a file, if there is one.
pub fn remove(path: &Path) -> anyhow::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("failed to remove {}", path.display()))
        }
        _ => Ok(()),
    }
}

/// The folder of a file; for a bare name the current one.
fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

#[cfg(unix)]
fn sync_folder_of(path: &Path) -> io::Result<()> {
    File::open(folder_of(path)).and_then(|folder| folder.sync_all())
}

/// Windows has no such thing as syncing a folder.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "it can fail on Unix")]
fn sync_folder_of(_path: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
mod unix {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    use std::path::Path;

    /// The permissions of everybody but the owner.
    const OTHERS: u32 = 0o077;

    /// The bit of a folder in which everybody may make files, such as `/tmp`.
    const SHARED_BY_ALL: u32 = 0o1000;

    /// Closes a folder to others, if it belongs to this user and is not meant to be shared.
    pub(super) fn close_dir(dir: &Path) {
        let Ok(found) = fs::metadata(dir) else { return };
        let mode = found.permissions().mode();
        if mode & OTHERS == 0 {
            return;
        }
        if found.uid() != nix::unistd::geteuid().as_raw() || mode & SHARED_BY_ALL != 0 {
            tracing::warn!("others may look into the data directory {}", dir.display());
            return;
        }
        set_mode(dir, 0o700);
    }

    /// Closes to others every file of a folder that holds visitors' data or a secret.
    pub(super) fn close_files(dir: &Path) {
        let Ok(entries) = fs::read_dir(dir) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            // The settings file may be shared with whoever looks after the machine.
            if !super::is_own_name(&name) || name == crate::settings::FILE {
                continue;
            }
            let path = entry.path();
            let Ok(found) = fs::metadata(&path) else { continue };
            if found.is_file() && found.permissions().mode() & OTHERS != 0 {
                set_mode(&path, 0o600);
            }
        }
    }

    fn set_mode(path: &Path, mode: u32) {
        match fs::set_permissions(path, Permissions::from_mode(mode)) {
            Ok(()) => {
                tracing::warn!("others had access to {}; now its owner alone has", path.display());
            }
            Err(error) => tracing::warn!(
                "others have access to {} and that cannot be changed: {error}",
                path.display()
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn the_servers_own_files_are_known_by_name() {
        for own in [
            "lock",
            "ids.high",
            "tls.pem",
            "walkup.toml",
            "control.sock",
            store::FILE,
            "Walkup.DB-WAL",
            "walkup-2026-11-24.db",
            "replaced-1.db",
            "replaced-1.db-wal",
        ] {
            assert!(is_own_name(own), "{own}");
        }
        for other in ["tickets.csv", "walkup-mine.db", "replaced-x.db", "my.db", "lock.csv", "-wal"]
        {
            assert!(!is_own_name(other), "{other}");
        }
    }

    #[test]
    fn a_new_file_replaces_nothing_unasked_and_leaves_nothing_when_it_fails() {
        let dir = tempfile::tempdir().unwrap();
        let place = dir.path().join("out.csv");
        let names = || fs::read_dir(dir.path()).unwrap().count();
        let mut new = NewFile::create(&place, false).unwrap();
        new.file().write_all(b"first").unwrap();
        assert!(!place.exists() && names() == 1);
        drop(new);
        assert_eq!(names(), 0);

        let mut first = NewFile::create(&place, false).unwrap();
        let second = NewFile::create(&place, false).unwrap();
        first.file().write_all(b"first").unwrap();
        first.put().unwrap();
        // It came between the start and the end of the second.
        assert!(second.put().unwrap_err().to_string().contains("exists already"));
        assert!(NewFile::create(&place, false).is_err());
        assert_eq!(fs::read(&place).unwrap(), b"first");
        assert_eq!(names(), 1);

        let mut forced = NewFile::create(&place, true).unwrap();
        forced.file().write_all(b"second").unwrap();
        forced.put().unwrap();
        assert_eq!(fs::read(&place).unwrap(), b"second");
        assert!(NewFile::create(dir.path(), true).unwrap_err().to_string().contains("not a file"));
    }

    #[cfg(unix)]
    #[test]
    fn what_was_open_to_others_is_closed() {
        use std::os::unix::fs::PermissionsExt as _;

        let dir = tempfile::tempdir().unwrap();
        let backups = dir.path().join("elsewhere");
        fs::create_dir(&backups).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let open = |path: &Path, mode| {
            fs::write(path, "").unwrap();
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        };
        let secret = [
            dir.path().join(store::FILE),
            dir.path().join(format!("{}-wal", store::FILE)),
            dir.path().join("replaced-3.db"),
            backups.join("walkup-2026-11-24.db"),
        ];
        let others = [dir.path().join("walkup.toml"), backups.join("notes.txt")];
        secret.iter().chain(&others).for_each(|path| open(path, 0o644));
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();

        prepare_data_dir(dir.path(), &backups).unwrap();
        assert_eq!(mode(dir.path()), 0o700);
        assert!(secret.iter().all(|path| mode(path) == 0o600));
        assert!(others.iter().all(|path| mode(path) == 0o644));
    }
}
