//! The daily backups, which make themselves, and the warning that the disk is nearly full.
//!
//! A backup is written under another name, read back whole, and only then put in its place, so
//! whatever has a backup's name is a whole one.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, ensure};

use super::{Cancel, on_a_thread};
use crate::clock::Clock;
use crate::core::hours::civil_date;
use crate::files::{self, NewFile, backup_name, create_private_dir, day_of};
use crate::health::Health;
use crate::settings::Settings;
use crate::store::Reader;

/// How long a new day must be one before its backup is made.
const NEW_DAY: Duration = Duration::from_secs(3);

/// Makes the day's backup and looks at the disk, until it is cancelled. A backup that is under way
/// then ends at its next step and leaves nothing behind.
pub async fn look_after(
    settings: Arc<Settings>,
    health: Arc<Health>,
    clock: Clock,
    every: Duration,
    cancel: Cancel,
) {
    // What a server that was killed left of a backup keeps whoever is forgotten.
    files::remove_unfinished(&settings.backup_dir());
    loop {
        look_at_disk(&settings, &health);
        tokio::select! {
            () = tokio::time::sleep(every) => {}
            () = cancel.cancelled() => return,
        }
        // A database's backups are made by its own programs.
        if settings.backups == 0 || settings.database.is_some() {
            continue;
        }
        let Some(day) = civil_date(clock.wall_ms(), health.desk().zone) else { continue };
        let todays = settings.backup_dir().join(backup_name(day));
        if todays.exists() {
            continue;
        }
        // Whether the clock is in doubt is looked at every second: a new day waits for that.
        tokio::select! {
            () = tokio::time::sleep(NEW_DAY) => {}
            () = cancel.cancelled() => return,
        }
        if health.is_clock_doubted() {
            continue;
        }
        let (there, cancelled) = (Arc::clone(&settings), cancel.clone());
        let made = on_a_thread("backup", move || {
            write(&there, &todays, false, &cancelled)?;
            rotate(&there)
        })
        .await;
        match made {
            Ok(()) => {
                health.set_backup_failed(false);
                tracing::info!("made the backup of {day}");
            }
            Err(_) if cancel.is_cancelled() => {
                tracing::info!("the backup of {day} was cancelled");
                return;
            }
            Err(error) => {
                if health.set_backup_failed(true) {
                    tracing::error!("failed to make the backup of {day}: {error:#}");
                }
            }
        }
    }
}

/// Makes a backup of this moment, which takes the place of the day's; gives its name. While the
/// clock is in doubt nobody knows which others are too old, so they stay.
pub fn make_now(settings: &Settings, health: &Health, cancel: &Cancel) -> anyhow::Result<String> {
    let day = civil_date(crate::clock::wall_ms(), health.desk().zone);
    let name = backup_name(day.context("the clock shows no date")?);
    write(settings, &settings.backup_dir().join(&name), true, cancel)?;
    if !health.is_clock_doubted() {
        rotate(settings)?;
    }
    Ok(name)
}

fn look_at_disk(settings: &Settings, health: &Health) {
    let wanted = u64::from(settings.disk_warning_mb).saturating_mul(1_000_000);
    match fs4::available_space(&settings.data_dir) {
        Ok(free) => health.set_disk_low(free < wanted),
        // Some file systems do not say; then nobody can warn.
        Err(error) => tracing::debug!("the room on the disk is unknown: {error}"),
    }
}

fn write(settings: &Settings, file: &Path, replaces: bool, cancel: &Cancel) -> anyhow::Result<()> {
    let folder = settings.backup_dir();
    create_private_dir(&folder).with_context(|| format!("failed to make {}", folder.display()))?;
    write_copy(&Reader::of(settings)?, file, replaces, cancel)
}

fn rotate(settings: &Settings) -> anyhow::Result<()> {
    let folder = settings.backup_dir();
    if settings.backups == 0 {
        // None is made by itself, so none is removed.
        return Ok(());
    }
    for old in outdated(&folder, settings.backups)? {
        fs::remove_file(&old).with_context(|| format!("failed to remove {}", old.display()))?;
    }
    Ok(())
}

/// Writes a copy of the database as it stands at one moment, checks all of it, and puts it in its
/// place. When it fails or is cancelled nothing is left of it.
pub fn write_copy(
    reader: &Reader,
    file: &Path,
    replaces: bool,
    cancel: &Cancel,
) -> anyhow::Result<()> {
    let copy = NewFile::create(file, replaces)?;
    reader.backup(copy.path(), &|| cancel.is_cancelled())?;
    let problems = Reader::open_file(copy.path())?.check(&|| cancel.is_cancelled())?;
    ensure!(problems.is_empty(), "the copy is damaged: {}", problems.join("; "));
    copy.put()
}

/// The backups beyond the newest `keep`. Other files are left alone.
fn outdated(folder: &Path, keep: u32) -> anyhow::Result<Vec<PathBuf>> {
    let mut days = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        if let Some(day) = name.to_str().and_then(day_of) {
            days.push((day, folder.join(&name)));
        }
    }
    days.sort();
    let surplus = days.len().saturating_sub(usize::try_from(keep).unwrap_or(usize::MAX));
    Ok(days.into_iter().take(surplus).map(|(_, path)| path).collect())
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use chrono_tz::Tz;

    use super::*;
    use crate::core::Millis;

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

    #[test]
    fn the_day_is_that_of_the_zone_over_both_changes_of_the_clock() {
        for (zone, moment, day) in [
            (Tz::UTC, "2026-03-28T23:59:59Z", "2026-03-28"),
            (Tz::Europe__Berlin, "2026-03-28T22:59:59Z", "2026-03-28"),
            (Tz::Europe__Berlin, "2026-03-28T23:00:00Z", "2026-03-29"),
            // After the change to summer time midnight comes an hour earlier by UTC, and later
            // again after the change back.
            (Tz::Europe__Berlin, "2026-03-29T22:00:00Z", "2026-03-30"),
            (Tz::Europe__Berlin, "2026-10-24T22:00:00Z", "2026-10-25"),
            (Tz::Europe__Berlin, "2026-10-25T22:59:59Z", "2026-10-25"),
            (Tz::Europe__Berlin, "2026-10-25T23:00:00Z", "2026-10-26"),
            (Tz::America__New_York, "2026-11-01T03:59:59Z", "2026-10-31"),
            (Tz::America__New_York, "2026-11-02T04:59:59Z", "2026-11-01"),
            // Samoa had no 30 December 2011.
            (Tz::Pacific__Apia, "2011-12-30T09:59:59Z", "2011-12-29"),
            (Tz::Pacific__Apia, "2011-12-30T10:00:00Z", "2011-12-31"),
        ] {
            let now: DateTime<chrono::Utc> = moment.parse().unwrap();
            let found = civil_date(now.timestamp_millis(), zone).unwrap();
            assert_eq!(found.to_string(), day, "{zone} {moment}");
        }
        assert_eq!(civil_date(Millis::MAX, Tz::UTC), None);
    }

    #[test]
    fn a_copy_that_was_cancelled_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        drop(crate::store::open(dir.path()).unwrap());
        let copies = tempfile::tempdir().unwrap();
        let file = copies.path().join("copy.db");
        let reader = Reader::open(dir.path()).unwrap();
        let cancel = Cancel::default();
        cancel.cancel();
        let error = write_copy(&reader, &file, false, &cancel).unwrap_err();
        assert!(error.is::<crate::jobs::Cancelled>(), "{error:#}");
        assert_eq!(fs::read_dir(copies.path()).unwrap().count(), 0);
        write_copy(&reader, &file, false, &Cancel::default()).unwrap();
        assert_eq!(fs::read_dir(copies.path()).unwrap().count(), 1);
    }
}
