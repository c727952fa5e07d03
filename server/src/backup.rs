//! Backups that make themselves, putting one back, and the room on the disk.
//!
//! A backup is written under another name, read back whole, and only then put in its place: what
//! is called a backup is one.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, ensure};

use crate::clock::Clock;
use crate::health::Health;
use crate::settings::Settings;
use crate::store::{self, Reader, Store};

/// What backups begin and end with; between them stands the local day.
const PREFIX: &str = "walkup-";
const SUFFIX: &str = ".db";

/// How long a new day must be one before its backup is made.
const NEW_DAY: Duration = Duration::from_secs(3);

/// Makes the day's backup and looks at the disk, for ever.
pub async fn look_after(
    settings: Arc<Settings>,
    health: Arc<Health>,
    clock: Clock,
    every: Duration,
) {
    loop {
        look_at_disk(&settings, &health);
        tokio::time::sleep(every).await;
        if settings.backups == 0 {
            continue;
        }
        let Some(day) = local_day(clock.wall_ms()) else { continue };
        let todays = settings.backup_dir().join(format!("{PREFIX}{day}{SUFFIX}"));
        if todays.exists() {
            continue;
        }
        // Whether the clock can be believed is looked at every second: a new day waits for that.
        tokio::time::sleep(NEW_DAY).await;
        if health.is_clock_doubted() {
            continue;
        }
        let there = Arc::clone(&settings);
        let made = tokio::task::spawn_blocking(move || make(&there, &todays)).await;
        // One that panicked has failed like any other, and is tried again.
        match made.unwrap_or_else(|panic| Err(panic.into())) {
            Ok(()) => {
                health.set_backup_failed(false);
                tracing::info!("made the backup of {day}");
            }
            Err(error) => {
                if health.set_backup_failed(true) {
                    tracing::error!("failed to make the backup of {day}: {error:#}");
                }
            }
        }
    }
}

fn look_at_disk(settings: &Settings, health: &Health) {
    let wanted = u64::from(settings.disk_warning_mb).saturating_mul(1_000_000);
    match fs4::available_space(&settings.data_dir) {
        Ok(free) => health.set_disk_low(free < wanted),
        // A file system that does not say; then nobody can warn.
        Err(error) => tracing::debug!("the room on the disk is unknown: {error}"),
    }
}

fn make(settings: &Settings, file: &Path) -> anyhow::Result<()> {
    let folder = settings.backup_dir();
    make_folder(&folder).with_context(|| format!("failed to make {}", folder.display()))?;
    let unfinished = file.with_extension("unfinished");
    remove(&unfinished)?;
    Reader::open(&settings.data_dir)?.backup(&unfinished)?;
    let problems = Reader::open_file(&unfinished)?.check()?;
    ensure!(problems.is_empty(), "the copy is damaged: {}", problems.join("; "));
    settle(&unfinished, file)?;
    for old in outdated(&folder, settings.backups)? {
        fs::remove_file(&old).with_context(|| format!("failed to remove {}", old.display()))?;
    }
    Ok(())
}

/// The backups beyond the newest `keep`. What does not look like one of ours is left alone.
fn outdated(folder: &Path, keep: u32) -> anyhow::Result<Vec<PathBuf>> {
    let mut days = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        let day = name.to_str().and_then(|name| name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX));
        if let Some(Ok(day)) = day.map(str::parse::<jiff::civil::Date>) {
            days.push((day, folder.join(&name)));
        }
    }
    days.sort();
    let surplus = days.len().saturating_sub(usize::try_from(keep).unwrap_or(usize::MAX));
    Ok(days.into_iter().take(surplus).map(|(_, path)| path).collect())
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
        .map(|number: u32| data_dir.join(format!("replaced-{number}{SUFFIX}")))
        .find(|path| !path.exists())
        .unwrap_or_else(|| data_dir.join("replaced.db"))
}

/// Puts a whole file in its place so that a loss of power leaves the old one or the new one.
fn settle(from: &Path, to: &Path) -> anyhow::Result<()> {
    let say = || format!("failed to put {} in its place", to.display());
    // Windows syncs only what may be written to.
    let file = fs::OpenOptions::new().write(true).open(from);
    file.and_then(|file| file.sync_all()).with_context(say)?;
    fs::rename(from, to).with_context(say)?;
    // Windows has no such thing as syncing a folder.
    #[cfg(unix)]
    if let Some(folder) = to.parent() {
        File::open(folder).and_then(|folder| folder.sync_all()).with_context(say)?;
    }
    Ok(())
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

fn remove(path: &Path) -> anyhow::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("failed to remove {}", path.display()))
        }
        _ => Ok(()),
    }
}

fn make_folder(path: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

fn local_day(now: i64) -> Option<jiff::civil::Date> {
    let now = jiff::Timestamp::from_millisecond(now).ok()?;
    Some(now.to_zoned_datetime(jiff::tz::TimeZone::system()).date())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_backups_go_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "walkup-2026-01-02.db",
            "walkup-2026-01-10.db",
            "walkup-2025-12-31.db",
            "walkup-mine.db",
            "walkup-2020-01-01.db.bak",
            "notes.txt",
        ] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let names = |keep| -> Vec<String> {
            let outdated = outdated(folder.path(), keep).unwrap();
            outdated
                .iter()
                .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
                .collect()
        };
        assert_eq!(names(3), Vec::<String>::new());
        assert_eq!(names(1), ["walkup-2025-12-31.db", "walkup-2026-01-02.db"]);
    }
}
