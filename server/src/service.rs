//! Running in the background: the unit for systemd, and what its manager is told.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};

use crate::health::Health;

/// The unit, without the program's place.
const UNIT: &str = include_str!("../service/walkup-server.service");

/// Its name.
const NAME: &str = "walkup-server.service";

/// Where an administrator's units are.
const UNITS: &str = "/etc/systemd/system";

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

/// Installs the unit for this program and starts it, now and with the machine.
pub fn install() -> anyhow::Result<Vec<String>> {
    needs_systemd()?;
    let text = unit(&program()?)?;
    let path = Path::new(UNITS).join(NAME);
    std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    systemctl(&["daemon-reload"])?;
    systemctl(&["enable", "--now", NAME])?;
    Ok(vec![
        format!("installed and started {NAME}"),
        "its data and walkup.toml are in /var/lib/walkup: use --data-dir /var/lib/walkup"
            .to_owned(),
    ])
}

/// Stops the service and removes its unit; the data stays.
pub fn uninstall() -> anyhow::Result<Vec<String>> {
    needs_systemd()?;
    let path = Path::new(UNITS).join(NAME);
    ensure!(path.exists(), "the service is not installed");
    systemctl(&["disable", "--now", NAME])?;
    std::fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
    systemctl(&["daemon-reload"])?;
    Ok(vec![format!("removed {NAME}; the data is still in /var/lib/walkup")])
}

/// How the service is, as systemd says it. Fails when it does not run.
pub fn status() -> anyhow::Result<()> {
    needs_systemd()?;
    let status = Command::new("systemctl")
        .args(["status", "--no-pager", NAME])
        .status()
        .context("cannot run systemctl")?;
    ensure!(status.success(), "the service does not run");
    Ok(())
}

/// The program that runs, for the unit.
pub fn program() -> anyhow::Result<PathBuf> {
    std::env::current_exe().context("cannot tell where this program is")
}

fn needs_systemd() -> anyhow::Result<()> {
    if !cfg!(target_os = "linux") {
        bail!("only systemd is known so far; docs/operation.md says how to go about other systems");
    }
    ensure!(Path::new("/run/systemd/system").exists(), "this system does not run systemd");
    Ok(())
}

fn systemctl(arguments: &[&str]) -> anyhow::Result<()> {
    let output =
        Command::new("systemctl").args(arguments).output().context("cannot run systemctl")?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "systemctl {} failed: {}", arguments.join(" "), said.trim());
    Ok(())
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

/// There is nobody to tell.
#[cfg(not(target_os = "linux"))]
pub fn tell_ready() {}

/// There is nobody to tell.
#[cfg(not(target_os = "linux"))]
pub fn tell_stopping() {}

/// There is nobody to tell.
#[cfg(not(target_os = "linux"))]
pub async fn watch(_health: Arc<Health>) {
    let _ = Duration::ZERO;
}

#[cfg(test)]
mod tests {
    use super::*;

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
