//! Systemd: the unit installed and removed.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail, ensure};

use super::{program, unit, write_first_settings};

/// The unit's name.
const NAME: &str = "walkup-server.service";

/// Where an administrator's units are.
const UNITS: &str = "/etc/systemd/system";

/// Where the service keeps its data.
const DATA: &str = "/var/lib/walkup";

/// Installs the unit for this program and starts it, now and with the machine.
pub fn install() -> anyhow::Result<Vec<String>> {
    needs_systemd()?;
    let text = unit(&program()?)?;
    let path = Path::new(UNITS).join(NAME);
    std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    // A unit is nobody's secret, and systemd complains of one that others cannot read.
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644))?;
    // Systemd gives it to the service's own user, with all that is in it.
    let is_first = write_first_settings(Path::new(DATA))?;
    systemctl(&["daemon-reload"])?;
    systemctl(&["enable", "--now", NAME])?;
    let mut lines = vec![
        format!("installed and started {NAME}"),
        format!("its data and walkup.toml are in {DATA}: use --data-dir {DATA}"),
    ];
    if is_first {
        lines.push("it listens on all addresses, encrypted".to_owned());
    }
    Ok(lines)
}

/// Stops the service and removes its unit; the data stays.
pub fn uninstall() -> anyhow::Result<Vec<String>> {
    needs_systemd()?;
    let path = Path::new(UNITS).join(NAME);
    ensure!(path.exists(), "the service is not installed");
    systemctl(&["disable", "--now", NAME])?;
    std::fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
    systemctl(&["daemon-reload"])?;
    Ok(vec![format!("removed {NAME}; the data is still in {DATA}")])
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
