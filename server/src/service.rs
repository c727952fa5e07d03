//! Running in the background: systemd's unit, Windows' service, and what their managers are told.

#[cfg(not(windows))]
mod systemd;
#[cfg(windows)]
mod windows;

use std::path::{Path, PathBuf};
use std::sync::Arc;
#[cfg(target_os = "linux")]
use std::time::Duration;

use anyhow::{Context as _, ensure};

#[cfg(not(windows))]
pub use self::systemd::{install, status, uninstall};
#[cfg(windows)]
pub use self::windows::{
    install, open_log, serve, status, stop_wanted, tell_ready, tell_stopping, uninstall,
};
use crate::files::create_private_dir;
use crate::health::Health;
use crate::{settings, store};

/// The unit, without the program's place.
const UNIT: &str = include_str!("../service/walkup-server.service");

/// What a service without settings is set to: others reach it, and everything is encrypted.
const FIRST_SETTINGS: &str = "\
# Every computer of the network reaches the desk here. All of that is encrypted, and kiosks and
# displays are let in one by one. With \"127.0.0.1:7420\" only this computer reaches it.
listen = \"0.0.0.0:7420\"
";

/// Writes the first settings of a service into its folder, unless that holds settings or a desk
/// already: what is there is left as it is.
pub fn write_first_settings(folder: &Path) -> anyhow::Result<bool> {
    let file = folder.join(settings::FILE);
    if file.exists() || folder.join(store::FILE).exists() {
        return Ok(false);
    }
    create_private_dir(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    std::fs::write(&file, FIRST_SETTINGS)
        .with_context(|| format!("cannot write {}", file.display()))?;
    Ok(true)
}

/// The unit for a program at this place.
pub fn unit(binary: &Path) -> anyhow::Result<String> {
    let place = binary.to_str().context("the program's path is not valid Unicode")?;
    ensure!(!place.contains(['\n', '"', '\\', '%', '$']), "the program's path {place} is unusable");
    for hidden in ["/home/", "/root/", "/run/user/"] {
        ensure!(
            !place.starts_with(hidden),
            "a service sees nothing of {hidden}: copy the program to /usr/local/bin and run it there"
        );
    }
    Ok(UNIT.replace("@BINARY@", &format!("\"{place}\"")))
}

/// The program that runs, for the unit.
pub fn program() -> anyhow::Result<PathBuf> {
    std::env::current_exe().context("cannot tell where this program is")
}

/// Tells the service manager, if there is one, that clients may come.
#[cfg(target_os = "linux")]
pub fn tell_ready() {
    if let Err(error) = sd_notify::notify(&[sd_notify::NotifyState::Ready]) {
        tracing::warn!("the service manager cannot be told: {error}");
    }
}

/// Tells the service manager that the server stops.
#[cfg(target_os = "linux")]
pub fn tell_stopping() {
    // It sees the process end all the same.
    sd_notify::notify(&[sd_notify::NotifyState::Stopping]).ok();
}

/// Tells the service manager, as often as it wants, that the clerk is at work; for ever. A clerk
/// that hangs is not spoken for, and the manager starts the server anew.
#[cfg(target_os = "linux")]
pub async fn watch(health: Arc<Health>) {
    let Some(limit) = sd_notify::watchdog_enabled() else { return };
    // The clerk ticks every second; asking more often would see no change.
    let every = (limit / 3).max(Duration::from_millis(1500));
    let mut seen = health.ticks();
    loop {
        tokio::time::sleep(every).await;
        let now = health.ticks();
        if now != seen {
            seen = now;
            sd_notify::notify(&[sd_notify::NotifyState::Watchdog]).ok();
        }
    }
}

/// Tells the service manager, as often as it wants, that a server of many desks is at work; for ever.
/// A desk that has come to an end is given up alone.
#[cfg(target_os = "linux")]
pub async fn watch_over_many() {
    let Some(limit) = sd_notify::watchdog_enabled() else { return std::future::pending().await };
    loop {
        sd_notify::notify(&[sd_notify::NotifyState::Watchdog]).ok();
        tokio::time::sleep(limit / 3).await;
    }
}

/// There is nobody to tell.
#[cfg(not(target_os = "linux"))]
pub async fn watch_over_many() {
    std::future::pending().await
}

/// There is nobody to tell.
#[cfg(not(any(target_os = "linux", windows)))]
pub fn tell_ready() {}

/// There is nobody to tell.
#[cfg(not(any(target_os = "linux", windows)))]
pub fn tell_stopping() {}

/// Nobody asks.
#[cfg(not(target_os = "linux"))]
pub async fn watch(_health: Arc<Health>) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_service_is_reached_from_everywhere_and_one_that_is_there_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("walkup");
        assert!(write_first_settings(&place).unwrap());
        let flags = settings::Flags { data_dir: Some(place.clone()), ..Default::default() };
        let (read, _) = settings::load(&flags).unwrap();
        assert!(read.is_encrypted() && read.listen.ip().is_unspecified(), "{}", read.listen);
        std::fs::write(place.join(settings::FILE), "tables = 3").unwrap();
        assert!(!write_first_settings(&place).unwrap());
        std::fs::remove_file(place.join(settings::FILE)).unwrap();
        std::fs::write(place.join(store::FILE), "").unwrap();
        assert!(!write_first_settings(&place).unwrap());
        // The settings of the package say the same.
        let packed: toml::Table = include_str!("../service/walkup.toml").parse().unwrap();
        let first: toml::Table = FIRST_SETTINGS.parse().unwrap();
        assert_eq!(packed["listen"], first["listen"]);
    }

    #[test]
    fn the_unit_names_the_program_and_refuses_places_that_a_service_does_not_see() {
        let text = unit(Path::new("/usr/bin/walkup-server")).unwrap();
        assert!(text.contains("\nExecStart=\"/usr/bin/walkup-server\" run\n"), "{text}");
        assert!(!text.contains('@') || !text.contains("@BINARY@"));
        for bad in ["/home/ann/walkup-server", "/root/walkup-server", "/opt/a\nb", "/opt/100%"] {
            assert!(unit(Path::new(bad)).is_err(), "{bad}");
        }
    }
}
